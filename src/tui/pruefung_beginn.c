/*
 * Prüflauf: how it begins – on a visit or an Anbindung, on the step that was asked for, that it was left on, or that is the first one not
 * settled; and with Sichtschutz, if it is of a visit.
 */
#include <string.h>

#include "pruefung.h"
#include "vorort/text.h"

static gboolean
open_visit(Pruefung *p, const char *id, GError **error)
{
	g_autoptr(Record) visit = app_record(p->app, id, error);
	g_autofree char *day = NULL;

	if (!visit)
		return FALSE;
	p->anbindungen = g_strsplit(record_get(visit, "anbindungen"), ",", -1);
	day = text_date(record_get(visit, "date"));
	p->visit = g_strdup(id);
	p->when = g_strdup_printf("Termin%s%s", *day ? " " : "", day);
	if (p->anbindungen[0])
		return TRUE;
	g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "Der Termin hat keine Anbindung. Ergänzen Sie eine, dann lässt er sich prüfen.");
	return FALSE;
}

static gboolean
open_any(Pruefung *p, const char *id, GError **error)
{
	if (strchr(id, '/')) {
		p->anbindungen = g_strsplit(id, "\n", -1);
		p->when = g_strdup("ohne Termin");
	} else if (!open_visit(p, id, error)) {
		return FALSE;
	}
	p->anbindung = g_strdup(p->anbindungen[0]);
	return TRUE;
}

/* The step that was asked for, else the one on which the run was left, else the first that is not settled. */
static void
go_first(Pruefung *p, const char *wanted, const LaufStand *stand)
{
	if (wanted && pruefung_go_to(p, wanted, NULL, 1))
		return;
	if (!wanted && g_strcmp0(stand->anbindung, p->anbindung) == 0 && pruefung_go_to(p, stand->step, stand->env, stand->instance))
		tui_say(p->tui, ROLE_INFO, "Weiter bei %s, wo der Prüflauf zuletzt stand.", stand->step);
	else
		pruefung_go(p, step_list_start(p->list));
}

gboolean
pruefung_begin(Pruefung *p, const char *arg, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(arg, "#", 3);
	guint n = g_strv_length(parts);
	g_autoptr(LaufStand) stand = NULL;

	if (!open_any(p, parts[0], error))
		return FALSE;
	stand = pruefung_stand(p);
	if (n == 3 && g_strv_contains((const char *const *)p->anbindungen, parts[1])) {
		g_free(p->anbindung);
		p->anbindung = g_strdup(parts[1]);
	}
	p->is_guarding = p->visit && app_begin_sichtschutz(p->app, p->visit, (const char *const *)p->anbindungen);
	p->title = app_anbindung_title(p->app, p->anbindung);
	if (!pruefung_reload(p) || p->list->views->len == 0)
		return FALSE;
	pruefung_fill_tray(p, TRUE);
	go_first(p, n > 1 ? parts[n - 1] : NULL, stand);
	return TRUE;
}
