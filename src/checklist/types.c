/*
 * The types of values in checklist files: each reads a node into a member and gives it back for the normal form.
 *
 * A read function gets a value of the right kind, not empty; on an error it reports and leaves the member as it is (zero), but a list
 * always becomes a list.
 */
#include "shape.h"

#include <string.h>

#include "vorort/condition.h"

#define MAX_INT 100000

/* --- messages ---------------------------------------------------------------------------------------------------------------- */

void
shape_unknown_code(const Node *value, const char *text, const char *const *codes)
{
	g_autofree char *suggestion = shape_suggestion(value, text, codes);
	g_autofree char *all = g_strjoinv(", ", (char **)codes);

	node_error(value, "„%s“ ist hier nicht bekannt; möglich: %s%s", text, all, suggestion);
}

gboolean
shape_check_code(const Node *value, const char *code, WordList list)
{
	g_autoptr(GPtrArray) codes = NULL;
	const Word *word;

	if (words_find(list, code))
		return TRUE;
	codes = g_ptr_array_new();
	for (word = words(list); word->code; word++)
		g_ptr_array_add(codes, (void *)word->code);
	g_ptr_array_add(codes, NULL);
	shape_unknown_code(value, code, (const char *const *)codes->pdata);
	return FALSE;
}

static gboolean
check_line(const Key *key, const Node *value)
{
	if (value->kind != NODE_TEXT || !*value->text)
		node_error(value, "„%s“: erwartet wird ein Wort", key->name);
	else if (strchr(value->text, '\n'))
		node_error(value, "„%s“ muss in einer Zeile stehen", key->name);
	else if (key->rule && !key->rule->is_valid(value->text))
		node_error(value, "„%s“: erwartet wird %s", key->name, key->rule->form);
	else
		return TRUE;
	return FALSE;
}

/* --- texts and codes --------------------------------------------------------------------------------------------------------- */

static void
read_text(const Key *key, const Node *value, void *record)
{
	SLOT(char *, record, key->offset) = g_strdup(value->text);
}

static void
read_line(const Key *key, const Node *value, void *record)
{
	if (check_line(key, value))
		read_text(key, value, record);
}

static void
read_code(const Key *key, const Node *value, void *record)
{
	if (check_line(key, value) && shape_check_code(value, value->text, key->words))
		read_text(key, value, record);
}

static char *
text_to_text(const Key *key, const void *record)
{
	return g_strdup(SLOT(char *, record, key->offset));
}

/* One spelling only: what the file says is what people quote and search for. */
static void
read_upper(const Key *key, const Node *value, void *record)
{
	g_autoptr(GPtrArray) capitals = g_ptr_array_new();
	const Word *word;

	if (!check_line(key, value))
		return;
	for (word = words(key->words); word->code && strcmp(word->text, value->text) != 0; word++)
		g_ptr_array_add(capitals, (void *)word->text);
	if (word->code) {
		SLOT(char *, record, key->offset) = g_strdup(word->code);
		return;
	}
	g_ptr_array_add(capitals, NULL);
	shape_unknown_code(value, value->text, (const char *const *)capitals->pdata);
}

static char *
upper_to_text(const Key *key, const void *record)
{
	const char *code = SLOT(const char *, record, key->offset);

	return code ? g_strdup(words_text(key->words, code)) : NULL;
}

static void
read_letter(const Key *key, const Node *value, void *record)
{
	if (check_line(key, value) && shape_check_code(value, value->text, key->words))
		SLOT(char, record, key->offset) = *value->text;
}

static char *
letter_to_text(const Key *key, const void *record)
{
	char letter = SLOT(char, record, key->offset);

	return letter ? g_strndup(&letter, 1) : NULL;
}

/* --- numbers, yes and no ----------------------------------------------------------------------------------------------------- */

static gboolean
read_number(const Key *key, const Node *value, gint64 min, gint64 max, gint64 *number)
{
	if (!check_line(key, value))
		return FALSE;
	if (value->text[strspn(value->text, "-0123456789")] == '\0' &&
	    g_ascii_string_to_signed(value->text, 10, min, max, number, NULL))
		return TRUE;
	node_error(value, "„%s“: erwartet wird eine ganze Zahl von %" G_GINT64_FORMAT " bis %" G_GINT64_FORMAT, key->name, min, max);
	return FALSE;
}

static void
read_int(const Key *key, const Node *value, void *record)
{
	gint64 number;

	if (read_number(key, value, 0, MAX_INT, &number))
		SLOT(int, record, key->offset) = (int)number;
}

static char *
int_to_text(const Key *key, const void *record)
{
	int number = SLOT(int, record, key->offset);

	return number ? g_strdup_printf("%d", number) : NULL;
}

static void
read_limit(const Key *key, const Node *value, void *record)
{
	SLOT(gboolean, record, key->aux) = read_number(key, value, -G_MAXINT32, G_MAXINT32, &SLOT(gint64, record, key->offset));
}

static char *
limit_to_text(const Key *key, const void *record)
{
	if (!SLOT(gboolean, record, key->aux))
		return NULL;
	return g_strdup_printf("%" G_GINT64_FORMAT, SLOT(gint64, record, key->offset));
}

static void
read_yes_no(const Key *key, const Node *value, void *record)
{
	if (check_line(key, value) && shape_check_code(value, value->text, WORDS_YES_NO))
		SLOT(gboolean, record, key->offset) = strcmp(value->text, "ja") == 0;
}

static char *
yes_no_to_text(const Key *key, const void *record)
{
	return SLOT(gboolean, record, key->offset) ? g_strdup("ja") : NULL;
}

/* --- conditions -------------------------------------------------------------------------------------------------------------- */

static void
read_condition(const Key *key, const Node *value, void *record)
{
	g_autofree char *error = NULL;
	gsize offset = 0;
	Condition *condition = condition_parse(value->text, &error, &offset);
	unsigned shift = value->is_plain ? (unsigned)g_utf8_strlen(value->text, (gssize)offset) : 0;

	SLOT(Condition *, record, key->offset) = condition;
	if (!condition)
		source_error(value->source, value->line, value->column + shift, "Bedingung: %s", error);
}

static char *
condition_to_line(const Key *key, const void *record)
{
	const Condition *condition = SLOT(const Condition *, record, key->offset);

	return condition ? condition_to_text(condition) : NULL;
}

/* --- lists ------------------------------------------------------------------------------------------------------------------- */

typedef gboolean (*CheckWord)(const Key *key, const Node *value);

static gboolean
check_code_word(const Key *key, const Node *value)
{
	return check_line(key, value) && shape_check_code(value, value->text, key->words);
}

static GStrv
read_list(const Key *key, const Node *list, CheckWord check)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	GPtrArray *found = g_ptr_array_new();
	guint i;

	for (i = 0; i < list->items->len; i++) {
		const Node *item = list->items->pdata[i];

		if (!check(key, item))
			continue;
		if (g_hash_table_add(seen, item->text))
			g_ptr_array_add(found, g_strdup(item->text));
		else
			node_error(item, "„%s“ steht doppelt in der Liste", item->text);
	}
	g_ptr_array_add(found, NULL);
	return (GStrv)g_ptr_array_free(found, FALSE);
}

static void
read_words(const Key *key, const Node *value, void *record)
{
	/* the text "unbekannt" in the place of a list is a list of it */
	if (value->kind == NODE_TEXT)
		SLOT(GStrv, record, key->offset) = g_strsplit(value->text, "\n", 1);
	else
		SLOT(GStrv, record, key->offset) = read_list(key, value, check_line);
}

static void
read_codes(const Key *key, const Node *value, void *record)
{
	SLOT(GStrv, record, key->offset) = read_list(key, value, check_code_word);
}

static GStrv
words_to_list(const Key *key, const void *record)
{
	return SLOT(GStrv, record, key->offset);
}

static void
read_deferred(const Key *key, G_GNUC_UNUSED const Node *value, void *record)
{
	SLOT(GPtrArray *, record, key->offset) = g_ptr_array_new_with_free_func(key->item->free);
}

static void
read_records(const Key *key, const Node *value, void *record)
{
	guint i;

	read_deferred(key, value, record);
	for (i = 0; i < value->items->len; i++) {
		void *item = shape_read(key->item, value->items->pdata[i]);

		if (item)
			g_ptr_array_add(SLOT(GPtrArray *, record, key->offset), item);
	}
}

static GPtrArray *
records_to_records(const Key *key, const void *record)
{
	return g_ptr_array_ref(SLOT(GPtrArray *, record, key->offset));
}

const KeyType key_line = {"ein Text", NODE_TEXT, read_line, text_to_text, NULL, NULL};
const KeyType key_text = {"ein Text", NODE_TEXT, read_text, text_to_text, NULL, NULL};
const KeyType key_code = {"ein Wort", NODE_TEXT, read_code, text_to_text, NULL, NULL};
const KeyType key_upper = {"ein Wort", NODE_TEXT, read_upper, upper_to_text, NULL, NULL};
const KeyType key_letter = {"ein Buchstabe", NODE_TEXT, read_letter, letter_to_text, NULL, NULL};
const KeyType key_int = {"eine ganze Zahl", NODE_TEXT, read_int, int_to_text, NULL, NULL};
const KeyType key_limit = {"eine ganze Zahl", NODE_TEXT, read_limit, limit_to_text, NULL, NULL};
const KeyType key_yes_no = {"„ja“ oder „nein“", NODE_TEXT, read_yes_no, yes_no_to_text, NULL, NULL};
const KeyType key_condition = {"eine Bedingung", NODE_TEXT, read_condition, condition_to_line, NULL, NULL};
const KeyType key_words = {"eine Liste [a, b]", NODE_LIST, read_words, NULL, words_to_list, NULL};
const KeyType key_codes = {"eine Liste [a, b]", NODE_LIST, read_codes, NULL, words_to_list, NULL};
const KeyType key_records = {"eine Liste mit „- “", NODE_LIST, read_records, NULL, NULL, records_to_records};
const KeyType key_deferred = {"eine Liste mit „- “", NODE_LIST, read_deferred, NULL, NULL, records_to_records};
