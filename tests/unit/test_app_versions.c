/*
 * A newer checklist for a running Anbindung: what is offered, what taking it over changes and keeps, undo, restart, steps that changed or
 * are gone, the wording a result was recorded with. Real data directories; small checklists written by the test.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>

#include "vorort/app.h"

static char *root;
static const char hanau[] = "ags:06435014/wohngeld";

#define SET(...) ((const char *const[]){__VA_ARGS__, NULL})
#define ok(call) \
	do { \
		g_autoptr(GError) error_ = NULL; \
		GError **error = &error_; \
		if (!(call)) \
			fail_msg("%s: %s", #call, error_ ? error_->message : "?"); \
	} while (0)

/* --- checklists -------------------------------------------------------------------------------------------------------------------- */

#define STEP(id, title, criterion) \
	"  - id: " id "\n    titel: " title "\n    pruefen: Ansehen\n    bestanden: " criterion "\n    pflicht: MUSS\n    phase: A\n" \
	"    quelle:\n      - beleg: A\n        ort: hier\n"
#define HEAD(version) "leistung: wohngeld\nversion: \"" version "\"\ntitel: Wohngeld\nstand: \"2026-11-24\"\n"
#define WEG "parameter:\n  - name: weg\n    frage: Welcher Weg?\n    vorgabe: osci\n"
#define GROESSE "  - name: amt\n    frage: Welches Amt?\n    vorgabe: klein\n  - name: frei\n    frage: Noch etwas?\n"

static const char first[] = HEAD("9") WEG "schritte:\n" STEP("S1", "Bleibt", "alt") STEP("S2", "Ändert sich", "alt") STEP("S3", "Geht", "alt");
/* 10 is newer than 9: S2 says something else, S3 is gone, S4 is new, and so are two parameters, one with a preset. */
static const char second[] = HEAD("10") WEG GROESSE "schritte:\n" STEP("S1", "Bleibt", "alt") STEP("S2", "Ändert sich", "neu") STEP("S4", "Kommt", "neu");

/* Installs @text as the checklist; counts for what is opened afterwards. */
static void
install(const char *name, const char *text)
{
	g_autofree char *dir = g_build_filename(root, name, NULL), *katalog = NULL;
	g_autofree char *to = g_build_filename(dir, "katalog.yaml", NULL), *path = g_build_filename(dir, "wohngeld.yaml", NULL);
	gsize len;

	g_mkdir_with_parents(dir, 0700);
	assert_true(g_file_get_contents("checklists/katalog.yaml", &katalog, &len, NULL));
	assert_true(g_file_set_contents(to, katalog, (gssize)len, NULL));
	assert_true(g_file_set_contents(path, text, -1, NULL));
	g_setenv("VORORT_CHECKLISTS", dir, TRUE);
}

static char *
write_file(const char *name, const char *text)
{
	char *path = g_build_filename(root, name, NULL);

	assert_true(g_file_set_contents(path, text, -1, NULL));
	return path;
}

static App *
open_app(const char *name)
{
	g_autofree char *dir = g_build_filename(root, name, NULL);
	AppOptions options = {dir};
	App *app = NULL;

	ok((app = app_open(&options, error)));
	return app;
}

static void
add_result(App *app, const char *step, const char *outcome)
{
	ok(app_add_result(app, hanau, &(ResultDraft){.step = step, .outcome = outcome}, NULL, error));
}

/* A laptop on version 9 with three results; the founder, so that it may publish. */
static App *
ready_app(const char *name)
{
	App *app;
	AppImport report;

	install("first", first);
	app = open_app(name);
	ok(app_init(app, "Gerät", "TEAM-1", "roll_out_team", NULL, "06", error));
	ok(app_import_kommunen(app, "tests/data/kommunen-demo.jsonl", &report, error));
	app_import_clear(&report);
	ok(app_add_anbindung(app, "06435014", "wohngeld", SET("weg=fitconnect"), NULL, error));
	add_result(app, "S1", "passed");
	add_result(app, "S2", "failed");
	add_result(app, "S3", "passed");
	return app;
}

static ChecklistUpdate *
update_of(App *app)
{
	ChecklistUpdate *update;

	ok((update = app_checklist_update(app, hanau, error)));
	return update;
}

static StepList *
steps_of(App *app)
{
	StepList *list;

	ok((list = app_steps(app, hanau, error)));
	return list;
}

static const StepView *
view(const StepList *list, const char *step)
{
	guint i;

	for (i = 0; i < list->views->len; i++)
		if (strcmp(((StepView *)list->views->pdata[i])->step->id, step) == 0)
			return list->views->pdata[i];
	return NULL;
}

static const StepResult *
result(const StepList *list, const char *step)
{
	return view(list, step)->results->pdata[0];
}

static void
assert_offers(App *app, const char *version)
{
	g_autoptr(ChecklistUpdate) update = update_of(app);

	assert_string_equal(update->newer ? update->newer->version : "none", version);
	assert_true((update->diff != NULL) == (update->newer != NULL));
}

static void
take(App *app)
{
	g_autoptr(ChecklistUpdate) update = update_of(app);

	assert_non_null(update->newer);
	ok(app_take_checklist(app, hanau, update->newer->sha256, error));
}

static char *
param(App *app, const char *name)
{
	g_autoptr(Record) record = app_record(app, hanau, NULL);

	return g_strdup(record_get_keyed(record, "param", name, "param"));
}

#define assert_param(app, name, wanted) \
	do { \
		g_autofree char *param_ = param(app, name); \
		assert_string_equal(param_, wanted); \
	} while (0)

/* --- what is offered --------------------------------------------------------------------------------------------------------------- */

static void
nothing_is_offered_without_a_newer_one(G_GNUC_UNUSED void **state)
{
	g_autoptr(App) app = ready_app("same");
	g_autoptr(ChecklistUpdate) update = update_of(app);
	g_autoptr(GError) refused = NULL;

	assert_string_equal(update->current->version, "9");
	assert_null(update->newer);
	assert_null(update->note);
	assert_false(app_take_checklist(app, hanau, update->current->sha256, &refused));
	assert_true(g_error_matches(refused, APP_ERROR, APP_ERROR_INVALID));
	install("older", HEAD("8") "schritte:\n" STEP("S1", "Bleibt", "alt"));
	app_close(g_steal_pointer(&app));
	app = open_app("same");
	assert_offers(app, "none"); /* the installed one is older: the Anbindung keeps its own */
}

static void
an_installed_one_is_offered(G_GNUC_UNUSED void **state)
{
	g_autoptr(App) app = ready_app("installed");
	g_autoptr(ChecklistUpdate) update = NULL;

	app_close(g_steal_pointer(&app));
	install("second", second);
	app = open_app("installed");
	update = update_of(app);
	assert_string_equal(update->current->version, "9"); /* it was kept, though another one is installed now */
	assert_string_equal(update->newer->version, "10");
	assert_false(update->is_published);
	assert_int_equal(checklist_count_changes(update->diff->steps, CHECKLIST_NEW), 1);
	assert_int_equal(checklist_count_changes(update->diff->steps, CHECKLIST_CHANGED), 1);
	assert_int_equal(checklist_count_changes(update->diff->steps, CHECKLIST_REMOVED), 1);
	assert_int_equal(checklist_count_changes(update->diff->parameters, CHECKLIST_NEW), 2);
}

static void
a_published_one_goes_first(G_GNUC_UNUSED void **state)
{
	g_autoptr(App) app = ready_app("published");
	g_autofree char *path = write_file("ten.yaml", second);
	g_autoptr(ChecklistUpdate) update = NULL;
	const Checklist *for_new;

	ok(app_publish_checklist(app, path, error));
	app_close(g_steal_pointer(&app));
	install("third", HEAD("11") "schritte:\n" STEP("S1", "Bleibt", "alt"));
	app = open_app("published");
	update = update_of(app);
	assert_true(update->is_published);
	assert_string_equal(update->newer->version, "10");
	take(app);
	assert_offers(app, "11"); /* nothing published is newer now */
	ok((for_new = app_checklist(app, "wohngeld", error)));
	assert_string_equal(for_new->version, "11");
}

static void
new_anbindungen_begin_with_the_published_one(G_GNUC_UNUSED void **state)
{
	g_autoptr(App) app = ready_app("begin");
	g_autofree char *path = write_file("ten.yaml", second);
	const Checklist *checklist;

	ok(app_publish_checklist(app, path, error));
	ok(app_add_anbindung(app, "08111000", "wohngeld", NULL, NULL, error));
	ok((checklist = app_anbindung_checklist(app, "ags:08111000/wohngeld", error)));
	assert_string_equal(checklist->version, "10");
	ok((checklist = app_anbindung_checklist(app, hanau, error)));
	assert_string_equal(checklist->version, "9");
}

static void
a_broken_one_is_refused(G_GNUC_UNUSED void **state)
{
	g_autoptr(App) app = ready_app("broken");
	g_autofree char *good = write_file("ten.yaml", second), *bad = write_file("bad.yaml", HEAD("12") "schritte:\n  - id: S1\n");
	g_autofree char *other = write_file("other.yaml", HEAD("10") "schritte:\n" STEP("S1", "Anders", "alt"));
	g_autofree char *before = NULL, *after = NULL;
	g_autoptr(GError) broken = NULL, twice = NULL;

	ok(app_publish_checklist(app, good, error));
	before = app_digest(app, NULL);
	assert_false(app_publish_checklist(app, bad, &broken));
	assert_non_null(strstr(broken->message, "bad.yaml:"));
	assert_false(app_publish_checklist(app, other, &twice));
	assert_non_null(strstr(twice->message, "schon veröffentlicht"));
	after = app_digest(app, NULL);
	assert_string_equal(before, after);
	assert_offers(app, "10");
}

/* --- taking it over ------------------------------------------------------------------------------------------------------------------ */

static void
taking_over_keeps_what_is_there(G_GNUC_UNUSED void **state)
{
	g_autoptr(App) app = ready_app("take");
	g_autofree char *path = write_file("ten.yaml", second);
	g_autoptr(StepList) list = NULL;
	const FormerStep *former;

	ok(app_publish_checklist(app, path, error));
	take(app);
	assert_param(app, "weg", "fitconnect");
	assert_param(app, "amt", "klein");
	assert_param(app, "frei", "");
	list = steps_of(app);
	assert_string_equal(list->checklist->version, "10");
	assert_int_equal(list->n_done, 2);
	assert_int_equal(list->n_steps, 3);
	assert_string_equal(result(list, "S1")->outcome, "passed");
	assert_string_equal(result(list, "S1")->version, "9");
	assert_null(result(list, "S1")->changed);
	assert_string_equal(result(list, "S2")->outcome, "failed");
	assert_string_equal(result(list, "S2")->changed, "bestanden");
	assert_true(view(list, "S2")->is_changed);
	assert_false(view(list, "S1")->is_changed);
	assert_null(view(list, "S4")->outcome);
	assert_int_equal(list->former->len, 1);
	former = list->former->pdata[0];
	assert_string_equal(former->id, "S3");
	assert_string_equal(former->outcome, "passed");
	assert_string_equal(former->step->title, "Geht");
	ok(app_add_anbindung(app, "06435014", "wohngeld", SET("frei=ja"), NULL, error)); /* asks what its own version asks, not the installed one */
}

static void
undo_takes_it_back_after_a_restart(G_GNUC_UNUSED void **state)
{
	g_autoptr(App) app = ready_app("back");
	g_autofree char *path = write_file("ten.yaml", second), *title = NULL;
	g_autoptr(StepList) list = NULL, again = NULL;

	ok(app_publish_checklist(app, path, error));
	take(app);
	app_close(g_steal_pointer(&app));
	app = open_app("back");
	assert_offers(app, "none");
	ok(app_undo(app, NULL, &title, error));
	assert_string_equal(title, "Checkliste Version 10 übernommen");
	assert_param(app, "amt", "");
	assert_param(app, "weg", "fitconnect");
	list = steps_of(app);
	assert_string_equal(list->checklist->version, "9");
	assert_int_equal(list->former->len, 0);
	assert_int_equal(list->n_done, 3);
	assert_false(view(list, "S2")->is_changed);
	assert_offers(app, "10");
	ok(app_redo(app, NULL, error));
	again = steps_of(app);
	assert_string_equal(again->checklist->version, "10");
}

static void
a_retest_is_not_marked(G_GNUC_UNUSED void **state)
{
	g_autoptr(App) app = ready_app("retest");
	g_autofree char *path = write_file("ten.yaml", second);
	g_autoptr(StepList) list = NULL;

	ok(app_publish_checklist(app, path, error));
	take(app);
	add_result(app, "S2", "passed");
	list = steps_of(app);
	assert_false(view(list, "S2")->is_changed);
	assert_string_equal(result(list, "S2")->version, "10");
}

/* --- the wording of a result -------------------------------------------------------------------------------------------------------- */

/* Version and criterion that the n-th newest result of a step was recorded with. */
static void
assert_wording(App *app, const char *step, guint n, const char *version, const char *criterion)
{
	g_autoptr(Record) record = app_record(app, hanau, NULL);
	g_autoptr(GPtrArray) history = app_step_history(app, hanau, step, NULL);
	const Checklist *checklist = NULL;
	const ChecklistStep *then = app_result_step(app, record, step, ((Record *)history->pdata[n])->id, &checklist);

	assert_non_null(then);
	assert_string_equal(checklist->version, version);
	assert_string_equal(then->criterion, criterion);
}

static void
each_result_keeps_its_wording(G_GNUC_UNUSED void **state)
{
	g_autoptr(App) app = ready_app("wording");
	g_autofree char *path = write_file("ten.yaml", second);

	ok(app_publish_checklist(app, path, error));
	take(app);
	add_result(app, "S2", "passed");
	ok(app_undo(app, NULL, NULL, error)); /* the result */
	ok(app_undo(app, NULL, NULL, error)); /* the version */
	add_result(app, "S2", "passed");
	app_close(g_steal_pointer(&app));
	install("second", second); /* the old text is nowhere but in the data */
	app = open_app("wording");
	assert_wording(app, "S2", 0, "9", "alt"); /* recorded after undo */
	assert_wording(app, "S2", 1, "10", "neu");
	assert_wording(app, "S2", 2, "9", "alt");
	assert_wording(app, "S3", 0, "9", "alt");
}

static void
what_is_not_here_is_said(G_GNUC_UNUSED void **state)
{
	g_autoptr(App) app = ready_app("unknown");
	g_autofree char *sha256 = g_strnfill(64, 'e'), *pair = g_strconcat("checklist=", sha256, NULL);
	g_autoptr(ChecklistUpdate) update = NULL;
	g_autoptr(StepList) list = NULL;

	ok(app_set(app, hanau, SET(pair), NULL, error)); /* a version of another laptop whose text has not come */
	add_result(app, "S1", "failed");
	app_close(g_steal_pointer(&app));
	install("second", second);
	app = open_app("unknown");
	update = update_of(app);
	assert_null(update->newer); /* nobody can tell whether it would be newer */
	assert_non_null(strstr(update->note, "nicht vorhanden"));
	list = steps_of(app);
	assert_string_equal(list->checklist->version, "10");
	assert_null(result(list, "S1")->version);
	assert_string_equal(result(list, "S2")->version, "9");
	assert_string_equal(((FormerStep *)list->former->pdata[0])->id, "S3");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_offered_without_a_newer_one),
		cmocka_unit_test(an_installed_one_is_offered),
		cmocka_unit_test(a_published_one_goes_first),
		cmocka_unit_test(new_anbindungen_begin_with_the_published_one),
		cmocka_unit_test(a_broken_one_is_refused),
		cmocka_unit_test(taking_over_keeps_what_is_there),
		cmocka_unit_test(undo_takes_it_back_after_a_restart),
		cmocka_unit_test(a_retest_is_not_marked),
		cmocka_unit_test(each_result_keeps_its_wording),
		cmocka_unit_test(what_is_not_here_is_said),
	};

	g_setenv("VORORT_TODAY", "2026-11-24", TRUE);
	root = g_dir_make_tmp("vorort-versions-XXXXXX", NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
