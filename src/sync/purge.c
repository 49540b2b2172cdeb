/*
 * `vorort purge`: what was redacted leaves the history of the remote. main becomes a fresh root of the same tree, branches in/… that nobody
 * could merge become fresh roots, too, with the redacted text files in place of the old ones; att/… lose erased files (purge_attach.c). Then
 * nothing on the server leads to the old texts, and its operator can let git forget them. The tree is the truth (design 4): to every laptop
 * this is an ordinary fetch.
 */
#include <string.h>

#include "import.h"
#include "key.h"
#include "purge.h"

#define ATTEMPTS 6

typedef struct Purge {
	Session *session;
	GPtrArray *refs; /* of PushRef */
} Purge;

/* --- one branch ------------------------------------------------------------------------------------------------------------- */

typedef struct Clean {
	Session *session;
	GHashTable *changes;
} Clean;

static gboolean
take_ours(const char *path, const git_oid *id, void *data, GError **error)
{
	Clean *clean = data;
	git_oid known;

	(void)error;
	if (g_str_has_suffix(path, ".text") && known_get(clean->session->known, path, &known) && !git_oid_equal(id, &known))
		tree_changes_put(clean->changes, path, &known);
	return TRUE;
}

/* The tree of a branch with our text files, from which redacted lines are gone. */
static gboolean
clean_tree(Session *session, git_oid *tree, GError **error)
{
	g_autoptr(GHashTable) changes = tree_changes_new();
	Clean clean = { session, changes };
	git_oid before = *tree;
	TreeWalk walk = { .tree = &before, .visit = take_ours, .data = &clean };

	if (!tree_walk(session->mirror, &walk, error))
		return FALSE;
	return g_hash_table_size(changes) == 0 || tree_change(session->mirror, &before, changes, tree, error);
}

static gboolean
is_root(Session *session, const git_oid *id)
{
	git_commit *commit = NULL;
	gboolean is = git_commit_lookup(&commit, session->mirror->repo, id) == 0 && git_commit_parentcount(commit) == 0;

	git_commit_free(commit);
	return is;
}

/* A branch that is clean already stays as it is. */
static gboolean
add_branch(Purge *purge, const char *branch, GError **error)
{
	Session *session = purge->session;
	git_oid there, before, tree, id;

	if (!session_branch_commit(session, branch, &there) || !session_branch_tree(session, branch, &before))
		return TRUE;
	git_oid_cpy(&tree, &before);
	if (!clean_tree(session, &tree, error))
		return FALSE;
	if (is_root(session, &there) && git_oid_equal(&tree, &before))
		return TRUE;
	if (!mirror_commit(session->mirror, device_key_id(session->host->key), "Geschichte verworfen\n", &tree, NULL, &id, error))
		return FALSE;
	push_refs_add(purge->refs, branch, &there, &id);
	return TRUE;
}

/* --- all of them ------------------------------------------------------------------------------------------------------------ */

static gboolean
gather(Purge *purge, GError **error)
{
	g_autoptr(GPtrArray) inboxes = session_inboxes(purge->session);
	guint i;

	if (!add_branch(purge, "main", error))
		return FALSE;
	for (i = 0; i < inboxes->len; i++)
		if (!add_branch(purge, inboxes->pdata[i], error))
			return FALSE;
	return purge_attachments(purge->session, purge->refs, error);
}

static gboolean
refuse(Session *session, const PushRef *ref, GError **error)
{
	g_set_error(error, SYNC_ERROR, SYNC_ERROR_REFUSED,
	            "%s lässt den Zweig %s nicht ersetzen (%s). Die Stelle, die das Repository betreut, muss es für diesen Vorgang erlauben: den Schutz "
	            "des Zweigs aufheben (GitLab: Protected branches, „Allowed to force push“) oder receive.denyNonFastForwards abschalten. Es wurde "
	            "nichts ersetzt, was nicht schon ersetzt war.", session->remote->shown, ref->branch, ref->reason ? ref->reason : "ohne Begründung");
	return FALSE;
}

/* Each by itself: a branch that moved meanwhile is looked at again. *@is_done FALSE: somebody was faster. */
static gboolean
push_all(Purge *purge, guint *n_replaced, gboolean *is_done, GError **error)
{
	guint i;

	*is_done = TRUE;
	if (purge->refs->len == 0)
		return TRUE;
	if (!transport_push(purge->session->transport, SYNC_PHASE_MERGE, purge->refs, NULL, error))
		return FALSE;
	for (i = 0; i < purge->refs->len; i++) {
		const PushRef *ref = purge->refs->pdata[i];

		if (ref->status == PUSH_REFUSED)
			return refuse(purge->session, ref, error);
		*n_replaced += ref->status == PUSH_OK ? 1 : 0;
		*is_done = *is_done && ref->status == PUSH_OK;
	}
	return TRUE;
}

/* Fetches and merges until main is what everybody has to say, and replaces it before anybody says more. */
static gboolean
purge_once(Session *session, guint *n_replaced, gboolean *is_done, GError **error)
{
	g_autoptr(GPtrArray) refs = push_refs_new();
	Purge purge = { session, refs };
	PushStatus status;

	*is_done = FALSE;
	if (!session_fetch_and_import(session, error) || !merge(session, &status, error))
		return FALSE;
	if (status == PUSH_RACE)
		return TRUE;
	if (status != PUSH_OK) {
		g_set_error(error, SYNC_ERROR, SYNC_ERROR_REFUSED, "Dieses Gerät darf main nicht schreiben. %s", session->notes->str);
		return FALSE;
	}
	return gather(&purge, error) && push_all(&purge, n_replaced, is_done, error);
}

gboolean
sync_purge(const SyncHost *host, const SyncOptions *options, guint *n_replaced, GError **error)
{
	g_autoptr(Session) session = session_open(host, options->data_dir, options, error);
	gboolean is_done = FALSE;
	guint attempt;

	*n_replaced = 0;
	if (!session)
		return FALSE;
	if (session->remote->kind == REMOTE_FILE) {
		g_set_error(error, SYNC_ERROR, SYNC_ERROR_REFUSED, "%s ist eine Datei ohne Geschichte; darin ist nichts zu verwerfen.",
		            session->remote->shown);
		return FALSE;
	}
	for (attempt = 0; attempt < ATTEMPTS && !is_done; attempt++)
		if (!purge_once(session, n_replaced, &is_done, error))
			return FALSE;
	if (!is_done) {
		g_set_error(error, SYNC_ERROR, SYNC_ERROR_UNREACHABLE, "Andere gleichen gerade ab. Später noch einmal versuchen.");
		return FALSE;
	}
	import_remember(session);
	forget_later(session, TRUE);
	return forget_now(session, error);
}
