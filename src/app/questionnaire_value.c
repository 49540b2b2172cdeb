/*
 * What stands in a cell of a questionnaire, as it would be stored: spreadsheets write numbers, dates and words in their own ways. Checked like
 * typed values, and more strictly where a name or an address may be meant: what is stored here cannot be erased later.
 */
#include "questionnaire.h"

#include <string.h>

#include "vorort/text.h"

#define ANSWER_MAX 200 /* bytes: what a line of the op table takes */

/* "30" from "30.0" or "3.0E1": spreadsheets write whole numbers as they like. Caller frees. */
static char *
number_text(const char *number)
{
	char *end;
	double n = g_ascii_strtod(number, &end);

	if (end != number && !*end && n > -1e15 && n < 1e15 && n == (double)(gint64)n)
		return g_strdup_printf("%" G_GINT64_FORMAT, (gint64)n);
	return g_strdup(number);
}

char *
question_cell_text(const XlsxCell *cell)
{
	if (cell->kind == XLSX_NUMBER)
		return number_text(cell->text);
	if (cell->kind == XLSX_BOOLEAN)
		return g_strdup(strcmp(cell->text, "1") == 0 ? "ja" : "nein");
	return g_strstrip(g_strdup(cell->text));
}

char *
question_check_cell(const XlsxCell *cell)
{
	if (cell->kind == XLSX_FORMULA)
		return g_strdup("Hier steht eine Formel. Bitte den Wert selbst eintragen.");
	if (cell->kind == XLSX_ERROR)
		return g_strdup_printf("Hier steht ein Fehlerwert (%s).", cell->text);
	return NULL;
}

/* One of the words in its own spelling, whatever case it is typed in. Takes over @value. */
static char *
spelled(char *value, const char *const *words_of_list)
{
	g_autofree char *folded = text_fold(value);
	const char *const *word;

	for (word = words_of_list; word && *word; word++) {
		g_autofree char *candidate = text_fold(*word);

		if (strcmp(folded, candidate) == 0) {
			g_free(value);
			return g_strdup(*word);
		}
	}
	return value;
}

static char *
field_value(const XlsxBook *book, const char *today, const ChecklistField *field, const XlsxCell *cell)
{
	static const char *const yes_no[] = {"ja", "nein", NULL};
	char *value = question_cell_text(cell), *date = NULL;

	if (field->type == FIELD_DATE)
		date = cell->kind == XLSX_NUMBER ? xlsx_date(book, cell->text) : text_parse_date(value, today);
	if (date) {
		g_free(value);
		return date;
	}
	if (field->type == FIELD_CHOICE)
		return spelled(value, (const char *const *)field->choices);
	return field->type == FIELD_YES_NO ? spelled(value, yes_no) : value;
}

/* What no answer may be, whatever was asked. NULL: fine. */
static char *
check_text(const char *value)
{
	char *problem = text_check(value, ANSWER_MAX), *reason = NULL;

	if (strlen(value) > ANSWER_MAX) {
		g_free(problem);
		return g_strdup_printf("Zu lang, höchstens %d Zeichen. Ausführliches gehört in die Bemerkung.", ANSWER_MAX);
	}
	if (!problem && strpbrk(value, "\n\t"))
		return g_strdup("Nur eine Zeile. Ausführliches gehört in die Bemerkung.");
	if (!problem && text_check_personal(value, &reason) != TEXT_FINE)
		return reason;
	return problem;
}

char *
question_take(const Question *q, const XlsxBook *book, const XlsxCell *cell, const char *today, char **value, char **hint)
{
	g_autoptr(GError) error = NULL;
	const char *suggests = NULL;
	char *problem = question_check_cell(cell), *checked;

	*value = q->step ? field_value(book, today, q->field, cell) : spelled(question_cell_text(cell), (const char *const *)q->param->labels);
	if (problem || (problem = check_text(*value)))
		return problem;
	if (q->step) {
		problem = checklist_field_check(q->field, *value, today, &suggests);
		if (problem && suggests)
			*hint = g_steal_pointer(&problem);
		return problem;
	}
	if (!(checked = app_check_param(q->checklist, q->param->name, *value, &error)))
		return g_strdup(error->message);
	g_free(*value);
	*value = checked;
	return NULL;
}
