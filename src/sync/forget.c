/*
 * Forgetting: what was redacted must not live on in objects of the mirror that nothing leads to any more.
 *
 * Two things make such objects: redactions that come in (then what this laptop has written itself lies about, and goes at once), and a main
 * that was replaced by a fresh root (`vorort purge`): then everything of the old history goes, and with it what is known of other remotes,
 * which may still show it. The wish is noted as a position and outlives a killed sync.
 */
#include "session.h"

#include <string.h>
#include <sys/file.h>

#define POSITION "forget"
#define DEEP "all"
#define SHALLOW "loose"

void
forget_later(Session *session, gboolean is_deep)
{
	const SyncHost *host = session->host;
	g_autofree char *wish = host->get_position(host->data, POSITION);

	if (is_deep || g_strcmp0(wish, DEEP) != 0)
		host->set_position(host->data, POSITION, is_deep ? DEEP : SHALLOW);
}

void
forget_if_replaced(Session *session)
{
	g_autofree char *tip = session_position(session, "tip");
	char hex[GIT_OID_HEXSZ + 1];
	git_oid before, now;

	if (!session_branch_commit(session, "main", &now) || g_strcmp0(tip, git_oid_tostr(hex, sizeof hex, &now)) == 0)
		return;
	/* An ancestor is found at once; only a replaced history is walked to its end. */
	if (tip && git_oid_fromstr(&before, tip) == 0 && git_graph_descendant_of(session->mirror->repo, &now, &before) != 1)
		forget_later(session, TRUE);
	session_set_position(session, "tip", hex);
}

static gboolean
remove_refs(Session *session, const char *prefix, const char *but, GError **error)
{
	g_autoptr(GPtrArray) refs = mirror_refs(session->mirror, prefix);
	guint i;

	for (i = 0; i < refs->len; i++)
		if (!(but && g_str_has_prefix(refs->pdata[i], but)) && !mirror_ref_remove(session->mirror, refs->pdata[i], error))
			return FALSE;
	return TRUE;
}

static gboolean
drop_objects(Session *session, gboolean is_deep, GError **error)
{
	static const char *const repack[] = { "-a", "-d", "-q", NULL };
	static const char *const prune[] = { "--expire=now", NULL };
	const SyncHost *host = session->host;
	/* A backup reads the mirror without the lock of the sync: nothing may go that it has begun to read. */
	int lock = mirror_lock(session->mirror->path, LOCK_EX | LOCK_NB);
	gboolean is_done;

	if (lock < 0) {
		g_set_error(error, SYNC_ERROR, SYNC_ERROR_LOCAL, "Eine Sicherung liest gerade den Spiegel.");
		return FALSE;
	}
	is_done = (!is_deep || transport_git(host, session->mirror->path, "repack", repack, error)) &&
	          transport_git(host, session->mirror->path, "prune", prune, error);
	git_odb_refresh(session->mirror->odb);
	mirror_unlock(lock);
	return is_done;
}

gboolean
forget_now(Session *session, GError **error)
{
	const SyncHost *host = session->host;
	g_autofree char *wish = host->get_position(host->data, POSITION), *own = session->remote ? remote_ref(session->remote, "") : NULL;
	gboolean is_deep = g_strcmp0(wish, DEEP) == 0;

	if (!wish || !*wish)
		return TRUE;
	/* Commits pushed last are only kept to push the same again. */
	if (!remove_refs(session, "refs/vorort/out/", NULL, error) || (is_deep && !remove_refs(session, "refs/remotes/r/", own, error)))
		return FALSE;
	if (!drop_objects(session, is_deep, error))
		return FALSE;
	host->set_position(host->data, POSITION, "");
	return TRUE;
}
