/* Prints records for people; see show.h. */
#include "show.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vorort/text.h"

#include "output.h"

/* --- values in words -------------------------------------------------------------------------------------------------------------------- */

static char *
codes_text(WordList list, const char *codes)
{
	g_auto(GStrv) parts = g_strsplit(codes, ",", -1);
	GString *s = g_string_new(NULL);
	guint i;

	for (i = 0; parts[i]; i++)
		g_string_append_printf(s, "%s%s", i ? ", " : "", words_text(list, parts[i]));
	return g_string_free(s, FALSE);
}

/* "1.234,56 €" from cents. */
static char *
amount_text(const char *cents)
{
	gint64 n = g_ascii_strtoll(cents, NULL, 10);
	g_autofree char *euro = g_strdup_printf("%" G_GINT64_FORMAT, n / 100);
	GString *s = g_string_new(NULL);
	gsize i, len = strlen(euro);

	for (i = 0; i < len; i++)
		g_string_append_printf(s, "%s%c", i && (len - i) % 3 == 0 ? "." : "", euro[i]);
	g_string_append_printf(s, ",%02d €", abs((int)(n % 100)));
	return g_string_free(s, FALSE);
}

/* What a thing is called; NULL if it has no name or is not known here. */
static char *
name_of(Cli *cli, const char *id)
{
	g_autoptr(Record) record = NULL;
	const char *name;

	if (strchr(id, '/') && strchr(id, ':'))
		return app_anbindung_title(cli->app, id);
	if (!stamp_parse(id, NULL) || !(record = app_record(cli->app, id, NULL)))
		return NULL;
	name = record_get(record, "title");
	name = *name ? name : record_get(record, "name");
	return *name ? g_strdup(name) : NULL;
}

/* Ids with the names of what they stand for. */
static char *
ids_text(Cli *cli, const char *ids)
{
	g_auto(GStrv) parts = g_strsplit(ids, ",", -1);
	GString *s = g_string_new(NULL);
	guint i;

	for (i = 0; parts[i]; i++) {
		g_autofree char *name = name_of(cli, parts[i]);

		g_string_append_printf(s, "%s%s", i ? ", " : "", parts[i]);
		if (name)
			g_string_append_printf(s, " (%s)", name);
	}
	return g_string_free(s, FALSE);
}

char *
show_slot(Cli *cli, const Slot *slot, const char *value)
{
	switch (slot->type) {
	case SLOT_CODE:
	case SLOT_CODES:
		return codes_text((WordList)slot->min, value);
	case SLOT_DATE:
		return text_date(value);
	case SLOT_SHA256: /* to compare by eye; the whole stands in --json */
		return g_strdup_printf("%.8s …", value);
	case SLOT_ID:
	case SLOT_IDS:
		return ids_text(cli, value);
	case SLOT_INT:
		return g_str_has_prefix(slot->name, "amount_") ? amount_text(value) : g_strdup(value);
	default:
		return g_strdup(value);
	}
}

char *
show_get(Cli *cli, const Record *record, const char *slot)
{
	guint index;
	const Field *field = entity_slot(record->entity, slot, &index);

	return field ? show_slot(cli, &field->slots[index], record_get(record, slot)) : g_strdup("");
}

char *
show_who(const char *at, const char *by)
{
	g_autofree char *day = at && strlen(at) >= 10 ? g_strndup(at, 10) : g_strdup("");
	g_autofree char *date = text_date(day);

	return g_strdup_printf("%s%s%s", date, *date && by && *by ? ", " : "", by ? by : "");
}

/* What stands before slots that need it: which of the two amounts, what date. */
static const char *
slot_prefix(const char *slot)
{
	static const char *const prefixes[][2] = {
		{"amount_once", "einmalig "}, {"amount_yearly", "jährlich "}, {"payer", "trägt: "},    {"date_end", "bis "},
		{"status_until", "bis "},     {"next_date", "bis "},        {"state_date", "seit "}, {"effort_minutes", "Minuten: "},
		{"state_source", "Quelle: "}, {"version", "Version "},      {"meeting", "Sitzung: "}, {"status_result", "Nachtest "},
	};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(prefixes); i++)
		if (strcmp(prefixes[i][0], slot) == 0)
			return prefixes[i][1];
	return "";
}

/* All slots of one field's value on one line; "(leer)" for a cleared field. */
static char *
value_text(Cli *cli, const Field *field, const RecordValue *value)
{
	GString *s = g_string_new(NULL);
	guint i;

	for (i = 0; i < field_n_slots(field); i++) {
		const Slot *slot = &field->slots[i];
		const char *raw = g_hash_table_lookup(value->slots, slot->name);
		g_autofree char *text = raw ? show_slot(cli, slot, raw) : NULL;

		if (text)
			g_string_append_printf(s, "%s%s%s", s->len ? " · " : "", slot_prefix(slot->name), text);
	}
	return g_string_free(s->len ? s : g_string_append(s, "(leer)"), FALSE);
}

/* --- fields ------------------------------------------------------------------------------------------------------------------------------ */

/* "Angabe transport" for keyed fields. */
static char *
field_title(Cli *cli, const Field *field, const char *key)
{
	g_autofree char *text = key && *key ? ids_text(cli, key) : NULL;

	return text ? g_strdup_printf("%s %s", field->title, text) : g_strdup(field->title);
}

static void
show_field(Cli *cli, const Record *record, const Field *field)
{
	const char *name = field->is_fixed ? "add" : field->name;
	guint i;

	for (i = 0; i < record->values->len; i++) {
		const RecordValue *value = record->values->pdata[i];
		g_autofree char *title = NULL, *text = NULL;

		if (!value->is_shown || strcmp(value->field_name, name) != 0)
			continue;
		title = field_title(cli, field, value->key);
		text = value_text(cli, field, value);
		if (strcmp(text, "(leer)") != 0)
			out_field(2, title, text);
	}
}

/* All values of a field with several, and the commands that end it. */
static void
show_difference(Cli *cli, const Record *record, const RecordValue *shown)
{
	g_autoptr(GPtrArray) heads = record_heads(record, shown->field_name, shown->key);
	g_autofree char *title = field_title(cli, shown->field, shown->key);
	g_autofree char *visible = text_visible(title, FALSE);
	guint i;

	printf("\n  abweichende Eingaben: %s\n", visible);
	for (i = 0; i < heads->len; i++) {
		const RecordValue *head = heads->pdata[i];
		g_autofree char *text = value_text(cli, shown->field, head), *who = show_who(head->at, head->by);
		g_autofree char *line = g_strdup_printf("%s (%s)%s", text, who, head->is_shown ? " – wird angezeigt" : "");

		out_field(4, head->op, line);
	}
	printf("    Diesen Wert bestätigen: vorort %s confirm %s %s%s%s EINTRAG\n", record->entity->name, record->id, shown->field_name,
	       *shown->key ? "." : "", shown->key);
}

static void
show_differences(Cli *cli, const Record *record)
{
	guint i;

	for (i = 0; i < record->values->len; i++) {
		const RecordValue *value = record->values->pdata[i];

		if (value->is_shown && value->field && record_is_different(record, value->field_name, value->key))
			show_difference(cli, record, value);
	}
}

void
show_record(Cli *cli, const Record *record, const char *title)
{
	g_autofree char *line = g_strdup_printf("%s %s%s%s", record->entity->title, record->id, title ? " · " : "", title ? title : "");
	g_autofree char *who = show_who(record->created_at, record->created_by);
	const Field *field;

	out_text(line, FALSE);
	for (field = record->entity->fields; field->name; field++)
		show_field(cli, record, field);
	out_field(2, "angelegt", who);
	show_differences(cli, record);
}

/* --- comments and history --------------------------------------------------------------------------------------------------------------- */

gboolean
show_comments(Cli *cli, const char *id, GError **error)
{
	g_autoptr(GPtrArray) ids = app_links(cli->app, id, "comment", "on", error), comments = NULL;
	guint i;

	comments = ids ? cli_records_of(cli, ids, error) : NULL;
	if (!comments)
		return FALSE;
	if (comments->len)
		out_heading("Kommentare");
	for (i = 0; i < comments->len; i++) {
		const Record *comment = comments->pdata[i];
		g_autofree char *who = show_who(comment->created_at, comment->created_by);
		g_autofree char *text = g_strconcat(strcmp(record_get(comment, "question"), "ja") == 0 ? "Frage: " : "",
						    record_get(comment, "text"), NULL);

		out_field(2, *who ? who : comment->id, text);
	}
	return TRUE;
}

static int
by_op(gconstpointer a, gconstpointer b)
{
	const RecordValue *x = *(const RecordValue *const *)a, *y = *(const RecordValue *const *)b;

	return strcmp(x->op, y->op);
}

void
show_history(Cli *cli, const Record *record)
{
	g_autoptr(GPtrArray) changes = g_ptr_array_new();
	guint i;

	for (i = 0; i < record->values->len; i++) {
		const RecordValue *value = record->values->pdata[i];

		if (value->field)
			g_ptr_array_add(changes, record->values->pdata[i]);
	}
	g_ptr_array_sort(changes, by_op);
	if (changes->len)
		out_heading("Verlauf");
	for (i = 0; i < changes->len; i++) {
		const RecordValue *value = changes->pdata[i];
		g_autofree char *who = show_who(value->at, value->by), *title = field_title(cli, value->field, value->key);
		g_autofree char *text = value_text(cli, value->field, value);
		g_autofree char *line = g_strdup_printf("%s: %s%s", title, text, value->is_hidden ? " (gesperrtes Gerät)" : "");

		out_field(2, who, line);
	}
}
