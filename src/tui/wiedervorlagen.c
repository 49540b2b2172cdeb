/*
 * Wiedervorlagen: everything that waits, over all Anbindungen or of one visit, by day, overdue first. Below the list stands what there is to
 * know of the selected one; a result, a reminder or a new day take one key each.
 */
#include <string.h>

#include "ausgabe.h"
#include "cells.h"
#include "dialog.h"
#include "huerde.h"
#include "list.h"
#include "vorort/evening.h"
#include "vorort/text.h"

#define SHOWN_MAX 500
#define DETAIL_ROWS 3

typedef struct Wiedervorlagen {
	Tui *tui;
	App *app;
	char *visit;       /* NULL: everywhere */
	GPtrArray *all;    /* of FollowUp */
	GPtrArray *rows;   /* those of ->all that pass the filter */
	char *filter;      /* folded, NULL: none */
	char *chosen;      /* id that a dialog is about */
	List *list;
	Area body;
} Wiedervorlagen;

static const FollowUp *
selected(const Wiedervorlagen *w)
{
	gsize index = list_index(w->list);

	return index < w->rows->len ? w->rows->pdata[index] : NULL;
}

static void
choose(Wiedervorlagen *w)
{
	const FollowUp *f = selected(w);

	g_free(w->chosen);
	w->chosen = f ? g_strdup(f->id) : NULL;
}

/* What a dialog was about; meanwhile a sync may have settled it: then that is said. */
static const FollowUp *
chosen(const Wiedervorlagen *w)
{
	const FollowUp *f = selected(w);

	if (f && g_strcmp0(f->id, w->chosen) == 0)
		return f;
	tui_say(w->tui, ROLE_INFO, "Das wartet nicht mehr: Der Abgleich hat etwas Neueres gebracht.");
	return NULL;
}

static const char *
kind_text(const FollowUp *f)
{
	static const char *const kinds[][2] = {{"waiting", "läuft"}, {"blocked", "nicht prüfbar"}, {"passed_open", "Nacharbeit"},
					       {"next", "nächster Schritt"}, {"due", "Hürde fällig"}, {"until", "Hürde bis"}};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (strcmp(kinds[i][0], f->kind) == 0)
			return kinds[i][1];
	return f->kind;
}

/* --- the list ----------------------------------------------------------------------------------------------------------------------- */

static gboolean
passes(const Wiedervorlagen *w, const FollowUp *f)
{
	g_autofree char *all = g_strjoin("\n", f->title, f->step, f->what, f->ticket, kind_text(f), words_text(WORDS_STELLE_KIND, f->stelle), NULL);
	g_autofree char *text = text_fold(all);
	g_auto(GStrv) parts = g_strsplit(w->filter ? w->filter : "", " ", -1);
	guint i;

	for (i = 0; parts[i]; i++)
		if (!strstr(text, parts[i]))
			return FALSE;
	return TRUE;
}

static void
narrow(Wiedervorlagen *w)
{
	guint i;

	g_ptr_array_set_size(w->rows, 0);
	for (i = 0; i < w->all->len; i++)
		if (passes(w, w->all->pdata[i]))
			g_ptr_array_add(w->rows, w->all->pdata[i]);
}

static GPtrArray *
read_all(const Wiedervorlagen *w, GError **error)
{
	g_autoptr(Record) visit = w->visit ? app_record(w->app, w->visit, error) : NULL;
	g_auto(GStrv) ids = visit ? g_strsplit(record_get(visit, "anbindungen"), ",", -1) : NULL;

	return w->visit && !visit ? NULL : app_follow_ups(w->app, (const char *const *)ids, SHOWN_MAX, error);
}

static void
select_id(Wiedervorlagen *w, const char *id)
{
	guint i;

	for (i = 0; id && i < w->rows->len; i++)
		if (strcmp(((const FollowUp *)w->rows->pdata[i])->id, id) == 0)
			list_select(w->list, i);
}

/* The row stays selected wherever it stands now, the place if it is gone. */
static gboolean
load(Wiedervorlagen *w, GError **error)
{
	GPtrArray *all = read_all(w, error);
	g_autofree char *id = all && selected(w) ? g_strdup(selected(w)->id) : NULL;

	if (!all)
		return FALSE;
	g_clear_pointer(&w->all, g_ptr_array_unref);
	w->all = all;
	narrow(w);
	list_reload(w->list);
	select_id(w, id);
	return TRUE;
}

static gsize
count(void *data)
{
	return ((Wiedervorlagen *)data)->rows->len;
}

static void
set_filter(void *data, const char *text)
{
	Wiedervorlagen *w = data;

	g_free(w->filter);
	w->filter = text && *text ? text_fold(text) : NULL;
	narrow(w);
}

static void
heading(void *data, ListRow *row)
{
	(void)data;
	list_put(row, 12, ROLE_HEAD, "erwartet");
	list_put(row, 16, ROLE_HEAD, "was");
	list_put(row, 22, ROLE_HEAD, "Anbindung");
	list_put(row, 0, ROLE_HEAD, "Schritt, Hürde");
}

static void
draw_row(void *data, gsize index, ListRow *row)
{
	const FollowUp *f = ((Wiedervorlagen *)data)->rows->pdata[index];
	g_autofree char *day = text_date(f->due), *due = g_strdup_printf("%s%s", f->is_late ? "! " : "", *day ? day : "ohne Termin");
	g_autofree char *what = g_strdup_printf("%s%s%s", f->step, *f->step ? " " : "", f->what);

	list_put(row, 12, f->is_late ? ROLE_BAD : ROLE_TEXT, due);
	list_put(row, 16, ROLE_TEXT, kind_text(f));
	list_put(row, 22, ROLE_TEXT, f->title);
	list_put(row, 0, ROLE_TEXT, what);
}

static const ListSource source = {.count = count, .draw = draw_row, .filter = set_filter, .heading = heading,
				  .empty = "Nichts wartet. Esc geht zurück."};

/* --- the selected one ------------------------------------------------------------------------------------------------------------------- */

static void
put_detail(const Wiedervorlagen *w, int row, Role role, const char *text)
{
	cells_put(stdscr, w->body.y + w->body.rows - DETAIL_ROWS + row, w->body.x, w->body.cols, role, text);
}

static void
draw_details(const Wiedervorlagen *w)
{
	const FollowUp *f = selected(w);
	g_autofree char *since = f ? text_date(f->since) : NULL, *when = f ? follow_up_when(f) : NULL;
	g_autofree char *what = f ? g_strdup_printf("  %s · %s%s%s", f->title, f->step, *f->step ? " " : "", f->what) : g_strdup("");
	g_autofree char *whom = f ? g_strdup_printf("  %s%s%s · seit %s · %s", *f->stelle ? words_text(WORDS_STELLE_KIND, f->stelle) : "ohne Stelle",
						    *f->ticket ? " · Ticket " : "", f->ticket, since, when)
				  : g_strdup("");

	put_detail(w, 0, ROLE_TEXT, "");
	put_detail(w, 1, ROLE_TEXT, what);
	put_detail(w, 2, f && f->is_late ? ROLE_BAD : ROLE_MUTED, whom);
}

/* --- commands --------------------------------------------------------------------------------------------------------------------------- */

static gboolean
is_result(const FollowUp *f)
{
	return *f->env != '\0';
}

/* Where it waits for all that a Stelle serves, its page says more. */
static unsigned
run_open(Tui *tui, void *state)
{
	const Wiedervorlagen *w = state;
	const FollowUp *f = selected(w);
	PruefungPlace place = {0};

	if (!f)
		return TUI_HANDLED;
	place = (PruefungPlace){.visit = w->visit, .anbindung = f->on, .step = f->step, .env = f->env, .instance = f->instance};
	if (!is_result(f))
		tui_push(tui, &huerde_screen, f->id);
	else if (strchr(f->on, '/'))
		pruefung_open_at(tui, &place);
	else
		tui_push(tui, &stelle_screen, f->on);
	return TUI_HANDLED;
}

static unsigned
outcome_chosen(Tui *tui, void *state, int answer)
{
	const Wiedervorlagen *w = state;
	const FollowUp *f = answer < 0 ? NULL : chosen(w);
	PruefungPlace place = {0};

	if (!f)
		return TUI_HANDLED;
	place = (PruefungPlace){.visit = w->visit, .anbindung = f->on, .step = f->step, .env = f->env, .instance = f->instance,
				.outcome = words(WORDS_OUTCOME)[answer].code};
	pruefung_open_at(tui, &place);
	return TUI_HANDLED;
}

static void
status_set(Tui *tui, void *state)
{
	load(state, NULL);
	tui_redraw(tui, TUI_CONTENT);
}

static unsigned
run_result(Tui *tui, void *state)
{
	const FollowUp *f = selected(state);
	g_autofree char *title = f ? g_strdup_printf("Ergebnis von %s (%s)", f->step, words_text(WORDS_ENV, f->env)) : NULL;

	if (!f)
		return TUI_HANDLED;
	choose(state);
	if (!is_result(f))
		huerde_ask_status(tui, (const char *const[]){f->id, NULL}, status_set, state);
	else if (strchr(f->on, '/'))
		dialog_choice(tui, title, words(WORDS_OUTCOME), 0, outcome_chosen, state);
	else
		tui_say(tui, ROLE_INFO, "Das wartet für alle von %s. Halten Sie das Ergebnis in einer ihrer Anbindungen fest; Enter zeigt sie.", f->title);
	return TUI_HANDLED;
}

static unsigned
run_remind(Tui *tui, void *state)
{
	const FollowUp *f = selected(state);

	if (f)
		tui_push(tui, &erinnerung_screen, f->id);
	return TUI_HANDLED;
}

static char *
day_problem(const char *text, void *data)
{
	g_autofree char *today = app_today(), *day = text_parse_date(text, today);

	(void)data;
	return day ? NULL : g_strdup("Das ist kein Tag. Beispiele: 14.12.2026, 14.12. oder +7");
}

static unsigned
day_typed(Tui *tui, void *state, const char *text)
{
	Wiedervorlagen *w = state;
	const FollowUp *f = text ? chosen(w) : NULL;
	g_autofree char *today = app_today(), *day = text ? text_parse_date(text, today) : NULL, *shown = text_date(day ? day : "");
	g_autofree char *title = f ? g_strdup(*f->step ? f->step : f->what) : NULL;
	g_autoptr(GError) error = NULL;

	if (!f || !day)
		return TUI_HANDLED;
	if (!app_postpone(w->app, f->id, day, &error)) {
		tui_say(tui, ROLE_BAD, "%s", error->message);
		return TUI_HANDLED;
	}
	load(w, NULL);
	tui_say(tui, ROLE_OK, "%s: neuer Tag %s. u macht es rückgängig.", title, shown);
	return TUI_HANDLED | TUI_CONTENT;
}

static unsigned
run_day(Tui *tui, void *state)
{
	choose(state);
	if (selected(state))
		dialog_line_checked(tui, "Neuer Tag, zum Beispiel +7 oder 14.12.2026", "+7", day_problem, day_typed, state);
	return TUI_HANDLED;
}

/* All days on which something is due, those of visits, too. */
static GBytes *
make_calendar(void *data, const char *format, guint *n_left_out, GError **error)
{
	(void)format;
	return ausgabe_text(app_calendar(((const Wiedervorlagen *)data)->app, NULL, n_left_out, error));
}

static unsigned
run_calendar(Tui *tui, void *state)
{
	ausgabe_ask(tui, "wiedervorlagen", "ics", make_calendar, state);
	return TUI_HANDLED;
}

static const char *
why_none(Tui *tui, void *state)
{
	(void)tui;
	return selected(state) ? NULL : "Nichts ist gewählt.";
}

static const Command commands[] = {
	{"waiting.oeffnen", {TK_ENTER}, "Öffnen", "Öffnen", "Zeigt den Prüfschritt oder die Hürde.", 0, run_open, why_none},
	{"waiting.ergebnis", {'e', TK_F(10)}, "Ergebnis festhalten", "Ergebnis", "Fragt nach dem Ergebnis, bei Hürden nach dem Status.", 0, run_result,
	 why_none},
	{"waiting.erinnern", {'m', TK_F(9)}, "Erinnerung schreiben", "Erinnern", "Zeigt den Text für eine Mail an das Funktionspostfach.", 0, run_remind,
	 why_none},
	{"waiting.tag", {'d', TK_F(11)}, "Neuer Tag", "Tag", "Verschiebt die Wiedervorlage auf einen anderen Tag.", 0, run_day, why_none},
	{"waiting.kalender", {'k', TK_F(8)}, "Kalender schreiben", "Kalender", "Schreibt Termine und Wiedervorlagen in eine Datei für den Kalender (ICS).", 0,
	 run_calendar, NULL},
	{.id = NULL},
};

/* --- the screen ----------------------------------------------------------------------------------------------------------------------------- */

static void
wiedervorlagen_close(void *state)
{
	Wiedervorlagen *w = state;

	list_free(w->list);
	g_clear_pointer(&w->all, g_ptr_array_unref);
	g_ptr_array_unref(w->rows);
	g_free(w->filter);
	g_free(w->chosen);
	g_free(w->visit);
	g_free(w);
}

static gpointer
wiedervorlagen_open(Tui *tui, const void *arg, char **error)
{
	Wiedervorlagen *w = g_new0(Wiedervorlagen, 1);
	g_autoptr(GError) cause = NULL;

	w->tui = tui;
	w->app = tui_data(tui);
	w->visit = g_strdup(arg);
	w->rows = g_ptr_array_new();
	w->list = list_new(&source, w);
	if (load(w, &cause))
		return w;
	*error = g_strdup(cause->message);
	wiedervorlagen_close(w);
	return NULL;
}

static void
wiedervorlagen_layout(void *state, Area body)
{
	Wiedervorlagen *w = state;

	w->body = body;
	list_layout(w->list, (Area){body.y, body.x, body.rows - DETAIL_ROWS, body.cols});
}

static void
wiedervorlagen_draw(void *state, unsigned dirty)
{
	Wiedervorlagen *w = state;

	draw_details(w);
	list_draw(w->list, dirty);
}

static unsigned
wiedervorlagen_handle(void *state, const Event *event)
{
	return list_handle(((Wiedervorlagen *)state)->list, event);
}

static unsigned
wiedervorlagen_resumed(void *state)
{
	load(state, NULL);
	return TUI_CONTENT;
}

static char *
make_title(void *state)
{
	const Wiedervorlagen *w = state;
	guint i, n_late = 0;

	for (i = 0; i < w->all->len; i++)
		n_late += ((const FollowUp *)w->all->pdata[i])->is_late ? 1 : 0;
	return g_strdup_printf("Wiedervorlagen%s: %s%u, %u überfällig", w->visit ? " des Termins" : "", w->all->len == SHOWN_MAX ? "die ersten " : "",
			       w->all->len, n_late);
}

static void
wiedervorlagen_context(const void *state, ScreenContext *context)
{
	context->visit = ((const Wiedervorlagen *)state)->visit;
}

const ScreenOps wiedervorlagen_screen = {
	.name = "wiedervorlagen",
	.make_title = make_title,
	.commands = commands,
	.open = wiedervorlagen_open,
	.layout = wiedervorlagen_layout,
	.draw = wiedervorlagen_draw,
	.handle = wiedervorlagen_handle,
	.close = wiedervorlagen_close,
	.context = wiedervorlagen_context,
	.resumed = wiedervorlagen_resumed,
};
