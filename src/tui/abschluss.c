/*
 * Closing a visit, from the Prüflauf and from the Tagesabschluss. A page says what is open, failed and waiting, what of NL1–NL5 is covered and which obstacles stand, for each
 * Anbindung of the visit; Enter opens the form with the Fazit.
 */
#include <string.h>

#include "eingabe.h"
#include "pruefung.h"
#include "screens.h"
#include "vorort/evening.h"
#include "vorort/text.h"

typedef struct Abschluss {
	Tui *tui;
	App *app;
	char *visit;
	GStrv anbindungen;
	Blatt *blatt;
	Eingabe eingabe;
	FormField fields[3];
	const char *suggested; /* code of WORDS_FAZIT */
} Abschluss;

/* --- the page ------------------------------------------------------------------------------------------------------------------------ */

static const char *
duty_text(const ChecklistStep *step)
{
	return strcmp(step->duty, "muss") == 0 ? "" : strcmp(step->duty, "kann") == 0 ? " (KANN)" : " (SOLLTE)";
}

static void
add_steps(Blatt *blatt, const StepList *list, const char *outcome, const char *label)
{
	gboolean is_first = TRUE;
	guint i;

	for (i = 0; i < list->views->len; i++) {
		const StepView *view = list->views->pdata[i];

		if (!view->applies || g_strcmp0(view->outcome, outcome) != 0)
			continue;
		blatt_printf(blatt, pruefung_outcome_role(outcome), is_first ? label : "", "%s %s%s", view->step->id, view->step->title,
		             duty_text(view->step));
		is_first = FALSE;
	}
}

/* Also a step that is settled in one environment only: "F2.5 … (Prod)". */
static void
add_open(Blatt *blatt, const StepList *list)
{
	gboolean is_first = TRUE;
	guint i;

	for (i = 0; i < list->views->len; i++) {
		const StepView *view = list->views->pdata[i];
		const StepResult *missing = view->applies ? step_view_open(view) : NULL;

		if (!missing)
			continue;
		blatt_printf(blatt, ROLE_TEXT, is_first ? "Offen" : "", "%s %s%s%s%s%s", view->step->id, view->step->title, duty_text(view->step),
		             view->results->len > 1 ? " (" : "", view->results->len > 1 ? words_text(WORDS_ENV, missing->env) : "",
		             view->results->len > 1 ? ")" : "");
		is_first = FALSE;
	}
}

static void
add_waiting(Abschluss *a, const StepList *list)
{
	g_autoptr(GPtrArray) steps = app_waiting(a->app, list->anbindung, NULL);
	guint i;

	for (i = 0; steps && i < steps->len; i++) {
		const FollowUp *w = steps->pdata[i];
		g_autofree char *due = text_date(w->due);

		blatt_printf(a->blatt, ROLE_INFO, i == 0 ? "Läuft" : "", "%s %s: %s%s%s%s%s", w->step, w->what, words_text(WORDS_STELLE_KIND, w->stelle),
		             *w->ticket ? ", Ticket " : "", w->ticket, *due ? ", bis " : "", due);
	}
}

static void
add_nl(Blatt *blatt, const StepList *list)
{
	g_autoptr(GArray) all = app_nl_coverage(list);
	gboolean is_first = TRUE;
	guint i;

	for (i = 0; i < all->len; i++) {
		const NlCoverage *c = &g_array_index(all, NlCoverage, i);
		Role role = c->n_failed ? ROLE_BAD : c->n_passed == c->n_steps ? ROLE_OK : ROLE_TEXT;
		g_autofree char *state = c->n_failed ? g_strdup_printf("nicht erfüllt (%u nicht bestanden)", c->n_failed)
		                         : c->n_passed == c->n_steps ? g_strdup("erfüllt")
		                                                     : g_strdup_printf("noch nicht belegt (%u von %u)", c->n_passed, c->n_steps);

		if (!c->n_steps)
			continue;
		blatt_printf(blatt, role, is_first ? "Anforderungen" : "", "%s %s: %s", c->nl, words_text(WORDS_NL, c->nl), state);
		is_first = FALSE;
	}
}

static void
add_obstacles(Abschluss *a, const StepList *list)
{
	ObstacleFilter filter = { .anbindung = list->anbindung, .only_open = TRUE };
	g_autoptr(GPtrArray) rows = app_obstacles(a->app, &filter, NULL, FALSE, 0, 50, NULL);
	guint i;

	for (i = 0; rows && i < rows->len; i++) {
		const ObstacleRow *row = rows->pdata[i];

		blatt_printf(a->blatt, ROLE_WARN, i == 0 ? "Hürden" : "", "%s (%s, %s)", row->title, words_text(WORDS_SEVERITY, row->severity),
		             words_text(WORDS_OBSTACLE_STATUS, row->status));
	}
}

static void
add_anbindung(Abschluss *a, const char *anbindung)
{
	g_autoptr(StepList) list = app_steps(a->app, anbindung, NULL);
	g_autofree char *title = app_anbindung_title(a->app, anbindung), *counts = NULL;

	blatt_head(a->blatt, title);
	if (!list)
		return;
	counts = pruefung_counts(list, TRUE);
	blatt_printf(a->blatt, ROLE_TEXT, "Stand", "%s, %u offen", counts, list->n_open);
	add_steps(a->blatt, list, "failed", "Nicht bestanden");
	add_waiting(a, list);
	add_steps(a->blatt, list, "blocked", "Nicht prüfbar");
	add_steps(a->blatt, list, "passed_open", "Nacharbeit");
	add_obstacles(a, list);
	add_nl(a->blatt, list);
	add_steps(a->blatt, list, "not_tested", "Nicht geprüft");
	add_open(a->blatt, list);
	if (list->n_failed)
		a->suggested = "wiederholung";
	else if ((list->n_open || list->n_waiting || list->n_done < list->n_steps) && strcmp(a->suggested, "go_live") == 0)
		a->suggested = "restarbeiten";
}

static void
fill(Abschluss *a)
{
	g_autoptr(Record) visit = app_record(a->app, a->visit, NULL);
	const char *fazit = visit ? record_get(visit, "fazit") : "";
	char **id;

	blatt_clear(a->blatt);
	a->suggested = "go_live";
	if (*fazit) {
		blatt_printf(a->blatt, ROLE_OK, "Fazit", "%s – der Termin ist %s", words_text(WORDS_FAZIT, fazit),
		             words_text(WORDS_VISIT_STATUS, record_get(visit, "status")));
		if (*record_get(visit, "fazit_text"))
			blatt_add(a->blatt, ROLE_TEXT, "", record_get(visit, "fazit_text"), NULL);
	} else {
		blatt_add(a->blatt, ROLE_INFO, "Fazit", "noch keines; Enter hält es fest", NULL);
	}
	for (id = a->anbindungen; *id; id++)
		add_anbindung(a, *id);
}

/* --- the form ------------------------------------------------------------------------------------------------------------------------ */

static char *
save(Form *form, void *data)
{
	Abschluss *a = data;
	const char *const texts[] = { form_get(form, "text"), NULL };
	char *problem = eingabe_check(&a->eingabe, texts);
	g_autoptr(GError) error = NULL;

	if (problem)
		return problem;
	if (!app_close_visit(a->app, a->visit, form_get(form, "fazit"), form_get(form, "text"), &error))
		return g_strdup(error->message);
	eingabe_drop(&a->eingabe);
	tui_say(a->tui, ROLE_OK, "Termin abgeschlossen: %s. u macht es rückgängig.", words_text(WORDS_FAZIT, form_get(form, "fazit")));
	return NULL;
}

static void
keep_draft(Form *form, void *data)
{
	eingabe_keep(&((Abschluss *)data)->eingabe, form);
}

static unsigned
run_form(Tui *tui, void *state)
{
	Abschluss *a = state;
	g_autoptr(Record) visit = app_record(a->app, a->visit, NULL);
	const char *fazit = visit ? record_get(visit, "fazit") : "";
	Form *form = form_new(tui, &(FormSpec){ .title = "Termin abschließen", .fields = a->fields, .save = save, .draft = keep_draft }, a);

	form_set(form, "fazit", *fazit ? fazit : a->suggested, NULL);
	form_set(form, "text", visit ? record_get(visit, "fazit_text") : "", NULL);
	form_open(form);
	eingabe_restore(&a->eingabe, tui, form, NULL);
	return TUI_HANDLED;
}

static unsigned
run_report(Tui *tui, void *state)
{
	bericht_write(tui, "visit", "protokoll", ((Abschluss *)state)->visit, PLAN_BEGIN);
	return TUI_HANDLED;
}

static const Command commands[] = {
	{ "abschluss.fazit", { TK_ENTER, TK_F(2) }, "Fazit festhalten", "Fazit", "Fragt nach dem Fazit und schließt den Termin.", 0, run_form, NULL },
	{ "abschluss.protokoll", { 'p', TK_F(9) }, "Protokoll schreiben", "Protokoll", "Schreibt das Protokoll des Termins in eine Datei.", 0, run_report, NULL },
	{ .id = NULL },
};

/* --- screen -------------------------------------------------------------------------------------------------------------------------- */

static gboolean
read_visit(Abschluss *a, const char *id, char **error)
{
	g_autoptr(GError) cause = NULL;
	g_autoptr(Record) visit = app_record(a->app, id, &cause);

	if (!visit) {
		*error = g_strdup(cause->message);
		return FALSE;
	}
	a->visit = g_strdup(id);
	a->anbindungen = *record_get(visit, "anbindungen") ? g_strsplit(record_get(visit, "anbindungen"), ",", -1) : g_new0(char *, 1);
	return TRUE;
}

static gpointer
abschluss_open(Tui *tui, const void *arg, char **error)
{
	Abschluss *a = g_new0(Abschluss, 1);

	a->tui = tui;
	a->app = tui_data(tui);
	if (!read_visit(a, arg, error)) {
		g_free(a);
		return NULL;
	}
	a->blatt = blatt_new(FALSE);
	a->eingabe.app = a->app;
	a->eingabe.context = g_strconcat("fazit:", a->visit, NULL);
	a->fields[0] = (FormField){ .name = "fazit", .type = FORM_CHOICE, .label = "Fazit", .is_required = TRUE, .words = words(WORDS_FAZIT),
		.help = "Wie ging der Termin aus?" };
	a->fields[1] = (FormField){ .name = "text", .type = FORM_TEXT, .label = "Dazu", .rows = 8,
		.help = "Was vereinbart wurde, in wenigen Sätzen. Keine Namen von Personen." };
	fill(a);
	return a;
}

static void
abschluss_close(void *state)
{
	Abschluss *a = state;

	blatt_free(a->blatt);
	g_free(a->visit);
	g_strfreev(a->anbindungen);
	eingabe_clear(&a->eingabe);
	g_free(a);
}

static char *
abschluss_title(void *state)
{
	const Abschluss *a = state;
	g_autoptr(Record) visit = app_record(a->app, a->visit, NULL);
	g_autofree char *day = text_date(visit ? record_get(visit, "date") : "");

	return g_strdup_printf("Abschluss: Termin%s%s", *day ? " " : "", day);
}

static void
abschluss_layout(void *state, Area body)
{
	blatt_layout(((Abschluss *)state)->blatt, body);
}

static void
abschluss_draw(void *state, unsigned dirty)
{
	Abschluss *a = state;

	(void)dirty;
	blatt_draw(a->blatt);
}

static unsigned
abschluss_handle(void *state, const Event *event)
{
	return blatt_handle(((Abschluss *)state)->blatt, event);
}

static unsigned
abschluss_resumed(void *state)
{
	fill(state);
	return TUI_CONTENT;
}

static void
abschluss_context(const void *state, ScreenContext *context)
{
	context->visit = ((const Abschluss *)state)->visit;
}

const ScreenOps abschluss_screen = { .name = "abschluss", .make_title = abschluss_title, .commands = commands,
	.open = abschluss_open, .layout = abschluss_layout, .draw = abschluss_draw, .handle = abschluss_handle, .close = abschluss_close,
	.context = abschluss_context, .resumed = abschluss_resumed };
