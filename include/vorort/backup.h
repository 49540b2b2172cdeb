/*
 * Backup: the file that `vorort backup` writes and `vorort restore` reads. Knows the container, not what the files in it mean.
 *
 * A plain tar: first vorort-sicherung.json (format, when, of which device), then the files of the data directory, last SHA256SUMS over all of
 * them, so that `tar -x` and `sha256sum -c` do without this program. A file without SHA256SUMS at its end is not whole. Mode 0600: it holds
 * the device key unless that was left out.
 */
#pragma once

#include <glib.h>

#define BACKUP_ERROR (backup_error_quark())
typedef enum {
	BACKUP_ERROR_FAILED,  /* cannot be written or read: disk full, rights */
	BACKUP_ERROR_EXISTS,
	BACKUP_ERROR_DAMAGED, /* not whole, changed, or no backup at all */
	BACKUP_ERROR_NEWER,
} BackupError;
GQuark backup_error_quark(void);

typedef struct BackupInfo {
	char *program; /* version that wrote it */
	char *created; /* YYYY-MM-DDTHH:MMZ */
	char *device;
	gint64 n_ops;
	gboolean has_key;
} BackupInfo;
void backup_info_free(BackupInfo *info);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BackupInfo, backup_info_free)

typedef struct BackupFile {
	char *name; /* in the container, see backup_name_is_allowed() */
	char *path; /* where it lies */
} BackupFile;
void backup_file_free(BackupFile *file);

/* vorort.db, repo.bundle, device.key and its former ones, attachments/…: nothing else is written or read. */
gboolean backup_name_is_allowed(const char *name);

/*
 * Writes @files (of BackupFile) to @target, whole or not at all: it comes into being under another name and is on disk when this returns.
 * An existing @target is never replaced.
 */
gboolean backup_write(const char *target, const BackupInfo *info, GPtrArray *files, GError **error);

/* Gives the finished file @part its name @target in the same folder, durably. What is there already is not replaced; @part stays then. */
gboolean backup_place(const char *part, const char *target, GError **error);

/*
 * Unpacks @file into @folder (empty, private), checking every byte; what is written is on disk when this returns. NULL: not whole, newer, no
 * backup, or no room; what stands in @folder then is worthless.
 */
BackupInfo *backup_read(const char *file, const char *folder, GError **error);
