/*
 * The environment of git for one remote: what of the user's own is kept (ssh configuration, proxies, credential helpers), what is not
 * (a GIT_DIR, switched-off checks), and who is asked.
 */
#include "access.h"

#include <string.h>
#include <unistd.h>

#include "child.h"

struct Access {
	const SyncHost *host;
	const Mirror *mirror;
	const Remote *remote;
	char **environment;
	Ask *ask;           /* servers only; NULL: nothing can be asked */
	char *control_path; /* socket of the shared ssh connection, or NULL */
};

/* --- every command ---------------------------------------------------------------------------------------------------------- */

static char **
git_environment(void)
{
	/* As in `git rev-parse --local-env-vars`; GIT_CONFIG_COUNT stays: users give credentials and proxies that way. */
	static const char *const local[] = { "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR",
		                             "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_SHALLOW_FILE",
		                             "GIT_GRAFT_FILE", "GIT_CONFIG", "GIT_CONFIG_PARAMETERS", "GIT_REPLACE_REF_BASE",
		                             "GIT_QUARANTINE_PATH", "GIT_IMPLICIT_WORK_TREE",
		                             "GIT_TRACE_REDACT" /* or passwords would stand in a trace */ };
	char **env = g_get_environ();
	guint i;

	for (i = 0; i < G_N_ELEMENTS(local); i++)
		env = g_environ_unsetenv(env, local[i]);
	env = g_environ_setenv(env, "GIT_ALLOW_PROTOCOL", "file:ssh:https", TRUE);
	env = g_environ_setenv(env, "GIT_TERMINAL_PROMPT", "0", TRUE);
	env = g_environ_setenv(env, "GIT_NO_LAZY_FETCH", "1", TRUE);
	/* Messages are compared with the table in giterror.c. */
	return g_environ_setenv(env, "LC_ALL", "C", TRUE);
}

static gboolean
has_ssh_command(const Access *access)
{
	git_config *config = NULL, *snapshot = NULL;
	const char *value = NULL;
	gboolean is_set = g_environ_getenv(access->environment, "GIT_SSH_COMMAND") || g_environ_getenv(access->environment, "GIT_SSH");

	if (!is_set && git_repository_config(&config, access->mirror->repo) == 0 && git_config_snapshot(&snapshot, config) == 0)
		is_set = git_config_get_string(&value, snapshot, "core.sshCommand") == 0;
	git_config_free(snapshot);
	git_config_free(config);
	return is_set;
}

/* The user's ssh configuration for this host, one "key value" a line; NULL if it cannot be had. Caller frees. */
static char *
ssh_settings(const Access *access)
{
	const Remote *remote = access->remote;
	const char *argv[] = { "ssh", "-G", remote->ssh_port ? "-p" : remote->ssh_host, remote->ssh_port, remote->ssh_host, NULL };
	g_auto(Child) child;

	child_init(&child);
	if (!remote->ssh_port)
		argv[3] = NULL;
	child.argv = argv;
	child.environment = access->environment;
	child.host = access->host;
	child.silence_seconds = 10;
	return child_run(&child, NULL) && child.exit_code == 0 ? g_strconcat("\n", child.out->str, NULL) : NULL;
}

/* One connection for all steps of a sync, unless the user's configuration shares connections already. In doubt no sharing: only slower. */
static void
add_control(Access *access, const char *settings, GString *command)
{
	g_autofree char *quoted = NULL;

	if (!access->ask || !settings || (strstr(settings, "\ncontrolpath ") && !strstr(settings, "\ncontrolpath none\n")))
		return;
	access->control_path = g_build_filename(ask_dir(access->ask), "s", NULL);
	quoted = g_shell_quote(access->control_path);
	g_string_append_printf(command, " -o ControlMaster=auto -o ControlPersist=30 -o ControlPath=%s", quoted);
}

static void
set_ssh_command(Access *access)
{
	g_autoptr(GString) command = g_string_new("ssh -o ConnectTimeout=20 -o ServerAliveInterval=30 -o ServerAliveCountMax=30");
	g_autofree char *settings = NULL;

	if (access->remote->kind != REMOTE_SSH || has_ssh_command(access))
		return;
	settings = ssh_settings(access);
	/* There is no terminal to ask on (child.c); without a helper every question would only be a slow refusal. */
	if (!access->ask)
		g_string_append(command, " -o BatchMode=yes");
	/* "no" would take a changed host key as well. */
	if (settings && strstr(settings, "\nstricthostkeychecking false\n"))
		g_string_append(command, " -o StrictHostKeyChecking=ask");
	add_control(access, settings, command);
	access->environment = g_environ_setenv(access->environment, "GIT_SSH_COMMAND", command->str, TRUE);
}

/* --- https ------------------------------------------------------------------------------------------------------------------ */

/* Adds a setting behind all of the user's; a key may contain anything, unlike with "git -c". */
static char **
add_setting(char **env, const char *key, const char *value)
{
	const char *known = g_environ_getenv(env, "GIT_CONFIG_COUNT");
	guint64 n = known ? g_ascii_strtoull(known, NULL, 10) : 0;
	g_autofree char *key_name = g_strdup_printf("GIT_CONFIG_KEY_%" G_GUINT64_FORMAT, n);
	g_autofree char *value_name = g_strdup_printf("GIT_CONFIG_VALUE_%" G_GUINT64_FORMAT, n);
	g_autofree char *count = g_strdup_printf("%" G_GUINT64_FORMAT, n + 1);

	env = g_environ_setenv(env, key_name, key, TRUE);
	env = g_environ_setenv(env, value_name, value, TRUE);
	return g_environ_setenv(env, "GIT_CONFIG_COUNT", count, TRUE);
}

static gboolean
is_encrypted(const char *key_file)
{
	g_autofree char *text = NULL;
	gsize len = 0;
	gboolean is_it = g_file_get_contents(key_file, &text, &len, NULL) && strstr(text, "ENCRYPTED") != NULL;

	if (text)
		explicit_bzero(text, len); /* it may be a key that is not encrypted */
	return is_it;
}

static char **
https_environment(char **env, const Remote *remote, const SyncOptions *options)
{
	const char *key = options->client_key ? options->client_key : options->client_cert;
	g_autofree char *verify = g_strdup_printf("http.%s.sslVerify", remote->url);

	/* Certificates are always checked, whatever else the user does with other servers. */
	env = g_environ_unsetenv(env, "GIT_SSL_NO_VERIFY");
	env = add_setting(env, verify, "true");
	if (options->ca_file)
		env = g_environ_setenv(env, "GIT_SSL_CAINFO", options->ca_file, TRUE);
	if (options->client_cert)
		env = g_environ_setenv(env, "GIT_SSL_CERT", options->client_cert, TRUE);
	if (key)
		env = g_environ_setenv(env, "GIT_SSL_KEY", key, TRUE);
	return key && is_encrypted(key) ? g_environ_setenv(env, "GIT_SSL_CERT_PASSWORD_PROTECTED", "1", TRUE) : env;
}

/* --- opening and closing -------------------------------------------------------------------------------------------------- */

Access *
access_open(const SyncHost *host, const Mirror *mirror, const Remote *remote, const SyncOptions *options)
{
	Access *access = g_new0(Access, 1);

	access->host = host;
	access->mirror = mirror;
	access->remote = remote;
	access->environment = git_environment();
	if (remote->kind == REMOTE_HTTPS)
		access->environment = https_environment(access->environment, remote, options);
	if (remote->kind != REMOTE_FOLDER && (access->ask = ask_open(host, access->environment)))
		access->environment = ask_environment(access->ask, access->environment);
	set_ssh_command(access);
	return access;
}

static void
close_control(Access *access)
{
	const char *argv[] = { "ssh", "-S", access->control_path, "-O", "exit", "--", access->remote->ssh_host, NULL };
	g_auto(Child) child;

	child_init(&child);
	child.argv = argv;
	child.environment = access->environment;
	child.silence_seconds = 5;
	child_run(&child, NULL);
	unlink(access->control_path);
}

void
access_close(Access *access)
{
	if (!access)
		return;
	if (access->control_path)
		close_control(access);
	ask_close(access->ask);
	g_free(access->control_path);
	g_strfreev(access->environment);
	g_free(access);
}

char **
access_environment(const Access *access)
{
	return access->environment;
}

Ask *
access_ask(const Access *access)
{
	return access->ask;
}
