/*
 * How the matrix looks: a name that stays, the Leistungen that fit beside it, and below the list what the focused cell is in words, with a
 * legend. The focused cell is a hole in the reverse row, and the terminal cursor stands on it.
 */
#include <string.h>

#include "matrix.h"
#include "vorort/lauf.h"
#include "vorort/text.h"

enum { WORDS_ROWS = 2, LEGEND_ROWS = 1, WIDE = 120 };

/* --- layout ------------------------------------------------------------------------------------------------------------------------ */

typedef struct Widths { /* of columns with their gaps; 0: not shown */
	int from; /* columns of the screen */
	int name, kreis, size, cell;
} Widths;

/* For Kommunen, then for Kreise and Länder. The last line fits any screen; what does not fit scrolls. */
static const Widths widths[2][3] = {
	{{150, 40, 26, 17, 4}, {WIDE, 31, 22, 17, 3}, {0, 18, 0, 0, 3}},
	{{150, 30, 0, 0, 7}, {WIDE, 22, 0, 0, 6}, {0, 14, 0, 0, 4}},
};

static void
scroll_to_column(Matrix *m)
{
	guint n = m->leistungen->len;

	if (m->column < m->first)
		m->first = m->column;
	if (m->column >= m->first + m->n_shown)
		m->first = m->column - m->n_shown + 1;
	m->first = MIN(m->first, n > m->n_shown ? n - m->n_shown : 0);
}

static void
set_columns(Matrix *m)
{
	const Widths *w = widths[m->filter.group == OVERVIEW_KOMMUNE ? 0 : 1];
	int n = (int)m->leistungen->len, room;

	while (w->from > m->body.cols)
		w++;
	room = m->body.cols - 2 - w->kreis - w->size;
	m->cols_kreis = w->kreis;
	m->has_size = w->size > 0;
	m->cols_cell = w->cell;
	m->n_shown = (guint)CLAMP((room - w->name) / w->cell, 1, n);
	m->cols_name = room - (int)m->n_shown * w->cell; /* the name takes what is left */
	m->x_cells = m->body.x + m->body.cols - (int)m->n_shown * w->cell;
	scroll_to_column(m);
}

/* Lines above the list. */
static int
n_head(const Matrix *m)
{
	return (matrix_is_filtered(m) ? 1 : 0) + (m->movers ? 1 : 0);
}

void
matrix_layout(void *state, Area body)
{
	Matrix *m = state;
	int head = n_head(m);

	m->body = body;
	set_columns(m);
	list_layout(m->list, (Area){body.y + head, body.x, MAX(2, body.rows - head - WORDS_ROWS - LEGEND_ROWS), body.cols});
}

int
matrix_column_at(const Matrix *m, int x)
{
	int column = x < m->x_cells ? -1 : (x - m->x_cells) / m->cols_cell;

	return column >= 0 && column < (int)m->n_shown ? column + (int)m->first : -1;
}

/* --- cells ------------------------------------------------------------------------------------------------------------------------- */

/* "t*+!": the letter of the state, First Mover, a Termin ahead, open Hürde; the last ones first where there is no room. */
static char *
kommune_text(const OverviewCell *cell, int width)
{
	const Word *state = words_find(WORDS_ANBINDUNG_STATE, cell->state);
	int n_marks = (cell->n_first_mover ? 1 : 0) + (*cell->visit_date ? 1 : 0) + (cell->n_obstacles ? 1 : 0);

	return g_strdup_printf("%s%s%s%s", state ? state->glyph : "?", cell->n_first_mover && n_marks < width ? "*" : "",
			       *cell->visit_date ? "+" : "", cell->n_obstacles ? "!" : "");
}

/* "3/17" where there is room, else "18%"; "–" where nobody counts. */
static char *
area_text(const OverviewCell *cell, int width)
{
	int of = (int)(cell->n - cell->n_out), n = (int)cell->n_connected;
	g_autofree char *both = g_strdup_printf("%d/%d", n, of);

	if (of <= 0)
		return g_strdup("–");
	if (width > 4 && (int)strlen(both) < width)
		return g_steal_pointer(&both);
	return n > 0 && n * 100 < of ? g_strdup("<1%") : g_strdup_printf("%d%%", n * 100 / of);
}

static char *
cell_text(const Matrix *m, const MatrixCell *cells, guint column)
{
	if (!cells)
		return g_strdup("…");
	if (!cells[column].is_known)
		return g_strdup("");
	return cells[column].cell.state ? kommune_text(&cells[column].cell, m->cols_cell) : area_text(&cells[column].cell, m->cols_cell);
}

/* Colour only where it says something that the letter says, too. */
static Role
cell_role(const MatrixCell *cell)
{
	const OverviewCell *c = &cell->cell;

	if (!cell->is_known)
		return ROLE_TEXT;
	if (c->n_obstacles)
		return ROLE_WARN;
	return c->n_connected && c->n_connected == c->n - c->n_out ? ROLE_OK : ROLE_TEXT;
}

static void
draw_cells(Matrix *m, const OverviewRow *row, ListRow *out)
{
	const MatrixCell *cells = matrix_cells(m, row, FALSE);
	guint i;

	for (i = m->first; i < m->first + m->n_shown; i++) {
		int x = m->x_cells + (int)(i - m->first) * m->cols_cell;
		gboolean is_focus = out->is_selected && i == m->column;
		Role role = out->is_selected ? ROLE_SELECTION : cells ? cell_role(&cells[i]) : ROLE_MUTED;
		g_autofree char *text = cell_text(m, cells, i);
		int width = is_focus ? MAX(m->cols_cell - 1, cells_width(text)) : m->cols_cell;

		cells_put(out->win, out->y, x, width, is_focus ? ROLE_FIELD : role, text);
		if (width < m->cols_cell)
			cells_put(out->win, out->y, x + width, m->cols_cell - width, ROLE_SELECTION, "");
		if (is_focus) {
			m->focus_y = out->y;
			m->focus_x = x;
		}
	}
}

/* "mittel     98 503" */
static char *
size_text(const OverviewRow *row)
{
	static const char *const names[][2] = {{"klein", "klein"}, {"mittel", "mittel"}, {"gross", "groß"}};
	const char *code = kommune_size(row->einwohner), *name = "";
	g_autofree char *number = row->einwohner ? text_grouped(row->einwohner) : g_strdup("");
	gsize i;

	for (i = 0; code && i < G_N_ELEMENTS(names); i++)
		if (strcmp(names[i][0], code) == 0)
			name = names[i][1];
	return g_strdup_printf("%s%*s%9s", name, 7 - (int)g_utf8_strlen(name, -1), "", number);
}

static char *
name_text(const Matrix *m, const OverviewRow *row)
{
	const Word *land = m->filter.group == OVERVIEW_LAND ? words_find(WORDS_LAND, row->key) : NULL;

	return land ? g_strdup_printf("%s %s", land->glyph, land->text) : app_overview_name(m->app, row);
}

void
matrix_draw_row(void *data, gsize index, ListRow *out)
{
	Matrix *m = data;
	const OverviewRow *row = matrix_row(m, index);
	g_autofree char *name = row ? name_text(m, row) : NULL, *size = row && m->has_size ? size_text(row) : NULL;

	if (!row)
		return;
	list_put(out, m->cols_name - 1, ROLE_TEXT, name);
	if (m->cols_kreis)
		list_put(out, m->cols_kreis - 1, ROLE_MUTED, app_sichtschutz(m->app) == SICHTSCHUTZ_ON ? "" : row->kreis);
	if (size)
		list_put(out, 16, ROLE_MUTED, size);
	draw_cells(m, row, out);
	out->width = 0;
}

/* "<" and ">" beside the Leistungen say that there are more. */
void
matrix_draw_heading(void *data, ListRow *out)
{
	static const char *const titles[N_OVERVIEW_GROUPS] = {"Kommune", "Kreis", "Land"};
	Matrix *m = data;
	guint i;

	list_put(out, m->cols_name - 1, ROLE_HEAD, titles[m->filter.group]);
	if (m->cols_kreis)
		list_put(out, m->cols_kreis - 1, ROLE_HEAD, "Kreis");
	if (m->has_size)
		list_put(out, 16, ROLE_HEAD, "Größe  Einwohner");
	if (m->first > 0)
		cells_put(out->win, out->y, m->x_cells - 1, 1, ROLE_HEAD, "<");
	for (i = m->first; i < m->first + m->n_shown; i++) {
		const Leistung *l = m->leistungen->pdata[i];
		gboolean is_last = i + 1 == m->first + m->n_shown && i + 1 < m->leistungen->len;
		int x = m->x_cells + (int)(i - m->first) * m->cols_cell;

		cells_put(out->win, out->y, x, 2, i == m->column ? ROLE_SELECTION : ROLE_HEAD, l->short_name);
		cells_put(out->win, out->y, x + 2, m->cols_cell - 2, ROLE_HEAD, is_last ? ">" : "");
	}
	out->width = 0;
}

/* --- below and above the list --------------------------------------------------------------------------------------------------------- */

char *
matrix_legend(void)
{
	GString *s = g_string_new("Jede Zelle beginnt mit dem Stand:\n\n");
	const Word *word;

	for (word = words(WORDS_ANBINDUNG_STATE); word->code; word++)
		g_string_append_printf(s, "%s  %s\n", word->glyph, word->text);
	g_string_append(s, "leer: noch keine Anbindung\n\nDahinter:\n\n*  First Mover\n+  ein Termin steht an\n!  eine Hürde ist offen\n\n"
			   "Bei Kreisen und Ländern: an wie vielen produktiv von denen, die zählen; „nicht zuständig“ und „anderes Angebot“ "
			   "zählen nicht mit. Wo es eng ist, in Prozent; – heißt, dass keine zählt.\n\nGröße der Kommune:\n\n");
	for (word = words(WORDS_SIZE); word->code; word++)
		g_string_append_printf(s, "%s\n", word->text);
	return g_string_free(s, FALSE);
}

static const char *
legend_line(const Matrix *m)
{
	if (m->filter.group != OVERVIEW_KOMMUNE)
		return m->body.cols < WIDE ? "Anteil produktiv von denen, die zählen; – keine zählt, leer keine Anbindung"
					   : "produktiv von denen, die zählen (ohne „nicht zuständig“ und „anderes Angebot“); – keine zählt, leer "
					     "keine Anbindung";
	return m->body.cols < WIDE ? ". offen a angem. v Vorb. t Test f reif pPE prod. + Termin ! Hürde * First Mover"
				   : "- nicht zuständig = anderes Angebot . offen a angem. v Vorb. t Test f reif pPE produktiv + Termin ! Hürde "
				     "* First Mover";
}

/* "gemeldet vom Hauptamt, ROT-HE-2": where the state of an Anbindung is from. */
static char *
source_text(Matrix *m, const char *anbindung)
{
	g_autoptr(Record) record = app_record(m->app, anbindung, NULL);
	const RecordValue *value = record ? record_shown(record, "state", NULL) : NULL;
	const char *source = record ? record_get(record, "state_source") : "";

	if (!value)
		return NULL;
	return *source ? g_strdup_printf("Quelle: %s, %s", source, value->by ? value->by : "") : g_strdup(value->by);
}

static char *
focus_words(Matrix *m)
{
	const OverviewRow *row = matrix_selected(m);
	const MatrixCell *cells = row ? matrix_cells(m, row, TRUE) : NULL;
	const Leistung *l = m->leistungen->pdata[m->column];
	g_autofree char *name = row ? app_overview_name(m->app, row) : NULL, *text = NULL, *source = NULL, *id = NULL;
	g_autofree char *service = g_strchomp(g_strndup(l->name, strcspn(l->name, "("))); /* without what explains it */

	if (!cells)
		return g_strdup(m->problem ? m->problem : "");
	if (!cells[m->column].is_known)
		return g_strdup_printf("%s – %s: noch keine Anbindung", name, service);
	if (m->filter.group == OVERVIEW_KOMMUNE) {
		id = g_strdup_printf("%s/%s", row->key, l->key);
		source = source_text(m, id);
	}
	text = app_overview_cell_text(&cells[m->column].cell, source);
	return g_strdup_printf("%s – %s: %s", name, service, text);
}

/* The last line takes all the rest, so that a cut is seen. */
static void
draw_words(Matrix *m)
{
	g_autofree char *text = focus_words(m), *safe = text_visible(text, FALSE);
	g_autoptr(GArray) lines = cells_break(safe, m->body.cols);
	int y = m->body.y + m->body.rows - LEGEND_ROWS - WORDS_ROWS;
	guint i;

	for (i = 0; i < WORDS_ROWS; i++) {
		const CellsLine *line = i < lines->len ? &g_array_index(lines, CellsLine, i) : NULL;
		g_autofree char *part = !line ? g_strdup("") : i + 1 < WORDS_ROWS ? g_strndup(safe + line->start, line->len) : g_strdup(safe + line->start);

		cells_put(stdscr, y + (int)i, m->body.x, m->body.cols, ROLE_TEXT, part);
	}
	cells_put(stdscr, y + WORDS_ROWS, m->body.x, m->body.cols, ROLE_MUTED, legend_line(m));
}

static void
draw_filter(const Matrix *m)
{
	const char *way = "  F oder Esc hebt ihn auf";
	int y = m->body.y, hint = cells_width(way) + 1, width = m->body.cols - 8 - hint;
	g_autofree char *filter = matrix_filter_text(m);

	cells_put(stdscr, y, m->body.x, 8, ROLE_HEAD, "Filter:");
	cells_put(stdscr, y, m->body.x + 8, width, ROLE_INFO, filter);
	cells_put(stdscr, y, m->body.x + 8 + width, hint, ROLE_MUTED, way);
}

void
matrix_draw(void *state, unsigned dirty)
{
	enum { FRAME_US = 8000 };
	Matrix *m = state;
	int head = n_head(m);

	m->deadline = g_get_monotonic_time() + FRAME_US;
	m->source.empty = m->problem ? m->problem : matrix_is_filtered(m) || m->texts[MATRIX_LAND] ? matrix_source.empty
			: "Noch kein Gemeindeverzeichnis: „Gemeindeverzeichnis einlesen“ steht in der Hilfe (F1).";
	if (dirty != DIRTY_PAINT && matrix_is_filtered(m))
		draw_filter(m);
	if (dirty != DIRTY_PAINT && m->movers)
		cells_put(stdscr, m->body.y + head - 1, m->body.x, m->body.cols, ROLE_INFO, m->movers);
	m->focus_y = m->shown->len ? m->focus_y : -1;
	list_draw(m->list, dirty);
	if (!list_is_filtering(m->list) && m->focus_y >= 0)
		term_cursor(m->focus_y, m->focus_x, FALSE);
	draw_words(m);
}
