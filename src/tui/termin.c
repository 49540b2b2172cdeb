/*
 * A new visit in two forms: Kommune, Leistung, day, place, team – then what the checklist of that Leistung wants to know. Ends in the
 * Prüflauf. Without a Gemeindeverzeichnis the file is asked for first.
 */
#include <string.h>

#include "dialog.h"
#include "eingabe.h"
#include "form.h"
#include "pfad.h"
#include "screens.h"
#include "vorort/revisit.h"
#include "vorort/text.h"

typedef struct Termin {
	Tui *tui;
	App *app;
	Word *leistungen;    /* what can be chosen; strings of the catalogue */
	Eingabe eingabe;
	/* from the first form */
	char *kommune, *leistung, *date, *place, *team, *present;
	/* the second form, made from the checklist */
	const Checklist *checklist;
	FormField *fields;
	GPtrArray *words;    /* of Word arrays, one for each choice */
	FormSpec spec;
	char *title;         /* of the second form */
	char *authority;     /* the Kommune that carries it out instead, NULL: none is known */
	char *visit;         /* id of what was created */
} Termin;

static void
termin_free(Termin *t)
{
	char *const texts[] = {t->kommune, t->leistung, t->date, t->place, t->team, t->present, t->visit, t->title, t->authority};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	if (t->words)
		g_ptr_array_unref(t->words);
	g_free(t->leistungen);
	g_free(t->fields);
	eingabe_clear(&t->eingabe);
	g_free(t);
}

/* --- choices ---------------------------------------------------------------------------------------------------------------------- */

/* All Leistungen: first those that have a test; who chooses another one is told why it has none. */
static Word *
leistung_words(const GPtrArray *all)
{
	Word *list = g_new0(Word, all->len + 1);
	guint i, n = 0;
	int pass;

	for (pass = 0; pass < 2; pass++)
		for (i = 0; i < all->len; i++) {
			const Leistung *l = all->pdata[i];

			if (l->has_test == (pass == 0))
				list[n++] = (Word){l->key, l->name, l->has_test ? "" : "–", l->has_test ? "" : "-", ""};
		}
	return list;
}

static char *
check_leistung(const char *value, void *data)
{
	Termin *t = data;
	const Leistung *l = app_leistung(t->app, value, NULL);

	if (!l || l->has_test)
		return NULL;
	return g_strdup_printf("Für diese Leistung gibt es noch keinen Test: %s.", l->reason ? l->reason : "Checkliste fehlt");
}

static char *
kommune_label(const Kommune *k)
{
	g_autofree char *land = g_strndup(kommune_id_land(k->id), 2);
	const Word *word = words_find(WORDS_LAND, land);
	const char *art = kommune_art_text(k->art);
	g_autofree char *name = kommune_short_name(k->name);

	return g_strdup_printf("%s · %s%s%s%s%s", name, art, *art && *k->kreis ? ", " : "", k->kreis, word ? ", " : "",
			       word ? word->glyph : "");
}

static GPtrArray *
search_kommune(const char *typed, void *data)
{
	Termin *t = data;
	g_autoptr(GPtrArray) found = app_search_kommunen(t->app, typed, 8, NULL);
	GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)form_row_free);
	guint i;

	for (i = 0; found && i < found->len; i++) {
		const Kommune *k = found->pdata[i];
		g_autofree char *label = kommune_label(k);

		g_ptr_array_add(rows, form_row_new(k->id, label));
	}
	return rows;
}

/* --- the second form ----------------------------------------------------------------------------------------------------------------- */

static Word *
value_words(const ChecklistParameter *param)
{
	guint n = g_strv_length(param->values), i;
	Word *list = g_new0(Word, n + 1);

	for (i = 0; i < n; i++)
		list[i] = (Word){param->values[i], param->labels[i], "", "", ""};
	return list;
}

static void
make_fields(Termin *t)
{
	guint n = t->checklist->parameters->len, i;

	t->fields = g_new0(FormField, n + 1);
	t->words = g_ptr_array_new_with_free_func(g_free);
	for (i = 0; i < n; i++) {
		const ChecklistParameter *param = t->checklist->parameters->pdata[i];
		FormField *field = &t->fields[i];

		field->name = param->name;
		field->label = param->question;
		field->type = param->values[0] ? FORM_CHOICE : FORM_LINE;
		if (field->type == FORM_CHOICE) {
			g_ptr_array_add(t->words, value_words(param));
			field->words = t->words->pdata[t->words->len - 1];
		}
	}
}

static char **
collect_params(Termin *t, Form *form)
{
	GPtrArray *params = g_ptr_array_new();
	guint i;

	for (i = 0; i < t->checklist->parameters->len; i++) {
		const char *name = t->fields[i].name;

		g_ptr_array_add(params, g_strdup_printf("%s=%s", name, form_get(form, name)));
	}
	g_ptr_array_add(params, NULL);
	return (char **)g_ptr_array_free(params, FALSE);
}

static gboolean
add_visit(Termin *t, const char *anbindung, GError **error)
{
	const char *const pairs[][2] = {{"anbindungen", anbindung}, {"date", t->date}, {"place", t->place},
					{"team", t->team},          {"present", t->present}, {"status", "geplant"}};
	g_auto(GStrv) set = g_new0(char *, G_N_ELEMENTS(pairs) + 1);
	gsize i, n = 0;

	for (i = 0; i < G_N_ELEMENTS(pairs); i++)
		if (*pairs[i][1])
			set[n++] = g_strdup_printf("%s=%s", pairs[i][0], pairs[i][1]);
	return app_add(t->app, "visit", (const char *const *)set, &t->visit, error);
}

static char *
save_second(Form *form, void *data)
{
	Termin *t = data;
	g_auto(GStrv) params = collect_params(t, form);
	g_autofree char *anbindung = NULL;
	g_autoptr(GError) error = NULL;

	if (!app_add_anbindung(t->app, t->kommune, t->leistung, (const char *const *)params, &anbindung, &error) ||
	    !add_visit(t, anbindung, &error))
		return g_strdup(error->message);
	eingabe_drop(&t->eingabe);
	return NULL;
}

static void
closed_second(gboolean is_saved, void *data)
{
	Termin *t = data;
	Tui *tui = t->tui;
	g_autofree char *visit = g_steal_pointer(&t->visit);

	termin_free(t);
	if (is_saved && visit && !tui_is_leaving(tui))
		tui_push(tui, &pruefung_screen, visit);
}

/* What is known of the Anbindung already, else the checklist's own suggestion. */
static void
preset_second(Termin *t, Form *form)
{
	g_autofree char *id = g_strdup_printf("%s/%s", t->kommune, t->leistung);
	g_autoptr(Record) known = app_record(t->app, id, NULL);
	guint i;

	for (i = 0; i < t->checklist->parameters->len; i++) {
		const ChecklistParameter *param = t->checklist->parameters->pdata[i];
		const char *value = known ? record_get_keyed(known, "param", param->name, "param") : "";

		form_set(form, param->name, *value ? value : param->preset ? param->preset : "", NULL);
	}
}

static void
open_second(Termin *t)
{
	Form *form;
	const Leistung *l = app_leistung(t->app, t->leistung, NULL);

	make_fields(t);
	t->title = g_strdup_printf("Termin anlegen (2 von 2): %s", l ? l->name : t->leistung);
	t->spec = (FormSpec){.title = t->title, .fields = t->fields, .save = save_second, .closed = closed_second};
	form = form_new(t->tui, &t->spec, t);
	preset_second(t, form);
	form_open(form);
}

/* --- the first form -------------------------------------------------------------------------------------------------------------------- */

static FormField first_fields[] = {
	{.name = "kommune", .type = FORM_SEARCH, .label = "Kommune", .help = "Einige Buchstaben, AGS oder PLZ tippen; Pfeile und Enter wählen",
	 .is_required = TRUE, .search = search_kommune},
	{.name = "leistung", .type = FORM_CHOICE, .label = "Leistung", .help = "Für die mit – gibt es noch keinen Test.",
	 .is_required = TRUE, .check = check_leistung},
	{.name = "date", .type = FORM_DATE, .label = "Datum", .help = "zum Beispiel heute, +7 oder 14.12.2026", .is_required = TRUE},
	{.name = "place", .type = FORM_LINE, .label = "Ort", .help = "zum Beispiel Rathaus, Raum 12"},
	{.name = "team", .type = FORM_LINE, .label = "Team", .help = "Kürzel der Teams oder Funktionen, keine Namen von Personen"},
	{.name = "present", .type = FORM_MULTI, .label = "Anwesend"},
	{.name = NULL},
};

static char *
save_first(Form *form, void *data)
{
	Termin *t = data;
	const char *const texts[] = {form_get(form, "place"), form_get(form, "team"), NULL};
	g_autoptr(GError) error = NULL;
	char *problem = eingabe_check(&t->eingabe, texts);
	g_autofree char *anbindung = NULL;

	if (problem)
		return problem;
	anbindung = g_strdup_printf("%s/%s", form_get(form, "kommune"), form_get(form, "leistung"));
	if (!(t->checklist = app_checklist_for(t->app, anbindung, &error)))
		return g_strdup(error->message);
	t->kommune = g_strdup(form_get(form, "kommune"));
	t->leistung = g_strdup(form_get(form, "leistung"));
	t->date = g_strdup(form_get(form, "date"));
	t->place = g_strdup(form_get(form, "place"));
	t->team = g_strdup(form_get(form, "team"));
	t->present = g_strdup(form_get(form, "present"));
	eingabe_keep(&t->eingabe, form);
	return NULL;
}

static void
draft_first(Form *form, void *data)
{
	eingabe_keep(&((Termin *)data)->eingabe, form);
}

/* --- another Kommune carries it out --------------------------------------------------------------------------------------------------- */

static unsigned
authority_chosen(Tui *tui, void *data, int answer)
{
	Termin *t = data;

	(void)tui;
	if (answer == DIALOG_YES && t->authority) {
		g_free(t->kommune);
		t->kommune = g_steal_pointer(&t->authority);
	}
	open_second(t);
	return TUI_HANDLED;
}

/* j takes the one that is responsible; where the directory has none, it is only said. */
static void
ask_authority(Termin *t, Vollzug *v)
{
	g_autofree char *question = g_strconcat(v->warning, "\n\nStatt dessen den Termin dort anlegen?", NULL);

	t->authority = g_steal_pointer(&v->authority);
	if (t->authority)
		dialog_yes_no(t->tui, question, authority_chosen, t);
	else
		dialog_message(t->tui, "Wer vollzieht", v->warning, authority_chosen, t);
}

/* --- there is one already --------------------------------------------------------------------------------------------------------- */

static void go_on(Termin *t);

static unsigned
existing_chosen(Tui *tui, void *data, int answer)
{
	Termin *t = data;
	g_autofree char *visit = g_steal_pointer(&t->visit);

	if (answer != DIALOG_YES) {
		go_on(t);
		return TUI_HANDLED;
	}
	eingabe_drop(&t->eingabe);
	termin_free(t);
	tui_push(tui, &pruefung_screen, visit);
	return TUI_HANDLED;
}

/* Another laptop may have made it, or a colleague on this one. FALSE: there is none on that day. */
static gboolean
ask_existing(Termin *t)
{
	g_autofree char *anbindung = g_strdup_printf("%s/%s", t->kommune, t->leistung), *title = NULL, *day = NULL, *question = NULL;
	g_autoptr(GPtrArray) ids = app_visits_on(t->app, anbindung, t->date, NULL);

	if (!ids || ids->len == 0)
		return FALSE;
	t->visit = g_strdup(ids->pdata[0]);
	title = app_anbindung_title(t->app, anbindung);
	day = text_date(t->date);
	question = g_strdup_printf("%s: Den Termin am %s gibt es schon.\nIhn öffnen, statt einen zweiten anzulegen?", title, day);
	dialog_yes_no(t->tui, question, existing_chosen, t);
	return TRUE;
}

static void
closed_first(gboolean is_saved, void *data)
{
	Termin *t = data;

	if (!is_saved || tui_is_leaving(t->tui))
		termin_free(t);
	else if (!ask_existing(t))
		go_on(t);
}

static void
go_on(Termin *t)
{
	g_autoptr(Vollzug) v = NULL;

	v = app_vollzug(t->app, t->kommune, t->leistung, NULL);
	if (v && v->warning)
		ask_authority(t, v);
	else
		open_second(t);
}

static const FormSpec first_spec = {.title = "Termin anlegen (1 von 2)", .fields = first_fields, .save = save_first, .draft = draft_first,
				    .closed = closed_first};

static void
preset_first(Termin *t, Form *form, const char *anbindung)
{
	g_auto(GStrv) key = g_strsplit(anbindung ? anbindung : "", "/", 2);
	g_autoptr(Kommune) kommune = key[0] ? app_kommune(t->app, key[0], NULL) : NULL;
	g_autofree char *today = app_today(), *label = kommune ? kommune_label(kommune) : NULL;

	form_set(form, "date", today, NULL);
	form_set(form, "team", app_user(t->app), NULL);
	if (kommune)
		form_set(form, "kommune", kommune->id, label);
	if (key[0] && key[1])
		form_set(form, "leistung", key[1], NULL);
}

static void
open_first(Tui *tui, const char *anbindung, const GPtrArray *leistungen)
{
	Termin *t = g_new0(Termin, 1);
	Form *form;

	t->tui = tui;
	t->app = tui_data(tui);
	t->leistungen = leistung_words(leistungen);
	t->eingabe.app = t->app;
	t->eingabe.context = g_strdup("termin");
	first_fields[1].words = t->leistungen;
	first_fields[5].words = words(WORDS_PRESENT);
	form = form_new(tui, &first_spec, t);
	preset_first(t, form, anbindung);
	eingabe_restore(&t->eingabe, tui, form, NULL);
	form_open(form);
}

/* --- the Gemeindeverzeichnis ------------------------------------------------------------------------------------------------------------ */

static unsigned
import_typed(Tui *tui, void *data, const char *typed)
{
	g_autofree char *path = pfad_typed(typed);
	g_autoptr(GError) error = NULL;
	AppImport report = {0};

	if (!*path)
		return TUI_HANDLED;
	if (!app_import_kommunen(tui_data(tui), path, &report, &error)) {
		tui_say(tui, ROLE_BAD, "%s", error->message);
		return TUI_HANDLED | TUI_PAINT;
	}
	if (data)
		termin_open(tui, NULL);
	tui_say(tui, ROLE_OK, "%u Kommunen eingelesen: %u neu, %u geändert, %u entfallen.", report.n_total, report.n_new, report.n_changed,
		report.n_gone);
	app_import_clear(&report);
	return TUI_HANDLED | TUI_CONTENT;
}

void
termin_import(Tui *tui)
{
	dialog_line(tui, "Gemeindeverzeichnis: Pfad der Datei GV100AD (destatis.de)", "", import_typed, NULL);
}

void
termin_open(Tui *tui, const char *anbindung)
{
	App *app = tui_data(tui);
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) any = app_search_kommunen(app, "", 1, &error);
	const GPtrArray *leistungen = any ? app_leistungen(app, &error) : NULL;

	if (!leistungen)
		tui_say(tui, ROLE_BAD, "%s", error->message);
	else if (!app_is_set_up(app))
		tui_say(tui, ROLE_WARN, "Richten Sie zuerst das Gerät ein (F8).");
	else if (any->len == 0)
		dialog_line(tui, "Noch kein Gemeindeverzeichnis: Pfad der Datei GV100AD (destatis.de)", "", import_typed, app);
	else
		open_first(tui, anbindung, leistungen);
}
