/* What the steps of an Anbindung say about its state: a suggestion in words, for a person to take or leave. */
#include <string.h>

#include "internal.h"
#include "vorort/revisit.h"

typedef struct Tally { /* of the steps that apply */
	guint n_muss, n_passed, n_failed; /* MUSS only */
	gboolean is_begun, is_tested;
} Tally;

/* Phases A to E prepare; from F on something is sent. */
#define FIRST_TEST_PHASE 'F'

static Tally
count(const StepList *steps)
{
	Tally t = {0};
	guint i;

	for (i = 0; i < steps->views->len; i++) {
		const StepView *view = steps->views->pdata[i];
		gboolean is_muss = view->applies && strcmp(view->step->duty, "muss") == 0;

		if (!view->applies)
			continue;
		t.is_begun |= view->outcome != NULL;
		t.is_tested |= view->outcome != NULL && view->step->phase >= FIRST_TEST_PHASE;
		if (!is_muss)
			continue;
		t.n_muss++;
		t.n_passed += outcome_is_settled(view->outcome) ? 1 : 0;
		t.n_failed += g_strcmp0(view->outcome, "failed") == 0 ? 1 : 0;
	}
	return t;
}

/* Later states and those that somebody chose for other reasons are not called into question by open steps. */
static gboolean
is_further(const char *suggested, const char *state)
{
	static const char *const order[] = {"",        "unbekannt",    "nicht_begonnen",    "angemeldet",       "vorbereitung",
					    "im_test", "freigabereif", "produktiv_ohne_fv", "produktiv_mit_fv", "ende_zu_ende"};
	guint i, at = G_MAXUINT, wanted = 0;

	for (i = 0; i < G_N_ELEMENTS(order); i++) {
		if (strcmp(order[i], state) == 0)
			at = i;
		if (strcmp(order[i], suggested) == 0)
			wanted = i;
	}
	return at != G_MAXUINT && wanted > at;
}

/* A real case went through, and nothing that is required is left. */
static gboolean
is_end_to_end(const StepList *steps, const Tally *t)
{
	return t->n_muss && t->n_passed == t->n_muss && app_end_to_end(steps) == END_TO_END_PROD;
}

static char *
reason(const StepList *steps, const Tally *t)
{
	if (is_end_to_end(steps, t))
		return g_strdup_printf("alle %u MUSS-Schritte bestanden, auch der Ende-zu-Ende-Test in Prod", t->n_muss);
	return t->n_muss && t->n_passed == t->n_muss ? g_strdup_printf("alle %u MUSS-Schritte bestanden", t->n_muss)
						     : g_strdup_printf("%u von %u MUSS-Schritten bestanden", t->n_passed, t->n_muss);
}

const char *
app_suggest_state(const StepList *steps, const char *state, char **why)
{
	Tally t = count(steps);
	const char *suggested;

	if (!t.is_begun)
		return NULL;
	if (strcmp(state, "freigabereif") == 0 && t.n_failed) {
		*why = g_strdup_printf(t.n_failed == 1 ? "ein MUSS-Schritt ist nicht bestanden" : "%u MUSS-Schritte sind nicht bestanden", t.n_failed);
		return "im_test";
	}
	suggested = is_end_to_end(steps, &t) ? "ende_zu_ende" : t.n_muss && t.n_passed == t.n_muss ? "freigabereif" : t.is_tested ? "im_test" : "vorbereitung";
	if (!is_further(suggested, state))
		return NULL;
	*why = reason(steps, &t);
	return suggested;
}

gboolean
app_take_suggestion(App *app, const char *anbindung, const char *date, GError **error)
{
	g_autoptr(Record) record = app_record(app, anbindung, error);
	g_autoptr(StepList) steps = record ? app_steps(app, anbindung, error) : NULL;
	g_autofree char *why = NULL, *state_pair = NULL, *date_pair = NULL, *source_pair = NULL;
	const char *state = steps ? app_suggest_state(steps, record_get(record, "state"), &why) : NULL;

	if (!steps)
		return FALSE;
	if (!state) {
		g_set_error_literal(error, APP_ERROR, APP_ERROR_INVALID, "Die Prüfschritte sagen nichts anderes als den Stand, der schon gesetzt ist.");
		return FALSE;
	}
	state_pair = g_strconcat("state=", state, NULL);
	date_pair = g_strconcat("state_date=", date, NULL);
	source_pair = g_strconcat("state_source=Prüflauf: ", why, NULL);
	return app_set(app, anbindung, (const char *const[]){state_pair, date_pair, source_pair, NULL}, record, error);
}
