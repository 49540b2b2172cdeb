/*
 * Locks that a dead git has left in a folder: a stick pulled out, a battery empty in the middle of a push. Nobody else would ever remove them,
 * and the branch could not be written again.
 *
 * A lock is left over if it lay there, unchanged, at the last sync already and is not of this minute: git holds one for milliseconds. Both,
 * for the clock of the laptop that made it may be wrong. The folder may be hostile: symbolic links are not followed.
 */
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "session.h"

#define AGE_SECONDS 60
#define DEPTH_MAX 8

typedef struct Locks {
	const char *seen; /* at the last sync */
	GString *now;     /* "<seconds>.<nanoseconds> <path>\n" each */
} Locks;

static gboolean
is_of_this_minute(const struct stat *st)
{
	return ABS((gint64)time(NULL) - (gint64)st->st_mtim.tv_sec) < AGE_SECONDS;
}

static void
look_at(Locks *locks, const char *path, const struct stat *st)
{
	g_autofree char *line = g_strdup_printf("%" G_GINT64_FORMAT ".%09ld %s\n", (gint64)st->st_mtim.tv_sec, st->st_mtim.tv_nsec, path);

	if (strstr(locks->seen, line) && !is_of_this_minute(st) && unlink(path) == 0)
		return;
	g_string_append(locks->now, line);
}

static void
look_into(Locks *locks, const char *folder, guint depth)
{
	g_autoptr(GDir) dir = NULL;
	const char *name;
	struct stat st;

	if (lstat(folder, &st) != 0 || !S_ISDIR(st.st_mode) || !(dir = g_dir_open(folder, 0, NULL)))
		return;
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		if (lstat(path, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode) && depth > 0)
			look_into(locks, path, depth - 1);
		else if (S_ISREG(st.st_mode) && g_str_has_suffix(name, ".lock") && !strchr(path, '\n'))
			look_at(locks, path, &st);
	}
}

void
locks_remove_stale(Session *session)
{
	g_autofree char *repo = folder_repository(session->remote), *seen = session_position(session, "locks");
	g_autofree char *refs = g_build_filename(repo, "refs", NULL);
	g_autoptr(GString) now = g_string_new(NULL);
	Locks locks = { seen ? seen : "", now };

	if (session->remote->kind != REMOTE_FOLDER)
		return;
	/* HEAD is locked with the branch that it names, packed-refs with a deletion. */
	look_into(&locks, repo, 0);
	look_into(&locks, refs, DEPTH_MAX);
	if (strcmp(locks.seen, now->str) != 0)
		session_set_position(session, "locks", now->str);
}
