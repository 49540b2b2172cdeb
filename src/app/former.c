/* Former steps: they have results at an Anbindung, but the version of the checklist that it is on does not have them any more. */
#include <string.h>

#include "internal.h"

static void
former_step_free(gpointer data)
{
	FormerStep *former = data;

	g_free(former->id);
	g_ptr_array_unref(former->results);
	g_free(former);
}

static gint
compare_steps(gconstpointer a, gconstpointer b)
{
	return checklist_compare_versions((*(FormerStep *const *)a)->id, (*(FormerStep *const *)b)->id);
}

/* The newest result that counts; NULL if all are withdrawn. */
static const char *
newest_result(const GPtrArray *results)
{
	const char *newest = NULL;
	guint i;

	for (i = 0; i < results->len; i++) {
		const StepResult *r = results->pdata[i];

		if (r->id && (!newest || strcmp(r->id, newest) > 0))
			newest = r->id;
	}
	return newest;
}

static void
note_version(App *app, const Record *record, StepResult *r)
{
	const Checklist *version = r->id ? app_checklist_at(app, record, r->id) : NULL;

	r->version = version ? g_strdup(version->version) : NULL;
}

static FormerStep *
former_step(App *app, const Record *record, const char *id, GPtrArray *results, const char *newest)
{
	FormerStep *former = g_new0(FormerStep, 1);
	guint i;

	g_ptr_array_sort(results, app_compare_results);
	for (i = 0; i < results->len; i++)
		note_version(app, record, results->pdata[i]);
	former->id = g_strdup(id);
	former->step = app_result_step(app, record, id, newest, NULL);
	former->results = g_ptr_array_ref(results);
	former->outcome = app_worst_outcome(results);
	return former;
}

GPtrArray *
app_former_steps(App *app, const Record *record, const Checklist *checklist, GHashTable *by_step)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(former_step_free);
	GHashTableIter iter;
	gpointer id, results;

	g_hash_table_iter_init(&iter, by_step);
	while (g_hash_table_iter_next(&iter, &id, &results)) {
		const char *newest = checklist_step(checklist, id) ? NULL : newest_result(results);

		if (newest)
			g_ptr_array_add(all, former_step(app, record, id, results, newest));
	}
	g_ptr_array_sort(all, compare_steps);
	return all;
}
