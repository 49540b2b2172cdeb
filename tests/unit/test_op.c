/* Ops: the table is sound, the line form is what jansson reads, and nothing but the canonical form is accepted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>
#include <string.h>

#include "vorort/op.h"
#include "vorort/text.h"

#define DEVICE "abcdefghijkl"
static const Stamp stamp = {17, DEVICE, "x7q2"};
static const char salt[] = "AAAAAAAAAAAAAAAAAAAAAA";

static Op *
sample(void)
{
	Op *op = op_new(entity_find("obstacle"), NULL, NULL, NULL);

	assert_true(op_set_text(op, "title", "Kostenübernahme „unsicher“\nab 2027", salt, NULL));
	assert_true(op_set(op, "category", "finanziell,organisatorisch", NULL));
	assert_true(op_set(op, "severity", "hinweis", NULL));
	assert_true(op_set(op, "amount_once", "123999", NULL));
	op_set_stamp(op, &stamp, "2026-11-24T08:14Z", "ROT-HE-2");
	return op;
}

static void
table_is_sound(void **state)
{
	const Entity *e;

	(void)state;
	for (e = entities; e->name; e++) {
		g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
		static const char *const reserved[] = {"k", "n", "run", "at", "by", "e", "p", "base", "add", NULL};
		const Field *f;
		guint i;

		assert_ptr_equal(entity_find(e->name), e);
		for (f = e->fields; f->name; f++) {
			assert_true(field_n_slots(f) > 0);
			assert_false(strcmp(f->name, "add") == 0 || strcmp(f->name, "result") == 0);
			for (i = 0; i < field_n_slots(f); i++) {
				assert_false(g_strv_contains(reserved, f->slots[i].name));
				assert_true(g_hash_table_add(names, (gpointer)f->slots[i].name));
			}
		}
		assert_non_null(entity_field(e, "retracted"));
	}
}

static void
line_round_trip(void **state)
{
	g_autoptr(Op) op = sample(), back = NULL;
	g_autofree char *line = op_encode(op), *again = NULL;
	json_error_t problem;
	json_t *json = json_loads(line, JSON_REJECT_DUPLICATES, &problem);

	(void)state;
	assert_non_null(json);
	assert_string_equal(json_string_value(json_object_get(json, "k")), "obstacle.add");
	assert_int_equal(json_integer_value(json_object_get(json, "n")), 17);
	assert_int_equal(json_array_size(json_object_get(json, "category")), 2);
	assert_string_equal(json_string_value(json_array_get(json_object_get(json, "category"), 0)), "organisatorisch");
	json_decref(json);
	back = op_decode(line, strlen(line), DEVICE, NULL);
	assert_non_null(back);
	again = op_encode(back);
	assert_string_equal(line, again);
	assert_string_equal(back->entity_id, "b17-" DEVICE "-x7q2");
}

static void
change_round_trip(void **state)
{
	const Entity *e = entity_find("anbindung");
	g_autoptr(Op) op = op_new(e, entity_field(e, "param"), "ags:06435014/wohngeld", "fachverfahren"), back = NULL;
	g_autofree char *line = NULL;

	(void)state;
	assert_true(op_set(op, "param", "OK.\"WOHNGELD\" \\ 12", NULL));
	op_add_base(op, "b12-" DEVICE "-aaaa");
	op_add_base(op, "a3-" DEVICE "-aaaa");
	op_set_stamp(op, &stamp, "2026-11-24T08:14Z", "Müller-1");
	line = op_encode(op);
	back = op_decode(line, strlen(line), DEVICE, NULL);
	assert_non_null(back);
	assert_string_equal(op_value(back, "param")->string, "OK.\"WOHNGELD\" \\ 12");
	assert_string_equal(back->base->pdata[0], "a3-" DEVICE "-aaaa");
	assert_string_equal(back->key, "fachverfahren");
}

/* Each line breaks one rule. */
static void
refuses(void **state)
{
	static const char *const lines[] = {
		"",
		"{}",
		"[]",
		"{\"k\":\"note.add\",\"n\":0,\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\",\"text\":\"x\"}",
		"{\"k\":\"note.add\",\"n\":9007199254740992,\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\"}",
		"{\"k\":\"note.add\",\"n\":1,\"run\":\"AAAA\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\"}",
		"{\"k\":\"note.add\",\"n\":1,\"run\":\"aaaa\",\"at\":\"2026-02-30T08:14Z\",\"by\":\"X\"}",
		"{\"k\":\"note.add\",\"n\":01,\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\"}",
		"{\"n\":1,\"k\":\"note.add\",\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\"}",
		"{\"k\":\"note.add\",\"n\":1,\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\"}", /* text missing */
		"{\"k\":\"note.add\",\"n\":1,\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"Frau Muster\"}",
		"{\"k\":\"visit.date\",\"n\":1,\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\",\"e\":\"b10-abcdefghijkl-aaaa\","
		"\"date\":\"2026-13-01\"}",
		"{\"k\":\"visit.date\",\"n\":1,\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\",\"e\":\"b10-abcdefghijkl-aaaa\","
		"\"date\":\"2026-12-01\",\"date\":\"2026-12-02\"}",
		"{\"k\":\"visit.date\",\"n\":1,\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\",\"e\":\"../../etc/passwd\"}",
		"{\"k\":\"visit.date\", \"n\":1,\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\"}",
		"{\"k\":\"anbindung.param\",\"n\":1,\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\",\"e\":\"ags:06435014/wohngeld\","
		"\"p\":\"x\",\"param\":\"a\\u001bb\"}",
		"{\"k\":\"anbindung.param\",\"n\":1,\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\",\"e\":\"ags:06435014/wohngeld\","
		"\"p\":\"x\",\"param\":\"a\x1b[2J\"}",
		"{\"k\":\"obstacle.category\",\"n\":1,\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\",\"e\":\"b10-abcdefghijkl-aaaa\","
		"\"category\":[\"finanziell\",\"organisatorisch\"]}", /* order of the list */
		"{\"k\":\"obstacle.category\",\"n\":1,\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\",\"e\":\"b10-abcdefghijkl-aaaa\","
		"\"category\":[]}",
	};
	gsize i;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Op) op = op_decode(lines[i], strlen(lines[i]), DEVICE, &error);

		if (op || !g_error_matches(error, OP_ERROR, OP_ERROR_INVALID))
			fail_msg("accepted: %s", lines[i]);
	}
}

static void
unknown_kinds_wait(void **state)
{
	static const char line[] = "{\"k\":\"zukunft.add\",\"n\":5,\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\",\"a\":{\"b\":[1,-2,null,"
				   "true,{\"c\":\"d\"}]}}";
	static const char bomb[] = "{\"k\":\"zukunft.add\",\"n\":5,\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\",\"a\":[[[[[[[[[[1]]]]]]]]]]}";
	g_autoptr(GError) error = NULL, deep = NULL;

	(void)state;
	assert_null(op_decode(line, strlen(line), DEVICE, &error));
	assert_true(g_error_matches(error, OP_ERROR, OP_ERROR_UNKNOWN_KIND));
	assert_null(op_decode(bomb, strlen(bomb), DEVICE, &deep));
	assert_true(g_error_matches(deep, OP_ERROR, OP_ERROR_INVALID));
}

/* Random damage: never a crash, and what is accepted is canonical and valid JSON to jansson, too. */
static void
mutations(void **state)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(20261124);
	g_autoptr(Op) op = sample();
	g_autofree char *line = op_encode(op);
	gsize len = strlen(line);
	int i;

	(void)state;
	for (i = 0; i < 20000; i++) {
		g_autofree char *bad = g_strdup(line);
		g_autoptr(Op) read = NULL;

		bad[g_rand_int_range(rand, 0, (gint32)len)] = (char)g_rand_int_range(rand, 1, 256);
		read = op_decode(bad, len, DEVICE, NULL);
		if (read) {
			g_autofree char *again = op_encode(read);
			json_t *json = json_loads(bad, JSON_REJECT_DUPLICATES, NULL);

			assert_string_equal(again, bad);
			assert_non_null(json);
			json_decref(json);
		}
	}
}

static void
stamps_sort_as_text(void **state)
{
	static const gint64 numbers[] = {1, 9, 10, 11, 99, 100, 4711, 1000000, STAMP_N_MAX};
	gsize i;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(numbers); i++) {
		Stamp s = {numbers[i], DEVICE, "aaaa"}, back, next = {i + 1 < G_N_ELEMENTS(numbers) ? numbers[i + 1] : 1, DEVICE, "aaaa"};
		char text[STAMP_TEXT_SIZE], other[STAMP_TEXT_SIZE];

		assert_true(stamp_parse(stamp_format(&s, text), &back));
		assert_int_equal(stamp_compare(&s, &back), 0);
		if (i + 1 < G_N_ELEMENTS(numbers))
			assert_true(strcmp(text, stamp_format(&next, other)) < 0 && stamp_compare(&s, &next) < 0);
	}
	assert_false(stamp_parse("b7-abcdefghijkl-aaaa", NULL));
	assert_false(stamp_parse("b07-abcdefghijkl-aaaa", NULL));
	assert_false(stamp_parse("a7-abcdefghijk1-aaaa", NULL));
	assert_false(stamp_parse("a7-abcdefghijkl-aaaa ", NULL));
	assert_false(stamp_parse("p9999999999999999-abcdefghijkl-aaaa", NULL));
}

static void
json_values(void **state)
{
	g_autoptr(Op) op = sample();
	g_autofree char *json = op_field_json(op, entity_field(op->entity, "category"));
	g_autofree char *category = op_json_get(json, "category"), *none = op_json_get(json, "title");

	(void)state;
	assert_string_equal(category, "organisatorisch,finanziell");
	assert_null(none);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_is_sound),   cmocka_unit_test(line_round_trip),     cmocka_unit_test(change_round_trip),
		cmocka_unit_test(refuses),          cmocka_unit_test(unknown_kinds_wait),  cmocka_unit_test(mutations),
		cmocka_unit_test(stamps_sort_as_text), cmocka_unit_test(json_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
