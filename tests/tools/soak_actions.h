/* What the users of the soak do: one function for each action, drawn from what their laptop shows them. */
#pragma once

#include "soak_world.h"

#define SET(...) ((const char *const[]){__VA_ARGS__, NULL})

static const char *const kommune_keys[] = {"06435014", "01054033", "04011000"};
static const char *const statuses[] = {"status=gesichtet", "status=in_klaerung", "status=neu", "status=behoben_gemeldet"};
static const char *const severities[] = {"severity=hinweis", "severity=verzoegert", "severity=verhindert"};
static const char *const outcomes[] = {"passed", "failed", "not_tested", "waiting"};
static const char *const step_ids[] = {"B1", "B2", "D4"};
static const char *const texts[] = {"Zertifikat fehlt", "Testfall gesendet", "Rückruf der IT", "Postfach prüfen"};
static const char *const kinds[] = {"obstacle", "note", "comment", "visit", "result", "stelle", "recommendation", "loesungsweg"};

#define PICK(array) (array)[chance_below(G_N_ELEMENTS(array))]

/* An entity of that kind that the user sees, or NULL. Caller frees. */
static char *
pick_entity(App *app, const char *type)
{
	g_autoptr(GPtrArray) ids = app_list(app, type, NULL, 20, NULL);

	return ids && ids->len ? g_strdup(ids->pdata[chance_below(ids->len)]) : NULL;
}

static char *
text_pair(const char *slot)
{
	return g_strdup_printf("%s=%s %u", slot, PICK(texts), chance_below(3));
}

static gboolean
do_note(App *app, GError **error)
{
	g_autofree char *text = text_pair("text");

	return app_add(app, "note", SET(text), NULL, error);
}

static gboolean
do_obstacle(App *app, GError **error)
{
	g_autofree char *title = text_pair("title"), *anbindung = pick_entity(app, "anbindung");
	g_autofree char *on = anbindung ? g_strconcat("anbindung=", anbindung, NULL) : NULL;

	return app_add_obstacle(app, SET(title, "category=technisch", PICK(severities), on), NULL, error);
}

static gboolean
do_set_obstacle(App *app, GError **error)
{
	g_autofree char *id = pick_entity(app, "obstacle"), *description = text_pair("description");
	const char *const pairs[] = {PICK(statuses), PICK(severities), description, "due=2026-12-01", "vertraulich=ja"};

	return !id || app_set(app, id, SET(PICK(pairs)), NULL, error);
}

static gboolean
do_set_many(App *app, GError **error)
{
	g_autoptr(GPtrArray) ids = app_list(app, "obstacle", NULL, 3, NULL);

	if (!ids || ids->len == 0)
		return TRUE;
	g_ptr_array_add(ids, NULL);
	return app_set_many(app, (const char *const *)ids->pdata, SET(PICK(statuses)), error);
}

static gboolean
do_comment(App *app, GError **error)
{
	g_autofree char *id = pick_entity(app, PICK(kinds));

	return !id || app_comment(app, id, PICK(texts), chance_one_in(3), NULL, error);
}

static gboolean
do_anbindung(App *app, GError **error)
{
	return app_add_anbindung(app, PICK(kommune_keys), "wohngeld", SET(chance_one_in(2) ? "transport=osci" : "transport=fitconnect"), NULL,
				 error);
}

static gboolean
do_state(App *app, GError **error)
{
	g_autofree char *id = pick_entity(app, "anbindung"), *source = text_pair("state_source");
	const char *const states[] = {"state=angemeldet", "state=im_test", "state=ende_zu_ende"};

	return !id || app_set(app, id, SET(PICK(states), source), NULL, error);
}

static gboolean
do_visit(App *app, GError **error)
{
	g_autofree char *id = pick_entity(app, "anbindung"), *on = g_strconcat("anbindungen=", id, NULL);

	return !id || app_add(app, "visit", SET(on, "date=2026-11-24"), NULL, error);
}

static gboolean
do_close_visit(App *app, GError **error)
{
	g_autofree char *id = pick_entity(app, "visit");

	return !id || app_close_visit(app, id, chance_one_in(2) ? "restarbeiten" : "abgebrochen", PICK(texts), error);
}

static gboolean
do_result(App *app, GError **error)
{
	g_autofree char *id = pick_entity(app, "anbindung"), *visit = pick_entity(app, "visit");
	ResultDraft draft = {.step = PICK(step_ids), .outcome = PICK(outcomes), .visit = visit, .note = PICK(texts), .stelle = "kit"};

	return !id || app_add_result(app, id, &draft, NULL, error);
}

static gboolean
do_retract(App *app, GError **error)
{
	g_autofree char *id = pick_entity(app, PICK(kinds));

	return !id || app_retract(app, id, PICK(texts), error);
}

static gboolean
do_simple(App *app, GError **error)
{
	g_autofree char *name = text_pair("name"), *title = text_pair("title");

	switch (chance_below(3)) {
	case 0:
		return app_add(app, "stelle", SET(name, "kind=kit"), NULL, error);
	case 1:
		return app_add(app, "recommendation", SET(title), NULL, error);
	default:
		return app_add(app, "loesungsweg", SET(title, "steps=B1,B2"), NULL, error);
	}
}

static gboolean
do_vorhaben(App *app, GError **error)
{
	g_autofree char *pair = text_pair("verlaengerung");

	return app_set_vorhaben(app, SET(pair), error);
}

static gboolean
do_undo(App *app, GError **error)
{
	return app_undo(app, NULL, NULL, error);
}

static gboolean
do_redo(App *app, GError **error)
{
	return app_redo(app, NULL, error);
}

/* One of the values of the first field that differs. */
static gboolean
do_confirm(App *app, GError **error)
{
	g_autofree char *id = sql_text(app->store, "SELECT id FROM entity WHERE n_diff > 0 ORDER BY id LIMIT 1", "");
	g_autofree char *place = id ? sql_text(app->store,
					       "SELECT field || char(31) || key || char(31) || max(op) FROM value WHERE entity = ? AND is_head = 1"
					       " AND field <> 'add' GROUP BY field, key HAVING count(*) > 1 ORDER BY field, key LIMIT 1",
					       "t", id)
				    : NULL;
	g_auto(GStrv) parts = place ? g_strsplit(place, "\x1f", 3) : NULL;

	return !parts || app_confirm(app, id, parts[0], parts[1], parts[2], error);
}

static char *newer_kommunen; /* path of a second directory */

static gboolean
do_kommunen(App *app, GError **error)
{
	AppImport report;
	gboolean ok = app_import_kommunen(app, chance_one_in(2) ? "tests/data/kommunen-demo.jsonl" : newer_kommunen, &report, error);

	app_import_clear(&report);
	return ok;
}

/* --- leading -------------------------------------------------------------------------------------------------------------- */

static char *
pick_device(App *app)
{
	g_autoptr(GPtrArray) ids = app_list(app, "device", NULL, 0, NULL);

	return ids && ids->len ? g_strdup(ids->pdata[chance_below(ids->len)]) : NULL;
}

static gboolean
do_redact(App *app, GError **error)
{
	static const char *const slots[][2] = {{"obstacle", "title"}, {"obstacle", "description"}, {"note", "text"}, {"comment", "text"},
					       {"result", "note"},    {"device", "name"}};
	guint i = chance_below(G_N_ELEMENTS(slots));
	g_autofree char *id = pick_entity(app, slots[i][0]);

	return !id || app_redact(app, id, slots[i][1], "Name", error);
}

static gboolean
do_role(App *app, GError **error)
{
	static const char *const roles[] = {"role=leitung", "role=leitung", "role=roll_out_team", "role=lesend", "role=taskforce"};
	g_autofree char *id = pick_device(app);

	return !id || app_set(app, id, SET(PICK(roles)), NULL, error);
}

static gboolean
do_block(App *app, GError **error)
{
	g_autofree char *id = pick_device(app), *pair = g_strdup_printf("blocked_after=%u", chance_below(4));

	return !id || app_set(app, id, SET(chance_one_in(4) ? "blocked_after=" : pair), NULL, error);
}

/* --- forms that stay open ------------------------------------------------------------------------------------------------- */

static gboolean
act_on_form(Laptop *laptop, GError **error)
{
	g_autofree char *id = laptop->form ? NULL : pick_entity(laptop->app, "obstacle");
	g_autoptr(Record) seen = g_steal_pointer(&laptop->form);
	g_autofree char *title = text_pair("title");

	if (seen)
		return app_set(laptop->app, seen->id, SET(title, PICK(severities)), seen, error);
	laptop->form = id ? app_record(laptop->app, id, NULL) : NULL;
	return TRUE;
}
