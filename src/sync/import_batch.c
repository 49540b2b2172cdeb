/*
 * One batch with its texts: verify, import, remember.
 *
 * Several files may claim the same path (main damaged, in/x whole): the first that verifies counts, the others are quarantined. Texts of
 * all of them are put together: each line proves itself, redacted ones are dropped.
 */
#include <string.h>

#include "ahead.h"
#include "texts.h"

static Batch *
check_undertaking(Session *session, Batch *batch, GError **error)
{
	const SyncHost *host = session->host;

	if (strcmp(batch->undertaking, host->undertaking(host->data)) == 0)
		return batch;
	g_set_error(error, SYNC_ERROR, SYNC_ERROR_INVALID, "Paket gehört zu einem anderen Vorhaben (%s)", batch->undertaking);
	batch_free(batch);
	return NULL;
}

/* A batch of the mirror that was imported before. */
static Batch *
read_known(Session *session, const char *path, const git_oid *id)
{
	g_autoptr(GBytes) bytes = mirror_blob_read(session->mirror, id, BATCH_MAX, NULL);
	Batch *batch = bytes ? batch_read(path, bytes, NULL) : NULL;

	return batch ? check_undertaking(session, batch, NULL) : NULL;
}

/* Of item @i; *@named receives the hashes that it names. */
static Batch *
take_batch(Import *import, guint i, GHashTable **named, GError **error)
{
	AheadFile *file = ahead_get(import->ahead, i);

	if (!file->batch) {
		g_propagate_error(error, g_steal_pointer(&file->error));
		return NULL;
	}
	*named = g_steal_pointer(&file->named);
	return check_undertaking(import->session, g_steal_pointer(&file->batch), error);
}

/* The first candidate that verifies, else the batch known already, else NULL. */
static Batch *
find_batch(Import *import, guint from, guint end, git_oid *id, GHashTable **named)
{
	Session *session = import->session;
	g_autofree char *path = g_strconcat(((Item *)import->items->pdata[from])->stem, ".jsonl", NULL);
	Batch *batch = NULL;
	guint i;

	for (i = from; i < end; i++) {
		const Item *item = import->items->pdata[i];
		g_autoptr(GError) cause = NULL;

		if (item->parsed.kind != PATH_BATCH || batch)
			continue;
		g_clear_pointer(named, g_hash_table_unref);
		batch = take_batch(import, i, named, &cause);
		if (batch)
			git_oid_cpy(id, &item->id);
		else
			session_quarantine(session, item->path, &item->id, cause->message);
	}
	if (!batch && known_get(session->known, path, id))
		batch = read_known(session, path, id);
	if (batch && !*named)
		*named = texts_named_by(batch);
	return batch;
}

/* --- texts ---------------------------------------------------------------------------------------------------------------- */

/* What a batch's texts are made of. */
typedef struct Texts {
	GHashTable *named;    /* hashes that the batch names */
	GPtrArray *known;     /* of the mirror */
	GPtrArray *fresh;     /* new now */
	gboolean has_file;    /* there is a text file, perhaps with all lines redacted */
	git_oid whole;        /* a text file as this laptop would write it */
	guint n_whole;        /* its lines, all of which count; 0: there is no such */
} Texts;

static void
texts_clear(Texts *texts)
{
	g_clear_pointer(&texts->named, g_hash_table_unref);
	g_ptr_array_unref(texts->known);
	g_ptr_array_unref(texts->fresh);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Texts, texts_clear)

static void
judge_texts(Session *session, const char *path, const git_oid *id, guint n_bad, const GError *cause)
{
	g_autofree char *reason = n_bad > 0 ? g_strdup_printf("%u Textzeilen passen nicht zu ihrer Prüfsumme", n_bad) : NULL;

	if (cause || reason)
		session_quarantine(session, path, id, cause ? cause->message : reason);
}

static void
read_texts(Session *session, Texts *texts, GPtrArray *into, const char *path, const git_oid *id)
{
	g_autoptr(GError) cause = NULL;
	g_autoptr(GBytes) bytes = mirror_blob_read(session->mirror, id, BATCH_MAX, &cause);
	guint n_bad = 0;
	g_autoptr(GPtrArray) lines = bytes ? batch_texts_read(bytes, &n_bad, &cause) : NULL;

	texts->has_file = TRUE;
	if (lines)
		texts_merge(into, lines, texts->named);
	judge_texts(session, path, id, n_bad, cause);
}

/* Of item @i, which was read ahead. */
static void
take_texts(Import *import, guint i, Texts *texts)
{
	const Item *item = import->items->pdata[i];
	AheadFile *file = ahead_get(import->ahead, i);

	guint n_lines = file->texts ? file->texts->len : 0;

	texts->has_file = TRUE;
	if (file->texts && texts_merge(texts->fresh, file->texts, texts->named) == n_lines && file->is_canonical) {
		git_oid_cpy(&texts->whole, &item->id);
		texts->n_whole = n_lines;
	}
	judge_texts(import->session, item->path, &item->id, file->n_bad, file->error);
}

static void
gather_texts(Import *import, guint from, guint end, Texts *texts)
{
	Session *session = import->session;
	g_autofree char *path = g_strconcat(((Item *)import->items->pdata[from])->stem, ".text", NULL);
	git_oid id, known;
	gboolean is_known = known_get(session->known, path, &known);
	g_autoptr(GHashTable) done = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	char hex[GIT_OID_HEXSZ + 1];
	guint i;

	if (is_known)
		read_texts(session, texts, texts->known, path, &known);
	/* Backwards: texts that were read ahead come before the question whether there are some. */
	for (i = end; i-- > from;) {
		const Item *item = import->items->pdata[i];

		/* Beside a new batch the text file counts even if it was looked at before, when the batch was still damaged. */
		if (item->parsed.kind == PATH_TEXT)
			git_oid_cpy(&id, &item->id);
		else if (!tree_find(session->mirror, &item->source, path, &id))
			continue;
		git_oid_tostr(hex, sizeof hex, &id);
		if ((is_known && git_oid_equal(&id, &known)) || !g_hash_table_add(done, g_strdup(hex)))
			continue;
		if (item->parsed.kind == PATH_TEXT)
			take_texts(import, i, texts);
		else
			read_texts(session, texts, texts->fresh, path, &id);
	}
	texts_subtract(texts->fresh, texts->known);
	if (texts_redact(texts->known, session->host) + texts_redact(texts->fresh, session->host) > 0)
		texts->n_whole = 0;
}

static gboolean
remember(Session *session, const Batch *batch, const git_oid *id, Texts *texts, GError **error)
{
	g_autofree char *path = path_of_texts(batch->path);
	g_autoptr(GBytes) bytes = NULL;
	git_oid text_id;

	known_put(session->known, batch->path, id);
	if (!texts->has_file)
		return TRUE;
	texts_merge(texts->known, texts->fresh, NULL);
	/* Not a line more than in a file of the right form: that file. */
	if (texts->n_whole > 0 && texts->n_whole == texts->known->len) {
		known_put(session->known, path, &texts->whole);
		return TRUE;
	}
	bytes = batch_texts_write(texts->known);
	if (!mirror_blob_write(session->mirror, bytes, &text_id, error))
		return FALSE;
	known_put(session->known, path, &text_id);
	return TRUE;
}

/* --- the batch ------------------------------------------------------------------------------------------------------------ */

static void
check_chain(Session *session, const Batch *batch)
{
	const SyncHost *host = session->host;

	if (batch->number > 1 && !host->has_batch(host->data, batch->device, batch->number - 1, batch->prev))
		session->report->n_gaps++;
}

/* Known and fresh ones, borrowed. */
static GPtrArray *
all_texts(const Texts *texts)
{
	GPtrArray *all = g_ptr_array_new();
	guint i;

	for (i = 0; i < texts->known->len; i++)
		g_ptr_array_add(all, texts->known->pdata[i]);
	for (i = 0; i < texts->fresh->len; i++)
		g_ptr_array_add(all, texts->fresh->pdata[i]);
	return all;
}

/* Of a batch that is imported already. The layer above may have lost what is known here, too: then it asks for a full look. */
static gboolean
hand_on_texts(Session *session, const Texts *texts, GError **error)
{
	const SyncHost *host = session->host;
	g_autoptr(GPtrArray) all = session->is_full ? all_texts(texts) : g_ptr_array_ref(texts->fresh);

	return all->len == 0 || host->import_texts(host->data, all, error);
}

/* *@is_taken FALSE: quarantined. */
static gboolean
hand_on(Import *import, const Batch *batch, const git_oid *id, const Texts *texts, gboolean *is_taken, GError **error)
{
	Session *session = import->session;
	g_autoptr(GPtrArray) all = all_texts(texts);
	g_autoptr(GError) cause = NULL;

	if (!import->is_rebuild)
		check_chain(session, batch);
	*is_taken = session->host->import(session->host->data, batch, all, &cause);
	if (*is_taken) {
		session->report->n_new_batches++;
		session->report->n_new_ops += batch->lines->len;
		return TRUE;
	}
	if (import_must_stop(cause, error))
		return FALSE;
	session_quarantine(session, batch->path, id, cause ? cause->message : "nicht gültig");
	return TRUE;
}

gboolean
import_group(Import *import, guint from, guint end, GError **error)
{
	Session *session = import->session;
	const SyncHost *host = session->host;
	git_oid id;
	g_auto(Texts) texts = { .known = texts_new(), .fresh = texts_new() };
	g_autoptr(Batch) batch = find_batch(import, from, end, &id, &texts.named);
	gboolean is_taken = TRUE;

	/* Texts without their batch prove nothing; they are looked at again when it comes. */
	if (!batch)
		return TRUE;
	gather_texts(import, from, end, &texts);
	if (import->is_rebuild || !host->has_batch(host->data, batch->device, batch->number, batch->sha256)) {
		if (!hand_on(import, batch, &id, &texts, &is_taken, error))
			return FALSE;
	} else if (!hand_on_texts(session, &texts, error)) {
		return FALSE;
	}
	return !is_taken || remember(session, batch, &id, &texts, error);
}

/* --- redaction ------------------------------------------------------------------------------------------------------------ */

static gboolean
redact_file(const char *path, const git_oid *id, void *data, GError **error)
{
	Session *session = data;
	g_autoptr(GBytes) bytes = NULL, rest = NULL;
	g_autoptr(GPtrArray) texts = NULL;
	git_oid rest_id;
	guint n_bad;

	if (!g_str_has_suffix(path, ".text") || !(bytes = mirror_blob_read(session->mirror, id, BATCH_MAX, NULL)))
		return TRUE;
	texts = batch_texts_read(bytes, &n_bad, NULL);
	if (!texts || texts_redact(texts, session->host) == 0)
		return TRUE;
	/* The empty file stays: it says that there were texts. */
	rest = batch_texts_write(texts);
	if (!mirror_blob_write(session->mirror, rest, &rest_id, error))
		return FALSE;
	known_put(session->known, path, &rest_id);
	return TRUE;
}

/* All text files are read, so only when redactions have come; what comes in is filtered anyway. */
gboolean
import_redact(Session *session, GError **error)
{
	const SyncHost *host = session->host;
	g_autofree char *before = host->get_position(host->data, "redacted");
	g_autofree char *now = host->redacted_mark ? g_strdup_printf("%" G_GINT64_FORMAT, host->redacted_mark(host->data)) : NULL;
	TreeWalk walk = { .tree = &session->known->tree, .visit = redact_file, .data = session };

	if (!session->known->has_tree || (now && g_strcmp0(before ? before : "0", now) == 0))
		return TRUE;
	if (!tree_walk(session->mirror, &walk, error) || !known_save(session->known, error))
		return FALSE;
	if (now)
		host->set_position(host->data, "redacted", now);
	return TRUE;
}
