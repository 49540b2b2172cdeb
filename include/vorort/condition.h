/*
 * Conditions of checklist steps: `transport = fitconnect und nicht zahlung = nein`.
 *
 * Grammar: or := and { "oder" and } · and := not { "und" not } · not := [ "nicht" ] ( "(" or ")" | test )
 *          test := name ( "=" | "!=" ) value | name "in" "(" value { "," value } ")" | name ( "<" | "<=" | ">" | ">=" ) number
 *          name := parameter of the Anbindung | "ergebnis(" step ")" | "antwort(" step "." field ")"
 * Words are letters, digits, "_", "-", "."; a value with other characters stands in double quotes.
 * A name that has no value yet makes every test FALSE except "!=".
 */
#pragma once

#include <glib.h>

typedef struct Condition Condition;

/* Returns the value of a name as written in the condition, or NULL if it has none. The string stays valid until the next call. */
typedef const char *(*ConditionLookup)(const char *name, void *data);

/* Called for each test of a condition, for lint. @values is NULL-terminated. */
typedef void (*ConditionVisit)(const char *name, const char *operator, char *const *values, void *data);

/* NULL on error: *@error (German, caller frees) says what is wrong, *@offset where (bytes from the start). */
Condition *condition_parse(const char *text, char **error, gsize *offset);
void condition_free(Condition *condition);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Condition, condition_free)

gboolean condition_holds(const Condition *condition, ConditionLookup lookup, void *data);
void condition_foreach(const Condition *condition, ConditionVisit visit, void *data);

/* The condition in normal form; caller frees. */
char *condition_to_text(const Condition *condition);
