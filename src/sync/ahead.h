/*
 * Reading ahead: a thread of its own reads, verifies and takes apart the next files of an import while the layer above stores the one before.
 * It has a handle of its own to the mirror and touches nothing else of the session.
 */
#pragma once

#include "import.h"

/* What is to be known of one item. Members may be taken out (and set to NULL) by whoever got it. */
typedef struct AheadFile {
	Batch *batch;        /* a batch that verifies, whatever its undertaking */
	GHashTable *named;   /* hashes that it names */
	GPtrArray *texts;    /* of a text file */
	guint n_bad;         /* lines of it that do not fit their hash */
	gboolean is_canonical; /* it is what this laptop would write */
	GError *error;       /* why it could not be used */
} AheadFile;

/* Begins with the first of @items, which stay as they are until ahead_free(). */
Ahead *ahead_new(const Mirror *mirror, const SyncHost *host, GPtrArray *items, GError **error);
void ahead_free(Ahead *ahead);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ahead, ahead_free)

/* Waits for item @i; valid until ahead_done() with something above it. */
AheadFile *ahead_get(Ahead *ahead, guint i);
/* Items below @end are not asked for any more. */
void ahead_done(Ahead *ahead, guint end);
