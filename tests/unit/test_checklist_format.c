/*
 * The layout of checklist files: files as somebody writes them and what must become of them (data/format), all checklists of the
 * project, comments in every place, and replacing a file.
 */
#include "vorort/checklist.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#define DATA "tests/unit/data/format"
#define HEAD "leistung: x\nversion: a\ntitel: X\nstand: \"2026-01-01\"\n"

static char *folder; /* with bausteine/ */

static GPtrArray *
new_messages(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)checklist_message_free);
}

static char *
all_messages(GPtrArray *messages)
{
	GString *s = g_string_new(NULL);
	guint i;

	for (i = 0; i < messages->len; i++) {
		g_autofree char *text = checklist_message_format(messages->pdata[i]);

		g_string_append_printf(s, "%s\n", text);
	}
	return g_string_free(s, FALSE);
}

static char *
content(const char *path)
{
	char *text;

	assert_true(g_file_get_contents(path, &text, NULL, NULL));
	return text;
}

/* A path in the test's own folder. */
static char *
put(const char *name, const char *text)
{
	char *path = g_build_filename(folder, name, NULL);

	assert_true(g_file_set_contents(path, text, -1, NULL));
	return path;
}

static char *
format(const char *path, gboolean *is_normal)
{
	g_autoptr(GPtrArray) messages = new_messages();
	char *text = checklist_format_file(path, is_normal, messages);
	g_autofree char *said = all_messages(messages);

	if (!text)
		fail_msg("%s", said);
	assert_string_equal(said, "");
	return text;
}

static void
assert_normal(const char *path)
{
	gboolean is_normal = FALSE;
	g_autofree char *text = format(path, &is_normal), *now = content(path);

	assert_string_equal(text, now);
	assert_true(is_normal);
}

/* NULL if the file is no checklist or has errors. */
static char *
sha256_of(const char *path)
{
	g_autoptr(GPtrArray) messages = new_messages();
	g_autoptr(Checklist) checklist = checklist_read_file(path, messages);

	return checklist ? g_strdup(checklist->sha256) : NULL;
}

/* --- files ------------------------------------------------------------------------------------------------------------------- */

static void
lays_out_as_expected(G_GNUC_UNUSED void **state)
{
	static const char *const names[] = {"kommentare", "anordnung", "katalog", "bausteine/roh"};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = g_strdup_printf(DATA "/%s.yaml", names[i]), *wanted_path = g_strdup_printf(DATA "/%s.normal", names[i]);
		g_autofree char *wanted = content(wanted_path), *name = g_strdup_printf("%s.yaml", names[i]), *copy = put(name, wanted);
		gboolean is_normal = TRUE;
		g_autofree char *text = format(path, &is_normal);
		g_autofree char *sha256 = sha256_of(path), *sha256_after = sha256_of(copy);

		assert_string_equal(text, wanted);
		assert_false(is_normal);
		assert_normal(copy);
		assert_int_equal(g_strcmp0(sha256, sha256_after), 0);
		assert_int_equal(sha256 != NULL, i < 2);
	}
}

static void
drops_bom_and_carriage_returns(G_GNUC_UNUSED void **state)
{
	g_autofree char *plain = content(DATA "/kommentare.normal");
	g_autofree char *bom = g_strconcat("\xEF\xBB\xBF", plain, NULL);
	g_autoptr(GString) crlf = g_string_new(plain);
	g_autofree char *path = NULL, *path2 = NULL, *text = NULL, *text2 = NULL;
	gboolean is_normal = TRUE;

	g_string_replace(crlf, "\n", "\r\n", 0);
	path = put("crlf.yaml", crlf->str);
	text = format(path, &is_normal);
	assert_string_equal(text, plain);
	assert_false(is_normal);
	path2 = put("bom.yaml", bom);
	is_normal = TRUE;
	text2 = format(path2, &is_normal);
	assert_string_equal(text2, plain);
	assert_false(is_normal);
}

/* Lays out @name of the project in the copy. TRUE if it could be read; whether it should be is for lint to say. */
static gboolean
lay_out_copy(const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL), *before = sha256_of(path), *text = NULL, *after = NULL;
	g_autoptr(GPtrArray) messages = new_messages();
	gboolean is_normal;

	text = checklist_format_file(path, &is_normal, messages);
	if (!text)
		return FALSE;
	assert_true(checklist_replace_file(path, text, messages));
	assert_normal(path);
	after = sha256_of(path);
	assert_int_equal(g_strcmp0(before, after), 0);
	return TRUE;
}

static guint
for_each_yaml(const char *from, const char *prefix, gboolean (*run)(const char *name))
{
	g_autoptr(GDir) dir = g_dir_open(from, 0, NULL);
	const char *entry;
	guint n = 0;

	assert_non_null(dir);
	while ((entry = g_dir_read_name(dir))) {
		g_autofree char *name = g_strconcat(prefix, entry, NULL);

		if (g_str_has_suffix(entry, ".yaml"))
			n += run(name) ? 1 : 0;
	}
	return n;
}

static gboolean
copy_project_file(const char *name)
{
	g_autofree char *from = g_build_filename("checklists", name, NULL), *text = content(from);

	g_free(put(name, text));
	return TRUE;
}

static gboolean
remove_copy(const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	return g_unlink(path) == 0;
}

static void
keeps_the_project_s_checklists(G_GNUC_UNUSED void **state)
{
	for_each_yaml(folder, "", remove_copy);
	for_each_yaml(DATA "/bausteine", "bausteine/", remove_copy);
	for_each_yaml("checklists", "", copy_project_file);
	for_each_yaml("checklists/bausteine", "bausteine/", copy_project_file);
	assert_in_range(for_each_yaml("checklists", "", lay_out_copy), 3, 1000);
	assert_in_range(for_each_yaml("checklists/bausteine", "bausteine/", lay_out_copy), 10, 1000);
}

/* --- comments ---------------------------------------------------------------------------------------------------------------- */

static guint
count(const char *text, const char *word)
{
	guint n = 0;

	for (; (text = strstr(text, word)); text += strlen(word))
		n++;
	return n;
}

/* FALSE if the file cannot be read (the comment broke a text in two). */
static gboolean
keeps_comment(const char *text)
{
	g_autofree char *path = put("marked.yaml", text), *once = NULL, *again = NULL, *before = sha256_of(path), *after = NULL;
	g_autoptr(GPtrArray) messages = new_messages();
	gboolean is_normal;

	once = checklist_format_file(path, &is_normal, messages);
	assert_int_equal(once != NULL, before != NULL);
	if (!once)
		return FALSE;
	assert_int_equal(count(once, "# Marke"), 1);
	g_free(put("marked.yaml", once));
	again = format(path, &is_normal);
	assert_string_equal(again, once);
	after = sha256_of(path);
	assert_string_equal(before, after);
	return TRUE;
}

/* Adds a comment after line @i: on a line of its own at @indent, or beside if that is negative. */
static char *
marked(const GStrv lines, guint i, int indent)
{
	GString *s = g_string_new(NULL);
	guint k;

	for (k = 0; lines[k]; k++) {
		g_string_append(s, lines[k]);
		if (k == i && indent < 0)
			g_string_append(s, " # Marke");
		if (lines[k + 1] || *lines[k])
			g_string_append_c(s, '\n');
		if (k == i && indent >= 0)
			g_string_append_printf(s, "%*s# Marke\n", indent, "");
	}
	return g_string_free(s, FALSE);
}

static void
keeps_comments_anywhere(G_GNUC_UNUSED void **state)
{
	static const char *const names[] = {DATA "/anordnung.yaml", DATA "/kommentare.yaml"};
	static const int indents[] = {-1, 0, 1, 2, 4, 5, 6, 8, 10};
	guint n = 0, n_kept = 0, i, j, k;

	for (k = 0; k < G_N_ELEMENTS(names); k++) {
		g_autofree char *text = content(names[k]);
		g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

		for (i = 0; lines[i] && lines[i + 1]; i++) {
			for (j = 0; j < G_N_ELEMENTS(indents); j++, n++) {
				g_autofree char *changed = marked(lines, i, indents[j]);

				n_kept += keeps_comment(changed) ? 1 : 0;
			}
		}
	}
	/* the others stand inside texts, at too little indentation */
	assert_in_range(n_kept, n * 8 / 10, n);
}

/* --- refusals ---------------------------------------------------------------------------------------------------------------- */

static void
refuses_files_with_errors(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *text, *said;
	} cases[] = {
		{"", "x.yaml:1:1: Fehler: die Datei ist leer"},
		{"a: [", "x.yaml:1:5: Fehler: YAML-Fehler: hier fehlt ein Wert\n    a: [\n        ^"},
		{HEAD "schritte:\n  - baustein: D1\nschrite: x\n", "x.yaml:7:1: Fehler: unbekannter Schlüssel „schrite“; meinten Sie „schritte“?\n    schrite: x\n    ^"},
		{HEAD "schritte:\n  - baustein: D99\n", "x.yaml:6:15: Fehler: den Baustein „D99“ gibt es nicht"},
		{HEAD "titel: X\nschritte:\n  - baustein: D1\n", "x.yaml:5:1: Fehler: Schlüssel „titel“ doppelt"},
		{"bausteine:\n  - id: E1\n    titl: T\n", "x.yaml:3:5: Fehler: unbekannter Schlüssel „titl“"},
		{"bausteine: x\n", "x.yaml:1:12: Fehler: „bausteine“: erwartet wird eine Liste"},
		{"leistungen:\n  - schluessel: a\n", "x.yaml:2:5: Fehler: Leistung „a“: „nummer“ fehlt"},
		{"- a\n- b\n", "x.yaml:1:1: Fehler: Checkliste: erwartet werden Zeilen"},
	};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GPtrArray) messages = new_messages();
		g_autofree char *path = put("x.yaml", cases[i].text), *said = NULL;
		gboolean is_normal;

		assert_null(checklist_format_file(path, &is_normal, messages));
		said = all_messages(messages);
		if (!strstr(said, cases[i].said) || count(said, ": Fehler: die Datei ist leer") > 1)
			fail_msg("wanted: %s\nsaid: %s", cases[i].said, said);
	}
}

static void
refuses_what_is_no_file(G_GNUC_UNUSED void **state)
{
	static const char *const paths[] = {DATA "/gibt-es-nicht.yaml", DATA, "/dev/zero", ""};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(paths); i++) {
		g_autoptr(GPtrArray) messages = new_messages();
		gboolean is_normal;

		assert_null(checklist_format_file(paths[i], &is_normal, messages));
		assert_int_equal(messages->len, 1);
	}
}

/* In the normal form it would be longer than what can be read. */
static void
refuses_what_would_grow_too_large(G_GNUC_UNUSED void **state)
{
	g_autoptr(GString) s = g_string_new(HEAD "schritte:\n- baustein: D1\n");
	g_autoptr(GPtrArray) messages = new_messages();
	g_autofree char *path = NULL, *said = NULL;
	gboolean is_normal;

	while (s->len < 1024 * 1024 - 1)
		g_string_append(s, s->len % 100 == 99 ? "\n" : "#");
	path = put("x.yaml", s->str);
	assert_null(checklist_format_file(path, &is_normal, messages));
	said = all_messages(messages);
	assert_non_null(strstr(said, "nicht denselben Inhalt"));
}

/* Bytes of the file overwritten, doubled or left out: what can still be read has one layout. */
static void
survives_damage(G_GNUC_UNUSED void **state)
{
	g_autofree char *fixture = content(DATA "/kommentare.yaml");
	g_autoptr(GRand) random = g_rand_new_with_seed(4711);
	guint n, n_read = 0, len = (guint)strlen(fixture);

	for (n = 0; n < 1000; n++) {
		guint at = (guint)g_rand_int_range(random, 0, (gint32)len), to = at + (guint)g_rand_int_range(random, 0, 4);
		char c = "#\n :-|>[],\"'x"[g_rand_int_range(random, 0, 13)];
		g_autofree char *changed = g_strdup_printf("%.*s%c%s", (int)at, fixture, c, fixture + MIN(to, len)), *path = NULL, *text = NULL;
		g_autofree char *said = NULL;
		g_autoptr(GPtrArray) messages = new_messages();
		gboolean is_normal;

		path = put("x.yaml", changed);
		text = checklist_format_file(path, &is_normal, messages);
		said = all_messages(messages);
		assert_int_equal(text != NULL, *said == '\0');
		if (strstr(said, "nicht denselben Inhalt"))
			fail_msg("%s", changed);
		if (!text)
			continue;
		g_free(put("x.yaml", text));
		assert_normal(path);
		n_read++;
	}
	assert_in_range(n_read, 100, 999);
}

/* --- replacing --------------------------------------------------------------------------------------------------------------- */

static guint
n_entries(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	guint n = 0;

	while (g_dir_read_name(dir))
		n++;
	return n;
}

static void
replaces_behind_links(G_GNUC_UNUSED void **state)
{
	g_autofree char *path = put("echt.yaml", "alt\n"), *link = g_build_filename(folder, "link.yaml", NULL), *now = NULL;
	g_autoptr(GPtrArray) messages = new_messages();
	guint n;
	struct stat st;

	assert_int_equal(symlink("echt.yaml", link), 0);
	assert_int_equal(g_chmod(path, 0640), 0);
	n = n_entries(folder);
	assert_true(checklist_replace_file(link, "neu\n", messages));
	now = content(path);
	assert_string_equal(now, "neu\n");
	assert_int_equal(lstat(link, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	assert_int_equal(n_entries(folder), n);
	assert_int_equal(messages->len, 0);
}

static void
replaces_only_what_is_there(G_GNUC_UNUSED void **state)
{
	g_autofree char *path = g_build_filename(folder, "neu.yaml", NULL), *said = NULL;
	g_autoptr(GPtrArray) messages = new_messages();

	assert_false(checklist_replace_file(path, "neu\n", messages));
	said = all_messages(messages);
	assert_non_null(strstr(said, "neu.yaml:1:1: Fehler: die Datei lässt sich nicht schreiben und ist unverändert: "));
	assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
}

/* --- life -------------------------------------------------------------------------------------------------------------------- */

static int
set_up(G_GNUC_UNUSED void **state)
{
	g_autofree char *inner = NULL, *block = content(DATA "/bausteine/d.yaml");

	folder = g_dir_make_tmp("vorort-XXXXXX", NULL);
	inner = g_build_filename(folder, "bausteine", NULL);
	assert_int_equal(g_mkdir(inner, 0700), 0);
	g_free(put("bausteine/d.yaml", block));
	return 0;
}

static void
empty(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	while ((name = g_dir_read_name(dir))) {
		g_autofree char *inner = g_build_filename(path, name, NULL);

		if (g_file_test(inner, G_FILE_TEST_IS_DIR))
			empty(inner);
		g_remove(inner);
	}
}

static int
tear_down(G_GNUC_UNUSED void **state)
{
	empty(folder);
	g_rmdir(folder);
	g_clear_pointer(&folder, g_free);
	return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(lays_out_as_expected), TEST(drops_bom_and_carriage_returns), TEST(keeps_the_project_s_checklists),
		TEST(keeps_comments_anywhere), TEST(refuses_files_with_errors), TEST(refuses_what_is_no_file),
		TEST(refuses_what_would_grow_too_large), TEST(survives_damage), TEST(replaces_behind_links), TEST(replaces_only_what_is_there),
	};

	return cmocka_run_group_tests_name("checklist format", tests, NULL, NULL);
}
