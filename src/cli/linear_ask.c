/*
 * One question of the linear mode: said in plain lines, answered by a line. Everything that is said goes through linear_say(): safe to show,
 * in ASCII where there is no UTF-8, broken at blanks.
 */
#include "linear.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "vorort/text.h"

#include "output.h"
#include "typed.h"

#define LINE_COLUMNS 80
#define WORDS_INLINE 9 /* longer lists are only said on "?" */

/* --- saying ------------------------------------------------------------------------------------------------------------------- */

static void
say_line(const char *line)
{
	g_auto(GStrv) parts = g_strsplit(line, " ", -1);
	guint column = 0, i;

	for (i = 0; parts[i]; i++) {
		guint width = out_width(parts[i]);

		if (!width)
			continue;
		if (column && column + 1 + width > LINE_COLUMNS) {
			putchar('\n');
			column = 0;
		}
		printf("%s%s", column ? " " : "", parts[i]);
		column += width + (column ? 1 : 0);
	}
	putchar('\n');
}

void
linear_say(const char *format, ...)
{
	g_autofree char *text = NULL, *safe = NULL, *shown = NULL;
	g_auto(GStrv) lines = NULL;
	char **line;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	safe = text_visible(text, TRUE);
	shown = g_get_charset(NULL) ? g_strdup(safe) : text_ascii(safe);
	lines = g_strsplit(g_strchomp(shown), "\n", -1);
	if (!*lines)
		putchar('\n');
	for (line = lines; *line; line++)
		say_line(*line);
}

/* --- reading ------------------------------------------------------------------------------------------------------------------- */

/* Up to the end of the line; what is beyond TEXT_MAX + 1 bytes is dropped. */
static GString *
next_line(void)
{
	GString *line = g_string_new(NULL);
	int c;

	while ((c = getc(stdin)) != EOF && c != '\n')
		if (line->len <= TEXT_MAX)
			g_string_append_c(line, (char)c);
	if (c == EOF && line->len == 0) {
		g_string_free(line, TRUE);
		return NULL;
	}
	if (line->len && line->str[line->len - 1] == '\r') /* serial consoles */
		g_string_truncate(line, line->len - 1);
	return line;
}

/* As UTF-8 and fit to be stored; NULL with what is wrong in *@problem. */
static char *
usable(const GString *line, char **problem)
{
	g_autofree char *text = g_utf8_validate(line->str, (gssize)line->len, NULL) ? g_strdup(line->str)
										    : g_locale_to_utf8(line->str, (gssize)line->len, NULL, NULL, NULL);

	if (line->len > TEXT_MAX)
		*problem = g_strdup_printf("Die Zeile ist zu lang, höchstens %d Bytes.", TEXT_MAX);
	else if (!text || strlen(line->str) != line->len)
		*problem = g_strdup("Die Zeile enthält Zeichen, die kein Text sind.");
	else
		*problem = text_check(text, TEXT_MAX);
	return *problem ? NULL : g_strdup(g_strstrip(text));
}

char *
linear_read(Linear *l)
{
	GString *line;

	/* Whoever listens must have heard everything before; output that goes nowhere ends the run. */
	while (fflush(stdout) == 0 && (line = next_line())) {
		g_autofree char *problem = NULL;
		char *text = usable(line, &problem);

		g_string_free(line, TRUE);
		if (text)
			return text;
		linear_say("%s Bitte noch einmal.", problem);
	}
	l->is_ended = TRUE;
	return NULL;
}

/* --- words --------------------------------------------------------------------------------------------------------------------- */

const Word *
linear_guess(const Word *list, const char *typed)
{
	g_autofree char *key = text_fold(typed);
	const Word *word, *found = NULL;
	guint64 number;
	guint n = 0, n_found = 0;

	for (word = list; word->code; word++, n++) {
		g_autofree char *text = text_fold(word->text);

		if (strcmp(word->code, typed) == 0 || strcmp(text, key) == 0)
			return word;
		if (*key && g_str_has_prefix(text, key)) {
			found = word;
			n_found++;
		}
	}
	if (g_ascii_string_to_unsigned(typed, 10, 1, n, &number, NULL))
		return &list[number - 1];
	return n_found == 1 ? found : NULL;
}

/* "1 ja, 2 nein" */
static char *
words_line(const Word *list)
{
	GString *out = g_string_new(NULL);
	guint n;

	for (n = 0; list[n].code; n++)
		g_string_append_printf(out, "%s%u %s", n ? ", " : "", n + 1, list[n].text);
	return g_string_free(out, FALSE);
}

static guint
count_words(const Word *list)
{
	guint n = 0;

	while (list && list[n].code)
		n++;
	return n;
}

static char *
take_words(const LinearQuestion *q, const char *typed, char **problem)
{
	g_auto(GStrv) parts = q->most ? g_strsplit(typed, ",", -1) : g_strdupv((char *[]){(char *)typed, NULL});
	g_autoptr(GPtrArray) codes = g_ptr_array_new();
	char **part;

	for (part = parts; *part; part++) {
		const Word *word = linear_guess(q->words, g_strstrip(*part));

		if (!word) {
			g_autofree char *all = count_words(q->words) > WORDS_INLINE ? NULL : words_line(q->words);

			*problem = g_strdup_printf("„%s“ gibt es hier nicht oder ist nicht eindeutig. %s%s.", *part, all ? "Möglich: " : "? nennt alle",
						   all ? all : "");
			return NULL;
		}
		g_ptr_array_add(codes, (gpointer)word->code);
	}
	if (q->most && codes->len > q->most) {
		*problem = g_strdup_printf("Höchstens %u davon.", q->most);
		return NULL;
	}
	g_ptr_array_add(codes, NULL);
	return g_strjoinv(",", (char **)codes->pdata);
}

/* --- one answer ---------------------------------------------------------------------------------------------------------------- */

gboolean
linear_is_fine(Linear *l, const char *text)
{
	g_autofree char *reason = NULL;
	TextVerdict verdict = text_check_personal(text, &reason);

	if (verdict != TEXT_FINE)
		linear_say("%s", reason);
	return verdict == TEXT_FINE || (verdict == TEXT_WARN && linear_confirm(l, "Trotzdem übernehmen?"));
}

/* What was typed as it is stored; NULL after having said why not. */
static char *
take(Linear *l, const LinearQuestion *q, const char *typed, gboolean is_literal)
{
	g_autofree char *value = NULL, *problem = NULL;
	g_autoptr(GError) error = NULL;

	if (!*typed)
		problem = q->is_required ? g_strdup_printf("Hier fehlt etwas: %s.", q->label) : NULL;
	if (!problem && (!*typed || (!q->words && !q->is_date)))
		value = g_strdup(typed);
	else if (!problem && q->words)
		value = take_words(q, typed, &problem);
	else if (!problem && !(value = typed_day(typed, q->label, &error)))
		problem = g_strdup(error->message);
	if (value && *value && !problem && q->check)
		problem = q->check(value, is_literal, q->data);
	if (problem)
		linear_say("%s", problem);
	else if (value && (q->words || q->is_date || linear_is_fine(l, value)))
		return g_steal_pointer(&value);
	return NULL;
}

static char *
preset_text(const LinearQuestion *q)
{
	g_auto(GStrv) codes = q->words && q->preset ? g_strsplit(q->preset, ",", -1) : NULL;
	GString *out = g_string_new(NULL);
	char **code;

	if (!q->preset || !*q->preset)
		return g_string_free(out, FALSE);
	for (code = codes; code && *code; code++) {
		const Word *word = linear_guess(q->words, *code);

		g_string_append_printf(out, "%s%s", out->len ? ", " : "", word ? word->text : *code);
	}
	if (!codes) {
		g_autofree char *day = q->is_date ? text_date(q->preset) : g_strdup(q->preset);

		g_string_append(out, day);
	}
	return g_string_free(out, FALSE);
}

static void
say_question(const LinearQuestion *q)
{
	guint n = count_words(q->words);
	g_autofree char *list = q->is_listed || !n ? g_strdup("") : n <= WORDS_INLINE ? words_line(q->words) : g_strdup("Wort oder Nummer, ? nennt alle");
	g_autofree char *preset = preset_text(q);

	linear_say("%s%s%s%s%s%s%s", q->label, g_str_has_suffix(q->label, "?") ? "" : ":", *list ? " " : "", list, *preset ? " [" : "", preset,
		   *preset ? "]" : "");
}

static void
say_help(const LinearQuestion *q)
{
	g_autofree char *list = q->words ? words_line(q->words) : NULL;

	if (q->help)
		linear_say("%s", q->help);
	if (list)
		linear_say("Möglich: %s.%s", list, q->most > 1 ? " Mehrere mit Komma." : "");
	if (q->is_date)
		linear_say("Ein Tag wie 14.12.2026, 14.12., morgen oder +14 (in 14 Tagen).");
	linear_say("Leere Zeile: %s. - lässt es frei, z geht zurück, q beendet%s. Beginnt die Antwort selbst so, steht = davor.",
		   q->preset && *q->preset ? "was in Klammern steht" : "keine Angabe",
		   q->is_skippable ? ", . geht gleich zum Ergebnis, w weiter ohne Ergebnis" : "");
}

/* TRUE: a command and not an answer. */
static gboolean
is_command(Linear *l, const LinearQuestion *q, const char *typed, LinearAnswer *answer)
{
	if (strcmp(typed, "z") == 0)
		*answer = LINEAR_BACK;
	else if (strcmp(typed, "q") == 0)
		*answer = LINEAR_ENDED;
	else if (q->is_skippable && strcmp(typed, "w") == 0)
		*answer = LINEAR_NEXT;
	else if (q->is_skippable && strcmp(typed, ".") == 0)
		*answer = LINEAR_ENOUGH;
	else
		return FALSE;
	l->is_ended = *answer == LINEAR_ENDED;
	return TRUE;
}

LinearAnswer
linear_ask(Linear *l, const LinearQuestion *q, char **value)
{
	LinearAnswer answer = LINEAR_GIVEN;

	*value = NULL;
	while (!*value) {
		g_autofree char *typed = NULL;

		say_question(q);
		if (l->is_ended || !(typed = linear_read(l)))
			return LINEAR_ENDED;
		if (is_command(l, q, typed, &answer))
			return answer;
		if (strcmp(typed, "?") == 0)
			say_help(q);
		else if (*typed == '=')
			*value = take(l, q, typed + 1, TRUE);
		else
			*value = take(l, q, strcmp(typed, "-") == 0 ? "" : !*typed && q->preset ? q->preset : typed, !*typed);
	}
	return LINEAR_GIVEN;
}

gboolean
linear_confirm(Linear *l, const char *label)
{
	const LinearQuestion q = {.label = label, .words = words(WORDS_YES_NO), .preset = "nein"};
	g_autofree char *value = NULL;

	return linear_ask(l, &q, &value) == LINEAR_GIVEN && g_strcmp0(value, "ja") == 0;
}
