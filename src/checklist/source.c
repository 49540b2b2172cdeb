/*
 * Bytes of a checklist file: opening them safely, and checking that they are text.
 *
 * libyaml reports bad bytes without a position, so they are looked for here, before it sees them.
 */
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BOM "\xEF\xBB\xBF"

Source *
source_new(Log *log, const char *name, const char *bytes, gsize len)
{
	Source *source = g_new0(Source, 1);
	gsize skip = len >= 3 && memcmp(bytes, BOM, 3) == 0 ? 3 : 0;

	source->log = log;
	source->name = g_strdup(name);
	source->has_bom = skip > 0;
	source->len = len - skip;
	source->text = g_malloc(source->len + 1);
	if (source->len)
		memcpy(source->text, bytes + skip, source->len);
	source->text[source->len] = '\0';
	return source;
}

void
source_free(Source *source)
{
	if (!source)
		return;
	g_free(source->name);
	g_free(source->text);
	g_free(source);
}

/* Reads one byte more than allowed, so that source_check() sees a file that is too long. Returns -1 with errno. */
static gssize
read_all(int fd, char *buffer, gsize size)
{
	gsize len = 0;
	gssize n;

	do {
		n = read(fd, buffer + len, size - len);
		if (n > 0)
			len += (gsize)n;
	} while ((n > 0 && len < size) || (n < 0 && errno == EINTR));
	return n < 0 ? -1 : (gssize)len;
}

Source *
source_open(Log *log, int folder_fd, const char *path, const char *shown)
{
	g_autofree char *buffer = g_malloc(SOURCE_MAX_BYTES + 4);
	g_autoptr(Source) nothing = source_new(log, shown, "", 0);
	int follow = folder_fd == AT_FDCWD ? 0 : O_NOFOLLOW;
	/* not blocking: a FIFO by that name must not hang us */
	int fd = openat(folder_fd, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | follow);
	struct stat st;
	gssize len = -1;

	if (fd >= 0 && fstat(fd, &st) == 0 && !S_ISREG(st.st_mode)) {
		source_error(nothing, 1, 1, "das ist keine Datei mit Text; eine YAML-Datei angeben");
		close(fd);
		return NULL;
	}
	if (fd >= 0)
		len = read_all(fd, buffer, SOURCE_MAX_BYTES + 4);
	if (len < 0)
		source_error(nothing, 1, 1, "die Datei lässt sich nicht lesen: %s", g_strerror(errno));
	if (fd >= 0)
		close(fd);
	return len < 0 ? NULL : source_new(log, shown, buffer, (gsize)len);
}

gboolean
source_is_forbidden(gunichar c)
{
	GUnicodeType type = g_unichar_type(c);

	if (c == '\n' || c == '\t')
		return FALSE;
	return type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_LINE_SEPARATOR ||
	       type == G_UNICODE_PARAGRAPH_SEPARATOR || (c & 0xFFFE) == 0xFFFE;
}

/* The first character that is not allowed, or the end. @line and @column count on from 1. */
static const char *
first_forbidden(const char *s, const char *end, unsigned *line, unsigned *column)
{
	for (*line = *column = 1; s < end; s = g_utf8_next_char(s)) {
		gunichar c = g_utf8_get_char(s);

		if (c != '\r' && source_is_forbidden(c))
			break;
		if (c == '\n' || (c == '\r' && s[1] != '\n')) {
			++*line;
			*column = 1;
		} else if (c != '\r') {
			++*column;
		}
	}
	return s;
}

gboolean
source_check(Source *source)
{
	const char *valid_end, *bad;
	unsigned line, column;

	if (source->len > SOURCE_MAX_BYTES) {
		source_error(source, 1, 1, "die Datei ist größer als 1 MiB");
		return FALSE;
	}
	(void)g_utf8_validate(source->text, (gssize)source->len, &valid_end);
	bad = first_forbidden(source->text, valid_end, &line, &column);
	if (bad < valid_end)
		source_error(source, line, column, "das Zeichen U+%04X ist nicht erlaubt (Steuerzeichen oder unsichtbar)", g_utf8_get_char(bad));
	else if (bad < source->text + source->len)
		source_error(source, line, column, "Byte %02X ist kein UTF-8; die Datei als UTF-8 speichern", (unsigned char)*bad);
	return bad == source->text + source->len;
}
