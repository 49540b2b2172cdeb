/* Where a Schnellnotiz can go: the form that asks for a Prüfschritt, and what a comment may be about. */
#include "notizen.h"

#include <string.h>

#include "form.h"
#include "vorort/text.h"

#define ANBINDUNGEN_OFFERED 200
#define OBSTACLES_OFFERED 20
#define STEPS_OFFERED 8

static void
add_visits_own(App *app, GPtrArray *ids, const char *visit_id)
{
	g_autoptr(Record) visit = *visit_id ? app_record(app, visit_id, NULL) : NULL;
	g_auto(GStrv) own = g_strsplit(visit ? record_get(visit, "anbindungen") : "", ",", -1);
	char **id;

	for (id = own; *id; id++)
		if (**id)
			g_ptr_array_add(ids, g_strdup(*id));
}

GPtrArray *
notiz_anbindungen(App *app, const Record *note, const char *visit)
{
	GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);
	const char *own = record_get(note, "anbindung"), *origin = record_get(note, "visit");

	if (*own)
		g_ptr_array_add(ids, g_strdup(own));
	else
		add_visits_own(app, ids, *origin ? origin : visit ? visit : "");
	return ids;
}

/* --- the Prüfschritt ------------------------------------------------------------------------------------------------------------------ */

typedef struct Ziel {
	Tui *tui;
	App *app;
	GPtrArray *ids;    /* of char *: Anbindungen to choose from */
	GPtrArray *titles; /* of char * */
	Word *words;
	FormField fields[3];
	Form *form;
	char *anbindung, *step;
	NotizSchritt done;
	void *data;
} Ziel;

/* The one that is chosen in the form. */
static const char *
chosen(Ziel *z)
{
	const char *value = z->ids->len > 1 ? form_get(z->form, "anbindung") : "";

	return *value ? value : z->ids->pdata[0];
}

/* By id or by words of the title; without anything typed the first ones. */
static GPtrArray *
search_step(const char *typed, void *data)
{
	Ziel *z = data;
	const Checklist *checklist = app_anbindung_checklist(z->app, chosen(z), NULL);
	GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)form_row_free);
	g_autofree char *wanted = text_fold(typed);
	g_auto(GStrv) parts = g_strsplit(wanted, " ", -1);
	guint i, j;

	for (i = 0; checklist && i < checklist->steps->len && rows->len < STEPS_OFFERED; i++) {
		const ChecklistStep *step = checklist->steps->pdata[i];
		g_autofree char *label = g_strdup_printf("%s %s", step->id, step->title), *text = text_fold(label), *id = text_fold(step->id);

		for (j = 0; parts[j] && strstr(text, parts[j]); j++)
			;
		if (strcmp(id, wanted) == 0)
			g_ptr_array_insert(rows, 0, form_row_new(step->id, label));
		else if (!parts[j])
			g_ptr_array_add(rows, form_row_new(step->id, label));
	}
	return rows;
}

static char *
save(Form *form, void *data)
{
	Ziel *z = data;

	z->anbindung = g_strdup(chosen(z));
	z->step = g_strdup(form_get(form, "step"));
	return NULL;
}

static void
closed(gboolean is_saved, void *data)
{
	Ziel *z = data;

	if (!tui_is_leaving(z->tui))
		z->done(z->tui, is_saved ? z->anbindung : NULL, is_saved ? z->step : NULL, z->data);
	g_ptr_array_unref(z->ids);
	g_ptr_array_unref(z->titles);
	g_free(z->words);
	g_free(z->anbindung);
	g_free(z->step);
	g_free(z);
}

static void
offer_anbindungen(Ziel *z, const GPtrArray *candidates)
{
	g_autoptr(GPtrArray) all = candidates->len ? NULL : app_list(z->app, "anbindung", NULL, ANBINDUNGEN_OFFERED, NULL);
	const GPtrArray *from = all ? all : candidates;
	guint i;

	for (i = 0; i < from->len; i++)
		g_ptr_array_add(z->ids, g_strdup(from->pdata[i]));
	z->words = g_new0(Word, z->ids->len + 1);
	for (i = 0; i < z->ids->len; i++) {
		g_ptr_array_add(z->titles, app_anbindung_title(z->app, z->ids->pdata[i]));
		z->words[i] = (Word){z->ids->pdata[i], z->titles->pdata[i], "", "", ""};
	}
}

static void
make_fields(Ziel *z)
{
	int n = 0;

	if (z->ids->len > 1)
		z->fields[n++] = (FormField){.name = "anbindung", .type = FORM_CHOICE, .label = "Anbindung", .is_required = TRUE, .words = z->words};
	z->fields[n] = (FormField){.name = "step", .type = FORM_SEARCH, .label = "Prüfschritt", .is_required = TRUE, .search = search_step,
				   .help = "Kennung wie F1.4 oder Wörter des Titels tippen; Enter wählt, F2 speichert"};
}

void
notiz_ask_step(Tui *tui, const GPtrArray *candidates, const char *step, NotizSchritt done, void *data)
{
	Ziel *z = g_new0(Ziel, 1);

	z->tui = tui;
	z->app = tui_data(tui);
	z->ids = g_ptr_array_new_with_free_func(g_free);
	z->titles = g_ptr_array_new_with_free_func(g_free);
	z->done = done;
	z->data = data;
	offer_anbindungen(z, candidates);
	if (z->ids->len == 0) {
		tui_say(tui, ROLE_WARN, "Es gibt noch keine Anbindung. Die Notiz kann eine Hürde werden oder warten.");
		closed(FALSE, z);
		return;
	}
	make_fields(z);
	z->form = form_new(tui, &(FormSpec){.title = "Zu welchem Prüfschritt gehört die Notiz?", .fields = z->fields, .save = save, .closed = closed}, z);
	form_set(z->form, "anbindung", z->ids->pdata[0], NULL);
	if (step && *step)
		form_set(z->form, "step", step, step);
	form_open(z->form);
}

/* --- what a comment is about ------------------------------------------------------------------------------------------------------------ */

static void
add_target(GPtrArray *pairs, const char *id, char *label)
{
	g_ptr_array_add(pairs, g_strdup(id));
	g_ptr_array_add(pairs, label);
}

static void
add_obstacles(App *app, GPtrArray *pairs, const char *anbindung)
{
	ObstacleFilter filter = {.anbindung = anbindung, .only_open = TRUE};
	g_autoptr(GPtrArray) rows = app_obstacles(app, &filter, NULL, FALSE, 0, OBSTACLES_OFFERED, NULL);
	guint i;

	for (i = 0; rows && i < rows->len; i++) {
		const ObstacleRow *row = rows->pdata[i];
		g_autofree char *title = text_visible(row->title, FALSE);

		add_target(pairs, row->id, g_strdup_printf("Hürde: %s", title));
	}
}

GPtrArray *
notiz_comment_targets(App *app, const Record *note, const GPtrArray *candidates)
{
	GPtrArray *pairs = g_ptr_array_new_with_free_func(g_free);
	const char *visit = record_get(note, "visit");
	guint i;

	for (i = 0; i < candidates->len; i++)
		add_obstacles(app, pairs, candidates->pdata[i]);
	if (candidates->len == 0)
		add_obstacles(app, pairs, NULL);
	for (i = 0; i < candidates->len; i++) {
		g_autofree char *title = app_anbindung_title(app, candidates->pdata[i]);

		add_target(pairs, candidates->pdata[i], g_strdup_printf("Anbindung: %s", title));
	}
	if (*visit) {
		g_autoptr(Record) record = app_record(app, visit, NULL);
		g_autofree char *day = text_date(record ? record_get(record, "date") : "");

		add_target(pairs, visit, g_strdup_printf("Termin: %s", day));
	}
	return pairs;
}
