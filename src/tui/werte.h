/* Werte: what a page says of the fields of an entity – in words, what differs and waits for a decision, and how it came to be. */
#pragma once

#include "blatt.h"
#include "vorort/app.h"

/* All slots of one value in a line, "(leer)" if none is set; caller frees. */
char *wert_text(App *app, const RecordValue *value);
/* "24.11.2026, ROT-HE-2"; caller frees. */
char *wert_origin(const RecordValue *value);

/* Differing inputs, each with the target "wert:<field>:<op>", of keyed fields "wert:<field>:<op>:<key>". Nothing if there are none. */
void werte_add_differences(App *app, const Record *record, Blatt *blatt);
/* Every change, newest first, and the beginning. */
void werte_add_history(App *app, const Record *record, Blatt *blatt);
