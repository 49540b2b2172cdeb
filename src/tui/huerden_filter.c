/* The filter of the board: a form with the words of design 6, and in words what is filtered now. */
#include <string.h>

#include "eingabe.h"
#include "huerden.h"
#include "vorort/text.h"

typedef struct FilterField {
	const char *name;    /* of the form field */
	gsize member;        /* of ObstacleFilter */
	WordList list;
	gboolean has_list;
} FilterField;

static const FilterField kinds[N_FILTERS] = {
	[FILTER_LAND] = {"land", offsetof(ObstacleFilter, land), WORDS_LAND, TRUE},
	[FILTER_KOMMUNE] = {"kommune", offsetof(ObstacleFilter, kommune), 0, FALSE},
	[FILTER_LEISTUNG] = {"leistung", offsetof(ObstacleFilter, leistung), 0, FALSE},
	[FILTER_CATEGORY] = {"category", offsetof(ObstacleFilter, category), WORDS_CATEGORY, TRUE},
	[FILTER_SEVERITY] = {"severity", offsetof(ObstacleFilter, severity), WORDS_SEVERITY, TRUE},
	[FILTER_STATUS] = {"status", offsetof(ObstacleFilter, status), WORDS_OBSTACLE_STATUS, TRUE},
	[FILTER_RESPONSIBLE] = {"responsible", offsetof(ObstacleFilter, responsible), WORDS_STELLE_KIND, TRUE},
	[FILTER_DUE] = {"due", offsetof(ObstacleFilter, due), 0, FALSE},
	[FILTER_TEXT] = {"text", offsetof(ObstacleFilter, text), 0, FALSE},
};

static FormField fields[] = {
	{.name = "land", .type = FORM_CHOICE, .label = "Land"},
	{.name = "kommune", .type = FORM_LINE, .label = "Kommune", .help = "Teil des Namens oder AGS"},
	{.name = "leistung", .type = FORM_CHOICE, .label = "Leistung"},
	{.name = "category", .type = FORM_CHOICE, .label = "Kategorie"},
	{.name = "severity", .type = FORM_CHOICE, .label = "Schwere"},
	{.name = "status", .type = FORM_CHOICE, .label = "Status"},
	{.name = "responsible", .type = FORM_CHOICE, .label = "Verantwortlich"},
	{.name = "due", .type = FORM_DATE, .label = "Fällig bis", .help = "zum Beispiel heute oder 31.12.2026"},
	{.name = "open", .type = FORM_CHOICE, .label = "Nur offene"},
	{.name = "diff", .type = FORM_CHOICE, .label = "Nur abweichende", .help = "mit abweichenden Eingaben, die jemand entscheiden muss"},
	{.name = NULL},
};

void
huerden_set_filter(Huerden *h, FilterKind kind, const char *value)
{
	g_free(h->texts[kind]);
	h->texts[kind] = value && *value ? g_strdup(value) : NULL;
	G_STRUCT_MEMBER(const char *, &h->filter, kinds[kind].member) = h->texts[kind];
}

void
huerden_clear_filter(Huerden *h)
{
	int i;

	for (i = 0; i < FILTER_TEXT; i++)
		huerden_set_filter(h, (FilterKind)i, NULL);
	h->filter.only_open = h->filter.only_diff = FALSE;
}

gboolean
huerden_is_filtered(const Huerden *h)
{
	int i;

	for (i = 0; i < FILTER_TEXT; i++)
		if (h->texts[i])
			return TRUE;
	return h->filter.only_open || h->filter.only_diff;
}

static void
append(GString *s, const char *text)
{
	if (*text)
		g_string_append_printf(s, "%s%s", s->len ? ", " : "", text);
}

/* What people see for the value of one kind; caller frees. */
static char *
value_text(const Huerden *h, int kind)
{
	g_autofree char *day = text_date(h->texts[kind]);
	const Word *w;

	if (kind == FILTER_DUE)
		return g_strdup_printf("fällig bis %s", day);
	for (w = h->leistungen; kind == FILTER_LEISTUNG && w && w->code; w++)
		if (strcmp(w->code, h->texts[kind]) == 0)
			return g_strdup(w->text);
	return g_strdup(kinds[kind].has_list ? words_text(kinds[kind].list, h->texts[kind]) : h->texts[kind]);
}

char *
huerden_filter_text(const Huerden *h)
{
	GString *s = g_string_new(NULL);
	int i;

	for (i = 0; i < FILTER_TEXT; i++) {
		g_autofree char *text = h->texts[i] ? value_text(h, i) : NULL;

		append(s, text ? text : "");
	}
	append(s, h->filter.only_open ? "nur offene" : "");
	append(s, h->filter.only_diff ? "nur abweichende" : "");
	return g_string_free(s, FALSE);
}

/* --- the form ---------------------------------------------------------------------------------------------------------------------- */

static FormField *
find_field(const char *name)
{
	FormField *field;

	for (field = fields; field->name; field++)
		if (strcmp(field->name, name) == 0)
			return field;
	return NULL;
}

static void
set_lists(Huerden *h)
{
	int i;

	for (i = 0; i < N_FILTERS; i++)
		if (kinds[i].has_list)
			find_field(kinds[i].name)->words = words(kinds[i].list);
	find_field("leistung")->words = h->leistungen;
	find_field("open")->words = words(WORDS_YES_NO);
	find_field("diff")->words = words(WORDS_YES_NO);
}

static char *
save(Form *form, void *data)
{
	Huerden *h = data;
	int i;

	for (i = 0; i < FILTER_TEXT; i++)
		huerden_set_filter(h, (FilterKind)i, form_get(form, kinds[i].name));
	h->filter.only_open = strcmp(form_get(form, "open"), "ja") == 0;
	h->filter.only_diff = strcmp(form_get(form, "diff"), "ja") == 0;
	return NULL;
}

static void
closed(gboolean is_saved, void *data)
{
	Huerden *h = data;

	h->is_restarting = is_saved;
}

static const FormSpec spec = {.title = "Hürden filtern", .fields = fields, .save = save, .closed = closed};

void
huerden_filter_open(Huerden *h)
{
	Form *form;
	int i;

	if (!h->leistungen)
		h->leistungen = eingabe_leistungen(h->app); /* read only when somebody filters: it costs more than the first screen */
	set_lists(h);
	form = form_new(h->tui, &spec, h);
	for (i = 0; i < FILTER_TEXT; i++)
		form_set(form, kinds[i].name, h->texts[i] ? h->texts[i] : "", NULL);
	form_set(form, "open", h->filter.only_open ? "ja" : "nein", NULL);
	form_set(form, "diff", h->filter.only_diff ? "ja" : "nein", NULL);
	form_open(form);
}
