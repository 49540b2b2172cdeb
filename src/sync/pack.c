/*
 * The mirror in one file, for a backup: a git bundle of refs/vorort/all. Fetched into a new repository it brings files and nothing else: no
 * settings, no hooks, no locks, no half-written packs, whatever state the mirror was in.
 */
#include <sys/file.h>

#include <glib/gstdio.h>

#include "known.h"
#include "session.h"

#define SPEC_ALL "+" REF_ALL ":" REF_ALL

gboolean
sync_mirror_pack(const char *data_dir, const char *file, gboolean *has_mirror, GError **error)
{
	g_autofree char *git_dir = g_build_filename(data_dir, "repo.git", NULL);
	g_autofree char *head = g_build_filename(git_dir, "HEAD", NULL);
	const char *const look[] = { "--verify", "--quiet", REF_ALL, NULL };
	const char *const create[] = { "create", "--quiet", file, REF_ALL, NULL };
	gboolean is_done;
	int lock;

	*has_mirror = FALSE;
	if (!g_file_test(head, G_FILE_TEST_EXISTS) || !transport_git(NULL, git_dir, "rev-parse", look, NULL))
		return TRUE;
	*has_mirror = TRUE;
	lock = mirror_lock(git_dir, LOCK_SH);
	is_done = transport_git(NULL, git_dir, "bundle", create, error);
	mirror_unlock(lock);
	return is_done;
}

gboolean
sync_mirror_unpack(const char *data_dir, const char *file, GError **error)
{
	g_autoptr(Mirror) mirror = mirror_open(data_dir, error);
	const char *spec = SPEC_ALL;
	const char *const fetch[] = { "--no-tags", "--no-write-fetch-head", "--quiet", "--", file, spec, NULL };

	return mirror && transport_git(NULL, mirror->path, "fetch", fetch, error);
}

gboolean
sync_seal(const SyncHost *host, const char *data_dir, gboolean *has_contact, GError **error)
{
	g_autoptr(Session) session = session_open(host, data_dir, NULL, error);

	if (!session || !seal_settle(session, error) || !seal_recover(session, error))
		return FALSE;
	*has_contact = undertaking_is_settled(session);
	return !*has_contact || seal_outbox(session, error);
}
