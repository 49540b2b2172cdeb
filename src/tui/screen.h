/*
 * Screens: a table of functions each, with their own state, on a stack. Opening pushes, Esc or q pops.
 *
 * The frame around a screen is the toolkit's: title bar (row 0), message line and footer (last two rows). A screen fills the body
 * between them. What is shown is decided in draw() only; handle() and commands change state and return flags.
 *
 * Example, a complete screen with a list over a query and two commands:
 *
 *	typedef struct { Tui *tui; List *list; NoteWindow *notes; } State;
 *
 *	static gpointer open(Tui *tui, const void *arg, char **error)
 *	{
 *		State *s = g_new0(State, 1);
 *		s->tui = tui;
 *		s->list = list_new(&source, s);                 // source: count, fetch, draw; see list.h
 *		return s;                                       // NULL with *error = a German sentence: it is shown
 *	}
 *	static void close(void *state) { State *s = state; list_free(s->list); g_free(s); }
 *	static void layout(void *state, Area body) { list_layout(((State *)state)->list, body); }
 *	static void draw(void *state, unsigned dirty) { list_draw(((State *)state)->list, dirty); }
 *	static unsigned handle(void *state, const Event *event) { return list_handle(((State *)state)->list, event); }
 *	static unsigned resumed(void *state) { list_reload(((State *)state)->list); return TUI_CONTENT; }
 *
 *	static unsigned withdrawn(Tui *tui, void *state, int answer)     // the dialog's answer comes later
 *	{
 *		if (answer != DIALOG_YES || !withdraw(tui_data(tui), state))
 *			return TUI_HANDLED;
 *		tui_say(tui, ROLE_OK, "Notiz zurückgezogen. u macht es rückgängig.");
 *		return resumed(state);
 *	}
 *	static unsigned ask(Tui *tui, void *state) { dialog_yes_no(tui, "Notiz zurückziehen?", withdrawn, state); return TUI_HANDLED; }
 *	static unsigned show(Tui *tui, void *state) { tui_push(tui, &note_screen, selected_id(state)); return TUI_HANDLED; }
 *
 *	static const Command commands[] = {
 *		{ "note.open", { TK_ENTER }, "Notiz öffnen", "Öffnen", "Zeigt die gewählte Notiz.", 0, show, NULL },
 *		{ "note.withdraw", { TK_DELETE }, "Notiz zurückziehen", NULL, "Fragt nach und zieht sie zurück.", 0, ask, NULL },
 *		{ NULL }
 *	};
 *	const ScreenOps notes_screen = { .name = "notizen", .title = "Notizen", .commands = commands, .open = open, .layout = layout,
 *		.draw = draw, .handle = handle, .close = close, .resumed = resumed };
 */
#pragma once

#include <glib.h>

#include "cells.h"
#include "command.h"
#include "loop.h"
#include "term.h"

/* What draw() shall paint. LAYOUT and CONTENT: everything; PAINT alone: what moved. */
enum { DIRTY_PAINT = TUI_PAINT, DIRTY_CONTENT = TUI_CONTENT, DIRTY_LAYOUT = TUI_LAYOUT };

#define TUI_MIN_ROWS 16
#define TUI_MIN_COLS 60

typedef struct ScreenContext { /* what a screen is about: ids, borrowed, NULL where there is none */
	const char *visit, *anbindung, *step;
	const char *selected; /* a visit that a list has its cursor on: no place where one is */
} ScreenContext;

typedef struct ScreenOps {
	const char *name;         /* for tests and the man page: "huerden" */
	const char *title;        /* shown in the title bar; or: */
	char *(*make_title)(void *state); /* caller frees */
	const Command *commands;  /* NULL: none */
	unsigned (*where)(void *state); /* context bits for the table; NULL: COMMAND_EVERYWHERE */
	gboolean is_overlay;      /* a dialog: drawn over the screen below, keys that it declines go nowhere */
	gpointer (*open)(Tui *tui, const void *arg, char **error); /* the state, or NULL with a German message */
	void (*layout)(void *state, Area body); /* the size is new; also called once after open */
	void (*draw)(void *state, unsigned dirty); /* paints into stdscr through cells_put() and calls term_cursor() for its focus */
	unsigned (*handle)(void *state, const Event *event); /* NULL: commands only. Returns TuiFlags */
	void (*close)(void *state); /* frees the state; keeps drafts */
	void (*context)(const void *state, ScreenContext *context); /* NULL: the screen below says it */
	unsigned (*resumed)(void *state); /* NULL, or: the screen above was closed, data may have changed. Returns TuiFlags */
} ScreenOps;

typedef struct TuiOptions {
	const char *scheme;       /* colour scheme, NULL: by the terminal */
	gboolean has_mouse;
	gboolean has_letters;     /* FALSE: single letters start no command (EN 301 549, 11.2.1.4) */
	gboolean is_cursor_shown; /* the cursor on the selection is visible, not only placed: for braille lines and magnifiers */
	const Command *commands;  /* for everywhere, NULL: none */
	const char *over_dialogs; /* id of the one of ->commands that works over dialogs, too; NULL: none */
	void *data;               /* the application, tui_data() */
	/* Right end of the title bar, asked whenever content is drawn anew; caller frees. Shorter if it can be where @width columns are left. */
	char *(*status)(void *data, int width);
	char *(*quit_question)(void *data); /* NULL, or: returns NULL if nothing runs, else a German question (freed by the toolkit) */
} TuiOptions;

/* term_check() must have passed. Takes the terminal. */
Tui *tui_new(const TuiOptions *options);
/* Closes all screens from the top, so that drafts are kept, then gives the terminal back. */
void tui_free(Tui *tui);
/* Runs until the user leaves. Returns 0, or the signal that asked to leave: free everything, then term_raise() it. */
int tui_run(Tui *tui);

void *tui_data(const Tui *tui);
Loop *tui_loop(const Tui *tui);

/*
 * What the user is at: of the uppermost screen that says it, with the visit of a screen below it that is about the same Anbindung; ->selected
 * is that of the screen on top alone.
 */
ScreenContext tui_context(const Tui *tui);

/* TRUE if this screen is the one that takes the keys. */
gboolean tui_is_on_top(const Tui *tui, const ScreenOps *ops);

/* Opens a screen above. FALSE if its open() failed; the reason is shown. */
gboolean tui_push(Tui *tui, const ScreenOps *ops, const void *arg);
/* Pushes a screen whose state is made already; used by dialogs and forms. */
void tui_push_state(Tui *tui, const ScreenOps *ops, void *state);

/* Shows one line until the next key. WARN and BAD get a sign before them. */
void tui_say(Tui *tui, Role role, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* From callbacks of the loop: something changed (TUI_PAINT, TUI_CONTENT or TUI_LAYOUT). */
void tui_redraw(Tui *tui, unsigned flags);
/* Data changed beside the present screen (undo, a finished sync): as if something above it had been closed, resumed() is called. */
void tui_reload(Tui *tui);
/* Leaves, after the quit question if there is one. */
void tui_quit(Tui *tui);

/* For the palette: tables that apply now (NULL-terminated, valid until the next push or pop) and running one of their commands. */
const Command *const *tui_tables(Tui *tui);
unsigned tui_where(const Tui *tui);
gboolean tui_has_letters(const Tui *tui);
const char *tui_why_not(Tui *tui, const Command *command);
void tui_run_command(Tui *tui, const Command *command);

/* For what a closing dialog did to the screen that is on top now. */
void tui_apply(Tui *tui, unsigned flags);

/* TRUE while everything is being closed: callbacks must not open anything. */
gboolean tui_is_leaving(const Tui *tui);

/* The toolkit's own table: help, back, quit, repaint, stop. */
extern const Command tui_commands[];
