/*
 * Tables that are exported: columns, and rows of named cells. JSON has the codes; CSV is for German Excel: BOM, semicolon, CRLF, dates
 * TT.MM.JJJJ, words instead of codes, and a cell that a spreadsheet would take for a formula is disarmed.
 */
#pragma once

#include <glib.h>

#include "vorort/words.h"

typedef enum { AS_TEXT, AS_DATE, AS_CENTS, AS_WORD, AS_WORDS } Format;

typedef struct Column {
	const char *name;   /* JSON key and, unless computed, slot */
	const char *title;  /* German heading of the CSV */
	Format format;      /* of the CSV: JSON has the codes */
	WordList list;
} Column;

typedef GHashTable Row; /* column name -> text */

/* @columns ends with a NULL name; @rows is an array of Row. Caller frees. */
char *export_table_json(const Column *columns, const GPtrArray *rows);
char *export_table_csv(const Column *columns, const GPtrArray *rows);
