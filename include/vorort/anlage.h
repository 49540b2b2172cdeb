/*
 * Attachments: files beside findings.
 * Rules of vorort/app.h apply.
 */
#pragma once

#include <glib.h>

#include "vorort/app.h"

typedef struct AttachDraft {
	const char *path;
	const char *title;     /* NULL: the name of the file */
	gboolean is_confirmed; /* a person has said: no real data, blackened where necessary. Without it nothing is attached */
} AttachDraft;
/*
 * Attaches a file of at most ATTACHMENT_MAX to a result, an obstacle, a Termin …: a copy lies in the data directory before the entry is
 * written. What is no plain file, empty or too large is refused, and so is a private key; likely personal data in the title or in a text
 * file is a warning.
 */
gboolean app_attach(App *app, const char *on, const AttachDraft *draft, char **id, GError **error);

typedef struct Attachment {
	char *id, *on, *title, *media, *sha256;
	char *at, *by;   /* of the entry */
	char *device;    /* where it was attached */
	gint64 size;
	gboolean is_here; /* else app_save_attachment() has to fetch it */
	char *erased;     /* day on which a Leitung erased the file, NULL: it did not */
} Attachment;
void attachment_free(Attachment *attachment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Attachment, attachment_free)
Attachment *app_attachment(App *app, const char *id, GError **error);
/* Those on one thing (NULL: on any), oldest first, withdrawn ones left out. Array of Attachment. */
GPtrArray *app_attachments(App *app, const char *on, GError **error);

/*
 * Copies the file out to @path, which must not exist; a folder: the file gets a name there that comes from its content, never from its
 * title. *@written (caller frees) is where it lies. If it is not here it is fetched from the shared repository first, which blocks.
 * APP_ERROR_UNREACHABLE; APP_ERROR_NOT_FOUND: erased, or nobody has sent it yet.
 */
gboolean app_save_attachment(App *app, const char *id, const char *path, const AppProgress *progress, char **written, GError **error);
