/* The filter words of all lists; see filter.h. */
#include "filter.h"

#include <string.h>

#include "vorort/kommune.h"
#include "vorort/text.h"

const CliOption filter_options[] = {
	{"land", "LAND", "nur dieses Land (Name, Abkürzung oder zwei Ziffern)", WORDS(WORDS_LAND), 0, NULL, 0},
	{"kommune", "KOMMUNE", "nur diese Kommune (Schlüssel oder Teil des Namens)", 0, 0, NULL, 0},
	{"leistung", "LEISTUNG", "nur diese Fokusleistung", 0, 0, NULL, 0},
	{"kreis", "KREIS", "nur dieser Kreis (fünf Ziffern)", 0, 0, NULL, 0},
	{"size", "GRÖSSE", "nur Kommunen dieser Größe (klein, mittel, gross)", WORDS(WORDS_SIZE), 0, NULL, 0},
	{"first-mover", NULL, "nur First Mover", 0, 0, NULL, 0},
	{"category", "KATEGORIE", "nur diese Kategorie", WORDS(WORDS_CATEGORY), 0, NULL, 0},
	{"punkt", "PUNKT", "nur diese Hürde der Präambel (P1 … P8)", WORDS(WORDS_PUNKT), 0, NULL, 0},
	{"severity", "SCHWERE", "nur diese Schwere", WORDS(WORDS_SEVERITY), 0, NULL, 0},
	{"status", "STATUS", "nur dieser Status", 0, 0, NULL, 0},
	{"responsible", "STELLE", "nur diese Art von Stelle (auch --stelle)", WORDS(WORDS_STELLE_KIND), 0, NULL, 0},
	{"level", "EBENE", "nur diese Ebene der Verantwortung", WORDS(WORDS_LEVEL), 0, NULL, 0},
	{"step", "SCHRITT", "nur dieser Prüfschritt", 0, 0, NULL, 0},
	{"phase", "PHASE", "nur diese Phase (A … L)", WORDS(WORDS_PHASE), 0, NULL, 0},
	{"fachverfahren", "NAME", "nur mit diesem Fachverfahren (Teil des Namens)", 0, 0, NULL, 0},
	{"anbindung", "ID", "nur zu dieser Anbindung", 0, 0, NULL, 0},
	{"due", "TAG", "nur was bis zu diesem Tag fällig ist", 0, OPTION_DATE, NULL, 0},
	{"text", "TEXT", "nur was alle diese Wörter enthält", 0, 0, NULL, 0},
	{"open", NULL, "nur was noch offen ist", 0, 0, NULL, 0},
	{"diff", NULL, "nur mit abweichenden Eingaben", 0, 0, NULL, 0},
	{NULL, NULL, NULL, 0, 0, NULL, 0},
};

/* --- reading ------------------------------------------------------------------------------------------------------------------------ */

/* Puts the full form of an option back into its place, so that it lives as long as @cli. */
static const char *
replace_option(Cli *cli, const char *name, char *value)
{
	GPtrArray *values = g_hash_table_lookup(cli->options, name);

	g_free(values->pdata[values->len - 1]);
	values->pdata[values->len - 1] = value;
	return value;
}

static gboolean
read_places(Cli *cli, ObstacleFilter *filter, GError **error)
{
	g_autofree char *id = NULL;
	char *kommune;

	if (filter->leistung) {
		const Leistung *leistung = app_leistung(cli->app, filter->leistung, error);

		if (!leistung)
			return FALSE;
		filter->leistung = leistung->key;
	}
	kommune = filter->kommune ? kommune_id_from_key(filter->kommune) : NULL;
	if (kommune)
		filter->kommune = replace_option(cli, "kommune", kommune);
	if (filter->anbindung) {
		id = cli_find(cli, "anbindung", filter->anbindung, error);
		if (!id)
			return FALSE;
		filter->anbindung = replace_option(cli, "anbindung", g_steal_pointer(&id));
	}
	return TRUE;
}

gboolean
filter_read(Cli *cli, ObstacleFilter *filter, GError **error)
{
	const struct {
		const char **member, *name;
	} members[] = {
		{&filter->land, "land"}, {&filter->kommune, "kommune"}, {&filter->leistung, "leistung"}, {&filter->category, "category"},
		{&filter->punkt, "punkt"}, {&filter->severity, "severity"}, {&filter->status, "status"},
		{&filter->responsible, "responsible"}, {&filter->level, "level"}, {&filter->step, "step"}, {&filter->phase, "phase"}, {&filter->kreis, "kreis"}, {&filter->size, "size"},
		{&filter->fachverfahren, "fachverfahren"}, {&filter->anbindung, "anbindung"}, {&filter->due, "due"}, {&filter->text, "text"},
	};
	guint i;

	memset(filter, 0, sizeof *filter);
	for (i = 0; i < G_N_ELEMENTS(members); i++)
		*members[i].member = cli_option(cli, members[i].name);
	filter->first_mover = cli_has(cli, "first-mover");
	filter->only_open = cli_has(cli, "open");
	filter->only_diff = cli_has(cli, "diff");
	return read_places(cli, filter, error);
}

/* --- matching ----------------------------------------------------------------------------------------------------------------------- */

/* Which slots of a type the filters look at, and which codes mean that it is done. "": none. */
static const struct rule {
	const char *type, *anbindung, *status, *due, *responsible, *step;
	const char *const done[4];
} rules[] = {
	{"anbindung", "", "state", "", "", "", {"ende_zu_ende", "nicht_zustaendig", "anderes_angebot", NULL}},
	{"visit", "anbindungen", "status", "date", "", "", {"nachbereitet", "abgesagt", NULL}},
	{"result", "on", "outcome", "due", "stelle", "step", {"passed", "not_applicable", NULL}},
	{"note", "anbindung", "sorted", "", "", "step", {"schritt", "huerde", "kommentar", "verworfen"}},
	{"stelle", "", "", "", "kind", "", {NULL}},
	{"loesungsweg", "anbindung", "", "", "", "steps", {NULL}},
	{"recommendation", "", "status", "status_date", "", "", {"abgelehnt", "umgesetzt", NULL}},
	{"", "", "", "", "", "", {NULL}},
};

static const struct rule *
rule_of(const Record *record)
{
	const struct rule *rule = rules;

	while (*rule->type && strcmp(rule->type, record->entity->name) != 0)
		rule++;
	return rule;
}

static gboolean
list_has(const char *list, const char *entry)
{
	g_auto(GStrv) parts = g_strsplit(list, ",", -1);

	return g_strv_contains((const char *const *)parts, entry);
}

static gboolean
is_done(const struct rule *rule, const char *status)
{
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(rule->done) && rule->done[i]; i++)
		if (strcmp(rule->done[i], status) == 0)
			return TRUE;
	return FALSE;
}

gboolean
filter_has_words(const char *text, const char *needle)
{
	g_autofree char *folded = text_fold(text), *wanted = text_fold(needle ? needle : "");
	g_auto(GStrv) parts = g_strsplit_set(wanted, " \t\n", -1);
	guint i;

	for (i = 0; parts[i]; i++)
		if (!strstr(folded, parts[i]))
			return FALSE;
	return TRUE;
}

static gboolean
size_matches(Cli *cli, const char *size, const char *id)
{
	g_autoptr(Kommune) kommune = app_kommune(cli->app, id, NULL);

	return kommune && g_strcmp0(kommune_size(kommune->einwohner), size) == 0;
}

static gboolean
first_mover_matches(Cli *cli, const ObstacleFilter *filter, const char *anbindung)
{
	g_autoptr(Record) record = filter->first_mover ? app_record(cli->app, anbindung, NULL) : NULL;

	return !filter->first_mover || (record && strcmp(record_get(record, "first_mover"), "ja") == 0);
}

static gboolean
kommune_matches(Cli *cli, const ObstacleFilter *filter, const char *id)
{
	g_autoptr(Kommune) kommune = NULL;

	if (filter->land && (!kommune_id_is_valid(id) || strncmp(kommune_id_land(id), filter->land, 2) != 0))
		return FALSE;
	if (filter->kreis && (!kommune_id_is_valid(id) || strncmp(kommune_id_land(id), filter->kreis, 5) != 0))
		return FALSE;
	if (filter->size && !size_matches(cli, filter->size, id))
		return FALSE;
	if (!filter->kommune || strcmp(filter->kommune, id) == 0)
		return TRUE;
	kommune = kommune_id_is_valid(filter->kommune) ? NULL : app_kommune(cli->app, id, NULL);
	return kommune && filter_has_words(kommune->name, filter->kommune);
}

static gboolean
fachverfahren_matches(Cli *cli, const ObstacleFilter *filter, const char *anbindung)
{
	g_autoptr(Record) record = filter->fachverfahren ? app_record(cli->app, anbindung, NULL) : NULL;

	return !filter->fachverfahren ||
	       (record && filter_has_words(record_get_keyed(record, "param", "fachverfahren", "param"), filter->fachverfahren));
}

gboolean
filter_matches_place(Cli *cli, const ObstacleFilter *filter, const char *list)
{
	g_auto(GStrv) ids = g_strsplit(list, ",", -1);
	guint i;

	if (!filter->land && !filter->kommune && !filter->leistung && !filter->anbindung && !filter->fachverfahren && !filter->kreis &&
	    !filter->size && !filter->first_mover)
		return TRUE;
	for (i = 0; ids[i]; i++) {
		g_auto(GStrv) key = g_strsplit(ids[i], "/", 2);

		if (key[0] && key[1] && (!filter->anbindung || strcmp(filter->anbindung, ids[i]) == 0) &&
		    (!filter->leistung || strcmp(filter->leistung, key[1]) == 0) && kommune_matches(cli, filter, key[0]) &&
		    fachverfahren_matches(cli, filter, ids[i]) && first_mover_matches(cli, filter, ids[i]))
			return TRUE;
	}
	return FALSE;
}

static char *
record_text(Cli *cli, const Record *record)
{
	GString *all = g_string_new(record->id);
	g_autofree char *title = strcmp(record->entity->name, "anbindung") == 0 ? app_anbindung_title(cli->app, record->id) : NULL;
	guint i;

	g_string_append_printf(all, "\n%s", title ? title : "");
	for (i = 0; i < record->values->len; i++) {
		const RecordValue *value = record->values->pdata[i];
		GHashTableIter iter;
		gpointer text;

		g_hash_table_iter_init(&iter, value->slots);
		while (value->is_shown && g_hash_table_iter_next(&iter, NULL, &text))
			g_string_append_printf(all, "\n%s", (const char *)text);
	}
	return g_string_free(all, FALSE);
}

static gboolean
text_matches(Cli *cli, const ObstacleFilter *filter, const Record *record)
{
	g_autofree char *text = filter->text ? record_text(cli, record) : NULL;

	return !text || filter_has_words(text, filter->text);
}

/* Results of a Stelle name a step of level land with its Leistung: "B1@wohngeld". */
static gboolean
names_step(const char *token, const char *step)
{
	const char *at = strchr(token, '@');

	return at && strncmp(token, step, (gsize)(at - token)) == 0 && !step[at - token];
}

static gboolean
step_matches(const ObstacleFilter *filter, const char *steps)
{
	g_auto(GStrv) parts = g_strsplit(steps, ",", -1);
	guint i;

	if (filter->step && !list_has(steps, filter->step) && !names_step(steps, filter->step))
		return FALSE;
	for (i = 0; filter->phase && parts[i]; i++)
		if (g_str_has_prefix(parts[i], filter->phase))
			return TRUE;
	return !filter->phase;
}

gboolean
filter_matches(Cli *cli, const ObstacleFilter *filter, const Record *record)
{
	const struct rule *rule = rule_of(record);
	const char *status = record_get(record, rule->status), *due = record_get(record, rule->due);
	const char *place = strcmp(rule->type, "anbindung") == 0 ? record->id : record_get(record, rule->anbindung);

	if (filter->status && strcmp(filter->status, status) != 0)
		return FALSE;
	if (filter->responsible && strcmp(filter->responsible, record_get(record, rule->responsible)) != 0)
		return FALSE;
	if (filter->due && (!*due || strcmp(due, filter->due) > 0))
		return FALSE;
	if ((filter->only_open && is_done(rule, status)) || (filter->only_diff && !record->n_diff))
		return FALSE;
	return step_matches(filter, record_get(record, rule->step)) && filter_matches_place(cli, filter, place) &&
	       text_matches(cli, filter, record);
}
