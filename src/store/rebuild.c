/* The database as a whole: fingerprint, copy, and making the projection anew from the log. */
#include <errno.h>
#include <glib/gstdio.h>
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
	"SELECT * FROM authority ORDER BY device",
	"SELECT * FROM batch ORDER BY device, number, sha256",
	"SELECT path, hex(bytes) FROM shared_file ORDER BY path",
	"SELECT * FROM kommune ORDER BY id",
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

/* Everything that cannot come out of the mirror. */
static const char *const carried[] = {
	"INSERT OR REPLACE INTO main.meta SELECT * FROM old.meta",
	"INSERT OR IGNORE INTO main.shared_file SELECT * FROM old.shared_file",
	"INSERT OR IGNORE INTO main.kommune SELECT * FROM old.kommune",
	"INSERT OR REPLACE INTO main.local_setting SELECT * FROM old.local_setting",
	"INSERT OR REPLACE INTO main.local_seal SELECT * FROM old.local_seal",
	"INSERT OR REPLACE INTO main.local_draft SELECT * FROM old.local_draft",
	"INSERT OR REPLACE INTO main.local_action SELECT * FROM old.local_action ORDER BY seq",
	"INSERT OR REPLACE INTO main.local_quarantine SELECT * FROM old.local_quarantine",
	"INSERT OR REPLACE INTO main.local_checklist SELECT * FROM old.local_checklist",
};

static gboolean
carry_over(Store *fresh, GError **error)
{
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(carried); i++)
		if (!sql_run(fresh, error, carried[i], ""))
			return FALSE;
	return derive_authority(fresh, error);
}

/* Own ops that stand in no batch yet, with their texts. */
static gboolean
carry_unsealed(Store *fresh, GError **error)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(g_free);
	sqlite3_stmt *stmt = sql_query(fresh, error, "SELECT device, line FROM old.op WHERE batch IS NULL ORDER BY id", "");
	guint i;

	while (stmt && sql_step(fresh, stmt, error)) {
		g_ptr_array_add(rows, g_strdup(sql_column(stmt, 0)));
		g_ptr_array_add(rows, g_strdup(sql_column(stmt, 1)));
	}
	for (i = 0; stmt && i < rows->len; i += 2)
		if (!store_apply_line(fresh, rows->pdata[i], rows->pdata[i + 1], strlen(rows->pdata[i + 1]), 0, error))
			return FALSE;
	return stmt != NULL;
}

static gboolean
carry_texts(Store *fresh, GError **error)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(g_free);
	sqlite3_stmt *stmt = sql_query(fresh, error,
				       "SELECT o.hash, o.salt, o.text FROM old.text o JOIN main.text t ON t.hash = o.hash"
				       " WHERE o.text IS NOT NULL AND t.text IS NULL AND t.erased_at IS NULL",
				       "");
	guint i, column;

	while (stmt && sql_step(fresh, stmt, error))
		for (column = 0; column < 3; column++)
			g_ptr_array_add(rows, g_strdup(sql_column(stmt, (int)column)));
	for (i = 0; stmt && i < rows->len; i += 3)
		if (!store_put_text(fresh, rows->pdata[i], rows->pdata[i + 1], rows->pdata[i + 2], error))
			return FALSE;
	return stmt != NULL;
}

static gboolean
fill(Store *fresh, const char *old_path, gboolean (*refill)(Store *, void *, GError **), void *data, GError **error)
{
	if (!sql_run(fresh, error, "ATTACH ? AS old", "t", old_path))
		return FALSE;
	if (!store_begin(fresh, error))
		return FALSE;
	if (carry_over(fresh, error) && refill(fresh, data, error) && carry_unsealed(fresh, error) && carry_texts(fresh, error) &&
	    store_review_waiting(fresh, error))
		return store_commit(fresh, error);
	store_rollback(fresh);
	return FALSE;
}

static void
remove_database(const char *path)
{
	static const char *const suffixes[] = {"", "-wal", "-shm", NULL};
	int i;

	for (i = 0; suffixes[i]; i++) {
		g_autofree char *file = g_strconcat(path, suffixes[i], NULL);

		g_unlink(file);
	}
}

/* The new file takes the old one's place while nobody writes: we hold the old database's write lock until the rename is done. */
static gboolean
swap(Store *store, const char *fresh_path, GError **error)
{
	g_autofree char *kept = g_strconcat(store->path, ".vor-rebuild", NULL);

	g_unlink(kept);
	if (!sql_run(store, error, "VACUUM INTO ?", "t", kept))
		return FALSE;
	remove_database(kept);
	sqlite3_exec(store->db, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL);
	g_hash_table_remove_all(store->statements);
	sqlite3_close(store->db);
	store->db = NULL;
	if (g_rename(fresh_path, store->path) != 0) {
		g_set_error(error, STORE_ERROR, STORE_ERROR_FAILED, "Neuaufbau nicht möglich: %s. Die bisherige Datenbank ist unverändert.",
			    g_strerror(errno));
		return FALSE;
	}
	return TRUE;
}

gboolean
store_rebuild(Store *store, gboolean (*refill)(Store *fresh, void *data, GError **error), void *data, GError **error)
{
	g_autofree char *dir = g_build_filename(store->data_dir, "rebuild", NULL);
	g_autofree char *path = g_build_filename(dir, "vorort.db", NULL);
	g_autoptr(Store) fresh = NULL;
	gboolean ok;

	g_mkdir(dir, 0700);
	remove_database(path);
	fresh = store_open(dir, store->device, store->run, error);
	ok = fresh && fill(fresh, store->path, refill, data, error) &&
	     sql_run(fresh, error, "DETACH old", "") &&
	     sqlite3_exec(fresh->db, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) == SQLITE_OK;
	g_clear_pointer(&fresh, store_close);
	ok = ok && swap(store, path, error);
	remove_database(path);
	g_rmdir(dir);
	return ok;
}
