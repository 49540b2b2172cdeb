/*
 * Sealing: undertaking, number, hash of the batch before and op lines, a line each. Whatever is sealed is read back with the same values; with
 * a bit of it changed it is not.
 */
#include <string.h>

#include "fuzz.h"
#include "sync/path.h"

static GPtrArray *
split(const char *data, gsize size)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
	const char *end = data + size;

	while (data < end) {
		const char *newline = memchr(data, '\n', (gsize)(end - data));
		const char *stop = newline ? newline : end;

		g_ptr_array_add(lines, g_strndup(data, (gsize)(stop - data)));
		data = newline ? newline + 1 : end;
	}
	return lines;
}

static void
same_batch(const Batch *a, const Batch *b)
{
	guint i;

	g_assert_cmpstr(a->undertaking, ==, b->undertaking);
	g_assert_cmpstr(a->device, ==, b->device);
	g_assert_cmpstr(a->public_key, ==, b->public_key);
	g_assert_cmpint(a->number, ==, b->number);
	g_assert_cmpstr(a->prev, ==, b->prev);
	g_assert_cmpstr(a->sha256, ==, b->sha256);
	g_assert_cmpstr(a->path, ==, b->path);
	g_assert_cmpuint(a->lines->len, ==, b->lines->len);
	for (i = 0; i < a->lines->len; i++)
		g_assert_cmpstr(a->lines->pdata[i], ==, b->lines->pdata[i]);
}

/* A bit that the content chooses; the name fits the changed file. */
static void
changed_is_refused(const Batch *batch)
{
	gsize len;
	g_autofree char *data = g_memdup2(g_bytes_get_data(batch->bytes, NULL), g_bytes_get_size(batch->bytes));
	g_autofree char *sha256 = NULL, *path = NULL;
	g_autoptr(GBytes) bytes = NULL;
	guint32 place = (guint32)g_ascii_strtoull(batch->sha256 + 56, NULL, 16);

	len = g_bytes_get_size(batch->bytes);
	data[place / 8 % len] = (char)(data[place / 8 % len] ^ 1 << place % 8);
	sha256 = crypto_sha256(data, len);
	path = path_of_batch(batch->device, batch->number, sha256);
	bytes = g_bytes_new(data, len);
	g_assert_null(batch_read(path, bytes, NULL));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GPtrArray) lines = split((const char *)data, size);
	g_autofree char *undertaking = NULL, *prev = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(Batch) sealed = NULL, read = NULL;
	gint64 number;

	if (lines->len < 3)
		return 0;
	undertaking = g_strdup(lines->pdata[0]);
	number = g_ascii_strtoll(lines->pdata[1], NULL, 10);
	prev = g_strdup(lines->pdata[2]);
	g_ptr_array_remove_range(lines, 0, 3);
	sealed = batch_seal(fuzz_key(), undertaking, number, prev, lines, &error);
	if (!sealed) {
		g_assert_true(g_error_matches(error, SYNC_ERROR, SYNC_ERROR_INVALID));
		fuzz_message(error);
		return 0;
	}
	read = batch_read(sealed->path, sealed->bytes, &error);
	g_assert_no_error(error);
	same_batch(sealed, read);
	g_assert_cmpuint(read->lines->len, ==, lines->len);
	changed_is_refused(sealed);
	return 0;
}
