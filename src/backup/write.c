/* Writing a backup: a tar under a temporary name beside the target, which gets its name when all of it is on disk. */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

#define DOING "Schreiben"

typedef struct Writer {
	struct archive *tar;
	const char *target;
	GString *sums;
} Writer;

static gboolean
fail(const Writer *writer, GError **error)
{
	int code = archive_errno(writer->tar);

	return backup_fail(DOING, writer->target, code > 0 ? code : EIO, error);
}

static gboolean
begin_entry(const Writer *writer, const char *name, gint64 size, GError **error)
{
	struct archive_entry *entry = archive_entry_new();
	int rc;

	archive_entry_set_pathname(entry, name);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0600);
	archive_entry_set_size(entry, size);
	archive_entry_set_mtime(entry, time(NULL), 0);
	rc = archive_write_header(writer->tar, entry);
	archive_entry_free(entry);
	return rc == ARCHIVE_OK || fail(writer, error);
}

static void
note_sum(Writer *writer, const char *name, GChecksum *sum)
{
	g_string_append_printf(writer->sums, "%s  %s\n", g_checksum_get_string(sum), name);
}

static gboolean
write_text(Writer *writer, const char *name, const char *text, GError **error)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	gsize len = strlen(text);

	g_checksum_update(sum, (const guchar *)text, (gssize)len);
	if (!begin_entry(writer, name, (gint64)len, error))
		return FALSE;
	if (archive_write_data(writer->tar, text, len) != (la_ssize_t)len)
		return fail(writer, error);
	note_sum(writer, name, sum);
	return TRUE;
}

/* Exactly @size bytes: a file that shrinks or fails on the way spoils the backup, and is said so. */
static gboolean
copy_bytes(Writer *writer, int fd, const BackupFile *file, gint64 size, GChecksum *sum, GError **error)
{
	g_autofree char *buffer = g_malloc(CHUNK);

	while (size > 0) {
		ssize_t n = read(fd, buffer, (size_t)MIN(size, CHUNK));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return backup_fail(DOING, file->path, n < 0 ? errno : EIO, error);
		if (archive_write_data(writer->tar, buffer, (size_t)n) != n)
			return fail(writer, error);
		g_checksum_update(sum, (const guchar *)buffer, n);
		size -= n;
	}
	return TRUE;
}

static gboolean
write_file(Writer *writer, const BackupFile *file, GError **error)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	int fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	gboolean is_done;

	g_assert(backup_name_is_allowed(file->name));
	if (fd < 0 || fstat(fd, &st) != 0) {
		is_done = backup_fail(DOING, file->path, errno, error);
	} else {
		is_done = begin_entry(writer, file->name, st.st_size, error) && copy_bytes(writer, fd, file, st.st_size, sum, error);
		note_sum(writer, file->name, sum);
	}
	if (fd >= 0)
		close(fd);
	return is_done;
}

static gboolean
write_all(Writer *writer, const BackupInfo *info, GPtrArray *files, GError **error)
{
	g_autofree char *json = info_to_json(info), *sums = NULL;
	guint i;

	if (!write_text(writer, NAME_INFO, json, error))
		return FALSE;
	for (i = 0; i < files->len; i++)
		if (!write_file(writer, files->pdata[i], error))
			return FALSE;
	sums = g_strdup(writer->sums->str);
	return write_text(writer, NAME_SUMS, sums, error);
}

static gboolean
write_tar(int fd, const char *target, const BackupInfo *info, GPtrArray *files, GError **error)
{
	Writer writer = {archive_write_new(), target, g_string_new(NULL)};
	gboolean is_done;

	archive_write_set_format_pax_restricted(writer.tar);
	is_done = archive_write_open_fd(writer.tar, fd) == ARCHIVE_OK ? write_all(&writer, info, files, error) : fail(&writer, error);
	if (is_done && archive_write_close(writer.tar) != ARCHIVE_OK)
		is_done = fail(&writer, error);
	archive_write_free(writer.tar);
	g_string_free(writer.sums, TRUE);
	return is_done;
}

static void
sync_folder_of(const char *path)
{
	g_autofree char *dir = g_path_get_dirname(path);
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

gboolean
backup_place(const char *part, const char *target, GError **error)
{
	int fd = open(part, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	gboolean is_done = fd >= 0 && fsync(fd) == 0;

	/* link() does not replace what somebody else put there meanwhile; FAT knows no links, there the name was free a moment ago. */
	if (is_done && link(part, target) == 0)
		unlink(part);
	else if (is_done && (errno == EEXIST || rename(part, target) != 0))
		is_done = FALSE;
	if (!is_done)
		backup_fail(DOING, target, errno, error);
	if (fd >= 0)
		close(fd);
	sync_folder_of(target);
	return is_done;
}

gboolean
backup_write(const char *target, const BackupInfo *info, GPtrArray *files, GError **error)
{
	g_autofree char *part = g_strdup_printf("%s.teil-XXXXXX", target);
	gboolean is_done;
	struct stat st;
	int fd;

	if (lstat(target, &st) == 0) {
		g_set_error(error, BACKUP_ERROR, BACKUP_ERROR_EXISTS, "%s gibt es schon. Geben Sie einen neuen Namen an.", target);
		return FALSE;
	}
	if ((fd = g_mkstemp_full(part, O_RDWR | O_CLOEXEC, 0600)) < 0)
		return backup_fail(DOING, target, errno, error);
	is_done = write_tar(fd, target, info, files, error);
	close(fd);
	is_done = is_done && backup_place(part, target, error);
	if (!is_done)
		unlink(part);
	return is_done;
}
