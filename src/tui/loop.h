/*
 * The loop: one poll() on keys, signals, further descriptors and the next timer. Nothing runs and nothing is written while nothing
 * happens. Callbacks run in the main thread and may draw nothing; they change state and mark it with tui_redraw().
 */
#pragma once

#include <glib.h>

#include "term.h"

typedef struct Loop Loop;

typedef struct LoopHost { /* whom the loop serves; screen.c */
	void *data;
	void (*key)(void *data, const Event *event);
	void (*resized)(void *data);
	void (*draw)(void *data);            /* called before each wait; must be cheap when nothing is dirty */
	gboolean (*is_finished)(void *data);
} LoopHost;

Loop *loop_new(const LoopHost *host);
void loop_free(Loop *loop);

/* Runs until is_finished(). Returns 0, or the number of the signal (TERM, HUP, INT) that asked to leave. */
int loop_run(Loop *loop);

/*
 * Calls @ready while @fd has one of @events (POLLIN, POLLOUT) or is closed at the other end: progress of a child process, the eventfd
 * of a worker. A callback must read what is there or remove the descriptor, else it is called again at once.
 */
typedef void (*LoopReady)(int fd, short events, void *data);
void loop_add_fd(Loop *loop, int fd, short events, LoopReady ready, void *data);
void loop_remove_fd(Loop *loop, int fd);

/* Calls @fire once, @ms milliseconds from now. Returns an id > 0 for loop_remove_timer(), which is harmless after firing. */
typedef void (*LoopFire)(void *data);
guint loop_add_timer(Loop *loop, guint ms, LoopFire fire, void *data);
void loop_remove_timer(Loop *loop, guint id);
