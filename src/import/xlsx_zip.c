/*
 * The archive of an XLSX. Hostile until checked: names in it are only compared, never used as paths; what is not needed is not unpacked; what
 * is unpacked is counted against a limit of its own and against the size of the file.
 */
#include "xlsx.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

enum {
	MEMBERS_MAX = 1000,
	RATIO_MAX = 200,            /* unpacked to packed; XML of tables comes to 20 */
	RATIO_FREE = 4 * 1024 * 1024, /* bytes that may come out of any file */
};

static gboolean
fail(GError **error, const char *reason)
{
	g_set_error(error, KOMMUNE_ERROR, KOMMUNE_ERROR_INVALID, "Excel-Datei: %s", reason);
	return FALSE;
}

static gboolean
fail_archive(struct archive *archive, GError **error)
{
	const char *cause = archive_error_string(archive);
	g_autofree char *valid = g_utf8_make_valid(cause ? cause : "unbekannter Fehler", -1);

	g_set_error(error, KOMMUNE_ERROR, KOMMUNE_ERROR_INVALID,
		    "Excel-Datei: Sie ist beschädigt oder mit einem Kennwort geschützt (%s). Lassen Sie sie noch einmal schicken.", valid);
	return FALSE;
}

static gboolean
is_needed(const char *name)
{
	static const char *const names[] = {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", NULL};

	return g_strv_contains(names, name) || (g_str_has_prefix(name, "xl/worksheets/") && g_str_has_suffix(name, ".xml"));
}

/* @total counts what came out of the whole archive of @packed bytes. */
static GBytes *
read_member(struct archive *archive, gsize packed, gsize *total, GError **error)
{
	g_autoptr(GByteArray) all = g_byte_array_new();
	char buffer[65536];
	la_ssize_t n;

	while ((n = archive_read_data(archive, buffer, sizeof buffer)) > 0) {
		*total += (gsize)n;
		if (*total > XLSX_CONTENT_MAX || (*total > RATIO_FREE && *total / RATIO_MAX > packed)) {
			fail(error, "Der Inhalt ist entpackt viel zu groß für einen Fragebogen.");
			return NULL;
		}
		g_byte_array_append(all, (const guint8 *)buffer, (guint)n);
	}
	if (n < 0) {
		fail_archive(archive, error);
		return NULL;
	}
	return g_byte_array_free_to_bytes(g_steal_pointer(&all));
}

/* FALSE with an error if @entry must not be there. */
static gboolean
take_member(struct archive *archive, struct archive_entry *entry, gsize packed, gsize *total, GHashTable *members, GError **error)
{
	const char *name = archive_entry_pathname_utf8(entry);
	GBytes *member;

	if (!name || !is_needed(name))
		return TRUE;
	if (archive_entry_filetype(entry) != AE_IFREG || g_hash_table_contains(members, name))
		return fail(error, "Ein Teil von ihr ist doppelt oder keine Datei.");
	if (!(member = read_member(archive, packed, total, error)))
		return FALSE;
	g_hash_table_insert(members, g_strdup(name), member);
	return TRUE;
}

static gboolean
take_members(struct archive *archive, gsize packed, GHashTable *members, GError **error)
{
	struct archive_entry *entry;
	gsize total = 0;
	guint n = 0;
	int rc;

	while ((rc = archive_read_next_header(archive, &entry)) == ARCHIVE_OK || rc == ARCHIVE_WARN) {
		if (++n > MEMBERS_MAX)
			return fail(error, "Sie besteht aus zu vielen Teilen.");
		if (!take_member(archive, entry, packed, &total, members, error))
			return FALSE;
	}
	return rc == ARCHIVE_EOF || fail_archive(archive, error);
}

static const char *
why_not(GBytes *bytes)
{
	static const guint8 ole[] = {0xD0, 0xCF, 0x11, 0xE0};
	gsize len;
	const char *data = g_bytes_get_data(bytes, &len);

	if (len > XLSX_FILE_MAX)
		return "Sie ist zu groß für einen Fragebogen (höchstens 8 MiB).";
	if (len >= 4 && memcmp(data, ole, 4) == 0)
		return "Sie ist im alten Format .xls oder mit einem Kennwort geschützt. Speichern Sie sie ohne Kennwort als .xlsx.";
	if (len < 4 || memcmp(data, "PK\3\4", 4) != 0)
		return "Das ist keine Datei im Format .xlsx.";
	return NULL;
}

GHashTable *
xlsx_members(GBytes *bytes, GError **error)
{
	g_autoptr(GHashTable) members = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
	const char *problem = why_not(bytes);
	struct archive *archive;
	gsize len;
	const void *data = g_bytes_get_data(bytes, &len);
	gboolean ok;

	if (problem) {
		fail(error, problem);
		return NULL;
	}
	archive = archive_read_new();
	archive_read_support_format_zip_seekable(archive);
	ok = archive_read_open_memory(archive, data, len) == ARCHIVE_OK ? take_members(archive, len, members, error) : fail_archive(archive, error);
	archive_read_free(archive);
	return ok ? g_steal_pointer(&members) : NULL;
}
