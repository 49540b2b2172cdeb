/* Hürden: the board on which leads see the obstacles of all visits, filter them, and act on one or on many. */
#include "huerden.h"

/* --- commands ---------------------------------------------------------------------------------------------------------------------- */

static unsigned
run_open(Tui *tui, void *state)
{
	const ObstacleRow *row = huerden_selected(state);

	if (row)
		tui_push(tui, &huerde_screen, row->id);
	return TUI_HANDLED;
}

static unsigned
run_mark(Tui *tui, void *state)
{
	Huerden *h = state;
	const ObstacleRow *row = huerden_selected(h);
	gsize index = list_index(h->list);

	if (!row)
		return TUI_HANDLED;
	if (!g_hash_table_remove(h->marked, row->id))
		g_hash_table_add(h->marked, g_strdup(row->id));
	if (index + 1 < h->n_rows)
		list_select(h->list, index + 1);
	tui_say(tui, ROLE_INFO, "%u markiert. s setzt den Status aller markierten.", g_hash_table_size(h->marked));
	return TUI_HANDLED | TUI_CONTENT;
}

static unsigned
run_mark_all(Tui *tui, void *state)
{
	enum { MOST = 1000 };
	Huerden *h = state;
	g_autoptr(GPtrArray) rows = app_obstacles(h->app, &h->filter, NULL, FALSE, 0, MOST, NULL);
	guint i;

	if (g_hash_table_size(h->marked) > 0)
		g_hash_table_remove_all(h->marked);
	else
		for (i = 0; rows && i < rows->len; i++)
			g_hash_table_add(h->marked, g_strdup(((ObstacleRow *)rows->pdata[i])->id));
	tui_say(tui, ROLE_INFO, "%u markiert%s.", g_hash_table_size(h->marked), rows && rows->len == MOST ? " (höchstens 1000 auf einmal)" : "");
	return TUI_HANDLED | TUI_CONTENT;
}

static unsigned
run_status(Tui *tui, void *state)
{
	(void)tui;
	return huerden_ask_status(state);
}

static unsigned
run_filter(Tui *tui, void *state)
{
	(void)tui;
	huerden_filter_open(state);
	return TUI_HANDLED;
}

static unsigned
run_all(Tui *tui, void *state)
{
	Huerden *h = state;

	(void)tui;
	huerden_clear_filter(h);
	list_select(h->list, 0);
	huerden_refresh(h);
	return TUI_HANDLED | TUI_CONTENT;
}

static unsigned
run_export(Tui *tui, void *state)
{
	(void)tui;
	return huerden_ask_export(state);
}

static void
added(Tui *tui, const char *id, void *data)
{
	if (!id)
		return;
	huerden_refresh(data);
	tui_say(tui, ROLE_OK, "Hürde angelegt. u macht es rückgängig.");
}

static unsigned
run_new(Tui *tui, void *state)
{
	huerde_form_open(tui, (const char *const[]){"status=neu", NULL}, added, state);
	return TUI_HANDLED;
}

static const Command commands[] = {
	{"huerden.oeffnen", {TK_ENTER}, "Hürde öffnen", "Öffnen", "Zeigt alles über die gewählte Hürde.", 0, run_open, NULL},
	{"huerden.filtern", {'f', TK_F(8)}, "Filtern", "Filtern", "Land, Kommune, Leistung, Kategorie, Schwere, Status, Stelle, Frist, Text.", 0,
	 run_filter, NULL},
	{"huerden.status", {'s', TK_F(9)}, "Status setzen", "Status", "Setzt den Status der markierten oder der gewählten Hürde.", 0, run_status,
	 NULL},
	{"huerden.markieren", {'m', TK_SPACE}, "Markieren", "Markieren", "Markiert die Zeile oder hebt es auf.", 0, run_mark, NULL},
	{"huerden.ausgeben", {'x', TK_F(10)}, "Liste ausgeben", "Ausgeben", "Schreibt die gefilterte Liste als CSV für Excel oder JSON.", 0,
	 run_export, NULL},
	{"huerden.alle", {'F', TK_F(11)}, "Filter aufheben", NULL, "Zeigt wieder alle Hürden.", 0, run_all, NULL},
	{"huerden.alle_markieren", {'M'}, "Alle markieren", NULL, "Markiert alle gefilterten oder hebt alle Marken auf.", 0, run_mark_all, NULL},
	{"huerden.neu", {'n', TK_INSERT}, "Neue Hürde", NULL, "Legt eine Hürde ohne Prüfschritt an.", 0, run_new, NULL},
	{.id = NULL},
};

/* --- the screen ---------------------------------------------------------------------------------------------------------------------- */

void
huerden_refresh(Huerden *h)
{
	huerden_recount(h);
	list_reload(h->list);
	tui_redraw(h->tui, TUI_CONTENT);
}

static gpointer
huerden_open(Tui *tui, const void *arg, char **error)
{
	Huerden *h = g_new0(Huerden, 1);

	(void)arg;
	(void)error;
	h->tui = tui;
	h->app = tui_data(tui);
	h->today = app_today();
	h->marked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	h->list = list_new(&huerden_source, h);
	huerden_recount(h);
	return h;
}

static void
huerden_close(void *state)
{
	Huerden *h = state;

	huerden_clear_filter(h);
	huerden_set_filter(h, FILTER_TEXT, NULL);
	list_free(h->list);
	huerden_release(h);
	g_hash_table_unref(h->marked);
	g_free(h->today);
	g_free(h->path);
	g_free(h->leistungen);
	g_free(h);
}

static void
huerden_layout(void *state, Area body)
{
	list_layout(((Huerden *)state)->list, body);
}

static void
huerden_draw(void *state, unsigned dirty)
{
	list_draw(((Huerden *)state)->list, dirty);
}

/* Esc takes back what narrows the list before it leaves: first the typed filter, then that of the form. */
static unsigned
huerden_handle(void *state, const Event *event)
{
	Huerden *h = state;
	unsigned flags = list_handle(h->list, event);

	if (flags == TUI_PASS && event->key == TK_ESC && huerden_is_filtered(h))
		return run_all(h->tui, h);
	return flags;
}

static unsigned
huerden_resumed(void *state)
{
	Huerden *h = state;

	huerden_refresh(h);
	return TUI_CONTENT;
}

static char *
make_title(void *state)
{
	const Huerden *h = state;
	g_autofree char *filter = huerden_filter_text(h);

	return g_strdup_printf("Hürden: %s%d%s%s%s", h->is_more ? "mehr als " : "", (int)h->n_rows, *filter ? " · " : "", filter, *filter ? " (Esc: alle)" : "");
}

const ScreenOps huerden_screen = {
	.name = "huerden",
	.make_title = make_title,
	.commands = commands,
	.open = huerden_open,
	.layout = huerden_layout,
	.draw = huerden_draw,
	.handle = huerden_handle,
	.close = huerden_close,
	.resumed = huerden_resumed,
};
