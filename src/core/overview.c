/* The overview of Bedarfsträger: its rows, and what a state means for it. */
#include "vorort/overview.h"

#include <string.h>

void
overview_row_free(OverviewRow *row)
{
	if (!row)
		return;
	g_free(row->key);
	g_free(row->name);
	g_free(row->kreis);
	g_free(row->search);
	g_free(row);
}

gboolean
overview_is_connected(const char *state)
{
	static const char *const connected[] = {"produktiv_ohne_fv", "produktiv_mit_fv", "ende_zu_ende", NULL};

	return state && g_strv_contains(connected, state);
}

gboolean
overview_is_out(const char *state)
{
	return g_strcmp0(state, "nicht_zustaendig") == 0 || g_strcmp0(state, "anderes_angebot") == 0;
}
