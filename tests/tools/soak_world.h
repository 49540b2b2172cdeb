/*
 * The world of the soak: laptops (data directories that are really opened), remotes (bare repositories), and an oracle that remembers every
 * op that a laptop acknowledged and knows where it lies.
 */
#pragma once

#include <git2.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/internal.h"
#include "store/internal.h"
#include "soak_chance.h"
#include "soak_folders.h"
#include "vorort/app.h"
#include "vorort/sync.h"

#define LAPTOPS_MAX 8
#define REMOTES 3 /* office, stick, a second office */

typedef struct Laptop {
	char *dir, *backup;
	App *app;          /* NULL: closed */
	gint64 clock;      /* seconds off */
	Record *form;      /* an open form: what its user saw */
	char letter;
	gboolean has_backup;
} Laptop;

typedef struct World {
	char *root;
	Laptop laptops[LAPTOPS_MAX];
	guint n_laptops;
	char *remotes[REMOTES];
	gboolean is_away[REMOTES];   /* no network, stick not here */
	char *undertaking;
	GHashTable *must;            /* op id → line: acknowledged and lies somewhere */
	GHashTable *ever;            /* op id → line: acknowledged once, perhaps lost with the only disk */
	gboolean is_harmed;          /* somebody damaged files: then quarantine and refusals are right */
	GString *trace;
	char *failure;
} World;

static void world_fail(World *world, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void
world_fail(World *world, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (!world->failure)
		world->failure = g_strdup_vprintf(format, args);
	va_end(args);
}

/* --- laptops -------------------------------------------------------------------------------------------------------------- */

static void
laptop_close(Laptop *laptop)
{
	g_clear_pointer(&laptop->form, record_free);
	g_clear_pointer(&laptop->app, app_close);
}

/* Opened if it is not, and its clock becomes the clock. NULL: the world has failed. */
static App *
laptop_app(World *world, Laptop *laptop)
{
	AppOptions options = {laptop->dir};
	g_autoptr(GError) error = NULL;

	clock_offset = laptop->clock;
	if (!laptop->app && !(laptop->app = app_open(&options, &error)))
		world_fail(world, "%c does not open: %s", laptop->letter, error->message);
	return laptop->app;
}

static Laptop *
laptop_place(World *world)
{
	Laptop *laptop = &world->laptops[world->n_laptops];
	const char name[] = {(char)('a' + world->n_laptops), '\0'};

	laptop->letter = name[0];
	laptop->dir = g_build_filename(world->root, name, NULL);
	laptop->backup = g_strconcat(laptop->dir, ".backup", NULL);
	world->n_laptops++;
	return laptop;
}

static gboolean
laptop_is_joined(World *world, Laptop *laptop)
{
	App *app = laptop_app(world, laptop);
	g_autofree char *undertaking = app ? store_meta(app->store, "undertaking") : NULL;

	return g_strcmp0(undertaking, world->undertaking) == 0;
}

/* --- remotes -------------------------------------------------------------------------------------------------------------- */

static void
remote_make(World *world, guint number)
{
	git_repository *repo = NULL;

	if (git_repository_init(&repo, world->remotes[number], 1) != 0)
		world_fail(world, "no remote: %s", git_error_last()->message);
	git_repository_free(repo);
}

static void
remote_set_away(World *world, guint number, gboolean is_away)
{
	g_autofree char *away = g_strconcat(world->remotes[number], ".away", NULL);

	if (is_away == world->is_away[number])
		return;
	g_rename(is_away ? world->remotes[number] : away, is_away ? away : world->remotes[number]);
	world->is_away[number] = is_away;
}

/* Where it lies now. Caller frees. */
static char *
remote_place(World *world, guint number)
{
	return g_strconcat(world->remotes[number], world->is_away[number] ? ".away" : NULL, NULL);
}

static gboolean
remote_has_main(World *world, guint number)
{
	g_autofree char *place = remote_place(world, number);
	git_repository *repo = NULL;
	git_oid id;
	gboolean has = git_repository_open_bare(&repo, place) == 0 && git_reference_name_to_id(&id, repo, "refs/heads/main") == 0;

	git_repository_free(repo);
	return has;
}

/* Branches that are fetched: main and in/…, full names; caller unrefs. */
static GPtrArray *
branches_there(git_repository *there)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	git_reference_iterator *iterator = NULL;
	const char *name;

	if (git_reference_iterator_new(&iterator, there) == 0)
		while (git_reference_next_name(&name, iterator) == 0)
			if (strcmp(name, "refs/heads/main") == 0 || g_str_has_prefix(name, "refs/heads/in/"))
				g_ptr_array_add(names, g_strdup(name));
	git_reference_iterator_free(iterator);
	return names;
}

/* --- the oracle ----------------------------------------------------------------------------------------------------------- */

static void
oracle_promise(World *world, const char *id, const char *line)
{
	const char *known = g_hash_table_lookup(world->ever, id);

	if (known && strcmp(known, line) != 0)
		world_fail(world, "one stamp for two ops: %s", id);
	g_hash_table_replace(world->must, g_strdup(id), g_strdup(line));
	g_hash_table_replace(world->ever, g_strdup(id), g_strdup(line));
}

/* After an action has said that it is done: its ops are promised. */
static void
oracle_note(World *world, Laptop *laptop)
{
	sqlite3_stmt *stmt = sql_query(laptop->app->store, NULL, "SELECT id, line FROM op WHERE batch IS NULL ORDER BY id", "");

	while (stmt && sql_step(laptop->app->store, stmt, NULL))
		oracle_promise(world, sql_column(stmt, 0), sql_column(stmt, 1));
}

/* A sync may have found a twin: then the laptop goes on as a new device, and its ops about that were sealed at once. */
static void
oracle_note_device(World *world, Laptop *laptop)
{
	App *app = laptop_app(world, laptop);
	sqlite3_stmt *stmt = app ? sql_query(app->store, NULL,
					     "SELECT id, line FROM op WHERE line LIKE '{\"k\":\"device.%' AND (device = ?1 OR"
					     " json_extract(line, '$.e') = ?1) ORDER BY id",
					     "t", app_device(app))
				 : NULL;

	while (stmt && sql_step(app->store, stmt, NULL))
		if (!g_hash_table_contains(world->ever, sql_column(stmt, 0)))
			oracle_promise(world, sql_column(stmt, 0), sql_column(stmt, 1));
}

static void
held_by_batch(const char *path, git_blob *blob, GHashTable *held)
{
	g_autoptr(GBytes) bytes = g_bytes_new(git_blob_rawcontent(blob), (gsize)git_blob_rawsize(blob));
	g_autoptr(Batch) batch = batch_read(path, bytes, NULL);
	guint i;

	for (i = 0; batch && i < batch->lines->len; i++) {
		const char *line = batch->lines->pdata[i];
		char at[18], id[STAMP_TEXT_SIZE];
		Stamp stamp;

		if (op_decode_head(line, strlen(line), batch->device, &stamp, NULL, at, NULL, NULL))
			g_hash_table_add(held, g_strdup(stamp_format(&stamp, id)));
	}
}

static int
held_by_entry(const char *root, const git_tree_entry *entry, void *data)
{
	void **both = data;
	g_autofree char *path = g_strconcat(root, git_tree_entry_name(entry), NULL);
	git_blob *blob = NULL;

	if (g_str_has_suffix(path, ".jsonl") && g_str_has_prefix(path, "log/") &&
	    git_blob_lookup(&blob, both[0], git_tree_entry_id(entry)) == 0)
		held_by_batch(path, blob, both[1]);
	git_blob_free(blob);
	return 0;
}

static void
held_by_remote(World *world, guint number, GHashTable *held)
{
	g_autofree char *place = remote_place(world, number);
	g_autoptr(GPtrArray) names = NULL;
	git_repository *repo = NULL;
	guint i;

	if (git_repository_open_bare(&repo, place) != 0)
		return;
	names = branches_there(repo);
	for (i = 0; i < names->len; i++) {
		void *both[] = {repo, held};
		git_object *tree = NULL;

		if (git_revparse_single(&tree, repo, names->pdata[i]) == 0) {
			git_tree *peeled = NULL;

			if (git_object_peel((git_object **)&peeled, tree, GIT_OBJECT_TREE) == 0)
				git_tree_walk(peeled, GIT_TREEWALK_PRE, held_by_entry, both);
			git_tree_free(peeled);
		}
		git_object_free(tree);
	}
	git_repository_free(repo);
}

static void
held_by_laptop(World *world, Laptop *laptop, GHashTable *held)
{
	App *app = laptop_app(world, laptop);
	sqlite3_stmt *stmt = app ? sql_query(app->store, NULL, "SELECT id FROM op", "") : NULL;

	while (stmt && sql_step(app->store, stmt, NULL))
		g_hash_table_add(held, g_strdup(sql_column(stmt, 0)));
}

/* Ids of all ops that lie anywhere; caller unrefs. */
static GHashTable *
oracle_held(World *world)
{
	GHashTable *held = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	guint i;

	for (i = 0; i < world->n_laptops; i++)
		held_by_laptop(world, &world->laptops[i], held);
	for (i = 0; i < REMOTES; i++)
		held_by_remote(world, i, held);
	return held;
}

/* Before something is destroyed: nothing is missing. After it: what lay nowhere else is not expected any more. */
static void
oracle_before_loss(World *world)
{
	g_autoptr(GHashTable) held = oracle_held(world);
	GHashTableIter iter;
	gpointer id;

	g_hash_table_iter_init(&iter, world->must);
	while (g_hash_table_iter_next(&iter, &id, NULL))
		if (!g_hash_table_contains(held, id))
			world_fail(world, "lost: %s", (char *)id);
}

static void
oracle_after_loss(World *world)
{
	g_autoptr(GHashTable) held = oracle_held(world);
	GHashTableIter iter;
	gpointer id;

	g_hash_table_iter_init(&iter, world->must);
	while (g_hash_table_iter_next(&iter, &id, NULL))
		if (!g_hash_table_contains(held, id))
			g_hash_table_iter_remove(&iter);
}

/* Every promised op is there once, applied, as it was promised, and nothing that nobody ever made. */
static void
oracle_judge(World *world, Laptop *laptop)
{
	Store *store = laptop->app->store;
	sqlite3_stmt *stmt = sql_query(store, NULL, "SELECT id, line, state FROM op", "");
	g_autoptr(GHashTable) found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	GHashTableIter iter;
	gpointer id;

	while (stmt && sql_step(store, stmt, NULL)) {
		const char *wanted = g_hash_table_lookup(world->ever, sql_column(stmt, 0));

		if (!wanted || strcmp(wanted, sql_column(stmt, 1)) != 0 || strcmp(sql_column(stmt, 2), "applied") != 0)
			world_fail(world, "%c has %s: %s (%s)", laptop->letter, sql_column(stmt, 0), sql_column(stmt, 1), sql_column(stmt, 2));
		g_hash_table_add(found, g_strdup(sql_column(stmt, 0)));
	}
	g_hash_table_iter_init(&iter, world->must);
	while (g_hash_table_iter_next(&iter, &id, NULL))
		if (!g_hash_table_contains(found, id))
			world_fail(world, "%c never receives %s", laptop->letter, (char *)id);
	if (sql_number(store, 0, "SELECT count(*) FROM text WHERE erased_at IS NOT NULL AND text IS NOT NULL", ""))
		world_fail(world, "%c shows an erased text", laptop->letter);
	if (sql_number(store, 0, "SELECT count(*) FROM local_quarantine", "") && !world->is_harmed)
		world_fail(world, "%c has put something aside", laptop->letter);
}

/* --- comparing laptops ---------------------------------------------------------------------------------------------------- */

static const char *const table_rows[] = {
	"SELECT 'meta ' || key || ' ' || value FROM meta ORDER BY 1",
	"SELECT 'op ' || id || ' ' || coalesce(batch, '-') || ' ' || state FROM op ORDER BY 1",
	"SELECT 'text ' || hash || ' ' || op || ' ' || slot || ' ' || coalesce(text, '-') || ' ' || coalesce(erased_at, '-') FROM text ORDER BY 1",
	"SELECT 'entity ' || id || ' ' || type || ' ' || coalesce(created, '-') || ' ' || is_retracted || ' ' || n_diff FROM entity ORDER BY 1",
	"SELECT 'value ' || entity || ' ' || field || ' ' || key || ' ' || op || ' ' || is_hidden || is_head || is_shown FROM value ORDER BY 1",
	"SELECT 'edge ' || entity || ' ' || field || ' ' || key || ' ' || parent || ' ' || child FROM edge ORDER BY 1",
	"SELECT 'link ' || target || ' ' || type || ' ' || slot || ' ' || entity || ' ' || field || ' ' || key FROM link ORDER BY 1",
	"SELECT 'obstacle ' || id || ' ' || is_listed || is_open || ' ' || title || ' ' || status || ' ' || search FROM obstacle ORDER BY 1",
	"SELECT 'authority ' || device || ' ' || role || ' ' || coalesce(blocked_after, '-') FROM authority ORDER BY 1",
	"SELECT 'leading ' || device || ' ' || since || ' ' || until FROM leading ORDER BY 1",
	"SELECT 'batch ' || device || ' ' || number || ' ' || sha256 FROM batch ORDER BY 1",
	"SELECT 'file ' || path FROM shared_file ORDER BY 1",
	"SELECT 'kommune ' || id || ' ' || name FROM kommune ORDER BY 1",
};

static void
rows_of(Store *store, GHashTable *rows)
{
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(table_rows); i++) {
		sqlite3_stmt *stmt = sql_query(store, NULL, table_rows[i], "");

		while (stmt && sql_step(store, stmt, NULL))
			g_hash_table_add(rows, g_strdup(sql_column(stmt, 0)));
	}
}

static void
only_in(GString *out, char letter, GHashTable *rows, GHashTable *others)
{
	g_autoptr(GList) list = g_list_sort(g_hash_table_get_keys(rows), (GCompareFunc)strcmp);
	GList *l;
	guint n = 0;

	for (l = list; l && n < 12; l = l->next)
		if (!g_hash_table_contains(others, l->data)) {
			g_string_append_printf(out, "\n  only %c: %s", letter, (char *)l->data);
			n++;
		}
}

/* What two laptops disagree about. Caller frees. */
static char *
describe_difference(Laptop *a, Laptop *b)
{
	g_autoptr(GHashTable) x = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) y = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	GString *out = g_string_new(NULL);

	rows_of(a->app->store, x);
	rows_of(b->app->store, y);
	only_in(out, a->letter, x, y);
	only_in(out, b->letter, y, x);
	return g_string_free(out, FALSE);
}
