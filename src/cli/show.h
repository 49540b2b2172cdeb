/* Records as people read them: fields with their titles from the op table, differing inputs, comments, history. */
#pragma once

#include <glib.h>

#include "vorort/record.h"

#include "cli.h"

/* A slot's value in words: codes, days and amounts as people write them. Caller frees. */
char *show_slot(Cli *cli, const Slot *slot, const char *value);
/* The shown value of a slot in words, "" if it has none; caller frees. */
char *show_get(Cli *cli, const Record *record, const char *slot);
/* "24.11.2026 08:14, ROT-HE-2"; caller frees. */
char *show_who(const char *at, const char *by);

/* Title line, fields and differing inputs with how to end them. */
void show_record(Cli *cli, const Record *record, const char *title);
/* Comments on it, oldest first; nothing if there are none. */
gboolean show_comments(Cli *cli, const char *id, GError **error);
/* Every change of every field, oldest first. */
void show_history(Cli *cli, const Record *record);
