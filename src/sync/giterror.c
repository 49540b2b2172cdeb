/*
 * git's messages as a table: the first pattern that occurs decides. What no pattern knows counts as "not reachable", because that
 * promises the least; git's own last line is always shown, made printable, since it comes from the other side.
 */
#include "giterror.h"

#include <string.h>

#include "vorort/sync.h"
#include "vorort/text.h"

static const struct {
	const char *pattern;
	SyncError code;
	gboolean is_denied;
	const char *message; /* what happened and what to do */
} causes[] = {
	{ "No space left on device", SYNC_ERROR_LOCAL, FALSE, "Kein Platz auf der Platte. Platz schaffen und erneut abgleichen." },
	{ "Host key verification failed", SYNC_ERROR_UNREACHABLE, FALSE,
	  "Der Schlüssel des Servers ist unbekannt oder hat sich geändert. Den Fingerabdruck bei der Stelle erfragen, die den Server "
	  "betreibt, und den Server einmal mit „ssh“ anwählen." },
	{ "Permission denied (", SYNC_ERROR_UNREACHABLE, TRUE, "Der Server nimmt keinen SSH-Schlüssel dieses Rechners an. Schlüssel beim "
	  "Server hinterlegen oder mit „ssh-add“ laden." },
	{ "terminal prompts disabled", SYNC_ERROR_UNREACHABLE, TRUE, "Der Server verlangt eine Anmeldung. Zugang mit einem Credential Helper "
	  "von git hinterlegen." },
	{ "could not read Username", SYNC_ERROR_UNREACHABLE, TRUE, "Der Server verlangt eine Anmeldung. Zugang mit einem Credential Helper "
	  "von git hinterlegen." },
	{ "could not read Password", SYNC_ERROR_UNREACHABLE, TRUE, "Der Server verlangt eine Anmeldung. Zugang mit einem Credential Helper "
	  "von git hinterlegen." },
	{ "Authentication failed", SYNC_ERROR_UNREACHABLE, TRUE, "Anmeldung abgelehnt. Benutzername und Zugangstoken prüfen." },
	{ "returned error: 401", SYNC_ERROR_UNREACHABLE, TRUE, "Anmeldung abgelehnt. Benutzername und Zugangstoken prüfen." },
	{ "returned error: 403", SYNC_ERROR_UNREACHABLE, TRUE, "Kein Schreibrecht auf diesem Server. Recht bei der Koordination erbitten." },
	{ "not allowed to push", SYNC_ERROR_UNREACHABLE, TRUE, "Kein Schreibrecht auf diesem Server. Recht bei der Koordination erbitten." },
	{ "insufficient permission", SYNC_ERROR_UNREACHABLE, TRUE, "Kein Schreibrecht in diesem Repository." },
	{ "unable to create temporary object directory", SYNC_ERROR_UNREACHABLE, TRUE, "Kein Schreibrecht in diesem Repository." },
	{ "Read-only file system", SYNC_ERROR_UNREACHABLE, TRUE, "Das Ziel ist schreibgeschützt." },
	{ "transport '", SYNC_ERROR_REFUSED, FALSE, "Dieses Verfahren ist nicht erlaubt. Möglich sind ein Ordner, ssh:// und https://." },
	{ "dubious ownership", SYNC_ERROR_REFUSED, FALSE, "Der Ordner gehört einem anderen Benutzer, und git will ihn nicht öffnen." },
	{ "does not appear to be a git repository", SYNC_ERROR_UNREACHABLE, FALSE,
	  "Dort liegt kein git-Repository. Adresse prüfen; ein neues entsteht mit „git init --bare“." },
	{ "not a git repository", SYNC_ERROR_UNREACHABLE, FALSE,
	  "Dort liegt kein git-Repository. Adresse prüfen; ein neues entsteht mit „git init --bare“." },
	{ "repository not found", SYNC_ERROR_UNREACHABLE, FALSE, "Der Server kennt dieses Repository nicht, oder der Zugang reicht nicht." },
	{ "Repository not found", SYNC_ERROR_UNREACHABLE, FALSE, "Der Server kennt dieses Repository nicht, oder der Zugang reicht nicht." },
	{ "SSL certificate", SYNC_ERROR_UNREACHABLE, FALSE, "Das Zertifikat des Servers ist nicht gültig. Uhrzeit des Rechners prüfen und bei "
	  "der Stelle nachfragen, die den Server betreibt." },
	{ "server certificate", SYNC_ERROR_UNREACHABLE, FALSE, "Das Zertifikat des Servers ist nicht gültig. Uhrzeit des Rechners prüfen und bei "
	  "der Stelle nachfragen, die den Server betreibt." },
	{ "Could not resolve host", SYNC_ERROR_UNREACHABLE, FALSE, "Der Server wurde nicht gefunden. Ist das Netz da?" },
	{ "", SYNC_ERROR_UNREACHABLE, FALSE, "Der Server ist nicht erreichbar. Netz prüfen und später erneut abgleichen." },
};

/* The last line that says something; advice and progress are no cause. */
static char *
last_line(const char *text)
{
	g_auto(GStrv) lines = g_strsplit_set(text, "\n\r", -1);
	const char *found = "";
	guint i;

	for (i = 0; lines[i]; i++) {
		if (g_str_has_prefix(lines[i], "fatal: ") || g_str_has_prefix(lines[i], "error: ") || strstr(lines[i], "Permission denied") ||
		    g_str_has_prefix(lines[i], "ssh: ") || !*found)
			found = *g_strstrip(lines[i]) ? lines[i] : found;
		/* These two follow every failure of ssh and hide its reason. */
		if (strstr(lines[i], "Could not read from remote repository") || strstr(lines[i], "the remote end hung up"))
			break;
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
		line[0] = '\0';
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
git_error_is_missing_main(const char *stderr_text)
{
	return strstr(stderr_text, "find remote ref refs/heads/main") != NULL;
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
		                                "atomic transaction failed", "failed to lock", "incorrect old value provided", NULL };

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
