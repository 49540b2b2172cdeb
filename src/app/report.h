/* What the reports of the app share: a document that is being made, and the parts that several of them have. */
#pragma once

#include "internal.h"
#include "vorort/report.h"

typedef struct ReportJob {
	App *app;
	char *id;      /* of what it is about */
	guint begin;   /* of the day, minutes after midnight */
	Report *report; /* NULL until begun */
	GPtrArray *checklists; /* of const Checklist *: what its steps are from, each once */
	guint n_confidential;  /* obstacles that were left out */
} ReportJob;

/* Each makes ->report. */
gboolean report_make_visit(ReportJob *job, GError **error);
gboolean report_make_preparation(ReportJob *job, GError **error);
gboolean report_make_anbindung(ReportJob *job, GError **error);

/* --- report_parts.c ------------------------------------------------------------------------------------------------------------------------ */

/* Notes that this checklist was used. */
void report_uses(ReportJob *job, const Checklist *checklist);
/* "24.11.2026" or "24.11.2026 bis 25.11.2026"; caller frees. */
char *report_visit_days(const Record *visit);
/* Place, team, functions, status: the facts about a visit. */
void report_add_visit(ReportJob *job, const Record *visit);
/* What a result says beside its outcome, as far as the Protokoll may: remark, Stelle, ticket, date, comments. Caller frees. */
char *report_result_text(ReportJob *job, const Record *result);
/* Sections of @level: work that is left, with Stelle and date; obstacles, open ones and those of @visit (NULL: all); NL in words. */
void report_add_open_work(ReportJob *job, guint level, const StepList *list);
gboolean report_add_obstacles(ReportJob *job, guint level, const char *anbindung, const char *visit, GError **error);
void report_add_nl(ReportJob *job, guint level, const StepList *list);
/* Comments for the Protokoll on @on, as a list; nothing if there are none. */
gboolean report_add_comments(ReportJob *job, guint level, const char *title, const char *on, GError **error);

/* --- report_results.c ---------------------------------------------------------------------------------------------------------------------- */

/* A section with a table for each phase. @results: of Record, the ones to show, oldest first; of one step the last counts. */
void report_add_results(ReportJob *job, guint level, const StepList *list, const GPtrArray *results);
