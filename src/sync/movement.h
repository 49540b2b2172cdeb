/* Whether bytes still move on the network connections of a child: a slow line is no hang. */
#pragma once

#include <glib.h>
#include <sys/types.h>

/*
 * TRUE if anything changed since the last call with the same *@state (0 at first) in the send and receive queues of TCP connections held
 * by processes of session @session, or by any process whose command line contains @marker (NULL: none).
 */
gboolean movement_seen(pid_t session, const char *marker, guint64 *state);
