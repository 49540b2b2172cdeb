/*
 * Bedarfsträger, the matrix of Kommunen and Leistungen: what its files share.
 *
 * Rows are read once for a filter of the form; what is typed with "/" is looked for in memory. Cells are read for the rows that are drawn,
 * as many as a frame has time for, the rest a moment later; a small cache keeps them.
 */
#pragma once

#include "list.h"
#include "screens.h"

typedef enum { MATRIX_LAND, MATRIX_KREIS, MATRIX_SIZE, MATRIX_LEISTUNG, MATRIX_STATE, N_MATRIX_FILTERS } MatrixFilter;

typedef struct MatrixCell {
	gboolean is_known;  /* there is an Anbindung, or one below that Kreis or Land */
	OverviewCell cell;  /* texts: static words or ->dates; leistung and anbindung NULL */
	char dates[2][11];
} MatrixCell;

typedef struct MatrixPlace { /* where Esc leads back to */
	OverviewGroup group;
	char *land, *kreis;
	char *key; /* of the row that Enter was pressed on */
} MatrixPlace;

typedef struct Matrix {
	Tui *tui;
	App *app;
	List *list;
	ListSource source;
	const GPtrArray *leistungen; /* borrowed from App */
	Word *choices;          /* the same for forms, made when needed */

	OverviewFilter filter;  /* its texts are ->texts; ->text is always NULL */
	char *texts[N_MATRIX_FILTERS];
	char *home;             /* the own Land, NULL: none */
	MatrixPlace places[N_OVERVIEW_GROUPS];
	guint n_places;

	GPtrArray *rows;        /* of OverviewRow: all that pass the form */
	GPtrArray *shown;       /* borrowed from ->rows: those with the typed words, too */
	GStrv typed;            /* folded; NULL: nothing */
	char *problem;          /* German, NULL: rows could be read */
	gint64 n_with;          /* Kommunen with an Anbindung, -1: not counted yet */
	gint64 n_found;         /* so far, in so many Länder */
	guint n_laender;
	char *movers;           /* "First Mover: 9 – klein 3 …", NULL: not filtered by them */
	guint counting, reading; /* timers, 0: none */

	GHashTable *cells;      /* key of a row -> array of MatrixCell, one for each Leistung */
	gint64 deadline;        /* of the frame being drawn */

	guint column, first;    /* focused Leistung, and the first one shown */
	Area body;
	int cols_name, cols_kreis, cols_cell; /* 0: not shown */
	gboolean has_size;
	guint n_shown;          /* Leistungen that fit */
	int x_cells;            /* screen column of the first one */
	int focus_y, focus_x;   /* where the focused cell was drawn last, -1: not */
	gboolean is_restarting; /* what resumed() has to do: the filter is new */
} Matrix;

extern const ListSource matrix_source;

/* --- matrix_quelle.c: rows and cells --- */
/* Reads the rows anew; the selection goes to the row with @key (NULL: the one selected now), else to the first. */
void matrix_refresh(Matrix *m, const char *key);
/* Frees what was read. */
void matrix_release(Matrix *m);
const OverviewRow *matrix_row(const Matrix *m, gsize index);
/* NULL: nothing is shown. */
const OverviewRow *matrix_selected(const Matrix *m);
/* Cells of a row, read if they are not; NULL if the frame has no time left for it or they cannot be read. */
const MatrixCell *matrix_cells(Matrix *m, const OverviewRow *row, gboolean is_urgent);

/* --- matrix_bild.c: how it looks --- */
void matrix_draw_row(void *data, gsize index, ListRow *out);
void matrix_draw_heading(void *data, ListRow *out);
void matrix_layout(void *state, Area body);
void matrix_draw(void *state, unsigned dirty);
/* Leistung under a screen column, -1: none. */
int matrix_column_at(const Matrix *m, int x);
/* All signs with their words; caller frees. */
char *matrix_legend(void);

/* --- matrix_filter.c --- */
void matrix_set_filter(Matrix *m, MatrixFilter kind, const char *value);
/* Back to the Land that the screen begins with (NULL: everything). */
void matrix_clear_filter(Matrix *m, const char *land);
/* TRUE if more than Land and Kreis is filtered. */
gboolean matrix_is_filtered(const Matrix *m);
/* "klein, Wohngeld: im Test, nur First Mover", without Land and Kreis; caller frees. */
char *matrix_filter_text(const Matrix *m);
/* "Hessen", the name of the Kreis, or "" for everything; caller frees. */
char *matrix_place_text(const Matrix *m);
void matrix_filter_open(Matrix *m);
