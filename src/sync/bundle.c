/*
 * Exchange by one file, where neither a network nor a folder of git can be had: everything verified as a git bundle, a root commit on main.
 *
 * The tree is that of a remote's main. It is read as a remote is (run.c), with every check: the file itself is not signed, each batch in it
 * is, the other files are named by their content.
 */
#include "import.h"
#include "key.h"

#define REF_MAIN "refs/heads/main" /* in the mirror only while the file is written */

static gboolean
refuse_stranger(GError **error)
{
	g_set_error(error, SYNC_ERROR, SYNC_ERROR_REFUSED,
	            "Dieses Gerät hat noch mit niemandem abgeglichen. Lesen Sie zuerst die Datei eines anderen Geräts ein, damit beide am selben "
	            "Vorhaben arbeiten. Nur wenn dieses Gerät das Vorhaben beginnt: vorort bundle --first DATEI");
	return FALSE;
}

/* All that this laptop has to say becomes part of what is known. */
static gboolean
gather(Session *session, gboolean is_first, GError **error)
{
	if (!seal_settle(session, error) || !seal_recover(session, error) || !import_known(session, FALSE, error))
		return FALSE;
	if (!undertaking_is_settled(session) && !is_first)
		return refuse_stranger(error);
	return undertaking_found(session, error) && import_own_files(session, error) && seal_outbox(session, error) &&
	       import_redact(session, error) && known_save(session->known, error);
}

static gboolean
write_bundle(Session *session, const char *file, GError **error)
{
	const char *const arguments[] = { "create", "--quiet", file, REF_MAIN, NULL };
	git_oid commit;
	gboolean is_written;

	if (!mirror_commit(session->mirror, device_key_id(session->host->key), "Alles Geprüfte\n", &session->known->tree, NULL, &commit, error) ||
	    !mirror_ref_set(session->mirror, REF_MAIN, &commit, error))
		return FALSE;
	is_written = transport_git(session->host, session->mirror->path, "bundle", arguments, error);
	return mirror_ref_remove(session->mirror, REF_MAIN, is_written ? error : NULL) && is_written;
}

gboolean
sync_bundle_write(const SyncHost *host, const char *data_dir, const char *file, gboolean is_first, GError **error)
{
	g_autoptr(Session) session = session_open(host, data_dir, NULL, error);

	if (!session || !gather(session, is_first, error) || !write_bundle(session, file, error))
		return FALSE;
	import_remember(session);
	return TRUE;
}
