/*
 * Starting and leaving ncurses so that the terminal is whole whatever happens; see term.h.
 *
 * The restoration bytes are computed at the start, because a handler may only write() and tcsetattr(). ncurses' own handlers for
 * TSTP and WINCH are replaced: its first one draws inside the handler, its second one can lose a resize between check and poll().
 */
#include "term.h"

#include <errno.h>
#include <fcntl.h>
#include <ncurses.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#undef lines /* term.h of ncurses owns too many names */
#undef columns

static struct {
	WINDOW *keys; /* a pad: never refreshed implicitly by reading from it */
	gboolean is_on;
	int pipe[2];
	int cursor_y, cursor_x;
	int is_cursor_visible, was_cursor_visible;
	gboolean is_cursor_always;
	gboolean has_mouse;
} term = { .pipe = { -1, -1 } };

/* What the handlers use: plain data, written before they are installed. */
static struct termios saved_modes;
static char restore_bytes[256];
static size_t n_restore_bytes;
static volatile sig_atomic_t is_taken, pending, fatal_signal;

/* --- signals ---------------------------------------------------------------------------------------------------------------- */

static void
restore_at_once(void)
{
	if (!is_taken)
		return;
	is_taken = 0;
	if (write(STDOUT_FILENO, restore_bytes, n_restore_bytes) < 0) {
		/* the terminal is gone; there is nobody left to tell */
	}
	tcsetattr(STDIN_FILENO, TCSANOW, &saved_modes);
}

static void
die_of(int number)
{
	sigset_t set;

	signal(number, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, number);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	raise(number);
}

static void
on_crash(int number)
{
	restore_at_once();
	die_of(number);
}

static void
wake(int bit)
{
	int saved = errno;

	pending |= bit;
	if (write(term.pipe[1], "", 1) < 0) {
		/* full: the loop wakes anyway */
	}
	errno = saved;
}

static void
on_leave(int number)
{
	if (fatal_signal) { /* asked twice: the loop hangs or a transaction takes too long */
		restore_at_once();
		die_of(number);
		return;
	}
	fatal_signal = number;
	wake(TERM_LEAVE);
}

static void
on_flag(int number)
{
	wake(number == SIGWINCH ? TERM_RESIZED : number == SIGTSTP ? TERM_STOPPED : TERM_CONTINUED);
}

/* A handler, not SIG_IGN: ignoring would be inherited by git and ssh. */
static void
on_pipe(int number)
{
	(void)number;
}

static const struct {
	int number;
	void (*handler)(int number);
} handlers[] = {
	{ SIGSEGV, on_crash }, { SIGBUS, on_crash }, { SIGILL, on_crash }, { SIGFPE, on_crash }, { SIGABRT, on_crash }, { SIGSYS, on_crash },
	{ SIGQUIT, on_crash }, { SIGTRAP, on_crash }, { SIGXCPU, on_crash }, { SIGXFSZ, on_crash }, { SIGALRM, on_crash },
	{ SIGVTALRM, on_crash }, { SIGPROF, on_crash }, { SIGUSR1, on_crash }, { SIGUSR2, on_crash },
	{ SIGTERM, on_leave }, { SIGHUP, on_leave }, { SIGINT, on_leave },
	{ SIGWINCH, on_flag }, { SIGTSTP, on_flag }, { SIGCONT, on_flag }, { SIGPIPE, on_pipe },
};

static void
install(gsize i)
{
	struct sigaction action;

	memset(&action, 0, sizeof action);
	action.sa_handler = handlers[i].handler;
	action.sa_flags = SA_ONSTACK | SA_RESTART;
	sigemptyset(&action.sa_mask);
	sigaction(handlers[i].number, &action, NULL);
}

static void
install_handlers(void)
{
	static char stack[65536]; /* a crash by stack overflow needs another one */
	stack_t alternate = { .ss_sp = stack, .ss_size = sizeof stack };
	gsize i;

	if (term.pipe[0] < 0 && pipe2(term.pipe, O_NONBLOCK | O_CLOEXEC) != 0)
		g_error("pipe: %s", g_strerror(errno));
	sigaltstack(&alternate, NULL);
	for (i = 0; i < G_N_ELEMENTS(handlers); i++)
		install(i);
}

int
term_signal_fd(void)
{
	return term.pipe[0];
}

unsigned
term_take_signals(int *fatal)
{
	char bytes[64];
	sigset_t all, before;
	unsigned flags;

	while (read(term.pipe[0], bytes, sizeof bytes) > 0)
		continue;
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	flags = (unsigned)pending;
	pending = 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	*fatal = fatal_signal;
	return flags;
}

void
term_raise(int signal_number)
{
	term_stop();
	die_of(signal_number);
}

/* --- start and stop --------------------------------------------------------------------------------------------------------- */

char *
term_check(int *exit_code)
{
	const char *name = g_getenv("TERM");
	gboolean can_address;
	int found;

	*exit_code = 2;
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return g_strdup("Die Oberfläche braucht ein Terminal an Ein- und Ausgabe. In Skripten gehen die Befehle, zum Beispiel „vorort status“; "
		                "„vorort --help“ zeigt alle.");
	*exit_code = 1;
	if (!name || !*name)
		return g_strdup("Die Variable TERM ist nicht gesetzt. Bitte die Art des Terminals angeben, zum Beispiel: TERM=xterm vorort");
	if (setupterm(NULL, STDOUT_FILENO, &found) != OK)
		return g_strdup_printf("Das Terminal „%s“ (TERM) ist hier nicht bekannt. Bitte eine bekannte Art angeben, zum Beispiel: TERM=xterm vorort",
		                       name);
	can_address = cursor_address != NULL;
	del_curterm(cur_term);
	if (!can_address)
		return g_strdup_printf("Das Terminal „%s“ (TERM) kann keine ganzen Bildschirme zeigen. Die Befehle gehen auch hier, zum Beispiel „vorort "
		                       "status“.", name);
	return NULL;
}

static int
keep_byte(int c)
{
	if (n_restore_bytes < sizeof restore_bytes)
		restore_bytes[n_restore_bytes++] = (char)c;
	return c;
}

static void
keep(const char *sequence)
{
	if (sequence)
		tputs(sequence, 1, keep_byte);
}

/* Called again after each resize, for the scroll region. */
static void
prepare_restoration(void)
{
	sig_atomic_t was_taken = is_taken;

	is_taken = 0;
	n_restore_bytes = 0;
	if (term.has_mouse)
		keep("\033[?1000l\033[?1006l");
	if (change_scroll_region)
		keep(tparm(change_scroll_region, 0L, (long)LINES - 1, 0L, 0L, 0L, 0L, 0L, 0L, 0L));
	keep(exit_alt_charset_mode);
	keep(exit_attribute_mode);
	keep(orig_pair);
	keep(keypad_local);
	keep(cursor_normal);
	keep(exit_ca_mode);
	keep(cursor_normal); /* again: some terminals restore a hidden cursor with the old screen */
	is_taken = was_taken;
}

/* What terminals send besides their terminfo entry: cursor keys in the other mode, VT-style Home and End, Linux console and rxvt F keys. */
static const struct {
	const char *sequence;
	int key;
} extra_keys[] = {
	{ "\033[A", KEY_UP }, { "\033[B", KEY_DOWN }, { "\033[C", KEY_RIGHT }, { "\033[D", KEY_LEFT },
	{ "\033OA", KEY_UP }, { "\033OB", KEY_DOWN }, { "\033OC", KEY_RIGHT }, { "\033OD", KEY_LEFT },
	{ "\033[H", KEY_HOME }, { "\033[F", KEY_END }, { "\033OH", KEY_HOME }, { "\033OF", KEY_END }, { "\033[1~", KEY_HOME },
	{ "\033[4~", KEY_END }, { "\033[7~", KEY_HOME }, { "\033[8~", KEY_END }, { "\033[Z", KEY_BTAB }, { "\033[2~", KEY_IC },
	{ "\033[3~", KEY_DC }, { "\033[5~", KEY_PPAGE }, { "\033[6~", KEY_NPAGE }, { "\033OP", KEY_F(1) }, { "\033OQ", KEY_F(2) },
	{ "\033OR", KEY_F(3) }, { "\033OS", KEY_F(4) }, { "\033[11~", KEY_F(1) }, { "\033[12~", KEY_F(2) }, { "\033[13~", KEY_F(3) },
	{ "\033[14~", KEY_F(4) }, { "\033[[A", KEY_F(1) }, { "\033[[B", KEY_F(2) }, { "\033[[C", KEY_F(3) }, { "\033[[D", KEY_F(4) },
	{ "\033[15~", KEY_F(5) }, { "\033OM", KEY_ENTER },
};

/* Keys with Ctrl that ncurses knows by numbers of its own choice, if at all: defined anew, above all numbers that it gives. */
#define OWN_CODES (KEY_MAX + 500)
static const struct {
	const char *sequence;
	int ours;
} ctrl_keys[] = { { "\033[1;5H", TK_CTRL_HOME }, { "\033[1;5F", TK_CTRL_END }, { "\033[7^", TK_CTRL_HOME }, { "\033[8^", TK_CTRL_END } };

static void
start_keys(void)
{
	gsize i;

	term.keys = newpad(1, 1);
	keypad(term.keys, TRUE);
	nodelay(term.keys, TRUE);
	set_escdelay(25);
	for (i = 0; i < G_N_ELEMENTS(extra_keys); i++)
		if (key_defined(extra_keys[i].sequence) <= 0)
			define_key(extra_keys[i].sequence, extra_keys[i].key);
	for (i = 0; i < G_N_ELEMENTS(ctrl_keys); i++)
		define_key(ctrl_keys[i].sequence, OWN_CODES + (int)i);
	if (term.has_mouse) {
		mouseinterval(0);
		mousemask(BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
	}
}

void
term_start(gboolean has_mouse)
{
	g_assert(!term.is_on);
	tcgetattr(STDIN_FILENO, &saved_modes);
	term.has_mouse = has_mouse;
	initscr();
	raw(); /* Ctrl-C, Ctrl-S and Ctrl-Z are keys of ours */
	noecho();
	nonl();
	intrflush(stdscr, FALSE);
	idlok(stdscr, TRUE);
	start_keys();
	curs_set(0);
	term.is_cursor_visible = term.was_cursor_visible = 0;
	/* In its first state ncurses 6.4 flushes after every cursor movement (for programs without a screen); one end leaves that state. */
	def_prog_mode();
	endwin();
	prepare_restoration();
	install_handlers();
	term.is_on = TRUE;
	is_taken = 1;
}

static void
end_screen(void)
{
	curs_set(1);
	endwin();
	if (cursor_normal)
		putp(cursor_normal);
	fflush(stdout);
	is_taken = 0;
}

static void
remove_handlers(void)
{
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(handlers); i++)
		if (handlers[i].handler != on_pipe)
			signal(handlers[i].number, SIG_DFL);
}

void
term_stop(void)
{
	if (!term.is_on)
		return;
	term.is_on = FALSE;
	if (term.has_mouse)
		mousemask(0, NULL);
	end_screen();
	remove_handlers();
	delwin(term.keys);
	term.keys = NULL;
}

void
term_suspend(void)
{
	end_screen();
}

void
term_resume(void)
{
	is_taken = 1;
	reset_prog_mode();
	term.was_cursor_visible = 2; /* unknown: set it with the next frame */
	term_resize();
	clearok(curscr, TRUE);
}

void
term_stop_job(void)
{
	gsize i;

	term_suspend();
	die_of(SIGTSTP); /* stops here until SIGCONT */
	for (i = 0; i < G_N_ELEMENTS(handlers); i++)
		if (handlers[i].number == SIGTSTP)
			install(i);
	pending &= ~(TERM_CONTINUED | TERM_STOPPED);
	term_resume();
}

void
term_resize(void)
{
	struct winsize size = { 0 };

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
		return;
	if (is_term_resized(size.ws_row, size.ws_col))
		resizeterm(size.ws_row, size.ws_col);
	prepare_restoration();
}

/* --- keys ------------------------------------------------------------------------------------------------------------------- */

static const struct {
	int curses, ours;
} key_map[] = {
	{ KEY_UP, TK_UP }, { KEY_DOWN, TK_DOWN }, { KEY_LEFT, TK_LEFT }, { KEY_RIGHT, TK_RIGHT }, { KEY_HOME, TK_HOME }, { KEY_END, TK_END },
	{ KEY_PPAGE, TK_PGUP }, { KEY_NPAGE, TK_PGDN }, { KEY_IC, TK_INSERT }, { KEY_DC, TK_DELETE }, { KEY_BTAB, TK_BACKTAB },
	{ KEY_BACKSPACE, TK_BACKSPACE }, { KEY_ENTER, TK_ENTER }, { KEY_A1, TK_HOME }, { KEY_A3, TK_PGUP }, { KEY_C1, TK_END }, { KEY_C3, TK_PGDN },
};

static int
special_key(int curses, Event *event)
{
	MEVENT mouse;
	gsize i;

	if (curses == KEY_MOUSE && getmouse(&mouse) == OK) {
		event->y = mouse.y;
		event->x = mouse.x;
		return mouse.bstate & BUTTON4_PRESSED ? TK_WHEEL_UP : mouse.bstate & BUTTON5_PRESSED ? TK_WHEEL_DOWN : TK_CLICK;
	}
	if (curses >= OWN_CODES && curses < OWN_CODES + (int)G_N_ELEMENTS(ctrl_keys))
		return ctrl_keys[curses - OWN_CODES].ours;
	if (curses > KEY_F(0) && curses <= KEY_F(12))
		return TK_F(curses - KEY_F(0));
	for (i = 0; i < G_N_ELEMENTS(key_map); i++)
		if (key_map[i].curses == curses)
			return key_map[i].ours;
	return TK_NONE;
}

/* After an Esc that begins no known key: nothing more to read is the Esc key, else an unknown sequence or Alt with a key. */
static int
after_escape(Event *event)
{
	wint_t c;
	int kind = wget_wch(term.keys, &c);

	if (kind == ERR)
		return TK_ESC;
	if (kind == OK && c == TK_ESC) {
		unget_wch((wchar_t)c);
		return TK_ESC;
	}
	event->is_newline = kind == OK && (c == '\r' || c == '\n');
	if (event->is_newline)
		return TK_ENTER;
	if (kind == OK && (c == '[' || c == 'O'))
		while (wget_wch(term.keys, &c) == OK && (c < 0x40 || c > 0x7e))
			continue;
	return TK_NONE;
}

static int
plain_key(wint_t c, Event *event)
{
	if (c == TK_ESC)
		return after_escape(event);
	event->is_newline = c == '\n'; /* a terminal that sends it for Enter gets new lines in texts, and Enter elsewhere */
	if (event->is_newline)
		return TK_ENTER;
	if (c == '\b')
		return TK_BACKSPACE;
	return (int)c;
}

gboolean
term_key(Event *event)
{
	wint_t c;
	int kind;

	event->key = TK_NONE;
	event->y = event->x = -1;
	event->is_newline = FALSE;
	kind = wget_wch(term.keys, &c);
	if (kind == ERR)
		return FALSE;
	event->key = kind == KEY_CODE_YES ? special_key((int)c, event) : plain_key(c, event);
	return TRUE;
}

/* --- frames ----------------------------------------------------------------------------------------------------------------- */

void
term_cursor(int y, int x, gboolean is_visible)
{
	term.cursor_y = CLAMP(y, 0, LINES - 1);
	term.cursor_x = CLAMP(x, 0, COLS - 1);
	term.is_cursor_visible = is_visible || term.is_cursor_always ? 1 : 0;
}

void
term_show_cursor(gboolean is_always)
{
	term.is_cursor_always = is_always;
}

void
term_flush(gboolean is_whole)
{
	if (is_whole)
		clearok(curscr, TRUE);
	wmove(stdscr, term.cursor_y, term.cursor_x);
	wnoutrefresh(stdscr);
	if (term.is_cursor_visible != term.was_cursor_visible)
		curs_set(term.is_cursor_visible);
	term.was_cursor_visible = term.is_cursor_visible;
	doupdate();
}
