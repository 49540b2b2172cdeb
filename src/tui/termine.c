/*
 * Termine: all visits, the one made last first. Ids are read as far as somebody has scrolled, records only for the rows on the screen, so
 * that thousands of visits open as fast as three.
 */
#include <string.h>

#include "list.h"
#include "screens.h"
#include "vorort/text.h"

#define IDS_AT_ONCE 500

typedef struct Termine {
	App *app;
	List *list;
	GPtrArray *ids;  /* of char *: as far as read */
	gsize n_rows;
	gsize first;     /* position of rows[0] */
	GPtrArray *rows; /* of Record, NULL where one cannot be read */
} Termine;

static void
free_row(gpointer row)
{
	if (row)
		record_free(row);
}

/* --- the window ------------------------------------------------------------------------------------------------------------------ */

static void
begin(Termine *t)
{
	AppStatus status = {0};

	app_status(t->app, &status, NULL);
	t->n_rows = (gsize)status.n_visits;
	g_ptr_array_set_size(t->ids, 0);
	g_ptr_array_set_size(t->rows, 0);
}

static void
read_ids(Termine *t, gsize n)
{
	while (t->ids->len < n) {
		const char *last = t->ids->len ? t->ids->pdata[t->ids->len - 1] : NULL;
		GPtrArray *more = app_list(t->app, "visit", last, IDS_AT_ONCE, NULL);
		gboolean is_end = !more || more->len == 0;

		if (more)
			g_ptr_array_extend_and_steal(t->ids, more);
		if (is_end)
			break;
	}
}

static gsize
count(void *data)
{
	return ((Termine *)data)->n_rows;
}

static void
fetch(void *data, const ListWant *want)
{
	Termine *t = data;
	gsize i;

	read_ids(t, want->first + want->n);
	g_ptr_array_set_size(t->rows, 0);
	t->first = want->first;
	for (i = want->first; i < MIN(want->first + want->n, t->ids->len); i++)
		g_ptr_array_add(t->rows, app_record(t->app, t->ids->pdata[i], NULL));
}

static void
draw(void *data, gsize index, ListRow *row)
{
	Termine *t = data;
	const Record *visit = index >= t->first && index < t->first + t->rows->len ? t->rows->pdata[index - t->first] : NULL;
	g_auto(GStrv) on = NULL;
	g_autofree char *day = NULL, *title = NULL;

	if (!visit)
		return;
	on = g_strsplit(record_get(visit, "anbindungen"), ",", -1);
	day = text_date(record_get(visit, "date"));
	title = on[0] ? app_anbindung_title(t->app, on[0]) : g_strdup("ohne Anbindung");
	list_put(row, 10, ROLE_TEXT, *day ? day : "ohne Datum");
	list_put(row, 13, ROLE_TEXT, words_text(WORDS_VISIT_STATUS, record_get(visit, "status")));
	list_put(row, -21, ROLE_TEXT, title);
	list_put(row, 0, ROLE_MUTED, record_get(visit, "place"));
}

static void
heading(void *data, ListRow *row)
{
	(void)data;
	list_put(row, 10, ROLE_HEAD, "Datum");
	list_put(row, 13, ROLE_HEAD, "Status");
	list_put(row, -21, ROLE_HEAD, "Anbindung");
	list_put(row, 0, ROLE_HEAD, "Ort");
}

static const ListSource source = {
	.count = count,
	.fetch = fetch,
	.draw = draw,
	.heading = heading,
	.empty = "Noch kein Termin. n legt einen an.",
};

/* --- the screen ------------------------------------------------------------------------------------------------------------------ */

static const char *
chosen(Termine *t)
{
	gsize index = list_index(t->list);

	return index < t->ids->len ? t->ids->pdata[index] : NULL;
}

static unsigned
run_open(Tui *tui, void *state)
{
	const char *id = chosen(state);

	if (id)
		tui_push(tui, &pruefung_screen, id);
	return TUI_HANDLED;
}

static unsigned
run_new(Tui *tui, void *state)
{
	(void)state;
	termin_open(tui, NULL);
	return TUI_HANDLED;
}

static unsigned
run_report(Tui *tui, void *state)
{
	bericht_write(tui, "visit", "protokoll", chosen(state), PLAN_BEGIN);
	return TUI_HANDLED;
}

static unsigned
run_prepare(Tui *tui, void *state)
{
	tui_push(tui, &vorbereitung_screen, chosen(state));
	return TUI_HANDLED;
}

static const char *
why_no_visit(Tui *tui, void *state)
{
	(void)tui;
	return chosen(state) ? NULL : "Es gibt noch keinen Termin. n legt einen an.";
}

static const Command commands[] = {
	{"termine.oeffnen", {TK_ENTER}, "Termin öffnen", "Öffnen", "Öffnet den Prüflauf des gewählten Termins.", 0, run_open, NULL},
	{"termine.neu", {'n', TK_INSERT}, "Termin anlegen", "Neu", "Wählt Kommune und Leistung und legt einen Termin an.", 0, run_new,
	 NULL},
	{"termine.vorbereitung", {'v', TK_F(8)}, "Vorbereitung", "Vorbereitung", "Zeigt, was wann beginnen muss, was mitzubringen ist und wer wann im Raum ist.",
	 0, run_prepare, why_no_visit},
	{"termine.protokoll", {'p', TK_F(9)}, "Protokoll schreiben", "Protokoll", "Schreibt das Protokoll des gewählten Termins in eine Datei.", 0, run_report,
	 why_no_visit},
	{.id = NULL},
};

static gpointer
termine_open(Tui *tui, const void *arg, char **error)
{
	Termine *t = g_new0(Termine, 1);

	(void)arg;
	(void)error;
	t->app = tui_data(tui);
	t->ids = g_ptr_array_new_with_free_func(g_free);
	t->rows = g_ptr_array_new_with_free_func(free_row);
	t->list = list_new(&source, t);
	begin(t);
	return t;
}

static void
termine_close(void *state)
{
	Termine *t = state;

	list_free(t->list);
	g_ptr_array_unref(t->ids);
	g_ptr_array_unref(t->rows);
	g_free(t);
}

static void
termine_layout(void *state, Area body)
{
	list_layout(((Termine *)state)->list, body);
}

static void
termine_draw(void *state, unsigned dirty)
{
	list_draw(((Termine *)state)->list, dirty);
}

static unsigned
termine_handle(void *state, const Event *event)
{
	return list_handle(((Termine *)state)->list, event);
}

static unsigned
termine_resumed(void *state)
{
	Termine *t = state;

	begin(t);
	list_reload(t->list);
	return TUI_CONTENT;
}

static void
termine_context(const void *state, ScreenContext *context)
{
	const Termine *t = state;
	gsize index = list_index(t->list);

	context->selected = index < t->ids->len ? t->ids->pdata[index] : NULL;
}

static char *
make_title(void *state)
{
	return g_strdup_printf("Termine: %d, zuletzt angelegte zuerst", (int)((Termine *)state)->n_rows);
}

const ScreenOps termine_screen = {
	.name = "termine",
	.make_title = make_title,
	.commands = commands,
	.open = termine_open,
	.layout = termine_layout,
	.draw = termine_draw,
	.handle = termine_handle,
	.close = termine_close,
	.context = termine_context,
	.resumed = termine_resumed,
};
