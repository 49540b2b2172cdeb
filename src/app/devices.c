/*
 * Devices and roles: who works in the undertaking, who leads, who is blocked from which batch on. Only a Leitung changes that, and never so
 * that nobody leads any more.
 */
#include <string.h>

#include "internal.h"
#include "vorort/text.h"

void
app_device_free(AppDevice *device)
{
	if (!device)
		return;
	g_free(device->id);
	g_free(device->name);
	g_free(device->task);
	g_free(device->role);
	g_free(device->first);
	g_free(device->last);
	g_free(device);
}

/* --- reading ------------------------------------------------------------------------------------------------------------------------ */

static AppDevice *
read_device(App *app, const StoreDevice *from)
{
	g_autoptr(Record) record = store_record(app->store, from->id, NULL);
	AppDevice *device = g_new0(AppDevice, 1);

	device->id = g_strdup(from->id);
	device->name = g_strdup(record ? record_get(record, "name") : "");
	device->task = g_strdup(record ? record_get(record, "funktion") : "");
	device->role = store_role(app->store, from->id);
	device->is_granted = from->granted != NULL;
	device->first = g_strdup(from->first);
	device->last = g_strdup(from->last);
	device->last_batch = from->last_batch;
	device->blocked_after = from->blocked_after;
	device->is_own = strcmp(from->id, app_device(app)) == 0;
	device->is_announced = record && record->created;
	return device;
}

/* Latest day first; then by name and id, so that the order is the same everywhere. */
static int
compare_devices(gconstpointer a, gconstpointer b)
{
	const AppDevice *x = *(AppDevice *const *)a, *y = *(AppDevice *const *)b;
	int by_day = g_strcmp0(y->last, x->last), by_name = strcmp(x->name, y->name);

	if (by_day)
		return by_day;
	return by_name ? by_name : strcmp(x->id, y->id);
}

GPtrArray *
app_devices(App *app, GError **error)
{
	g_autoptr(GPtrArray) known = store_devices(app->store, error);
	GPtrArray *devices = known ? g_ptr_array_new_with_free_func((GDestroyNotify)app_device_free) : NULL;
	guint i;

	for (i = 0; known && i < known->len; i++)
		g_ptr_array_add(devices, read_device(app, known->pdata[i]));
	if (devices)
		g_ptr_array_sort(devices, compare_devices);
	return devices;
}

static gboolean
is_meant(const AppDevice *device, const char *typed)
{
	g_autofree char *name = text_fold(device->name), *wanted = text_fold(typed);

	return g_str_has_prefix(device->id, typed) || (*name && strcmp(name, wanted) == 0);
}

char *
app_find_device(App *app, const char *typed, GError **error)
{
	g_autoptr(GPtrArray) devices = app_devices(app, error);
	g_autofree char *shown = text_visible(typed, FALSE);
	const AppDevice *found = NULL;
	guint i, n = 0;

	if (!devices)
		return NULL;
	for (i = 0; i < devices->len && *typed; i++)
		if (is_meant(devices->pdata[i], typed)) {
			found = devices->pdata[i];
			n++;
		}
	if (n == 1)
		return g_strdup(found->id);
	g_set_error(error, APP_ERROR, APP_ERROR_NOT_FOUND, n ? "„%s“ steht für mehrere Geräte. Geben Sie die ganze Kennung an (vorort device list)."
							     : "Ein Gerät „%s“ ist nicht bekannt. „vorort device list“ nennt alle.", shown);
	return NULL;
}

/* --- changing ----------------------------------------------------------------------------------------------------------------------- */

gboolean
app_may_lead(App *app, GError **error)
{
	g_autofree char *role = app_role(app);

	if (strcmp(role, "leitung") == 0)
		return TRUE;
	g_set_error(error, APP_ERROR, APP_ERROR_NOT_ALLOWED, "Rollen vergeben und Geräte sperren kann nur eine Leitung.");
	return FALSE;
}

/* A device that has never said who it is can be named all the same. */
static gboolean
set_device(App *app, const char *id, const char *slot, const char *value, GError **error)
{
	g_autoptr(Record) record = store_record(app->store, id, NULL);
	g_autofree char *pair = g_strdup_printf("%s=%s", slot, value);
	const char *const set[] = {pair, NULL};

	if (!record)
		record = app_blank_record("device", id);
	return app_set(app, id, set, record, error);
}

/* Somebody must be there who can give the role to others. */
static gboolean
somebody_else_leads(App *app, const char *but, GError **error)
{
	g_autoptr(GPtrArray) devices = app_devices(app, error);
	guint i;

	if (!devices)
		return FALSE;
	for (i = 0; i < devices->len; i++) {
		const AppDevice *d = devices->pdata[i];

		if (strcmp(d->id, but) != 0 && d->is_granted && d->blocked_after < 0 && strcmp(d->role, "leitung") == 0)
			return TRUE;
	}
	g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "Dann gäbe es keine Leitung mehr, und niemand könnte das je ändern. Geben Sie die Rolle erst "
							    "einem anderen Gerät.");
	return FALSE;
}

static gboolean
leads(App *app, const char *id)
{
	g_autofree char *role = store_role(app->store, id);

	return g_strcmp0(role, "leitung") == 0;
}

gboolean
app_set_role(App *app, const char *id, const char *role, GError **error)
{
	if (!app_may_lead(app, error))
		return FALSE;
	if (leads(app, id) && strcmp(role, "leitung") != 0 && !somebody_else_leads(app, id, error))
		return FALSE;
	return set_device(app, id, "role", role, error);
}

gboolean
app_block(App *app, const char *id, gint64 after, GError **error)
{
	g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, after);

	if (!app_may_lead(app, error))
		return FALSE;
	if (strcmp(id, app_device(app)) == 0) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "Das ist dieses Gerät. Sperren kann es eine andere Leitung.");
		return FALSE;
	}
	return (!leads(app, id) || somebody_else_leads(app, id, error)) && set_device(app, id, "blocked_after", number, error);
}

gboolean
app_unblock(App *app, const char *id, GError **error)
{
	return app_may_lead(app, error) && set_device(app, id, "blocked_after", "", error);
}
