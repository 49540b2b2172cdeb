/* Erasable texts beside a batch: merging and checking, for import and union. */
#pragma once

#include "vorort/sync.h"

/* The hashes of texts that a batch's op lines name, as a set (keys are owned). */
GHashTable *texts_named_by(const Batch *batch);

/*
 * Adds to @into what @from has and @into has not. With @named only texts whose hash is in it: a text file is not signed, so a line
 * counts only if the signed batch names it. Entries are moved, @from is empty afterwards. Returns how many came new.
 */
guint texts_merge(GPtrArray *into, GPtrArray *from, GHashTable *named);

/* Removes redacted texts; returns how many went. */
guint texts_redact(GPtrArray *texts, const SyncHost *host);

GPtrArray *texts_new(void);

/* Frees the texts of @texts that @others has, too. */
void texts_subtract(GPtrArray *texts, GPtrArray *others);
