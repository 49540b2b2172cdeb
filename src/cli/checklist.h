/* Checklists and their steps as several commands show them. */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "vorort/checklist.h"

/* leistung, version, title, date, sha256, n_steps. */
json_t *checklist_head_json(const Checklist *checklist);
json_t *checklist_step_json(const ChecklistStep *step);
/* A step as it is worked through. */
void checklist_print_step(const ChecklistStep *step);
