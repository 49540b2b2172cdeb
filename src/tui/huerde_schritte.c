/*
 * The steps of an obstacle: how each stands, on its page with a way there; what depends on them is deferred in one key, and what is to be
 * tested again once it is settled says so.
 */
#include <string.h>

#include "huerde.h"
#include "pruefung.h"
#include "vorort/lauf.h"

static StepList *
steps_of(App *app, const Record *obstacle)
{
	const char *anbindung = record_get(obstacle, "anbindung");

	return *anbindung && *record_get(obstacle, "steps") ? app_steps(app, anbindung, NULL) : NULL;
}

static gboolean
is_again(const StepView *view)
{
	const StepResult *open = view->outcome ? step_view_open(view) : NULL;

	return open && open->again;
}

/* --- on the page -------------------------------------------------------------------------------------------------------------- */

void
huerde_add_steps(App *app, const Record *obstacle, Blatt *blatt)
{
	g_autoptr(StepList) list = steps_of(app, obstacle);
	g_auto(GStrv) ids = g_strsplit(record_get(obstacle, "steps"), ",", -1);
	guint i;

	if (list)
		blatt_head(blatt, "Prüfschritte");
	for (i = 0; list && i < list->views->len; i++) {
		const StepView *view = list->views->pdata[i];
		const Word *outcome = words_find(WORDS_OUTCOME, view->outcome);
		g_autofree char *target = NULL, *text = NULL;

		if (!g_strv_contains((const char *const *)ids, view->step->id))
			continue;
		target = g_strdup_printf("schritt:%s#%s", list->anbindung, view->step->id);
		text = g_strdup_printf("%s %s: %s", outcome ? outcome->glyph : "·", is_again(view) ? "wieder prüfen" : pruefung_outcome_short(view->outcome),
		                       view->step->title);
		blatt_add(blatt, is_again(view) ? ROLE_INFO : pruefung_outcome_role(view->outcome), view->step->id, text, target);
	}
}

guint
huerde_count_again(App *app, const char *id)
{
	g_autoptr(Record) obstacle = app_record(app, id, NULL);
	g_autoptr(StepList) list = obstacle ? steps_of(app, obstacle) : NULL;
	g_auto(GStrv) ids = g_strsplit(list ? record_get(obstacle, "steps") : "", ",", -1);
	guint i, n = 0;

	for (i = 0; list && i < list->views->len; i++) {
		const StepView *view = list->views->pdata[i];

		n += is_again(view) && g_strv_contains((const char *const *)ids, view->step->id) ? 1 : 0;
	}
	return n;
}

/* --- deferring ---------------------------------------------------------------------------------------------------------------- */

guint
huerde_count_followers(App *app, const Record *obstacle)
{
	g_autoptr(StepList) list = steps_of(app, obstacle);
	g_auto(GStrv) ids = g_strsplit(record_get(obstacle, "steps"), ",", -1);
	g_autoptr(GPtrArray) followers = list ? app_followers(list, (const char *const *)ids) : NULL;

	return followers ? followers->len : 0;
}

void
huerde_defer(Tui *tui, const char *id)
{
	App *app = tui_data(tui);
	g_autoptr(Record) obstacle = app_record(app, id, NULL);
	const Deferral deferral = { .visit = obstacle ? app_visit_at_hand(app, record_get(obstacle, "anbindung")) : NULL };
	g_autoptr(GPtrArray) ids = NULL;
	g_autoptr(GError) error = NULL;

	if (!app_defer(app, id, &deferral, &ids, &error))
		tui_say(tui, ROLE_BAD, "%s", error->message);
	else
		tui_say(tui, ROLE_OK, "%u %s zurückgestellt. u macht es rückgängig.", ids->len, ids->len == 1 ? "Schritt ist" : "Schritte sind");
}
