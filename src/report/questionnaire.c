/*
 * Questionnaires: an XLSX that a Kommune fills in before a visit. Made for people who know nothing of this program: black on white, a row for
 * each question, lists to choose from, the column to fill in framed. Whatever a text begins with, its cell is a string.
 */
#include "vorort/report.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "vorort/text.h"

enum {
	SHEET_NAME_MAX = 31, /* characters of the name of a sheet */
	CELL_MAX = 32000,    /* bytes; a cell holds 32767 characters */
	PAPER_A4 = 9,
};

#define CHOICES "Auswahl" /* the hidden sheet that lists come from */

typedef struct Book {
	lxw_workbook *workbook;
	lxw_format *title, *text, *head, *cell, *answer;
	GPtrArray *choices; /* of char *, borrowed: what the lists offer */
	lxw_error error;    /* the first one */
} Book;

static const struct {
	const char *title;
	double width;
} columns[] = {
	[QUESTIONNAIRE_SECTION] = {"Thema", 24},
	[QUESTIONNAIRE_QUESTION] = {"Frage", 36},
	[QUESTIONNAIRE_HINT] = {"Angabe als", 24},
	[QUESTIONNAIRE_CURRENT] = {"Uns bekannt", 20},
	[QUESTIONNAIRE_ANSWER] = {"Ihre Antwort", 26},
	[QUESTIONNAIRE_REMARK] = {"Bemerkung", 26},
	[QUESTIONNAIRE_ID] = {"Kennung (nicht ändern)", 8},
};

/* --- the model -------------------------------------------------------------------------------------------------------------------------- */

static void
row_free(gpointer data)
{
	QuestionnaireRow *row = data;

	g_free(row->section);
	g_free(row->question);
	g_free(row->hint);
	g_strfreev(row->choices);
	g_free(row->current);
	g_free(row->id);
	g_free(row);
}

QuestionnaireSheet *
questionnaire_sheet_new(const char *title)
{
	QuestionnaireSheet *sheet = g_new0(QuestionnaireSheet, 1);

	sheet->title = g_strdup(title);
	sheet->rows = g_ptr_array_new_with_free_func(row_free);
	return sheet;
}

void
questionnaire_sheet_free(QuestionnaireSheet *sheet)
{
	g_free(sheet->title);
	g_ptr_array_unref(sheet->rows);
	g_free(sheet);
}

void
questionnaire_add(QuestionnaireSheet *sheet, const char *section, const char *question, const char *hint, const char *const *choices,
		  const char *current, const char *id)
{
	QuestionnaireRow *row = g_new0(QuestionnaireRow, 1);

	row->section = g_strdup(section);
	row->question = g_strdup(question);
	row->hint = g_strdup(hint ? hint : "");
	row->choices = g_strdupv((GStrv)choices);
	row->current = g_strdup(current ? current : "");
	row->id = g_strdup(id);
	g_ptr_array_add(sheet->rows, row);
}

const char *
questionnaire_heading(guint column)
{
	return columns[column].title;
}

/* --- cells ------------------------------------------------------------------------------------------------------------------------------- */

static void
note(Book *book, lxw_error error)
{
	if (book->error == LXW_NO_ERROR)
		book->error = error;
}

static void
put(Book *book, lxw_worksheet *sheet, guint row, guint column, const char *text, lxw_format *format)
{
	g_autofree char *visible = text_visible(text, TRUE);

	if (strlen(visible) > CELL_MAX)
		*g_utf8_find_prev_char(visible, visible + CELL_MAX) = '\0';
	if (*visible)
		note(book, worksheet_write_string(sheet, row, (lxw_col_t)column, visible, format));
	else
		note(book, worksheet_write_blank(sheet, row, (lxw_col_t)column, format));
}

/*
 * A list to choose from. Labels hold commas, so they stand in cells of a hidden sheet. Something else is possible after a warning: reading it
 * back checks.
 */
static void
offer(Book *book, lxw_worksheet *sheet, guint row, const QuestionnaireRow *r)
{
	guint n = r->choices ? g_strv_length(r->choices) : 0, first = book->choices->len + 1, i;
	g_autofree char *range = g_strdup_printf("=%s!$A$%u:$A$%u", CHOICES, first, first + n - 1);
	lxw_data_validation list = {.validate = LXW_VALIDATION_TYPE_LIST_FORMULA, .value_formula = range, .ignore_blank = LXW_VALIDATION_ON,
				    .error_type = LXW_VALIDATION_ERROR_TYPE_WARNING, .error_title = "Bitte auswählen",
				    .error_message = "Bitte eine Angabe aus der Liste wählen."};

	if (n == 0)
		return;
	for (i = 0; i < n; i++)
		g_ptr_array_add(book->choices, r->choices[i]);
	note(book, worksheet_data_validation_cell(sheet, row, QUESTIONNAIRE_ANSWER, &list));
}

/* Last, so that it is no sheet that anybody sees first. */
static void
add_choices(Book *book)
{
	lxw_worksheet *sheet = book->choices->len ? workbook_add_worksheet(book->workbook, CHOICES) : NULL;
	guint i;

	for (i = 0; sheet && i < book->choices->len; i++)
		put(book, sheet, i, 0, book->choices->pdata[i], NULL);
	if (sheet)
		worksheet_hide(sheet);
	else if (book->choices->len)
		note(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
}

/* Lines that the longest cell of a row needs, so that all of it is seen and printed. */
static guint
lines_of(const char *text, guint column)
{
	guint width = (guint)columns[column].width - 2, n = 0;
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	char **line;

	for (line = lines; *line; line++)
		n += 1 + (guint)g_utf8_strlen(*line, -1) / width;
	return n;
}

static void
put_row(Book *book, lxw_worksheet *sheet, guint row, const QuestionnaireRow *r)
{
	const char *const cells[] = {r->section, r->question, r->hint, r->current, "", "", r->id};
	guint i, n = 1;

	for (i = 0; i < QUESTIONNAIRE_ID; i++)
		n = MAX(n, lines_of(cells[i], i));
	note(book, worksheet_set_row(sheet, row, 15.0 * MIN(n, 25), NULL));
	for (i = 0; i < G_N_ELEMENTS(cells); i++)
		put(book, sheet, row, i, cells[i], i == QUESTIONNAIRE_ANSWER || i == QUESTIONNAIRE_REMARK ? book->answer : book->cell);
	offer(book, sheet, row, r);
}

/* --- sheets ------------------------------------------------------------------------------------------------------------------------------ */

/* What a sheet may be called: short, without []:*?/\, no ' at its ends, each name once. Caller frees. */
static char *
sheet_name(Book *book, const char *title, guint number)
{
	g_autofree char *visible = text_visible(title, FALSE), *cut = NULL, *name = NULL;

	g_strdelimit(visible, "[]:*?/\\'", '_');
	cut = g_utf8_substring(visible, 0, MIN(g_utf8_strlen(visible, -1), SHEET_NAME_MAX));
	g_strstrip(cut);
	if (*cut && workbook_validate_sheet_name(book->workbook, cut) == LXW_NO_ERROR)
		return g_steal_pointer(&cut);
	name = g_utf8_substring(visible, 0, MIN(g_utf8_strlen(visible, -1), SHEET_NAME_MAX - 6));
	return g_strdup_printf("%s (%u)", *name ? name : "Fragen", number);
}

static void
set_paper(lxw_worksheet *sheet)
{
	worksheet_set_paper(sheet, PAPER_A4);
	worksheet_set_landscape(sheet);
	worksheet_fit_to_pages(sheet, 1, 0);
	worksheet_set_footer(sheet, "&L&A&RSeite &P von &N");
}

static void
add_sheet(Book *book, const QuestionnaireSheet *s, guint number)
{
	g_autofree char *name = sheet_name(book, s->title, number);
	lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, name);
	lxw_row_col_options hidden = {LXW_TRUE, 0, 0};
	guint i;

	if (!sheet) {
		note(book, LXW_ERROR_SHEETNAME_ALREADY_USED);
		return;
	}
	for (i = 0; i < G_N_ELEMENTS(columns); i++) {
		lxw_col_t c = (lxw_col_t)i;

		note(book, worksheet_set_column_opt(sheet, c, c, columns[i].width, NULL, i == QUESTIONNAIRE_ID ? &hidden : NULL));
		put(book, sheet, 0, i, columns[i].title, book->head);
	}
	for (i = 0; i < s->rows->len; i++)
		put_row(book, sheet, i + 1, s->rows->pdata[i]);
	set_paper(sheet);
	worksheet_freeze_panes(sheet, 1, 0);
	worksheet_repeat_rows(sheet, 0, 0);
}

static void
add_explanation(Book *book, const char *title, const char *const *lines)
{
	lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, "Bitte zuerst lesen");
	guint row = 2;

	if (!sheet) {
		note(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
		return;
	}
	note(book, worksheet_set_column(sheet, 0, 0, 100, NULL));
	put(book, sheet, 0, 0, title, book->title);
	for (; *lines; lines++) {
		glong n_lines = 1 + g_utf8_strlen(*lines, -1) / 95;

		note(book, worksheet_set_row(sheet, row, 15.0 * (double)n_lines, NULL));
		put(book, sheet, row++, 0, *lines, book->text);
	}
	set_paper(sheet);
}

/* --- the file ---------------------------------------------------------------------------------------------------------------------------- */

static lxw_format *
add_format(lxw_workbook *workbook, gboolean is_bold, gboolean is_framed)
{
	lxw_format *format = workbook_add_format(workbook);

	format_set_text_wrap(format);
	format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
	format_set_num_format(format, "@");
	if (is_bold)
		format_set_bold(format);
	if (is_framed)
		format_set_border(format, LXW_BORDER_THIN);
	return format;
}

static void
make_formats(Book *book)
{
	book->title = add_format(book->workbook, TRUE, FALSE);
	format_set_font_size(book->title, 14);
	book->text = add_format(book->workbook, FALSE, FALSE);
	book->head = add_format(book->workbook, TRUE, TRUE);
	book->cell = add_format(book->workbook, FALSE, TRUE);
	book->answer = add_format(book->workbook, FALSE, FALSE);
	format_set_border(book->answer, LXW_BORDER_MEDIUM);
}

static gboolean
write_book(const char *path, const char *title, const char *const *lines, const GPtrArray *sheets)
{
	g_autoptr(GPtrArray) choices = g_ptr_array_new();
	Book book = {.workbook = workbook_new(path), .choices = choices};
	lxw_error error;
	guint i;

	if (!book.workbook)
		return FALSE;
	make_formats(&book);
	add_explanation(&book, title, lines);
	for (i = 0; i < sheets->len; i++)
		add_sheet(&book, sheets->pdata[i], i + 1);
	add_choices(&book);
	error = workbook_close(book.workbook);
	return book.error == LXW_NO_ERROR && error == LXW_NO_ERROR;
}

/* The library writes to a path only: a file of ours alone, gone at once. */
GBytes *
report_questionnaire(const char *title, const char *const *lines, const GPtrArray *sheets, GError **error)
{
	g_autofree char *path = NULL;
	char *content = NULL;
	gsize len = 0;
	int fd = g_file_open_tmp("vorort-XXXXXX", &path, error);
	gboolean ok;

	if (fd < 0)
		return NULL;
	close(fd);
	ok = write_book(path, title, lines, sheets);
	if (!ok)
		g_set_error(error, REPORT_ERROR, REPORT_ERROR_FAILED, "Der Fragebogen ließ sich nicht schreiben. Ist in %s noch Platz?", g_get_tmp_dir());
	else
		ok = g_file_get_contents(path, &content, &len, error);
	g_unlink(path);
	return ok ? g_bytes_new_take(content, len) : NULL;
}
