/*
 * Checks between steps: unique ids, braucht, and the names and values in conditions.
 *
 * Conditions are parsed again from the node they stand in, since a step holds only the sum of the block's and the checklist's, and a
 * message has to point at one of them. Incomplete steps (NULL members) were reported when they were read.
 */
#include "check.h"

#include <string.h>

#include "shape.h"

typedef struct Check {
	const Checklist *checklist;
	GHashTable *index;       /* step id → position + 1 */
	const char **ids;        /* for suggestions */
	const char **parameters; /* likewise */
	const Node *at;          /* the condition under examination */
} Check;

static guint
position_of(const Check *check, const char *id)
{
	return GPOINTER_TO_UINT(g_hash_table_lookup(check->index, id));
}

static const ChecklistStep *
find_step(const Check *check, const char *id)
{
	guint position = position_of(check, id);

	return position ? check->checklist->steps->pdata[position - 1] : NULL;
}

static const Node *
place_node(const Place *place, const char *key)
{
	const Node *node = place->include ? node_get(place->include, "baustein") : node_get(place->definition, key);

	return node ? node : place->definition;
}

static void
index_steps(Check *check, GPtrArray *places)
{
	GPtrArray *ids = g_ptr_array_new();
	guint i;

	for (i = 0; i < check->checklist->steps->len; i++) {
		const ChecklistStep *step = check->checklist->steps->pdata[i];
		guint first = step->id ? position_of(check, step->id) : 0;

		if (first) {
			const Node *other = place_node(places->pdata[first - 1], "id");

			node_error(place_node(places->pdata[i], "id"), "der Schritt „%s“ steht doppelt; zuerst in %s:%u", step->id,
			           other->source->name, other->line);
		} else if (step->id) {
			g_hash_table_insert(check->index, step->id, GUINT_TO_POINTER(i + 1));
			g_ptr_array_add(ids, step->id);
		}
	}
	g_ptr_array_add(ids, NULL);
	check->ids = (const char **)g_ptr_array_free(ids, FALSE);
}

/* Names of parameters, each allowed once. */
static void
index_parameters(Check *check, const Node *root)
{
	GPtrArray *parameters = check->checklist->parameters, *names = g_ptr_array_new();
	guint i;

	for (i = 0; i < parameters->len; i++) {
		char *name = ((ChecklistParameter *)parameters->pdata[i])->name;

		if (name && g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
			node_error(root, "der Parameter „%s“ steht doppelt", name);
		else if (name)
			g_ptr_array_add(names, name);
	}
	g_ptr_array_add(names, NULL);
	check->parameters = (const char **)g_ptr_array_free(names, FALSE);
}

/* --- braucht ----------------------------------------------------------------------------------------------------------------- */

static void
check_need(const Check *check, const Node *need, const char *id, guint own)
{
	guint position = position_of(check, need->text);
	g_autofree char *suggestion = NULL;

	if (position == own + 1) {
		node_error(need, "der Schritt „%s“ braucht sich selbst", id);
	} else if (position > own + 1) {
		node_warning(need, "„%s“ braucht „%s“, das erst später an der Reihe ist", id, need->text);
	} else if (!position) {
		suggestion = shape_suggestion(need, need->text, check->ids);
		node_error(need, "„%s“ braucht „%s“; diesen Schritt hat die Checkliste nicht%s", id, need->text, suggestion);
	}
}

static void
check_needs(const Check *check, const Place *place, const ChecklistStep *step, guint own)
{
	const Node *needs = node_get(place->definition, "braucht");
	guint i;

	for (i = 0; step->id && needs && needs->kind == NODE_LIST && i < needs->items->len; i++) {
		const Node *need = needs->items->pdata[i];

		if (need->kind == NODE_TEXT && g_strv_contains((const char *const *)step->needs, need->text))
			check_need(check, need, step->id, own);
	}
}

/* --- conditions -------------------------------------------------------------------------------------------------------------- */

static void
check_values(const Check *check, const char *name, char *const *values, const char *const *allowed)
{
	guint i;

	for (i = 0; values[i]; i++) {
		if (!g_strv_contains(allowed, values[i])) {
			g_autofree char *all = g_strjoinv(", ", (char **)allowed);
			g_autofree char *suggestion = shape_suggestion(check->at, values[i], allowed);

			node_error(check->at, "Bedingung: „%s“ kann nicht „%s“ sein; möglich: %s%s", name, values[i], all, suggestion);
		}
	}
}

static const ChecklistStep *
check_step_name(const Check *check, const char *id)
{
	const ChecklistStep *step = find_step(check, id);
	g_autofree char *suggestion = NULL;

	if (step)
		return step;
	suggestion = shape_suggestion(check->at, id, check->ids);
	node_error(check->at, "Bedingung: den Schritt „%s“ hat die Checkliste nicht%s", id, suggestion);
	return NULL;
}

static void
check_outcome_test(const Check *check, const char *id, char *const *values)
{
	guint i;

	if (!check_step_name(check, id))
		return;
	for (i = 0; values[i]; i++)
		shape_check_code(check->at, values[i], WORDS_OUTCOME);
}

static const ChecklistField *
find_field(const ChecklistStep *step, const char *name)
{
	guint i;

	for (i = 0; i < step->fields->len; i++)
		if (g_strcmp0(((ChecklistField *)step->fields->pdata[i])->name, name) == 0)
			return step->fields->pdata[i];
	return NULL;
}

/* @answer is "step.field"; names of fields hold no dot. */
static void
check_answer_test(const Check *check, const char *answer, char *const *values)
{
	static const char *const yes_no[] = {"ja", "nein", NULL};
	const char *dot = strrchr(answer, '.');
	g_autofree char *id = g_strndup(answer, (gsize)(dot - answer));
	const ChecklistStep *step = check_step_name(check, id);
	const ChecklistField *field = step ? find_field(step, dot + 1) : NULL;

	if (step && !field)
		node_error(check->at, "Bedingung: der Schritt „%s“ hat kein Feld „%s“", id, dot + 1);
	else if (field && field->type == FIELD_CHOICE)
		check_values(check, dot + 1, values, (const char *const *)field->choices);
	else if (field && field->type == FIELD_YES_NO)
		check_values(check, dot + 1, values, yes_no);
}

static void
check_parameter_test(const Check *check, const char *name, char *const *values)
{
	const ChecklistParameter *parameter = checklist_parameter(check->checklist, name);
	g_autofree const char **builtin = checklist_builtin_values(name);
	g_autofree char *suggestion = NULL;

	if (builtin) {
		check_values(check, name, values, builtin);
	} else if (parameter && *parameter->values) {
		check_values(check, name, values, (const char *const *)parameter->values);
	} else if (!parameter) {
		suggestion = shape_suggestion(check->at, name, check->parameters);
		node_error(check->at, "Bedingung: „%s“ ist kein Parameter dieser Checkliste%s", name, suggestion);
	}
}

static void
check_test(const char *name, G_GNUC_UNUSED const char *operator, char *const *values, void *data)
{
	const char *open = strchr(name, '(');
	g_autofree char *inner = open ? g_strndup(open + 1, strlen(open) - 2) : NULL;

	if (!inner)
		check_parameter_test(data, name, values);
	else if (*name == 'e')
		check_outcome_test(data, inner, values);
	else
		check_answer_test(data, inner, values);
}

static void
check_condition(Check *check, const Node *map)
{
	const Node *node = node_get(map, "wenn");
	g_autoptr(Condition) condition = node && node->kind == NODE_TEXT ? condition_parse(node->text, NULL, NULL) : NULL;

	check->at = node;
	if (condition)
		condition_foreach(condition, check_test, check);
}

void
check_steps(const Checklist *checklist, const Node *root, GPtrArray *places)
{
	Check check = {.checklist = checklist, .index = g_hash_table_new(g_str_hash, g_str_equal)};
	guint i;

	index_steps(&check, places);
	index_parameters(&check, root);
	for (i = 0; i < places->len; i++) {
		const Place *place = places->pdata[i];

		check_needs(&check, place, checklist->steps->pdata[i], i);
		check_condition(&check, place->definition);
		check_condition(&check, place->include);
	}
	g_hash_table_unref(check.index);
	g_free(check.ids);
	g_free(check.parameters);
}
