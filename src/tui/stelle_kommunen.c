/*
 * Which Kommunen a Stelle serves: search, mark with the space bar, a whole Kreis or Land in one key. Stored as one action when it is done.
 */
#include <string.h>

#include "dialog.h"
#include "list.h"
#include "stellen.h"
#include "vorort/lauf.h"

typedef struct Auswahl {
	Tui *tui;
	App *app;
	List *list;
	char *id, *name;
	char *needle;
	GHashTable *before, *now; /* keys */
	gboolean is_marked_only;
	GPtrArray *found;         /* of OverviewRow: what the search finds */
	GPtrArray *rows;          /* those that are shown, borrowed */
	gboolean is_done;         /* no more questions when it is left */
} Auswahl;

/* --- rows ------------------------------------------------------------------------------------------------------------------------------------- */

/* Whole Länder are keys of their own and stand before the Kommunen. */
static void
add_lands(Auswahl *a)
{
	const Word *word;
	int n = 0;

	for (word = words(WORDS_LAND); word->code; word++) {
		OverviewRow *row;

		if (!g_hash_table_contains(a->now, word->code))
			continue;
		row = g_new0(OverviewRow, 1);
		row->key = g_strdup(word->code);
		row->name = stelle_key_text(a->app, word->code);
		row->kreis = g_strdup("");
		g_ptr_array_insert(a->found, n++, row);
	}
}

static void
load(Auswahl *a)
{
	OverviewFilter filter = {.text = a->needle};
	g_autoptr(GError) error = NULL;
	GPtrArray *found = app_overview_rows(a->app, &filter, &error);
	guint i;

	if (!found) {
		tui_say(a->tui, ROLE_BAD, "%s", error->message);
		return;
	}
	g_ptr_array_set_size(a->rows, 0);
	g_clear_pointer(&a->found, g_ptr_array_unref);
	a->found = found;
	if (!a->needle || !*a->needle)
		add_lands(a);
	for (i = 0; i < found->len; i++)
		if (!a->is_marked_only || g_hash_table_contains(a->now, ((OverviewRow *)found->pdata[i])->key))
			g_ptr_array_add(a->rows, found->pdata[i]);
	list_reload(a->list);
}

static const OverviewRow *
selected(const Auswahl *a)
{
	return a->rows->len ? a->rows->pdata[list_index(a->list)] : NULL;
}

static gsize
count(void *data)
{
	return ((Auswahl *)data)->rows->len;
}

static const char *
land_of(const char *key)
{
	g_autofree char *code = strchr(key, ':') ? g_strndup(kommune_id_land(key), 2) : g_strdup(key);
	const Word *word = words_find(WORDS_LAND, code);

	return word ? word->glyph : "";
}

static const char *
kind_of(const char *key)
{
	return g_str_has_prefix(key, "kreis:") ? "Kreis" : g_str_has_prefix(key, "verband:") ? "Verband" : strchr(key, ':') ? "Gemeinde" : "Land";
}

static void
draw_row(void *data, gsize index, ListRow *row)
{
	const Auswahl *a = data;
	const OverviewRow *k = a->rows->pdata[index];
	gboolean is_marked = g_hash_table_contains(a->now, k->key), is_guarded = app_sichtschutz(a->app) == SICHTSCHUTZ_ON;
	g_autofree char *name = is_guarded ? app_overview_name(a->app, k) : NULL;

	list_put(row, 3, is_marked ? ROLE_OK : ROLE_MUTED, is_marked ? "[x]" : "[ ]");
	list_put(row, 8, ROLE_MUTED, kind_of(k->key));
	list_put(row, 32, ROLE_TEXT, is_guarded ? name : k->name);
	list_put(row, 3, ROLE_TEXT, land_of(k->key));
	list_put(row, 0, ROLE_MUTED, is_guarded ? "" : k->kreis);
}

static void
filter_text(void *data, const char *text)
{
	Auswahl *a = data;

	g_free(a->needle);
	a->needle = g_strdup(text);
	load(a);
}

static const ListSource source = {.count = count, .draw = draw_row, .filter = filter_text,
				  .empty = "Nichts gefunden. Tab zeigt alle Kommunen; das Gemeindeverzeichnis muss eingelesen sein."};

/* --- marking ------------------------------------------------------------------------------------------------------------------------------------ */

static void
mark(Auswahl *a, const char *key, gboolean is_marked)
{
	if (is_marked)
		g_hash_table_add(a->now, g_strdup(key));
	else
		g_hash_table_remove(a->now, key);
}

static unsigned
run_toggle(Tui *tui, void *state)
{
	Auswahl *a = state;
	const OverviewRow *row = selected(a);

	(void)tui;
	if (!row)
		return TUI_HANDLED;
	mark(a, row->key, !g_hash_table_contains(a->now, row->key));
	list_select(a->list, MIN(list_index(a->list) + 1, a->rows->len - 1));
	return TUI_HANDLED | TUI_CONTENT;
}

/* All of the Kreis, or none if all are marked already. */
static unsigned
run_kreis(Tui *tui, void *state)
{
	Auswahl *a = state;
	const OverviewRow *row = selected(a);
	g_autofree char *kreis = row && strchr(row->key, ':') ? g_strndup(kommune_id_land(row->key), 5) : NULL;
	OverviewFilter filter = {.kreis = kreis};
	g_autoptr(GPtrArray) all = kreis ? app_overview_rows(a->app, &filter, NULL) : NULL;
	gboolean is_all = TRUE;
	guint i;

	for (i = 0; all && i < all->len; i++)
		is_all = is_all && g_hash_table_contains(a->now, ((OverviewRow *)all->pdata[i])->key);
	for (i = 0; all && i < all->len; i++)
		mark(a, ((OverviewRow *)all->pdata[i])->key, !is_all);
	if (all)
		tui_say(tui, ROLE_INFO, "%s: alle %u %s.", *row->kreis ? row->kreis : row->name, all->len, is_all ? "abgewählt" : "gewählt");
	return TUI_HANDLED | TUI_CONTENT;
}

static unsigned
run_land(Tui *tui, void *state)
{
	Auswahl *a = state;
	const OverviewRow *row = selected(a);
	g_autofree char *land = row ? strchr(row->key, ':') ? g_strndup(kommune_id_land(row->key), 2) : g_strdup(row->key) : NULL;

	if (!land)
		return TUI_HANDLED;
	mark(a, land, !g_hash_table_contains(a->now, land));
	tui_say(tui, ROLE_INFO, "Ganz %s %s.", words_text(WORDS_LAND, land), g_hash_table_contains(a->now, land) ? "gewählt" : "abgewählt");
	load(a);
	return TUI_HANDLED | TUI_CONTENT;
}

static unsigned
run_marked(Tui *tui, void *state)
{
	Auswahl *a = state;

	(void)tui;
	a->is_marked_only = !a->is_marked_only;
	load(a);
	list_select(a->list, 0);
	return TUI_HANDLED | TUI_CONTENT;
}

/* --- storing ------------------------------------------------------------------------------------------------------------------------------------- */

/* Keys of @more that are not in @less. */
static GPtrArray *
difference(GHashTable *more, GHashTable *less)
{
	GPtrArray *keys = g_ptr_array_new();
	GHashTableIter iter;
	gpointer key;

	g_hash_table_iter_init(&iter, more);
	while (g_hash_table_iter_next(&iter, &key, NULL))
		if (!g_hash_table_contains(less, key))
			g_ptr_array_add(keys, key);
	g_ptr_array_add(keys, NULL);
	return keys;
}

static gboolean
is_changed(const Auswahl *a)
{
	g_autoptr(GPtrArray) more = difference(a->now, a->before), less = difference(a->before, a->now);

	return more->len > 1 || less->len > 1;
}

static unsigned
run_save(Tui *tui, void *state)
{
	Auswahl *a = state;
	g_autoptr(GPtrArray) more = difference(a->now, a->before), less = difference(a->before, a->now);
	g_autoptr(GError) error = NULL;

	if (!app_stelle_serve(a->app, a->id, (const char *const *)more->pdata, (const char *const *)less->pdata, &error)) {
		tui_say(tui, ROLE_BAD, "%s", error->message);
		return TUI_HANDLED;
	}
	a->is_done = TRUE;
	tui_say(tui, ROLE_OK, "Gespeichert: %u dazu, %u weniger. u macht es rückgängig.", more->len - 1, less->len - 1);
	return TUI_CLOSE;
}

static unsigned
leave_decided(Tui *tui, void *data, int answer)
{
	return answer == DIALOG_YES ? run_save(tui, data) : TUI_CLOSE;
}

static const Command commands[] = {
	{"kommunen.waehlen", {TK_SPACE, TK_ENTER}, "Kommune wählen", "Wählen", "Wählt die Kommune oder wählt sie ab.", 0, run_toggle, NULL},
	{"kommunen.kreis", {'k', TK_F(9)}, "Ganzer Kreis", "Kreis", "Wählt alle Kommunen dieses Kreises, noch einmal wählt sie ab.", 0, run_kreis, NULL},
	{"kommunen.land", {'l', TK_F(10)}, "Ganzes Land", "Land", "Die Stelle bedient das ganze Land; noch einmal hebt es auf.", 0, run_land, NULL},
	{"kommunen.speichern", {TK_F(2), TK_CTRL('s')}, "Speichern", "Speichern", "Speichert die Auswahl.", 0, run_save, NULL},
	{"kommunen.gewaehlte", {TK_TAB}, "Nur gewählte", "gewählte", "Zeigt nur die gewählten Kommunen, noch einmal alle.", 0, run_marked, NULL},
	{.id = NULL},
};

/* --- screen ---------------------------------------------------------------------------------------------------------------------------------------- */

static gpointer
auswahl_open(Tui *tui, const void *arg, char **error)
{
	Auswahl *a = g_new0(Auswahl, 1);
	g_autoptr(GPtrArray) keys = NULL;
	guint i;

	(void)error;
	a->tui = tui;
	a->app = tui_data(tui);
	a->id = g_strdup(arg);
	a->name = app_stelle_name(a->app, a->id);
	a->before = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	a->now = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	keys = app_stelle_serves(a->app, a->id, NULL);
	for (i = 0; keys && i < keys->len; i++) {
		g_hash_table_add(a->before, g_strdup(keys->pdata[i]));
		g_hash_table_add(a->now, g_strdup(keys->pdata[i]));
	}
	a->rows = g_ptr_array_new();
	a->list = list_new(&source, a);
	load(a);
	return a;
}

static void
auswahl_close(void *state)
{
	Auswahl *a = state;

	list_free(a->list);
	g_ptr_array_unref(a->rows);
	g_clear_pointer(&a->found, g_ptr_array_unref);
	g_hash_table_unref(a->before);
	g_hash_table_unref(a->now);
	g_free(a->needle);
	g_free(a->id);
	g_free(a->name);
	g_free(a);
}

static char *
make_title(void *state)
{
	const Auswahl *a = state;

	return g_strdup_printf("%s bedient: %u gewählt", a->name, g_hash_table_size(a->now));
}

static void
auswahl_layout(void *state, Area body)
{
	list_layout(((Auswahl *)state)->list, body);
}

static void
auswahl_draw(void *state, unsigned dirty)
{
	list_draw(((Auswahl *)state)->list, dirty);
}

/* Leaving with changes asks whether to keep them. */
static unsigned
auswahl_handle(void *state, const Event *event)
{
	Auswahl *a = state;
	unsigned flags = list_handle(a->list, event);

	if (flags != TUI_PASS || (event->key != TK_ESC && (event->key != 'q' || !tui_has_letters(a->tui))) || a->is_done || !is_changed(a))
		return flags;
	dialog_yes_no(a->tui, "Die Auswahl ist geändert. Speichern?", leave_decided, a);
	return TUI_HANDLED;
}

const ScreenOps stelle_kommunen_screen = {.name = "stelle-kommunen", .make_title = make_title, .commands = commands, .open = auswahl_open,
					  .layout = auswahl_layout, .draw = auswahl_draw, .handle = auswahl_handle, .close = auswahl_close};
