/* What happens in the soak: users act, laptops sync, and everything goes wrong that can: a table of events with their weights. */
#pragma once

#include <sys/wait.h>

#include "soak_actions.h"
#include "soak_transport.h"

#define YEAR (365 * 24 * 3600)

static void G_GNUC_PRINTF(3, 4)
trace(World *world, const Laptop *laptop, const char *format, ...)
{
	va_list args;

	g_string_append_printf(world->trace, "  %c ", laptop->letter);
	va_start(args, format);
	g_string_append_vprintf(world->trace, format, args);
	va_end(args);
	g_string_append_c(world->trace, '\n');
}

/* --- actions -------------------------------------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	gboolean (*act)(App *app, GError **error);
	guint weight;
} actions[] = {
	{"note", do_note, 3},         {"obstacle", do_obstacle, 5}, {"set obstacle", do_set_obstacle, 8}, {"set many", do_set_many, 2},
	{"comment", do_comment, 4},   {"anbindung", do_anbindung, 3}, {"state", do_state, 3},             {"visit", do_visit, 2},
	{"close visit", do_close_visit, 1}, {"result", do_result, 8}, {"retract", do_retract, 3},         {"add", do_simple, 2},
	{"vorhaben", do_vorhaben, 1}, {"undo", do_undo, 5},         {"redo", do_redo, 3},                 {"confirm", do_confirm, 4},
	{"kommunen", do_kommunen, 1}, {"redact", do_redact, 4},     {"role", do_role, 3},                 {"block", do_block, 3},
};

/* What the app says no to is fine; what the database cannot do is not. */
static void
check_action(World *world, Laptop *laptop, const char *name, gboolean ok, const GError *error)
{
	if (!ok && (!error || error->domain != APP_ERROR))
		world_fail(world, "%c %s: %s", laptop->letter, name, error ? error->message : "failed without a word");
	trace(world, laptop, "%s%s%s", name, ok ? "" : ": ", ok ? "" : error ? error->message : "");
	oracle_note(world, laptop);
}

static void
event_act(World *world, Laptop *laptop)
{
	App *app = laptop_app(world, laptop);
	guint i, sum = 0, at;
	g_autoptr(GError) error = NULL;
	gboolean ok;

	if (!app)
		return;
	for (i = 0; i < G_N_ELEMENTS(actions); i++)
		sum += actions[i].weight;
	at = chance_below(sum);
	for (i = 0; at >= actions[i].weight; i++)
		at -= actions[i].weight;
	ok = actions[i].act(app, &error);
	check_action(world, laptop, actions[i].name, ok, error);
}

static void
event_form(World *world, Laptop *laptop)
{
	const char *name = laptop->form ? "save form" : "open form";
	g_autoptr(GError) error = NULL;
	gboolean ok;

	if (!laptop_app(world, laptop))
		return;
	ok = act_on_form(laptop, &error);
	check_action(world, laptop, name, ok, error);
}

/* --- sync ----------------------------------------------------------------------------------------------------------------- */

typedef struct Watch {
	guint n, cancel_at, die_at;
} Watch;

static void
watch_report(const char *what, guint64 done, guint64 total, void *data)
{
	Watch *watch = data;

	(void)what, (void)done, (void)total;
	if (++watch->n == watch->die_at)
		_exit(9);
}

static gboolean
watch_is_cancelled(void *data)
{
	Watch *watch = data;

	if (++watch->n == watch->die_at)
		_exit(9);
	return watch->n == watch->cancel_at;
}

/* FALSE with the reason in *@message (caller frees) if it was said to fail. */
static gboolean
sync_with(World *world, Laptop *laptop, guint remote, Watch *watch, AppError *code, char **message)
{
	App *app = laptop_app(world, laptop);
	AppProgress progress = {.report = watch_report, .is_cancelled = watch_is_cancelled, .data = watch};
	g_autoptr(GError) error = NULL;
	AppSyncReport report;
	gboolean ok = app && app_sync(app, world->remotes[remote], &progress, &report, &error);

	*code = error ? (AppError)error->code : APP_ERROR_FAILED;
	*message = ok ? g_strdup(report.text) : g_strdup(error ? error->message : "?");
	if (ok)
		app_sync_report_clear(&report);
	if (app)
		oracle_note_device(world, laptop);
	return ok;
}

/* Nobody but the founder has something to found with, before having met the others. */
static gboolean
may_sync(World *world, Laptop *laptop, guint remote)
{
	return laptop_is_joined(world, laptop) || remote_has_main(world, remote);
}

typedef struct Meeting {
	World *world;
	Laptop *other;
	guint remote;
} Meeting;

static void
meet(void *data)
{
	Meeting *meeting = data;
	gint64 clock = clock_offset;
	Watch watch = {0};
	AppError code;
	g_autofree char *message = NULL;

	sync_with(meeting->world, meeting->other, meeting->remote, &watch, &code, &message);
	clock_offset = clock;
}

/* In a process of its own, which is to die: nothing of it remains but its files. */
static void
sync_to_death(World *world, Laptop *laptop, guint remote, Watch *watch)
{
	pid_t pid;
	int status;

	laptop_close(laptop);
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		AppError code;
		char *message;

		sync_with(world, laptop, remote, watch, &code, &message);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	if (WIFSIGNALED(status))
		world_fail(world, "%c sync: signal %d", laptop->letter, WTERMSIG(status));
	oracle_note_device(world, laptop);
}

static Laptop *
another_laptop(World *world, const Laptop *laptop)
{
	Laptop *other = &world->laptops[chance_below(world->n_laptops)];

	return other == laptop ? &world->laptops[(chance_below(world->n_laptops - 1) + 1 + (guint)(laptop - world->laptops)) % world->n_laptops] : other;
}

static void
judge_sync(World *world, Laptop *laptop, guint remote, Fault fault, gboolean is_cancelled, gboolean ok, AppError code, const char *message)
{
	gboolean is_quiet = (fault == FAULT_NONE || fault == FAULT_MEETING) && !is_cancelled;

	if (ok || fault == FAULT_PROTECTED || (world->is_away[remote] && code == APP_ERROR_UNREACHABLE) || world->is_harmed)
		return;
	if (is_quiet || code == APP_ERROR_FAILED || code == APP_ERROR_INVALID)
		world_fail(world, "%c sync %u: %s", laptop->letter, remote, message);
}

static void
event_sync(World *world, Laptop *laptop)
{
	guint remote = chance_below(chance_one_in(3) ? REMOTES : 1);
	Fault fault = chance_one_in(2) ? FAULT_NONE : (Fault)chance_below(N_FAULTS);
	Watch watch = {0};
	Laptop *other = world->n_laptops > 1 ? another_laptop(world, laptop) : NULL;
	Meeting meeting = {world, other, remote};
	gboolean is_death = fault == FAULT_DEATH || fault == FAULT_DEATH_AFTER;
	guint at = 1 + chance_below(6);

	if (chance_one_in(10))
		watch.cancel_at = 1 + chance_below(40);
	if (is_death && chance_one_in(2)) {
		fault = FAULT_NONE;
		watch.die_at = 1 + chance_below(60);
	}
	if (!may_sync(world, laptop, remote) || (fault == FAULT_MEETING && (!other || !may_sync(world, other, remote))))
		return;
	fault_plan = (FaultPlan){.fault = fault, .at = at, .meeting = meet, .data = &meeting};
	trace(world, laptop, "sync %u%s%s at %u cancel %u die %u", remote, fault ? ": " : "", fault_names[fault], at, watch.cancel_at, watch.die_at);
	if (is_death) {
		sync_to_death(world, laptop, remote, &watch);
	} else {
		AppError code;
		g_autofree char *message = NULL;
		gboolean ok = sync_with(world, laptop, remote, &watch, &code, &message);

		judge_sync(world, laptop, remote, fault, watch.cancel_at > 0, ok, code, message);
	}
	fault_plan = (FaultPlan){0};
}

/* --- accidents of laptops ------------------------------------------------------------------------------------------------- */

static void
event_restart(World *world, Laptop *laptop)
{
	trace(world, laptop, "restart");
	laptop_close(laptop);
}

static void
event_clock(World *world, Laptop *laptop)
{
	(void)world;
	laptop->clock = ((gint64)chance_below(41) - 20) * YEAR + chance_below(YEAR);
	trace(world, laptop, "clock %+d days", (int)(laptop->clock / 86400));
}

static void
event_backup(World *world, Laptop *laptop)
{
	trace(world, laptop, "backup");
	laptop_close(laptop);
	remove_folder(laptop->backup);
	laptop->has_backup = copy_folder(laptop->dir, laptop->backup);
}

static void
event_restore(World *world, Laptop *laptop)
{
	if (!laptop->has_backup)
		return;
	trace(world, laptop, "restore");
	oracle_before_loss(world);
	laptop_close(laptop);
	remove_folder(laptop->dir);
	if (!copy_folder(laptop->backup, laptop->dir))
		world_fail(world, "no copy");
	oracle_after_loss(world);
}

static void
event_clone(World *world, Laptop *laptop)
{
	Laptop *twin;

	if (world->n_laptops == LAPTOPS_MAX)
		return;
	laptop_close(laptop);
	twin = laptop_place(world);
	twin->clock = laptop->clock;
	trace(world, laptop, "cloned to %c", twin->letter);
	if (!copy_folder(laptop->dir, twin->dir))
		world_fail(world, "no copy");
}

static void
event_newcomer(World *world, Laptop *laptop)
{
	static const char *const roles[] = {"roll_out_team", "taskforce", "leitung"};
	g_autoptr(GError) error = NULL;
	g_autofree char *user = NULL;
	App *app;

	if (world->n_laptops == LAPTOPS_MAX)
		return;
	laptop = laptop_place(world);
	user = g_strdup_printf("TEAM-%c", g_ascii_toupper(laptop->letter));
	trace(world, laptop, "new");
	app = laptop_app(world, laptop);
	if (!app || !app_init(app, user, user, PICK(roles), NULL, "06", &error))
		world_fail(world, "init: %s", error ? error->message : "?");
	else
		oracle_note(world, laptop);
	if (app && !world->undertaking)
		world->undertaking = store_meta(app->store, "undertaking");
}

/* --- accidents of remotes ------------------------------------------------------------------------------------------------- */

static void
event_away(World *world, Laptop *laptop)
{
	guint remote = chance_below(REMOTES);

	trace(world, laptop, "remote %u %s", remote, world->is_away[remote] ? "is back" : "is away");
	remote_set_away(world, remote, !world->is_away[remote]);
}

static void
event_remote_lost(World *world, Laptop *laptop)
{
	guint remote = chance_below(REMOTES);

	trace(world, laptop, "remote %u is lost, a new one is empty", remote);
	remote_set_away(world, remote, FALSE);
	oracle_before_loss(world);
	remove_folder(world->remotes[remote]);
	remote_make(world, remote);
	oracle_after_loss(world);
}

/* The branch becomes an earlier state of itself, a fresh root of the same tree, or nothing. */
static void
force_push(git_repository *repo, const char *name, World *world, Laptop *laptop)
{
	git_commit *commit = NULL;
	git_tree *tree = NULL;
	git_reference *made = NULL;
	git_signature *who = NULL;
	git_oid id;
	guint kind = chance_below(3);

	if (git_reference_name_to_id(&id, repo, name) != 0 || git_commit_lookup(&commit, repo, &id) != 0)
		return;
	trace(world, laptop, "force-push %s: %s", name, kind == 0 ? "deleted" : kind == 1 ? "older" : "fresh root");
	if (kind == 1 && git_commit_parentcount(commit) > 0)
		git_reference_create(&made, repo, name, git_commit_parent_id(commit, 0), 1, NULL);
	else if (kind == 2 && git_commit_tree(&tree, commit) == 0 && git_signature_new(&who, "x", "x@x.invalid", 1, 0) == 0 &&
		 git_commit_create_v(&id, repo, NULL, who, who, NULL, "purge\n", tree, 0) == 0)
		git_reference_create(&made, repo, name, &id, 1, NULL);
	else
		git_reference_remove(repo, name);
	git_signature_free(who);
	git_reference_free(made);
	git_tree_free(tree);
	git_commit_free(commit);
}

static void
event_force_push(World *world, Laptop *laptop)
{
	guint remote = chance_below(REMOTES);
	g_autofree char *place = remote_place(world, remote);
	git_repository *repo = NULL;
	g_autoptr(GPtrArray) names = NULL;

	if (git_repository_open_bare(&repo, place) != 0)
		return;
	names = branches_there(repo);
	oracle_before_loss(world);
	if (names->len > 0)
		force_push(repo, names->pdata[chance_below(names->len)], world, laptop);
	git_repository_free(repo);
	oracle_after_loss(world);
}

/* --- the table ------------------------------------------------------------------------------------------------------------ */

static const struct {
	void (*happen)(World *world, Laptop *laptop);
	guint weight;
} happenings[] = {
	{event_act, 100},    {event_form, 10},  {event_sync, 60},    {event_restart, 6},     {event_clock, 3},      {event_backup, 4},
	{event_restore, 4},  {event_clone, 2},  {event_newcomer, 2}, {event_away, 3},        {event_remote_lost, 2}, {event_force_push, 3},
};
