/*
 * Tagesabschluss: what is left to do on the day of a visit. Nothing of it is stored: every line follows from the data, so that it can be
 * left and resumed at any time and on any laptop.
 */
#include <string.h>

#include "internal.h"
#include "vorort/evening.h"

#define OBSTACLES_READ 500 /* of one Anbindung, at most */

typedef struct Evening { /* what all lines look at */
	App *app;
	const Record *visit;
	GStrv anbindungen;
	GPtrArray *steps; /* of StepList, one for each Anbindung that can be read */
} Evening;

static void
item_free(gpointer data)
{
	EveningItem *item = data;

	g_free(item->id);
	g_free(item->step);
	g_free(item->text);
	g_free(item);
}

static void
line_free(gpointer data)
{
	EveningLine *line = data;

	g_free(line->text);
	g_ptr_array_unref(line->items);
	g_free(line);
}

/* @text is taken. */
static void
add_item(EveningLine *line, const char *type, const char *id, const char *step, char *text)
{
	EveningItem *item = g_new0(EveningItem, 1);

	item->type = type;
	item->id = g_strdup(id);
	item->step = g_strdup(step);
	item->text = text;
	g_ptr_array_add(line->items, item);
}

/* Several Anbindungen: which one is meant stands in front. */
static char *
of_anbindung(const Evening *e, const char *anbindung, const char *text)
{
	g_autofree char *title = g_strv_length(e->anbindungen) > 1 && *anbindung ? app_anbindung_title(e->app, anbindung) : NULL;

	return title ? g_strdup_printf("%s: %s", title, text) : g_strdup(text);
}

/* @none and done when there are no items, else their number and @some. */
static void
count_items(EveningLine *line, const char *none, const char *some)
{
	line->state = line->items->len ? EVENING_OPEN : EVENING_DONE;
	line->text = line->items->len ? g_strdup_printf("%u %s", line->items->len, some) : g_strdup(none);
}

/* --- the lines -------------------------------------------------------------------------------------------------------------------------- */

static void
check_notes(const Evening *e, EveningLine *line)
{
	g_autoptr(GPtrArray) notes = app_unsorted_notes(e->app, e->visit->id, NULL);
	guint i;

	for (i = 0; notes && i < notes->len; i++) {
		const Record *note = notes->pdata[i];

		add_item(line, "note", note->id, NULL, g_strdup(record_get(note, "text")));
	}
	count_items(line, "alle einsortiert", "noch nicht einsortiert");
}

/* What runs may run on, if it is known until when. */
static void
check_running(const Evening *e, EveningLine *line)
{
	g_autoptr(GPtrArray) all = app_follow_ups(e->app, (const char *const *)e->anbindungen, 0, NULL);
	guint i, n = 0, n_late = 0;

	for (i = 0; all && i < all->len; i++) {
		const FollowUp *f = all->pdata[i];
		g_autofree char *when = follow_up_when(f), *text = NULL;

		if (strcmp(f->kind, "waiting") != 0)
			continue;
		n++;
		n_late += f->is_late || !*f->due ? 1 : 0;
		if (*f->due && !f->is_late)
			continue;
		text = g_strdup_printf("%s %s: %s", f->step, f->what, when);
		add_item(line, "step", f->on, f->step, of_anbindung(e, f->on, text));
	}
	line->state = n_late ? EVENING_OPEN : EVENING_DONE;
	line->text = n == 0 ? g_strdup("nichts läuft mehr")
		     : n_late ? g_strdup_printf("%u, davon %u überfällig oder ohne Tag", n, n_late)
			      : g_strdup_printf("%u, jeder mit einem Tag", n);
}

static void
check_obstacles(const Evening *e, EveningLine *line)
{
	char **id;
	guint i;

	for (id = e->anbindungen; *id; id++) {
		ObstacleFilter filter = {.anbindung = *id, .only_open = TRUE};
		g_autoptr(GPtrArray) rows = app_obstacles(e->app, &filter, NULL, FALSE, 0, OBSTACLES_READ, NULL);

		for (i = 0; rows && i < rows->len; i++) {
			const ObstacleRow *row = rows->pdata[i];
			g_autoptr(Record) record = app_record(e->app, row->id, NULL);
			gboolean has_stelle = *row->responsible != '\0', has_next = record && *record_get(record, "next");
			g_autofree char *text = g_strdup_printf("%s (%s)", row->title, has_stelle ? "kein nächster Schritt"
										   : has_next   ? "keine Stelle"
												: "Stelle und nächster Schritt fehlen");

			if (!has_stelle || !has_next)
				add_item(line, "obstacle", row->id, NULL, of_anbindung(e, *id, text));
		}
	}
	count_items(line, "alle haben Stelle und nächsten Schritt", "ohne Stelle oder nächsten Schritt");
}

static void
add_difference(const Evening *e, EveningLine *line, const char *type, const char *id)
{
	g_autoptr(Record) record = app_record(e->app, id, NULL);
	const Field *field;

	for (field = record && record->n_diff ? record->entity->fields : NULL; field && field->name; field++)
		if (!field->is_keyed && record_is_different(record, field->name, "")) {
			const char *title = strcmp(type, "obstacle") == 0 ? record_get(record, "title") : record->entity->title;

			add_item(line, type, id, NULL, g_strdup_printf("%s: %s", title, field->title));
			return;
		}
}

/* Parameters and Stellen of the Anbindung, which are keyed. */
static void
add_keyed_differences(EveningLine *line, const Evening *e, const char *anbindung)
{
	g_autoptr(Record) record = app_record(e->app, anbindung, NULL);
	guint i;

	for (i = 0; record && i < record->values->len; i++) {
		const RecordValue *value = record->values->pdata[i];

		if (value->is_shown && value->field && value->field->is_keyed && record_is_different(record, value->field_name, value->key))
			add_item(line, "anbindung", anbindung, NULL, g_strdup_printf("%s: %s", value->field->title, value->key));
	}
}

static void
add_step_differences(const Evening *e, EveningLine *line, const StepList *list)
{
	guint i, j;

	for (i = 0; i < list->views->len; i++) {
		const StepView *view = list->views->pdata[i];

		for (j = 0; j < view->results->len; j++)
			if (((StepResult *)view->results->pdata[j])->differs) {
				g_autofree char *text = g_strdup_printf("%s %s", view->step->id, view->step->title);

				add_item(line, "step", list->anbindung, view->step->id, of_anbindung(e, list->anbindung, text));
				break;
			}
	}
}

static void
check_differences(const Evening *e, EveningLine *line)
{
	guint i, j;

	add_difference(e, line, "visit", e->visit->id);
	for (i = 0; i < e->steps->len; i++) {
		const StepList *list = e->steps->pdata[i];
		ObstacleFilter filter = {.anbindung = list->anbindung, .only_diff = TRUE};
		g_autoptr(GPtrArray) rows = app_obstacles(e->app, &filter, NULL, FALSE, 0, OBSTACLES_READ, NULL);

		add_difference(e, line, "anbindung", list->anbindung);
		add_keyed_differences(line, e, list->anbindung);
		add_step_differences(e, line, list);
		for (j = 0; rows && j < rows->len; j++)
			add_difference(e, line, "obstacle", ((ObstacleRow *)rows->pdata[j])->id);
	}
	count_items(line, "keine abweichenden Eingaben", "zu entscheiden");
}

/* Nobody can tell later why it failed: neither a remark nor an obstacle says so. */
static gboolean
is_unexplained(const Evening *e, const StepView *view, const StepResult *r)
{
	g_autoptr(Record) result = r->id && !r->is_inherited && g_strcmp0(r->outcome, "failed") == 0 ? app_record(e->app, r->id, NULL) : NULL;
	g_autoptr(GPtrArray) comments = NULL;

	if (!result || view->n_obstacles || *record_get(result, "note"))
		return FALSE;
	comments = app_links(e->app, r->id, "comment", "on", NULL);
	return !comments || comments->len == 0;
}

static void
check_failures(const Evening *e, EveningLine *line)
{
	guint i, j, k;

	for (i = 0; i < e->steps->len; i++) {
		const StepList *list = e->steps->pdata[i];

		for (j = 0; j < list->views->len; j++) {
			const StepView *view = list->views->pdata[j];

			for (k = 0; view->applies && k < view->results->len; k++)
				if (is_unexplained(e, view, view->results->pdata[k])) {
					g_autofree char *text = g_strdup_printf("%s %s", view->step->id, view->step->title);

					add_item(line, "step", list->anbindung, view->step->id, of_anbindung(e, list->anbindung, text));
					break;
				}
		}
	}
	count_items(line, "alle haben Bemerkung oder Hürde", "ohne Bemerkung oder Hürde");
}

static void
check_protocol(const Evening *e, EveningLine *line)
{
	(void)e;
	line->state = EVENING_LOOK;
	line->text = g_strdup("Vorschau; was „fürs Protokoll“ ist, steht darin");
}

static void
check_close(const Evening *e, EveningLine *line)
{
	const char *fazit = record_get(e->visit, "fazit");

	line->state = *fazit ? EVENING_DONE : EVENING_OPEN;
	line->text = g_strdup(*fazit ? words_text(WORDS_FAZIT, fazit) : "noch kein Fazit");
}

static void
check_sync(const Evening *e, EveningLine *line)
{
	g_autofree char *remote = app_setting(e->app, "remote");
	gint64 n = app_unpublished(e->app);

	line->state = n ? EVENING_OPEN : EVENING_DONE;
	line->text = !n       ? g_strdup("alles abgeglichen")
		     : remote ? g_strdup_printf("%d %s noch nicht abgeglichen", (int)n, n == 1 ? "Eintrag ist" : "Einträge sind")
			      : g_strdup_printf("%d nur auf diesem Gerät; Speicher fehlt", (int)n);
}

/* --- all --------------------------------------------------------------------------------------------------------------------------------- */

static const struct {
	const char *key, *title;
	void (*check)(const Evening *e, EveningLine *line);
} checks[] = {
	{"notes", "Notizen", check_notes},
	{"running", "Läuft noch", check_running},
	{"obstacles", "Hürden", check_obstacles},
	{"differences", "Abweichungen", check_differences},
	{"failures", "Nicht bestanden", check_failures},
	{"protocol", "Protokoll", check_protocol},
	{"close", "Fazit", check_close},
	{"sync", "Abgleich", check_sync},
};

static void
read_steps(Evening *e)
{
	char **id;

	for (id = e->anbindungen; *id; id++) {
		StepList *list = app_steps(e->app, *id, NULL);

		if (list)
			g_ptr_array_add(e->steps, list);
	}
}

static EveningLine *
check_line(const Evening *e, gsize i)
{
	EveningLine *line = g_new0(EveningLine, 1);

	line->key = checks[i].key;
	line->title = checks[i].title;
	line->items = g_ptr_array_new_with_free_func(item_free);
	checks[i].check(e, line);
	return line;
}

GPtrArray *
app_evening(App *app, const char *visit_id, GError **error)
{
	g_autoptr(Record) visit = app_record(app, visit_id, error);
	g_autoptr(GPtrArray) steps = g_ptr_array_new_with_free_func((GDestroyNotify)step_list_free);
	const char *list = visit ? record_get(visit, "anbindungen") : "";
	g_auto(GStrv) anbindungen = *list ? g_strsplit(list, ",", -1) : g_new0(char *, 1);
	Evening e = {app, visit, anbindungen, steps};
	GPtrArray *lines = visit ? g_ptr_array_new_with_free_func(line_free) : NULL;
	gsize i;

	read_steps(&e);
	for (i = 0; lines && i < G_N_ELEMENTS(checks); i++)
		g_ptr_array_add(lines, check_line(&e, i));
	return lines;
}

guint
evening_n_open(const GPtrArray *lines)
{
	guint i, n = 0;

	for (i = 0; i < lines->len; i++)
		n += ((const EveningLine *)lines->pdata[i])->state == EVENING_OPEN ? 1 : 0;
	return n;
}
