/* The layer above sync, for one call of it. */
#pragma once

#include "internal.h"

typedef struct Host {
	App *app;
	const AppProgress *progress;
	char *undertaking, *founder;
	gint64 n_out; /* entries that waited when it began */
} Host;

/* Borrows @h, which must stay where it is. */
SyncHost host_make(Host *h);
void host_clear(Host *h);
