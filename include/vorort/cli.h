/* The command line, as main() sees it. */
#pragma once

#include <glib.h>

/* What opens the terminal interface: tui_main(). Handed in, because the command line may not know it. */
typedef int (*CliOpenTui)(const char *data_dir, const char *start_screen);

/*
 * Runs what the arguments ask for and returns the exit status: 0 done · 1 failed · 2 wrong usage · 3 remote not reachable ·
 * 4 done, but something needs attention. Messages go to stderr. Without a command it opens the terminal interface.
 */
int cli_main(int argc, char **argv, CliOpenTui open_tui);
