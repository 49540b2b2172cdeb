/*
 * Programs of different age in one undertaking, and what comes with the sync besides entries: what is not understood waits as it is, nothing is
 * lost on either side, and a broken directory or checklist leaves the one before in use.
 */
#include "hostile.h"
#include "store/internal.h"

static const Forgery plain;

#define UNKNOWN_LINE "{\"k\":\"drohne.add\",\"n\":9,\"run\":\"aaaa\",\"at\":\"demnächst\",\"by\":\"X\",\"h\":{\"a\":[1,-2,null,true]},\"t\":\"ä\"}"

static gint64
count(App *app, const char *sql)
{
	return sql_number(app->store, -1, sql, "");
}

static gboolean
has_branch(Scene *s, const char *branch)
{
	git_oid tree = tree_of(s, branch);

	return !git_oid_is_zero(&tree);
}

static void
must_be_equal(App *one, App *two)
{
	g_autofree char *first = NULL, *second = NULL;

	ok((first = app_digest(one, error)));
	ok((second = app_digest(two, error)));
	assert_string_equal(first, second);
}

static void
unknown_kinds_wait_raw(void **state)
{
	g_autoptr(Scene) s = scene_new();
	g_autoptr(App) c = laptop(s, "c"), a = laptop(s, "a");
	g_autoptr(GPtrArray) findings = NULL;
	g_autoptr(GBytes) merged = NULL;
	g_autofree char *line = NULL;
	AppSyncReport report;
	AppStatus status;

	(void)state;
	forge(s, &plain, UNKNOWN_LINE "\n");
	assert_int_equal(sync_with(c, s->remote_dir, &report), 0);
	assert_non_null(strstr(report.text, "1 Einträge brauchen eine neuere Version"));
	app_sync_report_clear(&report);
	assert_true(knows_good(c));
	ok(app_status(c, &status, error));
	assert_int_equal(status.n_waiting, 1);
	line = sql_text(c->store, "SELECT line FROM op WHERE state = 'unknown'", "");
	assert_string_equal(line, UNKNOWN_LINE);
	/* It goes on to the others like any other batch. */
	merged = content_on_main(s, s->path);
	assert_non_null(merged);
	assert_false(has_branch(s, "in/x"));
	sync_with(a, s->remote_dir, NULL);
	must_be_equal(a, c);
	ok(app_rebuild(c, error));
	must_be_equal(a, c);
	ok((findings = app_verify(c, NULL, error)));
	must_be_none(findings);
}

/* As if an older program had met the good batch and did not know what an obstacle is. */
static void
forget_obstacles(App *app)
{
	static const char *const scripts[] = {"UPDATE op SET state = 'unknown' WHERE line LIKE '{\"k\":\"obstacle.add\"%'", "DELETE FROM obstacle",
					      "DELETE FROM value WHERE entity IN (SELECT id FROM entity WHERE type = 'obstacle')",
					      "DELETE FROM entity WHERE type = 'obstacle'"};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(scripts); i++)
		assert_int_equal(sqlite3_exec(app->store->db, scripts[i], NULL, NULL, NULL), SQLITE_OK);
}

static void
known_kinds_are_taken_up(void **state)
{
	g_autoptr(Scene) s = scene_new();
	g_autoptr(App) c = laptop(s, "c"), a = laptop(s, "a");

	(void)state;
	sync_with(c, s->remote_dir, NULL);
	sync_with(a, s->remote_dir, NULL);
	forget_obstacles(c);
	assert_false(knows_good(c));
	sync_with(c, s->remote_dir, NULL);
	assert_true(knows_good(c));
	must_be_equal(a, c);
}

static void
newer_batches_stay_where_they_are(void **state)
{
	static const char *const branches[] = {"in/x", "main"};
	gsize i;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(branches); i++) {
		g_autoptr(Scene) s = scene_new();
		g_autoptr(App) c = laptop(s, "c"), a = laptop(s, "a");
		g_autoptr(GBytes) on_main = NULL;
		AppSyncReport report;
		git_oid before, after;

		forge(s, &(Forgery){.format = "2", .tail = "anders\n"}, LINE);
		before = tree_of(s, "in/x");
		if (i == 1) {
			git_oid main = tree_of(s, "main"), id, file;
			git_tree *tree = NULL;
			git_tree_entry *entry = NULL;

			assert_int_equal(git_tree_lookup(&tree, s->remote, &before), 0);
			assert_int_equal(git_tree_entry_bypath(&entry, tree, s->path), 0);
			git_oid_cpy(&file, git_tree_entry_id(entry));
			id = graft(s, &main, s->path, FILE_MODE, &file);
			put_commit(s, "main", &id);
			git_tree_entry_free(entry);
			git_tree_free(tree);
		}
		assert_int_equal(sync_with(c, s->remote_dir, &report), 1);
		assert_non_null(strstr(report.text, "1 Paket braucht eine neuere Version von vorort"));
		assert_null(strstr(report.text, "Beiseitegelegt"));
		assert_true(report.is_merged);
		app_sync_report_clear(&report);
		/* Not said again and again. */
		assert_int_equal(sync_with(c, s->remote_dir, NULL), 0);
		sync_with(a, s->remote_dir, NULL);
		after = tree_of(s, "in/x");
		/* What lies on main needs no other branch. */
		assert_true(i == 1 || git_oid_equal(&before, &after));
		on_main = content_on_main(s, s->path);
		assert_true((on_main != NULL) == (i == 1));
		assert_true(knows_good(c));
	}
}

/* Position "seen" of the only remote now names this tree of main. */
static void
pretend_seen(App *app, const git_oid *before, const git_oid *after)
{
	char from[GIT_OID_HEXSZ + 1], to[GIT_OID_HEXSZ + 1];

	git_oid_tostr(from, sizeof from, before);
	git_oid_tostr(to, sizeof to, after);
	ok(sql_run(app->store, error, "UPDATE local_setting SET value = replace(value, ?, ?) WHERE key LIKE 'position seen%'", "tt", from, to));
	assert_int_equal(sqlite3_changes(app->store->db), 1);
}

static void
what_an_older_version_refused_is_tried_again(void **state)
{
	g_autoptr(Scene) s = scene_new();
	g_autoptr(App) c = laptop(s, "c");
	git_oid good = put_object(s, GIT_OBJECT_BLOB, g_bytes_get_data(s->good, NULL), g_bytes_get_size(s->good)), before, after;
	char hex[GIT_OID_HEXSZ + 1];

	(void)state;
	put_id(s, "main", REMOVED, s->good_path, &good);
	sync_with(c, s->remote_dir, NULL);
	sync_with(c, s->remote_dir, NULL);
	before = tree_of(s, "main");
	put_id(s, "main", FILE_MODE, s->good_path, &good);
	after = tree_of(s, "main");
	pretend_seen(c, &before, &after);
	ok(store_quarantine(c->store, s->good_path, git_oid_tostr(hex, sizeof hex, &good), "neuere Version von vorort nötig", error));
	sync_with(c, s->remote_dir, NULL);
	assert_false(knows_good(c));
	ok(sql_run(c->store, error, "UPDATE local_quarantine SET version = '0.0.1'", ""));
	sync_with(c, s->remote_dir, NULL);
	assert_true(knows_good(c));
	assert_int_equal(count(c, "SELECT count(*) FROM local_quarantine"), 0);
}

/* --- what comes with the sync ------------------------------------------------------------------------------------------------------------ */

/* Path of the directory that founder a has imported and published; caller frees. */
static char *
publish_directory(Scene *s, App *a)
{
	AppImport import;

	ok(app_import_kommunen(a, "tests/data/kommunen-demo.jsonl", &import, error));
	app_import_clear(&import);
	sync_with(a, s->remote_dir, NULL);
	return sql_text(a->store, "SELECT path FROM shared_file WHERE path LIKE 'kommunen/%'", "");
}

static void
a_broken_directory_changes_nothing(void **state)
{
	g_autoptr(Scene) s = scene_new();
	g_autoptr(App) a = laptop(s, "a"), c = laptop(s, "c");
	g_autofree char *path = publish_directory(s, a), *broken_path = NULL, *sha = NULL;
	g_autofree char *broken = g_strdup("{\"format\":\"vorort-kommunen\",\"version\":1,\"stand\":\"2030-01-01\",\"quelle\":\"x\"}\n{\"id\":\"../x\"}\n");
	g_autoptr(Kommune) before = NULL, after = NULL;
	g_autoptr(GPtrArray) findings = NULL, clean = NULL;
	g_autoptr(GBytes) there = NULL;

	(void)state;
	sync_with(c, s->remote_dir, NULL);
	ok((before = app_kommune(c, "06435014", error)));
	/* A later one that breaks a rule, and damage to the one in use. */
	sha = crypto_sha256(broken, strlen(broken));
	broken_path = g_strdup_printf("kommunen/%s.jsonl", sha);
	put_text(s, "main", path, "kaputt\n");
	put_text(s, "in/x", broken_path, broken);
	assert_int_equal(sync_with(c, s->remote_dir, NULL), 2);
	ok((after = app_kommune(c, "06435014", error)));
	assert_string_equal(before->name, after->name);
	ok((findings = app_verify(c, NULL, error)));
	must_explain(findings, path, "Prüfsumme im Namen", "Es gelten weiter die vorigen Verzeichnisse");
	must_explain(findings, broken_path, "", "Es gelten weiter die vorigen Verzeichnisse");
	there = content_on_main(s, path);
	assert_true(there && g_bytes_get_size(there) > 100);
	/* The branch is removed: then nothing of it is left. */
	spawn((const char *const[]){"git", "--git-dir", s->remote_dir, "branch", "-q", "-D", "in/x", NULL});
	sync_with(c, s->remote_dir, NULL);
	ok((clean = app_verify(c, NULL, error)));
	must_be_none(clean);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unknown_kinds_wait_raw),
		cmocka_unit_test(known_kinds_are_taken_up),
		cmocka_unit_test(newer_batches_stay_where_they_are),
		cmocka_unit_test(what_an_older_version_refused_is_tried_again),
		cmocka_unit_test(a_broken_directory_changes_nothing),
	};
	int n_failed;

	root_make();
	n_failed = cmocka_run_group_tests(tests, NULL, NULL);
	root_remove();
	return n_failed;
}
