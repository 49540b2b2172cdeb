/* Paths that people type: no shell sees them, so "~" is ours to know. */
#include "pfad.h"

#include <string.h>

char *
pfad_typed(const char *typed)
{
	g_autofree char *path = g_strstrip(g_strdup(typed ? typed : ""));

	if (path[0] == '~' && (path[1] == '/' || path[1] == '\0'))
		return g_build_filename(g_get_home_dir(), path + 1, NULL);
	return g_steal_pointer(&path);
}
