/*
 * „So ging es“ (§ 2 (3) a of the Kooperationsvereinbarung): Lösungswege as lists show them, the fittest first, and what a new one is filled
 * with. A prefilled one names no Kommune: it is read elsewhere.
 */
#include <string.h>

#include "internal.h"
#include "vorort/revisit.h"
#include "vorort/text.h"

void
weg_free(Weg *weg)
{
	char *const texts[] = {weg->id, weg->title, weg->anbindung, weg->leistung, weg->place, weg->fachverfahren, weg->day, weg->search};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	g_strfreev(weg->steps);
	g_free(weg);
}

/* --- the end-to-end test --------------------------------------------------------------------------------------------------------------------- */

gboolean
app_is_end_to_end(const ChecklistStep *step)
{
	return step->phase == 'J' && strcmp(step->duty, "muss") == 0;
}

typedef struct Passed {
	guint n, n_fine, n_passed; /* fine: passed or not applicable */
} Passed;

static void
count_passed(const StepView *view, Passed *test, Passed *prod)
{
	guint i;

	for (i = 0; i < view->results->len; i++) {
		const StepResult *r = view->results->pdata[i];
		Passed *p = strcmp(r->env, "prod") == 0 ? prod : test;
		gboolean has_passed = r->outcome && g_str_has_prefix(r->outcome, "passed");

		p->n++;
		p->n_passed += has_passed ? 1 : 0;
		p->n_fine += has_passed || g_strcmp0(r->outcome, "not_applicable") == 0 ? 1 : 0;
	}
}

EndToEnd
app_end_to_end(const StepList *list)
{
	Passed test = {0}, prod = {0};
	guint i;

	for (i = 0; i < list->views->len; i++) {
		const StepView *view = list->views->pdata[i];

		if (view->applies && app_is_end_to_end(view->step))
			count_passed(view, &test, &prod);
	}
	if (test.n_fine < test.n || test.n_passed + prod.n_passed == 0)
		return END_TO_END_OPEN;
	return prod.n_passed && prod.n_fine == prod.n ? END_TO_END_PROD : test.n_passed ? END_TO_END_TEST : END_TO_END_OPEN;
}

/* --- lists -------------------------------------------------------------------------------------------------------------------------------------- */

static char *
fachverfahren_of(App *app, const char *anbindung)
{
	g_autoptr(Record) record = *anbindung ? store_record(app->store, anbindung, NULL) : NULL;

	return g_strdup(record ? record_get_keyed(record, "param", "fachverfahren", "param") : "");
}

static Weg *
make_weg(App *app, const Record *record)
{
	static const char *const texts[] = {"title", "conditions", "procedure", "effort", "traps"};
	g_autoptr(GString) all = g_string_new(NULL);
	const char *anbindung = record_get(record, "anbindung"), *slash = strchr(anbindung, '/');
	Weg *weg = g_new0(Weg, 1);
	gsize i;

	weg->id = g_strdup(record->id);
	weg->title = g_strdup(record_get(record, "title"));
	weg->anbindung = g_strdup(anbindung);
	weg->leistung = g_strdup(slash ? slash + 1 : "");
	weg->place = *anbindung ? app_anbindung_title(app, anbindung) : g_strdup("");
	weg->fachverfahren = fachverfahren_of(app, anbindung);
	weg->day = g_strndup(record->created_at ? record->created_at : "", 10);
	weg->steps = g_strsplit(record_get(record, "steps"), ",", -1);
	for (i = 0; i < G_N_ELEMENTS(texts); i++)
		g_string_append_printf(all, "%s\n", record_get(record, texts[i]));
	g_string_append_printf(all, "%s\n%s\n%s", weg->fachverfahren, weg->place, record_get(record, "steps"));
	weg->search = text_fold(all->str);
	return weg;
}

gboolean
weg_has_step(const Weg *weg, const ChecklistStep *step)
{
	return weg->steps[0] ? g_strv_contains((const char *const *)weg->steps, step->id) : app_is_end_to_end(step);
}

/* Every word of @typed stands in @folded. */
static gboolean
has_words(const char *folded, const char *typed)
{
	g_autofree char *wanted = text_fold(typed ? typed : "");
	g_auto(GStrv) parts = g_strsplit_set(wanted, " \t\n", -1);
	guint i;

	for (i = 0; parts[i]; i++)
		if (!strstr(folded, parts[i]))
			return FALSE;
	return TRUE;
}

/* Products are typed by people: where the Anbindung does not say it, the text may. */
static gboolean
has_fachverfahren(const Weg *weg, const char *wanted)
{
	g_autofree char *folded = *weg->fachverfahren ? text_fold(weg->fachverfahren) : g_strdup(weg->search);

	return !wanted || has_words(folded, wanted);
}

static gboolean
passes(const Weg *weg, const WegFilter *filter)
{
	if ((filter->leistung && strcmp(filter->leistung, weg->leistung) != 0) || (filter->anbindung && strcmp(filter->anbindung, weg->anbindung) != 0))
		return FALSE;
	if (filter->near && strcmp(filter->near, weg->anbindung) == 0)
		return FALSE;
	if (filter->step && !g_strv_contains((const char *const *)weg->steps, filter->step))
		return FALSE;
	return has_fachverfahren(weg, filter->fachverfahren) && has_words(weg->search, filter->text);
}

static guint
rank_of(const Weg *weg, const char *leistung, const char *fachverfahren)
{
	g_autofree char *mine = text_fold(fachverfahren), *other = text_fold(weg->fachverfahren);

	if (strcmp(weg->leistung, leistung) != 0)
		return 2;
	return *mine && strcmp(mine, other) == 0 ? 0 : 1;
}

static gint
best_first(gconstpointer a, gconstpointer b)
{
	const Weg *x = *(Weg *const *)a, *y = *(Weg *const *)b;

	return x->rank != y->rank ? (x->rank < y->rank ? -1 : 1) : strcmp(y->id, x->id);
}

GPtrArray *
app_wege(App *app, const WegFilter *filter, GError **error)
{
	g_autoptr(GPtrArray) ids = store_list(app->store, "loesungsweg", NULL, 0, error);
	g_autoptr(GPtrArray) wege = g_ptr_array_new_with_free_func((GDestroyNotify)weg_free);
	const char *slash = filter->near ? strchr(filter->near, '/') : NULL;
	g_autofree char *fachverfahren = fachverfahren_of(app, filter->near ? filter->near : "");
	guint i;

	for (i = 0; ids && i < ids->len; i++) {
		g_autoptr(Record) record = app_record(app, ids->pdata[i], error);
		Weg *weg;

		if (!record)
			return NULL;
		weg = make_weg(app, record);
		weg->rank = slash ? rank_of(weg, slash + 1, fachverfahren) : 0;
		if (passes(weg, filter))
			g_ptr_array_add(wege, weg);
		else
			weg_free(weg);
	}
	g_ptr_array_sort(wege, best_first);
	return ids ? g_steal_pointer(&wege) : NULL;
}

/* --- a new one --------------------------------------------------------------------------------------------------------------------------------- */

typedef struct Preset {
	App *app;
	const Record *anbindung;
	const StepList *list;
	GPtrArray *set;   /* of char * */
	GPtrArray *steps; /* ids, borrowed */
} Preset;

static void
put(Preset *p, const char *slot, const char *value)
{
	if (value && *value)
		g_ptr_array_add(p->set, g_strdup_printf("%s=%s", slot, value));
}

/* What people see for a parameter; "" if it has no value. */
static const char *
param_label(const Preset *p, const char *name)
{
	const ChecklistParameter *param = checklist_parameter(p->list->checklist, name);
	const char *value = record_get_keyed(p->anbindung, "param", name, "param");
	guint i;

	for (i = 0; param && param->values[i]; i++)
		if (strcmp(param->values[i], value) == 0)
			return param->labels[i];
	return value;
}

/* "Wohngeld mit DiWo über FIT-Connect" */
static void
put_title(Preset *p)
{
	const Leistung *leistung = app_leistung(p->app, p->list->checklist->leistung, NULL);
	const char *name = leistung ? leistung->name : p->list->checklist->title;
	const char *fachverfahren = param_label(p, "fachverfahren"), *transport = param_label(p, "transport");
	g_autofree char *what = g_strndup(name, strcspn(name, "(")), *how = g_strndup(transport, strcspn(transport, "("));
	g_autofree char *title = g_strdup_printf("%s%s%s%s%s", g_strchomp(what), *fachverfahren ? " mit " : "", fachverfahren, *how ? " über " : "", g_strchomp(how));

	put(p, "title", title);
}

/* Stellen that serve many: those of the Kommune itself would name it. */
static void
append_stellen(const Preset *p, GString *text)
{
	static const char *const shared[] = {"kit", "hersteller", "betreiber", "landesredaktion", "dvdv", NULL};
	g_autoptr(GPtrArray) stellen = app_stellen_of(p->app, p->anbindung, NULL);
	guint i;

	for (i = 0; stellen && i < stellen->len; i++) {
		const Record *stelle = stellen->pdata[i];
		const char *kind = record_get(stelle, "kind"), *product = record_get(stelle, "product"), *version = record_get(stelle, "version");

		if (g_strv_contains(shared, kind))
			g_string_append_printf(text, "%s: %s%s%s%s%s\n", words_text(WORDS_STELLE_KIND, kind), record_get(stelle, "name"), *product ? ", " : "", product,
					       *version ? " " : "", version);
	}
}

static void
put_conditions(Preset *p)
{
	g_autoptr(GString) text = g_string_new(NULL);
	guint i;

	for (i = 0; i < p->list->checklist->parameters->len; i++) {
		const ChecklistParameter *param = p->list->checklist->parameters->pdata[i];
		const char *label = param_label(p, param->name);

		if (*label)
			g_string_append_printf(text, "%s %s\n", param->question, label);
	}
	append_stellen(p, text);
	g_string_append_printf(text, "Checkliste: Version %s", p->list->checklist->version);
	put(p, "conditions", text->str);
}

static void
add_step(Preset *p, const char *id)
{
	if (p->steps->len < OP_LIST_MAX && !g_ptr_array_find_with_equal_func(p->steps, id, g_str_equal, NULL))
		g_ptr_array_add(p->steps, (gpointer)id);
}

/* What has passed and was worth more than one try, or stood behind an obstacle that is settled. */
static void
add_steps(Preset *p, GHashTable *settled)
{
	guint i, j;

	for (i = 0; i < p->list->views->len; i++) {
		const StepView *view = p->list->views->pdata[i];
		gboolean is_wanted = app_is_end_to_end(view->step) || g_hash_table_contains(settled, view->step->id);

		for (j = 0; j < view->results->len; j++)
			is_wanted |= ((StepResult *)view->results->pdata[j])->n_results > 1;
		if (view->applies && is_wanted && view->outcome && g_str_has_prefix(view->outcome, "passed"))
			add_step(p, view->step->id);
	}
}

/* Obstacles that are settled and not confidential: how, and at which steps. */
static void
put_traps(Preset *p, GHashTable *settled)
{
	ObstacleFilter filter = {.anbindung = p->anbindung->id};
	g_autoptr(GPtrArray) rows = store_obstacles(p->app->store, &filter, NULL, FALSE, 0, 100, NULL);
	g_autoptr(GString) text = g_string_new(NULL);
	guint i, j;

	for (i = 0; rows && i < rows->len; i++) {
		const ObstacleRow *row = rows->pdata[i];
		g_autoptr(Record) obstacle = row->is_open ? NULL : app_record(p->app, row->id, NULL);
		g_auto(GStrv) steps = g_strsplit(row->steps, ",", -1);
		const char *solution = obstacle ? record_get(obstacle, "solution") : "";

		if (!obstacle || strcmp(row->status, "keine_huerde") == 0 || strcmp(record_get(obstacle, "vertraulich"), "ja") == 0)
			continue;
		g_string_append_printf(text, "%s%s%s%s", text->len ? "\n" : "", row->title, *solution ? ": " : "", solution);
		for (j = 0; steps[j]; j++)
			g_hash_table_add(settled, g_strdup(steps[j]));
	}
	put(p, "traps", text->str);
}

/* "2 Termine; vom ersten bis heute 41 Tage" */
static void
put_effort(Preset *p)
{
	g_autoptr(GPtrArray) held = app_held_visits(p->app, p->anbindung->id, NULL);
	g_autofree char *today = app_today(), *text = NULL;
	Milestones m = {{"", "", "", ""}};
	int days;

	if (!held || held->len == 0)
		return;
	g_strlcpy(m.day[MILESTONE_VISIT], record_get(held->pdata[0], "date"), sizeof m.day[0]);
	g_strlcpy(m.day[MILESTONE_END_TO_END], today, sizeof m.day[0]);
	days = milestones_days(&m, MILESTONE_VISIT, MILESTONE_END_TO_END);
	text = held->len == 1 && days <= 0 ? g_strdup("1 Termin")
					   : g_strdup_printf("%u %s; vom ersten bis heute %d Tage", held->len, held->len == 1 ? "Termin" : "Termine", MAX(days, 0));
	put(p, "effort", text);
}

static void
put_steps(Preset *p)
{
	g_autofree char *joined = NULL;

	g_ptr_array_add(p->steps, NULL);
	joined = g_strjoinv(",", (char **)p->steps->pdata);
	put(p, "steps", joined);
}

char **
app_weg_preset(App *app, const char *anbindung, GError **error)
{
	g_autoptr(Record) record = app_record(app, anbindung, error);
	g_autoptr(StepList) list = record ? app_steps(app, anbindung, error) : NULL;
	g_autoptr(GHashTable) settled = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GPtrArray) steps = g_ptr_array_new();
	Preset p = {app, record, list, NULL, steps};

	if (!list)
		return NULL;
	p.set = g_ptr_array_new();
	put_title(&p);
	put(&p, "anbindung", anbindung);
	put_conditions(&p);
	put_effort(&p);
	put_traps(&p, settled);
	add_steps(&p, settled);
	put_steps(&p);
	g_ptr_array_add(p.set, NULL);
	return (char **)g_ptr_array_free(p.set, FALSE);
}
