/* Tries the combinations of values that a condition tells apart; see reach.h. */
#include "reach.h"

#include <string.h>

#include "vorort/words.h"

typedef struct Variable {
	char *name;        /* as in conditions */
	GPtrArray *values; /* of char *, the first NULL: unset */
	guint at;          /* the value tried now */
	const ChecklistStep *owner; /* of a result or an answer: only known where this step applies */
} Variable;

typedef struct Reach {
	const Checklist *checklist;
	GPtrArray *variables;
} Reach;

static void
variable_free(void *data)
{
	Variable *v = data;

	g_free(v->name);
	g_ptr_array_unref(v->values);
	g_free(v);
}

static Variable *
find_variable(const Reach *reach, const char *name)
{
	guint i;

	for (i = 0; i < reach->variables->len; i++)
		if (strcmp(((Variable *)reach->variables->pdata[i])->name, name) == 0)
			return reach->variables->pdata[i];
	return NULL;
}

static void
add_value(Variable *v, const char *value)
{
	guint i;

	for (i = 0; i < v->values->len; i++)
		if (g_strcmp0(v->values->pdata[i], value) == 0)
			return;
	g_ptr_array_add(v->values, g_strdup(value));
}

static void
add_all(Variable *v, const char *const *values)
{
	for (; values && *values; values++)
		add_value(v, *values);
}

static void
add_codes(Variable *v, WordList list)
{
	const Word *word;

	for (word = words(list); word->code; word++)
		add_value(v, word->code);
}

/* --- which values there are -------------------------------------------------------------------------------------------------- */

static void
add_answers(const Reach *reach, Variable *v, const char *inner)
{
	const char *dot = strrchr(inner, '.');
	g_autofree char *id = dot ? g_strndup(inner, (gsize)(dot - inner)) : NULL;
	const ChecklistStep *step = id ? checklist_step(reach->checklist, id) : NULL;
	guint i;

	v->owner = step;
	for (i = 0; step && i < step->fields->len; i++) {
		const ChecklistField *field = step->fields->pdata[i];

		if (g_strcmp0(field->name, dot + 1) != 0)
			continue;
		if (field->type == FIELD_YES_NO)
			add_codes(v, WORDS_YES_NO);
		else
			add_all(v, (const char *const *)field->choices);
	}
}

static void
add_domain(const Reach *reach, Variable *v)
{
	const ChecklistParameter *parameter = checklist_parameter(reach->checklist, v->name);
	g_autofree const char **builtin = checklist_builtin_values(v->name);
	const char *open = strchr(v->name, '(');
	g_autofree char *inner = open ? g_strndup(open + 1, strlen(open + 1) - 1) : NULL;

	if (builtin)
		add_all(v, builtin);
	else if (!inner && parameter)
		add_all(v, (const char *const *)parameter->values);
	else if (inner && *v->name == 'e')
		add_codes(v, WORDS_OUTCOME);
	if (inner && *v->name == 'e')
		v->owner = checklist_step(reach->checklist, inner);
	else if (inner)
		add_answers(reach, v, inner);
}

/* Free texts and numbers: the values named, their neighbours, and something else. */
static void
add_named(Variable *v, const char *operator, char *const *values)
{
	gboolean is_ordered = *operator == '<' || *operator == '>';

	add_value(v, "\001");
	for (; *values; values++) {
		gint64 number = g_ascii_strtoll(*values, NULL, 10);
		g_autofree char *below = g_strdup_printf("%" G_GINT64_FORMAT, number - 1), *above = g_strdup_printf("%" G_GINT64_FORMAT, number + 1);

		add_value(v, *values);
		if (is_ordered) {
			add_value(v, below);
			add_value(v, above);
		}
	}
}

static void collect(const Condition *condition, Reach *reach);

static void
collect_test(const char *name, const char *operator, char *const *values, void *data)
{
	Reach *reach = data;
	Variable *v = find_variable(reach, name);
	gboolean is_new = !v;

	if (is_new) {
		v = g_new0(Variable, 1);
		v->name = g_strdup(name);
		v->values = g_ptr_array_new_with_free_func(g_free);
		g_ptr_array_add(v->values, NULL);
		g_ptr_array_add(reach->variables, v);
		add_domain(reach, v);
	}
	if (v->values->len == 1 || strcmp(v->values->pdata[1], "\001") == 0)
		add_named(v, operator, values);
	if (is_new && v->owner && v->owner->when)
		collect(v->owner->when, reach);
}

static void
collect(const Condition *condition, Reach *reach)
{
	condition_foreach(condition, collect_test, reach);
}

/* --- trying ------------------------------------------------------------------------------------------------------------------ */

static const char *
lookup(const char *name, void *data)
{
	const Variable *v = find_variable(data, name);

	return v ? v->values->pdata[v->at] : NULL;
}

/* FALSE if a step would have a result where it does not apply. */
static gboolean
is_possible(Reach *reach)
{
	guint i;

	for (i = 0; i < reach->variables->len; i++) {
		const Variable *v = reach->variables->pdata[i];

		if (v->at && v->owner && v->owner->when && !condition_holds(v->owner->when, lookup, reach))
			return FALSE;
	}
	return TRUE;
}

static gboolean
next_combination(Reach *reach)
{
	guint i;

	for (i = 0; i < reach->variables->len; i++) {
		Variable *v = reach->variables->pdata[i];

		if (++v->at < v->values->len)
			return TRUE;
		v->at = 0;
	}
	return FALSE;
}

gboolean
reach_can_hold(const Checklist *checklist, const Condition *condition)
{
	Reach reach = {checklist, NULL};
	gboolean is_found = FALSE;
	guint n = 0;

	if (!condition)
		return TRUE;
	reach.variables = g_ptr_array_new_with_free_func(variable_free);
	collect(condition, &reach);
	do {
		is_found = condition_holds(condition, lookup, &reach) && is_possible(&reach);
	} while (!is_found && n++ < REACH_MAX && next_combination(&reach));
	g_ptr_array_unref(reach.variables);
	return is_found || n >= REACH_MAX;
}
