/* One obstacle: everything about it, and what a lead does with it in one key each. */
#include "huerde.h"

#include <string.h>

#include "anlagen.h"
#include "dialog.h"
#include "eingabe.h"
#include "vorort/text.h"

typedef struct Huerde {
	Tui *tui;
	App *app;
	char *id;
	Record *record;
	Blatt *blatt;
} Huerde;

static gboolean
reload(Huerde *h)
{
	Record *record = app_record(h->app, h->id, NULL);

	if (!record)
		return FALSE;
	record_free(h->record);
	h->record = record;
	huerde_fill(h->app, record, h->blatt);
	return TRUE;
}

static void
changed(Tui *tui, void *state)
{
	(void)tui;
	reload(state);
}

/* Sets one slot in the knowledge of what this screen shows. */
static unsigned
set_slot(Huerde *h, const char *slot, const char *value, const char *said)
{
	g_autofree char *pair = g_strdup_printf("%s=%s", slot, value);
	const char *set[] = {pair, NULL};
	g_autoptr(GError) error = NULL;

	if (app_set(h->app, h->id, set, h->record, &error))
		tui_say(h->tui, ROLE_OK, "%s u macht es rückgängig.", said);
	else
		tui_say(h->tui, ROLE_BAD, "%s", error->message);
	reload(h);
	return TUI_HANDLED | TUI_CONTENT;
}

/* --- commands ---------------------------------------------------------------------------------------------------------------------- */

static void
commented(Tui *tui, const char *id, void *state)
{
	if (id && reload(state))
		tui_say(tui, ROLE_OK, "Kommentar gespeichert. u macht es rückgängig.");
}

static unsigned
run_comment(Tui *tui, void *state)
{
	huerde_comment_open(tui, ((Huerde *)state)->id, NULL, commented, state);
	return TUI_HANDLED;
}

static const char *
why_no_answer(Tui *tui, void *state)
{
	g_autofree char *question = huerde_open_question(tui_data(tui), ((Huerde *)state)->id);

	return question ? NULL : "Keine Frage ist offen.";
}

static unsigned
run_answer(Tui *tui, void *state)
{
	Huerde *h = state;
	g_autofree char *question = huerde_open_question(h->app, h->id);

	huerde_comment_open(tui, h->id, question, commented, h);
	return TUI_HANDLED;
}

static unsigned
run_status(Tui *tui, void *state)
{
	Huerde *h = state;
	const char *ids[] = {h->id, NULL};

	huerde_ask_status(tui, ids, changed, h);
	return TUI_HANDLED;
}

static unsigned
responsible_chosen(Tui *tui, void *state, int answer)
{
	(void)tui;
	return answer < 0 ? TUI_HANDLED
			  : set_slot(state, "responsible", words(WORDS_STELLE_KIND)[answer].code, "Verantwortliche Stelle gespeichert.");
}

static unsigned
run_responsible(Tui *tui, void *state)
{
	dialog_choice(tui, "Verantwortliche Stelle", words(WORDS_STELLE_KIND),
		      words_index(WORDS_STELLE_KIND, record_get(((Huerde *)state)->record, "responsible")), responsible_chosen, state);
	return TUI_HANDLED;
}

static unsigned
due_typed(Tui *tui, void *state, const char *text)
{
	gboolean is_clearing = text && strcmp(text, "-") == 0;
	g_autofree char *today = app_today(), *iso = text && !is_clearing ? text_parse_date(text, today) : NULL;

	if (!text || !*text)
		return TUI_HANDLED;
	if (!iso && !is_clearing) {
		tui_say(tui, ROLE_WARN, "„%s“ ist kein Datum. Beispiele: 14.12.2026, 14.12. oder +14", text);
		return TUI_HANDLED;
	}
	return set_slot(state, "due", iso ? iso : "", "Fälligkeit gespeichert.");
}

static unsigned
run_due(Tui *tui, void *state)
{
	dialog_line(tui, "Fällig am: zum Beispiel +14 oder 14.12.2026, „-“ für ohne Datum", "", due_typed, state);
	return TUI_HANDLED;
}

static void
edited(Tui *tui, const char *id, void *state)
{
	if (id && reload(state))
		tui_say(tui, ROLE_OK, "Gespeichert. u macht es rückgängig.");
}

static unsigned
run_edit(Tui *tui, void *state)
{
	huerde_edit_open(tui, ((Huerde *)state)->id, edited, state);
	return TUI_HANDLED;
}

static unsigned
withdraw_typed(Tui *tui, void *state, const char *text)
{
	Huerde *h = state;
	g_autoptr(GError) error = NULL;

	if (!text || !eingabe_line_is_fine(tui, text))
		return TUI_HANDLED;
	if (app_retract(h->app, h->id, text, &error))
		tui_say(tui, ROLE_OK, "Hürde zurückgezogen. u macht es rückgängig.");
	else
		tui_say(tui, ROLE_BAD, "%s", error->message);
	reload(h);
	return TUI_HANDLED | TUI_CONTENT;
}

static unsigned
run_withdraw(Tui *tui, void *state)
{
	dialog_line(tui, "Hürde zurückziehen – warum?", "", withdraw_typed, state);
	return TUI_HANDLED;
}

/* "wert:<field>:<op>" ends a difference; "anbindung:<id>" leads to the Prüflauf. */
static unsigned
run_enter(Tui *tui, void *state)
{
	Huerde *h = state;
	const char *target = blatt_target(h->blatt);
	g_auto(GStrv) parts = g_strsplit(target ? target : "", ":", 3);
	g_autoptr(GError) error = NULL;

	if (target && g_str_has_prefix(target, "anbindung:")) {
		tui_push(tui, &pruefung_screen, target + strlen("anbindung:"));
	} else if (target && g_strv_length(parts) == 3) {
		if (app_confirm(h->app, h->id, parts[1], NULL, parts[2], &error))
			tui_say(tui, ROLE_OK, "Entschieden. u macht es rückgängig.");
		else
			tui_say(tui, ROLE_BAD, "%s", error->message);
		reload(h);
	} else {
		return run_edit(tui, state);
	}
	return TUI_HANDLED | TUI_CONTENT;
}

static unsigned
run_attachments(Tui *tui, void *state)
{
	const Huerde *h = state;
	const char *const things[] = {h->id, NULL};

	tui_push(tui, &anlagen_screen, &(AnlagenArg){.title = record_get(h->record, "title"), .things = things, .on = h->id});
	return TUI_HANDLED;
}

static const Command commands[] = {
	{"huerde.oeffnen", {TK_ENTER}, "Entscheiden oder ändern", "Ändern", "Auf einer abweichenden Eingabe: diese gilt. Sonst: alles ändern.", 0,
	 run_enter, NULL},
	{"huerde.status", {'s', TK_F(8)}, "Status setzen", "Status", "Setzt den Status und fragt, was dazu gehört.", 0, run_status, NULL},
	{"huerde.kommentar", {'k', TK_INSERT}, "Kommentar schreiben", "Kommentar", "Schreibt einen Kommentar, auf Wunsch als Frage an das Team.", 0, run_comment, NULL},
	{"huerde.stelle", {'v', TK_F(9)}, "Verantwortliche Stelle", "Verantwortlich", "Wählt, welche Stelle verantwortlich ist.", 0, run_responsible,
	 NULL},
	{"huerde.faellig", {'d', TK_F(10)}, "Fälligkeit", "Fällig", "Setzt, bis wann die Hürde behoben sein soll.", 0, run_due, NULL},
	{"huerde.antwort", {'a', TK_F(11)}, "Frage beantworten", NULL, "Beantwortet die älteste offene Frage zu dieser Hürde.", 0, run_answer,
	 why_no_answer},
	{"huerde.anlagen", {'f', TK_CTRL('y')}, "Anlagen", NULL, "Zeigt und speichert Dateien zur Hürde und legt neue an.", 0, run_attachments, NULL},
	{"huerde.aendern", {'b', TK_F(2)}, "Alle Angaben ändern", NULL, "Öffnet das Formular mit allen Angaben.", 0, run_edit, NULL},
	{"huerde.zurueckziehen", {TK_DELETE}, "Hürde zurückziehen", NULL, "Nimmt sie mit Begründung aus den Listen; nichts wird gelöscht.", 0,
	 run_withdraw, NULL},
	{.id = NULL},
};

/* --- the screen ---------------------------------------------------------------------------------------------------------------------- */

static gpointer
huerde_open(Tui *tui, const void *arg, char **error)
{
	Huerde *h = g_new0(Huerde, 1);

	h->tui = tui;
	h->app = tui_data(tui);
	h->id = g_strdup(arg);
	h->blatt = blatt_new(TRUE);
	if (reload(h)) {
		blatt_go(h->blatt, "wert:");
		return h;
	}
	*error = g_strdup("Diese Hürde ist nicht bekannt.");
	blatt_free(h->blatt);
	g_free(h->id);
	g_free(h);
	return NULL;
}

static void
huerde_close(void *state)
{
	Huerde *h = state;

	blatt_free(h->blatt);
	record_free(h->record);
	g_free(h->id);
	g_free(h);
}

static void
huerde_layout(void *state, Area body)
{
	blatt_layout(((Huerde *)state)->blatt, body);
}

static void
huerde_draw(void *state, unsigned dirty)
{
	(void)dirty;
	blatt_draw(((Huerde *)state)->blatt);
}

static unsigned
huerde_handle(void *state, const Event *event)
{
	return blatt_handle(((Huerde *)state)->blatt, event);
}

static unsigned
huerde_resumed(void *state)
{
	reload(state);
	return TUI_CONTENT;
}

static void
huerde_context(const void *state, ScreenContext *context)
{
	const char *on = record_get(((const Huerde *)state)->record, "anbindung");

	context->anbindung = *on ? on : NULL;
}

static char *
make_title(void *state)
{
	const Huerde *h = state;

	return g_strdup_printf("Hürde: %s", words_text(WORDS_OBSTACLE_STATUS, record_get(h->record, "status")));
}

const ScreenOps huerde_screen = {
	.name = "huerde",
	.make_title = make_title,
	.commands = commands,
	.open = huerde_open,
	.layout = huerde_layout,
	.draw = huerde_draw,
	.handle = huerde_handle,
	.close = huerde_close,
	.context = huerde_context,
	.resumed = huerde_resumed,
};
