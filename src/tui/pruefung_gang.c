/* Prüflauf: the way from step to step – next, next open, by number – and where to go after something was recorded. */
#include "pruefung.h"

#include <string.h>

#include "cells.h"
#include "vorort/text.h"

/* --- going from step to step ------------------------------------------------------------------------------------------------- */

gboolean
pruefung_is_shown(const Pruefung *p, const StepView *view)
{
	return p->is_all || (view->applies && app_step_has_people(view->step, p->present));
}

/* The result of the present step that is still missing, NULL: none. */
static const StepResult *
open_result(const StepView *view)
{
	return view->applies ? step_view_open(view) : NULL;
}

gboolean
pruefung_next_env(Pruefung *p)
{
	const StepView *view = pruefung_view(p);
	const StepResult *shown = pruefung_result(view, pruefung_env(p, view->step), p->instance), *missing = open_result(view);

	if (!missing || !shown || step_result_is_open(shown))
		return FALSE;
	p->env_here = words_find(WORDS_ENV, missing->env)->code;
	p->instance = missing->instance;
	p->is_filled = FALSE;
	return TRUE;
}

/* Only environments that the checklist knows. */
static gboolean
has_env(const Checklist *checklist, const char *env)
{
	guint i;

	for (i = 0; i < checklist->steps->len; i++)
		if (g_strv_contains((const char *const *)((ChecklistStep *)checklist->steps->pdata[i])->envs, env))
			return TRUE;
	return FALSE;
}

unsigned
pruefung_switch_env(Pruefung *p)
{
	const Word *envs = words(WORDS_ENV);
	int i, from = words_index(WORDS_ENV, p->env_here ? p->env_here : p->env), n = 3;

	p->env_here = NULL;
	for (i = 1; i <= n; i++) {
		const Word *env = &envs[(from + i) % n];

		if (has_env(p->list->checklist, env->code)) {
			p->env = env->code;
			break;
		}
	}
	p->is_filled = FALSE;
	tui_say(p->tui, ROLE_INFO, "Umgebung: %s.%s", words_text(WORDS_ENV, p->env),
	        g_strv_contains((const char *const *)pruefung_view(p)->step->envs, p->env) ? "" : " Für diesen Schritt gibt es sie nicht.");
	return TUI_HANDLED | TUI_PAINT;
}

int
pruefung_next_open(const Pruefung *p)
{
	return p->is_revisit ? nachtermin_next(p) : step_list_next_open(p->list, p->index, p->present);
}

void
pruefung_say_all(Pruefung *p)
{
	tui_say(p->tui, ROLE_INFO, p->is_all ? "Alle Schritte sind eingeblendet, auch nicht zutreffende; a blendet sie aus."
	                                     : p->present ? "Nur Schritte, die zutreffen und für die alle da sind; a zeigt alle."
	                                                 : "Nur Schritte, die hier zutreffen; a zeigt alle.");
}

unsigned
pruefung_step_by(Pruefung *p, int step)
{
	int i = (int)p->index + step, n = (int)p->list->views->len;

	if (p->is_revisit)
		i = nachtermin_neighbour(p, step);
	while (!p->is_revisit && i >= 0 && i < n && !pruefung_is_shown(p, p->list->views->pdata[i]))
		i += step;
	if (i < 0 || i >= n)
		tui_say(p->tui, ROLE_INFO, step > 0 ? "Das ist der letzte Schritt." : "Das ist der erste Schritt.");
	else
		pruefung_go(p, (guint)i);
	return TUI_HANDLED | TUI_PAINT;
}

int
pruefung_find(const Pruefung *p, const char *typed)
{
	return step_list_find(p->list, typed);
}

/* Nothing that is typed leads elsewhere: the line stays until there is such a step. */
static char *
step_problem(const char *text, void *data)
{
	return *text ? step_list_problem(((const Pruefung *)data)->list, text) : NULL;
}

static unsigned
step_typed(Tui *tui, void *data, const char *text)
{
	Pruefung *p = data;
	int index = text ? pruefung_find(p, text) : -1;

	(void)tui;
	if (index < 0)
		return TUI_HANDLED | TUI_CONTENT;
	pruefung_go(p, (guint)index);
	return p->asked_flags;
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
pruefung_ask_step(Pruefung *p, int key, unsigned flags)
{
	char letter[8] = "";

	p->asked_flags = flags;
	if (TK_IS_TEXT(key))
		g_unichar_to_utf8((gunichar)key, letter);
	dialog_line_checked(p->tui, "Gehe zu Schritt: Kennung wie F1.4 oder Nummer wie 12", letter, step_problem, step_typed, p);
	return TUI_HANDLED;
}

/* --- after recording --------------------------------------------------------------------------------------------------------- */

static gboolean
keeps_step(const StepView *view, const char *outcome)
{
	return strcmp(outcome, "failed") == 0 || strcmp(outcome, "blocked") == 0 ||
	       (g_str_has_prefix(outcome, "passed") && view->n_obstacles > 0);
}

/* What the answers of a result say against it is seen on its page; the line has it where there is room. */
static void
say_saved(Pruefung *p, const char *saved, const char *more)
{
	const GPtrArray *warnings = app_warnings(p->app);
	g_autofree char *warned = warnings->len ? g_strdup_printf("%s %s", saved, (const char *)warnings->pdata[0]) : NULL;

	if (warned && cells_width(warned) <= COLS - 4)
		tui_say(p->tui, ROLE_OK, "%s", warned);
	else
		tui_say(p->tui, ROLE_OK, "%s%s%s", saved, *more ? " " : "", more);
}

/* What is left when nobody who is here can do more. */
static char *
nothing_left(const Pruefung *p)
{
	g_autofree char *people = pruefung_people_text(p);

	return p->present && p->list->n_open ? g_strdup_printf("Mit %s ist nichts mehr offen; i ändert, wer da ist.", people)
	                                     : g_strdup("Kein Schritt ist mehr offen. c: Abschluss");
}

char *
pruefung_go_on(Pruefung *p)
{
	char *said = pruefung_return(p);
	int next = said ? 0 : pruefung_next_open(p);

	if (said)
		return said;
	if (next < 0)
		return p->is_revisit ? g_strdup("Nichts ist mehr zu tun. z: alle Schritte, c: Abschluss") : nothing_left(p);
	pruefung_go(p, (guint)next);
	if (p->is_revisit)
		return g_strdup_printf("Weiter mit %s (noch %u zu tun).", pruefung_view(p)->step->id, nachtermin_left(p));
	return g_strdup_printf("Weiter mit %s (%u von %u erledigt).", pruefung_view(p)->step->id, p->list->n_done, p->list->n_steps);
}

/* Another environment of the step first. */
static char *
go_on_here(Pruefung *p)
{
	return pruefung_next_env(p) ? g_strdup_printf("Jetzt hier: %s.", words_text(WORDS_ENV, pruefung_env(p, pruefung_view(p)->step)))
	                            : pruefung_go_on(p);
}

unsigned
pruefung_recorded(Pruefung *p, const char *step, const char *env, const char *outcome, const char *id, const char *stelle)
{
	const StepView *view = pruefung_view(p);
	gboolean has_envs = g_strv_length(view->step->envs) > 1;
	g_autofree char *saved = g_strdup_printf("%s: %s%s%s%s, gespeichert%s%s.", step, words_text(WORDS_OUTCOME, outcome), has_envs ? " (" : "",
	                                         has_envs ? words_text(WORDS_ENV, env) : "", has_envs ? ")" : "", stelle ? " für alle von " : "",
	                                         stelle ? stelle : ""), *more = NULL;

	if (!pruefung_reload(p))
		return TUI_HANDLED | TUI_CONTENT;
	if (p->is_single && !keeps_step(pruefung_view(p), outcome)) {
		say_saved(p, saved, "");
		return TUI_CLOSE;
	}
	p->is_single = FALSE;
	if (keeps_step(pruefung_view(p), outcome)) {
		g_free(p->offer);
		p->offer = g_strdup(id);
		blatt_top(p->blatt);
	} else {
		more = go_on_here(p);
	}
	pruefung_keep(p);
	say_saved(p, saved, more ? more : "");
	pruefung_offer_weg(p, step, outcome);
	return TUI_HANDLED | TUI_CONTENT;
}
