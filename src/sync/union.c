/*
 * Step (5): main = the remote's main plus everything verified.
 *
 * Nothing of in/… is taken but verified files at known places. Other files on main stay. A file that does not verify is replaced by the
 * verified one; texts become what is known (all verified lines of both sides without redacted ones). main and the deletions of merged
 * in/… go in one atomic push with a lease on each ref; main is named even if it does not change, so that a deletion counts only while
 * main still holds what was on the deleted branch.
 */
#include <string.h>

#include "key.h"
#include "path.h"
#include "session.h"

/* --- the tree ------------------------------------------------------------------------------------------------------------- */

typedef struct Union {
	Session *session;
	git_oid main, main_tree; /* as fetched */
	git_oid commit, tree;    /* to be */
	GHashTable *changes;
} Union;

/* TRUE if the file on main is good although it differs from ours: two signed batches with the same 8 digits of a hash. */
static gboolean
is_good_there(Session *session, const char *path, const git_oid *id)
{
	g_autoptr(GBytes) bytes = mirror_blob_read(session->mirror, id, BATCH_MAX, NULL);
	g_autoptr(Batch) batch = bytes ? batch_read(path, bytes, NULL) : NULL;

	return batch != NULL;
}

static gboolean
add_file(const char *path, const git_oid *id, void *data, GError **error)
{
	Union *merged = data;
	git_oid there;

	(void)error;
	if (g_str_has_prefix(path, "log/") && g_str_has_suffix(path, ".jsonl") &&
	    tree_find(merged->session->mirror, &merged->main_tree, path, &there) && is_good_there(merged->session, path, &there))
		return TRUE;
	tree_changes_put(merged->changes, path, id);
	return TRUE;
}

/* What stands in the way of a verified file gives way to it, or one hostile push would keep main from going on for good. */
static gboolean
change_main(Union *merged, GError **error)
{
	Session *session = merged->session;
	g_autoptr(GHashTable) removals = NULL;
	g_autoptr(GError) cause = NULL;
	git_oid cleared;

	if (tree_change(session->mirror, &merged->main_tree, merged->changes, &merged->tree, &cause))
		return TRUE;
	removals = tree_obstructions(session->mirror, &merged->main_tree, merged->changes);
	if (g_hash_table_size(removals) == 0) {
		g_propagate_error(error, g_steal_pointer(&cause));
		return FALSE;
	}
	session_note(session, "Auf main lag an der Stelle von Dateien des Vorhabens etwas anderes (ein Verweis, ein Ordner oder eine fremde Datei). Es "
			      "wurde ersetzt; die Stelle, die das Repository betreut, sollte nachsehen, wer dort schreiben darf.");
	return tree_change(session->mirror, &merged->main_tree, removals, &cleared, error) &&
	       tree_change(session->mirror, &cleared, merged->changes, &merged->tree, error);
}

static gboolean
build(Union *merged, GError **error)
{
	Session *session = merged->session;
	const git_oid *without[] = { &merged->main_tree, NULL };
	TreeWalk walk = { .tree = &session->known->tree, .without = without, .visit = add_file, .data = merged };

	git_oid_cpy(&merged->tree, &merged->main_tree);
	git_oid_cpy(&merged->commit, &merged->main);
	if (session->known->has_tree && !tree_walk(session->mirror, &walk, error))
		return FALSE;
	if (g_hash_table_size(merged->changes) == 0)
		return TRUE;
	return change_main(merged, error) &&
	       mirror_commit(session->mirror, device_key_id(session->host->key), "Pakete zusammenführen\n", &merged->tree, &merged->main,
	                     &merged->commit, error);
}

/* --- merged branches ------------------------------------------------------------------------------------------------------ */

static gboolean
must_be_known(const char *path, const git_oid *id, void *data, GError **error)
{
	Session *session = data;
	git_oid known;

	(void)id;
	/* A damaged file of which the verified one is known has nothing to lose. */
	if (known_get(session->known, path, &known))
		return TRUE;
	g_set_error(error, SYNC_ERROR, SYNC_ERROR_INVALID, "%s", path);
	return FALSE;
}

static gboolean
stop_at_foreign(const char *path, const git_oid *id, void *data, GError **error)
{
	(void)id, (void)data;
	g_set_error(error, SYNC_ERROR, SYNC_ERROR_INVALID, "%s", path);
	return FALSE;
}

/* A branch with anything that the union does not hold stays: perhaps a newer version knows what it is. */
static gboolean
is_merged(const Union *merged, const char *branch)
{
	Session *session = merged->session;
	const git_oid *without[] = { &merged->tree, NULL };
	git_oid tree;
	TreeWalk walk = { .tree = &tree, .without = without, .visit = must_be_known, .foreign = stop_at_foreign, .data = session };

	return session_branch_tree(session, branch, &tree) && tree_walk(session->mirror, &walk, NULL);
}

/* @refs receives main (if @with_main) and the deletions. */
static void
add_refs(const Union *merged, gboolean with_main, gboolean with_deletions, GPtrArray *refs)
{
	g_autoptr(GPtrArray) inboxes = session_inboxes(merged->session);
	git_oid there;
	guint i;

	if (with_main)
		push_refs_add(refs, "main", &merged->main, &merged->commit);
	for (i = 0; with_deletions && i < inboxes->len; i++)
		if (is_merged(merged, inboxes->pdata[i]) && session_branch_commit(merged->session, inboxes->pdata[i], &there))
			push_refs_add(refs, inboxes->pdata[i], &there, NULL);
}

/* --- pushing -------------------------------------------------------------------------------------------------------------- */

static const PushRef *
main_of(GPtrArray *refs)
{
	return refs->pdata[0];
}

static gboolean
all_taken(GPtrArray *refs)
{
	guint i;

	for (i = 0; i < refs->len; i++)
		if (((PushRef *)refs->pdata[i])->status != PUSH_OK)
			return FALSE;
	return TRUE;
}

static gboolean
is_unchanged(const Union *merged)
{
	return git_oid_equal(&merged->commit, &merged->main);
}

static void
note_refusal(Session *session, const PushRef *ref)
{
	session_note(session, "main wurde nicht aktualisiert (%s). Die Einträge liegen trotzdem sicher auf dem Server; ein Gerät mit "
	             "Schreibrecht auf main führt sie zusammen.", ref->reason ? ref->reason : "ohne Begründung");
}

/* One after the other: where atomic pushes are unknown, or one refused ref of an atomic push took the others with it. */
static gboolean
push_in_turn(Union *merged, PushStatus *status, GError **error)
{
	Session *session = merged->session;
	g_autoptr(GPtrArray) first = push_refs_new();
	g_autoptr(GPtrArray) deletions = push_refs_new();

	*status = PUSH_OK;
	add_refs(merged, FALSE, TRUE, deletions);
	if (!is_unchanged(merged)) {
		add_refs(merged, TRUE, FALSE, first);
		if (!transport_push(session->transport, SYNC_PHASE_MERGE, first, NULL, error))
			return FALSE;
		*status = main_of(first)->status;
		if (*status == PUSH_REFUSED)
			note_refusal(session, main_of(first));
	}
	/* A deletion that is refused is no error: the branch is merged and stays. */
	if (*status != PUSH_OK || deletions->len == 0)
		return TRUE;
	return transport_push(session->transport, SYNC_PHASE_MERGE, deletions, NULL, error);
}

static gboolean
push_union(Union *merged, PushStatus *status, GError **error)
{
	Session *session = merged->session;
	g_autoptr(GPtrArray) refs = push_refs_new();
	gboolean has_atomic = TRUE;
	guint i;

	add_refs(merged, TRUE, TRUE, refs);
	*status = PUSH_OK;
	if (refs->len == 1 && is_unchanged(merged))
		return TRUE;
	if (refs->len == 1)
		return push_in_turn(merged, status, error);
	if (!transport_push(session->transport, SYNC_PHASE_MERGE, refs, &has_atomic, error))
		return FALSE;
	if (has_atomic && all_taken(refs))
		return TRUE;
	for (i = 0; has_atomic && i < refs->len; i++)
		if (((PushRef *)refs->pdata[i])->status == PUSH_REFUSED)
			has_atomic = FALSE;
	*status = PUSH_RACE;
	return has_atomic || push_in_turn(merged, status, error);
}

gboolean
merge(Session *session, PushStatus *status, GError **error)
{
	g_autoptr(GHashTable) changes = tree_changes_new();
	Union merged = { .session = session, .changes = changes };
	g_autoptr(GError) cause = NULL;

	*status = PUSH_REFUSED;
	session_progress(session, SYNC_PHASE_MERGE, 0, 0);
	if (!session_goes_on(session, error))
		return FALSE;
	if (!session_branch_commit(session, "main", &merged.main) || !session_branch_tree(session, "main", &merged.main_tree) ||
	    !build(&merged, &cause)) {
		/* Somebody put a file where a folder belongs, for example: everybody reads in/… as well. */
		session_note(session, "main lässt sich nicht fortschreiben (%s). Bei der Stelle nachfragen, die das Repository betreut.",
		             cause ? cause->message : "unlesbar");
		return TRUE;
	}
	if (!push_union(&merged, status, &cause)) {
		if (g_error_matches(cause, SYNC_ERROR, SYNC_ERROR_CANCELLED) || g_error_matches(cause, SYNC_ERROR, SYNC_ERROR_LOCAL)) {
			g_propagate_error(error, g_steal_pointer(&cause));
			return FALSE;
		}
		/* Published and imported is everything already. */
		session_note(session, "main wurde nicht aktualisiert. %s", cause->message);
		*status = PUSH_REFUSED;
	}
	session->report->is_merged = *status == PUSH_OK;
	return TRUE;
}
