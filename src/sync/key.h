/* The device key as the other files of this folder need it: raw bytes, signatures, ids. */
#pragma once

#include "vorort/sync.h"

#define KEY_PUBLIC_LEN 32
#define KEY_SIGNATURE_LEN 64
#define KEY_TEXT_LEN 80 /* "ssh-ed25519 " and 68 characters of base64 */

/* Any function below and in sshsig.h may be called first: each makes sure that libsodium is ready. */
void crypto_init(void);

/* Lower-case hex SHA-256; caller frees. */
char *crypto_sha256(const void *data, gsize len);

const guint8 *key_public_bytes(const DeviceKey *key);
void key_sign(const DeviceKey *key, const guint8 *data, gsize len, guint8 *signature);
gboolean key_verify(const guint8 *public_key, const guint8 *data, gsize len, const guint8 *signature);

/* Device id of a public key; @id takes STAMP_DEVICE_LEN + 1 bytes. */
void key_device_id(const guint8 *public_key, char *id);

/* The text form "ssh-ed25519 AAAA…" without comment; parse accepts exactly what format writes. */
char *key_public_format(const guint8 *public_key);
gboolean key_public_parse(const char *text, guint8 *public_key);

/* SSH's wire form of a public key, KEY_WIRE_LEN bytes. */
#define KEY_WIRE_LEN 51
void key_public_wire(const guint8 *public_key, guint8 *wire);

/*
 * A key file's content and back. Both ends hold @line in locked memory: @len of at most KEY_FILE_MAX bytes, or KEY_FILE_MAX bytes for
 * the NUL-terminated line to be written to. parse accepts exactly what format writes; @path is for the message only.
 */
#define KEY_FILE_MAX 128
DeviceKey *key_file_parse(const char *line, gsize len, const char *path, GError **error);
void key_file_format(const DeviceKey *key, char *line);
