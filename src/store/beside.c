/*
 * A new database beside the present one: a first import fills it and puts it in the place of the old one when it is complete (design 4).
 *
 * Whoever records meanwhile writes to the old one, which is never locked for longer than a rename takes; what came in there is carried over.
 * The place is changed only while nobody else has the old file open, and nobody is about to (store_gate()): other connections would go on with
 * a file that has no name any more. Killed at any moment, the old database is what is there; what is left of the new one goes with the next
 * first import.
 */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "internal.h"

#define NAME "vorort.db.new"
#define ATTEMPTS 5
#define FEW_OPS 1000 /* of this laptop: they are carried over one by one */

static gboolean
run(Store *store, const char *sql, GError **error)
{
	return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK || sql_fail(store, "Speichern", error);
}

/* --- who has it open ----------------------------------------------------------------------------------------------------------------- */

/* SQLite changes the mode only where it is alone. */
static gboolean
leave_wal(Store *store)
{
	g_autofree char *mode = sql_text(store, "PRAGMA journal_mode = DELETE", "");

	return g_strcmp0(mode, "delete") == 0;
}

static gboolean
is_alone(Store *store)
{
	gboolean is_it = leave_wal(store);

	return run(store, "PRAGMA journal_mode = WAL", NULL) && is_it;
}

gboolean
store_is_fresh(Store *store)
{
	return store->depth == 0 && sql_number(store, FEW_OPS, "SELECT count(*) FROM op", "") < FEW_OPS &&
	       !sql_number(store, 1,
			   "SELECT count(*) FROM batch b WHERE NOT EXISTS (SELECT 1 FROM local_sealed_batch s WHERE s.device = b.device AND"
			   " s.number = b.number AND s.sha256 = b.sha256)",
			   "") &&
	       is_alone(store);
}

/* --- opening --------------------------------------------------------------------------------------------------------------------------- */

static void
remove_file(const char *data_dir)
{
	static const char *const names[] = {NAME, NAME "-journal", NAME "-wal", NAME "-shm"};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = g_build_filename(data_dir, names[i], NULL);

		g_unlink(path);
	}
}

/* What an import asks for: who we are, what was sealed here, the files that are there. */
static const char *const first_things[] = {
	"INSERT INTO meta SELECT * FROM home.meta",
	"INSERT INTO local_setting SELECT * FROM home.local_setting",
	"INSERT INTO local_sealed_batch SELECT * FROM home.local_sealed_batch",
	"INSERT INTO local_checklist SELECT * FROM home.local_checklist",
	"INSERT INTO shared_file SELECT * FROM home.shared_file",
	"INSERT INTO kommune SELECT * FROM home.kommune",
	"INSERT INTO kommune_version SELECT * FROM home.kommune_version",
};

static gboolean
attach(Store *side, const Store *home, GError **error)
{
	return sql_run(side, error, "ATTACH ? AS home", "t", home->path);
}

static gboolean
fill_first(Store *side, GError **error)
{
	gsize i;

	if (!store_begin(side, error))
		return FALSE;
	for (i = 0; i < G_N_ELEMENTS(first_things); i++)
		if (!run(side, first_things[i], error))
			return FALSE;
	return derive_authority(side, error) && store_commit(side, error);
}

Store *
store_beside(Store *home, GError **error)
{
	g_autoptr(Store) side = NULL;

	remove_file(home->data_dir);
	side = store_open_file(home->data_dir, NAME, home->device, home->run, error);
	if (!side)
		return NULL;
	/* Until it is complete nobody but us knows of it, and what is broken is thrown away. */
	sqlite3_db_config(side->db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
	if (!run(side, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA secure_delete = OFF; PRAGMA main.locking_mode = EXCLUSIVE",
			  error))
		return NULL;
	if (!attach(side, home, error) || !fill_first(side, error) || !run(side, "DETACH home", error))
		return NULL;
	return store_bulk_prepare(side, error) ? g_steal_pointer(&side) : NULL;
}

void
store_beside_drop(Store *side)
{
	g_autofree char *data_dir = g_strdup(side->data_dir);

	if (side->db)
		store_bulk_finish(side);
	store_close(side);
	remove_file(data_dir);
}

/* --- what belongs to this laptop --------------------------------------------------------------------------------------------------------- */

/* Tables of this installation; those that say something about the new file itself stay as they are. */
static GPtrArray *
local_tables(Store *side, GError **error)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	sqlite3_stmt *stmt = sql_query(side, error,
				       "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'local\\_%' ESCAPE '\\' AND name NOT IN"
				       " ('local_setting', 'local_quarantine', 'local_unsealed', 'local_unsearched')",
				       "");

	while (stmt && sql_step(side, stmt, error))
		g_ptr_array_add(names, g_strdup(sql_column(stmt, 0)));
	return names;
}

static gboolean
carry_tables(Store *side, GError **error)
{
	g_autoptr(GPtrArray) names = local_tables(side, error);
	guint i;

	for (i = 0; i < names->len; i++) {
		g_autofree char *sql = g_strdup_printf("DELETE FROM main.%s; INSERT INTO main.%s SELECT * FROM home.%s", (char *)names->pdata[i],
						       (char *)names->pdata[i], (char *)names->pdata[i]);

		if (!run(side, sql, error))
			return FALSE;
	}
	return run(side, "INSERT OR REPLACE INTO local_setting SELECT * FROM home.local_setting;"
		   "INSERT OR IGNORE INTO local_quarantine SELECT * FROM home.local_quarantine;"
		   "INSERT OR IGNORE INTO batch SELECT * FROM home.batch;"
		   "INSERT OR IGNORE INTO shared_file SELECT * FROM home.shared_file", error);
}

static GPtrArray *
rows_of(Store *side, const char *sql, int n_columns, GError **error)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(g_free);
	sqlite3_stmt *stmt = sql_query(side, error, sql, "");
	int i;

	while (stmt && sql_step(side, stmt, error))
		for (i = 0; i < n_columns; i++)
			g_ptr_array_add(rows, g_strdup(sql_column(stmt, i)));
	return stmt ? g_steal_pointer(&rows) : NULL;
}

static gboolean
carry_texts(Store *side, GError **error)
{
	g_autoptr(GPtrArray) texts = rows_of(side,
					     "SELECT hash, salt, text FROM home.text k WHERE text IS NOT NULL AND NOT EXISTS (SELECT 1 FROM main.text t"
					     " WHERE t.hash = k.hash AND (t.text IS NOT NULL OR t.erased_at IS NOT NULL))",
					     3, error);
	guint i;

	for (i = 0; texts && i < texts->len; i += 3)
		if (!store_put_text(side, texts->pdata[i], texts->pdata[i + 1], texts->pdata[i + 2], error))
			return FALSE;
	return texts != NULL;
}

static gboolean
carry_ops(Store *side, GError **error)
{
	g_autoptr(GPtrArray) ops = rows_of(side, "SELECT device, line, coalesce(batch, 0) FROM home.op ORDER BY id", 3, error);
	guint i;

	for (i = 0; ops && i < ops->len; i += 3)
		if (!store_apply_line(side, ops->pdata[i], ops->pdata[i + 1], strlen(ops->pdata[i + 1]),
				      g_ascii_strtoll(ops->pdata[i + 2], NULL, 10), error))
			return FALSE;
	return ops != NULL;
}

static gboolean
carry_over(Store *side, Store *home, GError **error)
{
	gboolean is_done = attach(side, home, error) && store_begin(side, error) && carry_tables(side, error) && carry_ops(side, error) &&
			   carry_texts(side, error) && store_review_waiting(side, error) && store_commit(side, error);

	if (!is_done)
		store_rollback(side);
	/* Else this would be a second connection to the old file. */
	g_hash_table_remove_all(side->statements);
	return run(side, "DETACH home", is_done ? error : NULL) && is_done;
}

/* --- changing places --------------------------------------------------------------------------------------------------------------------- */

static gboolean
sync_path(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);
	gboolean is_done = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return is_done;
}

/* The old file is locked against everybody while this runs. */
static gboolean
rename_over(Store *home, Store *side, GError **error)
{
	if (!sync_path(side->path, O_RDWR) || g_rename(side->path, home->path) != 0 || !sync_path(home->data_dir, O_RDONLY | O_DIRECTORY)) {
		g_set_error(error, STORE_ERROR, STORE_ERROR_FAILED, "Speichern nicht möglich: Die neue Datenbank lässt sich nicht an ihren Platz bringen.");
		return FALSE;
	}
	return TRUE;
}

/* TRUE: nobody but us has the old file open, nobody can open it until the transaction ends, and it is as it was at @version. */
static gboolean
lock_alone(Store *home, gint64 version)
{
	g_autofree char *mode = NULL;

	if (!leave_wal(home) || !run(home, "BEGIN EXCLUSIVE", NULL))
		return FALSE;
	/* Somebody may have come and gone between the two. */
	mode = sql_text(home, "PRAGMA journal_mode", "");
	if (g_strcmp0(mode, "delete") == 0 && sql_number(home, -1, "PRAGMA data_version", "") == version)
		return TRUE;
	run(home, "ROLLBACK", NULL);
	return FALSE;
}

static gboolean
change_places(Store *home, Store *side, GError **error)
{
	gboolean is_done;

	/* Statements hold on to the file. */
	g_hash_table_remove_all(side->statements);
	sqlite3_close(side->db);
	side->db = NULL;
	is_done = rename_over(home, side, error);
	g_hash_table_remove_all(home->statements);
	run(home, "ROLLBACK", NULL);
	return store_reopen(home, is_done ? error : NULL) && is_done;
}

/* With the gate shut. */
static gboolean
try_places(Store *home, Store *side, gint64 version, gboolean *is_taken, GError **error)
{
	gboolean is_done = TRUE;

	if (lock_alone(home, version)) {
		is_done = change_places(home, side, error);
		*is_taken = is_done;
	}
	return run(home, "PRAGMA journal_mode = WAL", is_done ? error : NULL) && is_done;
}

gboolean
store_beside_adopt(Store *home, Store *side, gboolean *is_taken, GError **error)
{
	gboolean is_done = TRUE;
	guint attempt;

	*is_taken = FALSE;
	store_bulk_finish(side);
	for (attempt = 0; attempt < ATTEMPTS && is_done && !*is_taken; attempt++) {
		gint64 version = sql_number(home, -1, "PRAGMA data_version", "");
		int gate;

		if (!carry_over(side, home, error))
			return FALSE;
		gate = store_gate(home->data_dir, LOCK_EX);
		if (gate < 0)
			return TRUE;
		is_done = try_places(home, side, version, is_taken, error);
		close(gate);
	}
	return is_done;
}
