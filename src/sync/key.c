/*
 * The device key: one Ed25519 key pair per installation, kept in <data dir>/device.key.
 *
 * File: one line "vorort-device-key 1 <base64 of the 32-byte seed>", mode 0600. The secret half lives in locked memory that is wiped
 * when freed. The device id is derived from the public half, so that nobody else can claim it. A device that had to become a new one keeps
 * its former keys as device.key.old-1, -2 …: they seal what was entered before.
 */
#include "key.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_PREFIX "vorort-device-key 1 "
#define SSH_NAME "ssh-ed25519"

struct DeviceKey {
	guint8 public_key[KEY_PUBLIC_LEN];
	guint8 *secret; /* sodium_malloc, crypto_sign_SECRETKEYBYTES */
	char id[STAMP_DEVICE_LEN + 1];
	char *text;
};

G_DEFINE_QUARK(sync-error-quark, sync_error)

void
crypto_init(void)
{
	/* Fails only without any source of randomness: nothing could be signed then. */
	if (sodium_init() < 0)
		g_error("libsodium: no source of randomness");
}

char *
crypto_sha256(const void *data, gsize len)
{
	guint8 hash[crypto_hash_sha256_BYTES];
	char *hex = g_malloc(2 * sizeof hash + 1);

	crypto_hash_sha256(hash, data, len);
	return sodium_bin2hex(hex, 2 * sizeof hash + 1, hash, sizeof hash);
}

/* --- public half ---------------------------------------------------------------------------------------------------------- */

void
key_device_id(const guint8 *public_key, char *id)
{
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
	guint8 hash[crypto_hash_sha256_BYTES];
	guint64 bits = 0;
	guint i;

	crypto_hash_sha256(hash, public_key, KEY_PUBLIC_LEN);
	for (i = 0; i < 8; i++)
		bits = bits << 8 | hash[i];
	for (i = 0; i < STAMP_DEVICE_LEN; i++)
		id[i] = alphabet[bits >> (59 - 5 * i) & 31];
	id[STAMP_DEVICE_LEN] = '\0';
}

void
key_public_wire(const guint8 *public_key, guint8 *wire)
{
	static const guint8 head[] = "\0\0\0\x0b" SSH_NAME "\0\0\0\x20";

	memcpy(wire, head, sizeof head - 1);
	memcpy(wire + sizeof head - 1, public_key, KEY_PUBLIC_LEN);
}

char *
key_public_format(const guint8 *public_key)
{
	guint8 wire[KEY_WIRE_LEN];
	g_autofree char *base64 = NULL;

	key_public_wire(public_key, wire);
	base64 = g_base64_encode(wire, sizeof wire);
	return g_strconcat(SSH_NAME " ", base64, NULL);
}

gboolean
key_public_parse(const char *text, guint8 *public_key)
{
	g_autofree guint8 *wire = NULL;
	g_autofree char *again = NULL;
	gsize len;

	if (strlen(text) != KEY_TEXT_LEN || !g_str_has_prefix(text, SSH_NAME " "))
		return FALSE;
	wire = g_base64_decode(text + sizeof SSH_NAME, &len);
	if (len != KEY_WIRE_LEN)
		return FALSE;
	memcpy(public_key, wire + KEY_WIRE_LEN - KEY_PUBLIC_LEN, KEY_PUBLIC_LEN);
	again = key_public_format(public_key);
	return strcmp(text, again) == 0;
}

gboolean
key_verify(const guint8 *public_key, const guint8 *data, gsize len, const guint8 *signature)
{
	crypto_init();
	return crypto_sign_verify_detached(signature, data, len, public_key) == 0;
}

/* --- file ----------------------------------------------------------------------------------------------------------------- */

static gboolean
fail(GError **error, const char *what, const char *path)
{
	int code = errno;

	g_set_error(error, SYNC_ERROR, SYNC_ERROR_LOCAL, "Geräteschlüssel %s: %s (%s).", path, what, g_strerror(code));
	return FALSE;
}

static void
fsync_dir(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

static DeviceKey *
key_from_seed(const guint8 *seed)
{
	DeviceKey *key = g_new0(DeviceKey, 1);

	key->secret = sodium_malloc(crypto_sign_SECRETKEYBYTES);
	g_assert(key->secret);
	crypto_sign_seed_keypair(key->public_key, key->secret, seed);
	key_device_id(key->public_key, key->id);
	key->text = key_public_format(key->public_key);
	return key;
}

/* @line is in locked memory and KEY_FILE_MAX long. */
static void
seed_line(const guint8 *seed, char *line)
{
	g_strlcpy(line, KEY_PREFIX, KEY_FILE_MAX);
	sodium_bin2base64(line + strlen(line), KEY_FILE_MAX - strlen(line), seed, crypto_sign_SEEDBYTES, sodium_base64_VARIANT_ORIGINAL);
	g_strlcat(line, "\n", KEY_FILE_MAX);
}

/* libsodium 1.0.18 takes some bytes above 127 for digits of base64: what was read is written again and compared. */
static gboolean
seed_fits(const guint8 *seed, const char *line, gsize len)
{
	char *again = sodium_malloc(KEY_FILE_MAX);
	gboolean fits;

	g_assert(again);
	seed_line(seed, again);
	fits = strlen(again) == len && sodium_memcmp(again, line, len) == 0;
	sodium_free(again);
	return fits;
}

DeviceKey *
key_file_parse(const char *line, gsize len, const char *path, GError **error)
{
	guint8 *seed = sodium_malloc(crypto_sign_SEEDBYTES);
	DeviceKey *key = NULL;
	gsize n = 0;

	g_assert(seed);
	if (len > strlen(KEY_PREFIX) && line[len - 1] == '\n' && memcmp(line, KEY_PREFIX, strlen(KEY_PREFIX)) == 0 &&
	    sodium_base642bin(seed, crypto_sign_SEEDBYTES, line + strlen(KEY_PREFIX), len - 1 - strlen(KEY_PREFIX), NULL, &n, NULL,
	                      sodium_base64_VARIANT_ORIGINAL) == 0 &&
	    n == crypto_sign_SEEDBYTES && seed_fits(seed, line, len))
		key = key_from_seed(seed);
	else
		g_set_error(error, SYNC_ERROR, SYNC_ERROR_LOCAL,
		            "Geräteschlüssel %s ist beschädigt. Die Datei aus einer Sicherung zurückholen, oder umbenennen: dann "
		            "arbeitet diese Installation als neues Gerät weiter.", path);
	sodium_free(seed);
	return key;
}

static DeviceKey *
key_load(const char *path, GError **error)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	DeviceKey *key = NULL;
	struct stat st;
	char *line;
	ssize_t len;

	if (fd < 0) {
		fail(error, "lässt sich nicht öffnen", path);
		return NULL;
	}
	/* A copy by a file manager may have widened the mode; the file is ours, so it is narrowed again. */
	if (fstat(fd, &st) == 0 && (st.st_mode & 077) && fchmod(fd, 0600) != 0) {
		fail(error, "ist für andere lesbar und lässt sich nicht schützen", path);
		close(fd);
		return NULL;
	}
	line = sodium_malloc(KEY_FILE_MAX);
	g_assert(line);
	len = read(fd, line, KEY_FILE_MAX);
	if (len < 0)
		fail(error, "lässt sich nicht lesen", path);
	else
		key = key_file_parse(line, (gsize)len, path, error);
	sodium_free(line);
	close(fd);
	return key;
}

static gboolean
write_all(int fd, const char *data, gsize len)
{
	while (len > 0) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return FALSE;
		data += n;
		len -= (gsize)n;
	}
	return TRUE;
}

/* Complete under a temporary name first: a key file is never half there. */
static gboolean
key_write(const char *tmp, const char *line, GError **error)
{
	int fd;
	gboolean is_written;

	unlink(tmp);
	fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return fail(error, "lässt sich nicht anlegen", tmp);
	is_written = write_all(fd, line, strlen(line)) && fchmod(fd, 0600) == 0 && fsync(fd) == 0;
	if (!is_written)
		fail(error, "lässt sich nicht schreiben", tmp);
	close(fd);
	return is_written;
}

void
key_file_format(const DeviceKey *key, char *line)
{
	guint8 *seed = sodium_malloc(crypto_sign_SEEDBYTES);

	g_assert(seed);
	crypto_sign_ed25519_sk_to_seed(seed, key->secret);
	seed_line(seed, line);
	sodium_free(seed);
}

static gboolean
key_create(const char *dir, const char *path, GError **error)
{
	g_autofree char *tmp = g_strdup_printf("%s.new-%ld", path, (long)getpid());
	char *line = sodium_malloc(KEY_FILE_MAX);
	guint8 *seed = sodium_malloc(crypto_sign_SEEDBYTES);
	gboolean is_fine;

	g_assert(line && seed);
	randombytes_buf(seed, crypto_sign_SEEDBYTES);
	seed_line(seed, line);
	is_fine = key_write(tmp, line, error);
	sodium_free(line);
	sodium_free(seed);
	/* link() never replaces: two programs that start at once end up with one key. Where links are unknown, rename. */
	if (is_fine && link(tmp, path) != 0 && errno != EEXIST && rename(tmp, path) != 0)
		is_fine = fail(error, "lässt sich nicht anlegen", path);
	unlink(tmp);
	fsync_dir(dir);
	return is_fine;
}

DeviceKey *
device_key_open(const char *data_dir, GError **error)
{
	g_autofree char *path = g_build_filename(data_dir, "device.key", NULL);
	struct stat st;

	crypto_init();
	if (lstat(path, &st) != 0 && errno == ENOENT && !key_create(data_dir, path, error))
		return NULL;
	return key_load(path, error);
}

/* --- becoming a new device ------------------------------------------------------------------------------------------------ */

static char *
key_path(const char *data_dir, const char *ending)
{
	g_autofree char *name = g_strconcat("device.key", ending, NULL);

	return g_build_filename(data_dir, name, NULL);
}

DeviceKey *
device_key_prepare(const char *data_dir, GError **error)
{
	g_autofree char *path = key_path(data_dir, ".new");
	struct stat st;

	crypto_init();
	if (lstat(path, &st) != 0 && errno == ENOENT && !key_create(data_dir, path, error))
		return NULL;
	return key_load(path, error);
}

/* The first free name for a copy of the present key; NULL if there is one of this very key. Caller frees. */
static char *
old_path(const char *data_dir, const char *device)
{
	guint n;

	for (n = 1;; n++) {
		g_autofree char *ending = g_strdup_printf(".old-%u", n);
		char *path = key_path(data_dir, ending);
		g_autoptr(DeviceKey) key = NULL;
		struct stat st;

		if (lstat(path, &st) != 0)
			return path;
		key = key_load(path, NULL);
		g_free(path);
		if (key && strcmp(key->id, device) == 0)
			return NULL;
	}
}

/* device.key is there at every moment: a copy is kept first, then the new file takes its place. */
static gboolean
replace_key(const char *data_dir, const DeviceKey *present, GError **error)
{
	g_autofree char *path = key_path(data_dir, ""), *fresh = key_path(data_dir, ".new"), *old = old_path(data_dir, present->id);
	gboolean is_kept = !old;
	char *line;

	if (old) {
		line = sodium_malloc(KEY_FILE_MAX);
		g_assert(line);
		key_file_format(present, line);
		is_kept = key_write(old, line, error);
		sodium_free(line);
	}
	if (is_kept && rename(fresh, path) != 0)
		is_kept = fail(error, "lässt sich nicht ersetzen", path);
	fsync_dir(data_dir);
	return is_kept;
}

DeviceKey *
device_key_take(const char *data_dir, const char *device, GError **error)
{
	g_autofree char *lock_path = key_path(data_dir, ".lock");
	g_autofree char *fresh_path = key_path(data_dir, ".new");
	int lock = open(lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	g_autoptr(DeviceKey) key = NULL, fresh = NULL;

	if (lock < 0 || flock(lock, LOCK_EX) != 0) {
		fail(error, "lässt sich nicht sperren", lock_path);
	} else if ((key = device_key_open(data_dir, error)) && strcmp(key->id, device) != 0) {
		fresh = key_load(fresh_path, NULL);
		if (fresh && strcmp(fresh->id, device) == 0 && replace_key(data_dir, key, error)) {
			device_key_free(key);
			key = g_steal_pointer(&fresh);
		}
	}
	if (lock >= 0)
		close(lock);
	return g_steal_pointer(&key);
}

DeviceKey *
device_key_find(const char *data_dir, const char *device)
{
	g_autoptr(GDir) dir = g_dir_open(data_dir, 0, NULL);
	const char *name;

	crypto_init();
	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(data_dir, name, NULL);
		g_autoptr(DeviceKey) key = g_str_has_prefix(name, "device.key.old-") ? key_load(path, NULL) : NULL;

		if (key && strcmp(key->id, device) == 0)
			return g_steal_pointer(&key);
	}
	return NULL;
}

void
device_key_free(DeviceKey *key)
{
	if (!key)
		return;
	sodium_free(key->secret);
	g_free(key->text);
	g_free(key);
}

const char *
device_key_id(const DeviceKey *key)
{
	return key->id;
}

const char *
device_key_public(const DeviceKey *key)
{
	return key->text;
}

const guint8 *
key_public_bytes(const DeviceKey *key)
{
	return key->public_key;
}

void
key_sign(const DeviceKey *key, const guint8 *data, gsize len, guint8 *signature)
{
	crypto_sign_detached(signature, NULL, data, len, key->secret);
}

/* --- random text ---------------------------------------------------------------------------------------------------------- */

char *
sync_random_word(gsize len)
{
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
	char *word = g_malloc(len + 1);
	gsize i;

	crypto_init();
	randombytes_buf(word, len);
	for (i = 0; i < len; i++)
		word[i] = alphabet[(guint8)word[i] & 31];
	word[len] = '\0';
	return word;
}

char *
sync_random_salt(void)
{
	guint8 bytes[16];
	char text[sodium_base64_ENCODED_LEN(sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];

	crypto_init();
	randombytes_buf(bytes, sizeof bytes);
	sodium_bin2base64(text, sizeof text, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return g_strdup(text);
}
