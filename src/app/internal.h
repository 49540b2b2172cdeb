/* What the files of the app share. */
#pragma once

#include "vorort/app.h"
#include "vorort/store.h"
#include "vorort/sync.h"

struct App {
	char *data_dir;
	char *checklist_dir;
	char *user;
	DeviceKey *key;
	Store *store;
	GPtrArray *warnings;    /* of char *: of the last writing call */
	Katalog *katalog;       /* NULL: not read yet */
	GHashTable *checklists; /* Leistung or SHA-256 -> Checklist; values owned by ->all_checklists */
	GPtrArray *all_checklists;
};

/* ops.c: building and committing */

/* Splits "slot=value"; *@value points into @pair. NULL with an error if there is no "=". */
char *app_pair_name(const char *pair, const char **value, GError **error);
/* Sets a slot from what a user typed: texts are salted and looked at for personal data, dates may be typed loosely, codes as words. */
gboolean app_op_put(App *app, Op *op, const char *slot, const char *value, GError **error);
/* Forgets the warnings of the call before; refuses if nothing may be written here. */
gboolean app_begin_write(App *app, GError **error);
/* An add with these pairs. @natural_id NULL for ID_STAMP entities. */
Op *app_new_add(App *app, const char *type, const char *natural_id, const char *const *set, GError **error);
/* Appends the changes of @set to @ops; see app_set(). */
gboolean app_change(App *app, GPtrArray *ops, const Record *record, const char *const *set, GError **error);
/* Commits @ops (of Op) as one action named @title. */
gboolean app_commit(App *app, GPtrArray *ops, const char *title, GError **error);
GPtrArray *app_ops_new(void);
/* The heads of a place become the base of @op. */
void app_base_on(Op *op, const Record *record, const char *field, const char *key);

/* An empty record, so that what is new takes the same way as what is known. */
Record *app_blank_record(const char *type, const char *id);

/* steps.c */
/* The outcome code over all results of a step as they stand in the record of the Anbindung; NULL: offen. */
const char *app_worst_outcome(GPtrArray *results);

/* kommunen.c: brings the table of Kommunen in line with the newest shared directory */
gboolean app_refresh_kommunen(App *app, GError **error);
gboolean app_kommunen_file_is_valid(GBytes *bytes, GError **error);

/* disk.c: TRUE if @path lies on an encrypted disk as far as the system tells */
gboolean disk_is_encrypted(const char *path);
