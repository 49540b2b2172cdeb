/*
 * refs/vorort/all: everything verified, as one tree. Its commits have no parents: the tree is the truth, and what was redacted must
 * not live on in a history.
 *
 * A seal goes through refs/vorort/sealing. If the program dies before the layer above has stored the batch, the next run finds the ref,
 * asks whether the batch is known, and drops it otherwise: nothing of it was pushed, its entries are still in the outbox.
 */
#include "known.h"

#include <string.h>

Known *
known_load(Mirror *mirror, const char *device)
{
	Known *known = g_new0(Known, 1);

	known->mirror = mirror;
	known->device = device;
	known->changes = tree_changes_new();
	known->has_tree = mirror_ref_tree(mirror, REF_ALL, &known->tree);
	return known;
}

void
known_free(Known *known)
{
	if (!known)
		return;
	g_hash_table_unref(known->changes);
	g_free(known);
}

gboolean
known_get(const Known *known, const char *path, git_oid *id)
{
	const git_oid *changed = g_hash_table_lookup(known->changes, path);

	if (changed) {
		git_oid_cpy(id, changed);
		return TRUE;
	}
	return known->has_tree && tree_find(known->mirror, &known->tree, path, id);
}

void
known_put(Known *known, const char *path, const git_oid *id)
{
	git_oid have;

	if (!known_get(known, path, &have) || !git_oid_equal(&have, id))
		tree_changes_put(known->changes, path, id);
}

gboolean
known_reset(Known *known, GError **error)
{
	g_hash_table_remove_all(known->changes);
	known->has_tree = FALSE;
	return mirror_ref_remove(known->mirror, REF_ALL, error);
}

static gboolean
write_root(Known *known, const char *ref, const git_oid *tree, GError **error)
{
	git_oid commit;

	return mirror_commit(known->mirror, known->device, "vorort\n", tree, NULL, &commit, error) &&
	       mirror_ref_set(known->mirror, ref, &commit, error);
}

gboolean
known_save(Known *known, GError **error)
{
	git_oid tree;

	if (g_hash_table_size(known->changes) == 0)
		return TRUE;
	if (!tree_change(known->mirror, known->has_tree ? &known->tree : NULL, known->changes, &tree, error) ||
	    !write_root(known, REF_ALL, &tree, error))
		return FALSE;
	git_oid_cpy(&known->tree, &tree);
	known->has_tree = TRUE;
	g_hash_table_remove_all(known->changes);
	return TRUE;
}

/* --- sealing -------------------------------------------------------------------------------------------------------------- */

gboolean
known_stage(Known *known, GHashTable *files, GError **error)
{
	git_oid tree;

	return tree_change(known->mirror, NULL, files, &tree, error) && write_root(known, REF_SEALING, &tree, error);
}

static gboolean
promote_file(const char *path, const git_oid *id, void *data, GError **error)
{
	(void)error;
	known_put(data, path, id);
	return TRUE;
}

static gboolean
promote(Known *known, const git_oid *staged, GError **error)
{
	TreeWalk walk = { .tree = staged, .visit = promote_file, .data = known };

	return tree_walk(known->mirror, &walk, error) && known_save(known, error);
}

gboolean
known_unstage(Known *known, gboolean is_sealed, GError **error)
{
	git_oid staged;

	if (is_sealed && mirror_ref_tree(known->mirror, REF_SEALING, &staged) && !promote(known, &staged, error))
		return FALSE;
	return mirror_ref_remove(known->mirror, REF_SEALING, error);
}
