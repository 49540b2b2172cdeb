/* Tables, fields and JSON on stdout; see output.h. */
#include "output.h"

#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "vorort/text.h"

#define TITLE_COLUMNS 20 /* of the titles before fields */
#define CELL_COLUMNS 60  /* of a cell that is not the last */

/* The C library knows widths only in a UTF-8 locale; elsewhere GLib's tables do. */
static guint
char_width(gunichar c)
{
	int width = wcwidth((wchar_t)c);

	if (width >= 0)
		return (guint)width;
	if (g_unichar_iszerowidth(c))
		return 0;
	return g_unichar_iswide(c) ? 2 : 1;
}

guint
out_width(const char *text)
{
	guint width = 0;

	for (; *text; text = g_utf8_next_char(text))
		width += char_width(g_utf8_get_char(text));
	return width;
}

void
out_text(const char *text, gboolean has_lines)
{
	g_autofree char *visible = text_visible(text, has_lines);

	puts(visible);
}

static void
pad(guint n)
{
	while (n-- > 0)
		putchar(' ');
}

void
out_field(guint indent, const char *title, const char *value)
{
	g_autofree char *visible = text_visible(value ? value : "", TRUE), *name = text_visible(title, FALSE);
	g_auto(GStrv) lines = g_strsplit(visible, "\n", -1);
	guint width = out_width(name), column = MAX(width, TITLE_COLUMNS), i;

	if (!*visible)
		return;
	pad(indent);
	fputs(name, stdout);
	pad(column - width);
	for (i = 0; lines[i]; i++) {
		pad(i ? indent + TITLE_COLUMNS + 2 : 2);
		puts(lines[i]);
	}
}

void
out_field_strv(guint indent, const char *title, char **strv)
{
	g_autofree char *text = strv ? g_strjoinv(", ", strv) : NULL;

	out_field(indent, title, text);
}

void
out_heading(const char *title)
{
	printf("\n%s\n", title);
}

/* --- tables ----------------------------------------------------------------------------------------------------------------------------- */

struct OutTable {
	GPtrArray *cells; /* of char *, titles first */
	guint n_columns;
};

OutTable *
out_table_new(const char *const *titles)
{
	OutTable *table = g_new0(OutTable, 1);

	table->cells = g_ptr_array_new_with_free_func(g_free);
	for (; titles[table->n_columns]; table->n_columns++)
		g_ptr_array_add(table->cells, g_strdup(titles[table->n_columns]));
	return table;
}

/* Cuts to CELL_COLUMNS, with "…" at the end. */
static char *
cut(char *text)
{
	char *p = text, *end = text;
	guint width = 0;

	if (out_width(text) <= CELL_COLUMNS)
		return text;
	for (; width + char_width(g_utf8_get_char(p)) < CELL_COLUMNS; p = g_utf8_next_char(p)) {
		width += char_width(g_utf8_get_char(p));
		end = g_utf8_next_char(p);
	}
	p = g_strdup_printf("%.*s…", (int)(end - text), text);
	g_free(text);
	return p;
}

void
out_table_add(OutTable *table, char *cell)
{
	char *visible = text_visible(cell ? cell : "", FALSE);
	gboolean is_last = table->cells->len % table->n_columns == table->n_columns - 1;

	g_free(cell);
	g_ptr_array_add(table->cells, is_last ? visible : cut(visible));
}

static void
print_row(const OutTable *table, guint row, const guint *widths)
{
	guint i, n_filled = table->n_columns;

	while (n_filled > 0 && !*(const char *)table->cells->pdata[row + n_filled - 1])
		n_filled--;
	for (i = 0; i < n_filled; i++) {
		const char *cell = table->cells->pdata[row + i];

		fputs(cell, stdout);
		if (i + 1 < n_filled)
			pad(widths[i] - out_width(cell) + 2);
	}
	putchar('\n');
}

static void
out_table_free(OutTable *table)
{
	g_ptr_array_unref(table->cells);
	g_free(table);
}

void
out_table_end(OutTable *table, const char *empty)
{
	g_autofree guint *widths = g_new0(guint, table->n_columns);
	guint i;

	for (i = 0; i < table->cells->len; i++)
		widths[i % table->n_columns] = MAX(widths[i % table->n_columns], out_width(table->cells->pdata[i]));
	if (table->cells->len == table->n_columns)
		puts(empty);
	else
		for (i = 0; i < table->cells->len; i += table->n_columns)
			print_row(table, i, widths);
	out_table_free(table);
}

/* --- JSON ------------------------------------------------------------------------------------------------------------------------------- */

void
out_json(json_t *json)
{
	json_dumpf(json, stdout, JSON_INDENT(2) | JSON_SORT_KEYS | JSON_ENCODE_ANY);
	putchar('\n');
	json_decref(json);
}

void
out_json_set(json_t *object, const char *key, const char *text)
{
	json_object_set_new(object, key, text ? json_string(text) : json_null());
}

json_t *
out_json_strv(char **strv)
{
	json_t *array = json_array();

	for (; strv && *strv; strv++)
		json_array_append_new(array, json_string(*strv));
	return array;
}

json_t *
out_json_list(const char *list)
{
	json_t *array = json_array();
	g_auto(GStrv) parts = g_strsplit(list ? list : "", ",", -1);
	guint i;

	for (i = 0; parts[i]; i++)
		if (*parts[i])
			json_array_append_new(array, json_string(parts[i]));
	return array;
}

void
out_list_end(OutTable *table, json_t *array, gboolean is_json, const char *empty)
{
	if (!table || !is_json) {
		json_decref(array);
		if (table)
			out_table_end(table, empty);
		return;
	}
	out_table_free(table);
	out_json(array);
}
