/* Remotes, branches and files that are damaged, foreign or meant to do harm; verify. */
#include <sys/stat.h>

#include "laptop.h"

#define EVIL "x: evil\n"

/* The only batch file of a laptop on main; caller frees. */
static char *
batch_path_of(const World *w, const Laptop *laptop)
{
	g_autofree char *files = files_of(w->remote, "main");
	g_auto(GStrv) paths = g_strsplit(files, "\n", -1);
	guint i;

	for (i = 0; paths[i]; i++)
		if (strstr(paths[i], device_key_id(laptop->key)) && g_str_has_suffix(paths[i], ".jsonl"))
			return g_strdup(paths[i]);
	fail_msg("no batch of %s", device_key_id(laptop->key));
	return NULL;
}

static char *
content_of(const World *w, const char *branch, const char *path)
{
	g_autofree char *spec = g_strdup_printf("%s:%s", branch, path);

	return git_output(w->remote, "cat-file", "blob", spec);
}

/* --- addresses ------------------------------------------------------------------------------------------------------------ */

static void
addresses_are_checked(void **state)
{
	static const struct {
		const char *remote, *says; /* NULL: allowed */
	} cases[] = {
		{ "git://example.org/x.git", "unverschlüsselt" },
		{ "http://example.org/x.git", "unverschlüsselt" },
		{ "ext::sh -c id", "unbekanntes Verfahren" },
		{ "ftp://example.org/x", "unbekanntes Verfahren" },
		{ "-oProxyCommand=id", "„-“" },
		{ "ssh://-oProxyCommand=id/x", "„-“" },
		{ "ssh://user@-x/y", "„-“" },
		{ "https://user:secret@example.org/x.git", "Passwort" },
		{ "", "leer" },
		{ "a\nb", "Steuerzeichen" },
		{ "/no/such/folder", "nicht da" },
		{ "./nosuch:folder", "nicht da" },
		{ "ssh://git@example.org:2222/x.git", NULL },
		{ "ssh://[::1]:22/x.git", NULL },
		{ "git@example.org:x.git", NULL },
		{ "https://user@example.org/x.git", NULL },
		{ "/tmp", NULL },
		{ "file:///tmp", NULL },
	};
	gsize i;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *reason = sync_remote_check(cases[i].remote);

		if (!cases[i].says != !reason || (reason && !strstr(reason, cases[i].says)))
			fail_msg("%s: %s", cases[i].remote, reason);
		assert_true(!reason || !strstr(reason, "secret"));
	}
}

static void
unusable_remotes_are_told_apart(void **state)
{
	World *w = *state;
	g_autofree char *missing = g_build_filename(w->root, "missing", NULL);
	g_autofree char *plain = g_build_filename(w->root, "plain", NULL);
	g_autoptr(GError) error = NULL;

	laptop_write(w->a, "a1");
	laptop_sync_fails(w->a, missing, SYNC_ERROR_UNREACHABLE);
	laptop_sync_fails(w->a, "git://127.0.0.1/x", SYNC_ERROR_REFUSED);
	assert_int_equal(g_mkdir(plain, 0700), 0);
	assert_null(laptop_try_sync(w->a, plain, &error));
	assert_int_equal(error->code, SYNC_ERROR_UNREACHABLE);
	assert_non_null(strstr(error->message, "kein git-Repository"));
	/* Nobody listens on port 1. */
	laptop_sync_fails(w->a, "https://127.0.0.1:1/x.git", SYNC_ERROR_UNREACHABLE);
	laptop_sync_fails(w->a, "ssh://nobody@127.0.0.1:1/x.git", SYNC_ERROR_UNREACHABLE);
	assert_false(w->a->has_sealed);
	laptop_sync_fine(w->a, w->remote);
}

/* --- undertakings --------------------------------------------------------------------------------------------------------- */

static void
foreign_undertaking_is_refused(void **state)
{
	World *w = *state;
	g_autofree char *other = remote_new(w->root, "other.git"), *branches = NULL;

	laptop_write(w->a, "a1");
	laptop_sync_fine(w->a, w->remote);
	laptop_write(w->b, "b1");
	laptop_sync_fine(w->b, other);
	laptop_sync_fails(w->b, w->remote, SYNC_ERROR_REFUSED);
	branches = branches_of(w->remote);
	assert_string_equal(branches, "main");
	/* Who has sealed nothing adopts, and what waits in the outbox goes along. */
	laptop_write(w->c, "c1");
	laptop_sync_fine(w->c, w->remote);
	assert_string_equal(w->c->undertaking, w->a->undertaking);
}

static void
unknown_formats_are_refused(void **state)
{
	World *w = *state;
	g_autofree char *card = NULL;
	g_autoptr(GString) newer = NULL;
	g_autoptr(GError) error = NULL;

	laptop_sync_fine(w->a, w->remote);
	card = content_of(w, "main", "vorort.json");
	newer = g_string_new(card);
	g_string_replace(newer, "\"format\":1", "\"format\":2", 0);
	tamper(w->root, w->remote, "main", "main", "vorort.json", newer->str);
	assert_null(laptop_try_sync(w->a, w->remote, &error));
	assert_int_equal(error->code, SYNC_ERROR_REFUSED);
	assert_non_null(strstr(error->message, "neuere Version nötig"));
}

static void
changed_founder_is_put_right(void **state)
{
	World *w = *state;
	g_autofree char *card = NULL, *evil = NULL, *healed = NULL;
	g_autoptr(SyncReport) report = NULL;

	laptop_sync_fine(w->a, w->remote);
	card = content_of(w, "main", "vorort.json");
	evil = g_strdup_printf("{\"format\":1,\"founder\":\"%s\",\"founder_key\":\"%s\",\"undertaking\":\"%s\"}\n",
	                       device_key_id(w->b->key), device_key_public(w->b->key), w->a->undertaking);
	tamper(w->root, w->remote, "main", "main", "vorort.json", evil);
	report = laptop_sync(w->a, w->remote);
	assert_non_null(strstr(report->note, "wiederhergestellt"));
	healed = content_of(w, "main", "vorort.json");
	assert_string_equal(healed, card);
	tamper(w->root, w->remote, "main", "main", "vorort.json", "kaputt");
	sync_report_free(g_steal_pointer(&report));
	report = laptop_sync(w->a, w->remote);
	g_free(healed);
	healed = content_of(w, "main", "vorort.json");
	assert_string_equal(healed, card);
}

static void
other_repositories_are_left_alone(void **state)
{
	World *w = *state;
	g_autofree char *readme = remote_new(w->root, "readme.git"), *files = NULL, *after = NULL;

	tamper(w->root, w->remote, "", "main", "src/main.c", "int main;\n");
	laptop_sync_fails(w->a, w->remote, SYNC_ERROR_REFUSED);
	files = files_of(w->remote, "main");
	assert_string_equal(files, "src/main.c");
	/* A README is what servers put there themselves. */
	tamper(w->root, readme, "", "main", "README.md", "x\n");
	laptop_sync_fine(w->a, readme);
	after = files_of(readme, "main");
	assert_string_equal(after, "README.md\nvorort.json");
}

/* --- damaged files -------------------------------------------------------------------------------------------------------- */

static void
damaged_batch_is_quarantined_and_healed(void **state)
{
	World *w = *state;
	g_autoptr(SyncReport) report = NULL, again = NULL;
	g_autofree char *path = NULL, *good = NULL, *healed = NULL;

	laptop_write(w->a, "a1");
	laptop_sync_fine(w->a, w->remote);
	laptop_write(w->b, "b1");
	laptop_sync_fine(w->b, w->remote);
	path = batch_path_of(w, w->a);
	good = content_of(w, "main", path);
	tamper(w->root, w->remote, "main", "main", path, "kaputt\n");
	report = laptop_sync(w->c, w->remote);
	assert_int_equal(report->n_quarantined, 1);
	assert_true(g_str_has_prefix(w->c->quarantine->pdata[0], path));
	assert_true(laptop_has(w->c, "b1"));
	/* Not again and again. */
	again = laptop_sync(w->c, w->remote);
	assert_int_equal(again->n_quarantined, 0);
	/* Whoever has the right one puts it back. */
	sync_report_free(laptop_sync(w->b, w->remote));
	healed = content_of(w, "main", path);
	assert_string_equal(healed, good);
	laptop_sync_fine(w->c, w->remote);
	assert_true(laptop_has(w->c, "a1"));
}

static void
removed_batch_comes_back(void **state)
{
	World *w = *state;
	g_autofree char *path = NULL, *again = NULL, *clone = g_build_filename(w->root, "clone", NULL);

	laptop_write(w->a, "a1");
	laptop_sync_fine(w->a, w->remote);
	path = batch_path_of(w, w->a);
	git(w->root, "clone", "-q", w->remote, clone);
	git(clone, "rm", "-q", path);
	git(clone, "-c", "user.name=x", "-c", "user.email=x@x", "commit", "-q", "-m", "x");
	git(clone, "push", "-q", "origin", "HEAD:main");
	laptop_sync_fine(w->a, w->remote);
	again = batch_path_of(w, w->a);
	assert_string_equal(path, again);
}

static void
rule_breaking_batch_is_quarantined(void **state)
{
	World *w = *state;
	g_autoptr(SyncReport) report = NULL;

	laptop_write(w->a, "gift");
	laptop_sync_fine(w->a, w->remote);
	laptop_write(w->b, "b1");
	laptop_sync_fine(w->b, w->remote);
	w->c->poison = "gift";
	report = laptop_sync(w->c, w->remote);
	assert_int_equal(report->n_quarantined, 1);
	assert_non_null(strstr(w->c->quarantine->pdata[0], "unbekannter Wert"));
	assert_true(laptop_has(w->c, "b1") && !laptop_has(w->c, "gift"));
}

/* Copies one file of @from's main to @to's main, byte for byte. */
static void
copy_file(const World *w, const char *from, const char *to, const char *base, const char *path)
{
	g_autofree char *spec = g_strconcat("main:", path, NULL);
	g_autofree char *content = git_output(from, "cat-file", "blob", spec);
	g_autofree char *line = g_strconcat(content, "\n", NULL);

	tamper(w->root, to, base, "main", path, line);
}

static void
gap_is_counted_not_waited_for(void **state)
{
	World *w = *state;
	g_autoptr(SyncReport) report = NULL;
	g_autofree char *fresh = remote_new(w->root, "fresh.git"), *files = NULL;
	g_auto(GStrv) paths = NULL;
	guint i = 0;

	laptop_write(w->a, "a1");
	laptop_sync_fine(w->a, w->remote);
	laptop_write(w->a, "a2");
	laptop_sync_fine(w->a, w->remote);
	/* Only the second batch finds its way to the other remote. */
	files = files_of(w->remote, "main");
	paths = g_strsplit(files, "\n", -1);
	while (!strstr(paths[i], "/2-"))
		i++;
	copy_file(w, w->remote, fresh, "", "vorort.json");
	copy_file(w, w->remote, fresh, "main", paths[i]);
	report = laptop_sync(w->b, fresh);
	assert_int_equal(report->n_gaps, 1);
	assert_true(laptop_has(w->b, "a2") && !laptop_has(w->b, "a1"));
}

static void
twin_with_the_same_key(void **state)
{
	World *w = *state;
	g_autofree char *from = g_build_filename(w->a->dir, "device.key", NULL), *to = g_build_filename(w->b->dir, "device.key", NULL);
	g_autofree char *key = NULL;

	/* b's disk is a copy of a's, and both write batch 1. */
	assert_true(g_file_get_contents(from, &key, NULL, NULL));
	assert_true(g_file_set_contents(to, key, -1, NULL));
	device_key_free(w->b->key);
	w->b->key = device_key_open(w->b->dir, NULL);
	w->b->host.key = w->b->key;
	g_free(w->b->undertaking);
	g_free(w->b->founder);
	w->b->undertaking = g_strdup(w->a->undertaking);
	w->b->founder = g_strdup(w->a->founder);
	git(w->remote, "config", "receive.denyDeletes", "true");
	laptop_write(w->a, "a1");
	laptop_sync_fine(w->a, w->remote);
	laptop_write(w->b, "b1");
	laptop_sync_fine(w->b, w->remote);
	laptop_sync_fine(w->a, w->remote);
	laptop_sync_fine(w->c, w->remote);
	assert_true(laptop_has(w->c, "a1") && laptop_has(w->c, "b1"));
	assert_true(laptop_has(w->a, "b1") && laptop_has(w->b, "a1"));
}

/* --- what is smuggled in -------------------------------------------------------------------------------------------------- */

static void
foreign_files_are_not_taken(void **state)
{
	World *w = *state;
	g_autofree char *files = NULL, *branches = NULL;
	g_autoptr(SyncReport) report = NULL;

	laptop_sync_fine(w->a, w->remote);
	tamper(w->root, w->remote, "main", "main", "LIESMICH.txt", "x\n");
	tamper(w->root, w->remote, "", "in/x", ".gitlab-ci.yml", EVIL);
	tamper(w->root, w->remote, "in/x", "in/x", "log/evil/x.jsonl", EVIL);
	tamper(w->root, w->remote, "in/x", "in/x", "checklists/wohngeld/1-00000000.yaml", EVIL);
	laptop_write(w->a, "a1");
	report = laptop_sync(w->a, w->remote);
	assert_true(report->is_merged);
	assert_int_equal(report->n_unknown_files, 2);
	assert_int_equal(report->n_quarantined, 1);
	files = files_of(w->remote, "main");
	assert_null(strstr(files, "gitlab"));
	assert_null(strstr(files, "evil"));
	assert_null(strstr(files, "00000000"));
	assert_non_null(strstr(files, "LIESMICH.txt"));
	/* Perhaps a newer version knows what it is. */
	branches = branches_of(w->remote);
	assert_non_null(strstr(branches, "in/x"));
}

static void
batch_of_another_undertaking_is_not_taken(void **state)
{
	World *w = *state;
	g_autofree char *other = remote_new(w->root, "other.git"), *files = NULL;
	g_autoptr(SyncReport) report = NULL;

	laptop_sync_fine(w->a, w->remote);
	laptop_write(w->b, "b1");
	laptop_sync_fine(w->b, other);
	git(w->remote, "fetch", "-q", other, "main:refs/heads/in/b");
	report = laptop_sync(w->a, w->remote);
	assert_int_equal(report->n_quarantined, 1);
	assert_non_null(strstr(w->a->quarantine->pdata[0], "anderen Vorhaben"));
	assert_false(laptop_has(w->a, "b1"));
	files = files_of(w->remote, "main");
	assert_null(strstr(files, "log/"));
}

static void
texts_nobody_wrote_are_dropped(void **state)
{
	World *w = *state;
	g_autofree char *path = NULL, *text_path = NULL, *before = NULL, *evil = NULL, *after = NULL, *salt = sync_random_salt();
	g_autofree char *hash = text_hash(salt, "Das hat niemand geschrieben");

	laptop_write_text(w->a, "Das steht da");
	laptop_sync_fine(w->a, w->remote);
	path = batch_path_of(w, w->a);
	text_path = g_strdup_printf("%.*s.text", (int)strlen(path) - 6, path);
	before = content_of(w, "main", text_path);
	evil = g_strdup_printf("%s\n{\"h\":\"%s\",\"s\":\"%s\",\"t\":\"Das hat niemand geschrieben\"}\n", before, hash, salt);
	tamper(w->root, w->remote, "main", "main", text_path, evil);
	laptop_sync_fine(w->b, w->remote);
	assert_int_equal(g_hash_table_size(w->b->texts), 1);
	after = content_of(w, "main", text_path);
	assert_string_equal(before, after);
	/* A lost text is known elsewhere and comes back. */
	tamper(w->root, w->remote, "main", "main", text_path, "");
	laptop_sync_fine(w->c, w->remote);
	assert_int_equal(g_hash_table_size(w->c->texts), 0);
	laptop_sync_fine(w->a, w->remote);
	laptop_sync_fine(w->c, w->remote);
	assert_int_equal(g_hash_table_size(w->c->texts), 1);
}

static void
file_where_a_folder_belongs(void **state)
{
	World *w = *state;
	g_autoptr(SyncReport) report = NULL;

	laptop_sync_fine(w->a, w->remote);
	tamper(w->root, w->remote, "main", "main", "log", EVIL);
	laptop_write(w->a, "a1");
	report = laptop_sync(w->a, w->remote);
	/* It gives way, and that is said. */
	assert_true(report->is_merged);
	assert_non_null(strstr(report->note, "Es wurde ersetzt"));
	sync_report_free(laptop_sync(w->b, w->remote));
	assert_true(laptop_has(w->b, "a1"));
}

/* --- folders of strangers ------------------------------------------------------------------------------------------------- */

static void
plant(const char *remote, const char *name, const char *witness)
{
	g_autofree char *path = g_build_filename(remote, "hooks", name, NULL), *script = g_strdup_printf("#!/bin/sh\ntouch '%s'\n", witness);
	g_autofree char *dir = g_path_get_dirname(path);

	g_mkdir_with_parents(dir, 0755);
	assert_true(g_file_set_contents(path, script, -1, NULL));
	assert_int_equal(chmod(path, 0755), 0);
}

static void
hooks_of_a_folder_do_not_run(void **state)
{
	static const char *const hooks[] = { "pre-receive", "update", "post-receive", "post-update", "reference-transaction",
		                             "proc-receive", "push-to-checkout", "evil" };
	World *w = *state;
	g_autofree char *witness = g_build_filename(w->root, "witness", NULL), *evil = NULL, *alternates = NULL, *other = NULL;
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(hooks); i++)
		plant(w->remote, hooks[i], witness);
	evil = g_build_filename(w->remote, "hooks", "evil", NULL);
	git(w->remote, "config", "core.alternateRefsCommand", evil);
	git(w->remote, "config", "core.hooksPath", "hooks");
	git(w->remote, "config", "uploadpack.packObjectsHook", evil);
	git(w->remote, "config", "core.fsmonitor", evil);
	alternates = g_build_filename(w->remote, "objects", "info", "alternates", NULL);
	other = g_build_filename(w->root, "other.git", "objects", NULL);
	g_free(remote_new(w->root, "other.git"));
	assert_true(g_file_set_contents(alternates, other, -1, NULL));
	git(w->remote, "config", "receive.procReceiveRefs", "refs/heads/in");
	g_unlink(witness);
	laptop_write(w->a, "a1");
	sync_report_free(laptop_sync(w->a, w->remote));
	sync_report_free(laptop_sync(w->b, w->remote));
	assert_false(g_file_test(witness, G_FILE_TEST_EXISTS));
}

static void
folder_of_another_owner(void **state)
{
	World *w = *state;
	const char *argv[] = { "chown", "-R", "12345:12345", w->remote, NULL };

	if (geteuid() != 0)
		skip();
	assert_true(g_spawn_sync(NULL, (char **)(gpointer)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
	laptop_write(w->a, "a1");
	laptop_sync_fine(w->a, w->remote);
	laptop_sync_fine(w->b, w->remote);
	assert_true(laptop_has(w->b, "a1"));
}

static void
odd_folder_names_work(void **state)
{
	World *w = *state;
	g_autofree char *remote = remote_new(w->root, "mein 'Stick' $(touch x); ö.git");

	laptop_write(w->a, "a1");
	laptop_sync_fine(w->a, remote);
	laptop_sync_fine(w->b, remote);
	assert_true(laptop_has(w->b, "a1"));
}

static void
environment_of_another_git_does_not_matter(void **state)
{
	World *w = *state;
	g_autofree char *other = remote_new(w->root, "other.git"), *refs = NULL;

	g_setenv("GIT_DIR", other, TRUE);
	g_setenv("GIT_OBJECT_DIRECTORY", "/nonexistent", TRUE);
	laptop_write(w->a, "a1");
	laptop_sync_fine(w->a, w->remote);
	g_unsetenv("GIT_DIR");
	g_unsetenv("GIT_OBJECT_DIRECTORY");
	refs = branches_of(other);
	assert_string_equal(refs, "");
}

/* --- verify --------------------------------------------------------------------------------------------------------------- */

static GPtrArray *
verify(Laptop *laptop, guint *n_batches, guint *n_ops)
{
	g_autoptr(GError) error = NULL;
	GPtrArray *findings = sync_verify(&laptop->host, laptop->dir, n_batches, n_ops, &error);

	if (!findings)
		fail_msg("%s", error->message);
	return findings;
}

static gboolean
mentions(GPtrArray *findings, const char *text)
{
	guint i;

	for (i = 0; i < findings->len; i++)
		if (strstr(findings->pdata[i], text))
			return TRUE;
	return FALSE;
}

static void
verify_finds_damage_on_the_remote(void **state)
{
	World *w = *state;
	g_autofree char *path = NULL;
	g_autoptr(GPtrArray) whole = NULL, damaged = NULL;
	guint n_batches, n_ops;

	laptop_write(w->a, "a1");
	laptop_write_text(w->a, "Satz");
	laptop_sync_fine(w->a, w->remote);
	whole = verify(w->a, &n_batches, &n_ops);
	assert_int_equal(whole->len, 0);
	assert_int_equal(n_batches, 1);
	assert_int_equal(n_ops, 2);
	path = batch_path_of(w, w->a);
	tamper(w->root, w->remote, "main", "main", path, "kaputt\n");
	sync_report_free(laptop_sync(w->c, w->remote));
	damaged = verify(w->c, &n_batches, &n_ops);
	assert_true(mentions(damaged, path));
	assert_int_equal(n_batches, 0);
}

/* Every kind of damage that a disk does to an object file, also the truncated one that libgit2 1.5 reads for ever. */
static void
verify_finds_damage_in_the_mirror(void **state)
{
	World *w = *state;
	g_autofree char *path = NULL, *mirror = g_build_filename(w->a->dir, "repo.git", NULL), *id = NULL, *file = NULL, *content = NULL;
	g_autofree char *spec = NULL;
	gsize len, i, lens[3];

	laptop_write(w->a, "a1");
	laptop_sync_fine(w->a, w->remote);
	path = batch_path_of(w, w->a);
	spec = g_strconcat("refs/vorort/all:", path, NULL);
	id = git_output(mirror, "rev-parse", spec);
	file = g_strdup_printf("%s/objects/%.2s/%s", mirror, id, id + 2);
	assert_true(g_file_get_contents(file, &content, &len, NULL));
	lens[0] = len;
	lens[1] = len / 2;
	lens[2] = 0;
	content[len / 3] = (char)(content[len / 3] ^ 1);
	for (i = 0; i < G_N_ELEMENTS(lens); i++) {
		g_autoptr(GPtrArray) findings = NULL;
		guint n_batches, n_ops;

		g_unlink(file);
		assert_true(g_file_set_contents(file, content, (gssize)lens[i], NULL));
		findings = verify(w->a, &n_batches, &n_ops);
		assert_true(mentions(findings, path));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_checked),
		WORLD_TEST(unusable_remotes_are_told_apart),
		WORLD_TEST(foreign_undertaking_is_refused),
		WORLD_TEST(unknown_formats_are_refused),
		WORLD_TEST(changed_founder_is_put_right),
		WORLD_TEST(other_repositories_are_left_alone),
		WORLD_TEST(damaged_batch_is_quarantined_and_healed),
		WORLD_TEST(removed_batch_comes_back),
		WORLD_TEST(rule_breaking_batch_is_quarantined),
		WORLD_TEST(gap_is_counted_not_waited_for),
		WORLD_TEST(twin_with_the_same_key),
		WORLD_TEST(foreign_files_are_not_taken),
		WORLD_TEST(batch_of_another_undertaking_is_not_taken),
		WORLD_TEST(texts_nobody_wrote_are_dropped),
		WORLD_TEST(file_where_a_folder_belongs),
		WORLD_TEST(hooks_of_a_folder_do_not_run),
		WORLD_TEST(folder_of_another_owner),
		WORLD_TEST(odd_folder_names_work),
		WORLD_TEST(environment_of_another_git_does_not_matter),
		WORLD_TEST(verify_finds_damage_on_the_remote),
		WORLD_TEST(verify_finds_damage_in_the_mirror),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
