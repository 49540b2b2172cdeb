/* What git says (in English, LC_ALL=C), sorted into what the user can do about it. */
#pragma once

#include <glib.h>

/* The error for a failed git command. *@is_denied: a question of rights, reading may still be possible. */
GError *git_error_new(const char *stderr_text, const char *remote, gboolean *is_denied);

/* A password, token or passphrase was not accepted, and asking for it again may help. */
gboolean git_error_is_wrong_answer(const char *stderr_text);
gboolean git_error_is_denied_by_ssh(const char *stderr_text);

/* What went wrong in one printable line; caller frees. */
char *git_error_last_line(const char *stderr_text);

/* The server turned us away before anything was said, because too many are at its door: later it may not. */
gboolean git_error_is_busy(const char *stderr_text);
gboolean git_error_is_missing_main(const char *stderr_text);
/* A fetch: a ref went between being named and being sent; asking again helps. */
gboolean git_error_is_gone_meanwhile(const char *stderr_text);
gboolean git_error_is_not_atomic(const char *stderr_text);
/* Summary of a refused ref: somebody else was faster (fetch and try again), or the server does not want it at all? */
gboolean git_error_is_race(const char *summary);

/* Adds the ids of damaged objects that `git fsck` names to the set. */
void git_error_damaged_ids(const char *fsck_text, GHashTable *ids);
