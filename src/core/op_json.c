/*
 * Ops as lines: the writer of the canonical form and a reader that accepts exactly that form. One pass, no library: this is the hot path
 * of every import, and a reader that takes only what the writer gives is the smaller risk (jansson is its oracle in the tests).
 */
#include <stdio.h>
#include <string.h>

#include "vorort/op.h"

/* --- writing ------------------------------------------------------------------------------------------------------------------- */

static void
write_string(GString *out, const char *s)
{
	g_string_append_c(out, '"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *s);
	}
	g_string_append_c(out, '"');
}

static void
write_key(GString *out, const char *key)
{
	if (out->len > 1)
		g_string_append_c(out, ',');
	write_string(out, key);
	g_string_append_c(out, ':');
}

static void
write_list(GString *out, char *const *list, guint n)
{
	guint i;

	g_string_append_c(out, '[');
	for (i = 0; i < n; i++) {
		if (i)
			g_string_append_c(out, ',');
		write_string(out, list[i]);
	}
	g_string_append_c(out, ']');
}

static void
write_slot(GString *out, const Slot *slot, const SlotValue *value)
{
	if (!value->is_set)
		return;
	write_key(out, slot->name);
	if (slot->type == SLOT_INT)
		g_string_append_printf(out, "%" G_GINT64_FORMAT, value->number);
	else if (value->list)
		write_list(out, value->list, g_strv_length(value->list));
	else
		write_string(out, value->string);
}

static gboolean
has_entity_key(const Op *op)
{
	return op->field || op->entity->id_rule != ID_STAMP;
}

char *
op_encode(const Op *op)
{
	GString *out = g_string_new("{");
	g_autofree char *kind = op_kind(op);
	guint i;

	write_key(out, "k");
	write_string(out, kind);
	write_key(out, "n");
	g_string_append_printf(out, "%" G_GINT64_FORMAT, op->stamp.n);
	write_key(out, "run");
	write_string(out, op->stamp.run);
	write_key(out, "at");
	write_string(out, op->at);
	write_key(out, "by");
	write_string(out, op->by);
	if (has_entity_key(op)) {
		write_key(out, "e");
		write_string(out, op->entity_id);
	}
	if (op->key) {
		write_key(out, "p");
		write_string(out, op->key);
	}
	for (i = 0; i < op->n_values; i++)
		write_slot(out, op->slots[i], &op->values[i]);
	if (op->base->len) {
		write_key(out, "base");
		write_list(out, (char *const *)op->base->pdata, op->base->len);
	}
	g_string_append_c(out, '}');
	return g_string_free(out, FALSE);
}

char *
op_field_json(const Op *op, const Field *field)
{
	GString *out = g_string_new("{");
	guint i;

	for (i = 0; i < op->n_values; i++)
		if (op->slots[i] >= field->slots && op->slots[i] < field->slots + SLOTS_MAX)
			write_slot(out, op->slots[i], &op->values[i]);
	g_string_append_c(out, '}');
	return g_string_free(out, FALSE);
}

char *
op_fixed_json(const Op *op)
{
	GString *out = g_string_new("{");
	guint i;

	for (i = 0; i < op->n_values; i++)
		if (entity_slot(op->entity, op->slots[i]->name, NULL)->is_fixed)
			write_slot(out, op->slots[i], &op->values[i]);
	g_string_append_c(out, '}');
	return g_string_free(out, FALSE);
}

/* --- reading ------------------------------------------------------------------------------------------------------------------- */

typedef struct Reader {
	const char *p, *end;
} Reader;

static gboolean
take(Reader *r, const char *literal)
{
	gsize len = strlen(literal);

	if ((gsize)(r->end - r->p) < len || memcmp(r->p, literal, len) != 0)
		return FALSE;
	r->p += len;
	return TRUE;
}

/* Up to the next character that is not itself; FALSE at a control character or the end of the line. */
static gboolean
skip_plain(Reader *r)
{
	while (r->p < r->end && *r->p != '"' && *r->p != '\\' && (guchar)*r->p >= 0x20)
		r->p++;
	return r->p < r->end && (guchar)*r->p >= 0x20;
}

/* The rest of a string that has escapes: the only two that the writer makes. @start is its first character. */
static char *
take_escaped(Reader *r, const char *start)
{
	g_autoptr(GString) s = g_string_new_len(start, r->p - start);

	while (*r->p != '"') {
		if (r->end - r->p < 2 || (r->p[1] != '"' && r->p[1] != '\\'))
			return NULL;
		start = r->p + 1;
		r->p += 2;
		if (!skip_plain(r))
			return NULL;
		g_string_append_len(s, start, r->p - start);
	}
	r->p++;
	return g_utf8_validate(s->str, (gssize)s->len, NULL) ? g_string_free(g_steal_pointer(&s), FALSE) : NULL;
}

/* No control characters. */
static char *
take_string(Reader *r)
{
	const char *start;

	if (!take(r, "\""))
		return NULL;
	start = r->p;
	if (!skip_plain(r))
		return NULL;
	if (*r->p != '"')
		return take_escaped(r, start);
	r->p++;
	return g_utf8_validate(start, r->p - 1 - start, NULL) ? g_strndup(start, (gsize)(r->p - 1 - start)) : NULL;
}

static gboolean
take_int(Reader *r, gint64 *number)
{
	const char *start = r->p;

	for (*number = 0; r->p < r->end && g_ascii_isdigit(*r->p); r->p++) {
		if (r->p - start > 15)
			return FALSE;
		*number = *number * 10 + (*r->p - '0');
	}
	return r->p > start && (*start != '0' || r->p == start + 1);
}

static GPtrArray *
take_list(Reader *r)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
	char *s;

	if (!take(r, "["))
		return NULL;
	do {
		if (list->len > OP_LIST_MAX || !(s = take_string(r)))
			return NULL;
		g_ptr_array_add(list, s);
	} while (take(r, ","));
	return take(r, "]") ? g_steal_pointer(&list) : NULL;
}

/* ,"key": */
static gboolean
take_key(Reader *r, const char *key)
{
	Reader ahead = *r;

	/* Most are not there: the first letter says so. */
	if (r->end - r->p < 3 || r->p[2] != key[0] || !take(&ahead, ",\"") || !take(&ahead, key) || !take(&ahead, "\":"))
		return FALSE;
	*r = ahead;
	return TRUE;
}

static gboolean
take_slot(Reader *r, const Slot *slot, SlotValue *value)
{
	g_autoptr(GPtrArray) list = NULL;

	if (!take_key(r, slot->name))
		return TRUE;
	value->is_set = TRUE;
	if (slot->type == SLOT_INT)
		return take_int(r, &value->number);
	if (slot->type != SLOT_CODES && slot->type != SLOT_TOKENS && slot->type != SLOT_IDS)
		return (value->string = take_string(r)) != NULL;
	if (!(list = take_list(r)))
		return FALSE;
	g_ptr_array_add(list, NULL);
	value->list = (GStrv)g_ptr_array_free(g_steal_pointer(&list), FALSE);
	return TRUE;
}

static gboolean
take_base(Reader *r, Op *op)
{
	GPtrArray *list;

	if (!take_key(r, "base"))
		return TRUE;
	if (!(list = take_list(r)))
		return FALSE;
	g_ptr_array_unref(op->base);
	op->base = list;
	return TRUE;
}

static gboolean
set_invalid(GError **error, const char *what)
{
	g_set_error(error, OP_ERROR, OP_ERROR_INVALID, "Zeile ist kein Eintrag: %s", what);
	return FALSE;
}

static gboolean
take_word(Reader *r, const char *key, char *word, gsize size)
{
	g_autofree char *s = take_key(r, key) ? take_string(r) : NULL;

	return s && g_strlcpy(word, s, size) < size;
}

static gboolean
take_head(Reader *r, const char *device, Stamp *stamp, char **kind, char at[18], char **by)
{
	if (!take(r, "{\"k\":") || !(*kind = take_string(r)))
		return FALSE;
	if (!take_key(r, "n") || !take_int(r, &stamp->n) || stamp->n < 1 || stamp->n > STAMP_N_MAX)
		return FALSE;
	if (!take_word(r, "run", stamp->run, sizeof stamp->run) || !stamp_word_is_valid(stamp->run, STAMP_RUN_LEN))
		return FALSE;
	if (!take_word(r, "at", at, 18) || !take_key(r, "by"))
		return FALSE;
	g_strlcpy(stamp->device, device, sizeof stamp->device);
	*by = take_string(r);
	return *by != NULL;
}

/* Any JSON value of a kind that this version does not know: checked for form and depth only. */
static gboolean
skip_value(Reader *r, guint depth)
{
	g_autofree char *s = NULL;
	char close;
	gint64 number;

	if (depth > OP_DEPTH_MAX || r->p >= r->end)
		return FALSE;
	if (*r->p == '"')
		return (s = take_string(r)) != NULL;
	if (*r->p != '{' && *r->p != '[')
		return take(r, "true") || take(r, "false") || take(r, "null") || (take(r, "-"), take_int(r, &number));
	close = *r->p++ == '{' ? '}' : ']';
	if (r->p < r->end && *r->p == close)
		return r->p++, TRUE;
	do {
		if (close == '}') {
			g_autofree char *key = take_string(r);

			if (!key || !take(r, ":"))
				return FALSE;
		}
		if (!skip_value(r, depth + 1))
			return FALSE;
	} while (take(r, ","));
	return r->p < r->end && *r->p++ == close;
}

static gboolean
skip_rest(Reader *r)
{
	while (take(r, ",")) {
		g_autofree char *key = take_string(r);

		if (!key || !take(r, ":") || !skip_value(r, 1))
			return FALSE;
	}
	return take(r, "}") && r->p == r->end;
}

gboolean
op_decode_head(const char *line, gsize len, const char *device, Stamp *stamp, char **kind, char at[18], char **by, GError **error)
{
	Reader r = {line, line + len};
	g_autofree char *k = NULL, *b = NULL;

	if (len > OP_LINE_MAX || !take_head(&r, device, stamp, &k, at, &b) || !skip_rest(&r))
		return set_invalid(error, "Form");
	if (kind)
		*kind = g_steal_pointer(&k);
	if (by)
		*by = g_steal_pointer(&b);
	return TRUE;
}

/* Resolves "obstacle.status"; FALSE: a kind of a newer version. */
static gboolean
find_kind(char *kind, const Entity **entity, const Field **field)
{
	char *dot = strchr(kind, '.');

	*field = NULL;
	if (!dot)
		return FALSE;
	*dot = '\0';
	*entity = entity_find(kind);
	*dot = '.';
	if (!*entity || strcmp(dot + 1, "add") == 0)
		return *entity != NULL;
	*field = entity_field(*entity, dot + 1);
	return *field && !(*field)->is_fixed;
}

static gboolean
take_body(Reader *r, Op *op)
{
	guint i;

	if (has_entity_key(op) && (!take_key(r, "e") || !(op->entity_id = take_string(r))))
		return FALSE;
	if (op->field && op->field->is_keyed && (!take_key(r, "p") || !(op->key = take_string(r))))
		return FALSE;
	for (i = 0; i < op->n_values; i++)
		if (!take_slot(r, op->slots[i], &op->values[i]))
			return FALSE;
	return take_base(r, op) && take(r, "}") && r->p == r->end;
}

Op *
op_decode(const char *line, gsize len, const char *device, GError **error)
{
	Reader r = {line, line + len};
	g_autofree char *kind = NULL, *by = NULL;
	g_autoptr(Op) op = NULL;
	const Entity *entity;
	const Field *field;
	Stamp stamp;
	char at[18];

	if (len > OP_LINE_MAX || !take_head(&r, device, &stamp, &kind, at, &by))
		return set_invalid(error, "Kopf"), NULL;
	if (!find_kind(kind, &entity, &field)) {
		if (!skip_rest(&r))
			return set_invalid(error, "Form"), NULL;
		g_set_error(error, OP_ERROR, OP_ERROR_UNKNOWN_KIND, "%s: neuere Version nötig", kind);
		return NULL;
	}
	op = op_new(entity, field, NULL, NULL);
	if (!take_body(&r, op))
		return set_invalid(error, kind), NULL;
	op_set_stamp(op, &stamp, at, by);
	return op_validate(op, error) ? g_steal_pointer(&op) : NULL;
}

/* --- values as the store keeps them -------------------------------------------------------------------------------------------- */

/* Over a string, whatever it holds. */
static gboolean
skip_string(Reader *r)
{
	if (!take(r, "\""))
		return FALSE;
	while (skip_plain(r) && *r->p == '\\')
		r->p += MIN(2, r->end - r->p);
	return take(r, "\"");
}

/* Over a value as the store keeps it: a string, a list of strings or a number. */
static gboolean
skip_kept(Reader *r)
{
	gint64 number;

	if (r->p < r->end && *r->p == '"')
		return skip_string(r);
	if (!take(r, "["))
		return take_int(r, &number);
	do
		if (!skip_string(r))
			return FALSE;
	while (take(r, ","));
	return take(r, "]");
}

static char *
take_kept(Reader *r)
{
	g_autoptr(GPtrArray) list = NULL;
	gint64 number;

	if (r->p < r->end && *r->p == '"')
		return take_string(r);
	if (r->p < r->end && *r->p == '[') {
		if (!(list = take_list(r)))
			return NULL;
		g_ptr_array_add(list, NULL);
		return g_strjoinv(",", (GStrv)list->pdata);
	}
	return take_int(r, &number) ? g_strdup_printf("%" G_GINT64_FORMAT, number) : NULL;
}

char *
op_json_get(const char *json, const char *slot)
{
	Reader r = {json, json + strlen(json)};
	gsize len = strlen(slot);

	if (!take(&r, "{"))
		return NULL;
	do {
		const char *key = r.p;
		gboolean is_it = r.end - key > (gssize)len + 2 && key[0] == '"' && memcmp(key + 1, slot, len) == 0 && key[1 + len] == '"';

		if (!skip_string(&r) || !take(&r, ":"))
			return NULL;
		if (is_it)
			return take_kept(&r);
	} while (skip_kept(&r) && take(&r, ","));
	return NULL;
}
