/* Comments on an obstacle: intern or fürs Protokoll, a question to the team, or the answer to one. */
#include <string.h>

#include "eingabe.h"
#include "huerde.h"

typedef struct Kommentar {
	Tui *tui;
	char *on, *question, *id;
	FormField fields[4];
	Eingabe eingabe;
	HuerdeDone done;
	void *data;
} Kommentar;

char *
huerde_open_question(App *app, const char *id)
{
	g_autoptr(GPtrArray) ids = app_links(app, id, "comment", "on", NULL);
	guint i;

	for (i = 0; ids && i < ids->len; i++) {
		g_autoptr(Record) comment = app_record(app, ids->pdata[i], NULL);

		if (comment && !comment->is_retracted && strcmp(record_get(comment, "question"), "ja") == 0 && !*record_get(comment, "answered"))
			return g_strdup(comment->id);
	}
	return NULL;
}

static gboolean
store(Kommentar *k, Form *form, GError **error)
{
	App *app = k->eingabe.app;
	g_autofree char *on = g_strconcat("on=", k->on, NULL), *text = g_strconcat("text=", form_get(form, "text"), NULL);
	g_autofree char *sicht = g_strconcat("sicht=", form_get(form, "sicht"), NULL), *answered = NULL;
	const char *const set[] = {on, text, sicht, strcmp(form_get(form, "question"), "ja") == 0 ? "question=ja" : NULL, NULL};
	const char *answer[] = {NULL, NULL};

	if (!app_add(app, "comment", set, &k->id, error))
		return FALSE;
	answer[0] = answered = g_strconcat("answered=", k->id, NULL);
	return !k->question || app_set(app, k->question, answer, NULL, error);
}

static char *
save(Form *form, void *data)
{
	Kommentar *k = data;
	const char *const texts[] = {form_get(form, "text"), NULL};
	char *problem = eingabe_check(&k->eingabe, texts);
	g_autoptr(GError) error = NULL;

	if (problem)
		return problem;
	if (!store(k, form, &error))
		return g_strdup(error->message);
	eingabe_drop(&k->eingabe);
	return NULL;
}

static void
draft(Form *form, void *data)
{
	eingabe_keep(&((Kommentar *)data)->eingabe, form);
}

static void
closed(gboolean is_saved, void *data)
{
	Kommentar *k = data;

	if (k->done && !tui_is_leaving(k->tui))
		k->done(k->tui, is_saved ? k->id : NULL, k->data);
	g_free(k->on);
	g_free(k->question);
	g_free(k->id);
	eingabe_clear(&k->eingabe);
	g_free(k);
}

static void
make_fields(Kommentar *k)
{
	k->fields[0] = (FormField){.name = "text", .type = FORM_TEXT, .label = k->question ? "Antwort" : "Kommentar", .is_required = TRUE, .rows = 6,
				   .help = "Keine Namen von Personen, keine Kennwörter."};
	k->fields[1] = (FormField){.name = "sicht", .type = FORM_CHOICE, .label = "Sichtbar", .is_required = TRUE, .words = words(WORDS_SICHT),
				   .help = "Intern bleibt im Vorhaben, „fürs Protokoll“ steht auch in Berichten."};
	if (!k->question)
		k->fields[2] = (FormField){.name = "question", .type = FORM_CHOICE, .label = "Frage ans Team", .words = words(WORDS_YES_NO),
					   .help = "ja: steht in der Übersicht des Teams, bis sie beantwortet ist."};
}

void
huerde_comment_open(Tui *tui, const char *id, const char *question, HuerdeDone done, void *data)
{
	Kommentar *k = g_new0(Kommentar, 1);
	FormSpec spec = {.title = question ? "Antwort auf die Frage" : "Kommentar zur Hürde", .fields = k->fields, .save = save, .draft = draft,
			 .closed = closed};
	Form *form;

	k->tui = tui;
	k->on = g_strdup(id);
	k->question = g_strdup(question);
	k->eingabe.app = tui_data(tui);
	k->eingabe.context = g_strdup_printf("kommentar:%s:%s", id, question ? question : "");
	k->done = done;
	k->data = data;
	make_fields(k);
	form = form_new(tui, &spec, k);
	form_set(form, "sicht", "intern", NULL);
	form_set(form, "question", "nein", NULL);
	form_open(form);
	eingabe_restore(&k->eingabe, tui, form, NULL);
}
