/* The layer above sync, for one call of it. */
#pragma once

#include "internal.h"

typedef struct Host {
	App *app;
	const AppProgress *progress;
	char *undertaking, *founder;
	Store *home;            /* the present database while a first import fills a new one, which is ->app->store then; else NULL */
	gboolean is_ordinary;   /* no first import into a new file (any more) */
	gboolean was_crowded;   /* a first import could not be put in its place: to be done again, in the ordinary way */
} Host;

/* Borrows @h, which must stay where it is. */
SyncHost host_make(Host *h);
void host_clear(Host *h);
