/*
 * How the steps of an Anbindung stood after one visit and after another. A visit ends with the last result that names it, in the order of
 * stamps: it is the same on every laptop, whatever their clocks say.
 */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "vorort/revisit.h"

static void
step_change_free(gpointer data)
{
	StepChange *c = data;
	char *const texts[] = {c->env, c->before, c->after, c->before_id, c->after_id};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	g_free(c);
}

void
visit_comparison_free(VisitComparison *comparison)
{
	if (!comparison)
		return;
	record_free(comparison->before);
	record_free(comparison->after);
	g_ptr_array_unref(comparison->changes);
	g_free(comparison);
}

/* --- visits ---------------------------------------------------------------------------------------------------------------------------------- */

GPtrArray *
app_held_visits(App *app, const char *anbindung, GError **error)
{
	static const char *const held[] = {"laeuft", "unterbrochen", "durchgefuehrt", "nachbereitet", NULL};
	g_autoptr(GPtrArray) ids = store_links(app->store, anbindung, "visit", "anbindungen", error);
	g_autoptr(GPtrArray) visits = g_ptr_array_new_with_free_func((GDestroyNotify)record_free);
	guint i;

	for (i = 0; ids && i < ids->len; i++) {
		Record *visit = app_record(app, ids->pdata[i], error);

		if (!visit)
			return NULL;
		if (g_strv_contains(held, record_get(visit, "status")))
			g_ptr_array_add(visits, visit);
		else
			record_free(visit);
	}
	g_ptr_array_sort(visits, record_by_date);
	return ids ? g_steal_pointer(&visits) : NULL;
}

/* The last result that names the visit; one without results ended when it was made. Caller frees. */
static char *
end_of(App *app, const char *visit, GError **error)
{
	g_autoptr(GPtrArray) ids = app_links(app, visit, "result", "visit", error);

	return ids ? g_strdup(ids->len ? ids->pdata[ids->len - 1] : visit) : NULL;
}

/* --- results up to then ------------------------------------------------------------------------------------------------------------------------ */

/* The newest that was not withdrawn, up to @end (NULL: now). */
static const RecordValue *
newest(const Record *on, const char *key, const char *end)
{
	const RecordValue *found = NULL;
	guint i;

	for (i = 0; i < on->values->len; i++) {
		const RecordValue *value = on->values->pdata[i];

		if (strcmp(value->field_name, "result") == 0 && strcmp(value->key, key) == 0 && !value->is_hidden &&
		    (!end || strcmp(value->op, end) <= 0) && (!found || strcmp(value->op, found->op) > 0))
			found = value;
	}
	return found;
}

/* As newest(), at the Anbindung itself or else at the Stellen that are responsible for the step. */
static const RecordValue *
known_at(const Record *anbindung, const GPtrArray *stellen, const char *token, const StepResult *r, const ChecklistStep *step, const char *end)
{
	g_autofree char *own = g_strdup_printf("%s/%s/%u", step->id, r->env, r->instance), *key = g_strdup_printf("%s/%s/%u", token, r->env, r->instance);
	const RecordValue *value = newest(anbindung, own, end);
	guint i;

	for (i = 0; !value && i < stellen->len; i++)
		value = newest(stellen->pdata[i], key, end);
	return value;
}

static void
add_change(VisitComparison *comparison, const StepView *view, const StepResult *r, const RecordValue *before, const RecordValue *after)
{
	StepChange *c;

	if (!before && !after)
		return;
	c = g_new0(StepChange, 1);
	c->step = view->step;
	c->env = g_strdup(r->env);
	c->instance = r->instance;
	c->before = before ? g_strdup(g_hash_table_lookup(before->slots, "outcome")) : NULL;
	c->after = after ? g_strdup(g_hash_table_lookup(after->slots, "outcome")) : NULL;
	c->before_id = before ? g_strdup(before->op) : NULL;
	c->after_id = after ? g_strdup(after->op) : NULL;
	c->kind = outcome_change(c->before, c->after);
	comparison->n[c->kind]++;
	g_ptr_array_add(comparison->changes, c);
}

static gboolean
compare_step(App *app, VisitComparison *comparison, const Record *anbindung, const StepView *view, const char *const *ends, GError **error)
{
	g_auto(GStrv) key = g_strsplit(anbindung->id, "/", 2);
	g_autofree char *token = app_stelle_step(view->step, key[0] && key[1] ? key[1] : "");
	g_autoptr(GPtrArray) stellen = app_fitting_stellen(app, anbindung, view->step, error);
	guint i;

	for (i = 0; stellen && i < view->results->len; i++) {
		const StepResult *r = view->results->pdata[i];

		add_change(comparison, view, r, known_at(anbindung, stellen, token, r, view->step, ends[0]),
			   known_at(anbindung, stellen, token, r, view->step, ends[1]));
	}
	return stellen != NULL;
}

/* --- comparing ----------------------------------------------------------------------------------------------------------------------------------- */

static Record *
visit_of(App *app, const char *anbindung, const char *id, GError **error)
{
	g_autoptr(Record) visit = app_record(app, id, error);
	g_auto(GStrv) ids = visit ? g_strsplit(record_get(visit, "anbindungen"), ",", -1) : NULL;

	if (!visit)
		return NULL;
	if (g_strv_contains((const char *const *)ids, anbindung))
		return g_steal_pointer(&visit);
	g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "Der Termin %s gehört nicht zu %s.", id, anbindung);
	return NULL;
}

static gboolean
compare(App *app, const StepList *list, VisitComparison *comparison, const char *const *ends, GError **error)
{
	g_autoptr(Record) anbindung = app_record(app, list->anbindung, error);
	guint i;

	for (i = 0; anbindung && i < list->views->len; i++)
		if (!compare_step(app, comparison, anbindung, list->views->pdata[i], ends, error))
			return FALSE;
	return anbindung != NULL;
}

VisitComparison *
app_compare_list(App *app, const StepList *list, const char *before, const char *after, GError **error)
{
	g_autoptr(VisitComparison) comparison = g_new0(VisitComparison, 1);
	g_autofree char *from = NULL, *to = NULL;

	comparison->changes = g_ptr_array_new_with_free_func(step_change_free);
	if (!(comparison->before = visit_of(app, list->anbindung, before, error)) || !(from = end_of(app, before, error)) ||
	    (after && (!(comparison->after = visit_of(app, list->anbindung, after, error)) || !(to = end_of(app, after, error)))))
		return NULL;
	return compare(app, list, comparison, (const char *const[]){from, to}, error) ? g_steal_pointer(&comparison) : NULL;
}

VisitComparison *
app_compare_visits(App *app, const char *anbindung, const char *before, const char *after, GError **error)
{
	g_autoptr(StepList) list = app_steps(app, anbindung, error);

	return list ? app_compare_list(app, list, before, after, error) : NULL;
}
