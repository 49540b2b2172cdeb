/* The store's side of a sync: what goes out, what has come in, what was put aside. */
#include <string.h>

#include "internal.h"

GPtrArray *
store_outbox_devices(Store *store)
{
	GPtrArray *devices = g_ptr_array_new_with_free_func(g_free);
	sqlite3_stmt *stmt = sql_query(store, NULL, "SELECT device FROM op WHERE batch IS NULL GROUP BY device ORDER BY min(id)", "");

	while (stmt && sql_step(store, stmt, NULL))
		g_ptr_array_add(devices, g_strdup(sql_column(stmt, 0)));
	return devices;
}

GPtrArray *
store_outbox(Store *store, const char *device, gsize max_bytes, GError **error)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) failed = NULL;
	sqlite3_stmt *stmt = sql_query(store, &failed, "SELECT line FROM op WHERE batch IS NULL AND device = ? ORDER BY id", "t", device);
	gsize size = 0;

	while (stmt && sql_step(store, stmt, &failed)) {
		size += (gsize)sqlite3_column_bytes(stmt, 0) + 1;
		if (size > max_bytes && lines->len > 0) {
			sqlite3_reset(stmt);
			break;
		}
		g_ptr_array_add(lines, g_strdup(sql_column(stmt, 0)));
	}
	if (!failed)
		return g_steal_pointer(&lines);
	g_propagate_error(error, g_steal_pointer(&failed));
	return NULL;
}

static void
texts_of_op(Store *store, const Op *op, StoreTextFunc func, void *data)
{
	guint i;

	for (i = 0; i < op->n_values; i++) {
		sqlite3_stmt *stmt;

		if (op->slots[i]->type != SLOT_TEXT || !op->values[i].is_set)
			continue;
		stmt = sql_query(store, NULL, "SELECT salt, text FROM text WHERE hash = ? AND text IS NOT NULL", "t", op->values[i].string);
		if (stmt && sql_step(store, stmt, NULL)) {
			func(op->values[i].string, sql_column(stmt, 0), sql_column(stmt, 1), data);
			sqlite3_reset(stmt);
		}
	}
}

gboolean
store_texts_of(Store *store, GPtrArray *lines, const char *device, StoreTextFunc func, void *data, GError **error)
{
	guint i;

	(void)error;
	for (i = 0; i < lines->len; i++) {
		const char *line = lines->pdata[i];
		g_autoptr(Op) op = op_decode(line, strlen(line), device, NULL);

		if (op)
			texts_of_op(store, op, func, data);
	}
	return TRUE;
}

/* --- batches ---------------------------------------------------------------------------------------------------------------------- */

gboolean
store_put_batch(Store *store, const char *device, gint64 number, const char *sha256, const char *prev, guint n_ops, GError **error)
{
	return sql_run(store, error, "INSERT OR IGNORE INTO batch VALUES (?, ?, ?, ?, ?)", "titti", device, number, sha256, prev,
		       (gint64)n_ops);
}

gboolean
store_seal(Store *store, const StoreSeal *seal, GBytes *bytes, const char *prev, guint n, GError **error)
{
	if (!store_begin(store, error))
		return FALSE;
	if (store_put_batch(store, seal->device, seal->number, seal->sha256, prev, n, error) &&
	    sql_run(store, error, "INSERT INTO local_seal (device, number, n_ops) VALUES (?, ?, ?)", "tii", seal->device, seal->number,
		    (gint64)n) &&
	    sql_run(store, error, "INSERT INTO local_sealed_batch VALUES (?, ?, ?, ?)", "titb", seal->device, seal->number, seal->sha256,
		    bytes) &&
	    sql_run(store, error,
		    "UPDATE op SET batch = ?1 WHERE id IN (SELECT id FROM op WHERE batch IS NULL AND device = ?2 ORDER BY id LIMIT ?3)", "iti",
		    seal->number, seal->device, (gint64)n) &&
	    derive_batches_changed(store, seal->device, error))
		return store_commit(store, error);
	store_rollback(store);
	return FALSE;
}

gboolean
store_has_batch(Store *store, const char *device, gint64 number, const char *sha256)
{
	return sql_number(store, 0,
			  "SELECT 1 FROM batch WHERE device = ?1 AND number = ?2 AND sha256 = ?3 UNION ALL"
			  " SELECT 1 FROM local_sealed_batch WHERE device = ?1 AND number = ?2 AND sha256 = ?3",
			  "tit", device, number, sha256) != 0;
}

gboolean
store_last_batch(Store *store, const char *device, gint64 *number, char **sha256, GError **error)
{
	sqlite3_stmt *stmt = sql_query(store, error,
				       "SELECT number, sha256 FROM local_sealed_batch WHERE device = ? ORDER BY number DESC LIMIT 1", "t",
				       device);

	*number = 0;
	*sha256 = NULL;
	if (stmt && sql_step(store, stmt, error)) {
		*number = sqlite3_column_int64(stmt, 0);
		*sha256 = g_strdup(sql_column(stmt, 1));
		sqlite3_reset(stmt);
	}
	return stmt != NULL;
}

gboolean
store_has_sealed(Store *store)
{
	return sql_number(store, 0, "SELECT 1 FROM local_sealed_batch LIMIT 1", "") != 0;
}

gboolean
store_confirm_batch(Store *store, const char *device, gint64 number, GError **error)
{
	return sql_run(store, error, "UPDATE local_seal SET is_confirmed = 1 WHERE device = ? AND number = ? AND is_confirmed = 0", "ti",
		       device, number);
}

void
store_seal_free(StoreSeal *seal)
{
	if (!seal)
		return;
	g_free(seal->device);
	g_free(seal->sha256);
	g_free(seal);
}

GPtrArray *
store_seals(Store *store, gboolean only_open, GError **error)
{
	g_autoptr(GPtrArray) seals = g_ptr_array_new_with_free_func((GDestroyNotify)store_seal_free);
	g_autoptr(GError) failed = NULL;
	sqlite3_stmt *stmt = sql_query(store, &failed,
				       "SELECT b.device, b.number, b.sha256 FROM local_sealed_batch b JOIN local_seal s ON s.device = b.device"
				       " AND s.number = b.number WHERE ?1 = 0 OR s.is_confirmed = 0 ORDER BY b.device, b.number",
				       "i", (gint64)(only_open != FALSE));

	while (stmt && sql_step(store, stmt, &failed)) {
		StoreSeal *seal = g_new0(StoreSeal, 1);

		seal->device = g_strdup(sql_column(stmt, 0));
		seal->number = sqlite3_column_int64(stmt, 1);
		seal->sha256 = g_strdup(sql_column(stmt, 2));
		g_ptr_array_add(seals, seal);
	}
	if (!failed)
		return g_steal_pointer(&seals);
	g_propagate_error(error, g_steal_pointer(&failed));
	return NULL;
}

GBytes *
store_sealed_bytes(Store *store, const StoreSeal *seal)
{
	sqlite3_stmt *stmt = sql_query(store, NULL,
				       "SELECT bytes FROM local_sealed_batch WHERE device = ? AND number = ? AND sha256 = ? AND bytes IS NOT NULL",
				       "tit", seal->device, seal->number, seal->sha256);
	GBytes *bytes = NULL;

	if (stmt && sql_step(store, stmt, NULL)) {
		bytes = g_bytes_new(sqlite3_column_blob(stmt, 0), (gsize)sqlite3_column_bytes(stmt, 0));
		sqlite3_reset(stmt);
	}
	return bytes;
}

gboolean
store_has_twin(Store *store)
{
	return sql_number(store, 0,
			  "SELECT 1 FROM batch b WHERE b.device = ? AND NOT EXISTS (SELECT 1 FROM local_sealed_batch s WHERE s.device ="
			  " b.device AND s.number = b.number AND s.sha256 = b.sha256) LIMIT 1",
			  "t", store_device(store)) != 0;
}

/* --- texts ------------------------------------------------------------------------------------------------------------------------- */

gboolean
store_put_text(Store *store, const char *hash, const char *salt, const char *text, GError **error)
{
	g_autofree char *op = NULL;

	if (!sql_run(store, error,
		     "INSERT INTO text (hash, salt, text) VALUES (?, ?, ?) ON CONFLICT (hash) DO UPDATE SET salt = excluded.salt, text ="
		     " excluded.text WHERE text IS NULL AND erased_at IS NULL",
		     "ttt", hash, salt, text))
		return FALSE;
	if (store->bulk)
		return TRUE;
	op = sql_text(store, "SELECT op FROM text WHERE hash = ? AND op <> ''", "t", hash);
	return !op || derive_text_changed(store, op, error);
}

gboolean
store_is_redacted(Store *store, const char *hash)
{
	return sql_number(store, 0, "SELECT 1 FROM text WHERE hash = ? AND erased_at IS NOT NULL", "t", hash) != 0;
}

gint64
store_redacted_mark(Store *store)
{
	sqlite3_stmt *stmt = sql_query(store, NULL, "SELECT hash FROM text WHERE erased_at IS NOT NULL ORDER BY hash", "");
	guint64 mark = 0;

	while (stmt && sql_step(store, stmt, NULL))
		mark = mark * 31 + g_str_hash(sql_column(stmt, 0));
	return (gint64)(mark >> 1);
}

/* --- what could not be used ---------------------------------------------------------------------------------------------------------- */

gboolean
store_quarantine(Store *store, const char *path, const char *blob, const char *reason, GError **error)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();
	g_autofree char *at = g_date_time_format(now, "%Y-%m-%d");

	return sql_run(store, error, "INSERT OR REPLACE INTO local_quarantine VALUES (?, ?, ?, ?, ?)", "ttttt", path, blob, reason,
		       VORORT_VERSION, at);
}

gboolean
store_release(Store *store, const char *path, GError **error)
{
	return sql_run(store, error, "DELETE FROM local_quarantine WHERE path = ?", "t", path);
}

gboolean
store_has_old_quarantine(Store *store)
{
	return sql_number(store, 0, "SELECT 1 FROM local_quarantine WHERE version <> ? LIMIT 1", "t", VORORT_VERSION) != 0;
}

GPtrArray *
store_quarantined(Store *store, GError **error)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) failed = NULL;
	sqlite3_stmt *stmt = sql_query(store, &failed, "SELECT path || ': ' || reason FROM local_quarantine ORDER BY path, blob", "");

	while (stmt && sql_step(store, stmt, &failed))
		g_ptr_array_add(list, g_strdup(sql_column(stmt, 0)));
	if (!failed)
		return g_steal_pointer(&list);
	g_propagate_error(error, g_steal_pointer(&failed));
	return NULL;
}

/* --- files --------------------------------------------------------------------------------------------------------------------------- */

gboolean
store_put_file(Store *store, const char *path, GBytes *bytes, GError **error)
{
	return sql_run(store, error, "INSERT OR REPLACE INTO shared_file VALUES (?, ?)", "tb", path, bytes);
}

gboolean
store_files(Store *store, StoreFileFunc func, void *data, GError **error)
{
	g_autoptr(GError) failed = NULL;
	sqlite3_stmt *stmt = sql_query(store, &failed, "SELECT path, bytes FROM shared_file ORDER BY path", "");

	while (stmt && sql_step(store, stmt, &failed)) {
		g_autoptr(GBytes) bytes = g_bytes_new(sqlite3_column_blob(stmt, 1), (gsize)sqlite3_column_bytes(stmt, 1));

		func(sql_column(stmt, 0), bytes, data);
	}
	if (!failed)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&failed));
	return FALSE;
}
