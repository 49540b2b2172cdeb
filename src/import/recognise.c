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

/* Satzart and Gebietsstand at the beginning, or as long as its records are: perhaps with shifted columns, which its reader names best. */
static gboolean
looks_like_gv100ad(const char *line)
{
	glong len = g_utf8_validate(line, -1, NULL) ? g_utf8_strlen(line, -1) : (glong)strlen(line);
	guint i, n_digits = 0;

	for (i = 0; i < 14 && line[i]; i++)
		n_digits += g_ascii_isdigit(line[i]) ? 1 : 0;
	return n_digits >= 8 || (len > 200 && len < 240);
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
	if (strchr(line, ';') && strstr(line, "ars") && strstr(line, "leistungsschluessel"))
		return IMPORT_ANGEBOTE;
	return looks_like_gv100ad(line) ? IMPORT_GV100AD : IMPORT_UNKNOWN;
}

Verzeichnis *
import_directory(GBytes *bytes, GPtrArray *warnings, GError **error)
{
	switch (import_recognise(bytes)) {
	case IMPORT_NORMAL:
		return verzeichnis_read(bytes, error);
	case IMPORT_CODELIST:
		return import_codelist(bytes, warnings, error);
	case IMPORT_GV100AD:
		return import_gv100ad(bytes, warnings, error);
	default:
		g_set_error(error, KOMMUNE_ERROR, KOMMUNE_ERROR_INVALID,
			    "Die Datei ist keine von denen, die hier gelesen werden: GV100AD des Statistischen Bundesamts (.txt, .ASC oder das ZIP), "
			    "Codeliste AGS (XML), Onlineangebote (CSV „ars;leistungsschluessel;…“) oder die Normalform von vorort (.jsonl).");
		return NULL;
	}
}
