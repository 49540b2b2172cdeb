/* Prints the section of man/vorort-format.5 that describes the ops, from the op table itself; a test holds the page against it. */
#include <stdio.h>
#include <string.h>

#include "vorort/op.h"

static const char *const type_names[] = {
	[SLOT_CODE] = "Code",     [SLOT_CODES] = "Liste von Codes", [SLOT_TEXT] = "Text",         [SLOT_LINE] = "Zeile",
	[SLOT_TOKEN] = "Marke",   [SLOT_TOKENS] = "Liste von Marken", [SLOT_INT] = "Zahl",        [SLOT_DATE] = "Datum",
	[SLOT_ID] = "Kennung",    [SLOT_IDS] = "Liste von Kennungen", [SLOT_SHA256] = "SHA-256",
};

static const char *const id_names[] = {
	[ID_STAMP] = "Stempel",    [ID_ANBINDUNG] = "<Kommune>/<Leistung>",  [ID_DEVICE] = "Gerätekennung",
	[ID_KOMMUNE] = "Kommune",  [ID_LAND_LEISTUNG] = "<Land>/<Leistung>", [ID_VERSIONED] = "<Leistung>/<Version>",
	[ID_SHA256] = "SHA-256",   [ID_SINGLE] = "vorhaben",
};

static void
print_slot(const Slot *slot)
{
	g_autofree char *codes = slot->type == SLOT_CODE || slot->type == SLOT_CODES ? words_codes((WordList)slot->min) : NULL;

	printf(".It Cm %s\n%s", slot->name, type_names[slot->type]);
	if (codes)
		printf(": %s", codes);
	if (slot->type == SLOT_INT)
		printf(" von %" G_GINT64_FORMAT " bis %" G_GINT64_FORMAT, slot->min, slot->max);
	else if (slot->type == SLOT_CODES && slot->max)
		printf("; höchstens %d", (int)slot->max);
	printf("%s\n", slot->is_required ? "; Pflicht, wenn das Feld gesetzt wird" : "");
}

static const char *
where(const Field *field)
{
	return field->is_fixed ? "nur in add" : field->is_keyed ? "je Schlüssel p" : field->in_add ? "in add und für sich" : "für sich";
}

static void
print_entity(const Entity *entity)
{
	const Field *field;
	guint i;

	printf(".Ss %s \\(en \\&%s\n", entity->name, entity->title); /* "So" would be a macro */
	if (*entity->note)
		printf("%c%s.\n", g_ascii_toupper(entity->note[0]), entity->note + 1);
	printf("Kennung: %s.\n", id_names[entity->id_rule]);
	for (field = entity->fields; field->name; field++) {
		printf(".Pp\n.Em %s \\(en %s\n(%s%s)\n.Bl -tag -width Ds -compact\n", field->name, field->title, where(field),
		       field->is_mandatory ? ", Pflicht" : "");
		for (i = 0; i < field_n_slots(field); i++)
			print_slot(&field->slots[i]);
		printf(".El\n");
	}
}

int
main(void)
{
	const Entity *entity;

	for (entity = entities; entity->name; entity++)
		print_entity(entity);
	return 0;
}
