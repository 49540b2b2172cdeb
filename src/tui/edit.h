/*
 * Edit: a text under the cursor, one line or several. Moves and deletes whole characters with their marks; always valid UTF-8.
 *
 * Keys: arrows, Home, End, Backspace, Delete, Ctrl-A, Ctrl-E, Ctrl-U (to the start), Ctrl-K (to the end), Ctrl-W (a word); several
 * lines: Enter, Up and Down. A key that cannot move further is declined, so that a form can go to the next field.
 */
#pragma once

#include <glib.h>

#include "colour.h"
#include "term.h"

typedef struct Edit Edit;

/* @max: bytes that fit. */
Edit *edit_new(gsize max, gboolean is_multiline);
/* For a secret: one line, shown as dots, in locked memory that is wiped when freed and never moves. */
Edit *edit_new_secret(gsize max);
void edit_free(Edit *edit);

/* Sets the text (made valid, cut at @max) with the cursor at the end. */
void edit_set(Edit *edit, const char *text);
/* Valid until the next call that changes it. */
const char *edit_text(const Edit *edit);

/* TUI_HANDLED|TUI_PAINT if it moved, with TUI_CONTENT if the text changed, TUI_PASS if the key is not for it. */
unsigned edit_handle(Edit *edit, const Event *event);

/* Draws into @area; lines above @top and from @bottom on (screen rows) are left out. With @has_focus the terminal cursor is placed. */
void edit_draw(Edit *edit, Area area, int top, int bottom, Role role, gboolean has_focus);
/* Screen row, relative to its area, on which the cursor stood when it was drawn last. */
int edit_cursor_row(const Edit *edit);
