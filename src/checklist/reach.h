/*
 * Whether a condition can hold at all: for some choice of parameters, Land, size, answers and results.
 *
 * An answer or a result of a step exists only where that step applies, so its condition counts, too. Tried are the values that make a
 * difference, one combination after the other; with more than REACH_MAX of them the answer is TRUE, so that nobody is accused wrongly.
 */
#pragma once

#include "vorort/checklist.h"

#define REACH_MAX 200000

/* @condition may be NULL (always). Names that the checklist does not have count as unset. */
gboolean reach_can_hold(const Checklist *checklist, const Condition *condition);
