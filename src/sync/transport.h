/* The `git` program as transport: fetch and push between the mirror and one remote. */
#pragma once

#include "mirror.h"
#include "remote.h"

typedef struct Transport Transport;

/* @options: for what the user has set for https; borrowed like the rest. */
Transport *transport_open(const SyncHost *host, Mirror *mirror, const Remote *remote, const SyncOptions *options);
/* Ends the shared ssh connection. */
void transport_close(Transport *transport);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Transport, transport_close)

/* TRUE if the last error was a refusal of rights (authentication, read-only access), not a missing network: reading may still work. */
gboolean transport_was_denied(const Transport *transport);

/* Brings refs/remotes/r/<hash>/ up to date with main and in/…, pruning. *@has_main: whether the remote has a main. */
gboolean transport_fetch(Transport *transport, gboolean *has_main, GError **error);

/*
 * Any other command that reads from the remote: git @command @options -- <address> @spec. @options are NULL-terminated; *@said (may be NULL,
 * caller frees) is what it printed.
 */
gboolean transport_ask(Transport *transport, SyncPhase phase, const char *command, const char *const *options, const char *spec, char **said,
                       GError **error);

typedef enum { PUSH_OK, PUSH_RACE, PUSH_REFUSED } PushStatus;

typedef struct PushRef {
	char *branch;      /* "main", "in/x" */
	git_oid expected;  /* what the remote must have now (lease); zero: must not exist */
	git_oid id;        /* what it gets; zero: deleted */
	PushStatus status; /* out */
	char *reason;      /* out, printable, or NULL */
} PushRef;

/* Array of PushRef that frees its elements; adding one. @expected, @id NULL: zero. */
GPtrArray *push_refs_new(void);
PushRef *push_refs_add(GPtrArray *refs, const char *branch, const git_oid *expected, const git_oid *id);

/*
 * Pushes with a lease on every ref and sets every status. TRUE if the remote answered, whatever it said; then refs/remotes/r/… follow
 * what was accepted. *@has_atomic (may be NULL: not atomic) becomes FALSE if the other side does not know atomic pushes: then nothing was pushed.
 */
gboolean transport_push(Transport *transport, SyncPhase phase, GPtrArray *refs, gboolean *has_atomic, GError **error);

/* Puts many small packs together, now and then. */
void transport_tidy(Transport *transport);

/* Object ids that git finds damaged in the mirror (set of hex ids), for verify; NULL on error. */
GHashTable *transport_fsck(const SyncHost *host, Mirror *mirror, GError **error);

/*
 * Runs one git command on the repository @git_dir, without a remote; @arguments are NULL-terminated. The mirror need not be open or locked.
 * FALSE with SYNC_ERROR_LOCAL and what git said.
 */
gboolean transport_git(const SyncHost *host, const char *git_dir, const char *command, const char *const *arguments, GError **error);
