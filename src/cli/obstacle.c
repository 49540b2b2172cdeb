/* Hürden: the board as a list, one with its steps and all that was said about it, deferring, comments. */
#include "commands.h"

#include <stdio.h>
#include <string.h>

#include "vorort/lauf.h"

#include "filter.h"
#include "lists.h"
#include "output.h"
#include "show.h"

#define WINDOW 500 /* rows read at a time */

GPtrArray *
all_obstacles(Cli *cli, const ObstacleFilter *filter, GError **error)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)obstacle_row_free);
	const char *anchor = NULL;
	guint n;

	do {
		GPtrArray *window = app_obstacles(cli->app, filter, anchor, FALSE, 0, WINDOW, error);

		if (!window)
			return NULL;
		n = window->len;
		g_ptr_array_extend_and_steal(all, window);
		if (n)
			anchor = ((const ObstacleRow *)all->pdata[all->len - 1])->id;
	} while (n == WINDOW);
	return g_steal_pointer(&all);
}

static json_t *
row_json(const ObstacleRow *row)
{
	json_t *object = json_pack("{s:b,s:i}", "is_open", (int)row->is_open, "differences", (int)row->n_diff);

	out_json_set(object, "id", row->id);
	out_json_set(object, "title", row->title);
	out_json_set(object, "anbindung", row->anbindung);
	out_json_set(object, "kommune", row->kommune);
	out_json_set(object, "land", row->land);
	out_json_set(object, "leistung", row->leistung);
	out_json_set(object, "severity", row->severity);
	out_json_set(object, "status", row->status);
	out_json_set(object, "responsible", row->responsible);
	out_json_set(object, "level", row->level);
	out_json_set(object, "due", row->due);
	json_object_set_new(object, "category", out_json_list(row->category));
	json_object_set_new(object, "punkte", out_json_list(row->punkte));
	json_object_set_new(object, "steps", out_json_list(row->steps));
	return object;
}

static void
print_rows(const GPtrArray *rows, gboolean is_json)
{
	static const char *const titles[] = {"Kennung", "Schwere", "Status", "abw.", "Leistung", "Kommune", "Titel", NULL};
	OutTable *table = out_table_new(titles);
	json_t *array = json_array();
	guint i;

	for (i = 0; i < rows->len; i++) {
		const ObstacleRow *row = rows->pdata[i];

		json_array_append_new(array, row_json(row));
		out_table_add(table, g_strdup(row->id));
		out_table_add(table, g_strdup(words_text(WORDS_SEVERITY, row->severity)));
		out_table_add(table, g_strdup(words_text(WORDS_OBSTACLE_STATUS, row->status)));
		out_table_add(table, row->n_diff ? g_strdup_printf("%u", row->n_diff) : NULL);
		out_table_add(table, g_strdup(row->leistung));
		out_table_add(table, kommune_short_name(row->kommune));
		out_table_add(table, g_strdup(row->title));
	}
	out_list_end(table, array, is_json, "Keine Hürden gefunden.");
}

gboolean
print_obstacles(Cli *cli, const ObstacleFilter *filter, const char *heading, GError **error)
{
	g_autoptr(GPtrArray) rows = all_obstacles(cli, filter, error);

	if (!rows)
		return FALSE;
	if (rows->len) {
		out_heading(heading);
		print_rows(rows, FALSE);
	}
	return TRUE;
}

gboolean
run_obstacle_list(Cli *cli, GError **error)
{
	g_autoptr(GPtrArray) rows = NULL;
	ObstacleFilter filter;

	if (!filter_read(cli, &filter, error) || !(rows = all_obstacles(cli, &filter, error)))
		return FALSE;
	print_rows(rows, cli->is_json);
	return TRUE;
}

gboolean
run_obstacle_comment(Cli *cli, GError **error)
{
	g_autofree char *on = cli_find(cli, "obstacle", cli_word(cli, 0), error), *id = NULL;

	if (!on || !app_comment(cli->app, on, cli_word(cli, 1), cli_has(cli, "question"), &id, error))
		return FALSE;
	puts(id);
	return TRUE;
}

/* --- its steps ------------------------------------------------------------------------------------------------------------------------------- */

static gboolean
print_steps_of(Cli *cli, const Record *record, GError **error)
{
	static const char *const titles[] = {"Schritt", "Stand", "Titel", NULL};
	const char *anbindung = record_get(record, "anbindung");
	g_auto(GStrv) steps = g_strsplit(record_get(record, "steps"), ",", -1);
	g_autoptr(StepList) list = *anbindung && steps[0] ? app_steps(cli->app, anbindung, error) : NULL;
	OutTable *table = list ? out_table_new(titles) : NULL;
	guint i;

	if (list)
		out_heading("Prüfschritte");
	for (i = 0; list && i < list->views->len; i++) {
		const StepView *view = list->views->pdata[i];

		if (!g_strv_contains((const char *const *)steps, view->step->id))
			continue;
		out_table_add(table, g_strdup(view->step->id));
		out_table_add(table, step_state_text(view));
		out_table_add(table, g_strdup(view->step->title));
	}
	if (table)
		out_table_end(table, "");
	return list || !*anbindung || !steps[0];
}

gboolean
run_obstacle_show(Cli *cli, GError **error)
{
	g_autofree char *id = cli_find(cli, "obstacle", cli_word(cli, 0), error);
	g_autoptr(Record) record = NULL;

	if (!id || cli->is_json)
		return id && print_record_json(cli, id, error);
	if (!(record = app_record(cli->app, id, error)))
		return FALSE;
	show_record(cli, record, NULL);
	if (!print_steps_of(cli, record, error) || !print_attachments(cli, id, error) || !show_comments(cli, id, error))
		return FALSE;
	show_history(cli, record);
	return TRUE;
}

gboolean
run_obstacle_defer(Cli *cli, GError **error)
{
	g_autofree char *id = cli_find(cli, "obstacle", cli_word(cli, 0), error), *visit = NULL;
	Deferral deferral = {.steps = cli_has(cli, "step") ? cli_option_all(cli, "step") : NULL, .function = cli_option(cli, "by")};
	g_autoptr(GPtrArray) ids = NULL;
	guint i;

	if (!id || (cli_has(cli, "visit") && !(visit = cli_find(cli, "visit", cli_option(cli, "visit"), error))))
		return FALSE;
	deferral.visit = visit;
	if (!app_defer(cli->app, id, &deferral, &ids, error))
		return FALSE;
	for (i = 0; i < ids->len; i++)
		puts(ids->pdata[i]);
	return TRUE;
}
