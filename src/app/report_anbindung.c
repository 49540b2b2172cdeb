/* All about one Anbindung: state, its life in four days, results, what is left, obstacles, visits, history. */
#include <string.h>

#include "report.h"
#include "vorort/text.h"

/* --- state ------------------------------------------------------------------------------------------------------------------------------------ */

static void
add_params(ReportJob *job, const Record *record, const Checklist *checklist)
{
	guint i;

	for (i = 0; i < record->values->len; i++) {
		const RecordValue *value = record->values->pdata[i];
		const ChecklistParameter *param;
		const char *text = g_hash_table_lookup(value->slots, "param");
		guint j;

		if (!value->is_shown || !text || strcmp(value->field_name, "param") != 0)
			continue;
		param = checklist_parameter(checklist, value->key);
		for (j = 0; param && param->values[j]; j++)
			if (strcmp(param->values[j], text) == 0)
				text = param->labels[j];
		report_fact(job->report, app_param_question(checklist, value->key), text);
	}
}

static gboolean
add_state(ReportJob *job, const Record *record, const StepList *list, GError **error)
{
	const char *state = record_get(record, "state");
	g_autofree char *since = text_date(record_get(record, "state_date")), *life = NULL, *progress = NULL;
	Milestones milestones;

	if (!app_milestones(job->app, record->id, &milestones, error))
		return FALSE;
	life = milestones_text(&milestones);
	progress = g_strdup_printf("%u von %u Schritten erledigt, %u nicht bestanden, %u laufen, %u offen", list->n_done, list->n_steps, list->n_failed,
				   list->n_waiting, list->n_open);
	report_section(job->report, 2, "Stand");
	report_fact(job->report, "Stand", *state ? words_text(WORDS_ANBINDUNG_STATE, state) : "unbekannt");
	report_fact(job->report, "seit", since);
	report_fact(job->report, "Quelle", record_get(record, "state_source"));
	report_fact(job->report, "First Mover", words_text(WORDS_YES_NO, record_get(record, "first_mover")));
	report_fact(job->report, "Stationen", life);
	report_fact(job->report, "Prüfschritte", progress);
	add_params(job, record, list->checklist);
	return TRUE;
}

/* --- results ---------------------------------------------------------------------------------------------------------------------------------- */

static void
add_result(ReportJob *job, GPtrArray *results, const char *id)
{
	Record *result = id ? app_record(job->app, id, NULL) : NULL;

	if (result)
		g_ptr_array_add(results, result);
}

/* The results that count, taken over from Stellen or not. Array of Record. */
static GPtrArray *
current_results(ReportJob *job, const StepList *list)
{
	GPtrArray *results = g_ptr_array_new_with_free_func((GDestroyNotify)record_free);
	guint i, j;

	for (i = 0; i < list->views->len; i++) {
		const StepView *view = list->views->pdata[i];

		for (j = 0; j < view->results->len; j++)
			add_result(job, results, ((const StepResult *)view->results->pdata[j])->id);
	}
	for (i = 0; i < list->former->len; i++) {
		const FormerStep *former = list->former->pdata[i];

		for (j = 0; j < former->results->len; j++)
			add_result(job, results, ((const StepResult *)former->results->pdata[j])->id);
	}
	return results;
}

/* --- visits ------------------------------------------------------------------------------------------------------------------------------------- */

static gboolean
add_visits(ReportJob *job, GError **error)
{
	static const char *const titles[] = {"Datum", "Status", "Ort", "Fazit", NULL};
	g_autoptr(GPtrArray) ids = app_links(job->app, job->id, "visit", "anbindungen", error);
	g_autoptr(GPtrArray) visits = g_ptr_array_new_with_free_func((GDestroyNotify)record_free);
	guint i;

	for (i = 0; ids && i < ids->len; i++)
		add_result(job, visits, ids->pdata[i]);
	g_ptr_array_sort(visits, record_by_date);
	report_section(job->report, 2, "Termine");
	if (visits->len)
		report_table(job->report, "Termine dieser Anbindung", titles);
	else
		report_paragraph(job->report, "Noch kein Termin.");
	for (i = 0; i < visits->len; i++) {
		const Record *visit = visits->pdata[i];
		g_autofree char *days = report_visit_days(visit);

		report_cell(job->report, days);
		report_cell(job->report, words_text(WORDS_VISIT_STATUS, record_get(visit, "status")));
		report_cell(job->report, record_get(visit, "place"));
		report_cell(job->report, words_text(WORDS_FAZIT, record_get(visit, "fazit")));
	}
	return ids != NULL;
}

/* --- history -------------------------------------------------------------------------------------------------------------------------------------- */

static char *
value_text(const RecordValue *value)
{
	GString *s = g_string_new(NULL);
	guint i;

	for (i = 0; i < field_n_slots(value->field); i++) {
		const Slot *slot = &value->field->slots[i];
		const char *raw = g_hash_table_lookup(value->slots, slot->name);
		g_autofree char *text = !raw				? NULL
					: slot->type == SLOT_CODE ? g_strdup(words_text((WordList)slot->min, raw))
					: slot->type == SLOT_DATE ? text_date(raw)
					: slot->type == SLOT_SHA256 ? g_strdup_printf("Kennung %.8s", raw)
								  : g_strdup(raw);

		if (text && *text)
			g_string_append_printf(s, "%s%s", s->len ? ", " : "", text);
	}
	return g_string_free(s->len ? s : g_string_append(s, "(leer)"), FALSE);
}

static gint
by_op(gconstpointer a, gconstpointer b)
{
	return strcmp((*(RecordValue *const *)a)->op, (*(RecordValue *const *)b)->op);
}

/* Every change of a field; who made it is nobody's business here. */
static void
add_history(ReportJob *job, const Record *record)
{
	static const char *const titles[] = {"Tag", "Angabe", "Wert", NULL};
	g_autoptr(GPtrArray) changes = g_ptr_array_new();
	guint i;

	for (i = 0; i < record->values->len; i++) {
		const RecordValue *value = record->values->pdata[i];

		if (value->field && !value->is_hidden)
			g_ptr_array_add(changes, record->values->pdata[i]);
	}
	g_ptr_array_sort(changes, by_op);
	report_section(job->report, 2, "Verlauf");
	report_table(job->report, "Änderungen der Anbindung", titles);
	for (i = 0; i < changes->len; i++) {
		const RecordValue *value = changes->pdata[i];
		g_autofree char *iso = g_strndup(value->at ? value->at : "", 10), *day = text_date(iso), *text = value_text(value);
		g_autofree char *name = g_strdup_printf("%s%s%s", value->field->title, value->key && *value->key ? " " : "", value->key ? value->key : "");

		report_cell(job->report, day);
		report_cell(job->report, name);
		report_cell(job->report, text);
	}
}

gboolean
report_make_anbindung(ReportJob *job, GError **error)
{
	g_autoptr(Record) record = app_record(job->app, job->id, error);
	g_autoptr(StepList) list = record ? app_steps(job->app, job->id, error) : NULL;
	g_autoptr(GPtrArray) results = list ? current_results(job, list) : NULL;
	g_autofree char *title = app_full_title(job->app, job->id);

	if (!results)
		return FALSE;
	job->report = report_new("Bericht zur Anbindung", title);
	report_uses(job, list->checklist);
	if (!add_state(job, record, list, error))
		return FALSE;
	report_add_open_work(job, 2, list);
	if (!report_add_obstacles(job, 2, job->id, NULL, error))
		return FALSE;
	report_add_results(job, 2, list, results);
	report_add_nl(job, 2, list);
	if (!add_visits(job, error) || !report_add_comments(job, 2, "Bemerkungen", job->id, error))
		return FALSE;
	add_history(job, record);
	return TRUE;
}
