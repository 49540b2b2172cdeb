/*
 * Reads the cells of an XLSX as Excel and LibreOffice save it: names of the sheets, texts that are shared or stand in the cell, numbers,
 * booleans. Formats are not looked at: who asks for a date knows that a number is one.
 */
#include "xlsx.h"

#include <stdlib.h>
#include <string.h>

enum { SHEETS_MAX = 200, STRINGS_MAX = 200000, CELLS_MAX = 200000, TEXT_LEN_MAX = 4 * 32767, ROW_MAX = 1048576, COLUMN_MAX = 16384 };

/* --- the model -------------------------------------------------------------------------------------------------------------------------- */

static void
cell_free(gpointer data)
{
	g_free(((XlsxCell *)data)->text);
	g_free(data);
}

static void
sheet_free(gpointer data)
{
	XlsxSheet *sheet = data;

	g_free(sheet->name);
	g_ptr_array_unref(sheet->cells);
	g_free(sheet);
}

void
xlsx_book_free(XlsxBook *book)
{
	if (!book)
		return;
	g_ptr_array_unref(book->sheets);
	g_free(book);
}

char *
xlsx_cell_name(guint row, guint column)
{
	GString *name = g_string_new(NULL);

	for (column++; column; column = (column - 1) / 26)
		g_string_prepend_c(name, (char)('A' + (column - 1) % 26));
	g_string_append_printf(name, "%u", row + 1);
	return g_string_free(name, FALSE);
}

char *
xlsx_date(const XlsxBook *book, const char *number)
{
	char *end;
	double days = g_ascii_strtod(number, &end);
	char iso[16] = "";
	GDate date;

	/* From March 1900 on the two ways to count agree, for the first of them knows a 29th of February 1900. */
	if (end == number || *end || !(days >= 61 && days < 200000))
		return NULL;
	g_date_clear(&date, 1);
	g_date_set_dmy(&date, book->is_1904 ? 1 : 30, book->is_1904 ? G_DATE_JANUARY : G_DATE_DECEMBER, book->is_1904 ? 1904 : 1899);
	g_date_add_days(&date, (guint)days);
	g_date_strftime(iso, sizeof iso, "%Y-%m-%d", &date);
	return g_strdup(iso);
}

/* --- texts ------------------------------------------------------------------------------------------------------------------------------ */

/* The text of an <si> or <is>: all its <t>, but not what explains how it is read (rPh). */
typedef struct Text {
	GString *all;
	guint in_phonetic;
	gboolean in_t;
} Text;

static void
text_start(Text *text, const char *name)
{
	text->in_phonetic += strcmp(name, "rPh") == 0;
	text->in_t = strcmp(name, "t") == 0 && !text->in_phonetic;
}

static void
text_end(Text *text, const char *name)
{
	text->in_phonetic -= text->in_phonetic && strcmp(name, "rPh") == 0;
	text->in_t = FALSE;
}

static void
append(XlsxParser *parser, GString *all, const char *part, int len)
{
	if (all->len + (gsize)len > TEXT_LEN_MAX)
		xlsx_fail(parser, "Ein Text ist zu lang.");
	else
		g_string_append_len(all, part, len);
}

typedef struct Strings {
	XlsxParser parser;
	GPtrArray *all; /* of char * */
	Text text;
} Strings;

static void XMLCALL
strings_start(void *data, const char *qualified, const char **attributes)
{
	Strings *s = data;
	const char *name = xlsx_local_name(qualified);

	(void)attributes;
	if (!xlsx_enter(&s->parser))
		return;
	if (strcmp(name, "si") == 0)
		g_string_truncate(s->text.all, 0);
	text_start(&s->text, name);
}

static void XMLCALL
strings_end(void *data, const char *qualified)
{
	Strings *s = data;
	const char *name = xlsx_local_name(qualified);

	xlsx_leave(&s->parser);
	text_end(&s->text, name);
	if (strcmp(name, "si") != 0)
		return;
	if (s->all->len >= STRINGS_MAX)
		xlsx_fail(&s->parser, "Sie enthält zu viele Texte.");
	else
		g_ptr_array_add(s->all, g_strdup(s->text.all->str));
}

static void XMLCALL
strings_text(void *data, const char *part, int len)
{
	Strings *s = data;

	if (s->text.in_t)
		append(&s->parser, s->text.all, part, len);
}

/* --- cells ------------------------------------------------------------------------------------------------------------------------------ */

typedef struct Cells {
	XlsxParser parser;
	const GPtrArray *strings;
	XlsxSheet *sheet;
	guint *n_cells;       /* of the whole book */
	gsize *n_bytes;       /* of all texts of cells: a shared one may stand in many */
	guint row, column;    /* of the cell being read */
	guint next_row, next_column; /* where no "r" says it */
	char *type;           /* NULL: a number */
	gboolean in_cell, in_v, has_formula;
	GString *value;
	Text text;
} Cells;

/* "B7" */
static gboolean
parse_place(const char *place, guint *row, guint *column)
{
	guint64 r;
	guint c = 0;

	for (; g_ascii_isalpha(*place) && c <= COLUMN_MAX; place++)
		c = c * 26 + (guint)(g_ascii_toupper(*place) - 'A') + 1;
	if (!g_ascii_string_to_unsigned(place, 10, 1, ROW_MAX, &r, NULL) || c < 1 || c > COLUMN_MAX)
		return FALSE;
	*row = (guint)r - 1;
	*column = c - 1;
	return TRUE;
}

static void
begin_row(Cells *c, const char *number)
{
	guint64 row;

	if (number && !g_ascii_string_to_unsigned(number, 10, 1, ROW_MAX, &row, NULL))
		xlsx_fail(&c->parser, "Die Nummer einer Zeile ist ungültig.");
	else if (number)
		c->next_row = (guint)row - 1;
	c->row = c->next_row++;
	c->next_column = 0;
}

static void
begin_cell(Cells *c, const char **attributes)
{
	const char *place = xlsx_attribute(attributes, "r");

	c->column = c->next_column;
	if (place && !parse_place(place, &c->row, &c->column))
		xlsx_fail(&c->parser, "Der Ort einer Zelle ist ungültig.");
	if (++*c->n_cells > CELLS_MAX)
		xlsx_fail(&c->parser, "Sie enthält zu viele Zellen.");
	c->next_column = c->column + 1;
	g_free(c->type);
	c->type = g_strdup(xlsx_attribute(attributes, "t"));
	c->in_cell = TRUE;
	c->has_formula = FALSE;
	g_string_truncate(c->value, 0);
	g_string_truncate(c->text.all, 0);
}

static void XMLCALL
cells_start(void *data, const char *qualified, const char **attributes)
{
	Cells *c = data;
	const char *name = xlsx_local_name(qualified);

	if (!xlsx_enter(&c->parser))
		return;
	if (strcmp(name, "row") == 0)
		begin_row(c, xlsx_attribute(attributes, "r"));
	else if (strcmp(name, "c") == 0)
		begin_cell(c, attributes);
	c->in_v = c->in_cell && strcmp(name, "v") == 0;
	c->has_formula |= c->in_cell && strcmp(name, "f") == 0;
	text_start(&c->text, name);
}

/* NULL if a shared text is not there. */
static const char *
cell_text(const Cells *c)
{
	guint64 i;

	if (g_strcmp0(c->type, "inlineStr") == 0)
		return c->text.all->str;
	if (g_strcmp0(c->type, "s") != 0 || !*c->value->str)
		return c->value->str;
	return c->strings->len && g_ascii_string_to_unsigned(c->value->str, 10, 0, c->strings->len - 1, &i, NULL) ? c->strings->pdata[i] : NULL;
}

static XlsxKind
cell_kind(const Cells *c)
{
	static const struct {
		const char *type;
		XlsxKind kind;
	} kinds[] = {{"b", XLSX_BOOLEAN}, {"e", XLSX_ERROR}, {"n", XLSX_NUMBER}};
	gsize i;

	if (c->has_formula)
		return XLSX_FORMULA;
	for (i = 0; c->type && i < G_N_ELEMENTS(kinds); i++)
		if (strcmp(c->type, kinds[i].type) == 0)
			return kinds[i].kind;
	return c->type ? XLSX_TEXT : XLSX_NUMBER;
}

static void
end_cell(Cells *c)
{
	const char *text = cell_text(c);
	XlsxCell *cell;

	c->in_cell = FALSE;
	if (!text) {
		xlsx_fail(&c->parser, "Der Text einer Zelle fehlt.");
		return;
	}
	if (!*text && !c->has_formula)
		return;
	if ((*c->n_bytes += strlen(text)) > XLSX_CONTENT_MAX) {
		xlsx_fail(&c->parser, "Die Texte der Zellen sind zusammen zu lang.");
		return;
	}
	cell = g_new0(XlsxCell, 1);
	cell->row = c->row;
	cell->column = c->column;
	cell->kind = cell_kind(c);
	cell->text = g_strdup(text);
	g_ptr_array_add(c->sheet->cells, cell);
}

static void XMLCALL
cells_end(void *data, const char *qualified)
{
	Cells *c = data;
	const char *name = xlsx_local_name(qualified);

	xlsx_leave(&c->parser);
	text_end(&c->text, name);
	c->in_v = FALSE;
	if (strcmp(name, "c") == 0 && c->in_cell)
		end_cell(c);
}

static void XMLCALL
cells_text(void *data, const char *part, int len)
{
	Cells *c = data;

	if (c->in_v)
		append(&c->parser, c->value, part, len);
	else if (c->in_cell && c->text.in_t)
		append(&c->parser, c->text.all, part, len);
}

/* --- the book --------------------------------------------------------------------------------------------------------------------------- */

typedef struct Contents {
	XlsxParser parser;
	XlsxBook *book;
	GPtrArray *ids;      /* of char *: of each sheet, what _rels calls its member */
	GHashTable *targets; /* id -> path of the member */
} Contents;

static void XMLCALL
workbook_start(void *data, const char *qualified, const char **attributes)
{
	Contents *c = data;
	const char *name = xlsx_local_name(qualified), *title = xlsx_attribute(attributes, "name"), *date = xlsx_attribute(attributes, "date1904");
	XlsxSheet *sheet;

	if (!xlsx_enter(&c->parser))
		return;
	if (strcmp(name, "workbookPr") == 0)
		c->book->is_1904 = date && (strcmp(date, "1") == 0 || strcmp(date, "true") == 0);
	if (strcmp(name, "sheet") != 0)
		return;
	if (c->ids->len >= SHEETS_MAX) {
		xlsx_fail(&c->parser, "Sie hat zu viele Blätter.");
		return;
	}
	sheet = g_new0(XlsxSheet, 1);
	sheet->name = g_strdup(title ? title : "");
	sheet->cells = g_ptr_array_new_with_free_func(cell_free);
	g_ptr_array_add(c->book->sheets, sheet);
	g_ptr_array_add(c->ids, g_strdup(xlsx_attribute(attributes, "id")));
}

static void XMLCALL
rels_start(void *data, const char *qualified, const char **attributes)
{
	Contents *c = data;
	const char *id = xlsx_attribute(attributes, "Id"), *target = xlsx_attribute(attributes, "Target");

	if (xlsx_enter(&c->parser) && strcmp(xlsx_local_name(qualified), "Relationship") == 0 && id && target)
		g_hash_table_insert(c->targets, g_strdup(id), *target == '/' ? g_strdup(target + 1) : g_strconcat("xl/", target, NULL));
}

static void XMLCALL
contents_end(void *data, const char *name)
{
	(void)name;
	xlsx_leave(data);
}

static gboolean
no_part(GError **error)
{
	g_set_error(error, KOMMUNE_ERROR, KOMMUNE_ERROR_INVALID, "Excel-Datei: Ein Teil von ihr fehlt. Ist es eine Datei im Format .xlsx?");
	return FALSE;
}

static gboolean
read_contents(GHashTable *members, Contents *c, GError **error)
{
	static const char workbook[] = "xl/workbook.xml", rels[] = "xl/_rels/workbook.xml.rels";
	GBytes *book = g_hash_table_lookup(members, workbook), *targets = g_hash_table_lookup(members, rels);

	if (!book || !targets)
		return no_part(error);
	return xlsx_parse(book, workbook, &c->parser, workbook_start, contents_end, NULL, error) &&
	       xlsx_parse(targets, rels, &c->parser, rels_start, contents_end, NULL, error);
}

static gboolean
read_strings(GHashTable *members, GPtrArray *strings, GError **error)
{
	GBytes *member = g_hash_table_lookup(members, "xl/sharedStrings.xml");
	Strings s = {.all = strings, .text.all = g_string_new(NULL)};
	gboolean ok = !member || xlsx_parse(member, "xl/sharedStrings.xml", &s.parser, strings_start, strings_end, strings_text, error);

	g_string_free(s.text.all, TRUE);
	return ok;
}

/* A sheet that holds a diagram only has no member that is read: it has no cells. */
static gboolean
read_sheets(GHashTable *members, const Contents *contents, const GPtrArray *strings, GError **error)
{
	guint i, n_cells = 0;
	gsize n_bytes = 0;
	gboolean ok = TRUE;

	for (i = 0; ok && i < contents->ids->len; i++) {
		const char *id = contents->ids->pdata[i], *path = id ? g_hash_table_lookup(contents->targets, id) : NULL;
		GBytes *member = path ? g_hash_table_lookup(members, path) : NULL;
		Cells c = {.strings = strings, .sheet = contents->book->sheets->pdata[i], .n_cells = &n_cells, .n_bytes = &n_bytes, .value = g_string_new(NULL),
			   .text.all = g_string_new(NULL)};

		ok = !member || xlsx_parse(member, path, &c.parser, cells_start, cells_end, cells_text, error);
		g_string_free(c.value, TRUE);
		g_string_free(c.text.all, TRUE);
		g_free(c.type);
		if (member)
			g_hash_table_remove(members, path); /* read once, however many sheets name it */
	}
	return ok;
}

XlsxBook *
import_xlsx(GBytes *bytes, GError **error)
{
	g_autoptr(GHashTable) members = xlsx_members(bytes, error);
	g_autoptr(GHashTable) targets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free), strings = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(XlsxBook) book = g_new0(XlsxBook, 1);
	Contents contents = {.book = book, .ids = ids, .targets = targets};

	book->sheets = g_ptr_array_new_with_free_func(sheet_free);
	if (!members || !read_contents(members, &contents, error) || !read_strings(members, strings, error) ||
	    !read_sheets(members, &contents, strings, error))
		return NULL;
	return g_steal_pointer(&book);
}
