/* The Kommunen of all Gemeindeverzeichnisse known here, and how each stood in them. Finding them: kommunen_index.c. */
#include <string.h>

#include "internal.h"

/* --- writing ------------------------------------------------------------------------------------------------------------------------ */

/* Which directories these are; another number makes every database read them again. */
static char *
directories(Store *store)
{
	return sql_text(store, "SELECT '1 ' || group_concat(path, ' ') FROM (SELECT path FROM shared_file WHERE path GLOB 'kommunen/*' ORDER BY path)",
			"");
}

gboolean
store_kommunen_are_stale(Store *store)
{
	g_autofree char *there = directories(store), *used = store_meta(store, "kommunen");

	return g_strcmp0(there, used) != 0;
}

static char *
search_text(const Kommune *k)
{
	g_autofree char *all = g_strjoin(" ", k->name, k->kreis, strchr(k->id, ':') + 1, k->ars, k->plz, NULL);
	g_autofree char *folded = kommunen_fold(all), *plain = kommunen_fold_plain(all);

	return plain ? g_strjoin("\n", folded, plain, NULL) : g_steal_pointer(&folded);
}

static gboolean
put_kommune(Store *store, const Kommune *k, GError **error)
{
	g_autofree char *search = search_text(k);

	return sql_run(store, error, "INSERT INTO kommune VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "tttttttitit", k->id, k->name, k->art,
		       k->ars, k->kreis, k->verband, k->plz, k->einwohner, k->stand, (gint64)k->is_current, search);
}

static gboolean
put_version(Store *store, const KommuneVersion *v, GError **error)
{
	return sql_run(store, error, "INSERT INTO kommune_version VALUES (?, ?, ?, ?, ?, ?, ?)", "ttttttt", v->id, v->first, v->last, v->name,
		       v->ars, v->kreis, v->verband);
}

static gboolean
put_all(Store *store, const KommuneHistory *history, GError **error)
{
	g_autofree char *used = directories(store);
	guint i;

	if (!sql_run(store, error, "DELETE FROM kommune", "") || !sql_run(store, error, "DELETE FROM kommune_version", ""))
		return FALSE;
	for (i = 0; i < history->kommunen->len; i++)
		if (!put_kommune(store, history->kommunen->pdata[i], error))
			return FALSE;
	for (i = 0; i < history->versions->len; i++)
		if (!put_version(store, history->versions->pdata[i], error))
			return FALSE;
	return !used || store_set_meta(store, "kommunen", used, error);
}

gboolean
store_put_kommunen(Store *store, const KommuneHistory *history, GError **error)
{
	kommunen_forget(store);
	if (!store_begin(store, error))
		return FALSE;
	if (put_all(store, history, error))
		return store_commit(store, error);
	store_rollback(store);
	return FALSE;
}

/* --- reading ------------------------------------------------------------------------------------------------------------------------ */

Kommune *
store_kommune(Store *store, const char *id, GError **error)
{
	g_autoptr(GError) failed = NULL;
	sqlite3_stmt *stmt = sql_query(store, &failed, "SELECT * FROM kommune WHERE id = ?", "t", id);
	Kommune *k = NULL;

	if (stmt && sql_step(store, stmt, &failed)) {
		k = kommunen_read_row(stmt);
		sqlite3_reset(stmt);
	} else if (failed) {
		g_propagate_error(error, g_steal_pointer(&failed));
	} else {
		g_set_error(error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "Die Kommune „%s“ ist nicht im Gemeindeverzeichnis.", id);
	}
	return k;
}

static KommuneVersion *
read_version(sqlite3_stmt *stmt)
{
	KommuneVersion *v = g_new0(KommuneVersion, 1);
	char **const texts[] = {&v->id, &v->first, &v->last, &v->name, &v->ars, &v->kreis, &v->verband};
	guint i;

	for (i = 0; i < G_N_ELEMENTS(texts); i++)
		*texts[i] = g_strdup(sql_column(stmt, (int)i));
	return v;
}

GPtrArray *
store_kommune_versions(Store *store, const char *id, GError **error)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)kommune_version_free);
	g_autoptr(GError) failed = NULL;
	sqlite3_stmt *stmt = sql_query(store, &failed, "SELECT * FROM kommune_version WHERE id = ? ORDER BY first", "t", id);

	while (stmt && sql_step(store, stmt, &failed))
		g_ptr_array_add(all, read_version(stmt));
	if (!failed)
		return g_steal_pointer(&all);
	g_propagate_error(error, g_steal_pointer(&failed));
	return NULL;
}

GPtrArray *
store_kommune_predecessors(Store *store, const char *id, GError **error)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) failed = NULL;
	sqlite3_stmt *stmt = sql_query(store, &failed,
				       "SELECT DISTINCT entity FROM value WHERE field = 'successor' AND is_shown = 1 AND key = ? AND slots <> '{}'"
				       " ORDER BY entity",
				       "t", id);

	while (stmt && sql_step(store, stmt, &failed))
		g_ptr_array_add(all, g_strdup(sql_column(stmt, 0)));
	if (!failed)
		return g_steal_pointer(&all);
	g_propagate_error(error, g_steal_pointer(&failed));
	return NULL;
}
