/*
 * Prüflauf: a newer version of the checklist. A page says what it would change, step by step with both wordings; Enter asks and takes it
 * over. Results stay; u takes it back.
 */
#include <string.h>

#include "pruefung.h"
#include "vorort/text.h"

typedef struct Version {
	Pruefung *p;
	Blatt *blatt;
	char *asked; /* hash of the version that the question is about */
} Version;

/* --- what is there ------------------------------------------------------------------------------------------------------------------- */

char *
pruefung_newer_text(const Pruefung *p)
{
	if (!p->update || !p->update->newer)
		return NULL;
	return g_strdup_printf("Version %s der Checkliste ist da, hier gilt Version %s. %s zeigt, was neu ist.", p->update->newer->version,
	                       p->update->current->version, tui_has_letters(p->tui) ? "v" : "F8");
}

/* --- the page ------------------------------------------------------------------------------------------------------------------------ */

static char *
version_text(const Checklist *checklist)
{
	g_autofree char *day = text_date(checklist->date);

	return g_strdup_printf("Version %s, Stand %s", checklist->version, day);
}

static void
add_versions(Blatt *blatt, const ChecklistUpdate *update)
{
	g_autofree char *current = version_text(update->current), *newer = version_text(update->newer);
	g_autofree char *summary = checklist_diff_summary(update->diff);

	blatt_add(blatt, ROLE_TEXT, "Gilt hier", current, NULL);
	blatt_printf(blatt, ROLE_HEAD, "Neuer ist", "%s, %s", newer, update->is_published ? "von einer Leitung veröffentlicht" : "auf diesem Gerät installiert");
	if (update->note)
		blatt_add(blatt, ROLE_WARN, "Hinweis", update->note, NULL);
	blatt_add(blatt, ROLE_TEXT, "Ändert", summary, NULL);
	blatt_add(blatt, ROLE_INFO, "Übernehmen", "Enter fragt nach. Ergebnisse bleiben und gelten nach ihrem Schritt weiter; u nimmt es zurück.", NULL);
}

static void
add_key(Blatt *blatt, const ChecklistKeyChange *key)
{
	blatt_printf(blatt, ROLE_MUTED, "", "%s bisher: %s", key->key, *key->before ? key->before : "–");
	blatt_printf(blatt, ROLE_TEXT, "", "%s jetzt: %s", key->key, *key->after ? key->after : "–");
}

static void
add_changes(Blatt *blatt, const GPtrArray *changes, const char *heading, ChecklistChangeKind kind)
{
	guint i, j;

	if (checklist_count_changes(changes, kind))
		blatt_head(blatt, heading);
	for (i = 0; i < changes->len; i++) {
		const ChecklistChange *change = changes->pdata[i];

		if (change->kind != kind)
			continue;
		blatt_add(blatt, ROLE_TEXT, change->id, change->title, NULL);
		for (j = 0; j < change->keys->len; j++)
			add_key(blatt, change->keys->pdata[j]);
	}
}

static void
fill(Version *v)
{
	const ChecklistUpdate *update = v->p->update;

	blatt_clear(v->blatt);
	if (!update || !update->newer) {
		blatt_add(v->blatt, ROLE_MUTED, NULL, "Eine neuere Version ist nicht da. Esc geht zurück.", NULL);
		return;
	}
	add_versions(v->blatt, update);
	add_changes(v->blatt, update->diff->steps, "Neue Schritte", CHECKLIST_NEW);
	add_changes(v->blatt, update->diff->steps, "Geänderte Schritte", CHECKLIST_CHANGED);
	add_changes(v->blatt, update->diff->steps, "Entfallene Schritte", CHECKLIST_REMOVED);
	add_changes(v->blatt, update->diff->parameters, "Neue Angaben", CHECKLIST_NEW);
	add_changes(v->blatt, update->diff->parameters, "Geänderte Angaben", CHECKLIST_CHANGED);
	add_changes(v->blatt, update->diff->parameters, "Entfallene Angaben", CHECKLIST_REMOVED);
}

/* --- taking it over ------------------------------------------------------------------------------------------------------------------- */

static unsigned
answered(Tui *tui, void *data, int answer)
{
	Version *v = data;
	g_autoptr(GError) error = NULL;

	if (answer != DIALOG_YES)
		return TUI_HANDLED;
	if (!app_take_checklist(v->p->app, v->p->anbindung, v->asked, &error)) {
		tui_say(tui, ROLE_BAD, "%s", error->message);
		return TUI_HANDLED | TUI_PAINT;
	}
	if (pruefung_reload(v->p))
		tui_say(tui, ROLE_OK, "Version %s übernommen. u macht es rückgängig.", v->p->list->checklist->version);
	return TUI_CLOSE;
}

static const char *
why_no_take(Tui *tui, void *state)
{
	const Pruefung *p = ((Version *)state)->p;

	(void)tui;
	return p->update && p->update->newer ? NULL : "Eine neuere Version ist nicht da.";
}

static unsigned
run_take(Tui *tui, void *state)
{
	Version *v = state;
	const Checklist *newer = v->p->update->newer;
	g_autofree char *question = g_strdup_printf("Version %s der Checkliste für %s übernehmen?", newer->version, v->p->title);

	g_free(v->asked);
	v->asked = g_strdup(newer->sha256);
	dialog_yes_no(tui, question, answered, v);
	return TUI_HANDLED;
}

static const Command commands[] = {
	{ "version.uebernehmen", { TK_ENTER, TK_F(2) }, "Version übernehmen", "Übernehmen", "Fragt nach und stellt diese Anbindung auf die neuere Version um.", 0, run_take, why_no_take },
	{ .id = NULL },
};

/* --- screen ---------------------------------------------------------------------------------------------------------------------------- */

static gpointer
version_open(Tui *tui, const void *arg, char **error)
{
	Version *v = g_new0(Version, 1);

	(void)tui;
	(void)error;
	v->p = (Pruefung *)arg;
	v->blatt = blatt_new(FALSE);
	fill(v);
	return v;
}

static void
version_close(void *state)
{
	Version *v = state;

	blatt_free(v->blatt);
	g_free(v->asked);
	g_free(v);
}

static char *
version_title(void *state)
{
	return g_strdup_printf("Neue Checkliste: %s", ((Version *)state)->p->title);
}

static void
version_layout(void *state, Area body)
{
	blatt_layout(((Version *)state)->blatt, body);
}

static void
version_draw(void *state, unsigned dirty)
{
	(void)dirty;
	blatt_draw(((Version *)state)->blatt);
}

static unsigned
version_handle(void *state, const Event *event)
{
	return blatt_handle(((Version *)state)->blatt, event);
}

static unsigned
version_resumed(void *state)
{
	Version *v = state;

	pruefung_reload(v->p);
	fill(v);
	return TUI_CONTENT;
}

const ScreenOps pruefung_version_screen = { .name = "pruefung-version", .make_title = version_title, .commands = commands, .open = version_open,
	.layout = version_layout, .draw = version_draw, .handle = version_handle, .close = version_close, .resumed = version_resumed };
