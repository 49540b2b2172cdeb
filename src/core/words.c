/* The closed lists of the field; see vorort/words.h. Adding a word is adding a line here. */
#include "vorort/words.h"

#include <string.h>

#include "vorort/text.h"

#define END {NULL, NULL, NULL, NULL, NULL}
#define W(code, text) {code, text, "", "", ""}

static const Word outcome[] = {
	{"passed", "bestanden", "✓", "+", "das Kriterium ist erfüllt"},
	{"passed_open", "bestanden, Nacharbeit offen", "◐", "~", "erfüllt, aber es bleibt etwas zu tun: was, welche Stelle, bis wann"},
	{"failed", "nicht bestanden", "✗", "x", "das Kriterium ist nicht erfüllt"},
	{"waiting", "läuft", "…", ">", "angestoßen; wartet auf wen, Ticket, erwartet wann"},
	{"blocked", "nicht prüfbar, wartet auf Dritte", "■", "#", "ohne Dritte nicht prüfbar: welche Stelle"},
	{"not_tested", "nicht geprüft", "–", "-", "keine Zeit, Person fehlt, kein Netz: warum"},
	{"not_applicable", "nicht anwendbar", "∅", "o", "trifft hier nicht zu: warum"},
	END};

static const Word env[] = {W("test", "Test"), W("stage", "Stage"), W("prod", "Prod"), END};

/* The glyphs are letters, so that a matrix of them can be read aloud and on any terminal. */
#define S(code, text, letter) {code, text, letter, letter, ""}
static const Word anbindung_state[] = {
	S("unbekannt", "unbekannt", "?"), S("nicht_zustaendig", "nicht zuständig", "-"), S("anderes_angebot", "anderes Angebot in Betrieb", "="),
	S("nicht_begonnen", "nicht begonnen", "."), S("angemeldet", "angemeldet", "a"), S("vorbereitung", "in Vorbereitung", "v"),
	S("im_test", "im Test", "t"), S("freigabereif", "freigabereif", "f"), S("produktiv_ohne_fv", "produktiv ohne Fachverfahren", "p"),
	S("produktiv_mit_fv", "produktiv mit Fachverfahren", "P"), S("ende_zu_ende", "Ende-zu-Ende", "E"), S("ausgesetzt", "ausgesetzt", "x"),
	END};
#undef S

static const Word visit_status[] = {
	W("geplant", "geplant"), W("bestaetigt", "bestätigt"), W("laeuft", "läuft"), W("unterbrochen", "unterbrochen"),
	W("durchgefuehrt", "durchgeführt"), W("nachbereitet", "nachbereitet"), W("abgesagt", "abgesagt"), END};

static const Word fazit[] = {
	W("go_live", "go-live-fähig"), W("restarbeiten", "Restarbeiten"), W("wiederholung", "Wiederholung nötig"),
	W("abgebrochen", "abgebrochen"), END};

static const Word category[] = {
	{"organisatorisch", "organisatorisch", "O", "O", ""}, {"technisch", "technisch", "T", "T", ""},
	{"rechtlich", "rechtlich", "R", "R", ""}, {"finanziell", "finanziell", "F", "F", ""}, END};

static const Word punkt[] = {
	W("P1", "Datenschutzfragen offen"), W("P2", "Bereitstellungszeitpunkt unklar"), W("P3", "Kostenübernahme unsicher"),
	W("P4", "Kosten für Einführung und Schnittstellen unklar"), W("P5", "Betriebskosten unsicher"),
	W("P6", "IT-Landschaft uneinheitlich"), W("P7", "Abhängigkeit von Dritten"), W("P8", "Aufwand der Anbindung hoch"), END};

static const Word nl[] = {
	W("NL1", "Zuständigkeit gepflegt, Dienst auffindbar"), W("NL2", "OSCI-Empfänger bereitgestellt"),
	W("NL3", "im DVDV registriert, Fachverfahren angebunden"), W("NL4", "Status und Bescheid rechtssicher übermittelt"),
	W("NL5", "Bezahlung bereitgestellt"), END};

static const Word severity[] = {
	{"verhindert", "verhindert Go-Live", "!!", "!!", ""}, {"verzoegert", "verzögert", "!", "!", ""},
	{"hinweis", "Hinweis", "i", "i", ""}, END};

static const Word obstacle_status[] = {
	W("neu", "neu"), W("gesichtet", "gesichtet"), W("in_klaerung", "in Klärung"), W("behoben_gemeldet", "behoben gemeldet"),
	W("behoben", "behoben"), W("umgangen", "umgangen"), W("zurueckgestellt", "zurückgestellt"), W("keine_huerde", "keine Hürde"),
	END};

static const Word stelle_kind[] = {
	W("fachamt", "Fachamt der Kommune"), W("it", "IT der Kommune"), W("datenschutz", "Datenschutz der Kommune"),
	W("kasse", "Kasse der Kommune"), W("kommune", "Kommune (andere Stelle)"),
	W("kit", "kommunaler IT-Dienstleister (KIT, Kopfstelle)"), W("hersteller", "Fachverfahrenshersteller"),
	W("betreiber", "Betreiber des Onlinedienstes"), W("landesredaktion", "Landesredaktion"),
	W("dvdv", "DVDV-pflegende Stelle"), W("roll_in", "Roll-in-Organisation"),
	W("themenfeld", "Themenfeld-Federführer"), W("koordination", "OZG-Koordination des Landes"), W("kspv", "KSpV"),
	W("fitko", "FITKO"), W("bund", "Bund"), W("sonstige", "sonstige Stelle"), END};

static const Word level[] = {
	W("kommune", "Kommune"), W("land", "Land"), W("themenfeld", "Themenfeld"), W("bund", "Bund/Forum"), END};

static const Word step_level[] = {W("kommune", "Kommune"), W("kit", "IT-Dienstleister"), W("land", "Land"), END};

static const Word duty[] = {W("muss", "MUSS"), W("sollte", "SOLLTE"), W("kann", "KANN"), END};

static const Word present[] = {
	W("fachamt", "Fachamt"), W("it", "IT"), W("datenschutz", "Datenschutz"), W("kasse", "Kasse"),
	W("hersteller", "Fachverfahrenshersteller"), END};

static const Word role[] = {
	W("roll_out_team", "Roll-Out-Team"), W("taskforce", "OZG-Taskforce"), W("koordination", "OZG-Koordination"),
	W("leitung", "Leitung"), W("lesend", "nur lesend"), END};

static const Word sicht[] = {W("intern", "intern"), W("protokoll", "fürs Protokoll"), END};

static const Word yes_no[] = {W("ja", "ja"), W("nein", "nein"), END};

static const Word recommendation_status[] = {
	W("entwurf", "Entwurf"), W("eingebracht", "eingebracht"), W("angenommen", "angenommen"), W("abgelehnt", "abgelehnt"),
	W("zurueckgestellt", "zurückgestellt"), W("umgesetzt", "umgesetzt"), END};

static const Word addressee[] = {
	W("bund", "Bund"), W("land", "Land"), W("themenfeld", "Themenfeld-Federführer"), W("kommunen", "Kommunen"),
	W("kit", "kommunale IT-Dienstleister"), W("hersteller", "Fachverfahrenshersteller"), W("betreiber", "Betreiber"),
	W("kspv", "KSpV"), W("fitko", "FITKO"), W("it_planungsrat", "IT-Planungsrat"), END};

static const Word note_sorted[] = {
	W("schritt", "zum Schritt"), W("huerde", "zur Hürde"), W("kommentar", "zum Kommentar"), W("verworfen", "verworfen"), END};

#define L(code, text, short) {code, text, short, short, ""}
static const Word land[] = {
	L("01", "Schleswig-Holstein", "SH"), L("02", "Hamburg", "HH"), L("03", "Niedersachsen", "NI"), L("04", "Bremen", "HB"),
	L("05", "Nordrhein-Westfalen", "NW"), L("06", "Hessen", "HE"), L("07", "Rheinland-Pfalz", "RP"),
	L("08", "Baden-Württemberg", "BW"), L("09", "Bayern", "BY"), L("10", "Saarland", "SL"), L("11", "Berlin", "BE"),
	L("12", "Brandenburg", "BB"), L("13", "Mecklenburg-Vorpommern", "MV"), L("14", "Sachsen", "SN"),
	L("15", "Sachsen-Anhalt", "ST"), L("16", "Thüringen", "TH"), END};
#undef L

static const Word phase[] = {
	W("A", "Vorbereitung und Organisation"), W("B", "Recht und Verträge"), W("C", "Finanzen"),
	W("D", "Zuständigkeit und Auffindbarkeit"), W("E", "Netz und Infrastruktur"), W("F", "Transport"),
	W("G", "Fachverfahren und E-Akte"), W("H", "Identität und Bezahlung"), W("I", "Rückkanal und Status"),
	W("J", "Ende-zu-Ende-Test"), W("K", "Sicherheit, Datenschutz, Barrierefreiheit"), W("L", "Go-Live und Betrieb"), END};

static const Word size[] = {
	W("klein", "klein (unter 20.000 Einwohner)"), W("mittel", "mittel (20.000 bis 99.999)"),
	W("gross", "groß (ab 100.000)"), END};

static const Word vollzug[] = {
	W("gemeinde", "Gemeinde"), W("verband", "Gemeindeverband"), W("kreis", "Kreis oder kreisfreie Stadt"), W("land", "Landesbehörde"),
	W("kammer", "Kammer"), W("bund", "Bund"), END};

static const Word *const lists[N_WORDS] = {
	[WORDS_OUTCOME] = outcome,
	[WORDS_ENV] = env,
	[WORDS_ANBINDUNG_STATE] = anbindung_state,
	[WORDS_VISIT_STATUS] = visit_status,
	[WORDS_FAZIT] = fazit,
	[WORDS_CATEGORY] = category,
	[WORDS_PUNKT] = punkt,
	[WORDS_NL] = nl,
	[WORDS_SEVERITY] = severity,
	[WORDS_OBSTACLE_STATUS] = obstacle_status,
	[WORDS_STELLE_KIND] = stelle_kind,
	[WORDS_LEVEL] = level,
	[WORDS_STEP_LEVEL] = step_level,
	[WORDS_DUTY] = duty,
	[WORDS_PRESENT] = present,
	[WORDS_ROLE] = role,
	[WORDS_SICHT] = sicht,
	[WORDS_YES_NO] = yes_no,
	[WORDS_RECOMMENDATION_STATUS] = recommendation_status,
	[WORDS_ADDRESSEE] = addressee,
	[WORDS_NOTE_SORTED] = note_sorted,
	[WORDS_LAND] = land,
	[WORDS_PHASE] = phase,
	[WORDS_SIZE] = size,
	[WORDS_VOLLZUG] = vollzug,
};

const Word *
words(WordList list)
{
	return lists[list];
}

const Word *
words_find(WordList list, const char *code)
{
	const Word *w;

	if (!code)
		return NULL;
	for (w = lists[list]; w->code; w++)
		if (strcmp(w->code, code) == 0)
			return w;
	return NULL;
}

const char *
words_text(WordList list, const char *code)
{
	const Word *w = words_find(list, code);

	return w ? w->text : code ? code : "";
}

int
words_index(WordList list, const char *code)
{
	const Word *w = words_find(list, code);

	return w ? (int)(w - lists[list]) : -1;
}

const Word *
words_guess(WordList list, const char *typed)
{
	g_autofree char *key = text_fold(typed);
	const Word *w, *found = words_find(list, typed);

	if (found || !*key)
		return found;
	for (w = lists[list]; w->code; w++) {
		g_autofree char *text = text_fold(w->text);

		if (strcmp(text, key) == 0)
			return w;
		if (g_str_has_prefix(text, key) || g_str_has_prefix(w->code, key) || g_ascii_strcasecmp(w->glyph, typed) == 0) {
			if (found)
				return NULL;
			found = w;
		}
	}
	return found;
}

char *
words_codes(WordList list)
{
	GString *s = g_string_new(NULL);
	const Word *w;

	for (w = lists[list]; w->code; w++)
		g_string_append_printf(s, "%s%s", s->len ? ", " : "", w->code);
	return g_string_free(s, FALSE);
}
