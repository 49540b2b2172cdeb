/* Tests of src/tui/edit.c: moving and deleting by characters, limits, hostile input. */
#include "tui/edit.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "tui/cells.h"
#include "tui/screen.h"

static unsigned
press(Edit *edit, int key)
{
	Event event = { .key = key };

	return edit_handle(edit, &event);
}

static void
test_characters(void **state)
{
	Edit *edit = edit_new(100, FALSE);

	(void)state;
	edit_set(edit, "au\xcc\x88日");
	press(edit, TK_BACKSPACE);
	assert_string_equal(edit_text(edit), "au\xcc\x88");
	press(edit, TK_BACKSPACE);
	assert_string_equal(edit_text(edit), "a");
	press(edit, 0xe4);
	press(edit, TK_HOME);
	assert_int_equal(press(edit, TK_LEFT), TUI_HANDLED);
	press(edit, TK_DELETE);
	assert_string_equal(edit_text(edit), "ä");
	assert_int_equal(press(edit, TK_UP), TUI_PASS);
	assert_int_equal(press(edit, TK_ENTER), TUI_PASS);
	assert_int_equal(press(edit, TK_F(2)), TUI_PASS);
	edit_free(edit);
}

static void
test_limits(void **state)
{
	Edit *edit = edit_new(3, FALSE);

	(void)state;
	edit_set(edit, "aää");
	assert_string_equal(edit_text(edit), "aä");
	press(edit, 'x');
	assert_string_equal(edit_text(edit), "aä");
	edit_set(edit, "\xff");
	assert_string_equal(edit_text(edit), "\xef\xbf\xbd");
	edit_set(edit, NULL);
	assert_string_equal(edit_text(edit), "");
	assert_int_equal(press(edit, 0x9b), TUI_PASS);
	edit_free(edit);
}

static void
test_words_and_lines(void **state)
{
	Edit *edit = edit_new(100, TRUE);

	(void)state;
	edit_set(edit, "eins zwei\ndrei vier");
	press(edit, TK_CTRL('w'));
	assert_string_equal(edit_text(edit), "eins zwei\ndrei ");
	press(edit, TK_UP);
	press(edit, TK_CTRL('k'));
	assert_string_equal(edit_text(edit), "eins \ndrei ");
	assert_int_equal(press(edit, TK_UP), TUI_PASS);
	press(edit, TK_CTRL('u'));
	press(edit, TK_DELETE);
	assert_string_equal(edit_text(edit), "drei ");
	press(edit, TK_ENTER);
	assert_string_equal(edit_text(edit), "\ndrei ");
	assert_int_equal(press(edit, TK_DOWN), TUI_PASS);
	edit_free(edit);
}

/* Any keys: valid UTF-8 within the limit, and no crash. */
static void
test_random(void **state)
{
	static const int keys[] = { 'a', ' ', 0xe4, 0x308, 0x65e5, TK_LEFT, TK_RIGHT, TK_UP, TK_DOWN, TK_HOME, TK_END, TK_BACKSPACE, TK_DELETE,
		TK_ENTER, TK_CTRL('w'), TK_CTRL('u'), TK_CTRL('k'), 0xd800, 0x202e, 'b', 'c', 'd' };
	GRand *random = g_rand_new_with_seed(11);
	Edit *edit = edit_new(200, TRUE);
	int i;

	(void)state;
	for (i = 0; i < 20000; i++) {
		press(edit, keys[g_rand_int_range(random, 0, G_N_ELEMENTS(keys))]);
		assert_true(g_utf8_validate(edit_text(edit), -1, NULL));
		assert_true(strlen(edit_text(edit)) <= 200);
	}
	edit_free(edit);
	g_rand_free(random);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_characters), cmocka_unit_test(test_limits), cmocka_unit_test(test_words_and_lines), cmocka_unit_test(test_random),
	};

	setlocale(LC_ALL, "C.UTF-8");
	cells_set_utf8(TRUE);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
