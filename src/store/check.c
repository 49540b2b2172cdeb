/* Looking at a database from outside, without changing it: is it whole and one of ours, is it in use, what of it is unpublished? */
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "internal.h"

static sqlite3 *
open_file(const char *path, int flags)
{
	sqlite3 *db = NULL;

	if (sqlite3_open_v2(path, &db, flags | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK) {
		sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
		sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
		return db;
	}
	sqlite3_close(db);
	return NULL;
}

/* First column of the first row; NULL on any error. Caller frees. */
static char *
ask(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt = NULL;
	char *answer = NULL;

	if (db && sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW)
		answer = g_strdup((const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	return answer;
}

static gboolean
damaged(const char *what, GError **error)
{
	g_set_error(error, STORE_ERROR, STORE_ERROR_DAMAGED, "Die Datenbank darin ist beschädigt (%s). Nehmen Sie eine andere Sicherung.", what);
	return FALSE;
}

/* What the schema of that version looks like when this program makes it. */
static char *
schema_of_version(gint64 version, const char *sql)
{
	sqlite3 *db = open_file(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
	char *schema = NULL;
	gint64 i;

	for (i = 0; db && i < version; i++)
		if (sqlite3_exec(db, store_migration((gsize)i), NULL, NULL, NULL) != SQLITE_OK)
			break;
	if (i == version)
		schema = ask(db, sql);
	sqlite3_close(db);
	return schema;
}

/* A trigger or view more would be a program that runs with every entry. */
static gboolean
check_content(sqlite3 *db, gint64 version, GError **error)
{
	static const char schema_sql[] = "SELECT group_concat(line, char(10)) FROM (SELECT type || ' ' || name || ' ' || coalesce(sql, '') AS line"
					 " FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name)";
	g_autofree char *whole = ask(db, "PRAGMA integrity_check(1)"), *schema = ask(db, schema_sql);
	g_autofree char *expected = schema_of_version(version, schema_sql);

	if (g_strcmp0(whole, "ok") != 0)
		return damaged(whole ? whole : "nicht lesbar", error);
	return g_strcmp0(schema, expected) == 0 || damaged("fremde Tabellen", error);
}

/* Of a data directory. Closed with close_data(). */
static sqlite3 *
open_data(const char *data_dir, int flags, int *gate)
{
	g_autofree char *path = g_build_filename(data_dir, "vorort.db", NULL);

	*gate = store_gate(data_dir, LOCK_SH);
	return open_file(path, flags);
}

static void
close_data(sqlite3 *db, int gate)
{
	sqlite3_close(db);
	if (gate >= 0)
		close(gate);
}

gboolean
store_check(const char *data_dir, GError **error)
{
	int gate;
	sqlite3 *db = open_data(data_dir, SQLITE_OPEN_READONLY, &gate);
	g_autofree char *typed = ask(db, "PRAGMA user_version");
	gint64 version = typed ? g_ascii_strtoll(typed, NULL, 10) : 0;
	gboolean is_fine;

	if (version > 0 && !store_migration((gsize)version - 1)) {
		g_set_error(error, STORE_ERROR, STORE_ERROR_NEWER, "Die Datenbank darin stammt von einer neueren Version von vorort. Installieren Sie "
								     "diese und spielen Sie die Sicherung dann zurück.");
		is_fine = FALSE;
	} else {
		is_fine = version > 0 ? check_content(db, version, error) : damaged("keine Datenbank von vorort", error);
	}
	close_data(db, gate);
	return is_fine;
}

gboolean
store_is_in_use(const char *data_dir)
{
	int rc, gate;
	sqlite3 *db = open_data(data_dir, SQLITE_OPEN_READWRITE, &gate);

	if (!db) {
		close_data(NULL, gate);
		return FALSE;
	}
	/* Every open connection to a database in WAL mode holds a lock that this one cannot get past; it writes nothing. */
	sqlite3_exec(db, "PRAGMA locking_mode = EXCLUSIVE", NULL, NULL, NULL);
	rc = sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL);
	close_data(db, gate);
	return rc == SQLITE_BUSY;
}

gint64
store_unpublished_in(const char *data_dir)
{
	int gate;
	sqlite3 *db = open_data(data_dir, SQLITE_OPEN_READONLY, &gate);
	g_autofree char *n = ask(db, "SELECT (SELECT count(*) FROM op WHERE batch IS NULL) + (SELECT coalesce(sum(n_ops), 0) FROM local_seal WHERE"
				     " is_confirmed = 0)");

	close_data(db, gate);
	return n ? g_ascii_strtoll(n, NULL, 10) : -1;
}
