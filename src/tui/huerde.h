/* What the files of the obstacle's screens share. */
#pragma once

#include "blatt.h"
#include "screens.h"

/* The form with all fields of a known obstacle. */
void huerde_edit_open(Tui *tui, const char *id, HuerdeDone done, void *data);

/* Fills @blatt with everything about an obstacle: values, differing inputs (targets "wert:<field>:<op>"), comments, history. */
void huerde_fill(App *app, const Record *record, Blatt *blatt);

/*
 * Asks for a status and what it requires, then sets it for all @ids (NULL-terminated, copied) as one action and calls @done.
 */
void huerde_ask_status(Tui *tui, const char *const *ids, void (*done)(Tui *tui, void *data), void *data);
