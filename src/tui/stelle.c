/*
 * One Stelle: what it is, whom it serves, which Anbindungen that concerns, and what was tested once for all of them. Enter opens an Anbindung.
 */
#include "stellen.h"

#include <string.h>

#include "blatt.h"
#include "dialog.h"
#include "eingabe.h"
#include "pruefung.h"
#include "vorort/text.h"

#define ANBINDUNGEN_SHOWN 100

typedef struct Stelle {
	Tui *tui;
	App *app;
	char *id;
	Record *record;
	Blatt *blatt;
	GPtrArray *leistungen; /* of char *: keys, while one is chosen */
	char *leistung;        /* that is taken over for; NULL: all */
} Stelle;

/* --- what is shown -------------------------------------------------------------------------------------------------------------------------- */

static void
add_line(Stelle *s, const char *label, const char *text)
{
	if (*text)
		blatt_add(s->blatt, ROLE_TEXT, label, text, NULL);
}

static void
add_head(Stelle *s)
{
	const char *product = record_get(s->record, "product"), *version = record_get(s->record, "version");
	g_autofree char *what = g_strdup_printf("%s%s%s", product, *version ? ", Version " : "", version);

	add_line(s, "Art", words_text(WORDS_STELLE_KIND, record_get(s->record, "kind")));
	add_line(s, "Postfach", record_get(s->record, "mailbox"));
	add_line(s, "Fachverfahren", what);
	add_line(s, "Es fehlt", record_get(s->record, "interface_gap"));
	if (s->record->n_diff)
		blatt_printf(s->blatt, ROLE_WARN, "! Abweichend", "%u Angaben mit abweichenden Eingaben. vorort stelle show %s nennt sie.", s->record->n_diff, s->id);
}

static void
add_serves(Stelle *s)
{
	g_autoptr(GPtrArray) keys = app_stelle_serves(s->app, s->id, NULL);
	g_autoptr(GString) names = g_string_new(NULL);
	guint i;

	for (i = 0; keys && i < keys->len; i++) {
		g_autofree char *name = stelle_key_text(s->app, keys->pdata[i]);

		g_string_append_printf(names, "%s%s", i ? ", " : "", name);
	}
	blatt_head(s->blatt, "Bedient");
	blatt_add(s->blatt, names->len ? ROLE_TEXT : ROLE_MUTED, NULL, names->len ? names->str : "Noch niemanden. k wählt die Kommunen.", NULL);
}

static void
add_anbindungen(Stelle *s)
{
	g_autoptr(GPtrArray) ids = app_stelle_anbindungen(s->app, s->id, NULL);
	g_autofree char *head = g_strdup_printf("Anbindungen: %u", ids ? ids->len : 0);
	guint i;

	blatt_head(s->blatt, head);
	for (i = 0; ids && i < MIN(ids->len, ANBINDUNGEN_SHOWN); i++) {
		g_autofree char *title = app_anbindung_title(s->app, ids->pdata[i]);

		blatt_add(s->blatt, ROLE_TEXT, NULL, title, ids->pdata[i]);
	}
	if (ids && ids->len > ANBINDUNGEN_SHOWN)
		blatt_printf(s->blatt, ROLE_MUTED, NULL, "und %u weitere", ids->len - ANBINDUNGEN_SHOWN);
}

/* "E1" and, for a step of level land, the Leistung. */
static void
add_result(Stelle *s, const RecordValue *value)
{
	g_auto(GStrv) key = g_strsplit(value->key, "/", 3);
	g_autofree char *outcome = pruefung_outcome_text(g_hash_table_lookup(value->slots, "outcome")), *title = app_step_title(s->app, s->id, key[0], value->op);
	g_autofree char *iso = g_strndup(value->at ? value->at : "", 10), *day = text_date(iso);
	gboolean is_different = record_is_different(s->record, "result", value->key);

	blatt_printf(s->blatt, pruefung_outcome_role(g_hash_table_lookup(value->slots, "outcome")), key[0], "%s: %s, %s%s – %s", words_text(WORDS_ENV, key[1]), outcome,
		     day, is_different ? " (abweichend)" : "", title);
}

static void
add_results(Stelle *s)
{
	guint i, n = 0;

	blatt_head(s->blatt, "Einmal geprüft für alle");
	for (i = 0; i < s->record->values->len; i++) {
		const RecordValue *value = s->record->values->pdata[i];

		if (!value->is_shown || strcmp(value->field_name, "result") != 0)
			continue;
		add_result(s, value);
		n++;
	}
	if (n == 0)
		blatt_add(s->blatt, ROLE_MUTED, NULL, "Noch nichts. Im Prüflauf fragt ein solcher Schritt, für wen das Ergebnis gilt.", NULL);
}

static gboolean
reload(Stelle *s)
{
	Record *record = app_record(s->app, s->id, NULL);

	if (!record)
		return FALSE;
	record_free(s->record);
	s->record = record;
	blatt_clear(s->blatt);
	add_head(s);
	add_serves(s);
	add_anbindungen(s);
	add_results(s);
	return TRUE;
}

/* --- commands --------------------------------------------------------------------------------------------------------------------------------- */

static unsigned
run_open(Tui *tui, void *state)
{
	g_autofree char *target = g_strdup(blatt_target(((Stelle *)state)->blatt));

	if (target)
		tui_push(tui, &pruefung_screen, target);
	return TUI_HANDLED;
}

static unsigned
run_change(Tui *tui, void *state)
{
	stelle_form_open(tui, ((Stelle *)state)->id);
	return TUI_HANDLED;
}

static unsigned
run_kommunen(Tui *tui, void *state)
{
	tui_push(tui, &stelle_kommunen_screen, ((Stelle *)state)->id);
	return TUI_HANDLED;
}

static unsigned
takeover_decided(Tui *tui, void *data, int answer)
{
	Stelle *s = data;
	g_autoptr(GError) error = NULL;
	StelleTakeover report;

	if (answer != DIALOG_YES)
		return TUI_HANDLED;
	if (app_stelle_take_over(s->app, s->id, s->leistung, FALSE, &report, &error))
		tui_say(tui, ROLE_OK, "Anbindungen geändert: %u. u macht es rückgängig.", report.n_change);
	else
		tui_say(tui, ROLE_BAD, "%s", error->message);
	stelle_takeover_clear(&report);
	reload(s);
	return TUI_HANDLED | TUI_CONTENT;
}

#define DIFFERING_SHOWN 5

/* What would change, and what stays because it says something else. */
static char *
preview_text(const StelleTakeover *report)
{
	GString *text = g_string_new(NULL);
	guint i;

	g_string_append_printf(text, "Anbindungen: %u. Zu ändern: %u, schon so: %u, abweichend: %u.\n", report->n_anbindungen, report->n_change,
			       report->n_same, report->n_differ);
	for (i = 0; i < MIN(report->differing->len, DIFFERING_SHOWN); i++)
		g_string_append_printf(text, "%s\n", (const char *)report->differing->pdata[i]);
	if (report->differing->len > DIFFERING_SHOWN)
		g_string_append_printf(text, "und %u weitere\n", report->differing->len - DIFFERING_SHOWN);
	g_string_append(text, report->n_change ? "\nÜbernehmen?" : "\nEs ist nichts zu übernehmen.");
	return g_string_free(text, FALSE);
}

static unsigned
show_preview(Stelle *s)
{
	Tui *tui = s->tui;
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;
	StelleTakeover report;

	if (!app_stelle_take_over(s->app, s->id, s->leistung, TRUE, &report, &error)) {
		tui_say(tui, ROLE_BAD, "%s", error->message);
	} else {
		text = preview_text(&report);
		if (report.n_change)
			dialog_yes_no(tui, text, takeover_decided, s);
		else
			dialog_message(tui, "Angaben übernehmen", text, NULL, NULL);
	}
	stelle_takeover_clear(&report);
	return TUI_HANDLED;
}

static unsigned
leistung_chosen(Tui *tui, void *data, int answer)
{
	Stelle *s = data;

	(void)tui;
	if (answer < 0)
		return TUI_HANDLED;
	s->leistung = g_strdup((guint)answer < s->leistungen->len ? s->leistungen->pdata[answer] : NULL);
	return show_preview(s);
}

/* Keys of the Leistungen of its Anbindungen, each once. */
static void
collect_leistungen(Stelle *s)
{
	g_autoptr(GPtrArray) ids = app_stelle_anbindungen(s->app, s->id, NULL);
	guint i;

	g_clear_pointer(&s->leistungen, g_ptr_array_unref);
	s->leistungen = g_ptr_array_new_with_free_func(g_free);
	for (i = 0; ids && i < ids->len; i++) {
		const char *key = strchr(ids->pdata[i], '/') + 1;

		if (!g_ptr_array_find_with_equal_func(s->leistungen, key, g_str_equal, NULL))
			g_ptr_array_add(s->leistungen, g_strdup(key));
	}
}

/* A Fachverfahren is one of a Leistung: where there are several, it is asked which one is meant. */
static unsigned
run_take_over(Tui *tui, void *state)
{
	Stelle *s = state;
	g_autoptr(GArray) choices = g_array_new(TRUE, TRUE, sizeof(Word));
	Word all = {"", "alle Leistungen", "", "", ""};
	guint i;

	g_clear_pointer(&s->leistung, g_free);
	collect_leistungen(s);
	if (s->leistungen->len < 2 || !*record_get(s->record, "product"))
		return show_preview(s);
	for (i = 0; i < s->leistungen->len; i++) {
		const Leistung *leistung = app_leistung(s->app, s->leistungen->pdata[i], NULL);
		Word word = {s->leistungen->pdata[i], leistung ? leistung->name : s->leistungen->pdata[i], "", "", ""};

		g_array_append_val(choices, word);
	}
	g_array_append_val(choices, all);
	dialog_choice(tui, "Für welche Leistung?", (const Word *)(void *)choices->data, 0, leistung_chosen, s);
	return TUI_HANDLED;
}

static unsigned
reason_typed(Tui *tui, void *data, const char *text)
{
	Stelle *s = data;
	g_autoptr(GError) error = NULL;

	if (!text || !eingabe_line_is_fine(tui, text))
		return TUI_HANDLED;
	if (!app_retract(s->app, s->id, text, &error)) {
		tui_say(tui, ROLE_BAD, "%s", error->message);
		return TUI_HANDLED;
	}
	tui_say(tui, ROLE_OK, "Stelle zurückgezogen. u macht es rückgängig.");
	return TUI_CLOSE;
}

static unsigned
run_withdraw(Tui *tui, void *state)
{
	dialog_line(tui, "Warum gibt es die Stelle nicht mehr?", "", reason_typed, state);
	return TUI_HANDLED;
}

static const Command commands[] = {
	{"stelle.oeffnen", {TK_ENTER}, "Anbindung öffnen", "Öffnen", "Öffnet den Prüflauf der gewählten Anbindung.", 0, run_open, NULL},
	{"stelle.aendern", {'b', TK_F(9)}, "Stelle bearbeiten", "Bearbeiten", "Ändert Name, Postfach, Fachverfahren und Art.", 0, run_change, NULL},
	{"stelle.kommunen", {'k', TK_F(10)}, "Kommunen wählen", "Kommunen", "Wählt, welche Kommunen die Stelle bedient.", 0, run_kommunen, NULL},
	{"stelle.uebernehmen", {'a', TK_F(11)}, "Angaben übernehmen", "Angaben",
	 "Trägt ein, was aus der Stelle für ihre Anbindungen folgt; zeigt vorher, was sich ändert.", 0, run_take_over, NULL},
	{"stelle.zurueckziehen", {TK_DELETE, 'z'}, "Stelle zurückziehen", NULL, "Fragt nach dem Grund; die Stelle erscheint nicht mehr.", 0, run_withdraw, NULL},
	{.id = NULL},
};

/* --- screen ----------------------------------------------------------------------------------------------------------------------------------- */

static void
stelle_close(void *state)
{
	Stelle *s = state;

	blatt_free(s->blatt);
	record_free(s->record);
	g_clear_pointer(&s->leistungen, g_ptr_array_unref);
	g_free(s->leistung);
	g_free(s->id);
	g_free(s);
}

static gpointer
stelle_open(Tui *tui, const void *arg, char **error)
{
	Stelle *s = g_new0(Stelle, 1);

	s->tui = tui;
	s->app = tui_data(tui);
	s->id = g_strdup(arg);
	s->blatt = blatt_new(TRUE);
	if (reload(s))
		return s;
	*error = g_strdup("Diese Stelle ist hier nicht bekannt.");
	stelle_close(s);
	return NULL;
}

static char *
make_title(void *state)
{
	return g_strdup_printf("Stelle: %s", record_get(((Stelle *)state)->record, "name"));
}

static void
stelle_layout(void *state, Area body)
{
	blatt_layout(((Stelle *)state)->blatt, body);
}

static void
stelle_draw(void *state, unsigned dirty)
{
	(void)dirty;
	blatt_draw(((Stelle *)state)->blatt);
}

static unsigned
stelle_handle(void *state, const Event *event)
{
	return blatt_handle(((Stelle *)state)->blatt, event);
}

static unsigned
stelle_resumed(void *state)
{
	reload(state);
	return TUI_CONTENT;
}

const ScreenOps stelle_screen = {.name = "stelle", .make_title = make_title, .commands = commands, .open = stelle_open, .layout = stelle_layout,
				 .draw = stelle_draw, .handle = stelle_handle, .close = stelle_close, .resumed = stelle_resumed};
