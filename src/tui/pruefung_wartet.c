/* Prüflauf: what is „läuft“ at this Anbindung – until when, with whom, which ticket; Enter goes to the step. */
#include <string.h>

#include "list.h"
#include "pruefung.h"
#include "vorort/evening.h"
#include "vorort/text.h"

typedef struct Wartet {
	Pruefung *p;
	List *list;
	GPtrArray *steps; /* of FollowUp */
	char *today;
} Wartet;

static gsize
count(void *data)
{
	return ((Wartet *)data)->steps->len;
}

static void
heading(void *data, ListRow *row)
{
	(void)data;
	list_put(row, 13, ROLE_HEAD, "erwartet");
	list_put(row, 18, ROLE_HEAD, "Stelle");
	list_put(row, 14, ROLE_HEAD, "Ticket");
	list_put(row, 7, ROLE_HEAD, "Schritt");
	list_put(row, 0, ROLE_HEAD, "");
}

static void
draw_row(void *data, gsize index, ListRow *row)
{
	const Wartet *w = data;
	const FollowUp *step = w->steps->pdata[index];
	gboolean is_late = *step->due && strcmp(step->due, w->today) < 0;
	g_autofree char *day = text_date(step->due), *due = g_strdup_printf("%s%s", is_late ? "! " : "", *day ? day : "ohne Datum");

	list_put(row, 13, is_late ? ROLE_BAD : ROLE_TEXT, due);
	list_put(row, 18, ROLE_TEXT, words_text(WORDS_STELLE_KIND, step->stelle));
	list_put(row, 14, ROLE_TEXT, step->ticket);
	list_put(row, 7, ROLE_KEY, step->step);
	list_put(row, 0, ROLE_TEXT, step->what);
}

static const ListSource source = { .count = count, .draw = draw_row, .heading = heading, .empty = "Zurzeit läuft nichts. Esc geht zurück." };

static unsigned
run_go(Tui *tui, void *state)
{
	Wartet *w = state;
	const char *step = w->steps->len ? ((FollowUp *)w->steps->pdata[list_index(w->list)])->step : NULL;
	int index;

	if (!step)
		return TUI_HANDLED;
	if (!checklist_step(w->p->list->checklist, step)) {
		tui_say(tui, ROLE_INFO, "%s gehört zu einer früheren Version der Checkliste; die Liste der Schritte (l) zeigt ihn am Ende.", step);
		return TUI_HANDLED;
	}
	index = pruefung_find(w->p, step);
	if (index >= 0)
		pruefung_go(w->p, (guint)index);
	return TUI_CLOSE;
}

static const Command commands[] = {
	{ "wartet.gehe", { TK_ENTER }, "Zum Schritt gehen", "Öffnen", "Zeigt den Schritt; dort lässt sich ein neues Ergebnis festhalten.", 0, run_go, NULL },
	{ .id = NULL },
};

static gboolean
wartet_load(Wartet *w, GError **error)
{
	GPtrArray *steps = app_waiting(w->p->app, w->p->anbindung, error);

	if (!steps)
		return FALSE;
	g_clear_pointer(&w->steps, g_ptr_array_unref);
	w->steps = steps;
	list_reload(w->list);
	return TRUE;
}

static void
wartet_close(void *state)
{
	Wartet *w = state;

	list_free(w->list);
	g_clear_pointer(&w->steps, g_ptr_array_unref);
	g_free(w->today);
	g_free(w);
}

static gpointer
wartet_open(Tui *tui, const void *arg, char **error)
{
	Wartet *w = g_new0(Wartet, 1);
	g_autoptr(GError) cause = NULL;

	(void)tui;
	w->p = (Pruefung *)arg;
	w->today = app_today();
	w->list = list_new(&source, w);
	if (wartet_load(w, &cause))
		return w;
	*error = g_strdup(cause->message);
	wartet_close(w);
	return NULL;
}

static char *
wartet_title(void *state)
{
	return g_strdup_printf("Was läuft: %s", ((Wartet *)state)->p->title);
}

static void
wartet_layout(void *state, Area body)
{
	list_layout(((Wartet *)state)->list, body);
}

static void
wartet_draw(void *state, unsigned dirty)
{
	list_draw(((Wartet *)state)->list, dirty);
}

static unsigned
wartet_handle(void *state, const Event *event)
{
	return list_handle(((Wartet *)state)->list, event);
}

static unsigned
wartet_resumed(void *state)
{
	wartet_load(state, NULL);
	return TUI_CONTENT;
}

const ScreenOps pruefung_wartet_screen = { .name = "pruefung-wartet", .make_title = wartet_title, .commands = commands, .open = wartet_open,
	.layout = wartet_layout, .draw = wartet_draw, .handle = wartet_handle, .close = wartet_close, .resumed = wartet_resumed };
