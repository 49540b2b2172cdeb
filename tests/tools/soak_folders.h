/* Folders for the soak: removed and copied whole, on a tmpfs where there is one. */
#pragma once

#include <errno.h>
#include <ftw.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *
base_folder(void)
{
	return g_access("/dev/shm", W_OK) == 0 ? "/dev/shm" : g_get_tmp_dir();
}

static int
remove_entry(const char *path, const struct stat *st, int kind, struct FTW *where)
{
	(void)st, (void)kind, (void)where;
	return remove(path);
}

static void
remove_folder(const char *path)
{
	nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

G_GNUC_UNUSED static gboolean
copy_folder(const char *from, const char *to)
{
	g_autoptr(GDir) dir = g_dir_open(from, 0, NULL);
	const char *name;
	gboolean ok = dir && g_mkdir_with_parents(to, 0700) == 0;

	while (ok && (name = g_dir_read_name(dir))) {
		g_autofree char *source = g_build_filename(from, name, NULL), *target = g_build_filename(to, name, NULL);
		g_autofree char *content = NULL;
		struct stat st;
		gsize len;

		if (stat(source, &st) != 0)
			return FALSE;
		if (S_ISDIR(st.st_mode))
			ok = copy_folder(source, target);
		else
			ok = g_file_get_contents(source, &content, &len, NULL) &&
			     g_file_set_contents_full(target, content, (gssize)len, G_FILE_SET_CONTENTS_NONE, st.st_mode & 0777, NULL);
	}
	return ok;
}
