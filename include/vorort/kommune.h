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
	/* only of what the store gives: */
	char *stand;      /* Gebietsstand of the last directory that holds it */
	gboolean is_current; /* that is the newest one; else the Kommune is gone */
} Kommune;

void kommune_free(Kommune *kommune);
Kommune *kommune_copy(const Kommune *kommune);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Kommune, kommune_free)

/* TRUE for a well-formed id. */
gboolean kommune_id_is_valid(const char *id);

/* What somebody typed as a key: an id, or 8, 9, 12 or 5 digits; returns the id or NULL. Caller frees. */
char *kommune_id_from_key(const char *typed);

/* Two digits of the Land, as a borrowed pointer into @id to be read with "%.2s"; never NULL for a valid id. */
const char *kommune_id_land(const char *id);

/* Short name without title: "Hanau" for "Hanau, Brüder-Grimm-Stadt". Caller frees. */
char *kommune_short_name(const char *name);

/* TRUE if both are one name, of which the official file may have cut one at 50 characters. */
gboolean kommune_same_name(const char *a, const char *b);

/* Code of WORDS_SIZE for a number of inhabitants; NULL if it is not known (0). */
const char *kommune_size(gint64 einwohner);
/* The inhabitants of that size, both inclusive; everything for NULL or an unknown code. */
void kommune_size_limits(const char *size, gint64 *least, gint64 *most);

/* "20–50 Tsd.": the class of that number of inhabitants in words; "" if it is not known (0). */
const char *kommune_class(gint64 einwohner);
/* "Stadt, 20–50 Tsd., HE": what a Kommune is without saying which. Caller frees. */
char *kommune_unnamed(const char *id, const char *art, gint64 einwohner);

/* German word for the art ("Stadt", "Landkreis", "Verbandsgemeinde"), "" if unknown. */
const char *kommune_art_text(const char *art);

/* --- normal form: what travels through the shared repository as kommunen/<sha256>.jsonl ---------------------------------------- */

/*
 * First line {"format":"vorort-kommunen","version":1,"stand":"2023-11-30","quelle":"…"}, then one line per Kommune, sorted by id, compact
 * JSON with the keys art ars einwohner id kreis name plz verband in this order, empty values left out. The same directory gives the
 * same bytes on every laptop. Version 2 is a list of keys and names alone (the AGS code list): it confirms and renames what other
 * directories hold, nothing becomes new or gone by it.
 */
typedef struct Verzeichnis {
	char *stand;  /* YYYY-MM-DD */
	char *quelle; /* attribution */
	gboolean is_names; /* keys and names only */
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

/* --- directories over time (kommune_history.c) --------------------------------------------------------------------------------- */

typedef struct KommuneVersion { /* how a Kommune stood in the directories from one Gebietsstand to another */
	char *id;
	char *first, *last; /* YYYY-MM-DD */
	char *name, *ars, *kreis, *verband;
} KommuneVersion;
void kommune_version_free(KommuneVersion *version);

typedef struct KommuneHistory {
	GPtrArray *kommunen; /* of Kommune, each as last known, with stand and is_current */
	GPtrArray *versions; /* of KommuneVersion, by id and first */
} KommuneHistory;
void kommune_history_free(KommuneHistory *history);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KommuneHistory, kommune_history_free)

/*
 * Lays directories (of Verzeichnis, in any order that does not depend on arrival) one behind the other. Several of one Gebietsstand count
 * as one; of two that differ the latter in the array counts. Names-only ones apply to what the newest other one before them holds.
 */
KommuneHistory *kommune_history(const GPtrArray *directories);

/*
 * All Kommunen of one Gebietsstand: @stand itself, or with @step -1 / 1 the nearest one before / after it that is no names-only one.
 * *@found (may be NULL) receives it, borrowed. Borrowed Kommunen by id; NULL if there is none.
 */
GHashTable *kommune_directory_at(const GPtrArray *directories, const char *stand, int step, const char **found);

/* --- what changed between two directories (kommune_change.c) ------------------------------------------------------------------- */

typedef enum {
	KOMMUNE_NEW,
	KOMMUNE_RENAMED, /* before and after: names */
	KOMMUNE_MOVED,   /* before and after: Regionalschlüssel; the AGS is the same */
	KOMMUNE_REKEYED, /* same name under a new key; after: the new id */
	KOMMUNE_MERGED,  /* after: id of the one it became part of */
	KOMMUNE_GONE,
	KOMMUNE_N_CHANGES,
} KommuneChangeKind;

typedef struct KommuneChange {
	KommuneChangeKind kind;
	char *id, *name, *kreis; /* name as in the later directory, of a gone one as in the earlier */
	char *before, *after;    /* "" unless the kind says more */
	gboolean is_recorded;    /* there is a successor for it (set by the app) */
} KommuneChange;
void kommune_change_free(KommuneChange *change);

/*
 * @before, @after: id to Kommune. Array of KommuneChange by kind, then id. REKEYED: gone, and exactly one new one of the same Land and kind
 * has its short name, and no other gone one has it. MERGED: a gone Verband all of whose Gemeinden belong to one other Verband now.
 */
GPtrArray *kommune_changes(GHashTable *before, GHashTable *after);
/* The same against a names-only directory: RENAMED, NEW (not in @before) and GONE (Gemeinden of @before that it does not list). */
GPtrArray *kommune_name_changes(GHashTable *before, const Verzeichnis *names);
