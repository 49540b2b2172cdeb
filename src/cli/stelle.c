/* Stellen: whom they serve, and taking over what follows from that. */
#include "commands.h"

#include <stdio.h>
#include <string.h>

#include "output.h"

/* --- serve ----------------------------------------------------------------------------------------------------------------------------------- */

/* All Bedarfsträger of a Kreis: Gemeinden, Verbände and the Kreis itself. */
static gboolean
add_kreis(Cli *cli, const char *kreis, GPtrArray *keys, GError **error)
{
	OverviewFilter filter = {.kreis = strchr(kreis, ':') ? strchr(kreis, ':') + 1 : kreis};
	g_autoptr(GPtrArray) rows = app_overview_rows(cli->app, &filter, error);
	guint i;

	for (i = 0; rows && i < rows->len; i++)
		g_ptr_array_add(keys, g_strdup(((OverviewRow *)rows->pdata[i])->key));
	if (rows && rows->len == 0)
		g_set_error(error, CLI_ERROR, CLI_ERROR_FAILED, "Der Kreis „%s“ ist nicht im Gemeindeverzeichnis. Gemeint sind fünf Ziffern, etwa 06435.",
			    kreis);
	return rows && rows->len;
}

static gboolean
collect_keys(Cli *cli, GPtrArray *keys, GError **error)
{
	guint i;

	for (i = 1; i < cli->words->len; i++) {
		g_autoptr(Kommune) kommune = app_kommune(cli->app, cli_word(cli, i), error);

		if (!kommune)
			return FALSE;
		g_ptr_array_add(keys, g_strdup(kommune->id));
	}
	if (cli_has(cli, "land"))
		g_ptr_array_add(keys, g_strdup(cli_option(cli, "land")));
	if (cli_has(cli, "kreis") && !add_kreis(cli, cli_option(cli, "kreis"), keys, error))
		return FALSE;
	if (keys->len)
		return TRUE;
	g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "Es fehlt, wen die Stelle bedient: Kommunen, --kreis oder --land.");
	return FALSE;
}

gboolean
run_stelle_serve(Cli *cli, GError **error)
{
	g_autofree char *id = cli_find(cli, "stelle", cli_word(cli, 0), error);
	g_autoptr(GPtrArray) keys = g_ptr_array_new_null_terminated(0, g_free, TRUE), now = NULL;
	const char *const *list;
	gboolean is_less = cli_has(cli, "remove");

	if (!id || !collect_keys(cli, keys, error))
		return FALSE;
	list = (const char *const *)keys->pdata;
	if (!app_stelle_serve(cli->app, id, is_less ? NULL : list, is_less ? list : NULL, error) || !(now = app_stelle_serves(cli->app, id, error)))
		return FALSE;
	printf("Bedient jetzt %u %s.\n", now->len, now->len == 1 ? "Kommune oder Land" : "Kommunen oder Länder");
	return TRUE;
}

/* --- apply ------------------------------------------------------------------------------------------------------------------------------------ */

static void
print_takeover(const Cli *cli, const StelleTakeover *report, gboolean is_preview)
{
	guint i;

	if (cli->is_json) {
		json_t *object = json_pack("{s:i,s:i,s:i,s:i,s:b}", "n_anbindungen", (int)report->n_anbindungen, "n_change", (int)report->n_change,
					   "n_same", (int)report->n_same, "n_differ", (int)report->n_differ, "is_preview", is_preview);
		json_t *differing = json_array();

		for (i = 0; i < report->differing->len; i++)
			json_array_append_new(differing, json_string(report->differing->pdata[i]));
		json_object_set_new(object, "differing", differing);
		out_json(object);
		return;
	}
	printf("Anbindungen: %u. %s: %u, schon so: %u, abweichend: %u.\n", report->n_anbindungen, is_preview ? "Zu ändern" : "Geändert",
	       report->n_change, report->n_same, report->n_differ);
	for (i = 0; i < report->differing->len; i++)
		out_text(report->differing->pdata[i], FALSE);
}

gboolean
run_stelle_apply(Cli *cli, GError **error)
{
	g_autofree char *id = cli_find(cli, "stelle", cli_word(cli, 0), error);
	const Leistung *leistung = id && cli_has(cli, "leistung") ? app_leistung(cli->app, cli_option(cli, "leistung"), error) : NULL;
	gboolean is_preview = cli_has(cli, "dry-run"), ok;
	StelleTakeover report;

	if (!id || (cli_has(cli, "leistung") && !leistung))
		return FALSE;
	ok = app_stelle_take_over(cli->app, id, leistung ? leistung->key : NULL, is_preview, &report, error);
	if (ok)
		print_takeover(cli, &report, is_preview);
	stelle_takeover_clear(&report);
	return ok;
}
