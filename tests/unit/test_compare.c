/* Outcomes at two times: how grave, better or worse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "vorort/compare.h"
#include "vorort/words.h"

static void
from_grave_to_fine(void **state)
{
	static const char *const order[] = {"failed", "blocked", "waiting", NULL, "not_tested", "passed_open", "passed", "not_applicable"};
	guint i;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(order); i++)
		assert_int_equal(outcome_gravity(order[i]), i);
	assert_int_equal(outcome_gravity("of a newer program"), outcome_gravity(NULL));
}

static void
better_worse_new(void **state)
{
	static const struct {
		const char *before, *after;
		ChangeKind kind;
	} cases[] = {
		{NULL, NULL, CHANGE_SAME},           {NULL, "failed", CHANGE_NEW},          {NULL, "passed", CHANGE_NEW},
		{"failed", "passed", CHANGE_BETTER}, {"passed", "failed", CHANGE_WORSE},    {"waiting", "passed_open", CHANGE_BETTER},
		{"passed", NULL, CHANGE_WORSE},      {"failed", NULL, CHANGE_BETTER},       {"passed", "not_applicable", CHANGE_SAME},
		{"blocked", "failed", CHANGE_WORSE}, {"not_applicable", "passed", CHANGE_SAME}, {"passed", "passed_open", CHANGE_WORSE},
	};
	gsize i;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(cases); i++)
		if (outcome_change(cases[i].before, cases[i].after) != cases[i].kind)
			fail_msg("%s to %s is %s", cases[i].before, cases[i].after, outcome_change_text(outcome_change(cases[i].before, cases[i].after)));
}

/* What is better one way is worse the other way, for all pairs that have an outcome. */
static void
backwards_is_the_opposite(void **state)
{
	const Word *a, *b;

	(void)state;
	for (a = words(WORDS_OUTCOME); a->code; a++)
		for (b = words(WORDS_OUTCOME); b->code; b++) {
			ChangeKind there = outcome_change(a->code, b->code), back = outcome_change(b->code, a->code);

			assert_true(there == CHANGE_SAME ? back == CHANGE_SAME : there == CHANGE_BETTER ? back == CHANGE_WORSE : back == CHANGE_BETTER);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(from_grave_to_fine),
		cmocka_unit_test(better_worse_new),
		cmocka_unit_test(backwards_is_the_opposite),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
