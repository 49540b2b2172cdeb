/*
 * The stack of screens, the frame around them, and who gets a key; see screen.h.
 *
 * A frame is drawn only when something is dirty. Dialogs are drawn over the screen below; curses sends nothing but the differences, so
 * repainting what has not changed costs no bytes.
 */
#include "screen.h"

#include <locale.h>

#include "dialog.h"

#define TITLE_GAP 2 /* between a title and the status */
#define DIRTY_ALL (DIRTY_LAYOUT | DIRTY_CONTENT | DIRTY_PAINT)

typedef struct Entry {
	const ScreenOps *ops;
	void *state;
} Entry;

struct Tui {
	TuiOptions options;
	Loop *loop;
	GPtrArray *stack; /* of Entry, the top is last */
	const Command *tables[4];
	unsigned dirty;
	gboolean is_whole;  /* the next frame repaints the terminal, too */
	char *message;
	Role message_role;
	char *status;
	gboolean is_quitting, is_leaving;
};

static Entry *
top(const Tui *tui)
{
	return tui->stack->len ? g_ptr_array_index(tui->stack, tui->stack->len - 1) : NULL;
}

/* The uppermost screen that is no dialog: what the frame is about. */
static guint
base_index(const Tui *tui)
{
	guint i = tui->stack->len;

	while (i > 1 && ((Entry *)g_ptr_array_index(tui->stack, i - 1))->ops->is_overlay)
		i--;
	return i - 1;
}

static Entry *
base(const Tui *tui)
{
	return g_ptr_array_index(tui->stack, base_index(tui));
}

void *
tui_data(const Tui *tui)
{
	return tui->options.data;
}

Loop *
tui_loop(const Tui *tui)
{
	return tui->loop;
}

gboolean
tui_is_on_top(const Tui *tui, const ScreenOps *ops)
{
	return top(tui) && top(tui)->ops == ops;
}

ScreenContext
tui_context(const Tui *tui)
{
	ScreenContext context = { NULL, NULL, NULL, NULL };
	const char *selected = NULL;
	guint i;

	for (i = tui->stack->len; i > 0 && !context.visit; i--) {
		const Entry *entry = g_ptr_array_index(tui->stack, i - 1);
		ScreenContext here = { NULL, NULL, NULL, NULL };

		if (!entry->ops->context)
			continue;
		entry->ops->context(entry->state, &here);
		if (i - 1 == base_index(tui))
			selected = here.selected;
		if (!context.anbindung)
			context = here;
		else if (g_strcmp0(context.anbindung, here.anbindung) == 0)
			context.visit = here.visit;
	}
	context.selected = selected;
	return context;
}

gboolean
tui_is_leaving(const Tui *tui)
{
	return tui->is_leaving;
}

void
tui_redraw(Tui *tui, unsigned flags)
{
	tui->dirty |= flags & DIRTY_ALL;
}

/* --- the toolkit's commands ------------------------------------------------------------------------------------------------- */

static unsigned
run_quit(Tui *tui, void *state)
{
	(void)state;
	tui_quit(tui);
	return TUI_HANDLED;
}

static unsigned
run_repaint(Tui *tui, void *state)
{
	(void)state;
	tui->is_whole = TRUE;
	return TUI_LAYOUT;
}

static unsigned
run_stop(Tui *tui, void *state)
{
	(void)tui;
	(void)state;
	term_stop_job();
	return TUI_LAYOUT;
}

static unsigned
run_help(Tui *tui, void *state)
{
	(void)state;
	command_palette(tui);
	return TUI_HANDLED;
}

static unsigned
run_back(Tui *tui, void *state)
{
	(void)state;
	if (tui->stack->len > 1)
		return TUI_CLOSE;
	tui_say(tui, ROLE_INFO, "Das ist der erste Bildschirm. q oder Strg-C beendet das Programm.");
	return TUI_HANDLED;
}

static unsigned
run_leave(Tui *tui, void *state)
{
	return tui->stack->len > 1 ? TUI_CLOSE : run_quit(tui, state);
}

#define N_FRAME_COMMANDS 3 /* the first ones work in dialogs, too */

const Command tui_commands[] = {
	{ "tui.quit", { TK_CTRL('c'), TK_CTRL('q') }, "Beenden", NULL, "Beendet das Programm; Entwürfe bleiben erhalten.", 0, run_quit, NULL },
	{ "tui.repaint", { TK_CTRL('l') }, "Neu zeichnen", NULL, "Zeichnet den Bildschirm neu, wenn etwas anderes hineingeschrieben hat.", 0, run_repaint, NULL },
	{ "tui.stop", { TK_CTRL('z') }, "Anhalten", NULL, "Hält das Programm an; „fg“ in der Shell setzt es fort.", 0, run_stop, NULL },
	{ "tui.help", { TK_F(1), '?', ':', TK_CTRL('p') }, "Hilfe und Befehle", NULL, "Zeigt alles, was hier möglich ist; tippen sucht.", 0, run_help, NULL },
	{ "tui.back", { TK_ESC }, "Zurück", "Zurück", "Geht zum vorigen Bildschirm.", COMMAND_ABOVE, run_back, NULL },
	{ "tui.first", { TK_ESC }, "Zurück", NULL, "Das ist der erste Bildschirm; von hier geht es nicht weiter zurück.", COMMAND_FIRST, run_back, NULL },
	{ "tui.leave", { 'q' }, "Zurück oder beenden", NULL, "Geht zurück, auf dem ersten Bildschirm beendet es das Programm.", 0, run_leave, NULL },
	{ .id = NULL },
};

const Command *const *
tui_tables(Tui *tui)
{
	int n = 0;

	if (base(tui)->ops->commands)
		tui->tables[n++] = base(tui)->ops->commands;
	if (tui->options.commands)
		tui->tables[n++] = tui->options.commands;
	tui->tables[n++] = tui_commands;
	tui->tables[n] = NULL;
	return tui->tables;
}

unsigned
tui_where(const Tui *tui)
{
	const Entry *entry = base(tui);
	unsigned own = entry->ops->where ? entry->ops->where(entry->state) : COMMAND_EVERYWHERE;

	return (own & ~(COMMAND_ABOVE | COMMAND_FIRST)) | (base_index(tui) > 0 ? COMMAND_ABOVE : COMMAND_FIRST);
}

gboolean
tui_has_letters(const Tui *tui)
{
	return tui->options.has_letters;
}

/* --- opening and closing ---------------------------------------------------------------------------------------------------- */

void
tui_push_state(Tui *tui, const ScreenOps *ops, void *state)
{
	Entry *entry = g_new0(Entry, 1);

	entry->ops = ops;
	entry->state = state;
	g_ptr_array_add(tui->stack, entry);
	tui->dirty |= DIRTY_ALL;
}

void
tui_reload(Tui *tui)
{
	const Entry *entry = base(tui);

	if (entry->ops->resumed)
		tui_apply(tui, entry->ops->resumed(entry->state));
}

gboolean
tui_push(Tui *tui, const ScreenOps *ops, const void *arg)
{
	g_autofree char *error = NULL;
	void *state = ops->open(tui, arg, &error);

	if (!state) {
		tui_say(tui, ROLE_BAD, "%s", error ? error : "Der Bildschirm lässt sich nicht öffnen.");
		return FALSE;
	}
	tui_push_state(tui, ops, state);
	return TRUE;
}

/* A dialog hides nothing, so the screen below hears of its end through the callback only. */
static void
close_entry(Tui *tui, Entry *entry)
{
	const ScreenOps *ops = entry->ops;
	void *state = entry->state;
	guint n;

	g_ptr_array_remove(tui->stack, entry);
	g_free(entry);
	n = tui->stack->len;
	tui->dirty |= DIRTY_ALL;
	if (ops->close)
		ops->close(state);
	if (tui->is_leaving || n == 0 || tui->stack->len != n || ops->is_overlay)
		return;
	if (top(tui)->ops->resumed)
		tui_apply(tui, top(tui)->ops->resumed(top(tui)->state));
}

static void
apply(Tui *tui, Entry *entry, unsigned flags)
{
	tui->dirty |= flags & DIRTY_ALL;
	if (flags & TUI_CLOSE)
		close_entry(tui, entry);
	if (flags & TUI_QUIT)
		tui_quit(tui);
}

void
tui_apply(Tui *tui, unsigned flags)
{
	if (top(tui) && !tui->is_leaving)
		apply(tui, top(tui), flags);
}

static unsigned
quit_answered(Tui *tui, void *data, int answer)
{
	(void)data;
	tui->is_quitting = answer == DIALOG_YES;
	return TUI_HANDLED;
}

void
tui_quit(Tui *tui)
{
	g_autofree char *question = tui->options.quit_question ? tui->options.quit_question(tui->options.data) : NULL;

	if (question && top(tui))
		dialog_yes_no(tui, question, quit_answered, NULL);
	else
		tui->is_quitting = TRUE;
}

/* --- keys ------------------------------------------------------------------------------------------------------------------- */

const char *
tui_why_not(Tui *tui, const Command *command)
{
	return command->why_not ? command->why_not(tui, base(tui)->state) : NULL;
}

void
tui_run_command(Tui *tui, const Command *command)
{
	Entry *entry = base(tui);
	const char *reason = tui_why_not(tui, command);

	if (reason)
		tui_say(tui, ROLE_WARN, "„%s“ geht zurzeit nicht: %s", command->title, reason);
	else
		apply(tui, entry, command->run(tui, entry->state));
}

static const Command *
find_command(Tui *tui, int key)
{
	const Command *const *tables = tui_tables(tui);
	const Command *found = NULL;

	for (; *tables && !found; tables++)
		found = command_find(*tables, key, tui_where(tui), tui->options.has_letters);
	return found;
}

static gboolean
is_too_small(void)
{
	return LINES < TUI_MIN_ROWS || COLS < TUI_MIN_COLS;
}

/* Nobody can see what a key would do: only leaving is allowed. */
static gboolean
key_for_frame(Tui *tui, const Event *event)
{
	const Command *command = command_find(tui_commands, event->key, COMMAND_EVERYWHERE, TRUE);

	if (!command || command >= tui_commands + N_FRAME_COMMANDS)
		return FALSE;
	tui->dirty |= command->run(tui, NULL) & DIRTY_ALL;
	return TRUE;
}

/* The one command of the application that works over whatever is open. */
static void
key_over_dialog(Tui *tui, const Event *event)
{
	const Command *command = tui->options.commands ? command_find(tui->options.commands, event->key, COMMAND_EVERYWHERE, FALSE) : NULL;

	if (command && g_strcmp0(command->id, tui->options.over_dialogs) == 0)
		apply(tui, top(tui), command->run(tui, base(tui)->state));
}

static void
on_key(void *data, const Event *event)
{
	Tui *tui = data;
	Entry *entry = top(tui);
	const Command *command;
	unsigned flags;

	if (tui->message) {
		g_clear_pointer(&tui->message, g_free);
		tui->dirty |= DIRTY_PAINT;
	}
	if (is_too_small()) {
		if (!key_for_frame(tui, event) && event->key == 'q')
			tui->is_quitting = TRUE;
		return;
	}
	flags = entry->ops->handle ? entry->ops->handle(entry->state, event) : TUI_PASS;
	if (flags != TUI_PASS)
		apply(tui, entry, flags);
	else if (entry->ops->is_overlay && !key_for_frame(tui, event))
		key_over_dialog(tui, event);
	else if (entry->ops->is_overlay)
		return;
	else if ((command = find_command(tui, event->key)))
		tui_run_command(tui, command);
}

static void
on_resized(void *data)
{
	((Tui *)data)->dirty |= DIRTY_ALL;
}

static gboolean
is_finished(void *data)
{
	Tui *tui = data;

	return tui->is_quitting || tui->stack->len == 0;
}

/* --- the frame -------------------------------------------------------------------------------------------------------------- */

static const char *
sign_of(Role role)
{
	return role == ROLE_OK ? "✓ " : role == ROLE_WARN ? "! " : role == ROLE_BAD ? "✗ " : "";
}

void
tui_say(Tui *tui, Role role, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	tui->dirty |= DIRTY_PAINT;
	if (cells_width(text) > COLS - 4 && (role == ROLE_BAD || role == ROLE_WARN) && tui->stack->len && !tui->is_leaving) {
		dialog_message(tui, role == ROLE_BAD ? "Fehler" : "Hinweis", text, NULL, NULL); /* what to do stands at its end: never cut */
		return;
	}
	g_free(tui->message);
	tui->message = g_strconcat(sign_of(role), text, NULL);
	tui->message_role = role;
}

/* Asked for only when something is new, or does not fit beside another title. */
static void
ask_status(Tui *tui, int room)
{
	gboolean is_news = (tui->dirty & (DIRTY_CONTENT | DIRTY_LAYOUT)) != 0;

	if (!tui->options.status || (!is_news && tui->status && cells_width(tui->status) <= room))
		return;
	g_free(tui->status);
	tui->status = tui->options.status(tui->options.data, room);
}

static void
draw_title(Tui *tui)
{
	const Entry *entry = base(tui);
	g_autofree char *made = entry->ops->make_title ? entry->ops->make_title(entry->state) : g_strdup(entry->ops->title);
	g_autofree char *text = g_strdup_printf(" vorort – %s", made ? made : "");
	int width;

	ask_status(tui, COLS - cells_width(text) - TITLE_GAP - 1);
	width = tui->status ? MIN(cells_width(tui->status) + TITLE_GAP + 1, MAX(COLS / 2, COLS - cells_width(text))) : 0;
	cells_put(stdscr, 0, 0, COLS - width, ROLE_TITLE, text);
	if (!width)
		return;
	cells_put(stdscr, 0, COLS - width, TITLE_GAP, ROLE_TITLE, "");
	cells_put(stdscr, 0, COLS - width + TITLE_GAP, width - TITLE_GAP, ROLE_TITLE, tui->status);
}

static void
draw_footer(Tui *tui)
{
	g_autoptr(GPtrArray) pieces = command_footer(tui_tables(tui), tui_where(tui), tui->options.has_letters, COLS - 1);
	int y = LINES - 1, x = 0;
	guint i;

	for (i = 0; i + 1 < pieces->len; i += 2) {
		g_autofree char *hint = g_strdup_printf(" %s  ", (const char *)g_ptr_array_index(pieces, i + 1));

		x += cells_put_piece(stdscr, y, x, COLS - x, ROLE_KEY, g_ptr_array_index(pieces, i));
		x += cells_put_piece(stdscr, y, x, COLS - x, ROLE_TEXT, hint);
	}
	cells_put(stdscr, y, x, COLS - x, ROLE_TEXT, "");
}

static void
draw_too_small(void)
{
	g_autofree char *text = g_strdup_printf("Fenster zu klein (mindestens %d×%d), es hat %d×%d. Bitte vergrößern; alle Eingaben sind noch da. q beendet.",
	                                        TUI_MIN_COLS, TUI_MIN_ROWS, COLS, LINES);
	g_autoptr(GPtrArray) lines = cells_wrap(text, COLS);
	guint i;

	werase(stdscr);
	for (i = 0; i < lines->len; i++)
		cells_put(stdscr, (int)i, 0, COLS, ROLE_TEXT, g_ptr_array_index(lines, i));
	term_cursor(0, 0, FALSE);
}

static void
draw_screens(Tui *tui)
{
	Area body = { 1, 0, LINES - 3, COLS };
	unsigned dirty = tui->dirty;
	guint i = dirty & (DIRTY_LAYOUT | DIRTY_CONTENT) ? base_index(tui) : tui->stack->len - 1;

	if (dirty & DIRTY_LAYOUT)
		werase(stdscr);
	for (; i < tui->stack->len; i++) {
		Entry *entry = g_ptr_array_index(tui->stack, i);

		if ((dirty & DIRTY_LAYOUT) && entry->ops->layout)
			entry->ops->layout(entry->state, body);
		entry->ops->draw(entry->state, dirty);
	}
}

static void
draw_frame(void *data)
{
	Tui *tui = data;

	if (!tui->dirty)
		return;
	if (is_too_small()) {
		draw_too_small(); /* growing again comes as a resize and lays out anew */
	} else {
		draw_screens(tui);
		draw_title(tui);
		cells_put(stdscr, LINES - 2, 0, COLS, tui->message ? tui->message_role : ROLE_TEXT, tui->message);
		draw_footer(tui);
	}
	term_flush(tui->is_whole);
	tui->is_whole = FALSE;
	tui->dirty = 0;
}

/* --- start and end ---------------------------------------------------------------------------------------------------------- */

Tui *
tui_new(const TuiOptions *options)
{
	Tui *tui = g_new0(Tui, 1);
	LoopHost host = { tui, on_key, on_resized, draw_frame, is_finished };

	setlocale(LC_CTYPE, "");
	cells_start();
	tui->options = *options;
	tui->stack = g_ptr_array_new();
	tui->loop = loop_new(&host);
	term_start(options->has_mouse);
	term_show_cursor(options->is_cursor_shown);
	colour_start(options->scheme);
	return tui;
}

int
tui_run(Tui *tui)
{
	tui->dirty = DIRTY_ALL;
	return loop_run(tui->loop);
}

void
tui_free(Tui *tui)
{
	if (!tui)
		return;
	tui->is_leaving = TRUE;
	while (top(tui))
		close_entry(tui, top(tui));
	term_stop();
	g_ptr_array_unref(tui->stack);
	loop_free(tui->loop);
	g_free(tui->message);
	g_free(tui->status);
	g_free(tui);
}
