/* Anbindungen with their steps, Termine, Ergebnisse. */
#include "commands.h"

#include <stdio.h>
#include <string.h>

#include "vorort/lauf.h"
#include "vorort/evening.h"
#include "vorort/text.h"

#include "checklist.h"
#include "filter.h"
#include "lists.h"
#include "output.h"
#include "show.h"
#include "typed.h"
#include "update.h"
#include "vorort/anlage.h"
#include "vorort/revisit.h"

/* --- Anbindung ------------------------------------------------------------------------------------------------------------------------------- */

gboolean
run_anbindung_add(Cli *cli, GError **error)
{
	g_autoptr(Kommune) kommune = app_kommune(cli->app, cli_option(cli, "kommune"), error);
	const Leistung *leistung = kommune ? app_leistung(cli->app, cli_option(cli, "leistung"), error) : NULL;
	g_autofree char *id = NULL;

	if (!leistung || !app_add_anbindung(cli->app, kommune->id, leistung->key, cli_option_all(cli, "param"), &id, error))
		return FALSE;
	puts(id);
	return TRUE;
}

static gboolean
print_milestones(Cli *cli, const char *anbindung, GError **error)
{
	Milestones milestones;
	g_autofree char *text = app_milestones(cli->app, anbindung, &milestones, error) ? milestones_text(&milestones) : NULL;

	out_field(2, "Stationen", text);
	return text != NULL;
}

static void
print_progress(const StepList *list)
{
	g_autofree char *sum = g_strdup_printf("%u von %u Schritten erledigt, %u nicht bestanden, %u laufen, %u offen", list->n_done,
					       list->n_steps, list->n_failed, list->n_waiting, list->n_open);
	g_autoptr(GArray) coverage = app_nl_coverage(list);
	guint i;

	out_heading("Fortschritt");
	out_field(2, "gesamt", sum);
	for (i = 0; i < list->phases->len; i++) {
		const PhaseProgress *p = &g_array_index(list->phases, PhaseProgress, i);
		g_autofree char *title = g_strdup_printf("Phase %c", p->phase);
		g_autofree char *text = g_strdup_printf("%u/%u  %s", p->n_done, p->n_steps, checklist_phase_title(p->phase));

		if (p->n_steps)
			out_field(2, title, text);
	}
	for (i = 0; i < coverage->len; i++) {
		const NlCoverage *nl = &g_array_index(coverage, NlCoverage, i);
		g_autofree char *text = g_strdup_printf("%u/%u bestanden, %u nicht  %s", nl->n_passed, nl->n_steps, nl->n_failed,
							checklist_nl_title(nl->nl));

		if (nl->n_steps)
			out_field(2, nl->nl, text);
	}
}

static gboolean
print_waiting(Cli *cli, const char *anbindung, GError **error)
{
	g_autoptr(GPtrArray) all = app_waiting(cli->app, anbindung, error);
	guint i;

	if (!all)
		return FALSE;
	if (all->len)
		out_heading("läuft");
	for (i = 0; i < all->len; i++) {
		const FollowUp *w = all->pdata[i];
		g_autofree char *due = text_date(w->due);
		g_autofree char *text = g_strdup_printf("%s · %s%s%s%s%s", w->what, words_text(WORDS_STELLE_KIND, w->stelle),
							*w->ticket ? " · Ticket " : "", w->ticket,
							*due ? " · erwartet " : "", due);

		out_field(2, w->step, text);
	}
	return TRUE;
}

/* Results of a step and environment with two current ones. */
static void
print_differing_results(const StepList *list)
{
	guint i, j;

	for (i = 0; i < list->views->len; i++) {
		const StepView *view = list->views->pdata[i];

		for (j = 0; j < view->results->len; j++) {
			const StepResult *r = view->results->pdata[j];

			if (r->differs)
				printf("\n  abweichende Ergebnisse: %s (%s)\n    Alle: vorort result list %s --step %s\n"
				       "    Entscheiden: vorort result confirm ID, oder ein neues Ergebnis aufnehmen\n",
				       view->step->id, words_text(WORDS_ENV, r->env), r->is_inherited ? r->stelle : list->anbindung, view->step->id);
		}
	}
}

gboolean
run_anbindung_show(Cli *cli, GError **error)
{
	g_autofree char *id = cli_find(cli, "anbindung", cli_word(cli, 0), error), *title = id ? app_anbindung_title(cli->app, id) : NULL;
	g_autoptr(Record) record = NULL;
	g_autoptr(StepList) steps = NULL;
	ObstacleFilter filter = {.anbindung = id};

	if (!id || cli->is_json)
		return id && print_record_json(cli, id, error);
	if (!(record = app_record(cli->app, id, error)))
		return FALSE;
	show_record(cli, record, title);
	if (!print_milestones(cli, id, error))
		return FALSE;
	if ((steps = app_steps(cli->app, id, error))) {
		print_differing_results(steps);
		print_progress(steps);
	}
	if (!steps || !print_checklist_state(cli, id, error) || !print_waiting(cli, id, error) || !print_obstacles(cli, &filter, "Hürden", error) ||
	    !print_links(cli, id, "visit", "anbindungen", "Termine", error) || !print_attachments(cli, id, error) || !show_comments(cli, id, error))
		return FALSE;
	show_history(cli, record);
	return TRUE;
}

/* --- steps ----------------------------------------------------------------------------------------------------------------------------------- */

static gboolean
view_is_wanted(const StepView *view, const ObstacleFilter *filter)
{
	static const char *const done[] = {"passed", "not_applicable", NULL};
	gboolean differs = FALSE;
	guint i;

	for (i = 0; i < view->results->len; i++)
		differs = differs || ((const StepResult *)view->results->pdata[i])->differs;
	if (!view->applies || (filter->only_diff && !differs) || (filter->only_open && view->outcome && g_strv_contains(done, view->outcome)))
		return FALSE;
	if ((filter->step && strcmp(filter->step, view->step->id) != 0) || (filter->phase && *filter->phase != view->step->phase))
		return FALSE;
	if ((filter->level && strcmp(filter->level, view->step->level) != 0) || (filter->status && g_strcmp0(filter->status, view->outcome) != 0))
		return FALSE;
	return filter_has_words(view->step->title, filter->text);
}

/* "übernommen von ekom21, 24.11.2026", or what the Stelle says instead. */
static void
append_stelle(GString *s, const StepResult *r)
{
	g_autofree char *iso = g_strndup(r->stelle_at ? r->stelle_at : "", 10), *day = text_date(iso);

	if (r->is_inherited)
		g_string_append_printf(s, " (übernommen von %s am %s)", r->stelle_name, day);
	else if (step_result_contradicts(r))
		g_string_append_printf(s, " (widerspricht %s am %s: %s)", r->stelle_name, day, words_text(WORDS_OUTCOME, r->stelle_outcome));
}

/* "Test bestanden, Prod läuft" for several environments, else the outcome alone. */
static char *
results_text(const GPtrArray *results)
{
	GString *s = g_string_new(NULL);
	guint i;

	for (i = 0; i < results->len; i++) {
		const StepResult *r = results->pdata[i];

		if (s->len)
			g_string_append(s, "; ");
		if (results->len > 1)
			g_string_append_printf(s, "%s ", words_text(WORDS_ENV, r->env));
		if (r->instance > 1)
			g_string_append_printf(s, "(%u) ", r->instance);
		g_string_append(s, r->outcome ? words_text(WORDS_OUTCOME, r->outcome) : "offen");
		append_stelle(s, r);
		if (r->differs)
			g_string_append(s, " (abweichend)");
		if (r->changed)
			g_string_append(s, " (geändert seit dem Ergebnis)");
		if (r->again)
			g_string_append(s, " (wieder zu prüfen)");
	}
	return g_string_free(s, FALSE);
}

char *
step_state_text(const StepView *view)
{
	return results_text(view->results);
}

/* Steps with results that the checklist does not have any more. */
static void
print_former(const StepList *list, const ObstacleFilter *filter)
{
	static const char *const titles[] = {"Schritt", "Stand", "Titel", NULL};
	OutTable *table = NULL;
	guint i;

	for (i = 0; i < list->former->len; i++) {
		const FormerStep *former = list->former->pdata[i];
		const char *title = former->step ? former->step->title : "(Text nicht auf diesem Gerät)";

		if ((filter->step && strcmp(filter->step, former->id) != 0) || !filter_has_words(title, filter->text) ||
		    (filter->status && g_strcmp0(filter->status, former->outcome) != 0) || filter->phase || filter->level)
			continue;
		if (!table) {
			out_heading("frühere Schritte (nicht mehr in dieser Version; ihre Ergebnisse bleiben)");
			table = out_table_new(titles);
		}
		out_table_add(table, g_strdup(former->id));
		out_table_add(table, results_text(former->results));
		out_table_add(table, g_strdup(title));
	}
	if (table)
		out_table_end(table, "");
}

void
print_steps(const StepList *list, const ObstacleFilter *filter, const char *present)
{
	static const char *const titles[] = {"Schritt", "Pflicht", "Hürden", "Stand", "Titel", NULL};
	OutTable *table = out_table_new(titles);
	guint i;

	for (i = 0; i < list->views->len; i++) {
		const StepView *view = list->views->pdata[i];

		if (!view_is_wanted(view, filter) || !app_step_has_people(view->step, present))
			continue;
		out_table_add(table, g_strdup(view->step->id));
		out_table_add(table, g_strdup(words_text(WORDS_DUTY, view->step->duty)));
		out_table_add(table, view->n_obstacles ? g_strdup_printf("%u", view->n_obstacles) : NULL);
		out_table_add(table, results_text(view->results));
		out_table_add(table, g_strdup(view->step->title));
	}
	out_table_end(table, "Keine Schritte.");
	if (!present)
		print_former(list, filter);
}

/* "Fachamt  95 Minuten in 12 Schritten": how long who has to stay. */
static void
print_times(const StepList *list)
{
	g_autoptr(GArray) times = app_present_times(list);
	guint i;

	out_heading("noch zu tun mit");
	for (i = 0; i < times->len; i++) {
		const PresentTime *time = &g_array_index(times, PresentTime, i);
		g_autofree char *text = g_strdup_printf("%u Minuten in %u %s", time->minutes, time->n_steps, time->n_steps == 1 ? "Schritt" : "Schritten");

		if (time->n_steps)
			out_field(2, words_text(WORDS_PRESENT, time->code), text);
	}
}

gboolean
run_anbindung_steps(Cli *cli, GError **error)
{
	g_autofree char *id = cli_find(cli, "anbindung", cli_word(cli, 0), error), *json = NULL;
	g_autoptr(StepList) list = NULL;
	ObstacleFilter filter;

	if (!id || !filter_read(cli, &filter, error))
		return FALSE;
	if (cli->is_json) {
		json = app_steps_json(cli->app, id, error);
		fputs(json ? json : "", stdout);
		return json != NULL;
	}
	list = app_steps(cli->app, id, error);
	if (list)
		print_steps(list, &filter, cli_option(cli, "present"));
	if (list && cli_has(cli, "present"))
		print_times(list);
	return list != NULL;
}

/* --- Termin ---------------------------------------------------------------------------------------------------------------------------------- */

/* Other visits of the day, and what was merged into this one. */
static gboolean
print_relatives(Cli *cli, const Record *visit, GError **error)
{
	g_autoptr(GPtrArray) same = app_same_day_visits(cli->app, visit, error);
	g_autoptr(GPtrArray) merged = same ? app_merged_visits(cli->app, visit->id, error) : NULL;
	const Word *phase;
	guint i;

	for (i = 0; merged && i < same->len; i++) {
		g_autofree char *text = g_strdup_printf("%s\nzusammenführen: vorort visit merge %s %s", (const char *)same->pdata[i], visit->id,
							(const char *)same->pdata[i]);

		out_field(2, "am selben Tag", text);
	}
	for (i = 0; merged && i < merged->len; i++)
		out_field(2, "enthält", merged->pdata[i]);
	for (phase = words(WORDS_PHASE); phase->code; phase++) {
		g_autofree char *who = app_claim_text(cli->app, visit, *phase->code), *title = g_strdup_printf("Phase %s übernimmt", phase->code);

		out_field(2, title, who ? who : "");
	}
	return merged != NULL;
}

gboolean
run_visit_show(Cli *cli, GError **error)
{
	g_autofree char *id = cli_find(cli, "visit", cli_word(cli, 0), error);
	g_autoptr(Record) record = NULL;

	if (!id || cli->is_json)
		return id && print_record_json(cli, id, error);
	if (!(record = app_record(cli->app, id, error)))
		return FALSE;
	show_record(cli, record, NULL);
	if (!print_relatives(cli, record, error))
		return FALSE;
	if (!print_links(cli, id, "result", "visit", "Ergebnisse", error) || !print_links(cli, id, "obstacle", "visit", "Hürden", error) ||
	    !print_attachments(cli, id, error) || !show_comments(cli, id, error))
		return FALSE;
	show_history(cli, record);
	return TRUE;
}

gboolean
run_visit_close(Cli *cli, GError **error)
{
	g_autofree char *id = cli_find(cli, "visit", cli_word(cli, 0), error);

	return id && app_close_visit(cli->app, id, cli_option(cli, "fazit"), cli_option(cli, "text"), error);
}

/* --- Ergebnis -------------------------------------------------------------------------------------------------------------------------------- */

gboolean
run_result_add(Cli *cli, GError **error)
{
	const char *outcome = typed_code(WORDS_OUTCOME, cli_word(cli, 2), "ERGEBNIS", error), *stelle = cli_option(cli, "for-stelle");
	g_autofree char *anbindung = outcome ? cli_find(cli, "anbindung", cli_word(cli, 0), error) : NULL, *visit = NULL, *id = NULL;
	g_autofree char *for_stelle = NULL;
	g_autofree AttachDraft *files = NULL;
	guint64 instance = 1;
	ResultDraft draft = {.step = cli_word(cli, 1), .outcome = outcome};

	if (!anbindung || (cli_has(cli, "instance") && !typed_number(cli_option(cli, "instance"), "--instance", 1, 999, &instance, error)))
		return FALSE;
	if (cli_has(cli, "visit") && !(visit = cli_find(cli, "visit", cli_option(cli, "visit"), error)))
		return FALSE;
	if (stelle && !(for_stelle = *stelle ? cli_find(cli, "stelle", stelle, error) : g_strdup("")))
		return FALSE;
	draft.for_stelle = for_stelle;
	draft.env = cli_option(cli, "env");
	draft.instance = (guint)instance;
	draft.visit = visit;
	draft.function = cli_option(cli, "by");
	draft.note = cli_option(cli, "note");
	draft.sicht = cli_option(cli, "sicht");
	draft.stelle = cli_option(cli, "stelle");
	draft.ticket = cli_option(cli, "ticket");
	draft.due = cli_option(cli, "due");
	draft.answers = cli_option_all(cli, "field");
	draft.files = files = attachment_drafts(cli, &draft.n_files);
	if (!app_add_result(cli->app, anbindung, &draft, &id, error))
		return FALSE;
	puts(id);
	return TRUE;
}

/* An Anbindung, or a Stelle. */
static char *
find_tested(Cli *cli, const char *typed, GError **error)
{
	char *id = cli_find(cli, "stelle", typed, NULL);

	return id ? id : cli_find(cli, "anbindung", typed, error);
}

gboolean
run_result_list(Cli *cli, GError **error)
{
	g_autofree char *id = find_tested(cli, cli_word(cli, 0), error);
	g_autoptr(GPtrArray) ids = id ? app_links(cli->app, id, "result", "on", error) : NULL;
	g_autoptr(GPtrArray) all = ids ? cli_records_of(cli, ids, error) : NULL;
	g_autoptr(GPtrArray) wanted = g_ptr_array_new();
	ObstacleFilter filter;
	guint i;

	if (!all || !filter_read(cli, &filter, error))
		return FALSE;
	for (i = 0; i < all->len; i++)
		if (filter_matches(cli, &filter, all->pdata[i]))
			g_ptr_array_add(wanted, all->pdata[i]);
	return print_records(cli, "result", wanted, error);
}

/* The step in the wording that the result was recorded with. */
static void
print_result_step(Cli *cli, const Record *result)
{
	g_autoptr(Record) anbindung = app_record(cli->app, record_get(result, "on"), NULL);
	const Checklist *version = NULL;
	const ChecklistStep *step = anbindung ? app_result_step(cli->app, anbindung, record_get(result, "step"), result->id, &version) : NULL;
	g_autofree char *heading = version ? g_strdup_printf("Prüfschritt in Version %s der Checkliste, mit der geprüft wurde", version->version)
					   : g_strdup("Prüfschritt");

	out_heading(heading);
	if (step)
		checklist_print_step(step);
	else
		puts("Die Version der Checkliste, mit der geprüft wurde, ist nicht auf diesem Gerät.");
}

static void
print_result_json(Cli *cli, const char *id, const Record *result)
{
	g_autofree char *text = app_record_json(cli->app, id, NULL);
	g_autoptr(Record) anbindung = app_record(cli->app, record_get(result, "on"), NULL);
	const Checklist *version = NULL;
	const ChecklistStep *step = anbindung ? app_result_step(cli->app, anbindung, record_get(result, "step"), id, &version) : NULL;
	json_t *object = json_loads(text ? text : "{}", 0, NULL);

	out_json_set(object, "checklist_version", version ? version->version : NULL);
	json_object_set_new(object, "step_text", step ? checklist_step_json(step) : json_null());
	out_json(object);
}

gboolean
run_result_show(Cli *cli, GError **error)
{
	g_autofree char *id = cli_find(cli, "result", cli_word(cli, 0), error);
	g_autoptr(Record) result = id ? app_record(cli->app, id, error) : NULL;

	if (!result)
		return FALSE;
	if (cli->is_json) {
		print_result_json(cli, id, result);
		return TRUE;
	}
	show_record(cli, result, NULL);
	print_result_step(cli, result);
	if (!print_attachments(cli, id, error) || !show_comments(cli, id, error))
		return FALSE;
	show_history(cli, result);
	return TRUE;
}

gboolean
run_result_retract(Cli *cli, GError **error)
{
	g_autofree char *id = cli_find(cli, "result", cli_word(cli, 0), error);

	return id && app_retract(cli->app, id, cli_option(cli, "why"), error);
}
