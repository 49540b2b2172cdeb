/*
 * `vorort purge`: erased files on branches att/<device>. Each device cleans its own branch; one that is lost never will, so an administrator
 * does it for all. Branches have to be fetched for that, and are forgotten again; without an erased file nobody looks at them.
 */
#include "attach.h"
#include "key.h"
#include "purge.h"

static gboolean
take_out_erased(GHashTable *files, GPtrArray *erased)
{
	gboolean had = FALSE;
	guint i;

	for (i = 0; i < erased->len; i++)
		had |= g_hash_table_remove(files, erased->pdata[i]);
	return had;
}

static gboolean
tree_of(Session *session, GHashTable *files, git_oid *tree, GError **error)
{
	g_autoptr(GHashTable) changes = tree_changes_new();
	GHashTableIter iter;
	gpointer sha256, id;

	g_hash_table_iter_init(&iter, files);
	while (g_hash_table_iter_next(&iter, &sha256, &id)) {
		g_autofree char *path = attach_path(sha256);

		tree_changes_put(changes, path, id);
	}
	return tree_change(session->mirror, NULL, changes, tree, error);
}

/* A branch that holds an erased file becomes a fresh root without it, or nothing. */
static gboolean
add_branch(Session *session, const char *branch, GPtrArray *erased, GPtrArray *refs, GError **error)
{
	g_autofree char *ref = remote_ref(session->remote, branch);
	g_autoptr(GHashTable) files = NULL;
	git_oid before, there, tree, id;
	gboolean was_here = session_branch_commit(session, branch, &before);

	if (!attach_fetch_branch(session, branch, error))
		return FALSE;
	if (!session_branch_commit(session, branch, &there))
		return TRUE;
	files = attach_list(session->mirror, &there);
	if (!take_out_erased(files, erased))
		return was_here || mirror_ref_remove(session->mirror, ref, error);
	if (g_hash_table_size(files) == 0) {
		push_refs_add(refs, branch, &there, NULL);
		return TRUE;
	}
	if (!tree_of(session, files, &tree, error) ||
	    !mirror_commit(session->mirror, device_key_id(session->host->key), "Anlagen\n", &tree, NULL, &id, error))
		return FALSE;
	push_refs_add(refs, branch, &there, &id);
	return TRUE;
}

gboolean
purge_attachments(Session *session, GPtrArray *refs, GError **error)
{
	const SyncHost *host = session->host;
	g_autoptr(GPtrArray) erased = host->erased_files ? host->erased_files(host->data, error) : g_ptr_array_new();
	g_autoptr(GHashTable) branches = NULL;
	GHashTableIter iter;
	gpointer branch;

	if (!erased)
		return FALSE;
	if (erased->len == 0)
		return TRUE;
	if (!(branches = attach_branches(session, ATTACH_PREFIX "*", error)))
		return FALSE;
	g_hash_table_iter_init(&iter, branches);
	while (g_hash_table_iter_next(&iter, &branch, NULL))
		if (!session_goes_on(session, error) || !add_branch(session, branch, erased, refs, error))
			return FALSE;
	return TRUE;
}
