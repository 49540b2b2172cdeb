/*
 * The day of a visit: which one it is, who is here and how much there is to do with them, and where a Prüflauf stands. The latter is this laptop's own: one
 * setting for each visit, an object of strings.
 */
#include <jansson.h>
#include <string.h>

#include "internal.h"

/* --- the visit ---------------------------------------------------------------------------------------------------------------- */

#define VISITS_READ 200 /* newest ones looked at */

static gboolean
is_going_on(const Record *visit)
{
	return strcmp(record_get(visit, "status"), "laeuft") == 0 || strcmp(record_get(visit, "status"), "unterbrochen") == 0;
}

static gboolean
is_nearer(const Record *visit, const Record *than, const char *today)
{
	const char *date = record_get(visit, "date");
	gboolean goes_on = is_going_on(visit);
	int c;

	if (!goes_on && (!*date || strcmp(date, today) > 0 || strcmp(record_get(visit, "status"), "abgesagt") == 0))
		return FALSE;
	if (than && goes_on != is_going_on(than))
		return goes_on;
	c = than ? strcmp(date, record_get(than, "date")) : 1;
	return c > 0 || (c == 0 && strcmp(visit->id, than->id) < 0);
}

char *
app_visit_present(App *app)
{
	g_autoptr(GPtrArray) ids = app_list(app, "visit", NULL, VISITS_READ, NULL);
	g_autoptr(Record) best = NULL;
	g_autofree char *today = app_today();
	guint i;

	for (i = 0; ids && i < ids->len; i++) {
		g_autoptr(Record) visit = app_record(app, ids->pdata[i], NULL);

		if (!visit || !is_nearer(visit, best, today))
			continue;
		record_free(best);
		best = g_steal_pointer(&visit);
	}
	return best ? g_strdup(best->id) : NULL;
}

/* --- people ------------------------------------------------------------------------------------------------------------------- */

GArray *
app_present_times(const StepList *list)
{
	GArray *times = g_array_new(FALSE, TRUE, sizeof(PresentTime));
	const Word *word;
	guint i;

	for (word = words(WORDS_PRESENT); word->code; word++) {
		PresentTime time = {.code = word->code};

		for (i = 0; i < list->views->len; i++) {
			const StepView *view = list->views->pdata[i];

			if (!view->applies || !step_view_open(view) || !g_strv_contains((const char *const *)view->step->present, word->code))
				continue;
			time.n_steps++;
			time.minutes += (guint)view->step->minutes;
		}
		g_array_append_val(times, time);
	}
	return times;
}

gboolean
app_step_has_people(const ChecklistStep *step, const char *present)
{
	g_auto(GStrv) here = g_strsplit(present ? present : "", ",", -1);
	char **code;

	for (code = here[0] ? step->present : NULL; code && *code; code++)
		if (!g_strv_contains((const char *const *)here, *code))
			return FALSE;
	return TRUE;
}

/* --- where it stands ---------------------------------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	gsize offset;
} slots[] = {
	{"day", G_STRUCT_OFFSET(LaufStand, day)},   {"anbindung", G_STRUCT_OFFSET(LaufStand, anbindung)},
	{"step", G_STRUCT_OFFSET(LaufStand, step)}, {"env", G_STRUCT_OFFSET(LaufStand, env)},
	{"present", G_STRUCT_OFFSET(LaufStand, present)}, {"function", G_STRUCT_OFFSET(LaufStand, function)},
};

static char **
slot_of(const LaufStand *stand, gsize i)
{
	return G_STRUCT_MEMBER_P(stand, slots[i].offset);
}

void
lauf_stand_free(LaufStand *stand)
{
	gsize i;

	for (i = 0; stand && i < G_N_ELEMENTS(slots); i++)
		g_free(*slot_of(stand, i));
	g_free(stand);
}

static LaufStand *
read_stand(const char *text)
{
	LaufStand *stand = g_new0(LaufStand, 1);
	json_t *object = json_loads(text ? text : "{}", 0, NULL);
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(slots); i++)
		*slot_of(stand, i) = g_strdup(json_string_value(json_object_get(object, slots[i].name)));
	stand->instance = (guint)CLAMP(json_integer_value(json_object_get(object, "instance")), 1, 999);
	json_decref(object);
	return stand;
}

LaufStand *
app_lauf_stand(App *app, const char *lauf)
{
	g_autofree char *key = g_strconcat("lauf:", lauf, NULL), *text = store_setting(app->store, key), *today = app_today();
	g_autoptr(LaufStand) stand = read_stand(text);

	if (g_strcmp0(stand->day, today) == 0)
		return g_steal_pointer(&stand);
	if (strchr(lauf, '/'))
		return read_stand(NULL);
	g_clear_pointer(&stand->present, g_free);
	g_clear_pointer(&stand->function, g_free);
	return g_steal_pointer(&stand);
}

gboolean
app_set_lauf_stand(App *app, const char *lauf, const LaufStand *stand, GError **error)
{
	g_autofree char *key = g_strconcat("lauf:", lauf, NULL), *today = app_today();
	json_t *object = json_pack("{s:i}", "instance", (int)stand->instance);
	gboolean ok;
	char *text;
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(slots); i++)
		if (*slot_of(stand, i))
			json_object_set_new(object, slots[i].name, json_string(*slot_of(stand, i)));
	json_object_set_new(object, "day", json_string(today));
	text = json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS);
	ok = store_set_setting(app->store, key, text, error);
	free(text);
	json_decref(object);
	return ok;
}
