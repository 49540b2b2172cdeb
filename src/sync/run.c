/*
 * One sync: (1) seal, (2) publish, (3) fetch, (4) import, (5) merge (design 4); attachments follow.
 *
 * A remote that was never seen, and a folder (sticks look alike), is looked at first: nothing is sent to a stranger's repository, and a
 * laptop that has sealed nothing can still adopt the remote's undertaking. What was sealed stays sealed, and what was imported stays
 * imported, wherever a later step fails.
 */
#include <string.h>

#include "attach.h"
#include "import.h"
#include "session.h"

#define ATTEMPTS 6

void
sync_report_free(SyncReport *report)
{
	if (!report)
		return;
	g_free(report->note);
	g_free(report->attachments_why);
	g_free(report);
}

void
sync_file_free(SyncFile *file)
{
	if (!file)
		return;
	g_free(file->path);
	g_clear_pointer(&file->bytes, g_bytes_unref);
	g_free(file);
}

void
sync_seal_free(SyncSeal *seal)
{
	if (!seal)
		return;
	g_free(seal->device);
	g_free(seal->sha256);
	g_free(seal);
}

/* --- publishing ----------------------------------------------------------------------------------------------------------- */

/* No right to write is no reason not to read; no network is. */
static gboolean
publish_or_note(Session *session, PushStatus *status, GError **error)
{
	g_autoptr(GError) cause = NULL;

	if (publish(session, status, &cause))
		return TRUE;
	if (!transport_was_denied(session->transport)) {
		g_propagate_error(error, g_steal_pointer(&cause));
		return FALSE;
	}
	session_note(session, "Nichts veröffentlicht. %s", cause->message);
	*status = PUSH_REFUSED;
	return TRUE;
}

/* --- fetch, import, merge until nobody was faster ------------------------------------------------------------------------- */

/* What the remote looked like at the last fetch. */
static char *
fingerprint(Session *session)
{
	g_autofree char *prefix = remote_ref(session->remote, "");
	g_autoptr(GPtrArray) refs = mirror_refs(session->mirror, prefix);
	GString *text = g_string_new(NULL);
	char hex[GIT_OID_HEXSZ + 1];
	git_oid id;
	guint i;

	for (i = 0; i < refs->len; i++)
		if (mirror_ref(session->mirror, refs->pdata[i], &id))
			g_string_append_printf(text, "%s %s\n", (char *)refs->pdata[i], git_oid_tostr(hex, sizeof hex, &id));
	return g_string_free(text, FALSE);
}

static gboolean
fetch_and_import(Session *session, GError **error)
{
	return contact(session, error) && import_fetched(session, error) && import_redact(session, error) && confirm(session, error);
}

/*
 * If the lease on in/<device> did not hold (merged and deleted meanwhile, or a twin was there), it is right after the fetch. Fetched once
 * more then: only what was seen in a fetched branch is confirmed.
 */
static gboolean
take_in(Session *session, PushStatus *published, GError **error)
{
	if (!fetch_and_import(session, error))
		return FALSE;
	if (*published != PUSH_RACE)
		return TRUE;
	return publish_or_note(session, published, error) && fetch_and_import(session, error);
}

static void
pause_a_moment(guint attempt)
{
	/* Laptops that sync at the same hour must not meet again and again. */
	g_usleep((gulong)g_random_int_range(20000, 120000) * (attempt + 1));
}

static gboolean
take_in_and_merge(Session *session, PushStatus published, GError **error)
{
	g_autofree char *before = NULL;
	PushStatus status = PUSH_RACE;
	guint attempt, n_same = 0;

	for (attempt = 0; attempt < ATTEMPTS && n_same < 2; attempt++) {
		g_autofree char *now = NULL;

		if (attempt > 0)
			pause_a_moment(attempt);
		if (!take_in(session, &published, error))
			return FALSE;
		now = fingerprint(session);
		/* Refused as if somebody had been faster, but nothing has changed: main is protected in a way that git cannot name. */
		n_same = g_strcmp0(before, now) == 0 ? n_same + 1 : 0;
		g_free(before);
		before = g_steal_pointer(&now);
		if (!merge(session, &status, error))
			return FALSE;
		if (status != PUSH_RACE && published != PUSH_RACE)
			break;
	}
	if (status == PUSH_RACE)
		session_note(session, "main wurde nicht aktualisiert: gesperrt, oder andere waren schneller. Die Einträge liegen trotzdem "
		             "sicher auf dem Server; der nächste Abgleich versucht es wieder.");
	if (published == PUSH_RACE)
		session_note(session, "Der eigene Zweig auf dem Server ist gerade gesperrt; der nächste Abgleich veröffentlicht die Einträge.");
	return TRUE;
}

/* Nobody else looks at a fetched file again. */
static gboolean
forget_file(Session *session, GError **error)
{
	g_autofree char *prefix = remote_ref(session->remote, "");
	g_autoptr(GPtrArray) refs = mirror_refs(session->mirror, prefix);
	guint i;

	for (i = 0; i < refs->len; i++)
		if (!mirror_ref_remove(session->mirror, refs->pdata[i], error))
			return FALSE;
	return TRUE;
}

/* A file is read the way a remote is, and nothing can be sent to it: no sealing, no publishing, no merging. */
static gboolean
read_file(Session *session, GError **error)
{
	gboolean is_done = fetch_and_import(session, error) && import_own_files(session, error);

	session->report->is_file = TRUE;
	return forget_file(session, is_done ? error : NULL) && is_done;
}

static gboolean
run(Session *session, GError **error)
{
	git_oid main;
	PushStatus published;
	gboolean is_known = session->remote->kind != REMOTE_FOLDER && session_branch_commit(session, "main", &main);

	locks_remove_stale(session);
	if (!seal_settle(session, error) || !seal_recover(session, error) || !import_known(session, FALSE, error))
		return FALSE;
	if (session->remote->kind == REMOTE_FILE)
		return read_file(session, error);
	if (!is_known && !contact(session, error))
		return FALSE;
	if (!import_own_files(session, error) || !seal_outbox(session, error) || !publish_or_note(session, &published, error))
		return FALSE;
	return take_in_and_merge(session, published, error);
}

SyncReport *
sync_run(const SyncHost *host, const SyncOptions *options, GError **error)
{
	g_autoptr(Session) session = session_open(host, options->data_dir, options, error);
	g_autoptr(GError) cause = NULL;

	if (!session)
		return NULL;
	session->is_full = options->is_forced_full;
	if (!run(session, &cause)) {
		g_propagate_prefixed_error(error, g_steal_pointer(&cause), "Abgleich nicht möglich: ");
		return NULL;
	}
	import_remember(session);
	transport_tidy(session->transport);
	/* Findings first: whatever happens to attachments, the sync is done. */
	attach_publish(session);
	if (session->notes->len > 0)
		session->report->note = g_strdup(session->notes->str);
	return g_steal_pointer(&session->report);
}

gboolean
sync_mirror_import(const SyncHost *host, const char *data_dir, GError **error)
{
	g_autoptr(Session) session = session_open(host, data_dir, NULL, error);

	if (!session)
		return FALSE;
	/* If the database was lost, a seal that was interrupted becomes valid: its entries stand nowhere else. The next sync publishes it. */
	if (!(host->has_sealed(host->data) ? seal_settle(session, error) : known_unstage(session->known, TRUE, error)))
		return FALSE;
	if (!seal_recover(session, error) || !import_known(session, TRUE, error))
		return FALSE;
	import_remember(session);
	return TRUE;
}
