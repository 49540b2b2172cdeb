/* Reading: one entity with all its values, ids, references, counts. */
#include <string.h>

#include "internal.h"

char *
store_op_line(Store *store, const char *op_id)
{
	return sql_text(store, "SELECT line FROM op WHERE id = ?", "t", op_id);
}

/* --- records ---------------------------------------------------------------------------------------------------------------------- */

char *
read_text(Store *store, const char *hash, gboolean *is_lost)
{
	sqlite3_stmt *stmt = sql_query(store, NULL, "SELECT text, erased_at FROM text WHERE hash = ?", "t", hash);
	char *text = NULL;

	if (stmt && sql_step(store, stmt, NULL)) {
		if (sqlite3_column_type(stmt, 0) != SQLITE_NULL)
			text = g_strdup(sql_column(stmt, 0));
		else if (sqlite3_column_type(stmt, 1) != SQLITE_NULL)
			text = g_strdup_printf("(Inhalt gelöscht am %s)", sql_column(stmt, 1));
		*is_lost |= sqlite3_column_type(stmt, 0) == SQLITE_NULL;
		sqlite3_reset(stmt);
	}
	*is_lost |= text == NULL;
	return text ? text : g_strdup("(Text noch nicht eingetroffen)");
}

static void
read_slots(Store *store, RecordValue *value, const Field *field, const char *json)
{
	guint i;

	for (i = 0; i < field_n_slots(field); i++) {
		g_autofree char *text = op_json_get(json, field->slots[i].name);

		if (text)
			g_hash_table_insert(value->slots, g_strdup(field->slots[i].name),
					    field->slots[i].type == SLOT_TEXT ? read_text(store, text, &value->is_lost) : g_steal_pointer(&text));
	}
}

/* What the slots of a place mean: of one field, of all fixed fields of an add, or the outcome of a result. */
static void
read_place(Store *store, const Entity *entity, RecordValue *value, const char *json)
{
	const Field *f;

	if (strcmp(value->field_name, "result") == 0) {
		char *outcome = op_json_get(json, "outcome");

		g_hash_table_insert(value->slots, g_strdup("outcome"), outcome ? outcome : g_strdup(""));
	} else if (strcmp(value->field_name, "add") == 0) {
		for (f = entity->fields; f->name; f++)
			if (f->is_fixed)
				read_slots(store, value, f, json);
	} else if ((value->field = entity_field(entity, value->field_name))) {
		read_slots(store, value, value->field, json);
	}
}

static RecordValue *
read_value(sqlite3_stmt *stmt)
{
	RecordValue *value = g_new0(RecordValue, 1);

	value->field_name = g_strdup(sql_column(stmt, 0));
	value->key = g_strdup(sql_column(stmt, 1));
	value->op = g_strdup(sql_column(stmt, 2));
	value->is_head = sqlite3_column_int(stmt, 4) != 0;
	value->is_shown = sqlite3_column_int(stmt, 5) != 0;
	value->is_hidden = sqlite3_column_int(stmt, 6) != 0;
	value->at = op_json_get(sql_column(stmt, 7), "at");
	value->by = op_json_get(sql_column(stmt, 7), "by");
	value->slots = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return value;
}

static gboolean
read_values(Store *store, Record *record, GError **error)
{
	g_autoptr(GPtrArray) json = g_ptr_array_new_with_free_func(g_free);
	sqlite3_stmt *stmt = sql_query(store, error,
				       "SELECT v.field, v.key, v.op, v.slots, v.is_head, v.is_shown, v.is_hidden, o.line FROM value v"
				       " JOIN op o ON o.id = v.op WHERE v.entity = ? ORDER BY v.field, v.key, v.op",
				       "t", record->id);
	guint i;

	while (stmt && sql_step(store, stmt, error)) {
		g_ptr_array_add(record->values, read_value(stmt));
		g_ptr_array_add(json, g_strdup(sql_column(stmt, 3)));
	}
	for (i = 0; i < record->values->len; i++)
		read_place(store, record->entity, record->values->pdata[i], json->pdata[i]);
	return stmt && !(error && *error);
}

static void
read_creation(Record *record)
{
	guint i;

	for (i = 0; record->created && i < record->values->len; i++) {
		const RecordValue *value = record->values->pdata[i];

		if (strcmp(value->field_name, "add") == 0 && strcmp(value->op, record->created) == 0) {
			record->created_at = g_strdup(value->at);
			record->created_by = g_strdup(value->by);
		}
	}
}

Record *
store_record(Store *store, const char *id, GError **error)
{
	g_autoptr(GError) failed = NULL;
	g_autoptr(Record) record = g_new0(Record, 1);
	sqlite3_stmt *stmt = sql_query(store, &failed, "SELECT type, created, is_retracted, n_diff FROM entity WHERE id = ?", "t", id);

	record->values = g_ptr_array_new();
	record->id = g_strdup(id);
	if (stmt && sql_step(store, stmt, &failed)) {
		record->entity = entity_find(sql_column(stmt, 0));
		record->created = sqlite3_column_type(stmt, 1) == SQLITE_NULL ? NULL : g_strdup(sql_column(stmt, 1));
		record->is_retracted = sqlite3_column_int(stmt, 2) != 0;
		record->n_diff = (guint)sqlite3_column_int(stmt, 3);
		sqlite3_reset(stmt);
	}
	if (!failed && !record->entity) {
		g_set_error(error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "„%s“ ist nicht bekannt.", id);
		return NULL;
	}
	if (failed || !read_values(store, record, &failed)) {
		g_propagate_error(error, g_steal_pointer(&failed));
		return NULL;
	}
	read_creation(record);
	return g_steal_pointer(&record);
}

char *
store_find_id(Store *store, const char *type, const char *prefix, GError **error)
{
	sqlite3_stmt *stmt = sql_query(store, error,
				       "SELECT id FROM entity WHERE id >= ?1 AND id < ?1 || char(1114111) AND (?2 IS NULL OR type = ?2)"
				       " AND created IS NOT NULL ORDER BY id <> ?1 LIMIT 2",
				       "tt", prefix, type);
	g_autofree char *id = NULL;
	gboolean is_only;

	if (!stmt)
		return NULL;
	if (!*prefix || !sql_step(store, stmt, NULL)) {
		g_set_error(error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "„%s“ ist nicht bekannt.", prefix);
		return NULL;
	}
	id = g_strdup(sql_column(stmt, 0));
	is_only = strcmp(id, prefix) == 0 || !sql_step(store, stmt, NULL);
	sqlite3_reset(stmt);
	if (is_only)
		return g_steal_pointer(&id);
	g_set_error(error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "„%s“ ist nicht eindeutig. Geben Sie mehr Zeichen der Kennung an.", prefix);
	return NULL;
}

/* --- lists ----------------------------------------------------------------------------------------------------------------------------- */

static GPtrArray *
collect(Store *store, sqlite3_stmt *stmt, GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) failed = NULL;

	while (stmt && sql_step(store, stmt, &failed))
		g_ptr_array_add(ids, g_strdup(sql_column(stmt, 0)));
	if (stmt && !failed)
		return g_steal_pointer(&ids);
	if (failed)
		g_propagate_error(error, g_steal_pointer(&failed));
	return NULL;
}

GPtrArray *
store_list(Store *store, const char *type, const char *before, guint limit, GError **error)
{
	return collect(store,
		       sql_query(store, error,
				 "SELECT id FROM entity WHERE type = ?1 AND created IS NOT NULL AND is_retracted = 0"
				 " AND (?2 IS NULL OR id < ?2) ORDER BY id DESC LIMIT ?3",
				 "tti", type, before, limit ? (gint64)limit : (gint64)-1),
		       error);
}

static GPtrArray *
links(Store *store, const char *target, const char *type, const char *slot, gboolean is_retracted, GError **error)
{
	return collect(store,
		       sql_query(store, error,
				 "SELECT DISTINCT l.entity FROM link l JOIN entity e ON e.id = l.entity WHERE l.target = ?1 AND l.type = ?2"
				 " AND (?3 IS NULL OR l.slot = ?3) AND e.created IS NOT NULL AND e.is_retracted = ?4 ORDER BY l.entity",
				 "ttti", target, type, slot, (gint64)is_retracted),
		       error);
}

GPtrArray *
store_links(Store *store, const char *target, const char *type, const char *slot, GError **error)
{
	return links(store, target, type, slot, FALSE, error);
}

GPtrArray *
store_withdrawn_links(Store *store, const char *target, const char *type, const char *slot, GError **error)
{
	return links(store, target, type, slot, TRUE, error);
}

gboolean
store_results_with(Store *store, const char *outcome, const char *entity, guint limit, StoreResultFunc func, void *data, GError **error)
{
	g_autofree char *slots = g_strdup_printf("{\"outcome\":\"%s\"}", outcome);
	g_autoptr(GError) failed = NULL;
	sqlite3_stmt *stmt = sql_query(store, &failed,
				       "SELECT v.entity, v.key, v.op FROM value v JOIN value r ON r.entity = v.op AND r.field = 'add' AND r.key = ''"
				       " AND r.op = v.op WHERE v.field = 'result' AND v.is_shown = 1 AND v.slots = ?1 AND (?2 IS NULL OR v.entity ="
				       " ?2) ORDER BY coalesce(json_extract(r.slots, '$.due'), '9999'), v.op LIMIT ?3",
				       "tti", slots, entity, limit ? (gint64)limit : (gint64)-1);

	while (stmt && sql_step(store, stmt, &failed))
		func(sql_column(stmt, 0), sql_column(stmt, 1), sql_column(stmt, 2), data);
	if (!failed)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&failed));
	return FALSE;
}

/* --- counts ------------------------------------------------------------------------------------------------------------------------------ */

gint64
store_unpublished(Store *store)
{
	return sql_number(store, 0, "SELECT n FROM local_unsealed", "") +
	       sql_number(store, 0, "SELECT sum(n_ops) FROM local_seal WHERE is_confirmed = 0", "");
}

gboolean
store_counts(Store *store, StoreCounts *c, GError **error)
{
	static const char count_type[] =
		"SELECT count(*) FROM entity WHERE type = ? AND created IS NOT NULL AND is_retracted = 0";

	c->n_ops = sql_number(store, -1, "SELECT count(*) FROM op", "");
	c->n_unpublished = store_unpublished(store);
	c->n_pending = sql_number(store, 0, "SELECT count(*) FROM op WHERE state <> 'applied' AND state = 'pending'", "");
	c->n_unknown = sql_number(store, 0, "SELECT count(*) FROM op WHERE state <> 'applied' AND state = 'unknown'", "");
	c->n_diff = sql_number(store, 0, "SELECT count(*) FROM entity WHERE n_diff > 0", "");
	c->n_quarantined = sql_number(store, 0, "SELECT count(*) FROM local_quarantine", "");
	c->n_obstacles = sql_number(store, 0, "SELECT count(*) FROM obstacle WHERE is_listed = 1", "");
	c->n_open_obstacles = sql_number(store, 0, "SELECT count(*) FROM obstacle WHERE is_listed = 1 AND is_open = 1", "");
	c->n_anbindungen = sql_number(store, 0, "SELECT coalesce(sum(n), 0) FROM anbindung_count", "");
	c->n_visits = sql_number(store, 0, count_type, "t", "visit");
	return c->n_ops >= 0 || sql_fail(store, "Lesen der Datenbank", error);
}
