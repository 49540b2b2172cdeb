/*
 * Linear mode: one result on its way. The step's questions come first; then the outcome asks what its rule says (vorort/outcome.h). What is
 * refused there is refused here in the same words, and only what was missing is asked again.
 */
#include "linear.h"

#include <string.h>

#include "vorort/op.h"
#include "vorort/outcome.h"
#include "vorort/questionnaire.h"

struct LinearDraft {
	Linear *l;
	const ChecklistStep *step;
	GPtrArray *names;   /* const char *, of the answers */
	GPtrArray *answers; /* char *, of the same length; "" for none */
	GPtrArray *seen;    /* results that counted when the step was said */
	gboolean has_typed; /* an answer that was not known before */
};

/* --- life --------------------------------------------------------------------------------------------------------------------- */

static void
add_answer(LinearDraft *draft, const char *name, const Record *last)
{
	const char *json = last ? record_get(last, "answers") : "";
	char *known = *json ? op_json_get(json, name) : NULL;

	g_ptr_array_add(draft->names, (gpointer)name);
	g_ptr_array_add(draft->answers, known ? known : g_strdup(app_answer_before(draft->l->record, draft->step->id, name)));
}

LinearDraft *
linear_draft_new(Linear *l)
{
	LinearDraft *draft = g_new0(LinearDraft, 1);
	g_autoptr(Record) last = NULL;
	guint i;

	draft->l = l;
	draft->step = linear_view(l)->step;
	draft->names = g_ptr_array_new();
	draft->answers = g_ptr_array_new_with_free_func(g_free);
	draft->seen = app_current_results(l->app, l->record, draft->step, l->list->checklist->leistung, l->env, l->instance, NULL);
	if (draft->seen->len)
		last = app_record(l->app, draft->seen->pdata[draft->seen->len - 1], NULL);
	for (i = 0; i < draft->step->fields->len; i++)
		add_answer(draft, ((const ChecklistField *)draft->step->fields->pdata[i])->name, last);
	if (draft->step->evidence && !checklist_step_has_field(draft->step, CHECKLIST_EVIDENCE))
		add_answer(draft, CHECKLIST_EVIDENCE, last);
	return draft;
}

void
linear_draft_free(LinearDraft *draft)
{
	g_ptr_array_unref(draft->names);
	g_ptr_array_unref(draft->answers);
	g_ptr_array_unref(draft->seen);
	g_free(draft);
}

/* --- the step's questions -------------------------------------------------------------------------------------------------------- */

/* What only counts as evidence of a failure is taken if it is meant so; what suggests an outcome is said. */
static char *
check_answer(const char *value, gboolean is_literal, void *data)
{
	const ChecklistField *field = data;
	g_autofree char *today = app_today(), *problem = checklist_field_check(field, value, today, NULL);
	g_autofree char *wrong = checklist_field_refuse(field, value, "passed", today);
	char *refused = checklist_field_refuse(field, value, "failed", today);

	if (wrong && !refused && !is_literal)
		return g_strdup_printf("%s Mit = davor wird es als Befund zu „%s“ festgehalten.", wrong, words_text(WORDS_OUTCOME, "failed"));
	if (!refused && problem)
		linear_say("Hinweis: %s", problem);
	return refused;
}

static GArray *
choices_of(const ChecklistField *field)
{
	GArray *list = g_array_new(TRUE, TRUE, sizeof(Word));
	char **choice;

	for (choice = field->choices; *choice; choice++) {
		const Word word = {*choice, *choice, "", "", ""};

		g_array_append_val(list, word);
	}
	return list;
}

static LinearAnswer
ask_field(LinearDraft *draft, guint i, char **value)
{
	const ChecklistField *field = draft->step->fields->pdata[i];
	g_autofree char *today = app_today(), *help = checklist_field_help(field, today);
	g_autofree char *label = g_strdup_printf("%s%s%s%s%s%s", field->question, help || field->is_required ? " (" : "", field->is_required ? "nötig" : "",
						 help && field->is_required ? "; " : "", help ? help : "", help || field->is_required ? ")" : "");
	g_autoptr(GArray) choices = field->type == FIELD_CHOICE ? choices_of(field) : NULL;
	LinearQuestion q = {.label = label, .is_date = field->type == FIELD_DATE, .is_skippable = TRUE, .preset = draft->answers->pdata[i],
			    .check = check_answer, .data = (void *)field};

	if (choices)
		q.words = (const Word *)(void *)choices->data;
	else if (field->type == FIELD_YES_NO)
		q.words = words(WORDS_YES_NO);
	return linear_ask(draft->l, &q, value);
}

/* Where the evidence is, not the evidence itself. */
static LinearAnswer
ask_evidence(LinearDraft *draft, guint i, char **value)
{
	g_autofree char *help = g_strdup_printf("Ablageort oder Aktenzeichen. Gedacht ist: %s", draft->step->evidence);
	const LinearQuestion q = {.label = "Nachweis", .help = help, .is_skippable = TRUE, .preset = draft->answers->pdata[i]};

	return linear_ask(draft->l, &q, value);
}

static LinearAnswer
ask_one(LinearDraft *draft, guint i)
{
	g_autofree char *value = NULL;
	LinearAnswer answer = i < draft->step->fields->len ? ask_field(draft, i, &value) : ask_evidence(draft, i, &value);

	if (answer != LINEAR_GIVEN)
		return answer;
	draft->has_typed |= strcmp(value, draft->answers->pdata[i]) != 0;
	g_free(draft->answers->pdata[i]);
	draft->answers->pdata[i] = g_steal_pointer(&value);
	return LINEAR_GIVEN;
}

LinearAnswer
linear_ask_answers(LinearDraft *draft)
{
	guint i = 0;

	while (i < draft->names->len) {
		LinearAnswer answer = ask_one(draft, i);

		if (answer == LINEAR_ENOUGH)
			break;
		if (answer == LINEAR_GIVEN)
			i++;
		else if (answer == LINEAR_BACK && i > 0)
			i--;
		else
			return answer;
	}
	return LINEAR_GIVEN;
}

/* Why the answer does not go with the outcome; NULL: it does. */
static char *
answer_problem(const LinearDraft *draft, guint i, const char *outcome)
{
	const ChecklistField *field = draft->step->fields->pdata[i];
	const char *value = draft->answers->pdata[i];
	g_autofree char *today = app_today();

	if (!*value && field->is_required && g_str_has_prefix(outcome, "passed"))
		return g_strdup_printf("„%s“ ist auszufüllen.", field->question);
	return checklist_field_refuse(field, value, outcome, today);
}

/* Asks once more for what does not go with the outcome. FALSE: the user goes back instead. */
static gboolean
complete_answers(LinearDraft *draft, const char *outcome)
{
	guint i = 0;

	while (i < draft->step->fields->len) {
		g_autofree char *problem = answer_problem(draft, i, outcome);

		if (!problem) {
			i++;
			continue;
		}
		linear_say("%s: %s", words_text(WORDS_OUTCOME, outcome), problem);
		if (ask_one(draft, i) != LINEAR_GIVEN)
			return FALSE;
	}
	return TRUE;
}

/* An answer that speaks for another outcome: the user decides. */
static gboolean
is_meant(LinearDraft *draft, const char *outcome)
{
	g_autofree char *today = app_today();
	guint i;

	for (i = 0; g_str_has_prefix(outcome, "passed") && i < draft->step->fields->len; i++) {
		const char *suggests = NULL, *value = draft->answers->pdata[i];
		g_autofree char *problem = *value ? checklist_field_check(draft->step->fields->pdata[i], value, today, &suggests) : NULL;
		g_autofree char *label = g_strdup_printf("trotzdem: %s?", words_text(WORDS_OUTCOME, outcome));

		if (!suggests || strcmp(suggests, outcome) == 0)
			continue;
		linear_say("Diese Angabe spricht für ein anderes Ergebnis: %s (Vorschlag). %s", words_text(WORDS_OUTCOME, suggests), problem);
		return linear_confirm(draft->l, label);
	}
	return TRUE;
}

/* --- what the outcome asks ------------------------------------------------------------------------------------------------------- */

typedef struct Details {
	char *note, *sicht, *stelle, *ticket, *due, *for_stelle;
} Details;

static void
details_clear(Details *d)
{
	char **const texts[] = {&d->note, &d->sicht, &d->stelle, &d->ticket, &d->due, &d->for_stelle};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(*texts[i]);
}

static gboolean
ask_into(LinearDraft *draft, const LinearQuestion *q, char **to)
{
	g_free(*to);
	return linear_ask(draft->l, q, to) == LINEAR_GIVEN;
}

/* What is said with the outcome is not asked; a plain „bestanden“ has no remark. "nicht geprüft" has its reasons in one key. */
static gboolean
ask_note(LinearDraft *draft, const OutcomeRule *rule, Details *d)
{
	const LinearQuestion why = {.label = "Warum nicht geprüft?", .words = outcome_reasons, .is_required = TRUE};
	const LinearQuestion note = {.label = rule->note, .help = rule->note_help, .is_required = rule->is_note_required};
	const LinearQuestion sicht = {.label = "Bemerkung ist", .words = words(WORDS_SICHT), .preset = "intern",
				      .help = "Intern bleibt im Vorhaben, „fürs Protokoll“ steht auch im Bericht an die Kommune."};
	gboolean has_reason = strcmp(rule->outcome, "not_tested") == 0;

	if (d->note || strcmp(rule->outcome, "passed") == 0)
		return TRUE;
	if (has_reason && !ask_into(draft, &why, &d->note))
		return FALSE;
	has_reason = has_reason && strcmp(d->note, OUTCOME_OTHER_REASON) != 0;
	if (has_reason) {
		const char *text = linear_guess(outcome_reasons, d->note)->text;

		g_free(d->note);
		d->note = g_strdup(text);
		return TRUE;
	}
	return ask_into(draft, &note, &d->note) && (!*d->note || ask_into(draft, &sicht, &d->sicht));
}

static gboolean
ask_due(LinearDraft *draft, const OutcomeRule *rule, Details *d)
{
	const LinearQuestion stelle = {.label = "Stelle", .words = words(WORDS_STELLE_KIND), .preset = draft->step->responsible, .is_required = TRUE,
				       .help = "Welche Stelle ist am Zug?"};
	const LinearQuestion ticket = {.label = "Ticket", .help = "Nummer der Anfrage, wenn es eine gibt."};
	const LinearQuestion due = {.label = rule->due, .is_date = TRUE, .is_required = strcmp(rule->outcome, "passed_open") == 0};

	return (!(rule->asks & ASK_STELLE) || ask_into(draft, &stelle, &d->stelle)) && (!(rule->asks & ASK_TICKET) || ask_into(draft, &ticket, &d->ticket)) &&
	       (!(rule->asks & ASK_DUE) || ask_into(draft, &due, &d->due));
}

/* Where one Stelle is responsible for many. */
static gboolean
ask_for_whom(LinearDraft *draft, Details *d)
{
	g_autofree char *stelle = app_stelle_of_step(draft->l->app, draft->l->anbindung, draft->step->id, NULL);
	g_autoptr(GPtrArray) served = stelle ? app_stelle_anbindungen(draft->l->app, stelle, NULL) : NULL;
	g_autofree char *name = stelle ? app_stelle_name(draft->l->app, stelle) : NULL, *all = NULL, *value = NULL;
	Word list[] = {{"alle", NULL, "", "", ""}, {"hier", "nur hier", "", "", ""}, {NULL, NULL, NULL, NULL, NULL}};
	const LinearQuestion q = {.label = "Für wen?", .words = list, .is_required = TRUE};

	if (!stelle)
		return TRUE;
	list[0].text = all = g_strdup_printf("für alle, die %s bedient (%u)", name, served ? served->len : 0);
	if (!ask_into(draft, &q, &value))
		return FALSE;
	if (strcmp(value, "alle") == 0)
		d->for_stelle = g_steal_pointer(&stelle);
	return TRUE;
}

/* --- storing --------------------------------------------------------------------------------------------------------------------- */

/* Said when it is durable, and never before. */
static void
confirm(const LinearDraft *draft, const char *outcome, const Details *d)
{
	const GPtrArray *warnings = app_warnings(draft->l->app);
	g_autofree char *name = linear_step_name(draft->l), *stelle = d->for_stelle ? app_stelle_name(draft->l->app, d->for_stelle) : NULL;
	guint i;

	linear_say("Gespeichert: %s %s%s%s.", name, words_text(WORDS_OUTCOME, outcome), stelle ? " für alle von " : "", stelle ? stelle : "");
	for (i = 0; i < warnings->len; i++)
		linear_say("Hinweis: %s", (const char *)warnings->pdata[i]);
}

static char **
answer_pairs(const LinearDraft *draft)
{
	GPtrArray *pairs = g_ptr_array_new();
	guint i;

	for (i = 0; i < draft->names->len; i++)
		if (*(const char *)draft->answers->pdata[i])
			g_ptr_array_add(pairs, g_strdup_printf("%s=%s", (const char *)draft->names->pdata[i], (const char *)draft->answers->pdata[i]));
	g_ptr_array_add(pairs, NULL);
	return (char **)g_ptr_array_free(pairs, FALSE);
}

static gboolean
store(LinearDraft *draft, const OutcomeRule *rule, const Details *d)
{
	Linear *l = draft->l;
	g_auto(GStrv) answers = answer_pairs(draft);
	g_autoptr(GPtrArray) seen = d->for_stelle ? app_current_results(l->app, l->record, draft->step, l->list->checklist->leistung, l->env,
									l->instance, d->for_stelle)
						  : g_ptr_array_ref(draft->seen);
	g_autoptr(GError) error = NULL;
	const ResultDraft result = {.step = draft->step->id, .outcome = rule->outcome, .env = l->env, .instance = l->instance, .visit = l->visit,
				    .function = l->function,
				    .note = d->note, .sicht = d->sicht, .stelle = d->stelle, .ticket = d->ticket, .due = d->due, .seen = seen,
				    .answers = rule->asks & ASK_ANSWERS ? (const char *const *)answers : NULL, .for_stelle = d->for_stelle};

	if (app_add_result(l->app, l->anbindung, &result, NULL, &error)) {
		confirm(draft, rule->outcome, d);
		return TRUE;
	}
	linear_say("%s", error->message);
	return FALSE;
}

gboolean
linear_record(LinearDraft *draft, const char *outcome, const char *note)
{
	const OutcomeRule *rule = outcome_rule(outcome);
	Details d = {.note = g_strdup(note)};
	gboolean is_stored;

	if (!(rule->asks & ASK_ANSWERS) && draft->has_typed)
		linear_say("Die Angaben gehören nicht zu „%s“ und werden nicht gespeichert.", words_text(WORDS_OUTCOME, outcome));
	is_stored = (!note || linear_is_fine(draft->l, note)) && ask_for_whom(draft, &d) && (!(rule->asks & ASK_ANSWERS) || (complete_answers(draft, outcome) && is_meant(draft, outcome))) &&
		    ask_due(draft, rule, &d) && ask_note(draft, rule, &d) && store(draft, rule, &d);
	details_clear(&d);
	if (!is_stored)
		linear_say("%s ist nicht gespeichert.", draft->step->id);
	return is_stored;
}
