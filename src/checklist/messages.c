/*
 * Diagnostics of checklist files: collecting, and showing them with source line and caret.
 *
 * A source line is kept only if it is short enough to be read by somebody.
 */
#include "source.h"

#include <stdarg.h>
#include <string.h>

#include "vorort/text.h"

#define MAX_ERRORS 100
#define MAX_WARNINGS 50
#define MAX_SOURCE_LINE 1000 /* bytes */

void
checklist_message_free(ChecklistMessage *message)
{
	if (!message)
		return;
	g_free(message->file);
	g_free(message->text);
	g_free(message->source_line);
	g_free(message);
}


/*
 * The line of @number and its length. libyaml finds some mistakes only behind the end; then *@number and *@column become the end of
 * the last line.
 */
static const char *
find_line(const Source *source, unsigned *number, unsigned *column, gsize *len)
{
	const char *line = source->text, *next;
	unsigned n;

	for (n = 1;; n++, line = next) {
		*len = strcspn(line, "\r\n");
		next = line + *len + (g_str_has_prefix(line + *len, "\r\n") ? 2 : line[*len] ? 1 : 0);
		if (n == *number)
			return line;
		if (!*next)
			break;
	}
	*number = n;
	*column = (unsigned)g_utf8_strlen(line, (gssize)*len) + 1;
	return line;
}

static void G_GNUC_PRINTF(5, 0)
report(Source *source, gboolean is_error, unsigned line, unsigned column, const char *format, va_list args)
{
	Log *log = source->log;
	ChecklistMessage *message;
	const char *text;
	gsize len;

	if ((is_error ? log->n_errors++ : log->n_warnings++) >= (is_error ? MAX_ERRORS : MAX_WARNINGS))
		return;
	text = find_line(source, &line, &column, &len);
	message = g_new0(ChecklistMessage, 1);
	message->file = g_strdup(source->name);
	message->line = line;
	message->column = column;
	message->is_error = is_error;
	message->text = g_strdup_vprintf(format, args);
	message->source_line = len && len <= MAX_SOURCE_LINE ? g_utf8_make_valid(text, (gssize)len) : NULL;
	g_ptr_array_add(log->messages, message);
}

void
source_error(Source *source, unsigned line, unsigned column, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report(source, TRUE, line, column, format, args);
	va_end(args);
}

void
source_warning(Source *source, unsigned line, unsigned column, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report(source, FALSE, line, column, format, args);
	va_end(args);
}

gboolean
source_is_full(const Source *source)
{
	return source->log->n_errors >= MAX_ERRORS;
}

/* A tab becomes one column when shown, and so does everything else that is not wide; so the caret needs only their widths. */
static void
append_caret(GString *s, const char *line, unsigned column)
{
	for (; *line && column > 1; line = g_utf8_next_char(line), column--)
		if (!g_unichar_iszerowidth(g_utf8_get_char(line)))
			g_string_append(s, g_unichar_iswide(g_utf8_get_char(line)) ? "  " : " ");
	g_string_append_c(s, '^');
}

char *
checklist_message_format(const ChecklistMessage *message)
{
	GString *s = g_string_new(NULL);
	g_autofree char *file = text_visible(message->file, FALSE);
	g_autofree char *text = text_visible(message->text, FALSE);
	g_autofree char *line = NULL;

	g_string_append_printf(s, "%s:%u:%u: %s: %s", file, message->line, message->column, message->is_error ? "Fehler" : "Warnung",
	                       text);
	if (message->source_line) {
		line = text_visible(message->source_line, FALSE);
		g_string_append_printf(s, "\n    %s\n    ", line);
		append_caret(s, message->source_line, message->column);
	}
	return g_string_free(s, FALSE);
}
