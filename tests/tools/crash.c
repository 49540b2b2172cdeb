/*
 * Crash points: one command, and at every single change of a file that it makes the power goes away, a write is torn, the disk is full or the
 * device reports an error. Afterwards the installation opens, is whole, and goes on: nothing that was acknowledged is missing, nothing is there
 * by halves, and whatever failed was said in words.
 *
 *   crash COMMAND…          record, init, first-sync, sync (in this order): all points of these commands
 *   CRASH_POINTS=20         only so many points for each command and mode, evenly spread
 *   CRASH_MODE=… CRASH_AT=N only this one; CRASH_KEEP=1: and its folder stays
 *   CRASH_JOBS=2            processes
 *
 * Needs build/tests/crashpoint.so beside this program, which counts and breaks (tests/preload/crashpoint.c).
 */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "app/internal.h"
#include "soak_folders.h"
#include "store/internal.h"
#include "vorort/app.h"

#define LIMIT_SECONDS 30
#define SET(...) ((const char *const[]){__VA_ARGS__, NULL})

static const char hanau[] = "ags:06435014/wohngeld";
static const char *const modes[] = {"kill", "torn", "full", "eio"};

typedef struct Command {
	const char *name;
	const char *laptop;
	const char *argv[8];
	gint64 n_ops; /* that it adds */
} Command;

static const Command commands[] = {
	{"record", "a", {"result", "add", hanau, "B1", "passed", "--note", "gesehen", NULL}, 1},
	{"init", "c", {"init", "--user", "TEAM-C", NULL}, 1},
	{"first-sync", "b", {"sync", NULL}, 0},
	{"sync", "a", {"sync", NULL}, 0},
};

typedef struct Place {
	char *root, *work, *template, *counter, *office;
} Place;

static char *program, *preload; /* paths */
static guint n_tested, n_failed;

/* --- the laptops before --------------------------------------------------------------------------------------------------- */

static G_NORETURN void
give_up(const char *what, const GError *error)
{
	printf("not ok - %s: %s\n", what, error ? error->message : "?");
	exit(1);
}

static App *
open_laptop(const Place *place, const char *name)
{
	g_autofree char *dir = g_build_filename(place->work, name, NULL);
	AppOptions options = {dir};
	g_autoptr(GError) error = NULL;
	App *app = app_open(&options, &error);

	if (!app)
		printf("# %s does not open: %s\n", name, error->message);
	return app;
}

/* @name NULL: main may be locked. */
static gboolean
sync_laptop(App *app, const char *name)
{
	g_autoptr(GError) error = NULL;
	AppSyncReport report;
	gboolean ok = app_sync(app, NULL, NULL, &report, &error);

	if (!ok)
		printf("# %s does not sync: %s\n", name, error->message);
	else if (!report.is_merged && name)
		printf("# %s: %s\n", name, report.text);
	ok = ok && (report.is_merged || !name);
	app_sync_report_clear(&report);
	return ok;
}

static void
make_office(const char *path)
{
	const char *argv[] = {"git", "init", "-q", "--bare", "-b", "main", path, NULL};

	if (!g_spawn_sync(NULL, (char **)(gpointer)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL))
		give_up("git", NULL);
}

/* a and b have met; each has something new; b has never opened its mirror again since. c is empty. */
static void
prepare(const Place *place)
{
	g_autoptr(App) a = open_laptop(place, "a"), b = open_laptop(place, "b");
	g_autoptr(GError) error = NULL;
	AppImport report;

	make_office(place->office);
	if (!a || !b || !app_init(a, "A", "TEAM-A", "leitung", place->office, "06", &error) ||
	    !app_import_kommunen(a, "tests/data/kommunen-demo.jsonl", &report, &error) ||
	    !app_add_anbindung(a, "06435014", "wohngeld", SET("transport=osci"), NULL, &error) || !sync_laptop(a, "a") ||
	    !app_init(b, "B", "TEAM-B", "taskforce", place->office, "06", &error) ||
	    !app_add(b, "note", SET("text=von b"), NULL, &error) ||
	    !app_add_obstacle(a, SET("title=Zertifikat fehlt", "category=technisch"), NULL, &error) || !sync_laptop(a, "a") ||
	    !app_add(a, "note", SET("text=von a"), NULL, &error))
		give_up("preparing", error);
}

/* b has joined, too, and published something. */
static void
let_b_sync(const Place *place)
{
	g_autoptr(App) b = open_laptop(place, "b");
	g_autoptr(GError) error = NULL;

	if (!b || !sync_laptop(b, "b") || !app_add(b, "note", SET("text=noch eine"), NULL, &error) || !sync_laptop(b, "b"))
		give_up("preparing", error);
}

/* --- the command ---------------------------------------------------------------------------------------------------------- */

static void
limit_time(gpointer data)
{
	(void)data;
	alarm(LIMIT_SECONDS);
}

typedef struct Outcome {
	char *out, *err;
	int status;
} Outcome;

static void
outcome_clear(Outcome *outcome)
{
	g_free(outcome->out);
	g_free(outcome->err);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Outcome, outcome_clear)

static void
run_command(const Place *place, const Command *command, const char *mode, guint at, Outcome *outcome)
{
	g_autofree char *data = g_build_filename(place->work, command->laptop, NULL), *number = g_strdup_printf("%u", at);
	g_auto(GStrv) env = g_get_environ();
	const char *argv[12] = {program, "--data", data};
	guint i;

	for (i = 0; command->argv[i]; i++)
		argv[3 + i] = command->argv[i];
	g_file_set_contents(place->counter, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16, NULL);
	env = g_environ_setenv(env, "LD_PRELOAD", preload, TRUE);
	env = g_environ_setenv(env, "CRASH_COUNTER", place->counter, TRUE);
	env = g_environ_setenv(env, "CRASH_AT", number, TRUE);
	env = g_environ_setenv(env, "CRASH_MODE", mode, TRUE);
	env = g_environ_setenv(env, "ASAN_OPTIONS", "verify_asan_link_order=0:detect_leaks=0", TRUE);
	if (!g_spawn_sync(NULL, (char **)(gpointer)argv, env, G_SPAWN_DEFAULT, limit_time, NULL, &outcome->out, &outcome->err, &outcome->status,
			  NULL))
		give_up("spawn", NULL);
}

static guint
count_points(const Place *place)
{
	g_autofree char *content = NULL;
	guint64 n = 0;

	if (g_file_get_contents(place->counter, &content, NULL, NULL))
		memcpy(&n, content, sizeof n);
	return (guint)n;
}

/* --- the laptops after ---------------------------------------------------------------------------------------------------- */

static gboolean
is_said(const Outcome *outcome, const char *mode)
{
	gboolean is_power = strcmp(mode, "kill") == 0 || strcmp(mode, "torn") == 0;

	if (WIFSIGNALED(outcome->status))
		return is_power && WTERMSIG(outcome->status) == SIGKILL;
	if (WEXITSTATUS(outcome->status) == 4) /* done, but: that stands in the report */
		return *outcome->out != '\0';
	return WEXITSTATUS(outcome->status) == 0 || (g_str_has_prefix(outcome->err, "vorort: ") && strlen(outcome->err) > 20);
}

/* The id alone on the last line: acknowledged. Caller frees; NULL if there is none. */
static char *
acknowledged(const Outcome *outcome)
{
	g_auto(GStrv) lines = g_strsplit(g_strchomp(outcome->out), "\n", -1);
	guint n = g_strv_length(lines);

	return n > 0 && stamp_parse(lines[n - 1], NULL) ? g_strdup(lines[n - 1]) : NULL;
}

static gint64
count_ops(App *app)
{
	return sql_number(app->store, -1, "SELECT count(*) FROM op", "");
}

static gboolean
is_whole(App *app, const char *name, gboolean with_verify)
{
	g_autofree char *integrity = sql_text(app->store, "PRAGMA integrity_check", "");
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) findings = NULL;

	if (g_strcmp0(integrity, "ok") != 0) {
		printf("# %s: %s\n", name, integrity);
		return FALSE;
	}
	if (!with_verify)
		return TRUE;
	findings = app_verify(app, NULL, &error);
	if (!findings || findings->len)
		printf("# %s verify: %s\n", name, findings ? (char *)findings->pdata[0] : error->message);
	return findings && findings->len == 0;
}

static guint n_locks;

static int
age_lock(const char *path, const struct stat *st, int kind, struct FTW *where)
{
	const struct timespec hour_ago[2] = {{time(NULL) - 3600, 0}, {time(NULL) - 3600, 0}};

	(void)st, (void)kind, (void)where;
	if (g_str_has_suffix(path, ".lock") && utimensat(AT_FDCWD, path, hour_ago, 0) == 0)
		n_locks++;
	return 0;
}

/* Before anything is repaired by a sync: all or nothing of the record. */
static gboolean
check_laptop(const Place *place, const Command *command, const Outcome *outcome, gint64 before)
{
	g_autoptr(App) app = open_laptop(place, command->laptop);
	g_autofree char *id = acknowledged(outcome), *line = app && id ? store_op_line(app->store, id) : NULL;
	gint64 now = app ? count_ops(app) : -1;

	/* Whoever has fetched and not yet adopted the undertaking has nothing but strangers' batches to verify. */
	if (!app || !is_whole(app, command->laptop, strcmp(command->name, "sync") == 0))
		return FALSE;
	if (id && !line)
		printf("# %s was acknowledged and is not there\n", id);
	if (command->n_ops && now != before && now != before + command->n_ops)
		printf("# %d ops instead of %d or %d\n", (int)now, (int)before, (int)(before + command->n_ops));
	return (!id || line) && (!command->n_ops || now == before || now == before + command->n_ops) && now >= before;
}

static gboolean
go_on(const Place *place)
{
	g_autoptr(App) a = open_laptop(place, "a"), b = open_laptop(place, "b");
	g_autofree char *first = NULL, *second = NULL;

	/* An hour later: locks in the shared folder are seen once more before they count as left over. */
	n_locks = 0;
	nftw(place->office, age_lock, 16, FTW_PHYS);
	if (!a || !b || (n_locks > 0 && !sync_laptop(a, NULL)) || !sync_laptop(a, "a") || !sync_laptop(b, "b") || !sync_laptop(a, "a") || !is_whole(a, "a", TRUE) || !is_whole(b, "b", TRUE))
		return FALSE;
	first = app_digest(a, NULL);
	second = app_digest(b, NULL);
	if (g_strcmp0(first, second) != 0 || app_unpublished(a) || app_unpublished(b))
		printf("# a and b disagree\n");
	return g_strcmp0(first, second) == 0 && !app_unpublished(a) && !app_unpublished(b);
}

/* What a knew before, and what both wrote, is there in the end. */
static gboolean
has_all(const Place *place)
{
	g_autoptr(App) a = open_laptop(place, "a");
	g_autoptr(GPtrArray) notes = a ? app_list(a, "note", NULL, 0, NULL) : NULL;
	g_autoptr(GPtrArray) obstacles = a ? app_list(a, "obstacle", NULL, 0, NULL) : NULL;

	return notes && notes->len >= 2 && obstacles && obstacles->len == 1;
}

/* --- points --------------------------------------------------------------------------------------------------------------- */

static void
put_back(const Place *place)
{
	remove_folder(place->work);
	if (!copy_folder(place->template, place->work))
		give_up("copy", NULL);
}

static gint64
ops_before(const Place *place, const Command *command)
{
	g_autoptr(App) app = open_laptop(place, command->laptop);

	return app ? count_ops(app) : -1;
}

/* A point of a record that lies before the commit and one behind it say the same about the sync afterwards: every tenth is enough. */
static gboolean
test_point(const Place *place, const Command *command, const char *mode, guint at, gint64 before)
{
	g_auto(Outcome) outcome = {0};
	gboolean ok;

	put_back(place);
	run_command(place, command, mode, at, &outcome);
	if (!is_said(&outcome, mode))
		printf("# status %d, said: %s\n", outcome.status, outcome.err);
	ok = is_said(&outcome, mode) && check_laptop(place, command, &outcome, before);
	if (ok && (!command->n_ops || at % 10 == 1))
		ok = go_on(place) && has_all(place);
	n_tested++;
	n_failed += !ok;
	if (!ok)
		printf("not ok - %s, %s at %u: %s\n", command->name, mode, at, g_strchomp(outcome.err));
	fflush(stdout);
	return ok;
}

static guint
setting(const char *name, guint fallback)
{
	const char *text = g_getenv(name);

	return text ? (guint)g_ascii_strtoull(text, NULL, 10) : fallback;
}

static void
test_command(const Place *place, const Command *command, guint job, guint n_jobs)
{
	guint n, wanted = setting("CRASH_POINTS", 0), only = setting("CRASH_AT", 0), step, i, mode;
	const char *only_mode = g_getenv("CRASH_MODE");
	g_auto(Outcome) outcome = {0};
	gint64 before;

	put_back(place);
	before = strcmp(command->name, "init") == 0 ? 0 : ops_before(place, command);
	put_back(place);
	run_command(place, command, "kill", 0, &outcome);
	n = count_points(place);
	if (outcome.status != 0 || n == 0)
		give_up(command->name, NULL);
	if (job == 0)
		printf("# %s: %u points\n", command->name, n);
	step = wanted && wanted < n ? n / wanted : 1;
	for (mode = 0; mode < G_N_ELEMENTS(modes); mode++)
		for (i = 1 + mode % step; i <= n && n_failed < 5; i += step)
			if ((!only_mode || strcmp(only_mode, modes[mode]) == 0) && (!only || only == i) && (i / step + mode) % n_jobs == job)
				test_point(place, command, modes[mode], i, before);
}

/* --- all ------------------------------------------------------------------------------------------------------------------ */

static int
run_job(char **names, guint job, guint n_jobs)
{
	Place place = {.root = g_build_filename(base_folder(), "crash-XXXXXX", NULL)};
	guint i;

	if (!g_mkdtemp(place.root))
		give_up("no folder", NULL);
	place.work = g_build_filename(place.root, "work", NULL);
	place.template = g_build_filename(place.root, "template", NULL);
	place.counter = g_build_filename(place.root, "counter", NULL);
	place.office = g_build_filename(place.work, "office.git", NULL);
	g_mkdir(place.work, 0700);
	prepare(&place);
	copy_folder(place.work, place.template);
	for (; *names; names++)
		for (i = 0; i < G_N_ELEMENTS(commands); i++) {
			if (strcmp(commands[i].name, *names) != 0)
				continue;
			if (strcmp(*names, "sync") == 0) {
				put_back(&place);
				let_b_sync(&place);
				remove_folder(place.template);
				copy_folder(place.work, place.template);
			}
			test_command(&place, &commands[i], job, n_jobs);
		}
	if (g_getenv("CRASH_KEEP"))
		printf("# %s\n", place.root);
	else
		remove_folder(place.root);
	printf("# %u points tested, %u failed\n", n_tested, n_failed);
	return n_failed > 0;
}

int
main(int argc, char **argv)
{
	g_autofree char *here = g_file_read_link("/proc/self/exe", NULL), *dir = g_path_get_dirname(here), *up = g_path_get_dirname(dir);
	guint n_jobs = setting("CRASH_JOBS", 1), job;
	int status, failed = 0;

	if (argc < 2) {
		fputs("usage: crash record|init|first-sync|sync …\n", stderr);
		return 2;
	}
	program = g_build_filename(up, "vorort", NULL);
	preload = g_build_filename(dir, "crashpoint.so", NULL);
	for (job = 0; job < n_jobs; job++)
		if (fork() == 0)
			exit(run_job(argv + 1, job, n_jobs));
	while (wait(&status) > 0)
		failed |= !WIFEXITED(status) || WEXITSTATUS(status);
	if (!failed)
		printf("ok - crash points of %s%s\n", argv[1], argc > 2 ? " and others" : "");
	return failed;
}
