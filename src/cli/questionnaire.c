/* Questionnaires for a Kommune: writing one, and reading back what came, with a preview before anything changes. */
#include "commands.h"

#include <stdio.h>
#include <string.h>

#include "ask.h"
#include "output.h"
#include "vorort/questionnaire.h"

gboolean
run_fragebogen_write(Cli *cli, GError **error)
{
	const char *typed = cli_word(cli, 0), *path = cli_option(cli, "output");
	g_autofree char *id = cli_find(cli, strchr(typed, '/') ? "anbindung" : "visit", typed, error);
	guint n = 0;
	g_autoptr(GBytes) bytes = id ? app_questionnaire(cli->app, id, &n, error) : NULL;

	if (!bytes || !app_write_bytes(path, bytes, error))
		return FALSE;
	printf("Fragebogen mit %u %s geschrieben.\n", n, n == 1 ? "Frage" : "Fragen");
	return TRUE;
}

/* --- read --------------------------------------------------------------------------------------------------------------------------------- */

static const struct {
	AnswerState state;
	const char *code, *heading;
} states[] = {
	{ANSWER_NEW, "new", "Neu"},
	{ANSWER_DIFFERS, "differs", "Weicht ab"},
	{ANSWER_INVALID, "invalid", "Ungültig, wird nicht übernommen"},
	{ANSWER_SAME, "same", NULL},
};

static void
print_state(const AnswerSet *set, AnswerState state, const char *heading)
{
	guint i;

	if (!heading || !set->n[state])
		return;
	out_heading(heading);
	for (i = 0; i < set->answers->len; i++) {
		const Answer *a = set->answers->pdata[i];
		g_autofree char *text = a->state == state ? answer_text(a) : NULL, *line = g_strconcat("  ", text, NULL);

		if (text)
			out_text(line, FALSE);
	}
}

static void
print_preview(const AnswerSet *set)
{
	g_autofree char *summary = answer_set_summary(set);
	gsize i;

	printf("%s.\n", summary);
	for (i = 0; i < G_N_ELEMENTS(states); i++)
		print_state(set, states[i].state, states[i].heading);
}

static json_t *
answer_json(const Answer *a)
{
	json_t *object = json_object();
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(states); i++)
		if (states[i].state == a->state)
			out_json_set(object, "state", states[i].code);
	out_json_set(object, "place", a->place);
	out_json_set(object, "anbindung", a->anbindung);
	out_json_set(object, "step", a->step);
	out_json_set(object, "field", a->field);
	out_json_set(object, "value", a->value);
	out_json_set(object, "ours", a->ours);
	out_json_set(object, "why", a->why);
	json_object_set_new(object, "is_remark", json_boolean(a->is_remark));
	return object;
}

static void
print_json(const AnswerSet *set, guint n_taken)
{
	json_t *object = json_pack("{s:i,s:i,s:i,s:i,s:i}", "n_new", (int)set->n[ANSWER_NEW], "n_differs", (int)set->n[ANSWER_DIFFERS], "n_same",
				   (int)set->n[ANSWER_SAME], "n_invalid", (int)set->n[ANSWER_INVALID], "n_taken", (int)n_taken);
	json_t *answers = json_array();
	guint i;

	for (i = 0; i < set->answers->len; i++)
		json_array_append_new(answers, answer_json(set->answers->pdata[i]));
	json_object_set_new(object, "answers", answers);
	out_json(object);
}

static gboolean
wants(const Cli *cli, guint n)
{
	const AppQuestion question = {APP_ASK_YES_NO, "Fragebogen", "Neues und Abweichendes übernehmen? Ein undo nimmt alles zurück."};
	char answer[APP_ANSWER_MAX] = "";

	if (n == 0 || cli_has(cli, "yes"))
		return n > 0;
	if (cli->is_json || !ask_has_terminal())
		return FALSE;
	return ask_on_terminal(&question, answer, NULL) == APP_ANSWER_GIVEN && strcmp(answer, "yes") == 0;
}

static void
print_outcome(guint n, guint n_taken)
{
	if (n_taken)
		printf("Übernommen: %u %s. Zurück geht es mit: vorort undo\n", n_taken, n_taken == 1 ? "Angabe" : "Angaben");
	else if (n)
		printf("Nichts übernommen. Übernehmen: vorort fragebogen read DATEI --yes\n");
	else
		printf("Nichts zu übernehmen.\n");
}

gboolean
run_fragebogen_read(Cli *cli, GError **error)
{
	g_autoptr(AnswerSet) set = app_read_questionnaire(cli->app, cli_word(cli, 0), error);
	guint n = set ? set->n[ANSWER_NEW] + set->n[ANSWER_DIFFERS] : 0, n_taken = 0;

	if (!set)
		return FALSE;
	if (!cli->is_json)
		print_preview(set);
	if (wants(cli, n) && !app_take_answers(cli->app, set, &n_taken, error))
		return FALSE;
	if (cli->is_json)
		print_json(set, n_taken);
	else
		print_outcome(n, n_taken);
	if (set->n[ANSWER_INVALID])
		cli->status = EXIT_ATTENTION;
	return TRUE;
}
