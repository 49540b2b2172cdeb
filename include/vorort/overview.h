/*
 * The overview of Bedarfsträger (§ 2 (1) of the Kooperationsvereinbarung): which Leistung stands how at which Kommune.
 *
 * Rows are Kommunen, Kreise or Länder, columns the Leistungen. Rows are read once (some 12,600 nationwide); cells only for the rows that
 * are on the screen.
 */
#pragma once

#include <glib.h>

typedef enum { OVERVIEW_KOMMUNE, OVERVIEW_KREIS, OVERVIEW_LAND, N_OVERVIEW_GROUPS } OverviewGroup;

typedef struct OverviewFilter { /* NULL or FALSE: no restriction; texts are owned by whoever fills it */
	OverviewGroup group;
	const char *land;        /* two digits */
	const char *kreis;       /* five digits */
	const char *size;        /* code of WORDS_SIZE */
	const char *leistung;    /* with ->state: only Kommunen where this Leistung is in that state */
	const char *state;       /* code of WORDS_ANBINDUNG_STATE: only Kommunen with an Anbindung in it */
	const char *text;        /* part of the name of the Kommune or its Kreis, folded by the store */
	gboolean first_mover;    /* only Kommunen that are First Mover of some Leistung */
	gboolean only_anbindung; /* only Kommunen with an Anbindung */
} OverviewFilter;

typedef struct OverviewRow {
	char *key;        /* id of the Kommune, five digits of the Kreis, two of the Land */
	char *name;
	char *kreis;      /* name of the Kreis; "" for a Kreis or Land */
	char *search;     /* folded: what a typed text is looked for in; name, Kreis and keys */
	gint64 einwohner; /* of a Kommune or Kreis; 0: unknown */
} OverviewRow;

typedef struct OverviewCell { /* borrowed during the call */
	const char *leistung;
	const char *anbindung;   /* id; NULL for Kreise and Länder */
	const char *state;       /* code; "unbekannt" where nobody has said; NULL for Kreise and Länder */
	const char *state_date;  /* "" if not given */
	const char *visit_date;  /* of the next Termin that is not done; "" if there is none. For Kreise and Länder: "" */
	gint64 n;                /* Anbindungen: 1 for a Kommune */
	gint64 n_connected;      /* productive or end-to-end */
	gint64 n_out;            /* not responsible, or another service in use */
	gint64 n_first_mover;
	gint64 n_obstacles;      /* open ones; Kommunen only */
} OverviewCell;

typedef void (*OverviewCellFunc)(const OverviewCell *cell, void *data);

void overview_row_free(OverviewRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OverviewRow, overview_row_free)

/* TRUE for states in which citizens can use the service: productive with or without Fachverfahren, end-to-end. */
gboolean overview_is_connected(const char *state);
/* TRUE where the Leistung is none of this Kommune's work: not responsible, or another service in use. */
gboolean overview_is_out(const char *state);
