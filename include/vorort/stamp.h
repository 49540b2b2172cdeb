/*
 * Stamps: the identity and the order of everything that happens.
 *
 * A stamp is (n, device, run). Its text form sorts like the stamp itself, so that ids can be compared as text in SQL and by
 * eye: one letter for the number of digits (a = 1 … p = 16), the number, the device, the run: "b17-abcdefghijkl-x7q2".
 * Format: design 3, man/vorort-format.5.
 */
#pragma once

#include <glib.h>

#define STAMP_DEVICE_LEN 12 /* lower-case base32 (RFC 4648: a-z, 2-7) of the hash of the device's public key */
#define STAMP_RUN_LEN 4     /* the same alphabet, drawn whenever a database is opened for writing */
#define STAMP_N_MAX ((gint64)9007199254740991) /* 2^53 - 1: what every JSON reader keeps exact */
#define STAMP_TEXT_SIZE 48  /* enough for the text form with its final NUL */

typedef struct Stamp {
	gint64 n; /* 1 … STAMP_N_MAX */
	char device[STAMP_DEVICE_LEN + 1];
	char run[STAMP_RUN_LEN + 1];
} Stamp;

/* Writes the text form to @text (STAMP_TEXT_SIZE bytes) and returns @text. */
const char *stamp_format(const Stamp *stamp, char *text);

/* Reads the text form; FALSE if it is not exactly that. @stamp may be NULL to check only. */
gboolean stamp_parse(const char *text, Stamp *stamp);

/* < 0, 0, > 0: by n, then device, then run. The same order as strcmp() of the text forms. */
int stamp_compare(const Stamp *a, const Stamp *b);

/* TRUE if @text is @len characters of the stamp alphabet and nothing else. */
gboolean stamp_word_is_valid(const char *text, gsize len);
