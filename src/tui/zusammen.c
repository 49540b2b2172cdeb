/*
 * Two visits of one day, made by two laptops that had not met: „gibt es schon: zusammenführen?“. Asked one at a time; nothing is lost, and u
 * takes it back.
 */
#include "zusammen.h"

#include "dialog.h"
#include "vorort/revisit.h"
#include "vorort/text.h"

/* The other visit with the smallest id, NULL: none. Caller frees. */
static char *
other_of(App *app, const char *visit)
{
	g_autoptr(Record) record = visit ? app_record(app, visit, NULL) : NULL;
	g_autoptr(GPtrArray) ids = record ? app_same_day_visits(app, record, NULL) : NULL;

	return ids && ids->len ? g_strdup(ids->pdata[0]) : NULL;
}

/* "Team TF-HE, Rathaus, geplant" */
static char *
describe(App *app, const char *id)
{
	g_autoptr(Record) visit = app_record(app, id, NULL);
	const char *team = visit ? record_get(visit, "team") : "", *place = visit ? record_get(visit, "place") : "";

	return g_strdup_printf("%s%s%s%s%s%s", *team ? "Team " : "", team, *team ? ", " : "", place, *place ? ", " : "",
			       words_text(WORDS_VISIT_STATUS, visit ? record_get(visit, "status") : ""));
}

void
zusammen_add(App *app, Blatt *blatt, const Record *visit, const char *target)
{
	g_autofree char *other = visit ? other_of(app, visit->id) : NULL, *what = other ? describe(app, other) : NULL;
	g_autofree char *day = other ? text_date(record_get(visit, "date")) : NULL, *text = NULL;

	if (!other)
		return;
	text = g_strdup_printf("Den Termin am %s gibt es zweimal (%s). M führt sie zusammen.", day, what);
	blatt_add(blatt, ROLE_WARN, "! Zweiter Termin", text, target);
}

const char *
zusammen_why_not(App *app, const char *visit)
{
	g_autofree char *other = other_of(app, visit);

	return other ? NULL : "Am selben Tag gibt es keinen zweiten Termin.";
}

static unsigned
answered(Tui *tui, void *data, int answer)
{
	g_autofree char *visit = data, *other = answer == DIALOG_YES ? other_of(tui_data(tui), visit) : NULL;
	g_autoptr(GError) error = NULL;

	if (!other)
		return TUI_HANDLED;
	if (app_merge_visits(tui_data(tui), visit, other, NULL, &error)) {
		tui_reload(tui);
		tui_say(tui, ROLE_OK, "Zusammengeführt. Alle Ergebnisse stehen jetzt bei einem Termin; u macht es rückgängig.");
	} else {
		tui_say(tui, ROLE_BAD, "%s", error->message);
	}
	return TUI_HANDLED | TUI_CONTENT;
}

void
zusammen_ask(Tui *tui, const char *visit)
{
	g_autofree char *other = other_of(tui_data(tui), visit), *what = other ? describe(tui_data(tui), other) : NULL;
	g_autofree char *question = g_strdup_printf("Den Termin gibt es schon (%s).\nZusammenführen? Der zuerst angelegte bleibt, nichts geht verloren.", what);

	if (other)
		dialog_yes_no(tui, question, answered, g_strdup(visit));
}
