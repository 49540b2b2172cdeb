/* checklist lint: messages of the reader for files that somebody edits. Needs no data directory. */
#include "commands.h"

#include <stdio.h>
#include <string.h>

#include "vorort/checklist.h"
#include "vorort/text.h"

#include "output.h"

/* Folders and building blocks are read through the checklists that include them. */
static gboolean
is_skipped(const char *path)
{
	g_autofree char *folder = g_path_get_dirname(path), *name = g_path_get_basename(folder);

	return g_file_test(path, G_FILE_TEST_IS_DIR) || strcmp(name, "bausteine") == 0;
}

static void
lint_file(const char *path, GPtrArray *messages)
{
	g_autofree char *name = g_path_get_basename(path);
	g_autoptr(Katalog) katalog = NULL;
	g_autoptr(Checklist) checklist = NULL;

	if (strcmp(name, "katalog.yaml") == 0)
		katalog = katalog_read_file(path, messages);
	else
		checklist = checklist_read_file(path, messages);
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
	guint i, n_errors;

	for (i = 0; i < cli->words->len; i++)
		if (!is_skipped(cli->words->pdata[i]))
			lint_file(cli->words->pdata[i], messages);
	n_errors = print_messages(messages, cli->is_json);
	if (n_errors)
		g_set_error(error, CLI_ERROR, CLI_ERROR_FAILED, n_errors == 1 ? "%u Fehler gefunden; die Checkliste wird so nicht angenommen."
									      : "%u Fehler gefunden; die Checklisten werden so nicht angenommen.",
			    n_errors);
	return n_errors == 0;
}
