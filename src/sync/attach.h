/*
 * Attachments on the branches att/<device> of a remote: attachments/<aa>/<sha256>, each file once, nothing else (man/vorort-format.5).
 * What lies there proves itself by its SHA-256, so that any device may carry it; nothing of it is ever read before its size is known.
 */
#pragma once

#include "session.h"

#define ATTACH_PREFIX "att/"

/* attach.c: sends what this laptop has to publish and its branch does not have. Never fails: what is left stands in the report. */
void attach_publish(Session *session);

/* --- attach_tree.c: branches, whoever wrote them ------------------------------------------------------------------------- */

/* "attachments/ab/ab12…"; caller frees. */
char *attach_path(const char *sha256);
/* Every attachment on the branch whose @commit that is, sha256 → git_oid; links, large files, foreign names and anything else is left out. */
GHashTable *attach_list(Mirror *mirror, const git_oid *commit);
/* The file, if it is there and is what it should be; else NULL and, if something else lies there, *@why (German, caller frees). */
GBytes *attach_read(Mirror *mirror, const git_oid *commit, const SyncAttachment *wanted, char **why);

/* --- attach_fetch.c ------------------------------------------------------------------------------------------------------- */

/* The att/… branches of the remote that fit @pattern: branch → git_oid *. NULL on error. */
GHashTable *attach_branches(Session *session, const char *pattern, GError **error);
gboolean attach_fetch_branch(Session *session, const char *branch, GError **error);
