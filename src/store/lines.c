/*
 * Op lines of batches: into the log, what becomes of them there, and which line stays where two have one stamp. Then apply.c takes them into
 * the projection, or a bulk does.
 */
#include <string.h>

#include "internal.h"

#define N_JUMP_MAX 1000000 /* an op further ahead of all that is accepted waits (design 3): one wrong number must not end the count */

/* --- from lines -------------------------------------------------------------------------------------------------------------------------- */

gint64
line_max_n(Store *store)
{
	if (!store->has_max_n) {
		g_autofree char *id = sql_text(store, "SELECT id FROM op WHERE state <> 'pending' ORDER BY id DESC LIMIT 1", "");
		Stamp stamp;

		store->max_n = id && stamp_parse(id, &stamp) ? stamp.n : 0;
		store->has_max_n = TRUE;
	}
	return store->max_n;
}

gboolean
line_insert(Store *store, const char *id, const char *device, const char *line, gint64 batch, const char *state, gboolean *is_new,
	  GError **error)
{
	static const char insert[] = "INSERT INTO op (id, device, line, batch, state) VALUES (?, ?, ?, nullif(?, 0), ?) ON CONFLICT (id) DO NOTHING";

	if (!sql_run(store, error, insert, "tttit", id, device, line, batch, state))
		return FALSE;
	*is_new = sqlite3_changes(store->db) > 0;
	return TRUE;
}

/* What a line says: TRUE, its stamp and *@op, NULL for a kind of a newer version; FALSE if it breaks a rule. */
static gboolean
read_line(const char *line, gsize len, const char *device, Stamp *stamp, Op **op, GError **error)
{
	g_autoptr(GError) problem = NULL;
	char at[18];

	*op = op_decode(line, len, device, &problem);
	if (*op)
		*stamp = (*op)->stamp;
	if (*op || (g_error_matches(problem, OP_ERROR, OP_ERROR_UNKNOWN_KIND) && op_decode_head(line, len, device, stamp, NULL, at, NULL, NULL)))
		return TRUE;
	g_set_error(error, STORE_ERROR, STORE_ERROR_INVALID, "%s", problem->message);
	return FALSE;
}

/* What becomes of an op with this number; @op NULL: an unknown kind, whose number counts as well. */
static const char *
state_of(Store *store, const Stamp *stamp, const Op *op)
{
	if (stamp->n > line_max_n(store) + N_JUMP_MAX)
		return "pending";
	return !op ? "unknown" : store->bulk && bulk_must_wait(op) ? "pending" : "applied";
}

/* Takes an op that is in the log into the projection, as its state says. */
static gboolean
take_op(Store *store, const Stamp *stamp, const Op *op, const char *state, GError **error)
{
	if (stamp->n <= line_max_n(store) + N_JUMP_MAX)
		store->max_n = MAX(line_max_n(store), stamp->n);
	if (strcmp(state, "applied") != 0)
		return TRUE;
	return store->bulk ? bulk_take(store, op, error) : apply_op(store, op, error);
}

/* Takes an op of the log into the projection if its number is acceptable. */
static gboolean
accept_op(Store *store, const char *id, const Op *op, GError **error)
{
	const char *state;
	Stamp stamp;

	stamp_parse(id, &stamp);
	state = state_of(store, &stamp, op);
	return (strcmp(state, "pending") == 0 || sql_run(store, error, "UPDATE op SET state = ? WHERE id = ?", "tt", state, id)) &&
	       take_op(store, &stamp, op, state, error);
}

/* In a bulk nothing is taken back: what was noted is dropped, and the winner waits for the end. */
static gboolean
take_back(Store *store, const char *id, const Op *old, GError **error)
{
	return store->bulk ? bulk_forget(store, id, error) && apply_forget_texts(store, id, error) : unapply_op(store, old, error);
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
	if (old && !take_back(store, id, old, error))
		return FALSE;
	return sql_run(store, error, "UPDATE op SET line = ?, batch = ?, state = 'pending' WHERE id = ?", "tit", line, batch, id) &&
	       (store->bulk || accept_op(store, id, op, error));
}

/* The first batch that holds a line counts, so that the order of arrival does not; of a blocked device it may lie before the block. */
static gboolean
note_batch(Store *store, const char *id, const char *device, gint64 batch, GError **error)
{
	if (batch == 0 || !sql_number(store, 0, "SELECT 1 FROM op WHERE id = ? AND (batch IS NULL OR batch > ?)", "ti", id, batch))
		return TRUE;
	if (!sql_run(store, error, "UPDATE op SET batch = ? WHERE id = ?", "it", batch, id))
		return FALSE;
	return store->bulk || derive_batch_of_op_changed(store, device, id, error);
}

/* A stamp that is known already. */
static gboolean
meet_again(Store *store, const char *id, const char *device, const Op *op, const char *line, gint64 batch, GError **error)
{
	g_autofree char *old_line = store_op_line(store, id);

	if (old_line && strcmp(old_line, line) == 0)
		return note_batch(store, id, device, batch, error);
	return old_line && store_quarantine(store, id, "", "gleicher Stempel mit anderem Inhalt: ein Gerät wurde kopiert", error) &&
	       resolve_double(store, id, device, old_line, op, line, batch, error);
}

/* A line that this version finds invalid, but which an earlier one has taken in as unknown: no reason to refuse its batch now. */
static gboolean
is_old_acquaintance(Store *store, const char *device, const char *line, char *id)
{
	g_autofree char *old_line = NULL;
	char at[18];
	Stamp stamp;

	if (!op_decode_head(line, strlen(line), device, &stamp, NULL, at, NULL, NULL))
		return FALSE;
	old_line = store_op_line(store, stamp_format(&stamp, id));
	return g_strcmp0(old_line, line) == 0;
}

gboolean
store_read_line(const char *device, const char *line, gsize len, Op **op, GError **error)
{
	Stamp stamp;

	return read_line(line, len, device, &stamp, op, error);
}

/* @op NULL: a kind of a newer version. */
static gboolean
apply_read(Store *store, const Stamp *stamp, const Op *op, const char *line, gint64 batch, GError **error)
{
	const char *state = state_of(store, stamp, op);
	char id[STAMP_TEXT_SIZE];
	gboolean is_new;

	if (!line_insert(store, stamp_format(stamp, id), stamp->device, line, batch, state, &is_new, error))
		return FALSE;
	return is_new ? take_op(store, stamp, op, state, error) : meet_again(store, id, stamp->device, op, line, batch, error);
}

gboolean
store_apply_op(Store *store, const Op *op, const char *line, gint64 batch, GError **error)
{
	return apply_read(store, &op->stamp, op, line, batch, error);
}

gboolean
store_apply_line(Store *store, const char *device, const char *line, gsize len, gint64 batch, GError **error)
{
	g_autofree char *copy = g_strndup(line, len);
	g_autoptr(GError) problem = NULL;
	g_autoptr(Op) op = NULL;
	char id[STAMP_TEXT_SIZE];
	Stamp stamp;

	/* Checked even if it waits or loses: whether a batch is valid must not depend on what else is known. */
	if (read_line(line, len, device, &stamp, &op, &problem))
		return apply_read(store, &stamp, op, copy, batch, error);
	if (is_old_acquaintance(store, device, copy, id))
		return note_batch(store, id, device, batch, error);
	g_propagate_error(error, g_steal_pointer(&problem));
	return FALSE;
}

/* Where others may write, too, a batch is cut into transactions of about this length, and they get a moment between. */
#define SLICE_US 15000
#define PAUSE_US 2000

static gboolean
apply_some(Store *store, const StoreBatch *batch, guint *from, gint64 until, GError **error)
{
	for (; *from < batch->lines->len; ++*from) {
		const char *line = batch->lines->pdata[*from];
		const Op *op = batch->ops ? batch->ops->pdata[*from] : NULL;

		if (op ? !store_apply_op(store, op, line, batch->number, error)
		       : !store_apply_line(store, batch->device, line, strlen(line), batch->number, error))
			return FALSE;
		if (until && g_get_monotonic_time() > until) {
			++*from;
			break;
		}
	}
	return TRUE;
}

/* In one transaction; the batch is noted with its last line. */
static gboolean
apply_slice(Store *store, const StoreBatch *batch, guint *from, gint64 until, GError **error)
{
	if (!store->bulk && !store->touched)
		store->touched = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	if (!apply_some(store, batch, from, until, error) || (store->touched && !derive_touched(store, error)))
		return FALSE;
	return *from < batch->lines->len ||
	       store_put_batch(store, batch->device, batch->number, batch->sha256, batch->prev, batch->lines->len, error);
}

static gboolean
apply_alone(Store *store, const StoreBatch *batch, guint *from, gint64 until, GError **error)
{
	if (!store_begin(store, error))
		return FALSE;
	if (apply_slice(store, batch, from, until, error))
		return store_commit(store, error);
	store_rollback(store);
	return FALSE;
}

static void
leave_room(Store *store)
{
	if (g_get_monotonic_time() - store->paused < SLICE_US)
		return;
	g_usleep(PAUSE_US);
	store->paused = g_get_monotonic_time();
}

gboolean
store_apply_batch(Store *store, const StoreBatch *batch, GError **error)
{
	guint from = 0;

	if (store->depth > 0)
		return apply_slice(store, batch, &from, 0, error);
	while (from < batch->lines->len) {
		/* Only of lines that cannot fail some may be stored before the others. */
		gint64 until = batch->ops ? g_get_monotonic_time() + SLICE_US : 0;

		if (!apply_alone(store, batch, &from, until, error))
			return FALSE;
		leave_room(store);
	}
	return TRUE;
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
	if (!read_line(line, strlen(line), stamp.device, &stamp, &op, NULL))
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
		if (stamp.n > line_max_n(store) + N_JUMP_MAX)
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
	if (store->bulk) /* at its end */
		return TRUE;
	if (!store_begin(store, error))
		return FALSE;
	if (review_state(store, "pending", error) && review_state(store, "unknown", error))
		return store_commit(store, error);
	store_rollback(store);
	return FALSE;
}
