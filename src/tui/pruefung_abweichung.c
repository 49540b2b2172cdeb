/*
 * Prüflauf: two results of one step that say different things, side by side, with note, answers, function and day. One key lets the later one
 * count, or one of both. Of more than two, Tab brings the next pair.
 */
#include <string.h>

#include "cells.h"
#include "pruefung.h"
#include "vorort/revisit.h"
#include "vorort/text.h"

typedef struct Abweichung {
	Pruefung *p;
	GPtrArray *differences; /* of ResultDifference */
	guint at, pair;         /* which of them; its results pair and pair + 1 are shown */
	Blatt *sides[2];
	guint focus;
	Area body;
} Abweichung;

static const ResultDifference *
shown(const Abweichung *a)
{
	return a->differences->pdata[a->at];
}

static const Record *
result_at(const Abweichung *a, guint side)
{
	return shown(a)->results->pdata[a->pair + side];
}

static void
fill_side(Abweichung *a, guint side)
{
	const Record *result = result_at(a, side);
	Blatt *blatt = a->sides[side];
	const char *outcome = record_get(result, "outcome"), *function = record_get(result, "function");
	g_autofree char *text = pruefung_outcome_text(outcome), *iso = g_strndup(result->created_at ? result->created_at : "", 10), *day = text_date(iso);
	g_autofree char *head = g_strdup_printf("%u  %s", side + 1, text);

	blatt_clear(blatt);
	blatt_add(blatt, pruefung_outcome_role(outcome), NULL, head, "kopf");
	blatt_printf(blatt, ROLE_TEXT, NULL, "%s, %s%s", day, result->created_by, side ? " (später)" : "");
	blatt_printf(blatt, ROLE_TEXT, NULL, "erfasst: %s", *function ? words_text(WORDS_STELLE_KIND, function) : "–");
	blatt_gap(blatt);
	pruefung_add_details(a->p, blatt, shown(a)->step, result, NULL);
}

static gboolean
read_all(Abweichung *a, GError **error)
{
	GPtrArray *all = app_result_differences(a->p->app, a->p->list, NULL, error);
	guint i;

	if (!all)
		return FALSE;
	g_clear_pointer(&a->differences, g_ptr_array_unref);
	a->differences = all;
	a->at = a->pair = a->focus = 0;
	for (i = 0; i < all->len && ((ResultDifference *)all->pdata[i])->step != pruefung_view(a->p)->step; i++)
		;
	a->at = i < all->len ? i : 0;
	return TRUE;
}

static void
fill(Abweichung *a)
{
	fill_side(a, 0);
	fill_side(a, 1);
}

/* --- commands ------------------------------------------------------------------------------------------------------------------------ */

static unsigned
take(Abweichung *a, guint side)
{
	const Record *result = result_at(a, side);
	g_autofree char *said = g_strdup_printf("Es gilt: %s. Beide Eingaben bleiben im Verlauf; u macht es rückgängig.",
	                                        words_text(WORDS_OUTCOME, record_get(result, "outcome")));
	g_autoptr(GError) error = NULL;

	if (!app_confirm_result(a->p->app, result->id, &error)) {
		tui_say(a->p->tui, ROLE_BAD, "%s", error->message);
		return TUI_HANDLED;
	}
	pruefung_reload(a->p);
	tui_say(a->p->tui, ROLE_OK, "%s", said);
	if (!read_all(a, NULL) || a->differences->len == 0)
		return TUI_CLOSE;
	fill(a);
	return TUI_HANDLED | TUI_CONTENT;
}

static unsigned
run_first(Tui *tui, void *state)
{
	(void)tui;
	return take(state, 0);
}

static unsigned
run_second(Tui *tui, void *state)
{
	(void)tui;
	return take(state, 1);
}

/* Results are ordered by stamp. */
static unsigned
run_later(Tui *tui, void *state)
{
	Abweichung *a = state;

	(void)tui;
	a->pair = shown(a)->results->len - 2;
	return take(a, 1);
}

static unsigned
run_enter(Tui *tui, void *state)
{
	(void)tui;
	return take(state, ((Abweichung *)state)->focus);
}

static unsigned
run_other(Tui *tui, void *state)
{
	Abweichung *a = state;

	(void)tui;
	a->focus = !a->focus;
	return TUI_HANDLED | TUI_PAINT;
}

static unsigned
run_next(Tui *tui, void *state)
{
	Abweichung *a = state;

	(void)tui;
	if (a->pair + 2 < shown(a)->results->len) {
		a->pair++;
	} else {
		a->at = (a->at + 1) % a->differences->len;
		a->pair = 0;
	}
	a->focus = 0;
	fill(a);
	return TUI_HANDLED | TUI_CONTENT;
}

static const char *
why_no_next(Tui *tui, void *state)
{
	const Abweichung *a = state;

	(void)tui;
	return a->differences->len > 1 || shown(a)->results->len > 2 ? NULL : "Sonst weicht nichts ab.";
}

static unsigned
run_history(Tui *tui, void *state)
{
	tui_push(tui, &pruefung_verlauf_screen, ((Abweichung *)state)->p);
	return TUI_HANDLED;
}

static const Command commands[] = {
	{ "abweichung.spaetere", { 's', TK_F(2) }, "Die spätere gilt", "die spätere gilt", "Lässt das zuletzt aufgenommene Ergebnis gelten.", 0, run_later, NULL },
	{ "abweichung.links", { '1' }, "Das linke gilt", NULL, "Lässt das Ergebnis links gelten.", 0, run_first, NULL },
	{ "abweichung.rechts", { '2' }, "Das rechte gilt", NULL, "Lässt das Ergebnis rechts gelten.", 0, run_second, NULL },
	{ "abweichung.gilt", { TK_ENTER }, "Dieses gilt", "dieses gilt", "Lässt das gewählte Ergebnis gelten.", 0, run_enter, NULL },
	{ "abweichung.seite", { TK_RIGHT, TK_LEFT }, "Andere Seite", "andere Seite", "Wählt das andere der beiden.", 0, run_other, NULL },
	{ "abweichung.naechste", { TK_TAB, 'n' }, "Nächste Abweichung", "nächste", "Zeigt, was sonst noch abweicht.", 0, run_next, why_no_next },
	{ "abweichung.verlauf", { 'r', TK_F(11) }, "Verlauf des Schritts", NULL, "Zeigt alle Ergebnisse des Schritts.", 0, run_history, NULL },
	{ .id = NULL },
};

/* --- screen -------------------------------------------------------------------------------------------------------------------------- */

static void
abweichung_close(void *state)
{
	Abweichung *a = state;

	if (a->differences)
		g_ptr_array_unref(a->differences);
	blatt_free(a->sides[0]);
	blatt_free(a->sides[1]);
	g_free(a);
}

static gpointer
abweichung_open(Tui *tui, const void *arg, char **error)
{
	Abweichung *a = g_new0(Abweichung, 1);
	g_autoptr(GError) cause = NULL;

	(void)tui;
	a->p = (Pruefung *)arg;
	a->sides[0] = blatt_new(FALSE);
	a->sides[1] = blatt_new(FALSE);
	if (!read_all(a, &cause) || a->differences->len == 0) {
		*error = g_strdup(cause ? cause->message : "Hier weicht nichts voneinander ab.");
		abweichung_close(a);
		return NULL;
	}
	fill(a);
	return a;
}

static char *
abweichung_title(void *state)
{
	const Abweichung *a = state;

	return g_strdup_printf("Abweichend: %s %s", shown(a)->step->id, shown(a)->step->title);
}

static void
abweichung_layout(void *state, Area body)
{
	Abweichung *a = state;
	int half = (body.cols - 1) / 2;

	a->body = body;
	blatt_layout(a->sides[0], (Area){ body.y + 2, body.x, body.rows - 2, half });
	blatt_layout(a->sides[1], (Area){ body.y + 2, body.x + half + 1, body.rows - 2, body.cols - half - 1 });
}

static void
abweichung_draw(void *state, unsigned dirty)
{
	Abweichung *a = state;
	int half = (a->body.cols - 1) / 2, y, i;
	g_autofree char *where = g_strdup_printf("Zwei Teams haben verschieden geprüft (%s).", words_text(WORDS_ENV, record_get(result_at(a, 0), "env")));

	(void)dirty;
	cells_put(stdscr, a->body.y, a->body.x, a->body.cols, ROLE_TEXT, where);
	cells_put(stdscr, a->body.y + 1, a->body.x, a->body.cols, ROLE_TEXT, "");
	blatt_draw(a->sides[0]);
	blatt_draw(a->sides[1]);
	for (y = a->body.y + 2; y < a->body.y + a->body.rows; y++)
		cells_put(stdscr, y, a->body.x + half, 1, ROLE_BORDER, "│");
	for (i = 0; i < 2; i++)
		cells_put(stdscr, a->body.y + 2, a->body.x + (i ? half + 1 : 0), 1, ROLE_SELECTION, (guint)i == a->focus ? ">" : " ");
	term_cursor(a->body.y + 2, a->body.x + (a->focus ? half + 1 : 0), FALSE);
}

static unsigned
abweichung_handle(void *state, const Event *event)
{
	Abweichung *a = state;

	return blatt_handle(a->sides[a->focus], event);
}

static unsigned
abweichung_resumed(void *state)
{
	Abweichung *a = state;

	pruefung_reload(a->p);
	if (!read_all(a, NULL) || a->differences->len == 0)
		return TUI_CLOSE;
	fill(a);
	return TUI_CONTENT;
}

const ScreenOps pruefung_abweichung_screen = { .name = "pruefung-abweichung", .make_title = abweichung_title, .commands = commands,
	.open = abweichung_open, .layout = abweichung_layout, .draw = abweichung_draw, .handle = abweichung_handle, .close = abweichung_close,
	.resumed = abweichung_resumed };
