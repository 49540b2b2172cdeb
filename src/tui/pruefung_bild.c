/*
 * Prüflauf: how the screen looks. From the top: Termin and counts, progress of the phases, phase and number, title, state in each
 * environment, a line on who answers and who is here (or a newer checklist), the page of the step, the keys of the outcomes. From 110 columns
 * on the steps stand beside it.
 */
#include "pruefung.h"

#include <string.h>

#include "cells.h"
#include "vorort/revisit.h"
#include "vorort/text.h"

#define SIDE_FROM 110 /* columns from which the list fits beside the step */

/* --- progress ---------------------------------------------------------------------------------------------------------------- */

char *
pruefung_counts(const StepList *list, gboolean has_running)
{
	GString *out = g_string_new(NULL);

	g_string_append_printf(out, "%u von %u erledigt", list->n_done, list->n_steps);
	if (list->n_failed)
		g_string_append_printf(out, ", %u nicht bestanden", list->n_failed);
	if (list->n_waiting && has_running)
		g_string_append_printf(out, ", %u %s", list->n_waiting, list->n_waiting == 1 ? "läuft" : "laufen");
	return g_string_free(out, FALSE);
}

static void
put_both_ends(int y, int x, int cols, Role role, const char *left, const char *right)
{
	int width = cells_width(right);

	cells_put(stdscr, y, x, cols, role, left);
	if (width + 10 < cols)
		cells_put(stdscr, y, x + cols - width - 1, width + 1, role, right);
}

/* A complete phase: ✓ only if nothing failed and nothing is left to do. */
static const char *
phase_glyph(const PhaseProgress *phase)
{
	return phase->n_failed ? "✗" : phase->n_unsettled ? "!" : "✓";
}

/* "A ✓  B 2/4  C ✗  [D 1/4]"; @is_short drops what is done and good, when the line is too long. */
static char *
phases_text(const Pruefung *p, gboolean is_short)
{
	char present = pruefung_view(p)->step->phase;
	GString *out = g_string_new(NULL);
	guint i;

	for (i = 0; i < p->list->phases->len; i++) {
		const PhaseProgress *phase = &g_array_index(p->list->phases, PhaseProgress, i);
		gboolean is_done = phase->n_done == phase->n_steps, is_present = phase->phase == present;

		if (is_short && is_done && !is_present && !phase->n_failed && !phase->n_unsettled)
			continue;
		g_string_append(out, is_present ? "[" : out->len ? " " : "");
		if (is_done)
			g_string_append_printf(out, "%c %s", phase->phase, phase_glyph(phase));
		else
			g_string_append_printf(out, "%c %u/%u", phase->phase, phase->n_done, phase->n_steps);
		g_string_append(out, is_present ? "]" : " ");
	}
	return g_string_free(out, FALSE);
}

static void
draw_progress(const Pruefung *p)
{
	const Area *b = &p->body;
	g_autofree char *tray = pruefung_tray_text(p), *counts = pruefung_counts(p->list, !tray), *phases = phases_text(p, FALSE);
	g_autofree char *when = g_strjoin("  ", p->when, tray, NULL);

	put_both_ends(b->y, b->x, b->cols, ROLE_TEXT, when, counts);
	if (cells_width(phases) > b->cols) {
		g_free(phases);
		phases = phases_text(p, TRUE);
	}
	cells_put(stdscr, b->y + 1, b->x, b->cols, ROLE_MUTED, phases);
}

/* --- the step's head ----------------------------------------------------------------------------------------------------------- */

/* "3 von 38" among the steps that apply; one that does not has no number. */
static char *
number_text(const Pruefung *p)
{
	guint i, n = 0;
	char *todo;

	if ((todo = nachtermin_number(p)))
		return todo;
	for (i = 0; i <= p->index; i++)
		n += ((StepView *)p->list->views->pdata[i])->applies ? 1 : 0;
	return pruefung_view(p)->applies ? g_strdup_printf("Schritt %u von %u", n, p->list->n_steps) : g_strdup("trifft nicht zu");
}

static char *
state_text(const StepResult *r)
{
	g_autofree char *outcome = pruefung_outcome_text(r->outcome), *iso = g_strndup(r->at ? r->at : "", 10), *day = text_date(iso);
	g_autofree char *due = text_date(r->due ? r->due : "");
	g_autofree char *again = r->instance > 1 ? g_strdup_printf(" %u", r->instance) : g_strdup("");
	g_autofree char *from = r->is_inherited ? g_strconcat("von ", r->stelle_name, NULL) : g_strdup(r->by);

	return g_strdup_printf("%s%s: %s%s%s%s%s%s%s%s", words_text(WORDS_ENV, r->env), again, outcome, r->outcome ? " (" : "", r->outcome ? from : "",
	                       r->outcome ? ", " : "", r->outcome ? day : "", r->outcome ? ")" : "", *due ? ", bis " : "", due);
}

typedef struct State { /* one environment or repetition on the line */
	char *text;
	Role role;
	gboolean is_present;
} State;

static void
state_clear(gpointer data)
{
	g_free(((State *)data)->text);
}

/* Takes @text. */
static void
add_state(GArray *states, char *text, Role role, gboolean is_present)
{
	const State state = { text, role, is_present };

	g_array_append_val(states, state);
}

/* The one in which is recorded now stands in brackets if there are several. */
static GArray *
collect_states(const StepView *view, const char *env, guint instance)
{
	GArray *states = g_array_new(FALSE, FALSE, sizeof(State));
	guint i;

	g_array_set_clear_func(states, state_clear);
	for (i = 0; i < view->results->len; i++) {
		const StepResult *r = view->results->pdata[i];
		gboolean is_present = strcmp(r->env, env) == 0 && r->instance == instance;
		g_autofree char *text = state_text(r);

		add_state(states, is_present && view->results->len > 1 ? g_strdup_printf("[%s]", text) : g_strdup(text), pruefung_outcome_role(r->outcome),
		          is_present);
	}
	if (!pruefung_result(view, env, instance))
		add_state(states, g_strdup_printf("[%s %u: offen]", words_text(WORDS_ENV, env), instance), ROLE_TEXT, TRUE);
	return states;
}

static int
states_width(const GArray *states)
{
	int width = 0;
	guint i;

	for (i = 0; i < states->len; i++)
		width += cells_width(g_array_index(states, State, i).text) + 2;
	return width;
}

/* All environments and repetitions; where they do not fit, the present one and how many more there are. */
static void
draw_states(const Pruefung *p, int y, int x, int cols)
{
	const StepView *view = pruefung_view(p);
	g_autoptr(GArray) states = collect_states(view, pruefung_env(p, view->step), p->instance);
	const char *key = g_strv_length(view->step->envs) > 1 ? "e wechselt" : "";
	gboolean is_short = states_width(states) + cells_width(key) > cols - 1;
	int end = x + cols;
	guint i;

	cells_put(stdscr, y, x, cols, ROLE_TEXT, "");
	x += 1;
	for (i = 0; i < states->len; i++) {
		const State *state = &g_array_index(states, State, i);

		if (is_short && !state->is_present)
			continue;
		x += cells_put_piece(stdscr, y, x, end - x, state->role, state->text);
		x += cells_put_piece(stdscr, y, x, end - x, ROLE_TEXT, "  ");
	}
	if (is_short) {
		g_autofree char *more = g_strdup_printf("und %u weitere (r)  ", states->len - 1);

		x += cells_put_piece(stdscr, y, x, end - x, ROLE_MUTED, more);
	}
	cells_put_piece(stdscr, y, x, end - x, ROLE_MUTED, key);
}

/* "Phase F – Transport · übernimmt: ROT-HE-2"; its title goes first where that is too long. */
static char *
phase_head(const Pruefung *p, int cols)
{
	char phase = pruefung_view(p)->step->phase;
	g_autofree char *who = p->termin ? app_claim_text(p->app, p->termin, phase) : NULL;
	char *text = g_strdup_printf(" Phase %c – %s%s%s", phase, checklist_phase_title(phase), who ? " · übernimmt: " : "", who ? who : "");

	if (!who || cells_width(text) <= cols)
		return text;
	g_free(text);
	return g_strdup_printf(" Phase %c · übernimmt: %s", phase, who);
}

static void
draw_step(Pruefung *p, Area pane)
{
	const ChecklistStep *step = pruefung_view(p)->step;
	g_autofree char *number = number_text(p), *title = g_strdup_printf(" %s  %s", step->id, step->title);
	g_autofree char *phase = phase_head(p, pane.cols - cells_width(number) - 2);
	g_autofree char *lage = pruefung_lage_text(p), *line = lage ? g_strconcat(" ", lage, NULL) : NULL;

	put_both_ends(pane.y, pane.x, pane.cols, ROLE_MUTED, phase, number);
	cells_put(stdscr, pane.y + 1, pane.x, pane.cols, ROLE_HEAD, title);
	draw_states(p, pane.y + 2, pane.x, pane.cols);
	blatt_layout(p->blatt, (Area){ pane.y + 4, pane.x, pane.rows - 4, pane.cols });
	cells_put(stdscr, pane.y + 3, pane.x, pane.cols, ROLE_MUTED, line ? line : "");
	blatt_draw(p->blatt);
	if (!blatt_is_scrolled(p->blatt))
		term_cursor(pane.y + 1, pane.x + 1, FALSE);
}

/* --- the list beside it --------------------------------------------------------------------------------------------------------- */

char *
pruefung_row_text(const StepView *view)
{
	const Word *word = words_find(WORDS_OUTCOME, view->outcome);

	return g_strdup_printf("%s %-6s%s%s", word ? word->glyph : view->applies ? "·" : " ", view->step->id, view->n_obstacles ? "! " : "",
	                       view->step->title);
}

/* The steps on the way, in its order, and the present one; *@at is its place. Borrowed. */
static GPtrArray *
side_steps(const Pruefung *p, guint *at)
{
	g_autoptr(GArray) order = nachtermin_order(p);
	GPtrArray *shown = g_ptr_array_new();
	guint i, n = order->len ? order->len : p->list->views->len;

	*at = 0;
	for (i = 0; i < n; i++) {
		guint index = order->len ? g_array_index(order, guint, i) : i;
		StepView *view = p->list->views->pdata[index];

		if (index == p->index)
			*at = shown->len;
		if (order->len || pruefung_is_shown(p, view) || index == p->index)
			g_ptr_array_add(shown, view);
	}
	return shown;
}

static void
draw_side(const Pruefung *p, Area pane)
{
	guint at;
	g_autoptr(GPtrArray) shown = side_steps(p, &at);
	int top, row;

	top = CLAMP((int)at - pane.rows / 2, 0, MAX(0, (int)shown->len - pane.rows));
	for (row = 0; row < pane.rows; row++) {
		StepView *view = top + row < (int)shown->len ? shown->pdata[top + row] : NULL;
		gboolean is_present = view && top + row == (int)at && view == pruefung_view(p);
		g_autofree char *text = view ? pruefung_row_text(view) : NULL;
		Role role = is_present ? ROLE_SELECTION : !view || !view->applies ? ROLE_MUTED : pruefung_outcome_role(view->outcome);

		cells_put(stdscr, pane.y + row, pane.x, 2, is_present ? ROLE_SELECTION : ROLE_TEXT, is_present ? ">" : "");
		cells_put(stdscr, pane.y + row, pane.x + 2, pane.cols - 4, role, text);
		cells_put(stdscr, pane.y + row, pane.x + pane.cols - 2, 2, ROLE_BORDER, "│");
	}
}

/* --- keys of the outcomes ------------------------------------------------------------------------------------------------------- */

static int
legend_rows(const Pruefung *p)
{
	return !tui_has_letters(p->tui) || p->body.cols >= SIDE_FROM ? 1 : 2;
}

static void
draw_legend(const Pruefung *p)
{
	int rows = legend_rows(p), y = p->body.y + p->body.rows - rows, x = p->body.x, end = x + p->body.cols;
	gsize i;

	cells_clear(stdscr, y, x, rows, p->body.cols);
	if (!tui_has_letters(p->tui)) {
		cells_put_piece(stdscr, y, x, end - x, ROLE_TEXT, "Enter wählt das Ergebnis.");
		return;
	}
	for (i = 0; words(WORDS_OUTCOME)[i].code; i++) {
		char key[] = { (char)('1' + i), '\0' };

		if (rows == 2 && i == 4) {
			y++;
			x = p->body.x;
		}
		x += cells_put_piece(stdscr, y, x, end - x, ROLE_KEY, key);
		x += cells_put_piece(stdscr, y, x, end - x, ROLE_TEXT, " ");
		x += cells_put_piece(stdscr, y, x, end - x, ROLE_TEXT, pruefung_outcome_short(words(WORDS_OUTCOME)[i].code));
		x += cells_put_piece(stdscr, y, x, end - x, ROLE_TEXT, rows == 2 ? "   " : "  ");
	}
	if (x + cells_width("Enter wählt") > end)
		return;
	x += cells_put_piece(stdscr, y, x, end - x, ROLE_KEY, "Enter");
	cells_put_piece(stdscr, y, x, end - x, ROLE_TEXT, " wählt");
}

/* --- all of it -------------------------------------------------------------------------------------------------------------------- */

void
pruefung_draw(void *state, unsigned dirty)
{
	Pruefung *p = state;
	Area pane = { p->body.y + 2, p->body.x, p->body.rows - 2 - legend_rows(p), p->body.cols };

	(void)dirty;
	if (!p->is_filled)
		pruefung_fill(p, p->blatt);
	p->is_filled = TRUE;
	draw_progress(p);
	if (pane.cols >= SIDE_FROM) {
		int side = MIN(pane.cols * 2 / 5, 60);

		draw_side(p, (Area){ pane.y, pane.x, pane.rows, side });
		pane.x += side;
		pane.cols -= side;
	}
	draw_step(p, pane);
	draw_legend(p);
}
