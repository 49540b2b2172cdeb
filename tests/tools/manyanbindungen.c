/*
 * Fills a data directory with Anbindungen, for measuring: manyanbindungen DIR N. Kommunen must be imported; Anbindungen go to them in turn,
 * one Leistung after the other. The same numbers give the same content, but for stamps.
 */
#include <stdio.h>
#include <stdlib.h>

#include "vorort/store.h"
#include "vorort/sync.h"

#define AT_ONCE 2000

static const char *const services[] = {"wohngeld", "ummeldung", "aufenthaltstitel", "baugenehmigung", "kfz", "eheschliessung", "einbuergerung",
				       "elterngeld", "fuehrerschein", "handwerksgruendung", "anlagengenehmigung", "personalausweis",
				       "unterhaltsvorschuss", "unternehmensanmeldung", "breitbandausbau", "einmalzahlung"};

static Op *
make(const OverviewRow *row, unsigned i, unsigned turn)
{
	g_autofree char *id = g_strdup_printf("%s/%s", row->key, services[turn % G_N_ELEMENTS(services)]);
	Op *op = op_new(entity_find("anbindung"), NULL, id, NULL);
	const Word *state = words(WORDS_ANBINDUNG_STATE) + (i * 7 + turn * 3) % 12;
	g_autofree char *date = g_strdup_printf("2026-%02u-%02u", 1 + i % 12, 1 + turn % 28);

	if (!op_set(op, "state", state->code, NULL) || !op_set(op, "state_date", date, NULL))
		g_error("%s", id);
	return op;
}

int
main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(DeviceKey) key = argc == 3 ? device_key_open(argv[1], &error) : NULL;
	g_autofree char *run = sync_random_word(STAMP_RUN_LEN);
	g_autoptr(Store) store = key ? store_open(argv[1], device_key_id(key), run, &error) : NULL;
	g_autoptr(GPtrArray) rows = store ? store_overview_rows(store, &(OverviewFilter){.group = OVERVIEW_KOMMUNE}, &error) : NULL;
	unsigned i = 0, n = argc == 3 ? (unsigned)strtoul(argv[2], NULL, 10) : 0;

	while (rows && rows->len && i < n) {
		g_autoptr(GPtrArray) ops = g_ptr_array_new_with_free_func((GDestroyNotify)op_free);

		for (; i < n && ops->len < AT_ONCE; i++)
			g_ptr_array_add(ops, make(rows->pdata[i % rows->len], i % rows->len, i / rows->len));
		if (!store_commit_ops(store, ops, "BENCH", NULL, 0, &error))
			break;
	}
	if (rows && !error)
		return 0;
	fprintf(stderr, "%s\n", error ? error->message : "usage: manyanbindungen DIR N");
	return 1;
}
