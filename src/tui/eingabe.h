/*
 * Eingabe: what the application's forms have in common – drafts that survive a crash, and the look for personal data before saving.
 */
#pragma once

#include <glib.h>

#include "form.h"
#include "vorort/app.h"

typedef struct Eingabe {
	App *app;
	char *context; /* of the draft: "ergebnis:<Anbindung>:<step>:<env>:<outcome>"; owned */
	char *seen;    /* ids of the heads that the form began with, comma separated; owned, may be NULL */
	char *warned;  /* texts that were warned about already; owned */
} Eingabe;

void eingabe_clear(Eingabe *eingabe);

/*
 * Puts a draft into the form if there is one and says so; ->seen becomes what it was then. TRUE if there was one. @is_old (may be NULL)
 * tells whether ->seen was different now.
 */
gboolean eingabe_restore(Eingabe *eingabe, Tui *tui, Form *form, gboolean *is_old);
/* For FormSpec.draft and for what was stored. */
void eingabe_keep(Eingabe *eingabe, Form *form);
void eingabe_drop(Eingabe *eingabe);

/*
 * NULL if @texts (NULL-terminated) may be saved, else a German sentence. Likely personal data is refused once, so that saving a second time
 * takes it over; private keys are refused always.
 */
char *eingabe_check(Eingabe *eingabe, const char *const *texts);

/* The same for a single line without a form. */
gboolean eingabe_line_is_fine(Tui *tui, const char *text);

/* All Leistungen as a choice; strings of the catalogue. Caller frees the array. */
Word *eingabe_leistungen(App *app);
