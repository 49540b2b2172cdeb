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

/* What is to be tested at an Anbindung of the visit whose Prüflauf is open below belongs to that visit. */
static gboolean
open_any(Pruefung *p, const PruefungPlace *place, GError **error)
{
	const char *visit = place->visit ? place->visit : app_visit_at_hand(p->app, place->anbindung);

	if (!visit) {
		p->anbindungen = g_strsplit(place->anbindung, "\n", -1);
		p->when = g_strdup("ohne Termin");
	} else if (!open_visit(p, visit, error)) {
		return FALSE;
	}
	p->anbindung = g_strdup(place->anbindung ? place->anbindung : p->anbindungen[0]);
	return TRUE;
}

/* Who is here is known already; the Anbindung is the one where the run was left, unless another one was asked for. */
static void
take_stand(Pruefung *p, const PruefungPlace *place, const LaufStand *stand)
{
	if (place->anbindung || !stand->anbindung || !g_strv_contains((const char *const *)p->anbindungen, stand->anbindung))
		return;
	g_free(p->anbindung);
	p->anbindung = g_strdup(stand->anbindung);
}

/* The step on which the run was left, else the first that is not settled. Whoever asks for a step goes there afterwards. */
static void
go_first(Pruefung *p, const PruefungPlace *place, const LaufStand *stand)
{
	gboolean is_resumed = FALSE;

	if (!place->step && g_strcmp0(stand->anbindung, p->anbindung) == 0 && pruefung_go_to(p, stand->step, stand->env, stand->instance))
		is_resumed = TRUE;
	else
		pruefung_go(p, step_list_start(p->list));
	pruefung_read_wege(p);
	nachtermin_begin(p, is_resumed);
	if (is_resumed)
		tui_say(p->tui, ROLE_INFO, "Weiter bei %s, wo der Prüflauf zuletzt stand.", stand->step);
}

gboolean
pruefung_begin(Pruefung *p, const PruefungPlace *place, GError **error)
{
	g_autoptr(LaufStand) stand = NULL;

	if (!open_any(p, place, error))
		return FALSE;
	stand = pruefung_stand(p);
	take_stand(p, place, stand);
	p->is_guarding = p->visit && app_begin_sichtschutz(p->app, p->visit, (const char *const *)p->anbindungen);
	p->title = app_anbindung_title(p->app, p->anbindung);
	if (!pruefung_reload(p) || p->list->views->len == 0)
		return FALSE;
	pruefung_fill_tray(p, TRUE);
	go_first(p, place, stand);
	return TRUE;
}
