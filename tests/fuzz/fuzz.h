/*
 * What the harnesses share. A harness is one function that is given bytes; libFuzzer calls it (make fuzz) or replay.c does (make check).
 *
 * A finding is a crash, a report of a sanitizer or a broken g_assert. No harness touches a file, git or the network.
 */
#pragma once

#include <glib.h>
#include <stdint.h>
#include <string.h>

#include "sync/key.h"
#include "vorort/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A broken promise to GLib is a finding, too. */
__attribute__((constructor)) static void
fuzz_setup(void)
{
	g_log_set_always_fatal(G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
}

/* The key that signed the corpus: without it no changed batch would get past its signature. It is nobody's. */
#define FUZZ_KEY_LINE "vorort-device-key 1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"

static inline const DeviceKey *
fuzz_key(void)
{
	static DeviceKey *key;

	if (!key) {
		crypto_init();
		key = key_file_parse(FUZZ_KEY_LINE, sizeof FUZZ_KEY_LINE - 1, "", NULL);
		g_assert_nonnull(key);
	}
	return key;
}

static inline void
fuzz_same(const void *a, gsize len_a, const void *b, gsize len_b)
{
	g_assert_cmpuint(len_a, ==, len_b);
	g_assert_true(len_a == 0 || memcmp(a, b, len_a) == 0);
}

/* What an error says can be stored and shown, whatever the input was. */
static inline void
fuzz_message(const GError *error)
{
	g_assert_nonnull(error);
	g_assert_null(text_check(error->message, G_MAXSIZE));
}
