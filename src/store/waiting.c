/* What waits for people: Schnellnotizen that nobody has sorted, and obstacles that somebody wants to see again on a day. */
#include "internal.h"

static gboolean
collect(Store *store, sqlite3_stmt *stmt, GPtrArray *ids, GError *failed, GError **error)
{
	while (stmt && sql_step(store, stmt, &failed))
		g_ptr_array_add(ids, g_strdup(sql_column(stmt, 0)));
	if (!failed)
		return TRUE;
	g_propagate_error(error, failed);
	return FALSE;
}

GPtrArray *
store_unsorted_notes(Store *store, GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	GError *failed = NULL;
	sqlite3_stmt *stmt = sql_query(store, &failed,
				       "SELECT e.id FROM entity e WHERE e.type = 'note' AND e.created IS NOT NULL AND e.is_retracted = 0 AND NOT EXISTS"
				       " (SELECT 1 FROM value v WHERE v.entity = e.id AND v.field = 'sorted' AND v.is_shown = 1 AND"
				       " json_extract(v.slots, '$.sorted') IS NOT NULL) ORDER BY e.id",
				       "");

	return collect(store, stmt, ids, failed, error) ? g_steal_pointer(&ids) : NULL;
}

/* The day on which an obstacle comes up again: of an open one its next step or its term, of one that was put off the end of that. */
#define NEXT_DAY                                                                                                                             \
	"(SELECT min(json_extract(v.slots, '$.' || f.slot)) FROM value v JOIN (SELECT 'next' AS field, 'next_date' AS slot UNION ALL SELECT 'due'," \
	" 'due' UNION ALL SELECT 'status', 'status_until') f ON f.field = v.field WHERE v.entity = o.id AND v.key = '' AND v.is_shown = 1 AND"      \
	" (f.field = 'status') = (o.is_open = 0))"

GPtrArray *
store_dated_obstacles(Store *store, const char *anbindung, guint limit, GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	GError *failed = NULL;
	sqlite3_stmt *stmt = sql_query(store, &failed,
				       "SELECT id FROM (SELECT o.id AS id, " NEXT_DAY " AS day FROM obstacle o WHERE o.is_listed = 1 AND"
				       " (o.is_open = 1 OR o.status IN ('umgangen', 'zurueckgestellt')) AND (?1 IS NULL OR o.anbindung = ?1))"
				       " WHERE day IS NOT NULL ORDER BY day, id LIMIT ?2",
				       "ti", anbindung, limit ? (gint64)limit : (gint64)-1);

	return collect(store, stmt, ids, failed, error) ? g_steal_pointer(&ids) : NULL;
}
