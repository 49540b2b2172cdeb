/*
 * Prüflauf: recording an outcome. What it asks for says outcome_rule(); the typed answers of a step follow. A value
 * outside its limits suggests an outcome; the user decides.
 */
#include "pruefung_ergebnis.h"

#include <string.h>

#include "vorort/text.h"

/* --- life ------------------------------------------------------------------------------------------------------------------- */

static Ergebnis *
ergebnis_new(Pruefung *p, const char *outcome, const char *stelle)
{
	Ergebnis *e = g_new0(Ergebnis, 1);

	e->p = p;
	e->step = pruefung_view(p)->step;
	e->rule = outcome_rule(outcome);
	e->env = g_strdup(pruefung_env(p, e->step));
	e->instance = p->instance;
	e->stelle_id = g_strdup(stelle);
	e->stelle_name = stelle ? app_stelle_name(p->app, stelle) : NULL;
	e->seen = app_current_results(p->app, p->record, e->step, p->list->checklist->leistung, e->env, e->instance, stelle);
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
		.note = e->note, .sicht = e->sicht, .stelle = e->stelle, .ticket = e->ticket, .due = e->due, .seen = e->seen, .function = e->p->function,
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
	unsigned flags = pruefung_recorded(e->p, e->step->id, e->env, e->rule->outcome, e->id, e->stelle_name);

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

/* --- saving ------------------------------------------------------------------------------------------------------------------------ */

static char *
save(Form *form, void *data)
{
	Ergebnis *e = data;
	char *problem = angaben_take(e, form);

	if (problem)
		return problem;
	g_free(e->values);
	e->values = form_values(form);
	if (e->suggests && g_str_has_prefix(e->rule->outcome, "passed") && strcmp(e->suggests, e->rule->outcome) != 0)
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

/* The suggested outcome may ask for more: its form opens, with the Stelle that the step names. */
static unsigned
complete(Ergebnis *e, gboolean is_other)
{
	ResultDraft draft = { .outcome = e->rule->outcome, .note = e->note, .stelle = e->stelle, .due = e->due };
	g_autofree char *problem = NULL;

	if (!draft.stelle && (e->rule->asks & ASK_STELLE))
		draft.stelle = e->step->responsible;
	problem = app_result_problem(&draft, NULL);
	if (!problem && is_other && (e->rule->asks & ASK_STELLE))
		problem = g_strdup_printf("Ergebnis ist jetzt „%s“. Bitte ergänzen, dann F2.", words_text(WORDS_OUTCOME, e->rule->outcome));
	e->is_decided = !problem;
	if (!problem)
		problem = store(e);
	if (!problem)
		return finish(e);
	open_form(e);
	tui_say(e->p->tui, ROLE_WARN, "%s", problem);
	return TUI_HANDLED;
}

static unsigned
decided(Tui *tui, void *data, int answer)
{
	Ergebnis *e = data;

	(void)tui;
	if (answer == 0)
		e->rule = outcome_rule(e->suggests);
	if (answer == 0 || answer == 1)
		return complete(e, answer == 0);
	open_form(e);
	return TUI_HANDLED;
}

static void
ask_outcome(Ergebnis *e)
{
	GArray *choices = g_array_new(TRUE, TRUE, sizeof(Word));
	const char *texts[3];
	int i;

	texts[0] = angaben_keep(e, g_strdup_printf("%s (Vorschlag)", words_text(WORDS_OUTCOME, e->suggests)));
	texts[1] = angaben_keep(e, g_strdup_printf("trotzdem: %s", words_text(WORDS_OUTCOME, e->rule->outcome)));
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
	angaben_make_fields(e);
	e->is_decided = FALSE;
	e->spec = (FormSpec){ .title = e->title, .fields = (const FormField *)(void *)e->fields->data, .save = save, .draft = keep_draft,
		.closed = closed, .intro = e->rule->intro };
	form = form_new(e->p->tui, &e->spec, e);
	form_set(form, "sicht", "intern", NULL);
	form_set(form, "stelle", e->step->responsible, NULL);
	angaben_preset(e, form);
	g_free(e->eingabe.seen);
	e->eingabe.seen = join_seen(e);
	form_open(form);
	if (e->values)
		form_restore(form, e->values);
	else if (eingabe_restore(&e->eingabe, e->p->tui, form, NULL))
		take_seen(e);
}

/* --- reasons in one key ---------------------------------------------------------------------------------------------------------------- */

static unsigned
reason_chosen(Tui *tui, void *data, int answer)
{
	Ergebnis *e = data;

	(void)tui;
	if (answer < 0) {
		ergebnis_free(e);
		return TUI_HANDLED;
	}
	if (strcmp(outcome_reasons[answer].code, OUTCOME_OTHER_REASON) == 0) {
		open_form(e);
		return TUI_HANDLED;
	}
	e->note = g_strdup(outcome_reasons[answer].text);
	return store_now(e);
}

/* Nothing is asked for a plain result: it is stored in one key. */
static gboolean
is_plain(const Ergebnis *e)
{
	return e->step->fields->len == 0 && (strcmp(e->rule->outcome, "failed") == 0 || strcmp(e->rule->outcome, "passed") == 0);
}

unsigned
pruefung_record_for(Pruefung *p, const char *outcome, const char *stelle)
{
	Ergebnis *e = ergebnis_new(p, outcome, stelle);

	if (is_plain(e))
		return store_now(e);
	if (strcmp(outcome, "not_tested") == 0)
		dialog_choice(p->tui, "Warum nicht geprüft?", outcome_reasons, 0, reason_chosen, e);
	else
		open_form(e);
	return TUI_HANDLED;
}

unsigned
pruefung_record_full(Pruefung *p)
{
	const StepResult *known = pruefung_result(pruefung_view(p), pruefung_env(p, pruefung_view(p)->step), p->instance);
	Ergebnis *e = ergebnis_new(p, known && known->outcome ? known->outcome : "passed", NULL);

	e->is_full = TRUE;
	open_form(e);
	return TUI_HANDLED;
}
