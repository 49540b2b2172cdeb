/* The overview of Bedarfsträger: reading it, its cells in words, and as CSV. */
#include <string.h>

#include "internal.h"
#include "vorort/text.h"

GPtrArray *
app_overview_rows(App *app, const OverviewFilter *filter, GError **error)
{
	return store_overview_rows(app->store, filter, error);
}

gint64
app_overview_count(App *app, const OverviewFilter *filter, GError **error)
{
	return store_overview_count(app->store, filter, error);
}

gboolean
app_overview_cells(App *app, const OverviewFilter *filter, const char *key, OverviewCellFunc func, void *data, GError **error)
{
	return store_overview_cells(app->store, filter, key, func, data, error);
}

/* --- words ----------------------------------------------------------------------------------------------------------------------------- */

static char *
kommune_words(const OverviewCell *cell, const char *source)
{
	g_autofree char *since = text_date(cell->state_date), *visit = text_date(cell->visit_date);
	GString *s = g_string_new(words_text(WORDS_ANBINDUNG_STATE, cell->state));

	if (*since)
		g_string_append_printf(s, " seit %s", since);
	if (source && *source)
		g_string_append_printf(s, " (%s)", source);
	if (*visit)
		g_string_append_printf(s, " · Termin %s", visit);
	if (cell->n_obstacles)
		g_string_append_printf(s, " · %d %s offen", (int)cell->n_obstacles, cell->n_obstacles == 1 ? "Hürde" : "Hürden");
	if (cell->n_first_mover)
		g_string_append(s, " · First Mover");
	return g_string_free(s, FALSE);
}

static char *
area_words(const OverviewCell *cell)
{
	GString *s = g_string_new(NULL);

	g_string_printf(s, "an %d von %d produktiv", (int)cell->n_connected, (int)(cell->n - cell->n_out));
	if (cell->n_out)
		g_string_append_printf(s, " · %d nicht zuständig oder mit anderem Angebot", (int)cell->n_out);
	if (cell->n_first_mover)
		g_string_append_printf(s, " · %d First Mover", (int)cell->n_first_mover);
	return g_string_free(s, FALSE);
}

char *
app_overview_cell_text(const OverviewCell *cell, const char *source)
{
	return cell->state ? kommune_words(cell, source) : area_words(cell);
}

/* --- CSV ------------------------------------------------------------------------------------------------------------------------------- */

static void
take_cell(const OverviewCell *cell, void *data)
{
	g_hash_table_insert(data, g_strdup(cell->leistung), app_overview_cell_text(cell, NULL));
}

static void
add_cell(GString *out, const char *text)
{
	if (out->len && out->str[out->len - 1] != '\n')
		g_string_append_c(out, ';');
	app_csv_cell(out, text);
}

/* An empty cell at the start of a line would leave no trace for add_cell(); the key is never empty. */
static gboolean
add_row(App *app, const OverviewFilter *filter, const OverviewRow *row, const GPtrArray *leistungen, GString *out, GError **error)
{
	g_autoptr(GHashTable) cells = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autofree char *einwohner = row->einwohner ? g_strdup_printf("%" G_GINT64_FORMAT, row->einwohner) : g_strdup("");
	const char *digits = strchr(row->key, ':');
	g_autofree char *land = g_strndup(digits ? digits + 1 : row->key, 2);
	g_autofree char *id = g_strconcat("kreis:", row->key, NULL); /* bare digits would lose their zero in a spreadsheet */
	guint i;

	if (!store_overview_cells(app->store, filter, row->key, take_cell, cells, error))
		return FALSE;
	add_cell(out, filter->group == OVERVIEW_KREIS ? id : filter->group == OVERVIEW_LAND ? words_text(WORDS_LAND, land) : row->key);
	add_cell(out, row->name);
	add_cell(out, row->kreis);
	add_cell(out, words_text(WORDS_LAND, land));
	add_cell(out, einwohner);
	for (i = 0; i < leistungen->len; i++) {
		const char *text = g_hash_table_lookup(cells, ((Leistung *)leistungen->pdata[i])->key);

		add_cell(out, text ? text : "");
	}
	g_string_append(out, "\r\n");
	return TRUE;
}

char *
app_overview_csv(App *app, const OverviewFilter *filter, const GPtrArray *rows, GError **error)
{
	static const char *const titles[] = {"Schlüssel", "Name", "Kreis", "Land", "Einwohner"};
	const GPtrArray *leistungen = app_leistungen(app, error);
	g_autoptr(GString) out = g_string_new(NULL);
	guint i;

	if (!leistungen)
		return NULL;
	for (i = 0; i < G_N_ELEMENTS(titles); i++)
		add_cell(out, titles[i]);
	for (i = 0; i < leistungen->len; i++)
		add_cell(out, ((Leistung *)leistungen->pdata[i])->name);
	g_string_append(out, "\r\n");
	for (i = 0; i < rows->len; i++)
		if (!add_row(app, filter, rows->pdata[i], leistungen, out, error))
			return NULL;
	return g_strconcat("\xEF\xBB\xBF", out->str, NULL);
}
