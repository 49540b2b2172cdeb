/*
 * The normal layout of checklist files: the tree of a file, with its comments, written in the order of the tables.
 *
 * Works on the tree and not on records, so that building blocks stay included by id and values keep their spelling. The result is read
 * again and compared before anybody gets it.
 */
#include <fcntl.h>
#include <string.h>

#include "comments.h"
#include "schema.h"

#define MAX_COLUMNS 118 /* of lines with a list [a, b] */

typedef struct Format {
	GString *out;
	const Comments *comments;
} Format;

/* --- comments ---------------------------------------------------------------------------------------------------------------- */

static void
append_indent(GString *out, unsigned indent)
{
	g_string_append_printf(out, "%*s", (int)indent, "");
}

static void
append_comment(Format *format, const Comment *comment, unsigned indent, gboolean has_gap)
{
	g_string_append(format->out, has_gap ? "\n" : "");
	append_indent(format->out, indent);
	g_string_append_printf(format->out, "%s\n", comment->text);
}

/* Empty lines between comments part them on purpose; so does one between the last and what it is about. */
static void
write_above(Format *format, const Node *node, unsigned indent)
{
	const Remarks *remarks = comments_about(format->comments, node);
	const Comment *comment = NULL;
	guint i;

	for (i = 0; remarks && i < remarks->above->len; i++) {
		comment = remarks->above->pdata[i];
		append_comment(format, comment, indent, i && comment->has_gap_above);
	}
	if (comment && comment->has_gap_below)
		g_string_append_c(format->out, '\n');
}

static void
write_below(Format *format, const Node *node, unsigned indent)
{
	const Remarks *remarks = comments_about(format->comments, node);
	guint i;

	for (i = 0; remarks && i < remarks->below->len; i++) {
		const Comment *comment = remarks->below->pdata[i];

		append_comment(format, comment, indent, comment->has_gap_above);
	}
}

static void
append_beside(Format *format, const Node *node)
{
	const Remarks *remarks = comments_about(format->comments, node);

	if (remarks && remarks->beside)
		g_string_append_printf(format->out, " %s", remarks->beside->text);
}

static gboolean
has_comments_inside(const Format *format, const Node *list)
{
	const Remarks *remarks = comments_about(format->comments, list);
	guint i;

	if (remarks && remarks->below->len)
		return TRUE;
	for (i = 0; i < list->items->len; i++)
		if (comments_about(format->comments, list->items->pdata[i]))
			return TRUE;
	return FALSE;
}

/* --- lines ------------------------------------------------------------------------------------------------------------------- */

/* Three letters in a row are in no number, date or time of YAML, but a hexadecimal one. */
static gboolean
has_word(const char *text)
{
	guint n = 0;

	for (; *text && n < 3; text = g_utf8_next_char(text))
		n = g_unichar_isalpha(g_utf8_get_char(text)) ? n + 1 : 0;
	return n == 3;
}

/* Plain also with "(" at the beginning, since the reader points into plain conditions, and "3 Jahre". */
static gboolean
is_plain(const char *text, gboolean is_in_list)
{
	gunichar first = g_utf8_get_char(text);
	gboolean is_safe = g_unichar_isalpha(first) || first == '(' || (g_ascii_isdigit(*text) && has_word(text));

	return is_safe && shape_is_plain(text, is_in_list);
}

static void
append_line(GString *out, const char *text, gboolean is_in_list)
{
	if (is_plain(text, is_in_list))
		g_string_append(out, text);
	else
		shape_append_quoted(out, text);
}

/* --- values ------------------------------------------------------------------------------------------------------------------ */

static void write_record(Format *format, const Shape *shape, const Node *map, unsigned indent, gboolean is_item);

static void
write_text(Format *format, const Key *key, const Node *name, const Node *value, unsigned indent)
{
	/* a word in the place of a list is no text */
	gboolean is_block = (key->is_tall && key->type->kind == NODE_TEXT) || strchr(value->text, '\n');

	g_string_append_c(format->out, ' ');
	if (is_block)
		g_string_append_c(format->out, '|');
	else
		append_line(format->out, value->text, FALSE);
	append_beside(format, name);
	if (is_block)
		shape_append_lines(format->out, value->text, indent + 2);
	g_string_append_c(format->out, '\n');
}

/* "a," … "b]" */
static GPtrArray *
flow_words(const Node *list)
{
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
	guint i;

	for (i = 0; i < list->items->len; i++) {
		GString *word = g_string_new(NULL);

		append_line(word, ((Node *)list->items->pdata[i])->text, TRUE);
		g_string_append_c(word, i + 1 < list->items->len ? ',' : ']');
		g_ptr_array_add(words, g_string_free(word, FALSE));
	}
	return words;
}

/* Adds [a, b]; @column is where it begins. If it is too long for a line, it fills lines of its own at @indent. */
static void
write_flow(GString *out, const Node *list, glong column, unsigned indent)
{
	g_autoptr(GPtrArray) words = flow_words(list);
	g_autofree char *line = NULL;
	guint i;

	g_ptr_array_add(words, NULL);
	line = g_strjoinv(" ", (char **)words->pdata);
	g_string_append_c(out, '[');
	if (column + 1 + g_utf8_strlen(line, -1) <= MAX_COLUMNS) {
		g_string_append(out, *line ? line : "]");
		return;
	}
	for (i = 0, column = MAX_COLUMNS; i + 1 < words->len; i++) {
		glong width = g_utf8_strlen(words->pdata[i], -1);
		gboolean is_new = column + 1 + width > MAX_COLUMNS;

		g_string_append_c(out, is_new ? '\n' : ' ');
		append_indent(out, is_new ? indent : 0);
		g_string_append(out, words->pdata[i]);
		column = is_new ? (glong)indent + width : column + 1 + width;
	}
}

static void
write_tall_words(Format *format, const Node *list, unsigned indent)
{
	guint i;

	for (i = 0; i < list->items->len; i++) {
		const Node *item = list->items->pdata[i];

		write_above(format, item, indent);
		append_indent(format->out, indent);
		g_string_append(format->out, "- ");
		append_line(format->out, item->text, FALSE);
		append_beside(format, item);
		g_string_append_c(format->out, '\n');
	}
	write_below(format, list, indent);
}

static void
write_words(Format *format, const Key *key, const Node *name, const Node *list, unsigned indent)
{
	gboolean is_tall = list->items->len && (key->is_tall || has_comments_inside(format, list));

	if (!is_tall) {
		g_string_append_c(format->out, ' ');
		write_flow(format->out, list, (glong)indent + g_utf8_strlen(name->text, -1) + 2, indent + 2);
	}
	append_beside(format, name);
	g_string_append_c(format->out, '\n');
	if (is_tall)
		write_tall_words(format, list, indent + 2);
}

static void
write_records(Format *format, const Key *key, const Node *name, const Node *list, unsigned indent)
{
	guint i;

	g_string_append(format->out, list->items->len ? "" : " []");
	append_beside(format, name);
	g_string_append_c(format->out, '\n');
	for (i = 0; i < list->items->len; i++) {
		const Node *item = list->items->pdata[i];
		gboolean is_include = key->item == &step_shape && node_get(item, "baustein");

		if (i && key->is_tall)
			g_string_append_c(format->out, '\n');
		write_record(format, is_include ? &include_shape : key->item, item, indent + 4, TRUE);
	}
	write_below(format, list, indent + 2);
}

/* --- records ----------------------------------------------------------------------------------------------------------------- */

static void
write_value(Format *format, const Key *key, const Node *name, const Node *value, unsigned indent)
{
	g_string_append_printf(format->out, "%s:", key->name);
	if (value->kind == NODE_TEXT)
		write_text(format, key, name, value, indent);
	else if (key->item)
		write_records(format, key, name, value, indent);
	else
		write_words(format, key, name, value, indent);
}

static const Node *
find_name(const Node *map, const char *name)
{
	guint i;

	for (i = 0; i < map->keys->len; i++)
		if (strcmp(((Node *)map->keys->pdata[i])->text, name) == 0)
			return map->keys->pdata[i];
	return NULL;
}

/* The keys at @indent; an item's first one behind "- ", below all comments that are about either. */
static void
write_record(Format *format, const Shape *shape, const Node *map, unsigned indent, gboolean is_item)
{
	gboolean is_first = is_item;
	const Key *key;

	if (is_item)
		write_above(format, map, indent - 2);
	for (key = shape->keys; key->name; key++) {
		const Node *name = find_name(map, key->name);

		if (!name)
			continue;
		write_above(format, name, is_first ? indent - 2 : indent);
		append_indent(format->out, is_first ? indent - 2 : indent);
		g_string_append(format->out, is_first ? "- " : "");
		write_value(format, key, name, node_get(map, key->name), indent);
		is_first = FALSE;
	}
	write_below(format, map, indent);
}

/* --- files ------------------------------------------------------------------------------------------------------------------- */

static const Shape *
file_shape(const Node *root)
{
	if (node_get(root, "bausteine"))
		return &block_file_shape;
	return node_get(root, "leistungen") ? &katalog_shape : &checklist_shape;
}

/* Building blocks by themselves; what holds between steps only shows in a checklist. */
static gboolean
check_blocks(const Node *root)
{
	BlockFile *file = shape_read(&block_file_shape, root);
	const Node *list = node_get(root, "bausteine");
	guint i;

	for (i = 0; list->kind == NODE_LIST && i < list->items->len; i++)
		checklist_step_free(shape_read(&step_shape, list->items->pdata[i]));
	g_ptr_array_unref(file->steps);
	g_free(file);
	return root->source->log->n_errors == 0;
}

/* Checklists and the catalogue go through their readers. What they read now may differ from @root; the comparison notices. */
static gboolean
check_file(const char *path, const Node *root, GPtrArray *messages)
{
	const Shape *shape = file_shape(root);
	g_autoptr(Checklist) checklist = NULL;
	g_autoptr(Katalog) katalog = NULL;

	if (shape == &block_file_shape)
		return check_blocks(root);
	if (shape == &katalog_shape)
		return (katalog = katalog_read_file(path, messages)) != NULL;
	return (checklist = checklist_read_file(path, messages)) != NULL;
}

static gboolean
is_same_tree(const Node *a, const Node *b)
{
	guint i;

	if (a->kind != b->kind || (a->kind != NODE_TEXT && a->items->len != b->items->len))
		return FALSE;
	if (a->kind == NODE_TEXT)
		return strcmp(a->text, b->text) == 0;
	for (i = 0; i < a->items->len; i++) {
		const Node *other = a->kind == NODE_MAP ? node_get(b, ((Node *)a->keys->pdata[i])->text) : b->items->pdata[i];

		if (!other || !is_same_tree(a->items->pdata[i], other))
			return FALSE;
	}
	return TRUE;
}

/* TRUE if @text reads back as it should: same keys and values, same comments. */
static gboolean
is_faithful(const char *text, const Node *root, const Comments *comments)
{
	g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func((GDestroyNotify)checklist_message_free);
	Log log = {.messages = messages};
	g_autoptr(Source) source = source_new(&log, "", text, strlen(text));
	g_autoptr(Node) again = node_read(source);
	g_autoptr(Comments) found = again && !log.n_errors ? comments_read(again) : NULL;

	return found && is_same_tree(root, again) && comments_equal(comments, found);
}

static char *
format_tree(const Node *root)
{
	g_autoptr(Comments) comments = comments_read(root);
	Format format = {g_string_new(NULL), comments};

	write_record(&format, file_shape(root), root, 0, FALSE);
	if (is_faithful(format.out->str, root, comments))
		return g_string_free(format.out, FALSE);
	source_error(root->source, 1, 1, "die Normalform ergäbe nicht denselben Inhalt (größer als 1 MiB?); die Datei bleibt, wie sie ist");
	g_string_free(format.out, TRUE);
	return NULL;
}

static gboolean
is_text_of(const Source *source, const char *text)
{
	return !source->has_bom && strlen(text) == source->len && memcmp(text, source->text, source->len) == 0;
}

char *
checklist_format_file(const char *path, gboolean *is_normal, GPtrArray *messages)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)checklist_message_free);
	Log log = {.messages = found};
	g_autoptr(Source) source = source_open(&log, AT_FDCWD, path, path);
	g_autoptr(Node) root = source ? node_read(source) : NULL;
	char *text = NULL;

	if (root && !log.n_errors) {
		g_ptr_array_set_size(found, 0);
		text = check_file(path, root, found) ? format_tree(root) : NULL;
	}
	if (text)
		*is_normal = is_text_of(source, text);
	else
		g_ptr_array_extend_and_steal(messages, g_steal_pointer(&found));
	return text;
}
