/*
 * The one way text reaches the screen; see cells.h.
 *
 * Text passes three steps: text_visible() takes away what a terminal could obey, text_ascii() what the locale cannot show, then
 * characters are gathered into cells of one base with its marks, with the columns of wcwidth().
 */
#include "cells.h"

#include <langinfo.h>
#include <string.h>
#include <wchar.h>

#include "vorort/text.h"

typedef struct Cell {
	wchar_t text[CCHARW_MAX + 1]; /* ends with 0 */
	int n, width;
} Cell;

static gboolean is_utf8;

void
cells_start(void)
{
	const char *codeset = nl_langinfo(CODESET);

	is_utf8 = g_ascii_strcasecmp(codeset, "UTF-8") == 0 || g_ascii_strcasecmp(codeset, "UTF8") == 0;
}

void
cells_set_utf8(gboolean utf8)
{
	is_utf8 = utf8;
}

gboolean
cells_is_utf8(void)
{
	return is_utf8;
}

/* --- cells ------------------------------------------------------------------------------------------------------------------ */

static gboolean
is_plain(const char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			return FALSE;
	return TRUE;
}

static char *
shown(const char *text)
{
	g_autofree char *safe = NULL;

	if (!text || is_plain(text))
		return g_strdup(text ? text : "");
	safe = text_visible(text, FALSE);
	return is_utf8 ? g_steal_pointer(&safe) : text_ascii(safe);
}

static int
columns_of(gunichar c)
{
	if (c < 0x80)
		return 1;
	if (!is_utf8)
		return 1;
	return wcwidth((wchar_t)c);
}

/* Unknown to the C library: its width on the terminal cannot be known, either. */
static void
add_cell(GArray *cells, gunichar c)
{
	Cell cell = { .n = 1, .width = columns_of(c) };

	cell.text[0] = (wchar_t)c;
	if (cell.width < 0) {
		cell.text[0] = L'?';
		cell.width = 1;
	}
	g_array_append_val(cells, cell);
}

static GArray *
to_cells(const char *safe)
{
	GArray *cells = g_array_sized_new(FALSE, TRUE, sizeof(Cell), (guint)strlen(safe) + 1);

	for (; *safe; safe = g_utf8_next_char(safe)) {
		gunichar c = g_utf8_get_char(safe);
		Cell *last;

		if (columns_of(c) != 0) {
			add_cell(cells, c);
			continue;
		}
		if (cells->len == 0)
			add_cell(cells, ' '); /* a mark without base must not climb onto its neighbour */
		last = &g_array_index(cells, Cell, cells->len - 1);
		if (last->n < CCHARW_MAX - 1)
			last->text[last->n++] = (wchar_t)c;
	}
	return cells;
}

static int
width_of(const GArray *cells)
{
	int width = 0;
	guint i;

	for (i = 0; i < cells->len; i++)
		width += g_array_index(cells, Cell, i).width;
	return width;
}

/* Shortens to @width columns with an ellipsis. */
static void
cut(GArray *cells, int width)
{
	int used = 0;
	guint i;

	if (width_of(cells) <= width)
		return;
	for (i = 0; i < cells->len; i++) {
		int w = g_array_index(cells, Cell, i).width;

		if (used + w > width - 1)
			break;
		used += w;
	}
	g_array_set_size(cells, i);
	if (width > 0)
		add_cell(cells, is_utf8 ? 0x2026 : '~');
}

static void
put_cells(WINDOW *win, int y, int x, Role role, const GArray *cells)
{
	g_autofree cchar_t *line = g_new0(cchar_t, cells->len + 1);
	guint i;

	for (i = 0; i < cells->len; i++)
		setcchar(&line[i], g_array_index(cells, Cell, i).text, colour_attr(role), colour_pair(role), NULL);
	mvwadd_wchnstr(win, y, x, line, (int)cells->len);
}

static int
put(WINDOW *win, int y, int x, int width, Role role, const char *text, gboolean is_padded)
{
	g_autofree char *safe = NULL;
	g_autoptr(GArray) cells = NULL;
	int used;

	width = MIN(width, getmaxx(win) - x);
	if (width <= 0 || x < 0 || y < 0 || y >= getmaxy(win))
		return 0;
	safe = shown(text);
	cells = to_cells(safe);
	cut(cells, width);
	used = width_of(cells);
	while (is_padded && used < width) {
		add_cell(cells, ' ');
		used++;
	}
	put_cells(win, y, x, role, cells);
	return used;
}

void
cells_put(WINDOW *win, int y, int x, int width, Role role, const char *text)
{
	put(win, y, x, width, role, text, TRUE);
}

int
cells_put_piece(WINDOW *win, int y, int x, int width, Role role, const char *text)
{
	return put(win, y, x, width, role, text, FALSE);
}

void
cells_clear(WINDOW *win, int y, int x, int rows, int cols)
{
	int i;

	for (i = 0; i < rows; i++)
		cells_put(win, y + i, x, cols, ROLE_TEXT, "");
}

void
cells_box(WINDOW *win, int y, int x, int rows, int cols, const char *title)
{
	g_autofree char *line = NULL;
	GString *dashes = g_string_new(NULL);
	int i;

	for (i = 0; i < cols - 2; i++)
		g_string_append(dashes, "─");
	line = g_string_free(dashes, FALSE);
	for (i = 0; i < rows; i++) {
		gboolean is_edge = i == 0 || i == rows - 1;

		cells_put(win, y + i, x - 1, 1, ROLE_TEXT, ""); /* apart from the text below it */
		cells_put(win, y + i, x + cols, 1, ROLE_TEXT, "");
		cells_put(win, y + i, x, 1, ROLE_BORDER, i == 0 ? "┌" : is_edge ? "└" : "│");
		cells_put(win, y + i, x + 1, cols - 2, ROLE_BORDER, is_edge ? line : "");
		cells_put(win, y + i, x + cols - 1, 1, ROLE_BORDER, i == 0 ? "┐" : is_edge ? "┘" : "│");
	}
	if (title && *title && cols > 8) {
		g_autofree char *spaced = g_strdup_printf(" %s ", title);

		cells_put_piece(win, y, x + 2, cols - 4, ROLE_HEAD, spaced);
	}
}

/* --- measuring -------------------------------------------------------------------------------------------------------------- */

int
cells_width(const char *text)
{
	g_autofree char *safe = shown(text);
	g_autoptr(GArray) cells = to_cells(safe);

	return width_of(cells);
}

static gboolean
is_mark_at(const char *p)
{
	gunichar c;

	if ((guchar)*p < 0x80)
		return FALSE;
	c = g_utf8_get_char_validated(p, -1);
	return c < 0x110000 && g_unichar_ismark(c);
}

const char *
cells_step(const char *text, int *width)
{
	const char *next = text;
	g_autofree char *piece = NULL;
	gunichar c = g_utf8_get_char_validated(text, -1);

	next = c >= 0x110000 ? text + 1 : g_utf8_next_char(text);
	while (is_mark_at(next))
		next = g_utf8_next_char(next);
	if (next == text + 1 && c >= ' ' && c < 0x7f) {
		*width = 1;
		return next;
	}
	piece = g_strndup(text, (gsize)(next - text));
	*width = cells_width(piece);
	return next;
}

/* The end of the line that starts at @start; *@rest receives where the next one starts, NULL after the last. */
static const char *
line_end(const char *start, int width, const char **rest)
{
	const char *p = start, *after_blank = NULL;
	int used = 0, w;

	while (*p && *p != '\n') {
		const char *next = cells_step(p, &w);

		if (used + w > width && *p != ' ' && p > start) {
			*rest = after_blank ? after_blank : p;
			return *rest;
		}
		used += w;
		if (*p == ' ')
			after_blank = next;
		p = next;
	}
	*rest = *p ? p + 1 : NULL;
	return p;
}

GArray *
cells_break(const char *text, int width)
{
	GArray *lines = g_array_new(FALSE, FALSE, sizeof(CellsLine));
	const char *p = text;

	while (p) {
		const char *rest, *end = line_end(p, MAX(width, 1), &rest);
		CellsLine line = { .start = (gsize)(p - text), .len = (gsize)(end - p) };

		g_array_append_val(lines, line);
		p = rest;
	}
	return lines;
}

GPtrArray *
cells_wrap(const char *text, int width)
{
	g_autoptr(GArray) broken = cells_break(text ? text : "", width);
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
	guint i;

	for (i = 0; i < broken->len; i++) {
		const CellsLine *line = &g_array_index(broken, CellsLine, i);

		g_ptr_array_add(lines, g_strchomp(g_strndup(text ? text + line->start : "", line->len)));
	}
	return lines;
}
