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

/* --- XLSX ---------------------------------------------------------------------------------------------------------------------------------- */

#define XLSX_FILE_MAX (8 * 1024 * 1024)     /* bytes of the file */
#define XLSX_CONTENT_MAX (64 * 1024 * 1024) /* bytes of all that is read out of it */

typedef enum { XLSX_TEXT, XLSX_NUMBER, XLSX_BOOLEAN, XLSX_ERROR, XLSX_FORMULA } XlsxKind;

typedef struct XlsxCell {
	guint row, column; /* from 0 */
	XlsxKind kind;     /* FORMULA: whatever it comes to */
	char *text;        /* of a number with a point; of a boolean "1" or "0"; of a formula the value that was kept with it */
} XlsxCell;

typedef struct XlsxSheet {
	char *name;
	GPtrArray *cells; /* of XlsxCell that are not empty, as they stand in the file */
} XlsxSheet;

typedef struct XlsxBook {
	GPtrArray *sheets;  /* of XlsxSheet, in the order of the book */
	gboolean is_1904;   /* days count from 1904 */
} XlsxBook;
void xlsx_book_free(XlsxBook *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(XlsxBook, xlsx_book_free)

/*
 * Reads what Excel or LibreOffice saved. Hostile until checked: only the members that are needed are unpacked, and counted; a document type
 * declaration is refused, and so are formulas as values (XLSX_FORMULA says so to the caller).
 */
XlsxBook *import_xlsx(GBytes *bytes, GError **error);
/* "B7"; caller frees. */
char *xlsx_cell_name(guint row, guint column);
/* The day of a date cell ("46370" or "46370.5") as YYYY-MM-DD; NULL if it is none. Caller frees. */
char *xlsx_date(const XlsxBook *book, const char *number);
