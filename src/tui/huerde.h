/* What the files of the obstacle's screens share. */
#pragma once

#include "blatt.h"
#include "screens.h"

/* The form with all fields of a known obstacle. */
void huerde_edit_open(Tui *tui, const char *id, HuerdeDone done, void *data);

/* Amounts: cents as the op holds them to "1200,50", and what people type ("1.200,50") to cents. FALSE if that is no amount. */
char *huerde_euro(const char *cents);
gboolean huerde_parse_euro(const char *typed, gint64 *cents);

/*
 * The form for a comment on @id; @question (may be NULL): the id of a question that it answers. @done as for huerde_form_open().
 */
void huerde_comment_open(Tui *tui, const char *id, const char *question, HuerdeDone done, void *data);
/* The oldest question on @id that nobody has answered, or NULL; caller frees. */
char *huerde_open_question(App *app, const char *id);

/* The steps that the obstacle names, each with a target "schritt:<Anbindung>#<step>"; nothing if it has none. */
void huerde_add_steps(App *app, const Record *obstacle, Blatt *blatt);
/* How many of them are to be tested again since it is settled. */
guint huerde_count_again(App *app, const char *id);
/* How many open steps depend on them; huerde_defer() puts these off and says so. */
guint huerde_count_followers(App *app, const Record *obstacle);
void huerde_defer(Tui *tui, const char *id);

/* Fills @blatt with everything about an obstacle: values, differing inputs (targets "wert:<field>:<op>"), comments, history. */
void huerde_fill(App *app, const Record *record, Blatt *blatt);

/*
 * Asks for a status and what it requires, then sets it for all @ids (NULL-terminated, copied) as one action and calls @done.
 */
void huerde_ask_status(Tui *tui, const char *const *ids, void (*done)(Tui *tui, void *data), void *data);
