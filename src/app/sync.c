/* Syncing and what a person reads about it; verifying and rebuilding, which see the same mirror. */
#include "sync_host.h"
#include "vorort/certificate.h"

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

#define NEW_DEVICE \
	"Unter der Kennung dieses Geräts wurde auch anderswo gearbeitet: eine kopierte Platte oder eine zurückgespielte Sicherung. Es ist nichts " \
	"verloren; dieses Gerät arbeitet ab jetzt als neues Gerät %s weiter."

static void
describe_exchange(GString *s, const SyncReport *r)
{
	if (r->is_file)
		g_string_append(s, "Datei eingelesen.\n");
	else if (r->n_sealed_ops)
		g_string_append_printf(s, "Gesendet: %u %s.\n", r->n_sealed_ops, entries(r->n_sealed_ops));
	else
		g_string_append(s, "Gesendet: nichts Neues.\n");
	if (r->n_new_ops)
		g_string_append_printf(s, "Empfangen: %u %s in %u %s.\n", r->n_new_ops, entries(r->n_new_ops), r->n_new_batches,
				       r->n_new_batches == 1 ? "Paket" : "Paketen");
	else
		g_string_append(s, "Empfangen: nichts Neues.\n");
}

static void
describe_attachments(GString *s, const SyncReport *r)
{
	if (r->n_attachments)
		g_string_append_printf(s, "Anlagen gesendet: %u.\n", r->n_attachments);
	if (r->n_attachments_left)
		g_string_append_printf(s, "%u %s noch nicht gesendet: %s Der nächste Abgleich versucht es wieder.\n", r->n_attachments_left,
				       r->n_attachments_left == 1 ? "Anlage" : "Anlagen", r->attachments_why ? r->attachments_why : "");
	else if (r->attachments_why)
		g_string_append_printf(s, "Gelöschte Anlagen liegen noch auf dem Server: %s\n", r->attachments_why);
}

static char *
describe(App *app, const SyncReport *r, const StoreCounts *counts, gboolean is_new_device)
{
	GString *s = g_string_new(NULL);

	describe_exchange(s, r);
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
	if (is_new_device)
		g_string_append_printf(s, NEW_DEVICE "\n", app_device(app));
	if (counts->n_unpublished && r->is_file)
		g_string_append_printf(s, "Nur hier: %d Einträge. Für den Rückweg schreibt „vorort bundle“ eine Datei.\n",
				       (int)counts->n_unpublished);
	else if (counts->n_unpublished)
		g_string_append_printf(s, "Noch nicht bestätigt: %d Einträge. Sie bleiben auf diesem Gerät gespeichert.\n",
				       (int)counts->n_unpublished);
	describe_attachments(s, r);
	if (r->note)
		g_string_append_printf(s, "%s\n", r->note);
	return g_string_free(s, FALSE);
}

static void
fill_report(App *app, const SyncReport *r, gboolean is_new_device, AppSyncReport *report)
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
		.n_attachments = r->n_attachments,
		.n_attachments_left = r->n_attachments_left,
		.is_merged = r->is_merged,
		.is_new_device = is_new_device,
		.text = describe(app, r, &counts, is_new_device),
	};
}

/* What stays here is said with every failure: it is the first thing a person wants to know. */
static gboolean
fail_sync(App *app, const char *remote, GError *cause, gboolean is_new_device, GError **error)
{
	g_autofree char *news = is_new_device ? g_strdup_printf("\n" NEW_DEVICE, app_device(app)) : g_strdup("");
	StoreCounts counts = {0};
	gboolean is_certificate = g_error_matches(cause, SYNC_ERROR, SYNC_ERROR_CERTIFICATE);
	g_autofree char *why = is_certificate ? certificate_explain(remote) : NULL;
	AppError code = is_certificate || g_error_matches(cause, SYNC_ERROR, SYNC_ERROR_UNREACHABLE) ? APP_ERROR_UNREACHABLE
			: g_error_matches(cause, SYNC_ERROR, SYNC_ERROR_CANCELLED) ? APP_ERROR_CANCELLED
										   : APP_ERROR_FAILED;

	store_counts(app->store, &counts, NULL);
	g_set_error(error, APP_ERROR, (gint)code, "%s%s%s\n%u %s auf diesem Gerät gespeichert und noch nicht abgeglichen.%s", cause->message,
		    why ? " " : "", why ? why : "", (guint)counts.n_unpublished, counts.n_unpublished == 1 ? "Eintrag ist" : "Einträge sind", news);
	g_error_free(cause);
	return FALSE;
}

static SyncReport *
run_once(App *app, const SyncOptions *options, const AppProgress *progress, GError **error)
{
	Host h = {.app = app, .progress = progress};
	SyncHost host = host_make(&h);
	g_autoptr(GError) cause = NULL;
	SyncReport *report = sync_run(&host, options, &cause);

	/* Somebody has opened the database during a first import: once more then, in the way that leaves room for others. */
	if (!report && h.was_crowded) {
		g_clear_error(&cause);
		report = sync_run(&host, options, &cause);
	}
	host_clear(&h);
	if (!report)
		g_propagate_error(error, g_steal_pointer(&cause));
	return report;
}

/* Once more, so that the new device and what the old one had left to say are known to the others at once. Failing is no loss. */
static void
run_again(App *app, const SyncOptions *options, const AppProgress *progress, SyncReport *total)
{
	g_autoptr(SyncReport) more = run_once(app, options, progress, NULL);

	if (!more)
		return;
	total->n_sealed_ops += more->n_sealed_ops;
	total->n_sealed_batches += more->n_sealed_batches;
	total->n_new_ops += more->n_new_ops;
	total->n_new_batches += more->n_new_batches;
	total->n_quarantined += more->n_quarantined;
	total->n_gaps += more->n_gaps;
	total->is_merged = more->is_merged;
	total->n_attachments += more->n_attachments;
	total->n_attachments_left = more->n_attachments_left;
	g_free(total->attachments_why);
	total->attachments_why = g_steal_pointer(&more->attachments_why);
	g_free(total->note);
	total->note = g_steal_pointer(&more->note);
}

static gboolean
check_set_up(App *app, const char *remote, GError **error)
{
	if (!app_is_set_up(app))
		g_set_error(error, APP_ERROR, APP_ERROR_NOT_SET_UP, "Dieses Gerät ist noch nicht eingerichtet: vorort init --user KÜRZEL");
	else if (!remote)
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID,
			    "Es ist kein gemeinsamer Speicher eingetragen. Tragen Sie ihn ein: vorort init --remote ORT");
	else
		return TRUE;
	return FALSE;
}

/* What an import has left out of the full text; it is looked for in another way meanwhile. Failing and stopping is no loss. */
static void
fill_search(App *app, const AppProgress *progress)
{
	gboolean is_full = FALSE;

	while (!is_full && !(progress && progress->is_cancelled && progress->is_cancelled(progress->data)))
		if (!store_fill_search(app->store, &is_full, NULL))
			return;
}

gboolean
app_sync(App *app, const char *remote, const AppProgress *progress, AppSyncReport *report, GError **error)
{
	g_autofree char *configured = remote ? NULL : store_setting(app->store, "remote"), *today = app_today();
	g_autofree char *wanted = store_wants_texts(app->store);
	g_autofree char *ca_file = store_setting(app->store, "ca_file"), *cert = store_setting(app->store, "client_cert");
	g_autofree char *key = store_setting(app->store, "client_key");
	SyncOptions options = {.data_dir = app->data_dir, .remote = remote ? remote : configured, .ca_file = ca_file, .client_cert = cert,
			       .client_key = key, .is_forced_full = store_has_old_quarantine(app->store) || wanted};
	g_autoptr(SyncReport) r = NULL;
	g_autoptr(GError) trouble = NULL;
	GError *cause = NULL;
	gboolean is_new = FALSE;

	*report = (AppSyncReport){0};
	g_ptr_array_set_size(app->warnings, 0);
	if (!check_set_up(app, options.remote, error) || !app_settle_device(app, error))
		return FALSE;
	r = run_once(app, &options, progress, &cause);
	/* After a failure, too: what was imported stays imported. */
	if (!app_leave_twin(app, &is_new, &trouble))
		g_ptr_array_add(app->warnings, g_strdup(trouble->message));
	if (!r)
		return fail_sync(app, options.remote, cause, is_new, error);
	if (is_new)
		run_again(app, &options, progress, r);
	if (!r->is_file)
		store_set_setting(app->store, "last_sync", today, NULL);
	if (wanted && !r->is_file)
		store_texts_looked_for(app->store, wanted, NULL);
	fill_search(app, progress);
	fill_report(app, r, is_new, report);
	return TRUE;
}

gboolean
app_seal(App *app, gboolean *has_contact, GError **error)
{
	Host h = {.app = app};
	SyncHost host = host_make(&h);
	gboolean is_done = app_settle_device(app, error) && sync_seal(&host, app->data_dir, has_contact, error);

	host_clear(&h);
	return is_done;
}

gboolean
app_write_bundle(App *app, const char *file, gboolean is_first, GError **error)
{
	Host h = {.app = app};
	SyncHost host = host_make(&h);
	gboolean is_done = app_settle_device(app, error) && sync_bundle_write(&host, app->data_dir, file, is_first, error);

	host_clear(&h);
	return is_done;
}

gboolean
app_is_settled(App *app)
{
	g_autofree char *card = store_setting(app->store, "position vorort.json");

	return card || store_has_sealed(app->store);
}

GPtrArray *
app_verify_mirror(App *app, GError **error)
{
	Host h = {.app = app};
	SyncHost host = host_make(&h);
	guint n_batches, n_ops;
	GPtrArray *findings = sync_verify(&host, app->data_dir, &n_batches, &n_ops, error);

	host_clear(&h);
	return findings;
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
	SyncHost host = host_make(&h);
	guint n_batches = 0, n_ops = 0, i;
	GPtrArray *findings = sync_verify(&host, app->data_dir, &n_batches, &n_ops, error);
	g_autoptr(GPtrArray) aside = findings ? store_quarantined(app->store, error) : NULL;

	if (findings)
		app_verify_attachments(app, findings);
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
	Host h = {.app = app, .is_ordinary = TRUE};
	SyncHost host = host_make(&h);
	gboolean ok = store_bulk_begin(app->store, error) && sync_mirror_import(&host, app->data_dir, error) &&
		      store_bulk_end(app->store, error);

	host_clear(&h);
	return ok;
}

gboolean
app_rebuild(App *app, GError **error)
{
	gboolean is_done = store_rebuild(app->store, refill, app, error) && app_refresh_kommunen(app, error), is_full = FALSE;

	while (is_done && !is_full)
		is_done = store_fill_search(app->store, &is_full, error);
	return is_done;
}

char *
app_digest(App *app, GError **error)
{
	return store_digest(app->store, error);
}
