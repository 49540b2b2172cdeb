/*
 * The field's words: every closed list of codes with what people see. Codes stand in ops, exports and on the command line and never
 * change; words are German and may be improved. One table per list (src/core/words.c); nothing else in the program repeats them.
 * Source of the lists: design 1; categories after § 1 (2) of the Kooperationsvereinbarung, P1–P8 are our own count of the obstacles
 * in its preamble, NL1–NL5 our own count of the EfA minimum requirements for the connecting side.
 */
#pragma once

#include <glib.h>

typedef struct Word {
	const char *code;  /* "passed" */
	const char *text;  /* "bestanden" */
	const char *glyph; /* one or two columns, "✓"; "" where the list has none */
	const char *ascii; /* the same for terminals without UTF-8, "+" */
	const char *note;  /* one line that explains it, "" where the word does */
} Word;

typedef enum {
	WORDS_OUTCOME,        /* passed … not_applicable, in the order of the keys 1–7 */
	WORDS_ENV,            /* test stage prod */
	WORDS_ANBINDUNG_STATE,
	WORDS_VISIT_STATUS,
	WORDS_FAZIT,
	WORDS_CATEGORY,       /* organisatorisch technisch rechtlich finanziell */
	WORDS_PUNKT,          /* P1 … P8 */
	WORDS_NL,             /* NL1 … NL5 */
	WORDS_SEVERITY,       /* verhindert verzoegert hinweis, gravest first */
	WORDS_OBSTACLE_STATUS,
	WORDS_STELLE_KIND,
	WORDS_LEVEL,          /* of responsibility: kommune land themenfeld bund */
	WORDS_STEP_LEVEL,     /* kommune kit land */
	WORDS_DUTY,           /* muss sollte kann */
	WORDS_PRESENT,        /* who must be in the room */
	WORDS_ROLE,
	WORDS_SICHT,          /* intern protokoll */
	WORDS_YES_NO,         /* ja nein */
	WORDS_RECOMMENDATION_STATUS,
	WORDS_ADDRESSEE,
	WORDS_NOTE_SORTED,
	WORDS_LAND,           /* 01 … 16, glyph is the usual abbreviation (SH, HH, …) */
	WORDS_PHASE,          /* A … L */
	WORDS_SIZE,           /* of a Kommune by inhabitants, after the town types of the BBSR: klein mittel gross */
	WORDS_VOLLZUG,        /* who carries a Leistung out: gemeinde verband kreis land kammer bund */
	N_WORDS
} WordList;

/* The list in its order, terminated by an entry with code NULL. */
const Word *words(WordList list);

/* The entry with that code, or NULL. @code may be NULL. */
const Word *words_find(WordList list, const char *code);

/* What people see for a code; the code itself if it is not in the list (a newer program wrote it), "" for NULL. */
const char *words_text(WordList list, const char *code);

/* Position in the list from 0, or -1. */
int words_index(WordList list, const char *code);

/*
 * Finds what somebody typed: a code, a German word or an unambiguous beginning of one, in any case, umlauts optional.
 * NULL if nothing or more than one fits.
 */
const Word *words_guess(WordList list, const char *typed);

/* "bestanden, läuft, …" for messages about wrong input; caller frees. */
char *words_codes(WordList list);
