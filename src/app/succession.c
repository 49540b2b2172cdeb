/*
 * What became of a Kommune: edges from the old key to the new one with date and source. The lists prove only changes of key; mergers are
 * said by people. Findings stay where they were made, and these edges lead from there to the Kommune of today.
 */
#include <string.h>

#include "internal.h"
#include "vorort/text.h"

enum { STEPS_MAX = 50 }; /* a chain of successors is never that long */

void
app_succession_free(AppSuccession *succession)
{
	g_free(succession->id);
	g_free(succession->name);
	g_free(succession->date);
	g_free(succession->source);
	g_free(succession);
}

static GPtrArray *
successions_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)app_succession_free);
}

/* --- reading ------------------------------------------------------------------------------------------------------------------------ */

/* The record of the Kommune as an entity; an empty one if nobody said anything about it. */
static Record *
record_of(App *app, const char *id)
{
	Record *record = store_record(app->store, id, NULL);

	return record ? record : app_blank_record("kommune", id);
}

static void
add_succession(App *app, GPtrArray *all, const char *id, const Record *old, const char *key)
{
	g_autoptr(Kommune) kommune = store_kommune(app->store, id, NULL);
	AppSuccession *s = g_new0(AppSuccession, 1);

	s->id = g_strdup(id);
	s->name = g_strdup(kommune ? kommune->name : "");
	s->date = g_strdup(record_get_keyed(old, "successor", key, "successor_date"));
	s->source = g_strdup(record_get_keyed(old, "successor", key, "successor_source"));
	g_ptr_array_add(all, s);
}

GPtrArray *
app_kommune_successors(App *app, const char *id, GError **error)
{
	g_autoptr(Record) record = record_of(app, id);
	GPtrArray *all = successions_new();
	guint i;

	(void)error;
	for (i = 0; i < record->values->len; i++) {
		const RecordValue *value = record->values->pdata[i];

		/* a cleared edge is a value without slots */
		if (value->is_shown && strcmp(value->field_name, "successor") == 0 && g_hash_table_contains(value->slots, "successor_date"))
			add_succession(app, all, value->key, record, value->key);
	}
	return all;
}

GPtrArray *
app_kommune_predecessors(App *app, const char *id, GError **error)
{
	g_autoptr(GPtrArray) ids = store_kommune_predecessors(app->store, id, error);
	GPtrArray *all = ids ? successions_new() : NULL;
	guint i;

	for (i = 0; ids && i < ids->len; i++) {
		g_autoptr(Record) old = record_of(app, ids->pdata[i]);

		add_succession(app, all, ids->pdata[i], old, id);
	}
	return all;
}

/* Everything that is reached from @id by edges, nearest first, without @id itself. Array of char *. */
static GPtrArray *
reach(App *app, const char *id)
{
	GPtrArray *reached = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	guint i, j;

	g_hash_table_add(seen, g_strdup(id));
	for (i = 0; i <= reached->len && i < STEPS_MAX; i++) {
		g_autoptr(GPtrArray) next = app_kommune_successors(app, i ? reached->pdata[i - 1] : id, NULL);

		for (j = 0; j < next->len; j++) {
			const AppSuccession *s = next->pdata[j];

			if (g_hash_table_add(seen, g_strdup(s->id)))
				g_ptr_array_add(reached, g_strdup(s->id));
		}
	}
	return reached;
}

GPtrArray *
app_heirs(App *app, const char *id, GError **error)
{
	g_autoptr(GPtrArray) reached = reach(app, id);
	GPtrArray *heirs = g_ptr_array_new_with_free_func((GDestroyNotify)kommune_free);
	guint i;

	(void)error;
	for (i = 0; i < reached->len; i++) {
		Kommune *k = store_kommune(app->store, reached->pdata[i], NULL);

		if (k && k->is_current)
			g_ptr_array_add(heirs, k);
		else
			kommune_free(k);
	}
	return heirs;
}

/* --- recording ----------------------------------------------------------------------------------------------------------------------- */

gboolean
app_new_successor(App *app, GPtrArray *adds, GPtrArray *ops, const char *old, const char *new, const char *date, const char *source,
		  GError **error)
{
	const Entity *entity = entity_find("kommune");
	g_autoptr(Record) record = record_of(app, old);
	Op *add = record->created ? NULL : app_new_add(app, "kommune", old, NULL, error);
	Op *op = op_new(entity, entity_field(entity, "successor"), old, new);

	g_ptr_array_add(ops, op);
	if (add)
		g_ptr_array_add(adds, add);
	app_base_on(op, record, "successor", new);
	return (add || record->created) && app_op_put(app, op, "successor_date", date, error) &&
	       app_op_put(app, op, "successor_source", source, error);
}

static gboolean
check_edge(App *app, const Kommune *old, const Kommune *new, GError **error)
{
	g_autoptr(GPtrArray) reached = reach(app, new->id);
	guint i;

	if (strcmp(old->id, new->id) == 0) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "ALT und NEU sind dieselbe Kommune: %s (%s).", old->name, old->id);
		return FALSE;
	}
	for (i = 0; i < reached->len; i++)
		if (strcmp(reached->pdata[i], old->id) == 0) {
			g_set_error(error, APP_ERROR, APP_ERROR_INVALID,
				    "%s (%s) ist schon als Vorgänger von %s (%s) eingetragen. Sind ALT und NEU vertauscht?", new->name, new->id,
				    old->name, old->id);
			return FALSE;
		}
	return TRUE;
}

gboolean
app_add_successor(App *app, const char *old_key, const char *new_key, const char *date, const char *source, GError **error)
{
	g_autoptr(GPtrArray) adds = app_ops_new(), ops = app_ops_new();
	g_autoptr(Kommune) old = NULL, new = NULL;

	if (!app_begin_write(app, error) || !(old = app_kommune(app, old_key, error)) || !(new = app_kommune(app, new_key, error)) ||
	    !check_edge(app, old, new, error) || !app_new_successor(app, adds, ops, old->id, new->id, date, source, error) ||
	    !store_begin(app->store, error))
		return FALSE;
	/* Undo takes the edge back, not the Kommune. */
	if (app_commit(app, adds, NULL, error) && app_commit(app, ops, "Nachfolger angegeben", error))
		return store_commit(app->store, error);
	store_rollback(app->store);
	return FALSE;
}
