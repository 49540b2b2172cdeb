/* The skeleton that somebody starts an own checklist from; its text is skeleton.yaml. */
#include <string.h>

#include "schema.h"

static const char skeleton[] =
#include "skeleton.h"
	;

/* Two capital letters to begin the ids of own steps with. */
static char *
abbreviation(const char *leistung)
{
	g_autofree char *letters = g_strndup(leistung, 2);

	return g_ascii_strup(letters, -1);
}

char *
checklist_skeleton(const char *leistung, const char *today)
{
	g_autofree char *short_name = abbreviation(leistung);
	GString *text;

	if (!rule_leistung.is_valid(leistung) || strlen(leistung) < 2)
		return NULL;
	text = g_string_new(skeleton);
	g_string_replace(text, "@LEISTUNG@", leistung, 0);
	g_string_replace(text, "@HEUTE@", today, 0);
	g_string_replace(text, "@KUERZEL@", short_name, 0);
	return g_string_free(text, FALSE);
}
