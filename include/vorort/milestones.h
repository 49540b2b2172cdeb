/*
 * The life of an Anbindung in four days: registered, first visit, productive, end-to-end, and what lies between. The one place where this
 * is computed, for screens, reports and exports alike. Pure.
 */
#pragma once

#include <glib.h>

#include "vorort/record.h"

typedef enum { MILESTONE_REGISTERED, MILESTONE_VISIT, MILESTONE_PRODUCTIVE, MILESTONE_END_TO_END, N_MILESTONES } Milestone;

typedef struct Milestones {
	char day[N_MILESTONES][11]; /* YYYY-MM-DD, "" if not reached or not known */
} Milestones;

/*
 * @visits: array of Record. A state counts with its own date, else with the day it was entered; of several entries of one state the last;
 * and only if the state has not fallen behind it since (except „ausgesetzt“, which takes nothing back). „produktiv“ is reached at the
 * latest with „Ende-zu-Ende“. A visit counts from its first day on, once it runs or is over.
 */
void milestones_of(const Record *anbindung, const GPtrArray *visits, Milestones *milestones);

/* Days from one to the other, G_MININT if one is missing. */
int milestones_days(const Milestones *milestones, Milestone from, Milestone to);
/* "angemeldet" … */
const char *milestone_text(Milestone milestone);

/* "angemeldet 01.09.2026 · erster Termin 03.11.2026 (63 Tage) · produktiv – · Ende-zu-Ende –"; days since the last one known. Caller frees. */
char *milestones_text(const Milestones *milestones);
