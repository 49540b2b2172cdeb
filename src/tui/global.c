/* What can be done from everywhere: sync, undo, the main screens, a quick note. */
#include "global.h"

#include "abgleich_lauf.h"
#include "dialog.h"
#include "screens.h"
#include "vorort/lauf.h"
#include "vorort/text.h"

static unsigned
run_sync(Tui *tui, void *state)
{
	(void)state;
	if (abgleich_is_running() && !abgleich_take_over())
		tui_push(tui, &abgleich_screen, NULL);
	else if (!abgleich_is_running())
		abgleich_start(tui);
	return TUI_HANDLED | TUI_PAINT;
}

static unsigned
run_show_sync(Tui *tui, void *state)
{
	(void)state;
	tui_push(tui, &abgleich_screen, NULL);
	return TUI_HANDLED;
}

static unsigned
run_show_obstacles(Tui *tui, void *state)
{
	(void)state;
	tui_push(tui, &huerden_screen, NULL);
	return TUI_HANDLED;
}

static unsigned
run_show_visits(Tui *tui, void *state)
{
	(void)state;
	tui_push(tui, &termine_screen, NULL);
	return TUI_HANDLED;
}

static unsigned
run_show_overview(Tui *tui, void *state)
{
	(void)state;
	tui_push(tui, &uebersicht_screen, "");
	return TUI_HANDLED;
}

static unsigned
run_show_stellen(Tui *tui, void *state)
{
	(void)state;
	tui_push(tui, &stellen_screen, NULL);
	return TUI_HANDLED;
}

static unsigned
run_show_wege(Tui *tui, void *state)
{
	(void)state;
	tui_push(tui, &wege_screen, NULL);
	return TUI_HANDLED;
}

static unsigned
run_show_vollzug(Tui *tui, void *state)
{
	(void)state;
	tui_push(tui, &vollzug_screen, NULL);
	return TUI_HANDLED;
}

static unsigned
run_show_matrix(Tui *tui, void *state)
{
	(void)state;
	tui_push(tui, &matrix_screen, NULL);
	return TUI_HANDLED;
}

static unsigned
run_import(Tui *tui, void *state)
{
	(void)state;
	termin_import(tui);
	return TUI_HANDLED;
}

static unsigned
run_new_visit(Tui *tui, void *state)
{
	(void)state;
	termin_open(tui, NULL);
	return TUI_HANDLED;
}

/* --- undo and redo ------------------------------------------------------------------------------------------------------------ */

static unsigned
take_back(Tui *tui, gboolean is_redo)
{
	App *app = tui_data(tui);
	g_autoptr(GError) error = NULL;
	g_autofree char *title = NULL;
	gboolean ok = is_redo ? app_redo(app, &title, &error) : app_undo(app, NULL, &title, &error);

	if (!ok) {
		tui_say(tui, ROLE_WARN, "%s", error->message);
		return TUI_HANDLED | TUI_PAINT;
	}
	tui_reload(tui);
	tui_say(tui, ROLE_OK, is_redo ? "Wiederholt: %s." : "Rückgängig gemacht: %s. Strg-R stellt es wieder her.", title);
	return TUI_HANDLED | TUI_CONTENT;
}

static unsigned
run_undo(Tui *tui, void *state)
{
	(void)state;
	return take_back(tui, FALSE);
}

static unsigned
run_redo(Tui *tui, void *state)
{
	(void)state;
	return take_back(tui, TRUE);
}

/* --- Sichtschutz ---------------------------------------------------------------------------------------------------------------- */

static const char *
why_no_sichtschutz(Tui *tui, void *state)
{
	(void)state;
	return app_sichtschutz(tui_data(tui)) == SICHTSCHUTZ_NONE ? "Er gilt, solange der Prüflauf eines Termins offen ist." : NULL;
}

static unsigned
run_sichtschutz(Tui *tui, void *state)
{
	App *app = tui_data(tui);
	gboolean is_on = app_sichtschutz(app) == SICHTSCHUTZ_OFF;
	g_autoptr(GError) error = NULL;

	(void)state;
	if (!app_switch_sichtschutz(app, is_on, &error)) {
		tui_say(tui, ROLE_BAD, "%s", error->message);
		return TUI_HANDLED;
	}
	tui_reload(tui);
	if (is_on)
		tui_say(tui, ROLE_OK, "Sichtschutz an: Andere Kommunen erscheinen ohne Namen.");
	else
		tui_say(tui, ROLE_WARN, "Ohne Sichtschutz: Alle Kommunen sind mit Namen zu sehen. %s schützt wieder.", tui_has_letters(tui) ? "Y" : "Strg-V");
	return TUI_HANDLED | TUI_CONTENT;
}

/* --- quick note ----------------------------------------------------------------------------------------------------------------- */

/* One at most: it opens over everything, but not over itself. Where it was taken down is kept while it is typed. */
static struct {
	gboolean is_open;
	char *visit, *anbindung, *step;
	char *warned; /* the text that was warned about */
} note;

static void
note_begin(Tui *tui)
{
	ScreenContext context = tui_context(tui);

	note.is_open = TRUE;
	note.visit = g_strdup(context.visit);
	note.anbindung = g_strdup(context.anbindung);
	note.step = g_strdup(context.step);
}

static void
note_end(void)
{
	g_clear_pointer(&note.visit, g_free);
	g_clear_pointer(&note.anbindung, g_free);
	g_clear_pointer(&note.step, g_free);
	g_clear_pointer(&note.warned, g_free);
	note.is_open = FALSE;
}

/* Likely personal data is refused once; a second Enter takes it. A private key is refused always. Nothing that was typed is lost by it. */
static char *
note_problem(const char *text, void *data)
{
	g_autofree char *reason = NULL;
	TextVerdict verdict = text_check_personal(text, &reason);

	(void)data;
	if (verdict == TEXT_FINE || (verdict == TEXT_WARN && g_strcmp0(note.warned, text) == 0))
		return NULL;
	g_free(note.warned);
	note.warned = g_strdup(text);
	return g_strdup(verdict == TEXT_WARN ? "Namen, Kontaktdaten, Kennwort? Enter speichert trotzdem." : "Ein geheimer Schlüssel wird nie gespeichert.");
}

static gboolean
note_store(App *app, const char *text, GError **error)
{
	const char *const slots[][2] = {{"text", text}, {"visit", note.visit}, {"anbindung", note.anbindung}, {"step", note.step}};
	g_auto(GStrv) set = g_new0(char *, G_N_ELEMENTS(slots) + 1);
	gsize i, n = 0;

	for (i = 0; i < G_N_ELEMENTS(slots); i++)
		if (slots[i][1])
			set[n++] = g_strdup_printf("%s=%s", slots[i][0], slots[i][1]);
	return app_add(app, "note", (const char *const *)set, NULL, error);
}

static unsigned
note_typed(Tui *tui, void *data, const char *text)
{
	g_autoptr(GError) error = NULL;

	(void)data;
	if (text && *text && note_store(tui_data(tui), text, &error)) {
		tui_reload(tui);
		tui_say(tui, ROLE_OK, "Notiz gespeichert.");
	} else if (error) {
		tui_say(tui, ROLE_BAD, "%s", error->message);
	}
	note_end();
	return TUI_HANDLED | TUI_CONTENT;
}

static unsigned
run_note(Tui *tui, void *state)
{
	(void)state;
	if (note.is_open)
		return TUI_HANDLED;
	note_begin(tui);
	dialog_line_checked(tui, "Schnellnotiz", "", note_problem, note_typed, NULL);
	return TUI_HANDLED;
}

static unsigned
run_show_notes(Tui *tui, void *state)
{
	(void)state;
	tui_push(tui, &notizen_screen, NULL);
	return TUI_HANDLED;
}

static unsigned
run_show_waiting(Tui *tui, void *state)
{
	(void)state;
	tui_push(tui, &wiedervorlagen_screen, NULL);
	return TUI_HANDLED;
}

/* The visit that is selected or that one is at, else the one that is going on. */
static unsigned
run_evening(Tui *tui, void *state)
{
	ScreenContext context = tui_context(tui);

	(void)state;
	tagesabschluss_open(tui, context.selected ? context.selected : context.visit);
	return TUI_HANDLED;
}

const Command global_commands[] = {
	{"abgleich.start", {TK_F(5)}, "Abgleich starten", "Abgleich", "Sendet und holt Einträge; läuft im Hintergrund.", 0, run_sync, NULL},
	{"rueckgaengig", {'u'}, "Rückgängig", NULL, "Nimmt die letzte eigene Änderung zurück, auch nach einem Neustart.", 0, run_undo, NULL},
	{"wiederholen", {TK_CTRL('r')}, "Wiederholen", NULL, "Stellt wieder her, was zuletzt rückgängig gemacht wurde.", 0, run_redo, NULL},
	{"huerden.zeigen", {TK_F(3), 'H'}, "Hürden aller Termine", NULL, "Zeigt die Hürden aller Termine und Kommunen.", 0, run_show_obstacles, NULL},
	{"termin.neu", {TK_F(4), 'T'}, "Termin anlegen", NULL, "Wählt Kommune und Leistung und legt einen Termin an.", 0, run_new_visit, NULL},
	{"termine.zeigen", {'V'}, "Alle Termine", NULL, "Zeigt alle Termine, die zuletzt angelegten zuerst.", 0, run_show_visits, NULL},
	{"matrix.zeigen", {TK_F(12), 'B'}, "Bedarfsträger", NULL, "Zeigt, welche Leistung wo wie weit ist, nach Kommune, Kreis oder Land.", 0,
	 run_show_matrix, NULL},
	{"uebersicht.zeigen", {'U'}, "Übersicht", NULL, "Zeigt Termine, Wartendes und Entwürfe; Esc führt hierher zurück.", 0,
	 run_show_overview, NULL},
	{"stellen.zeigen", {'S'}, "Stellen", NULL, "Zeigt IT-Dienstleister, Hersteller und andere Stellen und wen sie bedienen.", 0, run_show_stellen, NULL},
	{"wege.zeigen", {'G'}, "So ging es", NULL, "Zeigt, wie Anbindungen anderswo gelungen sind; / sucht darin.", 0, run_show_wege, NULL},
	{"vollzug.zeigen", {'Z'}, "Wer vollzieht", NULL, "Zeigt je Land und Leistung, welche Ebene vollzieht; dort lässt es sich berichtigen.", 0,
	 run_show_vollzug, NULL},
	{"kommunen.einlesen", {0}, "Gemeindeverzeichnis einlesen", NULL, "Liest die amtliche Datei GV100AD von destatis.de.", 0, run_import, NULL},
	{"abgleich.zeigen", {TK_F(6), 'A'}, "Abgleich ansehen", NULL, "Zeigt, was gesendet und empfangen wurde und was zu entscheiden ist.", 0,
	 run_show_sync, NULL},
	{"notiz", {TK_F(7), 'N'}, "Schnellnotiz", NULL, "Hält eine Zeile fest, auch über Dialogen; einsortiert wird sie später.", 0, run_note, NULL},
	{"notizen.zeigen", {TK_CTRL('k'), 'O'}, "Notizen einsortieren", NULL, "Zeigt, was noch nicht einsortiert ist.", 0, run_show_notes, NULL},
	{"wiedervorlagen.zeigen", {TK_CTRL('f'), 'W'}, "Wiedervorlagen", NULL, "Zeigt alles, worauf gewartet wird, Überfälliges zuerst.", 0,
	 run_show_waiting, NULL},
	{"tagesabschluss", {TK_CTRL('t'), 't'}, "Tagesabschluss", NULL, "Zeigt, was am Ende des Tages noch zu tun ist, und führt hin.", 0,
	 run_evening, NULL},
	{"sichtschutz", {TK_CTRL('v'), 'Y'}, "Sichtschutz ein oder aus", NULL,
	 "Beim Termin erscheinen andere Kommunen ohne Namen; ausgeschaltet gilt für diesen Termin und heute.", 0, run_sichtschutz, why_no_sichtschutz},
	{.id = NULL},
};
