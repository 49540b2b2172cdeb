/*
 * Reading a YAML mapping into a struct by its table of keys. Writing is writer.c, the types of values are types.c.
 */
#include "shape.h"

#include <string.h>

#include "vorort/text.h"

#define MAX_RECORDS 500 /* of one list but the steps; the checks compare each with each */

char *
shape_suggestion(const Node *at, const char *word, const char *const *candidates)
{
	/* comparing is slow: not for messages that nobody will see */
	gboolean is_wanted = strlen(word) <= 64 && !source_is_full(at->source);
	const char *near = is_wanted ? text_nearest(word, candidates) : NULL;

	return near ? g_strdup_printf("; meinten Sie „%s“?", near) : g_strdup("");
}

const char **
shape_key_names(const Shape *shape)
{
	GPtrArray *names = g_ptr_array_new();
	const Key *key;

	for (key = shape->keys; key->name; key++)
		g_ptr_array_add(names, (void *)key->name);
	g_ptr_array_add(names, NULL);
	return (const char **)g_ptr_array_free(names, FALSE);
}

/* "Prüfschritt „WG-1“", as far as the file tells. */
static char *
record_label(const Shape *shape, const Node *map)
{
	const Node *name = node_get(map, shape->keys[0].name);

	if (name && name->kind == NODE_TEXT && *name->text && !strchr(name->text, '\n') && strlen(name->text) <= 64)
		return g_strdup_printf("%s „%s“", shape->what, name->text);
	return g_strdup(shape->what);
}

static void
check_unknown_keys(const Shape *shape, const Node *map)
{
	g_autofree const char **names = shape_key_names(shape);
	guint i;

	for (i = 0; i < map->keys->len; i++) {
		const Node *key = map->keys->pdata[i];

		if (!g_strv_contains((const char *const *)names, key->text)) {
			g_autofree char *suggestion = shape_suggestion(key, key->text, (const char *const *)names);

			node_error(key, "unbekannter Schlüssel „%s“%s", key->text, suggestion);
		}
	}
}

/* FALSE with a message if the value cannot be one of this key. */
static gboolean
value_fits(const Key *key, const Node *value)
{
	if (key->may_be_unknown && value->kind == NODE_TEXT && strcmp(value->text, "unbekannt") == 0)
		return TRUE;
	if (value->kind == NODE_TEXT && !*value->text)
		node_error(value, "„%s“ ist leer; einen Wert eintragen oder die Zeile weglassen", key->name);
	else if (value->kind != key->type->kind)
		node_error(value, "„%s“: erwartet wird %s", key->name, key->type->expects);
	else if (value->kind == NODE_LIST && (key->is_required || key->preset) && !value->items->len)
		node_error(value, "„%s“ darf nicht leer sein", key->name);
	else if (value->kind == NODE_LIST && key->type != &key_deferred && value->items->len > MAX_RECORDS)
		node_error(value, "„%s“ hat mehr als %d Einträge", key->name, MAX_RECORDS);
	else
		return TRUE;
	return FALSE;
}

/* Lists become empty lists, the rest the preset if there is one. */
static void
read_absent(const Key *key, const Node *map, void *record)
{
	Node text = {.kind = NODE_TEXT, .source = map->source, .line = map->line, .column = map->column, .text = (char *)key->preset};
	Node list = text;

	if (key->type->kind == NODE_TEXT) {
		if (key->preset)
			key->type->read(key, &text, record);
		return;
	}
	list.kind = NODE_LIST;
	list.items = g_ptr_array_new();
	if (key->preset)
		g_ptr_array_add(list.items, &text);
	key->type->read(key, &list, record);
	g_ptr_array_unref(list.items);
}

static void
read_key(const Shape *shape, const Key *key, const Node *map, void *record)
{
	const Node *value = node_get(map, key->name);

	if (!value && key->is_required) {
		g_autofree char *label = record_label(shape, map);

		node_error(map, "%s: „%s“ fehlt", label, key->name);
	}
	if (value && value_fits(key, value))
		key->type->read(key, value, record);
	else
		read_absent(key, map, record);
}

void *
shape_read(const Shape *shape, const Node *node)
{
	const Key *key;
	void *record;

	if (node->kind != NODE_MAP) {
		node_error(node, "%s: erwartet werden Zeilen „schlüssel: wert“", shape->what);
		return NULL;
	}
	record = g_malloc0(shape->size);
	check_unknown_keys(shape, node);
	for (key = shape->keys; key->name; key++)
		read_key(shape, key, node, record);
	if (shape->check)
		shape->check(node, record);
	return record;
}
