/* Setting the status of one or many obstacles: the choice, what the chosen one requires, a preview for many, one action to undo. */
#include <string.h>

#include "dialog.h"
#include "eingabe.h"
#include "huerde.h"

typedef struct Frage {
	Tui *tui;
	GStrv ids;
	const Word *status;
	char *until, *why;
	void (*done)(Tui *tui, void *data);
	void *data;
} Frage;

static void
frage_free(Frage *f)
{
	g_strfreev(f->ids);
	g_free(f->until);
	g_free(f->why);
	g_free(f);
}

static unsigned
apply(Frage *f)
{
	g_autofree char *status = g_strconcat("status=", f->status->code, NULL);
	g_autofree char *until = g_strconcat("status_until=", f->until ? f->until : "", NULL);
	g_autofree char *why = g_strconcat("status_why=", f->why ? f->why : "", NULL);
	const char *set[] = {status, until, why, NULL};
	guint n = g_strv_length(f->ids);
	g_autoptr(GError) error = NULL;

	if (!app_set_many(tui_data(f->tui), (const char *const *)f->ids, set, &error))
		tui_say(f->tui, ROLE_BAD, "%s", error->message);
	else
		tui_say(f->tui, ROLE_OK, "%u %s → %s. u macht es rückgängig.", n, n == 1 ? "Hürde" : "Hürden", f->status->text);
	if (f->done)
		f->done(f->tui, f->data);
	frage_free(f);
	return TUI_HANDLED | TUI_CONTENT;
}

static unsigned
confirmed(Tui *tui, void *data, int answer)
{
	(void)tui;
	if (answer == DIALOG_YES)
		return apply(data);
	frage_free(data);
	return TUI_HANDLED;
}

static unsigned
preview(Frage *f)
{
	guint n = g_strv_length(f->ids);
	g_autofree char *question = g_strdup_printf("%u Hürden → „%s“?", n, f->status->text);

	if (n == 1)
		return apply(f);
	dialog_yes_no(f->tui, question, confirmed, f);
	return TUI_HANDLED;
}

static unsigned
why_typed(Tui *tui, void *data, const char *text)
{
	Frage *f = data;

	if (!text || !eingabe_line_is_fine(tui, text)) {
		frage_free(f);
		return TUI_HANDLED;
	}
	f->why = g_strdup(text);
	return preview(f);
}

static unsigned
until_typed(Tui *tui, void *data, const char *text)
{
	Frage *f = data;

	if (!text) {
		frage_free(f);
		return TUI_HANDLED;
	}
	f->until = g_strdup(text);
	dialog_line(tui, "Begründung (darf fehlen)", "", why_typed, f);
	return TUI_HANDLED;
}

static gboolean
is_one_of(const char *code, const char *first, const char *second)
{
	return strcmp(code, first) == 0 || strcmp(code, second) == 0;
}

static unsigned
chosen(Tui *tui, void *data, int answer)
{
	Frage *f = data;

	if (answer < 0) {
		frage_free(f);
		return TUI_HANDLED;
	}
	f->status = &words(WORDS_OBSTACLE_STATUS)[answer];
	if (is_one_of(f->status->code, "umgangen", "zurueckgestellt")) {
		dialog_line(tui, "Bis wann? Zum Beispiel +30 oder 31.01.2027", "+30", until_typed, f);
		return TUI_HANDLED;
	}
	if (is_one_of(f->status->code, "behoben", "keine_huerde")) {
		dialog_line(tui, "Begründung, zum Beispiel: Wiederholung bestanden", "", why_typed, f);
		return TUI_HANDLED;
	}
	return preview(f);
}

void
huerde_ask_status(Tui *tui, const char *const *ids, void (*done)(Tui *tui, void *data), void *data)
{
	Frage *f = g_new0(Frage, 1);

	f->tui = tui;
	f->ids = g_strdupv((char **)ids);
	f->done = done;
	f->data = data;
	dialog_choice(tui, "Status", words(WORDS_OBSTACLE_STATUS), -1, chosen, f);
}
