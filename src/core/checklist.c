/*
 * Checklists in memory: life, search, and the check of typed answers.
 *
 * Reading and writing files is src/checklist. The rules for keys of the field (AGS, ARS, DVDV, …) are in one table; their sources
 * stand in vorort/checklist.h beside the types.
 */
#include "vorort/checklist.h"

#include <stdlib.h>
#include <string.h>

#include "vorort/text.h"
#include "vorort/words.h"

#define DATE_LIMIT_DAYS 36500 /* limits further away are told in days only */

/* --- life -------------------------------------------------------------------------------------------------------------------- */

void
checklist_field_free(ChecklistField *field)
{
	if (!field)
		return;
	g_free(field->name);
	g_free(field->question);
	g_free(field->unit);
	g_strfreev(field->choices);
	g_free(field->prefix);
	g_free(field->suggests);
	g_free(field);
}

void
checklist_huerde_free(ChecklistHuerde *huerde)
{
	if (!huerde)
		return;
	g_free(huerde->text);
	g_strfreev(huerde->categories);
	g_strfreev(huerde->punkte);
	g_free(huerde);
}

void
checklist_source_free(ChecklistSource *source)
{
	if (!source)
		return;
	g_free(source->confidence);
	g_free(source->text);
	g_free(source);
}

static void
free_strings(char **const *strings, gsize n)
{
	gsize i;

	for (i = 0; i < n; i++)
		g_clear_pointer(strings[i], g_free);
}

static void
free_lists(GPtrArray **const *lists, gsize n)
{
	gsize i;

	for (i = 0; i < n; i++)
		g_clear_pointer(lists[i], g_ptr_array_unref);
}

void
checklist_step_free(ChecklistStep *step)
{
	if (!step)
		return;
	free_strings((char **const[]){&step->id, &step->title, &step->task, &step->criterion, &step->hint, &step->duty, &step->level,
	                              &step->responsible, &step->evidence, &step->repeat, &step->probe}, 11);
	free_lists((GPtrArray **const[]){&step->huerden, &step->fields, &step->sources}, 3);
	condition_free(step->when);
	g_strfreev(step->needs);
	g_strfreev(step->present);
	g_strfreev(step->nl);
	g_strfreev(step->envs);
	g_free(step);
}

void
checklist_parameter_free(ChecklistParameter *parameter)
{
	if (!parameter)
		return;
	g_free(parameter->name);
	g_free(parameter->question);
	g_strfreev(parameter->values);
	g_strfreev(parameter->labels);
	g_free(parameter->preset);
	g_free(parameter);
}

void
checklist_excuse_free(ChecklistExcuse *excuse)
{
	if (!excuse)
		return;
	g_free(excuse->nl);
	g_free(excuse->reason);
	g_free(excuse);
}

void
checklist_free(Checklist *checklist)
{
	if (!checklist)
		return;
	free_strings((char **const[]){&checklist->leistung, &checklist->version, &checklist->title, &checklist->date,
	                              &checklist->sha256}, 5);
	free_lists((GPtrArray **const[]){&checklist->parameters, &checklist->excused, &checklist->steps}, 3);
	g_strfreev(checklist->dropped);
	g_free(checklist);
}

void
leistung_fact_free(LeistungFact *fact)
{
	if (!fact)
		return;
	g_free(fact->fact);
	g_free(fact->confidence);
	g_free(fact->text);
	g_free(fact);
}

void
leistung_vollzug_free(LeistungVollzug *vollzug)
{
	if (!vollzug)
		return;
	free_strings((char **const[]){&vollzug->land, &vollzug->stelle, &vollzug->confidence, &vollzug->text}, 4);
	g_strfreev(vollzug->levels);
	g_free(vollzug);
}

void
katalog_value_free(KatalogValue *value)
{
	if (!value)
		return;
	free_strings((char **const[]){&value->key, &value->title, &value->value, &value->confidence, &value->text}, 5);
	g_free(value);
}

void
katalog_host_free(KatalogHost *host)
{
	if (!host)
		return;
	free_strings((char **const[]){&host->target, &host->purpose, &host->confidence, &host->text}, 4);
	g_free(host);
}

void
katalog_free(Katalog *katalog)
{
	if (!katalog)
		return;
	free_strings((char **const[]){&katalog->note, &katalog->date, &katalog->dvdv_source}, 3);
	free_lists((GPtrArray **const[]){&katalog->leistungen, &katalog->vorhaben, &katalog->hosts}, 3);
	g_strfreev(katalog->dvdv_prefixes);
	g_free(katalog);
}

void
leistung_free(Leistung *leistung)
{
	if (!leistung)
		return;
	free_strings((char **const[]){&leistung->key, &leistung->short_name, &leistung->name, &leistung->number, &leistung->themenfeld, &leistung->land,
	                              &leistung->ozg_id, &leistung->ebene, &leistung->standard, &leistung->routing, &leistung->identity,
	                              &leistung->payment, &leistung->note, &leistung->reason},
	             14);
	free_lists((GPtrArray **const[]){&leistung->facts, &leistung->vollzug}, 2);
	g_strfreev(leistung->laws);
	g_strfreev(leistung->links);
	g_strfreev(leistung->schluessel);
	g_strfreev(leistung->transport);
	g_strfreev(leistung->fachverfahren);
	g_free(leistung);
}

/* --- search ------------------------------------------------------------------------------------------------------------------ */

const ChecklistStep *
checklist_step(const Checklist *checklist, const char *id)
{
	guint i;

	for (i = 0; i < checklist->steps->len; i++) {
		const ChecklistStep *step = checklist->steps->pdata[i];

		if (g_strcmp0(step->id, id) == 0)
			return step;
	}
	return NULL;
}

const ChecklistParameter *
checklist_parameter(const Checklist *checklist, const char *name)
{
	guint i;

	for (i = 0; i < checklist->parameters->len; i++) {
		const ChecklistParameter *parameter = checklist->parameters->pdata[i];

		if (g_strcmp0(parameter->name, name) == 0)
			return parameter;
	}
	return NULL;
}

const char **
checklist_builtin_values(const char *name)
{
	gboolean is_land = strcmp(name, "land") == 0;
	GPtrArray *values;
	const Word *word;

	if (!is_land && strcmp(name, "groesse") != 0)
		return NULL;
	values = g_ptr_array_new();
	for (word = words(is_land ? WORDS_LAND : WORDS_SIZE); word->code; word++)
		g_ptr_array_add(values, (void *)(is_land ? word->glyph : word->code));
	g_ptr_array_add(values, NULL);
	return (const char **)g_ptr_array_free(values, FALSE);
}

gboolean
checklist_step_applies(const ChecklistStep *step, ConditionLookup lookup, void *data)
{
	return !step->when || condition_holds(step->when, lookup, data);
}

/* --- titles ------------------------------------------------------------------------------------------------------------------ */

const char *
checklist_phase_title(char phase)
{
	const Word *word = words_find(WORDS_PHASE, (const char[]){phase, '\0'});

	return word ? word->text : NULL;
}

const char *
checklist_nl_title(const char *nl)
{
	const Word *word = words_find(WORDS_NL, nl);

	return word ? word->text : NULL;
}

const char *
checklist_punkt_title(const char *punkt)
{
	const Word *word = words_find(WORDS_PUNKT, punkt);

	return word ? word->text : NULL;
}

const char *const *
checklist_field_types(void)
{
	static const char *const types[N_FIELD_TYPES + 1] = {
		[FIELD_TEXT] = "text", [FIELD_NUMBER] = "zahl", [FIELD_DATE] = "datum", [FIELD_CHOICE] = "auswahl",
		[FIELD_YES_NO] = "janein", [FIELD_AGS] = "ags", [FIELD_ARS] = "ars", [FIELD_LEISTUNGSSCHLUESSEL] = "leistungsschluessel",
		[FIELD_OE_ID] = "oe_id", [FIELD_DVDV] = "dvdv", [FIELD_UUID] = "uuid", [FIELD_URL] = "url",
	};

	return types;
}

/* --- shapes of typed answers ------------------------------------------------------------------------------------------------- */

static gboolean
is_digits(const char *text, gsize n)
{
	return strlen(text) == n && strspn(text, "0123456789") == n;
}

/* An official key of a Kommune begins with the two digits of a Land. */
static gboolean
is_regional_key(const char *text, gsize n)
{
	char land[3] = {0};

	if (!is_digits(text, n))
		return FALSE;
	memcpy(land, text, 2);
	return words_find(WORDS_LAND, land) != NULL;
}

static gboolean
is_any_text(const char *text)
{
	return strlen(text) <= TEXT_MAX;
}

static gboolean
is_whole_number(const char *text)
{
	gint64 ignored;

	return text[strspn(text, "-0123456789")] == '\0' && g_ascii_string_to_signed(text, 10, G_MININT64, G_MAXINT64, &ignored, NULL);
}

static gboolean
is_yes_no(const char *text)
{
	return words_find(WORDS_YES_NO, text) != NULL;
}

static gboolean
is_ags(const char *text)
{
	return is_regional_key(text, 8);
}

static gboolean
is_ars(const char *text)
{
	return is_regional_key(text, 12);
}

static gboolean
is_leistungsschluessel(const char *text)
{
	return is_digits(text, 14) && g_str_has_prefix(text, "99");
}

static gboolean
is_oe_id(const char *text)
{
	return g_regex_match_simple("\\AL[0-9]+\\.OE\\.[0-9]+\\z", text, 0, 0);
}

static gboolean
is_dvdv(const char *text)
{
	return g_regex_match_simple("\\A[a-z]{3}[0-9]{12}\\z", text, 0, 0);
}

static gboolean
is_uuid(const char *text)
{
	return g_uuid_string_is_valid(text);
}

static gboolean
is_url(const char *text)
{
	/* GLib is lenient with what would break a link in a report */
	g_autoptr(GUri) uri = strpbrk(text, " \t\n<>\"") ? NULL : g_uri_parse(text, G_URI_FLAGS_NONE, NULL);

	return uri && (strcmp(g_uri_get_scheme(uri), "https") == 0 || strcmp(g_uri_get_scheme(uri), "http") == 0) &&
	       g_uri_get_host(uri) && *g_uri_get_host(uri);
}

static const struct {
	gboolean (*is_valid)(const char *text);
	const char *form; /* completes "Erwartet wird …" */
} forms[N_FIELD_TYPES] = {
	[FIELD_TEXT] = {is_any_text, "ein Text von höchstens 16 KiB"},
	[FIELD_NUMBER] = {is_whole_number, "eine ganze Zahl ohne Punkt und Komma, z. B. 30"},
	[FIELD_DATE] = {text_is_date, "ein bestehender Tag als JJJJ-MM-TT, z. B. 2026-11-24"},
	[FIELD_CHOICE] = {is_any_text, NULL},
	[FIELD_YES_NO] = {is_yes_no, "„ja“ oder „nein“, z. B. ja"},
	[FIELD_AGS] = {is_ags, "ein AGS mit 8 Ziffern, die ersten beiden das Land (01–16), z. B. 01054088"},
	[FIELD_ARS] = {is_ars, "ein ARS mit 12 Ziffern, die ersten beiden das Land (01–16), z. B. 010540088088"},
	[FIELD_LEISTUNGSSCHLUESSEL] = {is_leistungsschluessel, "ein Leistungsschlüssel mit 14 Ziffern, beginnend mit 99, z. B. 99107021017000"},
	[FIELD_OE_ID] = {is_oe_id, "eine OE-ID aus dem PVOG, z. B. L100022.OE.102145"},
	[FIELD_DVDV] = {is_dvdv, "ein DVDV-Schlüssel aus drei kleinen Buchstaben und 12 Ziffern, z. B. wgb010540880000"},
	[FIELD_UUID] = {is_uuid, "eine UUID, z. B. 6a2f4c1e-3b5d-4e7f-8a9b-0c1d2e3f4a5b"},
	[FIELD_URL] = {is_url, "eine vollständige Adresse mit https:// und ohne Leerzeichen, z. B. https://www.beispiel.de/antrag"},
};

/* --- limits ------------------------------------------------------------------------------------------------------------------ */

/* @iso has passed text_is_date(). */
static gint64
day_number(const char *iso)
{
	GDate date;

	g_date_clear(&date, 1);
	g_date_set_dmy(&date, (GDateDay)atoi(iso + 8), (GDateMonth)atoi(iso + 5), (GDateYear)atoi(iso));
	return g_date_get_julian(&date);
}

/* "01.12.2026 (30 Tage ab heute)" for a limit in days from today. */
static char *
limit_as_date(gint64 days, const char *today)
{
	char iso[16] = "";
	g_autofree char *shown = NULL;
	gint64 day;
	GDate date;

	if (days < -DATE_LIMIT_DAYS || days > DATE_LIMIT_DAYS || (day = day_number(today) + days) < 1)
		return g_strdup_printf("%" G_GINT64_FORMAT " Tage ab heute", days);
	g_date_clear(&date, 1);
	g_date_set_julian(&date, (guint32)day);
	g_date_strftime(iso, sizeof iso, "%Y-%m-%d", &date);
	shown = text_date(iso);
	return g_strdup_printf("%s (%" G_GINT64_FORMAT " Tage ab heute)", shown, days);
}

static char *
limit_as_text(const ChecklistField *field, gint64 limit, const char *today)
{
	if (field->type == FIELD_DATE)
		return limit_as_date(limit, today);
	return g_strdup_printf("%" G_GINT64_FORMAT "%s%s", limit, field->unit ? " " : "", field->unit ? field->unit : "");
}

static char *
outside_limits(const ChecklistField *field, gboolean is_below, const char *today)
{
	g_autofree char *limit = limit_as_text(field, is_below ? field->min : field->max, today);

	if (field->type == FIELD_DATE)
		return g_strdup_printf("Der Tag liegt zu %s: erwartet wird %s der %s.", is_below ? "früh" : "spät",
		                       is_below ? "frühestens" : "spätestens", limit);
	return g_strdup_printf("Der Wert ist zu %s: erwartet werden %s %s.", is_below ? "klein" : "groß",
	                       is_below ? "mindestens" : "höchstens", limit);
}

static char *
check_limits(const ChecklistField *field, const char *value, const char *today)
{
	gint64 n;

	if (field->type == FIELD_NUMBER)
		n = g_ascii_strtoll(value, NULL, 10);
	else if (field->type == FIELD_DATE && today && text_is_date(today))
		n = day_number(value) - day_number(today);
	else
		return NULL;
	if (field->has_min && n < field->min)
		return outside_limits(field, TRUE, today);
	if (field->has_max && n > field->max)
		return outside_limits(field, FALSE, today);
	return NULL;
}

/* --- the check --------------------------------------------------------------------------------------------------------------- */

static char *
check_choice(const ChecklistField *field, const char *value)
{
	const char *const *choices = (const char *const *)field->choices;
	g_autofree char *all = NULL;
	const char *near;

	if (field->type != FIELD_CHOICE || !choices || g_strv_contains(choices, value))
		return NULL;
	all = g_strjoinv(", ", field->choices);
	near = text_nearest(value, choices);
	if (near)
		return g_strdup_printf("Erwartet wird eine dieser Angaben: %s; meinten Sie „%s“?", all, near);
	return g_strdup_printf("Erwartet wird eine dieser Angaben: %s.", all);
}

static char *
check_prefix(const ChecklistField *field, const char *value)
{
	if (field->type != FIELD_DVDV || !field->prefix || g_str_has_prefix(value, field->prefix))
		return NULL;
	return g_strdup_printf("Erwartet wird ein DVDV-Schlüssel, der mit „%s“ beginnt, z. B. %s010540880000.", field->prefix,
	                       field->prefix);
}

char *
checklist_field_check(const ChecklistField *field, const char *value, const char *today, const char **suggests)
{
	char *problem;

	if (suggests)
		*suggests = NULL;
	if (!value || !*value)
		return field->is_required ? g_strdup_printf("„%s“ ist auszufüllen.", field->question) : NULL;
	if (!g_utf8_validate(value, -1, NULL))
		return g_strdup("Der Wert enthält ungültige Zeichen (kein UTF-8).");
	if (!forms[field->type].is_valid(value))
		return g_strdup_printf("Erwartet wird %s.", forms[field->type].form);
	if ((problem = check_choice(field, value)) || (problem = check_prefix(field, value)))
		return problem;
	problem = check_limits(field, value, today);
	if (problem && suggests)
		*suggests = field->suggests;
	return problem;
}
