/*
 * Applying ops: the one way by which anything enters the projection, for local and foreign ops alike. Whatever the order of arrival, the
 * same set of ops gives the same rows.
 */
#include <string.h>

#include "internal.h"

/* --- the places of an op -------------------------------------------------------------------------------------------------------- */

static gboolean
is_result(const Op *op)
{
	return !op->field && strcmp(op->entity->name, "result") == 0;
}

/* A result is a value of its Anbindung (or Stelle), too: of the field "result", with step, environment and repetition as key. */
static gboolean
result_place(Store *store, const Op *op, PlaceFunc func, GError **error)
{
	const char *on = op_value(op, "on")->string;
	g_autofree char *key = g_strdup_printf("%s/%s/%d", op_value(op, "step")->string, op_value(op, "env")->string,
					       (int)op_value(op, "instance")->number);

	return func(store, op, on, "result", key, error);
}

const char *
apply_subject_type(const char *on)
{
	return strchr(on, '/') ? "anbindung" : "stelle";
}

gboolean
apply_foreach_place(Store *store, const Op *op, PlaceFunc func, GError **error)
{
	const Field *f;

	if (op->field)
		return func(store, op, op->entity_id, op->field->name, op->key ? op->key : "", error);
	if (!func(store, op, op->entity_id, "add", "", error))
		return FALSE;
	for (f = op->entity->fields; f->name; f++)
		if (f->in_add && !f->is_fixed && op_sets_field(op, f) && !func(store, op, op->entity_id, f->name, "", error))
			return FALSE;
	return !is_result(op) || result_place(store, op, func, error);
}

/* The Anbindung or Stelle that a result is about, which may not be known otherwise. */
static gboolean
ensure_subject(Store *store, const Op *op, GError **error)
{
	const char *on = is_result(op) ? op_value(op, "on")->string : NULL;

	return !on || derive_ensure_entity(store, on, apply_subject_type(on), error);
}

char *
apply_place_json(const Op *op, const char *field)
{
	if (strcmp(field, "add") == 0)
		return op_fixed_json(op);
	if (is_result(op))
		return g_strdup_printf("{\"outcome\":\"%s\"}", op_value(op, "outcome")->string);
	return op_field_json(op, entity_field(op->entity, field));
}

/* Blocked devices and withdrawn results stay in the graph, but are no values. */
static gboolean
is_hidden(Store *store, const char *op_id, const char *field)
{
	if (sql_number(store, 0,
		       "SELECT 1 FROM op o JOIN authority a ON a.device = o.device WHERE o.id = ? AND a.blocked_after IS NOT NULL"
		       " AND coalesce(o.batch, a.blocked_after + 1) > a.blocked_after",
		       "t", op_id))
		return TRUE;
	return strcmp(field, "result") == 0 && sql_number(store, 0, "SELECT is_retracted FROM entity WHERE id = ?", "t", op_id);
}

gboolean
apply_has_base(const Op *op, const char *field)
{
	return op->field || strcmp(field, "result") == 0;
}

static gboolean
insert_edges(Store *store, const Op *op, const char *id, const char *entity, const char *field, const char *key, GError **error)
{
	guint i;

	for (i = 0; apply_has_base(op, field) && i < op->base->len; i++)
		if (!sql_run(store, error, "INSERT OR IGNORE INTO edge VALUES (?, ?, ?, ?, ?)", "ttttt", entity, field, key,
			     op->base->pdata[i], id))
			return FALSE;
	return TRUE;
}

/* Nobody does that but to confuse: such an op is no head. */
static gboolean
names_itself(const Op *op, const char *id)
{
	guint i;

	for (i = 0; i < op->base->len; i++)
		if (strcmp(op->base->pdata[i], id) == 0)
			return TRUE;
	return FALSE;
}

static gboolean
insert_place(Store *store, const Op *op, const char *entity, const char *field, const char *key, GError **error)
{
	char id[STAMP_TEXT_SIZE];
	g_autofree char *json = apply_place_json(op, field);
	gint64 hidden;
	gboolean is_first = FALSE;

	stamp_format(&op->stamp, id);
	hidden = is_hidden(store, id, field);
	if (!hidden && !names_itself(op, id) && !heads_first(store, op->entity, entity, field, key, id, json, &is_first, error))
		return FALSE;
	if (is_first)
		return insert_edges(store, op, id, entity, field, key, error);
	return sql_run(store, error, "INSERT OR REPLACE INTO value (entity, field, key, op, slots, is_hidden) VALUES (?, ?, ?, ?, ?, ?)",
		       "ttttti", entity, field, key, id, json, hidden) &&
	       insert_edges(store, op, id, entity, field, key, error) && heads_refresh(store, entity, field, key, error);
}

static gboolean
remove_place(Store *store, const Op *op, const char *entity, const char *field, const char *key, GError **error)
{
	char id[STAMP_TEXT_SIZE];

	stamp_format(&op->stamp, id);
	return sql_run(store, error, "DELETE FROM value WHERE entity = ? AND field = ? AND key = ? AND op = ?", "tttt", entity, field, key,
		       id) &&
	       sql_run(store, error, "DELETE FROM edge WHERE entity = ? AND field = ? AND key = ? AND child = ?", "tttt", entity, field, key,
		       id) &&
	       heads_refresh(store, entity, field, key, error);
}

static gboolean
refresh_hidden(Store *store, const Op *op, const char *entity, const char *field, const char *key, GError **error)
{
	char id[STAMP_TEXT_SIZE];

	stamp_format(&op->stamp, id);
	return sql_run(store, error, "UPDATE value SET is_hidden = ? WHERE entity = ? AND field = ? AND key = ? AND op = ?", "itttt",
		       (gint64)is_hidden(store, id, field), entity, field, key, id) &&
	       heads_refresh(store, entity, field, key, error) && derive_entity(store, entity, error);
}

gboolean
heads_set_hidden(Store *store, const char *op_id, GError **error)
{
	g_autofree char *line = store_op_line(store, op_id);
	g_autoptr(Op) op = NULL;
	Stamp stamp;

	if (!line || !stamp_parse(op_id, &stamp) || !(op = op_decode(line, strlen(line), stamp.device, NULL)))
		return TRUE;
	return apply_foreach_place(store, op, refresh_hidden, error);
}

/* --- texts ---------------------------------------------------------------------------------------------------------------------------- */

gboolean
apply_register_texts(Store *store, const Op *op, GError **error)
{
	char id[STAMP_TEXT_SIZE];
	guint i;

	stamp_format(&op->stamp, id);
	for (i = 0; i < op->n_values; i++) {
		const SlotValue *value = &op->values[i];

		if (op->slots[i]->type != SLOT_TEXT || !value->is_set)
			continue;
		/* Two ops with one hash are somebody's trick: the earlier one keeps it, whichever came first. */
		if (!sql_run(store, error,
			     "INSERT INTO text (hash, op, slot) VALUES (?, ?, ?) ON CONFLICT (hash) DO UPDATE SET op = excluded.op, slot ="
			     " excluded.slot, erased_at = NULL WHERE op = '' OR op > excluded.op",
			     "ttt", value->string, id, op->slots[i]->name))
			return FALSE;
		if (value->text && !store_put_text(store, value->string, value->salt, value->text, error))
			return FALSE;
	}
	return TRUE;
}

/* --- one op ----------------------------------------------------------------------------------------------------------------------------- */

/* Ops whose meaning reaches beyond their own entity. */
static gboolean
apply_beyond(Store *store, const Op *op, GError **error)
{
	const char *field = op->field ? op->field->name : "add";

	if (strcmp(op->entity->name, "device") == 0 && (strcmp(field, "role") == 0 || strcmp(field, "blocked") == 0))
		return derive_authority(store, error);
	if (strcmp(op->entity->name, "redaction") == 0)
		return derive_redactions(store, error);
	return TRUE;
}

/* --- an entity of which nothing was known: most ops of an import ------------------------------------------------------------------------- */

static gboolean
insert_fresh(Store *store, const Op *op, const char *entity, const char *field, const char *key, GError **error)
{
	char id[STAMP_TEXT_SIZE];
	g_autofree char *json = NULL;

	if (entity != op->entity_id)
		return insert_place(store, op, entity, field, key, error);
	json = apply_place_json(op, field);
	return heads_only(store, op->entity, entity, field, key, stamp_format(&op->stamp, id), json, error);
}

/* *@is_fresh FALSE: it is known, or what its device says does not count; nothing was changed. */
static gboolean
apply_fresh(Store *store, const Op *op, gboolean *is_fresh, GError **error)
{
	const char *type = op->entity->name;

	*is_fresh = FALSE;
	if (op->field || op->entity->id_rule != ID_STAMP || is_hidden(store, op->entity_id, "add"))
		return TRUE;
	if (!sql_run(store, error, "INSERT OR IGNORE INTO entity (id, type, created) VALUES (?1, ?2, ?1)", "tt", op->entity_id, type))
		return FALSE;
	*is_fresh = sqlite3_changes(store->db) > 0;
	if (!*is_fresh)
		return TRUE;
	/* The values before the texts: a text that is new derives the entity of its op. */
	return ensure_subject(store, op, error) && apply_foreach_place(store, op, insert_fresh, error) && apply_register_texts(store, op, error) &&
	       (!derive_has_row(type) || derive_later(store, op->entity_id, error));
}

/* --- kinds ------------------------------------------------------------------------------------------------------------------------------ */

/*
 * An entity is what it was added as. A change of another kind says nothing about it, whichever came first; it stays in the log. As long as
 * nobody knows the add, the first kind of the alphabet stands in: nothing is shown then.
 */
static gboolean
is_of_other_kind(Store *store, const Op *op)
{
	g_autofree char *kind = NULL;

	if (!op->field || op->entity->id_rule != ID_STAMP)
		return FALSE;
	kind = sql_text(store, "SELECT type FROM entity WHERE id = ?1 AND EXISTS (SELECT 1 FROM value WHERE entity = ?1 AND field = 'add')", "t",
			op->entity_id);
	return kind && strcmp(kind, op->entity->name) != 0;
}

typedef gboolean (*OpFunc)(Store *store, const Op *op, const char *kind, GError **error);

/* For each op that the query yields: id, line. */
static gboolean
foreach_op(Store *store, const char *sql, const char *entity, OpFunc func, const char *kind, GError **error)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
	GError *failed = NULL;
	sqlite3_stmt *stmt = sql_query(store, &failed, sql, "t", entity);
	guint i;

	while (stmt && sql_step(store, stmt, &failed)) {
		g_ptr_array_add(found, g_strdup(sql_column(stmt, 0)));
		g_ptr_array_add(found, g_strdup(sql_column(stmt, 1)));
	}
	if (failed) {
		g_propagate_error(error, failed);
		return FALSE;
	}
	for (i = 0; i < found->len; i += 2) {
		g_autoptr(Op) op = NULL;
		Stamp stamp;

		if (stamp_parse(found->pdata[i], &stamp))
			op = op_decode(found->pdata[i + 1], strlen(found->pdata[i + 1]), stamp.device, NULL);
		if (op && op->field && strcmp(op->entity_id, entity) == 0 && !func(store, op, kind, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
drop_other_kind(Store *store, const Op *op, const char *kind, GError **error)
{
	return strcmp(op->entity->name, kind) == 0 || apply_foreach_place(store, op, remove_place, error);
}

/* The add has come to an entity of which something was known. */
static gboolean
settle_kind(Store *store, const Op *op, GError **error)
{
	g_autofree char *before = NULL;

	if (op->field || op->entity->id_rule != ID_STAMP)
		return TRUE;
	before = sql_text(store, "SELECT type FROM entity WHERE id = ?", "t", op->entity_id);
	return foreach_op(store,
			  "SELECT DISTINCT o.id, o.line FROM value v JOIN op o ON o.id = v.op WHERE v.entity = ?1 AND v.op <> ?1 AND v.field <> 'result'",
			  op->entity_id, drop_other_kind, op->entity->name, error) &&
	       (g_strcmp0(before, op->entity->name) == 0 || derive_forget_rows(store, op->entity_id, error)) &&
	       sql_run(store, error, "UPDATE entity SET type = ? WHERE id = ?", "tt", op->entity->name, op->entity_id);
}

static gboolean
apply_again(Store *store, const Op *op, const char *kind, GError **error)
{
	(void)kind;
	return apply_op(store, op, error);
}

/* The add is taken back, for another op with its stamp: whatever was said meanwhile counts as it did before. Looks through the whole log. */
static gboolean
unsettle_kind(Store *store, const Op *op, GError **error)
{
	if (op->field || op->entity->id_rule != ID_STAMP)
		return TRUE;
	return derive_forget_rows(store, op->entity_id, error) && sql_run(store, error, "UPDATE entity SET type = '~' WHERE id = ?", "t", op->entity_id) &&
	       foreach_op(store, "SELECT id, line FROM op WHERE state = 'applied' AND instr(line, '\"e\":\"' || ?1 || '\"') > 0", op->entity_id,
			  apply_again, NULL, error) &&
	       sql_run(store, error, "DELETE FROM entity WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM value WHERE entity = ?1)", "t", op->entity_id);
}

/* --- an op in general ------------------------------------------------------------------------------------------------------------------- */

static gboolean
apply_known(Store *store, const Op *op, GError **error)
{
	if (is_of_other_kind(store, op))
		return apply_register_texts(store, op, error);
	return derive_ensure_entity(store, op->entity_id, op->entity->name, error) && ensure_subject(store, op, error) &&
	       apply_register_texts(store, op, error) && apply_foreach_place(store, op, insert_place, error) && settle_kind(store, op, error) &&
	       derive_later(store, op->entity_id, error);
}

gboolean
apply_op(Store *store, const Op *op, GError **error)
{
	gboolean is_fresh;

	return apply_fresh(store, op, &is_fresh, error) && (is_fresh || apply_known(store, op, error)) &&
	       (!is_result(op) || derive_later(store, op_value(op, "on")->string, error)) && derive_redactions_of(store, op, error) &&
	       apply_beyond(store, op, error);
}

gboolean
apply_forget_texts(Store *store, const char *id, GError **error)
{
	return sql_run(store, error, "DELETE FROM text WHERE op = ? AND text IS NULL", "t", id) &&
	       sql_run(store, error, "UPDATE text SET op = '', slot = '', erased_at = NULL WHERE op = ?", "t", id);
}

gboolean
unapply_op(Store *store, const Op *op, GError **error)
{
	char id[STAMP_TEXT_SIZE];

	stamp_format(&op->stamp, id);
	return apply_foreach_place(store, op, remove_place, error) &&
	       apply_forget_texts(store, id, error) && unsettle_kind(store, op, error) && derive_entity(store, op->entity_id, error) &&
	       (!is_result(op) || derive_entity(store, op_value(op, "on")->string, error)) && apply_beyond(store, op, error);
}

/* --- local ops ---------------------------------------------------------------------------------------------------------------------------- */

static Stamp
next_stamp(Store *store)
{
	Stamp stamp = {.n = line_max_n(store) + 1};

	g_strlcpy(stamp.device, store->device, sizeof stamp.device);
	g_strlcpy(stamp.run, store->run, sizeof stamp.run);
	return stamp;
}

char *
store_next_id(Store *store)
{
	char id[STAMP_TEXT_SIZE];
	Stamp stamp;

	store_device(store);
	stamp = next_stamp(store);
	stamp_format(&stamp, id);
	return g_strdup(id);
}

static gboolean
commit_op(Store *store, Op *op, const char *at, const char *by, GString *ids, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autofree char *line = NULL;
	char id[STAMP_TEXT_SIZE];
	Stamp stamp = next_stamp(store);
	gboolean is_new;

	op_set_stamp(op, &stamp, at, by);
	if (!op_validate(op, &problem)) {
		g_set_error(error, STORE_ERROR, STORE_ERROR_INVALID, "%s", problem->message);
		return FALSE;
	}
	line = op_encode(op);
	stamp_format(&stamp, id);
	if (!line_insert(store, id, store->device, line, 0, "applied", &is_new, error))
		return FALSE;
	if (!is_new) {
		g_set_error(error, STORE_ERROR, STORE_ERROR_FAILED, "Speichern nicht möglich: Der Stempel %s ist schon vergeben.", id);
		return FALSE;
	}
	if (!apply_op(store, op, error))
		return FALSE;
	store->max_n = stamp.n;
	g_string_append_printf(ids, "%s%s", ids->len ? "," : "", id);
	return TRUE;
}

/* @undoes: number of the action taken back; negative: of the undo that a redo takes back, and then this is an action like any other. */
static gboolean
note_action(Store *store, const char *title, const char *ids, gint64 undoes, GError **error)
{
	if (undoes == 0) /* what was undone cannot be redone after something new */
		return sql_run(store, error, "UPDATE local_action SET is_undone = 1 WHERE undoes IS NOT NULL AND is_undone = 0", "") &&
		       sql_run(store, error, "INSERT INTO local_action (title, ops) VALUES (?, ?)", "tt", title, ids);
	if (!sql_run(store, error, "UPDATE local_action SET is_undone = 1 WHERE seq = ?", "i", ABS(undoes)))
		return FALSE;
	if (undoes < 0)
		return sql_run(store, error, "INSERT INTO local_action (title, ops) VALUES (?, ?)", "tt", title, ids);
	return sql_run(store, error, "INSERT INTO local_action (title, ops, undoes) VALUES (?, ?, ?)", "tti", title, ids, undoes);
}

gboolean
store_commit_ops(Store *store, GPtrArray *ops, const char *by, const char *title, gint64 undoes, GError **error)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();
	g_autofree char *at = g_date_time_format(now, "%Y-%m-%dT%H:%MZ");
	g_autoptr(GString) ids = g_string_new(NULL);
	guint i;

	if (!store_begin(store, error))
		return FALSE;
	store_device(store);
	for (i = 0; i < ops->len; i++)
		if (!commit_op(store, ops->pdata[i], at, by, ids, error))
			break;
	if (i == ops->len && (!title || note_action(store, title, ids->str, undoes, error)))
		return store_commit(store, error);
	store_rollback(store);
	return FALSE;
}
