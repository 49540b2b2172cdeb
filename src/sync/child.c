/*
 * Running a program with its output read while it runs.
 *
 * The child is the leader of a session of its own: it has no terminal, so that ssh cannot wait for a password there, and cancelling
 * reaches everything it started. The end is the end of the child, not of its pipes: a process that stays in the background (ssh's
 * shared connection) may hold them open.
 */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "movement.h"

#define POLL_MS 100
#define GRACE_MS 2000 /* git removes its lock files when terminated */

void
child_init(Child *child)
{
	memset(child, 0, sizeof *child);
	child->out = g_string_new(NULL);
	child->err = g_string_new(NULL);
	child->silence_seconds = 120;
}

void
child_clear(Child *child)
{
	if (child->out)
		g_string_free(child->out, TRUE);
	if (child->err)
		g_string_free(child->err, TRUE);
	child->out = child->err = NULL;
}

/* Runs between fork and exec: only async-signal-safe calls. */
static void
enter_session(gpointer data)
{
	(void)data;
	setsid();
	/* If this program is killed, git must not go on alone in a mirror that the next run believes its own. */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
}

/* --- output --------------------------------------------------------------------------------------------------------------- */

/* " KiB" and the like; 0: none. */
static guint64
unit_of(const char *text)
{
	static const struct {
		const char *name;
		guint64 size;
	} units[] = { { " bytes", 1 }, { " KiB", 1024 }, { " MiB", 1024 * 1024 }, { " GiB", 1024 * 1024 * 1024 } };
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(units); i++)
		if (g_str_has_prefix(text, units[i].name))
			return units[i].size;
	return 0;
}

/* What follows the count: ", 1.20 MiB | 300 KiB/s" of what went. What is left is as large as what went, object by object. */
static void
report_left(const Child *child, const char *rest, guint64 done, guint64 total)
{
	char *end = (char *)"";
	double moved = g_str_has_prefix(rest, ", ") ? g_ascii_strtod(rest + 2, &end) : 0;

	if (!child->host->left)
		return;
	if (moved <= 0 || done == 0)
		child->host->left(child->host->data, 0);
	else
		child->host->left(child->host->data, (guint64)(moved * (double)unit_of(end) / (double)done * (double)(total - done)));
}

/* git's progress: "Receiving objects:  42% (420/1000), 1.20 MiB | 300 KiB/s". */
static void
report_progress(const Child *child)
{
	const char *open = strrchr(child->err->str, '(');
	guint64 done, total;
	char *end;

	if (!child->host || !child->host->progress || !open)
		return;
	done = g_ascii_strtoull(open + 1, &end, 10);
	if (end == open + 1 || *end != '/')
		return;
	total = g_ascii_strtoull(end + 1, &end, 10);
	if (*end != ')' || done > total)
		return;
	report_left(child, end + 1, done, total);
	child->host->progress(child->host->data, child->phase, done, total);
}

/* Reads what is there. FALSE at the end of the pipe. */
static gboolean
drain(int fd, GString *into, gboolean *has_read)
{
	char buffer[16384];
	ssize_t n;

	while ((n = read(fd, buffer, sizeof buffer)) > 0) {
		*has_read = TRUE;
		/* A server can talk for ever: the end is what counts. */
		if (into->len + (gsize)n > CHILD_OUTPUT_MAX)
			g_string_erase(into, 0, (gssize)MIN(into->len, CHILD_OUTPUT_MAX / 2));
		g_string_append_len(into, buffer, n);
	}
	return n < 0 && (errno == EAGAIN || errno == EINTR);
}

/* Waits a moment for output, for a question or for the end of the child (@fds[2]); closes a pipe that has ended. */
static gboolean
read_some(Child *child, int *fds)
{
	struct pollfd polls[4] = { { fds[0], POLLIN, 0 }, { fds[1], POLLIN, 0 }, { fds[2], POLLIN, 0 }, { child->ask ? ask_fd(child->ask) : -1, POLLIN, 0 } };
	GString *into[2] = { child->out, child->err };
	gboolean has_read = FALSE;
	guint i;

	if (poll(polls, 4, fds[2] < 0 ? POLL_MS / 10 : POLL_MS) <= 0)
		return FALSE;
	if (polls[3].revents) {
		ask_serve(child->ask); /* as long as a person needs: that is no silence */
		has_read = TRUE;
	}
	for (i = 0; i < 2; i++) {
		if (fds[i] < 0 || !polls[i].revents || drain(fds[i], into[i], &has_read))
			continue;
		close(fds[i]);
		fds[i] = -1;
	}
	if (has_read)
		report_progress(child);
	return has_read;
}

/* --- life and death ------------------------------------------------------------------------------------------------------- */

static gboolean
has_ended(Child *child, GPid pid)
{
	int status;
	pid_t got = waitpid(pid, &status, WNOHANG);

	if (got == 0 || (got < 0 && errno == EINTR))
		return FALSE;
	if (got < 0)
		child->exit_code = 255;
	else
		child->exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	return TRUE;
}

static void
stop(Child *child, GPid pid)
{
	gint64 deadline = g_get_monotonic_time() + GRACE_MS * 1000;

	kill(-pid, SIGTERM);
	while (g_get_monotonic_time() < deadline)
		if (has_ended(child, pid)) {
			kill(-pid, SIGKILL); /* what it had started and did not end with it */
			return;
		} else {
			g_usleep(10000);
		}
	kill(-pid, SIGKILL);
	while (!has_ended(child, pid))
		g_usleep(10000);
}

static gboolean
is_cancelled(const Child *child)
{
	return child->host && child->host->is_cancelled && child->host->is_cancelled(child->host->data);
}

typedef struct Silence {
	gint64 since, looked; /* monotonic, µs */
	guint64 queues;       /* see movement.h */
} Silence;

/* Bytes that leave are a sign of life as well; looked for only when it has been quiet for a while, since that reads much of /proc. */
static gboolean
is_silent(const Child *child, GPid pid, Silence *silence)
{
	const gint64 limit = (gint64)child->silence_seconds * G_USEC_PER_SEC, now = g_get_monotonic_time();

	if (now - MAX(silence->since, silence->looked) < limit / 10)
		return FALSE;
	silence->looked = now;
	if (movement_seen(pid, child->ask ? ask_dir(child->ask) : NULL, &silence->queues)) {
		silence->since = now;
		if (child->host && child->host->progress)
			child->host->progress(child->host->data, child->phase, 0, 0);
	}
	return now - silence->since > limit;
}

static gboolean
may_go_on(const Child *child, GPid pid, Silence *silence, GError **error)
{
	if (is_cancelled(child)) {
		g_set_error(error, SYNC_ERROR, SYNC_ERROR_CANCELLED, "Abgleich abgebrochen. Es ist nichts verloren.");
		return FALSE;
	}
	if (is_silent(child, pid, silence)) {
		g_set_error(error, SYNC_ERROR, SYNC_ERROR_UNREACHABLE,
		            "Die Gegenstelle antwortet seit %u Sekunden nicht. Netz prüfen und später erneut abgleichen; alle "
		            "Einträge bleiben auf diesem Gerät.", child->silence_seconds);
		return FALSE;
	}
	return !child->ask || ask_goes_on(child->ask, error);
}

static gboolean
watch(Child *child, GPid pid, int *fds, GError **error)
{
	Silence silence = { g_get_monotonic_time(), 0, 0 };

	while (!has_ended(child, pid)) {
		if (read_some(child, fds))
			silence.since = g_get_monotonic_time();
		if (!may_go_on(child, pid, &silence, error)) {
			stop(child, pid);
			return FALSE;
		}
	}
	return TRUE;
}

/* What came between the last look and the end. */
static void
read_rest(Child *child, int *fds)
{
	GString *into[2] = { child->out, child->err };
	gboolean has_read;
	guint i;

	for (i = 0; i < 3; i++) {
		if (i < 2 && fds[i] >= 0)
			drain(fds[i], into[i], &has_read);
		if (fds[i] >= 0)
			close(fds[i]);
	}
}

gboolean
child_run(Child *child, GError **error)
{
	const GSpawnFlags flags = G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH;
	g_autoptr(GError) cause = NULL;
	gboolean is_done;
	int fds[3]; /* output, errors, the process itself */
	GPid pid;

	g_string_truncate(child->out, 0);
	g_string_truncate(child->err, 0);
	/* Without the flag to inherit it, standard input is /dev/null. */
	if (!g_spawn_async_with_pipes(NULL, (char **)(gpointer)child->argv, child->environment, flags, enter_session, NULL, &pid, NULL,
	                              &fds[0], &fds[1], &cause)) {
		g_set_error(error, SYNC_ERROR, SYNC_ERROR_LOCAL, "Programm „%s“ lässt sich nicht starten (%s). Ist es installiert?",
		            child->argv[0], cause->message);
		return FALSE;
	}
	/* Its end wakes poll(); where the kernel does not know that, it is looked for more often. */
	if (child->ask)
		ask_begin(child->ask);
	fds[2] = (int)syscall(SYS_pidfd_open, pid, 0);
	fcntl(fds[0], F_SETFL, O_NONBLOCK);
	fcntl(fds[1], F_SETFL, O_NONBLOCK);
	is_done = watch(child, pid, fds, error);
	read_rest(child, fds);
	g_spawn_close_pid(pid);
	return is_done;
}
