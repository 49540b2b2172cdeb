/* The form for an obstacle: a new one, filled from the checklist, or all of a known one. */
#include <string.h>

#include "eingabe.h"
#include "form.h"
#include "huerde.h"
#include "screens.h"

typedef struct Formular {
	Tui *tui;
	Eingabe eingabe;
	GStrv preset;  /* "slot=value": what a new one begins with */
	Record *seen;  /* NULL: a new one */
	char *id;      /* of what was saved */
	HuerdeDone done;
	void *data;
} Formular;

/* In the order in which people know the answers; with the preset, F2 saves at once. */
static FormField fields[] = {
	{.name = "title", .type = FORM_LINE, .label = "Hürde", .help = "In einer Zeile: was steht im Weg?", .is_required = TRUE},
	{.name = "category", .type = FORM_MULTI, .label = "Kategorie", .help = "Eine oder zwei; Leertaste oder Ziffer schaltet um",
	 .is_required = TRUE},
	{.name = "severity", .type = FORM_CHOICE, .label = "Schwere"},
	{.name = "description", .type = FORM_TEXT, .label = "Beschreibung", .help = "Was wurde beobachtet? Keine Namen von Personen", .rows = 3},
	{.name = "responsible", .type = FORM_CHOICE, .label = "Verantwortlich"},
	{.name = "next", .type = FORM_LINE, .label = "Nächster Schritt", .help = "Was geschieht als Nächstes?"},
	{.name = "next_stelle", .type = FORM_CHOICE, .label = "… durch Stelle"},
	{.name = "next_date", .type = FORM_DATE, .label = "… bis", .help = "zum Beispiel +14 oder 14.12.2026"},
	{.name = "due", .type = FORM_DATE, .label = "Fällig", .help = "Bis wann soll die Hürde behoben sein?"},
	{.name = "punkte", .type = FORM_MULTI, .label = "Präambelpunkt", .help = "Wozu gehört sie? Beliebig viele"},
	{.name = "level", .type = FORM_CHOICE, .label = "Ebene", .help = "Wer muss sich kümmern?"},
	{.name = "solution", .type = FORM_TEXT, .label = "Lösung", .help = "Wenn bekannt: wie wird sie behoben?", .rows = 2},
	{.name = "vertraulich", .type = FORM_CHOICE, .label = "Vertraulich", .help = "ja: erscheint in keiner Ausgabe nach außen"},
	{.name = NULL},
};

static const struct {
	const char *name;
	WordList list;
} lists[] = {
	{"category", WORDS_CATEGORY}, {"severity", WORDS_SEVERITY},       {"responsible", WORDS_STELLE_KIND}, {"next_stelle", WORDS_STELLE_KIND},
	{"punkte", WORDS_PUNKT},      {"level", WORDS_LEVEL},             {"vertraulich", WORDS_YES_NO},
};

static void
set_lists(void)
{
	gsize i;
	FormField *field;

	for (field = fields; field->name; field++)
		for (i = 0; i < G_N_ELEMENTS(lists); i++)
			if (strcmp(field->name, lists[i].name) == 0)
				field->words = words(lists[i].list);
}

static gboolean
is_in_form(const char *pair)
{
	const FormField *field;
	gsize len;

	for (field = fields; field->name; field++) {
		len = strlen(field->name);
		if (strncmp(pair, field->name, len) == 0 && pair[len] == '=')
			return TRUE;
	}
	return FALSE;
}

/* What the form shows, and for a new one what it was given beside (Anbindung, steps, visit). */
static char **
collect(Formular *f, Form *form)
{
	GPtrArray *set = g_ptr_array_new();
	const FormField *field;
	char **pair;

	for (field = fields; field->name; field++) {
		const char *value = form_get(form, field->name);

		if (f->seen || *value)
			g_ptr_array_add(set, g_strdup_printf("%s=%s", field->name, value));
	}
	for (pair = f->preset; pair && *pair; pair++)
		if (!is_in_form(*pair))
			g_ptr_array_add(set, g_strdup(*pair));
	g_ptr_array_add(set, NULL);
	return (char **)g_ptr_array_free(set, FALSE);
}

static char *
save(Form *form, void *data)
{
	Formular *f = data;
	const char *const texts[] = {form_get(form, "title"), form_get(form, "description"), form_get(form, "next"), form_get(form, "solution"),
				     NULL};
	g_autoptr(GError) error = NULL;
	g_auto(GStrv) set = NULL;
	char *problem = eingabe_check(&f->eingabe, texts);

	if (problem)
		return problem;
	set = collect(f, form);
	if (f->seen ? !app_set(f->eingabe.app, f->seen->id, (const char *const *)set, f->seen, &error)
		    : !app_add_obstacle(f->eingabe.app, (const char *const *)set, &f->id, &error))
		return g_strdup(error->message);
	if (f->seen)
		f->id = g_strdup(f->seen->id);
	eingabe_drop(&f->eingabe);
	return NULL;
}

static void
draft(Form *form, void *data)
{
	eingabe_keep(&((Formular *)data)->eingabe, form);
}

static void
closed(gboolean is_saved, void *data)
{
	Formular *f = data;

	if (f->done && !tui_is_leaving(f->tui))
		f->done(f->tui, is_saved ? f->id : NULL, f->data);
	eingabe_clear(&f->eingabe);
	g_strfreev(f->preset);
	record_free(f->seen);
	g_free(f->id);
	g_free(f);
}

static const FormSpec new_spec = {.title = "Neue Hürde", .fields = fields, .save = save, .draft = draft, .closed = closed};
static const FormSpec edit_spec = {.title = "Hürde ändern", .fields = fields, .save = save, .draft = draft, .closed = closed};

static const char *
preset_value(char *const *preset, const char *slot)
{
	gsize len = strlen(slot);

	for (; preset && *preset; preset++)
		if (strncmp(*preset, slot, len) == 0 && (*preset)[len] == '=')
			return *preset + len + 1;
	return "";
}

static Form *
new_form(Tui *tui, const FormSpec *spec, HuerdeDone done, void *data, Formular **out)
{
	Formular *f = g_new0(Formular, 1);

	set_lists();
	f->tui = tui;
	f->eingabe.app = tui_data(tui);
	f->done = done;
	f->data = data;
	*out = f;
	return form_new(tui, spec, f);
}

void
huerde_form_open(Tui *tui, const char *const *preset, HuerdeDone done, void *data)
{
	Formular *f;
	Form *form = new_form(tui, &new_spec, done, data, &f);
	const FormField *field;

	f->preset = g_strdupv((char **)preset);
	f->eingabe.context = g_strdup_printf("hürde:%s:%s", preset_value(f->preset, "anbindung"), preset_value(f->preset, "steps"));
	for (field = fields; field->name; field++)
		form_set(form, field->name, preset_value(f->preset, field->name), NULL);
	eingabe_restore(&f->eingabe, tui, form, NULL);
	form_open(form);
}

void
huerde_edit_open(Tui *tui, const char *id, HuerdeDone done, void *data)
{
	g_autoptr(GError) error = NULL;
	Record *seen = app_record(tui_data(tui), id, &error);
	const FormField *field;
	Formular *f;
	Form *form;

	if (!seen) {
		tui_say(tui, ROLE_BAD, "%s", error->message);
		return;
	}
	form = new_form(tui, &edit_spec, done, data, &f);
	f->seen = seen;
	f->eingabe.context = g_strdup_printf("hürde:%s", id);
	for (field = fields; field->name; field++)
		form_set(form, field->name, record_get(seen, field->name), NULL);
	eingabe_restore(&f->eingabe, tui, form, NULL);
	form_open(form);
}
