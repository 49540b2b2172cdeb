/* The board of obstacles: one indexed row for each obstacle, and lists read in windows, never whole. */
#include <string.h>

#include "internal.h"
#include "vorort/text.h"

/* --- keeping a row --------------------------------------------------------------------------------------------------------------- */

/* All shown slots of an entity: slot name -> text. */
static GHashTable *
shown_slots(Store *store, const Entity *type, const char *id)
{
	gboolean is_lost = FALSE;
	GHashTable *slots = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(g_free);
	sqlite3_stmt *stmt =
		sql_query(store, NULL, "SELECT field, slots FROM value WHERE entity = ? AND key = '' AND is_shown = 1", "t", id);
	guint i, j;

	while (stmt && sql_step(store, stmt, NULL)) {
		g_ptr_array_add(rows, g_strdup(sql_column(stmt, 0)));
		g_ptr_array_add(rows, g_strdup(sql_column(stmt, 1)));
	}
	for (i = 0; i < rows->len; i += 2) {
		const Field *field = entity_field(type, rows->pdata[i]);

		for (j = 0; field && j < field_n_slots(field); j++) {
			g_autofree char *value = op_json_get(rows->pdata[i + 1], field->slots[j].name);

			if (value)
				g_hash_table_insert(slots, (gpointer)field->slots[j].name,
						    field->slots[j].type == SLOT_TEXT ? read_text(store, value, &is_lost)
										      : g_steal_pointer(&value));
		}
	}
	return slots;
}

static const char *
slot(GHashTable *slots, const char *name)
{
	const char *text = g_hash_table_lookup(slots, name);

	return text ? text : "";
}

static gboolean
status_is_open(const char *status)
{
	static const char *const done[] = {"behoben", "umgangen", "zurueckgestellt", "keine_huerde", NULL};

	return !g_strv_contains(done, status);
}

static char *
search_text(GHashTable *slots)
{
	g_autofree char *all = g_strjoin("\n", slot(slots, "title"), slot(slots, "description"), slot(slots, "solution"), NULL);

	return text_fold(all);
}

gboolean
derive_board_row(Store *store, const char *id, GError **error)
{
	const Entity *type = entity_find("obstacle");
	g_autoptr(GHashTable) s = shown_slots(store, type, id);
	g_autofree char *search = search_text(s);
	g_auto(GStrv) key = g_strsplit(slot(s, "anbindung"), "/", 2);
	const char *kommune = key[0] ? key[0] : "", *leistung = key[0] && key[1] ? key[1] : "";
	g_autofree char *land = kommune_id_is_valid(kommune) ? g_strndup(kommune_id_land(kommune), 2) : g_strdup("");
	const char *status = *slot(s, "status") ? slot(s, "status") : "neu";
	gint64 is_listed =
		sql_number(store, 0, "SELECT created IS NOT NULL AND is_retracted = 0 FROM entity WHERE id = ?", "t", id);
	gint64 n_diff = sql_number(store, 0, "SELECT n_diff FROM entity WHERE id = ?", "t", id);

	return sql_run(store, error,
		       "INSERT INTO obstacle (id, is_listed, is_open, anbindung, kommune, land, leistung, title, category, punkte, severity,"
		       " status, responsible, level, steps, due, n_diff, search) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
		       " ON CONFLICT (id) DO UPDATE SET is_listed = excluded.is_listed, is_open = excluded.is_open, anbindung ="
		       " excluded.anbindung, kommune = excluded.kommune, land = excluded.land, leistung = excluded.leistung, title ="
		       " excluded.title, category = excluded.category, punkte = excluded.punkte, severity = excluded.severity, status ="
		       " excluded.status, responsible = excluded.responsible, level = excluded.level, steps = excluded.steps, due ="
		       " excluded.due, n_diff = excluded.n_diff, search = excluded.search",
		       "tiittttttttttttti" "t", id, is_listed, (gint64)status_is_open(status), slot(s, "anbindung"), kommune, land, leistung,
		       slot(s, "title"), slot(s, "category"), slot(s, "punkte"), slot(s, "severity"), status, slot(s, "responsible"),
		       slot(s, "level"), slot(s, "steps"), slot(s, "due"), n_diff, search);
}

/* --- filters ------------------------------------------------------------------------------------------------------------------------- */

typedef struct Query {
	GString *where;
	GPtrArray *values; /* owned text, bound in order */
} Query;

/* Adds a condition if the filter names a value; the value is always bound, never part of the SQL. */
static void
restrict_to(Query *q, const char *condition, const char *value)
{
	if (!value || !*value)
		return;
	g_string_append_printf(q->where, " AND %s", condition);
	g_ptr_array_add(q->values, g_strdup(value));
}

/* A code in a comma separated list. */
static void
restrict_to_code(Query *q, const char *column, const char *code)
{
	g_autofree char *condition = g_strdup_printf("instr(',' || %s || ',', ',' || ? || ',') > 0", column);

	restrict_to(q, condition, code);
}

/*
 * Words of three letters and more go to the full-text index, shorter ones are looked for in the rows that are left; all of them while the
 * index is not complete.
 */
static void
restrict_to_text(Query *q, const char *text, gboolean has_index)
{
	g_autofree char *folded = text_fold(text ? text : "");
	g_auto(GStrv) parts = g_strsplit_set(folded, " \t\n", -1);
	g_autoptr(GString) match = g_string_new(NULL);
	guint i;

	for (i = 0; parts[i]; i++) {
		g_auto(GStrv) quotes = g_strsplit(parts[i], "\"", -1);
		g_autofree char *doubled = g_strjoinv("\"\"", quotes);

		if (has_index && g_utf8_strlen(parts[i], -1) >= 3)
			g_string_append_printf(match, "%s\"%s\"", match->len ? " AND " : "", doubled);
		else if (*parts[i])
			restrict_to(q, "instr(search, ?) > 0", parts[i]);
	}
	if (match->len)
		restrict_to(q, "rowid IN (SELECT rowid FROM obstacle_fts WHERE obstacle_fts MATCH ?)", match->str);
}

static void
restrict_to_kommune(Query *q, const char *kommune)
{
	g_autofree char *id = kommune && *kommune ? kommune_id_from_key(kommune) : NULL;
	g_autofree char *folded = kommune && !id ? text_fold(kommune) : NULL;

	if (id)
		restrict_to(q, "kommune = ?", id);
	else
		restrict_to(q, "kommune IN (SELECT id FROM kommune WHERE instr(search, ?) > 0)", folded);
}

static void
restrict_to_size(Query *q, const char *size)
{
	gint64 least, most;
	g_autofree char *condition = NULL;

	if (!size || !*size)
		return;
	kommune_size_limits(size, &least, &most);
	condition = g_strdup_printf("kommune IN (SELECT id FROM kommune WHERE einwohner BETWEEN %" G_GINT64_FORMAT " AND %" G_GINT64_FORMAT ")",
				    least, most);
	g_string_append_printf(q->where, " AND %s", condition);
}

static Query
query_of(Store *store, const ObstacleFilter *f)
{
	Query q = {g_string_new(" WHERE is_listed = 1"), g_ptr_array_new_with_free_func(g_free)};
	g_autofree char *phase = f->phase && *f->phase ? g_strdup_printf("%s*", f->phase) : NULL;

	restrict_to(&q, "land = ?", f->land);
	restrict_to_kommune(&q, f->kommune);
	restrict_to(&q, "substr(kommune, instr(kommune, ':') + 1, 5) = ?", f->kreis);
	restrict_to_size(&q, f->size);
	restrict_to(&q, "leistung = ?", f->leistung);
	restrict_to_code(&q, "category", f->category);
	restrict_to_code(&q, "punkte", f->punkt);
	restrict_to(&q, "severity = ?", f->severity);
	restrict_to(&q, "status = ?", f->status);
	restrict_to(&q, "responsible = ?", f->responsible);
	restrict_to(&q, "level = ?", f->level);
	restrict_to_code(&q, "steps", f->step);
	restrict_to(&q, "steps GLOB ?", phase);
	restrict_to(&q, "anbindung = ?", f->anbindung);
	restrict_to(&q, "due <> '' AND due <= ?", f->due);
	restrict_to(&q,
		    "anbindung IN (SELECT entity FROM value WHERE field = 'param' AND key = 'fachverfahren' AND is_shown = 1"
		    " AND instr(lower(slots), lower(?)) > 0)",
		    f->fachverfahren);
	if (f->only_open)
		g_string_append(q.where, " AND is_open = 1");
	if (f->first_mover)
		g_string_append(q.where, " AND anbindung IN (SELECT id FROM anbindung WHERE is_listed = 1 AND first_mover = 1)");
	if (f->only_diff)
		g_string_append(q.where, " AND n_diff > 0");
	restrict_to_text(&q, f->text, !f->text || !sql_number(store, 0, "SELECT 1 FROM local_unsearched LIMIT 1", ""));
	return q;
}

static void
query_clear(Query *q)
{
	g_string_free(q->where, TRUE);
	g_ptr_array_unref(q->values);
}

static sqlite3_stmt *
prepare(Store *store, const char *sql, const Query *q, GError **error)
{
	sqlite3_stmt *stmt = NULL;
	guint i;

	if (sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL) != SQLITE_OK) {
		sql_fail(store, "Lesen der Hürden", error);
		return NULL;
	}
	for (i = 0; i < q->values->len; i++)
		sqlite3_bind_text(stmt, (int)i + 1, q->values->pdata[i], -1, SQLITE_TRANSIENT);
	return stmt;
}

/* --- lists ----------------------------------------------------------------------------------------------------------------------------- */

static char *
column(sqlite3_stmt *stmt, int i)
{
	return g_strdup(sql_column(stmt, i));
}

static ObstacleRow *
read_row(sqlite3_stmt *stmt)
{
	ObstacleRow *row = g_new0(ObstacleRow, 1);
	char **const texts[] = {&row->id,       &row->title,  &row->anbindung,   &row->kommune, &row->land,  &row->leistung, &row->category,
				&row->punkte, &row->severity, &row->status, &row->responsible, &row->level, &row->steps, &row->due};
	int i;

	for (i = 0; i < (int)G_N_ELEMENTS(texts); i++)
		*texts[i] = column(stmt, i);
	row->is_open = sqlite3_column_int(stmt, i) != 0;
	row->n_diff = (guint)sqlite3_column_int(stmt, i + 1);
	return row;
}

GPtrArray *
store_obstacles(Store *store, const ObstacleFilter *filter, const char *anchor, gboolean backward, guint skip, guint limit, GError **error)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)obstacle_row_free);
	Query q = query_of(store, filter);
	g_autofree char *sql = NULL;
	sqlite3_stmt *stmt;
	int rc;

	restrict_to(&q, backward ? "id > ?" : "id < ?", anchor);
	sql = g_strdup_printf("SELECT id, title, anbindung, coalesce((SELECT k.name FROM kommune k WHERE k.id = obstacle.kommune), kommune),"
			      " land, leistung, category, punkte, severity, status, responsible, level, steps, due, is_open, n_diff"
			      " FROM obstacle%s ORDER BY id %s LIMIT %u OFFSET %u",
			      q.where->str, backward ? "ASC" : "DESC", limit, skip);
	stmt = prepare(store, sql, &q, error);
	query_clear(&q);
	if (!stmt)
		return NULL;
	while ((rc = sqlite3_step(stmt)) == SQLITE_ROW)
		g_ptr_array_add(rows, read_row(stmt));
	if (rc != SQLITE_DONE)
		sql_fail(store, "Lesen der Hürden", error);
	sqlite3_finalize(stmt);
	return rc == SQLITE_DONE ? g_steal_pointer(&rows) : NULL;
}

gint64
store_count_obstacles(Store *store, const ObstacleFilter *filter, GError **error)
{
	Query q = query_of(store, filter);
	g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM obstacle%s", q.where->str);
	sqlite3_stmt *stmt = prepare(store, sql, &q, error);
	gint64 n = -1;

	query_clear(&q);
	if (stmt && sqlite3_step(stmt) == SQLITE_ROW)
		n = sqlite3_column_int64(stmt, 0);
	else if (stmt)
		sql_fail(store, "Zählen der Hürden", error);
	sqlite3_finalize(stmt);
	return n;
}
