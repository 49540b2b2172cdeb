/* Between sync and store: what goes out, what comes in, and what a person reads about it. */
#include <string.h>

#include "internal.h"
#include "vorort/certificate.h"

typedef struct Host {
	App *app;
	const AppProgress *progress;
	char *undertaking, *founder;
	guint n_files;     /* Kommunen files that came in */
} Host;

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
	g_autofree char *sha256 = NULL;
	gint64 number;

	return store_last_batch(h->app->store, device_key_id(h->app->key), &number, &sha256, NULL) && number > 0;
}

static gboolean
host_adopt(void *data, const char *undertaking, const char *founder, GError **error)
{
	Host *h = data;

	g_clear_pointer(&h->undertaking, g_free);
	g_clear_pointer(&h->founder, g_free);
	return store_set_meta(h->app->store, "undertaking", undertaking, error) && store_set_meta(h->app->store, "founder", founder, error);
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

static GPtrArray *
host_outbox(void *data, gsize max_bytes, GPtrArray *texts, gint64 *number, char **prev, GError **error)
{
	Host *h = data;
	const char *device = device_key_id(h->app->key);
	g_autoptr(GPtrArray) lines = store_outbox(h->app->store, max_bytes, error);

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

	return store_seal(h->app->store, batch->device, batch->number, batch->sha256, batch->prev, batch->lines->len, error);
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

static gboolean
host_is_redacted(void *data, const char *hash)
{
	Host *h = data;

	return store_is_redacted(h->app->store, hash);
}

static gint64
host_n_redacted(void *data)
{
	Host *h = data;

	return store_n_redacted(h->app->store);
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
apply_batch(Store *store, const Batch *batch, GPtrArray *texts, GError **error)
{
	guint i;

	/* Texts first: then each op finds its own, and a row of the board is written once. */
	if (!put_texts(store, texts, error))
		return FALSE;
	for (i = 0; i < batch->lines->len; i++) {
		const char *line = batch->lines->pdata[i];

		if (!store_apply_line(store, batch->device, line, strlen(line), batch->number, error))
			return FALSE;
	}
	return store_put_batch(store, batch->device, batch->number, batch->sha256, batch->prev, batch->lines->len, error) &&
	       (!batch->path || store_release(store, batch->path, error));
}

/* A batch that breaks a rule is the batch's fault and is put aside; a full disk is not, and ends the sync. */
static gboolean
refuse(Host *h, GError *cause, GError **error)
{
	store_rollback(h->app->store);
	if (g_error_matches(cause, STORE_ERROR, STORE_ERROR_INVALID)) {
		g_propagate_error(error, cause);
	} else {
		g_set_error_literal(error, SYNC_ERROR, SYNC_ERROR_LOCAL, cause->message);
		g_error_free(cause);
	}
	return FALSE;
}

static gboolean
host_import(void *data, const Batch *batch, GPtrArray *texts, GError **error)
{
	Host *h = data;
	GError *cause = NULL;

	if (store_begin(h->app->store, &cause) && apply_batch(h->app->store, batch, texts, &cause) && store_commit(h->app->store, &cause))
		return TRUE;
	return refuse(h, cause, error);
}

static gboolean
host_import_texts(void *data, GPtrArray *texts, GError **error)
{
	Host *h = data;
	GError *cause = NULL;

	if (store_begin(h->app->store, &cause) && put_texts(h->app->store, texts, &cause) && store_commit(h->app->store, &cause))
		return TRUE;
	return refuse(h, cause, error);
}

static gboolean
host_import_done(void *data, GError **error)
{
	Host *h = data;

	return store_review_waiting(h->app->store, error) && (h->n_files == 0 || app_refresh_kommunen(h->app, error));
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
	h->n_files++;
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
	return g_str_has_prefix(path, "kommunen/") ? import_kommunen_file(data, path, bytes, error)
						   : import_checklist_file(data, path, bytes, error);
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
		[SYNC_PHASE_MERGE] = "Gemeinsamen Stand aktualisieren",
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

static SyncHost
make_host(Host *h)
{
	return (SyncHost){
		.data = h,
		.key = h->app->key,
		.undertaking = host_undertaking,
		.founder = host_founder,
		.has_sealed = host_has_sealed,
		.adopt = host_adopt,
		.outbox = host_outbox,
		.sealed = host_sealed,
		.has_batch = host_has_batch,
		.import = host_import,
		.import_texts = host_import_texts,
		.import_done = host_import_done,
		.is_redacted = host_is_redacted,
		.n_redacted = host_n_redacted,
		.import_file = host_import_file,
		.own_files = host_own_files,
		.quarantine = host_quarantine,
		.confirmed = host_confirmed,
		.get_position = host_get_position,
		.set_position = host_set_position,
		.progress = host_progress,
		.is_cancelled = host_is_cancelled,
		.ask = h->progress && h->progress->ask ? host_ask : NULL,
	};
}

static void
host_clear(Host *h)
{
	g_free(h->undertaking);
	g_free(h->founder);
}

/* --- sync ------------------------------------------------------------------------------------------------------------------------------------------ */

void
app_sync_report_clear(AppSyncReport *report)
{
	g_clear_pointer(&report->text, g_free);
}

static const char *
entries(guint n)
{
	return n == 1 ? "Eintrag" : "Einträge";
}

static char *
describe(const SyncReport *r, const StoreCounts *counts)
{
	GString *s = g_string_new(NULL);

	if (r->n_sealed_ops)
		g_string_append_printf(s, "Gesendet: %u %s.\n", r->n_sealed_ops, entries(r->n_sealed_ops));
	else
		g_string_append(s, "Gesendet: nichts Neues.\n");
	if (r->n_new_ops)
		g_string_append_printf(s, "Empfangen: %u %s in %u %s.\n", r->n_new_ops, entries(r->n_new_ops), r->n_new_batches,
				       r->n_new_batches == 1 ? "Paket" : "Paketen");
	else
		g_string_append(s, "Empfangen: nichts Neues.\n");
	if (counts->n_diff)
		g_string_append_printf(s, "Zu entscheiden: %d mit abweichenden Eingaben.\n", (int)counts->n_diff);
	if (counts->n_unknown)
		g_string_append_printf(s, "%d Einträge brauchen eine neuere Version von vorort.\n", (int)counts->n_unknown);
	if (counts->n_pending)
		g_string_append_printf(s, "%d Einträge warten, weil ihre Nummer zu weit voraus ist.\n", (int)counts->n_pending);
	if (r->n_quarantined)
		g_string_append_printf(s, "Beiseitegelegt: %u, nicht lesbar oder nicht gültig (vorort verify nennt die Gründe).\n",
				       r->n_quarantined);
	if (r->n_gaps)
		g_string_append_printf(s, "Lücken: %u. Pakete anderer Geräte fehlen noch.\n", r->n_gaps);
	if (counts->n_unpublished)
		g_string_append_printf(s, "Noch nicht bestätigt: %d Einträge. Sie bleiben auf diesem Gerät gespeichert.\n",
				       (int)counts->n_unpublished);
	if (r->note)
		g_string_append_printf(s, "%s\n", r->note);
	return g_string_free(s, FALSE);
}

static void
fill_report(App *app, const SyncReport *r, AppSyncReport *report)
{
	StoreCounts counts = {0};

	store_counts(app->store, &counts, NULL);
	*report = (AppSyncReport){
		.n_out = r->n_sealed_ops,
		.n_in = r->n_new_ops,
		.n_in_batches = r->n_new_batches,
		.n_quarantined = r->n_quarantined,
		.n_gaps = r->n_gaps,
		.n_diff = (guint)counts.n_diff,
		.is_merged = r->is_merged,
		.text = describe(r, &counts),
	};
}

/* What stays here is said with every failure: it is the first thing a person wants to know. */
static gboolean
fail_sync(App *app, const char *remote, GError *cause, GError **error)
{
	StoreCounts counts = {0};
	g_autofree char *why = NULL;
	gboolean is_certificate = g_error_matches(cause, SYNC_ERROR, SYNC_ERROR_CERTIFICATE);
	AppError code = is_certificate || g_error_matches(cause, SYNC_ERROR, SYNC_ERROR_UNREACHABLE) ? APP_ERROR_UNREACHABLE
			: g_error_matches(cause, SYNC_ERROR, SYNC_ERROR_CANCELLED) ? APP_ERROR_CANCELLED
										   : APP_ERROR_FAILED;

	store_counts(app->store, &counts, NULL);
	why = is_certificate ? certificate_explain(remote) : NULL;
	g_set_error(error, APP_ERROR, (gint)code, "%s%s%s\n%u %s auf diesem Gerät gespeichert und noch nicht abgeglichen.", cause->message,
		    why ? " " : "", why ? why : "", (guint)counts.n_unpublished, counts.n_unpublished == 1 ? "Eintrag ist" : "Einträge sind");
	g_error_free(cause);
	return FALSE;
}

gboolean
app_sync(App *app, const char *remote, const AppProgress *progress, AppSyncReport *report, GError **error)
{
	g_autofree char *configured = remote ? NULL : store_setting(app->store, "remote");
	g_autofree char *ca_file = store_setting(app->store, "ca_file"), *cert = store_setting(app->store, "client_cert");
	g_autofree char *key = store_setting(app->store, "client_key");
	SyncOptions options = {.data_dir = app->data_dir, .remote = remote ? remote : configured, .ca_file = ca_file, .client_cert = cert,
			       .client_key = key, .is_forced_full = store_has_old_quarantine(app->store)};
	Host h = {.app = app, .progress = progress};
	SyncHost host = make_host(&h);
	g_autoptr(SyncReport) r = NULL;
	GError *cause = NULL;

	*report = (AppSyncReport){0};
	if (!app_is_set_up(app)) {
		g_set_error(error, APP_ERROR, APP_ERROR_NOT_SET_UP, "Dieses Gerät ist noch nicht eingerichtet: vorort init --user KÜRZEL");
		return FALSE;
	}
	if (!options.remote) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID,
			    "Es ist kein gemeinsamer Speicher eingetragen. Tragen Sie ihn ein: vorort init --remote ORT");
		return FALSE;
	}
	r = sync_run(&host, &options, &cause);
	if (r) {
		g_autofree char *today = app_today();

		store_set_setting(app->store, "last_sync", today, NULL);
		fill_report(app, r, report);
	} else {
		fail_sync(app, options.remote, cause, error);
	}
	host_clear(&h);
	return report->text != NULL;
}

/* --- whole data ------------------------------------------------------------------------------------------------------------------------------------ */

GPtrArray *
app_quarantined(App *app, GError **error)
{
	return store_quarantined(app->store, error);
}

GPtrArray *
app_verify(App *app, char **summary, GError **error)
{
	Host h = {.app = app};
	SyncHost host = make_host(&h);
	guint n_batches = 0, n_ops = 0, i;
	GPtrArray *findings = sync_verify(&host, app->data_dir, &n_batches, &n_ops, error);
	g_autoptr(GPtrArray) aside = findings ? store_quarantined(app->store, error) : NULL;

	for (i = 0; aside && i < aside->len; i++)
		g_ptr_array_add(findings, g_strdup_printf("beiseitegelegt: %s", (char *)aside->pdata[i]));
	if (findings && summary)
		*summary = g_strdup_printf("%u %s, %u %s geprüft", n_batches, n_batches == 1 ? "Paket" : "Pakete", n_ops, entries(n_ops));
	host_clear(&h);
	return findings;
}

static gboolean
refill(void *data, GError **error)
{
	App *app = data;
	Host h = {.app = app};
	SyncHost host = make_host(&h);
	gboolean ok = sync_mirror_import(&host, app->data_dir, error);

	host_clear(&h);
	return ok;
}

gboolean
app_rebuild(App *app, GError **error)
{
	return store_rebuild(app->store, refill, app, error) && app_refresh_kommunen(app, error);
}

gboolean
app_backup(App *app, const char *path, GError **error)
{
	if (g_file_test(path, G_FILE_TEST_EXISTS)) {
		g_set_error(error, APP_ERROR, APP_ERROR_FAILED, "%s gibt es schon. Geben Sie einen neuen Namen an.", path);
		return FALSE;
	}
	return store_backup(app->store, path, error);
}

char *
app_digest(App *app, GError **error)
{
	return store_digest(app->store, error);
}
