/* anbindung update: a newer checklist for a running Anbindung; and what of it other commands show. */
#include "update.h"

#include <stdio.h>

#include "vorort/text.h"

#include "checklist.h"
#include "commands.h"
#include "diff.h"
#include "output.h"

static const char *
origin(const ChecklistUpdate *update)
{
	return update->is_published ? "von einer Leitung veröffentlicht" : "auf diesem Gerät installiert";
}

static char *
version_text(const Checklist *checklist)
{
	g_autofree char *date = text_date(checklist->date);

	return g_strdup_printf("Version %s, Stand %s", checklist->version, date);
}

gboolean
print_checklist_state(Cli *cli, const char *anbindung, GError **error)
{
	g_autoptr(ChecklistUpdate) update = app_checklist_update(cli->app, anbindung, error);
	g_autofree char *current = update ? version_text(update->current) : NULL;

	if (!update)
		return FALSE;
	out_heading("Checkliste");
	out_field(2, "gilt", current);
	if (update->newer) {
		g_autofree char *newer = version_text(update->newer), *summary = checklist_diff_summary(update->diff);
		g_autofree char *text = g_strdup_printf("%s, %s\n%s\nansehen und übernehmen: vorort anbindung update %s", newer, origin(update),
							summary, anbindung);

		out_field(2, "neuer", text);
	}
	out_field(2, "Hinweis", update->note);
	return TRUE;
}

static void
print_update(Cli *cli, const char *anbindung, const ChecklistUpdate *update)
{
	g_autofree char *title = app_anbindung_title(cli->app, anbindung), *current = version_text(update->current);
	g_autofree char *newer = update->newer ? version_text(update->newer) : NULL;
	g_autofree char *text = newer ? g_strdup_printf("%s, %s", newer, origin(update)) : g_strdup("Eine neuere Version ist nicht da.");

	out_text(title, FALSE);
	out_field(2, "gilt", current);
	out_field(2, "neuer", text);
	out_field(2, "Hinweis", update->note);
	if (update->diff)
		diff_print(update->diff);
}

static void
print_update_json(const char *anbindung, const ChecklistUpdate *update, gboolean is_applied)
{
	json_t *object = json_pack("{s:s, s:o, s:b, s:b}", "anbindung", anbindung, "current", checklist_head_json(update->current), "is_published",
				   (int)update->is_published, "is_applied", (int)is_applied);

	json_object_set_new(object, "newer", update->newer ? checklist_head_json(update->newer) : json_null());
	out_json_set(object, "note", update->note);
	if (update->diff)
		diff_set_json(object, update->diff);
	out_json(object);
}

gboolean
run_anbindung_update(Cli *cli, GError **error)
{
	g_autofree char *id = cli_find(cli, "anbindung", cli_word(cli, 0), error);
	g_autoptr(ChecklistUpdate) update = id ? app_checklist_update(cli->app, id, error) : NULL;
	gboolean is_applied = update && update->newer && cli_has(cli, "apply");

	if (!update || (is_applied && !app_take_checklist(cli->app, id, update->newer->sha256, error)))
		return FALSE;
	if (cli->is_json) {
		print_update_json(id, update, is_applied);
		return TRUE;
	}
	print_update(cli, id, update);
	if (is_applied)
		printf("\nÜbernommen: Version %s. Ergebnisse gelten nach ihrem Schritt weiter. Zurück: vorort undo\n", update->newer->version);
	else if (update->newer)
		printf("\nÜbernehmen: vorort anbindung update %s --apply\n", id);
	return TRUE;
}
