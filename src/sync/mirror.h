/*
 * The mirror: the bare repository <data dir>/repo.git, read and written with libgit2.
 *
 * Local refs: refs/vorort/all (tree of everything verified), refs/vorort/sealing (a seal under way), refs/vorort/out/<remote> (last commit
 * pushed), refs/remotes/r/<remote>/… (last fetched).
 */
#pragma once

#include <git2.h>

#include "vorort/sync.h"

typedef struct Mirror {
	git_repository *repo;
	git_odb *odb;
	char *path; /* absolute */
	char *id;   /* drawn when it was made: positions of another mirror say nothing about this one. "": made by an old version */
} Mirror;

/* Opens the mirror or creates it. The caller holds sync.lock: what killed runs left is removed first. NULL: SYNC_ERROR_LOCAL. */
Mirror *mirror_open(const char *data_dir, GError **error);
/* Another handle to the same mirror, for another thread. */
Mirror *mirror_again(const Mirror *mirror, GError **error);
void mirror_close(Mirror *mirror);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Mirror, mirror_close)

/* Sets SYNC_ERROR_LOCAL with libgit2's last message and returns FALSE. */
gboolean mirror_fail(const char *what, GError **error);

/* --- refs ----------------------------------------------------------------------------------------------------------------- */

/* FALSE if there is no such ref. */
gboolean mirror_ref(Mirror *mirror, const char *name, git_oid *id);
/* The tree that a ref's commit holds; FALSE if there is none. */
gboolean mirror_ref_tree(Mirror *mirror, const char *name, git_oid *tree);
gboolean mirror_ref_set(Mirror *mirror, const char *name, const git_oid *id, GError **error);
/* No error if there is no such ref. */
gboolean mirror_ref_remove(Mirror *mirror, const char *name, GError **error);
/* Full names of the refs below @prefix ("refs/remotes/r/"), sorted; free with g_ptr_array_unref. */
GPtrArray *mirror_refs(Mirror *mirror, const char *prefix);

/* --- objects -------------------------------------------------------------------------------------------------------------- */

/* Writes and fsyncs a commit by "vorort"; @parent may be NULL. */
gboolean mirror_commit(Mirror *mirror, const char *device, const char *message, const git_oid *tree, const git_oid *parent,
                       git_oid *id, GError **error);
/* TRUE if the commit says that this device made it; it is not signed. */
gboolean mirror_commit_is_by(Mirror *mirror, const git_oid *commit, const char *device);
gboolean mirror_commit_tree(Mirror *mirror, const git_oid *commit, git_oid *tree);

gboolean mirror_blob_write(Mirror *mirror, GBytes *bytes, git_oid *id, GError **error);
/* The size is checked before anything is read. NULL: SYNC_ERROR_INVALID with the reason. */
GBytes *mirror_blob_read(Mirror *mirror, const git_oid *id, gsize max, GError **error);
