/*
 * The store: heads and differences; hidden values; waiting ops; erasing; who may publish; rebuild; trouble with files. Real SQLite files in a
 * temporary folder. Order of arrival is test_store_order.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>

#include "store_world.h"

/* --- single rules ---------------------------------------------------------------------------------------------------------------------------- */

static void
differences_stay_until_confirmed(void **state)
{
	g_autoptr(Store) a = open_store("diff_a", devices[0]), b = open_store("diff_b", devices[1]);
	guint from = lines->len;
	Op *op = add_op("obstacle", NULL);
	g_autofree char *id = NULL;
	g_autoptr(GPtrArray) news = g_ptr_array_new(), heads = NULL;
	g_autoptr(Record) record = NULL, after = NULL;

	(void)state;
	put(op, "title", "x");
	put(op, "category", "rechtlich");
	id = commit(a, devices[0], op);
	g_ptr_array_add(news, lines->pdata[from]);
	apply_all(b, news);
	op = change_op(a, "obstacle", id, "severity", NULL);
	put(op, "severity", "hinweis");
	g_free(commit(a, devices[0], op));
	op = change_op(b, "obstacle", id, "severity", NULL);
	put(op, "severity", "verhindert");
	g_free(commit(b, devices[1], op));
	g_ptr_array_set_size(news, 0);
	g_ptr_array_add(news, lines->pdata[from + 1]);
	g_ptr_array_add(news, lines->pdata[from + 2]);
	apply_all(a, news);
	apply_all(b, news);
	record = store_record(b, id, NULL);
	assert_int_equal(record->n_diff, 1);
	heads = record_heads(record, "severity", NULL);
	assert_int_equal(heads->len, 2);
	assert_string_equal(record_get(record, "severity"), "verhindert"); /* greater device at equal n */
	op = change_op(a, "obstacle", id, "severity", NULL);
	assert_int_equal(op->base->len, 2);
	put(op, "severity", "verzoegert");
	g_free(commit(a, devices[0], op));
	after = store_record(a, id, NULL);
	assert_int_equal(after->n_diff, 0);
	assert_string_equal(record_get(after, "severity"), "verzoegert");
}

static void
withdrawn_results_count_no_more(void **state)
{
	g_autoptr(Store) store = open_store("retract", devices[0]);
	g_autofree char *first = NULL, *second = NULL;
	g_autoptr(Record) record = NULL, after = NULL;
	Op *op = add_op("anbindung", hanau);

	(void)state;
	g_free(commit(store, devices[0], op));
	first = commit(store, devices[0], result_op(store, "A1", "passed"));
	second = commit(store, devices[0], result_op(store, "A1", "failed"));
	record = store_record(store, hanau, NULL);
	assert_string_equal(record_shown(record, "result", "A1/prod/1")->op, second);
	op = change_op(store, "result", second, "retracted", NULL);
	put(op, "retracted", "ja");
	g_free(commit(store, devices[0], op));
	after = store_record(store, hanau, NULL);
	assert_string_equal(record_shown(after, "result", "A1/prod/1")->op, first);
}

static void
erased_text_stays_away(void **state)
{
	g_autoptr(Store) store = open_store("erase", devices[0]);
	g_autofree char *id = NULL, *hash = NULL, *line = NULL;
	g_autoptr(Record) record = NULL;
	ObstacleFilter filter = {.text = "geheim"};
	Op *op = add_op("obstacle", NULL);

	(void)state;
	assert_true(store_set_meta(store, "founder", devices[0], NULL));
	put(op, "title", "Geheimer Name");
	put(op, "category", "rechtlich");
	id = commit(store, devices[0], op);
	line = store_op_line(store, id);
	hash = op_json_get(line, "title");
	assert_int_equal(store_count_obstacles(store, &filter, NULL), 1);
	op = add_op("redaction", NULL);
	put(op, "op", id);
	put(op, "slot", "title");
	g_free(commit(store, devices[0], op));
	assert_int_equal(store_count_obstacles(store, &filter, NULL), 0);
	assert_true(store_is_redacted(store, hash));
	assert_true(store_put_text(store, hash, "AAAAAAAAAAAAAAAAAAAAAA", "Geheimer Name", NULL)); /* somebody publishes it again */
	record = store_record(store, id, NULL);
	assert_true(g_str_has_prefix(record_get(record, "title"), "(Inhalt gelöscht am "));
}

/* What a store shows must not depend on which of two batches with the same op came first. */
static void
a_block_counts_by_the_first_batch(void **state)
{
	static const gint64 batches[2][2] = {{2, 5}, {5, 2}};
	g_autoptr(Store) author = open_store("blocked_author", devices[1]);
	g_autofree char *id = NULL;
	char *digests[2];
	guint from = lines->len, i, j;
	Op *op = add_op("note", NULL);

	(void)state;
	put(op, "text", "vor der Sperre");
	id = commit(author, devices[1], op);
	for (i = 0; i < 2; i++) {
		g_autofree char *name = g_strdup_printf("blocked%u", i);
		g_autoptr(Store) store = open_store(name, devices[0]);
		g_autoptr(Record) note = NULL;

		assert_true(store_set_meta(store, "founder", devices[0], NULL));
		if (i == 0) {
			op = change_op(store, "device", devices[1], "blocked", NULL);
			put(op, "blocked_after", "3");
			g_free(commit(store, devices[0], op));
		}
		assert_true(store_begin(store, NULL));
		if (i == 1)
			assert_true(apply_line(store, lines->pdata[from + 1], NULL));
		for (j = 0; j < 2; j++) {
			const Line line = {devices[1], ((Line *)lines->pdata[from])->line, batches[i][j]};

			assert_true(apply_line(store, &line, NULL));
		}
		if (i == 0)
			assert_true(apply_line(store, lines->pdata[from + 1], NULL));
		assert_true(store_commit(store, NULL));
		note = store_record(store, id, NULL);
		assert_non_null(note->created);
		digests[i] = store_digest(store, NULL);
	}
	assert_string_equal(digests[0], digests[1]);
	g_free(digests[0]);
	g_free(digests[1]);
}

/* The founder's own laptop, unsealed: the number of the batch to come decides. */
static void
a_seal_decides_what_a_block_hides(void **state)
{
	g_autoptr(Store) store = open_store("sealed_block", devices[0]);
	g_autofree char *id = NULL, *device = g_strdup(devices[0]), *sha256 = g_strnfill(64, 'a');
	g_autoptr(GBytes) bytes = g_bytes_new_static("x", 1);
	g_autoptr(Record) before = NULL, after = NULL;
	StoreSeal seal = {.device = device, .sha256 = sha256, .number = 1};
	Op *op;

	(void)state;
	assert_true(store_set_meta(store, "founder", devices[0], NULL));
	op = add_op("note", NULL);
	put(op, "text", "x");
	id = commit(store, devices[0], op);
	op = change_op(store, "device", devices[0], "blocked", NULL);
	put(op, "blocked_after", "1");
	g_free(commit(store, devices[0], op));
	before = store_record(store, id, NULL);
	assert_null(before->created);
	assert_true(store_seal(store, &seal, bytes, "", 2, NULL));
	after = store_record(store, id, NULL);
	assert_non_null(after->created);
}

/* A second Leitung erases; the founder had taken its rights away before, which is only learnt later: the text may come back. */
static void
a_void_erasure_ends(void **state)
{
	g_autoptr(Store) store = open_store("void", devices[0]), other = open_store("void_other", devices[1]);
	g_autoptr(GPtrArray) news = g_ptr_array_new();
	g_autofree char *id = NULL, *line = NULL, *hash = NULL, *mark = NULL, *none = NULL;
	guint from = lines->len;
	gint64 number;
	Op *op;

	(void)state;
	assert_true(store_set_meta(store, "founder", devices[0], NULL));
	assert_true(store_set_meta(other, "founder", devices[0], NULL));
	op = change_op(store, "device", devices[1], "role", NULL);
	put(op, "role", "leitung");
	g_free(commit(store, devices[0], op));
	op = add_op("note", NULL);
	put(op, "text", "bleibt");
	id = commit(store, devices[0], op);
	line = store_op_line(store, id);
	hash = op_json_get(line, "text");
	for (; from < lines->len; from++)
		g_ptr_array_add(news, lines->pdata[from]);
	apply_all(other, news);
	op = change_op(store, "device", devices[1], "role", NULL);
	put(op, "role", "taskforce");
	g_free(commit(store, devices[0], op)); /* not known to the other one, and with a smaller stamp than: */
	op = add_op("note", NULL);
	put(op, "text", "dazwischen");
	g_free(commit(other, devices[1], op));
	op = add_op("redaction", NULL);
	put(op, "op", id);
	put(op, "slot", "text");
	g_free(commit(other, devices[1], op));
	assert_true(store_is_redacted(other, hash));
	number = store_redacted_mark(other);
	g_ptr_array_set_size(news, 0);
	for (; from < lines->len; from++)
		g_ptr_array_add(news, lines->pdata[from]);
	apply_all(other, news);
	apply_all(store, news);
	assert_false(store_is_redacted(store, hash));
	assert_false(store_is_redacted(other, hash));
	assert_true(number != store_redacted_mark(other));
	assert_non_null(mark = store_wants_texts(other));
	assert_null(none = store_wants_texts(store));
	assert_true(store_texts_looked_for(other, "0", NULL)); /* not the one that was there before */
	assert_non_null(none = store_wants_texts(other));
	assert_true(store_texts_looked_for(other, mark, NULL));
	g_free(none);
	assert_null(none = store_wants_texts(other));
}

static char *
publish(Store *store, const char *device, const char *id, char digit)
{
	g_autofree char *sha256 = g_strnfill(64, digit);
	Op *op = add_op("checkliste", id);

	put(op, "sha256", sha256);
	return commit(store, device, op);
}

/* "2:a 3:b!" for versions 2 and 3 with hashes of a and b; "!" for one that was published with different content. */
static char *
published(Store *store)
{
	g_autoptr(GPtrArray) all = store_published(store, "wohngeld", NULL);
	GString *s = g_string_new(NULL);
	guint i;

	for (i = 0; i < all->len; i++) {
		const StorePublished *one = all->pdata[i];

		g_string_append_printf(s, "%s%s:%c%s", i ? " " : "", one->version, *one->sha256, one->is_different ? "!" : "");
	}
	return g_string_free(s, FALSE);
}

#define assert_published(store, wanted) \
	do { \
		g_autofree char *published_ = published(store); \
		assert_string_equal(published_, wanted); \
	} while (0)

/* The founder gives a role; the other one learns of it. */
static void
set_role(Store *store, Store *other, const char *device, const char *role)
{
	g_autoptr(GPtrArray) news = g_ptr_array_new();
	Op *op = change_op(store, "device", device, "role", NULL);

	put(op, "role", role);
	g_free(commit(store, devices[0], op));
	g_ptr_array_add(news, lines->pdata[lines->len - 1]);
	apply_all(other, news);
}

static void
only_a_leitung_publishes(void **state)
{
	g_autoptr(Store) store = open_store("publish", devices[0]), other = open_store("publish_other", devices[1]);
	g_autofree char *sha256 = g_strnfill(64, 'c');
	g_autoptr(GPtrArray) news = g_ptr_array_new();
	guint from = lines->len;
	Op *op;

	(void)state;
	assert_true(store_set_meta(store, "founder", devices[0], NULL));
	assert_true(store_set_meta(other, "founder", devices[0], NULL));
	assert_published(store, "");
	g_free(publish(store, devices[0], "wohngeld/2", 'a'));
	g_free(publish(store, devices[0], "wohngeldplus/2", 'a')); /* another Leistung that begins so */
	g_ptr_array_add(news, lines->pdata[from]);
	apply_all(other, news);
	/* Somebody who does not lead replaces it, withdraws it and publishes another one. */
	op = change_op(other, "checkliste", "wohngeld/2", "sha256", NULL);
	assert_int_equal(op->base->len, 1);
	put(op, "sha256", sha256);
	g_free(commit(other, devices[1], op));
	op = change_op(other, "checkliste", "wohngeld/2", "retracted", NULL);
	put(op, "retracted", "ja");
	g_free(commit(other, devices[1], op));
	g_free(publish(other, devices[1], "wohngeld/3", 'b'));
	g_ptr_array_set_size(news, 0);
	for (; from < lines->len; from++)
		g_ptr_array_add(news, lines->pdata[from]);
	apply_all(store, news);
	assert_published(store, "2:a");
	/* A second Leitung: now what it writes counts, what it wrote before does not; and it still does after it has handed over. */
	set_role(store, other, devices[1], "leitung");
	assert_published(store, "2:a");
	from = lines->len;
	op = change_op(other, "checkliste", "wohngeld/2", "retracted", NULL);
	put(op, "retracted", "ja");
	g_free(commit(other, devices[1], op));
	g_free(publish(other, devices[1], "wohngeld/3", 'b'));
	g_ptr_array_set_size(news, 0);
	for (; from < lines->len; from++)
		g_ptr_array_add(news, lines->pdata[from]);
	apply_all(store, news);
	assert_published(store, "3:b");
	set_role(store, other, devices[1], "koordination");
	assert_published(store, "3:b");
	/* Until it is blocked. */
	g_free(publish(store, devices[0], "wohngeld/3", 'd'));
	assert_published(store, "3:d!");
	op = change_op(store, "device", devices[1], "blocked", NULL);
	put(op, "blocked_after", "0");
	g_free(commit(store, devices[0], op));
	assert_published(store, "2:a 3:d");
}

static void
bad_lines_change_nothing(void **state)
{
	g_autoptr(Store) store = open_store("bad", devices[0]);
	static const char line[] = "{\"k\":\"visit.add\",\"n\":1,\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\"}";
	g_autofree char *before = store_digest(store, NULL), *after = NULL;
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_true(store_begin(store, NULL));
	assert_false(store_apply_line(store, devices[1], line, strlen(line), 1, &error));
	assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_INVALID));
	store_rollback(store);
	after = store_digest(store, NULL);
	assert_string_equal(before, after);
}

/* An obstacle.add of the second device; one that breaks a rule if not @is_valid. Caller frees. */
static char *
raw_line(gint64 n, const char *by, gboolean is_valid)
{
	g_autofree char *hash = g_strnfill(43, 'x');

	return g_strdup_printf("{\"k\":\"obstacle.add\",\"n\":%" G_GINT64_FORMAT ",\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"%s\","
			       "\"title\":\"%s\",\"category\":[\"technisch\"]}", n, by, is_valid ? hash : "x");
}

static gboolean
apply_raw(Store *store, const char *line, gint64 batch)
{
	g_autoptr(GError) error = NULL;

	assert_true(store_begin(store, NULL));
	if (store_apply_line(store, devices[1], line, strlen(line), batch, &error)) {
		assert_true(store_commit(store, NULL));
		return TRUE;
	}
	assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_INVALID));
	store_rollback(store);
	return FALSE;
}

/* Whether a line is valid does not depend on what is known: not on a better line with its stamp, not on a number too far ahead. */
static void
lines_are_checked_whatever_is_known(void **state)
{
	g_autoptr(Store) store = open_store("checked", devices[0]);
	g_autofree char *ahead = raw_line(5000000, "X", FALSE);
	int i;

	(void)state;
	for (i = 0; i < 8; i++) { /* the broken one has the greater hash some of the time */
		g_autofree char *by = g_strdup_printf("X%d", i), *good = raw_line(i + 1, "Y", TRUE), *bad = raw_line(i + 1, by, FALSE);

		assert_true(apply_raw(store, good, 1));
		assert_false(apply_raw(store, bad, 2));
	}
	assert_false(apply_raw(store, ahead, 3));
	assert_true(store_review_waiting(store, NULL));
}

/* Two entries with one stamp, both a hundred million ahead: the second does not get in because the first is there. */
static void
doubles_wait_like_others(void **state)
{
	g_autoptr(Store) store = open_store("doubles", devices[0]);
	StoreCounts counts;
	int i;

	(void)state;
	for (i = 0; i < 40; i++) { /* some later one has the lower hash */
		g_autofree char *by = g_strdup_printf("X%d", i), *line = raw_line(100000000, by, TRUE);

		assert_true(apply_raw(store, line, i + 1));
	}
	assert_true(store_counts(store, &counts, NULL));
	assert_int_equal(counts.n_pending, 1);
	assert_int_equal(counts.n_obstacles, 0);
}

/* What a newer version wrote counts for the numbers at once, in the same transaction. */
static void
unknown_kinds_count_for_numbers(void **state)
{
	static const char line[] = "{\"k\":\"zeppelin.add\",\"n\":900000,\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\"}";
	g_autoptr(Store) store = open_store("numbers", devices[0]);
	g_autofree char *next = raw_line(1800000, "X", TRUE), *first = raw_line(1, "X", TRUE);
	StoreCounts counts;

	(void)state;
	assert_true(store_begin(store, NULL));
	assert_true(store_apply_line(store, devices[1], first, strlen(first), 1, NULL));
	assert_true(store_apply_line(store, devices[1], line, strlen(line), 1, NULL));
	assert_true(store_apply_line(store, devices[1], next, strlen(next), 1, NULL));
	assert_true(store_commit(store, NULL));
	assert_true(store_counts(store, &counts, NULL));
	assert_int_equal(counts.n_unknown, 1);
	assert_int_equal(counts.n_pending, 0);
}

/* The same entry in a batch after the block and in one before it: it counts, whichever came first. */
static void
the_first_batch_decides_about_a_block(void **state)
{
	g_autoptr(Store) store = open_store("block", devices[0]);
	g_autofree char *line = raw_line(1, "X", TRUE);
	StoreCounts counts;
	Op *op;

	(void)state;
	assert_true(store_set_meta(store, "founder", devices[0], NULL));
	op = change_op(store, "device", devices[1], "blocked", NULL);
	put(op, "blocked_after", "3");
	g_free(commit(store, devices[0], op));
	assert_true(apply_raw(store, line, 5));
	assert_true(store_counts(store, &counts, NULL));
	assert_int_equal(counts.n_obstacles, 0);
	assert_true(apply_raw(store, line, 2));
	assert_true(store_counts(store, &counts, NULL));
	assert_int_equal(counts.n_obstacles, 1);
}

/* A second Leitung is blocked: what it decides afterwards does not count, not even that it is blocked no more. */
static void
a_blocked_leitung_decides_nothing(void **state)
{
	g_autoptr(Store) store = open_store("lost", devices[0]), lost = open_store("lost-b", devices[1]);
	g_autoptr(GPtrArray) news = g_ptr_array_new();
	g_autofree char *role = NULL;
	guint from = lines->len;
	Op *op;

	(void)state;
	assert_true(store_set_meta(store, "founder", devices[0], NULL));
	assert_true(store_set_meta(lost, "founder", devices[0], NULL));
	op = change_op(store, "device", devices[1], "role", NULL);
	put(op, "role", "leitung");
	g_free(commit(store, devices[0], op));
	op = change_op(store, "device", devices[1], "blocked", NULL);
	put(op, "blocked_after", "0");
	g_free(commit(store, devices[0], op));
	g_ptr_array_add(news, lines->pdata[from]);
	g_ptr_array_add(news, lines->pdata[from + 1]);
	apply_all(lost, news);
	g_free(commit(lost, devices[1], change_op(lost, "device", devices[1], "blocked", NULL)));
	op = change_op(lost, "device", devices[0], "role", NULL);
	put(op, "role", "lesend");
	g_free(commit(lost, devices[1], op));
	g_ptr_array_set_size(news, 0);
	g_ptr_array_add(news, lines->pdata[from + 2]);
	g_ptr_array_add(news, lines->pdata[from + 3]);
	apply_all(store, news);
	role = store_role(store, devices[0]);
	assert_string_equal(role, "leitung");
	g_free(publish(lost, devices[1], "wohngeld/9", 'c'));
	g_ptr_array_set_size(news, 0);
	g_ptr_array_add(news, lines->pdata[from + 4]);
	apply_all(store, news);
	assert_published(store, "");
}

static void
undo_list(void **state)
{
	g_autoptr(Store) store = open_store("undo", devices[0]);
	g_autoptr(StoreAction) action = NULL, none = NULL;
	Op *op = add_op("note", NULL);
	g_autofree char *id = NULL;

	(void)state;
	put(op, "text", "x");
	id = commit(store, devices[0], op);
	action = store_last_action(store, FALSE, 0, NULL);
	assert_string_equal(action->ops[0], id);
	assert_int_equal(store_action_of(store, id), action->seq);
	none = store_last_action(store, TRUE, 0, NULL);
	assert_null(none);
}

static void
newer_schema_is_left_alone(void **state)
{
	/* Not in WAL mode: even switching it on would change the file. */
	g_autofree char *path = g_build_filename(root, "newer", "vorort.db", NULL), *dir = g_path_get_dirname(path);
	g_autofree char *before = NULL, *after = NULL;
	g_autoptr(GError) error = NULL;
	gsize n_before, n_after;

	(void)state;
	g_mkdir_with_parents(dir, 0700);
	{
		g_autofree char *command = g_strdup_printf("sqlite3 '%s' 'PRAGMA user_version = 999; CREATE TABLE x (y)'", path);

		if (!g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL))
			skip();
	}
	assert_true(g_file_get_contents(path, &before, &n_before, NULL));
	assert_null(store_open(dir, devices[0], "aaaa", &error));
	assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_NEWER));
	assert_true(g_file_get_contents(path, &after, &n_after, NULL));
	assert_int_equal(n_before, n_after);
	assert_memory_equal(before, after, n_before);
}

static void
no_database_is_said(void **state)
{
	g_autofree char *dir = g_build_filename(root, "garbage", NULL), *path = g_build_filename(dir, "vorort.db", NULL);
	g_autoptr(GError) error = NULL;

	(void)state;
	g_mkdir_with_parents(dir, 0700);
	assert_true(g_file_set_contents(path, "dies ist keine Datenbank, sondern ein Text von einiger Länge …", -1, NULL));
	assert_null(store_open(dir, devices[0], "aaaa", &error));
	assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_DAMAGED));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(differences_stay_until_confirmed), cmocka_unit_test(withdrawn_results_count_no_more),
		cmocka_unit_test(erased_text_stays_away),
		cmocka_unit_test(a_block_counts_by_the_first_batch),
		cmocka_unit_test(a_seal_decides_what_a_block_hides),
		cmocka_unit_test(a_void_erasure_ends),           cmocka_unit_test(bad_lines_change_nothing),
		cmocka_unit_test(undo_list),                        cmocka_unit_test(newer_schema_is_left_alone),
		cmocka_unit_test(no_database_is_said),              cmocka_unit_test(only_a_leitung_publishes),
		cmocka_unit_test(lines_are_checked_whatever_is_known), cmocka_unit_test(doubles_wait_like_others),
		cmocka_unit_test(unknown_kinds_count_for_numbers),  cmocka_unit_test(the_first_batch_decides_about_a_block),
		cmocka_unit_test(a_blocked_leitung_decides_nothing),
	};
	int failed_;

	world_set_up();
	failed_ = cmocka_run_group_tests(tests, NULL, NULL);
	world_tear_down();
	return failed_;
}
