/* A table of small checks of one step: lengths, conditions, keys, probes; see lint.h. */
#include "lint.h"

#include <string.h>

#include "reach.h"
#include "schema.h"

/* The page of a step at 80x24: text beside the label, lines, and one turn of the page. */
#define PAGE_COLUMNS 62
#define PAGE_LINES 15
#define PAGE_TURNS 1

static const Node *
at_key(const Lint *lint, const char *key)
{
	const Node *node = node_get(lint->place->definition, key);

	return node ? node : lint->place->definition;
}

/* --- lengths ----------------------------------------------------------------------------------------------------------------- */

static const struct {
	const char *key;
	gsize offset;
	glong max;
} lengths[] = {
	{"titel", offsetof(ChecklistStep, title), 50},
	{"pruefen", offsetof(ChecklistStep, task), 400},
	{"bestanden", offsetof(ChecklistStep, criterion), 200},
	{"hinweis", offsetof(ChecklistStep, hint), 200},
};

static void
lint_lengths(const Lint *lint)
{
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(lengths); i++) {
		const char *text = SLOT(const char *, lint->step, lengths[i].offset);
		glong n = text ? g_utf8_strlen(text, -1) : 0;

		if (n > lengths[i].max)
			node_warning(at_key(lint, lengths[i].key), "„%s“ hat %ld Zeichen; gut lesbar sind höchstens %ld", lengths[i].key, n,
			             lengths[i].max);
	}
}

/* Lines that a text takes when it is filled up word by word. */
static guint
count_lines(const char *text)
{
	g_auto(GStrv) words_of = g_strsplit_set(text ? text : "", " ", -1);
	guint lines = text && *text ? 1 : 0;
	glong column = 0;
	char **word;

	for (word = words_of; *word; word++) {
		const char *newline = strchr(*word, '\n');
		glong n = g_utf8_strlen(*word, -1);

		if (column && column + 1 + n > PAGE_COLUMNS) {
			lines++;
			column = 0;
		}
		column += (column ? 1 : 0) + n;
		for (; newline; newline = strchr(newline + 1, '\n')) {
			lines++;
			column = g_utf8_strlen(newline + 1, -1);
		}
	}
	return lines;
}

/* The page as src/tui/pruefung_text.c fills it, without what a team enters. */
static guint
page_lines(const ChecklistStep *step)
{
	guint i, lines = count_lines(step->task) + count_lines(step->criterion) + count_lines(step->hint) + count_lines(step->evidence);

	for (i = 0; i < step->fields->len; i++)
		lines += count_lines(((ChecklistField *)step->fields->pdata[i])->question);
	for (i = 0; i < step->huerden->len; i++)
		lines += count_lines(((ChecklistHuerde *)step->huerden->pdata[i])->text);
	lines += 2u + (step->responsible ? 1u : 0u) + (step->probe ? 1u : 0u);
	if (step->sources->len)
		lines += count_lines(((ChecklistSource *)step->sources->pdata[0])->text);
	for (i = 0; step->nl && step->nl[i]; i++)
		lines += 2;
	return lines;
}

static void
lint_page(const Lint *lint)
{
	guint lines = page_lines(lint->step), max = PAGE_LINES * (1 + PAGE_TURNS);

	if (lines > max)
		node_warning(lint->place->definition, "der Schritt „%s“ braucht etwa %u Zeilen; bei 80x24 sind mit einmal Blättern %u zu sehen",
		             lint->step->id, lines, max);
}

/* --- conditions -------------------------------------------------------------------------------------------------------------- */

static gboolean
lint_one_condition(const Lint *lint, const Node *map)
{
	const Node *node = map ? node_get(map, "wenn") : NULL;
	g_autoptr(Condition) condition = node && node->kind == NODE_TEXT ? condition_parse(node->text, NULL, NULL) : NULL;

	if (!condition || reach_can_hold(lint->checklist, condition))
		return TRUE;
	node_error(node, "diese Bedingung kann nie erfüllt sein");
	return FALSE;
}

static void
lint_reach(const Lint *lint)
{
	const Place *place = lint->place;

	if (!lint->checklist || !lint->step->when || !lint_one_condition(lint, place->definition) || !lint_one_condition(lint, place->include))
		return;
	if (!reach_can_hold(lint->checklist, lint->step->when))
		node_error(place->include ? place->include : at_key(lint, "wenn"),
		           "der Schritt „%s“ kommt bei keiner Wahl der Parameter vor", lint->step->id);
}

/* --- keys -------------------------------------------------------------------------------------------------------------------- */

/* Official prefixes that are words or parts of other identifiers would be found everywhere: only what looks like a whole key counts. */
static void
lint_dvdv_keys(const Lint *lint, const Node *at, const char *text)
{
	g_autoptr(GRegex) regex = g_regex_new("(?<![\\pL\\pN._-])([a-z]{3})([0-9]{8,})(?![\\pL\\pN_-])", 0, 0, NULL);
	g_autoptr(GMatchInfo) match = NULL;

	for (g_regex_match(regex, text, 0, &match); g_match_info_matches(match); g_match_info_next(match, NULL)) {
		g_autofree char *prefix = g_match_info_fetch(match, 1), *digits = g_match_info_fetch(match, 2);

		if (strlen(digits) != 12)
			node_error(at, "„%s%s“ hat %zu Ziffern; ein DVDV-Schlüssel hat zwölf", prefix, digits, strlen(digits));
		else if (lint->katalog && *lint->katalog->dvdv_prefixes &&
		         !g_strv_contains((const char *const *)lint->katalog->dvdv_prefixes, prefix))
			node_error(at, "das Präfix „%s“ steht nicht in der amtlichen Liste der DVDV-Präfixe", prefix);
	}
}

static void
lint_leistungsschluessel(G_GNUC_UNUSED const Lint *lint, const Node *at, const char *text)
{
	g_autoptr(GRegex) regex = g_regex_new("(?<![\\pL\\pN.])(99[0-9]{8,}|[0-9]{14})(?![\\pL\\pN])", 0, 0, NULL);
	g_autoptr(GMatchInfo) match = NULL;

	for (g_regex_match(regex, text, 0, &match); g_match_info_matches(match); g_match_info_next(match, NULL)) {
		g_autofree char *digits = g_match_info_fetch(match, 1);

		if (!rule_leistungsschluessel.is_valid(digits))
			node_error(at, "„%s“ ist kein Leistungsschlüssel; erwartet wird %s", digits, rule_leistungsschluessel.form);
	}
}

static void
lint_keys(const Lint *lint)
{
	static const char *const keys[] = {"titel", "pruefen", "bestanden", "hinweis", "nachweis"};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(keys); i++) {
		const Node *node = node_get(lint->place->definition, keys[i]);

		if (node && node->kind == NODE_TEXT) {
			lint_dvdv_keys(lint, node, node->text);
			lint_leistungsschluessel(lint, node, node->text);
		}
	}
}

static void
lint_prefixes(const Lint *lint)
{
	const GStrv known = lint->katalog ? lint->katalog->dvdv_prefixes : NULL;
	guint i;

	for (i = 0; known && *known && i < lint->step->fields->len; i++) {
		const ChecklistField *field = lint->step->fields->pdata[i];
		g_autofree char *suggestion = NULL;

		if (!field->prefix || g_strv_contains((const char *const *)known, field->prefix))
			continue;
		suggestion = shape_suggestion(at_key(lint, "felder"), field->prefix, (const char *const *)known);
		node_error(at_key(lint, "felder"), "das Präfix „%s“ steht nicht in der amtlichen Liste der DVDV-Präfixe%s", field->prefix,
		           suggestion);
	}
}

static void
lint_probe(const Lint *lint)
{
	guint i;

	if (!lint->step->probe || !lint->katalog)
		return;
	for (i = 0; i < lint->katalog->hosts->len; i++)
		if (g_strcmp0(((KatalogHost *)lint->katalog->hosts->pdata[i])->target, lint->step->probe) == 0)
			return;
	node_error(at_key(lint, "probe"), "„%s“ steht nicht bei den Gegenstellen im Katalog; dort mit Quelle eintragen", lint->step->probe);
}

/* --- what nobody should have to ask ------------------------------------------------------------------------------------------- */

static void
lint_completeness(const Lint *lint)
{
	const ChecklistStep *step = lint->step;
	const struct {
		const char *key;
		gboolean is_there;
	} wanted[] = {
		{"hinweis", step->hint != NULL},        {"minuten", step->minutes > 0},       {"anwesend", step->present && *step->present},
		{"zustaendig", step->responsible != NULL}, {"huerden", step->huerden->len > 0},
	};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(wanted); i++)
		if (!wanted[i].is_there)
			node_warning(lint->place->definition, "Prüfschritt „%s“: „%s“ fehlt", step->id, wanted[i].key);
}

static void (*const step_checks[])(const Lint *lint) = {
	lint_completeness, lint_lengths, lint_page, lint_reach, lint_keys, lint_prefixes, lint_probe,
};

void
lint_step(Lint *lint, const ChecklistStep *step, const Place *place)
{
	gsize i;

	lint->step = step;
	lint->place = place;
	for (i = 0; step->id && step->task && step->criterion && i < G_N_ELEMENTS(step_checks); i++)
		step_checks[i](lint);
}
