/* Linear mode: which visit or Anbindung the run is about – named as an argument, or chosen by number from those of today and later. */
#include "linear.h"

#include <string.h>

#include "vorort/text.h"

#define VISITS_OFFERED 20

/* Going on, today or later. */
static gboolean
is_offered(const Record *visit, const char *today)
{
	static const char *const planned[] = {"", "geplant", "bestaetigt", NULL};
	const char *status = record_get(visit, "status");

	return strcmp(status, "laeuft") == 0 || strcmp(status, "unterbrochen") == 0 ||
	       (g_strv_contains(planned, status) && strcmp(record_get(visit, "date"), today) >= 0);
}

static GPtrArray *
offered_visits(Cli *cli, GError **error)
{
	g_autoptr(GPtrArray) all = cli_records(cli, "visit", error);
	GPtrArray *visits = all ? g_ptr_array_new() : NULL;
	g_autofree char *today = app_today();
	guint i;

	for (i = 0; all && i < all->len; i++)
		if (is_offered(all->pdata[i], today))
			g_ptr_array_add(visits, g_ptr_array_steal_index(all, i--));
	if (visits) {
		g_ptr_array_set_free_func(visits, (GDestroyNotify)record_free);
		g_ptr_array_sort(visits, record_by_date);
		g_ptr_array_set_size(visits, (gint)MIN(visits->len, VISITS_OFFERED));
	}
	return visits;
}

static char *
visit_text(App *app, const Record *visit)
{
	g_auto(GStrv) ids = g_strsplit(record_get(visit, "anbindungen"), ",", -1);
	g_autofree char *day = text_date(record_get(visit, "date"));
	GString *text = g_string_new(*day ? day : "ohne Datum");
	char **id;

	for (id = ids; *id; id++) {
		g_autofree char *title = app_anbindung_title(app, *id);

		g_string_append_printf(text, "%s %s", id == ids ? "" : ",", title);
	}
	g_string_append_printf(text, " (%s)", words_text(WORDS_VISIT_STATUS, record_get(visit, "status")));
	return g_string_free(text, FALSE);
}

/* Asks by number; NULL with an error, or without one if the user ended it. */
static char *
choose_visit(Linear *l, const GPtrArray *visits)
{
	g_autoptr(GArray) list = g_array_new(TRUE, TRUE, sizeof(Word));
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	LinearQuestion q = {.label = "Termin (Nummer)", .is_required = TRUE, .is_listed = TRUE};
	g_autofree char *value = NULL;
	guint i;

	for (i = 0; i < visits->len; i++) {
		const Record *visit = visits->pdata[i];
		Word word = {visit->id, visit_text(l->app, visit), "", "", ""};

		g_ptr_array_add(texts, (gpointer)word.text);
		g_array_append_val(list, word);
		linear_say("%u: %s", i + 1, word.text);
	}
	q.words = (const Word *)(void *)list->data;
	return linear_ask(l, &q, &value) == LINEAR_GIVEN ? g_steal_pointer(&value) : NULL;
}

static gboolean
open_visit(Linear *l, const char *id, GError **error)
{
	g_autoptr(Record) visit = app_record(l->app, id, error);

	if (!visit)
		return FALSE;
	l->visit = g_strdup(id);
	l->anbindungen = g_strsplit(record_get(visit, "anbindungen"), ",", -1);
	if (l->anbindungen[0])
		return TRUE;
	g_set_error_literal(error, APP_ERROR, APP_ERROR_INVALID, "Der Termin hat keine Anbindung. Ergänzen Sie eine, dann lässt er sich prüfen.");
	return FALSE;
}

static gboolean
open_chosen(Cli *cli, Linear *l, GError **error)
{
	g_autoptr(GPtrArray) visits = offered_visits(cli, error);
	g_autofree char *id = visits && visits->len ? choose_visit(l, visits) : NULL;

	if (visits && visits->len == 0)
		g_set_error_literal(error, APP_ERROR, APP_ERROR_NOT_FOUND,
				    "Heute und später ist kein Termin geplant. „vorort visit add“ legt einen an; „vorort --linear ANBINDUNG“ prüft ohne Termin.");
	return id && open_visit(l, id, error);
}

gboolean
linear_open(Linear *l, Cli *cli, GError **error)
{
	const char *typed = cli_word(cli, 0);
	g_autofree char *id = !typed ? NULL : cli_find(cli, strchr(typed, '/') ? "anbindung" : "visit", typed, error);

	if (!typed)
		return open_chosen(cli, l, error);
	if (id && strchr(id, '/'))
		l->anbindungen = g_strsplit(id, "\n", -1);
	else if (!id || !open_visit(l, id, error))
		return FALSE;
	return TRUE;
}
