/* checklist lint and fmt: for files that somebody edits. Need no data directory. */
#include "commands.h"

#include <stdio.h>
#include <string.h>

#include "vorort/checklist.h"
#include "vorort/text.h"

#include "output.h"

/* --- messages ------------------------------------------------------------------------------------------------------------------------------ */

static json_t *
message_json(const ChecklistMessage *message)
{
	json_t *object = json_pack("{s:i,s:i,s:b}", "line", (int)message->line, "column", (int)message->column, "is_error",
				   (int)message->is_error);

	out_json_set(object, "file", message->file);
	out_json_set(object, "text", message->text);
	return object;
}

/* Prints all messages, or appends them to @array if that is not NULL; returns how many are errors. */
static guint
print_messages(const GPtrArray *messages, json_t *array)
{
	guint i, n_errors = 0;

	for (i = 0; i < messages->len; i++) {
		const ChecklistMessage *message = messages->pdata[i];
		g_autofree char *text = checklist_message_format(message);

		n_errors += message->is_error ? 1 : 0;
		if (array)
			json_array_append_new(array, message_json(message));
		else
			puts(text);
	}
	return n_errors;
}

/* --- lint ---------------------------------------------------------------------------------------------------------------------------------- */

static void
lint_file(const char *path, const Checklist *previous, GPtrArray *messages)
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

gboolean
run_checklist_lint(Cli *cli, GError **error)
{
	g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func((GDestroyNotify)checklist_message_free);
	const char *path = cli_option(cli, "previous");
	g_autoptr(Checklist) previous = NULL;
	json_t *array;
	guint i, n_errors;

	if (path && cli->words->len != 1) {
		g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "Mit --previous wird eine Checkliste geprüft: vorort checklist lint --previous ALT NEU");
		return FALSE;
	}
	array = cli->is_json ? json_array() : NULL;
	previous = path ? checklist_read_file(path, messages) : NULL;
	for (i = 0; i < cli->words->len && (previous || !path); i++)
		lint_file(cli->words->pdata[i], previous, messages);
	drop_doubles(messages);
	n_errors = print_messages(messages, array);
	if (array)
		out_json(array);
	if (n_errors)
		g_set_error(error, CLI_ERROR, CLI_ERROR_FAILED, n_errors == 1 ? "%u Fehler gefunden; die Checkliste wird so nicht angenommen."
									      : "%u Fehler gefunden; die Checklisten werden so nicht angenommen.",
			    n_errors);
	return n_errors == 0;
}

/* --- fmt ----------------------------------------------------------------------------------------------------------------------------------- */

typedef enum { FMT_NORMAL, FMT_DIFFERS, FMT_CHANGED, FMT_REFUSED, N_FMT } FmtState;

static const struct {
	const char *code, *text;
} fmt_states[N_FMT] = {
	[FMT_NORMAL] = {"normal", NULL},
	[FMT_DIFFERS] = {"differs", "nicht in Normalform"},
	[FMT_CHANGED] = {"changed", "in Normalform gebracht"},
	[FMT_REFUSED] = {"refused", "bleibt, wie sie ist"},
};

static FmtState
fmt_file(const char *path, gboolean is_check, GPtrArray *messages)
{
	gboolean is_normal = FALSE;
	g_autofree char *text = checklist_format_file(path, &is_normal, messages);

	if (!text)
		return FMT_REFUSED;
	if (is_normal || is_check)
		return is_normal ? FMT_NORMAL : FMT_DIFFERS;
	return checklist_replace_file(path, text, messages) ? FMT_CHANGED : FMT_REFUSED;
}

/* What became of a file, with its messages; to @array if that is not NULL. */
static void
print_file(const char *path, FmtState state, const GPtrArray *messages, json_t *array)
{
	json_t *object = array ? json_pack("{s:s,s:[]}", "state", fmt_states[state].code, "messages") : NULL;
	g_autofree char *shown = text_visible(path, FALSE);

	print_messages(messages, object ? json_object_get(object, "messages") : NULL);
	if (object) {
		out_json_set(object, "file", path);
		json_array_append_new(array, object);
	} else if (fmt_states[state].text) {
		printf("%s: %s\n", shown, fmt_states[state].text);
	}
}

static gboolean
fmt_result(const guint *n, GError **error)
{
	if (n[FMT_REFUSED])
		g_set_error(error, CLI_ERROR, CLI_ERROR_FAILED, n[FMT_REFUSED] == 1 ? "%u Datei ist nicht in Normalform gebracht."
		                                                                    : "%u Dateien sind nicht in Normalform gebracht.",
		            n[FMT_REFUSED]);
	else if (n[FMT_DIFFERS])
		g_set_error(error, CLI_ERROR, CLI_ERROR_FAILED,
		            n[FMT_DIFFERS] == 1 ? "%u Datei ist nicht in Normalform; „vorort checklist fmt DATEI …“ ändert das."
		                                : "%u Dateien sind nicht in Normalform; „vorort checklist fmt DATEI …“ ändert das.",
		            n[FMT_DIFFERS]);
	return !n[FMT_REFUSED] && !n[FMT_DIFFERS];
}

gboolean
run_checklist_fmt(Cli *cli, GError **error)
{
	json_t *array = cli->is_json ? json_array() : NULL;
	guint i, n[N_FMT] = {0};

	for (i = 0; i < cli->words->len; i++) {
		g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func((GDestroyNotify)checklist_message_free);
		const char *path = cli->words->pdata[i];
		FmtState state = fmt_file(path, cli_has(cli, "check"), messages);

		n[state]++;
		print_file(path, state, messages, array);
	}
	if (array)
		out_json(array);
	return fmt_result(n, error);
}
