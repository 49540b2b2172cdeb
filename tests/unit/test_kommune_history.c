/* Directories over time: versions, what is current, what changed; the same for any order of the directories. */
#include "vorort/import.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define DATA "tests/unit/data/gv/"
#define HEAD(stand) "{\"format\":\"vorort-kommunen\",\"version\":1,\"stand\":\"" stand "\",\"quelle\":\"Q\"}\n"
#define GEMEINDE(key, name) \
	"{\"art\":\"64\",\"ars\":\"159910000" key "\",\"einwohner\":5,\"id\":\"ags:15991" key "\",\"name\":\"" name "\"}\n"

static Verzeichnis *
directory(const char *path)
{
	g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(GError) error = NULL;
	Verzeichnis *v;
	char *text;
	gsize len;

	assert_true(g_file_get_contents(path, &text, &len, NULL));
	bytes = g_bytes_new_take(text, len);
	v = import_directory(bytes, warnings, &error);
	if (!v)
		fail_msg("%s: %s", path, error->message);
	return v;
}

static Verzeichnis *
from_text(const char *text)
{
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
	Verzeichnis *v = verzeichnis_read(bytes, NULL);

	assert_non_null(v);
	return v;
}

static GPtrArray *
directories_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)verzeichnis_free);
}

static const Kommune *
find(const KommuneHistory *history, const char *id)
{
	guint i;

	for (i = 0; i < history->kommunen->len; i++)
		if (strcmp(((Kommune *)history->kommunen->pdata[i])->id, id) == 0)
			return history->kommunen->pdata[i];
	return NULL;
}

/* "2018-12-31 2018-12-31 Neudorf 159915001012|…" */
static char *
versions_of(const KommuneHistory *history, const char *id)
{
	GString *all = g_string_new(NULL);
	guint i;

	for (i = 0; i < history->versions->len; i++) {
		const KommuneVersion *v = history->versions->pdata[i];

		if (strcmp(v->id, id) == 0)
			g_string_append_printf(all, "%s %s %s %s|", v->first, v->last, v->name, v->ars);
	}
	return g_string_free(all, FALSE);
}

#define assert_versions(history, id, wanted) \
	do { \
		g_autofree char *versions_ = versions_of(history, id); \
		assert_string_equal(versions_, wanted); \
	} while (0)

static char *
changes_text(const GPtrArray *changes)
{
	static const char *const kinds[] = {"new", "renamed", "moved", "rekeyed", "merged", "gone"};
	GString *all = g_string_new(NULL);
	guint i;

	for (i = 0; i < changes->len; i++) {
		const KommuneChange *c = changes->pdata[i];

		g_string_append_printf(all, "%s %s %s\n", kinds[c->kind], c->id, c->after);
	}
	return g_string_free(all, FALSE);
}

static void
assert_fixture_history(const KommuneHistory *history)
{
	assert_int_equal(history->kommunen->len, 13);
	assert_versions(history, "ags:15991012",
			"2018-12-31 2018-12-31 Neudorf 159915001012|2023-12-31 2024-06-30 Neu Dorf / Nowa Wjas/Błóšań 159915001012|");
	assert_versions(history, "ags:15991013", "2018-12-31 2018-12-31 Wiesenau 159915002013|2023-12-31 2024-06-30 Wiesenau 159915001013|");
	assert_versions(history, "ags:15991004", "2018-12-31 2024-06-30 Mühlbach, Kreis- und Hochschulstadt 159910004004|");
	/* the code list renames and keeps what it does not know */
	assert_versions(history, "ags:15991011", "2018-12-31 2023-12-31 Dorf 159915001011|2024-06-30 2024-06-30 Dorf am Moor 159915001011|");
	assert_string_equal(find(history, "ags:15991011")->name, "Dorf am Moor");
	assert_string_equal(find(history, "ags:15991011")->ars, "159915001011");
	assert_int_equal(find(history, "ags:15991011")->einwohner, 1060);
	assert_true(find(history, "ags:15991011")->is_current);
	assert_true(find(history, "ags:15991014")->is_current); /* not in the code list, not gone by it */
	assert_null(find(history, "ags:15991031"));             /* only there: not new by it */
	assert_false(find(history, "ags:15991020")->is_current);
	assert_string_equal(find(history, "ags:15991020")->stand, "2018-12-31");
	assert_false(find(history, "verband:159915002")->is_current);
	assert_true(find(history, "ags:15902000")->is_current);
}

static void
any_order_gives_the_same(void **state)
{
	static const char *const files[] = {DATA "2018-latin1.asc", DATA "2023-utf8.txt", DATA "ags-2024.xml"};
	static const guint orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
	guint i, j;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(orders); i++) {
		g_autoptr(GPtrArray) all = directories_new();
		g_autoptr(KommuneHistory) history = NULL;

		for (j = 0; j < 3; j++)
			g_ptr_array_add(all, directory(files[orders[i][j]]));
		history = kommune_history(all);
		assert_fixture_history(history);
	}
}

static void
no_directory_no_kommune(void **state)
{
	g_autoptr(GPtrArray) none = directories_new(), names = directories_new();
	g_autoptr(KommuneHistory) nothing = kommune_history(none), only_names = NULL;

	(void)state;
	assert_int_equal(nothing->kommunen->len, 0);
	g_ptr_array_add(names, directory(DATA "ags-2024.xml"));
	only_names = kommune_history(names);
	assert_int_equal(only_names->kommunen->len, 0);
	assert_int_equal(only_names->versions->len, 0);
}

static void
what_was_away_begins_anew(void **state)
{
	g_autoptr(GPtrArray) all = directories_new();
	g_autoptr(KommuneHistory) history = NULL;

	(void)state;
	g_ptr_array_add(all, from_text(HEAD("2020-01-01") GEMEINDE("001", "A") GEMEINDE("002", "B")));
	g_ptr_array_add(all, from_text(HEAD("2021-01-01") GEMEINDE("001", "A")));
	g_ptr_array_add(all, from_text(HEAD("2022-01-01") GEMEINDE("001", "A") GEMEINDE("002", "B")));
	history = kommune_history(all);
	assert_versions(history, "ags:15991001", "2020-01-01 2022-01-01 A 159910000001|");
	assert_versions(history, "ags:15991002", "2020-01-01 2020-01-01 B 159910000002|2022-01-01 2022-01-01 B 159910000002|");
	assert_true(find(history, "ags:15991002")->is_current);
}

/* An excerpt of the same day does not make the rest gone. */
static void
directories_of_one_day_are_one(void **state)
{
	g_autoptr(GPtrArray) all = directories_new();
	g_autoptr(KommuneHistory) history = NULL;

	(void)state;
	g_ptr_array_add(all, from_text(HEAD("2020-01-01") GEMEINDE("001", "A") GEMEINDE("002", "B")));
	g_ptr_array_add(all, from_text(HEAD("2020-01-01") GEMEINDE("001", "A")));
	history = kommune_history(all);
	assert_true(find(history, "ags:15991002")->is_current);
}

#define CUT "Oelsnitz/Vogtl., Bösenbrunn, Eichigt und Triebel/V"

static void
a_cut_name_is_no_rename(void **state)
{
	g_autoptr(GPtrArray) all = directories_new(), changes = NULL;
	g_autoptr(KommuneHistory) history = NULL;
	g_autoptr(GHashTable) before = NULL, after = NULL;

	(void)state;
	assert_int_equal(g_utf8_strlen(CUT, -1), 50);
	assert_true(kommune_same_name(CUT, CUT "ogtl."));
	assert_false(kommune_same_name("Dorf", "Dorfen"));
	g_ptr_array_add(all, from_text(HEAD("2020-01-01") GEMEINDE("001", CUT "ogtl.")));
	g_ptr_array_add(all, from_text(HEAD("2021-01-01") GEMEINDE("001", CUT)));
	history = kommune_history(all);
	assert_versions(history, "ags:15991001", "2020-01-01 2021-01-01 " CUT "ogtl. 159910000001|");
	before = kommune_directory_at(all, "2020-01-01", 0, NULL);
	after = kommune_directory_at(all, "2020-01-01", 1, NULL);
	changes = kommune_changes(before, after);
	assert_int_equal(changes->len, 0);
}

static void
changes_are_told_apart(void **state)
{
	g_autoptr(GPtrArray) all = directories_new(), changes = NULL, names = NULL;
	g_autoptr(GHashTable) before = NULL, after = NULL, none = NULL;
	g_autofree char *text = NULL, *name_text = NULL;
	const char *found;

	(void)state;
	g_ptr_array_add(all, directory(DATA "2023-utf8.txt"));
	g_ptr_array_add(all, directory(DATA "ags-2024.xml"));
	g_ptr_array_add(all, directory(DATA "2018-latin1.asc"));
	after = kommune_directory_at(all, "2023-12-31", 0, NULL);
	before = kommune_directory_at(all, "2023-12-31", -1, &found);
	assert_string_equal(found, "2018-12-31");
	none = kommune_directory_at(all, "2023-12-31", 1, NULL);
	assert_null(none);
	changes = kommune_changes(before, after);
	text = changes_text(changes);
	assert_string_equal(text, "new ags:15991030 \n"
				  "new kreis:15902 \n"
				  "renamed ags:15991012 Neu Dorf / Nowa Wjas/Błóšań\n"
				  "moved ags:15991013 159915001013\n"
				  "moved ags:15991014 159915001014\n"
				  "rekeyed ags:15991020 ags:15902000\n"
				  "merged verband:159915002 verband:159915001\n"
				  "gone ags:15991021 \n");
	names = kommune_name_changes(after, all->pdata[1]);
	name_text = changes_text(names);
	assert_string_equal(name_text, "new ags:15991031 \nrenamed ags:15991011 Dorf am Moor\ngone ags:15991014 \n");
}

/* Two of one name on either side: nothing proves which became which. */
static void
ambiguous_names_are_gone(void **state)
{
	g_autoptr(GPtrArray) all = directories_new(), changes = NULL;
	g_autoptr(GHashTable) before = NULL, after = NULL;
	g_autofree char *text = NULL;

	(void)state;
	g_ptr_array_add(all, from_text(HEAD("2020-01-01") GEMEINDE("001", "Au") GEMEINDE("002", "Au") GEMEINDE("003", "Berg")));
	g_ptr_array_add(all, from_text(HEAD("2021-01-01") GEMEINDE("011", "Au") GEMEINDE("012", "Berg, Stadt") GEMEINDE("013", "Berg")));
	before = kommune_directory_at(all, "2020-01-01", 0, NULL);
	after = kommune_directory_at(all, "2021-01-01", 0, NULL);
	changes = kommune_changes(before, after);
	text = changes_text(changes);
	assert_string_equal(text, "new ags:15991011 \nnew ags:15991012 \nnew ags:15991013 \n"
				  "gone ags:15991001 \ngone ags:15991002 \ngone ags:15991003 \n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_order_gives_the_same),       cmocka_unit_test(no_directory_no_kommune),
		cmocka_unit_test(what_was_away_begins_anew),      cmocka_unit_test(directories_of_one_day_are_one),
		cmocka_unit_test(a_cut_name_is_no_rename),        cmocka_unit_test(changes_are_told_apart),
		cmocka_unit_test(ambiguous_names_are_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
