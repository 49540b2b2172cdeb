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
	Blatt *blatt;
} Anbindung;

/*
 * anbindung_blatt.c: fills the page. Targets: "stand:", "pruefung:", "mover:", "huerde:<id>", "visit:<id>",
 * "wert:<field>:<op>[:<key>]".
 */
void anbindung_fill(Anbindung *a);

/* anbindung_formular.c: forms for the state and for First Mover; the page below reads anew when they are gone. */
void anbindung_state_open(Anbindung *a);
void anbindung_mover_open(Anbindung *a);
