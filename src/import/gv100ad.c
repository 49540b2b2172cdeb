/*
 * Reads GV100AD, the official Gemeindeverzeichnis of Destatis (GV-ISys): records of 220 characters in fixed columns, one a line.
 * Layout: record description „Gemeindeverzeichnis ab 01.07.1993“; columns here count from 1 as there.
 *
 * Columns are characters, not bytes: every record is decoded to an array of code points first. All or nothing: one wrong record and
 * nothing is taken, since a file with shifted columns would give wrong keys that look right.
 */
#include "vorort/import.h"

#include <stdio.h>
#include <string.h>

#include "vorort/text.h"

enum { RECORD_LEN = 220, NAME_FROM = 23, NAME_TO = 72, KEY_KREIS = 5, KEY_VERBAND = 9, KEY_ARS = 12 };

typedef struct Record {
	guint line;
	gunichar c[RECORD_LEN + 1]; /* column 1 is c[1] */
} Record;

typedef struct Import {
	Verzeichnis *verzeichnis; /* what is built */
	GPtrArray *lines;         /* of char *, UTF-8 without line end */
	const char *encoding;
	char date[9];             /* JJJJMMTT of the first record */
	GHashTable *kreise;       /* 5 digits → Kommune, borrowed from verzeichnis */
	GHashTable *verbaende;    /* 9 digits → Kommune, borrowed; NULL for a verbandsfreie Gemeinde */
	GHashTable *ids;          /* every id met so far */
	GPtrArray *warnings;
	guint n_unpopulated;
} Import;

typedef enum { DIGITS, BLANK, DIGITS_OR_BLANK } Filling;

/* What must stand where, per record kind; columns that are not named are free (Sitz, Fläche in old files, Finanzamt, …). */
static const struct {
	const char *satzart;
	int from, to;
	Filling filling;
	const char *what;
} layout[] = {
	{ "10", 13, 22, BLANK, "Schlüsselteile unterhalb des Landes" },
	{ "10", 123, 200, BLANK, "ungenutzter Bereich" },
	{ "20", 13, 13, DIGITS, "Regierungsbezirk" },
	{ "20", 14, 22, BLANK, "Schlüsselteile unterhalb des Regierungsbezirks" },
	{ "20", 123, 200, BLANK, "ungenutzter Bereich" },
	{ "30", 13, 14, DIGITS, "Regierungsbezirk und Region" },
	{ "30", 15, 22, BLANK, "Schlüsselteile unterhalb der Region" },
	{ "30", 123, 200, BLANK, "ungenutzter Bereich" },
	{ "40", 13, 15, DIGITS, "Regierungsbezirk und Kreis" },
	{ "40", 16, 22, BLANK, "Schlüsselteile unterhalb des Kreises" },
	{ "40", 123, 124, DIGITS, "Textkennzeichen" },
	{ "40", 125, 200, BLANK, "ungenutzter Bereich" },
	{ "50", 13, 15, DIGITS, "Regierungsbezirk und Kreis" },
	{ "50", 16, 18, BLANK, "Gemeinde" },
	{ "50", 19, 22, DIGITS, "Gemeindeverband" },
	{ "50", 123, 124, DIGITS, "Textkennzeichen" },
	{ "50", 125, 200, BLANK, "ungenutzter Bereich" },
	{ "60", 13, 22, DIGITS, "Regierungsbezirk, Kreis, Gemeinde und Gemeindeverband" },
	{ "60", 73, 122, BLANK, "Verwaltungssitz (bei Gemeinden leer)" },
	{ "60", 123, 124, DIGITS, "Textkennzeichen" },
	{ "60", 125, 128, BLANK, "ungenutzter Bereich" },
	{ "60", 129, 161, DIGITS, "Fläche und Bevölkerung" },
	{ "60", 162, 165, BLANK, "ungenutzter Bereich" },
	{ "60", 166, 170, DIGITS_OR_BLANK, "Postleitzahl" },
};

static gboolean
fail(GError **error, guint line, int column, const char *reason)
{
	g_set_error(error, KOMMUNE_ERROR, KOMMUNE_ERROR_INVALID, "Zeile %u, Spalte %d: %s", line, column, reason);
	return FALSE;
}

/* --- file to records ----------------------------------------------------------------------------------------------------------- */

/* The file as UTF-8 without byte order mark. Older files are ISO-8859-1; there every byte is a character. */
static char *
decode(Import *import, const char *bytes, gsize len)
{
	GString *text;
	gsize i;

	if (len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
		bytes += 3;
		len -= 3;
	}
	import->encoding = "UTF-8";
	if (g_utf8_validate_len(bytes, len, NULL))
		return g_strndup(bytes, len);
	import->encoding = "ISO-8859-1";
	text = g_string_sized_new(len + len / 16);
	for (i = 0; i < len; i++)
		g_string_append_unichar(text, (guchar)bytes[i]);
	return g_string_free(text, FALSE);
}

static gboolean
read_lines(Import *import, GBytes *bytes, GError **error)
{
	g_autofree char *text = NULL;
	gsize len;
	const char *data = g_bytes_get_data(bytes, &len);
	char *p, *newline;

	if (len == 0 || memchr(data, '\0', len))
		return fail(error, 1, 1, "Die Datei ist leer oder keine Textdatei.");
	text = decode(import, data, len);
	for (p = text; *p; p = newline + 1) {
		newline = strchr(p, '\n');
		if (!newline)
			newline = p + strlen(p);
		g_ptr_array_add(import->lines,
		                g_strndup(p, (gsize)(newline - p) - (newline > p && newline[-1] == '\r' ? 1 : 0)));
		if (!*newline)
			break;
	}
	return TRUE;
}

static gboolean
record_read(const Import *import, guint index, Record *record, GError **error)
{
	const char *p = g_ptr_array_index(import->lines, index);
	glong len = g_utf8_strlen(p, -1);
	int column;

	record->line = index + 1;
	if (len != RECORD_LEN) {
		g_set_error(error, KOMMUNE_ERROR, KOMMUNE_ERROR_INVALID,
		            "Zeile %u, Spalte %ld: Der Satz ist %ld statt %d Zeichen lang (Datei als %s gelesen).", record->line,
		            MIN(len, RECORD_LEN) + 1, len, RECORD_LEN, import->encoding);
		return FALSE;
	}
	for (column = 1; column <= RECORD_LEN; column++, p = g_utf8_next_char(p)) {
		record->c[column] = g_utf8_get_char(p);
		if (!g_unichar_isprint(record->c[column]))
			return fail(error, record->line, column, "unzulässiges Zeichen (Steuerzeichen oder falsche Zeichenkodierung)");
	}
	return TRUE;
}

/* Columns @from to @to as text, without leading, trailing and double blanks. Caller frees. */
static char *
record_text(const Record *record, int from, int to)
{
	GString *text = g_string_new(NULL);
	int column;

	for (column = from; column <= to; column++) {
		gunichar c = record->c[column];

		if (g_unichar_isspace(c) && (text->len == 0 || text->str[text->len - 1] == ' '))
			continue;
		g_string_append_unichar(text, g_unichar_isspace(c) ? ' ' : c);
	}
	if (text->len && text->str[text->len - 1] == ' ')
		g_string_truncate(text, text->len - 1);
	return g_string_free(text, FALSE);
}

static gboolean
is_satzart(const Record *record, const char *satzart)
{
	return record->c[1] == (gunichar)satzart[0] && record->c[2] == (gunichar)satzart[1];
}

/* The key parts that the record has, in the order of the Regionalschlüssel: Land, RB, Kreis, Verband, Gemeinde. */
static void
record_ars(const Record *record, char ars[KEY_ARS + 1])
{
	static const int columns[KEY_ARS] = { 11, 12, 13, 14, 15, 19, 20, 21, 22, 16, 17, 18 };
	int i;

	for (i = 0; i < KEY_ARS; i++)
		ars[i] = (char)record->c[columns[i]];
	ars[KEY_ARS] = '\0';
}

/* --- checks of one record -------------------------------------------------------------------------------------------------------- */

/* First column of @from to @to that is not filled as it must be, 0 if all are. */
static int
wrong_column(const Record *record, int from, int to, Filling filling)
{
	gboolean is_blank = filling == BLANK || (filling == DIGITS_OR_BLANK && record->c[from] == ' ');
	int column;

	for (column = from; column <= to; column++) {
		gunichar c = record->c[column];

		if (is_blank ? c != ' ' : c < '0' || c > '9')
			return column;
	}
	return 0;
}

static gboolean
check_layout(const Record *record, GError **error)
{
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(layout); i++) {
		g_autofree char *reason = NULL;
		int column;

		if (!is_satzart(record, layout[i].satzart))
			continue;
		column = wrong_column(record, layout[i].from, layout[i].to, layout[i].filling);
		if (column == 0)
			continue;
		reason = g_strdup_printf("%s erwartet (%s). Sind die Spalten verschoben?",
		                         layout[i].filling == BLANK ? "Leerzeichen" : "Ziffer", layout[i].what);
		return fail(error, record->line, column, reason);
	}
	return TRUE;
}

/* Gebietsstand: a date, and the same in all records. */
static gboolean
check_date(Import *import, const Record *record, GError **error)
{
	g_autofree char *iso = NULL;
	char date[9];
	int column;

	column = wrong_column(record, 3, 10, DIGITS);
	if (column)
		return fail(error, record->line, column, "Gebietsstand JJJJMMTT erwartet");
	for (column = 0; column < 8; column++)
		date[column] = (char)record->c[3 + column];
	date[8] = '\0';
	if (import->verzeichnis->stand)
		return strcmp(date, import->date) == 0 ||
		       fail(error, record->line, 3, "anderer Gebietsstand als in der ersten Zeile");
	iso = g_strdup_printf("%.4s-%.2s-%.2s", date, date + 4, date + 6);
	if (!text_is_date(iso))
		return fail(error, record->line, 3, "Der Gebietsstand ist kein Datum.");
	memcpy(import->date, date, sizeof date);
	import->verzeichnis->stand = g_steal_pointer(&iso);
	return TRUE;
}

static gboolean
check_record(Import *import, const Record *record, GError **error)
{
	gunichar kind = record->c[1];
	guint land;

	if (kind < '1' || kind > '6' || record->c[2] != '0')
		return fail(error, record->line, 1, "unbekannte Satzart; 10, 20, 30, 40, 50 oder 60 erwartet");
	if (!check_date(import, record, error))
		return FALSE;
	land = (record->c[11] - '0') * 10 + (record->c[12] - '0');
	if (wrong_column(record, 11, 12, DIGITS) || land < 1 || land > 16)
		return fail(error, record->line, 11, "Land 01 bis 16 erwartet");
	if (!check_layout(record, error))
		return FALSE;
	if (kind >= '4' && record->c[123] != kind)
		return fail(error, record->line, 123, "Das Textkennzeichen passt nicht zur Satzart.");
	if (record->c[NAME_FROM] == ' ')
		return fail(error, record->line, NAME_FROM, "Bezeichnung erwartet. Sind die Spalten verschoben?");
	return TRUE;
}

/* --- records to Kommunen ----------------------------------------------------------------------------------------------------------- */

/* A new entry; FALSE if its id was there before. *@kommune stays owned by the directory. */
static gboolean
add(Import *import, const Record *record, const char *prefix, const char *key, Kommune **kommune, GError **error)
{
	Kommune *k = g_new0(Kommune, 1);

	k->id = g_strconcat(prefix, key, NULL);
	k->name = record_text(record, NAME_FROM, NAME_TO);
	k->art = record_text(record, 123, 124);
	k->ars = g_strdup("");
	k->kreis = g_strdup("");
	k->verband = g_strdup("");
	k->plz = g_strdup("");
	g_ptr_array_add(import->verzeichnis->kommunen, k);
	*kommune = k;
	if (g_hash_table_add(import->ids, k->id))
		return TRUE;
	return fail(error, record->line, 11, "Der Schlüssel kommt zweimal vor.");
}

static gboolean
take_kreis(Import *import, const Record *record, GError **error)
{
	char ars[KEY_ARS + 1];
	Kommune *kommune;

	record_ars(record, ars);
	ars[KEY_KREIS] = '\0';
	if (!add(import, record, "kreis:", ars, &kommune, error))
		return FALSE;
	g_hash_table_insert(import->kreise, g_strdup(ars), kommune);
	return TRUE;
}

/* The Verband of a verbandsfreie Gemeinde (Textkennzeichen 50) is the Gemeinde itself and becomes no entry. */
static gboolean
take_verband(Import *import, const Record *record, GError **error)
{
	char ars[KEY_ARS + 1];
	Kommune *kommune = NULL;

	record_ars(record, ars);
	ars[KEY_VERBAND] = '\0';
	if (g_hash_table_contains(import->verbaende, ars))
		return fail(error, record->line, 11, "Der Schlüssel kommt zweimal vor.");
	if (record->c[124] != '0' && !add(import, record, "verband:", ars, &kommune, error))
		return FALSE;
	g_hash_table_insert(import->verbaende, g_strdup(ars), kommune);
	return TRUE;
}

static const Kommune *
find_kreis(const Import *import, const char *ars)
{
	g_autofree char *key = g_strndup(ars, KEY_KREIS);

	return g_hash_table_lookup(import->kreise, key);
}

/* Unpopulated areas outside every Kreis (Küstengewässer, gemeinsames Hoheitsgebiet with Luxembourg) are real and harmless. */
static gboolean
check_kreis(Import *import, const Record *record, const char *ars, GError **error)
{
	g_autofree char *name = NULL;

	if (find_kreis(import, ars))
		return TRUE;
	if (record->c[124] != '6' || strncmp(ars + 3, "00", 2) != 0)
		return fail(error, record->line, 11, "Zu dieser Gemeinde fehlt der Satz ihres Kreises (Satzart 40).");
	name = record_text(record, NAME_FROM, NAME_TO);
	g_ptr_array_add(import->warnings, g_strdup_printf("Zeile %u: „%s“ gehört zu keinem Kreis.", record->line, name));
	return TRUE;
}

static gint64
record_number(const Record *record, int from, int to)
{
	gint64 n = 0;

	for (; from <= to; from++)
		n = n * 10 + (gint64)(record->c[from] - '0');
	return n;
}

/* Population of a Verband or Kreis is the sum of its Gemeinden; the file does not give it. */
static void
add_population(GHashTable *table, const char *key, gint64 einwohner)
{
	Kommune *above = g_hash_table_lookup(table, key);

	if (above)
		above->einwohner += einwohner;
}

static gboolean
take_gemeinde(Import *import, const Record *record, GError **error)
{
	g_autofree char *ags = NULL, *verband = NULL, *kreis = NULL;
	char ars[KEY_ARS + 1];
	Kommune *k;

	record_ars(record, ars);
	ags = g_strdup_printf("%.5s%.3s", ars, ars + 9);
	verband = g_strndup(ars, KEY_VERBAND);
	kreis = g_strndup(ars, KEY_KREIS);
	if (!check_kreis(import, record, ars, error))
		return FALSE;
	if (!g_hash_table_contains(import->verbaende, verband))
		return fail(error, record->line, 19, "Zu dieser Gemeinde fehlt der Satz ihres Verbands (Satzart 50).");
	if (!add(import, record, "ags:", ags, &k, error))
		return FALSE;
	g_free(k->ars);
	k->ars = g_strdup(ars);
	g_free(k->plz);
	k->plz = record_text(record, 166, 170);
	k->einwohner = record_number(record, 140, 150);
	if (g_hash_table_lookup(import->verbaende, verband)) {
		g_free(k->verband);
		k->verband = g_strconcat("verband:", verband, NULL);
	}
	add_population(import->kreise, kreis, k->einwohner);
	add_population(import->verbaende, verband, k->einwohner);
	return TRUE;
}

/* --- the whole file ------------------------------------------------------------------------------------------------------------------ */

/* Checks every record and takes Kreise and Verbände, so that the order of records does not matter for the Gemeinden. */
static gboolean
first_pass(Import *import, GError **error)
{
	Record record;
	guint i;

	for (i = 0; i < import->lines->len; i++) {
		if (!record_read(import, i, &record, error) || !check_record(import, &record, error))
			return FALSE;
		if (record.c[1] == '4' && !take_kreis(import, &record, error))
			return FALSE;
		if (record.c[1] == '5' && !take_verband(import, &record, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
second_pass(Import *import, GError **error)
{
	guint i, n_gemeinden = 0;
	Record record;

	for (i = 0; i < import->lines->len; i++) {
		if (!record_read(import, i, &record, error))
			return FALSE;
		if (record.c[1] != '6')
			continue;
		if (!take_gemeinde(import, &record, error))
			return FALSE;
		n_gemeinden++;
	}
	return n_gemeinden > 0 || fail(error, import->lines->len, 1, "Die Datei enthält keine Gemeinden (Satzart 60).");
}

static const char *
kreis_name(const Import *import, const Kommune *k)
{
	const Kommune *kreis = g_str_has_prefix(k->id, "kreis:") ? NULL : find_kreis(import, kommune_id_land(k->id));

	return kreis ? kreis->name : "";
}

static int
compare_ids(gconstpointer a, gconstpointer b)
{
	const Kommune *const *ka = a, *const *kb = b;

	return strcmp((*ka)->id, (*kb)->id);
}

/* Leaves out unpopulated areas, adds the Kreis names and the attribution, sorts. */
static void
finish(Import *import)
{
	Verzeichnis *v = import->verzeichnis;
	GPtrArray *kept = g_ptr_array_new_with_free_func((GDestroyNotify)kommune_free);
	guint i;

	for (i = 0; i < v->kommunen->len; i++) {
		Kommune *k = g_ptr_array_index(v->kommunen, i);

		g_free(k->kreis);
		k->kreis = g_strdup(kreis_name(import, k));
	}
	while (v->kommunen->len) {
		Kommune *k = g_ptr_array_steal_index_fast(v->kommunen, v->kommunen->len - 1);

		if (strcmp(k->art, "66") == 0) {
			import->n_unpopulated++;
			kommune_free(k);
		} else {
			g_ptr_array_add(kept, k);
		}
	}
	g_ptr_array_unref(v->kommunen);
	v->kommunen = kept;
	g_ptr_array_sort(kept, compare_ids);
	v->quelle = g_strdup_printf("© Statistisches Bundesamt (Destatis), Gemeindeverzeichnis GV-ISys, Gebietsstand %.2s.%.2s.%.4s; "
	                            "Datenlizenz Deutschland – Namensnennung – Version 2.0 (govdata.de/dl-de/by-2-0)",
	                            import->date + 6, import->date + 4, import->date);
	if (import->n_unpopulated)
		g_ptr_array_add(import->warnings,
		                g_strdup_printf("%u unbewohnte gemeindefreie Gebiete wurden ausgelassen.", import->n_unpopulated));
}

static void
import_clear(Import *import)
{
	g_ptr_array_unref(import->lines);
	g_hash_table_unref(import->kreise);
	g_hash_table_unref(import->verbaende);
	g_hash_table_unref(import->ids);
	verzeichnis_free(import->verzeichnis);
}

Verzeichnis *
import_gv100ad(GBytes *bytes, GPtrArray *warnings, GError **error)
{
	Import import = { 0 };
	Verzeichnis *result = NULL;

	import.warnings = warnings;
	import.lines = g_ptr_array_new_with_free_func(g_free);
	import.kreise = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	import.verbaende = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	import.ids = g_hash_table_new(g_str_hash, g_str_equal);
	import.verzeichnis = g_new0(Verzeichnis, 1);
	import.verzeichnis->kommunen = g_ptr_array_new_with_free_func((GDestroyNotify)kommune_free);
	if (read_lines(&import, bytes, error) && first_pass(&import, error) && second_pass(&import, error)) {
		finish(&import);
		result = g_steal_pointer(&import.verzeichnis);
	}
	import_clear(&import);
	return result;
}
