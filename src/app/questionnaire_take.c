/* Taking over what a questionnaire says, as one action; and saying it in words before. */
#include "questionnaire.h"
#include "vorort/questionnaire.h"

/* --- in words ------------------------------------------------------------------------------------------------------------------------------ */

char *
answer_set_summary(const AnswerSet *set)
{
	const char *const words_of_state[N_ANSWER_STATES] = {
		[ANSWER_NEW] = "neu", [ANSWER_DIFFERS] = set->n[ANSWER_DIFFERS] == 1 ? "weicht ab" : "weichen ab", [ANSWER_SAME] = "unverändert",
		[ANSWER_INVALID] = "ungültig"};
	GString *text = g_string_new(NULL);
	guint i;

	for (i = 0; i < N_ANSWER_STATES; i++)
		if (set->n[i])
			g_string_append_printf(text, "%s%u %s", text->len ? ", " : "", set->n[i], words_of_state[i]);
	if (!text->len)
		g_string_append(text, "Im Fragebogen ist nichts ausgefüllt");
	return g_string_free(text, FALSE);
}

char *
answer_text(const Answer *a)
{
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, "%s: ", a->place);
	if (*a->question)
		g_string_append_printf(text, "%s%s ", a->question, g_str_has_suffix(a->question, "?") ? "" : ":");
	if (a->state == ANSWER_DIFFERS)
		g_string_append_printf(text, "bei uns: %s, im Fragebogen: %s", a->ours, a->shown);
	else
		g_string_append(text, a->shown);
	if (*a->why)
		g_string_append_printf(text, " – %s", a->why);
	return g_string_free(text, FALSE);
}

/* --- as one action ------------------------------------------------------------------------------------------------------------------------- */

static gboolean
put_note(App *app, Op *op, const Answer *a, GError **error)
{
	return app_op_put(app, op, "text", a->value, error) && app_op_put(app, op, "anbindung", a->anbindung, error) &&
	       app_op_put(app, op, "step", a->step, error);
}

static gboolean
put_param(App *app, Op *op, const Answer *a, GError **error)
{
	guint i;

	for (i = 0; i < a->base->len; i++)
		op_add_base(op, a->base->pdata[i]);
	return app_op_put(app, op, "param", a->value, error);
}

static Op *
new_param(const Answer *a)
{
	const Entity *entity = entity_find("anbindung");

	return op_new(entity, entity_field(entity, "param"), a->anbindung, a->field);
}

gboolean
app_take_answers(App *app, const AnswerSet *set, guint *n, GError **error)
{
	g_autoptr(GPtrArray) ops = app_ops_new();
	guint i;

	if (!app_begin_write(app, error))
		return FALSE;
	for (i = 0; i < set->answers->len; i++) {
		const Answer *a = set->answers->pdata[i];
		Op *op;

		if (a->state != ANSWER_NEW && a->state != ANSWER_DIFFERS)
			continue;
		op = a->is_remark ? op_new(entity_find("note"), NULL, NULL, NULL) : new_param(a);
		g_ptr_array_add(ops, op);
		if (!(a->is_remark ? put_note(app, op, a, error) : put_param(app, op, a, error)))
			return FALSE;
	}
	*n = ops->len;
	return app_commit(app, ops, "Fragebogen eingelesen", error);
}
