/* Kommunen: the directories in use, choosing one, and what is known of it. Importing: kommunen_import.c. */
#include <string.h>

#include "internal.h"
#include "vorort/text.h"

/* --- the directories in use ---------------------------------------------------------------------------------------------------------- */

static void
read_directory(const char *path, GBytes *bytes, void *data)
{
	Verzeichnis *v = g_str_has_prefix(path, "kommunen/") ? verzeichnis_read(bytes, NULL) : NULL;

	if (v)
		g_ptr_array_add(data, v);
}

GPtrArray *
app_directories(App *app, GError **error)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)verzeichnis_free);

	return store_files(app->store, read_directory, all, error) ? g_steal_pointer(&all) : NULL;
}

gboolean
app_refresh_kommunen(App *app, GError **error)
{
	g_autoptr(GPtrArray) directories = app_directories(app, error);
	g_autoptr(KommuneHistory) history = directories ? kommune_history(directories) : NULL;

	return history && store_put_kommunen(app->store, history, error);
}

gboolean
app_kommunen_file_is_valid(GBytes *bytes, GError **error)
{
	g_autoptr(Verzeichnis) v = verzeichnis_read(bytes, error);

	return v != NULL;
}

/* --- choosing ------------------------------------------------------------------------------------------------------------------------------ */

GPtrArray *
app_search_kommunen(App *app, const char *typed, guint limit, GError **error)
{
	g_autofree char *land = store_setting(app->store, "land"), *id = kommune_id_from_key(typed);
	g_autoptr(GPtrArray) found = store_search_kommunen(app->store, typed, land, limit, error);
	g_autoptr(Kommune) gone = NULL;

	if (!found || found->len || !id)
		return g_steal_pointer(&found);
	gone = store_kommune(app->store, id, NULL);
	return gone && !gone->is_current ? app_heirs(app, id, error) : g_steal_pointer(&found);
}

static Kommune *
kommune_by_name(App *app, const char *typed, GError **error)
{
	g_autoptr(GPtrArray) found = app_search_kommunen(app, typed, 5, error);
	g_autofree char *wanted = text_fold(typed);
	guint i, n = 0, match = 0;

	if (!found)
		return NULL;
	for (i = 0; i < found->len; i++) {
		const Kommune *k = found->pdata[i];
		g_autofree char *name = kommune_short_name(k->name), *folded = text_fold(name);

		if (g_str_has_prefix(k->id, "ags:") && strcmp(folded, wanted) == 0) {
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

/* --- what is known of one ------------------------------------------------------------------------------------------------------------------ */

Kommune *
app_kommune_verband(App *app, const Kommune *kommune, GError **error)
{
	return *kommune->verband ? store_kommune(app->store, kommune->verband, error) : NULL;
}

GPtrArray *
app_kommune_versions(App *app, const char *id, GError **error)
{
	return store_kommune_versions(app->store, id, error);
}
