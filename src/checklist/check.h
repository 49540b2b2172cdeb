/*
 * What holds between the steps of a checklist: ids, braucht, conditions.
 */
#pragma once

#include "node.h"
#include "vorort/checklist.h"

typedef struct Place { /* where a step stands in the files, for messages */
	const Node *definition;
	const Node *include; /* the mapping that took it as a building block, or NULL */
} Place;

/* @root is the file as a whole; @places: of Place, one for each step in order. Every violation becomes a message. */
void check_steps(const Checklist *checklist, const Node *root, GPtrArray *places);
