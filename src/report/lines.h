/* Text laid out in columns of a page, not in bytes: wide characters take two, combining ones none. */
#pragma once

#include <glib.h>

guint line_width(const char *text);
/* The lines of @text at most @width columns wide, broken between words, a longer word inside. Array of char *, at least one. */
GPtrArray *lines_wrap(const char *text, guint width);
/* Appends @text and blanks up to @width columns. */
void line_pad(GString *out, const char *text, guint width);
