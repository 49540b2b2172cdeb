/*
 * `vorort verify`: every file of the mirror and of the branches last fetched, read again and checked again.
 *
 * git looks for damaged objects first, because libgit2 1.5 can hang on a truncated one; what git names is reported by its path and not
 * opened. Then each file is checked as at import. A finding is a German sentence that begins with the path.
 */
#include <string.h>

#include "attach.h"
#include "import.h"
#include "texts.h"

typedef struct Verify {
	Session *session;
	GPtrArray *findings;
	GHashTable *damaged;  /* hex ids */
	GHashTable *reported; /* of them, by path */
	GHashTable *checked;  /* path and id */
	const char *where;
	git_oid tree;         /* being walked */
	gboolean is_counting;
	guint n_batches, n_ops;
} Verify;

static void
finding(Verify *verify, const char *path, const char *reason)
{
	g_ptr_array_add(verify->findings, g_strdup_printf("%s: %s (%s)", path, reason, verify->where));
}

/* --- files ---------------------------------------------------------------------------------------------------------------- */

static void
check_batch(Verify *verify, const char *path, GBytes *bytes)
{
	const SyncHost *host = verify->session->host;
	g_autoptr(GError) cause = NULL;
	g_autoptr(Batch) batch = batch_read(path, bytes, &cause);

	if (!batch) {
		finding(verify, path, cause->message);
		return;
	}
	if (strcmp(batch->undertaking, host->undertaking(host->data)) != 0)
		finding(verify, path, "gehört zu einem anderen Vorhaben");
	if (verify->is_counting) {
		verify->n_batches++;
		verify->n_ops += batch->lines->len;
	}
}

/* Texts that the batch beside them does not name; 0 if the batch cannot be read, which is a finding of its own. */
static guint
count_strangers(Verify *verify, const char *path, GPtrArray *texts)
{
	g_autofree char *batch_path = path_of_batch_of_texts(path);
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(Batch) batch = NULL;
	g_autoptr(GHashTable) named = NULL;
	guint i, n = 0;
	git_oid id;

	if (!tree_find(verify->session->mirror, &verify->tree, batch_path, &id) || tree_is_damaged(verify->damaged, &id))
		return 0;
	bytes = mirror_blob_read(verify->session->mirror, &id, BATCH_MAX, NULL);
	batch = bytes ? batch_read(batch_path, bytes, NULL) : NULL;
	if (!batch)
		return 0;
	named = texts_named_by(batch);
	for (i = 0; i < texts->len; i++)
		n += g_hash_table_contains(named, ((BatchText *)texts->pdata[i])->hash) ? 0 : 1;
	return n;
}

static void
check_texts(Verify *verify, const char *path, GBytes *bytes)
{
	g_autoptr(GError) cause = NULL;
	g_autoptr(GBytes) again = NULL;
	g_autofree char *reason = NULL;
	guint n_bad = 0, n_strange;
	g_autoptr(GPtrArray) texts = batch_texts_read(bytes, &n_bad, &cause);

	if (!texts) {
		finding(verify, path, cause->message);
		return;
	}
	n_strange = count_strangers(verify, path, texts);
	again = batch_texts_write(texts);
	if (n_bad > 0)
		reason = g_strdup_printf("%u Textzeilen passen nicht zu ihrer Prüfsumme", n_bad);
	else if (n_strange > 0)
		reason = g_strdup_printf("%u Textzeilen, die kein Eintrag des Pakets nennt", n_strange);
	else if (!g_bytes_equal(again, bytes))
		reason = g_strdup("hat nicht die vorgeschriebene Form");
	if (reason)
		finding(verify, path, reason);
}

static void
check_named_file(Verify *verify, const char *path, GBytes *bytes)
{
	RepoPath parsed;

	path_parse(path, &parsed);
	if (!path_fits_content(&parsed, bytes))
		finding(verify, path, "Inhalt passt nicht zur Prüfsumme im Namen");
}

static void
check_card(Verify *verify, const char *path, GBytes *bytes)
{
	const SyncHost *host = verify->session->host;
	g_autoptr(GBytes) known = NULL;
	git_oid id;

	if (!undertaking_file_is_valid(bytes, host->undertaking(host->data)))
		finding(verify, path, "beschädigt oder von einem anderen Vorhaben");
	else if (known_get(verify->session->known, path, &id) && !tree_is_damaged(verify->damaged, &id) &&
	         (known = mirror_blob_read(verify->session->mirror, &id, path_max_size(PATH_VORORT), NULL)) && !g_bytes_equal(known, bytes))
		finding(verify, path, "wurde nachträglich verändert");
}

static void (*const checks[])(Verify *verify, const char *path, GBytes *bytes) = {
	[PATH_VORORT] = check_card,
	[PATH_CHECKLIST] = check_named_file,
	[PATH_KOMMUNEN] = check_named_file,
	[PATH_BATCH] = check_batch,
	[PATH_TEXT] = check_texts,
};

static gboolean
check_file(const char *path, const git_oid *id, void *data, GError **error)
{
	Verify *verify = data;
	char hex[GIT_OID_HEXSZ + 1];
	g_autoptr(GError) cause = NULL;
	g_autoptr(GBytes) bytes = NULL;
	RepoPath parsed;

	if (!session_goes_on(verify->session, error))
		return FALSE;
	git_oid_tostr(hex, sizeof hex, id);
	if (!g_hash_table_add(verify->checked, g_strconcat(hex, path, NULL)))
		return TRUE;
	session_progress(verify->session, SYNC_PHASE_IMPORT, g_hash_table_size(verify->checked), 0);
	path_parse(path, &parsed);
	bytes = mirror_blob_read(verify->session->mirror, id, path_max_size(parsed.kind), &cause);
	if (bytes)
		checks[parsed.kind](verify, path, bytes);
	else
		finding(verify, path, cause->message);
	return TRUE;
}

static gboolean
report_broken(const char *path, const git_oid *id, void *data, GError **error)
{
	Verify *verify = data;
	char hex[GIT_OID_HEXSZ + 1];

	(void)error;
	finding(verify, path, "ist im Spiegel beschädigt oder fehlt dort");
	g_hash_table_add(verify->reported, g_strdup(git_oid_tostr(hex, sizeof hex, id)));
	return TRUE;
}

/* --- branches ------------------------------------------------------------------------------------------------------------- */

/* TRUE if commit and root tree of @ref may be opened. */
static gboolean
open_root(Verify *verify, const char *ref, git_oid *tree)
{
	char hex[GIT_OID_HEXSZ + 1];
	git_oid commit;

	if (!mirror_ref(verify->session->mirror, ref, &commit))
		return FALSE;
	if (!tree_is_damaged(verify->damaged, &commit) && mirror_commit_tree(verify->session->mirror, &commit, tree) &&
	    !tree_is_damaged(verify->damaged, tree))
		return TRUE;
	finding(verify, ref, "ist im Spiegel beschädigt und nicht lesbar");
	g_hash_table_add(verify->reported, g_strdup(git_oid_tostr(hex, sizeof hex, &commit)));
	return FALSE;
}

static gboolean
check_ref(Verify *verify, const char *ref, const char *where, GError **error)
{
	g_autoptr(GError) cause = NULL;
	TreeWalk walk = { .tree = &verify->tree, .visit = check_file, .data = verify, .damaged = verify->damaged, .broken = report_broken };

	verify->where = where;
	if (!open_root(verify, ref, &verify->tree) || tree_walk(verify->session->mirror, &walk, &cause))
		return TRUE;
	if (g_error_matches(cause, SYNC_ERROR, SYNC_ERROR_CANCELLED)) {
		g_propagate_error(error, g_steal_pointer(&cause));
		return FALSE;
	}
	finding(verify, ref, cause->message);
	return TRUE;
}

static gboolean
check_fetched(Verify *verify, GError **error)
{
	g_autoptr(GPtrArray) refs = mirror_refs(verify->session->mirror, "refs/remotes/r/");
	guint i;

	for (i = 0; i < refs->len; i++) {
		const char *ref = refs->pdata[i];
		/* After "refs/remotes/r/" and 16 digits. */
		const char *branch = strlen(ref) > 32 ? ref + 32 : ref;
		g_autofree char *where = g_strdup_printf("Zweig %s, wie zuletzt geholt", branch);

		/* What lies there is checked when it is opened. */
		if (g_str_has_prefix(branch, ATTACH_PREFIX))
			continue;
		if (!check_ref(verify, ref, where, error))
			return FALSE;
	}
	return TRUE;
}

/* Damaged objects that no path led to: commits, for example. */
static void
report_rest(Verify *verify)
{
	GHashTableIter iter;
	gpointer id;

	verify->where = "Spiegel repo.git";
	g_hash_table_iter_init(&iter, verify->damaged);
	while (g_hash_table_iter_next(&iter, &id, NULL))
		if (!g_hash_table_contains(verify->reported, id))
			finding(verify, id, "Objekt ist beschädigt oder fehlt");
}

static void
verify_clear(Verify *verify)
{
	g_clear_pointer(&verify->findings, g_ptr_array_unref);
	g_clear_pointer(&verify->damaged, g_hash_table_unref);
	g_clear_pointer(&verify->reported, g_hash_table_unref);
	g_clear_pointer(&verify->checked, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Verify, verify_clear)

GPtrArray *
sync_verify(const SyncHost *host, const char *data_dir, guint *n_batches, guint *n_ops, GError **error)
{
	g_autoptr(Session) session = session_open(host, data_dir, NULL, error);
	g_auto(Verify) verify = { .session = session };

	if (!session || !(verify.damaged = transport_fsck(host, session->mirror, error)))
		return NULL;
	verify.findings = g_ptr_array_new_with_free_func(g_free);
	verify.reported = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	verify.checked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	verify.is_counting = TRUE;
	if (!check_ref(&verify, REF_ALL, "Spiegel", error))
		return NULL;
	verify.is_counting = FALSE;
	if (!check_fetched(&verify, error))
		return NULL;
	report_rest(&verify);
	*n_batches = verify.n_batches;
	*n_ops = verify.n_ops;
	return g_steal_pointer(&verify.findings);
}
