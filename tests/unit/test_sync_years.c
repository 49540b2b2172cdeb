/*
 * Ten thousand syncs later: mirror and folder have a bounded number of files, nothing is left over, and a sync takes as long as on the first
 * day. make check does a few; VORORT_SYNCS=10000 build/tests/test_sync_years does them all and prints figures.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

#include "laptop.h"

#define FILES_MAX 4000 /* of one repository, at any time */
#define PACKS_MAX 80

typedef struct Census {
	guint n_files, n_dirs, n_packs, n_loose, n_locks, n_parts;
	guint64 bytes;
} Census;

static gboolean
is_part(const char *name)
{
	return g_str_has_prefix(name, "tmp_") || g_str_has_prefix(name, ".tmp-") || g_str_has_prefix(name, "pack_git2_");
}

static void
count(const char *folder, const char *path, Census *census)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *full = g_build_filename(path, name, NULL);
		struct stat st;

		assert_int_equal(lstat(full, &st), 0);
		census->n_parts += is_part(name) ? 1 : 0;
		if (S_ISDIR(st.st_mode)) {
			census->n_dirs++;
			count(name, full, census);
			continue;
		}
		census->n_files++;
		census->bytes += (guint64)st.st_blocks * 512;
		census->n_packs += g_str_has_suffix(name, ".pack") ? 1 : 0;
		census->n_locks += g_str_has_suffix(name, ".lock") ? 1 : 0;
		census->n_loose += strlen(folder) == 2 && strlen(name) == 38 ? 1 : 0;
	}
}

static Census
census_of(const char *repository)
{
	Census census = { 0 };

	count("", repository, &census);
	return census;
}

static char *
mirror_of(const Laptop *laptop)
{
	return g_build_filename(laptop->dir, "repo.git", NULL);
}

static void
assert_bounded(const char *repository)
{
	Census census = census_of(repository);

	if (census.n_files > FILES_MAX || census.n_packs > PACKS_MAX || census.n_locks || census.n_parts)
		fail_msg("%s: %u files, %u packs, %u loose, %u locks, %u parts", repository, census.n_files, census.n_packs, census.n_loose,
		         census.n_locks, census.n_parts);
}

/* --- many syncs ----------------------------------------------------------------------------------------------------------- */

static void
print_census(const char *what, const char *repository)
{
	Census c = census_of(repository);

	print_message("%s: %u packs, %u loose objects, %u files, %u folders, %" G_GUINT64_FORMAT " KiB\n", what, c.n_packs, c.n_loose, c.n_files,
	              c.n_dirs, c.bytes / 1024);
}

static void sync_one(World *w, guint i);

/* As on the first day, measured now: other programs of the machine slow down both. */
static gint64
time_first_hundred(void)
{
	void *state = NULL;
	gint64 begin;
	guint i;

	world_setup(&state);
	begin = g_get_monotonic_time();
	for (i = 0; i < 100; i++)
		sync_one(state, i);
	begin = g_get_monotonic_time() - begin;
	world_teardown(&state);
	return begin;
}

static void
print_state(const World *w, guint done, gint64 last)
{
	g_autofree char *a = mirror_of(w->a), *b = mirror_of(w->b);
	gint64 first = time_first_hundred();

	print_message("after %u syncs: the last hundred took %.1f ms each, a first hundred takes %.1f ms now: %.2f x\n", done, (double)last / 100000,
	              (double)first / 100000, (double)last / (double)first);
	print_census("mirror of the one who writes", a);
	print_census("mirror of the one who reads", b);
	print_census("folder", w->remote);
}

/* One records and syncs, the other one syncs and records now and then. */
static void
sync_one(World *w, guint i)
{
	g_autofree char *what = g_strdup_printf("entry-%u", i);

	if (i % 2 == 0 || i % 10 == 1)
		laptop_write(i % 2 ? w->b : w->a, what);
	laptop_sync_fine(i % 2 ? w->b : w->a, w->remote);
}

static void
many_syncs_leave_no_trail(void **state)
{
	World *w = *state;
	const char *wanted = g_getenv("VORORT_SYNCS");
	guint n = wanted ? (guint)g_ascii_strtoull(wanted, NULL, 10) : 24, i;
	gint64 begin = g_get_monotonic_time();
	g_autofree char *a = mirror_of(w->a), *b = mirror_of(w->b);

	for (i = 0; i < n; i++) {
		if (i % 100 == 0) {
			if (wanted && i > 0 && i % 1000 == 0)
				print_state(w, i, g_get_monotonic_time() - begin);
			begin = g_get_monotonic_time();
		}
		sync_one(w, i);
		if (i % 20 == 0) {
			assert_bounded(a);
			assert_bounded(w->remote);
		}
	}
	if (wanted)
		print_state(w, n, g_get_monotonic_time() - begin);
	laptop_sync_fine(w->a, w->remote);
	laptop_sync_fine(w->b, w->remote);
	assert_bounded(a);
	assert_bounded(b);
	assert_bounded(w->remote);
	assert_int_equal(g_hash_table_size(w->a->batches), g_hash_table_size(w->b->batches));
	git(w->remote, "fsck", "--strict");
	git(a, "fsck", "--strict");
}

/* --- what years have left ------------------------------------------------------------------------------------------------- */

/* As many loose objects as a year of syncs writes, and as many packs as it fetches. */
static void
litter(const char *root, const char *repository, guint n_loose, guint n_packs)
{
	g_autofree char *folder = g_build_filename(root, "litter", NULL);
	GString *paths = g_string_new(NULL);
	g_autofree char *list = g_build_filename(root, "litter.txt", NULL), *command = NULL;
	guint i;

	g_mkdir_with_parents(folder, 0700);
	for (i = 0; i < n_loose + n_packs; i++) {
		g_autofree char *path = g_strdup_printf("%s/%u", folder, i), *text = g_strdup_printf("%s %u\n", repository, i);

		assert_true(g_file_set_contents(path, text, -1, NULL));
		g_string_append_printf(paths, "%s\n", path);
	}
	assert_true(g_file_set_contents(list, paths->str, -1, NULL));
	command = g_strdup_printf("exec >/dev/null; export GIT_DIR='%s'; for i in $(seq %u); do tail -n $i '%s' | head -n 1 | "
	                          "git hash-object -w --stdin-paths | git pack-objects -q \"$GIT_DIR/objects/pack/pack\" && git prune-packed; done; "
	                          "head -n %u '%s' | git hash-object -w --stdin-paths", repository, n_packs, list, n_loose, list);
	assert_int_equal(system(command), 0);
	g_string_free(paths, TRUE);
}

static void
a_full_mirror_is_tidied(void **state)
{
	World *w = *state;
	g_autofree char *mirror = mirror_of(w->a), *files = NULL, *branches = NULL;
	Census before, after;

	laptop_write_text(w->a, "Satz");
	laptop_write(w->a, "eins");
	laptop_sync_fine(w->a, w->remote);
	litter(w->root, mirror, 2200, 20);
	before = census_of(mirror);
	assert_true(before.n_loose > 2200 && before.n_packs >= 20);
	laptop_write(w->a, "zwei");
	laptop_sync_fine(w->a, w->remote);
	after = census_of(mirror);
	assert_true(after.n_loose < 100);
	assert_true(after.n_packs <= 3);
	git(mirror, "fsck", "--strict");
	laptop_write(w->b, "drei");
	laptop_sync_fine(w->b, w->remote);
	laptop_sync_fine(w->a, w->remote);
	assert_true(laptop_has(w->a, "drei") && laptop_has(w->b, "zwei"));
	files = files_of(w->remote, "main");
	branches = branches_of(w->remote);
	assert_non_null(strstr(files, ".text"));
	assert_string_equal(branches, "main");
}

static void
a_full_folder_is_tidied(void **state)
{
	World *w = *state;
	Census after;

	laptop_write(w->a, "eins");
	laptop_sync_fine(w->a, w->remote);
	litter(w->root, w->remote, 2200, 52);
	assert_true(census_of(w->remote).n_packs >= 52);
	laptop_write(w->b, "zwei");
	laptop_sync_fine(w->b, w->remote);
	after = census_of(w->remote);
	assert_true(after.n_loose < 100);
	assert_true(after.n_packs <= 8);
	git(w->remote, "fsck", "--strict");
	laptop_sync_fine(w->a, w->remote);
	assert_true(laptop_has(w->a, "zwei"));
}

/* Somebody else's repository on a disk of somebody else's: not ours to put in order. Nor while another one does. */
static void
a_folder_that_is_being_tidied_is_left_alone(void **state)
{
	World *w = *state;
	static const char *const locks[] = { "gc.pid", "vorort-tidy.lock" };
	gsize i;

	laptop_sync_fine(w->a, w->remote);
	litter(w->root, w->remote, 2200, 0);
	for (i = 0; i < G_N_ELEMENTS(locks); i++) {
		g_autofree char *lock = g_build_filename(w->remote, locks[i], NULL);

		assert_true(g_file_set_contents(lock, "1 elsewhere\n", -1, NULL));
		laptop_sync_fine(w->a, w->remote);
		assert_true(census_of(w->remote).n_loose >= 2200);
		assert_int_equal(g_unlink(lock), 0);
	}
	laptop_sync_fine(w->a, w->remote);
	assert_true(census_of(w->remote).n_loose < 100);
}

static void
links_of_a_hostile_folder_are_not_followed(void **state)
{
	World *w = *state;
	g_autofree char *objects = g_build_filename(w->remote, "objects", NULL), *elsewhere = g_build_filename(w->root, "elsewhere", NULL);

	laptop_sync_fine(w->a, w->remote);
	litter(w->root, w->remote, 2200, 0);
	assert_int_equal(g_rename(objects, elsewhere), 0);
	assert_int_equal(symlink(elsewhere, objects), 0);
	laptop_sync_fine(w->a, w->remote);
	assert_true(census_of(elsewhere).n_loose >= 2200);
}

/* What pushes and a repack that died have left. */
static void
parts_go(void **state)
{
	World *w = *state;
	static const char *const parts[] = { "objects/pack/tmp_pack_x1", "objects/pack/.tmp-77-pack-1234.pack", "objects/17/tmp_obj_y",
		                             "objects/tmp_objdir-incoming-Ab/pack/pack-1.pack" };
	g_autofree char *mirror = mirror_of(w->a);
	const char *repositories[] = { mirror, w->remote };
	const struct timespec old[2] = { { time(NULL) - 3 * 86400, 0 }, { time(NULL) - 3 * 86400, 0 } };
	gsize i, j;

	laptop_sync_fine(w->a, w->remote);
	for (i = 0; i < G_N_ELEMENTS(repositories); i++)
		for (j = 0; j < G_N_ELEMENTS(parts); j++) {
			g_autofree char *path = g_build_filename(repositories[i], parts[j], NULL), *dir = g_path_get_dirname(path);
			g_autofree char *above = g_path_get_dirname(dir);

			if (i == 0 && strstr(dir, "tmp_objdir")) /* only where pushes arrive */
				continue;
			assert_int_equal(g_mkdir_with_parents(dir, 0700), 0);
			assert_true(g_file_set_contents(path, "x", 1, NULL));
			assert_int_equal(utimensat(AT_FDCWD, path, old, 0), 0);
			if (strstr(dir, "tmp_objdir"))
				assert_int_equal(utimensat(AT_FDCWD, above, old, 0), 0);
		}
	litter(w->root, w->remote, 2200, 0);
	laptop_write(w->a, "eins");
	laptop_sync_fine(w->a, w->remote);
	assert_int_equal(census_of(mirror).n_parts, 0);
	assert_int_equal(census_of(w->remote).n_parts, 0);
}

/* One of this minute may be somebody's who is at work. */
static void
fresh_parts_in_a_folder_stay(void **state)
{
	World *w = *state;
	g_autofree char *path = g_build_filename(w->remote, "objects", "tmp_objdir-incoming-Ab", NULL);

	laptop_sync_fine(w->a, w->remote);
	assert_int_equal(g_mkdir(path, 0700), 0);
	laptop_sync_fine(w->a, w->remote);
	assert_true(g_file_test(path, G_FILE_TEST_IS_DIR));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(many_syncs_leave_no_trail),
		WORLD_TEST(a_full_mirror_is_tidied),
		WORLD_TEST(a_full_folder_is_tidied),
		WORLD_TEST(a_folder_that_is_being_tidied_is_left_alone),
		WORLD_TEST(links_of_a_hostile_folder_are_not_followed),
		WORLD_TEST(parts_go),
		WORLD_TEST(fresh_parts_in_a_folder_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
