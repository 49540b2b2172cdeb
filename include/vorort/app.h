/*
 * App: one function per thing a user can do, for the command line and the terminal interface alike, and the only way to change data.
 *
 * Every function that writes is durable when it returns TRUE. Errors are German sentences for people: what happened, why, what to do now.
 * Strings that are passed in are borrowed; what is returned is the caller's unless the comment says "borrowed".
 * One App belongs to one thread. A "set" is a NULL-terminated array of "slot=value" strings with slots of the op table (src/core/entities.c);
 * an empty value clears the field.
 */
#pragma once

#include <glib.h>

#include "vorort/attachment.h"
#include "vorort/checklist.h"
#include "vorort/compare.h"
#include "vorort/kommune.h"
#include "vorort/obstacle.h"
#include "vorort/milestones.h"
#include "vorort/overview.h"
#include "vorort/plan.h"
#include "vorort/record.h"
#include "vorort/words.h"

#define APP_ERROR (app_error_quark())
typedef enum {
	APP_ERROR_FAILED,       /* could not be done (disk, rights, …) */
	APP_ERROR_NOT_SET_UP,   /* vorort init first */
	APP_ERROR_NOT_FOUND,    /* no such thing; the message says which, and what comes close */
	APP_ERROR_INVALID,      /* input breaks a rule; the message says which and gives an example */
	APP_ERROR_NOT_ALLOWED,  /* needs the role leitung */
	APP_ERROR_UNREACHABLE,  /* remote not reachable, nothing lost */
	APP_ERROR_CANCELLED,
} AppError;
GQuark app_error_quark(void);

typedef struct App App;

typedef struct AppOptions {
	const char *data_dir; /* NULL: VORORT_DATA, else $XDG_DATA_HOME/vorort */
} AppOptions;

/* Opens (creates) the data directory. Works before set-up, too: app_is_set_up(). */
App *app_open(const AppOptions *options, GError **error);
void app_close(App *app);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(App, app_close)

/* --- this installation ------------------------------------------------------------------------------------------------------------- */

gboolean app_is_set_up(App *app);
/* Sets up or changes; NULL leaves a value as it is. @role is a code of WORDS_ROLE, @remote "" for later, @land a code of WORDS_LAND. */
gboolean app_init(App *app, const char *name, const char *user, const char *role, const char *remote, const char *land, GError **error);
const char *app_data_dir(App *app);  /* borrowed */
const char *app_device(App *app);    /* borrowed */
const char *app_user(App *app);      /* Kürzel, borrowed, "" before set-up */
char *app_role(App *app);            /* code of the role that counts */
/* Why the role is not the one that was claimed when the device was set up, a German sentence; NULL: it is. Caller frees. */
char *app_role_note(App *app);
/* "name", "remote", "land", "last_sync"; for https "ca_file", "client_cert", "client_key" (PEM files, absolute); "auto_sync"
 * ("ja", "nein"); NULL if unset */
char *app_setting(App *app, const char *key);
/* Files must be there and are kept with their absolute path; "" unsets. */
gboolean app_set_setting(App *app, const char *key, const char *value, GError **error);
/* TRUE if the program may sync by itself when the remote can be reached; off unless it was chosen. */
gboolean app_auto_sync(App *app);
/* See sync_remote_is_reachable(): blocks, for a thread of its own. */
gboolean app_is_reachable(const char *remote, int timeout_ms);
char *app_today(void);               /* YYYY-MM-DD, local; VORORT_TODAY overrides (tests) */

typedef struct AppStatus {
	gint64 n_ops, n_unpublished, n_waiting, n_diff, n_quarantined, n_open_obstacles, n_obstacles, n_anbindungen, n_visits;
} AppStatus;
/* n_unpublished alone, in no time: what every screen shows. */
gint64 app_unpublished(App *app);
gboolean app_status(App *app, AppStatus *status, GError **error);

/* Warnings of the last writing call: likely personal data or secrets in a text, a Kommune that another one acts for. Array of char *, borrowed, empty if none. */
const GPtrArray *app_warnings(App *app);

/* --- catalogue, checklists --------------------------------------------------------------------------------------------------------- */

const Katalog *app_katalog(App *app, GError **error);                /* borrowed */
/* TRUE if an official source names this counterpart ("host:port") of a probe; else it is to be compared with the official list first. */
gboolean app_probe_is_official(App *app, const char *target);
/* The agreement, its term, who decides …: of KatalogValue, with what was entered instead of the catalogue's ("erfasst"); caller unrefs. */
GPtrArray *app_vorhaben(App *app, GError **error);
/* @set: "verlaengerung=…". */
gboolean app_set_vorhaben(App *app, const char *const *set, GError **error);
const GPtrArray *app_leistungen(App *app, GError **error);          /* of Leistung, borrowed */
const Leistung *app_leistung(App *app, const char *key, GError **error); /* borrowed; not found: with "meinten Sie" */
/*
 * The checklist of a Leistung that new Anbindungen are made with: the newest one that a Leitung has published or, if it is newer, the
 * installed one. Borrowed, valid until app_close().
 */
const Checklist *app_checklist(App *app, const char *leistung, GError **error);
/* The version that an Anbindung is on; if its text is not here, the installed one: steps are matched by their stable ids. Borrowed. */
const Checklist *app_anbindung_checklist(App *app, const char *anbindung, GError **error);
/* The same, or for an Anbindung that does not exist yet the one that it would be made with. */
const Checklist *app_checklist_for(App *app, const char *anbindung, GError **error);
/* Path of the folder with the checklists in use; borrowed. */
const char *app_checklist_dir(App *app);
/* For all; only a Leitung. A broken file is refused, and so is a version that is published already with other content. */
gboolean app_publish_checklist(App *app, const char *path, GError **error);

typedef struct ChecklistUpdate {
	const Checklist *current; /* what the Anbindung is on; borrowed from App */
	const Checklist *newer;   /* published by a Leitung, else installed here; NULL: none. Borrowed from App */
	gboolean is_published;
	ChecklistDiff *diff;      /* from current to newer; NULL without newer */
	char *note;               /* NULL, or in German: published twice, not readable here … */
} ChecklistUpdate;
void checklist_update_free(ChecklistUpdate *update);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ChecklistUpdate, checklist_update_free)

/* Whether a newer version is there for an Anbindung, and what it would change. */
ChecklistUpdate *app_checklist_update(App *app, const char *anbindung, GError **error);
/*
 * Takes over the version with that content, as one change that undo takes back: results count on by step id, new parameters receive their
 * presets, both texts stay readable here. APP_ERROR_INVALID if it is not newer.
 */
gboolean app_take_checklist(App *app, const char *anbindung, const char *sha256, GError **error);
/*
 * The step as it was worded when that result was recorded: in the version that the Anbindung was on, by the order of stamps. @anbindung is
 * its record, *@version (may be NULL) that version; both NULL if its text is not here. Borrowed from App.
 */
const ChecklistStep *app_result_step(App *app, const Record *anbindung, const char *step, const char *result, const Checklist **version);

/* --- Kommunen -------------------------------------------------------------------------------------------------------------------------- */

typedef struct AppImport {
	guint n_new, n_changed, n_gone, n_total; /* n_changed: renamed; n_gone: without those that have another key now */
	GPtrArray *warnings; /* of char * */
	/* of a Gemeindeverzeichnis or a code list */
	char *stand;         /* its Gebietsstand */
	char *from, *to;     /* between which Gebietsstände the changes lie; NULL: it is the first directory here */
	gboolean is_names;   /* a list of names: nothing becomes new or gone by it */
	gboolean is_known;   /* this very list was imported before */
	GPtrArray *changes;  /* of KommuneChange; NULL for offers */
	/* of a CSV of online offers */
	GPtrArray *affected; /* of char *: Anbindungen for which something new was learnt; NULL for directories */
	guint n_inherited, n_other, n_unknown; /* lines left out: offers of Land or Bund, other Leistungen, Kommunen not known */
} AppImport;
void app_import_clear(AppImport *import);
/*
 * Imports a GV100AD file, its ZIP archive, the AGS code list or our normal form; or a CSV of online offers, which become attributes of the
 * Kommunen. All or nothing. A Kommune that is gone gets a successor where the lists prove it (KOMMUNE_REKEYED). @report is filled in any case.
 */
gboolean app_import_kommunen(App *app, const char *path, AppImport *report, GError **error);
/* Of Kommune. A key of one that is gone finds what it became. */
GPtrArray *app_search_kommunen(App *app, const char *typed, guint limit, GError **error);
/* Id, AGS, ARS, also of a Kommune that is gone; or a name that only one has. */
Kommune *app_kommune(App *app, const char *key, GError **error);
/* The Verband that a Gemeinde belongs to; NULL without error if there is none. */
Kommune *app_kommune_verband(App *app, const Kommune *kommune, GError **error);
GPtrArray *app_kommune_versions(App *app, const char *id, GError **error); /* of KommuneVersion, oldest first */

typedef struct AppSuccession {
	char *id, *name;     /* of the other Kommune; name "" if it is in no directory */
	char *date, *source; /* source "" if not given */
} AppSuccession;
void app_succession_free(AppSuccession *succession);
/* What became of a Kommune, or what it was made of; array of AppSuccession. */
GPtrArray *app_kommune_successors(App *app, const char *id, GError **error);
GPtrArray *app_kommune_predecessors(App *app, const char *id, GError **error);
/* Records that @new follows @old (keys) from @date on; @source says where that stands. */
gboolean app_add_successor(App *app, const char *old_key, const char *new_key, const char *date, const char *source, GError **error);

typedef struct AppAngebot {
	char *leistung, *text, *date; /* "Wohngeld online · https://…"; date when that was looked up, "" if unknown */
} AppAngebot;
void app_angebot_free(AppAngebot *angebot);
/* What the Kommune offers online as far as imported; array of AppAngebot. */
GPtrArray *app_kommune_angebote(App *app, const char *id, GError **error);

/* --- reading ----------------------------------------------------------------------------------------------------------------------------- */

/* Full id for what was typed: an id or a unique beginning of one. @type "obstacle", "visit" … or NULL. */
char *app_find(App *app, const char *type, const char *typed, GError **error);
Record *app_record(App *app, const char *id, GError **error);
/* Ids, newest first; @before NULL: from the newest; @limit 0: all. Array of char *. */
GPtrArray *app_list(App *app, const char *type, const char *before, guint limit, GError **error);
/* Ids of what refers to @target: comments on an obstacle ("comment", "on"), visits of an Anbindung ("visit", "anbindungen") … oldest first. */
GPtrArray *app_links(App *app, const char *target, const char *type, const char *slot, GError **error);
/* "Hanau – Wohngeld" */
char *app_anbindung_title(App *app, const char *anbindung);

GPtrArray *app_obstacles(App *app, const ObstacleFilter *filter, const char *anchor, gboolean backward, guint skip, guint limit,
			 GError **error); /* of ObstacleRow; see store_obstacles() */
gint64 app_count_obstacles(App *app, const ObstacleFilter *filter, GError **error);

/* --- the overview of Bedarfsträger ---------------------------------------------------------------------------------------------------- */

/* See vorort/overview.h and the store's functions of the same name. */
GPtrArray *app_overview_rows(App *app, const OverviewFilter *filter, GError **error);
gint64 app_overview_count(App *app, const OverviewFilter *filter, GError **error);
gboolean app_overview_cells(App *app, const OverviewFilter *filter, const char *key, OverviewCellFunc func, void *data, GError **error);
/*
 * "im Test seit 03.11.2026 (@source) · Termin 24.11.2026 · 2 Hürden offen · First Mover"; for Kreise and Länder "an 3 von 17 produktiv".
 * @source may be NULL. Caller frees.
 */
char *app_overview_cell_text(const OverviewCell *cell, const char *source);
/* These rows of the matrix as CSV for German Excel (see app_export()), cells in words. */
char *app_overview_csv(App *app, const OverviewFilter *filter, const GPtrArray *rows, GError **error);

/* --- writing: generic --------------------------------------------------------------------------------------------------------------- */

/*
 * Adds an entity; *@id (may be NULL) receives its id. For "obstacle" and "result" use the functions below, which know their rules.
 */
gboolean app_add(App *app, const char *type, const char *const *set, char **id, GError **error);
/*
 * Changes fields of an entity; all slots of one field that are named go into one change. The heads of @seen (the record as the form showed
 * it; NULL: as it is now) are the base of the changes, so that a change somebody else made meanwhile stays visible.
 * Keyed fields: "param.transport=osci", "stelle.kit=<id>".
 */
gboolean app_set(App *app, const char *id, const char *const *set, const Record *seen, GError **error);
/* The same change on several entities as one action (one undo). */
gboolean app_set_many(App *app, const char *const *ids, const char *const *set, GError **error);
gboolean app_retract(App *app, const char *id, const char *why, GError **error);
/* Ends a difference: the value set by @op becomes the value of the field, in the knowledge of all others. @key NULL or "" if not keyed. */
gboolean app_confirm(App *app, const char *id, const char *field, const char *key, const char *op, GError **error);
/* Comments on anything. @question: to the team. */
gboolean app_comment(App *app, const char *on, const char *text, gboolean question, char **id, GError **error);
/* Takes back the last action made here (or the one that @op_id belongs to); *@title says what it was. Redo takes back the last undo. */
gboolean app_undo(App *app, const char *op_id, char **title, GError **error);
gboolean app_redo(App *app, char **title, GError **error);
/*
 * Erases one text of an op for everybody. @id: an entity (then the shown value of the slot) or an op. Only a leitung. The slot "file" of an
 * attachment is its file: it is removed wherever that is known and published no more.
 */
gboolean app_redact(App *app, const char *id, const char *slot, const char *why, GError **error);

/* --- Anbindung, Termin, Prüflauf --------------------------------------------------------------------------------------------------------- */

/* @params: "transport=osci" …, checked against the checklist. If the Anbindung exists, its parameters are changed. *@id receives its id. */
gboolean app_add_anbindung(App *app, const char *kommune, const char *leistung, const char *const *params, char **id, GError **error);
/*
 * Changes fields as app_set() does; if there is no such Anbindung yet, it is created with them, as one action: what leads know of a
 * Kommune ("nicht zuständig") needs no visit.
 */
gboolean app_set_anbindung(App *app, const char *id, const char *const *set, const Record *seen, GError **error);
/* Closes a visit with its Fazit (code) and text. */
gboolean app_close_visit(App *app, const char *visit, const char *fazit, const char *text, GError **error);

typedef struct StepResult { /* what is known of a step in one environment and repetition */
	char *env;
	guint instance;
	char *outcome;   /* code; NULL: offen */
	char *id;        /* of the result that counts; NULL: none */
	char *at, *by;   /* of that result */
	char *due;       /* expected or until when, "" if none */
	guint n_results; /* all executions, withdrawn ones not counted */
	gboolean differs; /* two current results with different outcomes */
	char *again;     /* not passed, and what stood in the way is settled since: id of that obstacle. NULL: else */
	char *version;   /* of the checklist that the result was recorded with; NULL: no result, or its text is not here */
	char *changed;   /* keys of the step that have changed since, "pruefen, bestanden"; NULL: none */
	/* Steps of level kit and land: what the Stelle says that is responsible for many. All NULL if it says nothing. */
	char *stelle, *stelle_name, *stelle_outcome;
	char *stelle_at;       /* when it was recorded for the Stelle */
	gboolean is_inherited; /* that is what counts: ->id, ->outcome … are the Stelle's. FALSE: the own result wins */
} StepResult;

/* TRUE if it is to be tested: no result yet, or once more because its obstacle is settled. */
gboolean step_result_is_open(const StepResult *result);
/* TRUE if an own result says something else than the one of the Stelle. */
gboolean step_result_contradicts(const StepResult *result);

typedef struct StepView { /* one step of the checklist as it stands at this Anbindung */
	const ChecklistStep *step;
	gboolean applies;    /* its condition holds */
	const char *needs;   /* first step of ->needs that has not passed, or NULL; borrowed */
	GPtrArray *results;  /* of StepResult: one for each environment of the step (and further ones used), repetition 1 first */
	const char *outcome; /* over all environments of the step: the worst; NULL: offen. Borrowed */
	guint n_obstacles;   /* open obstacles that name this step at this Anbindung */
	gboolean is_changed; /* the step has changed since one of the results that count */
} StepView;

/* The first environment or repetition of @view that is to be tested, step_result_is_open(); NULL: none. Borrowed. */
const StepResult *step_view_open(const StepView *view);

typedef struct FormerStep { /* has results, but the checklist does not have it any more */
	char *id;
	const ChecklistStep *step; /* as its newest result was recorded with; NULL: that text is not here. Borrowed from App */
	GPtrArray *results;  /* of StepResult */
	const char *outcome; /* over all of them */
} FormerStep;

typedef struct PhaseProgress {
	char phase;
	guint n_done, n_steps; /* done: any outcome but offen, waiting, in every environment, none to be tested again; steps that apply */
	guint n_failed;        /* nicht bestanden */
	guint n_unsettled;     /* neither passed, not applicable nor failed: Nacharbeit, läuft, nicht prüfbar, nicht geprüft */
} PhaseProgress;

typedef struct StepList {
	char *anbindung;
	const Checklist *checklist; /* borrowed from App */
	GPtrArray *views;  /* of StepView, in working order, all steps */
	GPtrArray *former; /* of FormerStep, by id; they count nowhere */
	GArray *phases;    /* of PhaseProgress, phases that occur, A … L */
	guint n_done, n_steps, n_failed, n_waiting;
	guint n_open; /* an environment has no result, or is to be tested again */
} StepList;
void step_list_free(StepList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StepList, step_list_free)

StepList *app_steps(App *app, const char *anbindung, GError **error);
/* "offen", "bestanden", … worst first: what the next visit opens on. Index into ->views of the step to begin with. */
guint step_list_start(const StepList *list);

/* Index of the step with that id as typed (any case, a unique beginning) or with that number as lists count those that apply; -1: none. */
int step_list_find(const StepList *list, const char *typed);
/* NULL if step_list_find() finds it, else a German sentence with what comes close; caller frees. */
char *step_list_problem(const StepList *list, const char *typed);
/*
 * Index of the next step after @from with an environment without result, from the start again after the last; -1: no other. @present: codes
 * of those who are here, it has to be possible with them; NULL: all are.
 */
int step_list_next_open(const StepList *list, guint from, const char *present);

/*
 * What the steps say that the state is, where it differs from @state (code, "" for none); NULL: nothing else. *@why (caller frees):
 * "alle 12 MUSS-Schritte bestanden". It is a suggestion: a person sets the state.
 */
const char *app_suggest_state(const StepList *steps, const char *state, char **why);

typedef struct NlCoverage {
	const char *nl;      /* "NL1"; borrowed */
	guint n_steps, n_passed, n_failed; /* steps that apply and cover it */
} NlCoverage;
/* Array of NlCoverage, NL1 … NL5. */
GArray *app_nl_coverage(const StepList *list);

typedef struct ResultDraft {
	const char *step, *outcome, *env; /* env NULL: the step's first */
	guint instance;                   /* 0: 1 */
	const char *visit, *function;     /* may be NULL */
	const char *note;                 /* reason or remark; required for not_applicable, not_tested, passed_open */
	const char *sicht;                /* NULL: intern */
	const char *stelle, *ticket, *due; /* waiting, blocked, passed_open: which Stelle (code), ticket, until when (as typed) */
	const char *const *answers;       /* "field=value", NULL-terminated; may be NULL */
	GPtrArray *seen;                  /* of char *: results the user saw as current; NULL: as it is now */
	const struct AttachDraft *files;  /* what proves it: attached with it or not at all, as the result; may be NULL */
	guint n_files;
	const char *for_stelle;           /* NULL: here only; else id of the Stelle for all whose Anbindungen it counts, "": the one that is known */
} ResultDraft;

/*
 * Records one execution of a step, here or for all that a Stelle serves (steps of level kit and land). The step must be one of the
 * Anbindung's checklist. What each outcome requires:
 * not_tested, not_applicable: note · waiting, blocked: stelle · passed_open: note, stelle and due.
 */
gboolean app_add_result(App *app, const char *anbindung, const ResultDraft *draft, char **id, GError **error);
/*
 * Ids of the results that count now, for ResultDraft.seen: of @anbindung (the record as the user saw it), or of the Stelle that it is for
 * (id, NULL: none). Array of char *.
 */
GPtrArray *app_current_results(App *app, const Record *anbindung, const ChecklistStep *step, const char *leistung, const char *env,
			       guint instance, const char *stelle);
/* What is missing for that outcome, as a German sentence naming the field, or NULL; *@slot (borrowed) "note", "stelle", "due". */
char *app_result_problem(const ResultDraft *draft, const char **slot);
/* All results of a step at an Anbindung, newest first, withdrawn ones and those of its Stellen too. Array of Record. */
GPtrArray *app_step_history(App *app, const char *anbindung, const char *step, GError **error);

/* Title of the step that a result (id) on an Anbindung or a Stelle names, as it was then; "" if no checklist here has it. Caller frees. */
char *app_step_title(App *app, const char *on, const char *step, const char *result);

/* --- Stellen ---------------------------------------------------------------------------------------------------------------------------- */

/* Name of a Stelle; its id if it is not known. */
char *app_stelle_name(App *app, const char *id);
/*
 * The Stelle for which a step of level kit or land is tested once: one that the Anbindung names ("stelle.kit=<id>"), else one that serves its
 * Kommune or its whole Land. NULL without error if none is known, or if the step concerns this Kommune alone. Caller frees.
 */
char *app_stelle_of_step(App *app, const char *anbindung, const char *step, GError **error);
/* "E1" for every Leistung; steps of level land hold for one Leistung: "B1@wohngeld". How results of a Stelle name the step; caller frees. */
char *app_stelle_step(const ChecklistStep *step, const char *leistung);
/* Ids of the Anbindungen that a Stelle serves. Array of char *. */
GPtrArray *app_stelle_anbindungen(App *app, const char *stelle, GError **error);
/* What it serves, sorted: ids of Kommunen, two digits for a whole Land. Array of char *. */
GPtrArray *app_stelle_serves(App *app, const char *stelle, GError **error);
/* Serves @keys and @no_longer those (both NULL-terminated, may be NULL), as one action. */
gboolean app_stelle_serve(App *app, const char *stelle, const char *const *keys, const char *const *no_longer, GError **error);

typedef struct StelleTakeover {
	guint n_anbindungen, n_change, n_same, n_differ; /* one that differs in one thing may change in another */
	GPtrArray *differing; /* of char *: "Hanau – Wohngeld: Fachverfahren bleibt „DiWo“" */
} StelleTakeover;
void stelle_takeover_clear(StelleTakeover *report);
/*
 * Fills the Anbindungen that a Stelle serves (@leistung NULL: all) with what follows from it: the reference, for a KIT the parameter kopfstelle,
 * for a KIT or Hersteller with a product the Fachverfahren. Only what nobody has said yet; what says something else stays and is named. One
 * action; @is_preview: nothing is written.
 */
gboolean app_stelle_take_over(App *app, const char *stelle, const char *leistung, gboolean is_preview, StelleTakeover *report, GError **error);

/* --- bundled demand ------------------------------------------------------------------------------------------------------------------------ */

typedef struct Fachverfahren { /* one product of one Hersteller in one version; "" where that is not known */
	char *name, *hersteller, *version;
	guint n_anbindungen;
	GPtrArray *gaps;       /* of char *: what its interface lacks */
	GPtrArray *kommunen;   /* of char *: names, each once */
	GPtrArray *laender;    /* of char *: two digits */
	GPtrArray *leistungen; /* of char *: keys */
} Fachverfahren;
void fachverfahren_free(Fachverfahren *fachverfahren);
/* Most Kommunen first, Anbindungen without a named one last; @land, @leistung NULL: all. Array of Fachverfahren. */
GPtrArray *app_fachverfahren(App *app, const char *land, const char *leistung, GError **error);

/* --- Vollzug: who carries a Leistung out ---------------------------------------------------------------------------------------------- */

typedef struct Vollzug {
	char *land, *leistung; /* two digits, key */
	GStrv levels;     /* codes of WORDS_VOLLZUG; several where they differ inside the Land; empty: unknown */
	char *stelle;     /* the authority by name, "" if not known */
	char *source;     /* where that is known from */
	char *confidence; /* of the catalogue: "A", "B", "C"; "erfasst": entered by a team; "": unknown */
	/* of a chosen Kommune, see app_vollzug() */
	char *authority;  /* id of the Kommune that carries it out: the chosen one, its Verband, its Kreis; NULL: none in the directory */
	char *warning;    /* German, if that is not the chosen one; else NULL */
} Vollzug;
void vollzug_free(Vollzug *vollzug);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Vollzug, vollzug_free)

/* What is known for the Land of that Kommune, and which Kommune it is then. */
Vollzug *app_vollzug(App *app, const char *kommune, const char *leistung, GError **error);
/* Every Land and Leistung, or those of one (@land two digits); array of Vollzug. */
GPtrArray *app_vollzug_list(App *app, const char *land, const char *leistung, GError **error);
/* @levels: codes or words, comma separated; @source is required. */
gboolean app_set_vollzug(App *app, const char *land, const char *leistung, const char *levels, const char *source, GError **error);
/* "Gemeinde oder Gemeindeverband"; caller frees. */
char *vollzug_levels_text(const Vollzug *vollzug);

/* --- Hürden ------------------------------------------------------------------------------------------------------------------------------- */

/*
 * What the form is filled with for a step: category, punkte, title from the checklist's typical obstacle, steps, anbindung, severity,
 * status, responsible. NULL-terminated "slot=value" array.
 */
char **app_obstacle_preset(App *app, const char *anbindung, const char *step, const char *visit, const char *result, GError **error);
/*
 * Checks rules beyond the table: status behoben needs status_why or a passed retest, umgangen and zurueckgestellt need status_until …
 * "note=<id>" beside the slots: the Schnellnotiz that it comes from is sorted with it.
 */
gboolean app_add_obstacle(App *app, const char *const *set, char **id, GError **error);

/* --- devices and roles ------------------------------------------------------------------------------------------------------------------- */

typedef struct AppDevice {
	char *id, *name;
	char *task;           /* what it says of itself: code of WORDS_ROLE, "" if nothing */
	char *role;           /* what counts: code of WORDS_ROLE, NULL if neither granted nor claimed */
	char *first, *last;   /* days of its first and last entry here, NULL: none */
	gint64 last_batch;    /* 0: none known */
	gint64 blocked_after; /* number of the last batch that counts; -1: not blocked */
	gboolean is_own, is_granted, is_announced; /* FALSE: only batches are known, or only what a Leitung said about it */
} AppDevice;
void app_device_free(AppDevice *device);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AppDevice, app_device_free)
/* Array of AppDevice, latest day first. */
GPtrArray *app_devices(App *app, GError **error);
/* Id for the beginning of an id or a whole name. Caller frees. */
char *app_find_device(App *app, const char *typed, GError **error);
/* Only a leitung, and never so that nobody leads any more. @after: number of the last batch that counts. */
gboolean app_may_lead(App *app, GError **error);
gboolean app_set_role(App *app, const char *device, const char *role, GError **error);
gboolean app_block(App *app, const char *device, gint64 after, GError **error);
gboolean app_unblock(App *app, const char *device, GError **error);

/* --- sync, whole data -------------------------------------------------------------------------------------------------------------------- */

typedef struct AppSyncReport {
	guint n_out, n_in, n_in_batches, n_quarantined, n_gaps, n_diff;
	guint n_attachments, n_attachments_left; /* sent, and still to be sent: no reason to call a sync failed */
	gboolean is_merged;
	gboolean is_new_device; /* others work under this device's name (copied disk, restored backup): it goes on as a new one */
	char *text; /* German, several lines: what went out, what came in, what needs a decision */
} AppSyncReport;
void app_sync_report_clear(AppSyncReport *report);

/* What a server wants to know: password, passphrase, whether its key is right. Printable German; @text may have several lines. */
typedef enum { APP_ASK_SECRET, APP_ASK_LINE, APP_ASK_YES_NO, APP_ASK_NOTICE } AppAsk; /* NOTICE: only shown, no answer */
typedef enum { APP_ANSWER_GIVEN, APP_ANSWER_CANCELLED, APP_ANSWER_NOBODY } AppAnswer;
typedef struct AppQuestion {
	AppAsk kind;
	const char *title, *text;
} AppQuestion;
#define APP_ANSWER_MAX 1024

typedef struct AppProgress {
	void (*report)(const char *what, guint64 done, guint64 total, void *data); /* German; total 0: unknown */
	gboolean (*is_cancelled)(void *data);
	void *data;
	/* Writes a string ("yes" or "no" for YES_NO) to @answer, locked memory of APP_ANSWER_MAX bytes. NULL: nobody there to ask. */
	AppAnswer (*ask)(const AppQuestion *question, char *answer, void *data);
	void (*left)(guint64 bytes, void *data); /* NULL, or called before report(): still to go over the line, 0: not known */
	void (*published)(void *data); /* NULL, or: what others wait for is done, the rest may take longer */
} AppProgress;

/* The program as askpass helper of git and ssh during a sync: TRUE if @program (argv[0]) says so; then its whole main(). */
gboolean app_is_askpass(const char *program);
int app_askpass(int argc, char **argv);

/*
 * @remote NULL: the configured one; a file written by app_bundle() is read, with nothing sent. @progress may be NULL.
 */
gboolean app_sync(App *app, const char *remote, const AppProgress *progress, AppSyncReport *report, GError **error);
typedef struct AppPurge {
	gint64 n_texts;   /* erased ones known here */
	guint n_branches; /* replaced on the remote; 0: there was no history any more */
	char *remote;     /* what was purged; caller clears with app_purge_clear() */
} AppPurge;
void app_purge_clear(AppPurge *report);
/*
 * Only a leitung, after texts were erased: syncs, then replaces the history of the remote by the present state and forgets it here. What the
 * server still keeps is removed by its operator; what other laptops keep, by their next sync. @remote, @progress as in app_sync().
 */
gboolean app_purge(App *app, const char *remote, const AppProgress *progress, AppPurge *report, GError **error);
/* What a person should know before, and what is to be done afterwards: German, several lines, static. */
extern const char *const app_purge_before, *const app_purge_after;
/* TRUE if this device may: German reason in @error otherwise. */
gboolean app_may_purge(App *app, GError **error);
/*
 * Everything that others need in one new file, for where there is no network: the other side reads it with app_sync(), and writes one for
 * the way back. A folder as @path: the file gets a name of its own there. *@written (caller frees) is where it lies. A laptop that has met
 * nobody yet (app_is_settled()) is refused unless @is_first, for then it begins an undertaking of its own and can join no other.
 */
gboolean app_bundle(App *app, const char *path, gboolean is_first, char **written, GError **error);
gboolean app_is_settled(App *app);
/* What was refused and put aside, "path: reason" each; of char *. */
GPtrArray *app_quarantined(App *app, GError **error);
/* Findings as German sentences; empty: whole. *@summary: "3 Pakete, 41 Einträge geprüft" */
GPtrArray *app_verify(App *app, char **summary, GError **error);
/* What a person can do about a finding, or about what was put aside: German sentences, static. */
const char *app_advice(const char *finding);
gboolean app_rebuild(App *app, GError **error);
/*
 * Everything of this installation in one new file (vorort/backup.h), consistent while other windows and a sync are at work. Without the key
 * the outbox is sealed first, for nobody could do that later; APP_ERROR_INVALID where this laptop has never met a remote.
 */
gboolean app_backup(App *app, const char *path, gboolean with_key, GError **error);

typedef struct AppRestore {
	char *created, *device; /* of the backup */
	gint64 n_ops;
	gboolean has_key;
	char *kept;     /* where the data that was there lies now; NULL: there was none */
	gint64 n_kept;  /* entries in it that were not published yet; -1: cannot be told */
} AppRestore;
void app_restore_clear(AppRestore *report);
/*
 * Puts a backup into the data directory, which must not hold anything unless @is_over; then what it holds is kept beside. The backup is
 * checked before anything changes, and the change is one step: at any moment there is the old state or the new one. The next sync notices
 * if this device has gone on since the backup (is_new_device).
 */
gboolean app_restore(const AppOptions *options, const char *file, gboolean is_over, AppRestore *report, GError **error);
char *app_digest(App *app, GError **error);

/* --- JSON and exports -------------------------------------------------------------------------------------------------------------------- */

/* One entity with all shown values, differing inputs, comments and history: sorted keys, two blanks, final newline. */
char *app_record_json(App *app, const char *id, GError **error);
char *app_steps_json(App *app, const char *anbindung, GError **error);
/*
 * @what: obstacles results anbindungen visits steps fachverfahren; @format: json csv. CSV is for German Excel: BOM, semicolon, CRLF, dates TT.MM.JJJJ,
 * cells that begin with = + - @ are disarmed. Confidential obstacles (vertraulich) are left out; *@n_left_out counts them.
 */
char *app_export(App *app, const char *what, const char *format, const ObstacleFilter *filter, guint *n_left_out, GError **error);
/* Writes @content to @path (all or nothing). */
gboolean app_write_file(const char *path, const char *content, GError **error);
gboolean app_write_bytes(const char *path, GBytes *bytes, GError **error);

/*
 * Visits, and days on which something is due – what waits, rework, obstacles, what a planned visit needs to be started – as a calendar
 * (RFC 5545). Whole days, UIDs from ids, times from the data: the same data gives the same bytes. @filter may be NULL; of it land, kommune,
 * leistung and anbindung count. *@n_left_out: confidential obstacles, which are not in it.
 */
char *app_calendar(App *app, const ObstacleFilter *filter, guint *n_left_out, GError **error);

/* --- reports ------------------------------------------------------------------------------------------------------------------------------ */

/*
 * @what: visit (Protokoll), vorbereitung, anbindung. @format: html md txt docx pdf; docx and pdf need pandoc and WeasyPrint, and the message
 * says so. @begin: minutes after midnight at which the day begins, for vorbereitung. Comments and remarks that are not meant for the Protokoll
 * and confidential obstacles are left out; *@n_left_out (may be NULL) counts the latter.
 */
GBytes *app_report(App *app, const char *what, const char *id, const char *format, guint begin, guint *n_left_out, GError **error);
/* What --format takes: codes and titles, ended by one with code NULL. */
const Word *app_report_formats(void);
/* Formats that must not go to a terminal: docx, pdf. */
gboolean app_report_is_binary(const char *format);

/* See vorort/milestones.h. */
gboolean app_milestones(App *app, const char *anbindung, Milestones *milestones, GError **error);

/* --- drafts -------------------------------------------------------------------------------------------------------------------------------- */

char *app_draft(App *app, const char *context);
gboolean app_set_draft(App *app, const char *context, const char *content, GError **error); /* NULL: drop */
GPtrArray *app_drafts(App *app, GError **error); /* contexts, newest first */

/* --- demo ----------------------------------------------------------------------------------------------------------------------------------- */

/*
 * Fills @dir with two set-up devices (dir/a, dir/b) and a bare repository (dir/gemeinsam.git): a dozen Kommunen, three visits in different
 * states, some obstacles; everything synced. Lines of the story go to @say (may be NULL).
 */
gboolean app_demo(const char *dir, void (*say)(const char *line, void *data), void *data, GError **error);
