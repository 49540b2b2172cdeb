/*
 * Looks for personal data and secrets in a text before it is saved (design 3, Personal data); see vorort/text.h.
 *
 * One table of patterns with an optional second look at each hit. The aim is few false alarms: a warning that comes at every third
 * text is clicked away. Functional mailboxes, keys of the field (AGS, ARS, DVDV, OE-ID) and dates must stay silent.
 */
#include "vorort/text.h"

#include <string.h>

/* TRUE if the hit is what the pattern looks for. */
typedef gboolean (*Judge)(const GMatchInfo *hit);

/* --- mailboxes -------------------------------------------------------------------------------------------------------------- */

/* Words that make the part before the @ a function. Compared with text_fold()ed parts split at . _ + - and digits. */
static const char *const functional_words[] = {
	"admin", "abuse", "anmeldung", "antrag", "antraege", "auskunft", "bafoeg", "bau", "bauen", "bauleit", "bauordnung", "bewerbung",
	"bmi", "bund", "buergermeister", "buergermeisterin", "buchhaltung", "datenannahme", "digital", "digitalisierung", "dsb", "dvdv",
	"ebau", "edv", "efa", "egov", "egovernment", "einwohner", "elfe", "empfang", "ewa", "fachaufsicht", "fb", "fd", "fim", "fitko",
	"formulare", "funktionspostfach", "geschaeftsleitung", "gewerbe", "grundsicherung", "hauptsekretariat", "helpdesk", "hilfe",
	"hotline", "ikfz", "info", "infos", "informatik", "internet", "it", "kfz", "kit", "kommune", "kontakt", "kreis", "landkreis",
	"landrat", "landraetin", "leika", "leitung", "mail", "mailbox", "meldewesen", "migration", "noreply", "office", "onlinedienst",
	"onlinedienste", "organisation", "osi", "ozg", "parken", "poststelle", "post", "postfach", "postmaster", "presse", "projekt",
	"pvog", "rathaus", "redaktion", "reply", "rollin", "rollout", "sekretariat", "security", "service", "sozialhilfe", "soziales",
	"stadt", "stabsstelle", "steuern", "support", "taskforce", "team", "technik", "ticket", "umwelt", "verein", "vergabe", "vg",
	"verbandsgemeinde", "vorzimmer", "vz", "webmaster", "wohnen", "xta", "zentrale", "zulassung", "gemeinde", "markt", "samtgemeinde",
};

/* Endings and beginnings that do the same: Bauamt, Wohngeldstelle, Fachbereich50, Ausländerbehörde. */
static const char *const functional_ends[] = {
	"amt", "aemter", "stelle", "behoerde", "buero", "kasse", "dienst", "dienste", "geld", "wesen", "schutz", "service", "center",
	"zentrum", "verwaltung", "portal", "projekt", "beauftragte", "beauftragter", "aufsicht", "antrag", "antraege", "abteilung",
	"referat", "bereich", "support", "desk", "management", "online", "hilfe", "vorschuss", "redaktion", "erlaubnis", "steuer", "erziehung",
};

static const char *const functional_starts[] = {
	"fachbereich", "fachdienst", "sachgebiet", "referat", "abteilung", "dezernat", "buerger", "auslaender", "aufenthalt",
	"einbuergerung", "eheschliessung", "fuehrerschein", "fahrerlaubnis", "unterhalt", "wohngeld", "elterngeld", "datenschutz",
	"standes", "sozial", "jugend", "ordnung", "it", "ozg", "noreply", "zulassung",
};

/* A first name beside a functional word is a person all the same: andreas.bau@… */
static const char *const first_names[] = {
	"alexander", "andrea", "andreas", "angelika", "anja", "anna", "anne", "antje", "barbara", "bernd", "birgit", "brigitte",
	"carsten", "christian", "christina", "christine", "claudia", "daniel", "daniela", "dieter", "dirk", "elke", "eva", "florian",
	"frank", "franz", "gabriele", "gerd", "gisela", "hans", "heike", "heinz", "helga", "holger", "ines", "jan", "jens", "joachim",
	"johannes", "juergen", "julia", "karin", "karl", "katja", "katrin", "kathrin", "kerstin", "klaus", "lars", "laura", "lena",
	"lisa", "lukas", "manfred", "manuela", "marco", "maria", "marie", "mario", "markus", "martin", "martina", "matthias", "max",
	"melanie", "michael", "michaela", "monika", "nadine", "nicole", "nina", "norbert", "olaf", "oliver", "paul", "peter", "petra",
	"philipp", "rainer", "ralf", "renate", "robert", "ruth", "sabine", "sandra", "sarah", "sebastian", "silke", "simone", "stefan",
	"stefanie", "stephan", "steffen", "susanne", "svenja", "sven", "tanja", "thomas", "thorsten", "tim", "tobias", "torsten",
	"ulrich", "ulrike", "ursula", "ute", "uwe", "volker", "walter", "werner", "wolfgang", "yvonne",
};

static gboolean
in_list(const char *word, const char *const *list, gsize n)
{
	gsize i;

	for (i = 0; i < n; i++)
		if (strcmp(word, list[i]) == 0)
			return TRUE;
	return FALSE;
}

static gboolean
is_functional_word(const char *word)
{
	gsize i, len = strlen(word);

	if (in_list(word, functional_words, G_N_ELEMENTS(functional_words)))
		return TRUE;
	for (i = 0; i < G_N_ELEMENTS(functional_ends); i++)
		if (len > strlen(functional_ends[i]) && g_str_has_suffix(word, functional_ends[i]))
			return TRUE;
	for (i = 0; i < G_N_ELEMENTS(functional_starts); i++)
		if (strlen(functional_starts[i]) > 3 && g_str_has_prefix(word, functional_starts[i]))
			return TRUE;
	return in_list(word, functional_ends, G_N_ELEMENTS(functional_ends));
}

static gboolean
is_private_mailbox(const GMatchInfo *hit)
{
	g_autofree char *local = g_match_info_fetch(hit, 1);
	g_autofree char *folded = text_fold(local);
	g_auto(GStrv) parts = g_strsplit_set(folded, "._+-0123456789", -1);
	gboolean is_functional = FALSE;
	guint i;

	for (i = 0; parts[i]; i++) {
		if (in_list(parts[i], first_names, G_N_ELEMENTS(first_names)))
			return TRUE;
		if (i == 0 && strlen(parts[i]) == 1 && parts[1] && g_ascii_isalpha(parts[i][0]) && strlen(parts[1]) > 1)
			return TRUE; /* an initial: m.post@… */
		is_functional |= is_functional_word(parts[i]);
	}
	return !is_functional;
}

/* --- numbers ---------------------------------------------------------------------------------------------------------------- */

static guint
count_digits(const char *text)
{
	guint n = 0;

	for (; *text; text++)
		n += g_ascii_isdigit(*text) ? 1 : 0;
	return n;
}

/* The word before the hit says that the number is something else. */
static gboolean
follows_key_word(const GMatchInfo *hit)
{
	static const char *const words[] = { "az", "aktenzeichen", "ags", "ars", "vorgang", "ticket", "schluessel", "nr", "version",
		"gemeindeschluessel", "leistungsschluessel", "regionalschluessel", "destination", "submission", "vorgangsnummer", "port" };
	g_autofree char *before = NULL;
	g_auto(GStrv) parts = NULL;
	int start, end, i;

	g_match_info_fetch_pos(hit, 0, &start, &end);
	before = g_strndup(g_match_info_get_string(hit), (gsize)start);
	parts = g_strsplit_set(before, " :.#\n\t(", -1);
	for (i = (int)g_strv_length(parts) - 1; i >= 0; i--)
		if (parts[i][0]) {
			g_autofree char *word = text_fold(parts[i]);

			return in_list(word, words, G_N_ELEMENTS(words));
		}
	return FALSE;
}

static gboolean
is_phone(const GMatchInfo *hit)
{
	g_autofree char *number = g_match_info_fetch(hit, 0);
	const char *slash = strchr(number, '/');

	if (count_digits(number) < 8 || follows_key_word(hit))
		return FALSE;
	if (slash && strlen(slash) == 5 && (g_str_has_prefix(slash, "/20") || g_str_has_prefix(slash, "/19")))
		return FALSE; /* 0123/2026 is a file number */
	return TRUE;
}

/* Check digits after ISO 13616; a German one with wrong check digits is a typing error, but still somebody's account. */
static gboolean
is_iban(const GMatchInfo *hit)
{
	g_autofree char *typed = g_match_info_fetch(hit, 0);
	GString *iban = g_string_new(NULL);
	guint remainder = 0;
	gboolean is_right;
	gsize i;
	char *p;

	for (p = typed; *p; p++)
		if (g_ascii_isalnum(*p))
			g_string_append_c(iban, g_ascii_toupper(*p));
	for (i = 0; i < iban->len; i++) {
		char c = iban->str[(i + 4) % iban->len];

		remainder = g_ascii_isdigit(c) ? remainder * 10 + (guint)(c - '0') : remainder * 100 + (guint)(c - 'A' + 10);
		remainder %= 97;
	}
	is_right = iban->len >= 15 && iban->len <= 34 && (remainder == 1 || (iban->len == 22 && g_str_has_prefix(iban->str, "DE")));
	g_string_free(iban, TRUE);
	return is_right;
}

/* --- names and secrets ------------------------------------------------------------------------------------------------------ */

/* What may follow "Herr" or "Frau" without being a name. */
static gboolean
is_name(const GMatchInfo *hit)
{
	static const char *const words[] = { "landrat", "landraetin", "buergermeister", "buergermeisterin", "oberbuergermeister",
		"oberbuergermeisterin", "minister", "ministerin", "dezernent", "dezernentin", "kaemmerer", "kaemmerin", "praesident",
		"praesidentin", "direktor", "direktorin", "amtsleiter", "amtsleiterin", "kollege", "kollegin", "doktor", "professor",
		"vorsitzender", "vorsitzende", "senator", "senatorin", "staatssekretaer", "staatssekretaerin", "datenschutzbeauftragte",
		"datenschutzbeauftragter", "vormittag", "nachmittag", "abend", "mittag", "morgen", "frau", "herr", "mann", "divers", "titel",
		"anrede", "pflichtfeld", "auswahl", "mustermann", "musterfrau", "muster" };
	g_autofree char *name = g_match_info_fetch(hit, 1);
	g_autofree char *folded = text_fold(name);

	return !in_list(folded, words, G_N_ELEMENTS(words));
}

/* "Passwort: siehe Tresor" tells where, "Passwort: Sommer26!" tells what. A value has a digit or sign in it or stands alone. */
static gboolean
is_secret_value(const GMatchInfo *hit)
{
	static const char *const words[] = { "siehe", "fehlt", "fehlen", "unbekannt", "nein", "ja", "wird", "wurde", "liegt", "muss", "offen",
		"abgelaufen", "kommt", "per", "beim", "bei", "im", "in", "nicht", "geheim", "vorhanden", "hinterlegt", "gesperrt", "geschwaerzt",
		"vergessen", "noch", "neu", "erneuern", "geaendert", "ok", "keins", "keines", "kein", "keine", "die", "das", "der", "ist" };
	g_autofree char *value = g_match_info_fetch(hit, 1);
	g_autofree char *rest = g_match_info_fetch(hit, 2);
	g_autofree char *word = text_fold(value);
	const char *p;

	g_strdelimit(word, ".,;!?", '\0'); /* the bare word, if one of these only ends it */
	if (in_list(word, words, G_N_ELEMENTS(words)) || strspn(value, "*x…._-") == strlen(value))
		return FALSE;
	for (p = value; p[0] && p[1]; p++)
		if (!g_ascii_isalpha(*p) && !(*p & 0x80) && *p != '-' && *p != '/')
			return TRUE;
	return g_ascii_isdigit(*p) || !rest || !*g_strstrip(rest);
}

/* --- the table -------------------------------------------------------------------------------------------------------------- */

#define SECRET_WORD "(?:passwor[td]|kennwort|passwd|passphrase|pwd|pw|zugangsdaten|transportpin|api[-_ ]?key|client[-_ ]?secret|secret)"

static const struct {
	const char *pattern;
	Judge judge; /* NULL: every hit counts */
	TextVerdict verdict;
	const char *reason; /* %s: the hit, where it may be shown */
} patterns[] = {
	{ "-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-|AGE-SECRET-KEY-1|b3BlbnNzaC1rZXktdjE", NULL, TEXT_REFUSE,
	  "Der Text enthält einen privaten Schlüssel. Er wird nicht gespeichert; bitte entfernen und den Schlüssel als bekannt geworden melden." },
	{ "\\{(?=[^{}]*\"kty\"\\s*:)(?=[^{}]*\"(?:d|k)\"\\s*:\\s*\"[A-Za-z0-9_-]{8,}=*\")", NULL, TEXT_REFUSE,
	  "Der Text enthält einen privaten Schlüssel im Format JWK. Er wird nicht gespeichert; bitte nur den öffentlichen Teil angeben." },
	{ SECRET_WORD "[\"']?\\s*(?:[:=]|ist|lautet|heißt)\\s*[\"'„]?([^\\s\"'“,]{4,})([^\\n]*)", is_secret_value, TEXT_WARN,
	  "Der Text enthält wahrscheinlich ein Kennwort oder einen geheimen Zugang. Bitte nur den Ort der Hinterlegung nennen." },
	{ "\\beyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.|\\bBearer [A-Za-z0-9._~+/-]{20,}|\\bgl[a-z]*pat-[A-Za-z0-9_-]{20}|\\bgh[pousr]_[A-Za-z0-9]{30,}",
	  NULL, TEXT_WARN, "Der Text enthält wahrscheinlich ein Zugriffstoken. Bitte entfernen." },
	{ "[a-z]+://[^\\s/:@]+:[^\\s/@]+@", NULL, TEXT_WARN, "Die Adresse im Text enthält Zugangsdaten. Bitte ohne Benutzer und Kennwort angeben." },
	{ "(?<![\\w.+-])([\\w.+-]+)@(?:[\\w-]+\\.)+\\w{2,}", is_private_mailbox, TEXT_WARN,
	  "„%s“ sieht nach der Adresse einer Person aus. Bitte ein Funktionspostfach angeben." },
	{ "(?-i:\\b[A-Z]{2}[0-9]{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,4})?\\b)", is_iban, TEXT_WARN,
	  "Der Text enthält wahrscheinlich eine IBAN. Bitte entfernen oder schwärzen." },
	{ "(?<![\\w.])(?:\\+|00)[1-9][0-9]{0,2}[ ()/-]{0,3}(?:[0-9]+[ ()/-]{0,3}){1,6}", is_phone, TEXT_WARN,
	  "„%s“ sieht nach einer Telefonnummer aus. Durchwahlen von Personen gehören in die lokalen Kontakte." },
	{ "(?<![\\w.,/-])\\(?0[1-9][0-9]{1,4}\\)?(?:[ ]?[/-][ ]?|[ ])[1-9][0-9]*(?:[ /-][0-9]+){0,3}(?![\\w.]*[a-z.]\\d)", is_phone, TEXT_WARN,
	  "„%s“ sieht nach einer Telefonnummer aus. Durchwahlen von Personen gehören in die lokalen Kontakte." },
	{ "(?<![\\w.,/-])01[567][0-9]{8,9}\\b", is_phone, TEXT_WARN,
	  "„%s“ sieht nach einer Mobilnummer aus. Sie gehört in die lokalen Kontakte." },
	{ "\\b(?:tel|telefon|handy|mobil|durchwahl|rufnummer)[.: ]+\\+?[0-9(][0-9 ()/-]{3,}[0-9]", NULL, TEXT_WARN,
	  "„%s“ sieht nach einer Telefonnummer aus. Durchwahlen von Personen gehören in die lokalen Kontakte." },
	{ "\\b(?:herrn?|frau|frl\\.|hrn?\\.?|fr\\.|fam\\.)\\s+(?:(?:dr|prof)\\.?\\s*|(?-i:[A-ZÄÖÜ]\\.)\\s*)*(?-i:((?=\\p{Lu})[\\p{L}\\x{fffd}'’-]{2,}))", is_name, TEXT_WARN,
	  "„%s“ nennt wahrscheinlich eine Person. Bitte die Funktion oder Stelle nennen." },
	{ "\\b(?:herrn?|frau)\\s+(?:ober)?(?:bürgermeister|landr[aä]t|amtsleiter|minister|dezernent|direktor|kolleg)(?:in|e)?\\s+(?-i:\\p{Lu}[\\p{L}-]+)", NULL, TEXT_WARN,
	  "„%s“ nennt wahrscheinlich eine Person. Bitte die Funktion oder Stelle nennen." },
	{ "\\b(?:geb\\.|geboren)(?: am)?:? *[0-9]{1,2}\\.[ ]?[0-9]{1,2}\\.[ ]?[0-9]{2,4}|geburtsdatum:? *[0-9]{1,2}\\.[0-9]{1,2}\\.[0-9]{4}", NULL, TEXT_WARN,
	  "Der Text enthält wahrscheinlich ein Geburtsdatum. Bitte entfernen." },
	{ "\\bsteuer-?id(?:entifikationsnummer|nr\\.?)?:? *[0-9][0-9 ]{9,13}[0-9]|\\b[0-9]{2}[ ]?[0-3][0-9][01][0-9]{3}[ ]?[A-Z][ ]?[0-9]{3}\\b", NULL,
	  TEXT_WARN, "Der Text enthält wahrscheinlich eine Steuer- oder Versicherungsnummer. Bitte entfernen." },
};

static GRegex *
compiled(gsize i)
{
	static GRegex *regexes[G_N_ELEMENTS(patterns)];
	static gsize is_ready;

	if (g_once_init_enter(&is_ready)) {
		gsize k;

		for (k = 0; k < G_N_ELEMENTS(patterns); k++) {
			regexes[k] = g_regex_new(patterns[k].pattern, G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL);
			g_assert(regexes[k]);
		}
		g_once_init_leave(&is_ready, 1);
	}
	return regexes[i];
}

/* The first hit that counts, as a copy; NULL if there is none. */
static char *
first_hit(const char *text, gsize i)
{
	g_autoptr(GMatchInfo) hit = NULL;

	g_regex_match(compiled(i), text, 0, &hit);
	while (g_match_info_matches(hit)) {
		if (!patterns[i].judge || patterns[i].judge(hit))
			return g_match_info_fetch(hit, 0);
		g_match_info_next(hit, NULL);
	}
	return NULL;
}

TextVerdict
text_check_personal(const char *text, char **reason)
{
	g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
	g_autofree char *composed = g_utf8_normalize(valid, -1, G_NORMALIZE_NFC);
	gsize i;

	if (reason)
		*reason = NULL;
	for (i = 0; i < G_N_ELEMENTS(patterns); i++) {
		g_autofree char *hit = first_hit(composed, i);
		g_auto(GStrv) pieces = NULL;

		if (!hit)
			continue;
		g_strstrip(hit);
		pieces = g_strsplit(patterns[i].reason, "%s", 2);
		if (reason)
			*reason = pieces[1] ? g_strconcat(pieces[0], hit, pieces[1], NULL) : g_strdup(patterns[i].reason);
		return patterns[i].verdict;
	}
	return TEXT_FINE;
}
