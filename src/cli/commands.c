/*
 * The table of commands: what can be typed, what it is called, which options it takes, what it runs. Parsing, „meinten Sie …?“, help and
 * the manual page (vorort help --mdoc) are made from it; a new command is a new row.
 */
#include "commands.h"

#include "filter.h"

#define END {NULL, NULL, NULL, 0, 0, NULL, 0}
#define SET {"set", "FELD=WERT", "weitere Felder; alle nennt die Hilfe des Befehls", 0, OPTION_MANY, NULL, 0}
#define BLACKENED {"geschwaerzt", NULL, "bestätigt: keine Echtdaten; Namen, Anschriften, Aktenzeichen und Zugangsdaten sind geschwärzt", 0, 0, NULL, 0}
#define PROGRESS_FD {"progress-fd", "N", "Fortschritt als Zeilen „was, erledigt, gesamt, Bytes übrig“ in diesen Deskriptor; über einen Socket auch Fragen", 0, 0, NULL, 0}
#define WHY {"why", "TEXT", "Grund", 0, OPTION_REQUIRED, NULL, 0}

static const CliOption init_options[] = {
	{"name", "GERÄT", "Name dieses Geräts", 0, 0, NULL, 0},
	{"user", "KÜRZEL", "Kürzel des Teams oder der Funktion, kein Personenname", 0, 0, NULL, 0},
	{"role", "ROLLE", "Aufgabe: roll_out_team, taskforce, koordination, leitung, lesend", WORDS(WORDS_ROLE), 0, NULL, 0},
	{"remote", "URL", "gemeinsame Ablage: Ordner, ssh:// oder https://", 0, 0, NULL, 0},
	{"land", "LAND", "Land, in dem das Vorhaben läuft", WORDS(WORDS_LAND), 0, NULL, 0},
	{"ca-file", "DATEI", "für https: Zertifikate der eigenen Zertifizierungsstelle (PEM) statt der des Systems", 0, 0, NULL, 0},
	{"client-cert", "DATEI", "für https: Client-Zertifikat (PEM)", 0, 0, NULL, 0},
	{"client-key", "DATEI", "für https: Schlüssel dazu (PEM), wenn er nicht in derselben Datei steht", 0, 0, NULL, 0},
	{"auto-sync", "ja|nein", "in der Oberfläche von selbst abgleichen, sobald der gemeinsame Speicher erreichbar ist (sonst: nein)", 0, 0, NULL, 0},
	END};

static const CliOption stelle_add[] = {
	{"kind", "ART", "Art der Stelle", WORDS(WORDS_STELLE_KIND), OPTION_REQUIRED, "kind", 0},
	{"name", "NAME", "Name der Stelle, nie einer Person", 0, OPTION_REQUIRED, "name", 0},
	SET,
	END};

static const CliOption serve_options[] = {
	{"kreis", "KREIS", "alle eines Kreises (fünf Ziffern)", 0, 0, NULL, 0},
	{"land", "LAND", "ein ganzes Land", WORDS(WORDS_LAND), 0, NULL, 0},
	{"remove", NULL, "bedient sie nicht mehr", 0, 0, NULL, 0},
	END};

static const CliOption apply_options[] = {{"dry-run", NULL, "nur sagen, was sich ändern würde", 0, 0, NULL, 0}, END};

static const CliOption anbindung_add[] = {
	{"kommune", "KOMMUNE", "AGS, ARS oder eindeutiger Name", 0, OPTION_REQUIRED, NULL, 0},
	{"leistung", "LEISTUNG", "Schlüssel der Fokusleistung", 0, OPTION_REQUIRED, NULL, 0},
	{"param", "NAME=WERT", "Angabe, nach der sich die Checkliste richtet", 0, OPTION_MANY, NULL, 0},
	END};

static const CliOption successor_options[] = {
	{"date", "TAG", "seit wann es die Nachfolgerin ist", 0, OPTION_REQUIRED | OPTION_DATE, NULL, 0},
	{"source", "TEXT", "wo das steht, zum Beispiel ein Gesetz- und Verordnungsblatt", 0, OPTION_REQUIRED, NULL, 0},
	END};

static const CliOption visit_add[] = {
	{"anbindung", "ID", "Anbindung, um die es geht; mehrmals möglich", 0, OPTION_MANY | OPTION_REQUIRED, "anbindungen", 0},
	{"date", "TAG", "Tag des Termins", 0, OPTION_DATE, "date", 0},
	{"place", "ORT", "Ort", 0, 0, "place", 0},
	{"team", "TEAM", "Kürzel des Teams", 0, 0, "team", 0},
	{"present", "WER", "anwesende Funktionen, mit Komma getrennt", WORDS(WORDS_PRESENT), OPTION_CODES, "present", 0},
	SET,
	END};

static const CliOption visit_close[] = {
	{"fazit", "FAZIT", "go_live, restarbeiten, wiederholung, abgebrochen", WORDS(WORDS_FAZIT), OPTION_REQUIRED, NULL, 0},
	{"text", "TEXT", "Fazit in Worten", 0, 0, NULL, 0},
	END};

static const CliOption result_add[] = {
	{"env", "UMGEBUNG", "test, stage oder prod (sonst die erste des Schritts)", WORDS(WORDS_ENV), 0, NULL, 0},
	{"instance", "N", "Wiederholung, von 1 an gezählt", 0, 0, NULL, 0},
	{"visit", "ID", "Termin, bei dem geprüft wurde", 0, 0, NULL, 0},
	{"by", "FUNKTION", "wer bedient hat (Art der Stelle)", WORDS(WORDS_STELLE_KIND), 0, NULL, 0},
	{"note", "TEXT", "Bemerkung oder Grund", 0, 0, NULL, 0},
	{"sicht", "SICHT", "Bemerkung ist intern (sonst) oder protokoll", WORDS(WORDS_SICHT), 0, NULL, 0},
	{"stelle", "STELLE", "Stelle, auf die gewartet wird oder die nacharbeitet", WORDS(WORDS_STELLE_KIND), 0, NULL, 0},
	{"ticket", "NUMMER", "Ticket oder Vorgangsnummer", 0, 0, NULL, 0},
	{"due", "TAG", "erwartet am, oder bis wann", 0, OPTION_DATE, NULL, 0},
	{"field", "NAME=WERT", "Antwort auf eine Frage des Schritts; nachweis=… nennt den Ort des Nachweises", 0, OPTION_MANY, NULL, 0},
	{"attach", "DATEI", "Anlage, höchstens 2 MiB; mehrmals möglich, nur mit --geschwaerzt", 0, OPTION_MANY, NULL, 0},
	BLACKENED,
	{"for-stelle", "ID", "für alle, die diese Stelle bedient (ohne ID: die Stelle, die bekannt ist); nur Schritte, die je IT-Dienstleister oder Land geprüft werden", 0, OPTION_MAYBE, NULL, 0},
	END};

static const CliOption obstacle_add[] = {
	{"anbindung", "ID", "Anbindung, bei der sie auftritt", 0, 0, "anbindung", 0},
	{"step", "SCHRITT", "betroffener Prüfschritt; mehrmals möglich", 0, OPTION_MANY, "steps", 0},
	{"title", "TITEL", "was im Weg steht, in einem Satz", 0, OPTION_REQUIRED, "title", 0},
	{"category", "KATEGORIE", "eine oder zwei, mit Komma getrennt", WORDS(WORDS_CATEGORY), OPTION_REQUIRED | OPTION_CODES, "category", 0},
	SET,
	END};

static const CliOption defer_options[] = {
	{"step", "SCHRITT", "dieser Schritt; mehrmals möglich (sonst alle, die von denen der Hürde abhängen)", 0, OPTION_MANY, NULL, 0},
	{"visit", "ID", "Termin, bei dem es sich zeigte", 0, 0, NULL, 0},
	{"by", "FUNKTION", "wer Auskunft gab (Art der Stelle)", WORDS(WORDS_STELLE_KIND), 0, NULL, 0},
	END};

static const CliOption steps_options[] = {
	{"present", "WER", "nur Schritte, die mit diesen Funktionen möglich sind, und wie viele Minuten jede noch gebraucht wird", WORDS(WORDS_PRESENT),
	 OPTION_CODES, NULL, 0},
	END};

static const CliOption comment_options[] = {{"question", NULL, "Frage an das Team; bleibt stehen, bis sie beantwortet ist", 0, 0, NULL, 0}, END};

static const CliOption note_add[] = {
	{"anbindung", "ID", "Anbindung, zu der sie gehört", 0, 0, "anbindung", 0},
	{"step", "SCHRITT", "Prüfschritt, zu dem sie gehört", 0, 0, "step", 0},
	{"visit", "ID", "Termin, bei dem sie entstand", 0, 0, "visit", 0},
	END};

static const CliOption note_sort[] = {
	{"anbindung", "ID", "zu einem Schritt dieser Anbindung (sonst die, die die Notiz nennt)", 0, 0, NULL, 0},
	{"step", "SCHRITT", "Prüfschritt (sonst der, den die Notiz nennt)", 0, 0, NULL, 0},
	{"to", "ID", "wozu der Kommentar gehört: Hürde, Anbindung, Termin, Ergebnis oder Empfehlung", 0, 0, NULL, 0},
	{"sicht", "SICHT", "intern (sonst) oder protokoll", WORDS(WORDS_SICHT), 0, NULL, 0},
	{"set", "FELD=WERT", "Felder der neuen Hürde, etwa category=technisch", 0, OPTION_MANY, NULL, 0},
	END};

static const CliOption remind_options[] = {{"output", "DATEI", "in diese Datei statt auf die Ausgabe", 0, 0, NULL, 'o'}, END};

static const CliOption loesungsweg_add[] = {
	{"title", "TITEL", "was gelungen ist", 0, 0, "title", 0},
	{"anbindung", "ID", "Anbindung, bei der es ging", 0, 0, "anbindung", 0},
	{"preset", NULL, "vorbelegen mit dem, was die Anbindung weiß: Angaben, Stellen, Termine, behobene Hürden", 0, 0, NULL, 0},
	{"step", "SCHRITT", "Prüfschritt; mehrmals möglich", 0, OPTION_MANY, "steps", 0},
	{"conditions", "TEXT", "Voraussetzungen: Fachverfahren und Version, Transportweg, IT-Dienstleister", 0, 0, "conditions", 0},
	{"procedure", "TEXT", "Vorgehen", 0, 0, "procedure", 0},
	{"minutes", "N", "Aufwand in Minuten", 0, 0, "effort_minutes", 0},
	{"effort", "TEXT", "Aufwand in Worten", 0, 0, "effort", 0},
	{"traps", "TEXT", "Stolpersteine", 0, 0, "traps", 0},
	SET,
	END};

static const CliOption loesungsweg_list[] = {{"for", "ANBINDUNG", "die passendsten zuerst: gleiche Leistung und gleiches Fachverfahren, gleiche Leistung, andere", 0, 0, NULL, 0}, END};
static const CliOption claim_options[] = {
	{"stelle", "ID", "Stelle, die sie übernimmt, statt dieses Geräts", 0, 0, NULL, 0},
	{"remove", NULL, "niemand mehr", 0, 0, NULL, 0},
	END};
static const CliOption which_anbindung[] = {{"anbindung", "ID", "welche, wenn zum Termin mehrere gehören", 0, 0, NULL, 0}, END};
static const CliOption diff_options[] = {{"step", "SCHRITT", "nur dieser Prüfschritt", 0, 0, NULL, 0}, END};
static const CliOption suggest_options[] = {
	{"apply", NULL, "den Vorschlag mit Begründung setzen", 0, 0, NULL, 0},
	{"date", "TAG", "seit wann er gilt, sonst heute", 0, OPTION_DATE, NULL, 0},
	END};

static const CliOption recommendation_add[] = {{"title", "TITEL", "Vorschlag in einem Satz", 0, OPTION_REQUIRED, "title", 0}, SET, END};

static const CliOption update_options[] = {{"apply", NULL, "die neuere Version übernehmen", 0, 0, NULL, 0}, END};
static const CliOption vollzug_options[] = {{"source", "TEXT", "woher das bekannt ist", 0, OPTION_REQUIRED, NULL, 0}, END};
static const CliOption why_options[] = {WHY, END};
static const CliOption block_options[] = {{"after", "N", "Nummer des letzten Pakets, das noch gilt; sonst das letzte bekannte", 0, 0, NULL, 0}, END};

static const CliOption sync_options[] = {
	{"remote", "URL", "andere Ablage als die eingestellte, oder eine Datei von „bundle“, die eingelesen wird", 0, 0, NULL, 0},
	{"quiet", NULL, "nur Fehler melden", 0, 0, NULL, 0},
	PROGRESS_FD,
	END};

static const CliOption attachment_add[] = {
	BLACKENED,
	{"title", "TITEL", "wie sie heißt; sonst der Name der Datei", 0, 0, NULL, 0},
	END};
static const CliOption attachment_save[] = {
	{"output", "DATEI", "in diese Datei oder diesen Ordner; sonst in den aktuellen Ordner", 0, 0, NULL, 'o'},
	{"quiet", NULL, "nur Fehler melden", 0, 0, NULL, 0},
	PROGRESS_FD,
	END};

static const CliOption bundle_options[] = {
	{"first", NULL, "auch wenn dieses Gerät noch mit niemandem abgeglichen hat: Es beginnt damit ein Vorhaben", 0, 0, NULL, 0}, END};
static const CliOption backup_options[] = {
	{"without-key", NULL, "ohne Schlüssel: Was noch nicht unterschrieben ist, wird vorher unterschrieben", 0, 0, NULL, 0}, END};
static const CliOption purge_options[] = {
	{"remote", "URL", "andere Ablage als die eingestellte, ein Stick zum Beispiel", 0, 0, NULL, 0},
	{"yes", NULL, "ohne Rückfrage", 0, 0, NULL, 0},
	END};
static const CliOption restore_options[] = {
	{"over", NULL, "auch wenn schon Daten da sind; sie werden daneben aufgehoben", 0, 0, NULL, 0}, END};

#define REPORT_OPTIONS                                                                                                                      \
	{"format", "FORMAT", "html, md, txt, docx oder pdf; sonst nach der Endung von DATEI, ohne sie txt", 0, 0, NULL, 0},                 \
	{                                                                                                                                    \
		"output", "DATEI", "in diese Datei statt auf die Ausgabe", 0, 0, NULL, 'o'                                                   \
	}
static const CliOption report_options[] = {REPORT_OPTIONS, END};
static const CliOption preparation_options[] = {{"begin", "UHRZEIT", "Beginn am Tag des Termins, sonst 9:00", 0, 0, NULL, 0}, REPORT_OPTIONS, END};

static const CliOption questionnaire_write[] = {{"output", "DATEI", "in diese Datei (.xlsx)", 0, OPTION_REQUIRED, NULL, 'o'}, END};
static const CliOption questionnaire_read[] = {{"yes", NULL, "Neues und Abweichendes übernehmen, ohne zu fragen", 0, 0, NULL, 0}, END};

static const CliOption export_options[] = {
	{"format", "FORMAT", "json oder csv (für Excel); bei ics: ics", 0, 0, NULL, 0},
	{"output", "DATEI", "in diese Datei statt auf die Ausgabe", 0, 0, NULL, 'o'},
	END};

static const CliOption show_options[] = {{"format", "FORMAT", "txt oder md (Markdown)", 0, 0, NULL, 0}, END};
static const CliOption new_options[] = {{"output", "DATEI", "in diese Datei statt auf die Ausgabe", 0, 0, NULL, 'o'}, END};
static const CliOption overview_options[] = {
	{"by", "WAS", "Zeilen: kommune, kreis oder land", 0, 0, NULL, 0},
	{"output", "DATEI", "als CSV für Excel in diese Datei statt auf die Ausgabe", 0, 0, NULL, 'o'},
	END};
static const CliOption lint_options[] = {{"previous", "DATEI", "vorige Fassung, mit der verglichen wird", 0, 0, NULL, 0}, END};
static const CliOption fmt_options[] = {{"check", NULL, "nur nennen, welche Dateien nicht in Normalform sind; Status 1, wenn es welche gibt", 0, 0, NULL, 0}, END};
static const CliOption demo_options[] = {{"text", NULL, "als Text erzählen, auch wenn ein Terminal da ist", 0, 0, NULL, 0}, END};
static const CliOption help_options[] = {{"mdoc", NULL, "Abschnitt BEFEHLE der Handbuchseite", 0, 0, NULL, 0}, END};

#define RECORD_FILTERS (FILTER_TEXT | FILTER_OPEN | FILTER_DIFF)

const CliCommand cli_commands[] = {
	{"init", NULL, "", "Gerät einrichten oder Einstellungen ändern",
	 "Legt beim ersten Mal Schlüssel und Datenbank an. Später ändert es nur, was genannt ist. Wer die gemeinsame Ablage anlegt, ist die "
	 "erste Leitung.", run_init, 0, 0, init_options, 0, 0, 0},
	{"status", NULL, "", "Stand dieses Geräts", "Einträge, offene Hürden, was noch nicht abgeglichen ist und was eine Entscheidung braucht.",
	 run_status, 0, 0, NULL, 0, 0, 0},

	{"leistung", "list", "", "Fokusleistungen auflisten", "", run_leistung_list, 0, 0, NULL, FILTER_TEXT, 0, 0},
	{"leistung", "show", "LEISTUNG", "eine Fokusleistung mit ihren Belegen zeigen", "", run_leistung_show, 1, 1, NULL, 0, 0, 0},
	{"vorhaben", "show", "", "Angaben zum Vorhaben zeigen", "Grundlage, Laufzeit, Verlängerung und wer entscheidet, mit Beleg.", run_vorhaben_show, 0, 0,
	 NULL, 0, 0, 0},
	{"vorhaben", "set", "ANGABE=WERT …", "Angaben zum Vorhaben ändern",
	 "Etwa verlaengerung=…; gilt nach dem Abgleich für alle und ersetzt, was der Katalog sagt.", run_vorhaben_set, 1, 0, NULL, 0, 0, 0},
	{"checklist", "list", "", "Checklisten auflisten", "Je Transportweg, was bei einem gewöhnlichen Termin zu prüfen ist; --json auch NL-Abdeckung und Belege.",
	 run_checklist_list, 0, 0, NULL, 0, 0, 0},
	{"checklist", "show", "LEISTUNG", "eine Checkliste mit allen Prüfschritten zeigen", "Statt der LEISTUNG geht auch eine Datei, die auf .yaml endet.", run_checklist_show, 1, 1, show_options, FILTER_STEP | FILTER_PHASE | FILTER_TEXT, 0, 0},
	{"checklist", "lint", "DATEI …", "Checklisten prüfen",
	 "Meldet Fehler und Warnungen mit Datei, Zeile und Spalte: Schreibweise, Kennungen, Bedingungen, unerreichbare Schritte, fehlende "
	 "NL-Abdeckung, Längen, Schlüssel; bei Dateien in bausteine/ auch, was keine Checkliste verwendet. Mit --previous auch, was sich gegen "
	 "die vorige Fassung nicht ändern darf. Status 1, wenn Fehler gefunden wurden.", run_checklist_lint, 1, 0, lint_options, 0, 0,
	 COMMAND_WITHOUT_APP},
	{"checklist", "new", "LEISTUNG", "Gerüst für eine eigene Checkliste", "Auf die Ausgabe oder in eine Datei, die es noch nicht gibt.", run_checklist_new,
	 1, 1, new_options, 0, 0, COMMAND_WITHOUT_APP},
	{"checklist", "fmt", "DATEI …", "Checklisten, Bausteine und Katalog in Normalform bringen",
	 "Ordnet Schlüssel, Einrückung, Anführungszeichen und Leerzeilen; Inhalt und Kommentare bleiben. Dateien mit Fehlern bleiben, wie sie "
	 "sind; Status 1.", run_checklist_fmt, 1, 0, fmt_options, 0, 0, COMMAND_WITHOUT_APP},
	{"checklist", "diff", "ALT NEU", "zwei Versionen einer Checkliste vergleichen",
	 "ALT und NEU sind Dateien. Zeigt neue, geänderte und entfallene Schritte und Angaben, bei geänderten den bisherigen und den neuen Text.",
	 run_checklist_diff, 2, 2, NULL, 0, 0, COMMAND_WITHOUT_APP},
	{"checklist", "publish", "DATEI", "eine Checkliste für alle veröffentlichen", "Nur eine Leitung. Der nächste Abgleich verteilt sie.",
	 run_checklist_publish, 1, 1, NULL, 0, 0, 0},

	{"overview", NULL, "", "Übersicht der Bedarfsträger: welche Leistung wo wie weit ist",
	 "Eine Zeile je Kommune, Kreis oder Land, eine Spalte je Leistung. --open zeigt nur Kommunen mit einer Anbindung.", run_overview, 0, 0,
	 overview_options, FILTER_LAND | FILTER_KREIS | FILTER_SIZE | FILTER_LEISTUNG | FILTER_STATUS | FILTER_FIRST_MOVER | FILTER_TEXT | FILTER_OPEN,
	 WORDS(WORDS_ANBINDUNG_STATE), 0},

	{"kommune", "import", "DATEI", "Gemeindeverzeichnis einlesen",
	 "Liest das GV100AD des Statistischen Bundesamts (.txt, .ASC oder das ZIP-Archiv), die Codeliste „AGS“ (Genericode), die Normalform "
	 "(.jsonl) oder eine CSV der Onlineangebote (ars;leistungsschluessel;…), ganz oder gar nicht. Erkannt wird der Inhalt, nicht der Name. "
	 "Der Bericht nennt, was neu, umbenannt, zusammengelegt und entfallen ist.",
	 run_kommune_import, 1, 1, NULL, 0, 0, 0},
	{"kommune", "search", "TEXT", "Kommunen suchen",
	 "Teile des Namens in beliebiger Folge, AGS, ARS, PLZ, Kreis oder Land; Umlaute und Akzente sind nicht nötig.", run_kommune_search,
	 1, 1, NULL, FILTER_LAND, 0, 0},
	{"kommune", "show", "KOMMUNE", "eine Kommune mit ihrem Verlauf und ihren Anbindungen zeigen",
	 "Verband, Gebietsstände, Vorgänger und Nachfolger, Onlineangebote; auch wenn es sie nicht mehr gibt.", run_kommune_show, 1, 1, NULL, 0, 0, 0},
	{"kommune", "successor", "ALT NEU", "angeben, welche Kommune auf eine andere folgt",
	 "Für entfallene Kommunen, deren Nachfolge das Verzeichnis nicht zeigt. Befunde bleiben bei der alten.", run_kommune_successor, 2, 2,
	 successor_options, 0, 0, 0},

	{"stelle", "add", "", "Stelle anlegen", "Eine Organisation mit Funktion und Funktionspostfach, nie eine Person.", run_add, 0, 0,
	 stelle_add, 0, 0, 0},
	{"stelle", "list", "", "Stellen auflisten", "", run_list, 0, 0, NULL, FILTER_RESPONSIBLE | FILTER_TEXT | FILTER_DIFF, 0, 0},
	{"stelle", "show", "ID", "eine Stelle zeigen", "", run_show, 1, 1, NULL, 0, 0, 0},
	{"stelle", "set", "ID FELD=WERT …", "Felder einer Stelle ändern", "", run_set, 2, 0, NULL, 0, 0, 0},
	{"stelle", "serve", "ID KOMMUNE …", "festlegen, welche Kommunen eine Stelle bedient",
	 "Was einmal für die Stelle geprüft ist, gilt dann für sie alle.", run_stelle_serve, 1, 0, serve_options, 0, 0, 0},
	{"stelle", "apply", "ID", "Angaben einer Stelle in alle Anbindungen übernehmen, die sie bedient",
	 "Trägt die Stelle ein, bei einem IT-Dienstleister auch die Kopfstelle, bei einem Fachverfahren dessen Namen; es gehört "
	 "zu einer Leistung, die --leistung nennt. Was dort schon anders "
	 "angegeben ist, bleibt und wird genannt. Ein undo nimmt alles zurück.", run_stelle_apply, 1, 1, apply_options, FILTER_LEISTUNG, 0, 0},
	{"stelle", "confirm", "ID FELD EINTRAG", "eine von mehreren abweichenden Eingaben bestätigen", "", run_confirm, 3, 3, NULL, 0, 0, 0},

	{"vollzug", "list", "", "wer welche Leistung in welchem Land vollzieht",
	 "Aus dem Katalog mit Beleg; was ein Team eingetragen hat, steht statt dessen da.", run_vollzug_list, 0, 0, NULL, FILTER_LAND | FILTER_LEISTUNG, 0, 0},
	{"vollzug", "set", "LAND/LEISTUNG EBENE", "die Vollzugsebene bestätigen oder berichtigen",
	 "EBENE: gemeinde, verband, kreis, land, kammer oder bund; mehrere mit Komma, wo es im Land verschieden ist. Danach richtet sich der "
	 "Hinweis beim Anlegen von Anbindungen und Terminen.", run_vollzug_set, 2, 2, vollzug_options, 0, 0, 0},
	{"vollzug", "show", "LAND/LEISTUNG", "eine eingetragene Vollzugsebene mit ihrem Verlauf zeigen", "LAND sind zwei Ziffern.", run_show, 1, 1, NULL, 0, 0, 0},
	{"vollzug", "confirm", "LAND/LEISTUNG FELD EINTRAG", "eine von mehreren abweichenden Eingaben bestätigen", "FELD ist level; LAND sind zwei Ziffern.", run_confirm, 3, 3, NULL, 0, 0, 0},

	{"anbindung", "add", "", "Anbindung anlegen: eine Leistung an einer Kommune",
	 "Gibt es sie schon, werden ihre Angaben geändert. Die Kennung ist <Kommune>/<Leistung>, etwa ags:06435014/wohngeld.",
	 run_anbindung_add, 0, 0, anbindung_add, 0, 0, 0},
	{"anbindung", "list", "", "Anbindungen auflisten", "", run_list, 0, 0, NULL, FILTER_PLACE | FILTER_STATUS | FILTER_FACHVERFAHREN | RECORD_FILTERS, WORDS(WORDS_ANBINDUNG_STATE), 0},
	{"anbindung", "show", "ID", "eine Anbindung zeigen", "Angaben, Fortschritt, was wartet, Hürden, Termine, Kommentare und Verlauf.",
	 run_anbindung_show, 1, 1, NULL, 0, 0, 0},
	{"anbindung", "set", "ID FELD=WERT …", "Felder einer Anbindung ändern", "", run_set, 2, 0, NULL, 0, 0, 0},
	{"anbindung", "confirm", "ID FELD EINTRAG", "eine von mehreren abweichenden Eingaben bestätigen", "", run_confirm, 3, 3, NULL, 0, 0, 0},
	{"anbindung", "steps", "ID", "Prüfschritte einer Anbindung mit ihrem Stand", "", run_anbindung_steps, 1, 1, steps_options, FILTER_STEP | FILTER_PHASE | FILTER_LEVEL | FILTER_STATUS | RECORD_FILTERS, WORDS(WORDS_OUTCOME), 0},
	{"anbindung", "update", "ID", "neuere Version der Checkliste zeigen und übernehmen",
	 "Zeigt, was die neuere Version ändert; --apply übernimmt sie. Eine von der Leitung veröffentlichte Version geht der installierten vor. "
	 "Ergebnisse gelten nach ihrem Schritt weiter, undo nimmt es zurück.", run_anbindung_update, 1, 1, update_options, 0, 0, 0},
	{"anbindung", "suggest", "ID", "Stand, den die Prüfschritte nahelegen",
	 "Mit Begründung; --apply setzt ihn mit Datum und der Begründung als Quelle.", run_anbindung_suggest, 1, 1, suggest_options, 0, 0, 0},

	{"visit", "add", "", "Termin anlegen", "", run_add, 0, 0, visit_add, 0, 0, 0},
	{"visit", "list", "", "Termine auflisten", "", run_list, 0, 0, NULL, FILTER_PLACE | FILTER_ANBINDUNG | FILTER_FACHVERFAHREN | FILTER_STATUS | FILTER_DUE | RECORD_FILTERS, WORDS(WORDS_VISIT_STATUS), 0},
	{"visit", "show", "ID", "einen Termin mit Ergebnissen und Hürden zeigen", "", run_visit_show, 1, 1, NULL, 0, 0, 0},
	{"visit", "set", "ID FELD=WERT …", "Felder eines Termins ändern", "", run_set, 2, 0, NULL, 0, 0, 0},
	{"visit", "confirm", "ID FELD EINTRAG", "eine von mehreren abweichenden Eingaben bestätigen", "", run_confirm, 3, 3, NULL, 0, 0, 0},
	{"visit", "evening", "ID", "Tagesabschluss: was am Ende des Tages noch zu tun ist",
	 "Notizen, was läuft, Hürden ohne Stelle oder nächsten Schritt, abweichende Eingaben, Fehler ohne Bemerkung, Protokoll, Fazit, Abgleich. "
	 "Alles folgt aus den Daten und lässt sich jederzeit fortsetzen.", run_visit_evening, 1, 1, NULL, 0, 0, 0},
	{"visit", "close", "ID", "Termin mit einem Fazit abschließen", "", run_visit_close, 1, 1, visit_close, 0, 0, 0},
	{"visit", "todo", "ID", "was beim nächsten Termin zu tun ist",
	 "Nicht bestandene Schritte zuerst, dann was wartet, was sich seit dem letzten Termin geändert hat, und was offen ist.", run_visit_todo, 1, 1,
	 which_anbindung, 0, 0, 0},
	{"visit", "compare", "TERMIN [TERMIN]", "zwei Termine vergleichen",
	 "Welche Schritte schlechter, besser, neu oder unverändert sind; ohne den zweiten mit heute. Es zählt die Reihenfolge der Einträge, nicht die Uhr.",
	 run_visit_compare, 1, 2, which_anbindung, 0, 0, 0},
	{"visit", "merge", "TERMIN TERMIN", "zwei Termine desselben Tages zusammenführen",
	 "Der früher angelegte bleibt und bekommt, was ihm fehlt; der andere wird mit Verweis zurückgezogen. Seine Ergebnisse, Notizen und Hürden "
	 "stehen danach auch beim ersten. Ein undo nimmt es zurück.", run_visit_merge, 2, 2, NULL, 0, 0, 0},
	{"visit", "claim", "TERMIN PHASE", "eine Phase übernehmen, als Hinweis für das andere Gerät", "Gesperrt wird nichts.", run_visit_claim, 2, 2,
	 claim_options, 0, 0, 0},

	{"result", "add", "ANBINDUNG SCHRITT ERGEBNIS", "Ergebnis eines Prüfschritts aufnehmen",
	 "ERGEBNIS: passed, passed_open, failed, waiting, blocked, not_tested, not_applicable oder das deutsche Wort. Ein Nachtest ist ein "
	 "neues Ergebnis; überschrieben wird nichts.", run_result_add, 3, 3, result_add, 0, 0, 0},
	{"result", "list", "ANBINDUNG", "alle Ergebnisse einer Anbindung oder einer Stelle",
	 "Mit einer Stelle, was einmal für alle geprüft wurde, die sie bedient. B1@wohngeld gilt dort für eine Leistung.", run_result_list, 1, 1, NULL, FILTER_STEP | FILTER_PHASE | FILTER_STATUS | FILTER_RESPONSIBLE | FILTER_DUE | FILTER_TEXT | FILTER_OPEN, WORDS(WORDS_OUTCOME), 0},
	{"result", "show", "ID", "ein Ergebnis mit dem Text des Prüfschritts zeigen",
	 "Den Text in der Version der Checkliste, mit der geprüft wurde, auch wenn inzwischen eine neuere gilt.", run_result_show, 1, 1, NULL, 0, 0, 0},
	{"result", "retract", "ID", "ein Ergebnis zurückziehen", "Es bleibt im Verlauf sichtbar, zählt aber nicht mehr.", run_result_retract, 1, 1,
	 why_options, 0, 0, 0},
	{"result", "diff", "ANBINDUNG", "Ergebnisse, die zugleich gelten und sich widersprechen", "", run_result_diff, 1, 1, diff_options, 0, 0, 0},
	{"result", "confirm", "ID", "eines von mehreren abweichenden Ergebnissen gelten lassen", "Die anderen bleiben im Verlauf.", run_result_confirm, 1, 1,
	 NULL, 0, 0, 0},

	{"attachment", "add", "ID DATEI", "eine Datei zu einem Ergebnis, einer Hürde oder etwas anderem anlegen",
	 "Höchstens 2 MiB und nur ohne Echtdaten: Das bestätigt --geschwaerzt. Die Regel ist der Verweis, nämlich „nachweis“ im Ergebnis mit dem "
	 "Ablageort. Gesendet wird die Datei beim Abgleich nach den Befunden.", run_attachment_add, 2, 2, attachment_add, 0, 0, 0},
	{"attachment", "list", "[ID]", "Anlagen auflisten", "Mit ID, was zu ihr gehört.", run_attachment_list, 0, 1, NULL, 0, 0, 0},
	{"attachment", "show", "ID", "eine Anlage zeigen", "", run_attachment_show, 1, 1, NULL, 0, 0, 0},
	{"attachment", "save", "ID", "die Datei einer Anlage speichern",
	 "Liegt sie nicht auf diesem Gerät, wird sie jetzt von der gemeinsamen Ablage geholt (Status 3, wenn die nicht erreichbar ist) und bleibt "
	 "dann hier. Überschrieben wird nichts; in einem Ordner bekommt sie einen Namen nach ihrem Inhalt, nicht nach ihrem Titel. Geöffnet wird "
	 "sie nicht.", run_attachment_save, 1, 1, attachment_save, 0, 0, 0},
	{"attachment", "set", "ID title=TITEL", "den Titel einer Anlage ändern", "", run_set, 2, 0, NULL, 0, 0, 0},
	{"attachment", "confirm", "ID FELD EINTRAG", "eine von mehreren abweichenden Eingaben bestätigen", "FELD ist title.", run_confirm, 3, 3, NULL, 0, 0, 0},
	{"attachment", "retract", "ID", "eine Anlage zurückziehen",
	 "Sie ist dann nicht mehr zu sehen; war sie schon gesendet, bleibt ihre Datei auf dem Server. „redact ID file“ löscht sie.",
	 run_attachment_retract, 1, 1, why_options, 0, 0, 0},

	{"--linear", NULL, "[TERMIN|ANBINDUNG]", "Prüflauf als Fragen und Antworten",
	 "Zeile für Zeile, ohne Steuerzeichen, für Sprachausgabe, serielle Konsolen und Skripte; siehe LINEARE BEDIENUNG. Ohne TERMIN und "
	 "ANBINDUNG fragt es nach dem Termin. Mit ANBINDUNG gehören die Ergebnisse zu keinem Termin.", run_linear, 0, 1, NULL, 0, 0,
	 COMMAND_TELLS_WARNINGS},

	{"obstacle", "add", "", "Hürde aufnehmen", "", run_add, 0, 0, obstacle_add, 0, 0, 0},
	{"obstacle", "list", "", "Hürden auflisten", "", run_obstacle_list, 0, 0, NULL, FILTER_ALL, WORDS(WORDS_OBSTACLE_STATUS), 0},
	{"obstacle", "show", "ID", "eine Hürde mit ihren Prüfschritten, Kommentaren und Verlauf zeigen", "", run_obstacle_show, 1, 1, NULL, 0, 0, 0},
	{"obstacle", "set", "ID … FELD=WERT …", "Felder einer oder mehrerer Hürden ändern", "Beträge stehen in Cent.", run_set, 2, 0, NULL, 0, 0, 0},
	{"obstacle", "defer", "ID", "Prüfschritte wegen einer Hürde zurückstellen",
	 "Offene Schritte, die erst nach denen der Hürde möglich sind, werden „nicht prüfbar“ und stehen bei der Hürde; ein undo nimmt alles "
	 "zurück. Ist sie behoben, umgangen oder keine, sind sie wieder zu prüfen. Gibt aus, welche es sind.", run_obstacle_defer, 1, 1,
	 defer_options, 0, 0, 0},
	{"obstacle", "comment", "ID TEXT", "eine Hürde kommentieren", "", run_obstacle_comment, 2, 2, comment_options, 0, 0, 0},
	{"obstacle", "confirm", "ID FELD EINTRAG", "eine von mehreren abweichenden Eingaben bestätigen",
	 "„obstacle show“ zeigt alle Werte mit ihren Einträgen. EINTRAG ist die Kennung des Werts, der gelten soll.", run_confirm, 3, 3, NULL, 0, 0, 0},

	{"note", "add", "TEXT", "Schnellnotiz", "", run_add, 1, 1, note_add, 0, 0, 0},
	{"note", "list", "", "Schnellnotizen auflisten", "--open zeigt, was noch nicht einsortiert ist.", run_list, 0, 0, NULL, FILTER_PLACE | FILTER_ANBINDUNG | FILTER_STEP | FILTER_PHASE | RECORD_FILTERS, 0, 0},
	{"note", "sort", "ID WIE", "eine Schnellnotiz einsortieren",
	 "WIE: schritt (wird Bemerkung zum Ergebnis oder zum Schritt), huerde (wird eine Hürde; was der Schritt weiß, steht schon darin), "
	 "kommentar (mit --to) oder verworfen. Was daraus wird, nennt die letzte Zeile; ein undo macht alles rückgängig.",
	 run_note_sort, 2, 2, note_sort, 0, 0, 0},
	{"waiting", "list", "", "Wiedervorlagen: alles, worauf gewartet wird",
	 "Über alle Anbindungen: was läuft, nicht prüfbar ist oder Nacharbeit hat, und Hürden mit einem Tag; Überfälliges zuerst. Als Kalender: "
	 "vorort export ics", run_waiting_list, 0, 0, NULL, FILTER_PLACE | FILTER_ANBINDUNG | FILTER_FACHVERFAHREN | FILTER_RESPONSIBLE | FILTER_STEP | FILTER_PHASE | FILTER_DUE | FILTER_TEXT, 0, 0},
	{"waiting", "date", "ID TAG", "einen neuen Tag für eine Wiedervorlage setzen",
	 "ID eines Ergebnisses oder einer Hürde. Bei einem Ergebnis wird dasselbe mit dem neuen Tag noch einmal aufgenommen.", run_waiting_date, 2, 2,
	 NULL, 0, 0, 0},
	{"waiting", "remind", "ID", "Text einer Erinnerung an die Stelle",
	 "Fertig für eine Mail an das Funktionspostfach. Verschickt wird nichts.", run_waiting_remind, 1, 1, remind_options, 0, 0, 0},
	{"loesungsweg", "add", "", "„So ging es“ aufschreiben", "Damit das nächste Team es am Prüfschritt wiederfindet.", run_loesungsweg_add, 0, 0,
	 loesungsweg_add, 0, 0, 0},
	{"loesungsweg", "list", "", "Lösungswege auflisten", "Die neuesten zuerst, mit --for die passendsten.", run_loesungsweg_list, 0, 0, loesungsweg_list, FILTER_PLACE | FILTER_ANBINDUNG | FILTER_STEP | FILTER_PHASE | FILTER_FACHVERFAHREN | FILTER_TEXT | FILTER_DIFF, 0, 0},
	{"loesungsweg", "show", "ID", "einen Lösungsweg zeigen", "", run_show, 1, 1, NULL, 0, 0, 0},
	{"loesungsweg", "set", "ID FELD=WERT …", "Felder eines Lösungswegs ändern", "", run_set, 2, 0, NULL, 0, 0, 0},
	{"loesungsweg", "confirm", "ID FELD EINTRAG", "eine von mehreren abweichenden Eingaben bestätigen", "", run_confirm, 3, 3, NULL, 0, 0, 0},
	{"recommendation", "add", "", "Handlungsempfehlung entwerfen", "", run_add, 0, 0, recommendation_add, 0, 0, 0},
	{"recommendation", "list", "", "Handlungsempfehlungen auflisten", "", run_list, 0, 0, NULL, FILTER_STATUS | FILTER_DUE | RECORD_FILTERS, WORDS(WORDS_RECOMMENDATION_STATUS), 0},
	{"recommendation", "show", "ID", "eine Handlungsempfehlung zeigen", "", run_show, 1, 1, NULL, 0, 0, 0},
	{"recommendation", "set", "ID FELD=WERT …", "Felder einer Handlungsempfehlung ändern", "", run_set, 2, 0, NULL, 0, 0, 0},
	{"recommendation", "confirm", "ID FELD EINTRAG", "eine von mehreren abweichenden Eingaben bestätigen", "", run_confirm, 3, 3, NULL, 0, 0, 0},
	{"recommendation", "link", "ID HÜRDE …", "Hürden mit einer Handlungsempfehlung verknüpfen", "", run_recommendation_link, 2, 0, NULL, 0, 0, 0},

	{"undo", NULL, "[EINTRAG]", "letzte Eingabe auf diesem Gerät zurücknehmen", "Mit EINTRAG die Eingabe, zu der er gehört.", run_undo, 0, 1, NULL,
	 0, 0, 0},
	{"redo", NULL, "", "letzte Rücknahme aufheben", "", run_redo, 0, 0, NULL, 0, 0, 0},
	{"sync", NULL, "", "mit der gemeinsamen Ablage abgleichen",
	 "Status 3, wenn sie nicht erreichbar ist (alles bleibt auf diesem Gerät gespeichert), 4, wenn Einträge zurückgehalten wurden oder "
	 "fehlen. Abweichende Eingaben nennt der Bericht, sie ändern den Status nicht.", run_sync, 0, 0, sync_options, 0, 0, 0},
	{"bundle", NULL, "DATEI", "alles für andere in eine Datei schreiben",
	 "Für Orte ohne Netz: Das andere Gerät liest sie mit „sync --remote DATEI“ ein und schreibt für den Rückweg eine eigene. Ist DATEI ein Ordner, "
	 "bekommt sie darin einen Namen. Eine Datei, die es schon gibt, bleibt unberührt. Sie enthält die Befunde, nicht die Dateien der Anlagen.", run_bundle, 1, 1, bundle_options, 0, 0, 0},
	{"report", "visit", "ID", "Protokoll eines Termins",
	 "Zur Kenntnisnahme: Ergebnisse nach Phasen, offene Arbeiten mit Stelle und Datum, Hürden, Mindestanforderungen, Zeilen zum "
	 "Unterschreiben. Nur was fürs Protokoll bestimmt ist; interne Bemerkungen und vertrauliche Hürden bleiben draußen. DOCX braucht pandoc, "
	 "PDF WeasyPrint.", run_report, 1, 1, report_options, 0, 0, 0},
	{"report", "vorbereitung", "ID", "Vorbereitung eines Termins",
	 "Was wann bei welcher Stelle beginnen muss (Überfälliges zuerst), was mitzubringen ist, wer wann wie lange im Raum ist.", run_report, 1, 1,
	 preparation_options, 0, 0, 0},
	{"report", "anbindung", "ID", "Bericht zu einer Anbindung", "Stand, Verlauf in Tagen, offene Arbeiten, Hürden, Ergebnisse, Termine, Änderungen.",
	 run_report, 1, 1, report_options, 0, 0, 0},
	{"fragebogen", "write", "ID", "Fragebogen für die Kommune als Excel-Datei schreiben",
	 "ID eines Termins oder einer Anbindung. Ein Blatt je Anbindung mit den Angaben der Checkliste und den Feldern offener Schritte, die sich vor "
	 "dem Termin beantworten lassen: Phasen A bis D und alles mit Vorlauf.", run_fragebogen_write, 1, 1, questionnaire_write, 0, 0, 0},
	{"fragebogen", "read", "DATEI", "ausgefüllten Fragebogen einlesen",
	 "Zeigt, was neu ist, was abweicht und was ungültig ist, und fragt dann; ein undo nimmt alles zurück. Antworten zu Schritten füllen im "
	 "Prüflauf das Formular vor, Bemerkungen werden Schnellnotizen. Status 4, wenn etwas ungültig ist.", run_fragebogen_read, 1, 1, questionnaire_read,
	 0, 0, 0},
	{"export", NULL, "WAS", "Daten ausgeben",
	 "WAS: obstacles, results, anbindungen, visits, steps oder fachverfahren: Kommunen je Fachverfahren, Hersteller und Version, mit dem, was "
	 "an der Schnittstelle fehlt (§ 2 Abs. 3 c). ics: Termine, Fristen und Vorläufe als Kalender (RFC 5545), eingrenzbar mit --land, --kommune, "
	 "--leistung und --anbindung. Vertrauliche Hürden bleiben draußen; wie viele, sagt ein Hinweis.",
	 run_export, 1, 1, export_options, FILTER_ALL, WORDS(WORDS_OBSTACLE_STATUS), 0},
	{"verify", NULL, "", "alle Pakete und Unterschriften nachprüfen", "Status 4, wenn etwas gefunden wurde.", run_verify, 0, 0, NULL, 0, 0, 0},
	{"rebuild", NULL, "", "Datenbank aus dem Protokoll neu aufbauen", "", run_rebuild, 0, 0, NULL, 0, 0, 0},
	{"backup", NULL, "DATEI", "alles dieses Geräts in eine Datei sichern",
	 "Datenbank, Schlüssel, Spiegel und Anhänge, auch während ein Fenster offen ist oder ein Abgleich läuft. Eine Datei, die es schon gibt, bleibt "
	 "unberührt. Die Sicherung ist nur für den Benutzer lesbar; wer sie hat, kann im Namen dieses Geräts schreiben.", run_backup, 1, 1,
	 backup_options, 0, 0, 0},
	{"restore", NULL, "DATEI", "eine Sicherung zurückspielen",
	 "Prüft die Sicherung ganz, bevor etwas verändert wird. Bricht es ab, gilt der alte Stand. Wurde seit der Sicherung weitergearbeitet, merkt "
	 "das der nächste Abgleich: Nichts geht verloren, und das Gerät arbeitet unter neuer Kennung weiter.", run_restore, 1, 1, restore_options, 0, 0,
	 COMMAND_WITHOUT_APP},
	{"redact", NULL, "ID FELD", "einen Text oder die Datei einer Anlage auf allen Geräten löschen",
	 "Nur eine Leitung. Der Text verschwindet hier sofort, anderswo mit dem nächsten Abgleich; dass gelöscht wurde, bleibt sichtbar. Bei einer "
	 "Anlage ist FELD file, und für ihren Titel title.", run_redact,
	 2, 2, why_options, 0, 0, 0},
	{"purge", NULL, "", "gelöschte Texte auch aus der Geschichte der Ablage entfernen",
	 "Nur eine Leitung, nach „redact“; fragt vorher. Ersetzt main und die Zweige in/… durch ihren heutigen Stand ohne Geschichte und sagt, was "
	 "danach auf dem Server zu tun ist.", run_purge, 0, 0, purge_options, 0, 0, 0},
	{"device", "list", "", "Geräte auflisten",
	 "Mit Rolle, erstem und letztem Tag ihrer Einträge (nach der Uhr jenes Geräts), der Nummer des letzten bekannten Pakets und der Sperre.",
	 run_device_list, 0, 0, NULL, 0, 0, 0},
	{"device", "role", "GERÄT ROLLE", "einem Gerät eine Rolle geben",
	 "Nur eine Leitung. GERÄT ist die Kennung, ihr Anfang oder der Name. Eine Leitung muss immer bleiben.", run_device_role, 2, 2, NULL, 0, 0, 0},
	{"device", "block", "GERÄT", "ein Gerät sperren",
	 "Nur eine Leitung. Was in Paketen nach N steht, zählt nicht mehr; was davor steht, bleibt.", run_device_block, 1, 1, block_options, 0, 0, 0},
	{"device", "unblock", "GERÄT", "die Sperre eines Geräts aufheben", "Nur eine Leitung. Alles von ihm zählt wieder.", run_device_unblock, 1, 1,
	 NULL, 0, 0, 0},
	{"demo", NULL, "[ORDNER]", "zwei Geräte, eine Ablage und ihre Geschichte vorführen",
	 "Im Terminal öffnet sich die Oberfläche auf den Demodaten, sonst wird alles als Text erzählt. Ohne ORDNER werden die Daten am Ende "
	 "gelöscht. Daten, die in ORDNER schon liegen, werden nur gezeigt.", run_demo, 0, 1, demo_options, 0, 0, COMMAND_WITHOUT_APP},
	{"help", NULL, "[BEFEHL [WORT]]", "Hilfe anzeigen", "", run_help, 0, 2, help_options, 0, 0, COMMAND_WITHOUT_APP},
	{"digest", NULL, "", "Prüfsumme aller Daten (für Tests)", "", run_digest, 0, 0, NULL, 0, 0, COMMAND_HIDDEN},
	{NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, 0, 0, 0},
};
