/* The rows of the board: a window on the store, read by keyset wherever it lies; see huerden.h. */
#include <string.h>

#include "cells.h"
#include "huerden.h"
#include "vorort/text.h"

void
huerden_recount(Huerden *h)
{
	gint64 n = app_count_obstacles(h->app, &h->filter, NULL);

	h->n_rows = n > 0 ? (gsize)n : 0;
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
	GPtrArray *rows = app_obstacles(h->app, &h->filter, id, backward, skip, (guint)want->n, NULL);

	if (!rows)
		return;
	if (backward)
		reverse(rows);
	if (h->rows)
		g_ptr_array_unref(h->rows);
	h->rows = rows;
	h->first = want->first;
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

static char *
due(const ObstacleRow *row, gboolean is_late)
{
	g_autofree char *day = text_date(row->due);

	return is_late ? g_strdup_printf("! %s", day) : g_steal_pointer(&day);
}

static void
draw(void *data, gsize index, ListRow *out)
{
	const Huerden *h = data;
	const ObstacleRow *row = huerden_row(h, index);
	gboolean is_wide = out->width >= WIDE_COLS, is_late;
	g_autofree char *where = NULL, *kinds = NULL, *when = NULL, *mark = NULL;
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
	list_put(out, 4, role, mark);
	list_put(out, is_wide ? 16 : 10, role, words_text(WORDS_OBSTACLE_STATUS, row->status));
	list_put(out, is_wide ? 24 : 13, role, where);
	if (is_wide)
		list_put(out, 16, role, row->leistung);
	list_put(out, 2, role, kinds);
	list_put(out, 12, role, when);
	if (is_wide)
		list_put(out, 14, role, words_text(WORDS_STELLE_KIND, row->responsible));
	list_put(out, 0, role, row->title);
}

static void
heading(void *data, ListRow *out)
{
	gboolean is_wide = out->width >= WIDE_COLS;

	(void)data;
	list_put(out, 4, ROLE_HEAD, "");
	list_put(out, is_wide ? 16 : 10, ROLE_HEAD, "Status");
	list_put(out, is_wide ? 24 : 13, ROLE_HEAD, "Kommune");
	if (is_wide)
		list_put(out, 16, ROLE_HEAD, "Leistung");
	list_put(out, 2, ROLE_HEAD, "K");
	list_put(out, 12, ROLE_HEAD, "fällig");
	if (is_wide)
		list_put(out, 14, ROLE_HEAD, "verantwortlich");
	list_put(out, 0, ROLE_HEAD, "Hürde");
}

static void
filter_text(void *data, const char *text)
{
	Huerden *h = data;

	huerden_set_filter(h, FILTER_TEXT, text);
	huerden_recount(h);
}

const ListSource huerden_source = {
	.count = count,
	.fetch = fetch,
	.draw = draw,
	.filter = filter_text,
	.heading = heading,
	.empty = "Keine Hürde passt. F zeigt alle, n legt eine an.",
};
