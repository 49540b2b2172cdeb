/* What writing and reading a questionnaire share: which questions there are, and the id that stands hidden beside each. */
#pragma once

#include "internal.h"
#include "vorort/import.h"

typedef struct Question { /* a parameter, or a field of a step: ->step says which */
	const Checklist *checklist;
	const ChecklistParameter *param; /* NULL, or: */
	const ChecklistStep *step;       /* NULL, or with: */
	const ChecklistField *field;
} Question;

/* "fachverfahren", "A1.ars": what the answer is kept under. Caller frees. */
char *question_key(const Question *question);
/* A value as people read it: the label of a code, a German date. Caller frees. */
char *question_shown(const Question *question, const char *value);
/* The text of the question. Borrowed. */
const char *question_text(const Question *question);
/*
 * What is known here, "" if nothing, and the op that says it (NULL: none). @list: the steps of the same Anbindung; may be NULL. *@value and *@op
 * are the caller's.
 */
void question_current(App *app, const Question *question, const Record *anbindung, const StepList *list, char **value, char **op);

typedef struct QuestionId {
	char *anbindung, *step, *field; /* step "" for a parameter */
	char *stamp;                    /* of the value that was shown, "" if there was none */
} QuestionId;
char *question_id(const char *anbindung, const Question *question, const char *stamp);
/* FALSE if @text is no id. Nothing to free then. */
gboolean question_id_parse(const char *text, QuestionId *id);
void question_id_clear(QuestionId *id);

/* questionnaire_value.c */
/* The text of a cell; caller frees. */
char *question_cell_text(const XlsxCell *cell);
/* NULL, or what is wrong with the cell itself, whatever was asked: a formula, an error. */
char *question_check_cell(const XlsxCell *cell);
/* The value as it is stored in *@value, and NULL or what is wrong. *@hint: a value outside its limits is kept, and this is said. Caller frees all. */
char *question_take(const Question *question, const XlsxBook *book, const XlsxCell *cell, const char *today, char **value, char **hint);
