/* „So ging es“: a page to read – one, or all that are about a step, the fittest first. */
#include <string.h>

#include "blatt.h"
#include "vorort/text.h"
#include "wege.h"
#include "werte.h"

typedef struct Seite {
	App *app;
	GStrv ids;
	Blatt *blatt;
} Seite;

static char *
effort_of(const Record *record)
{
	const char *minutes = record_get(record, "effort_minutes"), *effort = record_get(record, "effort");

	return g_strdup_printf("%s%s%s%s", minutes, *minutes ? " Minuten" : "", *minutes && *effort ? "; " : "", effort);
}

static void
add_part(Seite *s, const char *label, const char *text, const char *id)
{
	if (*text)
		blatt_add(s->blatt, ROLE_TEXT, label, text, id);
}

static void
add_weg(Seite *s, const char *id)
{
	g_autoptr(Record) record = app_record(s->app, id, NULL);
	const char *anbindung = record ? record_get(record, "anbindung") : "";
	g_autofree char *place = *anbindung ? app_anbindung_title(s->app, anbindung) : g_strdup("");
	g_autofree char *iso = record ? g_strndup(record->created_at ? record->created_at : "", 10) : NULL, *day = iso ? text_date(iso) : NULL;
	g_autofree char *where = g_strdup_printf("%s%s%s", place, *place ? ", " : "", day ? day : ""), *effort = NULL, *steps = NULL;
	g_auto(GStrv) parts = NULL;

	if (!record || record->is_retracted)
		return;
	parts = g_strsplit(record_get(record, "steps"), ",", -1);
	steps = g_strjoinv(", ", parts);
	effort = effort_of(record);
	blatt_gap(s->blatt);
	blatt_add(s->blatt, ROLE_HEAD, NULL, record_get(record, "title"), id);
	werte_add_differences(s->app, record, s->blatt);
	add_part(s, "Wo", where, id);
	add_part(s, "Vorgehen", record_get(record, "procedure"), id);
	add_part(s, "Voraussetzungen", record_get(record, "conditions"), id);
	add_part(s, "Stolpersteine", record_get(record, "traps"), id);
	add_part(s, "Aufwand", effort, id);
	add_part(s, "Prüfschritte", steps, id);
}

static void
fill(Seite *s)
{
	char **id;

	blatt_clear(s->blatt);
	for (id = s->ids; *id; id++)
		add_weg(s, *id);
}

/* --- commands -------------------------------------------------------------------------------------------------------------------------------- */

/* The one under the cursor, the first at a blank line. */
static const char *
chosen(const Seite *s)
{
	const char *target = blatt_target(s->blatt);

	return target && !g_str_has_prefix(target, "wert:") ? target : s->ids[0];
}

static unsigned
run_change(Tui *tui, void *state)
{
	weg_form_change(tui, chosen(state));
	return TUI_HANDLED;
}

static const Command commands[] = {
	{"weg.aendern", {'e', TK_F(9)}, "Ändern", "Ändern", "Öffnet das Formular mit dem, was dasteht.", 0, run_change, NULL},
	{.id = NULL},
};

/* --- screen ---------------------------------------------------------------------------------------------------------------------------------- */

static gpointer
weg_open(Tui *tui, const void *arg, char **error)
{
	Seite *s = g_new0(Seite, 1);

	(void)error;
	s->app = tui_data(tui);
	s->ids = g_strsplit(arg, ",", -1);
	s->blatt = blatt_new(TRUE);
	fill(s);
	return s;
}

static void
weg_close(void *state)
{
	Seite *s = state;

	blatt_free(s->blatt);
	g_strfreev(s->ids);
	g_free(s);
}

static void
weg_layout(void *state, Area body)
{
	blatt_layout(((Seite *)state)->blatt, body);
}

static void
weg_draw(void *state, unsigned dirty)
{
	(void)dirty;
	blatt_draw(((Seite *)state)->blatt);
}

static unsigned
weg_handle(void *state, const Event *event)
{
	return blatt_handle(((Seite *)state)->blatt, event);
}

static unsigned
weg_resumed(void *state)
{
	fill(state);
	return TUI_CONTENT;
}

static char *
make_title(void *state)
{
	guint n = g_strv_length(((Seite *)state)->ids);

	return n == 1 ? g_strdup("So ging es") : g_strdup_printf("So ging es anderswo (%u), das Passendste zuerst", n);
}

const ScreenOps weg_screen = {
	.name = "weg",
	.make_title = make_title,
	.commands = commands,
	.open = weg_open,
	.layout = weg_layout,
	.draw = weg_draw,
	.handle = weg_handle,
	.close = weg_close,
	.resumed = weg_resumed,
};
