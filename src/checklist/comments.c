/*
 * Finds the comments of a file and what they are about. See comments.h for the rules.
 *
 * The tree says where texts stand; every # outside of them begins a comment, for libyaml even without a blank before it. The tree as a
 * list of places in the order of the file, and the comments in that order, are walked through side by side.
 */
#include "comments.h"

#include <string.h>

/* --- finding ----------------------------------------------------------------------------------------------------------------- */

typedef struct Scan {
	GPtrArray *texts; /* of Node, in the order of the file */
	guint next;       /* the first that does not end before the place looked at */
	GPtrArray *found; /* of Comment */
} Scan;

static void
comment_free(void *data)
{
	Comment *comment = data;

	g_free(comment->text);
	g_free(comment);
}

static gboolean
is_before(unsigned line, unsigned column, unsigned other_line, unsigned other_column)
{
	return line < other_line || (line == other_line && column < other_column);
}

static void
collect_texts(const Node *node, GPtrArray *texts)
{
	guint i;

	if (node->kind == NODE_TEXT) {
		g_ptr_array_add(texts, (void *)node);
		return;
	}
	for (i = 0; i < node->items->len; i++) {
		if (node->kind == NODE_MAP)
			collect_texts(node->keys->pdata[i], texts);
		collect_texts(node->items->pdata[i], texts);
	}
}

/* To be asked in the order of the file. The line of "|" is outside of its text. */
static gboolean
is_in_text(Scan *scan, unsigned line, unsigned column)
{
	const Node *text = NULL;

	for (; scan->next < scan->texts->len; scan->next++) {
		text = scan->texts->pdata[scan->next];
		if (is_before(line, column, text->end_line, text->end_column))
			break;
		text = NULL;
	}
	if (!text)
		return FALSE;
	return text->is_block ? line > text->line : !is_before(line, column, text->line, text->column);
}

static gboolean
is_gap(const char *line)
{
	line += strspn(line, " \t");
	return *line == '\n' || *line == '\r';
}

static const char *
next_line(const char *s)
{
	s += strcspn(s, "\r\n");
	return s + (g_str_has_prefix(s, "\r\n") ? 2 : *s ? 1 : 0);
}

/* @before is the line above or NULL. */
static void
add_comment(Scan *scan, const char *before, const char *line, const char *at, unsigned line_number, unsigned column)
{
	Comment *comment = g_new0(Comment, 1);

	comment->line = line_number;
	comment->column = column;
	comment->text = g_strchomp(g_strndup(at, strcspn(at, "\r\n")));
	comment->is_beside = line + strspn(line, " \t") != at;
	comment->has_gap_above = !comment->is_beside && before && is_gap(before);
	comment->has_gap_below = is_gap(next_line(at));
	g_ptr_array_add(scan->found, comment);
}

static void
scan_line(Scan *scan, const char *before, const char *line, unsigned number)
{
	const char *s;
	unsigned column = 1;

	for (s = line; *s && *s != '\n' && *s != '\r'; s = g_utf8_next_char(s), column++) {
		if (*s == '#' && !is_in_text(scan, number, column)) {
			add_comment(scan, before, line, s, number, column);
			return;
		}
	}
}

static GPtrArray *
find_comments(const Node *root)
{
	g_autoptr(GPtrArray) texts = g_ptr_array_new();
	Scan scan = {.texts = texts, .found = g_ptr_array_new_with_free_func(comment_free)};
	const char *line, *before = NULL;
	unsigned number = 1;

	collect_texts(root, texts);
	for (line = root->source->text; *line; before = line, line = next_line(line), number++)
		scan_line(&scan, before, line, number);
	return scan.found;
}

/* --- spots ------------------------------------------------------------------------------------------------------------------- */

typedef struct Level { /* a mapping or list and what it stands in */
	const Node *node;
	const struct Level *up;
	unsigned depth; /* from 1 */
} Level;

typedef enum {
	SPOT_BEGIN, /* of a key, its value or an item: comments before it are about it */
	SPOT_END,   /* comments behind it on the line are about it */
	SPOT_CLOSE, /* the ] of a list: comments before it are the end of the list */
} SpotKind;

typedef struct Spot {
	SpotKind kind;
	unsigned line, column;
	const Node *about;
	const Level *level;
} Spot;

typedef struct Outline { /* of a file */
	GArray *spots;     /* of Spot, in the order of the file */
	GPtrArray *levels; /* of Level */
} Outline;

static void
add_spot(Outline *outline, SpotKind kind, unsigned line, unsigned column, const Node *about, const Level *level)
{
	Spot spot = {kind, line, column, about, level};

	g_array_append_val(outline->spots, spot);
}

static const Level *
add_level(Outline *outline, const Node *node, const Level *up)
{
	Level *level = g_new(Level, 1);

	*level = (Level){node, up, up ? up->depth + 1 : 1};
	g_ptr_array_add(outline->levels, level);
	return level;
}

static void add_collection(Outline *outline, const Node *node, const Level *up);

/* [a, b]: @about is its key. In an empty one no comment can be about an item. */
static void
add_flow(Outline *outline, const Node *list, const Node *about, const Level *level)
{
	gboolean is_empty = list->items->len == 0;

	add_collection(outline, list, level);
	add_spot(outline, is_empty ? SPOT_BEGIN : SPOT_CLOSE, list->end_line, list->end_column - 1, is_empty ? about : list, level);
	add_spot(outline, SPOT_END, list->end_line, list->end_column, about, level);
}

/* @about is the key of @value, or @value itself as an item of a list. */
static void
add_value(Outline *outline, const Node *value, const Node *about, const Level *level)
{
	if (value->kind != NODE_TEXT && !value->is_flow) {
		add_collection(outline, value, level);
		return;
	}
	add_spot(outline, SPOT_BEGIN, value->line, value->column, about, level);
	if (value->is_flow)
		add_flow(outline, value, about, level);
	else if (value->is_block)
		add_spot(outline, SPOT_END, value->line, value->column, about, level);
	else
		add_spot(outline, SPOT_END, value->end_line, value->end_column, about, level);
}

static void
add_collection(Outline *outline, const Node *node, const Level *up)
{
	const Level *level = add_level(outline, node, up);
	guint i;

	for (i = 0; i < node->items->len; i++) {
		const Node *value = node->items->pdata[i], *about = node->kind == NODE_MAP ? node->keys->pdata[i] : value;

		add_spot(outline, SPOT_BEGIN, about->line, about->column, about, level);
		if (node->kind == NODE_MAP)
			add_spot(outline, SPOT_END, about->end_line, about->end_column, about, level);
		add_value(outline, value, about, level);
	}
}

/* --- what a comment is about ------------------------------------------------------------------------------------------------- */

static void
remarks_free(void *data)
{
	Remarks *remarks = data;

	g_ptr_array_unref(remarks->above);
	g_ptr_array_unref(remarks->below);
	g_free(remarks);
}

static Remarks *
remarks_for(Comments *comments, const Node *node)
{
	Remarks *remarks = g_hash_table_lookup(comments->remarks, node);

	if (!remarks) {
		remarks = g_new0(Remarks, 1);
		remarks->above = g_ptr_array_new();
		remarks->below = g_ptr_array_new();
		g_hash_table_insert(comments->remarks, (void *)node, remarks);
	}
	return remarks;
}

/* A second one on the lines of the same thing: only the last can stay beside it. */
static void
add_beside(Comments *comments, const Node *node, const Comment *comment)
{
	Remarks *remarks = remarks_for(comments, node);

	if (remarks->beside)
		g_ptr_array_add(remarks->above, (void *)remarks->beside);
	remarks->beside = comment;
}

/*
 * The innermost mapping or list between @last and @next (NULL: end of the file) that ends here and is not indented deeper than the
 * comment; of several with one indentation the outermost. NULL: the comment is about @next.
 */
static const Node *
ended_at(const Level *last, const Level *next, unsigned column)
{
	unsigned depth = next ? next->depth : 0, least = next ? next->node->column : 0;
	const Node *found = NULL;

	for (; last && last->depth > depth; last = last->up)
		if (last->node->column <= column && last->node->column > least && (!found || last->node->column == found->column))
			found = last->node;
	return found;
}

/* @i is the first spot behind the comment. */
static void
place_comment(Comments *comments, const Outline *outline, guint i, const Comment *comment)
{
	const Spot *spots = (const Spot *)(void *)outline->spots->data, *next = i < outline->spots->len ? &spots[i] : NULL;
	const Node *root = ((const Level *)outline->levels->pdata[0])->node, *ended;
	guint k;

	for (k = i; comment->is_beside && k > 0 && spots[k - 1].line == comment->line; k--) {
		if (spots[k - 1].kind == SPOT_END) {
			add_beside(comments, spots[k - 1].about, comment);
			return;
		}
	}
	/* behind a "-" or a bracket the column says nothing */
	ended = i && !comment->is_beside ? ended_at(spots[i - 1].level, next ? next->level : NULL, comment->column) : NULL;
	if (next && next->kind == SPOT_CLOSE)
		ended = next->about;
	if (next && !ended)
		g_ptr_array_add(remarks_for(comments, next->about)->above, (void *)comment);
	else
		g_ptr_array_add(remarks_for(comments, ended ? ended : root)->below, (void *)comment);
}

Comments *
comments_read(const Node *root)
{
	Comments *comments = g_new0(Comments, 1);
	Outline outline = {g_array_new(FALSE, FALSE, sizeof(Spot)), g_ptr_array_new_with_free_func(g_free)};
	guint i, k = 0;

	comments->all = find_comments(root);
	comments->remarks = g_hash_table_new_full(NULL, NULL, NULL, remarks_free);
	add_collection(&outline, root, NULL);
	for (i = 0; i < comments->all->len; i++) {
		const Comment *comment = comments->all->pdata[i];

		while (k < outline.spots->len) {
			const Spot *spot = &g_array_index(outline.spots, Spot, k);

			if (is_before(comment->line, comment->column, spot->line, spot->column))
				break;
			k++;
		}
		place_comment(comments, &outline, k, comment);
	}
	g_array_unref(outline.spots);
	g_ptr_array_unref(outline.levels);
	return comments;
}

void
comments_free(Comments *comments)
{
	if (!comments)
		return;
	g_hash_table_unref(comments->remarks);
	g_ptr_array_unref(comments->all);
	g_free(comments);
}

const Remarks *
comments_about(const Comments *comments, const Node *node)
{
	return g_hash_table_lookup(comments->remarks, node);
}

/* --- comparing --------------------------------------------------------------------------------------------------------------- */

static int
compare_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static GPtrArray *
sorted_texts(const Comments *comments)
{
	GPtrArray *texts = g_ptr_array_new();
	guint i;

	for (i = 0; i < comments->all->len; i++)
		g_ptr_array_add(texts, ((Comment *)comments->all->pdata[i])->text);
	g_ptr_array_sort(texts, compare_texts);
	return texts;
}

gboolean
comments_equal(const Comments *a, const Comments *b)
{
	g_autoptr(GPtrArray) first = sorted_texts(a), second = sorted_texts(b);
	guint i;

	if (first->len != second->len)
		return FALSE;
	for (i = 0; i < first->len; i++)
		if (strcmp(first->pdata[i], second->pdata[i]) != 0)
			return FALSE;
	return TRUE;
}
