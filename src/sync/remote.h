/* The address of a shared repository: which forms are allowed and what git is told. */
#pragma once

#include <git2.h>

#include "vorort/sync.h"

typedef enum { REMOTE_FOLDER, REMOTE_SSH, REMOTE_HTTPS, REMOTE_FILE } RemoteKind; /* FILE: a git bundle, to be read only */

typedef struct Remote {
	RemoteKind kind;
	char *url;          /* what git gets: an absolute path or the address */
	char *shown;        /* for messages: printable */
	char *hash;         /* names this remote in refs and positions: 16 hex digits */
	char *receive_pack; /* folders only: the program on the other side, hardened; else NULL */
	char *upload_pack;
	char *ssh_host;     /* "user@host", ssh only */
	char *ssh_port;     /* or NULL */
} Remote;

/* NULL: SYNC_ERROR_REFUSED (form not allowed) or SYNC_ERROR_UNREACHABLE (no such folder). */
Remote *remote_parse(const char *text, GError **error);
void remote_free(Remote *remote);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Remote, remote_free)

/* Full name of the ref that mirrors branch @branch ("main", "in/x", "" for the prefix of all); caller frees. */
char *remote_ref(const Remote *remote, const char *branch);

/* folder.c: the folder or the .git in it; caller frees. */
char *folder_repository(const Remote *remote);
/* TRUE if the folder's main is @main: what was seen there last, so that it is no other stick. In doubt FALSE. */
gboolean folder_is_familiar(const Remote *remote, const git_oid *main);
