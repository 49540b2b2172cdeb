/* Drafts and checks of the application's forms; see eingabe.h. */
#include "eingabe.h"

#include <string.h>

#include "vorort/op.h"
#include "vorort/text.h"

void
eingabe_clear(Eingabe *eingabe)
{
	g_free(eingabe->context);
	g_free(eingabe->seen);
	g_free(eingabe->warned);
	*eingabe = (Eingabe){ .app = NULL };
}

/* --- drafts ----------------------------------------------------------------------------------------------------------------- */

static char *
present_time(void)
{
	g_autofree char *today = app_today(), *day = text_date(today);
	g_autoptr(GDateTime) now = g_date_time_new_now_local();
	g_autofree char *clock = g_date_time_format(now, "%H:%M");

	return g_strdup_printf("%s, %s", day, clock);
}

/* The values as one object, with two names of our own in front. */
void
eingabe_keep(Eingabe *eingabe, Form *form)
{
	g_autofree char *values = form_values(form), *at = present_time();
	g_autofree char *draft = g_strdup_printf("{\"_at\":\"%s\",\"_seen\":\"%s\",%s", at, eingabe->seen ? eingabe->seen : "", values + 1);

	app_set_draft(eingabe->app, eingabe->context, draft, NULL);
}

void
eingabe_drop(Eingabe *eingabe)
{
	app_set_draft(eingabe->app, eingabe->context, NULL, NULL);
}

gboolean
eingabe_restore(Eingabe *eingabe, Tui *tui, Form *form, gboolean *is_old)
{
	g_autofree char *draft = app_draft(eingabe->app, eingabe->context);
	g_autofree char *at = draft ? op_json_get(draft, "_at") : NULL, *seen = draft ? op_json_get(draft, "_seen") : NULL;

	if (is_old)
		*is_old = FALSE;
	if (!draft || !form_restore(form, draft))
		return FALSE;
	if (is_old)
		*is_old = g_strcmp0(seen ? seen : "", eingabe->seen ? eingabe->seen : "") != 0;
	g_free(eingabe->seen);
	eingabe->seen = g_steal_pointer(&seen);
	tui_say(tui, ROLE_INFO, "Entwurf von %s übernommen. F2 speichert.", at ? at : "früher");
	return TRUE;
}

/* --- personal data ---------------------------------------------------------------------------------------------------------- */

char *
eingabe_check(Eingabe *eingabe, const char *const *texts)
{
	g_autofree char *all = g_strjoinv("\n", (char **)texts), *reason = NULL;
	TextVerdict verdict = text_check_personal(all, &reason);

	if (verdict == TEXT_FINE)
		return NULL;
	if (verdict == TEXT_REFUSE)
		return g_steal_pointer(&reason);
	if (g_strcmp0(eingabe->warned, all) == 0)
		return NULL;
	g_free(eingabe->warned);
	eingabe->warned = g_steal_pointer(&all);
	return g_strdup_printf("%s Noch einmal speichern, um es trotzdem zu übernehmen.", reason);
}

gboolean
eingabe_line_is_fine(Tui *tui, const char *text)
{
	g_autofree char *reason = NULL;

	if (text_check_personal(text, &reason) == TEXT_FINE)
		return TRUE;
	tui_say(tui, ROLE_BAD, "Nicht gespeichert. %s", reason);
	return FALSE;
}

/* --- choices ---------------------------------------------------------------------------------------------------------------- */

Word *
eingabe_leistungen(App *app)
{
	const GPtrArray *all = app_leistungen(app, NULL);
	Word *list = g_new0(Word, (all ? all->len : 0) + 1);
	guint i;

	for (i = 0; all && i < all->len; i++) {
		const Leistung *l = all->pdata[i];

		list[i] = (Word){ l->key, l->name, "", "", "" };
	}
	return list;
}
