/* Tests of src/tui/command.c: lookups, names of keys, double keys, the footer. */
#include "tui/command.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "tui/anlagen.h"
#include "tui/cells.h"
#include "tui/global.h"
#include "tui/screens.h"

static unsigned
nothing(Tui *tui, void *state)
{
	(void)tui;
	(void)state;
	return TUI_HANDLED;
}

enum { HERE = 1, THERE = 2 };

static const Command table[] = {
	{ "a.open", { TK_ENTER }, "Öffnen", "Öffnen", "Zeigt die Größe.", 0, nothing, NULL },
	{ "a.new", { 'n', TK_INSERT }, "Neue Hürde", "Neu", "Legt eine an.", HERE, nothing, NULL },
	{ "a.note", { 'n' }, "Notiz", "Notiz", "Schreibt eine.", THERE, nothing, NULL },
	{ .id = NULL },
};

static void
test_find(void **state)
{
	(void)state;
	assert_string_equal(command_find(table, 'n', HERE, TRUE)->id, "a.new");
	assert_string_equal(command_find(table, 'n', THERE, TRUE)->id, "a.note");
	assert_null(command_find(table, 'n', HERE, FALSE));
	assert_string_equal(command_find(table, TK_INSERT, HERE, FALSE)->id, "a.new");
	assert_null(command_find(table, 'x', HERE, TRUE));
	assert_null(command_find(NULL, 'x', HERE, TRUE));
}

static void
test_names(void **state)
{
	static const struct {
		int key;
		const char *name;
	} names[] = { { TK_F(10), "F10" }, { TK_CTRL('s'), "Strg-S" }, { 'n', "n" }, { 0xe4, "ä" }, { TK_PGDN, "Bild↓" }, { TK_ENTER, "Enter" } };
	size_t i;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *name = command_key_name(names[i].key);

		assert_string_equal(name, names[i].name);
	}
}

static void
test_check(void **state)
{
	static const Command twice[] = {
		{ "b.one", { 'n' }, "Eins", NULL, "Hilfe.", HERE, nothing, NULL },
		{ "b.two", { TK_ENTER, 'n' }, "Zwei", NULL, "Hilfe.", 0, nothing, NULL },
		{ .id = NULL },
	};
	g_autofree char *found = command_check(twice, NULL), *global = command_check(table, twice), *own = NULL;

	(void)state;
	assert_null(command_check(table, NULL));
	assert_string_equal(found, "n: b.one and b.two; ");
	assert_non_null(global);
	own = command_check(tui_commands, NULL);
	assert_null(own);
}

/* No key of a screen hides one that works everywhere, so that F12 means the same on all of them. */
static void
test_screens(void **state)
{
	const ScreenOps *const screens[] = { &uebersicht_screen, &termine_screen, &huerde_screen, &huerden_screen, &matrix_screen, &anbindung_screen,
		&pruefung_screen, &wege_screen, &weg_screen, &vergleich_screen, &notizen_screen, &wiedervorlagen_screen, &erinnerung_screen,
		&tagesabschluss_screen, &abschluss_screen, &protokoll_screen, &geraete_screen, &anlagen_screen }; /* on Abgleich, keys of its own mean there what they mean everywhere */
	g_autofree char *own = command_check(global_commands, tui_commands);
	size_t i;

	(void)state;
	assert_null(own);
	for (i = 0; i < G_N_ELEMENTS(screens); i++) {
		g_autofree char *found = command_check(screens[i]->commands, global_commands);

		if (found)
			fail_msg("%s: %s", screens[i]->name, found);
	}
}

static void
test_footer(void **state)
{
	static const Command *const tables[] = { table, tui_commands, NULL };
	int width;

	(void)state;
	cells_set_utf8(TRUE);
	for (width = 0; width < 100; width++) {
		g_autoptr(GPtrArray) pieces = command_footer(tables, HERE | COMMAND_ABOVE, TRUE, width);
		int used = 0;
		guint i;

		assert_string_equal(g_ptr_array_index(pieces, 0), "F1");
		assert_string_equal(g_ptr_array_index(pieces, 1), "Hilfe");
		for (i = 0; i < pieces->len; i++)
			used += cells_width(g_ptr_array_index(pieces, i));
		assert_true(pieces->len == 2 || used <= width);
		if (width > 60)
			assert_string_equal(g_ptr_array_index(pieces, 5), "Neu");
		if (width >= 22)
			assert_string_equal(g_ptr_array_index(pieces, pieces->len - 2), "Esc");
	}
}

static void
test_matches(void **state)
{
	(void)state;
	assert_true(command_matches(&table[0], ""));
	assert_true(command_matches(&table[0], "groesse"));
	assert_true(command_matches(&table[0], "ÖFF enter"));
	assert_true(command_matches(&table[1], "einfg"));
	assert_false(command_matches(&table[0], "hürde"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find), cmocka_unit_test(test_names), cmocka_unit_test(test_check), cmocka_unit_test(test_screens), cmocka_unit_test(test_footer),
		cmocka_unit_test(test_matches),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
