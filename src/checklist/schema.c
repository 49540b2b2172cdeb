/*
 * The keys of checklist files, one table for each kind of mapping, and what holds between the keys of one mapping.
 *
 * The order of a table is the order of the normal form. What holds between steps is check.c.
 */
#include "schema.h"

#include <string.h>

#include "vorort/text.h"

#define MAX_NAME 40
#define MAX_DATE_LIMIT 36500 /* days */
#define MAX_CATEGORIES 2     /* an obstacle takes no more (src/core/entities.c) */

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

/* --- rules for lines --------------------------------------------------------------------------------------------------------- */

static gboolean
consists_of(const char *text, const char *characters, gsize max)
{
	gsize len = strlen(text);

	return len >= 1 && len <= max && strspn(text, characters) == len;
}

static gboolean
is_name(const char *text)
{
	return consists_of(text, LOWER DIGITS "_", MAX_NAME);
}

/* A parameter must not look like a word of the condition language, nor like a name that follows from the Kommune. */
static gboolean
is_parameter(const char *text)
{
	static const char *const reserved[] = {"und", "oder", "nicht", "in", "ergebnis", "antwort", "land", "groesse", NULL};

	return is_name(text) && !g_strv_contains(reserved, text);
}

static gboolean
is_step_id(const char *text)
{
	return g_ascii_isalnum(*text) && consists_of(text, LOWER UPPER DIGITS "-_.", MAX_NAME);
}

static gboolean
is_code(const char *text)
{
	return consists_of(text, LOWER UPPER DIGITS "-_.", MAX_NAME);
}

static gboolean
is_version(const char *text)
{
	return consists_of(text, LOWER UPPER DIGITS "-_.", 20) && *text != '.' && *text != '-';
}

static gboolean
is_confidence(const char *text)
{
	return strlen(text) == 1 && strchr("ABC", *text);
}

/* Of a Leistung in the catalogue; also a part of paths in the shared repository. */
static gboolean
is_leistung(const char *text)
{
	return g_ascii_isalpha(*text) && consists_of(text, LOWER DIGITS "-_", MAX_NAME);
}

static gboolean
is_dvdv_prefix(const char *text)
{
	return strlen(text) == 3 && consists_of(text, LOWER, 3);
}

static gboolean
is_leistungsschluessel(const char *text)
{
	return strcmp(text, "unbekannt") == 0 || (strlen(text) == 14 && consists_of(text, DIGITS, 14) && g_str_has_prefix(text, "99"));
}

/* host:port; the host may be a name or an IPv4 address. */
static gboolean
is_target(const char *text)
{
	const char *colon = strchr(text, ':');
	g_autofree char *host = colon ? g_strndup(text, (gsize)(colon - text)) : NULL;
	guint64 port;

	return host && consists_of(host, LOWER UPPER DIGITS "-.", 253) && g_ascii_isalnum(*host) &&
	       consists_of(colon + 1, DIGITS, 5) && g_ascii_string_to_unsigned(colon + 1, 10, 1, 65535, &port, NULL);
}

static const Rule rule_name = {is_name, "ein Name aus kleinen Buchstaben, Ziffern und „_“"};
const Rule rule_leistung = {is_leistung, "ein Schlüssel aus kleinen Buchstaben, Ziffern, „-“ und „_“ wie wohngeld"};
const Rule rule_date = {text_is_date, "ein bestehender Tag JJJJ-MM-TT"};
const Rule rule_leistungsschluessel = {is_leistungsschluessel, "ein Leistungsschlüssel mit 14 Ziffern, beginnend mit 99"};
static const Rule rule_parameter = {is_parameter,
	"ein Name aus kleinen Buchstaben, Ziffern und „_“, kein Wort der Bedingungssprache (und, oder, nicht, in, ergebnis, antwort, land, groesse)"};
static const Rule rule_step_id = {is_step_id, "eine Kennung aus Buchstaben, Ziffern, „-“, „_“ und „.“ wie WG-1"};
static const Rule rule_confidence = {is_confidence, "A (amtlich), B (aus zweiter Hand) oder C (Praxis)"};
const Rule rule_code = {is_code, "ein Wort aus Buchstaben, Ziffern, „-“, „_“ und „.“"};
static const Rule rule_version = {is_version, "eine Fassung wie \"1\" oder \"1.2\""};
static const Rule rule_dvdv_prefix = {is_dvdv_prefix, "ein Präfix aus drei kleinen Buchstaben wie wgb"};
const Rule rule_target = {is_target, "Rechner:Port, z. B. test.fit-connect.fitko.dev:443"};

void
include_free(Include *include)
{
	if (!include)
		return;
	g_free(include->id);
	condition_free(include->when);
	g_free(include->duty);
	g_free(include);
}

/* --- type of a field --------------------------------------------------------------------------------------------------------- */

static void
read_field_type(const Key *key, const Node *value, void *record)
{
	const char *const *field_types = checklist_field_types();
	int i;

	for (i = 0; i < N_FIELD_TYPES && strcmp(field_types[i], value->text) != 0; i++)
		;
	if (i < N_FIELD_TYPES)
		SLOT(FieldType, record, key->offset) = (FieldType)i;
	else
		shape_unknown_code(value, value->text, field_types);
}

static char *
field_type_to_text(const Key *key, const void *record)
{
	return g_strdup(checklist_field_types()[SLOT(FieldType, record, key->offset)]);
}

static const KeyType key_field_type = {"ein Wort", NODE_TEXT, read_field_type, field_type_to_text, NULL, NULL};

/* --- values of a parameter: mappings in the file, two lists in memory ------------------------------------------------------- */

typedef struct Pair {
	char *value, *label;
} Pair;

static void
pair_free(void *data)
{
	Pair *pair = data;

	g_free(pair->value);
	g_free(pair->label);
	g_free(pair);
}

static const Key pair_keys[] = {
	{.name = "wert", .type = &key_line, .offset = offsetof(Pair, value), .is_required = TRUE, .rule = &rule_code},
	{.name = "text", .type = &key_line, .offset = offsetof(Pair, label), .is_required = TRUE},
	{.name = NULL},
};
static const Shape pair_shape = {"Wert", sizeof(Pair), pair_free, pair_keys, NULL};

/* An incomplete pair was reported and is left out. */
static void
read_pairs(const Key *key, const Node *value, void *record)
{
	GPtrArray *values = g_ptr_array_new(), *labels = g_ptr_array_new();
	guint i;

	for (i = 0; i < value->items->len; i++) {
		Pair *pair = shape_read(key->item, value->items->pdata[i]);

		if (pair && pair->value && pair->label) {
			if (g_ptr_array_find_with_equal_func(values, pair->value, g_str_equal, NULL))
				node_error((Node *)value->items->pdata[i], "der Wert „%s“ steht doppelt in der Liste", pair->value);
			g_ptr_array_add(values, g_steal_pointer(&pair->value));
			g_ptr_array_add(labels, g_steal_pointer(&pair->label));
		}
		g_clear_pointer(&pair, pair_free);
	}
	g_ptr_array_add(values, NULL);
	g_ptr_array_add(labels, NULL);
	SLOT(GStrv, record, key->offset) = (GStrv)g_ptr_array_free(values, FALSE);
	SLOT(GStrv, record, key->aux) = (GStrv)g_ptr_array_free(labels, FALSE);
}

static GPtrArray *
pairs_to_records(const Key *key, const void *record)
{
	GStrv values = SLOT(GStrv, record, key->offset), labels = SLOT(GStrv, record, key->aux);
	GPtrArray *pairs = g_ptr_array_new_with_free_func(pair_free);
	guint i;

	for (i = 0; values[i]; i++) {
		Pair *pair = g_new0(Pair, 1);

		pair->value = g_strdup(values[i]);
		pair->label = g_strdup(labels[i]);
		g_ptr_array_add(pairs, pair);
	}
	return pairs;
}

static const KeyType key_pairs = {"eine Liste mit „- wert: …“", NODE_LIST, read_pairs, NULL, NULL, pairs_to_records};

/* --- what holds within one mapping ------------------------------------------------------------------------------------------- */

static void
check_parameter(const Node *node, const void *record)
{
	const ChecklistParameter *parameter = record;
	const Node *preset = node_get(node, "vorgabe");

	if (parameter->preset && *parameter->values && !g_strv_contains((const char *const *)parameter->values, parameter->preset))
		shape_unknown_code(preset, parameter->preset, (const char *const *)parameter->values);
}

/* Keys that only some types of fields have. */
static void
check_field_keys(const Node *node, FieldType type)
{
	static const struct {
		const char *key, *allowed;
		guint types; /* bits */
	} rules[] = {
		{"min", "zahl und datum", 1u << FIELD_NUMBER | 1u << FIELD_DATE},
		{"max", "zahl und datum", 1u << FIELD_NUMBER | 1u << FIELD_DATE},
		{"einheit", "zahl und datum", 1u << FIELD_NUMBER | 1u << FIELD_DATE},
		{"werte", "auswahl", 1u << FIELD_CHOICE},
		{"erwartet", "auswahl und janein", 1u << FIELD_CHOICE | 1u << FIELD_YES_NO},
		{"praefix", "dvdv", 1u << FIELD_DVDV},
	};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(rules); i++) {
		const Node *value = node_get(node, rules[i].key);

		if (value && !(rules[i].types & 1u << type))
			node_error(value, "„%s“ gibt es nur bei typ: %s", rules[i].key, rules[i].allowed);
	}
}

/* What is expected can be answered. */
static void
check_expected(const Node *node, const ChecklistField *field)
{
	static const char *const yes_no[] = {"ja", "nein", NULL};
	const char *const *values = field->type == FIELD_YES_NO ? yes_no : (const char *const *)field->choices;
	guint i;

	if (field->type != FIELD_YES_NO && field->type != FIELD_CHOICE)
		return;
	for (i = 0; field->expected[i]; i++)
		if (!g_strv_contains(values, field->expected[i]))
			shape_unknown_code(node_get(node, "erwartet"), field->expected[i], values);
}

static void
check_field(const Node *node, const void *record)
{
	const ChecklistField *field = record;

	check_field_keys(node, field->type);
	if (field->has_min && field->has_max && field->min > field->max)
		node_error(node_get(node, "max"), "min (%" G_GINT64_FORMAT ") ist größer als max (%" G_GINT64_FORMAT ")", field->min, field->max);
	if (field->type == FIELD_DATE && ((field->has_min && ABS(field->min) > MAX_DATE_LIMIT) ||
	                                  (field->has_max && ABS(field->max) > MAX_DATE_LIMIT)))
		node_error(node, "Grenzen eines Datums sind Tage ab heute, höchstens %d", MAX_DATE_LIMIT);
	if (field->type == FIELD_CHOICE && !*field->choices)
		node_error(node, "ein Feld mit typ: auswahl braucht „werte“");
	if (field->suggests && !field->has_min && !field->has_max && !*field->expected)
		node_error(node_get(node, "folgerung"), "„folgerung“ braucht eine Grenze (min oder max) oder „erwartet“");
	check_expected(node, field);
}

static void
check_huerde(const Node *node, const void *record)
{
	const ChecklistHuerde *huerde = record;

	if (g_strv_length(huerde->categories) > MAX_CATEGORIES)
		node_error(node_get(node, "kategorie"), "eine Hürde hat höchstens zwei Kategorien; die wichtigsten nennen");
}

/* Fields share the names of their answers only with other steps. */
static void
check_step(const Node *node, const void *record)
{
	const ChecklistStep *step = record;
	guint i, j;

	for (i = 0; i < step->fields->len; i++) {
		const ChecklistField *field = step->fields->pdata[i];

		for (j = 0; j < i && g_strcmp0(field->name, ((ChecklistField *)step->fields->pdata[j])->name) != 0; j++)
			;
		if (field->name && j < i)
			node_error(node_get(node, "felder"), "das Feld „%s“ steht doppelt im Schritt", field->name);
	}
}

/* --- tables ------------------------------------------------------------------------------------------------------------------ */

static const Key huerde_keys[] = {
	{.name = "text", .type = &key_text, .offset = offsetof(ChecklistHuerde, text), .is_required = TRUE},
	{.name = "kategorie", .type = &key_codes, .offset = offsetof(ChecklistHuerde, categories), .is_required = TRUE, .words = WORDS_CATEGORY},
	{.name = "punkte", .type = &key_codes, .offset = offsetof(ChecklistHuerde, punkte), .words = WORDS_PUNKT},
	{.name = NULL},
};
static const Shape huerde_shape = {"Hürde", sizeof(ChecklistHuerde), (GDestroyNotify)checklist_huerde_free, huerde_keys, check_huerde};

static const Key field_keys[] = {
	{.name = "name", .type = &key_line, .offset = offsetof(ChecklistField, name), .is_required = TRUE, .rule = &rule_name},
	{.name = "frage", .type = &key_line, .offset = offsetof(ChecklistField, question), .is_required = TRUE},
	{.name = "typ", .type = &key_field_type, .offset = offsetof(ChecklistField, type), .preset = "text"},
	{.name = "pflicht", .type = &key_yes_no, .offset = offsetof(ChecklistField, is_required)},
	{.name = "einheit", .type = &key_line, .offset = offsetof(ChecklistField, unit)},
	{.name = "min", .type = &key_limit, .offset = offsetof(ChecklistField, min), .aux = offsetof(ChecklistField, has_min)},
	{.name = "max", .type = &key_limit, .offset = offsetof(ChecklistField, max), .aux = offsetof(ChecklistField, has_max)},
	{.name = "werte", .type = &key_words, .offset = offsetof(ChecklistField, choices)},
	{.name = "erwartet", .type = &key_words, .offset = offsetof(ChecklistField, expected)},
	{.name = "praefix", .type = &key_line, .offset = offsetof(ChecklistField, prefix), .rule = &rule_dvdv_prefix},
	{.name = "folgerung", .type = &key_code, .offset = offsetof(ChecklistField, suggests), .words = WORDS_OUTCOME},
	{.name = NULL},
};
static const Shape field_shape = {"Feld", sizeof(ChecklistField), (GDestroyNotify)checklist_field_free, field_keys, check_field};

static const Key source_keys[] = {
	{.name = "beleg", .type = &key_line, .offset = offsetof(ChecklistSource, confidence), .is_required = TRUE,
	 .rule = &rule_confidence},
	{.name = "ort", .type = &key_text, .offset = offsetof(ChecklistSource, text), .is_required = TRUE},
	{.name = NULL},
};
static const Shape source_shape = {"Quelle", sizeof(ChecklistSource), (GDestroyNotify)checklist_source_free, source_keys, NULL};

static const Key step_keys[] = {
	{.name = "id", .type = &key_line, .offset = offsetof(ChecklistStep, id), .is_required = TRUE, .rule = &rule_step_id},
	{.name = "titel", .type = &key_line, .offset = offsetof(ChecklistStep, title), .is_required = TRUE},
	{.name = "pruefen", .type = &key_text, .offset = offsetof(ChecklistStep, task), .is_required = TRUE, .is_tall = TRUE},
	{.name = "bestanden", .type = &key_text, .offset = offsetof(ChecklistStep, criterion), .is_required = TRUE, .is_tall = TRUE},
	{.name = "hinweis", .type = &key_text, .offset = offsetof(ChecklistStep, hint), .is_tall = TRUE},
	{.name = "pflicht", .type = &key_upper, .offset = offsetof(ChecklistStep, duty), .is_required = TRUE, .words = WORDS_DUTY},
	{.name = "phase", .type = &key_letter, .offset = offsetof(ChecklistStep, phase), .is_required = TRUE, .words = WORDS_PHASE},
	{.name = "ebene", .type = &key_code, .offset = offsetof(ChecklistStep, level), .words = WORDS_STEP_LEVEL, .preset = "kommune"},
	{.name = "wenn", .type = &key_condition, .offset = offsetof(ChecklistStep, when)},
	{.name = "braucht", .type = &key_words, .offset = offsetof(ChecklistStep, needs), .rule = &rule_step_id},
	{.name = "minuten", .type = &key_int, .offset = offsetof(ChecklistStep, minutes)},
	{.name = "vorlauf", .type = &key_int, .offset = offsetof(ChecklistStep, lead_days)},
	{.name = "anwesend", .type = &key_codes, .offset = offsetof(ChecklistStep, present), .words = WORDS_PRESENT},
	{.name = "zustaendig", .type = &key_code, .offset = offsetof(ChecklistStep, responsible), .words = WORDS_STELLE_KIND},
	{.name = "nl", .type = &key_codes, .offset = offsetof(ChecklistStep, nl), .words = WORDS_NL},
	{.name = "huerden", .type = &key_records, .offset = offsetof(ChecklistStep, huerden), .item = &huerde_shape},
	{.name = "felder", .type = &key_records, .offset = offsetof(ChecklistStep, fields), .item = &field_shape},
	{.name = "nachweis", .type = &key_text, .offset = offsetof(ChecklistStep, evidence)},
	{.name = "umgebung", .type = &key_codes, .offset = offsetof(ChecklistStep, envs), .words = WORDS_ENV, .preset = "prod"},
	{.name = "wiederholen", .type = &key_line, .offset = offsetof(ChecklistStep, repeat), .rule = &rule_name},
	{.name = "probe", .type = &key_line, .offset = offsetof(ChecklistStep, probe), .rule = &rule_target},
	{.name = "quelle", .type = &key_records, .offset = offsetof(ChecklistStep, sources), .is_required = TRUE, .item = &source_shape},
	{.name = NULL},
};
const Shape step_shape = {"Prüfschritt", sizeof(ChecklistStep), (GDestroyNotify)checklist_step_free, step_keys, check_step};

static const Key include_keys[] = {
	{.name = "baustein", .type = &key_line, .offset = offsetof(Include, id), .is_required = TRUE, .rule = &rule_step_id},
	{.name = "wenn", .type = &key_condition, .offset = offsetof(Include, when)},
	{.name = "pflicht", .type = &key_upper, .offset = offsetof(Include, duty), .words = WORDS_DUTY},
	{.name = "minuten", .type = &key_int, .offset = offsetof(Include, minutes)},
	{.name = NULL},
};
const Shape include_shape = {"Baustein", sizeof(Include), (GDestroyNotify)include_free, include_keys, NULL};

static const Key parameter_keys[] = {
	{.name = "name", .type = &key_line, .offset = offsetof(ChecklistParameter, name), .is_required = TRUE, .rule = &rule_parameter},
	{.name = "frage", .type = &key_line, .offset = offsetof(ChecklistParameter, question), .is_required = TRUE},
	{.name = "werte", .type = &key_pairs, .offset = offsetof(ChecklistParameter, values), .aux = offsetof(ChecklistParameter, labels),
	 .item = &pair_shape},
	{.name = "vorgabe", .type = &key_line, .offset = offsetof(ChecklistParameter, preset)},
	{.name = NULL},
};
static const Shape parameter_shape = {
	"Parameter", sizeof(ChecklistParameter), (GDestroyNotify)checklist_parameter_free, parameter_keys, check_parameter};

static const Key excuse_keys[] = {
	{.name = "nl", .type = &key_code, .offset = offsetof(ChecklistExcuse, nl), .is_required = TRUE, .words = WORDS_NL},
	{.name = "grund", .type = &key_text, .offset = offsetof(ChecklistExcuse, reason), .is_required = TRUE},
	{.name = NULL},
};
static const Shape excuse_shape = {
	"Ausnahme", sizeof(ChecklistExcuse), (GDestroyNotify)checklist_excuse_free, excuse_keys, NULL};

static const Key checklist_keys[] = {
	{.name = "leistung", .type = &key_line, .offset = offsetof(Checklist, leistung), .is_required = TRUE, .rule = &rule_leistung},
	{.name = "version", .type = &key_line, .offset = offsetof(Checklist, version), .is_required = TRUE, .rule = &rule_version},
	{.name = "titel", .type = &key_line, .offset = offsetof(Checklist, title), .is_required = TRUE},
	{.name = "stand", .type = &key_line, .offset = offsetof(Checklist, date), .is_required = TRUE, .rule = &rule_date},
	{.name = "parameter", .type = &key_records, .offset = offsetof(Checklist, parameters), .item = &parameter_shape},
	{.name = "nl_entfaellt", .type = &key_records, .offset = offsetof(Checklist, excused), .item = &excuse_shape},
	{.name = "entfallen", .type = &key_words, .offset = offsetof(Checklist, dropped), .rule = &rule_step_id},
	{.name = "schritte", .type = &key_deferred, .offset = offsetof(Checklist, steps), .is_required = TRUE, .item = &step_shape,
	 .is_tall = TRUE},
	{.name = NULL},
};
const Shape checklist_shape = {"Checkliste", sizeof(Checklist), (GDestroyNotify)checklist_free, checklist_keys, NULL};

static const Key block_file_keys[] = {
	{.name = "bausteine", .type = &key_deferred, .offset = offsetof(BlockFile, steps), .is_required = TRUE, .item = &step_shape,
	 .is_tall = TRUE},
	{.name = NULL},
};
const Shape block_file_shape = {"Bausteindatei", sizeof(BlockFile), NULL, block_file_keys, NULL};
