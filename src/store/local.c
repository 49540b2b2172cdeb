/* What belongs to this installation alone: settings, drafts, the list of actions for undo, checklists in use. */
#include <string.h>

#include "internal.h"

/* --- settings -------------------------------------------------------------------------------------------------------------------- */

char *
store_meta(Store *store, const char *key)
{
	return sql_text(store, "SELECT value FROM meta WHERE key = ?", "t", key);
}

gboolean
store_set_meta(Store *store, const char *key, const char *value, GError **error)
{
	if (!store_begin(store, error))
		return FALSE;
	/* The founder is where leading begins. */
	if (sql_run(store, error, "INSERT OR REPLACE INTO meta VALUES (?, ?)", "tt", key, value) &&
	    (strcmp(key, "founder") != 0 || derive_authority(store, error)))
		return store_commit(store, error);
	store_rollback(store);
	return FALSE;
}

char *
store_setting(Store *store, const char *key)
{
	return sql_text(store, "SELECT value FROM local_setting WHERE key = ?", "t", key);
}

gboolean
store_set_setting(Store *store, const char *key, const char *value, GError **error)
{
	if (!value)
		return sql_run(store, error, "DELETE FROM local_setting WHERE key = ?", "t", key);
	return sql_run(store, error, "INSERT OR REPLACE INTO local_setting VALUES (?, ?)", "tt", key, value);
}

/* --- drafts ------------------------------------------------------------------------------------------------------------------------ */

char *
store_draft(Store *store, const char *context)
{
	return sql_text(store, "SELECT content FROM local_draft WHERE context = ?", "t", context);
}

gboolean
store_set_draft(Store *store, const char *context, const char *content, GError **error)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();
	g_autofree char *at = g_date_time_format(now, "%Y-%m-%dT%H:%MZ");

	if (!content)
		return sql_run(store, error, "DELETE FROM local_draft WHERE context = ?", "t", context);
	return sql_run(store, error, "INSERT OR REPLACE INTO local_draft VALUES (?, ?, ?)", "ttt", context, content, at);
}

GPtrArray *
store_draft_contexts(Store *store, GError **error)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
	sqlite3_stmt *stmt = sql_query(store, error, "SELECT context FROM local_draft ORDER BY at DESC, context", "");

	while (stmt && sql_step(store, stmt, error))
		g_ptr_array_add(list, g_strdup(sql_column(stmt, 0)));
	return stmt ? g_steal_pointer(&list) : NULL;
}

/* --- checklists in use --------------------------------------------------------------------------------------------------------------- */

char *
store_checklist(Store *store, const char *sha256)
{
	return sql_text(store, "SELECT text FROM local_checklist WHERE sha256 = ?", "t", sha256);
}

gboolean
store_put_checklist(Store *store, const char *sha256, const char *leistung, const char *version, const char *text, GError **error)
{
	return sql_run(store, error, "INSERT OR IGNORE INTO local_checklist VALUES (?, ?, ?, ?)", "tttt", sha256, leistung, version, text);
}

/* --- actions --------------------------------------------------------------------------------------------------------------------------- */

void
store_action_free(StoreAction *action)
{
	if (!action)
		return;
	g_free(action->title);
	g_strfreev(action->ops);
	g_free(action);
}

StoreAction *
store_last_action(Store *store, gboolean redo, gint64 seq, GError **error)
{
	sqlite3_stmt *stmt = sql_query(store, error,
				       "SELECT seq, title, ops FROM local_action WHERE is_undone = 0 AND (undoes IS NOT NULL) = ?1"
				       " AND (?2 = 0 OR seq = ?2) ORDER BY seq DESC LIMIT 1",
				       "ii", (gint64)(redo != FALSE), seq);
	StoreAction *action = NULL;

	if (stmt && sql_step(store, stmt, error)) {
		action = g_new0(StoreAction, 1);
		action->seq = sqlite3_column_int64(stmt, 0);
		action->title = g_strdup(sql_column(stmt, 1));
		action->ops = g_strsplit(sql_column(stmt, 2), ",", -1);
		sqlite3_reset(stmt);
	}
	return action;
}

gint64
store_action_of(Store *store, const char *op_id)
{
	return sql_number(store, 0, "SELECT seq FROM local_action WHERE instr(',' || ops || ',', ',' || ? || ',') > 0 ORDER BY seq LIMIT 1", "t",
			  op_id);
}
