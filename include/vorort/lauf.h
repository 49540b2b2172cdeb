/*
 * The day of a visit, for both faces of the program: who is here, where a Prüflauf stands, what an obstacle holds up, and Sichtschutz.
 * Rules of vorort/app.h apply: strings passed in are borrowed, what is returned is the caller's unless the comment says "borrowed".
 */
#pragma once

#include <glib.h>

#include "vorort/app.h"

/* --- people and place ---------------------------------------------------------------------------------------------------------------- */

typedef struct PresentTime { /* what there is still to do with one function */
	const char *code;       /* of WORDS_PRESENT; borrowed */
	guint n_steps, minutes; /* open steps that apply and need it; minutes as far as the checklist says */
} PresentTime;
/* Array of PresentTime, in the order of WORDS_PRESENT. */
GArray *app_present_times(const StepList *list);
/* TRUE if everybody whom the step needs is among @present (codes, comma separated; NULL or "": all are here). */
gboolean app_step_has_people(const ChecklistStep *step, const char *present);

typedef struct LaufStand { /* where a Prüflauf stands, on this laptop alone; strings are owned */
	char *day;                    /* when that was */
	char *anbindung, *step, *env; /* NULL: nowhere yet */
	guint instance;
	char *present;                /* who is here, codes; NULL: nobody asked */
	char *function;               /* who answers, code of WORDS_STELLE_KIND; NULL: not said */
} LaufStand;
void lauf_stand_free(LaufStand *stand);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LaufStand, lauf_stand_free)

/*
 * @lauf: id of the visit, or of the Anbindung that is tested without one. Never NULL. Of another day, people are not kept, and without a
 * visit nothing is: that was another conversation.
 */
LaufStand *app_lauf_stand(App *app, const char *lauf);
/* ->day is today. */
gboolean app_set_lauf_stand(App *app, const char *lauf, const LaufStand *stand, GError **error);

/* --- the visit ---------------------------------------------------------------------------------------------------------------------------- */

/*
 * The visit that one is at: the last one that is going on, else that of today, else the last one before, but none that was called off; of
 * several on a day the one that stays when they are merged. NULL: none. Caller frees.
 */
char *app_visit_present(App *app);
/* The text of a report (app_report()) at most @width columns wide, to be read on a screen. Caller frees. */
char *app_report_text(App *app, const char *what, const char *id, guint width, GError **error);

/* --- one cause, one obstacle ----------------------------------------------------------------------------------------------------------- */

/*
 * Steps that cannot be tested before one of @steps (NULL-terminated ids) has passed, directly or through others: those that apply and are
 * open. Array of StepView, borrowed from @list, in working order.
 */
GPtrArray *app_followers(const StepList *list, const char *const *steps);

typedef struct Deferral {
	const char *const *steps; /* NULL: those that follow from the steps of the obstacle */
	const char *visit, *function; /* may be NULL */
} Deferral;
/*
 * One cause, one obstacle: @obstacle names the steps from now on, and where one has no result it is „nicht prüfbar“. One action. When the
 * obstacle is settled they are open again (StepResult.again). @ids (may be NULL) receives the ids of the steps, an array of char *.
 * APP_ERROR_INVALID if the obstacle has no Anbindung or nothing is to be deferred.
 */
gboolean app_defer(App *app, const char *obstacle, const Deferral *deferral, GPtrArray **ids, GError **error);
/* TRUE for a status that ends an obstacle: behoben, umgangen, keine Hürde. */
gboolean app_status_is_settled(const char *status);

/* --- Sichtschutz ------------------------------------------------------------------------------------------------------------------------- */

/*
 * While the Prüflauf of a visit is open, a laptop is handed around. Then only the Kommunen of that visit are named; others are
 * "Stadt, 20–50 Tsd., HE" in what this App reads for people: titles, obstacles, what waits. Exports and everything written are as ever.
 */
typedef enum {
	SICHTSCHUTZ_NONE, /* no visit is open */
	SICHTSCHUTZ_ON,
	SICHTSCHUTZ_OFF,  /* switched off for this visit, today */
} Sichtschutz;
/* FALSE: that of another visit is in force and stays so. */
gboolean app_begin_sichtschutz(App *app, const char *visit, const char *const *anbindungen);
void app_end_sichtschutz(App *app);
Sichtschutz app_sichtschutz(App *app);
/* For the visit that is open. */
gboolean app_switch_sichtschutz(App *app, gboolean is_on, GError **error);
/* The visit whose Prüflauf is open, if it is about that Anbindung; borrowed until the end, NULL: none. */
const char *app_visit_at_hand(App *app, const char *anbindung);
/* Short name of a Kommune for people, or what it is. @id NULL: none. Caller frees. */
char *app_kommune_name(App *app, const char *id);
/* The same for a row of the overview. Caller frees. */
char *app_overview_name(App *app, const OverviewRow *row);
