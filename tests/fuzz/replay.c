/*
 * Runs every file of the given folders through a harness, without libFuzzer: the checked-in corpus in make check, a find by hand.
 * The last line of output names the file that a crash belongs to. Status 1 if there is no file.
 */
#include <stdio.h>
#include <string.h>

#include "fuzz.h"

static gint
compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static gboolean
run_file(const char *path)
{
	g_autofree char *data = NULL;
	g_autofree uint8_t *exact = NULL; /* without the NUL that GLib adds, so that a sanitizer sees reads past the end */
	gsize len;

	printf("%s\n", path);
	fflush(stdout);
	if (!g_file_get_contents(path, &data, &len, NULL))
		return FALSE;
	exact = g_malloc(MAX(len, 1));
	memcpy(exact, data, len);
	LLVMFuzzerTestOneInput(exact, len);
	return TRUE;
}

/* A folder, or one file. */
static guint
run(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	const char *name;
	guint i, n = 0;

	if (!dir)
		return run_file(path) ? 1 : 0;
	while ((name = g_dir_read_name(dir)))
		g_ptr_array_add(paths, g_build_filename(path, name, NULL));
	g_ptr_array_sort(paths, compare_names);
	for (i = 0; i < paths->len; i++)
		n += run_file(paths->pdata[i]) ? 1 : 0;
	return n;
}

int
main(int argc, char **argv)
{
	guint n = 0;
	int i;

	for (i = 1; i < argc; i++)
		n += run(argv[i]);
	printf("%u files\n", n);
	return n == 0;
}
