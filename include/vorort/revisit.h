/*
 * From visit to visit: two laptops at one visit, the next visit after it, and „So ging es“, which the next team finds.
 * Rules of vorort/app.h apply.
 */
#pragma once

#include <glib.h>

#include "vorort/app.h"

/* --- from visit to visit ---------------------------------------------------------------------------------------------------------------- */

/* Ids of other visits on the same day for one of the same Anbindungen, oldest first; two laptops may each have made one. Array of char *. */
GPtrArray *app_same_day_visits(App *app, const Record *visit, GError **error);
/* The same for a visit that is yet to be made: ids of those of @anbindung on @date (YYYY-MM-DD). */
GPtrArray *app_visits_on(App *app, const char *anbindung, const char *date, GError **error);
/*
 * Two visits become one: the one made later is withdrawn, its reason names the other one, so that two laptops which merge apart do the same.
 * What the earlier one lacks it receives: Anbindungen, team, place, people, how far it is. Results, notes and obstacles name the
 * visit they were recorded at for ever; app_links() of the visit that stays finds those of the withdrawn one, too. One action.
 * *@kept (may be NULL; caller frees) is the one that stays. APP_ERROR_INVALID unless both are of one day.
 */
gboolean app_merge_visits(App *app, const char *a, const char *b, char **kept, GError **error);
/* Ids of the withdrawn visits that were merged into that one, oldest first. Array of char *. */
GPtrArray *app_merged_visits(App *app, const char *visit, GError **error);

/*
 * Who takes over a phase ('A' … 'L') at a visit: @stelle, NULL: this laptop, "": nobody any more. It is a hint, nothing is locked.
 */
gboolean app_claim(App *app, const char *visit, char phase, const char *stelle, GError **error);
/* "ROT-HE-2", or "ROT-HE-2 und TF-HE" where both took it over; NULL: nobody. Caller frees. */
char *app_claim_text(App *app, const Record *visit, char phase);

typedef struct StepChange { /* of one step in one environment and repetition */
	const ChecklistStep *step; /* borrowed from App */
	char *env;
	guint instance;
	char *before, *after;       /* codes, NULL: offen */
	char *before_id, *after_id; /* of these results, NULL with them */
	ChangeKind kind;
} StepChange;

typedef struct VisitComparison {
	Record *before, *after; /* the visits; ->after NULL: today */
	GPtrArray *changes;     /* of StepChange, in working order: all that have a result at either time */
	guint n[N_CHANGES];
} VisitComparison;
void visit_comparison_free(VisitComparison *comparison);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VisitComparison, visit_comparison_free)

/*
 * How the steps of @anbindung stood after the visit @before and stand after @after (NULL: now), whoever recorded it and where. After a visit
 * means: in the order of stamps up to the last result that names it; clocks have no part in it. APP_ERROR_INVALID if a visit is not one of
 * this Anbindung.
 */
VisitComparison *app_compare_visits(App *app, const char *anbindung, const char *before, const char *after, GError **error);
/* Visits of @anbindung that took or take place, oldest day first. Array of Record. */
GPtrArray *app_held_visits(App *app, const char *anbindung, GError **error);

typedef enum { TASK_FAILED, TASK_WAITING, TASK_CHANGED, TASK_OPEN, N_TASKS } TaskKind;

typedef struct Task { /* one step that the next visit is about */
	guint index;     /* into ->views of the StepList */
	TaskKind kind;   /* waiting: also „nicht prüfbar“ and „Nacharbeit offen“; changed: since the last visit, the result or the checklist */
	gboolean is_done; /* a result was recorded at this visit */
} Task;

typedef struct Revisit {
	char *visit, *last, *date; /* ids; day of the last one, "" if it has none */
	GArray *todos;             /* of Task: failed, waiting, changed, open; in working order within */
	guint n[N_TASKS];          /* those that are not done yet */
} Revisit;
void revisit_free(Revisit *revisit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Revisit, revisit_free)

/* NULL without error if @visit is the first one of that Anbindung. @list is its StepList. */
Revisit *app_revisit(App *app, const StepList *list, const char *visit, GError **error);
/* "12 zu tun seit 24.11.2026: 1 nicht bestanden, 2 warten, 9 offen"; caller frees. */
char *revisit_text(const Revisit *revisit);

typedef struct ResultDifference { /* results that count at once and say different things */
	char *on, *key;     /* Anbindung or Stelle, "G1/test/1" */
	const ChecklistStep *step; /* borrowed from App */
	GPtrArray *results; /* of Record, oldest first */
} ResultDifference;
void result_difference_free(ResultDifference *difference);
/* @step NULL: all steps. Array of ResultDifference, in working order. */
GPtrArray *app_result_differences(App *app, const StepList *list, const char *step, GError **error);
/* Ends a difference: that result counts. APP_ERROR_INVALID if it is not one of several that do. */
gboolean app_confirm_result(App *app, const char *result, GError **error);

/* Sets the state that app_suggest_state() names, since @date, with the reason as its source. APP_ERROR_INVALID: nothing is suggested. */
gboolean app_take_suggestion(App *app, const char *anbindung, const char *date, GError **error);

/* --- „So ging es“ ----------------------------------------------------------------------------------------------------------------------- */

typedef enum { END_TO_END_OPEN, END_TO_END_TEST, END_TO_END_PROD } EndToEnd;
/*
 * How far the end-to-end test is. Checklists do not mark its steps; they are the MUSS steps of phase J that apply. TEST: all have passed
 * wherever they are tested but in Prod; PROD: there, too, so that a real case went through.
 */
EndToEnd app_end_to_end(const StepList *list);
/* TRUE for a step of the end-to-end test. */
gboolean app_is_end_to_end(const ChecklistStep *step);

typedef struct Weg { /* one Lösungsweg as lists show it */
	char *id, *title;
	char *anbindung, *leistung; /* "" if it has none */
	char *place;                /* "Hanau – Wohngeld" as app_anbindung_title() says it: without the name where that is not to be seen */
	char *fachverfahren;        /* of the Anbindung, "" if not known */
	char *day;                  /* of its creation */
	char *search;               /* folded: everything that it says */
	GStrv steps;
	guint rank; /* 0: same Leistung and Fachverfahren, 1: same Leistung, 2: else */
} Weg;
void weg_free(Weg *weg);

typedef struct WegFilter { /* NULL: no restriction */
	const char *leistung, *step, *fachverfahren, *anbindung, *text;
	const char *near; /* id of an Anbindung: best first for it, and its own are left out */
} WegFilter;
/* Newest first, or best first with ->near. Array of Weg. */
GPtrArray *app_wege(App *app, const WegFilter *filter, GError **error);
/* TRUE if it is about that step; one that names none is about the end-to-end test. */
gboolean weg_has_step(const Weg *weg, const ChecklistStep *step);
/*
 * What the form is filled with for an Anbindung: title, conditions from parameters and Stellen, effort from its visits, traps from obstacles
 * that are settled, steps. NULL-terminated "slot=value" array. The Kommune is not named.
 */
char **app_weg_preset(App *app, const char *anbindung, GError **error);
