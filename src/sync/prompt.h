/* The questions of git and ssh (English, LC_ALL=C), read and said in German. */
#pragma once

#include "vorort/sync.h"

/* @prompt as git or ssh hand it over; @hint: SSH_ASKPASS_PROMPT or "". Clear with prompt_clear(). */
SyncQuestion prompt_read(const char *prompt, const char *hint);
void prompt_clear(SyncQuestion *question);
