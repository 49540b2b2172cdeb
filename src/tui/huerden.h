/*
 * Hürden, the board for leads: what its files share. Only the window on the screen is ever read; the filter's texts are owned here and
 * pointed to by the ObstacleFilter that the queries take.
 */
#pragma once

#include "list.h"
#include "screens.h"

typedef enum {
	FILTER_LAND,
	FILTER_KOMMUNE,
	FILTER_LEISTUNG,
	FILTER_CATEGORY,
	FILTER_SEVERITY,
	FILTER_STATUS,
	FILTER_RESPONSIBLE,
	FILTER_DUE,
	FILTER_TEXT, /* typed with "/", the list shows and clears it itself; all before it are of the form */
	N_FILTERS
} FilterKind;

typedef struct Huerden {
	Tui *tui;
	App *app;
	List *list;
	ListSource source;          /* huerden_source; ->empty says whether there is nothing or nothing passes */
	Area body;
	ObstacleFilter filter;      /* its texts are ->texts */
	char *texts[N_FILTERS];
	gsize n_rows, n_all;        /* that pass the filter; without any filter */
	gboolean is_more;           /* n_rows is what was read so far, the rest is counted when nobody types any more */
	guint counting;             /* timer for that, 0: none */
	gsize first;                /* position of rows[0] */
	GPtrArray *rows;            /* of ObstacleRow: the window read last */
	gboolean is_fresh;          /* rows are those of the present data and filter */
	GHashTable *marked;         /* ids */
	gboolean is_restarting;     /* what resumed() has to do: the filter is new, */
	char *added;                /* or this obstacle is */
	char *today;
	Word *leistungen;           /* for the filter form; strings of the catalogue */
} Huerden;

extern const ListSource huerden_source;

/* Data or filter changed: counts the rows that pass, and reads them anew when they are needed. Once for each change, never for a move. */
void huerden_recount(Huerden *h);
/* Where the row with that id stands now, or the next older one if it is not listed; reads some rows around it. */
gsize huerden_find(Huerden *h, const char *id);
/* Frees the window and stops counting. */
void huerden_release(Huerden *h);
/* Row at a position inside the window, else NULL. */
const ObstacleRow *huerden_row(const Huerden *h, gsize index);
/* The selected row, read if keys came faster than the screen; NULL: there is none. Borrowed until the next read. */
const ObstacleRow *huerden_selected(Huerden *h);
/* Data changed: counts and reads anew, and selects the row with @id (NULL: the one selected now), wherever it stands. */
void huerden_refresh(Huerden *h, const char *id);
/* The filter changed: the same from the top. */
void huerden_restart(Huerden *h);

/* huerden_filter.c */
void huerden_set_filter(Huerden *h, FilterKind kind, const char *value);
void huerden_clear_filter(Huerden *h);
/* TRUE if the form filters something. */
gboolean huerden_is_filtered(const Huerden *h);
/* "Hessen, technisch, nur offene", without the text; caller frees. */
char *huerden_filter_text(const Huerden *h);
void huerden_filter_open(Huerden *h);

/* huerden_masse.c: what is done with many rows */
unsigned huerden_ask_status(Huerden *h);
unsigned huerden_ask_export(Huerden *h);
