/* The Kommunen in use here, and finding them as people type. */
#include <string.h>

#include "internal.h"
#include "vorort/text.h"

static gboolean
put_kommune(Store *store, const Kommune *k, GError **error)
{
	g_autofree char *all = g_strjoin(" ", k->name, k->kreis, strchr(k->id, ':') + 1, k->ars, k->plz, NULL);
	g_autofree char *search = text_fold(all);

	return sql_run(store, error, "INSERT INTO kommune VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", "tttttttit", k->id, k->name, k->art, k->ars,
		       k->kreis, k->verband, k->plz, k->einwohner, search);
}

gboolean
store_put_kommunen(Store *store, GPtrArray *kommunen, GError **error)
{
	guint i;

	if (!store_begin(store, error))
		return FALSE;
	if (sql_run(store, error, "DELETE FROM kommune", "")) {
		for (i = 0; i < kommunen->len; i++)
			if (!put_kommune(store, kommunen->pdata[i], error))
				break;
		if (i == kommunen->len)
			return store_commit(store, error);
	}
	store_rollback(store);
	return FALSE;
}

static Kommune *
read_kommune(sqlite3_stmt *stmt)
{
	Kommune *k = g_new0(Kommune, 1);

	k->id = g_strdup(sql_column(stmt, 0));
	k->name = g_strdup(sql_column(stmt, 1));
	k->art = g_strdup(sql_column(stmt, 2));
	k->ars = g_strdup(sql_column(stmt, 3));
	k->kreis = g_strdup(sql_column(stmt, 4));
	k->verband = g_strdup(sql_column(stmt, 5));
	k->plz = g_strdup(sql_column(stmt, 6));
	k->einwohner = sqlite3_column_int64(stmt, 7);
	return k;
}

Kommune *
store_kommune(Store *store, const char *id, GError **error)
{
	sqlite3_stmt *stmt = sql_query(store, error, "SELECT * FROM kommune WHERE id = ?", "t", id);
	Kommune *k = NULL;

	if (stmt && sql_step(store, stmt, error)) {
		k = read_kommune(stmt);
		sqlite3_reset(stmt);
	} else if (stmt && !(error && *error)) {
		g_set_error(error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "Die Kommune „%s“ ist nicht im Gemeindeverzeichnis.", id);
	}
	return k;
}

/* Up to six words, each somewhere; names that begin with the first word come first, then the own Land, then the larger ones. */
GPtrArray *
store_search_kommunen(Store *store, const char *typed, const char *own_land, guint limit, GError **error)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)kommune_free);
	g_autofree char *folded = text_fold(typed);
	g_auto(GStrv) parts = g_strsplit_set(g_strstrip(folded), " ", -1);
	const char *word[6] = {NULL};
	g_autoptr(GError) failed = NULL;
	sqlite3_stmt *stmt;
	guint i, n = 0;

	for (i = 0; parts[i] && n < G_N_ELEMENTS(word); i++)
		if (*parts[i])
			word[n++] = parts[i];
	stmt = sql_query(store, &failed,
			 "SELECT * FROM kommune WHERE (?1 IS NULL OR instr(search, ?1)) AND (?2 IS NULL OR instr(search, ?2)) AND (?3 IS NULL OR"
			 " instr(search, ?3)) AND (?4 IS NULL OR instr(search, ?4)) AND (?5 IS NULL OR instr(search, ?5)) AND (?6 IS NULL OR"
			 " instr(search, ?6)) ORDER BY ?1 IS NOT NULL AND substr(search, 1, length(?1)) = ?1 DESC,"
			 " substr(id, instr(id, ':') + 1, 2) = ?7 DESC, einwohner DESC, id LIMIT ?8",
			 "ttttttti", word[0], word[1], word[2], word[3], word[4], word[5], own_land ? own_land : "", (gint64)limit);
	while (stmt && sql_step(store, stmt, &failed))
		g_ptr_array_add(found, read_kommune(stmt));
	if (!failed)
		return g_steal_pointer(&found);
	g_propagate_error(error, g_steal_pointer(&failed));
	return NULL;
}
