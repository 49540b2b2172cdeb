/* Erinnerung: the text of a mail to a functional mailbox, to be copied or written to a file; nothing is sent. */
#include "ausgabe.h"
#include "blatt.h"
#include "screens.h"
#include "vorort/evening.h"
#include "vorort/text.h"

typedef struct Erinnerung {
	Blatt *blatt;
	char *text;
} Erinnerung;

static GBytes *
give_text(void *data, const char *format, guint *n_left_out, GError **error)
{
	(void)format;
	(void)n_left_out;
	(void)error;
	return ausgabe_text(g_strdup(((Erinnerung *)data)->text));
}

static unsigned
run_write(Tui *tui, void *state)
{
	ausgabe_ask(tui, "erinnerung", "txt", give_text, state);
	return TUI_HANDLED;
}

static const Command commands[] = {
	{"erinnerung.datei", {TK_F(2), TK_ENTER, 'x'}, "In Datei schreiben", "Datei", "Schreibt den Text in eine Datei; verschickt wird nichts.", 0, run_write,
	 NULL},
	{.id = NULL},
};

static gpointer
erinnerung_open(Tui *tui, const void *arg, char **error)
{
	App *app = tui_data(tui);
	g_autoptr(GError) cause = NULL;
	g_autofree char *text = app_reminder(app, arg, &cause);
	g_auto(GStrv) lines = NULL;
	Erinnerung *e;
	char **line;

	if (!text) {
		*error = g_strdup(cause->message);
		return NULL;
	}
	e = g_new0(Erinnerung, 1);
	e->blatt = blatt_new(FALSE);
	lines = g_strsplit(text, "\n", -1);
	for (line = lines; *line; line++) {
		g_autofree char *visible = text_visible(*line, FALSE);

		blatt_add(e->blatt, ROLE_TEXT, NULL, visible, NULL);
	}
	e->text = g_steal_pointer(&text);
	return e;
}

static void
erinnerung_close(void *state)
{
	Erinnerung *e = state;

	blatt_free(e->blatt);
	g_free(e->text);
	g_free(e);
}

static void
erinnerung_layout(void *state, Area body)
{
	blatt_layout(((Erinnerung *)state)->blatt, body);
}

static void
erinnerung_draw(void *state, unsigned dirty)
{
	(void)dirty;
	blatt_draw(((Erinnerung *)state)->blatt);
}

static unsigned
erinnerung_handle(void *state, const Event *event)
{
	return blatt_handle(((Erinnerung *)state)->blatt, event);
}

const ScreenOps erinnerung_screen = {
	.name = "erinnerung",
	.title = "Erinnerung (nicht verschickt)",
	.commands = commands,
	.open = erinnerung_open,
	.layout = erinnerung_layout,
	.draw = erinnerung_draw,
	.handle = erinnerung_handle,
	.close = erinnerung_close,
};
