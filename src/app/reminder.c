/* The text of a reminder: a mail to a functional mailbox that a person sends; this program sends none. */
#include <string.h>

#include "internal.h"
#include "vorort/evening.h"
#include "vorort/text.h"

/* A Stelle of that kind that the Anbindung names or that serves it, with its mailbox if one is known; NULL: none. */
static Record *
find_stelle(App *app, const FollowUp *f)
{
	g_autoptr(Record) on = *f->on ? app_record(app, f->on, NULL) : NULL;
	g_autoptr(GPtrArray) all = on && strchr(f->on, '/') ? app_stellen_of(app, on, NULL) : NULL;
	int found = -1;
	guint i;

	if (on && !all && strcmp(record_get(on, "kind"), f->stelle) == 0)
		return g_steal_pointer(&on);
	for (i = 0; all && i < all->len; i++) {
		const Record *stelle = all->pdata[i];

		if (strcmp(record_get(stelle, "kind"), f->stelle) == 0 && (found < 0 || !*record_get(all->pdata[found], "mailbox")) &&
		    (found < 0 || *record_get(stelle, "mailbox")))
			found = (int)i;
	}
	return found >= 0 ? g_ptr_array_steal_index(all, (guint)found) : NULL;
}

static void
add_line(GString *out, const char *label, const char *value)
{
	if (value && *value)
		g_string_append_printf(out, "  %s: %s\n", label, value);
}

static void
add_head(GString *out, const FollowUp *f, const Record *stelle)
{
	const char *mailbox = stelle ? record_get(stelle, "mailbox") : "", *name = stelle ? record_get(stelle, "name") : "";
	const char *kind = words_text(WORDS_STELLE_KIND, f->stelle);

	g_string_append_printf(out, "An: %s\n", *mailbox ? mailbox : *name ? name : *kind ? kind : "(Stelle nicht eingetragen)");
	if (!*mailbox)
		g_string_append(out, "    (Funktionspostfach nicht bekannt; es gehört zur Stelle: vorort stelle set)\n");
	g_string_append_printf(out, "Betreff: Erinnerung: %s%s%s%s%s\n\n", f->title, *f->step ? ", " : "", f->step, *f->ticket ? ", " : "", f->ticket);
}

static char *
expected(const FollowUp *f)
{
	g_autofree char *due = text_date(f->due), *when = follow_up_when(f);

	return *f->due ? g_strdup_printf("%s (%s)", due, when) : NULL;
}

/*
 * It leaves the undertaking: nothing of a confidential obstacle (design 8), the full title whatever the Sichtschutz hides, and a remark only
 * if it is meant for others.
 */
static gboolean
make_public(App *app, FollowUp *f, GError **error)
{
	g_autoptr(Record) record = app_record(app, f->id, error);

	if (!record)
		return FALSE;
	if (strcmp(record_get(record, "vertraulich"), "ja") == 0) {
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID,
			    "Die Hürde ist vertraulich und geht nicht an andere Stellen. Klären Sie sie auf einem geschützten Weg.");
		return FALSE;
	}
	if (strcmp(record->entity->name, "result") == 0 && strcmp(record_get(record, "sicht"), "protokoll") != 0) {
		g_free(f->what);
		f->what = app_step_title(app, record_get(record, "on"), record_get(record, "step"), record->id);
	}
	if (strchr(f->on, '/')) {
		g_free(f->title);
		f->title = app_full_title(app, f->on);
	}
	return TRUE;
}

static FollowUp *
read_public(App *app, const char *id, GError **error)
{
	FollowUp *f = app_follow_up(app, id, error);

	if (f && !make_public(app, f, error))
		g_clear_pointer(&f, follow_up_free);
	return f;
}

char *
app_reminder(App *app, const char *id, GError **error)
{
	FollowUp *f = read_public(app, id, error);
	g_autoptr(Record) stelle = f ? find_stelle(app, f) : NULL;
	g_autofree char *since = f ? text_date(f->since) : NULL, *due = f ? expected(f) : NULL, *what = NULL;
	GString *out = g_string_new(NULL);

	if (!f)
		return g_string_free(out, TRUE), NULL;
	what = *f->step ? g_strdup_printf("%s %s", f->step, f->what) : g_strdup(f->what);
	add_head(out, f, stelle);
	g_string_append(out, "Guten Tag,\n\nzu folgendem Vorgang fehlt uns noch eine Rückmeldung:\n\n");
	add_line(out, "Anbindung", f->title);
	add_line(out, "Worum es geht", what);
	add_line(out, "Umgebung", *f->env ? words_text(WORDS_ENV, f->env) : NULL);
	add_line(out, "Ihr Vorgang", f->ticket);
	add_line(out, "Offen seit", since);
	add_line(out, "Erwartet bis", due);
	g_string_append_printf(out,
			       "\nBitte teilen Sie uns mit, wie der Stand ist und bis wann wir mit einem\nErgebnis rechnen können.\n\n"
			       "Mit freundlichen Grüßen\n%s\n",
			       app_user(app));
	follow_up_free(f);
	return g_string_free(out, FALSE);
}
