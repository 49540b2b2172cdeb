/* The day of a visit: steps deferred under one obstacle, who is here for how long, where a Prüflauf stands, Sichtschutz. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "vorort/lauf.h"

static char *root;
static const char hanau[] = "ags:06435014/wohngeld", bautzen[] = "ags:14625020/wohngeld";

#define SET(...) ((const char *const[]){__VA_ARGS__, NULL})
#define ok(call) \
	do { \
		g_autoptr(GError) error_ = NULL; \
		GError **error = &error_; \
		if (!(call)) \
			fail_msg("%s: %s", #call, error_ ? error_->message : "?"); \
	} while (0)

/* A laptop with the demo's Kommunen and two Anbindungen. */
static App *
ready_app(const char *name)
{
	g_autofree char *dir = g_build_filename(root, name, NULL);
	AppOptions options = {dir};
	App *app = NULL;
	AppImport report;

	ok((app = app_open(&options, error)));
	ok(app_init(app, "Gerät", "TEAM-1", "roll_out_team", NULL, "06", error));
	ok(app_import_kommunen(app, "tests/data/kommunen-demo.jsonl", &report, error));
	app_import_clear(&report);
	ok(app_add_anbindung(app, "06435014", "wohngeld", SET("transport=fitconnect", "umfang=voll"), NULL, error));
	ok(app_add_anbindung(app, "14625020", "wohngeld", SET("transport=fitconnect"), NULL, error));
	return app;
}

static const StepView *
view_of(const StepList *list, const char *id)
{
	guint i;

	for (i = 0; i < list->views->len; i++)
		if (strcmp(((StepView *)list->views->pdata[i])->step->id, id) == 0)
			return list->views->pdata[i];
	fail_msg("no step %s", id);
	return NULL;
}

#define steps_of(app) \
	__extension__({ \
		StepList *list_ = NULL; \
		ok((list_ = app_steps(app, hanau, error))); \
		list_; \
	})

/* With all that any outcome asks for. */
static void
record(App *app, const char *step, const char *outcome)
{
	ok(app_add_result(app, hanau, &(ResultDraft){.step = step, .outcome = outcome, .stelle = "kit", .due = "2026-12-14", .note = "wie besprochen"}, NULL, error));
}

static void
add_obstacle(App *app, const char *step, char **id)
{
	g_autofree char *steps = g_strconcat("steps=", step, NULL);

	ok(app_add_obstacle(app, SET("anbindung=ags:06435014/wohngeld", steps, "title=Zustellpunkt fehlt", "category=technisch", "responsible=kit"), id,
			    error));
}

/* --- which visit -------------------------------------------------------------------------------------------------------------- */

static void
the_present_visit_is_the_nearest(void **state)
{
	static const struct {
		const char *date, *status;
		gboolean is_present; /* as soon as it is there */
	} visits[] = {
		{"2026-12-01", "geplant", FALSE},      {"2026-11-23", "abgesagt", FALSE},      {"2026-11-03", "durchgefuehrt", TRUE},
		{"2026-11-17", "nachbereitet", TRUE},  {"2026-11-10", "durchgefuehrt", FALSE}, {"2026-11-24", "bestaetigt", TRUE},
		{"2026-11-02", "unterbrochen", TRUE},  {"2026-11-24", "geplant", FALSE},       {"2026-11-04", "laeuft", TRUE},
		{"2026-11-03", "laeuft", FALSE},
	};
	App *app = ready_app("present");
	g_autofree char *none = app_visit_present(app), *wanted = NULL;
	gsize i;

	(void)state;
	assert_null(none);
	for (i = 0; i < G_N_ELEMENTS(visits); i++) {
		g_autofree char *date = g_strconcat("date=", visits[i].date, NULL), *status = g_strconcat("status=", visits[i].status, NULL);
		g_autofree char *id = NULL, *present = NULL;

		ok(app_add(app, "visit", SET("anbindungen=ags:06435014/wohngeld", date, status), &id, error));
		if (visits[i].is_present) {
			g_free(wanted);
			wanted = g_strdup(id);
		}
		present = app_visit_present(app);
		if (g_strcmp0(present, wanted) != 0)
			fail_msg("%s, %s", visits[i].date, visits[i].status);
	}
	app_close(app);
}

/* --- one cause ---------------------------------------------------------------------------------------------------------------- */

static void
what_follows_goes_through_others(void **state)
{
	g_autoptr(App) app = ready_app("folgen");
	g_autoptr(StepList) list = NULL, later = NULL;
	g_autoptr(GPtrArray) followers = NULL, rest = NULL, none = NULL;

	(void)state;
	record(app, "F1.4", "failed");
	list = steps_of(app);
	followers = app_followers(list, SET("F1.4"));
	assert_int_equal(followers->len, 4); /* F1.6, F1.7, F1.8 one through the other, and F1.9 */
	assert_string_equal(((StepView *)followers->pdata[0])->step->id, "F1.6");
	none = app_followers(list, SET(NULL));
	assert_int_equal(none->len, 0);
	/* what has passed is no bridge, what has failed is one, but is not deferred */
	record(app, "F1.7", "failed");
	later = steps_of(app);
	rest = app_followers(later, SET("F1.4"));
	assert_int_equal(rest->len, 3);
}

static void
deferring_is_one_action(void **state)
{
	g_autoptr(App) app = ready_app("zurueck");
	g_autofree char *id = NULL, *title = NULL;
	g_autoptr(GPtrArray) ids = NULL, history = NULL;
	g_autoptr(StepList) list = NULL, undone = NULL;
	g_autoptr(Record) obstacle = NULL, before = NULL;
	const StepView *view;

	(void)state;
	record(app, "F1.4", "failed");
	add_obstacle(app, "F1.4", &id);
	ok(app_defer(app, id, &(Deferral){.function = "it"}, &ids, error));
	assert_int_equal(ids->len, 4);
	obstacle = app_record(app, id, NULL);
	assert_string_equal(record_get(obstacle, "steps"), "F1.4,F1.6,F1.7,F1.8,F1.9");
	list = steps_of(app);
	view = view_of(list, "F1.7");
	assert_string_equal(view->outcome, "blocked");
	assert_int_equal(view->n_obstacles, 1);
	assert_null(step_view_open(view));
	ok((history = app_step_history(app, hanau, "F1.7", error)));
	assert_string_equal(record_get(history->pdata[0], "stelle"), "kit");
	assert_string_equal(record_get(history->pdata[0], "function"), "it");
	ok(app_undo(app, NULL, &title, error));
	assert_string_equal(title, "4 Schritte zurückgestellt");
	undone = steps_of(app);
	assert_null(view_of(undone, "F1.7")->outcome);
	before = app_record(app, id, NULL);
	assert_string_equal(record_get(before, "steps"), "F1.4");
}

static void
nothing_to_defer_is_said(void **state)
{
	g_autoptr(App) app = ready_app("nichts");
	g_autofree char *id = NULL, *loose = NULL;
	g_autoptr(GError) nothing = NULL, unknown = NULL, nowhere = NULL;

	(void)state;
	add_obstacle(app, "A6", &id);
	assert_false(app_defer(app, id, &(Deferral){.visit = NULL}, NULL, &nothing));
	assert_true(g_error_matches(nothing, APP_ERROR, APP_ERROR_INVALID));
	assert_false(app_defer(app, id, &(Deferral){.steps = SET("Z9")}, NULL, &unknown));
	assert_true(g_error_matches(unknown, APP_ERROR, APP_ERROR_NOT_FOUND));
	ok(app_add_obstacle(app, SET("title=Ohne Ort", "category=rechtlich"), &loose, error));
	assert_false(app_defer(app, loose, &(Deferral){.steps = SET("A6")}, NULL, &nowhere));
	assert_true(g_error_matches(nowhere, APP_ERROR, APP_ERROR_INVALID));
}

static void
settled_obstacles_open_their_steps(void **state)
{
	g_autoptr(App) app = ready_app("wieder");
	g_autofree char *id = NULL, *other = NULL;
	g_autoptr(StepList) put_off = NULL, settled = NULL, held = NULL, freed = NULL, tested = NULL;
	guint n_done;

	(void)state;
	record(app, "F1.4", "failed");
	add_obstacle(app, "F1.4", &id);
	ok(app_defer(app, id, &(Deferral){.visit = NULL}, NULL, error));
	ok(app_set(app, id, SET("status=zurueckgestellt", "status_until=2027-01-31"), NULL, error));
	put_off = steps_of(app);
	assert_null(step_view_open(view_of(put_off, "F1.6"))); /* it still stands in the way */
	n_done = put_off->n_done;
	ok(app_set(app, id, SET("status=behoben", "status_why=Zugang ist da"), NULL, error));
	settled = steps_of(app);
	assert_non_null(step_view_open(view_of(settled, "F1.6")));
	assert_non_null(step_view_open(view_of(settled, "F1.4"))); /* the cause itself, too */
	assert_string_equal(((StepResult *)view_of(settled, "F1.6")->results->pdata[0])->again, id);
	assert_int_equal(settled->n_done, n_done - 5);
	/* another obstacle that is open holds it back */
	add_obstacle(app, "F1.6", &other);
	held = steps_of(app);
	assert_null(step_view_open(view_of(held, "F1.6")));
	ok(app_undo(app, NULL, NULL, error));
	/* once tested, the old obstacle says nothing about it any more */
	record(app, "F1.6", "failed");
	freed = steps_of(app);
	assert_null(step_view_open(view_of(freed, "F1.6")));
	assert_non_null(step_view_open(view_of(freed, "F1.7")));
	record(app, "F1.7", "passed_open");
	tested = steps_of(app);
	assert_null(step_view_open(view_of(tested, "F1.7")));
}

/* --- people, place ------------------------------------------------------------------------------------------------------------ */

static const PresentTime *
time_of(const GArray *times, const char *code)
{
	return &g_array_index(times, PresentTime, words_index(WORDS_PRESENT, code));
}

static void
minutes_are_those_of_open_steps(void **state)
{
	g_autoptr(App) app = ready_app("minuten");
	g_autoptr(StepList) list = NULL, later = NULL;
	g_autoptr(GArray) before = NULL, after = NULL;
	const ChecklistStep *step;

	(void)state;
	list = steps_of(app);
	step = view_of(list, "F1.4")->step;
	before = app_present_times(list);
	assert_true(app_step_has_people(step, NULL));
	assert_true(app_step_has_people(step, ""));
	assert_true(app_step_has_people(step, "kasse,it,hersteller"));
	assert_false(app_step_has_people(step, "kasse"));
	record(app, "F1.4", "failed");
	later = steps_of(app);
	after = app_present_times(later);
	assert_int_equal(time_of(after, "it")->n_steps, time_of(before, "it")->n_steps - 1);
	assert_int_equal(time_of(after, "it")->minutes, (int)time_of(before, "it")->minutes - step->minutes);
	assert_int_equal(time_of(after, "kasse")->minutes, time_of(before, "kasse")->minutes);
}

static void
people_are_of_the_day(void **state)
{
	g_autoptr(App) app = ready_app("stand");
	g_autoptr(LaufStand) empty = app_lauf_stand(app, "a1-visit"), same = NULL, next = NULL, other = NULL;
	const LaufStand stand = {.anbindung = (char *)hanau, .step = (char *)"F1.4", .env = (char *)"test", .instance = 3,
		.present = (char *)"it,kasse", .function = (char *)"it"};

	(void)state;
	assert_null(empty->step);
	assert_int_equal(empty->instance, 1);
	ok(app_set_lauf_stand(app, "a1-visit", &stand, error));
	ok(app_set_lauf_stand(app, hanau, &stand, error));
	same = app_lauf_stand(app, "a1-visit");
	assert_string_equal(same->step, "F1.4");
	assert_int_equal(same->instance, 3);
	assert_string_equal(same->function, "it");
	g_setenv("VORORT_TODAY", "2026-11-25", TRUE);
	next = app_lauf_stand(app, "a1-visit");
	other = app_lauf_stand(app, hanau);
	g_setenv("VORORT_TODAY", "2026-11-24", TRUE);
	assert_string_equal(next->step, "F1.4"); /* a visit of two days */
	assert_null(next->present);
	assert_null(next->function);
	assert_null(other->step); /* without a visit a new day is a new conversation */
}

/* --- Sichtschutz -------------------------------------------------------------------------------------------------------------- */

static void
others_are_not_named(void **state)
{
	g_autoptr(App) app = ready_app("schutz");
	g_autofree char *own = NULL, *other = NULL, *kreis = NULL, *exported = NULL;
	g_autoptr(GPtrArray) rows = NULL;

	(void)state;
	ok(app_add_obstacle(app, SET("anbindung=ags:14625020/wohngeld", "title=Firewall", "category=technisch"), NULL, error));
	ok(app_add(app, "visit", SET("anbindungen=ags:14625020/wohngeld", "date=2026-11-24"), NULL, error));
	assert_true(app_begin_sichtschutz(app, "a1-visit", SET(hanau)));
	assert_int_equal(app_sichtschutz(app), SICHTSCHUTZ_ON);
	own = app_anbindung_title(app, hanau);
	other = app_anbindung_title(app, bautzen);
	kreis = app_kommune_name(app, "kreis:06435");
	assert_string_equal(own, "Hanau – Wohngeld");
	assert_string_equal(other, "Stadt, 20–50 Tsd., SN – Wohngeld");
	assert_string_equal(kreis, "Landkreis, über 100 Tsd., HE");
	ok((rows = app_obstacles(app, &(ObstacleFilter){.anbindung = bautzen}, NULL, FALSE, 0, 5, error)));
	assert_string_equal(((ObstacleRow *)rows->pdata[0])->kommune, "Stadt, 20–50 Tsd., SN");
	ok((exported = app_export(app, "visits", "csv", NULL, NULL, error)));
	assert_non_null(strstr(exported, "Bautzen"));
	app_end_sichtschutz(app);
}

static void
off_is_for_this_visit_and_day(void **state)
{
	g_autoptr(App) app = ready_app("aus");
	g_autofree char *named = NULL, *back = NULL;

	(void)state;
	assert_true(app_begin_sichtschutz(app, "a1-visit", SET(hanau)));
	assert_false(app_begin_sichtschutz(app, "a2-visit", SET(bautzen)));
	ok(app_switch_sichtschutz(app, FALSE, error));
	named = app_anbindung_title(app, bautzen);
	assert_string_equal(named, "Bautzen / Budyšin – Wohngeld");
	app_end_sichtschutz(app);
	assert_int_equal(app_sichtschutz(app), SICHTSCHUTZ_NONE);
	assert_true(app_begin_sichtschutz(app, "a1-visit", SET(hanau)));
	assert_int_equal(app_sichtschutz(app), SICHTSCHUTZ_OFF);
	app_end_sichtschutz(app);
	assert_true(app_begin_sichtschutz(app, "a2-visit", SET(hanau)));
	assert_int_equal(app_sichtschutz(app), SICHTSCHUTZ_ON);
	app_end_sichtschutz(app);
	g_setenv("VORORT_TODAY", "2026-11-25", TRUE);
	assert_true(app_begin_sichtschutz(app, "a1-visit", SET(hanau)));
	assert_int_equal(app_sichtschutz(app), SICHTSCHUTZ_ON);
	g_setenv("VORORT_TODAY", "2026-11-24", TRUE);
	ok(app_switch_sichtschutz(app, TRUE, error));
	back = app_anbindung_title(app, bautzen);
	assert_non_null(strstr(back, "Stadt, 20–50 Tsd., SN"));
}

static void
classes_have_sharp_edges(void **state)
{
	g_autofree char *nothing = kommune_unnamed("verband:072325008", "", 0);

	(void)state;
	assert_string_equal(kommune_class(0), "");
	assert_string_equal(kommune_class(1), "unter 5 Tsd.");
	assert_string_equal(kommune_class(19999), "10–20 Tsd.");
	assert_string_equal(kommune_class(20000), "20–50 Tsd.");
	assert_string_equal(kommune_class(100000), "über 100 Tsd.");
	assert_string_equal(nothing, "Verband, RP");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_present_visit_is_the_nearest),
		cmocka_unit_test(what_follows_goes_through_others), cmocka_unit_test(deferring_is_one_action),
		cmocka_unit_test(nothing_to_defer_is_said),         cmocka_unit_test(settled_obstacles_open_their_steps),
		cmocka_unit_test(minutes_are_those_of_open_steps),  cmocka_unit_test(people_are_of_the_day),
		cmocka_unit_test(others_are_not_named),             cmocka_unit_test(off_is_for_this_visit_and_day),
		cmocka_unit_test(classes_have_sharp_edges),
	};

	g_setenv("VORORT_CHECKLISTS", "checklists", TRUE);
	g_setenv("VORORT_TODAY", "2026-11-24", TRUE);
	root = g_dir_make_tmp("vorort-day-XXXXXX", NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
