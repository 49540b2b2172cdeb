/* Colour schemes as one table; see colour.h. Only the eight base colours and the terminal's own: the user's palette stays the user's. */
#include "colour.h"

#include <stdlib.h>
#include <string.h>

#define OWN (-1) /* the terminal's own foreground or background */

typedef struct Look {
	short fore, back;
	attr_t attr;
} Look;

enum { DARK, LIGHT, MONO, CONTRAST, N_SCHEMES };

const char *const colour_names[] = { "dark", "light", "mono", "contrast", NULL };
const char *const colour_titles[] = { "dunkel", "hell", "einfarbig", "hoher Kontrast", NULL };

static const Look looks[N_ROLES][N_SCHEMES] = {
	/*                  dark                            light                            mono                      contrast */
	[ROLE_TEXT]      = { { OWN, OWN, 0 },                { OWN, OWN, 0 },                 { OWN, OWN, 0 },           { COLOR_WHITE, COLOR_BLACK, 0 } },
	[ROLE_TITLE]     = { { OWN, OWN, A_REVERSE },        { OWN, OWN, A_REVERSE },         { OWN, OWN, A_REVERSE },   { COLOR_BLACK, COLOR_WHITE, 0 } },
	[ROLE_HEAD]      = { { COLOR_CYAN, OWN, A_BOLD },    { COLOR_BLUE, OWN, A_BOLD },     { OWN, OWN, A_BOLD },      { COLOR_WHITE, COLOR_BLACK, A_BOLD | A_UNDERLINE } },
	[ROLE_SELECTION] = { { OWN, OWN, A_REVERSE },        { OWN, OWN, A_REVERSE },         { OWN, OWN, A_REVERSE },   { COLOR_BLACK, COLOR_WHITE, A_BOLD } },
	[ROLE_OK]        = { { COLOR_GREEN, OWN, 0 },        { COLOR_GREEN, OWN, A_BOLD },    { OWN, OWN, 0 },           { COLOR_WHITE, COLOR_BLACK, 0 } },
	[ROLE_WARN]      = { { COLOR_YELLOW, OWN, 0 },       { COLOR_MAGENTA, OWN, 0 },       { OWN, OWN, A_BOLD },      { COLOR_YELLOW, COLOR_BLACK, A_BOLD } },
	[ROLE_BAD]       = { { COLOR_RED, OWN, A_BOLD },     { COLOR_RED, OWN, A_BOLD },      { OWN, OWN, A_BOLD },      { COLOR_YELLOW, COLOR_BLACK, A_BOLD | A_UNDERLINE } },
	[ROLE_INFO]      = { { COLOR_CYAN, OWN, 0 },         { COLOR_BLUE, OWN, 0 },          { OWN, OWN, 0 },           { COLOR_WHITE, COLOR_BLACK, 0 } },
	[ROLE_MUTED]     = { { OWN, OWN, A_DIM },            { OWN, OWN, A_DIM },             { OWN, OWN, 0 },           { COLOR_WHITE, COLOR_BLACK, 0 } },
	[ROLE_KEY]       = { { OWN, OWN, A_BOLD },           { OWN, OWN, A_BOLD },            { OWN, OWN, A_BOLD },      { COLOR_YELLOW, COLOR_BLACK, A_BOLD } },
	[ROLE_FIELD]     = { { OWN, OWN, A_UNDERLINE },      { OWN, OWN, A_UNDERLINE },       { OWN, OWN, A_UNDERLINE }, { COLOR_WHITE, COLOR_BLACK, A_UNDERLINE } },
	[ROLE_FOCUS]     = { { OWN, OWN, A_BOLD | A_UNDERLINE }, { OWN, OWN, A_BOLD | A_UNDERLINE }, { OWN, OWN, A_BOLD | A_UNDERLINE }, { COLOR_BLACK, COLOR_WHITE, 0 } },
	[ROLE_BORDER]    = { { COLOR_CYAN, OWN, 0 },         { COLOR_BLUE, OWN, 0 },          { OWN, OWN, 0 },           { COLOR_WHITE, COLOR_BLACK, 0 } },
};

static int scheme_now = MONO;

/* COLORFGBG is "fore;back" (rxvt, Konsole): 7 and 15 are light backgrounds. */
static int
scheme_of_terminal(void)
{
	const char *hint = g_getenv("COLORFGBG");
	const char *back = hint ? strrchr(hint, ';') : NULL;

	return back && (strcmp(back, ";7") == 0 || strcmp(back, ";15") == 0) ? LIGHT : DARK;
}

static int
choose_scheme(const char *name)
{
	const char *no_colour = g_getenv("NO_COLOR");
	int i;

	if ((no_colour && *no_colour) || !has_colors())
		return MONO;
	for (i = 0; name && colour_names[i]; i++)
		if (strcmp(colour_names[i], name) == 0)
			return i;
	return scheme_of_terminal();
}

void
colour_start(const char *name)
{
	int role;

	scheme_now = choose_scheme(name);
	if (scheme_now == MONO)
		return;
	start_color();
	use_default_colors();
	for (role = 0; role < N_ROLES; role++)
		if (looks[role][scheme_now].fore != OWN || looks[role][scheme_now].back != OWN)
			init_pair((short)(role + 1), looks[role][scheme_now].fore, looks[role][scheme_now].back);
	bkgd(scheme_now == CONTRAST ? (chtype)COLOR_PAIR(ROLE_TEXT + 1) : 0);
}

const char *
colour_name(void)
{
	return colour_names[scheme_now];
}

attr_t
colour_attr(Role role)
{
	return looks[role][scheme_now].attr;
}

short
colour_pair(Role role)
{
	const Look *look = &looks[role][scheme_now];

	return scheme_now == MONO || (look->fore == OWN && look->back == OWN) ? 0 : (short)(role + 1);
}
