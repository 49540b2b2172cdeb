/*
 * The prompts as a table: the first that fits decides what is asked for and what about. A prompt that no row knows is shown as it is and
 * answered unseen: it is more likely a secret than not. Whatever comes from the other side is made printable.
 */
#include "prompt.h"

#include <string.h>

#include "vorort/text.h"

static const struct {
	const char *begin, *end; /* what stands between them is what the question is about; @end NULL: nothing */
	SyncAsk kind;
	const char *title, *format; /* @format: with one %s */
} prompts[] = {
	{ "Username for 'http://", "'", SYNC_ASK_LINE, "Benutzername für den Proxy", "Proxy %s" },
	{ "Username for '", "'", SYNC_ASK_LINE, "Benutzername", "Server %s" },
	{ "Password for 'cert:///", "'", SYNC_ASK_SECRET, "Kennwort des Schlüssels zum Client-Zertifikat", "Datei /%s" },
	{ "Password for 'http://", "'", SYNC_ASK_SECRET, "Passwort für den Proxy", "Proxy %s" },
	{ "Password for '", "'", SYNC_ASK_SECRET, "Passwort oder Zugangstoken", "Server %s" },
	{ "Enter passphrase for key '", "'", SYNC_ASK_SECRET, "Passphrase des SSH-Schlüssels", "Datei %s" },
	{ "Enter passphrase for ", ":", SYNC_ASK_SECRET, "Passphrase des SSH-Schlüssels", "%s" },
	{ "Enter PIN for ", ":", SYNC_ASK_SECRET, "PIN des Sicherheitsschlüssels", "%s" },
	{ "Confirm user presence for key ", NULL, SYNC_ASK_NOTICE, "Bitte den Sicherheitsschlüssel berühren", "" },
	{ "", "'s password:", SYNC_ASK_SECRET, "Passwort für die Anmeldung mit SSH", "Server %s" },
};

/* --- host keys -------------------------------------------------------------------------------------------------------------- */

/* What stands between two marks; "" if they are not there. Caller frees. */
static char *
between(const char *text, const char *from, const char *to)
{
	const char *start = strstr(text, from), *stop = start ? strstr(start + strlen(from), to) : NULL;

	return stop ? g_strndup(start + strlen(from), (gsize)(stop - start) - strlen(from)) : g_strdup("");
}

/* "The authenticity of host 'x (1.2.3.4)' can't be established.\nED25519 key fingerprint is SHA256:….\n…" */
static SyncQuestion
read_host_key(const char *prompt)
{
	g_autofree char *host = between(prompt, "The authenticity of host '", "'");
	g_autofree char *type = between(prompt, "established.\n", " key fingerprint is ");
	g_autofree char *fingerprint = between(prompt, " key fingerprint is ", "\n");
	g_autofree char *text = NULL, *about = NULL;

	if (g_str_has_suffix(fingerprint, "."))
		fingerprint[strlen(fingerprint) - 1] = '\0';
	text = g_strdup_printf("Der Server %s ist hier noch nicht bekannt. Sein Schlüssel (%s) hat den Fingerabdruck\n%s\nStimmt er mit dem überein, den "
	                       "die Stelle nennt, die den Server betreibt? Bei Ja wird er in known_hosts gespeichert und künftig geprüft.%s",
	                       host, type, fingerprint,
	                       strstr(prompt, "known by the following other names") ? "\nUnter einem anderen Namen ist dieser Schlüssel schon bekannt." : "");
	about = g_strdup_printf("%s, %s %s", host, type, fingerprint);
	return (SyncQuestion){ SYNC_ASK_YES_NO, g_strdup("Unbekannter Server"), text_visible(text, TRUE), text_visible(about, FALSE) };
}

/* --- all ---------------------------------------------------------------------------------------------------------------------- */

static SyncQuestion
read_row(guint i, const char *prompt)
{
	const char *start = prompt + strlen(prompts[i].begin);
	const char *stop = prompts[i].end ? strstr(start, prompts[i].end) : NULL;
	g_autofree char *about = g_strndup(start, stop ? (gsize)(stop - start) : 0);
	g_autofree char *shown = text_visible(about, FALSE);
	char **halves = g_strsplit(prompts[i].format, "%s", 2);
	char *text = g_strconcat(halves[0], halves[0] && halves[1] ? shown : NULL, halves[0] ? halves[1] : NULL, NULL);

	g_strfreev(halves);
	return (SyncQuestion){ prompts[i].kind, g_strdup(prompts[i].title), text ? text : g_strdup(""), g_strdup(text ? text : "") };
}

static gboolean
row_fits(guint i, const char *prompt)
{
	return g_str_has_prefix(prompt, prompts[i].begin) && (!prompts[i].end || strstr(prompt + strlen(prompts[i].begin), prompts[i].end));
}

SyncQuestion
prompt_read(const char *prompt, const char *hint)
{
	guint i;

	if (g_str_has_prefix(prompt, "The authenticity of host '"))
		return read_host_key(prompt);
	for (i = 0; i < G_N_ELEMENTS(prompts); i++)
		if (row_fits(i, prompt))
			return read_row(i, prompt);
	return (SyncQuestion){ strcmp(hint, "none") == 0 ? SYNC_ASK_NOTICE : strcmp(hint, "confirm") == 0 ? SYNC_ASK_YES_NO : SYNC_ASK_SECRET,
		               g_strdup("Frage von git oder ssh"), text_visible(prompt, TRUE), text_visible(prompt, FALSE) };
}

void
prompt_clear(SyncQuestion *question)
{
	g_clear_pointer(&question->title, g_free);
	g_clear_pointer(&question->text, g_free);
	g_clear_pointer(&question->about, g_free);
}
