/*
 * The store: same ops, any order of arrival, same content; heads and differences; hidden values; waiting ops; erasing; rebuild; trouble with
 * files. Real SQLite files in a temporary folder.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>

#include "vorort/store.h"
#include "vorort/text.h"

#define N_DEVICES 3
static const char *const devices[N_DEVICES] = {"aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc"};
static const char hanau[] = "ags:06435014/wohngeld";

typedef struct Line {
	const char *device;
	char *line;
	gint64 batch;
} Line;

typedef struct Text {
	char *hash, *salt, *text;
} Text;

static void
line_free(gpointer data)
{
	g_free(((Line *)data)->line);
	g_free(data);
}

static void
text_free(gpointer data)
{
	Text *t = data;

	g_free(t->hash);
	g_free(t->salt);
	g_free(t->text);
	g_free(t);
}

static void
clear_array(GPtrArray *array, GDestroyNotify free_one)
{
	guint i;

	for (i = 0; i < array->len; i++)
		free_one(array->pdata[i]);
	g_ptr_array_set_size(array, 0);
}

static GPtrArray *lines, *texts; /* the world: everything that anybody ever wrote */
static GRand *dice;
static char *root;

/* --- helpers ------------------------------------------------------------------------------------------------------------------------ */

static Store *
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

static char *
salt(void)
{
	return g_strdup_printf("%08x%08x%06x", g_rand_int(dice), g_rand_int(dice), g_rand_int(dice) & 0xffffff);
}

static void
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

static void
base_on(Store *store, Op *op, const char *entity, const char *field, const char *key)
{
	g_autoptr(Record) record = store_record(store, entity, NULL);
	g_autoptr(GPtrArray) heads = record ? record_heads(record, field, key) : NULL;
	guint i;

	for (i = 0; heads && i < heads->len; i++)
		op_add_base(op, ((RecordValue *)heads->pdata[i])->op);
}

static void
remember_text(const char *hash, const char *s, const char *text, void *data)
{
	Text *t = g_new0(Text, 1);

	t->hash = g_strdup(hash);
	t->salt = g_strdup(s);
	t->text = g_strdup(text);
	g_ptr_array_add(data, t);
}

/* Commits one op at @store and notes its line and texts in the world. */
static char *
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

static gboolean
apply_line(Store *store, const Line *l, GError **error)
{
	return store_apply_line(store, l->device, l->line, strlen(l->line), l->batch, error);
}

static void
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

static void
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

static Op *
add_op(const char *type, const char *id)
{
	return op_new(entity_find(type), NULL, id, NULL);
}

static Op *
change_op(Store *store, const char *type, const char *id, const char *field, const char *key)
{
	const Entity *e = entity_find(type);
	Op *op = op_new(e, entity_field(e, field), id, key);

	base_on(store, op, id, field, key ? key : "");
	return op;
}

static Op *
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

/* --- a world of random ops by three devices that meet now and then ------------------------------------------------------------------------- */

static GPtrArray *obstacles, *results, *text_ops;

static const char *
any(GPtrArray *ids)
{
	return ids->len ? ids->pdata[g_rand_int_range(dice, 0, (gint32)ids->len)] : NULL;
}

static void
random_obstacle(Store *store, const char *device)
{
	Op *op = add_op("obstacle", NULL);

	put(op, "title", "Firewall-Antrag offen");
	put(op, "category", "technisch");
	put(op, "status", "neu");
	put(op, "anbindung", hanau);
	g_ptr_array_add(obstacles, commit(store, device, op));
	g_ptr_array_add(text_ops, g_strdup(obstacles->pdata[obstacles->len - 1]));
}

static void
random_change(Store *store, const char *device)
{
	static const char *const status[] = {"gesichtet", "in_klaerung", "behoben_gemeldet"};
	const char *id = any(obstacles);
	Op *op;

	if (!id)
		return;
	op = change_op(store, "obstacle", id, g_rand_boolean(dice) ? "status" : "title", NULL);
	if (strcmp(op->field->name, "status") == 0)
		put(op, "status", status[g_rand_int_range(dice, 0, 3)]);
	else
		put(op, "title", g_rand_boolean(dice) ? "Firewall" : "Regel fehlt");
	g_free(commit(store, device, op));
}

static void
random_result(Store *store, const char *device)
{
	static const char *const steps[] = {"A1", "B1", "F1.4"}, *const outcomes[] = {"passed", "failed", "not_tested"};

	g_ptr_array_add(results, commit(store, device,
					result_op(store, steps[g_rand_int_range(dice, 0, 3)], outcomes[g_rand_int_range(dice, 0, 3)])));
}

static void
random_retract(Store *store, const char *device)
{
	const char *id = any(results);
	Op *op;

	if (!id)
		return;
	op = change_op(store, "result", id, "retracted", NULL);
	put(op, "retracted", g_rand_boolean(dice) ? "ja" : "nein");
	g_free(commit(store, device, op));
}

static void
random_param(Store *store, const char *device)
{
	Op *op = change_op(store, "anbindung", hanau, "param", g_rand_boolean(dice) ? "transport" : "fachverfahren");

	put(op, "param", g_rand_boolean(dice) ? "osci" : "fitconnect");
	g_free(commit(store, device, op));
}

static void
random_add_anbindung(Store *store, const char *device)
{
	Op *op = add_op("anbindung", hanau);

	put(op, "state", g_rand_boolean(dice) ? "angemeldet" : "im_test");
	g_free(commit(store, device, op));
}

static void
random_authority(Store *store, const char *device)
{
	Op *op = change_op(store, "device", devices[1 + g_rand_int_range(dice, 0, 2)], g_rand_boolean(dice) ? "role" : "blocked", NULL);

	if (strcmp(op->field->name, "role") == 0)
		put(op, "role", g_rand_boolean(dice) ? "leitung" : "taskforce");
	else if (g_rand_boolean(dice))
		put(op, "blocked_after", g_rand_boolean(dice) ? "2" : "6");
	g_free(commit(store, device, op));
}

static void
random_redaction(Store *store, const char *device)
{
	const char *target = any(text_ops);
	Op *op;

	if (!target || strcmp(device, devices[0]) != 0) /* only the founder: what a device erased that leads no more stays a matter of time */
		return;
	op = add_op("redaction", NULL);
	put(op, "op", target);
	put(op, "slot", "title");
	g_free(commit(store, device, op));
}

static void
meet(Store *store)
{
	g_autoptr(GPtrArray) all = g_ptr_array_copy(lines, NULL, NULL);

	apply_all(store, all);
}

/* What local random play cannot make: numbers far ahead, kinds of the future, one stamp with two contents. */
static void
add_strange_lines(void)
{
	static const struct {
		const char *line;
		gint64 batch;
	} strange[] = {
		{"{\"k\":\"note.add\",\"n\":900000,\"run\":\"zzzz\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\",\"text\":"
		 "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}", 50},
		{"{\"k\":\"note.add\",\"n\":1800000,\"run\":\"zzzz\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\",\"text\":"
		 "\"BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}", 51},
		{"{\"k\":\"note.add\",\"n\":4000000,\"run\":\"zzzz\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\",\"text\":"
		 "\"CAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}", 52},
		{"{\"k\":\"zukunft.add\",\"n\":7,\"run\":\"zzzz\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\",\"neu\":[1]}", 53},
		{"{\"k\":\"visit.add\",\"n\":9,\"run\":\"zzzz\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\",\"anbindungen\":"
		 "[\"ags:06435014/wohngeld\"]}", 54},
		{"{\"k\":\"visit.add\",\"n\":9,\"run\":\"zzzz\",\"at\":\"2026-11-24T08:15Z\",\"by\":\"X\",\"anbindungen\":"
		 "[\"ags:06435014/ummeldung\"]}", 55},
	};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(strange); i++) {
		Line *l = g_new0(Line, 1);

		l->device = devices[1];
		l->line = g_strdup(strange[i].line);
		l->batch = strange[i].batch;
		g_ptr_array_add(lines, l);
	}
}

static void
make_world(int n_actions)
{
	static void (*const actions[])(Store *, const char *) = {random_obstacle, random_change,  random_change,        random_change,
								 random_result,   random_result,  random_retract,       random_param,
								 random_param,    random_authority, random_add_anbindung, random_redaction};
	Store *stores[N_DEVICES];
	int i;

	for (i = 0; i < N_DEVICES; i++) {
		g_autofree char *name = g_strdup_printf("world%d", i);

		stores[i] = open_store(name, devices[i]);
		assert_true(store_set_meta(stores[i], "founder", devices[0], NULL));
	}
	for (i = 0; i < n_actions; i++) {
		int who = g_rand_int_range(dice, 0, N_DEVICES);

		actions[g_rand_int_range(dice, 0, G_N_ELEMENTS(actions))](stores[who], devices[who]);
		if (g_rand_int_range(dice, 0, 8) == 0)
			meet(stores[g_rand_int_range(dice, 0, N_DEVICES)]);
	}
	for (i = 0; i < N_DEVICES; i++)
		store_close(stores[i]);
	add_strange_lines();
}

/* --- any order, same content -------------------------------------------------------------------------------------------------------------- */

/* Content after the last refill, before the rebuild puts back what it missed: that would hide a loss. */
static char *refilled;

/* Ops and texts interleaved at random, some ops twice, waiting ones looked at whenever. */
static gboolean
refill_shuffled(void *data, GError **error)
{
	Store *store = data;
	g_autoptr(GPtrArray) order = g_ptr_array_copy(lines, NULL, NULL), words_ = g_ptr_array_copy(texts, NULL, NULL);
	guint i, j = 0;

	shuffle(order);
	shuffle(words_);
	for (i = 0; i < order->len; i++) {
		for (; j < words_->len && g_rand_boolean(dice); j++) {
			const Text *t = words_->pdata[j];

			if (!store_put_text(store, t->hash, t->salt, t->text, error))
				return FALSE;
		}
		if (!apply_line(store, order->pdata[i], error) ||
		    (g_rand_int_range(dice, 0, 10) == 0 && !apply_line(store, order->pdata[g_rand_int_range(dice, 0, (gint32)i + 1)], error)) ||
		    (g_rand_int_range(dice, 0, 20) == 0 && !store_review_waiting(store, error)))
			return FALSE;
	}
	for (; j < words_->len; j++) {
		const Text *t = words_->pdata[j];

		if (!store_put_text(store, t->hash, t->salt, t->text, error))
			return FALSE;
	}
	if (!store_review_waiting(store, error))
		return FALSE;
	g_free(refilled);
	refilled = store_digest(store, error);
	return refilled != NULL;
}

static void
any_order_same_content(void **state)
{
	g_autoptr(Store) store = open_store("permutations", "dddddddddddd");
	g_autofree char *first = NULL;
	StoreCounts counts;
	int i;

	(void)state;
	clear_array(lines, line_free);
	clear_array(texts, text_free);
	make_world(60);
	assert_true(store_set_meta(store, "founder", devices[0], NULL));
	for (i = 0; i < 1000; i++) {
		g_autoptr(GError) error = NULL;

		if (!store_rebuild(store, refill_shuffled, store, &error))
			fail_msg("permutation %d: %s", i, error->message);
		if (!first)
			first = g_strdup(refilled);
		if (strcmp(first, refilled) != 0)
			fail_msg("permutation %d differs", i);
	}
	assert_true(store_counts(store, &counts, NULL));
	assert_int_equal(counts.n_pending, 1); /* 4,000,000: more than a million ahead of 1,800,000 */
	assert_int_equal(counts.n_unknown, 1);
	assert_true(counts.n_diff > 0);
	assert_true(counts.n_obstacles > 0);
}

/* --- single rules ---------------------------------------------------------------------------------------------------------------------------- */

static void
differences_stay_until_confirmed(void **state)
{
	g_autoptr(Store) a = open_store("diff_a", devices[0]), b = open_store("diff_b", devices[1]);
	guint from = lines->len;
	Op *op = add_op("obstacle", NULL);
	g_autofree char *id = NULL;
	g_autoptr(GPtrArray) news = g_ptr_array_new(), heads = NULL;
	g_autoptr(Record) record = NULL, after = NULL;

	(void)state;
	put(op, "title", "x");
	put(op, "category", "rechtlich");
	id = commit(a, devices[0], op);
	g_ptr_array_add(news, lines->pdata[from]);
	apply_all(b, news);
	op = change_op(a, "obstacle", id, "severity", NULL);
	put(op, "severity", "hinweis");
	g_free(commit(a, devices[0], op));
	op = change_op(b, "obstacle", id, "severity", NULL);
	put(op, "severity", "verhindert");
	g_free(commit(b, devices[1], op));
	g_ptr_array_set_size(news, 0);
	g_ptr_array_add(news, lines->pdata[from + 1]);
	g_ptr_array_add(news, lines->pdata[from + 2]);
	apply_all(a, news);
	apply_all(b, news);
	record = store_record(b, id, NULL);
	assert_int_equal(record->n_diff, 1);
	heads = record_heads(record, "severity", NULL);
	assert_int_equal(heads->len, 2);
	assert_string_equal(record_get(record, "severity"), "verhindert"); /* greater device at equal n */
	op = change_op(a, "obstacle", id, "severity", NULL);
	assert_int_equal(op->base->len, 2);
	put(op, "severity", "verzoegert");
	g_free(commit(a, devices[0], op));
	after = store_record(a, id, NULL);
	assert_int_equal(after->n_diff, 0);
	assert_string_equal(record_get(after, "severity"), "verzoegert");
}

static void
withdrawn_results_count_no_more(void **state)
{
	g_autoptr(Store) store = open_store("retract", devices[0]);
	g_autofree char *first = NULL, *second = NULL;
	g_autoptr(Record) record = NULL, after = NULL;
	Op *op = add_op("anbindung", hanau);

	(void)state;
	g_free(commit(store, devices[0], op));
	first = commit(store, devices[0], result_op(store, "A1", "passed"));
	second = commit(store, devices[0], result_op(store, "A1", "failed"));
	record = store_record(store, hanau, NULL);
	assert_string_equal(record_shown(record, "result", "A1/prod/1")->op, second);
	op = change_op(store, "result", second, "retracted", NULL);
	put(op, "retracted", "ja");
	g_free(commit(store, devices[0], op));
	after = store_record(store, hanau, NULL);
	assert_string_equal(record_shown(after, "result", "A1/prod/1")->op, first);
}

static void
erased_text_stays_away(void **state)
{
	g_autoptr(Store) store = open_store("erase", devices[0]);
	g_autofree char *id = NULL, *hash = NULL, *line = NULL;
	g_autoptr(Record) record = NULL;
	ObstacleFilter filter = {.text = "geheim"};
	Op *op = add_op("obstacle", NULL);

	(void)state;
	assert_true(store_set_meta(store, "founder", devices[0], NULL));
	put(op, "title", "Geheimer Name");
	put(op, "category", "rechtlich");
	id = commit(store, devices[0], op);
	line = store_op_line(store, id);
	hash = op_json_get(line, "title");
	assert_int_equal(store_count_obstacles(store, &filter, NULL), 1);
	op = add_op("redaction", NULL);
	put(op, "op", id);
	put(op, "slot", "title");
	g_free(commit(store, devices[0], op));
	assert_int_equal(store_count_obstacles(store, &filter, NULL), 0);
	assert_true(store_is_redacted(store, hash));
	assert_true(store_put_text(store, hash, "AAAAAAAAAAAAAAAAAAAAAA", "Geheimer Name", NULL)); /* somebody publishes it again */
	record = store_record(store, id, NULL);
	assert_true(g_str_has_prefix(record_get(record, "title"), "(Inhalt gelöscht am "));
}

static char *
publish(Store *store, const char *device, const char *id, char digit)
{
	g_autofree char *sha256 = g_strnfill(64, digit);
	Op *op = add_op("checkliste", id);

	put(op, "sha256", sha256);
	return commit(store, device, op);
}

/* "2:a 3:b!" for versions 2 and 3 with hashes of a and b; "!" for one that was published with different content. */
static char *
published(Store *store)
{
	g_autoptr(GPtrArray) all = store_published(store, "wohngeld", NULL);
	GString *s = g_string_new(NULL);
	guint i;

	for (i = 0; i < all->len; i++) {
		const StorePublished *one = all->pdata[i];

		g_string_append_printf(s, "%s%s:%c%s", i ? " " : "", one->version, *one->sha256, one->is_different ? "!" : "");
	}
	return g_string_free(s, FALSE);
}

#define assert_published(store, wanted) \
	do { \
		g_autofree char *published_ = published(store); \
		assert_string_equal(published_, wanted); \
	} while (0)

static void
only_a_leitung_publishes(void **state)
{
	g_autoptr(Store) store = open_store("publish", devices[0]), other = open_store("publish_other", devices[1]);
	g_autofree char *sha256 = g_strnfill(64, 'c');
	g_autoptr(GPtrArray) news = g_ptr_array_new();
	guint from = lines->len;
	Op *op;

	(void)state;
	assert_true(store_set_meta(store, "founder", devices[0], NULL));
	assert_true(store_set_meta(other, "founder", devices[0], NULL));
	assert_published(store, "");
	g_free(publish(store, devices[0], "wohngeld/2", 'a'));
	g_free(publish(store, devices[0], "wohngeldplus/2", 'a')); /* another Leistung that begins so */
	g_ptr_array_add(news, lines->pdata[from]);
	apply_all(other, news);
	/* Somebody who does not lead replaces it, withdraws it and publishes another one. */
	op = change_op(other, "checkliste", "wohngeld/2", "sha256", NULL);
	assert_int_equal(op->base->len, 1);
	put(op, "sha256", sha256);
	g_free(commit(other, devices[1], op));
	op = change_op(other, "checkliste", "wohngeld/2", "retracted", NULL);
	put(op, "retracted", "ja");
	g_free(commit(other, devices[1], op));
	g_free(publish(other, devices[1], "wohngeld/3", 'b'));
	g_ptr_array_set_size(news, 0);
	for (; from < lines->len; from++)
		g_ptr_array_add(news, lines->pdata[from]);
	apply_all(store, news);
	assert_published(store, "2:a");
	/* A second Leitung: now its entries count, until it is blocked. */
	op = change_op(store, "device", devices[1], "role", NULL);
	put(op, "role", "leitung");
	g_free(commit(store, devices[0], op));
	assert_published(store, "3:b");
	g_free(publish(store, devices[0], "wohngeld/3", 'd'));
	assert_published(store, "3:d!");
	op = change_op(store, "device", devices[1], "blocked", NULL);
	put(op, "blocked_after", "0");
	g_free(commit(store, devices[0], op));
	assert_published(store, "2:a 3:d");
}

static void
bad_lines_change_nothing(void **state)
{
	g_autoptr(Store) store = open_store("bad", devices[0]);
	static const char line[] = "{\"k\":\"visit.add\",\"n\":1,\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\"}";
	g_autofree char *before = store_digest(store, NULL), *after = NULL;
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_true(store_begin(store, NULL));
	assert_false(store_apply_line(store, devices[1], line, strlen(line), 1, &error));
	assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_INVALID));
	store_rollback(store);
	after = store_digest(store, NULL);
	assert_string_equal(before, after);
}

static void
undo_list(void **state)
{
	g_autoptr(Store) store = open_store("undo", devices[0]);
	g_autoptr(StoreAction) action = NULL, none = NULL;
	Op *op = add_op("note", NULL);
	g_autofree char *id = NULL;

	(void)state;
	put(op, "text", "x");
	id = commit(store, devices[0], op);
	action = store_last_action(store, FALSE, 0, NULL);
	assert_string_equal(action->ops[0], id);
	assert_int_equal(store_action_of(store, id), action->seq);
	none = store_last_action(store, TRUE, 0, NULL);
	assert_null(none);
}

static void
newer_schema_is_left_alone(void **state)
{
	/* Not in WAL mode: even switching it on would change the file. */
	g_autofree char *path = g_build_filename(root, "newer", "vorort.db", NULL), *dir = g_path_get_dirname(path);
	g_autofree char *before = NULL, *after = NULL;
	g_autoptr(GError) error = NULL;
	gsize n_before, n_after;

	(void)state;
	g_mkdir_with_parents(dir, 0700);
	{
		g_autofree char *command = g_strdup_printf("sqlite3 '%s' 'PRAGMA user_version = 999; CREATE TABLE x (y)'", path);

		if (!g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL))
			skip();
	}
	assert_true(g_file_get_contents(path, &before, &n_before, NULL));
	assert_null(store_open(dir, devices[0], "aaaa", &error));
	assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_NEWER));
	assert_true(g_file_get_contents(path, &after, &n_after, NULL));
	assert_int_equal(n_before, n_after);
	assert_memory_equal(before, after, n_before);
}

static void
no_database_is_said(void **state)
{
	g_autofree char *dir = g_build_filename(root, "garbage", NULL), *path = g_build_filename(dir, "vorort.db", NULL);
	g_autoptr(GError) error = NULL;

	(void)state;
	g_mkdir_with_parents(dir, 0700);
	assert_true(g_file_set_contents(path, "dies ist keine Datenbank, sondern ein Text von einiger Länge …", -1, NULL));
	assert_null(store_open(dir, devices[0], "aaaa", &error));
	assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_DAMAGED));
}

static void
set_up(void)
{
	root = g_dir_make_tmp("vorort-store-XXXXXX", NULL);
	dice = g_rand_new_with_seed(4711);
	lines = g_ptr_array_new(); /* copied and shuffled, so without a free function */
	texts = g_ptr_array_new();
	obstacles = g_ptr_array_new_with_free_func(g_free);
	results = g_ptr_array_new_with_free_func(g_free);
	text_ops = g_ptr_array_new_with_free_func(g_free);
}

static void
tear_down(void)
{
	clear_array(lines, line_free);
	clear_array(texts, text_free);
	g_ptr_array_unref(lines);
	g_ptr_array_unref(texts);
	g_ptr_array_unref(obstacles);
	g_ptr_array_unref(results);
	g_ptr_array_unref(text_ops);
	g_rand_free(dice);
	g_free(refilled);
	g_free(root);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(differences_stay_until_confirmed), cmocka_unit_test(withdrawn_results_count_no_more),
		cmocka_unit_test(erased_text_stays_away),           cmocka_unit_test(bad_lines_change_nothing),
		cmocka_unit_test(undo_list),                        cmocka_unit_test(newer_schema_is_left_alone),
		cmocka_unit_test(no_database_is_said),              cmocka_unit_test(only_a_leitung_publishes),
		cmocka_unit_test(any_order_same_content),
	};
	int failed_;

	set_up();
	failed_ = cmocka_run_group_tests(tests, NULL, NULL);
	tear_down();
	return failed_;
}
