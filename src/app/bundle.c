/* Exchange by file: where the file lies and what it is called. What is in it is the business of sync. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"
#include "vorort/backup.h"

/* "vorort-<device>-2026-11-24.bundle", "…-2.bundle" …: whatever lies there already may not have been read yet. */
static char *
free_name(App *app, const char *folder)
{
	g_autofree char *today = app_today(), *base = g_strdup_printf("vorort-%s-%s", app_device(app), today);
	struct stat st;
	guint n;

	for (n = 1;; n++) {
		g_autofree char *name = n == 1 ? g_strconcat(base, ".bundle", NULL) : g_strdup_printf("%s-%u.bundle", base, n);
		char *path = g_build_filename(folder, name, NULL);

		if (lstat(path, &st) != 0)
			return path;
		g_free(path);
	}
}

static gboolean
write_to(App *app, const char *target, gboolean is_first, GError **error)
{
	g_autofree char *part = g_strdup_printf("%s.teil-XXXXXX", target);
	int fd = g_mkstemp_full(part, O_RDWR | O_CLOEXEC, 0600);
	gboolean is_done;

	if (fd < 0) {
		g_set_error(error, APP_ERROR, APP_ERROR_FAILED, "Schreiben nicht möglich: %s: %s.", target, g_strerror(errno));
		return FALSE;
	}
	close(fd);
	is_done = app_write_bundle(app, part, is_first, error) && backup_place(part, target, error);
	if (!is_done)
		unlink(part);
	return is_done;
}

gboolean
app_bundle(App *app, const char *path, gboolean is_first, char **written, GError **error)
{
	g_autofree char *target = g_file_test(path, G_FILE_TEST_IS_DIR) ? free_name(app, path) : g_strdup(path);

	if (!app_is_set_up(app)) {
		g_set_error(error, APP_ERROR, APP_ERROR_NOT_SET_UP, "Dieses Gerät ist noch nicht eingerichtet: vorort init --user KÜRZEL");
		return FALSE;
	}
	if (g_file_test(target, G_FILE_TEST_EXISTS)) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "%s gibt es schon. Geben Sie einen neuen Namen an, oder einen Ordner.", target);
		return FALSE;
	}
	if (!write_to(app, target, is_first, error))
		return FALSE;
	*written = g_steal_pointer(&target);
	return TRUE;
}
