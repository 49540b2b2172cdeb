/* Rows and cells of the matrix; see matrix.h. */
#include <string.h>

#include "matrix.h"
#include "vorort/text.h"

#define CACHE_ROWS 500
#define COUNT_MS 100   /* counting nationwide takes longer than a frame: when nobody types */

/* --- counts ------------------------------------------------------------------------------------------------------------------------ */

/* One Land at a time, so that no key waits for all of them. */
static void
count_later(void *data)
{
	Matrix *m = data;
	OverviewFilter filter = m->filter;
	const Word *land = &words(WORDS_LAND)[m->n_laender];

	m->counting = 0;
	filter.only_anbindung = TRUE;
	if (!filter.land)
		filter.land = land->code;
	m->n_found += MAX(0, app_overview_count(m->app, &filter, NULL));
	m->n_laender++;
	if (!m->filter.land && land[1].code) {
		m->counting = loop_add_timer(tui_loop(m->tui), 1, count_later, m);
		return;
	}
	m->n_with = m->n_found;
	tui_redraw(m->tui, TUI_PAINT);
}

static void
stop(Matrix *m, guint *timer)
{
	if (*timer)
		loop_remove_timer(tui_loop(m->tui), *timer);
	*timer = 0;
}

/* 0 to 99 */
static int
land_of(const OverviewRow *kommune)
{
	g_autofree char *digits = g_strndup(kommune_id_land(kommune->key), 2);

	return CLAMP((int)g_ascii_strtoll(digits, NULL, 10), 0, 99);
}

/* The mix that the agreement wants to be heterogeneous (§ 2 (3) a). */
static char *
mix_of(const GPtrArray *kommunen)
{
	guint n[3] = {0}, n_unknown = 0, n_laender = 0, i;
	gboolean is_seen[100] = {FALSE};

	for (i = 0; i < kommunen->len; i++) {
		const OverviewRow *row = kommunen->pdata[i];
		int size = words_index(WORDS_SIZE, kommune_size(row->einwohner)), land = land_of(row);

		if (size >= 0 && size < 3)
			n[size]++;
		else
			n_unknown++;
		n_laender += is_seen[land] ? 0 : 1;
		is_seen[land] = TRUE;
	}
	return g_strdup_printf("First Mover: %u – klein %u, mittel %u, groß %u%s; %u %s", kommunen->len, n[0], n[1], n[2],
			       n_unknown ? ", manche ohne Einwohnerzahl" : "", n_laender, n_laender == 1 ? "Land" : "Länder");
}

static void
read_mix(Matrix *m)
{
	OverviewFilter filter = m->filter;
	g_autoptr(GPtrArray) kommunen = NULL;

	g_clear_pointer(&m->movers, g_free);
	if (!m->filter.first_mover)
		return;
	filter.group = OVERVIEW_KOMMUNE;
	kommunen = app_overview_rows(m->app, &filter, NULL);
	if (kommunen)
		m->movers = mix_of(kommunen);
}

/* --- rows -------------------------------------------------------------------------------------------------------------------------- */

const OverviewRow *
matrix_row(const Matrix *m, gsize index)
{
	return index < m->shown->len ? m->shown->pdata[index] : NULL;
}

const OverviewRow *
matrix_selected(const Matrix *m)
{
	return matrix_row(m, list_index(m->list));
}

static gboolean
has_words(const OverviewRow *row, GStrv wanted)
{
	for (; wanted && *wanted; wanted++)
		if (!strstr(row->search, *wanted))
			return FALSE;
	return TRUE;
}

static void
choose_shown(Matrix *m)
{
	guint i;

	g_ptr_array_set_size(m->shown, 0);
	for (i = 0; m->rows && i < m->rows->len; i++)
		if (has_words(m->rows->pdata[i], m->typed))
			g_ptr_array_add(m->shown, m->rows->pdata[i]);
}

static gsize
find(const Matrix *m, const char *key)
{
	gsize i;

	for (i = 0; key && i < m->shown->len; i++)
		if (strcmp(matrix_row(m, i)->key, key) == 0)
			return i;
	return 0;
}

void
matrix_release(Matrix *m)
{
	stop(m, &m->counting);
	stop(m, &m->reading);
	g_ptr_array_set_size(m->shown, 0);
	g_clear_pointer(&m->rows, g_ptr_array_unref);
	g_hash_table_remove_all(m->cells);
	g_clear_pointer(&m->problem, g_free);
}

void
matrix_refresh(Matrix *m, const char *key)
{
	const OverviewRow *row = matrix_selected(m);
	g_autofree char *wanted = g_strdup(key ? key : row ? row->key : NULL);
	g_autoptr(GError) error = NULL;

	matrix_release(m);
	m->rows = app_overview_rows(m->app, &m->filter, &error);
	if (!m->rows)
		m->problem = g_strdup(error->message);
	choose_shown(m);
	read_mix(m);
	m->n_with = -1;
	m->n_found = m->n_laender = 0;
	if (m->filter.group == OVERVIEW_KOMMUNE)
		m->counting = loop_add_timer(tui_loop(m->tui), COUNT_MS, count_later, m);
	list_reload(m->list);
	list_select(m->list, find(m, wanted));
	tui_redraw(m->tui, TUI_LAYOUT);
}

/* --- cells ------------------------------------------------------------------------------------------------------------------------- */

typedef struct Reading {
	const GPtrArray *leistungen;
	MatrixCell *cells;
} Reading;

/* What people see of codes is constant; a code that this program does not know is shown as unknown. */
static void
take_cell(const OverviewCell *from, void *data)
{
	Reading *r = data;
	MatrixCell *to = NULL;
	const Word *state = words_find(WORDS_ANBINDUNG_STATE, from->state);
	guint i;

	for (i = 0; !to && i < r->leistungen->len; i++)
		if (strcmp(((Leistung *)r->leistungen->pdata[i])->key, from->leistung) == 0)
			to = &r->cells[i];
	if (!to)
		return;
	to->is_known = TRUE;
	to->cell = *from;
	g_strlcpy(to->dates[0], from->state_date, sizeof to->dates[0]);
	g_strlcpy(to->dates[1], from->visit_date, sizeof to->dates[1]);
	to->cell.state = !from->state ? NULL : state ? state->code : "unbekannt";
	to->cell.state_date = to->dates[0];
	to->cell.visit_date = to->dates[1];
	to->cell.leistung = to->cell.anbindung = NULL;
}

static void
read_rest(void *data)
{
	Matrix *m = data;

	m->reading = 0;
	list_repaint(m->list);
	tui_redraw(m->tui, TUI_PAINT);
}

const MatrixCell *
matrix_cells(Matrix *m, const OverviewRow *row, gboolean is_urgent)
{
	Reading r = {m->leistungen, g_hash_table_lookup(m->cells, row->key)};

	if (r.cells)
		return r.cells;
	if (!is_urgent && g_get_monotonic_time() > m->deadline) {
		if (!m->reading)
			m->reading = loop_add_timer(tui_loop(m->tui), 1, read_rest, m);
		return NULL;
	}
	if (g_hash_table_size(m->cells) >= CACHE_ROWS)
		g_hash_table_remove_all(m->cells);
	r.cells = g_new0(MatrixCell, m->leistungen->len + 1);
	app_overview_cells(m->app, &m->filter, row->key, take_cell, &r, NULL);
	g_hash_table_insert(m->cells, g_strdup(row->key), r.cells);
	return r.cells;
}

/* --- the list's source -------------------------------------------------------------------------------------------------------------- */

static gsize
count(void *data)
{
	return ((Matrix *)data)->shown->len;
}

static void
filter_text(void *data, const char *text)
{
	Matrix *m = data;
	g_autofree char *folded = text_fold(text);

	g_strfreev(m->typed);
	m->typed = *folded ? g_strsplit(folded, " ", -1) : NULL;
	choose_shown(m);
}

const ListSource matrix_source = {
	.count = count,
	.draw = matrix_draw_row,
	.filter = filter_text,
	.heading = matrix_draw_heading,
	.empty = "Keine Kommune passt. F zeigt alle.",
};
