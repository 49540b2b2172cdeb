/* Virtual lists; see list.h. */
#include "list.h"

#include "edit.h"

struct List {
	const ListSource *source;
	void *data;
	Area area;
	gsize count, index, top;
	gboolean is_counted;
	gsize first, n;          /* the window fetched last; n 0: none */
	gboolean is_drawn;       /* the next two say what stands on the screen */
	gsize drawn_index, drawn_top;
	Edit *filter;            /* NULL: the source cannot */
	gboolean is_filtering;
};

List *
list_new(const ListSource *source, void *data)
{
	List *list = g_new0(List, 1);

	list->source = source;
	list->data = data;
	if (source->filter)
		list->filter = edit_new(100, FALSE);
	return list;
}

void
list_free(List *list)
{
	if (!list)
		return;
	edit_free(list->filter);
	g_free(list);
}

void
list_reload(List *list)
{
	list->is_counted = FALSE;
	list->n = 0;
	list->is_drawn = FALSE;
}

void
list_repaint(List *list)
{
	list->is_drawn = FALSE;
}

void
list_layout(List *list, Area area)
{
	list->area = area;
	list->is_drawn = FALSE;
}

gsize
list_count(List *list)
{
	if (!list->is_counted) {
		list->count = list->source->count(list->data);
		list->is_counted = TRUE;
		list->index = MIN(list->index, list->count ? list->count - 1 : 0);
	}
	return list->count;
}

gsize
list_index(const List *list)
{
	return list->index;
}

void
list_select(List *list, gsize index)
{
	list->index = index;
	if (list->is_counted)
		list->index = MIN(index, list->count ? list->count - 1 : 0);
}

gboolean
list_is_filtering(const List *list)
{
	return list->is_filtering;
}

/* --- the window ------------------------------------------------------------------------------------------------------------- */

static gboolean
has_filter_line(const List *list)
{
	return list->filter && (list->is_filtering || *edit_text(list->filter));
}

/* Lines above the first row. */
static int
n_head(const List *list)
{
	return (has_filter_line(list) ? 1 : 0) + (list->source->heading ? 1 : 0);
}

static gsize
n_rows(const List *list)
{
	return (gsize)MAX(1, list->area.rows - n_head(list));
}

static void
scroll_to_selection(List *list)
{
	gsize rows = n_rows(list), last_top = list->count > rows ? list->count - rows : 0;

	if (list->index < list->top)
		list->top = list->index;
	if (list->index >= list->top + rows)
		list->top = list->index - rows + 1;
	list->top = MIN(list->top, last_top);
}

static ListWant
plan(const List *list, gsize first, gsize n)
{
	ListWant want = { .first = first, .n = n, .how = LIST_AT };
	gsize old_end = list->first + list->n;

	if (first == 0)
		want.how = LIST_FROM_START;
	else if (first + n == list->count)
		want.how = LIST_FROM_END;
	if (list->n == 0)
		return want;
	if (first > list->first && first - 1 < old_end) {
		want.how = LIST_AFTER;
		want.anchor = first - 1;
	} else if (first < list->first && first + n >= list->first && first + n < old_end) {
		want.how = LIST_BEFORE;
		want.anchor = first + n;
	}
	return want;
}

/* Three screenfuls around what is shown, so that most moves fetch nothing. */
static void
fetch(List *list)
{
	gsize rows = n_rows(list), end = MIN(list->top + rows, list->count), first, n;
	ListWant want;

	if (!list->source->fetch || list->count == 0 || (list->n && list->top >= list->first && end <= list->first + list->n))
		return;
	n = MIN(rows * 3, list->count);
	first = list->top > rows ? list->top - rows : 0;
	first = MIN(first, list->count - n);
	want = plan(list, first, n);
	list->source->fetch(list->data, &want);
	list->first = first;
	list->n = n;
}

/* --- drawing ---------------------------------------------------------------------------------------------------------------- */

void
list_put(ListRow *row, int width, Role role, const char *text)
{
	int columns = width > 0 ? MIN(width, row->width) : row->width + width, gap;

	if (columns <= 0)
		return;
	gap = columns < row->width ? 1 : 0;
	if (row->is_selected)
		role = ROLE_SELECTION;
	cells_put(row->win, row->y, row->x, columns, role, text);
	if (gap)
		cells_put(row->win, row->y, row->x + columns, 1, row->is_selected ? ROLE_SELECTION : ROLE_TEXT, "");
	row->x += columns + gap;
	row->width -= columns + gap;
}

static void
fill_row(ListRow *row)
{
	if (row->width > 0)
		list_put(row, 0, ROLE_TEXT, "");
}

static void
draw_row(List *list, gsize index)
{
	int y = list->area.y + n_head(list) + (int)(index - list->top);
	gboolean is_selected = index == list->index;
	ListRow row = { stdscr, y, list->area.x + 2, list->area.cols - 2, is_selected };

	cells_put(stdscr, y, list->area.x, 2, is_selected ? ROLE_SELECTION : ROLE_TEXT, is_selected ? ">" : "");
	list->source->draw(list->data, index, &row);
	fill_row(&row);
}

static void
draw_filter(List *list)
{
	Area line = { list->area.y, list->area.x + 8, 1, MAX(2, list->area.cols - 8 - 22) };

	cells_put(stdscr, line.y, list->area.x, 8, ROLE_HEAD, "Filter:");
	edit_draw(list->filter, line, line.y, line.y + 1, list->is_filtering ? ROLE_FOCUS : ROLE_FIELD, list->is_filtering);
	cells_put(stdscr, line.y, line.x + line.cols, 22, ROLE_MUTED, "  Esc hebt ihn auf");
}

static void
draw_head(List *list)
{
	ListRow row = { stdscr, list->area.y + n_head(list) - 1, list->area.x + 2, list->area.cols - 2, FALSE };

	if (!list->source->heading)
		return;
	cells_put(stdscr, row.y, list->area.x, 2, ROLE_HEAD, "");
	list->source->heading(list->data, &row);
	fill_row(&row);
}

static void
draw_empty(List *list, int y)
{
	const char *text = has_filter_line(list) ? "Nichts gefunden. Esc hebt den Filter auf." : list->source->empty;

	cells_put(stdscr, y, list->area.x, list->area.cols, ROLE_MUTED, text);
}

static void
draw_all(List *list)
{
	gsize rows = n_rows(list), i;
	int y = list->area.y + n_head(list);

	draw_head(list);
	for (i = 0; i < rows; i++)
		if (list->top + i < list->count)
			draw_row(list, list->top + i);
		else
			cells_put(stdscr, y + (int)i, list->area.x, list->area.cols, ROLE_TEXT, "");
	if (list->count == 0)
		draw_empty(list, y);
}

static void
draw_moved(List *list)
{
	if (list->drawn_index == list->index || list->count == 0)
		return;
	draw_row(list, list->drawn_index);
	draw_row(list, list->index);
}

void
list_draw(List *list, unsigned dirty)
{
	list_count(list);
	scroll_to_selection(list);
	fetch(list);
	if ((dirty & (DIRTY_CONTENT | DIRTY_LAYOUT)) || !list->is_drawn || list->drawn_top != list->top)
		draw_all(list);
	else
		draw_moved(list);
	list->is_drawn = TRUE;
	list->drawn_index = list->index;
	list->drawn_top = list->top;
	term_cursor(list->area.y + n_head(list) + (int)(list->index - list->top), list->area.x, FALSE);
	if (has_filter_line(list))
		draw_filter(list);
}

/* --- keys ------------------------------------------------------------------------------------------------------------------- */

static unsigned
move_by(List *list, gssize step)
{
	gsize last = list_count(list) ? list->count - 1 : 0;
	gsize from = list->index;

	if (step < 0)
		list->index = from > (gsize)-step ? from - (gsize)-step : 0;
	else
		list->index = MIN(from + (gsize)step, last);
	return list->index == from ? TUI_HANDLED : TUI_HANDLED | TUI_PAINT;
}

/* The view moves with the selection, so that it keeps its place on the screen. */
static unsigned
page(List *list, gssize step)
{
	gsize top = list->top;

	if (step < 0)
		list->top = top > (gsize)-step ? top - (gsize)-step : 0;
	else
		list->top = top + (gsize)step;
	return move_by(list, step);
}

static unsigned
click(List *list, const Event *event)
{
	int row = event->y - list->area.y - n_head(list);

	if (row < 0 || event->x < list->area.x || event->x >= list->area.x + list->area.cols || (gsize)row >= n_rows(list))
		return TUI_PASS;
	if (list->top + (gsize)row >= list_count(list))
		return TUI_HANDLED;
	list->index = list->top + (gsize)row;
	return TUI_HANDLED | TUI_PAINT;
}

static unsigned
navigate(List *list, const Event *event)
{
	gssize rows = (gssize)n_rows(list);

	switch (event->key) {
	case TK_UP:
		return move_by(list, -1);
	case TK_DOWN:
		return move_by(list, 1);
	case TK_PGUP:
		return page(list, -rows);
	case TK_PGDN:
		return page(list, rows);
	case TK_HOME:
		return move_by(list, -(gssize)list->index - 1);
	case TK_END:
		return move_by(list, (gssize)list_count(list));
	case TK_WHEEL_UP:
		return move_by(list, -3);
	case TK_WHEEL_DOWN:
		return move_by(list, 3);
	case TK_CLICK:
		return click(list, event);
	default:
		return TUI_PASS;
	}
}

static unsigned
apply_filter(List *list)
{
	list->source->filter(list->data, edit_text(list->filter));
	list->index = list->top = 0;
	list_reload(list);
	return TUI_HANDLED | TUI_CONTENT;
}

static unsigned
end_filter(List *list, gboolean is_kept)
{
	list->is_filtering = FALSE;
	list->is_drawn = FALSE;
	if (is_kept)
		return TUI_HANDLED | TUI_CONTENT;
	edit_set(list->filter, "");
	return apply_filter(list);
}

static unsigned
type_filter(List *list, const Event *event)
{
	unsigned flags;

	if (event->key == TK_ENTER || event->key == TK_ESC)
		return end_filter(list, event->key == TK_ENTER);
	if (event->key == TK_HOME || event->key == TK_END || (flags = navigate(list, event)) == TUI_PASS)
		flags = edit_handle(list->filter, event);
	return flags & TUI_CONTENT ? apply_filter(list) : flags;
}

unsigned
list_handle(List *list, const Event *event)
{
	if (list->is_filtering)
		return type_filter(list, event);
	if (list->filter && event->key == '/') {
		list->is_filtering = TRUE;
		list->is_drawn = FALSE;
		return TUI_HANDLED | TUI_CONTENT;
	}
	if (list->filter && event->key == TK_ESC && *edit_text(list->filter))
		return end_filter(list, FALSE);
	return navigate(list, event);
}
