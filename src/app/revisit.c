/*
 * The next visit: what it is about – failed, waiting, changed since the last one, open – in the order in which it is worth doing. Which
 * results were recorded at the visit itself decides what is done already.
 */
#include <string.h>

#include "internal.h"
#include "vorort/revisit.h"
#include "vorort/text.h"

void
revisit_free(Revisit *revisit)
{
	if (!revisit)
		return;
	g_free(revisit->visit);
	g_free(revisit->last);
	g_free(revisit->date);
	g_array_unref(revisit->todos);
	g_free(revisit);
}

/* The last one before @visit; NULL if there is none. */
static Record *
visit_before(App *app, const char *anbindung, const Record *visit, GError **error)
{
	g_autoptr(GPtrArray) held = app_held_visits(app, anbindung, error);
	const char *day = record_get(visit, "date");
	guint i;

	for (i = held ? held->len : 0; i > 0; i--) {
		const Record *other = held->pdata[i - 1];
		int order = *day ? strcmp(record_get(other, "date"), day) : -1;

		if (strcmp(other->id, visit->id) != 0 && order < 0)
			return g_ptr_array_steal_index(held, i - 1);
	}
	return NULL;
}

static gboolean
is_of_visit(const StepView *view, const GPtrArray *ids)
{
	guint i;

	for (i = 0; i < view->results->len; i++) {
		const StepResult *r = view->results->pdata[i];

		if (r->id && g_ptr_array_find_with_equal_func((GPtrArray *)ids, r->id, g_str_equal, NULL))
			return TRUE;
	}
	return FALSE;
}

/* The gravest outcome of a step when the last visit ended; NULL: offen. */
static const char *
outcome_before(const VisitComparison *comparison, const ChecklistStep *step)
{
	const char *worst = NULL;
	gboolean is_known = FALSE;
	guint i;

	for (i = 0; i < comparison->changes->len; i++) {
		const StepChange *c = comparison->changes->pdata[i];

		if (c->step != step || (is_known && outcome_gravity(c->before) >= outcome_gravity(worst)))
			continue;
		worst = c->before;
		is_known = TRUE;
	}
	return worst;
}

/*
 * A step that was settled when the last visit ended, and is as it was, is none of this one's work: -1. What is done keeps its place among the
 * others, so that the way does not jump.
 */
static int
kind_of(const StepView *view, const char *outcome, gboolean has_changed)
{
	if (g_strcmp0(outcome, "failed") == 0)
		return TASK_FAILED;
	if (outcome && g_strv_contains(app_awaited, outcome))
		return TASK_WAITING;
	if (!outcome || strcmp(outcome, "not_tested") == 0)
		return TASK_OPEN;
	return has_changed || view->is_changed ? TASK_CHANGED : step_view_open(view) ? TASK_OPEN : -1;
}

/* Ids of the steps whose results differ from those of the last visit. */
static GHashTable *
changed_steps(const VisitComparison *comparison)
{
	GHashTable *ids = g_hash_table_new(g_str_hash, g_str_equal);
	guint i;

	for (i = 0; i < comparison->changes->len; i++) {
		const StepChange *c = comparison->changes->pdata[i];

		if (g_strcmp0(c->before_id, c->after_id) != 0)
			g_hash_table_add(ids, c->step->id);
	}
	return ids;
}

static gint
by_kind(gconstpointer a, gconstpointer b)
{
	const Task *x = a, *y = b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

static void
collect(Revisit *revisit, const StepList *list, const VisitComparison *comparison, const GPtrArray *results)
{
	g_autoptr(GHashTable) changed = changed_steps(comparison);
	guint i;

	for (i = 0; i < list->views->len; i++) {
		const StepView *view = list->views->pdata[i];
		gboolean is_here = is_of_visit(view, results), is_done = is_here && !step_view_open(view);
		const char *outcome = is_here ? outcome_before(comparison, view->step) : view->outcome;
		int kind = kind_of(view, outcome, g_hash_table_contains(changed, view->step->id));
		Task todo = {i, (TaskKind)kind, is_done};

		if (!view->applies || kind < 0)
			continue;
		revisit->n[kind] += is_done ? 0 : 1;
		g_array_append_val(revisit->todos, todo);
	}
	g_array_sort(revisit->todos, by_kind);
}

Revisit *
app_revisit(App *app, const StepList *list, const char *visit, GError **error)
{
	g_autoptr(Record) record = app_record(app, visit, error);
	g_autoptr(GError) failed = NULL;
	g_autoptr(Record) last = record ? visit_before(app, list->anbindung, record, &failed) : NULL;
	g_autoptr(VisitComparison) comparison = last ? app_compare_list(app, list, last->id, NULL, &failed) : NULL;
	g_autoptr(GPtrArray) results = comparison ? app_links(app, visit, "result", "visit", &failed) : NULL;
	Revisit *revisit;

	if (failed)
		g_propagate_error(error, g_steal_pointer(&failed));
	if (!results)
		return NULL;
	revisit = g_new0(Revisit, 1);
	revisit->visit = g_strdup(visit);
	revisit->last = g_strdup(last->id);
	revisit->date = g_strdup(record_get(last, "date"));
	revisit->todos = g_array_new(FALSE, FALSE, sizeof(Task));
	collect(revisit, list, comparison, results);
	return revisit;
}

char *
revisit_text(const Revisit *revisit)
{
	static const char *const texts[N_TASKS][2] = {
		{"nicht bestanden", "nicht bestanden"}, {"wartet", "warten"}, {"geändert", "geändert"}, {"offen", "offen"}};
	g_autofree char *day = text_date(revisit->date);
	GString *parts = g_string_new(NULL), *text = g_string_new(NULL);
	guint i, n = 0;

	for (i = 0; i < N_TASKS; i++) {
		n += revisit->n[i];
		if (revisit->n[i])
			g_string_append_printf(parts, "%s%u %s", parts->len ? ", " : ": ", revisit->n[i], texts[i][revisit->n[i] > 1]);
	}
	g_string_printf(text, "%u zu tun seit %s%s", n, *day ? day : "dem letzten Termin", parts->str);
	g_string_free(parts, TRUE);
	return g_string_free(text, FALSE);
}
