/* Linear mode: an obstacle at the present step, asked slot by slot from the op table, filled with what the step knows. */
#include "linear.h"

#include <string.h>

#include "vorort/op.h"

static const struct {
	const char *slot, *label; /* label NULL: the title in the op table */
	gboolean is_required;
	const char *needs; /* asked only if this slot is filled; NULL: always */
} asked[] = {
	{"title", "Hürde: was steht im Weg, in einer Zeile", TRUE, NULL},
	{"category", NULL, TRUE, NULL},
	{"severity", NULL, FALSE, NULL},
	{"description", NULL, FALSE, NULL},
	{"responsible", NULL, FALSE, NULL},
	{"next", NULL, FALSE, NULL},
	{"next_stelle", "… durch Stelle", FALSE, "next"},
	{"next_date", "… bis", FALSE, "next"},
};

/* --- pairs ---------------------------------------------------------------------------------------------------------------------- */

static guint
find_pair(const GPtrArray *set, const char *slot)
{
	gsize n = strlen(slot);
	guint i;

	for (i = 0; i < set->len; i++)
		if (strncmp(set->pdata[i], slot, n) == 0 && ((const char *)set->pdata[i])[n] == '=')
			break;
	return i;
}

static const char *
get_pair(const GPtrArray *set, const char *slot)
{
	guint i = find_pair(set, slot);

	return i < set->len ? (const char *)set->pdata[i] + strlen(slot) + 1 : NULL;
}

static void
put_pair(GPtrArray *set, const char *slot, const char *value)
{
	guint i = find_pair(set, slot);

	if (i < set->len)
		g_ptr_array_remove_index(set, i);
	if (*value)
		g_ptr_array_add(set, g_strdup_printf("%s=%s", slot, value));
}

/* --- asking --------------------------------------------------------------------------------------------------------------------- */

static LinearAnswer
ask_slot(Linear *l, GPtrArray *set, gsize n)
{
	const Field *field;
	guint index;
	const Slot *slot;
	g_autofree char *value = NULL;
	LinearQuestion q = {.is_required = asked[n].is_required};
	LinearAnswer answer;

	if (asked[n].needs && !get_pair(set, asked[n].needs))
		return LINEAR_GIVEN;
	field = entity_slot(entity_find("obstacle"), asked[n].slot, &index);
	slot = &field->slots[index];
	q.label = asked[n].label ? asked[n].label : field->title;
	q.preset = get_pair(set, asked[n].slot);
	q.is_date = slot->type == SLOT_DATE;
	if (slot->type == SLOT_CODE || slot->type == SLOT_CODES)
		q.words = words((WordList)slot->min);
	q.most = slot->type == SLOT_CODES ? 2 : 0;
	answer = linear_ask(l, &q, &value);
	if (answer == LINEAR_GIVEN)
		put_pair(set, asked[n].slot, value);
	return answer;
}

/* FALSE: given up. */
static gboolean
ask_all(Linear *l, GPtrArray *set)
{
	gsize i = 0;

	while (i < G_N_ELEMENTS(asked)) {
		LinearAnswer answer = ask_slot(l, set, i);

		if (answer == LINEAR_GIVEN)
			i++;
		else if (answer == LINEAR_BACK && i > 0)
			i--;
		else
			return FALSE;
	}
	return TRUE;
}

static GPtrArray *
preset_of(const Linear *l, GError **error)
{
	const StepView *view = linear_view(l);
	g_autoptr(GPtrArray) results = app_current_results(l->app, l->record, view->step, l->list->checklist->leistung, l->env, l->instance, NULL);
	g_auto(GStrv) preset = app_obstacle_preset(l->app, l->anbindung, view->step->id, l->visit,
						   results->len ? results->pdata[results->len - 1] : NULL, error);
	GPtrArray *set = preset ? g_ptr_array_new_with_free_func(g_free) : NULL;
	char **pair;

	for (pair = preset; pair && *pair; pair++)
		g_ptr_array_add(set, g_strdup(*pair));
	return set;
}

/* --- what it holds up ------------------------------------------------------------------------------------------------------------ */

/* @steps NULL: those that follow from the obstacle's. */
static void
defer(Linear *l, const char *obstacle, const char *const *steps)
{
	const Deferral deferral = {.steps = steps, .visit = l->visit, .function = l->function};
	g_autoptr(GPtrArray) ids = NULL;
	g_autofree char *all = NULL;
	g_autoptr(GError) error = NULL;

	if (!app_defer(l->app, obstacle, &deferral, &ids, &error)) {
		linear_say("%s", error->message);
		return;
	}
	g_ptr_array_add(ids, NULL);
	all = g_strjoinv(", ", (char **)ids->pdata);
	linear_say("Gespeichert: %s zurückgestellt.", all);
	linear_reload(l);
}

static void
offer_to_defer(Linear *l, const char *obstacle)
{
	const StepView *view = linear_view(l);
	const char *const steps[] = {view->step->id, NULL};
	g_autoptr(GPtrArray) followers = app_followers(l->list, steps);
	g_autofree char *label = NULL;

	if ((g_strcmp0(view->outcome, "failed") != 0 && g_strcmp0(view->outcome, "blocked") != 0) || followers->len == 0)
		return;
	label = followers->len == 1
			? g_strdup_printf("Den folgenden Schritt %s wegen dieser Hürde zurückstellen?", ((StepView *)followers->pdata[0])->step->id)
			: g_strdup_printf("%u folgende Schritte wegen dieser Hürde zurückstellen?", followers->len);
	if (linear_confirm(l, label))
		defer(l, obstacle, NULL);
}

#define OBSTACLES_OFFERED 8

void
linear_defer(Linear *l)
{
	ObstacleFilter filter = {.anbindung = l->anbindung, .only_open = TRUE};
	g_autoptr(GPtrArray) rows = app_obstacles(l->app, &filter, NULL, FALSE, 0, OBSTACLES_OFFERED, NULL);
	g_autoptr(GArray) list = g_array_new(TRUE, TRUE, sizeof(Word));
	LinearQuestion q = {.label = "Wegen welcher Hürde (Nummer)", .is_required = TRUE, .is_listed = TRUE};
	const char *const steps[] = {linear_view(l)->step->id, NULL};
	g_autofree char *id = NULL;
	guint i;

	if (!rows || rows->len == 0) {
		linear_say("Hier ist keine Hürde offen. h legt eine an.");
		return;
	}
	for (i = 0; i < rows->len; i++) {
		const ObstacleRow *row = rows->pdata[i];
		const Word word = {row->id, row->title, "", "", ""};

		g_array_append_val(list, word);
		linear_say("%u: %s", i + 1, row->title);
	}
	q.words = (const Word *)(void *)list->data;
	if (linear_ask(l, &q, &id) != LINEAR_GIVEN)
		return;
	defer(l, id, steps);
	if (!l->is_ended)
		linear_go_on(l);
}

/* --- the whole ------------------------------------------------------------------------------------------------------------------- */

void
linear_obstacle(Linear *l)
{
	const StepView *view = linear_view(l);
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) set = NULL;
	g_autofree char *id = g_strdup(view->step->id), *obstacle = NULL;

	if (view->n_obstacles && !linear_confirm(l, "Zu diesem Schritt ist schon eine Hürde offen. Noch eine anlegen?"))
		return;
	if ((set = preset_of(l, &error)) && ask_all(l, set)) {
		g_ptr_array_add(set, NULL);
		if (app_add_obstacle(l->app, (const char *const *)set->pdata, &obstacle, &error)) {
			linear_say("Gespeichert: Hürde zu %s.", id);
			if (linear_reload(l))
				offer_to_defer(l, obstacle);
			return;
		}
	}
	linear_say("%s%sDie Hürde ist nicht gespeichert.", error ? error->message : "", error ? " " : "");
}
