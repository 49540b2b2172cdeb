/*
 * The command line inside: what a command is, and what it sees when it runs. One table (commands.c) describes all commands; parsing, help
 * and the manual page are made from it.
 */
#pragma once

#include <glib.h>

#include "vorort/app.h"
#include "vorort/cli.h"

#define CLI_ERROR (cli_error_quark())
typedef enum {
	CLI_ERROR_USAGE, /* the command line cannot be understood: exit status 2 */
	CLI_ERROR_FAILED,
} CliErrorCode;
GQuark cli_error_quark(void);

typedef enum { EXIT_DONE, EXIT_FAILED, EXIT_USAGE, EXIT_UNREACHABLE, EXIT_ATTENTION } CliExit;

enum { /* CliOption.flags */
	OPTION_REQUIRED = 1,
	OPTION_MANY = 2,  /* may be given several times */
	OPTION_CODES = 4, /* a comma separated list of codes */
	OPTION_DATE = 8,  /* what text_parse_date() reads; the command sees YYYY-MM-DD */
	OPTION_MAYBE = 16, /* the value may be left out and stands behind "=" in the same argument; the command sees "" */
};

#define WORDS(list) ((guint)(list) + 1) /* CliOption.words, CliCommand.status: 0 is none */

typedef struct CliOption {
	const char *name;  /* without the dashes; NULL ends a table */
	const char *value; /* what the help calls the value; NULL: a switch */
	const char *help;  /* German, one line */
	guint words;       /* WORDS(list): the value is a code or a German word of that list, and the command sees the code */
	guint flags;
	const char *slot;  /* add commands: the slot of the op table that it fills */
	char letter;       /* 0: none */
} CliOption;

enum { COMMAND_HIDDEN = 1, COMMAND_WITHOUT_APP = 2, COMMAND_TELLS_WARNINGS = 4 }; /* CliCommand.flags */

typedef struct Cli Cli;

typedef struct CliCommand {
	const char *noun;     /* NULL ends the table */
	const char *verb;     /* NULL: the noun alone is the command */
	const char *synopsis; /* what follows, "" if nothing */
	const char *title;    /* German, one line */
	const char *help;     /* German, more of it; "" if the title says it all */
	gboolean (*run)(Cli *cli, GError **error);
	guint least, most;    /* how many words follow; most 0 with least > 0: any number */
	const CliOption *options; /* may be NULL */
	guint filters;        /* FILTER_… bits (filter.h) */
	guint status;         /* what --status means here: WORDS(list) */
	guint flags;
} CliCommand;

extern const CliCommand cli_commands[];
extern const CliOption cli_global_options[];

struct Cli {
	const CliCommand *command;
	const char *help_noun; /* "vorort obstacle --help" asks for all its verbs */
	App *app;            /* NULL with COMMAND_WITHOUT_APP */
	GPtrArray *words;    /* of char *, NULL-terminated: what follows noun and verb */
	GHashTable *options; /* name -> GPtrArray of char *, NULL-terminated */
	gboolean is_json;
	CliExit status;      /* EXIT_DONE; a command that needs attention sets EXIT_ATTENTION */
	CliOpenTui open_tui;
};

/* --- args.c ---------------------------------------------------------------------------------------------------------------------------- */

/* Reads the arguments into @cli: command, words, options with codes in place of German words. Errors: CLI_ERROR_USAGE. */
gboolean cli_parse(Cli *cli, int argc, char **argv, GError **error);
void cli_clear(Cli *cli);

const char *cli_word(const Cli *cli, guint i);                /* NULL if there is none */
const char *cli_option(const Cli *cli, const char *name);     /* NULL if not given */
gboolean cli_has(const Cli *cli, const char *name);
const char *const *cli_option_all(const Cli *cli, const char *name); /* NULL-terminated, never NULL */

/* The option of @command with that name or letter, the filters and the global ones included; NULL. @is_known: of any command. */
CliOption cli_find_option(const CliCommand *command, const char *name, char letter, gboolean *is_known);

/* --- cli.c ----------------------------------------------------------------------------------------------------------------------------- */

/* Full id for what was typed. For an Anbindung <key of the Kommune>/<Leistung> does as well. */
char *cli_find(Cli *cli, const char *type, const char *typed, GError **error);
/* All records of a type that are not withdrawn, newest first. Array of Record. */
GPtrArray *cli_records(Cli *cli, const char *type, GError **error);
/* The records with these ids. */
GPtrArray *cli_records_of(Cli *cli, const GPtrArray *ids, GError **error);

/* --- help.c ---------------------------------------------------------------------------------------------------------------------------- */

void help_program(void);
void help_noun(const char *noun);
void help_command(const CliCommand *command);
void help_mdoc(void);
