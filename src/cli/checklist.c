/* Checklists on the command line: what is installed, one of them as text or Markdown, a skeleton, publishing. Checking is lint.c. */
#include "checklist.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "vorort/text.h"

#include "commands.h"
#include "filter.h"
#include "output.h"

/* --- figures ------------------------------------------------------------------------------------------------------------------------------- */

static json_t *
figures_json(const Checklist *c, const char *transport)
{
	json_t *object, *nl = json_object();
	ChecklistFigures f;
	const Word *word;

	checklist_figures(c, transport, &f);
	object = json_pack("{s:i,s:i,s:i,s:i,s:{s:i,s:i,s:i}}", "steps", (int)f.n_steps, "muss", (int)f.n_muss, "minutes", (int)f.minutes,
			   "lead_days", (int)f.lead_days, "sources", "A", (int)f.sources[0], "B", (int)f.sources[1], "C", (int)f.sources[2]);
	for (word = words(WORDS_NL); word->code; word++)
		json_object_set_new(nl, word->code, json_integer(f.nl[words_index(WORDS_NL, word->code)]));
	json_object_set_new(object, "nl", nl);
	out_json_set(object, "transport", transport);
	return object;
}

/* One entry for each transport route; one with null where there is no choice. */
static json_t *
routes_json(const Checklist *c)
{
	const ChecklistParameter *transport = checklist_parameter(c, "transport");
	json_t *array = json_array();
	char **value = transport ? transport->values : NULL;

	if (!value || !*value)
		json_array_append_new(array, figures_json(c, NULL));
	for (; value && *value; value++)
		json_array_append_new(array, figures_json(c, *value));
	return array;
}

json_t *
checklist_head_json(const Checklist *c)
{
	json_t *object = json_pack("{s:i}", "n_steps", (int)c->steps->len);

	out_json_set(object, "leistung", c->leistung);
	out_json_set(object, "version", c->version);
	out_json_set(object, "title", c->title);
	out_json_set(object, "date", c->date);
	out_json_set(object, "sha256", c->sha256);
	return object;
}

static json_t *
checklist_json(const Checklist *c)
{
	json_t *object = checklist_head_json(c), *excused = json_object();
	guint i;

	for (i = 0; i < c->excused->len; i++) {
		const ChecklistExcuse *excuse = c->excused->pdata[i];

		out_json_set(excused, excuse->nl, excuse->reason);
	}
	json_object_set_new(object, "nl_excused", excused);
	json_object_set_new(object, "routes", routes_json(c));
	return object;
}

static void
add_rows(OutTable *table, const Checklist *c)
{
	const ChecklistParameter *transport = checklist_parameter(c, "transport");
	char *none[] = {(char *)"", NULL}, **value = transport && *transport->values ? transport->values : none;

	for (; *value; value++) {
		ChecklistFigures f;

		checklist_figures(c, **value ? *value : NULL, &f);
		out_table_add(table, g_strdup(c->leistung));
		out_table_add(table, g_strdup(c->version));
		out_table_add(table, text_date(c->date));
		out_table_add(table, g_strdup(*value));
		out_table_add(table, g_strdup_printf("%u", f.n_steps));
		out_table_add(table, g_strdup_printf("%u:%02u", f.minutes / 60, f.minutes % 60));
		out_table_add(table, g_strdup(c->title));
	}
}

gboolean
run_checklist_list(Cli *cli, GError **error)
{
	static const char *const titles[] = {"Leistung", "Version", "Stand", "Transport", "Schritte", "Stunden", "Titel", NULL};
	const GPtrArray *all = app_leistungen(cli->app, error);
	OutTable *table = all ? out_table_new(titles) : NULL;
	json_t *array = json_array();
	guint i;

	for (i = 0; all && i < all->len; i++) {
		const Leistung *l = all->pdata[i];
		const Checklist *c = l->has_test ? app_checklist(cli->app, l->key, NULL) : NULL;

		if (!c)
			continue;
		json_array_append_new(array, checklist_json(c));
		add_rows(table, c);
	}
	out_list_end(table, array, cli->is_json, "Es sind keine Checklisten installiert.");
	return all != NULL;
}

/* --- one of them --------------------------------------------------------------------------------------------------------------------------- */

static gboolean
step_is_wanted(const ChecklistStep *step, const ObstacleFilter *filter)
{
	if ((filter->step && strcmp(filter->step, step->id) != 0) || (filter->phase && *filter->phase != step->phase))
		return FALSE;
	return filter_has_words(step->title, filter->text) || filter_has_words(step->task, filter->text);
}

json_t *
checklist_step_json(const ChecklistStep *s)
{
	const char phase[] = {s->phase, 0};
	json_t *object = json_pack("{s:i,s:i}", "minutes", s->minutes, "lead_days", s->lead_days);
	g_autofree char *when = s->when ? condition_to_text(s->when) : NULL;

	out_json_set(object, "id", s->id);
	out_json_set(object, "title", s->title);
	out_json_set(object, "task", s->task);
	out_json_set(object, "criterion", s->criterion);
	out_json_set(object, "hint", s->hint);
	out_json_set(object, "duty", s->duty);
	out_json_set(object, "phase", phase);
	out_json_set(object, "level", s->level);
	out_json_set(object, "when", when);
	out_json_set(object, "responsible", s->responsible);
	out_json_set(object, "evidence", s->evidence);
	out_json_set(object, "repeat", s->repeat);
	out_json_set(object, "probe", s->probe);
	json_object_set_new(object, "needs", out_json_strv(s->needs));
	json_object_set_new(object, "present", out_json_strv(s->present));
	json_object_set_new(object, "nl", out_json_strv(s->nl));
	json_object_set_new(object, "envs", out_json_strv(s->envs));
	return object;
}

/* What stands under a step, in both forms of output. */
typedef void (*PutLine)(const char *title, const char *text);

static char *
words_of(WordList list, char **codes)
{
	GString *text = g_string_new(NULL);

	for (; codes && *codes; codes++)
		g_string_append_printf(text, "%s%s", text->len ? ", " : "", words_text(list, *codes));
	return g_string_free(text, FALSE);
}

static void
put_sources(const ChecklistStep *s, PutLine put)
{
	g_autoptr(GString) text = g_string_new(NULL);
	guint i;

	for (i = 0; i < s->sources->len; i++) {
		const ChecklistSource *source = s->sources->pdata[i];

		g_string_append_printf(text, "%s%s (%s)", text->len ? "; " : "", source->text, source->confidence);
	}
	put("Quelle", text->str);
}

static void
put_huerden(const ChecklistStep *s, PutLine put)
{
	g_autoptr(GString) text = g_string_new(NULL);
	guint i;

	for (i = 0; i < s->huerden->len; i++) {
		const ChecklistHuerde *huerde = s->huerden->pdata[i];
		g_autofree char *categories = words_of(WORDS_CATEGORY, huerde->categories), *punkte = words_of(WORDS_PUNKT, huerde->punkte);

		g_string_append_printf(text, "%s%s (%s%s%s)", text->len ? "; " : "", huerde->text, categories, *punkte ? "; " : "", punkte);
	}
	put("oft im Weg", text->str);
}

static void
put_fields(const ChecklistStep *s, PutLine put)
{
	g_autoptr(GString) text = g_string_new(NULL);
	guint i;

	for (i = 0; i < s->fields->len; i++) {
		const ChecklistField *field = s->fields->pdata[i];

		g_string_append_printf(text, "%s%s%s", text->len ? "; " : "", field->question, field->is_required ? " (nötig)" : "");
	}
	put("notieren", text->str);
}

static void
put_step(const ChecklistStep *s, PutLine put)
{
	g_autofree char *minutes = s->minutes ? g_strdup_printf("%d Minuten", s->minutes) : NULL;
	g_autofree char *lead = s->lead_days ? g_strdup_printf("%d Tage", s->lead_days) : NULL;
	g_autofree char *when = s->when ? condition_to_text(s->when) : NULL, *needs = s->needs ? g_strjoinv(", ", s->needs) : NULL;
	g_autofree char *present = words_of(WORDS_PRESENT, s->present), *envs = words_of(WORDS_ENV, s->envs), *nl = words_of(WORDS_NL, s->nl);

	put("prüfen", s->task);
	put("bestanden, wenn", s->criterion);
	put("sonst", s->hint);
	put("gilt, wenn", when);
	put("braucht", needs);
	put("dabei", present);
	put("zuständig", s->responsible ? words_text(WORDS_STELLE_KIND, s->responsible) : NULL);
	put("Ebene", strcmp(s->level, "kommune") != 0 ? words_text(WORDS_STEP_LEVEL, s->level) : NULL);
	put("Umgebung", envs);
	put("je", s->repeat);
	put("Dauer", minutes);
	put("Vorlauf", lead);
	put_fields(s, put);
	put("Nachweis", s->evidence);
	put("Verbindung", s->probe);
	put("deckt ab", nl);
	put_huerden(s, put);
	put_sources(s, put);
}

static void
put_text(const char *title, const char *text)
{
	out_field(2, title, text);
}

/* Characters that Markdown would take as marks; lines of one text stay lines. */
static char *
markdown_escape(const char *text)
{
	GString *out = g_string_new(NULL);
	g_autofree char *visible = text_visible(text, TRUE);
	const char *p;

	for (p = visible; *p; p++) {
		if (strchr("\\`*_{}[]<>#|", *p))
			g_string_append_c(out, '\\');
		g_string_append(out, *p == '\n' ? "  \n  " : (const char[]){*p, 0});
	}
	return g_string_free(out, FALSE);
}

static void
put_markdown(const char *title, const char *text)
{
	g_autofree char *escaped = markdown_escape(text ? text : "");

	if (*escaped)
		printf("- **%s**: %s\n", title, g_strchomp(escaped));
}

static void
print_step(const ChecklistStep *s, gboolean is_markdown, char *phase)
{
	g_autofree char *title = g_strdup_printf("%s  %s (%s)", s->id, s->title, words_text(WORDS_DUTY, s->duty));
	g_autofree char *escaped = markdown_escape(title);

	putchar('\n');
	if (is_markdown && *phase != s->phase)
		printf("## %c – %s\n\n", s->phase, checklist_phase_title(s->phase));
	*phase = s->phase;
	if (is_markdown)
		printf("### %s\n\n", escaped);
	else
		out_text(title, FALSE);
	put_step(s, is_markdown ? put_markdown : put_text);
}

void
checklist_print_step(const ChecklistStep *step)
{
	char phase = 0;

	print_step(step, FALSE, &phase);
}

static void
print_head(const Checklist *c, gboolean is_markdown)
{
	g_autofree char *date = text_date(c->date), *line = g_strdup_printf("%s · Version %s · Stand %s", c->title, c->version, date);
	g_autofree char *escaped = markdown_escape(line);

	if (is_markdown)
		printf("# %s\n\nNL1–NL5 und P1–P8 sind eigene Zählungen. Belege: A amtlich, B aus zweiter Hand, C Praxis.\n", escaped);
	else
		out_text(line, FALSE);
}

/* The installed checklist of a Leistung, or a file that somebody works on; *@owned is freed by the caller. */
static const Checklist *
wanted_checklist(Cli *cli, const char *word, Checklist **owned, GError **error)
{
	g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func((GDestroyNotify)checklist_message_free);
	g_autofree char *first = NULL;

	if (!g_str_has_suffix(word, ".yaml"))
		return app_checklist(cli->app, word, error);
	if ((*owned = checklist_read_file(word, messages)) != NULL)
		return *owned;
	first = checklist_message_format(messages->pdata[0]);
	g_set_error(error, CLI_ERROR, CLI_ERROR_FAILED, "%s\nAlle Fehler zeigt: vorort checklist lint %s", first, word);
	return NULL;
}

static void
print_checklist(const Checklist *c, const ObstacleFilter *filter, gboolean is_json, gboolean is_markdown)
{
	json_t *object, *steps = json_array();
	char phase = 0;
	guint i;

	if (!is_json)
		print_head(c, is_markdown);
	for (i = 0; i < c->steps->len; i++) {
		const ChecklistStep *step = c->steps->pdata[i];

		if (!step_is_wanted(step, filter))
			continue;
		json_array_append_new(steps, checklist_step_json(step));
		if (!is_json)
			print_step(step, is_markdown, &phase);
	}
	object = checklist_json(c);
	json_object_set_new(object, "steps", steps);
	if (is_json)
		out_json(object);
	else
		json_decref(object);
}

gboolean
run_checklist_show(Cli *cli, GError **error)
{
	const char *format = cli_option(cli, "format");
	g_autoptr(Checklist) owned = NULL;
	const Checklist *c = wanted_checklist(cli, cli_word(cli, 0), &owned, error);
	ObstacleFilter filter;

	if (!c || !filter_read(cli, &filter, error))
		return FALSE;
	if (format && strcmp(format, "txt") != 0 && strcmp(format, "md") != 0) {
		g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "--format ist txt oder md, nicht „%s“", format);
		return FALSE;
	}
	print_checklist(c, &filter, cli->is_json, g_strcmp0(format, "md") == 0);
	return TRUE;
}

/* --- making one ------------------------------------------------------------------------------------------------------------------------------ */

/* Never over a file that is there. */
static gboolean
write_new(const char *path, const char *text, GError **error)
{
	FILE *file = fopen(path, "wxe");
	gboolean is_written = file && fputs(text, file) >= 0 && fflush(file) == 0 && fsync(fileno(file)) == 0;
	int cause = errno;

	if (file && fclose(file) != 0 && is_written) {
		is_written = FALSE;
		cause = errno;
	}
	if (is_written)
		return TRUE;
	if (file)
		unlink(path);
	g_set_error(error, CLI_ERROR, CLI_ERROR_FAILED, cause == EEXIST ? "%s gibt es schon; sie bleibt, wie sie ist." : "%s lässt sich nicht schreiben: %s",
		    path, g_strerror(cause));
	return FALSE;
}

gboolean
run_checklist_new(Cli *cli, GError **error)
{
	const char *leistung = cli_word(cli, 0), *path = cli_option(cli, "output");
	g_autoptr(GDateTime) now = g_date_time_new_now_local();
	g_autofree char *today = g_date_time_format(now, "%F"), *text = checklist_skeleton(leistung, today);

	if (!text) {
		g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE,
			    "„%s“ kann keine Leistung heißen: kleine Buchstaben, Ziffern, „-“ und „_“, mindestens zwei, etwa parkausweis.", leistung);
		return FALSE;
	}
	if (!path) {
		fputs(text, stdout);
		return TRUE;
	}
	if (!write_new(path, text, error))
		return FALSE;
	printf("Geschrieben: %s. Als Nächstes die Leistung in katalog.yaml eintragen; „vorort checklist lint %s“ prüft.\n", path, path);
	return TRUE;
}

gboolean
run_checklist_publish(Cli *cli, GError **error)
{
	if (!app_publish_checklist(cli->app, cli_word(cli, 0), error))
		return FALSE;
	puts("Veröffentlicht; der nächste Abgleich verteilt die Checkliste.");
	return TRUE;
}
