/* Ops: making and checking them against the op table; see vorort/op.h. */
#include "vorort/op.h"

#include <stdio.h>
#include <string.h>

#include "vorort/kommune.h"
#include "vorort/text.h"

G_DEFINE_QUARK(vorort-op-error, op_error)

/* --- the table ------------------------------------------------------------------------------------------------------------ */

const Entity *
entity_find(const char *name)
{
	const Entity *e;

	for (e = entities; e->name; e++)
		if (strcmp(e->name, name) == 0)
			return e;
	return NULL;
}

const Field *
entity_field(const Entity *entity, const char *name)
{
	const Field *f;

	for (f = entity->fields; f->name; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

guint
field_n_slots(const Field *field)
{
	guint n = 0;

	while (n < SLOTS_MAX && field->slots[n].name)
		n++;
	return n;
}

const Field *
entity_slot(const Entity *entity, const char *name, guint *index)
{
	const Field *f;
	guint i;

	for (f = entity->fields; f->name; f++)
		for (i = 0; i < field_n_slots(f); i++)
			if (strcmp(f->slots[i].name, name) == 0) {
				if (index)
					*index = i;
				return f;
			}
	return NULL;
}

/* --- rules of single values -------------------------------------------------------------------------------------------------- */

static gboolean
is_token(const char *s)
{
	gsize len = strlen(s);

	if (len == 0 || len > OP_ENTITY_MAX)
		return FALSE;
	for (; *s; s++)
		if (!g_ascii_isalnum(*s) && !strchr("._:/@|-", *s))
			return FALSE;
	return TRUE;
}

static gboolean
is_line(const char *s)
{
	gsize len = strlen(s);
	const char *p;

	if (len == 0 || len > 200 || !g_utf8_validate(s, -1, NULL))
		return FALSE;
	for (p = s; *p; p = g_utf8_next_char(p))
		if (!g_unichar_isprint(g_utf8_get_char(p)))
			return FALSE;
	return TRUE;
}

static gboolean
is_of(const char *s, gsize len, const char *alphabet)
{
	return strlen(s) == len && strspn(s, alphabet) == len;
}

static gboolean
is_hash(const char *s)
{
	return is_of(s, 43, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}

static gboolean
is_sha256(const char *s)
{
	return is_of(s, 64, "0123456789abcdef");
}

/* One string of a slot; @list_item is what a list holds. */
static gboolean
string_is_valid(const Slot *slot, const char *s)
{
	switch (slot->type) {
	case SLOT_CODE:
	case SLOT_CODES:
		return words_find((WordList)slot->min, s) != NULL;
	case SLOT_TEXT:
		return is_hash(s);
	case SLOT_LINE:
		return is_line(s);
	case SLOT_DATE:
		return text_is_date(s);
	case SLOT_SHA256:
		return is_sha256(s);
	default:
		return is_token(s);
	}
}

/* Lists of codes stand in the order of their word list, so that the same choice gives the same bytes. */
static gboolean
list_is_valid(const Slot *slot, GStrv list)
{
	guint n = g_strv_length(list), i, most = slot->max ? (guint)slot->max : OP_LIST_MAX;

	if (n < 1 || n > most)
		return FALSE;
	for (i = 0; i < n; i++) {
		if (!string_is_valid(slot, list[i]))
			return FALSE;
		if (i > 0 && slot->type == SLOT_CODES &&
		    words_index((WordList)slot->min, list[i - 1]) >= words_index((WordList)slot->min, list[i]))
			return FALSE;
		if (g_strv_contains((const char *const *)list + i + 1, list[i]))
			return FALSE;
	}
	return TRUE;
}

static gboolean
is_list(const Slot *slot)
{
	return slot->type == SLOT_CODES || slot->type == SLOT_TOKENS || slot->type == SLOT_IDS;
}

static gboolean
value_is_valid(const Slot *slot, const SlotValue *value)
{
	if (slot->type == SLOT_INT)
		return value->number >= slot->min && value->number <= slot->max;
	return is_list(slot) ? list_is_valid(slot, value->list) : string_is_valid(slot, value->string);
}

static gboolean
is_leistung(const char *s)
{
	gsize len = strlen(s);

	return g_ascii_islower(*s) && len <= 40 && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == len;
}

/* "<left>/<right>": the two halves of a natural key. */
static gboolean
split_is_valid(const char *id, gboolean (*left)(const char *), gboolean (*right)(const char *))
{
	g_auto(GStrv) parts = g_strsplit(id, "/", 3);

	return g_strv_length(parts) == 2 && left(parts[0]) && right(parts[1]);
}

static gboolean
is_land(const char *s)
{
	return words_find(WORDS_LAND, s) != NULL;
}

gboolean
entity_id_is_valid(const Entity *entity, const char *id)
{
	switch (entity->id_rule) {
	case ID_STAMP:
		return stamp_parse(id, NULL);
	case ID_ANBINDUNG:
		return split_is_valid(id, kommune_id_is_valid, is_leistung);
	case ID_DEVICE:
		return strlen(id) == STAMP_DEVICE_LEN && stamp_word_is_valid(id, STAMP_DEVICE_LEN);
	case ID_KOMMUNE:
		return kommune_id_is_valid(id);
	case ID_LAND_LEISTUNG:
		return split_is_valid(id, is_land, is_leistung);
	case ID_VERSIONED:
		return split_is_valid(id, is_leistung, is_token);
	case ID_SHA256:
		return is_sha256(id);
	case ID_SINGLE:
		return strcmp(id, entity->name) == 0;
	}
	return FALSE;
}

/* --- making ops ------------------------------------------------------------------------------------------------------------- */

static guint
collect_slots(const Entity *entity, const Field *field, const Slot **slots)
{
	const Field *f;
	guint n = 0, i;

	for (f = entity->fields; f->name; f++) {
		if (field ? f != field : !f->in_add)
			continue;
		for (i = 0; i < field_n_slots(f); i++, n++)
			if (slots)
				slots[n] = &f->slots[i];
	}
	return n;
}

Op *
op_new(const Entity *entity, const Field *field, const char *entity_id, const char *key)
{
	Op *op = g_new0(Op, 1);

	op->entity = entity;
	op->field = field;
	op->entity_id = g_strdup(entity_id);
	op->key = g_strdup(key);
	op->n_values = collect_slots(entity, field, NULL);
	op->slots = g_new0(const Slot *, op->n_values + 1);
	op->values = g_new0(SlotValue, op->n_values + 1);
	collect_slots(entity, field, op->slots);
	op->base = g_ptr_array_new_with_free_func(g_free);
	return op;
}

static void
value_clear(SlotValue *value)
{
	g_free(value->string);
	g_strfreev(value->list);
	g_free(value->text);
	g_free(value->salt);
	memset(value, 0, sizeof *value);
}

void
op_free(Op *op)
{
	guint i;

	if (!op)
		return;
	for (i = 0; i < op->n_values; i++)
		value_clear(&op->values[i]);
	g_free(op->slots);
	g_free(op->values);
	g_free(op->by);
	g_free(op->entity_id);
	g_free(op->key);
	g_ptr_array_unref(op->base);
	g_free(op);
}

char *
op_kind(const Op *op)
{
	return g_strdup_printf("%s.%s", op->entity->name, op->field ? op->field->name : "add");
}

SlotValue *
op_value(const Op *op, const char *name)
{
	guint i;

	for (i = 0; i < op->n_values; i++)
		if (strcmp(op->slots[i]->name, name) == 0)
			return &op->values[i];
	return NULL;
}

static gint
compare_codes(gconstpointer a, gconstpointer b, gpointer list)
{
	WordList words_ = (WordList)GPOINTER_TO_INT(list);

	return words_index(words_, *(char *const *)a) - words_index(words_, *(char *const *)b);
}

static GStrv
parse_list(const Slot *slot, const char *text)
{
	GStrv list = g_strsplit(text, ",", -1);
	guint i;

	for (i = 0; list[i]; i++)
		g_strstrip(list[i]);
	if (slot->type == SLOT_CODES)
		g_qsort_with_data(list, (gint)i, sizeof *list, compare_codes, GINT_TO_POINTER((int)slot->min));
	return list;
}

static gboolean
parse_value(const Slot *slot, const char *text, SlotValue *value)
{
	value->is_set = TRUE;
	if (slot->type == SLOT_INT)
		return g_ascii_string_to_signed(text, 10, slot->min, slot->max, &value->number, NULL);
	if (is_list(slot))
		value->list = parse_list(slot, text);
	else
		value->string = g_strdup(text);
	return value_is_valid(slot, value);
}

static void
set_slot_error(GError **error, const Slot *slot, const char *text)
{
	g_autofree char *shown = text_visible(text, FALSE);
	g_autofree char *codes = slot->type == SLOT_CODE || slot->type == SLOT_CODES ? words_codes((WordList)slot->min) : NULL;

	if (codes)
		g_set_error(error, OP_ERROR, OP_ERROR_INVALID, "„%s“ ist kein Wert für %s. Möglich: %s", shown, slot->name, codes);
	else if (slot->type == SLOT_INT)
		g_set_error(error, OP_ERROR, OP_ERROR_INVALID,
			    "„%s“ ist kein Wert für %s: eine ganze Zahl von %" G_GINT64_FORMAT " bis %" G_GINT64_FORMAT, shown, slot->name,
			    slot->min, slot->max);
	else
		g_set_error(error, OP_ERROR, OP_ERROR_INVALID, "„%s“ ist kein zulässiger Wert für %s", shown, slot->name);
}

gboolean
op_set(Op *op, const char *slot, const char *text, GError **error)
{
	SlotValue *value = op_value(op, slot);
	const Slot *s;

	if (!value) {
		g_set_error(error, OP_ERROR, OP_ERROR_INVALID, "%s kennt keine Angabe „%s“", op->entity->title, slot);
		return FALSE;
	}
	s = op->slots[value - op->values];
	value_clear(value);
	if (parse_value(s, text, value))
		return TRUE;
	value_clear(value);
	set_slot_error(error, s, text);
	return FALSE;
}

gboolean
op_set_text(Op *op, const char *slot, const char *text, const char *salt, GError **error)
{
	SlotValue *value = op_value(op, slot);
	g_autofree char *reason = text_check(text, TEXT_MAX);

	if (!value || op->slots[value - op->values]->type != SLOT_TEXT) {
		g_set_error(error, OP_ERROR, OP_ERROR_INVALID, "%s kennt keinen Text „%s“", op->entity->title, slot);
		return FALSE;
	}
	if (reason) {
		g_set_error(error, OP_ERROR, OP_ERROR_INVALID, "%s: %s", slot, reason);
		return FALSE;
	}
	value_clear(value);
	value->is_set = TRUE;
	value->text = g_strdup(text);
	value->salt = g_strdup(salt);
	value->string = text_hash(salt, text);
	return TRUE;
}

static gint
compare_strings(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void
op_add_base(Op *op, const char *stamp)
{
	g_ptr_array_add(op->base, g_strdup(stamp));
	g_ptr_array_sort(op->base, compare_strings);
}

void
op_set_stamp(Op *op, const Stamp *stamp, const char *at, const char *by)
{
	char id[STAMP_TEXT_SIZE];

	op->stamp = *stamp;
	g_strlcpy(op->at, at, sizeof op->at);
	g_free(op->by);
	op->by = g_strdup(by);
	if (!op->field && op->entity->id_rule == ID_STAMP) {
		g_free(op->entity_id);
		op->entity_id = g_strdup(stamp_format(stamp, id));
	}
}

gboolean
op_sets_field(const Op *op, const Field *field)
{
	guint i;

	if (op->field)
		return op->field == field;
	for (i = 0; i < op->n_values; i++)
		if (op->values[i].is_set && op->slots[i] >= field->slots && op->slots[i] < field->slots + SLOTS_MAX)
			return TRUE;
	return FALSE;
}

/* --- checking a whole op ------------------------------------------------------------------------------------------------------ */

/* "2026-11-24T08:14Z" */
static gboolean
is_minute(const char *at)
{
	g_autofree char *day = g_strndup(at, 10);

	return strlen(at) == 17 && text_is_date(day) && at[10] == 'T' && g_ascii_isdigit(at[11]) && g_ascii_isdigit(at[12]) &&
	       at[13] == ':' && g_ascii_isdigit(at[14]) && g_ascii_isdigit(at[15]) && at[16] == 'Z';
}

static gboolean
is_kuerzel(const char *by)
{
	const char *p;

	if (!by || !*by || !g_utf8_validate(by, -1, NULL) || g_utf8_strlen(by, -1) > 24)
		return FALSE;
	for (p = by; *p; p = g_utf8_next_char(p))
		if (!g_unichar_isalnum(g_utf8_get_char(p)) && !strchr("-/._", *p))
			return FALSE;
	return TRUE;
}

/* In @field, whose values begin at @from: either nothing, or every required slot. */
static gboolean
is_complete(const Op *op, const Field *field, guint from, gboolean is_mandatory)
{
	gboolean is_any = is_mandatory, is_missing = FALSE;
	guint i, n = field_n_slots(field);

	for (i = 0; i < n; i++) {
		const SlotValue *value = &op->values[from + i];

		is_any |= value->is_set;
		is_missing |= !value->is_set && field->slots[i].is_required;
	}
	return !is_any || !is_missing;
}

static const Field *
first_incomplete(const Op *op)
{
	const Field *f;
	guint from = 0;

	if (op->field)
		return is_complete(op, op->field, 0, FALSE) ? NULL : op->field;
	for (f = op->entity->fields; f->name; f++) {
		if (!f->in_add)
			continue;
		if (!is_complete(op, f, from, f->is_mandatory))
			return f;
		from += field_n_slots(f);
	}
	return NULL;
}

static const char *
head_problem(const Op *op)
{
	guint i;

	if (op->stamp.n < 1 || op->stamp.n > STAMP_N_MAX || !stamp_word_is_valid(op->stamp.device, STAMP_DEVICE_LEN) ||
	    !stamp_word_is_valid(op->stamp.run, STAMP_RUN_LEN))
		return "Stempel ungültig";
	if (!is_minute(op->at))
		return "Zeitangabe ungültig";
	if (!is_kuerzel(op->by))
		return "Kürzel ungültig (1 bis 24 Buchstaben, Ziffern, - / . _)";
	if (!op->entity_id || !entity_id_is_valid(op->entity, op->entity_id))
		return "Kennung ungültig";
	if ((op->field && op->field->is_keyed) != (op->key != NULL) || (op->key && !is_token(op->key)))
		return "Schlüssel ungültig";
	if (op->base->len > OP_LIST_MAX)
		return "zu viele Vorgänger";
	for (i = 0; i < op->base->len; i++)
		if (!stamp_parse(op->base->pdata[i], NULL) || (i > 0 && strcmp(op->base->pdata[i - 1], op->base->pdata[i]) >= 0))
			return "Vorgänger ungültig";
	return NULL;
}

static gboolean
refuse(const Op *op, const char *problem, GError **error)
{
	g_autofree char *kind = op_kind(op);

	g_set_error(error, OP_ERROR, OP_ERROR_INVALID, "%s: %s", kind, problem);
	return FALSE;
}

gboolean
op_validate(const Op *op, GError **error)
{
	const char *problem = head_problem(op);
	const Field *incomplete;
	guint i;

	if (problem)
		return refuse(op, problem, error);
	for (i = 0; i < op->n_values; i++)
		if (op->values[i].is_set && !value_is_valid(op->slots[i], &op->values[i])) {
			g_autofree char *what = g_strdup_printf("Wert von „%s“ unzulässig", op->slots[i]->name);

			return refuse(op, what, error);
		}
	incomplete = first_incomplete(op);
	if (incomplete)
		g_set_error(error, OP_ERROR, OP_ERROR_INVALID, "%s: „%s“ fehlt", op->entity->title, incomplete->title);
	return !incomplete;
}
