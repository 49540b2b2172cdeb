/*
 * The mirror's refs and objects. Everything is fsynced before the next step relies on it.
 *
 * libgit2 is used for objects and refs only, never as transport: its path push loses concurrent pushes without an error, it knows no
 * leases, no atomic push and no timeouts (see transport.c).
 */
#include "mirror.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LAST_COMMIT_TIME G_GINT64_CONSTANT(4102444799) /* 2099-12-31: git refuses dates of the next century */

gboolean
mirror_fail(const char *what, GError **error)
{
	const git_error *last = git_error_last();

	g_set_error(error, SYNC_ERROR, SYNC_ERROR_LOCAL, "%s (%s).", what, last && last->message ? last->message : "ohne nähere Angabe");
	return FALSE;
}

/* --- opening -------------------------------------------------------------------------------------------------------------- */

#define CONFIG_ID "vorort.mirror"

static gboolean
set_config(git_repository *repo)
{
	g_autofree char *id = sync_random_word(12);
	git_config *config = NULL;
	/* What `git` writes during a fetch is as durable as what libgit2 writes; objects stay in the pack they came in. */
	gboolean is_set = git_repository_config(&config, repo) == 0 &&
	                  git_config_set_string(config, "core.fsync", "committed,reference") == 0 &&
	                  git_config_set_int32(config, "fetch.unpackLimit", 1) == 0 && git_config_set_int32(config, "gc.auto", 0) == 0 &&
	                  git_config_set_string(config, CONFIG_ID, id) == 0;

	git_config_free(config);
	return is_set;
}

static gboolean
create(const char *path, git_repository **repo)
{
	git_repository_init_options options;

	git_repository_init_options_init(&options, GIT_REPOSITORY_INIT_OPTIONS_VERSION);
	options.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_MKDIR;
	options.initial_head = "main";
	return git_repository_init_ext(repo, path, &options) == 0 && set_config(*repo);
}

static char *
read_id(git_repository *repo)
{
	git_config *config = NULL, *snapshot = NULL;
	const char *id = NULL;
	char *copy;

	if (git_repository_config(&config, repo) == 0 && git_config_snapshot(&snapshot, config) == 0)
		git_config_get_string(&id, snapshot, CONFIG_ID);
	copy = g_strdup(id ? id : "");
	git_config_free(snapshot);
	git_config_free(config);
	return copy;
}

static gboolean
open_repo(Mirror *mirror, GError **error)
{
	const unsigned flags = GIT_REPOSITORY_OPEN_BARE | GIT_REPOSITORY_OPEN_NO_SEARCH;
	g_autofree char *head = g_build_filename(mirror->path, "HEAD", NULL);
	struct stat st;
	gboolean is_open;

	/* A run killed while creating leaves a folder without HEAD: creating again completes it. */
	if (stat(head, &st) != 0)
		is_open = create(mirror->path, &mirror->repo);
	else
		is_open = git_repository_open_ext(&mirror->repo, mirror->path, flags, NULL) == 0;
	if (!is_open && stat(head, &st) == 0 && st.st_uid != geteuid()) {
		/* libgit2 1.5 calls this "config value 'safe.directory' was not found". */
		g_set_error(error, SYNC_ERROR, SYNC_ERROR_LOCAL,
		            "Der Spiegel %s gehört einem anderen Benutzer. vorort mit diesem Benutzer starten.", mirror->path);
		return FALSE;
	}
	if (!is_open || git_repository_odb(&mirror->odb, mirror->repo) != 0)
		return mirror_fail("Der Spiegel repo.git lässt sich nicht öffnen", error);
	mirror->id = read_id(mirror->repo);
	return TRUE;
}

/* --- leftovers ------------------------------------------------------------------------------------------------------------ */

typedef struct Leftover {
	const char *prefix, *suffix; /* of the file name */
} Leftover;

static gboolean
is_leftover(const char *name, const Leftover *kinds, gsize n)
{
	gsize i;

	for (i = 0; i < n; i++)
		if (g_str_has_prefix(name, kinds[i].prefix) && g_str_has_suffix(name, kinds[i].suffix))
			return TRUE;
	return FALSE;
}

static void
sweep(const char *folder, guint depth, const Leftover *kinds, gsize n)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);
		struct stat st;

		/* Not every object has to be looked at for its name alone. */
		if ((depth == 0 && !is_leftover(name, kinds, n)) || lstat(path, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode) && depth > 0)
			sweep(path, depth - 1, kinds, n);
		else if (S_ISREG(st.st_mode) && is_leftover(name, kinds, n))
			unlink(path);
	}
}

/* Whoever left them is dead: we hold the lock of the data directory. Before opening, for a lock on the config keeps libgit2 out. */
static void
sweep_leftovers(const char *path)
{
	static const Leftover locks[] = { { "", ".lock" } };
	static const Leftover parts[] = { { "tmp_", "" }, { "pack_git2_", "" }, { "", ".lock" } };
	g_autofree char *refs = g_build_filename(path, "refs", NULL);
	g_autofree char *objects = g_build_filename(path, "objects", NULL);

	sweep(path, 0, locks, G_N_ELEMENTS(locks));
	sweep(refs, 8, locks, G_N_ELEMENTS(locks));
	sweep(objects, 1, parts, G_N_ELEMENTS(parts));
}

Mirror *
mirror_open(const char *data_dir, GError **error)
{
	g_autoptr(Mirror) mirror = g_new0(Mirror, 1);
	g_autofree char *path = g_build_filename(data_dir, "repo.git", NULL);

	git_libgit2_init();
	/* Off by default: without it a dead battery leaves empty objects, which libgit2 then takes for present. */
	git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
	/* Of packs only a little is mapped at a time: what is mapped counts as memory of the sync. */
	git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, (size_t)4 << 20);
	git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, (size_t)16 << 20);
	mirror->path = g_canonicalize_filename(path, NULL);
	sweep_leftovers(mirror->path);
	return open_repo(mirror, error) ? g_steal_pointer(&mirror) : NULL;
}

Mirror *
mirror_again(const Mirror *mirror, GError **error)
{
	g_autoptr(Mirror) again = g_new0(Mirror, 1);

	git_libgit2_init();
	again->path = g_strdup(mirror->path);
	return open_repo(again, error) ? g_steal_pointer(&again) : NULL;
}

void
mirror_close(Mirror *mirror)
{
	if (!mirror)
		return;
	git_odb_free(mirror->odb);
	git_repository_free(mirror->repo);
	git_libgit2_shutdown();
	g_free(mirror->path);
	g_free(mirror->id);
	g_free(mirror);
}

/* --- refs ----------------------------------------------------------------------------------------------------------------- */

gboolean
mirror_ref(Mirror *mirror, const char *name, git_oid *id)
{
	return git_reference_name_to_id(id, mirror->repo, name) == 0;
}

gboolean
mirror_commit_tree(Mirror *mirror, const git_oid *commit, git_oid *tree)
{
	git_object *object = NULL, *peeled = NULL;
	gboolean is_found;

	/* A hostile server may let a branch point at anything, so it is peeled instead of taken for a commit. */
	is_found = git_object_lookup(&object, mirror->repo, commit, GIT_OBJECT_ANY) == 0 &&
	           git_object_peel(&peeled, object, GIT_OBJECT_TREE) == 0;
	if (is_found)
		git_oid_cpy(tree, git_object_id(peeled));
	git_object_free(peeled);
	git_object_free(object);
	return is_found;
}

gboolean
mirror_ref_tree(Mirror *mirror, const char *name, git_oid *tree)
{
	git_oid id;

	return mirror_ref(mirror, name, &id) && mirror_commit_tree(mirror, &id, tree);
}

gboolean
mirror_ref_set(Mirror *mirror, const char *name, const git_oid *id, GError **error)
{
	git_reference *ref = NULL;
	int rc = git_reference_create(&ref, mirror->repo, name, id, 1, NULL);

	git_reference_free(ref);
	return rc == 0 || mirror_fail("Der Spiegel lässt sich nicht schreiben. Ist die Platte voll?", error);
}

gboolean
mirror_ref_remove(Mirror *mirror, const char *name, GError **error)
{
	int rc = git_reference_remove(mirror->repo, name);

	return rc == 0 || rc == GIT_ENOTFOUND || mirror_fail("Der Spiegel lässt sich nicht schreiben", error);
}

static int
compare_strings(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

GPtrArray *
mirror_refs(Mirror *mirror, const char *prefix)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	git_reference_iterator *iterator = NULL;
	const char *name;

	if (git_reference_iterator_new(&iterator, mirror->repo) == 0)
		while (git_reference_next_name(&name, iterator) == 0)
			if (g_str_has_prefix(name, prefix))
				g_ptr_array_add(names, g_strdup(name));
	git_reference_iterator_free(iterator);
	g_ptr_array_sort(names, compare_strings);
	return names;
}

/* --- objects -------------------------------------------------------------------------------------------------------------- */

static git_signature *
identity(const char *device)
{
	g_autofree char *mail = g_strdup_printf("%s@vorort.invalid", device);
	gint64 now = CLAMP((gint64)time(NULL), 0, LAST_COMMIT_TIME);
	git_signature *signature = NULL;

	/* UTC: where a laptop stood is nobody's business. */
	git_signature_new(&signature, "vorort", mail, now, 0);
	return signature;
}

gboolean
mirror_commit(Mirror *mirror, const char *device, const char *message, const git_oid *tree, const git_oid *parent,
              git_oid *id, GError **error)
{
	git_signature *who = identity(device);
	git_commit *parent_commit = NULL;
	git_tree *tree_object = NULL;
	int rc = who ? git_tree_lookup(&tree_object, mirror->repo, tree) : -1;

	if (rc == 0 && parent)
		rc = git_commit_lookup(&parent_commit, mirror->repo, parent);
	/* The variadic form: the type of the array form differs between libgit2 1.5 and 1.8. */
	if (rc == 0)
		rc = git_commit_create_v(id, mirror->repo, NULL, who, who, NULL, message, tree_object, parent ? 1 : 0, parent_commit);
	git_commit_free(parent_commit);
	git_tree_free(tree_object);
	git_signature_free(who);
	return rc == 0 || mirror_fail("Der Spiegel lässt sich nicht schreiben. Ist die Platte voll?", error);
}

gboolean
mirror_commit_is_by(Mirror *mirror, const git_oid *commit, const char *device)
{
	g_autofree char *mail = g_strdup_printf("%s@vorort.invalid", device);
	git_commit *object = NULL;
	gboolean is_by = git_commit_lookup(&object, mirror->repo, commit) == 0 && g_strcmp0(git_commit_author(object)->email, mail) == 0;

	git_commit_free(object);
	return is_by;
}

/* TRUE if the object database really holds @size bytes under @id. */
static gboolean
blob_is_whole(Mirror *mirror, const git_oid *id, gsize size)
{
	git_object_t type;
	size_t len;

	return git_odb_read_header(&len, &type, mirror->odb, id) == 0 && type == GIT_OBJECT_BLOB && len == size;
}

/* An empty object file, left by a lost disk cache, counts as present for libgit2, and writing again does not heal it. */
static void
remove_loose(Mirror *mirror, const git_oid *id)
{
	char hex[GIT_OID_HEXSZ + 1];
	g_autofree char *path = NULL;

	git_oid_tostr(hex, sizeof hex, id);
	path = g_strdup_printf("%s/objects/%.2s/%s", mirror->path, hex, hex + 2);
	unlink(path);
	git_odb_refresh(mirror->odb);
}

gboolean
mirror_blob_write(Mirror *mirror, GBytes *bytes, git_oid *id, GError **error)
{
	gsize len;
	const void *data = g_bytes_get_data(bytes, &len);
	guint attempt;

	for (attempt = 0; attempt < 2; attempt++) {
		if (git_blob_create_from_buffer(id, mirror->repo, data ? data : "", len) != 0)
			return mirror_fail("Der Spiegel lässt sich nicht schreiben. Ist die Platte voll?", error);
		if (blob_is_whole(mirror, id, len))
			return TRUE;
		remove_loose(mirror, id);
	}
	return mirror_fail("Der Spiegel ist beschädigt", error);
}

GBytes *
mirror_blob_read(Mirror *mirror, const git_oid *id, gsize max, GError **error)
{
	git_object_t type;
	git_blob *blob = NULL;
	size_t len;
	GBytes *bytes;

	if (git_odb_read_header(&len, &type, mirror->odb, id) != 0 || type != GIT_OBJECT_BLOB) {
		g_set_error(error, SYNC_ERROR, SYNC_ERROR_INVALID, "Datei fehlt im Spiegel oder ist dort beschädigt");
		return NULL;
	}
	if (len > max) {
		g_set_error(error, SYNC_ERROR, SYNC_ERROR_INVALID, "Datei ist größer als erlaubt (%" G_GSIZE_FORMAT " KiB)", max / 1024);
		return NULL;
	}
	if (git_blob_lookup(&blob, mirror->repo, id) != 0) {
		g_set_error(error, SYNC_ERROR, SYNC_ERROR_INVALID, "Datei ist im Spiegel beschädigt");
		return NULL;
	}
	bytes = g_bytes_new(git_blob_rawcontent(blob), (gsize)git_blob_rawsize(blob));
	git_blob_free(blob);
	return bytes;
}
