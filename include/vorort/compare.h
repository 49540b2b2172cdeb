/* Outcomes of a step at two times: how grave each is, and whether it became better or worse. Pure. */
#pragma once

#include <glib.h>

typedef enum { CHANGE_WORSE, CHANGE_BETTER, CHANGE_NEW, CHANGE_SAME, N_CHANGES } ChangeKind;

/* Position of an outcome code from the gravest (0, failed) on; NULL is „offen“. */
guint outcome_gravity(const char *outcome);
/* @before, @after: codes, NULL: offen. From offen to anything is new; a withdrawn result makes a step open again. */
ChangeKind outcome_change(const char *before, const char *after);
/* "schlechter", "besser", "neu", "unverändert" */
const char *outcome_change_text(ChangeKind kind);
