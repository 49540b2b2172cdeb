/* Opening, migrating and closing the database; transactions. */
#include "vorort/store.h"

#include <string.h>

#include "internal.h"

static const char schema[] =
#include "schema.h"
	;

/* PRAGMA user_version of a database is the number of migrations it has seen. A change of the schema is a new line here. */
static const char *const migrations[] = {schema};

G_DEFINE_QUARK(vorort-store-error, store_error)

static void
finalize(gpointer statement)
{
	sqlite3_finalize(statement);
}

static gboolean
run_script(Store *store, const char *sql, const char *doing, GError **error)
{
	return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK || sql_fail(store, doing, error);
}

static gboolean
migrate(Store *store, GError **error)
{
	gint64 version = sql_number(store, -1, "PRAGMA user_version", "");
	gsize i;

	if (version < 0)
		return sql_fail(store, "Öffnen der Datenbank", error);
	if (version > (gint64)G_N_ELEMENTS(migrations)) {
		g_set_error(error, STORE_ERROR, STORE_ERROR_NEWER,
			    "Öffnen nicht möglich: Die Datenbank stammt von einer neueren Version von vorort. Es wurde nichts verändert; "
			    "installieren Sie die neuere Version.");
		return FALSE;
	}
	if (version == (gint64)G_N_ELEMENTS(migrations))
		return TRUE;
	if (!run_script(store, "BEGIN IMMEDIATE", "Anlegen der Datenbank", error))
		return FALSE;
	for (i = (gsize)version; i < G_N_ELEMENTS(migrations); i++) {
		g_autofree char *mark = g_strdup_printf("PRAGMA user_version = %d", (int)i + 1);

		if (!run_script(store, migrations[i], "Anlegen der Datenbank", error) ||
		    !run_script(store, mark, "Anlegen der Datenbank", error)) {
			sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
			return FALSE;
		}
	}
	return run_script(store, "COMMIT", "Anlegen der Datenbank", error);
}

static gboolean
configure(Store *store, GError **error)
{
	sqlite3_extended_result_codes(store->db, 0);
	sqlite3_busy_timeout(store->db, 3000);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	return run_script(store,
			  "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;"
			  "PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 16777216",
			  "Öffnen der Datenbank", error);
}

Store *
store_open(const char *data_dir, const char *device, const char *run, GError **error)
{
	g_autoptr(Store) store = g_new0(Store, 1);

	store->data_dir = g_strdup(data_dir);
	store->path = g_build_filename(data_dir, "vorort.db", NULL);
	store->statements = g_hash_table_new_full(NULL, NULL, NULL, finalize);
	g_strlcpy(store->device, device, sizeof store->device);
	g_strlcpy(store->run, run, sizeof store->run);
	if (sqlite3_open_v2(store->path, &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
		sql_fail(store, "Öffnen der Datenbank", error);
		return NULL;
	}
	if (!configure(store, error) || !migrate(store, error))
		return NULL;
	return g_steal_pointer(&store);
}

void
store_close(Store *store)
{
	if (!store)
		return;
	g_hash_table_unref(store->statements);
	sqlite3_close(store->db);
	g_free(store->path);
	g_free(store->data_dir);
	g_free(store);
}

gboolean
store_begin(Store *store, GError **error)
{
	if (store->depth == 0 && !run_script(store, "BEGIN IMMEDIATE", "Speichern", error))
		return FALSE;
	if (store->depth == 0)
		store->has_max_n = FALSE; /* another process may have imported since */
	store->depth++;
	return TRUE;
}

gboolean
store_commit(Store *store, GError **error)
{
	g_assert(store->depth > 0);
	if (store->depth > 1) {
		store->depth--;
		return TRUE;
	}
	if (!run_script(store, "COMMIT", "Speichern", error)) {
		store_rollback(store);
		return FALSE;
	}
	store->depth = 0;
	return TRUE;
}

void
store_rollback(Store *store)
{
	if (store->depth == 0)
		return;
	sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	store->depth = 0;
	store->has_max_n = FALSE;
}
