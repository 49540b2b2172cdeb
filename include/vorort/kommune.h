/*
 * Kommunen: Gemeinden, Verbände and Kreise of the official Gemeindeverzeichnis (Destatis GV-ISys).
 *
 * Identity is the kind and the official key, written as one id that is the same on every laptop:
 *   "ags:06435014"        Gemeinde, 8 digits (Amtlicher Gemeindeschlüssel)
 *   "verband:064355003"   Gemeindeverband, 9 digits (Land, RB, Kreis, Verband of the Regionalschlüssel)
 *   "kreis:06435"         Kreis or kreisfreie Stadt, 5 digits
 */
#pragma once

#include <glib.h>

typedef struct Kommune {
	char *id;
	char *name;      /* as in the directory, double and trailing blanks removed */
	char *art;       /* code of the Textkennzeichen, two digits ("63" Stadt) */
	char *ars;       /* 12 digits for a Gemeinde, else "" */
	char *kreis;     /* name of its Kreis, "" for a Kreis */
	char *verband;   /* id of its Verband, "" if none or verbandsfrei */
	char *plz;       /* of the seat, "" if unknown */
	gint64 einwohner; /* 0: unknown */
} Kommune;

void kommune_free(Kommune *kommune);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Kommune, kommune_free)

/* TRUE for a well-formed id. */
gboolean kommune_id_is_valid(const char *id);

/* What somebody typed as a key: an id, or 8, 9, 12 or 5 digits; returns the id or NULL. Caller frees. */
char *kommune_id_from_key(const char *typed);

/* Two digits of the Land, as a borrowed pointer into @id to be read with "%.2s"; never NULL for a valid id. */
const char *kommune_id_land(const char *id);

/* Short name without title: "Hanau" for "Hanau, Brüder-Grimm-Stadt". Caller frees. */
char *kommune_short_name(const char *name);

/* Code of WORDS_SIZE for a number of inhabitants; NULL if it is not known (0). */
const char *kommune_size(gint64 einwohner);

/* German word for the art ("Stadt", "Landkreis", "Verbandsgemeinde"), "" if unknown. */
const char *kommune_art_text(const char *art);

/* --- normal form: what travels through the shared repository as kommunen/<sha256>.jsonl ---------------------------------------- */

/*
 * First line {"format":"vorort-kommunen","version":1,"stand":"2023-11-30","quelle":"…"}, then one line per Kommune, sorted by id, compact
 * JSON with the keys art ars einwohner id kreis name plz verband in this order, empty values left out. The same directory gives the
 * same bytes on every laptop.
 */
typedef struct Verzeichnis {
	char *stand;  /* YYYY-MM-DD */
	char *quelle; /* attribution */
	GPtrArray *kommunen; /* of Kommune, sorted by id */
} Verzeichnis;

void verzeichnis_free(Verzeichnis *verzeichnis);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Verzeichnis, verzeichnis_free)

#define KOMMUNE_ERROR (kommune_error_quark())
typedef enum { KOMMUNE_ERROR_INVALID } KommuneError;
GQuark kommune_error_quark(void);

GBytes *verzeichnis_write(const Verzeichnis *verzeichnis);
/* Strict; errors name the line. */
Verzeichnis *verzeichnis_read(GBytes *bytes, GError **error);

/* --- src/import ------------------------------------------------------------------------------------------------------------------ */

/*
 * Reads an official GV100AD file (.txt UTF-8 or .ASC Latin-1, LF or CRLF), recognised by content. All or nothing: a file with shifted
 * columns is refused with line and column. Unpopulated areas (Textkennzeichen 66) are left out. @warnings receives German sentences.
 */
Verzeichnis *import_gv100ad(GBytes *bytes, GPtrArray *warnings, GError **error);
