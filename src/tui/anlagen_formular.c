/* The form for a file to be attached. Evidence is a reference as a rule, so the question whether it may be a file at all comes with it. */
#include <string.h>

#include "anlagen.h"
#include "eingabe.h"
#include "pfad.h"
#include "vorort/anlage.h"

typedef struct Formular {
	Tui *tui;
	char *on, *id;
	Eingabe eingabe;
	HuerdeDone done;
	void *data;
} Formular;

static char *
check_confirmed(const char *value, void *data)
{
	(void)data;
	return strcmp(value, "ja") == 0 ? NULL : g_strdup("Nur mit „ja“. Sonst den Ablageort als Nachweis am Ergebnis nennen.");
}

static FormField fields[] = {
	{.name = "file", .type = FORM_LINE, .label = "Datei", .is_required = TRUE, .max = 1000,
	 .help = "Pfad, höchstens 2 MiB; sie wird kopiert. Zum Beispiel ~/bild.png"},
	{.name = "title", .type = FORM_LINE, .label = "Titel", .help = "Leer: der Name der Datei. Keine Namen von Personen."},
	{.name = "confirmed", .type = FORM_CHOICE, .label = "Keine Echtdaten, geschwärzt?", .is_required = TRUE, .check = check_confirmed,
	 .help = "Namen, Anschriften, Aktenzeichen und Zugangsdaten sind nicht mehr zu lesen."},
	{.name = NULL},
};

/* What will be the title, with the separators of file names as blanks, too. */
static char *
check_title(Formular *f, const char *path, const char *typed)
{
	g_autofree char *title = *typed ? g_strdup(typed) : attachment_title(path), *words_only = g_strdelimit(g_strdup(title), "_-.", ' ');
	const char *const texts[] = {title, words_only, NULL};

	return eingabe_check(&f->eingabe, texts);
}

static char *
save(Form *form, void *data)
{
	Formular *f = data;
	g_autofree char *path = pfad_typed(form_get(form, "file")), *title = g_strdup(form_get(form, "title"));
	AttachDraft draft = {path, title, strcmp(form_get(form, "confirmed"), "ja") == 0};
	g_autoptr(GError) error = NULL;
	char *problem = check_title(f, path, title);

	if (problem)
		return form_refuse(form, "title", problem);
	if (app_attach(f->eingabe.app, f->on, &draft, &f->id, &error))
		return NULL;
	return form_refuse(form, "file", g_strdup(error->message));
}

static void
closed(gboolean is_saved, void *data)
{
	Formular *f = data;

	if (f->done && !tui_is_leaving(f->tui))
		f->done(f->tui, is_saved ? f->id : NULL, f->data);
	g_free(f->on);
	g_free(f->id);
	eingabe_clear(&f->eingabe);
	g_free(f);
}

void
anlage_form_open(Tui *tui, const char *on, HuerdeDone done, void *data)
{
	Formular *f = g_new0(Formular, 1);
	FormSpec spec = {.title = "Datei anlegen", .fields = fields, .save = save, .closed = closed,
			 .intro = "Besser als eine Datei ist ein Verweis: Aktenzeichen oder Ablageort als Nachweis am Ergebnis."};

	f->tui = tui;
	f->on = g_strdup(on);
	f->eingabe.app = tui_data(tui);
	f->done = done;
	f->data = data;
	fields[2].words = words(WORDS_YES_NO);
	form_open(form_new(tui, &spec, f));
}
