/*
 * Bedarfsträger: which Leistung stands how at which Kommune (§ 2 (1) of the agreement), by Kommune, Kreis or Land. Enter leads into a Land,
 * a Kreis, the Anbindung; Esc the same way back.
 */
#include "matrix.h"

#include <string.h>

#include "ausgabe.h"
#include "dialog.h"
#include "vorort/text.h"

/* --- levels ------------------------------------------------------------------------------------------------------------------------ */

static void
place_clear(MatrixPlace *place)
{
	g_free(place->land);
	g_free(place->kreis);
	g_free(place->key);
	*place = (MatrixPlace){.key = NULL};
}

static void
forget_places(Matrix *m)
{
	while (m->n_places)
		place_clear(&m->places[--m->n_places]);
}

/* What was typed belongs to the level that is left. */
static void
forget_typed(Matrix *m)
{
	List *list = list_new(&m->source, m);

	g_clear_pointer(&m->typed, g_strfreev);
	list_free(m->list);
	m->list = list;
}

/* Into the Land or Kreis of the row. */
static unsigned
go_down(Matrix *m, const OverviewRow *row)
{
	MatrixPlace *place = &m->places[m->n_places++];

	place->group = m->filter.group;
	place->land = g_strdup(m->texts[MATRIX_LAND]);
	place->kreis = g_strdup(m->texts[MATRIX_KREIS]);
	place->key = g_strdup(row->key);
	matrix_set_filter(m, m->filter.group == OVERVIEW_LAND ? MATRIX_LAND : MATRIX_KREIS, place->key);
	m->filter.group = m->filter.group == OVERVIEW_LAND ? OVERVIEW_KREIS : OVERVIEW_KOMMUNE;
	forget_typed(m);
	matrix_refresh(m, NULL);
	return TUI_HANDLED;
}

static unsigned
go_up(Matrix *m)
{
	MatrixPlace *place = &m->places[--m->n_places];

	m->filter.group = place->group;
	matrix_set_filter(m, MATRIX_LAND, place->land);
	matrix_set_filter(m, MATRIX_KREIS, place->kreis);
	forget_typed(m);
	matrix_refresh(m, place->key);
	place_clear(place);
	return TUI_HANDLED;
}

/* --- commands ---------------------------------------------------------------------------------------------------------------------- */

static char *
focused_id(const Matrix *m)
{
	const OverviewRow *row = m->filter.group == OVERVIEW_KOMMUNE ? matrix_selected(m) : NULL;

	return row ? g_strdup_printf("%s/%s", row->key, ((Leistung *)m->leistungen->pdata[m->column])->key) : NULL;
}

static unsigned
run_open(Tui *tui, void *state)
{
	Matrix *m = state;
	const OverviewRow *row = matrix_selected(m);
	g_autofree char *id = focused_id(m);

	if (id)
		tui_push(tui, &anbindung_screen, id);
	else if (row && m->n_places < G_N_ELEMENTS(m->places))
		return go_down(m, row);
	return TUI_HANDLED;
}

static unsigned
run_group(Tui *tui, void *state)
{
	static const char *const said[N_OVERVIEW_GROUPS] = {"Zeilen: Kommunen.", "Zeilen: Kreise. Enter zeigt ihre Kommunen.",
							    "Zeilen: Länder. Enter zeigt ihre Kreise."};
	Matrix *m = state;

	m->filter.group = (m->filter.group + 1) % N_OVERVIEW_GROUPS;
	forget_places(m);
	forget_typed(m);
	matrix_refresh(m, NULL);
	tui_say(tui, ROLE_INFO, "%s", said[m->filter.group]);
	return TUI_HANDLED;
}

static unsigned
run_filter(Tui *tui, void *state)
{
	(void)tui;
	matrix_filter_open(state);
	return TUI_HANDLED;
}

static unsigned
run_all(Tui *tui, void *state)
{
	Matrix *m = state;

	(void)tui;
	forget_places(m);
	matrix_clear_filter(m, NULL);
	matrix_refresh(m, NULL);
	return TUI_HANDLED;
}

static unsigned
run_movers(Tui *tui, void *state)
{
	Matrix *m = state;

	(void)tui;
	m->filter.first_mover = !m->filter.first_mover;
	matrix_refresh(m, NULL);
	return TUI_HANDLED;
}

static GBytes *
make_csv(void *data, const char *format, guint *n_left_out, GError **error)
{
	Matrix *m = data;

	(void)format;
	(void)n_left_out;
	return ausgabe_text(app_overview_csv(m->app, &m->filter, m->shown, error));
}

static unsigned
run_export(Tui *tui, void *state)
{
	ausgabe_ask(tui, "bedarfstraeger", "csv", make_csv, state);
	return TUI_HANDLED;
}

static const char *
why_no_visit(Tui *tui, void *state)
{
	const Matrix *m = state;

	(void)tui;
	return m->filter.group != OVERVIEW_KOMMUNE ? "Wählen Sie zuerst eine Kommune." : !matrix_selected(m) ? "Keine Kommune ist gewählt." : NULL;
}

static unsigned
run_visit(Tui *tui, void *state)
{
	g_autofree char *id = focused_id(state);

	termin_open(tui, id);
	return TUI_HANDLED;
}

static unsigned
run_legend(Tui *tui, void *state)
{
	g_autofree char *text = matrix_legend();

	(void)state;
	dialog_text(tui, "Zeichen der Matrix", text);
	return TUI_HANDLED;
}

static const Command commands[] = {
	{"matrix.oeffnen", {TK_ENTER}, "Öffnen", "Öffnen", "Öffnet die Anbindung unter dem Cursor; auf einem Land seine Kreise, auf einem Kreis seine Kommunen.",
	 0, run_open, NULL},
	{"matrix.filtern", {'f', TK_F(8)}, "Filtern", "Filtern", "Nach Land, Kreis, Größe, Leistung und Stand, Anbindung, First Mover; / sucht im Namen.", 0,
	 run_filter, NULL},
	{"matrix.gruppieren", {'g', TK_F(9)}, "Kommunen, Kreise, Länder", "Gruppieren", "Wechselt, wofür eine Zeile steht.", 0, run_group, NULL},
	{"matrix.ausgeben", {'e', TK_F(10)}, "Matrix ausgeben", "Ausgeben", "Schreibt, was gezeigt wird, als CSV für Excel.", 0, run_export, NULL},
	{"matrix.first_mover", {'m', TK_F(11)}, "Nur First Mover", "First Mover", "Zeigt nur First Mover und ihre Mischung aus Größen und Ländern.", 0,
	 run_movers, NULL},
	{"matrix.legende", {'l'}, "Zeichen erklären", "Legende", "Zeigt alle Zeichen der Matrix mit ihren Worten.", 0, run_legend, NULL},
	{"matrix.termin", {'n', TK_INSERT}, "Termin anlegen", NULL, "Legt einen Termin für die Zelle unter dem Cursor an.", 0, run_visit, why_no_visit},
	{"matrix.alle", {'F'}, "Filter aufheben", NULL, "Zeigt alle Kommunen aller Länder.", 0, run_all, NULL},
	{.id = NULL},
};

/* --- the screen ---------------------------------------------------------------------------------------------------------------------- */

static gpointer
matrix_open(Tui *tui, const void *arg, char **error)
{
	App *app = tui_data(tui);
	g_autoptr(GError) cause = NULL;
	const GPtrArray *leistungen = app_leistungen(app, &cause);
	Matrix *m;

	(void)arg;
	if (!leistungen || leistungen->len == 0) {
		*error = g_strdup(cause ? cause->message : "Der Katalog nennt keine Leistung.");
		return NULL;
	}
	m = g_new0(Matrix, 1);
	m->tui = tui;
	m->app = app;
	m->leistungen = leistungen;
	m->shown = g_ptr_array_new();
	m->cells = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	m->source = matrix_source;
	m->list = list_new(&m->source, m);
	m->home = app_setting(app, "land");
	m->n_shown = 1;
	matrix_clear_filter(m, m->home);
	matrix_refresh(m, NULL);
	return m;
}

static void
matrix_close(void *state)
{
	Matrix *m = state;

	matrix_release(m);
	matrix_clear_filter(m, NULL);
	forget_places(m);
	list_free(m->list);
	g_ptr_array_unref(m->shown);
	g_hash_table_unref(m->cells);
	g_strfreev(m->typed);
	g_free(m->movers);
	g_free(m->home);
	g_free(m->choices);
	g_free(m);
}

static unsigned
move_column(Matrix *m, int step)
{
	int last = (int)m->leistungen->len - 1;

	m->column = (guint)CLAMP((int)m->column + step, 0, last);
	if (m->column < m->first)
		m->first = m->column;
	if (m->column >= m->first + m->n_shown)
		m->first = m->column - m->n_shown + 1;
	list_repaint(m->list);
	return TUI_HANDLED | TUI_PAINT;
}

static unsigned
handle_column(Matrix *m, const Event *event)
{
	const struct {
		int key, step;
	} moves[] = {{TK_LEFT, -1}, {TK_RIGHT, 1}, {TK_CTRL_HOME, -1000}, {TK_CTRL_END, 1000}};
	int clicked = event->key == TK_CLICK ? matrix_column_at(m, event->x) : -1;
	gsize i;

	if (clicked >= 0)
		move_column(m, clicked - (int)m->column);
	for (i = 0; i < G_N_ELEMENTS(moves); i++)
		if (moves[i].key == event->key)
			return move_column(m, moves[i].step);
	return TUI_PASS;
}

/* Back to where the screen began. */
static unsigned
unfilter(Matrix *m)
{
	matrix_clear_filter(m, m->home);
	matrix_refresh(m, NULL);
	return TUI_HANDLED;
}

/* Esc takes back step by step: what was typed, the level, the form's filter; then it leaves. */
static unsigned
matrix_handle(void *state, const Event *event)
{
	Matrix *m = state;
	unsigned flags = list_is_filtering(m->list) ? TUI_PASS : handle_column(m, event);

	if (flags == TUI_PASS)
		flags = list_handle(m->list, event);
	if (event->key == TK_CLICK)
		return TUI_HANDLED | TUI_PAINT;
	if (flags != TUI_PASS)
		return flags;
	if (event->key == TK_ESC && m->n_places)
		return go_up(m);
	if (event->key == TK_ESC && (matrix_is_filtered(m) || m->texts[MATRIX_KREIS] || g_strcmp0(m->texts[MATRIX_LAND], m->home) != 0))
		return unfilter(m);
	return TUI_PASS;
}

static unsigned
matrix_resumed(void *state)
{
	Matrix *m = state;

	if (m->is_restarting)
		forget_places(m);
	m->is_restarting = FALSE;
	matrix_refresh(m, NULL);
	return TUI_HANDLED;
}

/* "421", "3 von 421" while something is typed, "12 von 421 mit Anbindung" */
static char *
counts_text(const Matrix *m)
{
	g_autofree char *all = text_grouped(m->rows ? m->rows->len : 0), *some = text_grouped(m->typed ? m->shown->len : MAX(m->n_with, 0));

	if (m->typed)
		return g_strdup_printf("%s von %s", some, all);
	if (m->filter.group != OVERVIEW_KOMMUNE || m->n_with < 0)
		return g_steal_pointer(&all);
	return g_strdup_printf("%s von %s mit Anbindung", some, all);
}

static char *
make_title(void *state)
{
	static const char *const by[N_OVERVIEW_GROUPS] = {"", " nach Kreis", " nach Land"};
	const Matrix *m = state;
	g_autofree char *place = matrix_place_text(m), *counts = counts_text(m);

	return g_strdup_printf("Bedarfsträger%s: %s%s%s", by[m->filter.group], place, *place ? ", " : "", counts);
}

const ScreenOps matrix_screen = {
	.name = "bedarfstraeger",
	.make_title = make_title,
	.commands = commands,
	.open = matrix_open,
	.layout = matrix_layout,
	.draw = matrix_draw,
	.handle = matrix_handle,
	.close = matrix_close,
	.resumed = matrix_resumed,
};
