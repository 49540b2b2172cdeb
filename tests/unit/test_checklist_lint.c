/* What lint finds beyond what makes a file unreadable: each check once with a file that must set it off, and the versions of a file. */
#include "vorort/checklist.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>

static char *root;

#define HEAD "leistung: wohngeld\nversion: \"1\"\ntitel: T\nstand: \"2026-11-24\"\n"
#define PARAMETER "parameter:\n  - name: transport\n    frage: Weg?\n    werte:\n      - wert: datei\n        text: Datei\n      - wert: fitconnect\n        text: FIT\n"
#define STEPS "schritte:\n"
#define STEP_NL(id, more, nl) \
	"  - id: " id "\n    titel: Titel\n    pruefen: Ansehen.\n    bestanden: Es ist da.\n    hinweis: Fragen.\n    pflicht: MUSS\n    phase: A\n" more \
	"    minuten: \"5\"\n    anwesend: [it]\n    zustaendig: it\n" nl "    huerden:\n      - text: fehlt\n        kategorie: [technisch]\n" \
	"    quelle:\n      - beleg: C\n        ort: Praxis\n"
#define STEP(id, more) STEP_NL(id, more, "    nl: [NL1, NL4, NL5]\n")

/* Writes the parts as a file and lints it; all messages as one text. */
static char *
lint(const char *name, const char *text, const char *previous)
{
	g_autofree char *path = g_build_filename(root, name, NULL), *old = previous ? g_build_filename(root, "alt.yaml", NULL) : NULL;
	g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func((GDestroyNotify)checklist_message_free);
	g_autoptr(Checklist) before = NULL;
	GString *said = g_string_new(NULL);
	guint i;

	assert_true(g_file_set_contents(path, text, -1, NULL));
	assert_true(!old || g_file_set_contents(old, previous, -1, NULL));
	before = old ? checklist_read_file(old, messages) : NULL;
	checklist_lint_file(path, before, messages);
	for (i = 0; i < messages->len; i++) {
		const ChecklistMessage *m = messages->pdata[i];

		g_string_append_printf(said, "%u:%u: %s%s\n", m->line, m->column, m->is_error ? "Fehler: " : "", m->text);
	}
	return g_string_free(said, FALSE);
}

static const struct {
	const char *what, *text, *said; /* "" : nothing */
} cases[] = {
	{"nothing to say", HEAD PARAMETER STEPS STEP("A", ""), ""},
	{"an impossible condition", HEAD PARAMETER STEPS STEP("A", "    wenn: transport = datei und transport = fitconnect\n"),
	 "21:11: Fehler: diese Bedingung kann nie erfüllt sein\n"},
	{"impossible with not", HEAD PARAMETER STEPS STEP("A", "    wenn: transport = datei und nicht transport in (datei, fitconnect)\n"), "kann nie erfüllt sein"},
	{"unset is neither", HEAD PARAMETER STEPS STEP("A", "    wenn: transport != datei und transport != fitconnect\n"), ""},
	{"numbers", HEAD STEPS STEP("A", "    felder:\n      - name: n\n        frage: N?\n        typ: zahl\n")
	 STEP("B", "    wenn: antwort(A.n) > 3 und antwort(A.n) < 4\n"), "kann nie erfüllt sein"},
	{"numbers with room", HEAD STEPS STEP("A", "    felder:\n      - name: n\n        frage: N?\n        typ: zahl\n")
	 STEP("B", "    wenn: antwort(A.n) > 3 und antwort(A.n) < 5\n"), ""},
	{"a Land and a size", HEAD STEPS STEP("A", "    wenn: land = SH und groesse = klein\n"), ""},
	{"two Länder", HEAD STEPS STEP("A", "    wenn: land = SH und land = HH\n"), "kann nie erfüllt sein"},
	{"no such Land", HEAD STEPS STEP("A", "    wenn: land = XX\n"), "„land“ kann nicht „XX“ sein"},
	{"the result of a step that does not apply then", HEAD PARAMETER STEPS STEP("A", "    wenn: transport = datei\n")
	 STEP("B", "    wenn: ergebnis(A) = passed und transport = fitconnect\n"), "kann nie erfüllt sein"},
	{"a title too long", HEAD STEPS "  - id: A\n    titel: Titel mit mehr Zeichen, als in eine Zeile der Liste passen\n    pruefen: P\n    bestanden: B\n"
	 "    pflicht: MUSS\n    phase: A\n    nl: [NL1, NL4, NL5]\n    quelle:\n      - beleg: C\n        ort: x\n", "„titel“ hat 58 Zeichen"},
	{"a DVDV key with eleven digits", HEAD STEPS STEP("A", "    nachweis: wgb01054088000\n"), "hat 11 Ziffern"},
	{"an unknown prefix", HEAD STEPS STEP("A", "    nachweis: qqq010540880000\n"), "„qqq“ steht nicht in der amtlichen Liste"},
	{"a known prefix", HEAD STEPS STEP("A", "    nachweis: wgb010540880000\n"), ""},
	{"a Leistungsschlüssel too short", HEAD STEPS STEP("A", "    nachweis: 9910702303700\n"), "kein Leistungsschlüssel"},
	{"a probe nobody knows", HEAD STEPS STEP("A", "    probe: example.org:443\n"), "nicht bei den Gegenstellen"},
	{"a probe of the catalogue", HEAD STEPS STEP("A", "    probe: pvog.fitko.net:443\n"), ""},
	{"NL without a step", HEAD STEPS STEP_NL("A", "", "    nl: [NL1, NL4]\n"), "1:1: NL5 ("},
	{"NL with a reason", HEAD "nl_entfaellt:\n  - nl: NL5\n    grund: keine Gebühr\n" STEPS STEP_NL("A", "", "    nl: [NL1, NL4]\n"), ""},
	{"a reason too much", HEAD "nl_entfaellt:\n  - nl: NL1\n    grund: nein\n" STEPS STEP("A", ""), "wird aber von einem Schritt abgedeckt"},
	{"a dropped id used again", HEAD "entfallen: [A]\n" STEPS STEP("A", ""), "entfallen und darf nicht neu vergeben werden"},
	{"another Leistung's name", "leistung: ummeldung\nversion: \"1\"\ntitel: T\nstand: \"2026-11-24\"\n" STEPS STEP("A", ""), "müsste „ummeldung.yaml“ heißen"},
	{"a Leistung nobody knows", "leistung: steuer\nversion: \"1\"\ntitel: T\nstand: \"2026-11-24\"\n" STEPS STEP("A", ""), "steht nicht im Katalog"},
	{"what a team would have to ask", HEAD STEPS "  - id: A\n    titel: T\n    pruefen: P\n    bestanden: B\n    pflicht: MUSS\n    phase: A\n    nl: [NL1, NL4, NL5]\n"
	 "    quelle:\n      - beleg: C\n        ort: x\n", "„hinweis“ fehlt"},
};

static void
finds_what_it_says(G_GNUC_UNUSED void **state)
{
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *said = lint("wohngeld.yaml", cases[i].text, NULL);

		if (*cases[i].said ? !strstr(said, cases[i].said) : *said)
			fail_msg("%s: wanted \"%s\", got \"%s\"", cases[i].what, cases[i].said, said);
	}
}

#define HEAD2 "leistung: wohngeld\nversion: \"2\"\ntitel: T\nstand: \"2026-11-25\"\n"

static const struct {
	const char *what, *old, *new, *said;
} versions[] = {
	{"the same", HEAD STEPS STEP("A", ""), HEAD STEPS STEP("A", ""), ""},
	{"more, with a new version", HEAD STEPS STEP("A", ""), HEAD2 STEPS STEP("A", "") STEP("B", ""), ""},
	{"more, with the old version", HEAD STEPS STEP("A", ""), HEAD STEPS STEP("A", "") STEP("B", ""), "„version“ erhöhen"},
	{"a step is gone", HEAD STEPS STEP("A", "") STEP("B", ""), HEAD2 STEPS STEP("A", ""), "1:1: Fehler: der Schritt „B“ (Titel) der vorigen Fassung fehlt"},
	{"a step is gone and said so", HEAD STEPS STEP("A", "") STEP("B", ""), HEAD2 "entfallen: [B]\n" STEPS STEP("A", ""), ""},
	{"forgotten what was gone", HEAD "entfallen: [B]\n" STEPS STEP("A", ""), HEAD2 STEPS STEP("A", ""), "muss dort bleiben"},
	{"an id for something else", HEAD STEPS STEP("A", ""),
	 HEAD2 STEPS "  - id: A\n    titel: Zertifikat gilt\n    pruefen: Ablaufdatum lesen.\n    bestanden: Restlaufzeit reicht.\n    hinweis: H\n    pflicht: MUSS\n    phase: F\n"
	 "    minuten: \"5\"\n    anwesend: [it]\n    zustaendig: it\n    nl: [NL1, NL4, NL5]\n    huerden:\n      - text: x\n        kategorie: [technisch]\n"
	 "    quelle:\n      - beleg: C\n        ort: x\n", "bezeichnet jetzt etwas anderes"},
	{"better words", HEAD STEPS STEP("A", ""),
	 HEAD2 STEPS "  - id: A\n    titel: Titel\n    pruefen: Genau ansehen.\n    bestanden: Es ist da und lesbar.\n    hinweis: H\n    pflicht: MUSS\n    phase: A\n"
	 "    minuten: \"5\"\n    anwesend: [it]\n    zustaendig: it\n    nl: [NL1, NL4, NL5]\n    huerden:\n      - text: x\n        kategorie: [technisch]\n"
	 "    quelle:\n      - beleg: C\n        ort: x\n", ""},
};

static void
keeps_ids_between_versions(G_GNUC_UNUSED void **state)
{
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(versions); i++) {
		g_autofree char *said = lint("wohngeld.yaml", versions[i].new, versions[i].old);

		if (*versions[i].said ? !strstr(said, versions[i].said) : *said)
			fail_msg("%s: wanted \"%s\", got \"%s\"", versions[i].what, versions[i].said, said);
	}
}

static void
names_unused_blocks(G_GNUC_UNUSED void **state)
{
	g_autofree char *said = NULL, *list = lint("wohngeld.yaml", HEAD STEPS "  - baustein: A1\n", NULL);

	said = lint("bausteine/a.yaml", "bausteine:\n" STEP("A1", "") STEP("A2", "") STEP("A2", "    nachweis: wgb1234567890\n"), NULL);
	assert_non_null(strstr(said, "19:5: den Baustein „A2“ verwendet keine Checkliste\n"));
	assert_null(strstr(said, "„A1“"));
	assert_non_null(strstr(said, "„A2“ steht doppelt"));
	assert_non_null(strstr(said, "hat 10 Ziffern"));
}

/* More combinations than anybody tries: no false accusation, and an end. */
static void
gives_up_on_the_huge(G_GNUC_UNUSED void **state)
{
	g_autoptr(GString) text = g_string_new(HEAD "parameter:\n"), condition = g_string_new("    wenn: ");
	g_autofree char *said = NULL;
	guint i;

	for (i = 0; i < 60; i++) {
		g_string_append_printf(text, "  - name: p%u\n    frage: F?\n    werte:\n      - wert: a\n        text: a\n      - wert: b\n        text: b\n", i);
		g_string_append_printf(condition, "%sp%u = b", i ? " und " : "", i);
	}
	g_string_append_printf(text, STEPS "  - id: A\n    titel: T\n    pruefen: P\n    bestanden: B\n    pflicht: MUSS\n    phase: A\n%s\n"
	                       "    quelle:\n      - beleg: C\n        ort: x\n", condition->str);
	said = lint("wohngeld.yaml", text->str, NULL);
	assert_null(strstr(said, "Fehler"));
}

static int
set_up(G_GNUC_UNUSED void **state)
{
	g_autofree char *katalog = NULL, *text = NULL, *blocks = NULL;

	root = g_dir_make_tmp("vorort-lint-XXXXXX", NULL);
	katalog = g_build_filename(root, "katalog.yaml", NULL);
	blocks = g_build_filename(root, "bausteine", NULL);
	return !g_file_get_contents("checklists/katalog.yaml", &text, NULL, NULL) || !g_file_set_contents(katalog, text, -1, NULL) ||
	       g_mkdir(blocks, 0700) != 0;
}

static int
tear_down(G_GNUC_UNUSED void **state)
{
	const char *argv[] = {"rm", "-rf", root, NULL};

	g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
	g_free(root);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_it_says),
		cmocka_unit_test(keeps_ids_between_versions),
		cmocka_unit_test(names_unused_blocks),
		cmocka_unit_test(gives_up_on_the_huge),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
