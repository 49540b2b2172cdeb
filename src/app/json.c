/* JSON of single things: stable keys in English, sorted. Days, not times; nothing that is counted by Kürzel or device (design 3). */
#include <jansson.h>
#include <string.h>

#include "internal.h"
#include "vorort/revisit.h"

#define JSON_STYLE (JSON_INDENT(2) | JSON_SORT_KEYS)

static char *
finish(json_t *value)
{
	char *raw = json_dumps(value, JSON_STYLE);
	char *text = g_strconcat(raw ? raw : "null", "\n", NULL);

	free(raw);
	json_decref(value);
	return text;
}

static json_t *
slots_json(const RecordValue *value)
{
	json_t *object = json_object();
	GHashTableIter iter;
	gpointer slot, text;

	g_hash_table_iter_init(&iter, value->slots);
	while (g_hash_table_iter_next(&iter, &slot, &text))
		json_object_set_new(object, slot, json_string(text));
	return object;
}

static void
set_day(json_t *object, const char *key, const char *at)
{
	g_autofree char *day = g_strndup(at ? at : "", 10);

	json_object_set_new(object, key, json_string(day));
}

static json_t *
change_json(const RecordValue *value)
{
	json_t *object = slots_json(value);

	json_object_set_new(object, "op", json_string(value->op));
	set_day(object, "day", value->at);
	json_object_set_new(object, "by", json_string(value->by ? value->by : ""));
	return object;
}

static gboolean
is_plain_field(const RecordValue *value)
{
	return strcmp(value->field_name, "result") != 0;
}

/* Shown values: slots flat, keyed fields as objects below the name of their field. */
static json_t *
shown_json(const Record *record)
{
	json_t *shown = json_object();
	guint i;

	for (i = 0; i < record->values->len; i++) {
		const RecordValue *value = record->values->pdata[i];
		json_t *slots = value->is_shown && is_plain_field(value) ? slots_json(value) : NULL;
		json_t *keyed;

		if (!slots)
			continue;
		if (!*value->key) {
			json_object_update(shown, slots);
			json_decref(slots);
			continue;
		}
		keyed = json_object_get(shown, value->field_name);
		if (!keyed)
			json_object_set_new(shown, value->field_name, keyed = json_object());
		json_object_set_new(keyed, value->key, slots);
	}
	return shown;
}

static json_t *
place_json(const RecordValue *value)
{
	return *value->key ? json_sprintf("%s.%s", value->field_name, value->key) : json_string(value->field_name);
}

static json_t *
differences_json(const Record *record)
{
	json_t *all = json_array();
	guint i, j;

	for (i = 0; i < record->values->len; i++) {
		const RecordValue *value = record->values->pdata[i];
		g_autoptr(GPtrArray) heads = NULL;
		json_t *one, *values;

		if (!value->is_shown || strcmp(value->field_name, "add") == 0 ||
		    !record_is_different(record, value->field_name, value->key))
			continue;
		heads = record_heads(record, value->field_name, value->key);
		one = json_object();
		values = json_array();
		for (j = 0; j < heads->len; j++)
			json_array_append_new(values, change_json(heads->pdata[j]));
		json_object_set_new(one, "field", place_json(value));
		json_object_set_new(one, "values", values);
		json_array_append_new(all, one);
	}
	return all;
}

static json_t *
history_json(const Record *record)
{
	json_t *all = json_array();
	guint i;

	for (i = 0; i < record->values->len; i++) {
		const RecordValue *value = record->values->pdata[i];
		json_t *one;

		if (strcmp(value->field_name, "add") == 0 || !is_plain_field(value))
			continue;
		one = change_json(value);
		json_object_set_new(one, "field", place_json(value));
		json_array_append_new(all, one);
	}
	return all;
}

static json_t *
comments_json(App *app, const char *id)
{
	g_autoptr(GPtrArray) ids = app_links(app, id, "comment", "on", NULL);
	json_t *all = json_array();
	guint i;

	for (i = 0; ids && i < ids->len; i++) {
		g_autoptr(Record) record = app_record(app, ids->pdata[i], NULL);
		json_t *one = record ? shown_json(record) : NULL;

		if (!one)
			continue;
		json_object_set_new(one, "id", json_string(record->id));
		set_day(one, "day", record->created_at);
		json_array_append_new(all, one);
	}
	return all;
}

static json_t *
days_json(const Milestones *m, Milestone from, Milestone to)
{
	int days = milestones_days(m, from, to);

	return days == G_MININT ? json_null() : json_integer(days);
}

/* Days that are not known are null. */
static json_t *
milestones_json(App *app, const char *anbindung)
{
	static const char *const names[N_MILESTONES] = {"registered", "first_visit", "productive", "end_to_end"};
	json_t *object = json_object();
	Milestones m;
	int i;

	if (!app_milestones(app, anbindung, &m, NULL))
		return object;
	for (i = 0; i < N_MILESTONES; i++)
		json_object_set_new(object, names[i], *m.day[i] ? json_string(m.day[i]) : json_null());
	json_object_set_new(object, "days_to_first_visit", days_json(&m, MILESTONE_REGISTERED, MILESTONE_VISIT));
	json_object_set_new(object, "days_to_productive", days_json(&m, MILESTONE_VISIT, MILESTONE_PRODUCTIVE));
	json_object_set_new(object, "days_to_end_to_end", days_json(&m, MILESTONE_PRODUCTIVE, MILESTONE_END_TO_END));
	json_object_set_new(object, "days_in_all", days_json(&m, MILESTONE_REGISTERED, MILESTONE_END_TO_END));
	return object;
}

static json_t *
ids_json(const GPtrArray *ids)
{
	json_t *array = json_array();
	guint i;

	for (i = 0; ids && i < ids->len; i++)
		json_array_append_new(array, json_string(ids->pdata[i]));
	return array;
}

static json_t *
claims_json(App *app, const Record *visit, gboolean has_merged)
{
	json_t *object = json_object();
	const Word *phase = words(WORDS_PHASE);

	for (; phase->code && (has_merged || record_shown(visit, "claim", NULL)); phase++) {
		g_autofree char *who = app_claim_text(app, visit, *phase->code);

		if (who)
			json_object_set_new(object, phase->code, json_string(who));
	}
	return object;
}

/* What is not in the record itself. */
static void
add_derived(App *app, const Record *record, json_t *object)
{
	if (strcmp(record->entity->name, "anbindung") == 0) {
		json_object_set_new(object, "milestones", milestones_json(app, record->id));
	} else if (strcmp(record->entity->name, "visit") == 0) {
		g_autoptr(GPtrArray) same = app_same_day_visits(app, record, NULL), merged = app_merged_visits(app, record->id, NULL);

		json_object_set_new(object, "same_day", ids_json(same));
		json_object_set_new(object, "merged", ids_json(merged));
		json_object_set_new(object, "claimed_by", claims_json(app, record, merged && merged->len));
	}
}

char *
app_record_json(App *app, const char *id, GError **error)
{
	g_autoptr(Record) record = app_record(app, id, error);
	json_t *object;

	if (!record)
		return NULL;
	object = shown_json(record);
	json_object_set_new(object, "id", json_string(record->id));
	json_object_set_new(object, "type", json_string(record->entity->name));
	set_day(object, "created", record->created_at);
	json_object_set_new(object, "is_retracted", json_boolean(record->is_retracted));
	json_object_set_new(object, "differences", differences_json(record));
	json_object_set_new(object, "history", history_json(record));
	json_object_set_new(object, "comments", comments_json(app, id));
	add_derived(app, record, object);
	return finish(object);
}

/* --- steps -------------------------------------------------------------------------------------------------------------------------------- */

/* Keys of the step that have changed since the result. */
static json_t *
changed_json(const char *keys)
{
	g_auto(GStrv) parts = g_strsplit(keys ? keys : "", ", ", -1);
	json_t *array = json_array();
	guint i;

	for (i = 0; parts[i]; i++)
		json_array_append_new(array, json_string(parts[i]));
	return array;
}

static json_t *
step_result_json(const StepResult *r)
{
	json_t *object = json_pack("{s:s, s:i, s:s, s:s, s:i, s:b}", "env", r->env, "instance", (int)r->instance, "outcome",
				   r->outcome ? r->outcome : "open", "due", r->due ? r->due : "", "n_results", (int)r->n_results, "differs",
				   r->differs);

	json_object_set_new(object, "id", r->id ? json_string(r->id) : json_null());
	json_object_set_new(object, "again", r->again ? json_string(r->again) : json_null());
	json_object_set_new(object, "checklist_version", r->version ? json_string(r->version) : json_null());
	json_object_set_new(object, "changed", changed_json(r->changed));
	set_day(object, "day", r->at);
	json_object_set_new(object, "is_inherited", json_boolean(r->is_inherited));
	json_object_set_new(object, "contradicts", json_boolean(step_result_contradicts(r)));
	json_object_set_new(object, "stelle", r->stelle ? json_string(r->stelle) : json_null());
	json_object_set_new(object, "stelle_outcome", r->stelle_outcome ? json_string(r->stelle_outcome) : json_null());
	return object;
}

static json_t *
results_json(const GPtrArray *results)
{
	json_t *array = json_array();
	guint i;

	for (i = 0; i < results->len; i++)
		json_array_append_new(array, step_result_json(results->pdata[i]));
	return array;
}

static json_t *
former_json(const FormerStep *former)
{
	json_t *object = json_pack("{s:s, s:s, s:o}", "id", former->id, "outcome", former->outcome ? former->outcome : "open", "results",
				   results_json(former->results));

	json_object_set_new(object, "title", former->step ? json_string(former->step->title) : json_null());
	return object;
}

static json_t *
step_json(const StepView *view)
{
	char phase[2] = {view->step->phase, '\0'};
	json_t *object = json_pack("{s:s, s:s, s:s, s:s, s:b, s:s, s:i, s:o}", "id", view->step->id, "title", view->step->title, "phase", phase,
				   "duty", view->step->duty, "applies", view->applies, "outcome", view->outcome ? view->outcome : "open",
				   "n_obstacles", (int)view->n_obstacles, "results", results_json(view->results));

	json_object_set_new(object, "needs", view->needs ? json_string(view->needs) : json_null());
	return object;
}

static json_t *
nl_json(const StepList *list)
{
	g_autoptr(GArray) all = app_nl_coverage(list);
	json_t *object = json_object();
	guint i;

	for (i = 0; i < all->len; i++) {
		const NlCoverage *c = &g_array_index(all, NlCoverage, i);

		json_object_set_new(object, c->nl,
				    json_pack("{s:i, s:i, s:i}", "n_steps", (int)c->n_steps, "n_passed", (int)c->n_passed, "n_failed",
					      (int)c->n_failed));
	}
	return object;
}

char *
app_steps_json(App *app, const char *anbindung, GError **error)
{
	g_autoptr(StepList) list = app_steps(app, anbindung, error);
	json_t *steps, *former;
	guint i;

	if (!list)
		return NULL;
	steps = json_array();
	former = json_array();
	for (i = 0; i < list->views->len; i++)
		json_array_append_new(steps, step_json(list->views->pdata[i]));
	for (i = 0; i < list->former->len; i++)
		json_array_append_new(former, former_json(list->former->pdata[i]));
	return finish(json_pack("{s:s, s:s, s:s, s:i, s:i, s:o, s:o, s:o}", "anbindung", anbindung, "checklist_version", list->checklist->version,
				"checklist_sha256", list->checklist->sha256, "n_steps", (int)list->n_steps, "n_done", (int)list->n_done,
				"steps", steps, "former_steps", former, "nl", nl_json(list)));
}
