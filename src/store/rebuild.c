/* The database as a whole: fingerprint, copy, and making the projection anew from the log. */
#include <string.h>

#include "internal.h"

/* --- fingerprint ------------------------------------------------------------------------------------------------------------------- */

/* Every table that is compared, in an order that does not depend on arrival. */
static const char *const compared[] = {
	"SELECT key, value FROM meta ORDER BY key",
	"SELECT id, device, line, batch, state FROM op ORDER BY id",
	"SELECT hash, op, slot, salt, text, erased_at FROM text ORDER BY hash",
	"SELECT id, type, created, is_retracted, n_diff FROM entity ORDER BY id",
	"SELECT * FROM value ORDER BY entity, field, key, op",
	"SELECT * FROM edge ORDER BY entity, field, key, parent, child",
	"SELECT * FROM link ORDER BY target, type, slot, entity, field, key",
	"SELECT * FROM obstacle ORDER BY id",
	"SELECT * FROM anbindung ORDER BY id",
	"SELECT * FROM visit ORDER BY id",
	"SELECT * FROM authority ORDER BY device",
	"SELECT * FROM leading ORDER BY device, since",
	"SELECT * FROM batch ORDER BY device, number, sha256",
	"SELECT path, hex(bytes) FROM shared_file ORDER BY path",
	"SELECT * FROM kommune ORDER BY id",
	"SELECT * FROM kommune_version ORDER BY id, first",
};

static gboolean
digest_rows(Store *store, const char *sql, GChecksum *sum, GError **error)
{
	g_autoptr(GError) failed = NULL;
	sqlite3_stmt *stmt = sql_query(store, &failed, sql, "");
	int i;

	while (stmt && sql_step(store, stmt, &failed))
		for (i = 0; i < sqlite3_column_count(stmt); i++) {
			const char *text = (const char *)sqlite3_column_text(stmt, i);

			g_checksum_update(sum, (const guchar *)(text ? text : "\x01"), -1);
			g_checksum_update(sum, (const guchar *)"\x1f", 1);
		}
	if (!failed)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&failed));
	return FALSE;
}

char *
store_digest(Store *store, GError **error)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(compared); i++)
		if (!digest_rows(store, compared[i], sum, error))
			return NULL;
	return g_strdup(g_checksum_get_string(sum));
}

/* --- backup --------------------------------------------------------------------------------------------------------------------------- */

gboolean
store_backup(Store *store, const char *path, GError **error)
{
	return sql_run(store, error, "VACUUM INTO ?", "t", path);
}

/* --- rebuild --------------------------------------------------------------------------------------------------------------------------- */

/*
 * All in one transaction of the same database: other connections see the old state until the new one is there, and any failure leaves
 * everything as it was. What the mirror does not give back – own ops that stand in no batch yet, and everything if the mirror itself was
 * lost – is put back from what the database knew: a rebuild never loses an op.
 */
static const char *const set_aside[] = {
	"CREATE TABLE local_kept_op AS SELECT id, device, line, batch FROM op",
	"CREATE TABLE local_kept_text AS SELECT hash, salt, text FROM text WHERE text IS NOT NULL",
	"CREATE TABLE local_kept_batch AS SELECT * FROM batch",
	"DELETE FROM op",
	"UPDATE local_unsealed SET n = 0",
	"DELETE FROM text",
	"DELETE FROM entity",
	"DELETE FROM value",
	"DELETE FROM edge",
	"DELETE FROM link",
	"DELETE FROM obstacle",
	"DELETE FROM anbindung",
	"DELETE FROM visit",
	"INSERT INTO obstacle_fts(obstacle_fts) VALUES ('rebuild')",
	"DELETE FROM batch",
};

static gboolean
run_all(Store *store, const char *const *scripts, gsize n, GError **error)
{
	gsize i;

	for (i = 0; i < n; i++)
		if (!sql_run(store, error, scripts[i], ""))
			return FALSE;
	return TRUE;
}

static GPtrArray *
kept_rows(Store *store, const char *sql, int n_columns, GError **error)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(g_free);
	sqlite3_stmt *stmt = sql_query(store, error, sql, "");
	int i;

	while (stmt && sql_step(store, stmt, error))
		for (i = 0; i < n_columns; i++)
			g_ptr_array_add(rows, g_strdup(sql_column(stmt, i)));
	return stmt ? g_steal_pointer(&rows) : NULL;
}

static gboolean
put_back_texts(Store *store, GError **error)
{
	g_autoptr(GPtrArray) texts = kept_rows(store,
					       "SELECT hash, salt, text FROM local_kept_text k WHERE NOT EXISTS (SELECT 1 FROM text t WHERE"
					       " t.hash = k.hash AND (t.text IS NOT NULL OR t.erased_at IS NOT NULL)) ORDER BY hash",
					       3, error);
	guint i;

	for (i = 0; texts && i < texts->len; i += 3)
		if (!store_put_text(store, texts->pdata[i], texts->pdata[i + 1], texts->pdata[i + 2], error))
			return FALSE;
	return texts != NULL;
}

static gboolean
put_back_ops(Store *store, GError **error)
{
	g_autoptr(GPtrArray) ops = kept_rows(store,
					     "SELECT device, line, coalesce(batch, 0) FROM local_kept_op WHERE id NOT IN (SELECT id FROM op)"
					     " ORDER BY id",
					     3, error);
	guint i;

	for (i = 0; ops && i < ops->len; i += 3)
		if (!store_apply_line(store, ops->pdata[i], ops->pdata[i + 1], strlen(ops->pdata[i + 1]),
				      g_ascii_strtoll(ops->pdata[i + 2], NULL, 10), error))
			return FALSE;
	return ops != NULL;
}

/*
 * If the database had been lost, the mirror on the same disk says what this device has sealed: it goes on behind the last one. Where a copy
 * of the disk is ahead, the next sync notices.
 */
static gboolean
adopt_own_batches(Store *store, GError **error)
{
	if (store_has_sealed(store))
		return TRUE;
	return sql_run(store, error,
		       "INSERT INTO local_sealed_batch SELECT device, number, min(sha256), NULL FROM batch WHERE device = ? GROUP BY device, number",
		       "t", store->device) &&
	       sql_run(store, error,
		       "INSERT INTO local_seal SELECT s.device, s.number, b.n_ops, 0 FROM local_sealed_batch s JOIN batch b ON b.device = s.device"
		       " AND b.number = s.number AND b.sha256 = s.sha256",
		       "");
}

static const char *const clean_up[] = {
	"INSERT OR IGNORE INTO batch SELECT * FROM local_kept_batch",
	"DROP TABLE local_kept_op",
	"DROP TABLE local_kept_text",
	"DROP TABLE local_kept_batch",
};

static gboolean
make_anew(Store *store, gboolean (*refill)(void *data, GError **error), void *data, GError **error)
{
	if (!store_begin(store, error))
		return FALSE;
	store->has_max_n = FALSE;
	if (run_all(store, set_aside, G_N_ELEMENTS(set_aside), error) && derive_authority(store, error) && refill(data, error) &&
	    put_back_texts(store, error) && put_back_ops(store, error) && store_review_waiting(store, error) &&
	    run_all(store, clean_up, G_N_ELEMENTS(clean_up), error) && adopt_own_batches(store, error))
		return store_commit(store, error);
	store_rollback(store);
	return FALSE;
}

gboolean
store_rebuild(Store *store, gboolean (*refill)(void *data, GError **error), void *data, GError **error)
{
	gboolean is_done = store_bulk_prepare(store, error) && make_anew(store, refill, data, error);

	store_bulk_finish(store);
	return is_done;
}
