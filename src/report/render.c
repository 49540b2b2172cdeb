/* The formats of a report: a table of writers; see vorort/report.h. */
#include <string.h>

#include "convert.h"
#include "model.h"

G_DEFINE_QUARK(vorort-report-error, report_error)

static const ReportFormat formats[] = {
	{"html", "HTML für Browser und Druck", TRUE}, {"md", "Markdown", TRUE},       {"txt", "Text, 80 Spalten", TRUE},
	{"docx", "DOCX (Textverarbeitung)", FALSE},   {"pdf", "PDF", FALSE}, {NULL, NULL, FALSE},
};

/* What a format is written with; docx and pdf are made of HTML. */
static void (*const writers[])(const Report *report, GString *out) = {
	report_write_html, report_write_markdown, report_write_text, report_write_html_for_pandoc, report_write_html,
};

const ReportFormat *
report_formats(void)
{
	return formats;
}

const ReportFormat *
report_format_find(const char *code)
{
	const ReportFormat *format;

	for (format = formats; format->code; format++)
		if (g_strcmp0(format->code, code) == 0)
			return format;
	return NULL;
}

GBytes *
report_render(const Report *report, const char *code, GError **error)
{
	const ReportFormat *format = report_format_find(code);
	g_autoptr(GString) out = g_string_new(NULL);
	gsize length;

	if (!format) {
		g_set_error(error, REPORT_ERROR, REPORT_ERROR_FORMAT, "Das Format „%s“ gibt es nicht. Möglich sind: html, md, txt, docx, pdf.", code);
		return NULL;
	}
	writers[format - formats](report, out);
	if (!format->is_text)
		return report_convert(out->str, code, error);
	length = out->len;
	return g_bytes_new_take(g_string_free(g_steal_pointer(&out), FALSE), length);
}
