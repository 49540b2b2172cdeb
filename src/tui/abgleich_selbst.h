/* Syncing by itself when the remote can be reached; off unless it was chosen (app_auto_sync()). */
#pragma once

#include "screen.h"

/* Once, when the interface begins. */
void abgleich_selbst_begin(Tui *tui);
/* Any sync has ended, whoever began it. */
void abgleich_selbst_done(gboolean is_failed);
