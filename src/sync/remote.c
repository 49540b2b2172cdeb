/*
 * Addresses. Allowed are folders, ssh, https and, for reading, the file of a bundle; everything else is refused here with a reason, before git sees it (git would also be
 * stopped by GIT_ALLOW_PROTOCOL). An address never comes from the repository, only from the user, but it may be pasted.
 */
#include "remote.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "key.h"
#include "vorort/text.h"

void
remote_free(Remote *remote)
{
	if (!remote)
		return;
	g_free(remote->url);
	g_free(remote->shown);
	g_free(remote->hash);
	g_free(remote->receive_pack);
	g_free(remote->upload_pack);
	g_free(remote->ssh_host);
	g_free(remote->ssh_port);
	g_free(remote);
}

char *
remote_ref(const Remote *remote, const char *branch)
{
	return g_strdup_printf("refs/remotes/r/%s/%s", remote->hash, branch);
}

static gboolean
refuse(GError **error, const char *text, const char *reason)
{
	g_autofree char *shown = text_visible(text, FALSE);

	g_set_error(error, SYNC_ERROR, SYNC_ERROR_REFUSED, "Adresse „%s“ nicht erlaubt: %s", shown, reason);
	return FALSE;
}

/* --- folders -------------------------------------------------------------------------------------------------------------- */

/*
 * The program that serves a folder. The folder may be hostile: its hooks, its alternateRefsCommand and a lazy fetch that its config asks
 * for must not run. Only options of the command line beat the folder's own config; GIT_CONFIG_… of the environment does not reach the
 * other side. A folder of another owner (a stick) is allowed by naming it. git hands this text to a shell, hence the quotes.
 */
static char *
folder_program(const char *path, const char *program)
{
	g_autofree char *real = realpath(path, NULL);
	g_autofree char *dotgit = g_build_filename(real ? real : path, ".git", NULL);
	g_autofree char *safe = g_strconcat("safe.directory=", real ? real : path, NULL);
	g_autofree char *safe_dotgit = g_strconcat("safe.directory=", dotgit, NULL);
	g_autofree char *quoted = g_shell_quote(safe);
	g_autofree char *quoted_dotgit = g_shell_quote(safe_dotgit);

	/*
	 * A stick is pulled out when the screen says that all is sent: what came is on it then (git alone does not wait for objects that it
	 * unpacks), and as one pack, which is few writes.
	 */
	return g_strdup_printf("env GIT_NO_LAZY_FETCH=1 git -c core.hooksPath=/dev/null -c core.alternateRefsCommand=true "
	                       "-c core.fsync=committed,loose-object,reference -c receive.unpackLimit=1 -c receive.autogc=false "
	                       "-c core.bigFileThreshold=20m -c %s -c %s %s", quoted, quoted_dotgit, program);
}

/* Looked at before git does, which would take any file for an address that leads nowhere. */
static gboolean
parse_file(Remote *remote, GError **error)
{
	static const char magic[] = "# v2 git bundle\n";
	g_autofree char *shown = text_visible(remote->url, FALSE);
	char head[sizeof magic - 1] = "";
	int fd = open(remote->url, O_RDONLY | O_CLOEXEC);
	int code = errno;
	ssize_t n = fd >= 0 ? read(fd, head, sizeof head) : -1;

	remote->kind = REMOTE_FILE;
	if (fd >= 0)
		close(fd);
	if (n == (ssize_t)sizeof head && memcmp(head, magic, sizeof head) == 0)
		return TRUE;
	if (fd < 0)
		g_set_error(error, SYNC_ERROR, SYNC_ERROR_UNREACHABLE, "Datei %s lässt sich nicht lesen: %s.", shown, g_strerror(code));
	else
		g_set_error(error, SYNC_ERROR, SYNC_ERROR_REFUSED, "Die Datei %s hat nicht „vorort bundle“ geschrieben, oder sie ist beschädigt. Es "
			    "wurde nichts übernommen.", shown);
	return FALSE;
}

static gboolean
parse_folder(Remote *remote, const char *path, GError **error)
{
	g_autofree char *home = g_str_has_prefix(path, "~/") ? g_build_filename(g_get_home_dir(), path + 2, NULL) : NULL;
	struct stat st;

	remote->kind = REMOTE_FOLDER;
	remote->url = g_canonicalize_filename(home ? home : path, NULL);
	if (stat(remote->url, &st) == 0 && S_ISREG(st.st_mode))
		return parse_file(remote, error);
	if (stat(remote->url, &st) != 0 || !S_ISDIR(st.st_mode)) {
		g_autofree char *shown = text_visible(remote->url, FALSE);

		g_set_error(error, SYNC_ERROR, SYNC_ERROR_UNREACHABLE,
		            "Ordner %s ist nicht da. Ist der Stick eingesteckt und das Laufwerk verbunden?", shown);
		return FALSE;
	}
	remote->receive_pack = folder_program(remote->url, "receive-pack");
	remote->upload_pack = folder_program(remote->url, "upload-pack");
	return TRUE;
}

/* --- servers -------------------------------------------------------------------------------------------------------------- */

/* @rest is "[user@]host[:port]" of an address. ssh would take a name that begins with "-" for an option. */
static gboolean
parse_host(Remote *remote, const char *text, char *rest, GError **error)
{
	char *host = strrchr(rest, '@') ? strrchr(rest, '@') + 1 : rest;
	char *colon = host[0] == '[' ? strchr(host, ']') : host;

	if (!*host || host[0] == '-' || rest[0] == '-')
		return refuse(error, text, "der Name des Servers fehlt oder beginnt mit „-“.");
	colon = colon ? strchr(colon, ':') : NULL;
	if (colon) {
		*colon = '\0';
		remote->ssh_port = g_strdup(colon + 1);
	}
	remote->ssh_host = g_strdup(rest);
	return TRUE;
}

static gboolean
parse_ssh_url(Remote *remote, const char *text, GError **error)
{
	const char *rest = text + strlen("ssh://");
	g_autofree char *host = g_strndup(rest, strcspn(rest, "/"));

	remote->kind = REMOTE_SSH;
	remote->url = g_strdup(text);
	return parse_host(remote, text, host, error);
}

static gboolean
parse_https(Remote *remote, const char *text, GError **error)
{
	const char *rest = text + strlen("https://");
	g_autofree char *host = g_strndup(rest, strcspn(rest, "/"));
	const char *at = strrchr(host, '@');

	if (at && memchr(host, ':', (gsize)(at - host)))
		return refuse(error, "https://…", "das Passwort gehört nicht in die Adresse. Benutzername stehen lassen; nach dem "
		                                  "Passwort fragt git, oder ein Credential Helper kennt es.");
	remote->kind = REMOTE_HTTPS;
	remote->url = g_strdup(text);
	return TRUE;
}

/* user@host:path, as git and scp know it. */
static gboolean
parse_scp(Remote *remote, const char *text, GError **error)
{
	g_autofree char *host = g_strndup(text, strcspn(text, ":"));

	remote->kind = REMOTE_SSH;
	remote->url = g_strdup(text);
	return parse_host(remote, text, host, error);
}

static gboolean
parse_file_url(Remote *remote, const char *text, GError **error)
{
	g_autofree char *path = g_filename_from_uri(text, NULL, NULL);

	return path ? parse_folder(remote, path, error) : refuse(error, text, "kein gültiger Pfad.");
}

static gboolean
parse_git(Remote *remote, const char *text, GError **error)
{
	(void)remote;
	return refuse(error, text, "git:// ist unverschlüsselt und prüft den Server nicht. Stattdessen ssh:// oder https:// angeben.");
}

static gboolean
parse_http(Remote *remote, const char *text, GError **error)
{
	(void)remote;
	return refuse(error, text, "http:// ist unverschlüsselt und prüft den Server nicht. Stattdessen https:// angeben.");
}

static const struct {
	const char *scheme;
	gboolean (*parse)(Remote *remote, const char *text, GError **error);
} schemes[] = {
	{ "ssh://", parse_ssh_url },
	{ "https://", parse_https },
	{ "file://", parse_file_url },
	{ "git://", parse_git },
	{ "http://", parse_http },
};

static gboolean
is_folder(const char *text)
{
	const char *colon = strchr(text, ':'), *slash = strchr(text, '/');

	return !colon || (slash && slash < colon) || g_file_test(text, G_FILE_TEST_IS_DIR);
}

static gboolean
parse_any(Remote *remote, const char *text, GError **error)
{
	g_autofree char *problem = text_check(text, 2000);
	guint i;

	if (!*text || problem || strpbrk(text, "\n\t") || text[0] == '-')
		return refuse(error, text, "leer, mit Steuerzeichen oder mit „-“ am Anfang.");
	for (i = 0; i < G_N_ELEMENTS(schemes); i++)
		if (g_str_has_prefix(text, schemes[i].scheme))
			return schemes[i].parse(remote, text, error);
	/* git would start a program for "ext::…". */
	if (strstr(text, "://") || strstr(text, "::"))
		return refuse(error, text, "unbekanntes Verfahren. Möglich sind ein Ordner, ssh://, https:// und benutzer@server:pfad.");
	return is_folder(text) ? parse_folder(remote, text, error) : parse_scp(remote, text, error);
}

Remote *
remote_parse(const char *text, GError **error)
{
	g_autoptr(Remote) remote = g_new0(Remote, 1);
	g_autofree char *hash = NULL;

	if (!parse_any(remote, text ? text : "", error))
		return NULL;
	hash = crypto_sha256(remote->url, strlen(remote->url));
	remote->hash = g_strndup(hash, 16);
	remote->shown = text_visible(remote->url, FALSE);
	return g_steal_pointer(&remote);
}

char *
sync_remote_check(const char *remote)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Remote) parsed = remote_parse(remote, &error);

	if (!parsed)
		return g_strdup(error->message);
	if (parsed->kind != REMOTE_FILE)
		return NULL;
	return g_strdup_printf("%s ist eine Datei und kann nicht der gemeinsame Speicher sein. Eine Datei von „vorort bundle“ liest "
	                       "„vorort sync --remote DATEI“ ein.", parsed->shown);
}
