/* The reader of XLSX files: what Excel and LibreOffice write, places and dates, and archives and XML that mean harm. */
#include "vorort/import.h"

#include <archive.h>
#include <archive_entry.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { ZIP_MAX = 4 * 1024 * 1024 };

#define WORKBOOK                                                                                                                                 \
	"<?xml version=\"1.0\"?><workbook xmlns=\"m\" xmlns:r=\"r\"><workbookPr/><sheets><sheet name=\"Eins\" sheetId=\"1\" r:id=\"rId7\"/>"     \
	"<sheet name=\"Zwei &amp; drei\" sheetId=\"2\" r:id=\"rId2\"/></sheets></workbook>"
#define RELS                                                                                                                                     \
	"<Relationships xmlns=\"p\"><Relationship Id=\"rId7\" Target=\"worksheets/sheet1.xml\"/>"                                                \
	"<Relationship Id=\"rId2\" Target=\"/xl/worksheets/sheet9.xml\"/></Relationships>"
#define STRINGS "<sst xmlns=\"m\"><si><t>eins</t></si><si><r><t>zu</t></r><r><t xml:space=\"preserve\">sammen </t></r><rPh><t>nicht</t></rPh></si></sst>"
#define EMPTY "<worksheet><sheetData/></worksheet>"

typedef struct Member {
	const char *name, *text;
	gsize len; /* 0: to the end of the string */
} Member;

/* @members ends with name NULL. */
static GBytes *
zip(const Member *members)
{
	struct archive *archive = archive_write_new();
	char *buffer = g_malloc(ZIP_MAX);
	size_t used = 0;

	archive_write_set_format_zip(archive);
	assert_int_equal(archive_write_open_memory(archive, buffer, ZIP_MAX, &used), ARCHIVE_OK);
	for (; members->name; members++) {
		gsize len = members->len ? members->len : strlen(members->text);
		struct archive_entry *entry = archive_entry_new();

		archive_entry_set_pathname(entry, members->name);
		archive_entry_set_filetype(entry, AE_IFREG);
		archive_entry_set_size(entry, (la_int64_t)len);
		assert_int_equal(archive_write_header(archive, entry), ARCHIVE_OK);
		assert_int_equal(archive_write_data(archive, members->text, len), (la_ssize_t)len);
		archive_entry_free(entry);
	}
	archive_write_close(archive);
	archive_write_free(archive);
	return g_bytes_new_take(buffer, used);
}

/* A book with these cells on its second sheet. */
static XlsxBook *
read_book(const char *strings, const char *sheet, gsize len, GError **error)
{
	const Member members[] = {{"[Content_Types].xml", "<Types/>", 0}, {"xl/workbook.xml", WORKBOOK, 0}, {"xl/_rels/workbook.xml.rels", RELS, 0},
				  {"xl/sharedStrings.xml", strings, 0}, {"xl/worksheets/sheet1.xml", EMPTY, 0}, {"xl/worksheets/sheet9.xml", sheet, len},
				  {NULL, NULL, 0}};
	g_autoptr(GBytes) bytes = zip(members);

	return import_xlsx(bytes, error);
}

static void
assert_refused(const char *strings, const char *sheet, gsize len, const char *words)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(XlsxBook) book = read_book(strings, sheet, len, &error);

	assert_null(book);
	assert_true(g_error_matches(error, KOMMUNE_ERROR, KOMMUNE_ERROR_INVALID));
	if (!strstr(error->message, words))
		fail_msg("expected »%s«, got »%s«", words, error->message);
}

static void
assert_cell(const XlsxSheet *sheet, guint i, const char *place, XlsxKind kind, const char *text)
{
	const XlsxCell *cell = i < sheet->cells->len ? sheet->cells->pdata[i] : NULL;
	g_autofree char *name = cell ? xlsx_cell_name(cell->row, cell->column) : NULL;

	assert_non_null(cell);
	assert_string_equal(name, place);
	assert_int_equal(cell->kind, kind);
	assert_string_equal(cell->text, text);
}

static void
test_cells(void **state)
{
	static const char sheet[] = "<x:worksheet xmlns:x=\"m\"><x:sheetData><x:row r=\"2\"><x:c r=\"A2\" t=\"s\"><x:v>0</x:v></x:c>"
				    "<x:c t=\"s\"><x:v>1</x:v></x:c><x:c r=\"AA2\" t=\"inlineStr\"><x:is><x:t>da</x:t></x:is></x:c></x:row>"
				    "<x:row><x:c><x:v>30.5</x:v></x:c><x:c t=\"n\"><x:v>7</x:v></x:c><x:c t=\"b\"><x:v>1</x:v></x:c>"
				    "<x:c t=\"e\"><x:v>#N/A</x:v></x:c><x:c t=\"str\"><x:f>A1</x:f><x:v>x</x:v></x:c><x:c s=\"4\"/></x:row>"
				    "</x:sheetData></x:worksheet>";
	g_autoptr(GError) error = NULL;
	g_autoptr(XlsxBook) book = read_book(STRINGS, sheet, 0, &error);
	const XlsxSheet *second;

	(void)state;
	assert_null(error);
	assert_int_equal(book->sheets->len, 2);
	assert_string_equal(((XlsxSheet *)book->sheets->pdata[0])->name, "Eins");
	second = book->sheets->pdata[1];
	assert_string_equal(second->name, "Zwei & drei");
	assert_cell(second, 0, "A2", XLSX_TEXT, "eins");
	assert_cell(second, 1, "B2", XLSX_TEXT, "zusammen ");
	assert_cell(second, 2, "AA2", XLSX_TEXT, "da");
	assert_cell(second, 3, "A3", XLSX_NUMBER, "30.5");
	assert_cell(second, 4, "B3", XLSX_NUMBER, "7");
	assert_cell(second, 5, "C3", XLSX_BOOLEAN, "1");
	assert_cell(second, 6, "D3", XLSX_ERROR, "#N/A");
	assert_cell(second, 7, "E3", XLSX_FORMULA, "x");
	assert_int_equal(second->cells->len, 8);
}

static void
test_places(void **state)
{
	static const struct {
		guint row, column;
		const char *name;
	} places[] = {{0, 0, "A1"}, {6, 25, "Z7"}, {0, 26, "AA1"}, {9, 701, "ZZ10"}, {0, 702, "AAA1"}, {1048575, 16383, "XFD1048576"}};
	gsize i;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(places); i++) {
		g_autofree char *name = xlsx_cell_name(places[i].row, places[i].column);

		assert_string_equal(name, places[i].name);
	}
}

static void
test_dates(void **state)
{
	static const struct {
		gboolean is_1904;
		const char *number, *date;
	} dates[] = {{FALSE, "46350", "2026-11-24"}, {FALSE, "46350.75", "2026-11-24"}, {TRUE, "44888", "2026-11-24"}, {FALSE, "61", "1900-03-01"},
		     {FALSE, "59", NULL},  {FALSE, "-5", NULL},	  {FALSE, "1e99", NULL}, {FALSE, "nan", NULL}, {FALSE, "morgen", NULL}, {FALSE, "", NULL}};
	gsize i;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(dates); i++) {
		const XlsxBook book = {.is_1904 = dates[i].is_1904};
		g_autofree char *date = xlsx_date(&book, dates[i].number);

		if (dates[i].date)
			assert_string_equal(date, dates[i].date);
		else
			assert_null(date);
	}
}

static void
test_hostile_xml(void **state)
{
	g_autoptr(GString) deep = g_string_new("<worksheet>"), many = g_string_new("<worksheet><row>");
	g_autofree char *shared = g_strnfill(100000, 'x'), *strings = g_strdup_printf("<sst><si><t>%s</t></si></sst>", shared);
	guint i;

	(void)state;
	assert_refused(STRINGS, "<!DOCTYPE a [<!ENTITY b \"c\">]><worksheet/>", 0, "DOCTYPE");
	assert_refused("<!DOCTYPE sst SYSTEM \"file:///etc/passwd\"><sst/>", EMPTY, 0, "DOCTYPE");
	assert_refused(STRINGS, "<worksheet><row><c r=\"A1\" t=\"s\"><v>2</v></c></row></worksheet>", 0, "Text einer Zelle fehlt");
	assert_refused(STRINGS, "<worksheet><row><c r=\"A1\" t=\"s\"><v>-1</v></c></row></worksheet>", 0, "Text einer Zelle fehlt");
	assert_refused(STRINGS, "<worksheet><row><c r=\"A0\"><v>2</v></c></row></worksheet>", 0, "Ort einer Zelle");
	assert_refused(STRINGS, "<worksheet><row><c r=\"ZZZZZZZZZZ1\"><v>2</v></c></row></worksheet>", 0, "Ort einer Zelle");
	assert_refused(STRINGS, "<worksheet><row r=\"99999999999\"/></worksheet>", 0, "Nummer einer Zeile");
	assert_refused(STRINGS, "<worksheet><row>", 0, "Excel-Datei, xl/worksheets/sheet9.xml");
	for (i = 0; i < 60; i++)
		g_string_append(deep, "<a>");
	assert_refused(STRINGS, deep->str, 0, "zu tief");
	for (i = 0; i < 1000; i++)
		g_string_append(many, "<c t=\"s\"><v>0</v></c>");
	g_string_append(many, "</row></worksheet>");
	assert_refused(strings, many->str, 0, "zusammen zu lang");
}

static void
test_hostile_archive(void **state)
{
	const Member twice[] = {{"xl/workbook.xml", WORKBOOK, 0}, {"xl/workbook.xml", WORKBOOK, 0}, {NULL, NULL, 0}};
	const Member less[] = {{"xl/workbook.xml", WORKBOOK, 0}, {NULL, NULL, 0}};
	const gsize bomb_len = 40 * 1024 * 1024;
	g_autofree char *bomb = g_strnfill(bomb_len, ' ');
	g_autoptr(GBytes) two = zip(twice), one = zip(less);
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_null(import_xlsx(two, &error));
	assert_non_null(strstr(error->message, "doppelt"));
	g_clear_error(&error);
	assert_null(import_xlsx(one, &error));
	assert_non_null(strstr(error->message, "fehlt"));
	assert_refused(STRINGS, bomb, bomb_len, "viel zu groß");
}

/* Every byte once: it is read or refused, and nothing else happens. */
static void
test_damaged(void **state)
{
	const Member members[] = {{"xl/workbook.xml", WORKBOOK, 0}, {"xl/_rels/workbook.xml.rels", RELS, 0}, {"xl/sharedStrings.xml", STRINGS, 0},
				  {"xl/worksheets/sheet9.xml", "<worksheet><row><c t=\"s\"><v>0</v></c></row></worksheet>", 0}, {NULL, NULL, 0}};
	g_autoptr(GBytes) bytes = zip(members);
	gsize len, i;
	const char *data = g_bytes_get_data(bytes, &len);
	g_autofree char *copy = g_malloc(len);

	(void)state;
	for (i = 0; i < 2 * len; i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GBytes) damaged = NULL;
		g_autoptr(XlsxBook) book = NULL;

		memcpy(copy, data, len);
		copy[i % len] ^= i < len ? 0x01 : 0x5A;
		damaged = g_bytes_new_static(copy, len);
		book = import_xlsx(damaged, &error);
		assert_true((book != NULL) == (error == NULL));
	}
	for (i = 0; i < len; i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GBytes) part = g_bytes_new_static(data, i);
		g_autoptr(XlsxBook) book = import_xlsx(part, &error);

		assert_true((book != NULL) == (error == NULL));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cells),	     cmocka_unit_test(test_places),	     cmocka_unit_test(test_dates),
		cmocka_unit_test(test_hostile_xml), cmocka_unit_test(test_hostile_archive), cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
