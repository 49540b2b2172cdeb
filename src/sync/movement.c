/*
 * What git prints says nothing while the kernel sends what it was handed: at 1 KiB/s some 200 kB in a socket's buffer are minutes without
 * a sound. The queue of unconfirmed bytes shrinks on a slow line and stands still on a dead one; /proc/net/tcp tells it for each socket,
 * /proc/<pid>/fd whose it is.
 */
#include "movement.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Session id: the fourth number after the name in brackets, which may contain anything. */
static pid_t
session_of(const char *pid)
{
	g_autofree char *path = g_build_filename("/proc", pid, "stat", NULL), *text = NULL;
	const char *end;
	char state;
	int ppid, pgrp, session;

	if (!g_file_get_contents(path, &text, NULL, NULL) || !(end = strrchr(text, ')')))
		return -1;
	return sscanf(end + 1, " %c %d %d %d", &state, &ppid, &pgrp, &session) == 4 ? session : -1;
}

static gboolean
names(const char *pid, const char *marker)
{
	g_autofree char *path = g_build_filename("/proc", pid, "cmdline", NULL), *text = NULL;
	gsize len;

	return marker && g_file_get_contents(path, &text, &len, NULL) && memmem(text, len, marker, strlen(marker)) != NULL;
}

/* Adds the inodes of its sockets to the set. */
static void
add_sockets(const char *pid, GHashTable *inodes)
{
	g_autofree char *path = g_build_filename("/proc", pid, "fd", NULL);
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *link = g_build_filename(path, name, NULL), *to = g_file_read_link(link, NULL);

		if (to && g_str_has_prefix(to, "socket:["))
			g_hash_table_add(inodes, GSIZE_TO_POINTER((gsize)g_ascii_strtoull(to + strlen("socket:["), NULL, 10)));
	}
}

static GHashTable *
sockets_of(pid_t session, const char *marker)
{
	GHashTable *inodes = g_hash_table_new(NULL, NULL);
	g_autoptr(GDir) proc = g_dir_open("/proc", 0, NULL);
	const char *pid;

	while (proc && (pid = g_dir_read_name(proc)))
		if (g_ascii_isdigit(*pid) && (session_of(pid) == session || names(pid, marker)))
			add_sockets(pid, inodes);
	return inodes;
}

/* Mixes queue lengths and inodes into @sum. The timers of a line are left out: they run on a dead connection, too. */
static guint64
add_queues(const char *file, GHashTable *inodes, guint64 sum)
{
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;
	unsigned int sending, receiving;
	unsigned long inode;
	guint i;

	if (!g_file_get_contents(file, &text, NULL, NULL))
		return sum;
	lines = g_strsplit(text, "\n", -1);
	for (i = 1; lines[i]; i++)
		if (sscanf(lines[i], " %*s %*s %*s %*s %x:%x %*s %*s %*s %*s %lu", &sending, &receiving, &inode) == 3 &&
		    g_hash_table_contains(inodes, GSIZE_TO_POINTER((gsize)inode)))
			sum = sum * 1000003u + (guint64)inode * 31 + sending * 7u + receiving + 1;
	return sum;
}

gboolean
movement_seen(pid_t session, const char *marker, guint64 *state)
{
	g_autoptr(GHashTable) inodes = sockets_of(session, marker);
	guint64 sum = add_queues("/proc/net/tcp6", inodes, add_queues("/proc/net/tcp", inodes, 0));
	gboolean is_changed = sum != *state;

	*state = sum;
	return is_changed;
}
