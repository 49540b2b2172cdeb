/* What was typed, as what the program needs: codes, days, slot values. */
#pragma once

#include <glib.h>

#include "vorort/op.h"
#include "vorort/words.h"

#include "cli.h"

/* The code for a code or German word; @what names it in the message ("--land"). NULL with CLI_ERROR_USAGE. Borrowed. */
const char *typed_code(WordList list, const char *typed, const char *what, GError **error);
/* The same for a comma separated list; caller frees. */
char *typed_codes(WordList list, const char *typed, const char *what, GError **error);
/* A day as YYYY-MM-DD; caller frees. */
char *typed_day(const char *typed, const char *what, GError **error);
/* A whole number from @least to @most. */
gboolean typed_number(const char *typed, const char *what, guint64 least, guint64 most, guint64 *number, GError **error);
/* "; meinten Sie „…“?" or ""; caller frees. */
char *typed_hint(const char *typed, const char *const *candidates);

/*
 * "slot=value" arguments for app_add() and app_set(): slots are checked against the op table, codes may be German words, days as people
 * write them, ids unique beginnings. @is_add: slots that are fixed later may be named, too. Array of char *, NULL-terminated.
 */
GPtrArray *typed_set(Cli *cli, const Entity *entity, const char *const *pairs, gboolean is_add, GError **error);
