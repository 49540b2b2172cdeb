/* One way to run SQL: constant texts, bound values, statements kept for the life of the connection. */
#include <string.h>

#include "internal.h"

typedef struct Reason {
	int code;
	StoreError error;
	const char *text;
} Reason;

/* What a person can do about it; everything else is shown as SQLite says it. */
static const Reason reasons[] = {
	{SQLITE_FULL, STORE_ERROR_FULL,
	 "der Datenträger ist voll. Nichts ging verloren, aber diese Eingabe ist nicht gespeichert; schaffen Sie Platz und speichern Sie noch einmal"},
	{SQLITE_READONLY, STORE_ERROR_READ_ONLY,
	 "im Datenordner darf nicht geschrieben werden. Prüfen Sie die Rechte oder geben Sie mit --data einen anderen Ordner an"},
	{SQLITE_CANTOPEN, STORE_ERROR_READ_ONLY,
	 "die Datenbank lässt sich nicht öffnen. Prüfen Sie den Datenordner und seine Rechte"},
	{SQLITE_BUSY, STORE_ERROR_BUSY,
	 "ein anderes Programm hält die Datenbank fest. Beenden Sie es und versuchen Sie es noch einmal"},
	{SQLITE_LOCKED, STORE_ERROR_BUSY, "die Datenbank ist gesperrt. Versuchen Sie es noch einmal"},
	{SQLITE_CORRUPT, STORE_ERROR_DAMAGED,
	 "die Datenbank ist beschädigt. „vorort rebuild“ baut sie aus dem Verlauf neu auf"},
	{SQLITE_NOTADB, STORE_ERROR_DAMAGED,
	 "vorort.db ist keine Datenbank. Benennen Sie die Datei um; „vorort rebuild“ baut sie aus dem Verlauf neu auf"},
	{SQLITE_IOERR, STORE_ERROR_FAILED, "der Datenträger meldet einen Fehler. Sichern Sie den Datenordner, bevor Sie weiterarbeiten"},
};

gboolean
sql_fail(Store *store, const char *doing, GError **error)
{
	int code = sqlite3_errcode(store->db);
	gsize i;

	if (error && *error)
		return FALSE;
	for (i = 0; i < G_N_ELEMENTS(reasons); i++)
		if ((code & 0xff) == reasons[i].code) {
			g_set_error(error, STORE_ERROR, (gint)reasons[i].error, "%s nicht möglich: %s.", doing, reasons[i].text);
			return FALSE;
		}
	g_set_error(error, STORE_ERROR, STORE_ERROR_FAILED, "%s nicht möglich: %s (SQLite %d).", doing, sqlite3_errmsg(store->db), code);
	return FALSE;
}

static sqlite3_stmt *
find_statement(Store *store, const char *sql, GError **error)
{
	sqlite3_stmt *stmt = g_hash_table_lookup(store->statements, sql);

	if (stmt) {
		sqlite3_reset(stmt);
		return stmt;
	}
	if (sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) != SQLITE_OK) {
		sql_fail(store, "Lesen der Datenbank", error);
		return NULL;
	}
	g_hash_table_insert(store->statements, (gpointer)sql, stmt);
	return stmt;
}

/* @keep: SQLITE_TRANSIENT where the statement outlives the values. */
static void
bind_values(sqlite3_stmt *stmt, sqlite3_destructor_type keep, const char *types, va_list args)
{
	int i;

	sqlite3_clear_bindings(stmt);
	for (i = 1; *types; types++, i++) {
		if (*types == 'i') {
			sqlite3_bind_int64(stmt, i, va_arg(args, gint64));
		} else if (*types == 'b') {
			gsize len;
			const void *data = g_bytes_get_data(va_arg(args, GBytes *), &len);

			sqlite3_bind_blob64(stmt, i, data ? data : "", len, keep);
		} else {
			sqlite3_bind_text(stmt, i, va_arg(args, const char *), -1, keep);
		}
	}
}

static sqlite3_stmt *
query(Store *store, GError **error, sqlite3_destructor_type keep, const char *sql, const char *types, va_list args)
{
	sqlite3_stmt *stmt = find_statement(store, sql, error);

	if (stmt)
		bind_values(stmt, keep, types, args);
	return stmt;
}

sqlite3_stmt *
sql_query(Store *store, GError **error, const char *sql, const char *types, ...)
{
	sqlite3_stmt *stmt;
	va_list args;

	va_start(args, types);
	stmt = query(store, error, SQLITE_TRANSIENT, sql, types, args);
	va_end(args);
	return stmt;
}

gboolean
sql_step(Store *store, sqlite3_stmt *stmt, GError **error)
{
	int rc = sqlite3_step(stmt);

	if (rc == SQLITE_ROW)
		return TRUE;
	if (rc != SQLITE_DONE)
		sql_fail(store, sqlite3_stmt_readonly(stmt) ? "Lesen der Datenbank" : "Speichern", error);
	sqlite3_reset(stmt);
	return FALSE;
}

gboolean
sql_run(Store *store, GError **error, const char *sql, const char *types, ...)
{
	g_autoptr(GError) failed = NULL;
	sqlite3_stmt *stmt;
	va_list args;

	va_start(args, types);
	stmt = query(store, &failed, SQLITE_STATIC, sql, types, args);
	va_end(args);
	if (stmt)
		while (sql_step(store, stmt, &failed))
			;
	if (!failed)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&failed));
	return FALSE;
}

const char *
sql_column(sqlite3_stmt *stmt, int column)
{
	const char *text = (const char *)sqlite3_column_text(stmt, column);

	return text ? text : "";
}

char *
sql_text(Store *store, const char *sql, const char *types, ...)
{
	sqlite3_stmt *stmt;
	char *text = NULL;
	va_list args;

	va_start(args, types);
	stmt = query(store, NULL, SQLITE_STATIC, sql, types, args);
	va_end(args);
	if (stmt && sql_step(store, stmt, NULL)) {
		text = g_strdup((const char *)sqlite3_column_text(stmt, 0));
		sqlite3_reset(stmt);
	}
	return text;
}

gint64
sql_number(Store *store, gint64 fallback, const char *sql, const char *types, ...)
{
	sqlite3_stmt *stmt;
	gint64 number = fallback;
	va_list args;

	va_start(args, types);
	stmt = query(store, NULL, SQLITE_STATIC, sql, types, args);
	va_end(args);
	if (stmt && sql_step(store, stmt, NULL)) {
		number = sqlite3_column_type(stmt, 0) == SQLITE_NULL ? fallback : sqlite3_column_int64(stmt, 0);
		sqlite3_reset(stmt);
	}
	return number;
}
