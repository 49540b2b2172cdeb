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
extern const ScreenOps geraete_screen;    /* NULL */
extern const ScreenOps vollzug_screen;    /* NULL */
extern const ScreenOps stellen_screen;    /* NULL */
extern const ScreenOps vorbereitung_screen; /* const char *: id of a visit */
extern const ScreenOps fragebogen_screen; /* const char *: path of a questionnaire that came back */
extern const ScreenOps stelle_screen;     /* const char *: id of a Stelle */
extern const ScreenOps notizen_screen;    /* NULL, or const char *: id of a visit, whose notes alone are shown */
extern const ScreenOps wiedervorlagen_screen; /* NULL, or const char *: id of a visit, whose Anbindungen alone are shown */
extern const ScreenOps erinnerung_screen; /* const char *: id of a result or an obstacle that waits */
extern const ScreenOps tagesabschluss_screen; /* const char *: id of a visit */
extern const ScreenOps protokoll_screen;  /* const char *: id of a visit, whose Protokoll is shown as it would be printed */
extern const ScreenOps abschluss_screen;  /* const char *: id of a visit, to be closed with a Fazit */

typedef struct PruefungPlace { /* where the Prüflauf opens */
	const char *visit;     /* NULL: without one */
	const char *anbindung; /* NULL: the first of the visit */
	const char *step;      /* NULL: on the first that is not settled */
	const char *env;       /* NULL: the first of the step */
	guint instance;        /* 0: 1 */
	const char *outcome;   /* is recorded at once, and then the Prüflauf closes; NULL: none */
} PruefungPlace;
void pruefung_open_at(Tui *tui, const PruefungPlace *place);

/* The Tagesabschluss of a visit; NULL: of the one that is going on, or of today. */
void tagesabschluss_open(Tui *tui, const char *visit);

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

/*
 * Asks for format and path and writes a report. @what: see app_report(); constant, as is @stem, the first part of the suggested name.
 * @begin: of the day, for vorbereitung.
 */
void bericht_write(Tui *tui, const char *what, const char *stem, const char *id, guint begin);

/* Asks for a path and writes the questionnaire of a visit or an Anbindung; or asks for one that came back and shows what it would change. */
void fragebogen_write(Tui *tui, const char *id);
void fragebogen_read(Tui *tui);

/* Opens the form that sets this laptop up or changes it; @done is called when it is gone, saved or not. */
void einrichtung_open(Tui *tui, void (*done)(Tui *tui));
