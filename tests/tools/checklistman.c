/*
 * Prints the part of man/vorort-checklist.5 that lists keys and words: order, need, type and codes from the tables of the program, the
 * meaning of each key from checklists/schema.json. With --shapes the tables alone as JSON, for the test of the schema.
 *
 * Ends with status 1 if the schema explains a shape or a key not at all.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checklist/schema.h"

static json_t *definitions; /* $defs of the schema; a shape's has the shape's name as title */
static gboolean is_used[N_WORDS] = {[WORDS_OUTCOME] = TRUE, [WORDS_LAND] = TRUE, [WORDS_SIZE] = TRUE}; /* in conditions */

static const char *const list_titles[N_WORDS] = {
	[WORDS_PHASE] = "Phasen",      [WORDS_STEP_LEVEL] = "Ebene eines Schritts",   [WORDS_PRESENT] = "Anwesend",
	[WORDS_STELLE_KIND] = "Zuständig", [WORDS_NL] = "Mindestanforderungen (unsere Zählung)",
	[WORDS_CATEGORY] = "Kategorie einer Hürde", [WORDS_PUNKT] = "Punkte der Präambel (unsere Zählung)",
	[WORDS_ENV] = "Umgebung",      [WORDS_OUTCOME] = "Ergebnis",                  [WORDS_VOLLZUG] = "Ebene des Vollzugs",
	[WORDS_LAND] = "Land",         [WORDS_SIZE] = "Größe der Kommune",
};

static void
fail(const char *what, const char *key)
{
	fprintf(stderr, "checklists/schema.json erklärt nicht: %s %s\n", what, key);
	exit(1);
}

static void print_field_types(const Key *key);

/* --- keys --------------------------------------------------------------------------------------------------------------------- */

static json_t *
definition_of(const Shape *shape)
{
	const char *name;
	json_t *definition;

	json_object_foreach(definitions, name, definition)
		if (g_strcmp0(json_string_value(json_object_get(definition, "title")), shape->what) == 0)
			return definition;
	fail(shape->what, "");
	return NULL;
}

static const char *
meaning_of(const Shape *shape, json_t *definition, const char *key)
{
	json_t *property = json_object_get(json_object_get(definition, "properties"), key);
	const char *text = json_string_value(json_object_get(property, "description"));

	if (!text)
		fail(shape->what, key);
	return text;
}

/* What checklists/schema.json cannot tell in a word: the name of the type. */
static const struct {
	const KeyType *type;
	const char *name;
} type_names[] = {
	{&key_line, "Zeile"},        {&key_text, "Text"},           {&key_code, "Wort"},
	{&key_upper, "Wort"},        {&key_letter, "Buchstabe"},    {&key_int, "Zahl von 0 bis 100000"},
	{&key_limit, "ganze Zahl"},  {&key_yes_no, "ja oder nein"}, {&key_condition, "Bedingung"},
	{&key_words, "Liste"},       {&key_codes, "Liste"},         {&key_records, "Liste"},
	{&key_deferred, "Liste"},
};

static const char *
type_name(const Key *key)
{
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(type_names); i++)
		if (type_names[i].type == key->type)
			return type_names[i].name;
	return key->type->kind == NODE_LIST ? "Liste" : "Wort"; /* the types that schema.c keeps for itself */
}

static gboolean
is_field_type(const Key *key)
{
	return strcmp(key->name, "typ") == 0;
}

static gboolean
has_codes(const Key *key)
{
	return is_field_type(key) || key->type == &key_code || key->type == &key_upper || key->type == &key_letter || key->type == &key_codes;
}

/* A name of the kinds of answers, which schema.c keeps for itself: as the normal form writes it. */
static char *
field_type_name(const Key *key, int type)
{
	ChecklistField field = {.type = (FieldType)type};

	return key->type->to_text(key, &field);
}

/* Codes as they stand in the file. */
static char *
codes_of(const Key *key)
{
	GString *codes = g_string_new(NULL);
	const Word *word;
	int i;

	for (i = 0; is_field_type(key) && i < N_FIELD_TYPES; i++) {
		g_autofree char *name = field_type_name(key, i);

		g_string_append_printf(codes, "%s%s", codes->len ? ", " : "", name);
	}
	for (word = words(key->words); !is_field_type(key) && word->code; word++)
		g_string_append_printf(codes, "%s%s", codes->len ? ", " : "", key->type == &key_upper ? word->text : word->code);
	return g_string_free(codes, FALSE);
}

/* mdoc wants each sentence on a line of its own; "z. B." is none. */
static void
print_sentences(const char *text)
{
	g_autoptr(GRegex) regex = g_regex_new("(?<=[\\w)][\\w)])\\. (?=\\p{Lu})", 0, 0, NULL);
	g_autofree char *lines = g_regex_replace_literal(regex, text, -1, 0, ".\n", 0, NULL);

	puts(lines);
}

static void
print_key(const Shape *shape, const Key *key, json_t *definition)
{
	g_autofree char *codes = has_codes(key) ? codes_of(key) : NULL;

	printf(".It Cm %s\n%s%s", key->name, type_name(key), key->is_required ? ", Pflicht" : "");
	is_used[key->words] |= codes && key->type != &key_upper && !is_field_type(key); /* MUSS is its own word */
	if (codes)
		printf(": %s", codes);
	if (key->rule)
		printf("; %s", key->rule->form);
	if (key->item)
		printf("; Einträge: siehe %s", key->item->what);
	if (key->may_be_unknown)
		printf(", oder das Wort unbekannt");
	if (key->preset)
		printf("; ohne Angabe %s", key->preset);
	puts(".");
	print_sentences(meaning_of(shape, definition, key->name));
}

static void
print_shape(const Shape *shape)
{
	json_t *definition = definition_of(shape);
	const char *meaning = json_string_value(json_object_get(definition, "description"));
	const Key *key;

	if (!meaning)
		fail(shape->what, "");
	printf(".Ss %s\n", shape->what);
	print_sentences(meaning);
	puts(".Bl -tag -width Ds");
	for (key = shape->keys; key->name; key++)
		print_key(shape, key, definition);
	printf(".El\n");
	for (key = shape->keys; key->name; key++)
		if (is_field_type(key))
			print_field_types(key);
}

/* --- kinds of answers ---------------------------------------------------------------------------------------------------------- */

/* What the program says about an answer that has not this form; it names the form and an example. */
static char *
form_of(FieldType type)
{
	ChecklistField field = {.type = type};
	g_autofree char *said = type == FIELD_CHOICE ? NULL : checklist_field_check(&field, "?", NULL, NULL);
	const char *form = "Erwartet wird ";

	if (said && g_str_has_prefix(said, form))
		return g_strdup(said + strlen(form));
	return g_strdup(type == FIELD_CHOICE ? "eine der Angaben unter werte." : "ein Text von höchstens 16 KiB.");
}

static void
print_field_types(const Key *key)
{
	int i;

	printf(".Ss Feldarten\nDie Werte von\n.Cm typ ,\nund wie eine Antwort aussieht:\n.Bl -tag -width leistungsschluessel -compact\n");
	for (i = 0; i < N_FIELD_TYPES; i++) {
		g_autofree char *form = form_of((FieldType)i), *name = field_type_name(key, i);

		printf(".It Cm %s\n%s\n", name, form);
	}
	printf(".El\n");
}

/* --- words --------------------------------------------------------------------------------------------------------------------- */

static void
print_words(WordList list)
{
	const Word *word;

	if (!list_titles[list])
		fail("die Wörter", words(list)->code);
	printf(".Ss %s\n.Bl -tag -width organisatorisch -compact\n", list_titles[list]);
	for (word = words(list); word->code; word++)
		printf(".It Li %s\n%s%s%s\n", list == WORDS_LAND ? word->glyph : word->code, word->text, *word->note ? ": " : "", word->note);
	printf(".El\n");
}

/* --- all shapes ---------------------------------------------------------------------------------------------------------------- */

typedef void (*UseShape)(const Shape *shape);

/* Each once, the ones inside after the one outside. */
static void
walk(const Shape *shape, GHashTable *seen, UseShape use)
{
	const Key *key;

	if (!g_hash_table_add(seen, (void *)shape))
		return;
	use(shape);
	for (key = shape->keys; key->name; key++)
		if (key->item)
			walk(key->item, seen, use);
}

static void
walk_all(UseShape use)
{
	static const Shape *const roots[] = {&checklist_shape, &include_shape, &block_file_shape, &katalog_shape};
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(roots); i++)
		walk(roots[i], seen, use);
}

static json_t *
key_json(const Key *key)
{
	g_autofree char *codes = has_codes(key) ? codes_of(key) : NULL;
	json_t *object = json_pack("{s:s,s:b,s:b}", "name", key->name, "required", (int)key->is_required, "list", (int)(key->type->kind == NODE_LIST));

	if (codes)
		json_object_set_new(object, "codes", json_string(codes));
	if (key->item)
		json_object_set_new(object, "item", json_string(key->item->what));
	return object;
}

static void
print_json(const Shape *shape)
{
	json_t *object = json_object(), *keys = json_array();
	const Key *key;

	for (key = shape->keys; key->name; key++)
		json_array_append_new(keys, key_json(key));
	json_object_set_new(object, "what", json_string(shape->what));
	json_object_set_new(object, "keys", keys);
	json_dumpf(object, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(object);
}

int
main(int argc, char **argv)
{
	json_t *schema = argc > 1 ? json_load_file(argv[1], 0, NULL) : NULL;
	int list;

	if (argc > 1 && strcmp(argv[1], "--shapes") == 0) {
		walk_all(print_json);
		return 0;
	}
	definitions = json_object_get(schema, "$defs");
	walk_all(print_shape);
	printf(".Sh WÖRTER\nLinks steht, was in der Datei steht, rechts, was Menschen lesen.\n");
	for (list = 0; list < N_WORDS; list++)
		if (is_used[list])
			print_words((WordList)list);
	json_decref(schema);
	return 0;
}
