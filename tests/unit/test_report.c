/* Documents and calendars: every format, hostile texts, the limits of lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "vorort/report.h"

static const char *const columns[] = {"Schritt", "Bemerkung", NULL};

static char *
rendered(const Report *report, const char *format)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = report_render(report, format, &error);
	gsize n;
	const char *data;

	if (!bytes)
		fail_msg("%s", error->message);
	data = g_bytes_get_data(bytes, &n);
	return g_strndup(data, n);
}

static Report *
sample(void)
{
	Report *r = report_new("Protokoll", "zur Kenntnisnahme");

	report_fact(r, "Ort", "Rathaus");
	report_fact(r, "leer", "");
	report_fact(r, "Team", "ROT-1\nROT-2");
	report_section(r, 2, "Ergebnisse");
	report_section(r, 4, "zu tief");
	report_paragraph(r, "Ein Satz.");
	report_paragraph(r, "");
	report_note(r, "Achtung");
	report_item(r, "eins");
	report_item(r, "zwei");
	report_table(r, "Tabelle", columns);
	report_cell(r, "A1");
	report_cell(r, NULL);
	report_cell(r, "A2");
	report_table(r, "ohne Zeilen", columns);
	report_signature(r, "Fachamt");
	return r;
}

/* Both of a page and of a screen: no line is wider, and a table keeps its columns. */
static void
text_is_as_wide_as_asked(void **state)
{
	static const guint widths[] = {58, 78, 118};
	g_autoptr(Report) r = report_new("Protokoll", "zur Kenntnisnahme der Kommune und aller, die dabei waren, mit einem langen Untertitel");
	g_autofree char *page = NULL, *file = NULL;
	gsize w;

	(void)state;
	report_table(r, "Tabelle", columns);
	report_cell(r, "F1.4");
	report_cell(r, "Die Bemerkung ist länger als eine Zeile und muss deshalb umbrochen werden, in ihrer Spalte – nicht am linken Rand.");
	for (w = 0; w < G_N_ELEMENTS(widths); w++) {
		g_autofree char *text = report_text(r, widths[w]);
		g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
		glong widest = 0;
		guint i;

		for (i = 0; lines[i]; i++)
			widest = MAX(widest, g_utf8_strlen(lines[i], -1));
		assert_in_range(widest, widths[w] - 12, widths[w]);
		for (i = 0; lines[i]; i++)
			if (g_str_has_prefix(lines[i], "F1.4"))
				assert_true(g_str_has_prefix(lines[i + 1], "         ") && lines[i + 1][9] != ' ');
	}
	page = report_text(r, 80);
	file = rendered(r, "txt");
	assert_string_equal(page, file);
}

static void
html_has_structure(void **state)
{
	g_autoptr(Report) r = sample();
	g_autofree char *html = rendered(r, "html");

	(void)state;
	assert_non_null(strstr(html, "<html lang=\"de\">"));
	assert_non_null(strstr(html, "<h1>Protokoll</h1>"));
	assert_non_null(strstr(html, "<h2>Ergebnisse</h2>\n<h3>zu tief</h3>"));
	assert_non_null(strstr(html, "<dl>\n<dt>Ort</dt>\n<dd>Rathaus</dd>\n<dt>Team</dt>\n<dd>ROT-1<br>\nROT-2</dd>\n</dl>"));
	assert_non_null(strstr(html, "<ul>\n<li>eins</li>\n<li>zwei</li>\n</ul>"));
	assert_non_null(strstr(html, "<caption>Tabelle</caption>"));
	assert_non_null(strstr(html, "<th scope=\"col\">Schritt</th>"));
	assert_non_null(strstr(html, "<th scope=\"row\" data-spalte=\"Schritt\">A2</th>\n<td data-spalte=\"Bemerkung\"></td>"));
	assert_null(strstr(html, "ohne Zeilen"));
	assert_null(strstr(html, "leer"));
	assert_non_null(strstr(html, "Datum, Unterschrift: Fachamt"));
	assert_null(strstr(html, "http")); /* nothing from elsewhere */
	assert_null(strstr(html, "url("));
}

static void
markdown_and_text(void **state)
{
	g_autoptr(Report) r = sample();
	g_autofree char *md = rendered(r, "md"), *txt = rendered(r, "txt");

	(void)state;
	assert_non_null(strstr(md, "# Protokoll\n\nzur Kenntnisnahme\n\n- **Ort:** Rathaus\n- **Team:** ROT-1\\\n  ROT-2\n\n## Ergebnisse\n"));
	assert_non_null(strstr(md, "| Schritt | Bemerkung |\n| --- | --- |\n| A1 |  |\n| A2 |  |\n"));
	assert_null(strstr(md, "ohne Zeilen"));
	assert_non_null(strstr(txt, "Protokoll\n=========\nzur Kenntnisnahme\n"));
	assert_non_null(strstr(txt, "Tabelle\nSchritt  Bemerkung\n-------  ---------\nA1\nA2\n"));
	assert_null(strstr(txt, "ohne Zeilen"));
}

/* What data says is never markup, and never moves a terminal. */
static void
hostile_texts(void **state)
{
	static const char evil[] = "</title><script>alert(1)</script>\x1b[31m\xe2\x80\xaerot\n# Titel\n1. eins | zwei `x` *y* ![z](http://a) &amp; \xff";
	g_autoptr(Report) r = report_new(evil, evil);
	static const char *const formats[] = {"html", "md", "txt"};
	gsize i;

	(void)state;
	report_section(r, 2, evil);
	report_paragraph(r, evil);
	report_note(r, evil);
	report_item(r, evil);
	report_fact(r, evil, evil);
	report_table(r, evil, (const char *const[]){evil, "\"onload=x", NULL});
	report_cell(r, evil);
	report_cell(r, "\" onclick=\"x");
	report_signature(r, evil);
	for (i = 0; i < G_N_ELEMENTS(formats); i++) {
		g_autofree char *out = rendered(r, formats[i]);

		assert_true(g_utf8_validate(out, -1, NULL));
		assert_null(strchr(out, 0x1b));
		assert_null(strstr(out, "\xe2\x80\xae"));
		assert_non_null(strstr(out, "␛"));
		if (i == 0) {
			assert_null(strstr(out, "<script"));
			assert_null(strstr(out, "=\"\"onload"));
			assert_non_null(strstr(out, "&amp;amp;"));
		} else if (i == 1) {
			assert_null(strstr(out, "\n# Titel"));
			assert_null(strstr(out, "\n1. eins"));
			assert_non_null(strstr(out, "\\# Titel"));
			assert_non_null(strstr(out, "1\\. eins \\| zwei \\`x\\` \\*y\\*"));
			assert_non_null(strstr(out, "\\<script\\>"));
		}
	}
}

static guint
columns_of(const char *line)
{
	guint width = 0;

	for (; *line; line = g_utf8_next_char(line)) {
		gunichar c = g_utf8_get_char(line);

		width += g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
	}
	return width;
}

static void
text_fits_80_columns(void **state)
{
	static const char *const five[] = {"Donaudampfschifffahrt", "b", "c", "d", "e", NULL};
	g_autoptr(Report) r = report_new("Ein sehr langer Titel, der nicht in eine Zeile passt und deshalb umgebrochen werden muss, wie es sich gehört", NULL);
	g_autofree char *long_word = g_strnfill(300, 'x'), *txt = NULL;
	g_auto(GStrv) lines = NULL;
	guint i;

	(void)state;
	report_paragraph(r, long_word);
	report_fact(r, "Ein sehr langer Name für eine Angabe, der umbricht", "日本語の長い文章は二桁の幅を取ります。日本語の長い文章は二桁の幅を取ります。");
	report_item(r, "Wort Wort Wort Wort Wort Wort Wort Wort Wort Wort Wort Wort Wort Wort Wort Wort Wort Wort Wort Wort Wort");
	report_table(r, "T", five);
	for (i = 0; i < 10; i++)
		report_cell(r, i % 2 ? "Kommunaler IT-Dienstleister (KIT, Kopfstelle)" : "Zuständigkeitsregelungsverzeichniseintrag");
	txt = rendered(r, "txt");
	lines = g_strsplit(txt, "\n", -1);
	for (i = 0; lines[i]; i++)
		if (columns_of(lines[i]) > 80)
			fail_msg("%u columns: %s", columns_of(lines[i]), lines[i]);
	assert_true(i > 20);
}

static void
formats_and_missing_programs(void **state)
{
	g_autoptr(Report) r = sample();
	g_autoptr(GError) error = NULL, missing = NULL;
	g_autofree char *path = g_strdup(g_getenv("PATH"));

	(void)state;
	assert_null(report_render(r, "doc", &error));
	assert_true(g_error_matches(error, REPORT_ERROR, REPORT_ERROR_FORMAT));
	assert_non_null(strstr(error->message, "html, md, txt, docx, pdf"));
	assert_false(report_format_find("pdf")->is_text);
	assert_null(report_format_find(NULL));
	g_setenv("PATH", "/nonexistent", TRUE);
	assert_null(report_render(r, "docx", &missing));
	g_setenv("PATH", path, TRUE);
	assert_true(g_error_matches(missing, REPORT_ERROR, REPORT_ERROR_MISSING));
	assert_non_null(strstr(missing->message, "apt install pandoc"));
}

/* --- calendars -------------------------------------------------------------------------------------------------------------------------- */

static char *
calendar(const CalendarEvent *event)
{
	GString *out = g_string_new(NULL);

	calendar_begin(out);
	calendar_add(out, event);
	calendar_end(out);
	return g_string_free(out, FALSE);
}

static void
calendar_lines(void **state)
{
	const CalendarEvent e = {.uid = "a1@vorort", .stamp = "2026-11-24T10:15Z", .sequence = 3, .first = "2026-12-30", .last = "2026-12-31",
				 .summary = "Müll; Öl, \\ und\nZeile", .place = "", .text = "x\x1b", .status = "CONFIRMED", .is_busy = TRUE};
	g_autofree char *text = calendar(&e);

	(void)state;
	assert_string_equal(text, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//vorort//vorort//DE\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n"
				  "BEGIN:VEVENT\r\nUID:a1@vorort\r\nDTSTAMP:20261124T101500Z\r\nSEQUENCE:3\r\nDTSTART;VALUE=DATE:20261230\r\n"
				  "DTEND;VALUE=DATE:20270101\r\nSUMMARY:Müll\\; Öl\\, \\\\ und\\nZeile\r\nDESCRIPTION:x␛\r\nSTATUS:CONFIRMED\r\n"
				  "TRANSP:OPAQUE\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
}

static void
calendar_folds_between_characters(void **state)
{
	g_autoptr(GString) summary = g_string_new(NULL);
	CalendarEvent e = {.uid = "u", .stamp = "", .first = "2026-12-30"};
	g_autofree char *text = NULL, *unfolded = NULL;
	g_auto(GStrv) lines = NULL, parts = NULL;
	guint i;

	(void)state;
	for (i = 0; i < 200; i++)
		g_string_append(summary, i % 3 ? "ä" : "€");
	e.summary = summary->str;
	text = calendar(&e);
	lines = g_strsplit(text, "\r\n", -1);
	for (i = 0; lines[i]; i++) {
		assert_true(strlen(lines[i]) <= 75);
		assert_true(g_utf8_validate(lines[i], -1, NULL));
	}
	parts = g_strsplit(text, "\r\n ", -1);
	unfolded = g_strjoinv("", parts);
	assert_non_null(strstr(unfolded, summary->str));
	assert_non_null(strstr(text, "DTSTAMP:19700101T000000Z"));
}

static void
calendar_without_a_day(void **state)
{
	const CalendarEvent e = {.uid = "u", .first = "31.12.", .summary = "x"};
	g_autofree char *text = calendar(&e);

	(void)state;
	assert_null(strstr(text, "VEVENT"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_as_wide_as_asked), cmocka_unit_test(html_has_structure),
		cmocka_unit_test(markdown_and_text),
		cmocka_unit_test(hostile_texts),
		cmocka_unit_test(text_fits_80_columns),
		cmocka_unit_test(formats_and_missing_programs),
		cmocka_unit_test(calendar_lines),
		cmocka_unit_test(calendar_folds_between_characters),
		cmocka_unit_test(calendar_without_a_day),
	};

	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
