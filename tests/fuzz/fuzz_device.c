/*
 * The content of device.key, and the text form of a public key. Each has one form only: what is accepted is written again byte for byte,
 * and a key that was read signs what its public half verifies.
 */
#include <string.h>

#include "fuzz.h"
#include "vorort/stamp.h"

static void
check_key(const DeviceKey *key, const char *line, gsize len)
{
	static const guint8 message[] = "vorort";
	char again[KEY_FILE_MAX];
	guint8 public_key[KEY_PUBLIC_LEN], signature[KEY_SIGNATURE_LEN];

	key_file_format(key, again);
	fuzz_same(again, strlen(again), line, len);
	g_assert_true(stamp_word_is_valid(device_key_id(key), STAMP_DEVICE_LEN));
	g_assert_true(key_public_parse(device_key_public(key), public_key));
	fuzz_same(public_key, sizeof public_key, key_public_bytes(key), KEY_PUBLIC_LEN);
	key_sign(key, message, sizeof message, signature);
	g_assert_true(key_verify(public_key, message, sizeof message, signature));
}

static void
check_public(const char *data, gsize size)
{
	g_autofree char *text = g_strndup(data, size), *again = NULL;
	guint8 public_key[KEY_PUBLIC_LEN];

	if (!key_public_parse(text, public_key))
		return;
	again = key_public_format(public_key);
	g_assert_cmpstr(again, ==, text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *line = (const char *)data;
	g_autoptr(GError) error = NULL;
	g_autoptr(DeviceKey) key = NULL;

	crypto_init();
	/* No more than that is ever read of the file. */
	if (size > KEY_FILE_MAX)
		return 0;
	check_public(line, size);
	key = key_file_parse(line, size, "device.key", &error);
	g_assert_true((key == NULL) == (error != NULL));
	if (key)
		check_key(key, line, size);
	return 0;
}
