/* Kommunen: importing a directory and saying what changed, searching, showing one with its history, naming a successor. */
#include "commands.h"

#include <stdio.h>
#include <string.h>

#include "vorort/text.h"

#include "output.h"

/* --- import: the report ------------------------------------------------------------------------------------------------------------- */

static const struct {
	const char *key, *heading;
} kinds[KOMMUNE_N_CHANGES] = {
	[KOMMUNE_NEW] = {"new", "Neu"},
	[KOMMUNE_RENAMED] = {"renamed", "Umbenannt"},
	[KOMMUNE_MOVED] = {"moved", "Neuer Regionalschlüssel, gleicher Gemeindeschlüssel"},
	[KOMMUNE_REKEYED] = {"rekeyed", "Neuer Schlüssel, gleicher Name: Nachfolge ist eingetragen"},
	[KOMMUNE_MERGED] = {"merged", "Aufgegangen in einer anderen Kommune"},
	[KOMMUNE_GONE] = {"gone", "Entfallen"},
};

static char *
change_text(const KommuneChange *c)
{
	switch (c->kind) {
	case KOMMUNE_NEW:
	case KOMMUNE_GONE:
		return g_strdup_printf("%s%s%s", c->name, *c->kreis ? ", " : "", c->kreis);
	case KOMMUNE_RENAMED:
		return g_strdup_printf("%s → %s", c->before, c->after);
	case KOMMUNE_MOVED:
		return g_strdup_printf("%s: %s → %s", c->name, c->before, c->after);
	default:
		return g_strdup_printf("%s → %s", c->name, c->after);
	}
}

/* The command that is left to type for what is gone; a names-only list proves nothing. */
static void
print_hint(const AppImport *report, const KommuneChange *c)
{
	g_autofree char *hint = NULL;

	if (c->kind < KOMMUNE_MERGED || c->is_recorded || report->is_names)
		return;
	hint = g_strdup_printf("    Nachfolger angeben: vorort kommune successor %s %s --date %s --source …", c->id,
			       *c->after ? c->after : "NEU", report->to);
	out_text(hint, FALSE);
}

static void
print_kind(const AppImport *report, KommuneChangeKind kind)
{
	gboolean is_begun = FALSE;
	guint i;

	for (i = 0; i < report->changes->len; i++) {
		const KommuneChange *c = report->changes->pdata[i];
		g_autofree char *text = NULL, *line = NULL;

		if (c->kind != kind)
			continue;
		if (!is_begun)
			out_heading(!report->is_names               ? kinds[kind].heading
				    : kind == KOMMUNE_NEW           ? "Nur in der Codeliste"
				    : kind == KOMMUNE_GONE          ? "Nicht in der Codeliste"
								    : kinds[kind].heading);
		is_begun = TRUE;
		text = change_text(c);
		line = g_strdup_printf("  %s  %s", c->id, text);
		out_text(line, FALSE);
		print_hint(report, c);
	}
}

static void
print_directory(const AppImport *report)
{
	g_autofree char *stand = text_date(report->stand), *from = report->from ? text_date(report->from) : NULL;
	g_autofree char *to = report->to ? text_date(report->to) : NULL;
	guint kind;

	printf("%s, Stand %s: %u Kommunen gelesen%s.\n", report->is_names ? "Codeliste" : "Gemeindeverzeichnis", stand, report->n_total,
	       report->is_known ? "; es war schon eingelesen" : "");
	if (!report->is_names && report->to && strcmp(report->to, report->stand) != 0)
		puts("Es ist älter als das neueste und ergänzt nur den Verlauf.");
	if (from)
		printf("Vom %s zum %s: ", from, to);
	printf(report->is_names ? "%u nur in der Codeliste, %u umbenannt, %u nicht in ihr.\n" : "%u neu, %u umbenannt, %u entfallen.\n",
	       report->n_new, report->n_changed, report->n_gone);
	for (kind = 0; from && kind < KOMMUNE_N_CHANGES; kind++)
		print_kind(report, kind);
}

static json_t *
changes_json(const AppImport *report, KommuneChangeKind kind)
{
	json_t *array = json_array();
	guint i;

	for (i = 0; report->changes && i < report->changes->len; i++) {
		const KommuneChange *c = report->changes->pdata[i];
		json_t *entry;

		if (c->kind != kind)
			continue;
		entry = json_object();
		out_json_set(entry, "id", c->id);
		out_json_set(entry, "name", c->name);
		out_json_set(entry, "kreis", c->kreis);
		if (*c->before && kind < KOMMUNE_REKEYED)
			out_json_set(entry, "before", c->before);
		if (*c->after)
			out_json_set(entry, kind < KOMMUNE_REKEYED ? "after" : "successor", c->after);
		if (kind >= KOMMUNE_REKEYED)
			json_object_set_new(entry, "is_recorded", json_boolean(c->is_recorded));
		json_array_append_new(array, entry);
	}
	return array;
}

static json_t *
directory_json(const AppImport *report)
{
	json_t *object = json_pack("{s:i,s:b,s:b}", "total", (int)report->n_total, "is_names", report->is_names, "is_known", report->is_known);
	guint kind;

	out_json_set(object, "stand", report->stand);
	out_json_set(object, "from", report->from);
	out_json_set(object, "to", report->to);
	for (kind = 0; kind < KOMMUNE_N_CHANGES; kind++)
		json_object_set_new(object, kinds[kind].key, changes_json(report, kind));
	return object;
}

static void
print_angebote(const AppImport *report)
{
	guint i;

	printf("%u Zeilen gelesen: %u neue und %u geänderte Onlineangebote.\n", report->n_total, report->n_new, report->n_changed);
	printf("Ausgelassen: %u von Land oder Bund geerbt, %u zu anderen Leistungen, %u von unbekannten Kommunen.\n", report->n_inherited,
	       report->n_other, report->n_unknown);
	if (report->affected->len)
		out_heading("Betroffene Anbindungen");
	for (i = 0; i < report->affected->len; i++)
		out_field(2, "Anbindung", report->affected->pdata[i]);
}

static json_t *
angebote_json(const AppImport *report)
{
	json_t *affected = json_array();
	guint i;

	for (i = 0; i < report->affected->len; i++)
		json_array_append_new(affected, json_string(report->affected->pdata[i]));
	return json_pack("{s:i,s:i,s:i,s:i,s:i,s:i,s:o}", "total", (int)report->n_total, "new", (int)report->n_new, "changed",
			 (int)report->n_changed, "inherited", (int)report->n_inherited, "other", (int)report->n_other, "unknown",
			 (int)report->n_unknown, "affected", affected);
}

static void
print_report(const Cli *cli, const AppImport *report)
{
	guint i;

	for (i = 0; i < report->warnings->len; i++) {
		g_autofree char *visible = text_visible(report->warnings->pdata[i], FALSE);

		fprintf(stderr, "Hinweis: %s\n", visible);
	}
	if (cli->is_json)
		out_json(report->affected ? angebote_json(report) : directory_json(report));
	else if (report->affected)
		print_angebote(report);
	else
		print_directory(report);
}

gboolean
run_kommune_import(Cli *cli, GError **error)
{
	AppImport report = {0};
	gboolean ok = app_import_kommunen(cli->app, cli_word(cli, 0), &report, error);

	if (ok)
		print_report(cli, &report);
	app_import_clear(&report);
	return ok;
}

/* --- searching ---------------------------------------------------------------------------------------------------------------------- */

static json_t *
kommune_json(const Kommune *k)
{
	json_t *object = json_pack("{s:I,s:b}", "einwohner", (json_int_t)k->einwohner, "is_current", k->is_current);

	out_json_set(object, "id", k->id);
	out_json_set(object, "name", k->name);
	out_json_set(object, "art", kommune_art_text(k->art));
	out_json_set(object, "ars", k->ars);
	out_json_set(object, "kreis", k->kreis);
	out_json_set(object, "verband", k->verband);
	out_json_set(object, "plz", k->plz);
	out_json_set(object, "stand", k->stand);
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

/* --- showing one ---------------------------------------------------------------------------------------------------------------------- */

typedef struct Shown {
	Kommune *kommune, *verband;
	GPtrArray *versions, *successors, *predecessors, *angebote, *anbindungen;
} Shown;

static void
shown_clear(Shown *s)
{
	GPtrArray **const arrays[] = {&s->versions, &s->successors, &s->predecessors, &s->angebote, &s->anbindungen};
	gsize i;

	kommune_free(s->kommune);
	kommune_free(s->verband);
	for (i = 0; i < G_N_ELEMENTS(arrays); i++)
		g_clear_pointer(arrays[i], g_ptr_array_unref);
}

static GPtrArray *
anbindungen_of(App *app, const char *kommune, GError **error)
{
	g_autofree char *prefix = g_strconcat(kommune, "/", NULL);
	GPtrArray *ids = app_list(app, "anbindung", NULL, 0, error);
	guint i;

	for (i = ids ? ids->len : 0; i > 0; i--)
		if (!g_str_has_prefix(ids->pdata[i - 1], prefix))
			g_ptr_array_remove_index(ids, i - 1);
	return ids;
}

static gboolean
shown_fill(Shown *s, App *app, const char *key, GError **error)
{
	if (!(s->kommune = app_kommune(app, key, error)))
		return FALSE;
	s->verband = app_kommune_verband(app, s->kommune, NULL);
	return (s->versions = app_kommune_versions(app, s->kommune->id, error)) &&
	       (s->successors = app_kommune_successors(app, s->kommune->id, error)) &&
	       (s->predecessors = app_kommune_predecessors(app, s->kommune->id, error)) &&
	       (s->angebote = app_kommune_angebote(app, s->kommune->id, error)) &&
	       (s->anbindungen = anbindungen_of(app, s->kommune->id, error));
}

static json_t *
successions_json(const GPtrArray *all)
{
	json_t *array = json_array();
	guint i;

	for (i = 0; i < all->len; i++) {
		const AppSuccession *s = all->pdata[i];
		json_t *entry = json_object();

		out_json_set(entry, "id", s->id);
		out_json_set(entry, "name", s->name);
		out_json_set(entry, "date", s->date);
		out_json_set(entry, "source", s->source);
		json_array_append_new(array, entry);
	}
	return array;
}

static json_t *
versions_json(const GPtrArray *all)
{
	json_t *array = json_array();
	guint i;

	for (i = 0; i < all->len; i++) {
		const KommuneVersion *v = all->pdata[i];
		json_t *entry = json_object();

		out_json_set(entry, "first", v->first);
		out_json_set(entry, "last", v->last);
		out_json_set(entry, "name", v->name);
		out_json_set(entry, "ars", v->ars);
		out_json_set(entry, "kreis", v->kreis);
		out_json_set(entry, "verband", v->verband);
		json_array_append_new(array, entry);
	}
	return array;
}

static json_t *
shown_json(const Shown *s)
{
	json_t *object = kommune_json(s->kommune), *angebote = json_array(), *anbindungen = json_array();
	guint i;

	for (i = 0; i < s->angebote->len; i++) {
		const AppAngebot *a = s->angebote->pdata[i];
		json_t *entry = json_object();

		out_json_set(entry, "leistung", a->leistung);
		out_json_set(entry, "text", a->text);
		out_json_set(entry, "date", a->date);
		json_array_append_new(angebote, entry);
	}
	for (i = 0; i < s->anbindungen->len; i++)
		json_array_append_new(anbindungen, json_string(s->anbindungen->pdata[i]));
	out_json_set(object, "verband_name", s->verband ? s->verband->name : NULL);
	json_object_set_new(object, "versions", versions_json(s->versions));
	json_object_set_new(object, "successors", successions_json(s->successors));
	json_object_set_new(object, "predecessors", successions_json(s->predecessors));
	json_object_set_new(object, "angebote", angebote);
	json_object_set_new(object, "anbindungen", anbindungen);
	return object;
}

static void
print_successions(const char *title, const GPtrArray *all)
{
	guint i;

	for (i = 0; i < all->len; i++) {
		const AppSuccession *s = all->pdata[i];
		g_autofree char *day = text_date(s->date);
		g_autofree char *text = g_strdup_printf("%s%s%s%s seit %s%s%s", s->name, *s->name ? " (" : "", s->id, *s->name ? ")" : "", day,
							*s->source ? ", " : "", s->source);

		out_field(2, title, text);
	}
}

static void
print_versions(const Shown *s)
{
	guint i;

	if (s->versions->len)
		out_heading("Gebietsstände");
	for (i = 0; i < s->versions->len; i++) {
		const KommuneVersion *v = s->versions->pdata[i];
		g_autofree char *first = text_date(v->first), *last = text_date(v->last);
		g_autofree char *days = strcmp(first, last) == 0 ? g_strdup(first) : g_strdup_printf("%s–%s", first, last);
		g_autofree char *text = g_strdup_printf("%s: %s%s%s%s%s%s%s", days, v->name, *v->ars ? ", ARS " : "", v->ars,
							*v->kreis ? ", " : "", v->kreis, *v->verband ? ", " : "", v->verband);

		out_field(2, "Stand", text);
	}
}

static void
print_angebote_of(const Shown *s)
{
	guint i;

	for (i = 0; i < s->angebote->len; i++) {
		const AppAngebot *a = s->angebote->pdata[i];
		g_autofree char *day = *a->date ? text_date(a->date) : NULL;
		g_autofree char *text = g_strdup_printf("%s: %s%s%s%s", a->leistung, a->text, day ? " (abgerufen " : "", day ? day : "", day ? ")" : "");

		out_field(2, "Online", text);
	}
}

static void
print_shown(const Shown *s)
{
	const Kommune *k = s->kommune;
	g_autofree char *einwohner = k->einwohner ? g_strdup_printf("%" G_GINT64_FORMAT, k->einwohner) : NULL;
	g_autofree char *land = g_strndup(kommune_id_land(k->id), 2), *stand = text_date(k->stand), *gone = NULL;
	g_autofree char *verband = s->verband ? g_strdup_printf("%s (%s)", s->verband->name, s->verband->id) : g_strdup(k->verband);
	guint i;

	if (!k->is_current)
		gone = g_strdup_printf("nicht im neuesten Gemeindeverzeichnis, zuletzt am %s%s", stand,
				       s->successors->len ? "" : "; Nachfolger angeben: vorort kommune successor ALT NEU --date … --source …");
	out_text(k->name, FALSE);
	out_field(2, "Kennung", k->id);
	out_field(2, "Entfallen", gone);
	print_successions("Nachfolger", s->successors);
	out_field(2, "Art", kommune_art_text(k->art));
	out_field(2, "Land", words_text(WORDS_LAND, land));
	out_field(2, "Kreis", k->kreis);
	out_field(2, "Verband", verband);
	out_field(2, "ARS", k->ars);
	out_field(2, "PLZ des Sitzes", k->plz);
	out_field(2, "Einwohner", einwohner);
	print_successions("Vorgänger", s->predecessors);
	print_angebote_of(s);
	for (i = 0; i < s->anbindungen->len; i++)
		out_field(2, "Anbindung", s->anbindungen->pdata[i]);
	print_versions(s);
}

gboolean
run_kommune_show(Cli *cli, GError **error)
{
	Shown shown = {0};
	gboolean ok = shown_fill(&shown, cli->app, cli_word(cli, 0), error);

	if (ok && cli->is_json)
		out_json(shown_json(&shown));
	else if (ok)
		print_shown(&shown);
	shown_clear(&shown);
	return ok;
}

/* --- successors ---------------------------------------------------------------------------------------------------------------------- */

gboolean
run_kommune_successor(Cli *cli, GError **error)
{
	if (!app_add_successor(cli->app, cli_word(cli, 0), cli_word(cli, 1), cli_option(cli, "date"), cli_option(cli, "source"), error))
		return FALSE;
	puts("Gespeichert.");
	return TRUE;
}
