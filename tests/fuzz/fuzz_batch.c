/*
 * A batch file, read twice: as it is, and with everything before its last line sealed anew, so that changes get behind the signature.
 * What is accepted says what jansson reads in its header, holds every byte of its lines, and is what batch_seal() makes of them.
 */
#include <jansson.h>
#include <string.h>

#include "fuzz.h"
#include "sync/path.h"
#include "sync/sshsig.h"
#include "sync/texts.h"

#define SIG_LINE "\n{\"sig\":\""

/* --- what was accepted ------------------------------------------------------------------------------------------------------ */

static void
same_header(const Batch *batch, const char *data, gsize len)
{
	const char *undertaking = NULL, *device = NULL, *key = NULL, *prev = NULL;
	json_int_t format = 0, number = 0, count = 0;
	json_t *json = json_loadb(data, (gsize)((const char *)memchr(data, '\n', len) - data), JSON_REJECT_DUPLICATES, NULL);

	g_assert_cmpint(json_unpack(json, "{s:I, s:s, s:s, s:s, s:I, s:s, s:I !}", "format", &format, "undertaking", &undertaking, "device",
	                            &device, "key", &key, "number", &number, "prev", &prev, "count", &count), ==, 0);
	g_assert_cmpint(format, ==, BATCH_FORMAT);
	g_assert_cmpstr(undertaking, ==, batch->undertaking);
	g_assert_cmpstr(device, ==, batch->device);
	g_assert_cmpstr(key, ==, batch->public_key);
	g_assert_cmpstr(prev, ==, batch->prev);
	g_assert_cmpint(number, ==, batch->number);
	g_assert_cmpint(count, ==, batch->lines->len);
	json_decref(json);
}

static void
same_lines(const Batch *batch, const char *data, gsize len)
{
	const char *p = (const char *)memchr(data, '\n', len) + 1;
	guint i;

	for (i = 0; i < batch->lines->len; i++) {
		gsize n = strlen(batch->lines->pdata[i]);

		g_assert_cmpuint((gsize)(data + len - p), >, n);
		fuzz_same(p, n, batch->lines->pdata[i], n);
		g_assert_true(p[n] == '\n');
		p += n + 1;
	}
	g_assert_true(g_str_has_prefix(p, &SIG_LINE[1]));
}

static void
check(const Batch *batch, GBytes *bytes)
{
	g_autoptr(GHashTable) named = texts_named_by(batch);
	g_autoptr(Batch) again = NULL;
	gsize len;
	const char *data = g_bytes_get_data(bytes, &len);

	(void)named;
	same_header(batch, data, len);
	same_lines(batch, data, len);
	if (strcmp(batch->device, device_key_id(fuzz_key())) != 0)
		return;
	again = batch_seal(fuzz_key(), batch->undertaking, batch->number, batch->prev, batch->lines, NULL);
	g_assert_nonnull(again);
	fuzz_same(g_bytes_get_data(again->bytes, NULL), g_bytes_get_size(again->bytes), data, len);
	g_assert_cmpstr(again->path, ==, batch->path);
}

/* --- reading ------------------------------------------------------------------------------------------------------------------ */

/* What a header says, so that the path fits it; only the reader knows whether it is right. */
static char *
word_after(const char *data, const char *name, const char *end)
{
	const char *p = strstr(data, name);

	return p ? g_strndup(p + strlen(name), strcspn(p + strlen(name), end)) : g_strdup("");
}

/* A header that is right but for its form is not one of a newer format, and the other way round. */
static void
refused(const GError *error, const char *data, gsize len)
{
	gboolean is_newer = g_error_matches(error, SYNC_ERROR, SYNC_ERROR_NEWER);

	g_assert_true(is_newer || g_error_matches(error, SYNC_ERROR, SYNC_ERROR_INVALID));
	fuzz_message(error);
	if (is_newer || strcmp(error->message, "Kopfzeile hat nicht die vorgeschriebene Form") == 0) {
		json_t *json = json_loadb(data, (gsize)((const char *)memchr(data, '\n', len) - data), 0, NULL);

		g_assert_true((json_integer_value(json_object_get(json, "format")) > BATCH_FORMAT) == is_newer);
		json_decref(json);
	}
}

static void
read_one(const char *data, gsize len)
{
	g_autoptr(GBytes) bytes = g_bytes_new(data, len);
	g_autofree char *device = word_after(data, "\"device\":\"", "\"\n"), *number = word_after(data, "\"number\":", ",\n");
	g_autofree char *sha256 = crypto_sha256(data, len);
	g_autofree char *path = path_of_batch(device, g_ascii_strtoll(number, NULL, 10), sha256);
	g_autoptr(GError) error = NULL;
	g_autoptr(Batch) batch = batch_read(path, bytes, &error);

	g_assert_true((batch == NULL) == (error != NULL));
	if (batch)
		check(batch, bytes);
	else
		refused(error, data, len);
}

static void
seal(GString *file)
{
	char *last = g_strrstr_len(file->str, (gssize)file->len, SIG_LINE);
	g_autofree char *sig = NULL;

	if (last)
		g_string_truncate(file, (gsize)(last - file->str) + 1);
	sig = sshsig_sign(fuzz_key(), file->str, file->len);
	g_string_append_printf(file, "{\"sig\":\"%s\"}\n", sig);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	GString *file = g_string_new_len((const char *)data, (gssize)size);

	read_one(file->str, file->len);
	/* Signing costs more than the rest: only where the header can stand up to it. */
	if (strstr(file->str, device_key_public(fuzz_key()))) {
		seal(file);
		read_one(file->str, file->len);
	}
	g_string_free(file, TRUE);
	return 0;
}
