/*
 * Replaces a checklist file by a new text: after a crash, without rights or on a full disk there is the old one or the new one.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source.h"

static const struct {
	int code;
	const char *reason;
} reasons[] = {
	{EACCES, "keine Schreibrechte an Datei oder Ordner; Rechte ändern oder eine Kopie bearbeiten"},
	{EPERM, "keine Schreibrechte an Datei oder Ordner; Rechte ändern oder eine Kopie bearbeiten"},
	{EROFS, "der Datenträger ist schreibgeschützt; eine Kopie bearbeiten"},
	{ENOSPC, "der Datenträger ist voll; Platz schaffen und wiederholen"},
	{EDQUOT, "der zugeteilte Speicherplatz ist voll; Platz schaffen und wiederholen"},
	{EFBIG, "die Datei darf hier nicht so groß werden; Grenze erhöhen (ulimit -f) und wiederholen"},
};

/* Always FALSE. */
static gboolean
fail(const char *path, int code, GPtrArray *messages)
{
	Log log = {.messages = messages};
	g_autoptr(Source) nothing = source_new(&log, path, "", 0);
	const char *reason = g_strerror(code);
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(reasons); i++)
		if (reasons[i].code == code)
			reason = reasons[i].reason;
	source_error(nothing, 1, 1, "die Datei lässt sich nicht schreiben und ist unverändert: %s", reason);
	return FALSE;
}

static gboolean
write_all(int fd, const char *data, gsize len)
{
	while (len > 0) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return FALSE;
		data += n;
		len -= (gsize)n;
	}
	return TRUE;
}

/* Fills the new file @fd and closes it. FALSE with errno. */
static gboolean
finish(int fd, const char *text, mode_t mode)
{
	gboolean is_written = write_all(fd, text, strlen(text)) && fchmod(fd, mode & 07777) == 0 && fsync(fd) == 0;
	int code = errno;

	if (close(fd) != 0 && is_written)
		return FALSE;
	errno = code;
	return is_written;
}

static void
sync_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

/* @path has no links. FALSE with errno. */
static gboolean
replace(const char *path, const char *text, mode_t mode)
{
	g_autofree char *folder = g_path_get_dirname(path), *name = g_path_get_basename(path);
	g_autofree char *temporary = g_strdup_printf("%s/.%s.XXXXXX", folder, name);
	int fd = mkostemp(temporary, O_CLOEXEC), code;

	if (fd < 0)
		return FALSE;
	if (finish(fd, text, mode) && rename(temporary, path) == 0) {
		sync_folder(folder);
		return TRUE;
	}
	code = errno;
	unlink(temporary);
	errno = code;
	return FALSE;
}

gboolean
checklist_replace_file(const char *path, const char *text, GPtrArray *messages)
{
	g_autofree char *real = realpath(path, NULL);
	struct stat st;

	/* rename() would not ask for rights at the file itself */
	if (!real || stat(real, &st) != 0 || access(real, W_OK) != 0 || !replace(real, text, st.st_mode))
		return fail(path, errno, messages);
	return TRUE;
}
