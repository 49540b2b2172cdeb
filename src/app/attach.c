/*
 * Attaching a file to a finding. Evidence is by default a reference (design 3): a file comes in only if a person has confirmed that it holds
 * no real data. The copy is on disk before the entry is: an entry without its file would be a promise to everybody.
 */
#include <string.h>
#include <unistd.h>

#include "internal.h"
#include "vorort/anlage.h"
#include "vorort/text.h"

typedef struct Taken {
	Op *op;       /* the entry, but for what it belongs to */
	GBytes *bytes;
	char *sha256;
	char *new_copy; /* path of the copy if it was made now: it goes with this unless the entry stands */
} Taken;

static void
taken_free(gpointer data)
{
	Taken *taken = data;

	if (taken->new_copy)
		unlink(taken->new_copy);
	g_free(taken->new_copy);
	op_free(taken->op);
	g_bytes_unref(taken->bytes);
	g_free(taken->sha256);
	g_free(taken);
}

/* --- checks ------------------------------------------------------------------------------------------------------------------------------ */

static gboolean
check_confirmed(const AttachDraft *draft, GError **error)
{
	if (draft->is_confirmed)
		return TRUE;
	g_set_error(error, APP_ERROR, APP_ERROR_INVALID,
		    "Nicht angelegt: Eine Datei darf keine Echtdaten enthalten; Namen, Anschriften, Aktenzeichen und Zugangsdaten müssen geschwärzt sein. "
		    "Sehen Sie sie daraufhin an und bestätigen Sie es mit --geschwaerzt. Sonst nennen Sie statt der Datei ihren Ablageort als Nachweis.");
	return FALSE;
}

static gboolean
judge(App *app, const char *where, const char *text, GError **error)
{
	g_autofree char *reason = NULL;
	TextVerdict verdict = text_check_personal(text, &reason);

	if (verdict == TEXT_REFUSE) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "Nicht angelegt: %s: %s", where, reason);
		return FALSE;
	}
	if (verdict == TEXT_WARN)
		g_ptr_array_add(app->warnings, g_strdup_printf("%s: %s", where, reason));
	return TRUE;
}

/* In names of files words stand between "_" and "-"; the name as it stands is looked at like every text. */
static gboolean
check_title(App *app, const char *title, GError **error)
{
	g_autofree char *words_only = g_strdelimit(g_strdup(title), "_-.", ' '), *reason = NULL;

	if (text_check_personal(title, &reason) != TEXT_FINE)
		return TRUE; /* the slot itself says so */
	return judge(app, "Titel der Anlage", words_only, error);
}

static gboolean
check_content(App *app, GBytes *bytes, const char *media, GError **error)
{
	gsize len;
	const char *data = g_bytes_get_data(bytes, &len);
	g_autofree char *text = strcmp(media, "text/plain") == 0 || strcmp(media, "application/xml") == 0 ? g_strndup(data, len) : NULL;

	return !text || !g_utf8_validate(text, -1, NULL) || judge(app, "Inhalt der Datei", text, error);
}

static gboolean
check_not_erased(App *app, const char *sha256, GError **error)
{
	g_autoptr(GHashTable) erased = store_erased_files(app->store, error);
	const char *day = erased ? g_hash_table_lookup(erased, sha256) : NULL;
	g_autofree char *german = day ? text_date(day) : NULL;

	if (day)
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID,
			    "Nicht angelegt: Diese Datei hat eine Leitung am %s gelöscht. Legen Sie eine geschwärzte Fassung an.", german);
	return erased && !day;
}

/* --- taking in --------------------------------------------------------------------------------------------------------------------------- */

static Op *
new_entry(App *app, const Taken *taken, const char *media, const char *title, GError **error)
{
	g_autofree char *sha256 = g_strconcat("sha256=", taken->sha256, NULL), *kind = g_strconcat("media=", media, NULL);
	g_autofree char *size = g_strdup_printf("size=%" G_GSIZE_FORMAT, g_bytes_get_size(taken->bytes));
	g_autofree char *named = g_strconcat("title=", title, NULL);
	const char *const set[] = {sha256, size, kind, "confirmed=ja", named, NULL};

	return app_new_add(app, "attachment", NULL, set, error);
}

static Taken *
take(App *app, const AttachDraft *draft, GError **error)
{
	g_autofree char *title = draft->title && *draft->title ? g_strdup(draft->title) : attachment_title(draft->path);
	GBytes *bytes = check_confirmed(draft, error) ? app_read_file(draft->path, error) : NULL;
	const char *media = bytes ? attachment_media(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes)) : NULL;
	Taken *taken;

	if (!bytes)
		return NULL;
	taken = g_new0(Taken, 1);
	taken->bytes = bytes;
	taken->sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
	if (check_content(app, bytes, media, error) && check_title(app, title, error) && check_not_erased(app, taken->sha256, error) &&
	    (taken->op = new_entry(app, taken, media, title, error)))
		return taken;
	taken_free(taken);
	return NULL;
}

static gboolean
keep_copies(App *app, GPtrArray *taken, GError **error)
{
	guint i;

	for (i = 0; i < taken->len; i++) {
		Taken *one = taken->pdata[i];
		gboolean was_here = app_has_attachment(app, one->sha256, (gint64)g_bytes_get_size(one->bytes));

		if (!app_keep_attachment(app, one->sha256, one->bytes, error))
			return FALSE;
		if (!was_here)
			one->new_copy = app_attachment_path(app, one->sha256);
	}
	return TRUE;
}

GPtrArray *
app_take_files(App *app, const AttachDraft *files, guint n, GError **error)
{
	g_autoptr(GPtrArray) taken = g_ptr_array_new_with_free_func(taken_free);
	guint i;

	for (i = 0; i < n; i++) {
		Taken *one = take(app, &files[i], error);

		if (!one)
			return NULL;
		g_ptr_array_add(taken, one);
	}
	return keep_copies(app, taken, error) ? g_steal_pointer(&taken) : NULL;
}

/* --- attaching --------------------------------------------------------------------------------------------------------------------------- */

gboolean
app_attach_taken(App *app, const char *on, GPtrArray *taken, char **id, GError **error)
{
	g_autoptr(GPtrArray) ops = app_ops_new();
	g_autofree char *title = taken->len == 1 ? g_strdup("Anlage angelegt") : g_strdup_printf("%u Anlagen angelegt", taken->len);
	Op *op = NULL;
	guint i;

	for (i = 0; i < taken->len; i++) {
		op = g_steal_pointer(&((Taken *)taken->pdata[i])->op);
		g_ptr_array_add(ops, op);
		if (!app_op_put(app, op, "on", on, error))
			return FALSE;
	}
	if (!app_commit(app, ops, title, error))
		return FALSE;
	if (id && op)
		*id = g_strdup(op->entity_id);
	return TRUE;
}

void
app_taken_stay(GPtrArray *taken)
{
	guint i;

	for (i = 0; i < taken->len; i++)
		g_clear_pointer(&((Taken *)taken->pdata[i])->new_copy, g_free);
}

static gboolean
may_have_files(const Record *record, GError **error)
{
	static const char *const types[] = {"result", "obstacle", "visit", "anbindung", "stelle", "loesungsweg", "recommendation", "note", NULL};

	if (record->is_retracted)
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "%s %s ist zurückgezogen; eine Anlage dazu lässt sich nicht mehr anlegen.",
			    record->entity->title, record->id);
	else if (!g_strv_contains(types, record->entity->name))
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID,
			    "Zu „%s“ gehören keine Anlagen. Möglich ist es bei Ergebnissen, Hürden, Terminen, Anbindungen, Stellen, Lösungswegen, "
			    "Empfehlungen und Notizen.", record->entity->title);
	else
		return TRUE;
	return FALSE;
}

gboolean
app_attach(App *app, const char *on, const AttachDraft *draft, char **id, GError **error)
{
	g_autoptr(Record) record = app_record(app, on, error);
	g_autoptr(GPtrArray) taken = NULL;

	if (!record || !app_begin_write(app, error) || !may_have_files(record, error) || !(taken = app_take_files(app, draft, 1, error)))
		return FALSE;
	if (!app_attach_taken(app, record->id, taken, id, error))
		return FALSE;
	app_taken_stay(taken);
	return TRUE;
}
