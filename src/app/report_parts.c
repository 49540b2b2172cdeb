/* Parts that several reports have; see report.h. Only what is meant for the Protokoll is said, and nothing of confidential obstacles. */
#include <string.h>

#include "report.h"
#include "vorort/text.h"

void
report_uses(ReportJob *job, const Checklist *checklist)
{
	if (!g_ptr_array_find(job->checklists, checklist, NULL))
		g_ptr_array_add(job->checklists, (gpointer)checklist);
}

/* --- a visit ------------------------------------------------------------------------------------------------------------------------------- */

char *
report_visit_days(const Record *visit)
{
	g_autofree char *first = text_date(record_get(visit, "date")), *last = text_date(record_get(visit, "date_end"));

	if (!*first)
		return g_strdup("noch ohne Datum");
	return *last && strcmp(first, last) != 0 ? g_strdup_printf("%s bis %s", first, last) : g_strdup(first);
}

static char *
words_of(WordList list, const char *codes)
{
	g_auto(GStrv) parts = g_strsplit(codes, ",", -1);
	g_autoptr(GPtrArray) texts = g_ptr_array_new();
	guint i;

	for (i = 0; parts[i] && *parts[i]; i++)
		g_ptr_array_add(texts, (gpointer)words_text(list, parts[i]));
	g_ptr_array_add(texts, NULL);
	return g_strjoinv(", ", (char **)texts->pdata);
}

void
report_add_visit(ReportJob *job, const Record *visit)
{
	g_auto(GStrv) ids = g_strsplit(record_get(visit, "anbindungen"), ",", -1);
	g_autoptr(GPtrArray) titles = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *days = report_visit_days(visit), *present = words_of(WORDS_PRESENT, record_get(visit, "present")), *all = NULL;
	guint i;

	for (i = 0; ids[i] && *ids[i]; i++)
		g_ptr_array_add(titles, app_anbindung_title(job->app, ids[i]));
	g_ptr_array_add(titles, NULL);
	all = g_strjoinv("\n", (char **)titles->pdata);
	report_fact(job->report, "Anbindung", all);
	report_fact(job->report, "Datum", days);
	report_fact(job->report, "Ort", record_get(visit, "place"));
	report_fact(job->report, "Team", record_get(visit, "team"));
	report_fact(job->report, "Funktionen", present);
	report_fact(job->report, "Status", words_text(WORDS_VISIT_STATUS, record_get(visit, "status")));
}

/* --- comments ------------------------------------------------------------------------------------------------------------------------------ */

/* Of comments on @on that are for the Protokoll, oldest first; NULL with an error. */
static GPtrArray *
public_comments(ReportJob *job, const char *on, GError **error)
{
	g_autoptr(GPtrArray) ids = app_links(job->app, on, "comment", "on", error);
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	guint i;

	for (i = 0; ids && i < ids->len; i++) {
		g_autoptr(Record) comment = app_record(job->app, ids->pdata[i], NULL);

		if (comment && strcmp(record_get(comment, "sicht"), "protokoll") == 0)
			g_ptr_array_add(texts, g_strdup(record_get(comment, "text")));
	}
	return ids ? g_steal_pointer(&texts) : NULL;
}

gboolean
report_add_comments(ReportJob *job, guint level, const char *title, const char *on, GError **error)
{
	g_autoptr(GPtrArray) texts = public_comments(job, on, error);
	guint i;

	if (texts && texts->len)
		report_section(job->report, level, title);
	for (i = 0; texts && i < texts->len; i++)
		report_item(job->report, texts->pdata[i]);
	return texts != NULL;
}

/* --- results -------------------------------------------------------------------------------------------------------------------------------- */

static void
append(GString *s, const char *separator, const char *before, const char *text)
{
	if (text && *text)
		g_string_append_printf(s, "%s%s%s", s->len ? separator : "", before, text);
}

static const char *
public_note(const Record *result)
{
	return strcmp(record_get(result, "sicht"), "protokoll") == 0 ? record_get(result, "note") : "";
}

char *
report_result_text(ReportJob *job, const Record *result)
{
	GString *s = g_string_new(public_note(result));
	g_autofree char *due = text_date(record_get(result, "due"));
	g_autoptr(GPtrArray) comments = public_comments(job, result->id, NULL);
	const char *on = record_get(result, "on");
	g_autofree char *stelle = strchr(on, '/') ? NULL : app_stelle_name(job->app, on);
	guint i;

	append(s, "\n", "", words_text(WORDS_STELLE_KIND, record_get(result, "stelle")));
	append(s, ", ", "Ticket ", record_get(result, "ticket"));
	append(s, ", ", "bis ", due);
	append(s, "\n", "gilt für alle, die diese Stelle bedient: ", stelle);
	for (i = 0; comments && i < comments->len; i++)
		append(s, "\n", "", comments->pdata[i]);
	return g_string_free(s, FALSE);
}

/* --- open work ------------------------------------------------------------------------------------------------------------------------------ */

static void
add_work(ReportJob *job, const StepView *view, const StepResult *r)
{
	g_autoptr(Record) result = app_record(job->app, r->id, NULL);
	const char *note = result ? public_note(result) : "", *stelle = result ? record_get(result, "stelle") : "";
	g_autofree char *what = g_strdup_printf("%s%s%s", words_text(WORDS_OUTCOME, r->outcome), *note ? ": " : "", note);
	g_autofree char *step = g_strdup_printf("%s %s", view->step->id, view->step->title), *due = text_date(r->due);

	report_cell(job->report, step);
	report_cell(job->report, what);
	report_cell(job->report, words_text(WORDS_STELLE_KIND, *stelle ? stelle : view->step->responsible));
	report_cell(job->report, *due ? due : "ohne Datum");
}

/* "A2, B1 (Prod)": what has no result yet. */
static void
add_open_steps(ReportJob *job, const StepList *list)
{
	g_autoptr(GString) s = g_string_new(NULL);
	guint i;

	for (i = 0; i < list->views->len; i++) {
		const StepView *view = list->views->pdata[i];
		const StepResult *open = view->applies ? step_view_open(view) : NULL;

		if (!open)
			continue;
		append(s, ", ", "", view->step->id);
		if (view->results->len > 1)
			g_string_append_printf(s, " (%s)", words_text(WORDS_ENV, open->env));
	}
	if (s->len)
		report_printf(job->report, "Noch nicht geprüft (%u): %s", list->n_open, s->str);
}

void
report_add_open_work(ReportJob *job, guint level, const StepList *list)
{
	static const char *const titles[] = {"Schritt", "Was", "Stelle", "bis", NULL};
	static const char *const left[] = {"failed", "blocked", "waiting", "passed_open", NULL};
	guint i, j, n = 0;

	report_section(job->report, level, "Offene Arbeiten");
	for (i = 0; i < list->views->len; i++) {
		const StepView *view = list->views->pdata[i];

		for (j = 0; view->applies && j < view->results->len; j++) {
			const StepResult *r = view->results->pdata[j];

			if (!r->id || !g_strv_contains(left, r->outcome))
				continue;
			if (n++ == 0)
				report_table(job->report, "Was noch zu tun ist, bei wem und bis wann", titles);
			add_work(job, view, r);
		}
	}
	if (n == 0)
		report_paragraph(job->report, "Keine Nacharbeit, nichts läuft, nichts ist durchgefallen.");
	add_open_steps(job, list);
}

/* --- obstacles ------------------------------------------------------------------------------------------------------------------------------ */

static void
add_obstacle(ReportJob *job, const Record *o)
{
	const char *status = record_get(o, "status");
	g_autoptr(GString) what = g_string_new(record_get(o, "title"));
	g_autoptr(GPtrArray) comments = public_comments(job, o->id, NULL);
	g_autofree char *state = g_strdup_printf("%s\n%s", words_text(WORDS_SEVERITY, record_get(o, "severity")),
						 words_text(WORDS_OBSTACLE_STATUS, *status ? status : "neu"));
	g_autofree char *day = text_date(record_get(o, "next_date")), *due = text_date(record_get(o, "due"));
	g_autoptr(GString) next = g_string_new(record_get(o, "next"));
	guint i;

	append(what, "\n", "", record_get(o, "berichtsfassung"));
	for (i = 0; comments && i < comments->len; i++)
		append(what, "\n", "", comments->pdata[i]);
	append(next, "\n", "", words_text(WORDS_STELLE_KIND, record_get(o, "next_stelle")));
	append(next, ", ", "bis ", day);
	append(next, "\n", "fällig ", due);
	report_cell(job->report, what->str);
	report_cell(job->report, record_get(o, "steps"));
	report_cell(job->report, state);
	report_cell(job->report, words_text(WORDS_STELLE_KIND, record_get(o, "responsible")));
	report_cell(job->report, next->str);
}

gboolean
report_add_obstacles(ReportJob *job, guint level, const char *anbindung, const char *visit, GError **error)
{
	static const char *const titles[] = {"Hürde", "Schritte", "Schwere und Status", "verantwortlich", "nächster Schritt", NULL};
	ObstacleFilter filter = {.anbindung = anbindung};
	g_autoptr(GPtrArray) rows = app_obstacles(job->app, &filter, NULL, TRUE, 0, G_MAXINT, error);
	guint i, n = 0;

	if (!rows)
		return FALSE;
	report_section(job->report, level, "Hürden");
	for (i = 0; i < rows->len; i++) {
		const ObstacleRow *row = rows->pdata[i];
		g_autoptr(Record) o = app_record(job->app, row->id, error);

		if (!o)
			return FALSE;
		if (visit && !row->is_open && strcmp(record_get(o, "visit"), visit) != 0)
			continue;
		if (strcmp(record_get(o, "vertraulich"), "ja") == 0) {
			job->n_confidential++;
			continue;
		}
		if (n++ == 0)
			report_table(job->report, "Was im Weg steht", titles);
		add_obstacle(job, o);
	}
	if (n == 0)
		report_paragraph(job->report, "Keine Hürden.");
	return TRUE;
}

/* --- NL coverage ------------------------------------------------------------------------------------------------------------------------------ */

static char *
nl_text(const NlCoverage *c, const Checklist *checklist)
{
	guint i;

	for (i = 0; c->n_steps == 0 && i < checklist->excused->len; i++) {
		const ChecklistExcuse *excuse = checklist->excused->pdata[i];

		if (strcmp(excuse->nl, c->nl) == 0)
			return g_strdup_printf("trifft hier nicht zu: %s", excuse->reason);
	}
	if (c->n_steps == 0)
		return g_strdup("trifft hier nicht zu");
	if (c->n_failed)
		return g_strdup_printf("nicht erfüllt: %u von %u Schritten nicht bestanden", c->n_failed, c->n_steps);
	if (c->n_passed == c->n_steps)
		return g_strdup(c->n_steps == 1 ? "erfüllt: der Schritt ist bestanden" : "erfüllt: alle Schritte sind bestanden");
	return c->n_passed ? g_strdup_printf("teilweise belegt: %u von %u Schritten bestanden", c->n_passed, c->n_steps) : g_strdup("noch nicht belegt");
}

void
report_add_nl(ReportJob *job, guint level, const StepList *list)
{
	g_autoptr(GArray) all = app_nl_coverage(list);
	guint i;

	report_section(job->report, level, "Mindestanforderungen an die anschließende Stelle");
	for (i = 0; i < all->len; i++) {
		const NlCoverage *c = &g_array_index(all, NlCoverage, i);
		g_autofree char *text = nl_text(c, list->checklist), *name = g_strdup_printf("%s %s", c->nl, words_text(WORDS_NL, c->nl));

		report_fact(job->report, name, text);
	}
}
