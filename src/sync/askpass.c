/*
 * The askpass helper: a process of its own that git and ssh start with their question as its argument. It passes the question to the
 * running sync (ask.c) and writes the answer to the pipe of the one who asked. No answer is exit status 1, at once.
 */
#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "ask.h"
#include "key.h"

gboolean
sync_is_askpass(const char *program)
{
	const char *slash = program ? strrchr(program, '/') : NULL;

	return slash && strcmp(slash + 1, ASK_HELPER) == 0;
}

static int
connect_beside(const char *program)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	g_autofree char *dir = g_path_get_dirname(program);
	g_autofree char *path = g_build_filename(dir, ASK_SOCKET, NULL);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	g_strlcpy(address.sun_path, path, sizeof address.sun_path);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
		return fd;
	close(fd);
	return -1;
}

static gboolean
ask_there(int fd, const char *prompt)
{
	const char *hint = g_getenv("SSH_ASKPASS_PROMPT");
	g_autofree char *request = g_strdup_printf("%s\n%s", hint ? hint : "", prompt);

	return send(fd, request, strlen(request), MSG_NOSIGNAL) == (ssize_t)strlen(request) && shutdown(fd, SHUT_WR) == 0;
}

static gboolean
receive_all(int fd, void *into, gsize len)
{
	return len == 0 || recv(fd, into, len, MSG_WAITALL) == (ssize_t)len;
}

/* The answer and a newline, as askpass programs do, in one write. */
static gboolean
pass_on(int fd, char *answer)
{
	guint8 head[2];
	gsize len;

	if (!receive_all(fd, head, sizeof head))
		return FALSE;
	len = (gsize)head[0] << 8 | head[1];
	if (len + 1 > SYNC_ANSWER_MAX || !receive_all(fd, answer, len))
		return FALSE;
	answer[len] = '\n';
	return write(STDOUT_FILENO, answer, len + 1) == (ssize_t)len + 1;
}

int
sync_askpass(int argc, char **argv)
{
	const char *hint = g_getenv("SSH_ASKPASS_PROMPT");
	gboolean is_answered = g_strcmp0(hint, "none") == 0; /* only to be shown */
	char *answer;
	int fd;

	crypto_init();
	answer = sodium_malloc(SYNC_ANSWER_MAX);
	fd = connect_beside(argv[0]);
	if (answer && fd >= 0 && ask_there(fd, argc > 1 ? argv[1] : ""))
		is_answered |= pass_on(fd, answer);
	sodium_free(answer);
	return is_answered ? 0 : 1;
}
