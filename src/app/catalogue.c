/* The catalogue of Leistungen and the checklists as they are installed. What else there is of them is versions.c. */
#include <string.h>

#include "internal.h"
#include "vorort/text.h"

/* --- where they lie ---------------------------------------------------------------------------------------------------------------- */

static gboolean
has_catalogue(const char *dir)
{
	g_autofree char *path = g_build_filename(dir, "katalog.yaml", NULL);

	return g_file_test(path, G_FILE_TEST_IS_REGULAR);
}

/* <prefix>/bin/vorort has them in <prefix>/share; a program in a source tree (build/vorort, build/asan/tests/…) beside build. */
static char *
find_near(const char *program)
{
	static const char *const places[] = {"share/vorort/checklists", "checklists"};
	g_autofree char *dir = g_path_get_dirname(program);
	gsize i;
	int up;

	for (up = 0; up < 4; up++) {
		char *parent = g_path_get_dirname(dir);

		g_free(dir);
		dir = parent;
		for (i = 0; i < G_N_ELEMENTS(places); i++) {
			g_autofree char *place = g_build_filename(dir, places[i], NULL);

			if (has_catalogue(place))
				return g_steal_pointer(&place);
		}
	}
	return NULL;
}

static char *
find_checklist_dir(void)
{
	const char *env = g_getenv("VORORT_CHECKLISTS");
	g_autofree char *self = env && *env ? NULL : g_file_read_link("/proc/self/exe", NULL);
	char *near = self ? find_near(self) : NULL;

	return near ? near : g_strdup(env && *env ? env : "checklists");
}

const char *
app_checklist_dir(App *app)
{
	if (!app->checklist_dir)
		app->checklist_dir = find_checklist_dir();
	return app->checklist_dir;
}

static void
message_free(gpointer message)
{
	checklist_message_free(message);
}

static gboolean
fail_with_message(GPtrArray *messages, const char *what, GError **error)
{
	g_autofree char *first = messages->len ? checklist_message_format(messages->pdata[0]) : NULL;

	g_set_error(error, APP_ERROR, APP_ERROR_FAILED, "%s lässt sich nicht lesen.%s%s", what, first ? "\n" : "", first ? first : "");
	return FALSE;
}

/* --- Leistungen ---------------------------------------------------------------------------------------------------------------------- */

const Katalog *
app_katalog(App *app, GError **error)
{
	g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func(message_free);
	g_autofree char *path = g_build_filename(app_checklist_dir(app), "katalog.yaml", NULL);

	if (!app->katalog && !(app->katalog = katalog_read_file(path, messages)))
		fail_with_message(messages, "Der Katalog der Leistungen", error);
	return app->katalog;
}

const GPtrArray *
app_leistungen(App *app, GError **error)
{
	const Katalog *katalog = app_katalog(app, error);

	return katalog ? katalog->leistungen : NULL;
}

gboolean
app_probe_is_official(App *app, const char *target)
{
	const Katalog *katalog = app_katalog(app, NULL);
	guint i;

	for (i = 0; katalog && i < katalog->hosts->len; i++) {
		const KatalogHost *host = katalog->hosts->pdata[i];

		if (strcmp(host->target, target) == 0)
			return strcmp(host->confidence, "A") == 0;
	}
	return FALSE;
}

static const Leistung *
leistung_by_name(const GPtrArray *all, const char *typed)
{
	g_autofree char *folded = text_fold(typed);
	guint i;

	for (i = 0; i < all->len; i++) {
		const Leistung *leistung = all->pdata[i];
		g_autofree char *name = text_fold(leistung->name);

		if (strcmp(leistung->key, folded) == 0 || strcmp(name, folded) == 0)
			return leistung;
	}
	return NULL;
}

const Leistung *
app_leistung(App *app, const char *key, GError **error)
{
	const GPtrArray *all = app_leistungen(app, error);
	const Leistung *leistung = all ? leistung_by_name(all, key) : NULL;
	g_autoptr(GPtrArray) keys = g_ptr_array_new();
	const char *nearest;
	guint i;

	if (!all || leistung)
		return leistung;
	for (i = 0; i < all->len; i++)
		g_ptr_array_add(keys, ((const Leistung *)all->pdata[i])->key);
	g_ptr_array_add(keys, NULL);
	nearest = text_nearest(key, (const char *const *)keys->pdata);
	g_set_error(error, APP_ERROR, APP_ERROR_NOT_FOUND, "Die Leistung „%s“ gibt es nicht.%s%s%s Alle zeigt: vorort leistung list", key,
		    nearest ? " Meinten Sie „" : "", nearest ? nearest : "", nearest ? "“?" : "");
	return NULL;
}

/* --- checklists ------------------------------------------------------------------------------------------------------------------------ */

Checklist *
app_read_checklist(const char *path, const char *what, GError **error)
{
	g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func(message_free);
	Checklist *checklist = checklist_read_file(path, messages);

	if (!checklist)
		fail_with_message(messages, what, error);
	return checklist;
}

const Checklist *
app_installed_checklist(App *app, const char *key, GError **error)
{
	const Leistung *leistung = app_leistung(app, key, error);
	g_autofree char *file = leistung ? g_strconcat(leistung->key, ".yaml", NULL) : NULL;
	g_autofree char *path = file ? g_build_filename(app_checklist_dir(app), file, NULL) : NULL;
	Checklist *checklist = leistung ? g_hash_table_lookup(app->checklists, leistung->key) : NULL;

	if (!leistung || checklist)
		return checklist;
	if (!leistung->has_test) {
		g_set_error(error, APP_ERROR, APP_ERROR_NOT_FOUND, "Für „%s“ gibt es keinen Anbindungstest: %s.", leistung->name,
			    leistung->reason ? leistung->reason : "keine Checkliste");
		return NULL;
	}
	if (!(checklist = app_read_checklist(path, "Die Checkliste", error)))
		return NULL;
	g_ptr_array_add(app->all_checklists, checklist);
	g_hash_table_insert(app->checklists, g_strdup(leistung->key), checklist);
	return checklist;
}
