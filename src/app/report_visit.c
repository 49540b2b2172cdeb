/*
 * The protocol of a visit, for the Kommune to take note of: what was tested, what is left to do, what stands in the way. Names of persons do
 * not stand in it; who signs does so by hand above the function.
 */
#include <string.h>

#include "report.h"

/* A result for all that a Stelle serves belongs to the first Anbindung with its Leistung. */
static gboolean
belongs_to(const Record *result, const char *const *ids, guint i)
{
	const char *on = record_get(result, "on"), *leistung = strchr(record_get(result, "step"), '@');
	guint j;

	if (strchr(on, '/'))
		return g_strcmp0(on, ids[i]) == 0;
	for (j = 0; ids[j]; j++) {
		const char *slash = strchr(ids[j], '/');

		if (!leistung || (slash && strcmp(slash + 1, leistung + 1) == 0))
			return j == i;
	}
	return FALSE;
}

/* All that were recorded at the visit and not withdrawn, oldest first. */
static GPtrArray *
results_of(ReportJob *job, GError **error)
{
	g_autoptr(GPtrArray) ids = app_links(job->app, job->id, "result", "visit", error);
	g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func((GDestroyNotify)record_free);
	guint i;

	for (i = 0; ids && i < ids->len; i++) {
		Record *result = app_record(job->app, ids->pdata[i], NULL);

		if (result)
			g_ptr_array_add(results, result);
	}
	return ids ? g_steal_pointer(&results) : NULL;
}

static gboolean
add_anbindung(ReportJob *job, const char *const *ids, guint i, const GPtrArray *results, GError **error)
{
	g_autoptr(StepList) list = app_steps(job->app, ids[i], error);
	g_autoptr(GPtrArray) own = g_ptr_array_new();
	g_autofree char *title = app_anbindung_title(job->app, ids[i]);
	guint level = ids[1] ? 3 : 2, j;

	if (!list)
		return FALSE;
	if (ids[1])
		report_section(job->report, 2, title);
	report_uses(job, list->checklist);
	for (j = 0; j < results->len; j++)
		if (belongs_to(results->pdata[j], ids, i))
			g_ptr_array_add(own, results->pdata[j]);
	report_add_results(job, level, list, own);
	report_add_open_work(job, level, list);
	if (!report_add_obstacles(job, level, ids[i], job->id, error))
		return FALSE;
	report_add_nl(job, level, list);
	return report_add_comments(job, level, "Bemerkungen", ids[i], error);
}

static void
add_signatures(ReportJob *job, const Record *visit)
{
	g_auto(GStrv) present = g_strsplit(record_get(visit, "present"), ",", -1);
	guint i;

	report_section(job->report, 2, "Zur Kenntnis genommen");
	for (i = 0; present[i] && *present[i]; i++)
		report_signature(job->report, words_text(WORDS_PRESENT, present[i]));
	if (i == 0)
		report_signature(job->report, "Kommune");
	report_signature(job->report, "Team vor Ort");
}

gboolean
report_make_visit(ReportJob *job, GError **error)
{
	g_autoptr(Record) visit = app_record(job->app, job->id, error);
	g_autoptr(GPtrArray) results = visit ? results_of(job, error) : NULL;
	g_auto(GStrv) ids = visit ? g_strsplit(record_get(visit, "anbindungen"), ",", -1) : NULL;
	const char *fazit;
	guint i;

	if (!results)
		return FALSE;
	job->report = report_new("Protokoll des Vor-Ort-Termins – zur Kenntnisnahme", NULL);
	report_add_visit(job, visit);
	fazit = record_get(visit, "fazit");
	report_fact(job->report, "Fazit", words_text(WORDS_FAZIT, fazit));
	report_paragraph(job->report, record_get(visit, "fazit_text"));
	if (!report_add_comments(job, 2, "Bemerkungen zum Termin", job->id, error))
		return FALSE;
	for (i = 0; ids[i]; i++)
		if (*ids[i] && !add_anbindung(job, (const char *const *)ids, i, results, error))
			return FALSE;
	add_signatures(job, visit);
	return TRUE;
}
