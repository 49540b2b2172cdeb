/*
 * Prüflauf: recording an outcome. What it asks for is a table (design 1, app_result_problem()); the typed answers of a step follow. A value
 * outside its limits suggests an outcome; the user decides.
 */
#include <string.h>

#include "eingabe.h"
#include "pruefung.h"
#include "vorort/op.h"
#include "vorort/text.h"

enum { ASK_STELLE = 1, ASK_TICKET = 2, ASK_DUE = 4, ASK_ANSWERS = 8 };

typedef struct Rule {
	const char *outcome;
	const char *note, *note_help;
	gboolean is_note_first, is_note_required;
	unsigned asks;
	const char *due;
} Rule;

static const Rule rules[] = {
	{ "passed", "Bemerkung", NULL, FALSE, FALSE, ASK_ANSWERS, NULL },
	{ "passed_open", "Was ist zu tun", "Was noch fehlt, in einem Satz.", TRUE, TRUE,
	  ASK_STELLE | ASK_DUE | ASK_ANSWERS, "Bis wann" },
	{ "failed", "Bemerkung", NULL, TRUE, FALSE, ASK_ANSWERS, NULL },
	{ "waiting", "Bemerkung", NULL, FALSE, FALSE, ASK_STELLE | ASK_TICKET | ASK_DUE, "Erwartet am" },
	{ "blocked", "Bemerkung", NULL, FALSE, FALSE, ASK_STELLE | ASK_TICKET | ASK_DUE, "Erwartet am" },
	{ "not_tested", "Grund", "Zum Beispiel: keine Zeit, Person fehlt, kein Netz.", TRUE, TRUE, 0, NULL },
	{ "not_applicable", "Grund", "Warum der Schritt hier nicht zutrifft.", TRUE, TRUE, 0, NULL },
};

typedef struct Ergebnis { /* one outcome on its way; lives while its form or question is open */
	Pruefung *p;
	const ChecklistStep *step;
	const Rule *rule;
	char *stelle_id, *stelle_name; /* that it is for; NULL: here only */
	char *env, *title;
	guint instance;
	GPtrArray *seen;    /* of char *: results that were current when it began */
	GArray *fields;     /* FormField */
	GPtrArray *strings; /* texts of ->fields */
	GPtrArray *words;   /* of GArray of Word: choices of the step's fields */
	FormSpec spec;
	Eingabe eingabe;
	char *values;       /* of the form when it was saved, to open it again */
	char *note, *sicht, *stelle, *ticket, *due, *id;
	GPtrArray *answers; /* of char *, NULL-terminated when filled */
	char *limit;        /* why an answer suggests another outcome */
	const char *suggests;
	gboolean is_decided;
} Ergebnis;

static const Rule *
rule_of(const char *outcome)
{
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(rules); i++)
		if (strcmp(rules[i].outcome, outcome) == 0)
			return &rules[i];
	g_assert_not_reached();
}

/* --- life ------------------------------------------------------------------------------------------------------------------- */

/* Of the Anbindung, or of the Stelle that it is for. */
static GPtrArray *
current_results(const Pruefung *p, const ChecklistStep *step, const char *stelle)
{
	g_autofree char *token = stelle ? app_stelle_step(step, p->list->checklist->leistung) : g_strdup(step->id);
	g_autofree char *key = g_strdup_printf("%s/%s/%u", token, pruefung_env(p, step), p->instance);
	g_autoptr(Record) record = stelle ? app_record(p->app, stelle, NULL) : NULL;
	g_autoptr(GPtrArray) heads = stelle && !record ? NULL : record_heads(record ? record : p->record, "result", key);
	GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);
	guint i;

	for (i = 0; heads && i < heads->len; i++)
		g_ptr_array_add(ids, g_strdup(((RecordValue *)heads->pdata[i])->op));
	return ids;
}

static Ergebnis *
ergebnis_new(Pruefung *p, const char *outcome, const char *stelle)
{
	Ergebnis *e = g_new0(Ergebnis, 1);

	e->p = p;
	e->step = pruefung_view(p)->step;
	e->rule = rule_of(outcome);
	e->env = g_strdup(pruefung_env(p, e->step));
	e->instance = p->instance;
	e->stelle_id = g_strdup(stelle);
	e->stelle_name = stelle ? app_stelle_name(p->app, stelle) : NULL;
	e->seen = current_results(p, e->step, stelle);
	e->strings = g_ptr_array_new_with_free_func(g_free);
	e->words = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
	e->eingabe.app = p->app;
	return e;
}

static void
ergebnis_free(Ergebnis *e)
{
	char **const texts[] = { &e->stelle_id, &e->stelle_name, &e->env, &e->title, &e->values, &e->note, &e->sicht, &e->stelle, &e->ticket, &e->due, &e->id, &e->limit };
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(*texts[i]);
	g_ptr_array_unref(e->seen);
	g_clear_pointer(&e->fields, g_array_unref);
	g_ptr_array_unref(e->strings);
	g_ptr_array_unref(e->words);
	g_clear_pointer(&e->answers, g_ptr_array_unref);
	eingabe_clear(&e->eingabe);
	g_free(e);
}

/* --- storing ------------------------------------------------------------------------------------------------------------------ */

/* NULL when it is stored, else a German message. */
static char *
store(Ergebnis *e)
{
	g_autoptr(GError) error = NULL;
	ResultDraft draft = { .step = e->step->id, .outcome = e->rule->outcome, .env = e->env, .instance = e->instance, .visit = e->p->visit,
		.note = e->note, .sicht = e->sicht, .stelle = e->stelle, .ticket = e->ticket, .due = e->due, .seen = e->seen,
		.answers = e->answers ? (const char *const *)e->answers->pdata : NULL, .for_stelle = e->stelle_id };

	if (!app_add_result(e->p->app, e->p->anbindung, &draft, &e->id, &error))
		return g_strdup(error->message);
	if (e->eingabe.context)
		eingabe_drop(&e->eingabe);
	return NULL;
}

static unsigned
finish(Ergebnis *e)
{
	unsigned flags = pruefung_recorded(e->p, e->step->id, e->rule->outcome, e->id, e->stelle_name);

	ergebnis_free(e);
	return flags;
}

/* Without a form. */
static unsigned
store_now(Ergebnis *e)
{
	g_autofree char *problem = store(e);

	if (!problem)
		return finish(e);
	tui_say(e->p->tui, ROLE_BAD, "%s", problem);
	ergebnis_free(e);
	return TUI_HANDLED;
}

/* --- the form's fields ---------------------------------------------------------------------------------------------------------- */

static const char *
keep(Ergebnis *e, char *text)
{
	g_ptr_array_add(e->strings, text);
	return text;
}

static const char *
type_help(const ChecklistField *field)
{
	static const char *const helps[N_FIELD_TYPES] = { [FIELD_AGS] = "8 Ziffern, zum Beispiel 06435014",
		[FIELD_ARS] = "12 Ziffern, zum Beispiel 064350014014", [FIELD_LEISTUNGSSCHLUESSEL] = "14 Ziffern, beginnt mit 99",
		[FIELD_OE_ID] = "wie L100042.OE.12345", [FIELD_DVDV] = "drei Kleinbuchstaben und 12 Ziffern, zum Beispiel ags:064350014014",
		[FIELD_UUID] = "wie 1b4e28ba-2fa1-4d3b-a3f5-ef19b5a7633b", [FIELD_URL] = "beginnt mit https://" };

	return helps[field->type];
}

static char *
number_help(const ChecklistField *field)
{
	GString *help = g_string_new("Ganze Zahl");

	if (field->unit)
		g_string_append_printf(help, " in %s", field->unit);
	if (field->has_min)
		g_string_append_printf(help, ", mindestens %" G_GINT64_FORMAT, field->min);
	if (field->has_max)
		g_string_append_printf(help, ", höchstens %" G_GINT64_FORMAT, field->max);
	return g_string_free(help, FALSE);
}

static const Word *
choice_words(Ergebnis *e, const ChecklistField *field)
{
	GArray *list = g_array_new(TRUE, TRUE, sizeof(Word));
	char **choice;

	for (choice = field->choices; *choice; choice++) {
		Word word = { *choice, *choice, "", "", "" };

		g_array_append_val(list, word);
	}
	g_ptr_array_add(e->words, list);
	return (const Word *)(void *)list->data;
}

/* The label may be cut, so the whole question stands in the help line, too. */
static void
add_answer_field(Ergebnis *e, const ChecklistField *field)
{
	FormField f = { .name = keep(e, g_strconcat("feld.", field->name, NULL)), .type = FORM_LINE, .label = field->question,
		.is_required = field->is_required && g_str_has_prefix(e->rule->outcome, "passed") };
	g_autofree char *number = field->type == FIELD_NUMBER ? number_help(field) : NULL;
	const char *help = number ? number : field->type == FIELD_DATE ? "zum Beispiel 14.12.2026 oder +14" : type_help(field);

	if (field->type == FIELD_DATE)
		f.type = FORM_DATE;
	if (field->type == FIELD_CHOICE || field->type == FIELD_YES_NO)
		f.type = FORM_CHOICE;
	if (field->type == FIELD_CHOICE)
		f.words = choice_words(e, field);
	if (field->type == FIELD_YES_NO)
		f.words = words(WORDS_YES_NO);
	f.help = keep(e, g_strconcat(field->question, !help ? NULL : g_str_has_suffix(field->question, "?") ? " " : ": ", help, NULL));
	g_array_append_val(e->fields, f);
}

static void
add_note_fields(Ergebnis *e)
{
	FormField note = { .name = "note", .type = FORM_TEXT, .label = e->rule->note, .help = e->rule->note_help, .is_required = e->rule->is_note_required,
		.rows = 3 };

	g_array_append_val(e->fields, note);
}

/* The Stelle is nearly always preset, and opened it takes the whole screen: it comes last. */
static void
add_due_fields(Ergebnis *e)
{
	const FormField stelle = { .name = "stelle", .type = FORM_CHOICE, .label = "Stelle", .is_required = TRUE, .words = words(WORDS_STELLE_KIND),
		.help = "Welche Stelle ist am Zug?" };
	const FormField ticket = { .name = "ticket", .type = FORM_LINE, .label = "Ticket", .help = "Nummer der Anfrage, wenn es eine gibt." };
	FormField due = { .name = "due", .type = FORM_DATE, .label = e->rule->due, .is_required = strcmp(e->rule->outcome, "passed_open") == 0,
		.help = "Zum Beispiel 14.12.2026, 14.12. oder +14 (in 14 Tagen)." };

	if (e->rule->asks & ASK_TICKET)
		g_array_append_val(e->fields, ticket);
	if (e->rule->asks & ASK_DUE)
		g_array_append_val(e->fields, due);
	if (e->rule->asks & ASK_STELLE)
		g_array_append_val(e->fields, stelle);
}

static void
make_fields(Ergebnis *e)
{
	const FormField sicht = { .name = "sicht", .type = FORM_CHOICE, .label = "Bemerkung ist", .words = words(WORDS_SICHT),
		.help = "Intern bleibt im Vorhaben, „fürs Protokoll“ steht auch im Bericht an die Kommune." };
	guint i;

	e->fields = g_array_new(TRUE, TRUE, sizeof(FormField));
	if (e->rule->is_note_first)
		add_note_fields(e);
	add_due_fields(e);
	for (i = 0; (e->rule->asks & ASK_ANSWERS) && i < e->step->fields->len; i++)
		add_answer_field(e, e->step->fields->pdata[i]);
	if (!e->rule->is_note_first)
		add_note_fields(e);
	g_array_append_val(e->fields, sicht);
}

/* What the last result in this environment said, so that nothing is typed twice. */
static void
preset_answers(Ergebnis *e, Form *form)
{
	const char *last = e->seen->len ? e->seen->pdata[e->seen->len - 1] : NULL;
	g_autoptr(Record) result = last ? app_record(e->p->app, last, NULL) : NULL;
	const char *json = result ? record_get(result, "answers") : "";
	guint i;

	for (i = 0; *json && i < e->step->fields->len; i++) {
		const ChecklistField *field = e->step->fields->pdata[i];
		g_autofree char *name = g_strconcat("feld.", field->name, NULL), *value = op_json_get(json, field->name);

		if (value)
			form_set(form, name, value, NULL);
	}
}

/* --- saving ------------------------------------------------------------------------------------------------------------------------ */

static char *
check_answers(Ergebnis *e, Form *form)
{
	g_autofree char *today = app_today();
	guint i;

	g_clear_pointer(&e->answers, g_ptr_array_unref);
	g_clear_pointer(&e->limit, g_free);
	e->answers = g_ptr_array_new_with_free_func(g_free);
	for (i = 0; (e->rule->asks & ASK_ANSWERS) && i < e->step->fields->len; i++) {
		const ChecklistField *field = e->step->fields->pdata[i];
		g_autofree char *name = g_strconcat("feld.", field->name, NULL), *problem = NULL;
		const char *value = form_get(form, name), *suggests = NULL;

		if (!*value)
			continue;
		problem = checklist_field_check(field, value, today, &suggests);
		if (problem && !suggests)
			return g_strdup_printf("%s: %s", field->question, problem);
		if (problem && !e->limit) {
			e->limit = g_steal_pointer(&problem);
			e->suggests = suggests;
		}
		g_ptr_array_add(e->answers, g_strdup_printf("%s=%s", field->name, value));
	}
	g_ptr_array_add(e->answers, NULL);
	return NULL;
}

static void
take(char **to, const char *value)
{
	g_free(*to);
	*to = *value ? g_strdup(value) : NULL;
}

static char *
take_form(Ergebnis *e, Form *form)
{
	g_autoptr(GPtrArray) texts = g_ptr_array_new();
	char *problem;
	guint i;

	take(&e->note, form_get(form, "note"));
	take(&e->sicht, form_get(form, "sicht"));
	take(&e->stelle, form_get(form, "stelle"));
	take(&e->ticket, form_get(form, "ticket"));
	take(&e->due, form_get(form, "due"));
	problem = check_answers(e, form);
	if (problem)
		return problem;
	for (i = 0; i + 1 < e->answers->len; i++)
		g_ptr_array_add(texts, strchr(e->answers->pdata[i], '=') + 1);
	if (e->note)
		g_ptr_array_add(texts, e->note);
	if (e->ticket)
		g_ptr_array_add(texts, e->ticket);
	g_ptr_array_add(texts, NULL);
	return eingabe_check(&e->eingabe, (const char *const *)texts->pdata);
}

static char *
save(Form *form, void *data)
{
	Ergebnis *e = data;
	char *problem = take_form(e, form);

	if (problem)
		return problem;
	g_free(e->values);
	e->values = form_values(form);
	if (e->limit && g_strcmp0(e->suggests, e->rule->outcome) != 0)
		return NULL; /* closed() asks which outcome it shall be */
	e->is_decided = TRUE;
	return store(e);
}

static void
keep_draft(Form *form, void *data)
{
	eingabe_keep(&((Ergebnis *)data)->eingabe, form);
}

/* --- the suggestion ------------------------------------------------------------------------------------------------------------------ */

static void open_form(Ergebnis *e);

static unsigned
decided(Tui *tui, void *data, int answer)
{
	Ergebnis *e = data;
	g_autofree char *missing = NULL, *problem = NULL;
	ResultDraft draft;

	(void)tui;
	if (answer == 0)
		e->rule = rule_of(e->suggests);
	draft = (ResultDraft){ .outcome = e->rule->outcome, .note = e->note, .stelle = e->stelle, .due = e->due };
	missing = app_result_problem(&draft, NULL);
	if (answer != 0 && answer != 1) {
		open_form(e);
		return TUI_HANDLED;
	}
	e->is_decided = TRUE;
	problem = missing ? g_strdup(missing) : store(e);
	if (!problem)
		return finish(e);
	open_form(e);
	tui_say(e->p->tui, ROLE_WARN, "%s", problem);
	return TUI_HANDLED;
}

static void
ask_outcome(Ergebnis *e)
{
	GArray *choices = g_array_new(TRUE, TRUE, sizeof(Word));
	const char *texts[3];
	int i;

	texts[0] = keep(e, g_strdup_printf("%s (Vorschlag)", words_text(WORDS_OUTCOME, e->suggests)));
	texts[1] = keep(e, g_strdup_printf("trotzdem: %s", words_text(WORDS_OUTCOME, e->rule->outcome)));
	texts[2] = "Angaben ändern";
	for (i = 0; i < 3; i++) {
		Word word = { texts[i], texts[i], "", "", "" };

		g_array_append_val(choices, word);
	}
	g_ptr_array_add(e->words, choices);
	dialog_choice(e->p->tui, "Diese Angabe spricht für ein anderes Ergebnis", (const Word *)(void *)choices->data, 0, decided, e);
	tui_say(e->p->tui, ROLE_INFO, "%s", e->limit);
}

static void
closed(gboolean is_saved, void *data)
{
	Ergebnis *e = data;
	Tui *tui = e->p->tui;

	if (tui_is_leaving(tui) || !is_saved)
		ergebnis_free(e);
	else if (e->is_decided)
		tui_apply(tui, finish(e));
	else
		ask_outcome(e);
}

/* --- opening ------------------------------------------------------------------------------------------------------------------------- */

static void
name_form(Ergebnis *e)
{
	g_free(e->title);
	e->title = g_strdup_printf("%s: %s (%s)%s%s", e->step->id, pruefung_outcome_short(e->rule->outcome), words_text(WORDS_ENV, e->env),
	                           e->stelle_name ? " für alle von " : "", e->stelle_name ? e->stelle_name : "");
	g_free(e->eingabe.context);
	e->eingabe.context = g_strdup_printf("ergebnis:%s:%s:%s:%u:%s%s%s", e->p->anbindung, e->step->id, e->env, e->instance, e->rule->outcome,
	                                     e->stelle_id ? ":" : "", e->stelle_id ? e->stelle_id : "");
}

/* A draft was written in the knowledge of what was current then; that stays its base. */
static void
take_seen(Ergebnis *e)
{
	g_auto(GStrv) ids = g_strsplit(e->eingabe.seen ? e->eingabe.seen : "", ",", -1);
	char **id;

	g_ptr_array_set_size(e->seen, 0);
	for (id = ids; *id; id++)
		if (**id)
			g_ptr_array_add(e->seen, g_strdup(*id));
}

static char *
join_seen(const Ergebnis *e)
{
	GString *out = g_string_new(NULL);
	guint i;

	for (i = 0; i < e->seen->len; i++)
		g_string_append_printf(out, "%s%s", i ? "," : "", (const char *)e->seen->pdata[i]);
	return g_string_free(out, FALSE);
}

static void
open_form(Ergebnis *e)
{
	Form *form;

	name_form(e);
	g_clear_pointer(&e->fields, g_array_unref);
	make_fields(e);
	e->is_decided = FALSE;
	e->spec = (FormSpec){ e->title, (const FormField *)(void *)e->fields->data, save, keep_draft, closed };
	form = form_new(e->p->tui, &e->spec, e);
	form_set(form, "sicht", "intern", NULL);
	form_set(form, "stelle", e->step->responsible, NULL);
	preset_answers(e, form);
	g_free(e->eingabe.seen);
	e->eingabe.seen = join_seen(e);
	form_open(form);
	if (e->values)
		form_restore(form, e->values);
	else if (eingabe_restore(&e->eingabe, e->p->tui, form, NULL))
		take_seen(e);
}

/* --- reasons in one key ---------------------------------------------------------------------------------------------------------------- */

static const Word reasons[] = { { "zeit", "keine Zeit", "", "", "" }, { "person", "Person fehlt", "", "", "" }, { "netz", "kein Netz", "", "", "" },
	{ "zugang", "Zugang fehlt", "", "", "" }, { "anders", "anderer Grund …", "", "", "" }, { NULL, NULL, NULL, NULL, NULL } };

static unsigned
reason_chosen(Tui *tui, void *data, int answer)
{
	Ergebnis *e = data;

	(void)tui;
	if (answer < 0) {
		ergebnis_free(e);
		return TUI_HANDLED;
	}
	if (strcmp(reasons[answer].code, "anders") == 0) {
		open_form(e);
		return TUI_HANDLED;
	}
	e->note = g_strdup(reasons[answer].text);
	return store_now(e);
}

unsigned
pruefung_record_for(Pruefung *p, const char *outcome, const char *stelle)
{
	Ergebnis *e = ergebnis_new(p, outcome, stelle);

	if (strcmp(outcome, "failed") == 0 || (strcmp(outcome, "passed") == 0 && e->step->fields->len == 0))
		return store_now(e);
	if (strcmp(outcome, "not_tested") == 0)
		dialog_choice(p->tui, "Warum nicht geprüft?", reasons, 0, reason_chosen, e);
	else
		open_form(e);
	return TUI_HANDLED;
}
