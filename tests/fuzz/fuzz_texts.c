/*
 * The text file beside a batch, read twice: as it is, and with the hash of each line set right, because nobody can guess one. What is read
 * and written is sorted, without doubles, and stays so.
 */
#include <jansson.h>
#include <string.h>

#include "fuzz.h"
#include "sync/texts.h"
#include "vorort/text.h"

#define HASH_AT 6 /* in {"h":"…","s":…,"t":…} */
#define HASH_LEN 43

static void
check_text(const BatchText *text)
{
	g_autofree char *hash = text_hash(text->salt, text->text);

	g_assert_cmpstr(text->hash, ==, hash);
	g_assert_cmpuint(strlen(text->salt), ==, 22);
	g_assert_cmpuint(strlen(text->text), <=, TEXT_MAX);
	g_assert_true(g_utf8_validate(text->text, -1, NULL));
}

static void
check_order(GPtrArray *texts)
{
	guint i;

	for (i = 1; i < texts->len; i++)
		g_assert_cmpstr(((BatchText *)texts->pdata[i - 1])->hash, <, ((BatchText *)texts->pdata[i])->hash);
}

static void
read_one(const char *data, gsize len)
{
	g_autoptr(GBytes) bytes = g_bytes_new(data, len), written = NULL, again = NULL;
	g_autoptr(GPtrArray) texts = NULL, second = NULL;
	guint n_bad = 0, i;

	texts = batch_texts_read(bytes, &n_bad, NULL);
	g_assert_nonnull(texts);
	for (i = 0; i < texts->len; i++)
		check_text(texts->pdata[i]);
	written = batch_texts_write(texts);
	second = batch_texts_read(written, &n_bad, NULL);
	g_assert_cmpuint(n_bad, ==, 0);
	check_order(second);
	again = batch_texts_write(second);
	g_assert_true(g_bytes_equal(written, again));
	/* Merged with itself nothing comes new. */
	g_assert_cmpuint(texts_merge(second, texts, NULL), ==, 0);
}

static void
mend_line(char *line, gsize len)
{
	json_t *json = len > HASH_AT + HASH_LEN ? json_loadb(line, len, 0, NULL) : NULL;
	const char *salt, *text;

	if (json_unpack(json, "{s:s, s:s}", "s", &salt, "t", &text) == 0) {
		g_autofree char *hash = text_hash(salt, text);

		memcpy(line + HASH_AT, hash, HASH_LEN);
	}
	json_decref(json);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *mended = g_memdup2(data, size);
	char *p = mended, *end = size > 0 ? mended + size : mended;

	read_one((const char *)data, size);
	for (; p < end; p++) {
		char *newline = memchr(p, '\n', (gsize)(end - p));

		mend_line(p, (gsize)((newline ? newline : end) - p));
		p = newline ? newline : end - 1;
	}
	read_one(mended, size);
	return 0;
}
