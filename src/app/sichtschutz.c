/*
 * Sichtschutz: on site a laptop is handed around, and who looks at it shall not read how other Kommunen stand. It lasts while the Prüflauf
 * of a visit is open; switching it off is remembered for that visit and day only, so that the next visit begins with it.
 */
#include <string.h>

#include "internal.h"

#define SETTING "ohne_sichtschutz" /* "2026-11-24 <visit>" */

static char *
switched_off(const char *visit)
{
	g_autofree char *today = app_today();

	return g_strdup_printf("%s %s", today, visit);
}

/* A kreisfreie Stadt is Gemeinde and Kreis: both are its own. */
static GStrv
kommunen_of(const char *const *anbindungen)
{
	GPtrArray *ids = g_ptr_array_new();

	for (; *anbindungen; anbindungen++) {
		char *id = g_strndup(*anbindungen, strcspn(*anbindungen, "/")), *twin = app_kommune_twin(id);

		g_ptr_array_add(ids, id);
		if (twin)
			g_ptr_array_add(ids, twin);
	}
	g_ptr_array_add(ids, NULL);
	return (GStrv)g_ptr_array_free(ids, FALSE);
}

gboolean
app_begin_sichtschutz(App *app, const char *visit, const char *const *anbindungen)
{
	g_autofree char *setting = store_setting(app->store, SETTING), *off = switched_off(visit);

	if (app->visit)
		return FALSE;
	app->visit = g_strdup(visit);
	app->at_hand = g_strdupv((char **)anbindungen);
	app->visible = kommunen_of(anbindungen);
	app->is_unhidden = g_strcmp0(setting, off) == 0;
	return TRUE;
}

void
app_end_sichtschutz(App *app)
{
	g_clear_pointer(&app->visit, g_free);
	g_clear_pointer(&app->at_hand, g_strfreev);
	g_clear_pointer(&app->visible, g_strfreev);
}

Sichtschutz
app_sichtschutz(App *app)
{
	return !app->visit ? SICHTSCHUTZ_NONE : app->is_unhidden ? SICHTSCHUTZ_OFF : SICHTSCHUTZ_ON;
}

gboolean
app_switch_sichtschutz(App *app, gboolean is_on, GError **error)
{
	g_autofree char *off = app->visit ? switched_off(app->visit) : NULL;

	if (!off || !store_set_setting(app->store, SETTING, is_on ? NULL : off, error))
		return FALSE;
	app->is_unhidden = !is_on;
	return TRUE;
}

gboolean
app_is_hidden(App *app, const char *kommune)
{
	return app_sichtschutz(app) == SICHTSCHUTZ_ON && !g_strv_contains((const char *const *)app->visible, kommune);
}

char *
app_kommune_name(App *app, const char *id)
{
	g_autoptr(Kommune) kommune = id ? store_kommune(app->store, id, NULL) : NULL;

	if (id && app_is_hidden(app, id))
		return kommune_unnamed(id, kommune ? kommune->art : "", kommune ? kommune->einwohner : 0);
	return kommune ? kommune_short_name(kommune->name) : g_strdup(id ? id : "");
}

/* Of Kreise the key is five digits, of Länder two; a Land is no Kommune. */
char *
app_overview_name(App *app, const OverviewRow *row)
{
	g_autofree char *id = strchr(row->key, ':') ? g_strdup(row->key) : g_strconcat("kreis:", row->key, NULL);

	return app_is_hidden(app, id) && strlen(row->key) > 2 ? app_kommune_name(app, id) : kommune_short_name(row->name);
}

const char *
app_visit_at_hand(App *app, const char *anbindung)
{
	return app->visit && g_strv_contains((const char *const *)app->at_hand, anbindung) ? app->visit : NULL;
}
