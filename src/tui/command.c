/* Lookups and texts made from command tables; see command.h. The list to choose from is in palette.c. */
#include "command.h"

#include <string.h>

#include "cells.h"
#include "vorort/text.h"

static gboolean
applies(const Command *command, unsigned where)
{
	return command->where == 0 || (command->where & where) != 0;
}

static gboolean
starts_with_key(const Command *command, int key)
{
	int i;

	for (i = 0; i < COMMAND_KEYS && command->keys[i]; i++)
		if (command->keys[i] == key)
			return TRUE;
	return FALSE;
}

const Command *
command_find(const Command *table, int key, unsigned where, gboolean has_letters)
{
	const Command *c;

	if (!has_letters && TK_IS_TEXT(key) && key != ' ')
		return NULL;
	for (c = table; c && c->id; c++)
		if (applies(c, where) && starts_with_key(c, key))
			return c;
	return NULL;
}

/* --- names of keys ---------------------------------------------------------------------------------------------------------- */

static const struct {
	int key;
	const char *name;
} key_names[] = {
	{ TK_TAB, "Tab" }, { TK_ENTER, "Enter" }, { TK_ESC, "Esc" }, { TK_SPACE, "Leertaste" }, { TK_BACKSPACE, "Rück" }, { TK_UP, "↑" },
	{ TK_DOWN, "↓" }, { TK_LEFT, "←" }, { TK_RIGHT, "→" }, { TK_HOME, "Pos1" }, { TK_END, "Ende" }, { TK_PGUP, "Bild↑" },
	{ TK_PGDN, "Bild↓" }, { TK_INSERT, "Einfg" }, { TK_DELETE, "Entf" }, { TK_BACKTAB, "Umschalt-Tab" },
	{ TK_CTRL_HOME, "Strg-Pos1" }, { TK_CTRL_END, "Strg-Ende" },
};

char *
command_key_name(int key)
{
	char letter[8] = "";
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(key_names); i++)
		if (key_names[i].key == key)
			return g_strdup(key_names[i].name);
	if (key > TK_F0 && key <= TK_LAST)
		return g_strdup_printf("F%d", key - TK_F0);
	if (key < ' ')
		return g_strdup_printf("Strg-%c", '@' + key);
	g_unichar_to_utf8((gunichar)key, letter);
	return g_strdup(letter);
}

char *
command_keys_text(const Command *command)
{
	GString *out = g_string_new(NULL);
	int i;

	for (i = 0; i < COMMAND_KEYS && command->keys[i]; i++) {
		g_autofree char *name = command_key_name(command->keys[i]);

		g_string_append_printf(out, "%s%s", i ? ", " : "", name);
	}
	return g_string_free(out, FALSE);
}

/* --- check ------------------------------------------------------------------------------------------------------------------ */

static unsigned
mask_of(const Command *command)
{
	return command->where ? command->where : COMMAND_EVERYWHERE;
}

static void
check_pair(const Command *a, const Command *b, GString *found)
{
	int i;

	if (!(mask_of(a) & mask_of(b)))
		return;
	for (i = 0; i < COMMAND_KEYS && a->keys[i]; i++)
		if (starts_with_key(b, a->keys[i])) {
			g_autofree char *name = command_key_name(a->keys[i]);

			g_string_append_printf(found, "%s: %s and %s; ", name, a->id, b->id);
		}
}

static void
check_one(const Command *c, const Command *global, GString *found)
{
	const Command *other;

	if (!c->title || !*c->title || !c->help || !*c->help || !c->run)
		g_string_append_printf(found, "%s: no title, help or function; ", c->id);
	for (other = c + 1; other->id; other++)
		check_pair(c, other, found);
	for (other = global; other && other->id; other++)
		check_pair(c, other, found);
}

char *
command_check(const Command *table, const Command *global)
{
	GString *found = g_string_new(NULL);
	const Command *c;

	for (c = table; c->id; c++)
		check_one(c, global, found);
	return g_string_free(found, found->len == 0);
}

/* --- footer and filter ------------------------------------------------------------------------------------------------------ */

static int
shown_key(const Command *command, gboolean has_letters)
{
	int i;

	for (i = 0; i < COMMAND_KEYS && command->keys[i]; i++)
		if (has_letters || !TK_IS_TEXT(command->keys[i]) || command->keys[i] == ' ')
			return command->keys[i];
	return 0;
}

/* An earlier table has taken the key. */
static gboolean
is_taken(const GPtrArray *pieces, const char *name)
{
	guint i;

	for (i = 0; i < pieces->len; i += 2)
		if (g_str_equal(g_ptr_array_index(pieces, i), name))
			return TRUE;
	return FALSE;
}

static int
width_of(const char *key, const char *hint)
{
	return cells_width(key) + 1 + cells_width(hint) + 2;
}

/* What Esc does here, if it is to be shown: the way out keeps its room whatever stands before it. */
static const Command *
way_out(const Command *const *tables, unsigned where)
{
	const Command *found = NULL;

	for (; *tables && !found; tables++)
		found = command_find(*tables, TK_ESC, where, TRUE);
	return found && found->hint && found->keys[0] == TK_ESC ? found : NULL;
}

/* Adds the pair if it fits; a later, shorter one may still fit. */
static void
add_hint(GPtrArray *pieces, const Command *command, gboolean has_letters, int width, int *used)
{
	int key = shown_key(command, has_letters), needed;
	g_autofree char *name = NULL;

	if (!command->hint || !key)
		return;
	name = command_key_name(key);
	if (is_taken(pieces, name))
		return;
	needed = width_of(name, command->hint);
	if (*used + needed > width)
		return;
	*used += needed;
	g_ptr_array_add(pieces, g_steal_pointer(&name));
	g_ptr_array_add(pieces, g_strdup(command->hint));
}

GPtrArray *
command_footer(const Command *const *tables, unsigned where, gboolean has_letters, int width)
{
	GPtrArray *pieces = g_ptr_array_new_with_free_func(g_free);
	const Command *c, *out = way_out(tables, where);
	int used = width_of("F1", "Hilfe"), kept = out ? width_of("Esc", out->hint) : 0;

	g_ptr_array_add(pieces, g_strdup("F1"));
	g_ptr_array_add(pieces, g_strdup("Hilfe"));
	for (; *tables; tables++)
		for (c = *tables; c->id; c++)
			if (applies(c, where))
				add_hint(pieces, c, has_letters, c == out ? width : width - kept, &used);
	return pieces;
}

gboolean
command_matches(const Command *command, const char *needle)
{
	g_autofree char *keys = command_keys_text(command);
	g_autofree char *all = g_strjoin(" ", command->title, command->help, keys, NULL);
	g_autofree char *hay = text_fold(all);
	g_autofree char *folded = text_fold(needle);
	g_auto(GStrv) parts = g_strsplit(folded, " ", -1);
	guint i;

	for (i = 0; parts[i]; i++)
		if (*parts[i] && !strstr(hay, parts[i]))
			return FALSE;
	return TRUE;
}
