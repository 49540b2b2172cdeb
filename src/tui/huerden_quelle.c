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

void
huerden_recount(Huerden *h)
{
	h->is_fresh = FALSE;
	count_rows(h);
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

const ObstacleRow *
huerden_selected(const Huerden *h)
{
	return h->n_rows ? huerden_row(h, list_index(h->list)) : NULL;
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

static Role
row_role(const ObstacleRow *row, gboolean is_late)
{
	if (!row->is_open)
		return ROLE_MUTED;
	return is_late || strcmp(row->severity, "verhindert") == 0 ? ROLE_BAD : ROLE_TEXT;
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

static char *
place(const ObstacleRow *row)
{
	g_autofree char *name = kommune_short_name(row->kommune);

	return *row->land ? g_strdup_printf("%s %s", name, glyph(WORDS_LAND, row->land)) : g_steal_pointer(&name);
}

/* "15.12.2026", or "überf. 20.11.26": the word says what the colour says. */
static char *
due(const ObstacleRow *row, gboolean is_late)
{
	g_autofree char *day = text_date(row->due);

	if (!is_late || strlen(day) != strlen("20.11.2026"))
		return g_steal_pointer(&day);
	return g_strdup_printf("überf. %.6s%s", day, day + 8);
}

/* Words that a narrow column would cut to something else ("Fachverfahren…"). */
static const char *
stelle_short(const char *code)
{
	static const char *const shorter[][2] = {{"kit", "KIT"}, {"hersteller", "Hersteller"}, {"koordination", "Koordination"}};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(shorter); i++)
		if (strcmp(shorter[i][0], code) == 0)
			return shorter[i][1];
	return words_text(WORDS_STELLE_KIND, code);
}

typedef struct Widths {
	int status, place, leistung, responsible; /* 0: no column */
} Widths;

static const Widths narrow = {10, 12, 0, 0}, wide = {15, 20, 12, 13};

enum { WIDTH_MARK = 4, WIDTH_CATEGORY = 2, WIDTH_DUE = 15 };

static void
put_column(ListRow *out, int width, Role role, const char *text)
{
	if (width)
		list_put(out, width, role, text);
}

static void
draw(void *data, gsize index, ListRow *out)
{
	const Huerden *h = data;
	const ObstacleRow *row = huerden_row(h, index);
	const Widths *w = out->width >= WIDE_COLS ? &wide : &narrow;
	g_autofree char *where = NULL, *kinds = NULL, *when = NULL, *mark = NULL;
	gboolean is_late;
	Role role;

	if (!row) {
		list_put(out, 0, ROLE_TEXT, "");
		return;
	}
	is_late = row->is_open && *row->due && strcmp(row->due, h->today) < 0;
	role = row_role(row, is_late);
	where = place(row);
	kinds = letters(row->category);
	when = due(row, is_late);
	mark = g_strdup_printf("%s%s%s", g_hash_table_contains(h->marked, row->id) ? "*" : " ", row->n_diff ? "≠" : " ",
			       glyph(WORDS_SEVERITY, row->severity));
	list_put(out, WIDTH_MARK, role, mark);
	list_put(out, w->status, role, words_text(WORDS_OBSTACLE_STATUS, row->status));
	list_put(out, w->place, role, where);
	put_column(out, w->leistung, role, row->leistung);
	list_put(out, WIDTH_CATEGORY, role, kinds);
	list_put(out, WIDTH_DUE, role, when);
	put_column(out, w->responsible, role, stelle_short(row->responsible));
	list_put(out, 0, role, row->title);
}

static void
heading(void *data, ListRow *out)
{
	const Widths *w = out->width >= WIDE_COLS ? &wide : &narrow;

	(void)data;
	list_put(out, WIDTH_MARK, ROLE_HEAD, "");
	list_put(out, w->status, ROLE_HEAD, "Status");
	list_put(out, w->place, ROLE_HEAD, "Kommune");
	put_column(out, w->leistung, ROLE_HEAD, "Leistung");
	list_put(out, WIDTH_CATEGORY, ROLE_HEAD, "K");
	list_put(out, WIDTH_DUE, ROLE_HEAD, "fällig");
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
