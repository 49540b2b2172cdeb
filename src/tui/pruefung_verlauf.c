/*
 * Prüflauf: everything that was recorded for one step, newest first. Enter on one of two differing results lets it count; Entf withdraws the
 * result under the cursor with a reason; t shows the step as it was worded then.
 */
#include <string.h>

#include "eingabe.h"
#include "pruefung.h"
#include "vorort/text.h"

typedef struct Verlauf {
	Pruefung *p;
	char *id;     /* of the step */
	const ChecklistStep *step; /* NULL: its text is not here */
	Blatt *blatt;
	char *chosen; /* id of the result that a dialog is about */
} Verlauf;

/* --- what is shown --------------------------------------------------------------------------------------------------------------- */

static const RecordValue *
value_of(const Verlauf *v, const char *id)
{
	guint i;

	for (i = 0; i < v->p->record->values->len; i++) {
		const RecordValue *value = v->p->record->values->pdata[i];

		if (strcmp(value->field_name, "result") == 0 && strcmp(value->op, id) == 0)
			return value;
	}
	return NULL;
}

static gboolean
is_differing(const Verlauf *v, const RecordValue *value)
{
	return value && value->is_head && !value->is_hidden && record_is_different(v->p->record, "result", value->key);
}

static const char *
standing(const Verlauf *v, const Record *result)
{
	const RecordValue *value = value_of(v, result->id);

	if (result->is_retracted)
		return "zurückgezogen";
	if (is_differing(v, value))
		return value->is_shown ? "abweichend, gilt zurzeit" : "abweichend";
	return value && value->is_shown ? "gilt" : "überholt";
}

/* "gilt", or for whom it was recorded where that is a Stelle. */
static char *
standing_text(const Verlauf *v, const Record *result)
{
	const char *on = record_get(result, "on");
	g_autofree char *name = strcmp(on, v->p->anbindung) != 0 && !result->is_retracted ? app_stelle_name(v->p->app, on) : NULL;

	return name ? g_strdup_printf("für alle von %s", name) : g_strdup(standing(v, result));
}

static void
add_result(Verlauf *v, const Record *result)
{
	const RecordValue *value = value_of(v, result->id);
	const Checklist *version = NULL;
	const ChecklistStep *then = app_result_step(v->p->app, v->p->record, v->id, result->id, &version);
	const char *outcome = record_get(result, "outcome"), *instance = record_get(result, "instance");
	g_autofree char *iso = g_strndup(result->created_at ? result->created_at : "", 10), *day = text_date(iso);
	g_autofree char *text = pruefung_outcome_text(outcome);
	g_autofree char *again = strcmp(instance, "1") != 0 ? g_strconcat(" ", instance, NULL) : g_strdup("");
	g_autofree char *stands = standing_text(v, result);
	g_autofree char *line = g_strdup_printf("%s%s: %s, %s – %s", words_text(WORDS_ENV, record_get(result, "env")), again, text, result->created_by, stands);
	g_autofree char *target = g_strconcat(is_differing(v, value) ? "?" : "=", result->id, NULL);

	blatt_gap(v->blatt);
	blatt_add(v->blatt, result->is_retracted ? ROLE_MUTED : is_differing(v, value) ? ROLE_BAD : pruefung_outcome_role(outcome), day, line, target);
	if (result->is_retracted)
		blatt_add(v->blatt, ROLE_MUTED, "Grund", record_get(result, "retracted_why"), target);
	if (version && strcmp(version->sha256, v->p->list->checklist->sha256) != 0)
		blatt_printf(v->blatt, ROLE_MUTED, "Geprüft mit", "Version %s der Checkliste (t zeigt den Text von damals)", version->version);
	pruefung_add_details(v->p, v->blatt, then ? then : v->step, result, target);
}

static void
fill(Verlauf *v)
{
	g_autoptr(GPtrArray) history = app_step_history(v->p->app, v->p->anbindung, v->id, NULL);
	guint i;

	blatt_clear(v->blatt);
	for (i = 0; history && i < history->len; i++)
		add_result(v, history->pdata[i]);
	if (!history || history->len == 0)
		blatt_add(v->blatt, ROLE_MUTED, NULL, "Zu diesem Schritt gibt es noch kein Ergebnis. Esc geht zurück.", NULL);
}

static unsigned
after_change(Verlauf *v)
{
	pruefung_reload(v->p);
	fill(v);
	return TUI_HANDLED | TUI_CONTENT;
}

/* --- commands ---------------------------------------------------------------------------------------------------------------------- */

static unsigned
confirmed(Tui *tui, void *data, int answer)
{
	Verlauf *v = data;
	const RecordValue *value = value_of(v, v->chosen);
	g_autoptr(GError) error = NULL;

	if (answer != DIALOG_YES || !value)
		return TUI_HANDLED;
	if (app_confirm(v->p->app, v->p->anbindung, "result", value->key, v->chosen, &error))
		tui_say(tui, ROLE_OK, "Entschieden. Beide Eingaben bleiben im Verlauf; u macht es rückgängig.");
	else
		tui_say(tui, ROLE_BAD, "%s", error->message);
	return after_change(v);
}

static const char *
why_no_confirm(Tui *tui, void *state)
{
	const char *target = blatt_target(((Verlauf *)state)->blatt);

	(void)tui;
	return target && *target == '?' ? NULL : "Nur abweichende Ergebnisse lassen sich entscheiden.";
}

static unsigned
run_confirm(Tui *tui, void *state)
{
	Verlauf *v = state;
	const RecordValue *value = value_of(v, blatt_target(v->blatt) + 1);
	g_autofree char *question = NULL;

	if (!value)
		return TUI_HANDLED;
	g_free(v->chosen);
	v->chosen = g_strdup(value->op);
	question = g_strdup_printf("Soll „%s“ von %s gelten?", words_text(WORDS_OUTCOME, g_hash_table_lookup(value->slots, "outcome")), value->by);
	dialog_yes_no(tui, question, confirmed, v);
	return TUI_HANDLED;
}

static unsigned
reason_typed(Tui *tui, void *data, const char *text)
{
	Verlauf *v = data;
	g_autoptr(GError) error = NULL;

	if (!text || !eingabe_line_is_fine(tui, text))
		return TUI_HANDLED;
	if (app_retract(v->p->app, v->chosen, text, &error))
		tui_say(tui, ROLE_OK, "Ergebnis zurückgezogen. u macht es rückgängig.");
	else
		tui_say(tui, ROLE_BAD, "%s", error->message);
	return after_change(v);
}

static const char *
why_no_result(Tui *tui, void *state)
{
	(void)tui;
	return blatt_target(((Verlauf *)state)->blatt) ? NULL : "Bitte zuerst mit den Pfeiltasten ein Ergebnis wählen.";
}

static unsigned
run_retract(Tui *tui, void *state)
{
	Verlauf *v = state;

	g_free(v->chosen);
	v->chosen = g_strdup(blatt_target(v->blatt) + 1);
	dialog_line(tui, "Warum wird das Ergebnis zurückgezogen?", "", reason_typed, v);
	return TUI_HANDLED;
}

/* The step as the team read it when it recorded the result. */
static char *
wording(const ChecklistStep *step)
{
	return g_strdup_printf("%s  %s (%s)\n\nPrüfen:\n%s\n\nBestanden, wenn:\n%s%s%s", step->id, step->title, words_text(WORDS_DUTY, step->duty),
	                       step->task, step->criterion, step->hint ? "\n\nSonst:\n" : "", step->hint ? step->hint : "");
}

static unsigned
run_wording(Tui *tui, void *state)
{
	Verlauf *v = state;
	const Checklist *version = NULL;
	const ChecklistStep *step = app_result_step(v->p->app, v->p->record, v->id, blatt_target(v->blatt) + 1, &version);
	g_autofree char *title = version ? g_strdup_printf("Text von damals: Version %s", version->version) : NULL, *text = step ? wording(step) : NULL;

	if (step)
		dialog_text(tui, title, text);
	else
		tui_say(tui, ROLE_WARN, "Die Version der Checkliste, mit der geprüft wurde, ist nicht auf diesem Gerät.");
	return TUI_HANDLED;
}

static const Command commands[] = {
	{ "verlauf.gilt", { TK_ENTER }, "Dieses Ergebnis gelten lassen", "gilt", "Entscheidet zwischen abweichenden Ergebnissen.", 0, run_confirm, why_no_confirm },
	{ "verlauf.zurueckziehen", { TK_DELETE, 'z' }, "Ergebnis zurückziehen", "Zurückziehen", "Fragt nach dem Grund; das Ergebnis bleibt sichtbar und zählt nicht mehr.", 0, run_retract, why_no_result },
	{ "verlauf.text", { 't', TK_F(9) }, "Text von damals", "Text", "Zeigt den Prüfschritt so, wie er beim Prüfen lautete.", 0, run_wording, why_no_result },
	{ .id = NULL },
};

/* --- screen ------------------------------------------------------------------------------------------------------------------------- */

static gpointer
verlauf_open(Tui *tui, const void *arg, char **error)
{
	Verlauf *v = g_new0(Verlauf, 1);

	(void)tui;
	(void)error;
	v->p = (Pruefung *)arg;
	v->step = v->p->former ? v->p->former->step : pruefung_view(v->p)->step;
	v->id = g_strdup(v->p->former ? v->p->former->id : v->step->id);
	v->p->former = NULL;
	v->blatt = blatt_new(TRUE);
	fill(v);
	return v;
}

static void
verlauf_close(void *state)
{
	Verlauf *v = state;

	blatt_free(v->blatt);
	g_free(v->id);
	g_free(v->chosen);
	g_free(v);
}

static char *
verlauf_title(void *state)
{
	const Verlauf *v = state;

	return g_strdup_printf("Verlauf: %s %s", v->id, v->step ? v->step->title : "");
}

static void
verlauf_layout(void *state, Area body)
{
	blatt_layout(((Verlauf *)state)->blatt, body);
}

static void
verlauf_draw(void *state, unsigned dirty)
{
	Verlauf *v = state;

	(void)dirty;
	blatt_draw(v->blatt);
}

static unsigned
verlauf_handle(void *state, const Event *event)
{
	return blatt_handle(((Verlauf *)state)->blatt, event);
}

static unsigned
verlauf_resumed(void *state)
{
	return after_change(state);
}

const ScreenOps pruefung_verlauf_screen = { .name = "pruefung-verlauf", .make_title = verlauf_title, .commands = commands, .open = verlauf_open,
	.layout = verlauf_layout, .draw = verlauf_draw, .handle = verlauf_handle, .close = verlauf_close, .resumed = verlauf_resumed };
