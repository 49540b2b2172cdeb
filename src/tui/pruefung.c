/*
 * Prüflauf: the screen on which a team walks through the steps of one Anbindung. One step at a time; on wide screens the list stands beside
 * it. What is recorded, listed and closed stands in the other pruefung_*.c.
 */
#include "pruefung.h"

#include <string.h>

#include "cells.h"
#include "screens.h"
#include "vorort/revisit.h"
#include "vorort/text.h"
#include "zusammen.h"

/* --- data ------------------------------------------------------------------------------------------------------------------- */

const StepView *
pruefung_view(const Pruefung *p)
{
	return p->list->views->pdata[p->index];
}

const char *
pruefung_env(const Pruefung *p, const ChecklistStep *step)
{
	if (p->env_here && pruefung_view(p)->step == step)
		return p->env_here;
	return g_strv_contains((const char *const *)step->envs, p->env) || !step->envs[0] ? p->env : step->envs[0];
}

const StepResult *
pruefung_result(const StepView *view, const char *env, guint instance)
{
	guint i;

	for (i = 0; i < view->results->len; i++) {
		const StepResult *r = view->results->pdata[i];

		if (r->instance == instance && strcmp(r->env, env) == 0)
			return r;
	}
	return NULL;
}

char *
pruefung_key(const Pruefung *p, const ChecklistStep *step)
{
	return g_strdup_printf("%s/%s/%u", step->id, pruefung_env(p, step), p->instance);
}

/* Another version of the checklist has other steps: the present one keeps its place by id. */
static guint
index_in(const StepList *list, const Pruefung *p)
{
	const char *id = p->list && p->index < p->list->views->len ? pruefung_view(p)->step->id : NULL;
	guint i;

	for (i = 0; id && i < list->views->len; i++)
		if (strcmp(((StepView *)list->views->pdata[i])->step->id, id) == 0)
			return i;
	return MIN(p->index, MAX(list->views->len, 1) - 1);
}

gboolean
pruefung_reload(Pruefung *p)
{
	g_autoptr(GError) error = NULL;
	StepList *list = app_steps(p->app, p->anbindung, &error);
	Record *record = list ? app_record(p->app, p->anbindung, &error) : NULL;

	if (!record) {
		step_list_free(list);
		tui_say(p->tui, ROLE_BAD, "%s", error->message);
		return FALSE;
	}
	p->index = index_in(list, p);
	step_list_free(p->list);
	record_free(p->record);
	checklist_update_free(p->update);
	p->list = list;
	p->record = record;
	record_free(p->termin);
	p->termin = p->visit ? app_record(p->app, p->visit, NULL) : NULL;
	p->update = app_checklist_update(p->app, p->anbindung, NULL);
	nachtermin_read(p);
	p->is_filled = FALSE;
	pruefung_fill_tray(p, FALSE);
	return TRUE;
}

void
pruefung_go(Pruefung *p, guint index)
{
	if (index != p->index)
		p->instance = 1;
	p->index = index;
	p->env_here = NULL;
	pruefung_next_env(p);
	p->is_filled = FALSE;
	g_clear_pointer(&p->offer, g_free);
	blatt_top(p->blatt);
	pruefung_moved(p);
}

gboolean
pruefung_switch(Pruefung *p, const char *anbindung)
{
	gboolean is_recalled;

	pruefung_remember(p);
	g_free(p->anbindung);
	p->anbindung = g_strdup(anbindung);
	if (!pruefung_reload(p))
		return FALSE;
	g_free(p->title);
	p->title = app_anbindung_title(p->app, p->anbindung);
	is_recalled = pruefung_recall(p);
	if (!is_recalled)
		pruefung_go(p, step_list_start(p->list));
	pruefung_read_wege(p);
	nachtermin_begin(p, is_recalled);
	return TRUE;
}

/* --- choices ----------------------------------------------------------------------------------------------------------------- */

void
pruefung_choose(Pruefung *p, const char *title, GPtrArray *texts, DialogDone done)
{
	g_autoptr(GArray) choices = g_array_new(TRUE, TRUE, sizeof(Word));
	guint i;

	g_clear_pointer(&p->texts, g_ptr_array_unref);
	p->texts = texts;
	for (i = 0; i < texts->len; i++) {
		Word word = { texts->pdata[i], texts->pdata[i], "", "", "" };

		g_array_append_val(choices, word);
	}
	dialog_choice(p->tui, title, (const Word *)(void *)choices->data, 0, done, p);
}

/* --- commands ---------------------------------------------------------------------------------------------------------------- */

static unsigned
outcome_chosen(Tui *tui, void *data, int answer)
{
	(void)tui;
	return answer < 0 ? TUI_HANDLED : pruefung_record(data, words(WORDS_OUTCOME)[answer].code);
}

static unsigned
run_choose(Tui *tui, void *state)
{
	Pruefung *p = state;
	const ChecklistStep *step = pruefung_view(p)->step;
	const StepResult *known = pruefung_result(pruefung_view(p), pruefung_env(p, step), p->instance);
	g_autofree char *title = g_strdup_printf("Ergebnis von %s (%s)", step->id, words_text(WORDS_ENV, pruefung_env(p, step)));

	dialog_choice(tui, title, words(WORDS_OUTCOME), known ? words_index(WORDS_OUTCOME, known->outcome) : 0, outcome_chosen, p);
	return TUI_HANDLED;
}

static unsigned
run_full(Tui *tui, void *state)
{
	(void)tui;
	return pruefung_record_full(state);
}

static unsigned
run_next(Tui *tui, void *state)
{
	(void)tui;
	return pruefung_step_by(state, 1);
}

static unsigned
run_previous(Tui *tui, void *state)
{
	(void)tui;
	return pruefung_step_by(state, -1);
}

static unsigned
run_next_open(Tui *tui, void *state)
{
	Pruefung *p = state;
	int next;

	if (!p->is_revisit && pruefung_next_env(p))
		tui_say(tui, ROLE_INFO, "Hier ist noch offen: %s.", words_text(WORDS_ENV, pruefung_env(p, pruefung_view(p)->step)));
	else if ((next = pruefung_next_open(p)) < 0)
		tui_say(tui, ROLE_INFO, "Kein anderer Schritt ist offen.");
	else
		pruefung_go(p, (guint)next);
	return TUI_HANDLED | TUI_PAINT;
}

static unsigned
run_list(Tui *tui, void *state)
{
	tui_push(tui, &pruefung_liste_screen, state);
	return TUI_HANDLED;
}

static unsigned
run_search(Tui *tui, void *state)
{
	((Pruefung *)state)->is_searching = TRUE;
	return run_list(tui, state);
}

static unsigned
run_waiting(Tui *tui, void *state)
{
	tui_push(tui, &pruefung_wartet_screen, state);
	return TUI_HANDLED;
}

static unsigned
run_history(Tui *tui, void *state)
{
	tui_push(tui, &pruefung_verlauf_screen, state);
	return TUI_HANDLED;
}

/* Side by side where two teams differ; else what is known of the step. */
static unsigned
run_difference(Tui *tui, void *state)
{
	Pruefung *p = state;
	g_autoptr(GPtrArray) all = app_result_differences(p->app, p->list, NULL, NULL);

	tui_push(tui, all && all->len ? &pruefung_abweichung_screen : &pruefung_verlauf_screen, state);
	return TUI_HANDLED;
}

static unsigned
run_ways(Tui *tui, void *state)
{
	(void)tui;
	return pruefung_show_ways(state);
}

static const char *
why_no_ways(Tui *tui, void *state)
{
	(void)tui;
	return pruefung_why_no_ways(state);
}

static unsigned
run_todo(Tui *tui, void *state)
{
	(void)tui;
	return nachtermin_switch(state);
}

static const char *
why_no_todo(Tui *tui, void *state)
{
	const Pruefung *p = state;

	(void)tui;
	return p->revisit ? NULL : "Das ist der erste Termin; alle Schritte sind offen.";
}

static unsigned
run_claim(Tui *tui, void *state)
{
	(void)tui;
	return pruefung_claim(state);
}

static unsigned
run_merge(Tui *tui, void *state)
{
	zusammen_ask(tui, ((Pruefung *)state)->visit);
	return TUI_HANDLED;
}

static const char *
why_no_merge(Tui *tui, void *state)
{
	const Pruefung *p = state;

	(void)tui;
	return p->visit ? zusammen_why_not(p->app, p->visit) : "Der Prüflauf gehört zu keinem Termin.";
}

static unsigned
run_version(Tui *tui, void *state)
{
	tui_push(tui, &pruefung_version_screen, state);
	return TUI_HANDLED;
}

static const char *
why_no_version(Tui *tui, void *state)
{
	const Pruefung *p = state;

	(void)tui;
	if (p->update && p->update->newer)
		return NULL;
	return p->update && p->update->note ? p->update->note : "Eine neuere Version der Checkliste ist nicht da.";
}

static unsigned
run_close_visit(Tui *tui, void *state)
{
	tui_push(tui, &abschluss_screen, ((Pruefung *)state)->visit);
	return TUI_HANDLED;
}

static unsigned
run_note(Tui *tui, void *state)
{
	(void)tui;
	return pruefung_note(state);
}

static unsigned
run_obstacle(Tui *tui, void *state)
{
	(void)tui;
	return pruefung_obstacle(state);
}

static unsigned
run_attachments(Tui *tui, void *state)
{
	(void)tui;
	return pruefung_attachments(state);
}

static unsigned
run_go_to(Tui *tui, void *state)
{
	(void)tui;
	return pruefung_ask_step(state, 0, TUI_HANDLED | TUI_CONTENT);
}

static unsigned
run_env(Tui *tui, void *state)
{
	(void)tui;
	return pruefung_switch_env(state);
}

static unsigned
run_all(Tui *tui, void *state)
{
	Pruefung *p = state;

	(void)tui;
	p->is_all = !p->is_all;
	pruefung_say_all(p);
	return TUI_HANDLED | TUI_PAINT;
}

static unsigned
run_repeat(Tui *tui, void *state)
{
	Pruefung *p = state;
	const StepView *view = pruefung_view(p);
	g_autofree char *noun = pruefung_repeat_text(view->step->repeat);
	guint i, n = 1;

	for (i = 0; i < view->results->len; i++)
		n = MAX(n, ((StepResult *)view->results->pdata[i])->instance);
	p->instance = p->instance > n || p->instance == 999 ? 1 : p->instance + 1;
	p->is_filled = FALSE;
	tui_say(tui, ROLE_INFO, "Wiederholung %u (%s).", p->instance, noun);
	return TUI_HANDLED | TUI_PAINT;
}

static const char *
why_no_repeat(Tui *tui, void *state)
{
	(void)tui;
	return pruefung_view(state)->step->repeat ? NULL : "Dieser Schritt wird nur einmal geprüft.";
}

static unsigned
run_show(Tui *tui, void *state)
{
	tui_push(tui, &anbindung_screen, ((Pruefung *)state)->anbindung);
	return TUI_HANDLED;
}

static unsigned
run_other(Tui *tui, void *state)
{
	Pruefung *p = state;
	guint i, n = g_strv_length(p->anbindungen);

	if (n == 0)
		return TUI_HANDLED;
	for (i = 0; i < n && strcmp(p->anbindungen[i], p->anbindung) != 0; i++)
		;
	if (pruefung_switch(p, p->anbindungen[(i + 1) % n]) && !p->is_revisit)
		tui_say(tui, ROLE_INFO, "%s", p->title);
	return TUI_HANDLED | TUI_CONTENT;
}

static const char *
why_no_other(Tui *tui, void *state)
{
	const Pruefung *p = state;

	(void)tui;
	return g_strv_length(p->anbindungen) > 1 ? NULL : "Zu diesem Termin gehört nur eine Anbindung.";
}

static const char *
why_no_close(Tui *tui, void *state)
{
	(void)tui;
	return ((Pruefung *)state)->visit ? NULL : "Der Prüflauf gehört zu keinem Termin.";
}

static unsigned
run_report(Tui *tui, void *state)
{
	bericht_write(tui, "visit", "protokoll", ((Pruefung *)state)->visit, PLAN_BEGIN);
	return TUI_HANDLED;
}

static unsigned
run_prepare(Tui *tui, void *state)
{
	tui_push(tui, &vorbereitung_screen, ((Pruefung *)state)->visit);
	return TUI_HANDLED;
}

/* --- outcomes ------------------------------------------------------------------------------------------------------------------ */

#define OUTCOME(code)                                                                                                                        \
	static unsigned outcome_##code(Tui *tui, void *state)                                                                                 \
	{                                                                                                                                     \
		(void)tui;                                                                                                                    \
		return pruefung_record(state, #code);                                                                                         \
	}
OUTCOME(passed)
OUTCOME(passed_open)
OUTCOME(failed)
OUTCOME(waiting)
OUTCOME(blocked)
OUTCOME(not_tested)
OUTCOME(not_applicable)

static const Command commands[] = {
	{ "schritt.ergebnis", { TK_ENTER }, "Ergebnis wählen", NULL, "Zeigt alle Ergebnisse zur Auswahl.", 0, run_choose, NULL },
	{ "schritt.nachweis", { 'm', TK_CTRL('n') }, "Ergebnis mit Nachweis", NULL, "Öffnet das Formular zum Ergebnis: Angaben, Nachweis, Bemerkung; auch zum Berichtigen.", 0, run_full, NULL },
	{ "schritt.weiter", { TK_RIGHT, 'n' }, "Nächster Schritt", "Weiter", "Geht zum nächsten Schritt, der hier zutrifft.", 0, run_next, NULL },
	{ "schritt.zurueck", { TK_LEFT, 'p' }, "Voriger Schritt", NULL, "Geht zum vorigen Schritt, der hier zutrifft.", 0, run_previous, NULL },
	{ "schritt.huerde", { 'h', TK_INSERT }, "Hürde zu diesem Schritt", "Hürde", "Legt eine Hürde an; was der Schritt weiß, steht schon darin.", 0, run_obstacle, NULL },
	{ "schritt.bemerkung", { 'b', TK_CTRL('b') }, "Bemerkung", "Bemerkung", "Schreibt eine Bemerkung zum Schritt, intern oder fürs Protokoll.", 0, run_note, NULL },
	{ "pruefung.liste", { 'l', TK_F(9) }, "Liste der Schritte", "Liste", "Zeigt alle Schritte; / sucht, Tab wechselt zwischen offen, nicht bestanden, läuft.", 0, run_list, NULL },
	{ "pruefung.suche", { '/' }, "Schritt suchen", NULL, "Öffnet die Liste der Schritte und sucht darin.", 0, run_search, NULL },
	{ "pruefung.abschluss", { 'c', TK_F(10) }, "Termin abschließen", "Abschluss", "Fasst zusammen, was offen ist, und hält das Fazit fest.", 0, run_close_visit, why_no_close },
	{ "schritt.verlauf", { 'r', TK_F(11) }, "Verlauf des Schritts", "Verlauf", "Zeigt alle Ergebnisse des Schritts; dort lassen sie sich zurückziehen.", 0, run_history, NULL },
	{ "schritt.abweichung", { 'd' }, "Abweichende Ergebnisse entscheiden", NULL, "Zeigt die Ergebnisse beider Teams nebeneinander; eine Taste lässt das spätere gelten.", 0, run_difference, NULL },
	{ "schritt.anlagen", { 'f', TK_CTRL('y') }, "Anlagen des Schritts", NULL, "Zeigt und speichert Dateien zum Ergebnis und legt neue an.", 0, run_attachments, NULL },
	{ "pruefung.umgebung", { 'e', TK_CTRL('e') }, "Umgebung wechseln", "Umgebung", "Wechselt zwischen Test, Stage und Prod.", 0, run_env, NULL },
	{ "pruefung.offen", { TK_TAB }, "Nächster offener Schritt", "offen", "Geht zum nächsten Schritt ohne Ergebnis.", 0, run_next_open, NULL },
	{ "pruefung.laeuft", { 'j', TK_CTRL('s') }, "Was läuft: nächstes", NULL, "Geht zum nächsten Schritt, der läuft, auch in anderen Anbindungen des Termins; nach dem letzten zurück.", 0, pruefung_run_tray, pruefung_why_no_tray },
	{ "pruefung.da", { 'i', TK_CTRL('d') }, "Wer ist da", "wer da", "Zeigt, wie viele Minuten jede Funktion noch gebraucht wird, und nur Schritte, für die alle da sind.", 0, pruefung_run_present, NULL },
	{ "pruefung.antwortet", { 'y' }, "Es antwortet die nächste Funktion", NULL, "Hält bei neuen Ergebnissen fest, welche Funktion Auskunft gibt: die nächste von denen, die da sind.", 0, pruefung_run_function, NULL },
	{ "pruefung.funktion", { 'o' }, "Wer antwortet: auswählen", NULL, "Zeigt alle Funktionen, auch andere Stellen am Telefon.", 0, pruefung_run_function_list, NULL },
	{ "schritt.gleiche", { 'k', TK_CTRL('u') }, "Wegen einer Hürde zurückstellen", NULL, "Stellt diesen Schritt wegen einer Hürde zurück, die schon aufgenommen ist.", 0, pruefung_run_same, pruefung_why_no_same },
	{ "pruefung.wartet", { 'w', TK_CTRL('w') }, "Was läuft", NULL, "Zeigt, worauf gewartet wird und bis wann.", 0, run_waiting, NULL },
	{ "pruefung.gehe", { 'g', TK_CTRL('g') }, "Gehe zu Schritt", NULL, "Fragt nach der Nummer; ein Großbuchstabe beginnt sie gleich.", 0, run_go_to, NULL },
	{ "pruefung.version", { 'v', TK_F(8) }, "Neue Checkliste ansehen", NULL, "Zeigt, was eine neuere Version der Checkliste ändert, und übernimmt sie auf Wunsch.", 0, run_version, why_no_version },
	{ "pruefung.alle", { 'a', TK_CTRL('a') }, "Alle Schritte einblenden", NULL, "Blendet Schritte ein oder aus, die hier nicht zutreffen.", 0, run_all, NULL },
	{ "schritt.wiederholung", { '+' }, "Nächste Wiederholung", NULL, "Prüft denselben Schritt am nächsten Arbeitsplatz oder Standort.", 0, run_repeat, why_no_repeat },
	{ "pruefung.anbindung", { 'x', TK_CTRL('x') }, "Andere Anbindung", NULL, "Wechselt zur nächsten Anbindung dieses Termins.", 0, run_other, why_no_other },
	{ "pruefung.stand", { 's', TK_CTRL('o') }, "Anbindung ansehen", NULL, "Zeigt Stand, Angaben, Hürden und Termine der Anbindung und setzt den Stand.", 0, run_show, NULL },
	{ "pruefung.zu_tun", { 'z' }, "Nur was zu tun ist", NULL, "Beim nächsten Termin: nicht Bestandenes, Wartendes, Geändertes, Offenes – oder wieder alle Schritte.", 0, run_todo, why_no_todo },
	{ "schritt.so_ging_es", { 'R' }, "So ging es anderswo", NULL, "Zeigt, wie dieser Schritt anderswo gelungen ist, das Passendste zuerst.", 0, run_ways, why_no_ways },
	{ "pruefung.uebernehmen", { 'P' }, "Phase übernehmen", NULL, "Sagt dem anderen Gerät, wer diese Phase macht; noch einmal gibt sie frei.", 0, run_claim, why_no_close },
	{ "pruefung.zusammen", { 'M' }, "Termine zusammenführen", NULL, "Führt zwei Termine desselben Tages zusammen, die zwei Geräte angelegt haben.", 0, run_merge, why_no_merge },
	{ "pruefung.protokoll", { 0 }, "Protokoll schreiben", NULL, "Schreibt das Protokoll des Termins in eine Datei.", 0, run_report, why_no_close },
	{ "pruefung.vorbereitung", { 0 }, "Vorbereitung", NULL, "Zeigt, was wann beginnen muss, was mitzubringen ist und wer wann im Raum ist.", 0, run_prepare, why_no_close },
	{ "ergebnis.1", { '1' }, "bestanden", NULL, "Hält fest, dass das Kriterium erfüllt ist.", 0, outcome_passed, NULL },
	{ "ergebnis.2", { '2' }, "bestanden, Nacharbeit offen", NULL, "Fragt, was zu tun bleibt, bei wem und bis wann.", 0, outcome_passed_open, NULL },
	{ "ergebnis.3", { '3' }, "nicht bestanden", NULL, "Hält fest, dass das Kriterium nicht erfüllt ist.", 0, outcome_failed, NULL },
	{ "ergebnis.4", { '4' }, "läuft", NULL, "Fragt, auf welche Stelle gewartet wird, und nach Ticket und Termin.", 0, outcome_waiting, NULL },
	{ "ergebnis.5", { '5' }, "nicht prüfbar", NULL, "Fragt, auf welche Stelle gewartet wird.", 0, outcome_blocked, NULL },
	{ "ergebnis.6", { '6' }, "nicht geprüft", NULL, "Fragt nach dem Grund.", 0, outcome_not_tested, NULL },
	{ "ergebnis.7", { '7' }, "nicht anwendbar", NULL, "Fragt nach dem Grund.", 0, outcome_not_applicable, NULL },
	{ .id = NULL },
};

/* --- screen ------------------------------------------------------------------------------------------------------------------- */

static void
pruefung_close(void *state)
{
	Pruefung *p = state;

	if (p->timer)
		pruefung_keep(p);
	if (p->is_guarding)
		app_end_sichtschutz(p->app);
	pruefung_drop_tray(p);
	g_free(p->present);
	g_free(p->obstacle);
	g_free(p->visit);
	g_strfreev(p->anbindungen);
	g_free(p->anbindung);
	g_free(p->title);
	g_free(p->when);
	g_free(p->offer);
	g_free(p->stelle);
	step_list_free(p->list);
	record_free(p->record);
	record_free(p->termin);
	revisit_free(p->revisit);
	if (p->wege)
		g_ptr_array_unref(p->wege);
	checklist_update_free(p->update);
	blatt_free(p->blatt);
	g_clear_pointer(&p->texts, g_ptr_array_unref);
	g_clear_pointer(&p->ids, g_ptr_array_unref);
	g_free(p);
}

static Pruefung *
pruefung_new(Tui *tui, const PruefungPlace *place, char **error)
{
	Pruefung *p = g_new0(Pruefung, 1);
	g_autoptr(GError) cause = NULL;

	p->tui = tui;
	p->app = tui_data(tui);
	p->env = "test";
	p->instance = 1;
	p->blatt = blatt_new(FALSE);
	if (!pruefung_begin(p, place, &cause)) {
		*error = g_strdup(cause ? cause->message : "Der Prüflauf lässt sich nicht öffnen: Die Checkliste ist leer oder nicht lesbar.");
		pruefung_close(p);
		return NULL;
	}
	return p;
}

static gpointer
pruefung_open(Tui *tui, const void *arg, char **error)
{
	gboolean is_anbindung = strchr(arg, '/') != NULL;

	return pruefung_new(tui, &(PruefungPlace){ .visit = is_anbindung ? NULL : arg, .anbindung = is_anbindung ? arg : NULL }, error);
}

/* To the step in that environment, whether it has a result there or not. */
static gboolean
go_to_place(Pruefung *p, const PruefungPlace *place)
{
	const Word *env = place->env && *place->env ? words_find(WORDS_ENV, place->env) : NULL;
	int index = place->step ? pruefung_find(p, place->step) : (int)p->index;

	if (index < 0) {
		tui_say(p->tui, ROLE_INFO, "%s gehört zu einer früheren Version der Checkliste; die Liste der Schritte (l) zeigt ihn am Ende.", place->step);
		return FALSE;
	}
	pruefung_go(p, (guint)index);
	p->env_here = env ? env->code : p->env_here;
	p->instance = place->instance ? place->instance : p->instance;
	return TRUE;
}

void
pruefung_open_at(Tui *tui, const PruefungPlace *place)
{
	g_autofree char *error = NULL;
	Pruefung *p = pruefung_new(tui, place, &error);

	if (!p) {
		tui_say(tui, ROLE_BAD, "%s", error);
		return;
	}
	tui_push_state(tui, &pruefung_screen, p);
	if (!go_to_place(p, place) || !place->outcome)
		return;
	p->is_single = TRUE;
	tui_apply(tui, pruefung_record(p, place->outcome));
}

static char *
pruefung_title(void *state)
{
	return g_strdup_printf("Prüflauf: %s", ((Pruefung *)state)->title);
}

static void
pruefung_layout(void *state, Area body)
{
	((Pruefung *)state)->body = body;
}

/* A capital letter begins the number of a step, if one begins with it. */
static unsigned
pruefung_handle(void *state, const Event *event)
{
	Pruefung *p = state;

	if (tui_has_letters(p->tui) && pruefung_begins_step(p, event->key))
		return pruefung_ask_step(p, event->key, TUI_HANDLED | TUI_CONTENT);
	return blatt_handle(p->blatt, event);
}

static void
pruefung_context(const void *state, ScreenContext *context)
{
	const Pruefung *p = state;

	*context = (ScreenContext){ p->visit, p->anbindung, pruefung_view(p)->step->id, NULL };
}

static unsigned
pruefung_resumed(void *state)
{
	Pruefung *p = state;

	if (pruefung_reload(p))
		pruefung_fill_tray(p, TRUE);
	pruefung_read_wege(p);
	g_free(p->title);
	p->title = app_anbindung_title(p->app, p->anbindung);
	pruefung_moved(p); /* another one above it may have stood elsewhere */
	return TUI_CONTENT;
}

const ScreenOps pruefung_screen = { .name = "pruefung", .make_title = pruefung_title, .commands = commands, .open = pruefung_open,
	.layout = pruefung_layout, .draw = pruefung_draw, .handle = pruefung_handle, .close = pruefung_close, .context = pruefung_context, .resumed = pruefung_resumed };
