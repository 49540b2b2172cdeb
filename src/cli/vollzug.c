/* Who carries a Leistung out in which Land. */
#include "commands.h"

#include <stdio.h>
#include <string.h>

#include "output.h"

static json_t *
vollzug_json(const Vollzug *v)
{
	json_t *object = json_object();

	out_json_set(object, "land", v->land);
	out_json_set(object, "leistung", v->leistung);
	json_object_set_new(object, "levels", out_json_strv(v->levels));
	out_json_set(object, "stelle", v->stelle);
	out_json_set(object, "confidence", v->confidence);
	out_json_set(object, "source", v->source);
	return object;
}

gboolean
run_vollzug_list(Cli *cli, GError **error)
{
	static const char *const titles[] = {"Land", "Leistung", "Beleg", "Ebene", "Stelle", "Quelle", NULL};
	const Leistung *leistung = cli_has(cli, "leistung") ? app_leistung(cli->app, cli_option(cli, "leistung"), error) : NULL;
	g_autoptr(GPtrArray) all = NULL;
	OutTable *table;
	json_t *array;
	guint i;

	if ((cli_has(cli, "leistung") && !leistung) ||
	    !(all = app_vollzug_list(cli->app, cli_option(cli, "land"), leistung ? leistung->key : NULL, error)))
		return FALSE;
	table = out_table_new(titles);
	array = json_array();
	for (i = 0; i < all->len; i++) {
		const Vollzug *v = all->pdata[i];

		json_array_append_new(array, vollzug_json(v));
		out_table_add(table, g_strdup(words_find(WORDS_LAND, v->land)->glyph));
		out_table_add(table, g_strdup(v->leistung));
		out_table_add(table, g_strdup(v->confidence));
		out_table_add(table, vollzug_levels_text(v));
		out_table_add(table, g_strdup(v->stelle));
		out_table_add(table, g_strdup(v->source));
	}
	out_list_end(table, array, cli->is_json, "Nichts gefunden.");
	return TRUE;
}

gboolean
run_vollzug_set(Cli *cli, GError **error)
{
	g_auto(GStrv) key = g_strsplit(cli_word(cli, 0), "/", 2);

	if (!key[0] || !key[1]) {
		g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "Erwartet wird LAND/LEISTUNG, zum Beispiel HE/wohngeld.");
		return FALSE;
	}
	return app_set_vollzug(cli->app, key[0], key[1], cli_word(cli, 1), cli_option(cli, "source"), error);
}
