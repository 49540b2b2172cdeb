/*
 * Vollzug: which level carries out which Leistung in which Land; leads correct what the catalogue says. The own Land first; Tab goes on to the
 * others.
 */
#include <string.h>

#include "eingabe.h"
#include "form.h"
#include "list.h"
#include "screens.h"
#include "vorort/text.h"

typedef struct Liste {
	Tui *tui;
	App *app;
	List *list;
	char *land;      /* two digits; NULL: all */
	char *needle;    /* folded */
	GPtrArray *all;  /* of Vollzug */
	GPtrArray *rows; /* those that pass, borrowed */
} Liste;

/* --- rows ------------------------------------------------------------------------------------------------------------------------------- */

static const char *
leistung_name(App *app, const char *key)
{
	const Leistung *leistung = app_leistung(app, key, NULL);

	return leistung ? leistung->name : key;
}

static gboolean
has_text(const Liste *l, const Vollzug *v)
{
	g_autofree char *levels = vollzug_levels_text(v);
	g_autofree char *all = g_strjoin(" ", words_text(WORDS_LAND, v->land), leistung_name(l->app, v->leistung), levels, v->stelle, v->source, NULL);
	g_autofree char *folded = text_fold(all);
	g_auto(GStrv) parts = g_strsplit(l->needle ? l->needle : "", " ", -1);
	char **part;

	for (part = parts; *part; part++)
		if (!strstr(folded, *part))
			return FALSE;
	return TRUE;
}

static void
collect(Liste *l)
{
	guint i;

	g_ptr_array_set_size(l->rows, 0);
	for (i = 0; l->all && i < l->all->len; i++)
		if (has_text(l, l->all->pdata[i]))
			g_ptr_array_add(l->rows, l->all->pdata[i]);
	list_reload(l->list);
}

static void
load(Liste *l)
{
	g_autoptr(GError) error = NULL;

	g_ptr_array_set_size(l->rows, 0);
	g_clear_pointer(&l->all, g_ptr_array_unref);
	l->all = app_vollzug_list(l->app, l->land, NULL, &error);
	if (error)
		tui_say(l->tui, ROLE_BAD, "%s", error->message);
	collect(l);
}

static gsize
count(void *data)
{
	return ((Liste *)data)->rows->len;
}

/* "Gemeinde, Kreis": the codes are the shortest words. */
static char *
short_levels(const Vollzug *v)
{
	GString *text = g_string_new(NULL);
	char **level;

	for (level = v->levels; *level; level++)
		g_string_append_printf(text, "%s%c%s", text->len ? ", " : "", g_ascii_toupper(**level), *level + 1);
	return g_string_free(text, FALSE);
}

static void
draw_row(void *data, gsize index, ListRow *row)
{
	const Liste *l = data;
	const Vollzug *v = l->rows->pdata[index];
	gboolean is_entered = strcmp(v->confidence, "erfasst") == 0;
	g_autofree char *levels = short_levels(v), *why = g_strdup_printf("%s%s%s", v->stelle, *v->stelle ? "; " : "", v->source);
	const char *name = leistung_name(l->app, v->leistung);
	g_autofree char *title = g_strndup(name, strcspn(name, "("));

	list_put(row, 4, ROLE_KEY, words_find(WORDS_LAND, v->land)->glyph);
	list_put(row, 26, ROLE_TEXT, title);
	list_put(row, 21, ROLE_TEXT, *levels ? levels : "unbekannt");
	list_put(row, 7, is_entered ? ROLE_OK : ROLE_MUTED, v->confidence);
	list_put(row, 0, ROLE_MUTED, why);
}

static void
heading(void *data, ListRow *row)
{
	(void)data;
	list_put(row, 4, ROLE_HEAD, "Land");
	list_put(row, 26, ROLE_HEAD, "Leistung");
	list_put(row, 21, ROLE_HEAD, "Ebene");
	list_put(row, 7, ROLE_HEAD, "Beleg");
	list_put(row, 0, ROLE_HEAD, "Stelle, Quelle");
}

static void
filter_text(void *data, const char *text)
{
	Liste *l = data;

	g_free(l->needle);
	l->needle = text_fold(text);
	collect(l);
}

static const ListSource source = {.count = count, .draw = draw_row, .heading = heading, .filter = filter_text,
				  .empty = "Nichts gefunden. / ändert die Suche, Tab wechselt das Land."};

/* --- correcting ------------------------------------------------------------------------------------------------------------------------- */

typedef struct Korrektur {
	Liste *l;
	char *land, *leistung, *title;
	FormSpec spec;
	Eingabe eingabe;
} Korrektur;

static FormField fields[] = {
	{.name = "levels", .type = FORM_MULTI, .label = "Ebene", .help = "Leertaste schaltet um; mehrere, wo es im Land verschieden ist", .is_required = TRUE},
	{.name = "source", .type = FORM_TEXT, .label = "Quelle", .help = "Woher ist das bekannt? Zum Beispiel: Auskunft der Koordination vom 24.11.2026",
	 .is_required = TRUE, .rows = 3},
	{.name = NULL},
};

static char *
save(Form *form, void *data)
{
	Korrektur *k = data;
	const char *const texts[] = {form_get(form, "source"), NULL};
	g_autoptr(GError) error = NULL;
	char *problem = eingabe_check(&k->eingabe, texts);

	if (problem)
		return problem;
	if (!app_set_vollzug(k->l->app, k->land, k->leistung, form_get(form, "levels"), form_get(form, "source"), &error))
		return g_strdup(error->message);
	return NULL;
}

static void
closed(gboolean is_saved, void *data)
{
	Korrektur *k = data;
	Tui *tui = k->l->tui;

	if (is_saved && !tui_is_leaving(tui)) {
		load(k->l);
		tui_say(tui, ROLE_OK, "Vollzugsebene gespeichert. u macht es rückgängig.");
	}
	g_free(k->land);
	g_free(k->leistung);
	g_free(k->title);
	eingabe_clear(&k->eingabe);
	g_free(k);
}

static unsigned
run_correct(Tui *tui, void *state)
{
	Liste *l = state;
	const Vollzug *v = l->rows->len ? l->rows->pdata[list_index(l->list)] : NULL;
	Korrektur *k = v ? g_new0(Korrektur, 1) : NULL;
	g_autofree char *levels = v ? g_strjoinv(",", v->levels) : NULL;
	Form *form;

	if (!v)
		return TUI_HANDLED;
	k->l = l;
	k->land = g_strdup(v->land);
	k->leistung = g_strdup(v->leistung);
	k->title = g_strdup_printf("Vollzug in %s: %s", words_text(WORDS_LAND, v->land), leistung_name(l->app, v->leistung));
	k->eingabe.app = l->app;
	fields[0].words = words(WORDS_VOLLZUG);
	k->spec = (FormSpec){.title = k->title, .fields = fields, .save = save, .closed = closed};
	form = form_new(tui, &k->spec, k);
	form_set(form, "levels", levels, NULL);
	form_open(form);
	return TUI_HANDLED;
}

/* The own Land, all of them, then one after the other. */
static unsigned
run_land(Tui *tui, void *state)
{
	Liste *l = state;
	const Word *all = words(WORDS_LAND);
	int next = l->land ? words_index(WORDS_LAND, l->land) + 1 : 0;

	(void)tui;
	g_free(l->land);
	l->land = g_strdup(all[next].code);
	load(l);
	list_select(l->list, 0);
	return TUI_HANDLED | TUI_CONTENT;
}

static const Command commands[] = {
	{"vollzug.berichtigen", {TK_ENTER}, "Vollzugsebene berichtigen", "Berichtigen", "Bestätigt oder ändert die Ebene, mit Quelle.", 0, run_correct, NULL},
	{"vollzug.land", {TK_TAB}, "Nächstes Land", "Land", "Zeigt das nächste Land, nach dem letzten alle.", 0, run_land, NULL},
	{.id = NULL},
};

/* --- screen ------------------------------------------------------------------------------------------------------------------------------ */

static gpointer
vollzug_open(Tui *tui, const void *arg, char **error)
{
	Liste *l = g_new0(Liste, 1);

	(void)arg;
	(void)error;
	l->tui = tui;
	l->app = tui_data(tui);
	l->land = app_setting(l->app, "land");
	if (!words_find(WORDS_LAND, l->land))
		g_clear_pointer(&l->land, g_free);
	l->rows = g_ptr_array_new();
	l->list = list_new(&source, l);
	load(l);
	return l;
}

static void
vollzug_close(void *state)
{
	Liste *l = state;

	list_free(l->list);
	g_ptr_array_unref(l->rows);
	g_clear_pointer(&l->all, g_ptr_array_unref);
	g_free(l->land);
	g_free(l->needle);
	g_free(l);
}

static char *
make_title(void *state)
{
	const Liste *l = state;

	return g_strdup_printf("Wer vollzieht: %s", l->land ? words_text(WORDS_LAND, l->land) : "alle Länder");
}

static void
vollzug_layout(void *state, Area body)
{
	list_layout(((Liste *)state)->list, body);
}

static void
vollzug_draw(void *state, unsigned dirty)
{
	list_draw(((Liste *)state)->list, dirty);
}

static unsigned
vollzug_handle(void *state, const Event *event)
{
	return list_handle(((Liste *)state)->list, event);
}

static unsigned
vollzug_resumed(void *state)
{
	load(state);
	return TUI_CONTENT;
}

const ScreenOps vollzug_screen = {.name = "vollzug", .make_title = make_title, .commands = commands, .open = vollzug_open, .layout = vollzug_layout,
				  .draw = vollzug_draw, .handle = vollzug_handle, .close = vollzug_close, .resumed = vollzug_resumed};
