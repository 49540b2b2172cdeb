/* The catalogue of Leistungen and the checklists: installed ones, and the ones that Anbindungen were made with. */
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

static const Checklist *
keep(App *app, const char *name, Checklist *checklist)
{
	g_ptr_array_add(app->all_checklists, checklist);
	g_hash_table_insert(app->checklists, g_strdup(name), checklist);
	g_hash_table_insert(app->checklists, g_strdup(checklist->sha256), checklist);
	return checklist;
}

const Checklist *
app_checklist(App *app, const char *key, GError **error)
{
	g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func(message_free);
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
	if (!(checklist = checklist_read_file(path, messages))) {
		fail_with_message(messages, "Die Checkliste", error);
		return NULL;
	}
	return keep(app, leistung->key, checklist);
}

static const Checklist *
checklist_by_hash(App *app, const char *sha256)
{
	g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func(message_free);
	Checklist *checklist = g_hash_table_lookup(app->checklists, sha256);
	g_autofree char *text = checklist ? NULL : store_checklist(app->store, sha256);

	if (checklist || !text)
		return checklist;
	checklist = checklist_read_text(text, strlen(text), sha256, messages);
	return checklist && strcmp(checklist->sha256, sha256) == 0 ? keep(app, sha256, checklist) : NULL;
}

/* The version that the Anbindung was made with; if it has not arrived here, the installed one: steps are matched by their stable ids. */
const Checklist *
app_anbindung_checklist(App *app, const char *anbindung, GError **error)
{
	g_autoptr(Record) record = app_record(app, anbindung, error);
	const char *slash = strchr(anbindung, '/');
	const Checklist *checklist = record ? checklist_by_hash(app, record_get(record, "checklist")) : NULL;

	if (!record || checklist)
		return checklist;
	return app_checklist(app, slash ? slash + 1 : anbindung, error);
}

/* --- publishing ---------------------------------------------------------------------------------------------------------------------- */

gboolean
app_publish_checklist(App *app, const char *path, GError **error)
{
	g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func(message_free), ops = app_ops_new();
	g_autoptr(Checklist) checklist = checklist_read_file(path, messages);
	g_autofree char *text = NULL, *file = NULL, *id = NULL, *sha = NULL, *role = app_role(app);
	g_autoptr(GBytes) bytes = NULL;
	Op *op;

	if (!checklist)
		return fail_with_message(messages, path, error);
	if (!app_begin_write(app, error))
		return FALSE;
	if (strcmp(role, "leitung") != 0) {
		g_set_error(error, APP_ERROR, APP_ERROR_NOT_ALLOWED, "Checklisten für alle veröffentlichen kann nur eine Leitung.");
		return FALSE;
	}
	text = checklist_to_text(checklist);
	bytes = g_bytes_new(text, strlen(text));
	file = g_strdup_printf("checklists/%s/%s-%.8s.yaml", checklist->leistung, checklist->version, checklist->sha256);
	id = g_strdup_printf("%s/%s", checklist->leistung, checklist->version);
	sha = g_strconcat("sha256=", checklist->sha256, NULL);
	op = app_new_add(app, "checkliste", id, (const char *const[]){sha, NULL}, error);
	if (!op)
		return FALSE;
	g_ptr_array_add(ops, op);
	return store_put_file(app->store, file, bytes, error) &&
	       store_put_checklist(app->store, checklist->sha256, checklist->leistung, checklist->version, text, error) &&
	       app_commit(app, ops, NULL, error);
}
