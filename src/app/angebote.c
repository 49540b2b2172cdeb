/*
 * What Kommunen offer online, from a CSV prepared outside from the Portalverbund: an attribute of the Kommune for each service,
 * online/<leistung>/<service> = "name · address", with the day it was looked up. Only offers of the Kommune itself, only our Leistungen.
 */
#include <string.h>

#include "internal.h"
#include "vorort/import.h"

#define PREFIX "online/"

enum { OPS_MAX = 20000, LINE_MAX_BYTES = 200 };

typedef struct Taking {
	App *app;
	AppImport *report;
	const GPtrArray *leistungen;
	GPtrArray *adds, *ops;
	GHashTable *done; /* Kommune and key of what this file said already */
} Taking;

void
app_angebot_free(AppAngebot *angebot)
{
	g_free(angebot->leistung);
	g_free(angebot->text);
	g_free(angebot->date);
	g_free(angebot);
}

/* --- reading -------------------------------------------------------------------------------------------------------------------------- */

GPtrArray *
app_kommune_angebote(App *app, const char *id, GError **error)
{
	g_autoptr(Record) record = store_record(app->store, id, NULL);
	GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)app_angebot_free);
	guint i;

	(void)error;
	for (i = 0; record && i < record->values->len; i++) {
		const RecordValue *value = record->values->pdata[i];
		const char *text = g_hash_table_lookup(value->slots, "attribute"), *date = g_hash_table_lookup(value->slots, "attribute_date");
		AppAngebot *a;

		if (!value->is_shown || !text || strcmp(value->field_name, "attribute") != 0 || !g_str_has_prefix(value->key, PREFIX))
			continue;
		a = g_new0(AppAngebot, 1);
		a->leistung = g_strndup(value->key + strlen(PREFIX), strcspn(value->key + strlen(PREFIX), "/"));
		a->text = g_strdup(text);
		a->date = g_strdup(date ? date : "");
		g_ptr_array_add(all, a);
	}
	return all;
}

/* --- importing ------------------------------------------------------------------------------------------------------------------------ */

/* A key of the catalogue that ends in six zeros stands for all that is done with its subject. */
static gboolean
is_schluessel(const char *ours, const char *theirs)
{
	gsize len = strlen(ours);

	if (len != 14)
		return FALSE;
	return strcmp(ours, theirs) == 0 || (strcmp(ours + 8, "000000") == 0 && strncmp(ours, theirs, 8) == 0);
}

static const Leistung *
find_leistung(const GPtrArray *leistungen, const char *schluessel)
{
	guint i, j;

	for (i = 0; i < leistungen->len; i++) {
		const Leistung *l = leistungen->pdata[i];

		for (j = 0; l->schluessel && l->schluessel[j]; j++)
			if (is_schluessel(l->schluessel[j], schluessel))
				return l;
	}
	return NULL;
}

/* The Kommune of a Regionalschlüssel; one that ends in seven zeros may be a kreisfreie Stadt or a Kreis. */
static Kommune *
find_kommune(App *app, const char *ars)
{
	g_autofree char *id = kommune_id_from_key(ars), *kreis = g_strdup_printf("kreis:%.5s", ars);
	Kommune *k = id ? store_kommune(app->store, id, NULL) : NULL;

	return !k && strcmp(ars + 5, "0000000") == 0 ? store_kommune(app->store, kreis, NULL) : k;
}

/* "online/wohngeld/L100042.OD.2292"; the service is left out where it is no token. */
static char *
attribute_key(const Angebot *a, const Leistung *l)
{
	gsize n = strspn(a->dienst, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

	return n && !a->dienst[n] && n <= 50 ? g_strdup_printf(PREFIX "%s/%s", l->key, a->dienst) : g_strconcat(PREFIX, l->key, NULL);
}

/* Name and address in the length that an attribute may have; the address stays whole if it fits. */
static char *
attribute_text(const Angebot *a)
{
	gsize url = strlen(a->url) + (*a->url && *a->name ? strlen(" · ") : 0);
	gsize room = url < LINE_MAX_BYTES ? LINE_MAX_BYTES - url : 0, n = MIN(strlen(a->name), room);

	while (n && (a->name[n] & 0xC0) == 0x80) /* not inside a character */
		n--;
	if (!room)
		return g_strdup("online");
	if (!*a->url && !n)
		return g_strdup(*a->dienst && strlen(a->dienst) < LINE_MAX_BYTES ? a->dienst : "online");
	return g_strdup_printf("%.*s%s%s", (int)n, a->name, *a->url && *a->name ? " · " : "", a->url);
}

static void
note_anbindung(Taking *t, const Kommune *k, const Leistung *l)
{
	g_autofree char *id = g_strdup_printf("%s/%s", k->id, l->key);
	g_autoptr(Record) anbindung = store_record(t->app->store, id, NULL);

	if (anbindung && anbindung->created && !anbindung->is_retracted &&
	    !g_ptr_array_find_with_equal_func(t->report->affected, id, g_str_equal, NULL))
		g_ptr_array_add(t->report->affected, g_steal_pointer(&id));
}

static gboolean
record_offer(Taking *t, const Angebot *a, const Kommune *k, const Leistung *l, GError **error)
{
	const Entity *entity = entity_find("kommune");
	g_autofree char *key = attribute_key(a, l), *text = attribute_text(a), *place = g_strconcat(k->id, " ", key, NULL);
	g_autofree char *entity_mark = g_strdup(k->id);
	g_autoptr(Record) record = store_record(t->app->store, k->id, NULL);
	const char *shown = record ? record_get_keyed(record, "attribute", key, "attribute") : "";
	const char *day = record ? record_get_keyed(record, "attribute", key, "attribute_date") : "";
	Op *op;

	if (!g_hash_table_add(t->done, g_steal_pointer(&place)) || (strcmp(shown, text) == 0 && strcmp(day, a->date) >= 0))
		return TRUE;
	if ((!record || !record->created) && g_hash_table_add(t->done, g_steal_pointer(&entity_mark)))
		g_ptr_array_add(t->adds, app_new_add(t->app, "kommune", k->id, NULL, error));
	op = op_new(entity, entity_field(entity, "attribute"), k->id, key);
	g_ptr_array_add(t->ops, op);
	app_base_on(op, record, "attribute", key);
	*(*shown ? &t->report->n_changed : &t->report->n_new) += 1;
	note_anbindung(t, k, l);
	return app_op_put(t->app, op, "attribute", text, error) && app_op_put(t->app, op, "attribute_date", a->date, error);
}

static gboolean
take_offer(Taking *t, const Angebot *a, GError **error)
{
	const Leistung *l = find_leistung(t->leistungen, a->schluessel);
	g_autoptr(Kommune) k = NULL;

	if (!a->is_local || strcmp(a->ars + 2, "0000000000") == 0) {
		t->report->n_inherited++;
		return TRUE;
	}
	if (!l) {
		t->report->n_other++;
		return TRUE;
	}
	if (!(k = find_kommune(t->app, a->ars))) {
		t->report->n_unknown++;
		return TRUE;
	}
	if (!record_offer(t, a, k, l, error)) {
		g_prefix_error(error, "Nichts eingelesen: Zeile %u: ", a->line);
		return FALSE;
	}
	if (t->ops->len <= OPS_MAX)
		return TRUE;
	g_set_error(error, APP_ERROR, APP_ERROR_INVALID,
		    "Nichts eingelesen: Die Datei nennt mehr als %d neue Angebote. Teilen Sie sie, zum Beispiel nach Ländern.", OPS_MAX);
	return FALSE;
}

gboolean
app_import_angebote(App *app, GBytes *bytes, AppImport *report, GError **error)
{
	g_autoptr(GPtrArray) adds = app_ops_new(), ops = app_ops_new(), all = NULL;
	g_autoptr(GHashTable) done = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	Taking taking = {app, report, app_leistungen(app, error), adds, ops, done};
	GError *cause = NULL;
	guint i;

	report->affected = g_ptr_array_new_with_free_func(g_free);
	if (!taking.leistungen)
		return FALSE;
	if (!(all = import_angebote(bytes, &cause))) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "Nichts eingelesen: %s", cause->message);
		g_error_free(cause);
		return FALSE;
	}
	report->n_total = all->len;
	for (i = 0; i < all->len; i++)
		if (!take_offer(&taking, all->pdata[i], error))
			return FALSE;
	return app_commit(app, adds, NULL, error) && app_commit(app, ops, "Onlineangebote eingelesen", error);
}
