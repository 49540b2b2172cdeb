/* Preparing a visit: what has to be started when, what to bring, who sits in the room; all of it follows from the checklists. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "vorort/preparation.h"
#include "vorort/text.h"

static void
task_free(gpointer data)
{
	PrepTask *task = data;

	g_free(task->anbindung);
	g_free(task->title);
	g_free(task->start);
	g_free(task->due);
	g_free(task);
}

static void
item_free(gpointer data)
{
	PrepItem *item = data;

	g_free(item->anbindung);
	g_free(item->title);
	g_free(item->what);
	g_free(item);
}

static void
plan_step_free(gpointer data)
{
	PlanStep *step = data;

	g_free((char *)step->group);
	g_free((char *)step->title);
	g_free(step);
}

void
preparation_free(Preparation *p)
{
	if (!p)
		return;
	g_clear_pointer(&p->blocks, g_ptr_array_unref);
	g_ptr_array_unref(p->steps);
	g_ptr_array_unref(p->tasks);
	g_ptr_array_unref(p->items);
	record_free(p->visit);
	g_free(p->today);
	g_free(p);
}

/* --- what has to be started -------------------------------------------------------------------------------------------------------------- */

/* The latest day that something is expected on. */
static char *
expected(const StepView *view)
{
	const char *due = "";
	guint i;

	for (i = 0; i < view->results->len; i++) {
		const StepResult *r = view->results->pdata[i];

		if (r->due && strcmp(r->due, due) > 0)
			due = r->due;
	}
	return g_strdup(due);
}

static gboolean
is_overdue(const PrepTask *task, const char *day, const char *today)
{
	if (!task->is_started)
		return *task->start && strcmp(task->start, today) < 0;
	return *task->due && (strcmp(task->due, today) < 0 || (*day && strcmp(task->due, day) > 0));
}

static void
add_task(Preparation *p, const char *anbindung, const char *title, const StepView *view)
{
	const char *day = record_get(p->visit, "date");
	PrepTask *task;

	if (view->step->lead_days <= 0)
		return;
	task = g_new0(PrepTask, 1);
	task->anbindung = g_strdup(anbindung);
	task->title = g_strdup(title);
	task->step = view->step;
	task->outcome = view->outcome;
	task->start = text_days_after(day, -(int)(guint)view->step->lead_days);
	task->due = expected(view);
	task->is_started = g_strcmp0(view->outcome, "waiting") == 0;
	task->is_overdue = is_overdue(task, day, p->today);
	g_ptr_array_add(p->tasks, task);
}

static gint
most_urgent(gconstpointer a, gconstpointer b)
{
	const PrepTask *x = *(PrepTask *const *)a, *y = *(PrepTask *const *)b;
	int order;

	if (x->is_overdue != y->is_overdue)
		return x->is_overdue ? -1 : 1;
	if (x->is_started != y->is_started)
		return x->is_started ? 1 : -1;
	order = strcmp(x->start, y->start);
	order = order ? order : strcmp(x->anbindung, y->anbindung);
	return order ? order : strcmp(x->step->id, y->step->id);
}

/* --- what to bring ------------------------------------------------------------------------------------------------------------------------- */

static void
add_item(Preparation *p, const char *anbindung, const char *title, const ChecklistStep *step, const char *what)
{
	PrepItem *item = g_new0(PrepItem, 1);

	item->anbindung = g_strdup(anbindung);
	item->title = g_strdup(title);
	item->step = step;
	item->what = g_strdup(what);
	g_ptr_array_add(p->items, item);
}

static void
add_items(Preparation *p, const char *anbindung, const char *title, const ChecklistStep *step)
{
	guint i;

	if (step->evidence)
		add_item(p, anbindung, title, step, step->evidence);
	for (i = 0; i < step->fields->len; i++) {
		const ChecklistField *field = step->fields->pdata[i];

		if (field->is_required)
			add_item(p, anbindung, title, step, field->question);
	}
}

/* Stays in working order inside a Stelle, for sorting an array need not be stable. */
static void
sort_items(Preparation *p)
{
	GPtrArray *sorted = g_ptr_array_new_with_free_func(item_free);
	const Word *word;
	guint i;

	for (word = words(WORDS_STELLE_KIND); word->code; word++)
		for (i = 0; i < p->items->len; i++) {
			PrepItem *item = p->items->pdata[i];

			if (item && g_strcmp0(item->step->responsible, word->code) == 0)
				g_ptr_array_add(sorted, g_steal_pointer(&p->items->pdata[i]));
		}
	for (i = 0; i < p->items->len; i++)
		if (p->items->pdata[i])
			g_ptr_array_add(sorted, g_steal_pointer(&p->items->pdata[i]));
	g_ptr_array_set_free_func(p->items, NULL);
	g_ptr_array_unref(p->items);
	p->items = sorted;
}

/* --- the whole ------------------------------------------------------------------------------------------------------------------------------ */

static void
add_plan_step(Preparation *p, const char *anbindung, const char *title, const ChecklistStep *step)
{
	PlanStep *plan = g_new0(PlanStep, 1);

	plan->group = g_strdup(anbindung);
	plan->title = g_strdup(title);
	plan->step = step;
	g_ptr_array_add(p->steps, plan);
}

static gboolean
add_anbindung(App *app, Preparation *p, const char *anbindung, GError **error)
{
	g_autoptr(StepList) list = app_steps(app, anbindung, error);
	g_autofree char *title = app_anbindung_title(app, anbindung);
	guint i;

	for (i = 0; list && i < list->views->len; i++) {
		const StepView *view = list->views->pdata[i];

		if (!view->applies || outcome_is_settled(view->outcome))
			continue;
		add_task(p, anbindung, title, view);
		add_items(p, anbindung, title, view->step);
		add_plan_step(p, anbindung, title, view->step);
	}
	return list != NULL;
}

static guint
days_of(const Record *visit)
{
	const char *first = record_get(visit, "date"), *last = record_get(visit, "date_end");

	return (guint)MAX(text_days_between(first, last), 0) + 1;
}

Preparation *
app_preparation(App *app, const char *visit, guint begin, GError **error)
{
	Record *record = app_record(app, visit, error);
	g_autoptr(Preparation) p = NULL;
	g_auto(GStrv) ids = NULL;
	guint i;

	if (!record)
		return NULL;
	p = g_new0(Preparation, 1);
	p->visit = record;
	p->today = app_today();
	p->tasks = g_ptr_array_new_with_free_func(task_free);
	p->items = g_ptr_array_new_with_free_func(item_free);
	p->steps = g_ptr_array_new_with_free_func(plan_step_free);
	p->n_days = days_of(record);
	ids = g_strsplit(record_get(record, "anbindungen"), ",", -1);
	for (i = 0; ids[i]; i++)
		if (*ids[i] && !add_anbindung(app, p, ids[i], error))
			return NULL;
	g_ptr_array_sort(p->tasks, most_urgent);
	sort_items(p);
	p->blocks = plan_make(p->steps, begin);
	return g_steal_pointer(&p);
}

/* --- milestones ------------------------------------------------------------------------------------------------------------------------------- */

gboolean
app_milestones(App *app, const char *anbindung, Milestones *milestones, GError **error)
{
	g_autoptr(Record) record = app_record(app, anbindung, error);
	g_autoptr(GPtrArray) ids = record ? app_links(app, anbindung, "visit", "anbindungen", error) : NULL;
	g_autoptr(GPtrArray) visits = g_ptr_array_new_with_free_func((GDestroyNotify)record_free);
	guint i;

	for (i = 0; ids && i < ids->len; i++) {
		Record *visit = app_record(app, ids->pdata[i], error);

		if (!visit)
			return FALSE;
		g_ptr_array_add(visits, visit);
	}
	if (ids)
		milestones_of(record, visits, milestones);
	return ids != NULL;
}
