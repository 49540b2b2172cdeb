/*
 * Checklists: what a team works through, as read from YAML (design 5).
 *
 * A Checklist is immutable after reading and owns everything it points to. Step ids are stable for ever and never reused.
 * Texts are UTF-8, may hold several lines and are already free of control and invisible format characters. Lists (GStrv, GPtrArray)
 * are never NULL; a list that the file does not give is empty.
 */
#pragma once

#include <glib.h>

#include "vorort/condition.h"

typedef enum {
	FIELD_TEXT,
	FIELD_NUMBER,  /* whole number; unit and limits in the field */
	FIELD_DATE,    /* YYYY-MM-DD */
	FIELD_CHOICE,  /* one of ->choices */
	FIELD_YES_NO,  /* "ja" or "nein" */
	FIELD_AGS,     /* 8 digits */
	FIELD_ARS,     /* 12 digits */
	FIELD_LEISTUNGSSCHLUESSEL, /* 14 digits, begins with 99 (FIM) */
	FIELD_OE_ID,   /* L<digits>.OE.<digits> (PVOG) */
	FIELD_DVDV,    /* prefix of three lower-case letters + 12 digits (docs.fitko.de/dvdv) */
	FIELD_UUID,    /* FIT-Connect destination id */
	FIELD_URL,
	N_FIELD_TYPES
} FieldType;

typedef struct ChecklistField {
	char *name;     /* key of the answer, [a-z0-9_]+ */
	char *question; /* what the form shows */
	FieldType type;
	gboolean is_required;
	char *unit;     /* NULL or e.g. "Tage" */
	gboolean has_min, has_max;
	gint64 min, max; /* numbers: the value; dates: days from today */
	GStrv choices;  /* FIELD_CHOICE only */
	GStrv expected; /* FIELD_CHOICE, FIELD_YES_NO: answers that are fine; empty: all */
	char *prefix;   /* FIELD_DVDV only: required prefix or NULL */
	char *suggests; /* outcome code that a value outside its limits or not expected suggests; NULL: none, and failed where not expected */
} ChecklistField;

typedef struct ChecklistHuerde { /* typical obstacle */
	char *text;
	GStrv categories; /* codes: organisatorisch technisch rechtlich finanziell */
	GStrv punkte;     /* "P1" … "P8" or empty */
} ChecklistHuerde;

typedef struct ChecklistSource {
	char *confidence; /* "A", "B", "C" (fachwissen: official, secondary, practice) */
	char *text;
} ChecklistSource;

typedef struct ChecklistStep {
	char *id;
	char *title;
	char *task;      /* pruefen: what to do on site */
	char *criterion; /* bestanden: pass criterion */
	char *hint;      /* NULL or what to do when it fails */
	char *duty;      /* code: muss sollte kann */
	char phase;      /* 'A' … 'L' */
	char *level;     /* code: kommune kit land */
	Condition *when; /* NULL: always */
	GStrv needs;     /* ids of steps that must have passed */
	int minutes;     /* 0: unknown */
	int lead_days;   /* vorlauf */
	GStrv present;   /* codes: fachamt it datenschutz kasse hersteller */
	char *responsible; /* kind of Stelle, code */
	GStrv nl;        /* "NL1" … "NL5" */
	GPtrArray *huerden; /* of ChecklistHuerde, most typical first */
	GPtrArray *fields;  /* of ChecklistField */
	char *evidence;  /* nachweis, NULL */
	GStrv envs;      /* codes: test stage prod; never empty */
	char *repeat;    /* repeat group name or NULL */
	char *probe;     /* "host:port" or NULL */
	GPtrArray *sources; /* of ChecklistSource */
} ChecklistStep;

typedef struct ChecklistParameter { /* asked when an Anbindung is created */
	char *name;
	char *question;
	GStrv values;  /* codes; empty: free text (a product name, say) */
	GStrv labels;  /* what people see, same length as values */
	char *preset;  /* NULL or one of the values */
} ChecklistParameter;

typedef struct ChecklistExcuse { /* why no step covers an NL */
	char *nl;     /* "NL1" … "NL5" */
	char *reason;
} ChecklistExcuse;

typedef struct Checklist {
	char *leistung; /* key in the catalogue */
	char *version;
	char *title;
	char *date;     /* stand, YYYY-MM-DD */
	char *sha256;   /* of the normal form with blocks resolved: identity of the text a visit was made with */
	GPtrArray *parameters; /* of ChecklistParameter */
	GPtrArray *excused;    /* of ChecklistExcuse */
	GStrv dropped;         /* ids of steps that earlier versions had; never used again */
	GPtrArray *steps;      /* of ChecklistStep, in working order */
} Checklist;

typedef struct LeistungFact { /* where a fact of the catalogue comes from */
	char *fact;       /* key of the catalogue entry: "transport", "ozg_id", … */
	char *confidence; /* "A", "B", "C" or "unbekannt" */
	char *text;       /* NULL or the source */
} LeistungFact;

typedef struct LeistungVollzug { /* who carries it out in a Land (§ 2 (1) of the Kooperationsvereinbarung) */
	char *land;       /* SH, HH, …; "alle": where nothing else is known */
	GStrv levels;     /* codes of WORDS_VOLLZUG; several where they differ inside the Land */
	char *stelle;     /* NULL or the authority by name */
	char *confidence; /* "A", "B" or "C" */
	char *text;       /* the source */
} LeistungVollzug;

typedef struct Leistung { /* one entry of the catalogue; "unbekannt" where nothing was found */
	char *key, *short_name /* two letters, our own */, *name, *number, *themenfeld, *land, *ozg_id, *ebene, *standard, *routing, *identity, *payment, *note;
	GStrv schluessel;  /* Leistungsschlüssel */
	GStrv transport;   /* codes */
	GStrv fachverfahren;
	GStrv laws, links;
	GPtrArray *vollzug; /* of LeistungVollzug */
	gboolean has_test; /* FALSE: already realised or without a checklist */
	char *reason;      /* why there is none */
	GPtrArray *facts;  /* of LeistungFact */
} Leistung;

typedef struct KatalogHost { /* a counterpart that a probe may name */
	char *target;     /* "host:port" */
	char *purpose;
	char *confidence; /* "A", "B", "C"; anything but A is to be compared with the official list before use */
	char *text;       /* the source */
} KatalogHost;

typedef struct KatalogValue { /* a fact about the undertaking as a whole: term of the agreement, deciding body, … */
	char *key, *title, *value;
	char *confidence; /* "A", "B", "C" or "unbekannt" */
	char *text;       /* NULL or the source */
} KatalogValue;

typedef struct Katalog {
	char *note, *date;
	GPtrArray *leistungen;    /* of Leistung, in working order */
	GPtrArray *vorhaben;      /* of KatalogValue */
	GPtrArray *hosts;         /* of KatalogHost */
	GStrv dvdv_prefixes;      /* official code list dvdv.praefix; empty: not given */
	char *dvdv_source;        /* NULL or where they are from */
} Katalog;

void checklist_field_free(ChecklistField *field);
void checklist_huerde_free(ChecklistHuerde *huerde);
void checklist_source_free(ChecklistSource *source);
void checklist_step_free(ChecklistStep *step);
void checklist_parameter_free(ChecklistParameter *parameter);
void checklist_excuse_free(ChecklistExcuse *excuse);
void leistung_fact_free(LeistungFact *fact);
void leistung_vollzug_free(LeistungVollzug *vollzug);
void katalog_value_free(KatalogValue *value);
void katalog_host_free(KatalogHost *host);
void checklist_free(Checklist *checklist);
void leistung_free(Leistung *leistung);
void katalog_free(Katalog *katalog);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ChecklistStep, checklist_step_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Checklist, checklist_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Leistung, leistung_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Katalog, katalog_free)

/* The step with this id, or NULL. Constant time is not promised; a checklist has at most some hundred steps. */
const ChecklistStep *checklist_step(const Checklist *checklist, const char *id);
const ChecklistParameter *checklist_parameter(const Checklist *checklist, const char *name);

/*
 * Names that every condition may use without a parameter, since they follow from the Kommune: "land" (SH, HH, …) and "groesse" (codes
 * of WORDS_SIZE). Returns the possible values, NULL if @name is none of them. Free with g_free(); the words are static.
 */
const char **checklist_builtin_values(const char *name);

/* TRUE if the step's condition holds; see condition_holds() for @lookup. */
gboolean checklist_step_applies(const ChecklistStep *step, ConditionLookup lookup, void *data);

/*
 * What a typical visit has to do: every parameter has its preset, "transport" is @transport (NULL: its preset), nothing is answered yet,
 * Land and size are open. Steps that hang on an answer or a Land come on top.
 */
typedef struct ChecklistFigures {
	guint n_steps, n_muss;
	guint minutes;
	guint lead_days; /* the longest */
	guint nl[5];     /* steps that cover NL1 … NL5 */
	guint sources[3]; /* sources of these steps with confidence A, B, C */
} ChecklistFigures;

void checklist_figures(const Checklist *checklist, const char *transport, ChecklistFigures *figures);

/* German title of phase 'A' … 'L' ("Vorbereitung und Organisation"), of NL1 … NL5 and of P1 … P8 in words; NULL if unknown. */
const char *checklist_phase_title(char phase);
const char *checklist_nl_title(const char *nl);
const char *checklist_punkt_title(const char *punkt);

/*
 * Checks a typed answer. Returns NULL if it is fine, else a German sentence (caller frees) that names the limit and gives a right
 * example. @today is YYYY-MM-DD and counts for dates with limits. *@suggests receives the outcome code that a well-formed value
 * outside its limits, or one that is not expected, suggests, or NULL; it is borrowed from @field.
 */
char *checklist_field_check(const ChecklistField *field, const char *value, const char *today, const char **suggests);

/* The limits before anything is typed: "ab 24.12.2026 (30 Tage ab heute)", "mindestens 3 Tage", "erwartet: ja"; NULL: none. Caller frees. */
char *checklist_field_limits(const ChecklistField *field, const char *today);

/*
 * TRUE if @value may be recorded with a failed step although checklist_field_check() objects: what was seen there is the evidence. A date,
 * a number and a choice must still be one; an official key may be any text.
 */
gboolean checklist_field_is_evidence(const ChecklistField *field, const char *value);

/*
 * Why @value may not be recorded with that outcome (code), as checklist_field_check() says it; NULL: it may, as it is fine, suggests another
 * outcome, is evidence of a failure, or is empty. Caller frees.
 */
char *checklist_field_refuse(const ChecklistField *field, const char *value, const char *outcome, const char *today);

/* Before anything is typed, limits first: "ab 24.12.2026 (30 Tage ab heute); zum Beispiel …"; NULL: nothing to say. Caller frees. */
char *checklist_field_help(const ChecklistField *field, const char *today);

/* Answer that every step takes beside its own fields: where the evidence is (file reference, place, submission). A field of that name is it. */
#define CHECKLIST_EVIDENCE "nachweis"
/* TRUE if the step has a field of its own with that name. */
gboolean checklist_step_has_field(const ChecklistStep *step, const char *name);

/* The words for FieldType in a checklist file ("text", "zahl", …) by its value; NULL-terminated. */
const char *const *checklist_field_types(void);

/* --- two versions of a checklist (core/checklist_diff.c) ---------------------------------------------------------------------- */

typedef enum { CHECKLIST_NEW, CHECKLIST_CHANGED, CHECKLIST_REMOVED } ChecklistChangeKind;

typedef struct ChecklistKeyChange { /* one key of a step or parameter */
	const char *key;      /* as in the file: "pruefen", "bestanden", "wenn", …; a constant */
	char *before, *after; /* as people read them, a line for each entry of a list; "" where the key is not set */
} ChecklistKeyChange;

typedef struct ChecklistChange {
	ChecklistChangeKind kind;
	char *id;        /* of the step, or name of the parameter */
	char *title;     /* of the step, or question; of the newer version if it has it */
	GPtrArray *keys; /* of ChecklistKeyChange, in the order of the file; empty unless kind is CHECKLIST_CHANGED */
} ChecklistChange;

typedef struct ChecklistDiff { /* owns everything: valid without the two checklists */
	GPtrArray *steps;      /* of ChecklistChange: new and changed ones in the order of the newer version, then removed ones */
	GPtrArray *parameters; /* the same of parameters */
} ChecklistDiff;

/*
 * Steps are matched by id, parameters by name. An id never stands for another step later, so the same id with other text is a changed
 * step. The order of steps is not compared.
 */
ChecklistDiff *checklist_diff(const Checklist *before, const Checklist *after);
void checklist_diff_free(ChecklistDiff *diff);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ChecklistDiff, checklist_diff_free)

/* The keys that differ between two wordings of one step. Array of ChecklistKeyChange; empty if there is no difference. */
GPtrArray *checklist_step_diff(const ChecklistStep *before, const ChecklistStep *after);

/* How many of these ChecklistChanges are of that kind; "neu", "geändert", "entfallen". */
guint checklist_count_changes(const GPtrArray *changes, ChecklistChangeKind kind);
const char *checklist_change_text(ChecklistChangeKind kind);
/* "Schritte: 2 neu, 1 entfallen; Angaben: 1 geändert", or that all is equal; caller frees. */
char *checklist_diff_summary(const ChecklistDiff *diff);

/* < 0, 0, > 0: runs of digits count as numbers, so that "1.9" < "1.10" < "2" and "1" < "1.1". */
int checklist_compare_versions(const char *a, const char *b);

/* --- src/checklist: reading files ------------------------------------------------------------------------------------------- */

typedef struct ChecklistMessage { /* one diagnostic, German */
	char *file;
	unsigned line, column; /* from 1 */
	gboolean is_error;     /* else a warning */
	char *text;
	char *source_line;     /* the line it is about, for the caret; NULL if there is none */
} ChecklistMessage;

void checklist_message_free(ChecklistMessage *message);

/* "file:line:column: Fehler: text", then the line and a caret below. Caller frees. */
char *checklist_message_format(const ChecklistMessage *message);

/*
 * Reads @path and the building blocks it includes from the folder bausteine/ beside it. NULL if there are errors; every error and
 * warning is appended to @messages (of ChecklistMessage, may not be NULL). Never reads outside the folder of @path.
 */
Checklist *checklist_read_file(const char *path, GPtrArray *messages);

/*
 * Reads @path like checklist_read_file() and says what a careful reader would find: conditions that can never hold, steps that no choice
 * reaches, NL that no step covers, texts that are too long, wrong keys, unknown probes. With @previous (NULL: none) also what
 * must not change between versions. A file of building blocks (beside others in a folder bausteine/) is read block by block, and blocks
 * that no checklist of the folder above takes are named. TRUE if nothing is an error.
 */
gboolean checklist_lint_file(const char *path, const Checklist *previous, GPtrArray *messages);

/* A checklist to start from, as YAML with the shared blocks; @today is YYYY-MM-DD. NULL if @leistung cannot be a key. Caller frees. */
char *checklist_skeleton(const char *leistung, const char *today);

/* The normal form with blocks resolved, as text (YAML that checklist_read_text() reads back); its SHA-256 is ->sha256. */
char *checklist_to_text(const Checklist *checklist);

/* Reads a resolved checklist from memory; @name stands in messages. */
Checklist *checklist_read_text(const char *text, gsize len, const char *name, GPtrArray *messages);

/* The catalogue, or NULL with messages. */
Katalog *katalog_read_file(const char *path, GPtrArray *messages);

/* --- src/checklist: layout --------------------------------------------------------------------------------------------------- */

/*
 * The text of @path (checklist, building blocks or catalogue) in its normal layout: keys in the order of the tables, indented by two,
 * building blocks left as they are included, every comment kept. It has the same keys and values, and laying it out again changes
 * nothing. *@is_normal: the file looks like that already. NULL with messages if the file has errors; warnings alone are not reported.
 */
char *checklist_format_file(const char *path, gboolean *is_normal, GPtrArray *messages);

/* Replaces the content of an existing file at once and durably; its mode and links to it stay. FALSE with a message, then it is as before. */
gboolean checklist_replace_file(const char *path, const char *text, GPtrArray *messages);
