/*
 * Fetch and push by the `git` program: leases, atomic pushes, credential helpers, proxies, the user's ssh configuration.
 *
 * Argument vector, no shell on our side. Hooks of the user's git configuration do not run here, and nothing of a GIT_DIR that this
 * program was started with reaches the child. What git or ssh want to know is asked by our own helper (ask.c). Every wait has an end: see
 * child.c, which tells a slow line from a dead one; the limits of ssh and curl are longer, because they count what the kernel still has
 * to send as silence.
 */
#include "transport.h"

#include <string.h>

#include "access.h"
#include "child.h"
#include "giterror.h"
#include "vorort/text.h"

#define FETCH_ATTEMPTS 8

struct Transport {
	const SyncHost *host;
	Mirror *mirror;
	const Remote *remote;
	Access *access;
	gboolean was_denied;
};

Transport *
transport_open(const SyncHost *host, Mirror *mirror, const Remote *remote, const SyncOptions *options)
{
	Transport *transport = g_new0(Transport, 1);

	transport->host = host;
	transport->mirror = mirror;
	transport->remote = remote;
	transport->access = access_open(host, mirror, remote, options);
	return transport;
}

void
transport_close(Transport *transport)
{
	if (!transport)
		return;
	access_close(transport->access);
	g_free(transport);
}

gboolean
transport_was_denied(const Transport *transport)
{
	return transport->was_denied;
}

/* --- running git ---------------------------------------------------------------------------------------------------------- */

/* The beginning of every command. Settings of the user that would run hooks, sign or ask are turned off for this one call. */
static GPtrArray *
git_command(const char *git_dir, const char *command)
{
	static const char *const settings[] = { "core.hooksPath=/dev/null", "gc.auto=0",           "maintenance.auto=false",
		                                "push.gpgSign=false",       "push.followTags=false", "http.lowSpeedLimit=1",
		                                "http.lowSpeedTime=900",    "core.fsync=committed,reference", "fetch.unpackLimit=1",
		                                "fetch.fsckObjects=false",  "fetch.writeCommitGraph=false", "submodule.recurse=false" };
	GPtrArray *argv = g_ptr_array_new_with_free_func(g_free);
	guint i;

	g_ptr_array_add(argv, g_strdup("git"));
	g_ptr_array_add(argv, g_strconcat("--git-dir=", git_dir, NULL));
	for (i = 0; i < G_N_ELEMENTS(settings); i++) {
		g_ptr_array_add(argv, g_strdup("-c"));
		g_ptr_array_add(argv, g_strdup(settings[i]));
	}
	g_ptr_array_add(argv, g_strdup(command));
	return argv;
}

static void
add(GPtrArray *argv, const char *text)
{
	g_ptr_array_add(argv, g_strdup(text));
}

static gboolean
run(Transport *transport, SyncPhase phase, GPtrArray *argv, Child *child, GError **error)
{
	Ask *ask = access_ask(transport->access);

	g_ptr_array_add(argv, NULL);
	child->argv = (const char *const *)argv->pdata;
	child->environment = access_environment(transport->access);
	child->host = transport->host;
	child->phase = phase;
	child->ask = ask;
	transport->was_denied = FALSE;
	do {
		if (!child_run(child, error))
			return FALSE;
	} while (child->exit_code != 0 && ask && git_error_is_wrong_answer(child->err->str) && ask_retry(ask));
	/* ssh asks again by itself. */
	if (child->exit_code != 0 && ask && git_error_is_denied_by_ssh(child->err->str))
		ask_was_in_vain(ask);
	return !ask || ask_goes_on(ask, error);
}

static gboolean
fail(Transport *transport, const Child *child, GError **error)
{
	Ask *ask = access_ask(transport->access);
	GError *nobody = ask ? ask_error_nobody(ask, transport->remote->shown) : NULL;
	g_autofree char *said = transport->remote->kind == REMOTE_FILE ? git_error_last_line(child->err->str) : NULL;
	GError *cause;

	if (said) {
		g_set_error(error, SYNC_ERROR, SYNC_ERROR_REFUSED, "Die Datei %s ist unvollständig oder beschädigt (git: %s). Es wurde nichts "
			    "übernommen; lassen Sie sie noch einmal schreiben.", transport->remote->shown, said);
		return FALSE;
	}
	cause = git_error_new(child->err->str, transport->remote->shown, &transport->was_denied);
	/* What was to be asked says more than that it could not be. */
	g_propagate_error(error, nobody ? nobody : cause);
	if (nobody)
		g_error_free(cause);
	return FALSE;
}

/* --- fetch ---------------------------------------------------------------------------------------------------------------- */

static gboolean
fetch(Transport *transport, gboolean with_main, Child *child, GError **error)
{
	const Remote *remote = transport->remote;
	g_autoptr(GPtrArray) argv = git_command(transport->mirror->path, "fetch");
	static const char *const options[] = { "--prune", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance",
		                               "--no-recurse-submodules", "--no-show-forced-updates", "--progress" };
	guint i;

	for (i = 0; i < G_N_ELEMENTS(options); i++)
		add(argv, options[i]);
	if (remote->upload_pack)
		g_ptr_array_add(argv, g_strconcat("--upload-pack=", remote->upload_pack, NULL));
	add(argv, "--");
	add(argv, remote->url);
	if (with_main)
		g_ptr_array_add(argv, g_strdup_printf("+refs/heads/main:refs/remotes/r/%s/main", remote->hash));
	g_ptr_array_add(argv, g_strdup_printf("+refs/heads/in/*:refs/remotes/r/%s/in/*", remote->hash));
	return run(transport, SYNC_PHASE_FETCH, argv, child, error);
}

/* A crowd: branches that the server had just named are merged and deleted before it is asked for them. */
static gboolean
fetch_in_crowd(Transport *transport, gboolean with_main, Child *child, GError **error)
{
	guint attempt;

	for (attempt = 0; attempt < FETCH_ATTEMPTS; attempt++) {
		if (!fetch(transport, with_main, child, error))
			return FALSE;
		if (child->exit_code == 0 || !git_error_is_gone_meanwhile(child->err->str))
			return TRUE;
		g_usleep((gulong)g_random_int_range(10000, 60000) * (attempt + 1));
	}
	return TRUE;
}

gboolean
transport_fetch(Transport *transport, gboolean *has_main, GError **error)
{
	g_autofree char *main_ref = remote_ref(transport->remote, "main");
	g_auto(Child) child;

	child_init(&child);
	*has_main = TRUE;
	if (!fetch_in_crowd(transport, TRUE, &child, error))
		return FALSE;
	/* An empty repository, or a main that somebody removed: git then fetches nothing at all. */
	if (child.exit_code != 0 && git_error_is_missing_main(child.err->str)) {
		*has_main = FALSE;
		if (!mirror_ref_remove(transport->mirror, main_ref, error) || !fetch_in_crowd(transport, FALSE, &child, error))
			return FALSE;
	}
	if (child.exit_code != 0)
		return fail(transport, &child, error);
	/* New packs came in behind libgit2's back. */
	git_odb_refresh(transport->mirror->odb);
	return TRUE;
}

gboolean
transport_ask(Transport *transport, SyncPhase phase, const char *command, const char *const *options, const char *spec, char **said, GError **error)
{
	const Remote *remote = transport->remote;
	g_autoptr(GPtrArray) argv = git_command(transport->mirror->path, command);
	g_auto(Child) child;

	child_init(&child);
	for (; *options; options++)
		add(argv, *options);
	if (remote->upload_pack)
		g_ptr_array_add(argv, g_strconcat("--upload-pack=", remote->upload_pack, NULL));
	add(argv, "--");
	add(argv, remote->url);
	add(argv, spec);
	if (!run(transport, phase, argv, &child, error))
		return FALSE;
	if (child.exit_code != 0)
		return fail(transport, &child, error);
	git_odb_refresh(transport->mirror->odb);
	if (said)
		*said = g_strdup(child.out->str);
	return TRUE;
}

/* --- push ----------------------------------------------------------------------------------------------------------------- */

static void
push_ref_free(gpointer data)
{
	PushRef *ref = data;

	g_free(ref->branch);
	g_free(ref->reason);
	g_free(ref);
}

GPtrArray *
push_refs_new(void)
{
	return g_ptr_array_new_with_free_func(push_ref_free);
}

PushRef *
push_refs_add(GPtrArray *refs, const char *branch, const git_oid *expected, const git_oid *id)
{
	PushRef *ref = g_new0(PushRef, 1);

	ref->branch = g_strdup(branch);
	if (expected)
		git_oid_cpy(&ref->expected, expected);
	if (id)
		git_oid_cpy(&ref->id, id);
	ref->status = PUSH_REFUSED;
	g_ptr_array_add(refs, ref);
	return ref;
}

static void
add_push_ref(GPtrArray *argv, const PushRef *ref, gboolean is_lease)
{
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof hex, is_lease ? &ref->expected : &ref->id);
	if (is_lease)
		g_ptr_array_add(argv, g_strdup_printf("--force-with-lease=refs/heads/%s:%s", ref->branch, git_oid_is_zero(&ref->expected) ? "" : hex));
	else
		g_ptr_array_add(argv, g_strdup_printf("%s:refs/heads/%s", git_oid_is_zero(&ref->id) ? "" : hex, ref->branch));
}

static GPtrArray *
push_command(Transport *transport, GPtrArray *refs, gboolean is_atomic)
{
	const Remote *remote = transport->remote;
	GPtrArray *argv = git_command(transport->mirror->path, "push");
	guint i;

	add(argv, "--porcelain");
	add(argv, "--no-verify");
	add(argv, "--progress");
	add(argv, "--recurse-submodules=no");
	if (is_atomic)
		add(argv, "--atomic");
	if (remote->receive_pack)
		g_ptr_array_add(argv, g_strconcat("--receive-pack=", remote->receive_pack, NULL));
	for (i = 0; i < refs->len; i++)
		add_push_ref(argv, refs->pdata[i], TRUE);
	add(argv, "--");
	add(argv, remote->url);
	for (i = 0; i < refs->len; i++)
		add_push_ref(argv, refs->pdata[i], FALSE);
	return argv;
}

static PushRef *
find_ref(GPtrArray *refs, const char *full, gsize len)
{
	guint i;

	for (i = 0; i < refs->len; i++) {
		PushRef *ref = refs->pdata[i];

		if (strlen(ref->branch) + strlen("refs/heads/") == len && strncmp(full, "refs/heads/", strlen("refs/heads/")) == 0 &&
		    strncmp(full + strlen("refs/heads/"), ref->branch, strlen(ref->branch)) == 0)
			return ref;
	}
	return NULL;
}

/* One line of --porcelain: "<flag>\t<from>:<to>\t<summary> (<reason>)". */
static gboolean
read_status(GPtrArray *refs, const char *line)
{
	g_auto(GStrv) fields = g_strsplit(line, "\t", 3);
	const char *to;
	PushRef *ref;

	if (g_strv_length(fields) != 3 || strlen(fields[0]) != 1 || !(to = strrchr(fields[1], ':')))
		return FALSE;
	ref = find_ref(refs, to + 1, strlen(to + 1));
	if (!ref)
		return FALSE;
	g_clear_pointer(&ref->reason, g_free);
	if (fields[0][0] != '!') {
		ref->status = PUSH_OK;
		return TRUE;
	}
	ref->status = git_error_is_race(fields[2]) ? PUSH_RACE : PUSH_REFUSED;
	ref->reason = text_visible(fields[2], FALSE);
	return TRUE;
}

static guint
read_statuses(GPtrArray *refs, const char *out)
{
	g_auto(GStrv) lines = g_strsplit(out, "\n", -1);
	guint i, n = 0;

	for (i = 0; lines[i]; i++)
		n += read_status(refs, lines[i]) ? 1 : 0;
	return n;
}

/* What the remote accepted is what a fetch would bring. */
static gboolean
follow(Transport *transport, const PushRef *ref, GError **error)
{
	g_autofree char *name = remote_ref(transport->remote, ref->branch);

	if (ref->status != PUSH_OK)
		return TRUE;
	return git_oid_is_zero(&ref->id) ? mirror_ref_remove(transport->mirror, name, error) : mirror_ref_set(transport->mirror, name, &ref->id, error);
}

gboolean
transport_push(Transport *transport, SyncPhase phase, GPtrArray *refs, gboolean *has_atomic, GError **error)
{
	g_autoptr(GPtrArray) argv = push_command(transport, refs, has_atomic != NULL);
	g_auto(Child) child;
	guint i, n;

	child_init(&child);
	if (!run(transport, phase, argv, &child, error))
		return FALSE;
	if (has_atomic && child.exit_code != 0 && git_error_is_not_atomic(child.err->str)) {
		*has_atomic = FALSE;
		return TRUE;
	}
	/* The exit code says nothing about a single ref: a push that lost the race for main may have deleted in/x. */
	n = read_statuses(refs, child.out->str);
	if (n < refs->len && child.exit_code != 0)
		return fail(transport, &child, error);
	for (i = 0; i < refs->len; i++)
		if (!follow(transport, refs->pdata[i], error))
			return FALSE;
	return TRUE;
}

/* --- looking after the mirror --------------------------------------------------------------------------------------------- */

void
transport_tidy(Transport *transport)
{
	g_autofree char *packs = g_build_filename(transport->mirror->path, "objects", "pack", NULL);
	g_autoptr(GPtrArray) argv = git_command(transport->mirror->path, "repack");
	g_autoptr(GDir) dir = g_dir_open(packs, 0, NULL);
	g_auto(Child) child;
	const char *name;
	guint n = 0;

	child_init(&child);
	while (dir && (name = g_dir_read_name(dir)))
		n += g_str_has_suffix(name, ".pack") ? 1 : 0;
	/* Measured: harmless up to about 500 packs; putting the small ones together takes 1.6 s then. */
	if (n < 300)
		return;
	add(argv, "--geometric=2");
	add(argv, "-d");
	add(argv, "-q");
	run(transport, SYNC_PHASE_MERGE, argv, &child, NULL);
	git_odb_refresh(transport->mirror->odb);
}

gboolean
transport_git(const SyncHost *host, const char *git_dir, const char *command, const char *const *arguments, GError **error)
{
	static const Remote none;
	Transport transport = { .host = host, .remote = &none, .access = access_open(host, NULL, &none, NULL) };
	g_autoptr(GPtrArray) argv = git_command(git_dir, command);
	g_autofree char *said = NULL;
	gboolean is_done;
	g_auto(Child) child;

	child_init(&child);
	child.silence_seconds = 3600;
	for (; *arguments; arguments++)
		add(argv, *arguments);
	is_done = run(&transport, SYNC_PHASE_MERGE, argv, &child, error);
	access_close(transport.access);
	if (!is_done || child.exit_code == 0)
		return is_done;
	said = git_error_last_line(child.err->str);
	g_set_error(error, SYNC_ERROR, SYNC_ERROR_LOCAL, "git %s ist gescheitert: %s", command, said);
	return FALSE;
}

GHashTable *
transport_fsck(const SyncHost *host, Mirror *mirror, GError **error)
{
	static const Remote none;
	Transport transport = { .host = host, .mirror = mirror, .remote = &none, .access = access_open(host, mirror, &none, NULL) };
	g_autoptr(GPtrArray) argv = git_command(mirror->path, "fsck");
	GHashTable *damaged = NULL;
	g_auto(Child) child;

	child_init(&child);
	child.silence_seconds = 3600;
	add(argv, "--full");
	add(argv, "--no-dangling");
	add(argv, "--no-reflogs");
	if (run(&transport, SYNC_PHASE_IMPORT, argv, &child, error)) {
		damaged = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
		git_error_damaged_ids(child.err->str, damaged);
		git_error_damaged_ids(child.out->str, damaged);
	}
	access_close(transport.access);
	return damaged;
}
