/* Devices and roles: who works here, who leads, who is blocked from which batch on. */
#include "commands.h"

#include <stdio.h>
#include <string.h>

#include "vorort/text.h"

#include "filter.h"
#include "output.h"
#include "typed.h"

/* --- list ----------------------------------------------------------------------------------------------------------------------------------- */

static char *
day(const char *iso)
{
	return iso ? text_date(iso) : NULL;
}

static char *
blocked_text(const AppDevice *device)
{
	return device->blocked_after < 0 ? NULL : g_strdup_printf("nach Paket %" G_GINT64_FORMAT, device->blocked_after);
}

static char *
number(gint64 n)
{
	return n ? g_strdup_printf("%" G_GINT64_FORMAT, n) : NULL;
}

static void
add_row(OutTable *table, const AppDevice *device)
{
	out_table_add(table, g_strdup(device->id));
	out_table_add(table, g_strdup(device->is_own ? "dieses" : ""));
	out_table_add(table, g_strdup(words_text(WORDS_ROLE, device->role)));
	out_table_add(table, day(device->first));
	out_table_add(table, day(device->last));
	out_table_add(table, number(device->last_batch));
	out_table_add(table, blocked_text(device));
	out_table_add(table, g_strdup(device->is_announced ? device->name : "hat sich nie vorgestellt"));
}

static json_t *
device_json(const AppDevice *device)
{
	json_t *object = json_pack("{s:I,s:b,s:b}", "last_batch", (json_int_t)device->last_batch, "is_own", (int)device->is_own, "is_granted",
				   (int)device->is_granted);

	out_json_set(object, "id", device->id);
	out_json_set(object, "name", *device->name ? device->name : NULL);
	out_json_set(object, "task", *device->task ? device->task : NULL);
	out_json_set(object, "role", device->role);
	out_json_set(object, "first_day", device->first);
	out_json_set(object, "last_day", device->last);
	json_object_set_new(object, "blocked_after", device->blocked_after < 0 ? json_null() : json_integer(device->blocked_after));
	return object;
}

gboolean
run_device_list(Cli *cli, GError **error)
{
	static const char *const titles[] = {"Kennung", "", "Rolle", "zuerst", "zuletzt", "Paket", "gesperrt", "Name", NULL};
	g_autoptr(GPtrArray) devices = app_devices(cli->app, error);
	OutTable *table;
	json_t *array;
	guint i;

	if (!devices)
		return FALSE;
	table = out_table_new(titles);
	array = json_array();
	for (i = 0; i < devices->len; i++) {
		json_array_append_new(array, device_json(devices->pdata[i]));
		add_row(table, devices->pdata[i]);
	}
	out_list_end(table, array, cli->is_json, "Nichts gefunden.");
	return TRUE;
}

/* --- roles, blocks -------------------------------------------------------------------------------------------------------------------------- */

static AppDevice *
typed_device(Cli *cli, GError **error)
{
	g_autofree char *id = app_find_device(cli->app, cli_word(cli, 0), error);
	g_autoptr(GPtrArray) devices = id ? app_devices(cli->app, error) : NULL;
	guint i;

	for (i = 0; devices && i < devices->len; i++)
		if (strcmp(((AppDevice *)devices->pdata[i])->id, id) == 0)
			return g_ptr_array_steal_index(devices, i);
	return NULL;
}

gboolean
run_device_role(Cli *cli, GError **error)
{
	const char *role = typed_code(WORDS_ROLE, cli_word(cli, 1), "ROLLE", error);
	g_autoptr(AppDevice) device = role ? typed_device(cli, error) : NULL;

	if (!device || !app_set_role(cli->app, device->id, role, error))
		return FALSE;
	printf("%s: %s. Es gilt überall nach dem nächsten Abgleich.\n", device->id, words_text(WORDS_ROLE, role));
	return TRUE;
}

gboolean
run_device_block(Cli *cli, GError **error)
{
	const char *typed = cli_option(cli, "after");
	g_autoptr(AppDevice) device = NULL;
	guint64 after = 0;

	if ((typed && !typed_number(typed, "--after", 0, (guint64)STAMP_N_MAX, &after, error)) || !(device = typed_device(cli, error)))
		return FALSE;
	if (!typed)
		after = (guint64)device->last_batch;
	if (!app_block(cli->app, device->id, (gint64)after, error))
		return FALSE;
	printf("Gesperrt: Von %s zählt nichts mehr, was nach Paket %" G_GUINT64_FORMAT " kommt. Es gilt überall nach dem nächsten Abgleich.\n", device->id,
	       after);
	return TRUE;
}

gboolean
run_device_unblock(Cli *cli, GError **error)
{
	g_autoptr(AppDevice) device = typed_device(cli, error);

	if (!device || !app_unblock(cli->app, device->id, error))
		return FALSE;
	printf("Nicht mehr gesperrt: %s. Alles von ihm zählt wieder.\n", device->id);
	return TRUE;
}
