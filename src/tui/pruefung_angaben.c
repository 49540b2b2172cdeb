/*
 * Prüflauf: what the form of an outcome asks – reason, Stelle and date as its rule says, then the answers that the step wants with their
 * limits, and where the evidence is.
 */
#include <string.h>

#include "pruefung_ergebnis.h"
#include "vorort/op.h"
#include "vorort/questionnaire.h"
#include "vorort/text.h"

/* --- the form's fields ---------------------------------------------------------------------------------------------------------- */

const char *
angaben_keep(Ergebnis *e, char *text)
{
	g_ptr_array_add(e->strings, text);
	return text;
}

static const Word *
choice_words(Ergebnis *e, const ChecklistField *field)
{
	GArray *list = g_array_new(TRUE, TRUE, sizeof(Word));
	char **choice;

	for (choice = field->choices; *choice; choice++) {
		Word word = { *choice, *choice, "", "", "" };

		g_array_append_val(list, word);
	}
	g_ptr_array_add(e->words, list);
	return (const Word *)(void *)list->data;
}

static void
add_answer_field(Ergebnis *e, const ChecklistField *field)
{
	g_autofree char *today = app_today();
	FormField f = { .name = angaben_keep(e, g_strconcat("feld.", field->name, NULL)), .type = FORM_LINE, .label = field->question,
		.is_required = field->is_required && g_str_has_prefix(e->rule->outcome, "passed") };

	if (field->type == FIELD_DATE)
		f.type = FORM_DATE;
	if (field->type == FIELD_CHOICE || field->type == FIELD_YES_NO)
		f.type = FORM_CHOICE;
	if (field->type == FIELD_CHOICE)
		f.words = choice_words(e, field);
	if (field->type == FIELD_YES_NO)
		f.words = words(WORDS_YES_NO);
	f.help = angaben_keep(e, checklist_field_help(field, today));
	g_array_append_val(e->fields, f);
}

static gboolean
asks_evidence(const Ergebnis *e)
{
	return (e->rule->asks & ASK_ANSWERS) && e->step->evidence && !checklist_step_has_field(e->step, CHECKLIST_EVIDENCE);
}

/* Where the evidence is, not the evidence itself. */
static void
add_evidence_field(Ergebnis *e)
{
	g_auto(GStrv) lines = g_strsplit(e->step->evidence, "\n", -1);
	g_autofree char *wanted = g_strchomp(g_strjoinv(" ", lines));
	const FormField f = { .name = "feld." CHECKLIST_EVIDENCE, .type = FORM_LINE, .label = "Nachweis", .max = 1000,
		.help = angaben_keep(e, g_strdup_printf("Ablageort oder Aktenzeichen. Gedacht ist: %s", wanted)) };

	g_array_append_val(e->fields, f);
}

static void
add_note_fields(Ergebnis *e)
{
	FormField note = { .name = "note", .type = FORM_TEXT, .label = e->rule->note, .help = e->rule->note_help, .is_required = e->rule->is_note_required,
		.is_paragraph = TRUE, .rows = 3 };

	g_array_append_val(e->fields, note);
}

/* The Stelle is nearly always preset, and opened it takes the whole screen: it comes last. */
static void
add_due_fields(Ergebnis *e)
{
	const FormField stelle = { .name = "stelle", .type = FORM_CHOICE, .label = "Stelle", .is_required = TRUE, .words = words(WORDS_STELLE_KIND),
		.help = "Welche Stelle ist am Zug?" };
	const FormField ticket = { .name = "ticket", .type = FORM_LINE, .label = "Ticket", .help = "Nummer der Anfrage, wenn es eine gibt." };
	FormField due = { .name = "due", .type = FORM_DATE, .label = e->rule->due, .is_required = strcmp(e->rule->outcome, "passed_open") == 0,
		.help = "Zum Beispiel 14.12.2026, 14.12. oder +14 (in 14 Tagen)." };

	if (e->rule->asks & ASK_TICKET)
		g_array_append_val(e->fields, ticket);
	if (e->rule->asks & ASK_DUE)
		g_array_append_val(e->fields, due);
	if (e->rule->asks & ASK_STELLE)
		g_array_append_val(e->fields, stelle);
}

void
angaben_make_fields(Ergebnis *e)
{
	const FormField sicht = { .name = "sicht", .type = FORM_CHOICE, .label = "Bemerkung ist", .words = words(WORDS_SICHT),
		.help = "Intern bleibt im Vorhaben, „fürs Protokoll“ steht auch im Bericht an die Kommune." };
	guint i;

	e->fields = g_array_new(TRUE, TRUE, sizeof(FormField));
	if (e->rule->is_note_first)
		add_note_fields(e);
	add_due_fields(e);
	for (i = 0; (e->rule->asks & ASK_ANSWERS) && i < e->step->fields->len; i++)
		add_answer_field(e, e->step->fields->pdata[i]);
	if (asks_evidence(e))
		add_evidence_field(e);
	if (!e->rule->is_note_first)
		add_note_fields(e);
	g_array_append_val(e->fields, sicht);
}

static void
preset_answer(Form *form, const char *json, const char *name)
{
	g_autofree char *slot = g_strconcat("feld.", name, NULL), *value = *json ? op_json_get(json, name) : NULL;

	if (value)
		form_set(form, slot, value, NULL);
}

/* What the Kommune answered before the visit; a result that is there already says more. */
static void
preset_before(Ergebnis *e, Form *form)
{
	g_autoptr(Record) anbindung = app_record(e->p->app, e->p->list->anbindung, NULL);
	guint i;

	for (i = 0; anbindung && i < e->step->fields->len; i++) {
		const char *name = ((const ChecklistField *)e->step->fields->pdata[i])->name;
		const char *value = app_answer_before(anbindung, e->step->id, name);
		g_autofree char *slot = g_strconcat("feld.", name, NULL);

		if (*value)
			form_set(form, slot, value, NULL);
	}
}

void
angaben_preset(Ergebnis *e, Form *form)
{
	static const char *const slots[] = { "note", "sicht", "stelle", "ticket", "due" };
	const char *last = e->seen->len ? e->seen->pdata[e->seen->len - 1] : NULL;
	g_autoptr(Record) result = last ? app_record(e->p->app, last, NULL) : NULL;
	guint i;

	preset_before(e, form);
	for (i = 0; result && i < e->step->fields->len; i++)
		preset_answer(form, record_get(result, "answers"), ((const ChecklistField *)e->step->fields->pdata[i])->name);
	if (result)
		preset_answer(form, record_get(result, "answers"), CHECKLIST_EVIDENCE);
	for (i = 0; e->is_full && result && i < G_N_ELEMENTS(slots); i++)
		if (*record_get(result, slots[i]))
			form_set(form, slots[i], record_get(result, slots[i]), NULL);
}

/* --- taking them ------------------------------------------------------------------------------------------------------------------- */

/* What was seen at a failed step counts even if it is wrong; else what can be no answer is refused. */
static char *
take_answer(Ergebnis *e, Form *form, const ChecklistField *field)
{
	g_autofree char *today = app_today(), *name = g_strconcat("feld.", field->name, NULL), *problem = NULL;
	const char *value = form_get(form, name), *suggests = NULL;

	if (!*value)
		return NULL;
	if ((problem = checklist_field_refuse(field, value, e->rule->outcome, today)))
		return form_refuse(form, name, g_steal_pointer(&problem));
	problem = checklist_field_check(field, value, today, &suggests);
	if (problem && !e->limit) {
		e->limit = g_steal_pointer(&problem);
		e->suggests = suggests;
	}
	g_ptr_array_add(e->answers, g_strdup_printf("%s=%s", field->name, value));
	return NULL;
}

static char *
take_answers(Ergebnis *e, Form *form)
{
	char *problem = NULL;
	guint i;

	g_clear_pointer(&e->answers, g_ptr_array_unref);
	g_clear_pointer(&e->limit, g_free);
	e->suggests = NULL;
	e->answers = g_ptr_array_new_with_free_func(g_free);
	for (i = 0; !problem && (e->rule->asks & ASK_ANSWERS) && i < e->step->fields->len; i++)
		problem = take_answer(e, form, e->step->fields->pdata[i]);
	if (asks_evidence(e) && *form_get(form, "feld." CHECKLIST_EVIDENCE))
		g_ptr_array_add(e->answers, g_strdup_printf(CHECKLIST_EVIDENCE "=%s", form_get(form, "feld." CHECKLIST_EVIDENCE)));
	g_ptr_array_add(e->answers, NULL);
	return problem;
}

static void
take(char **to, const char *value)
{
	g_free(*to);
	*to = *value ? g_strdup(value) : NULL;
}

char *
angaben_take(Ergebnis *e, Form *form)
{
	g_autoptr(GPtrArray) texts = g_ptr_array_new();
	char *problem;
	guint i;

	take(&e->note, form_get(form, "note"));
	take(&e->sicht, form_get(form, "sicht"));
	take(&e->stelle, form_get(form, "stelle"));
	take(&e->ticket, form_get(form, "ticket"));
	take(&e->due, form_get(form, "due"));
	problem = take_answers(e, form);
	if (problem)
		return problem;
	for (i = 0; i + 1 < e->answers->len; i++)
		g_ptr_array_add(texts, strchr(e->answers->pdata[i], '=') + 1);
	if (e->note)
		g_ptr_array_add(texts, e->note);
	if (e->ticket)
		g_ptr_array_add(texts, e->ticket);
	g_ptr_array_add(texts, NULL);
	return eingabe_check(&e->eingabe, (const char *const *)texts->pdata);
}
