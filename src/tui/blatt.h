/*
 * Blatt: a page of labelled paragraphs to read, scrolled by lines; the inside of several screens.
 *
 * Without a cursor the arrows scroll and the terminal cursor stands on the first line shown. With one they move from line to line, the
 * line is reverse with a leading ">", and a paragraph can carry a target: what Enter is about.
 */
#pragma once

#include <glib.h>

#include "colour.h"
#include "term.h"

typedef struct Blatt Blatt;

Blatt *blatt_new(gboolean has_cursor);
void blatt_free(Blatt *blatt);

/* Empties it to be filled anew; the position stays. blatt_top() goes back to the first line. */
void blatt_clear(Blatt *blatt);
void blatt_top(Blatt *blatt);

/* Adds a paragraph; @label NULL: over the whole width, "": indented like the one before. @target may be NULL. Everything is copied. */
void blatt_add(Blatt *blatt, Role role, const char *label, const char *text, const char *target);
void blatt_printf(Blatt *blatt, Role role, const char *label, const char *format, ...) G_GNUC_PRINTF(4, 5);
/* A heading with a blank line before it. */
void blatt_head(Blatt *blatt, const char *text);
void blatt_gap(Blatt *blatt);

void blatt_layout(Blatt *blatt, Area area);
/* Paints everything and places the terminal cursor. */
void blatt_draw(Blatt *blatt);
unsigned blatt_handle(Blatt *blatt, const Event *event);

/* The target of the line with the cursor, NULL if it has none. Borrowed until the next change. */
const char *blatt_target(const Blatt *blatt);
/* Moves the cursor to the first line with a target that begins with @prefix; FALSE if there is none. */
gboolean blatt_go(Blatt *blatt, const char *prefix);
/* TRUE if the text was scrolled, so that its beginning is not seen. */
gboolean blatt_is_scrolled(const Blatt *blatt);
