/* Inside of import_xlsx(): the members of the archive, and what all XML in it shares. */
#pragma once

#include <expat.h>

#include "vorort/import.h"

/* Path -> GBytes of all members below xl/ that a reader of cells needs. NULL with an error if the archive is not fit to be read. */
GHashTable *xlsx_members(GBytes *bytes, GError **error);

typedef struct XlsxParser { /* begins the state of every reader, which is what expat hands over */
	XML_Parser expat;
	const char *member;
	GError **error;
	guint depth;
	gboolean failed;
} XlsxParser;

/* Parses a member; @state begins with an XlsxParser. FALSE with an error that names the member and the line. */
gboolean xlsx_parse(GBytes *member, const char *name, XlsxParser *state, XML_StartElementHandler start, XML_EndElementHandler end,
		    XML_CharacterDataHandler text, GError **error);
void xlsx_fail(XlsxParser *parser, const char *reason);
/* To be called first (last) by every start (end) handler: TRUE if it may go on. */
gboolean xlsx_enter(XlsxParser *parser);
void xlsx_leave(XlsxParser *parser);

/* Without its prefix. */
const char *xlsx_local_name(const char *name);
/* An attribute, with or without a prefix; NULL if it is not there. */
const char *xlsx_attribute(const char **attributes, const char *name);
