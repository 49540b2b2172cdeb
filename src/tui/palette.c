/* The palette: everything that can be done here, to read (help) and to run; see command.h. */
#include <string.h>

#include "cells.h"
#include "command.h"
#include "edit.h"
#include "list.h"
#include "screen.h"

typedef struct Palette {
	Tui *tui;
	Edit *typed;
	List *list;
	GPtrArray *all;     /* of const Command *, borrowed */
	GPtrArray *matches;
	Area box;
	const Command *chosen;
} Palette;

static gsize
count(void *data)
{
	return ((Palette *)data)->matches->len;
}

static void
draw_row(void *data, gsize index, ListRow *row)
{
	Palette *p = data;
	const Command *c = g_ptr_array_index(p->matches, index);
	const char *reason = tui_why_not(p->tui, c);
	g_autofree char *keys = command_keys_text(c);
	g_autofree char *text = reason ? g_strdup_printf("(zurzeit nicht: %s)", reason) : g_strdup(c->help);

	list_put(row, MIN(26, row->width / 2), reason ? ROLE_MUTED : ROLE_TEXT, c->title);
	list_put(row, 16, ROLE_KEY, keys);
	list_put(row, 0, ROLE_MUTED, text);
}

static const ListSource source = { .count = count, .draw = draw_row, .empty = "Kein Befehl passt. Rücktaste löscht Buchstaben, Esc schließt." };

static void
match(Palette *p)
{
	guint i;

	g_ptr_array_set_size(p->matches, 0);
	for (i = 0; i < p->all->len; i++)
		if (command_matches(g_ptr_array_index(p->all, i), edit_text(p->typed)))
			g_ptr_array_add(p->matches, g_ptr_array_index(p->all, i));
	list_reload(p->list);
	list_select(p->list, 0);
}

static void
layout(void *state, Area body)
{
	Palette *p = state;
	int cols = MIN(body.cols - 4, 100);

	p->box = (Area){ body.y, body.x + (body.cols - cols) / 2, body.rows, cols };
	list_layout(p->list, (Area){ p->box.y + 3, p->box.x + 1, p->box.rows - 4, cols - 2 });
}

static void
draw(void *state, unsigned dirty)
{
	Palette *p = state;
	Area line = { p->box.y + 1, p->box.x + 12, 1, p->box.cols - 14 };

	if (dirty & (DIRTY_LAYOUT | DIRTY_CONTENT)) {
		cells_box(stdscr, p->box.y, p->box.x, p->box.rows, p->box.cols, "Hilfe und Befehle: tippen sucht, Enter führt aus, Esc schließt");
		cells_put(stdscr, p->box.y + 1, p->box.x + 2, 9, ROLE_HEAD, "Suchen:");
	}
	edit_draw(p->typed, line, line.y, line.y + 1, ROLE_FOCUS, FALSE);
	list_draw(p->list, dirty);
}

static unsigned
handle(void *state, const Event *event)
{
	Palette *p = state;
	unsigned flags;

	if (event->key == TK_ESC)
		return TUI_CLOSE;
	if (event->key == TK_ENTER && p->matches->len > 0) {
		p->chosen = g_ptr_array_index(p->matches, list_index(p->list));
		return TUI_CLOSE;
	}
	flags = list_handle(p->list, event);
	if (flags)
		return flags;
	flags = edit_handle(p->typed, event);
	if (flags & TUI_CONTENT)
		match(p);
	return flags;
}

static void
palette_close(void *state)
{
	Palette *p = state;
	const Command *chosen = p->chosen;
	Tui *tui = p->tui;

	edit_free(p->typed);
	list_free(p->list);
	g_ptr_array_unref(p->all);
	g_ptr_array_unref(p->matches);
	g_free(p);
	if (chosen && !tui_is_leaving(tui))
		tui_run_command(tui, chosen);
}

static const ScreenOps palette_screen = { .name = "befehle", .title = "Hilfe", .is_overlay = TRUE, .layout = layout, .draw = draw,
	.handle = handle, .close = palette_close };

void
command_palette(Tui *tui)
{
	Palette *p = g_new0(Palette, 1);
	const Command *const *tables;

	p->tui = tui;
	p->typed = edit_new(100, FALSE);
	p->list = list_new(&source, p);
	p->all = g_ptr_array_new();
	p->matches = g_ptr_array_new();
	for (tables = tui_tables(tui); *tables; tables++) {
		const Command *c;

		for (c = *tables; c->id; c++)
			if (c->where == 0 || (c->where & tui_where(tui)))
				g_ptr_array_add(p->all, (gpointer)c);
	}
	match(p);
	tui_push_state(tui, &palette_screen, p);
}
