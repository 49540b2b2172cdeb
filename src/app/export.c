/* Exports: what is exported is a table of columns per kind (export_table.h). Confidential obstacles never leave. */
#include <string.h>

#include "export_table.h"
#include "internal.h"

/* --- columns -------------------------------------------------------------------------------------------------------------------------- */

#define TEXT_COLUMN(name, title) {name, title, AS_TEXT, 0}
#define DATE_COLUMN(name, title) {name, title, AS_DATE, 0}
#define WORD_COLUMN(name, title, list) {name, title, AS_WORD, list}
#define WORDS_COLUMN(name, title, list) {name, title, AS_WORDS, list}
#define END_COLUMN {NULL, NULL, AS_TEXT, 0}
#define PLACE_COLUMNS                                                                                                                    \
	TEXT_COLUMN("kommune", "Kommune"), TEXT_COLUMN("kommune_key", "Schlüssel der Kommune"), WORD_COLUMN("land", "Land", WORDS_LAND), \
		TEXT_COLUMN("leistung", "Leistung")

static const Column obstacle_columns[] = {
	TEXT_COLUMN("id", "Kennung"),
	TEXT_COLUMN("title", "Titel"),
	PLACE_COLUMNS,
	WORDS_COLUMN("category", "Kategorie", WORDS_CATEGORY),
	WORDS_COLUMN("punkte", "Hürden der Präambel", WORDS_PUNKT),
	WORD_COLUMN("severity", "Schwere", WORDS_SEVERITY),
	WORD_COLUMN("status", "Status", WORDS_OBSTACLE_STATUS),
	DATE_COLUMN("status_until", "Status bis"),
	WORD_COLUMN("responsible", "verantwortlich", WORDS_STELLE_KIND),
	WORD_COLUMN("level", "Ebene", WORDS_LEVEL),
	TEXT_COLUMN("steps", "Prüfschritte"),
	TEXT_COLUMN("description", "Beschreibung"),
	TEXT_COLUMN("next", "nächster Schritt"),
	WORD_COLUMN("next_stelle", "nächster Schritt: Stelle", WORDS_STELLE_KIND),
	DATE_COLUMN("next_date", "nächster Schritt: Datum"),
	DATE_COLUMN("due", "fällig"),
	TEXT_COLUMN("solution", "Lösung"),
	TEXT_COLUMN("legal", "Rechtsgrundlage"),
	{"amount_once", "Kosten einmalig (Euro)", AS_CENTS, 0},
	{"amount_yearly", "Kosten jährlich (Euro)", AS_CENTS, 0},
	DATE_COLUMN("created", "angelegt"),
	TEXT_COLUMN("n_diff", "abweichende Eingaben"),
	END_COLUMN};

static const Column result_columns[] = {
	TEXT_COLUMN("id", "Kennung"),
	PLACE_COLUMNS,
	TEXT_COLUMN("for_stelle", "für alle von"),
	TEXT_COLUMN("step", "Prüfschritt"),
	TEXT_COLUMN("step_title", "Prüfschritt: Titel"),
	WORD_COLUMN("env", "Umgebung", WORDS_ENV),
	TEXT_COLUMN("instance", "Wiederholung"),
	WORD_COLUMN("outcome", "Ergebnis", WORDS_OUTCOME),
	WORD_COLUMN("stelle", "Stelle", WORDS_STELLE_KIND),
	TEXT_COLUMN("ticket", "Ticket"),
	DATE_COLUMN("due", "erwartet"),
	TEXT_COLUMN("note", "Bemerkung"),
	TEXT_COLUMN("answers", "Angaben"),
	TEXT_COLUMN("is_current", "gilt"),
	DATE_COLUMN("created", "Tag"),
	END_COLUMN};

static const Column anbindung_columns[] = {
	TEXT_COLUMN("id", "Kennung"),
	PLACE_COLUMNS,
	WORD_COLUMN("state", "Stand", WORDS_ANBINDUNG_STATE),
	DATE_COLUMN("state_date", "Stand vom"),
	TEXT_COLUMN("state_source", "Stand: Quelle"),
	DATE_COLUMN("registered", "angemeldet"),
	DATE_COLUMN("first_visit", "erster Termin"),
	TEXT_COLUMN("days_to_first_visit", "Tage bis zum ersten Termin"),
	DATE_COLUMN("productive", "produktiv"),
	TEXT_COLUMN("days_to_productive", "Tage bis produktiv"),
	DATE_COLUMN("end_to_end", "Ende-zu-Ende"),
	TEXT_COLUMN("days_to_end_to_end", "Tage bis Ende-zu-Ende"),
	TEXT_COLUMN("params", "Angaben"),
	TEXT_COLUMN("n_steps", "Schritte"),
	TEXT_COLUMN("n_done", "erledigt"),
	TEXT_COLUMN("n_failed", "nicht bestanden"),
	TEXT_COLUMN("n_waiting", "läuft"),
	DATE_COLUMN("created", "angelegt"),
	TEXT_COLUMN("n_diff", "abweichende Eingaben"),
	END_COLUMN};

static const Column visit_columns[] = {
	TEXT_COLUMN("id", "Kennung"),
	DATE_COLUMN("date", "Datum"),
	DATE_COLUMN("date_end", "bis"),
	TEXT_COLUMN("titles", "Anbindungen"),
	TEXT_COLUMN("anbindungen", "Kennungen"),
	TEXT_COLUMN("place", "Ort"),
	TEXT_COLUMN("team", "Team"),
	WORDS_COLUMN("present", "anwesend", WORDS_PRESENT),
	WORD_COLUMN("status", "Status", WORDS_VISIT_STATUS),
	WORD_COLUMN("fazit", "Fazit", WORDS_FAZIT),
	TEXT_COLUMN("fazit_text", "Fazit: Text"),
	END_COLUMN};

static const Column step_columns[] = {
	TEXT_COLUMN("anbindung", "Anbindung"),
	PLACE_COLUMNS,
	WORD_COLUMN("phase", "Phase", WORDS_PHASE),
	TEXT_COLUMN("step", "Prüfschritt"),
	TEXT_COLUMN("step_title", "Titel"),
	WORD_COLUMN("duty", "Pflicht", WORDS_DUTY),
	WORD_COLUMN("applies", "trifft zu", WORDS_YES_NO),
	WORD_COLUMN("outcome", "Ergebnis", WORDS_OUTCOME),
	TEXT_COLUMN("inherited_from", "übernommen von"),
	TEXT_COLUMN("contradicts", "widerspricht"),
	END_COLUMN};

static const Column fachverfahren_columns[] = {
	TEXT_COLUMN("fachverfahren", "Fachverfahren"),
	TEXT_COLUMN("hersteller", "Hersteller"),
	TEXT_COLUMN("version", "Version"),
	TEXT_COLUMN("interface_gap", "fehlende Schnittstelle"),
	TEXT_COLUMN("n_kommunen", "Anzahl Kommunen"),
	TEXT_COLUMN("kommunen", "Kommunen"),
	TEXT_COLUMN("n_anbindungen", "Anzahl Anbindungen"),
	WORDS_COLUMN("laender", "Länder", WORDS_LAND),
	TEXT_COLUMN("leistungen", "Leistungen"),
	END_COLUMN};

/* --- rows ------------------------------------------------------------------------------------------------------------------------------ */

static void
put(Row *row, const char *name, const char *value)
{
	g_hash_table_insert(row, (gpointer)name, g_strdup(value ? value : ""));
}

static void
put_number(Row *row, const char *name, guint value)
{
	g_hash_table_insert(row, (gpointer)name, g_strdup_printf("%u", value));
}

static void
put_day(Row *row, const char *name, const char *at)
{
	g_hash_table_insert(row, (gpointer)name, g_strndup(at ? at : "", 10));
}

static Row *
new_row(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
}

static void
put_place(App *app, Row *row, const char *anbindung)
{
	g_auto(GStrv) key = g_strsplit(anbindung, "/", 2);
	const char *id = key[0] ? key[0] : "";
	g_autoptr(Kommune) kommune = store_kommune(app->store, id, NULL);
	g_autofree char *land = kommune_id_is_valid(id) ? g_strndup(kommune_id_land(id), 2) : NULL;

	put(row, "kommune", kommune ? kommune->name : id);
	put(row, "kommune_key", id);
	put(row, "land", land);
	put(row, "leistung", key[0] && key[1] ? key[1] : "");
}

/* Slots of the record for every column that is one. */
static Row *
record_row(const Record *record, const Column *columns)
{
	Row *row = new_row();

	for (; columns->name; columns++)
		if (entity_slot(record->entity, columns->name, NULL))
			put(row, columns->name, record_get(record, columns->name));
	put(row, "id", record->id);
	put_day(row, "created", record->created_at);
	put_number(row, "n_diff", record->n_diff);
	return row;
}

typedef struct Export {
	App *app;
	const Column *columns;
	const ObstacleFilter *filter;
	GPtrArray *rows;
	guint n_left_out;
} Export;

static gboolean
export_obstacles(Export *e, GError **error)
{
	static const ObstacleFilter everything = {0};
	g_autoptr(GPtrArray) all =
		store_obstacles(e->app->store, e->filter ? e->filter : &everything, NULL, TRUE, 0, G_MAXINT, error);
	guint i;

	for (i = 0; all && i < all->len; i++) {
		const ObstacleRow *known = all->pdata[i];
		g_autoptr(Record) record = app_record(e->app, known->id, error);
		Row *row;

		if (!record)
			return FALSE;
		if (strcmp(record_get(record, "vertraulich"), "ja") == 0) {
			e->n_left_out++;
			continue;
		}
		row = record_row(record, e->columns);
		put_place(e->app, row, record_get(record, "anbindung"));
		if (!*record_get(record, "status"))
			put(row, "status", "neu");
		g_ptr_array_add(e->rows, row);
	}
	return all != NULL;
}

static gboolean
is_current(App *app, const Record *result)
{
	g_autoptr(Record) on = app_record(app, record_get(result, "on"), NULL);
	guint i;

	for (i = 0; on && i < on->values->len; i++) {
		const RecordValue *value = on->values->pdata[i];

		if (value->is_shown && strcmp(value->field_name, "result") == 0 && strcmp(value->op, result->id) == 0)
			return TRUE;
	}
	return FALSE;
}

/* A result for all that a Stelle serves has no Kommune. */
static void
put_on(App *app, Row *row, const char *on)
{
	g_autofree char *name = strchr(on, '/') ? NULL : app_stelle_name(app, on);

	if (name)
		put(row, "for_stelle", name);
	else
		put_place(app, row, on);
}

static gboolean
export_result(Export *e, const Record *record)
{
	Row *row = record_row(record, e->columns);
	const char *on = record_get(record, "on");
	g_autofree char *title = app_step_title(e->app, on, record_get(record, "step"), record->id);

	put_on(e->app, row, on);
	put(row, "step_title", title);
	put(row, "is_current", is_current(e->app, record) ? "ja" : "nein");
	g_ptr_array_add(e->rows, row);
	return TRUE;
}

static void
put_params(Row *row, const Record *record)
{
	g_autoptr(GString) s = g_string_new(NULL);
	guint i;

	for (i = 0; i < record->values->len; i++) {
		const RecordValue *value = record->values->pdata[i];
		const char *text = g_hash_table_lookup(value->slots, "param");

		if (value->is_shown && text && strcmp(value->field_name, "param") == 0)
			g_string_append_printf(s, "%s%s=%s", s->len ? "; " : "", value->key, text);
	}
	put(row, "params", s->str);
}

/* Days since the station before; empty where one of them is not known. */
static void
put_milestones(App *app, Row *row, const char *anbindung)
{
	static const char *const days[N_MILESTONES] = {"registered", "first_visit", "productive", "end_to_end"};
	static const char *const since[N_MILESTONES] = {NULL, "days_to_first_visit", "days_to_productive", "days_to_end_to_end"};
	Milestones m;
	int i;

	if (!app_milestones(app, anbindung, &m, NULL))
		return;
	for (i = 0; i < N_MILESTONES; i++) {
		int n = i ? milestones_days(&m, (Milestone)(i - 1), (Milestone)i) : G_MININT;

		put(row, days[i], m.day[i]);
		if (n != G_MININT)
			g_hash_table_insert(row, (gpointer)since[i], g_strdup_printf("%d", n));
	}
}

static gboolean
export_anbindung(Export *e, const Record *record)
{
	g_autoptr(StepList) steps = app_steps(e->app, record->id, NULL);
	Row *row = record_row(record, e->columns);

	put_place(e->app, row, record->id);
	put_params(row, record);
	put_milestones(e->app, row, record->id);
	put_number(row, "n_steps", steps ? steps->n_steps : 0);
	put_number(row, "n_done", steps ? steps->n_done : 0);
	put_number(row, "n_failed", steps ? steps->n_failed : 0);
	put_number(row, "n_waiting", steps ? steps->n_waiting : 0);
	g_ptr_array_add(e->rows, row);
	return TRUE;
}

static gboolean
export_visit(Export *e, const Record *record)
{
	Row *row = record_row(record, e->columns);
	g_auto(GStrv) ids = g_strsplit(record_get(record, "anbindungen"), ",", -1);
	g_autoptr(GString) titles = g_string_new(NULL);
	guint i;

	for (i = 0; ids[i]; i++) {
		g_autofree char *title = app_full_title(e->app, ids[i]);

		g_string_append_printf(titles, "%s%s", i ? "; " : "", title);
	}
	put(row, "titles", titles->str);
	g_ptr_array_add(e->rows, row);
	return TRUE;
}

/* Names of the Stellen that a step is inherited from, or contradicts. */
static void
put_stellen(Row *row, const char *column, const StepView *view, gboolean is_inherited)
{
	g_autoptr(GString) names = g_string_new(NULL);
	guint i;

	for (i = 0; i < view->results->len; i++) {
		const StepResult *r = view->results->pdata[i];

		if ((is_inherited ? r->is_inherited : step_result_contradicts(r)) && !strstr(names->str, r->stelle_name))
			g_string_append_printf(names, "%s%s", names->len ? ", " : "", r->stelle_name);
	}
	put(row, column, names->str);
}

static gboolean
export_steps_of(Export *e, const Record *record)
{
	g_autoptr(StepList) steps = app_steps(e->app, record->id, NULL);
	guint i;

	for (i = 0; steps && i < steps->views->len; i++) {
		const StepView *view = steps->views->pdata[i];
		char phase[2] = {view->step->phase, '\0'};
		Row *row = new_row();

		put(row, "anbindung", record->id);
		put_place(e->app, row, record->id);
		put(row, "phase", phase);
		put(row, "step", view->step->id);
		put(row, "step_title", view->step->title);
		put(row, "duty", view->step->duty);
		put(row, "applies", view->applies ? "ja" : "nein");
		put(row, "outcome", view->outcome ? view->outcome : "");
		put_stellen(row, "inherited_from", view, TRUE);
		put_stellen(row, "contradicts", view, FALSE);
		g_ptr_array_add(e->rows, row);
	}
	return TRUE;
}

static void
put_joined(Row *row, const char *column, const GPtrArray *list, const char *separator)
{
	g_autoptr(GString) s = g_string_new(NULL);
	guint i;

	for (i = 0; i < list->len; i++)
		g_string_append_printf(s, "%s%s", i ? separator : "", (const char *)list->pdata[i]);
	put(row, column, s->str);
}

static gboolean
export_fachverfahren(Export *e, GError **error)
{
	g_autoptr(GPtrArray) all =
		app_fachverfahren(e->app, e->filter ? e->filter->land : NULL, e->filter ? e->filter->leistung : NULL, error);
	guint i;

	for (i = 0; all && i < all->len; i++) {
		const Fachverfahren *f = all->pdata[i];
		Row *row = new_row();

		put(row, "fachverfahren", f->name);
		put(row, "hersteller", f->hersteller);
		put(row, "version", f->version);
		put_joined(row, "interface_gap", f->gaps, "; ");
		put_number(row, "n_kommunen", f->kommunen->len);
		put_joined(row, "kommunen", f->kommunen, "; ");
		put_number(row, "n_anbindungen", f->n_anbindungen);
		put_joined(row, "laender", f->laender, ",");
		put_joined(row, "leistungen", f->leistungen, ", ");
		g_ptr_array_add(e->rows, row);
	}
	return all != NULL;
}

typedef struct Kind {
	const char *name;
	const Column *columns;
	const char *type; /* of the entities, each of which is given to ->one; NULL: ->all makes all rows */
	gboolean (*one)(Export *e, const Record *record);
	gboolean (*all)(Export *e, GError **error);
} Kind;

static const Kind kinds[] = {
	{"obstacles", obstacle_columns, NULL, NULL, export_obstacles},
	{"results", result_columns, "result", export_result, NULL},
	{"anbindungen", anbindung_columns, "anbindung", export_anbindung, NULL},
	{"visits", visit_columns, "visit", export_visit, NULL},
	{"steps", step_columns, "anbindung", export_steps_of, NULL},
	{"fachverfahren", fachverfahren_columns, NULL, NULL, export_fachverfahren},
};

static gboolean
export_entities(Export *e, const Kind *kind, GError **error)
{
	g_autoptr(GPtrArray) ids = store_list(e->app->store, kind->type, NULL, 0, error);
	guint i;

	for (i = ids ? ids->len : 0; i > 0; i--) {
		g_autoptr(Record) record = app_record(e->app, ids->pdata[i - 1], error);

		if (!record || !kind->one(e, record))
			return FALSE;
	}
	return ids != NULL;
}

char *
app_export(App *app, const char *what, const char *format, const ObstacleFilter *filter, guint *n_left_out, GError **error)
{
	Export e = {.app = app, .filter = filter};
	const Kind *kind = NULL;
	gboolean is_csv = g_strcmp0(format, "csv") == 0, ok;
	char *text = NULL;
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (strcmp(kinds[i].name, what) == 0)
			kind = &kinds[i];
	if (!kind || (!is_csv && g_strcmp0(format, "json") != 0)) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID,
			    kind ? "Das Format „%s“ gibt es nicht. Möglich: json, csv"
				 : "„%s“ lässt sich nicht ausgeben. Möglich: obstacles, results, anbindungen, visits, steps, fachverfahren",
			    kind ? format : what);
		return NULL;
	}
	e.columns = kind->columns;
	e.rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_hash_table_unref);
	ok = kind->type ? export_entities(&e, kind, error) : kind->all(&e, error);
	if (ok)
		text = is_csv ? export_table_csv(e.columns, e.rows) : export_table_json(e.columns, e.rows);
	if (n_left_out)
		*n_left_out = e.n_left_out;
	g_ptr_array_unref(e.rows);
	return text;
}

typedef struct FileProblem {
	GFileError code;
	const char *text;
} FileProblem;

static const FileProblem file_problems[] = {
	{G_FILE_ERROR_NOENT, "den Ordner gibt es nicht"},
	{G_FILE_ERROR_NOTDIR, "den Ordner gibt es nicht"},
	{G_FILE_ERROR_ISDIR, "das ist ein Ordner, keine Datei"},
	{G_FILE_ERROR_ACCES, "dafür fehlen die Rechte"},
	{G_FILE_ERROR_PERM, "dafür fehlen die Rechte"},
	{G_FILE_ERROR_ROFS, "der Datenträger ist schreibgeschützt"},
	{G_FILE_ERROR_NOSPC, "der Datenträger ist voll"},
	{G_FILE_ERROR_NAMETOOLONG, "der Name ist zu lang"},
};

gboolean
app_write_bytes(const char *path, GBytes *bytes, GError **error)
{
	g_autoptr(GError) cause = NULL;
	gsize size, i;
	const char *content = g_bytes_get_data(bytes, &size), *reason;

	if (g_file_set_contents_full(path, content ? content : "", (gssize)size, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
				     &cause))
		return TRUE;
	reason = cause->message;
	for (i = 0; i < G_N_ELEMENTS(file_problems); i++)
		if (g_error_matches(cause, G_FILE_ERROR, (gint)file_problems[i].code))
			reason = file_problems[i].text;
	g_set_error(error, APP_ERROR, APP_ERROR_FAILED, "%s lässt sich nicht schreiben: %s. Geben Sie einen anderen Ort an.", path, reason);
	return FALSE;
}

gboolean
app_write_file(const char *path, const char *content, GError **error)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static(content, strlen(content));

	return app_write_bytes(path, bytes, error);
}
