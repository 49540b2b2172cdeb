/*
 * Stellen: the organisations that tests, obstacles and mail are about. A Land has some hundred of them, so all are in memory. Tab goes through
 * the kinds that occur, / searches.
 */
#include "stellen.h"

#include <string.h>

#include "list.h"
#include "vorort/lauf.h"
#include "vorort/text.h"

typedef struct Stellen {
	Tui *tui;
	App *app;
	List *list;
	const char *kind;   /* code; NULL: all */
	char *needle;       /* folded */
	GPtrArray *all;     /* of Record, by name */
	GPtrArray *rows;    /* those that pass, borrowed */
} Stellen;

/* --- words ------------------------------------------------------------------------------------------------------------------------------- */

char *
stelle_kind_text(const char *kind)
{
	const char *text = words_text(WORDS_STELLE_KIND, kind);

	return g_strchomp(g_strndup(text, strcspn(text, "(")));
}

char *
stelle_key_text(App *app, const char *key)
{
	if (strchr(key, ':'))
		return app_kommune_name(app, key);
	return words_find(WORDS_LAND, key) ? g_strdup_printf("ganz %s", words_text(WORDS_LAND, key)) : g_strdup(key);
}

/* --- rows --------------------------------------------------------------------------------------------------------------------------------- */

static gboolean
passes(const Stellen *s, const Record *record)
{
	g_autofree char *all = NULL, *folded = NULL;
	g_auto(GStrv) parts = NULL;
	char **part;

	if (s->kind && strcmp(record_get(record, "kind"), s->kind) != 0)
		return FALSE;
	if (!s->needle || !*s->needle)
		return TRUE;
	all = g_strjoin(" ", record_get(record, "name"), words_text(WORDS_STELLE_KIND, record_get(record, "kind")), record_get(record, "mailbox"),
			record_get(record, "product"), NULL);
	folded = text_fold(all);
	parts = g_strsplit(s->needle, " ", -1);
	for (part = parts; *part; part++)
		if (!strstr(folded, *part))
			return FALSE;
	return TRUE;
}

static void
collect(Stellen *s)
{
	guint i;

	g_ptr_array_set_size(s->rows, 0);
	for (i = 0; i < s->all->len; i++)
		if (passes(s, s->all->pdata[i]))
			g_ptr_array_add(s->rows, s->all->pdata[i]);
	list_reload(s->list);
}

static gint
by_name(gconstpointer a, gconstpointer b)
{
	return g_utf8_collate(record_get(*(Record *const *)a, "name"), record_get(*(Record *const *)b, "name"));
}

static void
load(Stellen *s)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) ids = app_list(s->app, "stelle", NULL, 0, &error);
	guint i;

	g_ptr_array_set_size(s->rows, 0);
	g_ptr_array_set_size(s->all, 0);
	for (i = 0; ids && i < ids->len; i++) {
		Record *record = app_record(s->app, ids->pdata[i], NULL);

		if (record)
			g_ptr_array_add(s->all, record);
	}
	if (error)
		tui_say(s->tui, ROLE_BAD, "%s", error->message);
	g_ptr_array_sort(s->all, by_name);
	collect(s);
}

static gsize
count(void *data)
{
	return ((Stellen *)data)->rows->len;
}

/* "2 Kommunen", "ganz Hessen" */
static char *
serves_text(App *app, const char *id)
{
	g_autoptr(GPtrArray) keys = app_stelle_serves(app, id, NULL);

	if (!keys || keys->len == 0)
		return g_strdup("");
	return keys->len == 1 ? stelle_key_text(app, keys->pdata[0]) : g_strdup_printf("%u Kommunen", keys->len);
}

static void
draw_row(void *data, gsize index, ListRow *row)
{
	const Stellen *s = data;
	const Record *record = s->rows->pdata[index];
	g_autofree char *kind = stelle_kind_text(record_get(record, "kind")), *serves = serves_text(s->app, record->id);
	g_autofree char *name = g_strdup_printf("%s%s", record->n_diff ? "! " : "", record_get(record, "name"));

	list_put(row, -52, record->n_diff ? ROLE_WARN : ROLE_TEXT, name);
	list_put(row, 20, ROLE_TEXT, kind);
	list_put(row, 13, ROLE_TEXT, serves);
	list_put(row, 0, ROLE_MUTED, *record_get(record, "product") ? record_get(record, "product") : record_get(record, "mailbox"));
}

static void
heading(void *data, ListRow *row)
{
	(void)data;
	list_put(row, -52, ROLE_HEAD, "Name");
	list_put(row, 20, ROLE_HEAD, "Art");
	list_put(row, 13, ROLE_HEAD, "bedient");
	list_put(row, 0, ROLE_HEAD, "Produkt, Postf.");
}

static void
filter_text(void *data, const char *text)
{
	Stellen *s = data;

	g_free(s->needle);
	s->needle = text_fold(text);
	collect(s);
}

static const ListSource source = {.count = count, .draw = draw_row, .heading = heading, .filter = filter_text,
				  .empty = "Noch keine Stelle. n legt eine an."};

/* --- commands ------------------------------------------------------------------------------------------------------------------------------ */

static unsigned
run_open(Tui *tui, void *state)
{
	Stellen *s = state;

	if (s->rows->len)
		tui_push(tui, &stelle_screen, ((Record *)s->rows->pdata[list_index(s->list)])->id);
	return TUI_HANDLED;
}

static unsigned
run_new(Tui *tui, void *state)
{
	(void)state;
	stelle_form_open(tui, NULL);
	return TUI_HANDLED;
}

static gboolean
occurs(const Stellen *s, const char *kind)
{
	guint i;

	for (i = 0; i < s->all->len; i++)
		if (strcmp(record_get(s->all->pdata[i], "kind"), kind) == 0)
			return TRUE;
	return FALSE;
}

static unsigned
run_kind(Tui *tui, void *state)
{
	Stellen *s = state;
	const Word *word = words(WORDS_STELLE_KIND) + (s->kind ? words_index(WORDS_STELLE_KIND, s->kind) + 1 : 0);

	(void)tui;
	while (word->code && !occurs(s, word->code))
		word++;
	s->kind = word->code;
	collect(s);
	list_select(s->list, 0);
	return TUI_HANDLED | TUI_CONTENT;
}

static const Command commands[] = {
	{"stellen.oeffnen", {TK_ENTER}, "Stelle öffnen", "Öffnen", "Zeigt die gewählte Stelle.", 0, run_open, NULL},
	{"stellen.neu", {'n', TK_INSERT}, "Neue Stelle", "Neu", "Legt eine Stelle an.", 0, run_new, NULL},
	{"stellen.art", {TK_TAB}, "Nach Art filtern", "Art", "Zeigt die nächste Art von Stelle, nach der letzten alle.", 0, run_kind, NULL},
	{.id = NULL},
};

/* --- screen --------------------------------------------------------------------------------------------------------------------------------- */

static gpointer
stellen_open(Tui *tui, const void *arg, char **error)
{
	Stellen *s = g_new0(Stellen, 1);

	(void)arg;
	(void)error;
	s->tui = tui;
	s->app = tui_data(tui);
	s->all = g_ptr_array_new_with_free_func((GDestroyNotify)record_free);
	s->rows = g_ptr_array_new();
	s->list = list_new(&source, s);
	load(s);
	return s;
}

static void
stellen_close(void *state)
{
	Stellen *s = state;

	list_free(s->list);
	g_ptr_array_unref(s->rows);
	g_ptr_array_unref(s->all);
	g_free(s->needle);
	g_free(s);
}

static char *
make_title(void *state)
{
	const Stellen *s = state;
	g_autofree char *kind = s->kind ? stelle_kind_text(s->kind) : NULL;

	return g_strdup_printf("Stellen%s%s: %u", kind ? " – " : "", kind ? kind : "", s->rows->len);
}

static void
stellen_layout(void *state, Area body)
{
	list_layout(((Stellen *)state)->list, body);
}

static void
stellen_draw(void *state, unsigned dirty)
{
	list_draw(((Stellen *)state)->list, dirty);
}

static unsigned
stellen_handle(void *state, const Event *event)
{
	return list_handle(((Stellen *)state)->list, event);
}

static unsigned
stellen_resumed(void *state)
{
	load(state);
	return TUI_CONTENT;
}

const ScreenOps stellen_screen = {.name = "stellen", .make_title = make_title, .commands = commands, .open = stellen_open, .layout = stellen_layout,
				  .draw = stellen_draw, .handle = stellen_handle, .close = stellen_close, .resumed = stellen_resumed};
