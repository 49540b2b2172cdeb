/*
 * Step (1): what the outbox holds becomes batches.
 *
 * Order: objects and refs/vorort/sealing in the mirror, fsynced; then the layer above stores number and hash in one transaction; then
 * refs/vorort/all. Whatever dies in between, seal_settle() of the next run knows what to do; if the mirror itself is lost, seal_recover().
 */
#include <string.h>

#include "key.h"
#include "path.h"
#include "session.h"

#define FRAME_MAX 2048 /* header and signature line with room to spare */

/* --- an interrupted seal -------------------------------------------------------------------------------------------------- */

typedef struct Orphan {
	Session *session;
	gboolean is_sealed;
} Orphan;

static gboolean
ask_about(const char *path, const git_oid *id, void *data, GError **error)
{
	Orphan *orphan = data;
	const SyncHost *host = orphan->session->host;
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(Batch) batch = NULL;

	(void)error;
	if (!g_str_has_suffix(path, ".jsonl"))
		return TRUE;
	/* A file that was never completely written was never stored above either. */
	bytes = mirror_blob_read(orphan->session->mirror, id, BATCH_MAX, NULL);
	batch = bytes ? batch_read(path, bytes, NULL) : NULL;
	orphan->is_sealed = batch && host->has_batch(host->data, batch->device, batch->number, batch->sha256);
	return TRUE;
}

gboolean
seal_settle(Session *session, GError **error)
{
	Orphan orphan = { session, FALSE };
	git_oid tree;
	TreeWalk walk = { .tree = &tree, .visit = ask_about, .data = &orphan };

	if (mirror_ref_tree(session->mirror, REF_SEALING, &tree) && !tree_walk(session->mirror, &walk, NULL))
		orphan.is_sealed = FALSE;
	return known_unstage(session->known, orphan.is_sealed, error);
}

/* --- a lost one ----------------------------------------------------------------------------------------------------------- */

static gboolean
recover_one(Session *session, const SyncSeal *seal, const char *path, GError **error)
{
	const SyncHost *host = session->host;
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func((GDestroyNotify)batch_text_free);
	g_autoptr(GBytes) bytes = host->sealed_bytes(host->data, seal, texts), text_bytes = NULL;
	g_autoptr(Batch) batch = bytes ? batch_read(path, bytes, NULL) : NULL;
	g_autofree char *text_path = path_of_texts(path);
	git_oid id;

	/* Not kept: if it was published, the next fetch brings it back. */
	if (!batch)
		return TRUE;
	if (!mirror_blob_write(session->mirror, bytes, &id, error))
		return FALSE;
	known_put(session->known, path, &id);
	if (texts->len == 0)
		return TRUE;
	text_bytes = batch_texts_write(texts);
	if (!mirror_blob_write(session->mirror, text_bytes, &id, error))
		return FALSE;
	known_put(session->known, text_path, &id);
	return TRUE;
}

/* In a mirror that knows anything only the batches on their way can be missing: the others went in with the first recovery. */
gboolean
seal_recover(Session *session, GError **error)
{
	const SyncHost *host = session->host;
	g_autoptr(GPtrArray) seals = host->seals(host->data, session->known->has_tree, error);
	guint i;

	for (i = 0; seals && i < seals->len; i++) {
		const SyncSeal *seal = seals->pdata[i];
		g_autofree char *path = path_of_batch(seal->device, seal->number, seal->sha256);
		git_oid id;

		if (!known_get(session->known, path, &id) && !recover_one(session, seal, path, error))
			return FALSE;
	}
	return seals && known_save(session->known, error);
}

/* --- a new one ------------------------------------------------------------------------------------------------------------ */

typedef struct Draft {
	const DeviceKey *key;
	Batch *batch;
	GBytes *texts; /* NULL: none */
} Draft;

static void
draft_clear(Draft *draft)
{
	g_clear_pointer(&draft->batch, batch_free);
	g_clear_pointer(&draft->texts, g_bytes_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Draft, draft_clear)

static gboolean
draft_of(Session *session, GPtrArray *lines, GPtrArray *texts, gint64 number, const char *prev, Draft *draft, GError **error)
{
	const SyncHost *host = session->host;

	draft->batch = batch_seal(draft->key, host->undertaking(host->data), number, prev ? prev : "", lines, error);
	if (draft->batch && texts->len > 0)
		draft->texts = batch_texts_write(texts);
	return draft->batch != NULL;
}

/* The next batch; no batch in @draft if the outbox is empty. Texts have a file and a limit of their own: then fewer lines at a time. */
static gboolean
next_draft(Session *session, Draft *draft, GError **error)
{
	const SyncHost *host = session->host;
	gsize max;

	for (max = BATCH_MAX - FRAME_MAX; max > 0; max /= 2) {
		g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func((GDestroyNotify)batch_text_free);
		g_autoptr(GPtrArray) lines = NULL;
		g_autofree char *prev = NULL;
		gint64 number = 0;

		draft_clear(draft);
		draft->key = host->key;
		lines = host->outbox(host->data, max, texts, &number, &prev, &draft->key, error);
		if (!lines)
			return FALSE;
		if (lines->len == 0)
			return TRUE;
		if (!draft_of(session, lines, texts, number, prev, draft, error))
			return FALSE;
		if (!draft->texts || g_bytes_get_size(draft->texts) <= BATCH_MAX)
			return TRUE;
	}
	g_set_error(error, SYNC_ERROR, SYNC_ERROR_LOCAL, "Die Texte eines Eintrags sind zu lang für ein Paket.");
	return FALSE;
}

static gboolean
stage(Session *session, const Draft *draft, GError **error)
{
	g_autoptr(GHashTable) files = tree_changes_new();
	g_autofree char *text_path = path_of_texts(draft->batch->path);
	git_oid id;

	if (!mirror_blob_write(session->mirror, draft->batch->bytes, &id, error))
		return FALSE;
	tree_changes_put(files, draft->batch->path, &id);
	if (draft->texts) {
		if (!mirror_blob_write(session->mirror, draft->texts, &id, error))
			return FALSE;
		tree_changes_put(files, text_path, &id);
	}
	return known_stage(session->known, files, error);
}

static gboolean
seal_one(Session *session, const Draft *draft, GError **error)
{
	const SyncHost *host = session->host;

	if (!stage(session, draft, error) || !host->sealed(host->data, draft->batch, error) ||
	    !known_unstage(session->known, TRUE, error))
		return FALSE;
	session->report->n_sealed_batches++;
	session->report->n_sealed_ops += draft->batch->lines->len;
	return TRUE;
}

gboolean
seal_outbox(Session *session, GError **error)
{
	while (session_goes_on(session, error)) {
		g_auto(Draft) draft = { 0 };

		session_progress(session, SYNC_PHASE_SEAL, session->report->n_sealed_ops, 0);
		if (!next_draft(session, &draft, error))
			return FALSE;
		if (!draft.batch)
			return TRUE;
		if (!seal_one(session, &draft, error))
			return FALSE;
	}
	return FALSE;
}
