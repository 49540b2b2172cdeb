/*
 * The official file as it is published, in a ZIP archive. The archive is hostile until checked: nothing is written to disk, no name in it
 * is used as a path, members are recognised by content, and what comes out is counted.
 */
#include "vorort/import.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

enum { MEMBERS_MAX = 100, HEAD = 32 };

static gboolean
fail(GError **error, const char *reason)
{
	g_set_error(error, KOMMUNE_ERROR, KOMMUNE_ERROR_INVALID, "ZIP-Archiv: %s", reason);
	return FALSE;
}

static gboolean
fail_archive(struct archive *archive, GError **error)
{
	const char *cause = archive_error_string(archive);
	g_autofree char *valid = g_utf8_make_valid(cause ? cause : "unbekannter Fehler", -1);

	g_set_error(error, KOMMUNE_ERROR, KOMMUNE_ERROR_INVALID,
		    "ZIP-Archiv: Es ist beschädigt oder verschlüsselt (%s). Laden Sie die Datei noch einmal herunter.", valid);
	return FALSE;
}

/* A record of GV100AD begins with Satzart and Gebietsstand, ten digits. */
static gboolean
looks_like_gv100ad(const char *head, gsize len)
{
	gsize i;

	if (len >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0) {
		head += 3;
		len -= 3;
	}
	for (i = 0; i < 10 && i < len && g_ascii_isdigit(head[i]); i++)
		;
	return i == 10 && head[0] >= '1' && head[0] <= '6' && head[1] == '0';
}

/* All of the member, of which @head is read already. */
static GBytes *
read_rest(struct archive *archive, GByteArray *head, GError **error)
{
	g_autoptr(GByteArray) all = g_byte_array_ref(head);
	char buffer[65536];
	la_ssize_t n;

	while ((n = archive_read_data(archive, buffer, sizeof buffer)) > 0) {
		if (all->len + (gsize)n > IMPORT_FILE_MAX) {
			fail(error, "Der Inhalt ist entpackt zu groß für ein Gemeindeverzeichnis.");
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

/* The member if it is a Gemeindeverzeichnis; NULL without error if not. */
static GBytes *
read_member(struct archive *archive, struct archive_entry *entry, GError **error)
{
	g_autoptr(GByteArray) head = g_byte_array_new();
	char buffer[HEAD];
	la_ssize_t n;

	if (archive_entry_filetype(entry) != AE_IFREG)
		return NULL;
	n = archive_read_data(archive, buffer, sizeof buffer);
	if (n < 0) {
		fail_archive(archive, error);
		return NULL;
	}
	if (!looks_like_gv100ad(buffer, (gsize)n))
		return NULL;
	g_byte_array_append(head, (const guint8 *)buffer, (guint)n);
	return read_rest(archive, head, error);
}

static GBytes *
only_member(struct archive *archive, GError **error)
{
	g_autoptr(GBytes) found = NULL;
	g_autoptr(GError) problem = NULL;
	struct archive_entry *entry;
	guint n_members = 0;
	int rc;

	while ((rc = archive_read_next_header(archive, &entry)) == ARCHIVE_OK || rc == ARCHIVE_WARN) {
		GBytes *member = ++n_members > MEMBERS_MAX ? NULL : read_member(archive, entry, &problem);

		if (n_members > MEMBERS_MAX)
			fail(&problem, "Es enthält zu viele Dateien.");
		else if (member && found)
			fail(&problem, "Es enthält mehrere Gemeindeverzeichnisse. Entpacken Sie es und geben Sie eine Datei an.");
		if (member && !found)
			found = member;
		else if (member)
			g_bytes_unref(member);
		if (problem) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return NULL;
		}
	}
	if (rc != ARCHIVE_EOF)
		fail_archive(archive, error);
	else if (!found)
		fail(error, "Es enthält kein Gemeindeverzeichnis GV100AD.");
	return rc == ARCHIVE_EOF ? g_steal_pointer(&found) : NULL;
}

GBytes *
import_unpack(GBytes *bytes, GError **error)
{
	gsize len;
	const char *data = g_bytes_get_data(bytes, &len);
	struct archive *archive;
	GBytes *member = NULL;

	if (len < 4 || (memcmp(data, "PK\3\4", 4) != 0 && memcmp(data, "PK\5\6", 4) != 0))
		return g_bytes_ref(bytes);
	archive = archive_read_new();
	archive_read_support_format_zip_seekable(archive);
	if (archive_read_open_memory(archive, data, len) == ARCHIVE_OK)
		member = only_member(archive, error);
	else
		fail_archive(archive, error);
	archive_read_free(archive);
	return member;
}
