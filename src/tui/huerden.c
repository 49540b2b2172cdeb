/* Hürden: the board on which leads see the obstacles of all visits, filter them, and act on one or on many. */
#include "huerden.h"

#include "vorort/text.h"

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
	gboolean is_marking = g_hash_table_size(h->marked) == 0;
	g_autoptr(GPtrArray) rows = is_marking ? app_obstacles(h->app, &h->filter, NULL, FALSE, 0, MOST, NULL) : NULL;
	guint i;

	g_hash_table_remove_all(h->marked);
	for (i = 0; rows && i < rows->len; i++)
		g_hash_table_add(h->marked, g_strdup(((ObstacleRow *)rows->pdata[i])->id));
	tui_say(tui, ROLE_INFO, "%u markiert%s.", g_hash_table_size(h->marked),
		rows && rows->len == MOST && h->n_rows > MOST ? " (höchstens 1000 auf einmal)" : "");
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
	huerden_restart(h);
	return TUI_HANDLED;
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
	Huerden *h = data;

	if (!id)
		return;
	h->added = g_strdup(id);
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
	{"huerden.filtern", {'f', TK_F(8)}, "Filtern", "Filtern", "Nach Land, Kommune, Leistung, Kategorie, Schwere, Status, Stelle und Frist; / sucht im Text.", 0,
	 run_filter, NULL},
	{"huerden.status", {'s', TK_F(9)}, "Status setzen", "Status", "Setzt den Status der markierten oder der gewählten Hürde.", 0, run_status,
	 NULL},
	{"huerden.markieren", {'m', TK_SPACE}, "Markieren", "Marke", "Markiert die Zeile oder hebt es auf.", 0, run_mark, NULL},
	{"huerden.ausgeben", {'x', TK_F(10)}, "Liste ausgeben", "Ausgeben", "Schreibt die gefilterte Liste als CSV für Excel oder JSON.", 0,
	 run_export, NULL},
	{"huerden.alle", {'F', TK_F(11)}, "Filter aufheben", NULL, "Zeigt wieder alle Hürden.", 0, run_all, NULL},
	{"huerden.alle_markieren", {'M', TK_CTRL('a')}, "Alle markieren", NULL, "Markiert alle gefilterten oder hebt alle Marken auf.", 0, run_mark_all, NULL},
	{"huerden.neu", {'n', TK_INSERT}, "Neue Hürde", NULL, "Legt eine Hürde ohne Prüfschritt an.", 0, run_new, NULL},
	{.id = NULL},
};

/* --- the screen ---------------------------------------------------------------------------------------------------------------------- */

void
huerden_refresh(Huerden *h, const char *id)
{
	const ObstacleRow *row = h->is_fresh ? huerden_row(h, list_index(h->list)) : NULL;
	g_autofree char *wanted = g_strdup(id ? id : row ? row->id : NULL);

	huerden_recount(h);
	list_reload(h->list);
	if (wanted)
		list_select(h->list, huerden_find(h, wanted));
	tui_redraw(h->tui, TUI_CONTENT);
}

void
huerden_restart(Huerden *h)
{
	huerden_recount(h);
	list_reload(h->list);
	list_select(h->list, 0);
	tui_redraw(h->tui, TUI_LAYOUT);
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
	h->source = huerden_source;
	h->list = list_new(&h->source, h);
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
	g_free(h->added);
	g_free(h->leistungen);
	g_free(h);
}

/* The form's filter takes a line above the list, which shows what is typed itself. */
static void
huerden_layout(void *state, Area body)
{
	Huerden *h = state;
	int n = huerden_is_filtered(h) ? 1 : 0;

	h->body = body;
	list_layout(h->list, (Area){body.y + n, body.x, body.rows - n, body.cols});
}

static void
draw_filter(const Huerden *h)
{
	const char *way = "  F oder Esc hebt ihn auf";
	int y = h->body.y, x = h->body.x, hint = cells_width(way) + 1, width = h->body.cols - 8 - hint;
	g_autofree char *filter = huerden_filter_text(h);

	cells_put(stdscr, y, x, 8, ROLE_HEAD, "Filter:");
	cells_put(stdscr, y, x + 8, width, ROLE_INFO, filter);
	cells_put(stdscr, y, x + 8 + width, hint, ROLE_MUTED, way);
}

static void
huerden_draw(void *state, unsigned dirty)
{
	Huerden *h = state;

	h->source.empty = h->n_all ? huerden_source.empty : "Noch keine Hürde. n legt eine an; im Prüflauf legt h eine zum Schritt an.";
	if (dirty != DIRTY_PAINT && huerden_is_filtered(h))
		draw_filter(h);
	list_draw(h->list, dirty);
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
	g_autofree char *added = g_steal_pointer(&h->added);

	if (h->is_restarting)
		huerden_restart(h);
	else
		huerden_refresh(h, added);
	h->is_restarting = FALSE;
	return TUI_HANDLED;
}

static char *
make_title(void *state)
{
	const Huerden *h = state;
	gboolean is_part = huerden_is_filtered(h) || h->texts[FILTER_TEXT];
	guint n_marked = g_hash_table_size(h->marked);
	g_autofree char *n = text_grouped((gint64)h->n_rows), *all = text_grouped((gint64)h->n_all);
	g_autofree char *marked = n_marked ? g_strdup_printf(" · %u markiert", n_marked) : g_strdup("");

	return g_strdup_printf("Hürden: %s%s%s%s%s", h->is_more ? "mehr als " : "", n, is_part ? " von " : "", is_part ? all : "", marked);
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
