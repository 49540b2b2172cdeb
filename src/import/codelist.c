/*
 * Reads the AGS code list of the XRepository in Genericode: keys and names. Annotations are not looked at (their namespace changes), the
 * columns are found by what stands in them: the first is eight digits in every row, the next but hints is the name.
 */
#include "vorort/import.h"

#include <expat.h>
#include <string.h>

#include "vorort/text.h"

enum { DEPTH_MAX = 20, ROWS_MAX = 100000, VALUE_MAX = 1000, COLUMNS_MAX = 20 };

typedef struct Reader {
	XML_Parser parser;
	GError **error;
	GPtrArray *columns;  /* of char *: Id of each column of the set, in its order */
	GPtrArray *rows;     /* of GPtrArray: a value for each column, NULL if it has none */
	GArray *lines;       /* guint: line of each row */
	GPtrArray *row;      /* the one being read, owned by ->rows */
	GString *text;       /* of the element being read; NULL: not wanted */
	char *version;       /* of the list: its Gebietsstand */
	int depth, column;   /* column of the Value being read, -1: unknown */
	gboolean is_list, in_identification, failed;
} Reader;

static void
fail(Reader *r, const char *reason)
{
	if (!r->failed)
		g_set_error(r->error, KOMMUNE_ERROR, KOMMUNE_ERROR_INVALID, "Zeile %lu, Spalte %lu: %s",
			    XML_GetCurrentLineNumber(r->parser), XML_GetCurrentColumnNumber(r->parser) + 1, reason);
	r->failed = TRUE;
	XML_StopParser(r->parser, XML_FALSE);
}

/* --- elements ----------------------------------------------------------------------------------------------------------------------- */

static const char *
local_name(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon ? colon + 1 : name;
}

static const char *
attribute(const char **attributes, const char *name)
{
	for (; *attributes; attributes += 2)
		if (strcmp(attributes[0], name) == 0)
			return attributes[1];
	return "";
}

static void
begin_row(Reader *r)
{
	guint line = (guint)XML_GetCurrentLineNumber(r->parser);

	if (r->rows->len >= ROWS_MAX) {
		fail(r, "Die Codeliste hat zu viele Zeilen.");
		return;
	}
	r->row = g_ptr_array_new_full(r->columns->len, g_free);
	g_ptr_array_set_size(r->row, (gint)r->columns->len);
	g_ptr_array_add(r->rows, r->row);
	g_array_append_val(r->lines, line);
}

/* The official lists always name the column. */
static void
begin_value(Reader *r, const char *ref)
{
	guint i;

	for (i = 0, r->column = -1; i < r->columns->len; i++)
		if (strcmp(r->columns->pdata[i], ref) == 0)
			r->column = (int)i;
	if (r->column < 0)
		fail(r, "Dieser Wert gehört zu keiner Spalte (ColumnRef).");
}

static void
begin_column(Reader *r, const char *id)
{
	if (r->columns->len >= COLUMNS_MAX || r->rows->len) {
		fail(r, "Die Codeliste hat zu viele Spalten, oder sie stehen nicht vor den Zeilen.");
		return;
	}
	g_ptr_array_add(r->columns, g_strdup(id));
}

static void XMLCALL
on_start(void *data, const char *qualified, const char **attributes)
{
	Reader *r = data;
	const char *name = local_name(qualified);

	if (++r->depth > DEPTH_MAX)
		fail(r, "Die Elemente sind zu tief verschachtelt.");
	if (r->depth == 1 && !(r->is_list = strcmp(name, "CodeList") == 0))
		fail(r, "Das ist keine Codeliste im Format Genericode.");
	if (strcmp(name, "Identification") == 0)
		r->in_identification = TRUE;
	else if (strcmp(name, "Column") == 0)
		begin_column(r, attribute(attributes, "Id"));
	else if (strcmp(name, "Row") == 0)
		begin_row(r);
	else if (strcmp(name, "Value") == 0 && r->row)
		begin_value(r, attribute(attributes, "ColumnRef"));
	if ((strcmp(name, "SimpleValue") == 0 && r->row && r->column >= 0) ||
	    (strcmp(name, "Version") == 0 && r->in_identification && !r->version)) {
		if (r->text)
			fail(r, "Ein Wert steht in einem Wert.");
		else
			r->text = g_string_new(NULL);
	}
}

static void
end_value(Reader *r)
{
	char *value = g_string_free(g_steal_pointer(&r->text), FALSE);

	if (r->column < 0) {
		g_free(value);
		return;
	}
	g_free(r->row->pdata[r->column]);
	r->row->pdata[r->column] = value;
}

static void XMLCALL
on_end(void *data, const char *qualified)
{
	Reader *r = data;
	const char *name = local_name(qualified);

	r->depth--;
	if (strcmp(name, "SimpleValue") == 0 && r->text && r->row)
		end_value(r);
	else if (strcmp(name, "Version") == 0 && r->text)
		r->version = g_strstrip(g_string_free(g_steal_pointer(&r->text), FALSE));
	else if (strcmp(name, "Identification") == 0)
		r->in_identification = FALSE;
	else if (strcmp(name, "Row") == 0)
		r->row = NULL;
	else if (strcmp(name, "Value") == 0)
		r->column = -1;
}

static void XMLCALL
on_text(void *data, const char *text, int len)
{
	Reader *r = data;

	if (!r->text)
		return;
	if (r->text->len + (gsize)len > VALUE_MAX)
		fail(r, "Ein Wert ist zu lang.");
	else
		g_string_append_len(r->text, text, len);
}

/* Entities of a document's own can be nested to fill all memory, or name files; a code list needs none. */
static void XMLCALL
on_doctype(void *data, const char *name, const char *system, const char *public, int has_subset)
{
	(void)name;
	(void)system;
	(void)public;
	(void)has_subset;
	fail(data, "Eine Dokumenttyp-Deklaration (DOCTYPE) ist in einer Codeliste nicht zulässig.");
}

static gboolean
parse(Reader *r, GBytes *bytes)
{
	gsize len;
	const char *data = g_bytes_get_data(bytes, &len);

	r->parser = XML_ParserCreate(NULL);
	XML_SetUserData(r->parser, r);
	XML_SetElementHandler(r->parser, on_start, on_end);
	XML_SetCharacterDataHandler(r->parser, on_text);
	XML_SetStartDoctypeDeclHandler(r->parser, on_doctype);
	if (XML_Parse(r->parser, data, (int)len, 1) == XML_STATUS_ERROR && !r->failed)
		fail(r, XML_ErrorString(XML_GetErrorCode(r->parser)));
	XML_ParserFree(r->parser);
	return !r->failed;
}

/* --- rows to Kommunen ----------------------------------------------------------------------------------------------------------------- */

static const char *
value(const GPtrArray *row, guint column)
{
	return column < row->len && row->pdata[column] ? row->pdata[column] : "";
}

static gboolean
is_ags(const char *text)
{
	g_autofree char *id = g_strconcat("ags:", text, NULL);

	return kommune_id_is_valid(id);
}

static gboolean
refuse(GError **error, guint line, const char *reason)
{
	g_set_error(error, KOMMUNE_ERROR, KOMMUNE_ERROR_INVALID, "Zeile %u: %s", line, reason);
	return FALSE;
}

/* „Stadt-/Ortsteil bzw. Stadtbezirk“: a district of a city in the Stadtstaaten, in any of the columns behind the name. */
static gboolean
is_district(const GPtrArray *row)
{
	guint i;

	for (i = 2; i < row->len; i++)
		if (strstr(value(row, i), "Ortsteil") || strstr(value(row, i), "Stadtbezirk"))
			return TRUE;
	return FALSE;
}

/* Without leading, trailing and double blanks, as in the Gemeindeverzeichnis. */
static char *
clean_name(const char *text)
{
	g_auto(GStrv) words = g_strsplit_set(text, " \t\r\n", -1);
	g_autoptr(GString) out = g_string_new(NULL);
	char **word;

	for (word = words; *word; word++)
		if (**word)
			g_string_append_printf(out, "%s%s", out->len ? " " : "", *word);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static gboolean
take_row(Verzeichnis *v, GHashTable *ids, const GPtrArray *row, guint line, GError **error)
{
	g_autofree char *name = clean_name(value(row, 1));
	Kommune *k;

	if (!is_ags(value(row, 0)))
		return refuse(error, line, "In der ersten Spalte wird ein AGS aus acht Ziffern erwartet. Ist es die Codeliste „AGS“?");
	if (is_district(row))
		return TRUE;
	if (!*name)
		return refuse(error, line, "In der zweiten Spalte fehlt der Name.");
	k = g_new0(Kommune, 1);
	k->id = g_strconcat("ags:", value(row, 0), NULL);
	k->name = g_steal_pointer(&name);
	k->art = g_strdup("");
	k->ars = g_strdup("");
	k->kreis = g_strdup("");
	k->verband = g_strdup("");
	k->plz = g_strdup("");
	g_ptr_array_add(v->kommunen, k);
	return g_hash_table_add(ids, k->id) || refuse(error, line, "Der Schlüssel kommt zweimal vor.");
}

static int
compare_ids(gconstpointer a, gconstpointer b)
{
	return strcmp((*(Kommune *const *)a)->id, (*(Kommune *const *)b)->id);
}

static Verzeichnis *
to_directory(const Reader *r, GPtrArray *warnings, GError **error)
{
	g_autoptr(Verzeichnis) v = g_new0(Verzeichnis, 1);
	g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
	g_autofree char *day = NULL;
	guint i;

	v->is_names = TRUE;
	v->kommunen = g_ptr_array_new_with_free_func((GDestroyNotify)kommune_free);
	v->stand = g_strdup(r->version);
	if (!r->version || !text_is_date(r->version)) {
		refuse(error, 1, "Die Version der Codeliste ist kein Datum; ihr Gebietsstand ist unbekannt.");
		return NULL;
	}
	for (i = 0; i < r->rows->len; i++)
		if (!take_row(v, ids, r->rows->pdata[i], g_array_index(r->lines, guint, i), error))
			return NULL;
	if (!v->kommunen->len) {
		refuse(error, 1, "Die Codeliste enthält keine Gemeinden.");
		return NULL;
	}
	g_ptr_array_sort(v->kommunen, compare_ids);
	day = text_date(v->stand);
	v->quelle = g_strdup_printf("© Statistische Ämter des Bundes und der Länder, Codeliste AGS (XRepository), Stand %s", day);
	if (r->rows->len > v->kommunen->len)
		g_ptr_array_add(warnings, g_strdup_printf("%u Stadt- und Ortsteile wurden ausgelassen.", r->rows->len - v->kommunen->len));
	return g_steal_pointer(&v);
}

Verzeichnis *
import_codelist(GBytes *bytes, GPtrArray *warnings, GError **error)
{
	Reader r = {.error = error, .column = -1};
	Verzeichnis *v = NULL;

	if (g_bytes_get_size(bytes) > IMPORT_FILE_MAX) {
		refuse(error, 1, "Die Datei ist zu groß für eine Codeliste.");
		return NULL;
	}
	r.columns = g_ptr_array_new_with_free_func(g_free);
	r.rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
	r.lines = g_array_new(FALSE, FALSE, sizeof(guint));
	if (parse(&r, bytes))
		v = to_directory(&r, warnings, error);
	if (r.text)
		g_string_free(r.text, TRUE);
	g_free(r.version);
	g_ptr_array_unref(r.columns);
	g_ptr_array_unref(r.rows);
	g_array_unref(r.lines);
	return v;
}
