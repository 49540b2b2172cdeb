/*
 * One cause, one obstacle: steps that cannot be tested before another one has passed are deferred under the obstacle that stands in its
 * way. Nothing is taken back when that is settled: a result is never changed. A step is to be tested again if its obstacle was settled
 * or withdrawn after its result was recorded, by stamps – the same on every laptop, and undoing the one undoes the other.
 */
#include <string.h>

#include "internal.h"

/* --- what follows ------------------------------------------------------------------------------------------------------------- */

static gboolean
needs_one(const ChecklistStep *step, GHashTable *reached)
{
	char **id;

	for (id = step->needs; id && *id; id++)
		if (g_hash_table_contains(reached, *id))
			return TRUE;
	return FALSE;
}

/* One more round; FALSE if nothing was reached. The order of a checklist need not be that of the needs. */
static gboolean
reach(const StepList *list, GHashTable *reached)
{
	guint i, n = g_hash_table_size(reached);

	for (i = 0; i < list->views->len; i++) {
		const StepView *view = list->views->pdata[i];

		if (view->applies && !outcome_is_settled(view->outcome) && needs_one(view->step, reached))
			g_hash_table_add(reached, view->step->id);
	}
	return g_hash_table_size(reached) > n;
}

GPtrArray *
app_followers(const StepList *list, const char *const *steps)
{
	g_autoptr(GHashTable) reached = g_hash_table_new(g_str_hash, g_str_equal);
	GPtrArray *followers = g_ptr_array_new();
	guint i;

	for (i = 0; steps[i]; i++)
		g_hash_table_add(reached, (gpointer)steps[i]);
	while (reach(list, reached))
		continue;
	for (i = 0; i < list->views->len; i++) {
		StepView *view = list->views->pdata[i];

		if (view->applies && step_view_open(view) && g_hash_table_contains(reached, view->step->id) && !g_strv_contains(steps, view->step->id))
			g_ptr_array_add(followers, view);
	}
	return followers;
}

/* --- deferring ---------------------------------------------------------------------------------------------------------------- */

typedef struct Cause { /* the obstacle and where it stands in the way */
	App *app;
	const Record *obstacle;
	const Deferral *deferral;
	Record *anbindung;
	StepList *list;
	GStrv steps;     /* that it names */
	GPtrArray *ops;
} Cause;

static void
cause_clear(Cause *cause)
{
	record_free(cause->anbindung);
	step_list_free(cause->list);
	g_strfreev(cause->steps);
	g_ptr_array_unref(cause->ops);
}

static gboolean
cause_open(Cause *cause, GError **error)
{
	const char *anbindung = record_get(cause->obstacle, "anbindung"), *steps = record_get(cause->obstacle, "steps");

	cause->steps = g_strsplit(steps, ",", -1);
	cause->ops = app_ops_new();
	if (!*anbindung) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "Die Hürde gehört zu keiner Anbindung; Schritte zurückstellen lassen sich nur dort.");
		return FALSE;
	}
	return (cause->anbindung = app_record(cause->app, anbindung, error)) && (cause->list = app_steps(cause->app, anbindung, error));
}

/* Who has to remove the obstacle is whom the step waits for. */
static const char *
awaited(const Cause *cause, const ChecklistStep *step)
{
	const char *responsible = record_get(cause->obstacle, "responsible");

	return *responsible ? responsible : step->responsible ? step->responsible : "sonstige";
}

static gboolean
block(Cause *cause, const StepView *view, GError **error)
{
	guint i;

	for (i = 0; i < view->results->len; i++) {
		const StepResult *r = view->results->pdata[i];
		const ResultDraft draft = {.step = view->step->id, .outcome = "blocked", .env = r->env, .instance = r->instance,
			.visit = cause->deferral->visit, .function = cause->deferral->function, .stelle = awaited(cause, view->step)};

		if (step_result_is_open(r) && !app_append_result(cause->app, cause->ops, cause->anbindung, view->step, &draft, error))
			return FALSE;
	}
	return TRUE;
}

static StepView *
find_view(const StepList *list, const char *id, GError **error)
{
	guint i;

	for (i = 0; i < list->views->len; i++)
		if (strcmp(((StepView *)list->views->pdata[i])->step->id, id) == 0)
			return list->views->pdata[i];
	g_set_error(error, APP_ERROR, APP_ERROR_NOT_FOUND, "Den Prüfschritt „%s“ gibt es in dieser Checkliste nicht.", id);
	return NULL;
}

/* Of StepView: those that were named, else those that follow. NULL with an error. */
static GPtrArray *
wanted_views(const Cause *cause, GError **error)
{
	g_autoptr(GPtrArray) views = NULL;
	const char *const *id;

	if (!cause->deferral->steps)
		return app_followers(cause->list, (const char *const *)cause->steps);
	views = g_ptr_array_new();
	for (id = cause->deferral->steps; *id; id++) {
		StepView *view = find_view(cause->list, *id, error);

		if (!view)
			return NULL;
		g_ptr_array_add(views, view);
	}
	return g_steal_pointer(&views);
}

/* The obstacle names them all, those that it named first. */
static gboolean
name_steps(Cause *cause, const GPtrArray *views, GError **error)
{
	g_autoptr(GString) pair = g_string_new("steps=");
	const char *set[] = {NULL, NULL};
	guint i;

	g_string_append(pair, record_get(cause->obstacle, "steps"));
	for (i = 0; i < views->len; i++) {
		const char *id = ((StepView *)views->pdata[i])->step->id;

		if (!g_strv_contains((const char *const *)cause->steps, id))
			g_string_append_printf(pair, "%s%s", g_str_has_suffix(pair->str, "=") ? "" : ",", id);
	}
	set[0] = pair->str;
	return app_change(cause->app, cause->ops, cause->obstacle, set, error);
}

static gboolean
defer(Cause *cause, GPtrArray **ids, GError **error)
{
	g_autoptr(GPtrArray) views = wanted_views(cause, error);
	g_autofree char *title = NULL;
	guint i;

	for (i = 0; views && i < views->len; i++)
		if (!block(cause, views->pdata[i], error))
			return FALSE;
	if (!views || !name_steps(cause, views, error))
		return FALSE;
	if (cause->ops->len == 0) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "Wegen dieser Hürde ist nichts zurückzustellen: Kein offener Schritt hängt davon ab.");
		return FALSE;
	}
	title = views->len == 1 ? g_strdup_printf("%s zurückgestellt", ((StepView *)views->pdata[0])->step->id)
				: g_strdup_printf("%u Schritte zurückgestellt", views->len);
	if (!app_start_visit(cause->app, cause->deferral->visit, cause->ops, error) || !app_commit(cause->app, cause->ops, title, error))
		return FALSE;
	if (ids)
		*ids = g_ptr_array_new_with_free_func(g_free);
	for (i = 0; ids && i < views->len; i++)
		g_ptr_array_add(*ids, g_strdup(((StepView *)views->pdata[i])->step->id));
	return TRUE;
}

gboolean
app_defer(App *app, const char *obstacle, const Deferral *deferral, GPtrArray **ids, GError **error)
{
	g_autoptr(Record) record = app_record(app, obstacle, error);
	Cause cause = {.app = app, .obstacle = record, .deferral = deferral};
	gboolean ok;

	if (!record || !app_begin_write(app, error))
		return FALSE;
	ok = cause_open(&cause, error) && defer(&cause, ids, error);
	cause_clear(&cause);
	return ok;
}

/* --- afterwards --------------------------------------------------------------------------------------------------------------- */

gboolean
app_status_is_settled(const char *status)
{
	static const char *const settled[] = {"behoben", "umgangen", "keine_huerde", NULL};

	return g_strv_contains(settled, status);
}

static gboolean
is_hampered(const StepResult *r)
{
	return g_strcmp0(r->outcome, "blocked") == 0 || g_strcmp0(r->outcome, "failed") == 0;
}

static void
note_row(const StepView *view, const char *obstacle, const char *since)
{
	guint i;

	for (i = 0; i < view->results->len; i++) {
		StepResult *r = view->results->pdata[i];

		if (is_hampered(r) && r->id && strcmp(since, r->id) > 0 && !r->again)
			r->again = g_strdup(obstacle);
	}
}

/* Steps that an obstacle names which is not settled, also one that is put off. */
static GHashTable *
hampered_steps(const GPtrArray *rows)
{
	GHashTable *steps = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	guint i, j;

	for (i = 0; i < rows->len; i++) {
		const ObstacleRow *row = rows->pdata[i];
		g_auto(GStrv) ids = g_strsplit(app_status_is_settled(row->status) ? "" : row->steps, ",", -1);

		for (j = 0; ids[j]; j++)
			g_hash_table_add(steps, g_strdup(ids[j]));
	}
	return steps;
}

static gboolean
has_hampered(const StepView *view)
{
	guint i;

	for (i = 0; i < view->results->len; i++)
		if (is_hampered(view->results->pdata[i]))
			return TRUE;
	return FALSE;
}

/* Put off because of that obstacle alone: what waits for somebody by itself goes on waiting. */
static gboolean
is_only_deferred(App *app, const StepResult *r)
{
	g_autoptr(Record) result = g_strcmp0(r->outcome, "blocked") == 0 && r->id ? store_record(app->store, r->id, NULL) : NULL;

	return result && !*record_get(result, "ticket") && !*record_get(result, "due");
}

static void
note_withdrawn(App *app, const StepView *view, const Record *obstacle, const RecordValue *withdrawn)
{
	guint i;

	for (i = 0; i < view->results->len; i++) {
		StepResult *r = view->results->pdata[i];

		if (!r->again && is_only_deferred(app, r) && strcmp(withdrawn->op, r->id) > 0)
			r->again = g_strdup(obstacle->id);
	}
}

/* An obstacle that was none holds nothing up; what has failed has failed all the same. */
static void
note_all_withdrawn(App *app, const StepList *list, GHashTable *hampered)
{
	g_autoptr(GPtrArray) ids = store_withdrawn_links(app->store, list->anbindung, "obstacle", "anbindung", NULL);
	guint i, j;

	for (i = 0; ids && i < ids->len; i++) {
		g_autoptr(Record) obstacle = store_record(app->store, ids->pdata[i], NULL);
		const RecordValue *withdrawn = obstacle ? record_shown(obstacle, "retracted", NULL) : NULL;
		g_auto(GStrv) steps = g_strsplit(withdrawn ? record_get(obstacle, "steps") : "", ",", -1);

		for (j = 0; steps[0] && j < list->views->len; j++) {
			const StepView *view = list->views->pdata[j];

			if (!g_hash_table_contains(hampered, view->step->id) && g_strv_contains((const char *const *)steps, view->step->id))
				note_withdrawn(app, view, obstacle, withdrawn);
		}
	}
}

void
app_note_settled(App *app, const StepList *list, const GPtrArray *rows)
{
	g_autoptr(GHashTable) hampered = hampered_steps(rows);
	guint i, j;

	for (i = 0; i < rows->len; i++) {
		const ObstacleRow *row = rows->pdata[i];
		g_auto(GStrv) ids = g_strsplit(app_status_is_settled(row->status) ? row->steps : "", ",", -1);
		g_autoptr(Record) obstacle = NULL;
		const RecordValue *status;

		for (j = 0; ids[0] && j < list->views->len; j++) {
			const StepView *view = list->views->pdata[j];

			if (!has_hampered(view) || g_hash_table_contains(hampered, view->step->id) ||
			    !g_strv_contains((const char *const *)ids, view->step->id))
				continue;
			if (!obstacle && !(obstacle = store_record(app->store, row->id, NULL)))
				break;
			if ((status = record_shown(obstacle, "status", NULL)))
				note_row(view, row->id, status->op);
		}
	}
	note_all_withdrawn(app, list, hampered);
}
