/* Results as a table for each phase; see report.h. */
#include <string.h>

#include "report.h"

/* "F1.4/test/1/": one result a key counts; one for all that a Stelle serves, "B1@wohngeld", beside an own one. */
static char *
key_of(const Record *result)
{
	const char *step = record_get(result, "step"), *on = record_get(result, "on");

	return g_strdup_printf("%.*s/%s/%s/%s", (int)strcspn(step, "@"), step, record_get(result, "env"), record_get(result, "instance"),
			       strchr(on, '/') ? "" : on);
}

/* Key -> Record, the last of each; borrowed. */
static GHashTable *
last_results(const GPtrArray *results)
{
	GHashTable *last = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	guint i;

	for (i = 0; i < results->len; i++)
		g_hash_table_replace(last, key_of(results->pdata[i]), results->pdata[i]);
	return last;
}

static gboolean
is_of_step(const Record *result, const char *step)
{
	const char *token = record_get(result, "step");

	return strlen(step) == strcspn(token, "@") && strncmp(token, step, strlen(step)) == 0;
}

static void
add_row(ReportJob *job, const char *id, const char *title, const Record *result)
{
	const char *instance = record_get(result, "instance");
	gboolean is_repeated = strcmp(instance, "1") != 0;
	g_autofree char *step = g_strdup_printf("%s %s", id, title), *text = report_result_text(job, result);
	g_autofree char *env = g_strdup_printf("%s%s%s", words_text(WORDS_ENV, record_get(result, "env")), is_repeated ? ", Wiederholung " : "",
					       is_repeated ? instance : "");

	report_cell(job->report, step);
	report_cell(job->report, env);
	report_cell(job->report, words_text(WORDS_OUTCOME, record_get(result, "outcome")));
	report_cell(job->report, text);
}

/* The table begins with its first row: *@is_begun. */
static void
add_of_step(ReportJob *job, const char *id, const char *title, const char *phase, const GPtrArray *results, GHashTable *last, gboolean *is_begun)
{
	static const char *const titles[] = {"Schritt", "Umgebung", "Ergebnis", "Bemerkung", NULL};
	guint i;

	for (i = 0; i < results->len; i++) {
		g_autofree char *key = key_of(results->pdata[i]);

		if (!is_of_step(results->pdata[i], id) || g_hash_table_lookup(last, key) != results->pdata[i])
			continue;
		if (!*is_begun)
			report_table(job->report, phase, titles);
		*is_begun = TRUE;
		add_row(job, id, title, results->pdata[i]);
	}
}

static gboolean
has_phase(const StepList *list, char phase, const GPtrArray *results)
{
	guint i, j;

	for (i = 0; i < list->views->len; i++) {
		const StepView *view = list->views->pdata[i];

		for (j = 0; view->step->phase == phase && j < results->len; j++)
			if (is_of_step(results->pdata[j], view->step->id))
				return TRUE;
	}
	return FALSE;
}

static void
add_phase(ReportJob *job, guint level, const StepList *list, const Word *phase, const GPtrArray *results, GHashTable *last)
{
	g_autofree char *title = g_strdup_printf("%s – %s", phase->code, phase->text), *caption = g_strdup_printf("Ergebnisse der Phase %s", phase->code);
	gboolean is_begun = FALSE;
	guint i;

	if (!has_phase(list, *phase->code, results))
		return;
	report_section(job->report, level, title);
	for (i = 0; i < list->views->len; i++) {
		const StepView *view = list->views->pdata[i];

		if (view->step->phase == *phase->code)
			add_of_step(job, view->step->id, view->step->title, caption, results, last, &is_begun);
	}
}

/* Steps that the checklist does not have any more: their results stay true. */
static void
add_former(ReportJob *job, guint level, const StepList *list, const GPtrArray *results, GHashTable *last)
{
	gboolean is_begun = FALSE;
	guint i;

	for (i = 0; i < list->former->len; i++) {
		const FormerStep *former = list->former->pdata[i];
		guint j;

		for (j = 0; j < results->len && !is_of_step(results->pdata[j], former->id); j++)
			;
		if (j == results->len)
			continue;
		if (!is_begun)
			report_section(job->report, level, "Frühere Schritte der Checkliste");
		add_of_step(job, former->id, former->step ? former->step->title : "", "Ergebnisse früherer Schritte", results, last, &is_begun);
	}
}

void
report_add_results(ReportJob *job, guint level, const StepList *list, const GPtrArray *results)
{
	g_autoptr(GHashTable) last = last_results(results);
	const Word *phase;

	report_section(job->report, level, "Ergebnisse");
	if (results->len == 0)
		report_paragraph(job->report, "Noch keine Ergebnisse.");
	for (phase = words(WORDS_PHASE); phase->code; phase++)
		add_phase(job, level + 1, list, phase, results, last);
	add_former(job, level + 1, list, results, last);
}
