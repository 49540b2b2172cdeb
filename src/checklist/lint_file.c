/*
 * Checks of whole files: what belongs to a Leistung, which NL are covered, what must not change between versions, which blocks nobody
 * takes. See lint.h.
 */
#include <fcntl.h>
#include <string.h>

#include "lint.h"
#include "reader.h"
#include "schema.h"
#include "vorort/words.h"

/* --- the whole file ---------------------------------------------------------------------------------------------------------- */

static gboolean
is_excused(const Checklist *checklist, const char *nl)
{
	guint i;

	for (i = 0; i < checklist->excused->len; i++)
		if (g_strcmp0(((ChecklistExcuse *)checklist->excused->pdata[i])->nl, nl) == 0)
			return TRUE;
	return FALSE;
}

static gboolean
is_covered(const Checklist *checklist, const char *nl)
{
	guint i;

	for (i = 0; i < checklist->steps->len; i++) {
		const ChecklistStep *step = checklist->steps->pdata[i];

		if (step->nl && g_strv_contains((const char *const *)step->nl, nl))
			return TRUE;
	}
	return FALSE;
}

/* NL2 and NL3 bind only who receives by XTA/OSCI with DVDV. */
static gboolean
is_asked_for(const Checklist *checklist, const char *nl)
{
	const ChecklistParameter *transport = checklist_parameter(checklist, "transport");
	gboolean has_osci = transport && g_strv_contains((const char *const *)transport->values, "osci");

	return has_osci || (strcmp(nl, "NL2") != 0 && strcmp(nl, "NL3") != 0);
}

static void
lint_nl(const Lint *lint, const Node *root)
{
	const Checklist *checklist = lint->checklist;
	const Node *list = node_get(root, "nl_entfaellt");
	const Word *nl;

	for (nl = words(WORDS_NL); nl->code; nl++) {
		gboolean is_there = is_covered(checklist, nl->code), has_excuse = is_excused(checklist, nl->code);

		if (is_asked_for(checklist, nl->code) && !is_there && !has_excuse)
			node_warning(root, "%s (%s) deckt kein Schritt ab; gibt es hier keinen, gehört der Grund unter „nl_entfaellt“", nl->code, nl->text);
		if (is_there && has_excuse)
			node_warning(list, "%s steht unter „nl_entfaellt“, wird aber von einem Schritt abgedeckt", nl->code);
	}
}

static void
lint_name(const Lint *lint, const Node *root)
{
	const char *leistung = lint->checklist->leistung;
	const Node *at = node_get(root, "leistung");
	g_autofree char *name = g_path_get_basename(root->source->name), *wanted = NULL;
	guint i;

	if (!leistung)
		return;
	wanted = g_strconcat(leistung, ".yaml", NULL);
	if (strcmp(name, wanted) != 0)
		node_warning(at, "die Datei müsste „%s“ heißen, damit das Programm sie findet", wanted);
	for (i = 0; lint->katalog && i < lint->katalog->leistungen->len; i++)
		if (g_strcmp0(((Leistung *)lint->katalog->leistungen->pdata[i])->key, leistung) == 0)
			return;
	if (lint->katalog)
		node_error(at, "die Leistung „%s“ steht nicht im Katalog", leistung);
}

static void
lint_dropped(const Lint *lint, const Node *root)
{
	char **id;

	for (id = lint->checklist->dropped; id && *id; id++)
		if (checklist_step(lint->checklist, *id))
			node_error(node_get(root, "entfallen"), "die Kennung „%s“ ist entfallen und darf nicht neu vergeben werden", *id);
}

/* --- between two versions ----------------------------------------------------------------------------------------------------- */

static guint
count_common_words(char **one, char **other)
{
	guint n = 0;

	for (; *one; one++)
		n += g_utf8_strlen(*one, -1) > 3 && g_strv_contains((const char *const *)other, *one) ? 1 : 0;
	return n;
}

/* Nothing of what the step was is left: no word of its title, task and criterion. */
static gboolean
is_another(const ChecklistStep *old, const ChecklistStep *new)
{
	g_autofree char *before = g_strjoin(" ", old->title, old->task, old->criterion, NULL);
	g_autofree char *now = g_strjoin(" ", new->title, new->task, new->criterion, NULL);
	g_auto(GStrv) one = g_strsplit_set(before, " \n.,;:", -1), other = g_strsplit_set(now, " \n.,;:", -1);

	return old->phase != new->phase && count_common_words(one, other) < 2;
}

static void
lint_old_step(const Lint *lint, const Node *root, GPtrArray *places, const ChecklistStep *old)
{
	guint i;

	for (i = 0; i < lint->checklist->steps->len; i++) {
		const ChecklistStep *step = lint->checklist->steps->pdata[i];

		if (g_strcmp0(step->id, old->id) != 0)
			continue;
		if (step->title && step->task && step->criterion && is_another(old, step))
			node_error(((Place *)places->pdata[i])->definition,
			           "die Kennung „%s“ bezeichnet jetzt etwas anderes (vorher: %s); eine neue Kennung vergeben", old->id, old->title);
		return;
	}
	if (!g_strv_contains((const char *const *)lint->checklist->dropped, old->id))
		node_error(root, "der Schritt „%s“ (%s) der vorigen Fassung fehlt; ist er gestrichen, gehört die Kennung unter „entfallen“", old->id,
		           old->title);
}

static void
lint_version(const Lint *lint, const Node *root, const Checklist *old)
{
	const Checklist *new = lint->checklist;
	g_autofree char *before = checklist_to_text(old), *now = NULL;

	if (g_strcmp0(old->leistung, new->leistung) != 0) {
		node_error(node_get(root, "leistung"), "die vorige Fassung gehört zur Leistung „%s“", old->leistung);
		return;
	}
	if (!new->version || !new->title || !new->date || root->source->log->n_errors || strcmp(old->version, new->version) != 0)
		return;
	now = checklist_to_text(new);
	if (strcmp(before, now) != 0)
		node_error(node_get(root, "version"), "der Inhalt hat sich geändert, die Fassung ist noch „%s“; „version“ erhöhen", old->version);
}

static void
lint_previous(const Lint *lint, const Node *root, GPtrArray *places, const Checklist *old)
{
	char **id;
	guint i;

	for (i = 0; i < old->steps->len; i++)
		lint_old_step(lint, root, places, old->steps->pdata[i]);
	for (id = old->dropped; id && *id; id++)
		if (!g_strv_contains((const char *const *)lint->checklist->dropped, *id))
			node_error(root, "die Kennung „%s“ stand schon unter „entfallen“ und muss dort bleiben", *id);
	lint_version(lint, root, old);
}

/* --- files ------------------------------------------------------------------------------------------------------------------- */

typedef struct Visit {
	const Katalog *katalog;
	const Checklist *previous;
} Visit;

static void
lint_checklist(const Checklist *checklist, const Node *root, GPtrArray *places, void *data)
{
	const Visit *visit = data;
	Lint lint = {.checklist = checklist, .katalog = visit->katalog};
	guint i;

	for (i = 0; i < places->len; i++)
		lint_step(&lint, checklist->steps->pdata[i], places->pdata[i]);
	lint_name(&lint, root);
	lint_nl(&lint, root);
	lint_dropped(&lint, root);
	if (visit->previous)
		lint_previous(&lint, root, places, visit->previous);
}

/* --- files of building blocks -------------------------------------------------------------------------------------------------- */

/* The ids that a checklist takes; its mistakes are told when it is checked itself. */
static void
collect_includes(const char *path, GHashTable *taken)
{
	g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func((GDestroyNotify)checklist_message_free);
	Log log = {.messages = messages};
	g_autoptr(Source) source = source_open(&log, AT_FDCWD, path, path);
	g_autoptr(Node) root = source ? node_read(source) : NULL;
	const Node *steps = root ? node_get(root, "schritte") : NULL;
	guint i;

	for (i = 0; steps && steps->kind == NODE_LIST && i < steps->items->len; i++) {
		const Node *id = node_get(steps->items->pdata[i], "baustein");

		if (id && id->kind == NODE_TEXT)
			g_hash_table_add(taken, g_strdup(id->text));
	}
}

static GHashTable *
taken_blocks(const char *folder)
{
	GHashTable *taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	GDir *dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		if (g_str_has_suffix(name, ".yaml") && strcmp(name, "katalog.yaml") != 0)
			collect_includes(path, taken);
	}
	if (dir)
		g_dir_close(dir);
	return taken;
}

static void
lint_block(Lint *lint, const Node *node, GHashTable *taken, GHashTable *seen)
{
	g_autoptr(ChecklistStep) step = shape_read(&step_shape, node);
	Place place = {node, NULL};

	if (!step || !step->id)
		return;
	if (!g_hash_table_add(seen, g_strdup(step->id)))
		node_error(node, "der Baustein „%s“ steht doppelt", step->id);
	if (!g_hash_table_contains(taken, step->id))
		node_warning(node, "den Baustein „%s“ verwendet keine Checkliste", step->id);
	lint_step(lint, step, &place);
}

static void
lint_block_file(const char *path, const char *folder, const Katalog *katalog, GPtrArray *messages)
{
	Log log = {.messages = messages};
	g_autoptr(Source) source = source_open(&log, AT_FDCWD, path, path);
	g_autoptr(Node) root = source ? node_read(source) : NULL;
	BlockFile *file = root ? shape_read(&block_file_shape, root) : NULL;
	const Node *list = file ? node_get(root, "bausteine") : NULL;
	g_autoptr(GHashTable) taken = taken_blocks(folder), seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	Lint lint = {.katalog = katalog};
	guint i;

	for (i = 0; list && list->kind == NODE_LIST && i < list->items->len; i++)
		lint_block(&lint, list->items->pdata[i], taken, seen);
	if (file)
		g_ptr_array_unref(file->steps);
	g_free(file);
}

/* --- both ---------------------------------------------------------------------------------------------------------------------- */

/* The catalogue's own mistakes are told when it is checked itself. */
static Katalog *
katalog_in(const char *folder)
{
	g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func((GDestroyNotify)checklist_message_free);
	g_autofree char *path = g_build_filename(folder, "katalog.yaml", NULL);

	return g_file_test(path, G_FILE_TEST_IS_REGULAR) ? katalog_read_file(path, messages) : NULL;
}

static guint
count_errors(const GPtrArray *messages)
{
	guint i, n = 0;

	for (i = 0; i < messages->len; i++)
		n += ((ChecklistMessage *)messages->pdata[i])->is_error ? 1 : 0;
	return n;
}

gboolean
checklist_lint_file(const char *path, const Checklist *previous, GPtrArray *messages)
{
	g_autofree char *folder = g_path_get_dirname(path), *name = g_path_get_basename(folder), *above = g_path_get_dirname(folder);
	gboolean is_block = strcmp(name, BLOCK_FOLDER) == 0;
	g_autoptr(Katalog) katalog = katalog_in(is_block ? above : folder);
	g_autoptr(Checklist) checklist = NULL;
	Visit visit = {katalog, previous};

	if (is_block)
		lint_block_file(path, above, katalog, messages);
	else
		checklist = reader_read_file(path, messages, lint_checklist, &visit);
	return count_errors(messages) == 0;
}
