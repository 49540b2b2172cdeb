/* Setting up this laptop, and changing it later: name, Kürzel, role, Land, shared repository. */
#include <string.h>

#include "dialog.h"
#include "form.h"
#include "screens.h"
#include "vorort/text.h"

typedef struct Einrichtung {
	Tui *tui;
	App *app;
	void (*done)(Tui *tui);
} Einrichtung;

/* --- fields ---------------------------------------------------------------------------------------------------------------------- */

static char *
check_name(const char *value, void *data)
{
	char *reason = NULL;

	(void)data;
	if (text_check_personal(value, &reason) == TEXT_FINE)
		return NULL;
	g_free(reason);
	return g_strdup("Bitte keine Person nennen. Beispiel: Laptop 3");
}

static char *
check_user(const char *value, void *data)
{
	(void)data;
	if (strpbrk(value, " \t"))
		return g_strdup("Ein Wort ohne Leerzeichen, keine Person: ROT-HE-2");
	if (strchr(value, '@'))
		return g_strdup("Bitte ein Kürzel, keine E-Mail-Adresse: ROT-HE-2");
	return NULL;
}

/* How the address itself must look is known below and said when it is saved. */
static char *
check_remote(const char *value, void *data)
{
	(void)data;
	return strcmp(value, "später") == 0 ? g_strdup("Für „später“ lassen Sie das Feld bitte leer.") : NULL;
}

static FormField fields[] = {
	{.name = "name", .type = FORM_LINE, .label = "Name des Geräts", .help = "So erkennen die anderen dieses Gerät, zum Beispiel Laptop 3",
	 .is_required = TRUE, .check = check_name},
	{.name = "user", .type = FORM_LINE, .label = "Kürzel", .help = "Kürzel des Teams oder der Funktion, zum Beispiel ROT-HE-2; keine Person",
	 .is_required = TRUE, .check = check_user, .max = 24},
	{.name = "role", .type = FORM_CHOICE, .label = "Aufgabe", .help = "Leitung wird erst durch eine andere Leitung bestätigt",
	 .is_required = TRUE},
	{.name = "land", .type = FORM_CHOICE, .label = "Land", .help = "Kommunen dieses Landes stehen bei der Suche vorn"},
	{.name = "remote", .type = FORM_LINE, .label = "Speicher", .check = check_remote,
	 .help = "Ordner, ssh://…, https://… oder benutzer@rechner:pfad; leer: später", .max = 1000},
	{.name = NULL},
};

/* --- saving ---------------------------------------------------------------------------------------------------------------------- */

static const char *
or_null(const char *text)
{
	return *text ? text : NULL;
}

static char *
save(Form *form, void *data)
{
	Einrichtung *e = data;
	g_autoptr(GError) error = NULL;

	if (app_init(e->app, form_get(form, "name"), form_get(form, "user"), form_get(form, "role"), form_get(form, "remote"),
		     or_null(form_get(form, "land")), &error))
		return NULL;
	return g_strdup(error->message);
}

/* All of them in one text, after @note (may be NULL); NULL if there are none. Caller frees. */
static char *
warnings_text(App *app, const char *note)
{
	const GPtrArray *warnings = app_warnings(app);
	GString *text = warnings->len ? g_string_new(note) : NULL;
	guint i;

	for (i = 0; i < warnings->len; i++)
		g_string_append_printf(text, "%s%s", text->len ? "\n\n" : "", (const char *)warnings->pdata[i]);
	return text ? g_string_free(text, FALSE) : NULL;
}

/* The screen below is told first, so that it is right behind the dialog. */
static void
closed(gboolean is_saved, void *data)
{
	Einrichtung *e = data;
	g_autofree char *note = is_saved ? app_role_note(e->app) : NULL, *warnings = is_saved ? warnings_text(e->app, note) : NULL;

	if (!tui_is_leaving(e->tui)) {
		e->done(e->tui);
		if (warnings)
			dialog_message(e->tui, "Eingerichtet. Bitte beachten Sie:", warnings, NULL, NULL);
		else if (is_saved)
			tui_say(e->tui, ROLE_OK, "Eingerichtet.%s%s", note ? " " : "", note ? note : "");
	}
	g_free(e);
}

static const FormSpec spec = {.title = "Dieses Gerät einrichten", .fields = fields, .save = save, .closed = closed};

static void
preset(App *app, Form *form)
{
	static const char *const keys[][2] = {{"name", "name"}, {"funktion", "role"}, {"land", "land"}, {"remote", "remote"}};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(keys); i++) {
		g_autofree char *value = app_setting(app, keys[i][0]);

		if (value)
			form_set(form, keys[i][1], value, NULL);
	}
	form_set(form, "user", app_user(app), NULL);
	if (!app_is_set_up(app))
		form_set(form, "role", "roll_out_team", NULL);
}

void
einrichtung_open(Tui *tui, void (*done)(Tui *tui))
{
	Einrichtung *e = g_new0(Einrichtung, 1);
	Form *form;

	e->tui = tui;
	e->app = tui_data(tui);
	e->done = done;
	fields[2].words = words(WORDS_ROLE);
	fields[3].words = words(WORDS_LAND);
	form = form_new(tui, &spec, e);
	preset(e->app, form);
	form_open(form);
}
