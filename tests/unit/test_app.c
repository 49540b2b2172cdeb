/* Use cases on real data directories with the real checklists: what a user does, and what must never happen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>

#include "vorort/app.h"
#include "vorort/evening.h"

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

static App *
open_app(const char *name)
{
	g_autofree char *dir = g_build_filename(root, name, NULL);
	AppOptions options = {dir};
	App *app = NULL;

	ok((app = app_open(&options, error)));
	return app;
}

/* A laptop with the demo's Kommunen and one Anbindung with a visit. */
static App *
ready_app(const char *name, char **visit)
{
	App *app = open_app(name);
	AppImport report;

	ok(app_init(app, "Gerät", "TEAM-1", "roll_out_team", NULL, "06", error));
	ok(app_import_kommunen(app, "tests/data/kommunen-demo.jsonl", &report, error));
	app_import_clear(&report);
	ok(app_add_anbindung(app, "06435014", "wohngeld", SET("transport=osci", "fachverfahren=DiWo"), NULL, error));
	if (visit)
		ok(app_add(app, "visit", SET("anbindungen=ags:06435014/wohngeld", "date=2026-11-24", "status=geplant"), visit, error));
	return app;
}

static char *
value(App *app, const char *id, const char *slot)
{
	g_autoptr(Record) record = app_record(app, id, NULL);

	assert_non_null(record);
	return g_strdup(record_get(record, slot));
}

#define assert_value(app, id, slot, wanted) \
	do { \
		g_autofree char *value_ = value(app, id, slot); \
		assert_string_equal(value_, wanted); \
	} while (0)

static gboolean
refused(App *app, const ResultDraft *draft, AppError code, const char *words_)
{
	g_autoptr(GError) error = NULL;

	return !app_add_result(app, hanau, draft, NULL, &error) && g_error_matches(error, APP_ERROR, (gint)code) &&
	       strstr(error->message, words_);
}

/* --- results --------------------------------------------------------------------------------------------------------------------------- */

static void
outcomes_require_what_they_need(void **state)
{
	g_autoptr(App) app = ready_app("outcomes", NULL);
	g_autofree char *before = app_digest(app, NULL), *after = NULL;

	(void)state;
	assert_true(refused(app, &(ResultDraft){.step = "B1", .outcome = "not_applicable"}, APP_ERROR_INVALID, "Begründung"));
	assert_true(refused(app, &(ResultDraft){.step = "B1", .outcome = "not_tested"}, APP_ERROR_INVALID, "Begründung"));
	assert_true(refused(app, &(ResultDraft){.step = "B1", .outcome = "waiting"}, APP_ERROR_INVALID, "Stelle"));
	assert_true(refused(app, &(ResultDraft){.step = "B1", .outcome = "passed_open", .note = "x", .stelle = "kit"}, APP_ERROR_INVALID,
			    "bis wann"));
	assert_true(refused(app, &(ResultDraft){.step = "B1", .outcome = "super"}, APP_ERROR_INVALID, "Möglich"));
	assert_true(refused(app, &(ResultDraft){.step = "B11", .outcome = "passed"}, APP_ERROR_NOT_FOUND, "Meinten Sie"));
	assert_true(refused(app, &(ResultDraft){.step = "A1", .outcome = "passed"}, APP_ERROR_INVALID, "Es fehlt die Angabe"));
	assert_true(refused(app, &(ResultDraft){.step = "A1", .outcome = "passed", .answers = SET("ars=123")}, APP_ERROR_INVALID, ""));
	after = app_digest(app, NULL);
	assert_string_equal(before, after);
	ok(app_add_result(app, hanau, &(ResultDraft){.step = "A1", .outcome = "bestanden", .answers = SET("ars=064350014014")}, NULL, error));
	ok(app_add_result(app, hanau, &(ResultDraft){.step = "B1", .outcome = "waiting", .stelle = "fitko", .due = "+3"}, NULL, error));
}

/* What was seen at a failed step is evidence, also where it is wrong; a date that is none is a slip. */
static void
failures_keep_what_was_seen(void **state)
{
	g_autoptr(App) app = ready_app("evidence", NULL);
	g_autofree char *id = NULL, *early = NULL;

	(void)state;
	assert_true(refused(app, &(ResultDraft){.step = "A1", .outcome = "passed_open", .note = "x", .stelle = "kit", .due = "+3", .answers = SET("ars=123")},
			    APP_ERROR_INVALID, "12 Ziffern"));
	assert_true(refused(app, &(ResultDraft){.step = "A1", .outcome = "waiting", .stelle = "kit", .answers = SET("ars=123")}, APP_ERROR_INVALID,
			    "12 Ziffern"));
	assert_true(refused(app, &(ResultDraft){.step = "D4", .outcome = "failed", .answers = SET("eingetragen_am=gestern früh")}, APP_ERROR_INVALID,
			    "Tag"));
	ok(app_add_result(app, hanau, &(ResultDraft){.step = "A1", .outcome = "failed", .answers = SET("ars=123", "nachweis=Ordner 7")}, &id, error));
	assert_value(app, id, "answers", "{\"ars\":\"123\",\"nachweis\":\"Ordner 7\"}");
	assert_int_equal(app_warnings(app)->len, 1);
	ok(app_add_result(app, hanau, &(ResultDraft){.step = "D4", .outcome = "failed", .answers = SET("eingetragen_am=2026-11-23")}, &early, error));
	assert_value(app, early, "answers", "{\"eingetragen_am\":\"2026-11-23\"}");
	ok(app_add_result(app, hanau, &(ResultDraft){.step = "A6", .outcome = "passed", .answers = SET("nachweis=Protokoll")}, NULL, error));
	assert_true(refused(app, &(ResultDraft){.step = "A6", .outcome = "passed", .answers = SET("nachweise=Protokoll")}, APP_ERROR_INVALID, "kein Feld"));
}

static const StepView *
view_of(const StepList *list, const char *step)
{
	guint i;

	for (i = 0; i < list->views->len; i++)
		if (strcmp(((StepView *)list->views->pdata[i])->step->id, step) == 0)
			return list->views->pdata[i];
	return NULL;
}

static const PhaseProgress *
phase_of(const StepList *list, char phase)
{
	guint i;

	for (i = 0; i < list->phases->len; i++)
		if (g_array_index(list->phases, PhaseProgress, i).phase == phase)
			return &g_array_index(list->phases, PhaseProgress, i);
	return NULL;
}

/* F2.5 is tested in Test and Prod: it is open until both have a result, whatever the first one was. */
static void
every_environment_counts(void **state)
{
	g_autoptr(App) app = ready_app("environments", NULL);
	g_autoptr(StepList) list = NULL;
	g_autofree char *again = NULL;
	guint n_open;

	(void)state;
	ok((list = app_steps(app, hanau, error)));
	n_open = list->n_open;
	assert_string_equal(step_view_open(view_of(list, "F2.5"))->env, "test");
	ok(app_add_result(app, hanau, &(ResultDraft){.step = "F2.5", .outcome = "failed", .env = "test"}, NULL, error));
	step_list_free(g_steal_pointer(&list));
	ok((list = app_steps(app, hanau, error)));
	assert_string_equal(step_view_open(view_of(list, "F2.5"))->env, "prod");
	assert_int_equal(list->n_open, n_open);
	assert_int_equal(list->n_done, 0);
	ok(app_add_result(app, hanau, &(ResultDraft){.step = "F2.5", .outcome = "passed", .env = "prod"}, NULL, error));
	ok(app_add_result(app, hanau, &(ResultDraft){.step = "F2.5", .outcome = "passed", .env = "prod", .instance = 2}, &again, error));
	ok(app_retract(app, again, "verklickt", error));
	ok(app_add_result(app, hanau, &(ResultDraft){.step = "F2.3", .outcome = "not_tested", .note = "x"}, NULL, error));
	step_list_free(g_steal_pointer(&list));
	ok((list = app_steps(app, hanau, error)));
	assert_null(step_view_open(view_of(list, "F2.5"))); /* a withdrawn repetition is no open one */
	assert_int_equal(list->n_open, n_open - 2);
	assert_int_equal(list->n_done, 2);
	assert_int_equal(phase_of(list, 'F')->n_failed, 1);
	assert_int_equal(phase_of(list, 'F')->n_unsettled, 1);
}

static void
steps_show_where_it_stands(void **state)
{
	g_autofree char *visit = NULL;
	g_autoptr(App) app = ready_app("steps", &visit);
	g_autoptr(StepList) before = NULL, after = NULL;
	g_autoptr(GPtrArray) waiting = NULL, history = NULL;
	g_autofree char *retest = NULL;
	guint i, n_osci = 0;

	(void)state;
	ok((before = app_steps(app, hanau, error)));
	for (i = 0; i < before->views->len; i++) {
		const StepView *view = before->views->pdata[i];

		if (g_str_has_prefix(view->step->id, "F1."))
			assert_false(view->applies); /* the route is OSCI */
		n_osci += g_str_has_prefix(view->step->id, "F2.") && view->applies;
	}
	assert_true(n_osci > 0);
	assert_int_equal(before->n_done, 0);
	ok(app_add_result(app, hanau, &(ResultDraft){.step = "B1", .outcome = "failed", .visit = visit}, NULL, error));
	ok(app_add_result(app, hanau, &(ResultDraft){.step = "B2", .outcome = "waiting", .stelle = "fitko", .due = "2026-12-01"}, NULL, error));
	ok(app_add_result(app, hanau, &(ResultDraft){.step = "B1", .outcome = "passed"}, &retest, error));
	assert_value(app, visit, "status", "laeuft"); /* the first result started it */
	ok((after = app_steps(app, hanau, error)));
	assert_int_equal(after->n_done, 1);
	assert_int_equal(after->n_waiting, 1);
	assert_int_equal(after->n_failed, 0);
	ok((history = app_step_history(app, hanau, "B1", error)));
	assert_int_equal(history->len, 2);
	assert_string_equal(((Record *)history->pdata[0])->id, retest);
	ok((waiting = app_follow_ups(app, NULL, 0, error)));
	assert_int_equal(waiting->len, 1);
	assert_string_equal(((FollowUp *)waiting->pdata[0])->due, "2026-12-01");
	ok(app_retract(app, retest, "verklickt", error));
	step_list_free(g_steal_pointer(&after));
	ok((after = app_steps(app, hanau, error)));
	assert_int_equal(after->n_failed, 1); /* the withdrawn one counts no more */
}

/* --- undo --------------------------------------------------------------------------------------------------------------------------------- */

static void
undo_and_redo_survive_a_restart(void **state)
{
	App *app = ready_app("undo", NULL);
	g_autofree char *id = NULL, *other = NULL, *title = NULL;
	g_autoptr(GError) nothing = NULL;

	(void)state;
	ok(app_add_obstacle(app, SET("title=Eins", "category=technisch"), &id, error));
	ok(app_add_obstacle(app, SET("title=Zwei", "category=technisch"), &other, error));
	ok(app_set_many(app, SET(id, other), SET("severity=hinweis", "due=2026-12-24"), error));
	assert_value(app, other, "due", "2026-12-24");
	app_close(app);
	app = open_app("undo");
	ok(app_undo(app, NULL, &title, error)); /* both obstacles, both fields: one step */
	assert_value(app, id, "severity", "");
	assert_value(app, other, "due", "");
	ok(app_redo(app, NULL, error));
	assert_value(app, id, "severity", "hinweis");
	assert_value(app, other, "due", "2026-12-24");
	ok(app_undo(app, NULL, NULL, error));
	assert_value(app, id, "severity", "");
	ok(app_undo(app, NULL, NULL, error)); /* the adding of the second */
	assert_value(app, other, "retracted", "ja");
	ok(app_redo(app, NULL, error));
	assert_value(app, other, "retracted", "");
	ok(app_set(app, id, SET("severity=verhindert"), NULL, error));
	assert_false(app_redo(app, NULL, &nothing)); /* something new was done */
	app_close(app);
}

static void
undo_goes_back_step_by_step_in_one_field(void **state)
{
	g_autoptr(App) app = ready_app("undo_steps", NULL);
	g_autofree char *id = NULL;

	(void)state;
	ok(app_add_obstacle(app, SET("title=Eins", "category=technisch"), &id, error));
	ok(app_set(app, id, SET("severity=hinweis"), NULL, error));
	ok(app_set(app, id, SET("severity=verzoegert"), NULL, error));
	ok(app_set(app, id, SET("severity=verhindert"), NULL, error));
	ok(app_undo(app, NULL, NULL, error));
	assert_value(app, id, "severity", "verzoegert");
	ok(app_undo(app, NULL, NULL, error));
	assert_value(app, id, "severity", "hinweis");
	ok(app_redo(app, NULL, error));
	ok(app_redo(app, NULL, error));
	assert_value(app, id, "severity", "verhindert");
	ok(app_undo(app, NULL, NULL, error));
	ok(app_undo(app, NULL, NULL, error));
	ok(app_undo(app, NULL, NULL, error));
	assert_value(app, id, "severity", "");
}

static void
undo_refuses_what_others_built_on(void **state)
{
	g_autoptr(App) app = ready_app("undo_late", NULL);
	g_autofree char *id = NULL;
	g_autoptr(GError) problem = NULL;
	g_autoptr(Record) record = NULL;
	const char *op;

	(void)state;
	ok(app_add_obstacle(app, SET("title=Eins", "category=technisch"), &id, error));
	ok(app_set(app, id, SET("severity=hinweis"), NULL, error));
	ok((record = app_record(app, id, error)));
	op = record_shown(record, "severity", NULL)->op;
	ok(app_set(app, id, SET("severity=verhindert"), NULL, error));
	assert_false(app_undo(app, op, NULL, &problem));
	assert_value(app, id, "severity", "verhindert");
}

/* --- changes -------------------------------------------------------------------------------------------------------------------------------- */

static void
status_needs_its_reason(void **state)
{
	g_autoptr(App) app = ready_app("status", NULL);
	g_autofree char *id = NULL;
	g_autoptr(GError) problem = NULL;

	(void)state;
	ok(app_add_obstacle(app, SET("title=Eins", "category=technisch,finanziell"), &id, error));
	assert_value(app, id, "status", "neu");
	assert_false(app_set(app, id, SET("status=behoben"), NULL, &problem));
	assert_true(g_error_matches(problem, APP_ERROR, APP_ERROR_INVALID));
	ok(app_set(app, id, SET("status=umgangen", "status_until=+7", "status_why=Papierweg"), NULL, error));
	ok(app_set(app, id, SET("status_until=2027-01-31"), NULL, error)); /* alone keeps the rest of the field */
	assert_value(app, id, "status", "umgangen");
	assert_value(app, id, "status_why", "Papierweg");
	ok(app_set(app, id, SET("status=gesichtet"), NULL, error)); /* names the first slot: the rest starts empty */
	assert_value(app, id, "status_until", "");
}

static void
a_stale_form_makes_a_difference(void **state)
{
	g_autoptr(App) app = ready_app("stale", NULL);
	g_autofree char *id = NULL;
	g_autoptr(Record) seen = NULL, now = NULL, after = NULL;
	g_autoptr(GPtrArray) heads = NULL;

	(void)state;
	ok(app_add_obstacle(app, SET("title=Eins", "category=technisch", "severity=hinweis"), &id, error));
	ok((seen = app_record(app, id, error)));
	ok(app_set(app, id, SET("severity=verzoegert"), NULL, error));
	ok(app_set(app, id, SET("severity=verhindert"), seen, error)); /* the form was opened before */
	ok((now = app_record(app, id, error)));
	assert_int_equal(now->n_diff, 1);
	heads = record_heads(now, "severity", NULL);
	ok(app_confirm(app, id, "severity", NULL, ((RecordValue *)heads->pdata[0])->op, error));
	ok((after = app_record(app, id, error)));
	assert_int_equal(after->n_diff, 0);
	assert_string_equal(record_get(after, "severity"), "verzoegert");
}

static void
differing_results_are_decided(void **state)
{
	g_autoptr(App) app = ready_app("results", NULL);
	g_autofree char *first = NULL, *second = NULL;
	g_autoptr(GPtrArray) nobody = g_ptr_array_new();
	g_autoptr(StepList) steps = NULL;
	g_autoptr(Record) record = NULL, after = NULL;

	(void)state;
	ok(app_add_result(app, hanau, &(ResultDraft){.step = "B1", .outcome = "failed"}, &first, error));
	ok(app_add_result(app, hanau, &(ResultDraft){.step = "B1", .outcome = "passed", .seen = nobody}, &second, error));
	ok((record = app_record(app, hanau, error)));
	assert_int_equal(record->n_diff, 1);
	ok(app_confirm(app, hanau, "result", "B1/prod/1", first, error));
	ok((after = app_record(app, hanau, error)));
	assert_int_equal(after->n_diff, 0);
	assert_string_equal(g_hash_table_lookup(record_shown(after, "result", "B1/prod/1")->slots, "outcome"), "failed");
}

/* --- texts ------------------------------------------------------------------------------------------------------------------------------------ */

static void
personal_data_is_noticed(void **state)
{
	g_autoptr(App) app = ready_app("personal", NULL);
	g_autoptr(GError) problem = NULL;

	(void)state;
	ok(app_add_obstacle(app, SET("title=Bitte an wohngeld@hanau.de wenden", "category=technisch"), NULL, error));
	assert_int_equal(app_warnings(app)->len, 0);
	ok(app_add_obstacle(app, SET("title=Herr Kellermann ist krank", "category=technisch"), NULL, error));
	assert_int_equal(app_warnings(app)->len, 1);
	assert_false(app_add_obstacle(app, SET("title=x", "category=technisch", "description=-----BEGIN PRIVATE KEY-----\nMIIE"), NULL,
				      &problem));
	assert_true(g_error_matches(problem, APP_ERROR, APP_ERROR_INVALID));
}

static void
only_a_leitung_erases(void **state)
{
	g_autoptr(App) app = ready_app("redact", NULL);
	g_autofree char *id = NULL, *json = NULL;

	(void)state;
	ok(app_add_obstacle(app, SET("title=Geheim eins", "category=technisch"), &id, error));
	ok(app_set(app, id, SET("title=Geheim zwei"), NULL, error));
	ok(app_redact(app, id, "title", "Name", error)); /* the founder leads */
	json = app_record_json(app, id, NULL);
	assert_null(strstr(json, "Geheim")); /* every wording, the earlier one, too */
}

/* --- exports ------------------------------------------------------------------------------------------------------------------------------------ */

static void
spreadsheets_get_no_formulas(void **state)
{
	g_autoptr(App) app = ready_app("csv", NULL);
	g_autofree char *csv = NULL, *json = NULL;
	guint n_left_out = 0;

	(void)state;
	ok(app_add_obstacle(app, SET("title==1+1;\"x\"", "category=technisch", "due=2026-12-24"), NULL, error));
	ok(app_add_obstacle(app, SET("title=Lücke im System", "category=technisch", "vertraulich=ja"), NULL, error));
	ok((csv = app_export(app, "obstacles", "csv", NULL, &n_left_out, error)));
	assert_int_equal(n_left_out, 1);
	assert_memory_equal(csv, "\xEF\xBB\xBF", 3);
	assert_non_null(strstr(csv, "\"'=1+1;\"\"x\"\"\""));
	assert_non_null(strstr(csv, "24.12.2026"));
	assert_null(strstr(csv, "Lücke"));
	ok((json = app_export(app, "obstacles", "json", NULL, NULL, error)));
	assert_null(strstr(json, "Lücke"));
}

/* --- set-up ---------------------------------------------------------------------------------------------------------------------------------------- */

static void
nothing_before_set_up(void **state)
{
	g_autoptr(App) app = open_app("fresh");
	g_autoptr(GError) problem = NULL, person = NULL;

	(void)state;
	assert_false(app_is_set_up(app));
	assert_false(app_add_obstacle(app, SET("title=x", "category=technisch"), NULL, &problem));
	assert_true(g_error_matches(problem, APP_ERROR, APP_ERROR_NOT_SET_UP));
	assert_false(app_init(app, "x", "Max Mustermann", "taskforce", NULL, NULL, &person));
	assert_false(app_is_set_up(app));
}

static const KatalogValue *
vorhaben_value(GPtrArray *values, const char *key)
{
	guint i;

	for (i = 0; i < values->len; i++)
		if (strcmp(((KatalogValue *)values->pdata[i])->key, key) == 0)
			return values->pdata[i];
	return NULL;
}

/* The agreement's extension is data: known as unknown, corrected by an op, and undone. */
static void
the_undertaking_is_data(void **state)
{
	g_autoptr(App) app = ready_app("vorhaben", NULL);
	g_autoptr(GPtrArray) before = app_vorhaben(app, NULL), after = NULL, undone = NULL;

	(void)state;
	assert_string_equal(vorhaben_value(before, "verlaengerung")->confidence, "unbekannt");
	ok(app_set_vorhaben(app, SET("verlaengerung=bis 2029", "beirat=tagt monatlich"), error));
	after = app_vorhaben(app, NULL);
	assert_string_equal(vorhaben_value(after, "verlaengerung")->value, "bis 2029");
	assert_string_equal(vorhaben_value(after, "verlaengerung")->confidence, "erfasst");
	assert_string_equal(vorhaben_value(after, "beirat")->value, "tagt monatlich");
	assert_int_equal(after->len, before->len + 1);
	ok(app_undo(app, NULL, NULL, error));
	undone = app_vorhaben(app, NULL);
	assert_int_equal(undone->len, before->len);
	assert_string_equal(vorhaben_value(undone, "verlaengerung")->value, "nicht belegt");
}

/* A condition may ask for the Land and the size of the Kommune without a parameter. */
static void
conditions_know_the_kommune(void **state)
{
	g_autofree char *dir = g_build_filename(root, "checklisten", NULL), *file = g_build_filename(dir, "wohngeld.yaml", NULL),
			*katalog = g_build_filename(dir, "katalog.yaml", NULL), *text = NULL;
	static const char list[] =
		"leistung: wohngeld\nversion: \"1\"\ntitel: T\nstand: \"2026-11-24\"\nschritte:\n"
		"  - id: X1\n    titel: a\n    pruefen: a\n    bestanden: a\n    pflicht: MUSS\n    phase: A\n    wenn: land = HE und groesse = gross\n"
		"    quelle:\n      - beleg: C\n        ort: x\n"
		"  - id: X2\n    titel: a\n    pruefen: a\n    bestanden: a\n    pflicht: MUSS\n    phase: A\n    wenn: land = NW oder groesse = klein\n"
		"    quelle:\n      - beleg: C\n        ort: x\n";
	g_autoptr(StepList) steps = NULL;
	AppImport report;
	App *app;

	(void)state;
	g_mkdir_with_parents(dir, 0700);
	assert_true(g_file_get_contents("checklists/katalog.yaml", &text, NULL, NULL) && g_file_set_contents(katalog, text, -1, NULL));
	assert_true(g_file_set_contents(file, list, -1, NULL));
	g_setenv("VORORT_CHECKLISTS", dir, TRUE);
	app = open_app("bedingung");
	ok(app_init(app, "Gerät", "TEAM-1", "roll_out_team", NULL, "06", error));
	ok(app_import_kommunen(app, "tests/data/kommunen-demo.jsonl", &report, error));
	app_import_clear(&report);
	ok(app_add_anbindung(app, "06435014", "wohngeld", SET(NULL), NULL, error));
	ok((steps = app_steps(app, hanau, error)));
	assert_true(((StepView *)steps->views->pdata[0])->applies);
	assert_false(((StepView *)steps->views->pdata[1])->applies);
	g_unsetenv("VORORT_CHECKLISTS");
	app_close(app);
}

static void
rebuild_gives_the_same(void **state)
{
	g_autofree char *visit = NULL, *before = NULL, *after = NULL;
	g_autoptr(App) app = ready_app("rebuild", &visit);

	(void)state;
	ok(app_add_result(app, hanau, &(ResultDraft){.step = "B1", .outcome = "failed", .visit = visit, .note = "Text"}, NULL, error));
	before = app_digest(app, NULL);
	ok(app_rebuild(app, error));
	after = app_digest(app, NULL);
	assert_string_equal(before, after);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(outcomes_require_what_they_need), cmocka_unit_test(steps_show_where_it_stands),
		cmocka_unit_test(failures_keep_what_was_seen),     cmocka_unit_test(every_environment_counts),
		cmocka_unit_test(undo_and_redo_survive_a_restart), cmocka_unit_test(undo_refuses_what_others_built_on),
		cmocka_unit_test(undo_goes_back_step_by_step_in_one_field),
		cmocka_unit_test(status_needs_its_reason),         cmocka_unit_test(a_stale_form_makes_a_difference),
		cmocka_unit_test(differing_results_are_decided),   cmocka_unit_test(personal_data_is_noticed),
		cmocka_unit_test(only_a_leitung_erases),           cmocka_unit_test(spreadsheets_get_no_formulas),
		cmocka_unit_test(the_undertaking_is_data),         cmocka_unit_test(conditions_know_the_kommune),
		cmocka_unit_test(nothing_before_set_up),           cmocka_unit_test(rebuild_gives_the_same),
	};

	g_setenv("VORORT_CHECKLISTS", "checklists", TRUE);
	g_setenv("VORORT_TODAY", "2026-11-24", TRUE);
	root = g_dir_make_tmp("vorort-app-XXXXXX", NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
