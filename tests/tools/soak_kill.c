/*
 * Soak with real processes: commands of vorort, killed with -9 at some moment of a record or a sync, over a real git remote. What a command
 * had acknowledged on its standard output is on every laptop in the end, all agree, and the remote is sound.
 *
 *   soak_kill        SOAK_KILLS rounds (5), SOAK_SEED (1)
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "soak_folders.h"
#include "vorort/app.h"
#include "vorort/stamp.h"

#define N_LAPTOPS 3
#define MEET_EVERY 20 /* rounds */

static const char hanau[] = "ags:06435014/wohngeld";

static char *program, *root, *office;
static char *dirs[N_LAPTOPS];
static GHashTable *promised; /* ids that were printed */
static GRand *dice;
static guint n_killed;

static void
fail(const char *what, const char *detail)
{
	printf("not ok - %s: %s\n", what, detail ? detail : "?");
	remove_folder(root);
	exit(1);
}

/* --- commands that are killed --------------------------------------------------------------------------------------------- */

static const struct {
	const char *argv[8];
	guint longest; /* milliseconds that it may live */
} commands[] = {
	{{"note", "add", "gesehen", NULL}, 50},
	{{"obstacle", "add", "--title", "Zertifikat fehlt", "--category", "technisch", NULL}, 50},
	{{"result", "add", hanau, "B1", "passed", NULL}, 50},
	{{"sync", NULL}, 300},
	{{"sync", NULL}, 300},
};

static void
lead_group(gpointer data)
{
	(void)data;
	setpgid(0, 0);
}

/* Everything until the end of the pipe. Caller frees. */
static char *
read_all(int fd)
{
	GString *text = g_string_new(NULL);
	char buffer[4096];
	ssize_t n;

	while ((n = read(fd, buffer, sizeof buffer)) > 0)
		g_string_append_len(text, buffer, n);
	close(fd);
	return g_string_free(text, FALSE);
}

static void
note_promise(char *out)
{
	g_auto(GStrv) lines = g_strsplit(out, "\n", -1);
	guint i;

	for (i = 0; lines[i]; i++)
		if (stamp_parse(lines[i], NULL))
			g_hash_table_add(promised, g_strdup(lines[i]));
}

static void
kill_one(void)
{
	guint command = (guint)g_rand_int_range(dice, 0, G_N_ELEMENTS(commands)), laptop = (guint)g_rand_int_range(dice, 0, N_LAPTOPS), i;
	const char *argv[12] = {program, "--data", dirs[laptop]};
	g_autofree char *out = NULL;
	int fd, status;
	GPid pid;

	for (i = 0; commands[command].argv[i]; i++)
		argv[3 + i] = commands[command].argv[i];
	if (!g_spawn_async_with_pipes(NULL, (char **)(gpointer)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL, lead_group,
				      NULL, &pid, NULL, &fd, NULL, NULL))
		fail("spawn", program);
	g_usleep((gulong)g_rand_int_range(dice, 0, (gint32)commands[command].longest * 1000));
	/* The program alone, as the kernel does it when memory is short, or all that belongs to it. */
	kill(g_rand_boolean(dice) ? pid : -pid, SIGKILL);
	out = read_all(fd);
	waitpid(pid, &status, 0);
	n_killed += WIFSIGNALED(status) ? 1 : 0;
	if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
		fail("died by itself", commands[command].argv[0]);
	note_promise(out);
}

/* --- meeting -------------------------------------------------------------------------------------------------------------- */

static App *
open_laptop(guint i)
{
	AppOptions options = {dirs[i]};
	g_autoptr(GError) error = NULL;
	App *app = app_open(&options, &error);

	if (!app)
		fail("open", error->message);
	return app;
}

static void
sync_laptop(App *app)
{
	g_autoptr(GError) error = NULL;
	AppSyncReport report;

	if (!app_sync(app, NULL, NULL, &report, &error))
		fail("sync", error->message);
	app_sync_report_clear(&report);
}

static void
check_promises(App *app)
{
	GHashTableIter iter;
	gpointer id;

	g_hash_table_iter_init(&iter, promised);
	while (g_hash_table_iter_next(&iter, &id, NULL)) {
		g_autoptr(Record) record = app_record(app, id, NULL);

		if (!record || !record->created)
			fail("lost", id);
	}
}

/* Locks of a git that died in the shared folder would have to be an hour old; here nobody else can be at work. */
static int
remove_lock(const char *path, const struct stat *st, int kind, struct FTW *where)
{
	(void)st, (void)kind, (void)where;
	return g_str_has_suffix(path, ".lock") ? remove(path) : 0;
}

static void
meet(void)
{
	App *apps[N_LAPTOPS];
	char *digests[N_LAPTOPS];
	guint i, round;

	nftw(office, remove_lock, 16, FTW_PHYS);
	for (i = 0; i < N_LAPTOPS; i++)
		apps[i] = open_laptop(i);
	for (round = 0; round < 2; round++)
		for (i = 0; i < N_LAPTOPS; i++)
			sync_laptop(apps[i]);
	for (i = 0; i < N_LAPTOPS; i++) {
		check_promises(apps[i]);
		digests[i] = app_digest(apps[i], NULL);
		if (!digests[i] || strcmp(digests[i], digests[0]) != 0 || app_unpublished(apps[i]))
			fail("disagree", dirs[i]);
	}
	for (i = 0; i < N_LAPTOPS; i++) {
		g_free(digests[i]);
		app_close(apps[i]);
	}
}

static void
check_whole(void)
{
	const char *argv[] = {"git", "-C", office, "fsck", "--strict", "--no-dangling", NULL};
	g_autofree char *out = NULL, *err = NULL;
	guint i;
	int status;

	for (i = 0; i < N_LAPTOPS; i++) {
		g_autoptr(App) app = open_laptop(i);
		g_autoptr(GPtrArray) findings = app_verify(app, NULL, NULL);

		if (!findings || findings->len)
			fail("verify", findings ? findings->pdata[0] : NULL);
	}
	if (!g_spawn_sync(NULL, (char **)(gpointer)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &err, &status, NULL) || status != 0)
		fail("fsck", err);
}

/* --- all ------------------------------------------------------------------------------------------------------------------ */

static void
prepare(void)
{
	const char *argv[] = {"git", "init", "-q", "--bare", "-b", "main", office, NULL};
	g_autoptr(GError) error = NULL;
	guint i;

	if (!g_spawn_sync(NULL, (char **)(gpointer)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL))
		fail("git", NULL);
	for (i = 0; i < N_LAPTOPS; i++) {
		const char name[] = {(char)('a' + i), '\0'};
		g_autoptr(App) app = NULL;
		AppImport report;

		dirs[i] = g_build_filename(root, name, NULL);
		app = open_laptop(i);
		if (!app_init(app, name, "TEAM", i ? "taskforce" : "leitung", office, "06", &error) ||
		    !app_import_kommunen(app, "tests/data/kommunen-demo.jsonl", &report, &error) ||
		    !app_add_anbindung(app, "06435014", "wohngeld", NULL, NULL, &error))
			fail("preparing", error->message);
		app_import_clear(&report);
		sync_laptop(app);
	}
}

static guint
setting(const char *name, guint fallback)
{
	const char *text = g_getenv(name);

	return text ? (guint)g_ascii_strtoull(text, NULL, 10) : fallback;
}

int
main(void)
{
	g_autofree char *here = g_file_read_link("/proc/self/exe", NULL), *dir = g_path_get_dirname(here), *up = g_path_get_dirname(dir);
	guint n = setting("SOAK_KILLS", 5), i;

	root = g_build_filename(base_folder(), "kill-XXXXXX", NULL);
	if (!g_mkdtemp(root))
		g_error("soak_kill: %s", g_strerror(errno));
	program = g_build_filename(up, "vorort", NULL);
	office = g_build_filename(root, "office.git", NULL);
	dice = g_rand_new_with_seed(setting("SOAK_SEED", 1));
	promised = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	prepare();
	for (i = 1; i <= n; i++) {
		kill_one();
		if (i % MEET_EVERY == 0)
			meet();
	}
	meet();
	check_whole();
	remove_folder(root);
	printf("ok - %u commands, %u of them killed: %u entries acknowledged, none lost\n", n, n_killed, g_hash_table_size(promised));
	return 0;
}
