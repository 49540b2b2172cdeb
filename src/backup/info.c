/* What a backup says of itself, which files it may hold, and its errors. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

G_DEFINE_QUARK(vorort-backup-error, backup_error)

void
backup_info_free(BackupInfo *info)
{
	if (!info)
		return;
	g_free(info->program);
	g_free(info->created);
	g_free(info->device);
	g_free(info);
}

void
backup_file_free(BackupFile *file)
{
	if (!file)
		return;
	g_free(file->name);
	g_free(file->path);
	g_free(file);
}

/* --- errors ------------------------------------------------------------------------------------------------------------------------------ */

gboolean
backup_fail(const char *doing, const char *path, int code, GError **error)
{
	const char *what = code == ENOSPC || code == EDQUOT ? "der Datenträger ist voll; schaffen Sie Platz oder wählen Sie einen anderen"
			   : code == EACCES || code == EPERM ? "dort darf nicht geschrieben oder gelesen werden; prüfen Sie die Rechte"
			   : code == EFBIG                   ? "die Datei wird für diesen Datenträger zu groß; wählen Sie einen anderen"
			   : code == EROFS                   ? "der Datenträger ist schreibgeschützt"
							     : g_strerror(code);

	g_set_error(error, BACKUP_ERROR, BACKUP_ERROR_FAILED, "%s nicht möglich: %s: %s. Es wurde nichts verändert.", doing, path, what);
	return FALSE;
}

/* --- names ------------------------------------------------------------------------------------------------------------------------------- */

static gboolean
is_plain(const char *part)
{
	return *part && *part != '.' && strspn(part, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == strlen(part);
}

static gboolean
is_attachment(const char *name)
{
	g_auto(GStrv) parts = g_strsplit(name, "/", -1);
	guint i, n = g_strv_length(parts);

	if (n < 2 || n > 6 || strcmp(parts[0], "attachments") != 0 || strlen(name) > 400)
		return FALSE;
	for (i = 1; i < n; i++)
		if (!is_plain(parts[i]))
			return FALSE;
	return TRUE;
}

gboolean
backup_name_is_allowed(const char *name)
{
	static const char *const plain[] = {"vorort.db", "repo.bundle", "device.key", NULL};
	static const char old[] = "device.key.old-";

	if (g_strv_contains(plain, name) || is_attachment(name))
		return TRUE;
	return g_str_has_prefix(name, old) && strlen(name) > strlen(old) && strlen(name) < strlen(old) + 6 &&
	       strspn(name + strlen(old), "0123456789") == strlen(name + strlen(old));
}

/* --- JSON -------------------------------------------------------------------------------------------------------------------------------- */

char *
info_to_json(const BackupInfo *info)
{
	json_t *json = json_pack("{s:i, s:s, s:s, s:s, s:I, s:b}", "format", BACKUP_FORMAT, "program", info->program, "created", info->created,
				 "device", info->device, "entries", (json_int_t)info->n_ops, "has_key", (int)info->has_key);
	char *raw = json_dumps(json, JSON_INDENT(2) | JSON_PRESERVE_ORDER), *text = g_strconcat(raw, "\n", NULL);

	free(raw);
	json_decref(json);
	return text;
}

BackupInfo *
info_from_json(const char *text, gsize len, GError **error)
{
	json_t *json = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
	const char *program = NULL, *created = NULL, *device = NULL;
	json_int_t format = 0, n_ops = 0;
	int has_key = 0;
	BackupInfo *info = NULL;

	if (json_unpack(json, "{s:I}", "format", &format) == 0 && format > BACKUP_FORMAT) {
		g_set_error(error, BACKUP_ERROR, BACKUP_ERROR_NEWER,
			    "Die Sicherung stammt von einer neueren Version von vorort. Installieren Sie diese und spielen Sie sie dann zurück.");
	} else if (format == BACKUP_FORMAT && json_unpack(json, "{s:s, s:s, s:s, s:I, s:b}", "program", &program, "created", &created, "device",
							 &device, "entries", &n_ops, "has_key", &has_key) == 0) {
		info = g_new0(BackupInfo, 1);
		info->program = g_strdup(program);
		info->created = g_strdup(created);
		info->device = g_strdup(device);
		info->n_ops = n_ops;
		info->has_key = has_key != 0;
	} else {
		g_set_error(error, BACKUP_ERROR, BACKUP_ERROR_DAMAGED, "Die Sicherung ist beschädigt: ihre Beschreibung ist nicht lesbar.");
	}
	json_decref(json);
	return info;
}
