/* Fields of forms: values, checks and keys, a table of functions for each type; see form_field.h. */
#include "form_field.h"

#include <string.h>

#include "cells.h"
#include "vorort/text.h"

static gboolean
has_edit(const Slot *slot)
{
	return slot->edit != NULL;
}

static char *
today(void)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_local();

	return g_date_time_format(now, "%Y-%m-%d");
}

void
slot_init(Slot *slot, const FormField *field, void *data)
{
	gboolean is_text = field->type == FORM_TEXT;

	slot->field = field;
	slot->data = data;
	slot->option = -1;
	if (field->type == FORM_CHOICE || field->type == FORM_MULTI) {
		while (field->words[slot->n_words].code)
			slot->n_words++;
		slot->is_on = g_new0(gboolean, (gsize)slot->n_words + 1);
		slot->typed = g_string_new(NULL);
	} else {
		slot->edit = edit_new(field->max ? field->max : is_text ? TEXT_MAX : 200, is_text);
	}
}

void
slot_clear(Slot *slot)
{
	edit_free(slot->edit);
	g_free(slot->is_on);
	if (slot->typed)
		g_string_free(slot->typed, TRUE);
	g_free(slot->key);
	g_clear_pointer(&slot->hits, g_ptr_array_unref);
	g_free(slot->error);
	g_free(slot->value);
}

/* --- values ----------------------------------------------------------------------------------------------------------------- */

static void
set_codes(Slot *slot, const char *codes)
{
	g_auto(GStrv) parts = g_strsplit(codes, ",", -1);
	int i;

	for (i = 0; i < slot->n_words; i++)
		slot->is_on[i] = g_strv_contains((const char *const *)parts, slot->field->words[i].code);
}

void
slot_set(Slot *slot, const char *value, const char *label)
{
	g_autofree char *date = NULL;

	if (!has_edit(slot)) {
		set_codes(slot, value);
		return;
	}
	if (slot->field->type == FORM_SEARCH) {
		g_free(slot->key);
		slot->key = *value ? g_strdup(value) : NULL;
		value = label ? label : value;
	} else if (slot->field->type == FORM_DATE) {
		value = date = text_date(value);
	}
	edit_set(slot->edit, value);
}

static char *
codes_of(const Slot *slot)
{
	GString *out = g_string_new(NULL);
	int i;

	for (i = 0; i < slot->n_words; i++)
		if (slot->is_on[i])
			g_string_append_printf(out, "%s%s", out->len ? "," : "", slot->field->words[i].code);
	return g_string_free(out, FALSE);
}

static char *
date_of(const Slot *slot)
{
	g_autofree char *now = today();
	char *iso = text_parse_date(edit_text(slot->edit), now);

	return iso ? iso : g_strdup("");
}

static char *
text_of(const Slot *slot)
{
	char *composed = g_utf8_normalize(edit_text(slot->edit), -1, G_NORMALIZE_NFC);

	return slot->field->type == FORM_TEXT ? g_strchomp(composed) : g_strstrip(composed);
}

const char *
slot_value(Slot *slot)
{
	g_free(slot->value);
	if (!has_edit(slot))
		slot->value = codes_of(slot);
	else if (slot->field->type == FORM_DATE)
		slot->value = date_of(slot);
	else if (slot->field->type == FORM_SEARCH)
		slot->value = g_strdup(slot->key ? slot->key : "");
	else
		slot->value = text_of(slot);
	return slot->value;
}

char *
slot_raw(Slot *slot)
{
	if (!has_edit(slot))
		return codes_of(slot);
	if (slot->field->type == FORM_SEARCH)
		return g_strconcat(slot->key ? slot->key : "", "\t", edit_text(slot->edit), NULL);
	return g_strdup(edit_text(slot->edit));
}

void
slot_set_raw(Slot *slot, const char *raw)
{
	const char *tab = strchr(raw, '\t');

	if (slot->field->type == FORM_SEARCH && tab) {
		g_autofree char *key = g_strndup(raw, (gsize)(tab - raw));

		slot_set(slot, key, tab + 1);
	} else if (slot->field->type == FORM_DATE) {
		edit_set(slot->edit, raw);
	} else {
		slot_set(slot, raw, NULL);
	}
}

char *
slot_check(Slot *slot, gboolean is_saving, void *data)
{
	const char *value = slot_value(slot);
	const char *typed = has_edit(slot) ? edit_text(slot->edit) : value;

	if (!*typed || (!*value && has_edit(slot) && strspn(typed, " \t\n") == strlen(typed)))
		return slot->field->is_required && is_saving ? g_strdup("Bitte ausfüllen.") : NULL;
	if (!*value && slot->field->type == FORM_DATE)
		return g_strdup("Das ist kein Datum. Möglich sind zum Beispiel 14.11.2026, 14.11., heute oder +3.");
	if (!*value && slot->field->type == FORM_SEARCH)
		return g_strdup("Bitte mit den Pfeiltasten einen Eintrag wählen und mit Enter übernehmen.");
	return slot->field->check && *value ? slot->field->check(value, data) : NULL;
}

/* --- keys ------------------------------------------------------------------------------------------------------------------- */

static unsigned
edit_keys(Slot *slot, const Event *event)
{
	unsigned flags = edit_handle(slot->edit, event);

	return flags & TUI_CONTENT ? flags | SLOT_CHANGED : flags;
}

/* Letters that come after each other search together; after a pause, or Backspace, a new search begins. */
#define TYPING_PAUSE (1500 * G_TIME_SPAN_MILLISECOND)

/* How well @typed fits: 3 at the beginning, 2 at the beginning of a word, 1 inside (from three letters on), 0 not at all. */
static int
fit_of(const Word *word, const char *typed)
{
	g_autofree char *text = text_fold(word->text);
	const char *hit = strstr(text, typed);
	gboolean is_inside = hit != NULL;

	if (hit == text)
		return 3;
	for (; hit; hit = strstr(hit + 1, typed))
		if (!g_ascii_isalnum(hit[-1]) && (hit[-1] & 0x80) == 0)
			return 2;
	return is_inside && g_utf8_strlen(typed, -1) >= 3 ? 1 : 0;
}

/* The best option from the present one on, or -1. A single letter goes to the next one, so that all with it can be reached. */
static int
option_of_text(const Slot *slot, const char *typed)
{
	int first = MAX(slot->option, 0) + (g_utf8_strlen(typed, -1) == 1), best = 0, found = -1, i;

	for (i = 0; *typed && i < slot->n_words; i++) {
		int option = (first + i) % slot->n_words, fit = fit_of(&slot->field->words[option], typed);

		if (fit > best) {
			best = fit;
			found = option;
		}
	}
	return found;
}

static int
search_option(Slot *slot, int key)
{
	gint64 now = g_get_monotonic_time();
	char letter[8] = "";
	g_autofree char *folded = NULL;
	int found;

	if (now - slot->typed_at > TYPING_PAUSE)
		g_string_truncate(slot->typed, 0);
	slot->typed_at = now;
	g_unichar_to_utf8((gunichar)key, letter);
	folded = key == ' ' ? g_strdup(" ") : text_fold(letter);
	g_string_append(slot->typed, folded);
	found = option_of_text(slot, slot->typed->str);
	if (found < 0 && strspn(slot->typed->str, folded) == slot->typed->len)
		found = option_of_text(slot, folded); /* one letter again and again goes through all that begin with it */
	return found;
}

/* Within a search, a blank that goes on with it belongs to it; else it is the key that chooses. */
static gboolean
is_search_key(Slot *slot, int key)
{
	g_autofree char *more = NULL;

	if (!TK_IS_TEXT(key) || key != TK_SPACE)
		return TK_IS_TEXT(key);
	more = g_strconcat(slot->typed->str, " ", NULL);
	return slot->typed->len && g_get_monotonic_time() - slot->typed_at <= TYPING_PAUSE && option_of_text(slot, more) >= 0;
}

static unsigned
set_option(Slot *slot, int option, gboolean is_on)
{
	slot->option = option;
	if (slot->field->type == FORM_CHOICE)
		memset(slot->is_on, 0, sizeof(gboolean) * (gsize)slot->n_words);
	slot->is_on[option] = is_on;
	return TUI_HANDLED | SLOT_CHANGED;
}

/* Space: a choice that need not be made can be taken back. */
static unsigned
switch_option(Slot *slot, int option)
{
	return set_option(slot, option, slot->field->type == FORM_CHOICE && slot->field->is_required ? TRUE : !slot->is_on[option]);
}

static unsigned
number_key(Slot *slot, int option)
{
	if (option >= slot->n_words)
		return TUI_HANDLED;
	return slot->field->type == FORM_CHOICE ? set_option(slot, option, TRUE) : switch_option(slot, option);
}

/* Typing chooses where one is chosen; where several are, it goes there. */
static unsigned
letter_key(Slot *slot, int key)
{
	int option = search_option(slot, key);

	if (option < 0)
		return TUI_HANDLED;
	if (slot->field->type == FORM_CHOICE)
		return set_option(slot, option, TRUE);
	slot->option = option;
	return TUI_HANDLED | TUI_PAINT;
}

static unsigned
move_option(Slot *slot, int step)
{
	if (slot->option + step < 0 || slot->option + step >= slot->n_words)
		return TUI_PASS; /* on to the neighbouring field; nothing is changed by walking through */
	slot->option += step;
	slot->is_walked = TRUE;
	return TUI_HANDLED | TUI_PAINT;
}

/* Enter chooses what the arrows went to; through a choice that need not be made it only passes. */
static gboolean
is_meant(const Slot *slot)
{
	return slot->field->type == FORM_CHOICE && slot->option >= 0 && !slot->is_on[slot->option] &&
	       (slot->field->is_required || slot->is_walked);
}

static unsigned
option_keys(Slot *slot, const Event *event)
{
	int key = event->key;

	if (is_search_key(slot, key) && (key < '1' || key > '9'))
		return letter_key(slot, key);
	g_string_truncate(slot->typed, 0);
	if (key >= '1' && key <= '9')
		return number_key(slot, key - '1');
	if (key == TK_UP || key == TK_DOWN)
		return move_option(slot, key == TK_UP ? -1 : 1);
	if (key == TK_LEFT || key == TK_RIGHT)
		return move_option(slot, key == TK_LEFT ? -1 : 1) | TUI_HANDLED;
	if (key == TK_SPACE && slot->option >= 0)
		return switch_option(slot, slot->option);
	if (key == TK_ENTER && is_meant(slot))
		return set_option(slot, slot->option, TRUE) | SLOT_NEXT;
	return TUI_PASS;
}

static void
search(Slot *slot, void *data)
{
	g_clear_pointer(&slot->hits, g_ptr_array_unref);
	g_clear_pointer(&slot->key, g_free);
	slot->option = -1;
	if (*edit_text(slot->edit))
		slot->hits = slot->field->search(edit_text(slot->edit), data);
	if (slot->hits && slot->hits->len)
		slot->option = 0;
}

static unsigned
pick(Slot *slot)
{
	const FormRow *row = g_ptr_array_index(slot->hits, (guint)slot->option);

	g_free(slot->key);
	slot->key = g_strdup(row->key);
	edit_set(slot->edit, row->label);
	g_clear_pointer(&slot->hits, g_ptr_array_unref);
	slot->option = -1;
	return TUI_HANDLED | SLOT_CHANGED | SLOT_NEXT;
}

static unsigned
search_keys(Slot *slot, const Event *event)
{
	int n = slot->hits ? (int)slot->hits->len : 0;
	unsigned flags;

	if (n && event->key == TK_DOWN && slot->option + 1 < n) {
		slot->option++;
		return TUI_HANDLED;
	}
	if (n && event->key == TK_UP && slot->option > 0) {
		slot->option--;
		return TUI_HANDLED;
	}
	if (n && event->key == TK_ENTER && slot->option >= 0)
		return pick(slot);
	if (slot->key && TK_IS_TEXT(event->key))
		edit_set(slot->edit, ""); /* typing after a choice begins a new search */
	flags = edit_keys(slot, event);
	if (flags & SLOT_CHANGED)
		search(slot, slot->data);
	return flags;
}

static unsigned
text_keys(Slot *slot, const Event *event)
{
	return slot->field->is_paragraph && event->key == TK_ENTER && !event->is_newline ? TUI_PASS : edit_keys(slot, event);
}

static unsigned (*const key_functions[])(Slot *slot, const Event *event) = {
	[FORM_LINE] = edit_keys, [FORM_TEXT] = text_keys, [FORM_DATE] = edit_keys, [FORM_SEARCH] = search_keys,
	[FORM_CHOICE] = option_keys, [FORM_MULTI] = option_keys,
};

unsigned
slot_handle(Slot *slot, const Event *event, void *data)
{
	(void)data;
	return key_functions[slot->field->type](slot, event);
}

const char *
slot_hint(const Slot *slot)
{
	if (slot->field->type == FORM_MULTI)
		return "Leertaste oder Nummer schaltet um, Tippen sucht.";
	if (slot->field->type == FORM_TEXT && slot->field->is_paragraph)
		return "Enter: nächstes Feld, Strg-J: neue Zeile.";
	if (slot->field->type != FORM_CHOICE)
		return NULL;
	return slot->field->is_required ? "Enter oder Leertaste wählt, Tippen sucht." : "Enter wählt, Leertaste schaltet um, Tippen sucht.";
}

void
slot_enter(Slot *slot)
{
	int i;

	if (has_edit(slot))
		return;
	g_string_truncate(slot->typed, 0);
	slot->option = 0;
	slot->is_walked = FALSE;
	for (i = slot->n_words - 1; i >= 0; i--)
		if (slot->is_on[i])
			slot->option = i;
}

/* A date that was understood is shown in full, so that a misreading is seen at once. */
void
slot_leave(Slot *slot)
{
	if (slot->field->type == FORM_DATE) {
		const char *iso = slot_value(slot);

		if (*iso)
			slot_set(slot, slot->value, NULL);
	}
	g_clear_pointer(&slot->hits, g_ptr_array_unref);
}
