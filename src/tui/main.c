/* The way into the terminal interface: checks, the application, the first screen, and leaving whole. */
#include "vorort/tui.h"

#include <stdio.h>
#include <string.h>

#include "abgleich_lauf.h"
#include "abgleich_selbst.h"
#include "global.h"
#include "screens.h"
#include "vorort/lauf.h"

static const struct {
	const char *name;
	const ScreenOps *screen;
} starts[] = {{"uebersicht", &uebersicht_screen}, {"huerden", &huerden_screen}, {"bedarfstraeger", &matrix_screen},
	    {"abgleich", &abgleich_screen}, {"vollzug", &vollzug_screen}, {"stellen", &stellen_screen}, {"notizen", &notizen_screen},
	    {"wiedervorlagen", &wiedervorlagen_screen}, {"wege", &wege_screen}};

static const ScreenOps *
find_start(const char *name)
{
	gsize i;

	for (i = 0; name && i < G_N_ELEMENTS(starts); i++)
		if (strcmp(starts[i].name, name) == 0)
			return starts[i].screen;
	return name ? NULL : starts[0].screen;
}

static int
refuse(const char *message, int code)
{
	fprintf(stderr, "vorort: %s\n", message);
	return code;
}

static int
refuse_start(const char *name)
{
	gsize i;

	fprintf(stderr, "vorort: Den Bildschirm „%s“ gibt es nicht. Möglich:", name);
	for (i = 0; i < G_N_ELEMENTS(starts); i++)
		fprintf(stderr, " %s", starts[i].name);
	fputs("\n", stderr);
	return 2;
}

static char *
quit_question(void *data)
{
	(void)data;
	return abgleich_is_running() ? g_strdup("Ein Abgleich läuft noch. Trotzdem beenden? Es geht nichts verloren.") : NULL;
}

/* What is not usual stands first, so that a narrow line cuts the rest. */
static char *
status_text(App *app, gboolean is_short)
{
	g_autofree char *exchange = abgleich_status(app, is_short);
	g_autofree char *mark = app_sichtschutz(app) == SICHTSCHUTZ_OFF ? g_strdup("! ohne Sichtschutz") : NULL;

	return mark && exchange ? g_strconcat(mark, " · ", exchange, NULL) : g_strdup(mark ? mark : exchange);
}

static char *
status(void *app, int width)
{
	g_autofree char *text = status_text(app, FALSE);

	return text && cells_width(text) > width ? status_text(app, TRUE) : g_steal_pointer(&text);
}

static void
set_up_done(Tui *tui)
{
	tui_reload(tui);
}

/* A laptop that is not set up shows the overview with the form over it: leaving the form leaves an overview that says what to do. */
static void
open_first(Tui *tui, App *app, const ScreenOps *start)
{
	tui_push(tui, start, NULL);
	if (!app_is_set_up(app))
		einrichtung_open(tui, set_up_done);
}

static int
run(App *app, const ScreenOps *start)
{
	TuiOptions options = {.has_mouse = TRUE, .has_letters = TRUE, .commands = global_commands, .over_dialogs = "notiz", .data = app, .status = status,
			      .quit_question = quit_question};
	Tui *tui = tui_new(&options);
	int signal;

	open_first(tui, app, start);
	abgleich_selbst_begin(tui);
	signal = tui_run(tui);
	abgleich_stop();
	tui_free(tui);
	return signal;
}

int
tui_main(const char *data_dir, const char *start_screen)
{
	AppOptions options = {data_dir};
	const ScreenOps *start = find_start(start_screen);
	g_autofree char *problem = NULL;
	g_autoptr(GError) error = NULL;
	App *app;
	int code = 1, signal;

	if (!start)
		return refuse_start(start_screen);
	if ((problem = term_check(&code)))
		return refuse(problem, code);
	if (!(app = app_open(&options, &error)))
		return refuse(error->message, 1);
	cells_start();
	signal = run(app, start);
	app_close(app);
	if (signal)
		term_raise(signal);
	return 0;
}
