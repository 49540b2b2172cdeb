/* Reports to files or the terminal; which there are stands in the table of commands. */
#include <stdio.h>
#include <string.h>

#include "commands.h"

/* --format, else the ending of the file, else text for the terminal; NULL with an error. */
static const char *
choose_format(Cli *cli, GError **error)
{
	const char *typed = cli_option(cli, "format"), *path = cli_option(cli, "output"), *dot = path ? strrchr(path, '.') : NULL;
	const Word *formats = app_report_formats(), *f;

	for (f = formats; f->code; f++)
		if (typed ? strcmp(typed, f->code) == 0 : dot && strcmp(dot + 1, f->code) == 0)
			break;
	if (!typed && !f->code)
		return path ? "html" : "txt";
	if (f->code && (path || !app_report_is_binary(f->code)))
		return f->code;
	if (f->code)
		g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "%s ist keine Ausgabe für das Terminal: Nennen Sie eine Datei mit -o bericht.%s.", f->text, f->code);
	else
		g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "--format: „%s“ gibt es nicht. Möglich sind: html, md, txt, docx, pdf.", typed);
	return NULL;
}

static gboolean
choose_begin(Cli *cli, guint *begin, GError **error)
{
	const char *typed = cli_option(cli, "begin");
	int minutes = typed ? plan_parse_clock(typed) : PLAN_BEGIN;

	*begin = (guint)MAX(minutes, 0);
	if (minutes < 0)
		g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "--begin: „%s“ ist keine Uhrzeit. Beispiel: 9:30", typed);
	return minutes >= 0;
}

gboolean
run_report(Cli *cli, GError **error)
{
	const char *format = choose_format(cli, error), *path = cli_option(cli, "output");
	g_autoptr(GBytes) bytes = NULL;
	guint begin, n_left_out = 0;

	if (!format || !choose_begin(cli, &begin, error))
		return FALSE;
	bytes = app_report(cli->app, cli->command->verb, cli_word(cli, 0), format, begin, &n_left_out, error);
	if (!bytes)
		return FALSE;
	if (n_left_out)
		fprintf(stderr, "Hinweis: vertrauliche Hürden, die nicht im Bericht stehen: %u\n", n_left_out);
	if (path)
		return app_write_bytes(path, bytes, error);
	fwrite(g_bytes_get_data(bytes, NULL), 1, g_bytes_get_size(bytes), stdout);
	return TRUE;
}
