/* Kommunen: keys and names, the official file GV100AD with its traps, and the normal form. */
#include "vorort/import.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "vorort/text.h"

#define DATA "tests/unit/data/gv/"
#define EXCERPT "../shared/daten/auszug_GV100AD_301123.txt"

static void
read_data(const char *path, char **text, gsize *len)
{
	assert_true(g_file_get_contents(path, text, len, NULL));
}

static Verzeichnis *
import_text(const char *text, gsize len, GPtrArray *warnings, GError **error)
{
	g_autoptr(GBytes) bytes = g_bytes_new(text, len);

	return import_gv100ad(bytes, warnings, error);
}

static const Kommune *
find(const Verzeichnis *v, const char *id)
{
	guint i;

	for (i = 0; i < v->kommunen->len; i++) {
		const Kommune *k = g_ptr_array_index(v->kommunen, i);

		if (strcmp(k->id, id) == 0)
			return k;
	}
	return NULL;
}

/* --- keys and names -------------------------------------------------------------------------------------------------------------- */

static void
ids_are_checked(void **state)
{
	(void)state;
	assert_true(kommune_id_is_valid("ags:06435014"));
	assert_true(kommune_id_is_valid("verband:064355003"));
	assert_true(kommune_id_is_valid("kreis:16077"));
	assert_false(kommune_id_is_valid(NULL));
	assert_false(kommune_id_is_valid(""));
	assert_false(kommune_id_is_valid("ags:"));
	assert_false(kommune_id_is_valid("ags:6435014"));
	assert_false(kommune_id_is_valid("ags:064350140"));
	assert_false(kommune_id_is_valid("ags:0643501x"));
	assert_false(kommune_id_is_valid("ags:00435014"));
	assert_false(kommune_id_is_valid("ags:17435014"));
	assert_false(kommune_id_is_valid("AGS:06435014"));
	assert_false(kommune_id_is_valid("kreis:06435014"));
	assert_false(kommune_id_is_valid("../06435014"));
	assert_false(kommune_id_is_valid("ags:06435014\n"));
}

static void
typed_keys_become_ids(void **state)
{
	static const struct {
		const char *typed, *id;
	} cases[] = {
		{ "06435014", "ags:06435014" },
		{ " 06 4 35 014 ", "ags:06435014" },
		{ "064350014014", "ags:06435014" },
		{ "072325008001", "ags:07232001" },
		{ "072325008000", "verband:072325008" },
		{ "072325008", "verband:072325008" },
		{ "040110000000", "ags:04011000" },
		{ "06435", "kreis:06435" },
		{ "kreis:06435", "kreis:06435" },
		{ "verband:072325008", "verband:072325008" },
		{ "", NULL },
		{ "6435014", NULL },
		{ "99435", NULL },
		{ "Hanau", NULL },
		{ "kreis:99", NULL },
		{ NULL, NULL },
	};
	gsize i;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *id = kommune_id_from_key(cases[i].typed);

		if (!cases[i].id)
			assert_null(id);
		else
			assert_string_equal(id, cases[i].id);
	}
}

static void
land_of_an_id(void **state)
{
	g_autofree char *land = g_strdup_printf("%.2s", kommune_id_land("verband:072325008"));

	(void)state;
	assert_string_equal(land, "07");
}

static void
short_names_lose_the_title(void **state)
{
	static const struct {
		const char *name, *expected;
	} cases[] = {
		{ "Hanau, Brüder-Grimm-Stadt", "Hanau" },
		{ "Gelnhausen, Barbarossastadt, Kreisstadt", "Gelnhausen" },
		{ "Meschede, Kreis- und Hochschulstadt", "Meschede" },
		{ "Lübbenau/Spreewald / Lubnjow/Błota, Stadt", "Lübbenau/Spreewald / Lubnjow/Błota" },
		{ "Oelsnitz/Vogtl., Bösenbrunn, Eichigt und Triebel/V", "Oelsnitz/Vogtl., Bösenbrunn, Eichigt und Triebel/V" },
		{ "Dorf", "Dorf" },
		{ "", "" },
	};
	gsize i;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *name = kommune_short_name(cases[i].name);

		assert_string_equal(name, cases[i].expected);
	}
}

static void
words_for_the_art(void **state)
{
	(void)state;
	assert_string_equal(kommune_art_text("63"), "Stadt");
	assert_string_equal(kommune_art_text("53"), "Verbandsgemeinde");
	assert_string_equal(kommune_art_text("44"), "Landkreis");
	assert_string_equal(kommune_art_text("99"), "");
	assert_string_equal(kommune_art_text(NULL), "");
}

/* --- GV100AD ----------------------------------------------------------------------------------------------------------------------- */

static void
reads_utf8(void **state)
{
	g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;
	g_autoptr(Verzeichnis) v = NULL;
	const Kommune *k;
	gsize len;

	(void)state;
	read_data(DATA "muster-utf8.txt", &text, &len);
	v = import_text(text, len, warnings, &error);
	assert_null(error);
	assert_string_equal(v->stand, "2025-12-31");
	assert_non_null(strstr(v->quelle, "Gebietsstand 31.12.2025"));
	assert_int_equal(v->kommunen->len, 8); /* 2 Kreise, 1 Verband, 5 Gemeinden */

	k = find(v, "ags:15991012");
	assert_string_equal(k->name, "Neu Dorf / Nowa Wjas/Błóšań");
	assert_string_equal(k->ars, "159915001012");
	assert_string_equal(k->verband, "verband:159915001");
	assert_string_equal(k->kreis, "Musterkreis");
	assert_string_equal(k->plz, "39997");
	assert_int_equal(k->einwohner, 13);

	k = find(v, "ags:15991004"); /* double blank, verbandsfrei */
	assert_string_equal(k->name, "Mühlbach, Kreis- und Hochschulstadt");
	assert_string_equal(k->verband, "");
	k = find(v, "verband:159915001");
	assert_string_equal(k->art, "53");
	assert_string_equal(k->ars, "");
	assert_int_equal(k->einwohner, 1000);
	k = find(v, "kreis:15991");
	assert_string_equal(k->kreis, "");
	assert_int_equal(k->einwohner, 21349);
	assert_non_null(find(v, "ags:15991998"));
	assert_null(find(v, "ags:15991999"));
	assert_null(find(v, "verband:159910004"));
	assert_int_equal(warnings->len, 2);
	assert_string_equal(g_ptr_array_index(warnings, 0), "Zeile 5: „Küstengewässer (Muster)“ gehört zu keinem Kreis.");
}

static void
reads_latin1_with_crlf(void **state)
{
	g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;
	g_autoptr(Verzeichnis) v = NULL;
	gsize len;

	(void)state;
	read_data(DATA "muster-latin1.asc", &text, &len);
	assert_false(g_utf8_validate_len(text, len, NULL));
	v = import_text(text, len, warnings, &error);
	assert_null(error);
	assert_int_equal(v->kommunen->len, 8);
	assert_string_equal(find(v, "verband:159915001")->name, "Am Großen Moor");
	assert_string_equal(find(v, "ags:15991012")->name, "Neu Dorf, Flecken");
}

/* Byte order mark, missing last line end and a last CRLF make no difference. */
static void
tolerates_the_edges_of_the_file(void **state)
{
	g_autofree char *text = NULL, *with_mark = NULL;
	g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(Verzeichnis) marked = NULL, cut = NULL;
	gsize len;

	(void)state;
	read_data(DATA "muster-utf8.txt", &text, &len);
	with_mark = g_strconcat("\xEF\xBB\xBF", text, NULL);
	marked = import_text(with_mark, len + 3, warnings, NULL);
	cut = import_text(text, len - 1, warnings, NULL);
	assert_non_null(marked);
	assert_non_null(cut);
}

static void
assert_refused(const char *text, gsize len, const char *message)
{
	g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;

	assert_null(import_text(text, len, warnings, &error));
	assert_true(g_error_matches(error, KOMMUNE_ERROR, KOMMUNE_ERROR_INVALID));
	if (!strstr(error->message, message))
		fail_msg("expected »%s«, got »%s«", message, error->message);
}

static void
refuses_what_is_no_gv100ad(void **state)
{
	(void)state;
	assert_refused("", 0, "Zeile 1, Spalte 1: Die Datei ist leer");
	assert_refused("\n", 1, "Zeile 1, Spalte 1: Der Satz ist 0 statt 220 Zeichen lang");
	assert_refused("10\0", 3, "keine Textdatei");
	assert_refused("ags;name\n06435014;Hanau\n", 24, "Zeile 1, Spalte 9: Der Satz ist 8 statt 220 Zeichen lang");
}

/* Every record line of the fixture with one change at line/column must be refused with a message that names the place. */
static void
names_line_and_column(void **state)
{
	static const struct {
		guint line, column; /* of the Latin-1 file: one byte is one character */
		const char *bytes, *message;
	} cases[] = {
		{ 2, 1, "70", "Zeile 2, Spalte 1: unbekannte Satzart" },
		{ 1, 3, "20251332", "Zeile 1, Spalte 3: Der Gebietsstand ist kein Datum" },
		{ 9, 3, "20251230", "Zeile 9, Spalte 3: anderer Gebietsstand" },
		{ 1, 11, "17", "Zeile 1, Spalte 11: Land 01 bis 16 erwartet" },
		{ 1, 11, "00", "Zeile 1, Spalte 11: Land" },
		{ 1, 16, "1", "Zeile 1, Spalte 16: Leerzeichen erwartet" },
		{ 6, 16, " 1", "Zeile 6, Spalte 17: Leerzeichen erwartet" },
		{ 8, 17, " ", "Zeile 8, Spalte 17: Ziffer erwartet" },
		{ 8, 23, " ", "Zeile 8, Spalte 23: Bezeichnung erwartet" },
		{ 8, 73, "X", "Zeile 8, Spalte 73: Leerzeichen erwartet" },
		{ 8, 123, "53", "Zeile 8, Spalte 123: Das Textkennzeichen passt nicht" },
		{ 8, 145, "x", "Zeile 8, Spalte 145: Ziffer erwartet (Fläche und Bevölkerung)" },
		{ 8, 168, " ", "Zeile 8, Spalte 168: Ziffer erwartet (Postleitzahl)" },
		{ 8, 30, "\x1b", "Zeile 8, Spalte 30: unzulässiges Zeichen" },
		{ 8, 30, "\x81", "Zeile 8, Spalte 30: unzulässiges Zeichen" },
		{ 14, 19, "5002", "Zeile 14, Spalte 19: Zu dieser Gemeinde fehlt der Satz ihres Verbands" },
		{ 14, 14, "77", "Zeile 14, Spalte 11: Zu dieser Gemeinde fehlt der Satz ihres Kreises" },
		{ 15, 16, "011", "Zeile 15, Spalte 11: Der Schlüssel kommt zweimal vor" },
		{ 10, 19, "5001", "Zeile 11, Spalte 11: Der Schlüssel kommt zweimal vor" },
	};
	g_autofree char *good = NULL;
	gsize len, i;

	(void)state;
	read_data(DATA "muster-latin1.asc", &good, &len);
	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *bad = g_memdup2(good, len + 1);

		memcpy(bad + (cases[i].line - 1) * 222 + cases[i].column - 1, cases[i].bytes, strlen(cases[i].bytes));
		assert_refused(bad, len, cases[i].message);
	}
}

static void
refuses_shifted_columns(void **state)
{
	g_autofree char *good = NULL, *shifted = NULL, *longer = NULL;
	gsize len;

	(void)state;
	read_data(DATA "muster-utf8.txt", &good, &len);
	/* One character lost in a name and one blank more at the end: length is right, columns are not. */
	shifted = g_memdup2(good, len + 1);
	memmove(shifted + 3 * 221 + 40, shifted + 3 * 221 + 41, 221 - 42);
	assert_refused(shifted, len, "Zeile 4, Spalte 12");
	longer = g_strconcat(good, "60", NULL);
	assert_refused(longer, len + 2, "Zeile 18, Spalte 3: Der Satz ist 2 statt 220 Zeichen lang");
}

/* A UTF-8 file with one broken byte is taken for Latin-1; then the umlauts count double and nothing is imported. */
static void
refuses_mixed_encodings(void **state)
{
	g_autofree char *text = NULL;
	gsize len;
	char *umlaut;

	(void)state;
	read_data(DATA "muster-utf8.txt", &text, &len);
	umlaut = strstr(text, "ü");
	umlaut[1] = 'x';
	assert_refused(text, len, "Datei als ISO-8859-1 gelesen");
}

static void
reads_the_official_excerpt(void **state)
{
	g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	g_autoptr(Verzeichnis) v = NULL;
	g_autofree char *text = NULL;
	const Kommune *k;
	gsize len;

	(void)state;
	if (!g_file_get_contents(EXCERPT, &text, &len, NULL))
		skip();
	v = import_text(text, len, warnings, &error);
	assert_null(error);
	assert_int_equal(v->kommunen->len, 14 + 23 + 538 - 1);
	k = find(v, "ags:06435014");
	assert_string_equal(k->name, "Hanau, Brüder-Grimm-Stadt");
	assert_string_equal(k->ars, "064350014014");
	assert_string_equal(k->kreis, "Main-Kinzig-Kreis");
	assert_string_equal(k->plz, "63450");
	assert_int_equal(k->einwohner, 101364);
	assert_string_equal(find(v, "ags:12071032")->name, "Burg (Spreewald)/Bórkowy (Błota)");
	assert_string_equal(find(v, "ags:12071032")->verband, "verband:120715101");
	assert_string_equal(find(v, "verband:072325008")->name, "Bitburger Land");
	assert_string_equal(find(v, "ags:04011000")->art, "61");
}

/* --- normal form -------------------------------------------------------------------------------------------------------------------- */

static void
normal_form_is_stable(void **state)
{
	g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;
	g_autoptr(Verzeichnis) v = NULL, again = NULL;
	g_autoptr(GBytes) first = NULL, second = NULL;
	gsize len;

	(void)state;
	read_data(DATA "muster-utf8.txt", &text, &len);
	v = import_text(text, len, warnings, NULL);
	first = verzeichnis_write(v);
	again = verzeichnis_read(first, &error);
	assert_null(error);
	assert_int_equal(again->kommunen->len, v->kommunen->len);
	second = verzeichnis_write(again);
	assert_true(g_bytes_equal(first, second));
	assert_non_null(g_strstr_len(g_bytes_get_data(first, NULL), (gssize)g_bytes_get_size(first),
	                             "\n{\"art\":\"60\",\"ars\":\"159915001012\",\"einwohner\":13,\"id\":\"ags:15991012\","
	                             "\"kreis\":\"Musterkreis\",\"name\":\"Neu Dorf / Nowa Wjas/Błóšań\",\"plz\":\"39997\","
	                             "\"verband\":\"verband:159915001\"}\n"));
}

#define HEAD "{\"format\":\"vorort-kommunen\",\"version\":1,\"stand\":\"2025-12-31\",\"quelle\":\"Q\"}\n"
#define DORF "{\"art\":\"64\",\"ars\":\"159915001011\",\"einwohner\":5,\"id\":\"ags:15991011\",\"name\":\"Dorf\"}\n"

static void
normal_form_is_read_strictly(void **state)
{
	static const struct {
		const char *text, *message; /* NULL: accepted */
	} cases[] = {
		{ HEAD, NULL },
		{ HEAD DORF, NULL },
		{ "", "Zeile 1: Die Datei ist unvollständig" },
		{ "{}\n", "Zeile 1: Das ist keine Kommunenliste" },
		{ "[]\n", "Zeile 1: kein gültiges JSON-Objekt" },
		{ "{\"format\":\"vorort-kommunen\",\"version\":3}\n", "neuere Programmversion" },
		{ "{\"format\":\"vorort-kommunen\",\"version\":1,\"stand\":\"2025-02-30\",\"quelle\":\"Q\"}\n", "stand" },
		{ "{\"format\":\"vorort-kommunen\",\"version\":1,\"stand\":\"2025-02-20\"}\n", "quelle" },
		{ HEAD DORF DORF, "Zeile 3: Die Einträge sind nicht nach id sortiert" },
		{ HEAD "{\"art\":\"64\"", "Zeile 2: Die Datei ist unvollständig" },
		{ HEAD "\n", "Zeile 2: kein gültiges JSON-Objekt" },
		{ HEAD "{\"a\":1,\"a\":2}\n", "Zeile 2: kein gültiges JSON-Objekt" },
		{ HEAD "{\"a\":\"\\ü\"}\n", "⟨C3⟩" },
		{ HEAD "\x1b[2J\n", "␛" },
		{ HEAD "{\"art\":\"44\",\"id\":\"kreis:../..\",\"name\":\"X\"}\n", "Zeile 2: id" },
		{ HEAD "{\"art\":\"44\",\"id\":\"kreis:15991\",\"name\":\"X\\u001b[2J\"}\n", "Zeile 2: name" },
		{ HEAD "{\"art\":\"44\",\"id\":\"kreis:15991\",\"name\":\"X\\u202e\"}\n", "Zeile 2: name" },
		{ HEAD "{\"art\":\"44\",\"id\":\"kreis:15991\"}\n", "Zeile 2: name" },
		{ HEAD "{\"art\":\"4\",\"id\":\"kreis:15991\",\"name\":\"X\"}\n", "Zeile 2: art" },
		{ HEAD "{\"art\":\"44\",\"id\":\"kreis:15991\",\"name\":\"X\",\"plz\":\"123\"}\n", "Zeile 2: plz" },
		{ HEAD "{\"art\":\"44\",\"einwohner\":-1,\"id\":\"kreis:15991\",\"name\":\"X\"}\n", "Zeile 2: einwohner" },
		{ HEAD "{\"art\":\"64\",\"ars\":\"159915001012\",\"id\":\"ags:15991011\",\"name\":\"X\"}\n", "Zeile 2: ars" },
		{ HEAD "{\"art\":\"64\",\"id\":\"ags:15991011\",\"name\":\"X\"}\n", "Zeile 2: ars" },
		/* right values in another form */
		{ HEAD "{\"id\":\"kreis:15991\",\"art\":\"44\",\"name\":\"X\"}\n", "Zeile 2: nicht im Normalformat" },
		{ HEAD "{\"art\": \"44\",\"id\":\"kreis:15991\",\"name\":\"X\"}\n", "Zeile 2: nicht im Normalformat" },
		{ HEAD "{\"art\":\"44\",\"einwohner\":0,\"id\":\"kreis:15991\",\"name\":\"X\"}\n", "nicht im Normalformat" },
		{ HEAD "{\"art\":\"44\",\"id\":\"kreis:15991\",\"name\":\"\\u0058\"}\n", "nicht im Normalformat" },
		{ HEAD "{\"art\":\"44\",\"id\":\"kreis:15991\",\"name\":\"X\",\"neu\":1}\n", "nicht im Normalformat" },
		{ HEAD "{\"art\":\"44\",\"id\":\"kreis:15991\",\"kreis\":7,\"name\":\"X\"}\n", "nicht im Normalformat" },
	};
	gsize i;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GBytes) bytes = g_bytes_new(cases[i].text, strlen(cases[i].text));
		g_autoptr(GError) error = NULL;
		g_autoptr(Verzeichnis) v = verzeichnis_read(bytes, &error);

		if (!cases[i].message && error)
			fail_msg("case %zu: %s", i, error->message);
		if (!cases[i].message)
			continue;
		assert_null(v);
		assert_true(g_error_matches(error, KOMMUNE_ERROR, KOMMUNE_ERROR_INVALID));
		if (!strstr(error->message, cases[i].message))
			fail_msg("case %zu: expected »%s«, got »%s«", i, cases[i].message, error->message);
		assert_null(text_check(error->message, 1000));
	}
}

static void
demo_list_is_in_normal_form(void **state)
{
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(Verzeichnis) v = NULL;
	gsize len;

	(void)state;
	read_data("tests/data/kommunen-demo.jsonl", &text, &len);
	bytes = g_bytes_new(text, len);
	v = verzeichnis_read(bytes, &error);
	assert_null(error);
	assert_non_null(find(v, "ags:06435014"));
	assert_non_null(strstr(v->quelle, "Statistisches Bundesamt"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_are_checked),
		cmocka_unit_test(typed_keys_become_ids),
		cmocka_unit_test(land_of_an_id),
		cmocka_unit_test(short_names_lose_the_title),
		cmocka_unit_test(words_for_the_art),
		cmocka_unit_test(reads_utf8),
		cmocka_unit_test(reads_latin1_with_crlf),
		cmocka_unit_test(tolerates_the_edges_of_the_file),
		cmocka_unit_test(refuses_what_is_no_gv100ad),
		cmocka_unit_test(names_line_and_column),
		cmocka_unit_test(refuses_shifted_columns),
		cmocka_unit_test(refuses_mixed_encodings),
		cmocka_unit_test(reads_the_official_excerpt),
		cmocka_unit_test(normal_form_is_stable),
		cmocka_unit_test(normal_form_is_read_strictly),
		cmocka_unit_test(demo_list_is_in_normal_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
