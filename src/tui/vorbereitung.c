/*
 * Vorbereitung: what has to be started before a visit, what to bring, who sits in the room from when to when. The same as on paper; Enter
 * leads into the Prüflauf of the Anbindung that a line is about.
 */
#include <string.h>

#include "blatt.h"
#include "dialog.h"
#include "screens.h"
#include "vorort/preparation.h"
#include "vorort/text.h"

typedef struct Vorbereitung {
	App *app;
	char *visit, *title;
	guint begin; /* minutes after midnight */
	gboolean has_several;
	Blatt *blatt;
} Vorbereitung;

/* --- the page ---------------------------------------------------------------------------------------------------------------------------- */

/* "<anbindung>#<step>"; caller frees. */
static char *
target_of(const char *anbindung, const ChecklistStep *step)
{
	return g_strconcat(anbindung, "#", step->id, NULL);
}

/* " (Hanau – Wohngeld)" where the visit has several Anbindungen. Caller frees. */
static char *
place_of(const Vorbereitung *v, const char *title)
{
	return v->has_several ? g_strdup_printf(" (%s)", title) : g_strdup("");
}

static void
add_tasks(Vorbereitung *v, const Preparation *p)
{
	guint i;

	blatt_head(v->blatt, "Rechtzeitig beginnen");
	if (!p->tasks->len)
		blatt_add(v->blatt, ROLE_TEXT, NULL, "Kein offener Schritt braucht Vorlauf.", NULL);
	for (i = 0; i < p->tasks->len; i++) {
		const PrepTask *task = p->tasks->pdata[i];
		g_autofree char *start = text_date(task->start), *state = prep_task_state(task), *place = place_of(v, task->title);
		g_autofree char *target = target_of(task->anbindung, task->step);
		g_autofree char *label = g_strdup_printf("%s%s", task->is_overdue ? "! " : "", *start ? start : "ohne Datum");
		g_autofree char *text = g_strdup_printf("%s: %s %s%s · %s", state, task->step->id, task->step->title, place,
							words_text(WORDS_STELLE_KIND, task->step->responsible));

		blatt_add(v->blatt, task->is_overdue ? ROLE_BAD : task->is_started ? ROLE_INFO : ROLE_TEXT, label, text, target);
	}
}

static void
add_items(Vorbereitung *v, const Preparation *p)
{
	const char *last = NULL;
	guint i;

	blatt_head(v->blatt, "Mitbringen");
	if (!p->items->len)
		blatt_add(v->blatt, ROLE_TEXT, NULL, "Nichts ist mitzubringen.", NULL);
	for (i = 0; i < p->items->len; i++) {
		const PrepItem *item = p->items->pdata[i];
		g_autofree char *place = place_of(v, item->title), *text = g_strdup_printf("%s%s", item->what, place);
		g_autofree char *target = target_of(item->anbindung, item->step);

		if (g_strcmp0(last, item->step->responsible) != 0)
			blatt_add(v->blatt, ROLE_HEAD, NULL, words_text(WORDS_STELLE_KIND, item->step->responsible), NULL);
		last = item->step->responsible;
		blatt_add(v->blatt, ROLE_TEXT, item->step->id, text, target);
	}
}

static void
add_presence(Vorbereitung *v, const Preparation *p)
{
	g_auto(GStrv) present = g_strsplit(record_get(p->visit, "present"), ",", -1);
	const Word *word;
	guint n = 0;

	blatt_head(v->blatt, "Wer wann im Raum ist");
	for (word = words(WORDS_PRESENT); word->code; word++) {
		guint minutes;
		g_autofree char *time = plan_presence(p->blocks, word->code, &minutes);
		gboolean is_announced = g_strv_contains((const char *const *)present, word->code);

		if (!*time)
			continue;
		n++;
		blatt_printf(v->blatt, is_announced ? ROLE_TEXT : ROLE_WARN, strcmp(word->code, "hersteller") == 0 ? "Hersteller" : word->text,
			     "%u Minuten: %s%s", minutes, time, is_announced ? "" : " – nicht angekündigt");
	}
	if (n == 0)
		blatt_add(v->blatt, ROLE_TEXT, NULL, "Kein offener Schritt braucht jemanden im Raum.", NULL);
}

static void
add_block(Vorbereitung *v, const PlanBlock *block)
{
	g_autofree char *time = plan_block_time(block), *who = plan_block_who(block);
	guint i;

	blatt_printf(v->blatt, ROLE_HEAD, time, "%s, %u Minuten", who, block->minutes);
	for (i = 0; i < block->steps->len; i++) {
		const PlanStep *step = block->steps->pdata[i];
		g_autofree char *place = place_of(v, step->title), *text = g_strdup_printf("%s %s%s", step->step->id, step->step->title, place);
		g_autofree char *target = target_of(step->group, step->step);

		blatt_add(v->blatt, ROLE_TEXT, "", text, target);
	}
}

static void
add_plan(Vorbereitung *v, const Preparation *p)
{
	guint i, minutes = plan_minutes(p->blocks), n_days = plan_days(p->blocks);

	blatt_head(v->blatt, "Ablauf");
	if (!p->blocks->len)
		blatt_add(v->blatt, ROLE_TEXT, NULL, "Alle Schritte sind erledigt.", NULL);
	else
		blatt_printf(v->blatt, ROLE_TEXT, "Dauer", "%u Schritte, %u:%02u Stunden, Pause von %d Minuten ab %d Uhr", p->steps->len, minutes / 60,
			     minutes % 60, PLAN_BREAK, PLAN_NOON / 60);
	if (n_days > p->n_days)
		blatt_printf(v->blatt, ROLE_WARN, "Tage", "gebraucht werden %u, der Termin hat %u", n_days, p->n_days);
	for (i = 0; i < p->blocks->len; i++) {
		const PlanBlock *block = p->blocks->pdata[i], *before = i ? p->blocks->pdata[i - 1] : block;

		if (block->day != before->day)
			blatt_printf(v->blatt, ROLE_WARN, NULL, "%u. Tag", block->day + 1);
		add_block(v, block);
	}
}

static void
fill(Vorbereitung *v)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Preparation) p = app_preparation(v->app, v->visit, v->begin, &error);

	blatt_clear(v->blatt);
	if (!p) {
		blatt_add(v->blatt, ROLE_BAD, NULL, error->message, NULL);
		return;
	}
	v->has_several = strchr(record_get(p->visit, "anbindungen"), ',') != NULL;
	add_tasks(v, p);
	add_items(v, p);
	add_presence(v, p);
	add_plan(v, p);
}

/* --- commands ------------------------------------------------------------------------------------------------------------------------------ */

static unsigned
run_open(Tui *tui, void *state)
{
	const Vorbereitung *v = state;
	const char *target = blatt_target(v->blatt);
	g_auto(GStrv) parts = target ? g_strsplit(target, "#", 2) : NULL;

	if (parts)
		pruefung_open_at(tui, &(PruefungPlace){.visit = v->visit, .anbindung = parts[0], .step = parts[1]});
	else
		tui_push(tui, &pruefung_screen, v->visit);
	return TUI_HANDLED;
}

static unsigned
run_write(Tui *tui, void *state)
{
	const Vorbereitung *v = state;

	bericht_write(tui, "vorbereitung", "vorbereitung", v->visit, v->begin);
	return TUI_HANDLED;
}

static unsigned
run_questionnaire(Tui *tui, void *state)
{
	fragebogen_write(tui, ((const Vorbereitung *)state)->visit);
	return TUI_HANDLED;
}

static unsigned
run_read(Tui *tui, void *state)
{
	(void)state;
	fragebogen_read(tui);
	return TUI_HANDLED;
}

static char *
check_clock(const char *text, void *data)
{
	(void)data;
	return plan_parse_clock(text) < 0 ? g_strdup("Das ist keine Uhrzeit. Beispiel: 9:30") : NULL;
}

static unsigned
clock_typed(Tui *tui, void *data, const char *text)
{
	Vorbereitung *v = data;

	(void)tui;
	if (!text)
		return TUI_HANDLED;
	v->begin = (guint)plan_parse_clock(text);
	fill(v);
	return TUI_HANDLED | TUI_CONTENT;
}

static unsigned
run_begin(Tui *tui, void *state)
{
	Vorbereitung *v = state;
	g_autofree char *now = plan_clock(v->begin);

	dialog_line_checked(tui, "Beginn am Tag des Termins", now, check_clock, clock_typed, v);
	return TUI_HANDLED;
}

static const Command commands[] = {
	{"vorbereitung.oeffnen", {TK_ENTER}, "Prüflauf öffnen", "Prüflauf", "Öffnet den Prüflauf beim Schritt dieser Zeile.", 0, run_open, NULL},
	{"vorbereitung.schreiben", {'p', TK_F(9)}, "Vorbereitung schreiben", "Schreiben", "Schreibt diese Seite in eine Datei: HTML, DOCX, PDF, Text.", 0, run_write,
	 NULL},
	{"vorbereitung.beginn", {'b', TK_F(8)}, "Beginn ändern", "Beginn", "Rechnet den Ablauf mit einer anderen Uhrzeit.", 0, run_begin, NULL},
	{"vorbereitung.fragebogen", {'f', TK_F(10)}, "Fragebogen schreiben", "Fragebogen", "Schreibt eine Excel-Datei, die die Kommune vor dem Termin ausfüllt.",
	 0, run_questionnaire, NULL},
	{"vorbereitung.einlesen", {'e', TK_F(11)}, "Fragebogen einlesen", "Einlesen", "Zeigt, was im ausgefüllten Fragebogen neu ist oder abweicht.", 0,
	 run_read, NULL},
	{.id = NULL},
};

/* --- the screen ----------------------------------------------------------------------------------------------------------------------------- */

static gpointer
vorbereitung_open(Tui *tui, const void *arg, char **problem)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Record) visit = app_record(tui_data(tui), arg, &error);
	g_auto(GStrv) on = visit ? g_strsplit(record_get(visit, "anbindungen"), ",", -1) : NULL;
	g_autofree char *day = NULL, *title = NULL;
	Vorbereitung *v;

	if (!visit) {
		*problem = g_strdup(error->message);
		return NULL;
	}
	v = g_new0(Vorbereitung, 1);
	v->app = tui_data(tui);
	v->visit = g_strdup(arg);
	v->begin = PLAN_BEGIN;
	day = text_date(record_get(visit, "date"));
	title = on[0] ? app_anbindung_title(v->app, on[0]) : g_strdup("");
	v->title = g_strdup_printf("Vorbereitung: %s%s%s", title, *day ? ", " : "", day);
	v->blatt = blatt_new(TRUE);
	fill(v);
	return v;
}

static void
vorbereitung_close(void *state)
{
	Vorbereitung *v = state;

	blatt_free(v->blatt);
	g_free(v->visit);
	g_free(v->title);
	g_free(v);
}

static char *
make_title(void *state)
{
	return g_strdup(((Vorbereitung *)state)->title);
}

static void
vorbereitung_layout(void *state, Area body)
{
	blatt_layout(((Vorbereitung *)state)->blatt, body);
}

static void
vorbereitung_draw(void *state, unsigned dirty)
{
	(void)dirty;
	blatt_draw(((Vorbereitung *)state)->blatt);
}

static unsigned
vorbereitung_handle(void *state, const Event *event)
{
	return blatt_handle(((Vorbereitung *)state)->blatt, event);
}

static unsigned
vorbereitung_resumed(void *state)
{
	fill(state);
	return TUI_CONTENT;
}

static void
vorbereitung_context(const void *state, ScreenContext *context)
{
	context->visit = ((const Vorbereitung *)state)->visit;
}

const ScreenOps vorbereitung_screen = {
	.name = "vorbereitung",
	.make_title = make_title,
	.commands = commands,
	.open = vorbereitung_open,
	.layout = vorbereitung_layout,
	.draw = vorbereitung_draw,
	.handle = vorbereitung_handle,
	.close = vorbereitung_close,
	.context = vorbereitung_context,
	.resumed = vorbereitung_resumed,
};
