/* „So ging es“: all Lösungswege, the newest first; / searches in everything that they say. */
#include <string.h>

#include "list.h"
#include "vorort/revisit.h"
#include "vorort/text.h"
#include "wege.h"

typedef struct Wege {
	App *app;
	List *list;
	GPtrArray *wege; /* of Weg */
	GPtrArray *shown; /* borrowed from ->wege */
	char *needle;    /* folded */
} Wege;

static gboolean
has_needle(const Wege *w, const Weg *weg)
{
	g_auto(GStrv) parts = g_strsplit(w->needle ? w->needle : "", " ", -1);
	guint i;

	for (i = 0; parts[i]; i++)
		if (!strstr(weg->search, parts[i]))
			return FALSE;
	return TRUE;
}

static void
filter_rows(Wege *w)
{
	guint i;

	g_ptr_array_set_size(w->shown, 0);
	for (i = 0; i < w->wege->len; i++)
		if (has_needle(w, w->wege->pdata[i]))
			g_ptr_array_add(w->shown, w->wege->pdata[i]);
	list_reload(w->list);
}

static void
reload(Wege *w)
{
	GPtrArray *wege = app_wege(w->app, &(WegFilter){.near = NULL}, NULL);

	if (!wege)
		return;
	g_clear_pointer(&w->wege, g_ptr_array_unref);
	w->wege = wege;
	filter_rows(w);
}

/* --- rows ------------------------------------------------------------------------------------------------------------------------------------ */

static gsize
count(void *data)
{
	return ((Wege *)data)->shown->len;
}

static void
draw_row(void *data, gsize index, ListRow *row)
{
	Wege *w = data;
	const Weg *weg = w->shown->pdata[index];
	const Leistung *leistung = *weg->leistung ? app_leistung(w->app, weg->leistung, NULL) : NULL;
	g_autofree char *day = text_date(weg->day);

	list_put(row, 10, ROLE_TEXT, day);
	list_put(row, 14, ROLE_TEXT, leistung ? leistung->name : "");
	list_put(row, 12, ROLE_TEXT, weg->fachverfahren);
	list_put(row, 0, ROLE_TEXT, weg->title);
}

static void
heading(void *data, ListRow *row)
{
	(void)data;
	list_put(row, 10, ROLE_HEAD, "Tag");
	list_put(row, 14, ROLE_HEAD, "Leistung");
	list_put(row, 12, ROLE_HEAD, "Fachverf.");
	list_put(row, 0, ROLE_HEAD, "Was ging");
}

static void
filter_text(void *data, const char *text)
{
	Wege *w = data;

	g_free(w->needle);
	w->needle = text_fold(text);
	filter_rows(w);
}

static const ListSource source = {
	.count = count,
	.draw = draw_row,
	.filter = filter_text,
	.heading = heading,
	.empty = "Noch nichts festgehalten. Nach bestandenem Ende-zu-Ende-Test fragt der Prüflauf danach.",
};

/* --- screen ---------------------------------------------------------------------------------------------------------------------------------- */

static unsigned
run_open(Tui *tui, void *state)
{
	Wege *w = state;

	if (w->shown->len)
		tui_push(tui, &weg_screen, ((Weg *)w->shown->pdata[list_index(w->list)])->id);
	return TUI_HANDLED;
}

static const Command commands[] = {
	{"wege.oeffnen", {TK_ENTER}, "Lesen", "Lesen", "Zeigt, wie es ging.", 0, run_open, NULL},
	{.id = NULL},
};

static gpointer
wege_open(Tui *tui, const void *arg, char **error)
{
	Wege *w = g_new0(Wege, 1);

	(void)arg;
	(void)error;
	w->app = tui_data(tui);
	w->shown = g_ptr_array_new();
	w->list = list_new(&source, w);
	reload(w);
	return w;
}

static void
wege_close(void *state)
{
	Wege *w = state;

	list_free(w->list);
	g_ptr_array_unref(w->shown);
	if (w->wege)
		g_ptr_array_unref(w->wege);
	g_free(w->needle);
	g_free(w);
}

static void
wege_layout(void *state, Area body)
{
	list_layout(((Wege *)state)->list, body);
}

static void
wege_draw(void *state, unsigned dirty)
{
	list_draw(((Wege *)state)->list, dirty);
}

static unsigned
wege_handle(void *state, const Event *event)
{
	return list_handle(((Wege *)state)->list, event);
}

static unsigned
wege_resumed(void *state)
{
	reload(state);
	return TUI_CONTENT;
}

const ScreenOps wege_screen = {
	.name = "wege",
	.title = "So ging es",
	.commands = commands,
	.open = wege_open,
	.layout = wege_layout,
	.draw = wege_draw,
	.handle = wege_handle,
	.close = wege_close,
	.resumed = wege_resumed,
};
