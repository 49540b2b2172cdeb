/*
 * Fragebogen for the Kommune: writing one, and the page that shows what came back before anything changes: new, different, invalid. Enter
 * takes all of it over, u takes it back.
 */
#include <string.h>

#include "ausgabe.h"
#include "blatt.h"
#include "dialog.h"
#include "pfad.h"
#include "screens.h"
#include "vorort/questionnaire.h"

/* --- writing ----------------------------------------------------------------------------------------------------------------------------- */

typedef struct Schreiben {
	App *app;
	char *id;
} Schreiben;

static void
schreiben_free(gpointer data)
{
	g_free(((Schreiben *)data)->id);
	g_free(data);
}

static GBytes *
make(void *data, const char *format, guint *n_left_out, GError **error)
{
	const Schreiben *s = data;

	(void)format;
	(void)n_left_out;
	return app_questionnaire(s->app, s->id, NULL, error);
}

void
fragebogen_write(Tui *tui, const char *id)
{
	const AusgabeWhat what = {"Fragebogen schreiben", "fragebogen", "xlsx", NULL, make, schreiben_free};
	Schreiben *s = g_new0(Schreiben, 1);

	s->app = tui_data(tui);
	s->id = g_strdup(id);
	ausgabe_ask_of(tui, &what, s);
}

/* --- the preview ------------------------------------------------------------------------------------------------------------------------- */

typedef struct Vorschau {
	App *app;
	AnswerSet *set;
	char *path;
	Blatt *blatt;
} Vorschau;

static const struct {
	AnswerState state;
	Role role;
	const char *heading;
} parts[] = {
	{ANSWER_INVALID, ROLE_BAD, "Ungültig, wird nicht übernommen"},
	{ANSWER_DIFFERS, ROLE_WARN, "Weicht ab"},
	{ANSWER_NEW, ROLE_TEXT, "Neu"},
	{ANSWER_SAME, ROLE_MUTED, "Unverändert"},
};

static void
add_part(const Vorschau *v, gsize part)
{
	guint i;

	if (!v->set->n[parts[part].state])
		return;
	blatt_head(v->blatt, parts[part].heading);
	for (i = 0; i < v->set->answers->len; i++) {
		const Answer *a = v->set->answers->pdata[i];
		g_autofree char *text = a->state == parts[part].state ? answer_text(a) : NULL;

		if (text)
			blatt_add(v->blatt, parts[part].role, NULL, text, NULL);
	}
}

static void
fill(Vorschau *v)
{
	g_autofree char *summary = answer_set_summary(v->set), *line = g_strconcat(summary, ".", NULL);
	gsize i;

	blatt_clear(v->blatt);
	blatt_add(v->blatt, ROLE_HEAD, NULL, line, NULL);
	for (i = 0; i < G_N_ELEMENTS(parts); i++)
		add_part(v, i);
}

static guint
n_to_take(const Vorschau *v)
{
	return v->set->n[ANSWER_NEW] + v->set->n[ANSWER_DIFFERS];
}

static const char *
nothing_to_take(Tui *tui, void *state)
{
	(void)tui;
	return n_to_take(state) ? NULL : "Nichts ist neu oder weicht ab.";
}

/* What the file says against what is here now. */
static gboolean
read_again(Vorschau *v, GError **error)
{
	AnswerSet *set = app_read_questionnaire(v->app, v->path, error);

	if (!set)
		return FALSE;
	answer_set_free(v->set);
	v->set = set;
	fill(v);
	return TRUE;
}

static unsigned
run_take(Tui *tui, void *state)
{
	Vorschau *v = state;
	g_autoptr(GError) error = NULL;
	guint n = 0;

	if (!app_take_answers(v->app, v->set, &n, &error) || !read_again(v, &error)) {
		tui_say(tui, ROLE_BAD, "%s", error->message);
		return TUI_HANDLED | TUI_PAINT;
	}
	tui_say(tui, ROLE_OK, "%u %s übernommen. u macht es rückgängig.", n, n == 1 ? "Angabe" : "Angaben");
	return TUI_HANDLED | TUI_CONTENT;
}

static const Command commands[] = {
	{"fragebogen.uebernehmen", {TK_ENTER, TK_F(2)}, "Angaben übernehmen", "Übernehmen", "Übernimmt alles, was neu ist oder abweicht, als eine Änderung.", 0,
	 run_take, nothing_to_take},
	{.id = NULL},
};

/* --- the screen -------------------------------------------------------------------------------------------------------------------------- */

static gpointer
vorschau_open(Tui *tui, const void *arg, char **problem)
{
	g_autoptr(GError) error = NULL;
	AnswerSet *set = app_read_questionnaire(tui_data(tui), arg, &error);
	Vorschau *v;

	if (!set) {
		*problem = g_strdup(error->message);
		return NULL;
	}
	v = g_new0(Vorschau, 1);
	v->app = tui_data(tui);
	v->set = set;
	v->path = g_strdup(arg);
	v->blatt = blatt_new(FALSE);
	fill(v);
	return v;
}

static void
vorschau_close(void *state)
{
	Vorschau *v = state;

	blatt_free(v->blatt);
	answer_set_free(v->set);
	g_free(v->path);
	g_free(v);
}

static void
vorschau_layout(void *state, Area body)
{
	blatt_layout(((Vorschau *)state)->blatt, body);
}

static void
vorschau_draw(void *state, unsigned dirty)
{
	(void)dirty;
	blatt_draw(((Vorschau *)state)->blatt);
}

static unsigned
vorschau_handle(void *state, const Event *event)
{
	return blatt_handle(((Vorschau *)state)->blatt, event);
}

/* After an undo. A file that is gone meanwhile leaves the page as it is. */
static unsigned
vorschau_resumed(void *state)
{
	read_again(state, NULL);
	return TUI_CONTENT;
}

const ScreenOps fragebogen_screen = {
	.name = "fragebogen",
	.title = "Fragebogen einlesen: Vorschau",
	.commands = commands,
	.open = vorschau_open,
	.layout = vorschau_layout,
	.draw = vorschau_draw,
	.handle = vorschau_handle,
	.close = vorschau_close,
	.resumed = vorschau_resumed,
};

/* --- reading ----------------------------------------------------------------------------------------------------------------------------- */

static unsigned
path_typed(Tui *tui, void *data, const char *typed)
{
	g_autofree char *path = pfad_typed(typed);

	(void)data;
	if (*path)
		tui_push(tui, &fragebogen_screen, path);
	return TUI_HANDLED | TUI_PAINT;
}

void
fragebogen_read(Tui *tui)
{
	dialog_line(tui, "Ausgefüllter Fragebogen: Pfad der Datei (.xlsx)", "~/", path_typed, NULL);
}
