/*
 * Importing what the field publishes. A directory in normal form goes to all through the shared repository; what it changes is reported
 * against its neighbour in time, and changes of key that both lists prove become edges. One transaction: all or nothing.
 */
#include <string.h>

#include "internal.h"
#include "vorort/import.h"
#include "vorort/text.h"

void
app_import_clear(AppImport *import)
{
	g_clear_pointer(&import->warnings, g_ptr_array_unref);
	g_clear_pointer(&import->changes, g_ptr_array_unref);
	g_clear_pointer(&import->affected, g_ptr_array_unref);
	g_clear_pointer(&import->stand, g_free);
	g_clear_pointer(&import->from, g_free);
	g_clear_pointer(&import->to, g_free);
}

/* --- the file ------------------------------------------------------------------------------------------------------------------------ */

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
	if (g_mapped_file_get_length(file) > IMPORT_FILE_MAX) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "%s ist zu groß für ein Gemeindeverzeichnis.", path);
		return NULL;
	}
	return g_bytes_new(g_mapped_file_get_contents(file), g_mapped_file_get_length(file));
}

static gboolean
fail_reading(GError **error, GError *cause)
{
	g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "Nichts eingelesen: %s", cause->message);
	g_error_free(cause);
	return FALSE;
}

/* --- what changed --------------------------------------------------------------------------------------------------------------------- */

static void
count_changes(AppImport *report)
{
	guint i;

	for (i = 0; i < report->changes->len; i++) {
		const KommuneChange *change = report->changes->pdata[i];

		report->n_new += change->kind == KOMMUNE_NEW;
		report->n_changed += change->kind == KOMMUNE_RENAMED;
		report->n_gone += change->kind == KOMMUNE_GONE || change->kind == KOMMUNE_MERGED;
	}
}

/* Against the directory before it; if there is none, but a later one, against that. The first one makes everything new. */
static void
compare(const GPtrArray *directories, const Verzeichnis *v, AppImport *report)
{
	const char *before = NULL, *after = NULL;
	g_autoptr(GHashTable) earlier = kommune_directory_at(directories, v->stand, -1, &before);
	g_autoptr(GHashTable) later = NULL, here = NULL;

	here = kommune_directory_at(directories, v->stand, 0, NULL);
	if (v->is_names) {
		before = here ? v->stand : before;
		report->changes = here || earlier ? kommune_name_changes(here ? here : earlier, v) : g_ptr_array_new();
		after = v->stand;
	} else if ((later = kommune_directory_at(directories, v->stand, 1, &after))) {
		report->changes = kommune_changes(here, later);
		before = v->stand;
	} else {
		g_autoptr(GHashTable) none = g_hash_table_new(g_str_hash, g_str_equal);

		report->changes = kommune_changes(earlier ? earlier : none, here);
		after = v->stand;
	}
	report->from = g_strdup(before && after ? before : NULL);
	report->to = g_strdup(before && after ? after : NULL);
	count_changes(report);
}

/* --- edges ------------------------------------------------------------------------------------------------------------------------------ */

/* A change of key gets its edge; date and source follow from the lists alone, so that two teams write the same. */
static gboolean
record_rekeyed(App *app, const KommuneChange *change, const char *date, GPtrArray *adds, GPtrArray *ops, GError **error)
{
	g_autofree char *day = text_date(date), *source = g_strdup_printf("Gemeindeverzeichnis, Gebietsstand %s: gleicher Name, neuer Schlüssel", day);

	return app_new_successor(app, adds, ops, change->id, change->after, date, source, error);
}

static gboolean
record_changes(App *app, AppImport *report, GPtrArray *adds, GPtrArray *ops, GError **error)
{
	guint i;

	for (i = 0; report->from && !report->is_names && i < report->changes->len; i++) {
		KommuneChange *change = report->changes->pdata[i];
		g_autoptr(GPtrArray) known = NULL;

		if (change->kind < KOMMUNE_REKEYED)
			continue;
		known = app_kommune_successors(app, change->id, error);
		if (known->len && change->kind != KOMMUNE_REKEYED) {
			change->kind = KOMMUNE_MERGED;
			g_free(change->after);
			change->after = g_strdup(((AppSuccession *)known->pdata[0])->id);
		}
		if (!known->len && change->kind == KOMMUNE_REKEYED && !record_rekeyed(app, change, report->to, adds, ops, error))
			return FALSE;
		change->is_recorded = known->len || change->kind == KOMMUNE_REKEYED;
	}
	return TRUE;
}

/* --- taking it over --------------------------------------------------------------------------------------------------------------------- */

static gboolean
share(App *app, const Verzeichnis *v, AppImport *report, GError **error)
{
	g_autoptr(GBytes) bytes = verzeichnis_write(v);
	g_autofree char *sha = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
	g_autofree char *path = g_strdup_printf("kommunen/%s.jsonl", sha), *stand = g_strconcat("stand=", v->stand, NULL);
	g_autoptr(Record) known = store_record(app->store, sha, NULL);
	g_autoptr(GPtrArray) ops = app_ops_new();
	GError *cause = NULL;
	Op *add = NULL;

	/* Others would refuse a name that is not plain text; of the two other kinds of file that is known already. */
	if (v->is_names && !app_kommunen_file_is_valid(bytes, &cause))
		return fail_reading(error, cause);
	report->is_known = known != NULL;
	if (!known && !(add = app_new_add(app, "verzeichnis", sha, (const char *const[]){stand, NULL}, error)))
		return FALSE;
	if (!known)
		g_ptr_array_add(ops, add);
	return store_put_file(app->store, path, bytes, error) && app_commit(app, ops, NULL, error);
}

static gboolean
take_directory(App *app, const Verzeichnis *v, AppImport *report, GError **error)
{
	g_autoptr(GPtrArray) directories = NULL, adds = app_ops_new(), ops = app_ops_new();
	g_autoptr(KommuneHistory) history = NULL;

	if (!share(app, v, report, error) || !(directories = app_directories(app, error)))
		return FALSE;
	history = kommune_history(directories);
	compare(directories, v, report);
	if (!store_put_kommunen(app->store, history, error) || !record_changes(app, report, adds, ops, error) ||
	    !app_commit(app, adds, NULL, error) || !app_commit(app, ops, "Nachfolger aus dem Gemeindeverzeichnis", error))
		return FALSE;
	if (report->is_known && !report->from) { /* the first directory once more: nothing of it is news */
		g_ptr_array_set_size(report->changes, 0);
		report->n_new = report->n_changed = report->n_gone = 0;
	}
	return TRUE;
}

/* What a person should look at twice. */
static void
add_warnings(AppImport *report)
{
	if (report->is_names && !report->from)
		g_ptr_array_add(report->warnings,
				g_strdup("Eine Codeliste bestätigt nur Namen. Lesen Sie zuerst das Gemeindeverzeichnis GV100AD ein."));
	if (report->from && report->n_gone > 100 && report->n_gone > report->n_total / 4)
		g_ptr_array_add(report->warnings, g_strdup("Auffallend viele Kommunen fehlen. Ist die Datei nur ein Auszug?"));
}

static gboolean
import_one(App *app, GBytes *bytes, AppImport *report, GError **error)
{
	GError *cause = NULL;
	g_autoptr(GBytes) content = import_unpack(bytes, &cause);
	g_autoptr(Verzeichnis) v = NULL;

	if (content && import_recognise(content) == IMPORT_ANGEBOTE)
		return app_import_angebote(app, content, report, error);
	if (!content || !(v = import_directory(content, report->warnings, &cause)))
		return fail_reading(error, cause);
	report->stand = g_strdup(v->stand);
	report->is_names = v->is_names;
	report->n_total = v->kommunen->len;
	if (!take_directory(app, v, report, error))
		return FALSE;
	add_warnings(report);
	return TRUE;
}

gboolean
app_import_kommunen(App *app, const char *path, AppImport *report, GError **error)
{
	g_autoptr(GBytes) bytes = NULL;

	*report = (AppImport){.warnings = g_ptr_array_new_with_free_func(g_free)};
	if (!app_begin_write(app, error) || !(bytes = read_file(path, error)) || !store_begin(app->store, error))
		return FALSE;
	if (import_one(app, bytes, report, error))
		return store_commit(app->store, error);
	store_rollback(app->store);
	return FALSE;
}
