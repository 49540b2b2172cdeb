/*
 * Cells: THE one way text reaches the screen. Sanitises, measures in columns, cuts and pads; falls back to ASCII where the locale is
 * not UTF-8. Nothing else in src/tui writes characters, so that hostile text cannot reach the terminal past it and a linear mode
 * for screen readers needs one place only.
 */
#pragma once

#include <glib.h>
#include <ncurses.h>

#include "colour.h"

/* Asks the locale; call after setlocale(). Until then ASCII. */
void cells_start(void);
/* For tests: TRUE shows UTF-8 whatever the locale says. */
void cells_set_utf8(gboolean is_utf8);
gboolean cells_is_utf8(void);

/*
 * Puts @text at (@y, @x) of @win (stdscr) in exactly @width columns: cut with "…" or padded with blanks. Combining marks stay with
 * their base, wide characters are never halved. Out of range is cut, too. @text may hold anything and may be NULL.
 */
void cells_put(WINDOW *win, int y, int x, int width, Role role, const char *text);
/* The same for several pieces in one line: returns the columns used, at most @width; pads nothing. */
int cells_put_piece(WINDOW *win, int y, int x, int width, Role role, const char *text);
/* Blanks @rows × @cols cells. */
void cells_clear(WINDOW *win, int y, int x, int rows, int cols);
/* A frame, with @title in its upper line. The inside is cleared. */
void cells_box(WINDOW *win, int y, int x, int rows, int cols, const char *title);

/* Columns that @text takes when shown. */
int cells_width(const char *text);

/* The end of the first character of @text with its marks; *@width receives its columns when shown. @text must not be empty. */
const char *cells_step(const char *text, int *width);

typedef struct CellsLine { /* bytes of the text that stand in one line */
	gsize start, len;
} CellsLine;

/*
 * Breaks @text at newlines and, where it is wider than @width, after blanks or within words. Every byte but the newlines belongs to
 * exactly one line; blanks at a break stay at the end of theirs. At least one line. Caller unrefs; elements are CellsLine.
 */
GArray *cells_break(const char *text, int width);

/* The same as strings without the trailing blanks; caller unrefs, elements are freed with it. */
GPtrArray *cells_wrap(const char *text, int width);
