/* What is the same for all things: add, list, show, set, confirm, driven by the op table. */
#include "commands.h"

#include <stdio.h>
#include <string.h>

#include "vorort/text.h"

#include "filter.h"
#include "lists.h"
#include "output.h"
#include "show.h"
#include "typed.h"

static const Entity *
entity_of(const Cli *cli)
{
	return entity_find(cli->command->noun);
}

/* --- add ----------------------------------------------------------------------------------------------------------------------------------- */

/* "slot=value" for every option that fills a slot, several values with commas between; then --set. */
static GPtrArray *
set_of_options(Cli *cli, GError **error)
{
	g_autoptr(GPtrArray) pairs = g_ptr_array_new_null_terminated(0, g_free, TRUE);
	const CliOption *option;
	const char *const *more;

	for (option = cli->command->options; option && option->name; option++) {
		const char *const *values = cli_option_all(cli, option->name);
		g_autofree char *joined = g_strjoinv(",", (char **)values);

		if (option->slot && *values)
			g_ptr_array_add(pairs, g_strdup_printf("%s=%s", option->slot, joined));
	}
	if (cli_word(cli, 0))
		g_ptr_array_add(pairs, g_strdup_printf("text=%s", cli_word(cli, 0)));
	for (more = cli_option_all(cli, "set"); *more; more++)
		g_ptr_array_add(pairs, g_strdup(*more));
	return typed_set(cli, entity_of(cli), (const char *const *)pairs->pdata, TRUE, error);
}

gboolean
run_add(Cli *cli, GError **error)
{
	g_autoptr(GPtrArray) set = set_of_options(cli, error);
	const char *const *pairs = set ? (const char *const *)set->pdata : NULL;
	const char *type = cli->command->noun;
	g_autofree char *id = NULL;

	if (!pairs)
		return FALSE;
	if (!(strcmp(type, "obstacle") == 0 ? app_add_obstacle(cli->app, pairs, &id, error) : app_add(cli->app, type, pairs, &id, error)))
		return FALSE;
	puts(id);
	return TRUE;
}

/* --- list ---------------------------------------------------------------------------------------------------------------------------------- */

static char *
anbindung_cell(Cli *cli, const Record *record)
{
	return app_anbindung_title(cli->app, record->id);
}

static char *
open_obstacles_cell(Cli *cli, const Record *record)
{
	ObstacleFilter filter = {.anbindung = record->id, .only_open = TRUE};

	return g_strdup_printf("%" G_GINT64_FORMAT, app_count_obstacles(cli->app, &filter, NULL));
}

static char *
anbindungen_cell(Cli *cli, const Record *record)
{
	g_auto(GStrv) ids = g_strsplit(record_get(record, "anbindungen"), ",", -1);
	GString *s = g_string_new(NULL);
	guint i;

	for (i = 0; ids[i]; i++) {
		g_autofree char *title = app_anbindung_title(cli->app, ids[i]);

		g_string_append_printf(s, "%s%s", i ? ", " : "", title ? title : ids[i]);
	}
	return g_string_free(s, FALSE);
}

static char *
who_cell(Cli *cli, const Record *record)
{
	(void)cli;
	return show_who(record->created_at, record->created_by);
}

static char *
diff_cell(Cli *cli, const Record *record)
{
	(void)cli;
	return record->n_diff ? g_strdup_printf("%u", record->n_diff) : NULL;
}

#define COLUMNS_MAX 7

/* Columns of the lists: a slot, or a function. The id comes first by itself; long texts stand last. */
static const struct columns {
	const char *type;
	struct {
		const char *title, *slot;
		char *(*cell)(Cli *cli, const Record *record);
	} column[COLUMNS_MAX];
} lists[] = {
	{"anbindung", {{"Stand", "state", NULL}, {"Hürden", NULL, open_obstacles_cell}, {"abw.", NULL, diff_cell}, {"Anbindung", NULL, anbindung_cell}}},
	{"visit", {{"Datum", "date", NULL}, {"Status", "status", NULL}, {"Fazit", "fazit", NULL}, {"abw.", NULL, diff_cell}, {"Ort", "place", NULL}, {"Anbindungen", NULL, anbindungen_cell}}},
	{"result", {{"Schritt", "step", NULL}, {"Umg.", "env", NULL}, {"Ergebnis", "outcome", NULL}, {"wann, wer", NULL, who_cell}, {"wartet auf", "stelle", NULL}, {"bis", "due", NULL}, {"Bemerkung", "note", NULL}}},
	{"obstacle", {{"Schwere", "severity", NULL}, {"Status", "status", NULL}, {"Titel", "title", NULL}}},
	{"note", {{"wann, wer", NULL, who_cell}, {"einsortiert", "sorted", NULL}, {"Text", "text", NULL}}},
	{"stelle", {{"Art", "kind", NULL}, {"Postfach", "mailbox", NULL}, {"Fachverfahren", "product", NULL}, {"Name", "name", NULL}}},
	{"recommendation", {{"Status", "status", NULL}, {"Adressaten", "addressee", NULL}, {"abw.", NULL, diff_cell}, {"Titel", "title", NULL}}},
	{NULL, {{NULL, NULL, NULL}}},
};

static const struct columns *
columns_of(const char *type)
{
	const struct columns *list = lists;

	while (list->type && strcmp(list->type, type) != 0)
		list++;
	return list;
}

static void
print_record_table(Cli *cli, const char *type, const GPtrArray *records)
{
	const struct columns *list = columns_of(type);
	const char *titles[COLUMNS_MAX + 2] = {"Kennung"};
	OutTable *table;
	guint i, j;

	for (j = 0; j < COLUMNS_MAX && list->column[j].title; j++)
		titles[j + 1] = list->column[j].title;
	table = out_table_new(titles);
	for (i = 0; i < records->len; i++) {
		const Record *record = records->pdata[i];

		out_table_add(table, g_strdup(record->id));
		for (j = 0; j < COLUMNS_MAX && list->column[j].title; j++)
			out_table_add(table, list->column[j].cell ? list->column[j].cell(cli, record)
								  : show_get(cli, record, list->column[j].slot));
	}
	out_table_end(table, "Nichts gefunden.");
}

static gboolean
print_records_json(Cli *cli, const GPtrArray *records, GError **error)
{
	json_t *array = json_array();
	guint i;

	for (i = 0; i < records->len; i++) {
		const Record *record = records->pdata[i];
		g_autofree char *text = app_record_json(cli->app, record->id, error);

		if (!text) {
			json_decref(array);
			return FALSE;
		}
		json_array_append_new(array, json_loads(text, 0, NULL));
	}
	out_json(array);
	return TRUE;
}

gboolean
print_records(Cli *cli, const char *type, const GPtrArray *records, GError **error)
{
	if (cli->is_json)
		return print_records_json(cli, records, error);
	print_record_table(cli, type, records);
	return TRUE;
}

gboolean
print_links(Cli *cli, const char *target, const char *type, const char *slot, const char *heading, GError **error)
{
	g_autoptr(GPtrArray) ids = app_links(cli->app, target, type, slot, error);
	g_autoptr(GPtrArray) records = ids ? cli_records_of(cli, ids, error) : NULL;

	if (!records)
		return FALSE;
	if (records->len) {
		out_heading(heading);
		print_record_table(cli, type, records);
	}
	return TRUE;
}

gboolean
run_list(Cli *cli, GError **error)
{
	g_autoptr(GPtrArray) all = NULL, records = g_ptr_array_new();
	ObstacleFilter filter;
	guint i;

	if (!filter_read(cli, &filter, error) || !(all = cli_records(cli, cli->command->noun, error)))
		return FALSE;
	for (i = 0; i < all->len; i++)
		if (filter_matches(cli, &filter, all->pdata[i]))
			g_ptr_array_add(records, all->pdata[i]);
	return print_records(cli, cli->command->noun, records, error);
}

/* --- show ---------------------------------------------------------------------------------------------------------------------------------- */

gboolean
print_record_json(Cli *cli, const char *id, GError **error)
{
	g_autofree char *json = app_record_json(cli->app, id, error);

	fputs(json ? json : "", stdout);
	return json != NULL;
}

gboolean
run_show(Cli *cli, GError **error)
{
	g_autofree char *id = cli_find(cli, cli->command->noun, cli_word(cli, 0), error);
	g_autoptr(Record) record = NULL;

	if (!id || cli->is_json)
		return id && print_record_json(cli, id, error);
	record = app_record(cli->app, id, error);
	if (!record)
		return FALSE;
	show_record(cli, record, NULL);
	if (!print_attachments(cli, id, error) || !show_comments(cli, id, error))
		return FALSE;
	show_history(cli, record);
	return TRUE;
}

/* --- set, confirm ---------------------------------------------------------------------------------------------------------------------------- */

/* Words up to the first with "=" are things, the others fields. */
static gboolean
split_words(Cli *cli, GPtrArray *ids, GPtrArray *pairs, GError **error)
{
	guint i;

	for (i = 0; i < cli->words->len; i++) {
		const char *word = cli->words->pdata[i];
		char *id = NULL;

		if (pairs->len || strchr(word, '=')) {
			g_ptr_array_add(pairs, (gpointer)word);
			continue;
		}
		id = cli_find(cli, cli->command->noun, word, error);
		if (!id)
			return FALSE;
		g_ptr_array_add(ids, id);
	}
	if (ids->len && pairs->len)
		return TRUE;
	g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "Erwartet wird: vorort %s set %s", cli->command->noun, cli->command->synopsis);
	return FALSE;
}

gboolean
run_set(Cli *cli, GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_null_terminated(0, g_free, TRUE), pairs = g_ptr_array_new_null_terminated(0, NULL, TRUE);
	g_autoptr(GPtrArray) set = NULL;

	if (!split_words(cli, ids, pairs, error))
		return FALSE;
	set = typed_set(cli, entity_of(cli), (const char *const *)pairs->pdata, FALSE, error);
	if (!set)
		return FALSE;
	if (ids->len == 1)
		return app_set(cli->app, ids->pdata[0], (const char *const *)set->pdata, NULL, error);
	return app_set_many(cli->app, (const char *const *)ids->pdata, (const char *const *)set->pdata, error);
}

/* The one head of the field whose id begins as typed. */
static const char *
find_head(const Record *record, const char *field, const char *key, const char *typed, GError **error)
{
	g_autoptr(GPtrArray) heads = record_heads(record, field, key);
	const char *found = NULL;
	guint i, n = 0;

	for (i = 0; i < heads->len; i++) {
		const RecordValue *head = heads->pdata[i];

		if (g_str_has_prefix(head->op, typed)) {
			found = head->op;
			n++;
		}
	}
	if (n == 1)
		return found;
	g_set_error(error, CLI_ERROR, CLI_ERROR_FAILED, "„%s“ hat %s Eingabe „%s“. Alle Werte: vorort %s show %s", field,
		    n ? "mehr als eine" : "keine geltende", typed, record->entity->name, record->id);
	return NULL;
}

gboolean
run_confirm(Cli *cli, GError **error)
{
	g_autofree char *id = cli_find(cli, cli->command->noun, cli_word(cli, 0), error);
	g_autoptr(Record) record = id ? app_record(cli->app, id, error) : NULL;
	g_auto(GStrv) name = g_strsplit(cli_word(cli, 1), ".", 2);
	const char *op;

	if (!record)
		return FALSE;
	if (!name[0] || !entity_field(record->entity, name[0])) {
		g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "%s hat kein Feld „%s“. Alle Werte: vorort %s show %s", record->entity->title,
			    cli_word(cli, 1), record->entity->name, record->id);
		return FALSE;
	}
	op = find_head(record, name[0], name[1] ? name[1] : "", cli_word(cli, 2), error);
	return op && app_confirm(cli->app, id, name[0], name[1], op, error);
}

/* --- recommendations ------------------------------------------------------------------------------------------------------------ */

gboolean
run_recommendation_link(Cli *cli, GError **error)
{
	g_autofree char *id = cli_find(cli, "recommendation", cli_word(cli, 0), error);
	g_autoptr(GPtrArray) set = g_ptr_array_new_null_terminated(0, g_free, TRUE);
	guint i;

	for (i = 1; id && i < cli->words->len; i++) {
		g_autofree char *obstacle = cli_find(cli, "obstacle", cli_word(cli, i), error);

		if (!obstacle)
			return FALSE;
		g_ptr_array_add(set, g_strdup_printf("obstacle.%s=ja", obstacle));
	}
	return id && app_set(cli->app, id, (const char *const *)set->pdata, NULL, error);
}
