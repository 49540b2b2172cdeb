/* Files of the field that are no plain GV100AD: ZIP archives, the code list, the CSV of offers; and damaged ones of every kind. */
#include "vorort/import.h"

#include <archive.h>
#include <archive_entry.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define DATA "tests/unit/data/gv/"
#define EXCERPT "../shared/daten/auszug_GV100AD_301123.txt"
#define BOMB_SIZE (IMPORT_FILE_MAX + 1000000)

static GBytes *
file_bytes(const char *path)
{
	char *text;
	gsize len;

	assert_true(g_file_get_contents(path, &text, &len, NULL));
	return g_bytes_new_take(text, len);
}

static GBytes *
text_bytes(const char *text)
{
	return g_bytes_new(text, strlen(text));
}

static void
assert_complains(const GError *error, const char *words)
{
	assert_true(g_error_matches(error, KOMMUNE_ERROR, KOMMUNE_ERROR_INVALID));
	if (!strstr(error->message, words))
		fail_msg("expected »%s«, got »%s«", words, error->message);
}

/* --- ZIP ------------------------------------------------------------------------------------------------------------------------------ */

typedef struct Zip {
	struct archive *archive;
	char *buffer;
	size_t used;
} Zip;

enum { ZIP_MAX = 4 * 1024 * 1024 };

static void
zip_begin(Zip *zip)
{
	zip->buffer = g_malloc(ZIP_MAX);
	zip->archive = archive_write_new();
	archive_write_set_format_zip(zip->archive);
	assert_int_equal(archive_write_open_memory(zip->archive, zip->buffer, ZIP_MAX, &zip->used), ARCHIVE_OK);
}

static void
zip_add(Zip *zip, const char *name, const char *data, gsize len, gsize repeat)
{
	struct archive_entry *entry = archive_entry_new();
	gsize i;

	archive_entry_set_pathname(entry, name);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0644);
	archive_entry_set_size(entry, (la_int64_t)(len * repeat));
	assert_int_equal(archive_write_header(zip->archive, entry), ARCHIVE_OK);
	for (i = 0; i < repeat; i++)
		assert_int_equal(archive_write_data(zip->archive, data, len), (la_ssize_t)len);
	archive_entry_free(entry);
}

static GBytes *
zip_end(Zip *zip)
{
	assert_int_equal(archive_write_close(zip->archive), ARCHIVE_OK);
	archive_write_free(zip->archive);
	return g_bytes_new_take(zip->buffer, zip->used);
}

static void
add_file(Zip *zip, const char *name, const char *path)
{
	g_autoptr(GBytes) bytes = file_bytes(path);
	gsize len;
	const char *data = g_bytes_get_data(bytes, &len);

	zip_add(zip, name, data, len, 1);
}

static void
takes_the_one_member(void **state)
{
	g_autoptr(GBytes) archive = NULL, member = NULL, plain = file_bytes(DATA "2018-latin1.asc"), same = NULL;
	g_autoptr(GError) error = NULL;
	Zip zip;

	(void)state;
	zip_begin(&zip);
	zip_add(&zip, "Lies mich.txt", "Hinweise", 8, 1);
	zip_add(&zip, "leer.txt", "", 0, 1);
	add_file(&zip, "../../etc/GV100AD_311218.ASC", DATA "2018-latin1.asc"); /* a name is only a name */
	archive = zip_end(&zip);
	member = import_unpack(archive, &error);
	assert_null(error);
	assert_true(g_bytes_equal(member, plain));
	same = import_unpack(plain, &error);
	assert_true(g_bytes_equal(same, plain));
}

static void
refuses_bad_archives(void **state)
{
	static char zeros[1024 * 1024];
	g_autoptr(GBytes) two = NULL, none = NULL, bomb = NULL, many = NULL, cut = NULL;
	const struct {
		GBytes **archive;
		const char *words;
	} cases[] = {
		{&two, "mehrere Gemeindeverzeichnisse"}, {&none, "kein Gemeindeverzeichnis"}, {&bomb, "zu groß"},
		{&many, "zu viele Dateien"},             {&cut, "beschädigt"},
	};
	gsize i;
	Zip zip;

	(void)state;
	zip_begin(&zip);
	add_file(&zip, "a.txt", DATA "2018-latin1.asc");
	add_file(&zip, "b.txt", DATA "2023-utf8.txt");
	two = zip_end(&zip);
	zip_begin(&zip);
	zip_add(&zip, "GV100AD_311218.txt", "nichts", 6, 1);
	none = zip_end(&zip);
	memset(zeros, ' ', sizeof zeros);
	memcpy(zeros, "1020181231", 10);
	zip_begin(&zip);
	zip_add(&zip, "bomb.txt", zeros, sizeof zeros, BOMB_SIZE / sizeof zeros + 1);
	bomb = zip_end(&zip);
	zip_begin(&zip);
	for (i = 0; i < 101; i++)
		zip_add(&zip, "x", "x", 1, 1);
	many = zip_end(&zip);
	cut = g_bytes_new_from_bytes(two, 0, 300);
	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;

		assert_null(import_unpack(*cases[i].archive, &error));
		assert_complains(error, cases[i].words);
	}
}

/* --- the code list -------------------------------------------------------------------------------------------------------------------- */

static Verzeichnis *
codelist(const char *text, GError **error)
{
	g_autoptr(GBytes) bytes = text_bytes(text);
	g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);

	return import_codelist(bytes, warnings, error);
}

static void
reads_the_code_list(void **state)
{
	g_autoptr(GBytes) bytes = file_bytes(DATA "ags-2024.xml"), normal = NULL;
	g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(Verzeichnis) v = NULL, again = NULL;

	(void)state;
	assert_int_equal(import_recognise(bytes), IMPORT_CODELIST);
	v = import_directory(bytes, warnings, NULL);
	assert_non_null(v);
	assert_true(v->is_names);
	assert_string_equal(v->stand, "2024-06-30");
	assert_int_equal(v->kommunen->len, 7); /* without the Stadtteil */
	assert_int_equal(warnings->len, 1);
	assert_string_equal(((Kommune *)v->kommunen->pdata[2])->name, "Dorf am Moor");
	normal = verzeichnis_write(v);
	assert_non_null(g_strstr_len(g_bytes_get_data(normal, NULL), 60, "\"version\":2"));
	again = verzeichnis_read(normal, NULL);
	assert_true(again && again->is_names);
}

#define XML(version, columns, rows) \
	"<gc:CodeList xmlns:gc=\"x\"><Identification><Version>" version "</Version></Identification><ColumnSet>" columns \
	"</ColumnSet><SimpleCodeList>" rows "</SimpleCodeList></gc:CodeList>"
#define COLUMNS "<Column Id=\"a\"/><Column Id=\"b\"/>"
#define VALUE(ref, text) "<Value ColumnRef=\"" ref "\"><SimpleValue>" text "</SimpleValue></Value>"
#define ROW(ags, name) "<Row>" VALUE("a", ags) VALUE("b", name) "</Row>"

static void
refuses_bad_code_lists(void **state)
{
	static const struct {
		const char *text, *words; /* NULL: accepted */
	} cases[] = {
		{XML("2024-06-30", COLUMNS, ROW("15991011", "Dorf")), NULL},
		{XML("51", COLUMNS, ROW("15991011", "Dorf")), "kein Datum"},
		{XML("2024-06-30", COLUMNS, ROW("1599101", "Dorf")), "acht Ziffern"},
		{XML("2024-06-30", COLUMNS, ROW("17991011", "Dorf")), "acht Ziffern"},
		{XML("2024-06-30", COLUMNS, ROW("15991011", " ")), "Name"},
		{XML("2024-06-30", COLUMNS, ""), "keine Gemeinden"},
		{XML("2024-06-30", "", ROW("15991011", "Dorf")), "gehört zu keiner Spalte"},
		{XML("2024-06-30", COLUMNS, ROW("15991011", "Dorf") ROW("15991011", "Dorf")), "zweimal"},
		{XML("2024-06-30", COLUMNS, ROW("15991011", "Dorf") "<Column Id=\"c\"/><Row>" VALUE("c", "x") "</Row>"), "Spalten"},
		{XML("2024-06-30", COLUMNS, "<Row><Value ColumnRef=\"a\"><SimpleValue><SimpleValue>x</SimpleValue></SimpleValue></Value></Row>"),
		 "Ein Wert steht in einem Wert"},
		{"<html><body/></html>", "keine Codeliste"},
		{"<gc:CodeList xmlns:gc=\"x\"><Row>", "Zeile 1, Spalte"},
		{"<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;\">]><x>&c;</x>", "DOCTYPE"},
		{"<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><x/>", "DOCTYPE"},
		{"<", "Zeile 1"},
	};
	gsize i;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Verzeichnis) v = codelist(cases[i].text, &error);

		if (!cases[i].words) {
			assert_non_null(v);
			continue;
		}
		if (v)
			fail_msg("case %zu is accepted", i);
		assert_complains(error, cases[i].words);
	}
}

/* --- offers ------------------------------------------------------------------------------------------------------------------------------ */

#define COLUMN_LINE "ars;leistungsschluessel;onlinedienst_id;name;url;lokal;abgerufen_am\n"

static void
reads_offers(void **state)
{
	g_autoptr(GBytes) bytes = text_bytes("\xEF\xBB\xBF" COLUMN_LINE
					     "064350014014;99107023017000;L1.OD.2;\"Wohngeld; \"\"online\"\"\";https://x.example;ja;24.11.2026\r\n\n"
					     "060000000000;99107023017000;;Land;;nein;2026-11-24T08:00:00Z\n");
	g_autoptr(GPtrArray) all = NULL;
	const Angebot *a;

	(void)state;
	assert_int_equal(import_recognise(bytes), IMPORT_ANGEBOTE);
	all = import_angebote(bytes, NULL);
	assert_int_equal(all->len, 2);
	a = all->pdata[0];
	assert_string_equal(a->name, "Wohngeld; \"online\"");
	assert_string_equal(a->date, "2026-11-24");
	assert_true(a->is_local);
	assert_false(((Angebot *)all->pdata[1])->is_local);
	assert_string_equal(((Angebot *)all->pdata[1])->date, "2026-11-24");
}

static void
refuses_bad_offers(void **state)
{
	static const struct {
		const char *text, *words;
	} cases[] = {
		{"ars;schluessel\n1;2\n", "Zeile 1, Spalte 1"},
		{COLUMN_LINE, "Zeile 2"},
		{COLUMN_LINE "64350014014;99107023017000\n", "Zeile 2, Spalte 1: Der Regionalschlüssel"},
		{COLUMN_LINE "064350014014;9910702301700\n", "Zeile 2, Spalte 2"},
		{COLUMN_LINE "064350014014;99107023017000;;;;vielleicht\n", "Zeile 2, Spalte 6"},
		{COLUMN_LINE "064350014014;99107023017000;;;;ja;gestern\n", "Zeile 2, Spalte 7"},
		{COLUMN_LINE "064350014014;99107023017000;\"offen\n", "Zeile 2, Spalte 3: Das Anführungszeichen"},
		{COLUMN_LINE "064350014014;99107023017000;\x1b[2J\n", "Zeile 2, Spalte 3"},
	};
	gsize i;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GBytes) bytes = text_bytes(cases[i].text);
		g_autoptr(GError) error = NULL;

		assert_null(import_angebote(bytes, &error));
		assert_complains(error, cases[i].words);
	}
}

/* --- damage of every kind ---------------------------------------------------------------------------------------------------------------- */

/* What the application does with a file; whatever stands in it, there is a result or an error. */
static void
try(const char *data, gsize len)
{
	g_autoptr(GBytes) bytes = g_bytes_new(data, len), content = NULL, normal = NULL;
	g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	g_autoptr(Verzeichnis) v = NULL;
	g_autoptr(GPtrArray) angebote = NULL;

	content = import_unpack(bytes, &error);
	if (content && import_recognise(content) == IMPORT_ANGEBOTE)
		angebote = import_angebote(content, &error);
	else if (content)
		v = import_directory(content, warnings, &error);
	assert_true((v || angebote) != (error != NULL));
	if (!v || v->is_names)
		return;
	normal = verzeichnis_write(v);
	verzeichnis_free(v);
	v = verzeichnis_read(normal, &error);
	if (!v)
		fail_msg("an accepted file is refused by others: %s", error->message);
}

static void
survives_damage(void **state)
{
	static const char *const files[] = {DATA "2018-latin1.asc", DATA "2023-utf8.txt", DATA "ags-2024.xml"};
	GRand *dice = g_rand_new_with_seed(11);
	guint i, j;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(files) + 1; i++) {
		g_autoptr(GBytes) bytes = NULL;
		Zip zip;
		gsize len;
		const char *data;

		if (i < G_N_ELEMENTS(files)) {
			bytes = file_bytes(files[i]);
		} else {
			zip_begin(&zip);
			add_file(&zip, "x", files[1]);
			bytes = zip_end(&zip);
		}
		data = g_bytes_get_data(bytes, &len);
		for (j = 0; j < 300; j++) {
			g_autofree char *copy = g_memdup2(data, len);
			gsize at = (gsize)g_rand_int_range(dice, 0, (gint32)len), n = (gsize)g_rand_int_range(dice, 0, 40);

			n = MIN(n, len - at);
			if (j % 3 == 0) {
				try(copy, at); /* cut */
			} else if (j % 3 == 1) {
				copy[at] = (char)g_rand_int_range(dice, 0, 256);
				try(copy, len);
			} else {
				memmove(copy + at, copy + at + n, len - at - n); /* shifted */
				try(copy, len - n);
			}
		}
	}
	g_rand_free(dice);
}

/* --- the official excerpt ------------------------------------------------------------------------------------------------------------------ */

static guint
count(const Verzeichnis *v, const char *prefix, gboolean (*is_it)(const Kommune *k))
{
	guint i, n = 0;

	for (i = 0; i < v->kommunen->len; i++) {
		const Kommune *k = v->kommunen->pdata[i];

		n += g_str_has_prefix(k->id, prefix) && (!is_it || is_it(k));
	}
	return n;
}

static gboolean
is_sorbian(const Kommune *k)
{
	return strstr(k->name, "ł") || strstr(k->name, "š") || strstr(k->name, "ó") || strstr(k->name, "ń");
}

static gboolean
has_double_blank(const Kommune *k)
{
	return strstr(k->name, "  ") != NULL;
}

static gboolean
has_plz(const Kommune *k)
{
	return strlen(k->plz) == 5;
}

static void
knows_the_official_excerpt(void **state)
{
	g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(Verzeichnis) v = NULL;

	(void)state;
	if (!g_file_test(EXCERPT, G_FILE_TEST_EXISTS))
		skip();
	bytes = file_bytes(EXCERPT);
	v = import_directory(bytes, warnings, NULL);
	assert_non_null(v);
	assert_string_equal(v->stand, "2023-11-30");
	assert_int_equal(count(v, "kreis:", NULL), 14);
	assert_int_equal(count(v, "verband:", NULL), 23);
	assert_int_equal(count(v, "ags:", NULL), 537);
	assert_int_equal(count(v, "ags:", has_plz), 537); /* one each, also where there are several */
	assert_int_equal(count(v, "", has_double_blank), 0);
	assert_true(count(v, "ags:", is_sorbian) > 10);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_the_one_member), cmocka_unit_test(refuses_bad_archives), cmocka_unit_test(reads_the_code_list),
		cmocka_unit_test(refuses_bad_code_lists), cmocka_unit_test(reads_offers),       cmocka_unit_test(refuses_bad_offers),
		cmocka_unit_test(survives_damage),      cmocka_unit_test(knows_the_official_excerpt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
