/*
 * Step (2): what the remote does not have goes to in/<device>, and nobody else writes there. No download is needed first.
 *
 * What the remote does not have is everything known minus its main minus the other in/… as last fetched: own batches, batches of others
 * that another remote brought (a stick), and after a loss of the remote everything.
 */
#include <string.h>

#include "key.h"
#include "path.h"
#include "session.h"

/* --- the tree ------------------------------------------------------------------------------------------------------------- */

static void
free_id(gpointer id)
{
	g_free(id);
}

/* Trees of main and of the other in/…, NULL-terminated. */
static GPtrArray *
trees_there(Session *session, const char *own)
{
	g_autoptr(GPtrArray) inboxes = session_inboxes(session);
	GPtrArray *trees = g_ptr_array_new_with_free_func(free_id);
	git_oid tree;
	guint i;

	if (session_branch_tree(session, "main", &tree))
		g_ptr_array_add(trees, g_memdup2(&tree, sizeof tree));
	for (i = 0; i < inboxes->len; i++)
		if (strcmp(inboxes->pdata[i], own) != 0 && session_branch_tree(session, inboxes->pdata[i], &tree))
			g_ptr_array_add(trees, g_memdup2(&tree, sizeof tree));
	g_ptr_array_add(trees, NULL);
	return trees;
}

static gboolean
take(const char *path, const git_oid *id, void *data, GError **error)
{
	(void)error;
	if (strcmp(path, "vorort.json") != 0)
		tree_changes_put(data, path, id);
	return TRUE;
}

typedef struct Kept {
	Session *session;
	GHashTable *files;
} Kept;

/* What lies on the own branch and is not known here: a twin (copied disk) has put it there, and nobody may have fetched it yet. */
static gboolean
keep(const char *path, const git_oid *id, void *data, GError **error)
{
	Kept *kept = data;
	git_oid known;

	if (known_get(kept->session->known, path, &known))
		return TRUE;
	return take(path, id, kept->files, error);
}

static gboolean
news(Session *session, const char *own, GHashTable *files, GError **error)
{
	g_autoptr(GPtrArray) there = trees_there(session, own);
	const git_oid *const *without = (const git_oid *const *)there->pdata;
	Kept kept = { session, files };
	git_oid own_tree;
	TreeWalk known = { .tree = &session->known->tree, .without = without, .visit = take, .data = files };
	TreeWalk mine = { .tree = &own_tree, .without = without, .visit = keep, .data = &kept };

	if (session->known->has_tree && !tree_walk(session->mirror, &known, error))
		return FALSE;
	/* An own branch that cannot be read is simply replaced. */
	if (session_branch_tree(session, own, &own_tree))
		tree_walk(session->mirror, &mine, NULL);
	return TRUE;
}

/* --- the commit ----------------------------------------------------------------------------------------------------------- */

/* TRUE if the commit pushed last (perhaps with an unknown outcome) says the same: then the same bytes are pushed again. */
static gboolean
is_last_push(Session *session, const char *ref, const git_oid *tree, const git_oid *parent, git_oid *id)
{
	git_commit *commit = NULL;
	gboolean is_same = mirror_ref(session->mirror, ref, id) && git_commit_lookup(&commit, session->mirror->repo, id) == 0 &&
	                   git_oid_equal(git_commit_tree_id(commit), tree);

	if (is_same && parent)
		is_same = git_commit_parentcount(commit) == 1 && git_oid_equal(git_commit_parent_id(commit, 0), parent);
	else if (is_same)
		is_same = git_commit_parentcount(commit) == 0;
	git_commit_free(commit);
	return is_same;
}

/*
 * A child of the branch while it exists there; else a root: with a parent that the server has no branch for, git would send the
 * whole history again (4 MB for 15 kB of news).
 */
static gboolean
commit_news(Session *session, const git_oid *tree, const git_oid *parent, git_oid *id, GError **error)
{
	g_autofree char *ref = g_strdup_printf("refs/vorort/out/%s", session->remote->hash);

	if (is_last_push(session, ref, tree, parent, id))
		return TRUE;
	return mirror_commit(session->mirror, device_key_id(session->host->key), "Neue Pakete\n", tree, parent, id, error) &&
	       mirror_ref_set(session->mirror, ref, id, error);
}

static gboolean
push_news(Session *session, const char *own, const git_oid *tree, PushStatus *status, GError **error)
{
	g_autoptr(GPtrArray) refs = push_refs_new();
	git_oid parent, id;
	gboolean has_parent = session_branch_commit(session, own, &parent);
	PushRef *ref;

	if (!commit_news(session, tree, has_parent ? &parent : NULL, &id, error))
		return FALSE;
	ref = push_refs_add(refs, own, has_parent ? &parent : NULL, &id);
	if (!transport_push(session->transport, SYNC_PHASE_PUSH, refs, NULL, error))
		return FALSE;
	*status = ref->status;
	if (ref->status == PUSH_REFUSED)
		session_note(session, "Der Server nimmt den Zweig %s nicht an (%s). Die Einträge bleiben auf diesem Gerät; das Schreibrecht für "
		             "Zweige in/… bei der Koordination erbitten.", own, ref->reason ? ref->reason : "ohne Begründung");
	return TRUE;
}

gboolean
publish(Session *session, PushStatus *status, GError **error)
{
	g_autofree char *own = session_own_inbox(session);
	g_autoptr(GHashTable) files = tree_changes_new();
	git_oid tree, there;

	*status = PUSH_OK;
	session_progress(session, SYNC_PHASE_PUSH, 0, 0);
	if (!session_goes_on(session, error) || !news(session, own, files, error))
		return FALSE;
	if (g_hash_table_size(files) == 0)
		return TRUE;
	if (!tree_change(session->mirror, NULL, files, &tree, error))
		return FALSE;
	if (session_branch_tree(session, own, &there) && git_oid_equal(&there, &tree))
		return TRUE;
	return push_news(session, own, &tree, status, error);
}

/* --- confirmation --------------------------------------------------------------------------------------------------------- */

static gboolean
is_on_some(Session *session, GPtrArray *trees, const char *path, const git_oid *id)
{
	git_oid there;
	guint i;

	for (i = 0; trees->pdata[i]; i++)
		if (tree_find(session->mirror, trees->pdata[i], path, &there) && git_oid_equal(&there, id))
			return TRUE;
	return FALSE;
}

/* A file that this device wrote itself proves nothing; one from elsewhere shows what arrived there. */
static gboolean
is_own_file(Session *session, const char *device)
{
	git_oid main;

	return session->remote->kind == REMOTE_FILE &&
	       (!session_branch_commit(session, "main", &main) || mirror_commit_is_by(session->mirror, &main, device));
}

gboolean
confirm(Session *session, GError **error)
{
	const SyncHost *host = session->host;
	g_autoptr(GPtrArray) trees = trees_there(session, ""), seals = host->seals(host->data, TRUE, error);
	guint i;

	if (is_own_file(session, device_key_id(host->key)))
		return seals != NULL;
	for (i = 0; seals && i < seals->len; i++) {
		const SyncSeal *seal = seals->pdata[i];
		g_autofree char *path = path_of_batch(seal->device, seal->number, seal->sha256);
		git_oid id;

		if (is_own_file(session, seal->device))
			continue;
		if (known_get(session->known, path, &id) && is_on_some(session, trees, path, &id) &&
		    !host->confirmed(host->data, seal->device, seal->number, error))
			return FALSE;
	}
	return seals != NULL;
}
