/*
 * Published checklists: which versions a Leitung has published. Anybody can write such an entry; it counts only from a device that led then,
 * and only another one of such a device replaces or withdraws it (design 4: "valid through a signed op of a leitung").
 */
#include "internal.h"

/* An op of a device that led at that point; what is hidden is asked for apart. @op is a column with its id. */
#define LEADS(op) "EXISTS (SELECT 1 FROM op o JOIN leading l ON l.device = o.device AND o.id > l.since AND o.id < l.until WHERE o.id = " op ")"

static void
published_free(gpointer data)
{
	StorePublished *published = data;

	g_free(published->version);
	g_free(published->sha256);
	g_free(published);
}

/* Rows come newest entry first; a further one of the same version is a difference if its content is another. */
static void
add_row(GPtrArray *all, const char *version, const char *sha256)
{
	StorePublished *last = all->len ? all->pdata[all->len - 1] : NULL;

	if (!last || g_strcmp0(last->version, version) != 0) {
		last = g_new0(StorePublished, 1);
		last->version = g_strdup(version);
		last->sha256 = g_strdup(sha256);
		g_ptr_array_add(all, last);
	} else if (g_strcmp0(last->sha256, sha256) != 0) {
		last->is_different = TRUE;
	}
}

GPtrArray *
store_published(Store *store, const char *leistung, GError **error)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(published_free);
	g_autoptr(GError) failed = NULL;
	sqlite3_stmt *stmt = sql_query(
		store, &failed,
		"SELECT substr(e.id, length(?1) + 2), json_extract(v.slots, '$.sha256') FROM entity e"
		" JOIN value v ON v.entity = e.id AND v.field = 'sha256' AND v.key = ''"
		" WHERE e.type = 'checkliste' AND e.id > ?1 || '/' AND e.id < ?1 || '0'"
		" AND v.is_hidden = 0 AND json_extract(v.slots, '$.sha256') IS NOT NULL AND " LEADS("v.op")
		/* replaced by a later one of a Leitung */
		" AND NOT EXISTS (SELECT 1 FROM edge x JOIN value c ON c.entity = x.entity AND c.field = x.field AND c.key = x.key AND c.op = x.child"
		"  WHERE x.entity = e.id AND x.field = 'sha256' AND x.key = '' AND x.parent = v.op AND c.is_hidden = 0 AND " LEADS("c.op") ")"
		/* withdrawn by a Leitung */
		" AND (SELECT json_extract(r.slots, '$.retracted') FROM value r WHERE r.entity = e.id AND r.field = 'retracted'"
		"  AND r.is_hidden = 0 AND " LEADS("r.op") " ORDER BY r.op DESC LIMIT 1) IS NOT 'ja'"
		" ORDER BY e.id, v.op DESC",
		"t", leistung);

	while (stmt && sql_step(store, stmt, &failed))
		add_row(all, sql_column(stmt, 0), sql_column(stmt, 1));
	if (!failed)
		return g_steal_pointer(&all);
	g_propagate_error(error, g_steal_pointer(&failed));
	return NULL;
}
