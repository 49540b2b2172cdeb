/*
 * Ops: one immutable change each; everything that happens is an op (design 3, 4; man/vorort-format.5).
 *
 * What an op may say is data (src/core/entities.c): a table of entities, each with fields, each with slots (key, type, limits).
 * From it come encoding, decoding, validation, the projection and the table in the man page:
 *
 *   <entity>.add      creates an entity; holds the slots of all its fields that are known at the start
 *   <entity>.<field>  changes one field: all its slots together; no slots: the field is cleared
 *
 * "A known kind never gets new fields": a new field is a new kind `<entity>.<field>` and is not part of the add.
 * An op line is compact JSON with keys in this order and no others: k n run at by [e] [p] slots… [base].
 */
#pragma once

#include <glib.h>

#include "vorort/stamp.h"
#include "vorort/words.h"

#define OP_LINE_MAX 65536     /* bytes of one line (design 4, limits) */
#define OP_DEPTH_MAX 8        /* nesting of an unknown kind */
#define OP_LIST_MAX 200       /* entries of a list slot or of base */
#define OP_ENTITY_MAX 100     /* bytes of an entity id or a key */

typedef enum {
	SLOT_CODE,    /* one code of a word list */
	SLOT_CODES,   /* several, no doubles, in the order of the list */
	SLOT_TEXT,    /* erasable free text: the op holds its salted hash, 43 characters base64url */
	SLOT_LINE,    /* short printable line that is no free text of a person (product, version, mailbox): 1–200 bytes */
	SLOT_TOKEN,   /* [A-Za-z0-9._:/@|-]{1,100}: step id, parameter, natural key */
	SLOT_TOKENS,
	SLOT_INT,     /* min … max */
	SLOT_DATE,    /* YYYY-MM-DD, an existing day */
	SLOT_ID,      /* id of any entity */
	SLOT_IDS,
	SLOT_SHA256,  /* 64 lower-case hex digits */
} SlotType;

typedef struct Slot {
	const char *name; /* JSON key, unique within the entity */
	SlotType type;
	gint64 min, max;  /* SLOT_INT: range; lists: number of entries (0, 0: up to OP_LIST_MAX); SLOT_CODE(S): WordList in min */
	gboolean is_required; /* in an op that sets the field and is not a clearing one */
} Slot;

#define SLOTS_MAX 4

typedef struct Field {
	const char *name;
	const char *title;      /* German */
	Slot slots[SLOTS_MAX];  /* ends with a NULL name */
	gboolean in_add;        /* its slots may stand in <entity>.add */
	gboolean is_fixed;      /* only in add: never changed later (no kind of its own) */
	gboolean is_keyed;      /* many values, one for each key "p": parameters of an Anbindung */
	gboolean is_mandatory;  /* must be present in add */
} Field;

typedef enum { ID_STAMP, ID_ANBINDUNG, ID_DEVICE, ID_KOMMUNE, ID_LAND_LEISTUNG, ID_VERSIONED, ID_SHA256, ID_SINGLE } IdRule;

#define FIELDS_MAX 26

typedef struct Entity {
	const char *name;
	const char *title;     /* German */
	IdRule id_rule;        /* ID_STAMP: the creating op's stamp; else a natural key that stands in "e" of the add, too */
	const char *note;      /* for the man page */
	Field fields[FIELDS_MAX]; /* ends with a NULL name */
} Entity;

/* The table, ends with a NULL name. Every entity ends with the field "retracted" (withdrawn: ja, and why). */
extern const Entity entities[];

const Entity *entity_find(const char *name);
const Field *entity_field(const Entity *entity, const char *name);
/* The field that holds slot @name and *@index its position in it; NULL if there is none. */
const Field *entity_slot(const Entity *entity, const char *name, guint *index);
gboolean entity_id_is_valid(const Entity *entity, const char *id);
guint field_n_slots(const Field *field);

/* One value of a slot. Exactly one member is used, by type: number (INT), list (CODES, TOKENS, IDS), else string. */
typedef struct SlotValue {
	gboolean is_set;
	gint64 number;
	char *string;
	GStrv list;
	char *text, *salt; /* SLOT_TEXT of an op made here: what string is the hash of; NULL in an op that was read */
} SlotValue;

typedef struct Op {
	const Entity *entity;
	const Field *field;  /* NULL: <entity>.add */
	Stamp stamp;
	char at[18];         /* "2026-11-24T08:14Z": information only, never an order */
	char *by;            /* Kürzel of a team or function, never a person */
	char *entity_id;     /* never NULL in a valid op: ID_STAMP add: the op's own stamp */
	char *key;           /* "p" of a keyed field, else NULL */
	const Slot **slots;  /* the slots of this kind of op, in table order */
	SlotValue *values;   /* one for each of them */
	guint n_values;
	GPtrArray *base;     /* of char *: stamps of the heads its author saw, sorted; empty for most adds */
} Op;

void op_free(Op *op);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Op, op_free)

#define OP_ERROR (op_error_quark())
typedef enum {
	OP_ERROR_INVALID,      /* breaks a rule; the message says which */
	OP_ERROR_UNKNOWN_KIND, /* well-formed, but a newer program wrote it: keep it raw */
} OpError;
GQuark op_error_quark(void);

/* A new op without stamp. @field NULL for an add. @entity_id NULL only for the add of an ID_STAMP entity. */
Op *op_new(const Entity *entity, const Field *field, const char *entity_id, const char *key);

/* "obstacle.status"; caller frees. */
char *op_kind(const Op *op);

/* The value of slot @name in this op, NULL if the op has no such slot. */
SlotValue *op_value(const Op *op, const char *name);

/* Sets a slot from its text form (lists: comma separated). FALSE if there is no such slot or the value breaks its rule. */
gboolean op_set(Op *op, const char *slot, const char *text, GError **error);
/* Sets an erasable text; @salt is 22 characters of base64url from a random source. */
gboolean op_set_text(Op *op, const char *slot, const char *text, const char *salt, GError **error);
void op_add_base(Op *op, const char *stamp);
/* Gives the op its stamp; an ID_STAMP add receives its entity id with it. */
void op_set_stamp(Op *op, const Stamp *stamp, const char *at, const char *by);

/* Checks a complete op against the table. */
gboolean op_validate(const Op *op, GError **error);

/* The canonical line without newline; caller frees. */
char *op_encode(const Op *op);

/* Reads the canonical form and nothing else. @device is the author named by the batch header. */
Op *op_decode(const char *line, gsize len, const char *device, GError **error);

/* The head of any well-formed line, of an unknown kind, too: *@kind and *@by (caller frees; may be NULL). */
gboolean op_decode_head(const char *line, gsize len, const char *device, Stamp *stamp, char **kind, char at[18], char **by,
			GError **error);

/* The values of the slots of @field in @op as compact JSON object in table order ("{}" when cleared); caller frees. */
char *op_field_json(const Op *op, const Field *field);

/* The same for the fixed slots of an add. */
char *op_fixed_json(const Op *op);

/* TRUE if @op says something about @field (its own field, or an add that sets one of the field's slots). */
gboolean op_sets_field(const Op *op, const Field *field);

/* One slot value as text (lists: comma separated) from a JSON object as op_field_json() made it; NULL if absent. Caller frees. */
char *op_json_get(const char *json, const char *slot);
