/* A path of the shared repository. Each known file has one path only: its parts give the same path again. */
#include <string.h>

#include "fuzz.h"
#include "sync/path.h"

static void
check_log(const char *path, const RepoPath *parsed)
{
	g_autofree char *batch = path_of_batch(parsed->device, parsed->number, parsed->hash), *texts = path_of_texts(batch);
	g_autofree char *back = path_of_batch_of_texts(texts);

	g_assert_cmpstr(back, ==, batch);
	g_assert_cmpstr(path, ==, parsed->kind == PATH_BATCH ? batch : texts);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *path = g_strndup((const char *)data, size);
	char *slash = strrchr(path, '/');
	g_autofree char *folder = slash ? g_strndup(path, (gsize)(slash - path)) : NULL;
	RepoPath parsed;

	if (path_parse(path, &parsed) == PATH_FOREIGN)
		return 0;
	g_assert_true(!folder || path_is_known_folder(folder));
	g_assert_false(strstr(path, "..") && parsed.kind != PATH_CHECKLIST);
	g_assert_null(strstr(path, "/../"));
	g_assert_cmpuint(path_max_size(parsed.kind), >, 0);
	if (parsed.kind == PATH_BATCH || parsed.kind == PATH_TEXT)
		check_log(path, &parsed);
	return 0;
}
