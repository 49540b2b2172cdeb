/* Notizen: what the list and the questions about where a note goes share. */
#pragma once

#include "screens.h"

/* Anbindungen that a note may be about: its own, else those of its visit or of @visit (may be NULL). Array of char *; may be empty. */
GPtrArray *notiz_anbindungen(App *app, const Record *note, const char *visit);

/*
 * Asks for Anbindung and Prüfschritt and calls @done (never while the program is left) with both, or NULL if nothing was chosen. @candidates is
 * borrowed for the call; empty: all Anbindungen. At most 200 are offered.
 */
typedef void (*NotizSchritt)(Tui *tui, const char *anbindung, const char *step, void *data);
void notiz_ask_step(Tui *tui, const GPtrArray *candidates, const char *step, NotizSchritt done, void *data);

/* Ids and labels of what a comment may be about, most likely first: open obstacles, Anbindungen, the visit. Pairs of char *. */
GPtrArray *notiz_comment_targets(App *app, const Record *note, const GPtrArray *candidates);
