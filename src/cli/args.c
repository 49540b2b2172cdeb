/* Arguments: from argv to command, words and options. Options may stand anywhere; "--" ends them. */
#include "cli.h"

#include <string.h>

#include "vorort/text.h"

#include "filter.h"
#include "typed.h"

const CliOption cli_global_options[] = {
	{"data", "ORDNER", "Datenverzeichnis (statt VORORT_DATA)", 0, 0, NULL, 0},
	{"json", NULL, "Ausgabe für Programme", 0, 0, NULL, 0},
	{"help", NULL, "Hilfe zu diesem Befehl", 0, 0, NULL, 'h'},
	{"version", NULL, "Version anzeigen", 0, 0, NULL, 0},
	{"screen", "NAME", "Ansicht, mit der die Oberfläche beginnt", 0, 0, NULL, 0},
	{NULL, NULL, NULL, 0, 0, NULL, 0},
};

GQuark
cli_error_quark(void)
{
	return g_quark_from_static_string("vorort-cli-error");
}

/* --- options ------------------------------------------------------------------------------------------------------------------------ */

static const CliOption *
find_in(const CliOption *table, const char *name, char letter)
{
	for (; table && table->name; table++)
		if (name ? strcmp(table->name, name) == 0 : letter && table->letter == letter)
			return table;
	return NULL;
}

static const CliOption *
find_filter(const CliCommand *command, const char *name)
{
	const CliOption *option = find_in(filter_options, name, 0);

	return option && command->filters & 1u << (option - filter_options) ? option : NULL;
}

/* --stelle is --responsible where a command has that filter and no --stelle of its own. */
static const CliOption *
find_option(const CliCommand *command, const char *name, char letter)
{
	const CliOption *option = find_in(command->options, name, letter);

	if (!option && name)
		option = find_filter(command, name);
	if (!option && g_strcmp0(name, "stelle") == 0)
		option = find_filter(command, "responsible");
	return option ? option : find_in(cli_global_options, name, letter);
}

CliOption
cli_find_option(const CliCommand *command, const char *name, char letter, gboolean *is_known)
{
	const CliOption *option = NULL;
	CliOption found = {NULL, NULL, NULL, 0, 0, NULL, 0};

	if (command)
		option = find_option(command, name, letter);
	else /* not known yet: the first that has it */
		for (command = cli_commands; command->noun && !option; command++)
			option = find_option(command, name, letter);
	*is_known = option != NULL;
	if (!option)
		return found;
	found = *option;
	if (strcmp(found.name, "status") == 0 && command->status)
		found.words = command->status;
	return found;
}

static void
add_name(GPtrArray *names, const char *name)
{
	g_ptr_array_add(names, g_strconcat("--", name, NULL));
}

static void
set_unknown_option(const CliCommand *command, const char *typed, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_null_terminated(0, g_free, TRUE);
	g_autofree char *visible = text_visible(typed, FALSE), *hint = NULL;
	g_autofree char *shown = g_strconcat(strlen(typed) > 1 ? "--" : "-", visible, NULL);
	const CliOption *option;

	for (option = command->options; option && option->name; option++)
		add_name(names, option->name);
	for (option = filter_options; option->name; option++)
		if (command->filters & 1u << (option - filter_options))
			add_name(names, option->name);
	for (option = cli_global_options; option->name; option++)
		add_name(names, option->name);
	hint = typed_hint(shown, (const char *const *)names->pdata);
	g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "Die Option „%s“ gibt es hier nicht%s", shown, *hint ? hint : ".");
}

/* The value as commands see it. */
static char *
option_value(const CliOption *option, const char *typed, GError **error)
{
	g_autofree char *what = g_strconcat("--", option->name, NULL);

	if (option->flags & OPTION_DATE)
		return typed_day(typed, what, error);
	if (option->words && option->flags & OPTION_CODES)
		return typed_codes((WordList)(option->words - 1), typed, what, error);
	if (option->words)
		return g_strdup(typed_code((WordList)(option->words - 1), typed, what, error));
	return g_strdup(typed);
}

static gboolean
keep_option(Cli *cli, const CliOption *option, const char *typed, GError **error)
{
	GPtrArray *values = g_hash_table_lookup(cli->options, option->name);
	char *value = option_value(option, typed, error);

	if (!value)
		return FALSE;
	if (!values) {
		values = g_ptr_array_new_null_terminated(0, g_free, TRUE);
		g_hash_table_insert(cli->options, (gpointer)option->name, values);
	} else if (!(option->flags & OPTION_MANY)) {
		g_free(value);
		g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "--%s darf nur einmal stehen.", option->name);
		return FALSE;
	}
	g_ptr_array_add(values, value);
	return TRUE;
}

/* --- one pass over the arguments ------------------------------------------------------------------------------------------------------ */

typedef struct Pass {
	const CliCommand *command; /* NULL: only the words are wanted */
	Cli *cli;
	int argc, i;
	char **argv;
} Pass;

/* argv[i] is an option: its name and letter, and the value if it is part of the same argument ("--name=value", "-ovalue"). */
static char *
split_option(const char *arg, char *letter, const char **value)
{
	const char *equals = strchr(arg, '=');

	*letter = 0;
	if (arg[1] != '-') {
		*letter = arg[1];
		*value = arg[2] ? arg + 2 : NULL;
		return NULL;
	}
	*value = equals ? equals + 1 : NULL;
	return equals ? g_strndup(arg + 2, (gsize)(equals - arg) - 2) : g_strdup(arg + 2);
}

static gboolean
read_option(Pass *pass, GError **error)
{
	char letter, typed[2] = {0};
	const char *value;
	g_autofree char *name = split_option(pass->argv[pass->i], &letter, &value);
	gboolean is_known;
	CliOption option = cli_find_option(pass->command, name, letter, &is_known);

	typed[0] = letter;
	if (!is_known) {
		if (pass->command)
			set_unknown_option(pass->command, name ? name : typed, error);
		return !pass->command;
	}
	if (option.flags & OPTION_MAYBE)
		value = value ? value : "";
	else if (option.value && !value && ++pass->i < pass->argc)
		value = pass->argv[pass->i];
	if (!pass->command)
		return TRUE;
	if (!option.value == !value)
		return keep_option(pass->cli, &option, value ? value : "", error);
	g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, option.value ? "--%s: Hier fehlt der Wert (%s)." : "--%s hat keinen Wert.", option.name,
		    option.value);
	return FALSE;
}

/* A command that is written as an option, and may stand anywhere like one: "--linear". */
static gboolean
is_command_option(const char *arg)
{
	const CliCommand *command;

	for (command = cli_commands; command->noun; command++)
		if (command->noun[0] == '-' && strcmp(command->noun, arg) == 0)
			return TRUE;
	return FALSE;
}

/* Collects the words (borrowed from argv); keeps the options if the command is known. */
static GPtrArray *
read_arguments(Pass *pass, GError **error)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new();
	gboolean is_ended = FALSE;

	for (pass->i = 1; pass->i < pass->argc; pass->i++) {
		char *arg = pass->argv[pass->i];

		if (!is_ended && strcmp(arg, "--") == 0)
			is_ended = TRUE;
		else if (!is_ended && is_command_option(arg))
			g_ptr_array_insert(found, 0, arg);
		else if (is_ended || arg[0] != '-' || !arg[1])
			g_ptr_array_add(found, arg);
		else if (!read_option(pass, error))
			return NULL;
	}
	return g_steal_pointer(&found);
}

/* --- the command -------------------------------------------------------------------------------------------------------------------- */

static void
set_unknown_command(const char *noun, const char *verb, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_null_terminated(0, NULL, TRUE);
	g_autofree char *shown = text_visible(verb ? verb : noun, FALSE), *hint = NULL, *verbs = NULL;
	const CliCommand *command;

	for (command = cli_commands; command->noun; command++)
		if (!(command->flags & COMMAND_HIDDEN) && (!verb || strcmp(command->noun, noun) == 0))
			g_ptr_array_add(names, (gpointer)(verb ? command->verb : command->noun));
	hint = typed_hint(verb ? verb : noun, (const char *const *)names->pdata);
	verbs = g_strjoinv(", ", (char **)names->pdata);
	if (verb)
		g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "„vorort %s“ kennt „%s“ nicht%s Möglich sind: %s.", noun, shown,
			    *hint ? hint : ".", verbs);
	else
		g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "Den Befehl „%s“ gibt es nicht%s Alle Befehle: vorort --help", shown,
			    *hint ? hint : ".");
}

static void
set_missing_verb(const char *noun, GError **error)
{
	g_autoptr(GPtrArray) verbs = g_ptr_array_new_null_terminated(0, NULL, TRUE);
	g_autofree char *all = NULL;
	const CliCommand *command;

	for (command = cli_commands; command->noun; command++)
		if (strcmp(command->noun, noun) == 0)
			g_ptr_array_add(verbs, (gpointer)command->verb);
	all = g_strjoinv(", ", (char **)verbs->pdata);
	g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "„vorort %s“ braucht ein weiteres Wort: %s.", noun, all);
}

static const CliCommand *
find_command(const GPtrArray *found, GError **error)
{
	const char *noun = found->pdata[0], *verb = found->len > 1 ? found->pdata[1] : NULL;
	const CliCommand *command;
	gboolean has_noun = FALSE;

	for (command = cli_commands; command->noun; command++) {
		if (strcmp(command->noun, noun) != 0)
			continue;
		if (!command->verb || g_strcmp0(command->verb, verb) == 0)
			return command;
		has_noun = TRUE;
	}
	if (has_noun && !verb)
		set_missing_verb(noun, error);
	else
		set_unknown_command(noun, has_noun ? verb : NULL, error);
	return NULL;
}

static gboolean
check_words(const Cli *cli, GError **error)
{
	const CliCommand *c = cli->command;
	g_autofree char *shown = NULL;

	if (cli->words->len < c->least) {
		g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "Hier fehlt etwas: vorort %s%s%s %s", c->noun, c->verb ? " " : "",
			    c->verb ? c->verb : "", c->synopsis);
		return FALSE;
	}
	if ((c->most || !c->least) && cli->words->len > c->most) {
		shown = text_visible(cli->words->pdata[c->most], FALSE);
		g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "„%s“ ist zu viel. Texte mit Leerzeichen stehen in Anführungszeichen.", shown);
		return FALSE;
	}
	return TRUE;
}

static gboolean
check_required(const Cli *cli, GError **error)
{
	const CliOption *option;

	for (option = cli->command->options; option && option->name; option++)
		if (option->flags & OPTION_REQUIRED && !cli_has(cli, option->name)) {
			g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "Hier fehlt --%s %s (%s).", option->name, option->value, option->help);
			return FALSE;
		}
	return TRUE;
}

static gboolean
check_utf8(int argc, char **argv, GError **error)
{
	int i;

	for (i = 1; i < argc; i++) {
		g_autofree char *shown = g_utf8_validate(argv[i], -1, NULL) ? NULL : text_visible(argv[i], FALSE);

		if (!shown)
			continue;
		g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "Das %d. Argument ist kein gültiges UTF-8: „%s“. Ist das Terminal auf UTF-8 gestellt?",
			    i, shown);
		return FALSE;
	}
	return TRUE;
}

/* TRUE for "vorort obstacle --help": the noun alone has no command, but help. */
static gboolean
wants_noun_help(Cli *cli, const GPtrArray *found, int argc, char **argv)
{
	const CliCommand *command = cli_commands;
	int i;

	if (found->len != 1)
		return FALSE;
	while (command->noun && strcmp(command->noun, found->pdata[0]) != 0)
		command++;
	for (i = 1; command->noun && command->verb && i < argc; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			cli->help_noun = command->noun;
	return cli->help_noun != NULL;
}

gboolean
cli_parse(Cli *cli, int argc, char **argv, GError **error)
{
	static const CliCommand none = {"", NULL, "", "", "", NULL, 0, 0, NULL, 0, 0, 0};
	Pass pass = {NULL, cli, argc, 0, argv};
	g_autoptr(GPtrArray) found = NULL;
	guint i, n_name;

	cli->words = g_ptr_array_new_null_terminated(0, NULL, TRUE);
	cli->options = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
	if (!check_utf8(argc, argv, error))
		return FALSE;
	found = read_arguments(&pass, NULL);
	if (wants_noun_help(cli, found, argc, argv))
		return TRUE;
	pass.command = &none;
	if (found->len && !(pass.command = cli->command = find_command(found, error)))
		return FALSE;
	g_ptr_array_unref(g_steal_pointer(&found));
	found = read_arguments(&pass, error);
	if (!found)
		return FALSE;
	cli->is_json = cli_has(cli, "json");
	n_name = !cli->command ? 0 : cli->command->verb ? 2 : 1;
	for (i = n_name; i < found->len; i++)
		g_ptr_array_add(cli->words, found->pdata[i]);
	if (!cli->command || cli_has(cli, "help"))
		return TRUE;
	return check_words(cli, error) && check_required(cli, error);
}

void
cli_clear(Cli *cli)
{
	g_clear_pointer(&cli->app, app_close);
	g_clear_pointer(&cli->words, g_ptr_array_unref);
	g_clear_pointer(&cli->options, g_hash_table_unref);
}

/* --- what commands ask ---------------------------------------------------------------------------------------------------------------- */

const char *
cli_word(const Cli *cli, guint i)
{
	return i < cli->words->len ? cli->words->pdata[i] : NULL;
}

const char *const *
cli_option_all(const Cli *cli, const char *name)
{
	static const char *const none[] = {NULL};
	const GPtrArray *values = g_hash_table_lookup(cli->options, name);

	return values ? (const char *const *)values->pdata : none;
}

const char *
cli_option(const Cli *cli, const char *name)
{
	return cli_option_all(cli, name)[0];
}

gboolean
cli_has(const Cli *cli, const char *name)
{
	return g_hash_table_contains(cli->options, name);
}
