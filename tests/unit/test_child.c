/*
 * Tests of src/sync/child.c, ask.c, askpass.c, movement.c: a child that is slow, one that hangs, one that asks. The children are this program
 * itself: under the name of the helper, or with the argument "send PORT".
 */
#include "sync/child.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "sync/key.h"

/* --- slow or dead ---------------------------------------------------------------------------------------------------------------- */

#define SENT (256 * 1024)

static struct sockaddr_in
address_of(int port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr = { htonl(INADDR_LOOPBACK) } };
}

/* What git-remote-https does with a small push: hand everything to the kernel, then wait for the answer. Not a word meanwhile. */
static int
send_all(int port)
{
	struct sockaddr_in to = address_of(port);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	g_autofree char *data = g_malloc0(SENT);
	gsize sent = 0;

	if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
		return 1;
	while (sent < SENT) {
		ssize_t n = send(fd, data, SENT - sent, 0);

		if (n <= 0)
			return 1;
		sent += (gsize)n;
	}
	return recv(fd, data, 1, 0) == 1 ? 0 : 1;
}

/* --- progress -------------------------------------------------------------------------------------------------------------------- */

typedef struct Told {
	guint64 done, total, left;
} Told;

static void
told_progress(void *data, SyncPhase phase, guint64 done, guint64 total)
{
	Told *told = data;

	(void)phase;
	told->done = done;
	told->total = total;
}

static void
told_left(void *data, guint64 bytes)
{
	((Told *)data)->left = bytes;
}

static void
progress_of_git_is_read(void **state)
{
	static const struct {
		const char *line;
		Told told;
	} rows[] = {
		{ "Receiving objects:  25% (10/40), 1.00 MiB | 300.00 KiB/s", { 10, 40, 3 * 1024 * 1024 } },
		{ "Writing objects: 100% (7/7), 512 bytes | 512.00 KiB/s, done.", { 7, 7, 0 } },
		{ "Writing objects:  50% (2/4), 800 bytes | 1 KiB/s", { 2, 4, 800 } },
		{ "Compressing objects:  50% (2/4)", { 2, 4, 0 } },
		{ "Receiving objects:  50% (1/2), viel | schnell", { 1, 2, 0 } },
		{ "remote: (4/2), 1.00 MiB", { 0, 0, 0 } },
		{ "remote: (", { 0, 0, 0 } },
	};
	gsize i;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *argv[] = { "sh", "-c", "printf '%s' \"$1\" >&2; sleep 0.05", "sh", rows[i].line, NULL };
		Told told = { 0, 0, 0 };
		SyncHost host = { .data = &told, .progress = told_progress, .left = told_left };
		g_auto(Child) child;

		child_init(&child);
		child.argv = argv;
		child.host = &host;
		assert_true(child_run(&child, NULL));
		if (memcmp(&told, &rows[i].told, sizeof told) != 0)
			fail_msg("%s: %d of %d, left %d", rows[i].line, (int)told.done, (int)told.total, (int)told.left);
	}
}

typedef struct Server {
	int listener, port;
	int release[2]; /* a pipe: its end lets a dead server go */
	gboolean is_dead;
	GThread *thread;
} Server;

/* Some three seconds for all of it, or nothing at all. */
static gpointer
serve(gpointer data)
{
	Server *server = data;
	int fd = accept(server->listener, NULL, NULL);
	char buffer[4096];
	gsize got = 0;
	ssize_t n = 1;

	while (!server->is_dead && got < SENT && (n = recv(fd, buffer, sizeof buffer, 0)) > 0) {
		got += (gsize)n;
		g_usleep((gulong)(n * 3 * G_USEC_PER_SEC / SENT));
	}
	if (server->is_dead)
		n = read(server->release[0], buffer, 1);
	send(fd, "x", 1, MSG_NOSIGNAL);
	close(fd);
	return NULL;
}

static Server *
server_new(gboolean is_dead)
{
	Server *server = g_new0(Server, 1);
	struct sockaddr_in address = address_of(0);
	socklen_t len = sizeof address;
	int small = 4096;

	server->is_dead = is_dead;
	assert_int_equal(pipe2(server->release, O_CLOEXEC), 0);
	server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setsockopt(server->listener, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
	assert_int_equal(bind(server->listener, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(listen(server->listener, 1), 0);
	assert_int_equal(getsockname(server->listener, (struct sockaddr *)&address, &len), 0);
	server->port = ntohs(address.sin_port);
	server->thread = g_thread_new("server", serve, server);
	return server;
}

static void
server_free(Server *server)
{
	close(server->release[1]);
	g_thread_join(server->thread);
	close(server->release[0]);
	close(server->listener);
	g_free(server);
}

static gboolean
run_sender(gboolean is_dead, GError **error)
{
	Server *server = server_new(is_dead);
	g_autofree char *port = g_strdup_printf("%d", server->port);
	const char *argv[] = { "/proc/self/exe", "send", port, NULL };
	g_auto(Child) child;
	gboolean is_done;

	child_init(&child);
	child.argv = argv;
	child.silence_seconds = 1;
	is_done = child_run(&child, error);
	if (is_done)
		assert_int_equal(child.exit_code, 0);
	server_free(server);
	return is_done;
}

static void
a_slow_line_is_no_hang(void **state)
{
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_true(run_sender(FALSE, &error));
	assert_null(error);
}

static void
a_dead_line_is_told(void **state)
{
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_false(run_sender(TRUE, &error));
	assert_true(g_error_matches(error, SYNC_ERROR, SYNC_ERROR_UNREACHABLE));
}

/* --- questions -------------------------------------------------------------------------------------------------------------------- */

typedef struct Person {
	const char *answer; /* NULL: cancels */
	guint n_asked;
	GString *heard;
} Person;

static SyncAnswer
answer(void *data, const SyncQuestion *question, char *text)
{
	Person *person = data;

	person->n_asked++;
	g_string_append_printf(person->heard, "%s|%s\n", question->title, question->text);
	if (!person->answer)
		return SYNC_ANSWER_CANCELLED;
	if (text)
		g_strlcpy(text, person->answer, SYNC_ANSWER_MAX);
	return SYNC_ANSWER_GIVEN;
}

typedef struct Talk {
	Person person;
	SyncHost host;
	Ask *ask;
	char **environment;
	Child child;
} Talk;

static Talk *
talk_new(const char *words, gboolean has_person)
{
	Talk *talk = g_new0(Talk, 1);

	talk->person = (Person){ words, 0, g_string_new(NULL) };
	talk->host = (SyncHost){ .data = &talk->person, .ask = has_person ? answer : NULL };
	talk->environment = g_get_environ();
	talk->environment = g_environ_unsetenv(g_environ_unsetenv(talk->environment, "GIT_ASKPASS"), "SSH_ASKPASS");
	talk->ask = ask_open(&talk->host, talk->environment);
	assert_non_null(talk->ask);
	talk->environment = ask_environment(talk->ask, talk->environment);
	child_init(&talk->child);
	return talk;
}

/* A shell script as the program that asks. */
static gboolean
talk_run(Talk *talk, const char *script, GError **error)
{
	const char *argv[] = { "sh", "-c", script, NULL };

	talk->child.argv = argv;
	talk->child.environment = talk->environment;
	talk->child.ask = talk->ask;
	return child_run(&talk->child, error);
}

static void
talk_free(Talk *talk)
{
	g_autofree char *dir = g_strdup(ask_dir(talk->ask));

	ask_close(talk->ask);
	assert_false(g_file_test(dir, G_FILE_TEST_EXISTS));
	child_clear(&talk->child);
	g_string_free(talk->person.heard, TRUE);
	g_strfreev(talk->environment);
	g_free(talk);
}

#define ASK_PASSWORD "\"$GIT_ASKPASS\" \"Password for 'https://x': \";"

static void
an_answer_is_given_and_kept(void **state)
{
	Talk *talk = talk_new("geheim 1", TRUE);

	(void)state;
	assert_true(talk_run(talk, ASK_PASSWORD, NULL));
	assert_string_equal(talk->child.out->str, "geheim 1\n");
	assert_int_equal(talk->child.exit_code, 0);
	/* The next command of the same sync is answered from memory. */
	assert_true(talk_run(talk, ASK_PASSWORD, NULL));
	assert_string_equal(talk->child.out->str, "geheim 1\n");
	assert_int_equal(talk->person.n_asked, 1);
	talk_free(talk);
}

static void
a_wrong_answer_is_asked_again(void **state)
{
	Talk *talk = talk_new("falsch", TRUE);
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_true(talk_run(talk, ASK_PASSWORD ASK_PASSWORD, NULL));
	assert_int_equal(talk->person.n_asked, 2);
	assert_non_null(strstr(talk->person.heard->str, "Versuch 2 von 3"));
	/* git does not ask twice, it fails: then the next command asks. */
	assert_true(ask_retry(talk->ask));
	assert_true(talk_run(talk, ASK_PASSWORD, NULL));
	assert_int_equal(talk->person.n_asked, 3);
	assert_false(ask_retry(talk->ask));
	assert_false(ask_goes_on(talk->ask, &error));
	assert_true(g_error_matches(error, SYNC_ERROR, SYNC_ERROR_UNREACHABLE));
	assert_null(strstr(error->message, "falsch"));
	talk_free(talk);
}

static void
no_answer_ends_it(void **state)
{
	Talk *talk = talk_new(NULL, TRUE);
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_false(talk_run(talk, ASK_PASSWORD "exec sleep 60", &error));
	assert_true(g_error_matches(error, SYNC_ERROR, SYNC_ERROR_CANCELLED));
	talk_free(talk);
}

static void
nobody_is_told_at_once(void **state)
{
	Talk *talk = talk_new(NULL, FALSE);
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_true(talk_run(talk, ASK_PASSWORD, NULL));
	assert_int_equal(talk->child.exit_code, 1);
	error = ask_error_nobody(talk->ask, "https://x");
	assert_non_null(error);
	assert_non_null(strstr(error->message, "Zugangstoken"));
	talk_free(talk);
}

static void
a_host_key_needs_a_yes(void **state)
{
	static const char script[] = "\"$SSH_ASKPASS\" \"The authenticity of host 'x' can't be established.\nED25519 key fingerprint is SHA256:y.\n\"";
	Talk *talk = talk_new("yes", TRUE);
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_true(talk_run(talk, script, NULL));
	assert_string_equal(talk->child.out->str, "yes\n");
	assert_non_null(strstr(talk->person.heard->str, "SHA256:y"));
	talk->person.answer = "no";
	assert_true(talk_run(talk, script, NULL) ? !ask_goes_on(talk->ask, &error) : TRUE);
	assert_string_equal(talk->child.out->str, "");
	talk_free(talk);
}

static void
a_notice_needs_no_answer(void **state)
{
	Talk *talk = talk_new("egal", TRUE);

	(void)state;
	assert_true(talk_run(talk, "SSH_ASKPASS_PROMPT=none \"$SSH_ASKPASS\" 'Confirm user presence for key x'", NULL));
	assert_int_equal(talk->child.exit_code, 0);
	assert_string_equal(talk->child.out->str, "");
	assert_int_equal(talk->person.n_asked, 1);
	talk_free(talk);
}

/* The longest answer passes whole; the shell has none of it among its arguments. */
static void
a_long_answer(void **state)
{
	g_autofree char *longest = g_strnfill(SYNC_ANSWER_MAX - 1, 'x'), *expected = g_strconcat(longest, "\n", NULL);
	Talk *talk = talk_new(longest, TRUE);

	(void)state;
	assert_true(talk_run(talk, ASK_PASSWORD, NULL));
	assert_string_equal(talk->child.out->str, expected);
	talk_free(talk);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(progress_of_git_is_read),
		cmocka_unit_test(a_slow_line_is_no_hang),      cmocka_unit_test(a_dead_line_is_told),      cmocka_unit_test(an_answer_is_given_and_kept),
		cmocka_unit_test(a_wrong_answer_is_asked_again), cmocka_unit_test(no_answer_ends_it),      cmocka_unit_test(nobody_is_told_at_once),
		cmocka_unit_test(a_host_key_needs_a_yes),      cmocka_unit_test(a_notice_needs_no_answer), cmocka_unit_test(a_long_answer),
	};

	if (sync_is_askpass(argv[0]))
		return sync_askpass(argc, argv);
	if (argc == 3 && strcmp(argv[1], "send") == 0)
		return send_all(atoi(argv[2]));
	crypto_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
