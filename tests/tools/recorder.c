/*
 * A second process that records while something else goes on, for measuring: recorder DIR SECONDS [PID]. Every few milliseconds a note, until the
 * time is over or the process has ended. Prints as JSON how many, the longest wait for the right to write, and how long an entry took until it
 * was durable against a bare append with fdatasync to a file beside it.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "vorort/store.h"
#include "vorort/sync.h"

static gint64
record_one(Store *store, gint64 *waited, GError **error)
{
	g_autoptr(GPtrArray) ops = g_ptr_array_new_with_free_func((GDestroyNotify)op_free);
	g_autofree char *salt = sync_random_salt();
	Op *op = op_new(entity_find("note"), NULL, NULL, NULL);
	gint64 from = g_get_monotonic_time(), locked;

	g_ptr_array_add(ops, op);
	op_set_text(op, "text", "Firewall-Antrag ist noch offen", salt, NULL);
	if (!store_begin(store, error))
		return -1;
	locked = g_get_monotonic_time();
	*waited = locked - from;
	if (!store_commit_ops(store, ops, "MESS", NULL, 0, error) || !store_commit(store, error))
		return -1;
	return g_get_monotonic_time() - locked;
}

static gint64
append_one(int fd)
{
	static const char line[300] = "{}";
	gint64 from = g_get_monotonic_time();

	return write(fd, line, sizeof line) == sizeof line && fdatasync(fd) == 0 ? g_get_monotonic_time() - from : -1;
}

static gint
compare(gconstpointer a, gconstpointer b)
{
	gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;

	return x < y ? -1 : x > y;
}

static double
at(GArray *all, double part)
{
	g_array_sort(all, compare);
	return all->len ? (double)g_array_index(all, gint64, (guint)(part * (all->len - 1))) / 1000 : 0;
}

int
main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(DeviceKey) key = argc >= 3 ? device_key_open(argv[1], &error) : NULL;
	g_autofree char *run = sync_random_word(STAMP_RUN_LEN);
	g_autofree char *beside = argc >= 3 ? g_build_filename(argv[1], "append", NULL) : NULL;
	g_autoptr(Store) store = key ? store_open(argv[1], device_key_id(key), run, &error) : NULL;
	g_autoptr(GArray) waits = g_array_new(FALSE, FALSE, sizeof(gint64)), own = g_array_new(FALSE, FALSE, sizeof(gint64));
	g_autoptr(GArray) bare = g_array_new(FALSE, FALSE, sizeof(gint64));
	gint64 end = g_get_monotonic_time() + (argc >= 3 ? atoi(argv[2]) : 0) * G_USEC_PER_SEC, waited = 0;
	pid_t pid = argc > 3 ? (pid_t)atoi(argv[3]) : 0;
	int fd = beside ? open(beside, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;

	while (store && !error && g_get_monotonic_time() < end && (!pid || kill(pid, 0) == 0)) {
		gint64 took = record_one(store, &waited, &error), plain = append_one(fd);

		if (took >= 0) {
			g_array_append_val(own, took);
			g_array_append_val(waits, waited);
			g_array_append_val(bare, plain);
		}
		g_usleep(3000);
	}
	if (fd >= 0)
		unlink(beside);
	if (!store || error) {
		fprintf(stderr, "%s\n", error ? error->message : "usage: recorder DIR SECONDS [PID]");
		return 1;
	}
	printf("{\"n\":%u,\"wait_max\":%.1f,\"wait_p99\":%.1f,\"own_p50\":%.2f,\"bare_p50\":%.2f}\n", own->len, at(waits, 1), at(waits, 0.99), at(own, 0.5),
	       at(bare, 0.5));
	return 0;
}
