/* Attachments as the log knows them: which were made on this laptop and are to be published. Their bytes are files, not rows. */
#include <string.h>

#include "internal.h"

void
store_attachment_free(StoreAttachment *attachment)
{
	if (!attachment)
		return;
	g_free(attachment->sha256);
	g_free(attachment);
}

/* A restored backup without its key goes on as a new device; what was done here is here all the same. */
static gboolean
is_made_here(Store *store, const char *id, const char *device)
{
	return strcmp(device, store->device) == 0 || store_action_of(store, id) != 0;
}

static void
add_row(Store *store, sqlite3_stmt *row, GHashTable *seen, GPtrArray *list)
{
	g_autofree char *sha256 = op_json_get(sql_column(row, 2), "sha256"), *size = op_json_get(sql_column(row, 2), "size");
	StoreAttachment *attachment;

	/* The same file may prove several findings. */
	if (!sha256 || !size || !is_made_here(store, sql_column(row, 0), sql_column(row, 1)) || g_hash_table_contains(seen, sha256))
		return;
	attachment = g_new0(StoreAttachment, 1);
	attachment->sha256 = g_strdup(sha256);
	attachment->size = g_ascii_strtoll(size, NULL, 10);
	g_hash_table_add(seen, attachment->sha256);
	g_ptr_array_add(list, attachment);
}

GPtrArray *
store_own_attachments(Store *store, GError **error)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)store_attachment_free);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GError) failed = NULL;
	sqlite3_stmt *stmt = sql_query(store, &failed,
				       "SELECT e.id, o.device, v.slots FROM entity e JOIN value v ON v.entity = e.id AND v.field = 'add' AND v.key = ''"
				       " AND v.is_shown = 1 JOIN op o ON o.id = v.op WHERE e.type = 'attachment' AND e.is_retracted = 0 ORDER BY e.id",
				       "");

	while (stmt && sql_step(store, stmt, &failed))
		add_row(store, stmt, seen, list);
	if (!failed)
		return g_steal_pointer(&list);
	g_propagate_error(error, g_steal_pointer(&failed));
	return NULL;
}
