/* Text for where nothing but ASCII can be shown: umlauts in two letters, glyphs as the word lists say, the rest without its marks. */
#include "vorort/text.h"

#include "vorort/words.h"

static const struct {
	gunichar c;
	const char *ascii;
} replacements[] = {
	{0xe4, "ae"}, {0xf6, "oe"}, {0xfc, "ue"}, {0xc4, "Ae"}, {0xd6, "Oe"}, {0xdc, "Ue"}, {0xdf, "ss"}, {0x1e9e, "SS"},
	{0x142, "l"}, {0x141, "L"}, {0xf8, "oe"}, {0xd8, "Oe"}, {0xe6, "ae"}, {0x2013, "-"}, {0x2014, "-"}, {0x2011, "-"},
	{0x201e, "\""}, {0x201c, "\""}, {0x201d, "\""}, {0x201a, "'"}, {0x2018, "'"}, {0x2019, "'"}, {0xab, "\""}, {0xbb, "\""},
	{0x2026, "..."}, {0xb7, "-"}, {0x2022, "*"}, {0xa7, "Par."}, {0x20ac, "EUR"}, {0xd7, "x"}, {0x2265, ">="}, {0x2260, "!="}, {0x2264, "<="},
	{0x2192, "->"}, {0x2190, "<-"}, {0x2191, "^"}, {0x2193, "v"}, {0x2500, "-"}, {0x2502, "|"}, {0x250c, "+"}, {0x2510, "+"},
	{0x2514, "+"}, {0x2518, "+"}, {0x27e8, "<"}, {0x27e9, ">"}, {0x23ce, "$"}, {0xa0, " "}, {0x2713, "+"}, {0x2717, "x"},
	{0x2588, "#"}, {0x2592, "."}, {0x25b8, ">"}, {0x25be, "v"}, {0x26a0, "!"}, {0x2212, "-"},
};

/* Glyphs of all word lists with their ASCII forms; made once, as the lists are constants. */
static GHashTable *
glyph_table(void)
{
	static GHashTable *table;
	int list;

	if (table)
		return table;
	table = g_hash_table_new(g_direct_hash, g_direct_equal);
	for (list = 0; list < N_WORDS; list++) {
		const Word *w;

		for (w = words((WordList)list); w && w->code; w++)
			if (w->glyph && (guchar)w->glyph[0] >= 0x80 && w->ascii)
				g_hash_table_insert(table, GUINT_TO_POINTER(g_utf8_get_char(w->glyph)), (gpointer)w->ascii);
	}
	return table;
}

static void
append_ascii(GString *out, gunichar c)
{
	gunichar apart[G_UNICHAR_MAX_DECOMPOSITION_LENGTH] = {0};
	const char *glyph;
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(replacements); i++)
		if (replacements[i].c == c) {
			g_string_append(out, replacements[i].ascii);
			return;
		}
	glyph = g_hash_table_lookup(glyph_table(), GUINT_TO_POINTER(c));
	if (glyph) {
		g_string_append(out, glyph);
		return;
	}
	if (c >= 0x2400 && c < 0x2420) { /* pictures of control characters */
		g_string_append_c(out, '^');
		g_string_append_c(out, (char)('@' + (c - 0x2400)));
		return;
	}
	g_unichar_fully_decompose(c, TRUE, apart, G_N_ELEMENTS(apart));
	g_string_append_c(out, apart[0] < 0x7f ? (char)apart[0] : '?');
}

char *
text_ascii(const char *text)
{
	g_autofree char *composed = g_utf8_normalize(text, -1, G_NORMALIZE_NFC);
	GString *out = g_string_new(NULL);
	const char *p = composed ? composed : "", *glyph = NULL;

	/* "…" alone is the glyph of a word, within a text it is an ellipsis */
	if (*p && !*g_utf8_next_char(p))
		glyph = g_hash_table_lookup(glyph_table(), GUINT_TO_POINTER(g_utf8_get_char(p)));
	if (glyph)
		g_string_append(out, glyph);
	for (; !glyph && *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (c < 0x80)
			g_string_append_c(out, (char)c);
		else if (!g_unichar_ismark(c))
			append_ascii(out, c);
	}
	return g_string_free(out, FALSE);
}
