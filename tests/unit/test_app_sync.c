/* Whole laptops over a real folder: what a sync does when the disk is full, and after one that was cancelled. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/internal.h"
#include "store/internal.h"

static char *root;

#define ok(call) \
	do { \
		g_autoptr(GError) error_ = NULL; \
		GError **error = &error_; \
		if (!(call)) \
			fail_msg("%s: %s", #call, error_ ? error_->message : "?"); \
	} while (0)

static App *
open_app(const char *name, const char *user, const char *remote)
{
	g_autofree char *dir = g_build_filename(root, name, NULL);
	AppOptions options = {dir};
	App *app = NULL;

	ok((app = app_open(&options, error)));
	ok(app_init(app, name, user, NULL, remote, "06", error));
	return app;
}

/* Its path; caller frees. */
static char *
make_remote(const char *name)
{
	char *path = g_build_filename(root, name, NULL);
	const char *argv[] = {"git", "init", "-q", "--bare", "-b", "main", path, NULL};

	ok(g_spawn_sync(NULL, (char **)(gpointer)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, error));
	return path;
}

static void
sync_fine(App *app)
{
	AppSyncReport report;

	ok(app_sync(app, NULL, NULL, &report, error));
	assert_true(report.is_merged);
	app_sync_report_clear(&report);
}

/* As on a full disk: the database cannot grow any more. */
static void
set_full(App *app, gboolean is_full)
{
	gint64 now = sql_number(app->store, 0, "PRAGMA page_count", "");
	g_autofree char *sql = g_strdup_printf("PRAGMA max_page_count = %" G_GINT64_FORMAT, is_full ? now : G_GINT64_CONSTANT(1000000));

	assert_int_equal(sqlite3_exec(app->store->db, sql, NULL, NULL, NULL), SQLITE_OK);
}

/* A directory of 300 Kommunen, too large for pages that happen to be free. Caller frees its path. */
static char *
write_directory(void)
{
	g_autoptr(GString) text = g_string_new("{\"format\":\"vorort-kommunen\",\"version\":1,\"stand\":\"2023-11-30\",\"quelle\":\"Test\"}\n");
	char *path = g_build_filename(root, "kommunen.jsonl", NULL);
	guint i;

	for (i = 0; i < 300; i++)
		g_string_append_printf(text, "{\"art\":\"63\",\"ars\":\"064350%03u%03u\",\"einwohner\":2555,\"id\":\"ags:06435%03u\",\"kreis\":"
					     "\"Main-Kinzig-Kreis\",\"name\":\"Gemeinde %u\",\"plz\":\"63526\"}\n", i, i, i, i);
	ok(g_file_set_contents(path, text->str, -1, error));
	return path;
}

/* A file that could not be stored is no bad file: it was put aside for good, and the laptop never knew these Kommunen. */
static void
a_full_disk_is_not_the_files_fault(void **state)
{
	g_autofree char *remote = make_remote("full.git"), *directory = write_directory();
	g_autoptr(App) a = NULL, b = NULL;
	g_autoptr(GPtrArray) aside = NULL;
	g_autoptr(Kommune) hanau = NULL;
	g_autoptr(GError) full = NULL;
	AppSyncReport report;
	AppImport import;

	(void)state;
	a = open_app("a", "TEAM-A", remote);
	b = open_app("b", "TEAM-B", remote);
	sync_fine(a);
	sync_fine(b);
	ok(app_import_kommunen(a, directory, &import, error));
	app_import_clear(&import);
	sync_fine(a);
	set_full(b, TRUE);
	assert_false(app_sync(b, NULL, NULL, &report, &full));
	assert_non_null(strstr(full->message, "voll"));
	ok((aside = app_quarantined(b, error)));
	assert_int_equal(aside->len, 0);
	set_full(b, FALSE);
	sync_fine(b);
	ok((hanau = app_kommune(b, "06435014", error)));
}

static void
note_import(const char *what, guint64 done, guint64 total, void *data)
{
	(void)total;
	/* The second file is next. */
	if (strcmp(what, "Neues prüfen und übernehmen") == 0 && done == 1)
		*(gboolean *)data = TRUE;
}

static gboolean
is_noted(void *data)
{
	return *(gboolean *)data;
}

/* Cancelled between a directory and what is made of it: the next sync has nothing new to import, and still has to do it. */
static void
a_cancelled_sync_is_made_up_for(void **state)
{
	g_autofree char *remote = make_remote("cancelled.git"), *directory = write_directory();
	g_autoptr(App) a = open_app("a2", "TEAM-A", remote), b = open_app("b2", "TEAM-B", remote);
	g_autofree char *first = NULL, *second = NULL;
	gboolean is_cancelled = FALSE;
	AppProgress progress = {.report = note_import, .is_cancelled = is_noted, .data = &is_cancelled};
	AppSyncReport report;
	AppImport import;

	(void)state;
	ok(app_import_kommunen(a, directory, &import, error));
	app_import_clear(&import);
	sync_fine(a);
	assert_false(app_sync(b, NULL, &progress, &report, NULL));
	assert_true(is_cancelled);
	sync_fine(b);
	sync_fine(a);
	ok((first = app_digest(a, error)));
	ok((second = app_digest(b, error)));
	assert_string_equal(first, second);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_disk_is_not_the_files_fault), cmocka_unit_test(a_cancelled_sync_is_made_up_for),
	};

	g_setenv("VORORT_CHECKLISTS", "checklists", TRUE);
	root = g_dir_make_tmp("vorort-app-sync-XXXXXX", NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
