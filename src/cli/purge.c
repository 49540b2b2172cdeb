/* Forgetting for good: asks first, and says what is left to do for people. */
#include "commands.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ask.h"
#include "output.h"

/* Whatever is not a clear yes is a no. */
static gboolean
is_confirmed(void)
{
	char answer[16] = "";

	fputs("Fortfahren? [j/N] ", stdout);
	fflush(stdout);
	return fgets(answer, sizeof answer, stdin) && strchr("jJyY", answer[0]) && answer[0];
}

static gboolean
may_go_on(Cli *cli, GError **error)
{
	if (cli_has(cli, "yes"))
		return TRUE;
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "Das lässt sich nicht zurücknehmen. In Skripten ist dafür --yes nötig.");
		return FALSE;
	}
	out_text(app_purge_before, TRUE);
	if (is_confirmed())
		return TRUE;
	g_set_error(error, CLI_ERROR, CLI_ERROR_FAILED, "Nichts wurde geändert.");
	return FALSE;
}

static void
print_json(const AppPurge *report)
{
	json_t *object = json_pack("{s:I,s:i}", "texts", (json_int_t)report->n_texts, "branches", (int)report->n_branches);

	out_json_set(object, "remote", report->remote);
	out_json(object);
}

static void
print_report(const AppPurge *report)
{
	g_autofree char *line = NULL;

	if (report->n_branches)
		line = g_strdup_printf("Verworfen: die Geschichte von %u %s in %s. Gelöschte Texte: %d. Auf diesem Gerät ist nichts mehr davon da.",
				       report->n_branches, report->n_branches == 1 ? "Zweig" : "Zweigen", report->remote, (int)report->n_texts);
	else
		line = g_strdup_printf("%s hat keine Geschichte mehr, die zu verwerfen wäre. Auch auf diesem Gerät ist nichts mehr davon da.",
				       report->remote);
	out_text(line, FALSE);
	out_text(app_purge_after, TRUE);
}

static gboolean
never(void *data)
{
	(void)data;
	return FALSE;
}

/* What git or ssh want to know (password, host key). */
static AppAnswer
ask(const AppQuestion *question, char *answer, void *data)
{
	(void)data;
	return ask_on_terminal(question, answer, never);
}

gboolean
run_purge(Cli *cli, GError **error)
{
	AppProgress progress = {.ask = ask_has_terminal() ? ask : NULL};
	AppPurge report = {0};

	if (!app_may_purge(cli->app, error) || !may_go_on(cli, error) || !app_purge(cli->app, cli_option(cli, "remote"), &progress, &report, error))
		return FALSE;
	if (cli->is_json)
		print_json(&report);
	else
		print_report(&report);
	app_purge_clear(&report);
	return TRUE;
}
