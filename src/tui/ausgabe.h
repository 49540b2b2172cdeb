/* Ausgabe: what a screen shows, as a file. Asks for format and path, and before it overwrites anything. */
#pragma once

#include "screen.h"

/* Returns the content for a format (code), or NULL; *n_left_out: confidential obstacles that are missing in it. */
typedef char *(*AusgabeMake)(void *data, const char *format, guint *n_left_out, GError **error);

/* @stem: first part of the suggested name, "huerden"; constant. @format NULL: asks for CSV or JSON. @data must outlive the dialogs. */
void ausgabe_ask(Tui *tui, const char *stem, const char *format, AusgabeMake make, void *data);
