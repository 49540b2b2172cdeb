/* The page about one obstacle: what it is, inputs that differ, comments, and the history of every field. */
#include <string.h>

#include "huerde.h"
#include "vorort/text.h"

char *
huerde_euro(const char *cents)
{
	gint64 n = g_ascii_strtoll(cents, NULL, 10);

	return g_strdup_printf("%" G_GINT64_FORMAT ",%02d", n / 100, (int)(n % 100));
}

/* Digits with dots between thousands, perhaps a comma and one or two digits, perhaps "Euro" or "€". */
gboolean
huerde_parse_euro(const char *typed, gint64 *cents)
{
	static GRegex *regex;
	g_autoptr(GMatchInfo) match = NULL;
	g_autofree char *whole = NULL, *part = NULL;
	g_auto(GStrv) groups = NULL;

	if (!regex)
		regex = g_regex_new("^\\s*((?:[0-9]{1,9}|[0-9]{1,3}(?:\\.[0-9]{3}){1,2}))(?:,([0-9]{1,2})|,-)?\\s*(?:€|Euro|EUR)?\\s*$", G_REGEX_CASELESS, 0, NULL);
	if (!g_regex_match(regex, typed, 0, &match))
		return FALSE;
	groups = g_strsplit(whole = g_match_info_fetch(match, 1), ".", -1);
	g_free(whole);
	whole = g_strjoinv("", groups);
	part = g_match_info_fetch(match, 2);
	*cents = g_ascii_strtoll(whole, NULL, 10) * 100;
	if (part && *part)
		*cents += g_ascii_strtoll(part, NULL, 10) * (part[1] ? 1 : 10);
	return TRUE;
}

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
	case SLOT_INT:
		return amount_text(slot, value);
	default:
		return g_strdup(value);
	}
}

/* All slots of one value in a line. */
static char *
value_text(const RecordValue *value)
{
	GString *s = g_string_new(NULL);
	guint i;

	for (i = 0; value->field && i < field_n_slots(value->field); i++) {
		const Slot *slot = &value->field->slots[i];
		const char *raw = g_hash_table_lookup(value->slots, slot->name);
		g_autofree char *text = raw && *raw ? slot_text(slot, raw) : NULL;

		if (text)
			g_string_append_printf(s, "%s%s", s->len == 0 ? "" : slot->type == SLOT_DATE ? " bis " : ", ", text);
	}
	if (s->len == 0)
		g_string_append(s, "(leer)");
	return g_string_free(s, FALSE);
}

static char *
origin(const RecordValue *value)
{
	g_autofree char *day = g_strndup(value->at ? value->at : "", 10), *german = text_date(day);

	return g_strdup_printf("%s, %s", german, value->by ? value->by : "");
}

static void
add_values(const Record *record, Blatt *blatt)
{
	const Field *field;

	for (field = record->entity->fields; field->name; field++) {
		const RecordValue *value = field->is_fixed || field->is_keyed ? NULL : record_shown(record, field->name, NULL);
		g_autofree char *text = value ? value_text(value) : NULL;

		if (!value || strcmp(field->name, "title") == 0 || strcmp(field->name, "anbindung") == 0 || strcmp(text, "(leer)") == 0)
			continue;
		blatt_add(blatt, ROLE_TEXT, field->title, text, NULL);
	}
}

static void
add_difference(const Record *record, const Field *field, Blatt *blatt)
{
	g_autoptr(GPtrArray) heads = record_heads(record, field->name, NULL);
	guint i;

	for (i = 0; i < heads->len; i++) {
		const RecordValue *value = heads->pdata[i];
		g_autofree char *text = value_text(value), *from = origin(value);
		g_autofree char *line = g_strdup_printf("%s (%s)%s", text, from, value->is_shown ? " – gilt zurzeit" : "");
		g_autofree char *target = g_strdup_printf("wert:%s:%s", field->name, value->op);

		blatt_add(blatt, ROLE_WARN, i == 0 ? field->title : "", line, target);
	}
}

static void
add_differences(const Record *record, Blatt *blatt)
{
	const Field *field;

	if (record->n_diff == 0)
		return;
	blatt_head(blatt, "Abweichende Eingaben: Enter auf einer davon lässt sie gelten");
	for (field = record->entity->fields; field->name; field++)
		if (record_is_different(record, field->name, NULL))
			add_difference(record, field, blatt);
	blatt_gap(blatt);
}

static void
add_comments(App *app, const Record *record, Blatt *blatt)
{
	g_autoptr(GPtrArray) ids = app_links(app, record->id, "comment", "on", NULL);
	guint i;

	blatt_head(blatt, "Kommentare");
	for (i = 0; ids && i < ids->len; i++) {
		g_autoptr(Record) comment = app_record(app, ids->pdata[i], NULL);
		g_autofree char *day = g_strndup(comment && comment->created_at ? comment->created_at : "", 10), *german = text_date(day);
		gboolean is_question = comment && strcmp(record_get(comment, "question"), "ja") == 0;
		const char *mark = !is_question ? "" : *record_get(comment, "answered") ? "Frage, beantwortet: " : "Frage, offen (a antwortet): ";
		gboolean is_public = comment && strcmp(record_get(comment, "sicht"), "protokoll") == 0;
		g_autofree char *text = comment ? g_strdup_printf("%s%s (%s%s)", mark, record_get(comment, "text"), comment->created_by ? comment->created_by : "",
								  is_public ? ", fürs Protokoll" : "")
						: NULL;

		if (text && !comment->is_retracted)
			blatt_add(blatt, is_question && !*record_get(comment, "answered") ? ROLE_WARN : ROLE_TEXT, german, text, NULL);
	}
	if (!ids || ids->len == 0)
		blatt_add(blatt, ROLE_MUTED, NULL, "Noch keine. k schreibt einen.", NULL);
}

static gint
newest_first(gconstpointer a, gconstpointer b)
{
	return strcmp((*(RecordValue *const *)b)->op, (*(RecordValue *const *)a)->op);
}

/* The values that an obstacle began with say nothing until one of them was changed. */
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

static void
add_history(const Record *record, Blatt *blatt)
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
		g_autofree char *text = value_text(value), *at = g_strndup(value->at ? value->at : "", 10), *german = text_date(at);
		g_autofree char *line = g_strdup_printf("%s: %s (%s)", value->field->title, text, value->by ? value->by : "");

		blatt_add(blatt, value->is_shown ? ROLE_TEXT : ROLE_MUTED, german, line, NULL);
	}
	blatt_printf(blatt, ROLE_MUTED, day, "angelegt (%s), Kennung %s", record->created_by ? record->created_by : "", record->id);
}

void
huerde_fill(App *app, const Record *record, Blatt *blatt)
{
	const char *anbindung = record_get(record, "anbindung");
	g_autofree char *place = *anbindung ? app_anbindung_title(app, anbindung) : NULL;
	g_autofree char *target = *anbindung ? g_strconcat("anbindung:", anbindung, NULL) : NULL;

	blatt_clear(blatt);
	blatt_add(blatt, ROLE_HEAD, NULL, record_get(record, "title"), NULL);
	if (record->is_retracted)
		blatt_printf(blatt, ROLE_BAD, NULL, "Zurückgezogen: %s", record_get(record, "retracted_why"));
	if (place)
		blatt_add(blatt, ROLE_TEXT, "Anbindung", place, target);
	add_differences(record, blatt);
	add_values(record, blatt);
	add_comments(app, record, blatt);
	add_history(record, blatt);
}
