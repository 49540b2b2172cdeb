/* Tests of src/tui/cells.c: measuring, breaking, the ASCII form, and what cells_put() leaves on a screen. */
#include "tui/cells.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "vorort/text.h"

static void
test_width(void **state)
{
	(void)state;
	cells_set_utf8(TRUE);
	assert_int_equal(cells_width(""), 0);
	assert_int_equal(cells_width("Müllrose"), 8);
	assert_int_equal(cells_width("Mu\xcc\x88llrose"), 8);
	assert_int_equal(cells_width("日本"), 4);
	assert_int_equal(cells_width("\033"), 1);
	assert_int_equal(cells_width("\xff"), 4);
	assert_int_equal(cells_width("\xcc\x88"), 1);
	assert_int_equal(cells_width(NULL), 0);
	cells_set_utf8(FALSE);
	assert_int_equal(cells_width("Müll"), 5);
	cells_set_utf8(TRUE);
}

static void
test_step(void **state)
{
	const char *text = "u\xcc\x88" "a日";
	int width;

	(void)state;
	text = cells_step(text, &width);
	assert_int_equal(width, 1);
	assert_string_equal(text, "a日");
	text = cells_step(cells_step(text, &width), &width);
	assert_int_equal(width, 2);
	assert_string_equal(text, "");
}

static void
test_wrap(void **state)
{
	g_autoptr(GPtrArray) lines = cells_wrap("eins zwei  drei\n\nDonaudampfschiff", 10);
	g_autoptr(GPtrArray) narrow = cells_wrap("日本", 1);
	g_autoptr(GPtrArray) none = cells_wrap(NULL, 5);

	(void)state;
	assert_int_equal(lines->len, 5);
	assert_string_equal(g_ptr_array_index(lines, 0), "eins zwei");
	assert_string_equal(g_ptr_array_index(lines, 1), "drei");
	assert_string_equal(g_ptr_array_index(lines, 2), "");
	assert_string_equal(g_ptr_array_index(lines, 3), "Donaudampf");
	assert_string_equal(g_ptr_array_index(lines, 4), "schiff");
	assert_int_equal(narrow->len, 2);
	assert_int_equal(none->len, 1);
}

/* Whatever the text and width, no byte but newlines is lost. */
static void
test_break_keeps_all(void **state)
{
	static const char *const pieces[] = { "a", " ", "\n", "ä", "u\xcc\x88", "日", "\t", "\xff", "wort", "\033" };
	GRand *random = g_rand_new_with_seed(3);
	int round;

	(void)state;
	for (round = 0; round < 3000; round++) {
		GString *text = g_string_new(NULL);
		g_autoptr(GArray) lines = NULL;
		gsize at = 0;
		guint i;

		for (i = 0; i < 20; i++)
			g_string_append(text, pieces[g_rand_int_range(random, 0, G_N_ELEMENTS(pieces))]);
		lines = cells_break(text->str, g_rand_int_range(random, 0, 9));
		for (i = 0; i < lines->len; i++) {
			const CellsLine *line = &g_array_index(lines, CellsLine, i);

			if (line->start != at)
				assert_int_equal(text->str[at++], '\n');
			assert_int_equal(line->start, at);
			at += line->len;
		}
		assert_int_equal(at, text->len);
		g_string_free(text, TRUE);
	}
	g_rand_free(random);
}

static void
test_ascii(void **state)
{
	g_autofree char *words = text_ascii("Größe „gut“ – Łužica … ✓ 日");
	g_autofree char *apart = text_ascii("Mu\xcc\x88ll ␛");

	(void)state;
	assert_string_equal(words, "Groesse \"gut\" - Luzica ... + ?");
	assert_string_equal(apart, "Muell ^[");
}

static void
expect_row(int y, const char *expected)
{
	wchar_t wide[200];
	g_autofree char *text = NULL;

	mvinnwstr(y, 0, wide, 12);
	text = g_ucs4_to_utf8((const gunichar *)wide, -1, NULL, NULL, NULL);
	assert_string_equal(text, expected);
}

static void
test_put(void **state)
{
	FILE *null = fopen("/dev/null", "r+");
	SCREEN *screen;

	(void)state;
	assert_non_null(null);
	screen = newterm("xterm", null, null);
	assert_non_null(screen);
	cells_put(stdscr, 0, 0, 12, ROLE_TEXT, "Müllrose");
	expect_row(0, "Müllrose    ");
	cells_put(stdscr, 0, 0, 12, ROLE_TEXT, "Müllrose und mehr");
	expect_row(0, "Müllrose un…");
	cells_put(stdscr, 1, 0, 4, ROLE_TEXT, "日本語");
	expect_row(1, "日…          ");
	cells_put(stdscr, 2, 0, 6, ROLE_TEXT, "\033[2J");
	expect_row(2, "␛[2J        ");
	cells_put(stdscr, -1, 0, 6, ROLE_TEXT, "x");
	cells_put(stdscr, 10000, 0, 6, ROLE_TEXT, "x");
	cells_put(stdscr, 0, 10000, 6, ROLE_TEXT, "x");
	cells_put(stdscr, 0, -1, 6, ROLE_TEXT, "x");
	cells_put(stdscr, LINES - 1, COLS - 3, 10, ROLE_TEXT, "Ecke");
	endwin();
	delscreen(screen);
	fclose(null);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_width), cmocka_unit_test(test_step), cmocka_unit_test(test_wrap), cmocka_unit_test(test_break_keeps_all),
		cmocka_unit_test(test_ascii), cmocka_unit_test(test_put),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
