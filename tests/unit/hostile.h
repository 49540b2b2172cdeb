/*
 * One scene for each attack: a shared repository with the batches of a founder and of an honest laptop, an attacker with write access and a
 * valid key of its own, and a laptop that syncs afterwards for the first time. Real stores, real git; what the attacker writes goes into the
 * object database as it is, without any of git's own checks. Included by test_hostile_*.c; all functions are static.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <git2.h>
#include <glib.h>
#include <glib/gstdio.h>

#include "app/internal.h"
#include "sync/path.h"
#include "sync/sshsig.h"
#include "vorort/text.h"

#define FILE_MODE "100644"
#define REMOVED ""
#define GOOD "Das steht in einem guten Paket"
#define SLASH '\x02' /* in a path of put(): a slash inside a name */

typedef struct Scene {
	char *dir, *remote_dir;
	git_repository *remote;
	DeviceKey *key;        /* the attacker's */
	char *undertaking;
	char *good_path;       /* the batch of the honest laptop … */
	GBytes *good;          /* … and its bytes */
	char *path;            /* where the attack took place; NULL: nowhere in particular */
} Scene;

#define ok(call) \
	do { \
		g_autoptr(GError) error_ = NULL; \
		GError **error = &error_; \
		if (!(call)) \
			fail_msg("%s: %s", #call, error_ ? error_->message : "?"); \
	} while (0)

static void
spawn(const char *const *argv)
{
	ok(g_spawn_sync(NULL, (char **)(gpointer)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, error));
}

/* --- the attacker's git ------------------------------------------------------------------------------------------------------------- */

static git_oid
put_object(Scene *s, git_object_t type, const void *data, gsize len)
{
	git_odb *odb = NULL;
	git_oid id;

	assert_int_equal(git_repository_odb(&odb, s->remote), 0);
	assert_int_equal(git_odb_write(&id, odb, data, len, type), 0);
	git_odb_free(odb);
	return id;
}

typedef struct RawEntry {
	char *mode, *name;
	git_oid id;
} RawEntry;

static void
raw_entry_free(gpointer data)
{
	RawEntry *entry = data;

	g_free(entry->mode);
	g_free(entry->name);
	g_free(entry);
}

static void
add_raw(GPtrArray *entries, const char *mode, const char *name, const git_oid *id)
{
	RawEntry *entry = g_new0(RawEntry, 1);

	entry->mode = g_strdup(mode);
	entry->name = g_strdelimit(g_strdup(name), (char[]){SLASH, '\0'}, '/');
	git_oid_cpy(&entry->id, id);
	g_ptr_array_add(entries, entry);
}

/* Order of git: a folder sorts as if its name ended in a slash. */
static int
compare_raw(gconstpointer a, gconstpointer b)
{
	const RawEntry *x = *(RawEntry *const *)a, *y = *(RawEntry *const *)b;
	g_autofree char *left = g_strconcat(x->name, strcmp(x->mode, "40000") == 0 ? "/" : "", NULL);
	g_autofree char *right = g_strconcat(y->name, strcmp(y->mode, "40000") == 0 ? "/" : "", NULL);

	return strcmp(left, right);
}

static git_oid
put_tree(Scene *s, GPtrArray *entries)
{
	g_autoptr(GByteArray) raw = g_byte_array_new();
	guint i;

	g_ptr_array_sort(entries, compare_raw);
	for (i = 0; i < entries->len; i++) {
		const RawEntry *entry = entries->pdata[i];
		g_autofree char *head = g_strdup_printf("%s %s", entry->mode, entry->name);

		g_byte_array_append(raw, (const guint8 *)head, (guint)strlen(head) + 1);
		g_byte_array_append(raw, entry->id.id, GIT_OID_RAWSZ);
	}
	return put_object(s, GIT_OBJECT_TREE, raw->data, raw->len);
}

/* The entries of a tree but @name, and the tree below @name (zero if there is none). */
static GPtrArray *
other_entries(Scene *s, const git_oid *tree, const char *name, git_oid *below)
{
	GPtrArray *entries = g_ptr_array_new_with_free_func(raw_entry_free);
	git_tree *object = NULL;
	gsize i;

	memset(below, 0, sizeof *below);
	if (git_oid_is_zero(tree))
		return entries;
	assert_int_equal(git_tree_lookup(&object, s->remote, tree), 0);
	for (i = 0; i < git_tree_entrycount(object); i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(object, i);
		g_autofree char *mode = g_strdup_printf("%o", (unsigned)git_tree_entry_filemode_raw(entry));

		if (strcmp(git_tree_entry_name(entry), name) != 0)
			add_raw(entries, mode, git_tree_entry_name(entry), git_tree_entry_id(entry));
		else if (git_tree_entry_type(entry) == GIT_OBJECT_TREE)
			git_oid_cpy(below, git_tree_entry_id(entry));
	}
	git_tree_free(object);
	return entries;
}

static git_oid
graft(Scene *s, const git_oid *tree, const char *path, const char *mode, const git_oid *id)
{
	const char *slash = strchr(path, '/');
	g_autofree char *name = slash ? g_strndup(path, (gsize)(slash - path)) : g_strdup(path);
	git_oid below;
	g_autoptr(GPtrArray) entries = other_entries(s, tree, name, &below);

	if (slash)
		below = graft(s, &below, slash + 1, mode, id);
	if (slash)
		add_raw(entries, "40000", name, &below);
	else if (*mode)
		add_raw(entries, mode, name, id);
	return put_tree(s, entries);
}

static git_oid
tree_of(Scene *s, const char *branch)
{
	g_autofree char *spec = g_strdup_printf("refs/heads/%s^{tree}", branch);
	git_object *object = NULL;
	git_oid id;

	memset(&id, 0, sizeof id);
	if (git_revparse_single(&object, s->remote, spec) == 0)
		git_oid_cpy(&id, git_object_id(object));
	git_object_free(object);
	return id;
}

static void
point(Scene *s, const char *branch, const git_oid *id)
{
	g_autofree char *path = g_build_filename(s->remote_dir, "refs", "heads", branch, NULL), *dir = g_path_get_dirname(path);
	char line[GIT_OID_HEXSZ + 2];

	git_oid_tostr(line, GIT_OID_HEXSZ + 1, id);
	line[GIT_OID_HEXSZ] = '\n';
	line[GIT_OID_HEXSZ + 1] = '\0';
	g_mkdir_with_parents(dir, 0755);
	assert_true(g_file_set_contents(path, line, -1, NULL));
}

static void
put_commit(Scene *s, const char *branch, const git_oid *tree)
{
	char hex[GIT_OID_HEXSZ + 1];
	g_autofree char *text = g_strdup_printf("tree %s\nauthor x <x> 0 +0000\ncommitter x <x> 0 +0000\n\nx\n", git_oid_tostr(hex, sizeof hex, tree));
	git_oid id = put_object(s, GIT_OBJECT_COMMIT, text, strlen(text));

	point(s, branch, &id);
}

/* Puts a file (or whatever @mode says) on a branch, beside what is there. */
static void
put_id(Scene *s, const char *branch, const char *mode, const char *path, const git_oid *id)
{
	git_oid before = tree_of(s, branch), tree = graft(s, &before, path, mode, id);

	put_commit(s, branch, &tree);
}

static git_oid
put(Scene *s, const char *branch, const char *path, const void *data, gsize len)
{
	git_oid id = put_object(s, GIT_OBJECT_BLOB, data, len);

	put_id(s, branch, FILE_MODE, path, &id);
	g_free(s->path);
	s->path = g_strdup(path);
	return id;
}

static void
put_text(Scene *s, const char *branch, const char *path, const char *text)
{
	put(s, branch, path, text, strlen(text));
}

/* What lies at @path of main; NULL if nothing, or no plain file. */
static GBytes *
content_on_main(Scene *s, const char *path)
{
	git_oid tree_id = tree_of(s, "main");
	git_tree *tree = NULL;
	git_tree_entry *entry = NULL;
	git_blob *blob = NULL;
	GBytes *bytes = NULL;

	if (git_tree_lookup(&tree, s->remote, &tree_id) == 0 && git_tree_entry_bypath(&entry, tree, path) == 0 &&
	    git_tree_entry_filemode(entry) == GIT_FILEMODE_BLOB && git_blob_lookup(&blob, s->remote, git_tree_entry_id(entry)) == 0)
		bytes = g_bytes_new(git_blob_rawcontent(blob), (gsize)git_blob_rawsize(blob));
	git_blob_free(blob);
	git_tree_entry_free(entry);
	git_tree_free(tree);
	return bytes;
}

/* --- the attacker's batches --------------------------------------------------------------------------------------------------------- */

/* What a header says; NULL and 0: as it should be. */
typedef struct Forgery {
	const char *format, *device, *key, *prev, *count, *undertaking;
	gint64 number;
	const char *tail;             /* instead of the signature line */
	const DeviceKey *signer;
	gboolean is_other_namespace;
} Forgery;

/* Signed as OpenSSH would for another purpose. */
static char *
sign_elsewhere(const DeviceKey *key, const char *data, gsize len)
{
	g_autofree char *base64 = sshsig_sign(key, data, len);
	gsize n;
	g_autofree guchar *blob = g_base64_decode(base64, &n);
	guchar *namespace = memmem(blob, n, "vorort", 6);

	memcpy(namespace, "git\0\0\0", 6);
	return g_base64_encode(blob, n);
}

static char *
forge_header(Scene *s, const Forgery *f)
{
	return g_strdup_printf("{\"format\":%s,\"undertaking\":\"%s\",\"device\":\"%s\",\"key\":\"%s\",\"number\":%" G_GINT64_FORMAT
			       ",\"prev\":\"%s\",\"count\":%s}\n",
			       f->format ? f->format : "1", f->undertaking ? f->undertaking : s->undertaking,
			       f->device ? f->device : device_key_id(s->key), f->key ? f->key : device_key_public(s->key),
			       f->number ? f->number : 1, f->prev ? f->prev : "", f->count ? f->count : "1");
}

/* A batch file of whatever form, at the path that its hash gives it. @body: op lines with their newlines. */
static void
forge_raw(Scene *s, const Forgery *f, const char *body, gsize len)
{
	g_autofree char *header = forge_header(s, f), *sig = NULL, *sha = NULL, *path = NULL;
	g_autoptr(GString) file = g_string_new(header);
	const DeviceKey *signer = f->signer ? f->signer : s->key;

	g_string_append_len(file, body, (gssize)len);
	sig = f->is_other_namespace ? sign_elsewhere(signer, file->str, file->len) : sshsig_sign(signer, file->str, file->len);
	if (f->tail)
		g_string_append(file, f->tail);
	else
		g_string_append_printf(file, "{\"sig\":\"%s\"}\n", sig);
	sha = crypto_sha256(file->str, file->len);
	path = path_of_batch(f->device ? f->device : device_key_id(s->key), f->number ? f->number : 1, sha);
	put(s, "in/x", path, file->str, file->len);
}

static void
forge(Scene *s, const Forgery *f, const char *body)
{
	forge_raw(s, f, body, strlen(body));
}

/* A valid line of the attacker: a note, whose text is nowhere. */
#define LINE_OF(n, rest) "{\"k\":\"note.add\",\"n\":" n ",\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\"" rest "}\n"
#define TEXT_SLOT ",\"text\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\""
#define LINE LINE_OF("9", TEXT_SLOT)

/* --- scenes ------------------------------------------------------------------------------------------------------------------------- */

static char *root; /* with the model of a scene in it */

static App *
open_laptop(const char *dir, const char *user, const char *role, const char *remote)
{
	AppOptions options = {dir};
	App *app = NULL;

	ok((app = app_open(&options, error)));
	if (user)
		ok(app_init(app, user, user, role, remote, "06", error));
	return app;
}

static guint
sync_with(App *app, const char *remote, AppSyncReport *report)
{
	AppSyncReport own;

	if (!report)
		report = &own;
	ok(app_sync(app, remote, NULL, report, error));
	if (report == &own)
		app_sync_report_clear(&own);
	return report->n_quarantined;
}

/* Founder a, honest laptop b, newcomer c that has not synced yet. */
static void
make_model(void)
{
	static const char *const obstacle[] = {"title=" GOOD, "category=technisch", NULL};
	g_autofree char *model = g_build_filename(root, "model", NULL), *remote = g_build_filename(model, "remote.git", NULL);
	g_autofree char *a = g_build_filename(model, "a", NULL), *b = g_build_filename(model, "b", NULL), *c = g_build_filename(model, "c", NULL);
	g_autofree char *x = g_build_filename(model, "x", NULL);
	g_autoptr(App) first = NULL, second = NULL, third = NULL;
	g_autoptr(DeviceKey) key = NULL;
	g_autofree char *id = NULL;

	g_assert_cmpint(g_mkdir_with_parents(x, 0700), ==, 0);
	spawn((const char *const[]){"git", "init", "-q", "--bare", "-b", "main", remote, NULL});
	first = open_laptop(a, "TEAM-A", "leitung", remote);
	sync_with(first, NULL, NULL);
	second = open_laptop(b, "TEAM-B", "taskforce", remote);
	ok(app_add_obstacle(second, obstacle, &id, error));
	sync_with(second, NULL, NULL);
	sync_with(first, NULL, NULL);
	third = open_laptop(c, "TEAM-C", NULL, remote);
	ok((key = device_key_open(x, error)));
}

/* In memory where that is: nothing here is about a power cut. */
static void
root_make(void)
{
	g_autofree char *template = g_build_filename(g_access("/dev/shm", W_OK) == 0 ? "/dev/shm" : g_get_tmp_dir(), "vorort-hostile-XXXXXX", NULL);

	g_setenv("VORORT_CHECKLISTS", "checklists", TRUE);
	git_libgit2_init();
	root = g_mkdtemp(g_steal_pointer(&template));
	make_model();
}

static void
root_remove(void)
{
	spawn((const char *const[]){"rm", "-rf", root, NULL});
	g_free(root);
}

static void
find_good(Scene *s)
{
	g_autofree char *dir = g_build_filename(s->dir, "b", NULL);
	g_autoptr(DeviceKey) key = NULL;
	g_autofree char *folder = NULL;
	git_oid id = tree_of(s, "main");
	git_tree *tree = NULL;
	git_object *below = NULL;
	gsize i;

	ok((key = device_key_open(dir, error)));
	folder = g_strdup_printf("log/%.2s/%s/0", device_key_id(key), device_key_id(key));
	assert_int_equal(git_tree_lookup(&tree, s->remote, &id), 0);
	assert_int_equal(git_object_lookup_bypath(&below, (git_object *)tree, folder, GIT_OBJECT_TREE), 0);
	for (i = 0; i < git_tree_entrycount((git_tree *)below); i++) {
		const char *name = git_tree_entry_name(git_tree_entry_byindex((git_tree *)below, i));

		if (g_str_has_suffix(name, ".jsonl"))
			s->good_path = g_build_filename(folder, name, NULL);
	}
	git_object_free(below);
	git_tree_free(tree);
	s->good = content_on_main(s, s->good_path);
	assert_non_null(s->good);
}

static Scene *
scene_new(void)
{
	static guint n;
	g_autofree char *model = g_build_filename(root, "model", NULL), *x = NULL, *a = NULL;
	g_autoptr(App) founder = NULL;
	Scene *s = g_new0(Scene, 1);

	s->dir = g_strdup_printf("%s/scene-%u", root, ++n);
	spawn((const char *const[]){"cp", "-r", model, s->dir, NULL});
	s->remote_dir = g_build_filename(s->dir, "remote.git", NULL);
	assert_int_equal(git_repository_open_bare(&s->remote, s->remote_dir), 0);
	x = g_build_filename(s->dir, "x", NULL);
	ok((s->key = device_key_open(x, error)));
	a = g_build_filename(s->dir, "a", NULL);
	founder = open_laptop(a, NULL, NULL, NULL);
	s->undertaking = store_meta(founder->store, "undertaking");
	find_good(s);
	return s;
}

static void
scene_free(Scene *s)
{
	spawn((const char *const[]){"rm", "-rf", s->dir, NULL});
	git_repository_free(s->remote);
	device_key_free(s->key);
	g_free(s->undertaking);
	g_free(s->good_path);
	g_bytes_unref(s->good);
	g_free(s->path);
	g_free(s->dir);
	g_free(s->remote_dir);
	g_free(s);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Scene, scene_free)

/* A laptop of the scene. */
static App *
laptop(Scene *s, const char *name)
{
	g_autofree char *dir = g_build_filename(s->dir, name, NULL);

	return open_laptop(dir, NULL, NULL, NULL);
}

/* Where the good batch would stand with another number and ending. */
static G_GNUC_UNUSED char *
good_path_as(Scene *s, gint64 hundred, gint64 number, const char *ending)
{
	g_auto(GStrv) parts = g_strsplit(s->good_path, "/", -1);
	const char *dash = strchr(parts[4], '-');

	return g_strdup_printf("log/%s/%s/%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT "%.9s%s", parts[1], parts[2], hundred, number, dash, ending);
}

/* --- verdicts ----------------------------------------------------------------------------------------------------------------------- */

static gboolean
has_line(GPtrArray *lines, const char *path, const char *words)
{
	guint i;

	for (i = 0; i < lines->len; i++)
		if ((!path || strstr(lines->pdata[i], path)) && strstr(lines->pdata[i], words))
			return TRUE;
	return FALSE;
}

static void
must_have(GPtrArray *lines, const char *path, const char *words, const char *who)
{
	g_autofree char *all = NULL;

	if (has_line(lines, path, words))
		return;
	g_ptr_array_add(lines, NULL);
	all = g_strjoinv("\n", (char **)lines->pdata);
	fail_msg("%s says nothing of „%s“ at %s, but: %s", who, words, path ? path : "all", all);
}

/* verify names it, and says what to do. */
static void
must_explain(GPtrArray *findings, const char *path, const char *reason, const char *advice)
{
	guint i;

	must_have(findings, path, reason, "verify");
	for (i = 0; i < findings->len && findings->pdata[i]; i++)
		if ((!path || strstr(findings->pdata[i], path)) && strstr(findings->pdata[i], reason) &&
		    !strstr(app_advice(findings->pdata[i]), advice))
			fail_msg("to „%s“ verify says: %s", (char *)findings->pdata[i], app_advice(findings->pdata[i]));
}

static void
must_be_none(GPtrArray *lines)
{
	if (lines->len > 0)
		fail_msg("there is still: %s", (char *)lines->pdata[0]);
}

static gboolean
knows_good(App *app)
{
	ObstacleFilter filter = {0};
	g_autoptr(GPtrArray) rows = app_obstacles(app, &filter, NULL, FALSE, 0, 10, NULL);

	return rows && rows->len == 1 && strcmp(((ObstacleRow *)rows->pdata[0])->title, GOOD) == 0;
}
