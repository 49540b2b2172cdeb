/* What can be done from everywhere: sync, undo, the main screens, a quick note. */
#include "global.h"

#include "abgleich_lauf.h"
#include "dialog.h"
#include "eingabe.h"
#include "screens.h"

static unsigned
run_sync(Tui *tui, void *state)
{
	(void)state;
	if (abgleich_is_running())
		tui_push(tui, &abgleich_screen, NULL);
	else
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

/* --- quick note ----------------------------------------------------------------------------------------------------------------- */

static unsigned
note_typed(Tui *tui, void *data, const char *text)
{
	g_autofree char *pair = text && *text ? g_strconcat("text=", text, NULL) : NULL;
	const char *set[] = {pair, NULL};
	g_autoptr(GError) error = NULL;

	(void)data;
	if (!pair || !eingabe_line_is_fine(tui, text))
		return TUI_HANDLED;
	if (!app_add(tui_data(tui), "note", set, NULL, &error)) {
		tui_say(tui, ROLE_BAD, "%s", error->message);
		return TUI_HANDLED;
	}
	tui_reload(tui);
	tui_say(tui, ROLE_OK, "Notiz gespeichert.");
	return TUI_HANDLED | TUI_PAINT;
}

static unsigned
run_note(Tui *tui, void *state)
{
	(void)state;
	dialog_line(tui, "Schnellnotiz", "", note_typed, NULL);
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
	{"wege.zeigen", {TK_CTRL('y'), 'G'}, "So ging es", NULL, "Zeigt, wie Anbindungen anderswo gelungen sind; / sucht darin.", 0, run_show_wege, NULL},
	{"vollzug.zeigen", {'Z'}, "Wer vollzieht", NULL, "Zeigt je Land und Leistung, welche Ebene vollzieht; dort lässt es sich berichtigen.", 0,
	 run_show_vollzug, NULL},
	{"kommunen.einlesen", {0}, "Gemeindeverzeichnis einlesen", NULL, "Liest die amtliche Datei GV100AD von destatis.de.", 0, run_import, NULL},
	{"abgleich.zeigen", {TK_F(6), 'A'}, "Abgleich ansehen", NULL, "Zeigt, was gesendet und empfangen wurde und was zu entscheiden ist.", 0,
	 run_show_sync, NULL},
	{"notiz", {TK_F(7), 'N'}, "Schnellnotiz", NULL, "Hält eine Zeile fest; einsortiert wird sie später.", 0, run_note, NULL},
	{.id = NULL},
};
