/*
 * Conditions: parser, evaluation and normal form. The grammar stands in vorort/condition.h.
 *
 * The parser works on the text without a token list; each accept_…() skips blanks first and moves on only where it fits. Nested
 * lists of the same kind are flattened and "(a)" is "a", so that the normal form is unique and never deeper than what was read.
 */
#include "vorort/condition.h"

#include <string.h>

#define MAX_DEPTH 32 /* of parentheses: the text may come from another laptop */

typedef enum { KIND_TEST, KIND_NOT, KIND_AND, KIND_OR } Kind;

typedef struct Operator {
	const char *text;
	gboolean is_numeric;
	gboolean (*holds)(const char *value, char *const *values);
} Operator;

struct Condition {
	Kind kind;
	GPtrArray *parts; /* KIND_NOT: one; KIND_AND, KIND_OR: two or more */
	char *name;       /* KIND_TEST from here on */
	const Operator *operator;
	GStrv values;
};

typedef struct Parser {
	const char *text, *pos;
	unsigned depth;
	char *error;
	gsize offset;
} Parser;

typedef Condition *(*ParsePart)(Parser *p);

static const char *const keywords[] = {"und", "oder", "nicht", "in", NULL};

/* --- operators --------------------------------------------------------------------------------------------------------------- */

static gboolean
is_number(const char *text)
{
	const char *digits = text + (*text == '-');
	gsize whole = strspn(digits, "0123456789");
	const char *rest = digits + whole;

	if (!whole)
		return FALSE;
	if (*rest == '.' && rest[1])
		rest += 1 + strspn(rest + 1, "0123456789");
	return *rest == '\0';
}

/* The sign of value − limit, or 2 if the value is no number: then no comparison holds. */
static int
compare_numbers(const char *value, const char *limit)
{
	double a, b;

	if (!is_number(value))
		return 2;
	a = g_ascii_strtod(value, NULL);
	b = g_ascii_strtod(limit, NULL);
	return a < b ? -1 : a > b;
}

static gboolean
holds_equal(const char *value, char *const *values)
{
	return value && strcmp(value, values[0]) == 0;
}

static gboolean
holds_different(const char *value, char *const *values)
{
	return !holds_equal(value, values);
}

static gboolean
holds_in(const char *value, char *const *values)
{
	return value && g_strv_contains((const char *const *)values, value);
}

static gboolean
holds_less(const char *value, char *const *values)
{
	return value && compare_numbers(value, values[0]) == -1;
}

static gboolean
holds_at_most(const char *value, char *const *values)
{
	return value && compare_numbers(value, values[0]) <= 0;
}

static gboolean
holds_greater(const char *value, char *const *values)
{
	return value && compare_numbers(value, values[0]) == 1;
}

static gboolean
holds_at_least(const char *value, char *const *values)
{
	int sign = value ? compare_numbers(value, values[0]) : 2;

	return sign == 0 || sign == 1;
}

/* Longer ones first: "<=" must not be read as "<". */
static const Operator operators[] = {
	{"!=", FALSE, holds_different}, {"<=", TRUE, holds_at_most}, {">=", TRUE, holds_at_least},
	{"=", FALSE, holds_equal},      {"<", TRUE, holds_less},     {">", TRUE, holds_greater},
};
static const Operator operator_in = {"in", FALSE, holds_in};

/* --- life -------------------------------------------------------------------------------------------------------------------- */

static Condition *
condition_new(Kind kind)
{
	Condition *condition = g_new0(Condition, 1);

	condition->kind = kind;
	if (kind != KIND_TEST)
		condition->parts = g_ptr_array_new_with_free_func((GDestroyNotify)condition_free);
	return condition;
}

void
condition_free(Condition *condition)
{
	if (!condition)
		return;
	g_clear_pointer(&condition->parts, g_ptr_array_unref);
	g_free(condition->name);
	g_strfreev(condition->values);
	g_free(condition);
}

/* Takes @part; one of the same kind gives its own parts instead. */
static void
condition_add(Condition *list, Condition *part)
{
	if (part->kind == list->kind && list->kind != KIND_NOT) {
		g_ptr_array_extend_and_steal(list->parts, g_steal_pointer(&part->parts));
		condition_free(part);
	} else {
		g_ptr_array_add(list->parts, part);
	}
}

/* --- parser ------------------------------------------------------------------------------------------------------------------ */

static void G_GNUC_PRINTF(3, 4)
fail(Parser *p, const char *where, const char *format, ...)
{
	va_list args;

	if (p->error)
		return;
	va_start(args, format);
	p->error = g_strdup_vprintf(format, args);
	va_end(args);
	p->offset = (gsize)(where - p->text);
}

static void
skip_blanks(Parser *p)
{
	p->pos += strspn(p->pos, " \t\n");
}

static gboolean
is_word_char(gunichar c)
{
	return g_unichar_isalnum(c) || c == '_' || c == '-' || c == '.';
}

static gsize
word_length(const char *text)
{
	const char *end = text;

	while (*end && is_word_char(g_utf8_get_char(end)))
		end = g_utf8_next_char(end);
	return (gsize)(end - text);
}

static gboolean
accept_symbol(Parser *p, const char *symbol)
{
	skip_blanks(p);
	if (!g_str_has_prefix(p->pos, symbol))
		return FALSE;
	p->pos += strlen(symbol);
	return TRUE;
}

static gboolean
accept_keyword(Parser *p, const char *keyword)
{
	gsize len = strlen(keyword);

	skip_blanks(p);
	if (word_length(p->pos) != len || memcmp(p->pos, keyword, len) != 0)
		return FALSE;
	p->pos += len;
	return TRUE;
}

/* The next word, or NULL with @expected as the complaint. */
static char *
read_word(Parser *p, const char *expected)
{
	g_autofree char *word = NULL;
	gsize len;

	skip_blanks(p);
	len = word_length(p->pos);
	word = g_strndup(p->pos, len);
	if (len && !g_strv_contains(keywords, word)) {
		p->pos += len;
		return g_steal_pointer(&word);
	}
	if (len)
		fail(p, p->pos, "„%s“ ist ein Schlüsselwort; erwartet: %s", word, expected);
	else
		fail(p, p->pos, "hier fehlt %s", expected);
	return NULL;
}

static char *
read_quoted(Parser *p)
{
	const char *start = p->pos, *end = strchr(start + 1, '"');

	if (!end) {
		fail(p, start, "das Anführungszeichen \" wird nicht geschlossen");
		return NULL;
	}
	p->pos = end + 1;
	return g_strndup(start + 1, (gsize)(end - start - 1));
}

static char *
read_value(Parser *p)
{
	skip_blanks(p);
	return *p->pos == '"' ? read_quoted(p) : read_word(p, "ein Wert (andere Zeichen in \"…\")");
}

/* "ergebnis(A1)" and "antwort(A1.feld)" are names as a whole. */
static char *
read_name(Parser *p)
{
	g_autofree char *name = read_word(p, "ein Name (Parameter, ergebnis(Schritt) oder antwort(Schritt.Feld))");
	g_autofree char *inner = NULL;
	const char *start;

	if (!name || (strcmp(name, "ergebnis") != 0 && strcmp(name, "antwort") != 0) || !accept_symbol(p, "("))
		return g_steal_pointer(&name);
	skip_blanks(p);
	start = p->pos;
	inner = read_word(p, "ein Schritt");
	if (!inner)
		return NULL;
	if (*name == 'a' && !strchr(inner, '.')) {
		fail(p, start, "antwort(…) braucht Schritt und Feld, z. B. antwort(%s.feld)", inner);
		return NULL;
	}
	if (!accept_symbol(p, ")")) {
		fail(p, p->pos, "nach „%s“ fehlt „)“", inner);
		return NULL;
	}
	return g_strdup_printf("%s(%s)", name, inner);
}

static const Operator *
read_operator(Parser *p, const char *name)
{
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(operators); i++)
		if (accept_symbol(p, operators[i].text))
			return &operators[i];
	if (accept_keyword(p, operator_in.text))
		return &operator_in;
	fail(p, p->pos, "nach „%s“ fehlt ein Vergleich: =, !=, <, <=, >, >= oder in (…)", name);
	return NULL;
}

static gboolean
read_set(Parser *p, GPtrArray *values)
{
	if (!accept_symbol(p, "(")) {
		fail(p, p->pos, "nach „in“ stehen die Werte in Klammern: in (a, b)");
		return FALSE;
	}
	do {
		char *value = read_value(p);

		if (!value)
			return FALSE;
		g_ptr_array_add(values, value);
	} while (accept_symbol(p, ","));
	if (!accept_symbol(p, ")")) {
		fail(p, p->pos, "nach den Werten fehlt „)“");
		return FALSE;
	}
	return TRUE;
}

static gboolean
read_single(Parser *p, const Operator *operator, GPtrArray *values)
{
	const char *start;
	char *value;

	skip_blanks(p);
	start = p->pos;
	value = read_value(p);
	if (!value)
		return FALSE;
	g_ptr_array_add(values, value);
	if (operator->is_numeric && !is_number(value)) {
		fail(p, start, "nach „%s“ steht eine Zahl, nicht „%s“", operator->text, value);
		return FALSE;
	}
	return TRUE;
}

static Condition *
parse_test(Parser *p)
{
	g_autoptr(Condition) test = condition_new(KIND_TEST);
	g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func(g_free);

	test->name = read_name(p);
	if (!test->name)
		return NULL;
	test->operator = read_operator(p, test->name);
	if (!test->operator)
		return NULL;
	if (!(test->operator == &operator_in ? read_set(p, values) : read_single(p, test->operator, values)))
		return NULL;
	g_ptr_array_add(values, NULL);
	test->values = (GStrv)g_ptr_array_steal(values, NULL);
	return g_steal_pointer(&test);
}

static Condition *parse_or(Parser *p);

static Condition *
parse_group(Parser *p)
{
	g_autoptr(Condition) inner = NULL;

	if (!accept_symbol(p, "("))
		return parse_test(p);
	if (++p->depth > MAX_DEPTH) {
		fail(p, p->pos, "mehr als %d Klammern ineinander", MAX_DEPTH);
		return NULL;
	}
	inner = parse_or(p);
	if (!inner)
		return NULL;
	if (!accept_symbol(p, ")")) {
		fail(p, p->pos, "hier fehlt „)“");
		return NULL;
	}
	p->depth--;
	return g_steal_pointer(&inner);
}

static Condition *
parse_not(Parser *p)
{
	Condition *inner, *negation;

	if (!accept_keyword(p, "nicht"))
		return parse_group(p);
	inner = parse_group(p);
	if (!inner)
		return NULL;
	negation = condition_new(KIND_NOT);
	condition_add(negation, inner);
	return negation;
}

static Condition *
parse_list(Parser *p, Kind kind, const char *keyword, ParsePart parse_part)
{
	g_autoptr(Condition) list = NULL;
	Condition *part = parse_part(p);

	if (!part || !accept_keyword(p, keyword))
		return part;
	list = condition_new(kind);
	condition_add(list, part);
	do {
		part = parse_part(p);
		if (!part)
			return NULL;
		condition_add(list, part);
	} while (accept_keyword(p, keyword));
	return g_steal_pointer(&list);
}

static Condition *
parse_and(Parser *p)
{
	return parse_list(p, KIND_AND, "und", parse_not);
}

static Condition *
parse_or(Parser *p)
{
	return parse_list(p, KIND_OR, "oder", parse_and);
}

static Condition *
parse_all(Parser *p)
{
	g_autoptr(Condition) condition = NULL;

	if (!g_utf8_validate(p->text, -1, &p->pos)) {
		fail(p, p->pos, "kein gültiges UTF-8");
		return NULL;
	}
	p->pos = p->text;
	condition = parse_or(p);
	skip_blanks(p);
	if (!condition || !*p->pos)
		return g_steal_pointer(&condition);
	fail(p, p->pos, "ab „%s“ unverständlich; Tests werden mit „und“ oder „oder“ verbunden", p->pos);
	return NULL;
}

Condition *
condition_parse(const char *text, char **error, gsize *offset)
{
	Parser p = {.text = text, .pos = text};
	Condition *condition = parse_all(&p);

	g_assert(!condition == !!p.error);
	if (error)
		*error = g_steal_pointer(&p.error);
	if (offset)
		*offset = p.offset;
	g_free(p.error);
	return condition;
}

/* --- use --------------------------------------------------------------------------------------------------------------------- */

gboolean
condition_holds(const Condition *condition, ConditionLookup lookup, void *data)
{
	guint i;

	if (condition->kind == KIND_TEST)
		return condition->operator->holds(lookup(condition->name, data), condition->values);
	if (condition->kind == KIND_NOT)
		return !condition_holds(condition->parts->pdata[0], lookup, data);
	for (i = 0; i < condition->parts->len; i++)
		if (condition_holds(condition->parts->pdata[i], lookup, data) == (condition->kind == KIND_OR))
			return condition->kind == KIND_OR;
	return condition->kind == KIND_AND;
}

void
condition_foreach(const Condition *condition, ConditionVisit visit, void *data)
{
	guint i;

	if (condition->kind == KIND_TEST)
		visit(condition->name, condition->operator->text, condition->values, data);
	for (i = 0; condition->parts && i < condition->parts->len; i++)
		condition_foreach(condition->parts->pdata[i], visit, data);
}

static void
append_value(GString *s, const char *value)
{
	gboolean is_bare = *value && !value[word_length(value)] && !g_strv_contains(keywords, value);

	g_string_append_printf(s, is_bare ? "%s" : "\"%s\"", value);
}

static void
append_test(GString *s, const Condition *test)
{
	gboolean is_set = test->operator == &operator_in;
	guint i;

	g_string_append_printf(s, "%s %s %s", test->name, test->operator->text, is_set ? "(" : "");
	for (i = 0; test->values[i]; i++) {
		g_string_append(s, i ? ", " : "");
		append_value(s, test->values[i]);
	}
	g_string_append(s, is_set ? ")" : "");
}

static void
append_condition(GString *s, const Condition *condition, Kind outer)
{
	gboolean has_parens = condition->kind != KIND_TEST && (outer == KIND_NOT || condition->kind > outer);
	guint i;

	if (condition->kind == KIND_TEST) {
		append_test(s, condition);
		return;
	}
	g_string_append(s, has_parens ? "(" : "");
	for (i = 0; i < condition->parts->len; i++) {
		g_string_append(s, condition->kind == KIND_NOT ? "nicht " : !i ? "" : condition->kind == KIND_AND ? " und " : " oder ");
		append_condition(s, condition->parts->pdata[i], condition->kind);
	}
	g_string_append(s, has_parens ? ")" : "");
}

char *
condition_to_text(const Condition *condition)
{
	GString *s = g_string_new(NULL);

	append_condition(s, condition, KIND_OR);
	return g_string_free(s, FALSE);
}
