/* What does not come from the field: Leistungen, the undertaking, Kommunen. */
#include "commands.h"

#include <stdio.h>
#include <string.h>

#include "vorort/text.h"

#include "filter.h"
#include "output.h"

/* --- Leistungen ----------------------------------------------------------------------------------------------------------------------------- */

static json_t *
vollzug_json(const GPtrArray *vollzug)
{
	json_t *array = json_array();
	guint i;

	for (i = 0; vollzug && i < vollzug->len; i++) {
		const LeistungVollzug *v = vollzug->pdata[i];
		json_t *entry = json_object();

		out_json_set(entry, "land", v->land);
		json_object_set_new(entry, "levels", out_json_strv(v->levels));
		out_json_set(entry, "stelle", v->stelle);
		out_json_set(entry, "confidence", v->confidence);
		out_json_set(entry, "text", v->text);
		json_array_append_new(array, entry);
	}
	return array;
}

static json_t *
leistung_json(const Leistung *l)
{
	const struct {
		const char *key, *text;
	} texts[] = {{"key", l->key}, {"name", l->name}, {"number", l->number}, {"themenfeld", l->themenfeld}, {"land", l->land},
		     {"ozg_id", l->ozg_id}, {"ebene", l->ebene}, {"standard", l->standard}, {"routing", l->routing},
		     {"identity", l->identity}, {"payment", l->payment}, {"note", l->note}, {"reason", l->reason}};
	json_t *object = json_object(), *facts = json_array();
	guint i;

	for (i = 0; i < G_N_ELEMENTS(texts); i++)
		out_json_set(object, texts[i].key, texts[i].text);
	for (i = 0; l->facts && i < l->facts->len; i++) {
		const LeistungFact *fact = l->facts->pdata[i];
		json_t *entry = json_object();

		out_json_set(entry, "fact", fact->fact);
		out_json_set(entry, "confidence", fact->confidence);
		out_json_set(entry, "text", fact->text);
		json_array_append_new(facts, entry);
	}
	json_object_set_new(object, "facts", facts);
	json_object_set_new(object, "vollzug", vollzug_json(l->vollzug));
	json_object_set_new(object, "laws", out_json_strv(l->laws));
	json_object_set_new(object, "links", out_json_strv(l->links));
	json_object_set_new(object, "schluessel", out_json_strv(l->schluessel));
	json_object_set_new(object, "transport", out_json_strv(l->transport));
	json_object_set_new(object, "fachverfahren", out_json_strv(l->fachverfahren));
	json_object_set_new(object, "has_checklist", json_boolean(l->has_test));
	return object;
}

gboolean
run_leistung_list(Cli *cli, GError **error)
{
	static const char *const titles[] = {"Schlüssel", "Nr.", "Themenfeld", "Checkliste", "Name", NULL};
	const GPtrArray *all = app_leistungen(cli->app, error);
	OutTable *table;
	json_t *array;
	guint i;

	if (!all)
		return FALSE;
	table = out_table_new(titles);
	array = json_array();
	for (i = 0; i < all->len; i++) {
		const Leistung *l = all->pdata[i];

		if (!filter_has_words(l->name, cli_option(cli, "text")))
			continue;
		json_array_append_new(array, leistung_json(l));
		out_table_add(table, g_strdup(l->key));
		out_table_add(table, g_strdup(l->number));
		out_table_add(table, g_strdup(l->themenfeld));
		out_table_add(table, g_strdup(l->has_test ? "ja" : "nein"));
		out_table_add(table, g_strdup(l->name));
	}
	out_list_end(table, array, cli->is_json, "Nichts gefunden.");
	return TRUE;
}

static void
print_vollzug(const GPtrArray *vollzug)
{
	guint i;

	for (i = 0; vollzug && i < vollzug->len; i++) {
		const LeistungVollzug *v = vollzug->pdata[i];
		g_autoptr(GString) text = g_string_new(strcmp(v->land, "alle") != 0 ? v->land : i ? "sonst" : "überall");
		char **level;

		for (level = v->levels; *level; level++)
			g_string_append_printf(text, "%s%s", level == v->levels ? ": " : " oder ", words_text(WORDS_VOLLZUG, *level));
		g_string_append_printf(text, "%s%s (Beleg %s)", v->stelle ? ", " : "", v->stelle ? v->stelle : "", v->confidence);
		out_field(2, "Vollzug", text->str);
	}
}

static void
print_leistung(const Leistung *l)
{
	guint i;

	out_text(l->name, FALSE);
	out_field(2, "Schlüssel", l->key);
	out_field(2, "Nummer", l->number);
	out_field(2, "Themenfeld", l->themenfeld);
	out_field(2, "Land", l->land);
	out_field(2, "OZG-ID", l->ozg_id);
	out_field(2, "Vollzugsebene", l->ebene);
	out_field(2, "Standard", l->standard);
	print_vollzug(l->vollzug);
	out_field_strv(2, "Transport", l->transport);
	out_field(2, "Adressierung", l->routing);
	out_field(2, "Anmeldung", l->identity);
	out_field(2, "Bezahlung", l->payment);
	out_field_strv(2, "Recht", l->laws);
	out_field_strv(2, "Links", l->links);
	out_field_strv(2, "Fachverfahren", l->fachverfahren);
	out_field_strv(2, "Leistungsschl.", l->schluessel);
	out_field(2, "Checkliste", l->has_test ? "vorhanden" : l->reason);
	out_field(2, "Hinweis", l->note);
	if (l->facts && l->facts->len)
		out_heading("Belege (A amtlich, B zweite Hand, C Praxis)");
	for (i = 0; l->facts && i < l->facts->len; i++) {
		const LeistungFact *fact = l->facts->pdata[i];
		g_autofree char *text = g_strdup_printf("%s%s%s", fact->confidence, fact->text ? ": " : "", fact->text ? fact->text : "");

		out_field(2, fact->fact, text);
	}
}

gboolean
run_leistung_show(Cli *cli, GError **error)
{
	const Leistung *leistung = app_leistung(cli->app, cli_word(cli, 0), error);

	if (!leistung)
		return FALSE;
	if (cli->is_json)
		out_json(leistung_json(leistung));
	else
		print_leistung(leistung);
	return TRUE;
}

/* --- the undertaking ------------------------------------------------------------------------------------------------------------------------ */

gboolean
run_vorhaben_show(Cli *cli, GError **error)
{
	static const char *const titles[] = {"Angabe", "Schlüssel", "Wert", "Beleg", "Quelle", NULL};
	g_autoptr(GPtrArray) values = app_vorhaben(cli->app, error);
	OutTable *table = values ? out_table_new(titles) : NULL;
	json_t *array = json_array();
	guint i;

	for (i = 0; values && i < values->len; i++) {
		const KatalogValue *v = values->pdata[i];
		g_autofree char *date = text_is_date(v->value) ? text_date(v->value) : NULL;
		json_t *entry = json_object();

		out_json_set(entry, "key", v->key);
		out_json_set(entry, "title", v->title);
		out_json_set(entry, "value", v->value);
		out_json_set(entry, "confidence", v->confidence);
		out_json_set(entry, "text", v->text);
		json_array_append_new(array, entry);
		out_table_add(table, g_strdup(v->title));
		out_table_add(table, g_strdup(v->key));
		out_table_add(table, g_strdup(date ? date : v->value));
		out_table_add(table, g_strdup(v->confidence));
		out_table_add(table, g_strdup(v->text ? v->text : ""));
	}
	if (values)
		out_list_end(table, array, cli->is_json, "Nichts bekannt.");
	else
		json_decref(array);
	return values != NULL;
}

gboolean
run_vorhaben_set(Cli *cli, GError **error)
{
	g_autoptr(GPtrArray) set = g_ptr_array_new();
	guint i;

	for (i = 0; i < cli->words->len; i++)
		g_ptr_array_add(set, cli->words->pdata[i]);
	g_ptr_array_add(set, NULL);
	if (!app_set_vorhaben(cli->app, (const char *const *)set->pdata, error))
		return FALSE;
	puts("Gespeichert.");
	return TRUE;
}

/* --- Kommunen ------------------------------------------------------------------------------------------------------------------------------- */

gboolean
run_kommune_import(Cli *cli, GError **error)
{
	AppImport report = {0};
	guint i;

	if (!app_import_kommunen(cli->app, cli_word(cli, 0), &report, error))
		return FALSE;
	for (i = 0; report.warnings && i < report.warnings->len; i++) {
		g_autofree char *visible = text_visible(report.warnings->pdata[i], FALSE);

		fprintf(stderr, "Hinweis: %s\n", visible);
	}
	if (cli->is_json)
		out_json(json_pack("{s:i,s:i,s:i,s:i}", "new", (int)report.n_new, "changed", (int)report.n_changed, "gone", (int)report.n_gone,
				   "total", (int)report.n_total));
	else
		printf("%u Kommunen gelesen: %u neu, %u geändert, %u nicht mehr enthalten.\n", report.n_total, report.n_new, report.n_changed,
		       report.n_gone);
	app_import_clear(&report);
	return TRUE;
}

static json_t *
kommune_json(const Kommune *k)
{
	json_t *object = json_pack("{s:I}", "einwohner", (json_int_t)k->einwohner);

	out_json_set(object, "id", k->id);
	out_json_set(object, "name", k->name);
	out_json_set(object, "art", kommune_art_text(k->art));
	out_json_set(object, "ars", k->ars);
	out_json_set(object, "kreis", k->kreis);
	out_json_set(object, "verband", k->verband);
	out_json_set(object, "plz", k->plz);
	return object;
}

gboolean
run_kommune_search(Cli *cli, GError **error)
{
	static const char *const titles[] = {"Kennung", "Land", "Art", "Kreis", "Name", NULL};
	g_autoptr(GPtrArray) all = app_search_kommunen(cli->app, cli_word(cli, 0), 100, error);
	const char *wanted = cli_option(cli, "land");
	OutTable *table;
	json_t *array;
	guint i;

	if (!all)
		return FALSE;
	table = out_table_new(titles);
	array = json_array();
	for (i = 0; i < all->len; i++) {
		const Kommune *k = all->pdata[i];
		g_autofree char *code = g_strndup(kommune_id_land(k->id), 2);
		const Word *land = words_find(WORDS_LAND, code);

		if (wanted && strcmp(wanted, code) != 0)
			continue;
		json_array_append_new(array, kommune_json(k));
		out_table_add(table, g_strdup(k->id));
		out_table_add(table, g_strdup(land ? land->glyph : code));
		out_table_add(table, g_strdup(kommune_art_text(k->art)));
		out_table_add(table, g_strdup(k->kreis));
		out_table_add(table, g_strdup(k->name));
	}
	out_list_end(table, array, cli->is_json, "Nichts gefunden. Ist das Gemeindeverzeichnis schon eingelesen? vorort kommune import DATEI");
	return TRUE;
}

static gboolean
print_anbindungen_of(Cli *cli, const char *kommune, GError **error)
{
	g_autofree char *prefix = g_strconcat(kommune, "/", NULL);
	g_autoptr(GPtrArray) ids = app_list(cli->app, "anbindung", NULL, 0, error);
	guint i;

	for (i = 0; ids && i < ids->len; i++)
		if (g_str_has_prefix(ids->pdata[i], prefix))
			out_field(2, "Anbindung", ids->pdata[i]);
	return ids != NULL;
}

gboolean
run_kommune_show(Cli *cli, GError **error)
{
	g_autoptr(Kommune) k = app_kommune(cli->app, cli_word(cli, 0), error);
	g_autofree char *einwohner = k && k->einwohner ? g_strdup_printf("%" G_GINT64_FORMAT, k->einwohner) : NULL;
	g_autofree char *land = k ? g_strndup(kommune_id_land(k->id), 2) : NULL;

	if (!k)
		return FALSE;
	if (cli->is_json) {
		out_json(kommune_json(k));
		return TRUE;
	}
	out_text(k->name, FALSE);
	out_field(2, "Kennung", k->id);
	out_field(2, "Art", kommune_art_text(k->art));
	out_field(2, "Land", words_text(WORDS_LAND, land));
	out_field(2, "Kreis", k->kreis);
	out_field(2, "Verband", k->verband);
	out_field(2, "ARS", k->ars);
	out_field(2, "PLZ des Sitzes", k->plz);
	out_field(2, "Einwohner", einwohner);
	return print_anbindungen_of(cli, k->id, error);
}
