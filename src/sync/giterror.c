/*
 * git's messages as a table: the first pattern that occurs decides. What no pattern knows counts as "not reachable", because that
 * promises the least; git's own last line is always shown, made printable, since it comes from the other side.
 */
#include "giterror.h"

#include <string.h>

#include "vorort/sync.h"
#include "vorort/text.h"

#define ASK_OPERATOR "bei der Stelle nachfragen, die den Server betreibt."
#define LOGIN_WANTED "Der Server verlangt eine Anmeldung. Im Terminal abgleichen, dann wird gefragt, oder den Zugang mit einem Credential Helper " \
	             "von git hinterlegen."
#define LOGIN_WRONG "Anmeldung abgelehnt. Benutzername und Zugangstoken prüfen; ein Token kann auch abgelaufen sein."
#define NO_WRITING "Kein Schreibrecht auf diesem Server. Recht bei der Koordination erbitten."
#define NO_REPOSITORY "Dort liegt kein git-Repository. Adresse prüfen; ein neues entsteht mit „git init --bare“."
#define UNKNOWN_REPOSITORY "Der Server kennt dieses Repository nicht, oder der Zugang reicht nicht. Adresse und Zugang prüfen."
#define CERTIFICATE_BAD "Das Zertifikat des Servers wird nicht anerkannt."
#define CERTIFICATE_NAME "Das Zertifikat gehört zu einem anderen Server. Adresse prüfen; stimmt sie, nicht weitermachen, sondern " ASK_OPERATOR
#define CLIENT_KEY_BAD "Client-Zertifikat oder Schlüssel lassen sich nicht lesen oder passen nicht zusammen. Beide neu eintragen: " \
	               "vorort init --client-cert DATEI --client-key DATEI."
#define HANDSHAKE_REFUSED "Der Server hat die verschlüsselte Verbindung abgelehnt. Verlangt er ein Client-Zertifikat: vorort init --client-cert DATEI. " \
	                  "Sonst " ASK_OPERATOR
#define PROXY_LOGIN "Der Proxy verlangt eine Anmeldung. Seine Adresse mit Benutzernamen angeben, dann wird nach dem Passwort gefragt: " \
	            "git config --global http.proxy http://BENUTZER@PROXY:PORT"
#define NOBODY_THERE "Dort nimmt kein Server Verbindungen an. Adresse prüfen und später erneut abgleichen."
#define SERVER_FULL "Der Server nimmt gerade niemanden mehr an; vermutlich gleichen sehr viele zugleich ab. In einigen Minuten erneut abgleichen."
#define BROKEN_OFF "Die Verbindung ist abgerissen. Was angekommen ist, bleibt; der nächste Abgleich macht dort weiter."

static const struct {
	const char *pattern;
	SyncError code;
	gboolean is_denied;
	const char *message; /* what happened and what to do */
} causes[] = {
	{ "No space left on device", SYNC_ERROR_LOCAL, FALSE, "Kein Platz auf der Platte. Platz schaffen und erneut abgleichen." },
	/* ssh */
	{ "REMOTE HOST IDENTIFICATION HAS CHANGED", SYNC_ERROR_UNREACHABLE, FALSE,
	  "Der Server weist sich mit einem anderen Schlüssel aus als bisher. Entweder wurde er neu eingerichtet, oder jemand gibt sich für ihn aus. "
	  "Nicht verbunden. Den Fingerabdruck bei der Stelle erfragen, die den Server betreibt; stimmt er, den alten mit „ssh-keygen -R SERVER“ "
	  "entfernen." },
	{ "Host key verification failed", SYNC_ERROR_UNREACHABLE, FALSE,
	  "Der Schlüssel des Servers ist unbekannt. Im Terminal oder in der Oberfläche abgleichen, dann wird gefragt; den Fingerabdruck vorher bei der "
	  "Stelle erfragen, die den Server betreibt." },
	{ "Permission denied (", SYNC_ERROR_UNREACHABLE, TRUE, "Der Server nimmt keinen SSH-Schlüssel dieses Rechners an. Schlüssel beim "
	  "Server hinterlegen oder mit „ssh-add“ laden." },
	/* logging in */
	{ "response 407", SYNC_ERROR_UNREACHABLE, FALSE, PROXY_LOGIN },
	{ "HTTP code 407", SYNC_ERROR_UNREACHABLE, FALSE, PROXY_LOGIN },
	{ "terminal prompts disabled", SYNC_ERROR_UNREACHABLE, TRUE, LOGIN_WANTED },
	{ "could not read Username", SYNC_ERROR_UNREACHABLE, TRUE, LOGIN_WANTED },
	{ "could not read Password", SYNC_ERROR_UNREACHABLE, TRUE, LOGIN_WANTED },
	{ "Authentication failed", SYNC_ERROR_UNREACHABLE, TRUE, LOGIN_WRONG },
	{ "returned error: 401", SYNC_ERROR_UNREACHABLE, TRUE, LOGIN_WRONG },
	{ "returned error: 403", SYNC_ERROR_UNREACHABLE, TRUE, NO_WRITING },
	{ "not allowed to push", SYNC_ERROR_UNREACHABLE, TRUE, NO_WRITING },
	{ "insufficient permission", SYNC_ERROR_UNREACHABLE, TRUE, "Kein Schreibrecht in diesem Repository." },
	{ "unable to create temporary object directory", SYNC_ERROR_UNREACHABLE, TRUE, "Kein Schreibrecht in diesem Repository." },
	{ "Read-only file system", SYNC_ERROR_UNREACHABLE, TRUE, "Das Ziel ist schreibgeschützt." },
	/* the address */
	{ "transport '", SYNC_ERROR_REFUSED, FALSE, "Dieses Verfahren ist nicht erlaubt. Möglich sind ein Ordner, ssh:// und https://." },
	{ "dubious ownership", SYNC_ERROR_REFUSED, FALSE, "Der Ordner gehört einem anderen Benutzer, und git will ihn nicht öffnen." },
	{ "does not appear to be a git repository", SYNC_ERROR_UNREACHABLE, FALSE, NO_REPOSITORY },
	{ "not a git repository", SYNC_ERROR_UNREACHABLE, FALSE, NO_REPOSITORY },
	{ "repository not found", SYNC_ERROR_UNREACHABLE, FALSE, UNKNOWN_REPOSITORY },
	{ "Repository not found", SYNC_ERROR_UNREACHABLE, FALSE, UNKNOWN_REPOSITORY },
	{ "/' not found", SYNC_ERROR_UNREACHABLE, FALSE, UNKNOWN_REPOSITORY },
	{ "could not be found", SYNC_ERROR_UNREACHABLE, FALSE, UNKNOWN_REPOSITORY },
	/* certificates: GnuTLS and OpenSSL say it differently */
	{ "does not match target host name", SYNC_ERROR_UNREACHABLE, FALSE, CERTIFICATE_NAME },
	{ "no alternative certificate subject name matches", SYNC_ERROR_UNREACHABLE, FALSE, CERTIFICATE_NAME },
	{ "Problem with the SSL CA cert", SYNC_ERROR_UNREACHABLE, FALSE,
	  "Die Datei mit den Zertifikaten der eigenen Zertifizierungsstelle lässt sich nicht lesen. Neu eintragen: vorort init --ca-file DATEI." },
	{ "error reading X.509", SYNC_ERROR_UNREACHABLE, FALSE, CLIENT_KEY_BAD },
	{ "could not load PEM client certificate", SYNC_ERROR_UNREACHABLE, FALSE, CLIENT_KEY_BAD },
	{ "unable to set private key", SYNC_ERROR_UNREACHABLE, FALSE, CLIENT_KEY_BAD },
	{ "SSL certificate", SYNC_ERROR_CERTIFICATE, FALSE, CERTIFICATE_BAD },
	{ "server certificate", SYNC_ERROR_CERTIFICATE, FALSE, CERTIFICATE_BAD },
	{ "getpeername() failed", SYNC_ERROR_UNREACHABLE, FALSE, HANDSHAKE_REFUSED },
	{ "certificate required", SYNC_ERROR_UNREACHABLE, FALSE, HANDSHAKE_REFUSED },
	{ "TLS fatal alert", SYNC_ERROR_UNREACHABLE, FALSE, HANDSHAKE_REFUSED },
	{ "handshake", SYNC_ERROR_UNREACHABLE, FALSE, HANDSHAKE_REFUSED },
	/* the way there */
	{ "Could not resolve proxy", SYNC_ERROR_UNREACHABLE, FALSE, "Der Proxy wurde nicht gefunden. Seine Adresse prüfen (git config http.proxy, https_proxy)." },
	{ "CONNECT tunnel failed", SYNC_ERROR_UNREACHABLE, FALSE, "Der Proxy lässt die Verbindung zu diesem Server nicht zu. Bei der eigenen IT freischalten lassen." },
	{ "from proxy after CONNECT", SYNC_ERROR_UNREACHABLE, FALSE, "Der Proxy lässt die Verbindung zu diesem Server nicht zu. Bei der eigenen IT freischalten lassen." },
	{ "Could not resolve host", SYNC_ERROR_UNREACHABLE, FALSE, "Der Server wurde nicht gefunden. Ist das Netz da? Sonst die Adresse prüfen." },
	{ "Connection refused", SYNC_ERROR_UNREACHABLE, FALSE, NOBODY_THERE },
	{ "Couldn't connect to server", SYNC_ERROR_UNREACHABLE, FALSE, NOBODY_THERE },
	{ "returned error: 429", SYNC_ERROR_UNREACHABLE, FALSE, SERVER_FULL },
	{ "returned error: 503", SYNC_ERROR_UNREACHABLE, FALSE, SERVER_FULL },
	{ "returned error: 5", SYNC_ERROR_UNREACHABLE, FALSE, "Der Server hat eine Störung. Später erneut abgleichen." },
	{ "exchange_identification", SYNC_ERROR_UNREACHABLE, FALSE, SERVER_FULL },
	{ "Exceeded MaxStartups", SYNC_ERROR_UNREACHABLE, FALSE, SERVER_FULL },
	{ "RPC failed", SYNC_ERROR_UNREACHABLE, FALSE, BROKEN_OFF },
	{ "early EOF", SYNC_ERROR_UNREACHABLE, FALSE, BROKEN_OFF },
	{ "Broken pipe", SYNC_ERROR_UNREACHABLE, FALSE, BROKEN_OFF },
	{ "closed by remote host", SYNC_ERROR_UNREACHABLE, FALSE, BROKEN_OFF },
	{ "hung up unexpectedly", SYNC_ERROR_UNREACHABLE, FALSE, BROKEN_OFF },
	{ "unexpected disconnect", SYNC_ERROR_UNREACHABLE, FALSE, BROKEN_OFF },
	{ "", SYNC_ERROR_UNREACHABLE, FALSE, "Der Server ist nicht erreichbar. Netz prüfen und später erneut abgleichen." },
};

/* TRUE for what git tells about its own work, which is no cause. */
static gboolean
is_progress(const char *line)
{
	static const char *const beginnings[] = { "Enumerating objects", "Counting objects", "Delta compression", "Compressing objects", "Writing objects",
		                                  "Receiving objects", "Resolving deltas", "Total ", "Everything up-to-date", "Unpacking objects" };
	guint i;

	for (i = 0; i < G_N_ELEMENTS(beginnings); i++)
		if (g_str_has_prefix(line, beginnings[i]))
			return TRUE;
	return !*line;
}

/* These follow every failure of ssh and hide its reason; alone they are one. */
static gboolean
is_consequence(const char *line)
{
	return strstr(line, "Could not read from remote repository") || strstr(line, "the remote end hung up");
}

/* The last line that says something; advice and progress are no cause. */
static char *
last_line(const char *text)
{
	g_auto(GStrv) lines = g_strsplit_set(text, "\n\r", -1);
	const char *found = "";
	guint i;

	for (i = 0; lines[i] && !(*found && is_consequence(lines[i])); i++) {
		const char *line = g_strstrip(lines[i]);

		if (is_progress(line))
			continue;
		if (g_str_has_prefix(line, "fatal: ") || g_str_has_prefix(line, "error: ") || strstr(line, "Permission denied") ||
		    g_str_has_prefix(line, "ssh: ") || !*found)
			found = line;
	}
	return g_strndup(found, 300);
}

char *
git_error_last_line(const char *stderr_text)
{
	g_autofree char *line = last_line(stderr_text);

	if (strstr(stderr_text, "No space left on device"))
		return g_strdup("Der Datenträger ist voll.");
	return text_visible(line, FALSE);
}

GError *
git_error_new(const char *stderr_text, const char *remote, gboolean *is_denied)
{
	g_autofree char *line = last_line(stderr_text);
	g_autofree char *shown = NULL;
	guint i = 0;

	if (strstr(line, "Could not read from remote repository"))
		line[0] = '\0'; /* says no more than our own sentence */
	shown = text_visible(line, FALSE);
	while (!strstr(stderr_text, causes[i].pattern))
		i++;
	*is_denied = causes[i].is_denied;
	return g_error_new(SYNC_ERROR, (int)causes[i].code, "%s: %s Alle Einträge bleiben auf diesem Gerät.%s%s%s", remote, causes[i].message,
	                   *shown ? " (git: " : "", shown, *shown ? ")" : "");
}

static gboolean
contains_any(const char *text, const char *const *patterns)
{
	for (; *patterns; patterns++)
		if (strstr(text, *patterns))
			return TRUE;
	return FALSE;
}

gboolean
git_error_is_wrong_answer(const char *stderr_text)
{
	static const char *const patterns[] = { "Authentication failed", "error reading X.509", "response 407", "HTTP code 407", NULL };

	return contains_any(stderr_text, patterns);
}

gboolean
git_error_is_denied_by_ssh(const char *stderr_text)
{
	return strstr(stderr_text, "Permission denied (") != NULL;
}

gboolean
git_error_is_missing_main(const char *stderr_text)
{
	return strstr(stderr_text, "find remote ref refs/heads/main") != NULL;
}

gboolean
git_error_is_busy(const char *stderr_text)
{
	/* sshd turns away before it has said who it is, so nothing was sent; a web server says how it is meant. */
	static const char *const patterns[] = { "exchange_identification: Connection closed", "exchange_identification: read: Connection reset",
		                                "exchange_identification: write: Connection reset", "Exceeded MaxStartups",
		                                "returned error: 429", "returned error: 503", NULL };

	return contains_any(stderr_text, patterns);
}

gboolean
git_error_is_gone_meanwhile(const char *stderr_text)
{
	/*
	 * In a crowd: a branch merged and deleted between being named and being asked for; in a folder that another laptop tidies: a pack
	 * that was put together with others while git had it in its list. A second look is right about both. Damage stays damage.
	 */
	static const char *const patterns[] = { "upload-pack: not our ref", "find remote ref refs/heads/in/", "cannot be accessed", NULL };

	return contains_any(stderr_text, patterns);
}

gboolean
git_error_is_not_atomic(const char *stderr_text)
{
	return strstr(stderr_text, "does not support --atomic") != NULL;
}

gboolean
git_error_is_race(const char *summary)
{
	static const char *const patterns[] = { "stale info", "cannot lock ref",   "failed to update ref", "fetch first", "non-fast-forward",
		                                "remote ref updated since", "reference already exists", "atomic push failed",
		                                "atomic transaction failed", "failed to lock", "incorrect old value provided", "failed to delete",
		                                "missing necessary objects", NULL };

	return contains_any(summary, patterns);
}

void
git_error_damaged_ids(const char *fsck_text, GHashTable *ids)
{
	static const char *const signs[] = { "corrupt", "missing", "mismatch", "unable to", "garbage", "broken", "cannot", NULL };
	g_auto(GStrv) lines = g_strsplit(fsck_text, "\n", -1);
	guint i;

	for (i = 0; lines[i]; i++) {
		const char *p = lines[i];

		if (!contains_any(p, signs))
			continue;
		while (*(p += strcspn(p, "0123456789abcdef"))) {
			gsize len = strspn(p, "0123456789abcdef");

			if (len == 40)
				g_hash_table_add(ids, g_strndup(p, len));
			/* A loose object is named by its path: objects/ab/cdef… */
			if (len == 38 && p - lines[i] >= 3 && p[-1] == '/')
				g_hash_table_add(ids, g_strdup_printf("%.2s%.38s", p - 3, p));
			p += len;
		}
	}
}
