/* Checklist files: reading, messages, normal form, typed answers. Damaged files are test_checklist_damage.c. */
#include "vorort/checklist.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#define DATA "tests/unit/data/checklist/"
#define TODAY "2026-11-24"

static GPtrArray *
new_messages(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)checklist_message_free);
}

static char *
all_messages(GPtrArray *messages)
{
	GString *s = g_string_new(NULL);
	guint i;

	for (i = 0; i < messages->len; i++) {
		g_autofree char *text = checklist_message_format(messages->pdata[i]);

		g_string_append_printf(s, "%s\n", text);
	}
	return g_string_free(s, FALSE);
}

/* The normal form of the fixture: every construct, no blocks. */
static char *
fixture_text(void)
{
	g_autoptr(GPtrArray) messages = new_messages();
	g_autoptr(Checklist) checklist = checklist_read_file(DATA "wohngeld.yaml", messages);

	assert_non_null(checklist);
	return checklist_to_text(checklist);
}

/* --- reading ----------------------------------------------------------------------------------------------------------------- */

static void
reads_everything(G_GNUC_UNUSED void **state)
{
	g_autoptr(GPtrArray) messages = new_messages();
	g_autoptr(Checklist) checklist = checklist_read_file(DATA "wohngeld.yaml", messages);
	g_autofree char *said = all_messages(messages);
	const ChecklistStep *step;
	const ChecklistField *field;

	assert_string_equal(said, "");
	assert_non_null(checklist);
	assert_int_equal(checklist->steps->len, 4);
	assert_string_equal(checklist_parameter(checklist, "transport")->labels[1], "OSCI/XTA mit DVDV");
	assert_null(checklist_parameter(checklist, "fachverfahren")->values[0]);
	assert_null(checklist_parameter(checklist, "anderes"));

	step = checklist_step(checklist, "WG-1");
	assert_string_equal(step->title, "Destination-ID: eingetragen");
	assert_string_equal(step->task, "Im Self-Service-Portal anmelden.\n\n  1. Zustellpunkt öffnen\n  2. ID „vorlesen“ und vergleichen");
	assert_string_equal(step->duty, "muss");
	assert_int_equal(step->phase, 'F');
	assert_int_equal(step->minutes, 10);
	assert_int_equal(step->lead_days, 3);
	assert_string_equal(step->envs[0], "test");
	field = step->fields->pdata[1];
	assert_true(field->has_min && field->has_max && field->min == 30 && field->max == 1000 && !field->is_required);
	assert_string_equal(((ChecklistField *)step->fields->pdata[2])->choices[1], "API, v2");

	step = checklist_step(checklist, "WG-2");
	assert_string_equal(step->level, "kommune");
	assert_string_equal(step->envs[0], "prod");
	assert_int_equal(g_strv_length(step->nl) + step->fields->len + step->huerden->len, 0);
	assert_null(checklist_step(checklist, "unbenutzt"));
}

static void
joins_blocks(G_GNUC_UNUSED void **state)
{
	g_autoptr(GPtrArray) messages = new_messages();
	g_autoptr(Checklist) checklist = checklist_read_file(DATA "wohngeld.yaml", messages);
	const ChecklistStep *step = checklist_step(checklist, "F1");
	g_autofree char *when = condition_to_text(step->when);

	assert_string_equal(when, "transport in (osci, fitconnect) und (fachverfahren != unbekannt oder transport = osci)");
	assert_string_equal(step->duty, "sollte");
	assert_int_equal(step->minutes, 25);
	assert_string_equal(step->level, "kit");
}

static void
round_trip(const char *path)
{
	g_autoptr(GPtrArray) messages = new_messages();
	g_autoptr(Checklist) first = checklist_read_file(path, messages);
	g_autoptr(Checklist) second = NULL;
	g_autofree char *text = NULL, *again = NULL, *said = NULL;

	if (!first) {
		said = all_messages(messages);
		fail_msg("%s", said);
	}
	g_ptr_array_set_size(messages, 0);
	text = checklist_to_text(first);
	second = checklist_read_text(text, strlen(text), path, messages);
	said = all_messages(messages);
	assert_non_null(second);
	again = checklist_to_text(second);
	assert_string_equal(again, text);
	assert_string_equal(second->sha256, first->sha256);
	assert_int_equal(strlen(first->sha256), 64);
	assert_null(strstr(said, "besser in Anführungszeichen"));
}

static void
round_trips(G_GNUC_UNUSED void **state)
{
	g_autoptr(GDir) dir = g_dir_open("checklists", 0, NULL);
	const char *name;

	round_trip(DATA "wohngeld.yaml");
	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename("checklists", name, NULL);

		if (g_str_has_suffix(name, ".yaml") && strcmp(name, "katalog.yaml") != 0)
			round_trip(path);
	}
}

/* --- messages ---------------------------------------------------------------------------------------------------------------- */

/* Replaces @from in the normal form by @to, or appends it if @from is NULL; the one place every case is derived from. */
static char *
changed(const char *from, const char *to)
{
	g_autofree char *text = fixture_text();
	g_autoptr(GString) s = g_string_new(text);

	if (!from)
		g_string_append(s, to);
	else if (!g_string_replace(s, from, to, 1))
		fail_msg("fixture lacks: %s", from);
	return g_string_free(g_steal_pointer(&s), FALSE);
}

static const struct {
	const char *from, *to, *said; /* is said, with "Fehler" or "Warnung" */
} mistakes[] = {
	/* keys */
	{"titel: Rück", "titl: Rück", "Fehler: unbekannter Schlüssel „titl“; meinten Sie „titel“?"},
	{"titel: Rück", "titl: Rück", "Prüfschritt „WG-2“: „titel“ fehlt"},
	{"    pruefen: Antwort senden\n", "", "„pruefen“ fehlt"},
	{"    bestanden: Antwort kommt an\n", "", "„bestanden“ fehlt"},
	{"    phase: I\n", "", "„phase“ fehlt"},
	{"    pflicht: KANN\n", "", "„pflicht“ fehlt"},
	{"    titel: Rückkanal", "    titel: Rückkanal\n    titel: nochmal", "Schlüssel „titel“ doppelt"},
	{"titel: Rückkanal", "titel:", "„titel“ ist leer"},
	{"titel: Rückkanal", "titel: [a, b]", "„titel“: erwartet wird ein Text"},
	{"titel: Rückkanal", "titel: |\n      a\n      b", "muss in einer Zeile stehen"},
	{"titel: Rückkanal", "titel: PVOG: Eintrag", "YAML-Fehler: ein Doppelpunkt ist hier nicht erlaubt"},
	{"titel: Rückkanal", "titel: &a x", "Anker"},
	{"titel: Rückkanal", "titel: *a", "Verweise"},
	{"titel: Rückkanal", "titel: !!str x", "Typangaben"},
	{"titel: Rückkanal", "titel: {a: b}", "{…} ist nicht erlaubt"},
	{"titel: Rückkanal", "<<: x", "„<<“"},
	{"titel: Rückkanal", "titel: \"a\\0b\"", "U+0000"},
	{"titel: Rückkanal", "titel: \"a\\u202eb\"", "U+202E"},
	{"titel: Rückkanal", "titel: a\x1b[31m", "U+001B"},
	{"titel: Rückkanal", "titel: R\xFC" "ck", "Byte FC ist kein UTF-8"},
	{"beleg: C", "beleg: \"C", "Anführungszeichen wird nicht geschlossen"},
	{"titel: Rückkanal", "\ttitel: x", "YAML-Fehler"},
	{NULL, "---\na: b\n", "nur ein Dokument"},
	{"leistung: wohngeld", "%YAML 1.1\n---\nleistung: wohngeld", "Anweisungen"},
	{"leistung: wohngeld", "leistung: ../wohngeld", "„leistung“: erwartet wird"},
	{"leistung: wohngeld\n", "", "Checkliste: „leistung“ fehlt"},
	{"version: \"1\"", "version: 1", "Warnung: andere Programme lesen 1 nicht als Text"},
	{"stand: \"2026-11-24\"", "stand: \"2026-02-30\"", "bestehender Tag"},
	/* codes */
	{"pflicht: KANN", "pflicht: KAN", "meinten Sie „KANN“?"},
	{"pflicht: KANN", "pflicht: kann", "möglich: MUSS, SOLLTE, KANN; meinten Sie „KANN“?"},
	{"umgebung: [test, prod]", "umgebung: []", "„umgebung“ darf nicht leer sein"},
	{"phase: I", "phase: Z", "„Z“ ist hier nicht bekannt"},
	{"[technisch, organisatorisch]", "[technich]", "meinten Sie „technisch“?"},
	{"[technisch, organisatorisch]", "[technisch, technisch]", "doppelt in der Liste"},
	{"[technisch, organisatorisch]", "[]", "„kategorie“ darf nicht leer sein"},
	{"[technisch, organisatorisch]", "[technisch, organisatorisch, finanziell]", "höchstens zwei Kategorien"},
	{"[technisch, organisatorisch]", "[[technisch]]", "stehen nur einfache Werte"},
	{"punkte: [P6]", "punkte: [P9]", "„P9“ ist hier nicht bekannt"},
	{"zustaendig: kit", "zustaendig: kitt", "meinten Sie „kit“?"},
	{"nl: [NL1, NL3]", "nl: [NL7]", "„NL7“"},
	{"umgebung: [test, prod]", "umgebung: [tst]", "meinten Sie „test“?"},
	{"beleg: C", "beleg: D", "A (amtlich)"},
	{"beleg: C", "beleg:", "„beleg“ ist leer"},
	{"folgerung: failed", "folgerung: faild", "meinten Sie „failed“?"},
	{"typ: uuid", "typ: guid", "meinten Sie „uuid“?"},
	{"minuten: \"10\"", "minuten: \"-10\"", "ganze Zahl von 0"},
	{"minuten: \"10\"", "minuten: zehn", "ganze Zahl von 0"},
	{"probe: test.fit-connect.fitko.dev:443", "probe: http://x/y", "Rechner:Port"},
	{"probe: test.fit-connect.fitko.dev:443", "probe: \"x:70000\"", "Rechner:Port"},
	{"vorgabe: fitconnect", "vorgabe: fitconect", "meinten Sie „fitconnect“?"},
	/* fields */
	{"min: \"30\"", "min: \"3000\"", "ist größer als max"},
	{"praefix: wgb", "praefix: wgb1", "drei kleinen Buchstaben"},
	{"erwartet: [Portal, \"API, v2\"]", "erwartet: [Portel]", "meinten Sie „Portal“?"},
	{"erwartet: [Portal, \"API, v2\"]", "folgerung: failed", "braucht eine Grenze (min oder max) oder „erwartet“"},
	{"typ: uuid\n", "typ: uuid\n        erwartet: [ja]\n", "gibt es nur bei typ: auswahl und janein"},
	{"typ: dvdv", "typ: url", "„praefix“ gibt es nur bei typ: dvdv"},
	{"        werte: [Portal, \"API, v2\", \"no\"]\n", "", "braucht „werte“"},
	{"name: weg", "name: destination_id", "steht doppelt im Schritt"},
	{"name: weg", "name: Weg", "kleinen Buchstaben"},
	/* between steps */
	{"id: WG-2", "id: WG-1", "der Schritt „WG-1“ steht doppelt"},
	{"braucht: [WG-1, F1]", "braucht: [WG-3, F1]", "meinten Sie „WG-1“?"},
	{"braucht: [WG-1, F1]", "braucht: [WG-2]", "braucht sich selbst"},
	{"braucht: [A1]", "braucht: [WG-2]", "Warnung: „WG-1“ braucht „WG-2“"},
	{"name: fachverfahren", "name: transport", "der Parameter „transport“ steht doppelt"},
	/* conditions */
	{"wenn: transport = fitconnect und", "wenn: transport = fitconnect un", "Bedingung: ab „un nicht"},
	{"wenn: transport = fitconnect und", "wenn: transprt = fitconnect und", "meinten Sie „transport“?"},
	{"wenn: transport = fitconnect und", "wenn: transport = fitconect und", "meinten Sie „fitconnect“?"},
	{"ergebnis(A1)", "ergebnis(A2)", "den Schritt „A2“ hat die Checkliste nicht; meinten Sie „A1“?"},
	{"(failed, blocked)", "(failed, block)", "„block“ ist hier nicht bekannt"},
	{"antwort(WG-1.weg)", "antwort(WG-1.wege)", "hat kein Feld „wege“"},
	{"antwort(WG-1.weg) = \\\"API, v2\\\"", "antwort(WG-1.weg) = Post", "„weg“ kann nicht „Post“ sein"},
	/* blocks are resolved in the normal form */
	{"  - id: A1\n", "  - baustein: A1\n\n  - id: A1\n", "aufgelösten Bausteinen"},
};

static void
names_each_mistake(G_GNUC_UNUSED void **state)
{
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(mistakes); i++) {
		g_autofree char *text = changed(mistakes[i].from, mistakes[i].to);
		g_autoptr(GPtrArray) messages = new_messages();
		g_autoptr(Checklist) checklist = checklist_read_text(text, strlen(text), "x.yaml", messages);
		g_autofree char *said = all_messages(messages);

		if (!strstr(said, mistakes[i].said))
			fail_msg("%s -> %s\nwanted: %s\nsaid: %s", mistakes[i].from, mistakes[i].to, mistakes[i].said, said);
		if (!checklist != !!strstr(said, ": Fehler: "))
			fail_msg("%s: result and messages disagree: %s", mistakes[i].to, said);
	}
}

static void
points_with_a_caret(G_GNUC_UNUSED void **state)
{
	static const char text[] = "leistung: wohngeld\ntitel: ä\nschrite:\n";
	g_autoptr(GPtrArray) messages = new_messages();
	g_autoptr(Checklist) checklist = checklist_read_text(text, sizeof text - 1, "x.yaml", messages);
	g_autofree char *said = checklist_message_format(messages->pdata[0]);

	assert_null(checklist);
	assert_string_equal(said, "x.yaml:3:1: Fehler: unbekannter Schlüssel „schrite“; meinten Sie „schritte“?\n    schrite:\n    ^");
}

static void
points_into_conditions(G_GNUC_UNUSED void **state)
{
	g_autofree char *text = changed("wenn: transport in (osci, fitconnect)", "wenn: transport in (osci, ä");
	g_autoptr(GPtrArray) messages = new_messages();
	g_autoptr(Checklist) checklist = checklist_read_text(text, strlen(text), "x.yaml", messages);
	const ChecklistMessage *message = messages->pdata[0];

	assert_null(checklist);
	assert_true(g_str_has_prefix(g_utf8_offset_to_pointer(message->source_line, message->column - 1), "und (fachverfahren"));
}

static void
tolerates_bom_and_crlf(G_GNUC_UNUSED void **state)
{
	g_autofree char *plain = fixture_text();
	g_autoptr(GString) s = g_string_new(plain);
	g_autoptr(GPtrArray) messages = new_messages();
	g_autoptr(Checklist) checklist = NULL;
	g_autofree char *again = NULL;

	g_string_replace(s, "\n", "\r\n", 0);
	g_string_prepend(s, "\xEF\xBB\xBF");
	checklist = checklist_read_text(s->str, s->len, "x.yaml", messages);
	assert_non_null(checklist);
	again = checklist_to_text(checklist);
	assert_string_equal(again, plain);
}

/* --- limits and hostile files ------------------------------------------------------------------------------------------------ */

static void
refuses_bytes(const char *bytes, gsize len, const char *wanted)
{
	g_autoptr(GPtrArray) messages = new_messages();
	g_autoptr(Checklist) checklist = checklist_read_text(bytes, len, "x.yaml", messages);
	g_autofree char *said = all_messages(messages);

	assert_null(checklist);
	if (!strstr(said, wanted))
		fail_msg("wanted: %s\nsaid: %.2000s", wanted, said);
	assert_in_range(messages->len, 1, 150);
}

static void
keeps_its_limits(G_GNUC_UNUSED void **state)
{
	g_autofree char *big = g_strnfill(1024 * 1024 + 1, '#');
	g_autofree char *brackets = g_strnfill(500000, '[');
	g_autoptr(GString) steps = g_string_new("schritte:\n");
	g_autoptr(GString) keys = g_string_new(NULL);
	g_autoptr(GString) deep = g_string_new(NULL);
	int i;

	for (i = 0; i < 2001; i++)
		g_string_append(steps, "  - id: a\n");
	for (i = 0; i < 90000; i++)
		g_string_append_printf(keys, "k%d: x\n", i);
	for (i = 0; i < 20; i++)
		g_string_append_printf(deep, "%*sa:\n", i, "");
	refuses_bytes("", 0, "die Datei ist leer");
	refuses_bytes("# nur Kommentar\n", 16, "die Datei ist leer");
	refuses_bytes("a\0b", 3, "x.yaml:1:2: Fehler");
	refuses_bytes("\xFF\xFE", 2, "kein UTF-8");
	refuses_bytes(big, strlen(big), "größer als 1 MiB");
	refuses_bytes(brackets, strlen(brackets), "Ebenen");
	refuses_bytes(deep->str, deep->len, "Ebenen");
	refuses_bytes(steps->str, steps->len, "mehr als 2000 Schritte");
	refuses_bytes(keys->str, keys->len, "unbekannter Schlüssel „k0“");
}

/* --- files ------------------------------------------------------------------------------------------------------------------- */

static void
put(const char *folder, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	assert_true(g_file_set_contents(path, text, -1, NULL));
}

/* What reading a checklist with one block A1 says when bausteine/a.yaml holds @blocks (NULL: a link out of the folder). */
static char *
read_with_blocks(const char *blocks)
{
	g_autofree char *folder = g_dir_make_tmp("vorort-XXXXXX", NULL);
	g_autofree char *inner = g_build_filename(folder, "bausteine", NULL), *path = g_build_filename(folder, "x.yaml", NULL);
	g_autofree char *block_path = g_build_filename(inner, "a.yaml", NULL), *target = g_canonicalize_filename(DATA "bausteine/allgemein.yaml", NULL);
	g_autoptr(GPtrArray) messages = new_messages();
	g_autoptr(Checklist) checklist = NULL;

	assert_int_equal(g_mkdir(inner, 0700), 0);
	put(folder, "x.yaml", "leistung: x\nversion: a\ntitel: X\nstand: \"2026-01-01\"\nschritte:\n  - baustein: A1\n");
	if (blocks)
		put(inner, "a.yaml", blocks);
	else
		assert_int_equal(symlink(target, block_path), 0);
	checklist = checklist_read_file(path, messages);
	g_unlink(path);
	g_unlink(block_path);
	g_rmdir(inner);
	g_rmdir(folder);
	return checklist ? g_strdup("fine") : all_messages(messages);
}

static void
names_mistakes_in_blocks(G_GNUC_UNUSED void **state)
{
	static const char good[] = "id: A1\n    titel: T\n    pruefen: p\n    bestanden: b\n    pflicht: MUSS\n    phase: A\n"
	                           "    quelle:\n      - beleg: A\n        ort: o\n";
	g_autofree char *fine = g_strdup_printf("bausteine:\n  - %s", good);
	g_autofree char *twice = g_strdup_printf("bausteine:\n  - %s  - %s", good, good);
	g_autofree char *needs = g_strdup_printf("bausteine:\n  - %s    braucht: [B1]\n", good);
	g_autofree char *condition = g_strdup_printf("bausteine:\n  - %s    wenn: transport = x\n", good);
	const struct {
		const char *blocks, *said;
	} cases[] = {
		{fine, "fine"}, {"bausteine:\n  - id: A2\n", "x.yaml:6:15: Fehler: den Baustein „A1“ gibt es nicht"},
		{"bausteine:\n  - id: A2\n", "meinten Sie „A2“?"}, {twice, "der Baustein „A1“ steht schon in"},
		{"bausteine:\n  - id: A1\n", "a.yaml:2:5: Fehler: Prüfschritt „A1“: „titel“ fehlt"}, {needs, "„A1“ braucht „B1“"},
		{condition, "„transport“ ist kein Parameter"}, {"a: [", "a.yaml:1:5: Fehler: YAML-Fehler: hier fehlt ein Wert\n    a: [\n        ^"}, {"x\n", "Bausteindatei"},
		{NULL, "a.yaml:1:1: Fehler: die Datei lässt sich nicht lesen"},
	};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *said = read_with_blocks(cases[i].blocks);

		if (!strstr(said, cases[i].said))
			fail_msg("wanted: %s\nsaid: %s", cases[i].said, said);
	}
}

static void
refuses_what_is_no_file(G_GNUC_UNUSED void **state)
{
	static const char *const paths[] = {DATA "gibt-es-nicht.yaml", DATA, "/dev/zero", ""};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(paths); i++) {
		g_autoptr(GPtrArray) messages = new_messages();

		assert_null(checklist_read_file(paths[i], messages));
		assert_int_equal(messages->len, 1);
		assert_null(katalog_read_file(paths[i], messages));
		assert_int_equal(messages->len, 2);
	}
}

static void
reads_the_catalogue(G_GNUC_UNUSED void **state)
{
	g_autoptr(GPtrArray) messages = new_messages();
	g_autoptr(Katalog) katalog = katalog_read_file(DATA "katalog.yaml", messages);
	g_autofree char *said = all_messages(messages);
	const Leistung *leistung;

	assert_string_equal(said, "");
	assert_int_equal(katalog->leistungen->len, 2);
	leistung = katalog->leistungen->pdata[0];
	assert_string_equal(((LeistungVollzug *)leistung->vollzug->pdata[0])->levels[1], "kreis");
	assert_string_equal(leistung->laws[0], "WoGG");
	assert_true(leistung->has_test);
	assert_string_equal(leistung->key, "wohngeld");
	assert_string_equal(leistung->transport[1], "osci");
	assert_string_equal(leistung->fachverfahren[0], "unbekannt");
	assert_null(leistung->fachverfahren[1]);
	assert_string_equal(leistung->schluessel[0], "99107023017000");
	assert_string_equal(((LeistungFact *)leistung->facts->pdata[0])->confidence, "B");
	leistung = katalog->leistungen->pdata[1];
	assert_false(leistung->has_test);
	assert_int_equal(g_strv_length(leistung->transport) + leistung->facts->len, 0);
}

/* --- typed answers ----------------------------------------------------------------------------------------------------------- */

static char *dvdv_prefix = (char *)"wgb";
static char *choice_list[] = {(char *)"Portal", (char *)"Post", NULL};

static const struct {
	FieldType type;
	const char *value, *said; /* NULL: fine */
	gboolean is_suggested;
} answers[] = {
	{FIELD_TEXT, "ä", NULL, FALSE}, {FIELD_TEXT, "\xFF", "UTF-8", FALSE},
	{FIELD_NUMBER, "30", NULL, FALSE}, {FIELD_NUMBER, "1000", NULL, FALSE}, {FIELD_NUMBER, "29", "mindestens 30 Tage", TRUE},
	{FIELD_NUMBER, "1001", "höchstens 1000 Tage", TRUE}, {FIELD_NUMBER, "-5", "mindestens", TRUE},
	{FIELD_NUMBER, "1.000", "ganze Zahl", FALSE}, {FIELD_NUMBER, "30 Tage", "ganze Zahl", FALSE}, {FIELD_NUMBER, "+3", "ganze Zahl", FALSE},
	{FIELD_NUMBER, " 30", "ganze Zahl", FALSE}, {FIELD_NUMBER, "99999999999999999999", "ganze Zahl", FALSE},
	{FIELD_DATE, "2026-12-24", NULL, FALSE}, {FIELD_DATE, "2026-12-23", "frühestens 24.12.2026 (30 Tage ab heute)", TRUE},
	{FIELD_DATE, "2035-01-01", "spätestens", TRUE}, {FIELD_DATE, "2026-02-30", "bestehender Tag", FALSE},
	{FIELD_DATE, "24.12.2026", "JJJJ-MM-TT", FALSE}, {FIELD_DATE, "2027-02-29", "bestehender Tag", FALSE},
	{FIELD_CHOICE, "Post", NULL, FALSE}, {FIELD_CHOICE, "post", "Portal, Post; meinten Sie „Post“?", FALSE}, {FIELD_CHOICE, "Fax-Gerät", "Portal, Post.", FALSE},
	{FIELD_YES_NO, "ja", NULL, FALSE}, {FIELD_YES_NO, "yes", "„ja“ oder „nein“", FALSE},
	{FIELD_AGS, "01054088", NULL, FALSE}, {FIELD_AGS, "1054088", "8 Ziffern", FALSE}, {FIELD_AGS, "17054088", "Land", FALSE},
	{FIELD_ARS, "010540088088", NULL, FALSE}, {FIELD_ARS, "01054008808", "12 Ziffern", FALSE}, {FIELD_ARS, "0105400880888", "12", FALSE},
	{FIELD_LEISTUNGSSCHLUESSEL, "99107021017000", NULL, FALSE}, {FIELD_LEISTUNGSSCHLUESSEL, "98107021017000", "beginnend mit 99", FALSE},
	{FIELD_OE_ID, "L100022.OE.102145", NULL, FALSE}, {FIELD_OE_ID, "L100022.LB.102145", "OE-ID", FALSE}, {FIELD_OE_ID, "L1.OE.1\n", "OE-ID", FALSE},
	{FIELD_DVDV, "wgb010540880000", NULL, FALSE}, {FIELD_DVDV, "abc010540880000", "mit „wgb“ beginnt", FALSE},
	{FIELD_DVDV, "wgb01054088000", "12 Ziffern", FALSE}, {FIELD_DVDV, "WGB010540880000", "kleinen Buchstaben", FALSE},
	{FIELD_UUID, "6a2f4c1e-3b5d-4e7f-8a9b-0c1d2e3f4a5b", NULL, FALSE}, {FIELD_UUID, "6a2f4c1e3b5d4e7f8a9b0c1d2e3f4a5b", "UUID", FALSE},
	{FIELD_URL, "https://www.beispiel.de/antrag?x=1", NULL, FALSE}, {FIELD_URL, "www.beispiel.de", "https://", FALSE},
	{FIELD_URL, "https://", "https://", FALSE}, {FIELD_URL, "ftp://x.de/", "https://", FALSE}, {FIELD_URL, "https://x.de/a b", "Leerzeichen", FALSE},
	{FIELD_URL, "javascript:alert(1)", "https://", FALSE},
};

static void
checks_answers(G_GNUC_UNUSED void **state)
{
	ChecklistField field = {.name = (char *)"f", .question = (char *)"Frage", .unit = (char *)"Tage", .has_min = TRUE, .min = 30,
	                        .has_max = TRUE, .max = 1000, .choices = choice_list, .prefix = dvdv_prefix, .suggests = (char *)"failed"};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(answers); i++) {
		const char *suggests = "unset";
		g_autofree char *said = NULL;

		field.type = answers[i].type;
		said = checklist_field_check(&field, answers[i].value, TODAY, &suggests);
		if (!said != !answers[i].said || (said && !strstr(said, answers[i].said)))
			fail_msg("%s: wanted %s, said %s", answers[i].value, answers[i].said, said);
		assert_int_equal(suggests != NULL, answers[i].is_suggested);
	}
}

static const struct {
	FieldType type;
	gint64 min, max; /* G_MININT64: none */
	const char *said; /* NULL: nothing */
} limits[] = {
	{FIELD_DATE, 30, G_MININT64, "ab 24.12.2026 (30 Tage ab heute)"}, {FIELD_DATE, G_MININT64, -3, "bis 21.11.2026 (vor 3 Tagen)"},
	{FIELD_DATE, -1, 0, "ab 23.11.2026 (vor 1 Tag) bis 24.11.2026 (heute)"}, {FIELD_DATE, 1, G_MININT64, "ab 25.11.2026 (1 Tag ab heute)"},
	{FIELD_NUMBER, 3, G_MININT64, "mindestens 3 Tage"}, {FIELD_NUMBER, 3, 9, "mindestens 3 Tage, höchstens 9 Tage"},
	{FIELD_NUMBER, G_MININT64, G_MININT64, NULL}, {FIELD_TEXT, 1, 2, NULL},
};

static void
tells_limits_before(G_GNUC_UNUSED void **state)
{
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(limits); i++) {
		ChecklistField field = {.type = limits[i].type, .unit = (char *)"Tage", .has_min = limits[i].min != G_MININT64, .min = limits[i].min,
		                        .has_max = limits[i].max != G_MININT64, .max = limits[i].max};
		g_autofree char *said = checklist_field_limits(&field, TODAY);

		if (g_strcmp0(said, limits[i].said) != 0)
			fail_msg("%zu: wanted %s, said %s", i, limits[i].said, said);
	}
}

static const struct {
	FieldType type;
	const char *value;
	gboolean is_evidence;
} evidence[] = {
	{FIELD_ARS, "12345", TRUE}, {FIELD_UUID, "keine", TRUE}, {FIELD_URL, "http://", TRUE}, {FIELD_TEXT, "\xFF", FALSE}, {FIELD_NUMBER, "3", TRUE},
	{FIELD_NUMBER, "drei", FALSE}, {FIELD_DATE, "2026-02-30", FALSE}, {FIELD_DATE, "1999-01-01", TRUE}, {FIELD_CHOICE, "Portal", TRUE},
	{FIELD_CHOICE, "Fax", FALSE}, {FIELD_YES_NO, "vielleicht", FALSE},
};

static void
tells_evidence_from_slips(G_GNUC_UNUSED void **state)
{
	ChecklistField field = {.choices = choice_list};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(evidence); i++) {
		field.type = evidence[i].type;
		if (checklist_field_is_evidence(&field, evidence[i].value) != evidence[i].is_evidence)
			fail_msg("%s", evidence[i].value);
	}
}

/* Without a folgerung of its own, an answer that is not expected speaks for failed; a typing error suggests nothing. */
static void
expects_answers(G_GNUC_UNUSED void **state)
{
	static char *yes[] = {(char *)"ja", NULL};
	ChecklistField consent = {.type = FIELD_YES_NO, .expected = yes}, way = {.type = FIELD_CHOICE, .choices = choice_list, .expected = choice_list + 1};
	const char *suggests = NULL;
	g_autofree char *said = checklist_field_check(&consent, "nein", TODAY, &suggests), *slip = NULL, *limits_ = NULL;

	assert_string_equal(said, "„nein“ spricht dagegen, erwartet „ja“.");
	assert_string_equal(suggests, "failed");
	assert_null(checklist_field_check(&consent, "ja", TODAY, &suggests));
	assert_null(suggests);
	slip = checklist_field_check(&consent, "jein", TODAY, &suggests);
	assert_non_null(slip);
	assert_null(suggests);
	way.suggests = (char *)"waiting";
	g_free(said);
	said = checklist_field_check(&way, "Portal", TODAY, &suggests);
	assert_string_equal(suggests, "waiting");
	assert_null(checklist_field_check(&way, "Post", TODAY, NULL));
	limits_ = checklist_field_limits(&way, TODAY);
	assert_string_equal(limits_, "erwartet: Post");
}

static void
checks_empty_answers(G_GNUC_UNUSED void **state)
{
	ChecklistField field = {.question = (char *)"Frage", .type = FIELD_UUID};
	g_autofree char *said = NULL;

	assert_null(checklist_field_check(&field, "", TODAY, NULL));
	assert_null(checklist_field_check(&field, NULL, TODAY, NULL));
	field.is_required = TRUE;
	said = checklist_field_check(&field, "", TODAY, NULL);
	assert_string_equal(said, "„Frage“ ist auszufüllen.");
}

static void
knows_the_words(G_GNUC_UNUSED void **state)
{
	assert_string_equal(checklist_phase_title('A'), "Vorbereitung und Organisation");
	assert_null(checklist_phase_title('M'));
	assert_non_null(checklist_nl_title("NL5"));
	assert_null(checklist_nl_title("NL6"));
	assert_non_null(checklist_punkt_title("P8"));
	assert_null(checklist_punkt_title(NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_everything), cmocka_unit_test(joins_blocks), cmocka_unit_test(round_trips),
		cmocka_unit_test(names_each_mistake), cmocka_unit_test(points_with_a_caret), cmocka_unit_test(points_into_conditions),
		cmocka_unit_test(tolerates_bom_and_crlf), cmocka_unit_test(keeps_its_limits),
		cmocka_unit_test(names_mistakes_in_blocks), cmocka_unit_test(refuses_what_is_no_file),
		cmocka_unit_test(reads_the_catalogue), cmocka_unit_test(checks_answers), cmocka_unit_test(expects_answers), cmocka_unit_test(tells_limits_before), cmocka_unit_test(tells_evidence_from_slips), cmocka_unit_test(checks_empty_answers),
		cmocka_unit_test(knows_the_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
