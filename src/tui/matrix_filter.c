/* The filter of the matrix: its form, and in words what is filtered now. */
#include <string.h>

#include "eingabe.h"
#include "matrix.h"

typedef struct FilterField {
	const char *name; /* of the form field */
	gsize member;     /* of OverviewFilter */
} FilterField;

static const FilterField kinds[N_MATRIX_FILTERS] = {
	[MATRIX_LAND] = {"land", offsetof(OverviewFilter, land)},
	[MATRIX_KREIS] = {"kreis", offsetof(OverviewFilter, kreis)},
	[MATRIX_SIZE] = {"size", offsetof(OverviewFilter, size)},
	[MATRIX_LEISTUNG] = {"leistung", offsetof(OverviewFilter, leistung)},
	[MATRIX_STATE] = {"state", offsetof(OverviewFilter, state)},
};

void
matrix_set_filter(Matrix *m, MatrixFilter kind, const char *value)
{
	char *text = value && *value ? g_strdup(value) : NULL;

	g_free(m->texts[kind]);
	m->texts[kind] = text;
	G_STRUCT_MEMBER(const char *, &m->filter, kinds[kind].member) = text;
}

void
matrix_clear_filter(Matrix *m, const char *land)
{
	int i;

	for (i = 0; i < N_MATRIX_FILTERS; i++)
		matrix_set_filter(m, (MatrixFilter)i, i == MATRIX_LAND ? land : NULL);
	m->filter.only_anbindung = m->filter.first_mover = FALSE;
}

gboolean
matrix_is_filtered(const Matrix *m)
{
	return m->texts[MATRIX_SIZE] || m->texts[MATRIX_LEISTUNG] || m->texts[MATRIX_STATE] || m->filter.only_anbindung || m->filter.first_mover;
}

/* --- in words ------------------------------------------------------------------------------------------------------------------------ */

static const char *
leistung_name(const Matrix *m, const char *key)
{
	const Leistung *l = app_leistung(m->app, key, NULL);

	return l ? l->name : key;
}

/* "Wohngeld: im Test": only both together restrict anything. */
static char *
state_text(const Matrix *m)
{
	const char *state = words_text(WORDS_ANBINDUNG_STATE, m->texts[MATRIX_STATE]);

	return m->texts[MATRIX_LEISTUNG] ? g_strdup_printf("%s: %s", leistung_name(m, m->texts[MATRIX_LEISTUNG]), state)
					 : g_strdup_printf("eine Leistung %s", state);
}

static void
append(GString *s, const char *text)
{
	g_string_append_printf(s, "%s%s", s->len ? ", " : "", text);
}

char *
matrix_filter_text(const Matrix *m)
{
	GString *s = g_string_new(NULL);
	g_autofree char *state = m->texts[MATRIX_STATE] ? state_text(m) : NULL;

	if (m->texts[MATRIX_SIZE])
		append(s, words_text(WORDS_SIZE, m->texts[MATRIX_SIZE]));
	if (state)
		append(s, state);
	if (m->filter.only_anbindung)
		append(s, "nur mit Anbindung");
	if (m->filter.first_mover)
		append(s, "nur First Mover");
	return g_string_free(s, FALSE);
}

static char *
kreis_name(App *app, const char *digits)
{
	g_autofree char *id = g_strconcat("kreis:", digits, NULL);
	g_autoptr(Kommune) kreis = app_kommune(app, id, NULL);

	return kreis ? kommune_short_name(kreis->name) : g_strdup(digits);
}

char *
matrix_place_text(const Matrix *m)
{
	enum { LONG_NAME = 14 };
	const Word *land = words_find(WORDS_LAND, m->texts[MATRIX_LAND]);

	if (m->texts[MATRIX_KREIS])
		return kreis_name(m->app, m->texts[MATRIX_KREIS]);
	return g_strdup(!land ? "" : g_utf8_strlen(land->text, -1) > LONG_NAME ? land->glyph : land->text);
}

/* --- the form ------------------------------------------------------------------------------------------------------------------------- */

/* By its own name or that of a Kommune in it. */
static GPtrArray *
search_kreis(const char *typed, void *data)
{
	enum { MOST = 8 };
	Matrix *m = data;
	OverviewFilter filter = {.group = OVERVIEW_KREIS, .text = typed};
	g_autoptr(GPtrArray) found = *typed ? app_overview_rows(m->app, &filter, NULL) : NULL;
	GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)form_row_free);
	guint i;

	for (i = 0; found && i < MIN(found->len, MOST); i++) {
		const OverviewRow *row = found->pdata[i];
		g_autofree char *land = g_strndup(row->key, 2), *name = kommune_short_name(row->name);
		g_autofree char *label = g_strdup_printf("%s · %s", name, words_text(WORDS_LAND, land));

		g_ptr_array_add(rows, form_row_new(row->key, label));
	}
	return rows;
}

static FormField fields[] = {
	{.name = "land", .type = FORM_CHOICE, .label = "Land"},
	{.name = "kreis", .type = FORM_SEARCH, .label = "Kreis", .help = "Teil des Namens, auch den einer Kommune darin", .search = search_kreis},
	{.name = "size", .type = FORM_CHOICE, .label = "Größe", .help = "nach Einwohnern; die Vereinbarung spricht von kleinen und mittleren Kommunen"},
	{.name = "leistung", .type = FORM_CHOICE, .label = "Leistung", .help = "zusammen mit dem Stand; allein bewegt sie nur den Fokus"},
	{.name = "state", .type = FORM_CHOICE, .label = "Stand", .help = "nur Kommunen mit einer Anbindung in diesem Stand"},
	{.name = "anbindung", .type = FORM_CHOICE, .label = "Nur mit Anbindung"},
	{.name = "mover", .type = FORM_CHOICE, .label = "Nur First Mover"},
	{.name = NULL},
};
enum { FIELD_LAND, FIELD_KREIS, FIELD_SIZE, FIELD_LEISTUNG, FIELD_STATE, FIELD_ANBINDUNG, FIELD_MOVER };

/* The column that was asked for. */
static void
focus_leistung(Matrix *m, const char *key)
{
	guint i;

	for (i = 0; i < m->leistungen->len; i++)
		if (strcmp(((Leistung *)m->leistungen->pdata[i])->key, key) == 0)
			m->column = i;
}

static char *
save(Form *form, void *data)
{
	Matrix *m = data;
	int i;

	for (i = 0; i < N_MATRIX_FILTERS; i++)
		matrix_set_filter(m, (MatrixFilter)i, form_get(form, kinds[i].name));
	if (m->texts[MATRIX_LEISTUNG])
		focus_leistung(m, m->texts[MATRIX_LEISTUNG]);
	if (!m->texts[MATRIX_STATE])
		matrix_set_filter(m, MATRIX_LEISTUNG, NULL);
	if (m->texts[MATRIX_KREIS]) { /* the Kreis says the Land */
		g_autofree char *land = g_strndup(m->texts[MATRIX_KREIS], 2);

		matrix_set_filter(m, MATRIX_LAND, land);
	}
	m->filter.only_anbindung = strcmp(form_get(form, "anbindung"), "ja") == 0;
	m->filter.first_mover = strcmp(form_get(form, "mover"), "ja") == 0;
	return NULL;
}

static void
closed(gboolean is_saved, void *data)
{
	((Matrix *)data)->is_restarting = is_saved;
}

static const FormSpec spec = {.title = "Bedarfsträger filtern", .fields = fields, .save = save, .closed = closed};

void
matrix_filter_open(Matrix *m)
{
	g_autofree char *kreis = m->texts[MATRIX_KREIS] ? kreis_name(m->app, m->texts[MATRIX_KREIS]) : NULL;
	Form *form;
	int i;

	if (!m->choices)
		m->choices = eingabe_leistungen(m->app);
	fields[FIELD_LAND].words = words(WORDS_LAND);
	fields[FIELD_SIZE].words = words(WORDS_SIZE);
	fields[FIELD_LEISTUNG].words = m->choices;
	fields[FIELD_STATE].words = words(WORDS_ANBINDUNG_STATE);
	fields[FIELD_ANBINDUNG].words = fields[FIELD_MOVER].words = words(WORDS_YES_NO);
	form = form_new(m->tui, &spec, m);
	for (i = 0; i < N_MATRIX_FILTERS; i++)
		form_set(form, kinds[i].name, m->texts[i] ? m->texts[i] : "", i == MATRIX_KREIS ? kreis : NULL);
	form_set(form, "anbindung", m->filter.only_anbindung ? "ja" : "nein", NULL);
	form_set(form, "mover", m->filter.first_mover ? "ja" : "nein", NULL);
	form_open(form);
}
