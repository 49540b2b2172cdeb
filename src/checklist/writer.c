/*
 * The normal form: a checklist as YAML with its blocks resolved, in the order of the tables, always the same bytes.
 *
 * Texts come from the reader: no blanks at the end of lines or around the whole, no control characters; so a block scalar needs no
 * indentation indicator and reads back as it was.
 */
#include <string.h>

#include "schema.h"

gboolean
shape_is_plain(const char *text, gboolean is_in_list)
{
	gsize len = strlen(text);

	return len && !strpbrk(text, is_in_list ? "\t\n,[]{}" : "\t\n") && !strstr(text, ": ") &&
	       !strstr(text, " #") && text[len - 1] != ':' && !node_is_ambiguous(text);
}

void
shape_append_quoted(GString *out, const char *text)
{
	g_string_append_c(out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			g_string_append_c(out, '\\');
		if (*text == '\t')
			g_string_append(out, "\\t");
		else
			g_string_append_c(out, *text);
	}
	g_string_append_c(out, '"');
}

/* Quoting once too often does no harm, but this rule must never change: the text is what checksums are made of. */
static void
append_line(GString *out, const char *text, gboolean is_in_list)
{
	if (g_unichar_isalpha(g_utf8_get_char(text)) && shape_is_plain(text, is_in_list))
		g_string_append(out, text);
	else
		shape_append_quoted(out, text);
}

static void
append_indent(GString *out, unsigned indent)
{
	g_string_append_printf(out, "%*s", (int)indent, "");
}

void
shape_append_lines(GString *out, const char *text, unsigned indent)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	guint i;

	for (i = 0; lines[i]; i++) {
		g_string_append_c(out, '\n');
		append_indent(out, *lines[i] ? indent : 0);
		g_string_append(out, lines[i]);
	}
}

static gboolean
write_text(GString *out, const Key *key, const void *record, unsigned indent)
{
	g_autofree char *text = key->type->to_text(key, record);

	if (!text)
		return FALSE;
	g_string_append_printf(out, "%s: ", key->name);
	if (strchr(text, '\n')) {
		g_string_append_c(out, '|');
		shape_append_lines(out, text, indent + 2);
	} else {
		append_line(out, text, FALSE);
	}
	g_string_append_c(out, '\n');
	return TRUE;
}

static gboolean
write_words(GString *out, const Key *key, const void *record)
{
	GStrv list = key->type->to_list(key, record);
	guint i;

	if (!*list)
		return FALSE;
	g_string_append_printf(out, "%s: [", key->name);
	for (i = 0; list[i]; i++) {
		g_string_append(out, i ? ", " : "");
		append_line(out, list[i], TRUE);
	}
	g_string_append(out, "]\n");
	return TRUE;
}

/* Steps are parted by an empty line: people read and compare them. */
static gboolean
write_records(GString *out, const Key *key, const void *record, unsigned indent)
{
	g_autoptr(GPtrArray) records = key->type->to_records(key, record);
	guint i;

	if (!records->len)
		return FALSE;
	g_string_append_printf(out, "%s:\n", key->name);
	for (i = 0; i < records->len; i++) {
		if (i && key->is_tall)
			g_string_append_c(out, '\n');
		append_indent(out, indent + 2);
		g_string_append(out, "- ");
		shape_write(out, key->item, records->pdata[i], indent + 4);
	}
	return TRUE;
}

static gboolean
write_key(GString *out, const Key *key, const void *record, unsigned indent)
{
	if (key->type->to_text)
		return write_text(out, key, record, indent);
	if (key->type->to_list)
		return write_words(out, key, record);
	return write_records(out, key, record, indent);
}

/* The first line is not indented: its place is after "- ", or the margin. */
void
shape_write(GString *out, const Shape *shape, const void *record, unsigned indent)
{
	gboolean is_first = TRUE;
	const Key *key;

	for (key = shape->keys; key->name; key++) {
		gsize before = out->len;

		append_indent(out, is_first ? 0 : indent);
		if (write_key(out, key, record, indent))
			is_first = FALSE;
		else
			g_string_truncate(out, before);
	}
}

char *
checklist_to_text(const Checklist *checklist)
{
	GString *out = g_string_new(NULL);

	shape_write(out, &checklist_shape, checklist, 0);
	return g_string_free(out, FALSE);
}
