/*
 * The strict YAML profile as a tree: mappings, lists and texts with their positions.
 *
 * Refused already here, with a message: anchors, aliases, tags, directives, merge keys, several documents, flow mappings, nested flow
 * lists, duplicate keys, keys that are no text, texts with forbidden characters, depth over 16. All scalars are text.
 */
#pragma once

#include <glib.h>

#include "source.h"

typedef enum { NODE_TEXT, NODE_LIST, NODE_MAP } NodeKind;

typedef struct Node {
	NodeKind kind;
	Source *source; /* borrowed; outlives the tree */
	unsigned line, column;
	unsigned end_line, end_column; /* just behind a text or [a, b] */
	gboolean is_block;  /* NODE_TEXT: | or >; it begins on the next line and ends before a line that is not its own */
	gboolean is_flow;   /* NODE_LIST: [a, b] */
	gboolean is_plain;  /* NODE_TEXT: without quotes on one line, so offsets are columns */
	char *text;         /* NODE_TEXT: without blanks at the end of its lines and around it */
	GPtrArray *keys;    /* NODE_MAP: of Node (texts), no two alike */
	GPtrArray *items;   /* NODE_LIST, NODE_MAP: of Node */
} Node;

/* NULL only with a message; a tree may come with messages, too. */
Node *node_read(Source *source);
void node_free(Node *node);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Node, node_free)

/* The value of a key, or NULL. @node may be of any kind or NULL. */
const Node *node_get(const Node *node, const char *key);

/* TRUE if other YAML programs would not read this unquoted text as text (numbers, dates, yes, NO, null). */
gboolean node_is_ambiguous(const char *text);

/* Diagnostics at the place of the node. */
#define node_error(node, ...) source_error((node)->source, (node)->line, (node)->column, __VA_ARGS__)
#define node_warning(node, ...) source_warning((node)->source, (node)->line, (node)->column, __VA_ARGS__)
