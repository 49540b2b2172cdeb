/* The page about one Anbindung: state, suggestion, First Mover, progress, parameters, Stellen, open Hürden, Termine, history. */
#include <string.h>

#include "anbindung.h"
#include "pruefung.h"
#include "vorort/revisit.h"
#include "vorort/text.h"
#include "werte.h"
#include "zusammen.h"

#define OBSTACLES_SHOWN 20

/* --- state ----------------------------------------------------------------------------------------------------------------------------- */

static void
add_state(const Anbindung *a)
{
	const RecordValue *value = record_shown(a->record, "state", NULL);
	const char *source = record_get(a->record, "state_source");
	g_autofree char *day = text_date(record_get(a->record, "state_date")), *text = NULL;

	if (!value) {
		blatt_add(a->blatt, ROLE_TEXT, "Stand", "unbekannt; s hält einen fest", "stand:");
		return;
	}
	text = g_strdup_printf("%s%s%s (%s%s%s%s)", words_text(WORDS_ANBINDUNG_STATE, record_get(a->record, "state")), *day ? " seit " : "", day,
			       *source ? "Quelle: " : "", source, *source ? ", " : "", value->by ? value->by : "");
	blatt_add(a->blatt, ROLE_TEXT, "Stand", text, "stand:");
}

static void
add_suggestion(const Anbindung *a)
{
	g_autofree char *why = NULL, *text = NULL;
	const char *state = a->steps ? app_suggest_state(a->steps, record_get(a->record, "state"), &why) : NULL;

	if (!state)
		return;
	text = g_strdup_printf("%s, denn %s. v übernimmt es ab heute, s fragt.", words_text(WORDS_ANBINDUNG_STATE, state), why);
	blatt_add(a->blatt, ROLE_WARN, "Vorschlag", text, "vorschlag:");
}

static void
add_milestones(const Anbindung *a)
{
	Milestones m;
	g_autofree char *text = NULL;
	gboolean has_one = FALSE;
	int i;

	if (!app_milestones(a->app, a->id, &m, NULL))
		return;
	for (i = 0; i < N_MILESTONES; i++)
		has_one |= *m.day[i] != '\0';
	text = has_one ? milestones_text(&m) : g_strdup("noch keine bekannt");
	blatt_add(a->blatt, has_one ? ROLE_TEXT : ROLE_MUTED, "Stationen", text, NULL);
}

static void
add_mover(const Anbindung *a)
{
	const char *by = record_get(a->record, "first_mover_by"), *why = record_get(a->record, "first_mover_why");
	gboolean is_one = strcmp(record_get(a->record, "first_mover"), "ja") == 0;
	g_autofree char *text = g_strdup_printf("%s%s%s%s%s", is_one ? "ja" : "nein", is_one && *by ? ", benannt durch " : "", is_one ? by : "", *why ? ": " : "", why);

	blatt_add(a->blatt, ROLE_TEXT, "First Mover", text, "mover:");
}

/* --- steps ------------------------------------------------------------------------------------------------------------------------------ */

static void
add_progress(const Anbindung *a)
{
	g_autofree char *counts = a->steps ? pruefung_counts(a->steps, TRUE) : NULL;
	const Checklist *list = a->steps ? a->steps->checklist : NULL;
	const Checklist *newest = list ? app_checklist(a->app, list->leistung, NULL) : NULL;
	gboolean is_old = newest && strcmp(newest->sha256, list->sha256) != 0;
	g_autofree char *day = list ? text_date(list->date) : NULL, *text = NULL;

	if (!list) {
		blatt_add(a->blatt, ROLE_BAD, "Fortschritt", a->problem, NULL);
		return;
	}
	blatt_add(a->blatt, ROLE_TEXT, "Fortschritt", counts, "pruefung:");
	text = g_strdup_printf("Version %s vom %s%s%s", list->version, day, is_old ? "; installiert ist " : "", is_old ? newest->version : "");
	blatt_add(a->blatt, ROLE_TEXT, "Checkliste", text, NULL);
}

/* Two teams with different results: decided where the steps are. */
static void
add_different_results(const Anbindung *a)
{
	guint i, n = 0;

	for (i = 0; i < a->record->values->len; i++) {
		const RecordValue *value = a->record->values->pdata[i];

		n += value->is_shown && strcmp(value->field_name, "result") == 0 && record_is_different(a->record, "result", value->key) ? 1 : 0;
	}
	if (n)
		blatt_add(a->blatt, ROLE_WARN, "", "Ergebnisse weichen ab; im Prüflauf entscheidet d.", "pruefung:");
}

static const char *
label_of(const ChecklistParameter *param, const char *value)
{
	guint i;

	for (i = 0; param->values[i]; i++)
		if (strcmp(param->values[i], value) == 0)
			return param->labels[i];
	return value;
}

static void
add_params(const Anbindung *a)
{
	guint i;

	if (!a->steps || a->steps->checklist->parameters->len == 0)
		return;
	blatt_head(a->blatt, "Angaben");
	for (i = 0; i < a->steps->checklist->parameters->len; i++) {
		const ChecklistParameter *param = a->steps->checklist->parameters->pdata[i];
		const char *value = record_get_keyed(a->record, "param", param->name, "param");

		blatt_printf(a->blatt, *value ? ROLE_TEXT : ROLE_MUTED, NULL, "%s %s", param->question, *value ? label_of(param, value) : "–");
	}
}

static void
add_stellen(const Anbindung *a)
{
	gboolean is_first = TRUE;
	guint i;

	for (i = 0; i < a->record->values->len; i++) {
		const RecordValue *value = a->record->values->pdata[i];
		g_autofree char *text = NULL;

		if (!value->is_shown || strcmp(value->field_name, "stelle") != 0)
			continue;
		if (is_first)
			blatt_head(a->blatt, "Stellen");
		is_first = FALSE;
		text = wert_text(a->app, value);
		blatt_printf(a->blatt, ROLE_TEXT, NULL, "%s: %s", words_text(WORDS_STELLE_KIND, value->key), text);
	}
}

/* --- what belongs to it ------------------------------------------------------------------------------------------------------------------- */

static void
add_obstacles(const Anbindung *a)
{
	ObstacleFilter filter = {.anbindung = a->id, .only_open = TRUE};
	g_autoptr(GPtrArray) rows = app_obstacles(a->app, &filter, NULL, FALSE, 0, OBSTACLES_SHOWN, NULL);
	gint64 n_open = app_count_obstacles(a->app, &filter, NULL), n_all;
	guint i;

	filter.only_open = FALSE;
	n_all = app_count_obstacles(a->app, &filter, NULL);
	blatt_head(a->blatt, "Hürden");
	for (i = 0; rows && i < rows->len; i++) {
		const ObstacleRow *row = rows->pdata[i];
		g_autofree char *day = text_date(row->due), *target = g_strconcat("huerde:", row->id, NULL);
		g_autofree char *text = g_strdup_printf("%s: %s · %s%s%s", words_text(WORDS_SEVERITY, row->severity), row->title, words_text(WORDS_OBSTACLE_STATUS, row->status), *day ? ", fällig " : "", day);

		blatt_add(a->blatt, strcmp(row->severity, "verhindert") == 0 ? ROLE_BAD : ROLE_TEXT, NULL, text, target);
	}
	if (n_open > OBSTACLES_SHOWN)
		blatt_printf(a->blatt, ROLE_MUTED, "", "und %d weitere offene; F3 zeigt alle", (int)(n_open - OBSTACLES_SHOWN));
	blatt_printf(a->blatt, ROLE_MUTED, NULL, n_all == 0 ? "Keine Hürde festgehalten." : "%d offen, %d erledigt.", (int)n_open, (int)(n_all - n_open));
}

/* The first visit that has another one on its day. */
static void
note_doubled(Anbindung *a, const Record *visit)
{
	g_autoptr(GPtrArray) same = a->doubled ? NULL : app_same_day_visits(a->app, visit, NULL);

	if (!same || same->len == 0)
		return;
	a->doubled = g_strdup(visit->id);
	zusammen_add(a->app, a->blatt, visit, "doppelt:");
}

static void
add_visits(Anbindung *a)
{
	g_autoptr(GPtrArray) ids = app_links(a->app, a->id, "visit", "anbindungen", NULL);
	guint i;

	blatt_head(a->blatt, "Termine");
	g_clear_pointer(&a->doubled, g_free);
	for (i = ids ? ids->len : 0; i > 0; i--) {
		g_autoptr(Record) visit = app_record(a->app, ids->pdata[i - 1], NULL);
		const char *fazit = visit ? record_get(visit, "fazit") : "";
		g_autofree char *day = visit ? text_date(record_get(visit, "date")) : NULL, *target = NULL, *text = NULL;

		if (!visit)
			continue;
		target = g_strconcat("visit:", visit->id, NULL);
		text = g_strdup_printf("%s%s%s%s%s", words_text(WORDS_VISIT_STATUS, record_get(visit, "status")), *fazit ? ", " : "",
				       words_text(WORDS_FAZIT, fazit), *record_get(visit, "place") ? " · " : "", record_get(visit, "place"));
		blatt_add(a->blatt, ROLE_TEXT, *day ? day : "ohne Datum", text, target);
		note_doubled(a, visit);
	}
	if (!ids || ids->len == 0)
		blatt_add(a->blatt, ROLE_MUTED, NULL, "Noch kein Termin. n legt einen an.", NULL);
}

static void
add_ways(const Anbindung *a)
{
	g_autoptr(GPtrArray) wege = app_wege(a->app, &(WegFilter){.anbindung = a->id}, NULL);
	guint i;

	if (!wege || wege->len == 0)
		return;
	blatt_head(a->blatt, "So ging es");
	for (i = 0; i < wege->len; i++) {
		const Weg *weg = wege->pdata[i];
		g_autofree char *target = g_strconcat("weg:", weg->id, NULL);

		blatt_add(a->blatt, ROLE_TEXT, NULL, weg->title, target);
	}
}

static void
fill_missing(const Anbindung *a)
{
	blatt_printf(a->blatt, ROLE_HEAD, NULL, "%s: noch keine Anbindung.", a->title);
	blatt_gap(a->blatt);
	blatt_add(a->blatt, ROLE_TEXT, NULL, "n legt einen Termin an; Kommune und Leistung sind dann schon gewählt.", "new:");
	blatt_add(a->blatt, ROLE_TEXT, NULL, "s hält einen Stand fest, auch ohne Termin, zum Beispiel „nicht zuständig“ oder „anderes Angebot in Betrieb“.",
		  "stand:");
	blatt_add(a->blatt, ROLE_TEXT, NULL, "m benennt die Kommune als First Mover für diese Leistung.", "mover:");
}

void
anbindung_fill(Anbindung *a)
{
	blatt_clear(a->blatt);
	if (!a->record) {
		fill_missing(a);
		return;
	}
	werte_add_differences(a->app, a->record, a->blatt);
	add_state(a);
	add_suggestion(a);
	add_milestones(a);
	add_mover(a);
	add_progress(a);
	add_different_results(a);
	add_obstacles(a);
	add_visits(a);
	add_ways(a);
	add_params(a);
	add_stellen(a);
	werte_add_history(a->app, a->record, a->blatt);
}
