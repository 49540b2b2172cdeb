/*
 * The op table: which entities exist, which fields they have, what may stand in each slot (vorort/op.h). This is the format of the
 * shared repository: rows are only ever added, and never to an existing add. Words: design 1; rules: design 3.
 */
#include "vorort/op.h"

#define CODE(name, list) {name, SLOT_CODE, list, 0, FALSE}
#define CODE_REQUIRED(name, list) {name, SLOT_CODE, list, 0, TRUE}
#define CODES(name, list, most) {name, SLOT_CODES, list, most, TRUE}
#define TEXT(name) {name, SLOT_TEXT, 0, 0, FALSE}
#define TEXT_REQUIRED(name) {name, SLOT_TEXT, 0, 0, TRUE}
#define LINE(name) {name, SLOT_LINE, 0, 0, FALSE}
#define LINE_REQUIRED(name) {name, SLOT_LINE, 0, 0, TRUE}
#define TOKEN(name) {name, SLOT_TOKEN, 0, 0, FALSE}
#define TOKEN_REQUIRED(name) {name, SLOT_TOKEN, 0, 0, TRUE}
#define TOKENS(name) {name, SLOT_TOKENS, 1, OP_LIST_MAX, TRUE}
#define INT(name, least, most) {name, SLOT_INT, least, most, FALSE}
#define INT_REQUIRED(name, least, most) {name, SLOT_INT, least, most, TRUE}
#define DATE(name) {name, SLOT_DATE, 0, 0, FALSE}
#define DATE_REQUIRED(name) {name, SLOT_DATE, 0, 0, TRUE}
#define ID(name) {name, SLOT_ID, 0, 0, FALSE}
#define ID_REQUIRED(name) {name, SLOT_ID, 0, 0, TRUE}
#define IDS(name) {name, SLOT_IDS, 1, OP_LIST_MAX, TRUE}
#define SHA256(name) {name, SLOT_SHA256, 0, 0, TRUE}

/* name, title, slots, in_add, is_fixed, is_keyed, is_mandatory */
#define FIELD(name, title, ...) {name, title, {__VA_ARGS__}, TRUE, FALSE, FALSE, FALSE}
#define NEEDED(name, title, ...) {name, title, {__VA_ARGS__}, TRUE, FALSE, FALSE, TRUE}
#define FIXED(name, title, ...) {name, title, {__VA_ARGS__}, TRUE, TRUE, FALSE, FALSE}
#define FIXED_NEEDED(name, title, ...) {name, title, {__VA_ARGS__}, TRUE, TRUE, FALSE, TRUE}
#define LATER(name, title, ...) {name, title, {__VA_ARGS__}, FALSE, FALSE, FALSE, FALSE}
#define KEYED(name, title, ...) {name, title, {__VA_ARGS__}, FALSE, FALSE, TRUE, FALSE}

/* Nothing is deleted: an entity is withdrawn with a reason, and undo takes that back. */
#define RETRACTED LATER("retracted", "zurückgezogen", CODE_REQUIRED("retracted", WORDS_YES_NO), TEXT("retracted_why"))

#define CENTS_MAX G_GINT64_CONSTANT(100000000000) /* one thousand million euro */

const Entity entities[] = {
	{"anbindung", "Anbindung", ID_ANBINDUNG, "eine Leistung an einer Kommune",
	 {
		FIELD("checklist", "Checkliste", SHA256("checklist")),
		FIELD("state", "Stand", CODE_REQUIRED("state", WORDS_ANBINDUNG_STATE), DATE("state_date"), TEXT("state_source")),
		LATER("first_mover", "First Mover", CODE_REQUIRED("first_mover", WORDS_YES_NO), TEXT("first_mover_by"), TEXT("first_mover_why")),
		KEYED("param", "Angabe", LINE_REQUIRED("param")),
		KEYED("stelle", "Stelle", ID_REQUIRED("stelle")),
		RETRACTED,
	 }},
	{"visit", "Termin", ID_STAMP, "Vor-Ort-Termin für eine oder mehrere Anbindungen",
	 {
		NEEDED("anbindungen", "Anbindungen", IDS("anbindungen")),
		FIELD("date", "Datum", DATE_REQUIRED("date"), DATE("date_end")),
		FIELD("place", "Ort", TEXT_REQUIRED("place")),
		FIELD("team", "Team", TEXT_REQUIRED("team")),
		FIELD("present", "anwesend", CODES("present", WORDS_PRESENT, 5)),
		FIELD("status", "Status", CODE_REQUIRED("status", WORDS_VISIT_STATUS), TEXT("status_why")),
		LATER("fazit", "Fazit", CODE_REQUIRED("fazit", WORDS_FAZIT), TEXT("fazit_text")),
		KEYED("claim", "übernommene Phase", ID_REQUIRED("claim")),
		RETRACTED,
	 }},
	{"result", "Ergebnis", ID_STAMP,
	 "eine Durchführung eines Prüfschritts; wird nie geändert: eine Wiederholung ist ein neues Ergebnis. base nennt die bisher geltenden "
	 "Ergebnisse desselben Schritts, derselben Umgebung und Wiederholung. on ist eine Anbindung oder, für Schritte der Ebene kit und "
	 "land, eine Stelle. answers ist ein JSON-Objekt mit den Antworten der Felder",
	 {
		FIXED_NEEDED("step", "Prüfschritt", ID_REQUIRED("on"), TOKEN_REQUIRED("step"), CODE_REQUIRED("env", WORDS_ENV), INT_REQUIRED("instance", 1, 999)),
		FIXED_NEEDED("outcome", "Ergebnis", CODE_REQUIRED("outcome", WORDS_OUTCOME), CODE("stelle", WORDS_STELLE_KIND), TEXT("ticket"), DATE("due")),
		FIXED("note", "Bemerkung", TEXT_REQUIRED("note"), CODE("sicht", WORDS_SICHT)),
		FIXED("answers", "Antworten", TEXT_REQUIRED("answers")),
		FIXED("origin", "Herkunft", ID("visit"), CODE("function", WORDS_STELLE_KIND)),
		RETRACTED,
	 }},
	{"obstacle", "Hürde", ID_STAMP, "was im Weg steht; Beträge in Cent; ohne Status ist sie neu, vertrauliche verlassen das Vorhaben nicht",
	 {
		NEEDED("title", "Titel", TEXT_REQUIRED("title")),
		NEEDED("category", "Kategorie", CODES("category", WORDS_CATEGORY, 2)),
		FIELD("anbindung", "Anbindung", ID_REQUIRED("anbindung")),
		FIELD("steps", "Prüfschritte", TOKENS("steps")),
		FIELD("description", "Beschreibung", TEXT_REQUIRED("description")),
		FIELD("punkte", "Präambelpunkt", CODES("punkte", WORDS_PUNKT, 8)),
		FIELD("severity", "Schwere", CODE_REQUIRED("severity", WORDS_SEVERITY)),
		FIELD("status", "Status", CODE_REQUIRED("status", WORDS_OBSTACLE_STATUS), DATE("status_until"), TEXT("status_why"), ID("status_result")),
		FIELD("responsible", "verantwortlich", CODE_REQUIRED("responsible", WORDS_STELLE_KIND), ID("responsible_id")),
		FIELD("level", "Ebene", CODE_REQUIRED("level", WORDS_LEVEL)),
		FIELD("next", "nächster Schritt", TEXT_REQUIRED("next"), CODE("next_stelle", WORDS_STELLE_KIND), DATE("next_date")),
		FIELD("due", "fällig", DATE_REQUIRED("due")),
		FIELD("solution", "Lösung", TEXT_REQUIRED("solution")),
		FIELD("legal", "Rechtsgrundlage", TEXT_REQUIRED("legal")),
		FIELD("amount", "Kosten", INT("amount_once", 0, CENTS_MAX), INT("amount_yearly", 0, CENTS_MAX), CODE("payer", WORDS_ADDRESSEE)),
		FIELD("vertraulich", "vertraulich", CODE_REQUIRED("vertraulich", WORDS_YES_NO)),
		FIELD("berichtsfassung", "Berichtsfassung", TEXT_REQUIRED("berichtsfassung")),
		FIELD("document", "Dokumentationslücke", TEXT_REQUIRED("document")),
		FIXED("origin", "Herkunft", ID("visit"), ID("result")),
		LATER("same_as", "gleich mit", ID_REQUIRED("same_as")),
		RETRACTED,
	 }},
	{"comment", "Kommentar", ID_STAMP, "zu einer Hürde, einer Anbindung, einem Termin, einem Ergebnis oder einer Empfehlung",
	 {
		FIXED_NEEDED("on", "zu", ID_REQUIRED("on")),
		NEEDED("text", "Text", TEXT_REQUIRED("text")),
		FIELD("sicht", "Sicht", CODE_REQUIRED("sicht", WORDS_SICHT)),
		FIELD("question", "Frage an das Team", CODE_REQUIRED("question", WORDS_YES_NO)),
		LATER("answered", "beantwortet", ID_REQUIRED("answered")),
		RETRACTED,
	 }},
	{"note", "Schnellnotiz", ID_STAMP, "",
	 {
		NEEDED("text", "Text", TEXT_REQUIRED("text")),
		FIXED("origin", "Herkunft", ID("visit"), ID("anbindung"), TOKEN("step")),
		LATER("sorted", "einsortiert", CODE_REQUIRED("sorted", WORDS_NOTE_SORTED), ID("sorted_to")),
		RETRACTED,
	 }},
	{"stelle", "Stelle", ID_STAMP, "eine Organisation mit Funktion, nie eine Person",
	 {
		NEEDED("kind", "Art", CODE_REQUIRED("kind", WORDS_STELLE_KIND)),
		NEEDED("name", "Name", TEXT_REQUIRED("name")),
		FIELD("mailbox", "Funktionspostfach", LINE_REQUIRED("mailbox")),
		FIELD("product", "Fachverfahren", LINE_REQUIRED("product"), LINE("version"), TEXT("interface_gap")),
		KEYED("serves", "zuständig für", CODE_REQUIRED("serves", WORDS_YES_NO)),
		RETRACTED,
	 }},
	{"loesungsweg", "So ging es", ID_STAMP, "dass und wie es ging (§ 2 Abs. 3 a)",
	 {
		NEEDED("title", "Titel", TEXT_REQUIRED("title")),
		FIELD("anbindung", "Anbindung", ID_REQUIRED("anbindung")),
		FIELD("steps", "Prüfschritte", TOKENS("steps")),
		FIELD("conditions", "Voraussetzungen", TEXT_REQUIRED("conditions")),
		FIELD("procedure", "Vorgehen", TEXT_REQUIRED("procedure")),
		FIELD("effort", "Aufwand", INT("effort_minutes", 0, 1000000), TEXT("effort")),
		FIELD("traps", "Stolpersteine", TEXT_REQUIRED("traps")),
		RETRACTED,
	 }},
	{"recommendation", "Handlungsempfehlung", ID_STAMP, "Vorschlag an das Forum Kommunalpakt",
	 {
		NEEDED("title", "Titel", TEXT_REQUIRED("title")),
		FIELD("text", "Text", TEXT_REQUIRED("text")),
		FIELD("reason", "Begründung", TEXT_REQUIRED("reason")),
		FIELD("addressee", "Adressaten", CODES("addressee", WORDS_ADDRESSEE, 10)),
		FIELD("status", "Status", CODE_REQUIRED("status", WORDS_RECOMMENDATION_STATUS), DATE("status_date"), TEXT("meeting")),
		KEYED("obstacle", "Hürde", CODE_REQUIRED("obstacle", WORDS_YES_NO)),
		RETRACTED,
	 }},
	{"attachment", "Anlage", ID_STAMP, "Datei auf dem Zweig att/<Gerät>; confirmed: keine Echtdaten, geschwärzt",
	 {
		FIXED_NEEDED("file", "Datei", ID_REQUIRED("on"), SHA256("sha256"), INT_REQUIRED("size", 1, 2097152), TOKEN_REQUIRED("media")),
		FIXED_NEEDED("confirmed", "geprüft", CODE_REQUIRED("confirmed", WORDS_YES_NO)),
		FIELD("title", "Titel", TEXT_REQUIRED("title")),
		RETRACTED,
	 }},
	{"probe", "Probe", ID_STAMP, "automatischer Verbindungstest",
	 {
		FIXED_NEEDED("target", "Ziel", ID("anbindung"), TOKEN("step"), LINE_REQUIRED("target")),
		FIXED_NEEDED("outcome", "Ergebnis", CODE_REQUIRED("ok", WORDS_YES_NO), TEXT("detail")),
		RETRACTED,
	 }},
	{"vollzug", "Vollzugsebene", ID_LAND_LEISTUNG, "wer in einem Land vollzieht (§ 2 Abs. 1)",
	 {
		FIELD("level", "Ebene", TOKEN_REQUIRED("level"), TEXT("level_source")),
		RETRACTED,
	 }},
	{"kommune", "Kommune", ID_KOMMUNE, "was zu einer Kommune bekannt ist, aber nicht im Gemeindeverzeichnis steht; p ist bei successor die Kennung der Nachfolgerin",
	 {
		KEYED("successor", "Nachfolger", DATE_REQUIRED("successor_date"), TEXT("successor_source")),
		KEYED("attribute", "Angabe", LINE_REQUIRED("attribute"), DATE("attribute_date")),
		RETRACTED,
	 }},
	{"verzeichnis", "Gemeindeverzeichnis", ID_SHA256, "eine Datei kommunen/<sha256>.jsonl; es zählt die Datei, der Eintrag sagt nur, wer sie wann eingelesen hat",
	 {
		FIXED_NEEDED("stand", "Gebietsstand", DATE_REQUIRED("stand")),
		RETRACTED,
	 }},
	{"checkliste", "Checkliste", ID_VERSIONED, "veröffentlicht von einer Leitung",
	 {
		NEEDED("sha256", "Inhalt", SHA256("sha256")),
		RETRACTED,
	 }},
	{"device", "Gerät", ID_DEVICE, "role und blocked gelten nur von einer Leitung; blocked_after ist die Nummer des letzten Pakets, das zählt, und fehlt, wenn die Sperre endet",
	 {
		NEEDED("funktion", "Aufgabe", CODE_REQUIRED("funktion", WORDS_ROLE)),
		FIELD("name", "Name", TEXT_REQUIRED("name")),
		LATER("role", "Rolle", CODE_REQUIRED("role", WORDS_ROLE)),
		LATER("blocked", "gesperrt", INT_REQUIRED("blocked_after", 0, STAMP_N_MAX)),
		RETRACTED,
	 }},
	{"redaction", "Löschung", ID_STAMP, "nimmt einen Text aus dem Verkehr; gilt nur von einer Leitung. op ist der Stempel des Eintrags, slot der Name seiner Angabe",
	 {
		FIXED_NEEDED("what", "was", ID_REQUIRED("op"), TOKEN_REQUIRED("slot"), TEXT("why")),
		RETRACTED,
	 }},
	{"vorhaben", "Vorhaben", ID_SINGLE, "Angaben zum Vorhaben",
	 {
		KEYED("param", "Angabe", TEXT_REQUIRED("param")),
		RETRACTED,
	 }},
	{NULL, NULL, 0, NULL, {{NULL, NULL, {{NULL, 0, 0, 0, FALSE}}, FALSE, FALSE, FALSE, FALSE}}},
};
