/*
 * Prüflauf: the tray – what is „läuft“ in all Anbindungen of the visit. One key goes from one to the next and, after the last, back to the
 * step where it began; so does recording a result there.
 */
#include <string.h>

#include "pruefung.h"

typedef struct Ort { /* a place in the run */
	char *anbindung, *step, *env;
	guint instance;
} Ort;

static void
ort_free(gpointer data)
{
	Ort *ort = data;

	if (!ort)
		return;
	g_free(ort->anbindung);
	g_free(ort->step);
	g_free(ort->env);
	g_free(ort);
}

static Ort *
ort_new(const char *anbindung, const char *step, const char *env, guint instance)
{
	Ort *ort = g_new0(Ort, 1);

	ort->anbindung = g_strdup(anbindung);
	ort->step = g_strdup(step);
	ort->env = g_strdup(env);
	ort->instance = instance;
	return ort;
}

static Ort *
copy(const Ort *ort)
{
	return ort_new(ort->anbindung, ort->step, ort->env, ort->instance);
}

/* --- what is in it ------------------------------------------------------------------------------------------------------------ */

static void
add_running(GPtrArray *tray, const StepList *list)
{
	guint i, j;

	for (i = 0; i < list->views->len; i++) {
		const StepView *view = list->views->pdata[i];

		for (j = 0; view->applies && j < view->results->len; j++) {
			const StepResult *r = view->results->pdata[j];

			if (g_strcmp0(r->outcome, "waiting") == 0)
				g_ptr_array_add(tray, ort_new(list->anbindung, view->step->id, r->env, r->instance));
		}
	}
}

/* The present Anbindung is known; the others are read only if @is_all, for they change only elsewhere. */
void
pruefung_fill_tray(Pruefung *p, gboolean is_all)
{
	GPtrArray *tray = g_ptr_array_new_with_free_func(ort_free);
	char **id;
	guint i;

	for (id = p->anbindungen; *id; id++) {
		gboolean is_present = strcmp(*id, p->anbindung) == 0;
		g_autoptr(StepList) other = is_present || !is_all ? NULL : app_steps(p->app, *id, NULL);

		if (is_present || other)
			add_running(tray, is_present ? p->list : other);
		for (i = 0; !is_present && !is_all && p->tray && i < p->tray->len; i++) {
			const Ort *ort = p->tray->pdata[i];

			if (strcmp(ort->anbindung, *id) == 0)
				g_ptr_array_add(tray, copy(ort));
		}
	}
	if (p->tray)
		g_ptr_array_unref(p->tray);
	p->tray = tray;
}

void
pruefung_drop_tray(Pruefung *p)
{
	g_clear_pointer(&p->tray, g_ptr_array_unref);
	g_clear_pointer(&p->places, g_ptr_array_unref);
	ort_free(p->origin);
	p->origin = NULL;
}

char *
pruefung_tray_text(const Pruefung *p)
{
	if (!p->tray || p->tray->len == 0)
		return NULL;
	return g_strdup_printf("läuft gerade (%u): %s", p->tray->len, tui_has_letters(p->tui) ? "j" : "Strg-S");
}

/* --- going -------------------------------------------------------------------------------------------------------------------- */

static Ort *
present_place(const Pruefung *p)
{
	const ChecklistStep *step = pruefung_view(p)->step;

	return ort_new(p->anbindung, step->id, pruefung_env(p, step), p->instance);
}

static gboolean
is_same(const Ort *a, const Ort *b)
{
	return strcmp(a->anbindung, b->anbindung) == 0 && strcmp(a->step, b->step) == 0 && strcmp(a->env, b->env) == 0 && a->instance == b->instance;
}

/* @ort must not be one of the tray, which is made anew on the way. */
static gboolean
go(Pruefung *p, const Ort *ort)
{
	return (strcmp(p->anbindung, ort->anbindung) == 0 || pruefung_switch(p, ort->anbindung)) &&
	       pruefung_go_to(p, ort->step, ort->env, ort->instance);
}

/* One place for each Anbindung. */
void
pruefung_remember(Pruefung *p)
{
	guint i;

	if (!p->places)
		p->places = g_ptr_array_new_with_free_func(ort_free);
	for (i = p->places->len; i > 0; i--)
		if (strcmp(((Ort *)p->places->pdata[i - 1])->anbindung, p->anbindung) == 0)
			g_ptr_array_remove_index(p->places, i - 1);
	g_ptr_array_add(p->places, present_place(p));
}

gboolean
pruefung_recall(Pruefung *p)
{
	guint i;

	for (i = 0; p->places && i < p->places->len; i++) {
		const Ort *ort = p->places->pdata[i];

		if (strcmp(ort->anbindung, p->anbindung) == 0)
			return pruefung_go_to(p, ort->step, ort->env, ort->instance);
	}
	return FALSE;
}

static int
index_of(const GPtrArray *tray, const Ort *here)
{
	guint i;

	for (i = 0; i < tray->len; i++)
		if (is_same(tray->pdata[i], here))
			return (int)i;
	return -1;
}

char *
pruefung_return(Pruefung *p)
{
	Ort *origin = p->origin;
	char *said = NULL;

	p->origin = NULL;
	if (origin && go(p, origin))
		said = g_strdup_printf("Zurück bei %s.", origin->step);
	ort_free(origin);
	return said;
}

unsigned
pruefung_run_tray(Tui *tui, void *state)
{
	Pruefung *p = state;
	Ort *here = present_place(p), *there;
	int next = index_of(p->tray, here) + 1;
	g_autofree char *said = NULL;

	if (next == (int)p->tray->len && (said = pruefung_return(p))) {
		ort_free(here);
		tui_say(tui, ROLE_INFO, "%s", said);
		return TUI_HANDLED | TUI_CONTENT;
	}
	if (next == 0 && !p->origin)
		p->origin = g_steal_pointer(&here);
	ort_free(here);
	if (p->tray->len == 0)
		return TUI_HANDLED | TUI_CONTENT;
	next = next < (int)p->tray->len ? next : 0;
	there = copy(p->tray->pdata[next]);
	if (go(p, there))
		tui_say(tui, ROLE_INFO, "Läuft, %d von %u%s: %s.", next + 1, p->tray->len, p->origin ? "; danach geht es zurück" : "", p->title);
	ort_free(there);
	return TUI_HANDLED | TUI_CONTENT;
}

const char *
pruefung_why_no_tray(Tui *tui, void *state)
{
	const Pruefung *p = state;

	(void)tui;
	return p->tray && p->tray->len ? NULL : "Zurzeit läuft nichts. 4 hält fest, dass etwas läuft.";
}
