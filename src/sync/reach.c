/*
 * Is the remote there at all? For an automatic sync, which must cost nothing while there is no network and no stick: a look for the folder, or
 * one TCP connection. Blocks for some seconds, so it belongs into a thread; uses no repository and no database.
 */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "remote.h"

typedef struct Place {
	char *host, *port;
	gboolean is_beyond; /* reached through something else, which alone knows the way */
} Place;

static void
place_clear(Place *place)
{
	g_free(place->host);
	g_free(place->port);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Place, place_clear)

/* --- where it is ---------------------------------------------------------------------------------------------------------- */

static char *
setting_of(char **lines, const char *key)
{
	for (; lines && *lines; lines++)
		if (g_str_has_prefix(*lines, key) && (*lines)[strlen(key)] == ' ')
			return g_strdup(*lines + strlen(key) + 1);
	return NULL;
}

/* The user's ssh configuration knows what a name stands for. */
static void
place_of_ssh(const Remote *remote, Place *place)
{
	const char *argv[] = { "ssh", "-G", remote->ssh_port ? "-p" : remote->ssh_host, remote->ssh_port ? remote->ssh_port : NULL, remote->ssh_host, NULL };
	g_autofree char *out = NULL, *jump = NULL, *command = NULL;
	g_auto(GStrv) lines = NULL;

	if (g_spawn_sync(NULL, (char **)(gpointer)argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out, NULL, NULL, NULL))
		lines = g_strsplit(out, "\n", -1);
	place->host = setting_of(lines, "hostname");
	place->port = setting_of(lines, "port");
	jump = setting_of(lines, "proxyjump");
	command = setting_of(lines, "proxycommand");
	place->is_beyond = (jump && strcmp(jump, "none") != 0) || (command && strcmp(command, "none") != 0) || g_getenv("GIT_SSH_COMMAND") ||
	                   g_getenv("GIT_SSH");
}

static gboolean
has_proxy(void)
{
	static const char *const names[] = { "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" };
	const char *argv[] = { "git", "config", "--get-regexp", "^(http|remote)\\..*proxy$", NULL };
	g_autofree char *out = NULL;
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_getenv(names[i]))
			return TRUE;
	return g_spawn_sync(NULL, (char **)(gpointer)argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out, NULL, NULL, NULL) &&
	       out && *out;
}

static void
place_of_https(const Remote *remote, Place *place)
{
	g_autoptr(GUri) uri = g_uri_parse(remote->url, G_URI_FLAGS_PARSE_RELAXED, NULL);

	if (!uri)
		return;
	place->host = g_strdup(g_uri_get_host(uri));
	place->port = g_strdup_printf("%d", g_uri_get_port(uri) > 0 ? g_uri_get_port(uri) : 443);
	place->is_beyond = has_proxy();
}

/* --- knocking ------------------------------------------------------------------------------------------------------------- */

static gboolean
answers(const struct addrinfo *address, int timeout_ms)
{
	int fd = socket(address->ai_family, address->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, address->ai_protocol);
	int code = 0, rc = fd >= 0 ? connect(fd, address->ai_addr, address->ai_addrlen) : -1;
	gboolean is_there = rc == 0;
	socklen_t len = sizeof code;

	if (fd >= 0 && rc != 0 && errno == EINPROGRESS) {
		struct pollfd wait = { fd, POLLOUT, 0 };

		is_there = poll(&wait, 1, timeout_ms) == 1 && getsockopt(fd, SOL_SOCKET, SO_ERROR, &code, &len) == 0 && code == 0;
	}
	if (fd >= 0)
		close(fd);
	return is_there;
}

static gboolean
knock(const Place *place, int timeout_ms)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list = NULL, *at;
	gboolean is_there = FALSE;

	if (!place->host || !place->port || getaddrinfo(place->host, place->port, &hints, &list) != 0)
		return FALSE;
	for (at = list; at && !is_there; at = at->ai_next)
		is_there = answers(at, timeout_ms);
	freeaddrinfo(list);
	return is_there;
}

gboolean
sync_remote_is_reachable(const char *text, int timeout_ms)
{
	g_autoptr(Remote) remote = remote_parse(text, NULL); /* NULL for a folder that is not there */
	g_auto(Place) place = { 0 };

	if (!remote || remote->kind == REMOTE_FILE)
		return FALSE;
	if (remote->kind == REMOTE_FOLDER)
		return TRUE;
	if (remote->kind == REMOTE_SSH)
		place_of_ssh(remote, &place);
	else
		place_of_https(remote, &place);
	return place.is_beyond || knock(&place, timeout_ms);
}
