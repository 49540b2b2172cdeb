/*
 * Prüflauf: the list of all steps, with filters by state and by text; Enter goes to the step. Below them stand former steps: those that have
 * results, but are not in this version of the checklist; Enter opens their history.
 */
#include <string.h>

#include "cells.h"
#include "list.h"
#include "pruefung.h"
#include "vorort/text.h"

typedef struct Liste {
	Pruefung *p;
	List *list;
	guint filter;
	char *needle;   /* folded */
	GArray *shown;  /* guint: indexes into the views; beyond their end into the former steps */
	Area body;
} Liste;

static const struct {
	const char *title, *outcome; /* outcome "": open or to be tested again, NULL: all */
} filters[] = { { "alle", NULL }, { "offen", "" }, { "nicht bestanden", "failed" }, { "läuft", "waiting" }, { "Nacharbeit offen", "passed_open" } };

/* --- rows ------------------------------------------------------------------------------------------------------------------- */

static gboolean
has_state(const char *outcome, guint filter)
{
	const char *wanted = filters[filter].outcome;

	return !wanted || strcmp(wanted, outcome ? outcome : "") == 0;
}

/* To be tested once more: its obstacle is settled. */
static gboolean
is_again(const StepView *view)
{
	const StepResult *open = view->outcome ? step_view_open(view) : NULL;

	return open && open->again;
}

static gboolean
view_has_state(const StepView *view, guint filter)
{
	return has_state(view->outcome, filter) || (is_again(view) && has_state(NULL, filter));
}

static gboolean
has_text(const Liste *l, const char *id, const ChecklistStep *step, const char *outcome)
{
	g_autofree char *all = NULL, *folded = NULL;
	g_auto(GStrv) parts = NULL;
	char **part;

	if (!l->needle || !*l->needle)
		return TRUE;
	all = g_strjoin(" ", id, step ? step->title : "", words_text(WORDS_OUTCOME, outcome ? outcome : "offen"),
	                step ? checklist_phase_title(step->phase) : "früher", NULL);
	folded = text_fold(all);
	parts = g_strsplit(l->needle, " ", -1);
	for (part = parts; *part; part++)
		if (!strstr(folded, *part))
			return FALSE;
	return TRUE;
}

/* What the visit is about, in its order; FALSE: all steps are shown. */
static gboolean
collect_todos(Liste *l)
{
	g_autoptr(GArray) order = nachtermin_order(l->p);

	if (!l->p->is_revisit || l->filter || (l->needle && *l->needle))
		return FALSE;
	if (order->len)
		g_array_append_vals(l->shown, order->data, order->len);
	list_reload(l->list);
	return TRUE;
}

static void
collect(Liste *l)
{
	const GPtrArray *views = l->p->list->views, *former = l->p->list->former;
	guint i, index;

	g_array_set_size(l->shown, 0);
	if (collect_todos(l))
		return;
	for (i = 0; i < views->len; i++) {
		const StepView *view = views->pdata[i];

		if (pruefung_is_shown(l->p, view) && view_has_state(view, l->filter) && has_text(l, view->step->id, view->step, view->outcome))
			g_array_append_val(l->shown, i);
	}
	for (i = 0; i < former->len; i++) {
		const FormerStep *step = former->pdata[i];

		index = views->len + i;
		if (has_state(step->outcome, l->filter) && has_text(l, step->id, step->step, step->outcome))
			g_array_append_val(l->shown, index);
	}
	list_reload(l->list);
}

static guint
count_state(const Liste *l, guint filter)
{
	guint i, n = 0;

	if (l->p->is_revisit && filter == 0)
		return l->p->revisit->todos->len;
	for (i = 0; i < l->p->list->views->len; i++) {
		const StepView *view = l->p->list->views->pdata[i];

		n += pruefung_is_shown(l->p, view) && view_has_state(view, filter) ? 1 : 0;
	}
	for (i = 0; i < l->p->list->former->len; i++)
		n += has_state(((FormerStep *)l->p->list->former->pdata[i])->outcome, filter) ? 1 : 0;
	return n;
}

/* The former step of a row, NULL if it is one of the checklist. */
static const FormerStep *
former_at(const Liste *l, gsize row)
{
	guint index = g_array_index(l->shown, guint, row), n = l->p->list->views->len;

	return index < n ? NULL : l->p->list->former->pdata[index - n];
}

static gsize
count(void *data)
{
	return ((Liste *)data)->shown->len;
}

static void
draw_former(const FormerStep *former, ListRow *row)
{
	const Word *word = words_find(WORDS_OUTCOME, former->outcome);
	g_autofree char *state = g_strdup_printf("%s %s", word ? word->glyph : "·", pruefung_outcome_short(former->outcome));
	g_autofree char *title = g_strdup_printf("früherer Schritt: %s", former->step ? former->step->title : "Text nicht auf diesem Gerät");

	list_put(row, 18, pruefung_outcome_role(former->outcome), state);
	list_put(row, 7, ROLE_KEY, former->id);
	list_put(row, 0, ROLE_MUTED, title);
}

static void
draw_view(const Liste *l, const StepView *view, ListRow *row)
{
	const Word *word = words_find(WORDS_OUTCOME, view->outcome);
	g_autofree char *state = g_strdup_printf("%s %s", word ? word->glyph : "·", !view->applies ? "trifft nicht zu" : is_again(view) ? "wieder prüfen" : pruefung_outcome_short(view->outcome));
	g_autofree char *condition = view->applies ? NULL : pruefung_condition(l->p->list->checklist, view->step);
	g_autofree char *title = g_strdup_printf("%s%s%s%s%s", view->n_obstacles ? "! Hürde: " : "", view->is_changed ? "geändert seit dem Ergebnis: " : "",
	                                         view->step->title, condition ? " – nur " : "", condition ? condition : "");

	list_put(row, 18, view->applies ? pruefung_outcome_role(view->outcome) : ROLE_MUTED, state);
	list_put(row, 7, ROLE_KEY, view->step->id);
	list_put(row, 0, view->applies ? ROLE_TEXT : ROLE_MUTED, title);
}

static void
draw_row(void *data, gsize index, ListRow *row)
{
	const Liste *l = data;
	const FormerStep *former = former_at(l, index);

	if (former)
		draw_former(former, row);
	else
		draw_view(l, l->p->list->views->pdata[g_array_index(l->shown, guint, index)], row);
}

static void
filter_text(void *data, const char *text)
{
	Liste *l = data;

	g_free(l->needle);
	l->needle = text_fold(text);
	collect(l);
}

static const ListSource source = { .count = count, .draw = draw_row, .filter = filter_text,
	.empty = "Kein Schritt in diesem Zustand. Tab zeigt die anderen." };

/* --- commands ----------------------------------------------------------------------------------------------------------------- */

static unsigned
run_go(Tui *tui, void *state)
{
	Liste *l = state;
	const FormerStep *former = l->shown->len ? former_at(l, list_index(l->list)) : NULL;

	if (l->shown->len == 0)
		return TUI_HANDLED;
	if (former) {
		l->p->former = former;
		tui_push(tui, &pruefung_verlauf_screen, l->p);
		return TUI_HANDLED;
	}
	pruefung_go(l->p, g_array_index(l->shown, guint, list_index(l->list)));
	return TUI_CLOSE;
}

static unsigned
change_filter(Liste *l, guint step)
{
	l->filter = (l->filter + step) % G_N_ELEMENTS(filters);
	collect(l);
	list_select(l->list, 0);
	return TUI_HANDLED | TUI_CONTENT;
}

static unsigned
run_filter(Tui *tui, void *state)
{
	(void)tui;
	return change_filter(state, 1);
}

static unsigned
run_filter_back(Tui *tui, void *state)
{
	(void)tui;
	return change_filter(state, G_N_ELEMENTS(filters) - 1);
}

static unsigned
run_all(Tui *tui, void *state)
{
	Liste *l = state;

	(void)tui;
	l->p->is_all = !l->p->is_all;
	pruefung_say_all(l->p);
	collect(l);
	return TUI_HANDLED | TUI_CONTENT;
}

static unsigned
run_todo(Tui *tui, void *state)
{
	Liste *l = state;
	unsigned flags = nachtermin_switch(l->p);

	(void)tui;
	l->filter = 0;
	collect(l);
	list_select(l->list, 0);
	return flags;
}

static const char *
why_no_todo(Tui *tui, void *state)
{
	(void)tui;
	return ((Liste *)state)->p->revisit ? NULL : "Das ist der erste Termin; alle Schritte sind offen.";
}

static const Command commands[] = {
	{ "liste.gehe", { TK_ENTER }, "Zum Schritt gehen", "Öffnen", "Zeigt den gewählten Schritt; bei einem früheren seinen Verlauf.", 0, run_go, NULL },
	{ "liste.zustand", { TK_TAB }, "Nach Zustand filtern", "Zustand", "Zeigt alle, offene, nicht bestandene, laufende Schritte oder solche mit Nacharbeit.", 0, run_filter, NULL },
	{ "liste.zustand_zurueck", { TK_BACKTAB }, "Voriger Filter", NULL, "Geht die Zustände rückwärts durch.", 0, run_filter_back, NULL },
	{ "liste.alle", { 'a', TK_CTRL('a') }, "Alle Schritte einblenden", "alle", "Blendet Schritte ein oder aus, die hier nicht zutreffen.", 0, run_all, NULL },
	{ "liste.zu_tun", { 'z' }, "Nur was zu tun ist", NULL, "Beim nächsten Termin: nur was zu tun ist, oder wieder alle Schritte.", 0, run_todo, why_no_todo },
	{ .id = NULL },
};

/* --- screen --------------------------------------------------------------------------------------------------------------------- */

static void
liste_close(void *state)
{
	Liste *l = state;

	list_free(l->list);
	g_array_unref(l->shown);
	g_free(l->needle);
	g_free(l);
}

static gpointer
liste_open(Tui *tui, const void *arg, char **error)
{
	Liste *l = g_new0(Liste, 1);
	guint i;

	(void)tui;
	(void)error;
	l->p = (Pruefung *)arg;
	l->shown = g_array_new(FALSE, FALSE, sizeof(guint));
	l->list = list_new(&source, l);
	collect(l);
	for (i = 0; i < l->shown->len; i++)
		if (g_array_index(l->shown, guint, i) == l->p->index)
			list_select(l->list, i);
	if (l->p->is_searching)
		list_handle(l->list, &(Event){ .key = '/' });
	l->p->is_searching = FALSE;
	return l;
}

static char *
liste_title(void *state)
{
	const Pruefung *p = ((Liste *)state)->p;
	g_autofree char *people = pruefung_people_text(p);

	return p->present && !p->is_all ? g_strdup_printf("Schritte mit %s: %s", people, p->title) : g_strdup_printf("Schritte: %s", p->title);
}

static void
liste_layout(void *state, Area body)
{
	Liste *l = state;

	l->body = body;
	list_layout(l->list, (Area){ body.y + 2, body.x, body.rows - 2, body.cols });
}

static void
draw_filters(const Liste *l)
{
	int x = l->body.x + 2, end = l->body.x + l->body.cols;
	guint i;

	cells_clear(stdscr, l->body.y, l->body.x, 2, l->body.cols);
	for (i = 0; i < G_N_ELEMENTS(filters); i++) {
		const char *title = i == 0 && l->p->is_revisit ? "zu tun" : filters[i].title;
		g_autofree char *text = g_strdup_printf(i == l->filter ? "[%s %u]" : " %s %u ", title, count_state(l, i));

		x += cells_put_piece(stdscr, l->body.y, x, end - x, i == l->filter ? ROLE_HEAD : ROLE_MUTED, text) + 1;
	}
}

static void
liste_draw(void *state, unsigned dirty)
{
	Liste *l = state;

	draw_filters(l);
	list_draw(l->list, dirty);
}

/* A capital letter begins the number of a step. */
static unsigned
liste_handle(void *state, const Event *event)
{
	Liste *l = state;

	if (list_is_filtering(l->list) || !tui_has_letters(l->p->tui) || !pruefung_begins_step(l->p, event->key))
		return list_handle(l->list, event);
	return pruefung_ask_step(l->p, event->key, TUI_CLOSE);
}

static unsigned
liste_resumed(void *state)
{
	Liste *l = state;

	pruefung_reload(l->p);
	collect(l);
	return TUI_CONTENT;
}

const ScreenOps pruefung_liste_screen = { .name = "pruefung-liste", .make_title = liste_title, .commands = commands, .open = liste_open,
	.layout = liste_layout, .draw = liste_draw, .handle = liste_handle, .close = liste_close, .resumed = liste_resumed };
