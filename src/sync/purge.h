/* What the files of purge share. */
#pragma once

#include "session.h"

/* Adds to @refs (push_refs_new()) the att/… branches that hold an erased file, as they shall be. */
gboolean purge_attachments(Session *session, GPtrArray *refs, GError **error);
