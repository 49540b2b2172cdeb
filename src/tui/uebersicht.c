/*
 * Übersicht: what a team sees first – its visits, what waits, what is to be decided, what was left half written, how far the exchange is.
 * A page of lines, each with a target that Enter opens; lists that could grow show their beginning and lead to the place of all.
 */
#include <string.h>

#include "blatt.h"
#include "cells.h"
#include "screens.h"
#include "vorort/evening.h"
#include "vorort/lauf.h"
#include "vorort/text.h"

#define VISITS_READ 500 /* newest ones looked at; some 50 µs each */
#define VISITS_SHOWN 12
#define LINES_SHOWN 6   /* of each other kind */

typedef struct Uebersicht {
	Tui *tui;
	App *app;
	Blatt *blatt;
	gboolean is_above; /* opened from another screen, to which Esc leads back */
} Uebersicht;

/* --- visits ---------------------------------------------------------------------------------------------------------------------- */

/* What is going on comes first, then what is planned, then what was. */
static int
urgency(const Record *visit)
{
	static const char *const order[] = {"laeuft", "unterbrochen", "bestaetigt", "geplant", "", "durchgefuehrt", "nachbereitet", "abgesagt"};
	const char *status = record_get(visit, "status");
	guint i;

	for (i = 0; i < G_N_ELEMENTS(order); i++)
		if (strcmp(order[i], status) == 0)
			return (int)i;
	return (int)i;
}

static gint
compare_visits(gconstpointer a, gconstpointer b)
{
	const Record *x = *(Record *const *)a, *y = *(Record *const *)b;
	int c = urgency(x) - urgency(y);

	if (c == 0)
		c = urgency(x) < 5 ? strcmp(record_get(x, "date"), record_get(y, "date")) : strcmp(record_get(y, "date"), record_get(x, "date"));
	return c ? c : strcmp(x->id, y->id);
}

static GPtrArray *
read_visits(App *app)
{
	g_autoptr(GPtrArray) ids = app_list(app, "visit", NULL, VISITS_READ, NULL);
	GPtrArray *visits = g_ptr_array_new_with_free_func((GDestroyNotify)record_free);
	guint i;

	for (i = 0; ids && i < ids->len; i++) {
		Record *visit = app_record(app, ids->pdata[i], NULL);

		if (visit)
			g_ptr_array_add(visits, visit);
	}
	g_ptr_array_sort(visits, compare_visits);
	return visits;
}

static char *
visit_title(App *app, const Record *visit)
{
	g_auto(GStrv) ids = g_strsplit(record_get(visit, "anbindungen"), ",", -1);
	g_autofree char *first = ids[0] ? app_anbindung_title(app, ids[0]) : g_strdup("ohne Anbindung");
	guint n = g_strv_length(ids);

	return n > 1 ? g_strdup_printf("%s und %u weitere", first, n - 1) : g_steal_pointer(&first);
}

static void
add_visit(Uebersicht *u, const Record *visit)
{
	g_auto(GStrv) ids = g_strsplit(record_get(visit, "anbindungen"), ",", 2);
	g_autoptr(StepList) steps = ids[0] ? app_steps(u->app, ids[0], NULL) : NULL;
	g_autofree char *day = text_date(record_get(visit, "date")), *title = visit_title(u->app, visit);
	g_autofree char *target = g_strconcat("visit:", visit->id, NULL);
	g_autofree char *progress = steps ? g_strdup_printf(" · %u von %u Schritten", steps->n_done, steps->n_steps) : g_strdup("");

	g_autofree char *text = g_strdup_printf("%s · %s%s", title, words_text(WORDS_VISIT_STATUS, record_get(visit, "status")), progress);

	blatt_add(u->blatt, urgency(visit) < 2 ? ROLE_INFO : ROLE_TEXT, *day ? day : "ohne Datum", text, target);
}

/* What is left to do for a visit that is going on. */
static void
add_evening(Uebersicht *u, const Record *visit, const char *present)
{
	gboolean is_going_on = urgency(visit) < 2 && g_strcmp0(visit->id, present) == 0;
	g_autoptr(GPtrArray) lines = is_going_on ? app_evening(u->app, visit->id, NULL) : NULL;
	g_autofree char *target = g_strconcat("evening:", visit->id, NULL), *text = NULL;

	if (!lines)
		return;
	text = g_strdup_printf("Tagesabschluss: %u von %u offen. Enter öffnet ihn.", evening_n_open(lines), lines->len);
	blatt_add(u->blatt, ROLE_TEXT, "", text, target);
}

static void
add_visits(Uebersicht *u, const AppStatus *status)
{
	g_autoptr(GPtrArray) visits = read_visits(u->app);
	g_autofree char *present = app_visit_present(u->app);
	guint i;

	blatt_head(u->blatt, "Termine");
	if (visits->len == 0)
		blatt_add(u->blatt, ROLE_TEXT, NULL, "Noch kein Termin. n legt einen an.", "new:");
	for (i = 0; i < MIN(visits->len, VISITS_SHOWN); i++) {
		add_visit(u, visits->pdata[i]);
		add_evening(u, visits->pdata[i], present);
	}
	if (status->n_visits > VISITS_SHOWN) {
		g_autofree char *more = g_strdup_printf("und %d weitere. Enter zeigt alle.", (int)status->n_visits - VISITS_SHOWN);

		blatt_add(u->blatt, ROLE_TEXT, "", more, "visits:");
	}
}

/* --- what waits, what is to be decided ------------------------------------------------------------------------------------------------- */

static void
add_follow_up(Uebersicht *u, const FollowUp *f)
{
	g_autofree char *day = text_date(f->due), *where = f->is_late ? g_strdup_printf("überfällig: %s", f->title) : g_strdup(f->title);
	g_autofree char *text = g_strdup_printf("%s · %s%s%s%s%s", where, f->step, *f->step ? " " : "", f->what, *f->stelle ? " · " : "",
						words_text(WORDS_STELLE_KIND, f->stelle));

	blatt_add(u->blatt, f->is_late ? ROLE_BAD : ROLE_TEXT, *day ? day : "ohne Datum", text, "waiting:");
}

static void
add_waiting(Uebersicht *u)
{
	g_autoptr(GPtrArray) all = app_follow_ups(u->app, NULL, LINES_SHOWN + 1, NULL);
	guint i;

	if (!all || all->len == 0)
		return;
	blatt_head(u->blatt, "Wiedervorlagen");
	for (i = 0; i < MIN(all->len, LINES_SHOWN); i++)
		add_follow_up(u, all->pdata[i]);
	if (all->len > LINES_SHOWN)
		blatt_add(u->blatt, ROLE_TEXT, "", "und weitere. Enter zeigt alle.", "waiting:");
}

static void
add_notes(Uebersicht *u)
{
	g_autoptr(GPtrArray) notes = app_unsorted_notes(u->app, NULL, NULL);
	g_autofree char *text = notes ? g_strdup_printf("%u nicht einsortiert. Enter sortiert sie.", notes->len) : NULL;

	if (!notes || notes->len == 0)
		return;
	blatt_head(u->blatt, "Notizen");
	blatt_add(u->blatt, ROLE_WARN, NULL, text, "notes:");
}

/* Those of obstacles are named; the others stand on the page of the sync. */
static void
add_differences(Uebersicht *u, const AppStatus *status)
{
	ObstacleFilter filter = {.only_diff = TRUE};
	g_autoptr(GPtrArray) rows = status->n_diff ? app_obstacles(u->app, &filter, NULL, FALSE, 0, LINES_SHOWN, NULL) : NULL;
	g_autofree char *all = g_strdup_printf("%d insgesamt. Enter zeigt alle.", (int)status->n_diff);
	guint i;

	if (status->n_diff == 0)
		return;
	blatt_head(u->blatt, "Zu entscheiden: abweichende Eingaben");
	for (i = 0; rows && i < rows->len; i++) {
		const ObstacleRow *row = rows->pdata[i];
		g_autofree char *target = g_strconcat("huerde:", row->id, NULL);

		blatt_add(u->blatt, ROLE_WARN, row->kommune, row->title, target);
	}
	if (!rows || rows->len < status->n_diff)
		blatt_add(u->blatt, ROLE_WARN, NULL, all, "sync:");
}

/*
 * Where a draft's form is opened again: contexts are "<kind>:<id>" with more behind it (eingabe.h). An Anbindung in the context leads there:
 * what is of it as a whole ("stand:", "first mover:") to its page, else to the Prüflauf. Without one the kind says what the id is of. NULL: nowhere in particular.
 */
static char *
draft_target(const char *context)
{
	static const char *const kinds[][2] = {{"hürde:", "huerde:"}, {"kommentar:", "huerde:"}, {"fazit:", "visit:"}, {"stelle:", "stelle:"}, {"termin", "new:"}};
	gboolean is_whole = g_str_has_prefix(context, "stand:") || g_str_has_prefix(context, "first mover:");
	const char *id = strchr(context, ':'), *slash = id ? strchr(id, '/') : NULL;
	gsize i;

	if (slash)
		return g_strdup_printf("%s:%.*s", is_whole ? "stand" : "anbindung", (int)(slash - id - 1 + (int)strcspn(slash, ":")), id + 1);
	if (g_strcmp0(context, "stelle:") == 0)
		return g_strdup("stellen:");
	for (i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (g_str_has_prefix(context, kinds[i][0]))
			return id && id[1] && id[1] != ':' ? g_strdup_printf("%s%.*s", kinds[i][1], (int)strcspn(id + 1, ":"), id + 1)
							   : g_strdup(id ? "board:" : kinds[i][1]);
	return NULL;
}

static char *
target_title(App *app, const char *target)
{
	const char *id = target ? strchr(target, ':') + 1 : NULL;
	g_autoptr(Record) record = NULL;

	if (!target)
		return g_strdup("Der Entwurf erscheint beim nächsten Öffnen des Formulars.");
	if (g_str_has_prefix(target, "new:"))
		return g_strdup("Neuer Termin, angefangen. Enter macht weiter.");
	if (g_str_has_prefix(target, "board:"))
		return g_strdup("Neue Hürde ohne Prüfschritt, angefangen. In der Liste macht n weiter.");
	if (g_str_has_prefix(target, "stellen:"))
		return g_strdup("Neue Stelle, angefangen. In der Liste macht n weiter.");
	if (g_str_has_prefix(target, "stelle:"))
		return app_stelle_name(app, id);
	if (g_str_has_prefix(target, "anbindung:") || g_str_has_prefix(target, "stand:"))
		return app_anbindung_title(app, id);
	record = app_record(app, id, NULL);
	return !record ? g_strdup(id) : g_str_has_prefix(target, "visit:") ? visit_title(app, record) : g_strdup(record_get(record, "title"));
}

static void
add_draft(Uebersicht *u, const char *context)
{
	g_autofree char *kind = g_strndup(context, strcspn(context, ":")), *target = draft_target(context);
	g_autofree char *title = target_title(u->app, target);

	kind[0] = g_ascii_toupper(kind[0]);
	blatt_add(u->blatt, ROLE_WARN, kind, title, target);
}

static void
add_drafts(Uebersicht *u)
{
	g_autoptr(GPtrArray) drafts = app_drafts(u->app, NULL);
	g_autofree char *head = drafts ? g_strdup_printf("Nicht gespeichert: %u %s", drafts->len, drafts->len == 1 ? "Entwurf" : "Entwürfe") : NULL;
	guint i;

	if (!drafts || drafts->len == 0)
		return;
	blatt_head(u->blatt, head);
	for (i = 0; i < MIN(drafts->len, LINES_SHOWN); i++)
		add_draft(u, drafts->pdata[i]);
}

/* --- the state of things ----------------------------------------------------------------------------------------------------------------- */

static void
add_obstacles(Uebersicht *u, const AppStatus *status)
{
	g_autofree char *text = g_strdup_printf("%d offen, %d insgesamt. Enter zeigt alle.", (int)status->n_open_obstacles,
						(int)status->n_obstacles);

	blatt_head(u->blatt, "Hürden");
	blatt_add(u->blatt, ROLE_TEXT, NULL, status->n_obstacles ? text : "Keine Hürden festgehalten.", "board:");
}

static void
add_matrix(Uebersicht *u, const AppStatus *status)
{
	g_autofree char *text = g_strdup_printf("%d %s. Enter zeigt, welche Leistung wo wie weit ist.", (int)status->n_anbindungen,
						status->n_anbindungen == 1 ? "Anbindung" : "Anbindungen");
	const char *none = "Noch keine Anbindung. Enter zeigt Kommunen und Leistungen.";

	blatt_head(u->blatt, "Bedarfsträger");
	blatt_add(u->blatt, ROLE_TEXT, NULL, status->n_anbindungen ? text : none, "matrix:");
}

static void
add_sync(Uebersicht *u, const AppStatus *status)
{
	g_autofree char *last = app_setting(u->app, "last_sync"), *remote = app_setting(u->app, "remote");
	g_autofree char *day = text_date(last ? last : "");
	g_autofree char *text = NULL;

	blatt_head(u->blatt, "Abgleich");
	if (!remote)
		text = g_strdup_printf("%d nur auf diesem Gerät. Noch kein gemeinsamer Speicher eingetragen.", (int)status->n_unpublished);
	else if (status->n_unpublished)
		text = g_strdup_printf("%d noch nicht abgeglichen. F5 gleicht ab. Zuletzt: %s", (int)status->n_unpublished,
				       *day ? day : "noch nie");
	else
		text = g_strdup_printf("Alles abgeglichen, zuletzt %s.", *day ? day : "noch nie");
	blatt_add(u->blatt, status->n_unpublished ? ROLE_WARN : ROLE_OK, NULL, text, "sync:");
}

static void
fill(Uebersicht *u)
{
	AppStatus status = {0};
	g_autoptr(GError) error = NULL;

	blatt_clear(u->blatt);
	if (!app_is_set_up(u->app)) {
		blatt_add(u->blatt, ROLE_WARN, NULL, "Dieses Gerät ist noch nicht eingerichtet. Enter öffnet das Formular.", "setup:");
		return;
	}
	if (!app_status(u->app, &status, &error)) {
		blatt_add(u->blatt, ROLE_BAD, NULL, error->message, NULL);
		return;
	}
	add_visits(u, &status);
	add_drafts(u);
	add_notes(u);
	add_differences(u, &status);
	add_waiting(u);
	add_obstacles(u, &status);
	add_matrix(u, &status);
	add_sync(u, &status);
}

/* --- the screen ----------------------------------------------------------------------------------------------------------------------------- */

static void
go_visit(Tui *tui, const char *id)
{
	tui_push(tui, &pruefung_screen, id);
}

static void
go_visits(Tui *tui, const char *id)
{
	(void)id;
	tui_push(tui, &termine_screen, NULL);
}

static void
go_stelle(Tui *tui, const char *id)
{
	tui_push(tui, &stelle_screen, id);
}

static void
go_stellen(Tui *tui, const char *id)
{
	(void)id;
	tui_push(tui, &stellen_screen, NULL);
}

static void
go_obstacle(Tui *tui, const char *id)
{
	tui_push(tui, &huerde_screen, id);
}

static void
go_board(Tui *tui, const char *id)
{
	(void)id;
	tui_push(tui, &huerden_screen, NULL);
}

static void
go_matrix(Tui *tui, const char *id)
{
	(void)id;
	tui_push(tui, &matrix_screen, NULL);
}

static void
go_anbindung(Tui *tui, const char *id)
{
	tui_push(tui, &anbindung_screen, id);
}

static void
go_sync(Tui *tui, const char *id)
{
	(void)id;
	tui_push(tui, &abgleich_screen, NULL);
}

static void
go_waiting(Tui *tui, const char *id)
{
	(void)id;
	tui_push(tui, &wiedervorlagen_screen, NULL);
}

static void
go_notes(Tui *tui, const char *id)
{
	(void)id;
	tui_push(tui, &notizen_screen, NULL);
}

static void
go_evening(Tui *tui, const char *id)
{
	tagesabschluss_open(tui, id);
}

static void
go_new(Tui *tui, const char *id)
{
	(void)id;
	termin_open(tui, NULL);
}

static void
set_up(Tui *tui)
{
	tui_reload(tui);
}

static void
go_set_up(Tui *tui, const char *id)
{
	(void)id;
	einrichtung_open(tui, set_up);
}

static const struct {
	const char *prefix;
	void (*go)(Tui *tui, const char *id);
} targets[] = {{"visit:", go_visit}, {"anbindung:", go_visit}, {"stelle:", go_stelle}, {"stellen:", go_stellen}, {"huerde:", go_obstacle},
	       {"board:", go_board}, {"visits:", go_visits}, {"matrix:", go_matrix}, {"stand:", go_anbindung},
	       {"waiting:", go_waiting}, {"notes:", go_notes}, {"evening:", go_evening},
	       {"sync:", go_sync},   {"new:", go_new},         {"setup:", go_set_up}};

static unsigned
run_open(Tui *tui, void *state)
{
	Uebersicht *u = state;
	g_autofree char *target = g_strdup(blatt_target(u->blatt));
	gsize i;

	if (!target)
		tui_say(tui, ROLE_INFO, "Hier ist nichts zu öffnen. Die Pfeiltasten wählen eine andere Zeile.");
	for (i = 0; target && i < G_N_ELEMENTS(targets); i++)
		if (g_str_has_prefix(target, targets[i].prefix))
			targets[i].go(tui, target + strlen(targets[i].prefix));
	return TUI_HANDLED;
}

static unsigned
run_new(Tui *tui, void *state)
{
	(void)state;
	termin_open(tui, NULL);
	return TUI_HANDLED;
}

static unsigned
run_set_up(Tui *tui, void *state)
{
	(void)state;
	einrichtung_open(tui, set_up);
	return TUI_HANDLED;
}

static unsigned
run_quit(Tui *tui, void *state)
{
	(void)tui;
	(void)state;
	return TUI_QUIT;
}

enum { WHERE_FIRST = 1, WHERE_ABOVE = 2 };

static unsigned
where(void *state)
{
	return ((Uebersicht *)state)->is_above ? WHERE_ABOVE : WHERE_FIRST;
}

static const Command commands[] = {
	{"uebersicht.oeffnen", {TK_ENTER}, "Öffnen", "Öffnen", "Öffnet den gewählten Termin, die Hürde oder die Seite.", 0, run_open, NULL},
	{"uebersicht.neu", {'n', TK_INSERT}, "Termin anlegen", "Neuer Termin", "Wählt Kommune und Leistung und legt einen Termin an.", 0, run_new,
	 NULL},
	{"uebersicht.einrichten", {TK_F(8), 'E'}, "Gerät einrichten", NULL, "Ändert Name, Kürzel, Rolle, Land und gemeinsamen Speicher.", 0,
	 run_set_up, NULL},
	{"uebersicht.beenden", {'q'}, "Beenden", "Beenden", "Beendet das Programm; Entwürfe bleiben erhalten.", WHERE_FIRST, run_quit, NULL},
	{.id = NULL},
};

static gpointer
uebersicht_open(Tui *tui, const void *arg, char **error)
{
	Uebersicht *u = g_new0(Uebersicht, 1);

	(void)error;
	u->is_above = arg != NULL;
	u->tui = tui;
	u->app = tui_data(tui);
	u->blatt = blatt_new(TRUE);
	fill(u);
	if (!blatt_go(u->blatt, "visit:"))
		blatt_go(u->blatt, "");
	return u;
}

static void
uebersicht_close(void *state)
{
	Uebersicht *u = state;

	blatt_free(u->blatt);
	g_free(u);
}

static void
uebersicht_layout(void *state, Area body)
{
	blatt_layout(((Uebersicht *)state)->blatt, body);
}

static void
uebersicht_draw(void *state, unsigned dirty)
{
	(void)dirty;
	blatt_draw(((Uebersicht *)state)->blatt);
}

static unsigned
uebersicht_handle(void *state, const Event *event)
{
	return blatt_handle(((Uebersicht *)state)->blatt, event);
}

static unsigned
uebersicht_resumed(void *state)
{
	Uebersicht *u = state;

	fill(u);
	return TUI_CONTENT;
}

static void
uebersicht_context(const void *state, ScreenContext *context)
{
	const char *target = blatt_target(((const Uebersicht *)state)->blatt);

	context->selected = target && g_str_has_prefix(target, "visit:") ? target + strlen("visit:") : NULL;
}

static char *
make_title(void *state)
{
	Uebersicht *u = state;
	g_autofree char *name = app_setting(u->app, "name");

	return app_is_set_up(u->app) ? g_strdup_printf("Übersicht – %s%s%s", app_user(u->app), name ? ", " : "", name ? name : "")
				     : g_strdup("vorort");
}

const ScreenOps uebersicht_screen = {
	.name = "uebersicht",
	.make_title = make_title,
	.commands = commands,
	.where = where,
	.open = uebersicht_open,
	.layout = uebersicht_layout,
	.draw = uebersicht_draw,
	.handle = uebersicht_handle,
	.close = uebersicht_close,
	.context = uebersicht_context,
	.resumed = uebersicht_resumed,
};
