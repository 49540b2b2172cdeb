/* „So ging es“: the form, the page, the list. */
#pragma once

#include "screens.h"

/* A new one for @anbindung, filled with what is known of it; the screen below reads anew when it is gone. */
void weg_form_open(Tui *tui, const char *anbindung);
/* Changes a known one. */
void weg_form_change(Tui *tui, const char *id);
