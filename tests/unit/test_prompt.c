/* Tests of src/sync/prompt.c: every question of git and ssh that we know, and what nobody knows. */
#include "sync/prompt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
	const char *prompt, *hint;
	SyncAsk kind;
	const char *title, *text;
} known[] = {
	{ "Username for 'https://git.example.org': ", "", SYNC_ASK_LINE, "Benutzername", "Server https://git.example.org" },
	{ "Password for 'https://ich@git.example.org': ", "", SYNC_ASK_SECRET, "Passwort oder Zugangstoken", "Server https://ich@git.example.org" },
	{ "Password for 'http://amt@proxy:3128': ", "", SYNC_ASK_SECRET, "Passwort für den Proxy", "Proxy amt@proxy:3128" },
	{ "Password for 'cert:////etc/k.pem': ", "", SYNC_ASK_SECRET, "Kennwort des Schlüssels zum Client-Zertifikat", "Datei //etc/k.pem" },
	{ "Enter passphrase for key '/k/.ssh/id': ", "", SYNC_ASK_SECRET, "Passphrase des SSH-Schlüssels", "Datei /k/.ssh/id" },
	{ "git@git.example.org's password: ", "", SYNC_ASK_SECRET, "Passwort für die Anmeldung mit SSH", "Server git@git.example.org" },
	{ "Enter PIN for ED25519-SK key /x: ", "", SYNC_ASK_SECRET, "PIN des Sicherheitsschlüssels", "ED25519-SK key /x" },
	{ "Confirm user presence for key ED25519-SK SHA256:x", "none", SYNC_ASK_NOTICE, "Bitte den Sicherheitsschlüssel berühren", "" },
	{ "(ich@server) Code: ", "", SYNC_ASK_SECRET, "Frage von git oder ssh", "(ich@server) Code: " },
	{ "Wirklich?", "confirm", SYNC_ASK_YES_NO, "Frage von git oder ssh", "Wirklich?" },
	{ "Nur zeigen", "none", SYNC_ASK_NOTICE, "Frage von git oder ssh", "Nur zeigen" },
	{ "", "", SYNC_ASK_SECRET, "Frage von git oder ssh", "" },
	{ "Password for '", "", SYNC_ASK_SECRET, "Frage von git oder ssh", "Password for '" },
	{ "Password for 'https://%s%n': ", "", SYNC_ASK_SECRET, "Passwort oder Zugangstoken", "Server https://%s%n" },
	{ "Password for 'https://a\033[2J': ", "", SYNC_ASK_SECRET, "Passwort oder Zugangstoken", "Server https://a␛[2J" },
};

static void
prompts(void **state)
{
	gsize i;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(known); i++) {
		SyncQuestion question = prompt_read(known[i].prompt, known[i].hint);

		assert_int_equal(question.kind, known[i].kind);
		assert_string_equal(question.title, known[i].title);
		assert_string_equal(question.text, known[i].text);
		prompt_clear(&question);
	}
}

static void
host_key(void **state)
{
	SyncQuestion question = prompt_read("The authenticity of host '[localhost]:2222 ([127.0.0.1]:2222)' can't be established.\n"
	                                    "ED25519 key fingerprint is SHA256:abc+/=.\nThis key is not known by any other names.\n"
	                                    "Are you sure you want to continue connecting (yes/no/[fingerprint])? ", "");

	(void)state;
	assert_int_equal(question.kind, SYNC_ASK_YES_NO);
	assert_non_null(strstr(question.text, "\nSHA256:abc+/=\n"));
	assert_non_null(strstr(question.text, "[localhost]:2222 ([127.0.0.1]:2222)"));
	assert_non_null(strstr(question.text, "ED25519"));
	assert_null(strstr(question.text, "anderen Namen"));
	assert_string_equal(question.about, "[localhost]:2222 ([127.0.0.1]:2222), ED25519 SHA256:abc+/=");
	prompt_clear(&question);
	question = prompt_read("The authenticity of host '", "");
	assert_int_equal(question.kind, SYNC_ASK_YES_NO);
	prompt_clear(&question);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(prompts), cmocka_unit_test(host_key) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
