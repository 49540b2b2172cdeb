/*
 * What each outcome of a step asks for when it is recorded (design 1), in the words of the form and of the linear mode alike. What must not
 * be missing is checked by app_result_problem().
 */
#pragma once

#include <glib.h>

#include "vorort/words.h"

enum { ASK_STELLE = 1, ASK_TICKET = 2, ASK_DUE = 4, ASK_ANSWERS = 8 }; /* OutcomeRule.asks */

typedef struct OutcomeRule {
	const char *outcome;
	const char *note, *note_help; /* what the remark is called; help may be NULL */
	gboolean is_note_first, is_note_required;
	unsigned asks;
	const char *due;   /* what the day means; NULL: none is asked for */
	const char *intro; /* above the questions, NULL: none */
} OutcomeRule;

/* @outcome must be a code of WORDS_OUTCOME. */
const OutcomeRule *outcome_rule(const char *outcome);
/* Nothing more is to be tested: passed, passed_open or not_applicable. @outcome NULL: no result yet. */
gboolean outcome_is_settled(const char *outcome);

/* Why something was not tested, in one key; ends with code NULL. */
extern const Word outcome_reasons[];
#define OUTCOME_OTHER_REASON "anders" /* code of the one that asks for words */
