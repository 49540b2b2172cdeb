/* Attachments: files that prove a finding. */
#include "commands.h"

#include <stdio.h>
#include <string.h>

#include "vorort/text.h"

#include "lists.h"
#include "output.h"
#include "progress.h"
#include "show.h"
#include "vorort/anlage.h"

/* --- add ----------------------------------------------------------------------------------------------------------------------------------- */

gboolean
run_attachment_add(Cli *cli, GError **error)
{
	g_autofree char *on = cli_find(cli, NULL, cli_word(cli, 0), error), *id = NULL;
	AttachDraft draft = {cli_word(cli, 1), cli_option(cli, "title"), cli_has(cli, "geschwaerzt")};

	if (!on || !app_attach(cli->app, on, &draft, &id, error))
		return FALSE;
	puts(id);
	return TRUE;
}

AttachDraft *
attachment_drafts(Cli *cli, guint *n)
{
	const char *const *paths = cli_option_all(cli, "attach");
	AttachDraft *drafts;
	guint i;

	*n = g_strv_length((char **)paths);
	drafts = g_new0(AttachDraft, *n);
	for (i = 0; i < *n; i++)
		drafts[i] = (AttachDraft){paths[i], NULL, cli_has(cli, "geschwaerzt")};
	return drafts;
}

/* --- list, show ---------------------------------------------------------------------------------------------------------------------------- */

static char *
where_text(const Attachment *a)
{
	g_autofree char *day = a->erased ? text_date(a->erased) : NULL;

	return day ? g_strdup_printf("gelöscht am %s", day) : g_strdup(a->is_here ? "hier" : "wird beim Speichern geholt");
}

static void
print_table(const GPtrArray *attachments)
{
	static const char *const titles[] = {"Kennung", "wann, wer", "Art", "Größe", "Datei", "Titel", NULL};
	OutTable *table = out_table_new(titles);
	guint i;

	for (i = 0; i < attachments->len; i++) {
		const Attachment *a = attachments->pdata[i];

		out_table_add(table, g_strdup(a->id));
		out_table_add(table, show_who(a->at, a->by));
		out_table_add(table, g_strdup(a->media));
		out_table_add(table, attachment_size_text(a->size));
		out_table_add(table, where_text(a));
		out_table_add(table, g_strdup(a->title));
	}
	out_table_end(table, "Keine Anlagen.");
}

static json_t *
as_json(const Attachment *a)
{
	json_t *object = json_object();
	const char *const texts[][2] = {{"id", a->id}, {"on", a->on}, {"title", a->title}, {"media", a->media}, {"sha256", a->sha256},
					{"at", a->at}, {"by", a->by}, {"device", a->device}, {"erased", a->erased}};
	guint i;

	for (i = 0; i < G_N_ELEMENTS(texts); i++)
		out_json_set(object, texts[i][0], texts[i][1]);
	json_object_set_new(object, "size", json_integer(a->size));
	json_object_set_new(object, "is_here", json_boolean(a->is_here));
	return object;
}

gboolean
run_attachment_list(Cli *cli, GError **error)
{
	const char *typed = cli_word(cli, 0);
	g_autofree char *on = typed ? cli_find(cli, NULL, typed, error) : NULL;
	g_autoptr(GPtrArray) all = typed && !on ? NULL : app_attachments(cli->app, on, error);
	json_t *array;
	guint i;

	if (!all)
		return FALSE;
	if (!cli->is_json) {
		print_table(all);
		return TRUE;
	}
	array = json_array();
	for (i = 0; i < all->len; i++)
		json_array_append_new(array, as_json(all->pdata[i]));
	out_json(array);
	return TRUE;
}

gboolean
print_attachments(Cli *cli, const char *on, GError **error)
{
	g_autoptr(GPtrArray) all = app_attachments(cli->app, on, error);

	if (all && all->len) {
		out_heading("Anlagen");
		print_table(all);
	}
	return all != NULL;
}

gboolean
run_attachment_show(Cli *cli, GError **error)
{
	g_autofree char *id = cli_find(cli, "attachment", cli_word(cli, 0), error), *where = NULL;
	g_autoptr(Attachment) a = id ? app_attachment(cli->app, id, error) : NULL;
	g_autoptr(Record) record = a ? app_record(cli->app, id, error) : NULL;

	if (!record)
		return FALSE;
	if (cli->is_json) {
		out_json(as_json(a));
		return TRUE;
	}
	where = where_text(a);
	show_record(cli, record, NULL);
	out_field(2, "liegt", where);
	show_history(cli, record);
	return TRUE;
}

/* --- save, retract ------------------------------------------------------------------------------------------------------------------------- */

gboolean
run_attachment_save(Cli *cli, GError **error)
{
	g_autofree char *id = cli_find(cli, "attachment", cli_word(cli, 0), error), *written = NULL, *line = NULL;
	const char *path = cli_option(cli, "output");
	CliProgress progress;
	gboolean is_done;

	if (!id || !progress_begin(cli, &progress, error))
		return FALSE;
	is_done = app_save_attachment(cli->app, id, path ? path : ".", &progress.app, &written, error);
	progress_end(&progress);
	if (!is_done)
		return FALSE;
	line = g_strdup_printf("Gespeichert: %s", written);
	out_text(line, FALSE);
	return TRUE;
}

gboolean
run_attachment_retract(Cli *cli, GError **error)
{
	g_autofree char *id = cli_find(cli, "attachment", cli_word(cli, 0), error);

	return id && app_retract(cli->app, id, cli_option(cli, "why"), error);
}
