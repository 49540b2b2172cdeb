/* Stellen and what they do for many: one test for all whom a KIT serves, parameters taken over, levels of execution, bundled demand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "vorort/app.h"
#include "vorort/evening.h"

static char *root;
static const char hanau[] = "ags:06435014/wohngeld", burg[] = "ags:12071032/wohngeld", hanau_ewa[] = "ags:06435014/ummeldung";

#define SET(...) ((const char *const[]){__VA_ARGS__, NULL})
#define ok(call) \
	do { \
		g_autoptr(GError) error_ = NULL; \
		GError **error = &error_; \
		if (!(call)) \
			fail_msg("%s: %s", #call, error_ ? error_->message : "?"); \
	} while (0)

/* A laptop with the demo's Kommunen; Hanau with two Leistungen and Burg with one, all by OSCI. */
static App *
ready_app(const char *name)
{
	g_autofree char *dir = g_build_filename(root, name, NULL);
	App *app = NULL;
	AppImport report;

	ok((app = app_open(&(AppOptions){dir}, error)));
	ok(app_init(app, "Gerät", "TEAM-1", "roll_out_team", NULL, "06", error));
	ok(app_import_kommunen(app, "tests/data/kommunen-demo.jsonl", &report, error));
	app_import_clear(&report);
	ok(app_add_anbindung(app, "06435014", "wohngeld", SET("transport=osci"), NULL, error));
	ok(app_add_anbindung(app, "06435014", "ummeldung", NULL, NULL, error));
	ok(app_add_anbindung(app, "12071032", "wohngeld", SET("transport=osci"), NULL, error));
	return app;
}

static char *
add_stelle(App *app, const char *kind, const char *name)
{
	g_autofree char *kind_pair = g_strconcat("kind=", kind, NULL), *name_pair = g_strconcat("name=", name, NULL);
	char *id = NULL;

	ok(app_add(app, "stelle", SET(kind_pair, name_pair), &id, error));
	return id;
}

static void
serve(App *app, const char *stelle, const char *key)
{
	g_autofree char *pair = g_strdup_printf("serves.%s=ja", key);

	ok(app_set(app, stelle, SET(pair), NULL, error));
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

static const StepResult *
result_of(const StepView *view, const char *env)
{
	guint i;

	for (i = 0; i < view->results->len; i++)
		if (strcmp(((StepResult *)view->results->pdata[i])->env, env) == 0)
			return view->results->pdata[i];
	fail_msg("no result in %s", env);
	return NULL;
}

static char *
outcome_at(App *app, const char *anbindung, const char *step)
{
	g_autoptr(StepList) list = NULL;

	ok((list = app_steps(app, anbindung, error)));
	return g_strdup(view_of(list, step)->outcome ? view_of(list, step)->outcome : "offen");
}

#define assert_outcome(app, anbindung, step, wanted) \
	do { \
		g_autofree char *outcome_ = outcome_at(app, anbindung, step); \
		assert_string_equal(outcome_, wanted); \
	} while (0)

static guint
n_done(App *app, const char *anbindung)
{
	g_autoptr(StepList) list = NULL;

	ok((list = app_steps(app, anbindung, error)));
	return list->n_done;
}

static gboolean
refused(App *app, const char *anbindung, const ResultDraft *draft, const char *words_)
{
	g_autoptr(GError) error = NULL;

	return !app_add_result(app, anbindung, draft, NULL, &error) && strstr(error->message, words_);
}

/* --- one test for many ----------------------------------------------------------------------------------------------------------------- */

static void
tested_once_for_all(void **state)
{
	g_autoptr(App) app = ready_app("once");
	g_autofree char *kit = add_stelle(app, "kit", "Kopfstelle Mitte"), *known = NULL, *id = NULL;
	g_autoptr(StepList) list = NULL;
	const StepResult *r;
	guint before = n_done(app, burg);

	(void)state;
	assert_null(app_stelle_of_step(app, hanau, "E1", NULL));
	assert_true(refused(app, hanau, &(ResultDraft){.step = "E1", .outcome = "passed", .for_stelle = ""}, "keine Stelle bekannt"));
	assert_true(refused(app, hanau, &(ResultDraft){.step = "E1", .outcome = "passed", .for_stelle = kit}, "nicht zuständig"));
	serve(app, kit, "ags:06435014");
	serve(app, kit, "ags:12071032");
	ok((known = app_stelle_of_step(app, hanau, "E1", error)));
	assert_string_equal(known, kit);
	assert_null(app_stelle_of_step(app, hanau, "A1", NULL));
	assert_true(refused(app, hanau, &(ResultDraft){.step = "A6", .outcome = "passed", .for_stelle = ""}, "nur für diese Kommune"));
	ok(app_add_result(app, hanau, &(ResultDraft){.step = "E1", .outcome = "failed", .env = "prod", .for_stelle = ""}, &id, error));
	assert_outcome(app, hanau_ewa, "E1", "failed"); /* the firewall is the same for every Leistung */
	ok((list = app_steps(app, burg, error)));
	r = result_of(view_of(list, "E1"), "prod");
	assert_true(r->is_inherited);
	assert_false(step_result_contradicts(r));
	assert_string_equal(r->outcome, "failed");
	assert_string_equal(r->stelle, kit);
	assert_string_equal(r->stelle_name, "Kopfstelle Mitte");
	assert_string_equal(r->id, id);
	assert_int_equal(r->n_results, 0);
	assert_int_equal(list->n_done, before + 1);
	assert_int_equal(list->n_failed, 1);
	ok(app_undo(app, NULL, NULL, error));
	assert_outcome(app, burg, "E1", "offen");
	ok(app_redo(app, NULL, error));
	assert_outcome(app, burg, "E1", "failed");
}

/* What is found on site wins there, and is shown beside what the Stelle says. */
static void
contradicted_on_site(void **state)
{
	g_autoptr(App) app = ready_app("contradicted");
	g_autofree char *kit = add_stelle(app, "kit", "Kopfstelle Mitte"), *own = NULL, *for_all = NULL;
	g_autoptr(StepList) list = NULL;
	g_autoptr(GPtrArray) history = NULL;
	const StepResult *r;

	(void)state;
	serve(app, kit, "ags:06435014");
	serve(app, kit, "ags:12071032");
	ok(app_add_result(app, hanau, &(ResultDraft){.step = "E1", .outcome = "passed", .env = "prod", .for_stelle = kit}, &for_all, error));
	ok(app_add_result(app, burg, &(ResultDraft){.step = "E1", .outcome = "failed", .env = "prod"}, &own, error));
	ok((list = app_steps(app, burg, error)));
	r = result_of(view_of(list, "E1"), "prod");
	assert_false(r->is_inherited);
	assert_true(step_result_contradicts(r));
	assert_string_equal(r->outcome, "failed");
	assert_string_equal(r->stelle_outcome, "passed");
	assert_string_equal(r->id, own);
	assert_outcome(app, hanau, "E1", "passed");
	ok((history = app_step_history(app, burg, "E1", error)));
	assert_int_equal(history->len, 2);
	assert_string_equal(((Record *)history->pdata[1])->id, for_all);
	ok(app_retract(app, own, "Irrtum", error));
	assert_outcome(app, burg, "E1", "passed");
}

static void
named_stelle_goes_before_serving(void **state)
{
	g_autoptr(App) app = ready_app("named");
	g_autofree char *serving = add_stelle(app, "kit", "die übliche"), *named = add_stelle(app, "kit", "die eigene"), *known = NULL;
	g_autofree char *pair = g_strconcat("stelle.kit=", named, NULL);

	(void)state;
	serve(app, serving, "ags:06435014");
	ok(app_set(app, hanau, SET(pair), NULL, error));
	ok((known = app_stelle_of_step(app, hanau, "E1", error)));
	assert_string_equal(known, named);
	ok(app_add_result(app, hanau_ewa, &(ResultDraft){.step = "E1", .outcome = "passed", .env = "prod", .for_stelle = ""}, NULL, error));
	assert_outcome(app, hanau_ewa, "E1", "passed");
	assert_outcome(app, hanau, "E1", "offen");
	ok(app_retract(app, serving, "aufgelöst", error));
	assert_outcome(app, hanau_ewa, "E1", "offen");
}

/* May the Land reuse this service? Every Leistung has its own answer; a whole Land is one entry. */
static void
land_answers_per_leistung(void **state)
{
	g_autoptr(App) app = ready_app("land");
	g_autofree char *land = add_stelle(app, "koordination", "OZG-Koordination"), *kit = add_stelle(app, "kit", "Kopfstelle");
	g_autoptr(GPtrArray) served = NULL;

	(void)state;
	serve(app, land, "06");
	serve(app, kit, "ags:06435014");
	ok(app_add_result(app, hanau, &(ResultDraft){.step = "B1", .outcome = "passed", .for_stelle = ""}, NULL, error));
	assert_outcome(app, hanau, "B1", "passed");
	assert_outcome(app, hanau_ewa, "B1", "offen");
	assert_outcome(app, burg, "B1", "offen"); /* another Land */
	assert_outcome(app, hanau, "E1", "offen");
	ok((served = app_stelle_anbindungen(app, land, error)));
	assert_int_equal(served->len, 2);
}

static void
waits_for_all(void **state)
{
	g_autoptr(App) app = ready_app("waits");
	g_autofree char *kit = add_stelle(app, "kit", "Kopfstelle Mitte");
	g_autoptr(GPtrArray) everywhere = NULL, here = NULL;
	const FollowUp *w;

	(void)state;
	serve(app, kit, "ags:06435014");
	ok(app_add_result(app, hanau, &(ResultDraft){.step = "E1", .outcome = "waiting", .stelle = "kit", .due = "2026-12-01", .for_stelle = ""}, NULL, error));
	ok((everywhere = app_follow_ups(app, NULL, 0, error)));
	assert_int_equal(everywhere->len, 1);
	w = everywhere->pdata[0];
	assert_string_equal(w->title, "Kopfstelle Mitte");
	assert_string_equal(w->on, kit);
	assert_string_equal(w->step, "E1");
	assert_string_not_equal(w->what, "E1");
	ok((here = app_waiting(app, hanau_ewa, error)));
	assert_int_equal(here->len, 1);
	w = here->pdata[0];
	assert_string_equal(w->on, hanau_ewa);
	assert_string_equal(w->due, "2026-12-01");
}

/* A condition and a need see what is inherited; NL coverage counts it. */
static void
counts_like_an_own_one(void **state)
{
	g_autoptr(App) app = ready_app("counts");
	g_autofree char *kit = add_stelle(app, "kit", "Kopfstelle Mitte"), *json = NULL, *csv = NULL;
	g_autoptr(StepList) before = NULL, after = NULL;
	guint i, n = 0;

	(void)state;
	serve(app, kit, "ags:06435014");
	ok((before = app_steps(app, hanau, error)));
	for (i = 0; i < before->views->len; i++) {
		const StepView *view = before->views->pdata[i];

		if (view->applies && strcmp(view->step->level, "kit") == 0) {
			ok(app_add_result(app, hanau, &(ResultDraft){.step = view->step->id, .outcome = "failed", .for_stelle = ""}, NULL, error));
			n++;
		}
	}
	assert_true(n > 1);
	ok((after = app_steps(app, hanau, error)));
	assert_int_equal(after->n_failed, n);
	ok((json = app_steps_json(app, hanau, error)));
	assert_non_null(strstr(json, "\"is_inherited\": true"));
	ok((csv = app_export(app, "steps", "csv", NULL, NULL, error)));
	assert_non_null(strstr(csv, "Kopfstelle Mitte"));
}

/* --- who carries it out ---------------------------------------------------------------------------------------------------------------- */

#define assert_authority(app, kommune, leistung, wanted, words_) \
	do { \
		g_autoptr(Vollzug) v_ = NULL; \
		ok((v_ = app_vollzug(app, kommune, leistung, error))); \
		if (!(wanted)) \
			assert_null(v_->authority); \
		else \
			assert_string_equal(v_->authority, wanted); \
		if (!*(words_)) \
			assert_null(v_->warning); \
		else \
			assert_non_null(strstr(v_->warning, words_)); \
	} while (0)

static void
levels_lead_to_an_authority(void **state)
{
	g_autoptr(App) app = ready_app("levels");

	(void)state;
	assert_authority(app, "06435014", "fuehrerschein", "kreis:06435", "Für Hanau ist das Main-Kinzig-Kreis");
	assert_authority(app, "kreis:06435", "fuehrerschein", "kreis:06435", "");
	assert_authority(app, "08111000", "fuehrerschein", "ags:08111000", ""); /* kreisfrei: Stadt and Kreis in one */
	assert_authority(app, "06435014", "anlagengenehmigung", NULL, "Das ist nicht Hanau");
	assert_authority(app, "06435014", "wohngeld", "ags:06435014", "");
	ok(app_set_vollzug(app, "BB", "wohngeld", "Gemeindeverband", "Auskunft der Koordination", error));
	assert_authority(app, "12071032", "wohngeld", "verband:120715101", "Burg (Spreewald)");
	assert_authority(app, "06435014", "wohngeld", "ags:06435014", ""); /* another Land */
	assert_authority(app, "verband:120715101", "wohngeld", "verband:120715101", "");
	assert_authority(app, "14625020", "wohngeld", "ags:14625020", "");
}

static void
levels_are_corrected(void **state)
{
	g_autoptr(App) app = ready_app("corrected");
	g_autoptr(GPtrArray) before = NULL, after = NULL;
	g_autoptr(GError) refusal = NULL;
	g_autofree char *text = NULL;
	const Vollzug *v;

	(void)state;
	ok((before = app_vollzug_list(app, "06", "fuehrerschein", error)));
	assert_int_equal(before->len, 1);
	assert_string_equal(((Vollzug *)before->pdata[0])->confidence, "C");
	assert_false(app_set_vollzug(app, "HE", "fuehrerschein", "dorf", "x", &refusal));
	assert_non_null(strstr(refusal->message, "keine Ebene"));
	g_clear_error(&refusal);
	assert_false(app_set_vollzug(app, "HE", "fuehrerschein", "kreis", "", &refusal));
	assert_non_null(strstr(refusal->message, "Quelle"));
	ok(app_set_vollzug(app, "HE", "fuehrerschein", "kreis,gemeinde", "Auskunft der Koordination", error));
	assert_authority(app, "06435014", "fuehrerschein", "ags:06435014", "");
	ok((after = app_vollzug_list(app, "06", "fuehrerschein", error)));
	v = after->pdata[0];
	assert_string_equal(v->confidence, "erfasst");
	assert_int_equal(g_strv_length(v->levels), 2);
	assert_non_null(strstr(v->source, "Auskunft der Koordination – TEAM-1"));
	text = vollzug_levels_text(v);
	assert_string_equal(text, "Gemeinde oder Kreis oder kreisfreie Stadt");
	ok(app_set_vollzug(app, "HE", "fuehrerschein", "gemeinde", "nachgefragt", error));
	ok(app_undo(app, NULL, NULL, error));
	assert_authority(app, "kreis:06435", "fuehrerschein", "kreis:06435", "");
	ok(app_undo(app, NULL, NULL, error));
	assert_authority(app, "06435014", "fuehrerschein", "kreis:06435", "Beleg C");
	ok(app_set_vollzug(app, "HE", "fuehrerschein", "gemeinde", "doch", error)); /* after a withdrawal */
	assert_authority(app, "06435014", "fuehrerschein", "ags:06435014", "");
}

static void
the_wrong_kommune_is_noticed(void **state)
{
	g_autoptr(App) app = ready_app("wrong");
	const GPtrArray *warnings;

	(void)state;
	ok(app_add_anbindung(app, "06435014", "wohngeld", NULL, NULL, error));
	assert_int_equal(app_warnings(app)->len, 0);
	ok(app_add_anbindung(app, "06435014", "fuehrerschein", NULL, NULL, error));
	warnings = app_warnings(app);
	assert_int_equal(warnings->len, 1);
	assert_non_null(strstr(warnings->pdata[0], "kreis:06435"));
	ok(app_add(app, "visit", SET("anbindungen=ags:06435014/fuehrerschein,ags:06435014/wohngeld", "date=2026-12-01"), NULL, error));
	assert_int_equal(app_warnings(app)->len, 1);
}

/* --- taking over ------------------------------------------------------------------------------------------------------------------------ */

#define assert_param(app, anbindung, name, wanted) \
	do { \
		g_autoptr(Record) r_ = app_record(app, anbindung, NULL); \
		assert_string_equal(record_get_keyed(r_, "param", name, "param"), wanted); \
	} while (0)

#define assert_takeover(r, anbindungen, change, same, differ) \
	do { \
		assert_int_equal((r).n_anbindungen, anbindungen); \
		assert_int_equal((r).n_change, change); \
		assert_int_equal((r).n_same, same); \
		assert_int_equal((r).n_differ, differ); \
	} while (0)

static void
one_choice_fills_many(void **state)
{
	g_autoptr(App) app = ready_app("many");
	g_autofree char *kit = add_stelle(app, "kit", "Kopfstelle Mitte"), *before = NULL, *after = NULL;
	g_autoptr(Record) record = NULL;
	StelleTakeover report;

	(void)state;
	ok(app_set(app, kit, SET("product=DiWo", "version=4.2"), NULL, error));
	ok(app_stelle_serve(app, kit, SET("ags:06435014", "ags:12071032"), NULL, error));
	ok(app_add_anbindung(app, "12071032", "wohngeld", SET("fachverfahren=WoGeld"), NULL, error));
	before = app_digest(app, NULL);
	ok(app_stelle_take_over(app, kit, "wohngeld", TRUE, &report, error));
	assert_takeover(report, 2, 2, 0, 1);
	assert_non_null(strstr(report.differing->pdata[0], "Fachverfahren bleibt „WoGeld“"));
	stelle_takeover_clear(&report);
	after = app_digest(app, NULL);
	assert_string_equal(before, after);
	ok(app_stelle_take_over(app, kit, "wohngeld", FALSE, &report, error));
	stelle_takeover_clear(&report);
	assert_param(app, hanau, "fachverfahren", "DiWo");
	assert_param(app, burg, "fachverfahren", "WoGeld");
	assert_param(app, hanau, "kopfstelle", "ja"); /* „nein“ was the checklist's, nobody's */
	ok((record = app_record(app, hanau, error)));
	assert_string_equal(record_get_keyed(record, "stelle", "kit", "stelle"), kit);
	ok(app_stelle_take_over(app, kit, "wohngeld", TRUE, &report, error));
	assert_takeover(report, 2, 0, 1, 1);
	stelle_takeover_clear(&report);
	ok(app_undo(app, NULL, NULL, error));
	assert_param(app, hanau, "fachverfahren", "");
	assert_param(app, hanau, "kopfstelle", "nein");
}

/* Whoever said „nein“ meant it. */
static void
what_was_said_stays(void **state)
{
	g_autoptr(App) app = ready_app("stays");
	g_autofree char *kit = add_stelle(app, "kit", "Kopfstelle Mitte"), *other = add_stelle(app, "kit", "Kopfstelle Süd");
	g_autofree char *pair = g_strconcat("stelle.kit=", other, NULL);
	StelleTakeover report;

	(void)state;
	ok(app_stelle_serve(app, kit, SET("ags:06435014"), NULL, error));
	ok(app_set(app, hanau, SET("param.kopfstelle=ja", pair), NULL, error));
	ok(app_set(app, hanau, SET("param.kopfstelle=nein"), NULL, error));
	ok(app_stelle_take_over(app, kit, "wohngeld", FALSE, &report, error));
	assert_takeover(report, 1, 0, 0, 1);
	assert_int_equal(report.differing->len, 2);
	assert_non_null(strstr(report.differing->pdata[0], "Stelle bleibt „Kopfstelle Süd“"));
	stelle_takeover_clear(&report);
	assert_param(app, hanau, "kopfstelle", "nein");
}

static void
serving_is_one_action(void **state)
{
	g_autoptr(App) app = ready_app("serving");
	g_autofree char *kit = add_stelle(app, "kit", "Kopfstelle Mitte");
	g_autoptr(GPtrArray) both = NULL, one = NULL, again = NULL;
	g_autoptr(GError) refusal = NULL;

	(void)state;
	ok(app_stelle_serve(app, kit, SET("ags:06435014", "06"), NULL, error));
	ok((both = app_stelle_serves(app, kit, error)));
	assert_int_equal(both->len, 2);
	ok(app_stelle_serve(app, kit, NULL, SET("06", "ags:12071032"), error));
	ok((one = app_stelle_serves(app, kit, error)));
	assert_int_equal(one->len, 1);
	assert_false(app_stelle_serve(app, kit, SET("Hanau"), NULL, &refusal));
	assert_non_null(strstr(refusal->message, "keine Kommune"));
	ok(app_undo(app, NULL, NULL, error));
	ok((again = app_stelle_serves(app, kit, error)));
	assert_int_equal(again->len, 2);
}

static void
a_private_mailbox_is_noticed(void **state)
{
	g_autoptr(App) app = ready_app("mailbox");
	g_autofree char *kit = add_stelle(app, "kit", "Kopfstelle Mitte");

	(void)state;
	ok(app_set(app, kit, SET("mailbox=servicedesk@kit.example"), NULL, error));
	assert_int_equal(app_warnings(app)->len, 0);
	ok(app_set(app, kit, SET("mailbox=petra.mustermann@kit.example"), NULL, error));
	assert_int_equal(app_warnings(app)->len, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tested_once_for_all),
		cmocka_unit_test(contradicted_on_site),
		cmocka_unit_test(named_stelle_goes_before_serving),
		cmocka_unit_test(land_answers_per_leistung),
		cmocka_unit_test(waits_for_all),
		cmocka_unit_test(counts_like_an_own_one),
		cmocka_unit_test(levels_lead_to_an_authority),
		cmocka_unit_test(levels_are_corrected),
		cmocka_unit_test(the_wrong_kommune_is_noticed),
		cmocka_unit_test(one_choice_fills_many),
		cmocka_unit_test(what_was_said_stays),
		cmocka_unit_test(serving_is_one_action),
		cmocka_unit_test(a_private_mailbox_is_noticed),
	};

	root = g_dir_make_tmp("stellen.XXXXXX", NULL);
	g_setenv("VORORT_CHECKLISTS", "checklists", TRUE);
	g_setenv("VORORT_TODAY", "2026-11-24", TRUE);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
