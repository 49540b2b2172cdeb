/* What sync asks of the layer above: what goes out of the store, and where that goes which came in verified. */
#include "sync_host.h"

#include <string.h>

/* --- who we are -------------------------------------------------------------------------------------------------------------------- */

static const char *
host_undertaking(void *data)
{
	Host *h = data;

	if (!h->undertaking)
		h->undertaking = store_meta(h->app->store, "undertaking");
	return h->undertaking ? h->undertaking : "";
}

static const char *
host_founder(void *data)
{
	Host *h = data;

	if (!h->founder)
		h->founder = store_meta(h->app->store, "founder");
	return h->founder ? h->founder : "";
}

static gboolean
host_has_sealed(void *data)
{
	Host *h = data;

	return store_has_sealed(h->app->store);
}

static gboolean
host_adopt(void *data, const char *undertaking, const char *founder, GError **error)
{
	Host *h = data;

	g_clear_pointer(&h->undertaking, g_free);
	g_clear_pointer(&h->founder, g_free);
	/* Both or none: with one of them this laptop would be a stranger everywhere. */
	if (!store_begin(h->app->store, error))
		return FALSE;
	if (store_set_meta(h->app->store, "undertaking", undertaking, error) && store_set_meta(h->app->store, "founder", founder, error))
		return store_commit(h->app->store, error);
	store_rollback(h->app->store);
	return FALSE;
}

/* --- out ------------------------------------------------------------------------------------------------------------------------------- */

static void
collect_text(const char *hash, const char *salt, const char *text, void *data)
{
	BatchText *t = g_new0(BatchText, 1);

	t->hash = g_strdup(hash);
	t->salt = g_strdup(salt);
	t->text = g_strdup(text);
	g_ptr_array_add(data, t);
}

/* The device whose entries are sealed next, with its key; NULL: nothing left. What was entered under a key that is lost cannot be signed. */
static char *
next_device(Host *h, const DeviceKey **key)
{
	g_autoptr(GPtrArray) devices = store_outbox_devices(h->app->store);
	guint i;

	for (i = 0; i < devices->len; i++)
		if ((*key = app_key_of(h->app, devices->pdata[i])))
			return g_strdup(devices->pdata[i]);
	return NULL;
}

static GPtrArray *
host_outbox(void *data, gsize max_bytes, GPtrArray *texts, gint64 *number, char **prev, const DeviceKey **key, GError **error)
{
	Host *h = data;
	g_autofree char *device = next_device(h, key);
	g_autoptr(GPtrArray) lines = device ? store_outbox(h->app->store, device, max_bytes, error) : g_ptr_array_new();

	if (!device)
		return g_steal_pointer(&lines);
	if (!lines || !store_last_batch(h->app->store, device, number, prev, error) ||
	    !store_texts_of(h->app->store, lines, device, collect_text, texts, error))
		return NULL;
	(*number)++;
	if (!*prev)
		*prev = g_strdup("");
	return g_steal_pointer(&lines);
}

static gboolean
host_sealed(void *data, const Batch *batch, GError **error)
{
	Host *h = data;
	StoreSeal seal = {.device = batch->device, .number = batch->number, .sha256 = batch->sha256};

	return store_seal(h->app->store, &seal, batch->bytes, batch->prev, batch->lines->len, error);
}

static GPtrArray *
host_seals(void *data, gboolean only_open, GError **error)
{
	Host *h = data;
	g_autoptr(GPtrArray) known = store_seals(h->app->store, only_open, error);
	GPtrArray *seals = known ? g_ptr_array_new_with_free_func((GDestroyNotify)sync_seal_free) : NULL;
	guint i;

	for (i = 0; known && i < known->len; i++) {
		const StoreSeal *from = known->pdata[i];
		SyncSeal *seal = g_new0(SyncSeal, 1);

		seal->device = g_strdup(from->device);
		seal->number = from->number;
		seal->sha256 = g_strdup(from->sha256);
		g_ptr_array_add(seals, seal);
	}
	return seals;
}

/* The texts are not signed: they come from where they lie now, without those that were erased since. */
static GBytes *
host_sealed_bytes(void *data, const SyncSeal *seal, GPtrArray *texts)
{
	Host *h = data;
	const StoreSeal wanted = {.device = seal->device, .number = seal->number, .sha256 = seal->sha256};
	GBytes *bytes = store_sealed_bytes(h->app->store, &wanted);
	g_autofree char *all = bytes ? g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes)) : NULL;
	char **lines = all ? g_strsplit(all, "\n", -1) : NULL;
	g_autoptr(GPtrArray) array = g_ptr_array_new_with_free_func(g_free);
	guint i;

	for (i = 0; lines && lines[i]; i++)
		g_ptr_array_add(array, lines[i]);
	g_free(lines);
	store_texts_of(h->app->store, array, seal->device, collect_text, texts, NULL);
	return bytes;
}

static void
collect_file(const char *path, GBytes *bytes, void *data)
{
	SyncFile *file = g_new0(SyncFile, 1);

	file->path = g_strdup(path);
	file->bytes = g_bytes_ref(bytes);
	g_ptr_array_add(data, file);
}

static GPtrArray *
host_own_files(void *data)
{
	Host *h = data;
	GPtrArray *files = g_ptr_array_new_with_free_func((GDestroyNotify)sync_file_free);

	store_files(h->app->store, collect_file, files, NULL);
	return files;
}

static GPtrArray *
host_attachments(void *data, GError **error)
{
	Host *h = data;
	g_autoptr(GPtrArray) own = store_own_attachments(h->app->store, error);
	GPtrArray *files = own ? g_ptr_array_new_with_free_func((GDestroyNotify)sync_attachment_free) : NULL;
	guint i;

	for (i = 0; own && i < own->len; i++) {
		const StoreAttachment *from = own->pdata[i];
		SyncAttachment *file;

		if (!app_has_attachment(h->app, from->sha256, from->size))
			continue;
		file = g_new0(SyncAttachment, 1);
		file->sha256 = g_strdup(from->sha256);
		file->size = from->size;
		g_ptr_array_add(files, file);
	}
	return files;
}

static GBytes *
host_attachment_bytes(void *data, const char *sha256)
{
	Host *h = data;

	return app_attachment_bytes(h->app, sha256);
}

static GPtrArray *
host_erased_files(void *data, GError **error)
{
	Host *h = data;
	g_autoptr(GHashTable) files = store_erased_files(h->app->store, error);
	GPtrArray *list = files ? g_ptr_array_new_with_free_func(g_free) : NULL;
	GHashTableIter iter;
	gpointer sha256;

	if (!files)
		return NULL;
	g_hash_table_iter_init(&iter, files);
	while (g_hash_table_iter_next(&iter, &sha256, NULL))
		g_ptr_array_add(list, g_strdup(sha256));
	return list;
}

static gboolean
host_is_redacted(void *data, const char *hash)
{
	Host *h = data;

	return store_is_redacted(h->app->store, hash);
}

static gint64
host_redacted_mark(void *data)
{
	Host *h = data;

	return store_redacted_mark(h->app->store);
}

/* --- in -------------------------------------------------------------------------------------------------------------------------------- */

static gboolean
host_has_batch(void *data, const char *device, gint64 number, const char *sha256)
{
	Host *h = data;

	return store_has_batch(h->app->store, device, number, sha256);
}

static gboolean
put_texts(Store *store, GPtrArray *texts, GError **error)
{
	guint i;

	for (i = 0; i < texts->len; i++) {
		const BatchText *t = texts->pdata[i];

		if (!store_put_text(store, t->hash, t->salt, t->text, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
apply_batch(Store *store, const Batch *batch, GPtrArray *ops, GError **error)
{
	StoreBatch all = {.device = batch->device, .sha256 = batch->sha256, .prev = batch->prev, .number = batch->number, .lines = batch->lines,
			  .ops = ops};

	return store_apply_batch(store, &all, error) && (!batch->path || store_release(store, batch->path, error));
}

/* What breaks a rule is the file's fault and is put aside; a full disk is not, and ends the sync. */
static gboolean
blame(GError *cause, GError **error)
{
	if (cause->domain != STORE_ERROR || cause->code == STORE_ERROR_INVALID) {
		g_propagate_error(error, cause);
	} else {
		g_set_error_literal(error, SYNC_ERROR, SYNC_ERROR_LOCAL, cause->message);
		g_error_free(cause);
	}
	return FALSE;
}

static gboolean
refuse(Host *h, GError *cause, GError **error)
{
	store_rollback(h->app->store);
	return blame(cause, error);
}

static void
free_ops(gpointer ops)
{
	g_ptr_array_unref(ops);
}

static void
free_op(gpointer op)
{
	op_free(op);
}

/* All lines of a batch; NULL: one breaks a rule. Array of Op, NULL for a kind of a newer version. */
static GPtrArray *
read_lines(const Batch *batch, GError **error)
{
	g_autoptr(GPtrArray) ops = g_ptr_array_new_full(batch->lines->len, free_op);
	guint i;

	for (i = 0; i < batch->lines->len; i++) {
		const char *line = batch->lines->pdata[i];
		Op *op;

		if (!store_read_line(batch->device, line, strlen(line), &op, error))
			return NULL;
		g_ptr_array_add(ops, op);
	}
	return g_steal_pointer(&ops);
}

static void
host_prepare(Batch *batch)
{
	batch->parsed = read_lines(batch, NULL);
	batch->parsed_free = free_ops;
}

/* Texts first: then each op finds its own, and a row of the board is written once. */
static gboolean
import_texts(Store *store, GPtrArray *texts, GError **error)
{
	if (!store_begin(store, error))
		return FALSE;
	if (put_texts(store, texts, error))
		return store_commit(store, error);
	store_rollback(store);
	return FALSE;
}

/* In a bulk nothing is rolled back: all lines must be fine before the first one is stored. */
static gboolean
import_in_bulk(Store *store, const Batch *batch, GPtrArray *texts, GError **error)
{
	g_autoptr(GPtrArray) ops = batch->parsed ? g_ptr_array_ref(batch->parsed) : read_lines(batch, error);
	GError *cause = NULL;

	return ops && ((put_texts(store, texts, &cause) && apply_batch(store, batch, ops, &cause)) || blame(cause, error));
}

static gboolean
import_at_once(Store *store, const Batch *batch, GPtrArray *texts, GError **error)
{
	if (!store_begin(store, error))
		return FALSE;
	if (put_texts(store, texts, error) && apply_batch(store, batch, batch->parsed, error))
		return store_commit(store, error);
	store_rollback(store);
	return FALSE;
}

#define SMALL 200 /* ops: some milliseconds */

static gboolean
host_import(void *data, const Batch *batch, GPtrArray *texts, GError **error)
{
	Host *h = data;
	Store *store = h->app->store;
	GError *cause = NULL;

	if (store_is_in_bulk(store))
		return import_in_bulk(store, batch, texts, error);
	/* Others want to write, too: see store_apply_batch(). */
	if (batch->parsed && batch->lines->len > SMALL
		    ? import_texts(store, texts, &cause) && apply_batch(store, batch, batch->parsed, &cause)
		    : import_at_once(store, batch, texts, &cause))
		return TRUE;
	return refuse(h, cause, error);
}

static gboolean
host_import_texts(void *data, GPtrArray *texts, GError **error)
{
	Host *h = data;
	GError *cause = NULL;

	if (store_is_in_bulk(h->app->store))
		return put_texts(h->app->store, texts, &cause) || blame(cause, error);
	return import_texts(h->app->store, texts, &cause) || refuse(h, cause, error);
}

/* --- a first import ---------------------------------------------------------------------------------------------------------------------- */

#define MANY_FILES 40 /* from here on a new file is faster */

static gboolean
host_import_begin(void *data, guint n_files, GError **error)
{
	Host *h = data;
	Store *side;

	if (h->home || store_is_in_bulk(h->app->store))
		return TRUE;
	if (h->is_ordinary || n_files < MANY_FILES || !store_is_fresh(h->app->store)) {
		store_expect_import(h->app->store);
		return TRUE;
	}
	side = store_beside(h->app->store, error);
	if (!side)
		return FALSE;
	h->home = h->app->store;
	h->app->store = side;
	return store_begin(side, error) && store_bulk_begin(side, error);
}

/* Back to the database that has the name, which is the new one if that was taken. */
static void
go_home(Host *h)
{
	Store *side = h->app->store;

	h->app->store = h->home;
	h->home = NULL;
	store_beside_drop(side);
}

static gboolean
complete(Host *h, gboolean *is_taken, GError **error)
{
	Store *side = h->app->store;

	return store_bulk_end(side, error) && store_commit(side, error) &&
	       (!store_kommunen_are_stale(side) || app_refresh_kommunen(h->app, error)) && store_beside_adopt(h->home, side, is_taken, error);
}

static gboolean
end_first_import(Host *h, GError **error)
{
	gboolean is_taken = FALSE, is_done = complete(h, &is_taken, error);

	go_home(h);
	h->is_ordinary = TRUE;
	h->was_crowded = is_done && !is_taken;
	if (h->was_crowded)
		g_set_error(error, SYNC_ERROR, SYNC_ERROR_CANCELLED, "Die Datenbank wurde inzwischen von einem anderen Programm geöffnet.");
	return is_taken;
}

static gboolean
host_import_done(void *data, GError **error)
{
	Host *h = data;

	if (h->home && !end_first_import(h, error))
		return FALSE;
	/* A directory may have come in by a sync before this one, which was cancelled. */
	return store_review_waiting(h->app->store, error) && app_drop_erased_files(h->app, error) &&
	       (!store_kommunen_are_stale(h->app->store) || app_refresh_kommunen(h->app, error));
}

static gboolean
import_kommunen_file(Host *h, const char *path, GBytes *bytes, GError **error)
{
	g_autofree char *sha = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
	g_autofree char *expected = g_strdup_printf("kommunen/%s.jsonl", sha);

	if (strcmp(expected, path) != 0) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "Name und Inhalt passen nicht zusammen");
		return FALSE;
	}
	if (!app_kommunen_file_is_valid(bytes, error))
		return FALSE;
	return store_put_file(h->app->store, path, bytes, error);
}

static gboolean
import_checklist_file(Host *h, const char *path, GBytes *bytes, GError **error)
{
	g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func((GDestroyNotify)checklist_message_free);
	gsize len;
	const char *text = g_bytes_get_data(bytes, &len);
	g_autoptr(Checklist) c = checklist_read_text(text ? text : "", len, path, messages);
	g_autofree char *expected = c ? g_strdup_printf("checklists/%s/%s-%.8s.yaml", c->leistung, c->version, c->sha256) : NULL;
	g_autofree char *copy = g_strndup(text ? text : "", len);

	if (!c || strcmp(expected, path) != 0) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, c ? "Name und Inhalt passen nicht zusammen" : "keine lesbare Checkliste");
		return FALSE;
	}
	return store_put_file(h->app->store, path, bytes, error) &&
	       store_put_checklist(h->app->store, c->sha256, c->leistung, c->version, copy, error);
}

static gboolean
host_import_file(void *data, const char *path, GBytes *bytes, GError **error)
{
	GError *cause = NULL;

	if (g_str_has_prefix(path, "kommunen/") ? import_kommunen_file(data, path, bytes, &cause)
						: import_checklist_file(data, path, bytes, &cause))
		return TRUE;
	return blame(cause, error);
}

static void
host_quarantine(void *data, const char *path, const char *blob, const char *reason)
{
	Host *h = data;

	store_quarantine(h->app->store, path, blob ? blob : "", reason, NULL);
}

static gboolean
host_confirmed(void *data, const char *device, gint64 number, GError **error)
{
	Host *h = data;

	return store_confirm_batch(h->app->store, device, number, error);
}

/* --- positions, progress --------------------------------------------------------------------------------------------------------------------- */

static char *
host_get_position(void *data, const char *key)
{
	Host *h = data;
	g_autofree char *full = g_strconcat("position ", key, NULL);

	return store_setting(h->app->store, full);
}

static void
host_set_position(void *data, const char *key, const char *value)
{
	Host *h = data;
	g_autofree char *full = g_strconcat("position ", key, NULL);

	store_set_setting(h->app->store, full, value, NULL);
}

static void
host_progress(void *data, SyncPhase phase, guint64 done, guint64 total)
{
	static const char *const names[N_SYNC_PHASES] = {
		[SYNC_PHASE_SEAL] = "Einträge verpacken",       [SYNC_PHASE_PUSH] = "Einträge senden",
		[SYNC_PHASE_FETCH] = "Neues holen",             [SYNC_PHASE_IMPORT] = "Neues prüfen und übernehmen",
		[SYNC_PHASE_MERGE] = "Gemeinsamen Stand aktualisieren", [SYNC_PHASE_ATTACH] = "Anlagen übertragen",
	};
	Host *h = data;

	if (h->progress && h->progress->report)
		h->progress->report(names[phase], done, total, h->progress->data);
}

static gboolean
host_is_cancelled(void *data)
{
	Host *h = data;

	return h->progress && h->progress->is_cancelled && h->progress->is_cancelled(h->progress->data);
}

static SyncAnswer
host_ask(void *data, const SyncQuestion *question, char *answer)
{
	static const AppAsk kinds[] = {
		[SYNC_ASK_SECRET] = APP_ASK_SECRET, [SYNC_ASK_LINE] = APP_ASK_LINE, [SYNC_ASK_YES_NO] = APP_ASK_YES_NO, [SYNC_ASK_NOTICE] = APP_ASK_NOTICE,
	};
	static const SyncAnswer answers[] = {
		[APP_ANSWER_GIVEN] = SYNC_ANSWER_GIVEN, [APP_ANSWER_CANCELLED] = SYNC_ANSWER_CANCELLED, [APP_ANSWER_NOBODY] = SYNC_ANSWER_NOBODY,
	};
	Host *h = data;
	AppQuestion q = {kinds[question->kind], question->title, question->text};

	return answers[h->progress->ask(&q, answer, h->progress->data)];
}

gboolean
app_is_askpass(const char *program)
{
	return sync_is_askpass(program);
}

int
app_askpass(int argc, char **argv)
{
	return sync_askpass(argc, argv);
}

SyncHost
host_make(Host *h)
{
	return (SyncHost){
		.data = h,
		.key = app_key_of(h->app, app_device(h->app)),
		.undertaking = host_undertaking,
		.founder = host_founder,
		.has_sealed = host_has_sealed,
		.adopt = host_adopt,
		.outbox = host_outbox,
		.sealed = host_sealed,
		.seals = host_seals,
		.sealed_bytes = host_sealed_bytes,
		.has_batch = host_has_batch,
		.import_begin = host_import_begin,
		.prepare = host_prepare,
		.import = host_import,
		.import_texts = host_import_texts,
		.import_done = host_import_done,
		.is_redacted = host_is_redacted,
		.redacted_mark = host_redacted_mark,
		.import_file = host_import_file,
		.own_files = host_own_files,
		.attachments = host_attachments,
		.attachment_bytes = host_attachment_bytes,
		.erased_files = host_erased_files,
		.quarantine = host_quarantine,
		.confirmed = host_confirmed,
		.get_position = host_get_position,
		.set_position = host_set_position,
		.progress = host_progress,
		.is_cancelled = host_is_cancelled,
		.ask = h->progress && h->progress->ask ? host_ask : NULL,
	};
}

void
host_clear(Host *h)
{
	if (h->home)
		go_home(h);
	g_clear_pointer(&h->undertaking, g_free);
	g_clear_pointer(&h->founder, g_free);
}
