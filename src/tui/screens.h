/*
 * The application's screens, each a table of functions (screen.h). tui_data() of every Tui is the App. What open() takes as @arg stands
 * beside each; ids are copied, so that the caller may free them.
 */
#pragma once

#include "screen.h"
#include "vorort/app.h"

extern const ScreenOps uebersicht_screen; /* NULL: the first screen; else it lies above another one */
extern const ScreenOps termine_screen;    /* NULL */
extern const ScreenOps pruefung_screen;   /* const char *: id of a visit or of an Anbindung */
extern const ScreenOps huerde_screen;     /* const char *: id of an obstacle */
extern const ScreenOps huerden_screen;    /* NULL */
extern const ScreenOps matrix_screen;     /* NULL */
extern const ScreenOps anbindung_screen;  /* const char *: id of an Anbindung, which need not be there yet */
extern const ScreenOps abgleich_screen;   /* NULL */
extern const ScreenOps vollzug_screen;    /* NULL */
extern const ScreenOps stellen_screen;    /* NULL */
extern const ScreenOps stelle_screen;     /* const char *: id of a Stelle */

extern const ScreenOps wege_screen;       /* NULL */
extern const ScreenOps weg_screen;        /* const char *: ids of Lösungswege, comma separated */
extern const ScreenOps vergleich_screen;  /* const char *: id of an Anbindung */

/*
 * Opens the form for a new obstacle, filled with @preset ("slot=value", NULL-terminated, see app_obstacle_preset(); NULL: empty).
 * @done (may be NULL) is called when the form is gone, with the new id or NULL if nothing was saved.
 */
typedef void (*HuerdeDone)(Tui *tui, const char *id, void *data);
void huerde_form_open(Tui *tui, const char *const *preset, HuerdeDone done, void *data);

/* Opens the forms for a new visit: Kommune and Leistung, then what the checklist wants to know. @anbindung: preset, or NULL. */
void termin_open(Tui *tui, const char *anbindung);
/* Asks for the file of the official Gemeindeverzeichnis and reads it. */
void termin_import(Tui *tui);

/* Opens the form that sets this laptop up or changes it; @done is called when it is gone, saved or not. */
void einrichtung_open(Tui *tui, void (*done)(Tui *tui));
