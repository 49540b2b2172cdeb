/*
 * Preparation of a visit: what has to be started when, what to bring, who is needed when.
 * Rules of vorort/app.h apply.
 */
#pragma once

#include <glib.h>

#include "vorort/app.h"
#include "vorort/plan.h"

typedef struct PrepTask { /* a step that has to be started so many days ahead and is not settled */
	char *anbindung, *title;   /* "Hanau – Wohngeld" */
	const ChecklistStep *step; /* borrowed from App */
	const char *outcome;       /* code or NULL; borrowed */
	char *start, *due;         /* by when it must be started; what it waits for is expected then, "" if nothing */
	gboolean is_started;       /* waits already */
	gboolean is_overdue;       /* not started, and the day has passed; or started, and what is expected did not come in time */
} PrepTask;

/* "überfällig", "läuft, erwartet 20.11.2026", "offen"; caller frees. */
char *prep_task_state(const PrepTask *task);

typedef struct PrepItem { /* what to bring */
	char *anbindung, *title;
	const ChecklistStep *step;
	char *what; /* evidence, or the question that has to be answered */
} PrepItem;

typedef struct Preparation { /* of a visit */
	Record *visit;
	char *today;
	GPtrArray *tasks;  /* of PrepTask: overdue first, then by day */
	GPtrArray *items;  /* of PrepItem, by Stelle */
	GPtrArray *steps;  /* of PlanStep: what is to be tested on the day */
	GPtrArray *blocks; /* of PlanBlock */
	guint n_days;      /* that the visit has */
} Preparation;
void preparation_free(Preparation *preparation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Preparation, preparation_free)

/* Made of the checklists' vorlauf, zustaendig, anwesend, minuten and nachweis; steps that have passed or do not apply are left out. */
Preparation *app_preparation(App *app, const char *visit, guint begin, GError **error);

/* "Fachamt, IT", "09:00–10:35"; caller frees. */
char *plan_block_who(const PlanBlock *block);
char *plan_block_time(const PlanBlock *block);
