/*
 * Putting a backup back. It is unpacked and checked in a folder beside the data directory, opened there as a laptop would open it, and only
 * then the two folders change places, in one step: whatever happens at whatever moment, the data directory holds the old state or the new.
 */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"
#include "vorort/backup.h"

void
app_restore_clear(AppRestore *report)
{
	g_clear_pointer(&report->created, g_free);
	g_clear_pointer(&report->device, g_free);
	g_clear_pointer(&report->kept, g_free);
}

static gboolean
fail(GError **error, const char *path, const char *why)
{
	g_set_error(error, APP_ERROR, APP_ERROR_FAILED, "Zurückspielen nicht möglich: %s: %s. Es wurde nichts verändert.", path, why);
	return FALSE;
}

/* --- what is there ----------------------------------------------------------------------------------------------------------------------- */

typedef enum { PLACE_FREE, PLACE_EMPTY, PLACE_USED } Place;

static gboolean
look(const char *dir, Place *place, GError **error)
{
	g_autoptr(GDir) listing = NULL;
	struct stat st;

	*place = PLACE_FREE;
	if (lstat(dir, &st) != 0 && errno == ENOENT)
		return TRUE;
	/* A link or a file is somebody's arrangement: it is not ours to replace. */
	if (!S_ISDIR(st.st_mode) || !(listing = g_dir_open(dir, 0, NULL)))
		return fail(error, dir, "kein Ordner, der sich lesen lässt");
	*place = g_dir_read_name(listing) ? PLACE_USED : PLACE_EMPTY;
	return TRUE;
}

static gboolean
is_syncing(const char *dir)
{
	g_autofree char *path = g_build_filename(dir, "sync.lock", NULL);
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	gboolean is_held = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;

	if (fd >= 0)
		close(fd);
	return is_held;
}

static gboolean
may_replace(const char *dir, gboolean is_over, GError **error)
{
	if (!is_over) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID,
			    "In %s liegen schon Daten. Spielen Sie die Sicherung mit --data in einen anderen Ordner zurück, oder mit --over an diese "
			    "Stelle: Was dort liegt, wird dann daneben aufgehoben.", dir);
		return FALSE;
	}
	if (!is_syncing(dir) && !store_is_in_use(dir))
		return TRUE;
	return fail(error, dir, "vorort ist dort noch geöffnet. Beenden Sie alle Fenster von vorort und versuchen Sie es noch einmal");
}

/* --- unpacking --------------------------------------------------------------------------------------------------------------------------- */

static gboolean
unpack_mirror(const char *staging, GError **error)
{
	g_autofree char *bundle = g_build_filename(staging, "repo.bundle", NULL);
	g_autoptr(GError) cause = NULL;

	if (!g_file_test(bundle, G_FILE_TEST_EXISTS))
		return TRUE;
	if (!sync_mirror_unpack(staging, bundle, &cause))
		return fail(error, "Spiegel", cause->message);
	unlink(bundle);
	return TRUE;
}

/* Opened once here, so that what cannot be opened is found before anything is replaced. */
static gboolean
open_once(const char *staging, GError **error)
{
	AppOptions options = {.data_dir = staging};
	g_autoptr(App) app = app_open(&options, error);
	g_autoptr(GPtrArray) findings = app ? app_verify_mirror(app, error) : NULL;

	if (!findings)
		return FALSE;
	return findings->len == 0 || fail(error, "Spiegel", findings->pdata[0]);
}

static gboolean
unpack(const char *file, const char *staging, AppRestore *report, GError **error)
{
	g_autoptr(BackupInfo) info = backup_read(file, staging, error);

	if (!info || !store_check(staging, error) || !unpack_mirror(staging, error) || !open_once(staging, error))
		return FALSE;
	report->created = g_steal_pointer(&info->created);
	report->device = g_steal_pointer(&info->device);
	report->n_ops = info->n_ops;
	report->has_key = info->has_key;
	return TRUE;
}

/* --- changing places --------------------------------------------------------------------------------------------------------------------- */

static void
sync_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

/* A free name beside @dir: "vorort.vorher-2026-11-24", "…-2" … */
static char *
kept_name(const char *dir)
{
	g_autofree char *today = app_today(), *plain = g_strdup_printf("%s.vorher-%s", dir, today);
	struct stat st;
	guint n;

	if (lstat(plain, &st) != 0)
		return g_steal_pointer(&plain);
	for (n = 2;; n++) {
		char *name = g_strdup_printf("%s-%u", plain, n);

		if (lstat(name, &st) != 0)
			return name;
		g_free(name);
	}
}

/* What lies in @dir ends up in *@kept. */
static gboolean
exchange(const char *staging, const char *dir, char **kept, GError **error)
{
	g_autofree char *name = kept_name(dir);

	if (renameat2(AT_FDCWD, staging, AT_FDCWD, dir, RENAME_EXCHANGE) != 0)
		return fail(error, dir, errno == EINVAL || errno == ENOSYS
						? "Dieses Dateisystem kann zwei Ordner nicht in einem Schritt tauschen. Benennen Sie den Ordner "
						  "um und spielen Sie die Sicherung ohne --over zurück"
						: g_strerror(errno));
	*kept = g_strdup(rename(staging, name) == 0 ? name : staging);
	return TRUE;
}

static gboolean
move_in(const char *staging, const char *dir, Place place, AppRestore *report, GError **error)
{
	g_autofree char *parent = g_path_get_dirname(dir);

	sync_folder(staging);
	if (place == PLACE_USED) {
		if (!exchange(staging, dir, &report->kept, error))
			return FALSE;
		report->n_kept = store_unpublished_in(report->kept);
	} else if (rename(staging, dir) != 0) {
		return fail(error, dir, g_strerror(errno));
	}
	sync_folder(parent);
	return TRUE;
}

/* --- the folder for it ------------------------------------------------------------------------------------------------------------------- */

#define MARK "unfertig" /* in a folder that is still being filled; locked by whoever fills it */

static int
lock_mark(const char *staging, int flags)
{
	g_autofree char *mark = g_build_filename(staging, MARK, NULL);
	int fd = open(mark, O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600);

	if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	close(fd);
	return -1;
}

/* What a restore that was killed left beside; it never was anybody's data. */
static void
sweep(const char *dir)
{
	g_autofree char *parent = g_path_get_dirname(dir), *base = g_path_get_basename(dir), *prefix = g_strconcat(base, ".zurueck-", NULL);
	g_autoptr(GDir) listing = g_dir_open(parent, 0, NULL);
	const char *name;

	while (listing && (name = g_dir_read_name(listing))) {
		g_autofree char *path = g_build_filename(parent, name, NULL);
		int mark = g_str_has_prefix(name, prefix) && rmdir(path) != 0 ? lock_mark(path, 0) : -1;

		if (mark < 0)
			continue;
		folder_remove(path);
		close(mark);
	}
}

/* The mark goes along into its place and is removed there: what has been exchanged for it has none and is never swept. */
static gboolean
restore_through(const char *staging, const char *dir, const char *file, Place place, AppRestore *report, GError **error)
{
	g_autofree char *moved = g_build_filename(dir, MARK, NULL);
	int mark = lock_mark(staging, O_CREAT);
	gboolean is_done = unpack(file, staging, report, error) && move_in(staging, dir, place, report, error);

	if (is_done)
		unlink(moved);
	else
		folder_remove(staging);
	if (mark >= 0)
		close(mark);
	return is_done;
}

gboolean
app_restore(const AppOptions *options, const char *file, gboolean is_over, AppRestore *report, GError **error)
{
	g_autofree char *dir = app_choose_data_dir(options), *parent = g_path_get_dirname(dir);
	g_autofree char *staging = g_strconcat(dir, ".zurueck-XXXXXX", NULL);
	Place place;

	*report = (AppRestore){.n_kept = -1};
	if (!look(dir, &place, error) || (place == PLACE_USED && !may_replace(dir, is_over, error)))
		return FALSE;
	g_mkdir_with_parents(parent, 0700);
	sweep(dir);
	if (!g_mkdtemp_full(staging, 0700))
		return fail(error, parent, g_strerror(errno));
	if (restore_through(staging, dir, file, place, report, error))
		return TRUE;
	app_restore_clear(report);
	return FALSE;
}
