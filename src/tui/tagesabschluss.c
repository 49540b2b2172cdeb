/*
 * Tagesabschluss: what is left to do on the day of a visit, a line each with the things it is about. Enter leads to the place where it is
 * done, Esc comes back. Everything is derived from the data (app_evening()), so that leaving and resuming is free.
 */
#include <string.h>

#include "blatt.h"
#include "cells.h"
#include "screens.h"
#include "vorort/evening.h"
#include "vorort/lauf.h"
#include "vorort/text.h"

#define ITEMS_SHOWN 3 /* of each line; the place shows the rest */

typedef struct Tagesabschluss {
	Tui *tui;
	App *app;
	char *visit;
	Blatt *blatt;
} Tagesabschluss;

/* --- the page ----------------------------------------------------------------------------------------------------------------------- */

/* "item:<type>:<id>[ <step>]" */
static char *
item_target(const EveningItem *item)
{
	return g_strdup_printf("item:%s:%s%s%s", item->type, item->id, item->step ? " " : "", item->step ? item->step : "");
}

static const char *
mark(EveningState state)
{
	static const char *const marks[][2] = {{"! offen", "! offen"}, {"✓ erledigt", "+ erledigt"}, {"· ansehen", "- ansehen"}};

	return marks[state][cells_is_utf8() ? 0 : 1];
}

static void
add_line(Tagesabschluss *t, const EveningLine *line)
{
	static const Role roles[] = {ROLE_WARN, ROLE_OK, ROLE_INFO};
	g_autofree char *text = g_strdup_printf("%s: %s", mark(line->state), line->text), *target = g_strconcat("line:", line->key, NULL);
	guint i;

	blatt_add(t->blatt, roles[line->state], line->title, text, target);
	for (i = 0; i < MIN(line->items->len, ITEMS_SHOWN); i++) {
		const EveningItem *item = line->items->pdata[i];
		g_autofree char *to = item_target(item), *shown = text_visible(item->text, FALSE), *indented = g_strconcat("  ", shown, NULL);

		blatt_add(t->blatt, ROLE_TEXT, "", indented, to);
	}
	if (line->items->len > ITEMS_SHOWN)
		blatt_printf(t->blatt, ROLE_MUTED, "", "  und %u weitere", line->items->len - ITEMS_SHOWN);
}

static void
fill(Tagesabschluss *t)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) lines = app_evening(t->app, t->visit, &error);
	guint i, n = lines ? evening_n_open(lines) : 0;

	g_autoptr(Record) visit = app_record(t->app, t->visit, NULL);
	g_autofree char *day = text_date(visit ? record_get(visit, "date") : "");

	blatt_clear(t->blatt);
	if (!lines) {
		blatt_add(t->blatt, ROLE_BAD, NULL, error->message, NULL);
		return;
	}
	if (n)
		blatt_printf(t->blatt, ROLE_TEXT, NULL, "Termin %s: %u von %u offen. Enter führt hin, Esc kommt zurück.", day, n, lines->len);
	else
		blatt_add(t->blatt, ROLE_OK, NULL, "Alles erledigt, der Tag ist abgeschlossen.", NULL);
	blatt_gap(t->blatt);
	for (i = 0; i < lines->len; i++)
		add_line(t, lines->pdata[i]);
}

/* --- the places ------------------------------------------------------------------------------------------------------------------------- */

static void
go_step(Tagesabschluss *t, const char *rest)
{
	g_auto(GStrv) parts = g_strsplit(rest, " ", 2);

	pruefung_open_at(t->tui, &(PruefungPlace){.visit = t->visit, .anbindung = parts[0], .step = parts[1]});
}

static void
go_notes(Tagesabschluss *t, const char *rest)
{
	(void)rest;
	tui_push(t->tui, &notizen_screen, t->visit);
}

static void
go_waiting(Tagesabschluss *t, const char *rest)
{
	(void)rest;
	tui_push(t->tui, &wiedervorlagen_screen, t->visit);
}

static void
go_obstacle(Tagesabschluss *t, const char *rest)
{
	tui_push(t->tui, &huerde_screen, rest);
}

static void
go_anbindung(Tagesabschluss *t, const char *rest)
{
	tui_push(t->tui, &anbindung_screen, rest);
}

static void
show_protocol(Tagesabschluss *t, const char *rest)
{
	(void)rest;
	tui_push(t->tui, &protokoll_screen, t->visit);
}

static void
go_close(Tagesabschluss *t, const char *rest)
{
	(void)rest;
	tui_push(t->tui, &abschluss_screen, t->visit);
}

static void
go_sync(Tagesabschluss *t, const char *rest)
{
	(void)rest;
	tui_push(t->tui, &abgleich_screen, NULL);
}

/* What differs in the visit itself is decided on the page of the sync. */
static const struct {
	const char *prefix;
	void (*go)(Tagesabschluss *t, const char *rest);
} places[] = {
	{"line:notes", go_notes},       {"line:running", go_waiting},   {"line:protocol", show_protocol},     {"line:close", go_close},
	{"line:sync", go_sync},         {"item:note:", go_notes},       {"item:step:", go_step},            {"item:obstacle:", go_obstacle},
	{"item:anbindung:", go_anbindung}, {"item:visit:", go_sync},
};

static void
go(Tagesabschluss *t, const char *target)
{
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(places); i++)
		if (g_str_has_prefix(target, places[i].prefix)) {
			places[i].go(t, target + strlen(places[i].prefix));
			return;
		}
}

/* A line without a place of its own leads to the first thing it is about. */
static char *
first_item(Tagesabschluss *t, const char *key)
{
	g_autoptr(GPtrArray) lines = app_evening(t->app, t->visit, NULL);
	guint i;

	for (i = 0; lines && i < lines->len; i++) {
		const EveningLine *line = lines->pdata[i];

		if (strcmp(line->key, key) == 0 && line->items->len)
			return item_target(line->items->pdata[0]);
	}
	return NULL;
}

static unsigned
run_open(Tui *tui, void *state)
{
	static const char *const collective[] = {"line:obstacles", "line:differences", "line:failures", NULL};
	Tagesabschluss *t = state;
	g_autofree char *target = g_strdup(blatt_target(t->blatt)), *first = NULL;

	if (!target) {
		tui_say(tui, ROLE_INFO, "Hier ist nichts zu öffnen. Die Pfeiltasten wählen eine andere Zeile.");
		return TUI_HANDLED;
	}
	if (!g_strv_contains(collective, target)) {
		go(t, target);
		return TUI_HANDLED;
	}
	if ((first = first_item(t, target + strlen("line:"))))
		go(t, first);
	else
		tui_say(tui, ROLE_OK, "Hier ist nichts zu tun.");
	return TUI_HANDLED;
}

static const Command commands[] = {
	{"abend.oeffnen", {TK_ENTER}, "Hingehen", "Hingehen", "Führt zu dem Ort, an dem die Zeile erledigt wird.", 0, run_open, NULL},
	{.id = NULL},
};

/* --- the screen ------------------------------------------------------------------------------------------------------------------------- */

static void
tagesabschluss_close(void *state)
{
	Tagesabschluss *t = state;

	blatt_free(t->blatt);
	g_free(t->visit);
	g_free(t);
}

static gpointer
tagesabschluss_make(Tui *tui, const void *arg, char **error)
{
	Tagesabschluss *t = g_new0(Tagesabschluss, 1);

	(void)error;
	t->tui = tui;
	t->app = tui_data(tui);
	t->visit = g_strdup(arg);
	t->blatt = blatt_new(TRUE);
	fill(t);
	blatt_go(t->blatt, "line:");
	return t;
}

static void
tagesabschluss_layout(void *state, Area body)
{
	blatt_layout(((Tagesabschluss *)state)->blatt, body);
}

static void
tagesabschluss_draw(void *state, unsigned dirty)
{
	(void)dirty;
	blatt_draw(((Tagesabschluss *)state)->blatt);
}

static unsigned
tagesabschluss_handle(void *state, const Event *event)
{
	return blatt_handle(((Tagesabschluss *)state)->blatt, event);
}

static unsigned
tagesabschluss_resumed(void *state)
{
	fill(state);
	return TUI_CONTENT;
}

static void
tagesabschluss_context(const void *state, ScreenContext *context)
{
	context->visit = ((const Tagesabschluss *)state)->visit;
}

static char *
make_title(void *state)
{
	const Tagesabschluss *t = state;
	g_autoptr(Record) visit = app_record(t->app, t->visit, NULL);
	g_auto(GStrv) ids = g_strsplit(visit ? record_get(visit, "anbindungen") : "", ",", -1);
	g_autofree char *title = ids[0] ? app_anbindung_title(t->app, ids[0]) : g_strdup("");

	return g_strdup_printf("Tagesabschluss: %s%s", title, ids[0] && ids[1] ? " u. a." : "");
}

const ScreenOps tagesabschluss_screen = {
	.name = "tagesabschluss",
	.make_title = make_title,
	.commands = commands,
	.open = tagesabschluss_make,
	.layout = tagesabschluss_layout,
	.draw = tagesabschluss_draw,
	.handle = tagesabschluss_handle,
	.close = tagesabschluss_close,
	.context = tagesabschluss_context,
	.resumed = tagesabschluss_resumed,
};

void
tagesabschluss_open(Tui *tui, const char *visit)
{
	g_autofree char *id = visit ? g_strdup(visit) : app_visit_present(tui_data(tui));

	if (tui_is_on_top(tui, &tagesabschluss_screen))
		tui_say(tui, ROLE_INFO, "Das ist der Tagesabschluss.");
	else if (id)
		tui_push(tui, &tagesabschluss_screen, id);
	else
		tui_say(tui, ROLE_INFO, "Noch kein Termin, der einen Tagesabschluss braucht.");
}
