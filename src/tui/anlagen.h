/* Attachments of one thing: the screen that lists and saves them, the form that attaches a file, and the line that says that there are some. */
#pragma once

#include "blatt.h"
#include "screens.h"

typedef struct AnlagenArg { /* what anlagen_screen is opened with; everything is copied */
	const char *title;
	const char *const *things; /* ids of what the attachments belong to, NULL-terminated */
	const char *on;            /* id of what a new one belongs to; NULL: none can be attached */
	const char *why_not;       /* German, if ->on is NULL */
} AnlagenArg;
extern const ScreenOps anlagen_screen;

/* Opens the form for a file to be attached to @on; @done as for huerde_form_open(). */
void anlage_form_open(Tui *tui, const char *on, HuerdeDone done, void *data);

/* "Anlagen: bild.png, protokoll.pdf (f zeigt sie)" on a page; nothing if there are none. */
void anlagen_add_line(App *app, const char *on, Blatt *blatt);
