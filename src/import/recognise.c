/* Which kind of file something is, by what stands in it: people rename files, and portals name them anew every quarter. */
#include "vorort/import.h"

#include <string.h>

/* The first line without byte order mark, in lower case. Caller frees. */
static char *
first_line(GBytes *bytes)
{
	gsize len, n;
	const char *data = g_bytes_get_data(bytes, &len);
	const char *newline;

	if (len >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0) {
		data += 3;
		len -= 3;
	}
	n = MIN(len, 2000);
	newline = n ? memchr(data, '\n', n) : NULL;
	return g_ascii_strdown(data ? data : "", newline ? newline - data : (gssize)n);
}

ImportKind
import_recognise(GBytes *bytes)
{
	g_autofree char *line = first_line(bytes);

	g_strchug(line);
	if (g_str_has_prefix(line, "{\"format\":\"vorort-kommunen\""))
		return IMPORT_NORMAL;
	if (line[0] == '<')
		return IMPORT_CODELIST;
	return strchr(line, ';') && strstr(line, "ars") && strstr(line, "leistungsschluessel") ? IMPORT_ANGEBOTE : IMPORT_GV100AD;
}

Verzeichnis *
import_directory(GBytes *bytes, GPtrArray *warnings, GError **error)
{
	switch (import_recognise(bytes)) {
	case IMPORT_NORMAL:
		return verzeichnis_read(bytes, error);
	case IMPORT_CODELIST:
		return import_codelist(bytes, warnings, error);
	default:
		return import_gv100ad(bytes, warnings, error);
	}
}
