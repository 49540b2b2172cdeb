/* Questions of a running sync: on the terminal, or to the program that started it. Both end by themselves after ASK_SECONDS. */
#pragma once

#include <glib.h>

#include "vorort/app.h"

#define ASK_SECONDS 300

typedef gboolean (*AskIsCancelled)(void *data);

/* TRUE if there is a terminal and this process may read from it now (it is no background job). */
gboolean ask_has_terminal(void);
/* Secrets are typed unseen. The terminal is as before afterwards, whatever happened. */
/* @is_cancelled may be NULL in both. */
AppAnswer ask_on_terminal(const AppQuestion *question, char *answer, AskIsCancelled is_cancelled);

/* TRUE if @fd leads both ways. */
gboolean ask_is_two_way(int fd);
/*
 * One line out: "?", kind (secret, line, yes_no, notice), tab, title, tab, text with U+001E for a new line. One line in: "+" and the
 * answer, or "-" for none.
 */
AppAnswer ask_on_fd(int fd, const AppQuestion *question, char *answer, AskIsCancelled is_cancelled);
