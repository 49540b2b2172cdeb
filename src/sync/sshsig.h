/* Signatures in OpenSSH's SSHSIG form (PROTOCOL.sshsig): namespace "vorort", hash sha512, key ssh-ed25519. */
#pragma once

#include "key.h"

#define SSHSIG_TEXT_LEN 236 /* base64 of the 176-byte blob: the same for every signature */

/* Base64 of the SSHSIG blob over @data; caller frees. */
char *sshsig_sign(const DeviceKey *key, const void *data, gsize len);

/* TRUE if @base64 is exactly the blob that sshsig_sign() of the owner of @public_key could have written over @data. */
gboolean sshsig_verify(const guint8 *public_key, const void *data, gsize len, const char *base64);
