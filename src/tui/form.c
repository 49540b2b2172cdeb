/*
 * Forms: values, checks, drafts and the keys that lead from field to field; see form.h. What a field looks like and which keys it takes
 * itself stands in form_field.c.
 */
#include "form.h"

#include <jansson.h>
#include <string.h>

#include "cells.h"
#include "dialog.h"
#include "form_field.h"
#include "vorort/text.h"

#define DRAFT_MS 2000

/* --- making and filling ----------------------------------------------------------------------------------------------------- */

FormRow *
form_row_new(const char *key, const char *label)
{
	FormRow *row = g_new0(FormRow, 1);

	row->key = g_strdup(key);
	row->label = g_strdup(label);
	return row;
}

void
form_row_free(FormRow *row)
{
	if (!row)
		return;
	g_free(row->key);
	g_free(row->label);
	g_free(row);
}

Form *
form_new(Tui *tui, const FormSpec *spec, void *data)
{
	Form *form = g_new0(Form, 1);
	int i;

	form->tui = tui;
	form->spec = *spec;
	form->data = data;
	while (spec->fields[form->n].name)
		form->n++;
	form->slots = g_new0(Slot, (gsize)form->n + 1);
	for (i = 0; i < form->n; i++)
		slot_init(&form->slots[i], &spec->fields[i], data);
	return form;
}

static void
form_free(Form *form)
{
	int i;

	for (i = 0; i < form->n; i++)
		slot_clear(&form->slots[i]);
	g_free(form->slots);
	g_clear_pointer(&form->intro, g_ptr_array_unref);
	g_free(form);
}

static Slot *
find(Form *form, const char *name)
{
	int i;

	for (i = 0; i < form->n; i++)
		if (strcmp(form->slots[i].field->name, name) == 0)
			return &form->slots[i];
	return NULL;
}

void
form_set(Form *form, const char *name, const char *value, const char *label)
{
	Slot *slot = find(form, name);

	if (slot)
		slot_set(slot, value ? value : "", label);
}

const char *
form_get(Form *form, const char *name)
{
	Slot *slot = find(form, name);

	return slot ? slot_value(slot) : "";
}

const char *
form_label(Form *form, const char *name)
{
	Slot *slot = find(form, name);

	return !slot ? "" : slot->field->type == FORM_SEARCH ? edit_text(slot->edit) : slot_value(slot);
}

/* --- drafts ----------------------------------------------------------------------------------------------------------------- */

char *
form_values(Form *form)
{
	json_t *object = json_object();
	char *dumped, *text;
	int i;

	for (i = 0; i < form->n; i++) {
		g_autofree char *raw = slot_raw(&form->slots[i]);

		json_object_set_new(object, form->slots[i].field->name, json_string(raw));
	}
	dumped = json_dumps(object, JSON_COMPACT);
	text = g_strdup(dumped);
	free(dumped);
	json_decref(object);
	return text;
}

gboolean
form_restore(Form *form, const char *json)
{
	json_t *object = json_loads(json ? json : "", 0, NULL);
	int i;

	if (!json_is_object(object)) {
		json_decref(object);
		return FALSE;
	}
	for (i = 0; i < form->n; i++) {
		const char *raw = json_string_value(json_object_get(object, form->slots[i].field->name));

		if (raw)
			slot_set_raw(&form->slots[i], raw);
	}
	json_decref(object);
	form->is_changed = TRUE;
	return TRUE;
}

static void
write_draft(void *data)
{
	Form *form = data;

	form->timer = 0;
	form->spec.draft(form, form->data);
}

/* At most one draft every two seconds, and none while nothing changes. */
static void
changed(Form *form)
{
	form->is_changed = TRUE;
	if (form->spec.draft && !form->timer)
		form->timer = loop_add_timer(tui_loop(form->tui), DRAFT_MS, write_draft, form);
}

/* --- checks ----------------------------------------------------------------------------------------------------------------- */

static gboolean
check(Form *form, Slot *slot, gboolean is_saving)
{
	g_clear_pointer(&slot->error, g_free);
	slot->error = slot_check(slot, is_saving, form->data);
	return slot->error == NULL;
}

static void
set_focus(Form *form, int index)
{
	slot_leave(&form->slots[form->focus]);
	check(form, &form->slots[form->focus], FALSE);
	form->focus = CLAMP(index, 0, form->n - 1);
	slot_enter(&form->slots[form->focus]);
}

char *
form_refuse(Form *form, const char *name, char *problem)
{
	Slot *slot = find(form, name);

	if (!slot)
		return problem;
	slot_leave(&form->slots[form->focus]);
	form->focus = (int)(slot - form->slots);
	slot_enter(slot);
	g_free(slot->error);
	slot->error = problem;
	return g_strdup(problem);
}

/* The message line says what is wrong if it holds it; a box would take the next key, and the field tells all. */
static void
say_wrong(Form *form)
{
	const Slot *slot = &form->slots[form->focus];
	g_autofree char *text = g_strdup_printf("%s: %s", slot->field->label, slot->error);

	if (cells_width(text) > COLS - 4)
		tui_say(form->tui, ROLE_BAD, "Nicht gespeichert. Was fehlt, steht unter dem Feld; danach F2.");
	else
		tui_say(form->tui, ROLE_BAD, "%s", text);
}

/* The index of the first wrong field, or -1. All get their message. */
static int
check_all(Form *form)
{
	int first = -1, i;

	slot_leave(&form->slots[form->focus]);
	for (i = form->n - 1; i >= 0; i--)
		if (!check(form, &form->slots[i], TRUE))
			first = i;
	return first;
}

static unsigned
run_save(Tui *tui, void *state)
{
	Form *form = state;
	int wrong = check_all(form);
	g_autofree char *error = NULL;

	if (wrong >= 0) {
		form->focus = wrong;
		slot_enter(&form->slots[wrong]);
		say_wrong(form);
		return TUI_CONTENT;
	}
	error = form->spec.save(form, form->data);
	if (error) {
		if (form->slots[form->focus].error)
			say_wrong(form);
		else
			tui_say(tui, ROLE_BAD, "%s", error);
		return TUI_CONTENT;
	}
	form->is_saved = TRUE;
	return TUI_CLOSE;
}

static unsigned
thrown_away(Tui *tui, void *state, int answer)
{
	(void)tui;
	(void)state;
	return answer == DIALOG_YES ? TUI_CLOSE : TUI_HANDLED;
}

static unsigned
run_leave(Tui *tui, void *state)
{
	Form *form = state;

	if (!form->is_changed)
		return TUI_CLOSE;
	if (!form->spec.draft) {
		dialog_yes_no(tui, "Eingaben verwerfen?", thrown_away, form);
		return TUI_HANDLED;
	}
	tui_say(tui, ROLE_INFO, "Nicht gespeichert; der Entwurf bleibt erhalten.");
	return TUI_CLOSE;
}

/* --- the screen ------------------------------------------------------------------------------------------------------------- */

static int
step_of(const Form *form, int key)
{
	if (key == TK_TAB || key == TK_DOWN || key == TK_ENTER || key == TK_WHEEL_DOWN)
		return 1;
	if (key == TK_BACKTAB || key == TK_UP || key == TK_WHEEL_UP)
		return -1;
	return key == TK_PGDN ? form->n : key == TK_PGUP ? -form->n : 0;
}

static unsigned
click(Form *form, const Event *event)
{
	int line = event->y - form->area.y + form->scroll, i;

	for (i = 0; i < form->n; i++)
		if (line >= form->slots[i].y && line < form->slots[i].y + form->slots[i].height)
			set_focus(form, i);
	return TUI_HANDLED | TUI_CONTENT;
}

static unsigned
go_on(Form *form, int key)
{
	int step = step_of(form, key), to = form->focus + step;

	if (step == 0)
		return TK_IS_TEXT(key) || key == TK_BACKSPACE ? TUI_HANDLED : TUI_PASS;
	if (key == TK_ENTER && to >= form->n)
		tui_say(form->tui, ROLE_INFO, "Das war das letzte Feld. F2 oder Strg-S speichert.");
	set_focus(form, to);
	return TUI_HANDLED | TUI_CONTENT;
}

static unsigned
form_handle(void *state, const Event *event)
{
	Form *form = state;
	Slot *slot = &form->slots[form->focus];
	unsigned flags;

	if (event->key == TK_CLICK)
		return click(form, event);
	flags = slot_handle(slot, event, form->data);
	if (flags & SLOT_CHANGED) {
		g_clear_pointer(&slot->error, g_free);
		changed(form);
	}
	if (flags & SLOT_NEXT)
		return go_on(form, TK_ENTER);
	flags &= ~(unsigned)(SLOT_CHANGED | SLOT_NEXT);
	return flags ? flags | TUI_CONTENT : go_on(form, event->key);
}

static void
form_close(void *state)
{
	Form *form = state;
	void (*closed)(gboolean, void *) = form->spec.closed;
	void *data = form->data;
	gboolean is_saved = form->is_saved;

	loop_remove_timer(tui_loop(form->tui), form->timer);
	if (form->is_changed && !is_saved && form->spec.draft)
		form->spec.draft(form, data);
	form_free(form);
	if (closed)
		closed(is_saved, data);
}

static char *
form_title(void *state)
{
	const Form *form = state;

	return g_strconcat(form->spec.title, form->is_changed ? " (geändert)" : "", NULL);
}

static const Command form_commands[] = {
	{ "form.save", { TK_F(2), TK_CTRL('s') }, "Speichern", "Speichern", "Prüft alle Felder und speichert.", 0, run_save, NULL },
	{ "form.leave", { TK_ESC }, "Verlassen", "Verlassen", "Geht zurück, ohne zu speichern; der Entwurf bleibt erhalten.", 0, run_leave, NULL },
	{ .id = NULL },
};

static const ScreenOps form_screen = { .name = "formular", .make_title = form_title, .commands = form_commands, .layout = form_layout,
	.draw = form_draw, .handle = form_handle, .close = form_close };

void
form_open(Form *form)
{
	g_assert(form->n > 0);
	slot_enter(&form->slots[0]);
	tui_push_state(form->tui, &form_screen, form);
}
