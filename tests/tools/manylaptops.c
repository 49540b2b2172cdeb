/*
 * Writes the shared repository of many laptops, for measuring: manylaptops ENTRIES DEVICES KEYS | git fast-import. Batches, texts and paths are
 * made by the program's own seal code, each device with a key of its own in the folder KEYS, so that an import has everything to check. The
 * laptops meet every day: on each of them all count on from the same number, as Lamport clocks do.
 */
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/path.h"
#include "vorort/op.h"
#include "vorort/sync.h"

#define PER_BATCH 200
#define N_ANBINDUNGEN 10
#define FIRST_DAY 1735689600 /* 2025-01-01 */

typedef struct Laptop {
	DeviceKey *key;
	unsigned index;
	gint64 number;       /* of the last batch */
	char *prev;
	char *anbindungen[N_ANBINDUNGEN];
	unsigned n_anbindungen;
	GHashTable *heads;   /* place -> stamp of the last op there */
	GPtrArray *obstacles;
	GPtrArray *lines, *texts;
	Stamp stamp;
	char at[18];
} Laptop;

static const char undertaking[] = "messungmessung22";
static GRand *dice;

/* --- content ------------------------------------------------------------------------------------------------------------------- */

static const char *const services[] = {"wohngeld", "ummeldung", "aufenthaltstitel", "fuehrerschein", "kfz"};
static const char *const outcomes[] = {"passed", "passed", "passed", "passed_open", "failed", "waiting", "not_tested"};
static const char *const envs[] = {"test", "stage", "prod"};
static const char *const categories[] = {"organisatorisch", "technisch", "rechtlich", "finanziell"};
static const char *const severities[] = {"verhindert", "verzoegert", "hinweis"};
static const char *const status[] = {"gesichtet", "in_klaerung", "behoben_gemeldet"};
static const char *const stellen[] = {"kit", "fachamt", "hersteller", "landesredaktion"};
static const char *const states[] = {"angemeldet", "vorbereitung", "im_test", "freigabereif"};
static const char *const params[] = {"fachverfahren", "transport", "bezahlung", "postfach"};
static const char *const vocabulary[] = {
	"Firewall", "Antrag", "offen", "Zertifikat", "fehlt", "im", "DVDV", "der", "Schlüssel", "ist", "nicht", "eingetragen", "das", "Postfach",
	"wird", "vom", "Fachamt", "bestellt", "Kopfstelle", "meldet", "Fehler", "beim", "Abruf", "Nachricht", "kam", "an", "nach", "Neustart",
	"Zuständigkeit", "geprüft", "und", "Leistung", "freigeschaltet", "Kasse", "wartet", "auf", "Mandant", "Testfall", "mit", "Anlage",
	"übernommen", "Hersteller", "liefert", "Update", "bis", "Ende", "Monat", "Rückfrage", "an", "Betreiber", "gestellt", "XTA", "Adresse",
	"falsch", "hinterlegt", "Zugang", "für", "Sachbearbeitung", "angelegt", "Signatur", "ungültig", "wegen", "abgelaufener", "Kette"};

#define ANY(list) ((list)[g_rand_int_range(dice, 0, (gint32)G_N_ELEMENTS(list))])

static char *
sentence(int n_words)
{
	GString *s = g_string_new(ANY(vocabulary));

	while (--n_words > 0)
		g_string_append_printf(s, " %s", ANY(vocabulary));
	g_string_append_printf(s, " (%u)", g_rand_int(dice) % 100000);
	return g_string_free(s, FALSE);
}

/* --- ops ----------------------------------------------------------------------------------------------------------------------- */

static void
set(Op *op, const char *slot, const char *value)
{
	g_autoptr(GError) error = NULL;

	if (!op_set(op, slot, value, &error))
		g_error("%s", error->message);
}

static void
set_text(Op *op, const char *slot, int n_words)
{
	g_autofree char *text = sentence(n_words), *salt = sync_random_salt();

	op_set_text(op, slot, text, salt, NULL);
}

static void
note_texts(Laptop *l, const Op *op)
{
	guint i;

	for (i = 0; i < op->n_values; i++)
		if (op->values[i].text) {
			BatchText *text = g_new0(BatchText, 1);

			text->hash = g_strdup(op->values[i].string);
			text->salt = g_strdup(op->values[i].salt);
			text->text = g_strdup(op->values[i].text);
			g_ptr_array_add(l->texts, text);
		}
}

/* Stamps and notes the op; @place: where it follows the last one of this device, NULL: nowhere. Returns its id, the caller frees it. */
static char *
say(Laptop *l, Op *op, const char *place)
{
	g_autoptr(GError) error = NULL;
	const char *last = place ? g_hash_table_lookup(l->heads, place) : NULL;
	char id[STAMP_TEXT_SIZE];

	if (last)
		op_add_base(op, last);
	op_set_stamp(op, &l->stamp, l->at, "ROT-HE-2");
	if (!op_validate(op, &error))
		g_error("%s", error->message);
	stamp_format(&l->stamp, id);
	l->stamp.n++;
	if (place)
		g_hash_table_replace(l->heads, g_strdup(place), g_strdup(id));
	g_ptr_array_add(l->lines, op_encode(op));
	note_texts(l, op);
	op_free(op);
	return g_strdup(id);
}

static Op *
add(const char *type, const char *id)
{
	return op_new(entity_find(type), NULL, id, NULL);
}

static Op *
change(const char *type, const char *field, const char *id, const char *key)
{
	return op_new(entity_find(type), entity_field(entity_find(type), field), id, key);
}

static void
say_anbindung(Laptop *l)
{
	unsigned i = l->n_anbindungen++, gemeinde = l->index * 4 + i / 3;
	Op *op;

	/* Two of ten are looked after by a second team, too. */
	if (i >= 8)
		gemeinde = (l->index ^ 1) * 4;
	l->anbindungen[i] = g_strdup_printf("ags:%02u%06u/%s", 1 + gemeinde % 16, 1000 + gemeinde, services[i % G_N_ELEMENTS(services)]);
	op = add("anbindung", l->anbindungen[i]);
	set(op, "state", "angemeldet");
	g_free(say(l, op, NULL));
}

static const char *
any_anbindung(Laptop *l)
{
	return l->anbindungen[g_rand_int_range(dice, 0, N_ANBINDUNGEN)];
}

static const char *
any_obstacle(Laptop *l)
{
	return l->obstacles->len ? l->obstacles->pdata[g_rand_int_range(dice, 0, (gint32)l->obstacles->len)] : NULL;
}

static void
say_result(Laptop *l)
{
	Op *op = add("result", NULL);
	g_autofree char *step = g_strdup_printf("%c%d", "ABCDEFGHIJKL"[g_rand_int_range(dice, 0, 12)], g_rand_int_range(dice, 1, 9)), *place = NULL;
	const char *on = any_anbindung(l), *env = ANY(envs);

	set(op, "on", on);
	set(op, "step", step);
	set(op, "env", env);
	set(op, "instance", "1");
	set(op, "outcome", ANY(outcomes));
	if (g_rand_int_range(dice, 0, 4) == 0)
		set_text(op, "note", 9);
	place = g_strdup_printf("%s %s/%s", on, step, env);
	g_free(say(l, op, place));
}

static void
say_obstacle(Laptop *l)
{
	Op *op = add("obstacle", NULL);
	g_autofree char *step = g_strdup_printf("%c%d", "ABCDEFGHIJKL"[g_rand_int_range(dice, 0, 12)], g_rand_int_range(dice, 1, 9));
	g_autofree char *due = g_strdup_printf("2026-%02d-%02d", g_rand_int_range(dice, 1, 13), g_rand_int_range(dice, 1, 29));

	set_text(op, "title", 5);
	set(op, "category", ANY(categories));
	set(op, "anbindung", any_anbindung(l));
	set(op, "steps", step);
	if (g_rand_boolean(dice))
		set_text(op, "description", 24);
	set(op, "severity", ANY(severities));
	set(op, "responsible", ANY(stellen));
	set(op, "due", due);
	g_ptr_array_add(l->obstacles, say(l, op, NULL));
}

static void
say_status(Laptop *l)
{
	const char *id = any_obstacle(l);
	g_autofree char *place = g_strdup_printf("%s status", id ? id : "");
	Op *op;

	if (!id) {
		say_obstacle(l);
		return;
	}
	op = change("obstacle", "status", id, NULL);
	set(op, "status", ANY(status));
	g_free(say(l, op, place));
}

static void
say_comment(Laptop *l)
{
	Op *op = add("comment", NULL);

	set(op, "on", any_obstacle(l) ? any_obstacle(l) : any_anbindung(l));
	set_text(op, "text", 14);
	g_free(say(l, op, NULL));
}

static void
say_param(Laptop *l)
{
	const char *on = any_anbindung(l), *param = ANY(params);
	g_autofree char *place = g_strdup_printf("%s param %s", on, param);
	Op *op = change("anbindung", "param", on, param);

	set(op, "param", ANY(vocabulary));
	g_free(say(l, op, place));
}

static void
say_state(Laptop *l)
{
	const char *on = any_anbindung(l);
	g_autofree char *place = g_strdup_printf("%s state", on);
	Op *op = change("anbindung", "state", on, NULL);

	set(op, "state", ANY(states));
	g_free(say(l, op, place));
}

static void
say_visit(Laptop *l)
{
	Op *op = add("visit", NULL);

	set(op, "anbindungen", any_anbindung(l));
	set(op, "date", "2026-02-03");
	set_text(op, "place", 3);
	set(op, "status", "durchgefuehrt");
	g_free(say(l, op, NULL));
}

static void
say_device(Laptop *l)
{
	Op *op = add("device", device_key_id(l->key));

	set(op, "funktion", "taskforce");
	set_text(op, "name", 2);
	g_free(say(l, op, NULL));
}

/* Out of 100 entries. */
static void
say_anything(Laptop *l)
{
	static const struct {
		int share;
		void (*say)(Laptop *l);
	} kinds[] = {{56, say_result}, {12, say_obstacle}, {12, say_status}, {6, say_comment}, {8, say_param}, {3, say_state}, {3, say_visit}};
	int die = g_rand_int_range(dice, 0, 100), i = 0;

	while (die >= kinds[i].share)
		die -= kinds[i++].share;
	kinds[i].say(l);
}

/* --- batches ------------------------------------------------------------------------------------------------------------------- */

static void
put_file(const char *path, GBytes *bytes)
{
	gsize len;
	const void *data = g_bytes_get_data(bytes, &len);

	printf("M 100644 inline %s\ndata %zu\n", path, len);
	fwrite(data, 1, len, stdout);
	putchar('\n');
}

static void
put_commit(gint64 seconds, const char *device)
{
	printf("commit refs/heads/main\ncommitter vorort <%s@vorort.invalid> %" G_GINT64_FORMAT " +0000\ndata 7\nPakete\n\n", device, seconds);
}

static void
put_batch(Laptop *l, gint64 seconds)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Batch) batch = batch_seal(l->key, undertaking, ++l->number, l->prev, l->lines, &error);
	g_autofree char *text_path = batch ? path_of_texts(batch->path) : NULL;
	g_autoptr(GBytes) text_bytes = batch_texts_write(l->texts);

	if (!batch)
		g_error("%s", error->message);
	put_commit(seconds, batch->device);
	put_file(batch->path, batch->bytes);
	if (l->texts->len)
		put_file(text_path, text_bytes);
	g_free(l->prev);
	l->prev = g_strdup(batch->sha256);
	g_ptr_array_set_size(l->lines, 0);
	g_ptr_array_set_size(l->texts, 0);
}

static void
fill_batch(Laptop *l, unsigned day, unsigned n)
{
	g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(FIRST_DAY + (gint64)day * 86400 + 30000);
	g_autofree char *at = g_date_time_format(date, "%Y-%m-%dT%H:%MZ");

	g_strlcpy(l->at, at, sizeof l->at);
	l->stamp.n = 1 + (gint64)day * PER_BATCH;
	for (; n > 0; n--)
		if (l->stamp.n == 1)
			say_device(l);
		else if (l->n_anbindungen < N_ANBINDUNGEN)
			say_anbindung(l);
		else
			say_anything(l);
}

static Laptop *
laptop_new(const char *keys, unsigned index)
{
	g_autofree char *dir = g_strdup_printf("%s/%u", keys, index);
	g_autoptr(GError) error = NULL;
	Laptop *l = g_new0(Laptop, 1);

	l->index = index;
	if (g_mkdir_with_parents(dir, 0700) != 0 || !(l->key = device_key_open(dir, &error)))
		g_error("%s: %s", dir, error ? error->message : "mkdir");
	l->prev = g_strdup("");
	l->heads = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	l->obstacles = g_ptr_array_new();
	l->lines = g_ptr_array_new_with_free_func(g_free);
	l->texts = g_ptr_array_new_with_free_func((GDestroyNotify)batch_text_free);
	g_strlcpy(l->stamp.device, device_key_id(l->key), sizeof l->stamp.device);
	g_strlcpy(l->stamp.run, "aaaa", sizeof l->stamp.run);
	return l;
}

static void
put_card(const Laptop *founder)
{
	g_autofree char *text = g_strdup_printf("{\"format\":1,\"founder\":\"%s\",\"founder_key\":\"%s\",\"undertaking\":\"%s\"}\n",
						device_key_id(founder->key), device_key_public(founder->key), undertaking);
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));

	put_commit(FIRST_DAY, device_key_id(founder->key));
	put_file("vorort.json", bytes);
}

int
main(int argc, char **argv)
{
	unsigned n = argc == 4 ? (unsigned)strtoul(argv[1], NULL, 10) : 0, n_devices = argc == 4 ? (unsigned)strtoul(argv[2], NULL, 10) : 0;
	unsigned i, day, n_done = 0;
	Laptop **laptops;

	if (!n || !n_devices) {
		fprintf(stderr, "usage: manylaptops ENTRIES DEVICES KEYS | git fast-import\n");
		return 1;
	}
	dice = g_rand_new_with_seed(1);
	laptops = g_new0(Laptop *, n_devices);
	for (i = 0; i < n_devices; i++)
		laptops[i] = laptop_new(argv[3], i);
	put_card(laptops[0]);
	for (day = 0; n_done < n; day++)
		for (i = 0; i < n_devices && n_done < n; i++, n_done += PER_BATCH) {
			fill_batch(laptops[i], day, MIN(PER_BATCH, n - n_done));
			put_batch(laptops[i], FIRST_DAY + (gint64)day * 86400 + i);
		}
	return 0;
}
