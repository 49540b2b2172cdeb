/* XML of an XLSX: one way in for every member. No document type, so no entities of its own; nesting is limited. */
#include "xlsx.h"

#include <string.h>

enum { DEPTH_MAX = 50 };

void
xlsx_fail(XlsxParser *parser, const char *reason)
{
	if (!parser->failed)
		g_set_error(parser->error, KOMMUNE_ERROR, KOMMUNE_ERROR_INVALID, "Excel-Datei, %s, Zeile %lu: %s", parser->member,
			    XML_GetCurrentLineNumber(parser->expat), reason);
	parser->failed = TRUE;
	XML_StopParser(parser->expat, XML_FALSE);
}

gboolean
xlsx_enter(XlsxParser *parser)
{
	if (++parser->depth > DEPTH_MAX)
		xlsx_fail(parser, "Die Elemente sind zu tief verschachtelt.");
	return !parser->failed;
}

void
xlsx_leave(XlsxParser *parser)
{
	parser->depth--;
}

const char *
xlsx_local_name(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon ? colon + 1 : name;
}

const char *
xlsx_attribute(const char **attributes, const char *name)
{
	for (; *attributes; attributes += 2)
		if (strcmp(xlsx_local_name(attributes[0]), name) == 0)
			return attributes[1];
	return NULL;
}

static void XMLCALL
on_doctype(void *data, const char *name, const char *system_id, const char *public_id, int has_internal_subset)
{
	(void)name;
	(void)system_id;
	(void)public_id;
	(void)has_internal_subset;
	xlsx_fail(data, "Eine Dokumenttyp-Angabe (DOCTYPE) ist nicht zulässig.");
}

gboolean
xlsx_parse(GBytes *member, const char *name, XlsxParser *state, XML_StartElementHandler start, XML_EndElementHandler end,
	   XML_CharacterDataHandler text, GError **error)
{
	gsize len;
	const char *data = g_bytes_get_data(member, &len);

	state->expat = XML_ParserCreate(NULL);
	state->member = name;
	state->error = error;
	XML_SetUserData(state->expat, state);
	XML_SetElementHandler(state->expat, start, end);
	XML_SetCharacterDataHandler(state->expat, text);
	XML_SetStartDoctypeDeclHandler(state->expat, on_doctype);
	if (XML_Parse(state->expat, data, (int)len, XML_TRUE) == XML_STATUS_ERROR && !state->failed)
		xlsx_fail(state, XML_ErrorString(XML_GetErrorCode(state->expat)));
	XML_ParserFree(state->expat);
	return !state->failed;
}
