/*
 * Soak: many laptops, everything goes wrong, and in the end all know the same and nothing that was acknowledged is missing.
 *
 *   soak                  SOAK_N schedules (100) from SOAK_SEED (1) on, SOAK_JOBS (2) at a time
 *   SOAK_SEED=7 SOAK_N=1  schedule 7 alone, SOAK_TRACE=1: with what happened
 *
 * A schedule is a list of events, each with a seed of its own, so that a failing one can be made shorter by leaving events out. It runs in
 * a process of its own on a tmpfs: a crash and a hang are failures like any other. The seed makes keys, salts, stamps and clocks, too.
 */
#include <locale.h>
#include <poll.h>
#include <stdlib.h>

#include "soak_events.h"

#define LIMIT_SECONDS 60
#define ROUNDS_MAX 10
#define SHRINK_RUNS_MAX 400

typedef struct Event {
	guint kind, laptop;
	guint32 seed;
} Event;

typedef struct Schedule {
	guint32 seed;
	guint n_laptops;
	GArray *events; /* of Event */
} Schedule;

/* --- making --------------------------------------------------------------------------------------------------------------- */

static guint
draw_kind(void)
{
	guint i, sum = 0, at;

	for (i = 0; i < G_N_ELEMENTS(happenings); i++)
		sum += happenings[i].weight;
	at = chance_below(sum);
	for (i = 0; at >= happenings[i].weight; i++)
		at -= happenings[i].weight;
	return i;
}

static Schedule
schedule_make(guint32 seed)
{
	Schedule schedule = {.seed = seed, .events = g_array_new(FALSE, FALSE, sizeof(Event))};
	guint i, n;

	chance_seed(seed);
	schedule.n_laptops = 2 + chance_below(3);
	n = 20 + chance_below(70);
	for (i = 0; i < n; i++) {
		Event event = {draw_kind(), chance_below(LAPTOPS_MAX), g_rand_int(dice)};

		g_array_append_val(schedule.events, event);
	}
	return schedule;
}

/* --- running -------------------------------------------------------------------------------------------------------------- */

static void
world_open(World *world, const char *root, const Schedule *schedule)
{
	static const char *const names[REMOTES] = {"office.git", "stick.git", "second.git"};
	guint i;

	world->root = g_strdup(root);
	world->trace = g_string_new(NULL);
	world->must = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	world->ever = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	for (i = 0; i < REMOTES; i++) {
		world->remotes[i] = g_build_filename(root, names[i], NULL);
		remote_make(world, i);
	}
	for (i = 0; i < schedule->n_laptops; i++) {
		chance_seed(schedule->seed * 31 + i);
		event_newcomer(world, NULL);
	}
}

static gboolean
all_agree(World *world)
{
	g_autofree char *first = app_digest(laptop_app(world, &world->laptops[0]), NULL);
	guint i;

	for (i = 0; i < world->n_laptops; i++) {
		App *app = laptop_app(world, &world->laptops[i]);
		g_autofree char *digest = app ? app_digest(app, NULL) : NULL;

		if (!digest || strcmp(digest, first) != 0 || app_unpublished(app) > 0)
			return FALSE;
	}
	return TRUE;
}

static void
sync_all(World *world, guint n_remotes)
{
	guint i, remote;

	for (i = 0; i < world->n_laptops; i++)
		for (remote = 0; remote < n_remotes && !world->failure; remote++) {
			Watch watch = {0};
			AppError code;
			g_autofree char *message = NULL;
			gboolean ok;

			if (!may_sync(world, &world->laptops[i], remote))
				continue;
			ok = sync_with(world, &world->laptops[i], remote, &watch, &code, &message);
			judge_sync(world, &world->laptops[i], remote, FAULT_NONE, FALSE, ok, code, message);
		}
}

/* The database made again from the mirror is the same, and there is nothing to complain about. */
static void
check_whole(World *world, Laptop *laptop)
{
	App *app = laptop_app(world, laptop);
	g_autofree char *before = app_digest(app, NULL), *after = NULL;
	g_autoptr(GPtrArray) findings = NULL;
	g_autoptr(GError) error = NULL;

	if (!app_rebuild(app, &error))
		world_fail(world, "%c rebuild: %s", laptop->letter, error->message);
	after = app_digest(app, NULL);
	if (strcmp(before, after) != 0)
		world_fail(world, "%c is another one after the rebuild", laptop->letter);
	findings = app_verify(app, NULL, &error);
	if (!findings || (findings->len > 0 && !world->is_harmed))
		world_fail(world, "%c verify: %s", laptop->letter, findings ? (char *)findings->pdata[0] : error->message);
}

static void
world_settle(World *world)
{
	guint i, round;

	for (i = 0; i < REMOTES; i++)
		remote_set_away(world, i, FALSE);
	for (round = 0; round < ROUNDS_MAX && !world->failure; round++) {
		sync_all(world, round == 0 ? REMOTES : 1); /* what lies on the others alone comes in the first round */
		if (!world->failure && all_agree(world))
			break;
	}
	for (i = 1; round == ROUNDS_MAX && i < world->n_laptops; i++) {
		g_autofree char *difference = describe_difference(&world->laptops[0], &world->laptops[i]);

		if (*difference)
			world_fail(world, "a and %c never agree%s", world->laptops[i].letter, difference);
	}
	if (round == ROUNDS_MAX)
		world_fail(world, "never quiet");
	for (i = 0; i < world->n_laptops && !world->failure; i++)
		oracle_judge(world, &world->laptops[i]);
	if (!world->failure)
		check_whole(world, &world->laptops[chance_below(world->n_laptops)]);
}

static void
write_kommunen(const char *root)
{
	g_autofree char *demo = NULL;
	g_autoptr(GString) text = NULL;

	newer_kommunen = g_build_filename(root, "kommunen-2.jsonl", NULL);
	if (!g_file_get_contents("tests/data/kommunen-demo.jsonl", &demo, NULL, NULL))
		return;
	text = g_string_new(demo);
	g_string_replace(text, "\"stand\":\"2023-11-30\"", "\"stand\":\"2024-11-30\"", 1);
	g_string_replace(text, "Friedrichstadt, Stadt", "Friedrichstadt, Neustadt", 1);
	g_file_set_contents(newer_kommunen, text->str, -1, NULL);
}

/* Runs it in this process; what went wrong, or NULL. *@told (caller frees): what happened. */
static char *
schedule_run(const Schedule *schedule, const char *root, char **told)
{
	World world = {0};
	guint i;

	write_kommunen(root);
	world_open(&world, root, schedule);
	for (i = 0; i < schedule->events->len && !world.failure; i++) {
		const Event *event = &g_array_index(schedule->events, Event, i);

		chance_seed(event->seed);
		happenings[event->kind].happen(&world, &world.laptops[event->laptop % world.n_laptops]);
	}
	chance_seed(schedule->seed);
	if (!world.failure)
		world_settle(&world);
	for (i = 0; i < world.n_laptops; i++)
		laptop_close(&world.laptops[i]);
	*told = g_string_free(world.trace, FALSE);
	return world.failure;
}

/* --- processes ------------------------------------------------------------------------------------------------------------ */

typedef struct Run {
	pid_t pid;
	int fd;
	char *root;
	guint32 seed;
} Run;

static Run
run_start(const Schedule *schedule)
{
	Run run = {.seed = schedule->seed, .root = g_build_filename(base_folder(), "soak-XXXXXX", NULL)};
	int fds[2];

	if (!g_mkdtemp(run.root) || pipe(fds) != 0)
		g_error("soak: %s", g_strerror(errno));
	fflush(NULL);
	run.pid = fork();
	if (run.pid == 0) {
		char *told, *failure;

		alarm(LIMIT_SECONDS);
		failure = schedule_run(schedule, run.root, &told);
		if (failure || g_getenv("SOAK_TRACE"))
			dprintf(fds[1], "%s%s\n", told, failure ? failure : "");
		_exit(failure != NULL);
	}
	close(fds[1]);
	run.fd = fds[0];
	return run;
}

/* NULL: passed. Else what happened, caller frees. */
static char *
run_finish(Run *run)
{
	g_autoptr(GString) said = g_string_new(NULL);
	char buffer[4096];
	ssize_t n;
	int status;

	while ((n = read(run->fd, buffer, sizeof buffer)) > 0)
		g_string_append_len(said, buffer, n);
	close(run->fd);
	waitpid(run->pid, &status, 0);
	if (g_getenv("SOAK_KEEP"))
		fprintf(stderr, "# %s\n", run->root);
	else
		remove_folder(run->root);
	g_free(run->root);
	if (WIFSIGNALED(status))
		g_string_append_printf(said, "signal %d%s\n", WTERMSIG(status), WTERMSIG(status) == SIGALRM ? " (takes too long)" : "");
	if (g_getenv("SOAK_TRACE"))
		fputs(said->str, stderr);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? NULL : g_strdup(said->str);
}

static char *
run_one(const Schedule *schedule)
{
	Run run = run_start(schedule);

	return run_finish(&run);
}

/* --- making it shorter ------------------------------------------------------------------------------------------------------ */

static GArray *
without(GArray *events, guint from, guint n)
{
	GArray *rest = g_array_copy(events);

	return g_array_remove_range(rest, from, MIN(n, rest->len - from));
}

/* Leaves out ever smaller pieces as long as it still fails. @failure becomes that of the shortest. */
static void
shrink(Schedule *schedule, char **failure)
{
	guint size, from, n_runs = 0;

	for (size = schedule->events->len / 2; size > 0; size /= 2)
		for (from = 0; from < schedule->events->len && n_runs < SHRINK_RUNS_MAX;) {
			Schedule shorter = {schedule->seed, schedule->n_laptops, without(schedule->events, from, size)};
			char *told = run_one(&shorter);

			n_runs++;
			if (!told) {
				g_array_unref(shorter.events);
				from += size;
				continue;
			}
			g_array_unref(schedule->events);
			schedule->events = shorter.events;
			g_free(*failure);
			*failure = told;
		}
}

static void
report_failure(guint32 seed, char *failure)
{
	Schedule schedule = schedule_make(seed);
	char *shortest = g_strdup(failure);

	if (!g_getenv("SOAK_NO_SHRINK"))
		shrink(&schedule, &shortest);
	printf("not ok - schedule %u; again with SOAK_SEED=%u SOAK_N=1\n%s", seed, seed, shortest);
	fflush(stdout);
	g_array_unref(schedule.events);
	g_free(shortest);
}

/* --- all ------------------------------------------------------------------------------------------------------------------ */

static guint
setting(const char *name, guint fallback)
{
	const char *text = g_getenv(name);

	return text ? (guint)g_ascii_strtoull(text, NULL, 10) : fallback;
}

static guint
finish_oldest(GQueue *running)
{
	Run *run = g_queue_pop_head(running);
	g_autofree char *failure = run_finish(run);

	if (failure)
		report_failure(run->seed, failure);
	g_free(run);
	return failure ? 1 : 0;
}

int
main(void)
{
	guint seed = setting("SOAK_SEED", 1), n = setting("SOAK_N", 100), jobs = setting("SOAK_JOBS", 2), i, n_failed = 0;
	guint seconds = setting("SOAK_SECONDS", 0);
	g_autoptr(GQueue) running = g_queue_new();
	gint64 began = g_get_monotonic_time();

	setlocale(LC_ALL, "C.UTF-8");
	git_libgit2_init();
	for (i = 0; i < n && n_failed < 10 && (!seconds || g_get_monotonic_time() - began < seconds * G_USEC_PER_SEC); i++) {
		Schedule schedule = schedule_make(seed + i);

		if (running->length == jobs)
			n_failed += finish_oldest(running);
		g_queue_push_tail(running, g_memdup2(&(Run){0}, sizeof(Run)));
		*(Run *)g_queue_peek_tail(running) = run_start(&schedule);
		g_array_unref(schedule.events);
	}
	while (running->length)
		n_failed += finish_oldest(running);
	printf("# %u schedules in %.1f s\n", i, (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC);
	if (!n_failed)
		printf("ok - %u schedules from %u on: all agree, nothing is lost\n", i, seed);
	return n_failed > 0;
}
