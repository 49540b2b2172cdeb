/*
 * A laptop for the sync tests: a real key and mirror in a temporary folder, a layer above that lives in memory, and git as a program to
 * look at remotes and to damage them. Included by test_sync*.c; all functions are static.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib.h>
#include <glib/gstdio.h>

#include "sync/key.h"
#include "vorort/sync.h"
#include "vorort/text.h"

typedef struct Laptop {
	char *dir;
	DeviceKey *key;
	char *undertaking, *founder;
	GPtrArray *outbox, *outbox_texts; /* lines; BatchText */
	gint64 number;
	char *prev;
	GHashTable *batches;     /* "device number sha256" */
	GPtrArray *seals;        /* of Sealed */
	GHashTable *lines;       /* every line, own and imported */
	GHashTable *texts;       /* hash → text */
	GHashTable *redacted;    /* hash */
	GHashTable *confirmed;   /* "device number" */
	GHashTable *positions;
	GHashTable *files;       /* path → GBytes, imported */
	GPtrArray *own_files;
	GHashTable *attached;    /* sha256 → GBytes: what it publishes */
	GHashTable *erased;      /* sha256 */
	GPtrArray *quarantine;   /* "path: reason" */
	GString *order;          /* device letters and numbers in order of import */
	const char *poison;      /* a batch with such a line breaks a rule */
	int sealed_fails;        /* 1: before storing, 2: after storing */
	guint cancel_after;      /* polls, 0: never */
	guint n_polls;
	gboolean has_sealed, is_adopting_refused;
	SyncHost host;
} Laptop;

typedef struct Sealed {
	char *device, *sha256;
	gint64 number;
	GBytes *bytes;
} Sealed;

/* --- the layer above ------------------------------------------------------------------------------------------------------ */

static const char *
host_undertaking(void *data)
{
	return ((Laptop *)data)->undertaking;
}

static const char *
host_founder(void *data)
{
	return ((Laptop *)data)->founder;
}

static gboolean
host_has_sealed(void *data)
{
	return ((Laptop *)data)->has_sealed;
}

static gboolean
host_adopt(void *data, const char *undertaking, const char *founder, GError **error)
{
	Laptop *laptop = data;

	(void)error;
	g_free(laptop->undertaking);
	g_free(laptop->founder);
	laptop->undertaking = g_strdup(undertaking);
	laptop->founder = g_strdup(founder);
	return TRUE;
}

static GPtrArray *
host_outbox(void *data, gsize max_bytes, GPtrArray *texts, gint64 *number, char **prev, const DeviceKey **key, GError **error)
{
	Laptop *laptop = data;
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
	gsize size = 0;
	guint i, j;

	(void)key, (void)error;
	for (i = 0; i < laptop->outbox->len; i++) {
		const char *line = laptop->outbox->pdata[i];

		size += strlen(line) + 1;
		if (size > max_bytes && lines->len > 0)
			break;
		g_ptr_array_add(lines, g_strdup(line));
		for (j = 0; j < laptop->outbox_texts->len; j++) {
			const BatchText *text = laptop->outbox_texts->pdata[j];
			BatchText *copy;

			if (!strstr(line, text->hash))
				continue;
			copy = g_new0(BatchText, 1);
			copy->hash = g_strdup(text->hash);
			copy->salt = g_strdup(text->salt);
			copy->text = g_strdup(text->text);
			g_ptr_array_add(texts, copy);
		}
	}
	*number = laptop->number;
	*prev = g_strdup(laptop->prev);
	return lines;
}

static void
remember_batch(Laptop *laptop, const Batch *batch)
{
	guint i;

	g_hash_table_add(laptop->batches, g_strdup_printf("%s %" G_GINT64_FORMAT " %s", batch->device, batch->number, batch->sha256));
	for (i = 0; i < batch->lines->len; i++)
		g_hash_table_add(laptop->lines, g_strdup(batch->lines->pdata[i]));
}

static void
sealed_free(gpointer data)
{
	Sealed *sealed = data;

	g_free(sealed->device);
	g_free(sealed->sha256);
	g_bytes_unref(sealed->bytes);
	g_free(sealed);
}

static void
remember_seal(Laptop *laptop, const Batch *batch)
{
	Sealed *sealed = g_new0(Sealed, 1);

	sealed->device = g_strdup(batch->device);
	sealed->sha256 = g_strdup(batch->sha256);
	sealed->number = batch->number;
	sealed->bytes = g_bytes_ref(batch->bytes);
	g_ptr_array_add(laptop->seals, sealed);
}

static GPtrArray *
host_seals(void *data, gboolean only_open, GError **error)
{
	Laptop *laptop = data;
	GPtrArray *seals = g_ptr_array_new_with_free_func((GDestroyNotify)sync_seal_free);
	guint i;

	(void)error;
	for (i = 0; i < laptop->seals->len; i++) {
		const Sealed *sealed = laptop->seals->pdata[i];
		g_autofree char *name = g_strdup_printf("%s %" G_GINT64_FORMAT, sealed->device, sealed->number);
		SyncSeal *seal;

		if (only_open && g_hash_table_contains(laptop->confirmed, name))
			continue;
		seal = g_new0(SyncSeal, 1);
		seal->device = g_strdup(sealed->device);
		seal->sha256 = g_strdup(sealed->sha256);
		seal->number = sealed->number;
		g_ptr_array_add(seals, seal);
	}
	return seals;
}

static GBytes *
host_sealed_bytes(void *data, const SyncSeal *seal, GPtrArray *texts)
{
	Laptop *laptop = data;
	guint i;

	(void)texts;
	for (i = 0; i < laptop->seals->len; i++) {
		const Sealed *sealed = laptop->seals->pdata[i];

		if (strcmp(sealed->sha256, seal->sha256) == 0)
			return g_bytes_ref(sealed->bytes);
	}
	return NULL;
}

static gboolean
host_sealed(void *data, const Batch *batch, GError **error)
{
	Laptop *laptop = data;

	if (laptop->sealed_fails != 1) {
		remember_batch(laptop, batch);
		remember_seal(laptop, batch);
		laptop->has_sealed = TRUE;
		laptop->number++;
		g_free(laptop->prev);
		laptop->prev = g_strdup(batch->sha256);
		g_ptr_array_remove_range(laptop->outbox, 0, batch->lines->len);
	}
	if (!laptop->sealed_fails)
		return TRUE;
	g_set_error(error, SYNC_ERROR, SYNC_ERROR_LOCAL, "Strom weg");
	return FALSE;
}

static gboolean
host_has_batch(void *data, const char *device, gint64 number, const char *sha256)
{
	g_autofree char *name = g_strdup_printf("%s %" G_GINT64_FORMAT " %s", device, number, sha256);

	return g_hash_table_contains(((Laptop *)data)->batches, name);
}

static gboolean
host_import_texts(void *data, GPtrArray *texts, GError **error)
{
	Laptop *laptop = data;
	guint i;

	(void)error;
	for (i = 0; i < texts->len; i++) {
		const BatchText *text = texts->pdata[i];

		g_hash_table_replace(laptop->texts, g_strdup(text->hash), g_strdup(text->text));
	}
	return TRUE;
}

static gboolean
host_import(void *data, const Batch *batch, GPtrArray *texts, GError **error)
{
	Laptop *laptop = data;
	guint i;

	for (i = 0; i < batch->lines->len; i++)
		if (laptop->poison && strstr(batch->lines->pdata[i], laptop->poison)) {
			g_set_error(error, G_FILE_ERROR, 0, "Feld status: unbekannter Wert");
			return FALSE;
		}
	remember_batch(laptop, batch);
	/* "{"redact":"<hash>"}" stands for the op that erases a text. */
	for (i = 0; i < batch->lines->len; i++)
		if (g_str_has_prefix(batch->lines->pdata[i], "{\"redact\":\""))
			g_hash_table_add(laptop->redacted, g_strndup((char *)batch->lines->pdata[i] + 11, 43));
	g_string_append_printf(laptop->order, "%.4s%d ", batch->device, (int)batch->number);
	return host_import_texts(data, texts, error);
}

static gboolean
host_import_done(void *data, GError **error)
{
	(void)data, (void)error;
	return TRUE;
}

static gboolean
host_is_redacted(void *data, const char *hash)
{
	return g_hash_table_contains(((Laptop *)data)->redacted, hash);
}

static gint64
host_redacted_mark(void *data)
{
	return g_hash_table_size(((Laptop *)data)->redacted);
}

static gboolean
host_import_file(void *data, const char *path, GBytes *bytes, GError **error)
{
	(void)error;
	g_hash_table_replace(((Laptop *)data)->files, g_strdup(path), g_bytes_ref(bytes));
	return TRUE;
}

static GPtrArray *
host_own_files(void *data)
{
	Laptop *laptop = data;

	return g_ptr_array_ref(laptop->own_files);
}

static GPtrArray *
host_attachments(void *data, GError **error)
{
	GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)sync_attachment_free);
	GHashTableIter iter;
	gpointer sha256, bytes;

	(void)error;
	g_hash_table_iter_init(&iter, ((Laptop *)data)->attached);
	while (g_hash_table_iter_next(&iter, &sha256, &bytes)) {
		SyncAttachment *attachment = g_new0(SyncAttachment, 1);

		attachment->sha256 = g_strdup(sha256);
		attachment->size = (gint64)g_bytes_get_size(bytes);
		g_ptr_array_add(list, attachment);
	}
	return list;
}

static GBytes *
host_attachment_bytes(void *data, const char *sha256)
{
	return g_bytes_ref(g_hash_table_lookup(((Laptop *)data)->attached, sha256));
}

static GPtrArray *
host_erased_files(void *data, GError **error)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
	GHashTableIter iter;
	gpointer sha256;

	(void)error;
	g_hash_table_iter_init(&iter, ((Laptop *)data)->erased);
	while (g_hash_table_iter_next(&iter, &sha256, NULL))
		g_ptr_array_add(list, g_strdup(sha256));
	return list;
}

static void
host_quarantine(void *data, const char *path, const char *blob, const char *reason)
{
	assert_int_equal(strlen(blob), 40);
	g_ptr_array_add(((Laptop *)data)->quarantine, g_strdup_printf("%s: %s", path, reason));
}

static gboolean
host_confirmed(void *data, const char *device, gint64 number, GError **error)
{
	(void)error;
	g_hash_table_add(((Laptop *)data)->confirmed, g_strdup_printf("%s %" G_GINT64_FORMAT, device, number));
	return TRUE;
}

static char *
host_get_position(void *data, const char *key)
{
	return g_strdup(g_hash_table_lookup(((Laptop *)data)->positions, key));
}

static void
host_set_position(void *data, const char *key, const char *value)
{
	g_hash_table_replace(((Laptop *)data)->positions, g_strdup(key), g_strdup(value));
}

static void
host_progress(void *data, SyncPhase phase, guint64 done, guint64 total)
{
	(void)data;
	assert_true(phase < N_SYNC_PHASES);
	assert_true(total == 0 || done <= total);
}

static gboolean
host_is_cancelled(void *data)
{
	Laptop *laptop = data;

	return laptop->cancel_after && ++laptop->n_polls >= laptop->cancel_after;
}

/* --- laptops -------------------------------------------------------------------------------------------------------------- */

static GHashTable *
set_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static GHashTable *
map_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

static const SyncHost host_functions = {
	.undertaking = host_undertaking, .founder = host_founder, .has_sealed = host_has_sealed, .adopt = host_adopt,
	.outbox = host_outbox, .sealed = host_sealed, .seals = host_seals, .sealed_bytes = host_sealed_bytes, .has_batch = host_has_batch, .import = host_import,
	.import_texts = host_import_texts, .import_done = host_import_done, .is_redacted = host_is_redacted,
	.redacted_mark = host_redacted_mark, .import_file = host_import_file, .own_files = host_own_files,
	.attachments = host_attachments, .attachment_bytes = host_attachment_bytes, .erased_files = host_erased_files, .quarantine = host_quarantine,
	.confirmed = host_confirmed, .get_position = host_get_position, .set_position = host_set_position,
	.progress = host_progress, .is_cancelled = host_is_cancelled,
};

static Laptop *
laptop_new(const char *root, const char *name)
{
	Laptop *laptop = g_new0(Laptop, 1);

	laptop->dir = g_build_filename(root, name, NULL);
	assert_int_equal(g_mkdir(laptop->dir, 0700), 0);
	laptop->key = device_key_open(laptop->dir, NULL);
	assert_non_null(laptop->key);
	laptop->undertaking = sync_random_word(16);
	laptop->founder = g_strdup(device_key_id(laptop->key));
	laptop->outbox = g_ptr_array_new_with_free_func(g_free);
	laptop->outbox_texts = g_ptr_array_new_with_free_func((GDestroyNotify)batch_text_free);
	laptop->own_files = g_ptr_array_new_with_free_func((GDestroyNotify)sync_file_free);
	laptop->quarantine = g_ptr_array_new_with_free_func(g_free);
	laptop->number = 1;
	laptop->prev = g_strdup("");
	laptop->batches = set_new();
	laptop->seals = g_ptr_array_new_with_free_func(sealed_free);
	laptop->lines = set_new();
	laptop->texts = map_new();
	laptop->redacted = set_new();
	laptop->confirmed = set_new();
	laptop->positions = map_new();
	laptop->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
	laptop->attached = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
	laptop->erased = set_new();
	laptop->order = g_string_new(NULL);
	laptop->host = host_functions;
	laptop->host.data = laptop;
	laptop->host.key = laptop->key;
	return laptop;
}

static void
laptop_free(Laptop *laptop)
{
	GHashTable *sets[] = { laptop->batches, laptop->lines, laptop->texts, laptop->redacted, laptop->confirmed, laptop->positions,
		               laptop->files, laptop->attached, laptop->erased };
	GPtrArray *arrays[] = { laptop->outbox, laptop->outbox_texts, laptop->own_files, laptop->quarantine, laptop->seals };
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(sets); i++)
		g_hash_table_unref(sets[i]);
	for (i = 0; i < G_N_ELEMENTS(arrays); i++)
		g_ptr_array_unref(arrays[i]);
	g_string_free(laptop->order, TRUE);
	device_key_free(laptop->key);
	g_free(laptop->undertaking);
	g_free(laptop->founder);
	g_free(laptop->prev);
	g_free(laptop->dir);
	g_free(laptop);
}

/* The user does something: one more line in the outbox. */
static void G_GNUC_UNUSED
laptop_write(Laptop *laptop, const char *what)
{
	g_ptr_array_add(laptop->outbox, g_strdup_printf("{\"what\":\"%s\"}", what));
}

/* … with an erasable text. Returns its hash, owned by the laptop. */
G_GNUC_UNUSED static const char *
laptop_write_text(Laptop *laptop, const char *content)
{
	BatchText *text = g_new0(BatchText, 1);

	text->salt = sync_random_salt();
	text->text = g_strdup(content);
	text->hash = text_hash(text->salt, content);
	g_ptr_array_add(laptop->outbox_texts, text);
	g_ptr_array_add(laptop->outbox, g_strdup_printf("{\"text\":\"%s\"}", text->hash));
	g_hash_table_replace(laptop->texts, g_strdup(text->hash), g_strdup(content));
	return text->hash;
}

static gboolean G_GNUC_UNUSED
laptop_has(const Laptop *laptop, const char *what)
{
	g_autofree char *line = g_strdup_printf("{\"what\":\"%s\"}", what);

	return g_hash_table_contains(laptop->lines, line);
}

static SyncReport *
laptop_try_sync(Laptop *laptop, const char *remote, GError **error)
{
	SyncOptions options = { .data_dir = laptop->dir, .remote = remote };

	return sync_run(&laptop->host, &options, error);
}

static SyncReport *G_GNUC_UNUSED
laptop_sync(Laptop *laptop, const char *remote)
{
	g_autoptr(GError) error = NULL;
	SyncReport *report = laptop_try_sync(laptop, remote, &error);

	if (!report)
		fail_msg("%s", error->message);
	return report;
}

/* Syncs and expects that nothing is to be said about it. */
static void G_GNUC_UNUSED
laptop_sync_fine(Laptop *laptop, const char *remote)
{
	g_autoptr(SyncReport) report = laptop_sync(laptop, remote);

	if (report->note || !report->is_merged || report->n_quarantined || report->n_gaps)
		fail_msg("%s; quarantined %u, gaps %u", report->note ? report->note : "not merged", report->n_quarantined, report->n_gaps);
}

static void G_GNUC_UNUSED
laptop_sync_fails(Laptop *laptop, const char *remote, SyncError code)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(SyncReport) report = laptop_try_sync(laptop, remote, &error);

	assert_null(report);
	if (!g_error_matches(error, SYNC_ERROR, (int)code))
		fail_msg("%d: %s", error->code, error->message);
}

/* --- git as a tool -------------------------------------------------------------------------------------------------------- */

/* Output of git in folder @dir, without its last newline; NULL if it fails. Caller frees. */
static char *
git_try(const char *dir, const char *first, ...)
{
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	g_autofree char *err = NULL;
	char *out = NULL;
	const char *arg;
	va_list args;
	int status;

	g_ptr_array_add(argv, (gpointer) "git");
	g_ptr_array_add(argv, (gpointer) "-c");
	g_ptr_array_add(argv, (gpointer) "safe.directory=*");
	g_ptr_array_add(argv, (gpointer) "-C");
	g_ptr_array_add(argv, (gpointer)dir);
	va_start(args, first);
	for (arg = first; arg; arg = va_arg(args, const char *))
		g_ptr_array_add(argv, (gpointer)arg);
	va_end(args);
	g_ptr_array_add(argv, NULL);
	assert_true(g_spawn_sync(NULL, (char **)argv->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &err, &status, NULL));
	if (status != 0) {
		g_free(out);
		return NULL;
	}
	return g_strchomp(out);
}

#define git(...) g_free(git_must(__VA_ARGS__, NULL))
#define git_output(...) git_must(__VA_ARGS__, NULL)
#define git_must(dir, ...) must(git_try(dir, __VA_ARGS__), dir)

static char *
must(char *out, const char *dir)
{
	if (!out)
		fail_msg("git failed in %s", dir);
	return out;
}

static char *
remote_new(const char *root, const char *name)
{
	char *path = g_build_filename(root, name, NULL);

	git(root, "init", "-q", "--bare", "-b", "main", path);
	return path;
}

/* Files of a branch, one path a line. */
static char *G_GNUC_UNUSED
files_of(const char *remote, const char *branch)
{
	return git_output(remote, "ls-tree", "-r", "--name-only", branch);
}

static char *G_GNUC_UNUSED
branches_of(const char *remote)
{
	return git_output(remote, "for-each-ref", "--format=%(refname:short)", "refs/heads");
}

/* Puts @content at @path on @branch of the remote, as somebody with a clone could. @base: branch to start from, "" for none. */
static void G_GNUC_UNUSED
tamper(const char *root, const char *remote, const char *base, const char *branch, const char *path, const char *content)
{
	g_autofree char *clone = g_strdup_printf("%s/clone-%u", root, g_random_int());
	g_autofree char *file = g_build_filename(clone, path, NULL);
	g_autofree char *dir = g_path_get_dirname(file);
	g_autofree char *target = g_strconcat("HEAD:refs/heads/", branch, NULL);

	git(root, "clone", "-q", remote, clone);
	if (*base)
		git(clone, "checkout", "-q", base);
	else
		git(clone, "checkout", "-q", "--orphan", "fresh");
	if (!*base)
		git(clone, "rm", "-rfq", "--ignore-unmatch", ".");
	g_mkdir_with_parents(dir, 0755);
	assert_true(g_file_set_contents(file, content, -1, NULL));
	git(clone, "add", "-f", path);
	git(clone, "-c", "user.name=x", "-c", "user.email=x@example.invalid", "commit", "-q", "-m", "x");
	git(clone, "push", "-q", "origin", target);
}

/* --- a root folder for each test ------------------------------------------------------------------------------------------ */

typedef struct World {
	char *root, *remote;
	Laptop *a, *b, *c;
} World;

static int G_GNUC_UNUSED
world_setup(void **state)
{
	World *world = g_new0(World, 1);

	world->root = g_dir_make_tmp("vorort-sync-XXXXXX", NULL);
	world->remote = remote_new(world->root, "remote.git");
	world->a = laptop_new(world->root, "a");
	world->b = laptop_new(world->root, "b");
	world->c = laptop_new(world->root, "c");
	*state = world;
	return 0;
}

static int G_GNUC_UNUSED
world_teardown(void **state)
{
	World *world = *state;
	const char *argv[] = { "rm", "-rf", world->root, NULL };

	laptop_free(world->a);
	laptop_free(world->b);
	laptop_free(world->c);
	g_spawn_sync(NULL, (char **)(gpointer)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
	g_free(world->root);
	g_free(world->remote);
	g_free(world);
	return 0;
}

#define WORLD_TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
