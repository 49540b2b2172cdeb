/* Stellen: whom they serve, and what choosing one says of all its Anbindungen. */
#include <string.h>

#include "internal.h"

/* --- whom they serve --------------------------------------------------------------------------------------------------------------------- */

GPtrArray *
app_stelle_serves(App *app, const char *stelle, GError **error)
{
	g_autoptr(Record) record = app_record(app, stelle, error);
	GPtrArray *keys = record ? g_ptr_array_new_with_free_func(g_free) : NULL;
	guint i;

	for (i = 0; record && i < record->values->len; i++) {
		const RecordValue *value = record->values->pdata[i];

		if (value->is_shown && strcmp(value->field_name, "serves") == 0 && g_strcmp0(g_hash_table_lookup(value->slots, "serves"), "ja") == 0)
			g_ptr_array_add(keys, g_strdup(value->key));
	}
	return keys;
}

static gboolean
is_key(const char *key, GError **error)
{
	if (kommune_id_is_valid(key) || words_find(WORDS_LAND, key))
		return TRUE;
	g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "„%s“ ist keine Kommune und kein Land. Beispiel: ags:06435014 oder 06", key);
	return FALSE;
}

gboolean
app_stelle_serve(App *app, const char *stelle, const char *const *keys, const char *const *no_longer, GError **error)
{
	g_autoptr(Record) record = app_record(app, stelle, error);
	g_autoptr(GPtrArray) set = g_ptr_array_new_with_free_func(g_free), ops = app_ops_new();
	const char *const *key;

	if (!record || !app_begin_write(app, error))
		return FALSE;
	for (key = keys; key && *key; key++) {
		if (!is_key(*key, error))
			return FALSE;
		g_ptr_array_add(set, g_strdup_printf("serves.%s=ja", *key));
	}
	for (key = no_longer; key && *key; key++)
		if (*record_get_keyed(record, "serves", *key, "serves"))
			g_ptr_array_add(set, g_strdup_printf("serves.%s=nein", *key));
	g_ptr_array_add(set, NULL);
	return app_change(app, ops, record, (const char *const *)set->pdata, error) && app_commit(app, ops, "Zuständigkeit der Stelle geändert", error);
}

/* --- taking over --------------------------------------------------------------------------------------------------------------------------- */

typedef struct Takeover {
	App *app;
	const Record *stelle;
	GPtrArray *ops;
	StelleTakeover *report;
	/* of the present Anbindung */
	const Record *anbindung;
	const Checklist *checklist;
	GPtrArray *set;
	guint n_differ;
} Takeover;

/* Set by the checklist's preset when the Anbindung was made, and never touched since: nobody has said it. */
static gboolean
is_untouched_preset(const Takeover *t, const char *name, const char *now)
{
	const ChecklistParameter *param = checklist_parameter(t->checklist, name);
	guint i, n = 0;

	for (i = 0; i < t->anbindung->values->len; i++) {
		const RecordValue *value = t->anbindung->values->pdata[i];

		n += strcmp(value->field_name, "param") == 0 && strcmp(value->key, name) == 0;
	}
	return n == 1 && param && g_strcmp0(param->preset, now) == 0;
}

static void
take_value(Takeover *t, const char *field, const char *key, const char *wanted, const char *title)
{
	const char *now = record_get_keyed(t->anbindung, field, key, field);
	g_autofree char *name = NULL, *shown = NULL;

	if (strcmp(now, wanted) == 0)
		return;
	if (!*now || (strcmp(field, "param") == 0 && is_untouched_preset(t, key, now))) {
		g_ptr_array_add(t->set, g_strdup_printf("%s.%s=%s", field, key, wanted));
		return;
	}
	name = app_anbindung_title(t->app, t->anbindung->id);
	shown = strcmp(field, "stelle") == 0 ? app_stelle_name(t->app, now) : g_strdup(now);
	g_ptr_array_add(t->report->differing, g_strdup_printf("%s: %s bleibt „%s“", name, title, shown));
	t->n_differ++;
}

/* A value that the checklist of this Leistung does not offer is left out. */
static void
take_param(Takeover *t, const char *name, const char *wanted, const char *title)
{
	g_autofree char *checked = checklist_parameter(t->checklist, name) ? app_check_param(t->checklist, name, wanted, NULL) : NULL;

	if (checked && *checked)
		take_value(t, "param", name, checked, title);
}

static void
take_all(Takeover *t)
{
	const char *kind = record_get(t->stelle, "kind"), *product = record_get(t->stelle, "product");
	const char *key = strcmp(kind, "hersteller") == 0 ? "fachverfahren" : kind;

	take_value(t, "stelle", key, t->stelle->id, "Stelle");
	if (strcmp(kind, "kit") == 0)
		take_param(t, "kopfstelle", "ja", "Kopfstelle");
	if (*product && (strcmp(kind, "kit") == 0 || strcmp(kind, "hersteller") == 0))
		take_param(t, "fachverfahren", product, "Fachverfahren");
}

static gboolean
take_over_at(Takeover *t, const char *id, GError **error)
{
	g_autoptr(Record) record = app_record(t->app, id, error);
	g_autoptr(GPtrArray) set = g_ptr_array_new_with_free_func(g_free);

	t->checklist = record ? app_anbindung_checklist(t->app, id, error) : NULL;
	if (!t->checklist)
		return FALSE;
	t->anbindung = record;
	t->set = set;
	t->n_differ = 0;
	take_all(t);
	t->report->n_anbindungen++;
	t->report->n_differ += t->n_differ > 0;
	t->report->n_change += set->len > 0;
	t->report->n_same += set->len == 0 && t->n_differ == 0;
	g_ptr_array_add(set, NULL);
	return app_change(t->app, t->ops, record, (const char *const *)set->pdata, error);
}

void
stelle_takeover_clear(StelleTakeover *report)
{
	g_clear_pointer(&report->differing, g_ptr_array_unref);
}

gboolean
app_stelle_take_over(App *app, const char *stelle, const char *leistung, gboolean is_preview, StelleTakeover *report, GError **error)
{
	g_autoptr(Record) record = app_record(app, stelle, error);
	g_autoptr(GPtrArray) ids = record ? app_stelle_anbindungen(app, stelle, error) : NULL, ops = app_ops_new();
	Takeover t = {.app = app, .stelle = record, .ops = ops, .report = report};
	guint i;

	*report = (StelleTakeover){.differing = g_ptr_array_new_with_free_func(g_free)};
	if (!ids || !app_begin_write(app, error))
		return FALSE;
	for (i = 0; i < ids->len; i++) {
		const char *id = ids->pdata[i], *slash = strchr(id, '/');

		if ((!leistung || strcmp(slash + 1, leistung) == 0) && !take_over_at(&t, id, error))
			return FALSE;
	}
	return is_preview || app_commit(app, ops, "Angaben der Stelle übernommen", error);
}
