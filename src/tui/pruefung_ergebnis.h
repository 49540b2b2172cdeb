/* The inside of recording an outcome, shared by pruefung_ergebnis.c (its way) and pruefung_angaben.c (what its form asks). */
#pragma once

#include <glib.h>

#include "eingabe.h"
#include "form.h"
#include "pruefung.h"
#include "vorort/outcome.h"

typedef struct Ergebnis { /* one outcome on its way; lives while its form or question is open */
	Pruefung *p;
	const ChecklistStep *step;
	const OutcomeRule *rule;
	char *stelle_id, *stelle_name; /* that it is for; NULL: here only */
	char *env, *title;
	guint instance;
	GPtrArray *seen;    /* of char *: results that were current when it began */
	GArray *fields;     /* FormField */
	GPtrArray *strings; /* texts of ->fields */
	GPtrArray *words;   /* of GArray of Word: choices of the step's fields */
	FormSpec spec;
	Eingabe eingabe;
	char *values;       /* of the form when it was saved, to open it again */
	char *note, *sicht, *stelle, *ticket, *due, *id;
	GPtrArray *answers; /* of char *, NULL-terminated when filled */
	char *limit;        /* why an answer suggests another outcome */
	const char *suggests;
	gboolean is_decided;
	gboolean is_full;   /* the form opens with all that the last result says */
} Ergebnis;

/* Makes ->fields with their texts. */
void angaben_make_fields(Ergebnis *e);
/* Fills in what the last result in this environment said, so that nothing is typed twice. */
void angaben_preset(Ergebnis *e, Form *form);
/* Takes the form into @e. NULL, or a German sentence; the field that is wrong has the focus then. */
char *angaben_take(Ergebnis *e, Form *form);
/* Keeps @text as long as @e lives; returns it. */
const char *angaben_keep(Ergebnis *e, char *text);
