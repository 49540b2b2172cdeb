/* Tests of src/tui/list.c: only windows are fetched, anchors always lie in the last one, only changed rows are drawn. */
#include "tui/list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#define N_ROWS 20
#define MANY 100000

typedef struct Rows {
	gsize n, first, n_window;
	guint n_fetched, n_drawn, n_offset;
} Rows;

static gsize
count(void *data)
{
	return ((Rows *)data)->n;
}

static void
fetch(void *data, const ListWant *want)
{
	Rows *rows = data;

	assert_true(want->n <= N_ROWS * 3 && want->first + want->n <= rows->n);
	if (want->how == LIST_AFTER)
		assert_int_equal(want->anchor, want->first - 1);
	if (want->how == LIST_BEFORE)
		assert_int_equal(want->anchor, want->first + want->n);
	if (want->how == LIST_AFTER || want->how == LIST_BEFORE)
		assert_true(want->anchor >= rows->first && want->anchor < rows->first + rows->n_window);
	if (want->how == LIST_FROM_START)
		assert_int_equal(want->first, 0);
	if (want->how == LIST_FROM_END)
		assert_int_equal(want->first + want->n, rows->n);
	rows->n_offset += want->how == LIST_AT;
	rows->first = want->first;
	rows->n_window = want->n;
	rows->n_fetched++;
}

static void
draw(void *data, gsize index, ListRow *row)
{
	Rows *rows = data;

	assert_true(index >= rows->first && index < rows->first + rows->n_window);
	rows->n_drawn++;
	list_put(row, 0, ROLE_TEXT, "Zeile");
}

static const ListSource source = { .count = count, .fetch = fetch, .draw = draw, .empty = "leer" };

static void
press(List *list, int key)
{
	Event event = { .key = key };

	list_handle(list, &event);
	list_draw(list, DIRTY_PAINT);
}

static void
test_walk(void **state)
{
	Rows rows = { .n = MANY };
	List *list = list_new(&source, &rows);
	int i;

	(void)state;
	list_layout(list, (Area){ 1, 0, N_ROWS, 60 });
	list_draw(list, DIRTY_LAYOUT);
	assert_int_equal(rows.n_drawn, N_ROWS);
	rows.n_drawn = 0;
	press(list, TK_DOWN);
	assert_int_equal(rows.n_drawn, 2);
	for (i = 0; i < 200; i++)
		press(list, TK_DOWN);
	for (i = 0; i < 50; i++)
		press(list, TK_PGDN);
	for (i = 0; i < 61; i++)
		press(list, TK_PGUP);
	assert_int_equal(list_index(list), 0);
	press(list, TK_END);
	assert_int_equal(list_index(list), MANY - 1);
	for (i = 0; i < 300; i++)
		press(list, TK_UP);
	press(list, TK_HOME);
	assert_int_equal(list_index(list), 0);
	assert_int_equal(rows.n_offset, 0);
	list_free(list);
}

static void
test_random(void **state)
{
	static const int keys[] = { TK_UP, TK_DOWN, TK_PGUP, TK_PGDN, TK_HOME, TK_END, TK_WHEEL_UP, TK_WHEEL_DOWN };
	static const gsize sizes[] = { 0, 1, 2, N_ROWS - 1, N_ROWS, N_ROWS + 1, 61, 1000 };
	GRand *random = g_rand_new_with_seed(5);
	gsize s;

	(void)state;
	for (s = 0; s < G_N_ELEMENTS(sizes); s++) {
		Rows rows = { .n = sizes[s] };
		List *list = list_new(&source, &rows);
		int i;

		list_layout(list, (Area){ 1, 0, N_ROWS, 60 });
		for (i = 0; i < 2000; i++) {
			press(list, keys[g_rand_int_range(random, 0, G_N_ELEMENTS(keys))]);
			if (i % 97 == 0) {
				rows.n = (gsize)g_rand_int_range(random, 0, 200);
				list_reload(list);
			}
			assert_true(list_count(list) == 0 || list_index(list) < list_count(list));
		}
		list_free(list);
	}
	g_rand_free(random);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_walk), cmocka_unit_test(test_random) };
	FILE *null = fopen("/dev/null", "r+");
	int failed;

	newterm("xterm", null, null);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	endwin();
	return failed;
}
