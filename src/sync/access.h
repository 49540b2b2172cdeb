/* How git gets at one remote: its environment, the shared ssh connection, and whom it may ask. */
#pragma once

#include "ask.h"
#include "mirror.h"
#include "remote.h"

typedef struct Access Access;

/* All arguments are borrowed as long as it exists. @options: what the user has set for https; only needed for such a remote. */
Access *access_open(const SyncHost *host, const Mirror *mirror, const Remote *remote, const SyncOptions *options);
/* Ends the shared ssh connection and forgets all answers. */
void access_close(Access *access);

/* Borrowed. */
char **access_environment(const Access *access);
/* NULL: nothing can be asked. Borrowed. */
Ask *access_ask(const Access *access);
