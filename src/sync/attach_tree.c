/*
 * Trees of att/<device>. Anybody with a right to write may have put anything there: a tree or a file is looked at only if its header says
 * that it is of the right kind and small, and only at the three levels where something may lie.
 */
#include <string.h>

#include "attach.h"
#include "key.h"
#include "vorort/attachment.h"

#define FOLDER "attachments"
#define COMMIT_MAX (64 * 1024)
#define TREE_MAX (4 * 1024 * 1024) /* some 40,000 files in one of 256 folders */

void
sync_attachment_free(SyncAttachment *attachment)
{
	if (!attachment)
		return;
	g_free(attachment->sha256);
	g_free(attachment);
}

char *
attach_path(const char *sha256)
{
	return g_strdup_printf(FOLDER "/%.2s/%s", sha256, sha256);
}

/* --- looking without loading ---------------------------------------------------------------------------------------------- */

static gboolean
is_small(Mirror *mirror, const git_oid *id, git_object_t type, gsize max)
{
	git_object_t found;
	size_t len;

	return git_odb_read_header(&len, &found, mirror->odb, id) == 0 && found == type && len <= max;
}

/* A branch that points at anything but a commit is none. */
static git_tree *
root_of(Mirror *mirror, const git_oid *commit)
{
	git_tree *tree = NULL;
	git_oid id;

	if (!is_small(mirror, commit, GIT_OBJECT_COMMIT, COMMIT_MAX) || !mirror_commit_tree(mirror, commit, &id) ||
	    !is_small(mirror, &id, GIT_OBJECT_TREE, TREE_MAX) || git_tree_lookup(&tree, mirror->repo, &id) != 0)
		return NULL;
	return tree;
}

static git_tree *
folder_of(Mirror *mirror, const git_tree_entry *entry)
{
	git_tree *tree = NULL;

	if (!entry || git_tree_entry_type(entry) != GIT_OBJECT_TREE || !is_small(mirror, git_tree_entry_id(entry), GIT_OBJECT_TREE, TREE_MAX) ||
	    git_tree_lookup(&tree, mirror->repo, git_tree_entry_id(entry)) != 0)
		return NULL;
	return tree;
}

static git_tree *
attachments_of(Mirror *mirror, const git_oid *commit)
{
	git_tree *root = root_of(mirror, commit);
	git_tree *folder = root ? folder_of(mirror, git_tree_entry_byname(root, FOLDER)) : NULL;

	git_tree_free(root);
	return folder;
}

/* --- all of them ---------------------------------------------------------------------------------------------------------- */

static gboolean
is_file(Mirror *mirror, const git_tree_entry *entry)
{
	return git_tree_entry_filemode(entry) == GIT_FILEMODE_BLOB && is_small(mirror, git_tree_entry_id(entry), GIT_OBJECT_BLOB, ATTACHMENT_MAX);
}

static void
list_folder(Mirror *mirror, git_tree *tree, const char *folder, GHashTable *files)
{
	gsize i, n = git_tree_entrycount(tree);

	for (i = 0; i < n; i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(tree, i);
		const char *name = git_tree_entry_name(entry);

		if (attachment_hash_is_valid(name) && strncmp(name, folder, 2) == 0 && is_file(mirror, entry))
			g_hash_table_replace(files, g_strdup(name), g_memdup2(git_tree_entry_id(entry), sizeof(git_oid)));
	}
}

GHashTable *
attach_list(Mirror *mirror, const git_oid *commit)
{
	GHashTable *files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	git_tree *top = attachments_of(mirror, commit);
	gsize i, n = top ? git_tree_entrycount(top) : 0;

	for (i = 0; i < n; i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(top, i);
		git_tree *tree = strlen(git_tree_entry_name(entry)) == 2 ? folder_of(mirror, entry) : NULL;

		if (tree)
			list_folder(mirror, tree, git_tree_entry_name(entry), files);
		git_tree_free(tree);
	}
	git_tree_free(top);
	return files;
}

/* --- one of them ---------------------------------------------------------------------------------------------------------- */

/* FALSE: not there; *@why if something else lies in its place. */
static gboolean
find(Mirror *mirror, const git_oid *commit, const char *sha256, git_oid *id, char **why)
{
	g_autofree char *folder = g_strndup(sha256, 2);
	git_tree *top = attachments_of(mirror, commit);
	git_tree *tree = top ? folder_of(mirror, git_tree_entry_byname(top, folder)) : NULL;
	const git_tree_entry *entry = tree ? git_tree_entry_byname(tree, sha256) : NULL;
	gboolean is_found = entry && git_tree_entry_filemode(entry) == GIT_FILEMODE_BLOB;

	if (is_found)
		git_oid_cpy(id, git_tree_entry_id(entry));
	else if (entry)
		*why = g_strdup("dort liegt keine Datei, sondern ein Verweis oder Ordner");
	git_tree_free(tree);
	git_tree_free(top);
	return is_found;
}

GBytes *
attach_read(Mirror *mirror, const git_oid *commit, const SyncAttachment *wanted, char **why)
{
	g_autoptr(GError) cause = NULL;
	g_autoptr(GBytes) bytes = NULL;
	g_autofree char *hash = NULL;
	git_oid id;

	*why = NULL;
	if (!find(mirror, commit, wanted->sha256, &id, why))
		return NULL;
	if (!(bytes = mirror_blob_read(mirror, &id, ATTACHMENT_MAX, &cause))) {
		*why = g_strdup(cause->message);
		return NULL;
	}
	hash = crypto_sha256(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	if (strcmp(hash, wanted->sha256) == 0 && (gint64)g_bytes_get_size(bytes) == wanted->size)
		return g_steal_pointer(&bytes);
	*why = g_strdup("die Datei dort ist eine andere: Größe oder Prüfsumme stimmt nicht");
	return NULL;
}
