/* Tests of src/core/text_personal.c: what must warn, what must be refused, what must stay silent. */
#include "vorort/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const char *const personal[] = {
	"Rückfragen an petra.mueller@stadt-koeln.de", "m.schmidt@kreis-herford.de", "schulze@gmx.de", "Mail: Jürgen.Weiß@landkreis-goslar.de",
	"andreas.bau@stadt.de", "h.post@gemeinde.de", "k-meier1970@web.de", "wohngeld.petra@stadt.de",
	"Tel. 0221/221-26547", "ruf 02203 123456 an", "(02203) 1234567", "0171 1234567", "0171-12345678", "017212345678", "+49 221 22126547",
	"0049 30 12345678", "Durchwahl 26547", "Handy: 0151 23456789", "erreichbar unter 030/90201234",
	"DE89 3704 0044 0532 0130 00", "IBAN DE89370400440532013000", "Konto GB82 WEST 1234 5698 7654 32", "DE89370400440532013001",
	"Herr Müller kommt später", "laut Frau Dr. Schäfer", "mit Hr. Öztürk gesprochen", "Herrn K. Lehmann fragen", "frau Łukasiewicz meldet sich",
	"Frau Bürgermeisterin Schulz war dabei", "FRAU MEIER", "Herr von Stein und Herr Stein", "Fr. Krüger hat Urlaub",
	"Antragsteller geb. 12.03.1980", "Geburtsdatum: 01.02.1990", "Steuer-ID 12 345 678 901", "12 120380 M 123",
};

static const char *const secrets[] = {
	"Passwort: Sommer2026!", "Kennwort lautet geheim123", "pw=abcd1234", "client_secret: 8f3kd93kdls", "\"client_secret\":\"8f3kd93kdls\"",
	"Passwort: sommer", "API-Key = 0123456789abcdef", "https://tester:geheim@test.example.de/api",
	"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2ln", "Authorization: Bearer abcdefghijklmnopqrstuvwxyz", "glpat-abcdefghij0123456789",
};

static const char *const refused[] = {
	"-----BEGIN PRIVATE KEY-----\nMIIE", "x -----BEGIN RSA PRIVATE KEY-----", "-----BEGIN OPENSSH PRIVATE KEY-----",
	"-----BEGIN ENCRYPTED PRIVATE KEY-----", "-----BEGIN EC PRIVATE KEY-----", "-----BEGIN PGP PRIVATE KEY BLOCK-----",
	"{\"kty\":\"RSA\",\"n\":\"0vx7agoebGcQ\",\"e\":\"AQAB\",\"d\":\"X4cTteJY_gn4FYPsXB8r\"}",
	"{ \"d\": \"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE\",\n  \"crv\": \"P-256\", \"kty\": \"EC\" }", "{\"kty\":\"oct\",\"k\":\"AyM1SysPpbyDfgZld3umj1qzKObwVMko\"}",
	"PuTTY-User-Key-File-3: ssh-ed25519",
};

static const char *const fine[] = {
	"", "poststelle@stadt-koeln.de", "wohngeld@kreis-herford.de", "info@gemeinde.de", "buergerbuero@muellrose.de", "Bürgerbüro@stadt.de",
	"ozg@landkreis-goslar.de", "it-support@kdo.de", "stadt.koeln@t-online.de", "gemeinde-hamm@t-online.de", "Fachbereich50@stadt.de",
	"bauamt@amt-schlaubetal.de", "fb3.soziales@stadt.de", "auslaenderbehoerde@kreis.de", "datenschutz@stadt.de", "dvdv@itzbund.de",
	"noreply@fitko.de", "no-reply@govdata.de", "efa-wohngeld@dataport.de", "support@akdb.de", "standesamt@stadt.de", "team.digital@kreis.de",
	"landesredaktion@fim.nrw.de", "kfz-zulassung@kreis.de", "unterhaltsvorschuss@kreis.de", "elterngeldstelle@kreis.de", "rathaus@markt-x.de",
	"fuehrerscheinstelle@kreis.de", "egovernment@stadt.de", "digitalisierung@stadt.de", "hotline@ekom21.de", "kontakt@regioit.de",
	"AGS 05334002, ARS 053340002002", "ARS 05 3 34 0002 002", "Leistungsschlüssel 99108008020000", "OE-ID L100012.OE.225060530",
	"wgb010001000001", "DVDV-Schlüssel vbe:052120000000", "am 14.11.2026 um 10:05", "2026-11-14", "Az. 012/2026", "Aktenzeichen 0123/2026",
	"Az. 02203 12345678", "10.1.2.3:443", "53e8a1f0-1234-4abc-9def-0123456789ab", "FIT-Connect Submission 0b9d1fcb-3c44-4f7c-8a46-12c0b1f0a1aa",
	"Herr Landrat eröffnet, Frau Bürgermeisterin dankt", "Anrede Herr/Frau fehlt im Formular", "Frau und Mann", "Fr. Nachmittag geschlossen",
	"Herr oder Frau wählbar", "Passwort: siehe Tresor der IT", "Passwort wird per Brief verschickt", "Kennwort: fehlt noch", "Passwort abgelaufen",
	"Client-Secret: liegt beim KIT", "Das Kennwort ist abgelaufen.", "-----BEGIN CERTIFICATE-----", "-----BEGIN PUBLIC KEY-----",
	"{\"kty\":\"RSA\",\"n\":\"0vx7agoebGcQ\",\"e\":\"AQAB\"}", "§ 12a BGG, Art. 14 BayBGG", "HTTP 404, TLS 1.2, Port 8443", "0,5 Tage; 0-3 Jahre",
	"Kosten 1.200,00 EUR einmalig, 300 EUR jährlich", "XTA 2.1.1, XFamilie 2.0", "https://test.example.de/pfad?x=1", "50 % von 0800 Fällen",
	"Funktionspostfach der Ausländerbehörde antwortet nicht", "Mail kommt nach 3 Tagen", "Version 01.02.2003-4",
};

static void
expect(const char *const *texts, size_t n, TextVerdict wanted)
{
	size_t i;

	for (i = 0; i < n; i++) {
		g_autofree char *reason = NULL;
		TextVerdict verdict = text_check_personal(texts[i], &reason);

		if (verdict != wanted)
			fail_msg("%d instead of %d for \"%s\": %s", verdict, wanted, texts[i], reason ? reason : "-");
		assert_int_equal(reason == NULL, wanted == TEXT_FINE);
	}
}

static void
test_personal(void **state)
{
	(void)state;
	expect(personal, G_N_ELEMENTS(personal), TEXT_WARN);
	expect(secrets, G_N_ELEMENTS(secrets), TEXT_WARN);
}

static void
test_refused(void **state)
{
	(void)state;
	expect(refused, G_N_ELEMENTS(refused), TEXT_REFUSE);
}

static void
test_fine(void **state)
{
	(void)state;
	expect(fine, G_N_ELEMENTS(fine), TEXT_FINE);
}

/* Hostile: invalid bytes, and 16 KiB that make a careless pattern run for ever. */
static void
test_hostile(void **state)
{
	g_autofree char *dots = g_strnfill(TEXT_MAX, '.'), *digits = g_strnfill(TEXT_MAX, '0'), *letters = g_strnfill(TEXT_MAX, 'a');
	g_autofree char *braces = g_strnfill(TEXT_MAX, '{');
	gint64 start = g_get_monotonic_time();

	(void)state;
	assert_int_equal(text_check_personal("\xff Herr M\xfcller", NULL), TEXT_WARN);
	text_check_personal(dots, NULL);
	text_check_personal(digits, NULL);
	text_check_personal(letters, NULL);
	text_check_personal(braces, NULL);
	assert_true(g_get_monotonic_time() - start < 5 * G_USEC_PER_SEC);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_personal), cmocka_unit_test(test_refused), cmocka_unit_test(test_fine), cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
