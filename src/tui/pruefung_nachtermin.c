/*
 * Prüflauf: a visit that is not the first opens on what it is about – failed, waiting, changed since the last one, open – and the way from
 * step to step leads through these alone. z shows all steps again. And who of two laptops takes over a phase.
 */
#include "pruefung.h"
#include "vorort/revisit.h"

#include <string.h>

/* --- data -------------------------------------------------------------------------------------------------------------------------- */

static const Task *
todo_at(const Pruefung *p, guint i)
{
	return &g_array_index(p->revisit->todos, Task, i);
}

/* Position of the present step, -1: it is none of them. */
static int
position(const Pruefung *p)
{
	guint i;

	for (i = 0; p->revisit && i < p->revisit->todos->len; i++)
		if (todo_at(p, i)->index == p->index)
			return (int)i;
	return -1;
}

void
nachtermin_read(Pruefung *p)
{
	g_clear_pointer(&p->revisit, revisit_free);
	if (p->visit)
		p->revisit = app_revisit(p->app, p->list, p->visit, NULL);
	if (!p->revisit)
		p->is_revisit = FALSE;
}

void
nachtermin_begin(Pruefung *p, gboolean is_placed)
{
	g_autofree char *text = NULL;
	guint i;

	p->is_revisit = p->revisit && nachtermin_left(p);
	if (!p->is_revisit || is_placed)
		return;
	for (i = 0; todo_at(p, i)->is_done; i++)
		;
	text = revisit_text(p->revisit);
	pruefung_go(p, todo_at(p, i)->index);
	tui_say(p->tui, ROLE_INFO, "%s", text);
}

/* --- the way ------------------------------------------------------------------------------------------------------------------------ */

int
nachtermin_next(const Pruefung *p)
{
	int at = position(p);
	guint n = p->revisit ? p->revisit->todos->len : 0, i;

	for (i = 0; i < n; i++) {
		const Task *todo = todo_at(p, (guint)(at + 1 + (int)i) % n);

		if (!todo->is_done && todo->index != p->index)
			return (int)todo->index;
	}
	return -1;
}

int
nachtermin_neighbour(const Pruefung *p, int step)
{
	int at = position(p), n = (int)p->revisit->todos->len;

	at = at < 0 ? (step > 0 ? 0 : n - 1) : at + step;
	return at >= 0 && at < n ? (int)todo_at(p, (guint)at)->index : -1;
}

guint
nachtermin_left(const Pruefung *p)
{
	guint i, n = 0;

	for (i = 0; p->revisit && i < N_TASKS; i++)
		n += p->revisit->n[i];
	return n;
}

char *
nachtermin_number(const Pruefung *p)
{
	int at = p->is_revisit ? position(p) : -1;

	return at < 0 ? NULL : g_strdup_printf("zu tun (z): %d von %u", at + 1, p->revisit->todos->len);
}

GArray *
nachtermin_order(const Pruefung *p)
{
	GArray *order = g_array_new(FALSE, FALSE, sizeof(guint));
	guint i;

	for (i = 0; p->is_revisit && i < p->revisit->todos->len; i++)
		g_array_append_val(order, todo_at(p, i)->index);
	return order;
}

unsigned
nachtermin_switch(Pruefung *p)
{
	p->is_revisit = !p->is_revisit;
	if (p->is_revisit) {
		g_autofree char *text = revisit_text(p->revisit);

		tui_say(p->tui, ROLE_INFO, "%s.", text);
	} else {
		tui_say(p->tui, ROLE_INFO, "Alle Schritte; z zeigt wieder nur, was zu tun ist.");
	}
	p->is_filled = FALSE;
	return TUI_HANDLED | TUI_CONTENT;
}

/* --- two laptops ------------------------------------------------------------------------------------------------------------------ */

unsigned
pruefung_claim(Pruefung *p)
{
	char key[2] = { pruefung_view(p)->step->phase, '\0' };
	gboolean is_mine = p->termin && strcmp(record_get_keyed(p->termin, "claim", key, "claim"), app_device(p->app)) == 0;
	g_autoptr(GError) error = NULL;

	if (!app_claim(p->app, p->visit, *key, is_mine ? "" : NULL, &error))
		tui_say(p->tui, ROLE_BAD, "%s", error->message);
	else
		tui_say(p->tui, ROLE_OK, is_mine ? "Phase %s ist wieder frei." : "Phase %s übernommen; das andere Gerät sieht es nach dem Abgleich.", key);
	pruefung_reload(p);
	return TUI_HANDLED | TUI_CONTENT;
}
