/*
 * Records: what is known of one entity now – its fields with the value shown, all differing values, and the history behind them.
 * Filled by the store, immutable afterwards, owns everything it points to. Pure data, no I/O.
 */
#pragma once

#include <glib.h>

#include "vorort/op.h"

typedef struct RecordValue { /* one change of one field */
	const Field *field;  /* NULL for "add" and "result" */
	char *field_name;    /* "state", "param"; "add": the add itself with its fixed slots; "result": of an Anbindung or Stelle */
	char *key;           /* "" unless the field is keyed; for results "step/env/instance" */
	char *op;            /* id of the op that set it: for results the result's own id */
	char *at, *by;       /* day and minute (UTC), Kürzel: information only */
	GHashTable *slots;   /* slot name -> text (lists: comma separated); absent: not set. Erased texts say so in words */
	gboolean is_lost;    /* a text of it is erased or not here yet: cannot be written again */
	gboolean is_head;    /* a value of the field: nobody has changed it knowing it */
	gboolean is_shown;   /* the head with the greatest stamp */
	gboolean is_hidden;  /* withdrawn result or blocked device: part of the graph, not a value */
} RecordValue;

typedef struct Record {
	char *id;
	const Entity *entity;
	char *created;       /* op id of the first add known, NULL if there is none yet (then it is not shown) */
	char *created_at, *created_by;
	gboolean is_retracted;
	guint n_diff;        /* fields with differing inputs (abweichende Eingaben) */
	GPtrArray *values;   /* of RecordValue, by field, key, op */
} Record;

void record_free(Record *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Record, record_free)

/* The shown value of a slot, "" if it has none. @key for keyed fields, else NULL. Borrowed. */
const char *record_get(const Record *record, const char *slot);
const char *record_get_keyed(const Record *record, const char *field, const char *key, const char *slot);

/* The RecordValue shown for a field, or NULL. */
const RecordValue *record_shown(const Record *record, const char *field, const char *key);

/* All heads of a field (borrowed RecordValues), greatest stamp last; two or more with different values are a difference. */
GPtrArray *record_heads(const Record *record, const char *field, const char *key);
gboolean record_is_different(const Record *record, const char *field, const char *key);

/* For g_ptr_array_sort() of visits: by their day, then id. */
gint record_by_date(gconstpointer a, gconstpointer b);

/* TRUE if both hold the same slot values. */
gboolean record_value_equal(const RecordValue *a, const RecordValue *b);
