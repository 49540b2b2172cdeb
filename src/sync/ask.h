/*
 * Where the askpass helper (askpass.c) asks: a socket in a private folder of this sync. Answers are kept in locked memory until the sync
 * ends, because each git command asks anew; they are in no file, no argument and no message.
 */
#pragma once

#include "vorort/sync.h"

typedef struct Ask Ask;

#define ASK_HELPER "vorort-askpass"
#define ASK_SOCKET "ask"
#define ASK_TRIES 3

/* NULL if the folder or the socket cannot be made. */
Ask *ask_open(const SyncHost *host, char **environment);
void ask_close(Ask *ask);

/* The private folder (0700), for what else the sync puts there; borrowed. */
const char *ask_dir(const Ask *ask);
/* git and ssh shall ask here; consumes and returns @environment. A helper of the user's own is kept where nobody is there to ask. */
char **ask_environment(const Ask *ask, char **environment);

/* To be polled for POLLIN; then one question is asked and answered. */
int ask_fd(const Ask *ask);
void ask_serve(Ask *ask);

/* A new command: what was answered before is answered from memory once; asked again by the same command, it was wrong. */
void ask_begin(Ask *ask);
/* The command was refused after somebody tried ASK_TRIES times: then that is the reason, and ask_goes_on() says so. */
gboolean ask_was_in_vain(Ask *ask);
/* The command failed because an answer was wrong. TRUE if a person may try again; FALSE: nothing was asked, or three times. */
gboolean ask_retry(Ask *ask);

/* FALSE if a question ended the sync: cancelled, or wrong three times. */
gboolean ask_goes_on(const Ask *ask, GError **error);
/* The error if something was asked and nobody was there; else NULL. */
GError *ask_error_nobody(const Ask *ask, const char *remote);
