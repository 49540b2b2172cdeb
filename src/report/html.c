/*
 * HTML: one file that needs nothing else, for the browser, the printer (A4) and the phone. It is also what DOCX and PDF are made of, so
 * its style sheet keeps to what WeasyPrint 57 knows.
 */
#include <string.h>

#include "model.h"

/* On a phone a row becomes a card: each cell says which column it is from. */
static const char style[] =
	"body{font:1rem/1.45 \"DejaVu Sans\",Verdana,Arial,sans-serif;color:#111;background:#fff;margin:0 auto;max-width:60rem;padding:1rem;"
	"overflow-wrap:break-word}\n"
	"h1{font-size:1.6rem;line-height:1.2;margin:0 0 .3rem}\n"
	"h2{font-size:1.25rem;border-bottom:2px solid #555;margin:1.8rem 0 .6rem}\n"
	"h3{font-size:1.05rem;margin:1.3rem 0 .4rem}\n"
	"h4{font-size:1rem;margin:1rem 0 .3rem}\n"
	".untertitel{font-size:1.1rem;margin:0 0 1rem}\n"
	"table{border-collapse:collapse;width:100%;margin:.6rem 0 1.2rem}\n"
	"caption{text-align:left;font-weight:bold;padding:.2rem 0}\n"
	"th,td{border:1px solid #767676;padding:.3rem .5rem;text-align:left;vertical-align:top}\n"
	"thead th{background:#e8e8e8}\n"
	"tbody th{font-weight:normal}\n"
	"dl{margin:.6rem 0 1.2rem}\n"
	"dt{float:left;clear:left;width:12rem;font-weight:bold}\n"
	"dd{margin:0 0 .2rem 13rem;min-height:1.45em}\n"
	".hinweis{border-left:.3rem solid #555;background:#f2f2f2;padding:.4rem .8rem}\n"
	".unterschrift{margin:2.6rem 0 0;max-width:24rem}\n"
	".unterschrift span{display:block;white-space:nowrap;overflow:hidden}\n"
	"@media screen and (max-width:40em){\n"
	"dt{float:none;width:auto}\n"
	"dd{margin-left:0}\n"
	"thead{position:absolute;width:1px;height:1px;overflow:hidden}\n"
	"table,caption,tbody,tr,tbody th,td{display:block}\n"
	"tr{border:1px solid #767676;margin:0 0 .8rem}\n"
	"tbody th,td{border:0}\n"
	"tbody th{background:#e8e8e8;font-weight:bold}\n"
	"td::before,tbody th::before{content:attr(data-spalte) \": \";font-weight:bold}\n"
	"}\n"
	"@page{size:A4;margin:20mm 18mm;@bottom-right{content:\"Seite \" counter(page) \" von \" counter(pages);font-size:9pt}}\n"
	"@media print{\n"
	"body{font-size:10pt;max-width:none;padding:0}\n"
	"h2,h3,h4,caption{break-after:avoid}\n"
	"thead{display:table-header-group}\n"
	"tr,.hinweis,.unterschrift{break-inside:avoid}\n"
	"}\n";

/* Line breaks become <br>. */
static void
put(GString *out, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	guint i;

	for (i = 0; lines[i]; i++) {
		g_autofree char *escaped = g_markup_escape_text(lines[i], -1);

		g_string_append_printf(out, "%s%s", i ? "<br>\n" : "", escaped);
	}
}

static void
put_tag(GString *out, const char *open, const char *text, const char *close)
{
	g_string_append(out, open);
	put(out, text);
	g_string_append_printf(out, "%s\n", close);
}

static void
put_cell(GString *out, const Block *table, guint row, guint column)
{
	g_autofree char *head = g_markup_escape_text(table->heads->pdata[column], -1);
	g_autofree char *open = g_strdup_printf(column ? "<td data-spalte=\"%s\">" : "<th scope=\"row\" data-spalte=\"%s\">", head);

	put_tag(out, open, block_cell(table, row, column), column ? "</td>" : "</th>");
}

static void
put_table(GString *out, const Block *table)
{
	guint row, column;

	g_string_append(out, "<table>\n");
	put_tag(out, "<caption>", table->title, "</caption>");
	g_string_append(out, "<thead>\n<tr>\n");
	for (column = 0; column < table->heads->len; column++)
		put_tag(out, "<th scope=\"col\">", table->heads->pdata[column], "</th>");
	g_string_append(out, "</tr>\n</thead>\n<tbody>\n");
	for (row = 0; row < block_n_rows(table); row++) {
		g_string_append(out, "<tr>\n");
		for (column = 0; column < table->heads->len; column++)
			put_cell(out, table, row, column);
		g_string_append(out, "</tr>\n");
	}
	g_string_append(out, "</tbody>\n</table>\n");
}

/* The line is for pens: a screen reader says the function only. */
static void
put_signature(GString *out, const Block *block)
{
	g_string_append(out, "<p class=\"unterschrift\"><span aria-hidden=\"true\">________________________________________</span>\n");
	put_tag(out, "Datum, Unterschrift: ", block->text, "</p>");
}

static void
put_section(GString *out, const Block *block)
{
	g_autofree char *open = g_strdup_printf("<h%u>", block->level), *close = g_strdup_printf("</h%u>", block->level);

	put_tag(out, open, block->title, close);
}

static void
put_block(GString *out, const Report *report, guint i)
{
	const Block *block = report->blocks->pdata[i];
	gboolean is_list = block->kind == BLOCK_ITEM, is_fact = block->kind == BLOCK_FACT;

	if ((is_list || is_fact) && report_is_first(report, i))
		g_string_append(out, is_list ? "<ul>\n" : "<dl>\n");
	switch (block->kind) {
	case BLOCK_SECTION:
		put_section(out, block);
		break;
	case BLOCK_PARAGRAPH:
		put_tag(out, "<p>", block->text, "</p>");
		break;
	case BLOCK_NOTE:
		put_tag(out, "<p class=\"hinweis\">", block->text, "</p>");
		break;
	case BLOCK_ITEM:
		put_tag(out, "<li>", block->text, "</li>");
		break;
	case BLOCK_FACT:
		put_tag(out, "<dt>", block->title, "</dt>");
		put_tag(out, "<dd>", block->text, "</dd>");
		break;
	case BLOCK_TABLE:
		if (block_n_rows(block))
			put_table(out, block);
		break;
	case BLOCK_SIGNATURE:
		put_signature(out, block);
		break;
	}
	if ((is_list || is_fact) && report_is_last(report, i))
		g_string_append(out, is_list ? "</ul>\n" : "</dl>\n");
}

static void
put_head(GString *out, const Report *report)
{
	g_string_append(out, "<!DOCTYPE html>\n<html lang=\"de\">\n<head>\n<meta charset=\"utf-8\">\n"
			     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
	put_tag(out, "<title>", report->title, "</title>");
	g_string_append_printf(out, "<style>\n%s</style>\n</head>\n<body>\n<main>\n", style);
}

static void
put_body(GString *out, const Report *report)
{
	guint i;

	if (report->subtitle)
		put_tag(out, "<p class=\"untertitel\">", report->subtitle, "</p>");
	for (i = 0; i < report->blocks->len; i++)
		put_block(out, report, i);
	g_string_append(out, "</main>\n</body>\n</html>\n");
}

void
report_write_html(const Report *report, GString *out)
{
	put_head(out, report);
	put_tag(out, "<h1>", report->title, "</h1>");
	put_body(out, report);
}

void
report_write_html_for_pandoc(const Report *report, GString *out)
{
	put_head(out, report);
	put_body(out, report);
}
