/* Hürden: what the form is filled with, and adding one. */
#include <string.h>

#include "internal.h"

static void
put_list(GPtrArray *set, const char *slot, char *const *list)
{
	g_autofree char *joined = list && list[0] ? g_strjoinv(",", (char **)list) : NULL;

	if (joined)
		g_ptr_array_add(set, g_strdup_printf("%s=%s", slot, joined));
}

static void
put_pair(GPtrArray *set, const char *slot, const char *value)
{
	if (value && *value)
		g_ptr_array_add(set, g_strdup_printf("%s=%s", slot, value));
}

/* Whose level a Stelle works on, as a first guess for the form. */
static const char *
level_of(const char *stelle)
{
	static const char *const land[] = {"landesredaktion", "dvdv", "roll_in", "koordination", NULL};
	static const char *const themenfeld[] = {"themenfeld", "betreiber", NULL};
	static const char *const bund[] = {"bund", "fitko", "kspv", NULL};

	if (!stelle)
		return NULL;
	return g_strv_contains(land, stelle) ? "land" : g_strv_contains(themenfeld, stelle) ? "themenfeld"
						     : g_strv_contains(bund, stelle)       ? "bund"
											    : "kommune";
}

/* A MUSS that fails stands in the way of the go-live; the rest delays or is worth a remark. */
static const char *
severity_of(const char *duty)
{
	return g_strcmp0(duty, "muss") == 0 ? "verhindert" : g_strcmp0(duty, "sollte") == 0 ? "verzoegert" : "hinweis";
}

char **
app_obstacle_preset(App *app, const char *anbindung, const char *step_id, const char *visit, const char *result, GError **error)
{
	const Checklist *checklist = app_anbindung_checklist(app, anbindung, error);
	const ChecklistStep *step = checklist && step_id ? checklist_step(checklist, step_id) : NULL;
	const ChecklistHuerde *typical = step && step->huerden->len ? step->huerden->pdata[0] : NULL;
	GPtrArray *set = g_ptr_array_new();

	put_pair(set, "anbindung", anbindung);
	put_pair(set, "steps", step_id);
	put_pair(set, "visit", visit);
	put_pair(set, "result", result);
	put_pair(set, "title", typical ? typical->text : step ? step->title : NULL);
	if (typical) {
		put_list(set, "category", typical->categories);
		put_list(set, "punkte", typical->punkte);
	}
	put_pair(set, "severity", step ? severity_of(step->duty) : "verzoegert");
	put_pair(set, "responsible", step ? step->responsible : NULL);
	put_pair(set, "level", step ? level_of(step->responsible) : NULL);
	put_pair(set, "status", "neu");
	g_ptr_array_add(set, NULL);
	return (char **)g_ptr_array_free(set, FALSE);
}

/* A reference must lead somewhere. */
static gboolean
check_reference(App *app, const Op *op, const char *slot, GError **error)
{
	const SlotValue *value = op_value((Op *)op, slot);
	g_autoptr(Record) record = value && value->is_set ? app_record(app, value->string, error) : NULL;

	return !value || !value->is_set || record;
}

/* Takes "note=<id>" out of @set: the note to be sorted with it. FALSE: there is one, but it cannot be. */
static gboolean
take_note(App *app, const char *const *set, GPtrArray *rest, Record **note, GError **error)
{
	for (; *set; set++)
		if (!g_str_has_prefix(*set, "note="))
			g_ptr_array_add(rest, (char *)*set);
		else if (!(*note = app_note_to_sort(app, *set + strlen("note="), error)))
			return FALSE;
	g_ptr_array_add(rest, NULL);
	return TRUE;
}

static gboolean
complete_obstacle(App *app, Op *op, GError **error)
{
	return (op_value(op, "status")->is_set || app_op_put(app, op, "status", "neu", error)) && check_reference(app, op, "anbindung", error) &&
	       check_reference(app, op, "visit", error);
}

gboolean
app_add_obstacle(App *app, const char *const *set, char **id, GError **error)
{
	g_autoptr(GPtrArray) rest = g_ptr_array_new();
	g_autoptr(Record) note = NULL;
	g_autoptr(Op) op = NULL;
	Op *made;

	if (!app_begin_write(app, error) || !take_note(app, set, rest, &note, error) ||
	    !(op = app_new_add(app, "obstacle", NULL, (const char *const *)rest->pdata, error)) || !complete_obstacle(app, op, error))
		return FALSE;
	made = g_steal_pointer(&op);
	return app_commit_note(app, made, note, "huerde", "Hürde angelegt", id, error);
}
