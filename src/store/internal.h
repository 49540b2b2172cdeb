/* What the files of the store share: the connection, one way to run SQL, and the steps of applying an op. */
#pragma once

#include <sqlite3.h>

#include "vorort/store.h"

struct Store {
	sqlite3 *db;
	char *path, *data_dir;
	char device[STAMP_DEVICE_LEN + 1];
	char run[STAMP_RUN_LEN + 1];
	guint depth;            /* nesting of transactions */
	gint64 paused;          /* lines.c: when others last got a moment to write, monotonic µs */
	GHashTable *statements; /* SQL constant (by address) -> prepared statement */
	gint64 max_n;           /* greatest n accepted; valid while has_max_n */
	gboolean has_max_n;
	struct KommunenIndex *kommunen; /* kommunen_index.c; NULL: not read yet */
	struct Bulk *bulk;      /* bulk.c; NULL: ops are applied one by one */
	GHashTable *touched;    /* ids of entities to be derived at the end of a batch; NULL: at once */
	GPtrArray *gathered;    /* bulk_rows.c, while it reads an op */
};

/* Sets a GError from SQLite's last error; returns FALSE. */
gboolean sql_fail(Store *store, const char *doing, GError **error);

/*
 * A prepared statement for a constant SQL text, reset and bound. @types: t text (NULL binds NULL), i gint64, b GBytes.
 * The statement stays the store's; it must be stepped to its end or reset before the next use of the same text.
 */
sqlite3_stmt *sql_query(Store *store, GError **error, const char *sql, const char *types, ...);
/* Runs a statement without rows. */
gboolean sql_run(Store *store, GError **error, const char *sql, const char *types, ...);
/* TRUE: a row is there. FALSE: the end, or an error with *error set. Resets at the end. */
gboolean sql_step(Store *store, sqlite3_stmt *stmt, GError **error);
/* First column of the first row as text or number; NULL/@fallback if there is no row. */
char *sql_text(Store *store, const char *sql, const char *types, ...);
gint64 sql_number(Store *store, gint64 fallback, const char *sql, const char *types, ...);
/* Column as text, never NULL. */
const char *sql_column(sqlite3_stmt *stmt, int column);

/* store.c: the SQL of a migration, counted from 0; NULL behind the last one */
const char *store_migration(gsize number);

/* lines.c */
/* *@is_new FALSE: an op with this stamp is known already, and nothing was changed. */
gboolean line_insert(Store *store, const char *id, const char *device, const char *line, gint64 batch, const char *state, gboolean *is_new,
		     GError **error);
gint64 line_max_n(Store *store); /* greatest n accepted */

/* bulk.c: what store_apply_line() does while a bulk is open */
void bulk_free(struct Bulk *bulk);
/* Takes note of what an accepted op says; the rows follow at the end of the bulk. */
gboolean bulk_take(Store *store, const Op *op, GError **error);
/* TRUE for ops that reach beyond their own entity: they wait and are applied one by one at the end. */
gboolean bulk_must_wait(const Op *op);
/* An op of the bulk has lost to another one with its stamp: what was noted of it is void. */
gboolean bulk_forget(Store *store, const char *op_id, GError **error);

/* bulk_rows.c: writes the rows of all entities from what was noted */
gboolean bulk_write_rows(Store *store, GError **error);

/*
 * store.c: whoever opens the database passes this gate (LOCK_SH) until its first read has taken a lock that stays, and whoever changes the
 * place of the file shuts it (LOCK_EX): a connection that began with a file which lost its name would take the new one's log for its own and
 * delete it. The descriptor, to be closed afterwards; -1: the directory cannot be locked.
 */
int store_gate(const char *data_dir, int operation);
/* store_open() for another file; opening the file anew under its name, with everything that was read from it forgotten */
Store *store_open_file(const char *data_dir, const char *name, const char *device, const char *run, GError **error);
gboolean store_reopen(Store *store, GError **error);

/* apply.c */
/* Texts of an op that is taken back; a hash of which nothing is known is no row, whichever came first. */
gboolean apply_forget_texts(Store *store, const char *op_id, GError **error);
gboolean apply_register_texts(Store *store, const Op *op, GError **error);
/* The slots of an op at one of its places; caller frees. */
char *apply_place_json(const Op *op, const char *field);
/* Type of what a result is about, if nothing else is known of it. */
const char *apply_subject_type(const char *on);
/* TRUE if an op's base speaks of this place. */
gboolean apply_has_base(const Op *op, const char *field);
gboolean apply_op(Store *store, const Op *op, GError **error);
gboolean unapply_op(Store *store, const Op *op, GError **error);
/* Where an op stands as a value: (entity, field, key) of each field it sets. */
typedef gboolean (*PlaceFunc)(Store *store, const Op *op, const char *entity, const char *field, const char *key, GError **error);
gboolean apply_foreach_place(Store *store, const Op *op, PlaceFunc func, GError **error);

/* heads.c: flags of the values of one field, links, hidden values */
gboolean heads_refresh(Store *store, const char *entity, const char *field, const char *key, GError **error);
/* The common case: nothing is known of this field yet, neither a value nor a base that names one. Then @op is its head, and done. */
/* Where nothing is known of the entity at all: without looking. */
gboolean heads_only(Store *store, const Entity *type, const char *entity, const char *field, const char *key, const char *op,
		    const char *json, GError **error);
gboolean heads_first(Store *store, const Entity *type, const char *entity, const char *field, const char *key, const char *op,
		     const char *json, gboolean *is_first, GError **error);
/* References of the shown value @json (NULL: none) of a place that has none written yet. */
gboolean heads_link(Store *store, const Entity *type, const char *json, const char *entity, const char *place, const char *key,
		    GError **error);
gboolean heads_set_hidden(Store *store, const char *op_id, GError **error);
/* derive.c: what follows from the values of an entity: retraction, differences, the board */
/* One slot of the shown value of a field without key; NULL if there is none. Caller frees. */
char *derive_shown_slot(Store *store, const char *entity, const char *field, const char *slot);
gboolean derive_entity(Store *store, const char *entity, GError **error);
/* At the end of the batch that is being applied, once; at once outside of one. */
gboolean derive_later(Store *store, const char *entity, GError **error);
gboolean derive_touched(Store *store, GError **error);
gboolean derive_has_row(const char *type);
/* Drops what lists show of it, for it is of another kind than it seemed. */
gboolean derive_forget_rows(Store *store, const char *entity, GError **error);
gboolean derive_list_row(Store *store, const char *type, const char *entity, GError **error);
gboolean derive_ensure_entity(Store *store, const char *id, const char *type, GError **error);
gboolean derive_differences(Store *store, const char *entity, GError **error);
gboolean derive_board_row(Store *store, const char *id, GError **error);
gboolean derive_board_of(Store *store, const char *anbindung_or_kommune, GError **error);
gboolean derive_text_changed(Store *store, const char *op_id, GError **error);

/* authority.c: who leads, who is blocked, what is erased */
gboolean derive_authority(Store *store, GError **error);
gboolean derive_redactions(Store *store, GError **error);
/* Erases texts of @op that a redaction known earlier names. */
gboolean derive_redactions_of(Store *store, const Op *op, GError **error);
/* An op, or ops of @device, stand in another batch now than before: that decides what of a blocked device counts. */
gboolean derive_batch_of_op_changed(Store *store, const char *device, const char *op_id, GError **error);
gboolean derive_batches_changed(Store *store, const char *device, GError **error);
gboolean derive_board_row(Store *store, const char *id, GError **error);
gboolean derive_anbindung_row(Store *store, const char *id, GError **error);
gboolean derive_visit_row(Store *store, const char *id, GError **error);
gboolean derive_board_of(Store *store, const char *anbindung_or_kommune, GError **error);
gboolean derive_text_changed(Store *store, const char *op_id, GError **error);

/* read.c: a text as people see it; *@is_lost becomes TRUE if it is erased or not here yet (else it stays as it is) */
char *read_text(Store *store, const char *hash, gboolean *is_lost);

/* kommunen_index.c: the Kommunen that can be chosen, in memory */
void kommunen_forget(Store *store);
/* A Kommune from the first columns of a row of the table. */
Kommune *kommunen_read_row(sqlite3_stmt *stmt);
/* The same as text_fold() and faster. Caller frees. */
char *kommunen_fold(const char *text);
/* Folded with ü as u, where text_fold() makes it ue; NULL if there is no umlaut. Caller frees. */
char *kommunen_fold_plain(const char *text);
