/* Opening, migrating and closing the database; transactions. */
#include "vorort/store.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "internal.h"

#define BUSY_MS 3000 /* how long another writer is waited for before a person is told */

static const char schema[] =
#include "schema.h"
	;
static const char migration_2[] =
#include "migration-2.h"
	;
static const char migration_3[] =
#include "migration-3.h"
	;
static const char migration_4[] =
#include "migration-4.h"
	;
static const char migration_5[] =
#include "migration-5.h"
	;
static const char migration_6[] =
#include "migration-6.h"
	;

/* PRAGMA user_version of a database is the number of migrations it has seen. A change of the schema is a new line here. */
static const char *const migrations[] = {schema, migration_2, migration_3, migration_4, migration_5, migration_6};

G_DEFINE_QUARK(vorort-store-error, store_error)

const char *
store_migration(gsize number)
{
	return number < G_N_ELEMENTS(migrations) ? migrations[number] : NULL;
}

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

/* Before anything else: a database of a newer version must not change by a single byte. */
static gboolean
check_version(Store *store, gint64 *version, GError **error)
{
	*version = sql_number(store, -1, "PRAGMA user_version", "");
	if (*version < 0)
		return sql_fail(store, "Öffnen der Datenbank", error);
	if (*version <= (gint64)G_N_ELEMENTS(migrations))
		return TRUE;
	g_set_error(error, STORE_ERROR, STORE_ERROR_NEWER,
		    "Öffnen nicht möglich: Die Datenbank stammt von einer neueren Version von vorort. Es wurde nichts verändert; installieren "
		    "Sie die neuere Version.");
	return FALSE;
}

static gboolean
run_migration(Store *store, gsize number, GError **error)
{
	g_autofree char *mark = g_strdup_printf("PRAGMA user_version = %d", (int)number + 1);

	return run_script(store, migrations[number], "Anlegen der Datenbank", error) &&
	       run_script(store, mark, "Anlegen der Datenbank", error);
}

/* Another process may have migrated while we waited for the lock, so the version is read again inside the transaction. */
static gboolean
migrate(Store *store, gint64 version, GError **error)
{
	gboolean is_old = version > 0;
	gsize i;

	if (version == (gint64)G_N_ELEMENTS(migrations))
		return TRUE;
	if (!run_script(store, "BEGIN IMMEDIATE", "Anlegen der Datenbank", error))
		return FALSE;
	for (i = (gsize)sql_number(store, 0, "PRAGMA user_version", ""); i < G_N_ELEMENTS(migrations); i++)
		if (!run_migration(store, i, error)) {
			sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
			return FALSE;
		}
	/* What an earlier version judged is judged by the rules of this one. */
	if (is_old && !derive_authority(store, error)) {
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
		return FALSE;
	}
	return run_script(store, "COMMIT", "Anlegen der Datenbank", error);
}

static gboolean
configure(Store *store, GError **error)
{
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	return run_script(store,
			  "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;"
			  "PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 16777216",
			  "Öffnen der Datenbank", error);
}

/* Another writer: an import leaves room after some milliseconds, which a look every 100 ms would miss. */
static int
wait_a_little(void *data, int n_times)
{
	(void)data;
	g_usleep(1000);
	return n_times < BUSY_MS;
}

int
store_gate(const char *data_dir, int operation)
{
	int fd = open(data_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || flock(fd, operation) == 0)
		return fd;
	close(fd);
	return -1;
}

static gboolean
open_db(Store *store, GError **error)
{
	gint64 version;

	if (sqlite3_open_v2(store->path, &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		return sql_fail(store, "Öffnen der Datenbank", error);
	sqlite3_busy_handler(store->db, wait_a_little, NULL);
	return check_version(store, &version, error) && configure(store, error) && migrate(store, version, error);
}

gboolean
store_reopen(Store *store, GError **error)
{
	kommunen_forget(store);
	g_hash_table_remove_all(store->statements);
	sqlite3_close(store->db);
	store->db = NULL;
	store->has_max_n = FALSE;
	return open_db(store, error);
}

Store *
store_open_file(const char *data_dir, const char *name, const char *device, const char *run, GError **error)
{
	g_autoptr(Store) store = g_new0(Store, 1);
	int gate = store_gate(data_dir, LOCK_SH);
	gboolean is_open;

	store->data_dir = g_strdup(data_dir);
	store->path = g_build_filename(data_dir, name, NULL);
	store->statements = g_hash_table_new_full(NULL, NULL, NULL, finalize);
	g_strlcpy(store->device, device, sizeof store->device);
	g_strlcpy(store->run, run, sizeof store->run);
	is_open = open_db(store, error);
	if (gate >= 0)
		close(gate);
	return is_open ? g_steal_pointer(&store) : NULL;
}

Store *
store_open(const char *data_dir, const char *device, const char *run, GError **error)
{
	return store_open_file(data_dir, "vorort.db", device, run, error);
}

void
store_close(Store *store)
{
	if (!store)
		return;
	kommunen_forget(store);
	bulk_free(store->bulk);
	g_hash_table_unref(store->statements);
	sqlite3_close(store->db);
	g_free(store->path);
	g_free(store->data_dir);
	g_free(store);
}

const char *
store_device(Store *store)
{
	g_autofree char *device = store_setting(store, "device");

	if (device && *device)
		g_strlcpy(store->device, device, sizeof store->device);
	return store->device;
}

gboolean
store_set_device(Store *store, const char *device, GError **error)
{
	if (!store_set_setting(store, "device", device, error))
		return FALSE;
	g_strlcpy(store->device, device, sizeof store->device);
	return TRUE;
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
	g_clear_pointer(&store->bulk, bulk_free);
	g_clear_pointer(&store->touched, g_hash_table_unref);
}
