/*
 * The .text file of a batch: one JSON line {"h":…,"s":…,"t":…} for each erasable text, sorted by hash, so that two laptops that know
 * the same texts write the same bytes. Not signed; each line proves itself by its salted hash, which the signed batch names.
 */
#include "texts.h"

#include <jansson.h>
#include <string.h>

#include "vorort/text.h"

#define HASH_LEN 43 /* base64url of SHA-256 without padding */
#define SALT_LEN 22

static const char base64url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void
batch_text_free(BatchText *text)
{
	if (!text)
		return;
	g_free(text->hash);
	g_free(text->salt);
	g_free(text->text);
	g_free(text);
}

GPtrArray *
texts_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)batch_text_free);
}

static int
compare_texts(gconstpointer a, gconstpointer b)
{
	return strcmp((*(BatchText *const *)a)->hash, (*(BatchText *const *)b)->hash);
}

/* --- writing -------------------------------------------------------------------------------------------------------------- */

static void
write_line(GString *out, const BatchText *text)
{
	json_t *json = json_pack("{s:s, s:s, s:s}", "h", text->hash, "s", text->salt, "t", text->text);
	char *line = json ? json_dumps(json, JSON_COMPACT | JSON_PRESERVE_ORDER) : NULL;

	/* Texts were checked for UTF-8 when they came in; what cannot be written would not be read either. */
	if (line)
		g_string_append(g_string_append(out, line), "\n");
	free(line);
	json_decref(json);
}

GBytes *
batch_texts_write(GPtrArray *texts)
{
	g_autoptr(GPtrArray) sorted = g_ptr_array_new();
	GString *out = g_string_new(NULL);
	const char *last = NULL;
	guint i;

	for (i = 0; i < texts->len; i++)
		g_ptr_array_add(sorted, texts->pdata[i]);
	g_ptr_array_sort(sorted, compare_texts);
	for (i = 0; i < sorted->len; i++) {
		const BatchText *text = sorted->pdata[i];

		if (!last || strcmp(last, text->hash) != 0)
			write_line(out, text);
		last = text->hash;
	}
	return g_string_free_to_bytes(out);
}

/* --- reading -------------------------------------------------------------------------------------------------------------- */

static char *
member(json_t *json, const char *name, gsize exact, gsize max)
{
	json_t *value = json_object_get(json, name);
	gsize len = value ? json_string_length(value) : 0;

	if (!json_is_string(value) || len > max || (exact && len != exact))
		return NULL;
	return g_strdup(json_string_value(value));
}

static BatchText *
read_line(const char *line, gsize len)
{
	json_t *json = json_loadb(line, len, JSON_REJECT_DUPLICATES, NULL);
	BatchText *text = g_new0(BatchText, 1);
	g_autofree char *hash = NULL;

	if (json_is_object(json) && json_object_size(json) == 3) {
		text->hash = member(json, "h", HASH_LEN, HASH_LEN);
		text->salt = member(json, "s", SALT_LEN, SALT_LEN);
		text->text = member(json, "t", 0, TEXT_MAX);
	}
	json_decref(json);
	if (text->hash && text->salt && text->text)
		hash = text_hash(text->salt, text->text);
	if (!hash || strcmp(hash, text->hash) != 0) {
		batch_text_free(text);
		return NULL;
	}
	return text;
}

GPtrArray *
batch_texts_read(GBytes *bytes, guint *n_bad, GError **error)
{
	gsize len;
	const char *p = g_bytes_get_data(bytes, &len), *end = len > 0 ? p + len : p; /* NULL if empty */
	g_autoptr(GPtrArray) texts = texts_new();

	*n_bad = 0;
	if (len > BATCH_MAX) {
		g_set_error(error, SYNC_ERROR, SYNC_ERROR_INVALID, "Textdatei ist größer als 1 MiB");
		return NULL;
	}
	while (p < end) {
		const char *newline = memchr(p, '\n', (gsize)(end - p));
		const char *stop = newline ? newline : end;
		BatchText *text = read_line(p, (gsize)(stop - p));

		if (text)
			g_ptr_array_add(texts, text);
		else
			++*n_bad;
		p = newline ? newline + 1 : end;
	}
	return g_steal_pointer(&texts);
}

/* --- sets of texts -------------------------------------------------------------------------------------------------------- */

GHashTable *
texts_named_by(const Batch *batch)
{
	GHashTable *named = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	guint i;

	for (i = 0; i < batch->lines->len; i++) {
		const char *p = batch->lines->pdata[i];

		/* Any JSON string of the right length and alphabet: sync does not know which of them are texts. */
		while ((p = strchr(p, '"'))) {
			gsize len = strspn(++p, base64url);

			if (len == HASH_LEN && p[len] == '"')
				g_hash_table_add(named, g_strndup(p, len));
			p += len;
		}
	}
	return named;
}

guint
texts_merge(GPtrArray *into, GPtrArray *from, GHashTable *named)
{
	g_autoptr(GHashTable) have = g_hash_table_new(g_str_hash, g_str_equal);
	guint i, n_before = into->len;

	for (i = 0; i < into->len; i++)
		g_hash_table_add(have, ((BatchText *)into->pdata[i])->hash);
	while (from->len > 0) {
		BatchText *text = g_ptr_array_steal_index_fast(from, from->len - 1);

		if ((!named || g_hash_table_contains(named, text->hash)) && !g_hash_table_contains(have, text->hash)) {
			g_ptr_array_add(into, text);
			g_hash_table_add(have, text->hash);
		} else {
			batch_text_free(text);
		}
	}
	return into->len - n_before;
}

guint
texts_redact(GPtrArray *texts, const SyncHost *host)
{
	guint i, n_before = texts->len;

	for (i = texts->len; i > 0; i--)
		if (host->is_redacted(host->data, ((BatchText *)texts->pdata[i - 1])->hash))
			g_ptr_array_remove_index(texts, i - 1);
	return n_before - texts->len;
}

void
texts_subtract(GPtrArray *texts, GPtrArray *others)
{
	g_autoptr(GHashTable) have = g_hash_table_new(g_str_hash, g_str_equal);
	guint i;

	for (i = 0; i < others->len; i++)
		g_hash_table_add(have, ((BatchText *)others->pdata[i])->hash);
	for (i = texts->len; i > 0; i--)
		if (g_hash_table_contains(have, ((BatchText *)texts->pdata[i - 1])->hash))
			g_ptr_array_remove_index(texts, i - 1);
}
