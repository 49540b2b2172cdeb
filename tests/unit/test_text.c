/* Tests of src/core/text.c: search form, safe form, checks, hashes, dates, nearest word. */
#include "vorort/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

typedef struct Pair {
	const char *in, *out;
} Pair;

static void
test_fold(void **state)
{
	static const Pair pairs[] = {
		{ "", "" },
		{ "Müllrose", "muellrose" },
		{ "MÜLLROSE", "muellrose" },
		{ "Muellrose", "muellrose" },
		{ "Mu\xcc\x88llrose", "muellrose" },          /* decomposed */
		{ "MU\xcc\xa3\xcc\x88llrose", "muellrose" },  /* another mark in between */
		{ "Straße", "strasse" }, { "STRASSE", "strasse" }, { "STRAẞE", "strasse" },
		{ "Łužica", "luzica" }, { "łopata", "lopata" }, { "Běła Woda", "bela woda" }, { "Šprjewja", "sprjewja" },
		{ "Čorny Chołmc", "corny cholmc" }, { "s\xcc\x8c", "s" }, { "ń", "n" }, { "Ŕ", "r" },
		{ "naïve Noël", "naive noel" }, { "Ærø", "aeroe" }, { "İzmir", "izmir" }, { "ﬁx", "fix" }, { "ＡＢ", "ab" },
		{ "Wohn\xc2\xadgeld", "wohngeld" }, { "a\xffz", "a?z" }, { "\xc3", "?" }, { "\xed\xa0\x80", "???" }, { "日本", "日本" },
		{ "\xcc\x88", "" }, { "ä\xcc\x88", "ae" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(pairs); i++) {
		g_autofree char *folded = text_fold(pairs[i].in);

		assert_string_equal(folded, pairs[i].out);
	}
}

static void
test_visible(void **state)
{
	static const Pair pairs[] = {
		{ "Prüfung – „gut“ ✓", "Prüfung – „gut“ ✓" },
		{ "a\033[31mb", "a␛[31mb" }, { "\a", "␇" }, { "\r", "␍" }, { "\177", "␡" }, { "a\tb", "a b" }, { "a\nb", "a⏎b" },
		{ "\xc2\x9b" "31m", "⟨U+009B⟩31m" }, { "\x9b" "31m", "⟨9B⟩31m" }, { "\xa9", "⟨A9⟩" }, { "\xc3", "⟨C3⟩" },
		{ "a\xe2\x80\xae" "b", "a⟨U+202E⟩b" }, { "\xe2\x81\xa6", "⟨U+2066⟩" }, { "\xe2\x80\x8b", "⟨U+200B⟩" },
		{ "\xef\xbb\xbf", "⟨U+FEFF⟩" }, { "\xe2\x80\xa8", "⟨U+2028⟩" }, { "\xd8\x9c", "⟨U+061C⟩" }, { "\xee\x80\x80", "⟨U+E000⟩" },
		{ "\xf3\xa0\x81\x81", "⟨U+E0041⟩" }, { "\xe3\x85\xa4", "⟨U+3164⟩" }, { "u\xcc\x88", "u\xcc\x88" }, { "\xc0\x80", "⟨C0⟩⟨80⟩" },
		{ "\xed\xa0\x80", "⟨ED⟩⟨A0⟩⟨80⟩" }, { "\xf4\x90\x80\x80", "⟨F4⟩⟨90⟩⟨80⟩⟨80⟩" },
	};
	g_autofree char *lines = text_visible("a\n\033b", TRUE);
	size_t i;

	(void)state;
	assert_string_equal(lines, "a\n␛b");
	for (i = 0; i < G_N_ELEMENTS(pairs); i++) {
		g_autofree char *shown = text_visible(pairs[i].in, FALSE);

		assert_string_equal(shown, pairs[i].out);
		assert_true(g_utf8_validate(shown, -1, NULL));
	}
}

/* Whatever the bytes, nothing that a terminal could obey comes out. */
static void
test_visible_random(void **state)
{
	GRand *random = g_rand_new_with_seed(7);
	int round;

	(void)state;
	for (round = 0; round < 20000; round++) {
		char bytes[17] = "";
		g_autofree char *shown = NULL;
		const char *p;
		int i;

		for (i = 0; i < 16; i++)
			bytes[i] = (char)g_rand_int_range(random, 1, 256);
		shown = text_visible(bytes, FALSE);
		assert_true(g_utf8_validate(shown, -1, NULL));
		for (p = shown; *p; p = g_utf8_next_char(p))
			assert_false(g_unichar_iscntrl(g_utf8_get_char(p)));
	}
	g_rand_free(random);
}

static void
test_check(void **state)
{
	static const char *const bad[] = { "\xff", "a\033b", "a\rb", "\177", "\xc2\x85", "zu lang, viel zu lang" };
	size_t i;

	(void)state;
	assert_null(text_check("", 0));
	assert_null(text_check("Zeile\n\tzwei", 20));
	assert_null(text_check("äöü", 6));
	for (i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autofree char *reason = text_check(bad[i], 10);

		assert_non_null(reason);
	}
}

static void
test_hash(void **state)
{
	g_autofree char *abc = text_hash("", "abc"), *split = text_hash("a", "bc"), *other = text_hash("b", "abc");

	(void)state;
	assert_string_equal(abc, "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0"); /* FIPS 180-2, example 1 */
	assert_string_equal(abc, split);
	assert_string_not_equal(abc, other);
	assert_int_equal(strlen(other), 43);
}

static void
test_dates(void **state)
{
	static const Pair good[] = {
		{ "2026-11-14", "2026-11-14" }, { " 14.11.2026 ", "2026-11-14" }, { "14.11.26", "2026-11-14" }, { "14.11.", "2026-11-14" },
		{ "14.11", "2026-11-14" }, { "1.1.", "2027-01-01" }, { "1. 2. 2027", "2027-02-01" }, { "29.2.2028", "2028-02-29" },
		{ "heute", "2026-12-20" }, { "Morgen", "2026-12-21" }, { "übermorgen", "2026-12-22" }, { "gestern", "2026-12-19" },
		{ "+3", "2026-12-23" }, { "+14", "2027-01-03" }, { "-1", "2026-12-19" }, { "+0", "2026-12-20" },
	};
	static const char *const bad[] = { "", " ", "14", "14.13.", "31.2.2027", "2026-02-30", "2026-1-1", "29.2.2027", "1.1.1.1", "+", "+3x",
		"0.0.", "..", "1..", "14.11.202", "0000-01-01", "x", "99999999999999999999", "+99999", "2026-11-14T", "-9999x", "32.1.", "1.1.0000" };
	size_t i;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(good); i++) {
		g_autofree char *iso = text_parse_date(good[i].in, "2026-12-20");

		assert_non_null(iso);
		assert_string_equal(iso, good[i].out);
	}
	for (i = 0; i < G_N_ELEMENTS(bad); i++)
		assert_null(text_parse_date(bad[i], "2026-12-20"));
	assert_null(text_parse_date("morgen", "kaputt"));
	assert_null(text_parse_date("-3", "0001-01-01"));
	assert_null(text_parse_date("+3", "9999-12-31"));
}

static void
test_date_shown(void **state)
{
	g_autofree char *german = text_date("2026-11-04"), *same = text_date("bald"), *none = text_date(NULL);

	(void)state;
	assert_string_equal(german, "04.11.2026");
	assert_string_equal(same, "bald");
	assert_string_equal(none, "");
	assert_true(text_is_date("2024-02-29"));
	assert_false(text_is_date("2023-02-29"));
	assert_false(text_is_date("2023-02-9"));
	assert_false(text_is_date(NULL));
}

static void
test_nearest(void **state)
{
	static const char *const words[] = { "pflicht", "titel", "bestanden", "nein", "größe", NULL };

	(void)state;
	assert_string_equal(text_nearest("titl", words), "titel");
	assert_string_equal(text_nearest("pfilcht", words), "pflicht");
	assert_string_equal(text_nearest("Bestandn", words), "bestanden");
	assert_string_equal(text_nearest("groesse", words), "größe");
	assert_null(text_nearest("xy", words));
	assert_null(text_nearest("", words));
	assert_null(text_nearest("quelle", words));
}

static void
test_days(void **state)
{
	static const struct {
		const char *from, *to;
		int days;
	} pairs[] = {{"2026-11-24", "2026-11-24", 0}, {"2026-11-24", "2026-12-15", 21}, {"2026-03-01", "2026-02-27", -2}, {"2028-02-28", "2028-03-01", 2}};
	gsize i;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(pairs); i++) {
		g_autofree char *day = text_days_after(pairs[i].from, pairs[i].days);

		assert_int_equal(text_days_between(pairs[i].from, pairs[i].to), pairs[i].days);
		assert_string_equal(day, pairs[i].to);
	}
	assert_int_equal(text_days_between("", "2026-11-24"), 0);
	for (i = 0; i < 2; i++) {
		g_autofree char *none = i ? text_days_after("0001-01-02", -30) : text_days_after("morgen", 1);

		assert_string_equal(none, "");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fold), cmocka_unit_test(test_visible), cmocka_unit_test(test_visible_random), cmocka_unit_test(test_check),
		cmocka_unit_test(test_hash), cmocka_unit_test(test_dates), cmocka_unit_test(test_date_shown), cmocka_unit_test(test_days), cmocka_unit_test(test_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
