/*
 * What changed from one Gemeindeverzeichnis to the next: new, renamed, moved to another Verband, under another key, merged, gone. Only what
 * the two lists themselves prove is called a change of key or a merger; everything else that is gone needs a person.
 */
#include "vorort/kommune.h"

#include <string.h>

typedef struct Compare {
	GHashTable *before, *after; /* id -> Kommune */
	GPtrArray *changes;
} Compare;

void
kommune_change_free(KommuneChange *change)
{
	g_free(change->id);
	g_free(change->name);
	g_free(change->kreis);
	g_free(change->before);
	g_free(change->after);
	g_free(change);
}

static void
add(GPtrArray *changes, KommuneChangeKind kind, const Kommune *k, const char *before, const char *after)
{
	KommuneChange *change = g_new0(KommuneChange, 1);

	change->kind = kind;
	change->id = g_strdup(k->id);
	change->name = g_strdup(k->name);
	change->kreis = g_strdup(k->kreis ? k->kreis : "");
	change->before = g_strdup(before);
	change->after = g_strdup(after);
	g_ptr_array_add(changes, change);
}

/* --- another key ------------------------------------------------------------------------------------------------------------------ */

/* Kind, Land and short name in one text. */
static char *
identity(const Kommune *k)
{
	g_autofree char *name = kommune_short_name(k->name);
	const char *land = kommune_id_land(k->id);

	return g_strdup_printf("%.*s%.2s %s", (int)(land - k->id), k->id, land, name);
}

/* The Kommunen of @all that @other lacks by identity; NULL as the value where several share one. */
static GHashTable *
by_identity(GHashTable *all, GHashTable *other)
{
	GHashTable *found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	GHashTableIter iter;
	gpointer id, value;

	g_hash_table_iter_init(&iter, all);
	while (g_hash_table_iter_next(&iter, &id, &value)) {
		char *key;

		if (g_hash_table_contains(other, id))
			continue;
		key = identity(value);
		g_hash_table_replace(found, key, g_hash_table_contains(found, key) ? NULL : value);
	}
	return found;
}

/* Notes the changes of key; what takes part in one is put into @done, by id. */
static void
find_rekeyed(Compare *c, GHashTable *done)
{
	g_autoptr(GHashTable) gone = by_identity(c->before, c->after), fresh = by_identity(c->after, c->before);
	GHashTableIter iter;
	gpointer key, value;

	g_hash_table_iter_init(&iter, gone);
	while (g_hash_table_iter_next(&iter, &key, &value)) {
		const Kommune *old = value, *new = g_hash_table_lookup(fresh, key);

		if (!old || !new)
			continue;
		add(c->changes, KOMMUNE_REKEYED, old, old->id, new->id);
		g_hash_table_add(done, old->id);
		g_hash_table_add(done, new->id);
	}
}

/* --- mergers ---------------------------------------------------------------------------------------------------------------------------- */

/* Id of a gone Verband -> id of the one Verband that all its Gemeinden belong to now; "" if they do not agree. */
static GHashTable *
where_verbaende_went(Compare *c)
{
	GHashTable *went = g_hash_table_new(g_str_hash, g_str_equal);
	GHashTableIter iter;
	gpointer id, value;

	g_hash_table_iter_init(&iter, c->before);
	while (g_hash_table_iter_next(&iter, &id, &value)) {
		const Kommune *old = value, *now = g_hash_table_lookup(c->after, id);
		const char *target = now && *now->verband ? now->verband : "", *seen;

		if (!*old->verband || g_hash_table_contains(c->after, old->verband))
			continue;
		seen = g_hash_table_lookup(went, old->verband);
		g_hash_table_insert(went, old->verband, (gpointer)(!seen || strcmp(seen, target) == 0 ? target : ""));
	}
	return went;
}

/* --- everything else ---------------------------------------------------------------------------------------------------------------- */

static void
compare_one(Compare *c, const Kommune *old, const Kommune *new)
{
	if (!kommune_same_name(old->name, new->name))
		add(c->changes, KOMMUNE_RENAMED, new, old->name, new->name);
	if (strcmp(old->ars, new->ars) != 0)
		add(c->changes, KOMMUNE_MOVED, new, old->ars, new->ars);
}

static void
find_gone(Compare *c, GHashTable *done)
{
	g_autoptr(GHashTable) went = where_verbaende_went(c);
	GHashTableIter iter;
	gpointer id, value;

	g_hash_table_iter_init(&iter, c->before);
	while (g_hash_table_iter_next(&iter, &id, &value)) {
		const Kommune *new = g_hash_table_lookup(c->after, id);
		const char *target = g_hash_table_lookup(went, id);

		if (new)
			compare_one(c, value, new);
		else if (!g_hash_table_contains(done, id))
			add(c->changes, target && *target ? KOMMUNE_MERGED : KOMMUNE_GONE, value, id, target && *target ? target : "");
	}
}

static int
compare_changes(gconstpointer a, gconstpointer b)
{
	const KommuneChange *ca = *(KommuneChange *const *)a, *cb = *(KommuneChange *const *)b;

	return ca->kind != cb->kind ? (int)ca->kind - (int)cb->kind : strcmp(ca->id, cb->id);
}

GPtrArray *
kommune_changes(GHashTable *before, GHashTable *after)
{
	Compare c = {before, after, g_ptr_array_new_with_free_func((GDestroyNotify)kommune_change_free)};
	g_autoptr(GHashTable) done = g_hash_table_new(g_str_hash, g_str_equal);
	GHashTableIter iter;
	gpointer id, value;

	find_rekeyed(&c, done);
	find_gone(&c, done);
	g_hash_table_iter_init(&iter, after);
	while (g_hash_table_iter_next(&iter, &id, &value))
		if (!g_hash_table_contains(before, id) && !g_hash_table_contains(done, id))
			add(c.changes, KOMMUNE_NEW, value, "", "");
	g_ptr_array_sort(c.changes, compare_changes);
	return c.changes;
}

GPtrArray *
kommune_name_changes(GHashTable *before, const Verzeichnis *names)
{
	GPtrArray *changes = g_ptr_array_new_with_free_func((GDestroyNotify)kommune_change_free);
	g_autoptr(GHashTable) listed = g_hash_table_new(g_str_hash, g_str_equal);
	GHashTableIter iter;
	gpointer id, value;
	guint i;

	for (i = 0; i < names->kommunen->len; i++) {
		const Kommune *k = names->kommunen->pdata[i], *old = g_hash_table_lookup(before, k->id);

		g_hash_table_add(listed, k->id);
		if (!old)
			add(changes, KOMMUNE_NEW, k, "", "");
		else if (!kommune_same_name(old->name, k->name))
			add(changes, KOMMUNE_RENAMED, old, old->name, k->name);
	}
	g_hash_table_iter_init(&iter, before);
	while (g_hash_table_iter_next(&iter, &id, &value))
		if (g_str_has_prefix(id, "ags:") && !g_hash_table_contains(listed, id))
			add(changes, KOMMUNE_GONE, value, id, "");
	g_ptr_array_sort(changes, compare_changes);
	return changes;
}
