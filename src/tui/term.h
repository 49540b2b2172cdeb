/*
 * The terminal itself: starting and leaving ncurses, signals, keys.
 *
 * Rules that everything above relies on: the terminal is whole after every way of leaving, crashes included; signal handlers only set
 * flags and wake the loop (but a second TERM, HUP or INT restores and ends at once); nothing refreshes the screen implicitly.
 */
#pragma once

#include <glib.h>

/*
 * A key is one int. Characters are their code point, control characters included (TK_CTRL('s') is 0x13); everything else stands in
 * this enum above Unicode, so that no caller needs the numbers of curses.
 */
enum {
	TK_NONE = 0,
	TK_TAB = '\t',
	TK_ENTER = '\r', /* the key, whatever the terminal sends for it */
	TK_ESC = 0x1b,
	TK_SPACE = ' ',
	TK_BACKSPACE = 0x7f,
	TK_FIRST = 0x110000,
	TK_UP,
	TK_DOWN,
	TK_LEFT,
	TK_RIGHT,
	TK_HOME,
	TK_END,
	TK_PGUP,
	TK_PGDN,
	TK_INSERT,
	TK_DELETE,
	TK_BACKTAB,
	TK_CLICK, /* mouse: position in the event */
	TK_WHEEL_UP,
	TK_WHEEL_DOWN,
	TK_CTRL_HOME,
	TK_CTRL_END,
	TK_F0, /* TK_F(1) … TK_F(12) follow */
	TK_LAST = TK_F0 + 12
};
#define TK_F(n) (TK_F0 + (n))
#define TK_CTRL(c) ((c) & 0x1f)
/* TRUE for a key that types a character. */
#define TK_IS_TEXT(key) ((key) >= ' ' && (key) != TK_BACKSPACE && (key) < TK_FIRST)

typedef struct Event {
	int key;
	int y, x; /* mouse: screen position from 0 */
	gboolean is_newline; /* TK_ENTER as Ctrl-J or Alt-Enter: a new line where Enter itself goes on */
} Event;

typedef struct Area { /* part of the screen, in cells */
	int y, x, rows, cols;
} Area;

/*
 * NULL if a full-screen program can run here, else a German message (caller frees) and *@exit_code (2: no terminal, 1: unusable one).
 * Touches nothing; call it before anything is printed.
 */
char *term_check(int *exit_code);

/* Takes over the terminal; term_check() must have passed. @has_mouse: clicks and wheel come as keys (Shift then selects text). */
void term_start(gboolean has_mouse);
/* Gives the terminal back. Harmless when it is not taken. */
void term_stop(void);
/* Ends the program by @signal after term_stop(), so that the shell sees the true reason. Does not return for fatal signals. */
void term_raise(int signal);

/* For running another program (an editor): leave and return; the next frame repaints everything. */
void term_suspend(void);
void term_resume(void);

/* Readable when a signal has come. */
int term_signal_fd(void);

typedef enum { TERM_RESIZED = 1, TERM_STOPPED = 2, TERM_CONTINUED = 4, TERM_LEAVE = 8 } TermSignals;
/* Returns what came since the last call; *@fatal receives the number of the signal for TERM_LEAVE. */
unsigned term_take_signals(int *fatal);

/* Adopts the terminal's present size. */
void term_resize(void);
/* Stops the program as Ctrl-Z does elsewhere; returns when it goes on. */
void term_stop_job(void);

/* The next key without waiting; FALSE if there is none. Unknown sequences and Alt combinations are swallowed. */
gboolean term_key(Event *event);

/* Where the cursor shall stand after the next frame, and whether it shows. */
void term_cursor(int y, int x, gboolean is_visible);
/* The cursor shows wherever it stands, for magnifiers and braille lines. */
void term_show_cursor(gboolean is_always);
/* Sends what changed, with the cursor placed. */
void term_flush(gboolean is_whole);
