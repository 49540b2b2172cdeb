/* What is done with many rows of the board: a status for all that are marked, and the filtered list as a file. */
#include "ausgabe.h"
#include "huerde.h"
#include "huerden.h"

/* --- status ------------------------------------------------------------------------------------------------------------------------ */

static void
status_set(Tui *tui, void *data)
{
	Huerden *h = data;

	(void)tui;
	g_hash_table_remove_all(h->marked);
	huerden_refresh(h, NULL);
}

unsigned
huerden_ask_status(Huerden *h)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	const ObstacleRow *row = huerden_selected(h);
	GHashTableIter iter;
	gpointer id;

	g_hash_table_iter_init(&iter, h->marked);
	while (g_hash_table_iter_next(&iter, &id, NULL))
		g_ptr_array_add(ids, id);
	if (ids->len == 0 && row)
		g_ptr_array_add(ids, row->id);
	if (ids->len == 0)
		return TUI_HANDLED;
	g_ptr_array_add(ids, NULL);
	huerde_ask_status(h->tui, (const char *const *)ids->pdata, status_set, h);
	return TUI_HANDLED;
}

/* --- export ------------------------------------------------------------------------------------------------------------------------ */

static GBytes *
make_list(void *data, const char *format, guint *n_left_out, GError **error)
{
	Huerden *h = data;

	return ausgabe_text(app_export(h->app, "obstacles", format, &h->filter, n_left_out, error));
}

unsigned
huerden_ask_export(Huerden *h)
{
	ausgabe_ask(h->tui, "huerden", NULL, make_list, h);
	return TUI_HANDLED;
}
