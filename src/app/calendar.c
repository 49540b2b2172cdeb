/*
 * The calendar: visits, and days on which something is due. Everything in it follows from the data, so that the same entries give the same
 * file and a calendar that reads it again has no doubles: UIDs are made of ids, times and numbers of changes are those of the records.
 */
#include <string.h>

#include "internal.h"
#include "vorort/preparation.h"
#include "vorort/report.h"
#include "vorort/text.h"

typedef struct Calendar {
	App *app;
	const ObstacleFilter *filter; /* NULL: all */
	GString *out;
	guint n_confidential;
	gboolean is_failed;
} Calendar;

static gboolean
is_wanted(const Calendar *c, const char *anbindung)
{
	g_auto(GStrv) key = g_strsplit(anbindung, "/", 2);
	const ObstacleFilter *f = c->filter;
	gboolean has_land = f && f->land && *f->land, has_kommune = f && f->kommune && *f->kommune, has_leistung = f && f->leistung && *f->leistung;

	if (f && f->anbindung && *f->anbindung && strcmp(f->anbindung, anbindung) != 0)
		return FALSE;
	if (!key[0] || !key[1])
		return !has_land && !has_kommune && !has_leistung;
	if (has_land && (!kommune_id_is_valid(key[0]) || strncmp(kommune_id_land(key[0]), f->land, 2) != 0))
		return FALSE;
	return (!has_kommune || strcmp(f->kommune, key[0]) == 0) && (!has_leistung || strcmp(f->leistung, key[1]) == 0);
}

/* --- times ------------------------------------------------------------------------------------------------------------------------------------- */

/* When the record changed last, borrowed, and how often it did. */
static const char *
last_change(const Record *record, guint *n)
{
	const char *last = record->created_at ? record->created_at : "";
	guint i;

	*n = 0;
	for (i = 0; i < record->values->len; i++) {
		const RecordValue *value = record->values->pdata[i];

		if (value->field)
			++*n;
		if (value->at && strcmp(value->at, last) > 0)
			last = value->at;
	}
	return last;
}

static void
add_event(Calendar *c, const Record *record, CalendarEvent *event)
{
	event->stamp = last_change(record, &event->sequence);
	calendar_add(c->out, event);
}

/* --- visits ---------------------------------------------------------------------------------------------------------------------------------------- */

/* "Hanau – Wohngeld, Hanau – Ummeldung"; NULL if none of them is wanted. */
static char *
titles_of(const Calendar *c, const Record *visit)
{
	g_auto(GStrv) ids = g_strsplit(record_get(visit, "anbindungen"), ",", -1);
	g_autoptr(GString) titles = g_string_new(NULL);
	gboolean any = FALSE;
	guint i;

	for (i = 0; ids[i] && *ids[i]; i++) {
		g_autofree char *title = app_full_title(c->app, ids[i]);

		any = any || is_wanted(c, ids[i]);
		g_string_append_printf(titles, "%s%s", i ? ", " : "", title);
	}
	return any ? g_strdup(titles->str) : NULL;
}

static const char *
event_status(const char *status)
{
	if (strcmp(status, "abgesagt") == 0)
		return "CANCELLED";
	return !*status || strcmp(status, "geplant") == 0 ? "TENTATIVE" : "CONFIRMED";
}

/* What has to be started before a visit that is still to come. */
static void
add_preparation(Calendar *c, const Record *visit, GError **error)
{
	g_autoptr(Preparation) p = app_preparation(c->app, visit->id, PLAN_BEGIN, error);
	guint i;

	c->is_failed = c->is_failed || !p;
	for (i = 0; p && i < p->tasks->len; i++) {
		const PrepTask *task = p->tasks->pdata[i];
		g_autofree char *uid = g_strdup_printf("%s-%s-%s-beginn@vorort", visit->id, task->anbindung, task->step->id);
		g_autofree char *summary = g_strdup_printf("Beginnen: %s %s (%s)", task->step->id, task->step->title, task->title);
		g_autofree char *day = text_date(record_get(visit, "date"));
		g_autofree char *text = g_strdup_printf("Stelle: %s\nVorlauf: %d Tage vor dem Termin am %s", words_text(WORDS_STELLE_KIND, task->step->responsible),
							task->step->lead_days, day);
		CalendarEvent event = {.uid = uid, .first = task->start, .summary = summary, .text = text};

		if (!task->is_started && is_wanted(c, task->anbindung))
			add_event(c, visit, &event);
	}
}

static void
add_visit(Calendar *c, const Record *visit, GError **error)
{
	const char *status = record_get(visit, "status");
	g_autofree char *uid = g_strconcat(visit->id, "@vorort", NULL), *titles = titles_of(c, visit);
	g_autofree char *summary = g_strdup_printf("Vor-Ort-Termin: %s", titles ? titles : "");
	g_autofree char *text = g_strdup_printf("Status: %s", words_text(WORDS_VISIT_STATUS, *status ? status : "geplant"));
	CalendarEvent event = {.uid = uid, .first = record_get(visit, "date"), .last = record_get(visit, "date_end"), .summary = summary,
			       .place = record_get(visit, "place"), .text = text, .status = event_status(status), .is_busy = TRUE};

	if (!titles)
		return;
	add_event(c, visit, &event);
	if (!*status || strcmp(status, "geplant") == 0 || strcmp(status, "bestaetigt") == 0)
		add_preparation(c, visit, error);
}

static gboolean
add_visits(Calendar *c, GError **error)
{
	g_autoptr(GPtrArray) ids = app_list(c->app, "visit", NULL, 0, error);
	guint i;

	for (i = ids ? ids->len : 0; i > 0 && !c->is_failed; i--) {
		g_autoptr(Record) visit = app_record(c->app, ids->pdata[i - 1], error);

		if (!visit)
			return FALSE;
		add_visit(c, visit, error);
	}
	return ids && !c->is_failed;
}

/* --- what waits -------------------------------------------------------------------------------------------------------------------------------------- */

static void
add_result(const char *entity, const char *key, const char *id, void *data)
{
	Calendar *c = data;
	g_autoptr(Record) result = app_record(c->app, id, NULL);
	const char *due = result ? record_get(result, "due") : "", *outcome = result ? record_get(result, "outcome") : "", *ticket;
	g_autofree char *step = g_strndup(key, strcspn(key, "/")), *title = NULL, *on = NULL, *uid = NULL, *summary = NULL, *text = NULL;
	CalendarEvent event = {.first = due};

	if (!*due || !is_wanted(c, entity))
		return;
	ticket = record_get(result, "ticket");
	title = app_step_title(c->app, entity, step, id);
	on = strchr(entity, '/') ? app_full_title(c->app, entity) : app_stelle_name(c->app, entity);
	event.uid = uid = g_strconcat(id, "-frist@vorort", NULL);
	event.summary = summary = g_strdup_printf("%s: %.*s %s (%s)", strcmp(outcome, "passed_open") == 0 ? "Nacharbeit" : "Wiedervorlage",
						  (int)strcspn(step, "@"), step, title, on);
	event.text = text = g_strdup_printf("%s\nStelle: %s%s%s", words_text(WORDS_OUTCOME, outcome), words_text(WORDS_STELLE_KIND, record_get(result, "stelle")),
					    *ticket ? "\nTicket: " : "", ticket);
	add_event(c, result, &event);
}

static gboolean
add_results(Calendar *c, GError **error)
{
	gsize i;

	for (i = 0; app_awaited[i]; i++)
		if (!store_results_with(c->app->store, app_awaited[i], NULL, 0, add_result, c, error))
			return FALSE;
	return TRUE;
}

/* --- obstacles --------------------------------------------------------------------------------------------------------------------------------------- */

static void
add_obstacle(Calendar *c, const Record *o, const char *slot, const char *what, const char *suffix)
{
	const char *anbindung = record_get(o, "anbindung"), *next = record_get(o, "next"), *stelle = record_get(o, "next_stelle");
	g_autofree char *on = *anbindung ? app_full_title(c->app, anbindung) : g_strdup("ohne Anbindung");
	g_autofree char *uid = g_strdup_printf("%s-%s@vorort", o->id, suffix);
	g_autofree char *summary = g_strdup_printf("%s: %s (%s)", what, record_get(o, "title"), on);
	g_autofree char *text = g_strdup_printf("%s%s%s", next, *next && *stelle ? "\nStelle: " : "", *next ? words_text(WORDS_STELLE_KIND, stelle) : "");
	CalendarEvent event = {.uid = uid, .first = record_get(o, slot), .summary = summary, .text = text};

	if (*event.first)
		add_event(c, o, &event);
}

/* What was put off has the day on which it comes up again, and no other. */
static void
add_days(Calendar *c, const Record *o)
{
	const char *status = record_get(o, "status");

	if (strcmp(status, "umgangen") == 0 || strcmp(status, "zurueckgestellt") == 0) {
		add_obstacle(c, o, "status_until", words_text(WORDS_OBSTACLE_STATUS, status), "bis");
		return;
	}
	add_obstacle(c, o, "next_date", "Hürde, nächster Schritt", "naechster");
	add_obstacle(c, o, "due", "Hürde fällig", "frist");
}

static gboolean
add_obstacles(Calendar *c, GError **error)
{
	g_autoptr(GPtrArray) ids = store_dated_obstacles(c->app->store, NULL, 0, error);
	guint i;

	for (i = 0; ids && i < ids->len; i++) {
		g_autoptr(Record) o = app_record(c->app, ids->pdata[i], error);

		if (!o)
			return FALSE;
		if (!is_wanted(c, record_get(o, "anbindung")))
			continue;
		if (strcmp(record_get(o, "vertraulich"), "ja") == 0)
			c->n_confidential++;
		else
			add_days(c, o);
	}
	return ids != NULL;
}

char *
app_calendar(App *app, const ObstacleFilter *filter, guint *n_left_out, GError **error)
{
	Calendar c = {.app = app, .filter = filter, .out = g_string_new(NULL)};
	gboolean ok;

	calendar_begin(c.out);
	ok = add_visits(&c, error) && add_results(&c, error) && add_obstacles(&c, error);
	calendar_end(c.out);
	if (n_left_out)
		*n_left_out = c.n_confidential;
	return g_string_free(c.out, !ok);
}
