/*
 * Reports: which there are, and what each of them ends with – its date, the version of the checklists, where the steps are from, how far the
 * data goes. The document and its formats are src/report's.
 */
#include "report.h"

#include <string.h>

#include "vorort/lauf.h"
#include "vorort/text.h"

typedef struct Kind {
	const char *name, *type; /* type: of the entity that it is about */
	gboolean (*make)(ReportJob *job, GError **error);
} Kind;

static const Kind kinds[] = {
	{"visit", "visit", report_make_visit},
	{"vorbereitung", "visit", report_make_preparation},
	{"anbindung", "anbindung", report_make_anbindung},
};

/* --- the end ---------------------------------------------------------------------------------------------------------------------------------- */

static void
count_sources(const Checklist *checklist, guint *n)
{
	guint i, j;

	for (i = 0; i < checklist->steps->len; i++) {
		const ChecklistStep *step = checklist->steps->pdata[i];

		for (j = 0; j < step->sources->len; j++)
			n[CLAMP(*((const ChecklistSource *)step->sources->pdata[j])->confidence - 'A', 0, 2)]++;
	}
}

static void
add_checklists(ReportJob *job)
{
	g_autoptr(GString) all = g_string_new(NULL);
	g_autofree char *sources = NULL;
	guint i, n[3] = {0};

	for (i = 0; i < job->checklists->len; i++) {
		const Checklist *c = job->checklists->pdata[i];
		g_autofree char *date = text_date(c->date);

		g_string_append_printf(all, "%s%s, Version %s vom %s (Kennung %.8s)", i ? "\n" : "", c->title, c->version, date, c->sha256);
		count_sources(c, n);
	}
	sources = g_strdup_printf("%u amtliche Belege, %u aus zweiter Hand, %u aus der Praxis; sie stehen bei jedem Schritt der Checkliste", n[0], n[1],
				  n[2]);
	report_fact(job->report, "Checkliste", all->str);
	if (all->len)
		report_fact(job->report, "Quelle der Schritte", sources);
}

static void
add_data_state(ReportJob *job)
{
	g_autofree char *last = app_setting(job->app, "last_sync"), *day = text_date(last ? last : ""), *today = app_today();
	g_autofree char *date = text_date(today), *data = NULL, *left = NULL;
	gint64 n = app_unpublished(job->app);

	if (n > 1)
		left = g_strdup_printf("%" G_GINT64_FORMAT " Einträge dieses Geräts sind noch nicht abgeglichen", n);
	data = g_strdup_printf("%s%s; %s", *day ? "letzter Abgleich " : "noch kein Abgleich", day,
			       left ? left : n ? "ein Eintrag dieses Geräts ist noch nicht abgeglichen" : "alles ist abgeglichen");
	report_fact(job->report, "Bericht vom", date);
	report_fact(job->report, "Stand der Daten", data);
}

static void
add_end(ReportJob *job)
{
	g_autofree char *n = g_strdup_printf(job->n_confidential == 1 ? "%u vertrauliche Hürde steht nicht in diesem Bericht."
								      : "%u vertrauliche Hürden stehen nicht in diesem Bericht.",
					     job->n_confidential);

	report_section(job->report, 2, "Zu diesem Bericht");
	add_data_state(job);
	add_checklists(job);
	if (job->n_confidential)
		report_note(job->report, n);
}

/* --- the whole -------------------------------------------------------------------------------------------------------------------------------- */

const Word *
app_report_formats(void)
{
	static Word list[8];
	const ReportFormat *f;
	guint n = 0;

	if (list[0].code)
		return list;
	for (f = report_formats(); f->code && n + 1 < G_N_ELEMENTS(list); f++)
		list[n++] = (Word){f->code, f->title, "", "", ""};
	return list;
}

gboolean
app_report_is_binary(const char *format)
{
	const ReportFormat *f = report_format_find(format);

	return f && !f->is_text;
}

static const Kind *
find_kind(const char *what, GError **error)
{
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (strcmp(kinds[i].name, what) == 0)
			return &kinds[i];
	g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "Den Bericht „%s“ gibt es nicht. Möglich sind: visit, vorbereitung, anbindung.", what);
	return NULL;
}

/* FALSE: @error. Either way it has to be cleared. */
static gboolean
make(ReportJob *job, const char *what, const char *id, GError **error)
{
	const Kind *kind = find_kind(what, error);

	job->id = kind ? app_find(job->app, kind->type, id, error) : NULL;
	if (!job->id)
		return FALSE;
	job->checklists = g_ptr_array_new();
	if (!kind->make(job, error))
		return FALSE;
	add_end(job);
	return TRUE;
}

static void
clear(ReportJob *job)
{
	g_clear_pointer(&job->checklists, g_ptr_array_unref);
	g_clear_pointer(&job->report, report_free);
	g_free(job->id);
}

GBytes *
app_report(App *app, const char *what, const char *id, const char *format, guint begin, guint *n_left_out, GError **error)
{
	ReportJob job = {.app = app, .begin = begin};
	g_autoptr(GError) cause = NULL;
	GBytes *bytes = make(&job, what, id, error) ? report_render(job.report, format, &cause) : NULL;

	if (cause)
		g_set_error_literal(error, APP_ERROR, g_error_matches(cause, REPORT_ERROR, REPORT_ERROR_FORMAT) ? APP_ERROR_INVALID : APP_ERROR_FAILED,
				    cause->message);
	if (n_left_out)
		*n_left_out = job.n_confidential;
	clear(&job);
	return bytes;
}

char *
app_report_text(App *app, const char *what, const char *id, guint width, GError **error)
{
	ReportJob job = {.app = app, .begin = PLAN_BEGIN};
	char *text = make(&job, what, id, error) ? report_text(job.report, width) : NULL;

	clear(&job);
	return text;
}
