/*
 * Sync: the shared repository (design 4). Knows files, batches, signatures and git; knows nothing of SQLite or of what ops mean.
 *
 * The layer above passes in a SyncHost: what sync needs to know about ops and where verified news goes. One sync runs in one thread;
 * the terminal interface runs it in a child process. Every function blocks. Errors: SYNC_ERROR.
 */
#pragma once

#include <glib.h>

#include "vorort/stamp.h"

#define SYNC_ERROR (sync_error_quark())
typedef enum {
	SYNC_ERROR_UNREACHABLE, /* remote not there, network, authentication: nothing lost, try later */
	SYNC_ERROR_CERTIFICATE, /* unreachable, too: the server's certificate is not accepted; git does not say why */
	SYNC_ERROR_REFUSED,     /* remote belongs to another undertaking, protocol not allowed, newer format */
	SYNC_ERROR_LOCAL,       /* mirror or key file cannot be read or written */
	SYNC_ERROR_CANCELLED,
	SYNC_ERROR_INVALID,     /* a batch or file breaks a rule */
	SYNC_ERROR_NOT_THERE,   /* an attachment is on no branch of the remote (yet) */
} SyncError;
GQuark sync_error_quark(void);

/* --- device key ----------------------------------------------------------------------------------------------------------- */

typedef struct DeviceKey DeviceKey; /* Ed25519, secret half in locked memory */

/* Loads device.key from @data_dir or creates it (0600, fsynced). */
DeviceKey *device_key_open(const char *data_dir, GError **error);
/*
 * Going on as a new device (copied disk, restored backup) takes two steps, so that the layer above can note the new device in between:
 * prepare draws the key (the same one when asked again), take makes it this installation's and keeps the present one as device.key.old-N.
 * take returns the key that is in place: @device's, or the present one if no such key was prepared.
 */
DeviceKey *device_key_prepare(const char *data_dir, GError **error);
DeviceKey *device_key_take(const char *data_dir, const char *device, GError **error);
/* A former key of this installation; NULL if it is not here. */
DeviceKey *device_key_find(const char *data_dir, const char *device);
void device_key_free(DeviceKey *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeviceKey, device_key_free)
const char *device_key_id(const DeviceKey *key);     /* 12 characters */
const char *device_key_public(const DeviceKey *key); /* "ssh-ed25519 AAAA…" */

/* Random text in the stamp alphabet (a run, an undertaking id) and salts for erasable texts (16 bytes as 22 base64url). Caller frees. */
char *sync_random_word(gsize len);
char *sync_random_salt(void);

/* --- batches -------------------------------------------------------------------------------------------------------------- */

#define BATCH_MAX (1024 * 1024) /* bytes of a batch file; text files have the same limit */
#define BATCH_FORMAT 1

typedef struct Batch {
	char *undertaking;
	char *device;
	char *public_key;
	gint64 number;   /* 1 … */
	char *prev;      /* SHA-256 of the previous batch file of the device, "" for number 1 */
	GPtrArray *lines; /* of char *: op lines without newline */
	char *sha256;    /* of the whole file, hex */
	char *path;      /* log/<aa>/<device>/<number/100>/<number>-<hash8>.jsonl */
	GBytes *bytes;   /* the whole file */
	gpointer parsed; /* the layer above may keep here what its prepare() has made of the lines, until import() */
	GDestroyNotify parsed_free;
} Batch;

void batch_free(Batch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Batch, batch_free)

/* Seals op lines into a batch. */
Batch *batch_seal(const DeviceKey *key, const char *undertaking, gint64 number, const char *prev, GPtrArray *lines, GError **error);

/* Reads and verifies a batch file found at @path: path, size, hash8, header, device id = hash of key, signature, count. Op lines stay raw. */
Batch *batch_read(const char *path, GBytes *bytes, GError **error);

typedef struct BatchText {
	char *hash, *salt, *text;
} BatchText;
void batch_text_free(BatchText *text);

/* The .text file that belongs to a batch: one JSON line each {"h":…,"s":…,"t":…}, sorted by hash. */
GBytes *batch_texts_write(GPtrArray *texts);
/* Reads one; lines whose hash does not fit are dropped and counted in *@n_bad. */
GPtrArray *batch_texts_read(GBytes *bytes, guint *n_bad, GError **error);

/* --- one sync ------------------------------------------------------------------------------------------------------------- */

typedef enum { SYNC_PHASE_SEAL, SYNC_PHASE_PUSH, SYNC_PHASE_FETCH, SYNC_PHASE_IMPORT, SYNC_PHASE_MERGE, SYNC_PHASE_ATTACH, N_SYNC_PHASES } SyncPhase;

/*
 * What git or ssh want to know from a person (password, passphrase, unknown host key). The texts are printable German; @title is one
 * line, @text may have several. The answer goes into locked memory of SYNC_ANSWER_MAX bytes as a string, "yes" or "no" for YES_NO.
 */
typedef enum { SYNC_ASK_SECRET, SYNC_ASK_LINE, SYNC_ASK_YES_NO, SYNC_ASK_NOTICE } SyncAsk;
typedef enum { SYNC_ANSWER_GIVEN, SYNC_ANSWER_CANCELLED, SYNC_ANSWER_NOBODY } SyncAnswer;
typedef struct SyncQuestion {
	SyncAsk kind; /* NOTICE is only shown and has no answer: "Sicherheitsschlüssel berühren" */
	char *title, *text;
	char *about;  /* one line for messages: which server, which key */
} SyncQuestion;
#define SYNC_ANSWER_MAX 1024

typedef struct SyncSeal { /* names a batch that was sealed here */
	char *device, *sha256;
	gint64 number;
} SyncSeal;
void sync_seal_free(SyncSeal *seal);

typedef struct SyncHost {
	void *data;
	const DeviceKey *key;

	/* Id of the undertaking and its founder device; *founder may be this device. Never NULL. */
	const char *(*undertaking)(void *data);
	const char *(*founder)(void *data);
	/* TRUE if this laptop has sealed anything: then it cannot adopt another undertaking. */
	gboolean (*has_sealed)(void *data);
	gboolean (*adopt)(void *data, const char *undertaking, const char *founder, GError **error);

	/*
	 * The next op lines of one device that stand in no batch yet (stamp order), at most @max_bytes; their texts to @texts (of BatchText).
	 * Never fewer than one line if there is one, however small @max_bytes is. Asked again with less if the texts do not fit into their file.
	 * Empty array: nothing left. *@number and *@prev (caller frees) are for the batch to come; *@key (borrowed) is set if it is not ->key
	 * that seals it: entries made before this laptop became a new device.
	 */
	GPtrArray *(*outbox)(void *data, gsize max_bytes, GPtrArray *texts, gint64 *number, char **prev, const DeviceKey **key, GError **error);
	/* The batch is in the mirror and fsynced; store number, hash and bytes in one transaction. Only then is it pushed. */
	gboolean (*sealed)(void *data, const Batch *batch, GError **error);
	/* What was sealed here (of SyncSeal), all of it or only what was not confirmed yet. */
	GPtrArray *(*seals)(void *data, gboolean only_open, GError **error);
	/* The bytes of one of them as sealed() was given them and the texts of its lines, for a mirror that has lost them; NULL: not kept. */
	GBytes *(*sealed_bytes)(void *data, const SyncSeal *seal, GPtrArray *texts);

	/* @n_files files are about to be imported; import_done() follows, unless something fails. NULL: nothing to prepare. */
	gboolean (*import_begin)(void *data, guint n_files, GError **error);
	/* TRUE if this batch (device, number, hash) is imported already; also for own ones, once sealed() has stored them. */
	gboolean (*has_batch)(void *data, const char *device, gint64 number, const char *sha256);
	/*
	 * Called in another thread some time before import(), though not for every batch: may keep in it what can be told of its lines from the
	 * batch alone. NULL: nothing.
	 */
	void (*prepare)(Batch *batch);
	/*
	 * A verified batch with its texts (may be empty). Imports it in one transaction or several. FALSE without touching anything if it
	 * breaks a rule of the op table: then it is quarantined with the error's message. FALSE with SYNC_ERROR_LOCAL or _CANCELLED (the
	 * database cannot be written): the sync stops; what was imported so far stays. The same holds for import_file().
	 */
	gboolean (*import)(void *data, const Batch *batch, GPtrArray *texts, GError **error);
	/* Texts of a batch that was imported before and whose texts are (now) there. */
	gboolean (*import_texts)(void *data, GPtrArray *texts, GError **error);
	/* Everything of this sync is imported (pending ops can be looked at again). */
	gboolean (*import_done)(void *data, GError **error);
	/* TRUE if this text was redacted: it is not published again, by nobody. */
	gboolean (*is_redacted)(void *data, const char *text_hash);
	/* A number that changes with the set of erased texts: only then are the texts of all batches looked through. NULL: every time. */
	gint64 (*redacted_mark)(void *data);
	/* A published checklist or Kommunen file; FALSE: not valid (then it is reported, and not part of a union). */
	gboolean (*import_file)(void *data, const char *path, GBytes *bytes, GError **error);
	/* Own files (checklists/…, kommunen/…) that belong into the union: array of SyncFile, may be NULL. */
	GPtrArray *(*own_files)(void *data);

	/*
	 * Attachments that this laptop publishes, of SyncAttachment: made here, their files here. Their bytes: NULL if they are not here any
	 * more. SHA-256 of the files that were erased, of char *: such a file is published by nobody. All three or none.
	 */
	GPtrArray *(*attachments)(void *data, GError **error);
	GBytes *(*attachment_bytes)(void *data, const char *sha256);
	GPtrArray *(*erased_files)(void *data, GError **error);

	/* Something that could not be used: path, git blob id, German reason. */
	void (*quarantine)(void *data, const char *path, const char *blob, const char *reason);
	/* The batch was seen in a fetched branch of the remote: its ops leave the outbox. */
	gboolean (*confirmed)(void *data, const char *device, gint64 number, GError **error);
	/* Numbers of this remote's last look, so that only new files are read: a local key-value store. Caller frees the result. */
	char *(*get_position)(void *data, const char *key);
	void (*set_position)(void *data, const char *key, const char *value);

	/* @total 0: not known. */
	void (*progress)(void *data, SyncPhase phase, guint64 done, guint64 total);
	gboolean (*is_cancelled)(void *data);
	/* Blocks until there is an answer; must end by itself after some minutes. NULL, or NOBODY: nobody there to ask, which ends at once. */
	SyncAnswer (*ask)(void *data, const SyncQuestion *question, char *answer);
} SyncHost;

typedef struct SyncFile {
	char *path;
	GBytes *bytes;
} SyncFile;
void sync_file_free(SyncFile *file);

typedef struct SyncAttachment {
	char *sha256;
	gint64 size;
} SyncAttachment;
void sync_attachment_free(SyncAttachment *attachment);

typedef struct SyncReport {
	guint n_sealed_ops, n_sealed_batches; /* went out */
	guint n_new_batches, n_new_ops;       /* came in */
	guint n_quarantined, n_gaps, n_unknown_files;
	gboolean is_merged;       /* main on the remote is up to date */
	gboolean is_file;         /* a bundle was read: nothing went out */
	char *note;               /* German or NULL: why main was not updated, what needs attention */
	guint n_attachments, n_attachments_left; /* sent after the findings; not sent, for which the sync is no less done */
	char *attachments_why;    /* German or NULL: why some are left */
} SyncReport;
void sync_report_free(SyncReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SyncReport, sync_report_free)

typedef struct SyncOptions {
	const char *data_dir;  /* repo.git lies in it */
	const char *remote;    /* folder, ssh://…, user@host:path, https://…; or a file written by sync_bundle_write(), to be read */
	/* https: PEM files, NULL: none. @ca_file stands in for the certificates of the system; @client_key NULL: it is in @client_cert. */
	const char *ca_file, *client_cert, *client_key;
	gboolean is_forced_full; /* read all files again, not only new ones */
} SyncOptions;

/*
 * The helper that git and ssh call to ask (GIT_ASKPASS, SSH_ASKPASS): this program itself under another name. It hands the question to
 * the running sync over a socket in a folder of that sync. TRUE if @program (argv[0]) is that name; then its whole main().
 */
gboolean sync_is_askpass(const char *program);
int sync_askpass(int argc, char **argv);

/* Steps (1) to (5) of design 4. NULL on error; what was sealed stays sealed, what was imported stays imported. */
SyncReport *sync_run(const SyncHost *host, const SyncOptions *options, GError **error);

/*
 * The file of an attachment, looked for in what was fetched before, then on att/<device> of the remote, then on a few more of its att/
 * branches. Size and hash are checked, whoever carries it. Not part of a sync: attachments are fetched when they are opened.
 * SYNC_ERROR_NOT_THERE: none has it, or only something else under its name, which the message then says.
 */
GBytes *sync_attachment_fetch(const SyncHost *host, const SyncOptions *options, const char *device, const SyncAttachment *wanted, GError **error);

/* Checks a remote's form: NULL if fine, else a German reason (git://, http:// refused; no such folder; a file). Caller frees. */
char *sync_remote_check(const char *remote);

/* Calls import() for every batch in the local mirror, device by device in order; for `rebuild`. */
gboolean sync_mirror_import(const SyncHost *host, const char *data_dir, GError **error);

/* Verifies every file in the local mirror and in the branches last fetched; array of char * (German, one finding each), empty if whole. */
GPtrArray *sync_verify(const SyncHost *host, const char *data_dir, guint *n_batches, guint *n_ops, GError **error);

/* --- files ------------------------------------------------------------------------------------------------------------------- */

/*
 * Everything verified, as one file for a backup; also while a sync runs. *@has_mirror FALSE: there is nothing yet, and no file was written.
 * unpack makes repo.git in @data_dir (which has none) of it.
 */
gboolean sync_mirror_pack(const char *data_dir, const char *file, gboolean *has_mirror, GError **error);
gboolean sync_mirror_unpack(const char *data_dir, const char *file, GError **error);

/*
 * Seals the outbox without publishing it. *@has_contact FALSE: this laptop has never met a remote and may still adopt another undertaking,
 * so that nothing was sealed.
 */
gboolean sync_seal(const SyncHost *host, const char *data_dir, gboolean *has_contact, GError **error);

/*
 * Seals the outbox and writes everything verified to @file as a git bundle with one branch main: what a remote's main is, in one file.
 * @file exists (empty) or not; it is replaced and not fsynced. SYNC_ERROR_REFUSED where this laptop has never met anybody, unless @is_first:
 * writing settles its undertaking for good.
 */
gboolean sync_bundle_write(const SyncHost *host, const char *data_dir, const char *file, gboolean is_first, GError **error);
