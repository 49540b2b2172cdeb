/* Reading and writing the paths of the shared repository. Strict: each file has one path only. */
#include "path.h"

#include <stdio.h>
#include <string.h>

#include "key.h"

#define WORD_CHARS "abcdefghijklmnopqrstuvwxyz0123456789-_"
#define VERSION_CHARS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+"
#define HEX_CHARS "0123456789abcdef"

static const gsize max_sizes[] = {
	[PATH_FOREIGN] = 0,
	[PATH_VORORT] = 4096,
	[PATH_CHECKLIST] = 1024 * 1024,
	[PATH_KOMMUNEN] = 16 * 1024 * 1024, /* 11,000 Gemeinden with history are about 4 MiB */
	[PATH_BATCH] = BATCH_MAX,
	[PATH_TEXT] = BATCH_MAX,
};

gsize
path_max_size(PathKind kind)
{
	return max_sizes[kind];
}

static gboolean
is_hex(const char *text, gsize len)
{
	return strlen(text) == len && strspn(text, HEX_CHARS) == len;
}

/* "<left>-<hash8><suffix>" into its parts; FALSE if it is not of this form. */
static gboolean
split_name(const char *name, const char *suffix, char **left, char *hash)
{
	g_autofree char *stem = NULL;
	char *dash;

	if (!g_str_has_suffix(name, suffix))
		return FALSE;
	stem = g_strndup(name, strlen(name) - strlen(suffix));
	dash = strrchr(stem, '-');
	if (!dash || dash == stem || !is_hex(dash + 1, 8))
		return FALSE;
	g_strlcpy(hash, dash + 1, 9);
	*dash = '\0';
	*left = g_steal_pointer(&stem);
	return TRUE;
}

static PathKind
parse_log(char **parts, guint n, const char *path, RepoPath *out)
{
	g_autofree char *number = NULL;
	g_autofree char *again = NULL;
	PathKind kind;

	if (n != 5 || strlen(parts[2]) != STAMP_DEVICE_LEN || !stamp_word_is_valid(parts[2], STAMP_DEVICE_LEN))
		return PATH_FOREIGN;
	kind = g_str_has_suffix(parts[4], ".jsonl") ? PATH_BATCH : PATH_TEXT;
	if (!split_name(parts[4], kind == PATH_BATCH ? ".jsonl" : ".text", &number, out->hash))
		return PATH_FOREIGN;
	if (strspn(number, "0123456789") != strlen(number) || strlen(number) > 16)
		return PATH_FOREIGN;
	out->number = g_ascii_strtoll(number, NULL, 10);
	if (out->number < 1 || out->number > STAMP_N_MAX)
		return PATH_FOREIGN;
	g_strlcpy(out->device, parts[2], sizeof out->device);
	/* Writing it again finds leading zeros, a wrong <aa> and a wrong <number/100>. */
	again = path_of_batch(out->device, out->number, out->hash);
	return strncmp(again, path, strlen(again) - strlen(".jsonl")) == 0 ? kind : PATH_FOREIGN;
}

static PathKind
parse_checklist(char **parts, guint n, RepoPath *out)
{
	g_autofree char *version = NULL;
	gsize len;

	if (n != 3 || !parts[1][0] || strlen(parts[1]) > 64 || strspn(parts[1], WORD_CHARS) != strlen(parts[1]))
		return PATH_FOREIGN;
	if (!split_name(parts[2], ".yaml", &version, out->hash))
		return PATH_FOREIGN;
	len = strlen(version);
	return len <= 40 && version[0] != '.' && strspn(version, VERSION_CHARS "-") == len ? PATH_CHECKLIST : PATH_FOREIGN;
}

static PathKind
parse_kommunen(char **parts, guint n, RepoPath *out)
{
	if (n != 2 || strlen(parts[1]) != 64 + strlen(".jsonl") || !g_str_has_suffix(parts[1], ".jsonl"))
		return PATH_FOREIGN;
	g_strlcpy(out->hash, parts[1], sizeof out->hash);
	return is_hex(out->hash, 64) ? PATH_KOMMUNEN : PATH_FOREIGN;
}

PathKind
path_parse(const char *path, RepoPath *out)
{
	g_auto(GStrv) parts = NULL;
	guint n;

	memset(out, 0, sizeof *out);
	if (strlen(path) > 200)
		return PATH_FOREIGN;
	if (strcmp(path, "vorort.json") == 0)
		return out->kind = PATH_VORORT;
	parts = g_strsplit(path, "/", 8);
	n = g_strv_length(parts);
	if (n > 1 && strcmp(parts[0], "log") == 0)
		out->kind = parse_log(parts, n, path, out);
	else if (n > 1 && strcmp(parts[0], "checklists") == 0)
		out->kind = parse_checklist(parts, n, out);
	else if (n > 1 && strcmp(parts[0], "kommunen") == 0)
		out->kind = parse_kommunen(parts, n, out);
	return out->kind;
}

gboolean
path_is_known_folder(const char *path)
{
	static const struct {
		const char *root;
		guint depth;
	} roots[] = { { "log", 3 }, { "checklists", 1 }, { "kommunen", 0 } };
	gsize len = strcspn(path, "/");
	guint i, depth = 0;
	const char *p;

	for (p = path; *p; p++)
		depth += *p == '/';
	for (i = 0; i < G_N_ELEMENTS(roots); i++)
		if (strlen(roots[i].root) == len && strncmp(path, roots[i].root, len) == 0)
			return depth <= roots[i].depth;
	return FALSE;
}

gboolean
path_is_among_ours(const char *path)
{
	static const char *const names[] = { "vorort.json", "log", "checklists", "kommunen", NULL };
	g_autofree char *first = g_strndup(path, strcspn(path, "/"));

	return g_strv_contains(names, first);
}

char *
path_of_batch(const char *device, gint64 number, const char *sha256)
{
	return g_strdup_printf("log/%.2s/%s/%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT "-%.8s.jsonl", device, device, number / 100, number,
	                       sha256);
}

char *
path_of_texts(const char *batch_path)
{
	return g_strdup_printf("%.*s.text", (int)(strlen(batch_path) - strlen(".jsonl")), batch_path);
}

char *
path_of_batch_of_texts(const char *text_path)
{
	return g_strdup_printf("%.*s.jsonl", (int)(strlen(text_path) - strlen(".text")), text_path);
}

gboolean
path_fits_content(const RepoPath *path, GBytes *bytes)
{
	g_autofree char *hash = crypto_sha256(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));

	return g_str_has_prefix(hash, path->hash);
}

gboolean
undertaking_id_is_valid(const char *id)
{
	gsize len = strlen(id);

	return len >= 4 && len <= 64 && strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}
