/* Help and the section BEFEHLE of the manual page, both from the table of commands. */
#include "cli.h"

#include <stdio.h>
#include <string.h>

#include "vorort/op.h"

#include "commands.h"
#include "filter.h"
#include "output.h"
#include "typed.h"

#define LINE_COLUMNS 78

static char *
command_name(const CliCommand *command)
{
	return g_strdup_printf("%s%s%s%s%s", command->noun, command->verb ? " " : "", command->verb ? command->verb : "",
			       *command->synopsis ? " " : "", command->synopsis);
}

static void
print_aligned(const char *left, guint column, const char *right)
{
	guint width = out_width(left);

	printf("  %s%*s%s\n", left, (int)(MAX(column, width + 2) - width), "", right);
}

/* A paragraph, broken at blanks. */
static void
print_paragraph(const char *text)
{
	g_auto(GStrv) parts = g_strsplit(text, " ", -1);
	guint column = 0, i;

	for (i = 0; parts[i]; i++) {
		guint width = out_width(parts[i]);

		if (column && column + 1 + width > LINE_COLUMNS) {
			putchar('\n');
			column = 0;
		}
		printf("%s%s", column ? " " : "", parts[i]);
		column += width + (column ? 1 : 0);
	}
	putchar('\n');
}

/* --- options ---------------------------------------------------------------------------------------------------------------------------- */

static char *
option_name(const CliOption *option)
{
	char letter[] = {'-', option->letter, ',', ' ', 0};

	gboolean is_maybe = (option->flags & OPTION_MAYBE) != 0;

	return g_strdup_printf("%s--%s%s%s%s", option->letter ? letter : "", option->name, is_maybe ? "[=" : option->value ? " " : "",
			       option->value ? option->value : "", is_maybe ? "]" : "");
}

static void
print_option(const CliOption *option)
{
	g_autofree char *name = option_name(option);
	g_autofree char *help = g_strconcat(option->help, option->flags & OPTION_REQUIRED ? " (nötig)" : "", NULL);

	print_aligned(name, 28, help);
}

static void
print_options(const CliCommand *command)
{
	const CliOption *option;

	if (command->options)
		puts("\nOptionen:");
	for (option = command->options; option && option->name; option++)
		print_option(option);
	if (command->filters)
		puts("\nFilter:");
	for (option = filter_options; option->name; option++)
		if (command->filters & 1u << (option - filter_options))
			print_option(option);
	puts("\nÜberall:");
	for (option = cli_global_options; strcmp(option->name, "version") != 0; option++)
		print_option(option);
}

/* --- fields ----------------------------------------------------------------------------------------------------------------------------- */

/* "neu, gesichtet, …" for codes, else what kind of value it is. */
static char *
slot_kind(const Slot *slot)
{
	switch (slot->type) {
	case SLOT_CODE:
	case SLOT_CODES:
		return words_codes((WordList)slot->min);
	case SLOT_DATE:
		return g_strdup("Tag");
	case SLOT_INT:
		return g_strdup(g_str_has_prefix(slot->name, "amount_") ? "Cent" : "Zahl");
	case SLOT_ID:
	case SLOT_IDS:
		return g_strdup("Kennung");
	default:
		return g_strdup("Text");
	}
}

static void
print_fields(const CliCommand *command, gboolean is_add)
{
	const Entity *entity = entity_find(command->noun);
	const Field *field;
	guint i;

	puts("\nFelder:");
	for (field = entity->fields; field->name; field++)
		for (i = 0; i < field_n_slots(field) && (is_add ? field->in_add : !field->is_fixed); i++) {
			g_autofree char *name = g_strconcat(field->slots[i].name, field->is_keyed ? ".…" : "", NULL);
			g_autofree char *kind = slot_kind(&field->slots[i]);
			g_autofree char *text = g_strdup_printf("%s: %s", field->title, kind);

			print_aligned(name, 20, text);
		}
	puts("  Ein leerer Wert (FELD=) leert das Feld.");
}

static gboolean
has_set(const CliCommand *command)
{
	const CliOption *option;

	for (option = command->options; option && option->name; option++)
		if (strcmp(option->name, "set") == 0)
			return TRUE;
	return FALSE;
}

/* --- pages ------------------------------------------------------------------------------------------------------------------------------ */

void
help_command(const CliCommand *command)
{
	g_autofree char *name = command_name(command);

	printf("vorort %s%s\n\n", name, command->options || command->filters ? " [OPTION …]" : "");
	print_paragraph(command->title);
	if (*command->help) {
		putchar('\n');
		print_paragraph(command->help);
	}
	print_options(command);
	if (command->run == run_set || has_set(command))
		print_fields(command, command->run != run_set);
}

static void
print_commands(const char *noun)
{
	const CliCommand *command;

	for (command = cli_commands; command->noun; command++) {
		g_autofree char *name = command_name(command);

		if (!(command->flags & COMMAND_HIDDEN) && (!noun || strcmp(command->noun, noun) == 0))
			print_aligned(name, 38, command->title);
	}
}

void
help_noun(const char *noun)
{
	printf("vorort %s …\n\n", noun);
	print_commands(noun);
	printf("\nMehr zu einem davon: vorort %s … --help\n", noun);
}

void
help_program(void)
{
	puts("vorort – Prüfschritte und Hürden bei OZG-Terminen vor Ort, ohne Netz\n\n"
	     "vorort                  öffnet die Oberfläche im Terminal\n"
	     "vorort BEFEHL …         tut dasselbe von der Kommandozeile\n"
	     "vorort demo             zeigt es an erfundenen Daten\n\n"
	     "Befehle:");
	print_commands(NULL);
	puts("\nMit --json wird die Ausgabe für Programme geschrieben, mit --data ORDNER ein anderes\n"
	     "Datenverzeichnis benutzt. Mehr zu einem Befehl: vorort BEFEHL --help. Handbuch: man vorort\n"
	     "Status: 0 getan, 1 fehlgeschlagen, 2 falsch aufgerufen, 3 Ablage nicht erreichbar, 4 getan, aber\n"
	     "etwas braucht Aufmerksamkeit.");
}

gboolean
run_help(Cli *cli, GError **error)
{
	const char *noun = cli_word(cli, 0), *verb = cli_word(cli, 1);
	const CliCommand *command, *found = NULL;

	if (cli_has(cli, "mdoc"))
		help_mdoc();
	else if (!noun)
		help_program();
	if (cli_has(cli, "mdoc") || !noun)
		return TRUE;
	for (command = cli_commands; command->noun; command++)
		if (strcmp(command->noun, noun) == 0 && (!verb || !found || g_strcmp0(command->verb, verb) == 0))
			found = command;
	if (!found || (verb && g_strcmp0(found->verb, verb) != 0)) {
		g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "Zu „%s%s%s“ gibt es keine Hilfe. Alle Befehle: vorort --help", noun,
			    verb ? " " : "", verb ? verb : "");
		return FALSE;
	}
	if (found->verb && !verb)
		help_noun(noun);
	else
		help_command(found);
	return TRUE;
}

/* --- manual page ------------------------------------------------------------------------------------------------------------------------- */

/* A paragraph with every sentence on its own line, as manual pages want it. */
static void
mdoc_paragraph(const char *text)
{
	g_auto(GStrv) sentences = g_strsplit(text, ". ", -1);
	g_autofree char *lines = g_strjoinv(".\n", sentences);

	puts(lines);
}

static void
mdoc_option(const CliOption *option)
{
	gboolean is_maybe = (option->flags & OPTION_MAYBE) != 0;

	printf(".It Fl \\-%s%s%s\n%s.\n", option->name, is_maybe ? " Ns Op = Ns Ar " : option->value ? " Ar " : "", option->value ? option->value : "",
	       option->help);
}

/* The names of the filters, unless all apply: then FILTER says it. */
static void
mdoc_filters(guint filters)
{
	guint i;

	if (!filters || filters == FILTER_ALL)
		return;
	puts("Filter:");
	for (i = 0; filter_options[i].name; i++)
		if (filters & 1u << i)
			printf(".Fl \\-%s%s\n", filter_options[i].name, filters >> (i + 1) ? " ," : " .");
}

static void
mdoc_command(const CliCommand *command)
{
	const CliOption *option;

	printf(".It Ic %s%s%s%s%s%s\n%s.\n", command->noun, command->verb ? " " : "", command->verb ? command->verb : "",
	       *command->synopsis ? " Ar " : "", command->synopsis, command->filters ? " Op Ar FILTER" : "", command->title);
	if (*command->help)
		mdoc_paragraph(command->help);
	mdoc_filters(command->filters);
	if (command->options)
		puts(".Bl -tag -width Ds -compact");
	for (option = command->options; option && option->name; option++)
		mdoc_option(option);
	if (command->options)
		puts(".El");
}

void
help_mdoc(void)
{
	const CliCommand *command;
	const CliOption *option;

	puts(".Bl -tag -width Ds");
	for (command = cli_commands; command->noun; command++)
		if (!(command->flags & COMMAND_HIDDEN))
			mdoc_command(command);
	puts(".El\n.Ss FILTER\nDieselben Wörter überall, wo etwas aufgelistet oder ausgegeben wird:\n.Bl -tag -width Ds -compact");
	for (option = filter_options; option->name; option++)
		mdoc_option(option);
	puts(".El");
}
