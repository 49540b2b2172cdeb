/* A text under the cursor; see edit.h. */
#include "edit.h"

#include <string.h>
#include <sys/mman.h>

#include "cells.h"
#include "screen.h"

struct Edit {
	GString *text;     /* valid UTF-8 */
	gsize cursor;      /* byte, start of a character; <= text->len */
	gsize max;
	gboolean is_multiline;
	gboolean is_secret;
	gsize left;        /* one line: first byte shown */
	int top_line;      /* several: first line shown */
	int width;         /* of the last drawing, for Up and Down */
	int cursor_row;
};

Edit *
edit_new(gsize max, gboolean is_multiline)
{
	Edit *edit = g_new0(Edit, 1);

	edit->text = g_string_new(NULL);
	edit->max = max;
	edit->is_multiline = is_multiline;
	edit->width = 60;
	return edit;
}

Edit *
edit_new_secret(gsize max)
{
	Edit *edit = edit_new(max, FALSE);

	/* All of it at once: a string that grows leaves copies behind. */
	g_string_free(edit->text, TRUE);
	edit->text = g_string_sized_new(max + 1);
	edit->is_secret = TRUE;
	mlock(edit->text->str, edit->text->allocated_len);
	return edit;
}

void
edit_free(Edit *edit)
{
	if (!edit)
		return;
	if (edit->is_secret) {
		explicit_bzero(edit->text->str, edit->text->allocated_len);
		munlock(edit->text->str, edit->text->allocated_len);
	}
	g_string_free(edit->text, TRUE);
	g_free(edit);
}

void
edit_set(Edit *edit, const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
	gsize len = strlen(valid);

	while (len > edit->max)
		len = (gsize)(g_utf8_prev_char(valid + len) - valid);
	g_string_truncate(edit->text, 0);
	g_string_append_len(edit->text, valid, (gssize)len);
	edit->cursor = len;
	edit->left = 0;
	edit->top_line = 0;
}

const char *
edit_text(const Edit *edit)
{
	return edit->text->str;
}

int
edit_cursor_row(const Edit *edit)
{
	return edit->cursor_row;
}

/* --- moving ----------------------------------------------------------------------------------------------------------------- */

static gsize
before(const Edit *edit, gsize at)
{
	const char *start = edit->text->str, *p = start + at;

	while (p > start) {
		p = g_utf8_prev_char(p);
		if (!g_unichar_ismark(g_utf8_get_char(p)))
			break;
	}
	return (gsize)(p - start);
}

static gsize
after(const Edit *edit, gsize at)
{
	int width;

	return at < edit->text->len ? (gsize)(cells_step(edit->text->str + at, &width) - edit->text->str) : at;
}

static int
columns_between(const Edit *edit, gsize from, gsize to)
{
	int columns = 0, width;

	while (from < to) {
		from = (gsize)(cells_step(edit->text->str + from, &width) - edit->text->str);
		columns += width;
	}
	return columns;
}

static unsigned
go(Edit *edit, gsize to)
{
	if (to == edit->cursor)
		return TUI_PASS;
	edit->cursor = to;
	return TUI_HANDLED | TUI_PAINT;
}

static unsigned
left(Edit *edit)
{
	return go(edit, before(edit, edit->cursor)) | TUI_HANDLED;
}

static unsigned
right(Edit *edit)
{
	return go(edit, after(edit, edit->cursor)) | TUI_HANDLED;
}

static gsize
line_start(const Edit *edit)
{
	gsize at = edit->cursor;

	while (at > 0 && edit->text->str[at - 1] != '\n')
		at--;
	return at;
}

static gsize
line_stop(const Edit *edit)
{
	return edit->cursor + strcspn(edit->text->str + edit->cursor, "\n");
}

static unsigned
home(Edit *edit)
{
	return go(edit, line_start(edit)) | TUI_HANDLED;
}

static unsigned
end(Edit *edit)
{
	return go(edit, line_stop(edit)) | TUI_HANDLED;
}

/* The shown line with the cursor: the last that starts at or before it. */
static guint
cursor_line(const Edit *edit, const GArray *lines)
{
	guint i = lines->len;

	while (--i > 0)
		if (g_array_index(lines, CellsLine, i).start <= edit->cursor)
			break;
	return i;
}

static unsigned
vertical(Edit *edit, int step)
{
	g_autoptr(GArray) lines = cells_break(edit->text->str, edit->width - 1);
	guint line = cursor_line(edit, lines);
	const CellsLine *to;
	int column, width;
	gsize at, stop;

	if (!edit->is_multiline || (step < 0 ? line == 0 : line + 1 >= lines->len))
		return TUI_PASS;
	column = columns_between(edit, g_array_index(lines, CellsLine, line).start, edit->cursor);
	to = &g_array_index(lines, CellsLine, step < 0 ? line - 1 : line + 1);
	stop = to->start + to->len;
	for (at = to->start; at < stop; at = after(edit, at)) {
		cells_step(edit->text->str + at, &width);
		if (column < width || (after(edit, at) == stop && stop < edit->text->len && edit->text->str[stop] != '\n'))
			break; /* the end of a broken line is the start of the next */
		column -= width;
	}
	return go(edit, at) | TUI_HANDLED;
}

static unsigned
up(Edit *edit)
{
	return vertical(edit, -1);
}

static unsigned
down(Edit *edit)
{
	return vertical(edit, 1);
}

/* --- changing --------------------------------------------------------------------------------------------------------------- */

static unsigned
erase_between(Edit *edit, gsize from, gsize to)
{
	if (from >= to)
		return TUI_HANDLED;
	g_string_erase(edit->text, (gssize)from, (gssize)(to - from));
	edit->cursor = from;
	return TUI_HANDLED | TUI_CONTENT;
}

static unsigned
backspace(Edit *edit)
{
	return erase_between(edit, before(edit, edit->cursor), edit->cursor);
}

static unsigned
delete_right(Edit *edit)
{
	return erase_between(edit, edit->cursor, after(edit, edit->cursor));
}

static unsigned
kill_left(Edit *edit)
{
	return erase_between(edit, line_start(edit), edit->cursor);
}

static unsigned
kill_right(Edit *edit)
{
	return erase_between(edit, edit->cursor, line_stop(edit));
}

static unsigned
kill_word(Edit *edit)
{
	gsize at = edit->cursor;

	while (at > 0 && g_ascii_isspace(edit->text->str[at - 1]))
		at--;
	while (at > 0 && !g_ascii_isspace(edit->text->str[at - 1]))
		at--;
	return erase_between(edit, at, edit->cursor);
}

static unsigned
insert(Edit *edit, gunichar c)
{
	char bytes[8];
	gsize len = (gsize)g_unichar_to_utf8(c, bytes);

	if (edit->text->len + len > edit->max)
		return TUI_HANDLED;
	g_string_insert_len(edit->text, (gssize)edit->cursor, bytes, (gssize)len);
	edit->cursor += len;
	return TUI_HANDLED | TUI_CONTENT;
}

static unsigned
newline(Edit *edit)
{
	return edit->is_multiline ? insert(edit, '\n') : TUI_PASS;
}

static const struct {
	int key;
	unsigned (*run)(Edit *edit);
} keys[] = {
	{ TK_LEFT, left }, { TK_RIGHT, right }, { TK_HOME, home }, { TK_END, end }, { TK_UP, up }, { TK_DOWN, down }, { TK_ENTER, newline },
	{ TK_BACKSPACE, backspace }, { TK_DELETE, delete_right }, { TK_CTRL('a'), home }, { TK_CTRL('e'), end },
	{ TK_CTRL('u'), kill_left }, { TK_CTRL('k'), kill_right }, { TK_CTRL('w'), kill_word },
};

unsigned
edit_handle(Edit *edit, const Event *event)
{
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(keys); i++)
		if (keys[i].key == event->key)
			return keys[i].run(edit);
	if (TK_IS_TEXT(event->key) && g_unichar_validate((gunichar)event->key) && !g_unichar_iscntrl((gunichar)event->key))
		return insert(edit, (gunichar)event->key);
	return TUI_PASS;
}

/* --- drawing ---------------------------------------------------------------------------------------------------------------- */

static void
put_line(Area area, int row, int top, int bottom, Role role, const char *text)
{
	int y = area.y + row;

	if (y >= top && y < bottom)
		cells_put(stdscr, y, area.x, area.cols, role, text);
}

/* A dot for each character; how long it is may be seen by who types. */
static void
draw_secret(const Edit *edit, Area area, int top, int bottom, Role role, gboolean has_focus)
{
	glong n = g_utf8_strlen(edit->text->str, -1), before_cursor = g_utf8_strlen(edit->text->str, (gssize)edit->cursor);
	GString *dots = g_string_new(NULL);
	glong i;

	for (i = 0; i < MIN(n, area.cols - 2); i++)
		g_string_append(dots, cells_is_utf8() ? "•" : "*");
	put_line(area, 0, top, bottom, role, dots->str);
	g_string_free(dots, TRUE);
	if (has_focus && area.y >= top && area.y < bottom)
		term_cursor(area.y, area.x + (int)MIN(before_cursor, area.cols - 2), TRUE);
}

static void
draw_one(Edit *edit, Area area, int top, int bottom, Role role, gboolean has_focus)
{
	if (edit->left > edit->cursor || edit->left > edit->text->len)
		edit->left = edit->cursor;
	if (!has_focus)
		edit->left = 0;
	while (has_focus && edit->left < edit->cursor && columns_between(edit, edit->left, edit->cursor) > area.cols - 2)
		edit->left = after(edit, edit->left);
	put_line(area, 0, top, bottom, role, edit->text->str + edit->left);
	edit->cursor_row = 0;
	if (has_focus && area.y >= top && area.y < bottom)
		term_cursor(area.y, area.x + columns_between(edit, edit->left, edit->cursor), TRUE);
}

static void
draw_many(Edit *edit, Area area, int top, int bottom, Role role, gboolean has_focus)
{
	g_autoptr(GArray) lines = cells_break(edit->text->str, area.cols - 1);
	int line = (int)cursor_line(edit, lines), row;

	if (line < edit->top_line)
		edit->top_line = line;
	if (line >= edit->top_line + area.rows)
		edit->top_line = line - area.rows + 1;
	edit->top_line = MAX(0, MIN(edit->top_line, (int)lines->len - area.rows));
	edit->cursor_row = line - edit->top_line;
	for (row = 0; row < area.rows; row++) {
		guint i = (guint)(edit->top_line + row);
		g_autofree char *text = NULL;

		if (i < lines->len)
			text = g_strchomp(g_strndup(edit->text->str + g_array_index(lines, CellsLine, i).start, g_array_index(lines, CellsLine, i).len));
		put_line(area, row, top, bottom, role, text);
	}
	row = area.y + edit->cursor_row;
	if (has_focus && row >= top && row < bottom) {
		int column = columns_between(edit, g_array_index(lines, CellsLine, line).start, edit->cursor);

		term_cursor(row, area.x + MIN(column, area.cols - 1), TRUE);
	}
}

void
edit_draw(Edit *edit, Area area, int top, int bottom, Role role, gboolean has_focus)
{
	edit->width = MAX(area.cols, 2);
	if (area.cols < 2)
		return;
	if (edit->is_secret)
		draw_secret(edit, area, top, bottom, role, has_focus);
	else if (edit->is_multiline)
		draw_many(edit, area, top, bottom, role, has_focus);
	else
		draw_one(edit, area, top, bottom, role, has_focus);
}
