/* Recording results: what each outcome requires, typed answers, history. */
#include <jansson.h>
#include <string.h>

#include "internal.h"
#include "vorort/text.h"

/* --- rules ---------------------------------------------------------------------------------------------------------------------------- */

typedef struct Requirement {
	const char *outcome;
	const char *slot;
	const char *message;
} Requirement;

static const Requirement requirements[] = {
	{"passed_open", "note", "Bei „bestanden, Nacharbeit offen“ gehört dazu, was noch zu tun ist."},
	{"passed_open", "stelle", "Bei „bestanden, Nacharbeit offen“ gehört dazu, welche Stelle die Nacharbeit macht."},
	{"passed_open", "due", "Bei „bestanden, Nacharbeit offen“ gehört dazu, bis wann. Beispiel: 14.12.2026 oder +14"},
	{"waiting", "stelle", "Bei „läuft“ gehört dazu, auf welche Stelle gewartet wird."},
	{"blocked", "stelle", "Bei „nicht prüfbar“ gehört dazu, auf welche Stelle gewartet wird."},
	{"not_tested", "note", "Bei „nicht geprüft“ gehört die Begründung dazu. Beispiel: keine Zeit, Person fehlt, kein Netz"},
	{"not_applicable", "note", "Bei „nicht anwendbar“ gehört die Begründung dazu."},
};

static const char *
draft_value(const ResultDraft *draft, const char *slot)
{
	const char *value = strcmp(slot, "note") == 0 ? draft->note : strcmp(slot, "stelle") == 0 ? draft->stelle : draft->due;

	return value ? value : "";
}

char *
app_result_problem(const ResultDraft *draft, const char **slot)
{
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(requirements); i++)
		if (g_strcmp0(requirements[i].outcome, draft->outcome) == 0 && !*draft_value(draft, requirements[i].slot)) {
			if (slot)
				*slot = requirements[i].slot;
			return g_strdup(requirements[i].message);
		}
	return NULL;
}

static gboolean
invalid(GError **error, const char *message)
{
	g_set_error_literal(error, APP_ERROR, APP_ERROR_INVALID, message);
	return FALSE;
}

static const ChecklistStep *
find_step(const Checklist *checklist, const char *id, GError **error)
{
	const ChecklistStep *step = checklist_step(checklist, id);
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	const char *nearest;
	guint i;

	if (step)
		return step;
	for (i = 0; i < checklist->steps->len; i++)
		g_ptr_array_add(ids, ((ChecklistStep *)checklist->steps->pdata[i])->id);
	g_ptr_array_add(ids, NULL);
	nearest = text_nearest(id, (const char *const *)ids->pdata);
	g_set_error(error, APP_ERROR, APP_ERROR_NOT_FOUND, "Den Prüfschritt „%s“ gibt es in dieser Checkliste nicht.%s%s%s", id,
		    nearest ? " Meinten Sie „" : "", nearest ? nearest : "", nearest ? "“?" : "");
	return NULL;
}

static gboolean
check_codes(const ResultDraft *draft, const char *env, GError **error)
{
	const struct {
		WordList list;
		const char *value, *what;
	} codes[] = {{WORDS_OUTCOME, draft->outcome, "Ergebnis"},
		     {WORDS_ENV, env, "Umgebung"},
		     {WORDS_STELLE_KIND, draft->stelle, "Stelle"},
		     {WORDS_STELLE_KIND, draft->function, "Funktion"}};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(codes); i++)
		if (codes[i].value && *codes[i].value && !words_guess(codes[i].list, codes[i].value)) {
			g_autofree char *all = words_codes(codes[i].list);

			g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "„%s“ ist kein Wert für %s. Möglich: %s", codes[i].value, codes[i].what,
				    all);
			return FALSE;
		}
	return draft->outcome && *draft->outcome ? TRUE : invalid(error, "Das Ergebnis fehlt.");
}

/* --- answers --------------------------------------------------------------------------------------------------------------------------------- */

static const ChecklistField *
find_field(const ChecklistStep *step, const char *name, GError **error)
{
	guint i;

	for (i = 0; i < step->fields->len; i++) {
		const ChecklistField *field = step->fields->pdata[i];

		if (strcmp(field->name, name) == 0)
			return field;
	}
	g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "Der Prüfschritt %s hat kein Feld „%s“.", step->id, name);
	return NULL;
}

static gboolean
keep_answer(json_t *answers, const char *name, const char *value, GError **error)
{
	if (strlen(value) > TEXT_MAX)
		return invalid(error, "Die Antwort ist zu lang, höchstens 16 KiB.");
	return !*value || json_object_set_new(answers, name, json_string(value)) == 0 ||
	       invalid(error, "Die Antwort ist kein gültiges UTF-8.");
}

/* What was seen at a failed step is kept even if it is wrong; a value outside its limits is kept with a warning. */
static gboolean
take_answer(App *app, const ChecklistStep *step, const char *outcome, const char *pair, json_t *answers, GError **error)
{
	const char *value, *suggests = NULL;
	g_autofree char *name = app_pair_name(pair, &value, error), *today = app_today();
	gboolean is_free = name && strcmp(name, CHECKLIST_EVIDENCE) == 0 && !checklist_step_has_field(step, name);
	const ChecklistField *field = name && !is_free ? find_field(step, name, error) : NULL;
	g_autofree char *date = field && field->type == FIELD_DATE ? text_parse_date(value, today) : NULL;
	g_autofree char *problem = NULL;

	if (is_free)
		return keep_answer(answers, name, value, error);
	if (!field)
		return FALSE;
	if (date)
		value = date;
	problem = *value ? checklist_field_check(field, value, today, &suggests) : NULL;
	if (problem && !suggests && !(strcmp(outcome, "failed") == 0 && checklist_field_is_evidence(field, value))) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "%s: %s", field->question, problem);
		return FALSE;
	}
	if (problem)
		g_ptr_array_add(app->warnings, g_strdup_printf("%s: %s", field->question, problem));
	return keep_answer(answers, name, value, error);
}

static gboolean
check_required_answers(const ChecklistStep *step, const char *outcome, json_t *answers, GError **error)
{
	guint i;

	if (!g_str_has_prefix(outcome, "passed"))
		return TRUE;
	for (i = 0; i < step->fields->len; i++) {
		const ChecklistField *field = step->fields->pdata[i];

		if (field->is_required && !json_object_get(answers, field->name)) {
			g_set_error(error, APP_ERROR, APP_ERROR_INVALID, "Es fehlt die Angabe „%s“ (%s).", field->question, field->name);
			return FALSE;
		}
	}
	return TRUE;
}

static gboolean
put_answers(App *app, Op *op, const ChecklistStep *step, const ResultDraft *draft, const char *outcome, GError **error)
{
	json_t *answers = json_object();
	const char *const *pair;
	gboolean ok = TRUE;

	for (pair = draft->answers; ok && pair && *pair; pair++)
		ok = take_answer(app, step, outcome, *pair, answers, error);
	ok = ok && check_required_answers(step, outcome, answers, error);
	if (ok && json_object_size(answers)) {
		char *text = json_dumps(answers, JSON_COMPACT | JSON_SORT_KEYS);

		ok = app_op_put(app, op, "answers", text, error);
		free(text);
	}
	json_decref(answers);
	return ok;
}

/* --- recording --------------------------------------------------------------------------------------------------------------------------------- */

static const char *
code_of(WordList list, const char *typed)
{
	const Word *word = typed && *typed ? words_guess(list, typed) : NULL;

	return word ? word->code : "";
}

typedef struct Place { /* where a result belongs */
	Record *on; /* the Anbindung or the Stelle */
	char *step; /* as results there name it */
} Place;

static void
place_clear(Place *place)
{
	g_clear_pointer(&place->on, record_free);
	g_clear_pointer(&place->step, g_free);
}

static gboolean
no_stelle(const Record *anbindung, const ChecklistStep *step, const char *id, GError **error)
{
	const char *what = words_text(WORDS_STEP_LEVEL, step->level);

	if (strcmp(step->level, "kommune") == 0)
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID,
			    "Der Prüfschritt %s gilt nur für diese Kommune. Für eine Stelle festhalten lassen sich Schritte, die einmal je "
			    "IT-Dienstleister oder Land geprüft werden.",
			    step->id);
	else if (*id)
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID,
			    "Die Stelle „%s“ ist für den Prüfschritt %s (%s) bei %s nicht zuständig. Ordnen Sie sie zu: vorort stelle serve %s KOMMUNE",
			    id, step->id, what, anbindung->id, id);
	else
		g_set_error(error, APP_ERROR, APP_ERROR_NOT_FOUND,
			    "Für den Prüfschritt %s (%s) ist bei %s keine Stelle bekannt. Legen Sie sie an und ordnen Sie sie zu: vorort stelle add, "
			    "vorort stelle serve ID KOMMUNE",
			    step->id, what, anbindung->id);
	return FALSE;
}

/* The Stelle that @draft means becomes the place; @place->on is the Anbindung before. */
static gboolean
move_to_stelle(App *app, Place *place, const ChecklistStep *step, const char *leistung, const char *id, GError **error)
{
	g_autoptr(GPtrArray) fitting = app_fitting_stellen(app, place->on, step, error);
	guint i;

	if (!fitting)
		return FALSE;
	for (i = 0; i < fitting->len; i++)
		if (!*id || strcmp(((Record *)fitting->pdata[i])->id, id) == 0)
			break;
	if (i == fitting->len)
		return no_stelle(place->on, step, id, error);
	record_free(place->on);
	g_free(place->step);
	place->on = g_ptr_array_steal_index(fitting, i);
	place->step = app_stelle_step(step, leistung);
	return TRUE;
}

static gboolean
put_all(App *app, Op *op, const Place *place, const ResultDraft *draft, const char *env, guint instance, GError **error)
{
	g_autofree char *number = g_strdup_printf("%u", instance);
	const char *const slots[][2] = {
		{"on", place->on->id},
		{"step", place->step},
		{"env", code_of(WORDS_ENV, env)},
		{"instance", number},
		{"outcome", code_of(WORDS_OUTCOME, draft->outcome)},
		{"stelle", code_of(WORDS_STELLE_KIND, draft->stelle)},
		{"ticket", draft->ticket},
		{"due", draft->due},
		{"note", draft->note},
		{"sicht", draft->note && *draft->note ? (draft->sicht ? draft->sicht : "intern") : ""},
		{"visit", draft->visit},
		{"function", code_of(WORDS_STELLE_KIND, draft->function)},
	};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(slots); i++)
		if (slots[i][1] && *slots[i][1] && !app_op_put(app, op, slots[i][0], slots[i][1], error))
			return FALSE;
	return TRUE;
}

/* The results that this one replaces: what its author saw, else what counts now. */
static void
put_base(Op *op, const Record *record, const ResultDraft *draft, const char *key)
{
	guint i;

	if (!draft->seen)
		app_base_on(op, record, "result", key);
	for (i = 0; draft->seen && i < draft->seen->len; i++)
		op_add_base(op, draft->seen->pdata[i]);
}

/* The first result makes a planned visit a running one. */
static gboolean
start_visit(App *app, const char *visit, GPtrArray *ops, GError **error)
{
	const char *set[] = {"status=laeuft", NULL};
	g_autoptr(Record) record = visit && *visit ? app_record(app, visit, error) : NULL;
	const char *status = record ? record_get(record, "status") : "";

	if (!visit || !*visit)
		return TRUE;
	if (!record)
		return FALSE;
	if (*status && strcmp(status, "geplant") != 0 && strcmp(status, "bestaetigt") != 0 && strcmp(status, "unterbrochen") != 0)
		return TRUE;
	return app_change(app, ops, record, set, error);
}

/* Commits the result at @place. */
static gboolean
record_result(App *app, const Place *place, const ChecklistStep *step, const ResultDraft *draft, const char *env, char **id, GError **error)
{
	guint instance = draft->instance ? draft->instance : 1;
	g_autofree char *key = g_strdup_printf("%s/%s/%u", place->step, code_of(WORDS_ENV, env), instance);
	g_autofree char *title = g_strdup_printf("Ergebnis %s", step->id);
	g_autoptr(GPtrArray) ops = app_ops_new();
	Op *op = op_new(entity_find("result"), NULL, NULL, NULL);

	g_ptr_array_add(ops, op);
	put_base(op, place->on, draft, key);
	if (!put_all(app, op, place, draft, env, instance, error) || !put_answers(app, op, step, draft, draft->outcome, error) ||
	    !start_visit(app, draft->visit, ops, error) || !app_commit(app, ops, title, error))
		return FALSE;
	if (id)
		*id = g_strdup(op->entity_id);
	return TRUE;
}

/* With the files that prove it, all or nothing. They are read, checked and kept before anything is written. */
static gboolean
record_at(App *app, const Place *place, const ChecklistStep *step, const ResultDraft *draft, const char *env, char **id, GError **error)
{
	g_autoptr(GPtrArray) taken = app_take_files(app, draft->files, draft->n_files, error);
	g_autofree char *result = NULL;

	if (!taken || !store_begin(app->store, error))
		return FALSE;
	if (!record_result(app, place, step, draft, env, &result, error) || !app_attach_taken(app, result, taken, NULL, error)) {
		store_rollback(app->store);
		return FALSE;
	}
	if (!store_commit(app->store, error))
		return FALSE;
	app_taken_stay(taken);
	if (id)
		*id = g_steal_pointer(&result);
	return TRUE;
}

gboolean
app_add_result(App *app, const char *anbindung, const ResultDraft *draft, char **id, GError **error)
{
	Place place = {app_record(app, anbindung, error), g_strdup(draft->step)};
	const Checklist *checklist = place.on ? app_anbindung_checklist(app, anbindung, error) : NULL;
	const ChecklistStep *step = checklist ? find_step(checklist, draft->step, error) : NULL;
	const char *env = draft->env && *draft->env ? draft->env : step && step->envs && step->envs[0] ? step->envs[0] : "prod";
	ResultDraft checked = *draft;
	g_autofree char *problem = NULL;
	gboolean ok = step && app_begin_write(app, error) && check_codes(draft, env, error);

	checked.outcome = code_of(WORDS_OUTCOME, draft->outcome);
	if (ok && (problem = app_result_problem(&checked, NULL)))
		ok = invalid(error, problem);
	if (ok && draft->for_stelle)
		ok = move_to_stelle(app, &place, step, checklist->leistung, draft->for_stelle, error);
	ok = ok && record_at(app, &place, step, &checked, env, id, error);
	place_clear(&place);
	return ok;
}

/* --- history ------------------------------------------------------------------------------------------------------------------------------------ */

static gint
newest_first(gconstpointer a, gconstpointer b)
{
	return strcmp((*(Record *const *)b)->id, (*(Record *const *)a)->id);
}

static void
add_history(App *app, const Record *on, const char *step, GPtrArray *history)
{
	g_autofree char *prefix = g_strconcat(step, "/", NULL);
	guint i;

	for (i = 0; i < on->values->len; i++) {
		const RecordValue *value = on->values->pdata[i];
		Record *result;

		if (strcmp(value->field_name, "result") == 0 && g_str_has_prefix(value->key, prefix) &&
		    (result = app_record(app, value->op, NULL)))
			g_ptr_array_add(history, result);
	}
}

GPtrArray *
app_step_history(App *app, const char *anbindung, const char *step_id, GError **error)
{
	g_autoptr(Record) record = app_record(app, anbindung, error);
	const Checklist *checklist = record ? app_anbindung_checklist(app, anbindung, NULL) : NULL;
	const ChecklistStep *step = checklist ? checklist_step(checklist, step_id) : NULL;
	g_autoptr(GPtrArray) history = g_ptr_array_new_with_free_func((GDestroyNotify)record_free);
	g_autoptr(GPtrArray) stellen = step ? app_fitting_stellen(app, record, step, NULL) : NULL;
	g_autofree char *token = step ? app_stelle_step(step, checklist->leistung) : NULL;
	guint i;

	if (!record)
		return NULL;
	add_history(app, record, step_id, history);
	for (i = 0; stellen && i < stellen->len; i++)
		add_history(app, stellen->pdata[i], token, history);
	g_ptr_array_sort(history, newest_first);
	return g_steal_pointer(&history);
}

/* A step of a Stelle may be "B1@wohngeld"; its title is the one of any checklist that has it. */
static const ChecklistStep *
step_of_any(App *app, const char *id)
{
	const GPtrArray *all = app_leistungen(app, NULL);
	const ChecklistStep *step = NULL;
	guint i;

	for (i = 0; !step && all && i < all->len; i++) {
		const Leistung *leistung = all->pdata[i];
		const Checklist *checklist = leistung->has_test ? app_checklist(app, leistung->key, NULL) : NULL;

		step = checklist ? checklist_step(checklist, id) : NULL;
	}
	return step;
}

char *
app_step_title(App *app, const char *on, const char *token, const char *result)
{
	g_auto(GStrv) parts = g_strsplit(token, "@", 2);
	const Checklist *checklist = !strchr(on, '/') && parts[1] ? app_checklist(app, parts[1], NULL) : NULL;
	const ChecklistStep *step = strchr(on, '/') ? app_known_step(app, on, parts[0], result)
					  : checklist     ? checklist_step(checklist, parts[0])
							  : step_of_any(app, parts[0]);

	return g_strdup(step ? step->title : "");
}
