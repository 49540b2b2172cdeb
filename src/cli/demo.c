/* The demonstration: two devices and a shared repository, opened in the interface or told as text. */
#include "commands.h"

#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "filter.h"
#include "lists.h"
#include "output.h"

static void
say(const char *line, void *data)
{
	(void)data;
	out_text(line, FALSE);
	fflush(stdout);
}

static int
remove_entry(const char *path, const struct stat *info, int type, struct FTW *where)
{
	(void)info;
	(void)type;
	(void)where;
	return remove(path);
}

static void
print_anbindungen(Cli *cli, const GPtrArray *ids)
{
	static const char *const titles[] = {"erledigt", "nicht bestanden", "läuft", "Hürden", "Anbindung", NULL};
	OutTable *table = out_table_new(titles);
	guint i;

	for (i = 0; i < ids->len; i++) {
		g_autoptr(StepList) list = app_steps(cli->app, ids->pdata[i], NULL);
		ObstacleFilter filter = {.anbindung = ids->pdata[i], .only_open = TRUE};

		if (!list)
			continue;
		out_table_add(table, g_strdup_printf("%u von %u", list->n_done, list->n_steps));
		out_table_add(table, g_strdup_printf("%u", list->n_failed));
		out_table_add(table, g_strdup_printf("%u", list->n_waiting));
		out_table_add(table, g_strdup_printf("%" G_GINT64_FORMAT, app_count_obstacles(cli->app, &filter, NULL)));
		out_table_add(table, app_anbindung_title(cli->app, ids->pdata[i]));
	}
	out_table_end(table, "Keine Anbindungen.");
}

/* What one device knows: the same on all that have synced. */
static gboolean
print_device(Cli *cli, const char *dir, const char *name, GError **error)
{
	g_autofree char *path = g_build_filename(dir, name, NULL), *device = NULL, *heading = NULL, *digest = NULL;
	AppOptions options = {path};
	ObstacleFilter all = {0};
	g_autoptr(GPtrArray) ids = NULL;

	if (!(cli->app = app_open(&options, error)) || !(ids = app_list(cli->app, "anbindung", NULL, 0, error)))
		return FALSE;
	device = app_setting(cli->app, "name");
	heading = g_strdup_printf("=== Was das Gerät „%s“ (%s) weiß", device ? device : name, app_device(cli->app));
	out_heading(heading);
	print_anbindungen(cli, ids);
	if (!print_obstacles(cli, &all, "Hürden", error) || !(digest = app_digest(cli->app, error)))
		return FALSE;
	printf("\nPrüfsumme aller Daten: %s\n", digest);
	g_clear_pointer(&cli->app, app_close);
	return TRUE;
}

/* Plays the story, once for a folder: what is there already is only shown. */
static gboolean
play(const char *dir, void (*line)(const char *line, void *data), GError **error)
{
	g_autofree char *database = g_build_filename(dir, "a", "vorort.db", NULL);

	return g_file_test(database, G_FILE_TEST_EXISTS) || app_demo(dir, line, NULL, error);
}

static gboolean
tell(Cli *cli, const char *dir, GError **error)
{
	return play(dir, say, error) && print_device(cli, dir, "a", error) && print_device(cli, dir, "b", error);
}

static gboolean
open_interface(Cli *cli, const char *dir, GError **error)
{
	g_autofree char *data = g_build_filename(dir, "a", NULL);

	if (!play(dir, NULL, error))
		return FALSE;
	cli->status = (CliExit)cli->open_tui(data, NULL);
	return TRUE;
}

gboolean
run_demo(Cli *cli, GError **error)
{
	gboolean is_text = cli_has(cli, "text") || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO), is_done;
	g_autofree char *temporary = cli_word(cli, 0) ? NULL : g_dir_make_tmp("vorort-demo-XXXXXX", error);
	const char *dir = cli_word(cli, 0) ? cli_word(cli, 0) : temporary;

	if (!dir)
		return FALSE;
	is_done = is_text ? tell(cli, dir, error) : open_interface(cli, dir, error);
	g_clear_pointer(&cli->app, app_close);
	if (temporary)
		nftw(temporary, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	return is_done;
}
