/* Records; see vorort/record.h. */
#include "vorort/record.h"

#include <string.h>

static void
record_value_free(RecordValue *value)
{
	g_free(value->field_name);
	g_free(value->key);
	g_free(value->op);
	g_free(value->at);
	g_free(value->by);
	g_hash_table_unref(value->slots);
	g_free(value);
}

void
record_free(Record *record)
{
	guint i;

	if (!record)
		return;
	for (i = 0; i < record->values->len; i++)
		record_value_free(record->values->pdata[i]);
	g_ptr_array_unref(record->values);
	g_free(record->id);
	g_free(record->created);
	g_free(record->created_at);
	g_free(record->created_by);
	g_free(record);
}

static gboolean
is_field(const RecordValue *value, const char *field, const char *key)
{
	return strcmp(value->field_name, field) == 0 && (!key || strcmp(value->key, key) == 0);
}

const RecordValue *
record_shown(const Record *record, const char *field, const char *key)
{
	guint i;

	for (i = 0; i < record->values->len; i++) {
		const RecordValue *value = record->values->pdata[i];

		if (value->is_shown && is_field(value, field, key))
			return value;
	}
	return NULL;
}

const char *
record_get_keyed(const Record *record, const char *field, const char *key, const char *slot)
{
	const RecordValue *value = record_shown(record, field, key);
	const char *text = value ? g_hash_table_lookup(value->slots, slot) : NULL;

	return text ? text : "";
}

const char *
record_get(const Record *record, const char *slot)
{
	const Field *field = entity_slot(record->entity, slot, NULL);

	if (!field)
		return "";
	return record_get_keyed(record, field->is_fixed ? "add" : field->name, NULL, slot);
}

GPtrArray *
record_heads(const Record *record, const char *field, const char *key)
{
	GPtrArray *heads = g_ptr_array_new();
	guint i;

	for (i = 0; i < record->values->len; i++) {
		RecordValue *value = record->values->pdata[i];

		if (value->is_head && is_field(value, field, key))
			g_ptr_array_add(heads, value);
	}
	return heads;
}

gboolean
record_value_equal(const RecordValue *a, const RecordValue *b)
{
	GHashTableIter iter;
	gpointer slot, text;

	if (g_hash_table_size(a->slots) != g_hash_table_size(b->slots))
		return FALSE;
	g_hash_table_iter_init(&iter, a->slots);
	while (g_hash_table_iter_next(&iter, &slot, &text))
		if (g_strcmp0(text, g_hash_table_lookup(b->slots, slot)) != 0)
			return FALSE;
	return TRUE;
}

gboolean
record_is_different(const Record *record, const char *field, const char *key)
{
	g_autoptr(GPtrArray) heads = record_heads(record, field, key);
	guint i;

	for (i = 1; i < heads->len; i++)
		if (!record_value_equal(heads->pdata[0], heads->pdata[i]))
			return TRUE;
	return FALSE;
}

gint
record_by_date(gconstpointer a, gconstpointer b)
{
	const Record *x = *(Record *const *)a, *y = *(Record *const *)b;
	int order = strcmp(record_get(x, "date"), record_get(y, "date"));

	return order ? order : strcmp(x->id, y->id);
}
