/* Stellen: what their screens share. The list is stellen.c, one Stelle stelle.c, its form and the choice of its Kommunen have files of their own. */
#pragma once

#include "screens.h"

/* Opens the form of a Stelle; @id NULL: a new one. Screens below reload by themselves when it is gone. */
void stelle_form_open(Tui *tui, const char *id);

/* "kommunaler IT-Dienstleister": the kind without what stands in brackets; caller frees. */
char *stelle_kind_text(const char *kind);
/* "Hanau", "ganz Hessen": what a key of „serves“ means; caller frees. */
char *stelle_key_text(App *app, const char *key);

extern const ScreenOps stelle_kommunen_screen; /* const char *: id of the Stelle */
