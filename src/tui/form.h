/*
 * Forms: fields under each other, as a screen of its own. Tab, Shift-Tab and arrows move, Enter goes on, F2 or Ctrl-S saves, Esc leaves.
 *
 * What is typed is handed to draft() at most two seconds after a change and when the form is left without saving (by a signal, too).
 * On saving, every field is checked; the first wrong one gets the focus and its message.
 */
#pragma once

#include <glib.h>

#include "screen.h"
#include "vorort/words.h"

typedef struct Form Form;

typedef enum {
	FORM_LINE,   /* value: the text, trimmed */
	FORM_TEXT,   /* several lines; see is_paragraph */
	FORM_CHOICE, /* value: one code of ->words. Shown open while it has the focus; Space, Enter or number selects, typing searches */
	FORM_MULTI,  /* value: codes, comma separated, in the order of ->words. Space or number switches */
	FORM_DATE,   /* value: YYYY-MM-DD; typed in any form of text_parse_date() */
	FORM_SEARCH  /* value: key of the row that was picked; typing asks ->search */
} FormType;

typedef struct FormRow { /* of a search */
	char *key, *label;
} FormRow;
FormRow *form_row_new(const char *key, const char *label);
void form_row_free(FormRow *row);

typedef struct FormField {
	const char *name;  /* NULL ends the table */
	FormType type;
	const char *label; /* German */
	const char *help;  /* German, shown while it has the focus, wrapped after the label if that is cut; NULL: none */
	gboolean is_required;
	const Word *words; /* FORM_CHOICE, FORM_MULTI: ends with code NULL */
	gboolean is_paragraph; /* FORM_TEXT: Enter goes to the next field, Ctrl-J or Alt-Enter begins a new line */
	int rows;          /* FORM_TEXT: height, 0: 4 */
	gsize max;         /* bytes; 0: 200 for lines, TEXT_MAX for texts */
	char *(*check)(const char *value, void *data); /* NULL, or: returns NULL if fine, else a German sentence. Not asked for "" */
	GPtrArray *(*search)(const char *typed, void *data); /* FORM_SEARCH: at most some ten FormRow, best first; array frees them */
} FormField;

typedef struct FormSpec {
	const char *title;
	const FormField *fields;
	/* All fields are fine. Returns NULL when it is stored: the form closes; else a German message that is shown, the form stays. */
	char *(*save)(Form *form, void *data);
	void (*draft)(Form *form, void *data); /* NULL: no drafts. Store form_values() */
	void (*closed)(gboolean is_saved, void *data); /* NULL, or: the form is gone; frees @data if it is the form's own */
	const char *intro; /* NULL, or: one German sentence above the fields */
} FormSpec;

/* The table and its strings are borrowed while the form exists; set values, then form_open(). */
Form *form_new(Tui *tui, const FormSpec *spec, void *data);
/* Pushes the form as a screen, which owns it from now on. */
void form_open(Form *form);

/* @value as documented at the type; @label: what FORM_SEARCH shows for it, NULL else. Does not count as a change. Unknown names are ignored. */
void form_set(Form *form, const char *name, const char *value, const char *label);
/* Never NULL; "" for an empty or unknown one, and for a date that is none. Valid until the next call with the same name. */
const char *form_get(Form *form, const char *name);
/*
 * For save(): the field gets the focus, and @problem (taken) stands under it. Returns what save() then returns.
 */
char *form_refuse(Form *form, const char *name, char *problem);
/* FORM_SEARCH: what is shown in the field; else the same as form_get(). */
const char *form_label(Form *form, const char *name);

/* All values as one JSON object {"name": "value", …}, FORM_SEARCH as "key\tlabel"; unfinished input as typed. Caller frees. */
char *form_values(Form *form);
/* Reads what form_values() wrote; counts as a change. FALSE if it is not that; unknown names are left out. */
gboolean form_restore(Form *form, const char *json);
