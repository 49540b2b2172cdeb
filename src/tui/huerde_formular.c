/* The form for an obstacle: a new one, filled from the checklist, or all of a known one. */
#include <string.h>

#include "eingabe.h"
#include "form.h"
#include "huerde.h"
#include "screens.h"

typedef struct Formular {
	Tui *tui;
	Eingabe eingabe;
	FormField *fields;
	GStrv preset;  /* "slot=value": what a new one begins with */
	Record *seen;  /* NULL: a new one */
	char *id;      /* of what was saved */
	HuerdeDone done;
	void *data;
} Formular;

/* --- fields -------------------------------------------------------------------------------------------------------------------------- */

static char *
check_category(const char *value, void *data)
{
	(void)data;
	return strchr(value, ',') != strrchr(value, ',') ? g_strdup("Höchstens zwei Kategorien.") : NULL;
}

static char *
check_euro(const char *value, void *data)
{
	gint64 cents;

	(void)data;
	return huerde_parse_euro(value, &cents) ? NULL : g_strdup("Das ist kein Betrag. Beispiel: 1200 oder 1.200,50");
}

#define N_NEW 13 /* fields of the form for a new obstacle; the rest comes up later */

/* In the order in which people know the answers; with the preset, F2 saves at once. */
static const FormField table[] = {
	{.name = "title", .type = FORM_LINE, .label = "Hürde", .help = "In einer Zeile: was steht im Weg?", .is_required = TRUE},
	{.name = "category", .type = FORM_MULTI, .label = "Kategorie", .help = "Eine oder zwei; Leertaste oder Ziffer schaltet um",
	 .is_required = TRUE, .check = check_category},
	{.name = "severity", .type = FORM_CHOICE, .label = "Schwere"},
	{.name = "description", .type = FORM_TEXT, .label = "Beschreibung", .help = "Was wurde beobachtet? Keine Namen von Personen", .rows = 3},
	{.name = "responsible", .type = FORM_CHOICE, .label = "Verantwortlich", .help = "Welche Stelle muss die Hürde beheben?"},
	{.name = "next", .type = FORM_LINE, .label = "Nächster Schritt", .help = "Was geschieht als Nächstes?"},
	{.name = "next_stelle", .type = FORM_CHOICE, .label = "… durch Stelle", .help = "Welche Stelle tut ihn?"},
	{.name = "next_date", .type = FORM_DATE, .label = "… bis", .help = "Zum Beispiel +14 oder 14.12.2026"},
	{.name = "due", .type = FORM_DATE, .label = "Fällig", .help = "Bis wann soll die Hürde behoben sein? Zum Beispiel +30"},
	{.name = "punkte", .type = FORM_MULTI, .label = "Präambelpunkt", .help = "Welche Hürden der Vereinbarung? Beliebig viele"},
	{.name = "level", .type = FORM_CHOICE, .label = "Ebene", .help = "Wer muss sich kümmern?"},
	{.name = "solution", .type = FORM_TEXT, .label = "Lösung", .help = "Wenn bekannt: wie wird sie behoben?", .rows = 2},
	{.name = "vertraulich", .type = FORM_CHOICE, .label = "Vertraulich", .help = "ja: erscheint in keiner Ausgabe nach außen"},
	{.name = "legal", .type = FORM_LINE, .label = "Rechtsgrundlage", .help = "Zum Beispiel § 2 Abs. 1 der Vereinbarung"},
	{.name = "amount_once", .type = FORM_LINE, .label = "Kosten einmalig", .help = "In Euro, zum Beispiel 1200 oder 1.200,50", .check = check_euro},
	{.name = "amount_yearly", .type = FORM_LINE, .label = "Kosten jährlich", .help = "In Euro, zum Beispiel 1200 oder 1.200,50", .check = check_euro},
	{.name = "payer", .type = FORM_CHOICE, .label = "Zahlt", .help = "Wer trägt die Kosten?"},
	{.name = "document", .type = FORM_LINE, .label = "Dokumentlücke", .help = "Wenn eine Unterlage die Ursache ist: welche, und was fehlt?"},
	{.name = "berichtsfassung", .type = FORM_TEXT, .label = "Berichtsfassung", .help = "Wortlaut, der für Berichte freigegeben ist", .rows = 3},
};

static const struct {
	const char *name;
	WordList list;
} lists[] = {
	{"category", WORDS_CATEGORY}, {"severity", WORDS_SEVERITY},       {"responsible", WORDS_STELLE_KIND}, {"next_stelle", WORDS_STELLE_KIND},
	{"punkte", WORDS_PUNKT},      {"level", WORDS_LEVEL},             {"vertraulich", WORDS_YES_NO},      {"payer", WORDS_ADDRESSEE},
};

static FormField *
make_fields(gboolean is_new)
{
	gsize n = is_new ? N_NEW : G_N_ELEMENTS(table), i;
	FormField *fields = g_new0(FormField, n + 1), *field;

	memcpy(fields, table, n * sizeof(*table));
	for (field = fields; field->name; field++)
		for (i = 0; i < G_N_ELEMENTS(lists); i++)
			if (strcmp(field->name, lists[i].name) == 0)
				field->words = words(lists[i].list);
	return fields;
}

static gboolean
has_field(const Formular *f, const char *name, gsize len)
{
	const FormField *field;

	for (field = f->fields; field->name; field++)
		if (strlen(field->name) == len && strncmp(field->name, name, len) == 0)
			return TRUE;
	return FALSE;
}

/* --- values -------------------------------------------------------------------------------------------------------------------------- */

/* What the form says of a slot, as the op wants it: amounts in cents. */
static char *
slot_of_form(Form *form, const Slot *slot)
{
	const char *value = form_get(form, slot->name);
	gint64 cents;

	return slot->type == SLOT_INT && huerde_parse_euro(value, &cents) ? g_strdup_printf("%" G_GINT64_FORMAT, cents) : g_strdup(value);
}

static gboolean
is_changed(Formular *f, Form *form, const Field *field)
{
	guint i;

	for (i = 0; i < field_n_slots(field); i++) {
		const Slot *slot = &field->slots[i];
		g_autofree char *value = has_field(f, slot->name, strlen(slot->name)) ? slot_of_form(form, slot) : NULL;

		if (value && strcmp(value, record_get(f->seen, slot->name)) != 0)
			return TRUE;
	}
	return FALSE;
}

/*
 * Only what was changed, each field with all its slots: a field that was left alone must not be decided by the way when its inputs differ.
 * A slot that the form does not show belongs to the old value and goes with it.
 */
static char **
collect_changes(Formular *f, Form *form)
{
	GPtrArray *set = g_ptr_array_new();
	const Field *field;
	guint i;

	for (field = f->seen->entity->fields; field->name; field++) {
		if (field->is_fixed || field->is_keyed || !is_changed(f, form, field))
			continue;
		for (i = 0; i < field_n_slots(field); i++) {
			g_autofree char *value = slot_of_form(form, &field->slots[i]);

			g_ptr_array_add(set, g_strdup_printf("%s=%s", field->slots[i].name, value));
		}
	}
	g_ptr_array_add(set, NULL);
	return (char **)g_ptr_array_free(set, FALSE);
}

/* What the form shows and what it was given beside (Anbindung, steps, visit). */
static char **
collect_new(Formular *f, Form *form)
{
	GPtrArray *set = g_ptr_array_new();
	const FormField *field;
	char **pair;

	for (field = f->fields; field->name; field++) {
		const char *value = form_get(form, field->name);

		if (*value)
			g_ptr_array_add(set, g_strdup_printf("%s=%s", field->name, value));
	}
	for (pair = f->preset; pair && *pair; pair++)
		if (!has_field(f, *pair, strcspn(*pair, "=")))
			g_ptr_array_add(set, g_strdup(*pair));
	g_ptr_array_add(set, NULL);
	return (char **)g_ptr_array_free(set, FALSE);
}

/* Each text is asked for once only: the next form_get() of the same name would free it. */
static char *
check_form(Formular *f, Form *form)
{
	const char *next = form_get(form, "next");
	const char *const texts[] = {form_get(form, "title"), form_get(form, "description"), form_get(form, "solution"), form_get(form, "legal"),
				     form_get(form, "document"), form_get(form, "berichtsfassung"), next, NULL};

	if (!*next && (*form_get(form, "next_stelle") || *form_get(form, "next_date")))
		return g_strdup("Nächster Schritt: Bitte angeben, was die Stelle bis dahin tun soll.");
	return eingabe_check(&f->eingabe, texts);
}

static char *
save(Form *form, void *data)
{
	Formular *f = data;
	g_autoptr(GError) error = NULL;
	g_auto(GStrv) set = NULL;
	char *problem = check_form(f, form);

	if (problem)
		return problem;
	set = f->seen ? collect_changes(f, form) : collect_new(f, form);
	if (f->seen ? !app_set(f->eingabe.app, f->seen->id, (const char *const *)set, f->seen, &error)
		    : !app_add_obstacle(f->eingabe.app, (const char *const *)set, &f->id, &error))
		return g_strdup(error->message);
	if (f->seen)
		f->id = g_strdup(f->seen->id);
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

	if (f->done && !tui_is_leaving(f->tui))
		f->done(f->tui, is_saved ? f->id : NULL, f->data);
	eingabe_clear(&f->eingabe);
	g_strfreev(f->preset);
	g_free(f->fields);
	record_free(f->seen);
	g_free(f->id);
	g_free(f);
}

/* --- opening ------------------------------------------------------------------------------------------------------------------------- */

static const char *
preset_value(char *const *preset, const char *slot)
{
	gsize len = strlen(slot);

	for (; preset && *preset; preset++)
		if (strncmp(*preset, slot, len) == 0 && (*preset)[len] == '=')
			return *preset + len + 1;
	return "";
}

static Form *
new_form(Tui *tui, gboolean is_new, HuerdeDone done, void *data, Formular **out)
{
	Formular *f = g_new0(Formular, 1);
	FormSpec spec = {.title = is_new ? "Neue Hürde" : "Hürde ändern", .save = save, .draft = draft, .closed = closed};

	f->tui = tui;
	f->eingabe.app = tui_data(tui);
	f->fields = make_fields(is_new);
	f->done = done;
	f->data = data;
	*out = f;
	spec.fields = f->fields;
	return form_new(tui, &spec, f);
}

void
huerde_form_open(Tui *tui, const char *const *preset, HuerdeDone done, void *data)
{
	Formular *f;
	Form *form = new_form(tui, TRUE, done, data, &f);
	const FormField *field;

	f->preset = g_strdupv((char **)preset);
	f->eingabe.context = g_strdup_printf("hürde:%s:%s%s%s", preset_value(f->preset, "anbindung"), preset_value(f->preset, "steps"),
					     *preset_value(f->preset, "note") ? ":" : "", preset_value(f->preset, "note"));
	for (field = f->fields; field->name; field++)
		form_set(form, field->name, preset_value(f->preset, field->name), NULL);
	eingabe_restore(&f->eingabe, tui, form, NULL);
	form_open(form);
}

/* Which values a form was opened on: changes when any field of the obstacle does. */
static char *
heads_of(const Record *record)
{
	g_autoptr(GString) heads = g_string_new(NULL);
	guint i;

	for (i = 0; i < record->values->len; i++)
		if (((RecordValue *)record->values->pdata[i])->is_head)
			g_string_append_printf(heads, "%s ", ((RecordValue *)record->values->pdata[i])->op);
	return g_compute_checksum_for_string(G_CHECKSUM_SHA256, heads->str, -1);
}

static void
show_record(Form *form, const Formular *f)
{
	const FormField *field;

	for (field = f->fields; field->name; field++) {
		const char *value = record_get(f->seen, field->name);
		g_autofree char *euro = g_str_has_prefix(field->name, "amount_") && *value ? huerde_euro(value) : NULL;

		form_set(form, field->name, euro ? euro : value, NULL);
	}
}

void
huerde_edit_open(Tui *tui, const char *id, HuerdeDone done, void *data)
{
	g_autoptr(GError) error = NULL;
	Record *seen = app_record(tui_data(tui), id, &error);
	gboolean is_old;
	Formular *f;
	Form *form;

	if (!seen) {
		tui_say(tui, ROLE_BAD, "%s", error->message);
		return;
	}
	form = new_form(tui, FALSE, done, data, &f);
	f->seen = seen;
	f->eingabe.context = g_strdup_printf("hürde:%s", id);
	f->eingabe.seen = heads_of(seen);
	show_record(form, f);
	form_open(form);
	if (eingabe_restore(&f->eingabe, tui, form, &is_old) && is_old)
		tui_say(tui, ROLE_WARN, "Entwurf übernommen. Die Hürde wurde inzwischen geändert, bitte vergleichen.");
}
