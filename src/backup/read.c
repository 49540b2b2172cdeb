/*
 * Reading a backup: unpacked into a fresh folder while every file is summed up; only if the list at the end names exactly what came, with
 * these sums, was it whole. Anything that a backup of ours does not have (links, folders, other names, the same name twice) is refused.
 */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

#define DOING "Zurückspielen"

typedef struct Reader {
	struct archive *tar;
	const char *file, *folder;
	GHashTable *sums; /* name -> hex */
	BackupInfo *info;
	gboolean is_complete;
} Reader;

static gboolean
damaged(const Reader *reader, const char *what, GError **error)
{
	g_set_error(error, BACKUP_ERROR, BACKUP_ERROR_DAMAGED,
		    "Die Sicherung %s ist unvollständig oder beschädigt (%s). Es wurde nichts verändert; nehmen Sie eine andere Sicherung.",
		    reader->file, what);
	return FALSE;
}

/* --- one file ---------------------------------------------------------------------------------------------------------------------------- */

/* Sums up the entry's bytes; they go to @out (NULL: nowhere) and to @text (NULL: not; at most @max). */
static gboolean
take_bytes(Reader *reader, const char *name, FILE *out, GString *text, gsize max, GError **error)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autofree char *buffer = g_malloc(CHUNK);
	la_ssize_t n;

	while ((n = archive_read_data(reader->tar, buffer, CHUNK)) > 0) {
		g_checksum_update(sum, (const guchar *)buffer, n);
		if (out && fwrite(buffer, 1, (gsize)n, out) != (gsize)n)
			return backup_fail(DOING, reader->folder, errno, error);
		if (text && text->len + (gsize)n > max)
			return damaged(reader, name, error);
		if (text)
			g_string_append_len(text, buffer, n);
	}
	if (n < 0)
		return damaged(reader, name, error);
	g_hash_table_insert(reader->sums, g_strdup(name), g_strdup(g_checksum_get_string(sum)));
	return TRUE;
}

static gboolean
unpack(Reader *reader, const char *name, GError **error)
{
	g_autofree char *path = g_build_filename(reader->folder, name, NULL), *dir = g_path_get_dirname(path);
	gboolean is_done;
	FILE *out;

	/* w x: only a file that is not there yet, so no link either; the folder is ours alone */
	if (g_mkdir_with_parents(dir, 0700) != 0 || !(out = fopen(path, "wxe")))
		return backup_fail(DOING, path, errno, error);
	is_done = take_bytes(reader, name, out, NULL, 0, error);
	if (is_done && (fchmod(fileno(out), 0600) != 0 || fflush(out) != 0 || fsync(fileno(out)) != 0))
		is_done = backup_fail(DOING, path, errno, error);
	if (fclose(out) != 0 && is_done)
		is_done = backup_fail(DOING, path, errno, error);
	return is_done;
}

/* --- beginning and end ------------------------------------------------------------------------------------------------------------------- */

static gboolean
read_info(Reader *reader, GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);

	return take_bytes(reader, NAME_INFO, NULL, text, INFO_MAX, error) && (reader->info = info_from_json(text->str, text->len, error)) != NULL;
}

static gboolean
compare_sums(Reader *reader, GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GHashTable) came = g_hash_table_ref(reader->sums);
	g_auto(GStrv) lines = NULL;
	guint i;

	reader->sums = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	if (!take_bytes(reader, NAME_SUMS, NULL, text, SUMS_MAX, error))
		return FALSE;
	lines = g_strsplit(text->str, "\n", -1);
	for (i = 0; lines[i] && *lines[i]; i++) {
		const char *name = strlen(lines[i]) > 66 ? lines[i] + 66 : "";
		const char *sum = g_hash_table_lookup(came, name);

		if (!sum || strncmp(sum, lines[i], 64) != 0 || strncmp(lines[i] + 64, "  ", 2) != 0)
			return damaged(reader, *name ? name : NAME_SUMS, error);
		g_hash_table_remove(came, name);
	}
	if (g_hash_table_size(came) > 0)
		return damaged(reader, NAME_SUMS, error);
	reader->is_complete = TRUE;
	return TRUE;
}

/* --- all --------------------------------------------------------------------------------------------------------------------------------- */

static gboolean
read_entry(Reader *reader, struct archive_entry *entry, GError **error)
{
	const char *name = archive_entry_pathname(entry);

	if (!name || archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) || reader->is_complete)
		return damaged(reader, "fremder Inhalt", error);
	if (!reader->info && strcmp(name, NAME_INFO) != 0)
		return damaged(reader, "keine Sicherung von vorort", error);
	if (g_hash_table_contains(reader->sums, name))
		return damaged(reader, "fremder Inhalt", error);
	if (!reader->info)
		return read_info(reader, error);
	if (strcmp(name, NAME_SUMS) == 0)
		return compare_sums(reader, error);
	return backup_name_is_allowed(name) ? unpack(reader, name, error) : damaged(reader, "fremder Inhalt", error);
}

static gboolean
read_all(Reader *reader, GError **error)
{
	struct archive_entry *entry;
	int rc;

	while ((rc = archive_read_next_header(reader->tar, &entry)) == ARCHIVE_OK)
		if (!read_entry(reader, entry, error))
			return FALSE;
	if (rc != ARCHIVE_EOF)
		return damaged(reader, "keine Sicherung von vorort, oder abgeschnitten", error);
	return reader->is_complete || damaged(reader, "das Ende fehlt", error);
}

BackupInfo *
backup_read(const char *file, const char *folder, GError **error)
{
	Reader reader = {.tar = archive_read_new(), .file = file, .folder = folder,
			 .sums = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free)};
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	gboolean is_done;

	archive_read_support_format_tar(reader.tar);
	if (fd < 0)
		is_done = backup_fail(DOING, file, errno, error);
	else if (archive_read_open_fd(reader.tar, fd, CHUNK) != ARCHIVE_OK)
		is_done = damaged(&reader, "keine Sicherung von vorort", error);
	else
		is_done = read_all(&reader, error);
	archive_read_free(reader.tar);
	if (fd >= 0)
		close(fd);
	g_hash_table_unref(reader.sums);
	if (is_done)
		return reader.info;
	backup_info_free(reader.info);
	return NULL;
}
