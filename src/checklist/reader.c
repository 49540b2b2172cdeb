/*
 * Reads a checklist file: its own steps and the building blocks it includes, then what holds between them.
 *
 * Blocks lie in bausteine/ beside the file; all files there are scanned (sorted) when the first block is included, but a block is
 * read, and its mistakes are reported, only when this checklist takes it. Links out of the folder are not followed.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "reader.h"
#include "schema.h"

#define MAX_STEPS 2000

typedef struct Reader {
	Log log;
	char *folder;        /* where bausteine/ is; NULL: only steps that stand in the text itself */
	GPtrArray *sources;  /* of Source */
	GPtrArray *trees;    /* of Node */
	GHashTable *blocks;  /* id → Node in ->trees; NULL until one is wanted */
	gboolean is_incomplete; /* a file of blocks could not be read: unknown blocks are no news */
	GPtrArray *places;   /* of Place, one for each step read */
	ReaderVisit visit;   /* may be NULL */
	void *visit_data;
} Reader;

static void
reader_init(Reader *reader, GPtrArray *messages)
{
	*reader = (Reader){.log.messages = messages};
	reader->sources = g_ptr_array_new_with_free_func((GDestroyNotify)source_free);
	reader->trees = g_ptr_array_new_with_free_func((GDestroyNotify)node_free);
	reader->places = g_ptr_array_new_with_free_func(g_free);
}

static void
reader_clear(Reader *reader)
{
	g_free(reader->folder);
	g_ptr_array_unref(reader->places);
	g_clear_pointer(&reader->blocks, g_hash_table_unref);
	g_ptr_array_unref(reader->trees);
	g_ptr_array_unref(reader->sources);
}

/* Takes @source (may be NULL). The tree belongs to the reader. */
static const Node *
read_tree(Reader *reader, Source *source)
{
	Node *root = NULL;

	if (source) {
		g_ptr_array_add(reader->sources, source);
		root = node_read(source);
	}
	if (root)
		g_ptr_array_add(reader->trees, root);
	return root;
}

/* --- building blocks --------------------------------------------------------------------------------------------------------- */

static void
add_block(Reader *reader, const Node *block)
{
	const Node *id = node_get(block, "id");
	const Node *first = id && id->kind == NODE_TEXT ? g_hash_table_lookup(reader->blocks, id->text) : NULL;

	if (first)
		node_error(id, "der Baustein „%s“ steht schon in %s:%u", id->text, first->source->name, first->line);
	else if (id && id->kind == NODE_TEXT)
		g_hash_table_insert(reader->blocks, id->text, (void *)block);
	else
		node_error(block, "Baustein: „id“ fehlt");
}

static void
read_block_file(Reader *reader, int folder_fd, const char *name)
{
	g_autofree char *shown = g_build_filename(reader->folder, BLOCK_FOLDER, name, NULL);
	const Node *root = read_tree(reader, source_open(&reader->log, folder_fd, name, shown));
	BlockFile *file = root ? shape_read(&block_file_shape, root) : NULL;
	const Node *list = file ? node_get(root, "bausteine") : NULL;
	guint i;

	if (!list || list->kind != NODE_LIST)
		reader->is_incomplete = TRUE;
	for (i = 0; list && list->kind == NODE_LIST && i < list->items->len; i++)
		add_block(reader, list->items->pdata[i]);
	if (file)
		g_ptr_array_unref(file->steps);
	g_free(file);
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Takes @fd. */
static GPtrArray *
list_yaml_files(int fd)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	DIR *dir = fdopendir(fd);
	struct dirent *entry;

	if (!dir) {
		close(fd);
		return names;
	}
	while ((entry = readdir(dir)))
		if (entry->d_name[0] != '.' && g_str_has_suffix(entry->d_name, ".yaml"))
			g_ptr_array_add(names, g_strdup(entry->d_name));
	closedir(dir);
	g_ptr_array_sort(names, compare_names);
	return names;
}

static void
scan_blocks(Reader *reader)
{
	g_autofree char *path = g_build_filename(reader->folder, BLOCK_FOLDER, NULL);
	g_autoptr(GPtrArray) names = NULL;
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	guint i;

	reader->blocks = g_hash_table_new(g_str_hash, g_str_equal);
	if (fd < 0)
		return;
	names = list_yaml_files(fcntl(fd, F_DUPFD_CLOEXEC, 0));
	for (i = 0; i < names->len; i++)
		read_block_file(reader, fd, names->pdata[i]);
	close(fd);
}

static const char **
block_ids(Reader *reader)
{
	const char **ids = g_new0(const char *, g_hash_table_size(reader->blocks) + 1);
	GHashTableIter iter;
	void *id;
	guint n = 0;

	g_hash_table_iter_init(&iter, reader->blocks);
	while (g_hash_table_iter_next(&iter, &id, NULL))
		ids[n++] = id;
	qsort(ids, n, sizeof *ids, compare_names);
	return ids;
}

static const Node *
find_block(Reader *reader, const Node *include, const char *id)
{
	const Node *at = node_get(include, "baustein"), *block;
	g_autofree char *suggestion = NULL;
	g_autofree const char **ids = NULL;

	if (!reader->folder) {
		node_error(at, "Bausteine gibt es hier nicht; erwartet wird die Fassung mit aufgelösten Bausteinen");
		return NULL;
	}
	if (!reader->blocks)
		scan_blocks(reader);
	block = g_hash_table_lookup(reader->blocks, id);
	if (!block && !reader->is_incomplete) {
		ids = block_ids(reader);
		suggestion = shape_suggestion(at, id, ids);
		node_error(at, "den Baustein „%s“ gibt es nicht in %s/%s%s", id, reader->folder, BLOCK_FOLDER, suggestion);
	}
	return block;
}

/* The block's condition and the checklist's. */
static void
join_conditions(ChecklistStep *step, const Condition *own, const Node *include)
{
	g_autofree char *first = NULL, *second = NULL, *both = NULL;

	if (!own)
		return;
	first = step->when ? condition_to_text(step->when) : NULL;
	second = condition_to_text(own);
	both = first ? g_strdup_printf("(%s) und (%s)", first, second) : g_strdup(second);
	g_clear_pointer(&step->when, condition_free);
	step->when = condition_parse(both, NULL, NULL);
	if (!step->when)
		node_error(node_get(include, "wenn"), "Bedingung: zusammen mit der des Bausteins sind zu viele Klammern ineinander");
}

static ChecklistStep *
read_block(const Node *block, const Include *include, const Node *at)
{
	ChecklistStep *step = shape_read(&step_shape, block);

	if (!step)
		return NULL;
	join_conditions(step, include->when, at);
	if (include->duty) {
		g_free(step->duty);
		step->duty = g_strdup(include->duty);
	}
	if (include->minutes)
		step->minutes = include->minutes;
	return step;
}

/* --- the checklist ----------------------------------------------------------------------------------------------------------- */

/* Takes @step (may be NULL). */
static void
add_step(Reader *reader, Checklist *checklist, ChecklistStep *step, const Node *definition, const Node *include)
{
	Place *place;

	if (!step)
		return;
	place = g_new0(Place, 1);
	place->definition = definition;
	place->include = include;
	g_ptr_array_add(reader->places, place);
	g_ptr_array_add(checklist->steps, step);
}

static void
read_step(Reader *reader, Checklist *checklist, const Node *item)
{
	Include *include;
	const Node *block;

	if (!node_get(item, "baustein")) {
		add_step(reader, checklist, shape_read(&step_shape, item), item, NULL);
		return;
	}
	include = shape_read(&include_shape, item);
	block = include && include->id ? find_block(reader, item, include->id) : NULL;
	if (block)
		add_step(reader, checklist, read_block(block, include, item), block, item);
	include_free(include);
}

static void
read_steps(Reader *reader, Checklist *checklist, const Node *list)
{
	guint i;

	if (!list || list->kind != NODE_LIST)
		return;
	if (list->items->len > MAX_STEPS) {
		node_error(list, "mehr als %d Schritte", MAX_STEPS);
		return;
	}
	for (i = 0; i < list->items->len; i++)
		read_step(reader, checklist, list->items->pdata[i]);
}

/* Takes @source (may be NULL) and clears the reader. */
static Checklist *
read_checklist(Reader *reader, Source *source)
{
	const Node *root = read_tree(reader, source);
	g_autoptr(Checklist) checklist = root ? shape_read(&checklist_shape, root) : NULL;
	g_autofree char *normal = NULL;

	if (checklist) {
		read_steps(reader, checklist, node_get(root, "schritte"));
		check_steps(checklist, root, reader->places);
		if (reader->visit)
			reader->visit(checklist, root, reader->places, reader->visit_data);
	}
	if (checklist && !reader->log.n_errors) {
		normal = checklist_to_text(checklist);
		checklist->sha256 = g_compute_checksum_for_string(G_CHECKSUM_SHA256, normal, -1);
	} else {
		g_clear_pointer(&checklist, checklist_free);
	}
	reader_clear(reader);
	return g_steal_pointer(&checklist);
}

Checklist *
checklist_read_file(const char *path, GPtrArray *messages)
{
	return reader_read_file(path, messages, NULL, NULL);
}

Checklist *
reader_read_file(const char *path, GPtrArray *messages, ReaderVisit visit, void *data)
{
	Reader reader;

	reader_init(&reader, messages);
	reader.visit = visit;
	reader.visit_data = data;
	reader.folder = g_path_get_dirname(path);
	return read_checklist(&reader, source_open(&reader.log, AT_FDCWD, path, path));
}

Checklist *
checklist_read_text(const char *text, gsize len, const char *name, GPtrArray *messages)
{
	Reader reader;

	reader_init(&reader, messages);
	return read_checklist(&reader, source_new(&reader.log, name, text, len));
}
