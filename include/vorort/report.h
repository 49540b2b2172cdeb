/*
 * Reports: a small document – sections, paragraphs, lists, facts, tables, lines to sign – made once from data and written as HTML, Markdown,
 * text, DOCX or PDF; and calendars (RFC 5545).
 *
 * Texts come from anywhere: they are copied, control and bidirectional characters are made visible when they are added, and every writer
 * escapes what its format takes for markup. Line breaks in them are kept. Pure but for report_render() to docx and pdf, which run programs.
 */
#pragma once

#include <glib.h>

#define REPORT_ERROR (report_error_quark())
typedef enum {
	REPORT_ERROR_FORMAT,  /* no such format; the message names those there are */
	REPORT_ERROR_MISSING, /* a program is not installed; the message says which, and what goes without it */
	REPORT_ERROR_FAILED,
} ReportError;
GQuark report_error_quark(void);

typedef struct Report Report;

/* @subtitle may be NULL. */
Report *report_new(const char *title, const char *subtitle);
void report_free(Report *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Report, report_free)

/* A heading; @level from 2 (the title is 1), at most one deeper than the one before: deeper ones are raised. */
void report_section(Report *report, guint level, const char *title);
void report_paragraph(Report *report, const char *text);
void report_printf(Report *report, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* A paragraph that stands out. */
void report_note(Report *report, const char *text);
/* Entries that follow each other make one list; the same goes for facts and signatures. */
void report_item(Report *report, const char *text);
/* "Ort: Rathaus"; nothing if @value is empty. */
void report_fact(Report *report, const char *name, const char *value);
/* @titles (NULL-terminated) are the heads of its columns; cells follow row by row. The first column names the row. Without cells it is left out. */
void report_table(Report *report, const char *caption, const char *const *titles);
/* The next cell of the last table; NULL is empty. */
void report_cell(Report *report, const char *text);
/* A line to sign on, with the function below it, never a name. */
void report_signature(Report *report, const char *function);

typedef struct ReportFormat {
	const char *code;  /* "html"; also the ending of files */
	const char *title; /* German */
	gboolean is_text;  /* may go to a terminal */
} ReportFormat;

/* All formats, ended by one with code NULL. */
const ReportFormat *report_formats(void);
const ReportFormat *report_format_find(const char *code);
GBytes *report_render(const Report *report, const char *format, GError **error);
/* As the text format has it, but @width columns wide (at least 40): to be read on a screen. Caller frees. */
char *report_text(const Report *report, guint width);

/* --- calendars ---------------------------------------------------------------------------------------------------------------------------- */

typedef struct CalendarEvent { /* of whole days */
	const char *uid;         /* stable, from ids */
	const char *stamp;       /* when the data changed last, YYYY-MM-DD or longer (UTC): never the clock */
	guint sequence;          /* grows with each change */
	const char *first, *last; /* YYYY-MM-DD; @last NULL: one day */
	const char *summary;
	const char *place, *text; /* may be NULL */
	const char *status;      /* "CONFIRMED", "TENTATIVE", "CANCELLED"; NULL: none */
	gboolean is_busy;        /* takes the day; else it is a reminder */
} CalendarEvent;

/* Begins, adds to and ends a calendar in @out: CRLF, lines folded at 75 octets. An event whose day is no date is left out. */
void calendar_begin(GString *out);
void calendar_add(GString *out, const CalendarEvent *event);
void calendar_end(GString *out);

/* --- questionnaires ------------------------------------------------------------------------------------------------------------------------ */

typedef struct QuestionnaireRow {
	char *section;  /* "A1 Zuständigkeit ist geklärt" */
	char *question;
	char *hint;     /* unit, form, limits; "" if there is nothing to say */
	GStrv choices;  /* what a list offers; NULL or empty: free */
	char *current;  /* what is known already, "" if nothing */
	char *id;       /* goes into the hidden column, comes back unchanged */
} QuestionnaireRow;

typedef struct QuestionnaireSheet {
	char *title;     /* "Hanau – Wohngeld"; its sheet is named after it */
	GPtrArray *rows; /* of QuestionnaireRow */
} QuestionnaireSheet;

/* Columns of a sheet, from 0; QUESTIONNAIRE_ID is hidden. Row 0 holds the headings. */
enum {
	QUESTIONNAIRE_SECTION,
	QUESTIONNAIRE_QUESTION,
	QUESTIONNAIRE_HINT,
	QUESTIONNAIRE_CURRENT,
	QUESTIONNAIRE_ANSWER,
	QUESTIONNAIRE_REMARK,
	QUESTIONNAIRE_ID,
};

/* What stands above a column. */
const char *questionnaire_heading(guint column);
QuestionnaireSheet *questionnaire_sheet_new(const char *title);
void questionnaire_sheet_free(QuestionnaireSheet *sheet);
/* Appends a row with everything copied; @choices and @current may be NULL. */
void questionnaire_add(QuestionnaireSheet *sheet, const char *section, const char *question, const char *hint, const char *const *choices,
		       const char *current, const char *id);
/*
 * An XLSX of a sheet that explains (@lines, NULL-terminated), then these @sheets (of QuestionnaireSheet). Every cell is a string, never a
 * formula, whatever it begins with; nothing is protected.
 */
GBytes *report_questionnaire(const char *title, const char *const *lines, const GPtrArray *sheets, GError **error);
