/*
 * Comments of a checklist file, which libyaml drops, and what each of them is about.
 *
 * A comment on a line of its own is about the key or item that follows. If that stands further left, the comment is the end of the
 * innermost mapping or list that is not indented deeper than itself; at the end of the file, too. A comment behind something is about
 * the key or item that it stands behind.
 */
#pragma once

#include "node.h"

typedef struct Comment {
	unsigned line, column;
	gboolean is_beside;                    /* not on a line of its own */
	gboolean has_gap_above, has_gap_below; /* an empty line */
	char *text;                            /* with the #, without blanks at the end */
} Comment;

typedef struct Remarks { /* about a key, an item, a mapping or a list */
	GPtrArray *above; /* of Comment */
	const Comment *beside;
	GPtrArray *below; /* of Comment; mappings and lists: after the last key or item */
} Remarks;

typedef struct Comments {
	GPtrArray *all;      /* of Comment, in the order of the file */
	GHashTable *remarks; /* Node (borrowed) → Remarks */
} Comments;

/* @root is the tree of a file without errors and must outlive the result. */
Comments *comments_read(const Node *root);
void comments_free(Comments *comments);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Comments, comments_free)

/* NULL if there are none. */
const Remarks *comments_about(const Comments *comments, const Node *node);

/* TRUE if both files have the same comments, in any order. */
gboolean comments_equal(const Comments *a, const Comments *b);
