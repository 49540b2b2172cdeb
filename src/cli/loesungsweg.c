/* „So ging es“: written down from what is known of an Anbindung, found by Leistung, step, Fachverfahren and text, the fittest first. */
#include "commands.h"

#include <stdio.h>
#include <string.h>

#include "vorort/text.h"

#include "filter.h"
#include "lists.h"
#include "output.h"
#include "typed.h"
#include "vorort/revisit.h"

/* --- add ------------------------------------------------------------------------------------------------------------------------------------- */

/* What was given goes before what the Anbindung says. */
static void
add_preset(GPtrArray *pairs, char *const *preset)
{
	guint i, n = pairs->len;

	for (; *preset; preset++) {
		gsize len = strcspn(*preset, "=") + 1;

		for (i = 0; i < n; i++)
			if (strncmp(pairs->pdata[i], *preset, len) == 0)
				break;
		if (i == n)
			g_ptr_array_add(pairs, g_strdup(*preset));
	}
}

static gboolean
collect_pairs(Cli *cli, GPtrArray *pairs, GError **error)
{
	const CliOption *option;
	const char *const *more;
	g_autofree char *anbindung = cli_has(cli, "preset") ? cli_find(cli, "anbindung", cli_option(cli, "anbindung") ? cli_option(cli, "anbindung") : "", error) : NULL;
	g_auto(GStrv) preset = anbindung ? app_weg_preset(cli->app, anbindung, error) : NULL;

	if (cli_has(cli, "preset") && !preset)
		return FALSE;
	for (option = cli->command->options; option->name; option++) {
		g_autofree char *joined = g_strjoinv(",", (char **)cli_option_all(cli, option->name));

		if (option->slot && *joined)
			g_ptr_array_add(pairs, g_strdup_printf("%s=%s", option->slot, joined));
	}
	for (more = cli_option_all(cli, "set"); *more; more++)
		g_ptr_array_add(pairs, g_strdup(*more));
	if (preset)
		add_preset(pairs, preset);
	return TRUE;
}

gboolean
run_loesungsweg_add(Cli *cli, GError **error)
{
	g_autoptr(GPtrArray) pairs = g_ptr_array_new_null_terminated(0, g_free, TRUE), set = NULL;
	g_autofree char *id = NULL;

	if (!cli_has(cli, "preset") && !cli_has(cli, "title")) {
		g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "Es fehlt --title, oder --preset mit --anbindung, damit er vorbelegt wird.");
		return FALSE;
	}
	if (!collect_pairs(cli, pairs, error) ||
	    !(set = typed_set(cli, entity_find("loesungsweg"), (const char *const *)pairs->pdata, TRUE, error)) ||
	    !app_add(cli->app, "loesungsweg", (const char *const *)set->pdata, &id, error))
		return FALSE;
	puts(id);
	return TRUE;
}

/* --- list ------------------------------------------------------------------------------------------------------------------------------------ */

static json_t *
weg_json(Cli *cli, const Weg *weg, GError **error)
{
	g_autofree char *text = app_record_json(cli->app, weg->id, error);
	json_t *object = text ? json_loads(text, 0, NULL) : NULL;

	if (!object)
		return NULL;
	out_json_set(object, "leistung", *weg->leistung ? weg->leistung : NULL);
	out_json_set(object, "fachverfahren", *weg->fachverfahren ? weg->fachverfahren : NULL);
	json_object_set_new(object, "rank", json_integer(weg->rank));
	return object;
}

static void
add_row(OutTable *table, const Weg *weg)
{
	out_table_add(table, g_strdup(weg->id));
	out_table_add(table, text_date(weg->day));
	out_table_add(table, g_strdup(weg->leistung));
	out_table_add(table, g_strdup(weg->fachverfahren));
	out_table_add(table, g_strjoinv(",", weg->steps));
	out_table_add(table, g_strdup_printf("%s%s%s%s", weg->title, *weg->place ? " (" : "", weg->place, *weg->place ? ")" : ""));
}

/* Those that pass all filters, in their order; a row or an object each. */
static gboolean
list_wege(Cli *cli, const GPtrArray *wege, const ObstacleFilter *filter, OutTable *table, json_t *array, GError **error)
{
	guint i;

	for (i = 0; i < wege->len; i++) {
		const Weg *weg = wege->pdata[i];
		g_autoptr(Record) record = app_record(cli->app, weg->id, error);
		json_t *object;

		if (!record)
			return FALSE;
		if (!filter_matches(cli, filter, record))
			continue;
		add_row(table, weg);
		if (!(object = weg_json(cli, weg, error)))
			return FALSE;
		json_array_append_new(array, object);
	}
	return TRUE;
}

gboolean
run_loesungsweg_list(Cli *cli, GError **error)
{
	static const char *const titles[] = {"Kennung", "Tag", "Leistung", "Fachverfahren", "Schritte", "Titel", NULL};
	g_autofree char *near = cli_has(cli, "for") ? cli_find(cli, "anbindung", cli_option(cli, "for"), error) : NULL;
	g_autoptr(GPtrArray) wege = NULL;
	ObstacleFilter filter;
	WegFilter wanted = {.near = near};
	json_t *array;
	OutTable *table;
	gboolean ok;

	if ((cli_has(cli, "for") && !near) || !filter_read(cli, &filter, error))
		return FALSE;
	wanted.fachverfahren = filter.fachverfahren;
	wanted.text = filter.text;
	filter.fachverfahren = filter.text = NULL;
	if (!(wege = app_wege(cli->app, &wanted, error)))
		return FALSE;
	array = json_array();
	table = out_table_new(titles);
	ok = list_wege(cli, wege, &filter, table, array, error);
	out_list_end(table, array, cli->is_json, "Nichts gefunden.");
	return ok;
}
