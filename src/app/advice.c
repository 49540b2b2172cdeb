/*
 * What to do about a finding of verify or a file put aside: a table from words of the reason to a sentence for people. The words are those of
 * src/sync and src/store; tests/unit/test_hostile_*.c hold both together.
 */
#include <string.h>

#include "internal.h"

#define NEWER "Aktualisieren Sie vorort auf diesem Gerät; der Abgleich danach nimmt das Paket auf. Bis dahin bleibt es, wo es ist, und nichts ist verloren."
#define DAMAGED \
	"Die Datei ist beschädigt oder wurde verändert. Ein Gerät, das die richtige Fassung kennt, stellt sie mit seinem nächsten Abgleich wieder " \
	"her. Bleibt der Fund, soll das Gerät abgleichen, dessen Kennung im Pfad steht."
#define FORGED \
	"Jemand mit Schreibrecht auf die Ablage hat ein Paket verändert oder unter fremdem Namen abgelegt. Es wirkt nirgends. Die Stelle, die die " \
	"Ablage betreut, sollte prüfen, wer dort schreiben darf; die Datei kann sie löschen."
#define BROKEN \
	"So schreibt kein Programm dieses Vorhabens: Das Gerät im Pfad ist fehlerhaft oder wird missbraucht. Das Paket wirkt nirgends. Verständigen " \
	"Sie die Leitung; sie kann das Gerät sperren (vorort device block)."
#define STRANGER \
	"Ein Gerät eines anderen Vorhabens hat hierher geschrieben. Dort die Adresse der Ablage prüfen. Hier wirkt das Paket nicht; die Stelle, die " \
	"die Ablage betreut, kann es löschen."
#define LARGE "So große Dateien schreibt vorort nicht; sie wurde nicht gelesen. Die Stelle, die die Ablage betreut, kann sie löschen."
#define TEXTS \
	"Texte ohne gültigen Nachweis zählen nicht, alle anderen sind da. Der nächste Abgleich eines Geräts, das die Texte kennt, bringt die Datei " \
	"in Ordnung."
#define GAP \
	"Das Gerät im Pfad, oder ein anderes, das mit ihm abgeglichen hat, soll abgleichen. Ist es verloren, bleibt die Lücke; alles andere gilt."
#define CHECKLIST "Es gilt weiter die vorige Fassung. Eine Leitung kann die Checkliste noch einmal veröffentlichen (vorort checklist publish)."
#define KOMMUNEN "Es gelten weiter die vorigen Verzeichnisse. Lesen Sie die amtliche Datei noch einmal ein (vorort kommune import)."
#define FOREIGN \
	"vorort beachtet sie nicht und übernimmt sie nirgendwohin. Wer sie abgelegt hat, weiß vielleicht, wozu; sonst kann die Stelle, die die " \
	"Ablage betreut, sie löschen."
#define BRANCH \
	"Der Zweig zeigt auf etwas, das kein Stand einer Ablage ist. Alle anderen Zweige sind gelesen. Die Stelle, die die Ablage betreut, kann ihn " \
	"löschen; das Gerät, nach dem er heißt, legt ihn mit dem nächsten Abgleich neu an."
#define MIRROR \
	"Der Spiegel auf diesem Gerät ist beschädigt, vielleicht die Platte. Benennen Sie den Ordner repo.git im Datenverzeichnis um und gleichen " \
	"Sie ab: vorort legt ihn neu an und holt alles wieder."
#define CARD \
	"Der nächste Abgleich stellt vorort.json wieder her. Kommt es wieder, sollte die Stelle, die die Ablage betreut, prüfen, wer auf main schreiben " \
	"darf."
#define COPY "Zwei Geräte arbeiteten mit derselben Kennung. Auf allen Geräten gilt derselbe der beiden Einträge; zu tun ist nichts."

static const struct {
	const char *words, *advice;
} advices[] = { /* the first that fits */
	{"gehört nicht in die Ablage", FOREIGN},
	{"Zweig ist nicht lesbar", BRANCH},
	{"neuere Version von vorort nötig", NEWER},
	{"Eintrag einer neueren Version", BROKEN},
	{"im Spiegel", MIRROR},
	{"Spiegel repo.git", MIRROR},
	{"Objekt ist beschädigt", MIRROR},
	{"größer als", LARGE},
	{"mehr Dateien als erlaubt", LARGE},
	{"Checkliste", CHECKLIST},
	{"checklists/", CHECKLIST},
	{"kommunen/", KOMMUNEN},
	{"vorort.json", CARD},
	{"Prüfsumme im Namen", DAMAGED},
	{"abgeschnitten", DAMAGED},
	{"Signatur passt nicht", FORGED},
	{"Schlüssel gehört nicht", FORGED},
	{"öffentlicher Schlüssel", FORGED},
	{"Pfad und Kopfzeile", FORGED},
	{"anderen Vorhaben", STRANGER},
	{"Kopfzeile", BROKEN},
	{"Textzeilen", TEXTS},
	{"Textdatei", TEXTS},
	{"vorgeschriebene Form (", TEXTS},
	{"das Paket davor fehlt", GAP},
	{"gleicher Stempel", COPY},
};

const char *
app_advice(const char *finding)
{
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(advices); i++)
		if (strstr(finding, advices[i].words))
			return advices[i].advice;
	return BROKEN;
}
