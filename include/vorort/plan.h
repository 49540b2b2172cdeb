/*
 * A day on site as a plan: which steps one after the other, who sits in the room from when to when. Pure: made of the checklist's minutes
 * (minuten), functions (anwesend) and dependencies (braucht) alone.
 */
#pragma once

#include <glib.h>

#include "vorort/checklist.h"

#define PLAN_BEGIN (9 * 60)      /* minutes after midnight */
#define PLAN_NOON (12 * 60)      /* from here on a break is made */
#define PLAN_BREAK 45
#define PLAN_END (17 * 60)       /* a step that would end later goes to the next day */

typedef struct PlanStep { /* all borrowed */
	const char *group; /* what its dependencies are looked for in: the Anbindung */
	const char *title; /* of that, for people */
	const ChecklistStep *step;
} PlanStep;

typedef struct PlanBlock { /* steps with the same people in the room */
	guint day;             /* from 0 */
	guint from, minutes;   /* from: minutes after midnight */
	char **present;        /* codes of WORDS_PRESENT; borrowed from the first step */
	GPtrArray *steps;      /* of const PlanStep *, borrowed */
} PlanBlock;

/*
 * Blocks in the order of the day. Steps that need the same people stand together as far as their dependencies allow; else the order of
 * @steps (array of PlanStep *) stays. A dependency that is not among @steps counts as met.
 */
GPtrArray *plan_make(const GPtrArray *steps, guint begin);

/* When a function is needed, "09:00–10:20, 13:05–13:20" or "2. Tag 09:00–…"; *@minutes in all. Caller frees; "" and 0: not at all. */
char *plan_presence(const GPtrArray *blocks, const char *function, guint *minutes);
guint plan_minutes(const GPtrArray *blocks);
guint plan_days(const GPtrArray *blocks);

/* "09:05"; caller frees. */
char *plan_clock(guint minutes);
/* Minutes after midnight of "9", "9:30", "09.30"; -1 if it is none. */
int plan_parse_clock(const char *typed);
