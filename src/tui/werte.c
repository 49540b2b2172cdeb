/* Values of any entity in words, what differs, and the history; see werte.h. */
#include "werte.h"

#include <string.h>

#include "huerde.h"
#include "vorort/op.h"
#include "vorort/text.h"

static char *
amount_text(const Slot *slot, const char *value)
{
	g_autofree char *euro = huerde_euro(value);

	return g_strdup_printf("%s Euro %s", euro, strcmp(slot->name, "amount_yearly") == 0 ? "im Jahr" : "einmalig");
}

/* A value as people read it: codes in words, dates as days, amounts in euro. */
static char *
slot_text(const Slot *slot, const char *value)
{
	g_auto(GStrv) parts = NULL;
	guint i;

	switch (slot->type) {
	case SLOT_DATE:
		return text_date(value);
	case SLOT_CODE:
		return g_strdup(words_text((WordList)slot->min, value));
	case SLOT_CODES:
		parts = g_strsplit(value, ",", -1);
		for (i = 0; parts[i]; i++) {
			char *text = g_strdup(words_text((WordList)slot->min, parts[i]));

			g_free(parts[i]);
			parts[i] = text;
		}
		return g_strjoinv(", ", parts);
	case SLOT_ID:
		return g_strdup(strcmp(slot->name, "status_result") == 0 ? "Wiederholung bestanden" : value);
	case SLOT_SHA256:
		return g_strndup(value, 8);
	case SLOT_INT:
		return amount_text(slot, value);
	default:
		return g_strdup(value);
	}
}

/* An id in words: a Stelle by its name. */
static char *
id_text(App *app, const Slot *slot, const char *id)
{
	g_autoptr(Record) record = strcmp(slot->name, "stelle") == 0 ? app_record(app, id, NULL) : NULL;

	return record ? g_strdup(record_get(record, "name")) : slot_text(slot, id);
}

static const char *
before(const Slot *slot)
{
	return slot->type != SLOT_DATE ? ", " : strcmp(slot->name, "state_date") == 0 ? " seit " : " bis ";
}

char *
wert_text(App *app, const RecordValue *value)
{
	GString *s = g_string_new(NULL);
	guint i;

	for (i = 0; value->field && i < field_n_slots(value->field); i++) {
		const Slot *slot = &value->field->slots[i];
		const char *raw = g_hash_table_lookup(value->slots, slot->name);
		g_autofree char *text = !raw || !*raw ? NULL : slot->type == SLOT_ID ? id_text(app, slot, raw) : slot_text(slot, raw);

		if (text)
			g_string_append_printf(s, "%s%s", s->len ? before(slot) : "", text);
	}
	if (s->len == 0)
		g_string_append(s, "(leer)");
	return g_string_free(s, FALSE);
}

char *
wert_origin(const RecordValue *value)
{
	g_autofree char *day = g_strndup(value->at ? value->at : "", 10), *german = text_date(day);

	return g_strdup_printf("%s, %s", german, value->by ? value->by : "");
}

/* "Status"; "Angabe transport" of a keyed field. */
static char *
title_of(const RecordValue *value)
{
	return *value->key ? g_strdup_printf("%s %s", value->field->title, value->key) : g_strdup(value->field->title);
}

/* --- differences ------------------------------------------------------------------------------------------------------------ */

static void
add_difference(App *app, const Record *record, const RecordValue *shown, Blatt *blatt)
{
	g_autoptr(GPtrArray) heads = record_heads(record, shown->field_name, shown->key);
	g_autofree char *title = title_of(shown);
	guint i;

	for (i = 0; i < heads->len; i++) {
		const RecordValue *value = heads->pdata[i];
		g_autofree char *text = wert_text(app, value), *from = wert_origin(value);
		g_autofree char *line = g_strdup_printf("%s (%s)%s", text, from, value->is_shown ? " – gilt zurzeit" : "");
		g_autofree char *target = g_strdup_printf("wert:%s:%s%s%s", shown->field_name, value->op, *value->key ? ":" : "", value->key);

		blatt_add(blatt, ROLE_WARN, i == 0 ? title : "", line, target);
	}
}

void
werte_add_differences(App *app, const Record *record, Blatt *blatt)
{
	const Field *field;
	guint i, n = 0;

	for (field = record->entity->fields; field->name; field++)
		for (i = 0; i < record->values->len; i++) {
			const RecordValue *value = record->values->pdata[i];

			if (value->field != field || !value->is_shown || !record_is_different(record, field->name, value->key))
				continue;
			if (n++ == 0)
				blatt_head(blatt, "Abweichende Eingaben: Enter auf einer davon lässt sie gelten");
			add_difference(app, record, value, blatt);
		}
	if (n)
		blatt_gap(blatt);
}

/* --- history ---------------------------------------------------------------------------------------------------------------- */

static gint
newest_first(gconstpointer a, gconstpointer b)
{
	return strcmp((*(RecordValue *const *)b)->op, (*(RecordValue *const *)a)->op);
}

/* The values that it began with say nothing until one of them was changed. */
static gboolean
is_plain_start(const Record *record, const RecordValue *value)
{
	guint i, n = 0;

	if (g_strcmp0(value->op, record->created) != 0)
		return FALSE;
	for (i = 0; i < record->values->len; i++)
		n += strcmp(((RecordValue *)record->values->pdata[i])->field_name, value->field_name) == 0 ? 1 : 0;
	return n == 1;
}

void
werte_add_history(App *app, const Record *record, Blatt *blatt)
{
	g_autoptr(GPtrArray) changes = g_ptr_array_new();
	g_autofree char *iso = g_strndup(record->created_at ? record->created_at : "", 10), *day = text_date(iso);
	guint i;

	for (i = 0; i < record->values->len; i++) {
		RecordValue *value = record->values->pdata[i];

		if (value->field && !is_plain_start(record, value))
			g_ptr_array_add(changes, value);
	}
	g_ptr_array_sort(changes, newest_first);
	blatt_head(blatt, "Verlauf");
	for (i = 0; i < changes->len; i++) {
		const RecordValue *value = changes->pdata[i];
		g_autofree char *text = wert_text(app, value), *title = title_of(value), *at = g_strndup(value->at ? value->at : "", 10), *german = text_date(at);
		g_autofree char *line = g_strdup_printf("%s: %s (%s)", title, text, value->by ? value->by : "");

		blatt_add(blatt, value->is_shown ? ROLE_TEXT : ROLE_MUTED, german, line, NULL);
	}
	blatt_printf(blatt, ROLE_MUTED, day, "angelegt (%s), Kennung %s", record->created_by ? record->created_by : "", record->id);
}

