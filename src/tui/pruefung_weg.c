/* Prüflauf: „So ging es“ – where others have written down how a step went, and the question after the end-to-end test has passed. */
#include <string.h>

#include "pruefung.h"
#include "vorort/revisit.h"
#include "wege.h"

void
pruefung_read_wege(Pruefung *p)
{
	g_clear_pointer(&p->wege, g_ptr_array_unref);
	p->wege = app_wege(p->app, &(WegFilter){.near = p->anbindung}, NULL);
}

/* Those about the present step, the fittest first; borrowed from ->wege. */
static GPtrArray *
ways_here(const Pruefung *p)
{
	GPtrArray *found = g_ptr_array_new();
	guint i;

	for (i = 0; p->wege && i < p->wege->len; i++)
		if (weg_has_step(p->wege->pdata[i], pruefung_view(p)->step))
			g_ptr_array_add(found, p->wege->pdata[i]);
	return found;
}

void
pruefung_add_ways(const Pruefung *p, Blatt *blatt)
{
	g_autoptr(GPtrArray) ways = ways_here(p);
	const Weg *best = ways->len ? ways->pdata[0] : NULL;

	if (best)
		blatt_printf(blatt, ROLE_INFO, "So ging es", "anderswo (%u), R zeigt es: %s", ways->len, best->title);
}

const char *
pruefung_why_no_ways(const Pruefung *p)
{
	g_autoptr(GPtrArray) ways = ways_here(p);

	return ways->len ? NULL : "Zu diesem Schritt hat noch niemand aufgeschrieben, wie es ging.";
}

unsigned
pruefung_show_ways(Pruefung *p)
{
	g_autoptr(GPtrArray) ways = ways_here(p);
	g_autoptr(GString) ids = g_string_new(NULL);
	guint i;

	for (i = 0; i < ways->len; i++)
		g_string_append_printf(ids, "%s%s", i ? "," : "", ((Weg *)ways->pdata[i])->id);
	tui_push(p->tui, &weg_screen, ids->str);
	return TUI_HANDLED;
}

/* --- the question --------------------------------------------------------------------------------------------------------------------- */

static unsigned
answered(Tui *tui, void *data, int answer)
{
	Pruefung *p = data;

	p->has_declined = answer != DIALOG_YES;
	if (answer == DIALOG_YES)
		weg_form_open(tui, p->anbindung);
	else
		tui_say(tui, ROLE_INFO, "Später geht es auf der Seite der Anbindung (s, dann o).");
	return TUI_HANDLED;
}

void
pruefung_offer_weg(Pruefung *p, const char *step, const char *outcome)
{
	const ChecklistStep *recorded = checklist_step(p->list->checklist, step);
	g_autoptr(GPtrArray) own = NULL;

	if (p->has_declined || !recorded || !app_is_end_to_end(recorded) || !g_str_has_prefix(outcome, "passed") ||
	    app_end_to_end(p->list) == END_TO_END_OPEN)
		return;
	own = app_wege(p->app, &(WegFilter){.anbindung = p->anbindung}, NULL);
	if (own && own->len == 0)
		dialog_yes_no(p->tui, "Der Ende-zu-Ende-Test ist bestanden.\nFesthalten, wie es ging, damit andere Teams es finden?", answered, p);
}
