/*
 * Reads checklists/katalog.yaml: the Fokusleistungen, each fact with source and confidence.
 *
 * Facts nobody could prove have the value "unbekannt"; they stay that word, since "nobody knows" differs from "there is none".
 */
#include <fcntl.h>
#include <string.h>

#include "schema.h"

static const Shape leistung_shape;

static gboolean
is_confidence_or_unknown(const char *text)
{
	return strcmp(text, "unbekannt") == 0 || (strlen(text) == 1 && strchr("ABC", *text));
}

static const Rule rule_confidence = {is_confidence_or_unknown, "A, B, C oder unbekannt"};

static const Key fact_keys[] = {
	{.name = "fakt", .type = &key_line, .offset = offsetof(LeistungFact, fact), .is_required = TRUE},
	{.name = "beleg", .type = &key_line, .offset = offsetof(LeistungFact, confidence), .is_required = TRUE, .rule = &rule_confidence},
	{.name = "ort", .type = &key_text, .offset = offsetof(LeistungFact, text)},
	{.name = NULL},
};

/* A fact must be one of the keys of its Leistung. */
static void
check_fact(const Node *node, const void *record)
{
	const LeistungFact *fact = record;
	g_autofree const char **names = shape_key_names(&leistung_shape);

	if (fact->fact && !g_strv_contains(names, fact->fact))
		shape_unknown_code(node_get(node, "fakt"), fact->fact, names);
	if (fact->confidence && strcmp(fact->confidence, "unbekannt") != 0 && !fact->text)
		node_error(node, "Beleg „%s“ ohne „ort“: wo steht das?", fact->confidence);
}

static const Shape fact_shape = {"Beleg", sizeof(LeistungFact), (GDestroyNotify)leistung_fact_free, fact_keys, check_fact};

static gboolean
is_land_or_all(const char *text)
{
	g_autofree const char **lands = checklist_builtin_values("land");

	return strcmp(text, "alle") == 0 || g_strv_contains(lands, text);
}

static const Rule rule_land = {is_land_or_all, "die Abkürzung eines Landes wie SH oder „alle“"};

static const Key vollzug_keys[] = {
	{.name = "land", .type = &key_line, .offset = offsetof(LeistungVollzug, land), .is_required = TRUE, .rule = &rule_land},
	{.name = "ebene", .type = &key_codes, .offset = offsetof(LeistungVollzug, levels), .is_required = TRUE, .words = WORDS_VOLLZUG},
	{.name = "stelle", .type = &key_line, .offset = offsetof(LeistungVollzug, stelle)},
	{.name = "beleg", .type = &key_line, .offset = offsetof(LeistungVollzug, confidence), .is_required = TRUE, .rule = &rule_confidence},
	{.name = "ort", .type = &key_text, .offset = offsetof(LeistungVollzug, text), .is_required = TRUE},
	{.name = NULL},
};

static const Shape vollzug_shape = {
	"Vollzugsebene", sizeof(LeistungVollzug), (GDestroyNotify)leistung_vollzug_free, vollzug_keys, NULL};

static const Key leistung_keys[] = {
	{.name = "schluessel", .type = &key_line, .offset = offsetof(Leistung, key), .is_required = TRUE, .rule = &rule_leistung},
	{.name = "kuerzel", .type = &key_line, .offset = offsetof(Leistung, short_name), .rule = &rule_code},
	{.name = "nummer", .type = &key_line, .offset = offsetof(Leistung, number), .is_required = TRUE},
	{.name = "name", .type = &key_line, .offset = offsetof(Leistung, name), .is_required = TRUE},
	{.name = "themenfeld", .type = &key_line, .offset = offsetof(Leistung, themenfeld), .is_required = TRUE},
	{.name = "land", .type = &key_line, .offset = offsetof(Leistung, land), .is_required = TRUE},
	{.name = "ozg_id", .type = &key_line, .offset = offsetof(Leistung, ozg_id), .is_required = TRUE},
	{.name = "ebene", .type = &key_text, .offset = offsetof(Leistung, ebene), .is_required = TRUE},
	{.name = "standard", .type = &key_text, .offset = offsetof(Leistung, standard), .is_required = TRUE},
	{.name = "transport", .type = &key_words, .offset = offsetof(Leistung, transport), .rule = &rule_code, .may_be_unknown = TRUE},
	{.name = "fachverfahren", .type = &key_words, .offset = offsetof(Leistung, fachverfahren), .may_be_unknown = TRUE, .is_tall = TRUE},
	{.name = "leistungsschluessel", .type = &key_words, .offset = offsetof(Leistung, schluessel), .rule = &rule_leistungsschluessel,
	 .may_be_unknown = TRUE, .is_tall = TRUE},
	{.name = "vollzug", .type = &key_records, .offset = offsetof(Leistung, vollzug), .item = &vollzug_shape},
	{.name = "routing", .type = &key_text, .offset = offsetof(Leistung, routing), .is_required = TRUE},
	{.name = "identifizierung", .type = &key_text, .offset = offsetof(Leistung, identity), .is_required = TRUE},
	{.name = "zahlung", .type = &key_text, .offset = offsetof(Leistung, payment), .is_required = TRUE},
	{.name = "recht", .type = &key_words, .offset = offsetof(Leistung, laws), .may_be_unknown = TRUE, .is_tall = TRUE},
	{.name = "links", .type = &key_words, .offset = offsetof(Leistung, links), .may_be_unknown = TRUE, .is_tall = TRUE},
	{.name = "test", .type = &key_yes_no, .offset = offsetof(Leistung, has_test), .is_required = TRUE},
	{.name = "grund", .type = &key_text, .offset = offsetof(Leistung, reason)},
	{.name = "hinweis", .type = &key_text, .offset = offsetof(Leistung, note), .is_tall = TRUE},
	{.name = "belege", .type = &key_records, .offset = offsetof(Leistung, facts), .item = &fact_shape},
	{.name = NULL},
};

static void
check_leistung(const Node *node, const void *record)
{
	const Leistung *leistung = record;
	const Node *test = node_get(node, "test");

	if (test && !leistung->has_test && !leistung->reason)
		node_error(test, "bei „test: nein“ gehört der „grund“ dazu");
}

static const Shape leistung_shape = {"Leistung", sizeof(Leistung), (GDestroyNotify)leistung_free, leistung_keys, check_leistung};

/* --- the file ---------------------------------------------------------------------------------------------------------------- */

static const Key value_keys[] = {
	{.name = "schluessel", .type = &key_line, .offset = offsetof(KatalogValue, key), .is_required = TRUE, .rule = &rule_leistung},
	{.name = "titel", .type = &key_line, .offset = offsetof(KatalogValue, title), .is_required = TRUE},
	{.name = "wert", .type = &key_line, .offset = offsetof(KatalogValue, value), .is_required = TRUE},
	{.name = "beleg", .type = &key_line, .offset = offsetof(KatalogValue, confidence), .is_required = TRUE, .rule = &rule_confidence},
	{.name = "ort", .type = &key_text, .offset = offsetof(KatalogValue, text)},
	{.name = NULL},
};

static const Key host_keys[] = {
	{.name = "ziel", .type = &key_line, .offset = offsetof(KatalogHost, target), .is_required = TRUE, .rule = &rule_target},
	{.name = "zweck", .type = &key_line, .offset = offsetof(KatalogHost, purpose), .is_required = TRUE},
	{.name = "beleg", .type = &key_line, .offset = offsetof(KatalogHost, confidence), .is_required = TRUE, .rule = &rule_confidence},
	{.name = "ort", .type = &key_text, .offset = offsetof(KatalogHost, text), .is_required = TRUE},
	{.name = NULL},
};

static const Shape host_shape = {"Gegenstelle", sizeof(KatalogHost), (GDestroyNotify)katalog_host_free, host_keys, NULL};

static const Shape value_shape = {"Angabe", sizeof(KatalogValue), (GDestroyNotify)katalog_value_free, value_keys, NULL};

/* Keys of Leistungen name files and Anbindungen. */
static void
check_katalog(const Node *node, const void *record)
{
	const Katalog *katalog = record;
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	guint i;

	for (i = 0; i < katalog->leistungen->len; i++) {
		const Leistung *leistung = katalog->leistungen->pdata[i];

		if (leistung->key && !g_hash_table_add(seen, leistung->key))
			node_error(node_get(node, "leistungen"), "die Leistung „%s“ steht doppelt", leistung->key);
	}
}

static const Key katalog_keys[] = {
	{.name = "hinweis", .type = &key_text, .offset = offsetof(Katalog, note), .is_tall = TRUE},
	{.name = "stand", .type = &key_line, .offset = offsetof(Katalog, date), .is_required = TRUE, .rule = &rule_date},
	{.name = "vorhaben", .type = &key_records, .offset = offsetof(Katalog, vorhaben), .item = &value_shape},
	{.name = "gegenstellen", .type = &key_records, .offset = offsetof(Katalog, hosts), .item = &host_shape},
	{.name = "dvdv_praefixe", .type = &key_words, .offset = offsetof(Katalog, dvdv_prefixes)},
	{.name = "dvdv_quelle", .type = &key_text, .offset = offsetof(Katalog, dvdv_source)},
	{.name = "leistungen", .type = &key_records, .offset = offsetof(Katalog, leistungen), .is_required = TRUE, .item = &leistung_shape,
	 .is_tall = TRUE},
	{.name = NULL},
};

const Shape katalog_shape = {"Katalog", sizeof(Katalog), (GDestroyNotify)katalog_free, katalog_keys, check_katalog};

/* Where the file gives none, the first two letters of the key. */
static void
fill_short_names(const Katalog *katalog)
{
	guint i;

	for (i = 0; katalog && i < katalog->leistungen->len; i++) {
		Leistung *leistung = katalog->leistungen->pdata[i];
		g_autofree char *letters = leistung->short_name || !leistung->key ? NULL : g_strndup(leistung->key, 2);

		if (letters)
			leistung->short_name = g_ascii_strup(letters, -1);
	}
}

Katalog *
katalog_read_file(const char *path, GPtrArray *messages)
{
	Log log = {.messages = messages};
	g_autoptr(Source) source = source_open(&log, AT_FDCWD, path, path);
	g_autoptr(Node) root = source ? node_read(source) : NULL;
	g_autoptr(Katalog) katalog = root ? shape_read(&katalog_shape, root) : NULL;

	fill_short_names(katalog);
	return log.n_errors ? NULL : g_steal_pointer(&katalog);
}
