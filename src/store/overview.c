/* The overview of Bedarfsträger: a row kept for each Anbindung and visit, and reading rows and cells. See vorort/overview.h. */
#include <string.h>

#include "internal.h"
#include "vorort/overview.h"
#include "vorort/text.h"

/* --- keeping rows ---------------------------------------------------------------------------------------------------------------------- */

static char *
shown(Store *store, const char *id, const char *field, const char *slot)
{
	g_autofree char *json = sql_text(store, "SELECT slots FROM value WHERE entity = ? AND field = ? AND key = '' AND is_shown = 1", "tt", id,
					 field);
	char *value = json ? op_json_get(json, slot) : NULL;

	return value ? value : g_strdup("");
}

static gint64
is_listed(Store *store, const char *id)
{
	return sql_number(store, 0, "SELECT created IS NOT NULL AND is_retracted = 0 FROM entity WHERE id = ?", "t", id);
}

gboolean
derive_anbindung_row(Store *store, const char *id, GError **error)
{
	g_autofree char *state = shown(store, id, "state", "state"), *date = shown(store, id, "state", "state_date");
	g_autofree char *mover = shown(store, id, "first_mover", "first_mover");
	g_auto(GStrv) key = g_strsplit(id, "/", 2);
	const char *colon = strchr(id, ':');
	g_autofree char *kreis = colon ? g_strndup(colon + 1, 5) : g_strdup("");

	return sql_run(store, error,
		       "INSERT INTO anbindung VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET is_listed = excluded.is_listed,"
		       " state = excluded.state, state_date = excluded.state_date, first_mover = excluded.first_mover",
		       "tittttti", id,
		       is_listed(store, id), key[0] ? key[0] : "", kreis, key[0] && key[1] ? key[1] : "", state, date,
		       (gint64)(strcmp(mover, "ja") == 0));
}

gboolean
derive_visit_row(Store *store, const char *id, GError **error)
{
	static const char *const done[] = {"durchgefuehrt", "nachbereitet", "abgesagt", NULL};
	g_autofree char *date = shown(store, id, "date", "date"), *status = shown(store, id, "status", "status");

	return sql_run(store, error, "INSERT OR REPLACE INTO visit VALUES (?, ?, ?, ?)", "titt", id,
		       (gint64)(is_listed(store, id) && !g_strv_contains(done, status)), date, status);
}

/* --- rows ------------------------------------------------------------------------------------------------------------------------------ */

/*
 * Unpopulated places are not in the directory; a Kreis that is a kreisfreie Stadt (41, 42) is listed as Kreis and as Gemeinde, and here the
 * Gemeinde stands for both; one that is gone from the directory is
 * shown while it has an Anbindung. ?1 Land, ?2 Kreis, ?3/?4 inhabitants, ?5 text, ?6 First Mover, ?7 any Anbindung, ?8 state, ?9 Leistung.
 */
#define RESTRICT \
	" WHERE (?1 IS NULL OR substr(id, instr(id, ':') + 1, 2) = ?1) AND (?2 IS NULL OR substr(id, instr(id, ':') + 1, 5) = ?2)" \
	" AND (is_current = 1 OR EXISTS (SELECT 1 FROM anbindung a WHERE a.is_listed = 1 AND a.kommune = k.id)) AND einwohner >= ?3 AND einwohner <= ?4 AND (?5 IS NULL OR instr(search, ?5))" \
	" AND (?6 = 0 OR id IN (SELECT kommune FROM anbindung WHERE is_listed = 1 AND first_mover = 1))" \
	" AND (?7 = 0 OR EXISTS (SELECT 1 FROM anbindung a WHERE a.is_listed = 1 AND a.kommune = k.id))" \
	" AND (?8 IS NULL OR id IN (SELECT kommune FROM anbindung WHERE is_listed = 1 AND state = ?8 AND (?9 IS NULL OR leistung = ?9)))"

#define NOT_TWICE " AND NOT (id LIKE 'kreis:%' AND art IN ('41', '42'))"

static const char *const row_sql[N_OVERVIEW_GROUPS] = {
	[OVERVIEW_KOMMUNE] = "SELECT id, name, kreis, einwohner, search FROM kommune k" RESTRICT NOT_TWICE
			     " ORDER BY substr(id, instr(id, ':') + 1)",
	[OVERVIEW_KREIS] = "SELECT substr(id, instr(id, ':') + 1), name, '', einwohner, search FROM kommune WHERE id LIKE 'kreis:%' AND"
			   " substr(id, instr(id, ':') + 1) IN (SELECT substr(id, instr(id, ':') + 1, 5) FROM kommune k" RESTRICT ")"
			   " ORDER BY substr(id, instr(id, ':') + 1)",
	[OVERVIEW_LAND] = "SELECT DISTINCT substr(id, instr(id, ':') + 1, 2), '', '', 0, '' FROM kommune k" RESTRICT
			  " ORDER BY substr(id, instr(id, ':') + 1, 2)",
};

static OverviewRow *
read_row(sqlite3_stmt *stmt, OverviewGroup group)
{
	OverviewRow *row = g_new0(OverviewRow, 1);

	row->key = g_strdup(sql_column(stmt, 0));
	row->name = g_strdup(group == OVERVIEW_LAND ? words_text(WORDS_LAND, row->key) : sql_column(stmt, 1));
	row->kreis = g_strdup(sql_column(stmt, 2));
	row->einwohner = sqlite3_column_int64(stmt, 3);
	row->search = group == OVERVIEW_LAND ? text_fold(row->name) : g_strdup(sql_column(stmt, 4));
	return row;
}

/* @sql with the parameters of RESTRICT bound. */
static sqlite3_stmt *
restricted(Store *store, const OverviewFilter *filter, const char *sql, GError **error)
{
	g_autofree char *folded = filter->text && *filter->text ? text_fold(filter->text) : NULL;
	gint64 least, most;

	kommune_size_limits(filter->size, &least, &most);
	return sql_query(store, error, sql, "ttiitiitt", filter->land, filter->kreis, least, most, folded, (gint64)filter->first_mover,
			 (gint64)filter->only_anbindung, filter->state, filter->leistung);
}

GPtrArray *
store_overview_rows(Store *store, const OverviewFilter *filter, GError **error)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)overview_row_free);
	g_autoptr(GError) failed = NULL;
	sqlite3_stmt *stmt = restricted(store, filter, row_sql[filter->group], &failed);

	while (stmt && sql_step(store, stmt, &failed))
		g_ptr_array_add(rows, read_row(stmt, filter->group));
	if (!failed)
		return g_steal_pointer(&rows);
	g_propagate_error(error, g_steal_pointer(&failed));
	return NULL;
}

gint64
store_overview_count(Store *store, const OverviewFilter *filter, GError **error)
{
	g_autoptr(GError) failed = NULL;
	sqlite3_stmt *stmt = restricted(store, filter, "SELECT count(*) FROM kommune k" RESTRICT NOT_TWICE, &failed);
	gint64 n = stmt && sql_step(store, stmt, &failed) ? sqlite3_column_int64(stmt, 0) : -1;

	if (n >= 0)
		sqlite3_reset(stmt);
	if (failed)
		g_propagate_error(error, g_steal_pointer(&failed));
	return n;
}

/* --- cells ----------------------------------------------------------------------------------------------------------------------------- */

static gboolean
cells_of_kommune(Store *store, const char *kommune, OverviewCellFunc func, void *data, GError **error)
{
	sqlite3_stmt *stmt = sql_query(store, error,
				       "SELECT a.leistung, a.id, a.state, a.state_date, a.first_mover,"
				       " (SELECT count(*) FROM obstacle o WHERE o.anbindung = a.id AND o.is_listed = 1 AND o.is_open = 1),"
				       " coalesce((SELECT min(v.date) FROM link l JOIN visit v ON v.id = l.entity WHERE l.target = a.id AND"
				       " l.type = 'visit' AND l.slot = 'anbindungen' AND v.is_open = 1), '')"
				       " FROM anbindung a WHERE a.kommune = ? AND a.is_listed = 1",
				       "t", kommune);

	while (stmt && sql_step(store, stmt, error)) {
		OverviewCell cell = {.leistung = sql_column(stmt, 0), .anbindung = sql_column(stmt, 1), .state = sql_column(stmt, 2),
				     .state_date = sql_column(stmt, 3), .visit_date = sql_column(stmt, 6), .n = 1};

		if (!*cell.state)
			cell.state = "unbekannt";
		cell.n_connected = overview_is_connected(cell.state);
		cell.n_out = overview_is_out(cell.state);
		cell.n_first_mover = sqlite3_column_int64(stmt, 4);
		cell.n_obstacles = sqlite3_column_int64(stmt, 5);
		func(&cell, data);
	}
	return stmt != NULL;
}

#define SUMS \
	" sum((state IN ('produktiv_ohne_fv', 'produktiv_mit_fv', 'ende_zu_ende')) * n)," \
	" sum((state IN ('nicht_zustaendig', 'anderes_angebot')) * n), sum(n_first_mover)"

/* Of a Kreis or a Land: the keys of its Kreise begin with @key. With a filter on Kommunen only what it leaves over is counted. */
static sqlite3_stmt *
area_statement(Store *store, const OverviewFilter *filter, const char *key, GError **error)
{
	g_autofree char *end = g_strconcat(key, ":", NULL); /* after every digit */
	gint64 least, most;

	if (!filter->size && !filter->first_mover)
		return sql_query(store, error,
				 "SELECT leistung, sum(n)," SUMS " FROM anbindung_count WHERE kreis >= ? AND kreis < ? GROUP BY leistung HAVING sum(n) > 0",
				 "tt", key, end);
	kommune_size_limits(filter->size, &least, &most);
	return sql_query(store, error,
			 "SELECT leistung, count(*)," SUMS " FROM (SELECT leistung, state, 1 AS n, first_mover AS n_first_mover FROM anbindung a"
			 " JOIN kommune k ON k.id = a.kommune WHERE is_listed = 1 AND a.kreis >= ? AND a.kreis < ? AND (? = 0 OR first_mover = 1)"
			 " AND k.einwohner BETWEEN ? AND ?) GROUP BY leistung",
			 "ttiii", key, end, (gint64)filter->first_mover, least, most);
}

static gboolean
cells_of_area(Store *store, const OverviewFilter *filter, const char *key, OverviewCellFunc func, void *data, GError **error)
{
	sqlite3_stmt *stmt = area_statement(store, filter, key, error);

	while (stmt && sql_step(store, stmt, error)) {
		OverviewCell cell = {.leistung = sql_column(stmt, 0), .state_date = "", .visit_date = "", .n = sqlite3_column_int64(stmt, 1),
				     .n_connected = sqlite3_column_int64(stmt, 2), .n_out = sqlite3_column_int64(stmt, 3),
				     .n_first_mover = sqlite3_column_int64(stmt, 4)};

		func(&cell, data);
	}
	return stmt != NULL;
}

gboolean
store_overview_cells(Store *store, const OverviewFilter *filter, const char *key, OverviewCellFunc func, void *data, GError **error)
{
	g_autoptr(GError) failed = NULL;

	if (filter->group == OVERVIEW_KOMMUNE)
		cells_of_kommune(store, key, func, data, &failed);
	else
		cells_of_area(store, filter, key, func, data, &failed);
	if (!failed)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&failed));
	return FALSE;
}
