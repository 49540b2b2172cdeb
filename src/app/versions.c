/*
 * Versions of a checklist: which one an Anbindung is on, whether a newer one is there, taking it over, and the wording that a result was
 * recorded with.
 *
 * An Anbindung stays on its checklist (by SHA-256) until somebody takes over a newer one: an ordinary change of its field "checklist".
 * Results count on by step id. Which version a result was recorded with follows from the order of stamps alone.
 */
#include <string.h>

#include "internal.h"

/* --- texts by their hash ------------------------------------------------------------------------------------------------------------- */

gboolean
app_keep_checklist(App *app, const Checklist *checklist, GError **error)
{
	g_autofree char *text = checklist_to_text(checklist);

	return store_put_checklist(app->store, checklist->sha256, checklist->leistung, checklist->version, text, error);
}

static const Checklist *
read_kept(App *app, const char *sha256)
{
	g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func((GDestroyNotify)checklist_message_free);
	g_autofree char *text = store_checklist(app->store, sha256);
	Checklist *checklist = text ? checklist_read_text(text, strlen(text), sha256, messages) : NULL;

	if (!checklist)
		return NULL;
	g_ptr_array_add(app->all_checklists, checklist);
	return strcmp(checklist->sha256, sha256) == 0 ? checklist : NULL;
}

/* Kept here, or installed: then it is kept from now on, since the next program may bring another one. */
static const Checklist *
find_text(App *app, const char *leistung, const char *sha256)
{
	const Checklist *kept = read_kept(app, sha256), *installed = kept ? NULL : app_installed_checklist(app, leistung, NULL);

	if (kept || !installed || strcmp(installed->sha256, sha256) != 0)
		return kept;
	app_keep_checklist(app, installed, NULL);
	return installed;
}

/* NULL if its text is not on this laptop. */
static const Checklist *
checklist_by_hash(App *app, const char *leistung, const char *sha256)
{
	const Checklist *checklist = g_hash_table_lookup(app->checklists, sha256);

	if (!checklist && *sha256 && (checklist = find_text(app, leistung, sha256)))
		g_hash_table_insert(app->checklists, g_strdup(sha256), (gpointer)checklist);
	return checklist;
}

static const char *
leistung_of(const char *anbindung)
{
	const char *slash = strchr(anbindung, '/');

	return slash ? slash + 1 : anbindung;
}

/* --- published ones ------------------------------------------------------------------------------------------------------------------ */

/* The text of a published version, if it is here and is what the entry says. */
static const Checklist *
published_text(App *app, const char *leistung, const StorePublished *published)
{
	const Checklist *checklist = checklist_by_hash(app, leistung, published->sha256);

	return checklist && strcmp(checklist->leistung, leistung) == 0 && strcmp(checklist->version, published->version) == 0 ? checklist : NULL;
}

static void G_GNUC_PRINTF(2, 3)
add_note(GString *note, const char *format, ...)
{
	va_list args;

	if (!note)
		return;
	va_start(args, format);
	g_string_append(note, note->len ? " " : "");
	g_string_append_vprintf(note, format, args);
	va_end(args);
}

static gboolean
is_newer(const char *version, const char *than)
{
	return !than || checklist_compare_versions(version, than) > 0;
}

/* The newest published version that is newer than @than (NULL: any) and can be read; what else there is to say goes to @note. */
static const Checklist *
newest_published(App *app, const char *leistung, const char *than, GString *note)
{
	g_autoptr(GPtrArray) all = store_published(app->store, leistung, NULL);
	const Checklist *best = NULL;
	const char *missing = NULL;
	gboolean is_different = FALSE;
	guint i;

	for (i = 0; all && i < all->len; i++) {
		const StorePublished *published = all->pdata[i];
		const Checklist *checklist = is_newer(published->version, than) ? published_text(app, leistung, published) : NULL;

		if (checklist && (!best || is_newer(checklist->version, best->version))) {
			best = checklist;
			is_different = published->is_different;
		} else if (!checklist && is_newer(published->version, missing ? missing : than)) {
			missing = published->version;
		}
	}
	if (missing && is_newer(missing, best ? best->version : than))
		add_note(note, "Version %s ist veröffentlicht, ihr Text ist aber nicht lesbar auf diesem Gerät angekommen.", missing);
	if (is_different)
		add_note(note, "Version %s wurde zweimal mit verschiedenem Inhalt veröffentlicht; es gilt die spätere Veröffentlichung.", best->version);
	return best;
}

/* What a Leitung has published goes before what is installed, unless that is newer. */
const Checklist *
app_checklist(App *app, const char *key, GError **error)
{
	GError *cause = NULL;
	const Checklist *installed = app_installed_checklist(app, key, &cause), *published;
	const Leistung *leistung = installed ? NULL : app_leistung(app, key, NULL);
	const char *name = installed ? installed->leistung : leistung && leistung->has_test ? leistung->key : NULL;

	published = name ? newest_published(app, name, NULL, NULL) : NULL;
	if (published && (!installed || !is_newer(installed->version, published->version))) {
		g_clear_error(&cause);
		return published;
	}
	if (cause)
		g_propagate_error(error, cause);
	return installed;
}

static gboolean
is_publishable(App *app, const Checklist *checklist, GError **error)
{
	g_autoptr(GPtrArray) all = store_published(app->store, checklist->leistung, error);
	guint i;

	for (i = 0; all && i < all->len; i++) {
		const StorePublished *published = all->pdata[i];

		if (strcmp(published->version, checklist->version) != 0 || strcmp(published->sha256, checklist->sha256) == 0)
			continue;
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID,
			    "Version %s dieser Checkliste ist schon veröffentlicht, mit anderem Inhalt. Erhöhen Sie „version“ in der Datei.",
			    checklist->version);
		return FALSE;
	}
	return all != NULL;
}

static gboolean
may_publish(App *app, GError **error)
{
	g_autofree char *role = NULL;

	if (!app_begin_write(app, error))
		return FALSE;
	role = app_role(app);
	if (strcmp(role, "leitung") == 0)
		return TRUE;
	g_set_error(error, APP_ERROR, APP_ERROR_NOT_ALLOWED, "Checklisten für alle veröffentlichen kann nur eine Leitung.");
	return FALSE;
}

/* Ids must stay what they were in the version that everybody has: results of years hang on them. */
static gboolean
keeps_ids(App *app, const char *path, const Checklist *checklist, GError **error)
{
	g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func((GDestroyNotify)checklist_message_free);
	const Checklist *before = newest_published(app, checklist->leistung, NULL, NULL);
	guint i;

	if (!before || !is_newer(checklist->version, before->version) || checklist_lint_file(path, before, messages))
		return TRUE;
	for (i = 0; i < messages->len; i++) {
		const ChecklistMessage *message = messages->pdata[i];
		g_autofree char *text = message->is_error ? checklist_message_format(message) : NULL;

		if (text) {
			g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "Nicht veröffentlicht; gegen die veröffentlichte Version %s:\n%s",
				    before->version, text);
			break;
		}
	}
	return FALSE;
}

gboolean
app_publish_checklist(App *app, const char *path, GError **error)
{
	g_autoptr(Checklist) checklist = app_read_checklist(path, path, error);
	g_autoptr(GPtrArray) ops = app_ops_new();
	g_autofree char *text = NULL, *file = NULL, *id = NULL, *sha = NULL;
	g_autoptr(GBytes) bytes = NULL;
	Op *op;

	if (!checklist || !may_publish(app, error) || !is_publishable(app, checklist, error) || !keeps_ids(app, path, checklist, error))
		return FALSE;
	text = checklist_to_text(checklist);
	bytes = g_bytes_new(text, strlen(text));
	file = g_strdup_printf("checklists/%s/%s-%.8s.yaml", checklist->leistung, checklist->version, checklist->sha256);
	id = g_strdup_printf("%s/%s", checklist->leistung, checklist->version);
	sha = g_strconcat("sha256=", checklist->sha256, NULL);
	op = app_new_add(app, "checkliste", id, (const char *const[]){sha, NULL}, error);
	if (!op)
		return FALSE;
	g_ptr_array_add(ops, op);
	return store_put_file(app->store, file, bytes, error) && app_keep_checklist(app, checklist, error) && app_commit(app, ops, NULL, error);
}

/* --- of an Anbindung ------------------------------------------------------------------------------------------------------------------- */

const Checklist *
app_anbindung_checklist(App *app, const char *anbindung, GError **error)
{
	g_autoptr(Record) record = app_record(app, anbindung, error);
	const char *leistung = leistung_of(anbindung);
	const Checklist *checklist = record ? checklist_by_hash(app, leistung, record_get(record, "checklist")) : NULL;

	if (!record || checklist)
		return checklist;
	checklist = app_installed_checklist(app, leistung, NULL);
	return checklist ? checklist : app_checklist(app, leistung, error);
}

const Checklist *
app_checklist_for(App *app, const char *anbindung, GError **error)
{
	g_autoptr(Record) record = store_record(app->store, anbindung, NULL);

	return record && record->created ? app_anbindung_checklist(app, anbindung, error) : app_checklist(app, leistung_of(anbindung), error);
}

/* --- a newer one ----------------------------------------------------------------------------------------------------------------------- */

void
checklist_update_free(ChecklistUpdate *update)
{
	if (!update)
		return;
	checklist_diff_free(update->diff);
	g_free(update->note);
	g_free(update);
}

/* Published first, else installed. */
static void
find_newer(App *app, ChecklistUpdate *update, GString *note)
{
	const char *leistung = update->current->leistung;
	const Checklist *installed;

	update->newer = newest_published(app, leistung, update->current->version, note);
	update->is_published = update->newer != NULL;
	if (update->newer)
		return;
	installed = app_installed_checklist(app, leistung, NULL);
	if (installed && is_newer(installed->version, update->current->version))
		update->newer = installed;
}

ChecklistUpdate *
app_checklist_update(App *app, const char *anbindung, GError **error)
{
	g_autoptr(Record) record = app_record(app, anbindung, error);
	const Checklist *current = record ? app_anbindung_checklist(app, anbindung, error) : NULL;
	g_autoptr(GString) note = g_string_new(NULL);
	const char *sha256;
	ChecklistUpdate *update;

	if (!current)
		return NULL;
	update = g_new0(ChecklistUpdate, 1);
	update->current = current;
	sha256 = record_get(record, "checklist");
	if (!*sha256 || strcmp(sha256, current->sha256) == 0)
		find_newer(app, update, note);
	else
		add_note(note, "Die Checkliste dieser Anbindung ist auf diesem Gerät nicht vorhanden; ersatzweise wird Version %s gezeigt.", current->version);
	if (update->newer)
		update->diff = checklist_diff(current, update->newer);
	update->note = note->len ? g_strdup(note->str) : NULL;
	return update;
}

/* Presets of parameters that the newer version asks for and the present one does not. */
static void
collect_new_presets(const ChecklistUpdate *update, const Checklist *newer, const Record *record, GPtrArray *set)
{
	guint i;

	for (i = 0; i < newer->parameters->len; i++) {
		const ChecklistParameter *param = newer->parameters->pdata[i];

		if (param->preset && !checklist_parameter(update->current, param->name) &&
		    !*record_get_keyed(record, "param", param->name, "param"))
			g_ptr_array_add(set, g_strdup_printf("param.%s=%s", param->name, param->preset));
	}
}

static gboolean
take_over(App *app, const char *anbindung, const ChecklistUpdate *update, const Checklist *newer, GError **error)
{
	g_autoptr(Record) record = app_record(app, anbindung, error);
	g_autoptr(GPtrArray) ops = app_ops_new(), set = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *title = g_strdup_printf("Checkliste Version %s übernommen", newer->version);

	if (!record)
		return FALSE;
	g_ptr_array_add(set, g_strconcat("checklist=", newer->sha256, NULL));
	collect_new_presets(update, newer, record, set);
	g_ptr_array_add(set, NULL);
	/* The present text, too: results stay readable with the wording they were recorded with. */
	return app_keep_checklist(app, update->current, error) && app_keep_checklist(app, newer, error) &&
	       app_change(app, ops, record, (const char *const *)set->pdata, error) && app_commit(app, ops, title, error);
}

gboolean
app_take_checklist(App *app, const char *anbindung, const char *sha256, GError **error)
{
	g_autoptr(ChecklistUpdate) update = app_begin_write(app, error) ? app_checklist_update(app, anbindung, error) : NULL;
	const Checklist *newer = update ? checklist_by_hash(app, leistung_of(anbindung), sha256) : NULL;

	if (!update)
		return FALSE;
	if (!update->newer || !newer || strcmp(newer->leistung, leistung_of(anbindung)) != 0 || !is_newer(newer->version, update->current->version)) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID,
			    "Diese Checkliste ist nicht neuer als die der Anbindung (Version %s). Was es gibt, zeigt: vorort anbindung update %s",
			    update->current->version, anbindung);
		return FALSE;
	}
	if (!store_begin(app->store, error))
		return FALSE;
	if (take_over(app, anbindung, update, newer, error))
		return store_commit(app->store, error);
	store_rollback(app->store);
	return FALSE;
}

/* --- of a result ------------------------------------------------------------------------------------------------------------------------ */

/* The field "checklist" as it stood just before @op: a later change is always one of its values, so the greatest stamp before it was shown. */
static const char *
hash_at(const Record *anbindung, const char *op)
{
	const RecordValue *found = NULL;
	const char *sha256;
	guint i;

	for (i = 0; i < anbindung->values->len; i++) {
		const RecordValue *value = anbindung->values->pdata[i];

		if (strcmp(value->field_name, "checklist") == 0 && !value->is_hidden && strcmp(value->op, op) < 0 &&
		    (!found || strcmp(value->op, found->op) > 0))
			found = value;
	}
	sha256 = found ? g_hash_table_lookup(found->slots, "checklist") : NULL;
	return sha256 ? sha256 : "";
}

const Checklist *
app_checklist_at(App *app, const Record *anbindung, const char *op)
{
	return checklist_by_hash(app, leistung_of(anbindung->id), hash_at(anbindung, op));
}

const ChecklistStep *
app_result_step(App *app, const Record *anbindung, const char *step, const char *result, const Checklist **version)
{
	const Checklist *checklist = app_checklist_at(app, anbindung, result);

	if (version)
		*version = checklist;
	return checklist ? checklist_step(checklist, step) : NULL;
}

const ChecklistStep *
app_known_step(App *app, const char *anbindung, const char *step, const char *result)
{
	const Checklist *checklist = app_anbindung_checklist(app, anbindung, NULL);
	const ChecklistStep *present = checklist ? checklist_step(checklist, step) : NULL;
	g_autoptr(Record) record = present ? NULL : store_record(app->store, anbindung, NULL);

	return record ? app_result_step(app, record, step, result, NULL) : present;
}
