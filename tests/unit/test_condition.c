/* Conditions of checklist steps: syntax errors with their place, meaning, normal form. */
#include "vorort/condition.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* transport = fitconnect, tage = 30; antwort(A1.zahl) = -2; everything else has no value. */
static const char *
lookup(const char *name, G_GNUC_UNUSED void *data)
{
	static const char *const values[][2] = {
		{"transport", "fitconnect"}, {"tage", "30"}, {"ergebnis(A-1)", "passed"}, {"antwort(A1.zahl)", "-2"}};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(values); i++)
		if (strcmp(values[i][0], name) == 0)
			return values[i][1];
	return NULL;
}

static void
refuses_bad_text(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *text;
		gsize offset;
	} cases[] = {
		{"", 0}, {"  ", 2}, {"und", 0}, {"a", 1}, {"a =", 3}, {"a = und", 4}, {"a == b", 3}, {"a = \"b", 4}, {"a = b c", 6},
		{"(a = b", 6}, {"a = b)", 5}, {"a in b", 5}, {"a in ()", 6}, {"a in (b", 7}, {"a in (b,)", 8}, {"a < b", 4},
		{"a < 1.", 4}, {"nicht nicht a = b", 6}, {"antwort(A1) = b", 8}, {"ergebnis( = b", 10}, {"ergebnis(A", 10},
		{"a = b und", 9}, {"a = \xFF", 4},
	};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *error = NULL;
		gsize offset = 99;

		assert_null(condition_parse(cases[i].text, &error, &offset));
		assert_non_null(error);
		assert_true(g_utf8_validate(error, -1, NULL));
		assert_int_equal(offset, cases[i].offset);
		assert_null(condition_parse(cases[i].text, NULL, NULL));
	}
}

static void
bounds_the_depth(G_GNUC_UNUSED void **state)
{
	g_autofree char *deep = g_strnfill(100000, '(');
	g_autofree char *error = NULL;

	assert_null(condition_parse(deep, &error, NULL));
	assert_non_null(strstr(error, "Klammern"));
}

static void
means_what_it_says(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *text;
		gboolean holds;
	} cases[] = {
		{"transport = fitconnect", TRUE}, {"transport = \"fitconnect\"", TRUE}, {"transport = osci", FALSE},
		{"transport != osci", TRUE}, {"nicht transport = osci", TRUE}, {"transport in (osci, fitconnect)", TRUE},
		{"transport in (osci)", FALSE}, {"tage < 30", FALSE}, {"tage <= 30", TRUE}, {"tage >= 30.0", TRUE}, {"tage > 29.5", TRUE},
		{"tage>-1", TRUE}, {"tage < 100", TRUE}, {"transport > 1", FALSE}, {"transport <= 1", FALSE}, {"transport < 1", FALSE},
		{"transport >= 1", FALSE}, {"antwort(A1.zahl) < 0", TRUE}, {"ergebnis( A-1 ) = passed", TRUE},
		/* no value yet: every test is false but "!=" */
		{"fehlt = a", FALSE}, {"fehlt in (a, b)", FALSE}, {"fehlt < 1", FALSE}, {"fehlt >= 0", FALSE}, {"fehlt != a", TRUE},
		{"nicht fehlt = a", TRUE},
		/* "und" binds more than "oder" */
		{"tage = 30 oder fehlt = a und fehlt = b", TRUE}, {"(tage = 30 oder fehlt = a) und fehlt = b", FALSE},
		{"nicht (tage = 30 und fehlt = a)", TRUE}, {"tage = 30\n\tund transport = fitconnect", TRUE},
	};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Condition) condition = condition_parse(cases[i].text, NULL, NULL);

		if (!condition || condition_holds(condition, lookup, NULL) != cases[i].holds)
			fail_msg("%s", cases[i].text);
	}
}

static void
has_one_normal_form(G_GNUC_UNUSED void **state)
{
	static const char *const cases[][2] = {
		{"a=b", "a = b"}, {"((a = b))", "a = b"}, {"a in(b,\"c d\")", "a in (b, \"c d\")"}, {"a = \"und\"", "a = \"und\""},
		{"a = \"\"", "a = \"\""}, {"a = b und (c = d und e = f)", "a = b und c = d und e = f"},
		{"a = b und (c = d oder e = f)", "a = b und (c = d oder e = f)"}, {"(a = b und c = d) oder e = f", "a = b und c = d oder e = f"},
		{"nicht (a = b)", "nicht a = b"}, {"nicht (nicht a = b)", "nicht (nicht a = b)"},
		{"nicht (a = b oder c = d)", "nicht (a = b oder c = d)"}, {"antwort( A.1.x )>= 3", "antwort(A.1.x) >= 3"},
		{"straße = \"Grün & Blau\"", "straße = \"Grün & Blau\""},
	};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Condition) condition = condition_parse(cases[i][0], NULL, NULL);
		g_autoptr(Condition) again = NULL;
		g_autofree char *text = NULL, *text_again = NULL;

		assert_non_null(condition);
		text = condition_to_text(condition);
		assert_string_equal(text, cases[i][1]);
		again = condition_parse(text, NULL, NULL);
		assert_non_null(again);
		text_again = condition_to_text(again);
		assert_string_equal(text_again, text);
	}
}

static void
note_test(const char *name, const char *operator, char *const *values, void *data)
{
	g_autofree char *all = g_strjoinv("|", (char **)values);

	g_string_append_printf(data, "%s %s %s; ", name, operator, all);
}

static void
visits_each_test(G_GNUC_UNUSED void **state)
{
	g_autoptr(Condition) condition = condition_parse("a = 1 und nicht (b in (x, y) oder ergebnis(Z) != failed)", NULL, NULL);
	g_autoptr(GString) s = g_string_new(NULL);

	condition_foreach(condition, note_test, s);
	assert_string_equal(s->str, "a = 1; b in x|y; ergebnis(Z) != failed; ");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_bad_text), cmocka_unit_test(bounds_the_depth), cmocka_unit_test(means_what_it_says),
		cmocka_unit_test(has_one_normal_form), cmocka_unit_test(visits_each_test),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
