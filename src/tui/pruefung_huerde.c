/*
 * Prüflauf: the obstacle of the present step – the one that is open, or a new one filled with what the step knows – and the steps that it
 * holds up: those that depend on the failed one are offered to be deferred, others are added one by one.
 */
#include "pruefung.h"

#include <string.h>

#include "screens.h"
#include "vorort/text.h"

/* --- deferring what follows --------------------------------------------------------------------------------------------------- */

/* Where the run goes on, after @said. */
static void
go_on(Pruefung *p, const char *said)
{
	g_autofree char *more = pruefung_go_on(p);

	pruefung_keep(p);
	tui_say(p->tui, ROLE_OK, "%s %s", said, more);
}

/* NULL for @steps: those that follow from the obstacle's. */
static unsigned
defer(Pruefung *p, const char *obstacle, const char *const *steps)
{
	const Deferral deferral = { .steps = steps, .visit = p->visit, .function = p->function };
	g_autoptr(GPtrArray) ids = NULL;
	g_autoptr(GError) error = NULL;
	g_autofree char *said = NULL;

	if (!app_defer(p->app, obstacle, &deferral, &ids, &error)) {
		tui_say(p->tui, ROLE_BAD, "%s", error->message);
		return TUI_HANDLED;
	}
	said = ids->len == 1 ? g_strdup_printf("%s ist zurückgestellt.", (char *)ids->pdata[0])
	                     : g_strdup_printf("%u Schritte sind zurückgestellt.", ids->len);
	if (pruefung_reload(p))
		go_on(p, said);
	return TUI_HANDLED | TUI_CONTENT;
}

static unsigned
defer_answered(Tui *tui, void *data, int answer)
{
	Pruefung *p = data;
	g_autofree char *obstacle = g_steal_pointer(&p->obstacle);

	(void)tui;
	if (answer == DIALOG_YES)
		return defer(p, obstacle, NULL);
	go_on(p, "Hürde angelegt, nichts zurückgestellt.");
	return TUI_HANDLED | TUI_CONTENT;
}

static gboolean
is_hampered(const StepView *view)
{
	return g_strcmp0(view->outcome, "failed") == 0 || g_strcmp0(view->outcome, "blocked") == 0;
}

/* TRUE if it asks. */
static gboolean
offer_to_defer(Pruefung *p, const char *obstacle)
{
	const StepView *view = pruefung_view(p);
	const char *const steps[] = { view->step->id, NULL };
	g_autoptr(GPtrArray) followers = app_followers(p->list, steps);
	g_autofree char *question = NULL;

	if (!is_hampered(view) || followers->len == 0)
		return FALSE;
	g_free(p->obstacle);
	p->obstacle = g_strdup(obstacle);
	question = followers->len == 1 ? g_strdup_printf("Den folgenden Schritt %s wegen dieser Hürde zurückstellen?", ((StepView *)followers->pdata[0])->step->id)
	                               : g_strdup_printf("%u folgende Schritte wegen dieser Hürde zurückstellen?", followers->len);
	dialog_yes_no(p->tui, question, defer_answered, p);
	return TRUE;
}

/* --- a new one ------------------------------------------------------------------------------------------------------------------ */

static void
obstacle_done(Tui *tui, const char *id, void *data)
{
	Pruefung *p = data;
	gboolean is_offered = p->offer != NULL;
	g_autofree char *said = NULL;

	if (!id || !pruefung_reload(p))
		return;
	said = g_strdup_printf("Hürde zu %s angelegt.", pruefung_view(p)->step->id);
	if (offer_to_defer(p, id))
		return;
	if (is_offered)
		go_on(p, said);
	else
		tui_say(tui, ROLE_OK, "%s", said);
}

static void
open_form(Pruefung *p)
{
	const StepView *view = pruefung_view(p);
	const StepResult *known = pruefung_result(view, pruefung_env(p, view->step), p->instance);
	g_autoptr(GError) error = NULL;
	g_auto(GStrv) preset = app_obstacle_preset(p->app, p->anbindung, view->step->id, p->visit, known ? known->id : NULL, &error);

	if (preset)
		huerde_form_open(p->tui, (const char *const *)preset, obstacle_done, p);
	else
		tui_say(p->tui, ROLE_BAD, "%s", error->message);
}

/* --- one that is known -------------------------------------------------------------------------------------------------------- */

#define CHOICES 8

/* Open obstacles of the present step. */
static GPtrArray *
open_obstacles(const Pruefung *p)
{
	ObstacleFilter filter = { .anbindung = p->anbindung, .step = pruefung_view(p)->step->id, .only_open = TRUE };

	return app_obstacles(p->app, &filter, NULL, FALSE, 0, CHOICES, NULL);
}

static unsigned
obstacle_chosen(Tui *tui, void *data, int answer)
{
	Pruefung *p = data;

	if (answer >= 0 && answer < (int)p->ids->len)
		tui_push(tui, &huerde_screen, p->ids->pdata[answer]);
	else if (answer >= 0)
		open_form(p);
	return TUI_HANDLED;
}

/* Titles to choose from; which obstacles they are of is kept. */
static GPtrArray *
take_titles(Pruefung *p, const GPtrArray *rows)
{
	GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
	guint i;

	g_clear_pointer(&p->ids, g_ptr_array_unref);
	p->ids = g_ptr_array_new_with_free_func(g_free);
	for (i = 0; i < rows->len; i++) {
		const ObstacleRow *row = rows->pdata[i];

		g_ptr_array_add(texts, text_visible(row->title, FALSE));
		g_ptr_array_add(p->ids, g_strdup(row->id));
	}
	return texts;
}

unsigned
pruefung_obstacle(Pruefung *p)
{
	g_autoptr(GPtrArray) rows = pruefung_view(p)->n_obstacles ? open_obstacles(p) : NULL;
	GPtrArray *texts;

	if (!rows || rows->len == 0) {
		open_form(p);
		return TUI_HANDLED;
	}
	texts = take_titles(p, rows);
	g_ptr_array_add(texts, g_strdup("Neue Hürde anlegen"));
	pruefung_choose(p, "Zu diesem Schritt ist schon eine Hürde offen", texts, obstacle_chosen);
	return TUI_HANDLED;
}

/* --- the same cause --------------------------------------------------------------------------------------------------------- */

/* Open obstacles of this Anbindung that do not name the present step, newest first. */
static GPtrArray *
other_obstacles(const Pruefung *p)
{
	ObstacleFilter filter = { .anbindung = p->anbindung, .only_open = TRUE };
	GPtrArray *rows = app_obstacles(p->app, &filter, NULL, FALSE, 0, 100, NULL);
	guint i;

	for (i = rows ? rows->len : 0; i > 0; i--) {
		g_auto(GStrv) steps = g_strsplit(((ObstacleRow *)rows->pdata[i - 1])->steps, ",", -1);

		if (g_strv_contains((const char *const *)steps, pruefung_view(p)->step->id) || i > CHOICES + 1)
			g_ptr_array_remove_index(rows, i - 1);
	}
	return rows;
}

static unsigned
same_chosen(Tui *tui, void *data, int answer)
{
	Pruefung *p = data;
	const char *const steps[] = { pruefung_view(p)->step->id, NULL };

	(void)tui;
	return answer >= 0 && answer < (int)p->ids->len ? defer(p, p->ids->pdata[answer], steps) : TUI_HANDLED;
}

unsigned
pruefung_run_same(Tui *tui, void *state)
{
	Pruefung *p = state;
	g_autoptr(GPtrArray) rows = other_obstacles(p), texts = rows ? take_titles(p, rows) : NULL;

	if (!texts || texts->len == 0)
		return TUI_HANDLED;
	if (texts->len == 1)
		return same_chosen(tui, state, 0);
	pruefung_choose(p, "Wegen welcher Hürde zurückstellen?", g_steal_pointer(&texts), same_chosen);
	return TUI_HANDLED;
}

const char *
pruefung_why_no_same(Tui *tui, void *state)
{
	g_autoptr(GPtrArray) rows = other_obstacles(state);

	(void)tui;
	return rows && rows->len ? NULL : "Hier ist keine andere Hürde offen; h legt eine an.";
}
