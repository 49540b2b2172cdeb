/*
 * The run of the linear mode: which visit, then step by step, beginning on what is open; commands between the outcomes; a summary at the
 * end. Each thing that is stored is said in a line of its own when it is durable, so the run may end anywhere.
 */
#include "linear.h"

#include <string.h>

#include "commands.h"

/* --- where the run is --------------------------------------------------------------------------------------------------------------- */

const StepView *
linear_view(const Linear *l)
{
	return l->list->views->pdata[l->index];
}

static gboolean
reload(Linear *l, GError **error)
{
	StepList *list = app_steps(l->app, l->anbindung, error);
	Record *record = list ? app_record(l->app, l->anbindung, error) : NULL;

	if (!record) {
		step_list_free(list);
		return FALSE;
	}
	step_list_free(l->list);
	record_free(l->record);
	l->list = list;
	l->record = record;
	l->index = MIN(l->index, MAX(list->views->len, 1) - 1);
	return TRUE;
}

gboolean
linear_reload(Linear *l)
{
	g_autoptr(GError) error = NULL;

	if (reload(l, &error))
		return TRUE;
	linear_say("%s", error->message);
	l->is_ended = TRUE;
	return FALSE;
}

/* What is open there, else its first environment. */
static void
choose_env(Linear *l)
{
	const StepView *view = linear_view(l);
	const StepResult *open = view->applies ? step_view_open(view) : NULL;

	l->env = words_find(WORDS_ENV, open ? open->env : view->step->envs[0])->code;
	l->instance = open ? open->instance : 1;
}

void
linear_go(Linear *l, guint index)
{
	l->index = index;
	l->is_moved = TRUE;
	choose_env(l);
}

void
linear_next_open(Linear *l)
{
	int next = step_list_next_open(l->list, l->index, l->present);

	if (next < 0)
		linear_say("Kein anderer Schritt ist offen.");
	else
		linear_go(l, (guint)next);
}

void
linear_step_by(Linear *l, int step)
{
	int i = (int)l->index + step, n = (int)l->list->views->len;

	while (i >= 0 && i < n && !((const StepView *)l->list->views->pdata[i])->applies)
		i += step;
	if (i < 0 || i >= n)
		linear_say(step > 0 ? "Das ist der letzte Schritt." : "Das ist der erste Schritt.");
	else
		linear_go(l, (guint)i);
}

void
linear_go_on(Linear *l)
{
	const StepView *view = linear_view(l);
	int next = step_list_next_open(l->list, l->index, l->present);

	if (view->applies && step_view_open(view))
		linear_go(l, l->index);
	else if (next >= 0)
		linear_go(l, (guint)next);
	else if (l->present && l->list->n_open)
		linear_say("Mit denen, die da sind, ist nichts mehr offen. i ändert, wer da ist; q beendet den Prüflauf.");
	else
		linear_say("Kein Schritt ist mehr offen. q beendet den Prüflauf.");
}

/* --- commands ------------------------------------------------------------------------------------------------------------------------- */

typedef struct Action {
	const char *key, *arg, *help; /* arg NULL: none */
	const char *question;         /* for a missing arg */
	void (*run)(Linear *l, const char *arg);
} Action;

static void do_help(Linear *l, const char *arg);

static void
do_back(Linear *l, const char *arg)
{
	(void)arg;
	linear_step_by(l, -1);
}

static void
do_next(Linear *l, const char *arg)
{
	(void)arg;
	linear_next_open(l);
}

static void
do_go_to(Linear *l, const char *arg)
{
	g_autofree char *problem = step_list_problem(l->list, arg);

	if (problem)
		linear_say("%s", problem);
	else
		linear_go(l, (guint)step_list_find(l->list, arg));
}

static void
do_note(Linear *l, const char *arg)
{
	g_autofree char *text = g_strconcat("text=", arg, NULL), *anbindung = g_strconcat("anbindung=", l->anbindung, NULL);
	g_autofree char *step = g_strconcat("step=", linear_view(l)->step->id, NULL), *visit = l->visit ? g_strconcat("visit=", l->visit, NULL) : NULL;
	const char *const set[] = {text, anbindung, step, visit, NULL};
	g_autoptr(GError) error = NULL;

	if (!linear_is_fine(l, arg))
		linear_say("Die Notiz ist nicht gespeichert.");
	else if (app_add(l->app, "note", set, NULL, &error))
		linear_say("Gespeichert: Notiz.");
	else
		linear_say("%s", error->message);
}

static void
do_obstacle(Linear *l, const char *arg)
{
	(void)arg;
	linear_obstacle(l);
}

static void
do_defer(Linear *l, const char *arg)
{
	(void)arg;
	linear_defer(l);
}

static void
do_present(Linear *l, const char *arg)
{
	(void)arg;
	linear_ask_present(l);
}

static void
do_function(Linear *l, const char *arg)
{
	(void)arg;
	linear_ask_function(l);
}

static void
do_sichtschutz(Linear *l, const char *arg)
{
	(void)arg;
	linear_switch_sichtschutz(l);
}

static void
do_undo_last(Linear *l, const char *arg)
{
	g_autofree char *title = NULL;
	g_autoptr(GError) error = NULL;

	(void)arg;
	if (!app_undo(l->app, NULL, &title, &error)) {
		linear_say("%s", error->message);
		return;
	}
	linear_say("Rückgängig gemacht: %s.", title);
	if (linear_reload(l))
		linear_go(l, l->index);
}

static void
do_env(Linear *l, const char *arg)
{
	const ChecklistStep *step = linear_view(l)->step;
	const Word *env = linear_guess(words(WORDS_ENV), arg);

	if (!env || !g_strv_contains((const char *const *)step->envs, env->code)) {
		linear_say("Die Umgebung „%s“ gibt es für diesen Schritt nicht.", arg);
		return;
	}
	l->env = env->code;
	l->is_moved = TRUE;
}

static void
do_other(Linear *l, const char *arg)
{
	guint i, n = g_strv_length(l->anbindungen);

	(void)arg;
	if (n < 2) {
		linear_say("Zu diesem Termin gehört nur eine Anbindung.");
		return;
	}
	for (i = 0; i < n && strcmp(l->anbindungen[i], l->anbindung) != 0; i++)
		;
	g_free(l->anbindung);
	g_free(l->title);
	l->anbindung = g_strdup(l->anbindungen[(i + 1) % n]);
	l->title = app_anbindung_title(l->app, l->anbindung);
	linear_say("%s", l->title);
	if (linear_reload(l))
		linear_go(l, step_list_start(l->list));
}

static void
do_again(Linear *l, const char *arg)
{
	(void)arg;
	l->is_moved = TRUE;
}

static void
do_end(Linear *l, const char *arg)
{
	(void)arg;
	l->is_ended = TRUE;
}

static const Action actions[] = {
	{"?", NULL, "Hilfe", NULL, do_help},
	{"z", NULL, "zurück zum vorigen Schritt", NULL, do_back},
	{"w", NULL, "weiter ohne Ergebnis, zum nächsten offenen Schritt", NULL, do_next},
	{"s", "SCHRITT", "springen, etwa s F1.4 oder s 12", "Zu welchem Schritt", do_go_to},
	{"n", "TEXT", "Schnellnotiz", "Notiz", do_note},
	{"h", NULL, "Hürde zu diesem Schritt", NULL, do_obstacle},
	{"k", NULL, "diesen Schritt wegen einer Hürde zurückstellen, die schon aufgenommen ist", NULL, do_defer},
	{"i", NULL, "wer da ist, und wie lange noch", NULL, do_present},
	{"o", NULL, "wer antwortet", NULL, do_function},
	{"y", NULL, "Sichtschutz ein oder aus", NULL, do_sichtschutz},
	{"u", NULL, "letzte Eingabe rückgängig machen", NULL, do_undo_last},
	{"a", NULL, "Schritt noch einmal ansagen, Angaben noch einmal fragen", NULL, do_again},
	{"e", "UMGEBUNG", "Umgebung wechseln: test, stage oder prod", "Umgebung", do_env},
	{"x", NULL, "andere Anbindung dieses Termins", NULL, do_other},
	{"q", NULL, "Ende", NULL, do_end},
};

static void
do_help(Linear *l, const char *arg)
{
	const Word *word;
	gsize i;

	(void)l;
	(void)arg;
	linear_say("Das Ergebnis als Wort oder Ziffer; nach einer Ziffer darf die Bemerkung stehen, etwa 6 keine Zeit:");
	for (word = words(WORDS_OUTCOME), i = 1; word->code; word++, i++)
		linear_say("%u %s: %s", (guint)i, word->text, word->note);
	linear_say("Oder ein Befehl:");
	for (i = 0; i < G_N_ELEMENTS(actions); i++)
		linear_say("%s%s%s: %s", actions[i].key, actions[i].arg ? " " : "", actions[i].arg ? actions[i].arg : "", actions[i].help);
}

static const Action *
find_action(const char *typed, const char **arg)
{
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(actions); i++) {
		const Action *a = &actions[i];

		if (g_ascii_tolower(*typed) != *a->key || (typed[1] && (typed[1] != ' ' || !a->arg)))
			continue;
		*arg = typed[1] ? typed + 1 + strspn(typed + 1, " ") : "";
		return a;
	}
	return NULL;
}

static void
run_action(Linear *l, const Action *action, const char *arg)
{
	const LinearQuestion q = {.label = action->question, .is_required = TRUE};
	g_autofree char *asked = NULL;

	if (!action->arg || *arg)
		action->run(l, arg);
	else if (linear_ask(l, &q, &asked) == LINEAR_GIVEN)
		action->run(l, asked);
}

/* --- one step ------------------------------------------------------------------------------------------------------------------------- */

/* A plain result leads on; a failure stays until its obstacle is told or declined. */
static void
recorded(Linear *l, const char *outcome)
{
	g_autofree char *label = g_strdup_printf("Zu %s eine Hürde anlegen?", linear_view(l)->step->id);

	if (!linear_reload(l))
		return;
	if ((strcmp(outcome, "failed") == 0 || strcmp(outcome, "blocked") == 0) && linear_confirm(l, label))
		linear_obstacle(l);
	if (!l->is_ended)
		linear_go_on(l);
}

/* A word or a digit; what follows a digit is the remark: "6 keine Zeit". */
static const Word *
find_outcome(const char *typed, const char **note)
{
	const char digit[] = {*typed, 0};

	if (g_ascii_isdigit(*typed) && typed[1] == ' ') {
		*note = typed + 2;
		return linear_guess(words(WORDS_OUTCOME), digit);
	}
	return *typed ? linear_guess(words(WORDS_OUTCOME), typed) : NULL;
}

static void
take_line(Linear *l, LinearDraft *draft, const char *typed)
{
	const char *arg = NULL, *note = NULL;
	const Word *outcome = find_outcome(typed, &note);
	const Action *action = find_action(typed, &arg);

	if (action)
		run_action(l, action, arg);
	else if (!*typed)
		linear_say("Hier fehlt ein Ergebnis oder ein Befehl.");
	else if (!outcome)
		linear_say("„%s“ ist kein Ergebnis und kein Befehl. ? zeigt, was möglich ist.", typed);
	else if (linear_record(draft, outcome->code, note))
		recorded(l, outcome->code);
}

/* All seven at first, then in short: who hears it every time knows them. */
static void
say_outcomes(Linear *l)
{
	g_autofree char *name = linear_step_name(l);
	g_autoptr(GString) line = g_string_new(NULL);
	const Word *all = words(WORDS_OUTCOME);
	guint n;

	for (n = 0; all[n].code; n++)
		if (!l->has_said_outcomes)
			g_string_append_printf(line, "%u %s, ", n + 1, all[n].text);
	if (l->has_said_outcomes)
		g_string_append_printf(line, "1 %s … %u %s, ", all[0].text, n, all[n - 1].text);
	l->has_said_outcomes = TRUE;
	linear_say("Ergebnis von %s: %s? Hilfe", name, line->str);
}

/* Says the step, asks its questions, then takes lines until the run has moved on. */
static void
run_step(Linear *l)
{
	g_autoptr(LinearDraft) draft = linear_draft_new(l);
	LinearAnswer answer;

	l->is_moved = FALSE;
	linear_keep(l);
	linear_tell_step(l);
	answer = linear_ask_answers(draft);
	if (answer == LINEAR_BACK)
		linear_step_by(l, -1);
	else if (answer == LINEAR_NEXT)
		linear_next_open(l);
	while (!l->is_moved && !l->is_ended) {
		g_autofree char *typed = NULL;

		say_outcomes(l);
		if ((typed = linear_read(l)))
			take_line(l, draft, typed);
	}
}

/* --- the run ---------------------------------------------------------------------------------------------------------------------------- */

static gboolean
begin(Linear *l, GError **error)
{
	g_autoptr(LaufStand) stand = NULL;

	l->anbindung = g_strdup(l->anbindungen[0]);
	stand = linear_stand(l);
	l->is_guarding = l->visit && app_begin_sichtschutz(l->app, l->visit, (const char *const *)l->anbindungen);
	l->title = app_anbindung_title(l->app, l->anbindung);
	if (!reload(l, error))
		return FALSE;
	if (l->list->views->len == 0) {
		g_set_error_literal(error, APP_ERROR, APP_ERROR_INVALID, "Die Checkliste ist leer oder nicht lesbar.");
		return FALSE;
	}
	linear_say("Prüflauf: %s. %u von %u erledigt. ? zeigt, was möglich ist, q beendet; was gespeichert ist, bleibt.", l->title, l->list->n_done,
		   l->list->n_steps);
	linear_tell_lage(l);
	if (linear_resume(l, stand))
		linear_say("Weiter bei %s, wo der Prüflauf zuletzt stand.", stand->step);
	else
		linear_go(l, step_list_start(l->list));
	return TRUE;
}

static void
linear_clear(Linear *l)
{
	if (l->is_guarding)
		app_end_sichtschutz(l->app);
	g_free(l->present);
	g_free(l->visit);
	g_strfreev(l->anbindungen);
	g_free(l->anbindung);
	g_free(l->title);
	step_list_free(l->list);
	record_free(l->record);
}

gboolean
run_linear(Cli *cli, GError **error)
{
	Linear l = {.app = cli->app};
	GError *cause = NULL;
	gboolean is_open = linear_open(&l, cli, &cause) && begin(&l, &cause);

	while (is_open && !l.is_ended)
		run_step(&l);
	if (is_open && l.list)
		linear_tell_summary(&l);
	linear_clear(&l);
	if (cause)
		g_propagate_error(error, cause);
	return !cause;
}
