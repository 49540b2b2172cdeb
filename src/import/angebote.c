/*
 * Reads a CSV of what authorities offer online, prepared outside from the Portalverbund: ars;leistungsschluessel;… with a header line.
 * UTF-8 or ISO-8859-1, semicolons, RFC 4180 quotes without line ends in them. All or nothing; errors name line and column.
 */
#include "vorort/import.h"

#include <string.h>

#include "vorort/text.h"

enum { ROWS_MAX = 1000000, CELL_MAX = 1000, CELLS_MAX = 50 };

typedef enum { ARS, SCHLUESSEL, DIENST, NAME, URL, LOKAL, DATUM, N_COLUMNS } Column;

static const char *const titles[N_COLUMNS] = {"ars", "leistungsschluessel", "onlinedienst_id", "name", "url", "lokal", "abgerufen_am"};

void
angebot_free(Angebot *angebot)
{
	g_free(angebot->ars);
	g_free(angebot->schluessel);
	g_free(angebot->dienst);
	g_free(angebot->name);
	g_free(angebot->url);
	g_free(angebot->date);
	g_free(angebot);
}

static gboolean
fail(GError **error, guint line, int column, const char *reason)
{
	g_set_error(error, KOMMUNE_ERROR, KOMMUNE_ERROR_INVALID, "Zeile %u, Spalte %d: %s", line, column, reason);
	return FALSE;
}

/* --- cells --------------------------------------------------------------------------------------------------------------------------- */

/* One cell from *@p on; *@p then stands on the separator or the end. */
static char *
read_cell(const char **p, gboolean *is_open)
{
	GString *cell = g_string_new(NULL);
	gboolean is_quoted = **p == '"';

	if (is_quoted)
		(*p)++;
	for (; **p && (is_quoted || **p != ';'); (*p)++) {
		if (is_quoted && **p == '"' && (*p)[1] != '"') {
			is_quoted = FALSE;
			continue;
		}
		if (is_quoted && **p == '"')
			(*p)++;
		g_string_append_c(cell, **p);
	}
	*is_open = is_quoted;
	return g_strstrip(g_string_free(cell, FALSE));
}

static GPtrArray *
read_cells(const char *text, guint line, GError **error)
{
	g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
	gboolean is_open = FALSE, goes_on = TRUE;
	const char *problem = NULL;
	g_autofree char *wrong = NULL;

	while (goes_on && !problem) {
		g_ptr_array_add(cells, read_cell(&text, &is_open));
		wrong = text_check(cells->pdata[cells->len - 1], CELL_MAX);
		problem = is_open ? "Das Anführungszeichen wird nicht geschlossen." : cells->len > CELLS_MAX ? "zu viele Spalten" : wrong;
		goes_on = *text == ';';
		text += goes_on;
	}
	if (!problem)
		return g_steal_pointer(&cells);
	fail(error, line, (int)cells->len, problem);
	return NULL;
}

/* --- rows ---------------------------------------------------------------------------------------------------------------------------- */

static gboolean
read_header(const GPtrArray *cells, int where[N_COLUMNS], GError **error)
{
	guint i, column;

	for (column = 0; column < N_COLUMNS; column++)
		for (i = 0, where[column] = -1; i < cells->len; i++)
			if (g_ascii_strcasecmp(cells->pdata[i], titles[column]) == 0)
				where[column] = (int)i;
	if (where[ARS] >= 0 && where[SCHLUESSEL] >= 0)
		return TRUE;
	return fail(error, 1, 1, "Die Überschriften „ars“ und „leistungsschluessel“ werden erwartet.");
}

static gboolean
is_digits(const char *text, gsize len)
{
	return strlen(text) == len && strspn(text, "0123456789") == len;
}

static char *
take(const GPtrArray *cells, const int where[N_COLUMNS], Column column)
{
	int i = where[column];

	return g_strdup(i >= 0 && (guint)i < cells->len ? cells->pdata[i] : "");
}

/* A day as it is written in either form, without a time behind it. */
static char *
read_day(const char *text)
{
	g_autofree char *day = g_strndup(text, strcspn(text, " T"));
	char *iso = *day ? text_parse_date(day, "2000-01-01") : g_strdup("");

	return iso && (!*iso || strlen(day) >= 8) ? iso : (g_free(iso), NULL);
}

static gboolean
read_row(GPtrArray *all, const GPtrArray *cells, const int where[N_COLUMNS], guint line, GError **error)
{
	Angebot *a = g_new0(Angebot, 1);
	g_autofree char *day = take(cells, where, DATUM), *lokal = take(cells, where, LOKAL);

	a->line = line;
	a->ars = take(cells, where, ARS);
	a->schluessel = take(cells, where, SCHLUESSEL);
	a->dienst = take(cells, where, DIENST);
	a->name = take(cells, where, NAME);
	a->url = take(cells, where, URL);
	a->date = read_day(day);
	a->is_local = where[LOKAL] < 0 || g_ascii_strcasecmp(lokal, "ja") == 0;
	g_ptr_array_add(all, a);
	if (!is_digits(a->ars, 12))
		return fail(error, line, where[ARS] + 1, "Der Regionalschlüssel hat zwölf Ziffern. Hat ein Tabellenprogramm Nullen entfernt?");
	if (!is_digits(a->schluessel, 14) || strncmp(a->schluessel, "99", 2) != 0)
		return fail(error, line, where[SCHLUESSEL] + 1, "Der Leistungsschlüssel hat 14 Ziffern und beginnt mit 99.");
	if (!a->is_local && *lokal && g_ascii_strcasecmp(lokal, "nein") != 0)
		return fail(error, line, where[LOKAL] + 1, "„ja“ oder „nein“ erwartet");
	return a->date || fail(error, line, where[DATUM] + 1, "Datum erwartet, zum Beispiel 24.11.2026");
}

static gboolean
read_lines(GPtrArray *all, const char *text, GError **error)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	int where[N_COLUMNS];
	guint i;

	for (i = 0; lines[i]; i++) {
		g_autoptr(GPtrArray) cells = NULL;

		if (i && !*g_strchomp(lines[i]))
			continue;
		if (i > ROWS_MAX)
			return fail(error, i + 1, 1, "Die Datei hat zu viele Zeilen.");
		cells = read_cells(g_strchomp(lines[i]), i + 1, error);
		if (!cells || !(i ? read_row(all, cells, where, i + 1, error) : read_header(cells, where, error)))
			return FALSE;
	}
	return all->len > 0 || fail(error, 2, 1, "Unter den Überschriften steht nichts.");
}

GPtrArray *
import_angebote(GBytes *bytes, GError **error)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)angebot_free);
	gsize len;
	const char *data = g_bytes_get_data(bytes, &len);
	g_autofree char *text = NULL;

	if (len >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0) {
		data += 3;
		len -= 3;
	}
	if (memchr(data, '\0', len)) {
		fail(error, 1, 1, "Die Datei enthält Nullbytes und ist keine Textdatei.");
		return NULL;
	}
	text = g_utf8_validate_len(data, len, NULL) ? g_strndup(data, len) : g_convert(data, (gssize)len, "UTF-8", "ISO-8859-1", NULL, NULL, error);
	return text && read_lines(all, text, error) ? g_steal_pointer(&all) : NULL;
}
