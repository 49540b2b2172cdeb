/*
 * Two versions of a checklist: which steps and parameters are new, changed or gone, and for changed ones which keys, with both wordings.
 *
 * The table of keys mirrors the one of the file format (src/checklist/schema.c); a value is compared as the text that people read, so that
 * whatever they would see differ does, and nothing else.
 */
#include <string.h>

#include "vorort/checklist.h"
#include "vorort/words.h"

#define MEMBER(type, record, offset) G_STRUCT_MEMBER(type, record, offset)

/* --- values as people read them ------------------------------------------------------------------------------------------------ */

/* The member at @offset as text; caller frees, NULL or "" if it is not set. */
typedef char *(*ValueText)(const void *record, gsize offset);

static char *
text_value(const void *record, gsize offset)
{
	return g_strdup(MEMBER(const char *, record, offset));
}

static char *
upper_value(const void *record, gsize offset)
{
	const char *code = MEMBER(const char *, record, offset);

	return code ? g_ascii_strup(code, -1) : NULL;
}

static char *
letter_value(const void *record, gsize offset)
{
	char letter = MEMBER(char, record, offset);

	return letter ? g_strndup(&letter, 1) : NULL;
}

static char *
int_value(const void *record, gsize offset)
{
	int number = MEMBER(int, record, offset);

	return number ? g_strdup_printf("%d", number) : NULL;
}

static char *
list_value(const void *record, gsize offset)
{
	char **list = MEMBER(GStrv, record, offset);

	return list ? g_strjoinv(", ", list) : NULL;
}

static char *
condition_value(const void *record, gsize offset)
{
	const Condition *condition = MEMBER(const Condition *, record, offset);

	return condition ? condition_to_text(condition) : NULL;
}

/* One line for each record, made by @line. */
static char *
lines_value(const GPtrArray *records, char *(*line)(const void *record))
{
	GString *out = g_string_new(NULL);
	guint i;

	for (i = 0; records && i < records->len; i++) {
		g_autofree char *text = line(records->pdata[i]);

		g_string_append_printf(out, "%s%s", i ? "\n" : "", text);
	}
	return g_string_free(out, FALSE);
}

static char *
huerde_line(const void *record)
{
	const ChecklistHuerde *huerde = record;
	g_autofree char *categories = list_value(huerde, offsetof(ChecklistHuerde, categories));
	g_autofree char *punkte = list_value(huerde, offsetof(ChecklistHuerde, punkte));

	return g_strdup_printf("%s (%s%s%s)", huerde->text, categories ? categories : "", punkte && *punkte ? "; " : "", punkte ? punkte : "");
}

static char *
huerden_value(const void *record, gsize offset)
{
	return lines_value(MEMBER(const GPtrArray *, record, offset), huerde_line);
}

static char *
source_line(const void *record)
{
	const ChecklistSource *source = record;

	return g_strdup_printf("%s: %s", source->confidence, source->text);
}

static char *
sources_value(const void *record, gsize offset)
{
	return lines_value(MEMBER(const GPtrArray *, record, offset), source_line);
}

/* "frist: Wie lange? (zahl, pflicht, min 30, Tage)" */
static char *
field_line(const void *record)
{
	const ChecklistField *field = record;
	GString *out = g_string_new(NULL);
	g_autofree char *choices = list_value(field, offsetof(ChecklistField, choices));
	g_autofree char *expected = list_value(field, offsetof(ChecklistField, expected));

	g_string_append_printf(out, "%s: %s (%s", field->name, field->question, checklist_field_types()[field->type]);
	g_string_append(out, field->is_required ? ", pflicht" : "");
	if (field->has_min)
		g_string_append_printf(out, ", min %" G_GINT64_FORMAT, field->min);
	if (field->has_max)
		g_string_append_printf(out, ", max %" G_GINT64_FORMAT, field->max);
	if (field->unit)
		g_string_append_printf(out, ", %s", field->unit);
	if (choices && *choices)
		g_string_append_printf(out, ", werte: %s", choices);
	if (expected && *expected)
		g_string_append_printf(out, ", erwartet: %s", expected);
	if (field->prefix)
		g_string_append_printf(out, ", praefix %s", field->prefix);
	if (field->suggests)
		g_string_append_printf(out, ", sonst %s", words_text(WORDS_OUTCOME, field->suggests));
	return g_string_free(g_string_append_c(out, ')'), FALSE);
}

static char *
fields_value(const void *record, gsize offset)
{
	return lines_value(MEMBER(const GPtrArray *, record, offset), field_line);
}

/* Values of a parameter, "osci: OSCI/XTA mit DVDV" each. */
static char *
pairs_value(const void *record, gsize offset)
{
	const ChecklistParameter *parameter = record;
	GString *out = g_string_new(NULL);
	guint i;

	(void)offset;
	for (i = 0; parameter->values && parameter->values[i]; i++)
		g_string_append_printf(out, "%s%s: %s", i ? "\n" : "", parameter->values[i], parameter->labels[i]);
	return g_string_free(out, FALSE);
}

/* --- the keys, in the order of the file ----------------------------------------------------------------------------------------- */

typedef struct DiffKey {
	const char *name;
	ValueText text;
	gsize offset;
} DiffKey;

static const DiffKey step_keys[] = {
	{"titel", text_value, offsetof(ChecklistStep, title)},
	{"pruefen", text_value, offsetof(ChecklistStep, task)},
	{"bestanden", text_value, offsetof(ChecklistStep, criterion)},
	{"hinweis", text_value, offsetof(ChecklistStep, hint)},
	{"pflicht", upper_value, offsetof(ChecklistStep, duty)},
	{"phase", letter_value, offsetof(ChecklistStep, phase)},
	{"ebene", text_value, offsetof(ChecklistStep, level)},
	{"wenn", condition_value, offsetof(ChecklistStep, when)},
	{"braucht", list_value, offsetof(ChecklistStep, needs)},
	{"minuten", int_value, offsetof(ChecklistStep, minutes)},
	{"vorlauf", int_value, offsetof(ChecklistStep, lead_days)},
	{"anwesend", list_value, offsetof(ChecklistStep, present)},
	{"zustaendig", text_value, offsetof(ChecklistStep, responsible)},
	{"nl", list_value, offsetof(ChecklistStep, nl)},
	{"huerden", huerden_value, offsetof(ChecklistStep, huerden)},
	{"felder", fields_value, offsetof(ChecklistStep, fields)},
	{"nachweis", text_value, offsetof(ChecklistStep, evidence)},
	{"umgebung", list_value, offsetof(ChecklistStep, envs)},
	{"wiederholen", text_value, offsetof(ChecklistStep, repeat)},
	{"probe", text_value, offsetof(ChecklistStep, probe)},
	{"quelle", sources_value, offsetof(ChecklistStep, sources)},
	{NULL, NULL, 0},
};

static const DiffKey parameter_keys[] = {
	{"frage", text_value, offsetof(ChecklistParameter, question)},
	{"werte", pairs_value, offsetof(ChecklistParameter, values)},
	{"vorgabe", text_value, offsetof(ChecklistParameter, preset)},
	{NULL, NULL, 0},
};

static void
key_change_free(gpointer data)
{
	ChecklistKeyChange *change = data;

	g_free(change->before);
	g_free(change->after);
	g_free(change);
}

static void
compare_key(GPtrArray *changes, const DiffKey *key, const void *before, const void *after)
{
	g_autofree char *was = key->text(before, key->offset), *is = key->text(after, key->offset);
	ChecklistKeyChange *change;

	if (strcmp(was ? was : "", is ? is : "") == 0)
		return;
	change = g_new0(ChecklistKeyChange, 1);
	change->key = key->name;
	change->before = was ? g_steal_pointer(&was) : g_strdup("");
	change->after = is ? g_steal_pointer(&is) : g_strdup("");
	g_ptr_array_add(changes, change);
}

static GPtrArray *
compare_keys(const DiffKey *keys, const void *before, const void *after)
{
	GPtrArray *changes = g_ptr_array_new_with_free_func(key_change_free);

	for (; keys->name; keys++)
		compare_key(changes, keys, before, after);
	return changes;
}

GPtrArray *
checklist_step_diff(const ChecklistStep *before, const ChecklistStep *after)
{
	return compare_keys(step_keys, before, after);
}

/* --- whole checklists ----------------------------------------------------------------------------------------------------------- */

typedef struct DiffSort { /* steps or parameters */
	const DiffKey *keys;
	gsize id, title; /* offsets of char * in the record */
} DiffSort;

static const DiffSort sort_steps = {step_keys, offsetof(ChecklistStep, id), offsetof(ChecklistStep, title)};
static const DiffSort sort_parameters = {parameter_keys, offsetof(ChecklistParameter, name), offsetof(ChecklistParameter, question)};

static void
change_free(gpointer data)
{
	ChecklistChange *change = data;

	g_free(change->id);
	g_free(change->title);
	g_ptr_array_unref(change->keys);
	g_free(change);
}

/* Takes @keys; NULL is none. */
static void
add_change(GPtrArray *changes, const DiffSort *sort, ChecklistChangeKind kind, const void *record, GPtrArray *keys)
{
	ChecklistChange *change = g_new0(ChecklistChange, 1);

	change->kind = kind;
	change->id = g_strdup(MEMBER(const char *, record, sort->id));
	change->title = g_strdup(MEMBER(const char *, record, sort->title));
	change->keys = keys ? keys : g_ptr_array_new();
	g_ptr_array_add(changes, change);
}

static GHashTable *
index_records(const GPtrArray *records, const DiffSort *sort)
{
	GHashTable *index = g_hash_table_new(g_str_hash, g_str_equal);
	guint i;

	for (i = 0; i < records->len; i++)
		g_hash_table_insert(index, MEMBER(char *, records->pdata[i], sort->id), records->pdata[i]);
	return index;
}

static GPtrArray *
compare_records(const GPtrArray *before, const GPtrArray *after, const DiffSort *sort)
{
	GPtrArray *changes = g_ptr_array_new_with_free_func(change_free);
	g_autoptr(GHashTable) were = index_records(before, sort), are = index_records(after, sort);
	guint i;

	for (i = 0; i < after->len; i++) {
		const void *is = after->pdata[i], *was = g_hash_table_lookup(were, MEMBER(char *, is, sort->id));
		GPtrArray *keys = was ? compare_keys(sort->keys, was, is) : NULL;

		if (!was || keys->len)
			add_change(changes, sort, was ? CHECKLIST_CHANGED : CHECKLIST_NEW, is, keys);
		else
			g_ptr_array_unref(keys);
	}
	for (i = 0; i < before->len; i++)
		if (!g_hash_table_contains(are, MEMBER(char *, before->pdata[i], sort->id)))
			add_change(changes, sort, CHECKLIST_REMOVED, before->pdata[i], NULL);
	return changes;
}

ChecklistDiff *
checklist_diff(const Checklist *before, const Checklist *after)
{
	ChecklistDiff *diff = g_new0(ChecklistDiff, 1);

	diff->steps = compare_records(before->steps, after->steps, &sort_steps);
	diff->parameters = compare_records(before->parameters, after->parameters, &sort_parameters);
	return diff;
}

void
checklist_diff_free(ChecklistDiff *diff)
{
	if (!diff)
		return;
	g_ptr_array_unref(diff->steps);
	g_ptr_array_unref(diff->parameters);
	g_free(diff);
}

guint
checklist_count_changes(const GPtrArray *changes, ChecklistChangeKind kind)
{
	guint i, n = 0;

	for (i = 0; i < changes->len; i++)
		n += ((const ChecklistChange *)changes->pdata[i])->kind == kind;
	return n;
}

const char *
checklist_change_text(ChecklistChangeKind kind)
{
	static const char *const texts[] = {"neu", "geändert", "entfallen"};

	return texts[kind];
}

static void
append_counts(GString *out, const char *what, const GPtrArray *changes)
{
	gboolean is_first = TRUE;
	guint kind;

	for (kind = CHECKLIST_NEW; kind <= CHECKLIST_REMOVED; kind++) {
		guint n = checklist_count_changes(changes, (ChecklistChangeKind)kind);

		if (n == 0)
			continue;
		g_string_append(out, !is_first ? ", " : out->len ? "; " : "");
		g_string_append_printf(out, "%s%u %s", is_first ? what : "", n, checklist_change_text((ChecklistChangeKind)kind));
		is_first = FALSE;
	}
}

char *
checklist_diff_summary(const ChecklistDiff *diff)
{
	GString *out = g_string_new(NULL);

	append_counts(out, "Schritte: ", diff->steps);
	append_counts(out, "Angaben: ", diff->parameters);
	return g_string_free(out->len ? out : g_string_append(out, "alle Schritte und Angaben sind gleich"), FALSE);
}

/* --- versions ------------------------------------------------------------------------------------------------------------------- */

/* Two runs of digits; both are moved behind theirs. */
static int
compare_numbers(const char **a, const char **b)
{
	gsize len_a, len_b;
	int order;

	*a += strspn(*a, "0");
	*b += strspn(*b, "0");
	len_a = strspn(*a, "0123456789");
	len_b = strspn(*b, "0123456789");
	order = len_a != len_b ? (len_a < len_b ? -1 : 1) : strncmp(*a, *b, len_a);
	*a += len_a;
	*b += len_b;
	return order;
}

int
checklist_compare_versions(const char *a, const char *b)
{
	const char *left = a, *right = b;
	int order;

	while (*left && *right) {
		if (g_ascii_isdigit(*left) && g_ascii_isdigit(*right))
			order = compare_numbers(&left, &right);
		else
			order = (guchar)*left++ - (guchar)*right++;
		if (order)
			return order;
	}
	return (*left != '\0') - (*right != '\0');
}
