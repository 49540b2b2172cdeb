/*
 * The files of attachments/ in the data directory: one for each content, named by its SHA-256, 0600. Which of them mean something is known
 * by the log alone; a file that is not here is fetched when it is opened.
 */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

#define FOLDER "attachments"

char *
app_attachment_path(App *app, const char *sha256)
{
	g_assert(attachment_hash_is_valid(sha256));
	return g_build_filename(app->data_dir, FOLDER, sha256, NULL);
}

/* --- reading ----------------------------------------------------------------------------------------------------------------------------- */

static gboolean
fail(GError **error, const char *path, const char *why)
{
	g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "Die Datei %s %s", path, why);
	return FALSE;
}

/* All of it, at most ATTACHMENT_MAX bytes and one. */
static GBytes *
drain(int fd)
{
	g_autofree char *buffer = g_malloc(ATTACHMENT_MAX + 1);
	gsize len = 0;
	ssize_t n = 1;

	while (len <= ATTACHMENT_MAX && n != 0) {
		n = read(fd, buffer + len, ATTACHMENT_MAX + 1 - len);
		if (n < 0 && errno != EINTR)
			return NULL;
		len += n > 0 ? (gsize)n : 0;
	}
	return g_bytes_new(buffer, len);
}

static GBytes *
read_open(int fd, const char *path, GError **error)
{
	g_autoptr(GBytes) bytes = NULL;
	g_autofree char *why = NULL;
	struct stat st;

	if (fstat(fd, &st) != 0 || S_ISDIR(st.st_mode))
		return fail(error, path, "ist ein Ordner. Geben Sie eine einzelne Datei an."), NULL;
	if (!S_ISREG(st.st_mode))
		return fail(error, path, "ist keine gewöhnliche Datei."), NULL;
	if (st.st_size == 0)
		return fail(error, path, "ist leer."), NULL;
	/* What grows while it is read is caught as well. */
	if (st.st_size <= ATTACHMENT_MAX && !(bytes = drain(fd))) {
		why = g_strdup_printf("lässt sich nicht lesen: %s.", g_strerror(errno));
		return fail(error, path, why), NULL;
	}
	if (bytes && g_bytes_get_size(bytes) <= ATTACHMENT_MAX)
		return g_steal_pointer(&bytes);
	return fail(error, path, "ist größer als 2 MiB. Verkleinern Sie sie, oder nennen Sie stattdessen den Ablageort als Nachweis."), NULL;
}

GBytes *
app_read_file(const char *path, GError **error)
{
	/* A pipe that nobody writes to would hold us for ever. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	GBytes *bytes;

	if (fd < 0) {
		g_autofree char *why = g_strdup_printf("lässt sich nicht lesen: %s.", g_strerror(errno));

		return fail(error, path, why), NULL;
	}
	bytes = read_open(fd, path, error);
	close(fd);
	return bytes;
}

gboolean
app_has_attachment(App *app, const char *sha256, gint64 size)
{
	g_autofree char *path = attachment_hash_is_valid(sha256) ? app_attachment_path(app, sha256) : NULL;
	struct stat st;

	return path && lstat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == size;
}

GBytes *
app_attachment_bytes(App *app, const char *sha256)
{
	g_autofree char *path = app_attachment_path(app, sha256), *hash = NULL;
	g_autoptr(GBytes) bytes = app_read_file(path, NULL);

	hash = bytes ? g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes) : NULL;
	return g_strcmp0(hash, sha256) == 0 ? g_steal_pointer(&bytes) : NULL;
}

/* --- writing ----------------------------------------------------------------------------------------------------------------------------- */

static void
sync_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

/* What a killed one left of a file half written: "<sha256>.XXXXXX". */
static void
sweep(const char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *hash = g_strndup(name, 64), *path = g_build_filename(folder, name, NULL);
		GStatBuf st;

		/* Another window may be at work on one of this minute. */
		if (strlen(name) == 71 && name[64] == '.' && attachment_hash_is_valid(hash) && g_lstat(path, &st) == 0 && time(NULL) - st.st_mtime > 60)
			unlink(path);
	}
}

gboolean
app_keep_attachment(App *app, const char *sha256, GBytes *bytes, GError **error)
{
	g_autofree char *folder = g_build_filename(app->data_dir, FOLDER, NULL), *path = app_attachment_path(app, sha256);
	g_autoptr(GError) cause = NULL;
	gsize len;
	const char *data = g_bytes_get_data(bytes, &len);

	if (g_mkdir(folder, 0700) == 0)
		sync_folder(app->data_dir);
	sweep(folder);
	if (g_file_set_contents_full(path, data, (gssize)len, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &cause))
		return TRUE;
	g_set_error(error, APP_ERROR, APP_ERROR_FAILED, "Die Anlage lässt sich im Datenordner nicht speichern (%s). Schaffen Sie Platz und versuchen "
		    "Sie es noch einmal.", cause->message);
	return FALSE;
}

gboolean
app_drop_erased_files(App *app, GError **error)
{
	g_autoptr(GHashTable) erased = store_erased_files(app->store, error);
	GHashTableIter iter;
	gpointer sha256;

	if (!erased)
		return FALSE;
	g_hash_table_iter_init(&iter, erased);
	while (g_hash_table_iter_next(&iter, &sha256, NULL)) {
		g_autofree char *path = attachment_hash_is_valid(sha256) ? app_attachment_path(app, sha256) : NULL;

		if (path)
			unlink(path);
	}
	return TRUE;
}
