/* Is a folder on an encrypted disk? Linux device mapper: a volume, or one below it, of type CRYPT. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "internal.h"

#define DEPTH_MAX 6 /* file system on LVM on LUKS on a partition is four */

static gboolean
block_is_encrypted(const char *sysfs, int depth)
{
	g_autofree char *uuid_path = g_build_filename(sysfs, "dm", "uuid", NULL);
	g_autofree char *slaves = g_build_filename(sysfs, "slaves", NULL);
	g_autofree char *uuid = NULL;
	g_autoptr(GDir) dir = NULL;
	const char *name;

	if (g_file_get_contents(uuid_path, &uuid, NULL, NULL) && g_str_has_prefix(uuid, "CRYPT-"))
		return TRUE;
	if (depth == 0 || !(dir = g_dir_open(slaves, 0, NULL)))
		return FALSE;
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *below = g_build_filename(slaves, name, NULL);

		if (block_is_encrypted(below, depth - 1))
			return TRUE;
	}
	return FALSE;
}

gboolean
disk_is_encrypted(const char *path)
{
	g_autofree char *sysfs = NULL;
	struct stat st;

	if (stat(path, &st) != 0)
		return FALSE;
	sysfs = g_strdup_printf("/sys/dev/block/%u:%u", major(st.st_dev), minor(st.st_dev));
	return block_is_encrypted(sysfs, DEPTH_MAX);
}
