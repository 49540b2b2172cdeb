/*
 * Questionnaire for the Kommune: what has to be known before a visit, as rows to fill in. The id beside a row says where its answer belongs
 * and which value was shown, so that the answer is recorded in the knowledge of that one and no other.
 */
#include "questionnaire.h"

#include <string.h>

#include "vorort/questionnaire.h"
#include "vorort/report.h"
#include "vorort/stamp.h"
#include "vorort/text.h"

#define ID_MARK "vorort1" /* begins an id: format of questionnaires */
#define PHASE_LAST 'D'    /* what belongs to the phases up to here can be answered at a desk */

/* --- questions --------------------------------------------------------------------------------------------------------------------------- */

char *
question_key(const Question *q)
{
	return q->step ? g_strdup_printf("%s.%s", q->step->id, q->field->name) : g_strdup(q->param->name);
}

const char *
question_text(const Question *q)
{
	return q->step ? q->field->question : q->param->question;
}

char *
question_shown(const Question *q, const char *value)
{
	guint i;

	for (i = 0; !q->step && q->param->values[i]; i++)
		if (strcmp(q->param->values[i], value) == 0)
			return g_strdup(q->param->labels[i]);
	return q->step && q->field->type == FIELD_DATE ? text_date(value) : g_strdup(value);
}

/* The newest own answer of the results that count. */
static void
answer_in_results(App *app, const Question *q, const StepList *list, char **value, char **op)
{
	guint i, j;

	for (i = 0; list && i < list->views->len; i++) {
		const StepView *view = list->views->pdata[i];

		for (j = 0; strcmp(view->step->id, q->step->id) == 0 && j < view->results->len; j++) {
			const StepResult *r = view->results->pdata[j];
			g_autoptr(Record) result = r->id ? app_record(app, r->id, NULL) : NULL;
			g_autofree char *answer = result ? op_json_get(record_get(result, "answers"), q->field->name) : NULL;

			if (!answer || !*answer || (*op && strcmp(*op, r->id) > 0))
				continue;
			g_free(*value);
			g_free(*op);
			*value = g_steal_pointer(&answer);
			*op = g_strdup(r->id);
		}
	}
}

void
question_current(App *app, const Question *q, const Record *anbindung, const StepList *list, char **value, char **op)
{
	g_autofree char *key = question_key(q);
	const RecordValue *shown = record_shown(anbindung, "param", key);

	*value = g_strdup(record_get_keyed(anbindung, "param", key, "param"));
	*op = **value && shown ? g_strdup(shown->op) : NULL;
	if (!**value && q->step)
		answer_in_results(app, q, list, value, op);
}

const char *
app_answer_before(const Record *anbindung, const char *step, const char *field)
{
	g_autofree char *key = g_strdup_printf("%s.%s", step, field);

	return record_get_keyed(anbindung, "param", key, "param");
}

const char *
app_param_question(const Checklist *checklist, const char *key)
{
	const ChecklistParameter *param = checklist_parameter(checklist, key);
	const char *dot = strrchr(key, '.');
	g_autofree char *id = g_strndup(key, dot ? (gsize)(dot - key) : 0);
	const ChecklistStep *step = dot ? checklist_step(checklist, id) : NULL;
	guint i;

	for (i = 0; step && i < step->fields->len; i++)
		if (strcmp(((const ChecklistField *)step->fields->pdata[i])->name, dot + 1) == 0)
			return ((const ChecklistField *)step->fields->pdata[i])->question;
	return param ? param->question : key;
}

/* --- ids ---------------------------------------------------------------------------------------------------------------------------------- */

char *
question_id(const char *anbindung, const Question *q, const char *stamp)
{
	return g_strdup_printf(ID_MARK " %s %s %s %s", anbindung, q->step ? q->step->id : "-", q->step ? q->field->name : q->param->name,
			       stamp ? stamp : "-");
}

gboolean
question_id_parse(const char *text, QuestionId *id)
{
	g_auto(GStrv) parts = g_strsplit(text, " ", 6);

	if (g_strv_length(parts) != 5 || strcmp(parts[0], ID_MARK) != 0 || (strcmp(parts[4], "-") != 0 && !stamp_parse(parts[4], NULL)))
		return FALSE;
	id->anbindung = g_strdup(parts[1]);
	id->step = g_strdup(strcmp(parts[2], "-") == 0 ? "" : parts[2]);
	id->field = g_strdup(parts[3]);
	id->stamp = g_strdup(strcmp(parts[4], "-") == 0 ? "" : parts[4]);
	return TRUE;
}

void
question_id_clear(QuestionId *id)
{
	g_clear_pointer(&id->anbindung, g_free);
	g_clear_pointer(&id->step, g_free);
	g_clear_pointer(&id->field, g_free);
	g_clear_pointer(&id->stamp, g_free);
}

/* --- rows --------------------------------------------------------------------------------------------------------------------------------- */

static const char *const yes_no[] = {"ja", "nein", NULL};

static const char *const forms[N_FIELD_TYPES] = {
	[FIELD_TEXT] = "kurzer Text, keine Namen von Personen",
	[FIELD_NUMBER] = "ganze Zahl",
	[FIELD_DATE] = "Datum, z. B. 14.12.2026",
	[FIELD_CHOICE] = "aus der Liste",
	[FIELD_YES_NO] = "ja oder nein",
	[FIELD_AGS] = "8 Ziffern",
	[FIELD_ARS] = "12 Ziffern",
	[FIELD_LEISTUNGSSCHLUESSEL] = "14 Ziffern, beginnt mit 99",
	[FIELD_OE_ID] = "wie L100042.OE.12345",
	[FIELD_DVDV] = "drei Kleinbuchstaben und 12 Ziffern",
	[FIELD_UUID] = "wie 1b4e28ba-2fa1-4d3b-a3f5-ef19b5a7633b",
	[FIELD_URL] = "beginnt mit https://",
};

/* What is allowed, in words, for the list does not show on paper. Caller frees. */
static char *
hint_of(const Question *q, const char *const *choices)
{
	g_autofree char *list = choices && *choices ? g_strjoinv("\noder ", (GStrv)choices) : NULL;
	const char *unit = q->step && q->field->unit ? q->field->unit : "";

	if (list)
		return g_steal_pointer(&list);
	return q->step ? g_strdup_printf("%s%s%s", forms[q->field->type], *unit ? ", in " : "", unit) : g_strdup(forms[FIELD_TEXT]);
}

static const char *const *
choices_of(const Question *q)
{
	if (!q->step)
		return (const char *const *)q->param->labels;
	if (q->field->type == FIELD_CHOICE)
		return (const char *const *)q->field->choices;
	return q->field->type == FIELD_YES_NO ? yes_no : NULL;
}

static void
add_question(App *app, QuestionnaireSheet *sheet, const Record *anbindung, const StepList *list, const Question *q)
{
	const char *const *choices = choices_of(q);
	g_autofree char *value = NULL, *op = NULL, *shown = NULL, *id = NULL, *hint = hint_of(q, choices), *section = NULL;

	question_current(app, q, anbindung, list, &value, &op);
	shown = question_shown(q, value);
	id = question_id(anbindung->id, q, op);
	section = q->step ? g_strdup_printf("%s %s", q->step->id, q->step->title) : g_strdup("Allgemeines");
	questionnaire_add(sheet, section, question_text(q), hint, choices, shown, id);
}

/* Known from a result: no question any more. */
static gboolean
is_answered(App *app, const Question *q, const StepList *list)
{
	g_autofree char *value = g_strdup(""), *op = NULL;

	answer_in_results(app, q, list, &value, &op);
	return op != NULL;
}

/* What is settled once for a whole Land is no question to a Kommune. */
static gboolean
is_asked(const StepView *view)
{
	const ChecklistStep *step = view->step;

	return view->applies && !outcome_is_settled(view->outcome) && (step->phase <= PHASE_LAST || step->lead_days > 0) &&
	       strcmp(step->level, "land") != 0;
}

static void
add_step(App *app, QuestionnaireSheet *sheet, const Record *anbindung, const StepList *list, const StepView *view)
{
	guint i;

	for (i = 0; is_asked(view) && i < view->step->fields->len; i++) {
		const Question q = {list->checklist, NULL, view->step, view->step->fields->pdata[i]};

		if (!is_answered(app, &q, list))
			add_question(app, sheet, anbindung, list, &q);
	}
}

static QuestionnaireSheet *
make_sheet(App *app, const char *id, GError **error)
{
	g_autoptr(Record) anbindung = app_record(app, id, error);
	g_autoptr(StepList) list = anbindung ? app_steps(app, id, error) : NULL;
	g_autofree char *title = app_anbindung_title(app, id);
	QuestionnaireSheet *sheet;
	guint i;

	if (!list)
		return NULL;
	sheet = questionnaire_sheet_new(title);
	for (i = 0; i < list->checklist->parameters->len; i++) {
		const Question q = {list->checklist, list->checklist->parameters->pdata[i], NULL, NULL};

		add_question(app, sheet, anbindung, list, &q);
	}
	for (i = 0; i < list->views->len; i++)
		add_step(app, sheet, anbindung, list, list->views->pdata[i]);
	return sheet;
}

/* --- the whole ---------------------------------------------------------------------------------------------------------------------------- */

/* Where it goes back to: the mailbox of a Stelle that organises the visits here. NULL if none is known; caller frees. */
static char *
mailbox_of(App *app, const char *id)
{
	static const char *const kinds[] = {"roll_in", "koordination", NULL};
	g_autoptr(Record) anbindung = app_record(app, id, NULL);
	g_autoptr(GPtrArray) stellen = anbindung ? app_stellen_of(app, anbindung, NULL) : NULL;
	const char *const *kind;
	guint i;

	for (kind = kinds; *kind; kind++)
		for (i = 0; stellen && i < stellen->len; i++) {
			const Record *stelle = stellen->pdata[i];

			if (strcmp(record_get(stelle, "kind"), *kind) == 0 && *record_get(stelle, "mailbox"))
				return g_strdup(record_get(stelle, "mailbox"));
		}
	return NULL;
}

static GBytes *
render(App *app, char **ids, const Record *visit, const GPtrArray *sheets, GError **error)
{
	g_autofree char *mailbox = mailbox_of(app, ids[0]), *day = text_date(visit ? record_get(visit, "date") : "");
	g_autofree char *title = g_strdup_printf("Fragebogen zur Vorbereitung des Anbindungstests%s%s", *day ? " am " : "", day);
	g_autofree char *back = g_strdup_printf("Schicken Sie die Datei als .xlsx %s%s zurück; leere Zeilen besprechen wir beim Termin.",
						mailbox ? "an " : "an die Stelle, von der Sie sie haben,", mailbox ? mailbox : "");
	const char *const lines[] = {
		"Bitte beantworten Sie auf den folgenden Blättern, was Sie schon wissen, in der Spalte „Ihre Antwort“; was uns bekannt ist und stimmt, "
		"lassen Sie stehen.",
		"Tragen Sie keine Namen und keine persönlichen Adressen ein, sondern Funktionen und Funktionspostfächer.", back, NULL};

	return report_questionnaire(title, lines, sheets, error);
}

static void
sheet_free(gpointer sheet)
{
	questionnaire_sheet_free(sheet);
}

GBytes *
app_questionnaire(App *app, const char *id, guint *n_questions, GError **error)
{
	g_autoptr(Record) record = app_record(app, id, error);
	gboolean is_visit = record && strcmp(record->entity->name, "visit") == 0;
	g_autoptr(GPtrArray) sheets = g_ptr_array_new_with_free_func(sheet_free);
	g_auto(GStrv) ids = NULL;
	guint i, n = 0;

	if (!record)
		return NULL;
	if (!is_visit && strcmp(record->entity->name, "anbindung") != 0) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "Einen Fragebogen gibt es zu einem Termin oder einer Anbindung; „%s“ ist keines von beiden.", id);
		return NULL;
	}
	ids = g_strsplit(is_visit ? record_get(record, "anbindungen") : record->id, ",", -1);
	for (i = 0; ids[i]; i++) {
		QuestionnaireSheet *sheet = make_sheet(app, ids[i], error);

		if (!sheet)
			return NULL;
		g_ptr_array_add(sheets, sheet);
		n += sheet->rows->len;
	}
	if (n_questions)
		*n_questions = n;
	return render(app, ids, is_visit ? record : NULL, sheets, error);
}
