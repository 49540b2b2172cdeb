/* Removing a folder that this program has made. */
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

void
folder_remove(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *inner = g_build_filename(path, name, NULL);
		struct stat st;

		if (lstat(inner, &st) == 0 && S_ISDIR(st.st_mode))
			folder_remove(inner);
		else
			unlink(inner);
	}
	rmdir(path);
}
