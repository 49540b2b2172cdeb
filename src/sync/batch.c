/*
 * Batches: what was done since the last sync, sealed into one signed file (man/vorort-format.5).
 *
 *   {"format":1,"undertaking":…,"device":…,"key":…,"number":…,"prev":…,"count":…}    header, exactly these keys in this order
 *   {…}                                                                             op lines, raw
 *   {"sig":"<base64 of the SSHSIG blob over all bytes before this line>"}
 *
 * Header and signature have one text form only: what was read is written again and compared. Op lines are the core's business.
 */
#include <jansson.h>
#include <string.h>

#include "vorort/op.h"
#include "key.h"
#include "path.h"
#include "sshsig.h"

#define SIG_HEAD "{\"sig\":\""
#define SIG_TAIL "\"}\n"
#define SIG_LINE_LEN (sizeof SIG_HEAD - 1 + SSHSIG_TEXT_LEN + sizeof SIG_TAIL - 1)
#define HEADER_MAX 1024

void
batch_free(Batch *batch)
{
	if (!batch)
		return;
	g_free(batch->undertaking);
	g_free(batch->device);
	g_free(batch->public_key);
	g_free(batch->prev);
	g_clear_pointer(&batch->lines, g_ptr_array_unref);
	g_free(batch->sha256);
	g_free(batch->path);
	g_clear_pointer(&batch->bytes, g_bytes_unref);
	if (batch->parsed)
		batch->parsed_free(batch->parsed);
	g_free(batch);
}

static gboolean
invalid(GError **error, const char *reason)
{
	g_set_error_literal(error, SYNC_ERROR, SYNC_ERROR_INVALID, reason);
	return FALSE;
}

static Batch *
batch_new(void)
{
	Batch *batch = g_new0(Batch, 1);

	batch->lines = g_ptr_array_new_with_free_func(g_free);
	return batch;
}

/* The header line with its newline. All values are of alphabets that need no escapes. */
static char *
header_format(const Batch *batch, guint count)
{
	return g_strdup_printf("{\"format\":%d,\"undertaking\":\"%s\",\"device\":\"%s\",\"key\":\"%s\",\"number\":%" G_GINT64_FORMAT
	                       ",\"prev\":\"%s\",\"count\":%u}\n",
	                       BATCH_FORMAT, batch->undertaking, batch->device, batch->public_key, batch->number, batch->prev, count);
}

static gboolean
prev_is_valid(gint64 number, const char *prev)
{
	if (number == 1)
		return prev[0] == '\0';
	return strlen(prev) == 64 && strspn(prev, "0123456789abcdef") == 64;
}

static gboolean
line_is_valid(const char *line, gsize len)
{
	return len > 0 && len <= OP_LINE_MAX && !memchr(line, '\0', len) && !memchr(line, '\n', len);
}

/* --- sealing -------------------------------------------------------------------------------------------------------------- */

static gboolean
seal_lines(Batch *batch, GPtrArray *lines, GString *file, GError **error)
{
	guint i;

	for (i = 0; i < lines->len; i++) {
		const char *line = lines->pdata[i];
		gsize len = strlen(line);

		if (!line_is_valid(line, len))
			return invalid(error, "Eintrag ist leer oder länger als 64 KiB");
		g_string_append_len(file, line, (gssize)len);
		g_string_append_c(file, '\n');
		g_ptr_array_add(batch->lines, g_strdup(line));
	}
	return TRUE;
}

Batch *
batch_seal(const DeviceKey *key, const char *undertaking, gint64 number, const char *prev, GPtrArray *lines, GError **error)
{
	g_autoptr(Batch) batch = batch_new();
	g_autoptr(GString) file = g_string_new(NULL);
	g_autofree char *header = NULL;
	g_autofree char *sig = NULL;

	if (!undertaking_id_is_valid(undertaking) || number < 1 || number > STAMP_N_MAX || !prev_is_valid(number, prev) || !lines->len) {
		invalid(error, "Paket lässt sich so nicht bilden");
		return NULL;
	}
	batch->undertaking = g_strdup(undertaking);
	batch->device = g_strdup(device_key_id(key));
	batch->public_key = g_strdup(device_key_public(key));
	batch->number = number;
	batch->prev = g_strdup(prev);
	header = header_format(batch, lines->len);
	g_string_append(file, header);
	if (!seal_lines(batch, lines, file, error))
		return NULL;
	sig = sshsig_sign(key, file->str, file->len);
	g_string_append_printf(file, SIG_HEAD "%s" SIG_TAIL, sig);
	if (file->len > BATCH_MAX) {
		invalid(error, "Paket ist größer als 1 MiB");
		return NULL;
	}
	batch->sha256 = crypto_sha256(file->str, file->len);
	batch->path = path_of_batch(batch->device, number, batch->sha256);
	batch->bytes = g_bytes_new(file->str, file->len);
	return g_steal_pointer(&batch);
}

/* --- reading -------------------------------------------------------------------------------------------------------------- */

/* The file while it is taken apart: [data, body) header, [body, sig) op lines, [sig, end) signature line. */
typedef struct Parts {
	const char *data, *body, *sig, *end;
} Parts;

static gboolean
split_file(GBytes *bytes, Parts *parts, GError **error)
{
	gsize len;
	const char *data = g_bytes_get_data(bytes, &len), *newline;

	if (len > BATCH_MAX)
		return invalid(error, "Paket ist größer als 1 MiB");
	if (len <= SIG_LINE_LEN || data[len - 1] != '\n')
		return invalid(error, "Paket ist abgeschnitten");
	parts->data = data;
	parts->end = data + len;
	parts->sig = parts->end - SIG_LINE_LEN;
	newline = memchr(data, '\n', MIN(len, HEADER_MAX));
	if (!newline || newline >= parts->sig)
		return invalid(error, "Kopfzeile fehlt");
	parts->body = newline + 1;
	if (parts->sig[-1] != '\n' || memcmp(parts->sig, SIG_HEAD, strlen(SIG_HEAD)) != 0 ||
	    memcmp(parts->end - strlen(SIG_TAIL), SIG_TAIL, strlen(SIG_TAIL)) != 0)
		return invalid(error, "Zeile der Signatur fehlt");
	return TRUE;
}

static gboolean
read_header_values(json_t *json, Batch *batch, guint *count, GError **error)
{
	const char *undertaking, *device, *key, *prev;
	json_int_t format, number, n;

	if (json_unpack(json, "{s:I}", "format", &format) != 0)
		return invalid(error, "Kopfzeile ist unlesbar");
	if (format > BATCH_FORMAT)
		return invalid(error, "neuere Version von vorort nötig");
	if (json_unpack(json, "{s:s, s:s, s:s, s:I, s:s, s:I}", "undertaking", &undertaking, "device", &device, "key", &key, "number",
	                &number, "prev", &prev, "count", &n) != 0)
		return invalid(error, "Kopfzeile ist unvollständig");
	if (!undertaking_id_is_valid(undertaking) || strlen(device) != STAMP_DEVICE_LEN || !stamp_word_is_valid(device, STAMP_DEVICE_LEN) ||
	    strlen(key) != KEY_TEXT_LEN || number < 1 || number > STAMP_N_MAX || !prev_is_valid(number, prev) || n < 1 || n > BATCH_MAX)
		return invalid(error, "Kopfzeile hat unzulässige Werte");
	batch->undertaking = g_strdup(undertaking);
	batch->device = g_strdup(device);
	batch->public_key = g_strdup(key);
	batch->number = number;
	batch->prev = g_strdup(prev);
	*count = (guint)n;
	return TRUE;
}

static gboolean
read_header(const Parts *parts, Batch *batch, guint *count, GError **error)
{
	gsize len = (gsize)(parts->body - parts->data);
	json_t *json = json_loadb(parts->data, len, JSON_REJECT_DUPLICATES, NULL);
	g_autofree char *again = NULL;
	gboolean is_read;

	if (!json_is_object(json)) {
		json_decref(json);
		return invalid(error, "Kopfzeile ist kein JSON");
	}
	is_read = read_header_values(json, batch, count, error);
	json_decref(json);
	if (!is_read)
		return FALSE;
	again = header_format(batch, *count);
	if (strlen(again) != len || memcmp(again, parts->data, len) != 0)
		return invalid(error, "Kopfzeile hat nicht die vorgeschriebene Form");
	return TRUE;
}

static gboolean
read_lines(const Parts *parts, Batch *batch, guint count, GError **error)
{
	const char *p = parts->body;

	while (p < parts->sig) {
		const char *newline = memchr(p, '\n', (gsize)(parts->sig - p));
		gsize len = newline ? (gsize)(newline - p) : 0;

		if (!newline || !line_is_valid(p, len))
			return invalid(error, "Eintrag ist leer, länger als 64 KiB oder kein Text");
		if (batch->lines->len == count)
			return invalid(error, "mehr Einträge, als die Kopfzeile nennt");
		g_ptr_array_add(batch->lines, g_strndup(p, len));
		p = newline + 1;
	}
	if (batch->lines->len != count)
		return invalid(error, "weniger Einträge, als die Kopfzeile nennt");
	return TRUE;
}

static gboolean
check_signature(const Parts *parts, const Batch *batch, GError **error)
{
	g_autofree char *base64 = g_strndup(parts->sig + strlen(SIG_HEAD), SSHSIG_TEXT_LEN);
	guint8 public_key[KEY_PUBLIC_LEN];
	char id[STAMP_DEVICE_LEN + 1];

	if (!key_public_parse(batch->public_key, public_key))
		return invalid(error, "öffentlicher Schlüssel ist unlesbar");
	key_device_id(public_key, id);
	if (strcmp(id, batch->device) != 0)
		return invalid(error, "Schlüssel gehört nicht zu diesem Gerät");
	if (!sshsig_verify(public_key, parts->data, (gsize)(parts->sig - parts->data), base64))
		return invalid(error, "Signatur passt nicht zum Inhalt");
	return TRUE;
}

/* The cheap check of the name comes first: nothing of a damaged file is parsed. */
static gboolean
check_name(const char *path, RepoPath *parsed, Batch *batch, GError **error)
{
	if (path_parse(path, parsed) != PATH_BATCH)
		return invalid(error, "Pfad ist kein Pfad eines Pakets");
	batch->sha256 = crypto_sha256(g_bytes_get_data(batch->bytes, NULL), g_bytes_get_size(batch->bytes));
	if (!g_str_has_prefix(batch->sha256, parsed->hash))
		return invalid(error, "Inhalt passt nicht zur Prüfsumme im Namen");
	batch->path = g_strdup(path);
	return TRUE;
}

Batch *
batch_read(const char *path, GBytes *bytes, GError **error)
{
	g_autoptr(Batch) batch = batch_new();
	RepoPath parsed;
	Parts parts;
	guint count;

	batch->bytes = g_bytes_ref(bytes);
	if (!split_file(bytes, &parts, error) || !check_name(path, &parsed, batch, error) || !read_header(&parts, batch, &count, error))
		return NULL;
	if (strcmp(parsed.device, batch->device) != 0 || parsed.number != batch->number) {
		invalid(error, "Pfad und Kopfzeile nennen verschiedene Geräte oder Nummern");
		return NULL;
	}
	if (!check_signature(&parts, batch, error) || !read_lines(&parts, batch, count, error))
		return NULL;
	return g_steal_pointer(&batch);
}
