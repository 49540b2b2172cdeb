/* Attachments in the log: which are published from here, and whose erasure of a file counts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "store_world.h"

/* Attaches at @store the file whose hash is that letter 64 times. Returns the id. */
static char *
attach(Store *store, const char *device, char letter)
{
	g_autofree char *sha256 = g_strnfill(64, letter);
	Op *op = add_op("attachment", NULL);

	put(op, "on", hanau);
	put(op, "sha256", sha256);
	put(op, "size", "12");
	put(op, "media", "image/png");
	put(op, "confirmed", "ja");
	put(op, "title", "Bild");
	return commit(store, device, op);
}

static void
erase(Store *store, const char *device, const char *id, const char *slot)
{
	Op *op = add_op("redaction", NULL);

	put(op, "op", id);
	put(op, "slot", slot);
	g_free(commit(store, device, op));
}

/* Letters of the files, in their order. */
static char *
own(Store *store)
{
	g_autoptr(GPtrArray) list = store_own_attachments(store, NULL);
	GString *letters = g_string_new(NULL);
	guint i;

	assert_non_null(list);
	for (i = 0; i < list->len; i++) {
		const StoreAttachment *attachment = list->pdata[i];

		assert_int_equal(attachment->size, 12);
		g_string_append_c(letters, attachment->sha256[0]);
	}
	return g_string_free(letters, FALSE);
}

static void
assert_own(Store *store, const char *wanted)
{
	g_autofree char *letters = own(store);

	assert_string_equal(letters, wanted);
}

static gboolean
is_erased(Store *store, char letter)
{
	g_autofree char *sha256 = g_strnfill(64, letter);
	g_autoptr(GHashTable) files = store_erased_files(store, NULL);

	assert_non_null(files);
	return g_hash_table_contains(files, sha256);
}

static void
what_was_made_here_is_published(void **state)
{
	g_autoptr(Store) store = open_store("own", devices[0]), other = open_store("other", devices[1]);
	g_autoptr(GPtrArray) news = g_ptr_array_new();
	g_autofree char *first = attach(store, devices[0], 'a'), *again = NULL, *foreign = NULL;
	guint from;
	Op *op;

	(void)state;
	g_free(attach(store, devices[0], 'b'));
	again = attach(store, devices[0], 'a');
	from = lines->len;
	foreign = attach(other, devices[1], 'c');
	for (; from < lines->len; from++)
		g_ptr_array_add(news, lines->pdata[from]);
	apply_all(store, news);
	/* The same file proves two findings: once is enough, as long as one of them stands. */
	assert_own(store, "ab");
	op = change_op(store, "attachment", first, "retracted", NULL);
	put(op, "retracted", "ja");
	g_free(commit(store, devices[0], op));
	assert_own(store, "ba");
	op = change_op(store, "attachment", again, "retracted", NULL);
	put(op, "retracted", "ja");
	g_free(commit(store, devices[0], op));
	assert_own(store, "b");
	/* Gone on as a new device: what was made here is still made here. */
	assert_true(store_set_device(store, devices[2], NULL));
	assert_own(store, "b");
}

static void
only_a_leitung_erases_files(void **state)
{
	g_autoptr(Store) store = open_store("leading", devices[0]), other = open_store("claiming", devices[1]);
	g_autofree char *id = NULL, *note = NULL;
	guint from = lines->len, i;
	Op *op;

	(void)state;
	assert_true(store_set_meta(store, "founder", devices[0], NULL));
	assert_true(store_set_meta(other, "founder", devices[0], NULL));
	id = attach(store, devices[0], 'a');
	g_free(attach(store, devices[0], 'b'));
	op = add_op("note", NULL);
	put(op, "text", "x");
	note = commit(store, devices[0], op);
	assert_true(store_begin(other, NULL));
	for (i = from; i < lines->len; i++)
		assert_true(apply_line(other, lines->pdata[i], NULL));
	assert_true(store_commit(other, NULL));
	erase(other, devices[1], id, "sha256");
	assert_false(is_erased(other, 'a'));
	erase(store, devices[0], id, "title"); /* another slot, and an op that is no attachment */
	erase(store, devices[0], note, "sha256");
	assert_false(is_erased(store, 'a'));
	erase(store, devices[0], id, "sha256");
	assert_true(is_erased(store, 'a'));
	assert_false(is_erased(store, 'b'));
}

/* The erasure arrives before what it erases, and one that turns out to be void ends. */
static void
the_order_of_arrival_is_nothing(void **state)
{
	g_autoptr(Store) author = open_store("author", devices[0]), leader = open_store("leader", devices[1]);
	g_autofree char *id = NULL;
	guint from = lines->len, i, round;
	Op *op;

	(void)state;
	assert_true(store_set_meta(author, "founder", devices[0], NULL));
	assert_true(store_set_meta(leader, "founder", devices[0], NULL));
	id = attach(author, devices[0], 'd');
	op = change_op(author, "device", devices[1], "role", NULL);
	put(op, "role", "leitung");
	g_free(commit(author, devices[0], op));
	assert_true(store_begin(leader, NULL));
	for (i = from; i < lines->len; i++)
		assert_true(apply_line(leader, lines->pdata[i], NULL));
	assert_true(store_commit(leader, NULL));
	erase(leader, devices[1], id, "sha256");
	assert_true(is_erased(leader, 'd'));
	for (round = 0; round < 2; round++) {
		g_autofree char *name = g_strdup_printf("order%u", round);
		g_autoptr(Store) store = open_store(name, devices[2]);
		guint n = lines->len - from;

		assert_true(store_set_meta(store, "founder", devices[0], NULL));
		assert_true(store_begin(store, NULL));
		for (i = 0; i < n; i++)
			assert_true(apply_line(store, lines->pdata[from + (round ? n - 1 - i : i)], NULL));
		assert_true(store_commit(store, NULL));
		assert_true(is_erased(store, 'd'));
		/* It never led: the founder had blocked it from the beginning. */
		op = change_op(author, "device", devices[1], "blocked", NULL);
		put(op, "blocked_after", "0");
		g_free(commit(author, devices[0], op));
		assert_true(store_begin(store, NULL));
		assert_true(apply_line(store, lines->pdata[lines->len - 1], NULL));
		assert_true(store_commit(store, NULL));
		assert_false(is_erased(store, 'd'));
		line_free(lines->pdata[lines->len - 1]);
		g_ptr_array_set_size(lines, (gint)lines->len - 1);
	}
}

static int
set_up(void **state)
{
	(void)state;
	world_set_up();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	world_tear_down();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_made_here_is_published),
		cmocka_unit_test(only_a_leitung_erases_files),
		cmocka_unit_test(the_order_of_arrival_is_nothing),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
