/*
 * Damaged checklist files: whatever happens to the real files, the reader ends, and either accepts or says where and what.
 *
 * Mutation N is made from the seed N alone. VORORT_MUTATIONS says how many (make fuzz: 100,000), VORORT_MUTATION_FIRST where to begin, so
 * that one found by "make fuzz" can be looked at alone. A reader that hangs is killed by SIGALRM.
 */
#include "vorort/checklist.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#define HANG 60       /* seconds for one file, also under sanitizers */
#define IN_FOLDER 25  /* one in so many is read from a folder with its blocks: they take their time */

typedef struct Original {
	char *text;
	gsize len;
	gboolean is_katalog, is_block;
} Original;

static GPtrArray *originals; /* of Original: the real files, and the real checklists in normal form */
static char *folder;

static GPtrArray *
new_messages(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)checklist_message_free);
}

/* --- damage -------------------------------------------------------------------------------------------------------------------- */

static gsize
any_place(GRand *random, const GString *s)
{
	return s->len ? (gsize)g_rand_int_range(random, 0, (gint32)s->len) : 0;
}

/* The line around a place: where it begins and its length with the newline. */
static gsize
line_around(const GString *s, gsize place, gsize *len)
{
	const char *end;
	gsize start = place;

	while (start > 0 && s->str[start - 1] != '\n')
		start--;
	end = memchr(s->str + start, '\n', s->len - start);
	*len = end ? (gsize)(end - s->str) + 1 - start : s->len - start;
	return start;
}

static void
flip_byte(GRand *random, GString *s)
{
	gsize place = any_place(random, s);

	if (s->len)
		s->str[place] = (char)(s->str[place] ^ (1 << g_rand_int_range(random, 0, 8)));
}

static void
delete_some(GRand *random, GString *s)
{
	gsize place = any_place(random, s), len = (gsize)g_rand_int_range(random, 1, 40);

	g_string_erase(s, (gssize)place, (gssize)MIN(len, s->len - place));
}

static void
double_line(GRand *random, GString *s)
{
	gsize len, start = line_around(s, any_place(random, s), &len);
	g_autofree char *line = g_strndup(s->str + start, len);

	g_string_insert_len(s, (gssize)any_place(random, s), line, (gssize)strlen(line));
	g_string_insert_len(s, (gssize)MIN(start, s->len), line, (gssize)strlen(line));
}

static void
swap_lines(GRand *random, GString *s)
{
	gsize len, start = line_around(s, any_place(random, s), &len);
	g_autofree char *line = g_strndup(s->str + start, len);

	g_string_erase(s, (gssize)start, (gssize)len);
	start = line_around(s, any_place(random, s), &len);
	g_string_insert_len(s, (gssize)start, line, (gssize)strlen(line));
}

static void
insert_meta(GRand *random, GString *s)
{
	static const char *const meta[] = {
		"&a ", "*a ", "!!str ", "! ", "{", "}", "[", "]", "[[", "|\n", ">\n", "|+2\n", "- ", "- - ", ": ", ":", " #", "\t", "%YAML 1.1\n",
		"---\n", "...\n", "\"", "'", "? ", "<<: ", "@", "`", "\\", "\\u202e", "\n", "\r", "\r\n", "\xff", "\xc3", "\xe2\x80\xae", "\xc2\x85",
		"\xef\xbb\xbf", "  ", "\n      ", "~", "null", "99999999999999999999", "(((((((((((((((((((((((((((((((((((((((", "𝟙", "wenn: ", "braucht: [",
	};
	const char *what = meta[g_rand_int_range(random, 0, G_N_ELEMENTS(meta))];

	g_string_insert(s, (gssize)any_place(random, s), what);
}

static void
insert_zero(GRand *random, GString *s)
{
	g_string_insert_len(s, (gssize)any_place(random, s), "\0", 1);
}

static void
truncate_file(GRand *random, GString *s)
{
	g_string_truncate(s, any_place(random, s));
}

static void
shift_line(GRand *random, GString *s)
{
	gsize len, start = line_around(s, any_place(random, s), &len);

	if (g_rand_boolean(random))
		g_string_insert(s, (gssize)start, "  ");
	else if (len > 2 && s->str[start] == ' ')
		g_string_erase(s, (gssize)start, 1);
}

static void (*const damages[])(GRand *random, GString *s) = {
	flip_byte, delete_some, double_line, swap_lines, insert_meta, insert_meta, shift_line, truncate_file, insert_zero,
};

static GString *
damaged(GRand *random, const Original *original)
{
	GString *s = g_string_new_len(original->text, (gssize)original->len);
	int n = g_rand_int_range(random, 1, 5);

	while (n--)
		damages[g_rand_int_range(random, 0, G_N_ELEMENTS(damages))](random, s);
	return s;
}

/* --- reading ------------------------------------------------------------------------------------------------------------------- */

static void
check_messages(const GPtrArray *messages, gboolean is_accepted, guint number)
{
	guint i, n_errors = 0;

	for (i = 0; i < messages->len; i++) {
		const ChecklistMessage *message = messages->pdata[i];
		g_autofree char *text = checklist_message_format(message);

		n_errors += message->is_error ? 1 : 0;
		if (message->line < 1 || message->column < 1 || !*message->text || !g_utf8_validate(text, -1, NULL))
			fail_msg("mutation %u: %s", number, text);
	}
	if (is_accepted != !n_errors)
		fail_msg("mutation %u: %u errors, but %s", number, n_errors, is_accepted ? "accepted" : "refused");
}

/* What is accepted has a normal form that is accepted, too, and stays. */
static void
check_checklist(const Checklist *checklist, guint number)
{
	g_autoptr(GPtrArray) messages = new_messages();
	g_autofree char *normal = checklist_to_text(checklist), *again = NULL;
	g_autoptr(Checklist) second = checklist_read_text(normal, strlen(normal), "x.yaml", messages);

	again = second ? checklist_to_text(second) : NULL;
	if (g_strcmp0(normal, again) != 0)
		fail_msg("mutation %u: the normal form does not stay", number);
}

static void
read_damaged(const GString *text, guint number)
{
	g_autoptr(GPtrArray) messages = new_messages();
	g_autoptr(Checklist) checklist = checklist_read_text(text->str, text->len, "x.yaml", messages);

	check_messages(messages, checklist != NULL, number);
	if (checklist)
		check_checklist(checklist, number);
}

static char *
put_file(const char *name, const GString *text)
{
	char *path = g_build_filename(folder, name, NULL);

	assert_true(g_file_set_contents_full(path, text->str, (gssize)text->len, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
	return path;
}

static void
read_damaged_katalog(const GString *text, guint number)
{
	g_autofree char *path = put_file("katalog.yaml", text);
	g_autoptr(GPtrArray) messages = new_messages();
	g_autoptr(Katalog) katalog = katalog_read_file(path, messages);

	check_messages(messages, katalog != NULL, number);
}

/* As a file beside the blocks: what lint does with it counts, too. */
static void
read_damaged_file(const GString *text, guint number)
{
	g_autofree char *path = put_file("wohngeld.yaml", text);
	g_autoptr(GPtrArray) messages = new_messages(), said = new_messages();
	g_autoptr(Checklist) checklist = checklist_read_file(path, messages);

	check_messages(messages, checklist != NULL, number);
	check_messages(said, checklist_lint_file(path, NULL, said), number);
	if (checklist)
		check_checklist(checklist, number);
}

static void
read_damaged_block(const GString *text, guint number)
{
	g_autofree char *path = put_file("bausteine/a.yaml", text), *checklist_path = g_build_filename(folder, "alle.yaml", NULL);
	g_autoptr(GPtrArray) messages = new_messages(), said = new_messages();
	g_autoptr(Checklist) checklist = checklist_read_file(checklist_path, messages);

	check_messages(messages, checklist != NULL, number);
	check_messages(said, checklist_lint_file(path, NULL, said), number);
}

static void
mutate(guint number)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(number);
	const Original *original = originals->pdata[g_rand_int_range(random, 0, (gint32)originals->len)];
	GString *text = damaged(random, original);

	alarm(HANG);
	if (original->is_katalog)
		read_damaged_katalog(text, number);
	else if (original->is_block)
		read_damaged_block(text, number);
	else if (number % IN_FOLDER == 0)
		read_damaged_file(text, number);
	else
		read_damaged(text, number);
	alarm(0);
	g_string_free(text, TRUE);
}

static void
survives_damage(G_GNUC_UNUSED void **state)
{
	const char *wish = g_getenv("VORORT_MUTATIONS"), *first = g_getenv("VORORT_MUTATION_FIRST");
	guint n = wish ? (guint)atoi(wish) : 3000, from = first ? (guint)atoi(first) : 0, i;

	for (i = from; i < from + n; i++)
		mutate(i);
}

/* --- files --------------------------------------------------------------------------------------------------------------------- */

static void
original_free(void *data)
{
	Original *original = data;

	g_free(original->text);
	g_free(original);
}

/* Takes @text. */
static Original *
add_original(char *text, gboolean is_katalog, gboolean is_block)
{
	Original *original = g_new0(Original, 1);

	*original = (Original){text, strlen(text), is_katalog, is_block};
	g_ptr_array_add(originals, original);
	return original;
}

static void
add_normal_form(const char *path)
{
	g_autoptr(GPtrArray) messages = new_messages();
	g_autoptr(Checklist) checklist = checklist_read_file(path, messages);

	assert_non_null(checklist);
	add_original(checklist_to_text(checklist), FALSE, FALSE);
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorted, so that mutation N is the same everywhere. */
static void
add_folder(const char *path, gboolean is_block)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;
	guint i;

	while ((name = g_dir_read_name(dir)))
		if (g_str_has_suffix(name, ".yaml"))
			g_ptr_array_add(names, g_build_filename(path, name, NULL));
	g_ptr_array_sort(names, compare_names);
	for (i = 0; i < names->len; i++) {
		gboolean is_katalog = g_str_has_suffix(names->pdata[i], "/katalog.yaml");
		char *text = NULL;

		assert_true(g_file_get_contents(names->pdata[i], &text, NULL, NULL));
		add_original(text, is_katalog, is_block);
		if (!is_katalog && !is_block)
			add_normal_form(names->pdata[i]);
	}
}

static int
set_up(G_GNUC_UNUSED void **state)
{
	static const char all[] = "leistung: alle\nversion: \"1\"\ntitel: T\nstand: \"2026-11-24\"\nschritte:\n  - baustein: A1\n";
	g_autofree char *blocks = NULL, *path = NULL;

	originals = g_ptr_array_new_with_free_func(original_free);
	add_folder("checklists", FALSE);
	add_folder("checklists/bausteine", TRUE);
	add_folder("tests/unit/data/checklist", FALSE);
	folder = g_dir_make_tmp("vorort-damage-XXXXXX", NULL);
	blocks = g_build_filename(folder, "bausteine", NULL);
	path = g_build_filename(folder, "alle.yaml", NULL);
	return g_mkdir(blocks, 0700) != 0 || !g_file_set_contents(path, all, -1, NULL);
}

static int
tear_down(G_GNUC_UNUSED void **state)
{
	const char *argv[] = {"rm", "-rf", folder, NULL};

	g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
	g_ptr_array_unref(originals);
	g_free(folder);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(survives_damage),
	};

	g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING); /* a broken promise to GLib is a crash, too */
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
