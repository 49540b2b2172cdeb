/*
 * Who carries a Leistung out: Gemeinde, Verband, Kreis or somebody else, for each Land (§ 2 (1) of the Kooperationsvereinbarung). The catalogue
 * says what is known, with its source; whoever learns better on site enters it, and that replaces it for everybody. Several levels mean
 * that they differ inside the Land.
 */
#include <string.h>

#include "internal.h"
#include "vorort/text.h"

void
vollzug_free(Vollzug *v)
{
	if (!v)
		return;
	g_free(v->land);
	g_free(v->leistung);
	g_strfreev(v->levels);
	g_free(v->stelle);
	g_free(v->source);
	g_free(v->confidence);
	g_free(v->authority);
	g_free(v->warning);
	g_free(v);
}

/* --- what is known ---------------------------------------------------------------------------------------------------------------------- */

/* The entry of the Land, else the one for all. */
static const LeistungVollzug *
catalogue_entry(const Leistung *leistung, const char *land)
{
	const Word *word = words_find(WORDS_LAND, land);
	const LeistungVollzug *all = NULL;
	guint i;

	for (i = 0; leistung->vollzug && i < leistung->vollzug->len; i++) {
		const LeistungVollzug *v = leistung->vollzug->pdata[i];

		if (word && strcmp(v->land, word->glyph) == 0)
			return v;
		if (strcmp(v->land, "alle") == 0)
			all = v;
	}
	return all;
}

static gboolean
take_entered(App *app, Vollzug *v)
{
	g_autofree char *id = g_strdup_printf("%s/%s", v->land, v->leistung);
	g_autofree char *iso = NULL, *day = NULL;
	g_autoptr(Record) record = store_record(app->store, id, NULL);
	const RecordValue *value = record && record->created && !record->is_retracted ? record_shown(record, "level", "") : NULL;

	if (!value || !*record_get(record, "level"))
		return FALSE;
	v->levels = g_strsplit(record_get(record, "level"), "|", -1);
	v->stelle = g_strdup("");
	iso = g_strndup(value->at, 10);
	day = text_date(iso);
	v->source = g_strdup_printf("%s%s%s, %s", record_get(record, "level_source"), *record_get(record, "level_source") ? " – " : "", value->by,
				    day);
	v->confidence = g_strdup("erfasst");
	return TRUE;
}

static Vollzug *
make_vollzug(App *app, const char *land, const Leistung *leistung)
{
	Vollzug *v = g_new0(Vollzug, 1);
	const LeistungVollzug *known = catalogue_entry(leistung, land);

	v->land = g_strdup(land);
	v->leistung = g_strdup(leistung->key);
	if (take_entered(app, v))
		return v;
	v->levels = known ? g_strdupv(known->levels) : g_new0(char *, 1);
	v->stelle = g_strdup(known && known->stelle ? known->stelle : "");
	v->source = g_strdup(known && known->text ? known->text : "");
	v->confidence = g_strdup(known ? known->confidence : "");
	return v;
}

GPtrArray *
app_vollzug_list(App *app, const char *land, const char *leistung, GError **error)
{
	const GPtrArray *all = app_leistungen(app, error);
	GPtrArray *list = all ? g_ptr_array_new_with_free_func((GDestroyNotify)vollzug_free) : NULL;
	const Word *word;
	guint i;

	for (word = words(WORDS_LAND); all && word->code; word++)
		for (i = 0; (!land || strcmp(land, word->code) == 0) && i < all->len; i++)
			if (!leistung || strcmp(leistung, ((Leistung *)all->pdata[i])->key) == 0)
				g_ptr_array_add(list, make_vollzug(app, word->code, all->pdata[i]));
	return list;
}

char *
vollzug_levels_text(const Vollzug *v)
{
	GString *text = g_string_new(NULL);
	char **level;

	for (level = v->levels; *level; level++)
		g_string_append_printf(text, "%s%s", text->len ? " oder " : "", words_text(WORDS_VOLLZUG, *level));
	return g_string_free(text, FALSE);
}

/* --- the executing authority ------------------------------------------------------------------------------------------------------------------ */

/* A kreisfreie Stadt is Gemeinde and Kreis; a Gemeinde without a Verband does itself what a Verband does elsewhere. */
static gboolean
is_of_level(const Kommune *k, const char *level)
{
	g_autofree char *twin = app_kommune_twin(k->id);
	gboolean is_gemeinde = g_str_has_prefix(k->id, "ags:"), is_kreis = g_str_has_prefix(k->id, "kreis:");
	gboolean is_city = is_gemeinde ? twin != NULL : is_kreis && (strcmp(k->art, "41") == 0 || strcmp(k->art, "42") == 0);

	if (strcmp(level, "gemeinde") == 0)
		return is_gemeinde || is_city;
	if (strcmp(level, "verband") == 0)
		return g_str_has_prefix(k->id, "verband:") || (is_gemeinde && !*k->verband) || is_city;
	return strcmp(level, "kreis") == 0 && (is_kreis || is_city);
}

/* Its Verband or Kreis; NULL if the level is none that the directory leads to. */
static Kommune *
superior_of(App *app, const Kommune *k, const char *level)
{
	g_autofree char *kreis = g_strdup_printf("kreis:%.5s", kommune_id_land(k->id));

	if (strcmp(level, "verband") == 0)
		return *k->verband ? store_kommune(app->store, k->verband, NULL) : NULL;
	return strcmp(level, "kreis") == 0 ? store_kommune(app->store, kreis, NULL) : NULL;
}

static char *
make_warning(const Vollzug *v, const Leistung *leistung, const Kommune *k, const Kommune *other)
{
	g_autofree char *levels = vollzug_levels_text(v), *here = kommune_short_name(k->name);
	g_autofree char *there = other ? kommune_short_name(other->name) : NULL, *name = g_strndup(leistung->name, strcspn(leistung->name, "("));
	gboolean is_entered = strcmp(v->confidence, "erfasst") == 0;
	g_autofree char *who = there ? g_strdup_printf("Für %s ist das %s (%s).", here, there, other->id) : g_strdup_printf("Das ist nicht %s.", here);

	return g_strdup_printf("%s: In %s vollzieht %s (%s%s%s%s). %s", g_strchomp(name), words_text(WORDS_LAND, v->land), levels, v->stelle,
			       *v->stelle ? "; " : "", is_entered ? "" : "Beleg ", v->confidence, who);
}

static void
find_authority(App *app, Vollzug *v, const Leistung *leistung, const Kommune *k)
{
	g_autoptr(Kommune) other = NULL;
	char **level;

	for (level = v->levels; *level; level++)
		if (is_of_level(k, *level)) {
			v->authority = g_strdup(k->id);
			return;
		}
	for (level = v->levels; *level && !other; level++)
		other = superior_of(app, k, *level);
	v->authority = other ? g_strdup(other->id) : NULL;
	v->warning = v->levels[0] ? make_warning(v, leistung, k, other) : NULL;
}

Vollzug *
app_vollzug(App *app, const char *kommune, const char *leistung_key, GError **error)
{
	g_autoptr(Kommune) k = app_kommune(app, kommune, error);
	const Leistung *leistung = k ? app_leistung(app, leistung_key, error) : NULL;
	g_autofree char *land = k ? g_strndup(kommune_id_land(k->id), 2) : NULL;
	Vollzug *v = leistung ? make_vollzug(app, land, leistung) : NULL;

	if (v)
		find_authority(app, v, leistung, k);
	return v;
}

void
app_warn_vollzug(App *app, const char *anbindung)
{
	g_auto(GStrv) key = g_strsplit(anbindung, "/", 2);
	g_autoptr(Vollzug) v = key[0] && key[1] ? app_vollzug(app, key[0], key[1], NULL) : NULL;

	if (v && v->warning)
		g_ptr_array_add(app->warnings, g_steal_pointer(&v->warning));
}

/* --- entering ------------------------------------------------------------------------------------------------------------------------------- */

/* Codes in the order of the list, "kreis|gemeinde"; NULL with an error that names the possible ones. */
static char *
join_levels(const char *typed, GError **error)
{
	g_auto(GStrv) parts = g_strsplit_set(typed, ",|", -1);
	g_autoptr(GString) out = g_string_new(NULL);
	g_autofree char *all = words_codes(WORDS_VOLLZUG);
	const Word *word;
	guint i;

	for (i = 0; parts[i]; i++) {
		const Word *known = words_guess(WORDS_VOLLZUG, g_strstrip(parts[i]));

		if (!known) {
			g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "„%s“ ist keine Ebene. Möglich, auch mehrere mit Komma: %s", parts[i], all);
			return NULL;
		}
		g_free(parts[i]);
		parts[i] = g_strdup(known->code);
	}
	for (word = words(WORDS_VOLLZUG); word->code; word++)
		if (g_strv_contains((const char *const *)parts, word->code))
			g_string_append_printf(out, "%s%s", out->len ? "|" : "", word->code);
	if (out->len)
		return g_strdup(out->str);
	g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "Die Ebene fehlt. Möglich, auch mehrere mit Komma: %s", all);
	return NULL;
}

static gboolean
change_vollzug(App *app, const char *id, const char *const *set, GError **error)
{
	g_autoptr(Record) record = store_record(app->store, id, NULL);
	g_autoptr(GPtrArray) ops = app_ops_new();
	Op *add;

	if (record && record->created)
		return app_change(app, ops, record, record->is_retracted ? set : set + 1, error) && app_commit(app, ops, "Vollzugsebene geändert", error);
	if (!(add = app_new_add(app, "vollzug", id, set + 1, error)))
		return FALSE;
	g_ptr_array_add(ops, add);
	return app_commit(app, ops, "Vollzugsebene festgehalten", error);
}

gboolean
app_set_vollzug(App *app, const char *land, const char *leistung_key, const char *levels, const char *source, GError **error)
{
	const Leistung *leistung = app_leistung(app, leistung_key, error);
	const Word *word = words_guess(WORDS_LAND, land);
	g_autofree char *joined = leistung ? join_levels(levels, error) : NULL, *id = NULL, *level_pair = NULL, *source_pair = NULL;

	if (!joined || !app_begin_write(app, error))
		return FALSE;
	if (!word || !source || !*source) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID,
			    word ? "Woher ist das bekannt? Zur Vollzugsebene gehört die Quelle, zum Beispiel: Auskunft der Koordination, 24.11.2026"
				 : "„%s“ ist kein Land. Beispiel: HE oder 06", land);
		return FALSE;
	}
	id = g_strdup_printf("%s/%s", word->code, leistung->key);
	level_pair = g_strconcat("level=", joined, NULL);
	source_pair = g_strconcat("level_source=", source, NULL);
	return change_vollzug(app, id, (const char *const[]){"retracted=", level_pair, source_pair, NULL}, error);
}
