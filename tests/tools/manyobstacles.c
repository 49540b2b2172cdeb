/*
 * Fills a data directory with many obstacles, for measuring: manyobstacles DIR N. The same numbers give the same content, but for stamps and
 * salts. Needs a directory that `vorort init` has set up.
 */
#include <stdio.h>
#include <stdlib.h>

#include "vorort/store.h"
#include "vorort/sync.h"
#include "vorort/text.h"

#define AT_ONCE 1000

static const char *const places[] = {"ags:06435014", "ags:06435007", "ags:01054033", "ags:04011000", "ags:08111000",
				     "ags:10041100", "ags:14625020", "ags:12071032", "ags:07232046"};
static const char *const services[] = {"wohngeld", "ummeldung", "aufenthaltstitel"};
static const char *const titles[] = {"Firewall-Antrag offen",        "Zertifikat fehlt",          "Kostenübernahme unsicher",
				     "Schlüssel im DVDV falsch",     "Modul nicht bestellt",      "Prüfung des Datenschutzes offen",
				     "Postfach läuft über",          "Zuständigkeit nicht gepflegt"};
static const char *const categories[] = {"organisatorisch", "technisch", "rechtlich", "finanziell"};
static const char *const severities[] = {"verhindert", "verzoegert", "hinweis"};
static const char *const status[] = {"neu", "gesichtet", "in_klaerung", "behoben", "zurueckgestellt"};
static const char *const stellen[] = {"kit", "fachamt", "hersteller", "landesredaktion"};

static void
set(Op *op, const char *slot, const char *value)
{
	if (!op_set(op, slot, value, NULL))
		g_error("%s=%s", slot, value);
}

#define PICK(list, i) (list)[(i) % G_N_ELEMENTS(list)]

static Op *
make(unsigned i)
{
	Op *op = op_new(entity_find("obstacle"), NULL, NULL, NULL);
	g_autofree char *salt = sync_random_salt();
	g_autofree char *title = g_strdup_printf("%s (Fall %u)", PICK(titles, i * 7), i);
	g_autofree char *anbindung = g_strdup_printf("%s/%s", PICK(places, i * 5), PICK(services, i));
	g_autofree char *due = g_strdup_printf("2026-%02u-%02u", 1 + i % 12, 1 + i % 28);

	op_set_text(op, "title", title, salt, NULL);
	set(op, "category", PICK(categories, i));
	set(op, "anbindung", anbindung);
	set(op, "severity", PICK(severities, i));
	set(op, "status", i % 10 < 7 ? "neu" : PICK(status, i));
	if (i % 10 >= 7 && i % 5 == 4)
		set(op, "status_until", due);
	set(op, "responsible", PICK(stellen, i));
	set(op, "due", due);
	return op;
}

int
main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(DeviceKey) key = argc == 3 ? device_key_open(argv[1], &error) : NULL;
	g_autofree char *run = sync_random_word(STAMP_RUN_LEN);
	g_autoptr(Store) store = key ? store_open(argv[1], device_key_id(key), run, &error) : NULL;
	unsigned i = 0, n = argc == 3 ? (unsigned)strtoul(argv[2], NULL, 10) : 0;

	while (store && i < n) {
		g_autoptr(GPtrArray) ops = g_ptr_array_new_with_free_func((GDestroyNotify)op_free);

		for (; i < n && ops->len < AT_ONCE; i++)
			g_ptr_array_add(ops, make(i));
		if (!store_commit_ops(store, ops, "BENCH", NULL, 0, &error))
			break;
	}
	if (store && !error)
		return 0;
	fprintf(stderr, "%s\n", error ? error->message : "usage: manyobstacles DIR N");
	return 1;
}
