/* Progress of a long command on a descriptor or on stderr, questions on the terminal or to the program that started us. */
#include "progress.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "vorort/text.h"

#include "ask.h"
#include "typed.h"

static volatile sig_atomic_t is_interrupted;

static void
interrupt(int number)
{
	(void)number;
	is_interrupted = 1;
}

static gboolean
is_cancelled(void *data)
{
	(void)data;
	return is_interrupted != 0;
}

static void
report_progress(const char *what, guint64 done, guint64 total, void *data)
{
	CliProgress *p = data;
	g_autofree char *visible = text_visible(what, FALSE);
	g_autofree char *line = g_strdup_printf("%s\t%" G_GUINT64_FORMAT "\t%" G_GUINT64_FORMAT "\n", visible, done, total);

	if (p->fd >= 0 && write(p->fd, line, strlen(line)) < 0)
		p->fd = -1; /* nobody reads any more; the sync itself goes on */
	if (p->is_loud && g_strcmp0(p->last, what) != 0)
		fprintf(stderr, "%s …\n", visible);
	g_free(p->last);
	p->last = g_strdup(what);
}

static AppAnswer
ask_terminal(const AppQuestion *question, char *answer, void *data)
{
	(void)data;
	return ask_on_terminal(question, answer, is_cancelled);
}

static AppAnswer
ask_starter(const AppQuestion *question, char *answer, void *data)
{
	return ask_on_fd(((CliProgress *)data)->fd, question, answer, is_cancelled);
}

/* --- beginning and end ---------------------------------------------------------------------------------------------------------------------- */

static void
catch_signals(void)
{
	struct sigaction action = {.sa_handler = interrupt};

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
}

gboolean
progress_begin(Cli *cli, CliProgress *progress, GError **error)
{
	const char *fd = cli_option(cli, "progress-fd");
	guint64 number = 0;

	if (fd && !typed_number(fd, "--progress-fd", 0, 1023, &number, error))
		return FALSE;
	*progress = (CliProgress){.app = {report_progress, is_cancelled, progress, NULL}, .fd = fd ? (int)number : -1};
	progress->is_loud = !fd && !cli_has(cli, "quiet") && isatty(STDERR_FILENO);
	if (!fd && ask_has_terminal())
		progress->app.ask = ask_terminal;
	else if (fd && ask_is_two_way(progress->fd))
		progress->app.ask = ask_starter;
	catch_signals();
	return TRUE;
}

void
progress_end(CliProgress *progress)
{
	g_clear_pointer(&progress->last, g_free);
}
