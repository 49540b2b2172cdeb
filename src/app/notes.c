/*
 * Schnellnotizen: taken down in a hurry, sorted later – to a step, into an obstacle, as a comment, or thrown away. What a note becomes and
 * that it is sorted is one action, so that one undo brings the unsorted note back.
 */
#include <string.h>

#include "internal.h"
#include "vorort/evening.h"

#define TITLE_MAX 120 /* bytes of a note that make a title; what is longer goes into the description, too */

static gboolean
invalid(GError **error, const char *message)
{
	g_set_error_literal(error, APP_ERROR, APP_ERROR_INVALID, message);
	return FALSE;
}

/* --- which ones --------------------------------------------------------------------------------------------------------------------- */

static gboolean
is_of_visit(const Record *note, const Record *visit)
{
	const char *on = record_get(note, "visit"), *anbindung = record_get(note, "anbindung");
	g_auto(GStrv) anbindungen = g_strsplit(record_get(visit, "anbindungen"), ",", -1);

	if (*on)
		return strcmp(on, visit->id) == 0;
	return !*anbindung || g_strv_contains((const char *const *)anbindungen, anbindung);
}

GPtrArray *
app_unsorted_notes(App *app, const char *visit_id, GError **error)
{
	g_autoptr(Record) visit = visit_id ? app_record(app, visit_id, error) : NULL;
	g_autoptr(GPtrArray) ids = !visit_id || visit ? store_unsorted_notes(app->store, error) : NULL;
	GPtrArray *notes = ids ? g_ptr_array_new_with_free_func((GDestroyNotify)record_free) : NULL;
	guint i;

	for (i = 0; ids && i < ids->len; i++) {
		Record *note = app_record(app, ids->pdata[i], NULL);

		if (note && (!visit || is_of_visit(note, visit)))
			g_ptr_array_add(notes, note);
		else
			record_free(note);
	}
	return notes;
}

Record *
app_note_to_sort(App *app, const char *id, GError **error)
{
	g_autoptr(Record) note = app_record(app, id, error);
	const RecordValue *text = note ? record_shown(note, "text", "") : NULL;

	if (!note)
		return NULL;
	if (strcmp(note->entity->name, "note") != 0 || note->is_retracted)
		return invalid(error, "Das ist keine Schnellnotiz. Alle zeigt: vorort note list --open"), NULL;
	if (*record_get(note, "sorted")) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "Diese Notiz ist schon einsortiert: %s. Zurück geht es mit: vorort undo",
			    words_text(WORDS_NOTE_SORTED, record_get(note, "sorted")));
		return NULL;
	}
	if (!text || text->is_lost)
		return invalid(error, "Der Text dieser Notiz ist gelöscht oder noch nicht eingetroffen. Sie lässt sich nur verwerfen."), NULL;
	return g_steal_pointer(&note);
}

/* --- what it becomes ---------------------------------------------------------------------------------------------------------------- */

/* The change that says where @note went; @to NULL: nowhere else. @note NULL: of a note that is made in the same action with the id @id. */
static Op *
sorted_op(App *app, const Record *note, const char *id, const char *how, const char *to, GError **error)
{
	const Entity *entity = entity_find("note");
	const Field *field = entity_field(entity, "sorted");
	g_autoptr(Op) op = op_new(entity, field, id, NULL);

	if (note)
		app_base_on(op, note, field->name, "");
	return app_op_put(app, op, "sorted", how, error) && (!to || app_op_put(app, op, "sorted_to", to, error)) ? g_steal_pointer(&op) : NULL;
}

/* Says of what @ops make first where @note went, and that a note which is made is sorted already. */
static gboolean
add_sorted(App *app, GPtrArray *ops, const Record *note, const char *how, const char *id, GError **error)
{
	const Op *made = ops->pdata[0];
	gboolean is_note = strcmp(made->entity->name, "note") == 0;
	Op *self = is_note ? sorted_op(app, NULL, id, how, NULL, error) : NULL, *from;

	if (self)
		g_ptr_array_add(ops, self);
	else if (is_note)
		return FALSE;
	if (!note)
		return TRUE;
	if ((from = sorted_op(app, note, note->id, how, id, error)))
		g_ptr_array_add(ops, from);
	return from != NULL;
}

gboolean
app_commit_note(App *app, Op *made, const Record *note, const char *how, const char *title, char **id, GError **error)
{
	g_autoptr(GPtrArray) ops = app_ops_new();
	g_autofree char *next = NULL;

	g_ptr_array_add(ops, made);
	if (!store_begin(app->store, error))
		return FALSE;
	next = store_next_id(app->store);
	if (!add_sorted(app, ops, note, how, next, error) || !app_commit(app, ops, title, error)) {
		store_rollback(app->store);
		return FALSE;
	}
	if (id)
		*id = g_strdup(next);
	return store_commit(app->store, error);
}

/* The newest result of the step itself at this Anbindung; NULL: none yet. What a Stelle says for all is not remarked on here. */
static char *
result_of(App *app, const char *anbindung, const char *step_id, gboolean *is_step, GError **error)
{
	g_autoptr(StepList) list = app_steps(app, anbindung, error);
	const char *newest = NULL;
	guint i, j;

	*is_step = FALSE;
	for (i = 0; list && i < list->views->len; i++) {
		const StepView *view = list->views->pdata[i];

		if (strcmp(view->step->id, step_id) != 0)
			continue;
		*is_step = TRUE;
		for (j = 0; j < view->results->len; j++) {
			const StepResult *r = view->results->pdata[j];

			if (r->id && !r->is_inherited && (!newest || strcmp(r->id, newest) > 0))
				newest = r->id;
		}
	}
	if (list && !*is_step)
		g_set_error(error, APP_ERROR, APP_ERROR_NOT_FOUND, "Den Prüfschritt „%s“ gibt es in dieser Checkliste nicht.", step_id);
	return g_strdup(newest);
}

static Op *
new_comment(App *app, const char *on, const char *text, const char *sicht, GError **error)
{
	g_autofree char *on_pair = g_strconcat("on=", on, NULL), *text_pair = g_strconcat("text=", text, NULL);
	g_autofree char *sicht_pair = g_strconcat("sicht=", sicht && *sicht ? sicht : "intern", NULL);
	const char *const set[] = {on_pair, text_pair, sicht_pair, NULL};

	return app_new_add(app, "comment", NULL, set, error);
}

static Op *
new_note(App *app, const Remark *remark, GError **error)
{
	const char *const slots[][2] = {{"text", remark->text}, {"visit", remark->visit}, {"anbindung", remark->anbindung}, {"step", remark->step}};
	Op *op = op_new(entity_find("note"), NULL, NULL, NULL);
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(slots); i++)
		if (slots[i][1] && *slots[i][1] && !app_op_put(app, op, slots[i][0], slots[i][1], error)) {
			op_free(op);
			return NULL;
		}
	return op;
}

gboolean
app_remark(App *app, const Remark *remark, GError **error)
{
	g_autofree char *title = g_strdup_printf("Bemerkung zu %s", remark->step);
	Op *op;

	if (!app_begin_write(app, error))
		return FALSE;
	op = remark->result ? new_comment(app, remark->result, remark->text, remark->sicht, error) : new_note(app, remark, error);
	return op && app_commit_note(app, op, NULL, "schritt", title, NULL, error);
}

/* --- sorting ------------------------------------------------------------------------------------------------------------------------ */

static const char *
or_own(const char *given, const Record *note, const char *slot)
{
	return given && *given ? given : record_get(note, slot);
}

static gboolean
throw_away(App *app, const Record *note, const char *how, const char *title, GError **error)
{
	g_autoptr(GPtrArray) ops = app_ops_new();
	Op *op = sorted_op(app, note, note->id, how, NULL, error);

	if (!op)
		return FALSE;
	g_ptr_array_add(ops, op);
	return app_commit(app, ops, title, error);
}

/* With a result it is a comment on that, else a note at the step: this one, if it was taken down there. */
static gboolean
sort_to_step(App *app, const Record *note, const NoteTarget *target, char **made, GError **error)
{
	Remark remark = {or_own(target->anbindung, note, "anbindung"), or_own(target->step, note, "step"), record_get(note, "visit"), NULL,
			 record_get(note, "text"), target->sicht};
	gboolean is_here = strcmp(remark.anbindung, record_get(note, "anbindung")) == 0 && strcmp(remark.step, record_get(note, "step")) == 0;
	g_autofree char *title = g_strdup_printf("Notiz zu %s einsortiert", remark.step), *result = NULL;
	gboolean is_step;
	Op *op;

	if (!*remark.anbindung || !*remark.step)
		return invalid(error, "Zu welchem Prüfschritt? Die Notiz nennt keinen: --anbindung KOMMUNE/LEISTUNG --step SCHRITT");
	result = result_of(app, remark.anbindung, remark.step, &is_step, error);
	if (!is_step)
		return FALSE;
	if (!result && is_here)
		return throw_away(app, note, "schritt", title, error);
	op = result ? new_comment(app, result, remark.text, remark.sicht, error) : new_note(app, &remark, error);
	return op && app_commit_note(app, op, note, "schritt", title, made, error);
}

static gboolean
sort_to_comment(App *app, const Record *note, const NoteTarget *target, char **made, GError **error)
{
	g_autoptr(Record) on = target->on ? app_record(app, target->on, error) : NULL;
	Op *op;

	if (!target->on)
		return invalid(error, "Wozu gehört der Kommentar? Nennen Sie eine Hürde, eine Anbindung oder einen Termin: --to KENNUNG");
	if (!on || !(op = new_comment(app, on->id, record_get(note, "text"), target->sicht, error)))
		return FALSE;
	return app_commit_note(app, op, note, "kommentar", "Notiz als Kommentar einsortiert", made, error);
}

/* What the form would be filled with, and what @set says otherwise. */
static gboolean
sort_to_obstacle(App *app, const Record *note, const NoteTarget *target, char **made, GError **error)
{
	g_auto(GStrv) preset = app_note_preset(app, note->id, target->anbindung, target->step, error);
	g_autoptr(GPtrArray) set = g_ptr_array_new();
	guint i, j;

	for (i = 0; preset && preset[i]; i++) {
		gsize len = strcspn(preset[i], "=") + 1;

		for (j = 0; target->set && target->set[j] && strncmp(target->set[j], preset[i], len) != 0; j++)
			;
		if (!target->set || !target->set[j])
			g_ptr_array_add(set, preset[i]);
	}
	for (j = 0; target->set && target->set[j]; j++)
		g_ptr_array_add(set, (char *)target->set[j]);
	g_ptr_array_add(set, NULL);
	return preset && app_add_obstacle(app, (const char *const *)set->pdata, made, error);
}

gboolean
app_sort_note(App *app, const char *id, const NoteTarget *target, char **made, GError **error)
{
	static const struct {
		const char *how;
		gboolean (*sort)(App *app, const Record *note, const NoteTarget *target, char **made, GError **error);
	} ways[] = {{"schritt", sort_to_step}, {"huerde", sort_to_obstacle}, {"kommentar", sort_to_comment}};
	g_autoptr(Record) note = NULL;
	g_autoptr(GError) why = NULL;
	gsize i;

	if (!app_begin_write(app, error))
		return FALSE;
	note = app_note_to_sort(app, id, &why);
	if (!note && strcmp(target->sorted, "verworfen") == 0 && g_error_matches(why, APP_ERROR, APP_ERROR_INVALID))
		note = app_record(app, id, NULL); /* what lost its text can still be thrown away */
	if (!note || (why && *record_get(note, "sorted"))) {
		g_propagate_error(error, g_steal_pointer(&why));
		return FALSE;
	}
	for (i = 0; i < G_N_ELEMENTS(ways); i++)
		if (strcmp(ways[i].how, target->sorted) == 0)
			return ways[i].sort(app, note, target, made, error);
	return throw_away(app, note, "verworfen", "Notiz verworfen", error);
}

/* --- the form of an obstacle ------------------------------------------------------------------------------------------------------------ */

/* A long note becomes a short title, cut between words. */
static char *
short_title(const char *text)
{
	const char *end;

	if (strlen(text) <= TITLE_MAX)
		return g_strdup(text);
	end = g_utf8_find_prev_char(text, text + TITLE_MAX);
	while (end > text + TITLE_MAX / 2 && *end != ' ')
		end = g_utf8_find_prev_char(text, end);
	return g_strdup_printf("%.*s …", (int)(end - text), text);
}

static void
put(GPtrArray *set, const char *slot, const char *value)
{
	if (value && *value)
		g_ptr_array_add(set, g_strdup_printf("%s=%s", slot, value));
}

char **
app_note_preset(App *app, const char *id, const char *anbindung, const char *step, GError **error)
{
	g_autoptr(Record) note = app_note_to_sort(app, id, error);
	const char *place = note ? or_own(anbindung, note, "anbindung") : "", *text = note ? record_get(note, "text") : "";
	g_auto(GStrv) known = NULL;
	g_autofree char *title = short_title(text);
	GPtrArray *set;
	char **pair;

	if (!note)
		return NULL;
	if (*place && !(known = app_obstacle_preset(app, place, *or_own(step, note, "step") ? or_own(step, note, "step") : NULL,
						    record_get(note, "visit"), NULL, error)))
		return NULL;
	set = g_ptr_array_new();
	put(set, "note", note->id);
	put(set, "title", title);
	put(set, "description", strcmp(title, text) == 0 ? NULL : text);
	for (pair = known; pair && *pair; pair++)
		if (!g_str_has_prefix(*pair, "title="))
			g_ptr_array_add(set, g_strdup(*pair));
	if (!known)
		put(set, "visit", record_get(note, "visit"));
	g_ptr_array_add(set, NULL);
	return (char **)g_ptr_array_free(set, FALSE);
}
