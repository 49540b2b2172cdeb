/*
 * Protokoll: the report of a visit as it would be printed, as wide as the window, to be read before it is written to a file. What is shown is
 * made anew for each width, so that tables never break.
 */
#include "blatt.h"
#include "screens.h"
#include "vorort/lauf.h"

#define MARGINS 2     /* of a Blatt without a cursor */
#define WIDTH_MAX 100 /* longer lines are hard to read */

typedef struct Protokoll {
	App *app;
	char *visit;
	Blatt *blatt;
	int width; /* what is shown was made for */
} Protokoll;

static void
fill(Protokoll *p)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = app_report_text(p->app, "visit", p->visit, (guint)p->width, &error);
	g_auto(GStrv) lines = text ? g_strsplit(g_strchomp(text), "\n", -1) : NULL;
	guint i;

	blatt_clear(p->blatt);
	if (!text)
		blatt_add(p->blatt, ROLE_BAD, NULL, error->message, NULL);
	for (i = 0; lines && lines[i]; i++)
		blatt_add(p->blatt, ROLE_TEXT, NULL, lines[i], NULL);
}

static unsigned
run_write(Tui *tui, void *state)
{
	bericht_write(tui, "visit", "protokoll", ((Protokoll *)state)->visit, PLAN_BEGIN);
	return TUI_HANDLED;
}

static const Command commands[] = {
	{"protokoll.schreiben", {'p', TK_F(9)}, "Protokoll schreiben", "Schreiben", "Schreibt das Protokoll in eine Datei: HTML, DOCX, PDF, Text.", 0,
	 run_write, NULL},
	{.id = NULL},
};

/* --- the screen ------------------------------------------------------------------------------------------------------------------------- */

static gpointer
protokoll_open(Tui *tui, const void *arg, char **error)
{
	Protokoll *p = g_new0(Protokoll, 1);

	(void)error;
	p->app = tui_data(tui);
	p->visit = g_strdup(arg);
	p->blatt = blatt_new(FALSE);
	return p;
}

static void
protokoll_close(void *state)
{
	Protokoll *p = state;

	blatt_free(p->blatt);
	g_free(p->visit);
	g_free(p);
}

static void
protokoll_layout(void *state, Area body)
{
	Protokoll *p = state;
	int width = MIN(body.cols - MARGINS, WIDTH_MAX);

	if (width != p->width) {
		p->width = width;
		fill(p);
	}
	blatt_layout(p->blatt, body);
}

static void
protokoll_draw(void *state, unsigned dirty)
{
	(void)dirty;
	blatt_draw(((Protokoll *)state)->blatt);
}

static unsigned
protokoll_handle(void *state, const Event *event)
{
	return blatt_handle(((Protokoll *)state)->blatt, event);
}

static unsigned
protokoll_resumed(void *state)
{
	fill(state);
	return TUI_CONTENT;
}

static void
protokoll_context(const void *state, ScreenContext *context)
{
	context->visit = ((const Protokoll *)state)->visit;
}

const ScreenOps protokoll_screen = {
	.name = "protokoll",
	.title = "Protokoll, Vorschau",
	.commands = commands,
	.open = protokoll_open,
	.layout = protokoll_layout,
	.draw = protokoll_draw,
	.handle = protokoll_handle,
	.close = protokoll_close,
	.context = protokoll_context,
	.resumed = protokoll_resumed,
};
