/* Differences between two versions of a checklist, for people and for programs. */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "vorort/checklist.h"

/* What is new, changed and gone, with both wordings; a sentence if nothing is. */
void diff_print(const ChecklistDiff *diff);
/* Adds the arrays "steps" and "parameters". */
void diff_set_json(json_t *object, const ChecklistDiff *diff);
