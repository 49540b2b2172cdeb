/* Device key, SSHSIG signatures, batches, text files, paths. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "sync/key.h"
#include "sync/path.h"
#include "sync/sshsig.h"
#include "sync/texts.h"
#include "vorort/text.h"

#define UNDERTAKING "hessen-2026"
#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

typedef struct Fixture {
	char *dir;
	DeviceKey *key;
} Fixture;

static int
setup(void **state)
{
	Fixture *f = g_new0(Fixture, 1);

	f->dir = g_dir_make_tmp("vorort-batch-XXXXXX", NULL);
	f->key = device_key_open(f->dir, NULL);
	*state = f;
	return f->key ? 0 : -1;
}

static int
teardown(void **state)
{
	Fixture *f = *state;
	const char *argv[] = { "rm", "-rf", f->dir, NULL };

	g_spawn_sync(NULL, (char **)(gpointer)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
	device_key_free(f->key);
	g_free(f->dir);
	g_free(f);
	return 0;
}

static GPtrArray *
lines_of(const char *first, ...)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
	va_list args;

	va_start(args, first);
	for (; first; first = va_arg(args, const char *))
		g_ptr_array_add(lines, g_strdup(first));
	va_end(args);
	return lines;
}

static Batch *
seal(const Fixture *f)
{
	g_autoptr(GPtrArray) lines = lines_of("{\"k\":\"note.add\",\"n\":1}", "{\"k\":\"note.add\",\"n\":2,\"t\":\"Größe\"}", NULL);

	return batch_seal(f->key, UNDERTAKING, 1, "", lines, NULL);
}

/* --- key ------------------------------------------------------------------------------------------------------------------ */

static void
key_is_private_and_lasts(void **state)
{
	const Fixture *f = *state;
	g_autofree char *path = g_build_filename(f->dir, "device.key", NULL);
	g_autoptr(DeviceKey) again = NULL;
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_true(stamp_word_is_valid(device_key_id(f->key), STAMP_DEVICE_LEN));
	assert_true(g_str_has_prefix(device_key_public(f->key), "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI"));
	assert_int_equal(chmod(path, 0644), 0);
	again = device_key_open(f->dir, NULL);
	assert_non_null(again);
	assert_string_equal(device_key_id(again), device_key_id(f->key));
	assert_string_equal(device_key_public(again), device_key_public(f->key));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
}

static void
damaged_key_is_refused(void **state)
{
	static const char *const contents[] = { "", "vorort-device-key 1 \n", "vorort-device-key 2 AAAA\n",
		                                "vorort-device-key 1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
		                                "vorort-device-key 1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n",
		                                "vorort-device-key 1 AAAAAAAAAAAAAAAAAAAA\xa7" "AAAAAAAAAAAAAAAAAAAAAA=\n" };
	const Fixture *f = *state;
	g_autofree char *path = g_build_filename(f->dir, "device.key", NULL);
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(contents); i++) {
		g_autoptr(GError) error = NULL;

		assert_true(g_file_set_contents(path, contents[i], -1, NULL));
		assert_null(device_key_open(f->dir, &error));
		assert_true(g_error_matches(error, SYNC_ERROR, SYNC_ERROR_LOCAL));
	}
}

static void
renewed_key_is_another_device(void **state)
{
	const Fixture *f = *state;
	g_autoptr(DeviceKey) fresh = device_key_prepare(f->dir, NULL), again = device_key_prepare(f->dir, NULL);
	g_autoptr(DeviceKey) present = device_key_open(f->dir, NULL), taken = NULL, former = NULL, unknown = NULL, stays = NULL;

	assert_non_null(fresh);
	assert_string_not_equal(device_key_id(fresh), device_key_id(f->key));
	assert_string_equal(device_key_id(fresh), device_key_id(again));
	assert_string_equal(device_key_id(present), device_key_id(f->key));
	taken = device_key_take(f->dir, device_key_id(fresh), NULL);
	assert_string_equal(device_key_id(taken), device_key_id(fresh));
	former = device_key_find(f->dir, device_key_id(f->key));
	assert_string_equal(device_key_public(former), device_key_public(f->key));
	unknown = device_key_find(f->dir, "aaaaaaaaaaaa");
	assert_null(unknown);
	/* A key that nobody prepared, and one that is in place already: nothing changes. */
	stays = device_key_take(f->dir, "aaaaaaaaaaaa", NULL);
	assert_string_equal(device_key_id(stays), device_key_id(fresh));
	device_key_free(stays);
	stays = device_key_take(f->dir, device_key_id(fresh), NULL);
	assert_string_equal(device_key_id(stays), device_key_id(fresh));
}

static void
random_text_has_its_form(void **state)
{
	g_autofree char *a = sync_random_word(16), *b = sync_random_word(16), *salt = sync_random_salt();

	(void)state;
	assert_true(stamp_word_is_valid(a, 16));
	assert_string_not_equal(a, b);
	assert_int_equal(strlen(salt), 22);
}

/* --- signature ------------------------------------------------------------------------------------------------------------ */

static void
stdin_from(gpointer path)
{
	int fd = open(path, O_RDONLY);

	dup2(fd, 0);
}

/* As man/vorort-format.5 tells: the message is all but the last line, the signature goes between BEGIN and END. */
static int
ssh_keygen_verify(const Fixture *f, const Batch *batch, const char *namespace)
{
	g_autofree char *message = g_build_filename(f->dir, "message", NULL), *sig = g_build_filename(f->dir, "sig", NULL);
	g_autofree char *signers = g_build_filename(f->dir, "signers", NULL), *signer = NULL, *base64 = NULL;
	g_autoptr(GString) armor = g_string_new("-----BEGIN SSH SIGNATURE-----\n");
	const char *argv[] = { "ssh-keygen", "-Y", "verify", "-f", signers, "-I", "geraet", "-n", namespace, "-s", sig, NULL };
	gsize len, i;
	const char *data = g_bytes_get_data(batch->bytes, &len), *last = g_strrstr_len(data, (gssize)len - 1, "\n") + 1;
	int status = -1;

	base64 = g_strndup(last + strlen("{\"sig\":\""), SSHSIG_TEXT_LEN);
	for (i = 0; i < strlen(base64); i += 70)
		g_string_append_printf(armor, "%.70s\n", base64 + i);
	g_string_append(armor, "-----END SSH SIGNATURE-----\n");
	signer = g_strdup_printf("geraet %s\n", batch->public_key);
	assert_true(g_file_set_contents(message, data, last - data, NULL));
	assert_true(g_file_set_contents(sig, armor->str, -1, NULL));
	assert_true(g_file_set_contents(signers, signer, -1, NULL));
	assert_true(g_spawn_sync(NULL, (char **)(gpointer)argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
	                         stdin_from, message, NULL, NULL, &status, NULL));
	return status;
}

static void
ssh_keygen_accepts_a_batch(void **state)
{
	const Fixture *f = *state;
	g_autoptr(Batch) batch = seal(f);

	assert_int_equal(ssh_keygen_verify(f, batch, "vorort"), 0);
	assert_int_not_equal(ssh_keygen_verify(f, batch, "git"), 0);
}

static void
signature_has_one_form(void **state)
{
	const Fixture *f = *state;
	const guint8 *public_key = key_public_bytes(f->key);
	g_autofree char *sig = sshsig_sign(f->key, "abc", 3);
	gsize i;

	assert_int_equal(strlen(sig), SSHSIG_TEXT_LEN);
	assert_true(sshsig_verify(public_key, "abc", 3, sig));
	assert_false(sshsig_verify(public_key, "abd", 3, sig));
	assert_false(sshsig_verify(public_key, "abc", 2, sig));
	assert_false(sshsig_verify(public_key, "abc", 3, ""));
	for (i = 0; i < SSHSIG_TEXT_LEN; i++) {
		char before = sig[i];

		sig[i] = before == 'A' ? 'B' : 'A';
		assert_false(sshsig_verify(public_key, "abc", 3, sig));
		sig[i] = '\n';
		assert_false(sshsig_verify(public_key, "abc", 3, sig));
		sig[i] = before;
	}
}

/* --- batch ---------------------------------------------------------------------------------------------------------------- */

static void
batch_round_trip(void **state)
{
	const Fixture *f = *state;
	g_autoptr(Batch) sealed = seal(f);
	g_autoptr(Batch) read = batch_read(sealed->path, sealed->bytes, NULL);

	assert_non_null(read);
	assert_string_equal(read->undertaking, UNDERTAKING);
	assert_string_equal(read->device, device_key_id(f->key));
	assert_string_equal(read->public_key, device_key_public(f->key));
	assert_int_equal(read->number, 1);
	assert_string_equal(read->prev, "");
	assert_string_equal(read->sha256, sealed->sha256);
	assert_string_equal(read->path, sealed->path);
	assert_int_equal(read->lines->len, 2);
	assert_string_equal(read->lines->pdata[1], "{\"k\":\"note.add\",\"n\":2,\"t\":\"Größe\"}");
}

static Batch *
read_at_fitting_path(const Batch *original, const char *data, gsize len, GError **error)
{
	g_autofree char *sha256 = crypto_sha256(data, len);
	g_autofree char *path = path_of_batch(original->device, original->number, sha256);
	g_autoptr(GBytes) bytes = g_bytes_new(data, len);

	return batch_read(path, bytes, error);
}

/* Even with a name that fits the changed content: every single bit of header, lines and signature counts. */
static void
every_changed_bit_is_refused(void **state)
{
	const Fixture *f = *state;
	g_autoptr(Batch) batch = seal(f);
	gsize len, i;
	g_autofree char *data = g_memdup2(g_bytes_get_data(batch->bytes, NULL), g_bytes_get_size(batch->bytes));
	int bit;

	len = g_bytes_get_size(batch->bytes);
	for (i = 0; i < len; i++)
		for (bit = 0; bit < 8; bit++) {
			g_autoptr(GError) error = NULL;
			g_autoptr(Batch) read = NULL;
			g_autoptr(GBytes) bytes = NULL;

			data[i] = (char)(data[i] ^ 1 << bit);
			read = read_at_fitting_path(batch, data, len, &error);
			assert_null(read);
			assert_true(g_error_matches(error, SYNC_ERROR, SYNC_ERROR_INVALID));
			bytes = g_bytes_new(data, len);
			assert_null(batch_read(batch->path, bytes, NULL));
			data[i] = (char)(data[i] ^ 1 << bit);
		}
}

static void
every_truncation_is_refused(void **state)
{
	const Fixture *f = *state;
	g_autoptr(Batch) batch = seal(f);
	gsize i;

	for (i = 0; i < g_bytes_get_size(batch->bytes); i++)
		assert_null(read_at_fitting_path(batch, g_bytes_get_data(batch->bytes, NULL), i, NULL));
}

static void
wrong_path_is_refused(void **state)
{
	const Fixture *f = *state;
	g_autoptr(Batch) batch = seal(f);
	g_autofree char *number = path_of_batch(batch->device, 2, batch->sha256);
	g_autofree char *device = path_of_batch("aaaaaaaaaaaa", 1, batch->sha256);
	g_autofree char *hash = path_of_batch(batch->device, 1, SHA);
	g_autofree char *texts = path_of_texts(batch->path);
	const char *paths[] = { number, device, hash, texts, "", "log", "../../etc/passwd", batch->path + 1 };
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(paths); i++)
		assert_null(batch_read(paths[i], batch->bytes, NULL));
}

/* A device that signs with its own key but calls itself another. */
static void
foreign_device_is_refused(void **state)
{
	const Fixture *f = *state;
	g_autoptr(Batch) batch = seal(f);
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) file = NULL;
	g_autofree char *sig = NULL, *path = NULL, *sha256 = NULL;
	g_autoptr(GBytes) bytes = NULL;
	gsize len;
	const char *data = g_bytes_get_data(batch->bytes, &len);

	file = g_string_new_len(data, g_strrstr_len(data, (gssize)len - 1, "\n") + 1 - data);
	g_string_replace(file, batch->device, "aaaaaaaaaaaa", 0);
	sig = sshsig_sign(f->key, file->str, file->len);
	g_string_append_printf(file, "{\"sig\":\"%s\"}\n", sig);
	sha256 = crypto_sha256(file->str, file->len);
	path = path_of_batch("aaaaaaaaaaaa", 1, sha256);
	bytes = g_bytes_new(file->str, file->len);
	assert_null(batch_read(path, bytes, &error));
	assert_string_equal(error->message, "Schlüssel gehört nicht zu diesem Gerät");
}

static void
newer_format_is_told_apart(void **state)
{
	const Fixture *f = *state;
	g_autoptr(Batch) batch = seal(f);
	g_autoptr(GError) error = NULL;
	g_autofree char *data = g_memdup2(g_bytes_get_data(batch->bytes, NULL), g_bytes_get_size(batch->bytes));
	g_autoptr(GString) huge = NULL;

	data[strlen("{\"format\":")] = '2';
	assert_null(read_at_fitting_path(batch, data, g_bytes_get_size(batch->bytes), &error));
	assert_non_null(strstr(error->message, "neuere Version"));
	/* 2^32 + 1 is not 1. */
	g_clear_error(&error);
	data[strlen("{\"format\":")] = '1';
	huge = g_string_new_len(data, (gssize)g_bytes_get_size(batch->bytes));
	g_string_replace(huge, "\"format\":1,", "\"format\":4294967297,", 1);
	assert_null(read_at_fitting_path(batch, huge->str, huge->len, &error));
	assert_non_null(strstr(error->message, "neuere Version"));
}

static Batch *
seal_lines(const Fixture *f, guint n, gsize len)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	guint i;

	for (i = 0; i < n; i++)
		g_ptr_array_add(lines, g_strnfill(len, 'x'));
	return batch_seal(f->key, UNDERTAKING, 1, "", lines, NULL);
}

static void
limits_hold(void **state)
{
	const Fixture *f = *state;
	g_autoptr(Batch) longest = seal_lines(f, 1, 65536), full = seal_lines(f, 15, 65536);
	g_autoptr(Batch) read = NULL;
	g_autoptr(GBytes) huge = g_bytes_new_take(g_malloc0(BATCH_MAX + 1), BATCH_MAX + 1);

	assert_non_null(longest);
	assert_non_null(full);
	read = batch_read(full->path, full->bytes, NULL);
	assert_non_null(read);
	assert_null(seal_lines(f, 1, 65537));
	assert_null(seal_lines(f, 16, 65536));
	assert_null(seal_lines(f, 0, 0));
	assert_null(seal_lines(f, 1, 0));
	assert_null(batch_read(full->path, huge, NULL));
}

static void
chain_has_its_form(void **state)
{
	const Fixture *f = *state;
	g_autoptr(GPtrArray) lines = lines_of("{}", NULL);
	g_autoptr(Batch) second = batch_seal(f->key, UNDERTAKING, 2, SHA, lines, NULL);
	g_autoptr(Batch) read = batch_read(second->path, second->bytes, NULL);

	assert_string_equal(read->prev, SHA);
	assert_null(batch_seal(f->key, UNDERTAKING, 1, SHA, lines, NULL));
	assert_null(batch_seal(f->key, UNDERTAKING, 2, "", lines, NULL));
	assert_null(batch_seal(f->key, UNDERTAKING, 0, "", lines, NULL));
	assert_null(batch_seal(f->key, "Groß \"und\" frei", 1, "", lines, NULL));
}

/* --- texts ---------------------------------------------------------------------------------------------------------------- */

static BatchText *
text_new(const char *text)
{
	BatchText *made = g_new0(BatchText, 1);

	made->salt = sync_random_salt();
	made->text = g_strdup(text);
	made->hash = text_hash(made->salt, text);
	return made;
}

static GPtrArray *
some_texts(void)
{
	GPtrArray *texts = texts_new();

	g_ptr_array_add(texts, text_new("Zertifikat fehlt"));
	g_ptr_array_add(texts, text_new("Zeile 1\nZeile „2“ mit \\ und \""));
	g_ptr_array_add(texts, text_new(""));
	return texts;
}

static void
texts_round_trip_sorted(void **state)
{
	g_autoptr(GPtrArray) texts = some_texts();
	g_autoptr(GPtrArray) read = NULL;
	g_autoptr(GBytes) bytes = batch_texts_write(texts), again = NULL;
	guint n_bad, i;

	(void)state;
	read = batch_texts_read(bytes, &n_bad, NULL);
	assert_int_equal(n_bad, 0);
	assert_int_equal(read->len, 3);
	for (i = 1; i < read->len; i++)
		assert_true(strcmp(((BatchText *)read->pdata[i - 1])->hash, ((BatchText *)read->pdata[i])->hash) < 0);
	again = batch_texts_write(read);
	assert_true(g_bytes_equal(bytes, again));
}

static void
bad_text_lines_are_dropped(void **state)
{
	g_autoptr(GPtrArray) texts = some_texts();
	g_autoptr(GPtrArray) read = NULL;
	g_autoptr(GString) file = g_string_new("kein JSON\n[]\n{\"h\":\"x\",\"s\":\"y\",\"t\":\"z\"}\n");
	g_autoptr(GBytes) bytes = batch_texts_write(texts), mixed = NULL;
	guint n_bad;

	(void)state;
	g_string_append_len(file, g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes));
	g_string_replace(file, "Zertifikat", "Zertifikate", 0);
	mixed = g_bytes_new(file->str, file->len);
	read = batch_texts_read(mixed, &n_bad, NULL);
	assert_int_equal(n_bad, 4);
	assert_int_equal(read->len, 2);
}

/* What is left when everything was redacted. */
static void
empty_text_file_is_fine(void **state)
{
	g_autoptr(GBytes) empty = g_bytes_new(NULL, 0);
	g_autoptr(GPtrArray) read = NULL;
	guint n_bad;

	(void)state;
	read = batch_texts_read(empty, &n_bad, NULL);
	assert_non_null(read);
	assert_int_equal(read->len, 0);
	assert_int_equal(n_bad, 0);
}

static void
texts_count_only_if_named(void **state)
{
	const Fixture *f = *state;
	g_autoptr(GPtrArray) texts = some_texts(), taken = texts_new();
	const char *named = ((BatchText *)texts->pdata[0])->hash;
	g_autofree char *line = g_strdup_printf("{\"text\":\"%s\"}", named), *wanted = g_strdup(named);
	g_autoptr(GPtrArray) lines = lines_of(line, NULL);
	g_autoptr(Batch) batch = batch_seal(f->key, UNDERTAKING, 1, "", lines, NULL);
	g_autoptr(GHashTable) set = texts_named_by(batch);

	assert_int_equal(texts_merge(taken, texts, set), 1);
	assert_int_equal(texts->len, 0);
	assert_string_equal(((BatchText *)taken->pdata[0])->hash, wanted);
}

/* --- paths ---------------------------------------------------------------------------------------------------------------- */

static const struct {
	const char *path;
	PathKind kind;
} paths[] = {
	{ "vorort.json", PATH_VORORT },
	{ "log/ab/abcdefghijkl/0/1-01234567.jsonl", PATH_BATCH },
	{ "log/ab/abcdefghijkl/12/1234-01234567.jsonl", PATH_BATCH },
	{ "log/ab/abcdefghijkl/0/1-01234567.text", PATH_TEXT },
	{ "checklists/wohngeld/2026-11-a1-01234567.yaml", PATH_CHECKLIST },
	{ "kommunen/" SHA ".jsonl", PATH_KOMMUNEN },
	{ "", PATH_FOREIGN },
	{ ".gitlab-ci.yml", PATH_FOREIGN },
	{ "log", PATH_FOREIGN },
	{ "log/ac/abcdefghijkl/0/1-01234567.jsonl", PATH_FOREIGN },
	{ "log/ab/abcdefghijkl/1/1-01234567.jsonl", PATH_FOREIGN },
	{ "log/ab/abcdefghijkl/0/01-01234567.jsonl", PATH_FOREIGN },
	{ "log/ab/abcdefghijkl/0/0-01234567.jsonl", PATH_FOREIGN },
	{ "log/ab/abcdefghijkl/0/-1-01234567.jsonl", PATH_FOREIGN },
	{ "log/ab/abcdefghijkl/0/1-0123456G.jsonl", PATH_FOREIGN },
	{ "log/ab/abcdefghijkl/0/1-01234567.jsonl/x", PATH_FOREIGN },
	{ "log/ab/ABCDEFGHIJKL/0/1-01234567.jsonl", PATH_FOREIGN },
	{ "log/ab/abcdefghijkl/0/1-01234567.txt", PATH_FOREIGN },
	{ "log/ab/abcdefghijkl/99999999999999999/9999999999999999999-01234567.jsonl", PATH_FOREIGN },
	{ "checklists/../1-01234567.yaml", PATH_FOREIGN },
	{ "checklists/wohngeld/.1-01234567.yaml", PATH_FOREIGN },
	{ "checklists/wohngeld/01234567.yaml", PATH_FOREIGN },
	{ "kommunen/" SHA ".json", PATH_FOREIGN },
	{ "kommunen/x/" SHA ".jsonl", PATH_FOREIGN },
};

static void
paths_are_strict(void **state)
{
	RepoPath parsed;
	gsize i;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(paths); i++)
		if (path_parse(paths[i].path, &parsed) != paths[i].kind)
			fail_msg("%s: %d", paths[i].path, (int)parsed.kind);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(key_is_private_and_lasts, setup, teardown),
		cmocka_unit_test_setup_teardown(damaged_key_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(renewed_key_is_another_device, setup, teardown),
		cmocka_unit_test(random_text_has_its_form),
		cmocka_unit_test_setup_teardown(ssh_keygen_accepts_a_batch, setup, teardown),
		cmocka_unit_test_setup_teardown(signature_has_one_form, setup, teardown),
		cmocka_unit_test_setup_teardown(batch_round_trip, setup, teardown),
		cmocka_unit_test_setup_teardown(every_changed_bit_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(every_truncation_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(wrong_path_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(foreign_device_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(newer_format_is_told_apart, setup, teardown),
		cmocka_unit_test_setup_teardown(limits_hold, setup, teardown),
		cmocka_unit_test_setup_teardown(chain_has_its_form, setup, teardown),
		cmocka_unit_test(texts_round_trip_sorted),
		cmocka_unit_test(bad_text_lines_are_dropped),
		cmocka_unit_test(empty_text_file_is_fine),
		cmocka_unit_test_setup_teardown(texts_count_only_if_named, setup, teardown),
		cmocka_unit_test(paths_are_strict),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
