/* Attachments: after the findings, in portions, fetched when opened; and what may lie on such a branch instead. */
#include <sys/resource.h>

#include "laptop.h"

#define KIB 1024

/* A file of that size that no other call makes. Returns its SHA-256, owned by the laptop. */
static const char *
attach(Laptop *laptop, gsize size)
{
	static guint32 n = 1;
	guint32 *words = g_new(guint32, size / 4 + 1);
	g_autoptr(GBytes) bytes = NULL;
	char *hash;
	gsize i;

	/* Random, so that nothing is small on its way. */
	for (i = 0; i < size / 4 + 1; i++)
		words[i] = n = n * 1664525 + 1013904223;
	bytes = g_bytes_new_take(words, size);
	hash = crypto_sha256(g_bytes_get_data(bytes, NULL), size);
	g_hash_table_replace(laptop->attached, hash, g_bytes_ref(bytes));
	return hash;
}

static char *
branch_of(const Laptop *laptop)
{
	return g_strconcat("att/", device_key_id(laptop->key), NULL);
}

/* What @who sees when it opens the file that @author has attached; NULL and *@message if it cannot be had. */
static GBytes *
open_file(Laptop *who, const World *w, const Laptop *author, const char *sha256, char **message)
{
	SyncOptions options = { .data_dir = who->dir, .remote = w->remote };
	GBytes *known = g_hash_table_lookup(author->attached, sha256);
	SyncAttachment wanted = { .sha256 = (char *)sha256, .size = known ? (gint64)g_bytes_get_size(known) : 4 };
	g_autoptr(GError) error = NULL;
	GBytes *bytes = sync_attachment_fetch(&who->host, &options, device_key_id(author->key), &wanted, &error);

	if (message)
		*message = g_strdup(error ? error->message : "");
	return bytes;
}

static void
assert_opens(Laptop *who, const World *w, const Laptop *author, const char *sha256)
{
	g_autofree char *message = NULL;
	g_autoptr(GBytes) bytes = open_file(who, w, author, sha256, &message);

	if (!bytes)
		fail_msg("%s", message);
	assert_true(g_bytes_equal(bytes, g_hash_table_lookup(author->attached, sha256)));
}

static void
assert_refuses(Laptop *who, const World *w, const Laptop *author, const char *sha256, const char *words)
{
	g_autofree char *message = NULL;
	g_autoptr(GBytes) bytes = open_file(who, w, author, sha256, &message);

	assert_null(bytes);
	if (!strstr(message, words))
		fail_msg("%s", message);
}

static guint
count(const World *w, const char *branch)
{
	g_autofree char *files = files_of(w->remote, branch);
	g_auto(GStrv) lines = g_strsplit(files, "\n", -1);

	return *files ? g_strv_length(lines) : 0;
}

static gboolean
has_branch(const World *w, const char *branch)
{
	g_autofree char *branches = branches_of(w->remote);
	g_auto(GStrv) names = g_strsplit(branches, "\n", -1);

	return g_strv_contains((const char *const *)names, branch);
}

static void
sync_attaching(Laptop *laptop, const World *w, guint n_sent)
{
	g_autoptr(SyncReport) report = laptop_sync(laptop, w->remote);

	if (report->note || report->attachments_why || !report->is_merged)
		fail_msg("%s%s", report->note ? report->note : "", report->attachments_why ? report->attachments_why : "not merged");
	assert_int_equal(report->n_attachments, n_sent);
	assert_int_equal(report->n_attachments_left, 0);
}

/* --- sending -------------------------------------------------------------------------------------------------------------- */

static void
files_follow_in_portions(void **state)
{
	World *w = *state;
	g_autofree char *branch = branch_of(w->a), *parents = NULL, *listed = NULL, *path = NULL;
	g_auto(GStrv) commits = NULL;
	const char *big = attach(w->a, 1500 * KIB);
	guint i;

	attach(w->a, 2 * KIB * KIB);
	for (i = 0; i < 20; i++)
		attach(w->a, 3);
	laptop_write(w->a, "finding");
	sync_attaching(w->a, w, 22);
	parents = git_output(w->remote, "log", "--format=[%P]", branch);
	commits = g_strsplit(parents, "\n", -1);
	assert_int_equal(count(w, branch), 22);
	/* The two large ones do not fit into one push. */
	assert_int_equal(g_strv_length(commits), 2);
	assert_int_equal(strlen(commits[0]), 42);
	assert_string_equal(commits[1], "[]");
	path = g_strdup_printf("attachments/%.2s/%s", big, big);
	listed = git_output(w->remote, "ls-tree", "-l", branch, path);
	assert_non_null(strstr(listed, "100644 blob"));
	assert_non_null(strstr(listed, "1536000"));
}

static void
nothing_is_sent_twice(void **state)
{
	World *w = *state;
	g_autofree char *branch = branch_of(w->a), *before = NULL, *after = NULL;

	attach(w->a, 100);
	sync_attaching(w->a, w, 1);
	before = git_output(w->remote, "rev-parse", branch);
	laptop_write(w->a, "more");
	sync_attaching(w->a, w, 0);
	after = git_output(w->remote, "rev-parse", branch);
	assert_string_equal(before, after);
}

/* A branch "att" keeps out all that are called att/…: the server refuses, whatever the reason. */
static void
findings_arrive_without_them(void **state)
{
	World *w = *state;
	g_autoptr(SyncReport) report = NULL;

	laptop_sync_fine(w->a, w->remote);
	git(w->remote, "update-ref", "refs/heads/att", "main");
	attach(w->a, 100);
	attach(w->a, 100);
	laptop_write(w->a, "finding");
	report = laptop_sync(w->a, w->remote);
	assert_true(report->is_merged);
	assert_int_equal(report->n_attachments_left, 2);
	assert_non_null(report->attachments_why);
	laptop_sync_fine(w->b, w->remote);
	assert_true(laptop_has(w->b, "finding"));
	git(w->remote, "update-ref", "-d", "refs/heads/att");
	sync_attaching(w->a, w, 2);
}

static void
cancelling_in_the_middle_goes_on_later(void **state)
{
	World *w = *state;
	g_autofree char *branch = branch_of(w->a);
	g_autoptr(SyncReport) report = NULL;
	guint polls, left;

	laptop_sync_fine(w->a, w->remote);
	attach(w->a, 1500 * KIB);
	attach(w->a, 1500 * KIB);
	attach(w->a, 1500 * KIB);
	/* The first point at which something has arrived and something has not. */
	for (polls = 1; polls < 2000 && !report; polls++) {
		g_autoptr(GError) error = NULL;

		w->a->cancel_after = polls;
		w->a->n_polls = 0;
		report = laptop_try_sync(w->a, w->remote, &error);
		if (report && report->n_attachments == 0)
			g_clear_pointer(&report, sync_report_free);
	}
	assert_non_null(report);
	/* One whose outcome was not known any more may have arrived all the same. */
	assert_in_range(report->n_attachments_left, 1, 3 - report->n_attachments);
	assert_in_range(count(w, branch), 3 - report->n_attachments_left, 3);
	left = report->n_attachments_left;
	w->a->cancel_after = 0;
	g_clear_pointer(&report, sync_report_free);
	report = laptop_sync(w->a, w->remote);
	assert_null(report->attachments_why);
	assert_in_range(report->n_attachments, 0, left);
	assert_int_equal(report->n_attachments_left, 0);
	assert_int_equal(count(w, branch), 3);
}

static void
a_lost_branch_is_sent_again(void **state)
{
	World *w = *state;
	g_autofree char *branch = branch_of(w->a), *ref = g_strconcat("refs/heads/", branch, NULL);

	attach(w->a, 100);
	sync_attaching(w->a, w, 1);
	git(w->remote, "update-ref", "-d", ref);
	/* Seen with the next attachment at once, else by the look of the next day. */
	attach(w->a, 100);
	sync_attaching(w->a, w, 2);
	git(w->remote, "update-ref", "-d", ref);
	sync_attaching(w->a, w, 0);
	g_hash_table_remove_all(w->a->positions);
	sync_attaching(w->a, w, 2);
	assert_int_equal(count(w, branch), 2);
}

static void
a_twin_on_the_branch_keeps_what_is_whole(void **state)
{
	World *w = *state;
	g_autofree char *branch = branch_of(w->a), *good = crypto_sha256("twin", 4), *files = NULL;
	g_autofree char *good_path = g_strdup_printf("attachments/%.2s/%s", good, good);
	const char *own = attach(w->a, 100);
	g_autofree char *own_path = g_strdup_printf("attachments/%.2s/%s", own, own);
	g_autoptr(SyncReport) report = NULL;

	sync_attaching(w->a, w, 1);
	tamper(w->root, w->remote, branch, branch, good_path, "twin");
	tamper(w->root, w->remote, branch, branch, own_path, "something else");
	tamper(w->root, w->remote, branch, branch, "README.md", "hello");
	attach(w->a, 100);
	report = laptop_sync(w->a, w->remote);
	assert_int_equal(report->n_attachments, 2);
	assert_non_null(strstr(report->note, "keine Anlage"));
	files = files_of(w->remote, branch);
	assert_int_equal(count(w, branch), 3);
	assert_non_null(strstr(files, good_path));
	assert_null(strstr(files, "README"));
	assert_opens(w->b, w, w->a, own);
}

/* --- opening -------------------------------------------------------------------------------------------------------------- */

static void
only_opening_fetches(void **state)
{
	World *w = *state;
	g_autofree char *refs = NULL, *mirror = g_build_filename(w->b->dir, "repo.git", NULL), *away = g_strconcat(w->remote, ".away", NULL);
	g_autofree char *never = crypto_sha256("never", 5);
	const char *one = attach(w->a, 1000), *two = attach(w->a, 2000);

	laptop_write(w->a, "finding");
	sync_attaching(w->a, w, 2);
	laptop_sync_fine(w->b, w->remote);
	laptop_sync_fine(w->b, w->remote);
	refs = git_output(mirror, "for-each-ref", "--format=%(refname)");
	assert_null(strstr(refs, "/att/"));
	assert_opens(w->b, w, w->a, one);
	/* The other one came with it: no remote is needed. */
	assert_int_equal(g_rename(w->remote, away), 0);
	assert_opens(w->b, w, w->a, two);
	assert_refuses(w->b, w, w->a, never, "ist nicht da");
	assert_int_equal(g_rename(away, w->remote), 0);
	laptop_sync_fine(w->b, w->remote);
}

static void
any_device_may_carry_it(void **state)
{
	World *w = *state;
	const char *sha256 = attach(w->a, 1000);

	laptop_sync_fine(w->b, w->remote);
	attach(w->c, 50);
	sync_attaching(w->c, w, 1);
	assert_refuses(w->b, w, w->a, sha256, "liegt nicht in");
	g_hash_table_replace(w->c->attached, g_strdup(sha256), g_bytes_ref(g_hash_table_lookup(w->a->attached, sha256)));
	sync_attaching(w->c, w, 1);
	assert_opens(w->b, w, w->a, sha256);
}

static void
no_remote_is_a_message(void **state)
{
	World *w = *state;
	SyncOptions options = { .data_dir = w->b->dir, .remote = "/no/such/folder" };
	SyncAttachment wanted = { .sha256 = (char *)attach(w->a, 10), .size = 10 };
	g_autoptr(GError) error = NULL;

	assert_null(sync_attachment_fetch(&w->b->host, &options, device_key_id(w->a->key), &wanted, &error));
	assert_true(g_error_matches(error, SYNC_ERROR, SYNC_ERROR_UNREACHABLE));
}

/* --- what may lie there instead ------------------------------------------------------------------------------------------- */

static char *
shell(const char *script)
{
	const char *argv[] = { "sh", "-c", script, NULL };
	char *out = NULL;

	assert_true(g_spawn_sync(NULL, (char **)(gpointer)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, NULL, NULL));
	return g_strchomp(out);
}

/* A tree of the remote with one entry, made by git itself. Caller frees. */
static char *
tree_with(const World *w, const char *mode, const char *type, const char *id, const char *name)
{
	g_autofree char *script = g_strdup_printf("printf '%s %s %s\\t%s\\n' | git -C '%s' mktree --missing", mode, type, id, name, w->remote);

	return shell(script);
}

/* A blob of so many MiB that never was in our memory. Caller frees. */
static char *
zeros(const World *w, guint mib)
{
	g_autofree char *script = g_strdup_printf("head -c %uM /dev/zero | git -C '%s' hash-object -w --stdin", mib, w->remote);

	return shell(script);
}

/* The branch of A gets one entry at the place of @sha256. */
static void
place(const World *w, const char *sha256, const char *mode, const char *type, const char *id)
{
	g_autofree char *branch = branch_of(w->a), *ref = g_strconcat("refs/heads/", branch, NULL), *folder = g_strndup(sha256, 2);
	g_autofree char *inner = tree_with(w, mode, type, id, sha256), *middle = tree_with(w, "040000", "tree", inner, folder);
	g_autofree char *root = tree_with(w, "040000", "tree", middle, "attachments");
	g_autofree char *commit = git_output(w->remote, "-c", "user.name=x", "-c", "user.email=x@example.invalid", "commit-tree", "-m", "x", root);

	git(w->remote, "update-ref", ref, commit);
}

static char *
blob(const World *w, const char *content, gssize len)
{
	g_autofree char *file = g_build_filename(w->root, "blob", NULL);

	assert_true(g_file_set_contents(file, content, len, NULL));
	return git_output(w->remote, "hash-object", "-w", file);
}

static void
other_content_is_refused(void **state)
{
	World *w = *state;
	const char *sha256 = attach(w->a, 4);
	g_autofree char *same_size = blob(w, "evil", 4), *longer = blob(w, "evil and longer", -1), *link = blob(w, "/etc/passwd", -1);
	g_autofree char *folder = NULL, *ref = NULL, *branch = branch_of(w->a);

	laptop_sync_fine(w->b, w->remote);
	place(w, sha256, "100644", "blob", same_size);
	assert_refuses(w->b, w, w->a, sha256, "Prüfsumme");
	place(w, sha256, "100644", "blob", longer);
	assert_refuses(w->b, w, w->a, sha256, "Prüfsumme");
	place(w, sha256, "120000", "blob", link);
	assert_refuses(w->b, w, w->a, sha256, "Verweis");
	folder = tree_with(w, "100644", "blob", same_size, "deeper");
	place(w, sha256, "040000", "tree", folder);
	assert_refuses(w->b, w, w->a, sha256, "Ordner");
	/* A branch that is no commit: whoever finds it out, git or we. */
	ref = g_strdup_printf("%s/refs/heads/%s", w->remote, branch);
	assert_true(g_file_set_contents(ref, longer, -1, NULL));
	assert_refuses(w->b, w, w->a, sha256, "");
	laptop_sync_fine(w->b, w->remote);
}

static void
a_huge_file_is_not_loaded(void **state)
{
	World *w = *state;
	const char *sha256 = attach(w->a, 4);
	g_autofree char *id = zeros(w, 40);
	struct rusage before, after;

	laptop_sync_fine(w->b, w->remote);
	place(w, sha256, "100644", "blob", id);
	getrusage(RUSAGE_SELF, &before);
	assert_refuses(w->b, w, w->a, sha256, "größer als erlaubt");
	getrusage(RUSAGE_SELF, &after);
	assert_true(after.ru_maxrss - before.ru_maxrss < 16 * KIB);
}

static void
foreign_names_are_not_taken_along(void **state)
{
	World *w = *state;
	g_autofree char *branch = branch_of(w->a);
	const char *sha256;

	tamper(w->root, w->remote, "", branch, "attachments/zz/../../oops.txt", "x");
	tamper(w->root, w->remote, branch, branch, "attachments/zz/zzzz", "x");
	tamper(w->root, w->remote, branch, branch, "a/b/c/d/e/f/g/h/i/j/k", "x");
	sha256 = attach(w->a, 4);
	laptop_sync_fine(w->a, w->remote);
	assert_int_equal(count(w, branch), 1);
	assert_opens(w->b, w, w->a, sha256);
}

/* --- erasing -------------------------------------------------------------------------------------------------------------- */

static gboolean
mirror_has(const Laptop *laptop, const World *w, const char *branch, const char *sha256)
{
	g_autofree char *spec = g_strdup_printf("%s:attachments/%.2s/%s", branch, sha256, sha256), *id = git_output(w->remote, "rev-parse", spec);
	g_autofree char *mirror = g_build_filename(laptop->dir, "repo.git", NULL), *type = git_try(mirror, "cat-file", "-t", id, NULL);

	return type != NULL;
}

static void
erased_files_leave_branch_and_mirrors(void **state)
{
	World *w = *state;
	g_autofree char *branch = branch_of(w->a), *parents = NULL, *old = g_strconcat(branch, "@{0}", NULL), *files = NULL, *before = NULL;
	const char *name = attach(w->a, 1000), *other = attach(w->a, 1500);
	g_autofree char *mirror = g_build_filename(w->b->dir, "repo.git", NULL), *left = NULL;

	sync_attaching(w->a, w, 2);
	laptop_sync_fine(w->b, w->remote);
	assert_opens(w->b, w, w->a, name);
	before = git_output(w->remote, "rev-parse", branch);
	assert_true(mirror_has(w->a, w, before, name) && mirror_has(w->b, w, before, name));
	g_hash_table_add(w->a->erased, g_strdup(name));
	g_hash_table_add(w->b->erased, g_strdup(name));
	sync_attaching(w->a, w, 0);
	files = files_of(w->remote, branch);
	assert_null(strstr(files, name));
	assert_non_null(strstr(files, other));
	parents = git_output(w->remote, "log", "-1", "--format=%P", branch);
	assert_string_equal(parents, "");
	laptop_sync_fine(w->b, w->remote);
	assert_false(mirror_has(w->a, w, before, name));
	assert_false(mirror_has(w->b, w, before, name));
	assert_opens(w->b, w, w->a, other);
	/* The last one takes the branch with it. */
	g_hash_table_add(w->a->erased, g_strdup(other));
	sync_attaching(w->a, w, 0);
	assert_false(has_branch(w, branch));
	sync_attaching(w->a, w, 0);
	left = git_output(mirror, "fsck", "--no-dangling");
	assert_string_equal(left, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(files_follow_in_portions),
		WORLD_TEST(nothing_is_sent_twice),
		WORLD_TEST(findings_arrive_without_them),
		WORLD_TEST(cancelling_in_the_middle_goes_on_later),
		WORLD_TEST(a_lost_branch_is_sent_again),
		WORLD_TEST(a_twin_on_the_branch_keeps_what_is_whole),
		WORLD_TEST(only_opening_fetches),
		WORLD_TEST(any_device_may_carry_it),
		WORLD_TEST(no_remote_is_a_message),
		WORLD_TEST(other_content_is_refused),
		WORLD_TEST(a_huge_file_is_not_loaded),
		WORLD_TEST(foreign_names_are_not_taken_along),
		WORLD_TEST(erased_files_leave_branch_and_mirrors),
	};

	crypto_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
