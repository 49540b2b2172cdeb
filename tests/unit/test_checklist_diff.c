/* Two versions of a checklist: what is new, changed and gone, key by key; and which of two versions is the newer one. */
#include "vorort/checklist.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define FIXTURE "tests/unit/data/checklist/wohngeld.yaml"

static GPtrArray *
new_messages(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)checklist_message_free);
}

static Checklist *
read_text(const char *text)
{
	g_autoptr(GPtrArray) messages = new_messages();
	Checklist *checklist = checklist_read_text(text, strlen(text), "test", messages);
	g_autofree char *said = messages->len ? checklist_message_format(messages->pdata[0]) : NULL;

	if (!checklist)
		fail_msg("%s", said);
	return checklist;
}

/* The fixture in normal form, with one text replaced by another (NULL: none). */
static Checklist *
fixture(const char *what, const char *by)
{
	g_autoptr(GPtrArray) messages = new_messages();
	g_autoptr(Checklist) read = checklist_read_file(FIXTURE, messages);
	g_autofree char *text = checklist_to_text(read);
	g_autoptr(GString) edited = g_string_new(text);

	if (what)
		assert_int_not_equal(g_string_replace(edited, what, by, 0), 0);
	return read_text(edited->str);
}

static const ChecklistChange *
find_change(const GPtrArray *changes, const char *id)
{
	guint i;

	for (i = 0; i < changes->len; i++)
		if (strcmp(((ChecklistChange *)changes->pdata[i])->id, id) == 0)
			return changes->pdata[i];
	return NULL;
}

static void
equal_versions_have_no_difference(G_GNUC_UNUSED void **state)
{
	g_autoptr(Checklist) one = fixture(NULL, NULL), other = fixture("version: \"", "version: \"9");
	g_autoptr(ChecklistDiff) diff = checklist_diff(one, other);

	assert_int_equal(diff->steps->len + diff->parameters->len, 0);
}

static const char minimal[] = "leistung: wohngeld\nversion: \"1\"\ntitel: Test\nstand: \"2026-11-24\"\n"
			      "parameter:\n  - name: weg\n    frage: Welcher Weg?\n    werte:\n      - wert: a\n        text: A\n      - wert: b\n        text: B\n"
			      "schritte:\n"
			      "  - id: S1\n    titel: Erster\n    pruefen: Ansehen\n    bestanden: Gesehen\n    pflicht: MUSS\n    phase: A\n"
			      "    quelle:\n      - beleg: A\n        ort: hier\n"
			      "  - id: S2\n    titel: Zweiter\n    pruefen: Fragen\n    bestanden: Gefragt\n    pflicht: MUSS\n    phase: B\n"
			      "    quelle:\n      - beleg: A\n        ort: hier\n";

static Checklist *
edited(const char *const *pairs)
{
	g_autoptr(GString) text = g_string_new(minimal);

	for (; *pairs; pairs += 2)
		assert_int_equal(g_string_replace(text, pairs[0], pairs[1], 1), 1);
	return read_text(text->str);
}

#define EDITED(...) edited((const char *const[]){__VA_ARGS__, NULL})

static void
new_changed_and_gone_steps(G_GNUC_UNUSED void **state)
{
	g_autoptr(Checklist) before = read_text(minimal);
	g_autoptr(Checklist) after = EDITED("id: S1", "id: S3", "titel: Erster", "titel: Dritter", "pruefen: Fragen", "pruefen: |\n      Fragen\n      und warten");
	g_autoptr(ChecklistDiff) diff = checklist_diff(before, after);
	const ChecklistChange *changed = find_change(diff->steps, "S2"), *gone = find_change(diff->steps, "S1");
	const ChecklistKeyChange *key = changed->keys->pdata[0];
	g_autofree char *summary = checklist_diff_summary(diff);

	assert_string_equal(summary, "Schritte: 1 neu, 1 geändert, 1 entfallen");
	assert_int_equal(diff->steps->len, 3);
	assert_int_equal(checklist_count_changes(diff->steps, CHECKLIST_NEW), 1);
	assert_int_equal(checklist_count_changes(diff->steps, CHECKLIST_CHANGED), 1);
	assert_int_equal(checklist_count_changes(diff->steps, CHECKLIST_REMOVED), 1);
	assert_string_equal(((ChecklistChange *)diff->steps->pdata[0])->title, "Dritter"); /* in the order of the newer version */
	assert_ptr_equal(diff->steps->pdata[2], gone);                                      /* what is gone comes last */
	assert_string_equal(gone->title, "Erster");
	assert_int_equal(gone->keys->len, 0);
	assert_int_equal(changed->keys->len, 1);
	assert_string_equal(key->key, "pruefen");
	assert_string_equal(key->before, "Fragen");
	assert_string_equal(key->after, "Fragen\nund warten");
}

static void
the_difference_outlives_the_checklists(G_GNUC_UNUSED void **state)
{
	Checklist *before = read_text(minimal), *after = EDITED("titel: Zweiter", "titel: Anders");
	g_autoptr(ChecklistDiff) diff = checklist_diff(before, after);

	checklist_free(before);
	checklist_free(after);
	assert_string_equal(((ChecklistChange *)diff->steps->pdata[0])->title, "Anders");
}

/* Every key of a step is seen when it appears, and shown as people read it. */
static void
every_key_is_compared(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *key, *what, *by, *before, *after;
	} cases[] = {
		{"titel", "titel: Erster", "titel: Neu", "Erster", "Neu"},
		{"pruefen", "pruefen: Ansehen", "pruefen: Zeigen lassen", "Ansehen", "Zeigen lassen"},
		{"bestanden", "bestanden: Gesehen", "bestanden: Gezeigt", "Gesehen", "Gezeigt"},
		{"hinweis", "phase: A", "phase: A\n    hinweis: Nachfragen", "", "Nachfragen"},
		{"pflicht", "pflicht: MUSS", "pflicht: KANN", "MUSS", "KANN"},
		{"phase", "phase: A", "phase: C", "A", "C"},
		{"ebene", "phase: A", "phase: A\n    ebene: kit", "kommune", "kit"},
		{"wenn", "phase: A", "phase: A\n    wenn: weg = a", "", "weg = a"},
		{"braucht", "phase: A", "phase: A\n    braucht: [S2]", "", "S2"},
		{"minuten", "phase: A", "phase: A\n    minuten: \"10\"", "", "10"},
		{"vorlauf", "phase: A", "phase: A\n    vorlauf: \"3\"", "", "3"},
		{"anwesend", "phase: A", "phase: A\n    anwesend: [fachamt, it]", "", "fachamt, it"},
		{"zustaendig", "phase: A", "phase: A\n    zustaendig: kit", "", "kit"},
		{"nl", "phase: A", "phase: A\n    nl: [NL1, NL2]", "", "NL1, NL2"},
		{"huerden", "phase: A", "phase: A\n    huerden:\n      - text: Zu spät\n        kategorie: [technisch]\n        punkte: [P6]", "",
		 "Zu spät (technisch; P6)"},
		{"felder", "phase: A", "phase: A\n    felder:\n      - name: frist\n        frage: Wie lange?\n        typ: zahl\n        pflicht: ja\n"
			     "        einheit: Tage\n        min: \"3\"\n        folgerung: failed",
		 "", "frist: Wie lange? (zahl, pflicht, min 3, Tage, sonst nicht bestanden)"},
		{"felder", "phase: A", "phase: A\n    felder:\n      - name: da\n        frage: Ist es da?\n        typ: janein\n        erwartet: [ja]", "",
		 "da: Ist es da? (janein, erwartet: ja)"},
		{"nachweis", "phase: A", "phase: A\n    nachweis: Foto", "", "Foto"},
		{"umgebung", "phase: A", "phase: A\n    umgebung: [test, prod]", "prod", "test, prod"},
		{"wiederholen", "phase: A", "phase: A\n    wiederholen: arbeitsplatz", "", "arbeitsplatz"},
		{"probe", "phase: A", "phase: A\n    probe: example.org:443", "", "example.org:443"},
		{"quelle", "beleg: A", "beleg: B", "A: hier", "B: hier"},
	};
	g_autoptr(Checklist) before = read_text(minimal);
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Checklist) after = EDITED(cases[i].what, cases[i].by);
		g_autoptr(ChecklistDiff) diff = checklist_diff(before, after);
		const ChecklistChange *change = find_change(diff->steps, "S1");
		const ChecklistKeyChange *key = change && change->keys->len == 1 ? change->keys->pdata[0] : NULL;

		if (!key || strcmp(key->key, cases[i].key) != 0)
			fail_msg("„%s“ is not seen alone", cases[i].key);
		assert_string_equal(key->before, cases[i].before);
		assert_string_equal(key->after, cases[i].after);
	}
}

static void
parameters_are_compared(G_GNUC_UNUSED void **state)
{
	g_autoptr(Checklist) before = read_text(minimal);
	g_autoptr(Checklist) after = EDITED("        text: B\n", "        text: Bahn\n    vorgabe: b\n  - name: zahl\n    frage: Wie viele?\n");
	g_autoptr(ChecklistDiff) diff = checklist_diff(before, after), back = checklist_diff(after, before), none = checklist_diff(before, before);
	g_autofree char *summary = checklist_diff_summary(diff), *nothing = checklist_diff_summary(none);
	const ChecklistChange *weg = find_change(diff->parameters, "weg");

	assert_int_equal(diff->steps->len, 0);
	assert_int_equal(diff->parameters->len, 2);
	assert_int_equal(weg->keys->len, 2);
	assert_string_equal(((ChecklistKeyChange *)weg->keys->pdata[0])->key, "werte");
	assert_string_equal(((ChecklistKeyChange *)weg->keys->pdata[0])->after, "a: A\nb: Bahn");
	assert_string_equal(((ChecklistKeyChange *)weg->keys->pdata[1])->after, "b");
	assert_int_equal(find_change(diff->parameters, "zahl")->kind, CHECKLIST_NEW);
	assert_int_equal(find_change(back->parameters, "zahl")->kind, CHECKLIST_REMOVED);
	assert_string_equal(summary, "Angaben: 1 neu, 1 geändert");
	assert_string_equal(nothing, "alle Schritte und Angaben sind gleich");
}

static void
versions_compare_as_numbers(G_GNUC_UNUSED void **state)
{
	static const char *const ascending[] = {"0", "1", "1.1", "1.9", "1.10", "2", "2-a", "2-b", "10", "99999999999999999999", "a"};
	gsize i, j;

	for (i = 0; i < G_N_ELEMENTS(ascending); i++)
		for (j = 0; j < G_N_ELEMENTS(ascending); j++) {
			int order = checklist_compare_versions(ascending[i], ascending[j]);

			assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
		}
	assert_int_equal(checklist_compare_versions("01", "1"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_versions_have_no_difference),
		cmocka_unit_test(new_changed_and_gone_steps),
		cmocka_unit_test(the_difference_outlives_the_checklists),
		cmocka_unit_test(every_key_is_compared),
		cmocka_unit_test(parameters_are_compared),
		cmocka_unit_test(versions_compare_as_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
