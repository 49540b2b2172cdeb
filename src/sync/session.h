/* What the steps of one sync share. */
#pragma once

#include "known.h"
#include "remote.h"
#include "transport.h"

typedef struct Session {
	const SyncHost *host;
	const char *data_dir;
	gboolean is_full;     /* look at every file again */
	gboolean is_released; /* aside_release() has run */
	int lock;             /* sync.lock, held */
	Mirror *mirror;
	Known *known;
	Remote *remote;       /* NULL: no remote involved (rebuild, verify) */
	Transport *transport;
	SyncReport *report;
	GString *notes;
} Session;

/* Takes the lock, opens the mirror, finishes or drops a seal that was interrupted. @options NULL: no remote. */
Session *session_open(const SyncHost *host, const char *data_dir, const SyncOptions *options, GError **error);
void session_free(Session *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Session, session_free)

/* A German sentence for the report; each only once. */
void session_note(Session *session, const char *format, ...) G_GNUC_PRINTF(2, 3);
void session_progress(const Session *session, SyncPhase phase, guint64 done, guint64 total);
/* FALSE and SYNC_ERROR_CANCELLED once the user has cancelled. */
gboolean session_goes_on(const Session *session, GError **error);
void session_quarantine(Session *session, const char *path, const git_oid *id, const char *reason);

/* Position of this remote: key "<name>/<remote hash>". Caller frees. A file has none. */
char *session_position(const Session *session, const char *name);
void session_set_position(const Session *session, const char *name, const char *value);

/* The tree last fetched of a branch of this remote. */
gboolean session_branch_tree(const Session *session, const char *branch, git_oid *tree);
gboolean session_branch_commit(const Session *session, const char *branch, git_oid *commit);
/* Names of the in/… branches last fetched; free with g_ptr_array_unref. */
GPtrArray *session_inboxes(const Session *session);
/* Own branch "in/<device>"; caller frees. */
char *session_own_inbox(const Session *session);

/* tidy.c: many small files into few, in the mirror and in an own folder; never an error. */
void tidy(Session *session);

/* locks.c: in a folder, what a dead git has locked for ever. */
void locks_remove_stale(Session *session);

/* --- the steps ------------------------------------------------------------------------------------------------------------ */

/* seal.c: (1) everything of the outbox into batches. */
gboolean seal_settle(Session *session, GError **error);
/* Batches sealed here that the mirror has lost come back from the layer above, byte for byte. */
gboolean seal_recover(Session *session, GError **error);
gboolean seal_outbox(Session *session, GError **error);

/* publish.c: (2) in/<device>. *@status tells whether the remote took it; PUSH_OK as well if there was nothing to do. */
gboolean publish(Session *session, PushStatus *status, GError **error);
/* Tells the layer above which sealed batches were seen in a fetched branch. */
gboolean confirm(Session *session, GError **error);

/* undertaking.c: puts vorort.json among what is known, before the first file or remote is written. */
gboolean undertaking_found(Session *session, GError **error);
/* (3) fetch; afterwards the remote has a main of this undertaking, or the call fails. */
gboolean contact(Session *session, GError **error);
/* TRUE once this laptop has met a remote or a bundle: from then on its undertaking is what it is. */
gboolean undertaking_is_settled(Session *session);
/* TRUE if @bytes are a vorort.json of undertaking @undertaking. */
gboolean undertaking_file_is_valid(GBytes *bytes, const char *undertaking);

/* import.c: (4) whatever is new. */
gboolean import_fetched(Session *session, GError **error);
/* Gives the layer above what the mirror knows and it does not (database restored, program killed), or everything (@is_rebuild). */
gboolean import_known(Session *session, gboolean is_rebuild, GError **error);
/* Drops redacted texts from everything known. */
gboolean import_redact(Session *session, GError **error);
/* Own checklists and Kommunen files. */
gboolean import_own_files(Session *session, GError **error);

/*
 * aside.c: forgets what earlier syncs have put aside and this fetch does not show any more. What this sync puts aside stays for a person to
 * look at, even if it is mended at once.
 */
gboolean aside_release(Session *session, GError **error);

/* run.c: (3) and (4), once. */
gboolean session_fetch_and_import(Session *session, GError **error);

/* forget.c: notes that the mirror has something to forget (@is_deep: packed as well), and does it at the end of a sync. */
void forget_later(Session *session, gboolean is_deep);
/* After a fetch: is main still what it was at the last sync, with more behind it? */
void forget_if_replaced(Session *session);
gboolean forget_now(Session *session, GError **error);

/* union.c: (5) main. PUSH_RACE: fetch and try again. */
gboolean merge(Session *session, PushStatus *status, GError **error);
