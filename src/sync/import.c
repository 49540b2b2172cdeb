/*
 * Step (4): verify what is new and hand it on.
 *
 * New is what differs from the tree of everything known and from what was looked at last time (position "seen", by branch; forgotten
 * with a new program version, so that quarantined files get another chance, with a new mirror, and when other texts are erased). Files
 * come device by device (very many: number by number) in the order of numbers, a batch and its texts together. What fails is quarantined with its reason, and all else
 * goes on; a gap is counted, not waited for.
 */
#include "import.h"

#include <string.h>

#include "ahead.h"
#include "key.h"
#include "texts.h"

#define MANY 400 /* files */

/* --- collecting ----------------------------------------------------------------------------------------------------------- */

static void
item_free(gpointer data)
{
	Item *item = data;

	g_free(item->path);
	g_free(item->stem);
	g_free(item);
}

void
import_init(Import *import, Session *session)
{
	memset(import, 0, sizeof *import);
	import->session = session;
	import->items = g_ptr_array_new_with_free_func(item_free);
	import->seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

void
import_clear(Import *import)
{
	g_clear_pointer(&import->ahead, ahead_free);
	g_clear_pointer(&import->items, g_ptr_array_unref);
	g_clear_pointer(&import->seen, g_hash_table_unref);
}

/* The same file may lie on several branches. */
static gboolean
is_first(Import *import, const char *path, const git_oid *id)
{
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof hex, id);
	return g_hash_table_add(import->seen, g_strconcat(hex, path, NULL));
}

static gboolean
collect(const char *path, const git_oid *id, void *data, GError **error)
{
	Import *import = data;
	Item *item;

	(void)error;
	if (!is_first(import, path, id))
		return TRUE;
	item = g_new0(Item, 1);
	path_parse(path, &item->parsed);
	item->path = g_strdup(path);
	item->stem = g_strndup(path, (gsize)(strrchr(path, '.') - path));
	git_oid_cpy(&item->id, id);
	git_oid_cpy(&item->source, &import->source);
	g_ptr_array_add(import->items, item);
	return TRUE;
}

static gboolean
count_foreign(const char *path, const git_oid *id, void *data, GError **error)
{
	Import *import = data;

	(void)path, (void)id, (void)error;
	import->session->report->n_unknown_files++;
	return TRUE;
}

gboolean
import_collect(Import *import, const git_oid *tree, const git_oid *const *without, gboolean is_inbox, GError **error)
{
	/* Other files on main are the business of whoever put them there. */
	TreeWalk walk = { .tree = tree, .without = without, .visit = collect, .data = import };

	walk.foreign = is_inbox ? count_foreign : NULL;
	git_oid_cpy(&import->source, tree);
	return tree_walk(import->session->mirror, &walk, error);
}

/* Files that ops may refer to first, then device by device, number by number, the batch before its texts. */
static int
compare_items(gconstpointer a, gconstpointer b)
{
	const Item *x = *(Item *const *)a, *y = *(Item *const *)b;
	int by_device = strcmp(x->parsed.device, y->parsed.device), by_stem;

	if (by_device)
		return by_device;
	if (x->parsed.number != y->parsed.number)
		return x->parsed.number < y->parsed.number ? -1 : 1;
	by_stem = strcmp(x->stem, y->stem);
	return by_stem ? by_stem : (int)x->parsed.kind - (int)y->parsed.kind;
}

/*
 * Very many: day by day instead. Laptops count on from each other's numbers, so that what they did on one day stands together in the
 * database, and pages are written once.
 */
static int
compare_by_number(gconstpointer a, gconstpointer b)
{
	const Item *x = *(Item *const *)a, *y = *(Item *const *)b;

	if (x->parsed.number != y->parsed.number)
		return x->parsed.number < y->parsed.number ? -1 : 1;
	return compare_items(a, b);
}

/* --- files ---------------------------------------------------------------------------------------------------------------- */

static gboolean
import_one_file(Import *import, const Item *item, GError **error)
{
	Session *session = import->session;
	const SyncHost *host = session->host;
	g_autoptr(GError) cause = NULL;
	g_autoptr(GBytes) bytes = mirror_blob_read(session->mirror, &item->id, path_max_size(item->parsed.kind), &cause);

	if (bytes && !path_fits_content(&item->parsed, bytes))
		g_set_error(&cause, SYNC_ERROR, SYNC_ERROR_INVALID, "Inhalt passt nicht zur Prüfsumme im Namen");
	if (!cause && host->import_file && host->import_file(host->data, item->path, bytes, &cause)) {
		known_put(session->known, item->path, &item->id);
		return TRUE;
	}
	if (import_must_stop(cause, error))
		return FALSE;
	session_quarantine(session, item->path, &item->id, cause ? cause->message : "nicht gültig");
	return TRUE;
}

/* A broken rule is the file's fault; a database that cannot be written is ours, and stops the sync. */
gboolean
import_must_stop(const GError *cause, GError **error)
{
	if (!g_error_matches(cause, SYNC_ERROR, SYNC_ERROR_LOCAL) && !g_error_matches(cause, SYNC_ERROR, SYNC_ERROR_CANCELLED))
		return FALSE;
	g_propagate_error(error, g_error_copy(cause));
	return TRUE;
}

/* --- all ------------------------------------------------------------------------------------------------------------------ */

static guint
group_end(const Import *import, guint from)
{
	const Item *first = import->items->pdata[from];
	guint i = from + 1;

	while (i < import->items->len && strcmp(((Item *)import->items->pdata[i])->stem, first->stem) == 0)
		i++;
	return i;
}

gboolean
import_process(Import *import, GError **error)
{
	const SyncHost *host = import->session->host;
	guint i = 0, end;

	if (import->items->len > 0 && host->import_begin && !host->import_begin(host->data, import->items->len, error))
		return FALSE;
	g_ptr_array_sort(import->items, import->items->len > MANY ? compare_by_number : compare_items);
	if (import->items->len > 0 && !(import->ahead = ahead_new(import->session->mirror, host, import->items, error)))
		return FALSE;
	for (; i < import->items->len; i = end) {
		const Item *item = import->items->pdata[i];
		gboolean is_done = TRUE;

		session_progress(import->session, SYNC_PHASE_IMPORT, i, import->items->len);
		if (!session_goes_on(import->session, error))
			return FALSE;
		end = i + 1;
		if (item->parsed.kind == PATH_CHECKLIST || item->parsed.kind == PATH_KOMMUNEN)
			is_done = import_one_file(import, item, error);
		else if (item->parsed.kind != PATH_VORORT)
			is_done = import_group(import, i, end = group_end(import, i), error);
		if (!is_done)
			return FALSE;
		ahead_done(import->ahead, end);
	}
	g_clear_pointer(&import->ahead, ahead_free);
	return TRUE;
}

/* Everything handed on: the layer above looks at pending ops again, and the mirror remembers. */
static gboolean
finish(Session *session, GError **error)
{
	const SyncHost *host = session->host;

	return (!host->import_done || host->import_done(host->data, error)) && known_save(session->known, error);
}

/* --- what was fetched ----------------------------------------------------------------------------------------------------- */

/*
 * First line of the position "seen": what the judgement of a file depends on besides the file. Another version may read what this one could
 * not, a lost mirror has to be filled again, and a text that was dropped as erased is wanted again if its erasure turns out to be void.
 */
static char *
seen_head(const Session *session)
{
	const SyncHost *host = session->host;

	return g_strdup_printf("%s %s %" G_GINT64_FORMAT, VORORT_VERSION, session->mirror->id,
			       host->redacted_mark ? host->redacted_mark(host->data) : 0);
}

/* Position "seen": the head, then "<tree> <branch>" each. */
static gboolean
seen_tree(const char *seen, const char *head, const char *branch, git_oid *tree)
{
	g_auto(GStrv) lines = g_strsplit(seen ? seen : "", "\n", -1);
	guint i;

	if (!lines[0] || strcmp(lines[0], head) != 0)
		return FALSE;
	for (i = 1; lines[i]; i++)
		if (strlen(lines[i]) > 41 && strcmp(lines[i] + 41, branch) == 0)
			return git_oid_fromstrn(tree, lines[i], 40) == 0;
	return FALSE;
}

static void
collect_branch(Import *import, const char *branch, const char *seen, const char *head, GString *now)
{
	Session *session = import->session;
	git_oid tree, before;
	gboolean has_before = !session->is_full && seen_tree(seen, head, branch, &before);
	const git_oid *without[] = { NULL, NULL, NULL };
	char hex[GIT_OID_HEXSZ + 1];
	g_autoptr(GError) cause = NULL;
	guint n = 0;

	if (!session_branch_tree(session, branch, &tree))
		return;
	if (session->known->has_tree && !session->is_full)
		without[n++] = &session->known->tree;
	if (has_before)
		without[n++] = &before;
	git_oid_tostr(hex, sizeof hex, &tree);
	g_string_append_printf(now, "\n%s %s", hex, branch);
	if (has_before && git_oid_equal(&before, &tree))
		return;
	if (!import_collect(import, &tree, without, strcmp(branch, "main") != 0, &cause))
		session_quarantine(session, branch, &tree, cause->message);
}

gboolean
import_fetched(Session *session, GError **error)
{
	g_autofree char *seen = session_position(session, "seen"), *head = seen_head(session);
	g_autoptr(GPtrArray) inboxes = session_inboxes(session);
	g_autoptr(GString) now = g_string_new(head);
	g_auto(Import) import;
	guint i;

	import_init(&import, session);
	collect_branch(&import, "main", seen, head, now);
	for (i = 0; i < inboxes->len; i++)
		collect_branch(&import, inboxes->pdata[i], seen, head, now);
	if (!import_process(&import, error) || !finish(session, error))
		return FALSE;
	/* Only now: if the program dies before, everything is looked at again, and what is known is left out. */
	session_set_position(session, "seen", now->str);
	return TRUE;
}

/* --- what the mirror knows ------------------------------------------------------------------------------------------------ */

void
import_remember(Session *session)
{
	char hex[GIT_OID_HEXSZ + 1] = "";

	if (session->known->has_tree)
		git_oid_tostr(hex, sizeof hex, &session->known->tree);
	session->host->set_position(session->host->data, "all", hex);
}

gboolean
import_known(Session *session, gboolean is_rebuild, GError **error)
{
	g_autofree char *position = session->host->get_position(session->host->data, "all");
	git_oid tree, before;
	gboolean has_before = !is_rebuild && !session->is_full && position && git_oid_fromstr(&before, position) == 0;
	const git_oid *without[] = { has_before ? &before : NULL, NULL };
	g_auto(Import) import;

	import_init(&import, session);
	import.is_rebuild = is_rebuild;
	if (!session->known->has_tree || (has_before && git_oid_equal(&before, &session->known->tree)))
		return TRUE;
	git_oid_cpy(&tree, &session->known->tree);
	return import_collect(&import, &tree, without, FALSE, error) && import_process(&import, error) && finish(session, error);
}

gboolean
import_own_files(Session *session, GError **error)
{
	const SyncHost *host = session->host;
	g_autoptr(GPtrArray) files = host->own_files ? host->own_files(host->data) : NULL;
	guint i;

	for (i = 0; files && i < files->len; i++) {
		const SyncFile *file = files->pdata[i];
		RepoPath parsed;
		git_oid id;
		PathKind kind = path_parse(file->path, &parsed);

		/* A file that others would refuse is not published. */
		if ((kind != PATH_CHECKLIST && kind != PATH_KOMMUNEN) || g_bytes_get_size(file->bytes) > path_max_size(kind) ||
		    !path_fits_content(&parsed, file->bytes))
			continue;
		if (known_get(session->known, file->path, &id))
			continue;
		if (!mirror_blob_write(session->mirror, file->bytes, &id, error))
			return FALSE;
		known_put(session->known, file->path, &id);
	}
	return known_save(session->known, error);
}
