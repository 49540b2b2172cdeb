/*
 * The keys of checklist files (schema.c) and of the catalogue (catalogue.c); checklists/schema.json says the same for editors.
 */
#pragma once

#include "shape.h"

typedef struct Include { /* an item of schritte that takes a building block */
	char *id;
	Condition *when; /* and-ed with the block's own; NULL: none */
	char *duty;      /* NULL: the block's */
	int minutes;     /* 0: the block's */
} Include;

typedef struct BlockFile {
	GPtrArray *steps; /* deferred: a block is read when a checklist includes it */
} BlockFile;

extern const Shape checklist_shape, step_shape, include_shape, block_file_shape, katalog_shape;

void include_free(Include *include);

/* Rules shared with the catalogue. */
extern const Rule rule_target, rule_code, rule_leistung, rule_date, rule_leistungsschluessel;
