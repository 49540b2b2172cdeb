/*
 * What was put aside and has gone since: replaced by the right file, removed, or on a branch that was merged. Only what still lies on a branch
 * as last fetched is anybody's business; without this, `verify` would speak for ever of a damage that was mended on the same day.
 */
#include "session.h"

typedef struct Fetched {
	Mirror *mirror;
	GArray *trees; /* of git_oid: what branches point at, and their trees */
} Fetched;

static gboolean
is_still_there(const Fetched *fetched, const SyncAside *aside)
{
	git_oid id;
	guint i;

	if (git_oid_fromstr(&id, aside->blob) != 0)
		return TRUE;
	for (i = 0; i < fetched->trees->len; i++) {
		const git_oid *tree = &g_array_index(fetched->trees, git_oid, i);

		/* A whole branch is put aside under its tree, or under what it points at. */
		if (git_oid_equal(tree, &id) || tree_holds(fetched->mirror, tree, aside->path, &id))
			return TRUE;
	}
	return FALSE;
}

static GArray *
fetched_trees(Mirror *mirror)
{
	g_autoptr(GPtrArray) refs = mirror_refs(mirror, "refs/remotes/r/");
	GArray *trees = g_array_new(FALSE, FALSE, sizeof(git_oid));
	git_oid tree;
	guint i;

	for (i = 0; i < refs->len; i++) {
		if (mirror_ref(mirror, refs->pdata[i], &tree))
			g_array_append_val(trees, tree);
		if (mirror_ref_tree(mirror, refs->pdata[i], &tree))
			g_array_append_val(trees, tree);
	}
	return trees;
}

gboolean
aside_release(Session *session, GError **error)
{
	const SyncHost *host = session->host;
	g_autoptr(GPtrArray) all = host->asides && !session->is_released ? host->asides(host->data) : NULL;
	Fetched fetched = { session->mirror, NULL };
	gboolean is_done = TRUE;
	guint i;

	session->is_released = TRUE;
	if (!all || all->len == 0)
		return TRUE;
	fetched.trees = fetched_trees(session->mirror);
	for (i = 0; i < all->len && is_done; i++) {
		const SyncAside *aside = all->pdata[i];

		if (!is_still_there(&fetched, aside))
			is_done = host->released(host->data, aside->path, aside->blob, error);
	}
	g_array_unref(fetched.trees);
	return is_done;
}

void
sync_aside_free(SyncAside *aside)
{
	if (!aside)
		return;
	g_free(aside->path);
	g_free(aside->blob);
	g_free(aside);
}
