/* Writing tables as JSON and CSV; see export_table.h. */
#include "export_table.h"

#include <jansson.h>
#include <string.h>

#include "internal.h"
#include "vorort/text.h"

char *
export_table_json(const Column *columns, const GPtrArray *rows)
{
	json_t *all = json_array();
	char *raw, *text;
	guint i;

	for (i = 0; i < rows->len; i++) {
		json_t *object = json_object();
		const Column *c;

		for (c = columns; c->name; c++) {
			const char *value = g_hash_table_lookup(rows->pdata[i], c->name);

			json_object_set_new(object, c->name, json_string(value ? value : ""));
		}
		json_array_append_new(all, object);
	}
	raw = json_dumps(all, JSON_INDENT(2) | JSON_SORT_KEYS);
	text = g_strconcat(raw, "\n", NULL);
	free(raw);
	json_decref(all);
	return text;
}

static char *
words_of(WordList list, const char *codes)
{
	g_auto(GStrv) parts = g_strsplit(codes, ",", -1);
	guint i;

	for (i = 0; parts[i]; i++) {
		char *text = g_strdup(words_text(list, parts[i]));

		g_free(parts[i]);
		parts[i] = text;
	}
	return g_strjoinv(", ", parts);
}

static char *
cell_text(const Column *c, const char *value)
{
	switch (*value ? c->format : AS_TEXT) {
	case AS_DATE:
		return text_date(value);
	case AS_CENTS: {
		gint64 cents = g_ascii_strtoll(value, NULL, 10);

		return g_strdup_printf("%" G_GINT64_FORMAT ",%02d", cents / 100, (int)(cents % 100));
	}
	case AS_WORD:
	case AS_WORDS:
		return words_of(c->list, value);
	default:
		return g_strdup(value);
	}
}

/* Control characters from elsewhere are made visible: a CSV is looked at on terminals, too. */
void
app_csv_cell(GString *out, const char *raw)
{
	g_autofree char *text = text_visible(raw, TRUE);
	g_autofree char *safe = *text && strchr("=+-@\t\r", *text) ? g_strconcat("'", text, NULL) : g_strdup(text);
	const char *p;

	if (!strpbrk(safe, ";\"\r\n")) {
		g_string_append(out, safe);
		return;
	}
	g_string_append_c(out, '"');
	for (p = safe; *p; p++) {
		if (*p == '"')
			g_string_append_c(out, '"');
		g_string_append_c(out, *p);
	}
	g_string_append_c(out, '"');
}

char *
export_table_csv(const Column *columns, const GPtrArray *rows)
{
	GString *out = g_string_new("\xEF\xBB\xBF");
	const Column *c;
	guint i;

	for (c = columns; c->name; c++) {
		if (c != columns)
			g_string_append_c(out, ';');
		app_csv_cell(out, c->title);
	}
	g_string_append(out, "\r\n");
	for (i = 0; i < rows->len; i++) {
		for (c = columns; c->name; c++) {
			const char *value = g_hash_table_lookup(rows->pdata[i], c->name);
			g_autofree char *text = cell_text(c, value ? value : "");

			if (c != columns)
				g_string_append_c(out, ';');
			app_csv_cell(out, text);
		}
		g_string_append(out, "\r\n");
	}
	return g_string_free(out, FALSE);
}
