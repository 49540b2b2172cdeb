/* checklist lint: messages of the reader for files that somebody edits. Needs no data directory. */
#include "commands.h"

#include <stdio.h>
#include <string.h>

#include "vorort/checklist.h"
#include "vorort/text.h"

#include "output.h"

static void
lint_file(const char *path, const char *previous, GPtrArray *messages)
{
	g_autofree char *name = g_path_get_basename(path);
	g_autoptr(Katalog) katalog = NULL;

	if (g_file_test(path, G_FILE_TEST_IS_DIR))
		return; /* the shell's * names the folder bausteine, too */
	if (strcmp(name, "katalog.yaml") == 0)
		katalog = katalog_read_file(path, messages);
	else
		checklist_lint_file(path, previous, messages);
}

/* A block's mistake is found with each checklist that takes it and with its own file; once is enough. */
static void
drop_doubles(GPtrArray *messages)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	guint i = 0;

	while (i < messages->len) {
		if (g_hash_table_add(seen, checklist_message_format(messages->pdata[i])))
			i++;
		else
			g_ptr_array_remove_index(messages, i);
	}
}

static json_t *
message_json(const ChecklistMessage *message)
{
	json_t *object = json_pack("{s:i,s:i,s:b}", "line", (int)message->line, "column", (int)message->column, "is_error",
				   (int)message->is_error);

	out_json_set(object, "file", message->file);
	out_json_set(object, "text", message->text);
	return object;
}

/* Prints all messages; returns how many are errors. */
static guint
print_messages(const GPtrArray *messages, gboolean is_json)
{
	json_t *array = json_array();
	guint i, n_errors = 0;

	for (i = 0; i < messages->len; i++) {
		const ChecklistMessage *message = messages->pdata[i];
		g_autofree char *text = checklist_message_format(message);

		n_errors += message->is_error ? 1 : 0;
		json_array_append_new(array, message_json(message));
		if (!is_json)
			puts(text);
	}
	if (is_json)
		out_json(array);
	else
		json_decref(array);
	return n_errors;
}

gboolean
run_checklist_lint(Cli *cli, GError **error)
{
	g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func((GDestroyNotify)checklist_message_free);
	const char *previous = cli_option(cli, "previous");
	guint i, n_errors;

	if (previous && cli->words->len != 1) {
		g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "Mit --previous wird eine Checkliste geprüft: vorort checklist lint --previous ALT NEU");
		return FALSE;
	}
	for (i = 0; i < cli->words->len; i++)
		lint_file(cli->words->pdata[i], previous, messages);
	drop_doubles(messages);
	n_errors = print_messages(messages, cli->is_json);
	if (n_errors)
		g_set_error(error, CLI_ERROR, CLI_ERROR_FAILED, n_errors == 1 ? "%u Fehler gefunden; die Checkliste wird so nicht angenommen."
									      : "%u Fehler gefunden; die Checklisten werden so nicht angenommen.",
			    n_errors);
	return n_errors == 0;
}
