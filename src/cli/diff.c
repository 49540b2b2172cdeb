/* checklist diff: what differs between two versions. Needs no data directory. */
#include "diff.h"

#include <stdio.h>
#include <string.h>

#include "vorort/text.h"

#include "checklist.h"
#include "commands.h"
#include "output.h"

/* --- for people ------------------------------------------------------------------------------------------------------------------------- */

/* Both wordings below the key, each in lines of its own. */
static void
print_key(const ChecklistKeyChange *change)
{
	g_autofree char *line = g_strdup_printf("  %s", change->key);

	out_text(line, FALSE);
	out_field(4, "bisher", *change->before ? change->before : "–");
	out_field(4, "jetzt", *change->after ? change->after : "–");
}

static void
print_changes(const GPtrArray *changes, const char *heading, ChecklistChangeKind kind)
{
	g_autofree char *title = g_strdup_printf("%s (%u)", heading, checklist_count_changes(changes, kind));
	guint i, j;

	if (checklist_count_changes(changes, kind))
		out_heading(title);
	for (i = 0; i < changes->len; i++) {
		const ChecklistChange *change = changes->pdata[i];
		g_autofree char *line = g_strdup_printf("%s  %s", change->id, change->title);

		if (change->kind != kind)
			continue;
		out_text(line, FALSE);
		for (j = 0; j < change->keys->len; j++)
			print_key(change->keys->pdata[j]);
	}
}

void
diff_print(const ChecklistDiff *diff)
{
	static const char *const steps[] = {"Neue Schritte", "Geänderte Schritte", "Entfallene Schritte"};
	static const char *const parameters[] = {"Neue Angaben", "Geänderte Angaben", "Entfallene Angaben"};
	guint kind;

	if (diff->steps->len + diff->parameters->len == 0)
		puts("\nAlle Schritte und Angaben sind gleich.");
	for (kind = 0; kind < G_N_ELEMENTS(steps); kind++)
		print_changes(diff->steps, steps[kind], (ChecklistChangeKind)kind);
	for (kind = 0; kind < G_N_ELEMENTS(parameters); kind++)
		print_changes(diff->parameters, parameters[kind], (ChecklistChangeKind)kind);
}

/* --- for programs ----------------------------------------------------------------------------------------------------------------------- */

static json_t *
change_json(const ChecklistChange *change)
{
	static const char *const kinds[] = {"new", "changed", "removed"};
	json_t *object = json_object(), *keys = json_array();
	guint i;

	for (i = 0; i < change->keys->len; i++) {
		const ChecklistKeyChange *key = change->keys->pdata[i];
		json_t *one = json_object();

		out_json_set(one, "key", key->key);
		out_json_set(one, "before", key->before);
		out_json_set(one, "after", key->after);
		json_array_append_new(keys, one);
	}
	out_json_set(object, "id", change->id);
	out_json_set(object, "kind", kinds[change->kind]);
	out_json_set(object, "title", change->title);
	json_object_set_new(object, "keys", keys);
	return object;
}

static json_t *
changes_json(const GPtrArray *changes)
{
	json_t *array = json_array();
	guint i;

	for (i = 0; i < changes->len; i++)
		json_array_append_new(array, change_json(changes->pdata[i]));
	return array;
}

void
diff_set_json(json_t *object, const ChecklistDiff *diff)
{
	json_object_set_new(object, "steps", changes_json(diff->steps));
	json_object_set_new(object, "parameters", changes_json(diff->parameters));
}

/* --- the command ------------------------------------------------------------------------------------------------------------------------ */

static Checklist *
read_file(const char *path, GError **error)
{
	g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func((GDestroyNotify)checklist_message_free);
	Checklist *checklist = checklist_read_file(path, messages);
	g_autofree char *first = !checklist && messages->len ? checklist_message_format(messages->pdata[0]) : NULL;

	if (!checklist)
		g_set_error(error, CLI_ERROR, CLI_ERROR_FAILED, "Die Checkliste %s lässt sich nicht lesen.%s%s\nAlle Fehler: vorort checklist lint %s",
			    path, first ? "\n" : "", first ? first : "", path);
	return checklist;
}

static void
print_versions(const char *label, const Checklist *c)
{
	g_autofree char *date = text_date(c->date);
	g_autofree char *line = g_strdup_printf("%s, Version %s, Stand %s, %u Schritte", c->title, c->version, date, c->steps->len);

	out_field(0, label, line);
}

gboolean
run_checklist_diff(Cli *cli, GError **error)
{
	g_autoptr(Checklist) before = read_file(cli_word(cli, 0), error), after = before ? read_file(cli_word(cli, 1), error) : NULL;
	g_autoptr(ChecklistDiff) diff = after ? checklist_diff(before, after) : NULL;
	json_t *object;

	if (!diff)
		return FALSE;
	if (!cli->is_json) {
		print_versions("bisher", before);
		print_versions("jetzt", after);
		diff_print(diff);
		return TRUE;
	}
	object = json_pack("{s:o,s:o}", "before", checklist_head_json(before), "after", checklist_head_json(after));
	diff_set_json(object, diff);
	out_json(object);
	return TRUE;
}
