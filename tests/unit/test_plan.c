/* A day on site: people together, dependencies, break and end of the day; the life of an Anbindung in four days. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "vorort/milestones.h"
#include "vorort/plan.h"

#define S(...) ((char *[]){__VA_ARGS__, NULL})
static char *nobody[] = {NULL};

typedef struct World {
	ChecklistStep steps[40];
	PlanStep plan[40];
	GPtrArray *list, *blocks;
} World;

static void
add(World *w, const char *group, const char *id, int minutes, char **present, char **needs)
{
	guint n = w->list->len;

	w->steps[n].id = (char *)id;
	w->steps[n].minutes = minutes;
	w->steps[n].present = present;
	w->steps[n].needs = needs;
	w->plan[n] = (PlanStep){group, group, &w->steps[n]};
	g_ptr_array_add(w->list, &w->plan[n]);
}

static int
setup(void **state)
{
	World *w = g_new0(World, 1);

	w->list = g_ptr_array_new();
	*state = w;
	return 0;
}

static int
teardown(void **state)
{
	World *w = *state;

	g_ptr_array_unref(w->list);
	if (w->blocks)
		g_ptr_array_unref(w->blocks);
	g_free(w);
	return 0;
}

/* "0 09:00 A1 A3|0 09:20 A2" */
static char *
told(World *w, guint begin)
{
	GString *s = g_string_new(NULL);
	guint i, j;

	if (w->blocks)
		g_ptr_array_unref(w->blocks);
	w->blocks = plan_make(w->list, begin);
	for (i = 0; i < w->blocks->len; i++) {
		const PlanBlock *block = w->blocks->pdata[i];
		g_autofree char *from = plan_clock(block->from);

		g_string_append_printf(s, "%s%u %s", i ? "|" : "", block->day, from);
		for (j = 0; j < block->steps->len; j++)
			g_string_append_printf(s, " %s", ((const PlanStep *)block->steps->pdata[j])->step->id);
	}
	return g_string_free(s, FALSE);
}

#define assert_plan(world, begin, wanted) \
	do { \
		g_autofree char *told_ = told(world, begin); \
		assert_string_equal(told_, wanted); \
	} while (0)

static void
nothing_to_do(void **state)
{
	World *w = *state;
	guint minutes = 7;
	g_autofree char *text = NULL;

	assert_plan(w, PLAN_BEGIN, "");
	text = plan_presence(w->blocks, "it", &minutes);
	assert_string_equal(text, "");
	assert_int_equal(minutes, 0);
	assert_int_equal(plan_days(w->blocks), 0);
}

static void
people_sit_together(void **state)
{
	World *w = *state;
	guint minutes;
	g_autofree char *it = NULL;

	add(w, "a", "A1", 10, S("fachamt"), nobody);
	add(w, "a", "A2", 20, S("it", "fachamt"), nobody);
	add(w, "a", "A3", 5, S("fachamt"), nobody);
	add(w, "a", "A4", 15, S("fachamt", "it"), nobody);
	add(w, "a", "A5", 15, nobody, nobody);
	assert_plan(w, PLAN_BEGIN, "0 09:00 A1 A3|0 09:15 A2 A4|0 09:50 A5");
	it = plan_presence(w->blocks, "it", &minutes);
	assert_string_equal(it, "09:15–09:50");
	assert_int_equal(minutes, 35);
	assert_int_equal(plan_minutes(w->blocks), 65);
}

static void
dependencies_come_first(void **state)
{
	World *w = *state;

	add(w, "a", "A1", 10, S("fachamt"), S("A3"));
	add(w, "a", "A2", 10, S("fachamt"), nobody);
	add(w, "a", "A3", 10, S("it"), nobody);
	add(w, "b", "A4", 10, S("fachamt"), S("A3", "Z9")); /* of the other Anbindung: A3 is not there, Z9 has passed */
	assert_plan(w, PLAN_BEGIN, "0 09:00 A2 A4|0 09:20 A3|0 09:30 A1");
}

static void
a_circle_does_not_hang(void **state)
{
	World *w = *state;

	add(w, "a", "A1", 10, S("it"), S("A2"));
	add(w, "a", "A2", 10, S("it"), S("A1"));
	assert_plan(w, PLAN_BEGIN, "0 09:00 A1 A2");
}

static void
break_and_second_day(void **state)
{
	World *w = *state;
	guint minutes;
	g_autofree char *it = NULL;

	add(w, "a", "A1", 180, S("it"), nobody);
	add(w, "a", "A2", 240, S("it"), nobody);
	add(w, "a", "A3", 30, S("it"), nobody);
	assert_plan(w, PLAN_BEGIN, "0 09:00 A1|0 12:45 A2|1 09:00 A3");
	it = plan_presence(w->blocks, "it", &minutes);
	assert_string_equal(it, "09:00–12:00, 12:45–16:45, 2. Tag 09:00–09:30");
	assert_int_equal(minutes, 450);
	assert_int_equal(plan_days(w->blocks), 2);
	assert_plan(w, 13 * 60, "0 13:00 A1|1 13:00 A2|2 13:00 A3"); /* in the afternoon no break */
}

static void
clocks(void **state)
{
	static const struct {
		const char *typed;
		int minutes;
	} all[] = {{"9", 540}, {"09:30", 570}, {"9.05", 545}, {"23:59", 1439}, {"24", -1}, {"9:5", -1}, {"9:60", -1}, {"", -1}, {"neun", -1}, {"-1", -1}, {"9:30:10", -1}};
	gsize i;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(all); i++)
		assert_int_equal(plan_parse_clock(all[i].typed), all[i].minutes);
}

/* --- milestones ------------------------------------------------------------------------------------------------------------------------ */

static Record *
record(const char *type)
{
	Record *r = g_new0(Record, 1);

	r->id = g_strdup("x");
	r->entity = entity_find(type);
	r->values = g_ptr_array_new();
	return r;
}

/* The last one that is set is shown. */
static void
set(Record *r, const char *field, const char *op, const char *at, const char *slot, const char *value, const char *slot2, const char *value2)
{
	RecordValue *v = g_new0(RecordValue, 1);
	guint i;

	for (i = 0; i < r->values->len; i++)
		if (strcmp(((RecordValue *)r->values->pdata[i])->field_name, field) == 0)
			((RecordValue *)r->values->pdata[i])->is_shown = ((RecordValue *)r->values->pdata[i])->is_head = FALSE;
	v->field = entity_field(r->entity, field);
	v->field_name = g_strdup(field);
	v->key = g_strdup("");
	v->op = g_strdup(op);
	v->at = g_strdup(at);
	v->by = g_strdup("");
	v->slots = g_hash_table_new(g_str_hash, g_str_equal);
	g_hash_table_insert(v->slots, (gpointer)slot, (gpointer)value);
	if (slot2)
		g_hash_table_insert(v->slots, (gpointer)slot2, (gpointer)value2);
	v->is_head = v->is_shown = TRUE;
	g_ptr_array_add(r->values, v);
}

static void
drop(Record *r)
{
	guint i;

	for (i = 0; i < r->values->len; i++) {
		RecordValue *v = r->values->pdata[i];

		g_hash_table_unref(v->slots);
		g_free(v->field_name);
		g_free(v->key);
		g_free(v->op);
		g_free(v->at);
		g_free(v->by);
		g_free(v);
	}
	g_ptr_array_unref(r->values);
	g_free(r->id);
	g_free(r);
}

static char *
life(const Record *anbindung, GPtrArray *visits)
{
	Milestones m;

	milestones_of(anbindung, visits, &m);
	return milestones_text(&m);
}

#define assert_life(anbindung, visits, wanted) \
	do { \
		g_autofree char *life_ = life(anbindung, visits); \
		assert_string_equal(life_, wanted); \
	} while (0)

static void
a_life_in_four_days(void **state)
{
	Record *a = record("anbindung"), *planned = record("visit"), *held = record("visit");
	g_autoptr(GPtrArray) visits = g_ptr_array_new();

	(void)state;
	g_ptr_array_add(visits, planned);
	g_ptr_array_add(visits, held);
	set(planned, "date", "a1", "2026-09-01", "date", "2026-09-20", NULL, NULL);
	set(planned, "status", "a2", "2026-09-01", "status", "abgesagt", NULL, NULL);
	set(held, "date", "a3", "2026-09-01", "date", "2026-11-03", NULL, NULL);
	set(held, "status", "a4", "2026-09-01", "status", "durchgefuehrt", NULL, NULL);
	assert_life(a, NULL, "angemeldet – · erster Termin – · produktiv – · Ende-zu-Ende –");
	set(a, "state", "b1", "2026-09-03T10:00Z", "state", "angemeldet", "state_date", "2026-09-01");
	assert_life(a, visits, "angemeldet 01.09.2026 · erster Termin 03.11.2026 (63 Tage) · produktiv – · Ende-zu-Ende –");
	set(a, "state", "b2", "2026-11-20T10:00Z", "state", "produktiv_mit_fv", NULL, NULL); /* without a date: the day of the entry */
	assert_life(a, visits, "angemeldet 01.09.2026 · erster Termin 03.11.2026 (63 Tage) · produktiv 20.11.2026 (17 Tage) · Ende-zu-Ende –");
	set(a, "state", "b3", "2026-11-22T10:00Z", "state", "ende_zu_ende", "state_date", "2026-11-21");
	assert_life(a, visits, "angemeldet 01.09.2026 · erster Termin 03.11.2026 (63 Tage) · produktiv 20.11.2026 (17 Tage) · Ende-zu-Ende 21.11.2026 (1 Tag)");
	set(a, "state", "b4", "2026-11-23T10:00Z", "state", "ausgesetzt", NULL, NULL); /* takes nothing back */
	assert_life(a, visits, "angemeldet 01.09.2026 · erster Termin 03.11.2026 (63 Tage) · produktiv 20.11.2026 (17 Tage) · Ende-zu-Ende 21.11.2026 (1 Tag)");
	set(a, "state", "b5", "2026-11-23T10:00Z", "state", "im_test", NULL, NULL); /* it fell back, or it was a mistake */
	assert_life(a, visits, "angemeldet 01.09.2026 · erster Termin 03.11.2026 (63 Tage) · produktiv – · Ende-zu-Ende –");
	drop(a);
	drop(planned);
	drop(held);
}

static void
corrections_and_jumps(void **state)
{
	Record *a = record("anbindung");
	Milestones m;

	(void)state;
	set(a, "state", "b1", "2026-09-03T10:00Z", "state", "angemeldet", "state_date", "2026-09-01");
	set(a, "state", "b2", "2026-09-04T10:00Z", "state", "angemeldet", "state_date", "2026-09-02");
	set(a, "state", "b3", "2026-10-02T10:00Z", "state", "ende_zu_ende", "state_date", "2026-10-02");
	milestones_of(a, NULL, &m);
	assert_string_equal(m.day[MILESTONE_REGISTERED], "2026-09-02");
	assert_string_equal(m.day[MILESTONE_PRODUCTIVE], "2026-10-02"); /* at the latest */
	assert_int_equal(milestones_days(&m, MILESTONE_REGISTERED, MILESTONE_END_TO_END), 30);
	assert_int_equal(milestones_days(&m, MILESTONE_VISIT, MILESTONE_END_TO_END), G_MININT);
	drop(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_to_do, setup, teardown),
		cmocka_unit_test_setup_teardown(people_sit_together, setup, teardown),
		cmocka_unit_test_setup_teardown(dependencies_come_first, setup, teardown),
		cmocka_unit_test_setup_teardown(a_circle_does_not_hang, setup, teardown),
		cmocka_unit_test_setup_teardown(break_and_second_day, setup, teardown),
		cmocka_unit_test(clocks),
		cmocka_unit_test(a_life_in_four_days),
		cmocka_unit_test(corrections_and_jumps),
	};

	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
