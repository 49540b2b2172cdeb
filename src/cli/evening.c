/* Quick notes find their place, what waits comes up again, the day of a visit ends. */
#include "commands.h"

#include <stdio.h>
#include <string.h>

#include "vorort/text.h"

#include "filter.h"
#include "output.h"
#include "typed.h"
#include "vorort/evening.h"

/* --- note ----------------------------------------------------------------------------------------------------------------------------------- */

gboolean
run_note_sort(Cli *cli, GError **error)
{
	g_autofree char *note = cli_find(cli, "note", cli_word(cli, 0), error), *anbindung = NULL, *on = NULL, *made = NULL;
	const char *how = note ? typed_code(WORDS_NOTE_SORTED, cli_word(cli, 1), "WIE", error) : NULL;
	g_autoptr(GPtrArray) set = how ? typed_set(cli, entity_find("obstacle"), cli_option_all(cli, "set"), TRUE, error) : NULL;
	NoteTarget target = {.sorted = how, .step = cli_option(cli, "step"), .sicht = cli_option(cli, "sicht")};

	if (!set || (cli_has(cli, "anbindung") && !(anbindung = cli_find(cli, "anbindung", cli_option(cli, "anbindung"), error))) ||
	    (cli_has(cli, "to") && !(on = cli_find(cli, NULL, cli_option(cli, "to"), error))))
		return FALSE;
	target.anbindung = anbindung;
	target.on = on;
	target.set = (const char *const *)set->pdata;
	if (!app_sort_note(cli->app, note, &target, &made, error))
		return FALSE;
	if (made)
		puts(made);
	return TRUE;
}

/* --- waiting -------------------------------------------------------------------------------------------------------------------------------- */

static char *
kind_text(const FollowUp *f)
{
	static const char *const days[][2] = {{"next", "nächster Schritt"}, {"due", "Hürde fällig"}, {"until", "Hürde bis"}};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(days); i++)
		if (strcmp(days[i][0], f->kind) == 0)
			return g_strdup(days[i][1]);
	return g_strdup(strcmp(f->kind, "passed_open") == 0 ? "Nacharbeit" : strcmp(f->kind, "blocked") == 0 ? "nicht prüfbar"
													    : words_text(WORDS_OUTCOME, f->kind));
}

static gboolean
is_wanted(Cli *cli, const FollowUp *f, const ObstacleFilter *filter)
{
	g_autofree char *text = g_strjoin("\n", f->id, f->title, f->step, f->what, f->ticket, NULL);

	if ((filter->responsible && strcmp(filter->responsible, f->stelle) != 0) || (filter->step && strcmp(filter->step, f->step) != 0) ||
	    (filter->phase && !g_str_has_prefix(f->step, filter->phase)) || (filter->due && (!*f->due || strcmp(f->due, filter->due) > 0)))
		return FALSE;
	return filter_has_words(text, filter->text) && filter_matches_place(cli, filter, f->on);
}

static json_t *
follow_up_json(const FollowUp *f)
{
	const char *const texts[][2] = {{"id", f->id}, {"kind", f->kind}, {"on", f->on}, {"title", f->title}, {"step", f->step}, {"what", f->what},
					{"env", f->env}, {"stelle", f->stelle}, {"ticket", f->ticket}, {"since", f->since}, {"due", f->due}};
	json_t *object = json_object();
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(texts); i++)
		out_json_set(object, texts[i][0], *texts[i][1] ? texts[i][1] : NULL);
	json_object_set_new(object, "is_late", json_boolean(f->is_late));
	return object;
}

static void
add_row(OutTable *table, const FollowUp *f)
{
	g_autofree char *due = text_date(f->due);

	out_table_add(table, g_strdup_printf("%s%s", f->is_late ? "! " : "", *due ? due : "ohne Termin"));
	out_table_add(table, text_date(f->since));
	out_table_add(table, kind_text(f));
	out_table_add(table, g_strdup(words_text(WORDS_STELLE_KIND, f->stelle)));
	out_table_add(table, g_strdup(f->ticket));
	out_table_add(table, g_strdup(f->id));
	out_table_add(table, g_strdup_printf("%s%s%s · %s", f->title, *f->step ? " · " : "", f->step, f->what));
}

gboolean
run_waiting_list(Cli *cli, GError **error)
{
	static const char *const titles[] = {"erwartet", "seit", "was", "Stelle", "Ticket", "Kennung", "Anbindung", NULL};
	const char *one[] = {NULL, NULL};
	g_autoptr(GPtrArray) all = NULL;
	ObstacleFilter filter;
	OutTable *table;
	json_t *array;
	guint i;

	if (!filter_read(cli, &filter, error))
		return FALSE;
	one[0] = filter.anbindung;
	if (!(all = app_follow_ups(cli->app, filter.anbindung ? one : NULL, 0, error)))
		return FALSE;
	table = out_table_new(titles);
	array = json_array();
	for (i = 0; i < all->len; i++)
		if (!is_wanted(cli, all->pdata[i], &filter))
			continue;
		else if (cli->is_json)
			json_array_append_new(array, follow_up_json(all->pdata[i]));
		else
			add_row(table, all->pdata[i]);
	out_list_end(table, array, cli->is_json, "Nichts wartet.");
	return TRUE;
}

/* The result or the obstacle. */
static char *
find_waiting(Cli *cli, GError **error)
{
	char *id = cli_find(cli, "obstacle", cli_word(cli, 0), NULL);

	return id ? id : cli_find(cli, "result", cli_word(cli, 0), error);
}

gboolean
run_waiting_date(Cli *cli, GError **error)
{
	g_autofree char *id = find_waiting(cli, error);

	return id && app_postpone(cli->app, id, cli_word(cli, 1), error);
}

gboolean
run_waiting_remind(Cli *cli, GError **error)
{
	g_autofree char *id = find_waiting(cli, error), *text = id ? app_reminder(cli->app, id, error) : NULL;

	if (!text)
		return FALSE;
	if (cli_has(cli, "output"))
		return app_write_file(cli_option(cli, "output"), text, error);
	g_strchomp(text);
	out_text(text, TRUE);
	return TRUE;
}

/* --- visit evening -------------------------------------------------------------------------------------------------------------------------- */

/* What does the thing, for people at the command line; %s is the visit. */
static const char *const ways[][2] = {
	{"notes", "vorort note list --open · vorort note sort ID WIE"},
	{"running", "vorort waiting list · vorort waiting date ID TAG"},
	{"obstacles", "vorort obstacle set ID responsible=… next=…"},
	{"differences", "vorort obstacle show ID · … confirm"},
	{"failures", "vorort obstacle add · vorort note add"},
	{"protocol", "vorort report visit %s"},
	{"close", "vorort visit close %s --fazit FAZIT"},
	{"sync", "vorort sync"},
};

static const char *
state_text(EveningState state)
{
	return state == EVENING_DONE ? "✓ erledigt" : state == EVENING_OPEN ? "! offen" : "· ansehen";
}

static void
print_line(const EveningLine *line, const char *visit)
{
	g_autofree char *first = g_strdup_printf("%s: %s", state_text(line->state), line->text);
	guint i;

	out_field(0, line->title, first);
	for (i = 0; i < line->items->len; i++) {
		const EveningItem *item = line->items->pdata[i];
		g_autofree char *text = g_strdup_printf("%s  (%s%s%s)", item->text, item->id, item->step ? " " : "", item->step ? item->step : "");

		out_field(2, "", text);
	}
	for (i = 0; line->state != EVENING_DONE && i < G_N_ELEMENTS(ways); i++)
		if (strcmp(ways[i][0], line->key) == 0) {
			g_auto(GStrv) parts = g_strsplit(ways[i][1], "%s", 2);
			g_autofree char *way = g_strjoinv(visit, parts);

			out_field(2, "→", way);
		}
}

static json_t *
line_json(const EveningLine *line)
{
	static const char *const states[] = {"open", "done", "look"};
	json_t *object = json_object(), *items = json_array();
	guint i;

	out_json_set(object, "key", line->key);
	out_json_set(object, "state", states[line->state]);
	out_json_set(object, "text", line->text);
	for (i = 0; i < line->items->len; i++) {
		const EveningItem *item = line->items->pdata[i];
		json_t *one = json_object();

		out_json_set(one, "type", item->type);
		out_json_set(one, "id", item->id);
		out_json_set(one, "step", item->step);
		out_json_set(one, "text", item->text);
		json_array_append_new(items, one);
	}
	json_object_set_new(object, "items", items);
	return object;
}

gboolean
run_visit_evening(Cli *cli, GError **error)
{
	g_autofree char *id = cli_find(cli, "visit", cli_word(cli, 0), error);
	g_autoptr(GPtrArray) lines = id ? app_evening(cli->app, id, error) : NULL;
	json_t *array = lines ? json_array() : NULL;
	guint i;

	if (!lines)
		return FALSE;
	for (i = 0; i < lines->len; i++)
		if (cli->is_json)
			json_array_append_new(array, line_json(lines->pdata[i]));
		else
			print_line(lines->pdata[i], id);
	if (cli->is_json)
		out_json(array);
	else
		json_decref(array);
	return TRUE;
}
