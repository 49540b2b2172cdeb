/*
 * Prüflauf: a remark on the present step. With a result it is a comment on that, intern or fürs Protokoll, since results are never changed;
 * without one it is a Schnellnotiz that belongs to the step.
 */
#include "eingabe.h"
#include "pruefung.h"
#include "vorort/evening.h"

typedef struct Bemerkung {
	Pruefung *p;
	char *step, *result, *title; /* result NULL: none yet */
	FormField fields[3];
	Eingabe eingabe;
} Bemerkung;

static gboolean
store(Bemerkung *b, Form *form, GError **error)
{
	Remark remark = { b->p->anbindung, b->step, b->p->visit, b->result, form_get(form, "text"), form_get(form, "sicht") };

	return app_remark(b->p->app, &remark, error);
}

static char *
save(Form *form, void *data)
{
	Bemerkung *b = data;
	const char *const texts[] = { form_get(form, "text"), NULL };
	char *problem = eingabe_check(&b->eingabe, texts);
	g_autoptr(GError) error = NULL;

	if (problem)
		return problem;
	if (!store(b, form, &error))
		return g_strdup(error->message);
	eingabe_drop(&b->eingabe);
	tui_say(b->p->tui, ROLE_OK, "Bemerkung zu %s gespeichert.", b->step);
	return NULL;
}

static void
keep_draft(Form *form, void *data)
{
	eingabe_keep(&((Bemerkung *)data)->eingabe, form);
}

static void
closed(gboolean is_saved, void *data)
{
	Bemerkung *b = data;

	(void)is_saved;
	g_free(b->step);
	g_free(b->result);
	g_free(b->title);
	eingabe_clear(&b->eingabe);
	g_free(b);
}

static void
make_fields(Bemerkung *b)
{
	b->fields[0] = (FormField){ .name = "text", .type = FORM_TEXT, .label = "Bemerkung", .is_required = TRUE, .rows = 6,
		.help = "Keine Namen von Personen, keine Kennwörter." };
	if (b->result)
		b->fields[1] = (FormField){ .name = "sicht", .type = FORM_CHOICE, .label = "Bemerkung ist", .is_required = TRUE,
			.words = words(WORDS_SICHT), .help = "Intern bleibt im Vorhaben, „fürs Protokoll“ steht auch im Bericht an die Kommune." };
}

unsigned
pruefung_note(Pruefung *p)
{
	const ChecklistStep *step = pruefung_view(p)->step;
	const StepResult *known = pruefung_result(pruefung_view(p), pruefung_env(p, step), p->instance);
	Bemerkung *b = g_new0(Bemerkung, 1);
	Form *form;

	b->p = p;
	b->step = g_strdup(step->id);
	b->result = known && !known->is_inherited ? g_strdup(known->id) : NULL; /* what is said here is not said for all */
	b->title = g_strdup_printf("%s: %s", b->result ? "Bemerkung zum Ergebnis" : "Notiz zum Schritt", step->id);
	b->eingabe.app = p->app;
	b->eingabe.context = g_strdup_printf("bemerkung:%s:%s:%s", p->anbindung, step->id, b->result ? b->result : "");
	make_fields(b);
	form = form_new(p->tui, &(FormSpec){ .title = b->title, .fields = b->fields, .save = save, .draft = keep_draft, .closed = closed }, b);
	form_set(form, "sicht", "intern", NULL);
	form_open(form);
	eingabe_restore(&b->eingabe, p->tui, form, NULL);
	return TUI_HANDLED;
}
