/* vorort.json of an undertaking. What is accepted names this undertaking and a founder that follows from its key, to jansson as well. */
#include <jansson.h>
#include <string.h>

#include "fuzz.h"
#include "sync/session.h"

#define UNDERTAKING "hessen-2026"

static void
check(const char *data, gsize size)
{
	const char *undertaking = NULL, *founder = NULL, *key = NULL;
	json_t *json = json_loadb(data, size, JSON_REJECT_DUPLICATES, NULL);
	guint8 public_key[KEY_PUBLIC_LEN];
	char id[STAMP_DEVICE_LEN + 1];

	g_assert_cmpint(json_integer_value(json_object_get(json, "format")), ==, 1);
	g_assert_cmpint(json_unpack(json, "{s:s, s:s, s:s}", "undertaking", &undertaking, "founder", &founder, "founder_key", &key), ==, 0);
	g_assert_cmpstr(undertaking, ==, UNDERTAKING);
	g_assert_true(key_public_parse(key, public_key));
	key_device_id(public_key, id);
	g_assert_cmpstr(founder, ==, id);
	json_decref(json);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GBytes) bytes = g_bytes_new(data, size);

	crypto_init();
	if (undertaking_file_is_valid(bytes, UNDERTAKING))
		check((const char *)data, size);
	return 0;
}
