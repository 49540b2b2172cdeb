/* The devices of an undertaking: those that have said who they are, and those of which there are only batches. Days, never times. */
#include <string.h>

#include "internal.h"
#include "vorort/text.h"

void
store_device_free(StoreDevice *device)
{
	if (!device)
		return;
	g_free(device->id);
	g_free(device->first);
	g_free(device->last);
	g_free(device->granted);
	g_free(device);
}

/*
 * Day of the first or last entry of a device in the order of its batches. What a kind of a newer version calls its day is not looked at, and
 * the clock of a laptop may be wrong: it is information only.
 */
static char *
day_of(Store *store, const char *sql, const char *device)
{
	g_autofree char *line = sql_text(store, sql, "t", device), *at = line ? op_json_get(line, "at") : NULL;

	if (!at || strlen(at) < 10)
		return NULL;
	at[10] = '\0';
	return text_is_date(at) ? g_steal_pointer(&at) : NULL;
}

static StoreDevice *
read_device(Store *store, const char *id)
{
	StoreDevice *device = g_new0(StoreDevice, 1);

	device->id = g_strdup(id);
	device->first = day_of(store, "SELECT line FROM op WHERE device = ? AND batch IS NOT NULL AND state = 'applied' ORDER BY batch, id LIMIT 1", id);
	device->last = day_of(store, "SELECT line FROM op WHERE device = ? AND batch IS NULL AND state = 'applied' ORDER BY id DESC LIMIT 1", id);
	if (!device->last)
		device->last = day_of(store,
				      "SELECT line FROM op WHERE device = ? AND batch IS NOT NULL AND state = 'applied' ORDER BY batch DESC, id DESC LIMIT 1",
				      id);
	if (!device->first)
		device->first = day_of(store, "SELECT line FROM op WHERE device = ? AND batch IS NULL AND state = 'applied' ORDER BY id LIMIT 1", id);
	device->last_batch = sql_number(store, 0, "SELECT max(number) FROM batch WHERE device = ?", "t", id);
	device->granted = sql_text(store, "SELECT role FROM authority WHERE device = ? AND role <> ''", "t", id);
	device->blocked_after = sql_number(store, -1, "SELECT coalesce(blocked_after, -1) FROM authority WHERE device = ?", "t", id);
	return device;
}

GPtrArray *
store_devices(Store *store, GError **error)
{
	g_autoptr(GPtrArray) devices = g_ptr_array_new_with_free_func((GDestroyNotify)store_device_free);
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) failed = NULL;
	sqlite3_stmt *stmt = sql_query(store, &failed,
				       "SELECT id FROM entity WHERE type = 'device' AND is_retracted = 0 UNION SELECT device FROM batch"
				       " UNION SELECT device FROM authority ORDER BY 1",
				       "");
	guint i;

	while (stmt && sql_step(store, stmt, &failed))
		g_ptr_array_add(ids, g_strdup(sql_column(stmt, 0)));
	for (i = 0; !failed && i < ids->len; i++)
		g_ptr_array_add(devices, read_device(store, ids->pdata[i]));
	if (!failed)
		return g_steal_pointer(&devices);
	g_propagate_error(error, g_steal_pointer(&failed));
	return NULL;
}
