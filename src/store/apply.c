/*
 * Applying ops: the one way by which anything enters the projection, for local and foreign ops alike. Whatever the order of arrival, the
 * same set of ops gives the same rows.
 */
#include <string.h>

#include "internal.h"

#define N_JUMP_MAX 1000000 /* an op further ahead of all that is accepted waits (design 3): one wrong number must not end the count */

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

	return derive_ensure_entity(store, on, strchr(on, '/') ? "anbindung" : "stelle", error) &&
	       func(store, op, on, "result", key, error);
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

static char *
place_json(const Op *op, const char *field)
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

static gboolean
insert_edges(Store *store, const Op *op, const char *id, const char *entity, const char *field, const char *key, GError **error)
{
	gboolean has_base = op->field || strcmp(field, "result") == 0;
	guint i;

	for (i = 0; has_base && i < op->base->len; i++)
		if (!sql_run(store, error, "INSERT OR IGNORE INTO edge VALUES (?, ?, ?, ?, ?)", "ttttt", entity, field, key,
			     op->base->pdata[i], id))
			return FALSE;
	return TRUE;
}

static gboolean
insert_place(Store *store, const Op *op, const char *entity, const char *field, const char *key, GError **error)
{
	char id[STAMP_TEXT_SIZE];
	g_autofree char *json = place_json(op, field);
	gint64 hidden;
	gboolean is_first = FALSE;

	stamp_format(&op->stamp, id);
	hidden = is_hidden(store, id, field);
	if (!hidden && !heads_first(store, op->entity, entity, field, key, id, json, &is_first, error))
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

static gboolean
register_texts(Store *store, const Op *op, GError **error)
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

gboolean
apply_op(Store *store, const Op *op, GError **error)
{
	return derive_ensure_entity(store, op->entity_id, op->entity->name, error) && register_texts(store, op, error) &&
	       apply_foreach_place(store, op, insert_place, error) && derive_entity(store, op->entity_id, error) &&
	       (!is_result(op) || derive_entity(store, op_value(op, "on")->string, error)) && derive_redactions_of(store, op, error) &&
	       apply_beyond(store, op, error);
}

gboolean
unapply_op(Store *store, const Op *op, GError **error)
{
	char id[STAMP_TEXT_SIZE];

	stamp_format(&op->stamp, id);
	return apply_foreach_place(store, op, remove_place, error) &&
	       sql_run(store, error, "UPDATE text SET op = '', slot = '', erased_at = NULL WHERE op = ?", "t", id) &&
	       derive_entity(store, op->entity_id, error) &&
	       (!is_result(op) || derive_entity(store, op_value(op, "on")->string, error)) && apply_beyond(store, op, error);
}

/* --- from lines -------------------------------------------------------------------------------------------------------------------------- */

static gint64
max_n(Store *store)
{
	if (!store->has_max_n) {
		g_autofree char *id = sql_text(store, "SELECT id FROM op WHERE state <> 'pending' ORDER BY id DESC LIMIT 1", "");
		Stamp stamp;

		store->max_n = id && stamp_parse(id, &stamp) ? stamp.n : 0;
		store->has_max_n = TRUE;
	}
	return store->max_n;
}

static gboolean
insert_op(Store *store, const char *id, const char *device, const char *line, gint64 batch, const char *state, GError **error)
{
	if (batch)
		return sql_run(store, error, "INSERT INTO op (id, device, line, batch, state) VALUES (?, ?, ?, ?, ?)", "tttit", id, device,
			       line, batch, state);
	return sql_run(store, error, "INSERT INTO op (id, device, line, state) VALUES (?, ?, ?, ?)", "tttt", id, device, line, state);
}

/* What a line says: TRUE and *@op, NULL for a kind of a newer version; FALSE if it breaks a rule. */
static gboolean
read_line(const char *line, gsize len, const char *device, Op **op, GError **error)
{
	g_autoptr(GError) problem = NULL;

	*op = op_decode(line, len, device, &problem);
	if (*op || g_error_matches(problem, OP_ERROR, OP_ERROR_UNKNOWN_KIND))
		return TRUE;
	g_set_error(error, STORE_ERROR, STORE_ERROR_INVALID, "%s", problem->message);
	return FALSE;
}

/* Takes an op of the log into the projection if its number is acceptable; @op NULL: an unknown kind, whose number counts as well. */
static gboolean
accept_op(Store *store, const char *id, const Op *op, GError **error)
{
	Stamp stamp;

	stamp_parse(id, &stamp);
	if (stamp.n > max_n(store) + N_JUMP_MAX)
		return TRUE;
	store->max_n = MAX(max_n(store), stamp.n);
	return sql_run(store, error, "UPDATE op SET state = ? WHERE id = ?", "tt", op ? "applied" : "unknown", id) &&
	       (!op || apply_op(store, op, error));
}

/* The same stamp with other content (a copied disk): the line with the lower hash stays, on every laptop. */
static gboolean
resolve_double(Store *store, const char *id, const char *device, const char *old_line, const Op *op, const char *line, gint64 batch,
	       GError **error)
{
	g_autofree char *old_hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, old_line, -1);
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, line, -1);
	g_autoptr(Op) old = NULL;

	if (strcmp(old_hash, hash) < 0)
		return TRUE;
	old = op_decode(old_line, strlen(old_line), device, NULL);
	if (old && !unapply_op(store, old, error))
		return FALSE;
	return sql_run(store, error, "UPDATE op SET line = ?, batch = ?, state = 'pending' WHERE id = ?", "tit", line, batch, id) &&
	       accept_op(store, id, op, error);
}

/* The first batch that holds a line counts, so that the order of arrival does not; of a blocked device it may lie before the block. */
static gboolean
note_batch(Store *store, const char *id, const char *device, gint64 batch, GError **error)
{
	if (!sql_number(store, 0, "SELECT 1 FROM op WHERE id = ? AND (batch IS NULL OR batch > ?)", "ti", id, batch))
		return TRUE;
	return sql_run(store, error, "UPDATE op SET batch = ? WHERE id = ?", "it", batch, id) && derive_batch_of_op_changed(store, device, id, error);
}

gboolean
store_apply_line(Store *store, const char *device, const char *line, gsize len, gint64 batch, GError **error)
{
	g_autofree char *old_line = NULL, *copy = g_strndup(line, len);
	g_autoptr(GError) problem = NULL;
	g_autoptr(Op) op = NULL;
	char id[STAMP_TEXT_SIZE], at[18];
	Stamp stamp;

	if (!op_decode_head(line, len, device, &stamp, NULL, at, NULL, &problem)) {
		g_set_error(error, STORE_ERROR, STORE_ERROR_INVALID, "%s", problem->message);
		return FALSE;
	}
	stamp_format(&stamp, id);
	if ((old_line = store_op_line(store, id)) && strcmp(old_line, copy) == 0)
		return note_batch(store, id, device, batch, error);
	/* Checked even if it waits or loses: whether a batch is valid must not depend on what else is known. */
	if (!read_line(line, len, device, &op, error))
		return FALSE;
	if (old_line)
		return store_quarantine(store, id, "", "gleicher Stempel mit anderem Inhalt: ein Gerät wurde kopiert", error) &&
		       resolve_double(store, id, device, old_line, op, copy, batch, error);
	return insert_op(store, id, device, copy, batch, "pending", error) && accept_op(store, id, op, error);
}

/* --- ops that wait ------------------------------------------------------------------------------------------------------------------------ */

/* A line that was unknown and, now that its kind is known, breaks a rule stays unknown: it must not stop all others. */
static gboolean
review_op(Store *store, const char *id, GError **error)
{
	g_autofree char *line = store_op_line(store, id);
	g_autoptr(Op) op = NULL;
	Stamp stamp;

	stamp_parse(id, &stamp);
	if (!read_line(line, strlen(line), stamp.device, &op, NULL))
		return store_quarantine(store, id, "", "Eintrag einer neueren Version ist nicht gültig", error);
	return accept_op(store, id, op, error);
}

static gboolean
review_state(Store *store, const char *state, GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) failed = NULL;
	sqlite3_stmt *stmt = sql_query(store, &failed, "SELECT id FROM op WHERE state <> 'applied' AND state = ? ORDER BY id", "t", state);
	guint i;

	while (stmt && sql_step(store, stmt, &failed))
		g_ptr_array_add(ids, g_strdup(sql_column(stmt, 0)));
	for (i = 0; !failed && i < ids->len; i++) {
		Stamp stamp;

		stamp_parse(ids->pdata[i], &stamp);
		if (stamp.n > max_n(store) + N_JUMP_MAX)
			break;
		review_op(store, ids->pdata[i], &failed);
	}
	if (!failed)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&failed));
	return FALSE;
}

gboolean
store_review_waiting(Store *store, GError **error)
{
	if (!store_begin(store, error))
		return FALSE;
	if (review_state(store, "pending", error) && review_state(store, "unknown", error))
		return store_commit(store, error);
	store_rollback(store);
	return FALSE;
}

/* --- local ops ---------------------------------------------------------------------------------------------------------------------------- */

static Stamp
next_stamp(Store *store)
{
	Stamp stamp = {.n = max_n(store) + 1};

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

	op_set_stamp(op, &stamp, at, by);
	if (!op_validate(op, &problem)) {
		g_set_error(error, STORE_ERROR, STORE_ERROR_INVALID, "%s", problem->message);
		return FALSE;
	}
	line = op_encode(op);
	stamp_format(&stamp, id);
	if (!insert_op(store, id, store->device, line, 0, "applied", error) || !apply_op(store, op, error))
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
