/*
 * The demo: two laptops, a shared repository, three visits. All of it goes through the same functions that a user's actions go through; the
 * findings are made up and name no real state of any Kommune.
 */
#include <glib/gstdio.h>
#include <string.h>

#include "internal.h"

static const char kommunen[] =
#include "kommunen.h"
	;

typedef struct Demo {
	App *a, *b;
	char *remote;
	void (*say)(const char *line, void *data);
	void *data;
} Demo;

static void say(Demo *d, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void
say(Demo *d, const char *format, ...)
{
	g_autofree char *line = NULL;
	va_list args;

	if (!d->say)
		return;
	va_start(args, format);
	line = g_strdup_vprintf(format, args);
	va_end(args);
	d->say(line, d->data);
}

/* --- the story as data -------------------------------------------------------------------------------------------------------------------- */

typedef struct DemoResult {
	const char *step, *outcome, *note, *stelle, *ticket, *due;
	const char *answers[3];
} DemoResult;

static const DemoResult wohngeld[] = {
	{"D1", "passed", NULL, NULL, NULL, NULL, {"leistungsschluessel=99107023000000"}},
	{"D4", "waiting", NULL, "landesredaktion", "LR-2026-118", "+3", {NULL}},
	{"A1", "passed", NULL, NULL, NULL, NULL, {"ars=064350014014"}},
	{"A2", "passed_open", "Vertretung für die technische Ansprechstelle fehlt noch", "fachamt", NULL, "+14",
	 {"funktionspostfach=wohngeld@hanau.example"}},
	{"A6", "passed", NULL, NULL, NULL, NULL, {NULL}},
	{"B1", "passed", NULL, NULL, NULL, NULL, {NULL}},
	{"C1", "failed", "Die Zusage zur Kostenübernahme endet zum Jahresende", NULL, NULL, NULL, {NULL}},
	{"E1", "blocked", NULL, "kit", "FW-4711", "+10", {NULL}},
	{"B2", "not_tested", "Unterlagen lagen nicht vor", NULL, NULL, NULL, {NULL}},
	{NULL, NULL, NULL, NULL, NULL, NULL, {NULL}}};

static const DemoResult ummeldung[] = {
	{"A1", "passed", NULL, NULL, NULL, NULL, {"ars=081110000000"}},
	{"A6", "passed", NULL, NULL, NULL, NULL, {NULL}},
	{"G1", "failed", "Das Modul des Fachverfahrens ist noch nicht bestellt", NULL, NULL, NULL, {NULL}},
	{NULL, NULL, NULL, NULL, NULL, NULL, {NULL}}};

static const char *const wohngeld_params[] = {"transport=fitconnect", "fachverfahren=DiWo", NULL};
static const char *const no_params[] = {NULL};

/* --- single actions ---------------------------------------------------------------------------------------------------------------------- */

/* Steps that a checklist does not have (any more) are left out: the demo must survive new versions. */
static gboolean
record_all(Demo *d, App *app, const char *anbindung, const char *visit, const DemoResult *results, GError **error)
{
	const Checklist *checklist = app_anbindung_checklist(app, anbindung, error);

	for (; checklist && results->step; results++) {
		ResultDraft draft = {.step = results->step, .outcome = results->outcome, .visit = visit, .note = results->note,
				     .stelle = results->stelle, .ticket = results->ticket, .due = results->due,
				     .answers = results->answers};
		const ChecklistStep *step = checklist_step(checklist, results->step);

		if (!step)
			continue;
		if (!app_add_result(app, anbindung, &draft, NULL, error))
			return FALSE;
		say(d, "   %-5s %s: %s", step->id, step->title, words_text(WORDS_OUTCOME, results->outcome));
	}
	return checklist != NULL;
}

static gboolean
add_visit(Demo *d, App *app, const char *anbindung, const char *date, const char *place, char **visit, GError **error)
{
	g_autofree char *a = g_strconcat("anbindungen=", anbindung, NULL), *day = g_strconcat("date=", date, NULL);
	g_autofree char *where = g_strconcat("place=", place, NULL), *team = g_strconcat("team=", app_user(app), NULL);
	g_autofree char *title = app_anbindung_title(app, anbindung);
	const char *set[] = {a, day, where, team, "status=geplant", "present=fachamt,it", NULL};

	say(d, "%s: Termin „%s“", app_user(app), title);
	return app_add(app, "visit", set, visit, error);
}

static gboolean
add_obstacle(Demo *d, App *app, const char *anbindung, const char *step, const char *visit, const char *next, GError **error)
{
	g_auto(GStrv) preset = app_obstacle_preset(app, anbindung, step, visit, NULL, error);
	g_autoptr(GPtrArray) set = g_ptr_array_new();
	g_autofree char *next_pair = g_strconcat("next=", next, NULL);
	gboolean has_category = FALSE;
	char **pair;

	if (!preset)
		return FALSE;
	for (pair = preset; *pair; pair++) {
		g_ptr_array_add(set, *pair);
		has_category |= g_str_has_prefix(*pair, "category=");
	}
	g_ptr_array_add(set, next_pair);
	g_ptr_array_add(set, "due=+21");
	if (!has_category)
		g_ptr_array_add(set, "category=organisatorisch");
	g_ptr_array_add(set, NULL);
	say(d, "   Hürde zu %s angelegt; nächster Schritt: %s", step, next);
	return app_add_obstacle(app, (const char *const *)set->pdata, NULL, error);
}

static gboolean
sync_one(Demo *d, App *app, GError **error)
{
	AppSyncReport report;
	gboolean ok = app_sync(app, NULL, NULL, &report, error);

	if (ok)
		say(d, "%s gleicht ab: gesendet %u, empfangen %u.", app_user(app), report.n_out, report.n_in);
	app_sync_report_clear(&report);
	return ok;
}

/* --- setting up ---------------------------------------------------------------------------------------------------------------------------- */

static App *
set_up(const char *dir, const char *sub, const char *name, const char *user, const char *role, const char *remote, GError **error)
{
	g_autofree char *path = g_build_filename(dir, sub, NULL);
	AppOptions options = {path};
	g_autoptr(App) app = app_open(&options, error);

	return app && app_init(app, name, user, role, remote, "06", error) ? g_steal_pointer(&app) : NULL;
}

static gboolean
make_remote(const char *path, GError **error)
{
	const char *argv[] = {"git", "init", "-q", "--bare", "-b", "main", path, NULL};
	g_autofree char *problem = NULL;
	int status;

	if (!g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &problem, &status, error))
		return FALSE;
	return g_spawn_check_wait_status(status, error);
}

static gboolean
import_kommunen(Demo *d, const char *dir, GError **error)
{
	g_autofree char *path = g_build_filename(dir, "kommunen.jsonl", NULL);
	AppImport report;
	gboolean ok;

	if (!app_write_file(path, kommunen, error))
		return FALSE;
	ok = app_import_kommunen(d->a, path, &report, error);
	if (ok)
		say(d, "%s liest ein Gemeindeverzeichnis ein: %u Kommunen.", app_user(d->a), report.n_total);
	app_import_clear(&report);
	return ok;
}

/* --- the story ------------------------------------------------------------------------------------------------------------------------------ */

static gboolean
first_laptop(Demo *d, const char *today, GError **error)
{
	g_autofree char *hanau = NULL, *visit = NULL, *erlensee = NULL, *planned = NULL;

	return app_add_anbindung(d->a, "06435014", "wohngeld", wohngeld_params, &hanau, error) &&
	       add_visit(d, d->a, hanau, today, "Rathaus, Besprechungsraum", &visit, error) &&
	       record_all(d, d->a, hanau, visit, wohngeld, error) &&
	       add_obstacle(d, d->a, hanau, "C1", visit, "Zusage für das nächste Jahr einholen", error) &&
	       add_obstacle(d, d->a, hanau, "E1", visit, "Freischaltung beim IT-Dienstleister beantragen", error) &&
	       app_add_anbindung(d->a, "06435007", "aufenthaltstitel", no_params, &erlensee, error) &&
	       add_visit(d, d->a, erlensee, "+7", "Landratsamt", &planned, error) && sync_one(d, d->a, error);
}

static gboolean
second_laptop(Demo *d, GError **error)
{
	g_autofree char *stuttgart = NULL, *visit = NULL;

	return sync_one(d, d->b, error) && app_add_anbindung(d->b, "08111000", "ummeldung", no_params, &stuttgart, error) &&
	       add_visit(d, d->b, stuttgart, "-20", "Bürgerbüro", &visit, error) &&
	       record_all(d, d->b, stuttgart, visit, ummeldung, error) &&
	       add_obstacle(d, d->b, stuttgart, "G1", visit, "Angebot des Herstellers einholen", error) &&
	       app_close_visit(d->b, visit, "restarbeiten", "Modul bestellen, dann Wiederholung", error);
}

/* B looks at what A found, asks, and decides; both meet again through the repository. */
static gboolean
review(Demo *d, GError **error)
{
	ObstacleFilter filter = {.leistung = "wohngeld", .category = "finanziell"};
	g_autoptr(GPtrArray) rows = app_obstacles(d->b, &filter, NULL, FALSE, 0, 1, error);
	const char *set[] = {"status=gesichtet", NULL};
	const ObstacleRow *row = rows && rows->len ? rows->pdata[0] : NULL;

	if (!rows)
		return FALSE;
	if (row) {
		say(d, "%s sichtet die Hürde „%s“ und fragt nach.", app_user(d->b), row->title);
		if (!app_set(d->b, row->id, set, NULL, error) ||
		    !app_comment(d->b, row->id, "Gibt es die Zusage des Landes schriftlich?", TRUE, NULL, error))
			return FALSE;
	}
	return sync_one(d, d->b, error) && sync_one(d, d->a, error);
}

static gboolean
play(Demo *d, const char *dir, GError **error)
{
	g_autofree char *today = app_today();

	d->remote = g_build_filename(dir, "gemeinsam.git", NULL);
	if (!make_remote(d->remote, error))
		return FALSE;
	d->a = set_up(dir, "a", "Laptop Roll-Out-Team", "ROT-HE-2", "roll_out_team", d->remote, error);
	d->b = d->a ? set_up(dir, "b", "Laptop Taskforce", "TF-BW", "taskforce", d->remote, error) : NULL;
	if (!d->b)
		return FALSE;
	say(d, "Zwei Geräte sind eingerichtet: %s und %s. Gemeinsamer Speicher: gemeinsam.git", app_user(d->a), app_user(d->b));
	return import_kommunen(d, dir, error) && first_laptop(d, today, error) && second_laptop(d, error) && review(d, error);
}

gboolean
app_demo(const char *dir, void (*say_line)(const char *line, void *data), void *data, GError **error)
{
	Demo d = {.say = say_line, .data = data};
	gboolean ok;

	if (g_mkdir_with_parents(dir, 0700) != 0) {
		g_set_error(error, APP_ERROR, APP_ERROR_FAILED, "Der Ordner %s lässt sich nicht anlegen.", dir);
		return FALSE;
	}
	ok = play(&d, dir, error);
	app_close(d.a);
	app_close(d.b);
	g_free(d.remote);
	return ok;
}
