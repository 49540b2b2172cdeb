/* Trees of the mirror: finding what is new, changing many paths at once. */
#pragma once

#include "mirror.h"

/* A file; @path is valid during the call. FALSE with @error stops the walk. */
typedef gboolean (*TreeVisit)(const char *path, const git_oid *id, void *data, GError **error);

typedef struct TreeWalk {
	const git_oid *tree;
	const git_oid *const *without; /* files that one of these trees has under the same path and id are left out, NULL-terminated */
	TreeVisit visit;               /* every file at a known place */
	TreeVisit foreign;             /* files and whole folders elsewhere; may be NULL */
	void *data;
	GHashTable *damaged;           /* hex ids that must not be opened, or NULL */
	TreeVisit broken;              /* called for these, and for folders that cannot be read; NULL: such a folder ends the walk */
} TreeWalk;

/*
 * Walks in the order of the tree. Foreign folders are not looked into, and a tree with more than TREE_FILES_MAX entries is refused
 * (SYNC_ERROR_INVALID): a few kilobytes of nested trees can stand for billions of files.
 */
#define TREE_FILES_MAX 4000000
#define TREE_BYTES_MAX (64 * 1024 * 1024) /* of one folder: about a million files */
gboolean tree_walk(Mirror *mirror, const TreeWalk *walk, GError **error);

gboolean tree_is_damaged(GHashTable *damaged, const git_oid *id);

/* The id of the plain file at @path in @tree; FALSE if there is none. */
gboolean tree_find(Mirror *mirror, const git_oid *tree, const char *path, git_oid *id);

/* TRUE if anything with this id, of whatever kind, lies at @path. */
gboolean tree_holds(Mirror *mirror, const git_oid *tree, const char *path, const git_oid *id);

/*
 * What lies in @tree where a file of @changes, or a folder on the way to it, has to be: links, submodules, files and folders. A table for
 * tree_change() that removes them; empty if the way is free.
 */
GHashTable *tree_obstructions(Mirror *mirror, const git_oid *tree, GHashTable *changes);

/* The tree @base (NULL: empty) with the files of @changes (path → git_oid *, NULL id: removed). */
gboolean tree_change(Mirror *mirror, const git_oid *base, GHashTable *changes, git_oid *tree, GError **error);

/* A new path → id table for tree_change(), and putting into it. */
GHashTable *tree_changes_new(void);
void tree_changes_put(GHashTable *changes, const char *path, const git_oid *id);
