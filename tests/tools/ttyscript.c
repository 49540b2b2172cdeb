/*
 * Screen tests: runs a program on a pseudo terminal, types what a script says and compares the screen of a real terminal emulator
 * (libvterm) with text files. The language is described in tests/screen/README.
 *
 *   ttyscript [--rows N] [--cols N] [--timeout MS] SCRIPT -- PROGRAM ARGS…
 *
 * Nothing sleeps for luck: a key has arrived when the terminal's input queue is empty, and is done when the program waits again.
 */
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <vterm.h>

static struct {
	int rows, cols, timeout;
	const char *script;
	char **program;
	int line;               /* of the script, for messages */
	int n_keys;             /* since the last "count" */
	int master, slave, news; /* news: pid and status from the guard */
	pid_t guard, pid;
	int status;             /* as a shell would say it; -1: still running */
	struct termios before;
	VTerm *vt;
	VTermScreen *screen;
	gboolean is_alternate, is_cursor_visible;
} t = { .rows = 24, .cols = 80, .timeout = 5000, .status = -1, .is_cursor_visible = TRUE };

/* --- the screen ------------------------------------------------------------------------------------------------------------- */

static int
on_property(VTermProp property, VTermValue *value, void *user)
{
	(void)user;
	if (property == VTERM_PROP_ALTSCREEN)
		t.is_alternate = value->boolean != 0;
	if (property == VTERM_PROP_CURSORVISIBLE)
		t.is_cursor_visible = value->boolean != 0;
	return 1;
}

static void
start_emulator(void)
{
	static VTermScreenCallbacks callbacks = { .settermprop = on_property };

	t.vt = vterm_new(t.rows, t.cols);
	vterm_set_utf8(t.vt, 1);
	t.screen = vterm_obtain_screen(t.vt);
	vterm_screen_enable_altscreen(t.screen, 1);
	vterm_screen_set_callbacks(t.screen, &callbacks, NULL);
	vterm_screen_reset(t.screen, 1);
}

static char *
row_text(int row)
{
	GString *text = g_string_new(NULL);
	VTermPos pos = { .row = row };

	for (pos.col = 0; pos.col < t.cols; pos.col++) {
		VTermScreenCell cell;
		int i;

		if (!vterm_screen_get_cell(t.screen, pos, &cell) || cell.chars[0] == (uint32_t)-1)
			continue; /* the right half of a wide character */
		if (cell.chars[0] == 0)
			g_string_append_c(text, ' ');
		for (i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
			g_string_append_unichar(text, cell.chars[i]);
	}
	return g_strchomp(g_string_free(text, FALSE));
}

static char *
screen_text(void)
{
	GString *text = g_string_new(NULL);
	int row;

	for (row = 0; row < t.rows; row++) {
		g_autofree char *line = row_text(row);

		g_string_append_printf(text, "%s\n", line);
	}
	return g_string_free(text, FALSE);
}

static VTermPos
cursor_position(void)
{
	VTermPos pos;

	vterm_state_get_cursorpos(vterm_obtain_state(t.vt), &pos);
	return pos;
}

static void G_GNUC_PRINTF(1, 2) G_GNUC_NORETURN
fail(const char *format, ...)
{
	g_autofree char *text = screen_text();
	VTermPos pos = cursor_position();
	va_list args;

	fprintf(stderr, "%s:%d: ", t.script, t.line);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "\n--- screen, cursor at %d %d ---\n%s---\n", pos.row + 1, pos.col + 1, text);
	if (t.pid > 0 && t.status < 0)
		kill(t.pid, SIGKILL);
	if (t.guard > 0)
		kill(t.guard, SIGKILL);
	exit(1);
}

/* --- the program ------------------------------------------------------------------------------------------------------------ */

/*
 * A guard leads the session as a shell would: otherwise stop signals were discarded, and the line's settings could not be read after the
 * end. It tells the program's pid and status and stays until it is killed.
 */
static void G_GNUC_NORETURN
run_guard(int news)
{
	pid_t pid;
	int status;

	setsid();
	ioctl(t.slave, TIOCSCTTY, 0);
	dup2(t.slave, 0);
	dup2(t.slave, 1);
	dup2(t.slave, 2);
	close(t.master);
	signal(SIGTTOU, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	pid = fork();
	if (pid == 0) {
		setpgid(0, 0);
		tcsetpgrp(0, getpid());
		signal(SIGTTOU, SIG_DFL);
		signal(SIGHUP, SIG_DFL);
		close(t.slave);
		execvp(t.program[0], t.program);
		fprintf(stderr, "%s: %s\n", t.program[0], strerror(errno));
		_exit(127);
	}
	setpgid(pid, pid);
	status = (int)pid;
	if (write(news, &status, sizeof status) < 0 || waitpid(pid, &status, 0) < 0)
		_exit(1);
	status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	if (write(news, &status, sizeof status) < 0)
		_exit(1);
	for (;;)
		pause();
}

static void
start_program(void)
{
	struct winsize size = { .ws_row = (unsigned short)t.rows, .ws_col = (unsigned short)t.cols };
	int news[2], pid;

	if (openpty(&t.master, &t.slave, NULL, NULL, &size) != 0 || pipe2(news, O_CLOEXEC) != 0)
		fail("no pseudo terminal: %s", strerror(errno));
	fcntl(t.master, F_SETFD, FD_CLOEXEC);
	tcgetattr(t.slave, &t.before);
	t.news = news[0];
	t.guard = fork();
	if (t.guard == 0)
		run_guard(news[1]);
	close(news[1]);
	if (read(t.news, &pid, sizeof pid) != sizeof pid)
		fail("the program did not start");
	t.pid = pid;
	fcntl(t.news, F_SETFL, O_NONBLOCK);
}

static void
check_end(void)
{
	int status;

	if (t.status < 0 && read(t.news, &status, sizeof status) == sizeof status)
		t.status = status;
}

/* Answers to what the program asked the terminal. */
static void
send_answers(void)
{
	char bytes[256];
	size_t n;

	while ((n = vterm_output_read(t.vt, bytes, sizeof bytes)) > 0)
		if (write(t.master, bytes, n) < 0)
			return;
}

/* Takes over output for at most @ms; FALSE if nothing came. */
static gboolean
read_output(int ms)
{
	struct pollfd p = { .fd = t.master, .events = POLLIN };
	char bytes[65536];
	ssize_t n;

	if (poll(&p, 1, ms) <= 0 || !(p.revents & POLLIN))
		return FALSE;
	n = read(t.master, bytes, sizeof bytes);
	if (n <= 0)
		return FALSE;
	vterm_input_write(t.vt, bytes, (size_t)n);
	vterm_screen_flush_damage(t.screen);
	send_answers();
	return TRUE;
}

static gboolean
is_waiting(void)
{
	g_autofree char *path = g_strdup_printf("/proc/%d/stat", (int)t.pid);
	g_autofree char *stat = NULL;
	const char *end;
	int unread = 0;

	check_end();
	if (t.status >= 0)
		return TRUE;
	if (ioctl(t.slave, FIONREAD, &unread) == 0 && unread > 0)
		return FALSE;
	if (!g_file_get_contents(path, &stat, NULL, NULL) || !(end = strrchr(stat, ')')) || end[1] != ' ')
		return TRUE;
	return end[2] == 'S' || end[2] == 'T' || end[2] == 'Z';
}

static gint64
deadline(void)
{
	return g_get_monotonic_time() + (gint64)t.timeout * 1000;
}

/* Until everything typed is read, the program waits and nothing was written for @quiet_ms. */
static void
settle(int quiet_ms)
{
	gint64 end = deadline(), since = g_get_monotonic_time();

	while (g_get_monotonic_time() < end) {
		if (read_output(1) || !is_waiting())
			since = g_get_monotonic_time();
		else if (g_get_monotonic_time() - since >= (gint64)quiet_ms * 1000)
			return;
	}
}

/* --- keys ------------------------------------------------------------------------------------------------------------------- */

static const struct {
	const char *name, *bytes;
} key_table[] = {
	{ "Enter", "\r" }, { "Esc", "\033" }, { "Tab", "\t" }, { "BackTab", "\033[Z" }, { "Space", " " }, { "BS", "\177" }, { "Del", "\033[3~" },
	{ "Ins", "\033[2~" }, { "Up", "\033OA" }, { "Down", "\033OB" }, { "Right", "\033OC" }, { "Left", "\033OD" }, { "Home", "\033OH" },
	{ "End", "\033OF" }, { "PgUp", "\033[5~" }, { "PgDn", "\033[6~" }, { "F1", "\033OP" }, { "F2", "\033OQ" }, { "F3", "\033OR" },
	{ "F4", "\033OS" }, { "F5", "\033[15~" }, { "F6", "\033[17~" }, { "F7", "\033[18~" }, { "F8", "\033[19~" }, { "F9", "\033[20~" },
	{ "F10", "\033[21~" }, { "F11", "\033[23~" }, { "F12", "\033[24~" }, { "lt", "<" },
	{ "C-Home", "\033[1;5H" }, { "C-End", "\033[1;5F" },
};

static void
send_bytes(const char *bytes)
{
	size_t n = strlen(bytes);

	if (write(t.master, bytes, n) != (ssize_t)n)
		fail("cannot type: %s", strerror(errno));
	settle(strcmp(bytes, "\033") == 0 ? 40 : 3); /* a lone Esc is one only after a pause */
}

static void
send_named(const char *name)
{
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(key_table); i++)
		if (strcmp(key_table[i].name, name) == 0) {
			send_bytes(key_table[i].bytes);
			return;
		}
	if (strlen(name) == 3 && name[1] == '-' && (name[0] == 'C' || name[0] == 'M')) {
		char bytes[3] = { name[0] == 'C' ? (char)(name[2] & 0x1f) : '\033', name[0] == 'M' ? name[2] : '\0', '\0' };

		send_bytes(bytes);
		return;
	}
	fail("unknown key <%s>", name);
}

/* "<Down*3>ab<Enter>" */
static void
run_keys(const char *keys)
{
	while (*keys) {
		const char *end = *keys == '<' ? strchr(keys, '>') : NULL;
		g_autofree char *name = NULL;
		char *star;
		long n = 1;

		if (!end) {
			name = g_strndup(keys, (gsize)(g_utf8_next_char(keys) - keys));
			t.n_keys++;
			send_bytes(name);
			keys += strlen(name);
			continue;
		}
		name = g_strndup(keys + 1, (gsize)(end - keys - 1));
		star = strrchr(name, '*');
		if (star && star > name) {
			*star = '\0';
			n = strtol(star + 1, NULL, 10);
		}
		t.n_keys += (int)n;
		while (n-- > 0)
			send_named(name);
		keys = end + 1;
	}
}

static void
run_count(const char *args)
{
	(void)args;
	t.n_keys = 0;
}

static void
run_at_most(const char *args)
{
	if (t.n_keys > atoi(args))
		fail("%d keys since \"count\", at most %d are allowed", t.n_keys, atoi(args));
}

static void
run_type(const char *text)
{
	send_bytes(text);
}

/* --- comparing -------------------------------------------------------------------------------------------------------------- */

static int
row_with(const char *text)
{
	int row;

	for (row = 0; row < t.rows; row++) {
		g_autofree char *line = row_text(row);

		if (strstr(line, text))
			return row;
	}
	return -1;
}

static void
run_wait(const char *text)
{
	gint64 end = deadline();

	while (row_with(text) < 0) {
		check_end();
		if (!read_output(5) && (g_get_monotonic_time() > end || (t.status >= 0 && !read_output(0) && row_with(text) < 0)))
			fail("no \"%s\" on the screen%s", text, t.status >= 0 ? "; the program has ended" : "");
	}
	settle(3);
}

static void
run_gone(const char *text)
{
	gint64 end = deadline();

	while (row_with(text) >= 0)
		if (!read_output(5) && g_get_monotonic_time() > end)
			fail("\"%s\" is still on the screen", text);
}

/* TRUE if @line is @pattern, where {{…}} stands for anything. */
static gboolean
line_matches(const char *pattern, const char *line)
{
	const char *open = strstr(pattern, "{{"), *close = open ? strstr(open, "}}") : NULL;
	const char *p;

	if (!close)
		return strcmp(pattern, line) == 0;
	if (strncmp(pattern, line, (size_t)(open - pattern)) != 0)
		return FALSE;
	for (p = line + (open - pattern);; p++) {
		if (line_matches(close + 2, p))
			return TRUE;
		if (!*p)
			return FALSE;
	}
}

static gboolean
screen_matches(const char *expected)
{
	g_auto(GStrv) lines = g_strsplit(expected, "\n", -1);
	guint n = g_strv_length(lines);
	int row;

	for (row = 0; row < t.rows || row < (int)n; row++) {
		g_autofree char *line = row < t.rows ? row_text(row) : g_strdup("");

		if (!line_matches(row < (int)n ? g_strchomp(lines[row]) : "", line))
			return FALSE;
	}
	return TRUE;
}

/* The screen as it is, but lines that the file has right stay as they are there, with their {{…}}. */
static char *
updated_screen(const char *before)
{
	g_auto(GStrv) old = g_strsplit(before ? before : "", "\n", -1);
	g_autofree char *now = screen_text();
	g_auto(GStrv) lines = g_strsplit(now, "\n", -1);
	guint i, n = g_strv_length(old);

	for (i = 0; lines[i]; i++) {
		if (i >= n || !line_matches(g_strchomp(old[i]), lines[i]))
			continue;
		g_free(lines[i]);
		lines[i] = g_strdup(old[i]);
	}
	return g_strjoinv("\n", lines);
}

static void
run_screen(const char *name)
{
	g_autofree char *folder = g_path_get_dirname(t.script);
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *expected = NULL;
	gint64 end = deadline();

	if (g_strcmp0(g_getenv("TTYSCRIPT_UPDATE"), "1") == 0) {
		g_autofree char *text = NULL;

		g_file_get_contents(path, &expected, NULL, NULL);
		text = updated_screen(expected);
		if (!g_file_set_contents(path, text, -1, NULL))
			fail("cannot write %s", path);
		return;
	}
	if (!g_file_get_contents(path, &expected, NULL, NULL))
		fail("cannot read %s; TTYSCRIPT_UPDATE=1 writes it", path);
	while (!screen_matches(expected))
		if (!read_output(5) && g_get_monotonic_time() > end)
			fail("the screen differs from %s:\n%s", path, expected);
}

static void
run_cursor(const char *args)
{
	gint64 end = deadline();
	VTermPos pos;
	int row, col;

	if (sscanf(args, "%d %d", &row, &col) != 2)
		fail("cursor ROW COL, counted from 1");
	for (pos = cursor_position(); pos.row + 1 != row || pos.col + 1 != col; pos = cursor_position())
		if (!read_output(5) && g_get_monotonic_time() > end)
			fail("the cursor is at %d %d, not at %d %d", pos.row + 1, pos.col + 1, row, col);
}

static void
run_cursor_on(const char *text)
{
	gint64 end = deadline();

	for (;;) {
		g_autofree char *line = row_text(cursor_position().row);

		if (strstr(line, text))
			return;
		if (!read_output(5) && g_get_monotonic_time() > end)
			fail("the cursor is on the row \"%s\", not on one with \"%s\"", line, text);
	}
}

/* --- the rest --------------------------------------------------------------------------------------------------------------- */

static void
run_resize(const char *args)
{
	struct winsize size;

	if (sscanf(args, "%d %d", &t.rows, &t.cols) != 2 || t.rows < 1 || t.cols < 1)
		fail("resize ROWS COLS");
	size = (struct winsize){ .ws_row = (unsigned short)t.rows, .ws_col = (unsigned short)t.cols };
	vterm_set_size(t.vt, t.rows, t.cols);
	ioctl(t.master, TIOCSWINSZ, &size);
	settle(10);
}

static void
run_signal(const char *name)
{
	static const struct {
		const char *name;
		int number;
	} signals[] = { { "TERM", SIGTERM }, { "HUP", SIGHUP }, { "INT", SIGINT }, { "QUIT", SIGQUIT }, { "ABRT", SIGABRT }, { "SEGV", SIGSEGV },
		{ "BUS", SIGBUS }, { "TSTP", SIGTSTP }, { "CONT", SIGCONT }, { "STOP", SIGSTOP }, { "KILL", SIGKILL }, { "WINCH", SIGWINCH } };
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(signals); i++)
		if (strcmp(signals[i].name, name) == 0) {
			kill(t.pid, signals[i].number);
			settle(10);
			return;
		}
	fail("unknown signal %s", name);
}

static void
run_exit(const char *args)
{
	gint64 end = deadline();
	int wanted = atoi(args);

	while (t.status < 0) {
		read_output(5);
		check_end();
		if (t.status < 0 && g_get_monotonic_time() > end)
			fail("the program is still running");
	}
	while (read_output(0))
		continue;
	if (t.status != wanted)
		fail("exit code %d, not %d", t.status, wanted);
}

static void
run_whole(const char *args)
{
	struct termios now;

	(void)args;
	settle(3);
	if (t.is_alternate)
		fail("the alternate screen is still on");
	if (!t.is_cursor_visible)
		fail("the cursor is still hidden");
	if (tcgetattr(t.slave, &now) != 0 || now.c_lflag != t.before.c_lflag || now.c_iflag != t.before.c_iflag || now.c_oflag != t.before.c_oflag)
		fail("the terminal's modes are not restored");
}

static void
run_env(const char *args)
{
	g_auto(GStrv) parts = g_strsplit(args, "=", 2);

	if (t.pid > 0 || !parts[0] || !parts[1])
		fail("env NAME=VALUE, before anything else");
	g_setenv(parts[0], parts[1], TRUE);
}

/* Something that happens beside the program, whose end is waited for. */
static void
run_beside(const char *command)
{
	int status = system(command);

	if (status != 0)
		fail("\"%s\" ended with %d", command, status);
}

static const struct {
	const char *word;
	void (*run)(const char *args);
	gboolean is_before_start;
} verbs[] = {
	{ "env", run_env, TRUE }, { "keys", run_keys, FALSE }, { "type", run_type, FALSE }, { "wait", run_wait, FALSE }, { "gone", run_gone, FALSE },
	{ "screen", run_screen, FALSE }, { "resize", run_resize, FALSE }, { "signal", run_signal, FALSE }, { "cursor", run_cursor, FALSE },
	{ "cursor-on", run_cursor_on, FALSE }, { "count", run_count, FALSE }, { "at-most", run_at_most, FALSE }, { "exit", run_exit, FALSE }, { "whole", run_whole, FALSE },
	{ "beside", run_beside, FALSE },
};

static void
run_line(char *line)
{
	char *args = strchr(line, ' ');
	gsize i;

	if (*line == '#' || !*line)
		return;
	if (args)
		*args++ = '\0';
	for (i = 0; i < G_N_ELEMENTS(verbs); i++)
		if (strcmp(verbs[i].word, line) == 0) {
			if (!verbs[i].is_before_start && t.pid == 0)
				start_program();
			verbs[i].run(args ? args : "");
			return;
		}
	fail("unknown word \"%s\"", line);
}

static void
read_options(int argc, char **argv)
{
	int i;

	for (i = 1; i + 1 < argc && g_str_has_prefix(argv[i], "--") && argv[i][2]; i += 2) {
		int *number = strcmp(argv[i], "--rows") == 0 ? &t.rows : strcmp(argv[i], "--cols") == 0 ? &t.cols
		            : strcmp(argv[i], "--timeout") == 0 ? &t.timeout : NULL;

		if (!number || (*number = atoi(argv[i + 1])) < 1)
			break;
	}
	if (i + 2 >= argc || strcmp(argv[i + 1], "--") != 0) {
		fprintf(stderr, "usage: ttyscript [--rows N] [--cols N] [--timeout MS] SCRIPT -- PROGRAM ARGS...\n");
		exit(2);
	}
	t.script = argv[i];
	t.program = argv + i + 2;
}

int
main(int argc, char **argv)
{
	g_autofree char *script = NULL;
	g_auto(GStrv) lines = NULL;

	read_options(argc, argv);
	if (!g_file_get_contents(t.script, &script, NULL, NULL)) {
		fprintf(stderr, "ttyscript: cannot read %s\n", t.script);
		return 1;
	}
	g_setenv("TERM", "xterm-256color", TRUE);
	g_setenv("LC_ALL", "C.UTF-8", TRUE);
	g_unsetenv("LINES");
	g_unsetenv("COLUMNS");
	g_unsetenv("NO_COLOR");
	start_emulator();
	lines = g_strsplit(script, "\n", -1);
	for (t.line = 1; lines[t.line - 1]; t.line++)
		run_line(lines[t.line - 1]);
	if (t.status < 0 && t.pid > 0)
		kill(t.pid, SIGKILL);
	if (t.guard > 0)
		kill(t.guard, SIGKILL);
	vterm_free(t.vt);
	return 0;
}
