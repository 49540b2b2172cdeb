/* The paths of the shared repository (man/vorort-format.5). Whatever does not parse here is foreign and never taken from in/…. */
#pragma once

#include "vorort/sync.h"

typedef enum { PATH_FOREIGN, PATH_VORORT, PATH_CHECKLIST, PATH_KOMMUNEN, PATH_BATCH, PATH_TEXT } PathKind;

typedef struct RepoPath {
	PathKind kind;
	char device[STAMP_DEVICE_LEN + 1]; /* batch, text */
	gint64 number;                     /* batch, text */
	char hash[65];                     /* batch, text, checklist: first 8 hex digits; kommunen: all 64 */
} RepoPath;

/* Fills @out; its kind is PATH_FOREIGN for everything unknown. */
PathKind path_parse(const char *path, RepoPath *out);

/* TRUE for a folder that may hold known paths: only such are looked into. */
gboolean path_is_known_folder(const char *path);

/* TRUE if @path lies, or would have to lie, among the files of the undertaking: log/…, checklists/…, kommunen/…, vorort.json. */
gboolean path_is_among_ours(const char *path);

/* Path of a batch file; caller frees. */
char *path_of_batch(const char *device, gint64 number, const char *sha256);
/* The same path with .text instead of .jsonl or the other way round; caller frees. */
char *path_of_texts(const char *batch_path);
char *path_of_batch_of_texts(const char *text_path);

/* Largest allowed file of this kind in bytes. */
gsize path_max_size(PathKind kind);

/* TRUE if @bytes are what a checklist's or Kommunen file's name says. */
gboolean path_fits_content(const RepoPath *path, GBytes *bytes);

/* Id of an undertaking: [a-z0-9-], 4 to 64 characters. */
gboolean undertaking_id_is_valid(const char *id);
