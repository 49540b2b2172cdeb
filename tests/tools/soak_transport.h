/*
 * A transport for the soak that does in this process what git does in others: leases, atomic pushes, pruning fetches. It takes the place of
 * src/sync/transport.c, is a hundred times as fast, and goes wrong on demand: a network that is gone before or after the deed, a server that
 * protects main or knows no atomic push, and another laptop whose whole sync falls between two steps of this one.
 */
#pragma once

#include "soak_chance.h"
#include "soak_world.h"
#include "sync/transport.h"

typedef enum {
	FAULT_NONE,
	FAULT_BEFORE,    /* no network */
	FAULT_AFTER,     /* done, but the answer is lost */
	FAULT_DENIED,    /* no right to write */
	FAULT_PROTECTED, /* main cannot be pushed to, nor anything deleted, in all of this sync */
	FAULT_NO_ATOMIC, /* in all of this sync */
	FAULT_MEETING,   /* another laptop syncs before this step */
	FAULT_DEATH,     /* the process ends before this step */
	FAULT_DEATH_AFTER,
	N_FAULTS,
} Fault;

static const char *const fault_names[N_FAULTS] = {"",          "no network",  "answer lost", "denied",     "protected main",
						  "no atomic", "meeting",     "death",       "death after"};

/* What is to go wrong in the sync that runs now. */
typedef struct FaultPlan {
	Fault fault;
	guint at;                     /* number of the fetch or push, from 1 */
	guint n_steps;
	void (*meeting)(void *data);
	void *data;
} FaultPlan;
static FaultPlan fault_plan;

#ifndef SOAK_GIT /* soak_git.c keeps the real one */

struct Transport {
	const SyncHost *host;
	Mirror *mirror;
	const Remote *remote;
	git_repository *there;
	gboolean was_denied;
};

Transport *
transport_open(const SyncHost *host, Mirror *mirror, const Remote *remote, const SyncOptions *options)
{
	Transport *transport = g_new0(Transport, 1);

	(void)options;
	transport->host = host;
	transport->mirror = mirror;
	transport->remote = remote;
	return transport;
}

void
transport_close(Transport *transport)
{
	if (!transport)
		return;
	git_repository_free(transport->there);
	g_free(transport);
}

gboolean
transport_was_denied(const Transport *transport)
{
	return transport->was_denied;
}

static gboolean
unreachable(GError **error)
{
	g_set_error(error, SYNC_ERROR, SYNC_ERROR_UNREACHABLE, "soak: nicht erreichbar");
	return FALSE;
}

/* The beginning of each step. */
static gboolean
begin_step(Transport *transport, gboolean is_push, Fault *now, GError **error)
{
	FaultPlan *plan = &fault_plan;

	transport->was_denied = FALSE;
	*now = ++plan->n_steps == plan->at || plan->fault == FAULT_PROTECTED || plan->fault == FAULT_NO_ATOMIC ? plan->fault : FAULT_NONE;
	if (*now == FAULT_DEATH)
		_exit(9);
	if (*now == FAULT_MEETING && plan->meeting) {
		FaultPlan mine = *plan;

		plan->fault = FAULT_NONE;
		mine.meeting(mine.data);
		*plan = mine;
		plan->fault = FAULT_NONE;
	}
	if (*now == FAULT_BEFORE || (*now == FAULT_DENIED && !is_push))
		return unreachable(error);
	if (*now == FAULT_DENIED) {
		transport->was_denied = TRUE;
		return unreachable(error);
	}
	if (!transport->there && git_repository_open_bare(&transport->there, transport->remote->url) != 0)
		return unreachable(error);
	return TRUE;
}

static gboolean
end_step(Fault now, GError **error)
{
	if (now == FAULT_DEATH_AFTER)
		_exit(9);
	return now != FAULT_AFTER || unreachable(error);
}

/* --- objects -------------------------------------------------------------------------------------------------------------- */

static gboolean copy_object(git_odb *from, git_odb *to, git_repository *repo, const git_oid *id);

static gboolean
copy_entries(git_odb *from, git_odb *to, git_repository *repo, const git_oid *id)
{
	git_tree *tree = NULL;
	gboolean ok = git_tree_lookup(&tree, repo, id) == 0;
	size_t i;

	for (i = 0; ok && i < git_tree_entrycount(tree); i++)
		ok = copy_object(from, to, repo, git_tree_entry_id(git_tree_entry_byindex(tree, i)));
	git_tree_free(tree);
	return ok;
}

static gboolean
copy_ancestry(git_odb *from, git_odb *to, git_repository *repo, const git_oid *id)
{
	git_commit *commit = NULL;
	gboolean ok = git_commit_lookup(&commit, repo, id) == 0 && copy_object(from, to, repo, git_commit_tree_id(commit));
	guint i;

	for (i = 0; ok && i < git_commit_parentcount(commit); i++)
		ok = copy_object(from, to, repo, git_commit_parent_id(commit, i));
	git_commit_free(commit);
	return ok;
}

/* What an object refers to comes first: whatever lies there is whole. */
static gboolean
copy_object(git_odb *from, git_odb *to, git_repository *repo, const git_oid *id)
{
	git_odb_object *object = NULL;
	git_oid written;
	gboolean ok;

	if (git_odb_exists_ext(to, id, GIT_ODB_LOOKUP_NO_REFRESH))
		return TRUE;
	ok = git_odb_read(&object, from, id) == 0;
	if (ok && git_odb_object_type(object) == GIT_OBJECT_COMMIT)
		ok = copy_ancestry(from, to, repo, id);
	else if (ok && git_odb_object_type(object) == GIT_OBJECT_TREE)
		ok = copy_entries(from, to, repo, id);
	ok = ok && git_odb_write(&written, to, git_odb_object_data(object), git_odb_object_size(object), git_odb_object_type(object)) == 0;
	git_odb_object_free(object);
	return ok;
}

static gboolean
copy_all(git_repository *from, git_repository *to, const git_oid *id)
{
	git_odb *source = NULL, *target = NULL;
	gboolean ok = git_repository_odb(&source, from) == 0 && git_repository_odb(&target, to) == 0 && copy_object(source, target, from, id);

	git_odb_free(source);
	git_odb_free(target);
	return ok;
}

/* --- fetch ---------------------------------------------------------------------------------------------------------------- */

static gboolean
prune(Transport *transport, GPtrArray *names, GError **error)
{
	g_autofree char *prefix = remote_ref(transport->remote, "");
	g_autoptr(GPtrArray) here = mirror_refs(transport->mirror, prefix);
	guint i;

	for (i = 0; i < here->len; i++) {
		g_autofree char *full = g_strconcat("refs/heads/", (char *)here->pdata[i] + strlen(prefix), NULL);

		if (!g_ptr_array_find_with_equal_func(names, full, g_str_equal, NULL) && !mirror_ref_remove(transport->mirror, here->pdata[i], error))
			return FALSE;
	}
	return TRUE;
}

gboolean
transport_fetch(Transport *transport, gboolean *has_main, GError **error)
{
	g_autoptr(GPtrArray) names = NULL;
	Fault now;
	guint i;

	*has_main = FALSE;
	if (!begin_step(transport, FALSE, &now, error))
		return FALSE;
	names = branches_there(transport->there);
	if (!prune(transport, names, error))
		return FALSE;
	for (i = 0; i < names->len; i++) {
		const char *branch = (char *)names->pdata[i] + strlen("refs/heads/");
		g_autofree char *ref = remote_ref(transport->remote, branch);
		git_oid id;

		*has_main |= strcmp(branch, "main") == 0;
		if (git_reference_name_to_id(&id, transport->there, names->pdata[i]) != 0 ||
		    !copy_all(transport->there, transport->mirror->repo, &id))
			return unreachable(error);
		if (!mirror_ref_set(transport->mirror, ref, &id, error))
			return FALSE;
	}
	return end_step(now, error);
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

static PushStatus
judge_push(Transport *transport, const PushRef *ref, Fault now)
{
	g_autofree char *name = g_strconcat("refs/heads/", ref->branch, NULL);
	git_oid there = {0};

	git_reference_name_to_id(&there, transport->there, name);
	if (!git_oid_equal(&there, &ref->expected))
		return PUSH_RACE;
	if (now == FAULT_PROTECTED && (strcmp(ref->branch, "main") == 0 || git_oid_is_zero(&ref->id)) && !git_oid_equal(&there, &ref->id))
		return PUSH_REFUSED;
	return PUSH_OK;
}

static gboolean
set_there(Transport *transport, const PushRef *ref)
{
	g_autofree char *name = g_strconcat("refs/heads/", ref->branch, NULL);
	git_reference *made = NULL;
	gboolean ok;

	if (git_oid_is_zero(&ref->id))
		return git_reference_remove(transport->there, name) == 0;
	ok = copy_all(transport->mirror->repo, transport->there, &ref->id) &&
	     git_reference_create(&made, transport->there, name, &ref->id, 1, NULL) == 0;
	git_reference_free(made);
	return ok;
}

/* What was accepted is what a fetch would bring. */
static gboolean
follow(Transport *transport, const PushRef *ref, GError **error)
{
	g_autofree char *name = remote_ref(transport->remote, ref->branch);

	if (ref->status != PUSH_OK)
		return TRUE;
	return git_oid_is_zero(&ref->id) ? mirror_ref_remove(transport->mirror, name, error) : mirror_ref_set(transport->mirror, name, &ref->id, error);
}

static void
judge_all(Transport *transport, GPtrArray *refs, gboolean is_atomic, Fault now)
{
	gboolean is_refused = FALSE;
	guint i;

	for (i = 0; i < refs->len; i++) {
		PushRef *ref = refs->pdata[i];

		ref->status = judge_push(transport, ref, now);
		ref->reason = ref->status == PUSH_OK ? NULL : g_strdup("soak");
		is_refused |= ref->status != PUSH_OK;
	}
	/* As git says it: "! [rejected] (atomic push failed)". */
	for (i = 0; is_atomic && is_refused && i < refs->len; i++) {
		PushRef *ref = refs->pdata[i];

		if (ref->status == PUSH_OK)
			ref->status = PUSH_RACE;
	}
}

gboolean
transport_push(Transport *transport, SyncPhase phase, GPtrArray *refs, gboolean *has_atomic, GError **error)
{
	Fault now;
	guint i;

	(void)phase;
	if (!begin_step(transport, TRUE, &now, error))
		return FALSE;
	if (has_atomic && now == FAULT_NO_ATOMIC) {
		*has_atomic = FALSE;
		return TRUE;
	}
	judge_all(transport, refs, has_atomic != NULL, now);
	for (i = 0; i < refs->len; i++)
		if (((PushRef *)refs->pdata[i])->status == PUSH_OK && !set_there(transport, refs->pdata[i]))
			return unreachable(error);
	if (!end_step(now, error))
		return FALSE;
	for (i = 0; i < refs->len; i++)
		if (!follow(transport, refs->pdata[i], error))
			return FALSE;
	return TRUE;
}

/* --- looking after the mirror --------------------------------------------------------------------------------------------- */

void
transport_tidy(Transport *transport)
{
	(void)transport;
}

GHashTable *
transport_fsck(const SyncHost *host, Mirror *mirror, GError **error)
{
	(void)host, (void)mirror, (void)error;
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

/* Bundles are git's own files; the soak exchanges folders. */
gboolean
transport_git(const SyncHost *host, const char *git_dir, const char *command, const char *const *arguments, GError **error)
{
	(void)host;
	(void)git_dir;
	(void)arguments;
	g_set_error(error, SYNC_ERROR, SYNC_ERROR_LOCAL, "git %s", command);
	return FALSE;
}

/* Attachments: nobody here has any. */
gboolean
transport_ask(Transport *transport, SyncPhase phase, const char *command, const char *const *options, const char *spec, char **said, GError **error)
{
	(void)phase;
	(void)options;
	(void)spec;
	(void)said;
	return transport_git(transport->host, "", command, NULL, error);
}

#endif
