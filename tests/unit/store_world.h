/*
 * What the tests of the store share: stores of several devices in a temporary folder, and everything that anybody of them ever wrote.
 */
#pragma once

#include <glib.h>

#include "vorort/store.h"
#include "vorort/text.h"

#define N_DEVICES 3
static const char *const devices[N_DEVICES] = {"aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc"};
G_GNUC_UNUSED static const char hanau[] = "ags:06435014/wohngeld";

typedef struct Line {
	const char *device;
	char *line;
	gint64 batch;
} Line;

typedef struct Text {
	char *hash, *salt, *text;
} Text;

G_GNUC_UNUSED static void
line_free(gpointer data)
{
	g_free(((Line *)data)->line);
	g_free(data);
}

G_GNUC_UNUSED static void
text_free(gpointer data)
{
	Text *t = data;

	g_free(t->hash);
	g_free(t->salt);
	g_free(t->text);
	g_free(t);
}

G_GNUC_UNUSED static void
clear_array(GPtrArray *array, GDestroyNotify free_one)
{
	guint i;

	for (i = 0; i < array->len; i++)
		free_one(array->pdata[i]);
	g_ptr_array_set_size(array, 0);
}

static GPtrArray *lines, *texts; /* the world: everything that anybody ever wrote */
G_GNUC_UNUSED static GRand *dice;
static char *root;

/* --- helpers ------------------------------------------------------------------------------------------------------------------------ */

G_GNUC_UNUSED static Store *
open_store(const char *name, const char *device)
{
	g_autofree char *dir = g_build_filename(root, name, NULL);
	g_autoptr(GError) error = NULL;
	Store *store;

	g_mkdir_with_parents(dir, 0700);
	store = store_open(dir, device, "aaaa", &error);
	if (!store)
		fail_msg("%s", error->message);
	return store;
}

G_GNUC_UNUSED static char *
salt(void)
{
	return g_strdup_printf("%08x%08x%06x", g_rand_int(dice), g_rand_int(dice), g_rand_int(dice) & 0xffffff);
}

G_GNUC_UNUSED static void
put(Op *op, const char *slot, const char *value)
{
	guint i;

	for (i = 0; i < op->n_values; i++)
		if (strcmp(op->slots[i]->name, slot) == 0 && op->slots[i]->type == SLOT_TEXT) {
			g_autofree char *s = salt();

			assert_true(op_set_text(op, slot, value, s, NULL));
			return;
		}
	assert_true(op_set(op, slot, value, NULL));
}

G_GNUC_UNUSED static void
base_on(Store *store, Op *op, const char *entity, const char *field, const char *key)
{
	g_autoptr(Record) record = store_record(store, entity, NULL);
	g_autoptr(GPtrArray) heads = record ? record_heads(record, field, key) : NULL;
	guint i;

	for (i = 0; heads && i < heads->len; i++)
		op_add_base(op, ((RecordValue *)heads->pdata[i])->op);
}

G_GNUC_UNUSED static void
remember_text(const char *hash, const char *s, const char *text, void *data)
{
	Text *t = g_new0(Text, 1);

	t->hash = g_strdup(hash);
	t->salt = g_strdup(s);
	t->text = g_strdup(text);
	g_ptr_array_add(data, t);
}

/* Commits one op at @store and notes its line and texts in the world. */
G_GNUC_UNUSED static char *
commit(Store *store, const char *device, Op *op)
{
	g_autoptr(GPtrArray) ops = g_ptr_array_new(), one = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	Line *l = g_new0(Line, 1);
	char id[STAMP_TEXT_SIZE];

	g_ptr_array_add(ops, op);
	if (!store_commit_ops(store, ops, "TEST", "Test", 0, &error))
		fail_msg("%s", error->message);
	stamp_format(&op->stamp, id);
	l->device = device;
	l->line = store_op_line(store, id);
	l->batch = op->stamp.n / 5 + 1;
	g_ptr_array_add(lines, l);
	g_ptr_array_add(one, g_strdup(l->line));
	assert_true(store_texts_of(store, one, device, remember_text, texts, NULL));
	op_free(op);
	return g_strdup(id);
}

G_GNUC_UNUSED static gboolean
apply_line(Store *store, const Line *l, GError **error)
{
	return store_apply_line(store, l->device, l->line, strlen(l->line), l->batch, error);
}

G_GNUC_UNUSED static void
apply_all(Store *store, GPtrArray *some)
{
	g_autoptr(GError) error = NULL;
	guint i;

	assert_true(store_begin(store, NULL));
	for (i = 0; i < some->len; i++)
		if (!apply_line(store, some->pdata[i], &error))
			fail_msg("%s", error->message);
	assert_true(store_commit(store, NULL));
}

G_GNUC_UNUSED static void
shuffle(GPtrArray *array)
{
	guint i;

	for (i = array->len; i > 1; i--) {
		guint j = (guint)g_rand_int_range(dice, 0, (gint32)i);
		gpointer t = array->pdata[i - 1];

		array->pdata[i - 1] = array->pdata[j];
		array->pdata[j] = t;
	}
}

G_GNUC_UNUSED static Op *
add_op(const char *type, const char *id)
{
	return op_new(entity_find(type), NULL, id, NULL);
}

G_GNUC_UNUSED static Op *
change_op(Store *store, const char *type, const char *id, const char *field, const char *key)
{
	const Entity *e = entity_find(type);
	Op *op = op_new(e, entity_field(e, field), id, key);

	base_on(store, op, id, field, key ? key : "");
	return op;
}

G_GNUC_UNUSED static Op *
result_op(Store *store, const char *step, const char *outcome)
{
	Op *op = add_op("result", NULL);
	g_autofree char *key = g_strdup_printf("%s/prod/1", step);

	put(op, "on", hanau);
	put(op, "step", step);
	put(op, "env", "prod");
	put(op, "instance", "1");
	put(op, "outcome", outcome);
	base_on(store, op, hanau, "result", key);
	return op;
}

static void
world_set_up(void)
{
	root = g_dir_make_tmp("vorort-store-XXXXXX", NULL);
	dice = g_rand_new_with_seed(4711);
	lines = g_ptr_array_new(); /* copied and shuffled, so without a free function */
	texts = g_ptr_array_new();
}

static void
world_tear_down(void)
{
	clear_array(lines, line_free);
	clear_array(texts, text_free);
	g_ptr_array_unref(lines);
	g_ptr_array_unref(texts);
	g_rand_free(dice);
	g_free(root);
}
