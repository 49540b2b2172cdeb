/* How the steps of a checklist stand at an Anbindung: what applies, which results count, how far each phase is. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "vorort/compare.h"

/* --- results of an Anbindung by step -------------------------------------------------------------------------------------------------- */

static void
step_result_free(gpointer data)
{
	StepResult *r = data;

	g_free(r->env);
	g_free(r->outcome);
	g_free(r->id);
	g_free(r->at);
	g_free(r->by);
	g_free(r->due);
	g_free(r->version);
	g_free(r->changed);
	g_free(r->stelle);
	g_free(r->stelle_name);
	g_free(r->stelle_outcome);
	g_free(r->stelle_at);
	g_free(r->again);
	g_free(r);
}

gboolean
step_result_is_open(const StepResult *r)
{
	return !r->outcome || r->again;
}

gboolean
step_result_contradicts(const StepResult *r)
{
	return r->stelle_outcome && !r->is_inherited && g_strcmp0(r->outcome, r->stelle_outcome) != 0;
}

static StepResult *
step_result(GPtrArray *results, const char *env, guint instance)
{
	StepResult *r;
	guint i;

	for (i = 0; i < results->len; i++) {
		r = results->pdata[i];
		if (strcmp(r->env, env) == 0 && r->instance == instance)
			return r;
	}
	r = g_new0(StepResult, 1);
	r->env = g_strdup(env);
	r->instance = instance;
	g_ptr_array_add(results, r);
	return r;
}

static GPtrArray *
results_of_step(GHashTable *by_step, const char *step)
{
	GPtrArray *results = g_hash_table_lookup(by_step, step);

	if (!results) {
		results = g_ptr_array_new_with_free_func(step_result_free);
		g_hash_table_insert(by_step, g_strdup(step), results);
	}
	return results;
}

StepResult *
app_step_result(GHashTable *by_step, const char *step, const char *env, guint instance)
{
	return step_result(results_of_step(by_step, step), env, instance);
}

char *
app_result_due(App *app, const char *outcome, const char *result)
{
	g_autoptr(Record) record = g_strv_contains(app_awaited, outcome) ? store_record(app->store, result, NULL) : NULL;

	return g_strdup(record ? record_get(record, "due") : "");
}

static void
note_result(App *app, StepResult *r, const RecordValue *value)
{
	const char *outcome = g_hash_table_lookup(value->slots, "outcome");

	r->n_results += !value->is_hidden;
	if (!value->is_shown)
		return;
	r->outcome = g_strdup(outcome);
	r->id = g_strdup(value->op);
	r->at = g_strdup(value->at);
	r->by = g_strdup(value->by);
	r->due = app_result_due(app, outcome, value->op);
}

/* Step id -> GPtrArray of StepResult, from the field "result" of the record. */
static GHashTable *
collect_results(App *app, const Record *record)
{
	GHashTable *by_step = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
	guint i;

	for (i = 0; i < record->values->len; i++) {
		const RecordValue *value = record->values->pdata[i];
		g_auto(GStrv) key = NULL;
		StepResult *r;

		if (strcmp(value->field_name, "result") != 0)
			continue;
		key = g_strsplit(value->key, "/", 3);
		if (g_strv_length(key) != 3)
			continue;
		r = app_step_result(by_step, key[0], key[1], (guint)strtoul(key[2], NULL, 10));
		note_result(app, r, value);
		r->differs = record_is_different(record, "result", value->key);
	}
	return by_step;
}

/* --- outcome over several environments -------------------------------------------------------------------------------------------------- */

const char *
app_worst_outcome(GPtrArray *results)
{
	const StepResult *worst = NULL;
	guint i;

	for (i = 0; i < results->len; i++) {
		const StepResult *r = results->pdata[i];

		if (!worst || outcome_gravity(r->outcome) < outcome_gravity(worst->outcome))
			worst = r;
	}
	return worst ? worst->outcome : NULL;
}

/* --- conditions ---------------------------------------------------------------------------------------------------------------------------- */

typedef struct Lookup {
	App *app;
	const Record *record;
	GHashTable *by_step;
	char *last; /* keeps the string that was returned last */
} Lookup;

/* What follows from the Kommune; see checklist_builtin_values(). */
static const char *
kommune_value(const Lookup *lookup, const char *name)
{
	g_autofree char *id = g_strndup(lookup->record->id, strcspn(lookup->record->id, "/"));
	g_autofree char *code = g_strndup(kommune_id_land(id), 2);
	g_autoptr(Kommune) kommune = NULL;
	const Word *land = words_find(WORDS_LAND, code);

	if (strcmp(name, "land") == 0)
		return land ? land->glyph : NULL;
	kommune = store_kommune(lookup->app->store, id, NULL);
	return kommune ? kommune_size(kommune->einwohner) : NULL;
}

static const char *
answer_of(Lookup *lookup, const char *step, const char *field)
{
	GPtrArray *results = g_hash_table_lookup(lookup->by_step, step);
	const StepResult *r = results && results->len ? results->pdata[0] : NULL;
	g_autoptr(Record) record = r && r->id ? store_record(lookup->app->store, r->id, NULL) : NULL;

	g_free(lookup->last);
	lookup->last = record ? op_json_get(record_get(record, "answers"), field) : NULL;
	return lookup->last;
}

/* "transport", "ergebnis(A1)", "antwort(F2.1.kopfstelle)": step ids may hold dots, field names do not. */
static const char *
lookup_name(const char *name, void *data)
{
	Lookup *lookup = data;
	const char *open = strchr(name, '('), *value;
	g_autofree char *inner = open ? g_strndup(open + 1, strlen(open + 1) - 1) : NULL;
	GPtrArray *results;
	char *dot;

	if (strcmp(name, "land") == 0 || strcmp(name, "groesse") == 0)
		return kommune_value(lookup, name);
	if (!open) {
		value = record_get_keyed(lookup->record, "param", name, "param");
		return *value ? value : NULL;
	}
	if (g_str_has_prefix(name, "ergebnis(")) {
		results = g_hash_table_lookup(lookup->by_step, inner);
		return results ? app_worst_outcome(results) : NULL;
	}
	dot = strrchr(inner, '.');
	if (!dot)
		return NULL;
	*dot = '\0';
	return answer_of(lookup, inner, dot + 1);
}

/* --- the list --------------------------------------------------------------------------------------------------------------------------------- */

static void
step_view_free(gpointer data)
{
	StepView *view = data;

	g_ptr_array_unref(view->results);
	g_free(view);
}

void
step_list_free(StepList *list)
{
	if (!list)
		return;
	g_free(list->anbindung);
	g_ptr_array_unref(list->views);
	g_ptr_array_unref(list->former);
	g_array_unref(list->phases);
	g_free(list);
}

static gboolean
has_passed(GHashTable *by_step, const char *step)
{
	GPtrArray *results = g_hash_table_lookup(by_step, step);
	const char *outcome = results ? app_worst_outcome(results) : NULL;

	return outcome_is_settled(outcome);
}

static const char *
unmet_need(const Checklist *checklist, const ChecklistStep *step, GHashTable *by_step, Lookup *lookup)
{
	char **id;

	for (id = step->needs; id && *id; id++) {
		const ChecklistStep *need = checklist_step(checklist, *id);

		if (need && checklist_step_applies(need, lookup_name, lookup) && !has_passed(by_step, *id))
			return *id;
	}
	return NULL;
}

gint
app_compare_results(gconstpointer a, gconstpointer b)
{
	const StepResult *x = *(StepResult *const *)a, *y = *(StepResult *const *)b;

	if (x->instance != y->instance)
		return x->instance < y->instance ? -1 : 1;
	return words_index(WORDS_ENV, x->env) - words_index(WORDS_ENV, y->env);
}

/* "pruefen, bestanden": what differs between two wordings; NULL: nothing. */
static char *
changed_keys(const ChecklistStep *before, const ChecklistStep *after)
{
	g_autoptr(GPtrArray) changes = checklist_step_diff(before, after);
	g_autoptr(GString) keys = g_string_new(NULL);
	guint i;

	for (i = 0; i < changes->len; i++)
		g_string_append_printf(keys, "%s%s", i ? ", " : "", ((ChecklistKeyChange *)changes->pdata[i])->key);
	return keys->len ? g_strdup(keys->str) : NULL;
}

/* Which version the result was recorded with, and what has changed in its step since. */
static void
note_version(const Checklist *checklist, const ChecklistStep *step, StepResult *r, const Lookup *lookup)
{
	const Checklist *version = r->id ? app_checklist_at(lookup->app, lookup->record, r->id) : NULL;
	const ChecklistStep *before = version && strcmp(version->sha256, checklist->sha256) != 0 ? checklist_step(version, step->id) : NULL;

	r->version = version ? g_strdup(version->version) : NULL;
	r->changed = before ? changed_keys(before, step) : NULL;
}

/* A withdrawn repetition, or one in an environment that the step does not have, is no open one. */
static void
drop_withdrawn(GPtrArray *results, const ChecklistStep *step)
{
	guint i;

	for (i = results->len; i > 0; i--) {
		const StepResult *r = results->pdata[i - 1];

		if (!r->outcome && results->len > 1 && (r->instance > 1 || !g_strv_contains((const char *const *)step->envs, r->env)))
			g_ptr_array_remove_index(results, i - 1);
	}
}

static StepView *
make_view(const Checklist *checklist, const ChecklistStep *step, GHashTable *by_step, Lookup *lookup)
{
	StepView *view = g_new0(StepView, 1);
	char **env;
	guint i;

	view->step = step;
	view->applies = checklist_step_applies(step, lookup_name, lookup);
	view->needs = unmet_need(checklist, step, by_step, lookup);
	view->results = g_ptr_array_ref(results_of_step(by_step, step->id));
	for (env = step->envs; env && *env; env++)
		step_result(view->results, *env, 1);
	if (view->results->len == 0)
		step_result(view->results, "prod", 1);
	drop_withdrawn(view->results, step);
	g_ptr_array_sort(view->results, app_compare_results);
	view->outcome = app_worst_outcome(view->results);
	for (i = 0; i < view->results->len; i++) {
		note_version(checklist, step, view->results->pdata[i], lookup);
		view->is_changed |= ((StepResult *)view->results->pdata[i])->changed != NULL;
	}
	return view;
}

const StepResult *
step_view_open(const StepView *view)
{
	guint i;

	for (i = 0; i < view->results->len; i++)
		if (step_result_is_open(view->results->pdata[i]))
			return view->results->pdata[i];
	return NULL;
}

static PhaseProgress *
phase_progress(GArray *phases, char phase)
{
	PhaseProgress fresh = {.phase = phase};
	guint i;

	for (i = 0; i < phases->len; i++) {
		PhaseProgress *p = &g_array_index(phases, PhaseProgress, i);

		if (p->phase == phase)
			return p;
		if (p->phase > phase)
			break;
	}
	g_array_insert_val(phases, i, fresh);
	return &g_array_index(phases, PhaseProgress, i);
}

static void
count_view(StepList *list, const StepView *view)
{
	static const char *const good_or_failed[] = {"passed", "not_applicable", "failed", NULL};
	PhaseProgress *p;
	gboolean is_open = step_view_open(view) != NULL;
	guint is_done = !is_open && strcmp(view->outcome, "waiting") != 0;

	if (!view->applies)
		return;
	p = phase_progress(list->phases, view->step->phase);
	p->n_steps++;
	p->n_done += is_done;
	p->n_failed += g_strcmp0(view->outcome, "failed") == 0;
	p->n_unsettled += view->outcome && !g_strv_contains(good_or_failed, view->outcome);
	list->n_steps++;
	list->n_done += is_done;
	list->n_open += is_open ? 1 : 0;
	list->n_failed += g_strcmp0(view->outcome, "failed") == 0;
	list->n_waiting += g_strcmp0(view->outcome, "waiting") == 0;
}

static gboolean
count_obstacles(App *app, StepList *list, GError **error)
{
	ObstacleFilter filter = {.anbindung = list->anbindung};
	g_autoptr(GPtrArray) rows = store_obstacles(app->store, &filter, NULL, FALSE, 0, 1000, error);
	guint i, j;

	for (i = 0; rows && i < rows->len; i++) {
		g_auto(GStrv) steps = g_strsplit(((ObstacleRow *)rows->pdata[i])->steps, ",", -1);

		for (j = 0; ((ObstacleRow *)rows->pdata[i])->is_open && j < list->views->len; j++) {
			StepView *view = list->views->pdata[j];

			if (g_strv_contains((const char *const *)steps, view->step->id))
				view->n_obstacles++;
		}
	}
	if (rows)
		app_note_settled(app, list, rows);
	return rows != NULL;
}

StepList *
app_steps(App *app, const char *anbindung, GError **error)
{
	g_autoptr(Record) record = app_record(app, anbindung, error);
	const Checklist *checklist = record ? app_anbindung_checklist(app, anbindung, error) : NULL;
	g_autoptr(GHashTable) by_step = NULL;
	g_autoptr(StepList) list = NULL;
	Lookup lookup;
	guint i;

	if (!checklist)
		return NULL;
	by_step = collect_results(app, record);
	if (!app_inherit_results(app, record, checklist, by_step, error))
		return NULL;
	lookup = (Lookup){app, record, by_step, NULL};
	list = g_new0(StepList, 1);
	list->anbindung = g_strdup(anbindung);
	list->checklist = checklist;
	list->views = g_ptr_array_new_with_free_func(step_view_free);
	list->phases = g_array_new(FALSE, FALSE, sizeof(PhaseProgress));
	for (i = 0; i < checklist->steps->len; i++)
		g_ptr_array_add(list->views, make_view(checklist, checklist->steps->pdata[i], by_step, &lookup));
	list->former = app_former_steps(app, record, checklist, by_step);
	g_free(lookup.last);
	if (!count_obstacles(app, list, error))
		return NULL;
	for (i = 0; i < list->views->len; i++)
		count_view(list, list->views->pdata[i]);
	return g_steal_pointer(&list);
}

guint
step_list_start(const StepList *list)
{
	guint i;

	for (i = 0; i < list->views->len; i++) {
		const StepView *view = list->views->pdata[i];

		if (view->applies && !outcome_is_settled(view->outcome))
			return i;
	}
	return 0;
}

/* --- NL coverage -------------------------------------------------------------------------------------------------------------------------------- */

GArray *
app_nl_coverage(const StepList *list)
{
	GArray *all = g_array_new(FALSE, TRUE, sizeof(NlCoverage));
	const Word *w;
	guint i;

	for (w = words(WORDS_NL); w->code; w++) {
		NlCoverage c = {w->code, 0, 0, 0};

		for (i = 0; i < list->views->len; i++) {
			const StepView *view = list->views->pdata[i];

			if (!view->applies || !view->step->nl || !g_strv_contains((const char *const *)view->step->nl, w->code))
				continue;
			c.n_steps++;
			c.n_passed += view->outcome && g_str_has_prefix(view->outcome, "passed");
			c.n_failed += g_strcmp0(view->outcome, "failed") == 0;
		}
		g_array_append_val(all, c);
	}
	return all;
}
