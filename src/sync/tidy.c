/*
 * Keeps the number of files bounded, in the mirror and in a folder of our own, for libgit2 writes every object into a file of its own and
 * never packs (measured: 15 files a sync; 500 packs cost a third of the speed), and nobody runs gc on a stick.
 *
 * Small packs and loose objects are put together with `git repack --geometric`, which rewrites only as much as has come in. What nothing refers
 * to any more (former trees of refs/vorort/all, root commits of in/…) is dropped from the mirror once it may be half of it; a folder keeps it,
 * because another laptop may be about to refer to it.
 *
 * Refs of remotes that are no longer used stay: they do not grow, and everything on them is in refs/vorort/all anyway.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "session.h"

#define LOOSE_MAX 1500
#define SAMPLES 16
#define PACKS_MAX 50
#define SLACK_BYTES (16 * 1024 * 1024) /* below that it is not worth looking for what can go */
#define PART_SECONDS 86400             /* no push takes that long */

/* --- counting ------------------------------------------------------------------------------------------------------------- */

typedef struct Stock {
	guint n_loose, n_packs;
	guint64 pack_bytes;
} Stock;

/* Ids are evenly spread: sixteen of the 256 folders tell enough, and a stick is slow. */
static guint
estimate_loose(const char *objects)
{
	guint n = 0, i;

	for (i = 0; i < SAMPLES; i++) {
		g_autofree char *name = g_strdup_printf("%02x", i * 256 / SAMPLES + 7), *path = g_build_filename(objects, name, NULL);
		g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);

		while (dir && g_dir_read_name(dir))
			n++;
	}
	return n * 256 / SAMPLES;
}

static Stock
stock_of(const char *objects)
{
	g_autofree char *packs = g_build_filename(objects, "pack", NULL);
	g_autoptr(GDir) dir = g_dir_open(packs, 0, NULL);
	Stock stock = { .n_loose = estimate_loose(objects) };
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(packs, name, NULL);
		struct stat st;

		if (!g_str_has_suffix(name, ".pack") || lstat(path, &st) != 0)
			continue;
		stock.n_packs++;
		stock.pack_bytes += (guint64)st.st_size;
	}
	return stock;
}

static gboolean
is_full(const Stock *stock)
{
	return stock->n_loose > LOOSE_MAX || stock->n_packs > PACKS_MAX;
}

/* --- the mirror ----------------------------------------------------------------------------------------------------------- */

#define POSITION "packed"

static guint64
bytes_after_last(const Session *session)
{
	g_autofree char *position = session->host->get_position(session->host->data, POSITION);

	return position ? g_ascii_strtoull(position, NULL, 10) : 0;
}

/* Costs as much as all that is there, hence only when it has doubled. */
static void
drop_unreachable(Session *session, const char *objects)
{
	static const char *const arguments[] = { "-a", "-d", "-q", NULL };
	g_autofree char *now = NULL;
	Stock stock = stock_of(objects);

	if (stock.pack_bytes <= 2 * bytes_after_last(session) + SLACK_BYTES)
		return;
	transport_git(session->host, session->mirror->path, "repack", arguments, NULL);
	stock = stock_of(objects);
	now = g_strdup_printf("%" G_GUINT64_FORMAT, stock.pack_bytes);
	session->host->set_position(session->host->data, POSITION, now);
}

static void
tidy_mirror(Session *session)
{
	static const char *const arguments[] = { "--geometric=2", "-d", "-q", NULL };
	g_autofree char *objects = g_build_filename(session->mirror->path, "objects", NULL);
	Stock stock = stock_of(objects);
	int lock;

	/* A backup reads the mirror without the lock of the sync: nothing may go that it has begun to read. */
	if (!is_full(&stock) || (lock = mirror_lock(session->mirror->path, LOCK_EX | LOCK_NB)) < 0)
		return;
	session_progress(session, SYNC_PHASE_MERGE, 0, 0);
	transport_git(session->host, session->mirror->path, "repack", arguments, NULL);
	drop_unreachable(session, objects);
	git_odb_refresh(session->mirror->odb);
	mirror_unlock(lock);
}

/* --- a folder ------------------------------------------------------------------------------------------------------------- */

static gboolean
is_own_folder(const char *path, mode_t *mode)
{
	struct stat st;

	if (lstat(path, &st) != 0 || !S_ISDIR(st.st_mode) || st.st_uid != geteuid())
		return FALSE;
	*mode = st.st_mode;
	return TRUE;
}

/* A part may be a folder with folders in it; links are removed, not followed. */
static void
remove_tree(const char *path, guint depth)
{
	g_autoptr(GDir) dir = NULL;
	const char *name;

	if (unlink(path) == 0 || depth == 0 || !(dir = g_dir_open(path, 0, NULL)))
		return;
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *below = g_build_filename(path, name, NULL);

		remove_tree(below, depth - 1);
	}
	rmdir(path);
}

static void
remove_old_parts(const char *folder)
{
	static const char *const prefixes[] = { "tmp_objdir-", "tmp_", ".tmp-" };
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;
	struct stat st;
	gsize i;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		for (i = 0; i < G_N_ELEMENTS(prefixes) && !g_str_has_prefix(name, prefixes[i]); i++)
			;
		/* The clock of the laptop that left it may be wrong, in either direction. */
		if (i < G_N_ELEMENTS(prefixes) && lstat(path, &st) == 0 && ABS((gint64)time(NULL) - (gint64)st.st_mtim.tv_sec) > PART_SECONDS)
			remove_tree(path, 3);
	}
}

/* They lie in objects/<2 digits>, too. */
static void
sweep(const char *objects)
{
	g_autoptr(GDir) dir = g_dir_open(objects, 0, NULL);
	const char *name;
	mode_t mode;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(objects, name, NULL);

		if (strlen(name) == 2 && is_own_folder(path, &mode))
			remove_old_parts(path);
	}
}

/*
 * The name of the lock, which this call has taken; NULL: somebody is at it. git gc has its own. One that a dead laptop left goes like any other
 * lock (locks.c), a gc.pid after half a day, as git does.
 */
static char *
lock_folder(const char *repository)
{
	g_autofree char *gc = g_build_filename(repository, "gc.pid", NULL), *lock = g_build_filename(repository, "vorort-tidy.lock", NULL);
	struct stat st;
	int fd;

	if (lstat(gc, &st) == 0 && ABS((gint64)time(NULL) - (gint64)st.st_mtim.tv_sec) < 12 * 3600)
		return NULL;
	if ((fd = open(lock, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644)) < 0)
		return NULL;
	close(fd);
	return g_steal_pointer(&lock);
}

/*
 * Only a folder that belongs to this user: on somebody else's server it is their business, and their files would change owner. git runs with
 * the mirror as its repository and only the objects of the folder, so that none of the folder's settings count.
 */
static void
tidy_folder(Session *session)
{
	g_autofree char *repository = folder_repository(session->remote), *objects = g_build_filename(repository, "objects", NULL);
	g_autofree char *packs = g_build_filename(objects, "pack", NULL), *alternates = g_build_filename(objects, "info", "alternates", NULL);
	g_autofree char *lock = NULL;
	Stock stock;
	mode_t mode;

	if (!is_own_folder(packs, &mode) || !is_own_folder(objects, &mode) || g_file_test(alternates, G_FILE_TEST_EXISTS))
		return;
	remove_old_parts(objects);
	remove_old_parts(packs);
	stock = stock_of(objects);
	if (!is_full(&stock) || !(lock = lock_folder(repository)))
		return;
	session_progress(session, SYNC_PHASE_MERGE, 0, 0);
	sweep(objects);
	transport_repack_objects(session->host, session->mirror->path, objects, mode);
	unlink(lock);
}

void
tidy(Session *session)
{
	tidy_mirror(session);
	if (session->remote->kind == REMOTE_FOLDER)
		tidy_folder(session);
}
