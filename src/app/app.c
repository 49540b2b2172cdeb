/* Opening an installation, setting it up, its settings and counts. */
#include "vorort/app.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "internal.h"
#include "vorort/text.h"

G_DEFINE_QUARK(vorort-app-error, app_error)

/* --- opening ---------------------------------------------------------------------------------------------------------------------- */

char *
app_choose_data_dir(const AppOptions *options)
{
	const char *env = g_getenv("VORORT_DATA");

	if (options && options->data_dir)
		return g_canonicalize_filename(options->data_dir, NULL);
	if (env && *env)
		return g_canonicalize_filename(env, NULL);
	return g_build_filename(g_get_user_data_dir(), "vorort", NULL);
}

static gboolean
make_data_dir(const char *dir, GError **error)
{
	if (g_mkdir_with_parents(dir, 0700) == 0)
		return TRUE;
	g_set_error(error, APP_ERROR, APP_ERROR_FAILED,
		    "Der Datenordner %s lässt sich nicht anlegen: %s. Geben Sie mit --data einen anderen Ordner an.", dir, g_strerror(errno));
	return FALSE;
}

App *
app_open(const AppOptions *options, GError **error)
{
	g_autoptr(App) app = g_new0(App, 1);
	g_autofree char *run = sync_random_word(STAMP_RUN_LEN);

	app->warnings = g_ptr_array_new_with_free_func(g_free);
	app->former_keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)device_key_free);
	app->checklists = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	app->all_checklists = g_ptr_array_new_with_free_func((GDestroyNotify)checklist_free);
	app->data_dir = app_choose_data_dir(options);
	if (!make_data_dir(app->data_dir, error) || !(app->key = device_key_open(app->data_dir, error)) ||
	    !(app->store = store_open(app->data_dir, device_key_id(app->key), run, error)))
		return NULL;
	if (store_kommunen_are_stale(app->store) && !app_refresh_kommunen(app, error)) /* after a migration */
		return NULL;
	app->user = store_setting(app->store, "user");
	if (!app->user)
		app->user = g_strdup("");
	if (!app_settle_device(app, error))
		return NULL;
	return g_steal_pointer(&app);
}

void
app_close(App *app)
{
	if (!app)
		return;
	app_end_sichtschutz(app);
	store_close(app->store);
	device_key_free(app->key);
	g_hash_table_unref(app->former_keys);
	g_hash_table_unref(app->checklists);
	g_ptr_array_unref(app->all_checklists);
	if (app->katalog)
		katalog_free(app->katalog);
	g_ptr_array_unref(app->warnings);
	g_free(app->data_dir);
	g_free(app->checklist_dir);
	g_free(app->user);
	g_free(app);
}

/* --- setting up -------------------------------------------------------------------------------------------------------------------- */

gboolean
app_is_set_up(App *app)
{
	return *app->user != '\0';
}

/* Who sets up first is the founder of an undertaking of its own; a laptop that has sealed nothing adopts the remote's at its first sync. */
static gboolean
found_undertaking(App *app, GError **error)
{
	g_autofree char *undertaking = store_meta(app->store, "undertaking");
	g_autofree char *fresh = sync_random_word(20);

	return undertaking || (store_set_meta(app->store, "undertaking", fresh, error) &&
			       store_set_meta(app->store, "founder", app_device(app), error));
}

static gboolean
check_input(const char *user, const char *role, const char *land, const char *remote, GError **error)
{
	g_autofree char *reason = remote && *remote ? sync_remote_check(remote) : NULL;
	g_autofree char *problem = user && *user ? text_check(user, 96) : NULL;

	if (user && (!*user || problem || strpbrk(user, " \t\n"))) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID,
			    "Das Kürzel ist ein Wort ohne Leerzeichen für das Team oder die Funktion, keine Person. Beispiel: ROT-HE-2");
		return FALSE;
	}
	if (role && !words_find(WORDS_ROLE, role)) {
		g_autofree char *codes = words_codes(WORDS_ROLE);

		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "„%s“ ist keine Rolle. Möglich: %s", role, codes);
		return FALSE;
	}
	if (land && *land && !words_find(WORDS_LAND, land)) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "„%s“ ist kein Land. Beispiel: 06 (Hessen)", land);
		return FALSE;
	}
	if (reason)
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "%s", reason);
	return !reason;
}

static gboolean
keep_settings(App *app, const char *name, const char *user, const char *role, const char *remote, const char *land, GError **error)
{
	const char *const pairs[][2] = {{"name", name}, {"user", user}, {"funktion", role}, {"remote", remote}, {"land", land}};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(pairs); i++)
		if (pairs[i][1] && !store_set_setting(app->store, pairs[i][0], *pairs[i][1] ? pairs[i][1] : NULL, error))
			return FALSE;
	if (user) {
		g_free(app->user);
		app->user = g_strdup(user);
	}
	return TRUE;
}

gboolean
app_init(App *app, const char *name, const char *user, const char *role, const char *remote, const char *land, GError **error)
{
	g_ptr_array_set_size(app->warnings, 0);
	if (!app_is_set_up(app) && !user) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "Es fehlt das Kürzel des Teams oder der Funktion, zum Beispiel --user ROT-HE-2");
		return FALSE;
	}
	if (!app_is_set_up(app) && !role)
		role = "roll_out_team";
	if (!check_input(user, role, land, remote, error) || !store_begin(app->store, error))
		return FALSE;
	if (!found_undertaking(app, error) || !keep_settings(app, name, user, role, remote, land, error) ||
	    !app_announce_device(app, name, role, error)) {
		store_rollback(app->store);
		return FALSE;
	}
	if (!disk_is_encrypted(app->data_dir))
		g_ptr_array_add(app->warnings, g_strdup("Der Datenordner ist anscheinend nicht verschlüsselt. Fragen Sie Ihre IT."));
	return store_commit(app->store, error);
}

/* --- what it is ------------------------------------------------------------------------------------------------------------------------ */

const char *
app_data_dir(App *app)
{
	return app->data_dir;
}

const char *
app_device(App *app)
{
	return store_device(app->store);
}

const char *
app_user(App *app)
{
	return app->user;
}

char *
app_role(App *app)
{
	char *role = store_role(app->store, app_device(app));

	return role ? role : g_strdup("");
}

char *
app_role_note(App *app)
{
	g_autofree char *role = app_role(app), *claimed = store_setting(app->store, "funktion");

	if (!claimed || !*role || strcmp(role, claimed) == 0)
		return NULL;
	if (strcmp(role, "leitung") == 0)
		return g_strdup("Wer das Vorhaben gründet, ist seine erste Leitung.");
	if (strcmp(claimed, "leitung") == 0)
		return g_strdup_printf("Bis eine Leitung es bestätigt, gilt: %s.", words_text(WORDS_ROLE, role));
	return g_strdup("Die Rolle hat eine Leitung vergeben.");
}

char *
app_setting(App *app, const char *key)
{
	return store_setting(app->store, key);
}

/* Settings that name a PEM file, and what must stand in it. */
static const struct {
	const char *key, *title, *mark;
} pem_files[] = {
	{"ca_file", "Die Datei mit den Zertifikaten der eigenen Zertifizierungsstelle", "-----BEGIN CERTIFICATE-----"},
	{"client_cert", "Die Datei mit dem Client-Zertifikat", "-----BEGIN CERTIFICATE-----"},
	{"client_key", "Die Datei mit dem Schlüssel zum Client-Zertifikat", "PRIVATE KEY-----"},
};

/* NULL if the file is what the setting wants, else a German reason; caller frees. The content is wiped: it may be a key. */
static char *
check_pem(gsize i, const char *path)
{
	g_autofree char *content = NULL;
	g_autoptr(GError) cause = NULL;
	gboolean is_pem;
	gsize len;

	if (!g_file_get_contents(path, &content, &len, &cause))
		return g_strdup_printf("%s lässt sich nicht lesen: %s", pem_files[i].title, cause->message);
	is_pem = strstr(content, pem_files[i].mark) != NULL;
	explicit_bzero(content, len);
	return is_pem ? NULL : g_strdup_printf("%s hat nicht das Format PEM (%s): %s. Umwandeln zum Beispiel mit „openssl x509“ oder „openssl pkey“.",
					       pem_files[i].title, pem_files[i].mark, path);
}

/* *@kept: the value as it is stored; caller frees. Returns NULL, or a German reason why it cannot be; caller frees. */
static char *
check_setting(const char *key, const char *value, char **kept)
{
	gsize i;

	*kept = g_strdup(value);
	if (!value || !*value)
		return NULL;
	if (strcmp(key, "remote") == 0)
		return sync_remote_check(value);
	if (strcmp(key, "auto_sync") == 0 && strcmp(value, "ja") != 0 && strcmp(value, "nein") != 0)
		return g_strdup_printf("Von selbst abgleichen: „%s“ gibt es nicht. Möglich sind: ja, nein.", value);
	for (i = 0; i < G_N_ELEMENTS(pem_files); i++) {
		if (strcmp(key, pem_files[i].key) != 0)
			continue;
		g_free(*kept);
		*kept = g_str_has_prefix(value, "~/") ? g_build_filename(g_get_home_dir(), value + 2, NULL) : g_canonicalize_filename(value, NULL);
		return check_pem(i, *kept);
	}
	return NULL;
}

gboolean
app_set_setting(App *app, const char *key, const char *value, GError **error)
{
	g_autofree char *kept = NULL, *reason = check_setting(key, value, &kept);

	if (reason) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "%s", reason);
		return FALSE;
	}
	return store_set_setting(app->store, key, kept && *kept ? kept : NULL, error);
}

gboolean
app_auto_sync(App *app)
{
	g_autofree char *value = store_setting(app->store, "auto_sync");

	return g_strcmp0(value, "ja") == 0;
}

gboolean
app_is_reachable(const char *remote, int timeout_ms)
{
	return sync_remote_is_reachable(remote, timeout_ms);
}

char *
app_today(void)
{
	const char *fixed = g_getenv("VORORT_TODAY");
	g_autoptr(GDateTime) now = NULL;

	if (fixed && text_is_date(fixed))
		return g_strdup(fixed);
	now = g_date_time_new_now_local();
	return g_date_time_format(now, "%Y-%m-%d");
}

gint64
app_unpublished(App *app)
{
	return store_unpublished(app->store);
}

gboolean
app_status(App *app, AppStatus *status, GError **error)
{
	StoreCounts c;

	if (!store_counts(app->store, &c, error))
		return FALSE;
	*status = (AppStatus){c.n_ops,           c.n_unpublished, c.n_pending + c.n_unknown, c.n_diff,  c.n_quarantined,
			      c.n_open_obstacles, c.n_obstacles,  c.n_anbindungen,           c.n_visits};
	return TRUE;
}

const GPtrArray *
app_warnings(App *app)
{
	return app->warnings;
}

/* --- drafts ---------------------------------------------------------------------------------------------------------------------------- */

char *
app_draft(App *app, const char *context)
{
	return store_draft(app->store, context);
}

gboolean
app_set_draft(App *app, const char *context, const char *content, GError **error)
{
	return store_set_draft(app->store, context, content, error);
}

GPtrArray *
app_drafts(App *app, GError **error)
{
	return store_draft_contexts(app->store, error);
}
