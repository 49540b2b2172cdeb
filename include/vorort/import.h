/*
 * Import: files of the field as they are downloaded, recognised by content, never by name. All of them are hostile until checked; a file is
 * taken whole or not at all. Errors are KOMMUNE_ERROR and name line and column where there are any.
 */
#pragma once

#include <glib.h>

#include "vorort/kommune.h"

#define IMPORT_FILE_MAX (64 * 1024 * 1024) /* bytes of a file, and of what comes out of a ZIP archive */

typedef enum {
	IMPORT_GV100AD,
	IMPORT_CODELIST,
	IMPORT_NORMAL, /* our own kommunen/<sha256>.jsonl */
	IMPORT_ANGEBOTE,
	IMPORT_UNKNOWN
} ImportKind;

/* What @bytes look like; GV100AD, which has no mark, if like nothing else. */
ImportKind import_recognise(GBytes *bytes);

/* The one Gemeindeverzeichnis in a ZIP archive; @bytes itself (a new reference) if they are no archive. */
GBytes *import_unpack(GBytes *bytes, GError **error);

/* Any of the first three kinds. @warnings receives German sentences. */
Verzeichnis *import_directory(GBytes *bytes, GPtrArray *warnings, GError **error);

/*
 * Reads an official GV100AD file (.txt UTF-8 or .ASC Latin-1, LF or CRLF). A file with shifted columns is refused with line and column.
 * Unpopulated areas (Textkennzeichen 66) are left out.
 */
Verzeichnis *import_gv100ad(GBytes *bytes, GPtrArray *warnings, GError **error);

/*
 * Reads the AGS code list of the XRepository (Genericode XML): keys and names, no districts of cities. A document type declaration is
 * refused, and with it every entity of its own.
 */
Verzeichnis *import_codelist(GBytes *bytes, GPtrArray *warnings, GError **error);

typedef struct Angebot { /* one line: an authority offers a Leistung online */
	guint line;
	char *ars;                        /* 12 digits */
	char *schluessel;                 /* Leistungsschlüssel, 14 digits */
	char *dienst, *name, *url, *date; /* "" if not given; date YYYY-MM-DD */
	gboolean is_local;                /* its own offer, not inherited from Land or Bund */
} Angebot;
void angebot_free(Angebot *angebot);

/* Reads a CSV with the columns ars;leistungsschluessel;onlinedienst_id;name;url;lokal;abgerufen_am, the first two required. */
GPtrArray *import_angebote(GBytes *bytes, GError **error);
