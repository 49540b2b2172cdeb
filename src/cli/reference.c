/* What does not come from the field: Leistungen and the undertaking. */
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
	} texts[] = {{"key", l->key}, {"name", l->name}, {"short_name", l->short_name}, {"number", l->number}, {"themenfeld", l->themenfeld}, {"land", l->land},
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
	out_field(2, "Kürzel", l->short_name);
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
