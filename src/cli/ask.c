/* Asking a person during a sync; see ask.h. The answer is read byte by byte into the caller's locked memory and stands nowhere else. */
#include "ask.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#define POLL_MS 100

/* --- reading ------------------------------------------------------------------------------------------------------------------- */

typedef enum { READ_BYTE, READ_END, READ_CANCELLED } ReadResult;

static ReadResult
read_byte(int fd, char *byte, gint64 deadline, AskIsCancelled is_cancelled)
{
	struct pollfd poll_fd = {fd, POLLIN, 0};

	while (g_get_monotonic_time() < deadline && !(is_cancelled && is_cancelled(NULL))) {
		ssize_t n;

		if (poll(&poll_fd, 1, POLL_MS) <= 0)
			continue;
		n = read(fd, byte, 1);
		if (n == 1)
			return READ_BYTE;
		if (n == 0 || (errno != EINTR && errno != EAGAIN))
			return READ_END;
	}
	return READ_CANCELLED;
}

/* A line without its end. FALSE: none came, or it is too long. */
static gboolean
read_line(int fd, char *line, AskIsCancelled is_cancelled)
{
	gint64 deadline = g_get_monotonic_time() + (gint64)ASK_SECONDS * G_USEC_PER_SEC;
	gsize len = 0;
	char byte = 0;
	ReadResult result;

	while ((result = read_byte(fd, &byte, deadline, is_cancelled)) == READ_BYTE && byte != '\n')
		if (len + 1 < APP_ANSWER_MAX)
			line[len++] = byte;
	line[len] = '\0';
	return result == READ_BYTE && len + 1 < APP_ANSWER_MAX;
}

/* --- the terminal -------------------------------------------------------------------------------------------------------------- */

static int
open_terminal(void)
{
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);

	if (fd >= 0 && tcgetpgrp(fd) != getpgrp()) { /* in the background reading would stop this program */
		close(fd);
		return -1;
	}
	return fd;
}

gboolean
ask_has_terminal(void)
{
	int fd = open_terminal();

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static void
say(int fd, const char *text)
{
	ssize_t n = write(fd, text, strlen(text));

	(void)n; /* if it cannot be read, no answer comes */
}

/* Unseen typing; Ctrl-Z would leave the shell with it. */
static void
hide_typing(int fd, const struct termios *before)
{
	struct termios hidden = *before;

	hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK);
	hidden.c_lflag |= ECHONL;
	hidden.c_cc[VSUSP] = _POSIX_VDISABLE;
	tcsetattr(fd, TCSAFLUSH, &hidden);
}

static void
say_question(int fd, const AppQuestion *question)
{
	g_autofree char *text = g_strconcat(question->title, *question->text ? "\n" : "", question->text, "\n", NULL);

	say(fd, text);
	if (question->kind == APP_ASK_YES_NO)
		say(fd, "ja oder nein: ");
	else if (question->kind == APP_ASK_SECRET)
		say(fd, "Eingabe (unsichtbar, leer bricht ab): ");
	else if (question->kind == APP_ASK_LINE)
		say(fd, "Eingabe (leer bricht ab): ");
}

static AppAnswer
take_line(int fd, const AppQuestion *question, char *answer, AskIsCancelled is_cancelled)
{
	gboolean is_line = read_line(fd, answer, is_cancelled);

	if (!is_line)
		say(fd, "\n"); /* what comes next begins a line */
	if (!is_line || !*answer)
		return APP_ANSWER_CANCELLED;
	if (question->kind == APP_ASK_YES_NO)
		g_strlcpy(answer, g_ascii_strcasecmp(answer, "ja") == 0 || g_ascii_strcasecmp(answer, "j") == 0 ? "yes" : "no", APP_ANSWER_MAX);
	return APP_ANSWER_GIVEN;
}

AppAnswer
ask_on_terminal(const AppQuestion *question, char *answer, AskIsCancelled is_cancelled)
{
	int fd = open_terminal();
	AppAnswer given = APP_ANSWER_GIVEN;
	struct termios before;

	if (fd < 0 || tcgetattr(fd, &before) != 0)
		return APP_ANSWER_NOBODY;
	if (question->kind == APP_ASK_SECRET)
		hide_typing(fd, &before);
	say_question(fd, question);
	if (question->kind != APP_ASK_NOTICE)
		given = take_line(fd, question, answer, is_cancelled);
	if (question->kind == APP_ASK_SECRET)
		tcsetattr(fd, TCSANOW, &before);
	close(fd);
	return given;
}

/* --- another program ------------------------------------------------------------------------------------------------------------- */

gboolean
ask_is_two_way(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISSOCK(st.st_mode);
}

AppAnswer
ask_on_fd(int fd, const AppQuestion *question, char *answer, AskIsCancelled is_cancelled)
{
	static const char *const kinds[] = {
		[APP_ASK_SECRET] = "secret", [APP_ASK_LINE] = "line", [APP_ASK_YES_NO] = "yes_no", [APP_ASK_NOTICE] = "notice",
	};
	g_autofree char *text = g_strdelimit(g_strdup(question->text), "\n", '\x1e');
	g_autofree char *line = g_strdup_printf("?%s\t%s\t%s\n", kinds[question->kind], question->title, text);

	if (write(fd, line, strlen(line)) != (ssize_t)strlen(line))
		return APP_ANSWER_NOBODY;
	if (question->kind == APP_ASK_NOTICE)
		return APP_ANSWER_GIVEN;
	if (!read_line(fd, answer, is_cancelled) || answer[0] != '+')
		return APP_ANSWER_CANCELLED;
	memmove(answer, answer + 1, strlen(answer));
	return APP_ANSWER_GIVEN;
}
