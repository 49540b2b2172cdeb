/* From what a user typed to ops: the generic add, set, retract, confirm, comment, redact. */
#include <string.h>

#include "internal.h"
#include "vorort/text.h"

static void
ops_free_one(gpointer op)
{
	op_free(op);
}

GPtrArray *
app_ops_new(void)
{
	return g_ptr_array_new_with_free_func(ops_free_one);
}

/* Errors of core carry their own domain; people get the message, callers one code. */
static gboolean
as_invalid(GError **error, GError *cause)
{
	g_set_error_literal(error, APP_ERROR, APP_ERROR_INVALID, cause->message);
	g_error_free(cause);
	return FALSE;
}

/* --- single slots ------------------------------------------------------------------------------------------------------------------- */

char *
app_pair_name(const char *pair, const char **value, GError **error)
{
	const char *eq = strchr(pair, '=');

	if (!eq || eq == pair) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "„%s“ ist keine Angabe. Richtig ist NAME=WERT, zum Beispiel severity=hinweis", pair);
		return NULL;
	}
	*value = eq + 1;
	return g_strndup(pair, (gsize)(eq - pair));
}

static const Slot *
find_slot(const Op *op, const char *name)
{
	guint i;

	for (i = 0; i < op->n_values; i++)
		if (strcmp(op->slots[i]->name, name) == 0)
			return op->slots[i];
	return NULL;
}

static gboolean
put_text(App *app, Op *op, const Slot *slot, const char *value, GError **error)
{
	g_autofree char *salt = sync_random_salt();
	g_autofree char *reason = NULL;
	GError *cause = NULL;
	TextVerdict verdict = g_utf8_validate(value, -1, NULL) ? text_check_personal(value, &reason) : TEXT_FINE;

	if (verdict == TEXT_REFUSE) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "Nicht gespeichert: %s", reason);
		return FALSE;
	}
	if (verdict == TEXT_WARN)
		g_ptr_array_add(app->warnings, g_strdup(reason));
	return op_set_text(op, slot->name, value, salt, &cause) || as_invalid(error, cause);
}

/* A Stelle has a functional mailbox; the address of a person is likely a mistake. */
static void
warn_mailbox(App *app, const char *value)
{
	g_autofree char *reason = NULL;

	if (text_check_personal(value, &reason) != TEXT_FINE)
		g_ptr_array_add(app->warnings, g_steal_pointer(&reason));
}

/* Codes may be typed as German words. */
static char *
codes_from_words(const Slot *slot, const char *value)
{
	g_auto(GStrv) parts = g_strsplit(value, ",", -1);
	guint i;

	for (i = 0; parts[i]; i++) {
		const Word *word = words_guess((WordList)slot->min, g_strstrip(parts[i]));

		if (word) {
			g_free(parts[i]);
			parts[i] = g_strdup(word->code);
		}
	}
	return g_strjoinv(",", parts);
}

gboolean
app_op_put(App *app, Op *op, const char *name, const char *value, GError **error)
{
	const Slot *slot = find_slot(op, name);
	g_autofree char *today = app_today(), *converted = NULL;
	GError *cause = NULL;

	if (slot && !*value)
		return TRUE;
	if (slot && slot->type == SLOT_TEXT)
		return put_text(app, op, slot, value, error);
	if (!g_utf8_validate(value, -1, NULL)) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "%s enthält Zeichen, die kein gültiges UTF-8 sind.", name);
		return FALSE;
	}
	if (slot && strcmp(slot->name, "mailbox") == 0)
		warn_mailbox(app, value);
	if (slot && slot->type == SLOT_DATE)
		converted = text_parse_date(value, today);
	else if (slot && (slot->type == SLOT_CODE || slot->type == SLOT_CODES))
		converted = codes_from_words(slot, value);
	return op_set(op, name, converted ? converted : value, &cause) || as_invalid(error, cause);
}

/* --- adding -------------------------------------------------------------------------------------------------------------------------------- */

gboolean
app_begin_write(App *app, GError **error)
{
	g_autofree char *role = NULL;

	g_ptr_array_set_size(app->warnings, 0);
	if (!app_is_set_up(app)) {
		g_set_error(error, APP_ERROR, APP_ERROR_NOT_SET_UP,
			    "Dieses Gerät ist noch nicht eingerichtet. Richten Sie es ein: vorort init --name GERÄT --user KÜRZEL");
		return FALSE;
	}
	role = app_role(app);
	if (strcmp(role, "lesend") == 0) {
		g_set_error(error, APP_ERROR, APP_ERROR_NOT_ALLOWED, "Dieses Gerät ist zum Lesen eingerichtet und kann nichts ändern.");
		return FALSE;
	}
	return TRUE;
}

Op *
app_new_add(App *app, const char *type, const char *natural_id, const char *const *set, GError **error)
{
	const Entity *entity = entity_find(type);
	g_autoptr(Op) op = NULL;

	if (!entity) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "„%s“ gibt es nicht.", type);
		return NULL;
	}
	op = op_new(entity, NULL, natural_id, NULL);
	for (; set && *set; set++) {
		const char *value;
		g_autofree char *name = app_pair_name(*set, &value, error);

		if (!name || !app_op_put(app, op, name, value, error))
			return NULL;
	}
	return g_steal_pointer(&op);
}

gboolean
app_commit(App *app, GPtrArray *ops, const char *title, GError **error)
{
	GError *cause = NULL;

	if (ops->len == 0 || store_commit_ops(app->store, ops, app->user, title, 0, &cause))
		return TRUE;
	if (g_error_matches(cause, STORE_ERROR, STORE_ERROR_INVALID))
		return as_invalid(error, cause);
	g_propagate_error(error, cause);
	return FALSE;
}

static void
warn_visit(App *app, const Op *visit)
{
	const SlotValue *anbindungen = op_value(visit, "anbindungen");
	char **id;

	for (id = anbindungen->list; id && *id; id++)
		app_warn_vollzug(app, *id);
}

gboolean
app_add(App *app, const char *type, const char *const *set, char **id, GError **error)
{
	g_autoptr(GPtrArray) ops = app_ops_new();
	g_autofree char *title = NULL;
	Op *op;

	if (!app_begin_write(app, error) || !(op = app_new_add(app, type, NULL, set, error)))
		return FALSE;
	g_ptr_array_add(ops, op);
	if (strcmp(type, "visit") == 0 && !op_value(op, "status")->is_set && !app_op_put(app, op, "status", "geplant", error))
		return FALSE;
	title = g_strdup_printf("%s angelegt", op->entity->title);
	if (!app_commit(app, ops, title, error))
		return FALSE;
	if (strcmp(type, "visit") == 0)
		warn_visit(app, op);
	if (id)
		*id = g_strdup(op->entity_id);
	return TRUE;
}

/* --- changing ------------------------------------------------------------------------------------------------------------------------------ */

void
app_base_on(Op *op, const Record *record, const char *field, const char *key)
{
	g_autoptr(GPtrArray) heads = record ? record_heads(record, field, key) : NULL;
	guint i;

	for (i = 0; heads && i < heads->len; i++)
		op_add_base(op, ((RecordValue *)heads->pdata[i])->op);
}

/* "status", "param.transport": the field, the key of a keyed one, and the slot. */
static const Field *
resolve(const Entity *entity, const char *name, char **key, const char **slot, GError **error)
{
	const char *dot = strchr(name, '.');
	g_autofree char *field_name = dot ? g_strndup(name, (gsize)(dot - name)) : NULL;
	const Field *field = dot ? entity_field(entity, field_name) : entity_slot(entity, name, NULL);

	*key = dot ? g_strdup(dot + 1) : NULL;
	if (!field || field->is_fixed || field->is_keyed != (dot != NULL)) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, field && field->is_fixed ? "%s: „%s“ lässt sich nicht mehr ändern."
										       : "%s hat keine Angabe „%s“.",
			    entity->title, name);
		return NULL;
	}
	*slot = dot ? field->slots[0].name : name;
	return field;
}

static Op *
op_for_field(GPtrArray *ops, guint first, const Field *field, const char *key)
{
	guint i;

	for (i = first; i < ops->len; i++) {
		Op *op = ops->pdata[i];

		if (op->field == field && g_strcmp0(op->key, key) == 0)
			return op;
	}
	return NULL;
}

static gboolean
names_slot(const char *const *set, const char *slot)
{
	gsize len = strlen(slot);

	for (; *set; set++)
		if (strncmp(*set, slot, len) == 0 && (*set)[len] == '=')
			return TRUE;
	return FALSE;
}

/* A change that does not name the first slot of its field leaves the others as they are shown: status_until=… alone keeps the status. */
static gboolean
keep_other_slots(App *app, Op *op, const Record *record, const char *const *set, GError **error)
{
	guint i, n = field_n_slots(op->field);

	if (op->key || names_slot(set, op->field->slots[0].name))
		return TRUE;
	for (i = 0; i < n; i++) {
		const char *slot = op->field->slots[i].name;

		if (!names_slot(set, slot) && !app_op_put(app, op, slot, record_get(record, slot), error))
			return FALSE;
	}
	return TRUE;
}

/* A change to what is shown already, with nothing to decide, is none. */
static gboolean
is_no_change(const Op *op, const Record *record)
{
	const char *key = op->key ? op->key : "";
	guint i;

	if (record_is_different(record, op->field->name, key))
		return FALSE;
	for (i = 0; i < op->n_values; i++) {
		const SlotValue *v = &op->values[i];
		const char *shown = record_get_keyed(record, op->field->name, key, op->slots[i]->name);
		g_autofree char *number = v->is_set && op->slots[i]->type == SLOT_INT ? g_strdup_printf("%" G_GINT64_FORMAT, v->number) : NULL;
		g_autofree char *list = v->list ? g_strjoinv(",", v->list) : NULL;
		const char *text = !v->is_set ? "" : v->text ? v->text : number ? number : list ? list : v->string;

		if (strcmp(text, shown) != 0)
			return FALSE;
	}
	return TRUE;
}

gboolean
app_change(App *app, GPtrArray *ops, const Record *record, const char *const *set, GError **error)
{
	guint first = ops->len, i;
	const char *const *pair;

	for (pair = set; *pair; pair++) {
		const char *value, *slot = NULL;
		g_autofree char *name = app_pair_name(*pair, &value, error), *key = NULL;
		const Field *field = name ? resolve(record->entity, name, &key, &slot, error) : NULL;
		Op *op = field ? op_for_field(ops, first, field, key) : NULL;

		if (!field)
			return FALSE;
		if (!op) {
			op = op_new(record->entity, field, record->id, key);
			app_base_on(op, record, field->name, key ? key : "");
			g_ptr_array_add(ops, op);
			if (!keep_other_slots(app, op, record, set, error))
				return FALSE;
		}
		if (!app_op_put(app, op, slot, value, error))
			return FALSE;
	}
	for (i = ops->len; i > first; i--)
		if (is_no_change(ops->pdata[i - 1], record))
			g_ptr_array_remove_index(ops, i - 1);
	return TRUE;
}

/* Rules that reach beyond single slots. */
static gboolean
check_rules(const Record *record, GPtrArray *ops, guint first, GError **error)
{
	const char *status, *missing = NULL;
	SlotValue *value;
	guint i;

	for (i = first; i < ops->len; i++) {
		Op *op = ops->pdata[i];

		if (strcmp(record->entity->name, "obstacle") != 0 || !op->field || strcmp(op->field->name, "status") != 0)
			continue;
		value = op_value(op, "status");
		status = value->is_set ? value->string : "";
		if ((strcmp(status, "umgangen") == 0 || strcmp(status, "zurueckgestellt") == 0) && !op_value(op, "status_until")->is_set)
			missing = "bis wann (status_until=TT.MM.JJJJ)";
		else if (strcmp(status, "behoben") == 0 && !op_value(op, "status_why")->is_set && !op_value(op, "status_result")->is_set)
			missing = "die bestandene Wiederholung (status_result=KENNUNG) oder die Begründung (status_why=TEXT)";
		else if (strcmp(status, "keine_huerde") == 0 && !op_value(op, "status_why")->is_set)
			missing = "die Begründung (status_why=TEXT)";
		if (missing) {
			g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "Für den Status „%s“ fehlt %s.",
				    words_text(WORDS_OBSTACLE_STATUS, status), missing);
			return FALSE;
		}
	}
	return TRUE;
}

/* Roles and blocks count only from a leitung; better to say so now than to write what has no effect. */
static gboolean
check_leading(App *app, const Record *record, GPtrArray *ops, GError **error)
{
	g_autofree char *role = NULL;
	guint i;

	for (i = 0; i < ops->len; i++) {
		const Op *op = ops->pdata[i];

		if (strcmp(record->entity->name, "device") != 0 || !op->field ||
		    (strcmp(op->field->name, "role") != 0 && strcmp(op->field->name, "blocked") != 0))
			continue;
		role = app_role(app);
		if (strcmp(role, "leitung") == 0)
			return TRUE;
		g_set_error(error, APP_ERROR, APP_ERROR_NOT_ALLOWED, "Rollen vergeben und Geräte sperren kann nur eine Leitung.");
		return FALSE;
	}
	return TRUE;
}

gboolean
app_set(App *app, const char *id, const char *const *set, const Record *seen, GError **error)
{
	g_autoptr(GPtrArray) ops = app_ops_new();
	g_autoptr(Record) now = seen ? NULL : app_record(app, id, error);
	const Record *record = seen ? seen : now;
	g_autofree char *title = NULL;

	if (!record || !app_begin_write(app, error))
		return FALSE;
	title = g_strdup_printf("%s geändert", record->entity->title);
	return app_change(app, ops, record, set, error) && check_rules(record, ops, 0, error) && check_leading(app, record, ops, error) &&
	       app_commit(app, ops, title, error);
}

gboolean
app_set_many(App *app, const char *const *ids, const char *const *set, GError **error)
{
	g_autoptr(GPtrArray) ops = app_ops_new();
	g_autofree char *title = g_strdup_printf("%u Einträge geändert", g_strv_length((char **)ids));

	if (!app_begin_write(app, error))
		return FALSE;
	for (; *ids; ids++) {
		g_autoptr(Record) record = app_record(app, *ids, error);
		guint first = ops->len;

		if (!record || !app_change(app, ops, record, set, error) || !check_rules(record, ops, first, error))
			return FALSE;
	}
	return app_commit(app, ops, title, error);
}

gboolean
app_retract(App *app, const char *id, const char *why, GError **error)
{
	g_autoptr(Record) record = app_record(app, id, error);
	g_autofree char *reason = g_strconcat("retracted_why=", why ? why : "", NULL);
	const char *set[] = {"retracted=ja", reason, NULL};
	g_autoptr(GPtrArray) ops = app_ops_new();
	g_autofree char *title = NULL;

	if (!record || !app_begin_write(app, error))
		return FALSE;
	if (!why || !*why) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "Zum Zurückziehen fehlt die Begründung.");
		return FALSE;
	}
	title = g_strdup_printf("%s zurückgezogen", record->entity->title);
	return app_change(app, ops, record, set, error) && app_commit(app, ops, title, error);
}

/* --- differences ------------------------------------------------------------------------------------------------------------------------------ */

Op *
app_repeat_result(App *app, const Record *on, const char *key, const char *op_id, const char *changed, const char *value, GError **error)
{
	g_autofree char *line = store_op_line(app->store, op_id);
	g_autoptr(Record) result = store_record(app->store, op_id, error);
	g_autoptr(Op) old = NULL, op = NULL;
	guint i;

	if (!line || !result || !(old = op_decode(line, strlen(line), app_device(app), error)))
		return NULL;
	op = op_new(old->entity, NULL, NULL, NULL);
	for (i = 0; i < old->n_values; i++) {
		const char *slot = old->slots[i]->name;
		gboolean is_changed = g_strcmp0(slot, changed) == 0;

		if ((is_changed || old->values[i].is_set) && !app_op_put(app, op, slot, is_changed ? value : record_get(result, slot), error))
			return NULL;
	}
	app_base_on(op, on, "result", key);
	return g_steal_pointer(&op);
}

static Op *
repeat_value(App *app, const Record *record, const RecordValue *value, GError **error)
{
	g_autoptr(Op) op = op_new(record->entity, value->field, record->id, *value->key ? value->key : NULL);
	GHashTableIter iter;
	gpointer slot, text;

	if (value->is_lost) {
		g_set_error(error, APP_ERROR, APP_ERROR_FAILED, "Dieser Text ist gelöscht oder noch nicht eingetroffen und kann nicht gewählt werden.");
		return NULL;
	}
	g_hash_table_iter_init(&iter, value->slots);
	while (g_hash_table_iter_next(&iter, &slot, &text))
		if (!app_op_put(app, op, slot, text, error))
			return NULL;
	app_base_on(op, record, value->field_name, value->key);
	return g_steal_pointer(&op);
}

static const RecordValue *
find_head(const Record *record, const char *field, const char *key, const char *op)
{
	g_autoptr(GPtrArray) heads = record_heads(record, field, key);
	guint i;

	for (i = 0; i < heads->len; i++) {
		const RecordValue *value = heads->pdata[i];

		if (g_str_has_prefix(value->op, op))
			return value;
	}
	return NULL;
}

gboolean
app_confirm(App *app, const char *id, const char *field, const char *key, const char *op_id, GError **error)
{
	g_autoptr(Record) record = app_record(app, id, error);
	g_autoptr(GPtrArray) ops = app_ops_new();
	const RecordValue *value;
	Op *op;

	if (!record || !app_begin_write(app, error))
		return FALSE;
	value = *op_id ? find_head(record, field, key ? key : "", op_id) : NULL;
	if (!value) {
		g_set_error(error, APP_ERROR, APP_ERROR_NOT_FOUND, "„%s“ ist keine der abweichenden Eingaben von „%s“.", op_id, field);
		return FALSE;
	}
	op = strcmp(field, "result") == 0 ? app_repeat_result(app, record, value->key, value->op, NULL, NULL, error)
					  : repeat_value(app, record, value, error);
	if (!op)
		return FALSE;
	g_ptr_array_add(ops, op);
	return app_commit(app, ops, "Abweichende Eingaben entschieden", error);
}

/* --- comments, erasing ------------------------------------------------------------------------------------------------------------------------- */

gboolean
app_comment(App *app, const char *on, const char *text, gboolean question, char **id, GError **error)
{
	g_autoptr(Record) record = app_record(app, on, error);
	g_autofree char *on_pair = g_strconcat("on=", on, NULL), *text_pair = g_strconcat("text=", text, NULL);
	const char *set[] = {on_pair, text_pair, "sicht=intern", question ? "question=ja" : NULL, NULL};

	return record && app_add(app, "comment", set, id, error);
}

/* Every text that ever stood in the slot: erasing the last wording only would leave the name in the history. */
static GPtrArray *
ops_with_slot(const Record *record, const char *slot)
{
	GPtrArray *ids = g_ptr_array_new();
	guint i;

	for (i = 0; i < record->values->len; i++) {
		const RecordValue *value = record->values->pdata[i];

		if (strcmp(value->field_name, "result") != 0 && g_hash_table_contains(value->slots, slot) && !value->is_lost)
			g_ptr_array_add(ids, value->op);
	}
	return ids;
}

static gboolean
may_redact(App *app, GError **error)
{
	g_autofree char *role = app_role(app);

	if (strcmp(role, "leitung") == 0)
		return TRUE;
	g_set_error(error, APP_ERROR, APP_ERROR_NOT_ALLOWED,
		    "Texte löschen kann nur eine Leitung. Bitten Sie sie darum und nennen Sie ihr die Kennung.");
	return FALSE;
}

/* The slot that an erasure of @name names: of a text, or of the file of an attachment. NULL: there is no such thing. */
static const char *
slot_to_erase(const Record *record, const char *name, GError **error)
{
	guint index;
	const Field *field = entity_slot(record->entity, name, &index);

	if (field && field->slots[index].type == SLOT_TEXT)
		return name;
	if (strcmp(record->entity->name, "attachment") == 0 && strcmp(name, "file") == 0)
		return STORE_FILE_SLOT;
	g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "%s hat keinen Text „%s“.", record->entity->title, name);
	return NULL;
}

gboolean
app_redact(App *app, const char *id, const char *name, const char *why, GError **error)
{
	g_autoptr(Record) record = app_record(app, id, error);
	g_autoptr(GPtrArray) ops = app_ops_new(), targets = NULL;
	const char *slot;
	guint i;

	if (!record || !app_begin_write(app, error) || !may_redact(app, error) || !(slot = slot_to_erase(record, name, error)))
		return FALSE;
	targets = ops_with_slot(record, slot);
	if (targets->len == 0) {
		g_set_error(error, APP_ERROR, APP_ERROR_NOT_FOUND, "„%s“ hat keinen Text „%s“, der gelöscht werden könnte.", id, name);
		return FALSE;
	}
	for (i = 0; i < targets->len; i++) {
		g_autofree char *op_pair = g_strconcat("op=", targets->pdata[i], NULL), *slot_pair = g_strconcat("slot=", slot, NULL);
		g_autofree char *why_pair = g_strconcat("why=", why ? why : "", NULL);
		const char *set[] = {op_pair, slot_pair, why_pair, NULL};
		Op *op = app_new_add(app, "redaction", NULL, set, error);

		if (!op)
			return FALSE;
		g_ptr_array_add(ops, op);
	}
	return app_commit(app, ops, NULL, error) && (strcmp(slot, STORE_FILE_SLOT) != 0 || app_drop_erased_files(app, error));
}
