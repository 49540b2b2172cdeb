/*
 * Replaces a checklist file by a new text: after a crash, without rights or on a full disk there is the old one or the new one.
 */
#include <errno.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source.h"

static const struct {
	int code; /* GFileError */
	const char *reason;
} reasons[] = {
	{G_FILE_ERROR_ACCES, "keine Schreibrechte an Datei oder Ordner; Rechte ändern oder eine Kopie bearbeiten"},
	{G_FILE_ERROR_PERM, "keine Schreibrechte an Datei oder Ordner; Rechte ändern oder eine Kopie bearbeiten"},
	{G_FILE_ERROR_ROFS, "der Datenträger ist schreibgeschützt; eine Kopie bearbeiten"},
	{G_FILE_ERROR_NOSPC, "der Datenträger ist voll; Platz schaffen und wiederholen"},
};

/* Always FALSE. @cause says why if the table does not. */
static gboolean
fail(const char *path, int code, const char *cause, GPtrArray *messages)
{
	Log log = {.messages = messages};
	g_autoptr(Source) nothing = source_new(&log, path, "", 0);
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(reasons); i++)
		if (reasons[i].code == code)
			cause = reasons[i].reason;
	source_error(nothing, 1, 1, "die Datei lässt sich nicht schreiben und ist unverändert: %s", cause);
	return FALSE;
}

gboolean
checklist_replace_file(const char *path, const char *text, GPtrArray *messages)
{
	g_autofree char *real = realpath(path, NULL);
	g_autoptr(GError) error = NULL;
	struct stat st;

	/* replacing would not ask for rights at the file itself */
	if (!real || stat(real, &st) != 0 || access(real, W_OK) != 0)
		return fail(path, (int)g_file_error_from_errno(errno), g_strerror(errno), messages);
	if (!g_file_set_contents_full(real, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
				      (int)(st.st_mode & 07777), &error))
		return fail(path, error->code, error->message, messages);
	g_chmod(real, (int)(st.st_mode & 07777)); /* the umask had its say when the new file was made */
	return TRUE;
}
