/*
 * Everything about a hostile repository that is no batch: what is smuggled in, what stands where a file belongs, odd names, checklists and
 * Kommunen that break a rule, branches that are no commits, numbers at their limits (design 4 and 8). One row, one repository.
 */
#include "hostile.h"

#define EVIL "x: evil\n"

/* --- smuggled in -------------------------------------------------------------------------------------------------------------------- */

static void
ci_file(Scene *s)
{
	put_text(s, "in/x", ".gitlab-ci.yml", EVIL);
}

/* A folder is named, not what is in it. */
static void
name(Scene *s, const char *path)
{
	g_free(s->path);
	s->path = g_strdup(path);
}

static void
actions(Scene *s)
{
	put_text(s, "in/x", ".github/workflows/x.yml", EVIL);
	name(s, ".github");
}

static void
attributes(Scene *s)
{
	put_text(s, "in/x", ".gitattributes", "* filter=evil\n");
}

static void
file_beside_batch(Scene *s)
{
	g_autofree char *path = good_path_as(s, 0, 1, ".sh");

	put_text(s, "in/x", path, EVIL);
}

static void
file_among_ours_on_main(Scene *s)
{
	put_text(s, "main", "log/LIESMICH", EVIL);
}

static void
leading_zeros(Scene *s)
{
	g_auto(GStrv) parts = g_strsplit(s->good_path, "/", -1);
	g_autofree char *path = g_strdup_printf("log/%s/%s/0/00%s", parts[1], parts[2], parts[4]);

	put(s, "in/x", path, g_bytes_get_data(s->good, NULL), g_bytes_get_size(s->good));
}

static void
another_hundred(Scene *s)
{
	g_autofree char *path = good_path_as(s, 1, 1, ".jsonl");

	put(s, "in/x", path, g_bytes_get_data(s->good, NULL), g_bytes_get_size(s->good));
}

static void
upper_case(Scene *s)
{
	g_autofree char *path = g_ascii_strup(s->good_path + 4, -1), *full = g_strconcat("log/", path, NULL);

	put_text(s, "in/x", full, EVIL);
}

static void
number_beyond(Scene *s)
{
	g_autofree char *path = g_strdup_printf("log/%.2s/%s/90071992547409/9007199254740992-00000000.jsonl", device_key_id(s->key),
						device_key_id(s->key));

	put_text(s, "in/x", path, EVIL);
}

static void
number_overflows(Scene *s)
{
	g_autofree char *path = g_strdup_printf("log/%.2s/%s/0/18446744073709551617-00000000.jsonl", device_key_id(s->key), device_key_id(s->key));

	put_text(s, "in/x", path, EVIL);
}

static void
dot_dot(Scene *s)
{
	put_text(s, "in/x", "log/../../../etc/cron.d/x", EVIL);
	name(s, "log/../../../etc");
}

static void
dot_git(Scene *s)
{
	put_text(s, "in/x", ".git/hooks/post-checkout", EVIL);
	name(s, ".git");
}

static void
slash_in_name(Scene *s)
{
	put_text(s, "in/x", "checklists/..\x02..\x02x-00000000.yaml", EVIL);
	name(s, "checklists/../../x-00000000.yaml");
}

static void
absolute(Scene *s)
{
	put_text(s, "in/x", "\x02" "etc\x02passwd", EVIL);
	name(s, "/etc/passwd");
}

static void
backslashes(Scene *s)
{
	put_text(s, "in/x", "log\\..\\x.jsonl", EVIL);
}

static void
version_with_dots(Scene *s)
{
	put_text(s, "in/x", "checklists/wohngeld/..-00000000.yaml", EVIL);
}

/* The name is shown, its characters are not obeyed. */
static void
escapes_in_name(Scene *s)
{
	put_text(s, "in/x", "log/\x1b]0;evil\x07", EVIL);
	name(s, "evil");
}

static void
invalid_name(Scene *s)
{
	put_text(s, "in/x", "log/\xff\xfe", EVIL);
	name(s, "log/");
}

static void
long_name(Scene *s)
{
	g_autofree char *wide = g_strnfill(100000, 'a');

	put_text(s, "in/x", wide, EVIL);
	name(s, "in/x");
}

static void
deep_folders(Scene *s)
{
	g_autoptr(GString) path = g_string_new("log/aa/aaaaaaaaaaaa/0");
	guint i;

	for (i = 0; i < 2000; i++)
		g_string_append(path, "/a");
	put_text(s, "in/x", path->str, EVIL);
	s->path[20] = '\0';
}

/* A few kilobytes that stand for 10^12 files. */
static void
tree_bomb(Scene *s)
{
	git_oid id = put_object(s, GIT_OBJECT_BLOB, "x", 1);
	guint level, i;

	for (level = 0; level < 6; level++) {
		g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func(raw_entry_free);

		for (i = 0; i < 100; i++) {
			g_autofree char *name = g_strdup_printf("%02u", i);

			add_raw(entries, level ? "40000" : FILE_MODE, name, &id);
		}
		id = put_tree(s, entries);
	}
	put_id(s, "in/x", "40000", "bomb", &id);
	s->path = g_strdup("bomb");
}

/* --- something else where a file belongs -------------------------------------------------------------------------------------------- */

/* By then the laptops know this repository. */
static void
stand_in_for_card(Scene *s, const char *mode, const git_oid *id)
{
	g_autoptr(App) b = laptop(s, "b");

	sync_with(b, s->remote_dir, NULL);
	put_id(s, "main", mode, "vorort.json", id);
}

static void
stand_in(Scene *s, const char *mode, const char *path, const git_oid *id)
{
	put_id(s, "main", mode, path, id);
	s->path = g_strdup(path);
}

static git_oid
good_blob(Scene *s)
{
	return put_object(s, GIT_OBJECT_BLOB, g_bytes_get_data(s->good, NULL), g_bytes_get_size(s->good));
}

static void
link_with_its_bytes(Scene *s)
{
	git_oid id = good_blob(s);

	stand_in(s, "120000", s->good_path, &id);
}

static void
link_elsewhere(Scene *s)
{
	git_oid id = put_object(s, GIT_OBJECT_BLOB, "/etc/passwd", 11);

	stand_in(s, "120000", s->good_path, &id);
}

static void
executable(Scene *s)
{
	git_oid id = good_blob(s);

	stand_in(s, "100755", s->good_path, &id);
}

static void
submodule(Scene *s)
{
	git_oid id = good_blob(s);

	stand_in(s, "160000", s->good_path, &id);
}

static git_oid
folder_with(Scene *s, const char *name)
{
	git_oid id = good_blob(s), none;

	memset(&none, 0, sizeof none);
	return graft(s, &none, name, FILE_MODE, &id);
}

static void
folder(Scene *s)
{
	git_oid id = folder_with(s, "x");

	stand_in(s, "40000", s->good_path, &id);
}

static void
file_for_folder(Scene *s)
{
	git_oid id = good_blob(s);

	stand_in(s, FILE_MODE, "log", &id);
}

static void
submodule_for_folder(Scene *s)
{
	git_oid id = good_blob(s);

	stand_in(s, "160000", "log", &id);
}

static void
link_for_card(Scene *s)
{
	git_oid id = put_object(s, GIT_OBJECT_BLOB, "/etc/passwd", 11);

	stand_in_for_card(s, "120000", &id);
}

static void
folder_for_card(Scene *s)
{
	git_oid id = folder_with(s, "x");

	stand_in_for_card(s, "40000", &id);
}

/* --- checklists, Kommunen ----------------------------------------------------------------------------------------------------------- */

static void
put_checklist(Scene *s, const char *text, gsize len)
{
	g_autofree char *sha = crypto_sha256(text, len), *path = g_strdup_printf("checklists/wohngeld/99-%.8s.yaml", sha);

	put(s, "in/x", path, text, len);
}

static void
no_checklist(Scene *s)
{
	put_checklist(s, EVIL, strlen(EVIL));
}

static void
checklist_of_brackets(Scene *s)
{
	g_autofree char *deep = g_strnfill(1000000, '[');

	put_checklist(s, deep, 1000000);
}

static void
checklist_of_folders(Scene *s)
{
	g_autoptr(GString) text = g_string_new(NULL);
	guint i;

	for (i = 0; i < 1300; i++)
		g_string_append_printf(text, "%*sa:\n", (int)i, "");
	put_checklist(s, text->str, text->len);
}

/* Nine lines that stand for a billion. */
static void
checklist_of_aliases(Scene *s)
{
	g_autoptr(GString) text = g_string_new("a: &a [x, x, x, x, x, x, x, x, x, x]\n");
	char name;

	for (name = 'b'; name < 'k'; name++)
		g_string_append_printf(text, "%c: &%c [*%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c]\n", name, name, name - 1, name - 1, name - 1,
				       name - 1, name - 1, name - 1, name - 1, name - 1, name - 1, name - 1);
	put_checklist(s, text->str, text->len);
}

static void
checklist_invalid_utf8(Scene *s)
{
	put_checklist(s, "titel: \xff\n", 9);
}

static void
checklist_under_another_name(Scene *s)
{
	put_text(s, "in/x", "checklists/wohngeld/99-00000000.yaml", EVIL);
}

static void
put_kommunen(Scene *s, const char *text, gsize len)
{
	g_autofree char *sha = crypto_sha256(text, len), *path = g_strdup_printf("kommunen/%s.jsonl", sha);

	put(s, "in/x", path, text, len);
}

static void
no_kommunen(Scene *s)
{
	put_kommunen(s, EVIL, strlen(EVIL));
}

static void
kommunen_of_brackets(Scene *s)
{
	g_autofree char *deep = g_strnfill(4000000, '[');

	put_kommunen(s, deep, 4000000);
}

static void
kommunen_too_large(Scene *s)
{
	g_autofree char *wide = g_strnfill(16 * 1024 * 1024 + 1, '\n');

	put_kommunen(s, wide, 16 * 1024 * 1024 + 1);
}

static void
kommunen_under_another_name(Scene *s)
{
	put_text(s, "in/x", "kommunen/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.jsonl", EVIL);
}

/* --- chains, branches, numbers ------------------------------------------------------------------------------------------------------ */

static void
gap(Scene *s)
{
	forge(s, &(Forgery){.number = 5, .prev = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}, LINE);
}

static void
greatest_number(Scene *s)
{
	forge(s, &(Forgery){.number = G_GINT64_CONSTANT(9007199254740991), .prev = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"},
	      LINE);
}

static void
branch_is_a_file(Scene *s)
{
	git_oid id = good_blob(s);

	point(s, "in/x", &id);
}

static void
branch_is_a_tree(Scene *s)
{
	git_oid id = folder_with(s, "x");

	point(s, "in/x", &id);
}

static void
branch_is_a_chain_of_tags(Scene *s)
{
	git_oid id = good_blob(s);
	const char *kind = "blob";
	char hex[GIT_OID_HEXSZ + 1];
	guint i;

	for (i = 0; i < 200; i++) {
		g_autofree char *tag = g_strdup_printf("object %s\ntype %s\ntag x\ntagger x <x> 0 +0000\n\nx\n", git_oid_tostr(hex, sizeof hex, &id),
						       kind);

		id = put_object(s, GIT_OBJECT_TAG, tag, strlen(tag));
		kind = "tag";
	}
	point(s, "in/x", &id);
}

/* --- the table ---------------------------------------------------------------------------------------------------------------------- */

typedef enum {
	IGNORED,  /* named by verify as foreign, counted by sync */
	REPLACED, /* the next laptop that knows better puts it right */
	ASIDE,    /* quarantined */
	REMARK,   /* taken, but verify has something to say */
	AT_ONCE,  /* gives way to the newcomer's own files already */
} Verdict;

#define FOREIGN "gehört nicht in die Ablage"
#define FOREIGN_DO "übernimmt sie nirgendwohin"

typedef struct Attack {
	const char *rule;
	void (*commit)(Scene *s);
	Verdict verdict;
	const char *reason, *advice;
} Attack;

static const Attack attacks[] = {
	{".gitlab-ci.yml smuggled in", ci_file, IGNORED, FOREIGN, FOREIGN_DO},
	{"a workflow smuggled in", actions, IGNORED, FOREIGN, FOREIGN_DO},
	{".gitattributes smuggled in", attributes, IGNORED, FOREIGN, FOREIGN_DO},
	{"a script beside a batch", file_beside_batch, IGNORED, FOREIGN, FOREIGN_DO},
	{"a stranger among our files on main", file_among_ours_on_main, IGNORED, FOREIGN, FOREIGN_DO},
	{"a batch with leading zeros", leading_zeros, IGNORED, FOREIGN, FOREIGN_DO},
	{"a batch in another hundred", another_hundred, IGNORED, FOREIGN, FOREIGN_DO},
	{"a batch in capitals", upper_case, IGNORED, FOREIGN, FOREIGN_DO},
	{"a batch number beyond the greatest", number_beyond, IGNORED, FOREIGN, FOREIGN_DO},
	{"a batch number that overflows", number_overflows, IGNORED, FOREIGN, FOREIGN_DO},
	{"out of the folder by ..", dot_dot, IGNORED, FOREIGN, FOREIGN_DO},
	{"a hook in .git", dot_git, IGNORED, FOREIGN, FOREIGN_DO},
	{"slashes in a name", slash_in_name, IGNORED, FOREIGN, FOREIGN_DO},
	{"an absolute path", absolute, IGNORED, FOREIGN, FOREIGN_DO},
	{"backslashes", backslashes, IGNORED, FOREIGN, FOREIGN_DO},
	{"a version of dots", version_with_dots, IGNORED, FOREIGN, FOREIGN_DO},
	{"control characters in a name", escapes_in_name, IGNORED, FOREIGN, FOREIGN_DO},
	{"a name of invalid UTF-8", invalid_name, IGNORED, FOREIGN, FOREIGN_DO},
	{"a name of 100 kB", long_name, ASIDE, "Zweig ist nicht lesbar", "Alle anderen Zweige sind gelesen"},
	{"2000 folders deep", deep_folders, IGNORED, FOREIGN, FOREIGN_DO},
	{"a bomb of trees", tree_bomb, IGNORED, FOREIGN, FOREIGN_DO},

	{"a link with the bytes of a batch", link_with_its_bytes, REPLACED, FOREIGN, FOREIGN_DO},
	{"a link instead of a batch", link_elsewhere, REPLACED, FOREIGN, FOREIGN_DO},
	{"an executable batch", executable, REPLACED, FOREIGN, FOREIGN_DO},
	{"a submodule instead of a batch", submodule, REPLACED, FOREIGN, FOREIGN_DO},
	{"a folder instead of a batch", folder, REPLACED, FOREIGN, FOREIGN_DO},
	{"a file instead of log", file_for_folder, AT_ONCE, NULL, NULL},
	{"a submodule instead of log", submodule_for_folder, AT_ONCE, NULL, NULL},
	{"a link instead of vorort.json", link_for_card, REPLACED, NULL, NULL},
	{"a folder instead of vorort.json", folder_for_card, REPLACED, NULL, NULL},

	{"no checklist", no_checklist, ASIDE, "keine lesbare Checkliste", "Es gilt weiter die vorige Fassung"},
	{"a checklist of brackets", checklist_of_brackets, ASIDE, "keine lesbare Checkliste", "Es gilt weiter die vorige Fassung"},
	{"a checklist of levels", checklist_of_folders, ASIDE, "keine lesbare Checkliste", "Es gilt weiter die vorige Fassung"},
	{"a checklist of aliases", checklist_of_aliases, ASIDE, "keine lesbare Checkliste", "Es gilt weiter die vorige Fassung"},
	{"a checklist of invalid UTF-8", checklist_invalid_utf8, ASIDE, "keine lesbare Checkliste", "Es gilt weiter die vorige Fassung"},
	{"a checklist under another name", checklist_under_another_name, ASIDE, "Prüfsumme im Namen", "Es gilt weiter die vorige Fassung"},
	{"no Kommunen", no_kommunen, ASIDE, "", "Es gelten weiter die vorigen Verzeichnisse"},
	{"Kommunen of brackets", kommunen_of_brackets, ASIDE, "", "Es gelten weiter die vorigen Verzeichnisse"},
	{"Kommunen of more than 16 MiB", kommunen_too_large, ASIDE, "größer als erlaubt (16384 KiB)", "sie wurde nicht gelesen"},
	{"Kommunen under another name", kommunen_under_another_name, ASIDE, "Prüfsumme im Namen", "Es gelten weiter die vorigen Verzeichnisse"},

	{"a gap in a chain", gap, REMARK, "das Paket davor fehlt noch", "soll abgleichen"},
	{"the greatest batch number", greatest_number, REMARK, "das Paket davor fehlt noch", "soll abgleichen"},
	{"a branch that is a file", branch_is_a_file, ASIDE, "Zweig ist nicht lesbar", "Alle anderen Zweige sind gelesen"},
	{"a branch that is a tree", branch_is_a_tree, REMARK, FOREIGN, FOREIGN_DO},
	{"a branch that is a chain of tags", branch_is_a_chain_of_tags, ASIDE, "Zweig ist nicht lesbar", "Alle anderen Zweige sind gelesen"},
};

static void
nothing_of_it_is_on_main(Scene *s)
{
	g_autoptr(App) a = laptop(s, "a");
	g_autoptr(GBytes) good = NULL;
	git_oid before = tree_of(s, "main"), after;

	sync_with(a, s->remote_dir, NULL);
	after = tree_of(s, "main");
	assert_true(git_oid_equal(&before, &after));
	good = content_on_main(s, s->good_path);
	assert_true(g_bytes_equal(good, s->good));
}

static void
it_is_replaced(Scene *s)
{
	g_autoptr(App) b = laptop(s, "b");
	g_autoptr(GBytes) there = NULL, card = NULL;
	g_autoptr(GPtrArray) findings = NULL;
	AppSyncReport report;

	sync_with(b, s->remote_dir, &report);
	assert_true(report.is_merged);
	app_sync_report_clear(&report);
	there = content_on_main(s, s->good_path);
	card = content_on_main(s, "vorort.json");
	assert_true(there && card);
	assert_true(g_bytes_equal(there, s->good));
	ok((findings = app_verify(b, NULL, error)));
	must_be_none(findings);
}

/* What is smuggled in comes all at once: names cannot be in each other's way. */
static struct {
	GPtrArray *findings;
	char *paths[G_N_ELEMENTS(attacks)];
} crowd;

static int
meet_the_crowd(void **state)
{
	g_autoptr(Scene) s = scene_new();
	g_autoptr(App) c = laptop(s, "c");
	g_autofree char *says = NULL;
	AppSyncReport report;
	guint i, n = 0;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(attacks); i++) {
		if (attacks[i].verdict != IGNORED)
			continue;
		attacks[i].commit(s);
		crowd.paths[i] = g_strdup(s->path);
		n++;
	}
	says = g_strdup_printf("Fremde Dateien in der Ablage: %u, nicht beachtet", n);
	assert_int_equal(sync_with(c, s->remote_dir, &report), 0);
	assert_non_null(strstr(report.text, says));
	app_sync_report_clear(&report);
	assert_true(knows_good(c));
	ok((crowd.findings = app_verify(c, NULL, error)));
	nothing_of_it_is_on_main(s);
	return 0;
}

static void
is_ignored(void **state)
{
	const Attack *attack = *state;

	must_explain(crowd.findings, crowd.paths[attack - attacks], attack->reason, attack->advice);
}

static void
attack_is_repelled(void **state)
{
	const Attack *attack = *state;
	g_autoptr(Scene) s = scene_new();
	g_autoptr(App) c = laptop(s, "c");
	g_autoptr(GPtrArray) findings = NULL;
	g_autoptr(GError) refused = NULL;
	AppSyncReport report = {0};
	gboolean is_done;

	attack->commit(s);
	is_done = app_sync(c, s->remote_dir, NULL, &report, &refused);
	/* Without vorort.json a newcomer cannot know whose repository it is. */
	if (!is_done && !attack->reason && attack->verdict == REPLACED)
		assert_non_null(strstr(refused->message, "vorort.json"));
	else if (!is_done)
		fail_msg("%s", refused->message);
	if (is_done)
		assert_int_equal(report.n_quarantined, attack->verdict == ASIDE);
	if (attack->verdict == AT_ONCE)
		assert_non_null(strstr(report.text, "Es wurde ersetzt"));
	app_sync_report_clear(&report);
	ok((findings = app_verify(c, NULL, error)));
	if (attack->reason)
		must_explain(findings, s->path, attack->reason, attack->advice);
	if (attack->verdict == REPLACED || attack->verdict == AT_ONCE)
		it_is_replaced(s);
	else
		nothing_of_it_is_on_main(s);
	sync_with(c, s->remote_dir, NULL);
	assert_true(knows_good(c));
}

int
main(void)
{
	struct CMUnitTest tests[G_N_ELEMENTS(attacks)] = {0};
	int n_failed;
	gsize i;

	root_make();
	for (i = 0; i < G_N_ELEMENTS(attacks); i++)
		tests[i] = (struct CMUnitTest){attacks[i].rule, attacks[i].verdict == IGNORED ? is_ignored : attack_is_repelled, NULL, NULL,
					       (void *)(gintptr)&attacks[i]};
	n_failed = cmocka_run_group_tests_name("trees", tests, meet_the_crowd, NULL);
	g_ptr_array_unref(crowd.findings);
	for (i = 0; i < G_N_ELEMENTS(attacks); i++)
		g_free(crowd.paths[i]);
	root_remove();
	return n_failed;
}
