/* Dialogs as screens over the present one; see dialog.h. One struct serves all kinds; what differs is a table of functions each. */
#include "dialog.h"

#include <string.h>

#include "edit.h"
#include "vorort/text.h"

#define SECRET_MAX 1000

typedef struct Dialog {
	Tui *tui;
	char *title, *text;
	GPtrArray *lines;   /* text wrapped to the box */
	GArray *choices;    /* of Word */
	Edit *edit;
	Area box;
	int selected;       /* button or choice */
	int scroll;         /* first line or choice shown */
	int answer;
	gboolean is_careful; /* question: a letter typed in passing must not answer it */
	DialogDone done;
	DialogTyped typed;
	DialogCheck check;
	char *problem;      /* what is wrong with the line, NULL: nothing */
	void *data;
} Dialog;

static Dialog *
dialog_new(Tui *tui, const char *title, const char *text, void *data)
{
	Dialog *d = g_new0(Dialog, 1);

	d->tui = tui;
	d->title = g_strdup(title);
	d->text = g_strdup(text ? text : "");
	d->data = data;
	d->answer = DIALOG_CANCELLED;
	return d;
}

/* The callback comes last, when nothing of the dialog is left: it may open the next one. */
static void
dialog_close(void *state)
{
	Dialog *d = state;
	DialogDone done = d->done;
	DialogTyped typed = d->typed;
	Tui *tui = d->tui;
	void *data = d->data;
	int answer = d->answer;
	Edit *edit = d->edit; /* its text is not copied: it may be a secret */

	g_free(d->title);
	g_free(d->text);
	g_free(d->problem);
	g_clear_pointer(&d->lines, g_ptr_array_unref);
	g_clear_pointer(&d->choices, g_array_unref);
	g_free(d);
	if (done && !tui_is_leaving(tui))
		tui_apply(tui, done(tui, data, answer));
	if (typed && !tui_is_leaving(tui))
		tui_apply(tui, typed(tui, data, answer == DIALOG_YES ? edit_text(edit) : NULL));
	edit_free(edit);
}

static unsigned
finish(Dialog *d, int answer)
{
	d->answer = answer;
	return TUI_CLOSE;
}

/* Wraps the text and centres a box with @extra rows below it. */
static void
place(Dialog *d, Area body, int extra, int min_cols)
{
	int cols = MIN(body.cols - 4, 76), widest = MAX(min_cols, cells_width(d->title) + 4), rows;
	guint i;

	g_clear_pointer(&d->lines, g_ptr_array_unref);
	d->lines = cells_wrap(d->text, cols - 4);
	for (i = 0; i < d->lines->len; i++)
		widest = MAX(widest, cells_width(g_ptr_array_index(d->lines, i)));
	cols = MIN(cols, widest + 4);
	rows = MIN(body.rows, (*d->text ? (int)d->lines->len : 0) + extra + 2);
	d->box = (Area){ body.y + (body.rows - rows) / 2, body.x + (body.cols - cols) / 2, rows, cols };
}

static void
draw_box(const Dialog *d, int n_text)
{
	int i;

	cells_box(stdscr, d->box.y, d->box.x, d->box.rows, d->box.cols, d->title);
	for (i = 0; i < n_text && i < (int)d->lines->len; i++)
		cells_put(stdscr, d->box.y + 1 + i, d->box.x + 2, d->box.cols - 4, ROLE_TEXT, g_ptr_array_index(d->lines, (guint)i));
}

/* --- buttons: message and question ------------------------------------------------------------------------------------------ */

static const char *const ok_buttons[] = { "[ OK ]", NULL };
static const char *const yes_no_buttons[] = { "[ Nein ]", "[ Ja ]", NULL }; /* by answer */

static void
buttons_layout(void *state, Area body)
{
	place(state, body, 2, 24);
}

static void
draw_buttons(const Dialog *d, const char *const *buttons)
{
	int x = d->box.x + 3, y = d->box.y + d->box.rows - 2, i;

	draw_box(d, d->box.rows - 4);
	for (i = 0; buttons[i]; i++) {
		gboolean is_selected = i == d->selected;

		if (is_selected)
			term_cursor(y, x, FALSE);
		cells_put(stdscr, y, x - 1, 1, ROLE_TEXT, is_selected ? ">" : "");
		x += cells_put_piece(stdscr, y, x, d->box.cols - 4, is_selected ? ROLE_SELECTION : ROLE_TEXT, buttons[i]) + 3;
	}
}

static void
message_draw(void *state, unsigned dirty)
{
	(void)dirty;
	draw_buttons(state, ok_buttons);
}

static void
yes_no_draw(void *state, unsigned dirty)
{
	(void)dirty;
	draw_buttons(state, yes_no_buttons);
}

static unsigned
message_handle(void *state, const Event *event)
{
	int key = event->key;

	return key == TK_ENTER || key == TK_ESC || key == TK_SPACE || key == 'q' || key == 'o' ? finish(state, DIALOG_YES) : TUI_PASS;
}

static unsigned
yes_no_handle(void *state, const Event *event)
{
	static const struct {
		int key, answer;
	} answers[] = { { 'j', DIALOG_YES }, { 'J', DIALOG_YES }, { 'y', DIALOG_YES }, { 'n', DIALOG_NO }, { 'N', DIALOG_NO }, { TK_ESC, DIALOG_NO },
		{ 'q', DIALOG_NO } };
	Dialog *d = state;
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(answers); i++)
		if (answers[i].key == event->key && (!d->is_careful || event->key == TK_ESC))
			return finish(d, answers[i].answer);
	if (event->key == TK_ENTER || event->key == TK_SPACE)
		return finish(d, d->selected);
	if (event->key == TK_TAB || event->key == TK_BACKTAB || event->key == TK_LEFT || event->key == TK_RIGHT) {
		d->selected = !d->selected;
		return TUI_HANDLED | TUI_PAINT;
	}
	return TUI_PASS;
}

static const ScreenOps message_screen = { .name = "meldung", .title = "", .is_overlay = TRUE, .layout = buttons_layout,
	.draw = message_draw, .handle = message_handle, .close = dialog_close };
static const ScreenOps yes_no_screen = { .name = "frage", .title = "", .is_overlay = TRUE, .layout = buttons_layout,
	.draw = yes_no_draw, .handle = yes_no_handle, .close = dialog_close };

void
dialog_message(Tui *tui, const char *title, const char *text, DialogDone done, void *data)
{
	Dialog *d = dialog_new(tui, title, text, data);

	d->done = done;
	tui_push_state(tui, &message_screen, d);
}

void
dialog_yes_no(Tui *tui, const char *question, DialogDone done, void *data)
{
	Dialog *d = dialog_new(tui, "Frage", question, data);

	d->done = done;
	d->answer = DIALOG_NO;
	tui_push_state(tui, &yes_no_screen, d);
}

void
dialog_confirm(Tui *tui, const char *title, const char *text, DialogDone done, void *data)
{
	Dialog *d = dialog_new(tui, title, text, data);

	d->done = done;
	d->answer = DIALOG_NO;
	d->is_careful = TRUE;
	tui_push_state(tui, &yes_no_screen, d);
}

/* --- one of a list ---------------------------------------------------------------------------------------------------------- */

static void
choice_layout(void *state, Area body)
{
	Dialog *d = state;
	int widest = 0;
	guint i;

	for (i = 0; i < d->choices->len; i++) {
		const Word *w = &g_array_index(d->choices, Word, i);

		widest = MAX(widest, cells_width(w->text) + (w->note && *w->note ? cells_width(w->note) + 3 : 0));
	}
	place(d, body, (int)d->choices->len, widest + 9);
}

/* "> 1 ✓ bestanden – Kriterium erfüllt" */
static char *
choice_text(const Word *w, int index, gboolean is_selected)
{
	const char *glyph = cells_is_utf8() ? w->glyph : w->ascii;
	g_autofree char *number = index < 9 ? g_strdup_printf("%d", index + 1) : g_strdup(" ");

	return g_strdup_printf("%s %s %s%s%s%s%s", is_selected ? ">" : " ", number, glyph ? glyph : "", glyph && *glyph ? " " : "", w->text,
	                       w->note && *w->note ? " – " : "", w->note ? w->note : "");
}

static void
choice_draw(void *state, unsigned dirty)
{
	Dialog *d = state;
	int rows = d->box.rows - 2, i;

	(void)dirty;
	draw_box(d, 0);
	d->scroll = CLAMP(d->scroll, MAX(0, d->selected - rows + 1), d->selected);
	for (i = 0; i < rows && d->scroll + i < (int)d->choices->len; i++) {
		int index = d->scroll + i;
		gboolean is_selected = index == d->selected;
		g_autofree char *text = choice_text(&g_array_index(d->choices, Word, index), index, is_selected);

		cells_put(stdscr, d->box.y + 1 + i, d->box.x + 2, d->box.cols - 4, is_selected ? ROLE_SELECTION : ROLE_TEXT, text);
		if (is_selected)
			term_cursor(d->box.y + 1 + i, d->box.x + 2, FALSE);
	}
}

static unsigned
choice_select(Dialog *d, int index)
{
	d->selected = CLAMP(index, 0, (int)d->choices->len - 1);
	return TUI_HANDLED | TUI_PAINT;
}

static unsigned
choice_handle(void *state, const Event *event)
{
	Dialog *d = state;
	int n = (int)d->choices->len, key = event->key;

	if (key == TK_ENTER || key == TK_SPACE)
		return finish(d, d->selected);
	if (key == TK_ESC || key == 'q')
		return finish(d, DIALOG_CANCELLED);
	if (key >= '1' && key <= '9' && key - '1' < n)
		return finish(d, key - '1');
	if (key == TK_CLICK && event->y > d->box.y && event->y < d->box.y + d->box.rows - 1)
		return choice_select(d, d->scroll + event->y - d->box.y - 1);
	if (key == TK_UP || key == TK_WHEEL_UP)
		return choice_select(d, d->selected - 1);
	if (key == TK_DOWN || key == TK_WHEEL_DOWN || key == TK_TAB)
		return choice_select(d, d->selected + 1);
	if (key == TK_HOME || key == TK_PGUP)
		return choice_select(d, 0);
	return key == TK_END || key == TK_PGDN ? choice_select(d, n - 1) : TUI_PASS;
}

static const ScreenOps choice_screen = { .name = "auswahl", .title = "", .is_overlay = TRUE, .layout = choice_layout,
	.draw = choice_draw, .handle = choice_handle, .close = dialog_close };

void
dialog_choice(Tui *tui, const char *title, const Word *choices, int preset, DialogDone done, void *data)
{
	Dialog *d = dialog_new(tui, title, "", data);

	d->done = done;
	d->choices = g_array_new(FALSE, FALSE, sizeof(Word));
	for (; choices->code; choices++)
		g_array_append_val(d->choices, *choices);
	d->selected = CLAMP(preset, 0, MAX(0, (int)d->choices->len - 1));
	if (d->choices->len)
		tui_push_state(tui, &choice_screen, d);
	else
		dialog_close(d);
}

/* --- one line --------------------------------------------------------------------------------------------------------------- */

static void
line_layout(void *state, Area body)
{
	Dialog *d = state;

	place(d, body, *d->text ? 4 : 3, 68);
}

static void
line_draw(void *state, unsigned dirty)
{
	Dialog *d = state;
	Area area = { d->box.y + d->box.rows - 4, d->box.x + 2, 1, d->box.cols - 4 };

	(void)dirty;
	draw_box(d, *d->text ? d->box.rows - 6 : 0);
	cells_put(stdscr, area.y + 2, d->box.x + 2, d->box.cols - 4, d->problem ? ROLE_BAD : ROLE_MUTED,
	          d->problem ? d->problem : "Enter übernimmt, Esc bricht ab.");
	edit_draw(d->edit, area, area.y, area.y + 1, ROLE_FOCUS, TRUE);
}

static unsigned
line_handle(void *state, const Event *event)
{
	Dialog *d = state;

	g_clear_pointer(&d->problem, g_free);
	if (event->key == TK_ENTER)
		d->problem = d->check ? d->check(edit_text(d->edit), d->data) : NULL;
	if (event->key == TK_ENTER)
		return d->problem ? TUI_HANDLED | TUI_PAINT : finish(d, DIALOG_YES);
	if (event->key == TK_ESC)
		return finish(d, DIALOG_CANCELLED);
	return edit_handle(d->edit, event);
}

static const ScreenOps line_screen = { .name = "zeile", .title = "", .is_overlay = TRUE, .layout = line_layout, .draw = line_draw,
	.handle = line_handle, .close = dialog_close };

void
dialog_line(Tui *tui, const char *title, const char *preset, DialogTyped done, void *data)
{
	dialog_line_checked(tui, title, preset, NULL, done, data);
}

void
dialog_line_checked(Tui *tui, const char *title, const char *preset, DialogCheck check, DialogTyped done, void *data)
{
	Dialog *d = dialog_new(tui, title, "", data);

	d->typed = done;
	d->check = check;
	d->edit = edit_new(TEXT_MAX, FALSE);
	edit_set(d->edit, preset);
	tui_push_state(tui, &line_screen, d);
}

void
dialog_ask(Tui *tui, const char *title, const char *text, gboolean is_secret, DialogTyped done, void *data)
{
	Dialog *d = dialog_new(tui, title, text, data);

	d->typed = done;
	d->edit = is_secret ? edit_new_secret(SECRET_MAX) : edit_new(SECRET_MAX, FALSE);
	tui_push_state(tui, &line_screen, d);
}

/* --- long text -------------------------------------------------------------------------------------------------------------- */

static void
text_layout(void *state, Area body)
{
	Dialog *d = state;

	place(d, body, 0, 0);
	d->box = (Area){ body.y, d->box.x, body.rows, d->box.cols };
}

static void
text_draw(void *state, unsigned dirty)
{
	Dialog *d = state;
	int rows = d->box.rows - 2, n = (int)d->lines->len, i;
	g_autofree char *place_text = NULL;

	(void)dirty;
	draw_box(d, 0);
	d->scroll = CLAMP(d->scroll, 0, MAX(0, n - rows));
	for (i = 0; i < rows && d->scroll + i < n; i++)
		cells_put(stdscr, d->box.y + 1 + i, d->box.x + 2, d->box.cols - 4, ROLE_TEXT, g_ptr_array_index(d->lines, (guint)(d->scroll + i)));
	place_text = g_strdup_printf(" %d–%d von %d, Esc schließt ", d->scroll + 1, MIN(n, d->scroll + rows), n);
	cells_put_piece(stdscr, d->box.y + d->box.rows - 1, d->box.x + 2, d->box.cols - 4, ROLE_MUTED, place_text);
	term_cursor(d->box.y + 1, d->box.x + 2, FALSE);
}

static unsigned
text_handle(void *state, const Event *event)
{
	static const struct {
		int key, lines, pages;
	} moves[] = { { TK_UP, -1, 0 }, { TK_DOWN, 1, 0 }, { TK_ENTER, 1, 0 }, { TK_WHEEL_UP, -3, 0 }, { TK_WHEEL_DOWN, 3, 0 }, { TK_PGUP, 0, -1 },
		{ TK_PGDN, 0, 1 }, { TK_SPACE, 0, 1 }, { TK_HOME, -1000000, 0 }, { TK_END, 1000000, 0 } };
	Dialog *d = state;
	gsize i;

	if (event->key == TK_ESC || event->key == 'q')
		return finish(d, DIALOG_CANCELLED);
	for (i = 0; i < G_N_ELEMENTS(moves); i++)
		if (moves[i].key == event->key) {
			d->scroll += moves[i].lines + moves[i].pages * (d->box.rows - 3);
			return TUI_HANDLED | TUI_PAINT;
		}
	return TUI_PASS;
}

static const ScreenOps text_screen = { .name = "text", .title = "", .is_overlay = TRUE, .layout = text_layout, .draw = text_draw,
	.handle = text_handle, .close = dialog_close };

void
dialog_text(Tui *tui, const char *title, const char *text)
{
	tui_push_state(tui, &text_screen, dialog_new(tui, title, text, NULL));
}
