/*
 * Prüflauf: what its files share. pruefung.c is the screen; the others are what it opens: recording (…_ergebnis), the list of steps and
 * what waits (…_liste), history and differences (…_verlauf), a newer checklist (…_version), what runs
 * (…_laeuft), who is here and where it stands (…_lage). Screens above borrow the Pruefung.
 */
#pragma once

#include <glib.h>

#include "blatt.h"
#include "dialog.h"
#include "screen.h"
#include "screens.h"
#include "vorort/app.h"
#include "vorort/lauf.h"
#include "vorort/revisit.h"

typedef struct Pruefung {
	Tui *tui;
	App *app;
	char *visit;        /* id, NULL: opened on an Anbindung */
	GStrv anbindungen;  /* of the visit; one if there is no visit */
	char *anbindung;    /* the one that is shown */
	char *title, *when; /* "Hanau – Wohngeld", "Termin 24.11.2026" */
	Record *termin;     /* of the visit; NULL: none */
	StepList *list;
	Record *record;     /* of the Anbindung, as the list shows it */
	ChecklistUpdate *update; /* whether a newer checklist is there; NULL: not known */
	guint index;        /* into list->views */
	const char *env;    /* code that was chosen; a step without it shows its first */
	const char *env_here; /* only of the present step: the one that is still open there; NULL: ->env */
	guint instance;     /* repetition, from 1 */
	Revisit *revisit;   /* what this visit is about; NULL: it is the first one, or there is none */
	gboolean is_revisit; /* only these steps are on the way */
	GPtrArray *wege;    /* of Weg: how it went elsewhere, the fittest first; NULL: not known */
	gboolean has_declined; /* „So ging es“ is not to be written down now */
	gboolean is_all;    /* steps that do not apply are shown, too */
	unsigned asked_flags;  /* TuiFlags for the screen on which a step is asked for */
	gboolean is_searching; /* the list opens with its filter */
	const FormerStep *former; /* of ->list: the history opens on this one; NULL: on the present step */
	gboolean is_single; /* opened for one result: closes when it is recorded */
	char *offer;        /* id of the result that an obstacle is offered for, NULL */
	char *stelle;       /* id of the Stelle that the open question is about, NULL */
	const char *outcome; /* … and the outcome that was chosen; code */
	Blatt *blatt;
	gboolean is_filled; /* the Blatt shows the present step */
	Area body;
	GPtrArray *texts;   /* strings of the choice that is open */
	GPtrArray *ids;     /* of the obstacles in it: a sync may bring others while it is open */
	char *obstacle;     /* id of the one that a question is about, NULL */
	char *present;      /* who is here, codes; NULL: not asked, all steps are shown */
	const char *function; /* who answers, code; NULL: not said */
	GPtrArray *tray;    /* of Ort: what is „läuft“ */
	GPtrArray *places;  /* of Ort: where each Anbindung of the visit was left */
	struct Ort *origin; /* where the way through the tray began, NULL */
	guint timer;        /* until the place is written down, 0: it is */
	gboolean is_guarding; /* Sichtschutz began with this screen */
} Pruefung;

/* --- pruefung.c --- */
/* Reads everything anew; the position stays. FALSE with a message if that fails. */
gboolean pruefung_reload(Pruefung *p);
const StepView *pruefung_view(const Pruefung *p);
/* The environment in which results of @step are recorded now; borrowed. */
const char *pruefung_env(const Pruefung *p, const ChecklistStep *step);
/* What is known in that environment and repetition, NULL: nothing yet. */
const StepResult *pruefung_result(const StepView *view, const char *env, guint instance);
/* "F1.4/test/1", the key of results in the record of the Anbindung; caller frees. */
char *pruefung_key(const Pruefung *p, const ChecklistStep *step);
void pruefung_go(Pruefung *p, guint index);
/* Shows another Anbindung of the visit. FALSE with a message if that fails. */
gboolean pruefung_switch(Pruefung *p, const char *anbindung);
/* A choice whose @texts (of char *, taken) live as long as it is open. */
void pruefung_choose(Pruefung *p, const char *title, GPtrArray *texts, DialogDone done);

/* --- pruefung_beginn.c --- */
/* Opens the visit or the Anbindung, but goes to no step of @place. FALSE: @error, or the list is empty. */
gboolean pruefung_begin(Pruefung *p, const PruefungPlace *place, GError **error);

/* --- pruefung_lage.c --- */
/* Writes down where the run stands; pruefung_moved() does so a little later. */
void pruefung_keep(Pruefung *p);
void pruefung_moved(Pruefung *p);
/* Where it stood; who is here and who answers is taken over. */
LaufStand *pruefung_stand(Pruefung *p);
/* FALSE: the checklist has no such step. @env NULL: as ever. */
gboolean pruefung_go_to(Pruefung *p, const char *step, const char *env, guint instance);
/* "Auskunft: IT der Kommune  Da: Fachamt 95 Min.", or that a newer checklist is there; NULL: nothing to say. Caller frees. */
char *pruefung_lage_text(const Pruefung *p);
/* "Fachamt, IT"; caller frees. */
char *pruefung_people_text(const Pruefung *p);
unsigned pruefung_run_present(Tui *tui, void *state);
unsigned pruefung_run_function(Tui *tui, void *state);
unsigned pruefung_run_function_list(Tui *tui, void *state);

/* --- pruefung_laeuft.c --- */
void pruefung_fill_tray(Pruefung *p, gboolean is_all);
void pruefung_drop_tray(Pruefung *p);
/* "läuft gerade (3): j", NULL if nothing is. Caller frees. */
char *pruefung_tray_text(const Pruefung *p);
/* Keeps the place in the present Anbindung, and goes to the one kept for it; FALSE: it was not here before. */
void pruefung_remember(Pruefung *p);
gboolean pruefung_recall(Pruefung *p);
/* Back to where the way through the tray began, with what to say; NULL: there was none. Caller frees. */
char *pruefung_return(Pruefung *p);
unsigned pruefung_run_tray(Tui *tui, void *state);
const char *pruefung_why_no_tray(Tui *tui, void *state);

/* --- pruefung_gang.c --- */
/* It applies and those who are here are enough, or all steps are shown. */
gboolean pruefung_is_shown(const Pruefung *p, const StepView *view);
/* To the neighbour that is shown, or a message that there is none. */
unsigned pruefung_step_by(Pruefung *p, int step);
/* Goes to the environment of the present step that has no result yet, if the shown one has. FALSE: there is none. */
gboolean pruefung_next_env(Pruefung *p);
/* To the next environment that the checklist knows, with a message. */
unsigned pruefung_switch_env(Pruefung *p);
/* Index of the next step with an environment without result, from the start again after the last; -1: none. */
int pruefung_next_open(const Pruefung *p);
/* Index of the step with that id as typed (any case, a unique beginning) or with that number as the screen counts, or -1. */
int pruefung_find(const Pruefung *p, const char *typed);
/* A result is stored, for the Stelle of that name (NULL: here): says so and moves on, to another environment first, or stays and offers
 * an obstacle. */
unsigned pruefung_recorded(Pruefung *p, const char *step, const char *env, const char *outcome, const char *id, const char *stelle);
/* To the next open step of the run, with what to say. Caller frees. */
char *pruefung_go_on(Pruefung *p);
/* Says which steps are shown now. */
void pruefung_say_all(Pruefung *p);
/* TRUE if a step's id begins with that capital letter. */
gboolean pruefung_begins_step(const Pruefung *p, int key);
/* Asks for a step and goes there; @key is typed already, 0: nothing. The screen gets @flags (TuiFlags) when the step is found. */
unsigned pruefung_ask_step(Pruefung *p, int key, unsigned flags);

/* --- pruefung_nachtermin.c --- */
/* Reads what the visit is about. */
void nachtermin_read(Pruefung *p);
/* The visit is opened, or another Anbindung of it: goes to the first step to be done and says what there is; @is_placed: where it stands is right. */
void nachtermin_begin(Pruefung *p, gboolean is_placed);
/* Index of the next step that is not done yet, from the start again after the last; -1: none. */
int nachtermin_next(const Pruefung *p);
/* Index of the step before or behind, done or not; -1: none. */
int nachtermin_neighbour(const Pruefung *p, int step);
/* How many are left to do. */
guint nachtermin_left(const Pruefung *p);
/* "zu tun (z): 3 von 12"; NULL if the present step is none of them. Caller frees. */
char *nachtermin_number(const Pruefung *p);
/* Indexes (guint) in the order of the way; empty if all steps are on it. */
GArray *nachtermin_order(const Pruefung *p);
unsigned nachtermin_switch(Pruefung *p);
/* The present phase is taken over by this laptop, or given up. */
unsigned pruefung_claim(Pruefung *p);

/* --- pruefung_weg.c --- */
void pruefung_read_wege(Pruefung *p);
/* One line if others have written down how this step went. */
void pruefung_add_ways(const Pruefung *p, Blatt *blatt);
const char *pruefung_why_no_ways(const Pruefung *p);
unsigned pruefung_show_ways(Pruefung *p);
/* Asks for it when the end-to-end test has passed with this result. */
void pruefung_offer_weg(Pruefung *p, const char *step, const char *outcome);

/* --- pruefung_huerde.c --- */
/* Opens the obstacle of the present step: a new one, or a choice if there is one already. */
unsigned pruefung_obstacle(Pruefung *p);
/* The present step is hindered by an obstacle that is known already: names it there, and it is „nicht prüfbar“ if it was open. */
unsigned pruefung_run_same(Tui *tui, void *state);
const char *pruefung_why_no_same(Tui *tui, void *state);

/* --- pruefung_anlagen.c --- */
unsigned pruefung_attachments(Pruefung *p);

/* --- pruefung_bild.c --- */
void pruefung_draw(void *state, unsigned dirty);
/* "8 von 40 erledigt, 1 nicht bestanden, 1 läuft", the last only if @has_running; caller frees. */
char *pruefung_counts(const StepList *list, gboolean has_running);
/* One row of a list of steps: glyph, id, title. Caller frees. */
char *pruefung_row_text(const StepView *view);

/* --- pruefung_text.c --- */
void pruefung_fill(Pruefung *p, Blatt *blatt);
/* "✗ nicht bestanden", "offen" */
char *pruefung_outcome_text(const char *outcome);
/* "Nacharbeit offen": at most 16 columns. */
const char *pruefung_outcome_short(const char *outcome);
Role pruefung_outcome_role(const char *outcome);
/* "Zertifikat": the group of a step that is repeated, as people read it; caller frees. */
char *pruefung_repeat_text(const char *group);
/* The lines of one result (record) on a Blatt, each with @target: reason, Stelle, ticket, date, answers (if @step is known), comments. */
void pruefung_add_details(Pruefung *p, Blatt *blatt, const ChecklistStep *step, const Record *result, const char *target);
/* When a step applies: "bei „Welcher Transportweg?“ OSCI/XTA", "wenn a = b und c = d"; caller frees. */
char *pruefung_condition(const Checklist *checklist, const ChecklistStep *step);

/* --- pruefung_version.c --- */
/* One line that says that a newer checklist is there, NULL if there is none; caller frees. */
char *pruefung_newer_text(const Pruefung *p);

/* --- pruefung_stelle.c --- */
/* Records an outcome; asks first whom it is for where one Stelle is responsible for many. */
unsigned pruefung_record(Pruefung *p, const char *outcome);
/* What is taken over from a Stelle, or contradicts it. */
void pruefung_add_stelle(Pruefung *p, Blatt *blatt, const StepView *view);

/* --- pruefung_ergebnis.c (with pruefung_angaben.c), pruefung_bemerkung.c --- */
/* @stelle: id of the Stelle that it is for, NULL: here only. */
unsigned pruefung_record_for(Pruefung *p, const char *outcome, const char *stelle);
/* Opens the form with everything: of the present result, to say more or to correct it, or of „bestanden“. */
unsigned pruefung_record_full(Pruefung *p);
unsigned pruefung_note(Pruefung *p);

/* --- screens above; the arg of each is the Pruefung --- */
extern const ScreenOps pruefung_liste_screen, pruefung_wartet_screen, pruefung_verlauf_screen, pruefung_version_screen, pruefung_abweichung_screen;
