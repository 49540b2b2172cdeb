/*
 * The normal form of a Gemeindeverzeichnis: JSON lines that are the same bytes on every laptop (vorort/kommune.h).
 *
 * The file comes through the shared repository and is hostile until checked. It is read strictly: every field is checked, then the
 * whole is written again and must give the same bytes; so there is one form only and the writer alone defines it.
 */
#include "vorort/kommune.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "vorort/text.h"

enum {
	FORMAT_VERSION = 1,
	FORMAT_NAMES = 2,            /* keys and names only */
	FILE_MAX = 16 * 1024 * 1024, /* the whole of Germany is about 2 MiB */
	NAME_MAX_BYTES = 200,        /* 50 characters in the official file */
	QUELLE_MAX_BYTES = 500,
	EINWOHNER_MAX = 100000000,
};

/* --- writing ----------------------------------------------------------------------------------------------------------------- */

static void
put_text(json_t *object, const char *key, const char *value)
{
	if (value && *value)
		json_object_set_new(object, key, json_string(value));
}

/* jansson keeps the order in which keys are set. */
static void
append_line(GString *out, json_t *object)
{
	char *line = json_dumps(object, JSON_COMPACT);

	g_assert(line);
	g_string_append(out, line);
	g_string_append_c(out, '\n');
	free(line);
	json_decref(object);
}

static json_t *
header_to_json(const Verzeichnis *verzeichnis)
{
	json_t *o = json_object();

	put_text(o, "format", "vorort-kommunen");
	json_object_set_new(o, "version", json_integer(verzeichnis->is_names ? FORMAT_NAMES : FORMAT_VERSION));
	put_text(o, "stand", verzeichnis->stand);
	put_text(o, "quelle", verzeichnis->quelle);
	return o;
}

static json_t *
kommune_to_json(const Kommune *k)
{
	json_t *o = json_object();

	put_text(o, "art", k->art);
	put_text(o, "ars", k->ars);
	if (k->einwohner > 0)
		json_object_set_new(o, "einwohner", json_integer(k->einwohner));
	put_text(o, "id", k->id);
	put_text(o, "kreis", k->kreis);
	put_text(o, "name", k->name);
	put_text(o, "plz", k->plz);
	put_text(o, "verband", k->verband);
	return o;
}

GBytes *
verzeichnis_write(const Verzeichnis *verzeichnis)
{
	GString *out = g_string_new(NULL);
	guint i;

	append_line(out, header_to_json(verzeichnis));
	for (i = 0; i < verzeichnis->kommunen->len; i++)
		append_line(out, kommune_to_json(g_ptr_array_index(verzeichnis->kommunen, i)));
	return g_string_free_to_bytes(out);
}

/* --- reading ----------------------------------------------------------------------------------------------------------------- */

static gboolean
fail(GError **error, guint line, const char *reason)
{
	g_set_error(error, KOMMUNE_ERROR, KOMMUNE_ERROR_INVALID, "Kommunenliste, Zeile %u: %s", line, reason);
	return FALSE;
}

/* One line of the file as a JSON object, or NULL with an error. */
static json_t *
parse_line(const char *text, gsize len, guint line, GError **error)
{
	json_error_t problem;
	json_t *object = json_loadb(text, len, JSON_REJECT_DUPLICATES, &problem);
	g_autofree char *shown = NULL;

	if (json_is_object(object))
		return object;
	/* jansson quotes what it stumbled over, which may be half a character or one that steers a terminal. */
	shown = text_visible(object ? "anderer Typ" : problem.text, FALSE);
	g_set_error(error, KOMMUNE_ERROR, KOMMUNE_ERROR_INVALID, "Kommunenliste, Zeile %u: kein gültiges JSON-Objekt (%s)", line, shown);
	json_decref(object);
	return NULL;
}

/* Copy of a text field; "" if it is not there or no text (the comparison at the end finds the latter). Never NULL. */
static char *
take_text(json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return g_strdup(value ? value : "");
}

/* Letters, digits, signs and blanks only: nothing that could steer a terminal. */
static gboolean
is_plain(const char *text, gsize max)
{
	const char *p;

	if (strlen(text) > max)
		return FALSE;
	for (p = text; *p; p = g_utf8_next_char(p))
		if (!g_unichar_isprint(g_utf8_get_char(p)) || g_unichar_type(g_utf8_get_char(p)) == G_UNICODE_LINE_SEPARATOR ||
		    g_unichar_type(g_utf8_get_char(p)) == G_UNICODE_PARAGRAPH_SEPARATOR)
			return FALSE;
	return TRUE;
}

static gboolean
is_digits(const char *text, gsize len)
{
	return strlen(text) == len && strspn(text, "0123456789") == len;
}

/* The Regionalschlüssel of a Gemeinde contains its AGS and the key of its Verband. */
static gboolean
ars_fits(const Kommune *k)
{
	const char *ags = k->id + strlen("ags:");

	if (!g_str_has_prefix(k->id, "ags:"))
		return !*k->ars && !*k->verband;
	if (!is_digits(k->ars, 12) || strncmp(k->ars, ags, 5) != 0 || strcmp(k->ars + 9, ags + 5) != 0)
		return FALSE;
	if (!*k->verband)
		return TRUE;
	return g_str_has_prefix(k->verband, "verband:") && kommune_id_is_valid(k->verband) &&
	       strncmp(k->verband + strlen("verband:"), k->ars, 9) == 0;
}

/* In a list of names there is nothing else, and only Gemeinden. */
static gboolean
is_name_only(const Kommune *k)
{
	return g_str_has_prefix(k->id, "ags:") && !*k->art && !*k->ars && !*k->kreis && !*k->plz && !*k->verband && !k->einwohner;
}

/* NULL if the entry is right, else the German reason. */
static const char *
kommune_problem(const Kommune *k, gboolean is_names)
{
	if (!kommune_id_is_valid(k->id))
		return "id fehlt oder ist kein gültiger Schlüssel";
	if (!*k->name || !is_plain(k->name, NAME_MAX_BYTES))
		return "name fehlt, ist zu lang oder enthält unzulässige Zeichen";
	if (is_names)
		return is_name_only(k) ? NULL : "In einer Namensliste stehen nur id und name.";
	if (!is_plain(k->kreis, NAME_MAX_BYTES))
		return "kreis ist zu lang oder enthält unzulässige Zeichen";
	if (!is_digits(k->art, 2))
		return "art muss aus zwei Ziffern bestehen";
	if (!ars_fits(k))
		return "ars, verband und id passen nicht zusammen";
	if (*k->plz && !is_digits(k->plz, 5))
		return "plz muss aus fünf Ziffern bestehen";
	if (k->einwohner < 0 || k->einwohner > EINWOHNER_MAX)
		return "einwohner liegt außerhalb des möglichen Bereichs";
	return NULL;
}

static Kommune *
read_kommune(json_t *object, gboolean is_names, guint line, GError **error)
{
	g_autoptr(Kommune) k = g_new0(Kommune, 1);
	const char *problem;

	k->art = take_text(object, "art");
	k->ars = take_text(object, "ars");
	k->einwohner = json_integer_value(json_object_get(object, "einwohner"));
	k->id = take_text(object, "id");
	k->kreis = take_text(object, "kreis");
	k->name = take_text(object, "name");
	k->plz = take_text(object, "plz");
	k->verband = take_text(object, "verband");
	problem = kommune_problem(k, is_names);
	if (problem) {
		fail(error, line, problem);
		return NULL;
	}
	return g_steal_pointer(&k);
}

static gboolean
read_header(Verzeichnis *v, json_t *object, GError **error)
{
	g_autofree char *format = take_text(object, "format");
	json_int_t version = json_integer_value(json_object_get(object, "version"));

	if (strcmp(format, "vorort-kommunen") != 0)
		return fail(error, 1, "Das ist keine Kommunenliste im Normalformat von vorort.");
	if (version != FORMAT_VERSION && version != FORMAT_NAMES)
		return fail(error, 1, "Die Liste hat eine andere Formatversion; dafür wird eine neuere Programmversion benötigt.");
	v->is_names = version == FORMAT_NAMES;
	v->stand = take_text(object, "stand");
	v->quelle = take_text(object, "quelle");
	if (!text_is_date(v->stand))
		return fail(error, 1, "stand ist kein Datum der Form JJJJ-MM-TT");
	if (!*v->quelle || !is_plain(v->quelle, QUELLE_MAX_BYTES))
		return fail(error, 1, "quelle fehlt, ist zu lang oder enthält unzulässige Zeichen");
	return TRUE;
}

static gboolean
read_line(Verzeichnis *v, json_t *object, guint line, GError **error)
{
	const Kommune *before = v->kommunen->len ? g_ptr_array_index(v->kommunen, v->kommunen->len - 1) : NULL;
	Kommune *k;

	if (line == 1)
		return read_header(v, object, error);
	k = read_kommune(object, v->is_names, line, error);
	if (!k)
		return FALSE;
	g_ptr_array_add(v->kommunen, k);
	if (before && strcmp(before->id, k->id) >= 0)
		return fail(error, line, "Die Einträge sind nicht nach id sortiert, oder eine id kommt doppelt vor.");
	return TRUE;
}

static gboolean
read_lines(Verzeichnis *v, const char *text, gsize len, GError **error)
{
	const char *p = text, *end = len > 0 ? text + len : text; /* NULL if empty */
	guint line;

	for (line = 1; p < end || line == 1; line++) {
		const char *newline = p < end ? memchr(p, '\n', (gsize)(end - p)) : NULL;
		json_t *object;
		gboolean ok;

		if (!newline)
			return fail(error, line, "Die Datei ist unvollständig: Am Ende fehlt der Zeilenumbruch.");
		object = parse_line(p, (gsize)(newline - p), line, error);
		if (!object)
			return FALSE;
		ok = read_line(v, object, line, error);
		json_decref(object);
		if (!ok)
			return FALSE;
		p = newline + 1;
	}
	return TRUE;
}

/* Written again, the list must give the bytes it was read from; the error names the first line that differs. */
static gboolean
is_normal(const Verzeichnis *v, const char *text, gsize len, GError **error)
{
	g_autoptr(GBytes) again = verzeichnis_write(v);
	gsize n, i;
	const char *own = g_bytes_get_data(again, &n);
	guint line = 1;

	if (n == len && memcmp(own, text, len) == 0)
		return TRUE;
	for (i = 0; i < MIN(n, len) && own[i] == text[i]; i++)
		if (own[i] == '\n')
			line++;
	return fail(error, line, "nicht im Normalformat (Reihenfolge, Leerzeichen, leere oder unbekannte Felder)");
}

Verzeichnis *
verzeichnis_read(GBytes *bytes, GError **error)
{
	g_autoptr(Verzeichnis) v = g_new0(Verzeichnis, 1);
	gsize len;
	const char *text = g_bytes_get_data(bytes, &len);

	v->kommunen = g_ptr_array_new_with_free_func((GDestroyNotify)kommune_free);
	if (len > FILE_MAX) {
		fail(error, 1, "Die Datei ist zu groß für eine Kommunenliste.");
		return NULL;
	}
	if (!read_lines(v, text, len, error) || !is_normal(v, text, len, error))
		return NULL;
	return g_steal_pointer(&v);
}
