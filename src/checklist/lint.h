/*
 * What a careful reader finds in a checklist beyond what makes it unreadable; the reader's own messages come first.
 *
 * A checklist that only these checks complain about with warnings can be used; `make lint` wants none of them.
 */
#pragma once

#include "check.h"

typedef struct Lint {
	const Checklist *checklist; /* NULL: a file of blocks */
	const Katalog *katalog;     /* NULL: none beside the file */
	const ChecklistStep *step;  /* under examination */
	const Place *place;
} Lint;

/* Examines one step; incomplete ones were reported when they were read. */
void lint_step(Lint *lint, const ChecklistStep *step, const Place *place);
