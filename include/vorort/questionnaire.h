/*
 * The questionnaire for the Kommune: written as XLSX, and read back with a preview.
 * Rules of vorort/app.h apply.
 */
#pragma once

#include <glib.h>

#include "vorort/app.h"

/*
 * An XLSX that the Kommune fills in before a visit: a sheet for each Anbindung with the parameters of its checklist and the fields of open
 * steps of the preparation (phases A to D, and whatever has a Vorlauf, but nothing that is tested once for a
 * Land) that nobody has answered in a result. @id: a visit or an Anbindung.
 * *@n_questions may be NULL.
 */
GBytes *app_questionnaire(App *app, const char *id, guint *n_questions, GError **error);

typedef enum { ANSWER_NEW, ANSWER_DIFFERS, ANSWER_SAME, ANSWER_INVALID, N_ANSWER_STATES } AnswerState;

typedef struct Answer { /* one cell that is filled in */
	AnswerState state;
	char *place;     /* "Hanau – Wohngeld, E7" */
	char *anbindung, *field; /* "" where the id is not known; field: name of a parameter, or "A1.ars" of a field; "" for a remark */
	char *step;      /* "" for parameters */
	char *question;
	char *value;     /* as it would be stored */
	char *shown, *ours; /* as people read it: the answer, and what is known here */
	char *why;       /* ANSWER_INVALID: what is wrong; ANSWER_DIFFERS: "" or that it was changed here meanwhile */
	gboolean is_remark;
	GPtrArray *base; /* of char *: ops that the answer replaces */
} Answer;

typedef struct AnswerSet {
	GPtrArray *answers; /* of Answer, in the order of the file */
	guint n[N_ANSWER_STATES];
} AnswerSet;
void answer_set_free(AnswerSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AnswerSet, answer_set_free)

/* Reads a file that came back, and changes nothing. Cells that are left empty say nothing. */
AnswerSet *app_read_questionnaire(App *app, const char *path, GError **error);
/* "3 neu, 1 weicht ab, 2 unverändert, 1 ungültig"; caller frees. */
char *answer_set_summary(const AnswerSet *set);
/* "B7: Frage: Antwort (bei uns: …)"; caller frees. */
char *answer_text(const Answer *answer);
/*
 * Takes over what is new and what differs, as one action: answers become parameters of the Anbindung (those of steps under "<step>.<field>",
 * which the Prüflauf fills its form with), remarks become Schnellnotizen to be sorted. What was changed here since the file was written
 * stays visible beside it as a difference. *@n receives how many.
 */
gboolean app_take_answers(App *app, const AnswerSet *set, guint *n, GError **error);
/* What the Kommune answered to a field of a step before the visit, "" if nothing; borrowed from @anbindung. */
const char *app_answer_before(const Record *anbindung, const char *step, const char *field);
