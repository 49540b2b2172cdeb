/* The checklist of an Anbindung as other commands show it. */
#pragma once

#include <glib.h>

#include "cli.h"

/* Which version counts, and whether a newer one is there, below a heading. */
gboolean print_checklist_state(Cli *cli, const char *anbindung, GError **error);
