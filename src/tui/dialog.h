/*
 * Dialogs: small screens over the present one. They return at once; the answer comes later through a callback, when the dialog is gone
 * and the screen below is on top again. @data is usually that screen's state. The callback returns TuiFlags for that screen.
 */
#pragma once

#include <glib.h>

#include "screen.h"
#include "vorort/words.h"

enum { DIALOG_CANCELLED = -1, DIALOG_NO = 0, DIALOG_YES = 1 };

/* @answer: DIALOG_YES or DIALOG_NO; for choices the position, or DIALOG_CANCELLED. */
typedef unsigned (*DialogDone)(Tui *tui, void *data, int answer);
/* @text is NULL if it was cancelled; borrowed. */
typedef unsigned (*DialogTyped)(Tui *tui, void *data, const char *text);

/* Of a line that Enter would take: NULL, or what is wrong with it, German, at most 60 columns; it stays open then. Caller frees. */
typedef char *(*DialogCheck)(const char *text, void *data);

/* A text with one button. @done may be NULL. */
void dialog_message(Tui *tui, const char *title, const char *text, DialogDone done, void *data);

/* A question. "Nein" is preset; j and n answer at once, Esc is no. */
void dialog_yes_no(Tui *tui, const char *question, DialogDone done, void *data);

/*
 * One of a list: arrows and Enter, or the number before it (1–9). @choices ends with code NULL and is copied (not its strings, which
 * must be constants); @preset: position or -1.
 */
void dialog_choice(Tui *tui, const char *title, const Word *choices, int preset, DialogDone done, void *data);

/* A question with a heading of its own and several lines; answered like the other. Only a chosen "Ja" counts: letters do nothing. */
void dialog_confirm(Tui *tui, const char *title, const char *text, DialogDone done, void *data);

/* A line that others want to know; @text says about what. @is_secret: shown as dots, wiped afterwards; @text of the callback is the only copy. */
void dialog_ask(Tui *tui, const char *title, const char *text, gboolean is_secret, DialogTyped done, void *data);

/* One typed line. */
void dialog_line(Tui *tui, const char *title, const char *preset, DialogTyped done, void *data);

void dialog_line_checked(Tui *tui, const char *title, const char *preset, DialogCheck check, DialogTyped done, void *data);

/* A long text to scroll through, full height. */
void dialog_text(Tui *tui, const char *title, const char *text);
