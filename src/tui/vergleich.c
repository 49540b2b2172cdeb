/* Vergleich: what became better or worse from one visit of an Anbindung to another, or to today. */
#include <string.h>

#include "blatt.h"
#include "pruefung.h"
#include "screens.h"
#include "vorort/revisit.h"
#include "vorort/text.h"

typedef struct Vergleich {
	App *app;
	char *anbindung, *title;
	GPtrArray *visits; /* of Record, oldest first; "today" stands behind them */
	guint before, after; /* positions; ->after may be the number of visits: today */
	Blatt *blatt;
} Vergleich;

static const char *
visit_at(const Vergleich *v, guint at)
{
	return at < v->visits->len ? ((Record *)v->visits->pdata[at])->id : NULL;
}

/* "24.11.2026, Restarbeiten" */
static char *
visit_text(const Vergleich *v, guint at)
{
	const Record *visit = at < v->visits->len ? v->visits->pdata[at] : NULL;
	g_autofree char *day = visit ? text_date(record_get(visit, "date")) : NULL;
	const char *fazit = visit ? record_get(visit, "fazit") : "";

	if (!visit)
		return g_strdup("heute");
	return g_strdup_printf("%s%s%s", *day ? day : "ohne Datum", *fazit ? ", " : "", words_text(WORDS_FAZIT, fazit));
}

static void
add_changes(Vergleich *v, const VisitComparison *comparison, ChangeKind kind)
{
	static const Role roles[N_CHANGES] = {ROLE_BAD, ROLE_OK, ROLE_TEXT, ROLE_MUTED};
	guint i;

	for (i = 0; i < comparison->changes->len; i++) {
		const StepChange *c = comparison->changes->pdata[i];
		g_autofree char *before = pruefung_outcome_text(c->before), *after = pruefung_outcome_text(c->after), *text = NULL;

		if (c->kind != kind)
			continue;
		text = kind == CHANGE_SAME ? g_strdup_printf("%s (%s): %s", c->step->title, words_text(WORDS_ENV, c->env), after)
					   : g_strdup_printf("%s (%s): %s → %s", c->step->title, words_text(WORDS_ENV, c->env), before, after);
		blatt_add(v->blatt, roles[kind], c->step->id, text, c->step->id);
	}
}

static void
fill(Vergleich *v)
{
	static const char *const heads[N_CHANGES] = {"Schlechter", "Besser", "Neu", "Unverändert"};
	g_autoptr(GError) error = NULL;
	g_autoptr(VisitComparison) comparison = NULL;
	g_autofree char *before = visit_text(v, v->before), *after = visit_text(v, v->after);
	guint i;

	blatt_clear(v->blatt);
	comparison = app_compare_visits(v->app, v->anbindung, visit_at(v, v->before), visit_at(v, v->after), &error);
	if (!comparison) {
		blatt_add(v->blatt, ROLE_BAD, NULL, error->message, NULL);
		return;
	}
	blatt_printf(v->blatt, ROLE_TEXT, "Von", "%s", before);
	blatt_printf(v->blatt, ROLE_TEXT, "Bis", "%s", after);
	blatt_printf(v->blatt, ROLE_TEXT, "Schritte", "%u schlechter, %u besser, %u neu, %u unverändert", comparison->n[CHANGE_WORSE],
		     comparison->n[CHANGE_BETTER], comparison->n[CHANGE_NEW], comparison->n[CHANGE_SAME]);
	for (i = 0; i < N_CHANGES; i++) {
		if (comparison->n[i])
			blatt_head(v->blatt, heads[i]);
		add_changes(v, comparison, (ChangeKind)i);
	}
}

/* --- commands -------------------------------------------------------------------------------------------------------------------------------- */

/* One back; behind the first comes the last again. */
static unsigned
run_before(Tui *tui, void *state)
{
	Vergleich *v = state;

	(void)tui;
	v->before = v->before ? v->before - 1 : v->after - 1;
	fill(v);
	blatt_top(v->blatt);
	return TUI_HANDLED | TUI_CONTENT;
}

static unsigned
run_after(Tui *tui, void *state)
{
	Vergleich *v = state;

	(void)tui;
	v->after = v->after > 1 ? v->after - 1 : v->visits->len;
	v->before = MIN(v->before, v->after - 1);
	fill(v);
	blatt_top(v->blatt);
	return TUI_HANDLED | TUI_CONTENT;
}

static const Command commands[] = {
	{"vergleich.von", {TK_TAB, 'v'}, "Anderer Anfang", "Von", "Vergleicht mit dem Termin davor.", 0, run_before, NULL},
	{"vergleich.bis", {TK_BACKTAB, 'b'}, "Anderes Ende", "Bis", "Vergleicht bis zu einem früheren Termin statt bis heute.", 0, run_after, NULL},
	{.id = NULL},
};

/* --- screen ---------------------------------------------------------------------------------------------------------------------------------- */

static void
vergleich_close(void *state)
{
	Vergleich *v = state;

	if (v->visits)
		g_ptr_array_unref(v->visits);
	blatt_free(v->blatt);
	g_free(v->anbindung);
	g_free(v->title);
	g_free(v);
}

/* The last two visits; with a single one, from it to today. */
static gpointer
vergleich_open(Tui *tui, const void *arg, char **error)
{
	Vergleich *v = g_new0(Vergleich, 1);

	v->app = tui_data(tui);
	v->anbindung = g_strdup(arg);
	v->title = app_anbindung_title(v->app, arg);
	v->visits = app_held_visits(v->app, arg, NULL);
	v->blatt = blatt_new(TRUE);
	if (!v->visits || v->visits->len == 0) {
		*error = g_strdup("Zu vergleichen gibt es noch nichts: Es war noch kein Termin.");
		vergleich_close(v);
		return NULL;
	}
	v->after = v->visits->len > 1 ? v->visits->len - 1 : 1;
	v->before = v->after - 1;
	fill(v);
	return v;
}

static void
vergleich_layout(void *state, Area body)
{
	blatt_layout(((Vergleich *)state)->blatt, body);
}

static void
vergleich_draw(void *state, unsigned dirty)
{
	(void)dirty;
	blatt_draw(((Vergleich *)state)->blatt);
}

static unsigned
vergleich_handle(void *state, const Event *event)
{
	return blatt_handle(((Vergleich *)state)->blatt, event);
}

static unsigned
vergleich_resumed(void *state)
{
	fill(state);
	return TUI_CONTENT;
}

static char *
make_title(void *state)
{
	return g_strdup_printf("Termine vergleichen: %s", ((Vergleich *)state)->title);
}

const ScreenOps vergleich_screen = {
	.name = "vergleich",
	.make_title = make_title,
	.commands = commands,
	.open = vergleich_open,
	.layout = vergleich_layout,
	.draw = vergleich_draw,
	.handle = vergleich_handle,
	.close = vergleich_close,
	.resumed = vergleich_resumed,
};
