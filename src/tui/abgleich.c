/* Abgleich: how far the exchange is, what came of the last one, and what needs a decision. */
#include <string.h>

#include "abgleich_lauf.h"
#include "blatt.h"
#include "dialog.h"
#include "form.h"
#include "pfad.h"
#include "screens.h"
#include "vorort/text.h"

#define DIFFERENCES_SHOWN 50
#define LOOKED_AT 300 /* entities of one kind that are looked through for differences */

typedef struct Difference {
	const char *kind; /* German */
	char *title, *target;
} Difference;

typedef struct Abgleich {
	Tui *tui;
	App *app;
	Blatt *blatt;
	char *chosen;           /* target of the value that the question is about */
	GPtrArray *differences; /* of Difference: looked for when data has changed, not with each line of progress */
} Abgleich;

static void
difference_free(gpointer data)
{
	Difference *d = data;

	g_free(d->title);
	g_free(d->target);
	g_free(d);
}

static void
take_difference(Abgleich *a, const char *kind, const char *title, const char *target, const char *id)
{
	Difference *d = g_new0(Difference, 1);

	d->kind = kind;
	d->title = g_strdup(title);
	d->target = g_strconcat(target, id, NULL);
	g_ptr_array_add(a->differences, d);
}

static char *
visit_title(App *app, const Record *visit)
{
	g_auto(GStrv) ids = g_strsplit(record_get(visit, "anbindungen"), ",", 2);
	g_autofree char *day = text_date(record_get(visit, "date")), *on = ids[0] ? app_anbindung_title(app, ids[0]) : g_strdup("");

	return g_strdup_printf("%s, %s", on, *day ? day : "ohne Datum");
}

/* All slots of one value in a line, a code in words, lists as they are. */
static char *
value_text(const RecordValue *value)
{
	GString *s = g_string_new(NULL);
	guint i;

	for (i = 0; i < field_n_slots(value->field); i++) {
		const Slot *slot = &value->field->slots[i];
		const char *raw = g_hash_table_lookup(value->slots, slot->name);
		g_autofree char *day = raw && slot->type == SLOT_DATE ? text_date(raw) : NULL;

		if (raw && *raw)
			g_string_append_printf(s, "%s%s", s->len ? ", " : "", slot->type == SLOT_CODE ? words_text((WordList)slot->min, raw) : day ? day : raw);
	}
	return g_string_free(s->len ? s : g_string_append(s, "(leer)"), FALSE);
}

/* One of several values; its target is "wert:" with all that app_confirm() wants to know, and what it is called. */
static void
take_value(Abgleich *a, const Record *record, const RecordValue *value, gboolean is_first)
{
	g_autofree char *text = value_text(value), *at = g_strndup(value->at ? value->at : "", 10), *day = text_date(at);
	g_autofree char *line = g_strdup_printf("%s%s%s (%s, %s)%s", value->key, *value->key ? ": " : "", text, day, value->by ? value->by : "",
						value->is_shown ? " – gilt" : "");
	g_autofree char *what = g_strdup_printf("%s\t%s\t%s\t%s\t%s", record->id, value->field_name, value->key, value->op, text);

	take_difference(a, is_first ? value->field->title : "", line, "wert:", what);
}

/* Differing results are decided in the Prüflauf, where their step is. */
static void
take_values(Abgleich *a, const Record *record)
{
	const RecordValue *last = NULL;
	guint i;

	for (i = 0; i < record->values->len; i++) {
		const RecordValue *value = record->values->pdata[i];
		const char *key = *value->key ? value->key : NULL;
		gboolean is_open = value->field && value->is_head && !value->is_hidden && record_is_different(record, value->field_name, key);

		if (!is_open)
			continue;
		take_value(a, record, value, !last || last->field != value->field || strcmp(last->key, value->key) != 0);
		last = value;
	}
}

static void
look_at(Abgleich *a, const char *type, char *(*make_title)(App *app, const Record *record))
{
	g_autoptr(GPtrArray) ids = app_list(a->app, type, NULL, LOOKED_AT, NULL);
	guint i;

	for (i = 0; ids && i < ids->len; i++) {
		g_autoptr(Record) record = app_record(a->app, ids->pdata[i], NULL);
		g_autofree char *title = record && record->n_diff ? make_title(a->app, record) : NULL;

		if (!title)
			continue;
		take_difference(a, record->entity->title, title, "anbindung:", record->id);
		take_values(a, record);
	}
}

static char *
anbindung_title(App *app, const Record *anbindung)
{
	return app_anbindung_title(app, anbindung->id);
}

static void
look_for_differences(Abgleich *a)
{
	ObstacleFilter filter = {.only_diff = TRUE};
	g_autoptr(GPtrArray) rows = NULL;
	AppStatus status = {0};
	guint i;

	g_ptr_array_set_size(a->differences, 0);
	if (!app_status(a->app, &status, NULL) || status.n_diff == 0)
		return;
	rows = app_obstacles(a->app, &filter, NULL, FALSE, 0, DIFFERENCES_SHOWN, NULL);
	for (i = 0; rows && i < rows->len; i++) {
		const ObstacleRow *row = rows->pdata[i];

		take_difference(a, "Hürde", row->title, "huerde:", row->id);
	}
	look_at(a, "anbindung", anbindung_title);
	look_at(a, "visit", visit_title);
}

static void
add_differences(Abgleich *a, const AppStatus *status)
{
	guint i;

	blatt_head(a->blatt, "Zu entscheiden");
	if (status->n_diff == 0)
		blatt_add(a->blatt, ROLE_OK, NULL, "Nichts: es gibt keine abweichenden Eingaben.", NULL);
	else if (a->differences->len == 0)
		blatt_printf(a->blatt, ROLE_WARN, NULL, "%d abweichende Eingaben", (int)status->n_diff);
	for (i = 0; i < a->differences->len; i++) {
		const Difference *d = a->differences->pdata[i];

		blatt_add(a->blatt, ROLE_WARN, d->kind, d->title, d->target);
	}
}

static void
add_state(Abgleich *a, const AppStatus *status)
{
	g_autofree char *remote = app_setting(a->app, "remote"), *last = app_setting(a->app, "last_sync");
	g_autofree char *day = text_date(last ? last : "");
	g_autofree char *running = g_strdup_printf("%s · k bricht ab", abgleich_progress());
	g_autofree char *aside = g_strdup_printf("%d nicht angenommen. Enter zeigt die Gründe.", (int)status->n_quarantined);

	blatt_add(a->blatt, ROLE_TEXT, "Speicher", remote ? remote : "Noch kein gemeinsamer Speicher. r trägt ihn ein.", "remote:");
	if (remote)
		blatt_add(a->blatt, ROLE_TEXT, "Von selbst", app_auto_sync(a->app) ? "ja, sobald der Speicher erreichbar ist" : "nein, abgeglichen wird nur mit F5", "selbst:");
	blatt_add(a->blatt, ROLE_TEXT, "Zuletzt", *day ? day : "noch nie", NULL);
	blatt_printf(a->blatt, status->n_unpublished ? ROLE_WARN : ROLE_OK, "Nur hier", "%d %s", (int)status->n_unpublished,
		     status->n_unpublished == 1 ? "Eintrag" : "Einträge");
	blatt_add(a->blatt, ROLE_TEXT, "Geräte", "g zeigt, wer hier abgleicht, mit Rollen und Sperren.", "geraete:");
	if (status->n_waiting)
		blatt_printf(a->blatt, ROLE_WARN, "Wartet", "%d Einträge brauchen eine neuere Version oder frühere Einträge", (int)status->n_waiting);
	if (status->n_quarantined)
		blatt_add(a->blatt, ROLE_BAD, "Beiseitegelegt", aside, "aside:");
	if (abgleich_question())
		blatt_add(a->blatt, ROLE_WARN, "Frage", abgleich_question(), "frage:");
	else if (abgleich_is_running())
		blatt_add(a->blatt, ROLE_INFO, "Läuft", running, "start:");
	else if (remote)
		blatt_add(a->blatt, ROLE_TEXT, NULL, "Enter oder F5 gleicht ab.", "start:");
}

static void
add_files(Abgleich *a)
{
	blatt_head(a->blatt, "Ohne Netz");
	blatt_add(a->blatt, ROLE_TEXT, "Datei schreiben", "w schreibt alles, was dieses Gerät weiß, in eine Datei.", "schreiben:");
	blatt_add(a->blatt, ROLE_TEXT, "Datei einlesen", "e liest die Datei eines anderen Geräts ein.", "einlesen:");
}

static void
fill(Abgleich *a)
{
	AppStatus status = {0};
	gboolean is_failed;
	const char *result = abgleich_result(&is_failed);

	app_status(a->app, &status, NULL);
	blatt_clear(a->blatt);
	blatt_head(a->blatt, "Stand");
	add_state(a, &status);
	add_differences(a, &status);
	if (result) {
		blatt_head(a->blatt, is_failed ? "Letzter Versuch" : "Letzter Abgleich");
		blatt_add(a->blatt, is_failed ? ROLE_BAD : ROLE_OK, NULL, result, NULL);
	}
	add_files(a);
}

/* --- the remote -------------------------------------------------------------------------------------------------------------------------- */

/* The address last: it is what one comes for, and the answer says that it is set. */
static const FormField remote_fields[] = {
	{.name = "remote", .type = FORM_LINE, .label = "Speicher", .max = 1000,
	 .help = "Ordner, ssh://…, https://… oder benutzer@rechner:pfad; leer lassen: später"},
	{.name = "ca_file", .type = FORM_LINE, .label = "Zertifikate", .max = 1000,
	 .help = "Nur https mit eigener Zertifizierungsstelle: deren Datei (PEM); sonst leer"},
	{.name = "client_cert", .type = FORM_LINE, .label = "Client-Zertifikat", .max = 1000,
	 .help = "Nur wenn der https-Server eines verlangt: Datei (PEM); sonst leer"},
	{.name = "client_key", .type = FORM_LINE, .label = "Schlüssel dazu", .max = 1000,
	 .help = "Datei (PEM), wenn er nicht in der Datei des Client-Zertifikats steht"},
	{.name = NULL},
};

/* A refused address stays in the field, so that it can be mended. */
static char *
save_remote(Form *form, void *data)
{
	const Abgleich *a = data;
	gboolean has_remote = *form_get(form, "remote") != '\0';
	g_autoptr(GError) error = NULL;
	gsize i;

	for (i = G_N_ELEMENTS(remote_fields) - 1; i-- > 0;)
		if (!app_set_setting(a->app, remote_fields[i].name, form_get(form, remote_fields[i].name), &error))
			return g_strdup(error->message);
	tui_say(a->tui, ROLE_OK, "%s", has_remote ? "Gemeinsamer Speicher eingetragen. F5 gleicht ab." : "Kein gemeinsamer Speicher: später.");
	return NULL;
}

static unsigned
run_remote(Tui *tui, void *state)
{
	static const FormSpec spec = {.title = "Gemeinsamer Speicher", .fields = remote_fields, .save = save_remote};
	Abgleich *a = state;
	Form *form = form_new(tui, &spec, a);
	gsize i;

	for (i = 0; remote_fields[i].name; i++) {
		g_autofree char *value = app_setting(a->app, remote_fields[i].name);

		form_set(form, remote_fields[i].name, value ? value : "", NULL);
	}
	form_open(form);
	return TUI_HANDLED;
}

/* --- by itself --------------------------------------------------------------------------------------------------------------------------- */

static unsigned
run_selbst(Tui *tui, void *state)
{
	Abgleich *a = state;
	gboolean is_on = app_auto_sync(a->app);
	g_autoptr(GError) error = NULL;

	if (!app_set_setting(a->app, "auto_sync", is_on ? "nein" : "ja", &error))
		tui_say(tui, ROLE_BAD, "%s", error->message);
	else if (is_on)
		tui_say(tui, ROLE_OK, "Abgeglichen wird nur noch mit F5.");
	else
		tui_say(tui, ROLE_OK, "Von selbst an: abgeglichen wird ohne Fragen, sobald es geht.");
	fill(a);
	return TUI_HANDLED | TUI_CONTENT;
}

/* --- by file ----------------------------------------------------------------------------------------------------------------------------- */

static unsigned
start_file(Tui *tui, Abgleich *a, AbgleichArt art, const char *typed, gboolean is_first)
{
	g_autofree char *path = pfad_typed(typed);

	if (*path)
		abgleich_start_was(tui, &(AbgleichWas){.art = art, .path = path, .is_first = is_first});
	fill(a);
	return TUI_HANDLED | TUI_CONTENT;
}

static unsigned
begin_answered(Tui *tui, void *data, int answer)
{
	Abgleich *a = data;

	return answer == DIALOG_YES ? start_file(tui, a, ABGLEICH_SCHREIBEN, a->chosen, TRUE) : TUI_HANDLED;
}

/* Whoever has met nobody would begin an undertaking of its own with the file, and could then join no other. */
static unsigned
write_typed(Tui *tui, void *data, const char *text)
{
	Abgleich *a = data;

	if (!text)
		return TUI_HANDLED;
	if (app_is_settled(a->app))
		return start_file(tui, a, ABGLEICH_SCHREIBEN, text, FALSE);
	g_free(a->chosen);
	a->chosen = g_strdup(text);
	dialog_yes_no(tui, "Dieses Gerät hat noch mit niemandem abgeglichen. Beginnt es das Vorhaben? Sonst lesen Sie zuerst die Datei eines "
			   "anderen Geräts ein.", begin_answered, a);
	return TUI_HANDLED;
}

static unsigned
run_write(Tui *tui, void *state)
{
	dialog_line(tui, "Datei schreiben: Datei oder Ordner", "~/", write_typed, state);
	return TUI_HANDLED;
}

static unsigned
read_typed(Tui *tui, void *data, const char *text)
{
	return text ? start_file(tui, data, ABGLEICH_EINLESEN, text, FALSE) : TUI_HANDLED;
}

static unsigned
run_read(Tui *tui, void *state)
{
	dialog_line(tui, "Datei einlesen: welche?", "~/", read_typed, state);
	return TUI_HANDLED;
}

/* --- commands ---------------------------------------------------------------------------------------------------------------------------- */

static unsigned
run_start(Tui *tui, void *state)
{
	(void)state;
	abgleich_start(tui);
	fill(state);
	return TUI_HANDLED | TUI_CONTENT;
}

static unsigned
show_aside(Tui *tui, Abgleich *a)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) list = app_quarantined(a->app, &error);
	g_autofree char *reasons = NULL, *text = NULL;

	if (!list) {
		tui_say(tui, ROLE_BAD, "%s", error->message);
		return TUI_HANDLED | TUI_PAINT;
	}
	g_ptr_array_add(list, NULL);
	reasons = g_strjoinv("\n\n", (char **)list->pdata);
	text = g_strconcat("Diese Dateien aus dem gemeinsamen Speicher wurden nicht angenommen. Alles andere ist da. Jeder Abgleich sieht sie sich "
			   "nach einer neuen Version des Programms wieder an; bleiben sie stehen, sagen Sie es bitte der Leitung.\n\n",
			   reasons, NULL);
	dialog_text(tui, "Beiseitegelegt", text);
	return TUI_HANDLED;
}

static unsigned
run_open(Tui *tui, void *state)
{
	Abgleich *a = state;
	const char *target = blatt_target(a->blatt);
	g_autofree char *id = g_strdup(strchr(target, ':') + 1);

	if (g_str_has_prefix(target, "aside:"))
		return show_aside(tui, a);
	if (g_str_has_prefix(target, "frage:")) {
		abgleich_ask(tui);
		return TUI_HANDLED;
	}
	tui_push(tui, g_str_has_prefix(target, "huerde:") ? &huerde_screen : &pruefung_screen, id);
	return TUI_HANDLED;
}

/* The key that opens this screen elsewhere must not put a second one over it. */
static unsigned
run_reload(Tui *tui, void *state)
{
	(void)tui;
	look_for_differences(state);
	fill(state);
	return TUI_HANDLED | TUI_CONTENT;
}

static unsigned
chosen(Tui *tui, void *data, int answer)
{
	Abgleich *a = data;
	g_auto(GStrv) parts = g_strsplit(a->chosen, "\t", 5);
	g_autoptr(GError) error = NULL;

	if (answer != DIALOG_YES)
		return TUI_HANDLED;
	if (app_confirm(a->app, parts[0], parts[1], parts[2], parts[3], &error))
		tui_say(tui, ROLE_OK, "Entschieden. u macht es rückgängig.");
	else
		tui_say(tui, ROLE_BAD, "%s", error->message);
	return run_reload(tui, a);
}

static unsigned
run_choose(Tui *tui, void *state)
{
	Abgleich *a = state;
	g_autofree char *question = NULL;
	g_auto(GStrv) parts = NULL;

	g_free(a->chosen);
	a->chosen = g_strdup(blatt_target(a->blatt) + strlen("wert:"));
	parts = g_strsplit(a->chosen, "\t", 5);
	question = g_strdup_printf("Soll „%s“ gelten?", parts[4]);
	dialog_yes_no(tui, question, chosen, a);
	return TUI_HANDLED;
}

static unsigned
run_devices(Tui *tui, void *state)
{
	(void)state;
	tui_push(tui, &geraete_screen, NULL);
	return TUI_HANDLED;
}

static unsigned
run_cancel(Tui *tui, void *state)
{
	(void)state;
	abgleich_cancel(tui);
	return TUI_HANDLED | TUI_PAINT;
}

enum {
	WHERE_RUNNING = 1, WHERE_START = 2, WHERE_REMOTE = 4, WHERE_OPEN = 8, WHERE_CHOOSE = 16, WHERE_WRITE = 32, WHERE_READ = 64,
	WHERE_SELBST = 128, WHERE_DEVICES = 256
};

/* What runs, and what Enter is about. */
static unsigned
where(void *state)
{
	static const struct {
		const char *target;
		unsigned where;
	} kinds[] = {{"start:", WHERE_START}, {"remote:", WHERE_REMOTE}, {"wert:", WHERE_CHOOSE}, {"schreiben:", WHERE_WRITE},
		     {"einlesen:", WHERE_READ}, {"selbst:", WHERE_SELBST}, {"geraete:", WHERE_DEVICES}};
	const char *target = blatt_target(((Abgleich *)state)->blatt);
	unsigned enter = target ? WHERE_OPEN : WHERE_START;
	gsize i;

	for (i = 0; target && i < G_N_ELEMENTS(kinds); i++)
		if (g_str_has_prefix(target, kinds[i].target))
			enter = kinds[i].where;
	return enter | (abgleich_is_running() ? WHERE_RUNNING : 0);
}

static const Command commands[] = {
	{"abgleich.abbrechen", {'k', TK_DELETE}, "Abgleich abbrechen", "Abbrechen", "Bricht ab; nichts geht verloren.", WHERE_RUNNING, run_cancel,
	 NULL},
	{"abgleich.los", {TK_ENTER}, "Abgleichen", "Abgleichen", "Sendet und holt Einträge.", WHERE_START, run_start, NULL},
	{"abgleich.oeffnen", {TK_ENTER}, "Öffnen", "Öffnen", "Zeigt, was zu entscheiden ist.", WHERE_OPEN, run_open, NULL},
	{"abgleich.gilt", {TK_ENTER}, "Diese Eingabe gelten lassen", "Diese gilt", "Entscheidet zwischen abweichenden Eingaben; fragt nach.",
	 WHERE_CHOOSE, run_choose, NULL},
	{"abgleich.aendern", {TK_ENTER}, "Speicher ändern", "Ändern", "Ordner oder Adresse des gemeinsamen Speichers.", WHERE_REMOTE, run_remote,
	 NULL},
	{"abgleich.hinaus", {TK_ENTER}, "Datei schreiben", "Schreiben", "Schreibt alles, was dieses Gerät weiß, in eine Datei.", WHERE_WRITE, run_write,
	 NULL},
	{"abgleich.herein", {TK_ENTER}, "Datei einlesen", "Einlesen", "Liest die Datei eines anderen Geräts ein.", WHERE_READ, run_read, NULL},
	{"abgleich.wer", {TK_ENTER}, "Geräte zeigen", "Zeigen", "Zeigt alle Geräte des Vorhabens.", WHERE_DEVICES, run_devices, NULL},
	{"abgleich.selbst", {TK_ENTER}, "Von selbst abgleichen", "Umschalten", "Gleicht ab, sobald der Speicher erreichbar ist; oder nicht.", WHERE_SELBST,
	 run_selbst, NULL},
	{"abgleich.jetzt", {TK_F(5)}, "Jetzt abgleichen", NULL, "Sendet und holt Einträge.", 0, run_start, NULL},
	{"abgleich.neu", {TK_F(6), 'A'}, "Anzeige erneuern", NULL, "Liest neu ein, was zu entscheiden ist.", 0, run_reload, NULL},
	{"abgleich.speicher", {'r', TK_INSERT}, "Gemeinsamen Speicher ändern", "Speicher", "Ordner oder Adresse des gemeinsamen Speichers.", 0,
	 run_remote, NULL},
	{"abgleich.schreiben", {'w'}, "In eine Datei schreiben", NULL, "Schreibt alles, was dieses Gerät weiß, in eine Datei.", 0, run_write, NULL},
	{"abgleich.einlesen", {'e'}, "Eine Datei einlesen", NULL, "Liest die Datei eines anderen Geräts ein.", 0, run_read, NULL},
	{"abgleich.geraete", {'g'}, "Geräte und Rollen", NULL, "Zeigt alle Geräte des Vorhabens; eine Leitung gibt Rollen und sperrt.", 0, run_devices,
	 NULL},
	{.id = NULL},
};

/* --- the screen ----------------------------------------------------------------------------------------------------------------------------- */

/* A question that waits is asked when this screen is back on top, which it is not yet while it opens. */
static void
ask_now(void *data)
{
	abgleich_ask(data);
	tui_redraw(data, TUI_CONTENT);
}

static void
wait_to_ask(Abgleich *a)
{
	if (abgleich_question())
		loop_add_timer(tui_loop(a->tui), 0, ask_now, a->tui);
}

static gpointer
abgleich_open(Tui *tui, const void *arg, char **error)
{
	Abgleich *a = g_new0(Abgleich, 1);

	(void)arg;
	(void)error;
	a->tui = tui;
	a->app = tui_data(tui);
	a->blatt = blatt_new(TRUE);
	a->differences = g_ptr_array_new_with_free_func(difference_free);
	look_for_differences(a);
	fill(a);
	if (!blatt_go(a->blatt, "frage:") && !blatt_go(a->blatt, "start:"))
		blatt_go(a->blatt, "remote:");
	wait_to_ask(a);
	return a;
}

static void
abgleich_close(void *state)
{
	Abgleich *a = state;

	blatt_free(a->blatt);
	g_ptr_array_unref(a->differences);
	g_free(a->chosen);
	g_free(a);
}

static void
abgleich_layout(void *state, Area body)
{
	blatt_layout(((Abgleich *)state)->blatt, body);
}

/* Progress comes from beside: the page is short, so it is filled anew. */
static void
abgleich_draw(void *state, unsigned dirty)
{
	Abgleich *a = state;

	if (dirty & DIRTY_CONTENT)
		fill(a);
	blatt_draw(a->blatt);
}

static unsigned
abgleich_handle(void *state, const Event *event)
{
	return blatt_handle(((Abgleich *)state)->blatt, event);
}

static unsigned
abgleich_resumed(void *state)
{
	look_for_differences(state);
	fill(state);
	wait_to_ask(state);
	return TUI_CONTENT;
}

const ScreenOps abgleich_screen = {
	.name = "abgleich",
	.title = "Abgleich",
	.commands = commands,
	.where = where,
	.open = abgleich_open,
	.layout = abgleich_layout,
	.draw = abgleich_draw,
	.handle = abgleich_handle,
	.close = abgleich_close,
	.resumed = abgleich_resumed,
};
