/*
 * Notizen einsortieren: what was taken down in a hurry, oldest first, and where it belongs in one key each. What a note becomes and that it
 * is sorted is one action: u brings it back.
 */
#include "notizen.h"

#include <string.h>

#include "dialog.h"
#include "list.h"
#include "vorort/evening.h"
#include "vorort/text.h"

typedef struct Notizen {
	Tui *tui;
	App *app;
	char *visit;      /* NULL: all */
	char *chosen;     /* id of the note that a choice is about */
	GPtrArray *notes; /* of Record */
	List *list;
	GPtrArray *texts; /* of char *: ids and labels of the choice that is open */
} Notizen;

static const Record *
selected(const Notizen *n)
{
	gsize index = list_index(n->list);

	return index < n->notes->len ? n->notes->pdata[index] : NULL;
}

static void
choose(Notizen *n)
{
	const Record *note = selected(n);

	g_free(n->chosen);
	n->chosen = note ? g_strdup(note->id) : NULL;
}

/* The note that a choice was about is there; meanwhile a sync may have sorted it: then that is said. */
static gboolean
is_still_there(const Notizen *n)
{
	const Record *note = selected(n);

	if (note && g_strcmp0(note->id, n->chosen) == 0)
		return TRUE;
	tui_say(n->tui, ROLE_INFO, "Die Notiz ist inzwischen auf einem anderen Gerät einsortiert.");
	return FALSE;
}

static void
select_id(Notizen *n, const char *id)
{
	guint i;

	for (i = 0; id && i < n->notes->len; i++)
		if (strcmp(((const Record *)n->notes->pdata[i])->id, id) == 0)
			list_select(n->list, i);
}

/* The note stays selected wherever it stands now, the place if it is gone. */
static gboolean
load(Notizen *n, GError **error)
{
	GPtrArray *notes = app_unsorted_notes(n->app, n->visit, error);
	g_autofree char *id = notes && n->notes && selected(n) ? g_strdup(selected(n)->id) : NULL;

	if (!notes)
		return FALSE;
	g_clear_pointer(&n->notes, g_ptr_array_unref);
	n->notes = notes;
	list_reload(n->list);
	select_id(n, id);
	return TRUE;
}

/* --- the list ----------------------------------------------------------------------------------------------------------------------- */

static gsize
count(void *data)
{
	return ((Notizen *)data)->notes->len;
}

static void
heading(void *data, ListRow *row)
{
	(void)data;
	list_put(row, 10, ROLE_HEAD, "Datum");
	list_put(row, 24, ROLE_HEAD, "bei");
	list_put(row, 0, ROLE_HEAD, "Notiz");
}

static void
draw_row(void *data, gsize index, ListRow *row)
{
	const Notizen *n = data;
	const Record *note = n->notes->pdata[index];
	const char *on = record_get(note, "anbindung"), *step = record_get(note, "step");
	g_autofree char *iso = g_strndup(note->created_at ? note->created_at : "", 10), *day = text_date(iso);
	g_autofree char *title = *on ? app_anbindung_title(n->app, on) : g_strdup("");
	g_autofree char *where = g_strdup_printf("%s%s%s", step, *step && *title ? " " : "", title);

	list_put(row, 10, ROLE_TEXT, day);
	list_put(row, 24, ROLE_MUTED, where);
	list_put(row, 0, ROLE_TEXT, record_get(note, "text"));
}

static const ListSource source = {.count = count, .draw = draw_row, .heading = heading,
				  .empty = "Alle Notizen sind einsortiert. F7 hält eine neue fest, Esc geht zurück."};

/* --- sorting ------------------------------------------------------------------------------------------------------------------------ */

static unsigned
sort_to(Notizen *n, const NoteTarget *target, const char *said)
{
	const Record *note = selected(n);
	g_autofree char *id = note ? g_strdup(note->id) : NULL, *text = g_strdup(said);
	g_autoptr(GError) error = NULL;

	if (!id)
		return TUI_HANDLED;
	if (app_sort_note(n->app, id, target, NULL, &error) && load(n, &error))
		tui_say(n->tui, ROLE_OK, "%s u macht es rückgängig.", text);
	else
		tui_say(n->tui, ROLE_BAD, "%s", error->message);
	return TUI_HANDLED | TUI_CONTENT;
}

static void
step_chosen(Tui *tui, const char *anbindung, const char *step, void *data)
{
	NoteTarget target = {.sorted = "schritt", .anbindung = anbindung, .step = step};
	g_autofree char *said = step ? g_strdup_printf("Bemerkung zu %s.", step) : NULL;

	if (step && is_still_there(data))
		tui_apply(tui, sort_to(data, &target, said));
}

static unsigned
run_other_step(Tui *tui, void *state)
{
	Notizen *n = state;
	const Record *note = selected(n);
	g_autoptr(GPtrArray) candidates = note ? notiz_anbindungen(n->app, note, n->visit) : NULL;

	choose(n);
	if (note)
		notiz_ask_step(tui, candidates, record_get(note, "step"), step_chosen, n);
	return TUI_HANDLED;
}

/* Where the note was taken down; only what is not known is asked for. */
static unsigned
run_step(Tui *tui, void *state)
{
	Notizen *n = state;
	const Record *note = selected(n);
	NoteTarget target = {.sorted = "schritt"};
	g_autofree char *said = note ? g_strdup_printf("Bemerkung zu %s.", record_get(note, "step")) : NULL;

	if (!note || !*record_get(note, "anbindung") || !*record_get(note, "step"))
		return run_other_step(tui, state);
	return sort_to(n, &target, said);
}

static void
obstacle_added(Tui *tui, const char *id, void *data)
{
	if (id && load(data, NULL))
		tui_say(tui, ROLE_OK, "Hürde angelegt, Notiz einsortiert. u macht beides rückgängig.");
	tui_redraw(tui, TUI_CONTENT);
}

static unsigned
run_obstacle(Tui *tui, void *state)
{
	Notizen *n = state;
	const Record *note = selected(n);
	g_autoptr(GPtrArray) candidates = note ? notiz_anbindungen(n->app, note, n->visit) : NULL;
	g_autoptr(GError) error = NULL;
	g_auto(GStrv) preset = note ? app_note_preset(n->app, note->id, candidates->len ? candidates->pdata[0] : NULL, NULL, &error) : NULL;

	if (preset)
		huerde_form_open(tui, (const char *const *)preset, obstacle_added, n);
	else if (error)
		tui_say(tui, ROLE_BAD, "%s", error->message);
	return TUI_HANDLED;
}

static unsigned
target_chosen(Tui *tui, void *data, int answer)
{
	Notizen *n = data;
	NoteTarget target = {.sorted = "kommentar"};
	g_autofree char *said = NULL;

	(void)tui;
	if (answer < 0 || (guint)answer * 2 + 1 >= n->texts->len || !is_still_there(n))
		return TUI_HANDLED;
	target.on = n->texts->pdata[answer * 2];
	said = g_strdup_printf("Kommentar zu: %s.", (const char *)n->texts->pdata[answer * 2 + 1]);
	return sort_to(n, &target, said);
}

static unsigned
run_comment(Tui *tui, void *state)
{
	Notizen *n = state;
	const Record *note = selected(n);
	g_autoptr(GPtrArray) candidates = note ? notiz_anbindungen(n->app, note, n->visit) : NULL;
	g_autoptr(GArray) choices = g_array_new(TRUE, TRUE, sizeof(Word));
	guint i;

	if (!note)
		return TUI_HANDLED;
	g_clear_pointer(&n->texts, g_ptr_array_unref);
	n->texts = notiz_comment_targets(n->app, note, candidates);
	for (i = 0; i < n->texts->len; i += 2) {
		Word word = {n->texts->pdata[i], n->texts->pdata[i + 1], "", "", ""};

		g_array_append_val(choices, word);
	}
	choose(n);
	if (choices->len)
		dialog_choice(tui, "Kommentar zu …", (const Word *)(void *)choices->data, 0, target_chosen, n);
	else
		tui_say(tui, ROLE_INFO, "Es gibt keine offene Hürde und keinen Termin dazu. s sortiert zu einem Prüfschritt.");
	return TUI_HANDLED;
}

static unsigned
run_drop(Tui *tui, void *state)
{
	NoteTarget target = {.sorted = "verworfen"};

	(void)tui;
	return sort_to(state, &target, "Notiz verworfen.");
}

/* --- all ways in one choice --------------------------------------------------------------------------------------------------------------- */

static const struct {
	Word word;
	unsigned (*run)(Tui *tui, void *state);
} ways[] = {
	{{"schritt", "zu Prüfschritt", "", "", "Bemerkung zum Ergebnis oder zum Schritt"}, run_step},
	{{"huerde", "wird Hürde", "", "", "das Formular ist schon ausgefüllt"}, run_obstacle},
	{{"kommentar", "Kommentar zu …", "", "", "Hürde, Anbindung oder Termin"}, run_comment},
	{{"verworfen", "verwerfen", "", "", "wird nicht gebraucht"}, run_drop},
};

static unsigned
way_chosen(Tui *tui, void *state, int answer)
{
	return answer < 0 || !is_still_there(state) ? TUI_HANDLED : ways[answer].run(tui, state);
}

static unsigned
run_choose(Tui *tui, void *state)
{
	Word words_[G_N_ELEMENTS(ways) + 1] = {{NULL, NULL, NULL, NULL, NULL}};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(ways); i++)
		words_[i] = ways[i].word;
	choose(state);
	dialog_choice(tui, "Wohin gehört die Notiz?", words_, 0, way_chosen, state);
	return TUI_HANDLED;
}

static const char *
why_none(Tui *tui, void *state)
{
	(void)tui;
	return selected(state) ? NULL : "Es ist keine Notiz da.";
}

static const Command commands[] = {
	{"notizen.wohin", {TK_ENTER}, "Einsortieren", "Wohin", "Zeigt alle Möglichkeiten zur Auswahl.", 0, run_choose, why_none},
	{"notizen.schritt", {'s', TK_F(8)}, "Zu Prüfschritt", "Schritt", "Macht sie zur Bemerkung an dem Schritt, an dem sie entstand; sonst fragt es.", 0,
	 run_step, why_none},
	{"notizen.huerde", {'h', TK_INSERT}, "Wird Hürde", "Hürde", "Öffnet das Formular der Hürde, ausgefüllt.", 0, run_obstacle, why_none},
	{"notizen.kommentar", {'k', TK_F(9)}, "Kommentar zu …", "Kommentar", "Hängt sie an eine Hürde, eine Anbindung oder den Termin.", 0, run_comment,
	 why_none},
	{"notizen.verwerfen", {'v', TK_DELETE}, "Verwerfen", "Verwerfen", "Legt sie weg; rückgängig mit u.", 0, run_drop, why_none},
	{"notizen.anderer", {'a', TK_F(10)}, "Zu anderem Prüfschritt", NULL, "Fragt nach Anbindung und Prüfschritt.", 0, run_other_step, why_none},
	{.id = NULL},
};

/* --- the screen ----------------------------------------------------------------------------------------------------------------------------- */

static void
notizen_close(void *state)
{
	Notizen *n = state;

	list_free(n->list);
	g_clear_pointer(&n->notes, g_ptr_array_unref);
	g_clear_pointer(&n->texts, g_ptr_array_unref);
	g_free(n->chosen);
	g_free(n->visit);
	g_free(n);
}

static gpointer
notizen_open(Tui *tui, const void *arg, char **error)
{
	Notizen *n = g_new0(Notizen, 1);
	g_autoptr(GError) cause = NULL;

	n->tui = tui;
	n->app = tui_data(tui);
	n->visit = g_strdup(arg);
	n->list = list_new(&source, n);
	if (load(n, &cause))
		return n;
	*error = g_strdup(cause->message);
	notizen_close(n);
	return NULL;
}

static void
notizen_layout(void *state, Area body)
{
	list_layout(((Notizen *)state)->list, body);
}

static void
notizen_draw(void *state, unsigned dirty)
{
	list_draw(((Notizen *)state)->list, dirty);
}

static unsigned
notizen_handle(void *state, const Event *event)
{
	return list_handle(((Notizen *)state)->list, event);
}

static unsigned
notizen_resumed(void *state)
{
	load(state, NULL);
	return TUI_CONTENT;
}

static void
notizen_context(const void *state, ScreenContext *context)
{
	context->visit = ((const Notizen *)state)->visit;
}

static char *
make_title(void *state)
{
	const Notizen *n = state;

	return g_strdup_printf("Notizen%s: %u nicht einsortiert", n->visit ? " des Termins" : "", n->notes->len);
}

const ScreenOps notizen_screen = {
	.name = "notizen",
	.make_title = make_title,
	.commands = commands,
	.open = notizen_open,
	.layout = notizen_layout,
	.draw = notizen_draw,
	.handle = notizen_handle,
	.close = notizen_close,
	.context = notizen_context,
	.resumed = notizen_resumed,
};
