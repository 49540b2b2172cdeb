/*
 * Lists: a window on rows of which only those on the screen are ever fetched, laid out or drawn. Made for 100,000 rows.
 *
 * The selected row is reverse, has a leading ">", and the terminal cursor stands on its first column after every frame. A move within
 * the window repaints two rows. Keys: arrows, PgUp, PgDn, Home, End, wheel, click; "/" filters if the source can.
 */
#pragma once

#include <glib.h>

#include "cells.h"
#include "screen.h"
#include "term.h"

typedef struct List List;

typedef enum {
	LIST_AT,         /* by position: LIMIT n OFFSET first. Rare: a jump into the middle, a reload */
	LIST_FROM_START, /* first is 0: ORDER BY key LIMIT n */
	LIST_FROM_END,   /* the last n: ORDER BY key DESC LIMIT n, reversed */
	LIST_AFTER,      /* WHERE key > key of row @anchor LIMIT n */
	LIST_BEFORE      /* WHERE key < key of row @anchor ORDER BY key DESC LIMIT n, reversed */
} ListHow;

/*
 * Rows [first, first + n) are wanted. A source over SQLite keeps the rows of its last window with their keys: @anchor is the position of
 * one of them, so that reading the next window costs O(n) wherever it lies. A source that has everything in memory ignores all this.
 */
typedef struct ListWant {
	gsize first, n;
	ListHow how;
	gsize anchor; /* LIST_AFTER: first - 1; LIST_BEFORE: first + n */
} ListWant;

typedef struct ListRow { /* what a row is drawn with */
	WINDOW *win;
	int y, x, width;  /* without the ">" and its blank */
	gboolean is_selected;
} ListRow;

typedef struct ListSource {
	gsize (*count)(void *data);
	void (*fetch)(void *data, const ListWant *want); /* NULL: everything is in memory */
	/* Draws row @index, which lies in the window fetched last, with list_put() from left to right. */
	void (*draw)(void *data, gsize index, ListRow *row);
	void (*filter)(void *data, const char *text); /* NULL: no "/"; else keep the text (folded by you), "" is none. A reload follows */
	void (*heading)(void *data, ListRow *row);     /* NULL, or: draws one line above the rows with list_put() */
	const char *empty; /* German, shown when there are no rows: what to do now */
} ListSource;

/* @source is borrowed and must outlive the list. Nothing is fetched before the first draw. */
List *list_new(const ListSource *source, void *data);
void list_free(List *list);

/* The data changed: counts and fetches anew with the next draw; the selection stays at its position. */
void list_reload(List *list);

/* What rows look like changed, not what they are: the next draw paints all of them. */
void list_repaint(List *list);

void list_layout(List *list, Area area);
void list_draw(List *list, unsigned dirty);
unsigned list_handle(List *list, const Event *event);

gsize list_count(List *list);
/* Position of the selected row; only meaningful if list_count() > 0. Its data is fetched after the first draw. */
gsize list_index(const List *list);
void list_select(List *list, gsize index);
/* TRUE while the user types into the filter. */
gboolean list_is_filtering(const List *list);

/*
 * One cell of a row: puts @text in @width columns at the row's position and moves on by one more (a gap). @width 0: all that is left;
 * negative: all that is left but so many columns. On the selected row the role is overruled.
 */
void list_put(ListRow *row, int width, Role role, const char *text);
