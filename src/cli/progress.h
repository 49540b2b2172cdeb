/* Long commands that talk to a server: progress, questions, signals; see --progress-fd. */
#pragma once

#include "cli.h"

typedef struct CliProgress {
	AppProgress app;
	int fd;           /* -1: none */
	gboolean is_loud; /* a line on stderr for each new thing */
	char *last;
} CliProgress;

/* Reads --progress-fd and --quiet; from now on signals end the work, not the program. @progress must stay where it is. */
gboolean progress_begin(Cli *cli, CliProgress *progress, GError **error);
void progress_end(CliProgress *progress);
