/* What the files of the app share. */
#pragma once

#include "vorort/anlage.h"
#include "vorort/app.h"
#include "vorort/lauf.h"
#include "vorort/outcome.h"
#include "vorort/revisit.h"
#include "vorort/store.h"
#include "vorort/sync.h"

struct App {
	char *data_dir;
	char *checklist_dir;
	char *user;
	DeviceKey *key;          /* of the device that this process began as; see app_key_of() */
	GHashTable *former_keys; /* device -> DeviceKey */
	Store *store;
	GPtrArray *warnings;    /* of char *: of the last writing call */
	Katalog *katalog;       /* NULL: not read yet */
	GHashTable *checklists; /* Leistung (the installed one) or SHA-256 -> Checklist; values owned by ->all_checklists */
	GPtrArray *all_checklists;
	char *visit;            /* whose Sichtschutz is in force; NULL: none */
	GStrv at_hand, visible; /* Anbindungen of that visit; ids of Kommunen that are named then */
	gboolean is_unhidden;   /* it is switched off */
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

/*
 * A result once more, in the knowledge of all that are current at @on (record) under @key; the slot @changed (NULL: none) gets @value. Its
 * texts must be here.
 */
Op *app_repeat_result(App *app, const Record *on, const char *key, const char *op_id, const char *changed, const char *value, GError **error);

/* An empty record, so that what is new takes the same way as what is known. */
Record *app_blank_record(const char *type, const char *id);

/* notes.c */
/* A note that may be sorted; NULL with an error. */
Record *app_note_to_sort(App *app, const char *id, GError **error);
/*
 * Commits @made (taken) and that @note went there in that way, as one action; @note NULL: it comes from none. A note that is made is sorted at
 * once. @id (may be NULL) receives the id of what was made.
 */
gboolean app_commit_note(App *app, Op *made, const Record *note, const char *how, const char *title, char **id, GError **error);

/* anbindung.c: the code of a parameter's value, typed as code or label; NULL with an error that names the possible ones. Caller frees. */
char *app_check_param(const Checklist *checklist, const char *name, const char *value, GError **error);

/* questionnaire.c: what a parameter of an Anbindung answers: a question of the checklist, or one of a step; @key itself if neither. Borrowed. */
const char *app_param_question(const Checklist *checklist, const char *key);

/* catalogue.c */
/* The checklist as it lies in app_checklist_dir(); borrowed. */
const Checklist *app_installed_checklist(App *app, const char *leistung, GError **error);
/* @what names it in the message; caller frees. */
Checklist *app_read_checklist(const char *path, const char *what, GError **error);

/* versions.c */
/* Its text stays readable here, whatever is installed later. */
gboolean app_keep_checklist(App *app, const Checklist *checklist, GError **error);
/* The version that an Anbindung was on when @op was made, by stamps; NULL if its text is not here. Borrowed. */
const Checklist *app_checklist_at(App *app, const Record *anbindung, const char *op);
/* The step as it stands now; if the checklist does not have it any more, as that result was recorded with. NULL: neither is here. Borrowed. */
const ChecklistStep *app_known_step(App *app, const char *anbindung, const char *step, const char *result);

/* former.c */
/* Array of FormerStep. @by_step: step id -> GPtrArray of StepResult, all results of the Anbindung whose @record it is. */
GPtrArray *app_former_steps(App *app, const Record *record, const Checklist *checklist, GHashTable *by_step);

/* results.c */
/* Appends a result of the Anbindung @on. The draft must be complete, with its environment. */
gboolean app_append_result(App *app, GPtrArray *ops, const Record *on, const ChecklistStep *step, const ResultDraft *draft, GError **error);

/* Appends what a first result does to its visit (NULL: none): one that was planned is a running one. */
gboolean app_start_visit(App *app, const char *visit, GPtrArray *ops, GError **error);

/* deferred.c: fills in StepResult.again; the views know their open obstacles. @rows: all obstacles of the Anbindung, of ObstacleRow. */
void app_note_settled(App *app, const StepList *list, const GPtrArray *rows);

/* sichtschutz.c */
/* TRUE if that Kommune is not to be named. */
gboolean app_is_hidden(App *app, const char *kommune);
/* The title as exports have it. Caller frees. */
char *app_full_title(App *app, const char *anbindung);

/* steps.c */
/* For sorting StepResults: by repetition and environment. */
gint app_compare_results(gconstpointer a, gconstpointer b);
/* The outcome code over all results of a step as they stand in the record of the Anbindung; NULL: offen. */
const char *app_worst_outcome(GPtrArray *results);

/* The result of a step (table: step id -> array of StepResult) in that environment and repetition, made if it is not there; borrowed. */
StepResult *app_step_result(GHashTable *by_step, const char *step, const char *env, guint instance);
/* Day until which an outcome waits, from its result; "" for outcomes that wait for nothing. Caller frees. */
char *app_result_due(App *app, const char *outcome, const char *result);

/* inherit.c */
/* What else a Kommune is called: a kreisfreie Stadt is Gemeinde and Kreis. NULL if it has no other id; caller frees. */
char *app_kommune_twin(const char *kommune);
/* The Stellen for which steps of that level are tested at this Anbindung (record), the fittest first. Array of Record. */
GPtrArray *app_fitting_stellen(App *app, const Record *anbindung, const ChecklistStep *step, GError **error);
/* All Stellen of an Anbindung: those it names, then those that serve its Kommune. Array of Record. */
GPtrArray *app_stellen_of(App *app, const Record *anbindung, GError **error);
/* Adds what Stellen say of steps of level kit and land. */
gboolean app_inherit_results(App *app, const Record *anbindung, const Checklist *checklist, GHashTable *by_step, GError **error);

/* vollzug.c: warns if the Kommune of this Anbindung is not the one that carries the Leistung out */
void app_warn_vollzug(App *app, const char *anbindung);

/* export_table.c: one cell of a CSV: quoted where needed, disarmed where a spreadsheet would take it for a formula */
void app_csv_cell(GString *out, const char *raw);

/* kommunen.c: brings the tables of Kommunen in line with the shared directories */
gboolean app_refresh_kommunen(App *app, GError **error);
/* All shared directories, of Verzeichnis, in the order of their paths; what cannot be read is left out. */
GPtrArray *app_directories(App *app, GError **error);
gboolean app_kommunen_file_is_valid(GBytes *bytes, GError **error);

/* succession.c: the Kommunen of the newest directory that a gone one led to, of Kommune; empty if nobody said */
GPtrArray *app_heirs(App *app, const char *id, GError **error);
/* Appends what records that @new follows @old; *@adds receives what has to come first. */
gboolean app_new_successor(App *app, GPtrArray *adds, GPtrArray *ops, const char *old, const char *new, const char *date, const char *source,
			   GError **error);

/* angebote.c */
gboolean app_import_angebote(App *app, GBytes *bytes, AppImport *report, GError **error);

/* device.c */
/* After opening: the key file and the device that the database names are brought together. */
gboolean app_settle_device(App *app, GError **error);
/* The key of this device or of one that it was before; borrowed, NULL if it is not here. */
const DeviceKey *app_key_of(App *app, const char *device);
/* Says to all what this device is called and what it claims to do; NULL: nothing. */
gboolean app_announce_device(App *app, const char *name, const char *role, GError **error);
/* If others work under the name of this device, it becomes a new one: *@is_new. */
gboolean app_leave_twin(App *app, gboolean *is_new, GError **error);

/* app.c: where the data lies, or will; caller frees */
char *app_choose_data_dir(const AppOptions *options);

/* sync.c */
/* Seals the outbox; see sync_seal(). */
gboolean app_seal(App *app, gboolean *has_contact, GError **error);
/* Writes the bundle as it comes; see sync_bundle_write(). */
gboolean app_write_bundle(App *app, const char *file, gboolean is_first, GError **error);
/* Findings in the mirror alone; array of char *. */
GPtrArray *app_verify_mirror(App *app, GError **error);

/* folder.c: removes a folder of ours with all that is in it; links are not followed */
void folder_remove(const char *path);

/* attach.c */
/* Reads, checks and keeps files; of what app_attach_taken() takes. Empty if @n is 0. The copies go with the array until app_taken_stay(). */
GPtrArray *app_take_files(App *app, const AttachDraft *files, guint n, GError **error);
/* Attaches them as one action; *@id (may be NULL) receives the id of the last one. */
gboolean app_attach_taken(App *app, const char *on, GPtrArray *taken, char **id, GError **error);
void app_taken_stay(GPtrArray *taken);

/* attachments.c: adds a German sentence for each file that is not what its name says. */
void app_verify_attachments(App *app, GPtrArray *findings);

/* attachment_file.c: the files of attachments/, named by their SHA-256 */
char *app_attachment_path(App *app, const char *sha256);
/* NULL: not here, or not what it should be. */
GBytes *app_attachment_bytes(App *app, const char *sha256);
/* TRUE if a file of that size is here. */
gboolean app_has_attachment(App *app, const char *sha256, gint64 size);
/* On disk when it returns. */
gboolean app_keep_attachment(App *app, const char *sha256, GBytes *bytes, GError **error);
/* Removes the files that a Leitung has erased. */
gboolean app_drop_erased_files(App *app, GError **error);
/* A plain file of the user, at most ATTACHMENT_MAX bytes; else the German reason in @error. */
GBytes *app_read_file(const char *path, GError **error);

/* followups.c: outcomes after which something is awaited, ends with NULL */
extern const char *const app_awaited[];

/* preparation.c */

/* visits.c: appends what refers to visits that were merged into @visit; nothing if that is no visit. @ids stays sorted */
gboolean app_add_merged_links(App *app, const char *visit, const char *type, const char *slot, GPtrArray *ids, GError **error);

/* compare.c: app_compare_visits() of the Anbindung whose steps @list has */
VisitComparison *app_compare_list(App *app, const StepList *list, const char *before, const char *after, GError **error);

/* disk.c: TRUE if @path lies on an encrypted disk as far as the system tells */
gboolean disk_is_encrypted(const char *path);
