/* Anbindungen and visits. */
#include <string.h>

#include "internal.h"

/* A parameter with a list of values takes one of them, by code or by what people see. */
char *
app_check_param(const Checklist *checklist, const char *name, const char *value, GError **error)
{
	const ChecklistParameter *param = checklist_parameter(checklist, name);
	g_autofree char *all = NULL;
	guint i;

	if (!param) {
		g_autoptr(GString) names = g_string_new(NULL);

		for (i = 0; i < checklist->parameters->len; i++)
			g_string_append_printf(names, "%s%s", i ? ", " : "", ((ChecklistParameter *)checklist->parameters->pdata[i])->name);
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "Die Checkliste fragt nicht nach „%s“. Sie fragt nach: %s", name, names->str);
		return NULL;
	}
	if (!*value || !param->values[0])
		return g_strdup(value);
	for (i = 0; param->values[i]; i++)
		if (g_ascii_strcasecmp(param->values[i], value) == 0 || g_utf8_collate(param->labels[i], value) == 0)
			return g_strdup(param->values[i]);
	all = g_strjoinv(", ", param->values);
	g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "„%s“ ist kein Wert für %s. Möglich: %s", value, name, all);
	return NULL;
}

static gboolean
collect_params(const Checklist *checklist, const char *const *params, GPtrArray *set, GError **error)
{
	for (; params && *params; params++) {
		const char *value;
		g_autofree char *name = app_pair_name(*params, &value, error);
		g_autofree char *checked = name ? app_check_param(checklist, name, value, error) : NULL;

		if (!checked)
			return FALSE;
		g_ptr_array_add(set, g_strdup_printf("param.%s=%s", name, checked));
	}
	return TRUE;
}

/* Presets of the checklist, for what nobody said. */
static void
collect_presets(const Checklist *checklist, const Record *record, GPtrArray *set)
{
	guint i, j;

	for (i = 0; i < checklist->parameters->len; i++) {
		const ChecklistParameter *param = checklist->parameters->pdata[i];
		g_autofree char *prefix = g_strdup_printf("param.%s=", param->name);
		gboolean is_named = FALSE;

		for (j = 0; j < set->len; j++)
			is_named |= g_str_has_prefix(set->pdata[j], prefix);
		if (!is_named && param->preset && !*record_get_keyed(record, "param", param->name, "param"))
			g_ptr_array_add(set, g_strconcat(prefix, param->preset, NULL));
	}
}

Record *
app_blank_record(const char *type, const char *id)
{
	Record *record = g_new0(Record, 1);

	record->id = g_strdup(id);
	record->entity = entity_find(type);
	record->values = g_ptr_array_new();
	return record;
}

static gboolean
change_anbindung(App *app, const char *id, const Checklist *checklist, const char *const *params, const char *const *more, GError **error)
{
	g_autoptr(GPtrArray) ops = app_ops_new(), set = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(Record) known = store_record(app->store, id, NULL);
	g_autofree char *sha = g_strconcat("checklist=", checklist->sha256, NULL);
	const char *const add_set[] = {sha, NULL};
	gboolean is_new = !known || !known->created;
	Op *add;

	if (is_new) {
		if (!(add = app_new_add(app, "anbindung", id, add_set, error)))
			return FALSE;
		g_ptr_array_add(ops, add);
	} else if (known->is_retracted) {
		g_ptr_array_add(set, g_strdup("retracted="));
	}
	if (!known)
		known = app_blank_record("anbindung", id);
	if (!collect_params(checklist, params, set, error))
		return FALSE;
	collect_presets(checklist, known, set);
	for (; more && *more; more++)
		g_ptr_array_add(set, g_strdup(*more));
	g_ptr_array_add(set, NULL);
	return app_change(app, ops, known, (const char *const *)set->pdata, error) &&
	       app_commit(app, ops, is_new ? "Anbindung angelegt" : "Anbindung geändert", error);
}

/* A Kommune that is gone keeps its Anbindungen and gets no new ones. */
static gboolean
check_is_there(App *app, const Kommune *kommune, const char *anbindung, GError **error)
{
	g_autoptr(Record) known = kommune->is_current ? NULL : store_record(app->store, anbindung, NULL);
	g_autoptr(GPtrArray) heirs = NULL;
	g_autoptr(GString) names = g_string_new(NULL);
	guint i;

	if (kommune->is_current || (known && known->created))
		return TRUE;
	if (!(heirs = app_heirs(app, kommune->id, error)))
		return FALSE;
	for (i = 0; i < heirs->len; i++) {
		const Kommune *heir = heirs->pdata[i];

		g_string_append_printf(names, "%s%s (%s)", i ? ", " : "", heir->name, heir->id);
	}
	g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "%s (%s) gibt es im neuesten Gemeindeverzeichnis nicht mehr. %s%s", kommune->name,
		    kommune->id, heirs->len ? "Nachfolger: " : "Nachfolger angeben: vorort kommune successor ALT NEU --date TAG --source TEXT",
		    names->str);
	return FALSE;
}

static gboolean
add_anbindung(App *app, const char *kommune_key, const char *leistung_key, const char *const *params, const char *const *more, char **id,
	      GError **error)
{
	g_autoptr(Kommune) kommune = NULL;
	const Leistung *leistung;
	const Checklist *checklist;
	g_autofree char *anbindung = NULL;

	if (!app_begin_write(app, error) || !(kommune = app_kommune(app, kommune_key, error)) ||
	    !(leistung = app_leistung(app, leistung_key, error)))
		return FALSE;
	anbindung = g_strdup_printf("%s/%s", kommune->id, leistung->key);
	if (!(checklist = app_checklist_for(app, anbindung, error)) || !check_is_there(app, kommune, anbindung, error))
		return FALSE;
	if (!store_begin(app->store, error))
		return FALSE;
	if (!app_keep_checklist(app, checklist, error) || !change_anbindung(app, anbindung, checklist, params, more, error)) {
		store_rollback(app->store);
		return FALSE;
	}
	app_warn_vollzug(app, anbindung);
	if (id)
		*id = g_steal_pointer(&anbindung);
	return store_commit(app->store, error);
}

gboolean
app_add_anbindung(App *app, const char *kommune_key, const char *leistung_key, const char *const *params, char **id, GError **error)
{
	return add_anbindung(app, kommune_key, leistung_key, params, NULL, id, error);
}

gboolean
app_set_anbindung(App *app, const char *id, const char *const *set, const Record *seen, GError **error)
{
	g_autoptr(Record) known = store_record(app->store, id, NULL);
	g_auto(GStrv) key = g_strsplit(id, "/", 2);

	if (known && known->created && !known->is_retracted)
		return app_set(app, id, set, seen, error);
	return add_anbindung(app, key[0] ? key[0] : "", key[0] && key[1] ? key[1] : "", NULL, set, NULL, error);
}

gboolean
app_close_visit(App *app, const char *visit, const char *fazit, const char *text, GError **error)
{
	g_autofree char *fazit_pair = g_strconcat("fazit=", fazit, NULL), *text_pair = g_strconcat("fazit_text=", text ? text : "", NULL);
	const char *set[] = {fazit_pair, text_pair, strcmp(fazit, "abgebrochen") == 0 ? "status=unterbrochen" : "status=durchgefuehrt", NULL};

	return app_set(app, visit, set, NULL, error);
}
