/* Prüflauf: the obstacle of the present step – the one that is open, or a new one filled with what the step knows. */
#include "pruefung.h"
#include "screens.h"
#include "vorort/text.h"

static void
obstacle_done(Tui *tui, const char *id, void *data)
{
	Pruefung *p = data;
	int next;

	if (!id || !pruefung_reload(p))
		return;
	if (!p->offer) {
		tui_say(tui, ROLE_OK, "Hürde zu %s angelegt.", pruefung_view(p)->step->id);
		return;
	}
	next = pruefung_next_open(p);
	tui_say(tui, ROLE_OK, "Hürde zu %s angelegt.%s%s", pruefung_view(p)->step->id, next >= 0 ? " Weiter mit " : "",
	        next >= 0 ? ((StepView *)p->list->views->pdata[next])->step->id : "");
	if (next >= 0)
		pruefung_go(p, (guint)next);
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

/* Open obstacles of the present step, most important first. */
static GPtrArray *
open_obstacles(const Pruefung *p)
{
	ObstacleFilter filter = { .anbindung = p->anbindung, .step = pruefung_view(p)->step->id, .only_open = TRUE };

	return app_obstacles(p->app, &filter, NULL, FALSE, 0, 8, NULL);
}

static unsigned
obstacle_chosen(Tui *tui, void *data, int answer)
{
	Pruefung *p = data;
	g_autoptr(GPtrArray) rows = answer >= 0 ? open_obstacles(p) : NULL;

	if (rows && answer < (int)rows->len)
		tui_push(tui, &huerde_screen, ((ObstacleRow *)rows->pdata[answer])->id);
	else if (rows)
		open_form(p);
	return TUI_HANDLED;
}

unsigned
pruefung_obstacle(Pruefung *p)
{
	g_autoptr(GPtrArray) rows = pruefung_view(p)->n_obstacles ? open_obstacles(p) : NULL;
	GPtrArray *texts;
	guint i;

	if (!rows || rows->len == 0) {
		open_form(p);
		return TUI_HANDLED;
	}
	texts = g_ptr_array_new_with_free_func(g_free);
	for (i = 0; i < rows->len; i++)
		g_ptr_array_add(texts, text_visible(((ObstacleRow *)rows->pdata[i])->title, FALSE));
	g_ptr_array_add(texts, g_strdup("Neue Hürde anlegen"));
	pruefung_choose(p, "Zu diesem Schritt ist schon eine Hürde offen", texts, obstacle_chosen);
	return TUI_HANDLED;
}
