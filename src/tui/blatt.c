/* Pages of labelled paragraphs; see blatt.h. Paragraphs are kept as they came and broken into lines for the width of the area. */
#include "blatt.h"

#include <string.h>

#include "cells.h"
#include "command.h"

#define LABEL_COLS 17

typedef struct Paragraph {
	Role role;
	char *label, *text, *target;
} Paragraph;

typedef struct Line {
	const Paragraph *paragraph;
	char *text;
	gboolean is_first;
} Line;

struct Blatt {
	gboolean has_cursor;
	GPtrArray *paragraphs;
	GPtrArray *lines; /* NULL: to be broken anew */
	Area area;
	int top, cursor;
};

static void
paragraph_free(gpointer data)
{
	Paragraph *p = data;

	g_free(p->label);
	g_free(p->text);
	g_free(p->target);
	g_free(p);
}

static void
line_free(gpointer data)
{
	Line *line = data;

	g_free(line->text);
	g_free(line);
}

Blatt *
blatt_new(gboolean has_cursor)
{
	Blatt *blatt = g_new0(Blatt, 1);

	blatt->has_cursor = has_cursor;
	blatt->paragraphs = g_ptr_array_new_with_free_func(paragraph_free);
	return blatt;
}

void
blatt_free(Blatt *blatt)
{
	if (!blatt)
		return;
	g_clear_pointer(&blatt->lines, g_ptr_array_unref);
	g_ptr_array_unref(blatt->paragraphs);
	g_free(blatt);
}

void
blatt_clear(Blatt *blatt)
{
	g_clear_pointer(&blatt->lines, g_ptr_array_unref);
	g_ptr_array_set_size(blatt->paragraphs, 0);
}

void
blatt_top(Blatt *blatt)
{
	blatt->top = blatt->cursor = 0;
}

/* --- filling ---------------------------------------------------------------------------------------------------------------- */

void
blatt_add(Blatt *blatt, Role role, const char *label, const char *text, const char *target)
{
	Paragraph *p = g_new0(Paragraph, 1);

	p->role = role;
	p->label = g_strdup(label);
	p->text = g_strchomp(g_strdup(text ? text : ""));
	p->target = g_strdup(target);
	g_ptr_array_add(blatt->paragraphs, p);
	g_clear_pointer(&blatt->lines, g_ptr_array_unref);
}

void
blatt_printf(Blatt *blatt, Role role, const char *label, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	blatt_add(blatt, role, label, text, NULL);
}

void
blatt_gap(Blatt *blatt)
{
	if (blatt->paragraphs->len)
		blatt_add(blatt, ROLE_TEXT, NULL, "", NULL);
}

void
blatt_head(Blatt *blatt, const char *text)
{
	blatt_gap(blatt);
	blatt_add(blatt, ROLE_HEAD, NULL, text, NULL);
}

/* --- lines ------------------------------------------------------------------------------------------------------------------ */

static int
margin(const Blatt *blatt)
{
	return blatt->has_cursor ? 2 : 1;
}

/* On a narrow screen labels take less, so that text keeps most of the line. */
static int
label_cols(const Blatt *blatt)
{
	return MIN(LABEL_COLS, blatt->area.cols / 3);
}

static void
break_paragraph(Blatt *blatt, const Paragraph *p)
{
	int width = blatt->area.cols - margin(blatt) - (p->label ? label_cols(blatt) : 0) - 1;
	g_autoptr(GPtrArray) texts = cells_wrap(p->text, MAX(width, 8));
	guint i;

	for (i = 0; i < texts->len; i++) {
		Line *line = g_new0(Line, 1);

		line->paragraph = p;
		line->text = g_strdup(texts->pdata[i]);
		line->is_first = i == 0;
		g_ptr_array_add(blatt->lines, line);
	}
}

static void
break_lines(Blatt *blatt)
{
	guint i;

	if (blatt->lines)
		return;
	blatt->lines = g_ptr_array_new_with_free_func(line_free);
	for (i = 0; i < blatt->paragraphs->len; i++)
		break_paragraph(blatt, blatt->paragraphs->pdata[i]);
}

static int
n_lines(const Blatt *blatt)
{
	return blatt->lines ? (int)blatt->lines->len : 0;
}

/* The last row says that there is more, when there is. */
static int
n_rows(const Blatt *blatt)
{
	return n_lines(blatt) > blatt->area.rows ? MAX(1, blatt->area.rows - 1) : MAX(1, blatt->area.rows);
}

static void
keep_in_view(Blatt *blatt)
{
	int rows = n_rows(blatt), last = MAX(0, n_lines(blatt) - 1);

	blatt->cursor = CLAMP(blatt->cursor, 0, last);
	if (blatt->has_cursor)
		blatt->top = CLAMP(blatt->top, blatt->cursor - rows + 1, blatt->cursor);
	blatt->top = CLAMP(blatt->top, 0, MAX(0, n_lines(blatt) - rows));
}

static const Line *
line_at(const Blatt *blatt, int index)
{
	return index >= 0 && index < n_lines(blatt) ? blatt->lines->pdata[index] : NULL;
}

/* The cursor stays on its paragraph, whatever the new width makes of the lines before it. */
void
blatt_layout(Blatt *blatt, Area area)
{
	const Line *at = blatt->lines ? line_at(blatt, blatt->cursor) : NULL;
	const Paragraph *paragraph = at ? at->paragraph : NULL;
	gboolean is_new_width = area.cols != blatt->area.cols;
	int i;

	blatt->area = area;
	if (!is_new_width)
		return;
	g_clear_pointer(&blatt->lines, g_ptr_array_unref);
	break_lines(blatt);
	for (i = 0; paragraph && i < n_lines(blatt); i++)
		if (line_at(blatt, i)->paragraph == paragraph) {
			blatt->cursor = i;
			return;
		}
}

/* --- drawing ---------------------------------------------------------------------------------------------------------------- */

static void
draw_line(const Blatt *blatt, int y, const Line *line, gboolean is_selected)
{
	const Paragraph *p = line->paragraph;
	int x = blatt->area.x, end = x + blatt->area.cols;
	Role role = is_selected ? ROLE_SELECTION : p->role;

	cells_put(stdscr, y, x, margin(blatt), is_selected ? ROLE_SELECTION : ROLE_TEXT, is_selected ? ">" : "");
	x += margin(blatt);
	if (p->label) {
		cells_put(stdscr, y, x, label_cols(blatt), is_selected ? ROLE_SELECTION : ROLE_HEAD, line->is_first ? p->label : "");
		x += label_cols(blatt);
	}
	cells_put(stdscr, y, x, end - x, role, line->text);
}

static void
draw_more(const Blatt *blatt)
{
	int rows = n_rows(blatt), below = n_lines(blatt) - blatt->top - rows;
	g_autofree char *text = below > 0 ? g_strdup_printf("↓ noch %d %s (↓ oder Bild↓)", below, below == 1 ? "Zeile" : "Zeilen")
	                                  : g_strdup("Ende des Textes (↑ oder Bild↑)");

	if (rows < blatt->area.rows)
		cells_put(stdscr, blatt->area.y + rows, blatt->area.x, blatt->area.cols, ROLE_MUTED, text);
}

void
blatt_draw(Blatt *blatt)
{
	int rows, i;

	break_lines(blatt);
	keep_in_view(blatt);
	rows = n_rows(blatt);
	for (i = 0; i < rows && i < blatt->area.rows; i++) {
		const Line *line = line_at(blatt, blatt->top + i);

		if (line)
			draw_line(blatt, blatt->area.y + i, line, blatt->has_cursor && blatt->top + i == blatt->cursor);
		else
			cells_put(stdscr, blatt->area.y + i, blatt->area.x, blatt->area.cols, ROLE_TEXT, "");
	}
	if (n_lines(blatt) > blatt->area.rows)
		draw_more(blatt);
	term_cursor(blatt->area.y + (blatt->has_cursor ? blatt->cursor - blatt->top : 0), blatt->area.x, FALSE);
}

/* --- keys ------------------------------------------------------------------------------------------------------------------- */

static gboolean
is_blank(const Blatt *blatt, int index)
{
	const Line *line = line_at(blatt, index);

	return line && !*line->text && !(line->is_first && line->paragraph->label);
}

static unsigned
move_by(Blatt *blatt, int step)
{
	break_lines(blatt);
	if (!blatt->has_cursor) {
		blatt->top += step;
	} else {
		blatt->cursor = CLAMP(blatt->cursor + step, 0, MAX(0, n_lines(blatt) - 1));
		while (is_blank(blatt, blatt->cursor) && blatt->cursor > 0 && blatt->cursor + 1 < n_lines(blatt))
			blatt->cursor += step < 0 ? -1 : 1;
	}
	keep_in_view(blatt);
	return TUI_HANDLED | TUI_PAINT;
}

static unsigned
click(Blatt *blatt, const Event *event)
{
	const Area *area = &blatt->area;

	if (event->y < area->y || event->y >= area->y + n_rows(blatt) || event->x < area->x || event->x >= area->x + area->cols)
		return TUI_PASS;
	return blatt->has_cursor ? move_by(blatt, blatt->top + event->y - area->y - blatt->cursor) : TUI_HANDLED;
}

unsigned
blatt_handle(Blatt *blatt, const Event *event)
{
	int page = MAX(1, n_rows(blatt) - 1), all = n_lines(blatt) + 1;
	const struct {
		int key, step;
	} moves[] = { { TK_UP, -1 }, { TK_DOWN, 1 }, { TK_PGUP, -page }, { TK_PGDN, page }, { TK_HOME, -all }, { TK_END, all },
		{ TK_WHEEL_UP, -3 }, { TK_WHEEL_DOWN, 3 }, { TK_SPACE, page } };
	gsize i;

	if (event->key == TK_CLICK)
		return click(blatt, event);
	for (i = 0; i < G_N_ELEMENTS(moves); i++)
		if (moves[i].key == event->key)
			return move_by(blatt, moves[i].step);
	return TUI_PASS;
}

const char *
blatt_target(const Blatt *blatt)
{
	const Line *line = line_at(blatt, blatt->cursor);

	return line && blatt->has_cursor ? line->paragraph->target : NULL;
}

gboolean
blatt_go(Blatt *blatt, const char *prefix)
{
	int i;

	break_lines(blatt);
	for (i = 0; i < n_lines(blatt); i++) {
		const char *target = line_at(blatt, i)->paragraph->target;

		if (target && g_str_has_prefix(target, prefix)) {
			blatt->cursor = i;
			return TRUE;
		}
	}
	return FALSE;
}

gboolean
blatt_is_scrolled(const Blatt *blatt)
{
	return blatt->top > 0;
}
