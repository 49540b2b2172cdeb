/* Stellen: which of them serve a Kommune. They are few, Anbindungen many: the question starts from the Stellen. */
#include "internal.h"

GPtrArray *
store_serving(Store *store, const char *kommune, const char *other, const char *land, GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) failed = NULL;
	sqlite3_stmt *stmt = sql_query(store, &failed,
				       "SELECT DISTINCT e.id FROM entity e JOIN value v ON v.entity = e.id AND v.field = 'serves' AND v.key IN (?1, ?2, ?3)"
				       " WHERE e.type = 'stelle' AND e.created IS NOT NULL AND e.is_retracted = 0 AND v.is_shown = 1"
				       " AND v.slots = '{\"serves\":\"ja\"}' ORDER BY e.id",
				       "ttt", kommune, other, land);

	while (stmt && sql_step(store, stmt, &failed))
		g_ptr_array_add(ids, g_strdup(sql_column(stmt, 0)));
	if (!failed)
		return g_steal_pointer(&ids);
	g_propagate_error(error, g_steal_pointer(&failed));
	return NULL;
}
