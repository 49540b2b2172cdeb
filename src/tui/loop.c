/* The one poll() loop; see loop.h. */
#include "loop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

typedef struct Watch {
	int fd;
	short events;
	LoopReady ready; /* NULL: removed, swept after the round */
	void *data;
} Watch;

typedef struct Timer {
	guint id;
	gint64 due; /* monotonic, µs */
	LoopFire fire;
	void *data;
} Timer;

struct Loop {
	LoopHost host;
	GArray *watches; /* Watch */
	GArray *timers;  /* Timer */
	GArray *polls;   /* struct pollfd, reused */
	guint last_timer;
	int fatal;
};

Loop *
loop_new(const LoopHost *host)
{
	Loop *loop = g_new0(Loop, 1);

	loop->host = *host;
	loop->watches = g_array_new(FALSE, FALSE, sizeof(Watch));
	loop->timers = g_array_new(FALSE, FALSE, sizeof(Timer));
	loop->polls = g_array_new(FALSE, TRUE, sizeof(struct pollfd));
	return loop;
}

void
loop_free(Loop *loop)
{
	if (!loop)
		return;
	g_array_unref(loop->watches);
	g_array_unref(loop->timers);
	g_array_unref(loop->polls);
	g_free(loop);
}

/* --- watches and timers ----------------------------------------------------------------------------------------------------- */

void
loop_add_fd(Loop *loop, int fd, short events, LoopReady ready, void *data)
{
	Watch watch = { fd, events, ready, data };

	g_array_append_val(loop->watches, watch);
}

void
loop_remove_fd(Loop *loop, int fd)
{
	guint i;

	for (i = 0; i < loop->watches->len; i++) {
		Watch *watch = &g_array_index(loop->watches, Watch, i);

		if (watch->fd == fd)
			watch->ready = NULL;
	}
}

static void
sweep_watches(Loop *loop)
{
	guint i;

	for (i = loop->watches->len; i-- > 0;)
		if (!g_array_index(loop->watches, Watch, i).ready)
			g_array_remove_index(loop->watches, i);
}

guint
loop_add_timer(Loop *loop, guint ms, LoopFire fire, void *data)
{
	Timer timer = { ++loop->last_timer, g_get_monotonic_time() + (gint64)ms * 1000, fire, data };

	g_array_append_val(loop->timers, timer);
	return timer.id;
}

void
loop_remove_timer(Loop *loop, guint id)
{
	guint i;

	for (i = 0; i < loop->timers->len; i++)
		if (g_array_index(loop->timers, Timer, i).id == id) {
			g_array_remove_index(loop->timers, i);
			return;
		}
}

/* Milliseconds until the next timer, -1: none. Rounded up, so that it is due when poll() returns. */
static int
wait_time(const Loop *loop)
{
	gint64 now = g_get_monotonic_time(), next = G_MAXINT64;
	guint i;

	for (i = 0; i < loop->timers->len; i++)
		next = MIN(next, g_array_index(loop->timers, Timer, i).due);
	if (next == G_MAXINT64)
		return -1;
	return next <= now ? 0 : (int)MIN((next - now + 999) / 1000, 3600 * 1000);
}

static void
fire_timers(Loop *loop)
{
	gint64 now = g_get_monotonic_time();
	guint i = 0;

	while (i < loop->timers->len) {
		Timer timer = g_array_index(loop->timers, Timer, i);

		if (timer.due > now) {
			i++;
			continue;
		}
		g_array_remove_index(loop->timers, i);
		timer.fire(timer.data);
		i = 0; /* it may have added or removed some */
	}
}

/* --- a round ---------------------------------------------------------------------------------------------------------------- */

static void
take_signals(Loop *loop)
{
	unsigned flags = term_take_signals(&loop->fatal);

	if (flags & TERM_STOPPED)
		term_stop_job();
	else if (flags & TERM_CONTINUED) { /* after SIGSTOP somebody else had the terminal */
		term_suspend();
		term_resume();
	}
	if (flags & TERM_RESIZED)
		term_resize();
	if (flags & (TERM_STOPPED | TERM_CONTINUED | TERM_RESIZED))
		loop->host.resized(loop->host.data);
}

/* Readable without a byte to read: the terminal is gone. */
static gboolean
is_hung_up(void)
{
	int n = 0;

	return ioctl(STDIN_FILENO, FIONREAD, &n) != 0 || n == 0;
}

static void
take_keys(Loop *loop, short events)
{
	gboolean is_anything = FALSE, is_empty = (events & POLLIN) && is_hung_up();
	Event event;

	while (!loop->fatal && !loop->host.is_finished(loop->host.data) && term_key(&event)) {
		is_anything = TRUE;
		if (event.key != TK_NONE)
			loop->host.key(loop->host.data, &event);
	}
	if (!is_anything && ((events & (POLLHUP | POLLERR | POLLNVAL)) || is_empty))
		loop->fatal = SIGHUP;
}

static void
prepare_polls(Loop *loop)
{
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };
	guint i;

	g_array_set_size(loop->polls, 0);
	g_array_append_val(loop->polls, p);
	p.fd = term_signal_fd();
	g_array_append_val(loop->polls, p);
	for (i = 0; i < loop->watches->len; i++) {
		p.fd = g_array_index(loop->watches, Watch, i).fd;
		p.events = g_array_index(loop->watches, Watch, i).events;
		g_array_append_val(loop->polls, p);
	}
}

/* Watches added in this round have no pollfd yet, hence the bound by ->polls. */
static void
serve_watches(Loop *loop)
{
	guint i, n = loop->polls->len - 2;

	for (i = 0; i < n; i++) {
		short events = g_array_index(loop->polls, struct pollfd, i + 2).revents;
		Watch watch = g_array_index(loop->watches, Watch, i);

		if (events && watch.ready)
			watch.ready(watch.fd, events, watch.data);
	}
	sweep_watches(loop);
}

static void
round_once(Loop *loop)
{
	struct pollfd *polls;
	int n;

	sweep_watches(loop);
	prepare_polls(loop);
	polls = (struct pollfd *)(void *)loop->polls->data;
	n = poll(polls, loop->polls->len, wait_time(loop));
	if (n < 0 && errno != EINTR)
		g_error("poll: %s", g_strerror(errno));
	take_signals(loop);
	if (n > 0 && polls[0].revents)
		take_keys(loop, polls[0].revents);
	if (n > 0)
		serve_watches(loop);
	fire_timers(loop);
}

int
loop_run(Loop *loop)
{
	while (!loop->fatal && !loop->host.is_finished(loop->host.data)) {
		loop->host.draw(loop->host.data);
		round_once(loop);
	}
	return loop->fatal;
}
