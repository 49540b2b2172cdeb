/*
 * The backup: a copy of the database as it stands at one moment, then what the mirror has verified (never behind the database, because it is
 * taken later), the key and the attachments, gathered below the data directory and written as one file.
 */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"
#include "vorort/backup.h"

static void
add_file(GPtrArray *files, const char *name, const char *dir)
{
	BackupFile *file = g_new0(BackupFile, 1);

	file->name = g_strdup(name);
	file->path = g_build_filename(dir, name, NULL);
	g_ptr_array_add(files, file);
}

/* --- gathering --------------------------------------------------------------------------------------------------------------------------- */

/* The present key and the former ones: they may have entries to seal. */
static void
add_keys(App *app, GPtrArray *files)
{
	g_autoptr(GDir) dir = g_dir_open(app->data_dir, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir)))
		if (g_str_has_prefix(name, "device.key") && backup_name_is_allowed(name))
			add_file(files, name, app->data_dir);
}

static void
add_attachments(App *app, GPtrArray *files, const char *folder)
{
	g_autofree char *path = g_build_filename(app->data_dir, folder, NULL);
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *inner = g_build_filename(folder, name, NULL), *full = g_build_filename(path, name, NULL);
		struct stat st;

		if (lstat(full, &st) == 0 && S_ISDIR(st.st_mode))
			add_attachments(app, files, inner);
		else if (S_ISREG(st.st_mode) && backup_name_is_allowed(inner))
			add_file(files, inner, app->data_dir);
	}
}

static gboolean
gather(App *app, const char *staging, gboolean with_key, GPtrArray *files, GError **error)
{
	g_autofree char *database = g_build_filename(staging, "vorort.db", NULL), *mirror = g_build_filename(staging, "repo.bundle", NULL);
	gboolean has_mirror;

	if (!store_backup(app->store, database, error) || !sync_mirror_pack(app->data_dir, mirror, &has_mirror, error))
		return FALSE;
	add_file(files, "vorort.db", staging);
	if (has_mirror)
		add_file(files, "repo.bundle", staging);
	if (with_key)
		add_keys(app, files);
	add_attachments(app, files, "attachments");
	return TRUE;
}

/* --- writing ----------------------------------------------------------------------------------------------------------------------------- */

static BackupInfo *
describe(App *app, gboolean with_key)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();
	BackupInfo *info = g_new0(BackupInfo, 1);
	AppStatus status = {0};

	app_status(app, &status, NULL);
	info->program = g_strdup(VORORT_VERSION);
	info->created = g_date_time_format(now, "%Y-%m-%dT%H:%MZ");
	info->device = g_strdup(app_device(app));
	info->n_ops = status.n_ops;
	info->has_key = with_key;
	return info;
}

static gboolean
write_backup(App *app, const char *staging, const char *path, gboolean with_key, GError **error)
{
	g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func((GDestroyNotify)backup_file_free);
	g_autoptr(BackupInfo) info = describe(app, with_key);

	return gather(app, staging, with_key, files, error) && backup_write(path, info, files, error);
}

/* One backup at a time, in a folder of its own; what a killed one left is removed. */
static gboolean
in_staging(App *app, const char *path, gboolean with_key, GError **error)
{
	g_autofree char *lock_path = g_build_filename(app->data_dir, "backup.lock", NULL);
	g_autofree char *staging = g_build_filename(app->data_dir, "backup.tmp", NULL);
	int lock = open(lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	gboolean is_done = FALSE;

	if (lock < 0 || flock(lock, LOCK_EX) != 0) {
		g_set_error(error, APP_ERROR, APP_ERROR_FAILED, "Sichern nicht möglich: %s: %s.", lock_path, g_strerror(errno));
	} else {
		folder_remove(staging);
		if (g_mkdir(staging, 0700) == 0)
			is_done = write_backup(app, staging, path, with_key, error);
		else
			g_set_error(error, APP_ERROR, APP_ERROR_FAILED, "Sichern nicht möglich: %s: %s.", staging, g_strerror(errno));
		folder_remove(staging);
	}
	if (lock >= 0)
		close(lock);
	return is_done;
}

/* Without its key nobody could sign what waits in the outbox. */
static gboolean
seal_outbox(App *app, GError **error)
{
	gboolean has_contact = FALSE;

	if (app_unpublished(app) == 0)
		return TRUE;
	if (!app_seal(app, &has_contact, error))
		return FALSE;
	if (has_contact)
		return TRUE;
	g_set_error(error, APP_ERROR, APP_ERROR_INVALID,
		    "Sichern ohne Schlüssel nicht möglich: Dieses Gerät hat noch nie abgeglichen, und ohne seinen Schlüssel ließen sich die Einträge "
		    "später nicht mehr unterschreiben. Gleichen Sie zuerst ab, oder sichern Sie mit Schlüssel.");
	return FALSE;
}

gboolean
app_backup(App *app, const char *path, gboolean with_key, GError **error)
{
	return (with_key || seal_outbox(app, error)) && in_staging(app, path, with_key, error);
}
