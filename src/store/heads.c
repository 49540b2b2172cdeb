/*
 * Heads: which of the changes of one field are its values.
 *
 * A change is superseded if a visible change names it in its base, directly or through others: hidden changes (withdrawn results, blocked
 * devices) keep their place in the graph but are no values themselves. The result depends on the set of changes only, not on their order.
 */
#include <string.h>

#include "internal.h"

/* --- the common case: nothing hidden in this field -------------------------------------------------------------------------------- */

static gboolean
refresh_plain(Store *store, const char *entity, const char *field, const char *key, GError **error)
{
	return sql_run(store, error,
		       "UPDATE value SET is_head = NOT EXISTS (SELECT 1 FROM edge e WHERE e.entity = value.entity AND e.field = value.field"
		       " AND e.key = value.key AND e.parent = value.op) WHERE entity = ?1 AND field = ?2 AND key = ?3",
		       "ttt", entity, field, key);
}

/* --- with hidden changes: walk the graph ------------------------------------------------------------------------------------------- */

typedef struct Graph {
	GHashTable *parents; /* op -> GPtrArray of its parents */
	GHashTable *done;    /* ops reached from a visible change */
} Graph;

static gboolean
load_edges(Store *store, const char *entity, const char *field, const char *key, GHashTable *parents, GError **error)
{
	g_autoptr(GError) failed = NULL;
	sqlite3_stmt *stmt = sql_query(store, &failed, "SELECT child, parent FROM edge WHERE entity = ? AND field = ? AND key = ?", "ttt",
				       entity, field, key);

	while (stmt && sql_step(store, stmt, &failed)) {
		GPtrArray *list = g_hash_table_lookup(parents, sql_column(stmt, 0));

		if (!list) {
			list = g_ptr_array_new_with_free_func(g_free);
			g_hash_table_insert(parents, g_strdup(sql_column(stmt, 0)), list);
		}
		g_ptr_array_add(list, g_strdup(sql_column(stmt, 1)));
	}
	if (!failed)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&failed));
	return FALSE;
}

/* Marks everything that @op knew of. Iterative: a hostile chain may be long. */
static void
mark_ancestors(Graph *graph, const char *op)
{
	g_autoptr(GPtrArray) todo = g_ptr_array_new();

	g_ptr_array_add(todo, (gpointer)op);
	while (todo->len) {
		GPtrArray *list = g_hash_table_lookup(graph->parents, g_ptr_array_steal_index_fast(todo, todo->len - 1));
		guint i;

		for (i = 0; list && i < list->len; i++)
			if (g_hash_table_add(graph->done, list->pdata[i]))
				g_ptr_array_add(todo, list->pdata[i]);
	}
}

static GPtrArray *
visible_ops(Store *store, const char *entity, const char *field, const char *key, GError **error)
{
	g_autoptr(GPtrArray) ops = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) failed = NULL;
	sqlite3_stmt *stmt = sql_query(store, &failed,
				       "SELECT op FROM value WHERE entity = ? AND field = ? AND key = ? AND is_hidden = 0", "ttt", entity,
				       field, key);

	while (stmt && sql_step(store, stmt, &failed))
		g_ptr_array_add(ops, g_strdup(sql_column(stmt, 0)));
	if (!failed)
		return g_steal_pointer(&ops);
	g_propagate_error(error, g_steal_pointer(&failed));
	return NULL;
}

static gboolean
refresh_graph(Store *store, const char *entity, const char *field, const char *key, GError **error)
{
	g_autoptr(GHashTable) parents =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
	g_autoptr(GHashTable) done = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) ops = visible_ops(store, entity, field, key, error);
	Graph graph = {parents, done};
	guint i;

	if (!ops || !load_edges(store, entity, field, key, parents, error) ||
	    !sql_run(store, error, "UPDATE value SET is_head = 0 WHERE entity = ? AND field = ? AND key = ?", "ttt", entity, field, key))
		return FALSE;
	for (i = 0; i < ops->len; i++)
		mark_ancestors(&graph, ops->pdata[i]);
	for (i = 0; i < ops->len; i++)
		if (!g_hash_table_contains(done, ops->pdata[i]) &&
		    !sql_run(store, error, "UPDATE value SET is_head = 1 WHERE entity = ? AND field = ? AND key = ? AND op = ?", "tttt",
			     entity, field, key, ops->pdata[i]))
			return FALSE;
	return TRUE;
}

/* --- references of the shown value ------------------------------------------------------------------------------------------------ */

static gboolean
has_references(const Field *field)
{
	guint i;

	for (i = 0; i < field_n_slots(field); i++)
		if (field->slots[i].type == SLOT_ID || field->slots[i].type == SLOT_IDS)
			return TRUE;
	return FALSE;
}

static gboolean
link_field(Store *store, const Entity *type, const Field *field, const char *json, const char *entity, const char *place, const char *key,
	   GError **error)
{
	guint i, j;

	for (i = 0; i < field_n_slots(field); i++) {
		const Slot *slot = &field->slots[i];
		g_autofree char *text = slot->type == SLOT_ID || slot->type == SLOT_IDS ? op_json_get(json, slot->name) : NULL;
		g_auto(GStrv) ids = text ? g_strsplit(text, ",", -1) : NULL;

		for (j = 0; ids && ids[j]; j++)
			if (!sql_run(store, error, "INSERT OR IGNORE INTO link VALUES (?, ?, ?, ?, ?, ?)", "tttttt", ids[j], type->name,
				     slot->name, entity, place, key))
				return FALSE;
	}
	return TRUE;
}

/* Links of a place whose shown value is @json (NULL: none). */
static gboolean
link_place(Store *store, const Entity *type, const char *json, const char *entity, const char *place, const char *key, GError **error)
{
	const Field *field = entity_field(type, place);

	if (!json)
		return TRUE;
	if (strcmp(place, "add") != 0)
		return !field || link_field(store, type, field, json, entity, place, key, error);
	for (field = type->fields; field->name; field++)
		if (field->is_fixed && has_references(field) && !link_field(store, type, field, json, entity, place, key, error))
			return FALSE;
	return TRUE;
}

static gboolean
may_refer(const Entity *type, const char *place)
{
	const Field *field = type ? entity_field(type, place) : NULL;

	return type && (strcmp(place, "add") == 0 || (field && has_references(field)));
}

gboolean
heads_link(Store *store, const Entity *type, const char *json, const char *entity, const char *place, const char *key, GError **error)
{
	return !may_refer(type, place) || link_place(store, type, json, entity, place, key, error);
}

static gboolean
relink(Store *store, const char *entity, const char *place, const char *key, GError **error)
{
	g_autofree char *name = sql_text(store, "SELECT type FROM entity WHERE id = ?", "t", entity);
	const Entity *type = name ? entity_find(name) : NULL;
	g_autofree char *json = NULL;

	if (!may_refer(type, place))
		return TRUE;
	if (!sql_run(store, error, "DELETE FROM link WHERE entity = ? AND field = ? AND key = ?", "ttt", entity, place, key))
		return FALSE;
	json = sql_text(store, "SELECT slots FROM value WHERE entity = ? AND field = ? AND key = ? AND is_shown = 1", "ttt", entity, place,
			key);
	return link_place(store, type, json, entity, place, key, error);
}

gboolean
heads_only(Store *store, const Entity *type, const char *entity, const char *field, const char *key, const char *op, const char *json,
	   GError **error)
{
	return sql_run(store, error, "INSERT INTO value (entity, field, key, op, slots, is_head, is_shown) VALUES (?, ?, ?, ?, ?, 1, 1)", "ttttt",
		       entity, field, key, op, json) &&
	       heads_link(store, type, json, entity, field, key, error);
}

gboolean
heads_first(Store *store, const Entity *type, const char *entity, const char *field, const char *key, const char *op, const char *json,
	    gboolean *is_first, GError **error)
{
	*is_first = !sql_number(store, 0, "SELECT 1 FROM value WHERE entity = ? AND field = ? AND key = ? LIMIT 1", "ttt", entity, field, key) &&
		    !sql_number(store, 0, "SELECT 1 FROM edge WHERE entity = ? AND field = ? AND key = ? LIMIT 1", "ttt", entity, field, key);
	return !*is_first || heads_only(store, type, entity, field, key, op, json, error);
}

gboolean
heads_refresh(Store *store, const char *entity, const char *field, const char *key, GError **error)
{
	gint64 n_hidden = sql_number(store, 0,
				     "SELECT count(*) FROM value WHERE entity = ? AND field = ? AND key = ? AND is_hidden = 1", "ttt",
				     entity, field, key);

	if (n_hidden ? !refresh_graph(store, entity, field, key, error) : !refresh_plain(store, entity, field, key, error))
		return FALSE;
	return sql_run(store, error,
		       "UPDATE value SET is_shown = (op = (SELECT max(op) FROM value v WHERE v.entity = ?1 AND v.field = ?2 AND v.key = ?3 AND"
		       " v.is_head = 1)) WHERE entity = ?1 AND field = ?2 AND key = ?3 AND EXISTS (SELECT 1 FROM value v WHERE v.entity = ?1"
		       " AND v.field = ?2 AND v.key = ?3 AND v.is_head = 1)",
		       "ttt", entity, field, key) &&
	       sql_run(store, error,
		       "UPDATE value SET is_shown = 0 WHERE entity = ?1 AND field = ?2 AND key = ?3 AND is_shown = 1 AND is_head = 0", "ttt",
		       entity, field, key) &&
	       relink(store, entity, field, key, error);
}
