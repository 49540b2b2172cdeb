/* The overview of Bedarfsträger through the app: rows, cells in words, CSV; and the state of an Anbindung, set or suggested. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "vorort/app.h"
#include "vorort/text.h"

static char *root;
static const char hanau[] = "ags:06435014/wohngeld", bautzen[] = "ags:14625020/kfz";

#define SET(...) ((const char *const[]){__VA_ARGS__, NULL})
#define ok(call) \
	do { \
		g_autoptr(GError) error_ = NULL; \
		GError **error = &error_; \
		if (!(call)) \
			fail_msg("%s: %s", #call, error_ ? error_->message : "?"); \
	} while (0)

static App *
ready_app(const char *name)
{
	g_autofree char *dir = g_build_filename(root, name, NULL);
	AppOptions options = {dir};
	AppImport report;
	App *app = NULL;

	ok((app = app_open(&options, error)));
	ok(app_init(app, "Gerät", "TEAM-1", "roll_out_team", NULL, "06", error));
	ok(app_import_kommunen(app, "tests/data/kommunen-demo.jsonl", &report, error));
	app_import_clear(&report);
	return app;
}

static gint64
count(App *app, const OverviewFilter *filter)
{
	g_autoptr(GPtrArray) rows = NULL;
	gint64 n = 0;

	ok((rows = app_overview_rows(app, filter, error)));
	ok((n = app_overview_count(app, filter, error)) >= 0);
	if (filter->group == OVERVIEW_KOMMUNE)
		assert_int_equal(n, rows->len);
	return rows->len;
}

static void
rows_pass_the_filter(void **state)
{
	g_autoptr(App) app = ready_app("rows");
	gint64 all = count(app, &(OverviewFilter){.land = NULL});

	(void)state;
	ok(app_set_anbindung(app, hanau, SET("state=im_test"), NULL, error));
	ok(app_set_anbindung(app, bautzen, SET("first_mover=ja", "first_mover_by=KSpV"), NULL, error));
	assert_int_equal(count(app, &(OverviewFilter){.land = "06"}), 3);
	assert_int_equal(count(app, &(OverviewFilter){.land = "06", .only_anbindung = TRUE}), 1);
	assert_int_equal(count(app, &(OverviewFilter){.first_mover = TRUE}), 1);
	assert_int_equal(count(app, &(OverviewFilter){.state = "im_test", .leistung = "kfz"}), 0);
	assert_int_equal(count(app, &(OverviewFilter){.state = "im_test"}), 1);
	assert_int_equal(count(app, &(OverviewFilter){.size = "klein"}) + count(app, &(OverviewFilter){.size = "mittel"}) +
				 count(app, &(OverviewFilter){.size = "gross"}), all);
	assert_int_equal(count(app, &(OverviewFilter){.text = "BÓRKOWY"}), 1);
	assert_int_equal(count(app, &(OverviewFilter){.text = "'; DROP TABLE"}), 0);
}

/* What a lead knows without a visit is one action: one undo takes the Anbindung back, too. */
static void
a_state_needs_no_visit(void **state)
{
	g_autoptr(App) app = ready_app("stand");
	g_autoptr(Record) record = NULL, again = NULL;
	g_autofree char *title = NULL;
	g_autoptr(GError) refused = NULL;

	(void)state;
	ok(app_set_anbindung(app, hanau, SET("state=nicht_zustaendig", "state_date=2026-11-03", "state_source=Rückmeldung"), NULL, error));
	ok((record = app_record(app, hanau, error)));
	assert_string_equal(record_get(record, "state"), "nicht_zustaendig");
	ok(app_undo(app, NULL, &title, error));
	ok((again = app_record(app, hanau, error)));
	assert_true(again->is_retracted);
	ok(app_set_anbindung(app, hanau, SET("state=angemeldet"), NULL, error));
	record_free(again);
	ok((again = app_record(app, hanau, error)));
	assert_false(again->is_retracted);
	assert_string_equal(record_get(again, "state"), "angemeldet");
	assert_false(app_set_anbindung(app, "ags:99999999/wohngeld", SET("state=angemeldet"), NULL, &refused));
	g_clear_error(&refused);
	assert_false(app_set_anbindung(app, "unsinn", SET("state=angemeldet"), NULL, &refused));
}

static void
cells_in_words(void **state)
{
	static const struct {
		OverviewCell cell;
		const char *source, *words;
	} cases[] = {
		{{.state = "unbekannt", .state_date = "", .visit_date = ""}, NULL, "unbekannt"},
		{{.state = "im_test", .state_date = "2026-11-03", .visit_date = "2026-11-24", .n_obstacles = 2, .n_first_mover = 1}, "Quelle: Mail, A",
		 "im Test seit 03.11.2026 (Quelle: Mail, A) · Termin 24.11.2026 · 2 Hürden offen · First Mover"},
		{{.state_date = "", .visit_date = "", .n = 19, .n_connected = 3, .n_out = 2}, NULL,
		 "an 3 von 17 produktiv · 2 nicht zuständig oder mit anderem Angebot"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *words = app_overview_cell_text(&cases[i].cell, cases[i].source);

		assert_string_equal(words, cases[i].words);
	}
}

static void
the_matrix_as_csv(void **state)
{
	g_autoptr(App) app = ready_app("csv");
	OverviewFilter filter = {.land = "06"};
	g_autoptr(GPtrArray) rows = NULL, laender = NULL;
	g_autofree char *csv = NULL, *by_land = NULL;

	(void)state;
	ok(app_set_anbindung(app, hanau, SET("state=im_test", "state_date=2026-11-03"), NULL, error));
	ok((rows = app_overview_rows(app, &filter, error)));
	ok((csv = app_overview_csv(app, &filter, rows, error)));
	assert_true(g_str_has_prefix(csv, "\xEF\xBB\xBFSchlüssel;Name;Kreis;Land;Einwohner;"));
	assert_non_null(strstr(csv, "\r\nags:06435014;Hanau, Brüder-Grimm-Stadt;Main-Kinzig-Kreis;Hessen;101364;"));
	assert_non_null(strstr(csv, ";im Test seit 03.11.2026\r\n"));
	filter.group = OVERVIEW_LAND;
	ok((laender = app_overview_rows(app, &filter, error)));
	ok((by_land = app_overview_csv(app, &filter, laender, error)));
	assert_non_null(strstr(by_land, "an 0 von 1 produktiv")); /* "0/1" would be a date for a spreadsheet */
}

/* --- suggestions ------------------------------------------------------------------------------------------------------------------------ */

static char *
suggested(App *app, const char *set)
{
	g_autoptr(StepList) steps = NULL;
	g_autofree char *why = NULL;
	const char *code;

	ok((steps = app_steps(app, hanau, error)));
	code = app_suggest_state(steps, set, &why);
	assert_true((code == NULL) == (why == NULL));
	return g_strdup(code ? code : "");
}

#define assert_suggested(app, set, wanted) \
	do { \
		g_autofree char *got_ = suggested(app, set); \
		assert_string_equal(got_, wanted); \
	} while (0)

static void
settle_all(App *app)
{
	g_autoptr(StepList) steps = NULL;
	guint i;

	ok((steps = app_steps(app, hanau, error)));
	for (i = 0; i < steps->views->len; i++) {
		const StepView *view = steps->views->pdata[i];
		guint j;

		for (j = 0; view->applies && strcmp(view->step->duty, "muss") == 0 && j < view->results->len; j++)
			ok(app_add_result(app, hanau,
					  &(ResultDraft){.step = view->step->id, .env = ((StepResult *)view->results->pdata[j])->env, .outcome = "not_applicable",
							 .note = "Grund"}, NULL, error));
	}
}

static void
steps_suggest_a_state(void **state)
{
	g_autoptr(App) app = ready_app("vorschlag");

	(void)state;
	ok(app_add_anbindung(app, "06435014", "wohngeld", SET("transport=fitconnect"), NULL, error));
	assert_suggested(app, "", "");
	ok(app_add_result(app, hanau, &(ResultDraft){.step = "A6", .outcome = "passed"}, NULL, error));
	assert_suggested(app, "", "vorbereitung");
	assert_suggested(app, "im_test", "");
	assert_suggested(app, "ausgesetzt", "");
	ok(app_add_result(app, hanau, &(ResultDraft){.step = "F1.11", .outcome = "failed", .note = "Grund"}, NULL, error));
	assert_suggested(app, "angemeldet", "im_test");
	assert_suggested(app, "freigabereif", "im_test");
	assert_suggested(app, "ende_zu_ende", "");
	settle_all(app);
	assert_suggested(app, "im_test", "freigabereif");
	assert_suggested(app, "freigabereif", "");
	assert_suggested(app, "nicht_zustaendig", "");
}

static void
numbers_are_grouped(void **state)
{
	static const struct {
		gint64 number;
		const char *text;
	} cases[] = {{0, "0"}, {999, "999"}, {1000, "1 000"}, {-100, "-100"}, {-1234567, "-1 234 567"}, {12600, "12 600"}};
	size_t i;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = text_grouped(cases[i].number);

		assert_string_equal(text, cases[i].text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_pass_the_filter), cmocka_unit_test(a_state_needs_no_visit), cmocka_unit_test(cells_in_words),
		cmocka_unit_test(the_matrix_as_csv),    cmocka_unit_test(steps_suggest_a_state),  cmocka_unit_test(numbers_are_grouped),
	};

	g_setenv("VORORT_CHECKLISTS", "checklists", TRUE);
	g_setenv("VORORT_TODAY", "2026-11-24", TRUE);
	root = g_dir_make_tmp("vorort-overview-XXXXXX", NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
