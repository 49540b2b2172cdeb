/* Wrapping lines; see lines.h. */
#include "lines.h"

#include <string.h>

static guint
char_width(gunichar c)
{
	return g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
}

guint
line_width(const char *text)
{
	guint width = 0;

	for (; *text; text = g_utf8_next_char(text))
		width += char_width(g_utf8_get_char(text));
	return width;
}

/* The beginning of @word that fits into @width columns, at least one character. */
static const char *
end_of_fitting(const char *word, guint width)
{
	const char *p = g_utf8_next_char(word);
	guint used = char_width(g_utf8_get_char(word));

	for (; *p; p = g_utf8_next_char(p)) {
		used += char_width(g_utf8_get_char(p));
		if (used > width)
			break;
	}
	return p;
}

static void
flush(GPtrArray *lines, GString *line)
{
	g_ptr_array_add(lines, g_strdup(line->str));
	g_string_truncate(line, 0);
}

static void
add_word(GPtrArray *lines, GString *line, const char *word, guint width)
{
	if (line->len && line_width(line->str) + 1 + line_width(word) > width)
		flush(lines, line);
	while (line_width(word) > width) {
		const char *end = end_of_fitting(word, width);

		g_string_append_len(line, word, end - word);
		flush(lines, line);
		word = end;
	}
	if (*word)
		g_string_append_printf(line, "%s%s", line->len ? " " : "", word);
}

GPtrArray *
lines_wrap(const char *text, guint width)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) given = g_strsplit(text, "\n", -1);
	g_autoptr(GString) line = g_string_new(NULL);
	guint i, j;

	for (i = 0; given[i]; i++) {
		g_auto(GStrv) words = g_strsplit(given[i], " ", -1);

		for (j = 0; words[j]; j++)
			if (*words[j])
				add_word(lines, line, words[j], MAX(width, 1));
		flush(lines, line);
	}
	if (!lines->len)
		g_ptr_array_add(lines, g_strdup(""));
	return lines;
}

void
line_pad(GString *out, const char *text, guint width)
{
	guint used = line_width(text);

	g_string_append(out, text);
	for (; used < width; used++)
		g_string_append_c(out, ' ');
}
