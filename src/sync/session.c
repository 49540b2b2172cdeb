/* Lock, mirror and remote of one sync, and small helpers for its steps. */
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "key.h"

static gboolean
take_lock(Session *session, GError **error)
{
	g_autofree char *path = g_build_filename(session->data_dir, "sync.lock", NULL);

	session->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (session->lock >= 0 && flock(session->lock, LOCK_EX | LOCK_NB) == 0)
		return TRUE;
	if (session->lock >= 0 && errno == EWOULDBLOCK)
		g_set_error(error, SYNC_ERROR, SYNC_ERROR_LOCAL, "Ein Abgleich läuft bereits. Warten, bis er fertig ist.");
	else
		g_set_error(error, SYNC_ERROR, SYNC_ERROR_LOCAL, "Datei %s lässt sich nicht sperren: %s.", path, g_strerror(errno));
	return FALSE;
}

Session *
session_open(const SyncHost *host, const char *data_dir, const SyncOptions *options, GError **error)
{
	g_autoptr(Session) session = g_new0(Session, 1);

	crypto_init();
	session->host = host;
	session->data_dir = data_dir;
	session->lock = -1;
	session->notes = g_string_new(NULL);
	session->report = g_new0(SyncReport, 1);
	if (options && !(session->remote = remote_parse(options->remote, error)))
		return NULL;
	if (!take_lock(session, error) || !(session->mirror = mirror_open(data_dir, error)))
		return NULL;
	session->known = known_load(session->mirror, device_key_id(host->key));
	if (session->remote)
		session->transport = transport_open(host, session->mirror, session->remote, options);
	return g_steal_pointer(&session);
}

void
session_free(Session *session)
{
	if (!session)
		return;
	transport_close(session->transport);
	remote_free(session->remote);
	known_free(session->known);
	mirror_close(session->mirror);
	sync_report_free(session->report);
	g_string_free(session->notes, TRUE);
	if (session->lock >= 0) {
		/* Not by close() alone: a child of another thread may hold a copy until its exec. */
		flock(session->lock, LOCK_UN);
		close(session->lock);
	}
	g_free(session);
}

void
session_note(Session *session, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	if (!strstr(session->notes->str, text))
		g_string_append_printf(session->notes, "%s%s", session->notes->len ? "\n" : "", text);
}

void
session_progress(const Session *session, SyncPhase phase, guint64 done, guint64 total)
{
	if (session->host->progress)
		session->host->progress(session->host->data, phase, done, total);
}

gboolean
session_goes_on(const Session *session, GError **error)
{
	if (!session->host->is_cancelled || !session->host->is_cancelled(session->host->data))
		return TRUE;
	g_set_error(error, SYNC_ERROR, SYNC_ERROR_CANCELLED, "Abgleich abgebrochen. Es ist nichts verloren.");
	return FALSE;
}

void
session_quarantine(Session *session, const char *path, const git_oid *id, const char *reason)
{
	char hex[GIT_OID_HEXSZ + 1];

	session->report->n_quarantined++;
	session->host->quarantine(session->host->data, path, git_oid_tostr(hex, sizeof hex, id), reason);
}

/* --- positions ------------------------------------------------------------------------------------------------------------ */

static char *
position_key(const Session *session, const char *name)
{
	return session->remote ? g_strdup_printf("%s/%s", name, session->remote->hash) : g_strdup(name);
}

/* A file has no position: under the same name another one may lie there tomorrow, from anybody. */
static gboolean
is_file(const Session *session)
{
	return session->remote && session->remote->kind == REMOTE_FILE;
}

char *
session_position(const Session *session, const char *name)
{
	g_autofree char *key = position_key(session, name);

	if (is_file(session))
		return NULL;
	return session->host->get_position(session->host->data, key);
}

void
session_set_position(const Session *session, const char *name, const char *value)
{
	g_autofree char *key = position_key(session, name);

	if (!is_file(session))
		session->host->set_position(session->host->data, key, value);
}

/* --- branches ------------------------------------------------------------------------------------------------------------- */

gboolean
session_branch_commit(const Session *session, const char *branch, git_oid *commit)
{
	g_autofree char *ref = remote_ref(session->remote, branch);

	return mirror_ref(session->mirror, ref, commit);
}

gboolean
session_branch_tree(const Session *session, const char *branch, git_oid *tree)
{
	g_autofree char *ref = remote_ref(session->remote, branch);

	return mirror_ref_tree(session->mirror, ref, tree);
}

GPtrArray *
session_inboxes(const Session *session)
{
	g_autofree char *prefix = remote_ref(session->remote, "");
	g_autofree char *inbox = remote_ref(session->remote, "in/");
	g_autoptr(GPtrArray) refs = mirror_refs(session->mirror, inbox);
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	guint i;

	for (i = 0; i < refs->len; i++)
		g_ptr_array_add(names, g_strdup((const char *)refs->pdata[i] + strlen(prefix)));
	return names;
}

char *
session_own_inbox(const Session *session)
{
	return g_strconcat("in/", device_key_id(session->host->key), NULL);
}
