/*
 * The running sync: a child process of ours (design 4), so that a hang or a crash in it is a message, cancelling is a signal, and every
 * screen stays usable. There is one at most; its state lives here, not in a screen.
 */
#pragma once

#include "screen.h"
#include "vorort/app.h"

typedef enum { ABGLEICH_SPEICHER, ABGLEICH_SCHREIBEN, ABGLEICH_EINLESEN, ABGLEICH_ANLAGE } AbgleichArt;

typedef struct AbgleichWas {
	AbgleichArt art;
	const char *path;  /* of the file; NULL with ABGLEICH_SPEICHER */
	const char *anlage; /* id of the attachment that is fetched and saved there; only with ABGLEICH_ANLAGE */
	gboolean is_first; /* writing begins an undertaking; see app_bundle() */
} AbgleichWas;

/* The same for an exchange by file, which needs no remote. */
gboolean abgleich_start_was(Tui *tui, const AbgleichWas *was);
/* Starts it if this laptop is set up, a remote is set and none runs; else says why not and returns FALSE. */
gboolean abgleich_start(Tui *tui);
gboolean abgleich_is_running(void);
/*
 * One that nobody asked for: it asks nothing, fails without a word and ends in one quiet line. What wants a person is kept in mind until
 * somebody syncs: abgleich_needs_person(). Pressing F5 meanwhile makes it one that somebody asked for: TRUE if that was the case.
 */
void abgleich_start_selbst(Tui *tui);
gboolean abgleich_needs_person(void);
gboolean abgleich_take_over(void);
/* Asks it to stop, and makes it after some seconds. What was sealed stays, nothing is lost. */
void abgleich_cancel(Tui *tui);
/* "Neues holen: 3 von 12, noch etwa 40 KiB" while it runs. */
const char *abgleich_progress(void);
/* Title of what the server wants to know; NULL: nothing. Borrowed. */
const char *abgleich_question(void);
/* Asks it, if the screen of the sync is on top: nothing that is being typed elsewhere may land in the answer. */
void abgleich_ask(Tui *tui);
/* Report or error of the last run; NULL: none yet. *@is_failed (may be NULL) tells which. */
const char *abgleich_result(gboolean *is_failed);
/* How far the exchange is, for the right of the title bar, NULL if that means nothing yet. Caller frees. */
char *abgleich_status(App *app, gboolean is_short);
/* For leaving the program: the child is told to stop and left to end by itself. */
void abgleich_stop(void);
