/* The overview of Bedarfsträger as a matrix of letters or as JSON; see vorort/overview.h. */
#include "commands.h"

#include <stdio.h>
#include <string.h>

#include "vorort/overview.h"
#include "vorort/text.h"

#include "filter.h"
#include "output.h"

/* --- options -------------------------------------------------------------------------------------------------------------------------------- */

static gboolean
read_group(Cli *cli, OverviewGroup *group, GError **error)
{
	static const char *const names[N_OVERVIEW_GROUPS + 1] = {"kommune", "kreis", "land", NULL};
	const char *by = cli_option(cli, "by");
	guint i;

	*group = OVERVIEW_KOMMUNE;
	for (i = 0; by && i < N_OVERVIEW_GROUPS; i++)
		if (strcmp(by, names[i]) == 0) {
			*group = (OverviewGroup)i;
			return TRUE;
		}
	if (by)
		g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "--by ist kommune, kreis oder land, nicht „%s“", by);
	return by == NULL;
}

static gboolean
read_filter(Cli *cli, OverviewFilter *filter, GError **error)
{
	ObstacleFilter words;

	if (!filter_read(cli, &words, error) || !read_group(cli, &filter->group, error))
		return FALSE;
	filter->land = words.land;
	filter->kreis = words.kreis;
	filter->size = words.size;
	filter->leistung = words.leistung;
	filter->state = words.status;
	filter->text = words.text;
	filter->first_mover = words.first_mover;
	filter->only_anbindung = cli_has(cli, "open");
	return TRUE;
}

/* --- JSON ----------------------------------------------------------------------------------------------------------------------------------- */

static void
add_cell_json(const OverviewCell *cell, void *data)
{
	json_t *object = json_object();

	if (cell->state) {
		out_json_set(object, "anbindung", cell->anbindung);
		out_json_set(object, "state", cell->state);
		out_json_set(object, "state_date", cell->state_date);
		out_json_set(object, "visit_date", cell->visit_date);
		json_object_set_new(object, "first_mover", json_boolean(cell->n_first_mover));
		json_object_set_new(object, "open_obstacles", json_integer(cell->n_obstacles));
	} else {
		json_object_set_new(object, "anbindungen", json_integer(cell->n));
		json_object_set_new(object, "connected", json_integer(cell->n_connected));
		json_object_set_new(object, "not_responsible", json_integer(cell->n_out));
		json_object_set_new(object, "first_movers", json_integer(cell->n_first_mover));
	}
	json_object_set_new(data, cell->leistung, object);
}

static json_t *
row_json(Cli *cli, const OverviewFilter *filter, const OverviewRow *row)
{
	json_t *object = json_pack("{s:I}", "einwohner", (json_int_t)row->einwohner), *cells = json_object();

	out_json_set(object, "key", row->key);
	out_json_set(object, "name", row->name);
	out_json_set(object, "kreis", row->kreis);
	out_json_set(object, "size", kommune_size(row->einwohner));
	app_overview_cells(cli->app, filter, row->key, add_cell_json, cells, NULL);
	json_object_set_new(object, "leistungen", cells);
	return object;
}

/* --- text ----------------------------------------------------------------------------------------------------------------------------------- */

/* "t+!": the letter of the state, + for a Termin ahead, ! for an open Hürde. "3/17": connected of all. */
static char *
cell_text(const OverviewCell *cell)
{
	const Word *state = cell->state ? words_find(WORDS_ANBINDUNG_STATE, cell->state) : NULL;

	if (!cell->state)
		return g_strdup_printf("%d/%d", (int)cell->n_connected, (int)(cell->n - cell->n_out));
	return g_strdup_printf("%s%s%s%s", state ? state->glyph : "?", cell->n_first_mover ? "*" : "", *cell->visit_date ? "+" : "",
			       cell->n_obstacles ? "!" : "");
}

static void
add_cell_text(const OverviewCell *cell, void *data)
{
	g_hash_table_insert(data, g_strdup(cell->leistung), cell_text(cell));
}

static void
add_row(Cli *cli, const OverviewFilter *filter, const OverviewRow *row, const GPtrArray *leistungen, OutTable *table)
{
	g_autoptr(GHashTable) cells = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	guint i;

	app_overview_cells(cli->app, filter, row->key, add_cell_text, cells, NULL);
	for (i = 0; i < leistungen->len; i++) {
		const Leistung *l = leistungen->pdata[i];
		const char *text = g_hash_table_lookup(cells, l->key);

		if (!filter->leistung || strcmp(filter->leistung, l->key) == 0)
			out_table_add(table, g_strdup(text ? text : ""));
	}
	out_table_add(table, g_strdup(row->key));
	out_table_add(table, *row->kreis ? g_strdup_printf("%s (%s)", row->name, row->kreis) : g_strdup(row->name));
}

static OutTable *
new_table(const OverviewFilter *filter, const GPtrArray *leistungen)
{
	g_autoptr(GPtrArray) titles = g_ptr_array_new();
	guint i;

	for (i = 0; i < leistungen->len; i++) {
		const Leistung *l = leistungen->pdata[i];

		if (!filter->leistung || strcmp(filter->leistung, l->key) == 0)
			g_ptr_array_add(titles, l->short_name);
	}
	g_ptr_array_add(titles, (void *)"Schlüssel");
	g_ptr_array_add(titles, (void *)"Name");
	g_ptr_array_add(titles, NULL);
	return out_table_new((const char *const *)titles->pdata);
}

static void
print_legend(const OverviewFilter *filter)
{
	const Word *word;

	if (filter->group != OVERVIEW_KOMMUNE) {
		puts("\n3/17: an drei von 17 Stellen produktiv; „nicht zuständig“ und „anderes Angebot“ zählen nicht mit.");
		return;
	}
	putchar('\n');
	for (word = words(WORDS_ANBINDUNG_STATE); word->code; word++)
		printf("%s %s%s", word->glyph, word->text, (word + 1)->code ? " · " : "\n");
	puts("* First Mover · + Termin steht an · ! offene Hürde");
}

static gboolean
write_csv(Cli *cli, const OverviewFilter *filter, const GPtrArray *rows, const char *path, GError **error)
{
	g_autofree char *content = app_overview_csv(cli->app, filter, rows, error);

	return content && app_write_file(path, content, error);
}

gboolean
run_overview(Cli *cli, GError **error)
{
	OverviewFilter filter = {0};
	const GPtrArray *leistungen = app_leistungen(cli->app, error);
	g_autoptr(GPtrArray) rows = NULL;
	OutTable *table;
	json_t *array;
	guint i;

	if (!leistungen || !read_filter(cli, &filter, error) || !(rows = app_overview_rows(cli->app, &filter, error)))
		return FALSE;
	if (cli_option(cli, "output"))
		return write_csv(cli, &filter, rows, cli_option(cli, "output"), error);
	table = new_table(&filter, leistungen);
	array = json_array();
	for (i = 0; i < rows->len; i++) {
		if (cli->is_json)
			json_array_append_new(array, row_json(cli, &filter, rows->pdata[i]));
		else
			add_row(cli, &filter, rows->pdata[i], leistungen, table);
	}
	out_list_end(table, array, cli->is_json, "Keine Kommune passt. Ist das Gemeindeverzeichnis eingelesen? vorort kommune import DATEI");
	if (!cli->is_json && rows->len)
		print_legend(&filter);
	return TRUE;
}
