/* What an attachment is, by its content; see vorort/attachment.h. */
#include "vorort/attachment.h"

#include <string.h>

#include "vorort/text.h"

#define UNKNOWN "application/octet-stream"

static const struct {
	const char *media, *extension, *magic; /* magic NULL: not told by its first bytes */
	gsize n, at;
} kinds[] = {
	{"application/pdf", ".pdf", "%PDF-", 5, 0},
	{"image/png", ".png", "\x89PNG\r\n\x1a\n", 8, 0},
	{"image/jpeg", ".jpg", "\xff\xd8\xff", 3, 0},
	{"image/gif", ".gif", "GIF8", 4, 0},
	{"image/webp", ".webp", "WEBP", 4, 8},
	{"application/zip", ".zip", "PK\x03\x04", 4, 0}, /* office documents, too: what is in them is not looked at */
	{"application/xml", ".xml", "<?xml", 5, 0},
	{"text/plain", ".txt", NULL, 0, 0},
};

static gboolean
is_text(const char *data, gsize len)
{
	gsize i;

	if (!g_utf8_validate_len(data, len, NULL))
		return FALSE;
	for (i = 0; i < len; i++)
		if ((guchar)data[i] < 0x20 && !strchr("\n\r\t", data[i]))
			return FALSE;
	return TRUE;
}

const char *
attachment_media(const void *data, gsize len)
{
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (kinds[i].magic && len >= kinds[i].at + kinds[i].n && memcmp((const char *)data + kinds[i].at, kinds[i].magic, kinds[i].n) == 0)
			return kinds[i].media;
	return is_text(data, len) ? "text/plain" : UNKNOWN;
}

const char *
attachment_extension(const char *media)
{
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (strcmp(kinds[i].media, media) == 0)
			return kinds[i].extension;
	return ".bin";
}

char *
attachment_title(const char *path)
{
	g_autofree char *base = g_path_get_basename(path), *valid = g_utf8_make_valid(base, -1);

	return text_visible(valid, FALSE);
}

gboolean
attachment_hash_is_valid(const char *sha256)
{
	return strlen(sha256) == 64 && strspn(sha256, "0123456789abcdef") == 64;
}

char *
attachment_size_text(gint64 size)
{
	return size < 1024 ? g_strdup_printf("%" G_GINT64_FORMAT " Bytes", size) : g_strdup_printf("%" G_GINT64_FORMAT " KiB", (size + 1023) / 1024);
}
