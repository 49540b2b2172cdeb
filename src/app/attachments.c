/* Attachments as people see them, and getting their files: from here, else from the shared repository. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sync_host.h"
#include "vorort/anlage.h"
#include "vorort/backup.h"
#include "vorort/text.h"

void
attachment_free(Attachment *a)
{
	if (!a)
		return;
	g_free(a->id);
	g_free(a->on);
	g_free(a->title);
	g_free(a->media);
	g_free(a->sha256);
	g_free(a->at);
	g_free(a->by);
	g_free(a->device);
	g_free(a->erased);
	g_free(a);
}

/* --- reading ----------------------------------------------------------------------------------------------------------------------------- */

static Attachment *
attachment_of(App *app, const Record *record, GHashTable *erased)
{
	Attachment *a = g_new0(Attachment, 1);
	Stamp stamp;

	a->id = g_strdup(record->id);
	a->on = g_strdup(record_get(record, "on"));
	a->title = g_strdup(record_get(record, "title"));
	a->media = g_strdup(record_get(record, "media"));
	a->sha256 = g_strdup(record_get(record, "sha256"));
	a->size = g_ascii_strtoll(record_get(record, "size"), NULL, 10);
	a->at = g_strdup(record->created_at);
	a->by = g_strdup(record->created_by);
	a->device = g_strdup(stamp_parse(record->id, &stamp) ? stamp.device : "");
	a->erased = g_strdup(g_hash_table_lookup(erased, a->sha256));
	a->is_here = !a->erased && app_has_attachment(app, a->sha256, a->size);
	return a;
}

static gboolean
check_is_attachment(const Record *record, GError **error)
{
	if (record->created && strcmp(record->entity->name, "attachment") == 0)
		return TRUE;
	g_set_error(error, APP_ERROR, APP_ERROR_NOT_FOUND, "„%s“ ist keine Anlage.", record->id);
	return FALSE;
}

Attachment *
app_attachment(App *app, const char *id, GError **error)
{
	g_autoptr(Record) record = app_record(app, id, error);
	g_autoptr(GHashTable) erased = record ? store_erased_files(app->store, error) : NULL;

	return erased && check_is_attachment(record, error) ? attachment_of(app, record, erased) : NULL;
}

/* Newest first is the order of lists; what belongs to a thing is read as it happened. */
static GPtrArray *
ids_of_all(App *app, GError **error)
{
	g_autoptr(GPtrArray) ids = app_list(app, "attachment", NULL, 0, error);
	GPtrArray *reversed = ids ? g_ptr_array_new_with_free_func(g_free) : NULL;
	guint i;

	for (i = ids ? ids->len : 0; i > 0; i--)
		g_ptr_array_add(reversed, g_strdup(ids->pdata[i - 1]));
	return reversed;
}

GPtrArray *
app_attachments(App *app, const char *on, GError **error)
{
	g_autoptr(GPtrArray) ids = on ? app_links(app, on, "attachment", "on", error) : ids_of_all(app, error);
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)attachment_free);
	g_autoptr(GHashTable) erased = NULL;
	guint i;

	if (!ids || (ids->len && !(erased = store_erased_files(app->store, error))))
		return NULL;
	for (i = 0; i < ids->len; i++) {
		g_autoptr(Record) record = app_record(app, ids->pdata[i], NULL);

		if (record && record->created && !record->is_retracted)
			g_ptr_array_add(list, attachment_of(app, record, erased));
	}
	return g_steal_pointer(&list);
}

static gboolean
is_damaged(App *app, const Attachment *a)
{
	g_autoptr(GBytes) bytes = a->is_here ? app_attachment_bytes(app, a->sha256) : NULL;

	return a->is_here && !bytes;
}

void
app_verify_attachments(App *app, GPtrArray *findings)
{
	g_autoptr(GPtrArray) all = app_attachments(app, NULL, NULL);
	guint i;

	for (i = 0; all && i < all->len; i++) {
		const Attachment *a = all->pdata[i];

		if (is_damaged(app, a))
			g_ptr_array_add(findings, g_strdup_printf("attachments/%s: Die Datei der Anlage %s ist beschädigt. „vorort attachment save“ holt sie "
								  "von der Ablage; war sie noch nicht gesendet, legen Sie sie noch einmal an.", a->sha256, a->id));
	}
}

/* --- fetching ---------------------------------------------------------------------------------------------------------------------------- */

static gboolean
fail_fetch(const Attachment *a, GError *cause, GError **error)
{
	gboolean is_missing = g_error_matches(cause, SYNC_ERROR, SYNC_ERROR_NOT_THERE);
	AppError code = is_missing ? APP_ERROR_NOT_FOUND
			: g_error_matches(cause, SYNC_ERROR, SYNC_ERROR_CANCELLED) ? APP_ERROR_CANCELLED
			: g_error_matches(cause, SYNC_ERROR, SYNC_ERROR_UNREACHABLE) || g_error_matches(cause, SYNC_ERROR, SYNC_ERROR_CERTIFICATE)
				? APP_ERROR_UNREACHABLE
				: APP_ERROR_FAILED;

	if (is_missing)
		g_set_error(error, APP_ERROR, (gint)code,
			    "Die Anlage ist nicht auf diesem Gerät und nicht zu holen. %s Angelegt hat sie %s auf dem Gerät %s; wenn es das nächste Mal "
			    "abgleicht, versuchen Sie es noch einmal.", cause->message, a->by, a->device);
	else
		g_set_error(error, APP_ERROR, (gint)code, "Die Anlage ist nicht auf diesem Gerät und ließ sich nicht holen: %s", cause->message);
	g_error_free(cause);
	return FALSE;
}

static gboolean
fetch(App *app, const Attachment *a, const AppProgress *progress, GBytes **bytes, GError **error)
{
	g_autofree char *remote = store_setting(app->store, "remote"), *ca_file = store_setting(app->store, "ca_file");
	g_autofree char *cert = store_setting(app->store, "client_cert"), *key = store_setting(app->store, "client_key");
	SyncOptions options = {.data_dir = app->data_dir, .remote = remote, .ca_file = ca_file, .client_cert = cert, .client_key = key};
	SyncAttachment wanted = {.sha256 = a->sha256, .size = a->size};
	Host h = {.app = app, .progress = progress};
	GError *cause = NULL;
	SyncHost host;

	if (!remote || !*remote) {
		g_set_error(error, APP_ERROR, APP_ERROR_NOT_FOUND, "Die Anlage ist nicht auf diesem Gerät, und es ist kein gemeinsamer Speicher "
								    "eingetragen, von dem sie zu holen wäre: vorort init --remote ORT");
		return FALSE;
	}
	host = host_make(&h);
	*bytes = sync_attachment_fetch(&host, &options, a->device, &wanted, &cause);
	host_clear(&h);
	return *bytes ? TRUE : fail_fetch(a, cause, error);
}

static gboolean
check_not_erased(const Attachment *a, GError **error)
{
	g_autofree char *german = a->erased ? text_date(a->erased) : NULL;

	if (german)
		g_set_error(error, APP_ERROR, APP_ERROR_NOT_FOUND, "Die Datei hat eine Leitung am %s gelöscht.", german);
	return !german;
}

/* The content, from here or fetched and then kept here. */
static GBytes *
content(App *app, const Attachment *a, const AppProgress *progress, GError **error)
{
	g_autoptr(GBytes) bytes = NULL;

	if (!check_not_erased(a, error))
		return NULL;
	if (!attachment_hash_is_valid(a->sha256) || a->size < 1 || a->size > ATTACHMENT_MAX) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "Der Eintrag dieser Anlage ist unvollständig.");
		return NULL;
	}
	if ((bytes = app_attachment_bytes(app, a->sha256)))
		return g_steal_pointer(&bytes);
	if (!fetch(app, a, progress, &bytes, error) || !app_keep_attachment(app, a->sha256, bytes, error))
		return NULL;
	return g_steal_pointer(&bytes);
}

/* --- copying out ------------------------------------------------------------------------------------------------------------------------- */

/* No name from data is used as a path: a title may be anything. */
static char *
target_of(const Attachment *a, const char *path)
{
	g_autofree char *name = g_strdup_printf("anlage-%.8s%s", a->sha256, attachment_extension(a->media));

	return g_file_test(path, G_FILE_TEST_IS_DIR) ? g_build_filename(path, name, NULL) : g_strdup(path);
}

static gboolean
fail_write(const char *target, GError **error)
{
	g_set_error(error, APP_ERROR, APP_ERROR_FAILED, "%s lässt sich nicht schreiben: %s. Geben Sie einen anderen Ort an.", target, g_strerror(errno));
	return FALSE;
}

/* Whole or not at all, and never over something that is there. */
static gboolean
write_out(const char *target, GBytes *bytes, GError **error)
{
	g_autofree char *part = g_strdup_printf("%s.teil-XXXXXX", target);
	gsize len, done = 0;
	const char *data = g_bytes_get_data(bytes, &len);
	int fd = g_mkstemp_full(part, O_WRONLY | O_CLOEXEC, 0600);
	ssize_t n = 0;
	gboolean is_done;

	if (fd < 0)
		return fail_write(target, error);
	while (done < len && (n = write(fd, data + done, len - done)) > 0)
		done += (gsize)n;
	is_done = done == len ? TRUE : fail_write(target, error);
	close(fd);
	is_done = is_done && backup_place(part, target, error);
	if (!is_done)
		unlink(part);
	return is_done;
}

gboolean
app_save_attachment(App *app, const char *id, const char *path, const AppProgress *progress, char **written, GError **error)
{
	g_autoptr(Attachment) a = app_attachment(app, id, error);
	g_autofree char *target = a ? target_of(a, path) : NULL;
	g_autoptr(GBytes) bytes = NULL;
	struct stat st;

	if (!a)
		return FALSE;
	/* Before anything is fetched for it. */
	if (lstat(target, &st) == 0) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "%s gibt es schon. Geben Sie einen neuen Namen an, oder einen Ordner.", target);
		return FALSE;
	}
	if (!(bytes = content(app, a, progress, error)) || !write_out(target, bytes, error))
		return FALSE;
	*written = g_steal_pointer(&target);
	return TRUE;
}
