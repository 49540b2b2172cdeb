/*
 * Linear mode: how things stand on the day – where the run was left, who is here and for how long, who answers, Sichtschutz. It is the same
 * LaufStand as that of the Prüflauf on the screen: one begins where the other ended.
 */
#include "linear.h"

#include <string.h>

#include "vorort/lauf.h"

/* --- the place -------------------------------------------------------------------------------------------------------------------- */

static const char *
lauf_of(const Linear *l)
{
	return l->visit ? l->visit : l->anbindung;
}

void
linear_keep(const Linear *l)
{
	const LaufStand stand = {.anbindung = l->anbindung, .step = linear_view(l)->step->id, .env = (char *)l->env, .instance = l->instance,
				 .present = l->present, .function = (char *)l->function};

	app_set_lauf_stand(l->app, lauf_of(l), &stand, NULL);
}

LaufStand *
linear_stand(Linear *l)
{
	LaufStand *stand = app_lauf_stand(l->app, lauf_of(l));
	const Word *function = words_find(WORDS_STELLE_KIND, stand->function);

	l->present = g_strdup(stand->present);
	l->function = function ? function->code : NULL;
	if (l->visit && stand->anbindung && g_strv_contains((const char *const *)l->anbindungen, stand->anbindung)) {
		g_free(l->anbindung);
		l->anbindung = g_strdup(stand->anbindung);
	}
	return stand;
}

gboolean
linear_resume(Linear *l, const LaufStand *stand)
{
	const Word *env = words_find(WORDS_ENV, stand->env);
	int index = stand->step && g_strcmp0(stand->anbindung, l->anbindung) == 0 ? step_list_find(l->list, stand->step) : -1;

	if (index < 0)
		return FALSE;
	linear_go(l, (guint)index);
	if (env && g_strv_contains((const char *const *)linear_view(l)->step->envs, env->code)) {
		l->env = env->code;
		l->instance = stand->instance;
	}
	return TRUE;
}

/* --- people ----------------------------------------------------------------------------------------------------------------------- */

static void
tell_times(const Linear *l)
{
	g_auto(GStrv) here = g_strsplit(l->present ? l->present : "", ",", -1);
	g_autoptr(GArray) times = app_present_times(l->list);
	guint i;

	for (i = 0; i < times->len; i++) {
		const PresentTime *t = &g_array_index(times, PresentTime, i);

		if (!g_strv_contains((const char *const *)here, t->code))
			continue;
		if (t->n_steps)
			linear_say("Da: %s, noch %u Minuten, %u %s.", words_text(WORDS_PRESENT, t->code), t->minutes, t->n_steps,
				   t->n_steps == 1 ? "Schritt" : "Schritte");
		else
			linear_say("Da: %s, nichts mehr zu tun.", words_text(WORDS_PRESENT, t->code));
	}
}

void
linear_tell_lage(const Linear *l)
{
	tell_times(l);
	if (l->function)
		linear_say("Es antwortet: %s.", words_text(WORDS_STELLE_KIND, l->function));
}

void
linear_ask_present(Linear *l)
{
	guint n = 0;
	const Word *word;
	LinearQuestion q = {.label = "Wer ist da? Mehrere mit Komma; keine Angabe: alle Schritte", .words = words(WORDS_PRESENT)};
	g_autofree char *codes = NULL;

	for (word = q.words; word->code; word++)
		n++;
	q.most = n;
	if (linear_ask(l, &q, &codes) != LINEAR_GIVEN)
		return;
	g_free(l->present);
	l->present = *codes ? g_strdup(codes) : NULL;
	if (l->present)
		tell_times(l);
	else
		linear_say("Alle Schritte sind wieder da, gleich wer da ist.");
	if (!app_step_has_people(linear_view(l)->step, l->present))
		linear_next_open(l);
	linear_keep(l);
}

void
linear_ask_function(Linear *l)
{
	const LinearQuestion q = {.label = "Wer antwortet? Keine Angabe: nicht festhalten", .words = words(WORDS_STELLE_KIND)};
	g_autofree char *code = NULL;

	if (linear_ask(l, &q, &code) != LINEAR_GIVEN)
		return;
	l->function = *code ? words_find(WORDS_STELLE_KIND, code)->code : NULL;
	if (l->function)
		linear_say("Es antwortet: %s. Neue Ergebnisse halten das fest.", words_text(WORDS_STELLE_KIND, l->function));
	else
		linear_say("Wer antwortet, wird nicht festgehalten.");
	linear_keep(l);
}

/* --- Sichtschutz ------------------------------------------------------------------------------------------------------------------ */

void
linear_switch_sichtschutz(Linear *l)
{
	gboolean is_on = app_sichtschutz(l->app) == SICHTSCHUTZ_ON;
	g_autoptr(GError) error = NULL;

	if (app_sichtschutz(l->app) == SICHTSCHUTZ_NONE)
		linear_say("Ohne Termin gibt es keinen Sichtschutz.");
	else if (!app_switch_sichtschutz(l->app, !is_on, &error))
		linear_say("%s", error->message);
	else
		linear_say(is_on ? "Sichtschutz aus: Andere Kommunen werden genannt." : "Sichtschutz an: Andere Kommunen werden nicht genannt.");
}
