/*
 * Store: the log of ops and its projection in SQLite (design 3). One Store is one connection and belongs to one thread.
 *
 * Durable means: when a function that writes returns TRUE, op and projection are on disk (WAL, synchronous=FULL). Transactions nest by
 * counting; what fails inside rolls back the outermost one.
 */
#pragma once

#include <glib.h>

#include "vorort/kommune.h"
#include "vorort/obstacle.h"
#include "vorort/overview.h"
#include "vorort/op.h"
#include "vorort/record.h"

#define STORE_ERROR (store_error_quark())
typedef enum {
	STORE_ERROR_FAILED,
	STORE_ERROR_READ_ONLY, /* no right to write, or the disk is read-only */
	STORE_ERROR_FULL,      /* disk full */
	STORE_ERROR_BUSY,      /* another program holds the database for too long */
	STORE_ERROR_NEWER,     /* written by a newer version: left untouched */
	STORE_ERROR_DAMAGED,
	STORE_ERROR_NOT_FOUND,
	STORE_ERROR_INVALID,   /* an op breaks a rule */
} StoreError;
GQuark store_error_quark(void);

typedef struct Store Store;

/* Opens or creates vorort.db in @data_dir (which exists). @device is this installation's id, @run four fresh random characters. */
Store *store_open(const char *data_dir, const char *device, const char *run, GError **error);
void store_close(Store *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Store, store_close)

/*
 * The device that ops made here belong to. It may change while the store is open: another process (the sync) had to make this laptop a new
 * device. Borrowed, valid until the next call or write.
 */
const char *store_device(Store *store);
gboolean store_set_device(Store *store, const char *device, GError **error);

gboolean store_begin(Store *store, GError **error);
gboolean store_commit(Store *store, GError **error);
void store_rollback(Store *store); /* harmless outside a transaction */

/* --- writing ---------------------------------------------------------------------------------------------------------------- */

/*
 * Stamps, checks and applies ops made here, in their order, in one transaction; @title names the action for undo ("Ergebnis A1").
 * On success every op carries its stamp. @undoes: number of the action that these ops take back, 0: none,
 * negative: number of the undo that they take back (redo).
 */
gboolean store_commit_ops(Store *store, GPtrArray *ops, const char *by, const char *title, gint64 undoes, GError **error);

/*
 * The id that the next op committed here will have: what an op of the same action refers to. Only inside a transaction, where nobody comes
 * between. Caller frees.
 */
char *store_next_id(Store *store);

/*
 * Applies an op line from a verified batch: the same way a local one goes. Pending and unknown ops are kept. STORE_ERROR_INVALID: breaks a
 * rule of the op table, nothing changed. Must be called in a transaction.
 */
gboolean store_apply_line(Store *store, const char *device, const char *line, gsize len, gint64 batch, GError **error);

/*
 * The two halves of store_apply_line(): reading, which touches nothing and may be done in another thread, *@op NULL (caller frees) for a
 * kind of a newer version; and applying what was read of @line.
 */
gboolean store_read_line(const char *device, const char *line, gsize len, Op **op, GError **error);
gboolean store_apply_op(Store *store, const Op *op, const char *line, gint64 batch, GError **error);

/*
 * A verified batch, whose texts are there already. With @ops (of Op, from store_read_line(); NULL for unknown kinds) and outside a transaction
 * in several short ones, so that others can write between; without, in one, and STORE_ERROR_INVALID leaves nothing behind.
 */
typedef struct StoreBatch {
	const char *device, *sha256, *prev;
	gint64 number;
	GPtrArray *lines, *ops;
} StoreBatch;
gboolean store_apply_batch(Store *store, const StoreBatch *batch, GError **error);
/* More memory for pages from now on: the ops of an import lie everywhere. */
void store_expect_import(Store *store);

/* A text from a batch's text file. Unknown hashes wait for their op; redacted ones are dropped. */
gboolean store_put_text(Store *store, const char *hash, const char *salt, const char *text, GError **error);

/* Looks at waiting ops again: pending ones in stamp order, unknown kinds if this version knows them now. */
gboolean store_review_waiting(Store *store, GError **error);

/*
 * Many ops at once into a projection that holds none yet. prepare, outside a transaction; then in one transaction begin, store_apply_line(),
 * store_put_text() and store_put_batch() as often as needed, end: only then is anything but ops and texts to be seen. finish, outside a
 * transaction. A rollback ends a bulk, too. The full text is filled afterwards.
 */
gboolean store_bulk_prepare(Store *store, GError **error);
gboolean store_bulk_begin(Store *store, GError **error);
gboolean store_bulk_end(Store *store, GError **error);
void store_bulk_finish(Store *store);
gboolean store_is_in_bulk(Store *store);
/*
 * A first import into a new file. TRUE if @store knows nothing but some ops of this laptop, and no other program has it open. beside makes
 * a store of the same laptop that is prepared for a bulk; adopt carries over what @home has learnt meanwhile and puts the new file in its
 * place: *@is_taken FALSE if somebody else has the old one open now. After either, and after anything that failed, drop @side.
 */
gboolean store_is_fresh(Store *store);
Store *store_beside(Store *home, GError **error);
gboolean store_beside_adopt(Store *home, Store *side, gboolean *is_taken, GError **error);
void store_beside_drop(Store *side);
/* Fills some of the full text that a bulk left out, in a transaction of some milliseconds; *@is_done: nothing was left. */
gboolean store_fill_search(Store *store, gboolean *is_done, GError **error);

/* --- reading one thing -------------------------------------------------------------------------------------------------------- */

/* NULL with STORE_ERROR_NOT_FOUND if no op about it is known. */
Record *store_record(Store *store, const char *id, GError **error);
/* Full id for a unique beginning of one (of any type if @type is NULL); caller frees. */
char *store_find_id(Store *store, const char *type, const char *prefix, GError **error);
/* The text form of the op with that id as it stands in the log; NULL if unknown. Caller frees. */
char *store_op_line(Store *store, const char *op_id);

/* --- reading lists ---------------------------------------------------------------------------------------------------------------- */

/*
 * Ids of entities of a type that are created and not withdrawn, newest first; @before: only ids before this one (NULL: from the newest);
 * @limit 0: all. Array of char *.
 */
GPtrArray *store_list(Store *store, const char *type, const char *before, guint limit, GError **error);
/* Ids of entities of @type that refer to @target by @slot (any if NULL), oldest first. Withdrawn ones are left out. */
GPtrArray *store_links(Store *store, const char *target, const char *type, const char *slot, GError **error);
/* The same of withdrawn ones alone. */
GPtrArray *store_withdrawn_links(Store *store, const char *target, const char *type, const char *slot, GError **error);

/* Ids of the Stellen that serve @kommune or what else it is called (@other, may be NULL) or its whole @land, oldest first. */
GPtrArray *store_serving(Store *store, const char *kommune, const char *other, const char *land, GError **error);

/* Rows of the board, newest first, beginning behind @anchor (NULL: at the end of the list); @backward: before it, nearest first. */
GPtrArray *store_obstacles(Store *store, const ObstacleFilter *filter, const char *anchor, gboolean backward, guint skip, guint limit,
			   GError **error);
/* Number of rows that pass the filter, -1 on error. */
gint64 store_count_obstacles(Store *store, const ObstacleFilter *filter, GError **error);

/*
 * Current results with this outcome, everywhere or of one Anbindung (@entity NULL: all), earliest due first, without a date last; @limit 0:
 * all. All results of one come with store_record() as values of the field "result".
 */
typedef void (*StoreResultFunc)(const char *entity, const char *key, const char *result, void *data);
gboolean store_results_with(Store *store, const char *outcome, const char *entity, guint limit, StoreResultFunc func, void *data,
			    GError **error);

/* Ids of the Schnellnotizen that are not sorted, oldest first. */
GPtrArray *store_unsorted_notes(Store *store, GError **error);
/*
 * Ids of the obstacles that come up again on a day – open ones with a date, put off ones with an end –, earliest first, everywhere or of one
 * Anbindung (NULL: all); @limit 0: all.
 */
GPtrArray *store_dated_obstacles(Store *store, const char *anbindung, guint limit, GError **error);

typedef struct StoreCounts {
	gint64 n_ops, n_unpublished, n_pending, n_unknown, n_diff, n_quarantined, n_open_obstacles, n_obstacles, n_anbindungen, n_visits;
} StoreCounts;
/* n_unpublished alone: what every screen shows. */
gint64 store_unpublished(Store *store);
gboolean store_counts(Store *store, StoreCounts *counts, GError **error);

/* --- the overview of Bedarfsträger ------------------------------------------------------------------------------------------------- */

/* Rows of the overview in the order of the official keys; array of OverviewRow. */
GPtrArray *store_overview_rows(Store *store, const OverviewFilter *filter, GError **error);
/* Number of Kommunen that pass, whatever they are grouped by; -1 on error. */
gint64 store_overview_count(Store *store, const OverviewFilter *filter, GError **error);
/* Calls back with every cell of the row @key that has an Anbindung. */
gboolean store_overview_cells(Store *store, const OverviewFilter *filter, const char *key, OverviewCellFunc func, void *data, GError **error);

/* --- Kommunen -------------------------------------------------------------------------------------------------------------------- */

/*
 * What the shared files kommunen/… say together; replaces all. The caller makes @history of exactly these files: from then on until one
 * more arrives store_kommunen_are_stale() is FALSE.
 */
gboolean store_put_kommunen(Store *store, const KommuneHistory *history, GError **error);
gboolean store_kommunen_are_stale(Store *store);
/* Of a Kommune that is gone, too. */
Kommune *store_kommune(Store *store, const char *id, GError **error);
GPtrArray *store_kommune_versions(Store *store, const char *id, GError **error); /* of KommuneVersion, oldest first */
/* Ids of the Kommunen whose recorded successor @id is; array of char *. */
GPtrArray *store_kommune_predecessors(Store *store, const char *id, GError **error);
/*
 * As people type: words in any order, part of the name, of the Kreis or the Land, AGS, ARS, PLZ; best first: the very name, its beginning,
 * beginnings of its words, the rest; then the own Land, then the larger ones. Only what is in the newest directory and populated.
 * Array of Kommune.
 */
GPtrArray *store_search_kommunen(Store *store, const char *typed, const char *own_land, guint limit, GError **error);

/* --- sync ------------------------------------------------------------------------------------------------------------------------ */

/* Devices whose ops stand in no batch yet: this one, and what it was before it had to become a new one. Array of char *. */
GPtrArray *store_outbox_devices(Store *store);
/* Ops of @device in no batch yet, stamp order: array of char * lines. At most @max_bytes of lines. */
GPtrArray *store_outbox(Store *store, const char *device, gsize max_bytes, GError **error);
/* Calls back with each text that ops of these lines hold. */
typedef void (*StoreTextFunc)(const char *hash, const char *salt, const char *text, void *data);
gboolean store_texts_of(Store *store, GPtrArray *lines, const char *device, StoreTextFunc func, void *data, GError **error);
typedef struct StoreSeal { /* a batch sealed on this laptop */
	char *device, *sha256;
	gint64 number;
} StoreSeal;
void store_seal_free(StoreSeal *seal);
/* The batch with these @n first ops of the outbox is written: stores number, hash and bytes in one transaction. */
gboolean store_seal(Store *store, const StoreSeal *seal, GBytes *bytes, const char *prev, guint n, GError **error);
/* Array of StoreSeal; @only_open: those that were not seen in a fetched branch yet. */
GPtrArray *store_seals(Store *store, gboolean only_open, GError **error);
/* NULL if they were not kept (sealed by an old version, or found in the mirror). */
GBytes *store_sealed_bytes(Store *store, const StoreSeal *seal);
gboolean store_has_sealed(Store *store);
/* TRUE if there are batches of this device that were not sealed here: its disk was copied, or it is a backup of what went on elsewhere. */
gboolean store_has_twin(Store *store);
/* Notes an imported batch (in the transaction of its import). */
gboolean store_put_batch(Store *store, const char *device, gint64 number, const char *sha256, const char *prev, guint n_ops, GError **error);
gboolean store_has_batch(Store *store, const char *device, gint64 number, const char *sha256);
/* Number and hash of the last batch of @device sealed here; 0 and NULL if none. Caller frees *@sha256. */
gboolean store_last_batch(Store *store, const char *device, gint64 *number, char **sha256, GError **error);
gboolean store_confirm_batch(Store *store, const char *device, gint64 number, GError **error);
gboolean store_is_redacted(Store *store, const char *hash);
gint64 store_n_redacted(Store *store);
/* Changes with the set of erased texts. */
gint64 store_redacted_mark(Store *store);
/*
 * Not NULL since an erasure turned out to be void, until somebody has looked for its text in everything known and fetched, and says so with
 * the mark that was there before. Caller frees.
 */
char *store_wants_texts(Store *store);
gboolean store_texts_looked_for(Store *store, const char *mark, GError **error);
gboolean store_quarantine(Store *store, const char *path, const char *blob, const char *reason, GError **error);
/* What was refused at @path has arrived whole since. */
gboolean store_release(Store *store, const char *path, GError **error);
/* This one lies nowhere any more. */
gboolean store_release_blob(Store *store, const char *path, const char *blob, GError **error);
/* Calls back with every file that is put aside. */
typedef void (*StoreAsideFunc)(const char *path, const char *blob, void *data);
gboolean store_asides(Store *store, StoreAsideFunc func, void *data, GError **error);
/* TRUE if something was refused by another version of this program: it is worth another try. */
gboolean store_has_old_quarantine(Store *store);
/* Array of char *: "path: reason". */
GPtrArray *store_quarantined(Store *store, GError **error);

gboolean store_put_file(Store *store, const char *path, GBytes *bytes, GError **error);
/* Calls back with every shared file. */
typedef void (*StoreFileFunc)(const char *path, GBytes *bytes, void *data);
gboolean store_files(Store *store, StoreFileFunc func, void *data, GError **error);

typedef struct StoreDevice {
	char *id;
	char *first, *last;   /* days of its first and last entry, NULL: none known */
	char *granted;        /* role that a Leitung has given, NULL: none */
	gint64 last_batch;    /* greatest number known, 0: none */
	gint64 blocked_after; /* last batch that counts; -1: not blocked */
} StoreDevice;
void store_device_free(StoreDevice *device);
/* All devices that are known, also those of which there are only batches. Array of StoreDevice. */
GPtrArray *store_devices(Store *store, GError **error);

/* Role of a device as granted: "leitung" for the founder; the claimed one otherwise. Caller frees, NULL if unknown. */
char *store_role(Store *store, const char *device);

typedef struct StorePublished { /* one version of a checklist */
	char *version, *sha256;
	gboolean is_different; /* published twice with different content; sha256 is of the entry with the greatest stamp */
} StorePublished;
/* Versions of the checklist of @leistung that a Leitung has published and not withdrawn. Array of StorePublished, by version as text. */
GPtrArray *store_published(Store *store, const char *leistung, GError **error);

/* --- attachments ------------------------------------------------------------------------------------------------------------------- */

typedef struct StoreAttachment {
	char *sha256;
	gint64 size;
} StoreAttachment;
void store_attachment_free(StoreAttachment *attachment);
/* Attached on this laptop and not withdrawn, each file once, oldest first. Array of StoreAttachment. */
GPtrArray *store_own_attachments(Store *store, GError **error);
/* The slot that an erasure names to erase the file of an attachment. */
#define STORE_FILE_SLOT "sha256"
/* Files that a Leitung has erased: sha256 -> day, the earliest. Every attachment with that content is meant. Caller unrefs. */
GHashTable *store_erased_files(Store *store, GError **error);

/* --- settings, drafts, undo: local ------------------------------------------------------------------------------------------------- */

char *store_meta(Store *store, const char *key);           /* undertaking, founder; caller frees, NULL if unset */
gboolean store_set_meta(Store *store, const char *key, const char *value, GError **error);
char *store_setting(Store *store, const char *key);
gboolean store_set_setting(Store *store, const char *key, const char *value, GError **error); /* NULL value: remove */
char *store_draft(Store *store, const char *context);
gboolean store_set_draft(Store *store, const char *context, const char *content, GError **error); /* NULL: drop */
GPtrArray *store_draft_contexts(Store *store, GError **error);
char *store_checklist(Store *store, const char *sha256);   /* its text */
gboolean store_put_checklist(Store *store, const char *sha256, const char *leistung, const char *version, const char *text, GError **error);

typedef struct StoreAction {
	gint64 seq;
	char *title;
	GStrv ops;
} StoreAction;
void store_action_free(StoreAction *action);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreAction, store_action_free)
/* The last action that can be taken back (@redo: the last undo); NULL without error if there is none. @seq > 0: that one. */
StoreAction *store_last_action(Store *store, gboolean redo, gint64 seq, GError **error);
/* The action that an op belongs to, 0 if it was not made here. */
gint64 store_action_of(Store *store, const char *op_id);

/* --- whole database -------------------------------------------------------------------------------------------------------------- */

/* A fingerprint of everything that must be equal on laptops that know the same ops: SHA-256 over all tables but local_…; caller frees. */
char *store_digest(Store *store, GError **error);
/* After texts were erased: nothing of them stays in the files of the database. Not inside a transaction. */
gboolean store_forget(Store *store, GError **error);
/* A consistent copy in one file while the program runs. */
gboolean store_backup(Store *store, const char *path, GError **error);
/*
 * Looks at vorort.db in @data_dir without changing it: whole, ours, not newer. What is there beside the tables that this program makes is
 * refused. STORE_ERROR_DAMAGED, STORE_ERROR_NEWER.
 */
gboolean store_check(const char *data_dir, GError **error);
/* TRUE if another program has it open. */
gboolean store_is_in_use(const char *data_dir);
/* What would be lost with this data directory; -1: cannot be told. */
gint64 store_unpublished_in(const char *data_dir);
/*
 * Makes the projection anew: @refill applies the sealed batches (from the mirror) to this store; own unsealed ops and their texts are
 * carried over, local tables stay. One transaction: it is all new or all as before.
 */
gboolean store_rebuild(Store *store, gboolean (*refill)(void *data, GError **error), void *data, GError **error);
