/*
 * The asking end of the askpass helper; see ask.h.
 *
 * A socket and not an inherited descriptor: ssh closes all of those. The helper is found by a symbolic link to this running program, so
 * that it is the same version even after an upgrade, and it finds the socket beside itself: nothing is passed in the environment.
 */
#include "ask.h"

#include <errno.h>
#include <poll.h>
#include <sodium.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "prompt.h"

#define REQUEST_MAX 8192
#define REQUEST_MS 2000

typedef enum { OUTCOME_FINE, OUTCOME_NOBODY, OUTCOME_CANCELLED, OUTCOME_UNTRUSTED, OUTCOME_WRONG } Outcome;

typedef struct Answer {
	char *prompt;
	char *secret;    /* sodium_malloc, SYNC_ANSWER_MAX; NULL: forgotten */
	guint n_typed;   /* by a person, in this sync */
	gboolean is_used; /* given to the present command */
} Answer;

struct Ask {
	const SyncHost *host;
	char *dir, *helper, *socket;
	int fd;
	GPtrArray *answers;
	Outcome outcome;
	char *title, *about; /* of the question that decided it */
};

/* --- opening ------------------------------------------------------------------------------------------------------------------ */

static void
answer_free(gpointer data)
{
	Answer *answer = data;

	g_free(answer->prompt);
	sodium_free(answer->secret);
	g_free(answer);
}

static gboolean
listen_there(Ask *ask)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	if (g_strlcpy(address.sun_path, ask->socket, sizeof address.sun_path) >= sizeof address.sun_path)
		return FALSE;
	ask->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	return ask->fd >= 0 && bind(ask->fd, (struct sockaddr *)&address, sizeof address) == 0 && listen(ask->fd, 4) == 0;
}

Ask *
ask_open(const SyncHost *host, char **environment)
{
	const char *runtime = g_environ_getenv(environment, "XDG_RUNTIME_DIR");
	g_autofree char *dir = g_strdup_printf("%s/vorort-XXXXXX", runtime && *runtime == '/' && strlen(runtime) < 60 ? runtime : "/tmp");
	g_autofree char *self = g_strdup_printf("/proc/%d/exe", (int)getpid());
	Ask *ask = g_new0(Ask, 1);

	ask->host = host;
	ask->fd = -1;
	ask->answers = g_ptr_array_new_with_free_func(answer_free);
	if (g_mkdtemp_full(dir, 0700)) {
		ask->dir = g_steal_pointer(&dir);
		ask->helper = g_build_filename(ask->dir, ASK_HELPER, NULL);
		ask->socket = g_build_filename(ask->dir, ASK_SOCKET, NULL);
		if (symlink(self, ask->helper) == 0 && listen_there(ask))
			return ask;
	}
	ask_close(ask);
	return NULL;
}

void
ask_close(Ask *ask)
{
	if (!ask)
		return;
	if (ask->fd >= 0)
		close(ask->fd);
	if (ask->dir) {
		unlink(ask->socket);
		unlink(ask->helper);
		rmdir(ask->dir);
	}
	g_ptr_array_unref(ask->answers);
	g_free(ask->dir);
	g_free(ask->helper);
	g_free(ask->socket);
	g_free(ask->title);
	g_free(ask->about);
	g_free(ask);
}

const char *
ask_dir(const Ask *ask)
{
	return ask->dir;
}

char **
ask_environment(const Ask *ask, char **environment)
{
	gboolean has_person = ask->host->ask != NULL;

	if (has_person || !(g_environ_getenv(environment, "GIT_ASKPASS") || g_environ_getenv(environment, "SSH_ASKPASS")))
		environment = g_environ_setenv(environment, "GIT_ASKPASS", ask->helper, TRUE);
	if (!has_person && g_environ_getenv(environment, "SSH_ASKPASS"))
		return environment;
	environment = g_environ_setenv(environment, "SSH_ASKPASS", ask->helper, TRUE);
	/* Without a display, too (OpenSSH 8.4). */
	return g_environ_setenv(environment, "SSH_ASKPASS_REQUIRE", "force", TRUE);
}

/* --- the conversation ------------------------------------------------------------------------------------------------------------ */

/* "hint\nprompt" until the helper has said all; NULL if it does not. Only this user is listened to. */
static char *
receive(int fd)
{
	struct timeval limit = { REQUEST_MS / 1000, 0 };
	struct ucred peer;
	socklen_t len = sizeof peer;
	GString *text = g_string_new(NULL);
	char buffer[1024];
	ssize_t n = -1;

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 && peer.uid == getuid())
		while ((n = recv(fd, buffer, sizeof buffer, 0)) > 0 && text->len < REQUEST_MAX)
			g_string_append_len(text, buffer, n);
	return g_string_free(text, n != 0);
}

/* Length first: an empty answer is one, too. */
static void
give(int fd, const char *secret)
{
	guint8 len[2] = { (guint8)(strlen(secret) >> 8), (guint8)strlen(secret) };

	if (send(fd, len, sizeof len, MSG_NOSIGNAL) == sizeof len)
		send(fd, secret, strlen(secret), MSG_NOSIGNAL);
}

static Answer *
find_answer(Ask *ask, const char *prompt)
{
	Answer *answer;
	guint i;

	for (i = 0; i < ask->answers->len; i++) {
		answer = ask->answers->pdata[i];
		if (strcmp(answer->prompt, prompt) == 0)
			return answer;
	}
	answer = g_new0(Answer, 1);
	answer->prompt = g_strdup(prompt);
	g_ptr_array_add(ask->answers, answer);
	return answer;
}

static void
forget(Answer *answer)
{
	sodium_free(answer->secret);
	answer->secret = NULL;
}

static void
end_with(Ask *ask, Outcome outcome, const SyncQuestion *question)
{
	g_free(ask->title);
	g_free(ask->about);
	ask->outcome = outcome;
	ask->title = g_strdup(question->title);
	ask->about = g_strdup(question->about);
}

static SyncAnswer
ask_person(Ask *ask, const SyncQuestion *question, char *secret)
{
	memset(secret, 0, SYNC_ANSWER_MAX);
	return ask->host->ask ? ask->host->ask(ask->host->data, question, secret) : SYNC_ANSWER_NOBODY;
}

/* Keeps what was typed. FALSE: there is no answer, and the outcome says why. */
static gboolean
get_typed(Ask *ask, Answer *answer, const SyncQuestion *question)
{
	g_autofree char *again = g_strdup_printf("Das war nicht richtig. Versuch %u von %d.\n%s", answer->n_typed + 1, ASK_TRIES, question->text);
	SyncQuestion asked = { question->kind, question->title, answer->n_typed > 0 ? again : question->text, question->about };
	SyncAnswer given;

	if (answer->n_typed >= ASK_TRIES) {
		end_with(ask, OUTCOME_WRONG, question);
		return FALSE;
	}
	forget(answer);
	answer->secret = sodium_malloc(SYNC_ANSWER_MAX);
	given = answer->secret ? ask_person(ask, &asked, answer->secret) : SYNC_ANSWER_NOBODY;
	if (given == SYNC_ANSWER_GIVEN) {
		answer->n_typed++;
		return TRUE;
	}
	forget(answer);
	end_with(ask, given == SYNC_ANSWER_NOBODY ? OUTCOME_NOBODY : OUTCOME_CANCELLED, question);
	return FALSE;
}

static void
answer_word(Ask *ask, int fd, const char *prompt, const SyncQuestion *question)
{
	Answer *answer = find_answer(ask, prompt);

	/* Asked twice by one command: what it was given was wrong. */
	if (answer->is_used)
		forget(answer);
	if (!answer->secret && !get_typed(ask, answer, question))
		return;
	answer->is_used = TRUE;
	give(fd, answer->secret);
}

static void
answer_yes_no(Ask *ask, int fd, const SyncQuestion *question)
{
	char word[SYNC_ANSWER_MAX];
	SyncAnswer given = ask_person(ask, question, word);

	if (given == SYNC_ANSWER_GIVEN && strcmp(word, "yes") == 0)
		give(fd, word);
	else
		end_with(ask, given == SYNC_ANSWER_NOBODY ? OUTCOME_NOBODY : OUTCOME_UNTRUSTED, question);
}

static void
answer_request(Ask *ask, int fd, char *request)
{
	char *prompt = strchr(request, '\n');
	SyncQuestion question;

	if (!prompt || ask->outcome != OUTCOME_FINE)
		return;
	*prompt++ = '\0';
	question = prompt_read(prompt, request);
	if (question.kind == SYNC_ASK_NOTICE && ask->host->ask)
		ask->host->ask(ask->host->data, &question, NULL);
	else if (question.kind == SYNC_ASK_YES_NO)
		answer_yes_no(ask, fd, &question);
	else if (question.kind != SYNC_ASK_NOTICE)
		answer_word(ask, fd, prompt, &question);
	prompt_clear(&question);
}

int
ask_fd(const Ask *ask)
{
	return ask->fd;
}

void
ask_serve(Ask *ask)
{
	struct sockaddr_un from;
	socklen_t len = sizeof from;
	int fd = accept4(ask->fd, (struct sockaddr *)&from, &len, SOCK_CLOEXEC);
	g_autofree char *request = NULL;

	if (fd < 0)
		return;
	request = receive(fd);
	if (request)
		answer_request(ask, fd, request);
	close(fd);
}

/* --- what came of it ------------------------------------------------------------------------------------------------------------- */

void
ask_begin(Ask *ask)
{
	guint i;

	for (i = 0; i < ask->answers->len; i++)
		((Answer *)ask->answers->pdata[i])->is_used = FALSE;
	if (ask->outcome == OUTCOME_NOBODY)
		ask->outcome = OUTCOME_FINE;
}

/* The answer given to the present command that was typed most often; NULL: none. */
static Answer *
most_typed(const Ask *ask)
{
	Answer *most = NULL;
	guint i;

	for (i = 0; i < ask->answers->len; i++) {
		Answer *answer = ask->answers->pdata[i];

		if (answer->is_used && (!most || answer->n_typed >= most->n_typed))
			most = answer;
	}
	return most;
}

gboolean
ask_was_in_vain(Ask *ask)
{
	const Answer *most = most_typed(ask);
	SyncQuestion question;

	if (!most || most->n_typed < ASK_TRIES)
		return FALSE;
	question = prompt_read(most->prompt, "");
	end_with(ask, OUTCOME_WRONG, &question);
	prompt_clear(&question);
	return TRUE;
}

gboolean
ask_retry(Ask *ask)
{
	guint i;

	if (!most_typed(ask) || ask_was_in_vain(ask))
		return FALSE;
	for (i = 0; i < ask->answers->len; i++)
		if (((Answer *)ask->answers->pdata[i])->is_used)
			forget(ask->answers->pdata[i]);
	return TRUE;
}

gboolean
ask_goes_on(const Ask *ask, GError **error)
{
	static const char *const parts[][2] = {
		[OUTCOME_CANCELLED] = { "Abgleich beendet, denn die Frage blieb ohne Antwort: ", "Es ist nichts verloren." },
		[OUTCOME_UNTRUSTED] = { "Abgleich beendet, denn der Server wurde nicht bestätigt: ",
		                        "Den Fingerabdruck bei der Stelle erfragen, die den Server betreibt, und erneut abgleichen." },
		[OUTCOME_WRONG] = { "Dreimal nicht angenommen: ",
		                    "Die Angabe prüfen und erneut abgleichen; bei einem Zugangstoken auch, ob es abgelaufen ist." },
	};
	SyncError code = ask->outcome == OUTCOME_WRONG ? SYNC_ERROR_UNREACHABLE : SYNC_ERROR_CANCELLED;

	if (ask->outcome == OUTCOME_FINE || ask->outcome == OUTCOME_NOBODY)
		return TRUE;
	g_set_error(error, SYNC_ERROR, (int)code, "%s%s (%s). %s Alle Einträge bleiben auf diesem Gerät.", parts[ask->outcome][0], ask->title, ask->about,
	            parts[ask->outcome][1]);
	return FALSE;
}

GError *
ask_error_nobody(const Ask *ask, const char *remote)
{
	if (ask->outcome != OUTCOME_NOBODY)
		return NULL;
	return g_error_new(SYNC_ERROR, SYNC_ERROR_UNREACHABLE, "%s: Hier kann niemand gefragt werden, denn es gibt kein Terminal: %s (%s). Einmal im "
	                   "Terminal oder in der Oberfläche abgleichen; Passwörter kann auch ssh-agent oder ein Credential Helper von git "
	                   "bereithalten. Alle Einträge bleiben auf diesem Gerät.", remote, ask->title, ask->about);
}
