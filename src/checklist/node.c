/*
 * libyaml events to a tree; the only file that knows libyaml. See node.h for what the profile refuses.
 *
 * libyaml accepts duplicate keys and gives English messages, so both are done here. Recursion is bounded by MAX_DEPTH.
 */
#include "node.h"

#include <string.h>
#include <yaml.h>

#include "vorort/text.h"

#define MAX_DEPTH 16
#define MAX_KEY 100 /* bytes; ours are far shorter */

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(yaml_event_t, yaml_event_delete)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(yaml_parser_t, yaml_parser_delete)

typedef struct Walk {
	yaml_parser_t *parser;
	Source *source;
} Walk;

/* What libyaml says, and what an author can do about it. */
static const struct {
	const char *english, *german;
} problems[] = {
	{"mapping values are not allowed in this context",
	 "ein Doppelpunkt ist hier nicht erlaubt; Text, der „: “ enthält, in Anführungszeichen setzen"},
	{"did not find expected '-' indicator", "die Einrückung passt nicht: hier wird „- “ oder weniger Einrückung erwartet"},
	{"did not find expected key", "die Einrückung passt nicht: hier wird ein Schlüssel erwartet"},
	{"block sequence entries are not allowed in this context", "ein Listeneintrag „- “ ist hier nicht erlaubt; in eine neue Zeile setzen"},
	{"mapping keys are not allowed in this context", "ein Schlüssel ist hier nicht erlaubt"},
	{"found a tab character where an indentation space is expected", "mit Leerzeichen einrücken, nicht mit Tabulator"},
	{"found a tab character that violates indentation", "mit Leerzeichen einrücken, nicht mit Tabulator"},
	{"found character that cannot start any token",
	 "mit diesem Zeichen darf kein Wert beginnen (mit Leerzeichen einrücken, Werte mit @ oder ` in Anführungszeichen setzen)"},
	{"could not find expected ':'", "nach dem Schlüssel fehlt „: “ (oder eine Fortsetzungszeile ist zu wenig eingerückt)"},
	{"found unexpected end of stream", "das Anführungszeichen wird nicht geschlossen"},
	{"found unexpected document indicator", "das Anführungszeichen wird nicht geschlossen"},
	{"found unknown escape character", "unbekannte Folge nach „\\“; in \"…\" einen Backslash verdoppeln"},
	{"did not find expected ',' or ']'", "in der Liste fehlt „,“ oder „]“"},
	{"did not find expected <document start>", "hier endet die Datei nach YAML-Regeln schon; die Einrückung davor prüfen"},
	{"did not find expected node content", "hier fehlt ein Wert"},
	{"did not find expected comment or line break", "nach „|“ darf in der Zeile nichts mehr stehen"},
	{"did not find expected alphabetic or numeric character", "Werte, die mit „*“ oder „&“ beginnen, in Anführungszeichen setzen"},
};

/* --- life -------------------------------------------------------------------------------------------------------------------- */

void
node_free(Node *node)
{
	if (!node)
		return;
	g_free(node->text);
	g_clear_pointer(&node->keys, g_ptr_array_unref);
	g_clear_pointer(&node->items, g_ptr_array_unref);
	g_free(node);
}

static void
node_end_at(Node *node, yaml_mark_t mark)
{
	node->end_line = (unsigned)mark.line + 1;
	node->end_column = (unsigned)mark.column + 1;
}

static Node *
node_new(Source *source, NodeKind kind, yaml_mark_t mark)
{
	Node *node = g_new0(Node, 1);

	node->kind = kind;
	node->source = source;
	node->line = (unsigned)mark.line + 1;
	node->column = (unsigned)mark.column + 1;
	node_end_at(node, mark);
	if (kind != NODE_TEXT)
		node->items = g_ptr_array_new_with_free_func((GDestroyNotify)node_free);
	if (kind == NODE_MAP)
		node->keys = g_ptr_array_new_with_free_func((GDestroyNotify)node_free);
	return node;
}

const Node *
node_get(const Node *node, const char *key)
{
	guint i;

	for (i = 0; node && node->kind == NODE_MAP && i < node->keys->len; i++)
		if (strcmp(((Node *)node->keys->pdata[i])->text, key) == 0)
			return node->items->pdata[i];
	return NULL;
}

/* --- texts ------------------------------------------------------------------------------------------------------------------- */

gboolean
node_is_ambiguous(const char *text)
{
	static const char *const words[] = {"yes", "no", "true", "false", "on", "off", "null", NULL};
	g_autofree char *lower = NULL;
	const char *digits = text + strspn(text, "+-.");

	if (strcmp(text, "~") == 0 || (g_ascii_isdigit(*digits) && digits[strspn(digits, "0123456789.,:_-+eExabcdfABCDF")] == '\0'))
		return TRUE;
	if (strlen(text) > 5)
		return FALSE;
	lower = g_ascii_strdown(text, -1);
	return g_strv_contains(words, lower) || g_str_has_suffix(lower, ".inf") || strcmp(lower, ".nan") == 0;
}

/* Blanks at the end of lines and around the whole say nothing and would make two texts of one. */
static char *
tidy(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	guint i;

	for (i = 0; lines[i]; i++)
		g_strchomp(lines[i]);
	return g_strstrip(g_strjoinv("\n", lines));
}

/* Escapes in "…" can make any character. */
static gboolean
check_characters(const Node *at, const char *text, gsize len)
{
	const char *s;

	if (!g_utf8_validate(text, (gssize)len, NULL)) {
		node_error(at, "der Text enthält U+0000 oder ist kein UTF-8");
		return FALSE;
	}
	for (s = text; *s; s = g_utf8_next_char(s)) {
		if (source_is_forbidden(g_utf8_get_char(s))) {
			node_error(at, "das Zeichen U+%04X ist nicht erlaubt (Steuerzeichen oder unsichtbar)", g_utf8_get_char(s));
			return FALSE;
		}
	}
	if (len > TEXT_MAX)
		node_error(at, "der Text ist länger als 16 KiB");
	return len <= TEXT_MAX;
}

static void
refuse_anchor_and_tag(const Node *at, const yaml_char_t *anchor, const yaml_char_t *tag)
{
	if (anchor)
		node_error(at, "Anker (&) sind nicht erlaubt; Werte mit „&“ am Anfang in Anführungszeichen setzen");
	if (tag)
		node_error(at, "Typangaben (!) sind nicht erlaubt; Werte mit „!“ am Anfang in Anführungszeichen setzen");
}

static Node *
read_text(Walk *walk, const yaml_event_t *event)
{
	Node *node = node_new(walk->source, NODE_TEXT, event->start_mark);
	const char *text = (const char *)event->data.scalar.value;
	yaml_scalar_style_t style = event->data.scalar.style;
	gboolean is_plain = style == YAML_PLAIN_SCALAR_STYLE;

	refuse_anchor_and_tag(node, event->data.scalar.anchor, event->data.scalar.tag);
	node_end_at(node, event->end_mark);
	node->is_block = style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE;
	node->is_plain = is_plain && event->start_mark.line == event->end_mark.line;
	node->text = check_characters(node, text, event->data.scalar.length) ? tidy(text) : g_strdup("?");
	if (is_plain && node_is_ambiguous(node->text))
		node_warning(node, "andere Programme lesen %s nicht als Text; besser in Anführungszeichen: \"%s\"", node->text, node->text);
	return node;
}

/* --- tree -------------------------------------------------------------------------------------------------------------------- */

static void
report_yaml(Walk *walk)
{
	const yaml_parser_t *parser = walk->parser;
	unsigned line = (unsigned)parser->problem_mark.line + 1, column = (unsigned)parser->problem_mark.column + 1;
	const char *problem = parser->problem ? parser->problem : "Speicher erschöpft";
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(problems); i++)
		if (strcmp(problem, problems[i].english) == 0)
			problem = problems[i].german;
	if (parser->context_mark.line && parser->context_mark.line != parser->problem_mark.line)
		source_error(walk->source, line, column, "YAML-Fehler: %s (begonnen in Zeile %u)", problem,
		             (unsigned)parser->context_mark.line + 1);
	else
		source_error(walk->source, line, column, "YAML-Fehler: %s", problem);
}

static gboolean
next_event(Walk *walk, yaml_event_t *event)
{
	if (yaml_parser_parse(walk->parser, event))
		return TRUE;
	report_yaml(walk);
	return FALSE;
}

static Node *read_node(Walk *walk, const yaml_event_t *event, unsigned depth);

static Node *
read_list(Walk *walk, const yaml_event_t *start, unsigned depth)
{
	g_autoptr(Node) list = node_new(walk->source, NODE_LIST, start->start_mark);

	list->is_flow = start->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
	refuse_anchor_and_tag(list, start->data.sequence_start.anchor, start->data.sequence_start.tag);
	for (;;) {
		g_auto(yaml_event_t) event = {0};
		Node *item;

		if (!next_event(walk, &event))
			return NULL;
		if (event.type == YAML_SEQUENCE_END_EVENT) {
			node_end_at(list, event.end_mark);
			return g_steal_pointer(&list);
		}
		item = read_node(walk, &event, depth);
		if (!item)
			return NULL;
		g_ptr_array_add(list->items, item);
		if (list->is_flow && item->kind != NODE_TEXT)
			node_error(item, "in […] stehen nur einfache Werte");
	}
}

/* Takes key and value; drops a pair that is not allowed. */
static void
add_pair(Node *map, GHashTable *seen, Node *key, Node *value)
{
	const Node *first = key->kind == NODE_TEXT ? g_hash_table_lookup(seen, key->text) : NULL;
	gboolean is_good = key->kind == NODE_TEXT && !first && strlen(key->text) <= MAX_KEY && strcmp(key->text, "<<") != 0;

	if (key->kind != NODE_TEXT)
		node_error(key, "ein Schlüssel muss ein Wort sein");
	else if (first)
		node_error(key, "Schlüssel „%s“ doppelt; er steht schon in Zeile %u", key->text, first->line);
	else if (strcmp(key->text, "<<") == 0)
		node_error(key, "Übernahmen mit „<<“ sind nicht erlaubt");
	else if (!is_good)
		node_error(key, "der Schlüssel ist länger als %d Zeichen", MAX_KEY);
	if (is_good) {
		g_hash_table_insert(seen, key->text, key);
		g_ptr_array_add(map->keys, key);
		g_ptr_array_add(map->items, value);
	} else {
		node_free(key);
		node_free(value);
	}
}

static gboolean
read_pair(Walk *walk, Node *map, GHashTable *seen, const yaml_event_t *key_event, unsigned depth)
{
	g_auto(yaml_event_t) event = {0};
	g_autoptr(Node) key = read_node(walk, key_event, depth);
	Node *value;

	if (!key || !next_event(walk, &event))
		return FALSE;
	value = read_node(walk, &event, depth);
	if (!value)
		return FALSE;
	add_pair(map, seen, g_steal_pointer(&key), value);
	return TRUE;
}

static Node *
read_map(Walk *walk, const yaml_event_t *start, unsigned depth)
{
	g_autoptr(Node) map = node_new(walk->source, NODE_MAP, start->start_mark);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal); /* borrows from the map */

	refuse_anchor_and_tag(map, start->data.mapping_start.anchor, start->data.mapping_start.tag);
	if (start->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE)
		node_error(map, "{…} ist nicht erlaubt; Schlüssel untereinander schreiben, Text mit „{“ in Anführungszeichen");
	for (;;) {
		g_auto(yaml_event_t) event = {0};

		if (!next_event(walk, &event))
			return NULL;
		if (event.type == YAML_MAPPING_END_EVENT)
			return g_steal_pointer(&map);
		if (!read_pair(walk, map, seen, &event, depth))
			return NULL;
	}
}

static Node *
read_alias(Walk *walk, const yaml_event_t *event)
{
	Node *node = node_new(walk->source, NODE_TEXT, event->start_mark);

	node->text = g_strdup("?");
	node_error(node, "Verweise (*) sind nicht erlaubt; Werte mit „*“ am Anfang in Anführungszeichen setzen");
	return node;
}

static Node *
read_node(Walk *walk, const yaml_event_t *event, unsigned depth)
{
	if (event->type == YAML_ALIAS_EVENT)
		return read_alias(walk, event);
	if (event->type == YAML_SCALAR_EVENT)
		return read_text(walk, event);
	if (depth >= MAX_DEPTH) {
		source_error(walk->source, (unsigned)event->start_mark.line + 1, (unsigned)event->start_mark.column + 1,
		             "mehr als %d Ebenen ineinander", MAX_DEPTH);
		return NULL;
	}
	return event->type == YAML_SEQUENCE_START_EVENT ? read_list(walk, event, depth + 1) : read_map(walk, event, depth + 1);
}

static void
check_document_start(Walk *walk, const yaml_event_t *event)
{
	if (event->data.document_start.version_directive ||
	    event->data.document_start.tag_directives.start != event->data.document_start.tag_directives.end)
		source_error(walk->source, (unsigned)event->start_mark.line + 1, 1, "Anweisungen mit „%%“ sind nicht erlaubt");
}

/* Goes on to the first event inside a document; FALSE at the end or after an error. */
static gboolean
enter_document(Walk *walk, yaml_event_t *event)
{
	while (next_event(walk, event)) {
		if (event->type == YAML_STREAM_END_EVENT)
			return FALSE;
		if (event->type == YAML_DOCUMENT_START_EVENT)
			check_document_start(walk, event);
		else if (event->type != YAML_STREAM_START_EVENT && event->type != YAML_DOCUMENT_END_EVENT)
			return TRUE;
		yaml_event_delete(event);
	}
	return FALSE;
}

static Node *
read_documents(Walk *walk)
{
	g_autoptr(Node) root = NULL;
	g_auto(yaml_event_t) first = {0}, second = {0};
	guint n_errors = walk->source->log->n_errors;

	if (!enter_document(walk, &first)) {
		if (walk->source->log->n_errors == n_errors)
			source_error(walk->source, 1, 1, "die Datei ist leer");
		return NULL;
	}
	root = read_node(walk, &first, 0);
	if (!root)
		return NULL;
	if (enter_document(walk, &second))
		source_error(walk->source, (unsigned)second.start_mark.line + 1, 1, "nur ein Dokument in der Datei; „---“ weglassen");
	return g_steal_pointer(&root);
}

Node *
node_read(Source *source)
{
	g_auto(yaml_parser_t) parser = {0};
	Walk walk = {&parser, source};

	if (!source_check(source))
		return NULL;
	if (!yaml_parser_initialize(&parser))
		g_error("libyaml: no memory");
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)source->text, source->len);
	return read_documents(&walk);
}
