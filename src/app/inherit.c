/*
 * Steps of level kit and land are tested once, for the Stelle that is responsible for many Kommunen, and hold in every Anbindung that it
 * serves (design 1: „übernommen von …, am …“). A result of the Anbindung itself wins; where it says something else, both are shown.
 *
 * A step of level kit (a mailbox at the Intermediär, the firewall) is the same test for every Leistung of that KIT. One of level land (may the
 * Land reuse this service?) is asked anew for each Leistung: its results name the step as "B1@wohngeld".
 */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* Kinds of Stelle for which a step of that level is tested, the nearest first. */
static const struct {
	const char *level, *const kinds[4];
} fitting[] = {
	{"kit", {"kit", "hersteller", NULL}},
	{"land", {"koordination", "landesredaktion", "dvdv", NULL}},
};

static int
rank_of(const char *level, const char *kind)
{
	gsize i;
	int rank;

	for (i = 0; i < G_N_ELEMENTS(fitting); i++)
		for (rank = 0; strcmp(fitting[i].level, level) == 0 && fitting[i].kinds[rank]; rank++)
			if (strcmp(fitting[i].kinds[rank], kind) == 0)
				return rank;
	return -1;
}

static gboolean
is_shared(const ChecklistStep *step)
{
	return step->level && (strcmp(step->level, "kit") == 0 || strcmp(step->level, "land") == 0);
}

char *
app_stelle_name(App *app, const char *id)
{
	g_autoptr(Record) record = store_record(app->store, id, NULL);

	return g_strdup(record && *record_get(record, "name") ? record_get(record, "name") : id);
}

char *
app_stelle_step(const ChecklistStep *step, const char *leistung)
{
	return strcmp(step->level, "land") == 0 ? g_strdup_printf("%s@%s", step->id, leistung) : g_strdup(step->id);
}

char *
app_kommune_twin(const char *kommune)
{
	if (g_str_has_prefix(kommune, "ags:") && g_str_has_suffix(kommune, "000"))
		return g_strdup_printf("kreis:%.5s", kommune + 4);
	return g_str_has_prefix(kommune, "kreis:") ? g_strdup_printf("ags:%s000", kommune + 6) : NULL;
}

/* --- which Stellen ---------------------------------------------------------------------------------------------------------------------- */

typedef struct Candidate {
	Record *stelle;
	gboolean is_named; /* the Anbindung refers to it */
	int rank;
} Candidate;

static void
candidate_clear(gpointer data)
{
	g_clear_pointer(&((Candidate *)data)->stelle, record_free);
}

static void
add_candidate(App *app, GArray *all, const char *id, gboolean is_named)
{
	Record *record = store_record(app->store, id, NULL);
	Candidate c = {record, is_named, 0};
	guint i;

	for (i = 0; record && i < all->len; i++)
		if (strcmp(g_array_index(all, Candidate, i).stelle->id, id) == 0)
			break;
	if (record && i == all->len && record->created && !record->is_retracted && strcmp(record->entity->name, "stelle") == 0)
		g_array_append_val(all, c);
	else
		record_free(record);
}

/* All Stellen of the Anbindung: those it names, then those that serve its Kommune. */
static GArray *
candidates_of(App *app, const Record *anbindung, GError **error)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(Candidate));
	g_autofree char *kommune = g_strndup(anbindung->id, strcspn(anbindung->id, "/")), *twin = app_kommune_twin(kommune);
	g_autofree char *land = g_strndup(kommune_id_land(kommune), 2);
	g_autoptr(GPtrArray) serving = store_serving(app->store, kommune, twin, land, error);
	guint i;

	g_array_set_clear_func(all, candidate_clear);
	for (i = 0; i < anbindung->values->len; i++) {
		const RecordValue *value = anbindung->values->pdata[i];
		const char *id = value->is_shown ? g_hash_table_lookup(value->slots, "stelle") : NULL;

		if (id && strcmp(value->field_name, "stelle") == 0)
			add_candidate(app, all, id, TRUE);
	}
	for (i = 0; serving && i < serving->len; i++)
		add_candidate(app, all, serving->pdata[i], FALSE);
	if (!serving)
		g_clear_pointer(&all, g_array_unref);
	return all;
}

GPtrArray *
app_stellen_of(App *app, const Record *anbindung, GError **error)
{
	g_autoptr(GArray) all = candidates_of(app, anbindung, error);
	GPtrArray *records = all ? g_ptr_array_new_with_free_func((GDestroyNotify)record_free) : NULL;
	guint i;

	for (i = 0; all && i < all->len; i++)
		g_ptr_array_add(records, g_steal_pointer(&g_array_index(all, Candidate, i).stelle));
	return records;
}

/* A Stelle that is named excludes others of its kind that serve the Kommune. */
static gboolean
is_excluded(const GArray *all, const Candidate *c)
{
	guint i;

	for (i = 0; !c->is_named && i < all->len; i++) {
		const Candidate *other = &g_array_index(all, Candidate, i);

		if (other->is_named && strcmp(record_get(other->stelle, "kind"), record_get(c->stelle, "kind")) == 0)
			return TRUE;
	}
	return FALSE;
}

static gint
fittest_first(gconstpointer a, gconstpointer b)
{
	const Candidate *x = *(Candidate *const *)a, *y = *(Candidate *const *)b;

	if (x->rank != y->rank)
		return x->rank - y->rank;
	return y->is_named - x->is_named;
}

/* Those that fit the step, borrowed from @all: the kind that the step names goes before the rest. */
static GPtrArray *
fitting_of(const GArray *all, const ChecklistStep *step)
{
	GPtrArray *found = g_ptr_array_new();
	guint i;

	for (i = 0; i < all->len; i++) {
		Candidate *c = &g_array_index(all, Candidate, i);
		const char *kind = record_get(c->stelle, "kind");

		c->rank = rank_of(step->level, kind);
		if (c->rank < 0 || is_excluded(all, c))
			continue;
		if (g_strcmp0(step->responsible, kind) == 0)
			c->rank = -1;
		g_ptr_array_add(found, c);
	}
	g_ptr_array_sort(found, fittest_first);
	return found;
}

GPtrArray *
app_fitting_stellen(App *app, const Record *anbindung, const ChecklistStep *step, GError **error)
{
	GPtrArray *records = g_ptr_array_new_with_free_func((GDestroyNotify)record_free);
	g_autoptr(GArray) all = is_shared(step) ? candidates_of(app, anbindung, error) : NULL;
	g_autoptr(GPtrArray) found = all ? fitting_of(all, step) : NULL;
	guint i;

	for (i = 0; found && i < found->len; i++)
		g_ptr_array_add(records, g_steal_pointer(&((Candidate *)found->pdata[i])->stelle));
	for (i = 0; all && i < all->len; i++)
		g_clear_pointer(&g_array_index(all, Candidate, i).stelle, record_free);
	if (is_shared(step) && !all)
		g_clear_pointer(&records, g_ptr_array_unref);
	return records;
}

char *
app_stelle_of_step(App *app, const char *anbindung, const char *step_id, GError **error)
{
	g_autoptr(Record) record = app_record(app, anbindung, error);
	const Checklist *checklist = record ? app_anbindung_checklist(app, anbindung, error) : NULL;
	const ChecklistStep *step = checklist ? checklist_step(checklist, step_id) : NULL;
	g_autoptr(GPtrArray) found = step ? app_fitting_stellen(app, record, step, error) : NULL;

	return found && found->len ? g_strdup(((Record *)found->pdata[0])->id) : NULL;
}

/* --- their results ---------------------------------------------------------------------------------------------------------------------- */

static void
take_result(App *app, const Record *stelle, const RecordValue *value, StepResult *r)
{
	const char *outcome = g_hash_table_lookup(value->slots, "outcome");

	if (r->stelle_outcome)
		return;
	r->stelle = g_strdup(stelle->id);
	r->stelle_name = g_strdup(*record_get(stelle, "name") ? record_get(stelle, "name") : stelle->id);
	r->stelle_outcome = g_strdup(outcome);
	r->stelle_at = g_strdup(value->at);
	if (r->outcome)
		return;
	r->is_inherited = TRUE;
	r->outcome = g_strdup(outcome);
	r->id = g_strdup(value->op);
	r->at = g_strdup(value->at);
	r->by = g_strdup(value->by);
	g_free(r->due);
	r->due = app_result_due(app, outcome, value->op);
	r->differs = record_is_different(stelle, "result", value->key);
}

static void
take_results(App *app, const Record *stelle, const ChecklistStep *step, const char *leistung, GHashTable *by_step)
{
	g_autofree char *token = app_stelle_step(step, leistung);
	guint i;

	for (i = 0; i < stelle->values->len; i++) {
		const RecordValue *value = stelle->values->pdata[i];
		g_auto(GStrv) key = NULL;

		if (!value->is_shown || strcmp(value->field_name, "result") != 0 || !g_str_has_prefix(value->key, token))
			continue;
		key = g_strsplit(value->key, "/", 3);
		if (g_strv_length(key) == 3 && strcmp(key[0], token) == 0)
			take_result(app, stelle, value, app_step_result(by_step, step->id, key[1], (guint)strtoul(key[2], NULL, 10)));
	}
}

gboolean
app_inherit_results(App *app, const Record *anbindung, const Checklist *checklist, GHashTable *by_step, GError **error)
{
	g_autoptr(GArray) all = candidates_of(app, anbindung, error);
	guint i, j;

	for (i = 0; all && all->len && i < checklist->steps->len; i++) {
		const ChecklistStep *step = checklist->steps->pdata[i];
		g_autoptr(GPtrArray) found = is_shared(step) ? fitting_of(all, step) : NULL;

		for (j = 0; found && j < found->len; j++)
			take_results(app, ((Candidate *)found->pdata[j])->stelle, step, checklist->leistung, by_step);
	}
	return all != NULL;
}

/* --- whom a Stelle serves ------------------------------------------------------------------------------------------------------------------ */

static gboolean
is_served(GHashTable *keys, const char *anbindung)
{
	g_autofree char *kommune = g_strndup(anbindung, strcspn(anbindung, "/")), *twin = app_kommune_twin(kommune);
	g_autofree char *land = g_strndup(kommune_id_land(kommune), 2);

	return g_hash_table_contains(keys, kommune) || g_hash_table_contains(keys, land) || (twin && g_hash_table_contains(keys, twin));
}

GPtrArray *
app_stelle_anbindungen(App *app, const char *stelle, GError **error)
{
	g_autoptr(GPtrArray) serves = app_stelle_serves(app, stelle, error);
	g_autoptr(GHashTable) keys = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) naming = serves ? store_links(app->store, stelle, "anbindung", "stelle", error) : NULL;
	g_autoptr(GPtrArray) all = naming ? store_list(app->store, "anbindung", NULL, 0, error) : NULL;
	GPtrArray *found = all ? g_ptr_array_new_with_free_func(g_free) : NULL;
	guint i;

	for (i = 0; serves && i < serves->len; i++)
		g_hash_table_add(keys, serves->pdata[i]);
	for (i = all ? all->len : 0; i > 0; i--) { /* in the order of the official keys */
		const char *id = all->pdata[i - 1];

		if (is_served(keys, id) || g_ptr_array_find_with_equal_func(naming, id, g_str_equal, NULL))
			g_ptr_array_add(found, g_strdup(id));
	}
	return found;
}
