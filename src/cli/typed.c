/* Codes, days and slot values as people type them; see typed.h. */
#include "typed.h"

#include <string.h>

#include "vorort/text.h"

char *
typed_hint(const char *typed, const char *const *candidates)
{
	const char *nearest = text_nearest(typed, candidates);

	return nearest ? g_strdup_printf("; meinten Sie „%s“?", nearest) : g_strdup("");
}

static char *
list_hint(WordList list, const char *typed)
{
	g_autoptr(GPtrArray) candidates = g_ptr_array_new_null_terminated(0, NULL, TRUE);
	const Word *word;

	for (word = words(list); word->code; word++) {
		g_ptr_array_add(candidates, (gpointer)word->code);
		g_ptr_array_add(candidates, (gpointer)word->text);
	}
	return typed_hint(typed, (const char *const *)candidates->pdata);
}

const char *
typed_code(WordList list, const char *typed, const char *what, GError **error)
{
	const Word *word = words_guess(list, typed);
	g_autofree char *shown = NULL, *hint = NULL, *codes = NULL;

	if (word)
		return word->code;
	shown = text_visible(typed, FALSE);
	hint = list_hint(list, typed);
	codes = words_codes(list);
	g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "%s: „%s“ gibt es nicht oder ist nicht eindeutig%s Möglich sind: %s.", what, shown,
		    *hint ? hint : ".", codes);
	return NULL;
}

char *
typed_codes(WordList list, const char *typed, const char *what, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(typed, ",", -1);
	g_autoptr(GPtrArray) codes = g_ptr_array_new();
	guint i;

	for (i = 0; parts[i]; i++) {
		const char *code = typed_code(list, g_strstrip(parts[i]), what, error);

		if (!code)
			return NULL;
		g_ptr_array_add(codes, (gpointer)code);
	}
	g_ptr_array_add(codes, NULL);
	return g_strjoinv(",", (char **)codes->pdata);
}

char *
typed_day(const char *typed, const char *what, GError **error)
{
	g_autofree char *today = app_today(), *shown = NULL;
	char *day = text_parse_date(typed, today);

	if (day)
		return day;
	shown = text_visible(typed, FALSE);
	g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "%s: „%s“ ist kein Tag. Beispiele: 2026-11-24, 24.11.2026, 24.11., heute, morgen, +3.",
		    what, shown);
	return NULL;
}

gboolean
typed_number(const char *typed, const char *what, guint64 least, guint64 most, guint64 *number, GError **error)
{
	g_autofree char *shown = NULL;

	if (g_ascii_string_to_unsigned(typed, 10, least, most, number, NULL))
		return TRUE;
	shown = text_visible(typed, FALSE);
	g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "%s: „%s“ ist keine ganze Zahl von %" G_GUINT64_FORMAT " bis %" G_GUINT64_FORMAT ".",
		    what, shown, least, most);
	return FALSE;
}

/* --- slots --------------------------------------------------------------------------------------------------------------------------- */

static gboolean
is_settable(const Field *field, gboolean is_add)
{
	return is_add ? field->in_add : !field->is_fixed;
}

/* The names that may stand before "=", keyed fields with a point behind them. */
static GPtrArray *
slot_names(const Entity *entity, gboolean is_add)
{
	GPtrArray *names = g_ptr_array_new_null_terminated(0, g_free, TRUE);
	const Field *field;
	guint i;

	for (field = entity->fields; field->name; field++)
		for (i = 0; i < field_n_slots(field); i++)
			if (is_settable(field, is_add))
				g_ptr_array_add(names, g_strconcat(field->slots[i].name, field->is_keyed ? ".…" : "", NULL));
	return names;
}

static void
set_unknown_slot(const Entity *entity, const char *name, gboolean is_add, GError **error)
{
	g_autoptr(GPtrArray) names = slot_names(entity, is_add);
	g_autofree char *shown = text_visible(name, FALSE);
	g_autofree char *hint = typed_hint(name, (const char *const *)names->pdata);
	g_autofree char *all = g_strjoinv(", ", (char **)names->pdata);
	guint index;

	if (!is_add && entity_slot(entity, name, &index))
		g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "„%s“ steht seit dem Anlegen fest und kann nicht geändert werden.", shown);
	else
		g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "%s hat hier kein Feld „%s“%s Möglich sind: %s.", entity->title, shown,
			    *hint ? hint : ".", all);
}

/* The slot that "title" or, for a keyed field, "param.transport" means. */
static const Slot *
find_slot(const Entity *entity, const char *name, gboolean is_add)
{
	g_auto(GStrv) parts = g_strsplit(name, ".", 2);
	const Field *field;
	guint index;

	if (parts[0] && parts[1]) {
		field = entity_field(entity, parts[0]);
		return field && field->is_keyed && !is_add && *parts[1] ? &field->slots[0] : NULL;
	}
	field = entity_slot(entity, name, &index);
	return field && !field->is_keyed && is_settable(field, is_add) ? &field->slots[index] : NULL;
}

static char *
typed_ids(Cli *cli, const char *slot, const char *value, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(value, ",", -1);
	const char *type = g_str_has_prefix(slot, "anbindung") ? "anbindung" : NULL;
	guint i;

	for (i = 0; parts[i]; i++) {
		char *id = cli_find(cli, type, g_strstrip(parts[i]), error);

		if (!id)
			return NULL;
		g_free(parts[i]);
		parts[i] = id;
	}
	return g_strjoinv(",", parts);
}

/* The value as app wants it; an empty one clears the field. */
static char *
typed_value(Cli *cli, const Slot *slot, const char *value, GError **error)
{
	if (!*value)
		return g_strdup("");
	switch (slot->type) {
	case SLOT_CODE:
		return g_strdup(typed_code((WordList)slot->min, value, slot->name, error));
	case SLOT_CODES:
		return typed_codes((WordList)slot->min, value, slot->name, error);
	case SLOT_DATE:
		return typed_day(value, slot->name, error);
	case SLOT_ID:
	case SLOT_IDS:
		return typed_ids(cli, slot->name, value, error);
	default:
		return g_strdup(value);
	}
}

static char *
typed_pair(Cli *cli, const Entity *entity, const char *pair, gboolean is_add, GError **error)
{
	const char *equals = strchr(pair, '=');
	g_autofree char *name = NULL, *value = NULL, *shown = NULL;
	const Slot *slot;

	if (!equals || equals == pair) {
		shown = text_visible(pair, FALSE);
		g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "Erwartet wird FELD=WERT, nicht „%s“.", shown);
		return NULL;
	}
	name = g_strndup(pair, (gsize)(equals - pair));
	slot = find_slot(entity, name, is_add);
	if (!slot) {
		set_unknown_slot(entity, name, is_add, error);
		return NULL;
	}
	value = typed_value(cli, slot, equals + 1, error);
	return value ? g_strdup_printf("%s=%s", name, value) : NULL;
}

GPtrArray *
typed_set(Cli *cli, const Entity *entity, const char *const *pairs, gboolean is_add, GError **error)
{
	g_autoptr(GPtrArray) set = g_ptr_array_new_null_terminated(0, g_free, TRUE);

	for (; *pairs; pairs++) {
		char *pair = typed_pair(cli, entity, *pairs, is_add, error);

		if (!pair)
			return NULL;
		g_ptr_array_add(set, pair);
	}
	return g_steal_pointer(&set);
}
