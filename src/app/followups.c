/*
 * Wiedervorlagen: everything that waits, over all Anbindungen – results that are läuft, nicht prüfbar or have Nacharbeit, and obstacles with
 * a day. What is overdue stands first, because the list is sorted by day.
 */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "vorort/evening.h"
#include "vorort/text.h"

const char *const app_awaited[] = {"waiting", "blocked", "passed_open", NULL};

void
follow_up_free(FollowUp *f)
{
	char **const texts[] = {&f->id, &f->on, &f->title, &f->step, &f->what, &f->env, &f->stelle, &f->ticket, &f->since, &f->due};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(*texts[i]);
	g_free(f);
}

static char *
day_of(const char *at)
{
	return g_strndup(at ? at : "", 10);
}

static FollowUp *
with_day(FollowUp *f, const char *due)
{
	g_autofree char *today = app_today();

	f->due = g_strdup(due);
	f->is_late = *due && strcmp(due, today) < 0;
	return f;
}

/* --- results ---------------------------------------------------------------------------------------------------------------------------- */

/* Since when it stands so: the oldest of the results in a row with the same outcome. */
static char *
since(App *app, const Record *result)
{
	g_autoptr(Record) on = store_record(app->store, record_get(result, "on"), NULL);
	g_autofree char *key = g_strdup_printf("%s/%s/%s", record_get(result, "step"), record_get(result, "env"), record_get(result, "instance"));
	const char *at = result->created_at;
	gboolean is_newer = TRUE;
	guint i;

	for (i = on ? on->values->len : 0; i > 0; i--) { /* by field, key, op */
		const RecordValue *value = on->values->pdata[i - 1];

		if (strcmp(value->field_name, "result") != 0 || strcmp(value->key, key) != 0 || value->is_hidden)
			continue;
		is_newer = is_newer && strcmp(value->op, result->id) > 0;
		if (is_newer)
			continue;
		if (g_strcmp0(g_hash_table_lookup(value->slots, "outcome"), record_get(result, "outcome")) != 0)
			break;
		at = value->at;
	}
	return day_of(at);
}

static const char *
kind_of(const char *outcome)
{
	gsize i;

	for (i = 0; app_awaited[i] && strcmp(app_awaited[i], outcome) != 0; i++)
		;
	return app_awaited[i];
}

/* @on: where it is shown; NULL: where it was recorded. */
static FollowUp *
of_result(App *app, const Record *result, const char *on)
{
	const char *place = on ? on : record_get(result, "on"), *token = record_get(result, "step");
	g_autofree char *title = app_step_title(app, record_get(result, "on"), token, result->id);
	FollowUp *f = g_new0(FollowUp, 1);

	f->id = g_strdup(result->id);
	f->kind = kind_of(record_get(result, "outcome"));
	f->on = g_strdup(place);
	f->title = strchr(place, '/') ? app_anbindung_title(app, place) : app_stelle_name(app, place);
	f->step = g_strndup(token, strcspn(token, "@"));
	f->what = strcmp(f->kind, "passed_open") == 0 && *record_get(result, "note") ? g_strdup(record_get(result, "note"))
										    : g_strdup(*title ? title : token);
	f->env = g_strdup(record_get(result, "env"));
	f->instance = (guint)strtoul(record_get(result, "instance"), NULL, 10);
	f->stelle = g_strdup(record_get(result, "stelle"));
	f->ticket = g_strdup(record_get(result, "ticket"));
	f->since = since(app, result);
	return with_day(f, record_get(result, "due"));
}

/* Put off because of an obstacle, with no day or ticket of its own: the obstacle is what waits, not each of its steps. */
static gboolean
is_deferred(App *app, const Record *result)
{
	const ObstacleFilter filter = {.anbindung = record_get(result, "on"), .step = record_get(result, "step")};

	return strcmp(record_get(result, "outcome"), "blocked") == 0 && !*record_get(result, "due") && !*record_get(result, "ticket") &&
	       strchr(filter.anbindung, '/') && store_count_obstacles(app->store, &filter, NULL) > 0;
}

static void
add_result(App *app, GPtrArray *all, const char *id, const char *on)
{
	g_autoptr(Record) result = store_record(app->store, id, NULL);

	if (result && kind_of(record_get(result, "outcome")) && !is_deferred(app, result))
		g_ptr_array_add(all, of_result(app, result, on));
}

static void
collect_id(const char *entity, const char *key, const char *op, void *data)
{
	(void)entity;
	(void)key;
	g_ptr_array_add(data, g_strdup(op));
}

static gboolean
add_everywhere(App *app, GPtrArray *all, guint limit, GError **error)
{
	guint i, j;

	for (i = 0; app_awaited[i]; i++) {
		g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);

		if (!store_results_with(app->store, app_awaited[i], NULL, limit, collect_id, ids, error))
			return FALSE;
		for (j = 0; j < ids->len; j++)
			add_result(app, all, ids->pdata[j], NULL);
	}
	return TRUE;
}

/* What waits at a Stelle for all its Anbindungen waits at each of them. */
static gboolean
add_steps(App *app, GPtrArray *all, const char *anbindung, GError **error)
{
	g_autoptr(StepList) list = app_steps(app, anbindung, error);
	guint i, j;

	for (i = 0; list && i < list->views->len; i++) {
		const StepView *view = list->views->pdata[i];

		for (j = 0; j < view->results->len; j++) {
			const StepResult *r = view->results->pdata[j];

			if (r->outcome && kind_of(r->outcome))
				add_result(app, all, r->id, anbindung);
		}
	}
	return list != NULL;
}

/* --- obstacles -------------------------------------------------------------------------------------------------------------------------- */

/* Which day of an obstacle counts: the earlier one of next step and term; NULL if there is none. */
static const char *
obstacle_day(const Record *obstacle, const char **day)
{
	const char *status = record_get(obstacle, "status"), *next = record_get(obstacle, "next_date"), *due = record_get(obstacle, "due");

	*day = record_get(obstacle, "status_until");
	if (strcmp(status, "umgangen") == 0 || strcmp(status, "zurueckgestellt") == 0)
		return **day ? "until" : NULL;
	*day = *next && (!*due || strcmp(next, due) <= 0) ? next : due;
	return !**day ? NULL : *day == next ? "next" : "due";
}

static char *
obstacle_what(const Record *obstacle, const char *kind)
{
	const char *title = record_get(obstacle, "title"), *next = record_get(obstacle, "next");

	if (g_strcmp0(kind, "until") == 0)
		return g_strdup_printf("%s: %s", words_text(WORDS_OBSTACLE_STATUS, record_get(obstacle, "status")), title);
	return *next ? g_strdup_printf("%s → %s", title, next) : g_strdup(title);
}

static FollowUp *
of_obstacle(App *app, const Record *obstacle)
{
	const char *day, *kind = obstacle_day(obstacle, &day), *on = record_get(obstacle, "anbindung"), *steps = record_get(obstacle, "steps");
	const char *stelle = record_get(obstacle, kind && strcmp(kind, "next") == 0 && *record_get(obstacle, "next_stelle") ? "next_stelle" : "responsible");
	FollowUp *f = g_new0(FollowUp, 1);

	f->id = g_strdup(obstacle->id);
	f->kind = kind ? kind : "due";
	f->on = g_strdup(on);
	f->title = *on ? app_anbindung_title(app, on) : g_strdup("ohne Anbindung");
	f->step = g_strndup(steps, strcspn(steps, ","));
	f->what = obstacle_what(obstacle, kind);
	f->env = g_strdup("");
	f->stelle = g_strdup(stelle);
	f->ticket = g_strdup("");
	f->since = day_of(obstacle->created_at);
	return with_day(f, kind ? day : "");
}

static gboolean
add_obstacles(App *app, GPtrArray *all, const char *anbindung, guint limit, GError **error)
{
	g_autoptr(GPtrArray) ids = store_dated_obstacles(app->store, anbindung, limit, error);
	guint i;

	for (i = 0; ids && i < ids->len; i++) {
		g_autoptr(Record) obstacle = store_record(app->store, ids->pdata[i], NULL);

		if (obstacle)
			g_ptr_array_add(all, of_obstacle(app, obstacle));
	}
	return ids != NULL;
}

/* --- all ---------------------------------------------------------------------------------------------------------------------------------- */

static gint
by_day(gconstpointer a, gconstpointer b)
{
	const FollowUp *x = *(FollowUp *const *)a, *y = *(FollowUp *const *)b;
	int order = strcmp(*x->due ? x->due : "9999", *y->due ? y->due : "9999");

	return order ? order : strcmp(x->id, y->id) ? strcmp(x->id, y->id) : strcmp(x->on, y->on);
}

GPtrArray *
app_follow_ups(App *app, const char *const *anbindungen, guint limit, GError **error)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)follow_up_free);

	if (!anbindungen && (!add_everywhere(app, all, limit, error) || !add_obstacles(app, all, NULL, limit, error)))
		return NULL;
	for (; anbindungen && *anbindungen; anbindungen++)
		if (!add_steps(app, all, *anbindungen, error) || !add_obstacles(app, all, *anbindungen, 0, error))
			return NULL;
	g_ptr_array_sort(all, by_day);
	if (limit && all->len > limit)
		g_ptr_array_set_size(all, (gint)limit);
	return g_steal_pointer(&all);
}

GPtrArray *
app_waiting(App *app, const char *anbindung, GError **error)
{
	GPtrArray *all = app_follow_ups(app, (const char *const[]){anbindung, NULL}, 0, error);
	guint i;

	for (i = 0; all && i < all->len;)
		if (strcmp(((const FollowUp *)all->pdata[i])->kind, "waiting") == 0)
			i++;
		else
			g_ptr_array_remove_index(all, i);
	return all;
}

/* The result that counts at its place, not one that another has replaced. */
static gboolean
is_current(App *app, const Record *result)
{
	g_autoptr(Record) on = store_record(app->store, record_get(result, "on"), NULL);
	g_autofree char *key = g_strdup_printf("%s/%s/%s", record_get(result, "step"), record_get(result, "env"), record_get(result, "instance"));
	const RecordValue *shown = on ? record_shown(on, "result", key) : NULL;

	return shown && strcmp(shown->op, result->id) == 0;
}

static gboolean
is_waiting(App *app, const Record *record)
{
	const char *type = record->entity->name, *status = record_get(record, "status");

	if (record->is_retracted)
		return FALSE;
	if (strcmp(type, "obstacle") == 0)
		return !app_status_is_settled(status) || strcmp(status, "umgangen") == 0;
	return strcmp(type, "result") == 0 && kind_of(record_get(record, "outcome")) && is_current(app, record);
}

FollowUp *
app_follow_up(App *app, const char *id, GError **error)
{
	g_autoptr(Record) record = app_record(app, id, error);

	if (record && is_waiting(app, record))
		return strcmp(record->entity->name, "obstacle") == 0 ? of_obstacle(app, record) : of_result(app, record, NULL);
	if (record)
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "„%s“ wartet auf nichts. Was wartet, zeigt: vorort waiting list", id);
	return NULL;
}

char *
follow_up_when(const FollowUp *f)
{
	g_autofree char *today = app_today();
	int days = *f->due ? text_days_between(today, f->due) : 0;

	if (!*f->due)
		return g_strdup("ohne Termin");
	if (days == 0)
		return g_strdup("heute");
	if (days < 0)
		return g_strdup_printf("überfällig seit %d %s", -days, days == -1 ? "Tag" : "Tagen");
	return g_strdup_printf("in %d %s", days, days == 1 ? "Tag" : "Tagen");
}

/* --- a new day ------------------------------------------------------------------------------------------------------------------------------ */

static gboolean
has_lost_text(const Record *record)
{
	guint i;

	for (i = 0; i < record->values->len; i++)
		if (((const RecordValue *)record->values->pdata[i])->is_lost)
			return TRUE;
	return FALSE;
}

/* The result once more, with another day; what it said stays. */
static gboolean
postpone_result(App *app, const Record *result, const char *day, GError **error)
{
	g_autoptr(Record) on = app_record(app, record_get(result, "on"), error);
	g_autofree char *key = g_strdup_printf("%s/%s/%s", record_get(result, "step"), record_get(result, "env"), record_get(result, "instance"));
	g_autofree char *title = g_strdup_printf("Wiedervorlage %s verschoben", record_get(result, "step"));
	g_autoptr(GPtrArray) ops = app_ops_new();
	Op *op;

	if (!on)
		return FALSE;
	if (has_lost_text(result)) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID,
			    "Ein Text dieses Ergebnisses ist gelöscht oder noch nicht eingetroffen. Nehmen Sie ein neues Ergebnis auf.");
		return FALSE;
	}
	if (!(op = app_repeat_result(app, on, key, result->id, "due", day, error)))
		return FALSE;
	g_ptr_array_add(ops, op);
	return app_commit(app, ops, title, error);
}

static gboolean
postpone_obstacle(App *app, const Record *obstacle, const char *day, GError **error)
{
	static const char *const slots[][2] = {{"next", "next_date"}, {"due", "due"}, {"until", "status_until"}};
	const char *old, *kind = obstacle_day(obstacle, &old), *slot = *record_get(obstacle, "next") ? "next_date" : "due";
	g_autofree char *pair = NULL;
	const char *set[] = {NULL, NULL};
	gsize i;

	for (i = 0; kind && i < G_N_ELEMENTS(slots); i++)
		if (strcmp(slots[i][0], kind) == 0)
			slot = slots[i][1];
	set[0] = pair = g_strdup_printf("%s=%s", slot, day);
	return app_set(app, obstacle->id, set, obstacle, error);
}

gboolean
app_postpone(App *app, const char *id, const char *typed, GError **error)
{
	g_autofree char *today = app_today(), *day = text_parse_date(typed, today);
	FollowUp *f = app_follow_up(app, id, error);
	g_autoptr(Record) record = f ? app_record(app, id, error) : NULL;

	if (f)
		follow_up_free(f);
	if (!record || !app_begin_write(app, error))
		return FALSE;
	if (!day) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "„%s“ ist kein Tag. Beispiele: 14.12.2026, 14.12. oder +7", typed);
		return FALSE;
	}
	return strcmp(record->entity->name, "result") == 0 ? postpone_result(app, record, day, error) : postpone_obstacle(app, record, day, error);
}
