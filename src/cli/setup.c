/* This installation and its whole data: init, status, undo, sync, export, verify and what belongs to them. */
#include "commands.h"

#include <stdio.h>
#include <string.h>

#include "vorort/text.h"

#include "filter.h"
#include "output.h"
#include "progress.h"
#include "typed.h"

/* --- init, status --------------------------------------------------------------------------------------------------------------------------- */

/* A setting as people see it; caller frees. */
static char *
setting_text(Cli *cli, const char *key)
{
	g_autofree char *value = app_setting(cli->app, key);

	return g_strdup(strcmp(key, "land") == 0 ? words_text(WORDS_LAND, value) : value ? value : "");
}

static void
print_setting(Cli *cli, const char *title, const char *key)
{
	g_autofree char *text = setting_text(cli, key);

	out_field(2, title, text);
}

static void
print_installation(Cli *cli)
{
	static const char *const files[][2] = {{"Zertifikate", "ca_file"}, {"Client-Zertifikat", "client_cert"}, {"Schlüssel dazu", "client_key"}};
	g_autofree char *role = app_role(cli->app);
	guint i;

	out_field(2, "Gerät", app_device(cli->app));
	print_setting(cli, "Name", "name");
	out_field(2, "Kürzel", app_user(cli->app));
	out_field(2, "Rolle", words_text(WORDS_ROLE, role));
	print_setting(cli, "Land", "land");
	print_setting(cli, "Ablage", "remote");
	for (i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *value = app_setting(cli->app, files[i][1]);

		if (value)
			out_field(2, files[i][0], value);
	}
	print_setting(cli, "letzter Abgleich", "last_sync");
	out_field(2, "Datenverzeichnis", app_data_dir(cli->app));
}

/* Before the rest: a file that is not there leaves everything as it was. */
static gboolean
keep_files(Cli *cli, GError **error)
{
	static const char *const settings[][2] = {{"ca-file", "ca_file"}, {"client-cert", "client_cert"}, {"client-key", "client_key"}};
	guint i;

	for (i = 0; i < G_N_ELEMENTS(settings); i++)
		if (cli_has(cli, settings[i][0]) && !app_set_setting(cli->app, settings[i][1], cli_option(cli, settings[i][0]), error))
			return FALSE;
	return TRUE;
}

gboolean
run_init(Cli *cli, GError **error)
{
	gboolean has_options = cli_has(cli, "name") || cli_has(cli, "user") || cli_has(cli, "role") || cli_has(cli, "remote") ||
			       cli_has(cli, "land");
	g_autofree char *note = NULL;

	if (!keep_files(cli, error))
		return FALSE;
	if ((has_options || !app_is_set_up(cli->app)) &&
	    !app_init(cli->app, cli_option(cli, "name"), cli_option(cli, "user"), cli_option(cli, "role"), cli_option(cli, "remote"),
		      cli_option(cli, "land"), error))
		return FALSE;
	puts("Eingerichtet.");
	print_installation(cli);
	note = app_role_note(cli->app);
	if (note)
		out_text(note, FALSE);
	puts(app_device(cli->app));
	return TRUE;
}

/* What status counts, for people and for programs. */
static const struct count {
	const char *key, *title;
	gsize offset;
} counts[] = {
	{"anbindungen", "Anbindungen", G_STRUCT_OFFSET(AppStatus, n_anbindungen)},
	{"visits", "Termine", G_STRUCT_OFFSET(AppStatus, n_visits)},
	{"obstacles", "Hürden", G_STRUCT_OFFSET(AppStatus, n_obstacles)},
	{"open_obstacles", "davon offen", G_STRUCT_OFFSET(AppStatus, n_open_obstacles)},
	{"ops", "Einträge", G_STRUCT_OFFSET(AppStatus, n_ops)},
	{"unpublished", "nicht abgeglichen", G_STRUCT_OFFSET(AppStatus, n_unpublished)},
	{"differences", "abweichende Eingaben", G_STRUCT_OFFSET(AppStatus, n_diff)},
	{"waiting", "für neuere Version", G_STRUCT_OFFSET(AppStatus, n_waiting)},
	{"quarantined", "zurückgehalten", G_STRUCT_OFFSET(AppStatus, n_quarantined)},
};

static void
print_status_json(Cli *cli, const AppStatus *status)
{
	static const char *const settings[] = {"name", "land", "remote", "last_sync", NULL};
	json_t *object = json_object();
	g_autofree char *role = app_role(cli->app);
	guint i;

	for (i = 0; i < G_N_ELEMENTS(counts); i++)
		json_object_set_new(object, counts[i].key, json_integer(G_STRUCT_MEMBER(gint64, status, counts[i].offset)));
	for (i = 0; settings[i]; i++) {
		g_autofree char *value = app_setting(cli->app, settings[i]);

		out_json_set(object, settings[i], value);
	}
	out_json_set(object, "device", app_device(cli->app));
	out_json_set(object, "user", app_user(cli->app));
	out_json_set(object, "role", role);
	json_object_set_new(object, "is_set_up", json_boolean(app_is_set_up(cli->app)));
	out_json(object);
}

gboolean
run_status(Cli *cli, GError **error)
{
	AppStatus status;
	guint i;

	if (!app_status(cli->app, &status, error))
		return FALSE;
	if (cli->is_json) {
		print_status_json(cli, &status);
		return TRUE;
	}
	if (!app_is_set_up(cli->app))
		puts("Noch nicht eingerichtet: vorort init --user KÜRZEL");
	print_installation(cli);
	putchar('\n');
	for (i = 0; i < G_N_ELEMENTS(counts); i++) {
		g_autofree char *n = g_strdup_printf("%" G_GINT64_FORMAT, G_STRUCT_MEMBER(gint64, &status, counts[i].offset));

		out_field(2, counts[i].title, n);
	}
	return TRUE;
}

/* --- undo, redo ----------------------------------------------------------------------------------------------------------------------------- */

gboolean
run_undo(Cli *cli, GError **error)
{
	g_autofree char *title = NULL, *line = NULL;

	if (!app_undo(cli->app, cli_word(cli, 0), &title, error))
		return FALSE;
	line = g_strdup_printf("Zurückgenommen: %s", title);
	out_text(line, FALSE);
	return TRUE;
}

gboolean
run_redo(Cli *cli, GError **error)
{
	g_autofree char *title = NULL, *line = NULL;

	if (!app_redo(cli->app, &title, error))
		return FALSE;
	line = g_strdup_printf("Wiederhergestellt: %s", title);
	out_text(line, FALSE);
	return TRUE;
}

/* --- sync ----------------------------------------------------------------------------------------------------------------------------------- */

static void
print_sync_json(const AppSyncReport *report)
{
	json_t *object = json_pack("{s:i,s:i,s:i,s:i,s:i,s:i,s:i,s:i,s:b,s:b}", "out", (int)report->n_out, "in", (int)report->n_in, "batches",
				   (int)report->n_in_batches, "quarantined", (int)report->n_quarantined, "gaps", (int)report->n_gaps,
				   "differences", (int)report->n_diff, "attachments", (int)report->n_attachments, "attachments_left",
				   (int)report->n_attachments_left, "is_merged", (int)report->is_merged, "is_new_device", (int)report->is_new_device);

	out_json_set(object, "text", report->text);
	out_json(object);
}

gboolean
run_sync(Cli *cli, GError **error)
{
	CliProgress progress;
	AppSyncReport report = {0};
	gboolean is_done;

	if (!progress_begin(cli, &progress, error))
		return FALSE;
	is_done = app_sync(cli->app, cli_option(cli, "remote"), &progress.app, &report, error);
	progress_end(&progress);
	if (is_done && cli->is_json)
		print_sync_json(&report);
	else if (is_done && !cli_has(cli, "quiet") && report.text)
		out_text(g_strchomp(report.text), TRUE);
	if (is_done && (report.n_quarantined || report.n_gaps || report.is_new_device))
		cli->status = EXIT_ATTENTION;
	app_sync_report_clear(&report);
	return is_done;
}

/* --- export ---------------------------------------------------------------------------------------------------------------------------------- */

/* A calendar has one format, a table has two. NULL with an error. */
static const char *
export_format(Cli *cli, gboolean is_calendar, GError **error)
{
	const char *format = cli_option(cli, "format"), *path = cli_option(cli, "output");
	gboolean is_table = !format || strcmp(format, "json") == 0 || strcmp(format, "csv") == 0;

	if (is_calendar ? !format || strcmp(format, "ics") == 0 : is_table)
		return is_calendar ? "ics" : format ? format : path && g_str_has_suffix(path, ".csv") && !cli->is_json ? "csv" : "json";
	g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "--format: „%s“ gibt es %s. Möglich %s.", format, is_calendar || strcmp(format, "ics") == 0 ? "hier nicht" : "nicht",
		    is_calendar ? "ist: ics" : "sind: json, csv");
	return NULL;
}

static gboolean
write_export(Cli *cli, const char *content, guint n_left_out, GError **error)
{
	if (n_left_out)
		fprintf(stderr, "Hinweis: %u vertrauliche Hürden stehen nicht in der Ausgabe.\n", n_left_out);
	if (cli_option(cli, "output"))
		return app_write_file(cli_option(cli, "output"), content, error);
	fputs(content, stdout);
	return TRUE;
}

gboolean
run_export(Cli *cli, GError **error)
{
	static const char *const kinds[] = {"obstacles", "results", "anbindungen", "visits", "steps", "fachverfahren", "ics", NULL};
	const char *what = cli_word(cli, 0), *format;
	gboolean is_calendar = strcmp(what, "ics") == 0;
	g_autofree char *content = NULL, *hint = typed_hint(what, kinds);
	ObstacleFilter filter;
	guint n_left_out = 0;

	if (!g_strv_contains(kinds, what)) {
		g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "„%s“ kann nicht ausgegeben werden%s Möglich sind: obstacles, results, anbindungen, visits, steps, fachverfahren, ics.",
			    what, *hint ? hint : ".");
		return FALSE;
	}
	if (!(format = export_format(cli, is_calendar, error)) || !filter_read(cli, &filter, error))
		return FALSE;
	content = is_calendar ? app_calendar(cli->app, &filter, &n_left_out, error) : app_export(cli->app, what, format, &filter, &n_left_out, error);
	return content && write_export(cli, content, n_left_out, error);
}

/* --- the whole ------------------------------------------------------------------------------------------------------------------------------ */

static void
print_findings_json(const GPtrArray *findings, const char *summary)
{
	json_t *object = json_object(), *array = json_array();
	guint i;

	for (i = 0; i < findings->len; i++)
		json_array_append_new(array, json_string(findings->pdata[i]));
	json_object_set_new(object, "findings", array);
	out_json_set(object, "summary", summary);
	out_json(object);
}

gboolean
run_verify(Cli *cli, GError **error)
{
	g_autofree char *summary = NULL;
	g_autoptr(GPtrArray) findings = app_verify(cli->app, &summary, error);
	guint i;

	if (!findings)
		return FALSE;
	if (findings->len)
		cli->status = EXIT_ATTENTION;
	if (cli->is_json) {
		print_findings_json(findings, summary);
		return TRUE;
	}
	for (i = 0; i < findings->len; i++)
		out_text(findings->pdata[i], FALSE);
	out_text(summary, TRUE);
	return TRUE;
}

gboolean
run_rebuild(Cli *cli, GError **error)
{
	if (!app_rebuild(cli->app, error))
		return FALSE;
	puts("Die Datenbank ist neu aufgebaut.");
	return TRUE;
}

gboolean
run_redact(Cli *cli, GError **error)
{
	g_autofree char *id = cli_find(cli, NULL, cli_word(cli, 0), NULL); /* an op has no entity of its own */

	if (!app_redact(cli->app, id ? id : cli_word(cli, 0), cli_word(cli, 1), cli_option(cli, "why"), error))
		return FALSE;
	if (strcmp(cli_word(cli, 1), "file") == 0)
		puts("Die Datei ist hier gelöscht; der nächste Abgleich löscht sie auf allen Geräten. Auf dem Server bleibt sie, bis ihr Gerät abgeglichen "
		     "hat und der Server aufräumt.");
	else
		puts("Der Text ist hier gelöscht; der nächste Abgleich löscht ihn überall.");
	return TRUE;
}

gboolean
run_digest(Cli *cli, GError **error)
{
	g_autofree char *digest = app_digest(cli->app, error);

	if (digest)
		puts(digest);
	return digest != NULL;
}
