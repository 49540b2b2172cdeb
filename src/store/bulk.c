/*
 * Many ops at once, into a projection that is empty: a first import, a rebuild.
 *
 * While a bulk is open, ops and texts are stored and what an op says of other entities than the one it creates is noted in a temporary table.
 * At the end every row of the projection is written once, in its final form and in the order of its key (bulk_rows.c), and then the indexes.
 * Ops that reach beyond their own entity (roles, blocks, erasures, withdrawn results), doubles and numbers too far ahead wait and go the
 * ordinary way afterwards: the result is the same as if all had, since the order of arrival does not count.
 */
#include <string.h>

#include "internal.h"

#define CACHE_KIB 32768 /* of pages while a bulk is open: a first import stays below 150 MiB */
#define DAILY_KIB 12288 /* while an ordinary import runs: below 60 MiB */

typedef struct Bulk {
	GPtrArray *dropped;    /* of char *: SQL to make them again */
} Bulk;

void
bulk_free(Bulk *bulk)
{
	if (!bulk)
		return;
	g_ptr_array_unref(bulk->dropped);
	g_free(bulk);
}

/* --- notes ------------------------------------------------------------------------------------------------------------------------- */

static char *
base_of(const Op *op, const char *field)
{
	guint i;
	GString *s;

	if (!apply_has_base(op, field) || op->base->len == 0)
		return NULL;
	s = g_string_new(op->base->pdata[0]);
	for (i = 1; i < op->base->len; i++)
		g_string_append_printf(s, ",%s", (char *)op->base->pdata[i]);
	return g_string_free(s, FALSE);
}

/* What an op says of the entity that it creates is read from its line when its turn comes (bulk_rows.c). */
static gboolean
note_place(Store *store, const Op *op, const char *entity, const char *field, const char *key, GError **error)
{
	gboolean is_own = entity == op->entity_id;
	g_autofree char *json = NULL, *base = NULL;
	char id[STAMP_TEXT_SIZE];

	if (is_own && !op->field && op->entity->id_rule == ID_STAMP)
		return TRUE;
	json = apply_place_json(op, field);
	base = base_of(op, field);
	return sql_run(store, error, "INSERT INTO temp.bulk_place VALUES (?, ?, ?, ?, ?, ?, ?)", "ttttttt", entity,
		       is_own ? op->entity->name : apply_subject_type(entity), field, key, stamp_format(&op->stamp, id), json, base);
}

gboolean
bulk_must_wait(const Op *op)
{
	const char *entity = op->entity->name;

	return strcmp(entity, "device") == 0 || strcmp(entity, "redaction") == 0 || (strcmp(entity, "result") == 0 && op->field);
}

gboolean
bulk_take(Store *store, const Op *op, GError **error)
{
	return apply_register_texts(store, op, error) && apply_foreach_place(store, op, note_place, error);
}

gboolean
bulk_forget(Store *store, const char *op_id, GError **error)
{
	return sql_run(store, error, "INSERT OR IGNORE INTO temp.bulk_void VALUES (?)", "t", op_id);
}

/* --- indexes and triggers ---------------------------------------------------------------------------------------------------------- */

/* Only indexes that no step of a bulk reads. What the triggers would do is done at the end. */
static gboolean
drop_all(Store *store, Bulk *bulk, GError **error)
{
	static const char list[] =
		"SELECT 'DROP ' || type || ' ' || name, sql FROM sqlite_master WHERE (type = 'index' AND sql IS NOT NULL AND tbl_name IN"
		" ('op', 'text', 'entity', 'value', 'link', 'obstacle', 'anbindung') AND name NOT IN ('text_erased', 'op_waiting'))"
		" OR (type = 'trigger' AND tbl_name IN ('op', 'obstacle'))";
	g_autoptr(GPtrArray) drops = g_ptr_array_new_with_free_func(g_free);
	sqlite3_stmt *stmt = sql_query(store, error, list, "");
	guint i;

	while (stmt && sql_step(store, stmt, error)) {
		g_ptr_array_add(drops, g_strdup(sql_column(stmt, 0)));
		g_ptr_array_add(bulk->dropped, g_strdup(sql_column(stmt, 1)));
	}
	for (i = 0; i < drops->len; i++)
		if (sqlite3_exec(store->db, drops->pdata[i], NULL, NULL, NULL) != SQLITE_OK)
			return sql_fail(store, "Speichern", error);
	return stmt != NULL;
}

static gboolean
make_again(Store *store, Bulk *bulk, GError **error)
{
	guint i;

	for (i = 0; i < bulk->dropped->len; i++)
		if (sqlite3_exec(store->db, bulk->dropped->pdata[i], NULL, NULL, NULL) != SQLITE_OK)
			return sql_fail(store, "Speichern", error);
	return sql_run(store, error, "UPDATE local_unsealed SET n = (SELECT count(*) FROM op WHERE batch IS NULL)", "");
}

/* --- beginning and end ------------------------------------------------------------------------------------------------------------- */

static gboolean
set_cache(Store *store, gint64 pages, GError **error)
{
	g_autofree char *sql = g_strdup_printf("PRAGMA cache_size = %" G_GINT64_FORMAT, pages);

	return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK || sql_fail(store, "Speichern", error);
}

void
store_expect_import(Store *store)
{
	set_cache(store, -DAILY_KIB, NULL);
}

/* What is sorted and noted must not fill the memory, and must not leave the data directory either, which may be the only encrypted place. */
static gboolean
set_scratch(Store *store, gboolean is_on, GError **error)
{
	sqlite3_free(sqlite3_temp_directory);
	sqlite3_temp_directory = is_on ? sqlite3_mprintf("%s", store->data_dir) : NULL;
	return sqlite3_exec(store->db, is_on ? "PRAGMA temp_store = FILE" : "PRAGMA temp_store = MEMORY", NULL, NULL, NULL) == SQLITE_OK ||
	       sql_fail(store, "Speichern", error);
}

gboolean
store_bulk_prepare(Store *store, GError **error)
{
	return set_scratch(store, TRUE, error) && set_cache(store, -CACHE_KIB, error);
}

void
store_bulk_finish(Store *store)
{
	set_scratch(store, FALSE, NULL);
	set_cache(store, -2000, NULL);
}

gboolean
store_is_in_bulk(Store *store)
{
	return store->bulk != NULL;
}

static const char *const beginning[] = {
	"CREATE TEMP TABLE bulk_place (entity TEXT, type TEXT, field TEXT, key TEXT, op TEXT, slots TEXT, base TEXT)",
	"CREATE TEMP TABLE bulk_void (op TEXT PRIMARY KEY) WITHOUT ROWID",
	"DELETE FROM local_unsearched",
	"INSERT INTO local_unsearched VALUES (1, 9223372036854775807)",
};

static const char *const ending[] = {
	"DROP TABLE temp.bulk_place",
	"DROP TABLE temp.bulk_void",
	"UPDATE local_unsearched SET last = coalesce((SELECT max(rowid) FROM obstacle), 0)",
	"DELETE FROM local_unsearched WHERE last < first",
};

static gboolean
run_each(Store *store, const char *const *scripts, gsize n, GError **error)
{
	gsize i;

	for (i = 0; i < n; i++)
		if (sqlite3_exec(store->db, scripts[i], NULL, NULL, NULL) != SQLITE_OK)
			return sql_fail(store, "Speichern", error);
	return TRUE;
}

gboolean
store_bulk_begin(Store *store, GError **error)
{
	Bulk *bulk = g_new0(Bulk, 1);

	g_assert(store->depth > 0 && !store->bulk);
	bulk->dropped = g_ptr_array_new_with_free_func(g_free);
	store->bulk = bulk;
	return run_each(store, beginning, G_N_ELEMENTS(beginning), error) && drop_all(store, bulk, error);
}

gboolean
store_bulk_end(Store *store, GError **error)
{
	Bulk *bulk = store->bulk;
	gboolean is_done;

	if (!sql_run(store, error, "DELETE FROM temp.bulk_place WHERE op IN (SELECT op FROM temp.bulk_void)", "") ||
	    !bulk_write_rows(store, error) || !make_again(store, bulk, error))
		return FALSE;
	store->bulk = NULL;
	is_done = store_review_waiting(store, error) && run_each(store, ending, G_N_ELEMENTS(ending), error);
	bulk_free(bulk);
	return is_done;
}

/* --- full text afterwards ------------------------------------------------------------------------------------------------------------ */

/* A hundred: some milliseconds. */
static const char *const search_some[] = {
	"INSERT INTO obstacle_fts(rowid, search) SELECT o.rowid, o.search FROM obstacle o, local_unsearched u WHERE o.rowid BETWEEN u.first AND"
	" min(u.last, u.first + 99)",
	"UPDATE local_unsearched SET first = first + 100",
	"DELETE FROM local_unsearched WHERE first > last",
};

gboolean
store_fill_search(Store *store, gboolean *is_done, GError **error)
{
	*is_done = !sql_number(store, 0, "SELECT 1 FROM local_unsearched", "");
	if (*is_done)
		return TRUE;
	if (!store_begin(store, error))
		return FALSE;
	if (run_each(store, search_some, G_N_ELEMENTS(search_some), error))
		return store_commit(store, error);
	store_rollback(store);
	return FALSE;
}
