/* Forms of an Anbindung: its state with date and source, and First Mover. Both work before there is an Anbindung, which they create. */
#include <string.h>

#include "anbindung.h"
#include "eingabe.h"

typedef struct Formular {
	Tui *tui;
	char *id;
	Record *seen; /* what the form began with, NULL: nothing */
	const char *const *slots; /* names of fields and slots alike, NULL-terminated */
	const char *said;
	Eingabe eingabe;
} Formular;

static char *
save(Form *form, void *data)
{
	Formular *f = data;
	g_autoptr(GPtrArray) set = g_ptr_array_new_with_free_func(g_free), texts = g_ptr_array_new();
	g_autoptr(GError) error = NULL;
	char *problem;
	guint i;

	for (i = 0; f->slots[i]; i++) {
		g_ptr_array_add(set, g_strdup_printf("%s=%s", f->slots[i], form_get(form, f->slots[i])));
		g_ptr_array_add(texts, (gpointer)form_get(form, f->slots[i]));
	}
	g_ptr_array_add(set, NULL);
	g_ptr_array_add(texts, NULL);
	if ((problem = eingabe_check(&f->eingabe, (const char *const *)texts->pdata)))
		return problem;
	if (!app_set_anbindung(f->eingabe.app, f->id, (const char *const *)set->pdata, f->seen, &error))
		return g_strdup(error->message);
	eingabe_drop(&f->eingabe);
	return NULL;
}

static void
draft(Form *form, void *data)
{
	eingabe_keep(&((Formular *)data)->eingabe, form);
}

static void
closed(gboolean is_saved, void *data)
{
	Formular *f = data;

	if (is_saved && !tui_is_leaving(f->tui))
		tui_say(f->tui, ROLE_OK, "%s u macht es rückgängig.", f->said);
	g_free(f->id);
	record_free(f->seen);
	eingabe_clear(&f->eingabe);
	g_free(f);
}

static Formular *
formular_new(Anbindung *a, const char *kind, const char *const *slots, const char *said)
{
	Formular *f = g_new0(Formular, 1);

	f->tui = a->tui;
	f->id = g_strdup(a->id);
	f->seen = a->record ? app_record(a->app, a->id, NULL) : NULL;
	f->slots = slots;
	f->said = said;
	f->eingabe.app = a->app;
	f->eingabe.context = g_strdup_printf("%s:%s", kind, a->id);
	return f;
}

/* --- state ------------------------------------------------------------------------------------------------------------------------------- */

static char *
check_day(const char *value, void *data)
{
	g_autofree char *today = app_today();

	(void)data;
	return strcmp(value, today) > 0 ? g_strdup("Der Tag liegt in der Zukunft. Ein Stand gilt seit heute oder früher.") : NULL;
}

static FormField state_fields[] = {
	{.name = "state", .type = FORM_CHOICE, .label = "Stand", .is_required = TRUE},
	{.name = "state_date", .type = FORM_DATE, .label = "Seit", .is_required = TRUE, .help = "zum Beispiel heute oder 14.11.2026", .check = check_day},
	{.name = "state_source", .type = FORM_LINE, .label = "Quelle", .is_required = TRUE,
	 .help = "woher das bekannt ist, zum Beispiel Rückmeldung der Kommune; keine Namen von Personen"},
	{.name = NULL},
};
static const FormSpec state_spec = {.title = "Stand der Anbindung", .fields = state_fields, .save = save, .draft = draft, .closed = closed};

/* What the steps suggest stands in the form already; today it is that. */
static void
preset_state(Anbindung *a, Form *form)
{
	const char *state = a->record ? record_get(a->record, "state") : "", *suggested;
	g_autofree char *why = NULL, *today = app_today(), *source = NULL;

	suggested = a->steps ? app_suggest_state(a->steps, state, &why) : NULL;
	source = suggested ? g_strdup_printf("Prüflauf: %s", why) : g_strdup("");
	form_set(form, "state", suggested ? suggested : state, NULL);
	form_set(form, "state_date", today, NULL);
	form_set(form, "state_source", source, NULL);
}

void
anbindung_state_open(Anbindung *a)
{
	static const char *const slots[] = {"state", "state_date", "state_source", NULL};
	Formular *f = formular_new(a, "stand", slots, "Stand gespeichert.");
	Form *form;

	state_fields[0].words = words(WORDS_ANBINDUNG_STATE);
	form = form_new(a->tui, &state_spec, f);
	preset_state(a, form);
	eingabe_restore(&f->eingabe, a->tui, form, NULL);
	form_open(form);
}

/* --- First Mover ---------------------------------------------------------------------------------------------------------------------------- */

static FormField mover_fields[] = {
	{.name = "first_mover", .type = FORM_CHOICE, .label = "First Mover", .is_required = TRUE},
	{.name = "first_mover_by", .type = FORM_LINE, .label = "Benannt durch", .help = "KSpV, Land oder beide: Organisationen, keine Namen von Personen"},
	{.name = "first_mover_why", .type = FORM_TEXT, .label = "Grund", .rows = 3, .help = "warum gerade diese Kommune: Größe, IT-Landschaft, Vorarbeit"},
	{.name = NULL},
};
static const FormSpec mover_spec = {.title = "First Mover", .fields = mover_fields, .save = save, .draft = draft, .closed = closed};

void
anbindung_mover_open(Anbindung *a)
{
	static const char *const slots[] = {"first_mover", "first_mover_by", "first_mover_why", NULL};
	Formular *f = formular_new(a, "first mover", slots, "First Mover gespeichert.");
	gboolean is_known = a->record && *record_get(a->record, "first_mover");
	Form *form;

	mover_fields[0].words = words(WORDS_YES_NO);
	form = form_new(a->tui, &mover_spec, f);
	form_set(form, "first_mover", is_known ? record_get(a->record, "first_mover") : "ja", NULL);
	form_set(form, "first_mover_by", is_known ? record_get(a->record, "first_mover_by") : "KSpV und Land", NULL);
	form_set(form, "first_mover_why", is_known ? record_get(a->record, "first_mover_why") : "", NULL);
	eingabe_restore(&f->eingabe, a->tui, form, NULL);
	form_open(form);
}
