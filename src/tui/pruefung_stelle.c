/*
 * Prüflauf: steps that are tested once for many. Whom a result is for is asked before it is recorded, with the Stelle preset; what is taken
 * over from a Stelle, and what contradicts it, stands at the step.
 */
#include "pruefung.h"

#include "vorort/text.h"

/* --- whom a result is for --------------------------------------------------------------------------------------------------- */

static unsigned
target_chosen(Tui *tui, void *data, int answer)
{
	Pruefung *p = data;
	g_autofree char *stelle = g_steal_pointer(&p->stelle);

	(void)tui;
	return answer < 0 ? TUI_HANDLED : pruefung_record_for(p, p->outcome, answer == 0 ? stelle : NULL);
}

unsigned
pruefung_record(Pruefung *p, const char *outcome)
{
	const ChecklistStep *step = pruefung_view(p)->step;
	char *stelle = app_stelle_of_step(p->app, p->anbindung, step->id, NULL);
	g_autoptr(GPtrArray) served = stelle ? app_stelle_anbindungen(p->app, stelle, NULL) : NULL;
	g_autofree char *name = stelle ? app_stelle_name(p->app, stelle) : NULL, *title = NULL;
	GPtrArray *texts;

	if (!stelle)
		return pruefung_record_for(p, outcome, NULL);
	g_free(p->stelle);
	p->stelle = stelle;
	p->outcome = words_find(WORDS_OUTCOME, outcome)->code;
	texts = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(texts, g_strdup_printf("für alle, die %s bedient (%u)", name, served ? served->len : 0));
	g_ptr_array_add(texts, g_strdup("nur hier"));
	title = g_strdup_printf("%s: %s – für wen?", step->id, pruefung_outcome_short(outcome));
	pruefung_choose(p, title, texts, target_chosen);
	return TUI_HANDLED;
}

/* --- what stands at the step ------------------------------------------------------------------------------------------------ */

static char *
day_of(const StepResult *r)
{
	g_autofree char *iso = g_strndup(r->stelle_at ? r->stelle_at : "", 10);

	return text_date(iso);
}

static void
add_one(Blatt *blatt, const StepResult *r)
{
	g_autofree char *day = day_of(r), *outcome = pruefung_outcome_text(r->stelle_outcome);

	if (r->is_inherited)
		blatt_printf(blatt, ROLE_INFO, "Übernommen", "von %s am %s. Stimmt es hier nicht, gilt ein Ergebnis „nur hier“.%s", r->stelle_name, day,
		             r->differs ? " Dort gibt es abweichende Ergebnisse." : "");
	else if (step_result_contradicts(r))
		blatt_printf(blatt, ROLE_WARN, "! Widerspruch", "%s am %s für alle: %s. Hier gilt das eigene Ergebnis.", r->stelle_name, day, outcome);
}

void
pruefung_add_stelle(Pruefung *p, Blatt *blatt, const StepView *view)
{
	g_autofree char *stelle = NULL, *name = NULL;
	gboolean is_said = FALSE;
	guint i;

	for (i = 0; i < view->results->len; i++) {
		const StepResult *r = view->results->pdata[i];

		add_one(blatt, r);
		is_said = is_said || r->stelle;
	}
	if (is_said || !(stelle = app_stelle_of_step(p->app, p->anbindung, view->step->id, NULL)))
		return;
	name = app_stelle_name(p->app, stelle);
	blatt_printf(blatt, ROLE_INFO, "Einmal für alle", "Zuständig ist %s: Das Ergebnis kann für alle gelten, die sie bedient.", name);
}
