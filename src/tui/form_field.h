/* The inside of forms: one slot per field with its value, keys and look. Shared by form.c, form_field.c and form_draw.c only. */
#pragma once

#include <glib.h>

#include "edit.h"
#include "form.h"

typedef struct Slot {
	const FormField *field;
	void *data;       /* the form's, for callbacks */
	Edit *edit;       /* LINE, TEXT, DATE, SEARCH */
	gboolean *is_on;  /* CHOICE, MULTI: one for each word */
	int n_words;
	int option;       /* CHOICE, MULTI: where the cursor is; SEARCH: row of the hits, -1 none */
	gboolean is_walked; /* choices: the arrows moved since the field was entered */
	GString *typed;   /* choices: letters of the search that goes on, folded */
	gint64 typed_at;  /* when the last one came, monotonic */
	char *key;        /* SEARCH: what was picked, NULL: nothing */
	GPtrArray *hits;  /* SEARCH: of FormRow, NULL: not searched */
	char *error;      /* German, NULL: fine or not checked */
	char *value;      /* buffer of slot_value() */
	int y, height;    /* in lines of the form, set while drawing */
	int n_errors;     /* of these lines: of the error */
} Slot;

struct Form {
	Tui *tui;
	FormSpec spec;
	void *data;
	Slot *slots;
	int n, focus;
	int scroll;       /* first line shown */
	Area area;        /* of the fields and their help */
	GPtrArray *intro; /* of char *: lines above the area */
	guint timer;      /* of the draft, 0: none */
	gboolean is_changed, is_saved;
};

/* Beside TUI_HANDLED: the value changed; the field is done, go on. */
enum { SLOT_CHANGED = 1 << 16, SLOT_NEXT = 1 << 17 };

void slot_init(Slot *slot, const FormField *field, void *data);
void slot_clear(Slot *slot);
void slot_set(Slot *slot, const char *value, const char *label);
const char *slot_value(Slot *slot);
/* For drafts: what was typed, finished or not. */
char *slot_raw(Slot *slot);
void slot_set_raw(Slot *slot, const char *raw);
/* NULL or a German sentence; caller frees. @is_saving FALSE: an empty field is no error yet. */
char *slot_check(Slot *slot, gboolean is_saving, void *data);
void slot_enter(Slot *slot);
void slot_leave(Slot *slot);
unsigned slot_handle(Slot *slot, const Event *event, void *data);
/* What the keys do in this field, German; NULL: what one expects. */
const char *slot_hint(const Slot *slot);

void form_layout(void *state, Area body);
void form_draw(void *state, unsigned dirty);
