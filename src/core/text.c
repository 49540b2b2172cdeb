/*
 * Text: the search form, the safe form, checks, hashes and dates; see vorort/text.h.
 *
 * Everything works on whole characters with GLib's Unicode tables, never with the locale, so that two laptops agree on every result.
 * What looks for personal data stands in text_personal.c.
 */
#include "vorort/text.h"

#include <string.h>

/* --- search form ------------------------------------------------------------------------------------------------------------ */

/* Letters that Unicode does not take apart into a base letter and marks. All lower case. */
static const struct {
	gunichar letter;
	const char *folded;
} letters[] = {
	{ 0x00df, "ss" }, { 0x00e6, "ae" }, { 0x00f0, "d" }, { 0x00f8, "oe" }, { 0x00fe, "th" }, { 0x0111, "d" }, { 0x0127, "h" },
	{ 0x0131, "i" }, { 0x0142, "l" }, { 0x014b, "n" }, { 0x0153, "oe" }, { 0x0167, "t" },
};

static void
fold_letter(GString *out, gunichar c)
{
	gsize i;

	c = g_unichar_tolower(c);
	for (i = 0; i < G_N_ELEMENTS(letters); i++)
		if (letters[i].letter == c) {
			g_string_append(out, letters[i].folded);
			return;
		}
	g_string_append_unichar(out, c);
}

/* A copy in which every byte that is no UTF-8 has become "?". */
static char *
question_marks(const char *text)
{
	GString *out = g_string_new(NULL);
	gsize len = strlen(text);
	const char *end;

	while (!g_utf8_validate(text, (gssize)len, &end)) {
		g_string_append_len(out, text, end - text);
		g_string_append_c(out, '?');
		len -= (gsize)(end - text) + 1;
		text = end + 1;
	}
	g_string_append(out, text);
	return g_string_free(out, FALSE);
}

/* TRUE if the diaeresis after @base makes an umlaut that German writes with an e. */
static gboolean
is_umlaut_base(gunichar base)
{
	base = g_unichar_tolower(base);
	return base == 'a' || base == 'o' || base == 'u';
}

/*
 * Decomposed first, so that precomposed and decomposed input (macOS writes file names that way) meet; compatibility forms too, so that
 * ligatures and full-width letters of a pasted PDF do.
 */
char *
text_fold(const char *text)
{
	g_autofree char *valid = question_marks(text ? text : "");
	g_autofree char *apart = g_utf8_normalize(valid, -1, G_NORMALIZE_ALL);
	GString *out = g_string_sized_new(strlen(apart) + 8);
	gunichar base = 0;
	const char *p;

	for (p = apart; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (c == 0x0308 && is_umlaut_base(base)) {
			g_string_append_c(out, 'e');
			base = 0;
		} else if (!g_unichar_ismark(c) && g_unichar_type(c) != G_UNICODE_FORMAT) {
			fold_letter(out, c);
			base = c;
		}
	}
	return g_string_free(out, FALSE);
}

/* --- safe form -------------------------------------------------------------------------------------------------------------- */

/* Characters that take no column and are no mark on another one: they can hide text or make two texts look alike. */
static gboolean
is_hidden(gunichar c)
{
	switch (g_unichar_type(c)) {
	case G_UNICODE_CONTROL:
	case G_UNICODE_FORMAT:
	case G_UNICODE_LINE_SEPARATOR:
	case G_UNICODE_PARAGRAPH_SEPARATOR:
	case G_UNICODE_PRIVATE_USE:
	case G_UNICODE_SURROGATE:
	case G_UNICODE_UNASSIGNED:
		return TRUE;
	default: /* Hangul fillers and the grapheme joiner are letters and marks by name only */
		return c == 0x034f || c == 0x115f || c == 0x1160 || c == 0x3164 || c == 0xffa0;
	}
}

static void
append_visible(GString *out, gunichar c, gboolean keep_newlines)
{
	if (c == '\n')
		g_string_append(out, keep_newlines ? "\n" : "⏎");
	else if (c == '\t')
		g_string_append_c(out, ' ');
	else if (c < 0x20)
		g_string_append_unichar(out, 0x2400 + c); /* pictures of the control characters */
	else if (c == 0x7f)
		g_string_append(out, "␡");
	else if (c >= 0x80 && is_hidden(c))
		g_string_append_printf(out, "⟨U+%04X⟩", c);
	else
		g_string_append_unichar(out, c);
}

char *
text_visible(const char *text, gboolean keep_newlines)
{
	const char *p = text ? text : "";
	const char *end = p + strlen(p);
	GString *out = g_string_sized_new((gsize)(end - p) + 1);

	while (p < end) {
		gunichar c = g_utf8_get_char_validated(p, end - p);

		if (c == (gunichar)-1 || c == (gunichar)-2) {
			g_string_append_printf(out, "⟨%02X⟩", (guchar)*p++);
			continue;
		}
		append_visible(out, c, keep_newlines);
		p = g_utf8_next_char(p);
	}
	return g_string_free(out, FALSE);
}

/* --- checks and hashes ------------------------------------------------------------------------------------------------------ */

char *
text_check(const char *text, gsize max)
{
	const char *p;

	if (!g_utf8_validate(text, -1, &p))
		return g_strdup_printf("Der Text ist ab Byte %" G_GSIZE_FORMAT " kein gültiges UTF-8.", (gsize)(p - text) + 1);
	for (p = text; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (c != '\n' && c != '\t' && g_unichar_iscntrl(c))
			return g_strdup_printf("Der Text enthält das Steuerzeichen U+%04X; erlaubt sind nur Zeilenumbruch und Tabulator.", c);
	}
	if ((gsize)(p - text) > max)
		return g_strdup_printf("Der Text ist mit %" G_GSIZE_FORMAT " Bytes zu lang; höchstens %" G_GSIZE_FORMAT " sind möglich.",
		                       (gsize)(p - text), max);
	return NULL;
}

char *
text_hash(const char *salt, const char *text)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	guint8 digest[32];
	gsize len = sizeof digest;
	char *hash;

	g_checksum_update(sum, (const guchar *)salt, (gssize)strlen(salt));
	g_checksum_update(sum, (const guchar *)text, (gssize)strlen(text));
	g_checksum_get_digest(sum, digest, &len);
	hash = g_base64_encode(digest, len);
	g_strdelimit(hash, "+", '-');
	g_strdelimit(hash, "/", '_');
	hash[43] = '\0'; /* without the padding */
	return hash;
}

/* --- dates ------------------------------------------------------------------------------------------------------------------ */

static gboolean
all_digits(const char *text, gsize len)
{
	gsize i;

	for (i = 0; i < len; i++)
		if (!g_ascii_isdigit(text[i]))
			return FALSE;
	return TRUE;
}

static gboolean
read_iso(const char *text, GDate *date)
{
	int year, month, day;

	if (!text || strlen(text) != 10 || text[4] != '-' || text[7] != '-')
		return FALSE;
	if (!all_digits(text, 4) || !all_digits(text + 5, 2) || !all_digits(text + 8, 2))
		return FALSE;
	year = (int)g_ascii_strtoll(text, NULL, 10);
	month = (int)g_ascii_strtoll(text + 5, NULL, 10);
	day = (int)g_ascii_strtoll(text + 8, NULL, 10);
	if (!g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
		return FALSE;
	g_date_clear(date, 1);
	g_date_set_dmy(date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
	return TRUE;
}

static char *
write_iso(const GDate *date)
{
	return g_strdup_printf("%04d-%02d-%02d", g_date_get_year(date), (int)g_date_get_month(date), g_date_get_day(date));
}

char *
text_grouped(gint64 number)
{
	GString *s = g_string_new(NULL);
	gssize i;

	g_string_printf(s, "%" G_GINT64_FORMAT, number);
	for (i = (gssize)s->len - 3; i > (number < 0); i -= 3)
		g_string_insert_c(s, i, ' ');
	return g_string_free(s, FALSE);
}

gboolean
text_is_date(const char *text)
{
	GDate date;

	return read_iso(text, &date);
}

char *
text_date(const char *iso)
{
	if (!text_is_date(iso))
		return g_strdup(iso ? iso : "");
	return g_strdup_printf("%.2s.%.2s.%.4s", iso + 8, iso + 5, iso);
}

int
text_days_between(const char *from, const char *to)
{
	GDate a, b;

	return read_iso(from, &a) && read_iso(to, &b) ? g_date_days_between(&a, &b) : 0;
}

char *
text_days_after(const char *iso, int days)
{
	GDate date;

	if (!read_iso(iso, &date) || (gint64)g_date_get_julian(&date) + days < 1)
		return g_strdup("");
	if (days < 0)
		g_date_subtract_days(&date, (guint)-days);
	else
		g_date_add_days(&date, (guint)days);
	return g_strdup_printf("%04d-%02d-%02d", g_date_get_year(&date), g_date_get_month(&date), g_date_get_day(&date));
}

/* A day without a year is the one nearest to today: "10.1." typed in December means next month, not eleven months ago. */
static gboolean
nearest_year(int day, int month, const GDate *today, GDate *date)
{
	int best = G_MAXINT, year = g_date_get_year(today), y;

	for (y = year - 1; y <= year + 1; y++) {
		GDate d;
		int distance;

		if (y < 1 || !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)y))
			continue;
		g_date_clear(&d, 1);
		g_date_set_dmy(&d, (GDateDay)day, (GDateMonth)month, (GDateYear)y);
		distance = ABS(g_date_days_between(today, &d));
		if (distance < best) {
			best = distance;
			*date = d;
		}
	}
	return best < G_MAXINT;
}

/* "14.11.2026", "14.11.26", "14.11." and "14.11", also with single digits. */
static gboolean
read_german(const char *typed, const GDate *today, GDate *date)
{
	g_auto(GStrv) parts = g_strsplit(typed, ".", 4);
	guint i, n = g_strv_length(parts);
	int number[3] = { 0 };

	if (n < 2 || n > 3)
		return FALSE;
	for (i = 0; i < n; i++) {
		gsize len = strlen(g_strstrip(parts[i]));

		if (len > (i == 2 ? 4u : 2u) || (len == 0 && i < 2) || !all_digits(parts[i], len))
			return FALSE;
		number[i] = (int)g_ascii_strtoll(parts[i], NULL, 10);
	}
	if (n == 2 || parts[2][0] == '\0')
		return nearest_year(number[0], number[1], today, date);
	if (strlen(parts[2]) == 2)
		number[2] += 2000;
	if (number[2] < 1000 || !g_date_valid_dmy((GDateDay)number[0], (GDateMonth)number[1], (GDateYear)number[2]))
		return FALSE;
	g_date_clear(date, 1);
	g_date_set_dmy(date, (GDateDay)number[0], (GDateMonth)number[1], (GDateYear)number[2]);
	return TRUE;
}

static const struct {
	const char *word; /* folded */
	int days;
} day_words[] = { { "heute", 0 }, { "morgen", 1 }, { "uebermorgen", 2 }, { "gestern", -1 }, { "vorgestern", -2 } };

static gboolean
read_relative(const char *typed, int *days)
{
	g_autofree char *word = text_fold(typed);
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(day_words); i++)
		if (strcmp(word, day_words[i].word) == 0) {
			*days = day_words[i].days;
			return TRUE;
		}
	if ((typed[0] != '+' && typed[0] != '-') || !typed[1] || strlen(typed) > 5 || !all_digits(typed + 1, strlen(typed + 1)))
		return FALSE;
	*days = (int)g_ascii_strtoll(typed, NULL, 10);
	return TRUE;
}

char *
text_parse_date(const char *typed, const char *today)
{
	g_autofree char *trimmed = g_strstrip(g_strdup(typed ? typed : ""));
	GDate now, date;
	int days;

	if (read_iso(trimmed, &date))
		return write_iso(&date);
	if (!read_iso(today, &now))
		return NULL;
	if (read_relative(trimmed, &days)) {
		gint64 julian = (gint64)g_date_get_julian(&now) + days;

		if (julian < 1)
			return NULL;
		g_date_clear(&date, 1);
		g_date_set_julian(&date, (guint32)julian);
		return g_date_get_year(&date) <= 9999 ? write_iso(&date) : NULL;
	}
	return read_german(trimmed, &now, &date) ? write_iso(&date) : NULL;
}

/* --- meinten Sie …? --------------------------------------------------------------------------------------------------------- */

#define NEAREST_MAX 2
#define NEAREST_LEN 100 /* characters; longer words are not compared */

/* Edit distance with swapped neighbours counting once (Damerau, restricted form). */
static int
distance(const gunichar *a, glong n_a, const gunichar *b, glong n_b)
{
	int rows[3][NEAREST_LEN + 1];
	int *before = rows[0], *last = rows[1], *row = rows[2];
	glong i, j;

	for (j = 0; j <= n_b; j++)
		last[j] = (int)j;
	for (i = 1; i <= n_a; i++) {
		int *spare = before;

		row[0] = (int)i;
		for (j = 1; j <= n_b; j++) {
			int replace = last[j - 1] + (a[i - 1] != b[j - 1]);

			row[j] = MIN(replace, MIN(last[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = MIN(row[j], before[j - 2] + 1);
		}
		before = last;
		last = row;
		row = spare;
	}
	return last[n_b];
}

static int
word_distance(const gunichar *word, glong n_word, const char *candidate)
{
	g_autofree char *folded = text_fold(candidate);
	g_autofree gunichar *other = NULL;
	glong n_other;

	other = g_utf8_to_ucs4_fast(folded, -1, &n_other);
	if (n_other > NEAREST_LEN || ABS(n_word - n_other) > NEAREST_MAX)
		return NEAREST_MAX + 1;
	return distance(word, n_word, other, n_other);
}

const char *
text_nearest(const char *word, const char *const *candidates)
{
	g_autofree char *folded = text_fold(word);
	g_autofree gunichar *chars = NULL;
	const char *nearest = NULL;
	int best = NEAREST_MAX + 1;
	glong n;

	chars = g_utf8_to_ucs4_fast(folded, -1, &n);
	if (n > NEAREST_LEN)
		return NULL;
	for (; *candidates; candidates++) {
		int d = word_distance(chars, n, *candidates);

		if (d < best && d < n) { /* changing every letter is no typing error */
			best = d;
			nearest = *candidates;
		}
	}
	return nearest;
}
