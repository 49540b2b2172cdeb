/*
 * A connection that ends after the start of TLS: libcurl shows the certificate even where it cannot be verified. It is only looked at, so
 * nothing is lost by not checking it; nothing secret is sent.
 */
#include "vorort/certificate.h"

#include <string.h>

#include <curl/curl.h>

#include "vorort/text.h"

#define LIMIT_SECONDS 10L

/* The value of "Expire Date:…" in what libcurl tells about the server's own certificate; NULL if it is not there. Borrowed. */
static const char *
find_line(const struct curl_certinfo *info, const char *name)
{
	const struct curl_slist *line = info && info->num_of_certs > 0 ? info->certinfo[0] : NULL;

	for (; line; line = line->next)
		if (g_ascii_strncasecmp(line->data, name, strlen(name)) == 0 && line->data[strlen(name)] == ':')
			return line->data + strlen(name) + 1;
	return NULL;
}

/* "2026-11-23 12:59:52 GMT" or "Nov 23 12:59:52 2026 GMT", by the library below. NULL: neither. */
static GDateTime *
read_time(const char *text)
{
	g_autofree char *iso = text ? g_strndup(text, 19) : NULL;
	time_t seconds;

	if (iso && strlen(iso) == 19 && iso[4] == '-') {
		g_autoptr(GTimeZone) utc = g_time_zone_new_utc();

		iso[10] = 'T';
		return g_date_time_new_from_iso8601(iso, utc);
	}
	seconds = text ? curl_getdate(text, NULL) : -1;
	return seconds >= 0 ? g_date_time_new_from_unix_utc(seconds) : NULL;
}

static char *
describe(const struct curl_certinfo *info)
{
	g_autoptr(GDateTime) start = read_time(find_line(info, "Start date")), end = read_time(find_line(info, "Expire date"));
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();
	const char *issuer = find_line(info, "Issuer");
	g_autofree char *shown = issuer ? text_visible(issuer, FALSE) : NULL, *day = NULL;

	if (end && g_date_time_compare(now, end) > 0) {
		day = g_date_time_format(end, "%d.%m.%Y");
		return g_strdup_printf("Es ist am %s abgelaufen. Die Stelle, die den Server betreibt, muss es erneuern; stimmt auch die Uhr dieses Rechners?", day);
	}
	if (start && g_date_time_compare(now, start) < 0) {
		day = g_date_time_format(start, "%d.%m.%Y");
		return g_strdup_printf("Es gilt erst ab %s. Wahrscheinlich geht die Uhr dieses Rechners falsch: bitte stellen.", day);
	}
	if (!shown)
		return NULL;
	return g_strdup_printf("Ausgestellt hat es „%s“, und dieser Stelle vertraut der Rechner nicht. Ist es die eigene Zertifizierungsstelle, deren Datei "
	                       "eintragen: vorort init --ca-file DATEI. Sonst nicht weitermachen, sondern bei der Stelle nachfragen, die den Server betreibt.",
	                       shown);
}

char *
certificate_explain(const char *url)
{
	CURL *curl = curl_easy_init();
	struct curl_certinfo *info = NULL;
	char *text = NULL;

	if (!curl)
		return NULL;
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(curl, CURLOPT_CERTINFO, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, LIMIT_SECONDS);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	if (curl_easy_perform(curl) == CURLE_OK && curl_easy_getinfo(curl, CURLINFO_CERTINFO, &info) == CURLE_OK)
		text = describe(info);
	curl_easy_cleanup(curl);
	return text;
}
