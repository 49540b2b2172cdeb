/* What writing and reading a backup share. */
#pragma once

#include "vorort/backup.h"

#define BACKUP_FORMAT 1
#define NAME_INFO "vorort-sicherung.json"
#define NAME_SUMS "SHA256SUMS"
#define INFO_MAX (64 * 1024)
#define SUMS_MAX (16 * 1024 * 1024)
#define CHUNK (256 * 1024)

/* JSON and back; NULL with BACKUP_ERROR_DAMAGED or _NEWER. */
char *info_to_json(const BackupInfo *info);
BackupInfo *info_from_json(const char *json, gsize len, GError **error);

/* Sets BACKUP_ERROR_FAILED with the reason in German; @code is an errno. Returns FALSE. */
gboolean backup_fail(const char *doing, const char *path, int code, GError **error);
