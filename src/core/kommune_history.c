/*
 * Gemeindeverzeichnisse of several days laid one behind the other: how each Kommune was called, which Regionalschlüssel, Verband and Kreis
 * it had from when to when, and whether it is still there. Pure: the same directories give the same rows, whichever came first.
 */
#include "vorort/kommune.h"

#include <string.h>

typedef struct State {
	const Kommune *kommune; /* in the last full directory that holds it */
	KommuneVersion *open;   /* its last version, owned by the history */
	const char *stand;      /* of that directory */
} State;

typedef struct Build {
	GHashTable *states;     /* id -> State */
	GPtrArray *versions;
	const char *newest;     /* Gebietsstand of the last full directory laid down, NULL: none yet */
} Build;

void
kommune_version_free(KommuneVersion *version)
{
	char *const texts[] = {version->id,  version->first, version->last,   version->name,
			       version->ars, version->kreis, version->verband};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	g_free(version);
}

void
kommune_history_free(KommuneHistory *history)
{
	if (!history)
		return;
	g_ptr_array_unref(history->kommunen);
	g_ptr_array_unref(history->versions);
	g_free(history);
}

/* --- directories of one day -------------------------------------------------------------------------------------------------------- */

static gboolean
is_nearer(const char *stand, int step, const char *candidate, const char *best)
{
	int c = strcmp(candidate, stand);

	if (step == 0)
		return c == 0;
	if (step < 0 ? c >= 0 : c <= 0)
		return FALSE;
	return !best || (step < 0 ? strcmp(candidate, best) > 0 : strcmp(candidate, best) < 0);
}

GHashTable *
kommune_directory_at(const GPtrArray *directories, const char *stand, int step, const char **found)
{
	GHashTable *all;
	const char *best = NULL;
	guint i, j;

	for (i = 0; i < directories->len; i++) {
		const Verzeichnis *v = directories->pdata[i];

		if (!v->is_names && is_nearer(stand, step, v->stand, best))
			best = v->stand;
	}
	if (found)
		*found = best;
	if (!best)
		return NULL;
	all = g_hash_table_new(g_str_hash, g_str_equal);
	for (i = 0; i < directories->len; i++) {
		const Verzeichnis *v = directories->pdata[i];

		for (j = 0; !v->is_names && strcmp(v->stand, best) == 0 && j < v->kommunen->len; j++)
			g_hash_table_replace(all, ((Kommune *)v->kommunen->pdata[j])->id, v->kommunen->pdata[j]);
	}
	return all;
}

/* --- one behind the other ------------------------------------------------------------------------------------------------------------ */

static KommuneVersion *
new_version(Build *build, const Kommune *k, const char *name, const char *stand)
{
	KommuneVersion *version = g_new0(KommuneVersion, 1);

	version->id = g_strdup(k->id);
	version->first = g_strdup(stand);
	version->last = g_strdup(stand);
	version->name = g_strdup(name);
	version->ars = g_strdup(k->ars);
	version->kreis = g_strdup(k->kreis);
	version->verband = g_strdup(k->verband);
	g_ptr_array_add(build->versions, version);
	return version;
}

static gboolean
is_same(const KommuneVersion *version, const Kommune *k)
{
	return kommune_same_name(version->name, k->name) && strcmp(version->ars, k->ars) == 0 && strcmp(version->kreis, k->kreis) == 0 &&
	       strcmp(version->verband, k->verband) == 0;
}

/* The longer of two names that are one: the official file cuts them. */
static const char *
longer(const char *a, const char *b)
{
	return kommune_same_name(a, b) && strlen(a) > strlen(b) ? a : b;
}

static void
extend(KommuneVersion *version, const char *name, const char *stand)
{
	char *whole = g_strdup(longer(version->name, name));

	g_free(version->name);
	version->name = whole;
	g_free(version->last);
	version->last = g_strdup(stand);
}

static void
lay_full(Build *build, const GPtrArray *directories, const char *stand)
{
	g_autoptr(GHashTable) all = kommune_directory_at(directories, stand, 0, NULL);
	GHashTableIter iter;
	gpointer id, value;

	g_hash_table_iter_init(&iter, all);
	while (g_hash_table_iter_next(&iter, &id, &value)) {
		const Kommune *k = value;
		State *state = g_hash_table_lookup(build->states, id);
		gboolean was_there = state && g_strcmp0(state->stand, build->newest) == 0;

		if (!state)
			g_hash_table_insert(build->states, id, state = g_new0(State, 1));
		if (was_there && is_same(state->open, k))
			extend(state->open, k->name, stand);
		else
			state->open = new_version(build, k, was_there ? longer(state->open->name, k->name) : k->name, stand);
		state->kommune = k;
		state->stand = stand;
	}
	build->newest = stand;
}

static void
lay_names(Build *build, const Verzeichnis *names)
{
	guint i;

	for (i = 0; i < names->kommunen->len; i++) {
		const Kommune *k = names->kommunen->pdata[i];
		State *state = g_hash_table_lookup(build->states, k->id);

		if (!state || g_strcmp0(state->stand, build->newest) != 0)
			continue;
		if (kommune_same_name(state->open->name, k->name))
			extend(state->open, k->name, names->stand);
		else if (strcmp(state->open->first, names->stand) != 0)
			state->open = new_version(build, state->kommune, k->name, names->stand);
	}
}

/* By day; on one day the full ones first. What is equal stays in its order. */
static int
compare_directories(gconstpointer a, gconstpointer b)
{
	const Verzeichnis *va = *(Verzeichnis *const *)a, *vb = *(Verzeichnis *const *)b;
	int c = strcmp(va->stand, vb->stand);

	return c ? c : va->is_names - vb->is_names;
}

static int
compare_kommunen(gconstpointer a, gconstpointer b)
{
	return strcmp((*(Kommune *const *)a)->id, (*(Kommune *const *)b)->id);
}

static int
compare_versions(gconstpointer a, gconstpointer b)
{
	const KommuneVersion *va = *(KommuneVersion *const *)a, *vb = *(KommuneVersion *const *)b;
	int c = strcmp(va->id, vb->id);

	return c ? c : strcmp(va->first, vb->first);
}

static KommuneHistory *
finish(Build *build)
{
	KommuneHistory *history = g_new0(KommuneHistory, 1);
	GHashTableIter iter;
	gpointer value;

	history->kommunen = g_ptr_array_new_with_free_func((GDestroyNotify)kommune_free);
	history->versions = build->versions;
	g_hash_table_iter_init(&iter, build->states);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const State *state = value;
		Kommune *k = kommune_copy(state->kommune);

		g_free(k->name);
		k->name = g_strdup(state->open->name);
		g_free(k->stand);
		k->stand = g_strdup(state->stand);
		k->is_current = g_strcmp0(state->stand, build->newest) == 0;
		g_ptr_array_add(history->kommunen, k);
	}
	g_ptr_array_sort(history->kommunen, compare_kommunen);
	g_ptr_array_sort(history->versions, compare_versions);
	return history;
}

KommuneHistory *
kommune_history(const GPtrArray *directories)
{
	g_autoptr(GPtrArray) sorted = g_ptr_array_new();
	g_autoptr(GHashTable) states = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
	Build build = {states, g_ptr_array_new_with_free_func((GDestroyNotify)kommune_version_free), NULL};
	guint i;

	for (i = 0; i < directories->len; i++)
		g_ptr_array_add(sorted, directories->pdata[i]);
	g_ptr_array_sort(sorted, compare_directories); /* stable */
	for (i = 0; i < sorted->len; i++) {
		const Verzeichnis *v = sorted->pdata[i];

		if (v->is_names)
			lay_names(&build, v);
		else if (!build.newest || strcmp(build.newest, v->stand) != 0)
			lay_full(&build, directories, v->stand);
	}
	return finish(&build);
}
