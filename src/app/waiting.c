/* What waits for third parties: a certificate, 72 hours in the Landesredaktion – here, or at a Stelle for all that it serves. */
#include <string.h>

#include "internal.h"

void
waiting_step_free(WaitingStep *w)
{
	char **const texts[] = {&w->anbindung, &w->title, &w->step, &w->step_title, &w->result, &w->stelle, &w->ticket, &w->since, &w->due};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(*texts[i]);
	g_free(w);
}

static WaitingStep *
make_waiting(App *app, const char *on, const char *token, const char *result_id)
{
	g_autoptr(Record) result = store_record(app->store, result_id, NULL);
	g_autofree char *title = app_step_title(app, on, token, result_id);
	WaitingStep *w = g_new0(WaitingStep, 1);

	w->anbindung = g_strdup(on);
	w->title = strchr(on, '/') ? app_anbindung_title(app, on) : app_stelle_name(app, on);
	w->step = g_strndup(token, strcspn(token, "@"));
	w->step_title = g_strdup(*title ? title : token);
	w->result = g_strdup(result_id);
	w->stelle = g_strdup(result ? record_get(result, "stelle") : "");
	w->ticket = g_strdup(result ? record_get(result, "ticket") : "");
	w->since = g_strndup(result && result->created_at ? result->created_at : "", 10);
	w->due = g_strdup(result ? record_get(result, "due") : "");
	return w;
}

static void
add_waiting(const char *entity, const char *key, const char *op, void *data)
{
	g_ptr_array_add(data, g_strdup(entity));
	g_ptr_array_add(data, g_strndup(key, strcspn(key, "/")));
	g_ptr_array_add(data, g_strdup(op));
}

/* What waits at a Stelle for all its Anbindungen waits at each of them. */
static gboolean
add_inherited(App *app, const char *anbindung, GPtrArray *waiting, GError **error)
{
	g_autoptr(StepList) list = app_steps(app, anbindung, error);
	guint i, j;

	for (i = 0; list && i < list->views->len; i++) {
		const StepView *view = list->views->pdata[i];

		for (j = 0; j < view->results->len; j++) {
			const StepResult *r = view->results->pdata[j];

			if (r->is_inherited && strcmp(r->outcome, "waiting") == 0)
				g_ptr_array_add(waiting, make_waiting(app, anbindung, view->step->id, r->id));
		}
	}
	return list != NULL;
}

/* Without a date last, as the store does it. */
static gint
by_due(gconstpointer a, gconstpointer b)
{
	const WaitingStep *x = *(WaitingStep *const *)a, *y = *(WaitingStep *const *)b;
	int order = strcmp(*x->due ? x->due : "9999", *y->due ? y->due : "9999");

	return order ? order : strcmp(x->result, y->result);
}

GPtrArray *
app_waiting(App *app, const char *anbindung, GError **error)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) waiting = g_ptr_array_new_with_free_func((GDestroyNotify)waiting_step_free);
	guint i;

	if (!store_results_with(app->store, "waiting", anbindung, anbindung ? 0 : APP_WAITING_MAX, add_waiting, rows, error))
		return NULL;
	for (i = 0; i < rows->len; i += 3)
		g_ptr_array_add(waiting, make_waiting(app, rows->pdata[i], rows->pdata[i + 1], rows->pdata[i + 2]));
	if (anbindung && !add_inherited(app, anbindung, waiting, error))
		return NULL;
	g_ptr_array_sort(waiting, by_due);
	return g_steal_pointer(&waiting);
}
