/* Ausgabe: what a screen shows, as a file. Asks for format and path, and before it overwrites anything. */
#pragma once

#include "screen.h"
#include "vorort/words.h"

/* Returns the content for a format (code), or NULL; *n_left_out: confidential obstacles that are missing in it. */
typedef GBytes *(*AusgabeMake)(void *data, const char *format, guint *n_left_out, GError **error);
/* Takes over @text, which may be NULL. */
GBytes *ausgabe_text(char *text);

/* @stem: first part of the suggested name, "huerden"; constant. @format NULL: asks for CSV or JSON. @data must outlive the dialogs. */
void ausgabe_ask(Tui *tui, const char *stem, const char *format, AusgabeMake make, void *data);

typedef struct AusgabeWhat {
	const char *title;     /* of the choice */
	const char *stem;      /* constant, as above */
	const char *format;    /* NULL: asks for one of: */
	const Word *formats;   /* codes are the endings of files; static */
	AusgabeMake make;
	GDestroyNotify free_data; /* when all is over; NULL: nothing */
} AusgabeWhat;
void ausgabe_ask_of(Tui *tui, const AusgabeWhat *what, void *data);
