/* Whole syncs between laptops over folders: what arrives, what is confirmed, what survives crashes, races and lost remotes. */
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>

#include "laptop.h"

/* --- the plain way -------------------------------------------------------------------------------------------------------- */

static void
two_laptops_exchange(void **state)
{
	World *w = *state;
	g_autoptr(SyncReport) report = NULL;
	g_autofree char *branches = NULL;
	g_autofree char *name = NULL;

	laptop_write(w->a, "a1");
	laptop_write(w->a, "a2");
	report = laptop_sync(w->a, w->remote);
	assert_int_equal(report->n_sealed_ops, 2);
	assert_int_equal(report->n_sealed_batches, 1);
	assert_true(report->is_merged);
	assert_null(report->note);
	name = g_strdup_printf("%s 1", device_key_id(w->a->key));
	assert_true(g_hash_table_contains(w->a->confirmed, name));
	laptop_write(w->b, "b1");
	laptop_sync_fine(w->b, w->remote);
	assert_string_equal(w->a->undertaking, w->b->undertaking);
	assert_string_equal(w->b->founder, device_key_id(w->a->key));
	assert_true(laptop_has(w->b, "a1") && laptop_has(w->b, "a2"));
	laptop_sync_fine(w->a, w->remote);
	assert_true(laptop_has(w->a, "b1"));
	branches = branches_of(w->remote);
	assert_string_equal(branches, "main");
}

static void
nothing_new_changes_nothing(void **state)
{
	World *w = *state;
	g_autofree char *before = NULL, *after = NULL;

	laptop_write(w->a, "a1");
	laptop_sync_fine(w->a, w->remote);
	before = git_output(w->remote, "rev-parse", "main");
	laptop_sync_fine(w->a, w->remote);
	laptop_sync_fine(w->b, w->remote);
	laptop_sync_fine(w->b, w->remote);
	after = git_output(w->remote, "rev-parse", "main");
	assert_string_equal(before, after);
	assert_int_equal(g_hash_table_size(w->b->lines), 1);
}

static void
batches_come_in_order(void **state)
{
	World *w = *state;
	g_autofree char *expected = g_strdup_printf("%.4s1 %.4s2 %.4s3 ", device_key_id(w->a->key), device_key_id(w->a->key),
	                                            device_key_id(w->a->key));
	int i;

	for (i = 0; i < 3; i++) {
		laptop_write(w->a, "x");
		laptop_sync_fine(w->a, w->remote);
	}
	laptop_sync_fine(w->b, w->remote);
	assert_string_equal(w->b->order->str, expected);
}

static void
much_becomes_several_batches(void **state)
{
	World *w = *state;
	g_autofree char *big = g_strnfill(60000, 'x');
	g_autofree char *long_text = g_strnfill(16000, 'y');
	g_autoptr(SyncReport) report = NULL;
	int i;

	for (i = 0; i < 40; i++)
		g_ptr_array_add(w->a->outbox, g_strdup_printf("{\"n\":%d,\"x\":\"%s\"}", i, big));
	for (i = 0; i < 100; i++)
		laptop_write_text(w->a, long_text);
	report = laptop_sync(w->a, w->remote);
	assert_int_equal(report->n_sealed_ops, 140);
	assert_true(report->n_sealed_batches >= 4);
	laptop_sync_fine(w->b, w->remote);
	assert_int_equal(g_hash_table_size(w->b->lines), 140);
	assert_int_equal(g_hash_table_size(w->b->texts), 100);
}

static void
files_travel(void **state)
{
	World *w = *state;
	SyncFile *file = g_new0(SyncFile, 1), *wrong = g_new0(SyncFile, 1), *list = g_new0(SyncFile, 1);
	g_autofree char *sha = crypto_sha256("titel: x\n", 9), *list_sha = crypto_sha256("{}\n", 3), *files = NULL;

	file->path = g_strdup_printf("checklists/wohngeld/2026-11-%.8s.yaml", sha);
	file->bytes = g_bytes_new("titel: x\n", 9);
	list->path = g_strdup_printf("kommunen/%s.jsonl", list_sha);
	list->bytes = g_bytes_new("{}\n", 3);
	wrong->path = g_strdup("checklists/wohngeld/2026-12-00000000.yaml");
	wrong->bytes = g_bytes_new("titel: y\n", 9);
	g_ptr_array_add(w->a->own_files, file);
	g_ptr_array_add(w->a->own_files, wrong);
	g_ptr_array_add(w->a->own_files, list);
	laptop_sync_fine(w->a, w->remote);
	laptop_sync_fine(w->b, w->remote);
	assert_int_equal(g_hash_table_size(w->b->files), 2);
	assert_true(g_bytes_equal(g_hash_table_lookup(w->b->files, file->path), file->bytes));
	files = files_of(w->remote, "main");
	assert_null(strstr(files, "00000000"));
}

/* --- redaction ------------------------------------------------------------------------------------------------------------ */

static char *
all_text_on_main(const char *remote)
{
	g_autofree char *files = files_of(remote, "main");
	g_auto(GStrv) paths = g_strsplit(files, "\n", -1);
	GString *text = g_string_new(NULL);
	guint i;

	for (i = 0; paths[i]; i++) {
		g_autofree char *spec = g_strconcat("main:", paths[i], NULL);
		g_autofree char *content = git_output(remote, "cat-file", "blob", spec);

		g_string_append(text, content);
	}
	return g_string_free(text, FALSE);
}

static void
redacted_text_disappears(void **state)
{
	World *w = *state;
	const char *hash = laptop_write_text(w->a, "Geheimer Satz");
	g_autofree char *before = NULL, *after = NULL, *second = remote_new(w->root, "second.git"), *there = NULL;

	laptop_write_text(w->a, "Offener Satz");
	laptop_sync_fine(w->a, w->remote);
	laptop_sync_fine(w->b, w->remote);
	laptop_sync_fine(w->c, w->remote);
	assert_string_equal(g_hash_table_lookup(w->b->texts, hash), "Geheimer Satz");
	before = all_text_on_main(w->remote);
	assert_non_null(strstr(before, "Geheimer Satz"));
	/* b redacts; c learns it by syncing and must not bring the text back, nor carry it to another remote. */
	g_ptr_array_add(w->b->outbox, g_strdup_printf("{\"redact\":\"%s\"}", hash));
	g_hash_table_add(w->b->redacted, g_strdup(hash));
	laptop_sync_fine(w->b, w->remote);
	after = all_text_on_main(w->remote);
	assert_null(strstr(after, "Geheimer Satz"));
	assert_non_null(strstr(after, "Offener Satz"));
	laptop_sync_fine(w->c, w->remote);
	laptop_sync_fine(w->a, w->remote);
	g_free(after);
	after = all_text_on_main(w->remote);
	assert_null(strstr(after, "Geheimer Satz"));
	laptop_sync_fine(w->c, second);
	there = all_text_on_main(second);
	assert_null(strstr(there, "Geheimer Satz"));
	assert_non_null(strstr(there, "Offener Satz"));
}

/* --- crashes -------------------------------------------------------------------------------------------------------------- */

static void
crash_before_the_database_knows(void **state)
{
	World *w = *state;

	laptop_sync_fine(w->a, w->remote);
	laptop_write(w->a, "a1");
	w->a->sealed_fails = 1;
	laptop_sync_fails(w->a, w->remote, SYNC_ERROR_LOCAL);
	w->a->sealed_fails = 0;
	/* Meanwhile more was written: the batch is another one now, and the orphan must not be published. */
	laptop_write(w->a, "a2");
	laptop_sync_fine(w->a, w->remote);
	laptop_sync_fine(w->b, w->remote);
	assert_int_equal(g_hash_table_size(w->b->batches), 1);
	assert_true(laptop_has(w->b, "a1") && laptop_has(w->b, "a2"));
}

static void
crash_after_the_database_knows(void **state)
{
	World *w = *state;

	laptop_sync_fine(w->a, w->remote);
	laptop_write(w->a, "a1");
	w->a->sealed_fails = 2;
	laptop_sync_fails(w->a, w->remote, SYNC_ERROR_LOCAL);
	w->a->sealed_fails = 0;
	laptop_sync_fine(w->a, w->remote);
	assert_int_equal(g_hash_table_size(w->a->confirmed), 1);
	laptop_sync_fine(w->b, w->remote);
	assert_true(laptop_has(w->b, "a1"));
}

static void
database_restored_from_backup(void **state)
{
	World *w = *state;

	laptop_write(w->a, "a1");
	laptop_sync_fine(w->a, w->remote);
	laptop_sync_fine(w->b, w->remote);
	/* The database forgets, the mirror does not. */
	g_hash_table_remove_all(w->b->batches);
	g_hash_table_remove_all(w->b->lines);
	g_hash_table_remove_all(w->b->positions);
	laptop_sync_fine(w->b, w->remote);
	assert_true(laptop_has(w->b, "a1"));
}

static void
rebuild_from_the_mirror(void **state)
{
	World *w = *state;

	laptop_write(w->a, "a1");
	laptop_write_text(w->a, "Satz");
	laptop_sync_fine(w->a, w->remote);
	laptop_write(w->b, "b1");
	laptop_sync_fine(w->b, w->remote);
	g_hash_table_remove_all(w->b->lines);
	g_hash_table_remove_all(w->b->texts);
	assert_true(sync_mirror_import(&w->b->host, w->b->dir, NULL));
	assert_true(laptop_has(w->b, "a1") && laptop_has(w->b, "b1"));
	assert_int_equal(g_hash_table_size(w->b->texts), 1);
}

static void
stale_locks_are_removed(void **state)
{
	World *w = *state;
	static const char *const names[] = { "refs/vorort/all.lock", "packed-refs.lock", "config.lock" };
	gsize i;

	laptop_sync_fine(w->a, w->remote);
	for (i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = g_build_filename(w->a->dir, "repo.git", names[i], NULL);

		assert_true(g_file_set_contents(path, "", -1, NULL));
	}
	laptop_write(w->a, "a1");
	laptop_sync_fine(w->a, w->remote);
}

static void
only_one_sync_at_a_time(void **state)
{
	World *w = *state;
	g_autofree char *path = g_build_filename(w->a->dir, "sync.lock", NULL);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	g_autoptr(GError) error = NULL;

	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_null(laptop_try_sync(w->a, w->remote, &error));
	assert_non_null(strstr(error->message, "läuft bereits"));
	close(fd);
	laptop_sync_fine(w->a, w->remote);
}

static void
cancelled_anywhere_loses_nothing(void **state)
{
	World *w = *state;
	guint after;
	gboolean is_done = FALSE;

	laptop_write(w->a, "a1");
	laptop_sync_fine(w->a, w->remote);
	laptop_write(w->b, "b1");
	for (after = 1; !is_done; after++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(SyncReport) report = NULL;

		w->b->cancel_after = after;
		w->b->n_polls = 0;
		report = laptop_try_sync(w->b, w->remote, &error);
		is_done = report != NULL;
		if (!is_done && !g_error_matches(error, SYNC_ERROR, SYNC_ERROR_CANCELLED))
			fail_msg("%s", error->message);
	}
	assert_true(after > 5);
	laptop_sync_fine(w->a, w->remote);
	assert_true(laptop_has(w->a, "b1") && laptop_has(w->b, "a1"));
	assert_int_equal(g_hash_table_size(w->a->batches), 2);
}

/* An ssh that never answers: cancelling ends it, and everything it has started. */
static void
hanging_transport_is_cancelled(void **state)
{
	World *w = *state;
	g_autofree char *pid_file = g_build_filename(w->root, "pid", NULL), *pid = NULL, *proc = NULL;
	g_autofree char *command = g_strdup_printf("sh -c 'echo $$ > %s; exec sleep 1000' ssh", pid_file);
	int i;

	g_setenv("GIT_SSH_COMMAND", command, TRUE);
	w->a->cancel_after = 5;
	laptop_sync_fails(w->a, "ssh://127.0.0.1/x.git", SYNC_ERROR_CANCELLED);
	g_unsetenv("GIT_SSH_COMMAND");
	assert_true(g_file_get_contents(pid_file, &pid, NULL, NULL));
	proc = g_strdup_printf("/proc/%s", g_strchomp(pid));
	/* It was killed; whoever adopted it takes a moment to notice. */
	for (i = 0; i < 500 && g_file_test(proc, G_FILE_TEST_EXISTS); i++)
		g_usleep(10000);
	assert_false(g_file_test(proc, G_FILE_TEST_EXISTS));
}

/* --- remotes that come and go --------------------------------------------------------------------------------------------- */

static void
carried_to_another_remote(void **state)
{
	World *w = *state;
	g_autofree char *stick = remote_new(w->root, "stick.git");

	laptop_write(w->a, "a1");
	laptop_sync_fine(w->a, w->remote);
	laptop_sync_fine(w->b, w->remote);
	laptop_sync_fine(w->b, stick);
	laptop_sync_fine(w->c, stick);
	assert_true(laptop_has(w->c, "a1"));
	assert_string_equal(w->c->founder, device_key_id(w->a->key));
	/* And back: what c writes reaches a, who never sees the stick. */
	laptop_write(w->c, "c1");
	laptop_sync_fine(w->c, stick);
	laptop_sync_fine(w->b, stick);
	laptop_sync_fine(w->b, w->remote);
	laptop_sync_fine(w->a, w->remote);
	assert_true(laptop_has(w->a, "c1"));
}

static void
lost_remote_is_filled_again(void **state)
{
	World *w = *state;
	g_autofree char *lost = g_build_filename(w->root, "lost.git", NULL);

	laptop_write(w->a, "a1");
	laptop_sync_fine(w->a, w->remote);
	laptop_write(w->b, "b1");
	laptop_sync_fine(w->b, w->remote);
	assert_int_equal(g_rename(w->remote, lost), 0);
	laptop_sync_fails(w->b, w->remote, SYNC_ERROR_UNREACHABLE);
	g_free(remote_new(w->root, "remote.git"));
	laptop_sync_fine(w->b, w->remote);
	laptop_sync_fine(w->c, w->remote);
	assert_true(laptop_has(w->c, "a1") && laptop_has(w->c, "b1"));
}

static void
rewritten_main_is_no_problem(void **state)
{
	World *w = *state;
	g_autofree char *commit = NULL;

	laptop_write(w->a, "a1");
	laptop_sync_fine(w->a, w->remote);
	laptop_sync_fine(w->b, w->remote);
	commit = git_output(w->remote, "-c", "user.name=x", "-c", "user.email=x@x", "commit-tree", "-m", "fresh", "main^{tree}");
	git(w->remote, "update-ref", "refs/heads/main", commit);
	laptop_write(w->b, "b1");
	laptop_sync_fine(w->b, w->remote);
	laptop_sync_fine(w->a, w->remote);
	assert_true(laptop_has(w->a, "b1"));
}

static void
branch_merged_by_another(void **state)
{
	World *w = *state;

	laptop_sync_fine(w->a, w->remote);
	/* b may not write main, a merges; b's next push expects a branch that is gone. */
	git(w->remote, "config", "receive.hideRefs", "refs/heads/main");
	laptop_write(w->b, "b1");
	sync_report_free(laptop_sync(w->b, w->remote));
	git(w->remote, "config", "--unset", "receive.hideRefs");
	laptop_sync_fine(w->a, w->remote);
	assert_true(laptop_has(w->a, "b1"));
	laptop_write(w->b, "b2");
	laptop_sync_fine(w->b, w->remote);
	laptop_sync_fine(w->a, w->remote);
	assert_true(laptop_has(w->a, "b2"));
	assert_int_equal(g_hash_table_size(w->b->confirmed), 2);
}

/* --- main that cannot be written ------------------------------------------------------------------------------------------ */

static void
check_protected(World *w)
{
	g_autoptr(SyncReport) report = NULL;
	g_autofree char *own = g_strconcat("in/", device_key_id(w->b->key), NULL);
	g_autofree char *branches = NULL;

	laptop_write(w->b, "b1");
	report = laptop_sync(w->b, w->remote);
	assert_false(report->is_merged);
	assert_non_null(report->note);
	branches = branches_of(w->remote);
	assert_non_null(strstr(branches, own));
	/* The findings are safe, and others read them all the same. */
	assert_int_equal(g_hash_table_size(w->b->confirmed), 1);
	sync_report_free(laptop_sync(w->c, w->remote));
	assert_true(laptop_has(w->c, "b1"));
	laptop_write(w->b, "b2");
	sync_report_free(laptop_sync(w->b, w->remote));
	sync_report_free(laptop_sync(w->c, w->remote));
	assert_true(laptop_has(w->c, "b2"));
}

static void
main_hidden_from_pushes(void **state)
{
	World *w = *state;

	laptop_sync_fine(w->a, w->remote);
	git(w->remote, "config", "receive.hideRefs", "refs/heads/main");
	check_protected(w);
}

static void
main_locked_on_the_server(void **state)
{
	World *w = *state;
	g_autofree char *lock = g_build_filename(w->remote, "refs", "heads", "main.lock", NULL);

	laptop_sync_fine(w->a, w->remote);
	assert_true(g_file_set_contents(lock, "", -1, NULL));
	check_protected(w);
	assert_int_equal(g_unlink(lock), 0);
	laptop_sync_fine(w->a, w->remote);
	assert_true(laptop_has(w->a, "b2"));
}

static void
main_checked_out_on_the_server(void **state)
{
	World *w = *state;

	laptop_sync_fine(w->a, w->remote);
	git(w->remote, "config", "core.bare", "false");
	git(w->remote, "config", "core.worktree", w->root);
	git(w->remote, "config", "receive.denyCurrentBranch", "refuse");
	check_protected(w);
}

static void
deletion_refused_is_no_error(void **state)
{
	World *w = *state;
	g_autofree char *branches = NULL, *own = g_strconcat("in/", device_key_id(w->b->key), NULL), *files = NULL;

	laptop_sync_fine(w->a, w->remote);
	git(w->remote, "config", "receive.denyDeletes", "true");
	laptop_write(w->b, "b1");
	laptop_sync_fine(w->b, w->remote);
	branches = branches_of(w->remote);
	assert_non_null(strstr(branches, own));
	files = files_of(w->remote, "main");
	assert_non_null(strstr(files, device_key_id(w->b->key)));
	laptop_write(w->b, "b2");
	laptop_sync_fine(w->b, w->remote);
	laptop_sync_fine(w->a, w->remote);
	assert_true(laptop_has(w->a, "b2"));
}

static void
server_without_atomic_pushes(void **state)
{
	World *w = *state;
	g_autofree char *branches = NULL;

	git(w->remote, "config", "receive.advertiseAtomic", "false");
	laptop_write(w->a, "a1");
	laptop_sync_fine(w->a, w->remote);
	branches = branches_of(w->remote);
	assert_string_equal(branches, "main");
}

/* --- many at once --------------------------------------------------------------------------------------------------------- */

#define N_CROWD 5
#define N_ROUNDS 3

typedef struct Runner {
	Laptop *laptop;
	const char *remote;
	char *failure;
} Runner;

static gpointer
sync_some(gpointer data)
{
	Runner *runner = data;
	int i;

	for (i = 0; i < N_ROUNDS && !runner->failure; i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *what = g_strdup_printf("%s-%d", device_key_id(runner->laptop->key), i);

		laptop_write(runner->laptop, what);
		sync_report_free(laptop_try_sync(runner->laptop, runner->remote, &error));
		if (error)
			runner->failure = g_strdup(error->message);
	}
	return NULL;
}

static void
crowd_loses_nothing(void **state)
{
	World *w = *state;
	Runner runners[N_CROWD] = { 0 };
	GThread *threads[N_CROWD];
	int i, j;

	for (i = 0; i < N_CROWD; i++) {
		g_autofree char *name = g_strdup_printf("crowd-%d", i);

		runners[i].laptop = laptop_new(w->root, name);
		runners[i].remote = w->remote;
		threads[i] = g_thread_new(name, sync_some, &runners[i]);
	}
	for (i = 0; i < N_CROWD; i++)
		g_thread_join(threads[i]);
	laptop_sync_fine(w->a, w->remote);
	for (i = 0; i < N_CROWD; i++) {
		if (runners[i].failure)
			fail_msg("%s", runners[i].failure);
		for (j = 0; j < N_ROUNDS; j++) {
			g_autofree char *what = g_strdup_printf("%s-%d", device_key_id(runners[i].laptop->key), j);

			assert_true(laptop_has(w->a, what));
		}
		laptop_free(runners[i].laptop);
	}
}

/* A push that died (a stick pulled out) has left its lock in the folder: git alone would never write that branch again. */
static void
a_lock_left_in_a_folder_is_removed(void **state)
{
	World *world = *state;
	g_autofree char *lock = g_build_filename(world->remote, "HEAD.lock", NULL);
	g_autofree char *other = g_build_filename(world->remote, "refs", "heads", "main.lock", NULL);
	const struct timespec hour_ago[2] = { { time(NULL) - 3600, 0 }, { time(NULL) - 3600, 0 } };

	laptop_write(world->a, "eins");
	laptop_sync_fine(world->a, world->remote);
	assert_true(g_file_set_contents(lock, "", 0, NULL));
	assert_true(g_file_set_contents(other, "", 0, NULL));
	assert_int_equal(utimensat(AT_FDCWD, other, hour_ago, 0), 0);
	laptop_write(world->a, "zwei");
	sync_report_free(laptop_sync(world->a, world->remote));
	sync_report_free(laptop_sync(world->a, world->remote));
	assert_true(g_file_test(lock, G_FILE_TEST_EXISTS)); /* of this minute: somebody may be at work */
	assert_false(g_file_test(other, G_FILE_TEST_EXISTS));
	assert_int_equal(utimensat(AT_FDCWD, lock, hour_ago, 0), 0);
	sync_report_free(laptop_sync(world->a, world->remote));
	assert_true(g_file_test(lock, G_FILE_TEST_EXISTS)); /* seen for the first time like this */
	laptop_sync_fine(world->a, world->remote);
	assert_false(g_file_test(lock, G_FILE_TEST_EXISTS));
	laptop_sync_fine(world->b, world->remote);
	assert_true(laptop_has(world->b, "zwei"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(two_laptops_exchange),
		WORLD_TEST(nothing_new_changes_nothing),
		WORLD_TEST(batches_come_in_order),
		WORLD_TEST(much_becomes_several_batches),
		WORLD_TEST(files_travel),
		WORLD_TEST(redacted_text_disappears),
		WORLD_TEST(crash_before_the_database_knows),
		WORLD_TEST(crash_after_the_database_knows),
		WORLD_TEST(database_restored_from_backup),
		WORLD_TEST(rebuild_from_the_mirror),
		WORLD_TEST(stale_locks_are_removed),
		WORLD_TEST(only_one_sync_at_a_time),
		WORLD_TEST(cancelled_anywhere_loses_nothing),
		WORLD_TEST(hanging_transport_is_cancelled),
		WORLD_TEST(carried_to_another_remote),
		WORLD_TEST(lost_remote_is_filled_again),
		WORLD_TEST(rewritten_main_is_no_problem),
		WORLD_TEST(branch_merged_by_another),
		WORLD_TEST(main_hidden_from_pushes),
		WORLD_TEST(main_locked_on_the_server),
		WORLD_TEST(a_lock_left_in_a_folder_is_removed),
		WORLD_TEST(main_checked_out_on_the_server),
		WORLD_TEST(deletion_refused_is_no_error),
		WORLD_TEST(server_without_atomic_pushes),
		WORLD_TEST(crowd_loses_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
