/*
 * Sending attachments: after the findings and apart from them, to att/<device>, where nobody else writes.
 *
 * One push carries at most ATTACHMENT_MAX, so that on a slow line what has arrived counts and the next sync goes on behind it. The branch
 * grows by children; when a file was erased it becomes a fresh root without it, so that the server can forget what lay there. What goes
 * wrong here is a remark in the report: the findings are published, and the next sync tries again.
 */
#include "attach.h"

#include <string.h>

#include "key.h"
#include "vorort/attachment.h"

#define RACES_MAX 3
#define CHECKED "att-checked" /* position: the day on which the branch was last looked for on the remote */

typedef struct Attach {
	Session *session;
	char *branch;       /* att/<device> */
	GPtrArray *own;     /* of SyncAttachment */
	GHashTable *erased; /* sha256 */
	GHashTable *there;  /* sha256 → git_oid: on the branch, as last seen */
	git_oid commit;     /* the branch, as last seen */
	gboolean has_branch, has_cleaned;
	char *why;          /* what keeps the rest here */
	guint n_races;
} Attach;

static void
attach_clear(Attach *attach)
{
	g_free(attach->branch);
	g_free(attach->why);
	g_clear_pointer(&attach->own, g_ptr_array_unref);
	g_clear_pointer(&attach->erased, g_hash_table_unref);
	g_clear_pointer(&attach->there, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Attach, attach_clear)

/* --- what is where -------------------------------------------------------------------------------------------------------- */

static gboolean
is_missing(const Attach *attach, const SyncAttachment *file)
{
	return !g_hash_table_contains(attach->there, file->sha256) && !g_hash_table_contains(attach->erased, file->sha256);
}

static guint
count_missing(const Attach *attach)
{
	guint i, n = 0;

	for (i = 0; attach->own && attach->there && i < attach->own->len; i++)
		n += is_missing(attach, attach->own->pdata[i]) ? 1 : 0;
	return n;
}

static gboolean
holds_erased(const Attach *attach)
{
	GHashTableIter iter;
	gpointer sha256;

	g_hash_table_iter_init(&iter, attach->erased);
	while (g_hash_table_iter_next(&iter, &sha256, NULL))
		if (g_hash_table_contains(attach->there, sha256))
			return TRUE;
	return FALSE;
}

static void
see_branch(Attach *attach)
{
	Mirror *mirror = attach->session->mirror;

	g_clear_pointer(&attach->there, g_hash_table_unref);
	attach->has_branch = session_branch_commit(attach->session, attach->branch, &attach->commit);
	attach->there = attach->has_branch ? attach_list(mirror, &attach->commit) : g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

/* Somebody else wrote here (a copied disk, a helpful hand): only what is what its name says counts, and ours goes there again. */
static void
distrust(Attach *attach)
{
	GHashTableIter iter;
	gpointer sha256, id;

	g_hash_table_iter_init(&iter, attach->there);
	while (g_hash_table_iter_next(&iter, &sha256, &id)) {
		g_autoptr(GBytes) bytes = mirror_blob_read(attach->session->mirror, id, ATTACHMENT_MAX, NULL);
		g_autofree char *hash = bytes ? crypto_sha256(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes)) : NULL;

		if (g_strcmp0(hash, sha256) == 0)
			continue;
		session_note(attach->session, "Auf dem Zweig %s lag etwas, das keine Anlage ist; es wird dort nicht weitergeführt.", attach->branch);
		g_hash_table_iter_remove(&iter);
	}
}

/* The branch as it stands there now. */
static gboolean
look_again(Attach *attach, GError **error)
{
	Session *session = attach->session;
	g_autofree char *ref = remote_ref(session->remote, attach->branch);
	g_autoptr(GHashTable) branches = attach_branches(session, attach->branch, error);
	const git_oid *there = branches ? g_hash_table_lookup(branches, attach->branch) : NULL;
	git_oid here;

	if (!branches)
		return FALSE;
	if (there && session_branch_commit(session, attach->branch, &here) && git_oid_equal(&here, there))
		return TRUE;
	if (there ? !attach_fetch_branch(session, attach->branch, error) : !mirror_ref_remove(session->mirror, ref, error))
		return FALSE;
	see_branch(attach);
	distrust(attach);
	return TRUE;
}

static char *
today(void)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();

	return g_date_time_format(now, "%Y-%m-%d");
}

static void
note_look(Attach *attach)
{
	g_autofree char *day = today();

	session_set_position(attach->session, CHECKED, day);
}

/* A remote that was lost or set back does not say so: it is asked once a day, and only by those who have something to lose there. */
static gboolean
look_daily(Attach *attach, GError **error)
{
	g_autofree char *day = today(), *last = session_position(attach->session, CHECKED);

	if (!attach->has_branch || g_strcmp0(day, last) == 0)
		return TRUE;
	if (!look_again(attach, error))
		return FALSE;
	note_look(attach);
	return TRUE;
}

/* Takes over @why. */
static void
say_why(Attach *attach, char *why)
{
	g_free(attach->why);
	attach->why = why;
}

/* --- one push ------------------------------------------------------------------------------------------------------------- */

/* Puts the next files into @files until a push is full: always one, if there is one. */
static gboolean
take_next(Attach *attach, GHashTable *files, GError **error)
{
	const SyncHost *host = attach->session->host;
	gint64 room = ATTACHMENT_MAX;
	guint i;

	for (i = 0; i < attach->own->len; i++) {
		const SyncAttachment *file = attach->own->pdata[i];
		g_autoptr(GBytes) bytes = NULL;
		git_oid id;

		if (!is_missing(attach, file) || (file->size > room && g_hash_table_size(files) > 0))
			continue;
		if (!(bytes = host->attachment_bytes(host->data, file->sha256))) {
			say_why(attach, g_strdup("eine Datei auf diesem Gerät ist beschädigt; „vorort verify“ nennt sie."));
			continue;
		}
		if (!mirror_blob_write(attach->session->mirror, bytes, &id, error))
			return FALSE;
		g_hash_table_replace(files, g_strdup(file->sha256), g_memdup2(&id, sizeof id));
		room -= file->size;
	}
	return TRUE;
}

/* The tree of the branch with @files, without what was erased. FALSE without error: nothing is in it. */
static gboolean
make_tree(Attach *attach, GHashTable *files, git_oid *tree, GError **error)
{
	g_autoptr(GHashTable) changes = tree_changes_new();
	GHashTable *sources[] = { attach->there, files };
	GHashTableIter iter;
	gpointer sha256, id;
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(sources); i++) {
		g_hash_table_iter_init(&iter, sources[i]);
		while (g_hash_table_iter_next(&iter, &sha256, &id)) {
			g_autofree char *path = attach_path(sha256);

			if (!g_hash_table_contains(attach->erased, sha256))
				tree_changes_put(changes, path, id);
		}
	}
	return g_hash_table_size(changes) > 0 && tree_change(attach->session->mirror, NULL, changes, tree, error);
}

static gboolean
make_commit(Attach *attach, GHashTable *files, git_oid *id, gboolean *is_empty, GError **error)
{
	gboolean is_child = attach->has_branch && !holds_erased(attach);
	GError *cause = NULL;
	git_oid tree;

	*is_empty = !make_tree(attach, files, &tree, &cause);
	if (cause) {
		g_propagate_error(error, cause);
		return FALSE;
	}
	return *is_empty || mirror_commit(attach->session->mirror, device_key_id(attach->session->host->key), "Anlagen\n", &tree,
	                                  is_child ? &attach->commit : NULL, id, error);
}

static gboolean
push(Attach *attach, GHashTable *files, PushStatus *status, GError **error)
{
	g_autoptr(GPtrArray) refs = push_refs_new();
	gboolean is_empty;
	PushRef *ref;
	git_oid id;

	if (!make_commit(attach, files, &id, &is_empty, error))
		return FALSE;
	ref = push_refs_add(refs, attach->branch, attach->has_branch ? &attach->commit : NULL, is_empty ? NULL : &id);
	if (!transport_push(attach->session->transport, SYNC_PHASE_ATTACH, refs, NULL, error))
		return FALSE;
	*status = ref->status;
	if (*status == PUSH_REFUSED)
		say_why(attach, g_strdup_printf("der Server nimmt den Zweig %s nicht an (%s).", attach->branch, ref->reason ? ref->reason : "ohne Begründung"));
	return TRUE;
}

/* --- all of it ------------------------------------------------------------------------------------------------------------ */

/* TRUE: go on. */
static gboolean
after_push(Attach *attach, guint n_sent, PushStatus status, GError **error)
{
	if (status == PUSH_RACE) {
		if (++attach->n_races <= RACES_MAX)
			return look_again(attach, error);
		say_why(attach, g_strdup_printf("der Zweig %s auf dem Server ist gerade gesperrt.", attach->branch));
	}
	if (status != PUSH_OK)
		return FALSE;
	attach->has_cleaned |= holds_erased(attach);
	attach->session->report->n_attachments += n_sent;
	note_look(attach);
	see_branch(attach);
	return TRUE;
}

static gboolean
push_all(Attach *attach, GError **error)
{
	while (count_missing(attach) > 0 || holds_erased(attach)) {
		g_autoptr(GHashTable) files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
		PushStatus status;

		session_progress(attach->session, SYNC_PHASE_ATTACH, attach->session->report->n_attachments,
		                 attach->session->report->n_attachments + count_missing(attach));
		if (!session_goes_on(attach->session, error) || !take_next(attach, files, error))
			return FALSE;
		/* Nothing of the rest can be read. */
		if (g_hash_table_size(files) == 0 && !holds_erased(attach))
			return TRUE;
		if (!push(attach, files, &status, error) || !after_push(attach, g_hash_table_size(files), status, error))
			return FALSE;
	}
	return TRUE;
}

/* --- erased files leave the mirror ---------------------------------------------------------------------------------------- */

static gboolean
has_any_of(Mirror *mirror, const char *ref, GHashTable *erased)
{
	g_autoptr(GHashTable) files = NULL;
	GHashTableIter iter;
	gpointer sha256;
	git_oid commit;

	if (!mirror_ref(mirror, ref, &commit))
		return FALSE;
	files = attach_list(mirror, &commit);
	g_hash_table_iter_init(&iter, erased);
	while (g_hash_table_iter_next(&iter, &sha256, NULL))
		if (g_hash_table_contains(files, sha256))
			return TRUE;
	return FALSE;
}

/* A branch of somebody else that holds one is forgotten: it is fetched again when it is needed, by then without it. */
static void
forget_erased(Attach *attach)
{
	static const char *const repack[] = { "-a", "-d", "-q", NULL };
	static const char *const prune[] = { "--expire=now", NULL };
	Mirror *mirror = attach->session->mirror;
	g_autoptr(GPtrArray) refs = mirror_refs(mirror, "refs/remotes/r/");
	g_autofree char *own = remote_ref(attach->session->remote, attach->branch);
	guint i;

	for (i = 0; g_hash_table_size(attach->erased) > 0 && i < refs->len; i++)
		if (strcmp(refs->pdata[i], own) != 0 && strstr(refs->pdata[i], "/" ATTACH_PREFIX) && has_any_of(mirror, refs->pdata[i], attach->erased))
			attach->has_cleaned |= mirror_ref_remove(mirror, refs->pdata[i], NULL);
	if (!attach->has_cleaned)
		return;
	transport_git(attach->session->host, mirror->path, "repack", repack, NULL);
	transport_git(attach->session->host, mirror->path, "prune", prune, NULL);
	git_odb_refresh(mirror->odb);
}

/* --- the step ------------------------------------------------------------------------------------------------------------- */

static gboolean
prepare(Attach *attach, GError **error)
{
	const SyncHost *host = attach->session->host;
	g_autoptr(GPtrArray) erased = NULL;
	guint i;

	attach->branch = g_strconcat(ATTACH_PREFIX, device_key_id(host->key), NULL);
	attach->erased = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	see_branch(attach);
	if (!(attach->own = host->attachments(host->data, error)) || !(erased = host->erased_files(host->data, error)))
		return FALSE;
	for (i = 0; i < erased->len; i++)
		g_hash_table_add(attach->erased, g_strdup(erased->pdata[i]));
	return TRUE;
}

void
attach_publish(Session *session)
{
	g_auto(Attach) attach = { .session = session };
	g_autoptr(GError) cause = NULL;
	SyncReport *report = session->report;

	if (!session->host->attachments || session->remote->kind == REMOTE_FILE)
		return;
	if (prepare(&attach, &cause)) {
		if (look_daily(&attach, &cause))
			push_all(&attach, &cause);
		forget_erased(&attach);
	}
	report->n_attachments_left = count_missing(&attach);
	/* That a remote could not be asked for nothing in particular is no news. */
	if ((cause || attach.why) && (report->n_attachments_left > 0 || holds_erased(&attach)))
		report->attachments_why = g_strdup(cause ? cause->message : attach.why);
}
