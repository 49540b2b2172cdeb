/* What is done with many rows of the board: a status for all that are marked, and the filtered list as a file. */
#include <string.h>

#include "dialog.h"
#include "huerde.h"
#include "huerden.h"
#include "pfad.h"

/* --- status ------------------------------------------------------------------------------------------------------------------------ */

static void
status_set(Tui *tui, void *data)
{
	Huerden *h = data;

	(void)tui;
	g_hash_table_remove_all(h->marked);
	huerden_refresh(h, NULL);
}

unsigned
huerden_ask_status(Huerden *h)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	const ObstacleRow *row = huerden_selected(h);
	GHashTableIter iter;
	gpointer id;

	g_hash_table_iter_init(&iter, h->marked);
	while (g_hash_table_iter_next(&iter, &id, NULL))
		g_ptr_array_add(ids, id);
	if (ids->len == 0 && row)
		g_ptr_array_add(ids, row->id);
	if (ids->len == 0)
		return TUI_HANDLED;
	g_ptr_array_add(ids, NULL);
	huerde_ask_status(h->tui, (const char *const *)ids->pdata, status_set, h);
	return TUI_HANDLED;
}

/* --- export ------------------------------------------------------------------------------------------------------------------------ */

static const Word formats[] = {
	{"csv", "CSV für Excel", "", "", ""},
	{"json", "JSON für Programme", "", "", ""},
	{NULL, NULL, NULL, NULL, NULL},
};

/* "~/liste.csv": short enough for the message line. Caller frees. */
static char *
shown_path(const char *path)
{
	const char *home = g_get_home_dir();
	gsize n = strlen(home);

	return n > 1 && g_str_has_prefix(path, home) && path[n] == '/' ? g_strconcat("~", path + n, NULL) : g_strdup(path);
}

static void
write_list(Huerden *h)
{
	g_autoptr(GError) error = NULL;
	guint n_left_out = 0;
	g_autofree char *path = shown_path(h->path);
	g_autofree char *text = app_export(h->app, "obstacles", h->format, &h->filter, &n_left_out, &error);

	if (!text || !app_write_file(h->path, text, &error))
		tui_say(h->tui, ROLE_BAD, "%s", error->message);
	else if (n_left_out)
		tui_say(h->tui, ROLE_WARN, "Geschrieben: %s. %u vertrauliche %s darin.", path, n_left_out,
			n_left_out == 1 ? "Hürde fehlt" : "Hürden fehlen");
	else
		tui_say(h->tui, ROLE_OK, "Geschrieben: %s", path);
}

static unsigned
overwrite_answered(Tui *tui, void *data, int answer)
{
	(void)tui;
	if (answer == DIALOG_YES)
		write_list(data);
	return TUI_HANDLED | TUI_PAINT;
}

static unsigned
path_typed(Tui *tui, void *data, const char *typed)
{
	Huerden *h = data;

	g_free(h->path);
	h->path = pfad_typed(typed);
	if (!*h->path)
		return TUI_HANDLED;
	if (g_file_test(h->path, G_FILE_TEST_EXISTS))
		dialog_yes_no(tui, "Die Datei gibt es schon. Überschreiben?", overwrite_answered, h);
	else
		write_list(h);
	return TUI_HANDLED | TUI_PAINT;
}

static unsigned
format_chosen(Tui *tui, void *data, int answer)
{
	Huerden *h = data;
	g_autofree char *path = answer >= 0 ? g_strdup_printf("~/huerden-%s.%s", h->today, formats[answer].code) : NULL;

	if (!path)
		return TUI_HANDLED;
	h->format = formats[answer].code;
	dialog_line(tui, "Datei", path, path_typed, h);
	return TUI_HANDLED;
}

unsigned
huerden_ask_export(Huerden *h)
{
	dialog_choice(h->tui, "Liste ausgeben als", formats, 0, format_chosen, h);
	return TUI_HANDLED;
}
