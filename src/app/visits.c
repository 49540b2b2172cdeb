/*
 * Visits of two laptops that are one, and who does what there. Nothing is rewritten by merging: results, notes and obstacles name their visit
 * in a field that is fixed for ever. So the visit made later is withdrawn, its reason says into which it went, and what refers to it is found
 * at the other one. That the earlier one stays is a rule, not a choice, for two laptops may merge before they meet.
 */
#include <string.h>

#include "internal.h"
#include "vorort/revisit.h"

#define MERGED "Zusammengeführt mit dem Termin "

/* --- several visits on a day ------------------------------------------------------------------------------------------------------------- */

static gint
by_id(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
add_once(GPtrArray *ids, const char *id)
{
	if (!g_ptr_array_find_with_equal_func(ids, id, g_str_equal, NULL))
		g_ptr_array_add(ids, g_strdup(id));
}

static gboolean
add_visits_on(App *app, const char *anbindung, const char *date, const char *but, GPtrArray *found, GError **error)
{
	g_autoptr(GPtrArray) ids = store_links(app->store, anbindung, "visit", "anbindungen", error);
	guint i;

	for (i = 0; ids && i < ids->len; i++) {
		g_autoptr(Record) visit = store_record(app->store, ids->pdata[i], error);

		if (!visit)
			return FALSE;
		if (g_strcmp0(visit->id, but) != 0 && strcmp(record_get(visit, "date"), date) == 0 && strcmp(record_get(visit, "status"), "abgesagt") != 0)
			add_once(found, visit->id);
	}
	return ids != NULL;
}

GPtrArray *
app_visits_on(App *app, const char *anbindung, const char *date, GError **error)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);

	return add_visits_on(app, anbindung, date, NULL, found, error) ? g_steal_pointer(&found) : NULL;
}

GPtrArray *
app_same_day_visits(App *app, const Record *visit, GError **error)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) ids = g_strsplit(record_get(visit, "anbindungen"), ",", -1);
	const char *date = record_get(visit, "date");
	guint i;

	for (i = 0; *date && !visit->is_retracted && ids[i]; i++)
		if (!add_visits_on(app, ids[i], date, visit->id, found, error))
			return NULL;
	g_ptr_array_sort(found, by_id);
	return g_steal_pointer(&found);
}

/* --- what was merged --------------------------------------------------------------------------------------------------------------------- */

/* The visit that a withdrawn one went into; NULL: none. Borrowed. */
static const char *
merged_into(const Record *visit)
{
	const char *why = visit->is_retracted ? record_get(visit, "retracted_why") : "";

	return g_str_has_prefix(why, MERGED) ? why + strlen(MERGED) : NULL;
}

static gboolean add_merged(App *app, const Record *into, GPtrArray *found, GError **error);

static gboolean
add_withdrawn(App *app, const Record *into, const char *anbindung, GPtrArray *found, GError **error)
{
	g_autoptr(GPtrArray) ids = store_withdrawn_links(app->store, anbindung, "visit", "anbindungen", error);
	guint i;

	for (i = 0; ids && i < ids->len; i++) {
		g_autoptr(Record) visit = store_record(app->store, ids->pdata[i], error);

		if (!visit)
			return FALSE;
		if (g_strcmp0(merged_into(visit), into->id) != 0 || g_ptr_array_find_with_equal_func(found, visit->id, g_str_equal, NULL))
			continue;
		g_ptr_array_add(found, g_strdup(visit->id));
		if (!add_merged(app, visit, found, error))
			return FALSE;
	}
	return ids != NULL;
}

static gboolean
add_merged(App *app, const Record *into, GPtrArray *found, GError **error)
{
	g_auto(GStrv) anbindungen = g_strsplit(record_get(into, "anbindungen"), ",", -1);
	guint i;

	for (i = 0; anbindungen[i]; i++)
		if (!add_withdrawn(app, into, anbindungen[i], found, error))
			return FALSE;
	return TRUE;
}

GPtrArray *
app_merged_visits(App *app, const char *id, GError **error)
{
	g_autoptr(Record) visit = app_record(app, id, error);
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);

	if (!visit || (strcmp(visit->entity->name, "visit") == 0 && !add_merged(app, visit, found, error)))
		return NULL;
	g_ptr_array_sort(found, by_id);
	return g_steal_pointer(&found);
}

gboolean
app_add_merged_links(App *app, const char *visit, const char *type, const char *slot, GPtrArray *ids, GError **error)
{
	g_autoptr(GPtrArray) merged = app_merged_visits(app, visit, NULL); /* NULL: not here yet */
	guint i;

	for (i = 0; merged && i < merged->len; i++) {
		GPtrArray *more = store_links(app->store, merged->pdata[i], type, slot, error);

		if (!more)
			return FALSE;
		g_ptr_array_extend_and_steal(ids, more);
	}
	if (merged && merged->len)
		g_ptr_array_sort(ids, by_id);
	return TRUE;
}

/* --- merging --------------------------------------------------------------------------------------------------------------------------------- */

/* Both lists, the first one first. */
static char *
join_lists(const char *a, const char *b, const char *separator)
{
	g_auto(GStrv) mine = g_strsplit(a, separator, -1), other = g_strsplit(b, separator, -1);
	GString *all = g_string_new(a);
	guint i;

	for (i = 0; other[i]; i++)
		if (!g_strv_contains((const char *const *)mine, other[i]))
			g_string_append_printf(all, "%s%s", all->len ? separator : "", other[i]);
	return g_string_free(all, FALSE);
}

static void
take(GPtrArray *set, const char *slot, char *value)
{
	if (*value)
		g_ptr_array_add(set, g_strdup_printf("%s=%s", slot, value));
	g_free(value);
}

/* A visit that has begun on one laptop has begun. */
static const char *
further(const char *a, const char *b)
{
	static const char *const order[] = {"", "geplant", "bestaetigt", "unterbrochen", "laeuft", "durchgefuehrt", "nachbereitet", NULL};
	guint i, at_a = 0, at_b = 0;

	for (i = 0; order[i]; i++) {
		at_a = strcmp(order[i], a) == 0 ? i : at_a;
		at_b = strcmp(order[i], b) == 0 ? i : at_b;
	}
	return at_b > at_a ? b : a;
}

/* "slot=value" for what the visit that stays has to receive. */
static GPtrArray *
gains(const Record *kept, const Record *other)
{
	GPtrArray *set = g_ptr_array_new_null_terminated(0, g_free, TRUE);
	const char *status = further(record_get(kept, "status"), record_get(other, "status"));

	take(set, "anbindungen", join_lists(record_get(kept, "anbindungen"), record_get(other, "anbindungen"), ","));
	take(set, "team", join_lists(record_get(kept, "team"), record_get(other, "team"), ", "));
	take(set, "present", join_lists(record_get(kept, "present"), record_get(other, "present"), ","));
	if (!*record_get(kept, "place"))
		take(set, "place", g_strdup(record_get(other, "place")));
	if (strcmp(status, record_get(kept, "status")) != 0)
		take(set, "status", g_strdup(status));
	if (!*record_get(kept, "fazit")) {
		take(set, "fazit", g_strdup(record_get(other, "fazit")));
		take(set, "fazit_text", g_strdup(record_get(other, "fazit_text")));
	}
	return set;
}

static gboolean
may_merge(const Record *a, const Record *b, GError **error)
{
	const char *problem = NULL;

	if (strcmp(a->entity->name, "visit") != 0 || strcmp(b->entity->name, "visit") != 0)
		problem = "Zusammenführen lassen sich nur Termine.";
	else if (strcmp(a->id, b->id) == 0)
		problem = "Das ist zweimal derselbe Termin.";
	else if (a->is_retracted || b->is_retracted)
		problem = "Einer der beiden Termine ist zurückgezogen.";
	else if (!*record_get(a, "date") || strcmp(record_get(a, "date"), record_get(b, "date")) != 0)
		problem = "Zusammenführen lassen sich nur Termine desselben Tages.";
	if (problem)
		g_set_error_literal(error, APP_ERROR, APP_ERROR_INVALID, problem);
	return !problem;
}

static gboolean
merge(App *app, const Record *kept, const Record *other, GError **error)
{
	g_autoptr(GPtrArray) set = gains(kept, other), ops = app_ops_new();
	g_autofree char *why = g_strconcat("retracted_why=" MERGED, kept->id, NULL);
	const char *const withdrawn[] = {"retracted=ja", why, NULL};

	return app_change(app, ops, kept, (const char *const *)set->pdata, error) && app_change(app, ops, other, withdrawn, error) &&
	       app_commit(app, ops, "Termine zusammengeführt", error);
}

gboolean
app_merge_visits(App *app, const char *a, const char *b, char **kept, GError **error)
{
	gboolean is_ordered = strcmp(a, b) <= 0;
	g_autoptr(Record) first = app_record(app, is_ordered ? a : b, error);
	g_autoptr(Record) second = first ? app_record(app, is_ordered ? b : a, error) : NULL;

	if (!second || !app_begin_write(app, error) || !may_merge(first, second, error) || !merge(app, first, second, error))
		return FALSE;
	if (kept)
		*kept = g_strdup(first->id);
	return TRUE;
}

/* --- claims ------------------------------------------------------------------------------------------------------------------------------------ */

gboolean
app_claim(App *app, const char *visit, char phase, const char *stelle, GError **error)
{
	g_autofree char *pair = g_strdup_printf("claim.%c=%s", phase, stelle ? stelle : app_device(app));
	char key[2] = {phase, '\0'};
	const char *const set[] = {pair, NULL};

	if (!words_find(WORDS_PHASE, key)) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "Die Phase „%s“ gibt es nicht. Möglich: A bis L", key);
		return FALSE;
	}
	return app_set(app, visit, set, NULL, error);
}

/* A laptop is called by the Kürzel of its team; a Stelle by its name. */
static char *
claimant(App *app, const RecordValue *value, const char *id)
{
	return stamp_parse(id, NULL) ? app_stelle_name(app, id) : g_strdup(value->by);
}

static void
add_claimants(App *app, const Record *visit, const char *phase, GString *text)
{
	g_autoptr(GPtrArray) heads = record_heads(visit, "claim", phase);
	guint i;

	for (i = 0; i < heads->len; i++) {
		const RecordValue *value = heads->pdata[i];
		const char *id = value->is_hidden ? NULL : g_hash_table_lookup(value->slots, "claim");
		g_autofree char *name = id ? claimant(app, value, id) : NULL;

		if (name && !strstr(text->str, name))
			g_string_append_printf(text, "%s%s", text->len ? " und " : "", name);
	}
}

/* A claim stays where it was made, so that it says by whom; those of merged visits count, too. */
char *
app_claim_text(App *app, const Record *visit, char phase)
{
	char key[2] = {phase, '\0'};
	g_autoptr(GPtrArray) merged = app_merged_visits(app, visit->id, NULL);
	GString *text = g_string_new(NULL);
	guint i;

	add_claimants(app, visit, key, text);
	for (i = 0; merged && i < merged->len; i++) {
		g_autoptr(Record) other = app_record(app, merged->pdata[i], NULL);

		if (other)
			add_claimants(app, other, key, text);
	}
	return g_string_free(text, text->len == 0);
}
