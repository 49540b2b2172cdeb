/* From visit to visit: two laptops at one, who takes over which phase, what the next one is about, what became better or worse. */
#include "commands.h"

#include <stdio.h>
#include <string.h>

#include "vorort/text.h"

#include "output.h"
#include "show.h"
#include "vorort/revisit.h"

/* --- merging, claims -------------------------------------------------------------------------------------------------------------------------- */

gboolean
run_visit_merge(Cli *cli, GError **error)
{
	g_autofree char *a = cli_find(cli, "visit", cli_word(cli, 0), error), *b = a ? cli_find(cli, "visit", cli_word(cli, 1), error) : NULL;
	g_autofree char *kept = NULL;

	if (!b || !app_merge_visits(cli->app, a, b, &kept, error))
		return FALSE;
	puts(kept);
	return TRUE;
}

gboolean
run_visit_claim(Cli *cli, GError **error)
{
	g_autofree char *visit = cli_find(cli, "visit", cli_word(cli, 0), error), *stelle = NULL;
	const char *phase = cli_word(cli, 1);

	if (!visit || (cli_has(cli, "stelle") && !(stelle = cli_find(cli, "stelle", cli_option(cli, "stelle"), error))))
		return FALSE;
	if (strlen(phase) != 1) {
		g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "„%s“ ist keine Phase. Möglich: A bis L", phase);
		return FALSE;
	}
	return app_claim(cli->app, visit, g_ascii_toupper(*phase), cli_has(cli, "remove") ? "" : stelle, error);
}

/* The Anbindung that is meant: given, or the only one of the visit. Caller frees. */
static char *
anbindung_of(Cli *cli, const Record *visit, GError **error)
{
	g_auto(GStrv) ids = g_strsplit(record_get(visit, "anbindungen"), ",", -1);

	if (cli_option(cli, "anbindung"))
		return cli_find(cli, "anbindung", cli_option(cli, "anbindung"), error);
	if (g_strv_length(ids) == 1)
		return g_strdup(ids[0]);
	g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "Zum Termin gehören mehrere Anbindungen. Welche, sagt --anbindung: %s", record_get(visit, "anbindungen"));
	return NULL;
}

/* --- comparing ---------------------------------------------------------------------------------------------------------------------------------- */

static const char *const kinds[N_CHANGES] = {"worse", "better", "new", "unchanged"};

static json_t *
change_json(const StepChange *c)
{
	json_t *object = json_pack("{s:s, s:s, s:s, s:i, s:s, s:s, s:s}", "step", c->step->id, "title", c->step->title, "env", c->env, "instance",
				   (int)c->instance, "before", c->before ? c->before : "open", "after", c->after ? c->after : "open", "change",
				   kinds[c->kind]);

	out_json_set(object, "before_id", c->before_id);
	out_json_set(object, "after_id", c->after_id);
	return object;
}

static void
print_comparison_json(const char *anbindung, const VisitComparison *comparison)
{
	json_t *changes = json_array(), *counts = json_object(), *object;
	guint i;

	for (i = 0; i < comparison->changes->len; i++)
		json_array_append_new(changes, change_json(comparison->changes->pdata[i]));
	for (i = 0; i < N_CHANGES; i++)
		json_object_set_new(counts, kinds[i], json_integer(comparison->n[i]));
	object = json_pack("{s:s, s:s, s:o, s:o}", "anbindung", anbindung, "before", comparison->before->id, "changes", changes, "counts", counts);
	out_json_set(object, "after", comparison->after ? comparison->after->id : NULL);
	out_json(object);
}

static char *
outcome_text(const char *outcome)
{
	return g_strdup(outcome ? words_text(WORDS_OUTCOME, outcome) : "offen");
}

static void
print_changes(const VisitComparison *comparison, ChangeKind kind)
{
	static const char *const titles[] = {"Schritt", "Umgebung", "vorher", "nachher", "Titel", NULL};
	g_autofree char *heading = g_strdup_printf("%s (%u)", outcome_change_text(kind), comparison->n[kind]);
	OutTable *table;
	guint i;

	if (!comparison->n[kind])
		return;
	out_heading(heading);
	table = out_table_new(titles);
	for (i = 0; i < comparison->changes->len; i++) {
		const StepChange *c = comparison->changes->pdata[i];

		if (c->kind != kind)
			continue;
		out_table_add(table, g_strdup(c->step->id));
		out_table_add(table, g_strdup(words_text(WORDS_ENV, c->env)));
		out_table_add(table, outcome_text(c->before));
		out_table_add(table, outcome_text(c->after));
		out_table_add(table, g_strdup(c->step->title));
	}
	out_table_end(table, "");
}

gboolean
run_visit_compare(Cli *cli, GError **error)
{
	g_autofree char *a = cli_find(cli, "visit", cli_word(cli, 0), error);
	g_autofree char *b = a && cli_word(cli, 1) ? cli_find(cli, "visit", cli_word(cli, 1), error) : NULL, *anbindung = NULL, *title = NULL;
	g_autoptr(Record) visit = a && (b || !cli_word(cli, 1)) ? app_record(cli->app, a, error) : NULL;
	g_autoptr(VisitComparison) comparison = NULL;
	guint i;

	if (!visit || !(anbindung = anbindung_of(cli, visit, error)) || !(comparison = app_compare_visits(cli->app, anbindung, a, b, error)))
		return FALSE;
	if (cli->is_json) {
		print_comparison_json(anbindung, comparison);
		return TRUE;
	}
	title = app_anbindung_title(cli->app, anbindung);
	out_text(title, FALSE);
	for (i = 0; i < N_CHANGES; i++)
		print_changes(comparison, (ChangeKind)i);
	if (comparison->changes->len == 0)
		puts("Noch kein Ergebnis.");
	return TRUE;
}

/* --- what the next visit is about ------------------------------------------------------------------------------------------------------------ */

static const char *const todo_codes[N_TASKS] = {"failed", "waiting", "changed", "open"};
static const char *const todo_texts[N_TASKS] = {"nicht bestanden", "wartet", "geändert", "offen"};

static void
print_todo_json(const StepList *list, const Revisit *revisit)
{
	json_t *steps = json_array(), *object;
	guint i;

	for (i = 0; revisit && i < revisit->todos->len; i++) {
		const Task *todo = &g_array_index(revisit->todos, Task, i);
		const StepView *view = list->views->pdata[todo->index];

		json_array_append_new(steps, json_pack("{s:s, s:s, s:s, s:s, s:b}", "step", view->step->id, "title", view->step->title, "outcome",
						       view->outcome ? view->outcome : "open", "why", todo_codes[todo->kind], "is_done", (int)todo->is_done));
	}
	object = json_pack("{s:s, s:o}", "anbindung", list->anbindung, "steps", steps);
	out_json_set(object, "last_visit", revisit ? revisit->last : NULL);
	out_json(object);
}

static void
print_todo(const StepList *list, const Revisit *revisit)
{
	static const char *const titles[] = {"Schritt", "warum", "Stand", "Titel", NULL};
	OutTable *table = out_table_new(titles);
	guint i;

	for (i = 0; i < revisit->todos->len; i++) {
		const Task *todo = &g_array_index(revisit->todos, Task, i);
		const StepView *view = list->views->pdata[todo->index];

		out_table_add(table, g_strdup(view->step->id));
		out_table_add(table, g_strdup(todo->is_done ? "erledigt" : todo_texts[todo->kind]));
		out_table_add(table, outcome_text(view->outcome));
		out_table_add(table, g_strdup(view->step->title));
	}
	out_table_end(table, "Nichts ist offen.");
}

gboolean
run_visit_todo(Cli *cli, GError **error)
{
	g_autofree char *id = cli_find(cli, "visit", cli_word(cli, 0), error), *anbindung = NULL, *text = NULL;
	g_autoptr(Record) visit = id ? app_record(cli->app, id, error) : NULL;
	g_autoptr(StepList) list = visit && (anbindung = anbindung_of(cli, visit, error)) ? app_steps(cli->app, anbindung, error) : NULL;
	g_autoptr(GError) failed = NULL;
	g_autoptr(Revisit) revisit = list ? app_revisit(cli->app, list, id, &failed) : NULL;

	if (failed)
		g_propagate_error(error, g_steal_pointer(&failed));
	if (!list || (error && *error))
		return FALSE;
	if (cli->is_json) {
		print_todo_json(list, revisit);
		return TRUE;
	}
	text = revisit ? revisit_text(revisit) : g_strdup("Es ist der erste Termin dieser Anbindung; alle Schritte sind offen.");
	out_text(text, FALSE);
	if (revisit)
		print_todo(list, revisit);
	return TRUE;
}

/* --- differing results --------------------------------------------------------------------------------------------------------------------------- */

static void
print_difference(Cli *cli, const ResultDifference *difference)
{
	g_autofree char *heading = g_strdup_printf("%s %s: abweichende Ergebnisse", difference->step->id, difference->step->title);
	guint i;

	out_heading(heading);
	for (i = 0; i < difference->results->len; i++) {
		const Record *result = difference->results->pdata[i];

		show_record(cli, result, NULL);
	}
	puts("  Dieses gilt: vorort result confirm ID");
}

static json_t *
difference_json(Cli *cli, const ResultDifference *difference)
{
	json_t *results = json_array();
	guint i;

	for (i = 0; i < difference->results->len; i++) {
		g_autofree char *text = app_record_json(cli->app, ((const Record *)difference->results->pdata[i])->id, NULL);

		json_array_append_new(results, json_loads(text ? text : "{}", 0, NULL));
	}
	return json_pack("{s:s, s:s, s:s, s:o}", "on", difference->on, "step", difference->step->id, "place", difference->key, "results", results);
}

gboolean
run_result_diff(Cli *cli, GError **error)
{
	g_autofree char *id = cli_find(cli, "anbindung", cli_word(cli, 0), error);
	g_autoptr(StepList) list = id ? app_steps(cli->app, id, error) : NULL;
	g_autoptr(GPtrArray) all = list ? app_result_differences(cli->app, list, cli_option(cli, "step"), error) : NULL;
	json_t *array;
	guint i;

	if (!all)
		return FALSE;
	array = json_array();
	for (i = 0; i < all->len; i++)
		json_array_append_new(array, difference_json(cli, all->pdata[i]));
	if (cli->is_json) {
		out_json(array);
		return TRUE;
	}
	json_decref(array);
	for (i = 0; i < all->len; i++)
		print_difference(cli, all->pdata[i]);
	if (all->len == 0)
		puts("Nichts weicht ab.");
	return TRUE;
}

gboolean
run_result_confirm(Cli *cli, GError **error)
{
	g_autofree char *id = cli_find(cli, "result", cli_word(cli, 0), error);

	return id && app_confirm_result(cli->app, id, error);
}

/* --- the state that the steps suggest --------------------------------------------------------------------------------------------------------- */

static void
print_suggestion(Cli *cli, const Record *record, const char *state, const char *why, gboolean is_applied)
{
	const char *now = record_get(record, "state");
	json_t *object;

	if (cli->is_json) {
		object = json_pack("{s:s, s:b}", "anbindung", record->id, "is_applied", (int)is_applied);
		out_json_set(object, "current", *now ? now : NULL);
		out_json_set(object, "suggested", state);
		out_json_set(object, "why", why);
		out_json(object);
	} else if (!state) {
		printf("Die Prüfschritte sagen nichts anderes: %s\n", *now ? words_text(WORDS_ANBINDUNG_STATE, now) : "unbekannt");
	} else {
		printf("%s: %s, denn %s.\n", is_applied ? "Gesetzt" : "Vorschlag", words_text(WORDS_ANBINDUNG_STATE, state), why);
		if (!is_applied)
			printf("Übernehmen: vorort anbindung suggest %s --apply\n", record->id);
	}
}

gboolean
run_anbindung_suggest(Cli *cli, GError **error)
{
	g_autofree char *id = cli_find(cli, "anbindung", cli_word(cli, 0), error), *why = NULL, *today = app_today();
	g_autoptr(Record) record = id ? app_record(cli->app, id, error) : NULL;
	g_autoptr(StepList) steps = record ? app_steps(cli->app, id, error) : NULL;
	const char *state = steps ? app_suggest_state(steps, record_get(record, "state"), &why) : NULL;
	const char *date = cli_option(cli, "date") ? cli_option(cli, "date") : today;
	gboolean is_applied = cli_has(cli, "apply");

	if (!steps || (is_applied && !app_take_suggestion(cli->app, id, date, error)))
		return FALSE;
	print_suggestion(cli, record, state, why, is_applied);
	return TRUE;
}
