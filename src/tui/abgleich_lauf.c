/* The sync child: starting, reading its pipes, cancelling, the watchdog; see abgleich_lauf.h. */
#include "abgleich_lauf.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "abgleich_selbst.h"
#include "cells.h"
#include "dialog.h"
#include "screens.h"
#include "vorort/app.h"

#define CANCEL_MS 5000     /* from asking to making */
#define WATCHDOG_MS 180000 /* without a sign of life; longer than the child itself waits for a server */
#define OUTPUT_MAX 65536

typedef enum { PIPE_PROGRESS, PIPE_OUTPUT, PIPE_ERRORS, N_PIPES } PipeKind;

typedef struct Lauf {
	Tui *tui;
	GPid pid;            /* 0: none runs */
	int fds[N_PIPES];    /* -1: closed */
	GString *text[N_PIPES];
	char *progress;
	char **question;     /* kind, title, text; NULL: none */
	gboolean is_asking;  /* its dialog is open */
	guint watchdog, killer;
	gboolean is_silent;  /* the watchdog ended it */
	gboolean is_cancelled;
	gboolean is_failed;
	AbgleichArt art;       /* what runs */
	gboolean is_selbst;    /* nobody asked for it */
	gboolean needs_person; /* such a one would have had to ask */
	char *result;
} Lauf;

static Lauf lauf = {.fds = {-1, -1, -1}};

gboolean
abgleich_is_running(void)
{
	return lauf.pid != 0;
}

const char *
abgleich_progress(void)
{
	return lauf.progress ? lauf.progress : "beginnt";
}

const char *
abgleich_result(gboolean *is_failed)
{
	if (is_failed)
		*is_failed = lauf.is_failed;
	return lauf.result;
}

char *
abgleich_status(App *app, gboolean is_short)
{
	gint64 n = app_unpublished(app);

	if (!app_is_set_up(app))
		return NULL;
	if (lauf.question)
		return g_strdup("Abgleich fragt (F6)");
	if (abgleich_is_running())
		return g_strdup_printf("Abgleich: %s", abgleich_progress());
	if (lauf.needs_person)
		return g_strdup("Abgleich braucht eine Eingabe (F5)");
	if (n == 0)
		return g_strdup("abgeglichen");
	return g_strdup_printf("%d %snicht abgeglichen", (int)n, is_short ? "" : n == 1 ? "Eintrag " : "Einträge ");
}

/* --- the end ----------------------------------------------------------------------------------------------------------------------- */

/* "Gesendet: 1 Eintrag. Empfangen: nichts Neues." – the two lines that matter. */
static void
say_done(void)
{
	g_auto(GStrv) lines = g_strsplit(lauf.result, "\n", 3);
	gboolean has_two = lines[0] && lines[1];

	tui_say(lauf.tui, ROLE_OK, "%s%s%s", lines[0] ? lines[0] : "", has_two ? " " : "", has_two ? lines[1] : "");
}

/* What does not fit into the line would come as a dialog, over whatever is being typed; the screen of the sync has it all. */
static void
say_failed(void)
{
	g_autofree char *line = g_strndup(lauf.result, strcspn(lauf.result, "\n"));
	gboolean has_room = cells_width(line) <= COLS - 4;

	tui_say(lauf.tui, ROLE_BAD, "%s", has_room ? line : "Abgleich nicht gelungen. Der Grund steht dort (F6).");
}

/* Only what happened; what did not is in the title bar, and will be tried again. */
static void
say_quietly(void)
{
	g_autoptr(GDateTime) time = g_date_time_new_now_local();
	g_autofree char *clock = g_date_time_format(time, "%H:%M");

	if (!lauf.is_failed && !(strstr(lauf.result, "Gesendet: nichts") && strstr(lauf.result, "Empfangen: nichts")))
		tui_say(lauf.tui, ROLE_INFO, "Abgeglichen um %s.", clock);
}

static void
say_result(void)
{
	if (lauf.is_selbst)
		say_quietly();
	else if (!lauf.is_failed)
		say_done();
	else if (lauf.is_cancelled && !lauf.is_silent)
		tui_say(lauf.tui, ROLE_INFO, "Abgleich abgebrochen. Es ist nichts verloren.");
	else
		say_failed();
}

/* The command line says "vorort: …"; here it is clear who speaks. */
static const char *
without_prefix(const char *text)
{
	return g_str_has_prefix(text, "vorort: ") ? text + strlen("vorort: ") : text;
}

static void
take_result(int status)
{
	gboolean is_done = WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 4);
	const char *errors = without_prefix(lauf.text[PIPE_ERRORS]->str);

	g_free(lauf.result);
	lauf.is_failed = !is_done;
	if (lauf.is_silent)
		lauf.result = g_strdup("Abgleich beendet: Drei Minuten lang kam nichts mehr. Alles bleibt auf diesem Gerät gespeichert; F5 versucht "
				       "es erneut.");
	else if (lauf.is_cancelled && !is_done)
		lauf.result = g_strdup("Abgleich abgebrochen, wie gewünscht. Alles bleibt auf diesem Gerät gespeichert; F5 versucht es erneut.");
	else if (is_done)
		lauf.result = g_strconcat(lauf.text[PIPE_OUTPUT]->str, errors, NULL);
	else if (WIFSIGNALED(status))
		lauf.result = g_strdup_printf("Abgleich abgebrochen (Signal %d). Alles bleibt auf diesem Gerät gespeichert; F5 versucht es erneut.",
					      WTERMSIG(status));
	else
		lauf.result = g_strdup(*errors ? errors : "Abgleich nicht möglich. Alles bleibt auf diesem Gerät gespeichert.");
	g_strchomp(lauf.result);
}

static void
finish(void)
{
	Loop *loop = tui_loop(lauf.tui);
	int status = 0, i;

	while (waitpid(lauf.pid, &status, 0) < 0 && errno == EINTR)
		;
	lauf.pid = 0;
	loop_remove_timer(loop, lauf.watchdog);
	loop_remove_timer(loop, lauf.killer);
	take_result(status);
	for (i = 0; i < N_PIPES; i++)
		g_string_free(lauf.text[i], TRUE);
	g_clear_pointer(&lauf.progress, g_free);
	g_clear_pointer(&lauf.question, g_strfreev);
	if (lauf.art == ABGLEICH_SPEICHER) { /* a file says nothing about the server */
		lauf.needs_person = lauf.needs_person && lauf.is_failed;
		abgleich_selbst_done(lauf.is_failed);
	}
	tui_reload(lauf.tui);
	say_result();
	lauf.is_selbst = FALSE;
	tui_redraw(lauf.tui, TUI_CONTENT);
}

/* --- the pipes ----------------------------------------------------------------------------------------------------------------------- */

static void
silent_too_long(void *data)
{
	(void)data;
	lauf.is_silent = TRUE;
	kill(-lauf.pid, SIGKILL);
}

static void
wind_watchdog(void)
{
	Loop *loop = tui_loop(lauf.tui);

	loop_remove_timer(loop, lauf.watchdog);
	lauf.watchdog = loop_add_timer(loop, WATCHDOG_MS, silent_too_long, NULL);
}

/* --- questions ----------------------------------------------------------------------------------------------------------------------- */

const char *
abgleich_question(void)
{
	return lauf.question ? lauf.question[1] : NULL;
}

/* "+" and the answer, or "-"; see cli/ask.h. Gathered by the kernel, so that there is no copy of a secret. */
static void
send_answer(const char *text)
{
	struct iovec parts[] = {{(void *)(text ? "+" : "-"), 1}, {(void *)(text ? text : ""), text ? strlen(text) : 0}, {(void *)"\n", 1}};
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = G_N_ELEMENTS(parts)};

	if (lauf.question && lauf.fds[PIPE_PROGRESS] >= 0)
		sendmsg(lauf.fds[PIPE_PROGRESS], &message, MSG_NOSIGNAL | MSG_DONTWAIT);
	lauf.is_asking = FALSE;
	g_clear_pointer(&lauf.question, g_strfreev);
	if (lauf.pid)
		wind_watchdog();
}

static unsigned
typed(Tui *tui, void *data, const char *text)
{
	(void)tui;
	(void)data;
	send_answer(text && *text ? text : NULL);
	return TUI_HANDLED | TUI_CONTENT;
}

static unsigned
decided(Tui *tui, void *data, int answer)
{
	(void)tui;
	(void)data;
	send_answer(answer == DIALOG_YES ? "yes" : "no");
	return TUI_HANDLED | TUI_CONTENT;
}

void
abgleich_ask(Tui *tui)
{
	if (!lauf.question || lauf.is_asking || !tui_is_on_top(tui, &abgleich_screen))
		return;
	lauf.is_asking = TRUE;
	if (strcmp(lauf.question[0], "yes_no") == 0)
		dialog_confirm(tui, lauf.question[1], lauf.question[2], decided, NULL);
	else
		dialog_ask(tui, lauf.question[1], lauf.question[2], strcmp(lauf.question[0], "secret") == 0, typed, NULL);
}

static void
take_question(char **parts)
{
	if (g_strv_length(parts) != 3)
		return;
	g_strdelimit(parts[2], "\x1e", '\n');
	if (strcmp(parts[0], "notice") == 0) {
		tui_say(lauf.tui, ROLE_INFO, "%s", parts[1]);
		return;
	}
	g_strfreev(lauf.question);
	lauf.question = g_strdupv(parts);
	if (lauf.is_selbst) {
		lauf.needs_person = TRUE;
		send_answer(NULL);
		return;
	}
	loop_remove_timer(tui_loop(lauf.tui), lauf.watchdog); /* a person may take as long as the child allows */
	tui_redraw(lauf.tui, TUI_CONTENT);
	if (tui_is_on_top(lauf.tui, &abgleich_screen))
		abgleich_ask(lauf.tui);
	else
		tui_say(lauf.tui, ROLE_WARN, "Der Abgleich fragt etwas: %s. F6 antwortet.", parts[1]);
}

/* --- progress ------------------------------------------------------------------------------------------------------------------------- */

/* "Neues holen: 12 von 40, noch etwa 340 KiB" of "what", "done", "total" and perhaps "bytes left"; caller frees. */
static char *
progress_text(char **parts)
{
	g_autofree char *count = strcmp(parts[2], "0") == 0 ? g_strdup("") : g_strdup_printf(": %s von %s", parts[1], parts[2]);
	guint64 left = parts[3] ? g_ascii_strtoull(parts[3], NULL, 10) / 1024 : 0;

	if (left == 0)
		return g_strconcat(parts[0], count, NULL);
	return g_strdup_printf("%s%s, noch etwa %" G_GUINT64_FORMAT " KiB", parts[0], count, left);
}

/* "what\tdone\ttotal" or "what\tdone\ttotal\tbytes left", or a question: "?kind\ttitle\ttext". */
static void
take_line(const char *line)
{
	g_auto(GStrv) parts = g_strsplit(*line == '?' ? line + 1 : line, "\t", *line == '?' ? 3 : 4);

	if (*line == '?') {
		take_question(parts);
		return;
	}
	if (g_strv_length(parts) < 3)
		return;
	g_free(lauf.progress);
	lauf.progress = progress_text(parts);
	tui_redraw(lauf.tui, TUI_CONTENT);
}

static void
take_progress(void)
{
	GString *text = lauf.text[PIPE_PROGRESS];
	char *end;

	while ((end = strchr(text->str, '\n'))) {
		g_autofree char *line = g_strndup(text->str, (gsize)(end - text->str));

		g_string_erase(text, 0, end - text->str + 1);
		take_line(line);
	}
}

static void
close_pipe(PipeKind kind)
{
	int i;

	loop_remove_fd(tui_loop(lauf.tui), lauf.fds[kind]);
	close(lauf.fds[kind]);
	lauf.fds[kind] = -1;
	for (i = 0; i < N_PIPES; i++)
		if (lauf.fds[i] >= 0)
			return;
	finish(); /* all ends are closed: the child is gone or about to go */
}

static void
pipe_ready(int fd, short events, void *data)
{
	PipeKind kind = (PipeKind)GPOINTER_TO_INT(data);
	char buffer[4096];
	ssize_t n = read(fd, buffer, sizeof buffer);

	(void)events;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		close_pipe(kind);
		return;
	}
	if (!lauf.question)
		wind_watchdog();
	if (lauf.text[kind]->len < OUTPUT_MAX)
		g_string_append_len(lauf.text[kind], buffer, n);
	if (kind == PIPE_PROGRESS)
		take_progress();
}

/* --- starting -------------------------------------------------------------------------------------------------------------------------- */

/* A session of its own: it ends as a whole, and nothing below it can ask on our terminal. */
static void
in_child(gpointer data)
{
	(void)data;
	setsid();
}

static guint
add_words(const AbgleichWas *was, const char **argv, guint n)
{
	static const char *const commands[] = {[ABGLEICH_SPEICHER] = "sync", [ABGLEICH_SCHREIBEN] = "bundle", [ABGLEICH_EINLESEN] = "sync",
					       [ABGLEICH_ANLAGE] = "attachment"};
	static const char *const before_path[] = {[ABGLEICH_EINLESEN] = "--remote", [ABGLEICH_ANLAGE] = "--output"};

	argv[n++] = commands[was->art];
	if (was->art == ABGLEICH_ANLAGE) {
		argv[n++] = "save";
		argv[n++] = was->anlage;
	}
	if (was->is_first)
		argv[n++] = "--first";
	if (was->path && was->art != ABGLEICH_SCHREIBEN)
		argv[n++] = before_path[was->art];
	if (was->path)
		argv[n++] = was->path;
	return n;
}

static gboolean
spawn(Tui *tui, const AbgleichWas *was, int progress_write, GError **error)
{
	g_autofree char *fd = g_strdup_printf("%d", progress_write);
	const char *argv[12] = {"/proc/self/exe", "--data", app_data_dir(tui_data(tui))};
	const int keep[] = {progress_write};
	guint n = add_words(was, argv, 3);

	if (was->art != ABGLEICH_SCHREIBEN) {
		argv[n++] = "--progress-fd";
		argv[n] = fd;
	}
	return g_spawn_async_with_pipes_and_fds(NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, in_child, NULL, -1, -1, -1, keep, keep, 1,
						&lauf.pid, NULL, &lauf.fds[PIPE_OUTPUT], &lauf.fds[PIPE_ERRORS], error);
}

static void
watch_pipes(Tui *tui)
{
	int i;

	for (i = 0; i < N_PIPES; i++) {
		lauf.text[i] = g_string_new(NULL);
		fcntl(lauf.fds[i], F_SETFL, O_NONBLOCK);
		fcntl(lauf.fds[i], F_SETFD, FD_CLOEXEC);
		loop_add_fd(tui_loop(tui), lauf.fds[i], POLLIN, pipe_ready, GINT_TO_POINTER(i));
	}
	lauf.is_silent = lauf.is_cancelled = FALSE;
	wind_watchdog();
}

/* German, or NULL if a sync can begin; caller frees. */
static char *
why_not(App *app, const AbgleichWas *was)
{
	g_autofree char *remote = app_setting(app, "remote");

	if (abgleich_is_running())
		return g_strdup("Der Abgleich läuft schon. F6 zeigt, wie weit er ist.");
	if (!app_is_set_up(app))
		return g_strdup("Bitte zuerst dieses Gerät einrichten, dann abgleichen.");
	return remote || was->path ? NULL : g_strdup("Noch kein gemeinsamer Speicher. F6 öffnet den Abgleich, r trägt ihn ein.");
}

static gboolean
launch(Tui *tui, const AbgleichWas *was, GError **error)
{
	int progress[2], saved;
	gboolean is_started;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, progress) != 0) { /* both ways: questions come back as answers */
		saved = errno;
		g_set_error_literal(error, G_FILE_ERROR, (int)g_file_error_from_errno(saved), g_strerror(saved));
		return FALSE;
	}
	is_started = spawn(tui, was, progress[1], error);
	close(progress[1]);
	if (is_started)
		lauf.fds[PIPE_PROGRESS] = progress[0];
	else
		close(progress[0]);
	return is_started;
}

static gboolean
begin(Tui *tui, const AbgleichWas *was, GError **error)
{
	lauf.tui = tui;
	lauf.art = was->art;
	if (!launch(tui, was, error))
		return FALSE;
	watch_pipes(tui);
	tui_redraw(tui, TUI_CONTENT);
	return TRUE;
}

gboolean
abgleich_needs_person(void)
{
	return lauf.needs_person;
}

gboolean
abgleich_take_over(void)
{
	gboolean was_selbst = lauf.is_selbst;

	lauf.is_selbst = FALSE;
	return was_selbst;
}

void
abgleich_start_selbst(Tui *tui)
{
	lauf.is_selbst = TRUE;
	if (!begin(tui, &(AbgleichWas){.art = ABGLEICH_SPEICHER}, NULL))
		lauf.is_selbst = FALSE;
}

gboolean
abgleich_start(Tui *tui)
{
	return abgleich_start_was(tui, &(AbgleichWas){.art = ABGLEICH_SPEICHER});
}

gboolean
abgleich_start_was(Tui *tui, const AbgleichWas *was)
{
	g_autofree char *reason = why_not(tui_data(tui), was);
	g_autoptr(GError) error = NULL;

	if (reason) {
		tui_say(tui, ROLE_WARN, "%s", reason);
		return FALSE;
	}
	if (begin(tui, was, &error))
		return TRUE;
	tui_say(tui, ROLE_BAD, "Der Abgleich lässt sich nicht starten: %s", error->message);
	return FALSE;
}

/* --- stopping --------------------------------------------------------------------------------------------------------------------------- */

static void
make_it_stop(void *data)
{
	(void)data;
	if (lauf.pid)
		kill(-lauf.pid, SIGKILL);
}

void
abgleich_cancel(Tui *tui)
{
	if (!lauf.pid)
		return;
	kill(lauf.pid, SIGTERM);
	lauf.is_cancelled = TRUE;
	loop_remove_timer(tui_loop(tui), lauf.killer);
	lauf.killer = loop_add_timer(tui_loop(tui), CANCEL_MS, make_it_stop, NULL);
	tui_say(tui, ROLE_INFO, "Der Abgleich wird abgebrochen …");
}

void
abgleich_stop(void)
{
	if (lauf.pid)
		kill(lauf.pid, SIGTERM);
	lauf.pid = 0;
	g_clear_pointer(&lauf.result, g_free);
	g_clear_pointer(&lauf.progress, g_free);
	g_clear_pointer(&lauf.question, g_strfreev);
}
