/* What follows from the values: is an entity there, does it differ, the board of obstacles, who may lead, which texts are erased. */
#include <string.h>

#include "internal.h"
#include "vorort/text.h"

gboolean
derive_ensure_entity(Store *store, const char *id, const char *type, GError **error)
{
	return sql_run(store, error, "INSERT OR IGNORE INTO entity (id, type) VALUES (?, ?)", "tt", id, type);
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

static char *
shown_slot(Store *store, const char *entity, const char *field, const char *slot)
{
	g_autofree char *json = sql_text(store, "SELECT slots FROM value WHERE entity = ? AND field = ? AND key = '' AND is_shown = 1", "tt",
					 entity, field);

	return json ? op_json_get(json, slot) : NULL;
}

/* Lists are read from tables of their own: the board, the overview. */
static gboolean
derive_list_row(Store *store, const char *type, const char *entity, GError **error)
{
	static const struct {
		const char *type;
		gboolean (*derive)(Store *store, const char *id, GError **error);
	} rows[] = {{"obstacle", derive_board_row}, {"anbindung", derive_anbindung_row}, {"visit", derive_visit_row}};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(rows); i++)
		if (strcmp(rows[i].type, type) == 0)
			return rows[i].derive(store, entity, error);
	return TRUE;
}

gboolean
derive_entity(Store *store, const char *entity, GError **error)
{
	g_autofree char *type = sql_text(store, "SELECT type FROM entity WHERE id = ?", "t", entity);
	g_autofree char *retracted = shown_slot(store, entity, "retracted", "retracted");
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
derive_text_changed(Store *store, const char *op_id, GError **error)
{
	g_autofree char *line = store_op_line(store, op_id);
	g_autoptr(Op) op = NULL;
	Stamp stamp;

	if (!line || !stamp_parse(op_id, &stamp) || !(op = op_decode(line, strlen(line), stamp.device, NULL)))
		return TRUE;
	return derive_entity(store, op->entity_id, error);
}

/* --- who may lead --------------------------------------------------------------------------------------------------------------------- */

static gboolean
leads(Store *store, const char *device)
{
	return sql_number(store, 0, "SELECT 1 FROM authority WHERE device = ? AND role = 'leitung'", "t", device) != 0;
}

/* The author of this op leads, and is not blocked from an earlier batch on: else a lost laptop of a Leitung could let itself in again. */
static gboolean
may_decide(Store *store, const char *op)
{
	return sql_number(store, 0,
			  "SELECT 1 FROM op o JOIN authority a ON a.device = o.device WHERE o.id = ? AND a.role = 'leitung'"
			  " AND (a.blocked_after IS NULL OR o.batch <= a.blocked_after)",
			  "t", op) != 0;
}

/* One role or blocked op, in stamp order: it counts if its author may decide at that point. */
static gboolean
judge(Store *store, const char *id, const char *device, const char *field, const char *slots, GError **error)
{
	g_autofree char *role = op_json_get(slots, "role"), *after = op_json_get(slots, "blocked_after");

	if (!may_decide(store, id))
		return TRUE;
	if (!sql_run(store, error, "INSERT OR IGNORE INTO authority (device, role) VALUES (?, '')", "t", device))
		return FALSE;
	if (strcmp(field, "role") == 0)
		return sql_run(store, error, "UPDATE authority SET role = ? WHERE device = ?", "tt", role ? role : "", device);
	return sql_run(store, error, "UPDATE authority SET blocked_after = ? WHERE device = ?", "tt", after, device);
}

static gboolean
replay_authority(Store *store, GError **error)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *founder = store_meta(store, "founder");
	sqlite3_stmt *stmt = sql_query(store, error,
				       "SELECT v.op, v.entity, v.field, v.slots FROM entity e JOIN value v ON v.entity = e.id"
				       " WHERE e.type = 'device' AND v.field IN ('role', 'blocked') ORDER BY v.op",
				       "");
	guint i, column;

	while (stmt && sql_step(store, stmt, error))
		for (column = 0; column < 4; column++)
			g_ptr_array_add(rows, g_strdup(sql_column(stmt, (int)column)));
	if (!stmt || !sql_run(store, error, "DELETE FROM authority", "") ||
	    (founder && !sql_run(store, error, "INSERT INTO authority (device, role) VALUES (?, 'leitung')", "t", founder)))
		return FALSE;
	for (i = 0; i < rows->len; i += 4)
		if (!judge(store, rows->pdata[i], rows->pdata[i + 1], rows->pdata[i + 2], rows->pdata[i + 3], error))
			return FALSE;
	return TRUE;
}

static GPtrArray *
ops_of_blocked(Store *store, GError **error)
{
	GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);
	sqlite3_stmt *stmt = sql_query(store, error,
				       "SELECT o.id FROM op o JOIN authority a ON a.device = o.device WHERE a.blocked_after IS NOT NULL"
				       " AND o.state = 'applied' ORDER BY o.id",
				       "");

	while (stmt && sql_step(store, stmt, error))
		g_ptr_array_add(ids, g_strdup(sql_column(stmt, 0)));
	return ids;
}

gboolean
derive_authority(Store *store, GError **error)
{
	g_autoptr(GPtrArray) before = ops_of_blocked(store, error), after = NULL;
	guint i;

	if (!replay_authority(store, error))
		return FALSE;
	after = ops_of_blocked(store, error);
	for (i = 0; i < before->len; i++)
		if (!heads_set_hidden(store, before->pdata[i], error))
			return FALSE;
	for (i = 0; i < after->len; i++)
		if (!heads_set_hidden(store, after->pdata[i], error))
			return FALSE;
	return derive_redactions(store, error);
}

char *
store_role(Store *store, const char *device)
{
	g_autofree char *granted = sql_text(store, "SELECT role FROM authority WHERE device = ? AND role <> ''", "t", device);
	g_autofree char *claimed = granted ? NULL : shown_slot(store, device, "funktion", "funktion");

	if (granted)
		return g_steal_pointer(&granted);
	/* Leading is granted, never claimed. */
	return g_strcmp0(claimed, "leitung") == 0 ? g_strdup("koordination") : g_steal_pointer(&claimed);
}

/* --- erased texts ------------------------------------------------------------------------------------------------------------------------ */

static gboolean
erase(Store *store, const char *op, const char *slot, const char *day, GError **error)
{
	/* The earliest day wins, so that the order of arrival does not matter. */
	return sql_run(store, error,
		       "UPDATE text SET text = NULL, salt = NULL, erased_at = min(coalesce(erased_at, ?1), ?1) WHERE op = ?2 AND slot = ?3",
		       "ttt", day, op, slot) &&
	       derive_text_changed(store, op, error);
}

/* Every redaction of a leitung; @only_op: those that name this op. */
static gboolean
run_redactions(Store *store, const char *only_op, GError **error)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(g_free);
	sqlite3_stmt *stmt = only_op ? sql_query(store, error,
						 "SELECT v.entity, v.slots FROM link l JOIN value v ON v.entity = l.entity AND v.field = 'add'"
						 " WHERE l.target = ? AND l.type = 'redaction' AND l.slot = 'op'",
						 "t", only_op)
				     : sql_query(store, error,
						 "SELECT e.id, v.slots FROM entity e JOIN value v ON v.entity = e.id AND v.field = 'add'"
						 " WHERE e.type = 'redaction' ORDER BY e.id",
						 "");
	guint i;

	while (stmt && sql_step(store, stmt, error)) {
		g_ptr_array_add(rows, g_strdup(sql_column(stmt, 0)));
		g_ptr_array_add(rows, g_strdup(sql_column(stmt, 1)));
	}
	for (i = 0; stmt && i < rows->len; i += 2) {
		g_autofree char *op = op_json_get(rows->pdata[i + 1], "op"), *slot = op_json_get(rows->pdata[i + 1], "slot");
		g_autofree char *line = store_op_line(store, rows->pdata[i]);
		g_autofree char *at = line ? op_json_get(line, "at") : NULL, *day = at ? g_strndup(at, 10) : NULL;
		Stamp author;

		if (!op || !slot || !day || !stamp_parse(rows->pdata[i], &author) || !leads(store, author.device))
			continue;
		if (!erase(store, op, slot, day, error))
			return FALSE;
	}
	return stmt != NULL;
}

gboolean
derive_redactions(Store *store, GError **error)
{
	return run_redactions(store, NULL, error);
}

gboolean
derive_redactions_of(Store *store, const Op *op, GError **error)
{
	char id[STAMP_TEXT_SIZE];

	stamp_format(&op->stamp, id);
	if (!sql_number(store, 0, "SELECT 1 FROM link WHERE target = ? AND type = 'redaction'", "t", id))
		return TRUE;
	return run_redactions(store, id, error);
}
