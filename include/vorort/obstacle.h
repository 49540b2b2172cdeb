/*
 * The board of obstacles: one row as lists show it, and what it can be filtered by (design 6, FILTER – the same words everywhere).
 */
#pragma once

#include <glib.h>

typedef struct ObstacleRow {
	char *id;
	char *title;     /* as shown: an erased title says so */
	char *anbindung; /* id or "" */
	char *kommune;   /* name, "" if none */
	gboolean is_hidden; /* ->kommune says what it is, not which (Sichtschutz) */
	char *land;      /* code "06" or "" */
	char *leistung;  /* key or "" */
	char *category;  /* codes, comma separated */
	char *punkte;
	char *severity, *status, *responsible, *level; /* codes, "" if not set */
	char *steps;     /* ids, comma separated */
	char *due;       /* YYYY-MM-DD or "" */
	gboolean is_open;
	guint n_diff;    /* fields with differing inputs */
} ObstacleRow;

void obstacle_row_free(ObstacleRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ObstacleRow, obstacle_row_free)

/* NULL or "" in a member: not filtered by it. Codes are exact, text is searched in folded form, every word must occur. */
typedef struct ObstacleFilter {
	const char *land, *kommune /* id or part of the name */, *leistung, *category, *punkt, *severity, *status, *responsible, *level;
	const char *step, *phase, *fachverfahren, *anbindung, *text;
	const char *due;      /* due on or before this day */
	const char *kreis;    /* five digits */
	const char *size;     /* of the Kommune, code of WORDS_SIZE */
	gboolean only_open, only_diff;
	gboolean first_mover; /* only of Anbindungen that are First Mover */
} ObstacleFilter;
