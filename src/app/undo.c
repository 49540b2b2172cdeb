/*
 * Undo: the opposite of what an action did, as new ops. Works the same before and after publishing and after a restart. Redo is the undo of
 * an undo.
 */
#include <string.h>

#include "internal.h"

static gboolean
fail_changed(const char *what, GError **error)
{
	g_set_error(error, APP_ERROR, APP_ERROR_FAILED,
		    "Das lässt sich nicht mehr rückgängig machen: „%s“ wurde inzwischen weiter geändert. Ändern Sie es direkt.", what);
	return FALSE;
}

/* Withdraws what was added. */
static Op *
opposite_of_add(App *app, const Op *op, const Record *record, GError **error)
{
	const Field *field = entity_field(op->entity, "retracted");
	g_autoptr(Op) back = op_new(op->entity, field, op->entity_id, NULL);

	app_base_on(back, record, field->name, "");
	return app_op_put(app, back, "retracted", "ja", error) && app_op_put(app, back, "retracted_why", "rückgängig gemacht", error)
		       ? g_steal_pointer(&back)
		       : NULL;
}

static const RecordValue *
value_of(const Record *record, const char *field, const char *key, const char *op_id)
{
	guint i;

	for (i = 0; i < record->values->len; i++) {
		const RecordValue *value = record->values->pdata[i];

		if (strcmp(value->field_name, field) == 0 && strcmp(value->key, key) == 0 && strcmp(value->op, op_id) == 0)
			return value;
	}
	return NULL;
}

static gboolean
put_old_value(App *app, Op *back, const RecordValue *old, GError **error)
{
	GHashTableIter iter;
	gpointer slot, text;

	if (old->is_lost) {
		g_set_error(error, APP_ERROR, APP_ERROR_FAILED, "Der frühere Text ist gelöscht und kann nicht wieder eingesetzt werden.");
		return FALSE;
	}
	g_hash_table_iter_init(&iter, old->slots);
	while (g_hash_table_iter_next(&iter, &slot, &text))
		if (!app_op_put(app, back, slot, text, error))
			return FALSE;
	return TRUE;
}

/* The field still shows what the change set: it is the only head, or what was done here after it has been taken back. */
static gboolean
still_holds(App *app, const GPtrArray *heads, const RecordValue *change)
{
	const RecordValue *head = heads->len == 1 ? heads->pdata[0] : NULL;

	return head && change && (head == change || (record_value_equal(head, change) && store_action_of(app->store, head->op)));
}

/* Sets the value that the change had replaced: of several, the one that was shown. */
static Op *
opposite_of_change(App *app, const Op *op, const Record *record, GError **error)
{
	const char *key = op->key ? op->key : "", *last = op->base->len ? op->base->pdata[op->base->len - 1] : NULL;
	g_autoptr(GPtrArray) heads = record_heads(record, op->field->name, key);
	g_autoptr(Op) back = op_new(op->entity, op->field, op->entity_id, op->key);
	const RecordValue *old = last ? value_of(record, op->field->name, key, last) : NULL;
	char id[STAMP_TEXT_SIZE];

	stamp_format(&op->stamp, id);
	if (!still_holds(app, heads, value_of(record, op->field->name, key, id)))
		return fail_changed(op->field->title, error), NULL;
	app_base_on(back, record, op->field->name, key);
	return !old || put_old_value(app, back, old, error) ? g_steal_pointer(&back) : NULL;
}

static Op *
opposite(App *app, const char *op_id, GError **error)
{
	g_autofree char *line = store_op_line(app->store, op_id);
	g_autoptr(Op) op = NULL;
	g_autoptr(Record) record = NULL;
	Stamp stamp;

	if (!line || !stamp_parse(op_id, &stamp) || !(op = op_decode(line, strlen(line), stamp.device, error)) ||
	    !(record = app_record(app, op->entity_id, error)))
		return NULL;
	return op->field ? opposite_of_change(app, op, record, error) : opposite_of_add(app, op, record, error);
}

static gboolean
take_back(App *app, StoreAction *action, gboolean is_redo, char **title, GError **error)
{
	g_autoptr(GPtrArray) ops = app_ops_new();
	guint i;

	for (i = g_strv_length(action->ops); i > 0; i--) {
		Op *op = opposite(app, action->ops[i - 1], error);

		if (!op)
			return FALSE;
		g_ptr_array_add(ops, op);
	}
	if (!store_commit_ops(app->store, ops, app->user, action->title, is_redo ? -action->seq : action->seq, error))
		return FALSE;
	if (title)
		*title = g_strdup(action->title);
	return TRUE;
}

gboolean
app_undo(App *app, const char *op_id, char **title, GError **error)
{
	g_autoptr(StoreAction) action = NULL;
	g_autofree char *id = op_id ? app_find(app, NULL, op_id, NULL) : NULL;
	gint64 seq = op_id ? store_action_of(app->store, id ? id : op_id) : 0;

	if (!app_begin_write(app, error))
		return FALSE;
	if (!op_id || seq)
		action = store_last_action(app->store, FALSE, seq, error);
	if (action)
		return take_back(app, action, FALSE, title, error);
	if (error && !*error && op_id)
		g_set_error(error, APP_ERROR, APP_ERROR_NOT_FOUND,
			    "„%s“ wurde nicht auf diesem Gerät eingetragen oder ist schon rückgängig gemacht.", op_id);
	else if (error && !*error)
		g_set_error(error, APP_ERROR, APP_ERROR_NOT_FOUND, "Es gibt nichts rückgängig zu machen.");
	return FALSE;
}

gboolean
app_redo(App *app, char **title, GError **error)
{
	g_autoptr(StoreAction) action = NULL;

	if (!app_begin_write(app, error))
		return FALSE;
	action = store_last_action(app->store, TRUE, 0, error);
	if (action)
		return take_back(app, action, TRUE, title, error);
	if (error && !*error)
		g_set_error(error, APP_ERROR, APP_ERROR_NOT_FOUND, "Es gibt nichts zu wiederholen.");
	return FALSE;
}
