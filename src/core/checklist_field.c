/*
 * Typed answers of a checklist: their shapes, their limits, and what may be recorded although it is wrong.
 *
 * The rules for keys of the field (AGS, ARS, DVDV, …) are in one table; their sources stand in vorort/checklist.h beside the types.
 */
#include <stdlib.h>
#include <string.h>

#include "vorort/checklist.h"
#include "vorort/text.h"
#include "vorort/words.h"

#define DATE_LIMIT_DAYS 36500 /* limits further away are told in days only */

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

/* "30 Tage ab heute", "heute", "vor 3 Tagen" */
static char *
distance_text(gint64 days)
{
	gint64 n = ABS(days);

	if (days == 0)
		return g_strdup("heute");
	if (days < 0)
		return g_strdup_printf("vor %" G_GINT64_FORMAT " %s", n, n == 1 ? "Tag" : "Tagen");
	return g_strdup_printf("%" G_GINT64_FORMAT " %s ab heute", n, n == 1 ? "Tag" : "Tage");
}

/* "01.12.2026 (30 Tage ab heute)" for a limit in days from today. */
static char *
limit_as_date(gint64 days, const char *today)
{
	char iso[16] = "";
	g_autofree char *shown = NULL, *distance = distance_text(days);
	gint64 day;
	GDate date;

	if (days < -DATE_LIMIT_DAYS || days > DATE_LIMIT_DAYS || (day = day_number(today) + days) < 1)
		return g_steal_pointer(&distance);
	g_date_clear(&date, 1);
	g_date_set_julian(&date, (guint32)day);
	g_date_strftime(iso, sizeof iso, "%Y-%m-%d", &date);
	shown = text_date(iso);
	return g_strdup_printf("%s (%s)", shown, distance);
}

static char *
limit_as_text(const ChecklistField *field, gint64 limit, const char *today)
{
	if (field->type == FIELD_DATE)
		return limit_as_date(limit, today);
	return g_strdup_printf("%" G_GINT64_FORMAT "%s%s", limit, field->unit ? " " : "", field->unit ? field->unit : "");
}

/* The important part comes first: the line may be cut. */
static char *
outside_limits(const ChecklistField *field, gboolean is_below, const char *today)
{
	g_autofree char *limit = limit_as_text(field, is_below ? field->min : field->max, today);

	if (field->type == FIELD_DATE)
		return g_strdup_printf("Zu %s, erwartet %s %s.", is_below ? "früh" : "spät", is_below ? "frühestens" : "spätestens", limit);
	return g_strdup_printf("Zu %s, erwartet %s %s.", is_below ? "klein" : "groß", is_below ? "mindestens" : "höchstens", limit);
}

static gboolean
has_expected(const ChecklistField *field)
{
	return (field->type == FIELD_CHOICE || field->type == FIELD_YES_NO) && field->expected && *field->expected;
}

char *
checklist_field_limits(const ChecklistField *field, const char *today)
{
	gboolean is_date = field->type == FIELD_DATE;
	g_autofree char *min = NULL, *max = NULL, *expected = has_expected(field) ? g_strjoinv(" oder ", field->expected) : NULL;

	if (expected)
		return g_strconcat("erwartet: ", expected, NULL);
	if ((!is_date && field->type != FIELD_NUMBER) || (is_date && (!today || !text_is_date(today))))
		return NULL;
	min = field->has_min ? limit_as_text(field, field->min, today) : NULL;
	max = field->has_max ? limit_as_text(field, field->max, today) : NULL;
	if (!min && !max)
		return NULL;
	return g_strconcat(!min ? "" : is_date ? "ab " : "mindestens ", min ? min : "", min && max ? is_date ? " " : ", " : "",
	                   !max ? "" : is_date ? "bis " : "höchstens ", max, NULL);
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

static char *
check_expected(const ChecklistField *field, const char *value)
{
	g_autofree char *all = NULL;

	if (!has_expected(field) || g_strv_contains((const char *const *)field->expected, value))
		return NULL;
	all = g_strjoinv("“ oder „", field->expected);
	return g_strdup_printf("„%s“ spricht dagegen, erwartet „%s“.", value, all);
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
	if (!problem)
		problem = check_expected(field, value);
	if (problem && suggests)
		*suggests = field->suggests || !has_expected(field) ? field->suggests : "failed";
	return problem;
}

gboolean
checklist_field_is_evidence(const ChecklistField *field, const char *value)
{
	if (!g_utf8_validate(value, -1, NULL))
		return FALSE;
	if (field->type == FIELD_NUMBER || field->type == FIELD_DATE || field->type == FIELD_YES_NO)
		return forms[field->type].is_valid(value);
	return is_any_text(value) &&
	       (field->type != FIELD_CHOICE || g_strv_contains((const char *const *)field->choices, value));
}

char *
checklist_field_refuse(const ChecklistField *field, const char *value, const char *outcome, const char *today)
{
	const char *suggests = NULL;
	g_autofree char *problem = *value ? checklist_field_check(field, value, today, &suggests) : NULL;

	if (!problem || suggests || (strcmp(outcome, "failed") == 0 && checklist_field_is_evidence(field, value)))
		return NULL;
	return g_steal_pointer(&problem);
}

/* --- help -------------------------------------------------------------------------------------------------------------------- */

static const char *const helps[N_FIELD_TYPES] = {
	[FIELD_AGS] = "8 Ziffern, zum Beispiel 06435014",
	[FIELD_ARS] = "12 Ziffern, zum Beispiel 064350014014",
	[FIELD_LEISTUNGSSCHLUESSEL] = "14 Ziffern, beginnt mit 99",
	[FIELD_OE_ID] = "wie L100042.OE.12345",
	[FIELD_DVDV] = "drei Kleinbuchstaben und 12 Ziffern, zum Beispiel ags064350014014",
	[FIELD_UUID] = "wie 1b4e28ba-2fa1-4d3b-a3f5-ef19b5a7633b",
	[FIELD_URL] = "beginnt mit https://",
	[FIELD_DATE] = "zum Beispiel 14.12.2026 oder +14",
	[FIELD_NUMBER] = "ganze Zahl",
};

char *
checklist_field_help(const ChecklistField *field, const char *today)
{
	g_autofree char *limits = checklist_field_limits(field, today);
	const char *help = helps[field->type];

	if (limits)
		return g_strconcat(limits, help ? "; " : "", help, NULL);
	if (field->type == FIELD_NUMBER && field->unit)
		return g_strdup_printf("%s (%s)", help, field->unit);
	return g_strdup(help);
}
