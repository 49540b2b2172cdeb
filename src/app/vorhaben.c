/*
 * Facts about the undertaking as a whole: the agreement, its term, an extension, who decides.
 *
 * What is known stands in the catalogue with its source; a team corrects it by an op, since the agreement may be extended while the
 * program is in use. Nothing in the program computes with these values or names them.
 */
#include <string.h>

#include "internal.h"
#include "vorort/text.h"

static void
value_free(gpointer value)
{
	katalog_value_free(value);
}

static KatalogValue *
value_new(const char *key, const char *title, const char *value, const char *confidence, const char *text)
{
	KatalogValue *v = g_new0(KatalogValue, 1);

	v->key = g_strdup(key);
	v->title = g_strdup(title);
	v->value = g_strdup(value);
	v->confidence = g_strdup(confidence);
	v->text = g_strdup(text);
	return v;
}

static KatalogValue *
find_value(GPtrArray *values, const char *key)
{
	guint i;

	for (i = 0; i < values->len; i++)
		if (strcmp(((KatalogValue *)values->pdata[i])->key, key) == 0)
			return values->pdata[i];
	return NULL;
}

/* What was entered replaces what the catalogue says, with whoever entered it as its source. */
static void
take_entered(GPtrArray *values, const RecordValue *entered)
{
	const char *text = g_hash_table_lookup(entered->slots, "param");
	g_autofree char *iso = g_strndup(entered->at, 10), *day = text_date(iso);
	KatalogValue *v = find_value(values, entered->key);

	if (!text || !*text)
		return;
	if (!v)
		g_ptr_array_add(values, v = value_new(entered->key, entered->key, "", "", NULL));
	g_free(v->value);
	g_free(v->confidence);
	g_free(v->text);
	v->value = g_strdup(text);
	v->confidence = g_strdup("erfasst");
	v->text = g_strdup_printf("%s, %s", entered->by, day);
}

GPtrArray *
app_vorhaben(App *app, GError **error)
{
	const Katalog *katalog = app_katalog(app, error);
	g_autoptr(Record) record = store_record(app->store, "vorhaben", NULL);
	GPtrArray *values;
	guint i;

	if (!katalog)
		return NULL;
	values = g_ptr_array_new_with_free_func(value_free);
	for (i = 0; i < katalog->vorhaben->len; i++) {
		const KatalogValue *v = katalog->vorhaben->pdata[i];

		g_ptr_array_add(values, value_new(v->key, v->title, v->value, v->confidence, v->text));
	}
	for (i = 0; record && i < record->values->len; i++) {
		const RecordValue *value = record->values->pdata[i];

		if (strcmp(value->field_name, "param") == 0 && value->is_shown)
			take_entered(values, value);
	}
	return values;
}

gboolean
app_set_vorhaben(App *app, const char *const *set, GError **error)
{
	g_autoptr(GPtrArray) ops = NULL, pairs = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(Record) record = NULL;
	Op *add;

	if (!app_begin_write(app, error))
		return FALSE;
	ops = app_ops_new();
	if (!(add = app_new_add(app, "vorhaben", "vorhaben", (const char *const[]){NULL}, error)))
		return FALSE;
	record = store_record(app->store, "vorhaben", NULL);
	if (record && record->created)
		op_free(add);
	else
		g_ptr_array_add(ops, add);
	if (!record)
		record = app_blank_record("vorhaben", "vorhaben");
	for (; *set; set++)
		g_ptr_array_add(pairs, g_strconcat("param.", *set, NULL));
	g_ptr_array_add(pairs, NULL);
	return app_change(app, ops, record, (const char *const *)pairs->pdata, error) &&
	       app_commit(app, ops, "Angaben zum Vorhaben geändert", error);
}
