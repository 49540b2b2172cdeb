/* Child processes that cannot hang: own session, no terminal, cancelled with all their children, stopped when they fall silent. */
#pragma once

#include "ask.h"

typedef struct Child {
	const char *const *argv; /* NULL-terminated; argv[0] is looked up in PATH */
	char **environment;
	const SyncHost *host;    /* is_cancelled and progress; NULL: neither */
	SyncPhase phase;
	guint silence_seconds;   /* without a byte for so long it is stopped; bytes that still leave or reach its connections count */
	Ask *ask;                /* what it may ask a person, NULL: nothing */

	GString *out, *err;      /* the last CHILD_OUTPUT_MAX bytes of each; child_init() makes them */
	int exit_code;           /* of the program; 128 + signal if killed */
} Child;

#define CHILD_OUTPUT_MAX (1024 * 1024)

void child_init(Child *child);
void child_clear(Child *child);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Child, child_clear)

/*
 * Runs it to its end. FALSE: SYNC_ERROR_LOCAL (cannot be started), SYNC_ERROR_CANCELLED, SYNC_ERROR_UNREACHABLE (silent for too long,
 * or wrong answers).
 * An exit code other than 0 is no error here.
 */
gboolean child_run(Child *child, GError **error);
