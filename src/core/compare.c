/* Outcomes of a step at two times; see vorort/compare.h. */
#include "vorort/compare.h"

/* Gravest first; NULL is „offen“. */
static const char *const by_gravity[] = {"failed", "blocked", "waiting", NULL, "not_tested", "passed_open", "passed", "not_applicable"};

guint
outcome_gravity(const char *outcome)
{
	guint i;

	for (i = 0; i < G_N_ELEMENTS(by_gravity); i++)
		if (g_strcmp0(by_gravity[i], outcome) == 0)
			return i;
	return outcome_gravity(NULL);
}

/* That a step does not apply is neither better nor worse than that it has passed. */
static guint
rank(const char *outcome)
{
	return MIN(outcome_gravity(outcome), outcome_gravity("passed"));
}

ChangeKind
outcome_change(const char *before, const char *after)
{
	if (g_strcmp0(before, after) == 0)
		return CHANGE_SAME;
	if (!before)
		return CHANGE_NEW;
	return rank(after) == rank(before) ? CHANGE_SAME : rank(after) > rank(before) ? CHANGE_BETTER : CHANGE_WORSE;
}

const char *
outcome_change_text(ChangeKind kind)
{
	static const char *const texts[N_CHANGES] = {"schlechter", "besser", "neu", "unverändert"};

	return texts[kind];
}
