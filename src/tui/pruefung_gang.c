/* Prüflauf: the way from step to step – next, next open, by number – and where to go after something was recorded. */
#include "pruefung.h"

#include <string.h>

#include "vorort/text.h"

/* --- going from step to step ------------------------------------------------------------------------------------------------- */

static gboolean
is_shown(const Pruefung *p, const StepView *view)
{
	return p->is_all || view->applies;
}

static gboolean
is_open_here(const Pruefung *p, const StepView *view)
{
	const StepResult *r = pruefung_result(view, pruefung_env(p, view->step), 1);

	return view->applies && (!r || !r->outcome);
}

int
pruefung_next_open(const Pruefung *p)
{
	guint n = p->list->views->len, i;

	for (i = 1; i < n; i++) {
		guint index = (p->index + i) % n;

		if (is_open_here(p, p->list->views->pdata[index]))
			return (int)index;
	}
	return -1;
}

unsigned
pruefung_step_by(Pruefung *p, int step)
{
	int i = (int)p->index + step, n = (int)p->list->views->len;

	while (i >= 0 && i < n && !is_shown(p, p->list->views->pdata[i]))
		i += step;
	if (i < 0 || i >= n)
		tui_say(p->tui, ROLE_INFO, step > 0 ? "Das ist der letzte Schritt." : "Das ist der erste Schritt.");
	else
		pruefung_go(p, (guint)i);
	return TUI_HANDLED | TUI_PAINT;
}

/* An exact id goes before one that begins so: "F1" is "F1.1" only if there is no step F1 and no other F1.x. */
int
pruefung_find(const Pruefung *p, const char *typed)
{
	g_autofree char *key = text_fold(typed);
	int found = -1, n_found = 0;
	guint i;

	g_strstrip(key);
	for (i = 0; *key && i < p->list->views->len; i++) {
		g_autofree char *id = text_fold(((StepView *)p->list->views->pdata[i])->step->id);

		if (strcmp(id, key) == 0)
			return (int)i;
		if (g_str_has_prefix(id, key)) {
			found = (int)i;
			n_found++;
		}
	}
	return n_found == 1 ? found : -1;
}

static const char *
nearest_step(const Pruefung *p, const char *typed)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	g_autofree char *upper = g_utf8_strup(typed, -1);
	guint i;

	for (i = 0; i < p->list->views->len; i++)
		g_ptr_array_add(ids, ((StepView *)p->list->views->pdata[i])->step->id);
	g_ptr_array_add(ids, NULL);
	return text_nearest(upper, (const char *const *)ids->pdata);
}

static unsigned
step_typed(Tui *tui, void *data, const char *text)
{
	Pruefung *p = data;
	int index = text ? pruefung_find(p, text) : -1;
	const char *nearest;

	if (index >= 0) {
		pruefung_go(p, (guint)index);
	} else if (text && *text) {
		nearest = nearest_step(p, text);
		tui_say(tui, ROLE_WARN, "Den Schritt „%s“ gibt es nicht.%s%s%s", text, nearest ? " Meinten Sie " : " l zeigt alle.",
		        nearest ? nearest : "", nearest ? "?" : "");
	}
	return TUI_HANDLED | TUI_CONTENT;
}

gboolean
pruefung_begins_step(const Pruefung *p, int key)
{
	guint i;

	for (i = 0; key >= 'A' && key <= 'Z' && i < p->list->views->len; i++)
		if (((StepView *)p->list->views->pdata[i])->step->id[0] == key)
			return TRUE;
	return FALSE;
}

unsigned
pruefung_ask_step(Pruefung *p, int key)
{
	char letter[8] = "";

	if (TK_IS_TEXT(key))
		g_unichar_to_utf8((gunichar)key, letter);
	dialog_line(p->tui, "Gehe zu Schritt, zum Beispiel F1.4", letter, step_typed, p);
	return TUI_HANDLED;
}

/* --- after recording --------------------------------------------------------------------------------------------------------- */

static gboolean
keeps_step(const StepView *view, const char *outcome)
{
	return strcmp(outcome, "failed") == 0 || strcmp(outcome, "blocked") == 0 ||
	       (g_str_has_prefix(outcome, "passed") && view->n_obstacles > 0);
}

static void
say_recorded(Pruefung *p, const char *saved, gboolean is_last)
{
	if (is_last)
		tui_say(p->tui, ROLE_OK, "%s Kein Schritt ist mehr offen. c: Abschluss", saved);
	else
		tui_say(p->tui, ROLE_OK, "%s Weiter mit %s (%u von %u erledigt).", saved, pruefung_view(p)->step->id, p->list->n_done,
		        p->list->n_steps);
}

unsigned
pruefung_recorded(Pruefung *p, const char *step, const char *outcome, const char *id, const char *stelle)
{
	const GPtrArray *warnings = app_warnings(p->app);
	g_autofree char *saved = g_strdup_printf("%s: %s, gespeichert%s%s.", step, words_text(WORDS_OUTCOME, outcome), stelle ? " für alle von " : "",
	                                         stelle ? stelle : "");
	int next;

	if (!pruefung_reload(p))
		return TUI_HANDLED | TUI_CONTENT;
	if (keeps_step(pruefung_view(p), outcome)) {
		g_free(p->offer);
		p->offer = g_strdup(id);
		blatt_top(p->blatt);
		tui_say(p->tui, ROLE_OK, "%s", saved);
	} else {
		next = pruefung_next_open(p);
		if (next >= 0)
			pruefung_go(p, (guint)next);
		say_recorded(p, saved, next < 0);
	}
	if (warnings->len)
		tui_say(p->tui, ROLE_WARN, "%s", (const char *)warnings->pdata[0]);
	return TUI_HANDLED | TUI_CONTENT;
}
