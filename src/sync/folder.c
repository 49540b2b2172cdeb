/*
 * A folder as remote, looked at without git. It may be hostile (a stick): links are not followed, and nothing is believed beyond its bytes.
 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "remote.h"

char *
folder_repository(const Remote *remote)
{
	g_autofree char *dotgit = g_build_filename(remote->url, ".git", NULL);

	return g_file_test(dotgit, G_FILE_TEST_IS_DIR) ? g_steal_pointer(&dotgit) : g_strdup(remote->url);
}

/* A branch that was packed is not looked for: then the remote is simply fetched first. */
gboolean
folder_is_familiar(const Remote *remote, const git_oid *main)
{
	g_autofree char *repository = folder_repository(remote);
	g_autofree char *path = g_build_filename(repository, "refs", "heads", "main", NULL);
	char text[GIT_OID_HEXSZ + 2] = "", expected[GIT_OID_HEXSZ + 1];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	ssize_t n = fd >= 0 ? read(fd, text, sizeof text - 1) : -1;

	if (fd >= 0)
		close(fd);
	git_oid_tostr(expected, sizeof expected, main);
	return n == GIT_OID_HEXSZ + 1 && strncmp(text, expected, GIT_OID_HEXSZ) == 0;
}
