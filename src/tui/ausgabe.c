/* Writing what a screen shows to a file; see ausgabe.h. */
#include "ausgabe.h"

#include <string.h>

#include "dialog.h"
#include "pfad.h"
#include "vorort/app.h"

typedef struct Ausgabe {
	Tui *tui;
	const char *stem, *format;
	const Word *formats;
	char *path;
	AusgabeMake make;
	void *data;
	GDestroyNotify free_data;
} Ausgabe;

static unsigned
end(Ausgabe *a)
{
	if (a->free_data)
		a->free_data(a->data);
	g_free(a->path);
	g_free(a);
	return TUI_HANDLED | TUI_PAINT;
}

static const Word list_formats[] = {
	{ "csv", "CSV für Excel", "", "", "" },
	{ "json", "JSON für Programme", "", "", "" },
	{ NULL, NULL, NULL, NULL, NULL },
};

/* "~/liste.csv": short enough for the message line. Caller frees. */
static char *
shown_path(const char *path)
{
	const char *home = g_get_home_dir();
	gsize n = strlen(home);

	return n > 1 && g_str_has_prefix(path, home) && path[n] == '/' ? g_strconcat("~", path + n, NULL) : g_strdup(path);
}

static unsigned
write_file(Ausgabe *a)
{
	g_autoptr(GError) error = NULL;
	guint n_left_out = 0;
	g_autofree char *path = shown_path(a->path);
	g_autoptr(GBytes) bytes = a->make(a->data, a->format, &n_left_out, &error);

	if (!bytes) /* what has to be installed, say: more than a line */
		dialog_message(a->tui, "Nicht geschrieben", error->message, NULL, NULL);
	else if (!app_write_bytes(a->path, bytes, &error))
		tui_say(a->tui, ROLE_BAD, "%s", error->message);
	else if (n_left_out)
		tui_say(a->tui, ROLE_WARN, "Geschrieben: %s. %u vertrauliche %s darin.", path, n_left_out,
		        n_left_out == 1 ? "Hürde fehlt" : "Hürden fehlen");
	else
		tui_say(a->tui, ROLE_OK, "Geschrieben: %s", path);
	return end(a);
}

static unsigned
overwrite_answered(Tui *tui, void *data, int answer)
{
	(void)tui;
	return answer == DIALOG_YES ? write_file(data) : end(data);
}

static unsigned
path_typed(Tui *tui, void *data, const char *typed)
{
	Ausgabe *a = data;

	a->path = pfad_typed(typed);
	if (!*a->path)
		return end(a);
	if (!g_file_test(a->path, G_FILE_TEST_EXISTS))
		return write_file(a);
	dialog_yes_no(tui, "Die Datei gibt es schon. Überschreiben?", overwrite_answered, a);
	return TUI_HANDLED | TUI_PAINT;
}

static unsigned
ask_path(Ausgabe *a)
{
	g_autofree char *today = app_today(), *path = g_strdup_printf("~/%s-%s.%s", a->stem, today, a->format);

	dialog_line(a->tui, "Datei", path, path_typed, a);
	return TUI_HANDLED;
}

static unsigned
format_chosen(Tui *tui, void *data, int answer)
{
	Ausgabe *a = data;

	(void)tui;
	if (answer < 0)
		return end(a);
	a->format = a->formats[answer].code;
	return ask_path(a);
}

GBytes *
ausgabe_text(char *text)
{
	return text ? g_bytes_new_take(text, strlen(text)) : NULL;
}

void
ausgabe_ask_of(Tui *tui, const AusgabeWhat *what, void *data)
{
	Ausgabe *a = g_new0(Ausgabe, 1);

	a->tui = tui;
	a->stem = what->stem;
	a->formats = what->formats;
	a->format = what->format;
	a->make = what->make;
	a->free_data = what->free_data;
	a->data = data;
	if (a->format)
		ask_path(a);
	else
		dialog_choice(tui, what->title, a->formats, 0, format_chosen, a);
}

void
ausgabe_ask(Tui *tui, const char *stem, const char *format, AusgabeMake make, void *data)
{
	const AusgabeWhat what = {"Liste ausgeben als", stem, format, list_formats, make, NULL};

	ausgabe_ask_of(tui, &what, data);
}
