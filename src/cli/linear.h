/*
 * The linear mode: a guided run as questions and answers, line by line, for speech output, serial consoles and scripts. linear.c is the run,
 * linear_open.c what it is about, linear_ask.c one question, linear_step.c what is said of a step, linear_result.c an outcome,
 * linear_obstacle.c an obstacle, linear_lage.c how things stand on the day.
 */
#pragma once

#include <glib.h>

#include "vorort/app.h"
#include "vorort/lauf.h"

#include "cli.h"

typedef struct Linear {
	App *app;
	char *visit;      /* id, NULL: opened on an Anbindung */
	GStrv anbindungen;
	char *anbindung, *title; /* the present one: "Hanau – Wohngeld" */
	StepList *list;
	Record *record;   /* of the Anbindung, as ->list shows it */
	guint index;      /* into ->list->views */
	const char *env;  /* in which the present step is tested; code */
	guint instance;   /* repetition, from 1 */
	gboolean is_moved; /* a command led to another step, or the present one has to be said again */
	char *present;    /* who is here, codes; NULL: not asked, all steps count */
	const char *function; /* who answers, code; NULL: not said */
	gboolean is_guarding; /* Sichtschutz began with this run */
	gboolean has_said_outcomes; /* all seven, once */
	gboolean is_ended; /* no more input, or the user ended it */
} Linear;

/* --- linear_ask.c ----------------------------------------------------------------------------------------------------------------- */

/* One paragraph, "" for an empty line; @format is ours, what it is filled with may come from anywhere. */
void linear_say(const char *format, ...) G_GNUC_PRINTF(1, 2);
/* The next line without its end; NULL: the input has ended (->is_ended). A line that cannot be used is refused aloud and read again. */
char *linear_read(Linear *l);

typedef enum {
	LINEAR_GIVEN,
	LINEAR_BACK,     /* "z": to what was asked before */
	LINEAR_NEXT,     /* "w": on without it; only if is_skippable */
	LINEAR_ENOUGH,   /* ".": no more of these questions; only if is_skippable */
	LINEAR_ENDED,    /* no more input, or "q" */
} LinearAnswer;

typedef struct LinearQuestion {
	const char *label;
	const char *help;     /* NULL: none */
	const Word *words;    /* the answer is a code of these; NULL: text */
	const char *preset;   /* what an empty line means; NULL: nothing */
	gboolean is_required, is_date, is_skippable;
	gboolean is_listed;   /* the words are said already */
	guint most;           /* of words, with commas between them; 0: one */
	/* NULL: fine, else why not, in German. @is_literal: the user put "=" before it. May be NULL */
	char *(*check)(const char *value, gboolean is_literal, void *data);
	void *data;
} LinearQuestion;

/* Asks until there is an answer that will do; *@value (caller frees) is a code, a day YYYY-MM-DD or a text, "" for none. */
LinearAnswer linear_ask(Linear *l, const LinearQuestion *question, char **value);
/* TRUE for "ja"; an empty line, "z" and the end are "nein". */
gboolean linear_confirm(Linear *l, const char *label);
/* FALSE if @text is a secret key, or likely personal data and not meant so; says why. */
gboolean linear_is_fine(Linear *l, const char *text);
/* The word of @list that was typed: number, code, text or a beginning that only one has; NULL. */
const Word *linear_guess(const Word *list, const char *typed);

/* --- linear.c --------------------------------------------------------------------------------------------------------------------- */

const StepView *linear_view(const Linear *l);
/* Reads everything anew; says why if that fails. */
gboolean linear_reload(Linear *l);
void linear_go(Linear *l, guint index);
/* After something was recorded: to the next environment or step that is open, or that there is none. */
void linear_go_on(Linear *l);
/* To the neighbour that applies. */
void linear_step_by(Linear *l, int step);
/* To the next open step. */
void linear_next_open(Linear *l);

/* --- linear_open.c ---------------------------------------------------------------------------------------------------------------- */

/* Fills ->visit and ->anbindungen. FALSE without an error: the user ended the choice. */
gboolean linear_open(Linear *l, Cli *cli, GError **error);

/* --- linear_step.c ---------------------------------------------------------------------------------------------------------------- */

void linear_tell_step(const Linear *l);
/* What is open, failed, waiting, and the obstacles. */
void linear_tell_summary(const Linear *l);
/* "F1.4 (Test)": with the environment where the step has several; caller frees. */
char *linear_step_name(const Linear *l);

/* --- linear_result.c -------------------------------------------------------------------------------------------------------------- */

typedef struct LinearDraft LinearDraft;
LinearDraft *linear_draft_new(Linear *l);
void linear_draft_free(LinearDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LinearDraft, linear_draft_free)

/* The step's questions; GIVEN when all are through or there is none. */
LinearAnswer linear_ask_answers(LinearDraft *draft);
/* Asks what the outcome (code) needs and stores it. @note: the remark or reason if it was said with it, else NULL. FALSE: it is not stored. */
gboolean linear_record(LinearDraft *draft, const char *outcome, const char *note);

/* --- linear_lage.c ---------------------------------------------------------------------------------------------------------------- */

/* What is known of the run: fills who is here and who answers; the Anbindung is the one where it was left. Never NULL. */
LaufStand *linear_stand(Linear *l);
/* To the step on which it was left; FALSE: nowhere, or at another Anbindung. */
gboolean linear_resume(Linear *l, const LaufStand *stand);
/* Writes down where the run is. */
void linear_keep(const Linear *l);
void linear_tell_lage(const Linear *l);
void linear_ask_present(Linear *l);
void linear_ask_function(Linear *l);
void linear_switch_sichtschutz(Linear *l);

/* --- linear_obstacle.c ------------------------------------------------------------------------------------------------------------ */

void linear_obstacle(Linear *l);
/* Defers the present step because of an obstacle that is known already. */
void linear_defer(Linear *l);
