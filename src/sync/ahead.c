/* The reading thread of an import; see ahead.h. */
#include "ahead.h"

#include <string.h>

#include "texts.h"

#define BYTES_AHEAD (2 * 1024 * 1024) /* of files as they lie in the mirror; taken apart they are some times that */

struct Ahead {
	Mirror *mirror;
	const SyncHost *host;
	GPtrArray *items;
	GThread *thread;
	GMutex lock;
	GCond moved;
	AheadFile **files; /* one for each item, NULL: not read yet or done with */
	gsize *sizes;
	gsize n_bytes;     /* read and not done with */
	guint next, done;  /* item to be read; items below were given back */
	guint wanted;      /* is read however much lies ready: a group may be larger than the room */
	gboolean is_ending;
};

static void
file_free(AheadFile *file)
{
	if (!file)
		return;
	batch_free(file->batch);
	g_clear_pointer(&file->named, g_hash_table_unref);
	g_clear_pointer(&file->texts, g_ptr_array_unref);
	g_clear_error(&file->error);
	g_free(file);
}

/* --- the thread ------------------------------------------------------------------------------------------------------------ */

static void
read_batch(Ahead *ahead, const Item *item, GBytes *bytes, AheadFile *file)
{
	file->batch = batch_read(item->path, bytes, &file->error);
	if (!file->batch)
		return;
	file->named = texts_named_by(file->batch);
	if (ahead->host->prepare)
		ahead->host->prepare(file->batch);
}

static void
read_texts(GBytes *bytes, AheadFile *file)
{
	g_autoptr(GBytes) again = NULL;

	file->texts = batch_texts_read(bytes, &file->n_bad, &file->error);
	if (!file->texts)
		return;
	again = batch_texts_write(file->texts);
	file->is_canonical = file->n_bad == 0 && g_bytes_equal(again, bytes);
}

static AheadFile *
read_item(Ahead *ahead, const Item *item, gsize *size)
{
	AheadFile *file = g_new0(AheadFile, 1);
	g_autoptr(GBytes) bytes = NULL;

	*size = 0;
	if (item->parsed.kind != PATH_BATCH && item->parsed.kind != PATH_TEXT)
		return file;
	bytes = mirror_blob_read(ahead->mirror, &item->id, BATCH_MAX, &file->error);
	if (bytes)
		*size = g_bytes_get_size(bytes);
	if (bytes && item->parsed.kind == PATH_BATCH)
		read_batch(ahead, item, bytes, file);
	else if (bytes)
		read_texts(bytes, file);
	return file;
}

/* FALSE: to end. */
static gboolean
wait_for_room(Ahead *ahead)
{
	gboolean goes_on;

	g_mutex_lock(&ahead->lock);
	while (!ahead->is_ending && ahead->n_bytes > BYTES_AHEAD && ahead->next > ahead->wanted)
		g_cond_wait(&ahead->moved, &ahead->lock);
	goes_on = !ahead->is_ending && ahead->next < ahead->items->len;
	g_mutex_unlock(&ahead->lock);
	return goes_on;
}

static void
hand_over(Ahead *ahead, AheadFile *file, gsize size)
{
	g_mutex_lock(&ahead->lock);
	if (ahead->next < ahead->done) {
		file_free(file);
	} else {
		ahead->files[ahead->next] = file;
		ahead->sizes[ahead->next] = size;
		ahead->n_bytes += size;
	}
	ahead->next++;
	g_cond_broadcast(&ahead->moved);
	g_mutex_unlock(&ahead->lock);
}

static gpointer
run(gpointer data)
{
	Ahead *ahead = data;

	while (wait_for_room(ahead)) {
		gsize size;
		AheadFile *file = read_item(ahead, ahead->items->pdata[ahead->next], &size);

		hand_over(ahead, file, size);
	}
	return NULL;
}

/* --- the other side -------------------------------------------------------------------------------------------------------- */

Ahead *
ahead_new(const Mirror *mirror, const SyncHost *host, GPtrArray *items, GError **error)
{
	Mirror *own = mirror_again(mirror, error);
	Ahead *ahead = own ? g_new0(Ahead, 1) : NULL;

	if (!ahead)
		return NULL;
	ahead->mirror = own;
	ahead->host = host;
	ahead->items = items;
	ahead->files = g_new0(AheadFile *, items->len + 1);
	ahead->sizes = g_new0(gsize, items->len + 1);
	g_mutex_init(&ahead->lock);
	g_cond_init(&ahead->moved);
	ahead->thread = g_thread_new("import", run, ahead);
	return ahead;
}

void
ahead_free(Ahead *ahead)
{
	guint i;

	if (!ahead)
		return;
	g_mutex_lock(&ahead->lock);
	ahead->is_ending = TRUE;
	g_cond_broadcast(&ahead->moved);
	g_mutex_unlock(&ahead->lock);
	g_thread_join(ahead->thread);
	for (i = 0; i < ahead->items->len; i++)
		file_free(ahead->files[i]);
	g_free(ahead->files);
	g_free(ahead->sizes);
	g_mutex_clear(&ahead->lock);
	g_cond_clear(&ahead->moved);
	mirror_close(ahead->mirror);
	g_free(ahead);
}

AheadFile *
ahead_get(Ahead *ahead, guint i)
{
	AheadFile *file;

	g_mutex_lock(&ahead->lock);
	ahead->wanted = i;
	g_cond_broadcast(&ahead->moved);
	while (!(file = ahead->files[i]))
		g_cond_wait(&ahead->moved, &ahead->lock);
	g_mutex_unlock(&ahead->lock);
	return file;
}

void
ahead_done(Ahead *ahead, guint end)
{
	g_mutex_lock(&ahead->lock);
	for (; ahead->done < end; ahead->done++) {
		ahead->n_bytes -= ahead->sizes[ahead->done];
		ahead->sizes[ahead->done] = 0;
		g_clear_pointer(&ahead->files[ahead->done], file_free);
	}
	g_cond_broadcast(&ahead->moved);
	g_mutex_unlock(&ahead->lock);
}
