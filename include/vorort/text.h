/*
 * Text: what users type and what other laptops send. All functions are pure and take UTF-8 unless they say otherwise.
 */
#pragma once

#include <glib.h>

#define TEXT_MAX 16384 /* bytes of one erasable text (design 4, limits) */

/*
 * The search form: lower case, ä→ae ö→oe ü→ue ß→ss, other marks dropped (ł→l, š→s), so that "Muellrose", "MÜLLROSE" and "Müllrose"
 * meet. Invalid bytes become "?". Never NULL; caller frees.
 */
char *text_fold(const char *text);

/*
 * Safe to show: control, C1, bidirectional and zero-width format characters and invalid bytes are made visible (␛, ⟨U+202E⟩, ⟨A9⟩).
 * Newlines are kept if @keep_newlines, else shown as "⏎"; tabs become one space. Everything that did not come from this program's own
 * constants goes through this before it reaches a terminal. Caller frees.
 */
char *text_visible(const char *text, gboolean keep_newlines);

/* As it is shown where there is no UTF-8: ä→ae, glyphs to the ASCII form of words.h. Caller frees. */
char *text_ascii(const char *text);

/* NULL if @text may be stored: valid UTF-8, no control characters but newline and tab, at most @max bytes; else a German reason. */
char *text_check(const char *text, gsize max);

typedef enum {
	TEXT_FINE,
	TEXT_WARN,  /* likely personal data or a secret: ask before saving */
	TEXT_REFUSE /* a private key: never stored */
} TextVerdict;

/*
 * Looks for personal data (private e-mail, phone, IBAN, names after Herr/Frau) and secrets (private keys, JWK with "d", client
 * secrets, passwords). Functional mailboxes (poststelle@, wohngeld@…) are fine. *@reason (German, caller frees) if not fine.
 */
TextVerdict text_check_personal(const char *text, char **reason);

/* Salted hash of an erasable text: base64url of SHA-256(salt ‖ text), 43 characters. Caller frees. */
char *text_hash(const char *salt, const char *text);

/* "14.11.2026" from "2026-11-14"; the input itself if it is no date. Caller frees. */
char *text_date(const char *iso);

/* "100 000"; caller frees. */
char *text_grouped(gint64 number);

/* TRUE for an existing day YYYY-MM-DD. */
gboolean text_is_date(const char *text);

/* From one day YYYY-MM-DD to another, negative if it is earlier; 0 if one of them is none. */
int text_days_between(const char *from, const char *to);
/* The day so many days later (negative: earlier); "" if @iso is no day. Caller frees. */
char *text_days_after(const char *iso, int days);

/* Reads 2026-11-14, 14.11.2026, 14.11., heute, morgen, +3 relative to @today; returns YYYY-MM-DD or NULL. Caller frees. */
char *text_parse_date(const char *typed, const char *today);

/* "meinten Sie …?": the nearest of @candidates (NULL-terminated) within an edit distance of 2, or NULL. */
const char *text_nearest(const char *word, const char *const *candidates);
