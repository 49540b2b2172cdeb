/* The form of a Stelle: name, functional mailbox, product, and which kind it is. */
#include <string.h>

#include "eingabe.h"
#include "form.h"
#include "stellen.h"

typedef struct Formular {
	Tui *tui;
	App *app;
	Record *record; /* as the form showed it; NULL: a new one */
	Eingabe eingabe;
} Formular;

/* The kind comes last: opened, it takes the whole screen, and it is nearly always preset. */
static FormField fields[] = {
	{.name = "name", .type = FORM_LINE, .label = "Name", .help = "Name der Organisation, nie einer Person", .is_required = TRUE},
	{.name = "mailbox", .type = FORM_LINE, .label = "Postfach", .help = "Funktionspostfach, zum Beispiel servicedesk@…, keine Adresse einer Person"},
	{.name = "product", .type = FORM_LINE, .label = "Fachverfahren", .help = "Name des Produkts, wenn die Stelle eines anbietet oder betreibt"},
	{.name = "version", .type = FORM_LINE, .label = "Version", .help = "zum Beispiel 4.2"},
	{.name = "interface_gap", .type = FORM_TEXT, .label = "Schnittstelle", .help = "Was an der Schnittstelle zum Onlinedienst fehlt", .rows = 3},
	{.name = "kind", .type = FORM_CHOICE, .label = "Art", .help = "Pfeile und Enter wählen", .is_required = TRUE},
	{.name = NULL},
};

/* "slot=value" of what the form says; a version without a product would have no place. */
static char **
form_set_of(Form *form, gboolean is_new)
{
	GPtrArray *set = g_ptr_array_new();
	const FormField *field;

	for (field = fields; field->name; field++) {
		const char *value = form_get(form, field->name);

		if (*value || !is_new)
			g_ptr_array_add(set, g_strdup_printf("%s=%s", field->name, value));
	}
	g_ptr_array_add(set, NULL);
	return (char **)g_ptr_array_free(set, FALSE);
}

static char *
save(Form *form, void *data)
{
	Formular *f = data;
	g_auto(GStrv) set = form_set_of(form, !f->record); /* before the texts: what form_get() gave is valid until it is asked again */
	const char *const texts[] = {form_get(form, "name"), form_get(form, "mailbox"), form_get(form, "product"), form_get(form, "interface_gap"), NULL};
	g_autoptr(GError) error = NULL;
	char *problem = eingabe_check(&f->eingabe, texts);
	gboolean ok;

	if (problem)
		return problem;
	if (!*form_get(form, "product") && (*form_get(form, "version") || *form_get(form, "interface_gap")))
		return g_strdup("Zu Version und Schnittstelle gehört der Name des Fachverfahrens.");
	ok = f->record ? app_set(f->app, f->record->id, (const char *const *)set, f->record, &error)
		       : app_add(f->app, "stelle", (const char *const *)set, NULL, &error);
	if (!ok)
		return g_strdup(error->message);
	eingabe_drop(&f->eingabe);
	return NULL;
}

static void
keep_draft(Form *form, void *data)
{
	eingabe_keep(&((Formular *)data)->eingabe, form);
}

static void
closed(gboolean is_saved, void *data)
{
	Formular *f = data;

	if (is_saved && !tui_is_leaving(f->tui)) {
		tui_reload(f->tui);
		tui_say(f->tui, ROLE_OK, "Stelle gespeichert. u macht es rückgängig.");
	}
	record_free(f->record);
	eingabe_clear(&f->eingabe);
	g_free(f);
}

static const FormSpec new_spec = {.title = "Neue Stelle", .fields = fields, .save = save, .draft = keep_draft, .closed = closed};
static const FormSpec change_spec = {.title = "Stelle ändern", .fields = fields, .save = save, .draft = keep_draft, .closed = closed};

void
stelle_form_open(Tui *tui, const char *id)
{
	Formular *f = g_new0(Formular, 1);
	const FormField *field;
	Form *form;

	f->tui = tui;
	f->app = tui_data(tui);
	f->record = id ? app_record(f->app, id, NULL) : NULL;
	f->eingabe.app = f->app;
	f->eingabe.context = g_strdup_printf("stelle:%s", f->record ? id : "");
	fields[5].words = words(WORDS_STELLE_KIND);
	form = form_new(tui, f->record ? &change_spec : &new_spec, f);
	form_set(form, "kind", "kit", NULL);
	for (field = fields; f->record && field->name; field++)
		form_set(form, field->name, record_get(f->record, field->name), NULL);
	form_open(form);
	eingabe_restore(&f->eingabe, tui, form, NULL);
}
