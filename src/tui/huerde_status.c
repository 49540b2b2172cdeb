/* Setting the status of one or many obstacles: the choice, what the chosen one requires, a preview for many, one action to undo. */
#include <string.h>

#include "dialog.h"
#include "eingabe.h"
#include "huerde.h"
#include "vorort/text.h"

typedef struct Frage {
	Tui *tui;
	GStrv ids;
	const Word *status;
	char *until, *why, *result; /* result: a passed retest */
	void (*done)(Tui *tui, void *data);
	void *data;
} Frage;

static void
frage_free(Frage *f)
{
	g_strfreev(f->ids);
	g_free(f->until);
	g_free(f->why);
	g_free(f->result);
	g_free(f);
}

/* Settled, one obstacle says how many of its steps are to be tested again. */
static void
say_done(const Frage *f, guint n)
{
	guint n_again = n == 1 ? huerde_count_again(tui_data(f->tui), f->ids[0]) : 0;
	g_autofree char *again = n_again ? g_strdup_printf(" %u %s wieder zu prüfen.", n_again, n_again == 1 ? "Schritt ist" : "Schritte sind") : g_strdup("");

	tui_say(f->tui, ROLE_OK, "%u %s → %s.%s%s u macht es rückgängig.", n, n == 1 ? "Hürde" : "Hürden", f->status->text,
		f->result ? " Die Wiederholung ist bestanden." : "", again);
}

static unsigned
apply(Frage *f)
{
	g_autofree char *status = g_strconcat("status=", f->status->code, NULL);
	g_autofree char *until = g_strconcat("status_until=", f->until ? f->until : "", NULL);
	g_autofree char *why = g_strconcat("status_why=", f->why ? f->why : "", NULL);
	g_autofree char *result = g_strconcat("status_result=", f->result ? f->result : "", NULL);
	const char *set[] = {status, until, why, result, NULL};
	guint n = g_strv_length(f->ids);
	g_autoptr(GError) error = NULL;

	if (!app_set_many(tui_data(f->tui), (const char *const *)f->ids, set, &error))
		tui_say(f->tui, ROLE_BAD, "%s", error->message);
	else
		say_done(f, n);
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

static gboolean
is_one_of(const char *code, const char *first, const char *second)
{
	return strcmp(code, first) == 0 || strcmp(code, second) == 0;
}

static unsigned
why_typed(Tui *tui, void *data, const char *text)
{
	Frage *f = data;
	gboolean is_missing = text && !*text && is_one_of(f->status->code, "behoben", "keine_huerde");

	if (is_missing)
		tui_say(tui, ROLE_WARN, "Nicht geändert: Zu „%s“ gehört eine Begründung.", f->status->text);
	if (!text || is_missing || !eingabe_line_is_fine(tui, text)) {
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
	g_autofree char *today = app_today();

	f->until = text ? text_parse_date(text, today) : NULL;
	if (text && !f->until)
		tui_say(tui, ROLE_WARN, "Nicht geändert: „%s“ ist kein Datum. Beispiele: 31.01.2027, 31.1. oder +30", text);
	if (!f->until) {
		frage_free(f);
		return TUI_HANDLED;
	}
	dialog_line(tui, "Begründung (darf fehlen)", "", why_typed, f);
	return TUI_HANDLED;
}

/* A result of one of the obstacle's steps that passed after the obstacle was written down; NULL: none. */
static char *
passed_retest(App *app, const char *id)
{
	g_autoptr(Record) record = app_record(app, id, NULL);
	g_autoptr(StepList) list = record && *record_get(record, "anbindung") ? app_steps(app, record_get(record, "anbindung"), NULL) : NULL;
	g_auto(GStrv) steps = g_strsplit(list ? record_get(record, "steps") : "", ",", -1);
	guint i, j;

	for (i = 0; list && i < list->views->len; i++) {
		const StepView *view = list->views->pdata[i];

		if (!g_strv_contains((const char *const *)steps, view->step->id) || g_strcmp0(view->outcome, "passed") != 0)
			continue;
		for (j = 0; j < view->results->len; j++) {
			const StepResult *r = view->results->pdata[j];

			if (r->id && strcmp(r->id, record->created) > 0)
				return g_strdup(r->id);
		}
	}
	return NULL;
}

static unsigned
ask_why_fixed(Frage *f)
{
	if (g_strv_length(f->ids) == 1 && strcmp(f->status->code, "behoben") == 0)
		f->result = passed_retest(tui_data(f->tui), f->ids[0]);
	if (f->result)
		return preview(f);
	dialog_line(f->tui, strcmp(f->status->code, "behoben") == 0 ? "Wodurch behoben? (noch keine bestandene Wiederholung)" : "Warum keine Hürde?",
		    "", why_typed, f);
	return TUI_HANDLED;
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
	if (is_one_of(f->status->code, "behoben", "keine_huerde"))
		return ask_why_fixed(f);
	return preview(f);
}

/* The status of a single obstacle is where the choice begins. */
static int
present_status(const Frage *f)
{
	g_autoptr(Record) record = g_strv_length(f->ids) == 1 ? app_record(tui_data(f->tui), f->ids[0], NULL) : NULL;

	return record ? words_index(WORDS_OBSTACLE_STATUS, record_get(record, "status")) : -1;
}

void
huerde_ask_status(Tui *tui, const char *const *ids, void (*done)(Tui *tui, void *data), void *data)
{
	Frage *f = g_new0(Frage, 1);

	f->tui = tui;
	f->ids = g_strdupv((char **)ids);
	f->done = done;
	f->data = data;
	dialog_choice(tui, "Status", words(WORDS_OBSTACLE_STATUS), present_status(f), chosen, f);
}
