/* Anbindung: one Leistung at one Kommune, or the place where there is none yet, and what is done about it in one key each. */
#include "anbindung.h"

#include <string.h>

#include "vorort/revisit.h"
#include "vorort/text.h"
#include "wege.h"
#include "zusammen.h"

static void
reload(Anbindung *a)
{
	g_autoptr(GError) error = NULL;
	Record *record = app_record(a->app, a->id, NULL);

	record_free(a->record);
	step_list_free(a->steps);
	g_clear_pointer(&a->problem, g_free);
	a->steps = NULL;
	if (record && (!record->created || record->is_retracted))
		g_clear_pointer(&record, record_free);
	a->record = record;
	if (record && !(a->steps = app_steps(a->app, a->id, &error)))
		a->problem = g_strdup(error->message);
	anbindung_fill(a);
}

/* --- commands --------------------------------------------------------------------------------------------------------------------------- */

static unsigned
run_state(Tui *tui, void *state)
{
	(void)tui;
	anbindung_state_open(state);
	return TUI_HANDLED;
}

static unsigned
run_mover(Tui *tui, void *state)
{
	(void)tui;
	anbindung_mover_open(state);
	return TUI_HANDLED;
}

static unsigned
run_visit(Tui *tui, void *state)
{
	termin_open(tui, ((Anbindung *)state)->id);
	return TUI_HANDLED;
}

static const char *
why_none(Tui *tui, void *state)
{
	(void)tui;
	return ((Anbindung *)state)->record ? NULL : "Es gibt noch keine Anbindung. n legt einen Termin an, s hält einen Stand fest.";
}

static unsigned
run_steps(Tui *tui, void *state)
{
	tui_push(tui, &pruefung_screen, ((Anbindung *)state)->id);
	return TUI_HANDLED;
}

/* --- from visit to visit ------------------------------------------------------------------------------------------------------------ */

static const char *
suggested(const Anbindung *a)
{
	g_autofree char *why = NULL;

	return a->steps ? app_suggest_state(a->steps, record_get(a->record, "state"), &why) : NULL;
}

static unsigned
run_suggestion(Tui *tui, void *state)
{
	Anbindung *a = state;
	g_autofree char *today = app_today(), *day = text_date(today);
	const char *code = suggested(a);
	g_autoptr(GError) error = NULL;

	if (app_take_suggestion(a->app, a->id, today, &error))
		tui_say(tui, ROLE_OK, "Stand: %s seit %s. s ändert Tag und Quelle, u macht es rückgängig.", words_text(WORDS_ANBINDUNG_STATE, code), day);
	else
		tui_say(tui, ROLE_BAD, "%s", error->message);
	reload(a);
	return TUI_HANDLED | TUI_CONTENT;
}

static const char *
why_no_suggestion(Tui *tui, void *state)
{
	(void)tui;
	return suggested(state) ? NULL : "Die Prüfschritte sagen nichts anderes als den Stand, der schon gesetzt ist.";
}

static unsigned
run_compare(Tui *tui, void *state)
{
	tui_push(tui, &vergleich_screen, ((Anbindung *)state)->id);
	return TUI_HANDLED;
}

static unsigned
run_weg(Tui *tui, void *state)
{
	weg_form_open(tui, ((Anbindung *)state)->id);
	return TUI_HANDLED;
}

static unsigned
run_merge(Tui *tui, void *state)
{
	zusammen_ask(tui, ((Anbindung *)state)->doubled);
	return TUI_HANDLED;
}

static const char *
why_no_merge(Tui *tui, void *state)
{
	(void)tui;
	return ((Anbindung *)state)->doubled ? NULL : "Kein Termin ist zweimal da.";
}

static unsigned
run_report(Tui *tui, void *state)
{
	bericht_write(tui, "anbindung", "anbindung", ((Anbindung *)state)->id, PLAN_BEGIN);
	return TUI_HANDLED;
}

static void
obstacle_added(Tui *tui, const char *id, void *state)
{
	(void)state;
	if (id)
		tui_say(tui, ROLE_OK, "Hürde angelegt. u macht es rückgängig.");
}

static unsigned
run_obstacle(Tui *tui, void *state)
{
	g_autofree char *on = g_strconcat("anbindung=", ((Anbindung *)state)->id, NULL);

	huerde_form_open(tui, (const char *const[]){on, "status=neu", NULL}, obstacle_added, state);
	return TUI_HANDLED;
}

/* "wert:<field>:<op>[:<key>]" */
static unsigned
confirm(Anbindung *a, const char *target)
{
	g_auto(GStrv) parts = g_strsplit(target, ":", 4);
	g_autoptr(GError) error = NULL;

	if (g_strv_length(parts) < 3)
		return TUI_HANDLED;
	if (app_confirm(a->app, a->id, parts[1], parts[3], parts[2], &error))
		tui_say(a->tui, ROLE_OK, "Entschieden. u macht es rückgängig.");
	else
		tui_say(a->tui, ROLE_BAD, "%s", error->message);
	reload(a);
	return TUI_HANDLED | TUI_CONTENT;
}

static unsigned
run_enter(Tui *tui, void *state)
{
	static const struct {
		const char *prefix;
		unsigned (*run)(Tui *tui, void *state);
		const ScreenOps *screen;
	} targets[] = {{"stand:", run_state, NULL}, {"mover:", run_mover, NULL}, {"pruefung:", run_steps, NULL}, {"new:", run_visit, NULL},
		       {"huerde:", NULL, &huerde_screen}, {"visit:", NULL, &pruefung_screen},
		       {"vorschlag:", run_suggestion, NULL}, {"weg:", NULL, &weg_screen}, {"doppelt:", run_merge, NULL}};
	Anbindung *a = state;
	g_autofree char *target = g_strdup(blatt_target(a->blatt));
	gsize i;

	if (target && g_str_has_prefix(target, "wert:"))
		return confirm(a, target);
	for (i = 0; target && i < G_N_ELEMENTS(targets); i++) {
		if (!g_str_has_prefix(target, targets[i].prefix))
			continue;
		if (targets[i].run)
			return targets[i].run(tui, state);
		tui_push(tui, targets[i].screen, target + strlen(targets[i].prefix));
	}
	return TUI_HANDLED;
}

static const Command commands[] = {
	{"anbindung.oeffnen", {TK_ENTER}, "Öffnen", "Öffnen", "Öffnet Hürde, Termin oder Prüflauf der Zeile; auf einer abweichenden Eingabe: diese gilt.", 0,
	 run_enter, NULL},
	{"anbindung.stand", {'s', TK_F(8)}, "Stand setzen", "Stand", "Setzt den Stand mit Datum und Quelle; was die Schritte sagen, ist vorbelegt.", 0,
	 run_state, NULL},
	{"anbindung.termin", {'n', TK_INSERT}, "Termin anlegen", "Neuer Termin", "Legt einen Termin an; Kommune und Leistung sind schon gewählt.", 0,
	 run_visit, NULL},
	{"anbindung.pruefung", {'p', TK_F(9)}, "Prüflauf öffnen", "Prüflauf", "Zeigt die Prüfschritte dieser Anbindung.", 0, run_steps, why_none},
	{"anbindung.first_mover", {'m', TK_F(11)}, "First Mover", "First Mover", "Hält fest, dass die Kommune First Mover ist, benannt durch wen und warum.", 0,
	 run_mover, NULL},
	{"anbindung.vorschlag", {'v'}, "Vorschlag übernehmen", NULL, "Setzt den Stand, den die Prüfschritte nahelegen, mit Begründung, seit heute.", 0,
	 run_suggestion, why_no_suggestion},
	{"anbindung.vergleich", {'c', TK_F(2)}, "Termine vergleichen", NULL, "Zeigt, was von einem Termin zum anderen besser oder schlechter wurde.", 0, run_compare,
	 why_none},
	{"anbindung.so_ging_es", {'o'}, "So ging es festhalten", NULL, "Schreibt auf, wie die Anbindung gelungen ist; was sie weiß, steht schon da.", 0, run_weg,
	 why_none},
	{"anbindung.zusammen", {'M'}, "Termine zusammenführen", NULL, "Führt zwei Termine desselben Tages zusammen.", 0, run_merge, why_no_merge},
	{"anbindung.huerde", {'h', TK_F(10)}, "Hürde anlegen", NULL, "Legt eine Hürde zu dieser Anbindung an.", 0, run_obstacle, why_none},
	{"anbindung.bericht", {'b', TK_CTRL('b')}, "Bericht schreiben", NULL, "Schreibt Stand, Ergebnisse, offene Arbeiten und Hürden in eine Datei.", 0, run_report,
	 why_none},
	{.id = NULL},
};

/* --- the screen --------------------------------------------------------------------------------------------------------------------------- */

static gpointer
anbindung_open(Tui *tui, const void *arg, char **error)
{
	Anbindung *a = g_new0(Anbindung, 1);

	(void)error;
	a->tui = tui;
	a->app = tui_data(tui);
	a->id = g_strdup(arg);
	a->title = app_anbindung_title(a->app, a->id);
	a->blatt = blatt_new(TRUE);
	reload(a);
	if (!blatt_go(a->blatt, "wert:"))
		blatt_go(a->blatt, "");
	return a;
}

static void
anbindung_close(void *state)
{
	Anbindung *a = state;

	blatt_free(a->blatt);
	record_free(a->record);
	step_list_free(a->steps);
	g_free(a->problem);
	g_free(a->doubled);
	g_free(a->title);
	g_free(a->id);
	g_free(a);
}

static void
anbindung_layout(void *state, Area body)
{
	blatt_layout(((Anbindung *)state)->blatt, body);
}

static void
anbindung_draw(void *state, unsigned dirty)
{
	(void)dirty;
	blatt_draw(((Anbindung *)state)->blatt);
}

static unsigned
anbindung_handle(void *state, const Event *event)
{
	return blatt_handle(((Anbindung *)state)->blatt, event);
}

static unsigned
anbindung_resumed(void *state)
{
	reload(state);
	return TUI_CONTENT;
}

static void
anbindung_context(const void *state, ScreenContext *context)
{
	const Anbindung *a = state;

	context->anbindung = a->record ? a->id : NULL;
}

static char *
make_title(void *state)
{
	return g_strdup_printf("Anbindung: %s", ((Anbindung *)state)->title);
}

const ScreenOps anbindung_screen = {
	.name = "anbindung",
	.make_title = make_title,
	.commands = commands,
	.open = anbindung_open,
	.layout = anbindung_layout,
	.draw = anbindung_draw,
	.handle = anbindung_handle,
	.close = anbindung_close,
	.context = anbindung_context,
	.resumed = anbindung_resumed,
};
