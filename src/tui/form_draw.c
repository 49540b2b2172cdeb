/*
 * How forms look: label left, value right, the field with the focus opened; see form_field.h.
 *
 * The form is laid out in lines from 0 that may be more than fit; ->scroll is the first one shown.
 */
#include <string.h>

#include "cells.h"
#include "form_field.h"

typedef struct Frame { /* of one drawing */
	const Form *form;
	int label, value;    /* columns where they start */
	int label_width, value_width;
	int rows;            /* lines shown; below stands the help line */
} Frame;

static Frame
frame_of(const Form *form)
{
	Frame frame = { .form = form, .label = form->area.x + 2, .rows = form->area.rows - 2 };
	int i;

	for (i = 0; i < form->n; i++)
		frame.label_width = MAX(frame.label_width, cells_width(form->slots[i].field->label) + 2);
	frame.label_width = MIN(frame.label_width, form->area.cols / 3);
	frame.value = frame.label + frame.label_width + 1;
	frame.value_width = form->area.x + form->area.cols - frame.value - 1;
	return frame;
}

/* Screen row of line @line of the form, -1 if it is not shown. */
static int
row_of(const Frame *frame, int line)
{
	int row = line - frame->form->scroll;

	return row >= 0 && row < frame->rows ? frame->form->area.y + row : -1;
}

static void
put(const Frame *frame, int line, int x, int width, Role role, const char *text)
{
	cells_put(stdscr, row_of(frame, line), x, width, role, text); /* row -1 is cut there */
}

/* --- sizes ------------------------------------------------------------------------------------------------------------------ */

static int
n_hits(const Slot *slot)
{
	return slot->hits ? MIN((int)slot->hits->len, 8) : 0;
}

static int
value_height(const Slot *slot, gboolean has_focus)
{
	switch (slot->field->type) {
	case FORM_TEXT:
		return slot->field->rows ? slot->field->rows : 4;
	case FORM_CHOICE:
	case FORM_MULTI:
		return has_focus ? MAX(1, slot->n_words) : 1;
	case FORM_SEARCH:
		return 1 + (has_focus ? MAX(n_hits(slot), slot->hits ? 1 : 0) : 0);
	default:
		return 1;
	}
}

static void
place_slots(Form *form)
{
	int line = 0, i;

	for (i = 0; i < form->n; i++) {
		Slot *slot = &form->slots[i];

		slot->y = line;
		slot->height = value_height(slot, i == form->focus) + (slot->error ? 1 : 0);
		line += slot->height;
	}
}

/* The line of the form on which the cursor is. */
static int
cursor_line(const Slot *slot)
{
	switch (slot->field->type) {
	case FORM_CHOICE:
	case FORM_MULTI:
		return slot->y + MAX(slot->option, 0);
	case FORM_TEXT:
		return slot->y + edit_cursor_row(slot->edit);
	default:
		return slot->y;
	}
}

/* The whole field if it fits, the cursor's line in any case. */
static void
scroll_to_focus(Form *form, int rows)
{
	const Slot *slot = &form->slots[form->focus];
	int line = cursor_line(slot), i = form->n - 1;
	int total = form->slots[i].y + form->slots[i].height;

	form->scroll = MAX(form->scroll, slot->y + slot->height - rows);
	form->scroll = MIN(form->scroll, slot->y);
	form->scroll = MAX(form->scroll, line - rows + 1);
	form->scroll = CLAMP(form->scroll, 0, MAX(0, total - rows));
}

/* --- values ----------------------------------------------------------------------------------------------------------------- */

static void
draw_edit(const Frame *frame, Slot *slot, gboolean has_focus)
{
	const Form *form = frame->form;
	Area area = { form->area.y + slot->y - form->scroll, frame->value, value_height(slot, FALSE), frame->value_width };

	edit_draw(slot->edit, area, form->area.y, form->area.y + frame->rows, has_focus ? ROLE_FOCUS : ROLE_FIELD, has_focus);
}

/* "(x)" and "[x]": state in characters, not in colour. */
static char *
option_text(const Slot *slot, int option)
{
	const Word *w = &slot->field->words[option];
	const char *glyph = cells_is_utf8() ? w->glyph : w->ascii;
	const char *box = slot->field->type == FORM_CHOICE ? slot->is_on[option] ? "(x)" : "( )" : slot->is_on[option] ? "[x]" : "[ ]";
	g_autofree char *number = option < 9 ? g_strdup_printf("%d", option + 1) : g_strdup(" ");

	return g_strdup_printf("%s %s %s %s%s%s%s%s", option == slot->option ? ">" : " ", number, box, glyph ? glyph : "", glyph && *glyph ? " " : "",
	                       w->text, w->note && *w->note ? " – " : "", w->note ? w->note : "");
}

static void
draw_options(const Frame *frame, Slot *slot)
{
	int i;

	for (i = 0; i < slot->n_words; i++) {
		g_autofree char *text = option_text(slot, i);

		put(frame, slot->y + i, frame->value, frame->value_width, i == slot->option ? ROLE_SELECTION : ROLE_TEXT, text);
	}
	if (row_of(frame, cursor_line(slot)) >= 0)
		term_cursor(row_of(frame, cursor_line(slot)), frame->value, FALSE);
}

static void
draw_chosen(const Frame *frame, Slot *slot)
{
	GString *text = g_string_new(NULL);
	int i;

	for (i = 0; i < slot->n_words; i++)
		if (slot->is_on[i])
			g_string_append_printf(text, "%s%s", text->len ? ", " : "", slot->field->words[i].text);
	put(frame, slot->y, frame->value, frame->value_width, text->len ? ROLE_TEXT : ROLE_MUTED, text->len ? text->str : "(nichts gewählt)");
	g_string_free(text, TRUE);
}

static void
draw_hits(const Frame *frame, Slot *slot)
{
	int n = n_hits(slot), first = MAX(0, slot->option - n + 1), i;

	for (i = 0; i < n; i++) {
		gboolean is_selected = first + i == slot->option;
		const FormRow *row = g_ptr_array_index(slot->hits, (guint)(first + i));
		g_autofree char *text = g_strdup_printf("%s %s", is_selected ? ">" : " ", row->label);

		put(frame, slot->y + 1 + i, frame->value, frame->value_width, is_selected ? ROLE_SELECTION : ROLE_TEXT, text);
	}
	if (slot->hits && n == 0)
		put(frame, slot->y + 1, frame->value, frame->value_width, ROLE_MUTED, "Nichts gefunden.");
}

static void
draw_value(const Frame *frame, Slot *slot, gboolean has_focus)
{
	if (slot->edit) {
		draw_edit(frame, slot, has_focus);
		if (has_focus)
			draw_hits(frame, slot);
	} else if (has_focus) {
		draw_options(frame, slot);
	} else {
		draw_chosen(frame, slot);
	}
}

static void
draw_slot(const Frame *frame, Slot *slot, gboolean has_focus)
{
	g_autofree char *label = g_strconcat(slot->field->label, slot->field->is_required ? " *" : "", NULL);
	int i;

	for (i = 0; i < slot->height; i++)
		put(frame, slot->y + i, frame->form->area.x, frame->form->area.cols, ROLE_TEXT, "");
	put(frame, slot->y, frame->form->area.x, 2, ROLE_TEXT, has_focus ? ">" : "");
	put(frame, slot->y, frame->label, frame->label_width, has_focus ? ROLE_HEAD : ROLE_TEXT, label);
	draw_value(frame, slot, has_focus);
	if (slot->error) {
		g_autofree char *error = g_strconcat("! ", slot->error, NULL);

		put(frame, slot->y + slot->height - 1, frame->value, frame->value_width, ROLE_BAD, error);
	}
}

/* --- the screen ------------------------------------------------------------------------------------------------------------- */

void
form_layout(void *state, Area body)
{
	((Form *)state)->area = body;
}

static void
draw_help(const Frame *frame, int total)
{
	const Form *form = frame->form;
	const char *help = form->slots[form->focus].field->help;
	int y = form->area.y + frame->rows, more = total - form->scroll - frame->rows;
	g_autofree char *text = NULL;

	if (form->scroll > 0 || more > 0)
		text = g_strdup_printf("%s%s", form->scroll > 0 ? "↑ weitere Felder oben  " : "", more > 0 ? "↓ weitere Felder unten" : "");
	cells_put(stdscr, y, form->area.x + 2, form->area.cols - 2, ROLE_MUTED, text);
	cells_put(stdscr, y + 1, form->area.x + 2, form->area.cols - 2, ROLE_INFO, help);
}

void
form_draw(void *state, unsigned dirty)
{
	Form *form = state;
	Frame frame = frame_of(form);
	int i, total;

	(void)dirty;
	place_slots(form);
	scroll_to_focus(form, frame.rows);
	total = form->slots[form->n - 1].y + form->slots[form->n - 1].height;
	for (i = 0; i < form->n; i++)
		if (i != form->focus)
			draw_slot(&frame, &form->slots[i], FALSE);
	draw_slot(&frame, &form->slots[form->focus], TRUE);
	for (i = total; i < form->scroll + frame.rows; i++)
		put(&frame, i, form->area.x, form->area.cols, ROLE_TEXT, "");
	draw_help(&frame, total);
}
