/* Linear mode: what is said about a step, in the order in which one needs it, and what is left at the end. */
#include "linear.h"

#include <string.h>

#include "vorort/evening.h"
#include "vorort/text.h"

/* --- one step ------------------------------------------------------------------------------------------------------------------- */

char *
linear_step_name(const Linear *l)
{
	const ChecklistStep *step = linear_view(l)->step;
	gboolean has_envs = g_strv_length(step->envs) > 1;
	g_autofree char *instance = l->instance > 1 ? g_strdup_printf(", Wiederholung %u", l->instance) : g_strdup("");

	return has_envs || *instance ? g_strdup_printf("%s (%s%s)", step->id, words_text(WORDS_ENV, l->env), instance) : g_strdup(step->id);
}

static const StepResult *
known_result(const Linear *l)
{
	const StepView *view = linear_view(l);
	guint i;

	for (i = 0; i < view->results->len; i++) {
		const StepResult *r = view->results->pdata[i];

		if (r->instance == l->instance && strcmp(r->env, l->env) == 0)
			return r;
	}
	return NULL;
}

/* "Schritt 12 von 47: D4 Übertragung in den Portalverbund abgewartet" */
static void
tell_head(const Linear *l)
{
	const StepView *view = linear_view(l);
	g_autofree char *name = linear_step_name(l);
	guint i, number = 0;

	for (i = 0; i <= l->index; i++)
		number += ((const StepView *)l->list->views->pdata[i])->applies ? 1 : 0;
	linear_say("%s", "");
	if (view->applies)
		linear_say("Schritt %u von %u: %s %s", number, l->list->n_steps, name, view->step->title);
	else
		linear_say("Schritt %s %s. Er trifft hier nicht zu.", name, view->step->title);
	linear_say("Phase %c: %s", view->step->phase, checklist_phase_title(view->step->phase));
}

/* What people read on the screen before they begin. */
static void
tell_known(const Linear *l)
{
	const StepView *view = linear_view(l);
	const StepResult *known = known_result(l);
	g_autofree char *day = g_strndup(known && known->at ? known->at : "", 10), *shown = text_date(day);

	if (view->needs)
		linear_say("Zuerst: %s, noch nicht bestanden.", view->needs);
	if (known && known->differs)
		linear_say("Abweichend: Zwei Teams haben verschieden geprüft.");
	if (known && known->changed)
		linear_say("Geändert seit dem Ergebnis (Version %s): %s.", known->version, known->changed);
	if (known && known->outcome)
		linear_say("Zuletzt: %s, %s%s%s.", words_text(WORDS_OUTCOME, known->outcome), shown, known->is_inherited ? ", übernommen von " : "",
			   known->is_inherited ? known->stelle_name : "");
	if (known && step_result_contradicts(known))
		linear_say("Widerspruch: %s sagt für alle: %s. Hier gilt das eigene Ergebnis.", known->stelle_name,
			   words_text(WORDS_OUTCOME, known->stelle_outcome));
}

/* "Dabei: Fachamt, IT. MUSS, etwa 10 Minuten." */
static void
tell_terms(const ChecklistStep *step)
{
	g_autoptr(GString) present = g_string_new(NULL);
	char **code;

	for (code = step->present; code && *code; code++)
		g_string_append_printf(present, "%s%s", present->len ? ", " : "", words_text(WORDS_PRESENT, *code));
	if (present->len)
		linear_say("Dabei: %s", present->str);
	if (step->minutes)
		linear_say("Pflicht: %s, etwa %d %s", words_text(WORDS_DUTY, step->duty), step->minutes, step->minutes == 1 ? "Minute" : "Minuten");
	else
		linear_say("Pflicht: %s", words_text(WORDS_DUTY, step->duty));
}

static void
tell_obstacles(const Linear *l, const char *step)
{
	ObstacleFilter filter = {.anbindung = l->anbindung, .step = step, .only_open = TRUE};
	g_autoptr(GPtrArray) rows = app_obstacles(l->app, &filter, NULL, FALSE, 0, 50, NULL);
	guint i;

	for (i = 0; rows && i < rows->len; i++) {
		const ObstacleRow *row = rows->pdata[i];

		linear_say("Offene Hürde: %s (%s, %s)", row->title, words_text(WORDS_SEVERITY, row->severity),
			   words_text(WORDS_OBSTACLE_STATUS, row->status));
	}
}

void
linear_tell_step(const Linear *l)
{
	const StepView *view = linear_view(l);

	tell_head(l);
	tell_known(l);
	linear_say("Zu prüfen: %s", view->step->task);
	linear_say("Bestanden, wenn: %s", view->step->criterion);
	if (view->step->hint)
		linear_say("Sonst: %s", view->step->hint);
	tell_terms(view->step);
	if (view->n_obstacles)
		tell_obstacles(l, view->step->id);
}

/* --- the end -------------------------------------------------------------------------------------------------------------------- */

static void
tell_steps(const Linear *l, const char *outcome)
{
	guint i;

	for (i = 0; i < l->list->views->len; i++) {
		const StepView *view = l->list->views->pdata[i];

		if (view->applies && g_strcmp0(view->outcome, outcome) == 0)
			linear_say("%s: %s %s", words_text(WORDS_OUTCOME, outcome), view->step->id, view->step->title);
	}
}

static void
tell_waiting(const Linear *l)
{
	g_autoptr(GPtrArray) waiting = app_waiting(l->app, l->anbindung, NULL);
	guint i;

	for (i = 0; waiting && i < waiting->len; i++) {
		const FollowUp *w = waiting->pdata[i];
		g_autofree char *due = text_date(w->due);

		linear_say("%s: %s %s (%s%s%s%s%s)", words_text(WORDS_OUTCOME, "waiting"), w->step, w->what, words_text(WORDS_STELLE_KIND, w->stelle),
			   *w->ticket ? ", " : "", w->ticket, *due ? ", erwartet am " : ", ohne Termin", due);
	}
}

static void
tell_open(const Linear *l)
{
	g_autoptr(GString) ids = g_string_new(NULL);
	guint i;

	for (i = 0; i < l->list->views->len; i++) {
		const StepView *view = l->list->views->pdata[i];

		if (view->applies && step_view_open(view))
			g_string_append_printf(ids, "%s%s", ids->len ? ", " : "", view->step->id);
	}
	if (ids->len)
		linear_say("offen: %s", ids->str);
}

void
linear_tell_summary(const Linear *l)
{
	ObstacleFilter filter = {.anbindung = l->anbindung, .only_open = TRUE};

	linear_say("%s", "");
	linear_say("Zusammenfassung %s: %u von %u erledigt, %u offen, %u nicht bestanden, %u %s, Hürden offen: %" G_GINT64_FORMAT ".", l->title,
		   l->list->n_done, l->list->n_steps, l->list->n_open, l->list->n_failed, l->list->n_waiting,
		   l->list->n_waiting == 1 ? "läuft" : "laufen", app_count_obstacles(l->app, &filter, NULL));
	tell_open(l);
	tell_steps(l, "failed");
	tell_waiting(l);
	tell_steps(l, "passed_open");
	tell_steps(l, "blocked");
	tell_obstacles(l, NULL);
}
