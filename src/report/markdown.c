/* Markdown as GitHub and GitLab read it (GFM). What data says is text: every sign that Markdown could take for its own is escaped. */
#include <string.h>

#include "model.h"

/* At the beginning of a line these begin something: a heading, an entry, a quotation, a rule, "1." and "1)". */
static gboolean
begins_markup(const char *line)
{
	const char *p = line;

	while (g_ascii_isdigit(*p))
		p++;
	return strchr("-+=", *line) ? *line != '\0' : p > line && (*p == '.' || *p == ')') && (p[1] == ' ' || p[1] == '\0');
}

static void
put_line(GString *out, const char *line)
{
	const char *p = line;

	if (begins_markup(line)) {
		for (; g_ascii_isdigit(*p); p++)
			g_string_append_c(out, *p);
		g_string_append_printf(out, "\\%c", *p++);
	}
	for (; *p; p++) {
		if (strchr("\\`*_{}[]<>()#|~&!$^", *p))
			g_string_append_c(out, '\\');
		g_string_append_c(out, *p);
	}
}

/* @newline is what stands between lines. */
static void
put(GString *out, const char *text, const char *newline)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	guint i;

	for (i = 0; lines[i]; i++) {
		g_string_append(out, i ? newline : "");
		put_line(out, g_strstrip(lines[i]));
	}
}

static void
put_row(GString *out, const Block *table, guint row)
{
	guint column;

	for (column = 0; column < table->heads->len; column++) {
		g_string_append(out, "| ");
		put(out, block_cell(table, row, column), "<br>");
		g_string_append_c(out, ' ');
	}
	g_string_append(out, "|\n");
}

static void
put_table(GString *out, const Block *table)
{
	guint i;

	g_string_append(out, "**");
	put(out, table->title, " ");
	g_string_append(out, "**\n\n");
	for (i = 0; i < table->heads->len; i++) {
		g_string_append(out, "| ");
		put(out, table->heads->pdata[i], " ");
		g_string_append_c(out, ' ');
	}
	g_string_append(out, "|\n");
	for (i = 0; i < table->heads->len; i++)
		g_string_append(out, "| --- ");
	g_string_append(out, "|\n");
	for (i = 0; i < block_n_rows(table); i++)
		put_row(out, table, i);
}

static void
put_section(GString *out, const Block *block)
{
	g_string_append_printf(out, "%.*s ", (int)block->level, "######");
	put(out, block->title, " ");
	g_string_append_c(out, '\n');
}

static void
put_text(GString *out, const char *before, const Block *block, const char *newline)
{
	g_string_append(out, before);
	put(out, block->text, newline);
	g_string_append_c(out, '\n');
}

static void
put_fact(GString *out, const Block *block)
{
	g_string_append(out, "- **");
	put(out, block->title, " ");
	put_text(out, ":** ", block, "\\\n  ");
}

static void
put_block(GString *out, const Report *report, guint i)
{
	const Block *block = report->blocks->pdata[i];

	switch (block->kind) {
	case BLOCK_SECTION:
		put_section(out, block);
		break;
	case BLOCK_PARAGRAPH:
		put_text(out, "", block, "\\\n");
		break;
	case BLOCK_NOTE:
		put_text(out, "> ", block, "\\\n> ");
		break;
	case BLOCK_ITEM:
		put_text(out, "- ", block, "\\\n  ");
		break;
	case BLOCK_FACT:
		put_fact(out, block);
		break;
	case BLOCK_TABLE:
		if (block_n_rows(block))
			put_table(out, block);
		break;
	case BLOCK_SIGNATURE:
		put_text(out, "\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\\nDatum, Unterschrift: ", block, " ");
		break;
	}
	if (report_is_last(report, i) || block->kind == BLOCK_SIGNATURE)
		g_string_append_c(out, '\n');
}

void
report_write_markdown(const Report *report, GString *out)
{
	guint i;

	g_string_append(out, "# ");
	put(out, report->title, " ");
	g_string_append(out, "\n\n");
	if (report->subtitle) {
		put(out, report->subtitle, " ");
		g_string_append(out, "\n\n");
	}
	for (i = 0; i < report->blocks->len; i++)
		put_block(out, report, i);
	g_string_truncate(out, out->len - (g_str_has_suffix(out->str, "\n\n") ? 1 : 0));
}
