/* Two visits of one day: said where it is seen, merged after a question. */
#pragma once

#include "blatt.h"
#include "screens.h"

/* A line on the page if there is another visit on the day of @visit; @target is what Enter is about there. NULL visit: nothing. */
void zusammen_add(App *app, Blatt *blatt, const Record *visit, const char *target);
/* Why there is nothing to merge; NULL: there is. Borrowed. */
const char *zusammen_why_not(App *app, const char *visit);
/* Asks and merges; the screen that is on top then reads anew. */
void zusammen_ask(Tui *tui, const char *visit);
