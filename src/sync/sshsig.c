/*
 * SSHSIG: what `ssh-keygen -Y sign` writes between its BEGIN and END lines, and what `ssh-keygen -Y verify -n vorort` checks.
 *
 * Key type, namespace and hash are fixed, so that the blob is a constant head, the key, a constant middle and 64 bytes of signature.
 * Reading compares with the expected bytes instead of parsing lengths that a stranger chose; each signature has one text form.
 */
#include "sshsig.h"

#include <sodium.h>
#include <string.h>

#define MAGIC "SSHSIG"
#define STRING_VORORT "\0\0\0\x06vorort"
#define STRING_EMPTY "\0\0\0\0"
#define STRING_SHA512 "\0\0\0\x06sha512"
#define VERSION "\0\0\0\x01"

static const guint8 head[] = MAGIC VERSION "\0\0\0\x33"; /* ends with the length of the public key, KEY_WIRE_LEN */
static const guint8 middle[] = STRING_VORORT STRING_EMPTY STRING_SHA512 "\0\0\0\x53\0\0\0\x0bssh-ed25519\0\0\0\x40";
static const guint8 signed_head[] = MAGIC STRING_VORORT STRING_EMPTY STRING_SHA512 "\0\0\0\x40";

enum {
	HEAD_LEN = sizeof head - 1,
	MIDDLE_LEN = sizeof middle - 1,
	SIGNATURE_AT = HEAD_LEN + KEY_WIRE_LEN + MIDDLE_LEN,
	BLOB_LEN = SIGNATURE_AT + KEY_SIGNATURE_LEN,
	SIGNED_HEAD_LEN = sizeof signed_head - 1,
	SIGNED_LEN = SIGNED_HEAD_LEN + crypto_hash_sha512_BYTES,
};
G_STATIC_ASSERT(BLOB_LEN == 176);

/* The bytes that are really signed: names and the hash of the message. */
static void
signed_bytes(const void *data, gsize len, guint8 *out)
{
	memcpy(out, signed_head, SIGNED_HEAD_LEN);
	crypto_hash_sha512(out + SIGNED_HEAD_LEN, data, len);
}

/* Everything of the blob but the signature itself. */
static void
blob_frame(const guint8 *public_key, guint8 *blob)
{
	memcpy(blob, head, HEAD_LEN);
	key_public_wire(public_key, blob + HEAD_LEN);
	memcpy(blob + HEAD_LEN + KEY_WIRE_LEN, middle, MIDDLE_LEN);
}

char *
sshsig_sign(const DeviceKey *key, const void *data, gsize len)
{
	guint8 blob[BLOB_LEN], message[SIGNED_LEN];

	crypto_init();
	signed_bytes(data, len, message);
	blob_frame(key_public_bytes(key), blob);
	key_sign(key, message, sizeof message, blob + SIGNATURE_AT);
	return g_base64_encode(blob, sizeof blob);
}

gboolean
sshsig_verify(const guint8 *public_key, const void *data, gsize len, const char *base64)
{
	guint8 expected[BLOB_LEN], message[SIGNED_LEN];
	g_autofree guint8 *blob = NULL;
	g_autofree char *again = NULL;
	gsize blob_len;

	crypto_init();
	if (strlen(base64) != SSHSIG_TEXT_LEN)
		return FALSE;
	blob = g_base64_decode(base64, &blob_len);
	if (blob_len != BLOB_LEN)
		return FALSE;
	/* g_base64_decode() skips foreign characters and spare bits: compare what it should have been. */
	again = g_base64_encode(blob, blob_len);
	if (strcmp(base64, again) != 0)
		return FALSE;
	blob_frame(public_key, expected);
	if (memcmp(blob, expected, SIGNATURE_AT) != 0)
		return FALSE;
	signed_bytes(data, len, message);
	return key_verify(public_key, message, sizeof message, blob + SIGNATURE_AT);
}
