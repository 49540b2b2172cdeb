/* Text for terminals, e-mails and braille lines: at most 80 columns, tables with wrapped cells. */
#include <string.h>

#include "lines.h"
#include "model.h"

#define PAGE 80 /* of a file */
#define NARROWEST 40
#define FACT 22 /* of the name before a fact */
#define GAP 2   /* between columns */
#define LEAST 6 /* of a column with longer words than fit */

typedef struct Page {
	GString *out;
	guint width;
} Page;

static void
end_line(GString *out)
{
	while (out->len && out->str[out->len - 1] == ' ')
		g_string_truncate(out, out->len - 1);
	g_string_append_c(out, '\n');
}

/* @first before the first line, @rest before the others: both as wide. */
static void
put_wrapped(Page *page, const char *first, const char *rest, const char *text)
{
	g_autoptr(GPtrArray) lines = lines_wrap(text, page->width - line_width(first));
	guint i;

	for (i = 0; i < lines->len; i++) {
		g_string_append_printf(page->out, "%s%s", i ? rest : first, (const char *)lines->pdata[i]);
		end_line(page->out);
	}
}

static void
put_rule(Page *page, const char *text, char sign)
{
	guint i, width = MIN(line_width(text), page->width);

	for (i = 0; i < width; i++)
		g_string_append_c(page->out, sign);
	g_string_append_c(page->out, '\n');
}

static void
put_section(Page *page, const Block *block)
{
	put_wrapped(page, "", "", block->title);
	if (block->level < 4)
		put_rule(page, block->title, block->level == 2 ? '=' : '-');
}

static void
put_fact(Page *page, const Block *block)
{
	g_autoptr(GPtrArray) names = lines_wrap(block->title, FACT), lines = lines_wrap(block->text, page->width - FACT - GAP);
	guint i;

	for (i = 0; i < MAX(names->len, lines->len); i++) {
		line_pad(page->out, i < names->len ? names->pdata[i] : "", FACT + GAP);
		g_string_append(page->out, i < lines->len ? lines->pdata[i] : "");
		end_line(page->out);
	}
}

/* --- tables ------------------------------------------------------------------------------------------------------------------------------ */

/* The widest piece of a text between @separators. */
static guint
widest_piece(const char *text, const char *separators)
{
	g_auto(GStrv) pieces = g_strsplit_set(text, separators, -1);
	guint width = 0, i;

	for (i = 0; pieces[i]; i++)
		width = MAX(width, line_width(pieces[i]));
	return width;
}

static guint
column_width(const Block *table, guint column, const char *separators)
{
	guint width = widest_piece(table->heads->pdata[column], separators), row;

	for (row = 0; row < block_n_rows(table); row++)
		width = MAX(width, widest_piece(block_cell(table, row, column), separators));
	return width;
}

/* Makes the widest column that is above its least one narrower; FALSE: none is. */
static gboolean
narrow(guint *widths, const guint *least, guint n)
{
	guint i, widest = n;

	for (i = 0; i < n; i++)
		if (widths[i] > least[i] && (widest == n || widths[i] > widths[widest]))
			widest = i;
	if (widest < n)
		widths[widest]--;
	return widest < n;
}

/* The widest columns give way until the table fits: first down to their longest word, then words are broken, too. */
static guint *
column_widths(const Block *table, guint page)
{
	guint n = table->heads->len, *widths = g_new0(guint, n), sum = GAP * (n - 1), i;
	g_autofree guint *least = g_new0(guint, n), *nothing = g_new0(guint, n);

	for (i = 0; i < n; i++) {
		sum += widths[i] = column_width(table, i, "\n");
		least[i] = column_width(table, i, "\n ");
		nothing[i] = LEAST;
	}
	while (sum > page && (narrow(widths, least, n) || narrow(widths, nothing, n)))
		sum--;
	return widths;
}

static void
put_cells(Page *page, const char *const *cells, const guint *widths, guint n)
{
	g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
	guint i, line, height = 0;

	for (i = 0; i < n; i++) {
		GPtrArray *lines = lines_wrap(cells[i], widths[i]);

		g_ptr_array_add(columns, lines);
		height = MAX(height, lines->len);
	}
	for (line = 0; line < height; line++) {
		for (i = 0; i < n; i++) {
			const GPtrArray *lines = columns->pdata[i];

			line_pad(page->out, line < lines->len ? lines->pdata[line] : "", widths[i] + GAP);
		}
		end_line(page->out);
	}
}

static void
put_table(Page *page, const Block *table)
{
	guint n = table->heads->len, row, i;
	g_autofree guint *widths = column_widths(table, page->width);
	g_autofree const char **cells = g_new0(const char *, n);

	put_wrapped(page, "", "", table->title);
	put_cells(page, (const char *const *)table->heads->pdata, widths, n);
	for (i = 0; i < n; i++) {
		g_autofree char *rule = g_strnfill(widths[i], '-');

		line_pad(page->out, rule, widths[i] + GAP);
	}
	end_line(page->out);
	for (row = 0; row < block_n_rows(table); row++) {
		for (i = 0; i < n; i++)
			cells[i] = block_cell(table, row, i);
		put_cells(page, cells, widths, n);
	}
}

/* --- all ----------------------------------------------------------------------------------------------------------------------------------- */

static void
put_signature(Page *page, const Block *block)
{
	g_string_append(page->out, "\n\n________________________________________\n");
	put_wrapped(page, "Datum, Unterschrift: ", "                     ", block->text);
}

static void
put_block(Page *page, const Report *report, guint i)
{
	const Block *block = report->blocks->pdata[i];

	if (report_is_first(report, i))
		g_string_append_c(page->out, '\n');
	switch (block->kind) {
	case BLOCK_SECTION:
		put_section(page, block);
		break;
	case BLOCK_PARAGRAPH:
		put_wrapped(page, "", "", block->text);
		break;
	case BLOCK_NOTE:
		put_wrapped(page, "! ", "! ", block->text);
		break;
	case BLOCK_ITEM:
		put_wrapped(page, "- ", "  ", block->text);
		break;
	case BLOCK_FACT:
		put_fact(page, block);
		break;
	case BLOCK_TABLE:
		if (block_n_rows(block))
			put_table(page, block);
		break;
	case BLOCK_SIGNATURE:
		put_signature(page, block);
		break;
	}
}

static void
put_report(Page *page, const Report *report)
{
	guint i;

	put_wrapped(page, "", "", report->title);
	put_rule(page, report->title, '=');
	if (report->subtitle)
		put_wrapped(page, "", "", report->subtitle);
	for (i = 0; i < report->blocks->len; i++)
		put_block(page, report, i);
}

void
report_write_text(const Report *report, GString *out)
{
	put_report(&(Page){out, PAGE}, report);
}

char *
report_text(const Report *report, guint width)
{
	Page page = {g_string_new(NULL), MAX(width, NARROWEST)};

	put_report(&page, report);
	return g_string_free(page.out, FALSE);
}
