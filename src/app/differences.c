/* Results that count at once and say different things: found, shown side by side, ended by letting one of them count. */
#include <string.h>

#include "internal.h"
#include "vorort/revisit.h"

void
result_difference_free(ResultDifference *difference)
{
	g_free(difference->on);
	g_free(difference->key);
	g_ptr_array_unref(difference->results);
	g_free(difference);
}

static gint
oldest_first(gconstpointer a, gconstpointer b)
{
	return strcmp((*(Record *const *)a)->id, (*(Record *const *)b)->id);
}

/* Of Record: the heads of that place. NULL with an error. */
static GPtrArray *
heads_of(App *app, const char *on, const char *key, GError **error)
{
	g_autoptr(Record) record = app_record(app, on, error);
	g_autoptr(GPtrArray) heads = record ? record_heads(record, "result", key) : NULL;
	g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func((GDestroyNotify)record_free);
	guint i;

	for (i = 0; heads && i < heads->len; i++) {
		const RecordValue *value = heads->pdata[i];
		Record *result = value->is_hidden ? NULL : app_record(app, value->op, error);

		if (!value->is_hidden && !result)
			return NULL;
		if (result)
			g_ptr_array_add(results, result);
	}
	g_ptr_array_sort(results, oldest_first);
	return heads ? g_steal_pointer(&results) : NULL;
}

static gboolean
add_difference(App *app, const StepList *list, const StepView *view, const StepResult *r, GPtrArray *all, GError **error)
{
	const char *on = r->is_inherited ? r->stelle : list->anbindung;
	g_autofree char *token = r->is_inherited ? app_stelle_step(view->step, list->checklist->leistung) : g_strdup(view->step->id);
	g_autofree char *key = g_strdup_printf("%s/%s/%u", token, r->env, r->instance);
	GPtrArray *results = heads_of(app, on, key, error);
	ResultDifference *difference;

	if (!results)
		return FALSE;
	difference = g_new0(ResultDifference, 1);
	difference->on = g_strdup(on);
	difference->key = g_steal_pointer(&key);
	difference->step = view->step;
	difference->results = results;
	g_ptr_array_add(all, difference);
	return TRUE;
}

GPtrArray *
app_result_differences(App *app, const StepList *list, const char *step, GError **error)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)result_difference_free);
	guint i, j;

	for (i = 0; i < list->views->len; i++) {
		const StepView *view = list->views->pdata[i];

		for (j = 0; (!step || strcmp(step, view->step->id) == 0) && j < view->results->len; j++) {
			const StepResult *r = view->results->pdata[j];

			if (r->differs && !add_difference(app, list, view, r, all, error))
				return NULL;
		}
	}
	return g_steal_pointer(&all);
}

gboolean
app_confirm_result(App *app, const char *id, GError **error)
{
	g_autoptr(Record) result = app_record(app, id, error);
	g_autoptr(Record) on = result ? app_record(app, record_get(result, "on"), error) : NULL;
	g_autofree char *key = NULL;
	g_autoptr(GPtrArray) heads = NULL;
	guint i;

	if (!on)
		return FALSE;
	key = g_strdup_printf("%s/%s/%s", record_get(result, "step"), record_get(result, "env"), record_get(result, "instance"));
	heads = record_heads(on, "result", key);
	for (i = 0; heads->len > 1 && i < heads->len; i++)
		if (strcmp(((RecordValue *)heads->pdata[i])->op, id) == 0)
			return app_confirm(app, on->id, "result", key, id, error);
	g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "Zu entscheiden ist hier nichts: %s ist keines von mehreren Ergebnissen, die zugleich gelten.",
		    id);
	return FALSE;
}
