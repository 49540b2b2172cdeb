/*
 * The evening and the weeks after: Schnellnotizen to be sorted, Wiedervorlagen, Tagesabschluss.
 * Rules of vorort/app.h apply.
 */
#pragma once

#include <glib.h>

#include "vorort/app.h"

/* --- Schnellnotizen ---------------------------------------------------------------------------------------------------------------------- */

/* What is not sorted yet, oldest first; of a visit: what was taken down there, at its Anbindungen, or without any context. Array of Record. */
GPtrArray *app_unsorted_notes(App *app, const char *visit, GError **error);

typedef struct Remark { /* on a step */
	const char *anbindung, *step, *visit; /* visit may be NULL */
	const char *result; /* the remark is a comment on it; NULL: there is none yet, it is a note at the step */
	const char *text, *sicht; /* sicht NULL: intern */
} Remark;
gboolean app_remark(App *app, const Remark *remark, GError **error);

typedef struct NoteTarget { /* where a note goes */
	const char *sorted;           /* code of WORDS_NOTE_SORTED */
	const char *anbindung, *step; /* schritt, huerde; NULL: those that the note names */
	const char *on;               /* kommentar: id of an obstacle, an Anbindung, a visit … */
	const char *sicht;            /* of the comment; NULL: intern */
	const char *const *set;       /* huerde: what the form would say beside app_note_preset(); NULL: nothing */
} NoteTarget;
/*
 * Sorts a note: what it becomes and that it is sorted is one action. A step with a result gets a comment on that, else the note stays at the
 * step. *@made (may be NULL) receives the id of what was made, NULL if nothing was.
 */
gboolean app_sort_note(App *app, const char *note, const NoteTarget *target, char **made, GError **error);
/*
 * What the form of an obstacle is filled with for a note, as app_obstacle_preset() does for a step; with "note=<id>", which tells
 * app_add_obstacle() to sort the note with it. @anbindung, @step NULL: those that the note names.
 */
char **app_note_preset(App *app, const char *note, const char *anbindung, const char *step, GError **error);

/* --- Wiedervorlagen ------------------------------------------------------------------------------------------------------------------------ */

typedef struct FollowUp { /* something that waits for somebody */
	char *id;           /* of a result, or of an obstacle */
	const char *kind;   /* outcome of the result: waiting, blocked, passed_open; of an obstacle which day it is: next, due, until */
	char *on, *title;   /* Anbindung ("" if an obstacle names none), or the Stelle where it waits for all that it serves */
	char *step, *what;  /* id of the step, "" if none; its title, or what is to be done about the obstacle */
	char *env;          /* of a result, with its repetition */
	guint instance;
	char *stelle, *ticket;
	char *since, *due;  /* days; due "" if nobody said */
	gboolean is_late;
} FollowUp;
void follow_up_free(FollowUp *f);
/*
 * Overdue first, then by day, without one last. @anbindungen NULL: everywhere, the @limit most urgent (0: all); else of these alone, with what
 * waits at their Stellen. Array of FollowUp.
 */
GPtrArray *app_follow_ups(App *app, const char *const *anbindungen, guint limit, GError **error);
/* Of these what is „läuft“ at one Anbindung. Array of FollowUp. */
GPtrArray *app_waiting(App *app, const char *anbindung, GError **error);
FollowUp *app_follow_up(App *app, const char *id, GError **error);
/* "überfällig seit 3 Tagen", "heute", "in 5 Tagen", "ohne Termin"; caller frees. */
char *follow_up_when(const FollowUp *f);
/* A new day: of a result the same outcome once more with it, of an obstacle the day that was shown. @day as typed. */
gboolean app_postpone(App *app, const char *id, const char *day, GError **error);
/* A mail to the functional mailbox, ready to be sent by hand: receiver, subject, text. Caller frees. */
char *app_reminder(App *app, const char *id, GError **error);

/* --- Tagesabschluss ------------------------------------------------------------------------------------------------------------------------ */

typedef struct EveningItem { /* one thing to look at */
	const char *type; /* "note", "step", "obstacle", "anbindung", "visit" */
	char *id, *step;  /* "step": Anbindung and step; else step is NULL */
	char *text;
} EveningItem;

typedef enum { EVENING_OPEN, EVENING_DONE, EVENING_LOOK } EveningState; /* LOOK: nothing to be done, something to be seen */

typedef struct EveningLine {
	const char *key, *title; /* "notes", "running", "obstacles", "differences", "failures", "protocol", "close", "sync" */
	EveningState state;
	char *text;              /* "3 noch nicht einsortiert" */
	GPtrArray *items;        /* of EveningItem */
} EveningLine;
/* What is left to do on the day of a visit, derived from the data whenever it is asked for. Array of EveningLine, always all in this order. */
GPtrArray *app_evening(App *app, const char *visit, GError **error);
guint evening_n_open(const GPtrArray *lines);
