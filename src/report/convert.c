/*
 * DOCX through pandoc, PDF through WeasyPrint: found in the search path, run without a shell in a folder of their own that is gone
 * afterwards. Both read the HTML alone: it names no other file.
 */
#include "convert.h"

#include <glib/gstdio.h>
#include <string.h>

#define ARGS_MAX 10

typedef struct Converter {
	const char *format, *program, *title, *package;
	const char *args[ARGS_MAX];
} Converter;

/* The title of the document is the first level: sections begin with the second, which becomes „Überschrift 1“. */
static const Converter converters[] = {
	{"docx", "pandoc", "pandoc", "pandoc",
	 {"-f", "html", "-t", "docx", "--shift-heading-level-by=-1", "-M", "lang=de-DE", NULL}},
	{"pdf", "weasyprint", "WeasyPrint", "weasyprint", {"-q", "--pdf-variant", "pdf/ua-1", NULL}},
};

static const Converter *
find_converter(const char *format)
{
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(converters); i++)
		if (strcmp(converters[i].format, format) == 0)
			return &converters[i];
	g_assert_not_reached();
}

static gboolean
set_failed(const Converter *c, const char *why, GError **error)
{
	g_set_error(error, REPORT_ERROR, REPORT_ERROR_FAILED,
		    "%s hat den Bericht nicht umgewandelt: %s. Schreiben Sie ihn als HTML; der Browser druckt es.", c->title, why);
	return FALSE;
}

/* What the program said, in one line. */
static char *
first_line(const char *said, const char *otherwise)
{
	g_auto(GStrv) lines = g_strsplit(said ? said : "", "\n", 2);
	const char *line = lines[0] ? g_strchomp(lines[0]) : "";

	return g_utf8_make_valid(*line ? line : otherwise, -1);
}

static gboolean
run(const Converter *c, const char *program, const char *folder, GError **error)
{
	GPtrArray *argv = g_ptr_array_new();
	g_autofree char *said = NULL, *why = NULL;
	g_autoptr(GError) cause = NULL;
	gboolean is_pandoc = strcmp(c->format, "docx") == 0, ok;
	int status = 0;
	gsize i;

	g_ptr_array_add(argv, (gpointer)program);
	for (i = 0; c->args[i]; i++)
		g_ptr_array_add(argv, (gpointer)c->args[i]);
	g_ptr_array_add(argv, (gpointer) "bericht.html");
	if (is_pandoc)
		g_ptr_array_add(argv, (gpointer) "-o");
	g_ptr_array_add(argv, (gpointer) "ausgabe");
	g_ptr_array_add(argv, NULL);
	ok = g_spawn_sync(folder, (char **)argv->pdata, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &said, &status, &cause) &&
	     g_spawn_check_wait_status(status, &cause);
	g_ptr_array_unref(argv);
	if (ok)
		return TRUE;
	why = first_line(said, cause->message);
	return set_failed(c, why, error);
}

static GBytes *
convert_in(const Converter *c, const char *program, const char *folder, const char *html, GError **error)
{
	g_autofree char *in = g_build_filename(folder, "bericht.html", NULL), *out = g_build_filename(folder, "ausgabe", NULL);
	char *content = NULL;
	gsize length = 0;
	gboolean ok = g_file_set_contents(in, html, -1, error) && run(c, program, folder, error);

	if (ok && !g_file_get_contents(out, &content, &length, NULL))
		set_failed(c, "es ist keine Datei entstanden", error);
	g_unlink(in);
	g_unlink(out);
	return content ? g_bytes_new_take(content, length) : NULL;
}

GBytes *
report_convert(const char *html, const char *format, GError **error)
{
	const Converter *c = find_converter(format);
	g_autofree char *program = g_find_program_in_path(c->program), *folder = NULL;
	GBytes *bytes;

	if (!program) {
		g_set_error(error, REPORT_ERROR, REPORT_ERROR_MISSING,
			    "Für das Format „%s“ wird %s gebraucht; es ist auf diesem Gerät nicht installiert (Debian: apt install %s). Ohne "
			    "%s: als HTML schreiben, das lässt sich drucken.",
			    format, c->title, c->package, c->title);
		return NULL;
	}
	folder = g_dir_make_tmp("vorort-XXXXXX", error);
	if (!folder)
		return NULL;
	bytes = convert_in(c, program, folder, html, error);
	g_rmdir(folder);
	return bytes;
}
