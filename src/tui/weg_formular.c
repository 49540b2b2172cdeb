/* „So ging es“: the form. A new one is filled with what the Anbindung knows; only how it went has to be typed. */
#include <string.h>

#include "eingabe.h"
#include "vorort/revisit.h"
#include "wege.h"

typedef struct Formular {
	Tui *tui;
	char *anbindung; /* of a new one, else NULL */
	Record *seen;    /* of a known one, else NULL */
	Eingabe eingabe;
} Formular;

static char *
check_minutes(const char *value, void *data)
{
	guint64 n;

	(void)data;
	return g_ascii_string_to_unsigned(value, 10, 0, 1000000, &n, NULL) ? NULL : g_strdup("Das ist keine Zahl von Minuten. Beispiel: 240");
}

/* Ids with commas between them, as the log wants them; caller frees. */
static char *
steps_of(const char *typed)
{
	g_auto(GStrv) parts = g_strsplit_set(typed, ", ", -1);
	GString *list = g_string_new(NULL);
	guint i;

	for (i = 0; parts[i]; i++)
		if (*parts[i])
			g_string_append_printf(list, "%s%s", list->len ? "," : "", parts[i]);
	return g_string_free(list, FALSE);
}

static const FormField fields[] = {
	{.name = "title", .type = FORM_LINE, .label = "Was ging", .is_required = TRUE, .help = "in einer Zeile; ohne Namen der Kommune, denn andere lesen es"},
	{.name = "procedure", .type = FORM_TEXT, .label = "Vorgehen", .is_required = TRUE, .rows = 4, .help = "was in welcher Reihenfolge zum Erfolg geführt hat"},
	{.name = "conditions", .type = FORM_TEXT, .label = "Voraussetzungen", .rows = 4, .help = "Fachverfahren und Version, Transportweg, IT-Dienstleister"},
	{.name = "traps", .type = FORM_TEXT, .label = "Stolpersteine", .rows = 3, .help = "was aufgehalten hat, und was half"},
	{.name = "effort_minutes", .type = FORM_LINE, .label = "Aufwand (Min.)", .check = check_minutes, .help = "Arbeitszeit aller zusammen, geschätzt"},
	{.name = "effort", .type = FORM_LINE, .label = "Aufwand", .help = "in Worten: Termine, Wartezeiten"},
	{.name = "steps", .type = FORM_LINE, .label = "Prüfschritte", .max = 2000, .help = "bei denen es gezeigt wird, mit Komma getrennt"},
	{.name = NULL},
};

static GPtrArray *
collect(Formular *f, Form *form)
{
	GPtrArray *set = g_ptr_array_new_null_terminated(0, g_free, TRUE);
	const FormField *field;

	for (field = fields; field->name; field++) {
		const char *value = form_get(form, field->name);
		g_autofree char *steps = strcmp(field->name, "steps") == 0 ? steps_of(value) : NULL;

		if (f->seen || *value)
			g_ptr_array_add(set, g_strdup_printf("%s=%s", field->name, steps ? steps : value));
	}
	if (f->anbindung)
		g_ptr_array_add(set, g_strconcat("anbindung=", f->anbindung, NULL));
	return set;
}

static char *
save(Form *form, void *data)
{
	Formular *f = data;
	const char *const texts[] = {form_get(form, "title"), form_get(form, "procedure"), form_get(form, "conditions"), form_get(form, "traps"),
				     form_get(form, "effort"), NULL};
	g_autoptr(GPtrArray) set = collect(f, form);
	const char *const *pairs = (const char *const *)set->pdata;
	g_autoptr(GError) error = NULL;
	char *problem = eingabe_check(&f->eingabe, texts);

	if (problem)
		return problem;
	if (!(f->seen ? app_set(f->eingabe.app, f->seen->id, pairs, f->seen, &error) : app_add(f->eingabe.app, "loesungsweg", pairs, NULL, &error)))
		return g_strdup(error->message);
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

	if (is_saved && !tui_is_leaving(f->tui))
		tui_say(f->tui, ROLE_OK, "„So ging es“ gespeichert; andere Teams finden es am Prüfschritt. u macht es rückgängig.");
	g_free(f->anbindung);
	record_free(f->seen);
	eingabe_clear(&f->eingabe);
	g_free(f);
}

static const FormSpec spec = {.title = "So ging es", .fields = fields, .save = save, .draft = draft, .closed = closed,
			      .intro = "Was die Anbindung weiß, steht schon da."};
static const FormSpec change_spec = {.title = "So ging es", .fields = fields, .save = save, .draft = draft, .closed = closed};

static Formular *
formular_new(Tui *tui, const char *what)
{
	Formular *f = g_new0(Formular, 1);

	f->tui = tui;
	f->eingabe.app = tui_data(tui);
	f->eingabe.context = g_strconcat("weg:", what, NULL);
	return f;
}

void
weg_form_open(Tui *tui, const char *anbindung)
{
	g_autoptr(GError) error = NULL;
	g_auto(GStrv) preset = app_weg_preset(tui_data(tui), anbindung, &error);
	Formular *f;
	Form *form;
	guint i;

	if (!preset) {
		tui_say(tui, ROLE_BAD, "%s", error->message);
		return;
	}
	f = formular_new(tui, anbindung);
	f->anbindung = g_strdup(anbindung);
	form = form_new(tui, &spec, f);
	for (i = 0; preset[i]; i++) {
		g_auto(GStrv) pair = g_strsplit(preset[i], "=", 2);

		form_set(form, pair[0], pair[1], NULL);
	}
	eingabe_restore(&f->eingabe, tui, form, NULL);
	form_open(form);
}

void
weg_form_change(Tui *tui, const char *id)
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
	f = formular_new(tui, id);
	f->seen = seen;
	form = form_new(tui, &change_spec, f);
	for (field = fields; field->name; field++)
		form_set(form, field->name, record_get(seen, field->name), NULL);
	eingabe_restore(&f->eingabe, tui, form, NULL);
	form_open(form);
}
