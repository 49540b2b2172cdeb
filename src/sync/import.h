/* Import: the files of one step, and one batch with its texts (import_batch.c). */
#pragma once

#include "path.h"
#include "session.h"

typedef struct Item {
	char *path, *stem; /* stem: path without its ending, the same for a batch and its texts */
	RepoPath parsed;
	git_oid id;        /* blob */
	git_oid source;    /* tree it was found in: its sibling is looked for there */
} Item;

typedef struct Ahead Ahead;

typedef struct Import {
	Session *session;
	GPtrArray *items;  /* of Item */
	Ahead *ahead;      /* reads them, while they are processed; else NULL */
	GHashTable *seen;
	git_oid source;
	gboolean is_rebuild; /* hand on what the layer above has, too */
} Import;

void import_init(Import *import, Session *session);
void import_clear(Import *import);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Import, import_clear)

/* Adds the files of @tree that none of @without has. Foreign files are counted if @is_inbox. */
gboolean import_collect(Import *import, const git_oid *tree, const git_oid *const *without, gboolean is_inbox, GError **error);
/* Verifies and hands on all items. */
gboolean import_process(Import *import, GError **error);

/* The items [from, end): candidates for one batch and for its texts. */
gboolean import_group(Import *import, guint from, guint end, GError **error);

/* TRUE (and @error set) if @cause must stop the sync instead of quarantining a file. */
gboolean import_must_stop(const GError *cause, GError **error);

/* Position "all": what the layer above has been given. */
void import_remember(Session *session);
