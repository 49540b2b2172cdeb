/* What follows from the values: is an entity there, does it differ, the board of obstacles. */
#include <string.h>

#include "internal.h"
#include "vorort/text.h"

gboolean
derive_ensure_entity(Store *store, const char *id, const char *type, GError **error)
{
	if (!sql_run(store, error, "INSERT OR IGNORE INTO entity (id, type) VALUES (?, ?)", "tt", id, type))
		return FALSE;
	if (sqlite3_changes(store->db) > 0)
		return TRUE;
	return sql_run(store, error,
		       "UPDATE entity SET type = ?2 WHERE id = ?1 AND type > ?2 AND NOT EXISTS (SELECT 1 FROM value WHERE entity = ?1 AND field = 'add')",
		       "tt", id, type) &&
	       (sqlite3_changes(store->db) == 0 || derive_forget_rows(store, id, error));
}

/* --- differences ------------------------------------------------------------------------------------------------------------------ */

/* Two values are equal if their slots are, texts compared by content: every hash is salted. */
static char *
comparable(Store *store, const Field *field, const char *json)
{
	GString *s = g_string_new(NULL);
	guint i;

	for (i = 0; i < field_n_slots(field); i++) {
		g_autofree char *value = op_json_get(json, field->slots[i].name);
		g_autofree char *text = value && field->slots[i].type == SLOT_TEXT
						? sql_text(store, "SELECT text FROM text WHERE hash = ?", "t", value)
						: NULL;

		g_string_append_printf(s, "%s\x1f", text ? text : value ? value : "\x1e");
	}
	return g_string_free(s, FALSE);
}

static gboolean
differs(Store *store, const Entity *type, const char *entity, const char *field, const char *key)
{
	const Field *f = strcmp(field, "result") == 0 ? entity_slot(entity_find("result"), "outcome", NULL) : entity_field(type, field);
	sqlite3_stmt *stmt = sql_query(store, NULL, "SELECT slots FROM value WHERE entity = ? AND field = ? AND key = ? AND is_head = 1",
				       "ttt", entity, field, key);
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);
	guint i;

	if (!f)
		return FALSE; /* a field of a newer version */
	while (stmt && sql_step(store, stmt, NULL))
		g_ptr_array_add(all, g_strdup(sql_column(stmt, 0)));
	for (i = 1; i < all->len; i++) {
		g_autofree char *first = comparable(store, f, all->pdata[0]), *other = comparable(store, f, all->pdata[i]);

		if (strcmp(first, other) != 0)
			return TRUE;
	}
	return FALSE;
}

static gint64
count_differences(Store *store, const char *type_name, const char *entity)
{
	const Entity *type = entity_find(type_name);
	g_autoptr(GPtrArray) places = g_ptr_array_new_with_free_func(g_free);
	sqlite3_stmt *stmt = sql_query(store, NULL,
				       "SELECT field, key FROM value WHERE entity = ? AND is_head = 1 AND field <> 'add'"
				       " GROUP BY field, key HAVING count(*) > 1",
				       "t", entity);
	gint64 n = 0;
	guint i;

	while (stmt && sql_step(store, stmt, NULL)) {
		g_ptr_array_add(places, g_strdup(sql_column(stmt, 0)));
		g_ptr_array_add(places, g_strdup(sql_column(stmt, 1)));
	}
	for (i = 0; type && i < places->len; i += 2)
		n += differs(store, type, entity, places->pdata[i], places->pdata[i + 1]);
	return n;
}

/* --- entities ---------------------------------------------------------------------------------------------------------------------- */

char *
derive_shown_slot(Store *store, const char *entity, const char *field, const char *slot)
{
	g_autofree char *json = sql_text(store, "SELECT slots FROM value WHERE entity = ? AND field = ? AND key = '' AND is_shown = 1", "tt",
					 entity, field);

	return json ? op_json_get(json, slot) : NULL;
}

/* Lists are read from tables of their own: the board, the overview. */
static const struct {
	const char *type;
	gboolean (*derive)(Store *store, const char *id, GError **error);
} rows[] = {{"obstacle", derive_board_row}, {"anbindung", derive_anbindung_row}, {"visit", derive_visit_row}};

gboolean
derive_forget_rows(Store *store, const char *entity, GError **error)
{
	return sql_run(store, error, "DELETE FROM obstacle WHERE id = ?", "t", entity) &&
	       sql_run(store, error, "DELETE FROM anbindung WHERE id = ?", "t", entity) &&
	       sql_run(store, error, "DELETE FROM visit WHERE id = ?", "t", entity);
}

gboolean
derive_list_row(Store *store, const char *type, const char *entity, GError **error)
{
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(rows); i++)
		if (strcmp(rows[i].type, type) == 0)
			return rows[i].derive(store, entity, error);
	return TRUE;
}

gboolean
derive_has_row(const char *type)
{
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(rows); i++)
		if (strcmp(rows[i].type, type) == 0)
			return TRUE;
	return FALSE;
}

gboolean
derive_entity(Store *store, const char *entity, GError **error)
{
	g_autofree char *type = sql_text(store, "SELECT type FROM entity WHERE id = ?", "t", entity);
	g_autofree char *retracted = derive_shown_slot(store, entity, "retracted", "retracted");
	gint64 is_retracted = g_strcmp0(retracted, "ja") == 0;
	gint64 was_retracted = sql_number(store, 0, "SELECT is_retracted FROM entity WHERE id = ?", "t", entity);

	if (!type)
		return TRUE;
	if (!sql_run(store, error,
		     "UPDATE entity SET is_retracted = ?1, n_diff = ?2, created = (SELECT min(op) FROM value WHERE entity = ?3 AND field = 'add'"
		     " AND is_hidden = 0) WHERE id = ?3",
		     "iit", is_retracted, count_differences(store, type, entity), entity))
		return FALSE;
	if (strcmp(type, "result") == 0 && is_retracted != was_retracted)
		return heads_set_hidden(store, entity, error);
	return derive_list_row(store, type, entity, error);
}

gboolean
derive_later(Store *store, const char *entity, GError **error)
{
	if (!store->touched)
		return derive_entity(store, entity, error);
	g_hash_table_add(store->touched, g_strdup(entity));
	return TRUE;
}

gboolean
derive_touched(Store *store, GError **error)
{
	g_autoptr(GHashTable) touched = g_steal_pointer(&store->touched);
	GHashTableIter iter;
	gpointer id;

	g_hash_table_iter_init(&iter, touched);
	while (g_hash_table_iter_next(&iter, &id, NULL))
		if (!derive_entity(store, id, error))
			return FALSE;
	return TRUE;
}

gboolean
derive_text_changed(Store *store, const char *op_id, GError **error)
{
	g_autofree char *line = store_op_line(store, op_id);
	g_autoptr(Op) op = NULL;
	Stamp stamp;

	if (!line || !stamp_parse(op_id, &stamp) || !(op = op_decode(line, strlen(line), stamp.device, NULL)))
		return TRUE;
	return derive_entity(store, op->entity_id, error);
}
