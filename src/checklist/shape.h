/*
 * Shapes: which keys a YAML mapping may have, and where in which struct their values go.
 *
 * A shape is a table of keys; reading, the messages about unknown and missing keys, and writing the normal form all work on it.
 * Adding a key to the checklist format is adding a line to a table (schema.c) and a member to the struct.
 */
#pragma once

#include <glib.h>

#include "node.h"
#include "vorort/words.h"

typedef struct Key Key;
typedef struct Shape Shape;

typedef struct Rule { /* what a single line must look like */
	gboolean (*is_valid)(const char *text);
	const char *form; /* completes "erwartet wird …" */
} Rule;

typedef struct KeyType {
	const char *expects; /* completes "erwartet wird …" */
	NodeKind kind;       /* NODE_TEXT or NODE_LIST */
	void (*read)(const Key *key, const Node *value, void *record);
	char *(*to_text)(const Key *key, const void *record);           /* NODE_TEXT: NULL if unset; caller frees */
	GStrv (*to_list)(const Key *key, const void *record);           /* lists of words: borrowed */
	GPtrArray *(*to_records)(const Key *key, const void *record);   /* lists of mappings: caller unrefs */
} KeyType;

struct Key {
	const char *name;
	const KeyType *type;
	gsize offset; /* of the member in the struct */
	gboolean is_required;
	gsize aux;           /* key_limit: offset of has_…; key_pairs: offset of the labels */
	WordList words;      /* key_code, key_codes */
	const Rule *rule;    /* key_line, key_words; may be NULL */
	const Shape *item;   /* lists of mappings */
	const char *preset;  /* value if the key is not there; a list that has one is never empty */
	gboolean is_tall;    /* in the files: a text as |, a list one item a line, records parted by an empty line */
	gboolean may_be_unknown; /* key_words: the text "unbekannt" is allowed instead of a list */
};

struct Shape {
	const char *what; /* "Prüfschritt" */
	gsize size;       /* of the struct */
	GDestroyNotify free;
	const Key *keys;  /* ends with a name of NULL; the first is the one that names the record in messages */
	void (*check)(const Node *node, const void *record); /* what no single key shows; may be NULL */
};

extern const KeyType key_line;      /* char *, one line */
extern const KeyType key_text;      /* char *, any number of lines */
extern const KeyType key_code;      /* char *, a code of ->words */
extern const KeyType key_upper;     /* char *, a code of ->words, in the file as the word in capitals (MUSS) */
extern const KeyType key_letter;    /* char, a code of ->words with one letter */
extern const KeyType key_int;       /* int from 0 */
extern const KeyType key_limit;     /* gint64 and gboolean at ->aux */
extern const KeyType key_yes_no;    /* gboolean */
extern const KeyType key_condition; /* Condition * */
extern const KeyType key_words;     /* GStrv */
extern const KeyType key_codes;     /* GStrv, codes of ->words */
extern const KeyType key_records;   /* GPtrArray * of ->item */
extern const KeyType key_deferred;  /* the same, but left empty: the caller reads the items itself */

/* Reads a mapping. NULL only if @node is none; else a record, incomplete if there were errors. */
void *shape_read(const Shape *shape, const Node *node);

/* Appends the record as YAML, its keys at @indent. */
void shape_write(GString *out, const Shape *shape, const void *record, unsigned indent);

/* TRUE if every YAML program reads the line as that text without quotes, but for its first character; @is_in_list: in [a, b]. */
gboolean shape_is_plain(const char *text, gboolean is_in_list);
void shape_append_quoted(GString *out, const char *text);

/* The lines that follow "|", at @indent, each with the newline before it. */
void shape_append_lines(GString *out, const char *text, unsigned indent);

/* "; meinten Sie „…“?" or "" for a word that is not among @candidates; for a message at @at. Caller frees. */
char *shape_suggestion(const Node *at, const char *word, const char *const *candidates);

/* Reports that @value is no code of the list. */
void shape_unknown_code(const Node *value, const char *text, const char *const *codes);

/* TRUE if @code is in the list; else FALSE with a message at @value. */
gboolean shape_check_code(const Node *value, const char *code, WordList list);

/* The names of ->keys; NULL-terminated; caller frees the array only. */
const char **shape_key_names(const Shape *shape);

#define SLOT(type, record, offset) G_STRUCT_MEMBER(type, record, offset)
