/* Paths that people type. */
#pragma once

#include <glib.h>

/* Without blanks around it and with "~" or "~/" at the start as the home folder; "" for NULL. Caller frees. */
char *pfad_typed(const char *typed);
