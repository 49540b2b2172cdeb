/* Planning a day on site; see vorort/plan.h. */
#include "vorort/plan.h"

#include <stdlib.h>
#include <string.h>

typedef struct Planner {
	const GPtrArray *steps;
	gboolean *is_placed;
	guint begin, day, clock;
	gboolean had_break;
	GPtrArray *blocks;
	PlanBlock *block; /* the last of ->blocks, NULL: the next step begins one */
} Planner;

static void
block_free(gpointer data)
{
	g_ptr_array_unref(((PlanBlock *)data)->steps);
	g_free(data);
}

/* Checklists name functions in any order. */
static gboolean
same_people(const PlanStep *a, const PlanStep *b)
{
	char **function;

	if (g_strv_length(a->step->present) != g_strv_length(b->step->present))
		return FALSE;
	for (function = a->step->present; *function; function++)
		if (!g_strv_contains((const char *const *)b->step->present, *function))
			return FALSE;
	return TRUE;
}

/* All that it needs and that is planned for the day stands before it. */
static gboolean
can_be_placed(const Planner *p, guint i)
{
	const PlanStep *wanted = p->steps->pdata[i];
	guint j;

	for (j = 0; j < p->steps->len; j++) {
		const PlanStep *other = p->steps->pdata[j];

		if (j != i && !p->is_placed[j] && strcmp(other->group, wanted->group) == 0 &&
		    g_strv_contains((const char *const *)wanted->step->needs, other->step->id))
			return FALSE;
	}
	return TRUE;
}

/* The break, and the end of a day. */
static void
move_clock(Planner *p, guint minutes)
{
	if (!p->had_break && p->begin < PLAN_NOON && p->clock >= PLAN_NOON) {
		p->clock += PLAN_BREAK;
		p->had_break = TRUE;
		p->block = NULL;
	}
	if (p->clock + minutes > PLAN_END && p->clock > p->begin) {
		p->day++;
		p->clock = p->begin;
		p->had_break = FALSE;
		p->block = NULL;
	}
}

static void
place(Planner *p, guint i)
{
	const PlanStep *step = p->steps->pdata[i];
	guint minutes = (guint)MAX(step->step->minutes, 0);

	move_clock(p, minutes);
	if (!p->block) {
		p->block = g_new0(PlanBlock, 1);
		p->block->day = p->day;
		p->block->from = p->clock;
		p->block->present = step->step->present;
		p->block->steps = g_ptr_array_new();
		g_ptr_array_add(p->blocks, p->block);
	}
	g_ptr_array_add(p->block->steps, p->steps->pdata[i]);
	p->block->minutes += minutes;
	p->clock += minutes;
	p->is_placed[i] = TRUE;
}

/* The first step that can come now; where dependencies run in a circle, the first at all. -1: all are placed. */
static int
next_step(const Planner *p, const PlanStep *like)
{
	int first = -1;
	guint i;

	for (i = 0; i < p->steps->len; i++) {
		if (p->is_placed[i] || (like && !same_people(like, p->steps->pdata[i])))
			continue;
		if (can_be_placed(p, i))
			return (int)i;
		if (first < 0)
			first = (int)i;
	}
	return like ? -1 : first;
}

GPtrArray *
plan_make(const GPtrArray *steps, guint begin)
{
	Planner p = {.steps = steps, .begin = begin, .clock = begin};
	g_autofree gboolean *is_placed = g_new0(gboolean, steps->len + 1);
	int first, i;

	p.is_placed = is_placed;
	p.blocks = g_ptr_array_new_with_free_func(block_free);
	while ((first = next_step(&p, NULL)) >= 0) {
		p.block = NULL;
		place(&p, (guint)first);
		while ((i = next_step(&p, steps->pdata[first])) >= 0)
			place(&p, (guint)i);
	}
	return p.blocks;
}

/* --- what follows from a plan --------------------------------------------------------------------------------------------------------- */

char *
plan_clock(guint minutes)
{
	return g_strdup_printf("%02u:%02u", minutes / 60 % 24, minutes % 60);
}

int
plan_parse_clock(const char *typed)
{
	g_auto(GStrv) parts = g_strsplit_set(typed, ":.", 2);
	guint64 hour, minute = 0;

	if (!parts[0] || !g_ascii_string_to_unsigned(parts[0], 10, 0, 23, &hour, NULL))
		return -1;
	if (parts[1] && (strlen(parts[1]) != 2 || !g_ascii_string_to_unsigned(parts[1], 10, 0, 59, &minute, NULL)))
		return -1;
	return (int)(hour * 60 + minute);
}

static void
append_window(GString *s, const PlanBlock *first, guint to)
{
	g_autofree char *from = plan_clock(first->from), *until = plan_clock(to);

	g_string_append(s, s->len ? ", " : "");
	if (first->day)
		g_string_append_printf(s, "%u. Tag ", first->day + 1);
	g_string_append_printf(s, "%s–%s", from, until);
}

char *
plan_presence(const GPtrArray *blocks, const char *function, guint *minutes)
{
	GString *s = g_string_new(NULL);
	const PlanBlock *first = NULL; /* of the blocks that follow each other without a gap */
	guint i, to = 0;

	*minutes = 0;
	for (i = 0; i < blocks->len; i++) {
		const PlanBlock *block = blocks->pdata[i];

		if (!g_strv_contains((const char *const *)block->present, function))
			continue;
		if (first && (first->day != block->day || to != block->from)) {
			append_window(s, first, to);
			first = NULL;
		}
		first = first ? first : block;
		to = block->from + block->minutes;
		*minutes += block->minutes;
	}
	if (first)
		append_window(s, first, to);
	return g_string_free(s, FALSE);
}

guint
plan_minutes(const GPtrArray *blocks)
{
	guint i, sum = 0;

	for (i = 0; i < blocks->len; i++)
		sum += ((const PlanBlock *)blocks->pdata[i])->minutes;
	return sum;
}

guint
plan_days(const GPtrArray *blocks)
{
	return blocks->len ? ((const PlanBlock *)blocks->pdata[blocks->len - 1])->day + 1 : 0;
}
