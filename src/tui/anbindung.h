/* Anbindung: what the files of its screen share. */
#pragma once

#include "blatt.h"
#include "screens.h"

typedef struct Anbindung {
	Tui *tui;
	App *app;
	char *id, *title;
	Record *record;  /* NULL: there is none yet, or it was withdrawn */
	StepList *steps; /* NULL with ->record; or the checklist cannot be read: */
	char *problem;
	char *doubled; /* id of a visit that has another one on its day; NULL: none */
	Blatt *blatt;
} Anbindung;

/*
 * anbindung_blatt.c: fills the page. Targets: "stand:", "pruefung:", "mover:", "vorschlag:", "huerde:<id>", "visit:<id>", "doppelt:",
 * "weg:<id>",
 * "wert:<field>:<op>[:<key>]".
 */
void anbindung_fill(Anbindung *a);

/* anbindung_formular.c: forms for the state and for First Mover; the page below reads anew when they are gone. */
void anbindung_state_open(Anbindung *a);
void anbindung_mover_open(Anbindung *a);
