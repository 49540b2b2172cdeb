/*
 * Reading a questionnaire that came back: which cells are filled in, where they belong, whether they are right, and what they would change.
 * The file is hostile: ids are looked up and never trusted, values are checked like typed ones, and nothing is written here.
 */
#include "questionnaire.h"

#include <string.h>

#include "vorort/questionnaire.h"
#include "vorort/report.h"
#include "vorort/text.h"

typedef struct Place { /* an Anbindung */
	Record *record;
	StepList *list;
	char *title;
	GHashTable *notes; /* "step\ntext" of its Schnellnotizen */
} Place;

typedef struct Reading {
	App *app;
	const XlsxBook *book;
	const XlsxSheet *sheet;
	AnswerSet *set;
	GHashTable *places; /* id -> Place; NULL as value: there is none */
	GHashTable *seen;   /* "anbindung key" -> value that the file gave first */
	char *today;
	guint answer, remark; /* columns of this sheet */
	guint n_ids;
} Reading;

/* --- the model ---------------------------------------------------------------------------------------------------------------------------- */

static void
answer_free(gpointer data)
{
	Answer *a = data;

	g_free(a->place);
	g_free(a->anbindung);
	g_free(a->field);
	g_free(a->step);
	g_free(a->question);
	g_free(a->value);
	g_free(a->shown);
	g_free(a->ours);
	g_free(a->why);
	g_ptr_array_unref(a->base);
	g_free(a);
}

void
answer_set_free(AnswerSet *set)
{
	if (!set)
		return;
	g_ptr_array_unref(set->answers);
	g_free(set);
}

static void
place_free(gpointer data)
{
	Place *place = data;

	if (!place)
		return;
	record_free(place->record);
	step_list_free(place->list);
	g_free(place->title);
	g_hash_table_unref(place->notes);
	g_free(place);
}

/* --- where it belongs --------------------------------------------------------------------------------------------------------------------- */

static void
collect_notes(App *app, Place *place)
{
	g_autoptr(GPtrArray) ids = app_links(app, place->record->id, "note", "anbindung", NULL);
	guint i;

	for (i = 0; ids && i < ids->len; i++) {
		g_autoptr(Record) note = app_record(app, ids->pdata[i], NULL);

		if (note && !note->is_retracted)
			g_hash_table_add(place->notes, g_strdup_printf("%s\n%s", record_get(note, "step"), record_get(note, "text")));
	}
}

static Place *
find_place(Reading *r, const char *anbindung)
{
	gpointer known;
	Place *place = NULL;
	Record *record;

	if (g_hash_table_lookup_extended(r->places, anbindung, NULL, &known))
		return known;
	record = app_record(r->app, anbindung, NULL);
	if (record && strcmp(record->entity->name, "anbindung") == 0 && record->created && !record->is_retracted) {
		place = g_new0(Place, 1);
		place->record = g_steal_pointer(&record);
		place->list = app_steps(r->app, anbindung, NULL);
		place->title = app_anbindung_title(r->app, anbindung);
		place->notes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
		collect_notes(r->app, place);
	}
	record_free(record);
	g_hash_table_insert(r->places, g_strdup(anbindung), place);
	return place;
}

/* NULL, or why there is no such question. */
static const char *
find_question(const Place *place, const QuestionId *id, Question *q)
{
	guint i;

	*q = (Question){0};
	if (!place)
		return "Die Kennung dieser Zeile gehört zu keiner Anbindung, die hier bekannt ist.";
	if (!place->list)
		return "Die Checkliste dieser Anbindung lässt sich nicht lesen.";
	q->checklist = place->list->checklist;
	if (!*id->step)
		q->param = checklist_parameter(q->checklist, id->field);
	else
		q->step = checklist_step(q->checklist, id->step);
	for (i = 0; q->step && i < q->step->fields->len; i++)
		if (strcmp(((const ChecklistField *)q->step->fields->pdata[i])->name, id->field) == 0)
			q->field = q->step->fields->pdata[i];
	return q->param || q->field ? NULL : "Diese Frage stellt die Checkliste nicht (mehr).";
}

/* --- what it changes ---------------------------------------------------------------------------------------------------------------------- */

static const char *
param_of(const RecordValue *value)
{
	const char *text = g_hash_table_lookup(value->slots, "param");

	return text ? text : "";
}

/* What stood here when the file was written; NULL: that op is not known at this place. */
static const char *
value_at(const Record *record, const char *key, const char *stamp)
{
	guint i;

	for (i = 0; i < record->values->len; i++) {
		const RecordValue *value = record->values->pdata[i];

		if (strcmp(value->field_name, "param") == 0 && strcmp(value->key, key) == 0 && strcmp(value->op, stamp) == 0)
			return param_of(value);
	}
	return NULL;
}

static gboolean
is_said(const GPtrArray *heads, const char *value)
{
	guint i;

	for (i = 0; i < heads->len; i++)
		if (strcmp(param_of(heads->pdata[i]), value) == 0)
			return TRUE;
	return FALSE;
}

/* New, different or the same, and what the answer replaces: all that is here, if it is still what the Kommune saw; else that alone. */
static void
compare(App *app, const Place *place, const Question *q, const QuestionId *id, Answer *a)
{
	g_autofree char *ours = NULL, *op = NULL;
	g_autoptr(GPtrArray) heads = record_heads(place->record, "param", a->field);
	const char *before = *id->stamp ? value_at(place->record, a->field, id->stamp) : "";
	gboolean is_as_seen;
	guint i;

	question_current(app, q, place->record, place->list, &ours, &op);
	is_as_seen = (!*ours || g_strcmp0(op, id->stamp) == 0 || g_strcmp0(before, ours) == 0) &&
		     !record_is_different(place->record, "param", a->field);
	g_free(a->ours);
	a->ours = question_shown(q, ours);
	a->state = strcmp(ours, a->value) == 0 || is_said(heads, a->value) ? ANSWER_SAME : *ours ? ANSWER_DIFFERS : ANSWER_NEW;
	for (i = 0; is_as_seen && i < heads->len; i++)
		g_ptr_array_add(a->base, g_strdup(((const RecordValue *)heads->pdata[i])->op));
	if (!is_as_seen && before && *id->stamp)
		g_ptr_array_add(a->base, g_strdup(id->stamp));
	if (!is_as_seen && a->state == ANSWER_DIFFERS && !*a->why) {
		g_free(a->why);
		a->why = g_strdup("seit dem Schreiben des Fragebogens hier geändert, beides bleibt sichtbar");
	}
}

/* --- rows --------------------------------------------------------------------------------------------------------------------------------- */

static Answer *
new_answer(const Reading *r, const XlsxCell *cell, const QuestionId *id)
{
	g_autofree char *name = xlsx_cell_name(cell->row, cell->column), *sheet = text_visible(r->sheet->name, FALSE);
	Answer *a = g_new0(Answer, 1);

	a->place = g_strdup_printf("%s, %s", sheet, name);
	a->anbindung = g_strdup(id ? id->anbindung : "");
	a->step = g_strdup(id ? id->step : "");
	a->field = g_strdup("");
	a->question = g_strdup("");
	a->value = g_strdup("");
	a->ours = g_strdup("");
	a->shown = g_strdup(cell->text);
	a->base = g_ptr_array_new_with_free_func(g_free);
	return a;
}

static void
add(Reading *r, Answer *a)
{
	if (!a->why)
		a->why = g_strdup("");
	r->set->n[a->state]++;
	g_ptr_array_add(r->set->answers, a);
}

static void
add_invalid(Reading *r, Answer *a, const char *why)
{
	g_free(a->why);
	a->why = g_strdup(why);
	a->state = ANSWER_INVALID;
	add(r, a);
}

/* TRUE if the file has said something to that question already: the same again counts once, something else is wrong. */
static gboolean
is_repeated(Reading *r, Answer *a)
{
	g_autofree char *key = g_strdup_printf("%s %s", a->anbindung, a->field);
	const char *first = g_hash_table_lookup(r->seen, key);

	if (!first) {
		g_hash_table_insert(r->seen, g_steal_pointer(&key), g_strdup(a->value));
		return FALSE;
	}
	if (strcmp(first, a->value) == 0)
		answer_free(a);
	else
		add_invalid(r, a, "Diese Frage steht zweimal in der Datei, mit verschiedenen Antworten.");
	return TRUE;
}

static void
read_answer(Reading *r, const XlsxCell *cell, const Place *place, const Question *q, const QuestionId *id, const char *problem)
{
	g_autofree char *wrong = NULL;
	Answer *a = new_answer(r, cell, id);

	if (problem) {
		add_invalid(r, a, problem);
		return;
	}
	g_free(a->field);
	g_free(a->question);
	g_free(a->value);
	a->field = question_key(q);
	a->question = g_strdup(question_text(q));
	if ((wrong = question_take(q, r->book, cell, r->today, &a->value, &a->why))) {
		add_invalid(r, a, wrong);
		return;
	}
	if (is_repeated(r, a))
		return;
	if (!a->why)
		a->why = g_strdup("");
	g_free(a->shown);
	a->shown = question_shown(q, a->value);
	compare(r->app, place, q, id, a);
	add(r, a);
}

static void
read_remark(Reading *r, const XlsxCell *cell, const Place *place, const Question *q, const QuestionId *id, const char *problem)
{
	g_autofree char *value = question_cell_text(cell), *wrong = question_check_cell(cell), *key = NULL;
	Answer *a = new_answer(r, cell, id);

	a->is_remark = TRUE;
	if (problem || wrong) {
		add_invalid(r, a, problem ? problem : wrong);
		return;
	}
	g_free(a->question);
	g_free(a->value);
	a->question = g_strdup_printf("Bemerkung zu „%s“", question_text(q));
	a->value = g_strdup_printf("Fragebogen, „%s“: %s", question_text(q), value);
	if ((wrong = text_check(a->value, TEXT_MAX)) || text_check_personal(a->value, &a->why) == TEXT_REFUSE) {
		g_autofree char *reason = g_strdup(wrong ? wrong : a->why);

		add_invalid(r, a, reason);
		return;
	}
	key = g_strdup_printf("%s\n%s", a->step, a->value);
	a->state = g_hash_table_add(place->notes, g_steal_pointer(&key)) ? ANSWER_NEW : ANSWER_SAME;
	add(r, a);
}

static const XlsxCell *
cell_at(const GHashTable *cells, guint row, guint column)
{
	g_autofree char *name = xlsx_cell_name(row, column);
	const XlsxCell *cell = g_hash_table_lookup((GHashTable *)cells, name);
	const char *text = cell ? cell->text : "";

	while (g_ascii_isspace(*text))
		text++;
	return cell && (*text || cell->kind == XLSX_FORMULA) ? cell : NULL;
}

static void
read_row(Reading *r, const GHashTable *cells, guint row, const QuestionId *id)
{
	const XlsxCell *answer = cell_at(cells, row, r->answer), *remark = cell_at(cells, row, r->remark);
	const Place *place = id && (answer || remark) ? find_place(r, id->anbindung) : NULL;
	const char *problem = NULL;
	Question q = {0};

	if (!answer && !remark)
		return;
	problem = id ? find_question(place, id, &q) : "Dieser Zeile fehlt die Kennung in der verborgenen Spalte.";
	if (answer)
		read_answer(r, answer, place, &q, id, problem);
	if (remark)
		read_remark(r, remark, place, &q, id, problem);
}

/* --- sheets ------------------------------------------------------------------------------------------------------------------------------- */

/* Somebody may have inserted a column: headings count, where they are still there. Returns the row of the headings. */
static guint
find_columns(Reading *r)
{
	guint i, row = 0;

	r->answer = QUESTIONNAIRE_ANSWER;
	r->remark = QUESTIONNAIRE_REMARK;
	for (i = r->sheet->cells->len; i > 0; i--) {
		const XlsxCell *cell = r->sheet->cells->pdata[i - 1];

		if (strcmp(cell->text, questionnaire_heading(QUESTIONNAIRE_ANSWER)) == 0) {
			r->answer = cell->column;
			row = cell->row;
		} else if (strcmp(cell->text, questionnaire_heading(QUESTIONNAIRE_REMARK)) == 0) {
			r->remark = cell->column;
		}
	}
	return row;
}

/* Row -> id in it, as text; borrowed from the cells. */
static GHashTable *
find_ids(const XlsxSheet *sheet)
{
	GHashTable *ids = g_hash_table_new(NULL, NULL);
	guint i;

	for (i = 0; i < sheet->cells->len; i++) {
		const XlsxCell *cell = sheet->cells->pdata[i];
		QuestionId id = {0};

		if (cell->kind == XLSX_TEXT && question_id_parse(cell->text, &id))
			g_hash_table_insert(ids, GUINT_TO_POINTER(cell->row), cell->text);
		question_id_clear(&id);
	}
	return ids;
}

static void
read_sheet(Reading *r, const XlsxSheet *sheet)
{
	g_autoptr(GHashTable) ids = find_ids(sheet), cells = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	guint i, last = G_MAXUINT, head;

	r->sheet = sheet;
	r->n_ids += g_hash_table_size(ids);
	head = find_columns(r);
	for (i = 0; i < sheet->cells->len; i++) {
		XlsxCell *cell = sheet->cells->pdata[i];

		g_hash_table_insert(cells, xlsx_cell_name(cell->row, cell->column), cell);
	}
	for (i = 0; g_hash_table_size(ids) && i < sheet->cells->len; i++) {
		guint row = ((const XlsxCell *)sheet->cells->pdata[i])->row;
		const char *text = g_hash_table_lookup(ids, GUINT_TO_POINTER(row));
		QuestionId id = {0};

		if (row == last || row <= head)
			continue;
		last = row;
		read_row(r, cells, row, text && question_id_parse(text, &id) ? &id : NULL);
		question_id_clear(&id);
	}
}

static GBytes *
read_file(const char *path, GError **error)
{
	g_autoptr(GMappedFile) file = NULL;
	g_autoptr(GError) cause = NULL;

	if (!g_file_test(path, G_FILE_TEST_IS_REGULAR) || !(file = g_mapped_file_new(path, FALSE, &cause))) {
		g_set_error(error, APP_ERROR, APP_ERROR_FAILED, "%s lässt sich nicht lesen%s%s.", path, cause ? ": " : "",
			    cause ? cause->message : "");
		return NULL;
	}
	return g_mapped_file_get_bytes(file);
}

static AnswerSet *
read_book(App *app, const XlsxBook *book, GError **error)
{
	g_autoptr(AnswerSet) set = g_new0(AnswerSet, 1);
	Reading r = {.app = app, .book = book, .set = set, .today = app_today()};
	guint i;

	set->answers = g_ptr_array_new_with_free_func(answer_free);
	r.places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, place_free);
	r.seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	for (i = 0; i < book->sheets->len; i++)
		read_sheet(&r, book->sheets->pdata[i]);
	g_hash_table_unref(r.places);
	g_hash_table_unref(r.seen);
	g_free(r.today);
	if (r.n_ids)
		return g_steal_pointer(&set);
	g_set_error(error, APP_ERROR, APP_ERROR_INVALID,
		    "Das ist kein Fragebogen dieses Programms: Die verborgene Spalte mit den Kennungen fehlt. Neu schreiben: vorort fragebogen write");
	return NULL;
}

AnswerSet *
app_read_questionnaire(App *app, const char *path, GError **error)
{
	g_autoptr(GBytes) bytes = read_file(path, error);
	g_autoptr(GError) cause = NULL;
	g_autoptr(XlsxBook) book = bytes ? import_xlsx(bytes, &cause) : NULL;

	if (cause)
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "Nichts eingelesen: %s", cause->message);
	return book ? read_book(app, book, error) : NULL;
}
