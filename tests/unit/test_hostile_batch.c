/*
 * Every rule about batches and their texts, broken one at a time in a real repository: the laptop that comes next puts the file aside with
 * the reason of the table, `verify` names it and says what to do, and the good batch beside it is used (design 4 and 8).
 */
#include "hostile.h"

static const Forgery plain;

/* --- batches of others, changed ----------------------------------------------------------------------------------------------------- */

static char *
changed(Scene *s, gsize *len)
{
	char *copy = g_memdup2(g_bytes_get_data(s->good, len), g_bytes_get_size(s->good));
	char *by = memmem(copy, *len, "TEAM-B", 6);

	by[5] = 'X';
	return copy;
}

static void
change_batch(Scene *s)
{
	gsize len;
	g_autofree char *copy = changed(s, &len);

	put(s, "main", s->good_path, copy, len);
}

static void
change_batch_and_name(Scene *s)
{
	gsize len;
	g_autofree char *copy = changed(s, &len), *sha = crypto_sha256(copy, len), *path = NULL;
	g_auto(GStrv) parts = g_strsplit(s->good_path, "/", -1);

	path = path_of_batch(parts[2], 1, sha);
	put(s, "main", path, copy, len);
}

static void
cut_batch(Scene *s)
{
	put(s, "main", s->good_path, g_bytes_get_data(s->good, NULL), g_bytes_get_size(s->good) - 20);
}

static void
empty_batch(Scene *s)
{
	put(s, "main", s->good_path, "", 0);
}

static void
copy_good_to(Scene *s, const char *path)
{
	put(s, "in/x", path, g_bytes_get_data(s->good, NULL), g_bytes_get_size(s->good));
}

static void
renumber_batch(Scene *s)
{
	g_autofree char *path = good_path_as(s, 0, 7, ".jsonl");

	copy_good_to(s, path);
}

static void
give_batch_to_another(Scene *s)
{
	g_autofree char *sha = crypto_sha256(g_bytes_get_data(s->good, NULL), g_bytes_get_size(s->good));
	g_autofree char *path = path_of_batch(device_key_id(s->key), 1, sha);

	copy_good_to(s, path);
}

static void
append_to_batch(Scene *s)
{
	g_autofree char *copy = g_strndup(g_bytes_get_data(s->good, NULL), g_bytes_get_size(s->good));
	g_autofree char *more = g_strconcat(copy, LINE, NULL), *sha = crypto_sha256(more, strlen(more)), *path = NULL;
	g_auto(GStrv) parts = g_strsplit(s->good_path, "/", -1);

	path = path_of_batch(parts[2], 1, sha);
	put_text(s, "in/x", path, more);
}

/* --- keys and signatures ------------------------------------------------------------------------------------------------------------ */

static void
steal_device(Scene *s)
{
	g_auto(GStrv) parts = g_strsplit(s->good_path, "/", -1);

	forge(s, &(Forgery){.device = parts[2]}, LINE);
}

static void
steal_key(Scene *s)
{
	g_auto(GStrv) parts = g_strsplit(s->good_path, "/", -1);
	const char *key = strstr(g_bytes_get_data(s->good, NULL), "ssh-ed25519 ");
	g_autofree char *copy = g_strndup(key, 80);

	forge(s, &(Forgery){.device = parts[2], .key = copy}, LINE);
}

static void
sign_as_another(Scene *s)
{
	g_autofree char *dir = g_build_filename(s->dir, "a", NULL);
	g_autoptr(DeviceKey) other = NULL;

	ok((other = device_key_open(dir, error)));
	forge(s, &(Forgery){.signer = other}, LINE);
}

static void
sign_for_git(Scene *s)
{
	forge(s, &(Forgery){.is_other_namespace = TRUE}, LINE);
}

static void
no_signature(Scene *s)
{
	forge(s, &(Forgery){.tail = LINE}, LINE LINE LINE);
}

static void
zero_key(Scene *s)
{
	static const guint8 zeros[KEY_PUBLIC_LEN];
	g_autofree char *key = key_public_format(zeros);
	char device[STAMP_DEVICE_LEN + 1];

	/* Of small order: for such a key anybody could find a signature. */
	key_device_id(zeros, device);
	forge(s, &(Forgery){.key = key, .device = device}, LINE);
}

/* --- headers ------------------------------------------------------------------------------------------------------------------------ */

#define HASH64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define ATTACK_HEADER(name, ...) \
	static void \
	name(Scene *s) \
	{ \
		forge(s, &(Forgery){__VA_ARGS__}, LINE); \
	}

ATTACK_HEADER(newer_format, .format = "2")
ATTACK_HEADER(newer_signature, .format = "2", .tail = "{\"sig\":\"of another kind\"}\n")
ATTACK_HEADER(newer_format_without_tail, .format = "3", .tail = "binary")
ATTACK_HEADER(format_zero, .format = "0")
ATTACK_HEADER(format_text, .format = "\"1\"")
ATTACK_HEADER(format_huge, .format = "99999999999999999999")
ATTACK_HEADER(another_undertaking, .undertaking = "someotherundertaking")
ATTACK_HEADER(odd_undertaking, .undertaking = "../../etc")
ATTACK_HEADER(count_too_small, .count = "0")
ATTACK_HEADER(count_negative, .count = "-1")
ATTACK_HEADER(count_more, .count = "2")
ATTACK_HEADER(count_huge, .count = "9007199254740991")
ATTACK_HEADER(first_with_previous, .prev = HASH64)
ATTACK_HEADER(second_without_previous, .number = 2)
ATTACK_HEADER(previous_not_hex, .number = 2, .prev = "ABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJABCD")
ATTACK_HEADER(another_key, .count = "1,\"more\":1")
ATTACK_HEADER(key_twice, .count = "1,\"count\":1")
ATTACK_HEADER(blanks, .count = " 1")
ATTACK_HEADER(exponent, .count = "1e0")

static void
header_bomb(Scene *s)
{
	g_autofree char *deep = g_strnfill(700, '[');

	forge(s, &(Forgery){.prev = deep}, LINE);
}

static void
header_nested(Scene *s)
{
	g_autofree char *deep = g_strnfill(400, '['), *end = g_strnfill(400, ']'), *both = g_strconcat(deep, end, NULL);

	forge(s, &(Forgery){.count = both}, LINE);
}

static void
header_without_end(Scene *s)
{
	g_autofree char *wide = g_strnfill(5000, ' ');

	forge(s, &(Forgery){.count = wide}, LINE);
}

static void
fewer_lines(Scene *s)
{
	forge(s, &plain, LINE LINE);
}

/* --- lines -------------------------------------------------------------------------------------------------------------------------- */

#define ATTACK_LINE(name, line) \
	static void \
	name(Scene *s) \
	{ \
		forge_raw(s, &plain, line, sizeof line - 1); \
	}

ATTACK_LINE(no_json, "Guten Tag\n")
ATTACK_LINE(blanks_in_line, "{\"k\": \"note.add\",\"n\":9}\n")
ATTACK_LINE(n_beyond, LINE_OF("9007199254740992", TEXT_SLOT))
ATTACK_LINE(n_zero, LINE_OF("0", TEXT_SLOT))
ATTACK_LINE(n_negative, LINE_OF("-1", TEXT_SLOT))
ATTACK_LINE(n_overflow, LINE_OF("99999999999999999999999999", TEXT_SLOT))
ATTACK_LINE(known_kind_with_more, LINE_OF("9", TEXT_SLOT ",\"more\":1"))
ATTACK_LINE(slot_twice, LINE_OF("9", TEXT_SLOT TEXT_SLOT))
ATTACK_LINE(text_in_clear, LINE_OF("9", ",\"text\":\"im Klartext\""))
ATTACK_LINE(invalid_utf8, "{\"k\":\"note.add\",\"n\":9,\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\xff\"" TEXT_SLOT "}\n")
ATTACK_LINE(overlong_utf8, "{\"k\":\"neu.add\",\"n\":9,\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\",\"t\":\"\xc0\xaf\"}\n")
ATTACK_LINE(surrogate, "{\"k\":\"neu.add\",\"n\":9,\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\",\"t\":\"\xed\xa0\x80\"}\n")
ATTACK_LINE(escape_character, LINE_OF("9", ",\"text\":\"\x1b]0;x\x07\""))
ATTACK_LINE(escaped_escape, LINE_OF("9", ",\"text\":\"\\u001b\""))
ATTACK_LINE(escape_in_by, "{\"k\":\"note.add\",\"n\":9,\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"\xc2\x9bX\"" TEXT_SLOT "}\n")
ATTACK_LINE(nul_byte, "{\"k\":\"note.add\",\"n\":9\0}\n")
ATTACK_LINE(empty_line, "\n")
ATTACK_LINE(carriage_return, "{\"k\":\"note.add\",\"n\":9,\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\"" TEXT_SLOT "}\r\n")
ATTACK_LINE(byte_order_mark, "\xef\xbb\xbf" LINE)
ATTACK_LINE(path_as_id, "{\"k\":\"kommune.add\",\"n\":9,\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\",\"e\":\"../../etc/passwd\"}\n")
ATTACK_LINE(sql_as_id, "{\"k\":\"kommune.add\",\"n\":9,\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\",\"e\":\"ags:0'; DROP TABLE op\"}\n")
ATTACK_LINE(person_as_by, "{\"k\":\"note.add\",\"n\":9,\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"Erika Mustermann\"" TEXT_SLOT "}\n")
ATTACK_LINE(no_such_day, "{\"k\":\"note.add\",\"n\":9,\"run\":\"aaaa\",\"at\":\"2026-02-30T08:14Z\",\"by\":\"X\"" TEXT_SLOT "}\n")
ATTACK_LINE(unknown_outcome, "{\"k\":\"obstacle.severity\",\"n\":9,\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\",\"e\":\"a1-aaaaaaaaaaaa-aaaa\",\"severity\":\"egal\"}\n")

static void
deep_line(Scene *s, guint depth)
{
	g_autofree char *deep = g_strnfill(depth, '['), *end = g_strnfill(depth, ']');
	g_autofree char *line = g_strdup_printf("{\"k\":\"neu.add\",\"n\":9,\"run\":\"aaaa\",\"at\":\"irgendwann\",\"by\":\"X\",\"d\":%s%s}\n", deep, end);

	forge(s, &plain, line);
}

static void
nine_levels(Scene *s)
{
	deep_line(s, 9);
}

static void
bomb_of_brackets(Scene *s)
{
	deep_line(s, 32000);
}

static void
long_line(Scene *s)
{
	g_autofree char *wide = g_strnfill(70000, 'a');
	g_autofree char *line = g_strdup_printf("{\"k\":\"neu.add\",\"n\":9,\"run\":\"aaaa\",\"at\":\"irgendwann\",\"by\":\"X\",\"d\":\"%s\"}\n", wide);

	forge(s, &plain, line);
}

static void
big_batch(Scene *s)
{
	g_autoptr(GString) lines = g_string_new(NULL);

	while (lines->len <= BATCH_MAX)
		g_string_append(lines, LINE);
	forge(s, &plain, lines->str);
}

static void
long_list_as_base(Scene *s)
{
	g_autoptr(GString) line = g_string_new("{\"k\":\"obstacle.severity\",\"n\":9,\"run\":\"aaaa\",\"at\":\"2026-11-24T08:14Z\",\"by\":\"X\","
					       "\"e\":\"a1-aaaaaaaaaaaa-aaaa\",\"severity\":\"hinweis\",\"base\":[");
	guint i;

	for (i = 0; i < 300; i++)
		g_string_append_printf(line, "%s\"c%03u-aaaaaaaaaaaa-aaaa\"", i ? "," : "", i + 100);
	g_string_append(line, "]}\n");
	forge(s, &plain, line->str);
}

/* --- texts -------------------------------------------------------------------------------------------------------------------------- */

static void
put_texts(Scene *s, const char *text)
{
	g_autofree char *path = path_of_texts(s->good_path);

	put_text(s, "main", path, text);
}

static void
text_with_wrong_hash(Scene *s)
{
	put_texts(s, "{\"h\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",\"s\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"t\":\"Gelogen\"}\n");
}

static void
text_bomb(Scene *s)
{
	g_autofree char *deep = g_strnfill(900000, '[');

	put_texts(s, deep);
}

static void
text_invalid_utf8(Scene *s)
{
	put_texts(s, "{\"h\":\"\xff\xfe\",\"s\":\"\",\"t\":\"\"}\n");
}

static void
text_too_large(Scene *s)
{
	g_autofree char *wide = g_strnfill(BATCH_MAX + 1, ' ');

	put_texts(s, wide);
}

static void
text_is_long(Scene *s)
{
	g_autofree char *wide = g_strnfill(TEXT_MAX + 1, 'a'), *hash = text_hash("AAAAAAAAAAAAAAAAAAAAAA", wide);
	g_autofree char *line = g_strdup_printf("{\"h\":\"%s\",\"s\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"t\":\"%s\"}\n", hash, wide);

	put_texts(s, line);
}

/* --- the table ---------------------------------------------------------------------------------------------------------------------- */

/* Words of what verify says is to be done. */
#define NEWER "Aktualisieren Sie vorort"
#define DAMAGED "stellt sie mit seinem nächsten Abgleich wieder"
#define FORGED "wer dort schreiben darf"
#define BROKEN "vorort device block"
#define STRANGER "Adresse der Ablage prüfen"
#define LARGE "sie wurde nicht gelesen"
#define TEXTS "bringt die Datei in Ordnung"

typedef struct Attack {
	const char *rule;
	void (*commit)(Scene *s);
	const char *reason, *advice;
	gboolean is_healed; /* the next sync of a laptop that has the right file puts it back on main */
} Attack;

static const Attack attacks[] = {
	{"a batch is changed", change_batch, "Inhalt passt nicht zur Prüfsumme im Namen", DAMAGED, TRUE},
	{"a batch is changed, and its name with it", change_batch_and_name, "Signatur passt nicht zum Inhalt", FORGED, FALSE},
	{"a batch is cut off", cut_batch, "Inhalt passt nicht zur Prüfsumme im Namen", DAMAGED, TRUE},
	{"a batch is emptied", empty_batch, "Inhalt passt nicht zur Prüfsumme im Namen", DAMAGED, TRUE},
	{"a batch is renumbered", renumber_batch, "Pfad und Kopfzeile nennen verschiedene", FORGED, FALSE},
	{"a batch is given to another device", give_batch_to_another, "Pfad und Kopfzeile nennen verschiedene", FORGED, FALSE},
	{"a batch is continued behind its signature", append_to_batch, "Zeile der Signatur fehlt", BROKEN, FALSE},
	{"a device id is stolen", steal_device, "Schlüssel gehört nicht zu diesem Gerät", FORGED, FALSE},
	{"a device id is stolen with its key", steal_key, "Signatur passt nicht zum Inhalt", FORGED, FALSE},
	{"signed with another key", sign_as_another, "Signatur passt nicht zum Inhalt", FORGED, FALSE},
	{"signed for another purpose", sign_for_git, "Signatur passt nicht zum Inhalt", FORGED, FALSE},
	{"not signed", no_signature, "Zeile der Signatur fehlt", BROKEN, FALSE},
	{"a key of zeros", zero_key, "Signatur passt nicht zum Inhalt", FORGED, FALSE},
	{"a future format", newer_format, "neuere Version von vorort nötig", NEWER, FALSE},
	{"a future format with another signature", newer_signature, "neuere Version von vorort nötig", NEWER, FALSE},
	{"a future format that is hardly text", newer_format_without_tail, "neuere Version von vorort nötig", NEWER, FALSE},
	{"format 0", format_zero, "Kopfzeile hat nicht die vorgeschriebene Form", BROKEN, FALSE},
	{"a format that is no number", format_text, "Kopfzeile ist unlesbar", BROKEN, FALSE},
	{"a format beyond all numbers", format_huge, "Kopfzeile ist kein JSON", BROKEN, FALSE},
	{"a batch of another undertaking", another_undertaking, "gehört zu einem anderen Vorhaben", STRANGER, FALSE},
	{"an undertaking with a path in it", odd_undertaking, "Kopfzeile hat unzulässige Werte", BROKEN, FALSE},
	{"no entries", count_too_small, "Kopfzeile hat unzulässige Werte", BROKEN, FALSE},
	{"fewer than none", count_negative, "Kopfzeile hat unzulässige Werte", BROKEN, FALSE},
	{"more entries announced than there are", count_more, "weniger Einträge, als die Kopfzeile nennt", BROKEN, FALSE},
	{"entries beyond all bounds announced", count_huge, "Kopfzeile hat unzulässige Werte", BROKEN, FALSE},
	{"fewer entries announced than there are", fewer_lines, "mehr Einträge, als die Kopfzeile nennt", BROKEN, FALSE},
	{"the first batch names one before it", first_with_previous, "Kopfzeile hat unzulässige Werte", BROKEN, FALSE},
	{"the second batch names none before it", second_without_previous, "Kopfzeile hat unzulässige Werte", BROKEN, FALSE},
	{"the one before is no hash", previous_not_hex, "Kopfzeile hat unzulässige Werte", BROKEN, FALSE},
	{"one key more in the header", another_key, "Kopfzeile hat nicht die vorgeschriebene Form", BROKEN, FALSE},
	{"one key twice in the header", key_twice, "Kopfzeile ist kein JSON", BROKEN, FALSE},
	{"a blank in the header", blanks, "Kopfzeile hat nicht die vorgeschriebene Form", BROKEN, FALSE},
	{"a number with exponent in the header", exponent, "Kopfzeile ist unvollständig", BROKEN, FALSE},
	{"brackets without end in the header", header_bomb, "Kopfzeile hat unzulässige Werte", BROKEN, FALSE},
	{"a nested header", header_nested, "Kopfzeile ist unvollständig", BROKEN, FALSE},
	{"a header without end", header_without_end, "Kopfzeile fehlt", BROKEN, FALSE},

	{"a line that is no JSON", no_json, "Zeile ist kein Eintrag", BROKEN, FALSE},
	{"a line with blanks", blanks_in_line, "Zeile ist kein Eintrag", BROKEN, FALSE},
	{"a number beyond the greatest", n_beyond, "Zeile ist kein Eintrag", BROKEN, FALSE},
	{"number 0", n_zero, "Zeile ist kein Eintrag", BROKEN, FALSE},
	{"a number below 0", n_negative, "Zeile ist kein Eintrag", BROKEN, FALSE},
	{"a number that overflows", n_overflow, "Zeile ist kein Eintrag", BROKEN, FALSE},
	{"a known kind with one key more", known_kind_with_more, "Zeile ist kein Eintrag", BROKEN, FALSE},
	{"a value twice", slot_twice, "Zeile ist kein Eintrag", BROKEN, FALSE},
	{"a text in clear where its hash belongs", text_in_clear, "text", BROKEN, FALSE},
	{"invalid UTF-8", invalid_utf8, "Zeile ist kein Eintrag", BROKEN, FALSE},
	{"overlong UTF-8", overlong_utf8, "Zeile ist kein Eintrag", BROKEN, FALSE},
	{"half a surrogate pair", surrogate, "Zeile ist kein Eintrag", BROKEN, FALSE},
	{"a control character", escape_character, "Zeile ist kein Eintrag", BROKEN, FALSE},
	{"a control character as an escape", escaped_escape, "Zeile ist kein Eintrag", BROKEN, FALSE},
	{"a C1 character in a name", escape_in_by, "Kürzel", BROKEN, FALSE},
	{"a NUL", nul_byte, "kein Text", BROKEN, FALSE},
	{"an empty line", empty_line, "Eintrag ist leer", BROKEN, FALSE},
	{"line ends of Windows", carriage_return, "Zeile ist kein Eintrag", BROKEN, FALSE},
	{"a byte order mark", byte_order_mark, "Zeile ist kein Eintrag", BROKEN, FALSE},
	{"a path as id", path_as_id, "Kennung", BROKEN, FALSE},
	{"SQL as id", sql_as_id, "Kennung", BROKEN, FALSE},
	{"a person as author", person_as_by, "Kürzel", BROKEN, FALSE},
	{"a day that does not exist", no_such_day, "Zeitangabe ungültig", BROKEN, FALSE},
	{"a word that is not in the list", unknown_outcome, "severity", BROKEN, FALSE},
	{"nine levels", nine_levels, "Zeile ist kein Eintrag", BROKEN, FALSE},
	{"brackets without end", bomb_of_brackets, "Zeile ist kein Eintrag", BROKEN, FALSE},
	{"a line of 70 kB", long_line, "länger als 64 KiB", BROKEN, FALSE},
	{"a batch of more than 1 MiB", big_batch, "Datei ist größer als erlaubt (1024 KiB)", LARGE, FALSE},
	{"a list of 300", long_list_as_base, "Zeile ist kein Eintrag", BROKEN, FALSE},

	{"a text that nobody wrote", text_with_wrong_hash, "Textzeilen passen nicht", TEXTS, TRUE},
	{"a text file of brackets", text_bomb, "Textzeilen passen nicht", TEXTS, TRUE},
	{"a text of invalid UTF-8", text_invalid_utf8, "Textzeilen passen nicht", TEXTS, TRUE},
	{"a text file of more than 1 MiB", text_too_large, "Datei ist größer als erlaubt (1024 KiB)", LARGE, TRUE},
	{"a text of more than 16 KiB", text_is_long, "Textzeilen passen nicht", TEXTS, TRUE},
};

/* All that lies beside the good batch comes in one repository; what replaces it needs one of its own. */
static struct {
	GPtrArray *aside, *findings;
	char *paths[G_N_ELEMENTS(attacks)];
	char *report;
	guint n;
	gboolean is_good;
} crowd;

static int
meet_the_crowd(void **state)
{
	g_autoptr(Scene) s = scene_new();
	g_autoptr(App) c = laptop(s, "c");
	AppSyncReport report;
	gsize i;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(attacks); i++) {
		if (attacks[i].is_healed)
			continue;
		attacks[i].commit(s);
		crowd.paths[i] = g_strdup(s->path);
		crowd.n++;
	}
	assert_int_equal(sync_with(c, s->remote_dir, &report), crowd.n);
	crowd.report = report.text;
	crowd.is_good = knows_good(c);
	ok((crowd.aside = app_quarantined(c, error)));
	ok((crowd.findings = app_verify(c, NULL, error)));
	return 0;
}

static int
leave_the_crowd(void **state)
{
	gsize i;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(attacks); i++)
		g_free(crowd.paths[i]);
	g_free(crowd.report);
	g_ptr_array_unref(crowd.aside);
	g_ptr_array_unref(crowd.findings);
	root_remove();
	return 0;
}

static void
is_put_aside(void **state)
{
	const Attack *attack = *state;
	const char *path = crowd.paths[attack - attacks];

	must_have(crowd.aside, path, attack->reason, "the quarantine");
	must_explain(crowd.findings, path, attack->reason, attack->advice);
	assert_true(crowd.is_good);
}

/* Whoever has the right file puts it back, and then nothing of it is left anywhere. */
static void
is_healed(void **state)
{
	const Attack *attack = *state;
	g_autoptr(Scene) s = scene_new();
	g_autoptr(App) b = laptop(s, "b"), c = laptop(s, "c");
	g_autoptr(GPtrArray) findings = NULL, clean_b = NULL, clean_c = NULL;
	g_autoptr(GBytes) there = NULL;
	gsize len;

	attack->commit(s);
	assert_int_equal(sync_with(c, s->remote_dir, NULL), 1);
	ok((findings = app_verify(c, NULL, error)));
	must_explain(findings, s->path, attack->reason, attack->advice);
	sync_with(b, s->remote_dir, NULL);
	sync_with(b, s->remote_dir, NULL);
	there = content_on_main(s, s->path);
	assert_non_null(there);
	if (g_str_has_suffix(s->path, ".text"))
		assert_non_null(memmem(g_bytes_get_data(there, &len), g_bytes_get_size(there), GOOD, strlen(GOOD)));
	else
		assert_true(g_bytes_equal(there, s->good));
	assert_int_equal(sync_with(c, s->remote_dir, NULL), 0);
	assert_true(knows_good(c));
	ok((clean_b = app_verify(b, NULL, error)));
	must_be_none(clean_b);
	ok((clean_c = app_verify(c, NULL, error)));
	must_be_none(clean_c);
}

/* The report names what asks for something else than a look at verify. */
static void
newer_batches_are_announced(void **state)
{
	(void)state;
	assert_non_null(strstr(crowd.report, "3 Pakete brauchen eine neuere Version von vorort"));
}

int
main(void)
{
	struct CMUnitTest tests[G_N_ELEMENTS(attacks) + 1] = {0};
	gsize i;

	root_make();
	for (i = 0; i < G_N_ELEMENTS(attacks); i++)
		tests[i] = (struct CMUnitTest){attacks[i].rule, attacks[i].is_healed ? is_healed : is_put_aside, NULL, NULL,
					       (void *)(gintptr)&attacks[i]};
	tests[i] = (struct CMUnitTest)cmocka_unit_test(newer_batches_are_announced);
	return cmocka_run_group_tests_name("batches", tests, meet_the_crowd, leave_the_crowd);
}
