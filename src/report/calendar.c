/* Calendars as RFC 5545 wants them; only whole days, so no time zones. See vorort/report.h. */
#include <stdlib.h>
#include <string.h>

#include "vorort/report.h"
#include "vorort/text.h"

#define FOLD 75 /* octets of a line without its CRLF (RFC 5545, 3.1) */

/* Folds between characters: the next line begins with a blank that counts. */
static void
put_line(GString *out, const char *line)
{
	gsize used = 0;

	while (*line) {
		const char *next = g_utf8_next_char(line);
		gsize n = (gsize)(next - line);

		if (used + n > FOLD) {
			g_string_append(out, "\r\n ");
			used = 1;
		}
		g_string_append_len(out, line, (gssize)n);
		used += n;
		line = next;
	}
	g_string_append(out, "\r\n");
}

/* TEXT of RFC 5545, 3.3.11. */
static void
put_text(GString *out, const char *name, const char *raw)
{
	g_autofree char *text = g_strchomp(text_visible(raw ? raw : "", TRUE));
	g_autoptr(GString) line = g_string_new(name);
	const char *p;

	if (!*text)
		return;
	g_string_append_c(line, ':');
	for (p = text; *p; p++) {
		if (*p == '\n') {
			g_string_append(line, "\\n");
			continue;
		}
		if (strchr("\\;,", *p))
			g_string_append_c(line, '\\');
		g_string_append_c(line, *p);
	}
	put_line(out, line->str);
}

/* "20261124" for YYYY-MM-DD and so many days later. */
static char *
compact_date(const char *iso, guint later)
{
	g_autofree char *day = text_days_after(iso, (int)later);

	return g_strdup_printf("%.4s%.2s%.2s", day, day + 5, day + 8);
}

/* "20261124T101500Z" from "2026-11-24T10:15Z" or a day; the epoch if it is neither. */
static char *
compact_stamp(const char *at)
{
	g_autofree char *day = g_strndup(at ? at : "", 10), *date = text_is_date(day) ? compact_date(day, 0) : g_strdup("19700101");
	int hour = 0, minute = 0;

	if (at && strlen(at) >= 16 && text_is_date(day)) {
		hour = atoi(at + 11);
		minute = atoi(at + 14);
	}
	return g_strdup_printf("%sT%02d%02d00Z", date, CLAMP(hour, 0, 23), CLAMP(minute, 0, 59));
}

void
calendar_begin(GString *out)
{
	put_line(out, "BEGIN:VCALENDAR");
	put_line(out, "VERSION:2.0");
	put_line(out, "PRODID:-//vorort//vorort//DE");
	put_line(out, "CALSCALE:GREGORIAN");
	put_line(out, "METHOD:PUBLISH");
}

static void
put_value(GString *out, const char *name, const char *value)
{
	g_autofree char *line = g_strconcat(name, ":", value, NULL);

	put_line(out, line);
}

void
calendar_add(GString *out, const CalendarEvent *e)
{
	const char *last = e->last && text_is_date(e->last) && strcmp(e->last, e->first) > 0 ? e->last : e->first;
	g_autofree char *stamp = NULL, *from = NULL, *to = NULL, *sequence = g_strdup_printf("%u", e->sequence);

	if (!text_is_date(e->first))
		return;
	stamp = compact_stamp(e->stamp);
	from = compact_date(e->first, 0);
	to = compact_date(last, 1); /* the day after the last */
	put_line(out, "BEGIN:VEVENT");
	put_text(out, "UID", e->uid);
	put_value(out, "DTSTAMP", stamp);
	put_value(out, "SEQUENCE", sequence);
	put_value(out, "DTSTART;VALUE=DATE", from);
	put_value(out, "DTEND;VALUE=DATE", to);
	put_text(out, "SUMMARY", e->summary);
	put_text(out, "LOCATION", e->place);
	put_text(out, "DESCRIPTION", e->text);
	put_text(out, "STATUS", e->status);
	put_value(out, "TRANSP", e->is_busy ? "OPAQUE" : "TRANSPARENT");
	put_line(out, "END:VEVENT");
}

void
calendar_end(GString *out)
{
	put_line(out, "END:VCALENDAR");
}
