/*
 * Colour roles: what a piece of text means, never which colour it has. One table holds all schemes.
 *
 * Colour never carries meaning alone: the selection is also reverse and has a leading ">", a state also has its glyph and word.
 */
#pragma once

#include <glib.h>
#include <ncurses.h>

typedef enum {
	ROLE_TEXT,
	ROLE_TITLE,     /* the bar at the top, titles of dialogs */
	ROLE_HEAD,      /* headings of columns and sections */
	ROLE_SELECTION, /* the selected row, the focused button: always reverse */
	ROLE_OK,
	ROLE_WARN,
	ROLE_BAD,
	ROLE_INFO,
	ROLE_MUTED,
	ROLE_KEY,       /* a key in the footer and in help */
	ROLE_FIELD,     /* a field of a form */
	ROLE_FOCUS,     /* the field that is being edited */
	ROLE_BORDER,
	N_ROLES
} Role;

/*
 * Chooses the scheme: "dark", "light", "mono" or "contrast"; NULL or an unknown name: by the terminal. NO_COLOR (not empty) and
 * terminals without colours get mono. Call after term_start().
 */
void colour_start(const char *scheme);

/* Names of the schemes, NULL-terminated, with German titles at the same index. */
extern const char *const colour_names[];
extern const char *const colour_titles[];
/* The scheme in use. */
const char *colour_name(void);

attr_t colour_attr(Role role);
short colour_pair(Role role);
