/* The rows of the board: a window on the store, read by keyset wherever it lies; see huerden.h. */
#include <string.h>

#include "cells.h"
#include "huerden.h"
#include "vorort/text.h"

/* --- counting --------------------------------------------------------------------------------------------------------------------- */

enum { FIRST_LOOK = 200, COUNT_MS = 150 };

static void
stop_counting(Huerden *h)
{
	if (h->counting)
		loop_remove_timer(tui_loop(h->tui), h->counting);
	h->counting = 0;
	h->is_more = FALSE;
}

static void
count_rows(Huerden *h)
{
	gint64 n = app_count_obstacles(h->app, &h->filter, NULL);

	stop_counting(h);
	h->n_rows = n > 0 ? (gsize)n : 0;
}

static gsize
count_all(App *app)
{
	const ObstacleFilter everything = {.land = NULL};
	gint64 n = app_count_obstacles(app, &everything, NULL);

	return n > 0 ? (gsize)n : 0;
}

void
huerden_recount(Huerden *h)
{
	h->is_fresh = FALSE;
	count_rows(h);
	h->n_all = huerden_is_filtered(h) || h->texts[FILTER_TEXT] ? count_all(h->app) : h->n_rows;
}

void
huerden_release(Huerden *h)
{
	stop_counting(h);
	g_clear_pointer(&h->rows, g_ptr_array_unref);
}

static void
count_later(void *data)
{
	Huerden *h = data;

	count_rows(h);
	list_reload(h->list);
	tui_redraw(h->tui, TUI_CONTENT);
}

const ObstacleRow *
huerden_row(const Huerden *h, gsize index)
{
	return h->rows && index >= h->first && index < h->first + h->rows->len ? h->rows->pdata[index - h->first] : NULL;
}

/* --- the window ------------------------------------------------------------------------------------------------------------------- */

static void
take_rows(Huerden *h, GPtrArray *rows, gsize first)
{
	if (h->rows)
		g_ptr_array_unref(h->rows);
	h->rows = rows;
	h->first = first;
	h->is_fresh = TRUE;
}

static gboolean
has_rows(const Huerden *h, const ListWant *want)
{
	return h->is_fresh && want->first >= h->first && want->first + want->n <= h->first + h->rows->len;
}

static void
reverse(GPtrArray *rows)
{
	guint i;

	for (i = 0; i < rows->len / 2; i++) {
		gpointer t = rows->pdata[i];

		rows->pdata[i] = rows->pdata[rows->len - 1 - i];
		rows->pdata[rows->len - 1 - i] = t;
	}
}

const ObstacleRow *
huerden_selected(Huerden *h)
{
	gsize index = MIN(list_index(h->list), h->n_rows ? h->n_rows - 1 : 0);
	GPtrArray *rows;

	if (h->n_rows == 0 || (h->is_fresh && huerden_row(h, index)))
		return huerden_row(h, index);
	rows = app_obstacles(h->app, &h->filter, NULL, FALSE, (guint)index, 1, NULL);
	if (!rows)
		return NULL;
	take_rows(h, rows, index);
	list_reload(h->list);
	return huerden_row(h, index);
}

/* First of @rows (newest first) that is @id or older. */
static guint
first_not_newer(const GPtrArray *rows, const char *id)
{
	guint i = 0;

	while (i < rows->len && strcmp(((const ObstacleRow *)rows->pdata[i])->id, id) > 0)
		i++;
	return i;
}

/* Looks around the present selection, where it nearly always is, then halves what is left. */
gsize
huerden_find(Huerden *h, const char *id)
{
	enum { NEAR = 64 };
	gsize low = 0, high = h->n_rows, middle = MIN(list_index(h->list), h->n_rows);

	while (low < high) {
		gsize first = MAX(low, middle > NEAR ? middle - NEAR : 0);
		GPtrArray *rows = app_obstacles(h->app, &h->filter, NULL, FALSE, (guint)first, 2 * NEAR, NULL);
		guint i = rows ? first_not_newer(rows, id) : 0;

		if (!rows)
			return list_index(h->list);
		take_rows(h, rows, first);
		if (i == rows->len && i > 0)
			low = first + i;
		else if (i == 0 && first > low)
			high = first;
		else
			return first + i;
		middle = low + (high - low) / 2;
	}
	return low;
}

static gsize
count(void *data)
{
	return ((Huerden *)data)->n_rows;
}

/* The anchor is a row of the window read last; if it is gone after a reload, position by counting is right, too, only slower. */
static void
fetch(void *data, const ListWant *want)
{
	Huerden *h = data;
	const ObstacleRow *anchor = want->how == LIST_AFTER || want->how == LIST_BEFORE ? huerden_row(h, want->anchor) : NULL;
	gboolean backward = want->how == LIST_FROM_END || (want->how == LIST_BEFORE && anchor);
	guint skip = anchor || want->how == LIST_FROM_START || want->how == LIST_FROM_END ? 0 : (guint)want->first;
	g_autofree char *id = anchor ? g_strdup(anchor->id) : NULL;
	GPtrArray *rows = has_rows(h, want) ? NULL : app_obstacles(h->app, &h->filter, id, backward, skip, (guint)want->n, NULL);

	if (!rows)
		return;
	if (backward)
		reverse(rows);
	take_rows(h, rows, want->first);
}

/* --- drawing ------------------------------------------------------------------------------------------------------------------------- */

typedef struct Widths {
	int from;                                       /* width of a row from which it is used */
	int status, place, leistung, due, responsible;  /* 0: no column; the title takes what is left */
} Widths;

enum { WIDTH_MARKS = 10, WIDTH_CATEGORY = 2, WIDTH_LATE = 15 };

static const Widths widths[] = {
	{118, 16, 16, 10, WIDTH_LATE, 12},
	{98, 10, 12, 8, 10, 12},
	{76, 10, 11, 8, 10, 0},
	{0, 10, 11, 0, 10, 0},
};

static const Widths *
widths_for(int width)
{
	const Widths *w = widths;

	while (w->from > width)
		w++;
	return w;
}

static const char *
glyph(WordList list, const char *code)
{
	const Word *word = words_find(list, code);

	return word ? word->glyph : "";
}

static char *
letters(const char *categories)
{
	g_auto(GStrv) parts = g_strsplit(categories, ",", -1);
	GString *s = g_string_new(NULL);
	guint i;

	for (i = 0; parts[i]; i++)
		g_string_append(s, glyph(WORDS_CATEGORY, parts[i]));
	return g_string_free(s, FALSE);
}

/* "HE Hanau": the Land first, so that a cut leaves it. */
static char *
place(const ObstacleRow *row)
{
	g_autofree char *name = row->is_hidden ? g_strdup(row->kommune) : kommune_short_name(row->kommune);

	return *row->land && !row->is_hidden ? g_strdup_printf("%s %s", glyph(WORDS_LAND, row->land), name) : g_steal_pointer(&name);
}

/* "15.12.2026", or that it is overdue, since when if there is room: the word says what the colour says. */
static char *
due(const ObstacleRow *row, gboolean is_late, int width)
{
	g_autofree char *day = text_date(row->due);

	if (!is_late)
		return g_steal_pointer(&day);
	if (width < WIDTH_LATE || strlen(day) != strlen("20.11.2026"))
		return g_strdup("überfällig");
	return g_strdup_printf("überf. %.6s%s", day, day + 8);
}

/* Words that a narrow column would cut to something else ("Fachverfahren…"). */
static const char *
stelle_short(const char *code)
{
	static const char *const shorter[][2] = {
		{"fachamt", "Fachamt"},     {"it", "IT"},         {"datenschutz", "Datenschutz"},   {"kasse", "Kasse"},           {"kit", "KIT"},
		{"hersteller", "Hersteller"}, {"betreiber", "Betreiber"}, {"landesredaktion", "Landesred."}, {"dvdv", "DVDV-Stelle"},
		{"roll_in", "Roll-in"},     {"themenfeld", "Themenfeld"}, {"koordination", "Koordination"}, {"sonstige", "sonstige"}};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(shorter); i++)
		if (strcmp(shorter[i][0], code) == 0)
			return shorter[i][1];
	return words_text(WORDS_STELLE_KIND, code);
}

static const char *
severity_short(const char *code)
{
	static const char *const shorter[][2] = {{"verhindert", "verh."}, {"verzoegert", "verz."}, {"hinweis", "Hinw."}};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(shorter); i++)
		if (strcmp(shorter[i][0], code) == 0)
			return shorter[i][1];
	return code;
}

/* "*≠ !! verh.": marked, differing inputs, severity. */
static char *
marks(const Huerden *h, const ObstacleRow *row)
{
	return g_strdup_printf("%s%s%-2s %s", g_hash_table_contains(h->marked, row->id) ? "*" : " ", row->n_diff ? "≠" : " ",
			       glyph(WORDS_SEVERITY, row->severity), severity_short(row->severity));
}

static void
put_column(ListRow *out, int width, Role role, const char *text)
{
	if (width)
		list_put(out, width, role, text);
}

/* Colour only where it says something: a whole coloured row would cost twice the bytes of a move, and most rows would be red. */
static void
draw(void *data, gsize index, ListRow *out)
{
	const Huerden *h = data;
	const ObstacleRow *row = huerden_row(h, index);
	const Widths *w = widths_for(out->width);
	g_autofree char *where = row ? place(row) : NULL, *kinds = row ? letters(row->category) : NULL;
	g_autofree char *mark = row ? marks(h, row) : NULL, *when = NULL;
	gboolean is_late;

	if (!row) {
		list_put(out, 0, ROLE_TEXT, "");
		return;
	}
	is_late = row->is_open && *row->due && strcmp(row->due, h->today) < 0;
	when = due(row, is_late, w->due);
	list_put(out, WIDTH_MARKS, row->is_open && strcmp(row->severity, "verhindert") == 0 ? ROLE_BAD : ROLE_TEXT, mark);
	list_put(out, w->status, ROLE_TEXT, words_text(WORDS_OBSTACLE_STATUS, row->status));
	list_put(out, w->place, ROLE_TEXT, where);
	put_column(out, w->leistung, ROLE_TEXT, row->leistung);
	list_put(out, WIDTH_CATEGORY, ROLE_TEXT, kinds);
	list_put(out, w->due, is_late ? ROLE_BAD : ROLE_TEXT, when);
	put_column(out, w->responsible, ROLE_TEXT, stelle_short(row->responsible));
	list_put(out, 0, ROLE_TEXT, row->title);
}

static void
heading(void *data, ListRow *out)
{
	const Widths *w = widths_for(out->width);

	(void)data;
	list_put(out, WIDTH_MARKS, ROLE_HEAD, "  Schwere");
	list_put(out, w->status, ROLE_HEAD, "Status");
	list_put(out, w->place, ROLE_HEAD, "Kommune");
	put_column(out, w->leistung, ROLE_HEAD, "Leistung");
	list_put(out, WIDTH_CATEGORY, ROLE_HEAD, "K");
	list_put(out, w->due, ROLE_HEAD, "fällig");
	put_column(out, w->responsible, ROLE_HEAD, "Stelle");
	list_put(out, 0, ROLE_HEAD, "Hürde");
}

/* Among 100,000 rows counting costs ten times what the first rows cost: these are shown at once, so that typing never waits. */
static void
filter_text(void *data, const char *text)
{
	Huerden *h = data;
	GPtrArray *rows;

	huerden_set_filter(h, FILTER_TEXT, text);
	stop_counting(h);
	rows = app_obstacles(h->app, &h->filter, NULL, FALSE, 0, FIRST_LOOK, NULL);
	if (!rows) {
		huerden_recount(h);
		return;
	}
	h->n_rows = rows->len;
	take_rows(h, rows, 0);
	h->is_more = rows->len == FIRST_LOOK;
	if (h->is_more)
		h->counting = loop_add_timer(tui_loop(h->tui), COUNT_MS, count_later, h);
}

const ListSource huerden_source = {
	.count = count,
	.fetch = fetch,
	.draw = draw,
	.filter = filter_text,
	.heading = heading,
	.empty = "Keine Hürde passt. Esc oder F zeigt alle, n legt eine an.",
};
