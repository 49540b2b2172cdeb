/* Kommunen: importing the official directory, which then travels to all, and choosing one. */
#include <string.h>

#include "internal.h"
#include "vorort/import.h"

#define FILE_MAX (64 * 1024 * 1024)

/* --- the directory in use ----------------------------------------------------------------------------------------------------------- */

typedef struct Newest {
	char *stand, *path;
	GBytes *bytes;
} Newest;

/* The newest Gebietsstand counts, the greater name between equals: the same choice on every laptop. */
static void
consider(const char *path, GBytes *bytes, void *data)
{
	Newest *newest = data;
	g_autoptr(Verzeichnis) v = g_str_has_prefix(path, "kommunen/") ? verzeichnis_read(bytes, NULL) : NULL;
	int c = v && newest->stand ? strcmp(v->stand, newest->stand) : 1;

	if (!v || c < 0 || (c == 0 && strcmp(path, newest->path) < 0))
		return;
	g_free(newest->stand);
	g_free(newest->path);
	g_clear_pointer(&newest->bytes, g_bytes_unref);
	newest->stand = g_strdup(v->stand);
	newest->path = g_strdup(path);
	newest->bytes = g_bytes_ref(bytes);
}

gboolean
app_refresh_kommunen(App *app, GError **error)
{
	Newest newest = {NULL, NULL, NULL};
	g_autoptr(Verzeichnis) v = NULL;
	gboolean ok = store_files(app->store, consider, &newest, error);

	if (ok && newest.bytes && (v = verzeichnis_read(newest.bytes, error)))
		ok = store_put_kommunen(app->store, v->kommunen, error);
	g_free(newest.stand);
	g_free(newest.path);
	g_clear_pointer(&newest.bytes, g_bytes_unref);
	return ok;
}

gboolean
app_kommunen_file_is_valid(GBytes *bytes, GError **error)
{
	g_autoptr(Verzeichnis) v = verzeichnis_read(bytes, error);

	return v != NULL;
}

/* --- import ------------------------------------------------------------------------------------------------------------------------------ */

void
app_import_clear(AppImport *import)
{
	g_clear_pointer(&import->warnings, g_ptr_array_unref);
}

static GBytes *
read_file(const char *path, GError **error)
{
	g_autoptr(GMappedFile) file = NULL;
	g_autoptr(GError) cause = NULL;

	if (!g_file_test(path, G_FILE_TEST_IS_REGULAR) || !(file = g_mapped_file_new(path, FALSE, &cause))) {
		g_set_error(error, APP_ERROR, APP_ERROR_FAILED, "%s lässt sich nicht lesen%s%s.", path, cause ? ": " : "",
			    cause ? cause->message : "");
		return NULL;
	}
	if (g_mapped_file_get_length(file) > FILE_MAX) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "%s ist zu groß für ein Gemeindeverzeichnis.", path);
		return NULL;
	}
	return g_bytes_new(g_mapped_file_get_contents(file), g_mapped_file_get_length(file));
}

/* Recognised by content: our normal form, else the official GV100AD. */
static Verzeichnis *
parse_directory(GBytes *bytes, GPtrArray *warnings, GError **error)
{
	static const char ours[] = "{\"format\":\"vorort-kommunen\"";
	gsize len;
	const char *data = g_bytes_get_data(bytes, &len);
	GError *cause = NULL;
	Verzeichnis *v = len > sizeof ours && memcmp(data, ours, sizeof ours - 1) == 0 ? verzeichnis_read(bytes, &cause)
										      : import_gv100ad(bytes, warnings, &cause);

	if (!v) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "Nichts eingelesen: %s", cause->message);
		g_error_free(cause);
	}
	return v;
}

static void
compare_with_known(App *app, const Verzeichnis *v, AppImport *report)
{
	g_autoptr(GPtrArray) before = store_search_kommunen(app->store, "", NULL, G_MAXUINT, NULL);
	guint i;

	report->n_total = v->kommunen->len;
	for (i = 0; i < v->kommunen->len; i++) {
		const Kommune *k = v->kommunen->pdata[i];
		g_autoptr(Kommune) known = store_kommune(app->store, k->id, NULL);

		if (!known)
			report->n_new++;
		else if (strcmp(known->name, k->name) != 0)
			report->n_changed++;
	}
	report->n_gone = before ? before->len - (v->kommunen->len - report->n_new) : 0;
}

static gboolean
share_directory(App *app, const Verzeichnis *v, GError **error)
{
	g_autoptr(GBytes) bytes = verzeichnis_write(v);
	g_autofree char *sha = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
	g_autofree char *path = g_strdup_printf("kommunen/%s.jsonl", sha);
	g_autofree char *stand = g_strconcat("stand=", v->stand, NULL);
	g_autoptr(Record) known = store_record(app->store, sha, NULL);
	g_autoptr(GPtrArray) ops = app_ops_new();

	if (!known)
		g_ptr_array_add(ops, app_new_add(app, "verzeichnis", sha, (const char *const[]){stand, NULL}, error));
	if (!known && !ops->pdata[0]) {
		g_ptr_array_set_size(ops, 0);
		return FALSE;
	}
	return store_put_file(app->store, path, bytes, error) && app_commit(app, ops, NULL, error) && app_refresh_kommunen(app, error);
}

gboolean
app_import_kommunen(App *app, const char *path, AppImport *report, GError **error)
{
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(Verzeichnis) v = NULL;

	*report = (AppImport){.warnings = g_ptr_array_new_with_free_func(g_free)};
	if (!app_begin_write(app, error) || !(bytes = read_file(path, error)) ||
	    !(v = parse_directory(bytes, report->warnings, error)))
		return FALSE;
	compare_with_known(app, v, report);
	if (!store_begin(app->store, error))
		return FALSE;
	if (share_directory(app, v, error))
		return store_commit(app->store, error);
	store_rollback(app->store);
	return FALSE;
}

/* --- choosing ------------------------------------------------------------------------------------------------------------------------------ */

GPtrArray *
app_search_kommunen(App *app, const char *typed, guint limit, GError **error)
{
	g_autofree char *land = store_setting(app->store, "land");

	return store_search_kommunen(app->store, typed, land, limit, error);
}

static Kommune *
kommune_by_name(App *app, const char *typed, GError **error)
{
	g_autoptr(GPtrArray) found = app_search_kommunen(app, typed, 5, error);
	guint i, n = 0, match = 0;

	if (!found)
		return NULL;
	for (i = 0; i < found->len; i++) {
		const Kommune *k = found->pdata[i];
		g_autofree char *name = kommune_short_name(k->name);

		if (g_str_has_prefix(k->id, "ags:") && g_ascii_strcasecmp(name, typed) == 0) {
			match = i;
			n++;
		}
	}
	if (n == 1 || found->len == 1)
		return store_kommune(app->store, ((Kommune *)found->pdata[n == 1 ? match : 0])->id, error);
	g_set_error(error, APP_ERROR, APP_ERROR_NOT_FOUND,
		    found->len ? "„%s“ ist nicht eindeutig. Geben Sie den AGS an; er steht bei: vorort kommune search %s"
			       : "Die Kommune „%s“ ist nicht im Gemeindeverzeichnis. Suchen: vorort kommune search %s", typed, typed);
	return NULL;
}

Kommune *
app_kommune(App *app, const char *key, GError **error)
{
	g_autofree char *id = kommune_id_from_key(key);
	GError *cause = NULL;
	Kommune *kommune;

	if (!id)
		return kommune_by_name(app, key, error);
	kommune = store_kommune(app->store, id, &cause);
	if (!kommune && g_error_matches(cause, STORE_ERROR, STORE_ERROR_NOT_FOUND)) {
		g_set_error(error, APP_ERROR, APP_ERROR_NOT_FOUND,
			    "Die Kommune „%s“ ist nicht im Gemeindeverzeichnis. Ist es eingelesen? vorort kommune import DATEI", key);
		g_error_free(cause);
	} else if (!kommune) {
		g_propagate_error(error, cause);
	}
	return kommune;
}
