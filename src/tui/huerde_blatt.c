/* The page about one obstacle: what it is and what was said about it; differences and history are of werte.h. Also its amounts. */
#include <string.h>

#include "anlagen.h"
#include "huerde.h"
#include "vorort/text.h"
#include "werte.h"

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

static void
add_values(App *app, const Record *record, Blatt *blatt)
{
	const Field *field;

	for (field = record->entity->fields; field->name; field++) {
		const RecordValue *value = field->is_fixed || field->is_keyed ? NULL : record_shown(record, field->name, NULL);
		g_autofree char *text = value ? wert_text(app, value) : NULL;

		if (!value || strcmp(field->name, "title") == 0 || strcmp(field->name, "anbindung") == 0 || strcmp(text, "(leer)") == 0)
			continue;
		blatt_add(blatt, ROLE_TEXT, field->title, text, NULL);
	}
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
	werte_add_differences(app, record, blatt);
	add_values(app, record, blatt);
	anlagen_add_line(app, record->id, blatt);
	add_comments(app, record, blatt);
	werte_add_history(app, record, blatt);
}
