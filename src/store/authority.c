/*
 * Who may lead, who is blocked, and which texts and files are erased.
 *
 * All three follow from the set of ops known, not from their order of arrival: with every role, block or redaction that comes, and with every
 * batch number that changes, they are derived anew from all of these ops in the order of stamps. So an erasure ends, too, when it turns out that
 * its author did not lead: the text comes back with the next sync from whoever still has it.
 */
#include <string.h>

#include "internal.h"

#define TEXTS_WANTED "texts wanted" /* setting, counts: erasures have ended */
#define FOREVER "~" /* sorts after every op */
#define NOT_SEALED G_MAXINT64 /* later than any batch */

typedef struct Rank {
	char *role;
	gboolean is_blocked;
	gint64 blocked_after; /* number of the last batch that counts */
} Rank;

typedef struct Erasure {
	char *device, *op, *slot, *day;
	gint64 batch;
} Erasure;

typedef struct Span {
	char *device, *since, *until;
} Span;

typedef struct Authority {
	GHashTable *ranks;   /* device -> Rank */
	GPtrArray *spans;    /* of Span: when a device was Leitung */
	GPtrArray *erasures; /* of Erasure: by somebody who led at that point */
} Authority;

static void
rank_free(gpointer data)
{
	Rank *rank = data;

	g_free(rank->role);
	g_free(rank);
}

static void
erasure_free(gpointer data)
{
	Erasure *erasure = data;

	g_free(erasure->device);
	g_free(erasure->op);
	g_free(erasure->slot);
	g_free(erasure->day);
	g_free(erasure);
}

static void
span_free(gpointer data)
{
	Span *span = data;

	g_free(span->device);
	g_free(span->since);
	g_free(span->until);
	g_free(span);
}

static void
authority_clear(Authority *authority)
{
	g_clear_pointer(&authority->spans, g_ptr_array_unref);
	g_clear_pointer(&authority->ranks, g_hash_table_unref);
	g_clear_pointer(&authority->erasures, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Authority, authority_clear)

static Rank *
rank_of(Authority *authority, const char *device)
{
	Rank *rank = g_hash_table_lookup(authority->ranks, device);

	if (!rank) {
		rank = g_new0(Rank, 1);
		rank->role = g_strdup("");
		g_hash_table_insert(authority->ranks, g_strdup(device), rank);
	}
	return rank;
}

/* --- in the order of stamps ---------------------------------------------------------------------------------------------------------- */

/* What a blocked device wrote after its last accepted batch does not count. */
static gboolean
is_beyond(Authority *authority, const char *device, gint64 batch)
{
	const Rank *rank = g_hash_table_lookup(authority->ranks, device);

	return rank && rank->is_blocked && batch > rank->blocked_after;
}

static gboolean
leads(Authority *authority, const char *device, gint64 batch)
{
	const Rank *rank = g_hash_table_lookup(authority->ranks, device);

	return rank && strcmp(rank->role, "leitung") == 0 && !is_beyond(authority, device, batch);
}

static Span *
open_span(Authority *authority, const char *device)
{
	guint i;

	for (i = authority->spans->len; i-- > 0;) {
		Span *span = authority->spans->pdata[i];

		if (strcmp(span->device, device) == 0)
			return strcmp(span->until, FOREVER) == 0 ? span : NULL;
	}
	return NULL;
}

/* @op gives @device this role. */
static void
set_role(Authority *authority, const char *op, const char *device, const char *role)
{
	Rank *rank = rank_of(authority, device);
	Span *span = open_span(authority, device);
	gboolean is_leading = strcmp(role, "leitung") == 0;

	g_free(rank->role);
	rank->role = g_strdup(role);
	if (is_leading && !span) {
		span = g_new0(Span, 1);
		span->device = g_strdup(device);
		span->since = g_strdup(op);
		span->until = g_strdup(FOREVER);
		g_ptr_array_add(authority->spans, span);
	} else if (!is_leading && span) {
		g_free(span->until);
		span->until = g_strdup(op);
	}
}

static void
grant(Authority *authority, const char *op, const char *device, const char *field, const char *slots)
{
	if (strcmp(field, "role") == 0) {
		g_autofree char *role = op_json_get(slots, "role");

		set_role(authority, op, device, role ? role : "");
	} else {
		Rank *rank = rank_of(authority, device);
		g_autofree char *after = op_json_get(slots, "blocked_after");

		rank->is_blocked = after != NULL;
		rank->blocked_after = after ? g_ascii_strtoll(after, NULL, 10) : 0;
	}
}

static void
note_erasure(Authority *authority, const char *device, gint64 batch, const char *slots, const char *line)
{
	g_autofree char *op = op_json_get(slots, "op"), *slot = op_json_get(slots, "slot"), *at = op_json_get(line, "at");
	Erasure *erasure;

	if (!op || !slot || !at)
		return;
	erasure = g_new0(Erasure, 1);
	erasure->device = g_strdup(device);
	erasure->op = g_steal_pointer(&op);
	erasure->slot = g_steal_pointer(&slot);
	erasure->day = g_strndup(at, 10);
	erasure->batch = batch;
	g_ptr_array_add(authority->erasures, erasure);
}

/* One op: it counts if its author leads at that point. Columns: op, entity, field, slots, line, batch. */
static void
judge(Authority *authority, sqlite3_stmt *row)
{
	gint64 batch = sqlite3_column_type(row, 5) == SQLITE_NULL ? NOT_SEALED : sqlite3_column_int64(row, 5);
	const char *field = sql_column(row, 2);
	Stamp author;

	if (!stamp_parse(sql_column(row, 0), &author) || !leads(authority, author.device, batch))
		return;
	if (strcmp(field, "add") == 0)
		note_erasure(authority, author.device, batch, sql_column(row, 3), sql_column(row, 4));
	else
		grant(authority, sql_column(row, 0), sql_column(row, 1), field, sql_column(row, 3));
}

static gboolean
replay(Store *store, Authority *authority, GError **error)
{
	g_autofree char *founder = store_meta(store, "founder");
	g_autoptr(GError) failed = NULL;
	sqlite3_stmt *stmt;

	authority->ranks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, rank_free);
	authority->erasures = g_ptr_array_new_with_free_func(erasure_free);
	authority->spans = g_ptr_array_new_with_free_func(span_free);
	if (founder)
		set_role(authority, "", founder, "leitung");
	stmt = sql_query(store, &failed,
			 "SELECT v.op, v.entity, v.field, v.slots, o.line, o.batch FROM entity e JOIN value v ON v.entity = e.id"
			 " JOIN op o ON o.id = v.op WHERE (e.type = 'device' AND v.field IN ('role', 'blocked'))"
			 " OR (e.type = 'redaction' AND v.field = 'add') ORDER BY v.op",
			 "");
	while (stmt && sql_step(store, stmt, &failed))
		judge(authority, stmt);
	if (!failed)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&failed));
	return FALSE;
}

/* --- erased texts ------------------------------------------------------------------------------------------------------------------------ */

/* @day NULL: not erased (any more). */
static gboolean
set_erased(Store *store, const char *op, const char *slot, const char *day, GError **error)
{
	if (!sql_number(store, 0, "SELECT 1 FROM text WHERE op = ?1 AND slot = ?2 AND (erased_at IS NOT ?3 OR (?3 IS NOT NULL AND text IS NOT NULL))",
			"ttt", op, slot, day))
		return TRUE;
	return sql_run(store, error, "UPDATE text SET text = NULL, salt = NULL, erased_at = ?3 WHERE op = ?1 AND slot = ?2", "ttt", op, slot, day) &&
	       derive_text_changed(store, op, error);
}

static char *
erasure_key(const char *op, const char *slot)
{
	return g_strconcat(op, " ", slot, NULL);
}

/* "op slot" -> day, the earliest; of @only_op if that is not NULL. */
static GHashTable *
days_of(Authority *authority, const char *only_op)
{
	GHashTable *days = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	guint i;

	for (i = 0; i < authority->erasures->len; i++) {
		const Erasure *e = authority->erasures->pdata[i];
		char *key;
		const char *day;

		if ((only_op && strcmp(only_op, e->op) != 0) || is_beyond(authority, e->device, e->batch))
			continue;
		key = erasure_key(e->op, e->slot);
		day = g_hash_table_lookup(days, key);
		g_hash_table_replace(days, key, (gpointer)(day && strcmp(day, e->day) < 0 ? day : e->day));
	}
	return days;
}

static gboolean
erase_all(Store *store, GHashTable *days, GError **error)
{
	GHashTableIter iter;
	gpointer key, day;

	g_hash_table_iter_init(&iter, days);
	while (g_hash_table_iter_next(&iter, &key, &day)) {
		g_auto(GStrv) parts = g_strsplit(key, " ", 2);

		if (!set_erased(store, parts[0], parts[1], day, error))
			return FALSE;
	}
	return TRUE;
}

char *
store_wants_texts(Store *store)
{
	return store_setting(store, TEXTS_WANTED);
}

gboolean
store_texts_looked_for(Store *store, const char *mark, GError **error)
{
	return sql_run(store, error, "DELETE FROM local_setting WHERE key = ? AND value = ?", "tt", TEXTS_WANTED, mark);
}

/* The text comes back from whoever still has it, or from the own mirror. */
static gboolean
end_erasure(Store *store, const char *op, const char *slot, GError **error)
{
	g_autofree char *before = store_wants_texts(store);
	g_autofree char *mark = g_strdup_printf("%" G_GINT64_FORMAT, before ? g_ascii_strtoll(before, NULL, 10) + 1 : 1);

	return set_erased(store, op, slot, NULL, error) && store_set_setting(store, TEXTS_WANTED, mark, error);
}

static gboolean
restore_others(Store *store, GHashTable *days, GError **error)
{
	g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) failed = NULL;
	sqlite3_stmt *stmt = sql_query(store, &failed, "SELECT op, slot FROM text WHERE erased_at IS NOT NULL", "");
	guint i;

	while (stmt && sql_step(store, stmt, &failed))
		g_ptr_array_add(keys, erasure_key(sql_column(stmt, 0), sql_column(stmt, 1)));
	for (i = 0; !failed && i < keys->len; i++) {
		g_auto(GStrv) parts = g_strsplit(keys->pdata[i], " ", 2);

		if (!g_hash_table_contains(days, keys->pdata[i]))
			end_erasure(store, parts[0], parts[1], &failed);
	}
	if (!failed)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&failed));
	return FALSE;
}

static gboolean
apply_erasures(Store *store, Authority *authority, GError **error)
{
	g_autoptr(GHashTable) days = days_of(authority, NULL);

	return erase_all(store, days, error) && restore_others(store, days, error);
}

gboolean
derive_redactions(Store *store, GError **error)
{
	g_auto(Authority) authority = {0};

	return replay(store, &authority, error) && apply_erasures(store, &authority, error);
}

gboolean
derive_redactions_of(Store *store, const Op *op, GError **error)
{
	g_auto(Authority) authority = {0};
	g_autoptr(GHashTable) days = NULL;
	char id[STAMP_TEXT_SIZE];

	stamp_format(&op->stamp, id);
	if (!sql_number(store, 0, "SELECT 1 FROM link WHERE target = ? AND type = 'redaction'", "t", id))
		return TRUE;
	if (!replay(store, &authority, error))
		return FALSE;
	days = days_of(&authority, id);
	return erase_all(store, days, error);
}

/* --- erased files ----------------------------------------------------------------------------------------------------------------------- */

/* The file of an attachment that an erasure names; NULL if it names something else, or an op that is not here yet. Caller frees. */
static char *
file_of(Store *store, const char *op)
{
	g_autofree char *line = store_op_line(store, op), *kind = line ? op_json_get(line, "k") : NULL;

	return g_strcmp0(kind, "attachment.add") == 0 ? op_json_get(line, "sha256") : NULL;
}

static void
add_erased_file(Store *store, GHashTable *files, const char *op, const char *day)
{
	char *sha256 = file_of(store, op);
	const char *known = sha256 ? g_hash_table_lookup(files, sha256) : NULL;

	if (sha256)
		g_hash_table_replace(files, sha256, g_strdup(known && strcmp(known, day) < 0 ? known : day));
}

GHashTable *
store_erased_files(Store *store, GError **error)
{
	g_autoptr(GHashTable) files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free), days = NULL;
	g_auto(Authority) authority = {0};
	GHashTableIter iter;
	gpointer key, day;

	if (!sql_number(store, 0, "SELECT 1 FROM entity WHERE type = 'redaction' LIMIT 1", ""))
		return g_steal_pointer(&files);
	if (!replay(store, &authority, error))
		return NULL;
	days = days_of(&authority, NULL);
	g_hash_table_iter_init(&iter, days);
	while (g_hash_table_iter_next(&iter, &key, &day)) {
		g_auto(GStrv) parts = g_strsplit(key, " ", 2);

		if (strcmp(parts[1], STORE_FILE_SLOT) == 0)
			add_erased_file(store, files, parts[0], day);
	}
	return g_steal_pointer(&files);
}

/* --- who may lead --------------------------------------------------------------------------------------------------------------------- */

static gboolean
write_rank(Store *store, const char *device, const Rank *rank, GError **error)
{
	g_autofree char *after = rank->is_blocked ? g_strdup_printf("%" G_GINT64_FORMAT, rank->blocked_after) : NULL;

	return sql_run(store, error, "INSERT INTO authority (device, role, blocked_after) VALUES (?, ?, ?)", "ttt", device, rank->role, after);
}

static gboolean
write_ranks(Store *store, Authority *authority, GError **error)
{
	GHashTableIter iter;
	gpointer device, rank;

	if (!sql_run(store, error, "DELETE FROM authority", ""))
		return FALSE;
	g_hash_table_iter_init(&iter, authority->ranks);
	while (g_hash_table_iter_next(&iter, &device, &rank))
		if (!write_rank(store, device, rank, error))
			return FALSE;
	return TRUE;
}

static gboolean
write_spans(Store *store, Authority *authority, GError **error)
{
	guint i;

	if (!sql_run(store, error, "DELETE FROM leading", ""))
		return FALSE;
	for (i = 0; i < authority->spans->len; i++) {
		const Span *span = authority->spans->pdata[i];

		if (!sql_run(store, error, "INSERT INTO leading VALUES (?, ?, ?)", "ttt", span->device, span->since, span->until))
			return FALSE;
	}
	return TRUE;
}

static GPtrArray *
ops_of_blocked(Store *store, GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) failed = NULL;
	sqlite3_stmt *stmt = sql_query(store, &failed,
				       "SELECT o.id FROM op o JOIN authority a ON a.device = o.device WHERE a.blocked_after IS NOT NULL"
				       " AND o.state = 'applied' ORDER BY o.id",
				       "");

	while (stmt && sql_step(store, stmt, &failed))
		g_ptr_array_add(ids, g_strdup(sql_column(stmt, 0)));
	if (!failed)
		return g_steal_pointer(&ids);
	g_propagate_error(error, g_steal_pointer(&failed));
	return NULL;
}

static gboolean
refresh_hidden(Store *store, GPtrArray *ids, GError **error)
{
	guint i;

	for (i = 0; i < ids->len; i++)
		if (!heads_set_hidden(store, ids->pdata[i], error))
			return FALSE;
	return TRUE;
}

gboolean
derive_authority(Store *store, GError **error)
{
	g_auto(Authority) authority = {0};
	g_autoptr(GPtrArray) before = ops_of_blocked(store, error), after = NULL;

	if (!replay(store, &authority, error) || !before || !write_ranks(store, &authority, error) || !write_spans(store, &authority, error) ||
	    !(after = ops_of_blocked(store, error)))
		return FALSE;
	return refresh_hidden(store, before, error) && refresh_hidden(store, after, error) && apply_erasures(store, &authority, error);
}

static gboolean
may_be_blocked(Store *store, const char *device)
{
	return sql_number(store, 0, "SELECT 1 FROM value WHERE entity = ? AND field = 'blocked' LIMIT 1", "t", device) != 0;
}

gboolean
derive_batch_of_op_changed(Store *store, const char *device, const char *op_id, GError **error)
{
	if (!may_be_blocked(store, device))
		return TRUE;
	/* What grants, blocks or erases reaches beyond itself. */
	if (sql_number(store, 0,
		       "SELECT 1 FROM value v JOIN entity e ON e.id = v.entity WHERE e.type IN ('device', 'redaction') AND v.op = ?1"
		       " AND v.entity IN (?1, (SELECT json_extract(line, '$.e') FROM op WHERE id = ?1))",
		       "t", op_id))
		return derive_authority(store, error);
	return heads_set_hidden(store, op_id, error);
}

gboolean
derive_batches_changed(Store *store, const char *device, GError **error)
{
	return !may_be_blocked(store, device) || derive_authority(store, error);
}

char *
store_role(Store *store, const char *device)
{
	g_autofree char *granted = sql_text(store, "SELECT role FROM authority WHERE device = ? AND role <> ''", "t", device);
	g_autofree char *claimed = granted ? NULL : derive_shown_slot(store, device, "funktion", "funktion");

	if (granted)
		return g_steal_pointer(&granted);
	/* Leading is granted, never claimed. */
	return g_strcmp0(claimed, "leitung") == 0 ? g_strdup("koordination") : g_steal_pointer(&claimed);
}
