/*
 * One op line, as it stands in a batch. jansson is the oracle: what our reader accepts, jansson accepts, with equal values; encoding it again
 * gives the same bytes, and so does an op that is made anew through the setters.
 */
#include <jansson.h>
#include <string.h>

#include "fuzz.h"
#include "vorort/op.h"

#define DEVICE "abcdefghijkl"

static json_t *
load(const char *line, gsize len, size_t flags)
{
	json_error_t problem;
	json_t *json = json_loadb(line, len, flags, &problem);

	if (!json)
		g_error("jansson refuses what our reader takes: %s", problem.text);
	g_assert_true(json_is_object(json));
	return json;
}

/* --- a known kind ----------------------------------------------------------------------------------------------------------- */

static void
same_list(const json_t *json, char *const *list, gsize n)
{
	gsize i;

	g_assert_true(json_is_array(json));
	g_assert_cmpuint(json_array_size(json), ==, n);
	for (i = 0; i < n; i++)
		g_assert_cmpstr(json_string_value(json_array_get(json, i)), ==, list[i]);
}

static void
same_value(const json_t *json, const Slot *slot, const SlotValue *value)
{
	if (!value->is_set) {
		g_assert_null(json);
	} else if (slot->type == SLOT_INT) {
		g_assert_true(json_is_integer(json));
		g_assert_cmpint(json_integer_value(json), ==, value->number);
	} else if (value->list) {
		same_list(json, value->list, g_strv_length(value->list));
	} else {
		g_assert_nonnull(value->string);
		g_assert_cmpstr(json_string_value(json), ==, value->string);
	}
}

/* Strings that stand at the head of every line. */
static void
same_head(const json_t *json, const char *kind, const Stamp *stamp, const char *at, const char *by)
{
	g_assert_cmpstr(json_string_value(json_object_get(json, "k")), ==, kind);
	g_assert_cmpint(json_integer_value(json_object_get(json, "n")), ==, stamp->n);
	g_assert_cmpstr(json_string_value(json_object_get(json, "run")), ==, stamp->run);
	g_assert_cmpstr(json_string_value(json_object_get(json, "at")), ==, at);
	g_assert_cmpstr(json_string_value(json_object_get(json, "by")), ==, by);
	g_assert_cmpstr(stamp->device, ==, DEVICE);
}

static void
same_op(const json_t *json, const Op *op)
{
	gsize n = 5 + op->n_values;
	const json_t *e = json_object_get(json, "e"), *base = json_object_get(json, "base");
	guint i;

	if (e)
		g_assert_cmpstr(json_string_value(e), ==, op->entity_id);
	g_assert_cmpstr(json_string_value(json_object_get(json, "p")), ==, op->key);
	for (i = 0; i < op->n_values; i++) {
		same_value(json_object_get(json, op->slots[i]->name), op->slots[i], &op->values[i]);
		n -= op->values[i].is_set ? 0 : 1;
	}
	if (base)
		same_list(base, (char *const *)op->base->pdata, op->base->len);
	g_assert_true((base != NULL) == (op->base->len > 0));
	g_assert_cmpuint(json_object_size(json), ==, n + (e ? 1 : 0) + (op->key ? 1 : 0) + (base ? 1 : 0));
}

/* The text form of a slot's value; caller frees. */
static char *
text_of(const Slot *slot, const SlotValue *value)
{
	if (slot->type == SLOT_INT)
		return g_strdup_printf("%" G_GINT64_FORMAT, value->number);
	return value->list ? g_strjoinv(",", value->list) : g_strdup(value->string);
}

/* What the screens and commands would do to make this very op. */
static Op *
make_again(const Op *op)
{
	gboolean is_named = op->field || op->entity->id_rule != ID_STAMP;
	Op *made = op_new(op->entity, op->field, is_named ? op->entity_id : NULL, op->key);
	guint i;

	for (i = 0; i < op->n_values; i++) {
		g_autofree char *text = op->values[i].is_set ? text_of(op->slots[i], &op->values[i]) : NULL;

		g_assert_true(!text || op_set(made, op->slots[i]->name, text, NULL));
	}
	for (i = 0; i < op->base->len; i++)
		op_add_base(made, op->base->pdata[i]);
	op_set_stamp(made, &op->stamp, op->at, op->by);
	g_assert_true(op_validate(made, NULL));
	return made;
}

static void
encodes_to(const Op *op, const char *line, gsize len)
{
	g_autofree char *again = op_encode(op);

	fuzz_same(again, strlen(again), line, len);
}

/* The values as the store keeps them come back as text. */
static void
store_forms(const Op *op)
{
	guint i;

	for (i = 0; i < op->n_values; i++) {
		const Field *field = entity_slot(op->entity, op->slots[i]->name, NULL);
		g_autofree char *json = op_field_json(op, field), *got = op_json_get(json, op->slots[i]->name);
		g_autofree char *text = op->values[i].is_set ? text_of(op->slots[i], &op->values[i]) : NULL;

		g_assert_cmpstr(got, ==, text);
	}
}

static void
check_known(const Op *op, const char *line, gsize len)
{
	g_autofree char *kind = op_kind(op), *head_kind = NULL, *by = NULL, *fixed = op_fixed_json(op);
	g_autoptr(Op) made = make_again(op);
	json_t *json = load(line, len, JSON_REJECT_DUPLICATES);
	Stamp stamp;
	char at[18];

	same_head(json, kind, &op->stamp, op->at, op->by);
	same_op(json, op);
	json_decref(json);
	encodes_to(op, line, len);
	encodes_to(made, line, len);
	store_forms(op);
	json_decref(load(fixed, strlen(fixed), JSON_REJECT_DUPLICATES));
	g_assert_true(op_decode_head(line, len, DEVICE, &stamp, &head_kind, at, &by, NULL));
	g_assert_cmpstr(head_kind, ==, kind);
	g_assert_cmpint(stamp_compare(&stamp, &op->stamp), ==, 0);
}

/* --- a kind of a newer version ------------------------------------------------------------------------------------------------ */

/* How many values stand one in another. */
static guint
depth_of(json_t *json)
{
	const char *key;
	json_t *value;
	gsize i;
	guint depth = 0;

	json_object_foreach(json, key, value)
		depth = MAX(depth, depth_of(value));
	json_array_foreach(json, i, value)
		depth = MAX(depth, depth_of(value));
	return depth + 1;
}

/* Behind the head any keys may follow, doubles too: jansson would then show the last of them. */
static void
check_unknown(const char *line, gsize len)
{
	g_autofree char *kind = NULL, *by = NULL;
	json_t *json = load(line, len, 0), *single = json_loadb(line, len, JSON_REJECT_DUPLICATES, NULL);
	Stamp stamp;
	char at[18];

	g_assert_true(op_decode_head(line, len, DEVICE, &stamp, &kind, at, &by, NULL));
	g_assert_cmpuint(depth_of(json), <=, 1 + OP_DEPTH_MAX);
	if (single)
		same_head(single, kind, &stamp, at, by);
	json_decref(single);
	json_decref(json);
}

static void
refused(const GError *error)
{
	g_assert_true(g_error_matches(error, OP_ERROR, OP_ERROR_INVALID));
	fuzz_message(error);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *line = (const char *)data;
	g_autoptr(GError) error = NULL;
	g_autoptr(Op) op = op_decode(line, size, DEVICE, &error);

	g_assert_true((op == NULL) == (error != NULL));
	if (op)
		check_known(op, line, size);
	else if (g_error_matches(error, OP_ERROR, OP_ERROR_UNKNOWN_KIND))
		check_unknown(line, size);
	else
		refused(error);
	return 0;
}
