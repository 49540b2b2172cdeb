/*
 * Geräte: who works in this undertaking, since when, who leads, who is blocked. A Leitung gives roles and blocks here; all others look. The
 * list is short (some hundred laptops), so it is read whole.
 */
#include <string.h>

#include "dialog.h"
#include "list.h"
#include "screens.h"
#include "vorort/text.h"

typedef struct Geraete {
	App *app;
	Tui *tui;
	List *list;
	GPtrArray *devices; /* of AppDevice */
	gboolean may_lead;
	char *chosen;       /* id that a dialog is about */
} Geraete;

static void
reload(Geraete *g)
{
	g_autoptr(GError) error = NULL;
	GPtrArray *devices = app_devices(g->app, &error);

	if (!devices) {
		tui_say(g->tui, ROLE_BAD, "%s", error->message);
		return;
	}
	g_clear_pointer(&g->devices, g_ptr_array_unref);
	g->devices = devices;
	g->may_lead = app_may_lead(g->app, NULL);
	list_reload(g->list);
}

/* --- the list ---------------------------------------------------------------------------------------------------------------------- */

static gsize
count(void *data)
{
	return ((Geraete *)data)->devices->len;
}

static void
put_day(ListRow *row, const char *iso)
{
	/* 24.11.26: the row has no room for more. */
	g_autofree char *day = text_date(iso ? iso : ""), *brief = strlen(day) == 10 ? g_strdup_printf("%.6s%s", day, day + 8) : g_strdup("");

	list_put(row, 8, ROLE_TEXT, brief);
}

static void
put_number(ListRow *row, gint64 n)
{
	g_autofree char *text = n ? g_strdup_printf("%" G_GINT64_FORMAT, n) : g_strdup("");

	list_put(row, 5, ROLE_MUTED, text);
}

static const char *
name_of(const AppDevice *device)
{
	return device->is_announced ? device->name : "hat sich nie vorgestellt";
}

static void
draw(void *data, gsize index, ListRow *row)
{
	const AppDevice *d = ((Geraete *)data)->devices->pdata[index];
	g_autofree char *blocked = d->blocked_after < 0 ? NULL : g_strdup_printf("nach %" G_GINT64_FORMAT, d->blocked_after);
	g_autofree char *name = g_strdup_printf("%s%s", d->is_own ? "dieses: " : "", name_of(d)), *id = g_strndup(d->id, 8);

	/* As much of the id as a command line needs; the whole stands there. */
	list_put(row, 8, ROLE_MUTED, id);
	list_put(row, 16, d->role && strcmp(d->role, "leitung") == 0 ? ROLE_HEAD : ROLE_TEXT, words_text(WORDS_ROLE, d->role));
	put_day(row, d->first);
	put_day(row, d->last);
	put_number(row, d->last_batch);
	list_put(row, 8, ROLE_BAD, blocked ? blocked : "");
	list_put(row, 0, ROLE_TEXT, name);
}

static void
heading(void *data, ListRow *row)
{
	static const struct {
		int width;
		const char *title;
	} columns[] = {{8, "Gerät"}, {16, "Rolle"}, {8, "zuerst"}, {8, "zuletzt"}, {5, "Paket"}, {8, "gesperrt"}, {0, "Name"}};
	gsize i;

	(void)data;
	for (i = 0; i < G_N_ELEMENTS(columns); i++)
		list_put(row, columns[i].width, ROLE_HEAD, columns[i].title);
}

static const ListSource source = {
	.count = count,
	.draw = draw,
	.heading = heading,
	.empty = "Noch kein Gerät: Es ist noch nichts eingerichtet.",
};

static const AppDevice *
selected(Geraete *g)
{
	gsize index = list_index(g->list);

	return index < g->devices->len ? g->devices->pdata[index] : NULL;
}

static void
choose(Geraete *g, const AppDevice *device)
{
	g_free(g->chosen);
	g->chosen = g_strdup(device->id);
}

/* --- roles ------------------------------------------------------------------------------------------------------------------------- */

static unsigned
report(Geraete *g, gboolean is_done, GError *error)
{
	if (is_done)
		tui_say(g->tui, ROLE_OK, "Geändert. Es gilt überall nach dem nächsten Abgleich; u macht es rückgängig.");
	else
		tui_say(g->tui, ROLE_BAD, "%s", error->message);
	g_clear_error(&error);
	return TUI_HANDLED | TUI_CONTENT;
}

static unsigned
role_chosen(Tui *tui, void *state, int answer)
{
	Geraete *g = state;
	GError *error = NULL;
	gboolean is_done;

	(void)tui;
	if (answer < 0)
		return TUI_HANDLED;
	is_done = app_set_role(g->app, g->chosen, words(WORDS_ROLE)[answer].code, &error);
	return report(g, is_done, error);
}

static unsigned
run_role(Tui *tui, void *state)
{
	Geraete *g = state;
	const AppDevice *device = selected(g);
	g_autofree char *title = NULL;

	if (!device)
		return TUI_HANDLED;
	choose(g, device);
	title = g_strdup_printf("Rolle von %s", *device->name ? device->name : device->id);
	dialog_choice(tui, title, words(WORDS_ROLE), device->role ? words_index(WORDS_ROLE, device->role) : -1, role_chosen, g);
	return TUI_HANDLED;
}

/* --- blocks ------------------------------------------------------------------------------------------------------------------------ */

static gboolean
read_number(const char *text, gint64 *number)
{
	guint64 n;

	if (!g_ascii_string_to_unsigned(text, 10, 0, (guint64)STAMP_N_MAX, &n, NULL))
		return FALSE;
	*number = (gint64)n;
	return TRUE;
}

static char *
check_number(const char *text, void *data)
{
	gint64 number;

	(void)data;
	return read_number(text, &number) ? NULL : g_strdup("Eine Zahl: die Nummer des letzten Pakets, das noch gilt.");
}

static unsigned
block_typed(Tui *tui, void *state, const char *text)
{
	Geraete *g = state;
	GError *error = NULL;
	gint64 number;
	gboolean is_done;

	(void)tui;
	if (!text || !read_number(text, &number))
		return TUI_HANDLED;
	is_done = app_block(g->app, g->chosen, number, &error);
	return report(g, is_done, error);
}

static unsigned
run_block(Tui *tui, void *state)
{
	Geraete *g = state;
	const AppDevice *device = selected(g);
	g_autofree char *last = NULL;

	if (!device)
		return TUI_HANDLED;
	choose(g, device);
	last = g_strdup_printf("%" G_GINT64_FORMAT, device->last_batch);
	dialog_line_checked(tui, "Sperren: bis zu welchem Paket gilt es noch?", last, check_number, block_typed, g);
	return TUI_HANDLED;
}

static unsigned
unblock_answered(Tui *tui, void *state, int answer)
{
	Geraete *g = state;
	GError *error = NULL;
	gboolean is_done;

	(void)tui;
	if (answer != DIALOG_YES)
		return TUI_HANDLED;
	is_done = app_unblock(g->app, g->chosen, &error);
	return report(g, is_done, error);
}

static unsigned
run_unblock(Tui *tui, void *state)
{
	Geraete *g = state;
	const AppDevice *device = selected(g);
	g_autofree char *question = NULL;

	if (!device)
		return TUI_HANDLED;
	choose(g, device);
	question = g_strdup_printf("Die Sperre von %s aufheben? Dann zählt alles von ihm wieder.", *device->name ? device->name : device->id);
	dialog_yes_no(tui, question, unblock_answered, g);
	return TUI_HANDLED;
}

/* --- commands ---------------------------------------------------------------------------------------------------------------------- */

enum { WHERE_FREE = 1, WHERE_BLOCKED = 2 };

static unsigned
where(void *state)
{
	const AppDevice *device = selected(state);

	return device && device->blocked_after >= 0 ? WHERE_BLOCKED : WHERE_FREE;
}

static const char *
only_leitung(Tui *tui, void *state)
{
	(void)tui;
	return ((Geraete *)state)->may_lead ? NULL : "Rollen vergeben und Geräte sperren kann nur eine Leitung.";
}

static const Command commands[] = {
	{"geraete.rolle", {TK_ENTER, 'r'}, "Rolle geben", "Rolle", "Gibt dem gewählten Gerät eine Rolle; nur eine Leitung.", 0, run_role, only_leitung},
	{"geraete.sperren", {'s', TK_DELETE}, "Gerät sperren", "Sperren", "Was es nach einem Paket geschrieben hat, zählt nicht mehr; nur eine Leitung.",
	 WHERE_FREE, run_block, only_leitung},
	{"geraete.aufheben", {'s', TK_DELETE}, "Sperre aufheben", "Sperre aufheben", "Alles von ihm zählt wieder; nur eine Leitung.", WHERE_BLOCKED,
	 run_unblock, only_leitung},
	{.id = NULL},
};

/* --- the screen -------------------------------------------------------------------------------------------------------------------- */

static gpointer
geraete_open(Tui *tui, const void *arg, char **error)
{
	Geraete *g = g_new0(Geraete, 1);

	(void)arg;
	(void)error;
	g->tui = tui;
	g->app = tui_data(tui);
	g->devices = g_ptr_array_new_with_free_func((GDestroyNotify)app_device_free);
	g->list = list_new(&source, g);
	reload(g);
	return g;
}

static void
geraete_close(void *state)
{
	Geraete *g = state;

	list_free(g->list);
	g_ptr_array_unref(g->devices);
	g_free(g->chosen);
	g_free(g);
}

static void
geraete_layout(void *state, Area body)
{
	list_layout(((Geraete *)state)->list, body);
}

static void
geraete_draw(void *state, unsigned dirty)
{
	Geraete *g = state;

	/* Undo and a sync that has ended come from beside. */
	if (dirty & DIRTY_CONTENT)
		reload(g);
	list_draw(g->list, dirty);
}

static unsigned
geraete_handle(void *state, const Event *event)
{
	return list_handle(((Geraete *)state)->list, event);
}

static unsigned
geraete_resumed(void *state)
{
	(void)state;
	return TUI_CONTENT;
}

static char *
make_title(void *state)
{
	const Geraete *g = state;

	return g_strdup_printf("Geräte: %u, zuletzt tätige zuerst", g->devices->len);
}

const ScreenOps geraete_screen = {
	.name = "geraete",
	.make_title = make_title,
	.commands = commands,
	.where = where,
	.open = geraete_open,
	.layout = geraete_layout,
	.draw = geraete_draw,
	.handle = geraete_handle,
	.close = geraete_close,
	.resumed = geraete_resumed,
};
