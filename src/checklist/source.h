/*
 * A file being read and the diagnostics about it.
 *
 * A Log collects what one call has to say; a Source is one file of it (a checklist has several: its blocks). Only so many messages
 * are kept, so that a hostile file cannot fill the memory; the counts go on.
 */
#pragma once

#include "vorort/checklist.h"

#define SOURCE_MAX_BYTES (1024 * 1024)

typedef struct Log {
	GPtrArray *messages; /* of ChecklistMessage, borrowed */
	guint n_errors, n_warnings;
} Log;

typedef struct Source {
	Log *log;   /* borrowed */
	char *name; /* as shown in messages */
	char *text; /* valid UTF-8 without BOM once source_check() said so */
	gsize len;
	gboolean has_bom; /* it was dropped */
} Source;

/* Both take @bytes' content over by copying; a BOM is dropped. */
Source *source_new(Log *log, const char *name, const char *bytes, gsize len);
void source_free(Source *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Source, source_free)

/* Reads a regular file from the folder @folder_fd (AT_FDCWD: @path is a path of the user). NULL with a message. */
Source *source_open(Log *log, int folder_fd, const char *path, const char *shown);

/* FALSE with a message if the bytes are no text that YAML may hold: size, UTF-8, control and invisible format characters. */
gboolean source_check(Source *source);

void source_error(Source *source, unsigned line, unsigned column, const char *format, ...) G_GNUC_PRINTF(4, 5);
void source_warning(Source *source, unsigned line, unsigned column, const char *format, ...) G_GNUC_PRINTF(4, 5);

/* TRUE if further errors will only be counted. */
gboolean source_is_full(const Source *source);

/* TRUE for characters that a text must not hold: controls but newline and tab, format characters, separators, non-characters. */
gboolean source_is_forbidden(gunichar c);
