/* Reading for people: ids from what was typed, records, lists, titles. */
#include <string.h>

#include "internal.h"

/* What is not there is one case for callers; all else stays as the store says it. */
static void
as_not_found(GError **error, GError *cause)
{
	if (g_error_matches(cause, STORE_ERROR, STORE_ERROR_NOT_FOUND)) {
		g_set_error_literal(error, APP_ERROR, APP_ERROR_NOT_FOUND, cause->message);
		g_error_free(cause);
	} else {
		g_propagate_error(error, cause);
	}
}

/* "06435014/wohngeld" is as good as the full id of an Anbindung. */
static char *
expand_anbindung(const char *typed)
{
	const char *slash = strchr(typed, '/');
	g_autofree char *key = slash ? g_strndup(typed, (gsize)(slash - typed)) : NULL;
	g_autofree char *kommune = key ? kommune_id_from_key(key) : NULL;

	return kommune ? g_strconcat(kommune, slash, NULL) : g_strdup(typed);
}

char *
app_find(App *app, const char *type, const char *typed, GError **error)
{
	g_autofree char *full = expand_anbindung(typed);
	GError *cause = NULL;
	char *id = store_find_id(app->store, type, full, &cause);

	if (!id)
		as_not_found(error, cause);
	return id;
}

Record *
app_record(App *app, const char *id, GError **error)
{
	GError *cause = NULL;
	Record *record = store_record(app->store, id, &cause);

	if (!record)
		as_not_found(error, cause);
	return record;
}

GPtrArray *
app_list(App *app, const char *type, const char *before, guint limit, GError **error)
{
	return store_list(app->store, type, before, limit, error);
}

GPtrArray *
app_links(App *app, const char *target, const char *type, const char *slot, GError **error)
{
	g_autoptr(GPtrArray) ids = store_links(app->store, target, type, slot, error);
	gboolean may_be_visit = g_strcmp0(slot, "visit") == 0 || (strcmp(type, "comment") == 0 && stamp_parse(target, NULL));

	return ids && (!may_be_visit || app_add_merged_links(app, target, type, slot, ids, error)) ? g_steal_pointer(&ids) : NULL;
}

static char *
title_of(App *app, const char *anbindung, gboolean is_full)
{
	g_auto(GStrv) key = g_strsplit(anbindung, "/", 2);
	g_autoptr(Kommune) kommune = is_full && key[0] ? store_kommune(app->store, key[0], NULL) : NULL;
	const Leistung *leistung = key[0] && key[1] ? app_leistung(app, key[1], NULL) : NULL;
	g_autofree char *name = kommune ? kommune_short_name(kommune->name) : is_full ? g_strdup(key[0] ? key[0] : "") : app_kommune_name(app, key[0]);
	char *title;

	if (!leistung)
		return g_strdup_printf("%s – %s", name, key[0] && key[1] ? key[1] : "");
	/* "Ummeldung (elektronische Wohnsitzanmeldung, eWA)" is "Ummeldung" in a title. */
	title = g_strdup_printf("%s – %.*s", name, (int)strcspn(leistung->name, "("), leistung->name);
	return g_strchomp(title);
}

char *
app_anbindung_title(App *app, const char *anbindung)
{
	return title_of(app, anbindung, FALSE);
}

char *
app_full_title(App *app, const char *anbindung)
{
	return title_of(app, anbindung, TRUE);
}

/* "ags:06435014" of "ags:06435014/wohngeld". */
static void
hide_name(App *app, ObstacleRow *row)
{
	g_autofree char *kommune = g_strndup(row->anbindung, strcspn(row->anbindung, "/"));

	if (!*kommune || !app_is_hidden(app, kommune))
		return;
	g_free(row->kommune);
	row->kommune = app_kommune_name(app, kommune);
	row->is_hidden = TRUE;
}

GPtrArray *
app_obstacles(App *app, const ObstacleFilter *filter, const char *anchor, gboolean backward, guint skip, guint limit, GError **error)
{
	GPtrArray *rows = store_obstacles(app->store, filter, anchor, backward, skip, limit, error);
	guint i;

	for (i = 0; rows && app_sichtschutz(app) == SICHTSCHUTZ_ON && i < rows->len; i++)
		hide_name(app, rows->pdata[i]);
	return rows;
}

gint64
app_count_obstacles(App *app, const ObstacleFilter *filter, GError **error)
{
	return store_count_obstacles(app->store, filter, error);
}
