/*
 * Commands: what can be done, as tables. Footer, help, palette and the key list of the man page are made from them.
 *
 * A screen has one table; the application has one for everywhere; the toolkit has its own (help, back, quit, repaint). Keys are looked
 * for in this order, after the screen's handle() has declined the key. See screen.h for an example.
 */
#pragma once

#include <glib.h>

#include "term.h"

typedef struct Tui Tui;

/* What a handler or command reports; combine with |. Handlers never paint. */
typedef enum {
	TUI_PASS = 0,     /* not mine: look further */
	TUI_HANDLED = 1,
	TUI_PAINT = 2,    /* the selection or the cursor moved: draw() with DIRTY_PAINT */
	TUI_CONTENT = 4,  /* data changed: draw() with DIRTY_CONTENT */
	TUI_LAYOUT = 8,   /* sizes changed: layout(), then draw() */
	TUI_CLOSE = 16,   /* this screen is finished */
	TUI_QUIT = 32     /* leave the program (asks if work is running) */
} TuiFlags;

#define COMMAND_KEYS 5
#define COMMAND_EVERYWHERE (~0u)
/* Bits of the toolkit in a context: whether there is a screen below to go back to. A screen's own ones are lower. */
#define COMMAND_ABOVE (1u << 31)
#define COMMAND_FIRST (1u << 30)

typedef struct Command {
	const char *id;           /* "huerde.neu"; NULL ends a table */
	int keys[COMMAND_KEYS];   /* ends with 0; the first is the one shown. Letters are shortcuts: add a key without letters, or let Enter do */
	const char *title;        /* German, begins with a verb or noun as on a button: "Neue Hürde" */
	const char *hint;         /* one word for the footer, "Neu"; NULL: not in the footer. Table order is priority */
	const char *help;         /* one German sentence */
	unsigned where;           /* bits of the screen's where(); 0 is the same as COMMAND_EVERYWHERE */
	unsigned (*run)(Tui *tui, void *state); /* @state: of the screen that is on top, for global tables too. Returns TuiFlags */
	const char *(*why_not)(Tui *tui, void *state); /* NULL, or: returns a German reason why it cannot be done now, else NULL */
} Command;

/* The command of @table that @key starts in context @where, or NULL. @has_letters FALSE: characters start nothing. */
const Command *command_find(const Command *table, int key, unsigned where, gboolean has_letters);

/* "Strg-S", "F2", "Enter", "n"; caller frees. */
char *command_key_name(int key);
/* All keys of a command, "F1, ?"; caller frees. */
char *command_keys_text(const Command *command);

/* For unit tests: NULL, or which keys start two commands in one context of @table and @global (may be NULL), or lack texts. Caller frees. */
char *command_check(const Command *table, const Command *global);

/*
 * The footer line for @width columns: help first and whole, then hints in table order as long as they fit; that of Esc always does. @tables is NULL-terminated.
 * Pieces alternate key and hint: element 2i is a key, 2i+1 its hint. Caller unrefs; elements are freed with it.
 */
GPtrArray *command_footer(const Command *const *tables, unsigned where, gboolean has_letters, int width);

/* TRUE if @needle (typed by the user) is found in title, help or keys, umlauts and case aside; every word of it must be. */
gboolean command_matches(const Command *command, const char *needle);

/* Opens the list of everything that can be done on the present screen: type to filter, Enter runs. */
void command_palette(Tui *tui);
