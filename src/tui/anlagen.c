/*
 * The attachments of one thing. Enter copies one out to a path; a file that is not here is fetched by a child process like a sync, so that
 * the interface stays usable. Nothing is opened: what a viewer does with a stranger's file is not ours to start.
 */
#include "anlagen.h"

#include <string.h>

#include "abgleich_lauf.h"
#include "dialog.h"
#include "eingabe.h"
#include "pfad.h"
#include "vorort/anlage.h"
#include "vorort/text.h"

typedef struct Anlagen {
	Tui *tui;
	App *app;
	char *title, *on, *why_not;
	GStrv things;
	char *chosen; /* id that a dialog is about */
	Blatt *blatt;
} Anlagen;

/* --- what is shown --------------------------------------------------------------------------------------------------------------- */

static void
add_attachment(Anlagen *s, const Attachment *a)
{
	g_autofree char *iso = g_strndup(a->at ? a->at : "", 10), *day = text_date(iso), *erased = a->erased ? text_date(a->erased) : NULL;
	g_autofree char *size = attachment_size_text(a->size);
	g_autofree char *gone = erased ? g_strdup_printf("Datei gelöscht am %s", erased) : NULL;
	const char *where = gone ? gone : a->is_here ? "liegt hier" : "noch nicht hier";
	g_autofree char *details = g_strdup_printf("%s, %s, %s; %s", a->media, size, a->by ? a->by : "", where);

	blatt_add(s->blatt, gone ? ROLE_MUTED : ROLE_TEXT, day, a->title, a->id);
	blatt_add(s->blatt, ROLE_MUTED, "", details, a->id);
}

static void
fill(Anlagen *s)
{
	guint i, j, n = 0;

	blatt_clear(s->blatt);
	for (i = 0; s->things[i]; i++) {
		g_autoptr(GPtrArray) all = app_attachments(s->app, s->things[i], NULL);

		for (j = 0; all && j < all->len; j++, n++)
			add_attachment(s, all->pdata[j]);
	}
	if (n == 0)
		blatt_add(s->blatt, ROLE_MUTED, NULL, s->on ? "Noch keine Anlage. Einfg legt eine an." : s->why_not, NULL);
}

void
anlagen_add_line(App *app, const char *on, Blatt *blatt)
{
	g_autoptr(GPtrArray) all = app_attachments(app, on, NULL);
	g_autoptr(GString) text = g_string_new(NULL);
	guint i;

	for (i = 0; all && i < all->len; i++)
		g_string_append_printf(text, "%s%s", i ? ", " : "", ((const Attachment *)all->pdata[i])->title);
	if (text->len)
		blatt_printf(blatt, ROLE_TEXT, "Anlagen", "%s (f zeigt sie)", text->str);
}

static unsigned
after_change(Anlagen *s)
{
	fill(s);
	return TUI_HANDLED | TUI_CONTENT;
}

/* --- attaching ------------------------------------------------------------------------------------------------------------------- */

/* The title was asked about in the form; what a text file holds is seen only when it is read. */
static const char *
warning_about_content(App *app)
{
	const GPtrArray *warnings = app_warnings(app);
	guint i;

	for (i = 0; i < warnings->len; i++)
		if (g_str_has_prefix(warnings->pdata[i], "Inhalt der Datei"))
			return warnings->pdata[i];
	return NULL;
}

static void
attached(Tui *tui, const char *id, void *data)
{
	const char *warning = id ? warning_about_content(tui_data(tui)) : NULL;

	if (!id)
		return;
	fill(data);
	if (warning)
		tui_say(tui, ROLE_WARN, "Angelegt. %s", warning);
	else
		tui_say(tui, ROLE_OK, "Datei angelegt; gesendet wird sie nach den Befunden. u nimmt sie zurück.");
}

static unsigned
run_new(Tui *tui, void *state)
{
	anlage_form_open(tui, ((Anlagen *)state)->on, attached, state);
	return TUI_HANDLED;
}

static const char *
why_no_new(Tui *tui, void *state)
{
	const Anlagen *s = state;

	(void)tui;
	return s->on ? NULL : s->why_not;
}

/* --- saving ---------------------------------------------------------------------------------------------------------------------- */

static void
choose(Anlagen *s)
{
	g_free(s->chosen);
	s->chosen = g_strdup(blatt_target(s->blatt));
}

static unsigned
save_here(Anlagen *s, const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *written = NULL;

	if (app_save_attachment(s->app, s->chosen, path, NULL, &written, &error))
		tui_say(s->tui, ROLE_OK, "Gespeichert: %s", written);
	else
		tui_say(s->tui, ROLE_BAD, "%s", error->message);
	return after_change(s);
}

static unsigned
path_typed(Tui *tui, void *data, const char *text)
{
	Anlagen *s = data;
	g_autofree char *path = pfad_typed(text);
	g_autoptr(Attachment) a = *path ? app_attachment(s->app, s->chosen, NULL) : NULL;

	if (!a)
		return TUI_HANDLED;
	if (a->is_here || a->erased)
		return save_here(s, path);
	if (abgleich_start_was(tui, &(AbgleichWas){.art = ABGLEICH_ANLAGE, .path = path, .anlage = a->id}))
		tui_say(tui, ROLE_INFO, "Die Datei wird geholt …");
	return TUI_HANDLED;
}

static const char *
why_no_attachment(Tui *tui, void *state)
{
	(void)tui;
	return blatt_target(((Anlagen *)state)->blatt) ? NULL : "Bitte zuerst mit den Pfeiltasten eine Anlage wählen.";
}

static unsigned
run_save(Tui *tui, void *state)
{
	choose(state);
	dialog_line(tui, "Speichern unter: Datei oder Ordner", "~/", path_typed, state);
	return TUI_HANDLED;
}

/* --- withdrawing ----------------------------------------------------------------------------------------------------------------- */

static unsigned
reason_typed(Tui *tui, void *data, const char *text)
{
	Anlagen *s = data;
	g_autoptr(GError) error = NULL;

	if (!text || !eingabe_line_is_fine(tui, text))
		return TUI_HANDLED;
	if (app_retract(s->app, s->chosen, text, &error))
		tui_say(tui, ROLE_OK, "Anlage zurückgezogen. u macht es rückgängig.");
	else
		tui_say(tui, ROLE_BAD, "%s", error->message);
	return after_change(s);
}

static unsigned
run_retract(Tui *tui, void *state)
{
	choose(state);
	dialog_line(tui, "Warum wird die Anlage zurückgezogen?", "", reason_typed, state);
	return TUI_HANDLED;
}

static const Command commands[] = {
	{"anlage.speichern", {TK_ENTER}, "Speichern unter", "Speichern", "Kopiert die Datei an einen Ort; liegt sie nicht hier, wird sie geholt.", 0, run_save,
	 why_no_attachment},
	{"anlage.neu", {TK_INSERT, 'f'}, "Datei anlegen", "Datei anlegen", "Legt eine Datei an und fragt, ob sie geschwärzt ist.", 0, run_new, why_no_new},
	{"anlage.zurueckziehen", {TK_DELETE, 'z'}, "Anlage zurückziehen", "Zurückziehen", "Fragt nach dem Grund; die Datei bleibt auf dem Server.", 0, run_retract,
	 why_no_attachment},
	{.id = NULL},
};

/* --- screen ---------------------------------------------------------------------------------------------------------------------- */

static gpointer
anlagen_open(Tui *tui, const void *data, char **error)
{
	const AnlagenArg *arg = data;
	Anlagen *s = g_new0(Anlagen, 1);

	(void)error;
	s->tui = tui;
	s->app = tui_data(tui);
	s->title = g_strdup(arg->title);
	s->on = g_strdup(arg->on);
	s->why_not = g_strdup(arg->why_not);
	s->things = g_strdupv((char **)arg->things);
	s->blatt = blatt_new(TRUE);
	fill(s);
	return s;
}

static void
anlagen_close(void *state)
{
	Anlagen *s = state;

	blatt_free(s->blatt);
	g_free(s->title);
	g_free(s->on);
	g_free(s->why_not);
	g_strfreev(s->things);
	g_free(s->chosen);
	g_free(s);
}

static char *
anlagen_title(void *state)
{
	return g_strdup_printf("Anlagen: %s", ((Anlagen *)state)->title);
}

static void
anlagen_layout(void *state, Area body)
{
	blatt_layout(((Anlagen *)state)->blatt, body);
}

static void
anlagen_draw(void *state, unsigned dirty)
{
	(void)dirty;
	blatt_draw(((Anlagen *)state)->blatt);
}

static unsigned
anlagen_handle(void *state, const Event *event)
{
	return blatt_handle(((Anlagen *)state)->blatt, event);
}

static unsigned
anlagen_resumed(void *state)
{
	return after_change(state);
}

const ScreenOps anlagen_screen = {.name = "anlagen", .make_title = anlagen_title, .commands = commands, .open = anlagen_open,
	.layout = anlagen_layout, .draw = anlagen_draw, .handle = anlagen_handle, .close = anlagen_close, .resumed = anlagen_resumed};
