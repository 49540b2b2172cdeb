/* Runs one command: parse, open, run, report, and the exit status that follows. */
#include "cli.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "vorort/text.h"

/* --- finding what was meant ---------------------------------------------------------------------------------------------------------- */

/* "hanau/wohngeld" or "06435014/wohngeld": NULL if it is not that or there is no such Anbindung. */
static char *
find_by_kommune(Cli *cli, const char *typed)
{
	g_auto(GStrv) parts = g_strsplit(typed, "/", 2);
	g_autoptr(Kommune) kommune = parts[0] && parts[1] ? app_kommune(cli->app, parts[0], NULL) : NULL;
	g_autofree char *id = kommune ? g_strdup_printf("%s/%s", kommune->id, parts[1]) : NULL;

	return id ? app_find(cli->app, "anbindung", id, NULL) : NULL;
}

char *
cli_find(Cli *cli, const char *type, const char *typed, GError **error)
{
	g_autoptr(GError) reason = NULL;
	char *id = app_find(cli->app, type, typed, &reason);

	if (!id && strchr(typed, '/') && (!type || strcmp(type, "anbindung") == 0))
		id = find_by_kommune(cli, typed);
	if (!id)
		g_propagate_error(error, g_steal_pointer(&reason));
	return id;
}

GPtrArray *
cli_records_of(Cli *cli, const GPtrArray *ids, GError **error)
{
	g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func((GDestroyNotify)record_free);
	guint i;

	for (i = 0; i < ids->len; i++) {
		g_autoptr(Record) record = app_record(cli->app, ids->pdata[i], error);

		if (!record)
			return NULL;
		if (!record->is_retracted)
			g_ptr_array_add(records, g_steal_pointer(&record));
	}
	return g_steal_pointer(&records);
}

GPtrArray *
cli_records(Cli *cli, const char *type, GError **error)
{
	g_autoptr(GPtrArray) ids = app_list(cli->app, type, NULL, 0, error);

	return ids ? cli_records_of(cli, ids, error) : NULL;
}

/* --- running --------------------------------------------------------------------------------------------------------------------------- */

static void
complain(const char *prefix, const char *message)
{
	g_autofree char *visible = text_visible(message, TRUE);

	fprintf(stderr, "%s%s\n", prefix, visible);
}

static CliExit
exit_for(const GError *error)
{
	if (g_error_matches(error, CLI_ERROR, CLI_ERROR_USAGE))
		return EXIT_USAGE;
	if (g_error_matches(error, APP_ERROR, APP_ERROR_UNREACHABLE))
		return EXIT_UNREACHABLE;
	return EXIT_FAILED;
}

static void
print_warnings(const Cli *cli)
{
	const GPtrArray *warnings = cli->app ? app_warnings(cli->app) : NULL;
	guint i;

	for (i = 0; warnings && i < warnings->len; i++)
		complain("Hinweis: ", warnings->pdata[i]);
}

static CliExit
run_command(Cli *cli, GError **error)
{
	AppOptions options = {cli_option(cli, "data")};

	if (!(cli->command->flags & COMMAND_WITHOUT_APP) && !(cli->app = app_open(&options, error)))
		return EXIT_FAILED;
	if (!cli->command->run(cli, error))
		return EXIT_FAILED;
	if (!(cli->command->flags & COMMAND_TELLS_WARNINGS))
		print_warnings(cli);
	return cli->status;
}

/* No command: the terminal interface, where there is a terminal. */
static CliExit
run_interface(Cli *cli, GError **error)
{
	if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
		return (CliExit)cli->open_tui(cli_option(cli, "data"), cli_option(cli, "screen"));
	g_set_error_literal(error, CLI_ERROR, CLI_ERROR_USAGE,
			    "Ohne Befehl öffnet vorort seine Oberfläche, und die braucht ein Terminal. Alle Befehle: vorort --help");
	return EXIT_USAGE;
}

static CliExit
run(Cli *cli, GError **error)
{
	if (cli_has(cli, "version"))
		puts("vorort " VORORT_VERSION);
	else if (cli->help_noun)
		help_noun(cli->help_noun);
	else if (cli_has(cli, "help") && cli->command)
		help_command(cli->command);
	else if (cli_has(cli, "help"))
		help_program();
	else
		return cli->command ? run_command(cli, error) : run_interface(cli, error);
	return EXIT_DONE;
}

/* A full disk or a closed pipe shows at the latest here. */
static gboolean
flush_output(void)
{
	int is_bad, reason = 0;

	if (fflush(stdout) != 0)
		reason = errno;
	is_bad = reason || ferror(stdout);
	if (!is_bad)
		return TRUE;
	fprintf(stderr, "vorort: Die Ausgabe konnte nicht vollständig geschrieben werden%s%s. Was der Befehl geändert hat, bleibt gespeichert.\n",
		reason ? ": " : "", reason ? g_strerror(reason) : "");
	return FALSE;
}

int
cli_main(int argc, char **argv, CliOpenTui open_tui)
{
	Cli cli = {.open_tui = open_tui};
	g_autoptr(GError) error = NULL;
	CliExit status = EXIT_USAGE;

	if (cli_parse(&cli, argc, argv, &error))
		status = run(&cli, &error);
	if (error) {
		fflush(stdout);
		complain("vorort: ", error->message);
		status = exit_for(error);
	}
	cli_clear(&cli);
	if (!flush_output() && status == EXIT_DONE)
		status = EXIT_FAILED;
	return (int)status;
}
