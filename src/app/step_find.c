/* Finding the way through the steps of an Anbindung: the one that was typed, the next one that is open. */
#include <string.h>

#include "internal.h"
#include "vorort/text.h"

/* "12" as in „Schritt 12 von 47“: steps that do not apply are not counted. */
static int
find_number(const StepList *list, const char *key)
{
	guint64 wanted;
	guint i, n = 0;

	if (!g_ascii_string_to_unsigned(key, 10, 1, G_MAXUINT, &wanted, NULL))
		return -1;
	for (i = 0; i < list->views->len; i++)
		if (((StepView *)list->views->pdata[i])->applies && ++n == wanted)
			return (int)i;
	return -1;
}

/* An exact id goes before one that begins so: "F1" is "F1.1" only if there is no step F1 and no other F1.x. */
int
step_list_find(const StepList *list, const char *typed)
{
	g_autofree char *key = text_fold(typed);
	int found = -1, n_found = 0;
	guint i;

	g_strstrip(key);
	for (i = 0; *key && i < list->views->len; i++) {
		g_autofree char *id = text_fold(((StepView *)list->views->pdata[i])->step->id);

		if (strcmp(id, key) == 0)
			return (int)i;
		if (g_str_has_prefix(id, key)) {
			found = (int)i;
			n_found++;
		}
	}
	return n_found == 1 ? found : find_number(list, key);
}

static const char *
nearest_step(const StepList *list, const char *typed)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	g_autofree char *upper = g_utf8_strup(typed, -1);
	guint i;

	for (i = 0; i < list->views->len; i++)
		g_ptr_array_add(ids, ((StepView *)list->views->pdata[i])->step->id);
	g_ptr_array_add(ids, NULL);
	return text_nearest(upper, (const char *const *)ids->pdata);
}

char *
step_list_problem(const StepList *list, const char *typed)
{
	const char *nearest;

	if (step_list_find(list, typed) >= 0)
		return NULL;
	nearest = nearest_step(list, typed);
	return g_strdup_printf("Den Schritt „%s“ gibt es nicht.%s%s%s", typed, nearest ? " Meinten Sie " : "", nearest ? nearest : "",
			       nearest ? "?" : "");
}

int
step_list_next_open(const StepList *list, guint from, const char *present)
{
	guint n = list->views->len, i;

	for (i = 1; i < n; i++) {
		const StepView *view = list->views->pdata[(from + i) % n];

		if (view->applies && step_view_open(view) && app_step_has_people(view->step, present))
			return (int)((from + i) % n);
	}
	return -1;
}
