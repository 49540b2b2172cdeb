/* The preparation of a visit on paper: what has to be started when, what to bring, who sits in the room from when to when. */
#include <string.h>

#include "report.h"
#include "vorort/preparation.h"
#include "vorort/text.h"

/* "A1 Titel", with the Anbindung where there are several. Caller frees. */
static char *
step_text(const ChecklistStep *step, const char *title, gboolean has_several)
{
	return g_strdup_printf("%s %s%s%s%s", step->id, step->title, has_several ? " (" : "", has_several ? title : "", has_several ? ")" : "");
}

char *
prep_task_state(const PrepTask *task)
{
	g_autofree char *due = text_date(task->due);

	if (task->is_started)
		return g_strdup_printf("%släuft%s%s", task->is_overdue ? "überfällig: " : "", *due ? ", erwartet " : "", due);
	return g_strdup(task->is_overdue ? "überfällig" : "offen");
}

static void
add_tasks(ReportJob *job, const Preparation *p, gboolean has_several)
{
	static const char *const titles[] = {"beginnen bis", "Stand", "Schritt", "Stelle", NULL};
	guint i, n_overdue = 0;

	report_section(job->report, 2, "Rechtzeitig beginnen");
	for (i = 0; i < p->tasks->len; i++)
		n_overdue += ((const PrepTask *)p->tasks->pdata[i])->is_overdue ? 1 : 0;
	if (n_overdue) {
		g_autofree char *text = g_strdup_printf(n_overdue == 1 ? "%u Schritt ist überfällig; er steht oben."
								       : "%u Schritte sind überfällig; sie stehen oben.",
							n_overdue);

		report_note(job->report, text);
	}
	if (!p->tasks->len)
		report_paragraph(job->report, "Kein offener Schritt braucht Vorlauf.");
	else
		report_table(job->report, "Schritte mit Vorlauf", titles);
	for (i = 0; i < p->tasks->len; i++) {
		const PrepTask *task = p->tasks->pdata[i];
		g_autofree char *start = text_date(task->start), *state = prep_task_state(task);
		g_autofree char *step = step_text(task->step, task->title, has_several);

		report_cell(job->report, *start ? start : "ohne Datum");
		report_cell(job->report, state);
		report_cell(job->report, step);
		report_cell(job->report, words_text(WORDS_STELLE_KIND, task->step->responsible));
	}
}

static void
add_items(ReportJob *job, const Preparation *p, gboolean has_several)
{
	static const char *const titles[] = {"Stelle", "Was", "Schritt", NULL};
	guint i;

	report_section(job->report, 2, "Mitbringen");
	if (!p->items->len)
		report_paragraph(job->report, "Nichts ist mitzubringen.");
	else
		report_table(job->report, "Nachweise und Angaben, die gebraucht werden", titles);
	for (i = 0; i < p->items->len; i++) {
		const PrepItem *item = p->items->pdata[i];
		g_autofree char *step = step_text(item->step, item->title, has_several);

		report_cell(job->report, words_text(WORDS_STELLE_KIND, item->step->responsible));
		report_cell(job->report, item->what);
		report_cell(job->report, step);
	}
}

static void
add_presence(ReportJob *job, const Preparation *p)
{
	static const char *const titles[] = {"Funktion", "Zeit", "Minuten", "angekündigt", NULL};
	g_auto(GStrv) present = g_strsplit(record_get(p->visit, "present"), ",", -1);
	const Word *word;
	guint n = 0;

	report_section(job->report, 2, "Wer wann im Raum ist");
	for (word = words(WORDS_PRESENT); word->code; word++) {
		guint minutes;
		g_autofree char *time = plan_presence(p->blocks, word->code, &minutes), *sum = g_strdup_printf("%u", minutes);

		if (!*time)
			continue;
		if (n++ == 0)
			report_table(job->report, "Zeiten je Funktion", titles);
		report_cell(job->report, word->text);
		report_cell(job->report, time);
		report_cell(job->report, sum);
		report_cell(job->report, g_strv_contains((const char *const *)present, word->code) ? "ja" : "nein");
	}
	if (n == 0)
		report_paragraph(job->report, "Kein offener Schritt braucht jemanden im Raum.");
}

char *
plan_block_who(const PlanBlock *block)
{
	GString *who = g_string_new(NULL);
	const Word *word;

	for (word = words(WORDS_PRESENT); word->code; word++)
		if (g_strv_contains((const char *const *)block->present, word->code))
			g_string_append_printf(who, "%s%s", who->len ? ", " : "", word->text);
	return g_string_free(who->len ? who : g_string_append(who, "nur das Team"), FALSE);
}

char *
plan_block_time(const PlanBlock *block)
{
	g_autofree char *from = plan_clock(block->from), *to = plan_clock(block->from + block->minutes);

	return g_strdup_printf("%s–%s", from, to);
}

static void
add_block(ReportJob *job, const PlanBlock *block, gboolean has_several)
{
	g_autofree char *time = plan_block_time(block), *who = plan_block_who(block), *minutes = g_strdup_printf("%u", block->minutes);
	g_autoptr(GString) what = g_string_new(NULL);
	guint i;

	for (i = 0; i < block->steps->len; i++) {
		const PlanStep *step = block->steps->pdata[i];
		g_autofree char *text = step_text(step->step, step->title, has_several);

		g_string_append_printf(what, "%s%s", i ? "\n" : "", text);
	}
	if (block->day) {
		g_autofree char *day = g_strdup_printf("%u. Tag, %s", block->day + 1, time);

		report_cell(job->report, day);
	} else {
		report_cell(job->report, time);
	}
	report_cell(job->report, minutes);
	report_cell(job->report, who);
	report_cell(job->report, what->str);
}

static void
add_plan(ReportJob *job, const Preparation *p, gboolean has_several)
{
	static const char *const titles[] = {"Zeit", "Minuten", "Wer", "Schritte", NULL};
	g_autofree char *begin = plan_clock(job->begin);
	guint i, minutes = plan_minutes(p->blocks), n_days = plan_days(p->blocks);

	report_section(job->report, 2, "Ablauf");
	if (!p->blocks->len) {
		report_paragraph(job->report, "Alle Schritte sind erledigt.");
		return;
	}
	report_printf(job->report, "%u Schritte, zusammen %u Stunden %u Minuten nach den Zeiten der Checkliste; Beginn %s, Pause von %d Minuten ab %d Uhr.",
		      p->steps->len, minutes / 60, minutes % 60, begin, PLAN_BREAK, PLAN_NOON / 60);
	if (n_days > p->n_days) {
		g_autofree char *has = p->n_days == 1 ? g_strdup("einen Tag") : g_strdup_printf("%u Tage", p->n_days);
		g_autofree char *text = g_strdup_printf("Der Termin hat %s, gebraucht werden %u.", has, n_days);

		report_note(job->report, text);
	}
	report_table(job->report, "Ablauf des Termins", titles);
	for (i = 0; i < p->blocks->len; i++)
		add_block(job, p->blocks->pdata[i], has_several);
}

gboolean
report_make_preparation(ReportJob *job, GError **error)
{
	g_autoptr(Preparation) p = app_preparation(job->app, job->id, job->begin, error);
	g_auto(GStrv) ids = p ? g_strsplit(record_get(p->visit, "anbindungen"), ",", -1) : NULL;
	gboolean has_several = ids && ids[0] && ids[1];
	guint i;

	if (!p)
		return FALSE;
	job->report = report_new("Vorbereitung des Vor-Ort-Termins", NULL);
	report_add_visit(job, p->visit);
	for (i = 0; ids && ids[i]; i++) {
		const Checklist *checklist = *ids[i] ? app_anbindung_checklist(job->app, ids[i], NULL) : NULL;

		if (checklist)
			report_uses(job, checklist);
	}
	add_tasks(job, p, has_several);
	add_items(job, p, has_several);
	add_presence(job, p);
	add_plan(job, p, has_several);
	return TRUE;
}
