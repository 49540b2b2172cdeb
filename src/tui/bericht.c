/* Reports to files: format, then path; see bericht_write() in screens.h. */
#include "ausgabe.h"
#include "screens.h"

typedef struct Bericht {
	App *app;
	const char *what;
	char *id;
	guint begin;
} Bericht;

static void
bericht_free(gpointer data)
{
	g_free(((Bericht *)data)->id);
	g_free(data);
}

static GBytes *
make(void *data, const char *format, guint *n_left_out, GError **error)
{
	const Bericht *b = data;

	return app_report(b->app, b->what, b->id, format, b->begin, n_left_out, error);
}

void
bericht_write(Tui *tui, const char *what, const char *stem, const char *id, guint begin)
{
	const AusgabeWhat ausgabe = {"Bericht schreiben als", stem, NULL, app_report_formats(), make, bericht_free};
	Bericht *b = g_new0(Bericht, 1);

	b->app = tui_data(tui);
	b->what = what;
	b->id = g_strdup(id);
	b->begin = begin;
	ausgabe_ask_of(tui, &ausgabe, b);
}
