/*
 * Prüflauf: how things stand on the day – the step to come back to after an interruption, who is here and for how long, who answers. All of
 * it is this laptop's own (LaufStand) but the last, which results keep as the function that they were recorded with.
 */
#include <string.h>

#include "form.h"
#include "pruefung.h"

#define KEEP_MS 2000 /* as drafts: no write to the disk while somebody pages through the steps */

/* --- the place ----------------------------------------------------------------------------------------------------------------- */

static const char *
lauf_of(const Pruefung *p)
{
	return p->visit ? p->visit : p->anbindung;
}

void
pruefung_keep(Pruefung *p)
{
	const ChecklistStep *step = pruefung_view(p)->step;
	const LaufStand stand = { .anbindung = p->anbindung, .step = step->id, .env = (char *)pruefung_env(p, step), .instance = p->instance,
		.present = p->present, .function = (char *)p->function };

	loop_remove_timer(tui_loop(p->tui), p->timer);
	p->timer = 0;
	app_set_lauf_stand(p->app, lauf_of(p), &stand, NULL);
}

static void
keep_later(void *data)
{
	Pruefung *p = data;

	p->timer = 0;
	pruefung_keep(p);
}

void
pruefung_moved(Pruefung *p)
{
	if (!p->timer)
		p->timer = loop_add_timer(tui_loop(p->tui), KEEP_MS, keep_later, p);
}

static const char *
known_code(WordList list, const char *code)
{
	const Word *word = words_find(list, code);

	return word ? word->code : NULL;
}

LaufStand *
pruefung_stand(Pruefung *p)
{
	LaufStand *stand = app_lauf_stand(p->app, lauf_of(p));

	p->present = g_strdup(stand->present);
	p->function = known_code(WORDS_STELLE_KIND, stand->function);
	return stand;
}

gboolean
pruefung_go_to(Pruefung *p, const char *step, const char *env, guint instance)
{
	guint i;

	for (i = 0; step && i < p->list->views->len; i++) {
		const ChecklistStep *s = ((StepView *)p->list->views->pdata[i])->step;

		if (strcmp(s->id, step) != 0)
			continue;
		pruefung_go(p, i);
		if (env && g_strv_contains((const char *const *)s->envs, env)) {
			p->env_here = known_code(WORDS_ENV, env);
			p->instance = instance;
		}
		return TRUE;
	}
	return FALSE;
}

/* --- who is here ---------------------------------------------------------------------------------------------------------------- */

typedef struct Wer { /* the form; lives while it is open */
	Pruefung *p;
	FormField fields[2];
	GArray *words;    /* of Word */
	GPtrArray *texts;
} Wer;

static const char *
person_text(const char *code)
{
	return strcmp(code, "hersteller") == 0 ? "Hersteller (auch am Telefon)" : words_text(WORDS_PRESENT, code);
}

static void
make_words(Wer *w)
{
	g_autoptr(GArray) times = app_present_times(w->p->list);
	guint i;

	w->words = g_array_new(TRUE, TRUE, sizeof(Word));
	w->texts = g_ptr_array_new_with_free_func(g_free);
	for (i = 0; i < times->len; i++) {
		const PresentTime *t = &g_array_index(times, PresentTime, i);
		char *text = t->n_steps ? g_strdup_printf("%s: noch %u Min., %u %s", person_text(t->code), t->minutes, t->n_steps,
		                                          t->n_steps == 1 ? "Schritt" : "Schritte")
		                        : g_strdup_printf("%s: nichts mehr", person_text(t->code));
		const Word word = { t->code, text, "", "", "" };

		g_ptr_array_add(w->texts, text);
		g_array_append_val(w->words, word);
	}
}

static char *
join_people(const char *codes)
{
	g_auto(GStrv) list = g_strsplit(codes ? codes : "", ",", -1);
	GString *out = g_string_new(NULL);
	guint i;

	for (i = 0; list[i]; i++)
		g_string_append_printf(out, "%s%s", i ? ", " : "", words_text(WORDS_PRESENT, list[i]));
	return g_string_free(out, FALSE);
}

static char *
save(Form *form, void *data)
{
	Pruefung *p = ((Wer *)data)->p;
	const char *codes = form_get(form, "present");
	g_autofree char *people = join_people(codes);
	int next;

	g_free(p->present);
	p->present = *codes ? g_strdup(codes) : NULL;
	next = pruefung_is_shown(p, pruefung_view(p)) ? -1 : pruefung_next_open(p);
	if (next >= 0)
		pruefung_go(p, (guint)next);
	pruefung_keep(p);
	if (p->present)
		tui_say(p->tui, ROLE_INFO, "Gezeigt wird, was mit %s geht; a zeigt alle Schritte.", people);
	else
		tui_say(p->tui, ROLE_INFO, "Alle Schritte sind wieder da, gleich wer da ist.");
	return NULL;
}

static void
closed(gboolean is_saved, void *data)
{
	Wer *w = data;

	(void)is_saved;
	g_array_unref(w->words);
	g_ptr_array_unref(w->texts);
	g_free(w);
}

unsigned
pruefung_run_present(Tui *tui, void *state)
{
	Wer *w = g_new0(Wer, 1);
	Form *form;

	w->p = state;
	make_words(w);
	w->fields[0] = (FormField){ .name = "present", .type = FORM_MULTI, .label = "Da sind", .words = (const Word *)(void *)w->words->data,
		.help = "F2 übernimmt. Niemand gewählt: alle Schritte." };
	form = form_new(tui, &(FormSpec){ .title = "Wer ist da?", .fields = w->fields, .save = save, .closed = closed,
		.intro = "Der Prüflauf zeigt dann nur Schritte, für die alle da sind." }, w);
	form_set(form, "present", w->p->present, NULL);
	form_open(form);
	return TUI_HANDLED;
}

/* --- who answers ---------------------------------------------------------------------------------------------------------------- */

static unsigned
answers_now(Pruefung *p, const char *function)
{
	p->function = function;
	pruefung_moved(p);
	if (function)
		tui_say(p->tui, ROLE_INFO, "Es antwortet: %s. Neue Ergebnisse halten das fest.", words_text(WORDS_STELLE_KIND, function));
	else
		tui_say(p->tui, ROLE_INFO, "Wer antwortet, wird nicht festgehalten.");
	return TUI_HANDLED | TUI_PAINT;
}

/* The next of those who are here, or of all who could be. */
unsigned
pruefung_run_function(Tui *tui, void *state)
{
	Pruefung *p = state;
	const Word *all = words(WORDS_PRESENT);
	g_auto(GStrv) here = g_strsplit(p->present ? p->present : "", ",", -1);
	int at = words_index(WORDS_PRESENT, p->function), n = 0, i;

	(void)tui;
	while (all[n].code)
		n++;
	for (i = 1; i <= n; i++) {
		const Word *word = &all[(at + i) % n];

		if (!here[0] || g_strv_contains((const char *const *)here, word->code))
			return answers_now(p, known_code(WORDS_STELLE_KIND, word->code));
	}
	return TUI_HANDLED;
}

static unsigned
function_chosen(Tui *tui, void *data, int answer)
{
	(void)tui;
	return answer < 0 ? TUI_HANDLED : answers_now(data, answer == 0 ? NULL : words(WORDS_STELLE_KIND)[answer - 1].code);
}

unsigned
pruefung_run_function_list(Tui *tui, void *state)
{
	const Pruefung *p = state;
	const Word *word, nobody = { "-", "nicht festhalten", "", "", "" };
	g_autoptr(GArray) choices = g_array_new(TRUE, TRUE, sizeof(Word));

	g_array_append_val(choices, nobody);
	for (word = words(WORDS_STELLE_KIND); word->code; word++)
		g_array_append_vals(choices, word, 1);
	dialog_choice(tui, "Wer antwortet?", (const Word *)(void *)choices->data, words_index(WORDS_STELLE_KIND, p->function) + 1, function_chosen, state);
	return TUI_HANDLED;
}

/* --- in words ------------------------------------------------------------------------------------------------------------------- */

static void
append_people(const Pruefung *p, GString *out)
{
	g_auto(GStrv) here = g_strsplit(p->present ? p->present : "", ",", -1);
	g_autoptr(GArray) times = app_present_times(p->list);
	guint i, n = 0;

	for (i = 0; i < times->len; i++) {
		const PresentTime *t = &g_array_index(times, PresentTime, i);
		const char *name = strcmp(t->code, "hersteller") == 0 ? "Hersteller" : words_text(WORDS_PRESENT, t->code);

		if (!g_strv_contains((const char *const *)here, t->code))
			continue;
		if (n++ == 0)
			g_string_append(out, "Da: ");
		else
			g_string_append(out, ", ");
		if (t->n_steps)
			g_string_append_printf(out, "%s %u Min.", name, t->minutes);
		else
			g_string_append_printf(out, "%s fertig", name);
	}
}

char *
pruefung_lage_text(const Pruefung *p)
{
	g_autofree char *newer = pruefung_newer_text(p);
	GString *out;

	if (!p->function && !p->present)
		return g_steal_pointer(&newer);
	out = g_string_new(NULL);
	if (p->function)
		g_string_append_printf(out, "Auskunft: %s%s", words_text(WORDS_STELLE_KIND, p->function), p->present ? "  " : "");
	append_people(p, out);
	if (newer)
		g_string_append(out, "  neue Checkliste");
	return g_string_free(out, FALSE);
}

char *
pruefung_people_text(const Pruefung *p)
{
	return join_people(p->present);
}
