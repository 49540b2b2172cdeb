/* The outcomes and what they ask for; see vorort/outcome.h. */
#include "vorort/outcome.h"

#include <string.h>

#define W(code, text) {code, text, "", "", ""}

static const OutcomeRule rules[] = {
	{"passed", "Bemerkung", NULL, FALSE, FALSE, ASK_ANSWERS, NULL, NULL},
	{"passed_open", "Was ist zu tun", "Was noch fehlt, in einem Satz.", TRUE, TRUE, ASK_STELLE | ASK_DUE | ASK_ANSWERS, "Bis wann", NULL},
	{"failed", "Bemerkung", NULL, FALSE, FALSE, ASK_ANSWERS, NULL, "Auch ein falscher Wert gehört ins Feld; alle Felder sind freiwillig."},
	{"waiting", "Bemerkung", NULL, FALSE, FALSE, ASK_STELLE | ASK_TICKET | ASK_DUE | ASK_ANSWERS, "Erwartet am",
	 "Läuft: begonnen, die Antwort fehlt. Kann nicht beginnen: 5 nicht prüfbar."},
	{"blocked", "Bemerkung", NULL, FALSE, FALSE, ASK_STELLE | ASK_TICKET | ASK_DUE | ASK_ANSWERS, "Erwartet am",
	 "Nicht prüfbar: kann nicht beginnen. Begonnen, die Antwort fehlt: 4 läuft."},
	{"not_tested", "Grund", "Zum Beispiel: keine Zeit, Person fehlt, kein Netz.", TRUE, TRUE, 0, NULL, NULL},
	{"not_applicable", "Grund", "Warum der Schritt hier nicht zutrifft.", TRUE, TRUE, 0, NULL, NULL},
};

const Word outcome_reasons[] = {W("zeit", "keine Zeit"), W("person", "Person fehlt"), W("netz", "kein Netz"), W("zugang", "Zugang fehlt"),
				W(OUTCOME_OTHER_REASON, "anderer Grund …"), {NULL, NULL, NULL, NULL, NULL}};

const OutcomeRule *
outcome_rule(const char *outcome)
{
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(rules); i++)
		if (strcmp(rules[i].outcome, outcome) == 0)
			return &rules[i];
	g_assert_not_reached();
}

gboolean
outcome_is_settled(const char *outcome)
{
	static const char *const settled[] = {"passed", "passed_open", "not_applicable", NULL};

	return outcome && g_strv_contains(settled, outcome);
}
