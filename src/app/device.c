/*
 * Which device this installation is. The database says so, in the same transaction as the entries; the key file follows.
 *
 * A copied disk and a restored backup begin with a key that is at work elsewhere, too. When that shows (batches under the own name that were
 * not sealed here), the old key seals only what was entered so far, and the installation goes on as a new device (design 4).
 */
#include <string.h>

#include "internal.h"

gboolean
app_announce_device(App *app, const char *name, const char *role, GError **error)
{
	g_autoptr(Record) record = store_record(app->store, app_device(app), NULL);
	g_autofree char *name_pair = name && *name ? g_strconcat("name=", name, NULL) : NULL;
	g_autofree char *role_pair = role ? g_strconcat("funktion=", role, NULL) : NULL;
	const char *set[] = {role_pair ? role_pair : name_pair, role_pair ? name_pair : NULL, NULL};
	g_autoptr(GPtrArray) ops = app_ops_new();
	Op *add;

	if (!set[0])
		return TRUE;
	if (record && record->created)
		return app_change(app, ops, record, set, error) && app_commit(app, ops, NULL, error);
	if (!(add = app_new_add(app, "device", app_device(app), set, error)))
		return FALSE;
	g_ptr_array_add(ops, add);
	return app_commit(app, ops, NULL, error);
}

static gboolean
announce_as_before(App *app, GError **error)
{
	g_autofree char *name = store_setting(app->store, "name"), *role = store_setting(app->store, "funktion");

	return !app_is_set_up(app) || app_announce_device(app, name, role, error);
}

gboolean
app_settle_device(App *app, GError **error)
{
	g_autofree char *wanted = store_setting(app->store, "device");
	DeviceKey *key;

	if (wanted && strcmp(wanted, device_key_id(app->key)) == 0)
		return TRUE;
	/* Killed before the key file had followed. */
	if (wanted && *wanted) {
		if (!(key = device_key_take(app->data_dir, wanted, error)))
			return FALSE;
		device_key_free(app->key);
		app->key = key;
	}
	/* A first start; or the key was lost (a backup without it): then this is a new device, and says so. */
	if (!store_set_device(app->store, device_key_id(app->key), error))
		return FALSE;
	if (!wanted || strcmp(wanted, device_key_id(app->key)) == 0)
		return TRUE;
	return announce_as_before(app, error);
}

const DeviceKey *
app_key_of(App *app, const char *device)
{
	DeviceKey *key;

	if (strcmp(device_key_id(app->key), device) == 0)
		return app->key;
	key = g_hash_table_lookup(app->former_keys, device);
	if (!key && (key = device_key_find(app->data_dir, device)))
		g_hash_table_insert(app->former_keys, g_strdup(device), key);
	return key;
}

/* --- going on as a new one --------------------------------------------------------------------------------------------------------------- */

/* The last thing that the old device says: who leads goes on leading. Otherwise a restored backup could leave nobody who does. */
static gboolean
pass_on_role(App *app, const char *next, GError **error)
{
	g_autofree char *role = app_role(app);
	g_autoptr(Record) record = app_blank_record("device", next);
	g_autoptr(GPtrArray) ops = app_ops_new();
	const char *set[] = {"role=leitung", NULL};

	if (strcmp(role, "leitung") != 0)
		return TRUE;
	return app_change(app, ops, record, set, error) && app_commit(app, ops, NULL, error);
}

static gboolean
become(App *app, const char *next, GError **error)
{
	if (!store_begin(app->store, error))
		return FALSE;
	if (pass_on_role(app, next, error) && store_set_device(app->store, next, error) && announce_as_before(app, error))
		return store_commit(app->store, error);
	store_rollback(app->store);
	return FALSE;
}

gboolean
app_leave_twin(App *app, gboolean *is_new, GError **error)
{
	g_autoptr(DeviceKey) next = NULL;
	DeviceKey *key;

	*is_new = FALSE;
	if (!store_has_twin(app->store))
		return TRUE;
	if (!(next = device_key_prepare(app->data_dir, error)) || !become(app, device_key_id(next), error) ||
	    !(key = device_key_take(app->data_dir, device_key_id(next), error)))
		return FALSE;
	g_hash_table_insert(app->former_keys, g_strdup(device_key_id(app->key)), app->key);
	app->key = key;
	*is_new = TRUE;
	return TRUE;
}
