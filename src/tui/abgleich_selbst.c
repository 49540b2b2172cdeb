/*
 * Syncing by itself, if that was chosen: while entries wait here, or for news now and then, and only when the remote can be reached. Whether
 * it can is found out in a thread, since a name service or a network folder may take its time; whoever is not there is looked for less and less
 * often. Nothing is ever asked, and nothing but one quiet line and the title bar tells of it.
 */
#include "abgleich_selbst.h"

#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "abgleich_lauf.h"
#include "vorort/app.h"

#define LOOK_MS 2000      /* how often it is seen whether there is something to do; no network, no disk */
#define REACH_MS 3000     /* for one address */
#define PAUSE_MIN 4       /* seconds; doubled after each time in vain */
#define PAUSE_MAX 600
#define PAUSE_FOLDER 16   /* a stick is plugged in while somebody waits for it */
#define PAUSE_DONE 60     /* after a sync: entries are made one after the other */
#define NEWS 900          /* without anything to send */

/* Lives as long as the slower one of the two needs it. */
typedef struct Question {
	char *remote;
	int fd;
	gint answer; /* atomic */
} Question;

static struct {
	Tui *tui;
	Question *question; /* the thread is under way */
	gint64 not_before;  /* monotonic, seconds */
	gint64 last;        /* when it was synced */
	guint pause;
} selbst;

static gint64
now(void)
{
	return g_get_monotonic_time() / G_USEC_PER_SEC;
}

static void
wait_longer(gboolean is_folder)
{
	selbst.pause = selbst.pause ? MIN(selbst.pause * 2, is_folder ? PAUSE_FOLDER : PAUSE_MAX) : PAUSE_MIN;
	selbst.not_before = now() + selbst.pause;
}

/* --- is it there? ------------------------------------------------------------------------------------------------------------------ */

static gpointer
find_out(gpointer data)
{
	Question *question = data;
	const guint64 one = 1;

	g_atomic_int_set(&question->answer, app_is_reachable(question->remote, REACH_MS));
	/* If nobody listens any more, the program is leaving. */
	return GINT_TO_POINTER(write(question->fd, &one, sizeof one) < 0);
}

static gboolean
is_due(App *app)
{
	if (!app_auto_sync(app) || !app_is_set_up(app) || selbst.question || abgleich_is_running() || abgleich_needs_person())
		return FALSE;
	return now() >= selbst.not_before && (app_unpublished(app) > 0 || now() - selbst.last >= NEWS);
}

static void
found_out(int fd, short events, void *data)
{
	Question *question = data;
	gboolean is_there = g_atomic_int_get(&question->answer), is_folder = question->remote[0] == '/' || question->remote[0] == '~';

	(void)events;
	loop_remove_fd(tui_loop(selbst.tui), fd);
	close(fd);
	g_free(question->remote);
	g_free(question);
	selbst.question = NULL;
	/* Meanwhile somebody may have pressed F5 or switched it off. */
	if (is_there && is_due(tui_data(selbst.tui)))
		abgleich_start_selbst(selbst.tui);
	else if (!is_there)
		wait_longer(is_folder);
}

static void
ask(const char *remote)
{
	Question *question = g_new0(Question, 1);

	question->remote = g_strdup(remote);
	question->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (question->fd < 0) {
		g_free(question->remote);
		g_free(question);
		wait_longer(FALSE);
		return;
	}
	selbst.question = question;
	loop_add_fd(tui_loop(selbst.tui), question->fd, POLLIN, found_out, question);
	g_thread_unref(g_thread_new("reach", find_out, question));
}

static void
look(void *data)
{
	App *app = tui_data(selbst.tui);
	g_autofree char *remote = is_due(app) ? app_setting(app, "remote") : NULL;

	(void)data;
	if (remote)
		ask(remote);
	loop_add_timer(tui_loop(selbst.tui), LOOK_MS, look, NULL);
}

/* --- for others -------------------------------------------------------------------------------------------------------------------- */

void
abgleich_selbst_begin(Tui *tui)
{
	selbst.tui = tui;
	loop_add_timer(tui_loop(tui), LOOK_MS, look, NULL);
}

void
abgleich_selbst_done(gboolean is_failed)
{
	if (is_failed) {
		wait_longer(FALSE);
		return;
	}
	selbst.pause = 0;
	selbst.last = now();
	selbst.not_before = now() + PAUSE_DONE;
}
