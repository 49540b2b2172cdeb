/* Why the certificate of an https server is not accepted: libraries say so in very different words, or not at all. */
#pragma once

#include <glib.h>

/*
 * Looks at the certificate that the server of @url shows, without trusting it and without sending anything but the start of TLS. Returns
 * one or two German sentences (expired, not valid yet, issuer not trusted) with what to do, or NULL if there is none to be seen. Blocks for at
 * most ten seconds. Caller frees.
 */
char *certificate_explain(const char *url);
