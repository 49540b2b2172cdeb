/* What this laptop has verified: the tree of refs/vorort/all, and changes to it that are not written yet. */
#pragma once

#include "tree.h"

#define REF_ALL "refs/vorort/all"
#define REF_SEALING "refs/vorort/sealing"

typedef struct Known {
	Mirror *mirror;
	const char *device;
	git_oid tree;        /* as written; only if has_tree */
	gboolean has_tree;
	GHashTable *changes; /* path → git_oid */
} Known;

Known *known_load(Mirror *mirror, const char *device);
void known_free(Known *known);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Known, known_free)

/* The blob known at @path, changes included. */
gboolean known_get(const Known *known, const char *path, git_oid *id);
void known_put(Known *known, const char *path, const git_oid *id);

/* Forgets everything, so that another undertaking can be adopted. */
gboolean known_reset(Known *known, GError **error);

/* Writes the changes (objects, then the ref). Does nothing if there are none. */
gboolean known_save(Known *known, GError **error);

/* --- sealing: the batch is in the mirror before the layer above stores it, and in refs/vorort/all only afterwards ---------- */

/* Writes refs/vorort/sealing: a tree of the new files alone. */
gboolean known_stage(Known *known, GHashTable *files, GError **error);
/* Takes the staged files over into refs/vorort/all and removes refs/vorort/sealing. */
gboolean known_unstage(Known *known, gboolean is_sealed, GError **error);
