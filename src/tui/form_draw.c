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
	int rows;            /* lines shown; below stand the hints and the help */
	GPtrArray *help;     /* of char *: lines */
} Frame;

#define HELP_LINES 3
#define VALUE_COLS 50 /* labels may have what these leave */

static gboolean
is_label_cut(const Frame *frame, const FormField *field)
{
	return cells_width(field->label) + (field->is_required ? 2 : 0) > frame->label_width;
}

/* "Frage? Hilfe": a label that is cut stands whole before the help. */
static GPtrArray *
help_lines(const Frame *frame)
{
	const FormField *field = frame->form->slots[frame->form->focus].field;
	gboolean is_cut = is_label_cut(frame, field);
	g_autofree char *text = g_strconcat(is_cut ? field->label : "", !is_cut || !field->help ? "" : g_str_has_suffix(field->label, "?") ? " " : ": ",
	                                    field->help, NULL);
	GPtrArray *lines = cells_wrap(text, frame->form->area.cols - 2);

	if (lines->len > HELP_LINES)
		g_ptr_array_set_size(lines, HELP_LINES);
	return lines;
}

static Frame
frame_of(const Form *form)
{
	Frame frame = { .form = form, .label = form->area.x + 2 };
	int i;

	for (i = 0; i < form->n; i++)
		frame.label_width = MAX(frame.label_width, cells_width(form->slots[i].field->label) + 2);
	frame.label_width = MIN(frame.label_width, MAX(form->area.cols / 3, form->area.cols - VALUE_COLS));
	frame.value = frame.label + frame.label_width + 1;
	frame.value_width = form->area.x + form->area.cols - frame.value - 1;
	frame.help = help_lines(&frame);
	frame.rows = form->area.rows - 1 - MAX(1, (int)frame.help->len);
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
place_slots(Form *form, int error_width)
{
	int line = 0, i;

	for (i = 0; i < form->n; i++) {
		Slot *slot = &form->slots[i];

		slot->y = line;
		slot->n_errors = 0;
		if (slot->error) {
			g_autoptr(GPtrArray) lines = cells_wrap(slot->error, error_width);

			slot->n_errors = (int)lines->len;
		}
		slot->height = value_height(slot, i == form->focus) + slot->n_errors;
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

/* "! " and the sentence, wrapped below the value. */
static void
draw_error(const Frame *frame, const Slot *slot)
{
	g_autoptr(GPtrArray) lines = cells_wrap(slot->error, frame->value_width - 2);
	int line = slot->y + slot->height - slot->n_errors;
	guint i;

	for (i = 0; i < lines->len; i++) {
		g_autofree char *text = g_strconcat(i == 0 ? "! " : "  ", lines->pdata[i], NULL);

		put(frame, line + (int)i, frame->value, frame->value_width, ROLE_BAD, text);
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
	if (slot->error)
		draw_error(frame, slot);
}

/* --- the screen ------------------------------------------------------------------------------------------------------------- */

void
form_layout(void *state, Area body)
{
	Form *form = state;
	int n;

	g_clear_pointer(&form->intro, g_ptr_array_unref);
	form->intro = form->spec.intro ? cells_wrap(form->spec.intro, body.cols - 2) : g_ptr_array_new();
	n = (int)form->intro->len;
	form->area = (Area){ body.y + n, body.x, body.rows - n, body.cols };
}

static void
draw_intro(const Form *form)
{
	guint i;

	for (i = 0; i < form->intro->len; i++) {
		int y = form->area.y - (int)form->intro->len + (int)i;

		cells_put(stdscr, y, form->area.x, 2, ROLE_TEXT, "");
		cells_put(stdscr, y, form->area.x + 2, form->area.cols - 2, ROLE_MUTED, form->intro->pdata[i]);
	}
}

/* What more there is and what the keys do, then what the field is about. */
static void
draw_help(const Frame *frame, int total)
{
	const Form *form = frame->form;
	const char *hint = slot_hint(&form->slots[form->focus]);
	int y = form->area.y + frame->rows, more = total - form->scroll - frame->rows;
	const char *marks = form->scroll > 0 && more > 0 ? "↑↓ weitere Felder" : form->scroll > 0 ? "↑ weitere Felder oben"
	                    : more > 0                   ? "↓ weitere Felder unten"
	                                                 : "";
	g_autofree char *text = g_strconcat(marks, *marks && hint ? "  " : "", hint, NULL);
	guint i;

	cells_put(stdscr, y, form->area.x, 2, ROLE_TEXT, "");
	cells_put(stdscr, y, form->area.x + 2, form->area.cols - 2, ROLE_MUTED, text);
	for (i = 0; i < MAX(1, frame->help->len); i++) {
		cells_put(stdscr, y + 1 + (int)i, form->area.x, 2, ROLE_TEXT, "");
		cells_put(stdscr, y + 1 + (int)i, form->area.x + 2, form->area.cols - 2, ROLE_INFO, i < frame->help->len ? frame->help->pdata[i] : "");
	}
}

void
form_draw(void *state, unsigned dirty)
{
	Form *form = state;
	Frame frame = frame_of(form);
	int i, total;

	(void)dirty;
	place_slots(form, frame.value_width - 2);
	scroll_to_focus(form, frame.rows);
	total = form->slots[form->n - 1].y + form->slots[form->n - 1].height;
	for (i = 0; i < form->n; i++)
		if (i != form->focus)
			draw_slot(&frame, &form->slots[i], FALSE);
	draw_slot(&frame, &form->slots[form->focus], TRUE);
	for (i = total; i < form->scroll + frame.rows; i++)
		put(&frame, i, form->area.x, form->area.cols, ROLE_TEXT, "");
	draw_intro(form);
	draw_help(&frame, total);
	g_ptr_array_unref(frame.help);
}
