/* What git says, sorted: what goes away by itself is tried again, what does not is told at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sync/giterror.h"
#include "vorort/sync.h"

static void
busy_servers_are_told_from_dead_ones(void **state)
{
	static const struct {
		const char *text;
		gboolean is_busy;
	} rows[] = {
		{ "kex_exchange_identification: Connection closed by remote host\nfatal: Could not read from remote repository.", TRUE },
		{ "kex_exchange_identification: read: Connection reset by peer\nConnection reset by 10.1.2.3 port 22", TRUE },
		{ "ssh_exchange_identification: Connection closed by remote host", TRUE },
		{ "kex_exchange_identification: banner line 0: Exceeded MaxStartups", TRUE },
		{ "error: The requested URL returned error: 429", TRUE },
		{ "fatal: unable to access 'https://x/': The requested URL returned error: 503", TRUE },
		{ "fatal: unable to access 'https://x/': The requested URL returned error: 500", FALSE },
		{ "ssh: connect to host x port 22: Connection refused", FALSE },
		{ "Connection closed by 10.1.2.3 port 22", FALSE },
		{ "user@x: Permission denied (publickey).", FALSE },
		{ "", FALSE },
	};
	gsize i;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(rows); i++)
		if (!git_error_is_busy(rows[i].text) != !rows[i].is_busy)
			fail_msg("%s", rows[i].text);
}

static void
a_branch_that_went_is_asked_for_again(void **state)
{
	(void)state;
	assert_true(git_error_is_gone_meanwhile("fatal: remote error: upload-pack: not our ref 0000000000000000000000000000000000000000"));
	assert_true(git_error_is_gone_meanwhile("fatal: couldn't find remote ref refs/heads/in/abcdefghijkl"));
	assert_true(git_error_is_gone_meanwhile("fatal: packfile ./objects/pack/pack-1.pack cannot be accessed"));
	assert_false(git_error_is_gone_meanwhile("fatal: couldn't find remote ref refs/heads/main"));
	assert_false(git_error_is_gone_meanwhile("error: object file x is empty\nfatal: loose object 1234 is corrupt"));
}

static void
races_are_told_from_refusals(void **state)
{
	static const char *const races[] = { "[rejected] (stale info)", "[remote rejected] (failed to update ref)", "[remote rejected] (failed to delete)",
		                             "[remote rejected] (cannot lock ref 'refs/heads/main': is at 1 but expected 2)",
		                             "[remote rejected] (reference already exists)", "[remote rejected] (incorrect old value provided)",
		                             "[remote rejected] (remote ref updated since checkout)", "[remote rejected] (missing necessary objects)",
		                             "[remote rejected] (atomic transaction failed)" };
	static const char *const refusals[] = { "[remote rejected] (pre-receive hook declined)", "[remote rejected] (deletion prohibited)",
		                                "[remote rejected] (unpacker error)", "[remote rejected] (hook declined)" };
	gsize i;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(races); i++)
		if (!git_error_is_race(races[i]))
			fail_msg("%s", races[i]);
	for (i = 0; i < G_N_ELEMENTS(refusals); i++)
		if (git_error_is_race(refusals[i]))
			fail_msg("%s", refusals[i]);
}

static void
a_full_server_is_said_so(void **state)
{
	gboolean is_denied = TRUE;
	g_autoptr(GError) error = git_error_new("kex_exchange_identification: read: Connection reset by peer", "ssh://x/r.git", &is_denied);

	(void)state;
	assert_true(g_error_matches(error, SYNC_ERROR, SYNC_ERROR_UNREACHABLE));
	assert_false(is_denied);
	assert_non_null(strstr(error->message, "nimmt gerade niemanden mehr an"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(busy_servers_are_told_from_dead_ones),
		cmocka_unit_test(a_branch_that_went_is_asked_for_again),
		cmocka_unit_test(races_are_told_from_refusals),
		cmocka_unit_test(a_full_server_is_said_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
