/*
 * Attachments: files that prove a finding, screenshots for the most part. An attachment is known by the SHA-256 of its content; nothing is
 * ever derived from the name that the file had, which is only its title.
 */
#pragma once

#include <glib.h>

#define ATTACHMENT_MAX 2097152 /* bytes (design 4, limits; the op table says the same) */

/* The media type by what the content begins with, a token of the op table; "application/octet-stream" if it is none that is known. */
const char *attachment_media(const void *data, gsize len);
/* ".pdf"; ".bin" for what is not known, or comes from elsewhere. */
const char *attachment_extension(const char *media);

/* What a file is called until somebody gives it a title: the last part of its path, printable. Caller frees. */
char *attachment_title(const char *path);

/* Lower-case hex of a SHA-256 and nothing else: may stand in a path. */
gboolean attachment_hash_is_valid(const char *sha256);

/* "48 KiB"; caller frees. */
char *attachment_size_text(gint64 size);
