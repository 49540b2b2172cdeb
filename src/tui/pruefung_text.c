/* Prüflauf: what is said about one step – text, criterion, who and when, answers, results, differences, obstacles. */
#include "anlagen.h"
#include "pruefung.h"

#include <string.h>

#include "vorort/op.h"
#include "vorort/revisit.h"
#include "vorort/text.h"
#include "zusammen.h"

/* --- words ------------------------------------------------------------------------------------------------------------------ */

char *
pruefung_outcome_text(const char *outcome)
{
	const Word *word = words_find(WORDS_OUTCOME, outcome);

	return word ? g_strdup_printf("%s %s", word->glyph, word->text) : g_strdup(outcome ? outcome : "offen");
}

const char *
pruefung_outcome_short(const char *outcome)
{
	if (g_strcmp0(outcome, "passed_open") == 0)
		return "Nacharbeit offen";
	if (g_strcmp0(outcome, "blocked") == 0)
		return "nicht prüfbar";
	return outcome ? words_text(WORDS_OUTCOME, outcome) : "offen";
}

Role
pruefung_outcome_role(const char *outcome)
{
	static const struct {
		const char *outcome;
		Role role;
	} roles[] = { { "passed", ROLE_OK }, { "passed_open", ROLE_WARN }, { "failed", ROLE_BAD }, { "waiting", ROLE_INFO },
		{ "blocked", ROLE_WARN } };
	gsize i;

	for (i = 0; outcome && i < G_N_ELEMENTS(roles); i++)
		if (strcmp(roles[i].outcome, outcome) == 0)
			return roles[i].role;
	return outcome ? ROLE_MUTED : ROLE_TEXT;
}

static char *
join_words(WordList list, GStrv codes)
{
	GString *out = g_string_new(NULL);

	for (; codes && *codes; codes++)
		g_string_append_printf(out, "%s%s", out->len ? ", " : "", words_text(list, *codes));
	return g_string_free(out, FALSE);
}

char *
pruefung_repeat_text(const char *group)
{
	char *noun = g_strdup(group);

	*noun = g_ascii_toupper(*noun);
	return g_strdelimit(noun, "_", ' ');
}

static char *
day_of(const char *at)
{
	g_autofree char *iso = g_strndup(at ? at : "", 10);

	return text_date(iso);
}

/* --- one result ------------------------------------------------------------------------------------------------------------- */

/* "Frage: Wert Einheit", and why the value is wrong, as of the day @today. */
static char *
answer_line(const ChecklistField *field, const char *value, const char *today, gboolean *is_wrong)
{
	g_autofree char *problem = value ? checklist_field_check(field, value, today, NULL) : NULL;
	g_autofree char *shown = value && field->type == FIELD_DATE ? text_date(value) : g_strdup(value);

	*is_wrong = problem != NULL;
	return g_strdup_printf("%s%s %s%s%s%s%s", field->question, g_str_has_suffix(field->question, "?") ? "" : ":", shown ? shown : "–",
	                       shown && field->unit ? " " : shown || !field->is_required ? "" : " (nötig)", shown && field->unit ? field->unit : "",
	                       problem ? " ! " : "", problem ? problem : "");
}

/* The answers of @result (NULL: none yet), then where its evidence is. */
static void
add_answers(Blatt *blatt, const ChecklistStep *step, const Record *result, gboolean has_missing, const char *target)
{
	const char *json = result ? record_get(result, "answers") : "";
	g_autofree char *day = g_strndup(result && result->created_at ? result->created_at : "", 10);
	g_autofree char *evidence = *json && !checklist_step_has_field(step, CHECKLIST_EVIDENCE) ? op_json_get(json, CHECKLIST_EVIDENCE) : NULL;
	gboolean is_first = TRUE, is_wrong;
	guint i;

	for (i = 0; i < step->fields->len; i++) {
		const ChecklistField *field = step->fields->pdata[i];
		g_autofree char *value = *json ? op_json_get(json, field->name) : NULL, *line = NULL;

		if (!value && !has_missing)
			continue;
		line = answer_line(field, value, day, &is_wrong);
		blatt_add(blatt, is_wrong ? ROLE_WARN : ROLE_TEXT, is_first ? "Angaben" : "", line, target);
		is_first = FALSE;
	}
	if (evidence) {
		g_autofree char *line = g_strconcat("Nachweis: ", evidence, NULL);

		blatt_add(blatt, ROLE_TEXT, is_first ? "Angaben" : "", line, target);
	}
}

static void
add_comments(Pruefung *p, Blatt *blatt, const char *on, const char *target)
{
	g_autoptr(GPtrArray) ids = app_links(p->app, on, "comment", "on", NULL);
	guint i;

	for (i = 0; ids && i < ids->len; i++) {
		g_autoptr(Record) comment = app_record(p->app, ids->pdata[i], NULL);
		gboolean is_public = comment && strcmp(record_get(comment, "sicht"), "protokoll") == 0;

		if (comment && !comment->is_retracted)
			blatt_add(blatt, ROLE_TEXT, is_public ? "Fürs Protokoll" : "Intern", record_get(comment, "text"), target);
	}
}

/* Who answered then, as a function. */
static void
add_function(Blatt *blatt, const Record *result, const char *target)
{
	const char *function = record_get(result, "function");

	if (*function)
		blatt_add(blatt, ROLE_TEXT, "Auskunft", words_text(WORDS_STELLE_KIND, function), target);
}

static void
add_waiting(Blatt *blatt, const Record *result, const char *target)
{
	const char *stelle = record_get(result, "stelle"), *ticket = record_get(result, "ticket"), *due = record_get(result, "due");
	g_autofree char *day = text_date(due);

	g_autofree char *text = g_strdup_printf("%s%s%s%s%s%s", *stelle ? words_text(WORDS_STELLE_KIND, stelle) : "",
	                                        *stelle && (*ticket || *due) ? ", " : "", *ticket ? "Ticket " : "", ticket,
	                                        *due ? *ticket ? ", bis " : "bis " : "", *due ? day : "");

	if (*text)
		blatt_add(blatt, ROLE_TEXT, *stelle ? "Bei" : "Dazu", text, target);
}

void
pruefung_add_details(Pruefung *p, Blatt *blatt, const ChecklistStep *step, const Record *result, const char *target)
{
	const char *note = record_get(result, "note");

	add_waiting(blatt, result, target);
	add_function(blatt, result, target);
	if (*note)
		blatt_add(blatt, ROLE_TEXT, strcmp(record_get(result, "sicht"), "protokoll") == 0 ? "Fürs Protokoll" : "Intern", note, target);
	if (step)
		add_answers(blatt, step, result, FALSE, target);
	add_comments(p, blatt, result->id, target);
}

/* --- the step --------------------------------------------------------------------------------------------------------------- */

static void
add_offer(const Pruefung *p, Blatt *blatt)
{
	if (!p->offer)
		return;
	if (pruefung_view(p)->n_obstacles)
		blatt_add(blatt, ROLE_WARN, "→ Hürde offen", "h zeigt sie, b ergänzt eine Bemerkung, → geht weiter.", NULL);
	else if (pruefung_why_no_same(p->tui, (void *)p))
		blatt_add(blatt, ROLE_WARN, "→ Hürde anlegen?", "h legt sie an, b ergänzt eine Bemerkung, → geht weiter.", NULL);
	else
		blatt_add(blatt, ROLE_WARN, "→ Hürde anlegen?", "h legt sie an, k: gleiche Hürde, b Bemerkung, → geht weiter.", NULL);
}

/* What stood in its way is settled since. */
static void
add_again(const Pruefung *p, Blatt *blatt, const StepResult *known)
{
	g_autoptr(Record) obstacle = known && known->again ? app_record(p->app, known->again, NULL) : NULL;

	if (obstacle)
		blatt_printf(blatt, ROLE_INFO, "Wieder prüfen", "Die Hürde „%s“ ist %s%s.", record_get(obstacle, "title"),
		             obstacle->is_retracted ? "zurückgezogen" : "erledigt: ",
		             obstacle->is_retracted ? "" : words_text(WORDS_OBSTACLE_STATUS, record_get(obstacle, "status")));
}

typedef struct Wording { /* of a condition that is a single test of a parameter */
	const Checklist *checklist;
	guint n;
	GString *text;
} Wording;

static void
word_test(const char *name, const char *operator, char *const *values, void *data)
{
	Wording *w = data;
	const ChecklistParameter *param = checklist_parameter(w->checklist, name);
	guint i;

	w->n++;
	if (strcmp(name, "land") == 0 && strcmp(operator, "!=") != 0) {
		g_autofree char *lands = g_strjoinv(" oder ", (char **)values);

		g_string_append_printf(w->text, "im Land %s", lands);
		return;
	}
	if (!param || (strcmp(operator, "=") != 0 && strcmp(operator, "in") != 0)) {
		w->n = 2;
		return;
	}
	g_string_append_printf(w->text, "bei „%s“:", param->question);
	for (i = 0; param->values[i]; i++)
		if (g_strv_contains((const char *const *)values, param->values[i]))
			g_string_append_printf(w->text, " %s%s", g_str_has_suffix(w->text->str, ":") ? "" : "oder ", param->labels[i]);
}

/* A single test in the words of the checklist's question, all else as the checklist writes it. */
char *
pruefung_condition(const Checklist *checklist, const ChecklistStep *step)
{
	Wording w = { checklist, 0, g_string_new(NULL) };

	if (step->when)
		condition_foreach(step->when, word_test, &w);
	if (w.n != 1) {
		g_autofree char *plain = step->when ? condition_to_text(step->when) : NULL;

		g_string_printf(w.text, "wenn %s", plain ? plain : "–");
	}
	return g_string_free(w.text, FALSE);
}

static void
add_condition(const Pruefung *p, Blatt *blatt, const StepView *view)
{
	g_autofree char *condition = view->applies ? NULL : pruefung_condition(p->list->checklist, view->step);

	if (condition)
		blatt_printf(blatt, ROLE_WARN, "Trifft nicht zu", "gilt nur %s", condition);
	if (view->needs)
		blatt_printf(blatt, ROLE_WARN, "Zuerst", "%s, noch nicht bestanden", view->needs);
}

static void
add_difference(const Pruefung *p, Blatt *blatt, const ChecklistStep *step)
{
	g_autofree char *key = pruefung_key(p, step);
	g_autoptr(GPtrArray) heads = record_is_different(p->record, "result", key) ? record_heads(p->record, "result", key) : NULL;
	guint i;

	for (i = 0; heads && i < heads->len; i++) {
		const RecordValue *value = heads->pdata[i];
		g_autofree char *outcome = pruefung_outcome_text(g_hash_table_lookup(value->slots, "outcome")), *day = day_of(value->at);

		if (i == 0)
			blatt_add(blatt, ROLE_BAD, "! Abweichend", "Zwei Teams haben verschieden geprüft. d stellt gegenüber:", NULL);
		blatt_printf(blatt, ROLE_BAD, "", "%s (%s, %s)", outcome, value->by, day);
	}
}

static void
add_change(Blatt *blatt, const StepResult *known)
{
	if (known && known->changed)
		blatt_printf(blatt, ROLE_WARN, "Geändert", "seit dem Ergebnis (Version %s): %s. r zeigt den Text von damals.", known->version,
		             known->changed);
}

/* "je Zertifikat einmal": the name of the group as a noun. */
static void
append_repeat(GString *text, const char *group)
{
	g_autofree char *noun = pruefung_repeat_text(group);

	g_string_append_printf(text, ", je %s einmal (+ zählt weiter)", noun);
}

/* Duty, time and who must be there, in one line. */
static void
add_terms(Blatt *blatt, const ChecklistStep *step)
{
	g_autoptr(GString) text = g_string_new(words_text(WORDS_DUTY, step->duty));
	g_autofree char *present = join_words(WORDS_PRESENT, step->present);

	if (step->minutes)
		g_string_append_printf(text, ", etwa %d %s", step->minutes, step->minutes == 1 ? "Minute" : "Minuten");
	if (step->lead_days)
		g_string_append_printf(text, ", Vorlauf %d %s", step->lead_days, step->lead_days == 1 ? "Tag" : "Tage");
	if (step->level && strcmp(step->level, "kommune") != 0)
		g_string_append_printf(text, ", einmal je %s", words_text(WORDS_STEP_LEVEL, step->level));
	if (step->repeat)
		append_repeat(text, step->repeat);
	if (*present)
		g_string_append_printf(text, "; dabei: %s", present);
	blatt_add(blatt, ROLE_TEXT, "Pflicht", text->str, NULL);
	if (step->responsible)
		blatt_add(blatt, ROLE_TEXT, "Zuständig", words_text(WORDS_STELLE_KIND, step->responsible), NULL);
}

static void
add_typical(Blatt *blatt, const ChecklistStep *step)
{
	guint i;

	for (i = 0; i < step->huerden->len; i++) {
		const ChecklistHuerde *huerde = step->huerden->pdata[i];

		blatt_add(blatt, ROLE_MUTED, i == 0 ? "Oft im Weg" : "", huerde->text, NULL);
	}
}

/* Taken down here and not sorted elsewhere since. */
static gboolean
is_note_of(const Record *note, const char *step)
{
	const char *sorted = record_get(note, "sorted");

	return !note->is_retracted && strcmp(record_get(note, "step"), step) == 0 &&
	       (!*sorted || (strcmp(sorted, "schritt") == 0 && !*record_get(note, "sorted_to")));
}

static void
add_notes(Pruefung *p, Blatt *blatt, const ChecklistStep *step)
{
	g_autoptr(GPtrArray) ids = app_links(p->app, p->anbindung, "note", "anbindung", NULL);
	guint i;

	for (i = 0; ids && i < ids->len; i++) {
		g_autoptr(Record) note = app_record(p->app, ids->pdata[i], NULL);

		if (note && is_note_of(note, step->id))
			blatt_add(blatt, ROLE_TEXT, "Notiz", record_get(note, "text"), NULL);
	}
}

static void
add_obstacles(Pruefung *p, Blatt *blatt, const StepView *view)
{
	ObstacleFilter filter = { .anbindung = p->anbindung, .step = view->step->id, .only_open = TRUE };
	g_autoptr(GPtrArray) rows = view->n_obstacles ? app_obstacles(p->app, &filter, NULL, FALSE, 0, 10, NULL) : NULL;
	guint i;

	for (i = 0; rows && i < rows->len; i++) {
		const ObstacleRow *row = rows->pdata[i];

		blatt_printf(blatt, ROLE_WARN, i == 0 ? "Offene Hürden" : "", "%s (%s)", row->title, words_text(WORDS_OBSTACLE_STATUS, row->status));
	}
}

static void
add_count(Blatt *blatt, const StepView *view)
{
	guint i, n = 0;

	for (i = 0; i < view->results->len; i++)
		n += ((const StepResult *)view->results->pdata[i])->n_results;
	if (n > 1)
		blatt_printf(blatt, ROLE_MUTED, "Verlauf", "%u Ergebnisse (r zeigt alle)", n);
}

static void
add_sources(App *app, Blatt *blatt, const ChecklistStep *step)
{
	g_autoptr(GString) nl = g_string_new(NULL);
	char **code;

	for (code = step->nl; code && *code; code++)
		g_string_append_printf(nl, "%s%s %s", nl->len ? "; " : "", *code, words_text(WORDS_NL, *code));
	if (nl->len)
		blatt_add(blatt, ROLE_MUTED, "Deckt ab", nl->str, NULL);
	if (step->probe)
		blatt_printf(blatt, ROLE_MUTED, "Verbindung", "%s%s", step->probe,
		             app_probe_is_official(app, step->probe) ? "" : " (gegen die amtliche Liste prüfen)");
	if (step->sources->len)
		blatt_printf(blatt, ROLE_MUTED, "Quelle", "%s (Beleg %s)", ((ChecklistSource *)step->sources->pdata[0])->text,
		             ((ChecklistSource *)step->sources->pdata[0])->confidence);
}

/* Sentences that follow each other; what to do stays line by line. */
static char *
run_on(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	return g_strchomp(g_strjoinv(" ", lines));
}

/* What one reads aloud first, then what is known, then what one rarely needs. */
void
pruefung_fill(Pruefung *p, Blatt *blatt)
{
	const StepView *view = pruefung_view(p);
	const ChecklistStep *step = view->step;
	const StepResult *known = pruefung_result(view, pruefung_env(p, step), p->instance);
	g_autoptr(Record) result = known && known->id ? app_record(p->app, known->id, NULL) : NULL;
	g_autofree char *criterion = run_on(step->criterion), *hint = step->hint ? run_on(step->hint) : NULL;

	blatt_clear(blatt);
	add_offer(p, blatt);
	add_again(p, blatt, known);
	zusammen_add(p->app, blatt, p->termin, NULL);
	add_condition(p, blatt, view);
	add_difference(p, blatt, step);
	add_change(blatt, known);
	pruefung_add_stelle(p, blatt, view);
	pruefung_add_ways(p, blatt);
	blatt_add(blatt, ROLE_TEXT, "Prüfen", step->task, NULL);
	blatt_add(blatt, ROLE_TEXT, "Bestanden, wenn", criterion, NULL);
	if (hint)
		blatt_add(blatt, ROLE_TEXT, "Sonst", hint, NULL);
	add_answers(blatt, step, result, TRUE, NULL);
	if (result) {
		add_waiting(blatt, result, NULL);
		add_function(blatt, result, NULL);
		if (*record_get(result, "note"))
			blatt_add(blatt, ROLE_TEXT, "Bemerkung", record_get(result, "note"), NULL);
		anlagen_add_line(p->app, result->id, blatt);
		add_comments(p, blatt, result->id, NULL);
	}
	add_notes(p, blatt, step);
	add_obstacles(p, blatt, view);
	add_terms(blatt, step);
	if (step->evidence)
		blatt_add(blatt, ROLE_TEXT, "Nachweis", step->evidence, NULL);
	add_typical(blatt, step);
	add_count(blatt, view);
	add_sources(p->app, blatt, step);
}
